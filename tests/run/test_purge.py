"""`larvik purge` deletes private data and what was made of them, and nothing else."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from filelock import FileLock

from larvik_analysis.inputs.pseudonyms import KEYS
from larvik_analysis.run.state import PURGE_LOG

NAME = "prove"


@pytest.fixture
def keys(tmp_path, monkeypatch) -> Path:
    """A folder for keys of its own."""
    folder = tmp_path / "keys"
    folder.mkdir(mode=0o700)
    monkeypatch.setenv(KEYS, str(folder))
    return folder


@pytest.fixture
def held(project, keys):
    """An evaluation with its data in `private`, as a real one has them."""
    shutil.copytree(project.source("eksempel"), project.source(NAME))
    # What is remembered of the reports of `eksempel`, and what is invented in it.
    for name in ("ledger.jsonl", "estimand.jsonl", "returns.yaml", "scenarios.yaml"):
        (project.source(NAME) / name).unlink()
    private = project.source(NAME) / "private"
    private.mkdir()
    for name in ("svar.csv", "nettverk.csv"):
        shutil.move(project.source(NAME) / name, private / name)
    (private / "ekstra").mkdir()
    (private / "ekstra" / ".skjult.csv").write_text("Kari", "utf-8")
    (private / "ekstra" / "tom").mkdir()

    def change(data):
        data["synthetic"] = False
        del data["outcomes"], data["estimand"]
        for declared in data["microdata"]:
            declared["file"] = f"private/{declared['file']}"

    project.set_evaluation(change, NAME)
    processed = project.processed(NAME)
    (processed / "chapters").mkdir(parents=True)
    (processed / "internal.html").write_text("x", "utf-8")
    (processed / "chapters" / "run.ipynb").write_text("x", "utf-8")
    (keys / f"{NAME}.key").write_text("0" * 64, "utf-8")
    (keys / f"{NAME}.key").chmod(0o600)
    return project


def files(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_private_data_what_was_made_of_them_and_the_key_go(held, keys):
    before = files(held.root)
    said = held.larvik("purge", NAME, "--yes", "--reason", "Fristen er ute,\nPer Hansen")
    assert said.code == 0, said.err
    gone = before - files(held.root)
    assert gone == {
        f"data/raw/{NAME}/private/svar.csv",
        f"data/raw/{NAME}/private/nettverk.csv",
        f"data/raw/{NAME}/private/ekstra/.skjult.csv",
        f"data/processed/{NAME}/internal.html",
        f"data/processed/{NAME}/chapters/run.ipynb",
    }
    assert not (held.source(NAME) / "private").exists()
    assert not held.processed(NAME).exists()
    assert list(keys.iterdir()) == []
    assert "private/ekstra/.skjult.csv" in said.out
    assert "Kari" not in said.out
    assert "Sikkerhetskopier" in said.out
    [line] = (held.source(NAME) / PURGE_LOG).read_text("utf-8").splitlines()
    assert "Grunn: Fristen er ute, Per Hansen." in line
    assert "private/svar.csv (" in line
    assert str(held.root) not in line + said.out


def test_it_asks_first_and_takes_nothing_but_the_name(held, monkeypatch):
    asked = []
    answers = iter(["ja", NAME])
    monkeypatch.setattr("typer.prompt", lambda words: asked.append(words) or next(answers))
    before = files(held.root)
    said = held.larvik("purge", NAME)
    assert (said.code, files(held.root)) == (2, before)
    assert NAME in asked[0]
    assert "ingenting er slettet" in said.err
    assert held.larvik("purge", NAME).code == 0
    assert files(held.root) < before | {f"data/raw/{NAME}/{PURGE_LOG}"}


def test_twice_is_harmless_and_logged_once(held):
    assert held.larvik("purge", NAME, "--yes").code == 0
    before = files(held.root)
    said = held.larvik("purge", NAME, "--yes", "--language", "en")
    assert (said.code, files(held.root)) == (0, before)
    assert "nothing to delete" in said.out
    assert len((held.source(NAME) / PURGE_LOG).read_text("utf-8").splitlines()) == 1


def test_other_evaluations_and_the_report_stay(held):
    report = held.report(NAME)
    report.mkdir(parents=True)
    (report / "record.json").write_text("{}", "utf-8")
    other = held.processed("eksempel")
    other.mkdir(parents=True)
    (other / "run.json").write_text("{}", "utf-8")
    held.larvik("purge", NAME, "--yes")
    assert (report / "record.json").is_file()
    assert (other / "run.json").is_file()
    assert (held.source("eksempel") / "svar.csv").is_file()


def test_invented_data_outside_private_stay(project, keys):
    processed = project.processed("eksempel")
    processed.mkdir(parents=True)
    (processed / "internal.html").write_text("x", "utf-8")
    assert project.larvik("purge", "eksempel", "--yes").code == 0
    assert not processed.exists()
    assert (project.source("eksempel") / "svar.csv").is_file()


@pytest.mark.skipif(os.name != "posix", reason="links need a right on Windows")
def test_links_are_not_followed(held, tmp_path):
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "data.csv").write_text("x", "utf-8")
    private = held.source(NAME) / "private"
    (private / "link").symlink_to(outside)
    (private / "file.csv").symlink_to(outside / "data.csv")
    assert held.larvik("purge", NAME, "--yes").code == 0
    assert (outside / "data.csv").read_text("utf-8") == "x"
    assert not private.exists()
    private.symlink_to(outside)
    assert held.larvik("purge", NAME, "--yes").code == 0
    assert not private.is_symlink()
    assert (outside / "data.csv").is_file()


def test_what_cannot_be_deleted_is_told_and_the_rest_goes(held, monkeypatch):
    unlink = Path.unlink

    def refuse(path, missing_ok=False):
        if path.name == "svar.csv":
            raise PermissionError
        unlink(path, missing_ok=missing_ok)

    monkeypatch.setattr(Path, "unlink", refuse)
    said = held.larvik("purge", NAME, "--yes")
    assert said.code == 6
    assert "private/svar.csv" in said.err
    assert (held.source(NAME) / "private" / "svar.csv").is_file()
    assert not (held.source(NAME) / "private" / "nettverk.csv").exists()
    assert not held.processed(NAME).exists()
    assert "svar.csv" in (held.source(NAME) / PURGE_LOG).read_text("utf-8")
    monkeypatch.undo()


def test_a_run_that_is_at_work_is_not_disturbed(held):
    before = files(held.root) | {f"data/processed/{NAME}/.lock"}
    with FileLock(held.processed(NAME) / ".lock"):
        said = held.larvik("purge", NAME, "--yes")
    assert (said.code, files(held.root)) == (6, before)
    assert "annen kjøring" in said.err
    assert held.larvik("purge", NAME, "--yes").code == 0
    assert not held.processed(NAME).exists()


def test_data_that_lie_elsewhere_are_told(held):
    shutil.move(held.source(NAME) / "private" / "svar.csv", held.source(NAME) / "svar.csv")
    held.set_evaluation(lambda data: data["microdata"][0].update(file="svar.csv"), NAME)
    said = held.larvik("purge", NAME, "--yes")
    assert "«svar.csv» ligger utenfor" in said.out
    assert (held.source(NAME) / "svar.csv").is_file()


def test_a_namesake_keeps_what_was_made_of_it(held, tmp_path):
    shutil.copytree(held.source(NAME), tmp_path / "other" / NAME)
    shutil.rmtree(held.processed(NAME))
    held.processed("eksempel").mkdir(parents=True)
    shutil.copytree(held.source(NAME), tmp_path / "other" / "eksempel")
    (held.processed("eksempel") / "run.json").write_text('{"source": "x"}', "utf-8")
    said = held.larvik("purge", str(tmp_path / "other" / "eksempel"), "--yes")
    assert "annen mappe med samme navn" in said.out
    assert (held.processed("eksempel") / "run.json").is_file()
    assert not (tmp_path / "other" / "eksempel" / "private").exists()


def test_a_broken_evaluation_can_be_purged(held):
    (held.source(NAME) / "evaluation.yaml").write_text(":", "utf-8")
    assert held.larvik("purge", NAME, "--yes").code == 0
    assert not (held.source(NAME) / "private").exists()


def test_an_unknown_evaluation_ends_with_2(held):
    assert held.larvik("purge", "finnes-ikke", "--yes").code == 2


@pytest.mark.slow
def test_after_a_purge_run_says_what_is_missing_and_verify_does_what_it_can(
    held, plain_writers
):
    assert held.larvik("run", NAME).code == 0
    held.larvik("purge", NAME, "--yes")
    said = held.larvik("run", NAME)
    assert said.code == 1
    assert "(svar.csv) ligger ikke i mappen, men en tidligere rapport" in said.err
    said = held.larvik("verify", NAME)
    assert (said.code, "Kan ikke etterprøves uten de private dataene" in said.out) == (0, True)
