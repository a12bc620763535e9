"""An export in codes, put into the words of its codebook."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from larvik_analysis.errors import Note
from larvik_analysis.inputs.exports.codebook import Codebook, Entry
from larvik_analysis.inputs.exports.headings import Wanted, names_of
from larvik_analysis.inputs.exports.ticks import (
    TICKED,
    UNTICKED,
    Ticks,
    holds_ticks,
    is_apart,
    joined_ticks,
    noes,
)
from larvik_analysis.inputs.table_text import JOINT, Grid, Record

_LIST = re.compile(r"\s*[;,]\s*")
# A column of one answer: its question, and the value of the answer or its text.
Member = tuple[str, str]


def translated(
    grid: Grid, book: Codebook, member_of: Callable[[str, Codebook], Member | None], file: str
) -> tuple[Grid, dict[str, dict[int, str]]]:
    """The grid with questions and answers in words, and which columns belong to one question.

    Parameters
    ----------
    grid : Grid
        Its headings are codes, or already words.
    book : Codebook
    member_of : callable
        For a heading and the codebook: the question that the column is an answer to, and the
        answer; nothing where it is a question of its own.
    file : str
        What messages call the export.

    Returns
    -------
    Grid
        With the codes as names.
    dict of str to dict of int to str
        For each question with a column an answer, its columns and their answers.
    """
    members: dict[str, dict[int, str]] = defaultdict(dict)
    columns: dict[int, _Coded] = {}
    for number, heading in enumerate(grid.headings):
        if member := member_of(heading, book):
            members[member[0]][number] = member[1]
        elif entry := book.get(heading):
            columns[number] = _coded(entry, heading, [r.cells[number] for r in grid.body])
    n_unknown = sum(column.n_unknown for column in columns.values())
    values = {"count": str(n_unknown)}
    notes = [Note(file=file, code="export_codes_unknown", values=values)] * bool(n_unknown)
    numbers = range(len(grid.headings))
    told = replace(
        grid,
        headings=tuple(
            columns[n].heading if n in columns else grid.headings[n] for n in numbers
        ),
        names=names_of(grid.headings),
        options=tuple(columns[n].answers if n in columns else () for n in numbers),
        joined=frozenset(n for n, column in columns.items() if column.is_of_lists),
        body=tuple(_in_words(record, columns) for record in grid.body),
        delimiter="",
        notes=(*grid.notes, *notes),
    )
    return told, members


@dataclass(frozen=True, slots=True, kw_only=True)
class _Coded:
    """A column in codes, and what it says in words."""

    heading: str
    answers: tuple[str, ...]
    words: Mapping[str, str]
    is_of_lists: bool
    n_unknown: int


def _coded(entry: Entry, heading: str, cells: Sequence[str]) -> _Coded:
    answers = tuple(dict.fromkeys(entry.options.values()))
    words = {**{answer: answer for answer in answers}, **entry.options}
    filled = Counter(cell for cell in cells if cell)
    strange = {cell: count for cell, count in filled.items() if cell not in words}
    # Where several answers were ticked, a cell may hold a list of codes.
    lists = {cell: _LIST.split(cell.strip(";, ")) for cell in strange}
    is_of_lists = bool(lists) and all(set(codes) <= set(words) for codes in lists.values())
    if is_of_lists:
        in_lists = {cell: JOINT.join(words[c] for c in codes) for cell, codes in lists.items()}
        words = words | in_lists
    return _Coded(
        heading=entry.text or heading,
        answers=answers,
        words=words,
        is_of_lists=is_of_lists,
        n_unknown=0 if is_of_lists or not answers else sum(strange.values()),
    )


def _in_words(record: Record, columns: Mapping[int, _Coded]) -> Record:
    cells = [
        columns[number].words.get(cell, cell) if number in columns else cell
        for number, cell in enumerate(record.cells)
    ]
    return Record(record.line, cells)


def joined_questions(
    grid: Grid,
    members: Mapping[str, Mapping[int, str]],
    texts: Mapping[str, str],
    wanted: Wanted,
    file: str,
) -> Grid:
    """The grid with one column for each question that had a column an answer.

    Columns that hold something else than ticks, or that somebody has declared as questions
    of their own, stay apart.

    Parameters
    ----------
    grid : Grid
    members : mapping
        As `translated` gives them.
    texts : mapping of str to str
        The words of the questions.
    wanted : Wanted
    file : str
        What messages call the export.
    """
    questions: list[Ticks] = []
    for name, columns in members.items():
        places: Sequence[int] = tuple(columns)
        if is_apart(grid, places, wanted) or not holds_ticks(grid, places, TICKED, UNTICKED):
            continue
        questions.append(
            Ticks(
                heading=texts.get(name) or name,
                name=name,
                columns=tuple(places),
                options=tuple(columns.values()),
                ticked=TICKED,
                unticked=noes(grid, places, UNTICKED),
            )
        )
    return joined_ticks(grid, questions, file)
