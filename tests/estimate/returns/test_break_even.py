"""The break-even: net present value is nought there, whichever way it is found."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from scipy.optimize import brentq

from larvik_analysis.errors import ParameterError
from larvik_analysis.estimate.returns.break_even import (
    break_even,
    break_even_curve,
    estimate_break_even,
)
from larvik_analysis.estimate.returns.break_even_line import break_even_units
from larvik_analysis.estimate.returns.flows import estimate_flows
from larvik_analysis.estimate.returns.present_values import present_values
from larvik_analysis.estimate.returns.streams import streams_of
from larvik_analysis.terms.discount_rules import Rules
from larvik_analysis.terms.results import NotEstimable
from larvik_analysis.terms.returns_case import READINGS
from larvik_analysis.terms.returns_results import BreakEven

with_a_case = settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40
)
changes = st.fixed_dictionaries(
    {},
    optional={
        "positions_delivered": st.floats(0, 5),
        "causal_share": st.floats(0.01, 1),
        "study_quality": st.floats(0.05, 1),
        "fade_out": st.floats(0, 0.9),
        "age_at_start": st.floats(5, 18),
        "n_children": st.floats(1, 500),
    },
)


def npv(case, values, reading="society"):
    """Net present value."""
    return present_values(streams_of(case, values), reading, case.rules).item()


@with_a_case
@given(values=changes, reading=st.sampled_from(READINGS))
def test_net_present_value_is_nought_there(case, values, reading):
    found = break_even(case, reading, changes=values)
    assert isinstance(found, BreakEven)
    cost = max(1.0, abs(found.cost_per_child_nok * found.n_children))
    needed = found.risk_reduction_before
    # The line goes on beyond a risk reduction of one, where nothing can be averted.
    at = {share: npv(case, {**values, "risk_reduction": share}, reading) for share in (0, 1)}
    assert at[0] + needed * (at[1] - at[0]) == pytest.approx(0.0, abs=1e-6 * cost)
    if needed <= 1:
        there = npv(case, {**values, "risk_reduction": needed}, reading)
        assert there == pytest.approx(0.0, abs=1e-6 * cost)


@with_a_case
@given(values=changes)
def test_it_is_the_root_that_bisection_finds(case, values):
    found = break_even(case, changes=values)
    assume(isinstance(found, BreakEven) and 1e-6 < found.risk_reduction_before < 1)
    root = brentq(
        lambda share: npv(case, {**values, "risk_reduction": share}), 0, 1, xtol=1e-14
    )
    assert found.risk_reduction_before == pytest.approx(root, rel=1e-6)
    averted = found.averted_per_100
    assert averted == pytest.approx(found.baseline_per_100 * found.risk_reduction)


def test_break_even_by_hand(open_case):
    found = break_even(open_case)
    yearly = 1.4 * 700_000 * 1.25 * 1.1 + 50_000
    cost = yearly * (1 + 0.5 / 1.04) + 300_000
    cost *= 1 + 0.2 * 0.8  # the cost of taxes, of what the municipality pays
    per_year = (1 / 1.04) ** np.arange(14, 62)
    value = 0.26 * 0.5 * 477_200 * per_year.sum()
    assert found.value_per_averted_nok == pytest.approx(value)
    assert found.cost_per_child_nok == pytest.approx(cost / 22)
    assert found.averted_per_100 == pytest.approx(100 * cost / value / 22)
    assert found.risk_reduction == pytest.approx(cost / value / 22 / 0.35)
    kept = 0.48 * 0.95**12.5
    assert found.risk_reduction_before == pytest.approx(cost / value / 22 / 0.35 / kept)
    assert found.baseline_per_100 == pytest.approx(35)
    assert found.is_possible == (cost / value / 22 <= 0.35)
    assert (found.reading, found.outcome, found.price_year) == ("society", "dropout", 2024)
    assert (found.judged, found.missing) == ((), ())


def test_it_does_not_depend_on_the_effect_or_the_haircuts(case, open_case):
    alone = break_even(case, alone=True)
    assert alone == break_even(open_case)
    kinder = break_even(open_case, changes={"study_quality": 1.0})
    assert kinder.averted_per_100 == pytest.approx(alone.averted_per_100)
    assert kinder.risk_reduction_before < alone.risk_reduction_before


def test_other_outcomes_pay_too_unless_it_stands_alone(case):
    together, alone = break_even(case), break_even(case, alone=True)
    assert together.averted_per_100 < alone.averted_per_100
    placement = break_even(case, outcome="placement")
    assert placement.risk_reduction_before == pytest.approx(together.risk_reduction_before)
    assert placement.baseline_per_100 == pytest.approx(6)


def test_the_municipality_sees_less_of_what_it_pays_for(open_case):
    society, municipality = break_even(open_case), break_even(open_case, "municipality")
    assert municipality.averted_per_100 > society.averted_per_100
    assert municipality.value_per_averted_nok < society.value_per_averted_nok


def test_an_outcome_that_is_worth_nothing_to_the_reading(open_case):
    found = break_even(open_case, "municipality", changes={"municipal_share": 0.0})
    assert found == NotEstimable("an averted outcome is worth nothing to this reading")
    past = break_even(open_case, changes={"age_at_start": 19.5})
    assert isinstance(past, NotEstimable)
    no_risk = break_even(open_case, changes={"risk": 0.0})
    assert isinstance(no_risk, NotEstimable)


def test_where_others_pay_it_all_there_is_nothing_to_earn_back(open_case):
    found = break_even(open_case, "municipality", changes={"share_paid_by_others": 1.0})
    assert (found.averted_per_100, found.cost_per_child_nok) == (0.0, 0.0)
    assert found.is_possible


def test_missing_and_judged_numbers(open_case):
    parameters = dict(open_case.parameters)
    parameters["wage"] = replace(parameters["wage"], value=None)
    parameters["n_families"] = replace(parameters["n_families"], value=None)
    parameters["risk"] = replace(parameters["risk"], kind="judgement")
    model = replace(open_case, parameters=parameters)
    assert break_even(model) == NotEstimable("numbers are needed that nobody has given: wage")
    found = break_even(model, changes={"wage": 7e5})
    assert found.judged == ("risk",)
    assert found.missing == ("n_families",)  # asked for, and not needed here
    table = estimate_break_even(model)
    assert set(table["reason"]) == {"parameter_missing"}
    assert set(table["missing"]) == {"wage"}
    assert set(table["kind"]) == {"judgement"}
    assert table["estimate"].isna().all()
    curve = break_even_curve(model, "society", "risk", [0.1])
    assert isinstance(curve, NotEstimable)


def test_other_rules(open_case):
    free = break_even(open_case, rules=Rules.flat(0.0, 0.0))
    assert free.value_per_averted_nok == pytest.approx(48 * 0.13 * 430_000)
    dear = break_even(open_case, rules=Rules.flat(0.1))
    assert dear.averted_per_100 > free.averted_per_100


@with_a_case
@given(values=st.lists(st.floats(0.05, 1), min_size=1, max_size=6))
def test_a_curve_is_the_break_even_of_each_value(case, values):
    for name, scale in (("causal_share", 1.0), ("wage", 1e6), ("fade_out", 0.5)):
        tried = [scale * value for value in values]
        curve = break_even_curve(case, "public", name, tried)
        assert curve["x"].tolist() == tried
        each = [break_even(case, "public", changes={name: value}) for value in tried]
        assert curve["estimate"].tolist() == pytest.approx([e.averted_per_100 for e in each])
        assert curve["is_possible"].tolist() == [e.is_possible for e in each]


def test_a_curve_where_nothing_is_gained_says_so(open_case):
    curve = break_even_curve(open_case, "municipality", "municipal_share", [0.0, 0.1])
    assert curve["reason"].tolist() == ["worth_nothing", ""]
    assert curve["estimate"].isna().tolist() == [True, False]
    assert curve["baseline"].tolist() == pytest.approx([35, 35])
    along = break_even_curve(open_case, "society", "risk", [0.2, 0.4])
    assert along["baseline"].tolist() == pytest.approx([20, 40])
    assert along["estimate"].tolist() == pytest.approx([along["estimate"][0]] * 2)


def test_the_table_has_every_outcome_and_reading(case):
    table = estimate_break_even(case)
    assert len(table) == 6
    for row in table.to_dict("records"):
        found = break_even(case, row["reading"], outcome=row["outcome"])
        for name in ("risk_reduction", "value_per_averted_nok", "is_possible"):
            assert row[name] == getattr(found, name)
        assert row["estimate"] == found.averted_per_100
        assert row["baseline"] == found.baseline_per_100
    alone = estimate_break_even(case, alone=True)
    assert (alone["estimate"] > table["estimate"]).all()
    nothing = estimate_break_even(case, changes={"age_at_start": 20.0})
    assert set(nothing["reason"]) == {"nothing_averted"}
    assert nothing["baseline"].notna().all()


def test_the_break_even_leaves_nothing_in_the_flows(case):
    needed = break_even(case)
    flows = estimate_flows(case, changes={"risk_reduction": needed.risk_reduction_before})
    society = flows.loc[flows["actor"] == "society", "estimate"].item()
    assert society == pytest.approx(0.0, abs=1e-3)


def test_units_that_it_takes():
    assert break_even_units(-1000.0, 400.0) == 2.5
    assert break_even_units(0.0, -1.0) == 0.0
    assert break_even_units(5.0, 0.0) == 0.0
    assert break_even_units(-1.0, 0.0) is None
    assert break_even_units(-1.0, -2.0) is None


def test_arguments_that_cannot_be(case):
    wrong = [
        (lambda: break_even(case, "samfunn"), "reading_unknown"),
        (lambda: break_even(case, "kommune"), "reading_unknown"),
        (lambda: break_even(case, outcome="dropuot"), "effect_unknown_near"),
        (lambda: break_even(case, changes={"wage": [1.0, 2.0]}), "values_single"),
        (lambda: estimate_break_even(case, changes={"wage": [1.0, 2.0]}), "values_single"),
        (lambda: break_even(case, changes={"wages": 1.0}), "model_parameter_unknown_near"),
        (lambda: break_even_curve(case, "public", "risk_reduction", [0.1]), "curve_parameter"),
        (
            lambda: break_even_curve(case, "public", "wage", [1.0], changes={"wage": 1.0}),
            "curve_parameter",
        ),
        (lambda: break_even_curve(case, "public", "wage", []), "number_finite"),
        (lambda: break_even_curve(case, "public", "wage", ["1"]), "number_finite"),
        (lambda: break_even_curve(case, "public", "risk", [20.0]), "number_within"),
    ]
    for call, code in wrong:
        with pytest.raises(ParameterError) as error:
            call()
        assert error.value.code == code
