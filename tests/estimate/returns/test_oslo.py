"""Oslo Economics 2021-42 and the chain from its numbers, each step."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from larvik_analysis.errors import ParameterError
from larvik_analysis.estimate.returns.exclusion import (
    estimate_exclusion_cost,
    estimate_exclusion_per_dropout,
)
from larvik_analysis.inputs.returns.rules import read_rules
from larvik_analysis.terms.quantity import Quantity

KNOWN = {
    case["id"]: case
    for case in json.loads(
        (Path(__file__).parents[2] / "known" / "returns_chain.json").read_text(encoding="utf-8")
    )["cases"]
}
TOTAL = KNOWN["oslo_economics_2021"]
CHAIN = KNOWN["oslo_economics_chain"]


def total_arguments() -> dict[str, float]:
    """The published inputs by the names of the function."""
    given = TOTAL["input"]
    return {
        "outside": given["outside_no_vgs"],
        "outside_otherwise": given["outside_if_vgs"],
        "lost_production_nok": given["wage_lower_quartile_vgs"],
        "recipients": given["benefit_recipients_no_vgs"],
        "recipients_otherwise": given["benefit_recipients_if_vgs"],
        "benefit_nok": given["mean_benefit"],
        "tax_funding_share": given["tax_cost_rate"],
        "deaths": given["deaths_per_year"],
        "share_compulsory_only": given["share_compulsory_only"],
        "share_outside": given["share_outside"],
        "life_years_lost": given["life_years_lost"],
        "life_year_nok": given["value_life_year"],
    }


def chain_arguments() -> dict[str, object]:
    """The inputs of the chain by the names of the function."""
    given, params = CHAIN["input"], CHAIN["params"]
    return {
        "share_outside_if_dropout": given["share_outside_given_dropout"],
        "outside": given["outside_no_vgs"],
        "outside_otherwise": given["outside_if_vgs"],
        "lost_production_nok": given["wage"],
        "benefit_nok": given["mean_benefit"],
        "rules": read_rules(params["rules"]),
        "from_age": params["from_age"],
        "to_age": params["to_age"],
    }


def test_the_yearly_cost_of_exclusion():
    steps = estimate_exclusion_cost(**total_arguments()).set_index("step")["estimate"] / 1e9
    for name, expected in TOTAL["expected"].items():
        assert steps[name.removesuffix("_bn_nok")] == pytest.approx(
            expected, rel=TOTAL["tolerance"]
        )
    published = TOTAL["published_bn_nok"]
    assert [round(steps["production_loss"]), round(steps["tax_cost"], 1)] == [
        published["production_loss"],
        published["tax_cost"],
    ]
    assert round(steps["welfare_loss"]) == published["welfare_loss"]
    assert round(steps["total"]) == published["total"]


def test_what_a_drop_out_costs_through_exclusion():
    table = estimate_exclusion_per_dropout(**chain_arguments())
    steps = table.set_index("step")["estimate"]
    ours = {
        "share_outside_if_vgs": "outside_otherwise",
        "excess_outside_per_dropout": "excess_outside",
        "social_cost_per_extra_outsider_year": "nok_per_outsider_year",
        "social_cost_per_dropout_year": "nok_per_dropout_year",
        "years_discounted": "years_discounted",
    }
    for name, expected in CHAIN["expected"].items():
        assert steps[ours[name]] == pytest.approx(
            expected, rel=CHAIN["tolerance"], abs=CHAIN["tolerance"]
        )
    assert steps["nok_per_outsider_year"] == 477_200
    assert steps["nok_per_outsider"] == pytest.approx(5.2e6, rel=5e-3)
    assert steps["nok_per_dropout"] == pytest.approx(
        steps["excess_outside"] * steps["nok_per_outsider"]
    )
    assert table["unit"].tolist()[:3] == ["share", "share", "share"]


def test_a_permanent_outsider_valued_at_nineteen():
    # At 4 per cent to year 40 and 3 after, the first year undiscounted: year by year.
    steps = estimate_exclusion_per_dropout(**chain_arguments(), age_at_start=19)
    steps = steps.set_index("step")["estimate"]
    years = sum(1.04**-year for year in range(41))
    years += sum(1.04**-40 * 1.03 ** (40 - year) for year in range(41, 48))
    assert steps["years_discounted"] == pytest.approx(years)
    assert steps["nok_per_outsider"] == pytest.approx(years * 477_200)


def test_an_institution_day():
    case = KNOWN["ssb_institution_day_2022"]
    spent = Quantity(case["input"]["opex_mill_nok"] * 1e6, "nok", 2022)
    day = spent / Quantity(case["input"]["days"], "days")
    expected = case["expected"]["nok_per_day"]
    assert day.value_in("nok per day") == pytest.approx(expected, rel=case["tolerance"])


@pytest.mark.parametrize(
    "change",
    [
        {"outside_otherwise": 230_000},
        {"outside": 0},
        {"tax_funding_share": 20},
        {"share_outside": 27},
        {"deaths": float("nan")},
        {"benefit_nok": -1},
        {"life_year_nok": "960000"},
    ],
)
def test_numbers_that_cannot_be(change):
    with pytest.raises(ParameterError):
        estimate_exclusion_cost(**{**total_arguments(), **change})


@pytest.mark.parametrize(
    "change",
    [{"from_age": 67}, {"to_age": 18}, {"from_age": 19.5}, {"age_at_start": 20}],
)
def test_ages_that_cannot_be(change):
    with pytest.raises(ParameterError):
        estimate_exclusion_per_dropout(**{**chain_arguments(), **change})
