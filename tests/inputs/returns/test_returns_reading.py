"""What comes of reading parameters, prices, cases and scenarios."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import larvik_analysis as la
from larvik_analysis.errors import InputError, ParameterError
from larvik_analysis.inputs.returns.case_checks import code_of_matrix
from larvik_analysis.inputs.returns.model import build_model
from larvik_analysis.inputs.returns.rules import read_rules
from larvik_analysis.terms.returns_case import ReturnsCase
from larvik_analysis.terms.words import Words

REFERENCE = la.read_returns_reference()
COUNTERFACTUAL = Words(nb="det vanlige", en="the usual")
# Oslo Economics 2021-42, known answer oslo_economics_chain.
EXCESS, PER_OUTSIDER_YEAR, PER_DROPOUT_YEAR = 0.1521, 477_200, 72_600
TAX = 0.2
TABLE_3_2 = {
    "dropout_population": 0.2,
    "dropout_low_income": 0.39,
    "dropout_fosterhjem_or_institution": 0.6,
    "dropout_other_barnevern": 0.35,
    "dropout_disability": 0.44,
}
GIVEN = "label: {nb: x, en: x}, kind: data, date: '2021'"


def model_of(**changes):
    """A model of drop-out, as the reference has it."""
    given_case = {
        "measure": "rodt",
        "counterfactual": COUNTERFACTUAL,
        "target_groups": ("hjelpetiltak",),
        "outcomes": ("dropout",),
    } | changes
    return build_model(
        ReturnsCase(**given_case),
        REFERENCE,
        read_rules("r109_2021"),
        price_year=2020,
        start_year=2024,
        horizon_years=80,
    )


def test_the_reference_holds_the_chain_of_oslo_economics():
    numbers = {name: p.value for name, p in model_of().parameters.items()}
    excess = numbers["share_outside_if_dropout"] * numbers["avoidable_exclusion"]
    benefit = numbers["benefit"] * numbers["share_on_benefits"]
    a_year = numbers["lost_production"] + TAX * benefit
    assert excess == pytest.approx(EXCESS, abs=5e-5)
    assert a_year == pytest.approx(PER_OUTSIDER_YEAR, abs=1e-6)
    assert excess * a_year == pytest.approx(PER_DROPOUT_YEAR, abs=50)
    assert numbers["municipal_share_of_benefits"] == pytest.approx(3 / 194)
    assert numbers["causal_share"] < 1


def test_transfers_go_from_one_actor_to_another_and_shares_add_up():
    for outcome in REFERENCE.outcomes:
        for price in outcome.prices:
            assert (price.kind == "transfer") == bool(price.other)
            assert price.other != price.actor
    dropout = next(one for one in REFERENCE.outcomes if one.id == "dropout")
    benefit = [price for price in dropout.prices if price.amount == "benefit"]
    state, municipality = sorted(benefit, key=lambda price: price.actor, reverse=True)
    assert state.complement == ("municipal_share_of_benefits",)
    assert "municipal_share_of_benefits" in municipality.factors


def test_the_seven_groups_are_there_and_the_unread_hold_no_risk():
    groups = {group.id: group for group in REFERENCE.target_groups}
    own = [group for group in groups.values() if "KS" in group.source]
    assert len(own) == 7
    unread = [group for group in own if "ikke lest" in group.name.nb]
    assert [group.baselines for group in unread] == [{}, {}]
    known = {name: p.value for name, p in REFERENCE.parameters.items() if name in TABLE_3_2}
    assert known == TABLE_3_2


def test_the_baseline_is_that_of_the_target_group():
    assert model_of().outcomes[0].baseline == "dropout_other_barnevern"
    assert model_of(target_groups=("disability",)).outcomes[0].baseline == "dropout_disability"
    general = model_of(target_groups=("parent_illness",))
    assert general.outcomes[0].baseline == "dropout_population"


def test_a_model_refuses_what_is_not_there():
    for changes, code in (
        ({"target_groups": ()}, "returns_one_group"),
        ({"target_groups": ("population", "disability")}, "returns_one_group"),
        ({"target_groups": ("alle",)}, "returns_item_unknown"),
        ({"outcomes": ("drop",)}, "returns_item_unknown"),
        ({"haircuts": ("drop",)}, "model_parameter_unknown"),
    ):
        with pytest.raises(ParameterError) as raised:
            model_of(**changes)
        assert raised.value.code == code


def test_numbers_move_to_the_prices_of_one_year(returns_root):
    model = la.read_returns("prove", root=returns_root)["rodt"]
    index = la.read_price_index(root=returns_root)
    wage, production = model.parameters["wage"], model.parameters["lost_production"]
    assert wage.value == pytest.approx(600_000 * 133.6 / 122.8)
    assert (wage.price_year, production.price_year) == (2024, 2024)
    assert production.value == pytest.approx(430_000 * index.ratio(2020, 2024))
    assert production.spread.high / production.value == pytest.approx(1.1)
    assert model.parameters["n_families"].value == 9  # the fact
    assert model.parameters["causal_share"].price_year is None


@given(year=st.sampled_from(sorted(REFERENCE.prices.levels)))
def test_another_price_year_scales_every_amount_and_nothing_else(year):
    ratio = REFERENCE.prices.ratio(2020, year)
    here = model_of().parameters
    there = build_model(
        model_of().case, REFERENCE, read_rules("r109_2021"),
        price_year=year, start_year=2024, horizon_years=80,
    ).parameters  # fmt: skip
    for name, parameter in here.items():
        factor = ratio if "nok" in parameter.unit else 1.0
        if parameter.value is not None:
            assert math.isclose(there[name].value, parameter.value * factor, rel_tol=1e-12)
        if parameter.spread:
            assert math.isclose(there[name].spread.high, parameter.spread.high * factor)


def test_a_number_without_a_spread_gets_that_of_its_kind(returns_root):
    model = la.read_returns("prove", root=returns_root)["rodt"]
    spread = {name: parameter.spread for name, parameter in model.parameters.items()}
    assert (spread["social_costs"].shape, spread["wage"].shape) == ("pert", "normal")
    assert spread["social_costs"].low == pytest.approx(0.3 * 0.9)
    # Counts and ages are held; so are nothing and all of it, and what nobody has given.
    for name in ("n_children", "age_at_start", "development_cost", "share_on_benefits"):
        assert spread[name] is None
    assert spread["risk_reduction"] is None
    assert spread["causal_share"].low == 0.1  # its own
    shares = [one for name, one in spread.items() if "share" in model.parameters[name].unit]
    assert all(one.high <= 1 for one in shares if one)


def test_an_evaluation_without_the_file_has_none(root):
    assert la.read_returns("prove", root=root) == {}
    assert la.read_scenarios("prove", root=root) == ()


def test_parameters_of_a_file_and_of_an_evaluation(returns_root, tmp_path):
    path = tmp_path / "mine.yaml"
    text = f"rate: {{{GIVEN}, value: 0.04, unit: share per years, source: R}}\n"
    path.write_text(text, encoding="utf-8")
    for source in (path, str(path)):
        found = la.read_parameters(source)
        assert found["rate"].value == 0.04
        assert found["rate"].unit == "share per year"
    own = la.read_parameters("prove", root=returns_root)
    assert own["wage"].value == 600_000  # as it stands in the file
    assert own["wage"].price_year == 2022
    assert own["lost_production"].value == 430_000
    assert la.read_parameters("prove", measure="rodt", root=returns_root) == own
    with pytest.raises(ParameterError) as raised:
        la.read_parameters("prove", measure="gront", root=returns_root)
    assert raised.value.code == "returns_measure"
    with pytest.raises(ParameterError):
        la.read_parameters(3)


def test_a_file_of_parameters_tells_all_its_faults_at_once(tmp_path):
    path = tmp_path / "bad.yaml"
    path.write_text(
        f"a: {{{GIVEN}, value: 4, unit: share, source: S}}\n"
        f"b: {{{GIVEN}, value: 4, unit: nok, source: S}}\n"
        f"c: {{{GIVEN}, value: 4, unit: years}}\n"
        f"d: {{{GIVEN}, value: 4, source: S}}\n"
        f"a: {{{GIVEN}, value: 1, unit: share, source: S}}\n",
        encoding="utf-8",
    )
    with pytest.raises(InputError) as raised:
        la.read_parameters(path)
    told = {(fault.line, fault.code) for fault in raised.value.faults}
    assert told == {
        (1, "returns_per_cent"),
        (2, "returns_price_year_missing"),
        (3, "returns_source"),
        (4, "key_missing"),
        (5, "yaml_duplicate"),
    }
    with pytest.raises(InputError):
        la.read_parameters(tmp_path / "gone.yaml")


def test_the_price_index_says_where_each_year_is_from():
    index = la.read_price_index()
    assert {2020, 2022, 2024} <= set(index.levels)
    assert index.levels[2015] == 100
    # SSB: up 5.8 % from 2021 to 2022.
    assert index.ratio(2021, 2022) == pytest.approx(1.058, abs=5e-4)
    assert "SSB" in index.source


def test_a_price_index_of_ones_own(tmp_path):
    path = tmp_path / "prices.csv"
    path.write_text("year;index;source\n2020;100,0;S\n2021;110,0;S\n", encoding="utf-8")
    assert la.read_price_index(path).ratio(2020, 2021) == pytest.approx(1.1)
    path.write_text("year,index,source\n2020,-1,S\n2020,1,S\n", encoding="utf-8")
    with pytest.raises(InputError) as raised:
        la.read_price_index(path)
    codes = [fault.code for fault in raised.value.faults]
    assert codes == ["returns_prices_level", "returns_prices_repeated"]


def test_facts_that_cannot_be_read_leave_the_number_open(returns_root):
    path = Path(returns_root) / "data" / "raw" / "prove" / "facts.csv"
    text = path.read_text(encoding="utf-8")
    unread = text.replace("9,count,families,,legible", ",count,families,,illegible")
    path.write_text(unread, encoding="utf-8")
    model = la.read_returns("prove", root=returns_root)["rodt"]
    assert model.missing == ("n_families",)


@given(
    entries=st.lists(st.floats(-1, 1), min_size=3, max_size=3),
    size=st.sampled_from([2, 3]),
)
def test_a_matrix_is_refused_where_an_eigenvalue_is_not_above_nought(entries, size):
    a, b, c = entries
    whole = np.array([[1, a, b], [a, 1, c], [b, c, 1]])[:size, :size]
    smallest = np.linalg.eigvalsh(whole).min()
    assume(abs(smallest) > 1e-6)
    block = la.Correlated(parameters=("x", "y", "z")[:size], matrix=whole.tolist(), source="S")
    assert (code_of_matrix(block) == "returns_matrix_definite") == (smallest < 0)


def test_scenarios_are_read_with_their_rules(returns_root):
    low, rate = la.read_scenarios("prove", root=returns_root)
    assert (low.values, low.rules) == ({"causal_share": 0.2, "wage": 700_000}, "")
    assert rate.rules == "flat_3"
    assert replace(rate, rules="").values == {}
