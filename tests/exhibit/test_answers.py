"""The chapter on answers: its words follow from the questions, its rows from the scale."""

from __future__ import annotations

from dataclasses import replace

import pytest

from larvik_analysis.exhibit import answers as chapter
from larvik_analysis.exhibit.cells import rows_in_words
from larvik_analysis.exhibit.exhibit import Exhibit, from_json, to_json
from larvik_analysis.exhibit.statement import Statement, write_out
from larvik_analysis.release.public import check_columns, check_name, public_words
from larvik_analysis.terms.microdata import Microdata
from larvik_analysis.terms.study import Study

FILES = ("svar", "nettverk")


def with_data(study: Study, data: Microdata) -> Study:
    """The study with one file of own data otherwise."""
    return replace(study, microdata={**study.microdata, data.declared.id: data})


def declared_otherwise(data: Microdata, question: str, **change: object) -> Microdata:
    """The same answers to a question that is declared otherwise."""
    questions = tuple(
        replace(asked, **change) if asked.id == question else asked
        for asked in data.declared.questions
    )
    return replace(data, declared=replace(data.declared, questions=questions))


def titles(study: Study, data: str) -> list[str]:
    """The titles of a file's figures."""
    language = study.language
    return [write_out(e.title, language) for e in chapter.exhibit_questions(study, data)]


@pytest.fixture
def example_en(example) -> Study:
    """The fictional evaluation in English."""
    return replace(example, evaluation=replace(example.evaluation, language="en"))


@pytest.fixture
def all_of(example) -> list[Exhibit]:
    """Every exhibit of the chapter."""
    made = [e for data in FILES for e in chapter.exhibit_questions(example, data)]
    crossed = chapter.exhibit_answers_by(example, "nettverk", "alene", "sted")
    assert crossed is not None
    return [*made, crossed]


def test_every_question_is_shown_in_the_order_of_the_form(all_of):
    assert [exhibit.name for exhibit in all_of] == [
        "svar-nytte",
        "svar-trygt-for",
        "svar-trygt-na",
        "svar-hjalp-pa",
        "svar-trinn",
        "nettverk-behov",
        "nettverk-treff",
        "nettverk-kjenner",
        "nettverk-alene",
        "nettverk-sted",
        "nettverk-alene-sted",
    ]


def test_titles_say_the_finding_of_an_opinion_and_the_question_otherwise(example, example_en):
    assert titles(example, "svar") == [
        "12 av 14 familier svarte «Svært nyttig»",
        "Hvordan var det hjemme før hjelpen?",
        "Hvordan er det hjemme nå?",
        "Hva hjalp det på?",
        "Hvor går det eldste barnet?",
    ]
    assert titles(example_en, "nettverk")[2:] == [
        "How many other parents do you know?",
        "How often do you feel alone with the responsibility?",
        "Where does your child go?",
    ]
    # How many ticked most stands in the file: counted there by hand.
    assert "personer krysset av for «Kafékveld»" in titles(example, "nettverk")[1]


def test_a_sensitive_exhibit_quotes_no_number(all_of):
    for exhibit in all_of:
        texts = (exhibit.title, exhibit.caption, exhibit.alternative_text, *exhibit.notes)
        if exhibit.sensitivity == "sensitive":
            assert all(not text.cells for text in texts), exhibit.name
        else:
            assert [bool(text.cells) for text in texts[:3]] == [True, False, False]


def test_two_answers_that_share_the_first_place_give_a_plain_title(example):
    data = example.microdata["nettverk"]
    column = data.table["behov"].copy()
    column[:] = None
    column.iloc[:40] = ["svaert", "litt"] * 20
    tied = replace(data, table=data.table.assign(behov=column))
    shown = chapter.exhibit_answers(with_data(example, tied), "nettverk", "behov")
    assert shown.title.key == "answers.title"
    assert shown.caption.key == "answers.caption"
    nobody = replace(data, table=data.table.iloc[:0])
    shown = chapter.exhibit_answers(with_data(example, nobody), "nettverk", "behov")
    assert shown.title.key == "answers.title"


def test_the_strictest_question_decides(example):
    data = declared_otherwise(example.microdata["nettverk"], "sted", sensitivity="opinion")
    study = with_data(example, data)
    both = chapter.exhibit_answers_by(study, "nettverk", "behov", "sted")
    assert both.sensitivity == "opinion"
    assert both.title.cells == {}  # a table of groups has no answer most gave
    one = chapter.exhibit_answers_by(example, "nettverk", "behov", "sted")
    assert one.sensitivity == "sensitive"


