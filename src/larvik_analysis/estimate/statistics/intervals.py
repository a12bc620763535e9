"""Intervals for one share."""

from __future__ import annotations

import math
from typing import Literal, get_args

import numpy as np
from scipy.special import betaincinv

from larvik_analysis.errors import ParameterError
from larvik_analysis.estimate.statistics.arguments import (
    FloatArray,
    counted_within,
    plain_level,
    refuse_method,
    whole_number,
)
from larvik_analysis.estimate.statistics.finite_population import (
    population_limits,
    with_neighbours,
)
from larvik_analysis.estimate.statistics.normal import two_sided_z
from larvik_analysis.terms.results import NotEstimable, ShareEstimate

ShareMethod = Literal[
    "wilson", "clopper-pearson", "jeffreys", "agresti-coull", "hypergeometric"
]
# Those that know what it is to have asked a good part of a population.
_OF_A_POPULATION = ("wilson", "hypergeometric")


def estimate_share(
    count: int,
    n: int,
    *,
    method: ShareMethod = "wilson",
    level: float = 0.95,
    population: int | None = None,
) -> ShareEstimate | NotEstimable:
    """Share of `n` units that are counted, with its interval.

    Parameters
    ----------
    count : int
        Units with the answer, 0 to `n`.
    n : int
        Units that answered.
    method : str
        ``wilson`` (score interval), ``clopper-pearson`` (exact, never below its level, hence
        wide), ``jeffreys``, ``agresti-coull`` or ``hypergeometric`` (exact, for a sample
        without replacement of a population of known size).
    level : float
        Confidence level, between 0 and 1.
    population : int, optional
        How many the units were drawn from, `n` or more. Without it the population is taken
        to be much larger than `n`.

    Returns
    -------
    ShareEstimate or NotEstimable
        Shares of 0 to 1. Not estimable where nobody answered.

    Raises
    ------
    ParameterError
        If `count` is not within 0 to `n`, one of the numbers is not whole, `level` is not
        within 0 to 1, `method` is unknown, `population` is below `n`, is missing where the
        method needs it, or is given to a method that has no use for it.

    Notes
    -----
    Where programs differ, this is what is done here:

    - Jeffreys limits are the quantiles of the Beta distribution, but 0 where nobody and 1
      where everybody is counted [2]_. Some programs leave the quantile there, so that an
      interval for 0 of 10 does not hold its estimate.
    - Agresti-Coull limits are cut at 0 and 1.
    - With a population, Wilson's interval uses n (N - 1) / (N - n) in the place of n, which
      is to say the variance is multiplied by (N - n) / (N - 1). Survey programs multiply the
      estimated variance by 1 - n / N, and so differ a little. It may reach outside what is
      possible when a good part of a small population has answered; ``hypergeometric``
      cannot, and its limits are counts of the population divided by its size. Where the
      test leaves one count only, those on either side of the estimate that are still possible
      are taken in: a sample is never as sure as a census.
    - Where all of a population have answered, the interval is the share itself.

    References
    ----------
    .. [1] Wilson, E. B. (1927). Probable inference, the law of succession, and statistical
       inference. Journal of the American Statistical Association 22, 209-212.
    .. [2] Brown, L. D., Cai, T. T., DasGupta, A. (2001). Interval estimation for a binomial
       proportion. Statistical Science 16, 101-133.
    .. [3] Clopper, C. J., Pearson, E. S. (1934). The use of confidence or fiducial limits
       illustrated in the case of the binomial. Biometrika 26, 404-413.

    Examples
    --------
    >>> share = estimate_share(8, 10)
    >>> round(share.low, 4), round(share.high, 4)
    (0.4902, 0.9433)
    >>> share = estimate_share(9, 11, method="hypergeometric", population=25)
    >>> share.low, share.high  # 14 to 23 of the 25
    (0.56, 0.92)
    >>> estimate_share(0, 0)
    NotEstimable(reason='nobody answered')
    """
    level = plain_level(level)
    refuse_method(method, get_args(ShareMethod))
    count, n = counted_within(count, n)
    if population is not None:
        population = whole_number(population)
    _refuse_population(population, n, method)
    if n == 0:
        return NotEstimable("nobody answered")
    low, high = _limits(count, n, method, level, population)
    return ShareEstimate(
        estimate=count / n,
        low=low,
        high=high,
        level=level,
        n=n,
        count=count,
        method=method,
        population=population,
    )


