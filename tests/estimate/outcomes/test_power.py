"""What a design can see: published numbers, what must hold, and the analysis simulated."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from larvik_analysis.errors import ParameterError
from larvik_analysis.estimate.outcomes import power_simulation
from larvik_analysis.estimate.outcomes.factors import step_down
from larvik_analysis.estimate.outcomes.planning import plan_evaluation
from larvik_analysis.estimate.outcomes.power import (
    detectable_effect,
    families_needed,
    variance_ratio_of_waves,
)
from larvik_analysis.estimate.outcomes.power_simulation import (
    simulate_detectable_change,
    simulate_power,
)
from larvik_analysis.estimate.statistics.paired_power import paired_t_power
from larvik_analysis.estimate.statistics.sign_flips import sign_flip_test
from larvik_analysis.estimate.statistics.step_down import max_t_step_down
from larvik_analysis.terms.design_results import DetectableEffect, NeededFamilies, PowerDesign
from larvik_analysis.terms.rank_results import SignFlipTest
from larvik_analysis.terms.results import Estimate, NotEstimable

CASES = {
    case["id"]: case
    for case in json.loads(
        (Path(__file__).parents[2] / "known" / "design.json").read_text(encoding="utf-8")
    )["cases"]
}
TEN = PowerDesign(children=(1, 1, 1, 2, 2, 2, 2, 3, 4, 4))


def seen(n: int, **options: Any) -> DetectableEffect:
    found = detectable_effect(n, **options)
    assert isinstance(found, DetectableEffect)
    return found


def needed(effect: float, **options: Any) -> NeededFamilies:
    found = families_needed(effect, **options)
    assert isinstance(found, NeededFamilies)
    return found


# ---- detectable effects -------------------------------------------------------------------


@pytest.mark.parametrize("case_id", ["paired_mdes", "paired_mdes_eight_tests"])
def test_detectable_effects_are_as_in_r(case_id: str):
    case = CASES[case_id]
    for n, expected in zip(case["input"]["n"], case["expected"]["estimate"], strict=True):
        got = seen(n, **case["params"]).estimate
        assert got == pytest.approx(expected, rel=0, abs=case["tolerance"] * max(1, expected))


def test_children_in_families_are_worth_fewer():
    case = CASES["children_in_families"]
    arguments = dict(case["input"])
    n, shares = arguments.pop("n"), arguments.pop("icc")
    for place, icc in enumerate(shares):
        found = seen(n, icc=icc, **arguments)
        for name, values in case["expected"].items():
            reach = case["tolerance"] * max(1, values[place])
            assert getattr(found, name) == pytest.approx(values[place], rel=0, abs=reach), name


def test_the_smallest_p_of_flips_is_told():
    assert [seen(n).smallest_p for n in (8, 10, 12)] == [2 / 2**n for n in (8, 10, 12)]
    assert [seen(n).is_reachable for n in (4, 5, 6)] == [False, False, True]
    assert not seen(8, n_tests=8).is_reachable
    test = sign_flip_test([1.0] * 8)
    assert isinstance(test, SignFlipTest)
    assert test.p_value == seen(8).smallest_p


@given(
    st.integers(2, 60),
    st.floats(1, 5),
    st.floats(0, 1),
    st.floats(0, 1),
    st.sampled_from([0.5, 0.8, 0.95]),
)
@settings(max_examples=40)
def test_what_is_detectable_is_found_that_often(
    n: int, mean: float, icc: float, cv: float, power: float
):
    options = {"children_per_family": mean, "icc": icc, "cv": cv}
    found = detectable_effect(n, power=power, **options)
    if isinstance(found, NotEstimable):
        return
    assert paired_t_power(found.estimate, found.n_effective, 0.05) == pytest.approx(
        power, abs=1e-6
    )
    more = detectable_effect(n + 1, power=power, **options)
    assert isinstance(more, DetectableEffect)
    assert more.estimate < found.estimate
    harder = detectable_effect(n, power=power, level=0.99, **options)
    assert isinstance(harder, DetectableEffect)
    assert harder.estimate > found.estimate


@given(st.floats(0.1, 3), st.sampled_from([0.5, 0.8, 0.95]), st.integers(1, 8))
@settings(max_examples=40)
def test_the_families_needed_are_enough_and_no_more(effect: float, power: float, n_tests: int):
    found = needed(effect, power=power, n_tests=n_tests)
    alpha = 0.05 / n_tests
    assert paired_t_power(effect, found.n, alpha) >= power
    assert found.power == pytest.approx(paired_t_power(effect, found.n, alpha))
    is_fewest = paired_t_power(effect, found.n - 1, alpha) < power
    assert is_fewest or 2.0 ** (2 - found.n) > alpha  # fewer could not be told by flips
    assert needed(-effect, power=power, n_tests=n_tests).n == found.n


def test_nothing_is_asked_of_one_family():
    assert isinstance(detectable_effect(1), NotEstimable)
    assert isinstance(detectable_effect(1, children_per_family=4, icc=0.2), NotEstimable)
    assert isinstance(families_needed(1e-4), NotEstimable)
    # Two families of very unlike size are worth hardly more than one.
    hardly = detectable_effect(2, cv=0.95, level=0.999)
    assert isinstance(hardly, NotEstimable)


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"n_families": 0}, "number_least"),
        ({"n_families": 2.5}, "count_not_whole"),
        ({"children_per_family": 0.5}, "number_least"),
        ({"icc": 1.2}, "number_within"),
        ({"cv": -1}, "number_least"),
        ({"power": 0.01}, "power_out_of_range"),
        ({"power": 1}, "power_out_of_range"),
        ({"power": "high"}, "power_out_of_range"),
        ({"level": 0}, "level_out_of_range"),
        ({"n_tests": 0}, "number_least"),
    ],
)
def test_designs_that_cannot_be_are_refused(options: Any, code: str):
    with pytest.raises(ParameterError) as caught:
        detectable_effect(**{"n_families": 10, **options})
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"effect": 0}, "number_above_nought"),
        ({"effect": "large"}, "number_finite"),
        ({"children_per_family": "two"}, "number_least"),
    ],
)
def test_effects_that_cannot_be_are_refused(options: Any, code: str):
    with pytest.raises(ParameterError) as caught:
        families_needed(**{"effect": 0.5, **options})
    assert caught.value.code == code


# ---- waves and plans ----------------------------------------------------------------------


@given(st.integers(1, 6), st.integers(1, 6), st.floats(0, 0.9), st.floats(0, 1))
def test_more_waves_leave_less_but_never_less_than_what_is_true(
    before: int, after: int, rho: float, true: float
):
    ratio = variance_ratio_of_waves(before, after, autocorrelation=rho, true_share=true)
    assert true - 1e-12 <= ratio <= 1 + 1e-12
    assert variance_ratio_of_waves(after, before, autocorrelation=rho, true_share=true) == (
        pytest.approx(ratio)
    )
    plain = variance_ratio_of_waves(before, after)
    assert plain == pytest.approx((1 / before + 1 / after) / 2)


def test_correlated_waves_by_hand():
    # (-1, -1, 1, 1) / 2 with correlations .5, .25, .125: 15 / 16 against 2 (1 - 1 / 8).
    assert variance_ratio_of_waves(2, 2, autocorrelation=0.5) == pytest.approx(15 / 28)


def test_a_plan_has_all_that_was_asked():
    plan = plan_evaluation(
        n_families=(10, 20), effects=(0.5,), waves=((1, 1), (3, 3)), steps=(2, 3, 25)
    )
    assert plan["question"].value_counts().to_dict() == {
        "detectable_effect": 4,
        "families_needed": 2,
        "staggered_start": 6,
    }
    first = plan[(plan["families"] == 10) & (plan["waves_before"] == 1)]
    assert first["estimate"].tolist() == pytest.approx([seen(10).estimate])
    more = plan[(plan["question"] == "detectable_effect") & (plan["waves_before"] == 3)]
    assert (more["estimate"].to_numpy() < [seen(10).estimate, seen(20).estimate]).all()
    of_three = plan[(plan["steps"] == 3) & (plan["families"] == 10)]
    # Ten families as four, three and three.
    assert of_three["estimate"].tolist() == pytest.approx([1 / 4200])
    reasons = plan[plan["steps"].isin([2, 25])]
    assert reasons["estimate"].isna().all()
    assert (reasons["reason"] != "").all()


def test_a_plan_promises_nothing_that_the_exact_test_cannot_find():
    plan = plan_evaluation(n_families=(5, 6), effects=(), waves=((1, 1),), steps=())
    assert plan["reason"].tolist() == ["the exact test of so few families never rejects", ""]
    assert plan["estimate"].notna().tolist() == [False, True]


def test_more_than_a_step_needs_a_family_for_each():
    with pytest.raises(ParameterError) as caught:
        plan_evaluation(steps=(0,))
    assert caught.value.code == "number_least"
    with pytest.raises(ParameterError) as caught:
        plan_evaluation(effects=(0,))
    assert caught.value.code == "number_above_nought"
    with pytest.raises(ParameterError) as caught:
        variance_ratio_of_waves(1, 1, autocorrelation=1)
    assert caught.value.code == "number_within"


# ---- simulation ---------------------------------------------------------------------------


@pytest.mark.slow
def test_the_published_power_of_such_a_programme_comes_out():
    case = CASES["power_of_programme"]
    design = PowerDesign(children=tuple(case["input"]["children"]))
    table = simulate_power(
        design, effects=case["input"]["effects"], n_draws=4_000, rng=np.random.default_rng(2)
    )
    changes = table.drop_duplicates("effect")["mean_change"]
    assert changes.to_numpy() == pytest.approx(case["expected"]["mean_change"], abs=0.01)
    for test in ("composite", "any_step_down", "any_unadjusted"):
        got = table.loc[table["test"] == test, "estimate"]
        told = zip(got, case["expected"][test], case["params"]["n_published"], strict=True)
        for found, expected, n in told:
            spread = math.sqrt(expected * (1 - expected) * (1 / n + 1 / 4_000))
            assert abs(found - expected) <= 3 * spread + 0.005, (test, expected, found)


@pytest.mark.slow
def test_without_an_effect_the_exact_tests_hold_their_level():
    # Ratings in the middle of a wide scale, so that its ends move nothing.
    design = replace(TEN, lowest=-20, highest=20, start_mean=0)
    table = simulate_power(
        design, effects=[0], n_draws=8_000, rng=np.random.default_rng(4)
    ).set_index("test")
    spread = 3 * math.sqrt(0.05 * 0.95 / 8_000)
    assert table.loc["composite", "estimate"] <= 0.05 + spread
    assert table.loc["any_step_down", "estimate"] <= 0.05 + spread
    assert table.loc["any_unadjusted", "estimate"] > 0.15


@pytest.mark.parametrize("n_families", [6, 10])
def test_a_draw_is_tested_as_the_analysis_tests_it(n_families: int):
    design = replace(TEN, children=(2,) * n_families, n_factors=4)
    draws = power_simulation._drawn(design, 40, np.random.default_rng(8))
    signs, kind = power_simulation._signs(n_families, np.random.default_rng(8))
    assert kind == "exact"
    changes = draws.changes(-1.0)
    expected = {"composite": 0, "any_step_down": 0, "any_unadjusted": 0}
    for change in changes:
        composite = sign_flip_test(change.mean(axis=1))
        assert isinstance(composite, SignFlipTest)
        table = max_t_step_down(change)
        adjusted = step_down(pd.DataFrame(change)).p_adjusted
        expected["composite"] += composite.p_value <= 0.05
        expected["any_step_down"] += bool((adjusted <= 0.05).any())
        expected["any_unadjusted"] += bool((table["p_value"] <= 0.05).any())
    assert power_simulation._found(changes, signs, 0.05) == expected
    assert 0 < expected["any_step_down"] <= expected["any_unadjusted"]


def test_the_same_draws_give_the_same_table():
    first, again = (
        simulate_power(TEN, effects=[0, -0.5], n_draws=200, rng=np.random.default_rng(1))
        for _ in range(2)
    )
    assert first.equals(again)
    assert first["n"].tolist() == [200] * 6
    assert (first["low"] <= first["estimate"]).all()
    assert (first["estimate"] <= first["high"]).all()
    by_test = first.pivot_table(index="test", columns="effect", values="estimate")
    assert (by_test[-0.5] >= by_test[0]).all()


def test_a_draw_follows_its_design():
    design = PowerDesign(
        children=(3,) * 40,
        n_factors=6,
        lowest=-50,
        highest=50,
        start_mean=0,
        start_sd=4,
        change_sd=3,
        reliability=0.8,
        icc=0.4,
        factor_correlation=0.3,
    )
    draws = power_simulation._drawn(design, 400, np.random.default_rng(9))
    assert draws.before.std() == pytest.approx(4, rel=0.03)
    change = draws.after - draws.before
    assert change.std() == pytest.approx(3, rel=0.03)
    error = draws.errors_before.var()
    assert draws.before.var() / (draws.before.var() + error) == pytest.approx(0.8, abs=0.01)
    of_family = change.reshape(400, 40, 3, 6)
    siblings = np.corrcoef(of_family[:, :, 0, 0].ravel(), of_family[:, :, 1, 0].ravel())[0, 1]
    assert siblings == pytest.approx(0.4, abs=0.03)
    factors = np.corrcoef(change[:, :, 0].ravel(), change[:, :, 1].ravel())[0, 1]
    assert factors == pytest.approx(0.3, abs=0.03)
    assert draws.changes(-2.0).mean() == pytest.approx(-2, abs=0.05)


def test_more_waves_see_more():
    once = simulate_detectable_change(TEN, n_draws=400, rng=np.random.default_rng(3))
    often = simulate_detectable_change(
        replace(TEN, waves_before=3, waves_after=3), n_draws=400, rng=np.random.default_rng(3)
    )
    assert isinstance(once, Estimate)
    assert isinstance(often, Estimate)
    assert once.estimate < often.estimate < 0
    at_it = simulate_power(
        TEN, effects=[-0.63], n_draws=400, rng=np.random.default_rng(3)
    ).set_index("test")
    assert at_it.loc["composite", "estimate"] == pytest.approx(0.8, abs=0.06)


def test_too_few_families_see_nothing():
    few = replace(TEN, children=(2, 2, 2))
    found = simulate_detectable_change(few, n_draws=50, rng=np.random.default_rng(1))
    assert isinstance(found, NotEstimable)
    table = simulate_power(few, effects=[-3], n_draws=50, rng=np.random.default_rng(1))
    assert table["estimate"].tolist() == [0, 0, 0]


def test_many_families_are_tried_by_drawn_flips():
    many = replace(TEN, children=(1,) * 15, n_factors=2)
    table = simulate_power(many, effects=[0, -2], n_draws=60, rng=np.random.default_rng(1))
    assert set(table["method"]) == {"simulated-sign-flip-random"}
    assert table.loc[table["effect"] == -2, "estimate"].min() > 0.9


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"children": ()}, "number_least"),
        ({"children": (1, 0)}, "number_least"),
        ({"n_factors": 0}, "number_least"),
        ({"highest": 0}, "number_least"),
        ({"start_mean": 9}, "number_within"),
        ({"start_sd": -1}, "number_least"),
        ({"reliability": 0}, "number_within"),
        ({"icc": 2}, "number_within"),
        ({"factor_correlation": -0.1}, "number_within"),
        ({"waves_after": 0}, "number_least"),
        ({"lowest": math.nan}, "count_not_whole"),
        ({"highest": 3.5}, "count_not_whole"),
    ],
)
def test_designs_that_cannot_be_drawn_are_refused(change: Any, code: str):
    with pytest.raises(ParameterError) as caught:
        simulate_power(
            replace(TEN, **change), effects=[0], n_draws=10, rng=np.random.default_rng(1)
        )
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"effects": []}, "effects_wrong"),
        ({"effects": 0.5}, "effects_wrong"),
        ({"effects": [math.nan]}, "effects_wrong"),
        ({"n_draws": 0}, "number_least"),
        ({"rng": 3}, "rng_no_generator"),
    ],
)
def test_a_simulation_that_cannot_be_is_refused(options: Any, code: str):
    arguments = {"effects": [0], "n_draws": 10, "rng": np.random.default_rng(1), **options}
    with pytest.raises(ParameterError) as caught:
        simulate_power(TEN, **arguments)
    assert caught.value.code == code
