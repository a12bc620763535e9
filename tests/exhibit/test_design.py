"""What can be known: the estimand in words, what the design sees, padlocks, calculators."""

from __future__ import annotations

import datetime
from dataclasses import replace

import pytest

from larvik_analysis.errors import ParameterError
from larvik_analysis.exhibit.calculators import (
    exhibit_predictive_value,
    exhibit_prevention_paradox,
)
from larvik_analysis.exhibit.design import (
    exhibit_detectable,
    exhibit_evidence_ladder,
    exhibit_power,
    size_of,
    state_detectable,
    state_estimand,
    state_evidence,
)
from larvik_analysis.exhibit.doubt import exhibit_change_of_mind, state_change_of_mind
from larvik_analysis.exhibit.evidence_ladder import draw_evidence_ladder
from larvik_analysis.exhibit.statement import write_out
from larvik_analysis.release.drawing import draw_audited
from larvik_analysis.release.gate import release


def first(study):
    return study.evaluation.measures[0].id


def said(statements, language="nb"):
    return " ".join(write_out(statement, language) for statement in statements)


def test_an_evaluation_without_an_estimand_says_so(larvik):
    told = said(state_estimand(larvik))
    assert told.startswith("Ingen har skrevet ned på forhånd")
    assert "fastsatt etter datainnsamling" in told


def test_the_estimand_stands_in_words_with_its_deviations(example):
    told = said(state_estimand(example))
    estimand = example.evaluation.estimand
    assert f"hvordan {estimand.outcome.nb} endret seg for {estimand.population.nb}," in told
    assert "uten noen å sammenligne med" in told
    assert "bestemt før tallene ble samlet inn" in told
    assert "«Hva som gjøres med familier som faller fra» ble endret etterpå" in told


@pytest.mark.parametrize(
    "change", [{"registered": ""}, {"fixed_on": None}, {"fixed_on": datetime.date(2026, 1, 1)}]
)
def test_what_was_fixed_late_is_called_late(example, change):
    estimand = replace(example.evaluation.estimand, **change)
    late = replace(example, evaluation=replace(example.evaluation, estimand=estimand))
    assert "fastsatt etter datainnsamling" in said(state_estimand(late))


def test_a_change_without_a_reason_is_told(example):
    estimand = replace(example.evaluation.estimand, deviations=())
    silent = replace(example, evaluation=replace(example.evaluation, estimand=estimand))
    assert "uten at noen har skrevet hvorfor" in said(state_estimand(silent))


def test_families_of_here_stand_among_the_others(larvik, example):
    table = exhibit_detectable(larvik, first(larvik)).data
    one = table[table["tests"] == "one"]
    assert list(one["label"]) == ["Åtte", "Ti (som her)", "Tolv", "Seksten", "Tjueto"]
    assert one["basis"].iloc[1] == "detectable_effect(red_families, 1.0)"
    # 14 families are none of those listed.
    assert exhibit_detectable(example, first(example)).data["label"].iloc[0] == (
        "Så mange som her"
    )


def test_without_a_count_there_is_a_table_and_no_sentence(larvik):
    measure = replace(larvik.evaluation.measures[0], facts={})
    evaluation = replace(larvik.evaluation, measures=(measure,))
    bare = replace(larvik, evaluation=evaluation)
    assert state_detectable(bare, first(bare)) == ()
    assert exhibit_power(bare, first(bare)) is None
    assert exhibit_detectable(bare, first(bare)).title.key == "detectable.title_more"


def test_sentences_follow_from_the_number(larvik):
    told = said(state_detectable(larvik, first(larvik)))
    assert "Med ti familier må endringen være på minst 1,00 standardavvik" in told
    assert "svært stor" in told


@pytest.mark.parametrize(
    ("size", "name"), [(0.2, "small"), (0.5, "medium"), (0.8, "large"), (0.81, "very_large")]
)
def test_sizes_have_their_names(example, size, name):
    row = exhibit_detectable(example, first(example)).data.iloc[0]
    from larvik_analysis.estimate.indicators.tables import estimate_of

    assert size_of(replace(estimate_of(row), estimate=size)) == name
    assert size_of(None) == "small"


def test_power_is_shown_where_it_is_wanted(example):
    assert exhibit_power(example, "lag", is_shown=False) is None
    table = exhibit_power(example, "lag").data
    assert len(table) == 4 * 3
    wide = table.pivot_table(index="fall", columns="test", values="estimate")
    # Correcting for several factors finds no more than not correcting.
    assert (wide["any_step_down"] <= wide["any_unadjusted"]).all()


def test_larvik_has_no_padlock_and_says_why(larvik):
    assert exhibit_evidence_ladder(larvik) is None
    told = said(state_evidence(larvik))
    assert "Ingen av funnene her har noen." in told
    assert "«Familieundersøkelsen» holdes nede av" in told
    assert "er ikke målt for rødt tiltak og grønt tiltak" in told


