"""Simulated returns: against plain arithmetic, alike in every order, refusals."""

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
from larvik_analysis.estimate.returns import simulation
from larvik_analysis.estimate.returns.discounting import discount_factors, payback_year
from larvik_analysis.estimate.returns.net_flows import in_reading, net_flows
from larvik_analysis.estimate.returns.present_values import present_values, weights_of
from larvik_analysis.estimate.returns.simulated_tables import (
    MEAN_MOVED,
    payback_years,
    was_converged,
)
from larvik_analysis.estimate.returns.simulation import simulate_returns
from larvik_analysis.estimate.returns.streams import Stream, streams_of
from larvik_analysis.terms.discount_rules import Rules
from larvik_analysis.terms.results import NotEstimable
from larvik_analysis.terms.returns_case import ACTORS, READINGS
from larvik_analysis.terms.simulation_results import SimulatedReturns

RULES = Rules.flat(0.04)


def simulated(model: Any, **options: Any) -> SimulatedReturns:
    found = simulate_returns(model, **{"n_draws": 256, **options})
    assert isinstance(found, SimulatedReturns)
    return found


def one(found: SimulatedReturns, reading: str) -> dict[str, Any]:
    return found.summary.set_index("reading").loc[reading].to_dict()


@pytest.fixture(scope="module")
def own(own_model, own_numbers) -> SimulatedReturns:
    return simulated(own_model, parameters=own_numbers, rules=RULES, n_draws=1024)


# ---- against plain arithmetic -------------------------------------------------------------


def test_present_values_are_those_of_each_draw_by_hand(own):
    factors = [1.04**-year for year in range(4)]
    for row, drawn in own.draws.head(20).iterrows():
        later = sum(factors[1:])
        kommune = -drawn["cost"]
        stat = drawn["gain"] / 2 * later + drawn["tax"] * factors[2]
        deltaker = drawn["gain"] / 2 * later - drawn["tax"] * factors[2]
        public = kommune + stat
        expected = {
            "kommune": kommune,
            "municipality": kommune,
            "stat": stat,
            "deltaker": deltaker,
            "public": public,
            "society": kommune + stat + deltaker + 0.2 * public,
            "andre": 0.0,
            "fylke": 0.0,
        }
        assert {name: own.npv_nok[name][row] for name in expected} == pytest.approx(expected)
        assert set(own.npv_nok) == set(expected) == {*READINGS, *ACTORS}


def test_a_transfer_costs_society_nothing_but_taxes(own_model, own_numbers):
    free = Rules.flat(0.04, tax_funding_share=0.0)
    small, large = (
        simulated(own_model, parameters=own_numbers, rules=free, values={"tax": tax})
        for tax in (0.0, 1e6)
    )
    assert large.npv_nok["society"] == pytest.approx(small.npv_nok["society"], rel=1e-12)
    assert (large.npv_nok["stat"] > small.npv_nok["stat"]).all()


def test_the_model_of_the_case_is_worked_out_draw_by_draw(unsure_case):
    found = simulated(unsure_case)
    assert found.draws.columns.tolist() == ["causal_share", "risk", "risk_reduction", "wage"]
    values = {name: found.draws[name].to_numpy() for name in found.draws}
    streams = streams_of(unsure_case, values)
    for reading in (*READINGS, *ACTORS):
        expected = present_values(streams, reading, unsure_case.rules)
        # abs: the state neither pays nor gains anything of millions that cancel.
        assert found.npv_nok[reading] == pytest.approx(expected, rel=1e-9, abs=1e-6)
    assert found.seed == unsure_case.seed == 3
    assert found.n_years == unsure_case.horizon_years
    assert found.price_year == 2024


def test_nothing_unsure_gives_one_answer(case):
    found = simulated(case)
    rows = found.summary.set_index("reading")
    assert (rows["low"] == rows["high"]).all()
    assert rows["chance_positive"].isin([0.0, 1.0]).all()
    assert (rows["mean_error"] <= 1e-9 * rows["mean"].abs()).all()
    assert found.draws.shape == (256, 0)
    assert found.judged == ()


