"""Cells of a table as people read them."""

from __future__ import annotations

import pandas as pd
import pytest

from larvik_analysis.exhibit.cells import cell_text, rows_in_words, whole_number

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
        ("low", {}, "49\u00a0%", "49%"),
        ("high", {}, "94\u00a0%", "94%"),
        ("level", {"unit": "count"}, "95\u00a0%", "95%"),
        ("count", {}, "8", "8"),
        ("n", {"n": 1300}, "1\u202f300", "1,300"),
        ("estimate", {"unit": "percent", "estimate": 46.7}, "47\u00a0%", "47%"),
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


@pytest.mark.parametrize(("value", "count"), [(8, 8), (8.0, 8), (pd.NA, 0), (float("nan"), 0)])
def test_a_count_to_draw(value, count):
    assert whole_number(value) == count
