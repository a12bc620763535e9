"""Discount factors and what is made of them: published answers, and laws they must obey."""

from __future__ import annotations

import datetime
import json
import math
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from larvik_analysis.errors import ParameterError
from larvik_analysis.estimate.returns.discounting import (
    annuity_factor,
    annuity_nok,
    cost_of_delay_nok,
    discount_factors,
    payback_year,
    present_value_nok,
    residual_value_nok,
    tax_funding_cost_nok,
)
from larvik_analysis.inputs.returns.rules import read_rules
from larvik_analysis.terms.discount_rules import RateStep, Rules
from larvik_analysis.terms.results import NotEstimable
from larvik_analysis.terms.words import Words

KNOWN = {
    case["id"]: case
    for case in json.loads(
        (Path(__file__).parents[2] / "known" / "returns.json").read_text(encoding="utf-8")
    )["cases"]
}
R109 = read_rules("r109_2021")
RATES = st.floats(-0.2, 0.3)
STREAMS = arrays(float, st.integers(1, 40), elements=st.floats(-1e6, 1e6))
# Over 40 terms of up to 1e6 times a factor of up to 1.25 ** 40, rounding stays under this.
ROUNDING = 1e-4


def near(case: dict[str, Any], name: str) -> Any:
    """What a case expects, with its tolerance."""
    expected = case["expected"][name]
    return pytest.approx(expected, rel=0, abs=case["tolerance"] * max(1, abs(expected)))


def stepped(first: float, after: int, then: float) -> Rules:
    """Rules with two rates."""
    steps = (
        RateStep(after_year=0, rate_per_year=first),
        RateStep(after_year=after, rate_per_year=then),
    )
    title = Words(nb="To", en="Two")
    return Rules(
        name="two", title=title, steps=steps, tax_funding_share=0.2, source="-", date=""
    )


@pytest.mark.parametrize("name", ["r109_step_factors", "green_book_factors"])
def test_the_factors_are_those_of_the_source(name: str):
    case = KNOWN[name]
    rules = read_rules(case["params"]["rules"])
    factors = discount_factors(rules, 101)
    for year, expected in case["expected"]["factors"].items():
        assert factors[int(year)] == pytest.approx(expected, rel=0, abs=case["tolerance"])
    for years, expected in case["expected"].get("annuities", {}).items():
        first, last = map(int, years.split("-"))
        assert annuity_factor(rules, first, last) == pytest.approx(
            expected, rel=0, abs=case["tolerance"] * expected
        )


def test_deworming_is_worth_what_was_published():
    case = KNOWN["baird2016_deworming"]
    given_ = case["input"]
    rules = Rules.flat(case["params"]["rate"])
    hours = np.array(given_["hours_per_week"])
    wage = np.average(given_["wage_per_hour_local"], weights=hours) / given_["exchange_rate"]
    worked = np.arange(given_["n_years"]) - given_["first_year"]
    straight, bent = given_["experience"]
    earnings = np.where(
        worked >= 0,
        given_["weeks"] * wage * (1 + given_["growth"]) ** np.maximum(worked, 0)
        * (1 + straight * worked + bent * worked**2),
        0.0,
    )  # fmt: skip
    hour = present_value_nok(earnings, rules)
    alone = given_["extra_hours"] * hour
    together = alone + given_["extra_hours_externality"] * given_["take_up"] * hour
    school, school_externality = (
        present_value_nok(given_["cost_per_pupil"] * np.array(given_[name]), rules)
        for name in ("extra_schooling", "extra_schooling_externality")
    )
    assert alone == near(case, "pv_earnings_no_externality")
    assert together == near(case, "pv_earnings_with_externality")
    assert school == near(case, "pv_school_cost")
    assert school_externality == near(case, "pv_school_cost_externality")
    tax = given_["tax_rate"]
    assert tax * alone - school == near(case, "net_government_revenue_no_ext")
    all_school = school + school_externality
    assert tax * together - all_school == near(case, "net_government_revenue_with_ext")


def test_abecedarian_cost_is_worth_what_was_published():
    case = KNOWN["abecedarian_cost_pv"]
    rules = Rules.flat(case["params"]["rate"])
    assert present_value_nok(case["input"]["costs_nok"], rules) == near(case, "present_value")


