"""Change of the same units: the t test of the mean, the sign test, Walsh's interval."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from scipy.special import bdtr, betaincinv, stdtr, stdtrit

from larvik_analysis.estimate.statistics.arguments import refuse_level
from larvik_analysis.estimate.statistics.rank_laws import law_of_signed_sum
from larvik_analysis.estimate.statistics.samples import (
    as_known,
    as_pairs,
    error_rate,
    rounding_of,
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
    refuse_level(level)
    first, second = as_pairs(before, after)
    if not first.size:
        return NotEstimable("nobody is known both before and after")
    changes, n = second - first, first.size
    mean = float(changes.mean())
    low = high = statistic = p_value = None
    if np.ptp(changes) > rounding_of(first, second):
        error = float(changes.std(ddof=1)) / math.sqrt(n)
        reach = float(stdtrit(n - 1, 0.5 + level / 2)) * error
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
        degrees_of_freedom=n - 1,
    )


def sign_test(before: Any, after: Any, *, level: float = 0.95) -> SignTest | NotEstimable:
    """Share that rose less the share that fell, with the exact test of the signs.

    Among those who changed, rise and fall are as likely if there is no effect. The interval
    is Clopper and Pearson's for the share of them who rose, and so agrees with the test.

    Parameters
    ----------
    before, after : sequence of float, shape (n,)
        The same units in the same order; pairs in which one is missing are left out.
    level : float
        Confidence level, between 0 and 1.

    Returns
    -------
    SignTest or NotEstimable
        The estimate is a share of all, -1 to 1. Where nobody changed the p-value is 1, and
        there is no interval.

    Raises
    ------
    ParameterError
        If the two are not equally long lists of numbers, or `level` is not between 0 and 1.

    References
    ----------
    .. [1] Dixon, W. J. and Mood, A. M. (1946). The statistical sign test. Journal of the
       American Statistical Association 41, 557-566.

    Examples
    --------
    >>> test = sign_test([3, 5, 4, 6, 2, 5], [6, 7, 4, 8, 5, 4])
    >>> test.n_up, test.n_changed, test.estimate, test.p_value
    (4, 5, 0.5, 0.375)
    """
    refuse_level(level)
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
    low = high = None
    p_value = 1.0
    if n_changed:
        p_value = min(1.0, 2 * float(bdtr(min(n_up, n_down), n_changed, 0.5)))
        tail = 0.5 - level / 2
        least = float(betaincinv(n_up, n_down + 1, tail)) if n_up else 0.0
        most = float(betaincinv(n_up + 1, n_down, 1 - tail)) if n_down else 1.0
        low, high = ((2 * share - 1) * n_changed / n for share in (least, most))
    return SignTest(
        estimate=(n_up - n_down) / n,
        low=low,
        high=high,
        level=None if low is None else level,
        n=n,
        method="sign-test-exact",
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
        `n` counts those who changed, and `level` is the one achieved; where so few cannot
        reach it there is no interval.

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
    is_reached = n_outside > 0
    return Estimate(
        estimate=float(np.median(averages)),
        low=float(averages[n_outside - 1]) if is_reached else None,
        high=float(averages[-n_outside]) if is_reached else None,
        level=1 - 2 * float(tails[n_outside - 1]) if is_reached else None,
        n=changes.size,
        method="walsh-averages-zeros-drop",
    )
