"""What makes one look twice at a survey, counted by hand. All answers are invented."""

from __future__ import annotations

import csv
import datetime
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from larvik_analysis.inputs.answers import places
from larvik_analysis.inputs.answers.checks import notes_of
from larvik_analysis.inputs.microdata import inspect_microdata
from larvik_analysis.inputs.table_text import Grid, Record
from larvik_analysis.terms.catalogue import LANGUAGES
from larvik_analysis.terms.questions import Answer, DataFile, Question
from larvik_analysis.terms.survey_check import CHECKS, SurveyCheck
from larvik_analysis.terms.words import Words

SCALE = tuple(Answer(id=name, name=Words(nb=name, en=f"{name}_en")) for name in "abc")
OUTSIDE = Answer(id="vet_ikke", name=Words(nb="Vet ikke", en="Do not know"), is_outside=True)


def question(name, *, kind="ordinal", answers=(*SCALE, OUTSIDE), **more):
    words = Words(nb=name, en=name)
    return Question(id=name, column=name, name=words, kind=kind, answers=answers, **more)


def questions(n):
    return tuple(question(f"q{number}") for number in range(n))


@pytest.fixture
def inspect(tmp_path):
    """Read rows of answers to some questions, with a family first where there is one."""

    def read(rows, asked, *, family=False, **more):
        headings = [*(["f"] if family else []), *(q.column for q in asked)]
        with (tmp_path / "svar.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([headings, *rows])
        declared = DataFile(
            id="d", file="svar.csv", name=Words(nb="d", en="d"), questions=asked,
            unit_of_analysis="respondents", family="f" if family else "", **more,
        )  # fmt: skip
        return inspect_microdata(tmp_path, [declared], is_synthetic=True, root=tmp_path)

    return read


@pytest.fixture
def checks(inspect):
    """What there is to look at twice: numbers by code and question."""

    def read(rows, asked, **more):
        reading = inspect(rows, asked, **more)
        assert reading.faults == ()
        return {(c.code, c.question): c.n for c in reading.microdata["d"].checks}

    return read


def test_nobody_is_no_survey(inspect):
    reading = inspect([], questions(2))
    assert [fault.code for fault in reading.faults] == ["table_header_only"]
    assert reading.microdata == {}


def test_one_respondent_is_a_survey_of_one(checks):
    assert checks([["a", "b"]], questions(2)) == {}
    assert checks([["a", ""]], questions(2)) == {("nobody_answered", "q1"): 1}


def test_everyone_answers_the_same(checks):
    multiple = question("m", kind="multiple", answers=SCALE)
    rows = [["a", "a;b"], ["a", "b;a"], ["a", ""]]
    assert checks(rows, (question("q"), multiple)) == {
        ("all_alike", "q"): 3, ("all_alike", "m"): 2, ("unanswered", "m"): 1,
    }  # fmt: skip


def test_a_question_nobody_answered_and_rows_without_answers(checks):
    rows = [["F", "a", "", ""], ["G", "", "", "b"], ["H", "", "", ""], ["I", "b", "", ""]]
    assert checks(rows, questions(3), family=True) == {
        ("rows_empty", ""): 1,
        ("nobody_answered", "q1"): 4,
        ("unanswered", "q0"): 2,
        ("unanswered", "q2"): 3,
    }


def test_only_those_who_were_asked_are_missed(checks):
    asked = (question("q0"), question("q1", asked_if="q0=a+b"))
    rows = [["a", "c"], ["b", ""], ["c", ""], ["c", "a"], ["", "b"]]
    # Two answered who were not asked; of the two who were, one left it open. Whoever left the
    # first question open was not asked the second, so nothing is left of that row.
    assert checks(rows, asked) == {
        ("rows_empty", ""): 1,
        ("unanswered", "q0"): 1,
        ("unanswered", "q1"): 1,
        ("not_asked", "q1"): 2,
    }


def varied(n, start=0):
    return ["abc"[(start + number) % 3] for number in range(n)]


def test_rows_that_may_be_doubles_have_many_answers_in_common(checks):
    rows = [varied(8), varied(8), varied(8), varied(8, 1), [*varied(7), ""], [*varied(7), ""]]
    found = checks(rows, questions(8))
    assert found["rows_alike", ""] == 2  # seven answers in common are too few
    assert ("rows_alike", "") not in checks([varied(7)] * 5, questions(7))


def test_families_with_more_than_one_row(checks):
    rows = [["A", "a"], ["a", "b"], ["B", "c"], ["C", "a"], ["C", "b"], ["C", "b"]]
    assert checks(rows, questions(1), family=True) == {("families_of_several", ""): 2}


def test_a_family_left_open_is_a_fault(inspect):
    reading = inspect([["A", "a"], ["", "b"]], questions(1), family=True)
    assert [(fault.code, fault.line) for fault in reading.faults] == [("family_missing", 3)]


@pytest.mark.parametrize(
    ("rows", "n_items", "expected"),
    [
        (["aaaa", "abca", "bbbb"], 4, (2, 0)),
        (["aaaa-", "-a-aa", "aa--a"], 5, (1, 0)),  # four answers at least
        (["aaaaaa", "cccccc", "abcabc"], 6, (2, 2)),  # six are striking
        (["aaa"], 3, (0, 0)),
        (["vvvv"], 4, (0, 0)),  # "don't know" is no place on the scale
    ],
)
def test_straight_lines(checks, rows, n_items, expected):
    cells = {"-": "", "v": "vet_ikke"}
    asked = questions(n_items)
    found = checks([[cells.get(letter, letter) for letter in row] for row in rows], asked)
    lines = ("straight_lines", "straight_lines_doubtful")
    assert tuple(found.get((code, "q0"), 0) for code in lines) == expected


def test_a_straight_line_over_a_reversed_question_is_striking(checks):
    asked = [*questions(3), question("snudd", is_reversed=True)]
    assert checks([["a"] * 4, varied(4)], asked)["straight_lines_doubtful", "q0"] == 1
    every = [replace(q, is_reversed=True) for q in asked]
    assert ("straight_lines_doubtful", "q0") not in checks([["a"] * 4, varied(4)], every)


def test_questions_with_another_scale_are_no_part_of_a_line(checks):
    other = question("q3", answers=SCALE)  # without "don't know"
    nominal = question("q4", kind="nominal")
    found = checks([["a"] * 5, varied(5)], (*questions(3), other, nominal))
    assert ("straight_lines", "q0") not in found


def test_mixed_languages_and_scores(checks):
    scored = tuple(replace(a, score=float(n)) for n, a in enumerate(SCALE, start=1))
    asked = (question("q"), question("s", answers=scored))
    rows = [["a", "1"], ["b_en", "2"], ["c", "3"], ["", "1"]]
    assert checks(rows, asked) == {
        ("unanswered", "q"): 1, ("two_languages", "q"): 1, ("scores_read", "s"): 4,
    }  # fmt: skip


def test_texts_of_their_own_under_other(checks):
    answers = (*SCALE, Answer(id="annet", name=Words(nb="Annet", en="Other")))
    rows = [["a;Hos Åse"], ["a;Ute"], ["ute;b"], ["annet"]]
    assert checks(rows, (question("m", kind="multiple", answers=answers),)) == {
        ("other_text", "m"): 3, ("other_repeated", "m"): 2,
    }  # fmt: skip


def test_the_days_between_which_answers_came(inspect, monkeypatch):
    days = (datetime.date(2025, 3, 9), None, datetime.date(2025, 2, 28))
    body = tuple(Record(line, ["a"]) for line in (2, 3, 4))
    grid = Grid(headings=("q0",), names=("q0",), body=body, times=days, format="forms")
    monkeypatch.setattr(places, "read_export", lambda *_, **__: grid)
    reading = inspect([], questions(1))
    [note] = [note for note in reading.notes if note.code == "survey_period"]
    assert note.values == {"first": "28.02.2025", "last": "09.03.2025"}
    assert reading.microdata["d"].format == "forms"


def test_an_answer_that_the_file_declares_may_be_shown(inspect, monkeypatch):
    scale = tuple(Answer(id=name, name=Words(nb=name, en=name)) for name in ("aldri", "ofte"))
    cells = ["Hver dag", "aldrig", "Åse slår", "Kari 912 34 567", "aldri"]
    body = tuple(Record(line, [cell]) for line, cell in enumerate(cells, start=2))
    options = (("aldrig", "Hver dag", "Kari 912 34 567"),)
    grid = Grid(headings=("q",), names=("q",), body=body, options=options)
    monkeypatch.setattr(places, "read_export", lambda *_, **__: grid)
    faults = inspect([], (question("q", answers=scale),)).faults
    assert [(f.code, f.line, f.values["nearest"], f.values["found"]) for f in faults] == [
        ("answers_of_file", 2, "", "Hver dag"),
        ("answers_unknown_near", 3, "aldri", "aldrig"),
        ("answers_unknown", 4, "", ""),
        ("answers_personal", 5, "", ""),
    ]
    for fault in faults:
        for language in LANGUAGES:
            assert "Åse" not in fault.sentence(language)
            assert "Kari" not in fault.sentence(language)


def test_the_format_that_is_declared_is_asked_for(inspect):
    assert inspect([["a"]], questions(1), format="csv").microdata["d"].format == "csv"
    faults = inspect([["a"]], questions(1), format="spss").faults
    assert [fault.code for fault in faults] == ["export_format_other"]


def test_all_checks_have_a_note_in_both_languages_without_an_answer():
    told = notes_of([SurveyCheck(code=code, question="q", n=3) for code in CHECKS], "svar.csv")
    told += notes_of([SurveyCheck(code="unanswered", question="p", n=9)], "svar.csv")
    for note in told:
        for language in LANGUAGES:
            sentence = note.sentence(language)
            assert "3" in sentence or "p (9)" in sentence
            assert "{" not in sentence


def test_checks_are_told_as_notes_once_for_each_code(inspect):
    reading = inspect([["a", "", ""], ["b", "", "c"]], questions(3))
    [unanswered] = [note for note in reading.notes if note.code == "survey_unanswered"]
    assert unanswered.values["questions"] == "q2 (1)"
    [nobody] = [note for note in reading.notes if note.code == "survey_nobody_answered"]
    assert nobody.values["questions"] == "q1 (2)"


def test_an_item_that_the_export_lacks_is_a_fault(inspect, tmp_path):
    inspect([["a"]], questions(1))
    declared = DataFile(
        id="d", file="svar.csv", name=Words(nb="d", en="d"), unit_of_analysis="respondents",
        questions=(*questions(1), question("helt_annet")),
    )  # fmt: skip
    reading = inspect_microdata(tmp_path, [declared], is_synthetic=True, root=tmp_path)
    assert [(fault.code, fault.column) for fault in reading.faults] == [
        ("column_missing", "helt_annet")
    ]


ROWS = st.lists(st.lists(st.sampled_from(["a", "b", ""]), min_size=6, max_size=6), min_size=1)


@given(rows=ROWS)
def test_lines_and_doubles_are_those_one_finds_row_by_row(rows, tmp_path_factory):
    asked = questions(6)
    folder = tmp_path_factory.mktemp("rader")
    with (folder / "svar.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([[q.id for q in asked], *(r for r in rows)])
    declared = DataFile(
        id="d", file="svar.csv", name=Words(nb="d", en="d"), questions=asked,
        unit_of_analysis="respondents",
    )  # fmt: skip
    reading = inspect_microdata(folder, [declared], is_synthetic=True, root=folder)
    filled = [row for row in rows if any(row)]  # an empty line is no row
    if not filled:
        assert reading.faults
        return
    found = {(c.code, c.question): c.n for c in reading.microdata["d"].checks}
    given = [[cell for cell in row if cell] for row in filled]
    straight = [row for row in given if len(row) >= 4 and len(set(row)) == 1]
    assert found.get(("straight_lines", "q0"), 0) == len(straight)
    doubtful = [row for row in straight if len(row) == 6]
    assert found.get(("straight_lines_doubtful", "q0"), 0) == len(doubtful)
    for number in range(6):
        n_answered = sum(bool(row[number]) for row in filled)
        n_missed = found.get(("unanswered", f"q{number}"), 0)
        assert n_missed == (len(filled) - n_answered if n_answered else 0)
    assert ("rows_alike", "") not in found
