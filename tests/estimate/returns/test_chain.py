"""The effect chain and its streams: against a plain count, year by year, and its laws."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import larvik_analysis as la
from larvik_analysis.errors import ParameterError, UnitError
from larvik_analysis.estimate.returns.chain import (
    estimate_chain,
    estimate_haircuts,
    estimate_value_of_outcome,
)
from larvik_analysis.estimate.returns.flows import (
    estimate_cumulative_value,
    estimate_distribution,
    estimate_flows,
)
from larvik_analysis.estimate.returns.present_values import present_values
from larvik_analysis.estimate.returns.streams import streams_of
from larvik_analysis.terms.discount_rules import RateStep, Rules
from larvik_analysis.terms.results import NotEstimable
from larvik_analysis.terms.returns_case import ACTORS, READINGS, ReturnsModel
from larvik_analysis.terms.words import Words

# Sums of some hundreds of amounts of up to a hundred million, rounded at the sixteenth digit.
ROUNDING = 1e-4
STEPPED = Rules(
    name="r109",
    title=Words(nb="trinn", en="steps"),
    steps=(
        RateStep(after_year=0, rate_per_year=0.04),
        RateStep(after_year=40, rate_per_year=0.03),
    ),
    tax_funding_share=0.2,
    source="invented",
    date="2026-01-01",
)
some_numbers = st.fixed_dictionaries(
    {},
    optional={
        "age_at_start": st.floats(5, 20),
        "duration": st.floats(0, 12),
        "fade_out": st.sampled_from([0.0, 0.1, 0.5, 1.0]) | st.floats(0, 1),
        "risk_reduction": st.floats(-1, 1),
        "placement_from": st.floats(0, 15),
        "share_paid_by_others": st.floats(0, 1),
        "positions_delivered": st.floats(0, 5),
        "causal_share": st.floats(0, 1),
    },
)
with_a_case = settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40
)


def overlap(year: int, first: float, last: float) -> float:
    """What part of a year lies between two times."""
    return max(0.0, min(year + 1, last) - max(year, first))


def counted_nok(case: ReturnsModel, values: dict[str, float]) -> dict[str, list[float]]:
    """Kroner of each actor in each year, one year and one effect after the other."""
    n = {name: one.value for name, one in case.parameters.items()} | values
    flows = {actor: [0.0] * case.horizon_years for actor in ACTORS}
    staff = n["positions_delivered"] * n["wage"] * (1 + n["social_costs"]) * (1 + n["overhead"])
    kept = n["risk_reduction"] * n["study_quality"] * n["transfer_to_norway"]
    others = n["share_paid_by_others"]
    for year in range(case.horizon_years):
        cost = (staff + n["other_running_cost"]) * overlap(year, 0, n["duration"])
        cost += n["development_cost"] if year == 0 else 0
        flows["kommune"][year] -= cost * (1 - others)
        flows["andre"][year] -= cost * others
        start = n["from_age"] - n["age_at_start"]
        if start >= 0:  # the event has not happened yet
            averted = n["n_children"] * n["risk"] * kept
            averted *= (1 - n["fade_out"]) ** max(0.0, start - n["duration"])
            outside = averted * n["outside"] * n["causal_share"]
            outside *= overlap(year, start, n["to_age"] - n["age_at_start"])
            flows["deltaker"][year] += outside * (n["production"] - n["benefit"])
            flows["stat"][year] += outside * n["benefit"] * (1 - n["municipal_share"])
            flows["kommune"][year] += outside * n["benefit"] * n["municipal_share"]
        start = max(0.0, n["placement_from"] - n["age_at_start"])
        placed = overlap(year, start, n["placement_to"] - n["age_at_start"])
        placed *= n["n_children"] * n["placement_risk"] * kept
        placed *= (1 - n["fade_out"]) ** max(0.0, max(year, start) - n["duration"])
        flows["stat"][year] += placed * n["day"] * n["days"] * (1 - n["municipal_share"])
        flows["kommune"][year] += placed * n["day"] * n["days"] * n["municipal_share"]
    return flows


def discounted(yearly: list[float], rules: Rules) -> float:
    """Worth in year 0, one year after the other."""
    factor, worth = 1.0, 0.0
    for year, nok in enumerate(yearly):
        if year:
            step = [one for one in rules.steps if one.after_year < year][-1]
            factor /= 1 + step.rate_per_year
        worth += nok * factor
    return worth


@with_a_case
@given(values=some_numbers, rules=st.sampled_from([Rules.flat(0.04), STEPPED]))
def test_streams_are_what_a_plain_count_gives(case, values, rules):
    flows = counted_nok(case, values)
    by_actor = {actor: discounted(flows[actor], rules) for actor in ACTORS}
    streams = streams_of(case, values)
    for actor in ACTORS:
        found = present_values(streams, actor, rules).item()
        assert found == pytest.approx(by_actor[actor], rel=1e-9, abs=ROUNDING)
    public = by_actor["kommune"] + by_actor["fylke"] + by_actor["stat"]
    society = sum(by_actor.values()) + rules.tax_funding_share * public
    expected = {"public": public, "municipality": by_actor["kommune"], "society": society}
    for reading in READINGS:
        found = present_values(streams, reading, rules).item()
        assert found == pytest.approx(expected[reading], rel=1e-9, abs=ROUNDING)


@with_a_case
@given(draws=st.lists(some_numbers, min_size=2, max_size=4))
def test_draws_together_are_what_each_is_alone(case, draws):
    at = {name: one.value for name, one in case.parameters.items()}
    names = {name for draw in draws for name in draw}
    together = {name: [draw.get(name, at[name]) for draw in draws] for name in names}
    found = present_values(streams_of(case, together), "society", case.rules)
    alone = [present_values(streams_of(case, d), "society", case.rules).item() for d in draws]
    # rel: a draw of its own sums the same products in another order.
    assert np.broadcast_to(found, len(draws)) == pytest.approx(alone, rel=1e-9, abs=ROUNDING)


def test_a_profile_has_a_row_a_draw_only_where_a_draw_shapes_it(case):
    shaped = {stream.effect: stream.profile.shape for stream in streams_of(case, {})}
    assert set(shaped.values()) == {(1, 62)}
    by_wage = streams_of(case, {"wage": [6e5, 7e5, 8e5], "duration": [1.0, 1.0, 1.0]})
    assert {stream.profile.shape for stream in by_wage} == {(1, 62)}
    assert {stream.amount_nok.shape for stream in by_wage} == {(3,)}
    by_fading = streams_of(case, {"fade_out": [0.1, 0.2]})
    shapes = {stream.effect: stream.profile.shape for stream in by_fading}
    assert shapes["placement"] == (2, 62)  # a state fades from year to year
    assert shapes["dropout"] == (1, 62)  # an event has faded before it would happen


@with_a_case
@given(values=some_numbers)
def test_twice_the_children_are_twice_the_benefits_at_the_same_cost(case, values):
    flows = estimate_flows(case, changes=values).set_index(["effect", "flow", "actor"])
    twice = estimate_flows(case, changes={**values, "n_children": 44.0})
    twice = twice.set_index(["effect", "flow", "actor"])
    for effect, factor in (("cost", 1), ("development", 1), ("dropout", 2), ("placement", 2)):
        expected = factor * flows["estimate"][effect].to_numpy()
        assert twice["estimate"][effect].to_numpy() == pytest.approx(expected, abs=ROUNDING)


@with_a_case
@given(values=some_numbers)
def test_flows_by_effect_add_up_to_the_net_of_each_reading(case, values):
    flows = estimate_flows(case, changes=values)
    net, parts = flows[flows["effect"] == "net"], flows[flows["effect"] != "net"]
    for actor in ACTORS:
        found = net.loc[net["actor"] == actor, "estimate"].item()
        expected = parts.loc[parts["actor"] == actor, "estimate"].sum()
        assert found == pytest.approx(expected, abs=ROUNDING)
    assert parts.loc[parts["flow"] == "transfer", "estimate"].sum() == pytest.approx(
        0.0, abs=ROUNDING
    )
    society = net.loc[net["actor"] == "society", "estimate"].item()
    assert society == pytest.approx(parts["estimate"].sum(), abs=ROUNDING)
    cumulative = estimate_cumulative_value(case, changes=values)
    last = cumulative.groupby("reading")["estimate"].last()
    assert last["society"] == pytest.approx(society, abs=ROUNDING)
    municipality = net.loc[net["actor"] == "municipality", "estimate"].item()
    assert last["municipality"] == pytest.approx(municipality, abs=ROUNDING)


def test_the_chain_step_by_step(case):
    chain = estimate_chain(case).set_index(["step", "part"])
    left = chain["estimate"]
    assert left["baseline", "risk"] == 0.35
    assert left["risk_reduction", "risk_reduction"] == 0.3
    assert left["haircut", "study_quality"] == pytest.approx(0.18)
    assert left["haircut", "transfer_to_norway"] == pytest.approx(0.144)
    faded = 0.95 ** (14 - 1.5)
    assert left["fade_out", "fade_out"] == pytest.approx(0.144 * faded)
    assert chain["kept"]["fade_out", "fade_out"] == pytest.approx(faded)
    assert chain["kept_in_all"]["fade_out", "fade_out"] == pytest.approx(0.48 * faded)
    averted = 100 * 0.35 * 0.144 * faded
    assert left["averted", ""] == pytest.approx(averted)
    assert left["multiplier", "outside"] == pytest.approx(averted * 0.26)
    assert left["multiplier", "causal_share"] == pytest.approx(averted * 0.13)
    assert left["years", ""] == pytest.approx(averted * 0.13 * 48)
    worth = left["worth"]
    assert worth["society"] == pytest.approx(worth.drop("society").sum())
    assert chain["unit"]["averted", ""] == "outcomes per 100 children"
    assert set(chain["kind"]) == {"data"}
    other = estimate_chain(case, outcome="placement")
    assert set(other["outcome"]) == {"placement"}


def test_a_chain_without_an_effect_still_shows_what_the_haircuts_keep(open_case):
    chain = estimate_chain(open_case).set_index(["step", "part"])
    assert chain["kept_in_all"]["haircut", "transfer_to_norway"] == pytest.approx(0.48)
    assert math.isnan(chain["estimate"]["averted", ""])
    assert chain["reason"]["averted", ""] == "parameter_missing"
    assert chain["missing"]["worth", "society"] == "risk_reduction"
    assert chain["kind"]["worth", "society"] == "judgement"
    found = estimate_cumulative_value(open_case)
    assert found == NotEstimable("numbers are needed that nobody has given: risk_reduction")
    flows = estimate_flows(open_case)
    known = flows.loc[flows["effect"].isin(["cost", "development"]), "estimate"]
    assert known.notna().all()
    assert flows.loc[flows["effect"].isin(["dropout", "net"]), "estimate"].isna().all()


def test_a_value_of_an_outcome_needs_no_effect_and_ignores_the_one_there_is(case, open_case):
    value = estimate_value_of_outcome(open_case).set_index("part")["estimate"]
    per_year = (1 / 1.04) ** np.arange(14, 62)
    outside = 0.26 * 0.5 * per_year.sum()
    assert value["stat"] == pytest.approx(outside * 236_000 * 0.9)
    assert value["kommune"] == pytest.approx(outside * 236_000 * 0.1)
    assert value["deltaker"] == pytest.approx(outside * (430_000 - 236_000))
    assert value["total"] == pytest.approx(outside * (430_000 + 0.2 * 236_000))
    assert value["total"] == pytest.approx(value.drop("total").sum())
    again = estimate_value_of_outcome(case, changes={"risk_reduction": 0.01})
    assert again["estimate"].tolist() == pytest.approx(value.tolist())
    own = estimate_value_of_outcome(case, "municipality")
    assert own["part"].tolist() == ["kommune", "total"]
    assert set(own["kind"]) == {"data"}  # the effect, whatever its kind, is not used
    past = estimate_value_of_outcome(case, changes={"age_at_start": 20.0})
    assert set(past["reason"]) == {"nothing_averted"}


def test_a_published_effect_after_its_haircuts():
    # WSIPP, Incredible Years: -0.380 counts as -0.079, of which three more years keep -0.043.
    table = estimate_haircuts(-0.380, {"study_quality": 0.2079, "fade_out": 0.8165**3})
    assert table["estimate"].tolist() == pytest.approx([-0.380, -0.079, -0.043], abs=5e-4)
    assert table["change"].sum() == pytest.approx(0.337, abs=5e-4)
    assert table["part"].tolist() == ["published", "study_quality", "fade_out"]
    assert estimate_haircuts(0.5, {})["estimate"].tolist() == [0.5]
    for effect, kept in ((float("nan"), {}), ("0.3", {}), (0.3, {"a": 1.2}), (0.3, {"a": -1})):
        with pytest.raises(ParameterError):
            estimate_haircuts(effect, kept)


def test_an_effect_that_is_all_gone_before_the_outcome(case):
    gone = {"fade_out": 1.0}
    flows = estimate_flows(case, changes=gone).set_index(["effect", "actor"])["estimate"]
    assert flows["dropout"].eq(0).all()
    assert np.isfinite(flows.to_numpy()).all()


def test_distribution_stands_beside(case):
    table = estimate_distribution(case, by_income={"low": 0.7, "high": 0.3})
    expected = present_values(streams_of(case), "deltaker", case.rules).item()
    assert table["part"].tolist() == ["participants", "per_child", "income", "income"]
    assert table["estimate"].tolist() == pytest.approx(
        [expected, expected / 22, 0.7 * expected, 0.3 * expected]
    )
    assert len(estimate_distribution(case)) == 2
    with pytest.raises(ParameterError):
        estimate_distribution(case, by_income={"low": 0.7, "high": 0.7})


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"risk_reduction": 1.01}, "effect_above_one"),
        ({"risk_reduction": 30}, "effect_above_one"),
        ({"study_quality": 1.2}, "number_within"),
        ({"fade_out": -0.1}, "number_within"),
        ({"causal_share": 50}, "number_within"),
        ({"wage": -1}, "number_least"),
        ({"n_children": 0}, "number_above_nought"),
        ({"wage": float("nan")}, "number_finite"),
        ({"wage": float("inf")}, "number_finite"),
        ({"wage": "600000"}, "number_finite"),
        ({"wage": []}, "number_finite"),
        ({"wage": [[1.0]]}, "number_finite"),
        ({"wage": [1.0, [2.0]]}, "number_finite"),
        ({"wage": True}, "number_finite"),
        ({"wage": [1.0, 2.0], "duration": [1.0, 2.0, 3.0]}, "lengths_differ"),
        ({"wages": 1.0}, "model_parameter_unknown_near"),
        ({"xyz": 1.0}, "model_parameter_unknown"),
    ],
)
def test_numbers_that_cannot_be(case, values, code):
    with pytest.raises(ParameterError) as error:
        streams_of(case, values)
    assert error.value.code == code


def test_names_that_are_not_there(case, open_case):
    with pytest.raises(ParameterError, match="dropout"):
        streams_of(case, effects=("dropuot",))
    with pytest.raises(ParameterError, match="placement"):
        estimate_chain(case, outcome="placements")
    with pytest.raises(ParameterError, match="society"):
        estimate_value_of_outcome(case, "societies")  # type: ignore[arg-type]
    with pytest.raises(ParameterError, match="risk_reduction"):
        streams_of(open_case)
    assert len(streams_of(open_case, effects=("cost",))) == 2


@pytest.mark.parametrize(
    ("name", "unit"),
    [
        ("wage", "nok per year"),
        ("risk", "children"),
        ("duration", "share"),
        ("fade_out", "share"),
        ("production", "nok per day"),
        ("days", "days"),
        ("development_cost", "nok per year"),
        ("municipal_share", "years"),
    ],
)
def test_a_unit_that_is_another(case, name, unit):
    wrong = replace(case.parameters[name], unit=unit)
    with pytest.raises(UnitError):
        streams_of(replace(case, parameters={**case.parameters, name: wrong}))


def test_prices_of_another_year(case):
    wrong = replace(case.parameters["benefit"], price_year=2020)
    with pytest.raises(UnitError, match="2020"):
        streams_of(replace(case, parameters={**case.parameters, "benefit": wrong}))


@pytest.mark.parametrize(
    "changes", [{"to_age": 70.0}, {"age_at_start": 4.5}, {"duration": 63.0}], ids=str
)
def test_years_beyond_the_horizon_are_never_left_out_without_a_word(case, changes):
    for work_out in (streams_of, la.ledger_of):
        with pytest.raises(ParameterError) as raised:
            work_out(case, changes)
        assert raised.value.code == "returns_horizon_short"
    with pytest.raises(ParameterError) as raised:
        la.break_even(case, changes=changes)
    assert raised.value.code == "returns_horizon_short"
    with pytest.raises(ParameterError) as raised:
        la.simulate_returns(case, n_draws=64, values=changes)
    assert raised.value.code == "returns_horizon_short"


def test_what_is_tried_out_is_not_cut_off_by_the_horizon(case):
    for work_out in (
        lambda: la.break_even_curve(case, "society", "to_age", [60.0, 70.0]),
        lambda: la.two_way_table(case, "to_age", [60.0, 70.0], "wage", [6e5, 7e5]),
        lambda: la.two_way_table(
            case, "to_age", [60.0, 70.0], "wage", [6e5, 7e5], of="break_even"
        ),
    ):
        with pytest.raises(ParameterError) as raised:
            work_out()
        assert raised.value.code == "returns_horizon_short"
    ages = replace(case.parameters["to_age"], vary=(60.0, 70.0))
    tried = replace(case, parameters={**case.parameters, "to_age": ages})
    assert (case.years_needed, tried.years_needed) == (62.0, 65.0)


def test_a_model_whose_horizon_was_shortened_is_refused(case):
    with pytest.raises(ParameterError) as raised:
        streams_of(replace(case, horizon_years=61))
    assert raised.value.values == {"years": "62", "horizon": "61"}


def test_the_tail_of_a_drawn_age_may_lie_beyond_the_horizon(case):
    drawn = streams_of(case, {"to_age": [60.0, 67.0, 68.0]}, effects=("dropout",))
    years = drawn[0].profile.sum(axis=1)
    assert years.tolist() == pytest.approx([41.0, 48.0, 48.0])


def named(model: ReturnsModel, **numbers: tuple[float, str]) -> ReturnsModel:
    """The model with further numbers that a case may name."""
    given = {
        name: replace(model.parameters["overhead"], value=value, unit=unit)
        for name, (value, unit) in numbers.items()
    }
    return replace(model, parameters={**model.parameters, **given})


def test_a_grant_of_the_state_is_public_money(case):
    # The state pays a quarter: society's worth is the same as where the municipality does,
    # and better by a fifth of it where an organisation pays with money that is no tax.
    granted = named(case, share_paid_by_state=(0.25, "share"))
    rules = case.rules
    worth = {of: present_values(streams_of(granted), of, rules)[0] for of in READINGS}
    without = {of: present_values(streams_of(case), of, rules)[0] for of in READINGS}
    others = {"share_paid_by_others": 0.45}
    given = {of: present_values(streams_of(case, others), of, rules)[0] for of in READINGS}
    cost = -sum(
        present_values(streams_of(case, effects=("cost", "development")), actor, rules)[0]
        for actor in ACTORS
    )
    assert worth["society"] == pytest.approx(without["society"])
    assert worth["public"] == pytest.approx(without["public"])
    assert worth["municipality"] == pytest.approx(without["municipality"] + cost / 4)
    assert given["society"] == pytest.approx(without["society"] + 0.2 * cost / 4)


def test_a_grant_stands_with_the_state_in_flows_and_ledger(case):
    granted = named(case, share_paid_by_state=(0.25, "share"))
    table = estimate_flows(granted)
    flows = table.set_index(["effect", "flow", "actor"])["estimate"].sort_index()
    cost = flows["cost", "resource"]
    assert cost["stat"] / cost.sum() == pytest.approx(0.25)
    assert cost["kommune"] / cost.sum() == pytest.approx(0.55)
    ledger = la.ledger_of(granted)
    for reading in READINGS:
        worth = la.present_value_nok(ledger.net_nok(reading, case.rules), case.rules)
        assert worth == pytest.approx(flows["net", "net", reading], abs=ROUNDING)


def test_nobody_pays_more_than_the_whole_cost(case):
    granted = named(case, share_paid_by_state=(0.9, "share"))
    with pytest.raises(ParameterError) as raised:
        streams_of(granted)
    assert raised.value.code == "shares_paid"
    full = streams_of(granted, {"share_paid_by_others": 0.1}, effects=("cost",))
    assert present_values(full, "kommune", case.rules).tolist() == [0.0]


@pytest.mark.parametrize(("growth", "event"), [(0.009, True), (0.02, False)])
def test_what_follows_wages_grows_from_the_start_year_where_it_is_tried_out(
    case, growth, event
):
    dropout, placement = case.outcomes
    prices = tuple(replace(price, follows_wages=True) for price in dropout.prices)
    outcomes = (replace(dropout, prices=prices, is_event=event), placement)
    grown = named(replace(case, outcomes=outcomes), real_wage_growth=(growth, "share per year"))
    before = la.ledger_of(case if event else replace(case, outcomes=outcomes)).table()
    after = la.ledger_of(grown).table()
    factor = np.where(after["effect"] == "dropout", (1 + growth) ** after["year"], 1.0)
    assert after["net_nok"].tolist() == pytest.approx((before["net_nok"] * factor).tolist())
    held = la.ledger_of(grown, {"real_wage_growth": 0.0}).table()
    assert held["net_nok"].tolist() == pytest.approx(before["net_nok"].tolist())


def test_a_growth_or_a_share_in_another_unit_is_refused(case):
    prices = tuple(replace(price, follows_wages=True) for price in case.outcomes[0].prices)
    follows = replace(case, outcomes=(replace(case.outcomes[0], prices=prices),))
    for numbers in (
        {"real_wage_growth": (0.009, "share")},
        {"share_paid_by_state": (0.2, "share per year")},
    ):
        with pytest.raises(UnitError):
            streams_of(named(follows, **numbers))
