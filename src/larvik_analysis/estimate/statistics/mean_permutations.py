"""The exact permutation test of the difference of two means, and its interval."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from larvik_analysis.estimate.statistics.arguments import (
    COARSE_ROUNDING,
    FloatArray,
    needed_generator,
)
from larvik_analysis.estimate.statistics.random_draws import N_DRAWS, random_groups
from larvik_analysis.estimate.statistics.samples import as_known, error_rate, rounding_of
from larvik_analysis.estimate.statistics.shift_limits import (
    OUT_OF_REACH,
    Limits,
    lower_limit,
    with_width,
)
from larvik_analysis.estimate.statistics.subset_sums import SubsetSums, subset_sums
from larvik_analysis.terms.rank_results import TwoSampleTest
from larvik_analysis.terms.results import NotEstimable

# Divisions that are not alike fit in some hundred megabytes: 12 against 12 that all differ,
# 100 against 100 on a scale.
MOST_DIVISIONS = 3_000_000


def permutation_test(
    a: Any,
    b: Any,
    *,
    level: float = 0.95,
    rng: np.random.Generator | None = None,
) -> TwoSampleTest | NotEstimable:
    """Difference of two means, with the chance of one as large if groups made no difference.

    The p-value is the share of all ways to divide the same values into groups of these
    sizes that have a difference at least as far from 0. The interval holds exactly the
    shifts of `a` that the same test does not reject.

    Parameters
    ----------
    a, b : sequence of float, shapes (n_a,) and (n_b,)
        Missing values are left out.
    level : float
        Confidence level asked for, between 0 and 1.
    rng : numpy.random.Generator, optional
        Needed where there are too many divisions to try: above 12 against 12 that all
        differ, far more where they are answers on a scale. Then 9 999 are drawn, what was
        seen counts as one more, and `method` says so.

    Returns
    -------
    TwoSampleTest or NotEstimable
        The difference is `a` less `b`. `level` is the one achieved, at least the one asked
        for. Where so few cannot reach it, and where both limits are the same, `low`, `high`
        and `level` are None: of a sample nothing is that sure. See `cliffs_delta`.

    Raises
    ------
    ParameterError
        If one of them is not a list of numbers, `level` is not between 0 and 1, or `rng`
        is missing where it is needed.

    References
    ----------
    .. [1] Pitman, E. J. G. (1937). Significance tests which may be applied to samples from
       any populations. Supplement to the Journal of the Royal Statistical Society 4,
       119-130.

    Examples
    --------
    >>> test = permutation_test([4, 5, 3, 5, 4, 2, 5, 4, 3, 5], [3, 2, 4, 3, 1, 2, 4, 3])
    >>> test.estimate, round(test.p_value, 6), round(test.p_doubled_tail, 6)
    (1.25, 0.027721, 0.042232)
    """
    alpha = error_rate(level)
    first, second = as_known(a), as_known(b)
    if not first.size or not second.size:
        return NotEstimable("one of the two groups is empty")
    rounding = rounding_of(first, second)
    kind, divisions = "exact", _all_divisions(first, second, rounding)
    if divisions is None:
        kind = "random"
        divisions = _drawn_divisions(first, second, needed_generator(rng))
    p_value, p_doubled_tail = _p_values(divisions, rounding)
    limits, reachable = _limits(divisions, alpha, rounding)
    limits = with_width(limits, first, second)
    difference = float(first.mean() - second.mean())
    return TwoSampleTest(
        estimate=difference,
        low=limits.low,
        high=limits.high,
        level=limits.level,
        n=first.size + second.size,
        method=f"mean-permutation-{kind}",
        p_value=p_value,
        level_reachable=reachable,
        statistic=difference,
        p_doubled_tail=p_doubled_tail,
        n_a=first.size,
        n_b=second.size,
    )


class _Divisions(NamedTuple):
    """Ways to divide the values anew: some of the first group change places with others.

    Attributes
    ----------
    n_moved : ndarray of float, shape (n_divisions,)
        How many change places.
    surplus : ndarray of float, shape (n_divisions,)
        Sum of those who leave the first group, less the sum of those who come.
    weights : ndarray of float, shape (n_divisions,)
        How likely each is, up to a factor; so that their sums are exact.
    n_a, n_b : int
    total_a, total_b : float
        Sums of the groups as they were seen.
    """

    n_moved: FloatArray
    surplus: FloatArray
    weights: FloatArray
    n_a: int
    n_b: int
    total_a: float
    total_b: float

    @property
    def evenly_moved(self) -> float:
        """Twice as many changed places as by chance would: the groups' harmonic mean."""
        return 2 * self.n_a * self.n_b / (self.n_a + self.n_b)

    @property
    def excess(self) -> float:
        """Sum of the first group above what is expected by chance."""
        n = self.n_a + self.n_b
        return (self.n_b * self.total_a - self.n_a * self.total_b) / n

    def turned(self) -> _Divisions:
        """The same for the values with the other sign."""
        return self._replace(
            surplus=-self.surplus, total_a=-self.total_a, total_b=-self.total_b
        )


