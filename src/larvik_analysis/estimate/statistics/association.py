"""Whether two ordinal variables go together, and whether several groups differ."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from scipy.special import chdtrc, chndtrinc

from larvik_analysis.errors import ParameterError
from larvik_analysis.estimate.statistics.arguments import FloatArray, refuse_level
from larvik_analysis.estimate.statistics.normal import two_sided_z
from larvik_analysis.estimate.statistics.samples import as_known, as_pairs
from larvik_analysis.terms.rank_results import DistributionTest, EstimateWithP
from larvik_analysis.terms.results import NotEstimable


def kendall_tau(x: Any, y: Any, *, level: float = 0.95) -> EstimateWithP | NotEstimable:
    """Kendall's tau-b of two ordinal variables: -1 to 1, corrected for ties.

    The p-value is that of the normal approximation with ties, as in most programs. The
    interval is Fieller's, on Fisher's z with variance 0.437 / (n - 4).

    Parameters
    ----------
    x, y : sequence of float, shape (n,)
        The same units in the same order; pairs in which one is missing are left out.
    level : float
        Confidence level, between 0 and 1.

    Returns
    -------
    EstimateWithP or NotEstimable
        No interval for fewer than five units, or where the order is the same throughout.

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
    (0.741, 0.048)
    """
    from scipy.stats import kendalltau  # slow to import

    refuse_level(level)
    first, second = as_pairs(x, y)
    if (refused := _cannot_correlate(first, second)) is not None:
        return refused
    tau, p_value = kendalltau(first, second, method="asymptotic")
    variance = 0.437 / (first.size - 4) if first.size > 4 else None
    return _correlation(
        float(tau), float(p_value), variance, first.size, level, "kendall-tau-b"
    )


def spearman_rho(x: Any, y: Any, *, level: float = 0.95) -> EstimateWithP | NotEstimable:
    """Spearman's rank correlation of two ordinal variables: -1 to 1, average ranks.

    The p-value is that of Student's t with n - 2 degrees of freedom. The interval is Bonett
    and Wright's, on Fisher's z with variance (1 + rho² / 2) / (n - 3). Arguments, errors and
    what has no interval as `kendall_tau`.

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

    refuse_level(level)
    first, second = as_pairs(x, y)
    if (refused := _cannot_correlate(first, second)) is not None:
        return refused
    rho, p_value = (float(value) for value in spearmanr(first, second))
    variance = (1 + rho**2 / 2) / (first.size - 3) if first.size > 4 else None
    return _correlation(rho, p_value, variance, first.size, level, "spearman-rho")


def _cannot_correlate(first: FloatArray, second: FloatArray) -> NotEstimable | None:
    if first.size < 3:
        return NotEstimable("fewer than three are known in both")
    if np.ptp(first) == 0 or np.ptp(second) == 0:
        return NotEstimable("one of the two does not vary")
    return None


def _correlation(
    estimate: float, p_value: float, variance: float | None, n: int, level: float, method: str
) -> EstimateWithP:
    """With its interval on Fisher's z."""
    low = high = None
    if variance is not None and abs(estimate) < 1 - 1e-12:
        reach = two_sided_z(level) * math.sqrt(variance)
        low, high = (math.tanh(math.atanh(estimate) + side * reach) for side in (-1, 1))
    return EstimateWithP(
        estimate=max(-1.0, min(1.0, estimate)),
        low=low,
        high=high,
        level=None if low is None else level,
        n=n,
        method=method,
        p_value=p_value,
    )


def kruskal_wallis_test(
    groups: Sequence[Any], *, level: float = 0.95
) -> DistributionTest | NotEstimable:
    """How much of the spread of ranks lies between groups, with the Kruskal-Wallis test.

    Parameters
    ----------
    groups : sequence of sequences of float
        The values of each group; missing ones are left out.
    level : float
        Confidence level, between 0 and 1.

    Returns
    -------
    DistributionTest or NotEstimable
        The estimate is epsilon squared, H / (n - 1): 0 to 1. `statistic` is H, corrected for
        ties, and the p-value that of chi-squared. The interval is one-sided, as the test
        is: from the least effect whose noncentral chi-squared law does not rule out H, to 1.

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
    >>> round(test.statistic, 4), test.degrees_of_freedom, round(test.p_value, 4)
    (6.7548, 2, 0.0341)
    """
    from scipy.stats import kruskal  # slow to import

    refuse_level(level)
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
    p_value, low = float(chdtrc(freedom, statistic)), 0.0
    if p_value < 1 - level:
        low = float(chndtrinc(statistic, freedom, level)) / (n - 1)
    return DistributionTest(
        estimate=min(1.0, statistic / (n - 1)),
        low=low,
        high=1.0,
        level=level,
        n=n,
        method="kruskal-wallis",
        p_value=p_value,
        statistic=statistic,
        degrees_of_freedom=freedom,
    )
