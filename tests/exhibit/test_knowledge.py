"""The chapter on what was known: titles follow from the numbers, and all of it may leave."""

from __future__ import annotations

from dataclasses import replace

import pytest

from larvik_analysis.exhibit import (
    knowledge,
    knowledge_changes,
    knowledge_comparisons,
    prevention,
)
from larvik_analysis.exhibit.statement import write_out
from larvik_analysis.release.drawing import draw_released
from larvik_analysis.release.gate import release
from larvik_analysis.report.tables import table_block
from larvik_analysis.terms.fact import Facts
from larvik_analysis.terms.indicators import Indicators
from larvik_analysis.terms.study import Study

EXHIBITS = (
    knowledge.exhibit_series,
    knowledge.exhibit_funnel,
    knowledge_changes.exhibit_changes,
    knowledge_changes.exhibit_change_z,
    knowledge_comparisons.exhibit_comparisons,
    knowledge_comparisons.exhibit_directions,
    prevention.exhibit_triangle,
    prevention.exhibit_matrix,
)
STATEMENTS = (knowledge.state_series, knowledge_changes.state_changes)


def told(study: Study, language: str) -> Study:
    return replace(study, evaluation=replace(study.evaluation, language=language))


def with_values(study: Study, **values: float | None) -> Study:
    """The study with some facts otherwise."""
    facts = dict(study.facts)
    for name, value in values.items():
        facts[name] = replace(facts[name], value=value)
    return replace(study, facts=Facts(facts))


def title(exhibit, language: str = "nb") -> str:
    return write_out(exhibit.title, language)


@pytest.mark.parametrize("language", ["nb", "en"])
def test_all_of_it_passes_the_gate_and_is_drawn(larvik, language):
    study = told(larvik, language)
    shown = [make(study) for make in EXHIBITS]
    shown += [s for make in STATEMENTS for s in make(study)]
    released, verdicts = release(shown, study)
    assert [verdict for verdict in verdicts if not verdict.passed] == []
    for thing in released:
        if thing.kind == "figure":
            draw_released(thing, language)
        if thing.kind != "text":
            assert table_block(thing, language).rows
            assert len(thing.alternative_text) < 700
    assert sum(thing.kind == "figure" for thing in released) == 6


def test_titles_for_larvik(larvik):
    assert [title(make(larvik)) for make in EXHIBITS] == [
        "Larvik har høyere andel femteklassinger på laveste nivå i lesing enn fylket og "
        "landet, i alle grupper og perioder",
        "Kilden sier ikke hvordan det gikk for 319 av 842 bekymringsmeldinger og 72 av 400 "
        "barn som ble undersøkt",
        "Økningen i bekymringsmeldinger fra 2022 til 2023 er større enn tilfeldigheter "
        "vanligvis gir, med mindre mange av dem henger sammen",
        "Økningen i bekymringsmeldinger fra 2022 til 2023 er uvanlig stor, men ikke om mange "
        "av dem henger sammen",
        "Larvik kommer dårligere ut på psykiske plager og regning",
        "Det meste dokumentene sier om Larvik uten tall, er ugunstig",
        "Ett tiltak er for alle og ett for dem med høy risiko. Ingenting er prøvd ut for "
        "gruppene imellom",
        "Barne- og familietjenester har oppgaver på alle nivåer, for alle typer risiko",
    ]


def test_sentences_for_larvik(larvik):
    said = [write_out(s, "nb") for make in STATEMENTS for s in make(larvik)]
    assert said[0] == (
        "I den siste perioden er avstanden fra Larvik til landet minst i gruppen «Øvrig "
        "befolkning», 5 prosentpoeng, og størst i gruppen «Norskfødte med innvandrerforeldre», "
        "11 prosentpoeng."
    )
    assert said[2].startswith("Meldinger om søsken kommer ofte samtidig")  # before its words
    assert said[3].endswith("En så liten endring kan være tilfeldig.")
    assert said[4].endswith("med mindre mange av dem henger sammen.")