def _refuse_population(population: int | None, n: int, method: ShareMethod) -> None:
    if population is None:
        if method == "hypergeometric":
            raise ParameterError("population_needed", method=method)
        return
    if method not in _OF_A_POPULATION:
        raise ParameterError("population_not_used", method=method)
    if population < n:
        raise ParameterError("population_below_n", population=population, n=n)


def _limits(
    count: int, n: int, method: ShareMethod, level: float, population: int | None
) -> tuple[float, float]:
    tail = (1 - level) / 2
    if population == n:
        return count / n, count / n
    if population is not None and method == "hypergeometric":
        fewest, most = with_neighbours(
            population_limits(count, n, population, tail), count, n, population
        )
        return fewest / population, most / population
    if method == "clopper-pearson":
        low, high = clopper_pearson_limits(count, n - count, level)
        return float(low), float(high)
    if method == "jeffreys":
        posterior = (count + 0.5, n - count + 0.5)
        below, above = (float(betaincinv(*posterior, share)) for share in (tail, 1 - tail))
        return (0.0 if count == 0 else below), (1.0 if count == n else above)
    if method == "agresti-coull":
        return _agresti_coull(count, n, level)
    n_alike = n if population is None else n * (population - 1) / (population - n)
    return wilson_limits(count / n, n_alike, level)


def wilson_limits(share: float, n: float, level: float) -> tuple[float, float]:
    """Limits of Wilson's score interval for a share of `n`, which need not be whole.

    Examples
    --------
    >>> [round(limit, 4) for limit in wilson_limits(0.8, 10, 0.95)]
    [0.4902, 0.9433]
    """
    low, high = score_limits(share, n, two_sided_z(level))
    return float(low), float(high)


def score_limits(
    share: FloatArray | float, n: FloatArray | float, reach: FloatArray | float
) -> tuple[FloatArray, FloatArray]:
    """Shares that lie within `reach` of their own standard errors of one of `n` (Wilson)."""
    per_answer = reach**2 / n
    centre = (share + per_answer / 2) / (1 + per_answer)
    root = np.sqrt(share * (1 - share) / n + per_answer / (4 * n))
    width = reach / (1 + per_answer) * root
    # The limits at 0 of n and n of n are 0 and 1; rounding would leave them just beside.
    low = np.where(np.equal(share, 0), 0.0, centre - width)
    return low, np.where(np.equal(share, 1), 1.0, centre + width)


def clopper_pearson_limits(
    count: FloatArray | float, others: FloatArray | float, level: float
) -> tuple[FloatArray, FloatArray]:
    """Limits of a share of `count` with and `others` without, which need not be whole.

    Examples
    --------
    >>> [round(float(limit), 4) for limit in clopper_pearson_limits(8, 2, 0.95)]
    [0.4439, 0.9748]
    """
    tail = (1 - level) / 2
    with np.errstate(invalid="ignore"):
        low = np.where(np.greater(count, 0), betaincinv(count, others + 1, tail), 0.0)
        high = np.where(np.greater(others, 0), betaincinv(count + 1, others, 1 - tail), 1.0)
    return low, high


def _agresti_coull(count: int, n: int, level: float) -> tuple[float, float]:
    z = two_sided_z(level)
    n_with_added = n + z**2
    share = (count + z**2 / 2) / n_with_added
    reach = z * math.sqrt(share * (1 - share) / n_with_added)
    return max(0.0, share - reach), min(1.0, share + reach)