def test_rows_stand_in_the_order_of_the_scale_whatever_their_size(example):
    shown = chapter.exhibit_answers(example, "svar", "trygt_na").data
    assert list(shown["label"]) == ["Utrygt", "Litt utrygt", "Ganske trygt", "Trygt"]
    ticks = chapter.exhibit_ticks(example, "svar", "hjalp_pa").data
    assert list(ticks["label"])[-2:] == ["Boligen", "Ingen nytte"]


def test_a_table_of_groups_names_group_and_answer(example):
    crossed = chapter.exhibit_answers_by(example, "nettverk", "alene", "sted")
    assert crossed.keys == ("group", "group_label", "answer", "label")
    assert not crossed.is_figure
    assert rows_in_words(crossed.data, "n", "nb").startswith("Barnehage, Aldri: 31; ")
    assert write_out(crossed.title, "nb") == (
        "«Hvor ofte føler du deg alene om ansvaret?», "
        "fordelt etter svarene på «Hvor går barnet ditt?»"
    )


def test_what_the_evaluation_does_not_have_is_none(example, larvik):
    for study, data, question in (
        (larvik, "svar", "nytte"),
        (example, "svar", "nytt"),
        (example, "ingen", "nytte"),
    ):
        assert chapter.exhibit_answers(study, data, question) is None
        assert chapter.exhibit_answers_by(study, data, question, "trinn") is None
        assert chapter.exhibit_ticks(study, data, question) is None
    assert chapter.exhibit_answers_by(example, "svar", "nytte", "trin") is None
    assert chapter.exhibit_answers_by(example, "svar", "nytte", "nytte") is None
    assert chapter.exhibit_ticks(example, "svar", "nytte") is None
    assert chapter.exhibit_answers(example, "svar", "hjalp_pa") is None
    assert chapter.exhibit_questions(larvik, "svar") == ()
    assert chapter.state_answers(larvik, "svar") == ()


def test_one_tick_is_a_question_of_its_own(example):
    shown = chapter.exhibit_answers(example, "svar", "hjalp_pa_bolig")
    assert list(shown.data["label"]) == ["Ja", "Nei"]


def said(statements: tuple[Statement, ...], study: Study) -> list[str]:
    """The finished sentences."""
    return [write_out(statement, study.language) for statement in statements]


def test_who_answered_and_what_it_can_carry(example, example_en):
    who, census, not_effect = said(chapter.state_answers(example, "svar"), example)
    assert who == "Familiene som støttelaget fulgte opp: 14 familier svarte."
    assert "ikke et anslag for andre" in census
    assert not_effect.endswith("De sier ikke hva et tiltak har endret.")
    parents = said(chapter.state_answers(example_en, "nettverk"), example_en)
    assert parents[:2] == [
        "The parents who answered about their network: 80 people answered.",
        "Several answers can come from the same family.",
    ]


@pytest.mark.parametrize("language", ["nb", "en"])
def test_every_exhibit_carries_what_the_gate_needs(example, language):
    study = replace(example, evaluation=replace(example.evaluation, language=language))
    public = public_words(study)
    for data in FILES:
        made = [*chapter.exhibit_questions(study, data)]
        if data == "nettverk":
            made += [chapter.exhibit_answers_by(study, data, "alene", "sted")]
        for exhibit in made:
            assert exhibit.universe == data
            assert exhibit.documents == ()
            assert exhibit.target.kind == "census"
            assert "label" in exhibit.keys
            assert set(exhibit.counts) < set(exhibit.data.columns)
            check_columns(exhibit.keys)
            check_name(exhibit.name, study.evaluation)
            for key in exhibit.keys:
                assert set(exhibit.data[key]) <= public, key
            for text in (exhibit.title, exhibit.caption, exhibit.alternative_text):
                assert set(text.words.values()) <= public
                assert write_out(text, language, rows="x")


def test_an_exhibit_comes_back_from_its_file(all_of):
    for exhibit in all_of:
        again = from_json(to_json(exhibit))
        assert to_json(again) == to_json(exhibit)


def test_ids_with_figures_make_a_name_without(example):
    data = example.microdata["svar"]
    renamed = declared_otherwise(data, "nytte", id="q1_x")
    renamed = replace(renamed, table=data.table.rename(columns={"nytte": "q1_x"}))
    study = with_data(example, renamed)
    shown = chapter.exhibit_answers(study, "svar", "q1_x")
    assert shown.name == "svar-qb-x"
    check_name(shown.name, study.evaluation)
