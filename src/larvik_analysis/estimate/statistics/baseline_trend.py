"""Phases compared once the trend of the first has been taken out of both."""

from __future__ import annotations

import math
from typing import Any, Literal, get_args

import numpy as np

from larvik_analysis.errors import ParameterError
from larvik_analysis.estimate.statistics.arguments import (
    COARSE_ROUNDING,
    FloatArray,
    plain_level,
    refuse_method,
)
from larvik_analysis.estimate.statistics.normal import two_sided_p, two_sided_z
from larvik_analysis.estimate.statistics.phase_pairs import (
    Better,
    Overlap,
    overlap_of,
    rise,
    signs_of_pairs,
    turned,
)
from larvik_analysis.estimate.statistics.rank_permutations import MOST_ORDERED, kendall_p
from larvik_analysis.estimate.statistics.samples import as_list, error_rate
from larvik_analysis.terms.goal_results import CorrectedComparison
from larvik_analysis.terms.results import NotEstimable

Correction = Literal["significant", "always"]
TauKind = Literal["kendall", "overlap"]


def baseline_corrected_tau(
    baseline: Any,
    treatment: Any,
    *,
    times: Any = None,
    better: Better = "higher",
    correction: Correction = "significant",
    kind: TauKind = "kendall",
    level: float = 0.95,
) -> CorrectedComparison | NotEstimable:
    """Tau after the trend of the baseline, drawn on, has been taken out of both phases.

    Parameters
    ----------
    baseline, treatment : sequence of float
        Scores of one case in the order they were taken; a missing score keeps its place.
    times : sequence of float, length n_baseline + n_treatment, optional
        When they were taken; 1, 2, 3 ... if not given.
    better : {"higher", "lower"}
    correction : {"significant", "always"}
        Whether the trend is taken out only where Kendall's test rejects a baseline without
        one at 1 less `level`, as Tarlow does, or in any case.
    kind : {"kendall", "overlap"}
        Kendall's tau-b of scores and phase, as Tarlow has it, or `tau_overlap`.
    level : float
        Confidence level, between 0 and 1.

    Returns
    -------
    CorrectedComparison or NotEstimable
        Where all corrected scores are alike it is 0, without an interval. Standard errors
        know nothing of the correction: that of tau-b is the root of 2 / n times 1 - tau².
        Not estimable with fewer than two scores in the baseline.

    Raises
    ------
    ParameterError
        If a phase is no list of numbers, there is not one finite time for each score, two
        scores of the baseline are of one time, or another argument is unknown.

    Notes
    -----
    The slope is the median of the slopes of all pairs of the baseline (Theil and Sen). The
    test of trend is exact without ties, and with ties up to eight scores; beyond, it is the
    normal approximation with a correction for continuity.

    References
    ----------
    .. [1] Tarlow, K. R. (2017). An improved rank correlation effect size statistic for
       single-case designs: baseline corrected Tau. Behavior Modification 41, 427-467.

    Examples
    --------
    >>> found = baseline_corrected_tau([1, 2, 3, 4, 5], [6, 7, 8, 9, 10])
    >>> found.estimate, found.is_corrected
    (0.0, True)
    """
    level = plain_level(level)
    refuse_method(correction, get_args(Correction))
    refuse_method(kind, get_args(TauKind))
    before, after, when = _in_time(as_list(baseline), as_list(treatment), times)
    n_before, n_after = before.size, after.size
    if n_before < 2 or not n_after:
        return NotEstimable("the baseline has fewer than two scores or the treatment none")
    slope, intercept = _theil_sen(before, when[:n_before])
    p_value = _trend_p(before[np.argsort(when[:n_before])])
    is_corrected = correction == "always" or p_value <= error_rate(level)
    together = np.concatenate([before, after])
    # What is nought but for rounding in the fitted line is no difference.
    near = COARSE_ROUNDING * float(np.abs([*together, *(slope * when), intercept]).max())
    if is_corrected:
        together = together - intercept - slope * when
    first, second = turned(together[:n_before], together[n_before:], better)
    if kind == "overlap":
        overlap = overlap_of(signs_of_pairs(first, second, near), level, "unbiased").doubled()
    else:
        overlap = _tau_b(first, second, near, level)
    return CorrectedComparison(
        estimate=overlap.estimate,
        low=overlap.low,
        high=overlap.high,
        level=None if overlap.low is None else level,
        n=n_before + n_after,
        method=f"baseline-corrected-tau-{kind}-{correction}",
        n_baseline=n_before,
        n_treatment=n_after,
        standard_error=overlap.standard_error,
        is_corrected=is_corrected,
        slope=slope,
        intercept=intercept,
        trend_p_value=p_value,
    )


def _in_time(
    before: FloatArray, after: FloatArray, times: Any
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """The scores that are there, and when each was taken."""
    n = before.size + after.size
    when = np.arange(1.0, n + 1) if times is None else as_list(times)
    if when.size != n:
        raise ParameterError("lengths_differ")
    is_there = ~np.isnan(np.concatenate([before, after]))
    if np.isnan(when[is_there]).any():
        raise ParameterError("times_missing")
    kept = when[: before.size][is_there[: before.size]]
    if np.unique(kept).size < kept.size:
        raise ParameterError("times_repeated")
    return before[~np.isnan(before)], after[~np.isnan(after)], when[is_there]


def _theil_sen(values: FloatArray, when: FloatArray) -> tuple[float, float]:
    """Median slope of all pairs, and the median of what it leaves."""
    ones, others = np.triu_indices(values.size, 1)
    slopes = (values[others] - values[ones]) / (when[others] - when[ones])
    slope = float(np.median(slopes))
    return slope, float(np.median(values - slope * when))


def _trend_p(ordered: FloatArray) -> float:
    """Two-sided p-value of Kendall's test that the scores have no trend."""
    from scipy.stats import kendalltau  # slow to import

    n, risen = ordered.size, rise(ordered)
    sizes = np.unique(ordered, return_counts=True)[1]
    if n < 3 or sizes.size == 1:
        return 1.0
    places = np.arange(float(n))
    if sizes.max() == 1:
        return float(kendalltau(ordered, places, method="exact").pvalue)
    if n <= MOST_ORDERED:
        return kendall_p(places, ordered)
    tied = float((sizes * (sizes - 1) * (2 * sizes + 5)).sum())
    spread = math.sqrt((n * (n - 1) * (2 * n + 5) - tied) / 18)
    return two_sided_p(max(0.0, abs(risen) - 1) / spread)


def _tau_b(first: FloatArray, second: FloatArray, near: float, level: float) -> Overlap:
    """Kendall's tau-b of score and phase, with the standard error that Tarlow gives it."""
    together = np.concatenate([first, second])
    n = together.size
    n_untied = np.count_nonzero(np.triu(signs_of_pairs(together, together, near), 1))
    if not n_untied:
        return Overlap(0.0)
    tau = float(signs_of_pairs(first, second, near).sum()) / math.sqrt(
        first.size * second.size * n_untied
    )
    squared = 2 / n * (1 - tau**2)
    if squared <= COARSE_ROUNDING:
        return Overlap(tau)
    reach = two_sided_z(level) * math.sqrt(squared)
    low, high = max(-1.0, tau - reach), min(1.0, tau + reach)
    return Overlap(tau, math.sqrt(squared), low, high)
