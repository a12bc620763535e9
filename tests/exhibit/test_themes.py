"""Themes of open answers as a figure, paraphrases as a table, as far as the gate lets them."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from larvik_analysis.estimate.survey.participation import estimate_item_nonresponse
from larvik_analysis.exhibit.exhibit import Exhibit
from larvik_analysis.exhibit.statement import write_out
from larvik_analysis.exhibit.survey import exhibit_questions
from larvik_analysis.exhibit.themes import exhibit_paraphrases, exhibit_themes
from larvik_analysis.release.gate import release
from larvik_analysis.terms.coding import Coded, Paraphrase
from larvik_analysis.terms.ledger import Ledger
from larvik_analysis.terms.microdata import Microdata
from larvik_analysis.terms.questions import Answer, DataFile, Question
from larvik_analysis.terms.study import Study
from larvik_analysis.terms.words import Words

SAID = {
    "ro": "Kveldene ble roligere.",
    "tid": "Noen ville hatt lengre oppfølging.",
    "skole": "Skolen lyttet etter hvert.",
}


def study_of(
    example: Study, counts: dict[str, int], n: int, n_open: int = 0, **question: object
) -> Study:
    """The fictional evaluation with one file of coded answers: so many wrote about each."""
    asked = Question(
        id="ord",
        column="Ord",
        name=Words(nb="Hva vil du si?", en="What do you want to say?"),
        kind="multiple",
        answers=tuple(Answer(id=t, name=Words(nb=t.title(), en=t.upper())) for t in counts),
        **question,  # type: ignore[arg-type]
    )
    declared = DataFile(
        id="svar",
        file="svar.csv",
        name=Words(nb="familiene", en="the families"),
        unit_of_analysis="families",
        questions=(asked,),
    )
    table = pd.DataFrame(
        {
            f"ord_{theme}": pd.Categorical(
                ["ja"] * count + ["nei"] * (n - count) + [None] * n_open, ["ja", "nei"]
            )
            for theme, count in counts.items()
        }
    )
    said = tuple(Paraphrase(theme=theme, text=SAID[theme]) for theme in counts)
    own = Microdata(declared, table, coded=(Coded(question="ord", paraphrases=said),))
    as_written = replace(declared, questions=(replace(asked, kind="text", answers=()),))
    evaluation = replace(example.evaluation, microdata=(as_written,))
    return replace(example, evaluation=evaluation, microdata={"svar": own}, ledger=Ledger())


OPINION = {"sensitivity": "opinion", "reason": "En mening."}


def shown(study: Study) -> list[Exhibit]:
    """What a chapter shows of it."""
    return list(exhibit_questions(study, "svar"))


def quotes(exhibit: Exhibit | None) -> list[str]:
    """The paraphrases in an exhibit."""
    return [] if exhibit is None else exhibit.data["paraphrase_label"].to_list()


def test_themes_are_shares_of_those_who_wrote_in_the_order_of_the_sheet(example):
    study = study_of(example, {"tid": 6, "ro": 12, "skole": 0}, n=20, n_open=4, **OPINION)
    exhibit = exhibit_themes(study, "svar", "ord")
    assert exhibit is not None
    assert exhibit.data["theme"].to_list() == ["tid", "ro", "skole"]
    assert exhibit.data["label"].to_list() == ["Tid", "Ro", "Skole"]
    assert exhibit.data["count"].to_list() == [6, 12, 0]
    assert exhibit.data["n"].to_list() == [20, 20, 20]
    assert exhibit.data["estimate"].to_list() == pytest.approx([0.3, 0.6, 0.0])
    assert write_out(exhibit.title, "nb") == "12 av 20 familier skrev om «Ro»"
    assert exhibit.draw.endswith("dot_shares.draw_dot_shares")
    assert exhibit.figure("nb").axes


def test_a_sensitive_question_has_no_finding_in_its_title(example):
    exhibit = exhibit_themes(study_of(example, {"ro": 12}, n=20), "svar", "ord")
    assert exhibit is not None
    assert write_out(exhibit.title, "nb") == "Hva vil du si?"
    assert exhibit.sensitivity == "sensitive"


def test_an_answer_that_is_left_uncoded_is_no_question_left_open(example):
    study = study_of(example, {"ro": 12}, n=20)
    left_open = estimate_item_nonresponse(study.microdata["svar"])
    assert "ord" not in set(left_open["question"])


def test_what_is_not_coded_has_no_exhibit(example):
    study = study_of(example, {"ro": 12}, n=20)
    own = replace(study.microdata["svar"], coded=())
    plain = replace(study, microdata={"svar": own})
    for data, question in (("svar", "ord"), ("svar", "annet"), ("annet", "ord")):
        asked = study if question != "ord" or data != "svar" else plain
        assert exhibit_themes(asked, data, question) is None
        assert exhibit_paraphrases(asked, data, question) is None


def test_the_figure_comes_with_the_questions_and_the_paraphrases_after_it(example):
    study = study_of(example, {"ro": 12, "tid": 6}, n=20, **OPINION)
    figure, table = shown(study)
    assert (figure.name, table.name) == ("svar-ord", "svar-sitater-ord")
    released, verdicts = release([figure, table], study)
    assert [verdict.passed for verdict in verdicts] == [True, True]
    assert released[1].data["paraphrase_label"].to_list() == [SAID["ro"], SAID["tid"]]
    assert released[1].is_of_words


@pytest.mark.parametrize("language", ["nb", "en"])
def test_it_passes_the_gate_in_both_languages(example, language):
    study = study_of(example, {"ro": 12, "tid": 6}, n=20)
    study = replace(study, evaluation=replace(study.evaluation, language=language))
    _, verdicts = release(shown(study), study)
    assert [verdict.rule for verdict in verdicts] == ["", ""]


@pytest.mark.parametrize(
    ("counts", "n", "question", "kept"),
    [
        # Fewer than the limit say so.
        ({"ro": 4, "tid": 5}, 20, OPINION, ["tid"]),
        ({"ro": 4, "tid": 5}, 20, {}, ["tid"]),
        # All but a few say so, or all: of a sensitive question that tells of the rest.
        ({"ro": 17, "tid": 20}, 20, OPINION, ["ro", "tid"]),
        ({"ro": 17, "tid": 20}, 20, {}, []),
        # Too few wrote anything.
        ({"ro": 5}, 9, OPINION, ["ro"]),
        ({"ro": 5}, 9, {}, []),
        ({"ro": 4}, 4, OPINION, []),
    ],
)
def test_a_paraphrase_needs_enough_behind_its_theme(example, counts, n, question, kept):
    study = study_of(example, counts, n, **question)
    table = exhibit_paraphrases(study, "svar", "ord")
    assert quotes(table) == [SAID[theme] for theme in kept]


def test_the_gate_counts_itself_and_lets_no_paraphrase_of_a_few_pass(example):
    """A table made of all of them, as a chapter of one's own could make it."""
    few = study_of(example, {"ro": 4, "tid": 6}, n=20, **OPINION)
    figure = exhibit_themes(few, "svar", "ord")
    many = study_of(example, {"ro": 6, "tid": 6}, n=20, **OPINION)
    table = exhibit_paraphrases(many, "svar", "ord")
    assert quotes(table) == [SAID["ro"], SAID["tid"]]
    released, _ = release([figure, table], few)
    assert released[1].data["paraphrase_label"].to_list() == [SAID["tid"]]


def test_a_paraphrase_leaves_only_beside_the_count_of_its_theme(example):
    study = study_of(example, {"ro": 12}, n=20)
    table = exhibit_paraphrases(study, "svar", "ord")
    released, [verdict] = release([table], study)
    assert (released, verdict.rule) == ([None], "paraphrases_alone")


def test_families_are_counted_and_not_answers(example):
    study = study_of(example, {"ro": 12}, n=20, **OPINION)
    own = study.microdata["svar"]
    families = pd.Series([f"F{n // 4}" for n in range(20)], dtype="str")
    declared = replace(own.declared, unit_of_analysis="respondents", family="Familie")
    few = Microdata(declared, own.table, families, coded=own.coded)
    assert exhibit_paraphrases(replace(study, microdata={"svar": few}), "svar", "ord") is None


def test_a_paraphrase_nobody_approved_is_no_public_word(example):
    study = study_of(example, {"ro": 12}, n=20, **OPINION)
    figure, table = shown(study)
    data = table.data.assign(paraphrase_label="Noe ingen har godkjent.")
    _, verdicts = release([figure, replace(table, data=data)], study)
    assert [verdict.rule for verdict in verdicts] == ["", "words_not_public"]