def test_where_nothing_is_declared_nothing_is_shown(larvik, example):
    bare, other = (replace(s, indicators=Indicators(), matrix=()) for s in (larvik, example))
    for study in (bare, other):
        assert [
            make(study) for make in EXHIBITS if make is not prevention.exhibit_triangle
        ] == [None] * 7
        assert [s for make in STATEMENTS for s in make(study)] == []
    without = replace(bare.frameworks, frameworks=())
    assert prevention.exhibit_triangle(replace(bare, frameworks=without)) is None


def test_one_group_that_does_not_differ_changes_the_title_and_ends_the_sentences(larvik):
    study = with_values(larvik, reading_level1_grade5_larvik_total_2019_2021_22=24.0)
    assert title(knowledge.exhibit_series(study)).startswith("Larvik ligger verken klart over")
    assert knowledge.state_series(study) == ()


def test_only_the_county_above(larvik):
    low = {
        name: 60.0
        for name in larvik.facts
        if name.startswith("reading_level1_grade5_norway_total")
    }
    study = with_values(larvik, **low)
    assert " enn fylket, i alle" in title(knowledge.exhibit_series(study))
    assert knowledge.state_series(study) == ()  # they are about the country


def test_a_funnel_that_closes(larvik):
    study = with_values(
        larvik,
        cps_reports_2022_dismissed=842.0 - 357.0,
        cps_investigations_2022_dismissed=400.0 - 136.0,
    )
    exhibit = knowledge.exhibit_funnel(study)
    assert title(exhibit) == "Kilden gjør rede for hvordan det gikk på alle trinn"
    assert "remainder" not in set(exhibit.data["node"])
    half = with_values(larvik, cps_reports_2022_dismissed=842.0 - 357.0)
    assert title(knowledge.exhibit_funnel(half)) == (
        "Kilden sier ikke hvordan det gikk for 72 av 400 barn som ble undersøkt"
    )


@pytest.mark.parametrize(
    ("last", "starts"),
    [
        (2000.0, "Økningen i bekymringsmeldinger fra 2022 til 2023 er større"),
        (400.0, "Nedgangen i bekymringsmeldinger fra 2022 til 2023 er større"),
        (850.0, "Økningen i bekymringsmeldinger fra 2022 til 2023 kan være tilfeldig"),
        (None, "Endringen i bekymringsmeldinger fra 2022 til 2023 kan ikke regnes ut"),
    ],
)
def test_the_title_of_the_changes_follows_from_the_last_one(larvik, last, starts):
    study = with_values(larvik, cps_reports_2023=last)
    assert title(knowledge_changes.exhibit_changes(study)).startswith(starts)
    released, verdicts = release([knowledge_changes.exhibit_changes(study)], study)
    assert verdicts[0].passed
    draw_released(released[0], "nb")


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"ungdata_many_mental_problems_larvik": 10.0, "numeracy_grade5_larvik": 53.0},
         "Larvik kommer bedre ut på psykiske plager og regning"),
        ({"ungdata_many_mental_problems_larvik": 10.0},
         "Larvik kommer bedre ut på psykiske plager og dårligere ut på regning"),
        ({"ungdata_many_mental_problems_larvik": 15.0, "numeracy_grade5_larvik": 50.0},
         "Larvik ligger omtrent likt med andre der kildene har tall"),
    ],
)  # fmt: skip
def test_the_title_of_the_comparisons_follows_from_the_numbers(larvik, values, said):
    study = with_values(larvik, **values)
    assert title(knowledge_comparisons.exhibit_comparisons(study)) == said


def test_directions_in_words_have_no_number_and_name_their_documents(larvik):
    exhibit = knowledge_comparisons.exhibit_directions(larvik)
    assert set(exhibit.documents) == {"forebyggende_plan", "sektorpresentasjon"}
    assert "estimate" not in exhibit.data
    few = replace(larvik.indicators, directions=larvik.indicators.directions[4:7])
    other = knowledge_comparisons.exhibit_directions(replace(larvik, indicators=few))
    assert title(other).endswith("går i ulike retninger")
    untitled = replace(larvik.indicators, short_titles=())
    long = knowledge_comparisons.exhibit_directions(replace(larvik, indicators=untitled))
    assert "Forebyggende plan 2024" in set(long.data["document_label"])


