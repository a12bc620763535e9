"""Do rows and columns of a table of counts go together: chi-squared and Fisher's test."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Callable
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.special import chdtrc, chndtr, gammaln

from larvik_analysis.errors import ParameterError
from larvik_analysis.estimate.statistics.arguments import (
    FloatArray,
    IntArray,
    plain_level,
    table_of_counts,
)
from larvik_analysis.estimate.statistics.edges import find_edge
from larvik_analysis.estimate.statistics.normal import two_sided_z
from larvik_analysis.terms.results import NotEstimable
from larvik_analysis.terms.share_results import AssociationEstimate, OddsRatioEstimate

# Tables whose chances differ by less than this share count as equally likely, as in R.
AS_LIKELY = 1e-7
# Odds ratios beyond exp(500) are not told from 0 and infinity.
_FAR = 500.0
# Values of the first cell that are listed: some hundred megabytes.
_MOST_VALUES = 5_000_000
TOO_LARGE: Final = "the table is too large for an exact test"


def chi_square_test(
    table: npt.ArrayLike, *, level: float = 0.95
) -> AssociationEstimate | NotEstimable:
    """Pearson's chi-squared of a table of counts, with Cramér's V.

    Parameters
    ----------
    table : array of int, shape (n_rows, n_columns)
        Counts. Rows and columns where nobody is counted are left out, for they say nothing.
    level : float
        Confidence level, between 0 and 1.

    Returns
    -------
    AssociationEstimate or NotEstimable
        `estimate` is V with the bias of small tables removed [1]_, which is 0 where the
        table is no further from independence than chance brings it; `cramers_v` is V as it
        stands. The interval comes from the non-central chi-squared distributions that the
        statistic could come from, both tails alike (some programs give a one-sided one, up
        to 1). No continuity correction is made. Not estimable where fewer than two rows or
        columns have anybody.

    Raises
    ------
    ParameterError
        If it is not a table of counts of two rows and columns or more, or `level` is not
        within 0 to 1.

    References
    ----------
    .. [1] Bergsma, W. (2013). A bias-correction for Cramér's V and Tschuprow's T. Journal
       of the Korean Statistical Society 42, 323-328.
    .. [2] Smithson, M. (2003). Confidence Intervals. Sage, chapter 5.

    Examples
    --------
    >>> test = chi_square_test([[30, 18, 20], [12, 25, 40]])
    >>> round(test.statistic, 3), round(test.cramers_v, 3), round(test.estimate, 3)
    (15.02, 0.322, 0.301)
    """
    level = plain_level(level)
    counts = without_empty(table_of_counts(table))
    if min(counts.shape) < 2:
        return NotEstimable("all are in one row or in one column")
    n = int(counts.sum())
    expected = np.outer(counts.sum(axis=1), counts.sum(axis=0)) / n
    statistic = float(((counts - expected) ** 2 / expected).sum())
    df = (counts.shape[0] - 1) * (counts.shape[1] - 1)
    largest = n * (min(counts.shape) - 1)
    low, high = (
        min(1.0, math.sqrt(beyond / largest)) for beyond in _noncentral(statistic, df, level)
    )
    return AssociationEstimate(
        estimate=_v_without_bias(statistic, n, counts.shape),
        low=low,
        high=high,
        level=level,
        n=n,
        method="chi-square",
        p_value=float(chdtrc(df, statistic)),
        statistic=statistic,
        df=df,
        cramers_v=math.sqrt(statistic / largest),
        smallest_expected=float(expected.min()),
    )


def fisher_exact_test(
    table: npt.ArrayLike, *, level: float = 0.95
) -> OddsRatioEstimate | NotEstimable:
    """Fisher's exact test of a table of two rows and two columns, with the odds ratio.

    Parameters
    ----------
    table : array of int, shape (2, 2)
        Counts.
    level : float
        Confidence level, between 0 and 1.

    Returns
    -------
    OddsRatioEstimate or NotEstimable
        `estimate` is the conditional maximum likelihood odds ratio, a little nearer to 1
        than the cross product, as in R; it is infinite where a cell makes it so. Not
        estimable where a row or a column is empty, or where the smallest row or column has
        more than five million.

    Raises
    ------
    ParameterError
        If it is not a table of counts of two rows and two columns, or `level` is not within
        0 to 1.

    Notes
    -----
    Two-sided p differ between programs. `p_value` adds the chances of all tables no
    likelier than the one seen (R, SciPy); `p_doubled` is twice the smaller tail, at most 1.
    The interval inverts both tails at half of what the level leaves over, so it holds 1 if
    and only if `p_doubled` is above that; `p_value` may disagree with it at the border.

    References
    ----------
    .. [1] Fay, M. P. (2010). Confidence intervals that match Fisher's exact or Blaker's
       exact tests. Biostatistics 11, 373-374.

    Examples
    --------
    >>> test = fisher_exact_test([[9, 80], [2, 47]])
    >>> round(test.p_value, 4), round(test.estimate, 3)
    (0.3274, 2.628)
    """
    level = plain_level(level)
    counts = table_of_counts(table)
    if counts.shape != (2, 2):
        raise ParameterError(
            "table_not_two_by_two", rows=counts.shape[0], columns=counts.shape[1]
        )
    if min(without_empty(counts).shape) < 2:
        return NotEstimable("all are in one row or in one column")
    cells = _first_cells(counts)
    if cells is None:
        return NotEstimable(TOO_LARGE)
    chances = _chances(cells)
    at_most = float(chances[cells.values <= cells.seen].sum())
    at_least = float(chances[cells.values >= cells.seen].sum())
    low, high = _odds_ratio_limits(cells, (1 - level) / 2)
    return OddsRatioEstimate(
        estimate=_likeliest_odds_ratio(cells),
        low=low,
        high=high,
        level=level,
        n=int(counts.sum()),
        method="fisher",
        p_value=_p_no_likelier(cells, chances),
        p_doubled=min(1.0, 2 * min(at_most, at_least)),
    )


def fisher_p(counts: IntArray) -> float | None:
    """The p-value of `fisher_exact_test` alone; None where the table is too large.

    Parameters
    ----------
    counts : ndarray of int, shape (2, 2)
        Nobody is missing in a whole row or column.
    """
    cells = _first_cells(counts)
    return None if cells is None else _p_no_likelier(cells, _chances(cells))


def without_empty(counts: IntArray) -> IntArray:
    """The table without the rows and columns where nobody is counted."""
    filled = counts[counts.sum(axis=1) > 0]
    return np.asarray(filled[:, filled.sum(axis=0) > 0])


def _noncentral(statistic: float, df: int, level: float) -> tuple[float, float]:
    """Least and most non-centrality that a chi-squared this large leaves likely."""
    tail = (1 - level) / 2
    # The root of a non-central chi-squared has a spread of about 1.
    far = (math.sqrt(statistic) + 2 * two_sided_z(level) + 10) ** 2

    def largest_where_at_most(chance: float) -> float:
        if chndtr(statistic, df, 0.0) < chance:
            return 0.0
        return find_edge(
            lambda beyond: bool(chndtr(statistic, df, beyond) >= chance),
            inside=0.0,
            outside=far,
        )

    return largest_where_at_most(1 - tail), largest_where_at_most(tail)


def _v_without_bias(statistic: float, n: int, shape: tuple[int, ...]) -> float:
    rows, columns = (size - 1 for size in shape)
    if n < 2:
        return 0.0
    beyond_chance = statistic / n - rows * columns / (n - 1)
    if beyond_chance <= 0:
        return 0.0
    largest = min(size * (1 - size / (n - 1)) for size in (rows, columns))
    return min(1.0, math.sqrt(beyond_chance / largest))


class _FirstCells(NamedTuple):
    """What the first cell could be, given the margins, and in how many ways (as a log)."""

    values: FloatArray
    log_ways: FloatArray
    seen: int


def _first_cells(counts: IntArray) -> _FirstCells | None:
    """None where there are too many."""
    (first_row, second_row), first_column = counts.sum(axis=1), counts[:, 0].sum()
    if min(counts.sum(axis=1).min(), counts.sum(axis=0).min()) > _MOST_VALUES:
        return None
    values = np.arange(
        max(0, first_column - second_row), min(first_row, first_column) + 1, dtype=np.float64
    )
    log_ways = -(
        gammaln(values + 1)
        + gammaln(first_row - values + 1)
        + gammaln(first_column - values + 1)
        + gammaln(second_row - first_column + values + 1)
    )
    return _FirstCells(values, log_ways, int(counts[0, 0]))


def _chances(cells: _FirstCells) -> FloatArray:
    """Chance of each value of the first cell, where nothing goes together."""
    weights = np.exp(cells.log_ways - cells.log_ways.max())
    return np.asarray(weights / weights.sum())


def _p_no_likelier(cells: _FirstCells, chances: FloatArray) -> float:
    """Chance of all tables no likelier than the one seen."""
    likely = float(chances[cells.values == cells.seen][0]) * (1 + AS_LIKELY)
    return min(1.0, float(chances[chances <= likely].sum()))


class _Law(NamedTuple):
    """Values of the first cell that have a chance worth naming, and their chances."""

    values: FloatArray
    chances: FloatArray


def _law_at(cells: _FirstCells, log_odds_ratio: float) -> _Law:
    """The law of the first cell at an odds ratio.

    The cell is a sum of as many independent events as it has steps, so by Hoeffding's bound
    a chance of less than 1e-20 lies further than this from the likeliest value.
    """
    n_steps = cells.values.size - 1

    def is_rising(place: int) -> bool:
        return bool(cells.log_ways[place + 1] - cells.log_ways[place] > -log_odds_ratio)

    likeliest = bisect_left(range(n_steps), True, key=lambda place: not is_rising(place))
    reach = math.ceil(5 * math.sqrt(n_steps)) + 2
    near = slice(max(0, likeliest - reach), likeliest + reach + 1)
    logs = cells.log_ways[near] + cells.values[near] * log_odds_ratio
    weights = np.exp(logs - logs.max())
    return _Law(cells.values[near], weights / weights.sum())


def _largest_odds_ratio(cells: _FirstCells, holds: Callable[[_Law], bool]) -> float:
    """Largest odds ratio at which the law of the first cell is still as asked for."""
    return math.exp(
        find_edge(
            lambda log_odds_ratio: holds(_law_at(cells, log_odds_ratio)),
            inside=-_FAR,
            outside=_FAR,
        )
    )


def _likeliest_odds_ratio(cells: _FirstCells) -> float:
    if cells.seen == cells.values[0]:
        return 0.0
    if cells.seen == cells.values[-1]:
        return math.inf
    return _largest_odds_ratio(
        cells, lambda law: bool(law.chances @ (law.values - cells.seen) < 0)
    )


def _odds_ratio_limits(cells: _FirstCells, tail: float) -> tuple[float, float]:
    low, high = 0.0, math.inf
    if cells.seen > cells.values[0]:
        low = _largest_odds_ratio(
            cells, lambda law: bool(law.chances[law.values >= cells.seen].sum() <= tail)
        )
    if cells.seen < cells.values[-1]:
        high = _largest_odds_ratio(
            cells, lambda law: bool(law.chances[law.values <= cells.seen].sum() >= tail)
        )
    return low, high
