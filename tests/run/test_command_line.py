"""The command: every exit code, what is said in both languages, and what is not said."""

from __future__ import annotations

import ast
import errno
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import larvik_analysis
from larvik_analysis.run import command_line, lock, pipeline, swap
from larvik_analysis.terms.catalogue import read_catalogue

SECRET = "Mor Åse fikk 4711 kroner"


@pytest.fixture(autouse=True)
def _no_debugging(monkeypatch):
    monkeypatch.delenv("LARVIK_DEBUG", raising=False)


def test_a_run_ends_with_0_and_tells_what_was_written_and_withheld(project, plain_writers):
    # without its quote, staffing cannot be traced, so its figure and its sentence stay
    project.set_fact("red_team_staffing_planned", quote="", corrected_quote="")
    said = project.larvik("run")
    assert said.code == 0, said.err
    reason = read_catalogue("nb")["withheld.not_traced"]
    assert f"Holdt tilbake: rodt-bemanning. {reason}" in said.out
    assert f"Holdt tilbake: summary.staffing. {reason}" in said.out
    assert "Rapporten ligger i reports/larvik-fagerli\n" in said.out
    assert "record.json, report.docx, report.html, report.pdf, figures/, tables/" in said.out
    assert "UTKAST" in said.out
    assert not (project.report() / "tables" / "rodt-bemanning.csv").exists()
    assert said.err == ""


def test_the_same_in_english_wherever_the_option_stands(project, plain_writers):
    project.set_fact("red_team_staffing_planned", quote="", corrected_quote="")
    before = project.larvik("--language", "en", "run")
    after = project.larvik("run", "--language=en", "--force")
    reason = read_catalogue("en")["withheld.not_traced"]
    for said in (before, after):
        assert said.code == 0
        assert f"Withheld: rodt-bemanning. {reason}" in said.out
        assert "The report is in reports/larvik-fagerli\n" in said.out
        assert "Rapporten" not in said.out


def test_an_unchanged_run_says_so_from_wherever_one_stands(copied):
    assert copied.larvik("run").out.count("Ingenting er endret siden sist") == 1
    said = copied.larvik("run", "eksempel", at="notebooks")
    assert "Rapporten ligger i ../reports/eksempel." in said.out
    assert str(copied.root) not in said.out + said.err


def test_the_folder_is_told_as_it_was_typed(project, plain_writers, tmp_path):
    said = project.larvik("run", "--output", "../her")
    assert "Rapporten ligger i ../her\n" in said.out
    assert (tmp_path / "her" / "record.json").is_file()
    assert str(tmp_path) not in said.out


def test_faults_end_with_1_all_at_once_and_nothing_is_written(project):
    project.edit("data/raw/larvik-fagerli/evaluation.yaml", "seed: 3909", "sed: 3909")
    project.set_fact("red_families", value=SECRET)
    said = project.larvik("run")
    assert said.code == 1
    assert "evaluation.yaml, linje" in said.err
    assert "seed" in said.err
    assert "facts.csv, linje" in said.err
    assert "Ingenting er skrevet" in said.err
    assert SECRET not in said.out + said.err
    assert not project.report().exists()


def test_a_notebook_that_cannot_be_read_is_a_fault(project):
    project.write_notebook("02_rodt_tiltak", ["pass"], f"measure = max('{SECRET}')")
    said = project.larvik("run", "--language", "en")
    assert (said.code, said.out.count("\n")) == (1, 1)
    assert said.err.startswith("notebooks/02_rodt_tiltak.ipynb:\n   A value in the cell tagged")
    assert SECRET not in said.err
    (project.root / "notebooks" / "02_rodt_tiltak.ipynb").write_text(f"{{ {SECRET}")
    said = project.larvik("run")
    assert said.code == 1
    assert "notebooks/02_rodt_tiltak.ipynb:\n   Dette er ingen notatbok" in said.err
    assert SECRET not in said.err
    assert project.larvik("check").code == 1


