"""How large an effect is: dominance of groups, rank-biserial, standardised mean change."""

from __future__ import annotations

import math
from typing import Any, Final

import numpy as np
from scipy.special import nctdtrinc

from larvik_analysis.estimate.statistics.arguments import (
    FloatArray,
    plain_level,
    refuse_method,
)
from larvik_analysis.estimate.statistics.normal import two_sided_t, two_sided_z
from larvik_analysis.estimate.statistics.rank_laws import doubled_ranks
from larvik_analysis.estimate.statistics.samples import as_known, as_pairs, rounding_of
from larvik_analysis.terms.rank_results import TwoSampleEstimate
from larvik_analysis.terms.results import Estimate, NotEstimable


def cliffs_delta(
    a: Any, b: Any, *, level: float = 0.95, variance: str = "consistent"
) -> TwoSampleEstimate | NotEstimable:
    """How much more often one of `a` is above one of `b` than below: -1 to 1.

    The interval is Cliff's asymmetric one, with Student's t on n_a + n_b - 2 degrees of
    freedom. Where all of one group are above all of the other, that variance is 0; then the
    far limit is the Wilson limit of n of n for the smaller group of n, the near one is 1 or
    -1, and `method` says so.

    Parameters
    ----------
    a, b : sequence of float, shapes (n_a,) and (n_b,)
        Only their order counts. Missing values are left out.
    level : float
        Confidence level, between 0 and 1.
    variance : {"consistent", "unbiased"}
        The estimate of the variance: the consistent one is never below 0 and narrower, the
        unbiased one is what most programs take.

    Returns
    -------
    TwoSampleEstimate or NotEstimable
        No interval where a group has one member only or all values are alike.

    Raises
    ------
    ParameterError
        If one of them is not a list of numbers, `level` is not between 0 and 1, or
        `variance` is unknown.

    References
    ----------
    .. [1] Cliff, N. (1996). Answering ordinal questions with ordinal data using ordinal
       statistics. Multivariate Behavioral Research 31, 331-350.
    .. [2] Feng, D. and Cliff, N. (2004). Monte Carlo evaluation of ordinal d with improved
       confidence interval. Journal of Modern Applied Statistical Methods 3, 322-332.

    Examples
    --------
    >>> delta = cliffs_delta([4, 5, 3, 5, 4], [3, 2, 4, 3])
    >>> round(delta.estimate, 2), round(delta.low, 3), round(delta.high, 3)
    (0.7, -0.191, 0.959)
    """
    level = plain_level(level)
    refuse_method(variance, VARIANCES)
    first, second = as_known(a), as_known(b)
    if not first.size or not second.size:
        return NotEstimable("one of the two groups is empty")
    above_each, below_each = _dominance(first, second), -_dominance(second, first)
    delta = float(above_each.mean())
    n_a, n_b = first.size, second.size
    interval: tuple[float, float] | None = None
    method = f"cliffs-delta-{variance}-t"
    if abs(delta) == 1:
        interval = _separate_interval(delta, min(n_a, n_b), level)
        method = "cliffs-delta-separate-wilson"
    elif min(n_a, n_b) > 1:
        estimated = _VARIANCES[variance](above_each, below_each, _n_untied(first, second))
        interval = _asymmetric_interval(delta, estimated, n_a + n_b - 2, level)
    low, high = interval or (None, None)
    return TwoSampleEstimate(
        estimate=delta,
        low=low,
        high=high,
        level=None if low is None else level,
        n=n_a + n_b,
        method=method,
        n_a=n_a,
        n_b=n_b,
    )


def probability_of_superiority(
    a: Any, b: Any, *, level: float = 0.95
) -> TwoSampleEstimate | NotEstimable:
    """Chance that one of `a` is above one of `b`, ties counted half: 0 to 1.

    Cliff's delta on another scale, with the limits of its interval; arguments, errors and
    source as `cliffs_delta`.

    Examples
    --------
    >>> probability_of_superiority([4, 5, 3, 5, 4], [3, 2, 4, 3]).estimate
    0.85
    """
    delta = cliffs_delta(a, b, level=level)
    if isinstance(delta, NotEstimable):
        return delta
    return TwoSampleEstimate(
        estimate=(delta.estimate + 1) / 2,
        low=None if delta.low is None else (delta.low + 1) / 2,
        high=None if delta.high is None else (delta.high + 1) / 2,
        level=delta.level,
        n=delta.n,
        method=delta.method.replace("cliffs-delta", "superiority"),
        n_a=delta.n_a,
        n_b=delta.n_b,
    )


def _dominance(ones: FloatArray, others: FloatArray) -> FloatArray:
    """For each of the ones, the share of the others below it less the share above."""
    ascending = np.sort(others)
    n_below = np.searchsorted(ascending, ones, side="left")
    n_above = others.size - np.searchsorted(ascending, ones, side="right")
    return np.asarray((n_below - n_above) / others.size)


def _n_untied(first: FloatArray, second: FloatArray) -> int:
    """Pairs of one of each that differ."""
    ascending = np.sort(second)
    ends = (np.searchsorted(ascending, first, side=side) for side in ("right", "left"))
    n_tied = int(np.subtract(*ends).sum())
    return first.size * second.size - n_tied


def _consistent(above_each: FloatArray, below_each: FloatArray, n_untied: int) -> float:
    """Three parts: by row, by column and by pair."""
    n_a, n_b = above_each.size, below_each.size
    by_pair = (n_untied - n_a * n_b * above_each.mean() ** 2) / ((n_a - 1) * (n_b - 1))
    by_row, by_column = above_each.var(ddof=1), below_each.var(ddof=1)
    return float(((n_b - 1) * by_row + (n_a - 1) * by_column + by_pair) / (n_a * n_b))


