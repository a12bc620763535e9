"""Dates, units, readings, names and amounts: by hand."""

from __future__ import annotations

import pytest

from larvik_analysis.errors import TermError
from larvik_analysis.estimate.consistency.result import OUTCOMES
from larvik_analysis.estimate.consistency.sayings import (
    compare_amounts,
    compare_date,
    compare_readings,
    compare_same,
    compare_units,
    compare_wordings,
    says_scale_twice,
    tell_legibility,
    tell_not_checkable,
    weekday_of,
)
from larvik_analysis.terms.catalogue import LANGUAGES, read_catalogue
from larvik_analysis.terms.checks import (
    Amounts,
    DateCheck,
    Legible,
    NotCheckable,
    Reading,
    Readings,
    Said,
    Same,
    SameUnit,
    Wordings,
)
from larvik_analysis.terms.fact import Facts, Legibility
from larvik_analysis.terms.units import UnitOfAnalysis
from larvik_analysis.terms.words import Words

NAME = Words(nb="a", en="b")


@pytest.mark.parametrize(
    ("date", "weekday"),
    [  # from a printed calendar
        ("2014-12-13", "saturday"),
        ("2023-04-11", "tuesday"),
        ("2022-04-11", "monday"),
        ("2000-02-29", "tuesday"),
        ("2014", ""),
        ("", ""),
    ],
)
def test_weekdays(date, weekday):
    assert weekday_of(date) == weekday


@pytest.mark.parametrize(
    ("date", "more", "outcome"),
    [
        ("2014-12-13", {"is_office_day": True}, "date_saturday"),
        ("2014-12-14", {"is_office_day": True}, "date_sunday"),
        ("2014-12-15", {"is_office_day": True}, "date_fits"),
        ("2014-12", {"is_office_day": True}, "date_open"),
        ("2014-12-13", {"weekday": "saturday"}, "weekday_fits"),
        ("2014-12-13", {"weekday": "monday"}, "weekday_off"),
        ("--04-11", {"weekday": "tuesday", "year_of": "y"}, "weekday_fits"),
        ("--04-11", {"weekday": "tuesday"}, "date_open"),
        ("2014-12-13", {"not_after": "y"}, "date_fits"),
        ("2023-12-13", {"not_after": "y"}, "date_late"),
        ("2023", {"not_after": "y"}, "date_fits"),
    ],
)
def test_dates(make_fact, date, more, outcome):
    facts = Facts(
        {
            "d": make_fact("d", date=date, unit="date"),
            "y": make_fact("y", date="2023-08-10", unit="date"),
        }
    )
    assert (
        compare_date(DateCheck(id="d", name=NAME, date="d", **more), facts).outcome == outcome
    )


@pytest.mark.parametrize(
    ("one", "other", "is_definition", "outcome"),
    [
        ({"value": 4.0}, {"value": 4.0}, False, "same"),
        ({"value": 4.0}, {"value": 5.0}, False, "not_same"),
        ({"value": 4.0}, {"value": 5.0}, True, "definitions_differ"),
        ({"value": 4.0}, {"value": None}, False, "same_unread"),
        ({"date": "2013"}, {"date": "2022-06"}, False, "dates_differ"),
        ({"date": "2022"}, {"date": "2022-06"}, False, "same"),
    ],
)
def test_the_same_said_twice(make_fact, one, other, is_definition, outcome):
    facts = Facts(
        {
            name: make_fact(name, **fact, **({"unit": "year"} if "date" in fact else {}))
            for name, fact in (("a", one), ("b", other))
        }
    )
    relation = Same(id="s", name=NAME, facts=("a", "b"), is_definition=is_definition)
    assert compare_same(relation, facts).outcome == outcome


@pytest.mark.parametrize(
    ("counted", "outcome"),
    [
        (("families", "families"), "units_same"),
        (("families", "respondents"), "units_differ"),
        (("unclear", "unclear"), "units_differ"),
    ],
)
def test_units(make_fact, counted, outcome):
    facts = Facts(
        {
            name: make_fact(name, 1.0, unit_of_analysis=UnitOfAnalysis(unit))
            for name, unit in zip("ab", counted, strict=True)
        }
    )
    assert (
        compare_units(SameUnit(id="u", name=NAME, facts=("a", "b")), facts).outcome == outcome
    )


