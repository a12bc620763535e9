"""The figures of a survey: which questions go together, and what their texts say."""

from __future__ import annotations

from dataclasses import replace

import pytest

from larvik_analysis.errors import ParameterError
from larvik_analysis.exhibit.statement import write_out
from larvik_analysis.exhibit.survey import (
    exhibit_batteries,
    exhibit_battery,
    exhibit_likert,
    exhibit_questions,
    exhibit_survey_of,
    exhibit_unplaced,
    likert_groups,
    state_missing_answers,
    state_survey_of,
)
from larvik_analysis.exhibit.survey_scales import exhibit_scale, exhibit_scales
from larvik_analysis.release.drawing import draw_audited
from larvik_analysis.release.gate import release
from larvik_analysis.report.tables import table_block
from larvik_analysis.terms.questions import Answer
from larvik_analysis.terms.words import Words


def test_questions_in_a_row_with_one_scale_go_together(study_of, forty):
    declared = study_of(forty).microdata["d"].declared
    assert likert_groups(declared) == (("nytte", "trygt"),)  # savn is more sensitive


def test_a_question_between_parts_a_group_and_other_answers_end_it(study_of, forty, form):
    text = form.question("ord", kind="text")
    parted = [
        form.question("a", form.agree),
        form.question("b", form.agree),
        text,
        form.question("c", form.agree),
    ]
    ended = [*parted, form.question("e", form.answers("uenig", "delvis", "enig"))]
    declared = study_of(forty, questions=ended).microdata["d"].declared
    assert likert_groups(declared) == (("a", "b"),)


def test_scores_turned_around_and_reversed_questions_stay_in_the_group(study_of, forty, form):
    turned = tuple(replace(a, score=4 - a.score) if a.score else a for a in form.agree)
    both = [form.question("a", form.agree), form.question("b", turned, is_reversed=True)]
    declared = study_of(forty, questions=both).microdata["d"].declared
    assert likert_groups(declared) == (("a", "b"),)


def test_the_title_of_opinions_is_the_commonest_answer(study_of, forty):
    study = study_of(forty)
    shown = exhibit_likert(study, "d")
    # delvis of trygt: 20 of 40; enig of nytte: 16.
    assert write_out(shown.title, "nb") == "«trygt?»: 20 av 40 svarte «delvis»"
    assert "«delvis», som 20 av 40 ga på «trygt?»" in write_out(shown.alternative_text, "nb")
    asked = exhibit_likert(study, "d", ["savn"])
    assert asked.sensitivity == "sensitive"
    assert asked.title.cells == asked.alternative_text.cells == {}
    assert write_out(asked.title, "nb") == "Slik er svarene på «savn?»"


def test_a_title_does_not_rest_on_too_few(study_of, forty):
    # Four answered the one question, all the same: under the limit of opinions.
    rows = [{**row, "nytte": "enig" if n < 4 else None} for n, row in enumerate(forty)]
    shown = exhibit_likert(study_of(rows), "d")
    assert shown.title.words["question"] == "trygt?"
    released, verdicts = release([shown], study_of(rows))
    assert verdicts[0].passed
    # Of those four nothing leaves, and the others stay.
    assert (
        released[0]
        .data.query("question == 'nytte' and place == 'scale'")
        .reason.eq("hidden")
        .all()
    )


def test_rows_have_the_order_of_form_and_scale_and_who_answered_last(study_of, forty):
    shown = exhibit_battery(study_of(forty), "d")
    assert list(shown.data["answer"]) == 2 * ["uenig", "delvis", "enig", "vetikke", "answered"]
    block = table_block(release([shown], study_of(forty))[0][0], "nb")
    assert [column.heading for column in block.columns] == [
        "Spørsmål", "uenig", "delvis", "enig", "vetikke", "Svarte"
    ]  # fmt: skip
    # By hand: 8 of 40 each for uenig, delvis, vetikke; 16 for enig.
    assert [said.replace("\xa0", " ") for said in block.rows[0]] == [
        "nytte?", "8 (20 %)", "8 (20 %)", "16 (40 %)", "8 (20 %)", "40"
    ]  # fmt: skip


def test_the_table_has_no_interval_where_the_figure_has(study_of, forty):
    study = study_of(forty, target="wider", wider=Words(nb="alle", en="all"))
    assert exhibit_likert(study, "d").data["low"].notna().any()
    assert exhibit_likert(study, "d").target.kind == "wider"
    assert exhibit_battery(study, "d").data["low"].isna().all()
    assert exhibit_battery(study, "d").target.kind == "census"
    assert [shown.name for shown in exhibit_batteries(study, "d")] == ["d-tabell-nytte"]


def test_questions_of_other_answers_are_refused(study_of, forty):
    with pytest.raises(ParameterError) as raised:
        exhibit_likert(study_of(forty), "d", ["nytte", "sted"])
    assert raised.value.code == "scales_differ"
    assert exhibit_likert(study_of(forty), "d", ["nytte", "nytt"]) is None
    assert exhibit_likert(study_of(forty), "d", ["treff"]) is None
    assert exhibit_likert(study_of(forty), "ingen") is None


def test_a_scale_that_begins_with_its_highest_answer_is_told_to_the_drawing(
    study_of, forty, form
):
    best_first = tuple(
        Answer(id=a.id, name=a.name, score=None if a.score is None else 9 - a.score,
               is_outside=a.is_outside) for a in form.agree
    )  # fmt: skip
    study = study_of(forty, questions=[form.question("nytte", best_first, **form.opinion)])
    assert exhibit_likert(study, "d", ["nytte"]).options["falling"]
    assert not exhibit_likert(study_of(forty), "d", ["nytte"]).options["falling"]


