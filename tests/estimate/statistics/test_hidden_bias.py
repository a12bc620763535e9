"""How strong hidden bias must be: what is published, and what must hold."""

from __future__ import annotations

import itertools
import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import rankdata

from larvik_analysis.errors import ParameterError
from larvik_analysis.estimate.statistics.hidden_bias import (
    e_value,
    largest_bearable_gamma,
    robustness_value,
    rosenbaum_bounds,
)
from larvik_analysis.estimate.statistics.signed_ranks import signed_rank_test
from larvik_analysis.terms.results import NotEstimable

KNOWN = json.loads(
    (Path(__file__).parents[2] / "known" / "design.json").read_text(encoding="utf-8")
)
CASES = {case["id"]: case for case in KNOWN["cases"]}
CHANGES = st.lists(st.integers(-5, 5), min_size=1, max_size=9)


def assert_told(got: float | None, expected: float, tolerance: float, name: str = "") -> None:
    assert got is not None
    assert got == pytest.approx(expected, rel=0, abs=tolerance * max(1, abs(expected))), name


# ---- E-value ------------------------------------------------------------------------------


@pytest.mark.parametrize("case_id", ["evalue", "evalue_leukemia", "evalue_smoking"])
def test_e_values_are_as_published(case_id: str):
    case = CASES[case_id]
    found = e_value(**case["input"])
    for name, expected in case["expected"].items():
        assert_told(getattr(found, name), expected, case["tolerance"], name)


@given(st.floats(1.0, 50.0), st.floats(1.0, 50.0))
def test_an_e_value_is_the_same_turned_round_and_explains_the_ratio(rr: float, more: float):
    found = e_value(rr)
    assert e_value(1 / rr).estimate == pytest.approx(found.estimate)
    # Bias of two associations of that strength is at most their bounding factor.
    strength = found.estimate
    assert strength**2 / (2 * strength - 1) == pytest.approx(rr)
    assert e_value(rr * more).estimate >= found.estimate


def test_an_interval_that_holds_no_effect_needs_no_bias():
    found = e_value(1.4, 0.9, 2.1)
    assert found.low == 1.0
    assert found.high is not None
    assert found.high > found.estimate
    assert (e_value(1.0).estimate, e_value(2.0).low, e_value(2.0).level) == (1.0, None, None)
    assert e_value(2.0, 1.5).high is None
    # Of a ratio below 1 the nearest end is the upper one.
    protective = e_value(0.5, 0.3, 0.8)
    assert protective.low == pytest.approx(e_value(1.25).estimate)
    assert protective.high == pytest.approx(e_value(1 / 0.3).estimate)


def test_other_measures_are_made_risk_ratios():
    assert e_value(4.0, measure="odds_ratio").estimate == e_value(2.0).estimate
    hazard = e_value(0.56, measure="hazard_ratio").risk_ratio
    by_hand = (1 - 0.5 ** math.sqrt(0.56)) / (1 - 0.5 ** math.sqrt(1 / 0.56))
    assert hazard == pytest.approx(by_hand)
    difference = e_value(0.5, 0.1, 0.9, measure="standardised_difference")
    assert difference.risk_ratio == pytest.approx(math.exp(0.455))
    assert difference.low == pytest.approx(e_value(math.exp(0.091)).estimate)


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ((0.0,), "number_above_nought"),
        ((math.nan,), "number_above_nought"),
        ((2.0, 2.5, 3.0), "estimate_outside_interval"),
        ((2.0, 1.0, 1.5), "estimate_outside_interval"),
        ((2.0, math.nan), "number_finite"),
        ((2.0, "1", 4.0), "number_finite"),
        ((2.0, -1.0), "number_above_nought"),
    ],
)
def test_ratios_that_cannot_be_are_refused(arguments: tuple[float, ...], code: str):
    with pytest.raises(ParameterError) as caught:
        e_value(*arguments)
    assert caught.value.code == code


# ---- robustness value ---------------------------------------------------------------------


def test_the_robustness_value_is_as_published():
    case = CASES["robustness_value"]
    found = robustness_value(**case["input"], **case["params"])
    for name, expected in case["expected"].items():
        assert_told(getattr(found, name), expected, case["tolerance"], name)


@given(st.floats(0.01, 30), st.integers(5, 2000))
def test_a_cause_of_the_robustness_value_undoes_the_coefficient(t: float, df: int):
    found = robustness_value(t, df)
    # The bias, in partial f, of a cause that explains r of both is r / sqrt(1 - r).
    r = found.estimate
    assert r / math.sqrt(1 - r) == pytest.approx(t / math.sqrt(df), rel=1e-6)
    assert robustness_value(-t, df).estimate == r
    assert 0 <= found.rv_alpha <= r <= 1
    assert robustness_value(t, df, level=0.5).rv_alpha >= found.rv_alpha
    assert robustness_value(t, df, q=0.5).estimate <= r


def _t_left(t: float, df: float, in_outcome: float, in_treatment: float) -> float:
    """What is left of t where a cause explains so much of both (Cinelli and Hazlett)."""
    f = t / math.sqrt(df)
    bias = math.sqrt(in_outcome * in_treatment / (1 - in_treatment))
    error = math.sqrt((1 - in_outcome) / (1 - in_treatment)) / math.sqrt(df - 1)
    return (f - bias) / error


