"""Whether two ordinal variables go together, and whether several groups differ."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from scipy.special import chdtrc, chndtrinc

from larvik_analysis.errors import ParameterError
from larvik_analysis.estimate.statistics.arguments import ROUNDING, FloatArray, plain_level
from larvik_analysis.estimate.statistics.normal import two_sided_z
from larvik_analysis.estimate.statistics.rank_permutations import (
    MOST_ORDERED,
    kendall_p,
    kruskal_wallis_p,
    spearman_p,
)
from larvik_analysis.estimate.statistics.samples import as_known, as_pairs
from larvik_analysis.terms.rank_results import KruskalWallisTest, RankCorrelation
from larvik_analysis.terms.results import NotEstimable


def kendall_tau(x: Any, y: Any, *, level: float = 0.95) -> RankCorrelation | NotEstimable:
    """Kendall's tau-b of two ordinal variables: -1 to 1, corrected for ties.

    The p-value is exact up to eight units, with ties too: the share of all orders whose tau
    is as far from 0. Beyond, it is that of the normal approximation with ties, and `method`
    says so. The interval is Fieller's, on Fisher's z with variance 0.437 / (n - 4); it is
    approximate throughout.

    Parameters
    ----------
    x, y : sequence of float, shape (n,)
        The same units in the same order; pairs in which one is missing are left out.
    level : float
        Confidence level, between 0 and 1.

    Returns
    -------
    RankCorrelation or NotEstimable
        `p_asymptotic` is the approximate p-value, as in most programs. No interval for fewer
        than five units, or where the order is the same throughout.

    Raises
    ------
    ParameterError
        If the two are not equally long lists of numbers, or `level` is not between 0 and 1.

    References
    ----------
    .. [1] Fieller, E. C., Hartley, H. O. and Pearson, E. S. (1957). Tests for rank
       correlation coefficients I. Biometrika 44, 470-481.

    Examples
    --------
    >>> tau = kendall_tau([1, 2, 2, 3, 4, 5], [1, 1, 3, 2, 4, 4])
    >>> round(tau.estimate, 3), round(tau.p_value, 3)
    (0.741, 0.067)
    """
    from scipy.stats import kendalltau  # slow to import

    level = plain_level(level)
    first, second = as_pairs(x, y)
    if (refused := _cannot_correlate(first, second)) is not None:
        return refused
    tau, p_normal = kendalltau(first, second, method="asymptotic")
    found = _Found("kendall-tau-b", float(tau), float(p_normal), "normal")
    if first.size <= MOST_ORDERED:
        found = found._replace(p_value=kendall_p(first, second), kind="exact")
    variance = 0.437 / (first.size - 4) if first.size > 4 else None
    return _correlation(found, variance, first.size, level, float(p_normal))


def spearman_rho(x: Any, y: Any, *, level: float = 0.95) -> RankCorrelation | NotEstimable:
    """Spearman's rank correlation of two ordinal variables: -1 to 1, average ranks.

    The p-value is exact up to eight units, with ties too; beyond, it is that of Student's t
    with n - 2 degrees of freedom, and `method` says so. The interval is Bonett and Wright's,
    on Fisher's z with variance (1 + rho² / 2) / (n - 3). Arguments, errors, `p_asymptotic`
    and what has no interval as `kendall_tau`.

    References
    ----------
    .. [1] Bonett, D. G. and Wright, T. A. (2000). Sample size requirements for estimating
       Pearson, Kendall and Spearman correlations. Psychometrika 65, 23-28.

    Examples
    --------
    >>> rho = spearman_rho([1, 2, 2, 3, 4, 5], [1, 1, 3, 2, 4, 4])
    >>> round(rho.estimate, 3), round(rho.low, 3), round(rho.high, 3)
    (0.851, -0.061, 0.989)
    """
    from scipy.stats import spearmanr  # slow to import

    level = plain_level(level)
    first, second = as_pairs(x, y)
    if (refused := _cannot_correlate(first, second)) is not None:
        return refused
    rho, p_t = (float(value) for value in spearmanr(first, second))
    found = _Found("spearman-rho", rho, p_t, "t")
    if first.size <= MOST_ORDERED:
        found = found._replace(p_value=spearman_p(first, second), kind="exact")
    variance = (1 + rho**2 / 2) / (first.size - 3) if first.size > 4 else None
    return _correlation(found, variance, first.size, level, p_t)


class _Found(NamedTuple):
    """A rank correlation with its p-value and where that comes from."""

    name: str
    estimate: float
    p_value: float
    kind: str


def _cannot_correlate(first: FloatArray, second: FloatArray) -> NotEstimable | None:
    if first.size < 3:
        return NotEstimable("fewer than three are known in both")
    if np.ptp(first) == 0 or np.ptp(second) == 0:
        return NotEstimable("one of the two does not vary")
    return None


def _correlation(
    found: _Found, variance: float | None, n: int, level: float, p_asymptotic: float
) -> RankCorrelation:
    """With its interval on Fisher's z."""
    low = high = None
    estimate = max(-1.0, min(1.0, found.estimate))
    # No order is rarer than one of all; an approximation can miss that.
    rarest = math.exp(-math.lgamma(n + 1))
    if variance is not None and abs(estimate) < 1 - ROUNDING:
        reach = two_sided_z(level) * math.sqrt(variance)
        low, high = (math.tanh(math.atanh(estimate) + side * reach) for side in (-1, 1))
    return RankCorrelation(
        estimate=estimate,
        low=low,
        high=high,
        level=None if low is None else level,
        n=n,
        method=f"{found.name}-{found.kind}",
        p_value=max(rarest, found.p_value),
        p_asymptotic=p_asymptotic,
    )


