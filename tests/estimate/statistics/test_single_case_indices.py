"""Indices of single cases: published examples, other programs, and laws."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from larvik_analysis.errors import ParameterError
from larvik_analysis.estimate.statistics.baseline_trend import baseline_corrected_tau
from larvik_analysis.estimate.statistics.effect_sizes import probability_of_superiority
from larvik_analysis.estimate.statistics.overlap_indices import (
    non_overlap_of_all_pairs,
    share_exceeding_median,
    share_non_overlapping,
    tau_overlap,
    tau_u,
)
from larvik_analysis.estimate.statistics.response_ratio import log_response_ratio
from larvik_analysis.terms.goal_results import (
    CorrectedComparison,
    PhaseComparison,
    ResponseRatio,
)
from larvik_analysis.terms.results import NotEstimable

CASES = {
    case["id"]: case
    for case in json.loads(
        (Path(__file__).parents[2] / "known" / "single_case.json").read_text(encoding="utf-8")
    )["cases"]
}
PHASE = st.lists(st.integers(0, 9), min_size=2, max_size=8)
INDICES = (
    non_overlap_of_all_pairs, tau_overlap, tau_u, baseline_corrected_tau, log_response_ratio,
    share_non_overlapping, share_exceeding_median,
)  # fmt: skip


def check(case: dict[str, Any], name: str, got: float | None) -> None:
    expected = case["expected"][name]
    assert got == pytest.approx(
        expected, rel=0, abs=case["tolerance"] * max(1, abs(expected))
    ), name


def found(index: Any, *phases: Any, **options: Any) -> Any:
    result = index(*phases, **options)
    assert isinstance(result, PhaseComparison)
    return result


# ---- known answers ----------------------------------------------------------------------


def test_the_worked_examples():
    case = CASES["sced_parker"]
    first, second, line = (
        (case["input"][name]["a"], case["input"][name]["b"])
        for name in ("example_1", "example_2", "tarlow")
    )
    check(case, "NAP", found(non_overlap_of_all_pairs, *first).estimate)
    check(case, "Tau", found(tau_overlap, *first).estimate)
    check(case, "PND", found(share_non_overlapping, *first).estimate)
    check(case, "PEM", found(share_exceeding_median, *first).estimate)
    check(case, "Tau_ex2", found(tau_overlap, *second).estimate)
    check(case, "TauU_ex2", found(tau_u, *second).estimate)
    check(case, "Tau_tarlow", found(tau_overlap, *line).estimate)
    check(case, "TauU_tarlow", found(tau_u, *line).estimate)
    corrected = found(baseline_corrected_tau, *line)
    check(case, "TauBC_tarlow", corrected.estimate)
    assert corrected.is_corrected
    assert corrected.low is None


@pytest.mark.parametrize(
    "name", ["nap_errors_parker_ex1", "nap_parker_vannest_2009", "nap_tarlow_fall"]
)
def test_nap_with_errors_and_limits(name: str):
    case = CASES[name]
    phases, better = (case["input"]["a"], case["input"]["b"]), case["params"]["better"]
    nap = found(non_overlap_of_all_pairs, *phases, better=better)
    tau = found(tau_overlap, *phases, better=better)
    for field in ("estimate", "low", "high"):
        check(case, field, getattr(nap, field))
        assert getattr(tau, field) == pytest.approx(2 * getattr(nap, field) - 1, abs=1e-12)
    for variance in ("unbiased", "hanley", "null"):
        other = found(
            non_overlap_of_all_pairs, *phases, better=better, variance=variance
        ).standard_error
        check(case, f"se_{variance}", other)
    assert tau.standard_error == pytest.approx(2 * nap.standard_error, abs=1e-12)


@pytest.mark.parametrize(
    "name", ["lrr_parker_ex1", "lrr_parker_vannest_2009", "lrr_tarlow_fall"]
)
def test_log_response_ratio(name: str):
    case = CASES[name]
    ratio = found(log_response_ratio, case["input"]["a"], case["input"]["b"])
    assert isinstance(ratio, ResponseRatio)
    check(case, "estimate", ratio.estimate)
    check(case, "uncorrected", ratio.uncorrected)
    check(case, "se", ratio.standard_error)
    assert ratio.high - ratio.estimate == pytest.approx(1.959964 * ratio.standard_error)


def test_baseline_corrected_tau_with_a_trend():
    case = CASES["tau_bc_tarlow_example"]
    phases = case["input"]["a"], case["input"]["b"]
    kendall = found(baseline_corrected_tau, *phases)
    overlap = found(baseline_corrected_tau, *phases, kind="overlap", correction="always")
    assert kendall.is_corrected
    check(case, "slope", kendall.slope)
    check(case, "intercept", kendall.intercept)
    check(case, "trend_p", kendall.trend_p_value)
    check(case, "tau_b", kendall.estimate)
    check(case, "se_tau_b", kendall.standard_error)
    check(case, "tau", overlap.estimate)
    check(case, "se_tau", overlap.standard_error)


def test_baseline_corrected_tau_where_the_trend_is_not_significant():
    case = CASES["tau_bc_parker_ex1"]
    phases = case["input"]["a"], case["input"]["b"]
    always = found(baseline_corrected_tau, *phases, correction="always")
    check(case, "tau_b", always.estimate)
    check(case, "slope", always.slope)
    check(case, "intercept", always.intercept)
    overlap = found(baseline_corrected_tau, *phases, kind="overlap", correction="always")
    check(case, "tau", overlap.estimate)
    left = found(baseline_corrected_tau, *phases, kind="overlap")
    assert not left.is_corrected
    assert left.trend_p_value > case["expected"]["trend_p_least"]
    assert left.estimate == found(tau_overlap, *phases).estimate


def test_the_trend_test_is_exact_without_ties_whatever_the_length():
    # All ten in order: two of the 10! orders are as far out.
    rising = found(baseline_corrected_tau, range(10), [3.0])
    assert rising.trend_p_value == pytest.approx(2 / math.factorial(10), rel=1e-9)
    # Six with three ties of two: two of 90 orders.
    tied = found(baseline_corrected_tau, [1, 1, 3, 3, 5, 5], [5, 6, 4, 8, 9])
    assert tied.trend_p_value == pytest.approx(2 / 90)
    assert tied.is_corrected
    assert not found(
        baseline_corrected_tau, [1, 1, 3, 3, 5, 5], [5, 6, 4], level=0.99
    ).is_corrected


# ---- laws -------------------------------------------------------------------------------


@given(PHASE, PHASE)
def test_nap_is_the_share_of_pairs_and_the_chance_of_superiority(a: list[int], b: list[int]):
    pairs = [(after > before) + 0.5 * (after == before) for before in a for after in b]
    nap = found(non_overlap_of_all_pairs, a, b)
    assert nap.estimate == pytest.approx(sum(pairs) / len(pairs))
    other = probability_of_superiority(b, a)
    assert not isinstance(other, NotEstimable)
    assert nap.estimate == pytest.approx(other.estimate)


@given(PHASE, PHASE)
def test_worse_is_the_other_way_round(a: list[int], b: list[int]):
    up, down = (
        found(non_overlap_of_all_pairs, a, b, better=way) for way in ("higher", "lower")
    )
    assert up.estimate == pytest.approx(1 - down.estimate)
    assert up.low == pytest.approx(1 - down.high, abs=1e-9)
    assert up.standard_error == pytest.approx(down.standard_error)
    for index in (tau_overlap, tau_u, baseline_corrected_tau):
        one, other = (found(index, a, b, better=way).estimate for way in ("higher", "lower"))
        assert one == pytest.approx(-other, abs=1e-12), index


@given(PHASE, PHASE, st.sampled_from([0.5, 0.8, 0.9]))
def test_limits_hold_the_estimate_and_widen_with_the_level(
    a: list[int], b: list[int], level: float
):
    narrow = found(non_overlap_of_all_pairs, a, b, level=level)
    wide = found(non_overlap_of_all_pairs, a, b, level=0.95)
    assert 0 <= wide.low <= narrow.low <= narrow.estimate <= narrow.high <= wide.high <= 1
    assert wide.high - wide.low > 0.01


@given(PHASE, PHASE)
def test_the_limits_are_where_the_score_test_turns(a: list[int], b: list[int]):
    nap, m, n = found(non_overlap_of_all_pairs, a, b), len(a), len(b)
    half = (m + n) / 2 - 1
    for limit in (nap.low, nap.high):
        spread = limit * (1 - limit)
        variance = (
            spread
            * (1 + half * (1 - limit) / (2 - limit) + half * limit / (1 + limit))
            / (m * n)
        )
        assert (nap.estimate - limit) ** 2 == pytest.approx(1.959964**2 * variance, abs=1e-6)


@given(PHASE, PHASE, st.integers(1, 5), st.integers(-3, 3))
def test_only_the_order_counts_and_a_common_trend_does_not(
    a: list[int], b: list[int], stretch: int, tilt: int
):
    moved = ([stretch * value + 7 for value in phase] for phase in (a, b))
    other = found(baseline_corrected_tau, *moved, correction="always")
    plain = found(baseline_corrected_tau, a, b, correction="always")
    assert other.estimate == pytest.approx(plain.estimate, abs=1e-9)
    tilted = [value + tilt * time for time, value in enumerate([*a, *b])]
    leant = found(
        baseline_corrected_tau, tilted[: len(a)], tilted[len(a) :], correction="always"
    )
    assert leant.estimate == pytest.approx(plain.estimate, abs=1e-9)
    assert leant.slope == pytest.approx(plain.slope + tilt, abs=1e-9)


def test_fractions_of_a_slope_make_no_differences():
    # A straight line with a step of a tenth: what is left is nought but for rounding.
    line = [0.1 * time for time in range(9)]
    corrected = found(baseline_corrected_tau, line[:5], line[5:], correction="always")
    assert corrected.estimate == 0.0


def test_the_best_and_the_median_are_told_apart_as_pairs_are():
    alike = [0.1 + 0.2, 0.3, 0.3], [0.3, 0.1 + 0.2, 0.3]
    assert found(share_exceeding_median, *alike).estimate == 0.5
    assert found(share_non_overlapping, *alike).estimate == 0.0
    assert found(share_non_overlapping, [0.3, 0.3], [0.1 + 0.2, 0.4]).estimate == 0.5


def test_a_missing_score_keeps_its_place_and_times_count():
    gap = found(baseline_corrected_tau, [1, None, 3, 4], [5, 6], correction="always")
    assert (gap.n_baseline, gap.slope) == (3, 1.0)
    timed = found(
        baseline_corrected_tau, [1, 3, 4], [5, 6], times=[1, 3, 4, 5, 6], correction="always"
    )
    assert (timed.slope, timed.estimate) == (1.0, gap.estimate)


# ---- few scores, and errors -------------------------------------------------------------


@pytest.mark.parametrize("index", INDICES)
def test_an_empty_phase_is_a_reason(index: Any):
    assert isinstance(index([1, 2, 3], []), NotEstimable)
    assert isinstance(index([None], [1, 2]), NotEstimable)


def test_one_score_gives_no_unbiased_error():
    one = found(non_overlap_of_all_pairs, [3], [4, 5])
    assert one.standard_error is None
    assert found(tau_overlap, [3], [4, 5], variance="null").standard_error is not None


def test_alike_scores_and_means_of_nought():
    assert found(tau_overlap, [2, 2], [2, 2, 2]).estimate == 0.0
    ratio = found(log_response_ratio, [2, 2], [4, 4])
    assert (ratio.estimate, ratio.low) == (math.log(2), None)
    assert isinstance(log_response_ratio([3, 4], [0, 0]), NotEstimable)
    held = found(log_response_ratio, [3, 4], [0, 0], truncation=1)
    assert held.uncorrected == pytest.approx(math.log(0.25 / 3.5))


def test_no_overlap_has_an_interval_with_width():
    nap = found(non_overlap_of_all_pairs, [1, 2, 3], [4, 5, 6])
    assert nap.estimate == nap.high == 1.0
    assert 0.2 < nap.low < 0.8


def test_results_are_plain_numbers():
    corrected = found(baseline_corrected_tau, np.array([1, 2, 3, 5]), np.array([4, 6]))
    assert isinstance(corrected, CorrectedComparison)
    assert type(corrected.estimate) is float
    assert type(corrected.is_corrected) is bool


@pytest.mark.parametrize(
    ("call", "code"),
    [
        (lambda: non_overlap_of_all_pairs([1], [2], better="more"), "method_unknown"),
        (lambda: tau_u(["a"], [2]), "answers_not_numbers"),
        (lambda: tau_overlap([1], [2], level=1.0), "level_out_of_range"),
        (lambda: tau_overlap([1], [2], variance="exact"), "method_unknown"),
        (lambda: baseline_corrected_tau([1, 2], [3], kind="tau"), "method_unknown"),
        (lambda: baseline_corrected_tau([1, 2], [3], correction="never"), "method_unknown"),
        (lambda: baseline_corrected_tau([1, 2], [3], times=[1, 2]), "lengths_differ"),
        (lambda: baseline_corrected_tau([1, 2], [3], times=[1, None, 2]), "times_missing"),
        (lambda: baseline_corrected_tau([1, 2], [3], times=[1, 1, 2]), "times_repeated"),
        (lambda: log_response_ratio([1, 2], [3, 4], truncation=0), "number_above_nought"),
    ],
)
def test_errors(call: Any, code: str):
    with pytest.raises(ParameterError) as told:
        call()
    assert told.value.code == code
