"""The permutation test of two means: what R works out, enumeration, what it must obey."""

from __future__ import annotations

import itertools
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from larvik_analysis.errors import ParameterError
from larvik_analysis.estimate.statistics import mean_permutations
from larvik_analysis.estimate.statistics.mean_permutations import permutation_test
from larvik_analysis.terms.results import NotEstimable

[CASE] = [
    case
    for case in json.loads(
        (Path(__file__).parents[2] / "known" / "permutation.json").read_text(encoding="utf-8")
    )["cases"]
    if case["id"] == "permutation_two_sample_mean"
]
# Rounding of means of a dozen numbers.
ROUNDING = 1e-9
VALUE = st.one_of(st.integers(1, 5).map(float), st.integers(-20, 20).map(lambda n: n / 10))
GROUP = st.lists(VALUE, min_size=1, max_size=5)


def p_by_enumeration(first: Any, second: Any, shift: float) -> tuple[float, float]:
    """By the distance from the mean, and by the doubled tail."""
    both = np.concatenate([np.asarray(first) - shift, second])
    groups = np.array(list(itertools.combinations(range(both.size), len(first))))
    sums, seen = both[groups].sum(axis=1), both[: len(first)].sum()
    mean = len(first) * both.mean()
    by_distance = (np.abs(sums - mean) >= abs(seen - mean) - ROUNDING).mean()
    tails = (sums >= seen - ROUNDING).mean(), (sums <= seen + ROUNDING).mean()
    return float(by_distance), float(min(1.0, 2 * min(tails)))


def test_both_p_values_as_in_r_and_scipy():
    found: Any = permutation_test(CASE["input"]["x"], CASE["input"]["y"])
    expected, tolerance = CASE["expected"], CASE["tolerance"]
    assert found.estimate == pytest.approx(expected["diff"], abs=tolerance)
    assert found.p_value == pytest.approx(expected["p"], abs=tolerance)
    assert found.p_doubled_tail == pytest.approx(expected["p_doubled_tail"], abs=tolerance)
    assert (found.n_a, found.n_b, found.method) == (10, 8, "mean-permutation-exact")


@given(GROUP, GROUP, st.sampled_from([0.6, 0.8, 0.9]))
def test_test_and_interval_are_those_of_all_groups(first, second, level):
    found: Any = permutation_test(first, second, level=level)
    by_distance, doubled = p_by_enumeration(first, second, 0.0)
    assert found.p_value == pytest.approx(by_distance, abs=ROUNDING)
    assert found.p_doubled_tail == pytest.approx(doubled, abs=ROUNDING)
    alpha, far = round(1 - level, 12), 1_000.0
    if max(p_by_enumeration(first, second, side * far)[0] for side in (-1, 1)) > alpha:
        assert (found.low, found.high, found.level) == (None, None, None)
        return
    if found.low is None:  # of a sample nothing is that sure
        ends = {
            p_by_enumeration(first, second, np.mean(first) - np.mean(second) + side)[0]
            for side in (-1e-6, 1e-6)
        }
        assert max(ends) <= alpha
        return
    step = 1e-6
    for limit, side in ((found.low, -1), (found.high, 1)):
        assert p_by_enumeration(first, second, limit)[0] > alpha
        assert p_by_enumeration(first, second, limit + side * step)[0] <= alpha
    beyond = [
        p_by_enumeration(first, second, limit + side * step)[0]
        for limit, side in ((found.low, -1), (found.high, 1))
    ]
    assert found.level == pytest.approx(1 - max(beyond), abs=ROUNDING)


@given(GROUP, GROUP)
def test_test_and_interval_agree(first, second):
    found: Any = permutation_test(first, second, level=0.8)
    if found.low is not None:
        assert (found.p_value > 0.2) == (found.low <= 0 <= found.high)


@given(GROUP, GROUP)
def test_groups_that_change_places_turn_the_answer(first, second):
    found: Any = permutation_test(first, second, level=0.8)
    turned: Any = permutation_test(second, first, level=0.8)
    assert turned.p_value == pytest.approx(found.p_value, abs=ROUNDING)
    assert turned.estimate == pytest.approx(-found.estimate)
    if found.low is not None:
        assert turned.low == pytest.approx(-found.high, abs=ROUNDING)


def test_real_numbers_and_thirty_against_thirty_on_a_scale():
    generator = np.random.default_rng(1)
    first, second = generator.normal(1, 1, 6), generator.normal(0, 1, 7)
    found: Any = permutation_test(first, second)
    assert found.p_value == pytest.approx(p_by_enumeration(first, second, 0.0)[0])
    first, second = generator.integers(1, 6, 30), generator.integers(2, 6, 30)
    on_scale: Any = permutation_test(first, second)
    assert on_scale.method == "mean-permutation-exact"
    assert (on_scale.p_value > 0.05) == (on_scale.low <= 0 <= on_scale.high)


def test_random_groups_are_near_the_exact_ones(monkeypatch: pytest.MonkeyPatch):
    first = np.array([4, 5, 3, 5, 4, 2, 5, 4, 3, 5], dtype=float)
    second = np.array([3, 2, 4, 3, 1, 2, 4, 3], dtype=float)
    exact: Any = permutation_test(first, second)
    monkeypatch.setattr(mean_permutations, "MOST_DIVISIONS", 10)
    with pytest.raises(ParameterError) as refused:
        permutation_test(first, second)
    assert refused.value.code == "rng_needed"
    drawn: Any = permutation_test(first, second, rng=np.random.default_rng(2))
    assert drawn.method == "mean-permutation-random"
    # Four standard errors of a share of 3 % in 9 999 draws.
    assert drawn.p_value == pytest.approx(exact.p_value, abs=0.007)
    assert drawn.p_doubled_tail == pytest.approx(exact.p_doubled_tail, abs=0.01)
    assert (drawn.low, drawn.high) == (
        pytest.approx(exact.low, abs=0.15),
        pytest.approx(exact.high, abs=0.15),
    )


def test_edges():
    assert isinstance(permutation_test([], [1]), NotEstimable)
    alike: Any = permutation_test([3] * 6, [3] * 6)
    assert (alike.p_value, alike.p_doubled_tail, alike.estimate) == (1.0, 1.0, 0.0)
    alone: Any = permutation_test([3], [1])
    assert (alone.p_value, alone.estimate, alone.low) == (1.0, 2.0, None)
    assert alone.level_reachable == 0.0