def test_the_summary_is_of_the_present_values(own):
    npv, row = own.npv_nok["society"], one(own, "society")
    assert row["mean"] == npv.mean()
    assert row["mean_error"] == pytest.approx(npv.std(ddof=1) / 32)
    ends = np.quantile(npv, [0.025, 0.5, 0.975])
    assert [row["low"], row["median"], row["high"]] == pytest.approx(ends.tolist())
    assert row["chance_positive"] == (npv > 0).mean()
    assert row["meets_decision_share"] == (row["chance_positive"] >= 0.75)


def test_the_mean_is_the_one_that_is_known(own_model, own_numbers):
    found = simulated(own_model, parameters=own_numbers, rules=RULES, n_draws=8192)
    worth = -100 * 1.2 + 25 * 2.2 * (1 / 1.04 + 1 / 1.04**2 + 1 / 1.04**3) + 0.2 * 5 / 1.04**2
    row = one(found, "society")
    # A Sobol set is far nearer than as many independent draws would be.
    assert row["mean"] == pytest.approx(worth, abs=row["mean_error"] / 10)


def test_values_by_year_add_up_to_the_present_value(own):
    last = own.by_year[own.by_year["year"] == 3].set_index("reading")
    rows = own.summary.set_index("reading")
    for name in ("mean", "low", "median", "high"):
        assert last[name].to_numpy() == pytest.approx(rows[name].to_numpy())
    first = own.by_year[(own.by_year["year"] == 0)].set_index("reading")
    assert first.loc["municipality", "mean"] == pytest.approx(-own.draws["cost"].mean())
    ends = own.by_year[["low", "lower_quartile", "median", "upper_quartile", "high"]].to_numpy()
    assert (np.diff(ends, axis=1) >= 0).all()
    paid = own.by_year.set_index(["reading", "year"])["share_paid_back"]
    for reading in READINGS:
        assert (paid[reading].diff().dropna() >= 0).all()
        assert 1 - paid[reading, 3] == pytest.approx(rows.loc[reading, "share_never_paid_back"])


@settings(max_examples=40)
@given(st.lists(st.integers(-5, 5), min_size=1, max_size=8))
def test_payback_is_that_of_one_stream(amounts):
    flows = np.array([amounts], dtype=float)
    expected = payback_year(amounts, RULES)
    found = int(payback_years(flows * discount_factors(RULES, len(amounts)))[0])
    assert found == (len(amounts) if isinstance(expected, NotEstimable) else expected)


def test_payback_is_missing_where_half_never_pay_back(own_model, own_numbers):
    found = simulated(own_model, parameters=own_numbers, rules=RULES)
    assert math.isnan(one(found, "municipality")["payback_year"])
    dear = simulated(own_model, parameters=own_numbers, rules=RULES, values={"cost": 20.0})
    assert one(dear, "society")["payback_year"] == 1.0


# ---- ratios, rates, public funds ----------------------------------------------------------


def test_two_definitions_of_the_ratio(known, own_model, unsure):
    case = known["ctc2015_ratio_definition"]
    given_, expected = case["input"], case["expected"]
    benefits = sum(given_[name] for name in ("participants", "taxpayers", "others", "dwc"))
    assert benefits == expected["total"]
    # Costs that vary about the published mean, evenly from 556 (1 - s) to 556 (1 + s), and
    # benefits that do not follow them: 1 / cost has the mean atanh(s) / (556 s).
    s = 0.2464
    assert math.atanh(s) / s == pytest.approx(8.22 / 8.05, rel=1e-3)
    cost = given_["cost"]
    numbers = {
        "cost": unsure(cost, "uniform", cost * (1 - s), cost * (1 + s)),
        "gain": unsure(benefits / 3),  # in each of three years
        "tax": unsure(0.0),
    }
    free = Rules.flat(0.0, tax_funding_share=0.0)
    found = simulated(own_model, parameters=numbers, rules=free, n_draws=4096)
    rows = found.ratios.set_index(["reading", "definition"])["estimate"]
    for definition, name in (
        ("ratio_of_means", "ratio_of_means"),
        ("mean_of_ratios", "published_bcr"),
    ):
        reach = case["tolerance"] * expected[name]
        worked_out = rows["society", definition]
        assert worked_out == pytest.approx(expected[name], abs=reach), definition


