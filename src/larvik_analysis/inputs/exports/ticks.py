"""One column for each answer that could be ticked becomes one column for the question."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Final

from larvik_analysis.errors import Note
from larvik_analysis.inputs.exports.headings import Wanted
from larvik_analysis.inputs.table_text import JOINT, UNSAID, Grid, Record

# What programs write where an answer was ticked, and where it was not. An empty cell says
# that it was not, or that the question was never met.
TICKED: Final = frozenset(
    {"1", "Y", "Ja", "Yes", "Valgt", "X", "x", "SANN", "TRUE", "True", "true"}
)
UNTICKED: Final = frozenset(
    {"0", "N", "Nei", "No", "Ikke valgt", "USANN", "FALSE", "False", "false"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticks:
    """The columns of one question where several answers could be ticked.

    Attributes
    ----------
    heading, name : str
        What the question is called, and its code.
    columns : tuple of int
    options : tuple of str
        The answer that each of the columns stands for; empty where the columns hold the
        answers themselves: the first that was given, the second ...
    answers : tuple of str
        All answers there are, where the columns hold them.
    ticked : frozenset of str
        Cells that say that the answer was ticked.
    unticked : frozenset of str
        Cells that say that it was not. Where there are such cells, an empty cell says
        neither; without them it says that the answer was not ticked.
    written : frozenset of int
        Columns where the respondent wrote something of her own: anything there is a tick.
        They are kept as columns too.
    """

    heading: str
    name: str
    columns: tuple[int, ...]
    options: tuple[str, ...] = ()
    answers: tuple[str, ...] = ()
    ticked: frozenset[str] = frozenset()
    unticked: frozenset[str] = frozenset()
    written: frozenset[int] = frozenset()

    @property
    def all_answers(self) -> tuple[str, ...]:
        """The answers, each once."""
        return tuple(dict.fromkeys((*self.options, *self.answers)))

    def cell(self, cells: Sequence[str]) -> str:
        """What was ticked in a row; `JOINT` alone where the row says that nothing was.

        Behind it, with `UNSAID` in front, what the row says nothing of.
        """
        filled = [(number, cells[number]) for number in self.columns if cells[number]]
        if self.options:
            option_of = dict(zip(self.columns, self.options, strict=True))
            given = [
                option_of[number]
                for number, cell in filled
                if number in self.written or cell in self.ticked
            ]
        else:
            given = [cell for _, cell in filled]
        if not filled:
            return ""
        unsaid = [f"{UNSAID}{option}" for option in self._unsaid(cells)]
        told = [text.replace(JOINT, " ") for text in dict.fromkeys((*given, *unsaid))]
        return JOINT.join(told) if given else JOINT.join(("", *told)) or JOINT

    def _unsaid(self, cells: Sequence[str]) -> list[str]:
        if not self.unticked or not self.options:
            return []
        return [
            option
            for number, option in zip(self.columns, self.options, strict=True)
            if not cells[number] and number not in self.written
        ]


def holds_ticks(
    grid: Grid, columns: Collection[int], ticked: Collection[str], unticked: Collection[str]
) -> bool:
    """Whether columns hold nothing but ticks, and at least one cell that is filled."""
    found = {record.cells[column] for record in grid.body for column in columns} - {""}
    return bool(found) and found <= {*ticked, *unticked}


def noes(grid: Grid, columns: Collection[int], unticked: Collection[str]) -> frozenset[str]:
    """The cells that say that an answer was not ticked, among those of one question."""
    found = {record.cells[column] for record in grid.body for column in columns}
    return frozenset(found & set(unticked))


def is_apart(grid: Grid, columns: Collection[int], wanted: Wanted) -> bool:
    """Whether somebody has declared one of the columns as a question of its own."""
    return any(wanted.has(grid.headings[column]) for column in columns)


def joined_ticks(grid: Grid, questions: Sequence[Ticks], file: str) -> Grid:
    """The grid with one column for each of the questions, where its first one stood."""
    if not questions:
        return grid
    starts = {question.columns[0]: question for question in questions}
    gone = {
        column
        for question in questions
        for column in question.columns
        if column not in question.written
    }
    order: list[int | Ticks] = []
    for column in range(len(grid.headings)):
        order += [starts[column]] if column in starts else []
        order += [] if column in gone else [column]
    count = str(sum(len(question.columns) for question in questions))
    values = {"count": count, "questions": str(len(questions))}
    options = grid.options or ((),) * len(grid.headings)
    scores = grid.scores or ({},) * len(grid.headings)
    names = grid.names or grid.headings
    whole = {number: c for number, c in enumerate(order) if isinstance(c, Ticks)}
    kept = {number: c for number, c in enumerate(order) if isinstance(c, int)}
    numbers = range(len(order))
    return replace(
        grid,
        headings=tuple(
            whole[n].heading if n in whole else grid.headings[kept[n]] for n in numbers
        ),
        names=tuple(whole[n].name if n in whole else names[kept[n]] for n in numbers),
        options=tuple(
            whole[n].all_answers if n in whole else options[kept[n]] for n in numbers
        ),
        scores=tuple({} if n in whole else scores[kept[n]] for n in numbers),
        joined=frozenset({*whole, *(n for n, c in kept.items() if c in grid.joined)}),
        body=tuple(Record(record.line, _cells(record.cells, order)) for record in grid.body),
        width=len(order),
        delimiter="",
        notes=(*grid.notes, Note(file=file, code="export_joined", values=values)),
    )


def _cells(cells: Sequence[str], order: Sequence[int | Ticks]) -> list[str]:
    return [cells[c] if isinstance(c, int) else c.cell(cells) for c in order]
