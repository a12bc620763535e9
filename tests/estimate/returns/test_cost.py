"""What a measure costs: by hand, and its laws."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from larvik_analysis.errors import ParameterError
from larvik_analysis.estimate.returns.accumulation import baseline_of_accumulation
from larvik_analysis.estimate.returns.cost import estimate_measure_cost

YEARLY = 1.4 * 700_000 * 1.25 * 1.1 + 50_000
PLANNED = 3.0 * 700_000 * 1.25 * 1.1 + 50_000


def indexed(table: pd.DataFrame) -> pd.DataFrame:
    """The table by its labels."""
    return table.set_index(["part", "staffing", "development", "outcome"])


def test_cost_by_hand(case):
    cost = indexed(estimate_measure_cost(case))
    found = cost["estimate"]
    assert found["staffing_share", "delivered", "without", ""] == pytest.approx(1.4 / 3)
    assert found["per_year", "delivered", "without", ""] == pytest.approx(YEARLY)
    assert found["per_year", "planned", "without", ""] == pytest.approx(PLANNED)
    assert found["in_all", "delivered", "without", ""] == pytest.approx(1.5 * YEARLY)
    assert found["in_all", "delivered", "with", ""] == pytest.approx(1.5 * YEARLY + 3e5)
    present = YEARLY * (1 + 0.5 / 1.04) + 3e5
    assert found["present_value", "delivered", "with", ""] == pytest.approx(present)
    assert found["per_family", "delivered", "with", ""] == pytest.approx(
        (1.5 * YEARLY + 3e5) / 10
    )
    assert found["per_child", "planned", "without", ""] == pytest.approx(1.5 * PLANNED / 22)
    averted = 22 * 0.35 * 0.3 * 0.48 * 0.95**12.5
    assert found["per_averted", "delivered", "with", "dropout"] == pytest.approx(
        present / averted
    )
    assert cost["unit"]["per_family", "planned", "with", ""] == "nok per family"
    assert cost["price_year"]["in_all", "planned", "with", ""] == 2024
    assert set(cost["reason"]) == {""}
    assert len(cost) == 23


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=20)
@given(positions=st.floats(0, 20), more=st.floats(0, 20))
def test_cost_is_a_straight_line_in_positions(case, positions, more):
    bare = {"other_running_cost": 0.0, "development_cost": 0.0}
    found = [
        indexed(estimate_measure_cost(case, {**bare, "positions_delivered": n}))["estimate"][
            "present_value", "delivered", "with", ""
        ]
        for n in (positions, more, positions + more)
    ]
    # abs: amounts of up to a hundred million, rounded at their sixteenth digit
    assert found[0] + found[1] == pytest.approx(found[2], abs=1e-5)


def test_what_is_missing_is_asked_for_and_the_rest_is_worked_out(case):
    parameters = {
        name: replace(one, value=None) if name in ("development_cost", "n_families") else one
        for name, one in case.parameters.items()
    }
    wage = replace(parameters["wage"], kind="judgement")
    model = replace(case, parameters={**parameters, "wage": wage})
    cost = indexed(estimate_measure_cost(model))
    assert cost["missing"]["in_all", "delivered", "with", ""] == "development_cost"
    assert cost["missing"]["per_family", "delivered", "without", ""] == "n_families"
    assert cost["reason"]["per_family", "delivered", "without", ""] == "parameter_missing"
    assert cost["estimate"]["in_all", "delivered", "without", ""] == pytest.approx(1.5 * YEARLY)
    assert cost["kind"]["in_all", "delivered", "without", ""] == "judgement"
    assert cost["kind"]["staffing_share", "delivered", "without", ""] == "data"


def test_nothing_averted_has_no_cost_per_outcome(case):
    for nothing in ({"risk_reduction": 0.0}, {"risk_reduction": -0.1}, {"fade_out": 1.0}):
        cost = indexed(estimate_measure_cost(case, nothing))
        assert cost["reason"]["per_averted", "delivered", "with", "dropout"] == (
            "nothing_averted"
        )
    none_planned = indexed(estimate_measure_cost(case, {"positions_planned": 0.0}))
    assert none_planned["reason"]["staffing_share", "delivered", "without", ""] == (
        "nothing_averted"
    )


def test_a_cost_is_of_single_numbers(case):
    with pytest.raises(ParameterError) as error:
        estimate_measure_cost(case, {"wage": [1.0, 2.0]})
    assert error.value.code == "values_single"


def test_a_baseline_of_how_many_risk_factors():
    risks = {0: 0.05, 1: 0.1, 2: 0.2, 4: 0.5}
    assert baseline_of_accumulation({1: 2, 2: 1, 4: 1}, risks) == pytest.approx(0.225)
    assert baseline_of_accumulation({1: 2, 3: 0}, risks) == pytest.approx(0.1)


@pytest.mark.parametrize(
    ("families", "risks", "code"),
    [
        ({3: 1}, {1: 0.1}, "risk_of_count"),
        ({}, {1: 0.1}, "number_above_nought"),
        ({1: 0}, {1: 0.1}, "number_above_nought"),
        ({1: -1}, {1: 0.1}, "number_least"),
        ({1: 5}, {1: 10}, "number_within"),
    ],
)
def test_a_baseline_that_is_not_made_up(families, risks, code):
    with pytest.raises(ParameterError) as error:
        baseline_of_accumulation(families, risks)
    assert error.value.code == code
