"""The annex on the sources: every row has its place, and all of it passes the gate."""

from __future__ import annotations

from dataclasses import replace

import pytest

from larvik_analysis.estimate.consistency.checks import estimate_checks
from larvik_analysis.exhibit import consistency as annex
from larvik_analysis.release.gate import release
from larvik_analysis.report.tables import table_block
from larvik_analysis.terms.catalogue import LANGUAGES
from larvik_analysis.terms.checks import Checks

MAKERS = [getattr(annex, name) for name in sorted(dir(annex)) if name.startswith("exhibit_")]


@pytest.fixture(scope="module", params=LANGUAGES)
def told(larvik, request):
    """The study in a language, and what the gate lets of the annex."""
    study = replace(larvik, evaluation=replace(larvik.evaluation, language=request.param))
    exhibits = [make(study) for make in MAKERS]
    released, verdicts = release([*exhibits, *annex.state_consistency(study)], study)
    return study, {r.name: r for r in released if r is not None}, verdicts


def test_all_of_it_passes_the_gate(told):
    _, released, verdicts = told
    assert [v.name for v in verdicts if not v.passed] == []
    assert len(verdicts) == len(MAKERS) + 2  # and the sentences of the two stages
    assert "kildekontroll-rester" in released


def test_every_check_stands_in_one_of_the_tables(told):
    study, released, _ = told
    shown = [name for r in released.values() if "check" in r.keys for name in r.data["check"]]
    assert sorted(shown) == sorted(r.id for r in estimate_checks(study.facts, study.checks))


def test_every_claim_stands_with_quote_finding_and_source(told):
    study, released, _ = told
    tables = [released[f"kildekontroll-{name}"] for name in ("pastander", "usikre-pastander")]
    shown = {row["claim"]: row for t in tables for _, row in t.data.iterrows()}
    assert set(shown) == {claim.id for claim in study.checks.claims}
    for claim in study.checks.claims:
        row = shown[claim.id]
        assert row["label"] == (claim.corrected or claim.quote)
        assert row["finding_label"] == claim.finding.in_language(study.language)
        assert row["source_label"] == claim.source.in_language(study.language)


def test_the_remainders_are_numbers_with_their_units(told):
    study, released, _ = told
    data = released["kildekontroll-rester"].data.set_index("check")
    assert data.loc["A15", "estimate"] == 319
    assert data.loc["A16", "estimate"] == 72
    assert data.loc["A27", "estimate"] == 21
    assert data.loc["A11", "estimate"] == 60
    assert data.loc["A15", "counted_label"] == {"en": "reports"}.get(
        study.language, "meldinger"
    )


def test_few_families_are_told_in_words(told):
    _, released, _ = told
    data = released["kildekontroll-regnestykker"].data.set_index("check")
    assert data.loc["A33", "reason"] == "few"  # eight of ten, so two are left
    assert data.loc["A37", "reason"] == "few"
    assert data.loc["A28", "estimate"] == 231


def test_a_percentage_point_is_not_shown_as_per_cent(told):
    _, released, _ = told
    assert "A25" not in set(released["kildekontroll-regnestykker"].data["check"])
    assert "A25" in set(released["kildekontroll-stemmer"].data["check"])


def test_the_number_that_mixes_units_is_told_in_words_alone(told):
    _, released, _ = told
    assert "A17" not in set(released["kildekontroll-rester"].data["check"])
    assert "A17" in set(released["kildekontroll-flertydig"].data["check"])


def test_readings_stand_side_by_side(told):
    _, released, _ = told
    data = released["kildekontroll-lesemater"].data
    of_team = data[data["matter"] == "A35"]
    assert of_team["estimate"].tolist() == [28, 38]
    of_school = data[data["matter"] == "A24"]
    assert of_school["reason"].tolist() == ["", "no_fact"]


def test_legibility_has_a_column_for_each_way_of_reading(told):
    study, released, _ = told
    table = table_block(released["kildekontroll-lesbarhet"], study.language)
    assert len(table.columns) == 5
    assert len(table.rows) == len(study.checks.legibility)
    bars = table.rows[0]
    assert len(bars[2].split("; ")) == 4
    assert len(bars[3].split("; ")) == 1
    assert len(bars[4].split("; ")) == 5


def test_the_sentence_of_a_stage_says_whole_and_rest(larvik):
    first, second = annex.state_consistency(larvik)
    assert [cell.estimate for cell in first.cells.values()] == [319, 842]
    assert [cell.estimate for cell in second.cells.values()] == [72, 400]


@pytest.mark.parametrize("make", MAKERS, ids=lambda make: make.__name__)
def test_without_checks_there_is_nothing_to_show(larvik, make):
    assert make(replace(larvik, checks=Checks())) is None
    assert annex.state_consistency(replace(larvik, checks=Checks())) == ()


def test_a_document_without_a_short_name_has_its_title(larvik):
    bare = replace(larvik.checks, short_names=())
    exhibit = annex.exhibit_wordings(replace(larvik, checks=bare))
    titles = {document.title for document in larvik.evaluation.documents}
    assert set(exhibit.data["document_label"]) <= titles


def test_texts_have_no_typed_number_but_in_quotes(larvik):
    named = [
        words.in_language(language)
        for result in estimate_checks(larvik.facts, larvik.checks)
        for words in (result.name, *([result.remark] if result.remark else []))
        for language in LANGUAGES
    ]
    named += [c.finding.in_language(lang) for c in larvik.checks.claims for lang in LANGUAGES]
    assert [words for words in named if any(letter.isnumeric() for letter in words)] == []