# what is typed, and what the answer must name in each language
WRONG = [
    (["run", "--forc"], "--forc", "--force"),
    (["run", "--utput", "x"], "--utput", "--output"),
    (["run", "--nothing-like-it"], "--nothing-like-it", ""),
    (["--nothing"], "--nothing", ""),
    (["rnu"], "run, check", ""),
    (["run", "larvik-fagerli", "eksempel"], "run, check", ""),
    (["run", "--jobs"], "--jobs", ""),
    (["run", "--jobs", "many"], "--jobs", ""),
    (["run", "--jobs", "0"], "--jobs", "1"),
    (["run", "--jobs", "-3"], "--jobs", "1"),
    (["run", "larvik-fagreli"], "larvik-fagreli", "larvik-fagerli"),
    (["run", "finnes-ikke"], "finnes-ikke", "eksempel, larvik-fagerli"),
    (["run", "reference"], "reference", "eksempel, larvik-fagerli"),
    (["run", "processed"], "processed", "eksempel, larvik-fagerli"),
    (["run", "../x"], "data/raw", "eksempel, larvik-fagerli"),
    (["run", "data/raw/../../x"], "data/raw", "eksempel, larvik-fagerli"),
    (["check", "../x"], "data/raw", "eksempel, larvik-fagerli"),
    (["check", "larvik-fagreli"], "larvik-fagreli", "larvik-fagerli"),
    (["verify", "finnes-ikke"], "finnes-ikke", "larvik run"),
    (["verify", "reference"], "reference", "larvik run"),
    (["run", "--only", "02_rodt_titak"], "02_rodt_titak", "02_rodt_tiltak"),
    (["run", "--set", "sed=1"], "sed", "seed"),
    (["run", "--set", "langage=en"], "langage", "language"),
    (["run", "--set", "mesure=rodt"], "mesure", "measure"),
    (["run", "--set", "seed=elleve"], "seed", ""),
    (["run", "--set", "seed=1.5"], "seed", ""),
    (["run", "--set", "analysis_date=2026-13-01"], "analysis_date", ""),
    (["run", "--set", "language=dk"], "language", "nb, nn, en"),
    (["run", "--set", "measure=gul"], "gul", "gront, rodt"),
    (["run", "--set", "02_rodt_tiltak.measure=rødt"], "rødt", "rodt"),
    (["run", "--set", "seed"], "seed", ""),
    (["run", "--set", "=1"], "=1", ""),
    (["run", "--set", "seed=1", "--set", "seed=2"], "seed", ""),
    (["run", "--set", "synthetic=true"], "synthetic", ""),
    (["run", "--language", "dk"], "dk", "nb, en"),
    (["--language", "dk", "check"], "dk", "nb, en"),
]


@pytest.mark.parametrize("language", ["nb", "en"])
@pytest.mark.parametrize(("typed", "named", "nearest"), WRONG)
def test_wrong_usage_ends_with_2_and_names_what_was_meant(
    finished, typed, named, nearest, language
):
    has_language = "--language" in typed
    said = finished.larvik(*([] if has_language else ["--language", language]), *typed)
    assert said.code == 2, said.err
    assert named in said.err
    assert nearest in said.err
    assert said.err.count("\n") == 1
    assert str(finished.root) not in said.out + said.err


def test_wrong_usage_is_told_in_the_readers_language(finished):
    assert "ikke noe valg" in finished.larvik("run", "--forc").err
    assert "no option" in finished.larvik("run", "--forc", "--language", "en").err
    assert "ikke forstått" in finished.larvik("rnu").err
    assert "not understood" in finished.larvik("--language=en", "rnu").err


def test_the_bare_command_shows_its_help_and_ends_with_2(finished):
    said = finished.larvik()
    assert said.code == 2
    assert "run" in said.out
    assert "verify" in said.out
    assert "larvik run, larvik check eller larvik verify" in said.err


@pytest.mark.parametrize("language", ["nb", "en"])
@pytest.mark.parametrize("command", ["", "run", "check", "verify", "audit", "purge"])
def test_every_option_has_a_help_text(finished, command, language):
    said = finished.larvik("--language", language, *([command] if command else []), "--help")
    assert said.code == 0
    words = " ".join(said.out.split())
    key = f"command.help_{command}" if command else "command.help"
    assert read_catalogue(language)[key][:30] in words
    assert "None" not in words


