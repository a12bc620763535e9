"""Intervals for shares."""

from __future__ import annotations

import math
from statistics import NormalDist

from larvik_analysis.errors import ParameterError
from larvik_analysis.terms.results import NotEstimable, ShareEstimate


def estimate_share(count: int, n: int, *, level: float = 0.95) -> ShareEstimate | NotEstimable:
    """Share of `n` units that are counted, with its Wilson score interval.

    Parameters
    ----------
    count : int
        Units with the answer, 0 to `n`.
    n : int
        Units that answered.
    level : float
        Confidence level, between 0 and 1.

    Returns
    -------
    ShareEstimate or NotEstimable
        Shares of 0 to 1. Not estimable where nobody answered.

    Raises
    ------
    ParameterError
        If `count` is not within 0 to `n`, `n` is negative, or `level` is not within 0 to 1.

    References
    ----------
    .. [1] Wilson, E. B. (1927). Probable inference, the law of succession, and statistical
       inference. Journal of the American Statistical Association 22, 209-212.

    Examples
    --------
    >>> share = estimate_share(8, 10)
    >>> round(share.low, 4), round(share.high, 4)
    (0.4902, 0.9433)
    >>> estimate_share(0, 0)
    NotEstimable(reason='nobody answered')
    """
    if not 0 < level < 1:  # so written that NaN is refused too
        raise ParameterError("level_out_of_range", level=level)
    if n < 0 or not 0 <= count <= n:
        raise ParameterError("count_out_of_range", count=count, n=n)
    if n == 0:
        return NotEstimable("nobody answered")
    z = NormalDist().inv_cdf(0.5 + level / 2)
    share = count / n
    centre = (share + z**2 / (2 * n)) / (1 + z**2 / n)
    reach = z / (1 + z**2 / n) * math.sqrt(share * (1 - share) / n + z**2 / (4 * n**2))
    return ShareEstimate(
        estimate=share,
        # The limits at 0 of n and n of n are 0 and 1; rounding would leave them just beside.
        low=0.0 if count == 0 else centre - reach,
        high=1.0 if count == n else centre + reach,
        level=level,
        n=n,
        count=count,
        method="wilson",
    )
