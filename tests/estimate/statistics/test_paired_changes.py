"""Student's test, the sign test and Walsh's interval: what R works out, and laws."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest, ttest_rel

from larvik_analysis.estimate.statistics.paired_changes import (
    paired_t_test,
    sign_test,
    walsh_interval,
)
from larvik_analysis.estimate.statistics.paired_shares import estimate_paired_difference
from larvik_analysis.estimate.statistics.signed_ranks import signed_rank_test
from larvik_analysis.terms.results import NotEstimable

KNOWN = {
    case["id"]: case
    for name in ("ranks", "effect_sizes")
    for case in json.loads(
        (Path(__file__).parents[2] / "known" / f"{name}.json").read_text(encoding="utf-8")
    )["cases"]
}
# Rounding of sums of a dozen numbers, and of scipy's own laws.
ROUNDING = 1e-9
CHANGES = st.lists(st.integers(-4, 4), min_size=1, max_size=12)


def agrees(case_id: str, name: str, value: float) -> None:
    case = KNOWN[case_id]
    expected = case["expected"][name]
    tolerance = max(case["tolerance"], ROUNDING) * max(1, abs(expected))
    assert value == pytest.approx(expected, rel=0, abs=tolerance), name


# ---- Student's test -----------------------------------------------------------------------


def test_student_as_in_r():
    given_ = KNOWN["paired_t_families11"]["input"]
    found: Any = paired_t_test(given_["pre"], given_["post"])
    for name, value in {
        "t": found.statistic, "df": found.df, "p": found.p_value,
        "mean": found.estimate, "lo": found.low, "hi": found.high,
    }.items():  # fmt: skip
        agrees("paired_t_families11", name, value)


def test_one_unit_has_a_mean_and_no_interval():
    case = KNOWN["n1_mean_ci"]
    found: Any = paired_t_test([0.0], case["input"]["x"])
    assert (found.n, found.estimate) == (case["expected"]["n"], case["expected"]["mean"])
    assert (found.low, found.high, found.level, found.p_value) == (None, None, None, None)


@given(CHANGES.filter(lambda changes: len({*changes}) > 1), st.sampled_from([0.8, 0.95]))
def test_student_as_in_scipy(changes, level):
    nought = np.zeros(len(changes))
    found: Any = paired_t_test(nought, changes, level=level)
    peer = ttest_rel(changes, nought)
    limits = peer.confidence_interval(level)
    assert found.p_value == pytest.approx(peer.pvalue, abs=ROUNDING)
    assert (found.low, found.high) == (pytest.approx(limits.low), pytest.approx(limits.high))
    assert (found.p_value > 1 - level) == (found.low < 0 < found.high)


def test_student_of_changes_that_are_alike():
    found: Any = paired_t_test([0.1, 0.2, 0.3], [0.3, 0.4, 0.5])
    assert found.estimate == pytest.approx(0.2)
    assert (found.low, found.statistic, found.p_value) == (None, None, None)
    assert isinstance(paired_t_test([None], [1]), NotEstimable)


# ---- the sign test ------------------------------------------------------------------------


@pytest.mark.parametrize("case_id", ["sign_test_families11", "sign_test_all_zero"])
def test_signs_as_in_r(case_id):
    changes = KNOWN[case_id]["input"]["diff"]
    found: Any = sign_test(np.zeros(len(changes)), changes)
    agrees(case_id, "n_pos", found.n_up)
    agrees(case_id, "n_nonzero", found.n_changed)
    agrees(case_id, "p", found.p_value)


@given(CHANGES, st.sampled_from([0.5, 0.8, 0.95]))
def test_signs_as_in_scipy_with_the_interval_of_the_net_share(changes, level):
    found: Any = sign_test(np.zeros(len(changes)), changes, level=level)
    n_up, n_down = np.sum(np.array(changes) > 0), np.sum(np.array(changes) < 0)
    assert found.estimate == pytest.approx((n_up - n_down) / len(changes))
    n_same = len(changes) - int(n_up) - int(n_down)
    tango: Any = estimate_paired_difference(0, int(n_down), int(n_up), n_same, level=level)
    assert (found.low, found.high, found.level) == (tango.low, tango.high, level)
    assert found.low <= found.estimate <= found.high
    if not n_up + n_down:
        assert found.p_value == 1.0
        return
    peer = binomtest(int(n_up), int(n_up + n_down))
    assert found.p_value == pytest.approx(peer.pvalue, abs=ROUNDING)


def test_nobody_to_compare():
    assert isinstance(sign_test([], []), NotEstimable)


# ---- Walsh's interval ---------------------------------------------------------------------


def test_ordered_averages_as_in_r():
    case = KNOWN["walsh_ci_classic_families11"]
    found: Any = walsh_interval(case["input"]["diff"])
    agrees("walsh_ci_classic_families11", "lo", found.low)
    agrees("walsh_ci_classic_families11", "hi", found.high)
    agrees("walsh_ci_classic_families11", "achieved_conf", found.level)
    assert found.estimate == KNOWN["hl_one_sample_families11"]["expected"]["hl_nonzero"]


@given(st.integers(6, 14), st.integers(0, 1_000), st.sampled_from([0.8, 0.9, 0.95]))
def test_without_ties_it_is_the_inversion_of_the_test_between_critical_shifts(n, seed, level):
    changes = np.random.default_rng(seed).normal(0.3, 1, n)
    found: Any = walsh_interval(changes, level=level)
    inverted: Any = signed_rank_test(np.zeros(n), changes, level=level)
    # Just at a change, which leaves that one out, the exact test may keep a shift more.
    assert inverted.low <= found.low <= found.high <= inverted.high
    assert found.estimate == pytest.approx(inverted.estimate)
    for limit, side in ((found.low, -1), (found.high, 1)):
        just_inside: Any = signed_rank_test(np.zeros(n), changes - limit + side * 1e-6)
        just_outside: Any = signed_rank_test(np.zeros(n), changes - limit - side * 1e-6)
        assert just_inside.p_value > 1 - level
        assert just_outside.p_value == pytest.approx(1 - found.level, abs=ROUNDING)


def test_a_level_out_of_reach_and_nobody():
    found: Any = walsh_interval([1, 2, 3, 4, 5])
    assert (found.estimate, found.low, found.high, found.level) == (3.0, None, None, None)
    assert isinstance(walsh_interval([0, 0, None]), NotEstimable)


def test_the_interval_of_the_signs_counts_those_who_did_not_change():
    found: Any = sign_test([0] * 20, [1, 1] + [0] * 18)
    # Two of twenty: the whole of twenty is in doubt, not the two alone.
    assert found.low < 0 < 0.25 < found.high
    generator, held = np.random.default_rng(1), []
    for _ in range(400):
        changes = generator.choice([1, -1, 0], 20, p=[0.1, 0.0, 0.9])
        drawn: Any = sign_test(np.zeros(20), changes)
        held.append(drawn.low <= 0.1 <= drawn.high)
    assert np.mean(held) > 0.93


def test_walsh_has_no_interval_of_one_point():
    found: Any = walsh_interval([3] * 8)
    assert (found.estimate, found.low, found.high, found.level) == (3.0, None, None, None)
