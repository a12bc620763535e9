"""A fact: when it is traced, and when its count is too small to be shown."""

from __future__ import annotations

import pytest

from larvik_analysis.terms.fact import DATES, NUMBERS, Facts
from larvik_analysis.terms.units import UnitOfAnalysis

NOT_PEOPLE = {
    "positions", "reports", "cases", "complaints", "inspections", "institutions", "dwellings",
    "meetings", "measures", "documents", "list_items", "places", "kroner", "time", "scale",
}  # fmt: skip


@pytest.mark.parametrize("unit", UnitOfAnalysis)
def test_a_unit_is_people_unless_it_surely_is_not(unit):
    assert unit.is_people == (unit.value not in NOT_PEOPLE)


@pytest.mark.parametrize("unit", [unit for unit in UnitOfAnalysis if unit.is_people])
@pytest.mark.parametrize(("value", "is_small"), [(0, False), (1, True), (4, True), (5, False)])
def test_one_to_four_people_are_few(make_fact, unit, value, is_small):
    fact = make_fact("some", float(value), unit_of_analysis=unit)
    assert fact.is_small_count_of_people(5) is is_small


def test_the_limit_is_the_evaluations(make_fact):
    fact = make_fact("some", 5.0)
    assert not fact.is_small_count_of_people(5)
    assert fact.is_small_count_of_people(6)


@pytest.mark.parametrize(
    "change",
    [
        {"unit": "percent"},
        {"unit_of_analysis": UnitOfAnalysis.REPORTS},
        {"value": None},
        {"approved_by": "enhetsleder", "approval_reason": "står i årsmeldingen"},
    ],
)
def test_what_is_no_small_count_of_people(make_fact, change):
    assert make_fact("some", 2.0).is_small_count_of_people(5)
    assert not make_fact("some", **({"value": 2.0} | change)).is_small_count_of_people(5)


@pytest.mark.parametrize("half", ["approved_by", "approval_reason"])
def test_half_an_approval_is_none(make_fact, half):
    assert make_fact("some", 2.0, **{half: "noe"}).is_small_count_of_people(5)


@pytest.mark.parametrize("missing", ["document", "section", "quote"])
def test_a_fact_is_traced_by_document_section_and_quote(make_fact, missing):
    assert make_fact("some", 2.0).is_traced
    assert not make_fact("some", 2.0, **{missing: ""}).is_traced


def test_a_fact_has_a_name_in_both_languages(make_fact):
    fact = make_fact("some", 2.0)
    assert fact.indicator("nb") == "Norsk navn på some"
    assert fact.indicator("en") == "English name of some"


def test_a_register_cannot_be_changed_from_outside(make_fact):
    plain = {"some": make_fact("some", 2.0)}
    facts = Facts(plain)
    plain["other"] = make_fact("other", 3.0)
    assert list(facts) == ["some"]
    assert repr(facts) == "Facts(1)"  # no number of a fact in a message
    with pytest.raises(TypeError):
        facts["other"] = plain["other"]  # type: ignore[index]


def test_a_unit_is_a_number_or_a_date():
    assert not NUMBERS & DATES
    assert {"count", "percent", "nok"} <= NUMBERS
    assert sorted(DATES) == ["date", "day_of_year", "month", "year"]