def _unbiased(above_each: FloatArray, below_each: FloatArray, n_untied: int) -> float:
    """At least the variance that so many independent pairs would have."""
    n_a, n_b = above_each.size, below_each.size
    delta = float(above_each.mean())
    by_pair = (n_untied / (n_a * n_b) - delta**2) / ((n_a - 1) * (n_b - 1))
    by_row, by_column = above_each.var(ddof=1) / n_a, below_each.var(ddof=1) / n_b
    estimated = n_b / (n_b - 1) * by_row + n_a / (n_a - 1) * by_column - by_pair
    return max(float(estimated), (1 - delta**2) / (n_a * n_b - 1) if n_untied else 0.0)


_VARIANCES: Final = {"consistent": _consistent, "unbiased": _unbiased}
VARIANCES: Final = tuple(_VARIANCES)


def _asymmetric_interval(
    delta: float, variance: float, df: int, level: float
) -> tuple[float, float] | None:
    """The roots of a quadratic in delta, so that the limits stay within -1 to 1."""
    if variance <= 0:
        return None
    spread = two_sided_t(level, df) ** 2 * variance
    middle, width = delta - delta**3, math.sqrt(spread * ((1 - delta**2) ** 2 + spread))
    scale = 1 - delta**2 + spread
    return max(-1.0, (middle - width) / scale), min(1.0, (middle + width) / scale)


def _separate_interval(delta: float, n: int, level: float) -> tuple[float, float]:
    """From the Wilson limit of n of n, told as a delta, to the end of the scale."""
    z = two_sided_z(level)
    far = (n - z**2) / (n + z**2)
    return (far, 1.0) if delta > 0 else (-1.0, -far)


def rank_biserial(before: Any, after: Any, *, level: float = 0.95) -> Estimate | NotEstimable:
    """Share of the ranks of change that rose less the share that fell: -1 to 1.

    Those who did not change are left out. The interval is normal on Fisher's z, with the
    variance that the rank sum has by chance: cautious far from 0.

    Parameters
    ----------
    before, after : sequence of float, shape (n,)
        The same units in the same order; pairs in which one is missing are left out.
    level : float
        Confidence level, between 0 and 1.

    Returns
    -------
    Estimate or NotEstimable
        No interval where all who changed did so the same way: the normal has none there.

    Raises
    ------
    ParameterError
        If the two are not equally long lists of numbers, or `level` is not between 0 and 1.

    References
    ----------
    .. [1] Kerby, D. S. (2014). The simple difference formula. Comprehensive Psychology 3,
       11.IT.3.1.

    Examples
    --------
    >>> effect = rank_biserial([3, 5, 4, 6, 2, 5], [6, 7, 4, 8, 5, 4])
    >>> round(effect.estimate, 3), round(effect.low, 3), round(effect.high, 3)
    (0.867, 0.337, 0.98)
    """
    level = plain_level(level)
    first, second = as_pairs(before, after)
    changes, rounding = second - first, rounding_of(first, second)
    changes = changes[np.abs(changes) > rounding]
    if not changes.size:
        return NotEstimable("nobody changed")
    order = np.argsort(np.abs(changes))
    ranks = doubled_ranks(np.abs(changes)[order], rounding=rounding)
    effect = float((ranks * np.sign(changes[order])).sum() / ranks.sum())
    low = high = None
    if abs(effect) < 1:
        n = changes.size
        reach = two_sided_z(level) * math.sqrt((2 * n + 1) * 2 / (3 * n * (n + 1)))
        low, high = (math.tanh(math.atanh(effect) + side * reach) for side in (-1, 1))
    return Estimate(
        estimate=effect,
        low=low,
        high=high,
        level=None if low is None else level,
        n=first.size,
        method="rank-biserial-fisher-z",
    )


def cohens_dz(before: Any, after: Any, *, level: float = 0.95) -> Estimate | NotEstimable:
    """Mean change in standard deviations of the change.

    The interval comes from the noncentral t distribution of the t statistic.

    Parameters
    ----------
    before, after : sequence of float, shape (n,)
        The same units in the same order; pairs in which one is missing are left out.
    level : float
        Confidence level, between 0 and 1.

    Returns
    -------
    Estimate or NotEstimable

    Raises
    ------
    ParameterError
        If the two are not equally long lists of numbers, or `level` is not between 0 and 1.

    References
    ----------
    .. [1] Cumming, G. and Finch, S. (2001). A primer on the understanding, use, and
       calculation of confidence intervals that are based on central and noncentral
       distributions. Educational and Psychological Measurement 61, 532-574.

    Examples
    --------
    >>> effect = cohens_dz([3, 5, 4, 6, 2, 5], [6, 7, 4, 8, 5, 4])
    >>> round(effect.estimate, 3), round(effect.low, 3), round(effect.high, 3)
    (0.913, -0.087, 1.855)
    """
    level = plain_level(level)
    first, second = as_pairs(before, after)
    if first.size < 2:
        return NotEstimable("fewer than two are known both before and after")
    changes = second - first
    # Squares of changes next to nought can be nought.
    if np.ptp(changes) <= rounding_of(first, second) or not changes.std(ddof=1) > 0:
        return NotEstimable("all changes are alike, so there is no spread to measure by")
    effect, root = float(changes.mean() / changes.std(ddof=1)), math.sqrt(first.size)
    low, high = (
        float(nctdtrinc(first.size - 1, share, effect * root)) / root
        for share in (0.5 + level / 2, 0.5 - level / 2)
    )
    return Estimate(
        estimate=effect,
        low=low,
        high=high,
        level=level,
        n=first.size,
        method="cohens-dz-noncentral-t",
    )
