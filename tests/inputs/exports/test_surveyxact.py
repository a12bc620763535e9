"""SurveyXact: codes, with labels in other sheets or in files beside the data set."""

from __future__ import annotations

import datetime

import pytest

from larvik_analysis.inputs.table_text import JOINT, UNSAID

OWN = ["respondentid", "created", "closetime", "statoverall_1", "statoverall_4"]
DATA = [
    [*OWN, "s_1", "s_2_1", "s_2_2", "s_6"],
    ["7", "2021-09-02 18:49:08", "2021-09-03 08:00:00", 0, 1, 1, 1, 0, 5],
    ["8", "2021-09-04 18:49:08", "2021-09-05 08:00:00", 0, 1, 2, 0, 0, None],
]
LABELS = [
    ["s_1", 1, "I høy grad"], ["s_1", 2, "I liten grad"],
    ["s_2_1", 0, "Ikke valgt"], ["s_2_1", 1, "Valgt"],
    ["s_2_2", 0, "Ikke valgt"], ["s_2_2", 1, "Valgt"],
    ["statoverall_1", 0, "Ikke valgt"], ["statoverall_1", 1, "Valgt"],
]  # fmt: skip
VARIABLES = [
    ["variableName", "variableDescription"],
    ["s_1", "Hvor nyttig var det?"],
    ["s_2_1", "Hva brukte dere - Lekser"],
    ["s_2_2", "Hva brukte dere - Turer"],
    ["s_6", "Hvor mange ganger"],
]
STRUCTURE = [
    ["questionName", "variableName", "subType", "questionText", "choiceValue", "choiceText"],
    ["s_1", "s_1", "Single", "Hvor nyttig var det?", "", ""],
    ["s_2", "s_2_1", "Multiple", "Hva brukte dere", "1", "Lekser"],
    ["s_2", "s_2_2", "Multiple", "Hva brukte dere", "2", "Turer"],
    ["s_6", "s_6", "Double", "Hvor mange ganger", "", ""],
]
QUESTIONS = ("Hvor nyttig var det?", "Hva brukte dere", "Hvor mange ganger")


def is_translated(grid) -> bool:
    rows = [record.cells[5:] for record in grid.body]
    return (
        grid.headings[5:] == QUESTIONS
        and grid.names[5:] == ("s_1", "s_2", "s_6")
        and grid.options[5:] == (("I høy grad", "I liten grad"), ("Lekser", "Turer"), ())
        and rows == [["I høy grad", "Lekser", "5"], ["I liten grad", JOINT, ""]]
        and grid.joined == {6}
        and grid.format == "surveyxact"
        and grid.times == (datetime.date(2021, 9, 3), datetime.date(2021, 9, 5))
    )


@pytest.mark.parametrize("more", [VARIABLES, STRUCTURE])
def test_sheets_explain_the_codes(read, bytes_of, more):
    assert is_translated(read(bytes_of(LABELS, more, DATA), "dataset.xlsx"))


@pytest.mark.parametrize("more", ["variables", "structure"])
def test_files_beside_explain_the_codes(read, tmp_path, text_of, more):
    rows = {"variables": VARIABLES, "structure": STRUCTURE}[more]
    (tmp_path / f"{more}.csv").write_text(text_of(rows, ";"), encoding="utf-8")
    (tmp_path / "labels.csv").write_text(text_of(LABELS, ";"), encoding="utf-8")
    assert is_translated(read(text_of(DATA, ";"), "dataset.csv"))


def test_without_labels_the_codes_stay_and_are_told(read, text_of, codes):
    grid = read(text_of(DATA))
    assert grid.headings == tuple(DATA[0])
    assert codes(grid.notes) == ["export_read_as", "export_codebook_missing"]


def test_questions_of_one_answer_with_the_same_start_are_not_joined(read, bytes_of):
    data = [[*OWN, "risiko_1", "risiko_2"], [*DATA[1][:5], 1, 2], [*DATA[2][:5], 2, 1]]
    labels = [[f"risiko_{n}", v, t] for n in (1, 2) for v, t in ((1, "Ja"), (2, "Nei"))]
    grid = read(bytes_of(labels, data), "dataset.xlsx")
    assert grid.headings[5:] == ("risiko_1", "risiko_2")
    assert [record.cells[5:] for record in grid.body] == [["Ja", "Nei"], ["Nei", "Ja"]]


@pytest.mark.parametrize("sheets", [(DATA, LABELS, VARIABLES), (VARIABLES, LABELS, DATA)])
@pytest.mark.parametrize("more", [{}, {"format": "surveyxact"}])
def test_the_sheet_of_the_program_wins_over_one_with_the_wanted_words(
    read, bytes_of, sheets, more
):
    grid = read(bytes_of(*sheets), "dataset.xlsx", expected=QUESTIONS, **more)
    assert is_translated(grid)


def test_an_empty_cell_among_explicit_noes_says_neither(read, bytes_of):
    data = [DATA[0], [*DATA[1][:6], 1, None, 5], [*DATA[2][:6], None, 0, 5]]
    grid = read(bytes_of(LABELS, VARIABLES, data), "dataset.xlsx")
    cells = [record.cells[6] for record in grid.body]
    assert cells == [JOINT.join(["Lekser", f"{UNSAID}Turer"]), f"{JOINT}{UNSAID}Lekser"]