def kruskal_wallis_test(
    groups: Sequence[Any], *, level: float = 0.95
) -> KruskalWallisTest | NotEstimable:
    """How much of the spread of ranks lies between groups, with the Kruskal-Wallis test.

    Parameters
    ----------
    groups : sequence of sequences of float
        The values of each group; missing ones are left out.
    level : float
        Confidence level, between 0 and 1.

    Returns
    -------
    KruskalWallisTest or NotEstimable
        The estimate is epsilon squared, H / (n - 1): 0 to 1. `statistic` is H, corrected for
        ties. The p-value is exact, with ties too, where there are no more than 300 000 ways
        to divide the units into such groups; beyond, it is that of chi-squared, which
        `p_asymptotic` is always, and `method` says so. The interval is one-sided, as the
        test is: from the least effect whose noncentral chi-squared law does not rule out H,
        to 1; it begins at 0 where the p-value does not reject.

    Raises
    ------
    ParameterError
        If there are fewer than two groups, one is not a list of numbers, or `level` is not
        between 0 and 1.

    References
    ----------
    .. [1] Kruskal, W. H. and Wallis, W. A. (1952). Use of ranks in one-criterion variance
       analysis. Journal of the American Statistical Association 47, 583-621.

    Examples
    --------
    >>> test = kruskal_wallis_test([[4, 5, 3, 5, 4], [3, 2, 4, 3], [1, 2, 2, 4, 1]])
    >>> round(test.statistic, 4), test.df, round(test.p_value, 4)
    (6.7548, 2, 0.0262)
    """
    from scipy.stats import kruskal  # slow to import

    level = plain_level(level)
    samples = [as_known(group) for group in groups]
    if len(samples) < 2:
        raise ParameterError("groups_too_few")
    if not all(sample.size for sample in samples):
        return NotEstimable("one of the groups is empty")
    together = np.concatenate(samples)
    if np.ptp(together) == 0:
        return NotEstimable("all values are alike")
    statistic, n = float(kruskal(*samples).statistic), together.size
    freedom = len(samples) - 1
    p_asymptotic, low = float(chdtrc(freedom, statistic)), 0.0
    p_exact = kruskal_wallis_p(samples)
    p_value = p_asymptotic if p_exact is None else p_exact
    if max(p_value, p_asymptotic) < 1 - level:
        low = float(chndtrinc(statistic, freedom, level)) / (n - 1)
    return KruskalWallisTest(
        estimate=min(1.0, statistic / (n - 1)),
        low=low,
        high=1.0,
        level=level,
        n=n,
        method="kruskal-wallis-" + ("chi-square" if p_exact is None else "exact"),
        p_value=p_value,
        statistic=statistic,
        df=freedom,
        p_asymptotic=p_asymptotic,
    )
