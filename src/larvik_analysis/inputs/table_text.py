"""A CSV file as Norwegian Excel, or anybody else, saves it.

Comma, semicolon or tab; UTF-8 with or without a mark, UTF-16 or Windows-1252; any line
ends. How it was understood is noted; what can be understood in two ways is refused.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from larvik_analysis.errors import Fault, InputError, Note
from larvik_analysis.inputs.naming import near_code, nearest, shown
from larvik_analysis.inputs.text_encoding import decode

_DELIMITERS = {",": "", ";": "table_semicolon", "\t": "table_tab"}
_SEPARATOR_LINE = re.compile(r"\ufeff?\"?sep=.\"?[ \t]*(\r\n|\n|\r)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Row:
    """One row; `line` is the line of the file it starts on, the header's is 1."""

    line: int
    cells: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows in the order of the file, how the file was understood, and what was wrong."""

    rows: tuple[Row, ...] = ()
    notes: tuple[Note, ...] = ()
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True, slots=True)
class _Record:
    line: int
    cells: list[str]


@dataclass(frozen=True, slots=True)
class _Shape:
    """What a row should look like; `width` counts the header's empty cells at its end."""

    names: list[str]
    width: int
    delimiter: str
    may_be_empty: frozenset[str]

    def fault(self, cells: list[str]) -> str:
        """The key of what is wrong with a row's cells; empty where nothing is."""
        beyond = any(cells[len(self.names) :])
        if self.swallows(cells):
            return "table_quote"
        if len(cells) > self.width or beyond:
            return "row_long"
        # Excel cuts a row behind its last filled cell. A row that lacks cells and ends
        # with an empty one has lost a separator further in front.
        cut = self.may_be_empty.issuperset(self.names[len(cells) :]) and bool(cells[-1])
        return "" if len(cells) >= len(self.names) or cut else "row_short"

    def swallows(self, cells: list[str]) -> bool:
        """Whether two stray quotes far apart made one cell of all the rows between them."""
        return any(
            line.count(self.delimiter) >= len(self.names) - 1
            for cell in cells
            for line in cell.splitlines()[1:-1]
        )


def read_table(
    path: Path,
    file: str,
    columns: Sequence[str],
    *,
    may_be_empty: frozenset[str] = frozenset(),
) -> Table:
    """The rows of a CSV file that must have exactly these columns, in any order.

    Parameters
    ----------
    path : Path
        The file.
    file : str
        What messages call it.
    columns : sequence of str
        Headers the file must have; no other is allowed.
    may_be_empty : frozenset of str
        Columns whose cells may be missing at the end of a row. Excel leaves out the last
        separators of a row when the last columns are empty for a stretch of rows.

    Returns
    -------
    Table
        Cells are without surrounding space. Rows with faults are left out, and all rows
        where the header has one.
    """
    try:
        text, notes = decode(path, file)
    except InputError as error:
        return Table(faults=error.faults)
    text, above = _without_separator_line(text)
    delimiter = _delimiter(text, columns)
    if not delimiter:
        expected = ", ".join(columns)
        fault = Fault(file=file, code="table_no_header", values={"columns": expected})
        return Table(faults=(fault,))
    if code := _DELIMITERS[delimiter]:
        notes.append(Note(file=file, code=code))
    records, stopped = _records(text, delimiter, above, file)
    if not records:
        return Table(notes=tuple(notes), faults=tuple(stopped))
    header, *body = records
    names = [name.strip() for name in _without_empty_end(header.cells)]
    faults = [*_header_faults(names, header.line, columns, file), *stopped]
    if len(faults) > len(stopped):
        return Table(notes=tuple(notes), faults=tuple(faults))
    shape = _Shape(names, len(header.cells), delimiter, may_be_empty)
    rows, padded, more = _rows(body, shape, file)
    if padded:
        values = {"count": str(padded)}
        notes.append(Note(file=file, code="table_short_rows", values=values))
    faults = sorted([*faults, *more], key=lambda fault: fault.line or 0)
    if not rows and not faults:
        faults.append(Fault(file=file, code="table_header_only"))
    return Table(rows=tuple(rows), notes=tuple(notes), faults=tuple(faults))


def _without_separator_line(text: str) -> tuple[str, int]:
    # Excel understands a first line "sep=;" and some programs write it.
    found = _SEPARATOR_LINE.match(text)
    return (text[found.end() :], 1) if found else (text, 0)


def _delimiter(text: str, columns: Sequence[str]) -> str:
    """The delimiter that shows most of the expected headers; empty where none does."""
    first = next((line for line in io.StringIO(text, newline="") if line.strip()), "")

    def headers(delimiter: str) -> int:
        try:
            cells = next(csv.reader([first], delimiter=delimiter), [])
        except csv.Error:  # a line longer than a cell may be
            return 0
        return len({cell.strip() for cell in cells} & set(columns))

    best = max(_DELIMITERS, key=headers)
    return best if headers(best) else ""


def _records(
    text: str, delimiter: str, above: int, file: str
) -> tuple[list[_Record], list[Fault]]:
    """All rows with anything in them, up to a quote that breaks the file."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    records: list[_Record] = []
    while True:
        line = reader.line_num + above + 1
        try:
            cells = next(reader)
        except StopIteration:
            return records, []
        except csv.Error:
            return records, [Fault(file=file, code="table_quote", line=line)]
        if any(cell.strip() for cell in cells):
            records.append(_Record(line, cells))


def _header_faults(
    names: list[str], line: int, columns: Sequence[str], file: str
) -> Iterator[Fault]:
    missing = [column for column in columns if column not in names]
    misspelt: set[str] = set()
    for number, name in enumerate(names, start=1):
        values = {"number": str(number), "found": shown(name)}
        if not name:
            yield Fault(file=file, code="header_empty", line=line, values=values)
        elif name not in columns:
            near = nearest(name, missing)
            code = near_code("header_unknown", near)
            values["nearest"] = near
            misspelt.add(near)
            yield Fault(file=file, code=code, line=line, values=values)
        elif name in names[: number - 1]:
            yield Fault(file=file, code="header_repeated", line=line, column=name)
    for name in missing:
        if name in misspelt:
            continue  # told where it stands
        yield Fault(file=file, code="header_missing", line=line, column=name)


def _rows(body: list[_Record], shape: _Shape, file: str) -> tuple[list[Row], int, list[Fault]]:
    rows: list[Row] = []
    faults: list[Fault] = []
    padded = 0
    n_names = len(shape.names)
    for record in body:
        cells = [cell.strip().replace("\r\n", "\n") for cell in record.cells]
        if code := shape.fault(cells):
            values = {"found": str(len(cells)), "expected": str(n_names)}
            faults.append(Fault(file=file, code=code, line=record.line, values=values))
            continue
        padded += len(cells) < n_names
        cells = [*cells, *[""] * n_names][:n_names]
        rows.append(Row(record.line, dict(zip(shape.names, cells, strict=True))))
    return rows, padded, faults


def _without_empty_end(cells: Sequence[str]) -> list[str]:
    kept = list(cells)
    while kept and not kept[-1].strip():
        kept.pop()
    return kept
