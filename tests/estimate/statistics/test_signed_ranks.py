"""The signed-rank test: what R works out, enumeration, and what it must obey."""

from __future__ import annotations

import itertools
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import rankdata, wilcoxon

from larvik_analysis.errors import ParameterError
from larvik_analysis.estimate.statistics.of_counts import signed_rank_p
from larvik_analysis.estimate.statistics.shift_limits import rungs_of
from larvik_analysis.estimate.statistics.signed_ranks import signed_rank_test
from larvik_analysis.terms.results import NotEstimable

KNOWN = {
    case["id"]: case
    for case in json.loads(
        (Path(__file__).parents[2] / "known" / "ranks.json").read_text(encoding="utf-8")
    )["cases"]
}
# Rounding of some thousand additions of chances, and of changes of one decimal.
ROUNDING = 1e-9
CHANGES = st.lists(st.integers(-4, 4), min_size=1, max_size=9)
ZEROS = st.sampled_from(["drop", "pratt"])


def moved(changes: Any, **options: Any) -> Any:
    return signed_rank_test(np.zeros(len(changes)), changes, **options)


def agrees(case_id: str, name: str, value: float) -> None:
    case = KNOWN[case_id]
    expected = case["expected"][name]
    tolerance = max(case["tolerance"], ROUNDING) * max(1, abs(expected))
    assert value == pytest.approx(expected, rel=0, abs=tolerance), name


def p_by_enumeration(changes: Any, zeros: str) -> float:
    """The definition, on every combination of signs."""
    shifted = np.round(np.asarray(changes, dtype=float), 9)
    if zeros == "drop":
        shifted = shifted[shifted != 0]
    ranks = rankdata(np.abs(shifted))[shifted != 0]
    if not ranks.size:
        return 1.0
    seen = ranks[shifted[shifted != 0] > 0].sum()
    sums = np.array(list(itertools.product([0, 1], repeat=ranks.size))) @ ranks
    return float(min(1.0, 2 * min((sums <= seen).mean(), (sums >= seen).mean())))


# ---- known answers ----------------------------------------------------------------------


@pytest.mark.parametrize("case_id", ["wilcoxon_signed_families11", "wilcoxon_signed_noties"])
def test_signed_ranks_as_in_r(case_id):
    dropped = moved(KNOWN[case_id]["input"]["diff"])
    agrees(case_id, "V_drop0", dropped.statistic)
    agrees(case_id, "p_exact_drop0", dropped.p_value)
    agrees(case_id, "hl_all", dropped.estimate)
    pratt = moved(KNOWN[case_id]["input"]["diff"], zeros="pratt")
    agrees(case_id, "p_exact_pratt", pratt.p_value)
    assert pratt.estimate == dropped.estimate


def test_the_interval_without_ties_is_that_of_r():
    agrees("wilcoxon_signed_noties", "ci_lo_drop0", moved(
        KNOWN["wilcoxon_signed_noties"]["input"]["diff"]).low)  # fmt: skip
    case = KNOWN["wilcox_test_ci_hollander"]
    # x less y, so that x comes after.
    found: Any = signed_rank_test(case["input"]["y"], case["input"]["x"])
    for name, value in {
        "V": found.statistic, "p": found.p_value, "hl": found.estimate,
        "lo": found.low, "hi": found.high,
    }.items():  # fmt: skip
        agrees("wilcox_test_ci_hollander", name, value)


def test_the_interval_with_ties_is_the_inversion_of_the_test():
    found = moved(KNOWN["hl_one_sample_families11"]["input"]["diff"])
    agrees("hl_one_sample_families11", "hl_all", found.estimate)
    agrees("hl_one_sample_families11", "ci_inversion_lo", found.low)
    agrees("hl_one_sample_families11", "ci_inversion_hi", found.high)
    agrees("hl_one_sample_families11", "p_at_0", found.p_value)
    assert found.level >= 0.95


def test_twenty_with_ties_and_a_zero_as_in_r():
    changes = KNOWN["wilcoxon_signed_n20_ties"]["input"]["diff"]
    agrees("wilcoxon_signed_n20_ties", "p_exact_drop0", moved(changes).p_value)
    pratt = moved(changes, zeros="pratt")
    agrees("wilcoxon_signed_n20_ties", "p_exact_pratt", pratt.p_value)


