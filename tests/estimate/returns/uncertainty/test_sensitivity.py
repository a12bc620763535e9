"""One number at a time, scenarios of the same draws, two numbers together."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from larvik_analysis.errors import ParameterError
from larvik_analysis.estimate.returns.break_even import break_even
from larvik_analysis.estimate.returns.changes import with_changes, with_scenario
from larvik_analysis.estimate.returns.present_values import present_values
from larvik_analysis.estimate.returns.scenario_table import sensitivity_table
from larvik_analysis.estimate.returns.sensitivity import tornado, two_way_table
from larvik_analysis.estimate.returns.simulation import simulate_returns
from larvik_analysis.estimate.returns.streams import streams_of
from larvik_analysis.terms.discount_rules import Rules
from larvik_analysis.terms.results import NotEstimable
from larvik_analysis.terms.returns_case import READINGS, Scenario
from larvik_analysis.terms.simulation_results import SimulatedReturns
from larvik_analysis.terms.words import Words

RULES = Rules.flat(0.04)
NAME = Words(nb="oppdiktet", en="invented")


def bars(model: Any, *where: Any, **options: Any) -> pd.DataFrame:
    found = tornado(model, *where, **options)
    assert isinstance(found, pd.DataFrame)
    return found.set_index("parameter")


def worth(case: Any, rules: Any = None, reading: Any = "society", **values: float) -> float:
    streams = streams_of(case, values)
    return float(present_values(streams, reading, rules or case.rules)[0])


def broken_even(case: Any, reading: Any = "society", **changes: float) -> float:
    found = break_even(case, reading, changes=changes)
    assert not isinstance(found, NotEstimable)
    return found.averted_per_100


# ---- one number at a time -----------------------------------------------------------------


@settings(max_examples=20)
@given(st.floats(-3, 3), st.floats(-3, 3), st.floats(0.1, 2))
def test_of_a_linear_model_each_bar_is_as_long_on_both_sides(normal, a, b, sd):
    numbers = {"x": normal(1.0, sd), "y": normal(-2.0, 1.0)}
    found = bars(lambda v: a * v["x"] + b * v["y"], parameters=numbers, level=0.8)
    estimate = a - 2 * b
    reach = 1.2815515655446004
    assert found["estimate"].to_numpy() == pytest.approx(estimate)
    assert found.loc["x", "high"] - estimate == pytest.approx(a * sd * reach, abs=1e-12)
    assert estimate - found.loc["x", "low"] == pytest.approx(a * sd * reach, abs=1e-12)
    assert found["swing"].is_monotonic_decreasing
    assert found["is_two_sided"].all()


def test_each_end_is_worked_out_with_all_others_as_they_stand(unsure_case):
    found = bars(unsure_case, "public")
    assert set(found.index) == {"causal_share", "risk", "risk_reduction", "wage"}
    for name, row in found.iterrows():
        for end in ("low", "high"):
            expected = worth(unsure_case, reading="public", **{str(name): row[f"{end}_value"]})
            assert row[end] == pytest.approx(expected)
        assert row["estimate"] == pytest.approx(worth(unsure_case, reading="public"))
        assert row["value"] == unsure_case.parameters[str(name)].value
        assert row["swing"] == pytest.approx(abs(row["high"] - row["low"]))
    assert found.loc["wage", "low"] > found.loc["wage", "high"]  # a dear measure is worth less


def test_vary_goes_before_the_spread(unsure_case):
    wage = replace(unsure_case.parameters["wage"], vary=(500_000.0, 900_000.0))
    share = replace(unsure_case.parameters["outside"], vary=(0.2, 0.26))
    numbers = {**unsure_case.parameters, "wage": wage, "outside": share}
    found = bars(replace(unsure_case, parameters=numbers))
    assert found.loc["wage", ["low_value", "high_value"]].tolist() == [500_000.0, 900_000.0]
    assert found.loc["wage", "is_two_sided"]
    # At its limit already: shown as it is, and told.
    assert not found.loc["outside", "is_two_sided"]


def test_what_is_held_is_not_moved(unsure_case):
    held = {"wage": 650_000.0, "risk": 0.3}
    found = bars(unsure_case, values=held)
    assert set(found.index) == {"causal_share", "risk_reduction"}
    assert found["estimate"].iloc[0] == pytest.approx(worth(unsure_case, **held))


def test_break_evens_need_no_effect(unsure_case):
    unknown = replace(unsure_case.parameters["risk_reduction"], value=None, spread=None)
    numbers = {**unsure_case.parameters, "risk_reduction": unknown}
    model = replace(unsure_case, parameters=numbers)
    assert tornado(model) == NotEstimable("these parameters are missing: risk_reduction")
    found = bars(model, "municipality", of="break_even")
    assert set(found.index) == {"causal_share", "risk", "wage"}
    for name, row in found.iterrows():
        for end in ("low", "high"):
            expected = broken_even(model, "municipality", **{str(name): row[f"{end}_value"]})
            assert row[end] == pytest.approx(expected)
        assert row["estimate"] == pytest.approx(broken_even(model, "municipality"))
    assert found.loc["wage", "low"] < found.loc["wage", "high"]  # a dear one has to do more


def test_a_bar_without_an_answer_says_why(unsure_case):
    lacking = replace(unsure_case.parameters["development_cost"], value=None)
    numbers = {**unsure_case.parameters, "development_cost": lacking}
    found = bars(replace(unsure_case, parameters=numbers), of="break_even")
    assert found["low"].isna().all()
    assert found["reason"].str.contains("development_cost").all()


def test_nothing_to_move(case):
    assert isinstance(tornado(case), NotEstimable)
    assert isinstance(tornado(case, of="break_even"), NotEstimable)


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"of": "irr"}, "method_unknown"),
        ({"reading": "everybody"}, "reading_unknown"),
        ({"level": 1.0}, "level_out_of_range"),
        ({"values": {"wag": 1.0}}, "model_parameter_unknown_near"),
    ],
)
def test_arguments_are_refused(unsure_case, options, code):
    with pytest.raises(ParameterError) as caught:
        tornado(unsure_case, **options)
    assert caught.value.code == code


@pytest.mark.parametrize("vary", [(1.0,), (2.0, 1.0), (1.0, 2.0, 3.0), (1.0, math.nan)])
def test_other_ends_than_two_are_refused(unsure_case, vary):
    wage = replace(unsure_case.parameters["wage"], vary=vary)
    model = replace(unsure_case, parameters={**unsure_case.parameters, "wage": wage})
    with pytest.raises(ParameterError) as caught:
        tornado(model)
    assert caught.value.code in ("vary_two", "number_finite")


def test_break_evens_need_a_case(own_model, own_numbers):
    with pytest.raises(ParameterError) as caught:
        tornado(own_model, parameters=own_numbers, rules=RULES, of="break_even")
    assert caught.value.code == "model_needed"


# ---- scenarios ----------------------------------------------------------------------------


@pytest.fixture
def scenarios() -> tuple[Scenario, ...]:
    return (
        Scenario(id="same", name=NAME),
        Scenario(id="dear", name=NAME, values={"wage": 900_000.0}),
        Scenario(id="patient", name=NAME, rules="flat_2"),
    )


def test_scenarios_share_their_draws(unsure_case, scenarios):
    patient = Rules.flat(0.02)
    table = sensitivity_table(
        unsure_case, scenarios, alternatives={"flat_2": patient}, n_draws=512
    )
    rows = table.set_index(["scenario", "reading"])
    assert len(rows) == 12
    free = simulate_returns(unsure_case, n_draws=512)
    assert isinstance(free, SimulatedReturns)
    stands = rows.loc[("as_it_stands", "society")]
    assert stands["mean"] == free.npv_nok["society"].mean()
    assert stands["npv_nok"] == pytest.approx(worth(unsure_case))
    same = rows.loc[("same", "society")]
    assert same["difference_nok"] == same["difference_error"] == 0.0
    assert same["mean"] == stands["mean"]
    dear = rows.loc[("dear", "society")]
    held = simulate_returns(with_changes(unsure_case, {"wage": 900_000.0}), n_draws=512)
    assert isinstance(held, SimulatedReturns)
    paired = held.npv_nok["society"] - free.npv_nok["society"]
    assert dear["difference_nok"] == pytest.approx(paired.mean())
    assert dear["difference_nok"] < 0
    assert dear["break_even_per_100"] > stands["break_even_per_100"]
    late = rows.loc[("patient", "society")]
    assert late["rules"] == patient.name
    assert late["npv_nok"] == pytest.approx(worth(unsure_case, patient))
    # Far surer than two runs of draws of their own would be.
    apart = math.hypot(free.summary["mean_error"][0], held.summary["mean_error"][0])
    assert dear["difference_error"] < apart / 3


def test_a_scenario_of_the_table_is_the_model_in_that_scenario(unsure_case, scenarios):
    # One file of scenarios is for all measures: what this one lacks is another's.
    dear = replace(scenarios[1], values={"wage": 900_000.0, "crime_risk": 0.1})
    model = replace(unsure_case, scenarios=(dear,))
    table = sensitivity_table(model, n_draws=256).set_index(["scenario", "reading"])
    found = simulate_returns(with_scenario(model, "dear"), n_draws=256)
    assert isinstance(found, SimulatedReturns)
    summary = found.summary.set_index("reading")
    for column in ("mean", "low", "high", "chance_positive"):
        ours = [table.loc[("dear", reading), column] for reading in READINGS]
        assert ours == [summary.loc[reading, column] for reading in READINGS]
    with pytest.raises(ParameterError) as caught:
        sensitivity_table(unsure_case, (dear,), n_draws=256)
    assert caught.value.code.startswith("model_parameter_unknown")


def test_without_an_effect_the_break_even_is_left(open_case, scenarios):
    table = sensitivity_table(open_case, scenarios[:2], readings=["municipality"], n_draws=64)
    assert table["reading"].tolist() == ["municipality"] * 3
    assert table[["npv_nok", "mean", "chance_positive", "difference_nok"]].isna().all(axis=None)
    assert table["reason"].str.contains("risk_reduction").all()
    expected = [broken_even(open_case, "municipality")] * 2
    expected += [broken_even(open_case, "municipality", wage=900_000.0)]
    assert table["break_even_per_100"].tolist() == pytest.approx(expected)


def test_scenarios_are_refused(case, scenarios):
    with pytest.raises(ParameterError) as caught:
        sensitivity_table(case, scenarios, n_draws=64)
    assert caught.value.code == "rules_unknown"
    with pytest.raises(ParameterError) as caught:
        sensitivity_table(case, (scenarios[0], scenarios[0]), n_draws=64)
    assert caught.value.code == "scenarios_repeated"


# ---- two numbers together -----------------------------------------------------------------


def test_each_pair_is_worked_out(case):
    wages, shares = [500_000, 700_000], [0.2, 0.5, 0.8]
    table = two_way_table(case, "wage", wages, "causal_share", shares)
    assert isinstance(table, pd.DataFrame)
    assert len(table) == 6
    for row in table.to_dict("records"):
        changes = {"wage": row["first_value"], "causal_share": row["second_value"]}
        assert row["estimate"] == pytest.approx(worth(case, **changes))


def test_each_pair_breaks_even(open_case):
    table = two_way_table(
        open_case, "wage", np.array([500e3, 700e3]), "risk", (0.2, 0.4), of="break_even"
    )
    assert isinstance(table, pd.DataFrame)
    for row in table.to_dict("records"):
        changes = {"wage": row["first_value"], "risk": row["second_value"]}
        assert row["estimate"] == pytest.approx(broken_even(open_case, **changes))


def test_the_effect_may_be_one_of_the_two(open_case):
    table = two_way_table(open_case, "risk_reduction", [0.0, 0.5], "wage", [600e3, 700e3])
    assert isinstance(table, pd.DataFrame)
    assert table["estimate"].iloc[0] < table["estimate"].iloc[2]
    assert isinstance(two_way_table(open_case, "risk", [0.1], "wage", [1.0]), NotEstimable)


def test_pairs_are_refused(case):
    for arguments, code in [
        (("wage", [1.0], "wage", [2.0]), "two_way_same"),
        (("wage", [], "risk", [0.2]), "number_finite"),
        (("wage", [1.0], "risk", ["a"]), "number_finite"),
        (("wag", [1.0], "risk", [0.2]), "model_parameter_unknown_near"),
    ]:
        with pytest.raises(ParameterError) as caught:
            two_way_table(case, *arguments)  # type: ignore[arg-type]
        assert caught.value.code == code
