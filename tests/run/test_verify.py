"""The proof that a report can be made again, and what is said where it cannot."""

from __future__ import annotations

import json
import shutil

import pytest

from larvik_analysis.run.verify import verify_report

SECOND = "03_liten"


@pytest.mark.slow
def test_both_reports_are_made_again_byte_for_byte(finished):
    for name in ("larvik-fagerli", "eksempel"):
        found = verify_report(name, finished.root)
        assert (found.differing, found.missing, found.unverifiable) == ([], [], [])
        assert (found.inputs_changed, found.versions_changed) == ([], [])
        files = [path for path in finished.report(name).rglob("*") if path.is_file()]
        pictures = {path.suffix: path.stem for path in files if path.parent.name == "figures"}
        assert sorted(pictures) == [".png", ".svg"]
        assert found.n_same == len(files) - 1  # but for the record


def test_what_was_set_and_where_it_went_is_replayed(copied, tmp_path):
    said = copied.larvik(
        "run", "--set", "language=en", "--set", "measure=rodt", "--output", "../annet sted"
    )
    assert said.code == 0, said.err
    verified = copied.larvik("verify", "../annet sted", "--language", "en")
    assert verified.code == 0, verified.err
    assert "All 15 files of the report were reproduced" in verified.out
    page = (tmp_path / "annet sted" / "report.html").read_text(encoding="utf-8")
    assert '<html lang="en' in page


@pytest.mark.parametrize(
    ("target", "at"),
    [
        ("larvik-fagerli", "."),
        ("reports/larvik-fagerli", "."),
        ("reports/larvik-fagerli/", "."),
        ("data/raw/larvik-fagerli", "."),
        (".", "reports/larvik-fagerli"),
        ("../eksempel", "reports/larvik-fagerli"),
    ],
)
def test_a_report_is_found_by_name_or_folder(finished, monkeypatch, target, at):
    # that it is found and replayed is what is tested here; the replay itself is above
    asked = []

    def replay(request: object) -> None:
        asked.append(request)
        name = "eksempel" if "eksempel" in target else "larvik-fagerli"
        shutil.copytree(finished.report(name), request.output)

    monkeypatch.setattr("larvik_analysis.run.verify.run_evaluation", replay)
    said = finished.larvik("verify", target, at=at)
    assert said.code == 0, said.err
    assert len(asked) == 1
    assert ("46 filer" if "eksempel" in target else "15 filer") in said.out


@pytest.fixture
def replayed(copied, monkeypatch, finished):
    """A replay that gives what a real one would: the finished report."""
    monkeypatch.setattr(
        "larvik_analysis.run.verify.run_evaluation",
        lambda request: shutil.copytree(finished.report(), request.output),
    )
    return copied


KINDS = [
    "report.html", "report.docx", "report.pdf", "figurer.docx", "figures/rodt-nytte.svg",
    "figures/rodt-nytte.png", "tables/rodt-nytte.csv",
]  # fmt: skip


@pytest.mark.parametrize("name", KINDS)
def test_one_byte_in_any_kind_of_file_is_found_and_the_file_named(replayed, name):
    path = replayed.report() / name
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(bytes(content))
    said = replayed.larvik("verify")
    assert said.code == 5
    assert said.err.splitlines()[0] == f"Annerledes: {name}"
    assert "annerledes: 1." in said.err


def test_a_missing_file_is_named(replayed):
    (replayed.report() / "tables" / "rodt-hvem.csv").unlink()
    said = replayed.larvik("verify")
    assert said.code == 5
    assert "Mangler: tables/rodt-hvem.csv" in said.err
    assert "Missing: tables/rodt-hvem.csv" in replayed.larvik("verify", "--language=en").err


def test_a_file_the_record_does_not_know_is_named(replayed):
    path = replayed.report() / "record.json"
    record = json.loads(path.read_text(encoding="utf-8"))
    del record["outputs"]["report.pdf"]
    path.write_text(json.dumps(record), encoding="utf-8")
    assert verify_report("larvik-fagerli", replayed.root).missing == ["report.pdf"]


def test_inputs_that_have_changed_since_are_named(copied):
    copied.set_fact("red_families_very_useful", value="7")
    for name in ("notebooks/02_rodt_tiltak.ipynb", "data/raw/reference/rules.yaml"):
        path = copied.root / name
        path.write_bytes(path.read_bytes() + b"\n")
    said = copied.larvik("verify")
    assert said.code == 5
    assert "Annerledes: tables/rodt-nytte.csv" in said.err
    assert "tables/rodt-hvem.csv" not in said.err
    names = "larvik-fagerli/facts.csv, notebooks/02_rodt_tiltak.ipynb, reference/rules.yaml"
    assert f"det kan være grunnen: {names}" in said.err
    assert f"may be the reason: {names}" in copied.larvik("--language=en", "verify").err


