"""A workbook as rows of text, sheet by sheet. Nothing is calculated and no link followed.

What a formula gave when the file was saved stands beside it, and is read; a formula that
was never calculated has nothing beside it, and is told.
"""

from __future__ import annotations

import io
import warnings
import zipfile
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any
from xml.etree import ElementTree

from larvik_analysis.errors import Fault, InputError
from larvik_analysis.inputs.exports.archive import check_archive
from larvik_analysis.inputs.exports.cell_text import text_of
from larvik_analysis.inputs.table_text import MOST_CELLS, Record, many_cells

_SPACE = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
Lines = dict[int, list[int]]  # for each column, the rows


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """What a sheet says beside its values.

    Attributes
    ----------
    n_formulas : int
    uncalculated : dict of int to list of int
        Rows with a formula that was never calculated, by column; columns count from 0.
    merged : tuple of tuple of int
        First row, first column, last row and last column of cells drawn as one; columns
        count from 0.
    hidden_rows : frozenset of int
    n_hidden_columns : int
    """

    n_formulas: int = 0
    uncalculated: Lines = field(default_factory=dict)
    merged: tuple[tuple[int, int, int, int], ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    n_hidden_columns: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A sheet with anything in it.

    Attributes
    ----------
    number : int
        Its place in the workbook, the first is 1.
    is_hidden : bool
    records : tuple of Record
        Rows with anything in them.
    errors : dict of int to list of int
        Rows with an error instead of a value, such as a lost reference, by column.
    layout : Layout
    """

    number: int
    is_hidden: bool
    records: tuple[Record, ...]
    errors: Lines
    layout: Layout


def read_sheets(content: bytes, file: str) -> tuple[Sheet, ...]:
    """The sheets of a workbook that have anything in them, in their order.

    Raises
    ------
    InputError
        If it cannot be opened safely, or is damaged, or has more cells than a table has.
    """
    from openpyxl import load_workbook  # slow to import; most files are text

    check_archive(content, file)
    try:
        # The library warns of what it leaves out: drawings, rules for typing, themes.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = load_workbook(
                io.BytesIO(content), read_only=True, data_only=True, keep_links=False
            )
            try:
                sheets = [
                    _sheet(sheet, number, content, file)
                    for number, sheet in enumerate(book.worksheets, start=1)
                ]
            finally:
                book.close()
    except InputError:
        raise
    # A damaged workbook breaks the library in ways of its own.
    except Exception as error:
        raise InputError([Fault(file=file, code="export_damaged")]) from error
    return tuple(sheet for sheet in sheets if sheet.records)


def _sheet(sheet: Any, number: int, content: bytes, file: str) -> Sheet:
    # The types of the library do not know sheets that are only read.
    sheet.reset_dimensions()  # some programs write them wrong
    records: list[Record] = []
    errors: Lines = defaultdict(list)
    once: dict[str, str] = {}
    n_cells = 0
    for line, row in enumerate(sheet.iter_rows(), start=1):
        n_cells += len(row)
        if n_cells > MOST_CELLS:
            raise InputError([many_cells(file, line)])
        cells: list[str] = []
        has_error = False
        for column, cell in enumerate(row):
            if cell.data_type == "e":
                errors[column].append(line)
                has_error = True
                cells.append("")
                continue
            text = text_of(cell.value, cell.number_format if cell.data_type == "n" else "")
            cells.append(once.setdefault(text, text))
        if has_error or any(cells):
            records.append(Record(line, cells))
    layout = _layout(content, sheet._worksheet_path) if records else Layout()
    return Sheet(
        number=number,
        is_hidden=sheet.sheet_state != "visible",
        records=tuple(records),
        errors=dict(errors),
        layout=layout,
    )


def _layout(content: bytes, part: str) -> Layout:
    """What stands in the XML of a sheet beside its values."""
    from openpyxl.utils.cell import range_boundaries

    n_formulas, n_hidden = 0, 0
    uncalculated: Lines = defaultdict(list)
    hidden: set[int] = set()
    merged: list[tuple[int, int, int, int]] = []
    line = 0
    with zipfile.ZipFile(io.BytesIO(content)) as archive, archive.open(part) as stream:
        for _, element in ElementTree.iterparse(stream):
            name = element.tag.removeprefix(_SPACE)
            if name == "row":
                line = int(element.get("r", line + 1))
                found, without = _formulas(element)
                n_formulas += found
                for column in without:
                    uncalculated[column].append(line)
                if element.get("hidden") in ("1", "true"):
                    hidden.add(line)
                element.clear()
            elif name == "col" and element.get("hidden") in ("1", "true"):
                n_hidden += int(element.get("max", 1)) - int(element.get("min", 1)) + 1
            elif name == "mergeCell":
                left, top, right, bottom = range_boundaries(element.get("ref", ""))
                merged.append((top or 1, (left or 1) - 1, bottom or 1, (right or 1) - 1))
    return Layout(
        n_formulas=n_formulas,
        uncalculated=dict(uncalculated),
        merged=tuple(merged),
        hidden_rows=frozenset(hidden),
        n_hidden_columns=n_hidden,
    )


def _formulas(row: ElementTree.Element) -> tuple[int, list[int]]:
    """How many formulas a row has, and the columns of those without a value."""
    from openpyxl.utils.cell import column_index_from_string, coordinate_from_string

    found, without = 0, []
    for number, cell in enumerate(row):
        if cell.find(f"{_SPACE}f") is None:
            continue
        found += 1
        place = cell.get("r", "")
        letters = coordinate_from_string(place)[0] if place else ""
        column = column_index_from_string(letters) - 1 if letters else number
        # An empty text is a value: the formula gave nothing.
        if not cell.findtext(f"{_SPACE}v") and cell.get("t") != "str":
            without.append(column)
    return found, without