@pytest.mark.parametrize("command", ["", "run", "check", "verify", "audit", "purge"])
def test_the_help_is_in_one_language(finished, command):
    arguments = [command] if command else []
    said = finished.larvik(*arguments, "--help")
    assert not re.search(r"Usage|Options?\b|Command|Arguments|[Dd]efault|Show|<str>", said.out)
    assert said.out.startswith(f"Bruk: larvik {command}".rstrip())
    assert "Valg:" in said.out
    english = finished.larvik("--language", "en", *arguments, "--help").out
    assert not re.search(r"Bruk|Valg|Kommando|Standard|Vis", english)
    assert english.startswith("Usage: larvik")


def test_the_version_is_said(finished):
    assert finished.larvik("--version").out == f"{larvik_analysis.__version__}\n"


CHAPTER_ERRORS = {
    "ValueError": f"raise ValueError('{SECRET}')",
    "KeyError": f"dict()['{SECRET}']",
    "SyntaxError": f"la = '{SECRET}' 1",
    "SystemExit": f"raise SystemExit('{SECRET}')",
    "TypeError": f"import larvik_analysis as la\nla.show('{SECRET}')",
    "KeyboardInterrupt": "raise KeyboardInterrupt",
}


@pytest.mark.parametrize("kind", CHAPTER_ERRORS)
def test_a_stopped_chapter_ends_with_3_and_keeps_what_it_said(project, kind, capfd):
    project.only_chapter("import larvik_analysis as la", CHAPTER_ERRORS[kind], "1 + 1")
    said = project.larvik("run")
    assert said.code == 3, said.err
    # heading, parameters, import, and then the cell that stopped
    assert f"«03_liten» stoppet i celle 4, talt ovenfra ({kind})" in said.err
    assert SECRET not in said.out + said.err + "".join(capfd.readouterr())
    kept = project.processed() / "chapters" / "03_liten.new" / "03_liten.ipynb"
    assert kind in kept.read_text(encoding="utf-8")
    assert not project.report().exists()


def test_a_quiet_exit_in_the_middle_is_no_success(project):
    project.only_chapter("raise SystemExit", "1 + 1")
    said = project.larvik("run", "--language", "en")
    assert said.code == 3
    assert "“03_liten” stopped in cell 3, counted from the top (SystemExit)" in said.err


def test_a_chapter_that_stops_leaves_the_last_report_as_it_was(copied, released_files):
    before = released_files(copied.report())
    copied.only_chapter("raise ValueError")
    assert copied.larvik("run").code == 3
    assert released_files(copied.report()) == before
    assert [path.name for path in copied.report().parent.iterdir() if path.is_file()] == []


def test_nothing_to_release_ends_with_4_and_leaves_nothing(copied, released_files):
    before = released_files(copied.report())
    copied.clear_column("quote")
    said = copied.larvik("run")
    assert said.code == 4
    assert "rodt-nytte" in said.err
    assert "Et faktum mangler dokument, avsnitt eller sitat." in said.err
    assert "untouched" in copied.larvik("run", "--language", "en").err
    assert released_files(copied.report()) == before
    assert sorted(path.name for path in copied.report().parent.iterdir()) == [
        "eksempel",
        "larvik-fagerli",
    ]


def test_a_changed_file_ends_verify_with_5(copied):
    path = copied.report() / "tables" / "rodt-nytte.csv"
    path.write_bytes(path.read_bytes().replace(b"0.8", b"0.9"))
    said = copied.larvik("verify")
    assert said.code == 5
    assert "Annerledes: tables/rodt-nytte.csv\n" in said.err
    assert "Different: tables/rodt-nytte.csv\n" in copied.larvik("verify", "--language=en").err


def a_file_in_the_way(root: Path) -> None:
    (root / "reports" / "x").parent.mkdir(exist_ok=True)
    (root / "reports" / "x").write_text("mine")