def test_nobody_changed():
    found = moved(KNOWN["wilcoxon_signed_all_zero"]["input"]["diff"])
    assert found.p_value == KNOWN["wilcoxon_signed_all_zero"]["expected"]["p"]
    assert found.estimate == KNOWN["wilcoxon_signed_all_zero"]["expected"]["hl_all"]
    assert found.n_changed == KNOWN["wilcoxon_signed_all_zero"]["expected"]["n_nonzero"]
    assert (found.n, found.low, found.high, found.level) == (4, None, None, None)


# ---- against other programs --------------------------------------------------------------


@settings(max_examples=50)
@given(CHANGES, ZEROS)
def test_the_p_value_is_that_of_all_signs(changes, zeros):
    found = moved(changes, zeros=zeros)
    assert found.p_value == pytest.approx(p_by_enumeration(changes, zeros), abs=ROUNDING)


@given(CHANGES)
def test_the_gate_works_out_the_same_p_value(changes):
    scores = np.array(changes, dtype=float)[:, np.newaxis]
    of_counts = signed_rank_p(scores, np.ones(len(changes), dtype=np.int64))
    assert moved(changes).p_value == pytest.approx(of_counts, abs=ROUNDING)


def test_without_ties_scipy_agrees():
    changes = np.random.default_rng(1).normal(0.3, 1, 25)
    assert moved(changes).p_value == pytest.approx(wilcoxon(changes).pvalue, abs=ROUNDING)


def test_large_samples_take_the_normal_law_of_scipy():
    changes = np.random.default_rng(2).integers(-40, 60, 700).astype(float)
    found = moved(changes)
    peer = wilcoxon(changes, correction=True, method="approx")
    assert found.method == "signed-rank-normal-zeros-drop"
    assert found.p_value == pytest.approx(peer.pvalue, abs=ROUNDING)
    assert found.low <= found.estimate <= found.high
    assert found.level == 0.95
    # The limits are averages of two changes, not where a search stopped.
    assert (2 * found.low, 2 * found.high) == (round(2 * found.low), round(2 * found.high))


def test_exact_and_normal_are_near_at_their_border():
    changes = np.random.default_rng(3).normal(0.15, 1, 150)
    exact, normal = moved(changes), moved(np.concatenate([changes, changes]))
    assert exact.method == "signed-rank-exact-zeros-drop"
    assert normal.method == "signed-rank-normal-zeros-drop"
    # The same values twice: the interval shrinks by about the square root of two.
    width, halved = exact.high - exact.low, normal.high - normal.low
    assert halved == pytest.approx(width / np.sqrt(2), rel=0.05)


# ---- laws --------------------------------------------------------------------------------


@settings(max_examples=50)
@given(CHANGES, ZEROS, st.sampled_from([0.5, 0.8, 0.95]))
def test_the_interval_holds_each_shift_that_is_not_rejected(changes, zeros, level):
    found = moved(changes, zeros=zeros, level=level)
    averages = np.unique(np.add.outer(changes, changes) / 2)
    # Each average, what lies between two of them, and what lies outside of all.
    pieces = [(one, one) for one in averages]
    pieces += list(itertools.pairwise([averages[0] - 1, *averages, averages[-1] + 1]))
    p_values = [
        p_by_enumeration(np.array(changes) - (low + high) / 2, zeros) for low, high in pieces
    ]
    alpha = round(1 - level, 12)
    outermost = [p_values[len(averages)], p_values[-1]]
    if max(outermost) > alpha:
        assert (found.low, found.high, found.level) == (None, None, None)
        assert found.level_reachable == pytest.approx(1 - max(outermost))
        return
    # Where every shift is rejected, those that fit best.
    least = min(alpha, np.nextafter(max(p_values), 0))
    kept = [piece for piece, p in zip(pieces, p_values, strict=True) if p > least]
    low, high = min(kept)[0], max(high for _, high in kept)
    if low == high:  # of a sample nothing is that sure
        assert (found.low, found.high, found.level) == (None, None, None)
        return
    assert (found.low, found.high) == (low, high)
    outside = [
        p
        for (low, high), p in zip(pieces, p_values, strict=True)
        if low < found.low or high > found.high
    ]
    assert found.level == pytest.approx(1 - max(outside), abs=ROUNDING)


@given(CHANGES, ZEROS)
def test_nought_outside_the_interval_is_rejected(changes, zeros):
    found = moved(changes, zeros=zeros, level=0.8)
    if found.low is not None and not found.low <= 0 <= found.high:
        assert found.p_value <= 0.2