def test_two_findings_of_one_name_are_told_apart_by_their_measure(example):
    sources = tuple(
        replace(source, name=example.evaluation.sources[0].name)
        for source in example.evaluation.sources
    )
    alike = replace(example, evaluation=replace(example.evaluation, sources=sources))
    told = said(state_evidence(alike))
    assert "«Det oppdiktede spørreskjemaet» (støttelaget) holdes" in told
    assert "«Det oppdiktede spørreskjemaet» (nabokafeen) holdes" in told


def test_padlocks_follow_from_the_design_and_not_from_what_was_found(example):
    table = exhibit_evidence_ladder(example).data
    rated = table.set_index("label")["estimate"].to_dict()
    assert rated["Det oppdiktede spørreskjemaet"] == 1  # afterwards, asked by others
    # Before and after is 2; rated by those who helped, and chosen for high scores.
    assert rated["Hva som endret seg for barn og familier"] != 5
    told = said(state_evidence(example))
    assert "vurderinger fra dem som ga hjelpen" in told
    assert "frafall som ikke er regnet med" in told


def test_a_comparison_gives_more(example):
    sources = tuple(
        replace(source, comparison="comparison_group", timing="before_after")
        if source.id == "sporreskjema"
        else source
        for source in example.evaluation.sources
    )
    compared = replace(example, evaluation=replace(example.evaluation, sources=sources))
    before = exhibit_evidence_ladder(example).data["estimate"].iloc[0]
    assert exhibit_evidence_ladder(compared).data["estimate"].iloc[0] > before


def test_the_ladder_is_filled_as_far_as_the_padlocks(example):
    data = exhibit_evidence_ladder(example).data
    figure = draw_evidence_ladder(data, language="nb")
    discs = [line for line in figure.axes[0].lines if line.get_marker() == "o"]
    rated = data["estimate"].dropna()
    assert len(discs) == 5 * len(rated)
    full = [disc for disc in discs if disc.get_markerfacecolor() != "white"]
    assert len(full) == int(rated.sum())
    words = [text.get_text() for text in figure.axes[0].texts]
    assert "mangler" in words


def test_rose_and_the_sign_are_told_as_worked_examples(example):
    for exhibit in (exhibit_prevention_paradox(example), exhibit_predictive_value(example)):
        [released], [verdict] = release([exhibit], example)
        assert verdict.passed
        assert released.title.startswith("Regneeksempel")
        assert any("antatt" in note for note in released.notes)
        assert draw_audited(released, "nb").says_all
    paradox = exhibit_prevention_paradox(example)
    assert paradox.title.key == "paradox.title_universal"
    turned = exhibit_prevention_paradox(example, share_high=0.3, reach_high=1.0)
    assert turned.title.key == "paradox.title_high_risk"


def test_a_sign_is_mostly_right_where_many_have_difficulties(example):
    assert exhibit_predictive_value(example).title.key == "signs.title_few"
    often = exhibit_predictive_value(example, prevalence=0.3)
    assert often.title.key == "signs.title_most"
    nobody = exhibit_predictive_value(example, sensitivity=0.0, specificity=1.0)
    assert nobody is None


def test_a_calculator_takes_round_numbers_alone_and_may_be_left_out(example):
    with pytest.raises(ParameterError, match="runde tall"):
        exhibit_prevention_paradox(example, share_high=0.13)
    with pytest.raises(ParameterError, match="runde tall"):
        exhibit_predictive_value(example, prevalence=0.023)
    assert exhibit_prevention_paradox(example, is_shown=False) is None
    assert exhibit_predictive_value(example, is_shown=False) is None


def test_what_would_change_our_mind_is_for_those_with_access(example, larvik):
    exhibit = exhibit_change_of_mind(example)
    assert exhibit.layer == "internal"
    assert {"reversals_direction", "lost_needed"} <= set(exhibit.data["what"])
    assert exhibit.data["label"].notna().all()
    assert len(state_change_of_mind(example)) == 1
    assert exhibit_change_of_mind(larvik) is None
    assert state_change_of_mind(larvik) == ()


def test_everything_passes_the_gate_in_each_language(study):
    measure = first(study)
    shown = [
        *state_estimand(study),
        exhibit_detectable(study, measure),
        *state_detectable(study, measure),
        exhibit_power(study, measure),
        exhibit_evidence_ladder(study),
        *state_evidence(study),
        *state_change_of_mind(study),
    ]
    released, verdicts = release([thing for thing in shown if thing is not None], study)
    assert [verdict for verdict in verdicts if not verdict.passed] == []
    for thing in released:
        if thing.kind == "figure":
            assert draw_audited(thing, study.language).says_all
