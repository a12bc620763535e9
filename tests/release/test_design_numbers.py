"""Numbers of designs and areas at the gate: worked out again, or refused."""

from __future__ import annotations

from dataclasses import replace

import pytest

from larvik_analysis.estimate.indicators.calculator_ops import flagged
from larvik_analysis.estimate.indicators.design_ops import detectable, padlocks
from larvik_analysis.estimate.indicators.facts import as_published
from larvik_analysis.estimate.indicators.sources import public_sources
from larvik_analysis.estimate.indicators.zone_ops import zone_effect, zone_year
from larvik_analysis.exhibit.design import exhibit_detectable
from larvik_analysis.exhibit.zone import exhibit_zone_path
from larvik_analysis.release.gate import release
from larvik_analysis.release.public import RefusalError, judge, public_words

K = 5


@pytest.fixture(scope="module")
def numbers(example):
    """One of each kind."""
    families = as_published(example.facts["lag_familier"])
    return [
        detectable(families, 1.0),
        padlocks("rating", "before_after", "", "held", families),
        flagged("rightly", 1000.0, 0.8, 0.9, 0.02),
        zone_effect(example.outcomes, "synthetic_control", "", "rank"),
        zone_year(example.outcomes, "observed", 2024.0),
    ]


def test_each_passes_as_it_is(example, numbers):
    for number in numbers:
        assert judge(number, example.facts, K, public_sources(example)) == number


def test_another_number_with_such_a_basis_is_refused(example, numbers):
    for number in numbers:
        wrongs = [
            replace(number, estimate=(number.estimate or 0) + 1e-6),
            replace(number, n=7),
            replace(number, unit="persons"),
            replace(number, low=0.1),
        ]
        for wrong in wrongs:
            with pytest.raises(RefusalError) as refusal:
                judge(wrong, example.facts, K, public_sources(example))
            assert refusal.value.rule == "not_reproduced"


def test_numbers_of_private_areas_are_refused(example, numbers):
    for number in numbers[3:]:
        with pytest.raises(RefusalError) as refusal:
            judge(number, example.facts, K)
        assert refusal.value.rule == "not_public"


def test_a_number_of_three_families_is_told_in_words(example, make_fact):
    facts = type(example.facts)({"three": make_fact("three", 3.0)})
    found = judge(detectable(as_published(facts["three"]), 1.0), facts, K)
    assert (found.estimate, found.reason) == (None, "few")


def test_an_untraced_count_is_refused(example, make_fact):
    facts = type(example.facts)({"ten": make_fact("ten", 10.0, quote="")})
    with pytest.raises(RefusalError) as refusal:
        judge(detectable(as_published(facts["ten"]), 1.0), facts, K)
    assert refusal.value.rule == "not_traced"


def privately(study):
    files = study.evaluation.outcomes
    moved = replace(files, zones=replace(files.zones, file="private/zones.csv"))
    return replace(study, evaluation=replace(study.evaluation, outcomes=moved))


def test_an_exhibit_of_private_areas_does_not_leave(example):
    hidden = privately(example)
    exhibit = exhibit_zone_path(hidden)
    assert exhibit is not None
    assert exhibit.layer == "internal"
    # Somebody who forgets the layer does not get it past the gate either.
    [released], [verdict] = release([replace(exhibit, layer="report")], hidden)
    assert released is None
    assert verdict.rule == "words_not_public"
    names = {"Lia", "Granli"}
    assert names <= public_words(example)
    assert not names & public_words(hidden)


def test_public_ones_leave(example):
    shown = [exhibit_zone_path(example), exhibit_detectable(example, "lag")]
    released, verdicts = release(shown, example)
    assert all(verdict.passed for verdict in verdicts)
    assert all(thing is not None for thing in released)
