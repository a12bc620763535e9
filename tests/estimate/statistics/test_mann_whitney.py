"""The Mann-Whitney test: what R works out, enumeration, and what it must obey."""

from __future__ import annotations

import itertools
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import mannwhitneyu, rankdata

from larvik_analysis.errors import ParameterError
from larvik_analysis.estimate.statistics.effect_sizes import probability_of_superiority
from larvik_analysis.estimate.statistics.mann_whitney import (
    mann_whitney_p,
    mann_whitney_test,
)
from larvik_analysis.terms.results import NotEstimable

[CASE] = [
    case
    for case in json.loads(
        (Path(__file__).parents[2] / "known" / "ranks.json").read_text(encoding="utf-8")
    )["cases"]
    if case["id"] == "mannwhitney_exact_ties"
]
# Rounding of some thousand additions of chances.
ROUNDING = 1e-9
GROUP = st.lists(st.integers(1, 5), min_size=1, max_size=5)


def p_by_enumeration(first: Any, second: Any, shift: float) -> tuple[float, float]:
    """By the distance from the mean, and by the doubled tail."""
    ranks = rankdata(np.round(np.concatenate([np.asarray(first) - shift, second]), 9))
    groups = np.array(list(itertools.combinations(range(ranks.size), len(first))))
    sums, seen = ranks[groups].sum(axis=1), ranks[: len(first)].sum()
    distances = np.abs(sums - len(first) * ranks.mean())
    by_distance = (distances >= abs(seen - len(first) * ranks.mean()) - ROUNDING).mean()
    return float(by_distance), float(
        min(1.0, 2 * min((sums >= seen).mean(), (sums <= seen).mean()))
    )


def test_ties_as_in_r():
    found: Any = mann_whitney_test(CASE["input"]["x"], CASE["input"]["y"])
    expected = CASE["expected"]
    assert found.statistic == expected["U"]
    assert found.p_value == pytest.approx(expected["p_exact"], abs=CASE["tolerance"])
    assert found.p_doubled_tail == pytest.approx(
        expected["p_doubled_tail"], abs=CASE["tolerance"]
    )
    # The median of all differences; the limits of R's package rest on another estimate.
    assert found.estimate == 1.0
    assert found.low == expected["lo"]


@given(GROUP, GROUP, st.sampled_from([0.6, 0.8, 0.95]))
def test_test_and_interval_are_those_of_all_groups(first, second, level):
    found: Any = mann_whitney_test(first, second, level=level)
    by_distance, doubled = p_by_enumeration(first, second, 0.0)
    assert found.p_value == pytest.approx(by_distance, abs=ROUNDING)
    assert found.p_doubled_tail == pytest.approx(doubled, abs=ROUNDING)
    points = np.unique(np.subtract.outer(first, second).astype(float))
    pieces = [(one, one) for one in points]
    pieces += list(itertools.pairwise([points[0] - 1, *points, points[-1] + 1]))
    p_values = [p_by_enumeration(first, second, (low + high) / 2)[0] for low, high in pieces]
    alpha = round(1 - level, 12)
    if max(p_values[points.size], p_values[-1]) > alpha:
        assert (found.low, found.high, found.level) == (None, None, None)
        assert found.level_reachable < level
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


def test_a_p_value_that_is_just_the_error_rate_is_rejected():
    # By hand: 28 of the 70 groups are as far out as these where the shift is 1/2.
    found: Any = mann_whitney_test([1, 1, 2, 4], [1, 2, 2, 3], level=0.6)
    assert (found.low, found.high, found.p_value) == (-1.0, 0.0, 1.0)
    assert found.level == 1 - 28 / 70


def test_without_ties_scipy_agrees():
    generator = np.random.default_rng(1)
    first, second = generator.normal(0.5, 1, 9), generator.normal(0, 1, 12)
    found: Any = mann_whitney_test(first, second)
    peer = mannwhitneyu(first, second, method="exact")
    assert found.p_value == pytest.approx(peer.pvalue, abs=ROUNDING)
    assert found.p_doubled_tail == pytest.approx(peer.pvalue, abs=ROUNDING)
    assert found.statistic == peer.statistic


