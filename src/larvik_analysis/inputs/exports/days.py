"""The days on which answers were handed in. The time of day is not kept."""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from dataclasses import replace

from larvik_analysis.errors import Note
from larvik_analysis.inputs.naming import alike
from larvik_analysis.inputs.table_text import Grid

_ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:[T ].*)?")
_DAY_FIRST = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4}|\d\d)(?:[, ].*)?")
# A day and a month between slashes may stand in either order.
_EITHER = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4}|\d\d)(?:[, ].*)?")
_N_MONTHS = 12
# Programs that hide when an answer came write the first day of their own calendar.
_FIRST_YEAR = 1990
Day = datetime.date | None


def days_of(cells: Sequence[str]) -> tuple[Day, ...] | None:
    """The day of each cell, nothing where it is empty or no day.

    Returns
    -------
    tuple of date or None
        Nothing at all where day and month cannot be told apart: all are between slashes, and
        neither number is ever above twelve.

    Examples
    --------
    >>> days_of(["10/9/2024 11:02", "10/13/2024 8:00", ""])
    (datetime.date(2024, 10, 9), datetime.date(2024, 10, 13), None)
    >>> days_of(["9/9/26 18:01"]), days_of(["10/9/2024 11:02"])
    ((datetime.date(2026, 9, 9),), None)
    >>> days_of(["13.10.2024", "2024-10-09 11:02:00", "i går"])
    (datetime.date(2024, 10, 13), datetime.date(2024, 10, 9), None)
    """
    found = [_EITHER.fullmatch(cell) for cell in cells]
    firsts = [int(match[1]) for match in found if match]
    seconds = [int(match[2]) for match in found if match]
    is_day_first = max(firsts, default=0) > _N_MONTHS
    if firsts != seconds and not is_day_first and max(seconds) <= _N_MONTHS:
        return None
    return tuple(_day(cell, is_day_first=is_day_first) for cell in cells)


def _day(cell: str, *, is_day_first: bool) -> Day:
    if match := _ISO.fullmatch(cell):
        year, month, day = (int(part) for part in match.groups())
    elif match := _DAY_FIRST.fullmatch(cell):
        day, month, year = (int(part) for part in match.groups())
    elif match := _EITHER.fullmatch(cell):
        month, day, year = (int(part) for part in match.groups())
        if is_day_first:
            month, day = day, month
    else:
        return None
    year += 2000 if year < 100 else 0
    try:
        return datetime.date(year, month, day) if year >= _FIRST_YEAR else None
    except ValueError:  # the thirtieth of February
        return None


def with_days(grid: Grid, file: str, headings: Sequence[str]) -> Grid:
    """The grid with the day of each row, from the first of these columns that has any.

    Parameters
    ----------
    grid : Grid
        With as many cells in each row as there are headings.
    file : str
        What messages call it.
    headings : sequence of str
        What the program calls the column, the best first.
    """
    known = [alike(heading) for heading in grid.headings]
    places = [known.index(alike(heading)) for heading in headings if alike(heading) in known]
    return with_days_of(grid, file, places)


def with_days_of(grid: Grid, file: str, places: Sequence[int]) -> Grid:
    """As `with_days`, of columns by their number."""
    for number in places:
        days = days_of([record.cells[number] for record in grid.body])
        if days is None:
            note = Note(file=file, code="export_days_unclear", line=grid.line)
            return replace(grid, notes=(*grid.notes, note))
        if any(days):
            return replace(grid, times=days)
    return grid
