"""What is told of a release: that it is the first, and what was held back of open answers."""

from __future__ import annotations

import pytest

from larvik_analysis.run.releases import told_of_release
from larvik_analysis.terms.ledger import Entry, Ledger

NAME = "eksempel"


def entry(number: int) -> Entry:
    return Entry(number=number, evaluation=NAME, date="2026-01-01", shown={}, asked={})


ONE = Ledger((entry(1),))
TWO = Ledger((entry(1), entry(2)))


@pytest.mark.parametrize(
    ("before", "after", "codes"),
    [
        (Ledger(), ONE, ["ledger_begins"]),
        (Ledger(), Ledger(), []),  # nothing of own data was shown
        (ONE, ONE, []),
        (ONE, TWO, []),
    ],
)
def test_the_first_line_of_the_ledger_is_told_and_no_other(before, after, codes):
    assert [todo.code for todo in told_of_release(before, after, {})] == codes


def test_paraphrases_are_told_by_count_with_their_sheet():
    [told] = told_of_release(ONE, ONE, {("svar", "ord"): 3})
    assert told.file == "private/koding/svar-ord.xlsx"
    assert told.sentence("nb").startswith(
        "Godkjente omskrivninger som ikke er med i rapporten: 3."
    )


def test_the_first_run_says_once_what_remembers_it(project, plain_writers):
    ledger = project.source(NAME) / "ledger.jsonl"
    ledger.unlink()
    first, same, forced = (project.larvik("run", NAME, *more) for more in ([], [], ["--force"]))
    assert [said.code for said in (first, same, forced)] == [0, 0, 0], first.err
    assert len(ledger.read_text("utf-8").splitlines()) == 1
    told = "ledger.jsonl: Denne filen er ny."
    assert first.out.count(told) == 1
    assert "også i et utkast" in first.out
    assert "«merge»" in first.out
    assert told not in same.out + forced.out


def test_an_evaluation_without_own_data_has_nothing_to_remember(project, plain_writers):
    outcome = project.run()
    assert not (project.source() / "ledger.jsonl").exists()
    assert "ledger_begins" not in [todo.code for todo in outcome.warnings]
