"""Cells of an estimate table as text: the number, or the reason in words."""

from __future__ import annotations

from typing import Any

import pandas as pd

from larvik_analysis.terms.catalogue import Language, read_catalogue
from larvik_analysis.terms.language import format_number, format_percent

# Units whose numbers are already per cent.
_PER_CENT = frozenset({"percent", "percent_position"})


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
    if column == "level" or unit == "share":
        return format_percent(value, language)
    if unit in _PER_CENT:
        return format_percent(value / 100, language)
    return format_number(value, language)


def rows_in_words(table: pd.DataFrame, column: str, language: Language) -> str:
    """Every row as ``label: number`` in one sentence, for an alternative text."""
    return "; ".join(
        f"{row['label']}: {cell_text(row, column, language)}" for _, row in table.iterrows()
    )
