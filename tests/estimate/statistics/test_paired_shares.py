"""Paired shares: what R works out, brute force, and what they must obey."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from larvik_analysis.errors import ParameterError
from larvik_analysis.estimate.statistics.paired_shares import (
    cochran_q_test,
    estimate_paired_difference,
    mcnemar_test,
)
from larvik_analysis.terms.results import NotEstimable

KNOWN = {
    case["id"]: case
    for case in json.loads(
        (Path(__file__).parents[2] / "known" / "paired_shares.json").read_text("utf-8")
    )["cases"]
}
PAIRED = {name: case for name, case in KNOWN.items() if "table" in case["input"]}
CELLS = st.tuples(*[st.integers(0, 25)] * 4).filter(any)
Z = 1.959963984540054


def odds(share: float) -> float:
    return share / (1 - share) if share < 1 else math.inf


@pytest.mark.parametrize("case", PAIRED.values(), ids=PAIRED)
def test_paired_tests_are_those_of_another_program(case):
    (both, first), (second, neither) = case["input"]["table"]
    # The case gives the odds of the first cell; so what was only then is taken as after.
    test = mcnemar_test(second, first)
    paired = estimate_paired_difference(both, second, first, neither)
    found = {
        "p_exact": test.p_exact,
        "p_midp": test.p_mid,
        "p_asymptotic": paired.p_value,
        "or": odds(test.estimate),
        "or_lo": odds(test.low),
        "or_hi": odds(test.high),
        "diff": paired.estimate,
        "lo": paired.low,
        "hi": paired.high,
    }
    named = found.keys() & case["expected"].keys()
    assert {"p_exact", "p_midp"} <= named
    for name in named:
        expected = float(case["expected"][name])
        reach = case["tolerance"] * max(1, abs(expected)) if math.isfinite(expected) else 0
        assert found[name] == pytest.approx(expected, rel=0, abs=reach), name


def test_cochran_q_is_that_of_another_program():
    case = KNOWN["cochran_q_multi24"]
    ours = cochran_q_test(pd.DataFrame(case["input"]["data"]))
    found = {"Q": ours.statistic, "df": ours.df, "p": ours.p_value}
    for name, expected in case["expected"].items():
        assert found[name] == pytest.approx(
            expected, rel=0, abs=case["tolerance"] * expected + 1e-9
        )
    assert ours.options == ("opt1", "opt2", "opt3", "opt4", "opt5")
    assert ours.shares[0] == pytest.approx(16 / 24)
    assert (ours.n, ours.n_left_out) == (24, 0)


# ---- McNemar ----------------------------------------------------------------------------


@given(st.integers(0, 40), st.integers(0, 40))
def test_mcnemar_is_a_fair_coin(before, after):
    test = mcnemar_test(before, after)
    n, fewer = before + after, min(before, after)
    tail = sum(math.comb(n, k) for k in range(fewer + 1)) / 2**n
    at = math.comb(n, fewer) / 2**n
    assert test.p_exact == pytest.approx(min(1, 2 * tail))
    assert test.p_mid == pytest.approx(min(1, 2 * tail - at))
    assert test.p_mid <= test.p_exact
    turned = mcnemar_test(after, before)
    assert (turned.p_exact, turned.p_mid) == (test.p_exact, test.p_mid)


@given(st.integers(0, 40), st.integers(0, 40), st.floats(0.5, 0.999))
def test_the_share_of_changers_agrees_with_the_exact_p(before, after, level):
    if before + after:
        test = mcnemar_test(before, after, level=level)
        assert test.low <= test.estimate <= test.high
        if abs(test.p_exact - (1 - level)) > 1e-9:
            assert (test.low <= 0.5 <= test.high) == (test.p_exact > 1 - level)


@given(st.integers(1, 40))
def test_as_many_each_way_is_a_p_of_1(many):
    test = mcnemar_test(many, many)
    assert test.p_exact == test.p_mid == 1.0


def test_where_nobody_changed_there_is_no_share_and_p_is_1():
    nobody = mcnemar_test(0, 0)
    assert isinstance(nobody, NotEstimable)
    assert nobody.reason == "nobody changed"
    assert nobody.p_exact == nobody.p_mid == 1.0


# ---- Tango ------------------------------------------------------------------------------


def paired_score(before: int, after: int, n: int, difference: float) -> float:
    """The score statistic, the likeliest shares searched on finer and finer grids."""
    low, high = max(0.0, -difference), (1 - difference) / 2
    for _ in range(12):
        grid = np.linspace(low, high, 201)
        same = np.clip(1 - 2 * grid - difference, 1e-300, 1)
        likelihood = (n - before - after) * np.log(same)
        for many, share in ((before, grid), (after, grid + difference)):
            if many:
                likelihood = likelihood + many * np.log(np.clip(share, 1e-300, 1))
        best = int(np.argmax(likelihood))
        low, high = grid[max(0, best - 1)], grid[min(200, best + 1)]
    only_before = (low + high) / 2
    variance = (2 * only_before + difference - difference**2) / n
    return ((after - before) / n - difference) / math.sqrt(variance)


@pytest.mark.parametrize(
    "cells", [(59, 16, 6, 80), (20, 1, 8, 15), (4, 0, 3, 4), (10, 0, 0, 5), (0, 2, 1, 0)]
)
def test_at_tangos_limits_the_score_is_z(cells):
    ours = estimate_paired_difference(*cells)
    _, before, after, _ = cells
    for limit, sign in ((ours.low, 1), (ours.high, -1)):
        if abs(limit) < 1:
            found = paired_score(before, after, sum(cells), limit)
            assert found == pytest.approx(sign * Z, abs=1e-5)


def test_nobody_changed_has_the_limits_of_a_formula():
    # With no changers the score equation is n d / (1 - d) = z^2.
    ours = estimate_paired_difference(10, 0, 0, 5)
    assert ours.high == pytest.approx(Z**2 / (15 + Z**2), abs=1e-12)
    assert ours.low == pytest.approx(-ours.high, abs=1e-12)
    assert (ours.estimate, ours.p_value) == (0.0, 1.0)


@given(CELLS, st.floats(0.5, 0.999))
def test_tangos_interval_holds_its_estimate_mirrors_and_agrees_with_its_test(cells, level):
    both, before, after, neither = cells
    ours = estimate_paired_difference(*cells, level=level)
    turned = estimate_paired_difference(both, after, before, neither, level=level)
    assert -1 <= ours.low <= ours.estimate <= ours.high <= 1
    assert turned.low == pytest.approx(-ours.high, abs=1e-9)
    assert ours.estimate == pytest.approx(ours.share_after - ours.share_before)
    if abs(ours.p_value - (1 - level)) > 1e-9:
        assert (ours.low <= 0 <= ours.high) == (ours.p_value > 1 - level)


def test_of_nobody_there_is_no_paired_difference():
    assert estimate_paired_difference(0, 0, 0, 0) == NotEstimable("nobody answered both times")


# ---- Cochran ----------------------------------------------------------------------------

TICKS = st.lists(st.tuples(*[st.integers(0, 1)] * 3), min_size=1, max_size=30)


@given(st.lists(st.tuples(st.integers(0, 1), st.integers(0, 1)), min_size=1, max_size=30))
def test_of_two_options_q_is_mcnemars_chi_squared(answers):
    only_first = sum(a > b for a, b in answers)
    only_second = sum(a < b for a, b in answers)
    ours = cochran_q_test(answers)
    if only_first + only_second:
        expected = (only_first - only_second) ** 2 / (only_first + only_second)
        assert ours.statistic == pytest.approx(expected)
    else:
        assert isinstance(ours, NotEstimable)


@given(TICKS, st.randoms(use_true_random=False))
def test_the_order_of_respondents_and_options_does_not_matter(answers, order):
    ours = cochran_q_test(answers)
    turned = [row[::-1] for row in answers]
    order.shuffle(turned)
    other = cochran_q_test(turned)
    if isinstance(ours, NotEstimable):
        assert other == ours
    else:
        assert other.statistic == pytest.approx(ours.statistic)
        assert other.shares == pytest.approx(ours.shares[::-1])
        assert 0 <= ours.estimate <= 1 + 1e-12


def test_everybody_ticking_the_same_one_is_all_there_can_be():
    assert cochran_q_test([[1, 0, 0]] * 7).estimate == pytest.approx(1)


def test_whoever_lacks_an_answer_is_left_out_and_counted():
    whole = [[1, 0], [1, 0], [0, 1]]
    ours = cochran_q_test([*whole, [1, None]])
    assert (ours.n, ours.n_left_out) == (3, 1)
    assert ours.statistic == cochran_q_test(whole).statistic


@pytest.mark.parametrize("answers", [[[1, 1], [0, 0]], [[1], [0]], np.zeros((0, 3))])
def test_where_nobody_tells_options_apart_there_is_no_q(answers):
    assert isinstance(cochran_q_test(answers), NotEstimable)


@pytest.mark.parametrize(
    ("call", "code"),
    [
        (lambda: mcnemar_test(-1, 3), "count_below_zero"),
        (lambda: mcnemar_test(1.5, 3), "count_not_whole"),
        (lambda: mcnemar_test(1, 3, level=1), "level_out_of_range"),
        (lambda: estimate_paired_difference(1, 1, -1, 1), "count_below_zero"),
        (lambda: estimate_paired_difference(1, 1, 1, 1, level=0), "level_out_of_range"),
        (lambda: cochran_q_test([[1, 2]]), "ticks_not_zero_or_one"),
    ],
)
def test_wrong_arguments_are_refused(call, code):
    with pytest.raises(ParameterError) as fault:
        call()
    assert fault.value.code == code
    assert str(fault.value) != code
