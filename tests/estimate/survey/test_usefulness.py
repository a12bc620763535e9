"""What the families answered, and whom the answer is about."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from larvik_analysis.estimate.survey.usefulness import (
    estimate_benefit_areas,
    estimate_usefulness,
    estimate_usefulness_targets,
    estimate_very_useful,
)


@pytest.fixture(scope="module")
def rodt(larvik):
    """The red measure in Larvik."""
    return larvik.evaluation.measure("rodt")


def test_eight_of_ten_found_it_very_useful(larvik, rodt):
    useful = estimate_very_useful(larvik.facts, rodt)
    assert (useful.count, useful.n, useful.estimate, useful.low) == (8, 10, 0.8, None)


def test_the_rest_is_told_without_a_number(larvik, rodt):
    # "de resterende i noe grad": the source gives no number, so none is worked out.
    answers = estimate_usefulness(larvik.facts, rodt).set_index("answer")
    assert answers.at["very_useful", "count"] == 8
    assert pd.isna(answers.at["somewhat_useful", "count"])
    assert answers.at["somewhat_useful", "reason"] == "not_stated"


def test_an_interval_belongs_to_the_wider_population_alone(larvik, rodt):
    targets = estimate_usefulness_targets(larvik.facts, rodt).set_index("target")
    assert targets["estimate"].tolist() == [0.8, 0.8]
    assert targets.loc["census", ["low", "high", "level"]].isna().all()
    assert round(100 * targets.at["wider", "low"]) == 49
    assert round(100 * targets.at["wider", "high"]) == 94
    assert targets.at["wider", "level"] == 0.95


def test_the_level_can_be_chosen(larvik, rodt):
    wide = estimate_usefulness_targets(larvik.facts, rodt, level=0.99).set_index("target")
    assert wide.at["wider", "level"] == 0.99
    assert wide.at["wider", "low"] < 0.49


def test_without_an_answer_there_is_a_reason_for_both_targets(larvik, rodt):
    silent = replace(rodt, facts={})
    targets = estimate_usefulness_targets(larvik.facts, silent)
    assert targets["reason"].tolist() == ["no_fact", "no_fact"]
    assert targets[["estimate", "low", "high"]].isna().all(axis=None)


def test_areas_of_benefit_in_larvik_as_they_can_be_read(larvik, rodt):
    areas = estimate_benefit_areas(larvik.facts, rodt)
    assert areas["fact_id"].tolist() == list(rodt.areas)
    read = areas.set_index("fact_id")
    assert read["estimate"].dropna().to_dict() == {
        "family_survey_area_kindergarten_school": 10.0,
        "family_survey_area_other_services": 6.0,
        "family_survey_area_housing": 1.0,
        "family_survey_area_not_useful": 0.0,
        "family_survey_area_crisis": 1.0,
    }
    assert read.index[read["uncertain"]].tolist() == ["family_survey_area_kindergarten_school"]
    unread = read[read["estimate"].isna()]
    assert len(unread) == 5
    assert set(unread["reason"]) == {"illegible"}


def test_a_measure_without_areas_has_an_empty_table(larvik, rodt):
    assert estimate_benefit_areas(larvik.facts, replace(rodt, areas=())).empty