def test_the_triangle_says_which_level_has_a_measure(larvik):
    data = prevention.exhibit_triangle(larvik).data
    assert dict(zip(data["tier"], data["measure"], strict=True)) == {
        "universal": "gront",
        "selective": "",
        "indicated": "rodt",
    }
    first, *others = larvik.evaluation.measures
    more = (first, *others, replace(first, id="gult", level="selective"))
    study = replace(larvik, evaluation=replace(larvik.evaluation, measures=more))
    assert title(prevention.exhibit_triangle(study)) == (
        "Det er prøvd ut tiltak på universelt, selektivt og indikert nivå"
    )


def test_the_matrix_keeps_every_task(larvik):
    exhibit = prevention.exhibit_matrix(larvik)
    assert len(exhibit.data) == len(larvik.matrix) == 98
    rows = set(exhibit.data[["service", "tier", "category"]].itertuples(index=False, name=None))
    assert rows == {(row.service, row.level, row.category) for row in larvik.matrix}
    released, _ = release([exhibit], larvik)
    block = table_block(released[0], "nb")
    assert [column.heading for column in block.columns] == [
        "Tjeneste", "universell", "selektiv", "indikert"
    ]  # fmt: skip
    assert block.rows[0][1:] == ("I; II; III; IV; V",) * 3
    assert ("Barnevern", "–", "–", "I; II; III; IV; V") in block.rows


def test_a_matrix_in_which_nobody_is_everywhere(larvik):
    most = larvik.matrix[0].service
    sizes = {row.service: 0 for row in larvik.matrix}
    for row in larvik.matrix:
        sizes[row.service] += 1
    most = max(sizes, key=lambda name: sizes[name])
    fewer = tuple(row for row in larvik.matrix if row.service != most)
    exhibit = prevention.exhibit_matrix(replace(larvik, matrix=fewer))
    assert title(exhibit).startswith("Ingen tjeneste")
    alone = tuple(row for row in larvik.matrix if row.service == most)
    twice = (
        *alone,
        *(replace(row, service="annen", name=larvik.matrix[1].name) for row in alone),
    )
    several = prevention.exhibit_matrix(replace(larvik, matrix=twice))
    assert " og " in title(several)
    assert several.notes[1:] == ()


def test_a_municipality_of_ones_own(larvik):
    # The chapter knows nothing of Larvik: other words and one place less, and it still stands.
    series = larvik.indicators.series
    groups = tuple(
        replace(group, lines=tuple(line for line in group.lines if line.place != "norway"))
        for group in series.groups[:1]
    )
    places = tuple(place for place in series.places if place.id != "norway")
    fewer = replace(series, places=places, groups=groups, caveats=(), whole="")
    study = replace(larvik, indicators=Indicators(series=fewer))
    released, verdicts = release([knowledge.exhibit_series(study)], study)
    assert verdicts[0].passed
    draw_released(released[0], "nb")
    assert released[0].title.endswith("enn fylket, i alle grupper og perioder")


def test_a_stage_with_few_children_is_told_in_words(larvik):
    study = with_values(larvik, cps_investigations_2022_with_measures=3.0)
    released, verdicts = release([knowledge.exhibit_funnel(study)], study)
    assert verdicts[0].passed
    data = released[0].data
    rows = data[data["stage"] == "investigations"]
    assert rows.set_index("node").loc["remainder", "reason"] == "few"
    assert rows["estimate"].notna().sum() == 2  # the whole, and the other part
    draw_released(released[0], "nb")


def test_study_is_read_with_what_it_declares(larvik, example):
    assert len(example.indicators.directions) == 2
    assert len(larvik.indicators.directions) == 15
