"""The chapter on a measure for everybody: plan and trial, the parts, the survey of needs."""

from __future__ import annotations

from dataclasses import replace

import pytest

from larvik_analysis.exhibit import green
from larvik_analysis.exhibit.statement import Statement, write_out
from larvik_analysis.release.drawing import draw_released
from larvik_analysis.release.gate import release
from larvik_analysis.terms.fact import Facts, Legibility
from larvik_analysis.terms.study import Study
from larvik_analysis.terms.units import UnitOfAnalysis

MADE = (
    green.exhibit_plan_against_tried,
    green.exhibit_status,
    green.exhibit_responses,
)
STATED = (green.state_parts, green.state_target, green.state_needs)


def in_english(study: Study) -> Study:
    return replace(study, evaluation=replace(study.evaluation, language="en"))


def with_measure(study: Study, **change: object) -> Study:
    """The study with its green measure otherwise."""
    measures = tuple(
        replace(measure, **change) if measure.id == "gront" else measure
        for measure in study.evaluation.measures
    )
    return replace(study, evaluation=replace(study.evaluation, measures=measures))


def with_sources(study: Study, **change: object) -> Study:
    """The study with its survey of needs declared otherwise."""
    sources = tuple(
        replace(source, **change) if source.purpose == "needs" else source
        for source in study.evaluation.sources
    )
    return replace(study, evaluation=replace(study.evaluation, sources=sources))


def with_invited(study: Study, make_fact, invited: float) -> Study:
    """The study with a number of parents invited to the survey."""
    fact = make_fact("invitert", invited, unit_of_analysis=UnitOfAnalysis.RESPONDENTS)
    asked = replace(study, facts=Facts(dict(study.facts) | {"invitert": fact}))
    facts = {"respondents": "parent_network_survey_respondents", "invited": "invitert"}
    return with_sources(asked, facts=facts)


def said(statements: tuple[Statement, ...], study: Study) -> list[str]:
    return [write_out(statement, study.language) for statement in statements]


def shown(study: Study, measure: str = "gront") -> list:
    """All of the chapter."""
    made = [make(study, measure) for make in MADE]
    stated = [statement for state in STATED for statement in state(study, measure)]
    return [*stated, *(exhibit for exhibit in made if exhibit is not None)]


@pytest.mark.parametrize("language", ["nb", "en"])
def test_all_of_it_passes_the_gate_and_can_be_drawn(larvik, language):
    study = larvik if language == "nb" else in_english(larvik)
    released, verdicts = release(shown(study), study)
    assert [verdict for verdict in verdicts if not verdict.passed] == []
    for thing in released:
        if thing.kind == "figure":
            draw_released(thing, language)
        assert "{" not in thing.title + thing.caption + thing.alternative_text
    assert len(released) == 12


def test_the_first_page_in_larvik(larvik):
    stated = green.state_parts(larvik, "gront")
    assert said(stated, larvik) == [
        "Grønt tiltak innførte felles toårskontroll og nye foreldremøter.",
        "Foreldrenettverk fikk en svak start, og digitale foreldreressurser ble lagt til side.",
        "Foreldrenettverksundersøkelsen spør hva foreldre ønsker. "
        "Den sier ikke hva grønt tiltak endret.",
        "Hvor mange som ble nådd av grønt tiltak.",
    ]
    assert [statement.place for statement in stated] == ["summary"] * 3 + ["unknown"]
    english = in_english(larvik)
    assert said(green.state_parts(english, "gront"), english)[0] == (
        "The green measure introduced a joint two-year check and new parents' meetings."
    )


@pytest.mark.parametrize(
    ("statuses", "keys"),
    [
        (["introduced"] * 4, ["parts.introduced"]),
        (["weak_start"] * 4, ["parts.weak_start"]),
        (["deprioritised"] * 4, ["parts.deprioritised"]),
        (["weak_start", "deprioritised"] * 2, ["parts.stopped"]),
        (["planned"] * 4, []),
    ],
)
def test_the_sentences_follow_the_statuses(larvik, statuses, keys):
    parts = larvik.evaluation.measure("gront").sub_measures
    changed = tuple(replace(p, status=s) for p, s in zip(parts, statuses, strict=True))
    study = with_measure(larvik, sub_measures=changed)
    stated = [s.key for s in green.state_parts(study, "gront") if s.place == "summary"]
    assert stated == [*keys, "parts.needs"]
    assert release(green.state_parts(study, "gront"), study)[1][0].passed


def test_a_part_without_another_name_goes_by_its_own(larvik):
    [*parts] = larvik.evaluation.measure("gront").sub_measures
    study = with_measure(larvik, sub_measures=tuple(replace(p, called=None) for p in parts))
    assert (
        "Digitale foreldreressurser ble lagt"
        in said(green.state_parts(study, "gront"), study)[1]
    )


def test_the_family_contact_has_no_counterpart(larvik):
    plan = green.exhibit_plan_against_tried(larvik, "gront")
    rows = dict(zip(plan.data["component"], plan.data["tried"], strict=True))
    assert rows["familiekontakt"] == rows["samlinger"] == rows["tema"] == "unanswered"
    assert rows["innlegg"] == "foreldremoter"
    unplanned = plan.data.loc[plan.data["component"] == "unplanned", "tried"]
    assert list(unplanned) == ["systematisering", "digitale"]
    assert write_out(plan.title, "nb").startswith("Ikke funnet igjen i utprøvingen: ")
    notes = [write_out(note, "nb") for note in plan.notes]
    assert "en fil med et annet navn" in notes[1]
    assert "vår lesning" in write_out(plan.target.sentence, "nb")
    assert plan.documents == ("forebyggende_plan", "erfaringsoppsummering")


