"""Fields of her own text at the gate: what they say, and which paragraph does not leave."""

from __future__ import annotations

from dataclasses import replace

import pytest

from larvik_analysis.estimate.indicators.basis import recompute
from larvik_analysis.estimate.indicators.facts import as_published
from larvik_analysis.estimate.survey.counts import as_counted
from larvik_analysis.exhibit.own_prose import OwnProse
from larvik_analysis.release.fields import facts_as_said, forms_of, say
from larvik_analysis.release.gate import release
from larvik_analysis.release.own import questions_of_all
from larvik_analysis.terms.fact import Facts, Legibility
from larvik_analysis.terms.own_text import Field, Passage
from larvik_analysis.terms.units import UnitOfAnalysis


@pytest.fixture
def facts(make_fact):
    people = {"unit_of_analysis": UnitOfAnalysis.FAMILIES}
    made = [
        make_fact("useful", 8.0),
        make_fact("asked", 10.0),
        make_fact("few", 3.0, **people),
        make_fact("none", 0.0),
        make_fact("many", 1300.0),
        make_fact("part", 16.5, unit="percent"),
        make_fact("doubtful", 7.0, legibility=Legibility.UNCERTAIN),
        make_fact("unread", None, legibility=Legibility.ILLEGIBLE),
        make_fact("day", None, unit="date", date="2025-05-16"),
        make_fact("untraced", 9.0, quote=""),
    ]
    return Facts({fact.fact_id: fact for fact in made})


@pytest.fixture
def told(larvik, facts):
    """What a paragraph of fields becomes in the report, and the rules of those held."""
    study = replace(
        larvik,
        facts=facts,
        evaluation=replace(
            larvik.evaluation,
            documents=tuple(
                replace(d, url="", archive="") for d in larvik.evaluation.documents
            ),
        ),
    )

    def tell(*asked: str | Field):
        fields = [f if isinstance(f, Field) else Field(kind="fact", target=f) for f in asked]
        passages = tuple(
            Passage(pieces=("Før ", field, " etter."), line=n)
            for n, field in enumerate(fields, start=1)
        )
        cells = {
            field.name: recompute(field.target, study.facts)
            if field.target in study.facts or "(" in field.target
            else as_published(study.facts[field.target])
            for field in fields
        }
        prose = OwnProse(name="tekst.md: Del", passages=passages, cells=cells)
        [released], [verdict] = release([prose], study)
        held = [(one.line, one.rule) for one in verdict.held]
        return (released.caption if released else ""), held, verdict

    return tell


@pytest.mark.parametrize(
    ("target", "form", "said"),
    [
        ("useful", "", "åtte"),
        ("useful", "number", "8"),
        ("useful", "Word", "Åtte"),
        ("many", "", "1 300"),
        ("none", "", "ingen"),
        ("part", "", "16,5 %"),
        ("day", "", "16. mai 2025"),
        ("few", "", "enkelte"),
        ("doubtful", "", "sju (usikker lesing)"),
        ("unread", "", "kan ikke leses i kilden"),
        ("share(useful, asked)", "", "80 %"),
        ("share(useful, asked)", "of_base", "åtte av ti"),
        ("share(useful, asked)", "portion", "det meste av"),
        ("wilson(useful, asked)", "low", "49 %"),
        ("difference(asked, useful)", "", "enkelte"),
        ("change(useful, asked)", "", "25 %"),
        ("change_z(asked, many)", "", "35,6"),
    ],
)
def test_what_a_field_says(told, target, form, said):
    text, held, _ = told(Field(kind="estimate", target=target, form=form))
    plain = text.replace("\\", "").replace("\u202f", " ").replace("\u00a0", " ")
    assert plain == f"Før {said} etter."
    assert held == []


def test_a_capital_of_the_field_is_one_of_the_text(told):
    text, _, _ = told(Field(kind="fact", target="useful", is_capital=True))
    assert text == "Før Åtte etter."


def test_a_date_begins_no_list(told):
    assert r"16\. mai 2025" in told("day")[0]


