"""The chapter on answers: its words follow from the questions, its rows from the scale."""

from __future__ import annotations

from dataclasses import replace

import pytest

from larvik_analysis.exhibit import answers as chapter
from larvik_analysis.exhibit.cells import rows_in_words
from larvik_analysis.exhibit.exhibit import Exhibit, from_json, to_json
from larvik_analysis.exhibit.statement import Statement, write_out
from larvik_analysis.exhibit.survey import exhibit_questions
from larvik_analysis.exhibit.survey_quality import state_survey
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
    return [write_out(e.title, language) for e in exhibit_questions(study, data)]


@pytest.fixture
def example_en(example) -> Study:
    """The fictional evaluation in English."""
    return replace(example, evaluation=replace(example.evaluation, language="en"))


@pytest.fixture
def all_of(example) -> list[Exhibit]:
    """Every exhibit of the chapter."""
    made = [e for data in FILES for e in exhibit_questions(example, data)]
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
            assert [bool(text.cells) for text in texts[:2]] == [True, False]


def test_two_answers_that_share_the_first_place_give_a_plain_title(example):
    data = example.microdata["nettverk"]
    column = data.table["behov"].copy()
    column[:] = None
    column.iloc[:40] = ["svaert", "litt"] * 20
    tied = replace(data, table=data.table.assign(behov=column))
    shown = chapter.exhibit_answers(with_data(example, tied), "nettverk", "behov")
    assert shown.title.key == "answers.title"
    assert shown.caption.key == "answers.caption"
    nobody = replace(data, table=data.table.iloc[:0], families=data.families.iloc[:0])
    shown = chapter.exhibit_answers(with_data(example, nobody), "nettverk", "behov")
    assert shown.title.key == "answers.title"


def test_a_crossed_opinion_does_not_become_sensitive_elsewhere(example):
    data = declared_otherwise(example.microdata["nettverk"], "sted", sensitivity="opinion")
    study = with_data(example, data)
    both = chapter.exhibit_answers_by(study, "nettverk", "behov", "sted")
    assert both.sensitivity == "opinion"
    assert both.title.cells == {}  # groups have no answer most gave
    # The gate protects what is crossed with a sensitive question as sensitive all the same.
    mixed = chapter.exhibit_answers_by(example, "nettverk", "behov", "sted")
    assert mixed.sensitivity == "opinion"
    neither = chapter.exhibit_answers_by(example, "nettverk", "alene", "sted")
    assert neither.sensitivity == "sensitive"


def test_rows_stand_in_the_order_of_the_scale_whatever_their_size(example):
    shown = chapter.exhibit_answers(example, "svar", "trygt_na").data
    assert list(shown["label"]) == ["Utrygt", "Litt utrygt", "Ganske trygt", "Trygt"]
    ticks = chapter.exhibit_ticks(example, "svar", "hjalp_pa").data
    assert list(ticks["label"])[-2:] == ["Boligen", "Ingen nytte"]


def test_the_groups_stand_below_each_answer(example):
    crossed = chapter.exhibit_answers_by(example, "nettverk", "alene", "sted")
    assert crossed.keys == ("answer", "label", "group", "group_label")
    assert crossed.draw.endswith("draw_dot_shares")
    assert rows_in_words(crossed.data, "n", "nb").startswith(
        "Aldri, Barnehage: 31; Aldri, Barneskole: 32; "
    )
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
    assert exhibit_questions(larvik, "svar") == ()
    assert state_survey(larvik, "svar") == ()


def test_one_tick_is_a_question_of_its_own(example):
    shown = chapter.exhibit_answers(example, "svar", "hjalp_pa_bolig")
    assert list(shown.data["label"]) == ["Ja", "Nei"]


def said(statements: tuple[Statement, ...], study: Study) -> list[str]:
    """The finished sentences."""
    return [write_out(statement, study.language) for statement in statements]


def test_who_answered_and_what_it_can_carry(example, example_en):
    who, rate, census, not_effect = said(state_survey(example, "svar"), example)
    assert who == "Familiene som støttelaget fulgte opp: 14 familier svarte."
    assert rate.startswith("Sammen med svarene er det ikke oppgitt hvor mange")
    assert "ikke et anslag for andre" in census
    assert not_effect.endswith("De sier ikke hva et tiltak har endret.")
    parents = said(state_survey(example_en, "nettverk"), example_en)
    assert parents[0] == "The parents who answered about their network: 80 people answered."
    assert parents[2].startswith("Several answers can come from the same family")


def test_few_who_gave_an_opinion_are_squares_and_others_bars(example):
    drawn = {
        exhibit.name: exhibit.draw.rpartition(".")[2]
        for data in FILES
        for exhibit in exhibit_questions(example, data)
    }
    assert drawn["svar-nytte"] == "draw_unit_rows"  # an opinion of 14 families
    assert drawn["svar-trinn"] == "draw_share_bars"  # 14 families, and sensitive
    assert drawn["nettverk-behov"] == "draw_share_bars"  # 77 people
    assert drawn["nettverk-treff"] == "draw_dot_shares"


def test_ticks_name_the_second_base_only_where_it_differs(example):
    same = chapter.exhibit_ticks(example, "svar", "hjalp_pa")
    assert "base" not in same.data
    assert [note.key for note in same.notes] == ["ticks.note_several"]
    # Three of 80 left the question open: counted in the file by hand.
    two = chapter.exhibit_ticks(example, "nettverk", "treff")
    assert two.options == {"base": "answered"}
    assert dict(two.data.groupby("base")["n"].first()) == {"answered": 77, "asked": 80}
    assert two.alternative_text.cells == two.title.cells


def test_two_waves_stand_side_by_side(example):
    shown = chapter.exhibit_waves(example, "nettverk", "nettverk", "behov")
    assert list(shown.data["group_label"]) == ["Første runde", "Andre runde"] * 3
    assert list(shown.data["label"].drop_duplicates()) == [
        "Svært nyttig", "Litt nyttig", "Ikke nyttig"
    ]  # fmt: skip
    assert chapter.exhibit_waves(example, "nettverk", "svar", "behov") is None
    assert chapter.exhibit_waves(example, "nettverk", "ingen", "behov") is None


@pytest.mark.parametrize("language", ["nb", "en"])
def test_every_exhibit_carries_what_the_gate_needs(example, language):
    study = replace(example, evaluation=replace(example.evaluation, language=language))
    public = public_words(study)
    for data in FILES:
        made = [*exhibit_questions(study, data)]
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
