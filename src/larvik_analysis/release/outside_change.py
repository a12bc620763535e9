"""What an outsider reads from a mean change and its interval: how many moved which way.

He does not know how long the scale is, and so takes it to have no end. Apart from the gate,
which knows the changes: here are the rounded numbers of the files alone.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from scipy.special import stdtrit

from larvik_analysis.estimate.outcomes.as_microdata import BETTER, SAME, WORSE
from larvik_analysis.estimate.survey.change_statistics import MEAN_CHANGE
from larvik_analysis.terms.microdata import Cell

from .attack import Ends
from .outside_tables import LEVEL, Told

_WAYS: Final = (BETTER, SAME, WORSE)
_NEAR: Final = 1e-9


class _Read(NamedTuple):
    """The families, the ends of their mean, and those of their sum of squares."""

    n: int
    mean: Ends
    squares: Ends


def is_mean_change(told: Told) -> bool:
    """Whether a row shows a mean change, with the number of families it is of."""
    is_one = told.scored is not None and told.scored.statistic == MEAN_CHANGE
    return is_one and all(told.row.number(name) is not None for name in ("estimate", "n"))


def narrowed_by_change(
    rows: Sequence[Told], solved: Mapping[Hashable, Ends]
) -> dict[Hashable, Ends]:
    """The same ends of counts, narrower where a mean change rules some of them out.

    Parameters
    ----------
    rows : sequence of Told
        All rows of a file of own data.
    solved : mapping of cell to (float, float)
        What each count can be as far as the counts tell.
    """
    found = dict(solved)
    for told in filter(is_mean_change, rows):
        cells = _cells(told)
        if all(cell in found for cell in cells):
            read = _read(told)
            worlds = [world for world in _worlds(read.n, [found[c] for c in cells])
                      if _is_possible(read, world[0], world[2])]  # fmt: skip
            for place, cell in enumerate(cells):
                counts = [float(world[place]) for world in worlds]
                if counts:  # otherwise the table contradicts itself, which is told elsewhere
                    found[cell] = (min(counts), max(counts))
    return found


def _cells(told: Told) -> list[Cell]:
    if told.scored is None:
        return []
    return [Cell(told.scored.data, ((name, way),)) for name in told.scored.variables
            for way in _WAYS]  # fmt: skip


def _read(told: Told) -> _Read:
    row = told.row
    n = int(row.number("n") or 0)
    half = row.half_unit("estimate") + _NEAR
    mean = row.number("estimate") or 0.0
    means = (mean - half, mean + half)
    low, high = row.number("low"), row.number("high")
    if low is None or high is None or n < 2:
        return _Read(n, means, (0.0, math.inf))
    reach = float(stdtrit(n - 1, (1 + (row.number("level") or LEVEL)) / 2)) / math.sqrt(n)
    least, most = (
        max((high - low) / 2 + sign * (row.half_unit("low") + _NEAR), 0.0) / reach
        for sign in (-1, 1)
    )
    about = min(abs(end) for end in means) if means[0] * means[1] > 0 else 0.0
    furthest = max(abs(end) for end in means)
    return _Read(
        n, means, ((n - 1) * least**2 + n * about**2, (n - 1) * most**2 + n * furthest**2)
    )


def _worlds(n: int, ends: Sequence[Ends]) -> Iterator[tuple[int, int, int]]:
    for n_better in range(n + 1):
        for n_worse in range(n - n_better + 1):
            world = (n_better, n - n_better - n_worse, n_worse)
            if all(low - _NEAR <= c <= high + _NEAR
                   for c, (low, high) in zip(world, ends, strict=True)):  # fmt: skip
                yield world


def _is_possible(read: _Read, n_better: int, n_worse: int) -> bool:
    """Whether some changes have this mean and sum of squares.

    Squares are fewest where all that move the way of the mean move alike and the others
    hardly at all. They have no end where some get better and some worse; where all move one
    way, one of them can have moved all of it.
    """
    if n_better and n_worse:
        fewest = min(_fewest(read.n * mean, n_better, n_worse) for mean in _tried(read.mean))
        return fewest <= read.squares[1]
    if (n_better and read.mean[0] >= 0) or (n_worse and read.mean[1] <= 0):
        return False
    if not n_better and not n_worse:
        return read.mean[0] <= 0 <= read.mean[1] and read.squares[0] <= _NEAR
    sums = [read.n * mean for mean in _tried(read.mean) if (mean < 0) == bool(n_better)]
    fewest = min((total**2 / (n_better + n_worse) for total in sums), default=0.0)
    most = max((total**2 for total in sums), default=0.0)
    return fewest <= read.squares[1] and read.squares[0] <= most


def _tried(ends: Ends) -> tuple[float, ...]:
    return (*ends, *((0.0,) if ends[0] < 0 < ends[1] else ()))


def _fewest(total: float, n_better: int, n_worse: int) -> float:
    return total**2 / (n_better if total < 0 else n_worse)
