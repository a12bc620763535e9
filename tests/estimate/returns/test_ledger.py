"""The ledger: three readings of the same rows, transfers that balance, every fault at once."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from larvik_analysis.errors import ParameterError
from larvik_analysis.estimate.returns.discounting import present_value_nok
from larvik_analysis.estimate.returns.ledger import Ledger, combine_ledgers, ledger_of
from larvik_analysis.estimate.returns.present_values import present_values, weights_of
from larvik_analysis.estimate.returns.streams import streams_of
from larvik_analysis.terms.cash_flow import CashFlow, CashFlowError
from larvik_analysis.terms.discount_rules import Rules
from larvik_analysis.terms.parameters import PriceIndex
from larvik_analysis.terms.returns_case import ACTORS, PUBLIC_ACTORS, READINGS

KNOWN = json.loads(
    (Path(__file__).parents[2] / "known" / "returns_chain.json").read_text(encoding="utf-8")
)["cases"]
RULES = Rules.flat(0.04)
INDEX = PriceIndex(name="p", source="s", levels={2020: 100.0, 2024: 120.0})
# Sums of some dozens of amounts of up to a million, rounded at their sixteenth digit.
ROUNDING = 1e-6


def flow(**changes: object) -> CashFlow:
    """A cost of the municipality in the start year, or something else."""
    row = {"effect": "cost", "actor": "kommune", "year": 0, "net_nok": -100.0}
    return CashFlow(**{**row, "price_year": 2024, **changes})  # type: ignore[arg-type]


def moved(effect: str, year: int, nok: float, actor: str, other: str) -> CashFlow:
    """A transfer told from one side."""
    return flow(
        effect=effect, year=year, net_nok=nok, actor=actor, other=other, kind="transfer"
    )


amounts = st.floats(-1e6, 1e6)
resources = st.builds(
    lambda effect, actor, year, nok: flow(effect=effect, actor=actor, year=year, net_nok=nok),
    st.sampled_from(["cost", "dropout"]),
    st.sampled_from(ACTORS),
    st.integers(0, 6),
    amounts,
)
transfers = st.builds(
    lambda effect, year, nok, sides: moved(effect, year, nok, *sides),
    st.sampled_from(["benefit", "tax"]),
    st.integers(0, 6),
    amounts,
    st.permutations(ACTORS).map(lambda actors: actors[:2]),
)
ledgers = st.lists(resources | transfers, min_size=1, max_size=12)


def codes(error: pytest.ExceptionInfo[CashFlowError]) -> set[str]:
    """The faults that were told."""
    return {problem.code for problem in error.value.problems}


@pytest.mark.parametrize("case", [c for c in KNOWN if c["id"] == "r109_tax_cost"])
def test_tax_cost_of_a_ledger(case):
    given_nok = case["input"]
    rules = Rules.flat(0.0, case["params"]["tax_funding_share"])
    ledger = Ledger(
        [
            flow(net_nok=-given_nok["programme_outlay"]),
            flow(
                effect="saved", actor="stat", year=3, net_nok=given_nok["later_public_saving"]
            ),
        ]
    )
    society, all_actors = ledger.net_nok("society", rules), ledger.net_nok("public")
    extra = case["expected"]["tax_cost_undiscounted"]
    assert society.sum() == pytest.approx(all_actors.sum() - extra, rel=case["tolerance"])


def test_a_transfer_costs_society_its_tax_funding_alone():
    ledger = Ledger([moved("benefit", 1, 1000.0, "stat", "deltaker")])
    assert ledger.net_nok("society", RULES).tolist() == pytest.approx([0.0, 200.0])
    assert ledger.net_nok("deltaker").tolist() == [0.0, -1000.0]
    assert ledger.transfers_nok("stat").tolist() == [0.0, 1000.0]
    assert ledger.resources_nok("stat").tolist() == [0.0, 0.0]


def test_the_municipality_sees_its_own_part_of_the_same_ledger():
    # Oslo Economics 2021-42, table 4-4: of 194 billion, 191 are the state's.
    ledger = Ledger(
        [
            flow(effect="saved", actor="stat", net_nok=191e9),
            flow(effect="saved", actor="kommune", net_nok=3e9),
        ]
    )
    assert ledger.net_nok("public").tolist() == [194e9]
    assert ledger.net_nok("municipality").tolist() == [3e9]


@given(ledgers)
def test_actors_sum_to_society_before_tax_funding_plus_transfers(rows):
    ledger = Ledger(rows)
    free = Rules.flat(0.04, 0.0)
    actors = sum(ledger.net_nok(actor) for actor in ACTORS)
    assert actors == pytest.approx(ledger.net_nok("society", free), abs=ROUNDING)
    assert ledger.transfers_nok("society", free) == pytest.approx(0.0, abs=ROUNDING)
    public = sum(ledger.net_nok(actor) for actor in PUBLIC_ACTORS)
    assert public == pytest.approx(ledger.net_nok("public"), abs=ROUNDING)
    taxed = ledger.net_nok("society", RULES) - ledger.net_nok("society", free)
    assert taxed == pytest.approx(0.2 * public, abs=ROUNDING)


@given(ledgers, st.randoms(use_true_random=False))
def test_the_order_of_the_rows_does_not_matter(rows, random):
    other = list(rows)
    random.shuffle(other)
    first, second = Ledger(rows), Ledger(other)
    assert first == second
    for reading in READINGS:
        assert first.net_nok(reading, RULES).tolist() == second.net_nok(reading, RULES).tolist()


@given(ledgers)
def test_another_price_year_changes_everything_by_the_same_factor(rows):
    ledger = Ledger(rows)
    moved_ledger = ledger.in_prices_of(2020, INDEX)
    assert moved_ledger.price_year == 2020
    for actor in ACTORS:
        expected = ledger.net_nok(actor) / 1.2
        assert moved_ledger.net_nok(actor) == pytest.approx(expected, abs=ROUNDING)
    with pytest.raises(ParameterError, match="1999"):
        ledger.in_prices_of(1999, INDEX)


@given(ledgers)
def test_a_ledger_is_its_table(rows):
    ledger = Ledger(rows)
    again = Ledger(ledger.table())
    assert again == ledger
    assert Ledger(ledger.table().to_dict("records")) == ledger
    assert again.effects == tuple(sorted({row.effect for row in rows}))


def test_every_fault_is_told_at_once():
    table = pd.DataFrame(
        {
            "effect": ["cost", "cost", "tax", "cost", " ", "cost"],
            "actor": ["komune", "stat", "stat", "andre", "stat", "fylke"],
            "year": [0, -1, 2, 2024, 1, 0.5],
            "net_nok": [1.0, 2.0, 3.0, float("nan"), 4.0, float("inf")],
            "price_year": [2024, 2020, 2020, 2024, 2024, 2024],
            "kind": ["resource", "resurs", "transfer", "resource", "resource", "resource"],
        }
    )
    with pytest.raises(ParameterError) as error:
        Ledger(table)
    assert codes(error) == {
        "actor_unknown_near", "flow_year", "flow_kind_unknown_near", "flow_amount",
        "flow_effect", "transfers_unbalanced",
    }  # fmt: skip
    assert "kommune" in str(error.value)
    mixed = table.iloc[[2, 2]].assign(actor=["stat", "deltaker"], net_nok=[3.0, -3.0])
    mixed["price_year"] = [2020, 2024]
    with pytest.raises(CashFlowError) as error:
        Ledger(mixed)
    assert codes(error) == {"price_years_mixed"}
    assert "2020, 2024" in str(error.value)


def test_transfers_are_not_called_unbalanced_where_a_side_could_not_be_read():
    sides = pd.DataFrame(
        {
            "effect": "tax", "actor": ["stat", "deltager"], "year": 1,
            "net_nok": [1.0, -1.0], "price_year": 2024, "kind": "transfer",
        }
    )  # fmt: skip
    with pytest.raises(CashFlowError) as error:
        Ledger(sides)
    assert codes(error) == {"actor_unknown_near"}


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ([], "flows_none"),
        (pd.DataFrame(), "flows_columns"),
        ("cost", "flows_not_rows"),
        (3, "flows_not_rows"),
        ([flow(), "cost"], "flows_not_rows"),
        ([flow(), flow(price_year=2020)], "price_years_mixed"),
        ([flow(kind="transfer")], "transfers_unbalanced"),
    ],
)
def test_rows_that_make_no_ledger(rows, code):
    with pytest.raises(CashFlowError) as error:
        Ledger(rows)
    assert codes(error) == {code}


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"actor": "staten"}, "actor_unknown_near"),
        ({"actor": "xyz"}, "actor_unknown"),
        ({"effect": ""}, "flow_effect"),
        ({"effect": 3}, "flow_effect"),
        ({"kind": "xyz"}, "flow_kind_unknown"),
        ({"year": -1}, "flow_year"),
        ({"year": 2025}, "flow_year"),
        ({"year": 1.5}, "flow_year"),
        ({"year": True}, "flow_year"),
        ({"net_nok": float("nan")}, "flow_amount"),
        ({"net_nok": "100"}, "flow_amount"),
        ({"price_year": None}, "flow_price_year"),
        ({"other": "stat"}, "flow_other"),
        ({"other": "kommune", "kind": "transfer"}, "flow_other"),
        ({"other": "xyz", "kind": "transfer"}, "actor_unknown"),
    ],
)
def test_a_cash_flow_that_is_none(changes, code):
    with pytest.raises(CashFlowError) as error:
        flow(**changes)
    assert codes(error) == {code}


def test_numbers_of_numpy_and_gaps_in_optional_columns_are_taken():
    table = pd.DataFrame(
        {
            "effect": "cost", "actor": "stat", "year": np.array([0.0, 3.0]),
            "net_nok": np.array([1, 2]), "price_year": 2024, "other": [None, pd.NA],
        }
    )  # fmt: skip
    assert Ledger(table).net_nok("stat").tolist() == [1.0, 0.0, 0.0, 2.0]
    assert flow(year=np.int64(2), net_nok=np.float32(1)).year == 2


def test_years_without_rows_may_be_covered_and_none_is_cut_off():
    assert Ledger([flow()], n_years=3).net_nok("kommune").tolist() == [-100.0, 0.0, 0.0]
    with pytest.raises(ParameterError, match="n_years"):
        Ledger([flow(year=3)], n_years=3)


@pytest.mark.parametrize(
    ("reading", "rules", "code"),
    [
        ("society", None, "society_needs_rules"),
        ("society", 0.2, "society_needs_rules"),
        ("municipal", RULES, "reading_unknown_near"),
        ("xyz", RULES, "reading_unknown"),
    ],
)
def test_a_reading_that_is_none(reading, rules, code):
    with pytest.raises(ParameterError) as error:
        weights_of(reading, rules)
    assert error.value.code == code


def test_target_groups_overlap_and_are_never_added(case):
    ledger = ledger_of(case)
    with pytest.raises(ParameterError, match="other_barnevern"):
        combine_ledgers(ledger, Ledger([flow()], target_groups=("low_income",)))
    with pytest.raises(ParameterError, match="other_barnevern"):
        combine_ledgers(ledger, ledger)
    both = combine_ledgers(ledger, Ledger([flow(effect="training")]))
    assert both.target_groups == ("other_barnevern",)
    assert both.net_nok("kommune")[0] == pytest.approx(ledger.net_nok("kommune")[0] - 100)
    with pytest.raises(CashFlowError):
        combine_ledgers()


def test_the_ledger_of_a_case_is_worth_what_its_streams_are(case):
    ledger = ledger_of(case)
    assert ledger.n_years == case.horizon_years
    for reading in (*READINGS, *ACTORS):
        expected = present_values(streams_of(case), reading, case.rules)
        found = present_value_nok(ledger.net_nok(reading, case.rules), case.rules)
        assert found == pytest.approx(expected.item(), abs=ROUNDING)
    with pytest.raises(ParameterError) as error:
        ledger_of(case, {"wage": [1.0, 2.0]})
    assert error.value.code == "values_single"


def test_an_error_survives_the_way_back_from_a_worker():
    with pytest.raises(CashFlowError) as error:
        flow(actor="xyz", year=-1)
    kind, arguments = error.value.__reduce__()
    assert str(kind(*arguments)) == str(error.value)  # type: ignore[operator]
    assert replace(flow(), year=1).year == 1
