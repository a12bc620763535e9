"""The survey of the fictional evaluation is what the generator makes, and nobody's."""

from __future__ import annotations

import datetime
import io
import re
import zipfile
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from larvik_analysis.inputs.instrument import read_instrument
from larvik_analysis.inputs.microdata import inspect_microdata
from larvik_analysis.synthetic_survey import make_parents_answers, make_survey_facts
from larvik_analysis.terms.questions import TICKED

ROOT = Path(__file__).parents[1]
EXAMPLE = ROOT / "data" / "raw" / "eksempel"
FILE = "foreldreundersokelsen.xlsx"
DATA = "foreldre"
SEED = 20260101  # `seed` of data/raw/eksempel/evaluation.yaml
SEEDS = (SEED, 0, 1, 7, 3909)
EMAIL = re.compile(r"\S+@(\S+)")
SAVED = datetime.datetime(2025, 3, 17)  # noqa: DTZ001 - as the properties of a workbook are
OLDEST = (1980, 1, 1, 0, 0, 0)  # of the parts of an archive
STAMP = re.compile(rb"(?<=W3CDTF\">)[^<]+")


def as_workbook(table: pd.DataFrame) -> bytes:
    """The table as a workbook that says nothing of when and where it was made.

    The library writes the time of day into the properties and on each part, so both are
    written once more.
    """
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Sheet1"  # as Forms calls it
    for row in [list(table), *table.itertuples(index=False)]:
        sheet.append([_plain(cell) for cell in row])
    for column in ("B", "C"):
        for cell in sheet[column][1:]:
            cell.number_format = "m/d/yy h:mm:ss"
    book.properties.creator = "Oppdiktet"
    made, packed = io.BytesIO(), io.BytesIO()
    book.save(made)
    with zipfile.ZipFile(made) as old, zipfile.ZipFile(packed, "w") as new:
        for name in sorted(old.namelist()):
            part = STAMP.sub(f"{SAVED.isoformat()}Z".encode(), old.read(name))
            info = zipfile.ZipInfo(name, OLDEST)
            info.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(info, part)
    return packed.getvalue()


def _plain(cell: object) -> object:
    """A cell without the types of pandas; nothing for an empty text, as Forms leaves it."""
    return cell.to_pydatetime() if isinstance(cell, pd.Timestamp) else (cell or None)


def rows_of(content: bytes) -> list[tuple[object, ...]]:
    """What stands in the workbook."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    return list(book.active.iter_rows(values_only=True))


@pytest.fixture(scope="module")
def survey(example):
    return example.microdata[DATA]


# Compared as cells: another version of a library packs the same workbook otherwise.
def test_the_committed_file_is_the_generators_output():
    assert rows_of((EXAMPLE / FILE).read_bytes()) == rows_of(
        as_workbook(make_parents_answers(SEED))
    )


def test_the_committed_file_says_nothing_of_when_and_where_it_was_made():
    with zipfile.ZipFile(EXAMPLE / FILE) as archive:
        assert {info.date_time for info in archive.infolist()} == {OLDEST}
        assert not any(info.comment or info.extra for info in archive.infolist())
    properties = openpyxl.load_workbook(EXAMPLE / FILE).properties
    assert (properties.created, properties.modified) == (SAVED, SAVED)
    assert (properties.creator, properties.lastModifiedBy) == ("Oppdiktet", None)


def test_the_same_workbook_is_made_twice():
    table = make_parents_answers(SEED)
    assert as_workbook(table) == as_workbook(table)


def test_a_seed_gives_one_table_and_another_seed_another():
    for make in (make_parents_answers, make_survey_facts):
        assert make(1).equals(make(1))
        assert not make(1).equals(make(2))


@pytest.mark.parametrize("seed", SEEDS)
def test_the_facts_fit_each_other_and_the_answers(seed):
    facts = make_survey_facts(seed).set_index("fact_id")["value"].astype(int)
    answers = make_parents_answers(seed)
    places = answers["Hvor går barnet du svarer for?"].value_counts()
    assert facts["foreldre_barnehage"] + facts["foreldre_skole"] == facts["foreldre_i_alt"]
    assert (
        len(answers)
        == facts["foreldre_svarte"]
        <= facts["foreldre_apnet"]
        <= facts["foreldre_spurte"]
    )
    assert facts["foreldre_spurte"] <= facts["foreldre_i_alt"]
    assert places["Barnehage"] <= facts["foreldre_barnehage"]
    assert places["Skole"] <= facts["foreldre_skole"]


@pytest.mark.parametrize("seed", SEEDS)
def test_the_file_can_be_read_as_an_export_of_forms(example, tmp_path, seed):
    (tmp_path / FILE).write_bytes(as_workbook(make_parents_answers(seed)))
    declared = [data for data in example.evaluation.microdata if data.id == DATA]
    reading = inspect_microdata(tmp_path, declared, is_synthetic=True, root=ROOT)
    assert reading.faults == ()
    assert reading.microdata[DATA].format == "forms"
    assert len(reading.microdata[DATA].table) == 163


def test_what_a_form_exports_besides_is_dropped_at_the_door(survey):
    assert {dropped.why for dropped in survey.dropped} == {
        "identifier", "timestamp", "email", "name", "free_text", "undeclared",
    }  # fmt: skip
    assert "(Oppdiktet" not in survey.table.to_csv()
    assert "forelder" not in survey.table.to_csv()


def test_there_is_something_to_notice_in_the_answers(survey):
    checks = {(check.code, check.question): check.n for check in survey.checks}
    assert checks["rows_alike", ""] == 1  # sent twice
    assert checks["families_of_several", ""] == 25
    assert checks["straight_lines_doubtful", "tilhorer"] == 5  # two that were put there
    assert checks["other_text", "styrke"] == survey.count({"styrke_annet": TICKED}) > 5
    assert ("other_repeated", "styrke") not in checks
    assert all(checks["unanswered", q] > 0 for q in ("kjenner", "tilhorer", "styrke"))
    assert ("not_asked", "vil_bidra") not in checks
    assert survey.count({"tilhorer": "vet_ikke"}) >= 5


def test_only_those_who_want_to_meet_are_asked_to_help(survey):
    unasked = survey.table["onsker_moteplass"].isin(["nei", "vet_ikke"])
    assert survey.table.loc[unasked, "vil_bidra"].isna().all()
    assert unasked.sum() > 20


def test_it_answers_every_question_of_the_generic_questionnaire():
    generic = read_instrument("foreldrenettverk", root=ROOT)
    headings = set(make_parents_answers(SEED).columns)
    assert {question.column for question in generic.questions} <= headings


def test_every_row_is_marked_and_points_at_nobody():
    table = make_parents_answers(SEED)
    assert table["Syntetisk"].str.contains("oppdiktet").all()
    assert set(table["Navn"]) == {"Oppdiktet"}
    assert (
        table["E-postadresse"]
        .map(lambda text: EMAIL.fullmatch(text)[1])
        .eq("example.org")
        .all()
    )
    texts = table["Er det noe mer du vil si om foreldrenettverket?"]
    assert texts[texts.ne("")].str.startswith("(Oppdiktet.)").all()
    assert texts.ne("").sum() > 20