def test_ratios_of_a_simulation(own):
    rows = own.ratios.set_index(["reading", "definition"])
    costs = own.draws["cost"] * 1.2
    benefits = own.npv_nok["society"] + costs
    assert rows.loc[("society", "ratio_of_means"), "estimate"] == pytest.approx(
        benefits.mean() / costs.mean()
    )
    assert rows.loc[("society", "mean_of_ratios"), "estimate"] == pytest.approx(
        (benefits / costs).mean()
    )
    assert rows.loc[("society", "mean_of_ratios"), "low"] == pytest.approx(
        np.quantile(benefits / costs, 0.025)
    )


def test_no_ratio_over_a_saving(own_model, own_numbers):
    saving = simulated(own_model, parameters=own_numbers, rules=RULES, values={"cost": -5.0})
    assert saving.ratios["estimate"].isna().all()
    assert (saving.ratios["reason"] != "").all()
    sometimes = dict(own_numbers, cost=replace(own_numbers["gain"]))  # 50, deviation 20
    rows = simulated(own_model, parameters=sometimes, rules=RULES).ratios
    is_mean = rows["definition"] == "ratio_of_means"
    assert rows.loc[is_mean, "estimate"].notna().all()
    assert rows.loc[~is_mean, "estimate"].isna().all()


def test_rates_of_return(own_model, own_numbers):
    numbers = {"cost": 100.0, "gain": 110.0, "tax": 0.0}
    found = simulated(own_model, parameters=own_numbers, rules=RULES, values=numbers)
    rates = found.rates_of_return.set_index("reading")
    # 120 now, 121 in each of the next three years.
    rate = rates.loc["society", "median"]
    assert sum(121 / (1 + rate) ** year for year in (1, 2, 3)) == pytest.approx(120)
    assert rates.loc["society", "share_with_one"] == 1
    assert rates.loc["municipality", "share_without"] == 1
    assert math.isnan(rates.loc["municipality", "median"])
    assert rates.loc["municipality", "reason"] != ""


def test_value_of_public_funds(own_model, own_numbers):
    costly = simulated(own_model, parameters=own_numbers, rules=RULES)
    [row] = costly.public_funds.to_dict("records")
    paid_for, net_cost = costly.npv_nok["deltaker"], -costly.npv_nok["public"]
    assert row["estimate"] == pytest.approx(paid_for.mean() / net_cost.mean())
    free = simulated(own_model, parameters=own_numbers, rules=RULES, values={"cost": 40.0})
    [row] = free.public_funds.to_dict("records")
    assert row["estimate"] == math.inf
    assert row["high"] == math.inf
    assert 0.5 < row["share_infinite"] < 1
    assert row["low"] < math.inf or row["share_undefined"] > 0
    lossy = simulated(
        own_model, parameters=own_numbers, rules=RULES,
        values={"cost": -10.0, "gain": 0.0, "tax": 5.0},
    )  # fmt: skip
    [row] = lossy.public_funds.to_dict("records")
    assert math.isnan(row["estimate"])
    assert row["share_undefined"] == 1
    assert row["reason"] != ""


# ---- laws ---------------------------------------------------------------------------------


@settings(max_examples=8)
@given(st.integers(1, 300))
def test_no_number_depends_on_chunks(own_model, own_numbers, chunk):
    whole = simulated(own_model, parameters=own_numbers, rules=RULES, chunk=10_000)
    parts = simulated(own_model, parameters=own_numbers, rules=RULES, chunk=chunk)
    assert same(whole, parts)


def test_chunks_of_a_case_do_not_matter_either(unsure_case):
    assert same(simulated(unsure_case, chunk=256), simulated(unsure_case, chunk=37))