@settings(max_examples=40)
@given(CHANGES, ZEROS, st.randoms())
def test_the_order_does_not_matter(changes, zeros, random):
    shuffled = random.sample(changes, len(changes))
    assert moved(changes, zeros=zeros) == moved(shuffled, zeros=zeros)


@given(CHANGES, ZEROS)
def test_turned_changes_turn_the_answer(changes, zeros):
    found = moved(changes, zeros=zeros, level=0.8)
    turned = moved([-change for change in changes], zeros=zeros, level=0.8)
    assert turned.p_value == found.p_value
    assert turned.estimate == -found.estimate
    if found.low is not None:
        assert (turned.low, turned.high) == (-found.high, -found.low)


@given(CHANGES, st.sampled_from([0.1, 0.3, 7]))
def test_the_unit_does_not_matter(changes, unit):
    found, other = moved(changes), moved(np.array(changes) * unit)
    assert other.p_value == found.p_value
    assert other.estimate == pytest.approx(found.estimate * unit)


@given(CHANGES)
def test_a_higher_level_has_a_wider_interval(changes):
    narrow, wide = moved(changes, level=0.7), moved(changes, level=0.9)
    if wide.low is not None:
        assert wide.low <= narrow.low
        assert narrow.high <= wide.high
        assert narrow.level <= wide.level


def test_where_every_shift_is_rejected_there_is_no_interval_of_one_point():
    # Six of nine changes are alike, with one just below: no p-value is above one half.
    found = moved([0, 0, -3, -3, -3, -3, -3, -3, -4], level=0.5)
    assert (found.low, found.high, found.level) == (None, None, None)
    assert found.estimate == -3.0


# ---- edges -------------------------------------------------------------------------------


def test_decimals_that_are_alike_are_ties():
    before, after = [0.3, 0.1, 0.2, 1.1], [0.1, 0.3, 0.4, 0.9]
    found: Any = signed_rank_test(before, after)
    assert found.p_value == 1.0  # two rose by a fifth, two fell by as much
    assert found.statistic == 5.0


def test_a_limit_of_nought_is_nought_also_in_decimals():
    # 0.3 less three times 0.1 is not quite 0; a limit there must not leave 0 outside.
    rungs = rungs_of(np.array([0.3 - 3 * 0.1, 1.0, 2.0]), 1e-12)
    assert rungs.lows.tolist() == [-np.inf, 0.0, 0.0, 1.0, 1.0, 2.0, 2.0]
    assert rungs.highs.tolist() == [0.0, 0.0, 1.0, 1.0, 2.0, 2.0, np.inf]


def test_missing_ones_leave_their_pair_out():
    found: Any = signed_rank_test([1, None, 3, 2], [2, 4, float("nan"), 5])
    assert (found.n, found.estimate) == (2, 2.0)


def test_a_level_out_of_reach_has_no_interval():
    found = moved([1, 2, 3, 4, 5])
    assert (found.low, found.high, found.level) == (None, None, None)
    assert found.level_reachable == 1 - 2 / 2**5
    assert moved([1, 2, 3, 4, 5], level=found.level_reachable).low == 1.0


def test_few_or_nobody():
    assert isinstance(moved([]), NotEstimable)
    alone = moved([3])
    assert (alone.p_value, alone.estimate, alone.low) == (1.0, 3.0, None)


def test_all_alike_have_no_interval():
    for n, p_value in ((8, 2 / 2**8), (300, 0.0)):
        found = moved([2] * n)
        assert (found.low, found.high, found.level) == (None, None, None)
        assert (found.estimate, found.p_value) == (2.0, pytest.approx(p_value))


@pytest.mark.parametrize(
    ("before", "after", "options", "code"),
    [
        ([1, 2], [1], {}, "lengths_differ"),
        ([[1, 2]], [[1, 2]], {}, "values_not_a_list"),
        ([1, float("inf")], [1, 2], {}, "answers_not_numbers"),
        (["yes", "no"], [1, 2], {}, "answers_not_numbers"),
        ([1, 2], [1, 2], {"zeros": "keep"}, "method_unknown"),
        ([1, 2], [1, 2], {"level": 1.0}, "level_out_of_range"),
    ],
)
def test_wrong_arguments_are_refused(before, after, options, code):
    with pytest.raises(ParameterError) as refused:
        signed_rank_test(before, after, **options)
    assert refused.value.code == code
