"""What the answers can carry: response, questions left open, bounds, groups."""

from __future__ import annotations

from dataclasses import replace

import pytest

from larvik_analysis.estimate.statistics.effect_sizes import probability_of_superiority
from larvik_analysis.exhibit.answers import exhibit_answers_by
from larvik_analysis.exhibit.statement import write_out
from larvik_analysis.exhibit.survey_quality import (
    exhibit_item_nonresponse,
    exhibit_response,
    state_comparison,
    state_survey,
)
from larvik_analysis.release.drawing import draw_audited
from larvik_analysis.release.gate import release
from larvik_analysis.terms.study import Study
from larvik_analysis.terms.words import Words

WIDER = {"target": "wider", "wider": Words(nb="alle foreldre", en="all parents")}
CAUSAL = ("fordi", "skyldes", "fører til", "because", "causes", "due to")


def told(statements, study: Study) -> dict[str, str]:
    """The finished sentences by key."""
    return {
        text.key: write_out(text, study.language).replace("\xa0", " ") for text in statements
    }


def test_the_response_is_told_of_those_invited(study_of, forty):
    study = study_of(forty, facts={"invited": 160, "opened": 50})
    shown = exhibit_response(study, "d")
    assert dict(zip(shown.data["part"], shown.data["estimate"], strict=True)) == {
        "invited": 160, "opened": 50, "answered": 40, "usable": 40
    }  # fmt: skip
    assert write_out(shown.title, "nb") == "40 av 160 som ble spurt, svarte"
    assert shown.documents == ("syntetisk_oppsummering",)
    assert told(state_survey(study, "d"), study)["survey.rate"] == (
        "Av 160 som ble spurt, svarte 25 %."
    )
    [released], [verdict] = release([shown], study)
    assert verdict.passed
    assert draw_audited(released, "nb").says_all


def test_without_those_invited_there_is_a_sentence_and_no_rate(study_of, forty):
    assert exhibit_response(study_of(forty), "d") is None
    assert "survey.rate_unknown" in told(state_survey(study_of(forty), "d"), study_of(forty))
    opened = exhibit_response(study_of(forty, facts={"opened": 50}), "d")
    assert opened.title.key == "survey_response.title"
    assert opened.notes[0].key == "survey.rate_unknown"
    assert list(opened.data["part"]) == ["opened", "answered", "usable"]


def test_bounds_are_of_all_who_were_invited(study_of, forty, form):
    study = study_of(forty, facts={"invited": 160})
    sentences = told(state_survey(study, "d"), study)
    assert "survey_bounds.title_most" not in sentences  # sted: two answers share the place
    only = [form.question("nytte", form.agree, **form.opinion)]
    study = study_of(forty, questions=only, facts={"invited": 160})
    said = told(state_survey(study, "d"), study)["survey_bounds.title_most"]
    # enig: 16 of 40; of all 160 at least 16, and at most 16 + 120.
    assert "ga 40 % svaret «enig»" in said
    assert "vært 10 % av alle" in said
    assert said.endswith("vært 85 %.")
    assert all(text is not None for text in release(state_survey(study, "d"), study)[0])


def test_a_wider_target_is_named_with_what_its_interval_assumes(study_of, forty, margins):
    study = study_of(forty, **WIDER, margins=margins, facts={"nord": 1, "sor": 1})
    sentences = told(state_survey(study, "d"), study)
    assert sentences["survey.wider"].startswith("Tallene er et anslag for alle foreldre.")
    assert "«sted?»" in sentences["survey.weights"]
    assert "answers.census" not in sentences
    assert "survey_bounds.title_most" not in sentences


@pytest.mark.parametrize("rule", ["both", "agreed", "lowest", "highest"])
def test_two_answers_of_a_family_have_a_rule_that_is_told(study_of, forty, rule):
    families = [str(number) for number in range(40)]
    study = study_of(forty, families=families, two_of_a_family=rule)
    assert f"family_rule.{rule}" in told(state_survey(study, "d"), study)


