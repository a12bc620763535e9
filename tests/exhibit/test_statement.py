"""Texts that quote numbers: every form a text can ask for, in both languages."""

from __future__ import annotations

from dataclasses import replace

import pytest

from larvik_analysis.errors import ReleaseError
from larvik_analysis.estimate.indicators.facts import as_published, ratio, share, wilson
from larvik_analysis.exhibit.statement import Statement, pieces_of, tell, write_out
from larvik_analysis.terms.catalogue import read_catalogue
from larvik_analysis.terms.results import FactEstimate
from larvik_analysis.terms.units import UnitOfAnalysis


@pytest.fixture(scope="module")
def of(make_fact):
    """A share of so many of so many."""

    def make(count: int, n: int) -> FactEstimate:
        parts = (("count", float(count)), ("base", float(n)))
        return share(*(as_published(make_fact(*part)) for part in parts))

    return make


@pytest.fixture(scope="module")
def number(make_fact):
    """A published number."""
    return lambda value, **more: as_published(make_fact("some", value, **more))


@pytest.mark.parametrize(
    ("form", "value", "more", "nb", "en"),
    [
        ("number", 8.0, {}, "8", "8"),
        ("number", 1300.0, {}, "1\u202f300", "1,300"),
        ("number", 46.7, {"unit": "percent"}, "46,7", "46.7"),
        ("word", 8.0, {}, "åtte", "eight"),
        ("Word", 8.0, {}, "Åtte", "Eight"),
        ("word", 22.0, {}, "22", "22"),
        ("word", 2.0, {"unit": "years"}, "2", "2"),
        ("per_cent", 140.0, {"unit": "percent_position"}, "140\u00a0%", "140%"),
    ],
)
def test_a_published_number(number, form, value, more, nb, en):
    assert tell(number(value, **more), form, "nb") == nb
    assert tell(number(value, **more), form, "en") == en


@pytest.mark.parametrize(
    ("count", "n", "nb", "en"),
    [
        (8, 10, "åtte av ti", "eight of ten"),
        (1, 10, "én av ti", "one of ten"),
        (10, 10, "alle ti", "all ten"),
        (0, 10, "ingen av ti", "none of ten"),
        (12, 14, "12 av 14", "12 of 14"),
        (0, 14, "ingen av 14", "none of 14"),
    ],
)
def test_so_many_of_so_many(of, count, n, nb, en):
    assert tell(of(count, n), "of_base", "nb") == nb
    assert tell(of(count, n), "of_base", "en") == en
    assert tell(of(count, n), "Of_base", "en") == en[0].upper() + en[1:]


def test_few_are_told_as_few_and_the_base_stays(of):
    few = replace(of(3, 10), estimate=None, count=None, reason="few")
    assert tell(few, "of_base", "nb") == "enkelte av ti"
    assert tell(few, "Of_base", "en") == "A few of ten"
    assert tell(few, "word", "nb") == tell(few, "percent", "nb") == "enkelte"
    assert tell(replace(few, n=None), "of_base", "nb") == "enkelte"


def test_shares_and_their_interval_in_per_cent(make_fact):
    useful = wilson(
        as_published(make_fact("count", 8.0)), as_published(make_fact("base", 10.0))
    )
    forms = ("percent", "low", "high", "level")
    said = [tell(useful, form, "nb") for form in forms]
    assert said == ["80\u00a0%", "49\u00a0%", "94\u00a0%", "95\u00a0%"]
    assert [tell(useful, form, "en") for form in ("n", "n_word")] == ["10", "ten"]


def test_a_ratio_in_words(make_fact):
    def staffing(delivered: float) -> FactEstimate:
        parts = (("delivered", delivered), ("planned", 300.0))
        return ratio(*(as_published(make_fact(*part, unit="percent")) for part in parts))

    assert tell(staffing(140.0), "portion", "nb") == "om lag halvparten av"
    assert tell(staffing(280.0), "portion", "nb") == "nesten hele"
    assert tell(staffing(280.0), "Portion", "en") == "Nearly all of"


@pytest.mark.parametrize(
    ("date", "said"), [("2025", "2025"), ("2025-03", "mars 2025"), ("--04-11", "11. april")]
)
def test_a_date(number, date, said):
    told = number(None, unit="year", unit_of_analysis=UnitOfAnalysis.TIME, date=date)
    assert tell(told, "date", "nb") == said