def test_one_paragraph_is_held_and_the_others_leave(told):
    text, held, verdict = told("useful", "untraced", "many")
    assert held == [(2, "not_traced")]
    assert verdict.passed
    assert text.replace("\u202f", " ") == "Før åtte etter.\n\nFør 1 300 etter."


def test_where_every_paragraph_is_held_nothing_leaves(told):
    text, held, _ = told("untraced")
    assert (text, len(held)) == ("", 1)


@pytest.mark.parametrize("target", ["difference(useful, few)", "sum(few, none)"])
def test_no_sum_leads_round_a_small_count(told, target):
    text, _, _ = told(Field(kind="estimate", target=target))
    assert not any(letter.isdecimal() for letter in text)


def test_small_counts_are_counted_in_the_verdict(told):
    _, _, verdict = told("few", "useful")
    assert verdict.n_in_words == 1


def test_forms_that_fit(facts):
    def forms(target):
        return forms_of(recompute(target, facts))

    assert forms("useful") == ("word", "number")
    assert forms("day") == ("date",)
    assert forms("part") == ("per_cent", "number")
    assert forms("share(useful, asked)") == ("percent", "n", "n_word", "of_base", "portion")
    assert set(forms("wilson(useful, asked)")) >= {"low", "high", "level", "of_base"}
    assert set(forms("change(useful, asked)")) == {"percent", "portion", "low", "high", "level"}


def test_every_form_that_fits_says_something(study):
    for fact_id in list(study.facts)[:60]:
        cell = as_published(study.facts[fact_id])
        for form in forms_of(cell):
            assert say(cell, Field(kind="fact", target=fact_id, form=form), study.language)


def test_the_list_of_facts_says_what_the_report_would(larvik):
    said = facts_as_said(larvik)
    assert set(said) == set(larvik.facts)
    assert said["red_families"] == ("ti", "")
    assert said["family_survey_area_crisis"][0].startswith("enkelte")
    assert all(bool(text) != bool(rule) for text, rule in said.values())


def own_prose(*cells):
    fields = [Field(kind="estimate", target=f"x.{n}") for n in range(len(cells))]
    passages = tuple(
        Passage(pieces=("Svar: ", field), line=n) for n, field in enumerate(fields, start=1)
    )
    found = {field.name: cell for field, cell in zip(fields, cells, strict=True)}
    return OwnProse(name="tekst.md: Del", passages=passages, cells=found)


def test_numbers_of_own_data_are_judged_together_with_all_else(own):
    answers = ["ja"] * 3 + ["nei"] * 27
    study = own.study({"q": answers}, [own.question("q")])
    data = study.microdata["d"]
    yes, no = (as_counted(data, own.cell(q=answer)) for answer in ("ja", "nei"))
    prose = own_prose(yes, no)
    [released], [verdict] = release([prose], study)
    # Three of thirty are a few, and twenty-seven tell of them.
    assert len(verdict.held) == 2
    assert {held.rule for held in verdict.held} == {"number_hidden"}
    assert released is None
    assert questions_of_all([prose], study).keys() == {"d"}


def test_a_share_that_is_hidden_may_be_told_as_a_band(own):
    study = own.study({"q": ["ja"] * 3 + ["nei"] * 27}, [own.question("q")])
    yes = own.share(study, own.cell(q="ja"), own.cell(q="*"))
    [released], [verdict] = release([own_prose(yes)], study)
    assert released is not None
    assert released.caption == "Svar: færre enn halvparten"
    assert verdict.n_bands == 1


def test_a_number_of_own_data_that_may_be_shown_is_remembered(own):
    answers = ["ja"] * 30 + ["nei"] * 30
    study = own.study({"q": answers}, [own.question("q")])
    yes = own.share(study, own.cell(q="ja"), own.cell(q="*"))
    [released], _ = release([own_prose(yes)], study)
    assert released is not None
    assert released.caption == "Svar: 50\u00a0\\%"
    assert released.told  # what the ledger has to remember


def test_a_number_that_is_not_what_its_sum_gives_does_not_leave(own, larvik):
    cell = replace(as_published(larvik.facts["red_families"]), estimate=11.0, count=11)
    [released], [verdict] = release([own_prose(cell)], larvik)
    assert released is None
    assert [held.rule for held in verdict.held] == ["not_reproduced"]
