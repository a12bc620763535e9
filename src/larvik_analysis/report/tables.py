"""Released rows as a table of finished texts, and as CSV."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd

from larvik_analysis.errors import ReleaseError
from larvik_analysis.estimate.indicators.tables import NUMBER_COLUMNS
from larvik_analysis.exhibit.cells import cell_text, label_columns
from larvik_analysis.exhibit.exhibit import Exhibit
from larvik_analysis.release.released import Released, is_released
from larvik_analysis.terms.catalogue import Language, read_catalogue
from larvik_analysis.terms.language import EN_DASH

from .document import Column, TableBlock
from .pandoc_ast import clean

_WORDS = ("unit", "target", "method", "reason")


def table_block(released: Released, language: Language, *, name: str = "") -> TableBlock:
    """The table of an exhibit; counts stand before shares, because the base is small."""
    columns, rows = columns_and_rows(released, language)
    return TableBlock(
        name=name or released.name,
        title=released.title,
        caption=released.caption,
        columns=tuple(columns),
        rows=tuple(rows),
        notes=released.notes,
        source=released.source,
    )


_Rows = tuple[list[Column], list[tuple[str, ...]]]


def columns_and_rows(table: Released | Exhibit, language: Language) -> _Rows:
    """The finished texts of a table, of one that may leave or of one that stays internal."""
    return (_wide if table.across else _long)(table, language)


def _is_of_words(table: Released | Exhibit) -> bool:
    """Whether no row is about a number."""
    return "reason" not in table.data or bool(table.data["reason"].eq("no_fact").all())


def _long(table: Released | Exhibit, language: Language) -> _Rows:
    """One row an estimate."""
    texts = read_catalogue(language)
    headings = _headings(table.data) if not _is_of_words(table) else []
    labels = label_columns(table.keys)
    columns = [Column(heading=_heading(table.keys, label, texts)) for label in labels]
    columns += [Column(heading=texts[f"report.column_{h}"], is_number=True) for h in headings]
    rows = [
        (
            *(str(row[name]) for name in labels),
            *(_CELLS[heading](row, language) for heading in headings),
        )
        for _, row in table.data.iterrows()
    ]
    return columns, rows


def _headings(data: pd.DataFrame) -> list[str]:
    has_base = data["n"].notna()
    if bool((has_base & data["unit"].isin(["share", "count"])).any()):
        headings = ["count", "n", "share"]
    else:
        headings = ["value", "n"] if bool(has_base.any()) else ["value"]
    return [*headings, "interval"] if data["low"].notna().any() else headings


def _wide(table: Released | Exhibit, language: Language) -> _Rows:
    """The values of one label as columns; what has no estimate there has a dash."""
    texts = read_catalogue(language)
    labels = [name for name in label_columns(table.keys) if name != table.across]
    filling = labels.pop() if _is_of_words(table) else ""
    over = list(dict.fromkeys(map(str, table.data[table.across])))
    cells: dict[tuple[str, ...], dict[str, list[str]]] = {}
    for _, row in table.data.iterrows():
        of_row = cells.setdefault(tuple(str(row[name]) for name in labels), {})
        said = str(row[filling]) if filling else _value_with_interval(row, language)
        of_row.setdefault(str(row[table.across]), []).append(said)
    columns = [Column(heading=_heading(table.keys, label, texts)) for label in labels]
    # A span of years gets a place where its line can be broken.
    headings = [re.sub(r"(?<=\d)-(?=\d)", f" {EN_DASH} ", name) for name in over]
    columns += [Column(heading=name, is_number=not filling) for name in headings]
    rows = [
        (*labelled, *("; ".join(of_row.get(name, [EN_DASH])) for name in over))
        for labelled, of_row in cells.items()
    ]
    return columns, rows


def _value_with_interval(row: pd.Series[Any], language: Language) -> str:
    value, beside = _value(row, language), []
    if row["unit"] == "share" and pd.notna(row["count"]) and pd.notna(row["estimate"]):
        beside.append(cell_text(row, "estimate", language))  # counts stand before per cent
    if pd.notna(row["low"]):
        beside.append(_interval(row, language))
    return f"{value} ({'; '.join(beside)})" if beside else value


def _heading(keys: tuple[str, ...], label: str, texts: Mapping[str, str]) -> str:
    """What a column of labels is called: after the ids that stand before it, if anything."""
    before = keys[max(keys.index(label) - 1, 0)]
    return texts.get(f"report.column_{before}", texts["report.column_label"])


def _value(row: pd.Series[Any], language: Language) -> str:
    return cell_text(row, "count" if pd.notna(row["count"]) else "estimate", language)


def _interval(row: pd.Series[Any], language: Language) -> str:
    texts = read_catalogue(language)
    if pd.isna(row["low"]):
        return texts["report.no_interval"]
    ends = {end: cell_text(row, end, language) for end in ("low", "high")}
    return texts["report.interval"].format(**ends)


def _number_or_dash(row: pd.Series[Any], column: str, language: Language) -> str:
    """A number beside the count; the reason stands once, in the count's own cell."""
    return EN_DASH if pd.isna(row[column]) else cell_text(row, column, language)


_CELLS: dict[str, Callable[[pd.Series[Any], Language], str]] = {
    "value": _value,
    "count": lambda row, language: cell_text(row, "count", language),
    "n": lambda row, language: _number_or_dash(row, "n", language),
    "share": lambda row, language: (
        _number_or_dash(row, "estimate", language) if row["unit"] == "share" else EN_DASH
    ),
    "interval": _interval,
}


def csv_bytes(released: Released) -> bytes:
    """The released rows as CSV: UTF-8, dot decimal, labels first, empty columns left out.

    The columns are the labels, then ``estimate, low, high, level, n, count, unit, target,
    method, reason`` where they apply, and ``mark`` on synthetic data.
    """
    if not is_released(released):
        raise ReleaseError("not_released")
    data = released.data.copy()
    if "target" not in data:
        data["target"] = released.target
    labels = [key for key in released.keys if key != "target"]
    numbers = [
        name for name in NUMBER_COLUMNS if name == "estimate" or data[name].notna().any()
    ]
    words = [name for name in _WORDS if name != "reason" or data[name].ne("").any()]
    if released.is_of_words:
        numbers, words = [], []
    if released.told:
        words.append("basis")  # which count each number is, for whoever checks the release
    if released.mark:
        data["mark"] = released.mark
        words.append("mark")
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow([safe_cell(name) for name in (*labels, *numbers, *words)])
    for _, row in data.iterrows():
        writer.writerow(
            [safe_cell(str(row[name])) for name in labels]
            + [_plain(row[name]) for name in numbers]
            + [safe_cell(str(row[name])) for name in words]
        )
    return buffer.getvalue().encode("utf-8")


def _plain(value: Any) -> str:
    if pd.isna(value):
        return ""
    number = float(value)
    return str(int(number)) if number.is_integer() else repr(number)


# What a spreadsheet takes for the start of a formula, also in the full width of Japanese
# and Chinese. A Norwegian Excel parts a line at semicolons, whatever parts it in the file.
_FORMULA = re.compile(r"(^|;)(?=[\s'\"]*[=+\-@＝＋－＠])")


def safe_cell(words: str) -> str:
    """A text on one line that no spreadsheet runs as a formula.

    Examples
    --------
    >>> safe_cell("=1+1"), safe_cell("barn; -unge"), safe_cell("0-3 år")
    ("'=1+1", "barn;' -unge", '0-3 år')
    """
    return _FORMULA.sub(r"\1'", clean(words))
