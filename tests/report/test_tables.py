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
        name="tabell",
        title="",
        caption="",
        source="",
        notes=(),
        data=data,
        keys=keys,
        across="",
        is_of_words=False,
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
    keys = ("unnamed", "label")
    block = table_block(released(keys=keys, rows=[("a", "Levert", 6, 30, "")]), "en")
    assert [column.heading for column in block.columns] == ["What", "Count", "Of", "Share"]
    assert block.rows == (("Levert", "6", "30", "20%"),)


def wide(keys: tuple[str, ...], rows: list[tuple[object, ...]], across: str) -> SimpleNamespace:
    """A released table whose values of one label are its columns."""
    table = released(keys, rows)
    table.across = across
    return table


def test_a_wide_table_has_the_values_of_one_label_as_columns_and_a_dash_where_none_is():
    keys = ("place", "place_label", "year", "year_label", "label")
    block = table_block(
        wide(
            keys,
            [
                ("l", "Larvik", "a", "Første år", "alle", 6, None, ""),
                ("l", "Larvik", "b", "Andre år", "alle", 7, None, ""),
                ("n", "Norge", "b", "Andre år", "alle", 8, None, ""),
            ],
            "year_label",
        ),
        "nb",
    )
    assert [column.heading for column in block.columns][-2:] == ["Første år", "Andre år"]
    assert block.rows == (("Larvik", "alle", "6", "7"), ("Norge", "alle", "–", "8"))


def test_a_wide_table_of_words_has_the_last_label_in_its_cells():
    table = wide(
        ("label", "level_label", "task_label"),
        [
            ("Skole", "universell", "I", None, None, "no_fact"),
            ("Skole", "universell", "II", None, None, "no_fact"),
            ("Skole", "indikert", "V", None, None, "no_fact"),
            ("NAV", "indikert", "I", None, None, "no_fact"),
        ],
        "level_label",
    )
    table.is_of_words = True
    block = table_block(table, "nb")
    assert [column.heading for column in block.columns] == ["Hva", "universell", "indikert"]
    assert block.rows == (("Skole", "I; II", "V"), ("NAV", "–", "I"))
