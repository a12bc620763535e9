"""Microsoft Forms: headers as seen in the wild, in several languages."""

from __future__ import annotations

import datetime

import pytest

QUESTIONS = ["Hvor nyttig var det,\xa0alt i alt?", "Hva brukte du?", "Hva brukte du?"]
ENGLISH = ["ID", "Start time", "Completion time", "Email", "Name"]
NORWEGIAN = ["Id", "Starttidspunkt", "Fullføringstidspunkt", "E-postadresse", "Navn",
             "Tidspunkt for siste endring"]  # fmt: skip
QUIZ = [*ENGLISH, "Total points", "Quiz feedback", "Last modified time"]
STARTED = datetime.datetime(2024, 10, 9, 11, 2)  # noqa: DTZ001
DONE = datetime.datetime(2024, 10, 10, 0, 5)  # noqa: DTZ001
ANSWERS = ["Svært nyttig", "Lekser;Samtaler;", "Annet; mer"]


@pytest.mark.parametrize("own", [ENGLISH, NORWEGIAN, QUIZ])
def test_an_export_is_known_by_its_own_columns(read, bytes_of, own):
    row = [1, STARTED, DONE, "anonymous", "Anonymous", *[None] * (len(own) - 5), *ANSWERS]
    grid = read(bytes_of([[*own, *QUESTIONS], row]), "svar.xlsx")
    assert grid.format == "forms"
    assert grid.headings == (*own, *QUESTIONS)
    assert grid.names[-2:] == ("Hva brukte du?", "Hva brukte du? (2)")
    assert grid.body[0].cells[-3:] == ANSWERS
    assert grid.times == (datetime.date(2024, 10, 10),)


def test_no_answers_at_all_are_told(read, bytes_of, codes):
    grid = read(bytes_of([[*ENGLISH, *QUESTIONS]]), "svar.xlsx")
    assert (grid.format, codes(grid.faults)) == ("forms", ["table_header_only"])


def test_a_language_that_nobody_named_is_known_by_place_and_content(read, bytes_of):
    own = ["ID", "Käynnistysaika", "Valmistumisaika", "Sähköposti", "Nimi"]
    rows = [[n, STARTED, DONE, f"a{n}@b.no", "x", *ANSWERS] for n in (1, 2, 5)]
    assert read(bytes_of([[*own, *QUESTIONS], *rows]), "a.xlsx").format == "forms"
    rows[1][0] = 1  # a number that does not grow
    assert read(bytes_of([[*own, *QUESTIONS], *rows]), "a.xlsx").format == "excel"


@pytest.mark.parametrize(
    ("written", "days"),
    [
        (["10/9/2024 11:02", "10/13/2024 8:00"], [(2024, 10, 9), (2024, 10, 13)]),
        (["9/10/2024 11:02", "13/10/2024 8:00"], [(2024, 10, 9), (2024, 10, 13)]),
        (["09.10.2024 11:02", "2024-10-13"], [(2024, 10, 9), (2024, 10, 13)]),
        (["9/9/26 18:01", ""], [(2026, 9, 9), None]),
    ],
)
def test_days_are_read_from_text(read, text_of, written, days):
    rows = [[n, day, day, "anonymous", "x", "Ja"] for n, day in enumerate(written, 1)]
    grid = read(text_of([[*ENGLISH, "Nytte?"], *rows]))
    assert (grid.format, grid.faults) == ("forms", ())
    assert grid.times == tuple(day and datetime.date(*day) for day in days)


def test_days_that_can_be_read_in_two_ways_are_not_read(read, text_of, codes):
    grid = read(text_of([[*ENGLISH, "Nytte?"], [1, "10/9/24 8:00", "10/9/24 8:01", "", "", 1]]))
    assert (grid.times, codes(grid.notes)) == ((), ["export_read_as", "export_days_unclear"])


def test_a_question_of_several_lines_is_one_heading(read, bytes_of):
    wording = "Hva er viktigst?\nVelg,  gjerne flere"
    grid = read(bytes_of([[*ENGLISH, wording], [1, STARTED, DONE, "a", "b", "x;"]]), "a.xlsx")
    assert grid.headings[-1] == wording
    assert (
        read(
            bytes_of([[*ENGLISH, wording], [1, STARTED, DONE, "a", "b", "x;"]]),
            "a.xlsx",
            ["hva er viktigst? velg, gjerne flere"],
        ).faults
        == ()
    )


def test_own_columns_that_were_taken_out_can_be_declared(read, bytes_of, codes):
    content = bytes_of([QUESTIONS, ANSWERS])
    grid = read(content, "svar.xlsx", format="forms")
    assert (grid.format, grid.times) == ("forms", ())
    assert "export_declared" in codes(grid.notes)
