"""Exhibits of words alone: a checklist carries no number, and nothing but public words."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from larvik_analysis.exhibit.exhibit import Exhibit, Target, from_json, to_json
from larvik_analysis.exhibit.statement import Statement, write_out
from larvik_analysis.release.gate import release
from larvik_analysis.report.tables import csv_bytes, table_block
from larvik_analysis.terms.units import UnitOfAnalysis


@pytest.fixture
def listed(example) -> Exhibit:
    measures = example.evaluation.measures
    rows = [(m.id, m.name.nb, m.description.nb) for m in measures]
    text = Statement(key="report.sources")
    return Exhibit(
        name="liste",
        data=pd.DataFrame(rows, columns=["id", "label", "what_label"]),
        keys=("id", "label", "what_label"),
        universe="words",
        unit_of_analysis=UnitOfAnalysis.MEASURES,
        target=Target(kind="census", sentence=text),
        title=text,
        caption=text,
        alternative_text=text,
        documents=(),
        sensitivity="public",
    )


def test_words_that_are_public_pass_and_have_no_column_for_a_number(listed, example):
    [released], [verdict] = release([listed], example)
    assert verdict.passed
    assert released.is_of_words
    block = table_block(released, "nb")
    assert len(block.columns) == 2
    assert len(block.rows) == len(example.evaluation.measures)
    assert csv_bytes(released).decode().splitlines()[0] == "id,label,what_label,mark"


def test_words_that_nobody_published_are_withheld(listed, example):
    data = listed.data.copy()
    data.loc[0, "what_label"] = "tre familier flyttet"
    [released], [verdict] = release([replace(listed, data=data)], example)
    assert released is None
    assert verdict.rule == "words_not_public"


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"sensitivity": "sensitive"}, "not_public"),
        ({"across": "elsewhere"}, "not_public"),
        ({"keys": ("id", "what_label"), "columns": ["id", "what_label"]}, "not_public"),
        ({"rows": 0}, "nothing_to_show"),
    ],
)
def test_what_is_no_list_of_public_words_is_withheld(listed, example, change, rule):
    change = dict(change)
    columns, rows = change.pop("columns", list(listed.data.columns)), change.pop("rows", None)
    data = listed.data[columns].head(rows if rows is not None else len(listed.data))
    [released], [verdict] = release([replace(listed, data=data, **change)], example)
    assert released is None
    assert verdict.rule == rule


def test_a_list_of_words_comes_back_from_its_file_as_it_was(listed):
    again = from_json(to_json(replace(listed, across="label")))
    assert again.data.equals(listed.data)
    assert again.across == "label"


def test_several_words_are_told_as_a_list_and_come_back_as_several():
    said = Statement(key="report.source", words={"documents": ("a", "b", "c")})
    assert write_out(said, "nb") == "a, b og c."
    assert write_out(replace(said, words={"documents": ("a",)}), "en") == "a."
    assert from_json(to_json(said)) == said
