"""How far those who did not answer could move a number: bounds without any assumption."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from larvik_analysis.errors import ParameterError
from larvik_analysis.estimate.statistics.arguments import (
    counted_within,
    is_finite,
    whole_number,
)
from larvik_analysis.terms.results import NotEstimable
from larvik_analysis.terms.weighted_results import NonresponseBounds

NOT_KNOWN = NotEstimable("the number invited is unknown")
NOBODY = NotEstimable("nobody answered")


def nonresponse_bounds(
    count: int, n: int, invited: int | None
) -> NonresponseBounds | NotEstimable:
    """Least and greatest share of all who were invited, whatever the silent would say.

    Parameters
    ----------
    count : int
        Units with the answer, 0 to `n`.
    n : int
        Units that answered, at most `invited`.
    invited : int or None
        Units that were asked; None where nobody knows.

    Returns
    -------
    NonresponseBounds or NotEstimable
        `estimate` is the share of those who answered; `low` takes all others to be without
        the answer, `high` all to have it. The bounds are about those invited and hold no
        sampling: they say nothing of a wider population. Not estimable where the number
        invited is unknown or nobody answered.

    Raises
    ------
    ParameterError
        If a number is not whole, `count` is not within 0 to `n`, or `n` not within 0 to
        `invited`.

    References
    ----------
    .. [1] Manski, C. F. (2003). Partial Identification of Probability Distributions.
       Springer, 1.

    Examples
    --------
    >>> bounds = nonresponse_bounds(40, 50, 80)
    >>> bounds.low, bounds.estimate, bounds.high, bounds.response_rate
    (0.5, 0.8, 0.875, 0.625)
    """
    count, n = counted_within(count, n)
    if invited is None:
        return NOT_KNOWN
    n, invited = counted_within(n, invited)
    if n == 0:
        return NOBODY
    return NonresponseBounds(
        estimate=count / n,
        low=count / invited,
        high=(count + invited - n) / invited,
        level=None,
        n=n,
        method="nonresponse-bounds",
        invited=invited,
        response_rate=n / invited,
    )


def nonresponse_mean_bounds(
    counts: Mapping[float, int], invited: int | None, *, scale: tuple[float, float]
) -> NonresponseBounds | NotEstimable:
    """Least and greatest mean of all who were invited, whatever the silent would say.

    Parameters
    ----------
    counts : mapping
        Score -> how many gave it.
    invited : int or None
        As in `nonresponse_bounds`.
    scale : tuple of float
        The lowest and the highest score there is, whether anybody chose it or not: the
        silent could have.

    Returns
    -------
    NonresponseBounds or NotEstimable
        In scores.

    Raises
    ------
    ParameterError
        If a count is negative or not whole, a score is not finite or outside the scale, the
        scale has no two ends, or more answered than were invited.

    Examples
    --------
    >>> bounds = nonresponse_mean_bounds({2: 1, 3: 2, 4: 1}, 6, scale=(1, 5))
    >>> round(bounds.low, 3), bounds.estimate, round(bounds.high, 3)
    (2.333, 3.0, 3.667)
    """
    lowest, highest = _ends(scale)
    if not all(is_finite(score) for score in counts):
        raise ParameterError("scores_not_finite")
    given = {float(score): whole_number(count) for score, count in counts.items()}
    if given and not lowest <= min(given) <= max(given) <= highest:
        raise ParameterError("scores_outside_scale")
    for count in given.values():
        if count < 0:
            raise ParameterError("count_below_zero", count=count)
    n = sum(given.values())
    if invited is None:
        return NOT_KNOWN
    n, invited = counted_within(n, invited)
    if n == 0:
        return NOBODY
    total, n_silent = math.fsum(score * count for score, count in given.items()), invited - n
    return NonresponseBounds(
        estimate=total / n,
        low=(total + n_silent * lowest) / invited,
        high=(total + n_silent * highest) / invited,
        level=None,
        n=n,
        method="nonresponse-bounds-of-mean",
        invited=invited,
        response_rate=n / invited,
    )


def _ends(scale: object) -> tuple[float, float]:
    """The ends of a scale as plain numbers, the lowest first."""
    ends = list(scale) if isinstance(scale, Sequence) else []
    if len(ends) != 2 or not all(map(is_finite, ends)) or not ends[0] < ends[1]:
        raise ParameterError("scale_ends")
    return float(ends[0]), float(ends[1])
