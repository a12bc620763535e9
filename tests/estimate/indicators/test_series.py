"""A measure over time: all of its numbers, and a standing that rounding cannot make."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from larvik_analysis.estimate.indicators.comparison import is_within_rounding
from larvik_analysis.estimate.indicators.series import estimate_series, last_gaps, standing
from larvik_analysis.terms.fact import Facts
from larvik_analysis.terms.indicators import Line, Series, SeriesGroup, SeriesPlace
from larvik_analysis.terms.units import UnitOfAnalysis
from larvik_analysis.terms.words import Words

WORDS = Words(nb="ord", en="word")
PERIODS = ("2014-2016", "2015-2017")


def series_of(make_fact, own: list[float | None], country: list[float | None]):
    """A series of one group in two places, and its facts."""
    facts = {
        f"{place}_{number}": make_fact(
            f"{place}_{number}", value, unit="percent", period=PERIODS[number],
            unit_of_analysis=UnitOfAnalysis.PUPILS,
        )
        for place, values in (("own", own), ("country", country))
        for number, value in enumerate(values)
    }  # fmt: skip
    lines = tuple(
        Line(place=place, facts=tuple(name for name in facts if name.startswith(place)))
        for place in ("own", "country")
    )
    places = (
        SeriesPlace(id="own", role="own", name=WORDS),
        SeriesPlace(id="country", role="country", name=WORDS),
    )
    group = SeriesGroup(id="all", name=WORDS, lines=lines)
    return Series(name=WORDS, places=places, groups=(group,)), Facts(facts)


def test_larvik_has_72_numbers_and_is_above_the_county_and_the_country(larvik, known):
    series = larvik.indicators.series
    table = estimate_series(larvik.facts, series)
    assert len(table) == 72
    assert table["estimate"].notna().all()
    assert table.groupby(["group", "place"]).size().eq(6).all()
    own = table[(table["place"] == "larvik") & (table["group"] == "other_population")]
    assert own["estimate"].tolist() == [28, 27, 25, 25, 25, 26]
    assert standing(larvik.facts, series, against="county") == "above"
    assert standing(larvik.facts, series, against="country") == "above"
    gaps = {group: gap.estimate for group, gap in last_gaps(larvik.facts, series).items()}
    assert gaps == known["last_gaps"]


def test_one_point_is_within_rounding_and_not_a_standing(make_fact):
    series, facts = series_of(make_fact, [30.0, 30.0], [28.0, 29.0])
    assert standing(facts, series, against="country") == "mixed"
    series, facts = series_of(make_fact, [30.0, 30.0], [28.0, 28.0])
    assert standing(facts, series, against="country") == "above"
    series, facts = series_of(make_fact, [20.0, 20.0], [28.0, 28.0])
    assert standing(facts, series, against="country") == "below"


def test_a_number_that_cannot_be_read_gives_no_standing_and_no_gap(make_fact):
    series, facts = series_of(make_fact, [30.0, None], [20.0, 20.0])
    assert standing(facts, series, against="country") == "mixed"
    assert dict(last_gaps(facts, series)) == {}
    assert estimate_series(facts, series)["estimate"].isna().sum() == 1


def test_a_role_that_no_place_has_gives_nothing(make_fact):
    series, facts = series_of(make_fact, [30.0, 30.0], [20.0, 20.0])
    assert standing(facts, series, against="county") == "unknown"
    alone = replace(series, places=series.places[:1])
    assert dict(last_gaps(facts, alone)) == {}


def test_an_earlier_period_does_not_stand_for_the_last(make_fact):
    series, facts = series_of(make_fact, [30.0, 30.0], [20.0, 20.0])
    early = replace(facts["country_1"], period="2013-2015")
    assert dict(last_gaps(Facts({**facts, "country_1": early}), series)) == {}
    series, facts = series_of(make_fact, [30.0, 35.0], [20.0, 20.0])
    assert {group: gap.estimate for group, gap in last_gaps(facts, series).items()} == {
        "all": 15.0
    }


@given(
    st.lists(st.integers(0, 100), min_size=2, max_size=2),
    st.lists(st.integers(0, 100), min_size=2, max_size=2),
)
def test_a_standing_holds_in_every_period_and_turns_when_the_places_do(make_fact, own, other):
    series, facts = series_of(make_fact, list(map(float, own)), list(map(float, other)))
    found = standing(facts, series, against="country")
    pairs = list(zip(own, other, strict=True))
    apart = [not is_within_rounding(a, b) for a, b in pairs]
    assert (found == "above") == (all(apart) and all(a > b for a, b in pairs))
    turned, facts = series_of(make_fact, list(map(float, other)), list(map(float, own)))
    opposite = {"above": "below", "below": "above", "mixed": "mixed"}
    assert standing(facts, turned, against="country") == opposite[found]
