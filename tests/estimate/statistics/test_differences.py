"""Differences of two shares: what R works out, brute force, and what they must obey."""

from __future__ import annotations

import json
import math
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from larvik_analysis.errors import ParameterError
from larvik_analysis.estimate.statistics.differences import (
    boschloo_test,
    estimate_share_difference,
)
from larvik_analysis.terms.results import NotEstimable

KNOWN = {
    case["id"]: case
    for case in json.loads(
        (Path(__file__).parents[2] / "known" / "share_differences.json").read_text("utf-8")
    )["cases"]
}
METHODS = ["newcombe", "miettinen-nurminen"]
Z = 1.959963984540054


@st.composite
def two_groups(draw: st.DrawFn, largest: int = 60) -> tuple[int, int, int, int]:
    """Counts and bases of two groups of at least one."""
    n_a, n_b = draw(st.integers(1, largest)), draw(st.integers(1, largest))
    return draw(st.integers(0, n_a)), n_a, draw(st.integers(0, n_b)), n_b


def agrees(case: dict[str, Any], found: dict[str, float]) -> None:
    named = found.keys() & case["expected"].keys()
    assert named
    for name in named:
        expected = case["expected"][name]
        reach = case["tolerance"] * max(1, abs(expected))
        assert found[name] == pytest.approx(expected, rel=0, abs=reach), name


def counted(case: dict[str, Any]) -> tuple[int, int, int, int]:
    return tuple(case["input"][name] for name in ("x1", "n1", "x2", "n2"))


@pytest.mark.parametrize(
    ("name", "method"),
    [
        ("newcombe_9_11_80_127", "newcombe"),
        ("mn_diff_9_11_80_127", "miettinen-nurminen"),
    ],
)
def test_the_intervals_are_those_of_another_program(name: str, method: str):
    case = KNOWN[name]
    ours = estimate_share_difference(
        *counted(case), method=method, level=case["params"]["conf"]
    )
    agrees(case, {"diff": ours.estimate, "lo": ours.low, "hi": ours.high})
    assert (ours.n, ours.method, ours.level) == (138, method, 0.95)


def test_the_score_interval_has_the_factor_of_its_authors():
    # The notes of the case: -0.11908640 with N / (N - 1), -0.11793026 without.
    ours = estimate_share_difference(9, 11, 80, 127, method="miettinen-nurminen")
    assert ours.low == pytest.approx(-0.11908640, abs=1e-8)
    assert ours.high == pytest.approx(0.35397558, abs=1e-8)


def test_boschloo_is_that_of_another_program():
    case = KNOWN["boschloo_9_11_80_127"]
    ours = boschloo_test(*counted(case))
    agrees(case, {"p": ours.p_value})
    score = estimate_share_difference(*counted(case), method="miettinen-nurminen")
    assert (ours.low, ours.high, ours.method) == (score.low, score.high, "boschloo")


def log_likelihood(share_b: np.ndarray, difference: float, groups: Any) -> np.ndarray:
    count_a, n_a, count_b, n_b = groups
    total = np.zeros_like(share_b)
    with np.errstate(divide="ignore", invalid="ignore"):
        for count, n, share in ((count_a, n_a, share_b + difference), (count_b, n_b, share_b)):
            for many, chance in ((count, share), (n - count, 1 - share)):
                if many:
                    total += many * np.log(np.clip(chance, 1e-300, 1))
    return total


def score(groups: Any, difference: float) -> float:
    """The score statistic with the restricted likelihood searched on finer and finer grids."""
    count_a, n_a, count_b, n_b = groups
    low, high = max(0.0, -difference), min(1.0, 1 - difference)
    for _ in range(12):
        grid = np.linspace(low, high, 201)
        best = int(np.argmax(log_likelihood(grid, difference, groups)))
        low, high = grid[max(0, best - 1)], grid[min(200, best + 1)]
    b = (low + high) / 2
    a, n = b + difference, n_a + n_b
    variance = (a * (1 - a) / n_a + b * (1 - b) / n_b) * n / (n - 1)
    return (count_a / n_a - count_b / n_b - difference) / math.sqrt(variance)


@pytest.mark.parametrize(
    "groups",
    [(9, 11, 80, 127), (0, 5, 0, 7), (5, 5, 0, 7), (0, 1, 1, 1), (1, 2, 0, 3), (7, 10, 7, 10)],
)
def test_at_the_limits_of_the_score_interval_the_statistic_is_z(groups):
    ours = estimate_share_difference(*groups, method="miettinen-nurminen")
    for limit, sign in ((ours.low, 1), (ours.high, -1)):
        if abs(limit) < 1:
            assert score(groups, limit) == pytest.approx(sign * Z, abs=1e-5)