def a_folder_with_something_else(root: Path) -> None:
    (root / "reports" / "x").mkdir(parents=True)
    (root / "reports" / "x" / "mine.txt").write_text("mine")


def a_file_above(root: Path) -> None:
    (root / "reports").write_text("mine")


@pytest.mark.parametrize("language", ["nb", "en"])
@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (a_file_in_the_way, "output_is_file"),
        (a_folder_with_something_else, "output_not_a_report"),
        (a_file_above, "output_not_writable"),
    ],
)
def test_a_place_that_is_taken_ends_with_6(project, spoil, code, language):
    spoil(project.root)
    said = project.larvik("run", "--output", "reports/x", "--language", language)
    text = read_catalogue(language)[f"error.{code}"].format(folder="x")
    assert (said.code, said.err) == (6, f"{text}\n")


@pytest.mark.parametrize(
    "place", ["data/raw/ny", "data/processed/ny", "notebooks", "data", ".", "data/raw"]
)
def test_reports_do_not_go_among_the_data(project, place):
    said = project.larvik("run", "--output", place)
    assert said.code == 6
    assert "prosjektets data" in said.err
    assert "requirements.lock" in {path.name for path in project.root.iterdir()}


def test_one_report_does_not_take_the_place_of_another(copied, released_files):
    before = released_files(copied.report())
    said = copied.larvik("run", "eksempel", "--output", "reports/larvik-fagerli")
    assert said.code == 6
    assert "rapporten om «larvik-fagerli»" in said.err
    assert released_files(copied.report()) == before


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.ENOSPC, "Disken er full"),
        (errno.EDQUOT, "Disken er full"),
        (errno.EROFS, "Det går ikke an å skrive"),
        (errno.EACCES, "Det går ikke an å skrive"),
        (errno.EIO, "Det går ikke an å skrive"),
    ],
)
@pytest.mark.parametrize("step", ["swap", "place", "lock"])
def test_what_the_disk_refuses_ends_with_6_and_is_told_in_words(
    copied, plain_writers, monkeypatch, released_files, number, words, step
):
    def refuse(*_: object, **__: object) -> None:
        raise OSError(number, "no", str(copied.root))

    before = released_files(copied.report())
    if step == "swap":
        monkeypatch.setattr(pipeline, "put_in_place", refuse)
    elif step == "place":
        monkeypatch.setattr(Path, "write_bytes", refuse)
    else:
        monkeypatch.setattr(lock.FileLock, "acquire", refuse)
    said = copied.larvik("run", "--set", "seed=7")
    monkeypatch.undo()
    assert said.code == 6
    assert words in said.err
    assert "larvik-fagerli" in said.err
    assert str(copied.root) not in said.out + said.err
    assert released_files(copied.report()) == before
    assert not swap._staging(copied.report()).exists()


def test_a_chapter_that_cannot_be_stored_ends_with_6(project, monkeypatch, capfd):
    def refuse(*_: object) -> None:
        raise OSError(errno.ENOSPC, SECRET)

    monkeypatch.setattr("larvik_analysis.run.chapters._store_table", refuse)
    said = project.larvik("run")
    assert said.code == 6
    assert "Disken er full" in said.err
    assert SECRET not in said.err + "".join(capfd.readouterr())


def test_a_folder_that_may_not_be_written_ends_with_6(project):
    folder = project.root / "reports"
    folder.mkdir()
    folder.chmod(0o500)
    try:
        (folder / "probe").touch()
    except PermissionError:
        assert project.larvik("run").code == 6
    else:
        pytest.skip("whoever runs this may write everywhere")
    finally:
        folder.chmod(0o700)


