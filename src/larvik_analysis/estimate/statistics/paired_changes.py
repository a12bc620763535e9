"""Change of the same units: the t test of the mean, the sign test, Walsh's interval."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from scipy.special import bdtr, stdtr

from larvik_analysis.estimate.statistics.arguments import plain_level
from larvik_analysis.estimate.statistics.normal import two_sided_t
from larvik_analysis.estimate.statistics.paired_shares import tango_limits
from larvik_analysis.estimate.statistics.rank_laws import law_of_signed_sum
from larvik_analysis.estimate.statistics.samples import (
    as_known,
    as_pairs,
    error_rate,
    rounding_of,
)
from larvik_analysis.estimate.statistics.shift_limits import (
    OUT_OF_REACH,
    Limits,
    with_width,
)
from larvik_analysis.estimate.statistics.walsh_averages import walsh_averages
from larvik_analysis.terms.rank_results import DistributionTest, SignTest
from larvik_analysis.terms.results import Estimate, NotEstimable


def paired_t_test(
    before: Any, after: Any, *, level: float = 0.95
) -> DistributionTest | NotEstimable:
    """Mean change with Student's interval and test.

    Parameters
    ----------
    before, after : sequence of float, shape (n,)
        The same units in the same order; pairs in which one is missing are left out.
    level : float
        Confidence level, between 0 and 1.

    Returns
    -------
    DistributionTest or NotEstimable
        Neither interval nor p-value for one unit, or where all changes are alike.

    Raises
    ------
    ParameterError
        If the two are not equally long lists of numbers, or `level` is not between 0 and 1.

    References
    ----------
    .. [1] Student (1908). The probable error of a mean. Biometrika 6, 1-25.

    Examples
    --------
    >>> test = paired_t_test([3, 5, 4, 6, 2, 5], [6, 7, 4, 8, 5, 4])
    >>> test.estimate, round(test.low, 3), round(test.high, 3), round(test.p_value, 4)
    (1.5, -0.224, 3.224, 0.0756)
    """
    level = plain_level(level)
    first, second = as_pairs(before, after)
    if not first.size:
        return NotEstimable("nobody is known both before and after")
    changes, n = second - first, first.size
    mean = float(changes.mean())
    low = high = statistic = p_value = None
    spread = float(changes.std(ddof=1)) if n > 1 else 0.0
    # Squares of changes next to nought can be nought.
    if np.ptp(changes) > rounding_of(first, second) and spread > 0:
        error = spread / math.sqrt(n)
        reach = two_sided_t(level, n - 1) * error
        low, high, statistic = mean - reach, mean + reach, mean / error
        p_value = 2 * float(stdtr(n - 1, -abs(statistic)))
    return DistributionTest(
        estimate=mean,
        low=low,
        high=high,
        level=None if low is None else level,
        n=n,
        method="paired-t",
        p_value=p_value,
        statistic=statistic,
        df=n - 1,
    )


def sign_test(before: Any, after: Any, *, level: float = 0.95) -> SignTest | NotEstimable:
    """Share that rose less the share that fell, with the exact test of the signs.

    Among those who changed, rise and fall are as likely if there is no effect; that gives
    the exact p-value. The interval is about all, those who did not change among them: Tango's
    score interval, as in `estimate_paired_difference`. It does not follow from the p-value,
    and the two may disagree at the border: the exact test is the more cautious.

    Parameters
    ----------
    before, after : sequence of float, shape (n,)
        The same units in the same order; pairs in which one is missing are left out.
    level : float
        Confidence level, between 0 and 1.

    Returns
    -------
    SignTest or NotEstimable
        The estimate is a share of all, -1 to 1. Where nobody changed the p-value is 1.

    Raises
    ------
    ParameterError
        If the two are not equally long lists of numbers, or `level` is not between 0 and 1.

    References
    ----------
    .. [1] Dixon, W. J. and Mood, A. M. (1946). The statistical sign test. Journal of the
       American Statistical Association 41, 557-566.
    .. [2] Tango, T. (1998). Equivalence test and confidence interval for the difference in
       proportions for the paired-sample design. Statistics in Medicine 17, 891-908.

    Examples
    --------
    >>> test = sign_test([3, 5, 4, 6, 2, 5], [6, 7, 4, 8, 5, 4])
    >>> test.n_up, test.n_changed, test.estimate, test.p_value
    (4, 5, 0.5, 0.375)
    """
    level = plain_level(level)
    first, second = as_pairs(before, after)
    if not first.size:
        return NotEstimable("nobody is known both before and after")
    changes, rounding = second - first, rounding_of(first, second)
    n, n_up, n_down = (
        changes.size,
        int((changes > rounding).sum()),
        int((changes < -rounding).sum()),
    )
    n_changed = n_up + n_down
    p_value = 1.0
    if n_changed:
        p_value = min(1.0, 2 * float(bdtr(min(n_up, n_down), n_changed, 0.5)))
    low, high = tango_limits(n_down, n_up, n, level)
    return SignTest(
        estimate=(n_up - n_down) / n,
        low=low,
        high=high,
        level=level,
        n=n,
        method="sign-test-exact-tango",
        p_value=p_value,
        n_up=n_up,
        n_changed=n_changed,
    )


def walsh_interval(change: Any, *, level: float = 0.95) -> Estimate | NotEstimable:
    """The textbook interval of a median change: ordered averages of pairs of changes.

    Changes of 0 are left out of it altogether, and it is exact where no two sizes are
    alike. With ties `signed_rank_test` has an interval that agrees with its p-value.

    Parameters
    ----------
    change : sequence of float, shape (n,)
        After less before; missing ones are left out.
    level : float
        Confidence level asked for, between 0 and 1.

    Returns
    -------
    Estimate or NotEstimable
        `n` counts those who changed, and `level` is the one achieved. No interval where so
        few cannot reach it, or where both limits are the same: on a scale a shift in whole
        steps says too little then; see `sign_test`.

    Raises
    ------
    ParameterError
        If `change` is not a list of numbers, or `level` is not between 0 and 1.

    References
    ----------
    .. [1] Hollander, M. and Wolfe, D. A. (1999). Nonparametric Statistical Methods, 2nd
       ed., section 3.3.

    Examples
    --------
    >>> interval = walsh_interval([3, 2, 0, 2, 3, 0, 1, 3, -1, 2, 2])
    >>> interval.estimate, interval.low, interval.high, interval.level
    (2.0, 0.5, 3.0, 0.9609375)
    """
    alpha = error_rate(level)
    known = as_known(change)
    changes = known[np.abs(known) > rounding_of(known)]
    if not changes.size:
        return NotEstimable("nobody changed")
    averages = np.sort(walsh_averages(changes))
    tails = np.cumsum(law_of_signed_sum(np.arange(1, changes.size + 1)))
    n_outside = int(np.searchsorted(tails, alpha / 2, side="right"))
    limits = OUT_OF_REACH
    if n_outside:
        low, high = float(averages[n_outside - 1]), float(averages[-n_outside])
        limits = with_width(Limits(low, high, 1 - 2 * float(tails[n_outside - 1])), known)
    return Estimate(
        estimate=float(np.median(averages)),
        low=limits.low,
        high=limits.high,
        level=limits.level,
        n=changes.size,
        method="walsh-averages-zeros-drop",
    )
