"""Many answers of few kinds: ranks, medians and nearest sums from how often each is given."""

from __future__ import annotations

import numpy as np

from larvik_analysis.estimate.statistics.arguments import FloatArray, IntArray


def tallied_ranks(ascending: FloatArray, counts: IntArray, *, rounding: float) -> IntArray:
    """Average ranks times two of values that are each given so many times.

    Parameters
    ----------
    ascending : ndarray of float, shape (n_values,)
        Values in ascending order; neighbours no further apart than `rounding` are tied.
    counts : ndarray of int, shape (n_values,)
        How often each is given.

    Examples
    --------
    >>> tallied_ranks(np.array([1.0, 2.0, 5.0]), np.array([1, 2, 1]), rounding=0.0)
    array([2, 5, 8])
    """
    tie = np.concatenate([[0], np.cumsum(np.diff(ascending) > rounding)])
    sizes = np.bincount(tie, weights=counts).astype(np.int64)
    return np.asarray((2 * np.cumsum(sizes) - sizes + 1)[tie], dtype=np.int64)


def tallied_median(values: FloatArray, counts: IntArray) -> float:
    """The median of values that are each given so many times.

    Examples
    --------
    >>> tallied_median(np.array([3.0, 1.0, 2.0]), np.array([1, 2, 1]))
    1.5
    """
    order = np.argsort(values)
    upto = np.cumsum(counts[order])
    places = [(upto[-1] + 1) // 2, upto[-1] // 2 + 1]
    low, high = values[order][np.searchsorted(upto, places)].tolist()
    return float((low + high) / 2)


def nearest_sum(ones: FloatArray, others: FloatArray, target: float) -> float:
    """Of all sums of one of each, the one that is nearest to a target.

    Examples
    --------
    >>> nearest_sum(np.array([1.0, 4.0]), np.array([0.5, 2.0]), 5.0)
    4.5
    """
    ascending = np.sort(others)
    places = np.searchsorted(ascending, target - ones)
    sums = np.concatenate(
        [ones + ascending[np.clip(places - step, 0, ascending.size - 1)] for step in (0, 1)]
    )
    return float(sums[np.argmin(np.abs(sums - target))])