@pytest.mark.parametrize(
    ("readings", "outcome"),
    [
        ((("a",), ("a", "b")), "readings_differ"),
        ((("a",), ("c",)), "readings_agree"),
        ((("a",), ()), "readings_open"),
        ((("a",), ("n",)), "readings_open"),
    ],
)
def test_readings(make_fact, readings, outcome):
    values = {"a": 28.0, "b": 10.0, "c": 28.0, "n": None}
    facts = Facts({name: make_fact(name, value) for name, value in values.items()})
    relation = Readings(
        id="r", name=NAME, readings=tuple(Reading(name=NAME, facts=f) for f in readings)
    )
    assert compare_readings(relation, facts).outcome == outcome


@pytest.mark.parametrize(
    ("said", "outcome"),
    [
        ((("t", "x"), ("t", "y")), "said_otherwise"),
        ((("t", "x"), ("t", "x")), "said_alike"),
        ((("t", "x"), ("u", "x")), "name_of_several"),
        ((("t", "x"), ("u", "y")), "said_alike"),
    ],
)
def test_wordings(said, outcome):
    told = tuple(
        Said(document="d", quote="q", thing=Words(nb=a, en=a), term=Words(nb=b, en=b))
        for a, b in said
    )
    result = compare_wordings(Wordings(id="w", name=NAME, said=told), Facts({}))
    assert (result.outcome, result.documents) == (outcome, ("d",))


@pytest.mark.parametrize(
    ("value", "quote", "is_twice"),
    [
        (24000000.0, "24 000 000 mill.", True),
        (24000000.0, "24\u00a0000\u00a0000 mill.", True),
        (24000000.0, "24 mill.", False),
        (53600000.0, "Budsjett 53,6 millioner", False),
        (1300000000.0, "Ca 1,3 milliarder", False),
        (24000000.0, "24 000 000 kroner", False),
    ],
)
def test_an_amount_in_full_with_its_scale_once_more(make_fact, value, quote, is_twice):
    fact = make_fact("a", value, quote=quote, unit="nok")
    assert says_scale_twice(fact) is is_twice
    outcome = compare_amounts(
        Amounts(id="a", name=NAME, facts=("a",)), Facts({"a": fact})
    ).outcome
    assert outcome == ("amount_twice" if is_twice else "amount_once")


def test_what_cannot_be_checked_is_told(make_fact):
    relation = NotCheckable(id="n", name=NAME, facts=("a",), remark=NAME)
    result = tell_not_checkable(relation, Facts({"a": make_fact("a", 1.0)}))
    assert (result.verdict, result.remark) == ("not_checkable", NAME)


def test_legibility(make_fact):
    facts = Facts(
        {
            name: make_fact(name, legibility=legibility)
            for name, legibility in zip("abc", list(Legibility)[:3], strict=True)
        }
    )
    result = tell_legibility(
        Legible(id="l", name=NAME, document="d", facts=("c", "b", "a")), facts
    )
    assert (result.read, result.uncertain, result.lost) == (("a",), ("b",), ("c",))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_outcome_has_its_words(language):
    texts = read_catalogue(language)
    told = {key.rpartition(".")[2] for key in texts if key.startswith("labels.outcome.")}
    assert told == set(OUTCOMES)


@pytest.mark.parametrize(
    "make",
    [
        lambda: Same(id="s", name=NAME, facts=("a",)),
        lambda: SameUnit(id="s", name=NAME, facts=("a",)),
        lambda: Readings(id="s", name=NAME, readings=(Reading(name=NAME),)),
        lambda: Wordings(id="s", name=NAME, said=()),
        lambda: Amounts(id="s", name=NAME, facts=()),
    ],
)
def test_a_relation_with_too_little_is_refused(make):
    with pytest.raises(TermError):
        make()
