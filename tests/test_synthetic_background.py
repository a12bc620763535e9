"""What the fictional evaluation shows of what was known before, of the café and of sources."""

from __future__ import annotations

import datetime
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

import larvik_analysis as la
from larvik_analysis.exhibit.exhibit import Exhibit
from larvik_analysis.exhibit.statement import write_out
from larvik_analysis.inputs.study import read_study
from larvik_analysis.synthetic import make_example_facts
from larvik_analysis.synthetic_background import make_background_facts
from larvik_analysis.terms.study import Study

RAW = Path(__file__).parents[1] / "data" / "raw"
SEEDS = (20260101, 0, 1, 7, 3909)  # the first is that of data/raw/eksempel/evaluation.yaml
GROUPS = ("jenter", "gutter")
YEARS = ("2021", "2022", "2023")
CAFE = "nabokafeen"


@pytest.fixture(params=SEEDS)
def facts(request: pytest.FixtureRequest) -> pd.Series:
    """The numbers by fact, for one seed."""
    table = make_background_facts(request.param).set_index("fact_id")
    return table.loc[~table["unit"].isin(["date", "month"]), "value"].astype(int)


def title(exhibit: Exhibit | None) -> str:
    assert exhibit is not None
    return write_out(exhibit.title, "nb")


def test_the_place_lies_above_the_country_in_every_group_and_year(facts):
    for group in GROUPS:
        gaps = [
            facts[f"leseprove_eksempelvik_{group}_{year}"]
            - facts[f"leseprove_landet_{group}_{year}"]
            for year in YEARS
        ]
        assert min(gaps) >= 2  # more than the rounding of two numbers


def test_each_stage_of_the_funnel_leaves_a_remainder_that_may_be_told(facts):
    for whole, parts in {
        "meldinger_2023": ("meldinger_kjente", "meldinger_henlagt"),
        "undersokt": ("undersokt_tiltak", "undersokt_henlagt"),
    }.items():
        assert facts[whole] - facts[list(parts)].sum() >= 5


def test_the_counts_are_steady_and_then_rise(facts):
    first, second, third = (facts[f"meldinger_{year}"] for year in YEARS)
    assert abs(second - first) < 13
    # Seventy-five more of about four hundred: over 2.5 standard errors, by hand.
    assert (third - second) / (third + second) ** 0.5 > 2.4


def test_fewer_answered_than_were_asked_and_as_many_as_there_are_rows(facts):
    rows = pd.read_csv(RAW / "eksempel" / "nettverk.csv")
    assert facts["nettverk_svar"] == len(rows) < facts["nettverk_spurte"]


def test_two_facts_say_what_cannot_be_right():
    first, second = (make(SEEDS[0]) for make in (make_example_facts, make_background_facts))
    values = pd.concat([first, second]).set_index("fact_id")["value"]
    assert datetime.date.fromisoformat(values["kafe_vedtatt"]).weekday() == 5  # a Saturday
    assert int(values["kafe_bevilgning"]) != int(values["kafe_bevilgning_brukt"])
    # Ten months of four evenings are far more than were held.
    assert 10 * int(values["kafe_kvelder_i_maneden"]) > int(values["kafe_kvelder"]) + 10


def test_titles_say_the_finding(example):
    assert title(la.exhibit_series(example)) == (
        "Eksempelvik har høyere andel elever på laveste nivå i leseprøven enn landet, "
        "i alle grupper og perioder"
    )
    numbers = example.facts
    rest = int(
        numbers["meldinger_2023"].value
        - numbers["meldinger_kjente"].value
        - numbers["meldinger_henlagt"].value
    )
    assert f"{rest} av {numbers['meldinger_2023'].value:.0f} bekymringsmeldinger" in title(
        la.exhibit_funnel(example)
    )
    assert title(la.exhibit_changes(example)).startswith("Økningen i bekymringsmeldinger")
    assert title(la.exhibit_comparisons(example)) == (
        "Eksempelvik kommer bedre ut på fritid og dårligere ut på trivsel"
    )
    assert title(la.exhibit_responses(example, CAFE)).endswith("av dem som ble spurt, svarte")
    assert title(la.exhibit_plan_against_tried(example, CAFE)).endswith(": naboverten")
    assert title(la.exhibit_status(example, CAFE)) == (
        "Innført: kafékvelder. Nedprioritert: nabobrevene"
    )


# By their names in the package: those of the whole evaluation, and those of one measure.
OF_THE_STUDY = (
    "exhibit_series", "exhibit_funnel", "exhibit_changes", "exhibit_change_z",
    "exhibit_comparisons", "exhibit_directions", "exhibit_triangle", "exhibit_matrix",
    "exhibit_evidence", "exhibit_numbers", "exhibit_answers_to_challenges",
    "exhibit_checklist", "exhibit_contradictions", "exhibit_remainders",
    "exhibit_ambiguities", "exhibit_readings", "exhibit_between_documents",
    "exhibit_wordings", "exhibit_claims", "exhibit_uncertain_claims", "exhibit_legibility",
    "exhibit_sums", "exhibit_agreements", "exhibit_not_checkable",
)  # fmt: skip
OF_A_MEASURE = ("exhibit_plan_against_tried", "exhibit_status", "exhibit_responses")
SEVERAL = ("exhibit_advice", "exhibit_practice")


def all_of(study: Study) -> list[Exhibit | None]:
    made = [getattr(la, name)(study) for name in OF_THE_STUDY]
    made += [getattr(la, name)(study, CAFE) for name in OF_A_MEASURE]
    groups = ("results", "challenges", "constraints")
    made += [la.exhibit_findings(study, group) for group in groups]
    return [*made, *(e for name in SEVERAL for e in getattr(la, name)(study))]


@pytest.mark.parametrize("language", ["nb", "en"])
def test_it_shows_every_exhibit(example, language):
    study = replace(example, evaluation=replace(example.evaluation, language=language))
    made = all_of(study)
    assert None not in made
    assert all(exhibit is not None and len(exhibit.data) > 0 for exhibit in made)


def test_every_chapter_stands_in_it():
    example = read_study("eksempel", root=RAW.parents[1])
    notebooks = sorted(path.stem for path in (RAW.parents[1] / "notebooks").glob("*.ipynb"))
    assert sorted(chapter.notebook for chapter in example.evaluation.chapters) == notebooks
    assert [c.notebook for c in example.evaluation.chapters if c.is_annex] == [
        "09_kildekontroll"
    ]


def test_files_say_that_they_are_invented():
    for name in ("indicators.yaml", "findings.yaml", "checks.yaml"):
        assert (RAW / "eksempel" / name).read_text("utf-8").startswith("# OPPDIKTET.")
    assert "oppdiktet" in (RAW / "eksempel" / "tekst.md").read_text("utf-8")
    matrix = pd.read_csv(RAW / "eksempel" / "prevention_matrix.csv", dtype=str)
    assert matrix["quote"].str.startswith("Syntetisk").all()
    files = [path for path in (RAW / "eksempel").glob("*.*") if path.suffix != ".xlsx"]
    texts = [path.read_text("utf-8").lower() for path in files]
    assert not any("larvik-" in text or "fagerli" in text for text in texts)
