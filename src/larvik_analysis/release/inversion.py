"""From a published number back to the counts it allows."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from .system import IntArray

MOST_VECTORS = 50_000
Statistic = Callable[[npt.NDArray[np.float64], IntArray], float]


def vectors_of(n: int, n_patterns: int, most: int = MOST_VECTORS) -> IntArray | None:
    """Every way `n` units can fall on the patterns; None where there are more than `most`.

    Returns
    -------
    ndarray of int, shape (n_ways, n_patterns), or None

    Examples
    --------
    >>> vectors_of(2, 2).tolist()
    [[0, 2], [1, 1], [2, 0]]
    """
    if math.comb(n + n_patterns - 1, n_patterns - 1) > most:
        return None
    ways = np.arange(n + 1)[:, None]
    for _ in range(n_patterns - 2):
        left = n - ways.sum(axis=1)
        repeated = np.repeat(ways, left + 1, axis=0)
        last = np.concatenate([np.arange(count + 1) for count in left])
        ways = np.column_stack([repeated, last])
    if n_patterns == 1:
        return np.array([[n]])
    return np.column_stack([ways, n - ways.sum(axis=1)])


def counts_that_give(
    statistic: Statistic,
    scores: npt.NDArray[np.float64],
    value: float,
    ways: IntArray,
    *,
    half_unit: float = 0.0,
) -> IntArray:
    """Those of the ways to fall on the patterns that give a published number.

    Parameters
    ----------
    statistic : callable
        Of scores and counts.
    scores : ndarray of float, shape (n_patterns, n_variables)
    value : float
        As published.
    ways : ndarray of int, shape (n_ways, n_patterns)
    half_unit : float
        Half of the last published digit; 0 where the number is published in full.

    Examples
    --------
    Whoever reads a share of 0.8 and knows that ten answered knows that eight did.

    >>> share = lambda scores, counts: counts[0] / counts.sum()
    >>> counts_that_give(share, np.zeros((2, 1)), 0.8, vectors_of(10, 2)).tolist()
    [[8, 2]]
    """
    close = [_is_same(statistic(scores, counts), value, half_unit) for counts in ways]
    return np.asarray(ways[np.array(close, dtype=bool)])


def _is_same(found: float, value: float, half_unit: float) -> bool:
    if math.isnan(found) or math.isnan(value):
        return math.isnan(found) and math.isnan(value)
    return math.isclose(found, value, rel_tol=1e-9, abs_tol=half_unit + 1e-9)
