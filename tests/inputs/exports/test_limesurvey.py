"""LimeSurvey: codes or words, and a column for each answer that could be ticked."""

from __future__ import annotations

import datetime

import pytest

from larvik_analysis.inputs.table_text import JOINT

OWN = ["id", "submitdate", "lastpage", "startlanguage", "seed", "token", "ipaddr"]
WORDS = ["Response ID", "Date submitted", "Last page", "Start language", "Seed"]
FIRST = ["1", "2024-10-09 11:02:00", "3", "nb", "77", "t1", "1.2.3.4"]
SECOND = ["2", "", "1", "nb", "78", "t2", "1.2.3.4"]


def test_codes_and_ticks(read, text_of, codes):
    rows = [
        [*OWN, "nytte", "bruk[SQ001]", "bruk[SQ002]", "bruk[other]"],
        [*FIRST, "A1", "Y", "", "Vi gikk tur"],
        [*SECOND, "", "", "", ""],
    ]
    grid = read(text_of(rows))
    assert (grid.format, grid.headings[7:]) == ("limesurvey", ("nytte", "bruk", "bruk[other]"))
    assert grid.options[8] == ("SQ001", "SQ002", "other")
    assert grid.joined == {8}
    assert grid.body[0].cells[7:] == ["A1", f"SQ001{JOINT}other", "Vi gikk tur"]
    assert grid.body[1].cells[7:] == ["", "", ""]
    assert grid.times == (datetime.date(2024, 10, 9), None)
    [note] = [note for note in grid.notes if note.code == "export_unfinished"]
    assert note.values == {"count": "1", "n": "2"}


@pytest.mark.parametrize(("yes", "no"), [("Ja", "Nei"), ("Yes", "No"), ("1", "0"), ("Y", "N")])
def test_words_and_ticks_with_a_no(read, text_of, yes, no):
    question = "Hva brukte dere?\nFlere svar"
    rows = [
        [*WORDS, f"{question} [Lekser]", f"{question} [Turer]"],
        [*FIRST[:5], yes, yes],
        [*FIRST[:5], no, yes],
        [*FIRST[:5], no, no],
        [*FIRST[:5], "", ""],
    ]
    grid = read(text_of(rows, ";"))
    assert grid.headings[5:] == (question,)
    assert [record.cells[5] for record in grid.body] == [
        f"Lekser{JOINT}Turer", "Turer", JOINT, ""
    ]  # fmt: skip


def test_a_table_of_questions_keeps_its_columns(read, text_of):
    rows = [
        [*OWN, "enig[SQ001]", "enig[SQ002]"],
        [*FIRST, "A1", "A5"],
        [*FIRST, "1", ""],
    ]
    assert read(text_of(rows)).headings[7:] == ("enig[SQ001]", "enig[SQ002]")


def test_a_part_that_is_declared_by_itself_stays_apart(read, text_of):
    rows = [[*OWN, "b[SQ001]", "b[SQ002]"], [*FIRST, "Y", ""]]
    assert read(text_of(rows), expected=["b[SQ002]"]).headings[7:] == ("b[SQ001]", "b[SQ002]")
    assert read(text_of(rows), expected=["b"]).headings[7:] == ("b",)


def test_the_day_that_stands_for_a_hidden_time_is_no_day(read, text_of):
    rows = [[*OWN, "nytte"], [FIRST[0], "1980-01-01 00:00:00", *FIRST[2:], "A1"]]
    assert read(text_of(rows)).times == ()


def test_an_answer_of_one_row_alone_without_ticks_is_not_joined(read, text_of):
    rows = [[*OWN, "b[SQ001]", "b[SQ002]"], [*FIRST, "", ""]]
    assert read(text_of(rows)).headings[7:] == ("b[SQ001]", "b[SQ002]")
