"""Microsoft Forms: its own columns stand first, whatever the language they are named in."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Final

from larvik_analysis.inputs.exports.days import days_of, with_days_of
from larvik_analysis.inputs.naming import alike
from larvik_analysis.inputs.table_text import Grid

# The first two columns with a time of day, as seen in exports.
_STARTED: Final = frozenset({"start time", "starttidspunkt"})
_COMPLETED: Final = frozenset({"completion time", "fullføringstidspunkt"})
_NUMBER = re.compile(r"[1-9]\d{0,6}")
_N_OWN = 4  # number of the answer, start, completion, address


def places_of(grid: Grid) -> tuple[int, int] | None:
    """The columns of completion and start; nothing where the table is not from Forms.

    They are known by their names, or in any language by where they stand and what they hold:
    a whole number that grows, two days, and addresses or one word for all.

    Examples
    --------
    >>> places_of(Grid(headings=("Id", "Start time", "Completion time", "Email", "Name")))
    (2, 1)
    """
    if len(grid.headings) < _N_OWN:
        return None
    headings = [alike(heading) for heading in grid.headings[:_N_OWN]]
    if headings[1] in _STARTED and headings[2] in _COMPLETED:
        return 2, 1
    return (2, 1) if grid.body and _has_their_content(grid) else None


def _has_their_content(grid: Grid) -> bool:
    numbers, started, completed, addresses = (
        [record.cells[column] for record in grid.body] for column in range(_N_OWN)
    )
    if not all(map(_NUMBER.fullmatch, numbers)) or not all(started) or not all(completed):
        return False
    values = [int(number) for number in numbers]
    grows = all(later > earlier for earlier, later in pairwise(values))
    are_days = all(days is None or all(days) for days in map(days_of, (started, completed)))
    are_times = all(":" in cell for cell in (*started, *completed))
    are_people = all("@" in cell for cell in addresses) or len(set(addresses)) == 1
    return grows and are_days and are_times and are_people


def read_forms(grid: Grid, file: str) -> Grid:
    """The grid with the day on which each answer was handed in."""
    return with_days_of(grid, file, places_of(grid) or ())
