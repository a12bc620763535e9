"""The chapter on surveys keeps what its first sentences promise."""

from __future__ import annotations

from pathlib import Path

import pytest

from larvik_analysis.exhibit.survey import (
    exhibit_batteries,
    exhibit_questions,
    exhibit_survey_of,
    exhibit_unplaced,
)
from larvik_analysis.run.notebook import read_notebook

ROOT = Path(__file__).parents[2]
CHAPTER = "05_svar"
PROMISES = {
    "nb": (
        "Spørsmål med de samme svarene står sammen i tabeller.",
        "står de spørsmål for spørsmål i kapittelet om tiltaket",
        "Ellers står de spørsmål for spørsmål her.",
    ),
    "en": (
        "Questions with the same answers stand together in tables.",
        "stand question by question in the chapter on the measure",
        "Others stand question by question here.",
    ),
}


def names_of(exhibits):
    return {exhibit.name for exhibit in exhibits}


@pytest.mark.parametrize("language", PROMISES)
def test_the_first_sentences_say_where_each_answer_stands(language):
    first = next(iter(read_notebook(CHAPTER, ROOT).prose(language).values()))
    for promise in PROMISES[language]:
        assert promise in first


@pytest.mark.parametrize("survey", ["families", "parents"])
def test_the_chapter_shows_the_tables_and_what_stands_nowhere_else(survey):
    code = read_notebook(CHAPTER, ROOT).code
    assert f"la.exhibit_batteries(study, {survey})" in code
    assert f"la.exhibit_unplaced(study, {survey})" in code


def test_every_question_stands_in_one_of_the_two_chapters(example):
    [listed] = [c for c in example.evaluation.chapters if c.notebook == CHAPTER]
    about_measures = set().union(
        *(names_of(exhibit_survey_of(example, m.id)) for m in example.evaluation.measures)
    )
    for survey in ("families", "parents"):
        data = listed.parameters[survey]
        asked = names_of(exhibit_questions(example, data))
        here = names_of(exhibit_unplaced(example, data))
        assert asked
        assert asked - about_measures == here
        assert not here & about_measures
        assert exhibit_batteries(example, data)
