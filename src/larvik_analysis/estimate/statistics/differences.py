"""The difference between the shares of two groups that have nobody in common."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Literal, get_args

from larvik_analysis.estimate.statistics.arguments import (
    counted_within,
    plain_level,
    refuse_method,
)
from larvik_analysis.estimate.statistics.edges import find_edge
from larvik_analysis.estimate.statistics.intervals import wilson_limits
from larvik_analysis.estimate.statistics.normal import two_sided_p, two_sided_z
from larvik_analysis.terms.results import NotEstimable
from larvik_analysis.terms.share_results import ShareDifferenceEstimate

DifferenceMethod = Literal["newcombe", "miettinen-nurminen"]


@dataclass(frozen=True, slots=True, kw_only=True)
class _TwoGroups:
    """Counts and bases of two groups, neither of them empty."""

    count_a: int
    n_a: int
    count_b: int
    n_b: int

    @property
    def difference(self) -> float:
        return self.count_a / self.n_a - self.count_b / self.n_b


def estimate_share_difference(
    count_a: int,
    n_a: int,
    count_b: int,
    n_b: int,
    *,
    method: DifferenceMethod = "newcombe",
    level: float = 0.95,
) -> ShareDifferenceEstimate | NotEstimable:
    """The share of group a less the share of group b, with its interval.

    Parameters
    ----------
    count_a, count_b : int
        Units with the answer in each group.
    n_a, n_b : int
        Units that answered in each group.
    method : str
        ``newcombe`` (the Wilson intervals of the two shares put together; no p-value) or
        ``miettinen-nurminen`` (the differences that a score test does not reject, with the
        p-value of no difference).
    level : float
        Confidence level, between 0 and 1.

    Returns
    -------
    ShareDifferenceEstimate or NotEstimable
        A difference of shares, -1 to 1. Not estimable where a group has no answers.

    Raises
    ------
    ParameterError
        If a count is not within its base, a number is not whole, `level` is not within 0
        to 1, or `method` is unknown.

    Notes
    -----
    The variance of the score test is multiplied by N / (N - 1), N = n_a + n_b, as its
    authors do. Programs that leave the factor out (Mee's interval) give a slightly shorter
    interval and, at no difference, Pearson's chi-squared; with it the p-value is that of
    chi-squared times (N - 1) / N. The limits are found by halving, to the last digit.

    References
    ----------
    .. [1] Newcombe, R. G. (1998). Interval estimation for the difference between
       independent proportions. Statistics in Medicine 17, 873-890, method 10.
    .. [2] Miettinen, O., Nurminen, M. (1985). Comparative analysis of two rates. Statistics
       in Medicine 4, 213-226.

    Examples
    --------
    >>> difference = estimate_share_difference(9, 11, 80, 127)
    >>> [round(x, 3) for x in (difference.low, difference.estimate, difference.high)]
    [-0.117, 0.188, 0.345]
    """
    level = plain_level(level)
    refuse_method(method, get_args(DifferenceMethod))
    count_a, n_a = counted_within(count_a, n_a)
    count_b, n_b = counted_within(count_b, n_b)
    if n_a == 0 or n_b == 0:
        return NotEstimable("nobody answered in one of the groups")
    groups = _TwoGroups(count_a=count_a, n_a=n_a, count_b=count_b, n_b=n_b)
    if method == "newcombe":
        (low, high), p_value = _newcombe_limits(groups, level), None
    else:
        (low, high), p_value = _score_limits(groups, level), _score_p(groups)
    return ShareDifferenceEstimate(
        estimate=groups.difference,
        low=low,
        high=high,
        level=level,
        n=n_a + n_b,
        method=method,
        count_a=count_a,
        n_a=n_a,
        count_b=count_b,
        n_b=n_b,
        p_value=p_value,
    )


def boschloo_test(
    count_a: int, n_a: int, count_b: int, n_b: int, *, level: float = 0.95
) -> ShareDifferenceEstimate | NotEstimable:
    """Boschloo's exact test of two shares, with their difference.

    Fixes the sizes of the two groups alone, as a survey does, and so rejects more often than
    Fisher's test, which fixes how many answered what too.

    Parameters
    ----------
    count_a, n_a, count_b, n_b, level
        As `estimate_share_difference`.

    Returns
    -------
    ShareDifferenceEstimate or NotEstimable
        With the Miettinen-Nurminen interval, which the exact test does not always agree
        with, and the exact p. The p is twice that of the one-sided test of the side seen,
        at most 1 (as in SciPy); programs that order tables by a two-sided Fisher p give
        another.

    Raises
    ------
    ParameterError
        As `estimate_share_difference`.

    References
    ----------
    .. [1] Boschloo, R. D. (1970). Raised conditional level of significance for the 2 x 2
       table when testing the equality of two probabilities. Statistica Neerlandica 24, 1-9.

    Examples
    --------
    >>> round(boschloo_test(9, 11, 80, 127).p_value, 3)
    0.229
    """
    from scipy.stats import boschloo_exact  # slow to import

    difference = estimate_share_difference(
        count_a, n_a, count_b, n_b, method="miettinen-nurminen", level=level
    )
    if isinstance(difference, NotEstimable):
        return difference
    others = [difference.n_a - difference.count_a, difference.n_b - difference.count_b]
    is_same = 0 in (sum(others), difference.count_a + difference.count_b)
    columns_are_groups = [[difference.count_a, difference.count_b], others]
    # SciPy knows no p where all or nobody are counted; nothing speaks against sameness.
    p_value = 1.0 if is_same else float(boschloo_exact(columns_are_groups).pvalue)
    return replace(difference, p_value=min(1.0, p_value), method="boschloo")


def _newcombe_limits(groups: _TwoGroups, level: float) -> tuple[float, float]:
    share_a, share_b = groups.count_a / groups.n_a, groups.count_b / groups.n_b
    low_a, high_a = wilson_limits(share_a, groups.n_a, level)
    low_b, high_b = wilson_limits(share_b, groups.n_b, level)
    below = math.hypot(share_a - low_a, high_b - share_b)
    above = math.hypot(high_a - share_a, share_b - low_b)
    return max(-1.0, groups.difference - below), min(1.0, groups.difference + above)


def _score_limits(groups: _TwoGroups, level: float) -> tuple[float, float]:
    z_squared = two_sided_z(level) ** 2

    def is_kept(difference: float) -> bool:
        distance = groups.difference - difference
        return distance**2 <= z_squared * _score_variance(groups, difference)

    low = find_edge(is_kept, inside=groups.difference, outside=-1.0)
    return low, find_edge(is_kept, inside=groups.difference, outside=1.0)


def _score_p(groups: _TwoGroups) -> float:
    variance = _score_variance(groups, 0.0)
    return two_sided_p(groups.difference / math.sqrt(variance)) if variance else 1.0


def _score_variance(groups: _TwoGroups, difference: float) -> float:
    """Variance of the difference seen, if the true one were `difference`."""
    share_b = _likeliest_share_b(groups, difference)
    share_a = min(1.0, max(0.0, share_b + difference))
    n = groups.n_a + groups.n_b
    variance = share_a * (1 - share_a) / groups.n_a + share_b * (1 - share_b) / groups.n_b
    return variance * n / (n - 1)


def _likeliest_share_b(groups: _TwoGroups, difference: float) -> float:
    """The share of group b that makes both counts likeliest, where a has `difference` more."""

    def is_likelihood_rising(share_b: float) -> bool:
        share_a = share_b + difference
        # The slope of the log-likelihood times the four shares in its denominators.
        return (groups.count_a - groups.n_a * share_a) * share_b * (1 - share_b) + (
            groups.count_b - groups.n_b * share_b
        ) * share_a * (1 - share_a) > 0

    lowest, highest = max(0.0, -difference), min(1.0, 1 - difference)
    return find_edge(is_likelihood_rising, inside=lowest, outside=highest)
