"""Cases prevented and what a sign says: by hand, and beside what others found."""

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
from larvik_analysis.estimate.outcomes.meta_analysis import estimate_beside_others
from larvik_analysis.estimate.outcomes.prevention import (
    cases_prevented,
    estimate_predictive_values,
    predictive_value,
)
from larvik_analysis.estimate.statistics.random_effects import random_effects
from larvik_analysis.terms.design_results import PooledEffect, PredictiveValue, RiskGroup
from larvik_analysis.terms.results import NotEstimable

CASES = {
    case["id"]: case
    for case in json.loads(
        (Path(__file__).parents[2] / "known" / "design.json").read_text(encoding="utf-8")
    )["cases"]
}
GROUPS = (
    RiskGroup(name="low", share=0.9, risk=0.02),
    RiskGroup(name="high", share=0.1, risk=0.10, is_high_risk=True),
)
OPEN = st.floats(0.01, 0.99)


def flagged(*shares: float, **options: Any) -> PredictiveValue:
    found = predictive_value(*shares, **options)
    assert isinstance(found, PredictiveValue)
    return found


def prevented(**options: Any) -> dict[tuple[str, str, str], float]:
    given_ = {"reduction_universal": 0.2, "reduction_high_risk": 0.3, **options}
    table = cases_prevented(1000, GROUPS, **given_)
    keys = zip(table["strategy"], table["group"], table["what"], strict=True)
    return dict(zip(keys, table["estimate"], strict=True))


# ---- cases prevented ----------------------------------------------------------------------


def test_two_strategies_by_hand():
    found = prevented(reach_high_risk=0.5)
    assert found["none", "all", "cases"] == pytest.approx(28)  # 900 x .02 + 100 x .10
    assert found["universal", "all", "prevented"] == pytest.approx(5.6)
    assert found["universal", "low", "prevented"] == pytest.approx(3.6)
    assert found["high_risk", "all", "prevented"] == pytest.approx(1.5)
    assert found["high_risk", "low", "prevented"] == 0
    assert found["high_risk", "all", "reached"] == pytest.approx(50)
    assert found["high_risk", "all", "reached_per_case"] == pytest.approx(50 / 1.5)
    assert found["universal", "all", "reached_per_case"] == pytest.approx(1000 / 5.6)
    assert found["break_even", "all", "reduction"] == pytest.approx(1.5 / 28)


@given(OPEN, OPEN, OPEN, OPEN)
def test_at_the_break_even_both_prevent_as_many(
    reduction: float, reach: float, reach_all: float, universal: float
):
    options = {"reduction_high_risk": reduction, "reach_high_risk": reach}
    first = prevented(reduction_universal=universal, reach_universal=reach_all, **options)
    even = first["break_even", "all", "reduction"]
    if even <= 1:
        again = prevented(reduction_universal=even, reach_universal=reach_all, **options)
        assert again["universal", "all", "prevented"] == pytest.approx(
            again["high_risk", "all", "prevented"]
        )


def test_a_measure_that_does_nothing_has_no_ratio():
    table = cases_prevented(1000, GROUPS, reduction_universal=0, reduction_high_risk=0.3)
    row = table[(table["strategy"] == "universal") & (table["what"] == "reached_per_case")]
    assert row["reason"].tolist() == ["no case would be prevented"]


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"population": -1}, "number_least"),
        ({"groups": GROUPS[:1]}, "shares_of_groups"),
        ({"groups": (RiskGroup(name="x", share=1.0, risk=2.0),)}, "number_within"),
        ({"groups": (RiskGroup(name="x", share=0.5, risk=0.2),) * 2}, "group_names"),
        ({"groups": (RiskGroup(name="all", share=1.0, risk=0.2),)}, "group_names"),
        ({"reduction_universal": 1.1}, "number_within"),
        ({"reach_high_risk": math.nan}, "number_within"),
    ],
)
def test_sums_that_cannot_be_are_refused(options: Any, code: str):
    arguments = {
        "population": 10,
        "groups": GROUPS,
        "reduction_universal": 0.1,
        "reduction_high_risk": 0.1,
        **options,
    }
    with pytest.raises(ParameterError) as caught:
        cases_prevented(**arguments)
    assert caught.value.code == code


# ---- predictive values --------------------------------------------------------------------


def test_a_screening_is_as_published():
    case = CASES["predictive_value_mammogram"]
    found = flagged(**case["input"])
    assert found.estimate == pytest.approx(case["expected"]["estimate"], abs=case["tolerance"])
    assert (found.low, found.n, found.level) == (None, 0, None)
    # Of 1000, 9 rightly and 89.1 wrongly.
    assert found.false_per_true == pytest.approx(9.9)
    assert found.share_flagged == pytest.approx(0.0981)


@given(OPEN, OPEN, OPEN)
def test_bayes_by_counting(sensitivity: float, specificity: float, prevalence: float):
    found = flagged(sensitivity, specificity, prevalence, n_with=50, n_without=80)
    cells = np.array(
        [
            [prevalence * sensitivity, (1 - prevalence) * (1 - specificity)],
            [prevalence * (1 - sensitivity), (1 - prevalence) * specificity],
        ]
    )
    assert found.estimate == pytest.approx(cells[0, 0] / cells[0].sum())
    assert found.negative == pytest.approx(cells[1, 1] / cells[1].sum())
    assert found.low <= found.estimate <= found.high
    assert found.negative_low <= found.negative <= found.negative_high
    turned = flagged(specificity, sensitivity, 1 - prevalence, n_with=80, n_without=50)
    assert turned.estimate == pytest.approx(found.negative)
    assert turned.low == pytest.approx(found.negative_low)
    wider = flagged(sensitivity, specificity, prevalence, n_with=50, n_without=80, level=0.99)
    assert wider.low <= found.low
    assert wider.high >= found.high


