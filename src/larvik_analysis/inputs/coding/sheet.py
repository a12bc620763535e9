"""A coding sheet as it was filled in: what was coded, the themes, and the paraphrases.

The tables are known by their headings, so a sheet may be renamed or moved.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from larvik_analysis.errors import Fault, InputError
from larvik_analysis.inputs.coding.places import (
    ANSWERS,
    N_ROWS_ABOVE,
    PARAPHRASES,
    THEMES,
    Columns,
    columns_in,
    name_of_sheet,
    spellings_in_sheet,
    told_lines,
    words_of_sheet,
)
from larvik_analysis.inputs.coding.seal import seal_of
from larvik_analysis.inputs.exports.workbook import Sheet, read_sheets
from larvik_analysis.inputs.files import read_bytes
from larvik_analysis.inputs.naming import alike
from larvik_analysis.inputs.table_text import Record


@dataclass(frozen=True, slots=True)
class CodedRow:
    """An answer and what somebody coded it as.

    Attributes
    ----------
    line : int
    number, text : str
    themes : tuple of str
        The cells that are filled.
    is_whole : bool
        Whether the number and the text still stand beside each other as they were written.
    """

    line: int
    number: str
    text: str
    themes: tuple[str, ...]
    is_whole: bool = True


@dataclass(frozen=True, slots=True)
class ThemeRow:
    """A theme, and who approved its name on which day; what is not written is empty."""

    line: int
    name: str
    name_en: str
    approved_by: str
    date: str


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
    key : str
        Of the signs of its rows.
    answers : tuple of CodedRow
    themes : tuple of ThemeRow
        Without the two that every sheet has: coded as none of them, and not coded.
    paraphrases : tuple of ParaphraseRow
    """

    file: str
    key: str
    answers: tuple[CodedRow, ...]
    themes: tuple[ThemeRow, ...]
    paraphrases: tuple[ParaphraseRow, ...]


def read_sheet(path: Path, file: str) -> CodingSheet:
    """A coding sheet as it was saved.

    Raises
    ------
    InputError
        If it cannot be opened safely, is damaged, lacks a heading of the answers or the
        themes, or has a formula in them that was never calculated.
    """
    sheets = _sheets(path, file)
    answers, themes = _table(sheets, ANSWERS), _table(sheets, THEMES)
    paraphrases = _table(sheets, PARAPHRASES)
    missing = [*answers.missing, *themes.missing]
    if "quote" in paraphrases.columns.named:  # the sheet of them may be deleted as a whole
        missing += paraphrases.missing
    key = _key(sheets)
    if not (missing or key):
        missing = [words_of_sheet("key", "nb")]
    if missing:
        values = {"columns": ", ".join(dict.fromkeys(missing))}
        raise InputError([Fault(file=file, code="coding_no_table", values=values)])
    tables = {"answers": answers, "themes": themes, "paraphrases": paraphrases}
    if faults := [
        fault for name, table in tables.items() for fault in table.without_value(file, name)
    ]:
        raise InputError(faults)
    return CodingSheet(
        file=file,
        key=key,
        answers=tuple(_answers(answers, key)),
        themes=tuple(_themes(themes)),
        paraphrases=() if paraphrases.missing else tuple(_paraphrases(paraphrases)),
    )


def _sheets(path: Path, file: str) -> tuple[Sheet, ...]:
    content = read_bytes(path, file)
    try:
        return read_sheets(content, file)
    except InputError as error:
        # Nobody can fetch this file once more: people have written in it.
        if any(fault.code in ("export_damaged", "export_archive") for fault in error.faults):
            raise InputError([Fault(file=file, code="coding_damaged")]) from error
        raise


@dataclass(frozen=True, slots=True, kw_only=True)
class _Table:
    """The rows below a heading, and where its columns stand."""

    columns: Columns
    missing: tuple[str, ...]
    sheet: Sheet | None = None
    line: int = 0  # of the headings
    rows: Sequence[Record] = ()

    def cell(self, record: Record, key: str) -> str:
        return _at(record, self.columns.named[key])

    def without_value(self, file: str, name: str) -> Iterator[Fault]:
        """A fault for each column with formulas that give nothing: they look empty."""
        if self.sheet is None:
            return
        for column in sorted({*self.columns.named.values(), *self.columns.themes}):
            found = {
                *self.sheet.layout.uncalculated.get(column, ()),
                *self.sheet.errors.get(column, ()),
            }
            if lines := sorted(line for line in found if line > self.line):
                values = {"count": str(len(lines)), "lines": told_lines(lines)}
                letter = _letter(column)
                yield Fault(
                    file=file,
                    code="coding_formula",
                    line=lines[0],
                    column=letter,
                    values=values,
                    sheet=name_of_sheet(name),
                )


def _letter(column: int) -> str:
    from openpyxl.utils import get_column_letter

    return str(get_column_letter(column + 1))


def _at(record: Record, column: int) -> str:
    return record.cells[column] if column < len(record.cells) else ""


def _table(sheets: Sequence[Sheet], keys: Collection[str]) -> _Table:
    """The first table that lacks the fewest of these columns."""
    best = _Table(columns=Columns({}, ()), missing=tuple(Columns({}, ()).missing(keys)))
    for sheet in sheets:
        for place, record in enumerate(sheet.records[:N_ROWS_ABOVE]):
            columns = columns_in(record.cells, keys)
            missing = tuple(columns.missing(keys))
            if len(missing) < len(best.missing):
                rows = sheet.records[place + 1 :]
                best = _Table(
                    columns=columns, missing=missing, sheet=sheet, line=record.line, rows=rows
                )
    return best


def _key(sheets: Sequence[Sheet]) -> str:
    """The key of the signs: it stands on a hidden sheet beside a word of its own."""
    for sheet in sheets:
        first = sheet.records[0].cells
        if len(first) > 1 and alike(first[0]) in spellings_in_sheet("key"):
            return first[1]
    return ""


def _answers(table: _Table, key: str) -> Iterator[CodedRow]:
    for record in table.rows:
        number, text, seal = (table.cell(record, name) for name in ANSWERS)
        themes = tuple(filter(None, (_at(record, n) for n in table.columns.themes)))
        if number or text or themes:
            is_whole = seal == seal_of(key, number, text)
            yield CodedRow(record.line, number, text, themes, is_whole)


def _themes(table: _Table) -> Iterator[ThemeRow]:
    fixed = spellings_in_sheet("without_theme") | spellings_in_sheet("not_coded")
    for record in table.rows:
        name, *others = (table.cell(record, key) for key in THEMES)
        if name and alike(name) not in fixed:
            yield ThemeRow(record.line, name, *others)


def _paraphrases(table: _Table) -> Iterator[ParaphraseRow]:
    for record in table.rows:
        row = ParaphraseRow(record.line, *(table.cell(record, key) for key in PARAPHRASES))
        if row.text:
            yield row