def test_versions_that_have_changed_since_are_named(replayed):
    path = replayed.report() / "record.json"
    record = json.loads(path.read_text(encoding="utf-8"))
    record["versions"] |= {"numpy": "0.1", "python": "2.7"}
    path.write_text(json.dumps(record), encoding="utf-8")
    (replayed.report() / "report.html").write_text("changed")
    said = replayed.larvik("verify")
    assert "andre versjoner av: numpy, python" in said.err


def test_a_broken_record_is_no_report(copied):
    path = copied.report() / "record.json"
    record = json.loads(path.read_text(encoding="utf-8"))
    del record["outputs"]
    path.write_text(json.dumps(record), encoding="utf-8")
    said = copied.larvik("verify")
    assert said.code == 2
    assert "ingen rapport" in said.err


@pytest.mark.slow
def test_a_chapter_left_out_of_date_is_told_as_the_reason(copied):
    copied.add_second_chapter()
    copied.run()
    copied.set_fact("red_families_very_useful", value="7")
    assert copied.larvik("run", "--only", SECOND).code == 0
    said = copied.larvik("verify")
    assert said.code == 5
    assert "ikke oppdatert da rapporten ble laget med --only" in said.err
    assert "02_rodt_tiltak. Kjør «larvik run»" in said.err
    assert "made with --only" in copied.larvik("--language=en", "verify").err
    assert copied.larvik("run").code == 0
    assert copied.larvik("verify").code == 0


class TestWithoutPrivateData:
    """A report that was made where private data lay, verified where they do not."""

    @pytest.fixture
    def away(self, copied):
        private = copied.source() / "private"
        private.mkdir()
        (private / "svar.csv").write_text("familie,svar\n1,3\n")
        copied.run()
        shutil.rmtree(private)
        return copied

    def test_what_needs_no_private_data_is_verified_all_the_same(self, away):
        said = away.larvik("verify")
        assert said.code == 0, said.err
        assert "Alle 15 filer" in said.out

    def test_what_cannot_be_made_again_is_told_apart(self, away, monkeypatch):
        def replay(request: object) -> None:
            shutil.copytree(away.report(), request.output)
            (request.output / "report.html").write_text("without the private part")
            (request.output / "tables" / "rodt-hvem.csv").unlink()

        monkeypatch.setattr("larvik_analysis.run.verify.run_evaluation", replay)
        said = away.larvik("verify")
        assert said.code == 0, said.err
        unmade = [line for line in said.out.splitlines() if "private dataene" in line]
        assert [line.rpartition(" ")[2] for line in unmade] == [
            "report.html", "tables/rodt-hvem.csv",
        ]  # fmt: skip
        assert "13 filer er gjenskapt likt" in said.out
        assert "Alle" not in said.out
        english = away.larvik("verify", "--language", "en").out
        assert "13 files were reproduced alike" in english
        # but a file that somebody has changed is no longer as it was written
        (away.report() / "report.html").write_text("changed")
        said = away.larvik("verify")
        assert said.code == 5
        assert "Annerledes: report.html" in said.err

    def test_a_public_number_that_was_changed_is_told_as_a_difference(self, away):
        away.set_fact("red_families_very_useful", value="7")
        said = away.larvik("verify")
        assert said.code == 5
        assert "Annerledes: tables/rodt-nytte.csv" in said.err
        assert "Annerledes: report.html" in said.err
        assert "private dataene" not in said.out
        assert "larvik-fagerli/facts.csv" in said.err

    def test_a_table_of_facts_that_comes_out_otherwise_has_no_excuse(self, away, monkeypatch):
        def replay(request: object) -> None:
            shutil.copytree(away.report(), request.output)
            (request.output / "tables" / "rodt-nytte.csv").write_text("label\n")

        monkeypatch.setattr("larvik_analysis.run.verify.run_evaluation", replay)
        said = away.larvik("verify")
        assert said.code == 5
        assert "Annerledes: tables/rodt-nytte.csv" in said.err

    def test_a_replay_that_fails_without_them_verifies_nothing(self, away):
        away.write_notebook(
            "02_rodt_tiltak", ["open('../data/raw/larvik-fagerli/private/svar.csv')"], ""
        )
        away.set_chapters({"notebook": "02_rodt_tiltak"})
        said = away.larvik("verify")
        assert said.code == 0, said.err
        assert said.out.count("private dataene") == 15
        assert "0 filer er gjenskapt likt" in said.out

    def test_with_them_the_same_failure_is_told(self, copied):
        copied.only_chapter("raise ValueError")
        assert copied.larvik("verify").code == 3
