"""Cells of a table as people read them."""

from __future__ import annotations

import pandas as pd
import pytest

from larvik_analysis.exhibit.cells import (
    cell_text,
    label_columns,
    rows_in_words,
    share_text,
    whole_number,
)

ROW = {
    "label": "Levert", "estimate": 0.8, "low": 0.49, "high": 0.943, "level": 0.95, "n": 10,
    "count": 8, "unit": "share", "reason": "", "uncertain": False,
}  # fmt: skip


def row(**change: object) -> pd.Series:
    """One row of an estimate table."""
    return pd.Series(ROW | change, dtype=object)


@pytest.mark.parametrize(
    ("column", "change", "nb", "en"),
    [
        ("estimate", {}, "80\u00a0%", "80%"),
        ("estimate", {"estimate": 0.125}, "13\u00a0%", "13%"),
        ("estimate", {"unit": "score", "estimate": 2.675}, "2,68", "2.68"),
        ("low", {}, "49\u00a0%", "49%"),
        ("high", {}, "94\u00a0%", "94%"),
        ("level", {"unit": "count"}, "95\u00a0%", "95%"),
        ("count", {}, "8", "8"),
        ("n", {"n": 1300}, "1\u202f300", "1,300"),
        ("estimate", {"unit": "percent", "estimate": 46.7}, "46,7\u00a0%", "46.7%"),
        ("estimate", {"unit": "percent_position", "estimate": 140.0}, "140\u00a0%", "140%"),
        ("estimate", {"unit": "nok", "estimate": 150000.0}, "150\u202f000", "150,000"),
        ("estimate", {"unit": "count", "estimate": 10.0, "uncertain": True},
         "10 (usikker lesing)", "10 (uncertain reading)"),
        ("estimate", {"estimate": None, "reason": "illegible"},
         "kan ikke leses i kilden", "cannot be read in the source"),
        ("count", {"count": pd.NA, "reason": "few"}, "enkelte", "a few"),
        ("estimate", {"estimate": float("nan"), "reason": ""}, "", ""),
    ],
)  # fmt: skip
def test_a_cell_in_its_unit_or_the_reason_why_it_is_empty(column, change, nb, en):
    assert cell_text(row(**change), column, "nb") == nb
    assert cell_text(row(**change), column, "en") == en


def test_rows_in_words():
    table = pd.DataFrame([row(), row(label="Planlagt", count=pd.NA, reason="few")])
    assert rows_in_words(table, "count", "nb") == "Levert: 8; Planlagt: enkelte"


def test_rows_in_words_name_every_label_and_read_no_sign_aloud():
    table = pd.DataFrame(
        [
            {"group": "a", "group_label": "Barnehage", **row()},
            {"group": "b", "group_label": "Skole", **row(count=pd.NA, reason="hidden")},
        ]
    )
    assert label_columns(table.columns) == ["group_label", "label"]
    assert rows_in_words(table, "count", "nb") == (
        "Barnehage, Levert: 8; Skole, Levert: vises ikke"
    )


def test_a_label_that_is_a_sentence_loses_its_full_stop_among_others():
    table = pd.DataFrame([row(label="Det gikk bra."), row(label="[en del …]")])
    assert rows_in_words(table, "count", "nb") == "Det gikk bra: 8; [en del …]: 8"
    words = {"item": "a", "text_label": "Kilden utdyper ikke rådet.", "reason": "no_fact"}
    table = pd.DataFrame([{"label": "Råd", **words}] * 2)
    assert rows_in_words(table, "estimate", "nb") == "; ".join(
        ["Råd: Kilden utdyper ikke rådet"] * 2
    )


HIDDEN = {"estimate": None, "count": pd.NA}


@pytest.mark.parametrize(
    ("change", "nb", "en"),
    [
        ({}, "8 av 10 (80\u00a0%)", "8 of 10 (80%)"),
        (HIDDEN | {"reason": "few"}, "enkelte av 10", "a few of 10"),
        (HIDDEN | {"reason": "half_or_more"}, "minst halvparten av 10", "at least half of 10"),
        (HIDDEN | {"reason": "under_half", "n": pd.NA},
         "færre enn halvparten", "fewer than half"),
        (HIDDEN | {"reason": "hidden"}, "vises ikke", "not shown"),
        ({"estimate": None, "count": 0, "n": 0, "reason": "incomplete"},
         "kan ikke regnes ut", "cannot be worked out"),
    ],
)  # fmt: skip
def test_a_share_in_words(change, nb, en):
    assert share_text(row(**change), "nb") == nb
    assert share_text(row(**change), "en") == en


@pytest.mark.parametrize(("value", "count"), [(8, 8), (8.0, 8), (pd.NA, 0), (float("nan"), 0)])
def test_a_count_to_draw(value, count):
    assert whole_number(value) == count


def test_a_number_that_is_no_count_is_told_where_others_are_counts():
    rows = [
        {"label": "Ja", "estimate": 0.5, "count": 5, "unit": "share"},
        {"label": "Veid", "estimate": 0.25, "count": pd.NA, "unit": "share"},
        {"label": "Snitt", "estimate": 3.3333, "count": pd.NA, "unit": "score"},
    ]
    table = pd.DataFrame([row | {"reason": "", "uncertain": False} for row in rows])
    said = rows_in_words(table, "count", "nb").replace("\xa0", " ")
    assert said == "Ja: 5; Veid: 25 %; Snitt: 3,33"