def test_the_tax_cost_of_an_outlay_and_a_later_saving():
    case = KNOWN["r109_tax_cost"]
    rules = read_rules(case["params"]["rules"])
    assert tax_funding_cost_nok(case["input"]["net_public_nok"], rules) == near(
        case, "cost_nok"
    )
    saved = tax_funding_cost_nok(50.0, rules)
    assert saved == pytest.approx(-10.0)
    assert math.copysign(1, tax_funding_cost_nok([-5.0, 5.0], rules)) == 1.0
    by_draw = tax_funding_cost_nok([[-10.0, 5.0], [20.0, 0.0]], rules)
    np.testing.assert_allclose(by_draw, [1.0, -4.0])


def test_the_first_factor_is_that_of_the_start_year_and_only_marginal_years_change():
    factors = discount_factors(stepped(0.5, 2, 0.0), 5)
    np.testing.assert_allclose(factors, [1, 1 / 1.5, 1 / 2.25, 1 / 2.25, 1 / 2.25])
    assert discount_factors(R109, 1).tolist() == [1.0]


@given(st.integers(2, 150), RATES, RATES, st.integers(1, 80))
def test_each_factor_is_the_one_before_by_the_rate_of_its_year(n_years, first, then, after):
    factors = discount_factors(stepped(first, after, then), n_years)
    for year in range(1, n_years):
        rate = first if year <= after else then
        assert factors[year] * (1 + rate) == pytest.approx(factors[year - 1], rel=1e-12)


@given(st.integers(0, 60), st.integers(0, 60), RATES)
def test_flat_factors_multiply(one, other, rate):
    factors = discount_factors(Rules.flat(rate), one + other + 1)
    assert factors[one] * factors[other] == pytest.approx(factors[one + other], rel=1e-12)


@given(STREAMS)
def test_at_a_zero_rate_the_present_value_is_the_sum(net_nok):
    worth = present_value_nok(net_nok, Rules.flat(0.0))
    assert worth == pytest.approx(net_nok.sum(), abs=ROUNDING)


@given(STREAMS, STREAMS, st.floats(-5, 5), RATES)
def test_the_present_value_is_linear_in_the_stream(one, other, times, rate):
    n_years = min(one.size, other.size)
    one, other = one[:n_years], other[:n_years]
    rules = Rules.flat(rate)
    together = present_value_nok(one + times * other, rules)
    apart = present_value_nok(one, rules) + times * present_value_nok(other, rules)
    # Down to -20 per cent a year a factor is up to 1.25 ** 40.
    assert together == pytest.approx(apart, rel=1e-9, abs=1.25**40 * ROUNDING)


@given(
    st.lists(st.floats(1, 1e6), min_size=1, max_size=5),
    st.lists(st.floats(1, 1e6), min_size=1, max_size=30),
    RATES,
    RATES,
)
def test_a_cost_first_is_worth_less_the_higher_the_rate_above_its_return(costs, gains, a, b):
    low, high = sorted((a, b))
    stream = [-costs[0], *gains]  # one cost now, gains later: strictly falling in the rate
    worths = [present_value_nok(stream, Rules.flat(rate)) for rate in (low, high)]
    assert worths[0] >= worths[1] - 1e-9 * abs(worths[0])


@given(STREAMS, RATES)
def test_rows_of_a_table_are_worth_what_each_is_alone(net_nok, rate):
    rules = Rules.flat(rate)
    table = np.vstack([net_nok, 2 * net_nok])
    alone = present_value_nok(net_nok, rules)
    np.testing.assert_allclose(
        present_value_nok(table, rules), [alone, 2 * alone], rtol=1e-9, atol=ROUNDING
    )


def test_amounts_may_come_from_any_library():
    rules = Rules.flat(0.25)
    for amounts in (
        (-100, 125), [np.int8(-100), 125.0], pd.Series([-100, 125], index=[5, 3]),
        [Decimal(-100), Fraction(125)], range(-100, 126, 225), np.float32([-100, 125]),
        [-100, 125, 0], pd.Series([-100, 125], dtype="Int64"),
    ):  # fmt: skip
        assert present_value_nok(amounts, rules) == 0.0
    assert present_value_nok(7, rules) == 7.0
    assert isinstance(present_value_nok([1], rules), float)


@pytest.mark.parametrize(
    "amounts",
    [[], [[]], "100", ["100"], [float("nan")], [float("inf"), 1], [None], [True, False], None,
     [1, None], {"a": 1}, [[1, 2], [3]], [1j], [datetime.date(2025, 1, 1)], [10**400],
     [pd.NA, 1], np.array(["2025"], dtype="datetime64[Y]"), (x for x in [1, 2]),
     np.ma.array([1.0, 2.0], mask=[False, True])],
)  # fmt: skip
@pytest.mark.parametrize("function", [present_value_nok, tax_funding_cost_nok, payback_year])
def test_what_is_no_amount_is_refused(function, amounts):
    with pytest.raises(ParameterError) as caught:
        function(amounts, R109)
    assert caught.value.code == "amounts_not_numbers"


