"""The exact test of a table of counts of any shape: Fisher, Freeman and Halton."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from functools import cache

import numpy as np
import numpy.typing as npt

from larvik_analysis.estimate.statistics.arguments import (
    FloatArray,
    IntArray,
    table_of_counts,
)
from larvik_analysis.estimate.statistics.contingency import (
    AS_LIKELY,
    TOO_LARGE,
    chi_square_test,
    fisher_p,
    without_empty,
)
from larvik_analysis.terms.results import NotEstimable
from larvik_analysis.terms.share_results import AssociationEstimate

# Steps of the walk below, and paths followed in them: a second or two of work.
_MOST_STEPS = 5_000_000
# Each takes far longer where paths seldom meet.
_MOST_STEPS_OF_TWO = 150_000
_MOST_PATHS = 50_000_000
# Digits that tell the costs of two different paths from rounding.
_DIGITS = 9

Left = tuple[int, ...]  # how many of each row are not yet placed, in ascending order


def fisher_freeman_halton_test(
    table: npt.ArrayLike, *, level: float = 0.95
) -> AssociationEstimate | NotEstimable:
    """Exact test that rows and columns of a table of counts have nothing to do with another.

    Parameters
    ----------
    table : array of int, shape (n_rows, n_columns)
        Counts. Rows and columns where nobody is counted are left out.
    level : float
        Confidence level of the interval for Cramér's V, between 0 and 1.

    Returns
    -------
    AssociationEstimate or NotEstimable
        As `chi_square_test`, with the exact two-sided p: the chance of all tables of the
        same margins no likelier than the one seen. The interval is not exact. Not estimable
        where fewer than two rows or columns have anybody, or where the table is so large
        that it takes more than five million steps (`exact_steps`; 150 000 where it has two
        rows or two columns) or fifty million paths: in practice beyond some 100 answers in a
        table of three rows, 60 in one of four, and some thousand in one of two by three. Two
        by two go as far as `fisher_exact_test`. Chi-squared serves there.

    Raises
    ------
    ParameterError
        As `chi_square_test`.

    Notes
    -----
    Nothing is simulated and no list of tables is made. The columns are placed one after
    the other; paths that have the same rows left and the same chance so far are one, and a
    path is no longer followed when all, or none, of its ends are among those sought.

    References
    ----------
    .. [1] Freeman, G. H., Halton, J. H. (1951). Note on an exact treatment of contingency,
       goodness of fit and other problems of significance. Biometrika 38, 141-149.
    .. [2] Mehta, C. R., Patel, N. R. (1983). A network algorithm for performing Fisher's
       exact test in r x c contingency tables. JASA 78, 427-434.

    Examples
    --------
    >>> test = fisher_freeman_halton_test([[3, 2, 5], [1, 6, 2], [4, 0, 7]])
    >>> round(test.p_value, 4)
    0.0234
    """
    association = chi_square_test(table, level=level)
    if isinstance(association, NotEstimable):
        return association
    counts = without_empty(table_of_counts(table))
    p_value = fisher_p(counts) if counts.shape == (2, 2) else _exact_p(counts)
    if p_value is None:
        return NotEstimable(TOO_LARGE)
    return replace(association, p_value=p_value, method="fisher-freeman-halton")


def exact_steps(counts: IntArray) -> float:
    """A bound on the work of the exact test, known before it begins.

    The ways to place a column, times the ways the rows may be left before it, for the
    better of the two ways to turn the table.
    """
    return min(_steps(counts), _steps(counts.T))


def _steps(counts: IntArray) -> float:
    columns = sorted((int(size) for size in counts.sum(axis=0)), reverse=True)
    n_rows, n, n_left, steps = counts.shape[0], int(counts.sum()), int(counts.sum()), 0.0
    most = math.prod(int(size) + 1 for size in sorted(counts.sum(axis=1))[:-1])
    for column in columns[:-1]:
        placed_or_left = min(n - n_left, n_left)
        ways_left = min(most, math.comb(placed_or_left + n_rows - 1, n_rows - 1))
        steps += ways_left * min(most, math.comb(column + n_rows - 1, n_rows - 1))
        n_left -= column
    return steps


class _Walk:
    """All ways to place the columns of a table in its rows.

    The chance of a table is a constant times exp(-cost), where the cost is the sum of the
    logs of the factorials of its cells.
    """

    def __init__(self, columns: tuple[int, ...]) -> None:
        self.columns = columns
        self.placements = cache(self._placements)
        self.range_of_cost = cache(self._range_of_cost)

    def _placements(self, left: Left, column: int) -> dict[tuple[Left, float], int]:
        """What a column can leave, at what cost, and in how many ways."""
        ways: Counter[tuple[Left, float]] = Counter()
        for cells in _shared_out(column, left):
            after = tuple(sorted(of - cell for of, cell in zip(left, cells, strict=True)))
            cost = sum(math.lgamma(cell + 1) for cell in sorted(cells))
            ways[after, round(cost, _DIGITS)] += 1
        return ways

    def _range_of_cost(self, left: Left, n_placed: int) -> tuple[float, float]:
        """Least and greatest cost of the columns that are not yet placed."""
        if n_placed == len(self.columns):
            return 0.0, 0.0
        least, most = math.inf, -math.inf
        for after, cost in self.placements(left, self.columns[n_placed]):
            low, high = self.range_of_cost(after, n_placed + 1)
            least, most = min(least, cost + low), max(most, cost + high)
        return least, most

    def log_sum(self, left: Left, n_placed: int) -> float:
        """Log of the sum of exp(-cost) over all ways to place the other columns."""
        parts = (*left, *self.columns[n_placed:])
        return math.lgamma(sum(left) + 1) - sum(math.lgamma(part + 1) for part in parts)

    def chance_of_cost(self, rows: Left, sought: float) -> float | None:
        """Chance of a table that costs as much as is sought or more; None if too long."""
        log_all, chance, n_paths = self.log_sum(rows, 0), 0.0, 0
        paths = {rows: (np.zeros(1), np.ones(1))}  # by what is left: costs, and ways to each
        for n_placed, column in enumerate(self.columns, start=1):
            ahead: dict[Left, list[tuple[FloatArray, FloatArray]]] = {}
            for left, (costs, ways) in paths.items():
                for (after, cost), n_ways in self.placements(left, column).items():
                    least, most = self.range_of_cost(after, n_placed)
                    paid = costs + cost
                    n_paths += paid.size
                    is_sought = paid + least >= sought
                    logs = self.log_sum(after, n_placed) - log_all - paid[is_sought]
                    chance += n_ways * float(ways[is_sought] @ np.exp(logs))
                    is_open = ~is_sought & (paid + most >= sought)
                    if is_open.any():
                        path = paid[is_open], ways[is_open] * n_ways
                        ahead.setdefault(after, []).append(path)
                if n_paths > _MOST_PATHS:
                    return None
            paths = {left: _merged(found) for left, found in ahead.items()}
        return chance


def _exact_p(counts: IntArray) -> float | None:
    turned = counts if _steps(counts) <= _steps(counts.T) else counts.T
    if _steps(turned) > (_MOST_STEPS if min(counts.shape) > 2 else _MOST_STEPS_OF_TWO):
        return None
    rows = tuple(sorted(int(size) for size in turned.sum(axis=1)))
    columns = tuple(sorted((int(size) for size in turned.sum(axis=0)), reverse=True))
    seen = sum(math.lgamma(int(cell) + 1) for cell in turned.ravel())
    chance = _Walk(columns).chance_of_cost(rows, seen - AS_LIKELY)
    return None if chance is None else min(1.0, chance)


def _shared_out(total: int, among: Left) -> Iterator[tuple[int, ...]]:
    """All ways to share a total out, none getting more than its own limit."""
    if len(among) == 1:
        yield (total,)
        return
    others = among[1:]
    for first in range(max(0, total - sum(others)), min(among[0], total) + 1):
        for rest in _shared_out(total - first, others):
            yield (first, *rest)


def _merged(paths: list[tuple[FloatArray, FloatArray]]) -> tuple[FloatArray, FloatArray]:
    """Paths of the same cost as one."""
    costs = np.round(np.concatenate([costs for costs, _ in paths]), _DIGITS)
    kept, place = np.unique(costs, return_inverse=True)
    ways = np.bincount(place, weights=np.concatenate([ways for _, ways in paths]))
    return kept, ways.astype(np.float64)