def test_what_is_left_open_is_of_those_asked(study_of, forty, form):
    rows = [{**row, "nytte": None if n < 6 else row["nytte"]} for n, row in enumerate(forty)]
    shown = exhibit_item_nonresponse(study_of(rows), "d")
    counts = dict(zip(shown.data["question"], shown.data["count"], strict=True))
    assert counts == {"sted": 0, "nytte": 6, "trygt": 0, "savn": 0, "treff": 0}
    assert shown.title.cells == {}  # one of them is sensitive
    assert shown.sensitivity == "opinion"  # and does not make the others so
    assert release([shown], study_of(rows))[1][0].passed
    opinions = [form.question(n, form.agree, **form.opinion) for n in ("nytte", "trygt")]
    shown = exhibit_item_nonresponse(study_of(rows, questions=opinions), "d")
    assert write_out(shown.title, "nb") == "Flest hoppet over «nytte?»: 6 av 40"


def test_groups_are_compared_by_the_effect_first(study_of, forty):
    study = study_of(forty, **WIDER)
    sentences = told(state_comparison(study, "d", "trygt", "sted"), study)
    rows = study.microdata["d"].table
    places = {"uenig": 0, "delvis": 1, "enig": 2}
    north, south = (
        [places[answer] for answer in rows.loc[rows["sted"] == name, "trygt"]]
        for name in ("nord", "sor")
    )
    effect = probability_of_superiority(north, south)
    said = sentences["comparison.pair_p"]
    assert effect.estimate == 0.125  # half a per cent is rounded up
    assert said.startswith("«nord» mot «sor»: i 13 %")
    assert said.index("intervall") < said.index("P-verdien")
    assert "nærmest «enig»" in sentences["comparison.pairs"]
    passed = release(state_comparison(study, "d", "trygt", "sted"), study)[0]
    assert all(text is not None for text in passed)


def test_a_census_has_differences_and_no_p(study_of, forty):
    study = study_of(forty)
    keys = list(told(state_comparison(study, "d", "trygt", "sted"), study))
    assert keys == ["comparison.pairs", "comparison.pair"]
    assert list(told(state_comparison(study, "d", "treff", "sted"), study)) == [
        "comparison.together"
    ]


def test_nothing_sensitive_is_compared(study_of, forty):
    study = study_of(forty, **WIDER)
    for question, by in (("savn", "sted"), ("trygt", "savn"), ("trygt", "trygt"),
                         ("ord", "sted"), ("trygt", "treff"), ("trygt", "ingen")):  # fmt: skip
        assert state_comparison(study, "d", question, by) == ()
    assert state_comparison(study, "ingen", "trygt", "sted") == ()


@pytest.mark.parametrize("language", ["nb", "en"])
def test_no_sentence_names_a_cause(study_of, forty, language):
    study = study_of(forty, **WIDER, facts={"invited": 160})
    study = replace(study, evaluation=replace(study.evaluation, language=language))
    texts = [*state_survey(study, "d"), *state_comparison(study, "d", "trygt", "sted")]
    shown = exhibit_answers_by(study, "d", "trygt", "sted")
    texts += [shown.title, shown.caption, *shown.notes]
    for text in texts:
        assert not any(word in write_out(text, language).lower() for word in CAUSAL)


def test_what_is_not_there_is_none(study_of, forty):
    study = study_of(forty)
    assert exhibit_response(study, "ingen") is None
    assert exhibit_item_nonresponse(study, "ingen") is None
    assert state_survey(study, "ingen") == ()


def test_every_figure_says_what_is_counted_and_about_whom(study_of, forty):
    for study, ends in (
        (study_of(forty), "Tallene gjelder bare dem som svarte."),
        (study_of(forty, **WIDER), "ligner på dem som ikke gjorde det."),
    ):
        shown = exhibit_answers_by(study, "d", "trygt", "sted")
        said = write_out(shown.target.sentence, "nb")
        assert said.startswith("Det som telles, er personer.")
        assert said.endswith(ends)
