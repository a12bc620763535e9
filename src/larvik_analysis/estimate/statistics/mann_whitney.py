"""The exact Mann-Whitney test with ties, and the shift between two groups it implies."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from larvik_analysis.estimate.statistics.arguments import FloatArray, IntArray
from larvik_analysis.estimate.statistics.edges import find_edge
from larvik_analysis.estimate.statistics.normal import two_sided_p
from larvik_analysis.estimate.statistics.rank_laws import doubled_ranks, ways_to_draw_sum
from larvik_analysis.estimate.statistics.samples import as_known, error_rate, rounding_of
from larvik_analysis.estimate.statistics.shift_limits import (
    OUT_OF_REACH,
    Limits,
    Rungs,
    limits_on_rungs,
    nought_within,
    rungs_of,
    with_width,
)
from larvik_analysis.estimate.statistics.tallies import (
    nearest_sum,
    tallied_median,
    tallied_ranks,
)
from larvik_analysis.terms.rank_results import TwoSampleTest
from larvik_analysis.terms.results import NotEstimable

# About a second of work: 30 against 30 that all differ, 50 against 50 on a scale.
MOST_ADDITIONS = 500_000_000
# All differences between two groups are listed up to so many.
MOST_DIFFERENCES = 10_000_000
EMPTY = "one of the two groups is empty"


def mann_whitney_test(a: Any, b: Any, *, level: float = 0.95) -> TwoSampleTest | NotEstimable:
    """How far one group lies above another, by the exact Mann-Whitney test.

    The p-value is exact with ties: the chance, over all ways to divide the same values
    into groups of these sizes, of a rank sum at least as far from its mean. The estimate
    is the median of all differences between one of `a` and one of `b`. The interval is the
    smallest that holds every shift of `a` which the same test does not reject.

    Parameters
    ----------
    a, b : sequence of float, shapes (n_a,) and (n_b,)
        Missing values are left out.
    level : float
        Confidence level asked for, between 0 and 1.

    Returns
    -------
    TwoSampleTest or NotEstimable
        `statistic` is U: pairs in which `a` is above, and half of those that tie. `level`
        is the one achieved, at least the one asked for; where so few cannot reach it,
        `low`, `high` and `level` are None. So they are where both limits are the same, as on
        a scale of few steps with many answers: a shift in whole steps says too little; see
        `cliffs_delta`. Large groups take the normal approximation with
        corrections for ties and continuity, and `method` says so.

    Raises
    ------
    ParameterError
        If one of them is not a list of numbers, or `level` is not between 0 and 1.

    References
    ----------
    .. [1] Lehmann, E. L. (1975). Nonparametrics: Statistical Methods Based on Ranks,
       sections 1.4 and 2.5.

    Examples
    --------
    >>> test = mann_whitney_test([4, 5, 3, 5, 4, 2, 5, 4, 3, 5], [3, 2, 4, 3, 1, 2, 4, 3])
    >>> test.statistic, test.estimate, round(test.p_value, 6), round(test.p_doubled_tail, 6)
    (64.0, 1.0, 0.027721, 0.030806)
    """
    alpha = error_rate(level)
    first, second = as_known(a), as_known(b)
    if not first.size or not second.size:
        return NotEstimable(EMPTY)
    rounding = rounding_of(first, second)

    def ranked_at(shifts: FloatArray) -> _Ranked:
        return _ranked(first - shifts[:, np.newaxis], second, rounding)

    here = ranked_at(np.zeros(1))
    rungs = _rungs_if_exact(first, second, rounding)
    estimate = _median_difference(first, second)
    if rungs is None:
        kind, reachable, tally = "normal", 1.0, _Tally.of(first, second)
        tails = _normal_tails(tally, 0.0, rounding)
        limits = _normal_limits(tally, estimate, level, rounding)
    else:
        kind, tails_at = "exact", _exact_tails_with_memory()
        tails = tails_at(here, 0)
        limits, reachable = _exact_limits(rungs, ranked_at(rungs.shifts), tails_at, alpha)
    limits = with_width(limits, first, second)
    return TwoSampleTest(
        estimate=estimate,
        low=limits.low,
        high=limits.high,
        level=limits.level,
        n=first.size + second.size,
        method=f"mann-whitney-{kind}",
        p_value=tails.p_value,
        level_reachable=reachable,
        statistic=float(here.seen[0] / 2 - first.size * (first.size + 1) / 2),
        p_doubled_tail=tails.p_doubled_tail,
        n_a=first.size,
        n_b=second.size,
    )


def mann_whitney_p(a: Any, b: Any) -> float | NotEstimable:
    """The p-value of `mann_whitney_test` without its interval, which takes far longer.

    Parameters
    ----------
    a, b : sequence of float, shapes (n_a,) and (n_b,)
        Missing values are left out.

    Returns
    -------
    float or NotEstimable

    Raises
    ------
    ParameterError
        If one of them is not a list of numbers.

    Examples
    --------
    >>> round(mann_whitney_p([4, 5, 3, 5, 4, 2, 5, 4, 3, 5], [3, 2, 4, 3, 1, 2, 4, 3]), 6)
    0.027721
    """
    first, second = as_known(a), as_known(b)
    if not first.size or not second.size:
        return NotEstimable(EMPTY)
    rounding = rounding_of(first, second)
    if _rungs_if_exact(first, second, rounding) is None:
        return _normal_tails(_Tally.of(first, second), 0.0, rounding).p_value
    return _exact_tails_with_memory()(_ranked(first[np.newaxis], second, rounding), 0).p_value


class _Tails(NamedTuple):
    p_value: float
    p_doubled_tail: float


class _Ranked(NamedTuple):
    """Doubled ranks of all in ascending order at each shift, and the sum of the first."""

    ranks: IntArray
    seen: IntArray
    n_first: int

    @property
    def distance(self) -> FloatArray:
        """From the sum that is expected by chance."""
        return np.asarray(np.abs(self.seen - self.n_first * self.ranks.mean(axis=1)))

    @property
    def variance(self) -> FloatArray:
        """Of the sum by chance."""
        n = self.ranks.shape[1]
        per_rank = self.n_first * (n - self.n_first) / (n - 1)
        return np.asarray(per_rank * self.ranks.var(axis=1))


def _ranked(moved: FloatArray, second: FloatArray, rounding: float) -> _Ranked:
    n_first = moved.shape[1]
    both = np.hstack([moved, np.broadcast_to(second, (moved.shape[0], second.size))])
    order = np.argsort(both, axis=1)
    ranks = doubled_ranks(np.take_along_axis(both, order, axis=1), rounding=rounding)
    return _Ranked(ranks, (ranks * (order < n_first)).sum(axis=1), n_first)


def _rungs_if_exact(first: FloatArray, second: FloatArray, rounding: float) -> Rungs | None:
    """The rungs of the exact test; None where it would take too long."""
    n, n_drawn = first.size + second.size, min(first.size, second.size)
    n_additions = n * n_drawn * n_drawn * (2 * n - n_drawn + 1)
    if n_additions > MOST_ADDITIONS:
        return None
    rungs = rungs_of((first[:, np.newaxis] - second).ravel(), rounding)
    n_laws = min(rungs.shifts.size, n + 1)
    return rungs if n_laws * n_additions <= MOST_ADDITIONS else None


def _exact_tails_with_memory() -> Callable[[_Ranked, int], _Tails]:
    """Exact p-values at a shift; shifts with the same ranks share their law."""
    known: dict[bytes, FloatArray] = {}

    def tails_at(ranked: _Ranked, number: int) -> _Tails:
        ranks, seen = ranked.ranks[number], int(ranked.seen[number])
        n_second = ranks.size - ranked.n_first
        n_drawn = min(ranked.n_first, n_second)
        if n_second < ranked.n_first:  # the smaller group has the shorter law
            seen = int(ranks.sum()) - seen
        key = ranks.tobytes()
        if key not in known:
            known[key] = ways_to_draw_sum(ranks, n_drawn)
        return _tails(known[key], seen, n_drawn * int(ranks.sum()), ranks.size)

    return tails_at


def _tails(ways: FloatArray, seen: int, mean_times_n: int, n: int) -> _Tails:
    # Whole numbers throughout, so that what is just as far out is counted, and a p-value
    # that is just the error rate is not a hair above it.
    distances = np.abs(np.arange(ways.size) * n - mean_times_n)
    n_as_far = ways[distances >= abs(seen * n - mean_times_n)].sum()
    n_tail = min(ways[: seen + 1].sum(), ways[seen:].sum())
    n_all = ways.sum()
    return _Tails(float(n_as_far / n_all), float(min(1.0, 2 * n_tail / n_all)))


def _exact_limits(
    rungs: Rungs, ranked: _Ranked, tails_at: Callable[[_Ranked, int], _Tails], alpha: float
) -> tuple[Limits, float]:
    """The interval, and the highest level that can be reached."""

    def p_on(number: int) -> float:
        return tails_at(ranked, number).p_value

    # Chebyshev's bound; a law is only worked out where it does not decide.
    is_far = (ranked.variance <= alpha * ranked.distance**2) & (ranked.distance > 0)
    reachable = 1 - max(p_on(0), p_on(rungs.shifts.size - 1))
    return limits_on_rungs(rungs, p_on, is_far, alpha), reachable


class _Tally(NamedTuple):
    """Different values of each group in ascending order, and how often each was seen."""

    first: FloatArray
    n_each_first: IntArray
    second: FloatArray
    n_each_second: IntArray

    @classmethod
    def of(cls, first: FloatArray, second: FloatArray) -> _Tally:
        """Both groups told."""
        return cls(
            *np.unique(first, return_counts=True), *np.unique(second, return_counts=True)
        )


def _normal_tails(tally: _Tally, shift: float, rounding: float) -> _Tails:
    """Approximate p-values at a shift; half a rank is taken off for continuity."""
    both = np.concatenate([tally.first - shift, tally.second])
    order = np.argsort(both)
    is_first = order < tally.first.size
    counts = np.concatenate([tally.n_each_first, tally.n_each_second])[order]
    ranks = tallied_ranks(both[order], counts, rounding=rounding).astype(np.float64)
    n, n_first = int(counts.sum()), int(tally.n_each_first.sum())
    from_mean = ranks - (n + 1)
    spread = float(counts @ from_mean**2) / n
    variance = n_first * (n - n_first) / (n - 1) * spread
    if not variance:
        return _Tails(1.0, 1.0)
    distance = abs(float(counts[is_first] @ from_mean[is_first]))
    p_value = two_sided_p(max(0.0, distance - 1) / math.sqrt(variance))
    return _Tails(p_value, p_value)


def _normal_limits(tally: _Tally, middle: float, level: float, rounding: float) -> Limits:
    def is_kept(shift: float) -> bool:
        return _normal_tails(tally, shift, rounding).p_value > 1 - level

    def limit(outside: float) -> float:
        edge = find_edge(is_kept, inside=middle, outside=outside)
        # The test changes only where one of each become tied.
        return nought_within(nearest_sum(tally.first, -tally.second, edge), 2 * rounding)

    if not is_kept(middle):  # at a level next to nought
        return OUT_OF_REACH
    lowest = float(tally.first.min() - tally.second.max()) - 1
    return Limits(
        limit(lowest), limit(float(tally.first.max() - tally.second.min()) + 1), level
    )


def _median_difference(first: FloatArray, second: FloatArray) -> float:
    """Hodges-Lehmann: the median of all differences between one of each."""
    ones, n_ones = np.unique(first, return_counts=True)
    others, n_others = np.unique(second, return_counts=True)
    if ones.size * others.size <= MOST_DIFFERENCES:
        differences = np.subtract.outer(ones, others).ravel()
        return tallied_median(differences, np.outer(n_ones, n_others).ravel())
    n = first.size * second.size

    def smallest(place: int) -> float:
        def has_reached(limit: float) -> bool:
            # How many differences are at most the limit.
            n_below = np.concatenate([[0], np.cumsum(n_others)])
            return n - int(n_ones @ n_below[np.searchsorted(others, ones - limit)]) >= place

        low, high = float(first.min() - second.max()), float(first.max() - second.min())
        return find_edge(has_reached, inside=high, outside=low)

    return (smallest((n + 1) // 2) + smallest(n // 2 + 1)) / 2
