"""`larvik instrument` drafts a questionnaire beside an export, and overwrites nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from larvik_analysis.inputs.instrument import read_instrument
from larvik_analysis.run.command_line import run_command

ANSWERS = "Kom du?,Hvor nyttig?,Navn\n" + "Ja,Svært nyttig,Kari\nNei,Ikke nyttig,Ola\n" * 3


@pytest.fixture
def export(tmp_path: Path) -> Path:
    """An export where a real one lies."""
    folder = tmp_path / "data" / "raw" / "prove" / "private"
    folder.mkdir(parents=True)
    path = folder / "Svar på skjema 2025.csv"
    path.write_text(ANSWERS, encoding="utf-8")
    return path


def test_the_draft_lies_beside_the_export_and_can_be_read(export, capsys):
    assert run_command(["instrument", str(export)]) == 0
    path = export.parent / "instruments" / "svar_pa_skjema_2025.yaml"
    assert [q.id for q in read_instrument(path).questions] == ["kom_du", "hvor_nyttig"]
    assert b"\r" not in path.read_bytes()
    told = capsys.readouterr().out
    assert "instruments/svar_pa_skjema_2025.yaml" in told
    assert "Spørsmål: 2. Kolonner som ikke er med: 1." in told
    assert "instrument: svar_pa_skjema_2025" in told
    assert "Legg det i private" not in told  # it lies there
    assert "Kari" not in told + path.read_text("utf-8")


def test_another_place_is_told_to_be_private(export, tmp_path, capsys):
    place = tmp_path / "utkast.yaml"
    code = run_command(
        [
            "instrument",
            str(export),
            "--format",
            "csv",
            "--output",
            str(place),
            "--language",
            "en",
        ]
    )
    assert code == 0
    told = capsys.readouterr().out
    assert "private/instruments" in told
    assert "Questions: 2" in told
    assert "Guessed" in place.read_text("utf-8")


def test_nothing_is_overwritten(export, capsys):
    path = export.parent / "instruments" / "svar_pa_skjema_2025.yaml"
    path.parent.mkdir()
    path.write_text("rettet", encoding="utf-8")
    assert run_command(["instrument", str(export)]) == 6
    assert path.read_text("utf-8") == "rettet"
    assert "--output" in capsys.readouterr().err
    path.unlink()
    path.symlink_to(export.parent / "annet.yaml")
    assert run_command(["instrument", str(export)]) == 6
    assert not (export.parent / "annet.yaml").exists()


@pytest.mark.parametrize("name", ["utkast.txt", "Utkast.yaml", "ut-kast.yaml"])
def test_a_name_that_cannot_be_an_id_is_refused(export, tmp_path, name):
    assert run_command(["instrument", str(export), "--output", str(tmp_path / name)]) == 2
    assert not (tmp_path / name).exists()


@pytest.mark.parametrize(
    ("content", "code"),
    [(None, 1), ("", 1), ("Navn,E-post\nKari,kari@eksempel.no\nOla,ola@eksempel.no\n", 1)],
)
def test_an_export_without_questions_makes_no_draft(export, content, code, capsys):
    if content is None:
        export.unlink()
    else:
        export.write_text(content, encoding="utf-8")
    assert run_command(["instrument", str(export)]) == code
    told = capsys.readouterr()
    assert not (export.parent / "instruments").exists()
    assert "kari" not in (told.out + told.err).casefold()
    assert str(export.parent) not in told.out + told.err


def test_without_an_export_the_command_says_what_it_needs(capsys):
    assert run_command(["instrument"]) == 2
    assert "larvik instrument" in capsys.readouterr().err


def test_how_the_export_was_read_is_told(export, capsys):
    export.write_text("Undersøkelse 2025\n" + ANSWERS.replace(",", ";"), encoding="utf-8")
    assert run_command(["instrument", str(export)]) == 0
    told = capsys.readouterr().out
    assert "semikolon" in told
    assert "over overskriftene" in told


def test_an_unknown_format_is_refused(export):
    assert run_command(["instrument", str(export), "--format", "papir"]) == 2


def test_a_folder_that_cannot_be_written_is_told(export, capsys):
    (export.parent / "instruments").write_text("en fil", encoding="utf-8")
    assert run_command(["instrument", str(export)]) == 6
    assert "svar_pa_skjema_2025.yaml" in capsys.readouterr().err


@pytest.mark.parametrize("language", ["nb", "en"])
def test_the_command_has_help_in_both_languages(language, capsys):
    assert run_command(["--language", language, "instrument", "--help"]) == 0
    told = capsys.readouterr().out
    assert {"--format", "--output"} <= set(told.split())
    assert ("eksport" if language == "nb" else "export") in told
