"""The exact Wilcoxon signed-rank test with ties and zeros, and the interval it implies."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, Final, NamedTuple

import numpy as np

from larvik_analysis.estimate.statistics.arguments import FloatArray, IntArray, refuse_method
from larvik_analysis.estimate.statistics.edges import find_edge
from larvik_analysis.estimate.statistics.normal import two_sided_p
from larvik_analysis.estimate.statistics.rank_laws import (
    doubled_ranks,
    law_of_signed_sum,
    two_tails,
)
from larvik_analysis.estimate.statistics.samples import as_pairs, error_rate, rounding_of
from larvik_analysis.estimate.statistics.shift_limits import (
    OUT_OF_REACH,
    Limits,
    Rungs,
    limits_on_rungs,
    nought_within,
    rungs_of,
    with_width,
)
from larvik_analysis.estimate.statistics.tallies import nearest_sum, tallied_ranks
from larvik_analysis.estimate.statistics.walsh_averages import (
    median_of_walsh_averages,
    walsh_averages,
)
from larvik_analysis.terms.rank_results import SignedRankTest
from larvik_analysis.terms.results import NotEstimable

ZEROS: Final = ("drop", "pratt")
# About a second of work: 200 different changes, or 400 that are answers on a scale.
MOST_ADDITIONS = 1_000_000_000
# Ranks at many shifts are worked out together, so many numbers at a time.
MOST_AT_ONCE = 1_000_000


def signed_rank_test(
    before: Any, after: Any, *, zeros: str = "drop", level: float = 0.95
) -> SignedRankTest | NotEstimable:
    """How far units moved from before to after, by the exact signed-rank test.

    The p-value is exact with ties (average ranks). The estimate is the median of the
    averages of all pairs of changes, those of zero among them. The interval is the
    smallest that holds every shift which the same test, applied to the changes less the
    shift, does not reject; where 0 is outside, the p-value is at most ``1 - level``. With
    ties a limit itself may be rejected, and the interval may differ from the textbook's
    (`walsh_interval`), which holds without ties.

    Parameters
    ----------
    before, after : sequence of float, shape (n,)
        The same units in the same order; pairs in which one is missing are left out.
    zeros : {"drop", "pratt"}
        Units without a change are left out before ranking (Wilcoxon), or ranked first and
        left out then (Pratt). For the interval this is done anew at each shift.
    level : float
        Confidence level asked for, between 0 and 1.

    Returns
    -------
    SignedRankTest or NotEstimable
        `level` is the one achieved, at least the one asked for. Where so few units cannot
        reach it, `low`, `high` and `level` are None and `level_reachable` says what they
        can reach. They are None too where both limits are the same: of a sample nothing is
        that sure, and a shift in whole steps says too little; see `sign_test`. Exact up to
        200 units, 400 on a scale; beyond, the normal approximation with corrections for ties
        and continuity, and `method` says so.

    Raises
    ------
    ParameterError
        If the two are not equally long lists of numbers, `zeros` is unknown, or `level` is
        not between 0 and 1.

    References
    ----------
    .. [1] Hollander, M. and Wolfe, D. A. (1999). Nonparametric Statistical Methods, 2nd
       ed., section 3.1.
    .. [2] Pratt, J. W. (1959). Remarks on zeros and ties in the Wilcoxon signed rank
       procedures. Journal of the American Statistical Association 54, 655-667.

    Examples
    --------
    >>> test = signed_rank_test([3, 5, 4, 6, 2, 5, 7], [6, 7, 4, 8, 5, 6, 8])
    >>> test.p_value, test.estimate, (test.low, test.high), test.level
    (0.03125, 1.75, (0.5, 3.0), 0.96875)
    """
    refuse_method(zeros, ZEROS)
    alpha = error_rate(level)
    first, second = as_pairs(before, after)
    if not first.size:
        return NotEstimable("nobody is known both before and after")
    changes, rounding = second - first, rounding_of(first, second)
    rungs = _rungs_if_exact(changes, rounding)

    def ranked_at(shifts: FloatArray) -> _Ranked:
        return _ranked(changes - shifts[:, np.newaxis], zeros, rounding)

    here = ranked_at(np.zeros(1))
    estimate = median_of_walsh_averages(changes)
    if rungs is None:
        kind, tally = "normal", _Tally(*np.unique(changes, return_counts=True))
        p_value = _normal_p(tally, zeros, rounding)
        limits = _normal_limits(tally, estimate, zeros, level, rounding)
    else:
        kind, p_at = "exact", _exact_p_with_memory()
        p_value = p_at(here, 0)
        limits = _exact_limits(rungs, ranked_at, p_at, alpha)
    limits = with_width(limits, first, second)
    return SignedRankTest(
        estimate=estimate,
        low=limits.low,
        high=limits.high,
        level=limits.level,
        n=changes.size,
        method=f"signed-rank-{kind}-zeros-{zeros}",
        p_value=p_value,
        level_reachable=1 - 2.0 ** (1 - changes.size),
        statistic=float(here.seen[0] / 2),
        n_changed=int(np.count_nonzero(here.ranks[0])),
    )


class _Ranked(NamedTuple):
    """Doubled ranks in ascending order at each shift, 0 for zeros; the sum of those above."""

    ranks: IntArray
    seen: IntArray

    @property
    def distance(self) -> FloatArray:
        """From the sum that is expected by chance."""
        return np.asarray(np.abs(self.seen - self.ranks.sum(axis=1) / 2))

    @property
    def squares(self) -> FloatArray:
        """Sum of the squared ranks."""
        return np.asarray(np.square(self.ranks, dtype=np.float64).sum(axis=1))


def _ranked(moved: FloatArray, zeros: str, rounding: float) -> _Ranked:
    """Ranks of the sizes of changes, shape (n_shifts, n)."""
    order = np.argsort(np.abs(moved), axis=1)
    moved = np.take_along_axis(moved, order, axis=1)
    sizes = np.abs(moved)
    ranks, is_zero = doubled_ranks(sizes, rounding=rounding), sizes <= rounding
    if zeros == "drop":
        ranks = ranks - 2 * is_zero.sum(axis=1, keepdims=True)
    ranks = np.where(is_zero, 0, ranks)
    return _Ranked(ranks, (ranks * (moved > 0)).sum(axis=1))


def _rungs_if_exact(changes: FloatArray, rounding: float) -> Rungs | None:
    """The rungs of the exact test; None where it would take too long."""
    n_additions = changes.size**2 * (changes.size + 1) // 2
    if n_additions > MOST_ADDITIONS:
        return None
    rungs = rungs_of(walsh_averages(changes), rounding)
    n_laws = min(rungs.shifts.size, 2 * changes.size)
    return rungs if n_laws * n_additions <= MOST_ADDITIONS else None


def _exact_p_with_memory() -> Callable[[_Ranked, int], float]:
    """The exact p-value at a shift; shifts with the same ranks share their law."""
    laws: dict[bytes, FloatArray] = {}

    def p_at(ranked: _Ranked, number: int) -> float:
        ranks = ranked.ranks[number]
        key = ranks.tobytes()
        if key not in laws:
            laws[key] = law_of_signed_sum(ranks)
        return two_tails(laws[key], int(ranked.seen[number]))

    return p_at


class _Tally(NamedTuple):
    """Different changes in ascending order, and how often each was seen."""

    changes: FloatArray
    counts: IntArray


def _normal_p(tally: _Tally, zeros: str, rounding: float) -> float:
    """The approximate p-value; half a rank is taken off for continuity."""
    order = np.argsort(np.abs(tally.changes))
    changes, counts = tally.changes[order], tally.counts[order]
    is_zero = np.abs(changes) <= rounding
    ranks = tallied_ranks(np.abs(changes), counts, rounding=rounding).astype(np.float64)
    if zeros == "drop":
        ranks -= 2 * counts[is_zero].sum()
    ranks[is_zero] = 0.0
    variance = float(counts @ ranks**2) / 4
    if not variance:
        return 1.0
    distance = abs(float(counts @ (ranks * np.sign(changes)))) / 2
    return two_sided_p(max(0.0, distance - 1) / math.sqrt(variance))


def _exact_limits(
    rungs: Rungs,
    ranked_at: Callable[[FloatArray], _Ranked],
    p_at: Callable[[_Ranked, int], float],
    alpha: float,
) -> Limits:
    n_parts = math.ceil(rungs.shifts.size * ranked_at(np.zeros(1)).ranks.size / MOST_AT_ONCE)
    parts = [ranked_at(shifts) for shifts in np.array_split(rungs.shifts, n_parts)]
    ranked = _Ranked(*(np.concatenate(columns) for columns in zip(*parts, strict=True)))
    # Hoeffding's bound of both tails; a law is only worked out where it does not decide.
    squares = np.maximum(ranked.squares, 1.0)
    is_far = 2 * np.exp(-2 * ranked.distance**2 / squares) <= alpha
    return limits_on_rungs(rungs, lambda number: p_at(ranked, number), is_far, alpha)


def _normal_limits(
    tally: _Tally, middle: float, zeros: str, level: float, rounding: float
) -> Limits:
    changes = tally.changes

    def is_kept(shift: float) -> bool:
        moved = tally._replace(changes=changes - shift)
        return _normal_p(moved, zeros, rounding) > 1 - level

    def limit(outside: float) -> float:
        edge = find_edge(is_kept, inside=middle, outside=outside)
        # The test changes only where two changes become tied or one becomes zero.
        return nought_within(nearest_sum(changes, changes, 2 * edge) / 2, 2 * rounding)

    if not is_kept(middle):  # at a level next to nought
        return OUT_OF_REACH
    return Limits(limit(float(changes.min()) - 1), limit(float(changes.max()) + 1), level)