@pytest.mark.slow
def test_the_interval_holds_its_level():
    rng = np.random.default_rng(12)
    true = flagged(0.8, 0.9, 0.1).estimate
    n_held = 0
    for _ in range(2_000):
        found = flagged(
            rng.binomial(60, 0.8) / 60, rng.binomial(90, 0.9) / 90, 0.1, n_with=60, n_without=90
        )
        n_held += found.low <= true <= found.high
    assert n_held / 2_000 >= 0.93


def test_ends_of_the_scale():
    perfect = flagged(1, 1, 0.2, n_with=20, n_without=30)
    assert (perfect.estimate, perfect.negative, perfect.false_per_true) == (1.0, 1.0, 0.0)
    assert 0 < perfect.low < perfect.high == perfect.negative_high == 1.0
    everybody = flagged(1, 0, 0.2, n_with=20, n_without=30)
    assert everybody.estimate == pytest.approx(0.2)
    assert (everybody.negative, everybody.negative_low) == (None, None)
    assert predictive_value(0, 1, 0.3) == NotEstimable("nobody would be flagged")
    assert flagged(0.9, 0.8, 0, n_with=5, n_without=5).low is None
    assert flagged(0, 0.8, 0.1).false_per_true is None


def test_several_prevalences_make_a_table():
    table = estimate_predictive_values(0.9, 0.8, [0.01, 0.1, 0.5])
    rightly = table[table["what"] == "flagged_rightly"]
    assert rightly["estimate"].is_monotonic_increasing
    spared = table[table["what"] == "spared_rightly"]
    assert spared["estimate"].is_monotonic_decreasing
    none = estimate_predictive_values(0, 1, [0.1])
    assert none["reason"].tolist() == ["nobody would be flagged"] * 2
    every = estimate_predictive_values(1, 0, [0.1])
    assert every["reason"].tolist() == ["", "everybody would be flagged"]


@pytest.mark.parametrize(
    ("shares", "options", "code"),
    [
        ((1.1, 0.5, 0.5), {}, "number_within"),
        ((0.5, -0.1, 0.5), {}, "number_within"),
        ((0.5, 0.5, math.nan), {}, "number_within"),
        ((0.5, 0.5, 0.5), {"n_with": 0, "n_without": 3}, "number_least"),
        ((0.5, 0.5, 0.5), {"n_with": 2.5, "n_without": 3}, "count_not_whole"),
        ((0.5, 0.5, 0.5), {"level": 1}, "level_out_of_range"),
    ],
)
def test_signs_that_cannot_be_are_refused(shares: Any, options: Any, code: str):
    with pytest.raises(ParameterError) as caught:
        predictive_value(*shares, **options)
    assert caught.value.code == code


# ---- beside what others found -------------------------------------------------------------


def test_a_local_result_lies_among_the_others_or_not():
    effects, variances = [0.1, 0.3, 0.2, 0.4, 0.0], [0.02, 0.03, 0.02, 0.04, 0.02]
    pooled = random_effects(effects, variances)
    assert isinstance(pooled, PooledEffect)
    near = estimate_beside_others(effects, variances, local=0.2, local_variance=0.1)
    found = near.set_index("part")
    assert found.loc["pooled", "estimate"] == pooled.estimate
    assert found.loc["prediction", "low"] == pooled.prediction_low
    assert found.loc["tau2", "high"] == pooled.tau2_high
    assert found.loc["study_4", "high"] == pytest.approx(0.4 + 1.959964 * 0.2, abs=1e-6)
    far = estimate_beside_others(effects, variances, local=5, local_variance=0.1)
    assert far.set_index("part").loc["local_p", "estimate"] < 0.001
    assert found.loc["local_p", "estimate"] > 0.5
    assert "local" not in set(estimate_beside_others(effects, variances)["part"])


def test_without_studies_there_is_nothing_beside():
    table = estimate_beside_others([], [], local=0.2, local_variance=0.1).set_index("part")
    assert table.loc["pooled", "reason"] == "there are no studies"
    assert table.loc["local_p", "reason"] == "there are no studies"
    assert table.loc["local", "estimate"] == 0.2
    two = estimate_beside_others([0.1, math.nan, 0.3], [0.1, 0.1, 0.1]).set_index("part")
    assert "fewer than three" in two.loc["prediction", "reason"]
    assert "study_3" not in two.index


def test_a_local_result_that_cannot_be_is_refused():
    with pytest.raises(ParameterError) as caught:
        estimate_beside_others([0.1, 0.2], [0.1, 0.1], local=0.2)
    assert caught.value.code == "number_above_nought"
    with pytest.raises(ParameterError) as caught:
        estimate_beside_others([0.1, 0.2], [0.1, 0.1], local=0.2, local_variance=0)
    assert caught.value.code == "number_above_nought"
    with pytest.raises(ParameterError) as caught:
        estimate_beside_others([0.1, 0.2], [0.1, 0.1], local=math.nan, local_variance=1)
    assert caught.value.code == "number_within"
