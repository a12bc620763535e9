"""The evaluation as a noun: its parts by id, and when it is more than a draft."""

from __future__ import annotations

import datetime
from dataclasses import replace

import pytest

from larvik_analysis.terms.evaluation import Approval


def approval(owner: str) -> Approval:
    """One owner's word."""
    return Approval(owner=owner, by="leder", date=datetime.date(2026, 12, 1))


def test_a_report_is_a_draft_until_every_owner_has_approved(larvik):
    evaluation = larvik.evaluation
    both = tuple(approval(owner) for owner in evaluation.owners)
    assert evaluation.is_draft
    assert replace(evaluation, approved=both[:1]).is_draft
    assert replace(evaluation, approved=(both[0], both[0])).is_draft
    assert replace(evaluation, approved=(*both[:1], approval("andre"))).is_draft
    assert not replace(evaluation, approved=both).is_draft


def test_parts_are_found_by_their_id(larvik):
    evaluation = larvik.evaluation
    assert evaluation.measure("rodt").level == "indicated"
    assert evaluation.document("erfaringsoppsummering").publisher == "SOS-barnebyer"
    for find in (evaluation.measure, evaluation.document):
        with pytest.raises(KeyError):
            find("finnes-ikke")


def test_sources_are_those_of_the_measure_and_the_kind(larvik):
    found = larvik.evaluation.sources_of("rodt", "survey")
    assert [source.id for source in found] == ["familieundersokelsen"]
    assert larvik.evaluation.sources_of("rodt", "register") == ()


def test_words_are_those_of_the_language(larvik):
    name = larvik.evaluation.measure("rodt").name
    assert (name.in_language("nb"), name.in_language("en")) == (
        "rødt tiltak",
        "the red measure",
    )
    assert larvik.language == "nb"
