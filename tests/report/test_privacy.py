"""The page on privacy says what holds for this evaluation, and nothing else."""

from __future__ import annotations

import datetime
import re
from dataclasses import replace

import pytest

from larvik_analysis.release.gate import Verdict
from larvik_analysis.report.document import Bullets, Heading, Paragraph, TableBlock
from larvik_analysis.report.method import method_blocks
from larvik_analysis.report.privacy import privacy_blocks
from larvik_analysis.terms.catalogue import read_catalogue
from larvik_analysis.terms.coding import Coded
from larvik_analysis.terms.ledger import Entry, Ledger

WITHHELD = Verdict(name="svar-nytte", passed=False, rule="all_hidden")
SHOWN = Verdict(name="svar-trinn", passed=True, n_hidden=2, n_bands=3)
FIRST = Entry(number=1, date="2026-01-01", shown={'cell("svar")': (14.0, 14.0)})
SECOND = Entry(
    number=2,
    date="2026-05-01",
    shown={'cell("svar")': (15.0, 15.0)},
    supersedes={"svar": 1},
    reasons={"svar": "Ett skjema var lagt inn to ganger"},
)


def blocks_of(study, verdicts=()):
    return list(privacy_blocks(verdicts, study))


def words_of(blocks):
    said = []
    for block in blocks:
        if isinstance(block, Heading | Paragraph):
            said.append(block.text)
        elif isinstance(block, Bullets):
            said += block.items
        elif isinstance(block, TableBlock):
            said += [block.title, block.caption, *(cell for row in block.rows for cell in row)]
    return "\n".join(said)


def test_texts_that_people_have_coded_are_told_of(example):
    said = "Bare temaene er talt."
    assert said not in words_of(blocks_of(example))
    own = example.microdata["svar"]
    coded = replace(own, coded=(Coded(question="mer", paraphrases=()),))
    assert said in words_of(blocks_of(replace(example, microdata={"svar": coded})))


@pytest.fixture
def real(example):
    """The fictional evaluation as if its data were real."""
    evaluation = replace(example.evaluation, synthetic=False)
    return replace(example, evaluation=evaluation, ledger=Ledger())


def changed(study, **more):
    return replace(study, evaluation=replace(study.evaluation, **more))


def test_an_evaluation_of_facts_alone_is_as_short_as_before(larvik):
    blocks = blocks_of(larvik, [WITHHELD])
    assert [type(block) for block in blocks] == [Heading, Paragraph, Heading, Bullets]
    assert isinstance(blocks_of(larvik)[-1], Paragraph)


def test_it_says_who_is_responsible_and_by_what_right(real):
    words = words_of(blocks_of(real))
    privacy = real.evaluation.personvern
    for said in (
        privacy.controller, privacy.processor_agreement, privacy.legal_basis,
        privacy.dpia_not_needed, privacy.respondents_were_told, "31. desember 2026",
    ):  # fmt: skip
        assert said.rstrip(".") in words
    assert "er ikke laget" in words
    with_dpia = replace(privacy, dpia="Sak i arkivet", dpia_not_needed="")
    words = words_of(blocks_of(changed(real, personvern=with_dpia)))
    assert "Sak i arkivet." in words
    assert "er ikke laget" not in words


def test_the_limits_are_those_in_force(real):
    disclosure = replace(
        real.evaluation.disclosure, k=7, n_min=12, n_min_opinion=6, zeros="show"
    )
    words = words_of(blocks_of(changed(real, disclosure=disclosure)))
    assert "færre enn sju" in words
    assert "færre enn tolv har svart" in words
    assert "færre enn seks har svart" in words
    assert "At ingen har gitt et svar, kan vises." in words
    assert "færre enn fem" in words_of(blocks_of(real))
    assert "vises heller ikke" in words_of(blocks_of(real))


def test_insiders_are_told_of_for_the_files_they_hold_for(real):
    words = words_of(blocks_of(real))
    assert "regner ikke med" not in words
    staff = tuple(
        replace(declared, unit_of_analysis="respondents", family="")
        for declared in real.evaluation.microdata
    )
    without = replace(changed(real, microdata=staff), outcomes=None)
    words = words_of(blocks_of(without))
    assert "Kontrollen regner ikke med" in words
    assert "Kontrollen regner med" not in words
    assert "dekknavn (pseudonym)" not in words


def test_every_question_stands_under_its_kind(real):
    blocks = blocks_of(real)
    words = words_of(blocks)
    for declared in real.evaluation.microdata:
        assert declared.name.nb.lower() in words.lower()
        for question in declared.questions:
            is_opinion = question.sensitivity == "opinion"
            line = f"«{question.name.nb}»" + (f": {question.reason}" if is_opinion else "")
            assert line in words.splitlines()