def test_weights_need_margins_that_are_known(study_of, forty, margins):
    assert exhibit_likert(study_of(forty), "d", weighted=True) is None
    unknown = study_of(forty, margins=margins)
    assert exhibit_likert(unknown, "d", weighted=True) is None
    known = study_of(forty, margins=margins, facts={"nord": 150, "sor": 50})
    shown = exhibit_likert(known, "d", weighted=True)
    assert shown.name == "d-veid-nytte"
    assert shown.title.cells == {}
    assert "veid etter «sted?»" in write_out(shown.caption, "nb")
    assert set(shown.data["n"]) == {40}  # unweighted
    # nytte=uenig: rows 0, 5, 10 ...: four in each place, of 20: a fifth however weighted.
    first = shown.data.iloc[0]
    assert (first["answer"], first["estimate"]) == ("uenig", pytest.approx(0.2))
    # trygt=enig: rows 3, 7, 11 ...: all ten in the south, so 10 / 20 * 50 / 200.
    rows = shown.data.query("question == 'trygt' and answer == 'enig'")
    assert rows["estimate"].tolist() == pytest.approx([0.125])


@pytest.mark.parametrize("language", ["nb", "en"])
def test_all_of_it_passes_the_gate_and_is_drawn(study_of, forty, margins, language):
    study = study_of(forty, margins=margins, facts={"nord": 150, "sor": 50})
    study = replace(study, evaluation=replace(study.evaluation, language=language))
    shown = [
        *exhibit_questions(study, "d"),
        *exhibit_batteries(study, "d"),
        *exhibit_scales(study, "d"),
        exhibit_likert(study, "d", weighted=True),
    ]
    released, verdicts = release(shown, study)
    assert [verdict.rule for verdict in verdicts] == [""] * len(shown)
    for found in released:
        if found.kind == "figure":
            draw_audited(found, language)


def test_each_question_has_one_figure_that_suits_it(study_of, forty):
    def drawn(rows):
        return [
            (shown.name, shown.draw.rpartition(".")[2])
            for shown in exhibit_questions(study_of(rows), "d")
        ]

    assert drawn(forty) == [
        ("d-sted", "draw_share_bars"),
        ("d-samlet-nytte", "draw_likert"),
        ("d-savn", "draw_share_bars"),
        ("d-treff", "draw_dot_shares"),
    ]
    few = dict(drawn(forty[:20]))
    assert few["d-sted"] == "draw_unit_rows"
    assert few["d-savn"] == "draw_share_bars"  # how many answered it decides nothing


def test_sensitive_questions_of_a_small_file_are_bars(study_of, forty, form):
    both = [form.question("savn", form.agree), form.question("trygt", form.agree)]
    names = [shown.name for shown in exhibit_questions(study_of(forty, questions=both), "d")]
    assert names == ["d-samlet-savn"]
    few = study_of(forty[:20], questions=both)
    assert [shown.name for shown in exhibit_questions(few, "d")] == ["d-savn", "d-trygt"]


def test_a_scale_shows_its_own_numbers_of_opinions_alone(study_of, forty):
    study = study_of(forty)
    shown = exhibit_scale(study, "d", "stotte")
    assert set(shown.data.loc[shown.data["question"] == "", "statistic"]) == {
        "scale_mean", "scale_standard_deviation", "scale_alpha"
    }  # fmt: skip
    data = study.microdata["d"]
    scale = replace(data.declared.scales[0], items=("savn", "nytte"))
    mixed = replace(data, declared=replace(data.declared, scales=(scale,)))
    shown = exhibit_scale(replace(study, microdata={"d": mixed}), "d", "stotte")
    assert (shown.data["question"] != "").all()
    assert exhibit_scale(study, "d", "ingen") is None
    assert exhibit_scale(study, "ingen", "stotte") is None


def test_answers_that_are_not_there_are_named_and_others_shown(study_of, forty, form):
    study = study_of(forty)
    assert [text.key for text in state_survey_of(study, "lag")] == ["answers.who"]
    assert len(exhibit_survey_of(study, "lag")) == 4
    assert exhibit_unplaced(study, "d") == ()
    assert exhibit_survey_of(study, "nabokafeen") == state_survey_of(study, "nabokafeen") == ()
    without = replace(
        study,
        evaluation=replace(
            study.evaluation, sources=(replace(form.source, data=""), form.source)
        ),
        microdata={},
    )
    told = state_missing_answers(without, "lag")
    assert [text.key for text in told] == [
        "survey.missing", "survey.missing", "survey.would_show"
    ]  # fmt: skip
    missing = "Kilden: De enkelte svarene er ikke med i denne rapporten."
    assert write_out(told[0], "nb") == missing
    assert exhibit_survey_of(without, "lag") == state_survey_of(without, "lag") == ()
    assert state_missing_answers(study, "lag") == ()
    interviews = replace(form.source, kind="interviews", data="")
    study = replace(study, evaluation=replace(study.evaluation, sources=(interviews,)))
    assert state_survey_of(study, "lag") == ()
    assert len(exhibit_unplaced(study, "d")) == 4


def test_the_real_evaluation_says_which_answers_it_does_not_have(larvik):
    for measure in larvik.evaluation.measures:
        *missing, last = state_missing_answers(larvik, measure.id)
        assert state_survey_of(larvik, measure.id) == ()
        assert len(missing) == len(larvik.evaluation.sources_of(measure.id, "survey"))
        assert last.key == "survey.would_show"
        released, _ = release([*missing, last], larvik)
        assert all(text is not None for text in released)