def test_neither_the_order_of_streams_nor_of_parameters_matters(own_model, own_numbers):
    first = simulated(own_model, parameters=own_numbers, rules=RULES)
    numbers = dict(reversed(own_numbers.items()))
    turned = simulated(lambda values: own_model(values)[::-1], parameters=numbers, rules=RULES)
    assert same(first, turned)


def same(one: SimulatedReturns, other: SimulatedReturns) -> bool:
    """Whether two are equal to the last bit."""
    tables = ("draws", "summary", "by_year", "ratios", "rates_of_return", "public_funds")
    return all(
        pd.DataFrame.equals(getattr(one, name), getattr(other, name)) for name in tables
    ) and all((one.npv_nok[name] == other.npv_nok[name]).all() for name in one.npv_nok)


def test_what_is_not_tried_out_is_drawn_as_before(unsure_case):
    free = simulated(unsure_case)
    held = simulated(unsure_case, values={"wage": 700_000.0, "n_children": 44.0})
    names = ["causal_share", "risk", "risk_reduction"]
    assert held.draws[names].equals(free.draws[names])
    assert held.judged == ("n_children", "wage")


def test_shares_of_draws_are_shares(own):
    for table in (own.summary, own.by_year, own.rates_of_return, own.public_funds):
        for name in table.columns[table.columns.str.contains("share_|chance_")]:
            assert table[name].between(0, 1).all(), name
    rates = own.rates_of_return
    shares = rates["share_without"] + rates["share_with_one"] + rates["share_with_several"]
    assert shares.tolist() == [1.0] * 3


def test_convergence_is_told(own_model, own_numbers):
    found = simulated(own_model, parameters=own_numbers, rules=RULES, n_draws=4096)
    rows = found.convergence[found.convergence["reading"] == "society"]
    assert rows["n_draws"].tolist() == [256, 512, 1024, 2048, 4096]
    assert rows["mean"].iloc[-1] == one(found, "society")["mean"]
    assert found.is_converged
    steps = np.r_[np.zeros(64), np.ones(64)]  # the second half is another one
    assert not was_converged({"society": steps}, ("society",))
    assert was_converged({"society": np.tile([-1.0, 1.0], 64)}, ("society",))
    drift = np.r_[np.full(64, 1.0), np.full(64, 1.0 + 10 * MEAN_MOVED)]
    assert not was_converged({"society": drift}, ("society",))


def test_very_many_draws_keep_some_of_them(own_model, own_numbers, monkeypatch):
    monkeypatch.setattr(simulation, "MOST_KEPT", 100)
    found = simulated(own_model, parameters=own_numbers, rules=RULES, chunk=17)
    assert len(found.draws) == 32
    whole = draws_of_first(own_model, own_numbers)
    assert found.draws.equals(whole.head(32))


def draws_of_first(own_model: Any, own_numbers: Any) -> pd.DataFrame:
    return simulated(own_model, parameters=own_numbers, rules=RULES, n_draws=32).draws


def test_one_reading_alone(own_model, own_numbers):
    found = simulated(own_model, parameters=own_numbers, rules=RULES, readings=["public"])
    assert found.summary["reading"].tolist() == ["public"]
    assert set(found.by_year["reading"]) == {"public"}


# ---- sums of streams ----------------------------------------------------------------------


@settings(max_examples=30)
@given(st.data())
def test_streams_add_up_as_one_by_one(data):
    n, years = data.draw(st.integers(1, 4)), data.draw(st.integers(1, 5))
    rng = np.random.default_rng(data.draw(st.integers(0, 99)))
    streams = []
    for _ in range(data.draw(st.integers(1, 6))):
        actor, other = rng.permutation(ACTORS)[:2].tolist()
        is_transfer = bool(rng.integers(2))
        streams.append(
            Stream(
                effect=str(rng.choice(["cost", "x", "y"])),
                actor=actor,
                amount_nok=rng.normal(size=n),
                profile=rng.random((n if rng.integers(2) else 1, years)),
                kind="transfer" if is_transfer else "resource",
                other=other if is_transfer else "",
            )
        )
    factors = discount_factors(RULES, years)
    for reading in (*READINGS, *ACTORS):
        flows = in_reading(net_flows(streams, n), weights_of(reading, RULES))
        expected = present_values(tuple(streams), reading, RULES)
        assert flows @ factors == pytest.approx(expected, rel=1e-9, abs=1e-9)