def test_a_plan_that_was_kept_says_so(larvik):
    plan = larvik.evaluation.measure("gront").plan
    kept = tuple(replace(part, tried_as=("foreldremoter",)) for part in plan.components)
    study = with_measure(larvik, plan=replace(plan, components=kept, other_edition=None))
    exhibit = green.exhibit_plan_against_tried(study, "gront")
    assert exhibit.title.key == "plan.title_all"
    assert len(exhibit.notes) == 1


def test_what_came_of_each_part(larvik):
    status = green.exhibit_status(larvik, "gront").data
    assert list(status["status_label"]) == [
        "Innført", "Innført", "Svak start", "Nedprioritert",
    ]  # fmt: skip
    assert status["output_label"].iloc[3] == "Kapasiteten strakk ikke til."
    parts = larvik.evaluation.measure("gront").sub_measures
    silent = with_measure(larvik, sub_measures=tuple(replace(p, reason=None) for p in parts))
    untold = green.exhibit_status(silent, "gront").data["output_label"].iloc[3]
    assert untold == "Kilden sier ikke hva som kom ut av det."


def test_without_the_number_invited_no_rate_is_told(larvik):
    told = said(green.state_needs(larvik, "gront"), larvik)
    assert told[0] == (
        "Foreldrenettverksundersøkelsen spurte foreldre ved Fagerli skole og "
        "Fagerli barnehage i januar 2025."
    )
    assert "rettet mot foreldre til ettåringer" in told[1]
    assert told[2].startswith("255 svarte. Hvor mange som ble spurt, er ikke oppgitt.")
    assert "uten tall" in told[3]
    assert not any("%" in sentence for sentence in told)
    table = green.exhibit_responses(larvik, "gront")
    assert write_out(table.title, "nb").startswith("255 svarte, men vi vet ikke")
    assert list(table.data["reason"]) == ["", *["no_fact"] * 7]
    assert table.notes[0].words["sources"][0] == "Undersøkelsen blant foreldrerepresentanter"


def test_with_the_number_invited_the_rate_is_worked_out(larvik, make_fact):
    study = with_invited(larvik, make_fact, 500.0)
    keys = [statement.key for statement in green.state_needs(study, "gront")]
    assert keys == ["needs.asked", "needs.not_effect_target", "needs.rate", "needs.said"]
    told = said(green.state_needs(study, "gront"), study)
    # 255 of 500 is 51 per cent
    assert told[2].startswith("255 av 500 som ble spurt, svarte (51\u00a0%).")
    table = green.exhibit_responses(study, "gront")
    assert write_out(table.title, "nb") == "51\u00a0% av dem som ble spurt, svarte"
    released, verdicts = release([*green.state_needs(study, "gront"), table], study)
    assert all(verdict.passed for verdict in verdicts)
    assert len(released) == 5


def test_a_measure_that_declares_nothing_has_nothing(larvik):
    assert [thing.name for thing in shown(larvik, "rodt")] == ["rodt-spurte"]
    bare = with_measure(larvik, sub_measures=(), plan=None, target_group=None, facts={})
    evaluation = replace(bare.evaluation, sources=())
    assert shown(replace(bare, evaluation=evaluation)) == []


def test_another_evaluation_has_its_own_parts(example):
    things = shown(example, "nabokafeen")
    released, verdicts = release(things, example)
    assert all(verdict.passed for verdict in verdicts)
    assert [thing.name for thing in released] == [
        "parts.introduced", "parts.stopped", "parts.needs", "parts.needs", "green.target_from",
        "green.reached", "needs.asked_when", "needs.not_effect_target", "needs.rate",
        "needs.said", "needs.asked", "needs.not_effect_target", "needs.rate",
        "nabokafeen-plan", "nabokafeen-deler", "nabokafeen-spurte",
    ]  # fmt: skip


def test_how_many_were_reached_is_told_where_it_is_known(larvik, make_fact):
    fact = make_fact("nadde", 40.0, unit_of_analysis=UnitOfAnalysis.PARENTS)
    study = replace(larvik, facts=Facts(dict(larvik.facts) | {"nadde": fact}))
    study = with_measure(study, facts={"parents": "nadde"})
    told = said(green.state_target(study, "gront"), study)
    assert told == [
        "Tiltaket var rettet mot foreldre til ettåringer i Fagerli barnehage.",
        "40 foreldre var med.",
    ]
    keys = [statement.key for statement in green.state_parts(study, "gront")]
    assert "parts.reach_unknown" not in keys


def test_where_nobody_can_read_how_many_answered_the_title_says_so(larvik):
    name = "parent_network_survey_respondents"
    facts = {
        fact_id: replace(fact, value=None, legibility=Legibility.ILLEGIBLE)
        if fact_id == name
        else fact
        for fact_id, fact in larvik.facts.items()
    }
    study = replace(larvik, facts=Facts(facts))
    table = green.exhibit_responses(study, "gront")
    assert write_out(table.title, "nb") == "Vi vet ikke hvor mange som svarte"
    assert write_out(table.title, "en") == "We do not know how many answered"
    assert "Kan ikke" not in " ".join(said(green.state_needs(study, "gront"), study))
    _, verdicts = release([*green.state_needs(study, "gront"), table], study)
    assert all(verdict.passed for verdict in verdicts)