FORMS = (
    "number", "word", "percent", "per_cent", "low", "high", "level", "n", "n_word", "of_base",
    "portion", "date",
)  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("reason", ["illegible", "not_stated", "no_fact", "incomplete"])
def test_what_is_missing_is_told_as_missing_in_every_form(number, form, reason):
    # Never as nought: "null familier" would be a finding.
    missing = replace(number(None), reason=reason)
    for language in ("nb", "en"):
        words = read_catalogue(language)[f"language.reason.{reason}"]
        assert tell(missing, form, language) == words
        assert tell(missing, form.capitalize(), language) == words[0].upper() + words[1:]


def test_an_uncertain_reading_of_nothing_is_no_share(of):
    assert tell(replace(of(8, 10), estimate=None, reason="incomplete"), "of_base", "nb") == (
        "kan ikke regnes ut"
    )


def test_an_unknown_form_is_refused(number):
    with pytest.raises(KeyError):
        tell(number(8.0), "roman", "nb")


def test_a_text_is_written_out_with_its_numbers_and_words(of, number):
    useful = Statement(
        key="summary.useful", cells={"useful": of(8, 10)}, words={"measure": "Eksempel"}
    )
    assert write_out(useful, "nb") == (
        "Åtte av ti familier i Eksempel sier at oppfølgingen var svært nyttig."
    )
    assert write_out(useful, "en") == (
        "Eight of ten families in Eksempel say that the support was very useful."
    )
    words = {"measure": "rødt tiltak", "level": "indikert", "description": "Et team",
             "zone": "Fagerli", "place": "Larvik"}  # fmt: skip
    assert write_out(Statement(key="measure.what", words=words), "nb") == (
        "Rødt tiltak er et tiltak på indikert nivå: Et team. "
        "Det ble prøvd ut i Fagerli i Larvik."
    )


def test_rows_fill_the_field_of_that_name():
    told = write_out(Statement(key="targets.alternative_text"), "nb", rows="A: 8; B: 9")
    assert told.endswith("A: 8; B: 9.")


def test_an_unknown_text_or_an_empty_field_is_refused(of):
    with pytest.raises(ReleaseError) as fault:
        write_out(Statement(key="summary.unheard_of"), "nb")
    assert (fault.value.code, fault.value.values) == (
        "text_unknown",
        {"key": "summary.unheard_of"},
    )
    with pytest.raises(ReleaseError) as fault:
        write_out(Statement(key="summary.useful", cells={"other": of(8, 10)}), "nb")
    assert fault.value.code == "field_unknown"
    assert "useful" in fault.value.message("nb")


def test_words_in_braces_are_words(of):
    # A name from the evaluation is put in as it is, never read as a field of its own.
    told = write_out(Statement(key="areas.title", words={"top": "{useful} {0} {{x}}"}), "nb")
    assert "«{useful} {0} {{x}}»" in told


def test_the_pieces_of_a_text():
    pieces = list(pieces_of("{useful:Of_base} familier i {place}."))
    assert pieces == [("", "useful", "Of_base"), (" familier i ", "place", ""), (".", "", "")]


def test_a_number_read_with_doubt_is_told_with_it():
    read = FactEstimate(
        estimate=8.0, count=8, unit="count", unit_of_analysis=UnitOfAnalysis.FAMILIES,
        method="published", basis="x", uncertain=True,
    )  # fmt: skip
    assert tell(read, "Word", "nb") == "Åtte (usikker lesing)"
    assert tell(replace(read, uncertain=False), "word", "nb") == "åtte"


@pytest.mark.parametrize(
    ("p", "nb", "en"),
    [
        (0.0004, "under 0,001", "below 0.001"),
        (0.0123, "0,012", "0.012"),
        (0.4251, "0,43", "0.43"),
        (1.0, "1,00", "1.00"),
        (None, "mangler", "missing"),
    ],
)
def test_a_p_value_has_as_many_decimals_as_say_something(p, nb, en):
    cell = scored(p, reason="no_fact" if p is None else "")
    assert tell(cell, "p_value", "nb") == nb
    assert tell(cell, "p_value", "en") == en


def test_a_score_and_its_interval_have_two_decimals():
    cell = scored(0.1449, low=0.0, high=0.316)
    assert [tell(cell, form, "nb") for form in ("score", "score_low", "score_high")] == [
        "0,14",
        "0,00",
        "0,32",
    ]
    assert tell(scored(0.1, reason=""), "score_low", "nb") == "antallet er ikke oppgitt"


def scored(value: float | None, **more: object) -> FactEstimate:
    """A statistic of own data."""
    return FactEstimate(
        estimate=value,
        unit="score",
        unit_of_analysis=UnitOfAnalysis.RESPONDENTS,
        method="cramers_v",
        basis="",
        **more,  # type: ignore[arg-type]
    )
