"""Numbers with units: what may be combined, what comes of it, and what is refused."""

from __future__ import annotations

import math
import operator

import pytest
from hypothesis import given
from hypothesis import strategies as st

import larvik_analysis as la
from larvik_analysis.errors import LarvikError, ParameterError, TermError, UnitError
from larvik_analysis.terms.quantity import powers_of_unit, words_of_unit

Q = la.Quantity
AMOUNTS = st.floats(-1e9, 1e9, allow_nan=False)
YEARS = st.sampled_from([2020, 2022, 2024])
WORDS = ("nok", "years", "days", "positions", "children", "families", "persons")
INDEX = la.PriceIndex(name="KPI", source="SSB", levels={2020: 112.2, 2022: 122.8, 2024: 133.6})


def test_the_cost_of_a_measure_by_hand():
    # 1.4 positions of 600 000, 30 % social costs, for 2 years: 2 184 000.
    a_year = Q(1.4, "positions") * Q(600_000, "nok per position per year", 2024)
    cost = a_year * (1 + Q(0.3, "share")) * Q(2, "years")
    assert cost.unit == "nok"
    assert cost.price_year == 2024
    assert cost.value_in("nok") == pytest.approx(2_184_000)
    per_family = cost / Q(10, "families")
    assert (per_family.unit, per_family.value) == ("nok per family", pytest.approx(218_400))


def test_days_of_placement_are_kroner_per_year():
    # SSB: 15 562 kr a day; 100 days a year.
    paid = Q(15_562, "nok per day", 2022) * Q(100, "days per year")
    assert paid.value_in("nok per year") == 1_556_200


@pytest.mark.parametrize(
    ("unit", "words"),
    [
        ("year", "years"),
        ("children", "children"),
        ("  NOK  per   Position per YEAR ", "nok per position per year"),
        ("nok per year per position", "nok per position per year"),
        ("share per years", "share per year"),
        ("share", "share"),
    ],
)
def test_a_unit_has_one_form(unit, words):
    assert Q(1, unit).unit == words
    assert Q(1, unit).value_in(words) == 1
    assert words_of_unit(powers_of_unit(words)) == words


@pytest.mark.parametrize(
    "unit", ["percent", "prosent", "%", "per cent", "percent per year", "%/yr"]
)
def test_there_is_no_per_cent(unit):
    with pytest.raises(ParameterError) as raised:
        Q(4, unit)
    assert raised.value.code == "unit_per_cent"
    assert "0.04" in raised.value.message("en")


@pytest.mark.parametrize(
    ("unit", "code"),
    [
        ("yeers", "unit_unknown_near"),
        ("xyzzy", "unit_unknown"),
        ("", "unit_missing"),
        (None, "unit_missing"),
        (3, "unit_missing"),
    ],
)
def test_an_unknown_unit_is_refused(unit, code):
    with pytest.raises(ParameterError) as raised:
        Q(1, unit)
    assert raised.value.code == code


@pytest.mark.parametrize("value", [math.nan, math.inf, "4", None, True, [1.0]])
def test_a_value_is_a_finite_number(value):
    with pytest.raises(ParameterError) as raised:
        Q(value, "share")
    assert raised.value.code == "number_finite"


@pytest.mark.parametrize(
    ("unit", "year", "code"),
    [
        ("years", 2024, "price_year_without_kroner"),
        ("nok", "2024", "price_year_whole"),
        ("nok", True, "price_year_whole"),
        ("nok", 2024.5, "price_year_whole"),
    ],
)
def test_a_price_year_is_a_year_of_kroner(unit, year, code):
    with pytest.raises(ParameterError) as raised:
        Q(1, unit, year)
    assert raised.value.code == code


@pytest.mark.parametrize(
    "combine", [operator.add, operator.sub, operator.lt, operator.le, operator.gt, operator.ge]
)
def test_unlike_things_are_neither_added_nor_compared(combine):
    for first, second, code in (
        (Q(1, "years"), Q(1, "days"), "quantity_units"),
        (Q(1, "share"), Q(1, "share per year"), "quantity_units"),
        (Q(1, "nok", 2019), Q(1, "nok", 2025), "quantity_price_years"),
        (Q(1, "nok", 2019), Q(1, "nok"), "quantity_price_years"),
        (Q(1, "years"), 1, "quantity_units"),
    ):
        with pytest.raises(UnitError) as raised:
            combine(first, second)
        assert raised.value.code == code


def test_kroner_of_two_years_are_not_divided():
    with pytest.raises(UnitError):
        Q(1, "nok", 2019) / Q(1, "nok", 2025)
    share = Q(3, "nok", 2025) / Q(194, "nok", 2025)
    assert (share.unit, share.price_year) == ("share", None)
    with pytest.raises(ParameterError):
        Q(1, "nok", 2025) / Q(0, "years")
    with pytest.raises(ParameterError):
        Q(1, "nok", 2025) / 0


def test_the_caller_says_which_unit():
    with pytest.raises(UnitError) as raised:
        Q(4, "years").value_in("nok per year")
    assert raised.value.code == "rule_unit"
    with pytest.raises(LarvikError):
        Q(4, "years").value_in("percent")


def test_prices_of_another_year():
    moved = Q(430_000, "nok per year", 2020).in_prices_of(2024, INDEX)
    assert moved.value == pytest.approx(430_000 * 133.6 / 112.2, rel=1e-12)
    assert moved.price_year == 2024
    inverse = (1 / Q(2, "nok", 2020)).in_prices_of(2024, INDEX)
    assert inverse.value == pytest.approx(0.5 * 112.2 / 133.6)
    assert Q(3, "years").in_prices_of(2031, INDEX) == Q(3, "years")
    with pytest.raises(UnitError):
        Q(1, "nok").in_prices_of(2024, INDEX)
    with pytest.raises(ParameterError) as raised:
        Q(1, "nok", 2020).in_prices_of(2023, INDEX)
    assert raised.value.code == "price_year_missing"


@pytest.mark.parametrize("levels", [{2020: -1.0}, {2020: 0.0}, {2020: math.nan}, {"2020": 1.0}])
def test_a_price_index_is_above_nought(levels):
    with pytest.raises(TermError):
        la.PriceIndex(name="p", source="s", levels=levels)


@given(first=AMOUNTS, second=AMOUNTS, factor=st.floats(-100, 100), word=st.sampled_from(WORDS))
def test_arithmetic_is_that_of_the_numbers(first, second, factor, word):
    a, b = Q(first, word), Q(second, word)
    assert (a + b).value == first + second == (b + a).value
    assert (a - b).value == first - second
    assert (a < b) == (first < second)
    assert (a * factor) == (factor * a) == Q(first * factor, word)
    assert (-a).value == -first
    squared = a * b
    assert squared.value == first * second
    if second:
        back = squared / b
        assert back.unit == a.unit
        assert math.isclose(back.value, first, rel_tol=1e-9, abs_tol=1e-6)


@given(value=AMOUNTS, first=YEARS, second=YEARS)
def test_there_and_back_is_the_same(value, first, second):
    start = Q(value, "nok", first)
    back = start.in_prices_of(second, INDEX).in_prices_of(first, INDEX)
    assert math.isclose(back.value, value, rel_tol=1e-12, abs_tol=1e-12)
