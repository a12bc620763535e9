"""The same return with other numbers: what changes, what follows, and what is refused."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

import larvik_analysis as la
from larvik_analysis.errors import ParameterError

MODEL = la.read_returns("eksempel")["lag"]


def test_nothing_changed_is_the_same_model():
    assert la.with_changes(MODEL) == MODEL
    assert la.with_changes(MODEL, {}) == MODEL
    assert la.with_scenario(MODEL, "") is MODEL


def test_a_number_is_changed_and_its_spread_follows():
    changed = la.with_changes(MODEL, {"wage": 700_000, "causal_share": 0.8})
    wage, before = changed.parameters["wage"], MODEL.parameters["wage"]
    assert wage.value == 700_000
    assert wage.spread.high / wage.value == pytest.approx(before.spread.high / before.value)
    share = changed.parameters["causal_share"]
    assert (share.spread.low, share.spread.high) == (pytest.approx(0.4), 1.0)  # not above one
    assert changed.changes == ("wage=700000.0", "causal_share=0.8")
    others = MODEL.parameters.keys() - {"wage", "causal_share"}
    assert all(changed.parameters[name] == MODEL.parameters[name] for name in others)
    assert MODEL.changes == ()


def test_a_range_that_no_longer_holds_the_number_is_dropped():
    assert la.with_changes(MODEL, {"risk_reduction": 0.4}).parameters["risk_reduction"].vary
    assert not la.with_changes(MODEL, {"risk_reduction": 0.6}).parameters["risk_reduction"].vary


def test_other_rules_by_name_or_as_they_are():
    by_name = la.with_changes(MODEL, rules="flat_3")
    assert by_name.rules.steps[0].rate_per_year == 0.03
    assert by_name.changes == ("rules=flat_3",)
    assert la.with_changes(MODEL, rules=MODEL.alternatives["flat_3"]) == by_name


def test_a_scenario_is_what_it_names():
    low = la.with_scenario(MODEL, "lav")
    assert low.parameters["risk_reduction"].value == 0.15
    assert low.changes == ("scenario=lav",)
    assert la.with_scenario(MODEL, "rente_3").rules.name == "flat_3"


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"vage": 1}, "model_parameter_unknown_near"),
        ({"xyzzy": 1}, "model_parameter_unknown"),
        ({"wage": math.nan}, "number_finite"),
        ({"wage": "mye"}, "number_finite"),
        ({"wage": True}, "number_finite"),
        ({"wage": 0}, "returns_change_wrong"),
        ({"overhead": 20}, "returns_change_wrong"),
        ({"risk_reduction": 1.1}, "returns_change_wrong"),
        ({"n_children": 0}, "returns_change_wrong"),
        ({"age_at_start": 2}, "returns_horizon_short"),
    ],
)
def test_what_cannot_be_is_refused(values, code):
    with pytest.raises(ParameterError) as raised:
        la.with_changes(MODEL, values)
    assert raised.value.code == code
    assert not raised.value.message("en").startswith(code)


@pytest.mark.parametrize("rules", ["flat_33", "xyzzy"])
def test_unknown_rules_and_scenarios_are_refused(rules):
    with pytest.raises(ParameterError):
        la.with_changes(MODEL, rules=rules)
    with pytest.raises(ParameterError):
        la.with_scenario(MODEL, rules)


@given(value=st.floats(0.001, 1.0), other=st.floats(0.001, 1.0))
def test_a_spread_always_holds_its_number_within_what_can_be(value, other):
    once = la.with_changes(MODEL, {"causal_share": value})
    twice = la.with_changes(once, {"causal_share": other})
    for model, number in ((once, value), (twice, other)):
        parameter = model.parameters["causal_share"]
        assert parameter.value == number
        if parameter.spread:
            assert 0 <= parameter.spread.low <= number <= parameter.spread.high <= 1


@given(names=st.permutations(["wage", "overhead", "benefit"]))
def test_the_order_of_changes_does_not_matter(names):
    values = {"wage": 650_000, "overhead": 0.3, "benefit": 200_000}
    changed = la.with_changes(MODEL, {name: values[name] for name in names})
    assert changed.parameters == la.with_changes(MODEL, values).parameters


@pytest.mark.parametrize("value", [0.01, 0.45, 0.6, 0.99, 1.0])
def test_a_normal_spread_stays_even_about_its_number_and_can_be_drawn(value):
    model = la.read_study("eksempel", {}).returns["lag"]
    assert model.parameters["risk_reduction"].spread.shape == "normal"
    changed = la.with_changes(model, {"risk_reduction": value})
    spread = changed.parameters["risk_reduction"].spread
    if spread is not None:
        assert spread.high - value == pytest.approx(value - spread.low)
        assert spread.high <= 1 + 1e-12
    assert not isinstance(la.simulate_returns(changed, n_draws=16), la.NotEstimable)
