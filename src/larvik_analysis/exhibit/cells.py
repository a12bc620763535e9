"""Cells of an estimate table as text: the number, or the reason in words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd

from larvik_analysis.terms.catalogue import Language, read_catalogue
from larvik_analysis.terms.language import (
    format_kroner,
    format_number,
    format_per_hundred,
    format_percent,
)

from .statement import WITH_BASE

# Units whose numbers are already per cent.
_PER_CENT = frozenset({"percent", "percent_position"})
# What is told of a share that may not be shown: it is at least this, and at most that.
BAND_ENDS = {"half_or_more": (0.5, 1.0), "under_half": (0.0, 0.5)}
_DECIMALS = {"z": 2, "score": 2, "points": 1, "index": 0, "times": 1}
# Units of what was worked out: more than three figures would promise too much.
_ROUGH = frozenset({"years", "positions", "days_per_year"})


def whole_number(value: Any) -> int:
    """A count to draw; nothing where it is missing."""
    return 0 if pd.isna(value) else int(value)


def cell_text(row: pd.Series[Any], column: str, language: Language) -> str:
    """One cell as people read it: the number in the row's unit, or why there is none."""
    texts = read_catalogue(language)
    value = row[column]
    if pd.isna(value):
        reason = str(row["reason"])
        return texts[f"language.reason.{reason}"] if reason else ""
    number = _number(float(value), column, str(row["unit"]), language)
    return f"{number} ({texts['language.reason.uncertain']})" if row["uncertain"] else number


def _number(value: float, column: str, unit: str, language: Language) -> str:
    if column in ("n", "count"):
        return format_number(value, language)
    if column == "level":
        return format_percent(value, language)
    return number_text(value, unit, language)


def number_text(value: float, unit: str, language: Language) -> str:
    """A number as people read it in its unit; per cent as precise as it was published."""
    if unit == "share":
        return format_percent(value, language)
    if unit == "kroner":
        return format_kroner(value, language)
    if unit == "chance":
        return format_percent(value, language)
    if unit == "per_hundred":
        return format_per_hundred(value, language)
    if unit == "rate":  # a share a year
        return format_percent(value, language, decimals=1)
    if unit in _ROUGH:
        return format_number(float(f"{value:.3g}"), language)
    if unit in _PER_CENT:
        return format_percent(value / 100, language, decimals=None)
    return format_number(value, language, decimals=_DECIMALS.get(unit))


def share_text(row: pd.Series[Any], language: Language) -> str:
    """A share of own data as people read it: the count among its base, then per cent.

    Where the number may not be told, what may: the band it lies in, or that it is hidden.
    """
    texts = read_catalogue(language)
    reason = str(row["reason"])
    if pd.notna(row["estimate"]) and pd.notna(row["count"]):
        count, base = (cell_text(row, column, language) for column in ("count", "n"))
        of_base = texts["language.of_base.digits"].format(count=count, n=base)
        return f"{of_base} ({cell_text(row, 'estimate', language)})"
    if reason in WITH_BASE and pd.notna(row["n"]):
        base = cell_text(row, "n", language)
        return texts[f"language.of_base.{reason}"].format(n=base)
    return _in_words(row, "estimate", language)


def rows_in_words(table: pd.DataFrame, column: str, language: Language) -> str:
    """Every row as ``label: number`` in one sentence, for an alternative text.

    A row of words alone has its labels. A label that is a sentence loses its full stop.
    """
    names = label_columns(map(str, table.columns))
    rows = [
        ([str(row[name]).removesuffix(".") for name in names], row)
        for _, row in table.iterrows()
    ]
    if table["reason"].eq("no_fact").all():
        return "; ".join(": ".join(labels) for labels, _ in rows)
    return "; ".join(
        f"{', '.join(labels)}: {_in_words(row, _column_of(row, column), language)}"
        for labels, row in rows
    )


def _column_of(row: pd.Series[Any], column: str) -> str:
    """The column asked for; the estimate where that is no count."""
    is_no_count = not row["reason"] and pd.isna(row[column]) and pd.notna(row["estimate"])
    return "estimate" if is_no_count else column


def label_columns(names: Iterable[str]) -> list[str]:
    """The columns that a reader sees as words, in their order."""
    return [name for name in names if name == "label" or name.endswith("_label")]


def _in_words(row: pd.Series[Any], column: str, language: Language) -> str:
    """A cell where no legend explains a sign; a colon would be read aloud as one."""
    if pd.isna(row[column]) and row["reason"] == "hidden":
        return read_catalogue(language)["language.hidden_in_words"]
    return cell_text(row, column, language)
