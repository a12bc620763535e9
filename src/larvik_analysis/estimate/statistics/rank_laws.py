"""Ranks that may be tied, and the exact laws of their sums under chance."""

from __future__ import annotations

import numpy as np

from larvik_analysis.estimate.statistics.arguments import FloatArray, IntArray

# Two to the power of minus this is still a number of double precision.
HALVED_AT_ONCE = 1_000


def doubled_ranks(ascending: FloatArray, *, rounding: float = 0.0) -> IntArray:
    """Average ranks times two, which are whole also where values are tied.

    Parameters
    ----------
    ascending : ndarray of float, shape (..., n)
        Values in ascending order along the last axis.
    rounding : float
        Neighbours no further apart than this are tied.

    Examples
    --------
    >>> doubled_ranks(np.array([1.0, 2.0, 2.0, 5.0]))
    array([2, 5, 5, 8])
    """
    place = np.broadcast_to(np.arange(ascending.shape[-1]), ascending.shape)
    is_first = np.ones(ascending.shape, dtype=bool)
    is_first[..., 1:] = np.diff(ascending, axis=-1) > rounding
    is_last = np.ones(ascending.shape, dtype=bool)
    is_last[..., :-1] = is_first[..., 1:]
    first = np.maximum.accumulate(np.where(is_first, place, 0), axis=-1)
    from_the_end = np.where(is_last, place, ascending.shape[-1])[..., ::-1]
    last = np.minimum.accumulate(from_the_end, axis=-1)[..., ::-1]
    return np.asarray(first + last + 2, dtype=np.int64)


def law_of_signed_sum(ranks: IntArray) -> FloatArray:
    """Chance of each sum of the ranks of those who rose, where each sign is as likely.

    Parameters
    ----------
    ranks : ndarray of int, shape (n,)
        Doubled ranks.

    Returns
    -------
    ndarray of float, shape (sum of ranks + 1,)

    Examples
    --------
    >>> law_of_signed_sum(np.array([2, 4]))
    array([0.25, 0.  , 0.25, 0.  , 0.25, 0.  , 0.25])
    """
    chances = np.zeros(int(ranks.sum()) + 1)
    chances[0] = 1.0
    reached = 0
    for number, rank in enumerate(np.sort(ranks).tolist()):  # fewest sums to carry along
        if number % HALVED_AT_ONCE == 0:
            chances[: reached + 1] *= 0.5 ** min(HALVED_AT_ONCE, ranks.size - number)
        chances[rank : rank + reached + 1] += chances[: reached + 1]
        reached += rank
    return chances


def ways_to_draw_sum(ranks: IntArray, n_drawn: int) -> FloatArray:
    """How many groups of a size have each sum of ranks; whole numbers up to 2 ** 53.

    Parameters
    ----------
    ranks : ndarray of int, shape (n,)
        Doubled ranks of all.
    n_drawn : int
        How many are in the group.

    Returns
    -------
    ndarray of float, shape (largest sum + 1,)

    Examples
    --------
    >>> ways_to_draw_sum(np.array([2, 4, 6]), 1)
    array([0., 0., 1., 0., 1., 0., 1.])
    """
    ways = np.zeros((n_drawn + 1, int(np.sort(ranks)[ranks.size - n_drawn :].sum()) + 1))
    ways[0, 0] = 1.0
    for rank in ranks.tolist():
        ways[1:, rank:] += ways[:-1, : ways.shape[1] - rank]
    return np.asarray(ways[-1])


def signed_rank_p_of(ranks: IntArray, seen: int) -> float:
    """Exact two-sided p-value of a sum of signed ranks: twice the smaller tail.

    Parameters
    ----------
    ranks : ndarray of int, shape (n,)
        Doubled ranks.
    seen : int
        Sum of those who rose.
    """
    return two_tails(law_of_signed_sum(ranks), seen)


def two_tails(law: FloatArray, seen: int) -> float:
    """Twice the smaller tail of a law over 0, 1, 2 ..., both with what was seen."""
    tail = min(law[: seen + 1].sum(), law[seen:].sum())
    return float(min(1.0, 2 * tail))