def test_what_is_too_large_to_calculate_with_is_refused():
    with pytest.raises(ParameterError) as caught:
        present_value_nok([1e200], R109)
    assert caught.value.code == "values_too_large"
    with pytest.raises(ParameterError) as caught:
        discount_factors(Rules.flat(-0.999), 500)
    assert caught.value.code == "values_too_large"


def test_a_table_of_tables_and_a_table_for_one_stream_are_refused():
    cube = np.ones((2, 2, 2))
    for function, amounts in (
        (present_value_nok, cube), (tax_funding_cost_nok, cube), (payback_year, cube[0]),
    ):  # fmt: skip
        with pytest.raises(ParameterError, match=r"net|en strøm|rad"):
            function(amounts, R109)


@pytest.mark.parametrize("rules", [0.04, "r109_2021", None, {"rate": 0.04}])
def test_what_are_no_rules_is_refused(rules):
    for call in (
        lambda: discount_factors(rules, 3), lambda: present_value_nok([1], rules),
        lambda: tax_funding_cost_nok([1], rules), lambda: annuity_factor(rules, 1, 2),
    ):  # fmt: skip
        with pytest.raises(ParameterError) as caught:
            call()
        assert caught.value.code == "rules_none"


@pytest.mark.parametrize("n_years", [0, -1, 1.5, 2025, "3", None, True, float("nan")])
def test_what_is_no_number_of_years_is_refused(n_years):
    with pytest.raises(ParameterError):
        discount_factors(R109, n_years)


def test_a_payback_is_the_year_from_which_it_stays_paid():
    free = Rules.flat(0.0)
    assert payback_year([-100, 110], Rules.flat(0.1)) == 1
    assert payback_year([-100, 109], Rules.flat(0.1)) == NotEstimable(
        "the costs are never earned back within the years worked out"
    )
    assert payback_year([0, 0], free) == 0
    assert payback_year([5], free) == 0
    assert payback_year([-10, 20, -15, 4, 1, 3], free) == 4  # paid in year 1, lost in year 2
    assert isinstance(payback_year([-10, 20, -15], free), NotEstimable)


@given(STREAMS, RATES)
def test_the_payback_agrees_with_adding_up_year_by_year(net_nok, rate):
    year = payback_year(net_nok, Rules.flat(rate))
    worths = [
        present_value_nok(net_nok[: last + 1], Rules.flat(rate)) for last in range(net_nok.size)
    ]
    slack = 1e-9 * (1 + np.abs(worths).max())
    if isinstance(year, NotEstimable):
        assert worths[-1] < slack
    else:
        assert all(worth >= -slack for worth in worths[year:])
        assert year == 0 or worths[year - 1] < slack


@given(st.floats(-1e6, 1e6), st.integers(1, 99))
def test_an_annuity_is_worth_what_it_was_made_of(worth, n_years):
    amount = annuity_nok(worth, R109, n_years)
    stream = [0.0, *[amount] * n_years]
    assert present_value_nok(stream, R109) == pytest.approx(worth, rel=1e-12, abs=1e-9)


@given(STREAMS, st.integers(0, 30))
def test_waiting_costs_what_the_later_stream_is_worth_less(net_nok, years):
    later = np.concatenate([np.zeros(years), net_nok])
    lost = present_value_nok(net_nok, R109) - present_value_nok(later, R109)
    assert cost_of_delay_nok(net_nok, R109, years) == pytest.approx(lost, abs=ROUNDING)


@given(STREAMS, st.integers(0, 30))
def test_the_residual_is_the_last_year_going_on(net_nok, more):
    longer = np.concatenate([net_nok, np.full(more, net_nok[-1])])
    gained = present_value_nok(longer, R109) - present_value_nok(net_nok, R109)
    residual = residual_value_nok(net_nok, R109, net_nok.size + more)
    assert residual == pytest.approx(gained, abs=ROUNDING)


def test_what_the_rules_do_not_know_or_the_life_does_not_reach_is_told():
    assert isinstance(residual_value_nok([1.0], read_rules("green_book"), 5), NotEstimable)
    for call in (
        lambda: residual_value_nok([1.0, 2.0], R109, 1),
        lambda: cost_of_delay_nok([1.0], R109, -1),
        lambda: annuity_nok(math.nan, R109, 3),
        lambda: annuity_nok(1.0, R109, 0),
        lambda: annuity_factor(R109, 5, 4),
    ):
        with pytest.raises(ParameterError):
            call()
