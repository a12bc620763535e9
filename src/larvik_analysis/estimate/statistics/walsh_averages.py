"""Averages of all pairs of values, each with itself too, and their median."""

from __future__ import annotations

import numpy as np

from larvik_analysis.estimate.statistics.arguments import FloatArray
from larvik_analysis.estimate.statistics.edges import find_edge
from larvik_analysis.estimate.statistics.tallies import tallied_median

# Above so many different values all pairs take more than some ten megabytes, and are counted
# instead of listed.
MOST_LISTED = 2_000


def walsh_averages(values: FloatArray) -> FloatArray:
    """All of them, in no order; shape (n (n + 1) / 2,)."""
    first, second = np.triu_indices(values.size)
    return np.asarray((values[first] + values[second]) / 2)


def median_of_walsh_averages(values: FloatArray) -> float:
    """The Hodges-Lehmann estimate of where values that are spread evenly have their middle.

    References
    ----------
    .. [1] Hodges, J. L. and Lehmann, E. L. (1963). Estimates of location based on rank
       tests. Annals of Mathematical Statistics 34, 598-611.

    Examples
    --------
    >>> median_of_walsh_averages(np.array([1.0, 2.0, 6.0]))
    2.75
    """
    different, counts = np.unique(values, return_counts=True)
    if different.size <= MOST_LISTED:
        first, second = np.triu_indices(different.size)
        pairs = counts[first] * counts[second]
        with_itself = counts * (counts + 1) // 2
        n_each = np.where(first == second, with_itself[first], pairs)
        return tallied_median(walsh_averages(different), n_each)
    ascending = np.sort(values)
    n_averages = values.size * (values.size + 1) // 2

    def smallest(place: int) -> float:
        return find_edge(
            lambda limit: _n_at_most(ascending, limit) >= place,
            inside=float(ascending[-1]),
            outside=float(ascending[0]),
        )

    return (smallest((n_averages + 1) // 2) + smallest(n_averages // 2 + 1)) / 2


def _n_at_most(ascending: FloatArray, limit: float) -> int:
    """How many averages are at most a limit."""
    partners = np.searchsorted(ascending, 2 * limit - ascending, side="right")
    n_alone = np.searchsorted(ascending, limit, side="right")
    return int(partners.sum() + n_alone) // 2
