"""The folder of a report: what is the evaluator's stays as she left it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from larvik_analysis.run import pipeline
from larvik_analysis.run.output import files_in, hash_of, keep_hers, write_file

HERS = b"her own words"


def run_with(project: Any, heading: str) -> Any:
    """Make the report with other words in its documents."""
    project.set_heading(heading)
    return project.run()


@pytest.fixture(autouse=True)
def _quickly(plain_writers):
    """These tests are about whole files."""


def record_of(folder: Path) -> dict[str, Any]:
    return json.loads((folder / "record.json").read_text(encoding="utf-8"))


def test_an_edited_document_stays_and_the_new_one_is_written_beside_it(ran):
    folder = ran.report()
    (folder / "report.docx").write_bytes(HERS)
    ran.set_heading("Andre ord")
    said = ran.larvik("run")
    assert said.code == 0
    assert "«report.docx» er endret av deg" in said.out
    assert "«report-ny.docx»" in said.out
    assert (folder / "report.docx").read_bytes() == HERS
    assert "Andre ord" in (folder / "report-ny.docx").read_text(encoding="utf-8")
    assert "Andre ord" in (folder / "report.html").read_text(encoding="utf-8")
    record = record_of(folder)
    assert record["written_beside"] == {"report.docx": "report-ny.docx"}
    assert "report.docx" not in record["outputs"]
    assert record["outputs"]["report-ny.docx"] == hash_of(folder / "report-ny.docx")
    # the second run behaves: nothing to do, and nothing piles up
    assert ran.run().is_unchanged
    assert run_with(ran, "Tredje").beside == {"report.docx": "report-ny.docx"}
    assert (folder / "report.docx").read_bytes() == HERS
    assert "Tredje" in (folder / "report-ny.docx").read_text(encoding="utf-8")
    assert not (folder / "report-ny2.docx").exists()
    said = ran.larvik("verify", "--language", "en")
    assert said.code == 0, said.err
    assert "“report.docx” is your own version" in said.out


def test_an_edited_new_one_stays_as_well(ran):
    folder = ran.report()
    (folder / "report.docx").write_bytes(HERS)
    run_with(ran, "Andre ord")
    (folder / "report-ny.docx").write_bytes(HERS + b" too")
    assert run_with(ran, "Tredje").beside == {"report.docx": "report-ny2.docx"}
    assert (folder / "report.docx").read_bytes() == HERS
    assert (folder / "report-ny.docx").read_bytes() == HERS + b" too"
    assert "Tredje" in (folder / "report-ny2.docx").read_text(encoding="utf-8")
    assert ran.larvik("verify").code == 0


def test_taking_her_version_away_gives_the_report_its_name_back(ran):
    folder = ran.report()
    (folder / "report.docx").write_bytes(HERS)
    run_with(ran, "Andre ord")
    (folder / "report.docx").unlink()
    assert ran.run().beside == {}
    assert "Andre ord" in (folder / "report.docx").read_text(encoding="utf-8")
    assert not (folder / "report-ny.docx").exists()


@pytest.mark.parametrize(
    ("document", "lock"),
    [("report.docx", "~$port.docx"), ("figurer.docx", ".~lock.figurer.docx#")],
)
def test_a_document_open_in_word_or_libreoffice_is_not_touched(ran, document, lock):
    folder = ran.report()
    before = (folder / document).read_bytes()
    (folder / lock).write_text("Åse")
    new = document.replace(".", "-ny.")
    assert run_with(ran, "Andre ord").beside == {document: new}
    assert (folder / document).read_bytes() == before
    assert "Andre ord" in (folder / new).read_text(encoding="utf-8")
    # still open: its lock was not lost in the swap, so it is not touched now either
    assert (folder / lock).read_text() == "Åse"
    assert run_with(ran, "Tredje").beside == {document: new}
    assert (folder / document).read_bytes() == before
    assert ran.larvik("verify").code == 0
    # closed without a change: it is ours again
    (folder / lock).unlink()
    assert run_with(ran, "Fjerde").beside == {}
    assert "Fjerde" in (folder / document).read_text(encoding="utf-8")
    assert not (folder / new).exists()


def test_a_new_one_that_is_open_is_not_touched_either(ran):
    folder = ran.report()
    (folder / "report.docx").write_bytes(HERS)
    run_with(ran, "Andre ord")
    before = (folder / "report-ny.docx").read_bytes()
    (folder / "~$port-ny.docx").write_text("Åse")
    assert run_with(ran, "Tredje").beside == {"report.docx": "report-ny2.docx"}
    assert (folder / "report-ny.docx").read_bytes() == before
    assert "Tredje" in (folder / "report-ny2.docx").read_text(encoding="utf-8")


def test_an_open_document_that_comes_out_the_same_has_nothing_beside_it(ran):
    (ran.report() / "~$port.docx").write_text("Åse")
    path = ran.root / "data" / "raw" / "reference" / "rules.yaml"
    path.write_bytes(path.read_bytes() + b"\n")
    outcome = ran.run()
    assert (outcome.is_unchanged, outcome.beside) == (False, {})


def test_her_own_files_stay_wherever_they_lie(ran):
    folder = ran.report()
    mine = {"notat.txt": b"1", "figures/egen.svg": b"2", "vedlegg/a/b.pdf": b"3"}
    for name, content in mine.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    run_with(ran, "Andre ord")
    for name, content in mine.items():
        assert (folder / name).read_bytes() == content
        assert name not in record_of(folder)["outputs"]
    assert ran.larvik("verify").code == 0


def test_a_file_the_report_no_longer_has_goes_unless_she_has_edited_it(ran):
    folder = ran.report()
    (folder / "tables" / "rodt-bemanning.csv").write_bytes(HERS)
    ran.set_evaluation(
        lambda data: [
            data["measures"][0]["facts"].pop(part)
            for part in ("staffing_planned", "staffing_delivered")
        ]
    )
    assert ran.run().beside == {}
    assert not (folder / "figures" / "rodt-bemanning.svg").exists()
    assert (folder / "tables" / "rodt-bemanning.csv").read_bytes() == HERS


def test_an_edited_table_is_kept_in_its_folder(ran):
    (ran.report() / "tables" / "rodt-hvem.csv").write_bytes(HERS)
    outcome = ran.run()
    assert outcome.beside == {"tables/rodt-hvem.csv": "tables/rodt-hvem-ny.csv"}
    assert (ran.report() / "tables" / "rodt-hvem.csv").read_bytes() == HERS


def test_a_file_of_hers_with_our_next_name_is_not_taken(ran):
    folder = ran.report()
    (folder / "report-ny.docx").write_bytes(b"mine all along")
    (folder / "report.docx").write_bytes(HERS)
    assert ran.run().beside == {"report.docx": "report-ny2.docx"}
    assert (folder / "report-ny.docx").read_bytes() == b"mine all along"


def test_a_report_without_its_record_is_not_ours_to_replace(ran):
    (ran.report() / "record.json").write_text("{ broken")
    said = ran.larvik("run", "--force")
    assert said.code == 6
    assert (ran.report() / "report.docx").exists()


@pytest.mark.parametrize(
    "lock", ["~$port.docx", "~$report.docx", ".~lock.report.docx#", "~$other.docx"]
)
def test_every_name_of_a_lock_is_known(tmp_path, lock):
    old, new = tmp_path / "old", tmp_path / "new"
    for folder in (old, new):
        folder.mkdir()
        (folder / "report.docx").write_text(folder.name)
        (folder / "figurer.docx").write_text(folder.name)
    made = {name: hash_of(old / name) for name in ("report.docx", "figurer.docx")}
    (old / "record.json").write_text(json.dumps({"outputs": made}))
    (old / lock).write_text("Åse")
    kept = keep_hers(old, new)
    is_lock_of_it = lock != "~$other.docx"
    assert kept.beside == ({"report.docx": "report-ny.docx"} if is_lock_of_it else {})
    assert kept.own == []


def test_words_own_lock_that_nobody_may_read_is_passed_over(tmp_path, monkeypatch):
    old, new = tmp_path / "old", tmp_path / "new"
    for folder in (old, new):
        folder.mkdir()
        (folder / "report.docx").write_text(folder.name)
    (old / "record.json").write_text(
        json.dumps({"outputs": {"report.docx": hash_of(old / "report.docx")}})
    )
    (old / "~$port.docx").write_text("Åse")

    def refuse(source: Path, target: Path) -> None:
        if Path(source).name.startswith("~$"):
            raise PermissionError(13, "in use")
        Path(target).write_bytes(Path(source).read_bytes())

    monkeypatch.setattr("shutil.copy2", refuse)
    kept = keep_hers(old, new)
    assert kept.beside == {"report.docx": "report-ny.docx"}
    assert kept.only_open == {"report.docx": hash_of(old / "report.docx")}
    assert files_in(new) == ["report-ny.docx", "report.docx"]
    assert (new / "report.docx").read_text() == "old"
    assert (new / "report-ny.docx").read_text() == "new"


def test_a_file_is_written_whole_or_not_at_all(tmp_path, monkeypatch):
    path = tmp_path / "a" / "b.txt"
    write_file(path, b"first")

    def refuse(*_: object) -> None:
        raise OSError(28, "full")

    monkeypatch.setattr("os.replace", refuse)
    with pytest.raises(OSError, match="full"):
        write_file(path, b"second")
    assert path.read_bytes() == b"first"


def test_an_empty_folder_of_hers_stays(ran):
    (ran.report() / "vedlegg" / "senere").mkdir(parents=True)
    run_with(ran, "Andre ord")
    assert (ran.report() / "vedlegg" / "senere").is_dir()


@pytest.mark.parametrize("name", ["report.docx", "notat.txt", "~$port.docx"])
def test_what_is_saved_while_the_report_is_made_is_not_lost(ran, monkeypatch, name):
    made = pipeline.make_record

    def save_meanwhile(**more: Any) -> bytes:
        (ran.report() / name).write_bytes(HERS)
        return made(**more)

    ran.set_heading("Andre ord")
    monkeypatch.setattr(pipeline, "make_record", save_meanwhile)
    said = ran.larvik("run")
    assert said.code == 6
    assert "lagret eller åpnet mens rapporten ble laget" in said.err
    assert (ran.report() / name).read_bytes() == HERS
    monkeypatch.setattr(pipeline, "make_record", made)
    assert ran.larvik("run").code == 0
    assert (ran.report() / name).read_bytes() == HERS


@pytest.mark.parametrize(
    "spoilt",
    [
        {"outputs": [1]},
        {"outputs": {"report.html": 1}},
        {"outputs": "report.html"},
        {"written_beside": {"report.docx": ["x"]}},
        {"only_open": None},
        {"settings": {"seed": 1}},
        {"chapters": [1]},
        {"inputs": 7},
        {"versions": ["numpy"]},
        {"evaluation": {}},
        {"n_private_inputs": "2"},
        {"stale": 3},
        {"facts_behind": []},
    ],
)
def test_a_record_of_another_form_is_none_of_ours(ran, spoilt):
    path = ran.report() / "record.json"
    path.write_text(json.dumps(record_of(ran.report()) | spoilt), encoding="utf-8")
    ran.set_heading("Andre ord")
    assert ran.larvik("run").code == 6
    assert ran.larvik("verify").code == 2


@pytest.mark.parametrize("words", ["[1]", '"x"', "[" * 5000 + "]" * 5000, "\x00"])
def test_a_state_of_another_form_is_as_none(ran, words):
    (ran.processed() / "run.json").write_text(words, encoding="utf-8")
    assert ran.larvik("run").code == 0
    (ran.processed() / "run.json").write_text(
        '{"key": "x", "outputs": [1], "hers": 3, "chapters": 1}', encoding="utf-8"
    )
    assert ran.larvik("run").code == 0
