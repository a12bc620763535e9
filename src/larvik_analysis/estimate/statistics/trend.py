"""Does a share, or an answer, rise or fall along ordered categories."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction

import numpy as np
import numpy.typing as npt
from scipy.special import chdtrc

from larvik_analysis.errors import ParameterError
from larvik_analysis.estimate.statistics.arguments import (
    ROUNDING,
    FloatArray,
    IntArray,
    counted_within,
    plain_level,
    scores_of,
    table_of_counts,
)
from larvik_analysis.estimate.statistics.intervals import score_limits
from larvik_analysis.estimate.statistics.normal import two_sided_p, two_sided_z
from larvik_analysis.terms.results import NotEstimable
from larvik_analysis.terms.share_results import LinearByLinearEstimate, TrendEstimate

# Additions in the exact law; more than this take longer than somebody waits.
_MOST_STEPS = 10**9
# Finest step of scores that are not whole: thirds, quarters, hundredths, but no roots.
_FINEST = 1000


def cochran_armitage_test(
    counts: Sequence[int],
    totals: Sequence[int],
    *,
    scores: Sequence[float] | None = None,
    level: float = 0.95,
) -> TrendEstimate | NotEstimable:
    """Whether a share rises or falls along ordered groups.

    Parameters
    ----------
    counts, totals : sequence of int, length n_groups
        Units with the answer, and units that answered, in each group.
    scores : sequence of float, length n_groups, optional
        Where the groups stand; 1, 2, 3 ... if not given.
    level : float
        Confidence level, between 0 and 1.

    Returns
    -------
    TrendEstimate or NotEstimable
        `estimate` is the change of the share for each step of the score, by weighted least
        squares. Its interval puts the Wilson intervals of the groups' shares together [2]_,
        as Newcombe's does for two groups, and is cut at the slopes that are possible. The
        test takes the variance that holds if there is no trend, so the two may disagree at
        the border. Not estimable where all or nobody are counted, or all are at one score.

    Raises
    ------
    ParameterError
        If there are fewer than two groups, the lists differ in length, a count is not
        within its total, a score is not finite, or `level` is not within 0 to 1.

    Notes
    -----
    The variance divides by n, as in R's ``prop.trend.test``. Programs that divide by n - 1
    give the statistic of `linear_by_linear_test`: this one times (n - 1) / n.

    References
    ----------
    .. [1] Armitage, P. (1955). Tests for linear trends in proportions and frequencies.
       Biometrics 11, 375-386.
    .. [2] Zou, G. Y. and Donner, A. (2008). Construction of confidence limits about effect
       measures: a general approach. Statistics in Medicine 27, 1693-1702.

    Examples
    --------
    >>> trend = cochran_armitage_test([15, 10, 5], [30, 30, 30])
    >>> round(trend.statistic, 6), round(trend.estimate, 4)
    (7.5, -0.1667)
    """
    level = plain_level(level)
    if len(counts) != len(totals):
        raise ParameterError("lengths_differ")
    if len(counts) < 2:
        raise ParameterError("groups_too_few")
    pairs = [counted_within(part, base) for part, base in zip(counts, totals, strict=True)]
    places = scores_of(scores, len(pairs))
    counted, asked = np.array(pairs, dtype=np.float64).T
    n = float(asked.sum())
    share = float(counted.sum()) / n if n else 0.0
    from_mean = places - (float(asked @ places) / n if n else 0.0)
    spread = float(asked @ from_mean**2)
    if not 0 < share < 1 or _is_nothing(spread, n, places):
        return NotEstimable("all answered alike or all are in one group")
    slope = float(from_mean @ (counted - asked * share)) / spread
    low, high = _slope_limits(counted, asked, asked * from_mean / spread, level)
    statistic = slope**2 * spread / (share * (1 - share))
    return TrendEstimate(
        estimate=slope,
        low=min(low, slope),
        high=max(high, slope),
        level=level,
        n=int(n),
        method="cochran-armitage",
        statistic=statistic,
        p_value=float(chdtrc(1, statistic)),
    )


def linear_by_linear_test(
    table: npt.ArrayLike,
    *,
    row_scores: Sequence[float] | None = None,
    column_scores: Sequence[float] | None = None,
    level: float = 0.95,
) -> LinearByLinearEstimate | NotEstimable:
    """Whether two ordered questions rise together, exactly and by the normal.

    Parameters
    ----------
    table : array of int, shape (n_rows, n_columns)
        Counts.
    row_scores, column_scores : sequence of float, optional
        Where the categories stand; 1, 2, 3 ... if not given. For the exact p they must be
        multiples of a common step, such as whole and half numbers.
    level : float
        Confidence level of the interval for the correlation, between 0 and 1.

    Returns
    -------
    LinearByLinearEstimate or NotEstimable
        `estimate` is the correlation of the scores, with Fisher's approximate interval
        (none for fewer than four units or a correlation of 1 or -1). The exact p is left
        out where the table is too large for it, a thousand million additions: well beyond
        500 answers in two groups or 100 in three. Not estimable where all have one
        score.

    Raises
    ------
    ParameterError
        If it is not a table of counts, a list of scores has another length or is not
        finite or has no common step, or `level` is not within 0 to 1.

    Notes
    -----
    Both tests hold the margins fixed. `statistic` is the correlation times the root of
    n - 1; squared it is the Cochran-Armitage statistic times (n - 1) / n where there are
    two rows.
    `p_value` is the chance of a sum of products at least as far from its mean as the one
    seen; `p_doubled` is twice the smaller tail, at most 1. Programs report either, and they
    differ where the law is skew.

    References
    ----------
    .. [1] Agresti, A. (2002). Categorical Data Analysis, 2nd ed. Wiley, sections 3.4, 3.5.

    Examples
    --------
    >>> test = linear_by_linear_test([[4, 2, 1], [1, 3, 5]])
    >>> round(test.estimate, 3), round(test.statistic, 3), round(test.p_value, 4)
    (0.524, 2.029, 0.0721)
    """
    level = plain_level(level)
    counts = table_of_counts(table)
    rows = scores_of(row_scores, counts.shape[0])
    columns = scores_of(column_scores, counts.shape[1])
    row_steps, column_steps = _whole_steps(rows), _whole_steps(columns)
    n = int(counts.sum())
    correlation = _correlation(counts, rows, columns)
    if correlation is None:
        return NotEstimable("all are in one row or in one column")
    low, high = _fisher_limits(correlation, n, level)
    z = correlation * math.sqrt(n - 1)
    p_value, p_doubled = _exact_p(counts, row_steps, column_steps)
    return LinearByLinearEstimate(
        estimate=correlation,
        low=low,
        high=high,
        level=None if low is None else level,
        n=n,
        method="linear-by-linear",
        statistic=z,
        p_asymptotic=two_sided_p(z),
        p_value=p_value,
        p_doubled=p_doubled,
    )


def _slope_limits(
    counted: FloatArray, asked: FloatArray, parts: FloatArray, level: float
) -> tuple[float, float]:
    """Limits of a sum of shares, each times its part, within what shares of 0 to 1 allow."""
    there = asked > 0
    share, part = counted[there] / asked[there], parts[there]
    low, high = score_limits(share, asked[there], two_sided_z(level))
    slope, largest = float(part @ share), float(part[part > 0].sum())
    down = part * np.where(part > 0, share - low, share - high)
    up = part * np.where(part > 0, high - share, low - share)
    below, above = math.hypot(*down.tolist()), math.hypot(*up.tolist())
    return max(-largest, slope - below), min(largest, slope + above)


def _is_nothing(spread: float, n: float, scores: FloatArray) -> bool:
    """Whether a sum of squares is no more than rounding."""
    return spread <= ROUNDING * n * max(1e-300, float(np.abs(scores).max()) ** 2)


def _correlation(counts: IntArray, rows: FloatArray, columns: FloatArray) -> float | None:
    by_row, by_column = counts.sum(axis=1), counts.sum(axis=0)
    n = float(counts.sum())
    if not n:
        return None
    from_row_mean = rows - by_row @ rows / n
    from_column_mean = columns - by_column @ columns / n
    row_spread = float(by_row @ from_row_mean**2)
    column_spread = float(by_column @ from_column_mean**2)
    if _is_nothing(row_spread, n, rows) or _is_nothing(column_spread, n, columns):
        return None
    together = float(from_row_mean @ counts @ from_column_mean)
    return max(-1.0, min(1.0, together / math.sqrt(row_spread * column_spread)))


def _fisher_limits(
    correlation: float, n: int, level: float
) -> tuple[float, float] | tuple[None, None]:
    if n < 4 or abs(correlation) > 1 - ROUNDING:
        return None, None
    reach = two_sided_z(level) / math.sqrt(n - 3)
    middle = math.atanh(correlation)
    return math.tanh(middle - reach), math.tanh(middle + reach)


def _whole_steps(scores: FloatArray) -> IntArray:
    """The scores as whole numbers from 0 up, in their common step."""
    exact = [Fraction(float(score)).limit_denominator(_FINEST) for score in scores]
    largest = max(1.0, float(np.abs(scores).max()))
    if any(abs(float(e) - s) > ROUNDING * largest for e, s in zip(exact, scores, strict=True)):
        raise ParameterError("scores_grid")
    from_least = [score - min(exact) for score in exact]
    divisor = math.lcm(*(score.denominator for score in from_least))
    whole = [int(score * divisor) for score in from_least]
    step = math.gcd(*whole) or 1
    return np.array([score // step for score in whole], dtype=np.int64)


def _exact_p(
    counts: IntArray, row_steps: IntArray, column_steps: IntArray
) -> tuple[float, float] | tuple[None, None]:
    turned = counts.T
    if _steps(turned, column_steps, row_steps) < _steps(counts, row_steps, column_steps):
        counts, row_steps, column_steps = turned, column_steps, row_steps
    if _steps(counts, row_steps, column_steps) > _MOST_STEPS:
        return None, None
    law = _law_of_sum(counts, row_steps, column_steps)
    sums = np.arange(law.size)
    seen = int(row_steps @ counts @ column_steps)
    # n times the distance from the mean, which is a whole number
    n = int(counts.sum())
    mean_n_times = int(counts.sum(axis=1) @ row_steps) * int(counts.sum(axis=0) @ column_steps)
    is_as_far = np.abs(n * sums - mean_n_times) >= abs(n * seen - mean_n_times)
    smaller_tail = min(law[: seen + 1].sum(), law[seen:].sum())
    return min(1.0, float(law[is_as_far].sum())), min(1.0, float(2 * smaller_tail))


def _largest_sum(counts: IntArray, row_steps: IntArray, column_steps: IntArray) -> int:
    """The sum of products where high goes with high as far as the margins let it."""
    of_rows = np.sort(np.repeat(row_steps, counts.sum(axis=1)))
    return int(of_rows @ np.sort(np.repeat(column_steps, counts.sum(axis=0))))


def _steps(counts: IntArray, row_steps: IntArray, column_steps: IntArray) -> float:
    sizes = [int(size) for size in counts.sum(axis=1)]
    first = int(np.argmin(row_steps))
    states = math.prod(size + 1 for row, size in enumerate(sizes) if row != first)
    n_sums = _largest_sum(counts, row_steps, column_steps) + 1
    return float(states) * n_sums * len(sizes) * int(counts.sum())


def _law_of_sum(counts: IntArray, row_steps: IntArray, column_steps: IntArray) -> FloatArray:
    """Chance of each sum of products of scores, given the margins.

    Everybody is placed in a row, one after the other, by chance in proportion to the size
    of the rows; of the ways there are, those that fill the rows as seen are kept. The row
    of the lowest score, 0, adds nothing to the sum and needs no count of its own.
    """
    sizes = counts.sum(axis=1)
    n, first = int(sizes.sum()), int(np.argmin(row_steps))
    others = [row for row in range(len(sizes)) if row != first]
    n_sums = _largest_sum(counts, row_steps, column_steps) + 1
    chances = np.zeros((*(int(sizes[row]) + 1 for row in others), n_sums))
    chances.flat[0] = 1.0
    for column_step in np.repeat(column_steps, counts.sum(axis=0)):
        placed = chances * (sizes[first] / n)
        for axis, row in enumerate(others):
            shift = int(row_steps[row] * column_step)
            to, since = [slice(None)] * chances.ndim, [slice(None)] * chances.ndim
            to[axis], since[axis] = slice(1, None), slice(None, -1)
            to[-1], since[-1] = slice(shift, None), slice(None, n_sums - shift)
            if shift < n_sums:
                placed[tuple(to)] += chances[tuple(since)] * (sizes[row] / n)
        chances = placed
    law = chances[tuple(int(sizes[row]) for row in others)]
    return np.asarray(law / law.sum())
