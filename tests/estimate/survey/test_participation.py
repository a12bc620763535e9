"""Who answered, what was left open, what the silent and the families could change."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from larvik_analysis.errors import ParameterError, UnitError
from larvik_analysis.estimate.indicators.basis import recompute
from larvik_analysis.estimate.indicators.tables import estimate_of
from larvik_analysis.estimate.survey.participation import (
    estimate_bounds,
    estimate_families,
    estimate_item_nonresponse,
    estimate_response,
)
from larvik_analysis.terms.fact import Facts
from larvik_analysis.terms.units import UnitOfAnalysis

PEOPLE = {"unit_of_analysis": UnitOfAnalysis.RESPONDENTS}
FIVE = [
    {"nytte": "mye"},
    {"nytte": "mye"},
    {"nytte": "lite", "sted": "sor"},
    {"sted": "nord"},
    {},
]


def told(table, **labels):
    for name, label in labels.items():
        table = table[table[name] == label]
    [row] = [estimate_of(row) for _, row in table.iterrows()]
    return row


@pytest.fixture(scope="module")
def asked(make_fact):
    """Twenty were invited and eight opened; four families answered."""
    return Facts(
        {
            "spurt": make_fact("spurt", 20.0, **PEOPLE),
            "apnet": make_fact("apnet", 8.0, **PEOPLE),
            "familier": make_fact("familier", 4.0),
            "uten_tall": make_fact("uten_tall", None, **PEOPLE),
        }
    )


def test_the_way_from_those_invited_to_answers_that_can_be_used(survey, asked):
    data = survey(FIVE, facts={"invited": "spurt", "opened": "apnet"})
    table = estimate_response(data, asked)
    assert table["part"].tolist() == [
        "invited",
        "opened",
        "answered",
        "usable",
        "response_rate",
    ]
    assert table["estimate"].tolist() == [20.0, 8.0, 5.0, 4.0, 0.25]  # one row is empty
    assert told(table, part="usable").basis == 'usable("d")'
    rate = told(table, part="response_rate")
    assert (rate.basis, rate.low) == ('share(cell("d"), spurt)', None)
    for _, row in table.iterrows():
        found = estimate_of(row)
        assert recompute(found.basis, asked, {"d": data}) == found


@pytest.mark.parametrize("facts", [{}, {"invited": "uten_tall"}, {"invited": "ukjent"}])
def test_where_nobody_knows_how_many_were_invited_there_is_no_rate(survey, asked, facts):
    table = estimate_response(survey(FIVE, facts=facts), asked)
    assert told(table, part="invited").reason == "no_fact"
    assert told(table, part="response_rate").reason == "no_fact"
    assert told(table, part="answered").count == 5
    bounded = estimate_bounds(survey(FIVE, facts=facts), "nytte", asked)
    assert set(bounded["reason"]) == {"no_fact"}


def test_more_answers_than_invited_are_refused_and_so_are_other_units(survey, asked, make_fact):
    few = Facts({"spurt": make_fact("spurt", 4.0, **PEOPLE)})
    data = survey(FIVE, facts={"invited": "spurt"})
    with pytest.raises(ParameterError):
        estimate_response(data, few)
    with pytest.raises(UnitError):
        estimate_response(survey(FIVE, facts={"invited": "familier"}), asked)


def test_what_was_left_open_is_of_those_who_were_asked(survey):
    rows = [
        {"sted": "nord", "treff_tur": "ja", "treff_kafe": "nei", "hvorfor": "tid"},
        {"sted": "nord", "nytte": "noe"},
        {"sted": "sor"},
        {"sted": "ost"},
        {},
    ]
    table = estimate_item_nonresponse(survey(rows))
    assert table["question"].tolist() == ["nytte", "savn", "sted", "treff", "hvorfor"]
    counts = list(zip(table["count"], table["n"], strict=True))
    assert counts == [(4, 5), (5, 5), (1, 5), (2, 3), (1, 2)]


def test_what_the_silent_could_change(survey, asked):
    # Of twenty invited two of three said much: 2 of 20 if no other does, 19 if all do.
    data = survey(FIVE, facts={"invited": "spurt"})
    found = told(estimate_bounds(data, "nytte", asked), answer="mye")
    assert (found.low, found.estimate, found.high) == (2 / 20, 2 / 3, 19 / 20)
    assert (found.level, found.method) == (None, "bounds")
    assert recompute(found.basis, asked, {"d": data}) == found


def test_families_are_counted_where_they_are_known(survey, asked):
    # Family a said much and little, b much twice, c little; d left it open.
    rows = [{"nytte": x} for x in ("mye", "lite", "mye", "mye", "lite")] + [{}]
    data = survey(rows, families=list("aabbcd"))
    table = estimate_families(data, "nytte", asked)
    assert list(table)[:3] == ["rule", "answer", "place"]
    found = {(row["rule"], row["answer"]): row["estimate"] for _, row in table.iterrows()}
    assert found["any", "mye"] == pytest.approx(2 / 3)
    assert found["all", "mye"] == pytest.approx(1 / 3)
    assert found["any", "lite"] == pytest.approx(2 / 3)
    assert set(table["n"]) == {3}
    for _, row in table.iterrows():
        assert recompute(row["basis"], asked, {"d": data}) == estimate_of(row)


def test_without_a_key_families_are_bounds_and_without_their_number_nothing(survey, asked):
    data = survey(FIVE, facts={"families": "familier"})
    few = Facts({"familier": asked["familier"]})
    with pytest.raises(ParameterError):  # four families cannot have given three answers
        estimate_families(data, "nytte", few)
    none = estimate_families(survey(FIVE), "nytte", asked)
    assert set(none["reason"]) == {"no_fact"}


@settings(max_examples=15)
@given(st.lists(st.sampled_from(("mye", "lite")), min_size=1, max_size=4), st.data())
def test_bounds_of_families_hold_every_way_to_put_them_together(
    survey, make_fact, answers, drawn
):
    n = len(answers)
    n_families = drawn.draw(st.integers(1, n))
    facts = Facts({"familier": make_fact("familier", float(n_families))})
    rows = [{"nytte": answer} for answer in answers]
    table = estimate_families(survey(rows, facts={"families": "familier"}), "nytte", facts)
    seen: dict[str, set[float]] = {"any": set(), "all": set()}
    for families in itertools.product(range(n_families), repeat=n):
        if len(set(families)) < n_families:
            continue
        known = survey(rows, families=[str(f) for f in families])
        counted = estimate_families(known, "nytte", facts)
        for rule in seen:
            seen[rule].add(told(counted, rule=rule, answer="mye").estimate)
    for rule, shares in seen.items():
        found = told(table, rule=rule, answer="mye")
        assert found.low == pytest.approx(min(shares))
        assert found.high == pytest.approx(max(shares))
        assert (found.estimate, found.count, found.n) == (None, answers.count("mye"), n)