@pytest.mark.parametrize(("t", "df"), [(4.18, 783), (3.0, 9), (6.0, 9), (40.0, 12), (2.1, 40)])
def test_no_weaker_cause_brings_the_coefficient_below_its_level(t: float, df: float):
    from scipy.stats import t as student

    critical = float(student.ppf(0.975, df - 1))
    found = robustness_value(t, df).rv_alpha
    shares = np.linspace(0, 0.999, 400)

    def least_t(most: float) -> float:
        return min(_t_left(t, df, share * most, most) for share in shares)

    if found == 0:
        assert t / math.sqrt(df) <= critical / math.sqrt(df - 1)
    else:
        assert least_t(found * 0.98) > critical
        # A little more than the tried shares can miss.
        assert least_t(min(found * 1.02, 0.999)) < critical * 1.001


@pytest.mark.parametrize("t", [1e6, 1e9, 1e300])
def test_an_enormous_coefficient_needs_all_that_is_left(t: float):
    found = robustness_value(t, 10)
    assert found.estimate == pytest.approx(1.0)
    assert found.rv_alpha == pytest.approx(1.0)
    assert found.partial_r2 == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("t", "options", "code"),
    [
        (math.nan, {"df": 10}, "number_finite"),
        (2.0, {"df": 1}, "number_least"),
        (2.0, {"df": 10, "q": 0}, "number_above_nought"),
        (2.0, {"df": 10, "level": 1}, "level_out_of_range"),
    ],
)
def test_a_regression_that_cannot_be_is_refused(t: float, options: Any, code: str):
    with pytest.raises(ParameterError) as caught:
        robustness_value(t, **options)
    assert caught.value.code == code


# ---- Rosenbaum's bounds -------------------------------------------------------------------


@pytest.mark.parametrize("case_id", ["rosenbaum_lead", "rosenbaum_lead_dropped"])
def test_lead_in_children_is_as_published(case_id: str):
    case = CASES[case_id]
    differences = np.subtract(case["input"]["exposed"], case["input"]["control"])
    gammas = [float(gamma) for gamma in case["expected"]]
    table = rosenbaum_bounds(differences, gammas, **case["params"])
    assert set(table["n"]) == {32}
    for got, expected in zip(table["p_high"], case["expected"].values(), strict=True):
        assert_told(got, expected, case["tolerance"])


@given(CHANGES, st.floats(1, 5))
def test_the_exact_bounds_are_those_of_all_signs(changes: list[int], gamma: float):
    table = rosenbaum_bounds(changes, [gamma], law="exact")
    kept = [change for change in changes if change]
    if not kept:
        assert math.isnan(table["p_high"].iloc[0])
        return
    ranks = rankdata(np.abs(changes))[np.array(changes) != 0]
    seen = float(ranks[np.array(kept) > 0].sum())
    for column, chance in (("p_low", 1 / (1 + gamma)), ("p_high", gamma / (1 + gamma))):
        by_hand = sum(
            chance ** sum(signs) * (1 - chance) ** (len(signs) - sum(signs))
            for signs in itertools.product((0, 1), repeat=len(ranks))
            if np.dot(signs, ranks) >= seen - 1e-9
        )
        assert table[column].iloc[0] == pytest.approx(by_hand, abs=1e-12)


@given(CHANGES)
def test_without_bias_the_bounds_are_the_signed_rank_test(changes: list[int]):
    upper, lower = (
        rosenbaum_bounds(changes, [1], law="exact", zeros="dropped", alternative=side)
        for side in ("greater", "less")
    )
    test = signed_rank_test(np.zeros(len(changes)), changes)
    if any(changes) and not isinstance(test, NotEstimable):
        two_sided = min(1.0, 2 * min(upper["p_high"].iloc[0], lower["p_high"].iloc[0]))
        assert test.p_value == pytest.approx(two_sided)


@given(CHANGES)
def test_more_bias_leaves_less_and_the_order_does_not_matter(changes: list[int]):
    table = rosenbaum_bounds(changes, [1, 2, 4])
    again = rosenbaum_bounds(changes[::-1], [1, 2, 4])
    assert table["p_high"].to_numpy() == pytest.approx(again["p_high"], nan_ok=True)
    if any(changes):
        assert table["p_high"].is_monotonic_increasing
        assert table["p_low"].is_monotonic_decreasing


def test_the_largest_bias_that_can_be_borne_is_where_the_test_stops():
    changes = [3, 5, 2, 4, 1, 6, 7, 3]
    gamma = largest_bearable_gamma(changes)
    assert gamma is not None
    # All eight went up: the chance is (gamma / (1 + gamma)) to the eighth.
    assert (gamma / (1 + gamma)) ** 8 == pytest.approx(0.025)
    assert largest_bearable_gamma([1, -1, 2]) is None
    assert largest_bearable_gamma([]) is None
    assert largest_bearable_gamma([0, 0]) is None
    assert largest_bearable_gamma([-c for c in changes], alternative="less") == gamma


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"gammas": [0.5]}, "number_least"),
        ({"gammas": 2.0}, "values_not_a_list"),
        ({"alternative": "up"}, "method_unknown"),
        ({"zeros": "kept"}, "method_unknown"),
        ({"law": "t"}, "method_unknown"),
    ],
)
def test_bounds_that_cannot_be_are_refused(options: Any, code: str):
    with pytest.raises(ParameterError) as caught:
        rosenbaum_bounds([1, 2, 3], **options)
    assert caught.value.code == code
