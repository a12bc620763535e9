"""Shares of the same units, asked twice or asked of several options."""

from __future__ import annotations

import math

import numpy.typing as npt
import pandas as pd
from scipy.special import bdtr, chdtrc

from larvik_analysis.errors import ParameterError
from larvik_analysis.estimate.statistics.answer_tables import complete_rows
from larvik_analysis.estimate.statistics.arguments import (
    plain_level,
    whole_number,
)
from larvik_analysis.estimate.statistics.edges import find_edge
from larvik_analysis.estimate.statistics.intervals import estimate_share
from larvik_analysis.estimate.statistics.normal import two_sided_p, two_sided_z
from larvik_analysis.estimate.statistics.ticks import ticks_of
from larvik_analysis.terms.results import NotEstimable
from larvik_analysis.terms.share_results import (
    CochranQEstimate,
    McNemarEstimate,
    NobodyChanged,
    PairedDifferenceEstimate,
)


def mcnemar_test(
    only_before: int, only_after: int, *, level: float = 0.95
) -> McNemarEstimate | NotEstimable:
    """Whether more changed towards an answer than away from it.

    Parameters
    ----------
    only_before : int
        Units with the answer before and not after.
    only_after : int
        Units with the answer after and not before.
    level : float
        Confidence level, between 0 and 1.

    Returns
    -------
    McNemarEstimate or NobodyChanged
        `estimate` is the share of the changers who changed towards the answer, 0 to 1, with
        its Clopper-Pearson interval, which agrees with `p_exact`; one half says that
        neither way was commoner. The odds of it, estimate / (1 - estimate), are the
        conditional odds ratio, which does not exist where nobody changed away.
        Where nobody changed there is no share, and both p are 1.

    Raises
    ------
    ParameterError
        If a count is negative or not whole, or `level` is not within 0 to 1.

    Notes
    -----
    Both p are two-sided by doubling: twice the chance of the smaller count or fewer, at
    most 1. `p_mid` takes half the chance of the smaller count itself; where the counts are
    equal that is exactly 1. The exact p never rejects too often, the mid-p seldom does and
    finds more. Neither uses those who did not change; `estimate_paired_difference` does.

    References
    ----------
    .. [1] Fagerland, M. W., Lydersen, S., Laake, P. (2013). The McNemar test for binary
       matched-pairs data: mid-p and asymptotic are better than exact conditional. BMC
       Medical Research Methodology 13, 91.

    Examples
    --------
    >>> test = mcnemar_test(1, 8)
    >>> round(test.estimate, 3), test.p_exact, round(test.p_mid, 4)
    (0.889, 0.0390625, 0.0215)
    """
    level = plain_level(level)
    only_before, only_after = _counts(only_before, only_after)
    n_changed = only_before + only_after
    share = estimate_share(only_after, n_changed, method="clopper-pearson", level=level)
    if isinstance(share, NotEstimable):
        return NobodyChanged()
    fewer = min(only_before, only_after)
    tail = float(bdtr(fewer, n_changed, 0.5))
    below = float(bdtr(fewer - 1, n_changed, 0.5)) if fewer else 0.0
    return McNemarEstimate(
        estimate=share.estimate,
        low=share.low,
        high=share.high,
        level=level,
        n=n_changed,
        method="mcnemar",
        p_exact=min(1.0, 2 * tail),
        p_mid=min(1.0, tail + below),
        only_before=only_before,
        only_after=only_after,
    )


def estimate_paired_difference(
    both: int, only_before: int, only_after: int, neither: int, *, level: float = 0.95
) -> PairedDifferenceEstimate | NotEstimable:
    """The share after less the share before of the same units, with Tango's score interval.

    Parameters
    ----------
    both, only_before, only_after, neither : int
        Units by when they have the answer.
    level : float
        Confidence level, between 0 and 1.

    Returns
    -------
    PairedDifferenceEstimate or NotEstimable
        A difference of shares, -1 to 1. The p is that of the score test at no difference,
        which is McNemar's without a continuity correction; `mcnemar_test` has the exact
        ones. Not estimable where there is nobody.

    Raises
    ------
    ParameterError
        If a count is negative or not whole, or `level` is not within 0 to 1.

    References
    ----------
    .. [1] Tango, T. (1998). Equivalence test and confidence interval for the difference in
       proportions for the paired-sample design. Statistics in Medicine 17, 891-908.

    Examples
    --------
    >>> change = estimate_paired_difference(59, 16, 6, 80)
    >>> [round(x, 3) for x in (change.low, change.estimate, change.high)]
    [-0.124, -0.062, -0.005]
    """
    level = plain_level(level)
    both, only_before, only_after, neither = _counts(both, only_before, only_after, neither)
    n = both + only_before + only_after + neither
    if n == 0:
        return NotEstimable("nobody answered both times")
    low, high = tango_limits(only_before, only_after, n, level)
    n_changed = only_before + only_after
    z = (only_after - only_before) / math.sqrt(n_changed) if n_changed else 0.0
    return PairedDifferenceEstimate(
        estimate=(only_after - only_before) / n,
        low=low,
        high=high,
        level=level,
        n=n,
        method="tango",
        share_before=(both + only_before) / n,
        share_after=(both + only_after) / n,
        p_value=two_sided_p(z),
    )