def test_a_limit_is_1_where_all_of_one_and_none_of_the_other_are_counted():
    ours = estimate_share_difference(5, 5, 0, 7, method="miettinen-nurminen")
    assert ours.estimate == ours.high == 1.0
    assert ours.low < 0.6


@pytest.mark.parametrize("method", METHODS)
@settings(max_examples=40)
@given(groups=two_groups(), level=st.floats(0.5, 0.999))
def test_an_interval_holds_its_estimate_and_mirrors(method, groups, level):
    ours = estimate_share_difference(*groups, method=method, level=level)
    turned = estimate_share_difference(*groups[2:], *groups[:2], method=method, level=level)
    assert -1 <= ours.low <= ours.estimate <= ours.high <= 1
    assert ours.low < ours.high
    assert turned.low == pytest.approx(-ours.high, abs=1e-9)
    assert turned.p_value == pytest.approx(ours.p_value, abs=1e-9)


@pytest.mark.parametrize("method", METHODS)
@settings(max_examples=40)
@given(groups=two_groups())
def test_counting_the_others_turns_the_interval(method, groups):
    count_a, n_a, count_b, n_b = groups
    ours = estimate_share_difference(*groups, method=method)
    others = estimate_share_difference(n_a - count_a, n_a, n_b - count_b, n_b, method=method)
    assert others.low == pytest.approx(-ours.high, abs=1e-9)


@settings(max_examples=40)
@given(two_groups(), st.floats(0.5, 0.999))
def test_the_score_interval_holds_0_if_and_only_if_its_test_does_not_reject(groups, level):
    ours = estimate_share_difference(*groups, method="miettinen-nurminen", level=level)
    if abs(ours.p_value - (1 - level)) > 1e-9:
        assert (ours.low <= 0 <= ours.high) == (ours.p_value > 1 - level)


@pytest.mark.parametrize("method", METHODS)
@settings(max_examples=40)
@given(groups=two_groups())
def test_a_higher_level_is_wider(method, groups):
    narrow, wide = (
        estimate_share_difference(*groups, method=method, level=level) for level in (0.8, 0.95)
    )
    assert wide.low <= narrow.low
    assert narrow.high <= wide.high


def test_score_p_is_chi_squared_with_the_factor():
    # 30 of 50 against 20 of 50: chi-squared 4, times 99 / 100.
    ours = estimate_share_difference(30, 50, 20, 50, method="miettinen-nurminen")
    assert ours.p_value == pytest.approx(math.erfc(math.sqrt(4 * 0.99 / 2)), rel=1e-12)
    assert estimate_share_difference(30, 50, 20, 50).p_value is None


def test_boschloo_never_rejects_too_often_and_no_less_than_fisher():
    # All tables of 4 and 4, at shares from 0 to 1: the chance of a p of 0.05 or less.
    p_values = {
        (a, b): boschloo_test(a, 4, b, 4).p_value for a, b in product(range(5), repeat=2)
    }
    for share in np.linspace(0, 1, 21):
        law = [math.comb(4, k) * share**k * (1 - share) ** (4 - k) for k in range(5)]
        rejected = sum(law[a] * law[b] for (a, b), p in p_values.items() if p <= 0.05)
        assert rejected <= 0.05
    assert p_values[4, 0] < 2 / math.comb(8, 4)  # Fisher's
    assert p_values[0, 0] == p_values[4, 4] == 1.0


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("groups", [(0, 0, 1, 2), (1, 2, 0, 0), (0, 0, 0, 0)])
def test_without_answers_in_a_group_there_is_no_difference(method, groups):
    reason = NotEstimable("nobody answered in one of the groups")
    assert estimate_share_difference(*groups, method=method) == reason
    assert boschloo_test(*groups) == reason


@pytest.mark.parametrize(
    ("groups", "arguments", "code"),
    [
        ((3, 2, 1, 2), {}, "count_out_of_range"),
        ((1, 2, 3, 2), {}, "count_out_of_range"),
        ((1, 2.5, 1, 2), {}, "count_not_whole"),
        ((1, 2, 1, 2), {"method": "wald"}, "method_unknown"),
        ((1, 2, 1, 2), {"level": 95}, "level_out_of_range"),
    ],
)
def test_wrong_arguments_are_refused(groups, arguments, code):
    with pytest.raises(ParameterError) as fault:
        estimate_share_difference(*groups, **arguments)
    assert fault.value.code == code
