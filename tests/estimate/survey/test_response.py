"""How many answered of how many: known answers, and what may be divided by what."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from larvik_analysis.errors import UnitError
from larvik_analysis.estimate.indicators.basis import recompute
from larvik_analysis.estimate.survey.response import estimate_response_rate, estimate_responses
from larvik_analysis.terms.evaluation import Source
from larvik_analysis.terms.fact import Facts, Legibility
from larvik_analysis.terms.units import UnitOfAnalysis
from larvik_analysis.terms.words import Words

SOURCE = Source(
    id="undersokelse",
    kind="survey",
    measure="gront",
    name=Words(nb="Undersøkelsen", en="The survey"),
    comparison="none",
    timing="after_only",
    asked_by="not_stated",
    document="erfaringsoppsummering",
    purpose="needs",
    facts={"respondents": "svarte", "invited": "spurt"},
)
PEOPLE = {"unit_of_analysis": UnitOfAnalysis.RESPONDENTS}


@pytest.fixture(scope="module")
def facts(make_fact):
    """Make a register of how many answered and how many were asked."""

    def make(answered: float | None, asked: float | None, **more: object) -> Facts:
        plain = {
            "svarte": make_fact("svarte", answered, **PEOPLE),
            "spurt": make_fact("spurt", asked, **(PEOPLE | more)),
        }
        return Facts(plain)

    return make


def test_a_rate_by_hand(facts):
    # 255 of 600 is 42.5 per cent
    rate = estimate_response_rate(facts(255.0, 600.0), SOURCE)
    assert rate.estimate == pytest.approx(0.425, abs=1e-12)
    assert (rate.count, rate.n, rate.low) == (255, 600, None)
    assert rate.basis == "share(svarte, spurt)"


@given(st.integers(0, 500), st.integers(1, 500))
def test_a_rate_is_what_its_sum_gives(facts, answered, more):
    register = facts(float(answered), float(answered + more))
    rate = estimate_response_rate(register, SOURCE)
    assert rate == recompute(rate.basis, register)
    assert 0 <= rate.estimate < 1


def test_without_the_number_asked_there_is_no_rate(facts):
    alone = replace(SOURCE, facts={"respondents": "svarte"})
    assert estimate_response_rate(facts(255.0, 600.0), alone).reason == "no_fact"
    unread = facts(255.0, None, legibility=Legibility.NOT_STATED)
    assert estimate_response_rate(unread, SOURCE).reason == "not_stated"


def test_families_are_not_divided_by_respondents(facts):
    with pytest.raises(UnitError):
        estimate_response_rate(
            facts(8.0, 10.0, unit_of_analysis=UnitOfAnalysis.FAMILIES), SOURCE
        )


def test_each_source_has_both_rows(facts):
    other = replace(SOURCE, id="annen", facts={})
    table = estimate_responses(facts(255.0, 600.0), [SOURCE, other])
    assert list(table["source"]) == ["undersokelse", "undersokelse", "annen", "annen"]
    assert list(table["part"]) == ["respondents", "invited"] * 2
    assert list(table["reason"]) == ["", "", "no_fact", "no_fact"]
    assert table["estimate"].iloc[0] == 255.0
