"""`larvik templates` lays out the files of outcomes that are declared and not there."""

from __future__ import annotations

import openpyxl
import pytest

NAME = "eksempel"
FILES = (
    "families.csv", "pathways.csv", "contacts.csv", "goals.csv", "session_scores.csv",
    "zones.csv",
)  # fmt: skip


def test_what_lacks_is_made_and_what_is_there_is_not_touched(project):
    folder = project.source(NAME)
    kept = (folder / "zones.csv").read_bytes()
    for name in FILES[:-1]:
        (folder / name).unlink()
    said = project.larvik("templates", NAME)
    assert said.code == 0, said.err
    assert (folder / "zones.csv").read_bytes() == kept
    assert said.out.count("Laget: ") == 5
    assert "Finnes fra før, og er ikke rørt: zones.csv" in said.out
    head = (folder / "families.csv").read_text("utf-8-sig")
    assert head.startswith("familie;barn;bølge;dato;vurderer;rolle;Skadelige omsorgsformer")
    assert head.endswith("Familie og miljø\n")
    first = {name: (folder / name).read_bytes() for name in FILES}
    again = project.larvik("templates", NAME)
    assert again.out.count("Finnes fra før") == 6
    assert {name: (folder / name).read_bytes() for name in FILES} == first


def test_what_is_made_is_an_empty_file_to_a_check(project):
    folder = project.source(NAME)
    (folder / "ledger.jsonl").unlink()
    for name in FILES:
        (folder / name).unlink()
    assert project.larvik("templates", NAME).code == 0
    said = project.larvik("check", NAME)
    assert said.code == 0, said.err
    assert said.out.count("Filen har bare overskrifter.") == len(FILES)


def test_a_workbook_is_one(project):
    folder = project.source(NAME)
    project.edit(
        f"data/raw/{NAME}/evaluation.yaml", "goals: goals.csv", "goals: mål/goals.xlsx"
    )
    assert project.larvik("templates", NAME).code == 0
    sheet = openpyxl.load_workbook(folder / "mål" / "goals.xlsx").active
    assert [cell.value for cell in sheet[1]] == ["familie", "mål", "vekt", "skår"]
    assert sheet.max_row == 1


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        ((), 2, "Skriv hvilken evaluering"),
        (("larvik-fagerli",), 2, "har ingen outcomes"),
        (("finnes-ikke",), 2, "Det finnes ingen evaluering"),
    ],
)
def test_what_cannot_be_made_is_told(project, arguments, code, told):
    said = project.larvik("templates", *arguments)
    assert said.code == code
    assert told in said.err


def test_nothing_is_made_where_no_private_file_may_lie(project):
    path = f"data/raw/{NAME}/evaluation.yaml"
    project.edit(path, "  families: families.csv\n", "  families: ../families.csv\n")
    said = project.larvik("templates", NAME)
    assert said.code == 1
    assert "outcomes.families" in said.err
    assert not (project.source(NAME).parent / "families.csv").exists()


def test_what_is_wrong_with_the_declaration_comes_first(project):
    path = f"data/raw/{NAME}/evaluation.yaml"
    project.edit(path, "  measure: lag\n  start", "  measure: finnes_ikke\n  start")
    (project.source(NAME) / "goals.csv").unlink()
    said = project.larvik("templates", NAME)
    assert said.code == 1
    assert not (project.source(NAME) / "goals.csv").exists()
