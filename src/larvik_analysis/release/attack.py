"""The outsider, written apart from the gate: what can be worked out from what is shown.

It shares no code with the search for what to hide, and knows no true count. Each bound is
an integer programme of its own.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterable, Mapping
from typing import Any

import numpy as np
import pandas as pd
from scipy.optimize import Bounds, LinearConstraint
from scipy.sparse import coo_array

from larvik_analysis.errors import TableError

from .solver import solve_whole

_TOTAL = "total"
Ends = tuple[float, float]
Sum = Mapping[Any, float]


def attack(shown: pd.DataFrame) -> pd.DataFrame:
    """What an outsider can tell of each hidden cell of a table.

    Parameters
    ----------
    shown : DataFrame
        Counts with a last column ``total`` and, unless there is one row only, a last row
        ``total``; hidden cells missing. A ``.table`` of `suppress`.

    Returns
    -------
    DataFrame
        Columns ``row, column, low, high``, one row a hidden cell; `high` is infinite where
        there is no bound.

    Raises
    ------
    TableError
        If there is no column of totals, or what is shown does not add up.

    Examples
    --------
    >>> table = pd.DataFrame({"yes": [None, 12], "no": [8, 9], "total": [11, 21]})
    >>> table.loc["total"] = [15, 17, 32]
    >>> attack(table)
       row column  low  high
    0    0    yes  3.0   3.0
    """
    if _TOTAL not in shown.columns:
        raise TableError(["totals_missing"])
    values = {
        (row, column): None if pd.isna(value) else float(value)
        for row, cells in zip(shown.index, shown.to_numpy(dtype=object), strict=True)
        for column, value in zip(shown.columns, cells, strict=True)
    }
    rows = [row for row in shown.index if row != _TOTAL]
    columns = [column for column in shown.columns if column != _TOTAL]
    sums: list[Sum] = [
        {(row, column): 1.0 for column in columns} | {(row, _TOTAL): -1.0}
        for row in shown.index
    ]
    if _TOTAL in shown.index:
        sums += [
            {(row, column): 1.0 for row in rows} | {(_TOTAL, column): -1.0}
            for column in shown.columns
        ]
    known = {cell: (value, value) for cell, value in values.items() if value is not None}
    hidden = [cell for cell, value in values.items() if value is None]
    bounds = bounds_of(hidden, known, sums)
    if bounds is None:
        raise TableError(["totals_do_not_add_up"])
    records = [(*cell, *bounds[cell]) for cell in hidden]
    found = pd.DataFrame(records, columns=["row", "column", "low", "high"])
    return found.astype({"low": float, "high": float})


def bounds_of(
    asked: Iterable[Hashable],
    known: Mapping[Any, Ends],
    sums: Iterable[Sum],
    enough: Mapping[Any, Ends] | None = None,
) -> dict[Hashable, Ends] | None:
    """The lowest and the highest whole count each cell can have.

    Parameters
    ----------
    asked : iterable
        Cells.
    known : mapping of cell to (float, float)
        What is known of cells: a number twice, or the ends of a range.
    sums : iterable of mapping of cell to float
        Weighted sums of cells that are zero.
    enough : mapping of cell to (float, float), optional
        Ends beyond which it does not matter how far a cell can go. What is returned for
        such a cell is possible, and there may be more.

    Returns
    -------
    dict of cell to (float, float), or None
        Infinite where there is no bound; None where no counts fit what is known.
    """
    sums = list(sums)
    asked = list(dict.fromkeys(asked))
    cells = list(dict.fromkeys([*(cell for line in sums for cell in line), *asked, *known]))
    wanted = set(asked)
    found: dict[Hashable, Ends] = {}
    for group, lines in _groups(cells, known, sums):
        if enough is not None and group and not wanted.intersection(group):
            continue  # whoever says what is enough knows that something fits
        ends = _ends(group, [c for c in group if c in wanted], known, lines, enough or {})
        if ends is None:
            return None
        found |= ends
    for cell in asked:
        if cell not in found:
            found[cell] = known[cell]
    return found


def _groups(
    cells: list[Hashable], known: Mapping[Any, Ends], sums: list[Sum]
) -> list[tuple[list[Hashable], list[tuple[Sum, float]]]]:
    """Unknown cells that hang together, with their sums and what the known cells add."""
    leader: dict[Hashable, Hashable] = {
        cell: cell for cell in cells if cell not in known or known[cell][0] != known[cell][1]
    }

    def first(cell: Hashable) -> Hashable:
        while leader[cell] != cell:
            leader[cell] = leader[leader[cell]]
            cell = leader[cell]
        return cell

    lines: list[tuple[Sum, float]] = []
    for line in sums:
        unknown: Sum = {cell: weight for cell, weight in line.items() if cell in leader}
        rest = sum(weight * known[c][0] for c, weight in line.items() if c not in leader)
        lines.append((unknown, -rest))
        members = list(unknown)
        for cell in members[1:]:
            leader[first(cell)] = first(members[0])
    groups: dict[Any, tuple[list[Hashable], list[tuple[Sum, float]]]] = {}
    for cell in leader:
        groups.setdefault(first(cell), ([], []))[0].append(cell)
    for unknown, rest in lines:
        if unknown:
            groups[first(next(iter(unknown)))][1].append((unknown, rest))
        elif abs(rest) > 1e-6:
            groups.setdefault("contradiction", ([], []))[1].append((unknown, rest))
    return list(groups.values())


def _ends(
    cells: list[Hashable],
    asked: list[Hashable],
    known: Mapping[Any, Ends],
    lines: list[tuple[Sum, float]],
    enough: Mapping[Any, Ends],
) -> dict[Hashable, Ends] | None:
    if not cells:
        return None if lines else {}
    place = {cell: number for number, cell in enumerate(cells)}
    entries = [
        (number, place[cell], weight)
        for number, (line, _) in enumerate(lines)
        for cell, weight in line.items()
    ]
    limits = [known.get(cell, (0.0, math.inf)) for cell in cells]
    bounds = Bounds([low for low, _ in limits], [high for _, high in limits])
    conditions: Any = ()
    if lines:
        numbers, places, weights = zip(*entries, strict=True)
        table = coo_array((weights, (numbers, places)), shape=(len(lines), len(cells)))
        totals = np.array([total for _, total in lines])
        conditions = LinearConstraint(table.tocsr(), totals, totals)
    least, most = np.full(len(cells), math.inf), np.full(len(cells), -math.inf)
    for cell in asked or cells[:1]:
        own = place[cell]
        low, high = enough.get(cell, (-math.inf, math.inf))
        for sign, is_seen in ((1.0, least[own] <= low), (-1.0, most[own] >= high)):
            if is_seen:
                continue
            goal = np.zeros(len(cells))
            goal[own] = sign
            answer = _least(goal, conditions, bounds)
            if answer is None:
                return None
            if not np.isfinite(answer).all():
                answer = np.full(len(cells), math.nan)
                answer[own] = -math.inf * sign
            # Counts that fit tell of every cell.
            least, most = np.fmin(least, answer), np.fmax(most, answer)
    return {cell: (float(least[place[cell]]), float(most[place[cell]])) for cell in asked}


def _least(goal: Any, conditions: Any, bounds: Bounds) -> Any:
    """Whole counts that fit, with the least value of the goal; None where nothing fits.

    Where there is no least value, they are infinite.
    """
    answer = solve_whole(
        goal,
        constraints=conditions,
        bounds=bounds,
        integrality=np.ones(goal.size),
    )
    if answer.status == 0:
        return np.round(answer.x) + 0.0
    if answer.status == 4 and goal.any():
        # "Unbounded or nothing fits": asked for nothing, the solver has to say which.
        if _least(np.zeros(goal.size), conditions, bounds) is None:
            return None
        return np.full(goal.size, math.inf)
    return np.full(goal.size, math.inf) if answer.status == 3 else None