def test_a_bug_ends_with_70_and_tells_where_but_no_value(copied, monkeypatch):
    def break_down(*_: object) -> None:
        raise RuntimeError(SECRET)

    monkeypatch.setattr(pipeline, "recover", break_down)
    said = copied.larvik("run")
    assert said.code == 70
    assert "RuntimeError" in said.err
    assert "larvik-feil.txt" in said.err
    english = copied.larvik("run", "--language=en")
    assert "larvik-feil.txt" in english.err
    told = (copied.root / "larvik-feil.txt").read_text(encoding="utf-8")
    assert told.startswith("RuntimeError\n")
    assert re.search(r"^pipeline\.py:\d+ run_evaluation$", told, re.MULTILINE)
    for text in (said.out, said.err, english.err, told):
        assert SECRET not in text
        assert str(copied.root) not in text


def test_a_bug_in_a_chapters_process_ends_with_70_too(project, monkeypatch, capfd):
    def break_down(*_: object) -> None:
        raise RuntimeError(SECRET)

    monkeypatch.setattr("larvik_analysis.exhibit.exhibit.to_json", break_down)
    said = project.larvik("run")
    assert said.code == 70
    told = (project.root / "larvik-feil.txt").read_text(encoding="utf-8")
    assert told.startswith("RuntimeError\n")
    assert "break_down" in told
    assert SECRET not in said.err + told + "".join(capfd.readouterr())


def test_a_bug_where_nothing_can_be_written_is_told_all_the_same(copied, monkeypatch):
    def break_down(*_: object) -> None:
        raise RuntimeError(SECRET)

    def refuse(*_: object, **__: object) -> None:
        raise OSError(errno.EROFS, "no")

    monkeypatch.setattr(pipeline, "recover", break_down)
    monkeypatch.setattr(Path, "write_text", refuse)
    said = copied.larvik("run")
    assert said.code == 70
    assert "run_evaluation" in said.err
    assert SECRET not in said.err


@pytest.mark.parametrize(("language", "words"), [("nb", "Avbrutt."), ("en", "Interrupted.")])
def test_an_interrupted_run_ends_with_130_and_changes_nothing(
    copied, plain_writers, monkeypatch, released_files, language, words
):
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    before = released_files(copied.report())
    monkeypatch.setattr(pipeline, "put_in_place", interrupt)
    said = copied.larvik("run", "--set", "seed=5", "--language", language)
    assert said.code == 130
    assert said.err.startswith(words)
    assert released_files(copied.report()) == before
    assert not swap._staging(copied.report()).exists()


def test_check_says_what_is_missing_as_words_and_as_json(finished):
    said = finished.larvik("check")
    assert said.code == 0
    assert "fakta som er lest: 467" in said.out
    told: dict[str, Any] = json.loads(finished.larvik("check", "--json").out)
    assert told["faults"] == []
    assert told["n_facts"] == 467
    unread = [todo for todo in told["todos"] if todo["code"] == "fact_illegible"]
    assert len(unread) == 5
    assert {todo["file"] for todo in unread} == {"facts.csv"}
    english = json.loads(finished.larvik("--language", "en", "check", "--json").out)
    assert english["todos"][0]["message"] != told["todos"][0]["message"]


def test_every_message_an_error_can_have_stands_in_both_catalogues():
    codes = set()
    for path in Path(larvik_analysis.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id.endswith("Error")
                and node.args
                and isinstance(node.args[0], ast.Constant)
                and re.fullmatch(r"[a-z_]+", str(node.args[0].value))
                # The gate's own, and one that the reader of templates turns into a fault.
                and node.func.id not in ("RefusalError", "_UnfitError")
            ):
                codes.add(f"error.{node.args[0].value}")
    assert len(codes) > 20
    for language in ("nb", "en"):
        assert codes - read_catalogue(language).keys() == set()


def test_an_old_console_does_not_stop_a_run(finished):
    ended = subprocess.run(
        [sys.executable, "-m", "larvik_analysis.run", "check"],
        cwd=finished.root,
        env=os.environ | {"PYTHONIOENCODING": "ascii"},
        capture_output=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    assert b"fakta som er lest: 467" in ended.stdout


def test_run_command_is_what_main_runs(monkeypatch):
    monkeypatch.setattr("sys.argv", ["larvik", "--version"])
    with pytest.raises(SystemExit) as ended:
        command_line.main()
    assert ended.value.code == 0
    assert command_line.run_command(["--version"]) == 0