# ---- what cannot be -----------------------------------------------------------------------


def test_missing_numbers_are_named(open_case, own_model, own_numbers, unsure):
    found = simulate_returns(open_case, n_draws=4)
    assert found == NotEstimable("these parameters are missing: risk_reduction")
    assert isinstance(
        simulate_returns(open_case, n_draws=4, values={"risk_reduction": 0.2}), SimulatedReturns
    )
    nobody_said = {"wage": unsure(None), "n_families": unsure(None)}
    lacking = replace(open_case, parameters={**open_case.parameters, **nobody_said})
    found = simulate_returns(lacking, n_draws=4)
    # How many families is not needed for what the measure is worth.
    assert found == NotEstimable("these parameters are missing: risk_reduction, wage")
    numbers = {**own_numbers, "tax": unsure(None)}
    found = simulate_returns(own_model, parameters=numbers, rules=RULES, n_draws=4)
    assert found == NotEstimable("these parameters are missing: tax")


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"n_draws": 1000}, "draws_power_of_two"),
        ({"seed": 1.5}, "count_not_whole"),
        ({"readings": ["everybody"]}, "reading_unknown"),
        ({"readings": []}, "reading_none"),
        ({"level": 95}, "level_out_of_range"),
        ({"decision_share": 75}, "number_within"),
        ({"chunk": 0}, "number_least"),
        ({"n_years": 5}, "years_differ"),
        ({"values": {"gian": 1.0}}, "model_parameter_unknown_near"),
        ({"values": [1.0]}, "mapping_needed"),
        ({"rules": None}, "rules_needed"),
        ({"rules": 0.04}, "rules_needed"),
        ({"parameters": [1.0]}, "mapping_needed"),
        ({"parameters": {}}, "model_wrong"),
    ],
)
def test_arguments_are_refused(own_model, own_numbers, options, code):
    with pytest.raises(ParameterError) as caught:
        simulated(own_model, **{"parameters": own_numbers, "rules": RULES, **options})
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"actor": "kommunen"}, "actor_unknown_near"),
        ({"other": "stat"}, "flow_other"),
        ({"other": "kommune", "kind": "transfer"}, "flow_other"),
        ({"amount_nok": np.ones(3)}, "stream_shape"),
        ({"profile": np.ones(4)}, "stream_shape"),
        ({"profile": np.ones((3, 4))}, "stream_shape"),
        ({"profile": np.ones((1, 5))}, "stream_shape"),
        ({"amount_nok": np.array([math.nan])}, "simulation_not_finite"),
    ],
)
def test_impossible_streams_are_refused(own_model, own_numbers, change, code):
    def broken(values: Any) -> tuple[Stream, ...]:
        first, *others = own_model(values)
        return (*others, replace(first, **change))

    with pytest.raises(ParameterError) as caught:
        simulated(broken, parameters=own_numbers, rules=RULES)
    assert caught.value.code == code


@pytest.mark.parametrize("given_", [None, (), [1.0], np.ones(4)])
def test_anything_but_streams_is_refused(own_numbers, given_):
    with pytest.raises(ParameterError) as caught:
        simulated(lambda _: given_, parameters=own_numbers, rules=RULES)
    assert caught.value.code == "streams_wrong"


def test_a_case_has_numbers_of_its_own(case, own_numbers):
    with pytest.raises(ParameterError) as caught:
        simulated(case, parameters=own_numbers)
    assert caught.value.code == "model_has_parameters"
    with pytest.raises(ParameterError) as caught:
        simulated(3, parameters=own_numbers)
    assert caught.value.code == "model_wrong"
