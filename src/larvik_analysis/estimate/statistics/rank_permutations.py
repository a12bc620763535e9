"""P-values of rank correlations and of Kruskal and Wallis' test, by trying every order."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

import numpy as np

from larvik_analysis.estimate.statistics.arguments import ROUNDING, FloatArray, IntArray
from larvik_analysis.estimate.statistics.rank_laws import doubled_ranks

# Units all orders of which are tried: eight have 40 320.
MOST_ORDERED: Final = 8
# Ways to divide units into groups, up to which all are tried.
MOST_DIVISIONS: Final = 300_000


def kendall_p(first: FloatArray, second: FloatArray) -> float:
    """Share of all orders in which pairs agree, or disagree, as much as they do here.

    Parameters
    ----------
    first, second : ndarray of float, shape (n,)
        At most `MOST_ORDERED` units.

    Examples
    --------
    >>> round(kendall_p(np.array([1.0, 2, 3, 4]), np.array([1.0, 2, 3, 4])), 4)
    0.0833
    """
    ones, others = np.triu_indices(first.size, 1)
    agreeing = np.sign(first[ones] - first[others])
    signs = np.sign(second[:, np.newaxis] - second)
    orders = _all_orders(first.size)
    sums = np.zeros(len(orders))
    for one, other, sign in zip(ones, others, agreeing, strict=True):
        sums += sign * signs[orders[:, one], orders[:, other]]
    seen = float(agreeing @ signs[ones, others])
    return float((np.abs(sums) >= abs(seen)).mean())


def spearman_p(first: FloatArray, second: FloatArray) -> float:
    """Share of all orders in which ranks go together, or apart, as much as they do here.

    Parameters as `kendall_p`.

    Examples
    --------
    >>> round(spearman_p(np.array([1.0, 2, 3, 4]), np.array([1.0, 2, 3, 4])), 4)
    0.0833
    """
    of_first, of_second = _ranks(first), _ranks(second)
    sums = of_second[_all_orders(first.size)] @ of_first
    # n times the distance from the mean is a whole number.
    mean = int(of_first.sum() * of_second.sum())
    far = np.abs(first.size * sums - mean)
    return float((far >= abs(first.size * int(of_first @ of_second) - mean)).mean())


def kruskal_wallis_p(samples: Sequence[FloatArray]) -> float | None:
    """Share of all divisions into groups of these sizes that differ as much; None if too many.

    Examples
    --------
    >>> kruskal_wallis_p([np.array([0.0, 0, 0]), np.array([1.0, 2, 3])])
    0.1
    """
    sizes = np.array([sample.size for sample in samples])
    n_divisions = math.factorial(int(sizes.sum()))
    for size in sizes.tolist():
        n_divisions //= math.factorial(size)
    if n_divisions > MOST_DIVISIONS:
        return None
    ranks = _ranks(np.concatenate(samples))
    left, sums = sizes[np.newaxis], np.zeros((1, sizes.size), dtype=np.int64)
    for rank in ranks.tolist():  # each unit goes to each group that has room
        taking = [np.flatnonzero(left[:, group]) for group in range(sizes.size)]
        group_of = np.repeat(np.arange(sizes.size), [places.size for places in taking])
        places = np.concatenate(taking)
        is_taken = group_of[:, np.newaxis] == np.arange(sizes.size)
        left, sums = left[places] - is_taken, sums[places] + rank * is_taken
    group_of = np.repeat(np.arange(sizes.size), sizes)
    seen = np.bincount(group_of, weights=ranks)
    between = (sums**2 / sizes).sum(axis=1)
    return float((between >= (seen**2 / sizes).sum() * (1 - ROUNDING)).mean())


def _all_orders(n: int) -> IntArray:
    """Every order of the numbers up to n, one in each row."""
    orders = np.zeros((1, 1), dtype=np.int64)
    for number in range(1, n):
        orders = np.concatenate(
            [np.insert(orders, place, number, axis=1) for place in range(number + 1)]
        )
    return orders


def _ranks(values: FloatArray) -> IntArray:
    """Doubled average ranks, in the order of the values."""
    order = np.argsort(values, kind="stable")
    ranks = np.empty(values.size, dtype=np.int64)
    ranks[order] = doubled_ranks(values[order])
    return ranks
