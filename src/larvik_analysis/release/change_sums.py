"""Which sums and sums of squares families' changes can have, so many better and so many worse.

Changes stand on a lattice here, in whole parts of a step of the scale, so that every
combination that is found can be true. Those in between are left out: what is found possible
is possible, and a little more may be.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Final, NamedTuple

import numpy as np

from larvik_analysis.estimate.survey.change_statistics import rounded_interval, rounded_mean

# Work grows with the families, the length of the scale and the parts of a step.
_MOST_PARTS: Final = 160
_MOST_SUMS: Final = 4_096
_HALF_DECIMAL: Final = 0.05


class Lengths(NamedTuple):
    """The least and the most that a family can have moved, in parts; empty where low > high."""

    low: int
    high: int


class Published(NamedTuple):
    """What is told of the changes of `n` families: the mean, perhaps with its interval."""

    n: int
    mean: float | None
    interval: tuple[float, float] | None


def parts_of_step(n: int, reach: int, n_factors: int, *, is_whole: bool) -> int | None:
    """Into how many parts a step is divided; None where it would be too much work.

    A composite of `n_factors` factors moves in so many parts of a step, one child a family.

    Parameters
    ----------
    n, reach : int
        Families, and the steps from one end of the scale to the other.
    n_factors : int
    is_whole : bool
        Whether some ratings are missing: then only whole steps are sure to be possible.
    """
    fitting = [
        parts
        for parts in range(1, n_factors + 1)
        if n_factors % parts == 0 and n * reach * parts <= _MOST_PARTS
    ]
    return None if not fitting else 1 if is_whole else max(fitting)


@lru_cache(maxsize=_MOST_SUMS)
def sums_of(n_better: int, n_worse: int, better: Lengths, worse: Lengths) -> dict[int, int]:
    """Every sum of changes with its sums of squares, as the bits of a number.

    Examples
    --------
    >>> found = sums_of(1, 1, Lengths(1, 2), Lengths(1, 1))
    >>> {total: [place for place in range(6) if bits >> place & 1]
    ...  for total, bits in sorted(found.items())}
    {-1: [5], 0: [2]}
    """
    if n_worse:
        before, moves, sign = sums_of(n_better, n_worse - 1, better, worse), worse, 1
    elif n_better:
        before, moves, sign = sums_of(n_better - 1, 0, better, worse), better, -1
    else:
        return {0: 1}
    found: dict[int, int] = {}
    for total, squares in before.items():
        for length in range(moves.low, moves.high + 1):
            moved = total + sign * length
            found[moved] = found.get(moved, 0) | squares << length * length
    return found


def totals_near(published: Published, parts: int, own: float | None) -> range:
    """The sums, in parts, whose mean can be rounded to the published one, and a few more."""
    if published.mean is None:
        return range(0)
    total = (published.n * published.mean - (own or 0.0)) * parts
    room = published.n * parts * _HALF_DECIMAL + 1
    return range(math.floor(total - room), math.ceil(total + room) + 1)


def agreeing(published: Published, total: int, parts: int, most: int, own: float | None) -> int:
    """The sums of squares that give the published numbers, as the bits of a number.

    Parameters
    ----------
    published : Published
    total : int
        The sum of the changes, without that of `own`, in parts of a step.
    parts : int
    most : int
        The greatest sum of squares that is asked for, in squares of parts.
    own : float or None
        The change of somebody who knows it, in steps.
    """
    everything = (1 << most + 1) - 1
    if published.mean is None:
        return everything
    n, beside = published.n, own or 0.0
    mean = (total / parts + beside) / n
    if float(rounded_mean(mean)) != published.mean:
        return 0
    if published.interval is None:
        return everything
    squares = np.arange(most + 1) / parts**2 + beside**2
    about = squares - n * mean**2
    deviation = np.sqrt(np.maximum(about, 0.0) / (n - 1))
    low, high = rounded_interval(mean, deviation, n)
    fits = (about > -1e-9) & (low == published.interval[0]) & (high == published.interval[1])
    return int.from_bytes(np.packbits(fits, bitorder="little").tobytes(), "little")