def test_large_groups_take_the_normal_law_of_scipy():
    generator = np.random.default_rng(2)
    first, second = generator.integers(1, 60, 150), generator.integers(1, 60, 120)
    found: Any = mann_whitney_test(first, second)
    peer = mannwhitneyu(first, second, method="asymptotic")
    assert found.method == "mann-whitney-normal"
    assert found.p_value == pytest.approx(peer.pvalue, abs=ROUNDING)
    assert found.low <= found.estimate <= found.high
    # The limits are differences between two answers, not where a search stopped.
    assert (found.low, found.high) == (round(found.low), round(found.high))


def test_a_shift_in_whole_steps_says_too_little_of_many_answers():
    generator = np.random.default_rng(2)
    first, second = generator.integers(1, 6, 150), generator.integers(1, 6, 120)
    found: Any = mann_whitney_test(first, second)
    assert (found.low, found.high, found.level) == (None, None, None)
    assert found.p_value == pytest.approx(
        mannwhitneyu(first, second, method="asymptotic").pvalue, abs=ROUNDING
    )


def test_the_median_difference_of_many_is_counted(monkeypatch: pytest.MonkeyPatch):
    from larvik_analysis.estimate.statistics import mann_whitney

    generator = np.random.default_rng(3)
    first, second = generator.normal(0.5, 1, 60), generator.normal(0, 1, 51)
    listed: Any = mann_whitney_test(first, second)
    monkeypatch.setattr(mann_whitney, "MOST_DIFFERENCES", 10)
    counted: Any = mann_whitney_test(first, second)
    assert counted.estimate == pytest.approx(listed.estimate, abs=ROUNDING)


@given(GROUP, GROUP)
def test_groups_that_change_places_turn_the_answer(first, second):
    found: Any = mann_whitney_test(first, second, level=0.8)
    turned: Any = mann_whitney_test(second, first, level=0.8)
    assert turned.p_value == pytest.approx(found.p_value, abs=ROUNDING)
    assert turned.estimate == -found.estimate
    assert found.statistic + turned.statistic == len(first) * len(second)
    if found.low is not None:
        assert (turned.low, turned.high) == (-found.high, -found.low)


@given(GROUP, GROUP)
def test_the_statistic_is_the_probability_of_superiority(first, second):
    found: Any = mann_whitney_test(first, second)
    superior: Any = probability_of_superiority(first, second)
    pairs = len(first) * len(second)
    assert found.statistic / pairs == pytest.approx(superior.estimate)


@given(GROUP, GROUP)
def test_nought_outside_the_interval_is_rejected(first, second):
    found: Any = mann_whitney_test(first, second, level=0.8)
    if found.low is not None and not found.low <= 0 <= found.high:
        assert found.p_value <= 0.2


@given(GROUP, GROUP, st.sampled_from([1, 40]))
def test_the_p_value_alone_is_that_of_the_test(first, second, times):
    # Forty times as many take the normal law.
    groups = (first * times, second * times)
    assert mann_whitney_p(*groups) == mann_whitney_test(*groups).p_value


def test_edges():
    assert isinstance(mann_whitney_p([1], []), NotEstimable)
    assert isinstance(mann_whitney_test([], [1]), NotEstimable)
    assert isinstance(mann_whitney_test([1], [None]), NotEstimable)
    alike: Any = mann_whitney_test([3] * 6, [3] * 6)
    assert (alike.p_value, alike.estimate, alike.low, alike.high) == (1.0, 0.0, None, None)
    alone: Any = mann_whitney_test([3], [1])
    assert (alone.p_value, alone.estimate, alone.low, alone.n) == (1.0, 2.0, None, 2)
    many_alike: Any = mann_whitney_test([3] * 300, [3] * 300)
    assert (many_alike.p_value, many_alike.estimate) == (1.0, 0.0)


def test_wrong_arguments_are_refused():
    with pytest.raises(ParameterError, match="Konfidensnivået"):
        mann_whitney_test([1], [2], level=2)
    with pytest.raises(ParameterError) as refused:
        mann_whitney_test([1, float("inf")], [2])
    assert refused.value.code == "answers_not_numbers"
