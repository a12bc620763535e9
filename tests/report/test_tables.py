"""Released rows as tables of a report and as CSV."""

from __future__ import annotations

from types import SimpleNamespace

import pandas as pd
import pytest

from larvik_analysis.errors import ReleaseError
from larvik_analysis.release.released import Released
from larvik_analysis.report.tables import csv_bytes, table_block


def released(keys: tuple[str, ...], rows: list[tuple[object, ...]]) -> SimpleNamespace:
    """A released table of shares: labels, count, base and reason."""
    data = pd.DataFrame(rows, columns=[*keys, "count", "n", "reason"])
    data = data.astype({"count": "Int64", "n": "Int64"})
    data["estimate"] = (data["count"] / data["n"]).astype("Float64").astype("float64")
    data = data.assign(low=float("nan"), high=float("nan"), level=float("nan"))
    data = data.assign(unit="share", method="share", uncertain=False)
    return SimpleNamespace(  # the rows of a table are all that is looked at here
        name="tabell", title="", caption="", source="", notes=(), data=data, keys=keys
    )


def test_what_the_gate_has_not_made_is_not_written():
    forged = object.__new__(Released)
    with pytest.raises(ReleaseError):
        csv_bytes(forged)


def test_a_table_of_groups_shows_both_labels_under_their_headings():
    block = table_block(
        released(
            keys=("group", "group_label", "answer", "label"),
            rows=[
                ("nord", "Nord", "ofte", "Ofte", 6, 30, ""),
                ("nord", "Nord", "alltid", "Alltid", None, 30, "under_half"),
                ("sor", "Sør", "ofte", "Ofte", None, None, "hidden"),
            ],
        ),
        "nb",
    )
    assert [column.heading for column in block.columns] == [
        "Gruppe", "Svar", "Antall", "Av", "Andel",
    ]  # fmt: skip
    assert [column.is_number for column in block.columns] == [False] * 2 + [True] * 3
    assert block.rows == (
        ("Nord", "Ofte", "6", "30", "20\u00a0%"),
        ("Nord", "Alltid", "færre enn halvparten", "30", "–"),
        ("Sør", "Ofte", ":", "–", "–"),
    )


def test_a_table_of_one_label_has_one_column_for_it():
    keys = ("part", "label")
    block = table_block(released(keys=keys, rows=[("a", "Levert", 6, 30, "")]), "en")
    assert [column.heading for column in block.columns] == ["What", "Count", "Of", "Share"]
    assert block.rows == (("Levert", "6", "30", "20%"),)