def _divisions(
    first: FloatArray,
    second: FloatArray,
    n_moved: FloatArray,
    surplus: FloatArray,
    weights: FloatArray,
) -> _Divisions:
    totals = float(first.sum()), float(second.sum())
    return _Divisions(n_moved, surplus, weights, first.size, second.size, *totals)


def _all_divisions(first: FloatArray, second: FloatArray, rounding: float) -> _Divisions | None:
    """Each of them, those with the same sums together; None where there are too many."""
    leaving = subset_sums(first, np.ones(first.size), rounding)
    coming = subset_sums(second, np.ones(second.size), rounding)
    if leaving is None or coming is None:
        return None
    n_most = min(first.size, second.size)
    by_size = [(_of_size(leaving, n), _of_size(coming, n)) for n in range(n_most + 1)]
    if sum(out.totals.size * new.totals.size for out, new in by_size) > MOST_DIVISIONS:
        return None
    surplus = [np.subtract.outer(out.totals, new.totals).ravel() for out, new in by_size]
    chances = [np.outer(out.chances, new.chances).ravel() for out, new in by_size]
    n_moved = np.repeat(np.arange(n_most + 1.0), [part.size for part in surplus])
    return _divisions(first, second, n_moved, np.concatenate(surplus), np.concatenate(chances))


def _of_size(sums: SubsetSums, n: int) -> SubsetSums:
    chosen = sums.sizes == n
    return SubsetSums(*(column[chosen] for column in sums))


def _drawn_divisions(
    first: FloatArray, second: FloatArray, rng: np.random.Generator
) -> _Divisions:
    """What was seen, and random ones."""
    both = np.concatenate([first, second])
    is_coming = np.arange(both.size) >= first.size
    numbers = np.column_stack([both, is_coming])
    drawn = random_groups(both.size, first.size, rng)
    sums = np.concatenate([is_first @ numbers for is_first in drawn])
    surplus = np.concatenate([[0.0], first.sum() - sums[:, 0]])
    n_moved = np.concatenate([[0.0], sums[:, 1]])
    return _divisions(first, second, n_moved, surplus, np.ones(N_DRAWS + 1))


def _p_values(divisions: _Divisions, rounding: float) -> tuple[float, float]:
    """By the distance from the mean, and by the doubled tail."""
    weights, whole = divisions.weights, divisions.weights.sum()
    excess = divisions.excess - divisions.surplus
    as_far = weights[np.abs(excess) >= abs(divisions.excess) - rounding].sum()
    above = weights[divisions.surplus <= rounding].sum()
    below = weights[divisions.surplus >= -rounding].sum()
    return float(as_far / whole), float(min(1.0, 2 * min(above, below) / whole))


def _limits(divisions: _Divisions, alpha: float, rounding: float) -> tuple[Limits, float]:
    """The interval, and the highest level that can be reached."""
    low_crossings, high_crossings = _crossings(divisions), _crossings(divisions.turned())
    chances = divisions.weights / divisions.weights.sum()
    always = max(
        float(chances[crossings == -np.inf].sum())
        for crossings in (low_crossings, high_crossings)
    )
    below = lower_limit(low_crossings, chances, alpha, rounding)
    above = lower_limit(high_crossings, chances, alpha, rounding)
    if below is None or above is None:
        return OUT_OF_REACH, 1 - always
    level = 1 - max(below[1], above[1])
    return Limits(below[0], -above[0] + 0.0, level), 1 - always  # no minus nought


def _crossings(divisions: _Divisions) -> FloatArray:
    """From which shift of the first group on a division is as far out as what was seen.

    For shifts below the difference of the means. A division is as far above as what was
    seen once those who leave exceed those who come by no more than the shift on average;
    as far below, once twice the excess less the surplus is used up.
    """
    n_moved, surplus = divisions.n_moved, divisions.surplus
    above = np.where(n_moved > 0, surplus / np.maximum(n_moved, 1), -np.inf)
    n_left = divisions.evenly_moved - n_moved
    left = 2 * divisions.excess - surplus
    is_whole = (
        n_left <= COARSE_ROUNDING
    )  # equal groups that change places are just as far apart
    below = np.where(is_whole, -np.inf, left / np.where(is_whole, 1.0, n_left))
    return np.minimum(above, below)
