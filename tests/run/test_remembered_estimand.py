"""What was to be estimated is remembered: a report that was made knows what it was made of."""

from __future__ import annotations

import json

import pytest

from larvik_analysis.terms.estimand_versions import EstimandVersions

NAME = "eksempel"


@pytest.fixture
def reported(copied):
    """A project with a finished report of `NAME`."""
    return copied


def estimand_file(project):
    return project.source(NAME) / "estimand.jsonl"


def test_the_record_and_the_last_run_say_how_many_versions_there_were(reported):
    record = json.loads((reported.report(NAME) / "record.json").read_text("utf-8"))
    state = json.loads((reported.processed(NAME) / "run.json").read_text("utf-8"))
    n_lines = len(estimand_file(reported).read_text("utf-8").splitlines())
    assert record["estimand"] == state["estimand"]
    assert record["estimand"]["n_versions"] == n_lines
    assert EstimandVersions().hash == ""  # of nothing


@pytest.mark.parametrize("command", ["check", "run"])
def test_a_deleted_file_is_told_and_not_written_again(reported, command):
    estimand_file(reported).unlink()
    said = reported.larvik(command, NAME)
    assert said.code == 1
    assert "estimand.jsonl" in said.err
    assert "Filen som husker hva evalueringen skulle finne ut, er borte." in said.err
    assert not estimand_file(reported).exists()


@pytest.mark.parametrize("keeper", ["record", "state"])
def test_one_of_the_two_that_remember_is_enough(reported, keeper):
    other = {
        "record": reported.processed(NAME) / "run.json",
        "state": reported.report(NAME) / "record.json",
    }[keeper]
    other.unlink()
    estimand_file(reported).unlink()
    assert "er borte" in reported.larvik("check", NAME).err


@pytest.mark.parametrize("n_lines", [1, 2])
def test_a_shorter_or_another_file_is_told(reported, n_lines):
    path = estimand_file(reported)
    lines = path.read_text("utf-8").splitlines(keepends=True)
    last = lines[n_lines - 1].replace('"first_wave": 1', '"first_wave": 2')
    path.write_text("".join([*lines[: n_lines - 1], last]), "utf-8")
    said = reported.larvik("check", NAME)
    assert said.code == 1
    assert "Filen husker ikke lenger det evalueringen skulle finne ut" in said.err


def test_a_longer_file_and_a_new_folder_are_right(reported):
    reported.edit(f"data/raw/{NAME}/evaluation.yaml", "  lost: bounds", "  lost: unchanged")
    assert reported.larvik("check", NAME).code == 0
    reported.source(NAME).rename(reported.source("kopi"))
    for name in ("ledger.jsonl", "estimand.jsonl"):
        (reported.source("kopi") / name).unlink()
    assert reported.larvik("check", "kopi").code == 0


def test_a_check_tells_a_deleted_ledger_as_a_run_does(reported):
    (reported.source(NAME) / "ledger.jsonl").unlink()
    said = reported.larvik("check", NAME)
    assert said.code == 1
    assert "ledger.jsonl" in said.err
    assert "Filen som husker hva tidligere rapporter har vist, er borte." in said.err


def test_ratings_that_a_report_has_shown_may_not_vanish(reported):
    path = reported.source(NAME) / "families.csv"
    path.rename(path.with_name("familie.csv"))
    said = reported.larvik("check", NAME)
    assert said.code == 1
    assert "nøkkel outcomes.families" in said.err
    assert "en tidligere rapport er laget med den" in said.err
    assert "familie.csv" in said.err
