"""A coding sheet as it was filled in: what was coded, the themes, and the paraphrases.

The tables are known by their headings, so a sheet may be renamed or moved.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from larvik_analysis.errors import Fault, InputError
from larvik_analysis.inputs.coding.places import (
    headings_of_themes,
    spellings_in_sheet,
    words_of_sheet,
)
from larvik_analysis.inputs.exports.workbook import Sheet, read_sheets
from larvik_analysis.inputs.files import read_bytes
from larvik_analysis.inputs.naming import alike
from larvik_analysis.inputs.table_text import Record

_N_ROWS_ABOVE = 5  # a heading stands within so many rows
_ANSWERS = ("number", "answer")
_THEMES = ("name", "name_en")
_PARAPHRASES = ("theme", "quote", "approved_by", "date")


@dataclass(frozen=True, slots=True)
class CodedRow:
    """An answer and what somebody coded it as; `themes` are the cells that are filled."""

    line: int
    number: str
    text: str
    themes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ThemeRow:
    """A theme; the English name is empty where nobody has written it."""

    line: int
    name: str
    name_en: str


@dataclass(frozen=True, slots=True)
class ParaphraseRow:
    """A paraphrase, and who approved it on which day."""

    line: int
    theme: str
    text: str
    approved_by: str
    date: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CodingSheet:
    """A coding sheet.

    Attributes
    ----------
    file : str
        What messages call it.
    answers : tuple of CodedRow
    themes : tuple of ThemeRow
        Without the two that every sheet has: coded as none of them, and not coded.
    paraphrases : tuple of ParaphraseRow
    """

    file: str
    answers: tuple[CodedRow, ...]
    themes: tuple[ThemeRow, ...]
    paraphrases: tuple[ParaphraseRow, ...]


def read_sheet(path: Path, file: str) -> CodingSheet:
    """A coding sheet as it was saved.

    Raises
    ------
    InputError
        If it cannot be opened safely, is damaged, or has no table of answers or of themes.
    """
    sheets = read_sheets(read_bytes(path, file), file)
    answers, themes = (_table(sheets, keys) for keys in (_ANSWERS, _THEMES))
    missing = [
        words_of_sheet(key, "nb")
        for table, keys in ((answers, _ANSWERS), (themes, _THEMES))
        if table is None
        for key in keys
    ]
    if answers is None or themes is None:
        values = {"columns": ", ".join(missing)}
        raise InputError([Fault(file=file, code="coding_no_table", values=values)])
    paraphrases = _table(sheets, _PARAPHRASES)
    return CodingSheet(
        file=file,
        answers=tuple(_answers(answers)),
        themes=tuple(_themes(themes)),
        paraphrases=tuple(_paraphrases(paraphrases)) if paraphrases is not None else (),
    )


@dataclass(frozen=True, slots=True)
class _Table:
    """The rows below a heading, and where its columns stand."""

    rows: Sequence[Record]
    columns: dict[str, int]
    themes: tuple[int, ...]

    def cell(self, record: Record, key: str) -> str:
        return _at(record, self.columns[key])


def _at(record: Record, column: int) -> str:
    return record.cells[column] if column < len(record.cells) else ""


def _table(sheets: Sequence[Sheet], keys: Collection[str]) -> _Table | None:
    """The first table that has all of these columns."""
    for sheet in sheets:
        for place, record in enumerate(sheet.records[:_N_ROWS_ABOVE]):
            found = [alike(cell) for cell in record.cells]
            columns = {
                key: number
                for key in keys
                for number, heading in enumerate(found)
                if heading in spellings_in_sheet(key)
            }
            if len(columns) == len(keys):
                themes = [
                    n for n, heading in enumerate(found) if heading in headings_of_themes()
                ]
                return _Table(sheet.records[place + 1 :], columns, tuple(themes))
    return None


def _answers(table: _Table) -> Iterator[CodedRow]:
    for record in table.rows:
        number, text = (table.cell(record, key) for key in _ANSWERS)
        themes = tuple(filter(None, (_at(record, column) for column in table.themes)))
        if number or text or themes:
            yield CodedRow(record.line, number, text, themes)


def _themes(table: _Table) -> Iterator[ThemeRow]:
    fixed = spellings_in_sheet("without_theme") | spellings_in_sheet("not_coded")
    for record in table.rows:
        name, name_en = (table.cell(record, key) for key in _THEMES)
        if name and alike(name) not in fixed:
            yield ThemeRow(record.line, name, name_en)


def _paraphrases(table: _Table) -> Iterator[ParaphraseRow]:
    for record in table.rows:
        theme, text, approved_by, date = (table.cell(record, key) for key in _PARAPHRASES)
        if text:
            yield ParaphraseRow(record.line, theme, text, approved_by, date)
