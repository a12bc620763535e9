"""The gate: what passes, what is told in words, what is withheld and by which rule."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import fields, replace

import pandas as pd
import pytest

from larvik_analysis.estimate.indicators.facts import as_published, share, subtract
from larvik_analysis.estimate.indicators.tables import NO_FACT, tabulate_estimates
from larvik_analysis.exhibit.exhibit import Exhibit, Target
from larvik_analysis.exhibit.statement import Statement
from larvik_analysis.release.gate import UNNAMED, Prose, Verdict, release
from larvik_analysis.release.released import Released, is_released
from larvik_analysis.terms.catalogue import LANGUAGES, read_catalogue
from larvik_analysis.terms.fact import Facts
from larvik_analysis.terms.results import FactEstimate
from larvik_analysis.terms.study import Study
from larvik_analysis.terms.units import UnitOfAnalysis


@pytest.fixture
def staffing(larvik, exhibits_of) -> Exhibit:
    """A figure of two public facts."""
    return exhibits_of(larvik)[1]


@pytest.fixture
def useful(larvik, exhibits_of) -> Exhibit:
    """A figure with a share."""
    return exhibits_of(larvik)[2]


def passed(thing, study: Study) -> tuple[Released, Verdict]:
    """What the gate made of something that must pass."""
    [made], [verdict] = release([thing], study)
    assert verdict.passed
    assert verdict.rule == ""
    assert made is not None
    assert is_released(made)
    return made, verdict


def rule(thing, study: Study) -> str:
    """The rule by which something is withheld; it has a text in both languages."""
    [made], [verdict] = release([thing], study)
    assert made is None
    assert not verdict.passed
    for language in LANGUAGES:
        assert f"withheld.{verdict.rule}" in read_catalogue(language)
    return verdict.rule


def with_cell(exhibit: Exhibit, column: str, value: object, row: int = 0) -> Exhibit:
    """The exhibit with one cell of its table otherwise."""
    data = exhibit.data.reset_index(drop=True)
    if not isinstance(value, str) and column not in ("n", "count"):
        data.loc[row, column] = value
    else:
        data[column] = data[column].astype(object)
        data.loc[row, column] = value
    return replace(exhibit, data=data)


def with_facts(study: Study, *facts) -> Study:
    """The study with further facts."""
    known = dict(study.facts) | {fact.fact_id: fact for fact in facts}
    return replace(study, facts=Facts(known))


def test_the_whole_chapter_passes(study, exhibits_of, statements_of):
    shown = [*exhibits_of(study), *statements_of(study)]
    released, verdicts = release(shown, study)
    assert all(is_released(made) for made in released)
    assert all(verdict.passed for verdict in verdicts)
    assert [made.kind for made in released[:5]] == [
        "table", "figure", "figure", "table", "figure",
    ]  # fmt: skip


def test_what_is_told_in_words_is_counted(larvik, exhibits_of, statements_of):
    _, verdicts = release([*exhibits_of(larvik), *statements_of(larvik)], larvik)
    in_words = {verdict.name: verdict.n_in_words for verdict in verdicts if verdict.n_in_words}
    # Housing and crisis, one answer each; two fathers at first, three more later.
    assert in_words == {"rodt-omrader": 2, "reach.group": 1, "reach.group_added": 1}


def test_public_facts_pass_as_they_are(larvik, staffing):
    made, _ = passed(staffing, larvik)
    assert made.data["estimate"].tolist() == [300.0, 140.0]
    assert made.data["label"].tolist() == ["Planlagt", "Faktisk, om lag (kildens anslag)"]
    assert made.title == "Teamet hadde om lag halvparten av den planlagte bemanningen"
    assert made.alternative_text.startswith(
        "Søyler for bemanning i prosent av en hel stilling. "
    )
    assert "Planlagt: 300\u00a0%" in made.alternative_text
    assert made.source.startswith("Erfaringsoppsummering. Utprøving av forebyggende tiltak")
    assert made.target == "census"
    assert made.mark == ""


def test_few_are_in_words_in_the_table_and_in_every_text(larvik, exhibits_of):
    made, _ = passed(exhibits_of(larvik)[4], larvik)
    few = made.data[made.data["reason"] == "few"]
    assert few["fact_id"].tolist() == [
        "family_survey_area_housing",
        "family_survey_area_crisis",
    ]
    assert few[["estimate", "low", "high", "count", "n", "level"]].isna().all(axis=None)
    assert "Bosituasjon: enkelte" in made.alternative_text
    unread = made.data[made.data["reason"] == "illegible"]
    assert len(unread) == 5


def test_an_approved_small_count_is_shown_as_a_number(larvik):
    def told(**approval: str) -> str:
        first = replace(larvik.facts["fathers_group_initial"], **approval)
        study = with_facts(larvik, first)
        statement = Statement(
            key="reach.group",
            words={"group": "pappagruppe"},
            cells={"first": as_published(first)},
        )
        return passed(statement, study)[0].caption

    assert told() == "Det ble også startet en pappagruppe for enkelte deltakere."
    assert told(approved_by="enhetsleder") == told()
    assert told(approved_by="enhetsleder", approval_reason="står i årsmeldingen") == (
        "Det ble også startet en pappagruppe for to deltakere."
    )


def test_a_difference_of_two_large_counts_is_told_in_words(larvik, useful):
    asked, answered = (
        as_published(larvik.facts[fact_id])
        for fact_id in ("red_families_very_useful_base", "red_families_very_useful")
    )
    rest = subtract(asked, answered)
    assert rest.count == 2
    for cell in (rest, share(rest, asked)):
        rows = [({"answer": "somewhat_useful", "label": "Svært nyttig"}, cell)]
        made, verdict = passed(replace(useful, data=tabulate_estimates(rows)), larvik)
        assert made.data["reason"].tolist() == ["few"]
        assert pd.isna(made.data["count"].iloc[0])
        assert verdict.n_in_words == 1


def test_counts_of_unclear_units_are_protected_as_people(larvik, make_fact, useful):
    few = make_fact("few", 2.0, unit_of_analysis=UnitOfAnalysis.UNCLEAR, indicator_nb="Hjelp")
    study = with_facts(larvik, few)
    rows = [({"answer": "few", "label": "Hjelp"}, as_published(study.facts["few"]))]
    made, _ = passed(replace(useful, data=tabulate_estimates(rows)), study)
    assert made.data["reason"].tolist() == ["few"]


@pytest.mark.parametrize("sensitivity", ["opinion", "sensitive", "secret", ""])
def test_what_is_not_public_is_refused(larvik, staffing, sensitivity):
    assert rule(replace(staffing, sensitivity=sensitivity), larvik) == "not_public"


@pytest.mark.parametrize(
    ("column", "value", "expected"),
    [
        ("basis", "", "not_public"),
        ("basis", "red_team_staffing_actual", "not_reproduced"),
        ("basis", "no_such_fact", "not_public"),
        ("basis", "__import__('os')", "not_public"),
        ("estimate", 7331.0, "not_reproduced"),
        ("estimate", float("nan"), "not_reproduced"),
        ("low", 7331.0, "not_reproduced"),
        ("n", 7331, "not_reproduced"),
        ("count", 7331, "not_reproduced"),
        ("count", "7331", "not_reproduced"),
        ("n", "sju tusen", "not_public"),
        ("unit", "count", "not_reproduced"),
        ("unit_of_analysis", "families", "not_reproduced"),
        ("unit_of_analysis", "7331", "not_public"),
        ("method", "7331", "not_reproduced"),
        ("reason", "7331", "not_reproduced"),
        ("uncertain", True, "not_reproduced"),
        ("label", "7331", "words_not_public"),
        ("label", "Kari Nordmann", "words_not_public"),
        ("part", "7331", "words_not_public"),
    ],
)
def test_a_forged_row_is_withheld(larvik, staffing, column, value, expected):
    assert rule(with_cell(staffing, column, value), larvik) == expected


def test_a_row_that_rests_on_an_untraced_fact_is_withheld(larvik, staffing):
    bare = replace(larvik.facts["red_team_staffing_planned"], quote="")
    assert rule(staffing, with_facts(larvik, bare)) == "not_traced"


def test_what_is_released_comes_from_the_facts_and_not_from_the_table(larvik, staffing):
    # A hair's breadth is the same number; what leaves is the one worked out again.
    made, _ = passed(with_cell(staffing, "estimate", 300.0 + 1e-10), larvik)
    assert made.data["estimate"].iloc[0] == 300.0
    data = staffing.data.copy()
    data.index = [7331, 7332]
    data.attrs["secret"] = 7331
    made, _ = passed(replace(staffing, data=data), larvik)
    assert list(made.data.index) == [0, 1]
    assert made.data.attrs == {}


def test_the_exhibit_keeps_no_hold_of_what_is_released(larvik, useful):
    options = dict(useful.options)
    exhibit = replace(useful, options=options)
    made, _ = passed(exhibit, larvik)
    options["units"] = "7331"
    exhibit.data.loc[0, "label"] = "7331"
    assert is_released(made)
    assert made.options == {"units": "familier"}
    assert "7331" not in set(made.data["label"])


def test_columns_the_gate_does_not_know_are_refused(larvik, staffing):
    extra = staffing.data.assign(secret="7331")
    assert rule(replace(staffing, data=extra), larvik) == "not_public"
    named = staffing.data.assign(x_7331="Planlagt")
    keyed = replace(staffing, data=named, keys=(*staffing.keys, "x_7331"))
    assert rule(keyed, larvik) == "words_not_public"
    twice = pd.concat([staffing.data, staffing.data[["unit"]]], axis=1)
    assert rule(replace(staffing, data=twice), larvik) == "not_public"
    keyed = replace(staffing, data=twice, keys=(*staffing.keys, "unit"))
    assert rule(keyed, larvik) == "not_public"
    for missing in ("reason", "basis"):
        fewer = staffing.data.drop(columns=[missing])
        assert rule(replace(staffing, data=fewer), larvik) == "not_public"
    numbered = staffing.data.rename(columns={"part": 7331})
    assert rule(replace(staffing, data=numbered), larvik) == "not_public"


def test_a_table_without_labels_is_refused(larvik, staffing):
    bare = replace(staffing, data=staffing.data.drop(columns=["label"]), keys=("part",))
    assert rule(bare, larvik) == "not_public"


def test_an_exhibit_without_a_number_in_it_has_nothing_to_show(larvik, staffing):
    assert rule(replace(staffing, data=staffing.data.head(0)), larvik) == "nothing_to_show"
    rows = [({"part": "staffing_planned", "label": "Planlagt"}, NO_FACT)]
    empty = replace(staffing, data=tabulate_estimates(rows))
    assert rule(empty, larvik) == "nothing_to_show"


@pytest.mark.parametrize("value", [7331, 7331.0, None, ["7331"], ("familier",)])
def test_options_with_numbers_are_refused(larvik, useful, value):
    assert rule(replace(useful, options={"units": value}), larvik) == "drawn_number"


def test_options_that_are_not_public_are_refused(larvik, useful):
    assert rule(replace(useful, options={"units": "7331"}), larvik) == "words_not_public"
    assert passed(replace(useful, options={"units": "familier", "wide": True}), larvik)


TEXTS = [field.name for field in fields(Exhibit) if field.type == "Statement"]
PLANTED: dict[str, tuple[Statement, str]] = {
    "unknown text": (Statement(key="reach.7331"), "text_unknown"),
    "words": (Statement(key="areas.title", words={"top": "7331"}), "words_not_public"),
    "number": (
        Statement(
            key="summary.useful",
            cells={"useful": replace(NO_FACT, estimate=7331.0, n=7331, count=7331)},
        ),
        "not_public",
    ),
    "date": (
        Statement(key="reach.full_capacity", cells={"period": replace(NO_FACT, date="7331")}),
        "not_public",
    ),
}


@pytest.mark.parametrize("plant", PLANTED)
@pytest.mark.parametrize("where", ["title", "caption", "alternative_text", "note", "target"])
def test_a_number_planted_in_a_text_withholds_the_exhibit(larvik, staffing, where, plant):
    planted, expected = PLANTED[plant]
    change: dict[str, object] = {where: planted}
    if where == "note":
        change = {"notes": (*staffing.notes, planted)}
    elif where == "target":
        change = {"target": Target(kind="census", sentence=planted)}
    assert rule(replace(staffing, **change), larvik) == expected


def test_every_text_of_an_exhibit_is_planted_above():
    assert set(TEXTS) == {"title", "caption", "alternative_text"}


def test_another_target_than_the_two_is_refused(larvik, staffing):
    odd = Target(kind="7331", sentence=staffing.target.sentence)  # type: ignore[arg-type]
    assert rule(replace(staffing, target=odd), larvik) == "words_not_public"


def test_the_documents_behind_the_rows_are_named_and_no_others_made_up(larvik, staffing):
    assert rule(replace(staffing, documents=()), larvik) == "not_traced"
    assert rule(replace(staffing, documents=("handlingsplan",)), larvik) == "not_traced"
    invented = (*staffing.documents, "7331")
    assert rule(replace(staffing, documents=invented), larvik) == "not_traced"
    more = replace(staffing, documents=(*staffing.documents, "handlingsplan"))
    assert "barnefattigdom" in passed(more, larvik)[0].source


@pytest.mark.parametrize("name", ["rodt-7331", "../rodt-nytte", "7331", ""])
def test_a_name_that_is_unfit_withholds_and_is_not_told(larvik, staffing, name):
    odd = replace(staffing, name=name)
    assert rule(odd, larvik) == "name_unfit"
    [verdict] = release([odd], larvik)[1]
    assert verdict.name == UNNAMED


def test_the_second_of_a_name_is_withheld(larvik, staffing, useful):
    released, verdicts = release([staffing, replace(useful, name=staffing.name)], larvik)
    assert [made is None for made in released] == [False, True]
    assert verdicts[1].rule == "name_unfit"


def test_one_withheld_does_not_withhold_the_others(larvik, exhibits_of):
    exhibits = exhibits_of(larvik)
    exhibits[2] = replace(exhibits[2], sensitivity="sensitive")
    released, verdicts = release(exhibits, larvik)
    assert [made is None for made in released] == [False, False, True, False, False]
    assert [verdict.name for verdict in verdicts] == [exhibit.name for exhibit in exhibits]


def test_a_verdict_holds_no_value(larvik, staffing):
    forged = with_cell(staffing, "estimate", 7331.0)
    [verdict] = release([forged], larvik)[1]
    assert "7331" not in repr(verdict)
    assert {field.name for field in fields(Verdict)} == {
        "name", "passed", "rule", "n_in_words", "n_hidden", "n_bands", "held",
    }  # fmt: skip


def test_the_key_of_a_text_is_not_told_with_a_number(larvik):
    [verdict] = release([Statement(key="summary.of_7331")], larvik)[1]
    assert (verdict.name, verdict.rule) == (UNNAMED, "text_unknown")


def test_a_text_whose_field_nobody_fills_is_withheld(larvik):
    [made], [verdict] = release([Statement(key="summary.useful")], larvik)
    assert made is None
    assert verdict.rule == "text_unknown"


def test_prose_passes_with_its_fields_filled(larvik):
    prose = Prose(
        "kapittel: 0",
        "# {{Measure}} i {{zone}}",
        {"measure": "rødt tiltak", "zone": "Fagerli"},
    )
    made, _ = passed(prose, larvik)
    assert made.caption == "# Rødt tiltak i Fagerli"
    assert made.is_markdown


@pytest.mark.parametrize(
    ("markdown", "words", "expected"),
    [
        ("Av 7331 familier", {}, "typed_number"),
        ("Av &#55;331 familier", {}, "typed_number"),
        ("Av ½ familie", {}, "typed_number"),
        ("Om {{measure}}", {"measure": "7331"}, "words_not_public"),
        ("Om tiltaket", {"measure": "7331"}, "words_not_public"),
        ("Om {{unknown}}", {}, "text_unknown"),
    ],
)
def test_prose_with_a_number_is_withheld(larvik, markdown, words, expected):
    assert rule(Prose("kapittel", markdown, words), larvik) == expected


def test_invented_data_are_marked_wherever_they_go(example, exhibits_of, statements_of):
    released, _ = release([*exhibits_of(example), *statements_of(example)], example)
    for made in released:
        assert made.mark == "SYNTETISKE DATA"
        if made.kind != "text":
            assert made.caption.startswith("SYNTETISKE DATA. ")
            assert made.alternative_text.startswith("SYNTETISKE DATA. ")


def test_the_facts_of_another_evaluation_prove_nothing(larvik, example, staffing):
    assert rule(staffing, example) == "not_public"


def test_order_does_not_matter(larvik, exhibits_of):
    exhibits = exhibits_of(larvik)
    forwards, _ = release(exhibits, larvik)
    backwards, _ = release(exhibits[::-1], larvik)
    texts: Callable[[Released], tuple[str, ...]] = lambda made: (  # noqa: E731
        made.title, made.caption, made.alternative_text, *made.notes,
    )  # fmt: skip
    for one, other in zip(forwards, backwards[::-1], strict=True):
        assert texts(one) == texts(other)
        pd.testing.assert_frame_equal(one.data, other.data)


def test_an_estimate_never_leaves_without_its_basis(study, exhibits_of):
    released, _ = release(exhibits_of(study), study)
    for made in released:
        with_number = made.data["estimate"].notna()
        assert made.data.loc[with_number, "basis"].ne("").all()


def test_the_evaluation_sets_the_limit(larvik, exhibits_of):
    stricter = replace(
        larvik,
        evaluation=replace(
            larvik.evaluation, disclosure=replace(larvik.evaluation.disclosure, k=11, n_min=11)
        ),
    )
    made, _ = passed(exhibits_of(larvik)[0], stricter)
    told = made.data.set_index("part")
    assert told.at["families", "reason"] == "few"  # ten families
    assert told.at["children", "count"] == 22
    assert told.at["families_declined", "count"] == 0
    assert "Enkelte familier" in made.title


def test_a_cell_is_a_fact_estimate_all_the_way(larvik, exhibits_of):
    for exhibit in exhibits_of(larvik):
        for cell in exhibit.title.cells.values():
            assert isinstance(cell, FactEstimate)


def test_a_fact_of_a_document_with_an_address_and_no_date_of_retrieval_is_withheld(
    larvik, useful
):
    documents = tuple(
        replace(document, url="www.example.org/rapport")
        if document.id == "erfaringsoppsummering"
        else document
        for document in larvik.evaluation.documents
    )
    evaluation = replace(larvik.evaluation, documents=documents)
    study = replace(larvik, evaluation=evaluation)
    [made], [verdict] = release([useful], study)
    assert made is None
    assert verdict.rule == "not_traced"

    dated = tuple(
        replace(document, retrieved_on=datetime.date(2026, 1, 2)) for document in documents
    )
    evaluation = replace(evaluation, documents=dated)
    study = replace(larvik, evaluation=evaluation)
    [made], _ = release([useful], study)
    assert made is not None


def test_a_key_that_is_no_text_of_ours_is_not_repeated(larvik):
    [made], [verdict] = release([Statement(key="en setning om noen")], larvik)
    assert made is None
    assert verdict.name == UNNAMED
