"""LimeSurvey: questions in words or codes, and a column for each answer to be ticked."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from larvik_analysis.errors import Note
from larvik_analysis.inputs.exports.days import with_days
from larvik_analysis.inputs.exports.headings import Wanted
from larvik_analysis.inputs.exports.ticks import (
    TICKED,
    UNTICKED,
    Ticks,
    holds_ticks,
    is_apart,
    joined_ticks,
    noes,
)
from larvik_analysis.inputs.naming import alike
from larvik_analysis.inputs.table_text import Grid

_HANDED_IN: Final = ("submitdate", "Date submitted")
_DAYS: Final = (*_HANDED_IN, "datestamp", "Date last action", "startdate", "Date started")
# Q1[SQ001], or "What do you use? [The library]"
_PART = re.compile(r"(.*\S)\s*\[([^\[\]]+)\]", re.DOTALL)
_WRITTEN: Final = frozenset({"other", "annet", "andre"})
_BESIDE_AN_ANSWER = re.compile(r".*comment|kommentar", re.IGNORECASE)


def read_limesurvey(grid: Grid, file: str, wanted: Wanted) -> Grid:
    """The grid with the day of each answer, and one column for each question with ticks.

    Answers that were never handed in are kept and counted.

    Parameters
    ----------
    grid : Grid
        With as many cells in each row as there are headings.
    file : str
        What messages call it.
    wanted : Wanted
        A column that is declared by itself stays by itself.
    """
    told = with_days(grid, file, _DAYS)
    known = [alike(heading) for heading in grid.headings]
    notes = []
    for number in [known.index(alike(h)) for h in _HANDED_IN if alike(h) in known]:
        n_open = sum(not record.cells[number] for record in grid.body)
        if n_open:
            values = {"count": str(n_open), "n": str(len(grid.body))}
            notes.append(Note(file=file, code="export_unfinished", values=values))
    told = replace(told, notes=(*told.notes, *notes))
    return joined_ticks(told, _questions(told, wanted), file)


def _questions(grid: Grid, wanted: Wanted) -> Sequence[Ticks]:
    parts: dict[str, dict[int, str]] = defaultdict(dict)
    for number, heading in enumerate(grid.headings):
        match = _PART.fullmatch(heading)
        if match and not _BESIDE_AN_ANSWER.fullmatch(match[2]):
            parts[match[1]][number] = match[2]
    questions = []
    for heading, columns in parts.items():
        written = {number for number, text in columns.items() if alike(text) in _WRITTEN}
        boxes = [number for number in columns if number not in written]
        # A table of questions has the same brackets, but other cells than ticks.
        if len(columns) < 2 or not boxes or is_apart(grid, columns, wanted):
            continue
        if holds_ticks(grid, boxes, TICKED, UNTICKED):
            questions.append(
                Ticks(
                    heading=heading,
                    name=heading,
                    columns=tuple(columns),
                    options=tuple(columns.values()),
                    ticked=TICKED,
                    unticked=noes(grid, boxes, UNTICKED),
                    written=frozenset(written),
                )
            )
    return questions