def tango_limits(
    only_before: int, only_after: int, n: int, level: float
) -> tuple[float, float]:
    """Differences of two shares of the same units that the score test does not reject.

    Examples
    --------
    >>> [round(limit, 3) for limit in tango_limits(16, 6, 161, 0.95)]
    [-0.124, -0.005]
    """
    seen = (only_after - only_before) / n
    z_squared = two_sided_z(level) ** 2

    def is_kept(difference: float) -> bool:
        variance = _paired_variance(only_before, only_after, n, difference)
        return (seen - difference) ** 2 <= z_squared * variance

    low = find_edge(is_kept, inside=seen, outside=-1.0)
    return low, find_edge(is_kept, inside=seen, outside=1.0)


def cochran_q_test(
    answers: pd.DataFrame | npt.ArrayLike,
) -> CochranQEstimate | NotEstimable:
    """Whether the options of a question with several answers are ticked equally often.

    Parameters
    ----------
    answers : DataFrame or array of 0 and 1, shape (n_respondents, n_options)
        True and false do as well. Respondents who lack an answer are left out and counted.

    Returns
    -------
    CochranQEstimate or NotEstimable
        `estimate` is Q / (n (k - 1)), 0 where all options are ticked as often, 1 where
        everybody ticks the same ones; it has no interval. The p is asymptotic, rough where
        few tick some options and not others. Not estimable for fewer than two options, or
        where everybody ticks all or none.

    Raises
    ------
    ParameterError
        If there is anything but 0, 1 and missing, or it is not a table.

    References
    ----------
    .. [1] Cochran, W. G. (1950). The comparison of percentages in matched samples.
       Biometrika 37, 256-266.
    .. [2] Serlin, R. C., Carr, J., Marascuilo, L. A. (1982). A measure of association for
       selected nonparametric procedures. Psychological Bulletin 92, 786-790.

    Examples
    --------
    >>> test = cochran_q_test([[1, 0, 0], [1, 1, 0], [1, 0, 0], [1, 1, 1]])
    >>> round(test.statistic, 2), test.shares
    (4.67, (1.0, 0.5, 0.25))
    """
    given, options = ticks_of(answers)
    ticks = complete_rows(given)
    n, n_options = ticks.shape
    by_option, by_respondent = ticks.sum(axis=0), ticks.sum(axis=1)
    spread = float(by_respondent @ (n_options - by_respondent))
    if n_options < 2 or spread == 0:
        return NotEstimable("nobody ticked some options and not others")
    differing = float(((by_option - by_option.mean()) ** 2).sum())
    statistic = n_options * (n_options - 1) * differing / spread
    return CochranQEstimate(
        estimate=statistic / (n * (n_options - 1)),
        low=None,
        high=None,
        level=None,
        n=n,
        method="cochran-q",
        statistic=statistic,
        df=n_options - 1,
        p_value=float(chdtrc(n_options - 1, statistic)),
        options=options,
        shares=tuple(float(share) for share in by_option / n),
        n_left_out=len(given) - n,
    )


def _counts(*counts: int) -> tuple[int, ...]:
    whole = tuple(whole_number(count) for count in counts)
    for count in whole:
        if count < 0:
            raise ParameterError("count_below_zero", count=count)
    return whole


def _paired_variance(only_before: int, only_after: int, n: int, difference: float) -> float:
    """Variance of the difference seen, if the true one were `difference`.

    The likeliest share of those with the answer only before solves a quadratic equation.
    """
    b = (2 * n - only_after + only_before) * difference - only_before - only_after
    c = -only_before * difference * (1 - difference)
    only_before_likeliest = (math.sqrt(b * b - 8 * n * c) - b) / (4 * n)
    return max(0.0, 2 * only_before_likeliest + difference * (1 - difference)) / n