def test_numbers_and_exhibits_that_are_held_back_are_counted_and_named(real):
    words = words_of(blocks_of(real, [WITHHELD, SHOWN, SHOWN]))
    assert "skjult i tabeller og tekster: 4." in words
    assert "«færre enn halvparten»: 6." in words
    assert "svar-nytte: Ingen av tallene kan vises" in words
    assert "Ingen hel figur, tabell eller tekst er holdt tilbake." in words_of(
        blocks_of(real, [SHOWN])
    )


def test_earlier_reports_and_corrections(real):
    assert "Ingen tall fra disse opplysningene" in words_of(blocks_of(real))
    words = words_of(blocks_of(replace(real, ledger=Ledger((FIRST,)))))
    assert "én, med denne" in words
    assert "1. januar 2026" in words
    assert "Ingen tall er rettet" in words
    words = words_of(blocks_of(replace(real, ledger=Ledger((FIRST, SECOND)))))
    assert "to, med denne" in words
    assert "1. mai 2026" in words
    assert "Ett skjema var lagt inn to ganger." in words
    assert "Ingen tall er rettet" not in words


def test_the_key_is_told_of_where_there_is_one(real, example):
    assert "Nøkkelen som lager dekknavnene" in words_of(blocks_of(real))
    assert "Nøkkelen som lager dekknavnene" not in words_of(blocks_of(example))


def test_invented_data_are_said_to_be_invented_first(example):
    blocks = blocks_of(example)
    assert "ingen opplysninger om virkelige mennesker" in blocks[1].text


def test_there_are_lines_to_sign_on(real):
    [table] = [block for block in blocks_of(real) if isinstance(block, TableBlock)]
    assert [column.heading for column in table.columns] == [
        "Rolle", "Navn", "Dato", "Underskrift",
    ]  # fmt: skip
    assert all(not cell.strip() for row in table.rows for cell in row[1:])


@pytest.mark.parametrize("language", ["nb", "en"])
def test_the_page_is_in_one_language_and_whole(real, language):
    evaluation = replace(real.evaluation, language=language)
    study = replace(real, evaluation=evaluation, ledger=Ledger((FIRST, SECOND)))
    words = words_of(blocks_of(study, [WITHHELD, SHOWN]))
    assert not re.search(r"[{}]", words)
    assert ("data protection officer" in words.lower()) is (language == "en")
    assert ("personvernombud" in words.lower()) is (language == "nb")


def test_no_answer_of_anybody_is_needed(real):
    # The page is made of what is declared: without the data it is the same.
    assert blocks_of(replace(real, microdata={})) == blocks_of(real)


def test_the_date_is_that_of_the_file(real):
    later = replace(real.evaluation.personvern, delete_by=datetime.date(2031, 2, 3))
    assert "3. februar 2031" in words_of(blocks_of(changed(real, personvern=later)))


OUTCOMES = ("families", "pathways", "contacts", "goals", "sessions")


def only(study, *kinds):
    """The study with these files of outcomes, and no other own data."""
    without = {kind: None for kind in OUTCOMES if kind not in kinds}
    evaluation = replace(study.evaluation, microdata=(), estimand=None)
    outcomes = replace(study.outcomes, **without)
    return replace(study, evaluation=evaluation, microdata={}, outcomes=outcomes)


@pytest.mark.parametrize("kind", OUTCOMES)
def test_each_file_about_families_is_told_of(real, kind):
    said = words_of(blocks_of(only(real, kind)))
    own = read_catalogue("nb")
    told = {name for name in OUTCOMES if own[f"privacy.outcomes_{name}"] in said}
    assert told == {kind}
    assert own["privacy.key"] in said
    assert own["report.privacy_text"] not in said
    assert "Eksempelvik kommune" in said
    assert own["privacy.questions"] not in said  # nobody was asked anything


def test_areas_and_nothing_are_no_private_data(real):
    for study in (only(real), replace(only(real), outcomes=None)):
        assert read_catalogue("nb")["report.privacy_text"] in words_of(blocks_of(study))


def test_outcomes_are_told_beside_answers(real):
    said = words_of(blocks_of(real))
    assert "Hvor langt familier kom mot sine mål." in said
    assert "Familiene som støttelaget fulgte opp" in said


def test_the_method_does_not_deny_what_was_read(real):
    private = [*method_blocks((), only(real, "contacts"))]
    public = [*method_blocks((), only(real))]
    assert "står bare på den interne siden" in words_of(private)
    assert "Vi har ikke brukt opplysninger om enkeltfamilier." in words_of(public)
