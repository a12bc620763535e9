"""A CSV file as Norwegian Excel, or anybody else, saves it.

Comma, semicolon or tab; UTF-8 with or without a mark, UTF-16 or Windows-1252; any line
ends. How it was understood is noted; what can be understood in two ways is refused.
"""

from __future__ import annotations

import csv
import datetime
import io
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Final

from larvik_analysis.errors import Fault, InputError, Note
from larvik_analysis.inputs.broken_rows import faults_of_rows
from larvik_analysis.inputs.naming import near_code, nearest, shown
from larvik_analysis.inputs.text_encoding import decode

# Stands between ticked answers that came from a column each; nobody can type it.
JOINT: Final = "\x1f"
# In front of an answer of which the row says neither that it was ticked nor that it was not.
UNSAID: Final = "\x1e"
_DELIMITERS = {",": "", ";": "table_semicolon", "\t": "table_tab"}
# A table of a million rows has room; what has far more cells is not a table.
MOST_CELLS: Final = 20_000_000
_LEAST_SEEN, _N_ROWS_SEEN = 200_000, 50
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
class Record:
    """One row before anybody asks what its cells mean."""

    line: int
    cells: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """A table taken apart; no headings where it could not be.

    Attributes
    ----------
    headings : tuple of str
        The first row, without the empty cells at its end; of a survey the questions.
    line : int
        The line of the file they stand on.
    width : int
        How many cells the first row has, the empty ones included.
    delimiter : str
        Empty where the cells never stood in one line.
    body : tuple of Record
        The other rows that have anything in them.
    notes, faults : tuple
        How the file was understood, and what is wrong with it.
    format : str
        The program that wrote it.
    names : tuple of str
        What else each column is called (variable, code of the question), or nothing.
    options : tuple of tuple of str
        For each column the answers that the file itself declares, in their order; empty
        where it declares none.
    scores : tuple of mapping of str to float
        For each column the numbers of its answers, where the file says that they are in
        order; empty where it does not.
    joined : frozenset of int
        Columns made from one column an answer: what was ticked, with `JOINT` between;
        `JOINT` alone where nothing was ticked, and nothing where nobody answered.
    times : tuple of date or None
        The day on which each row of `body` was handed in, where the file says so; empty
        where it has no such column. Rows are left out before the days are told.
    """

    headings: tuple[str, ...] = ()
    line: int = 1
    width: int = 0
    delimiter: str = ","
    body: tuple[Record, ...] = ()
    notes: tuple[Note, ...] = ()
    faults: tuple[Fault, ...] = ()
    format: str = "csv"
    names: tuple[str, ...] = ()
    options: tuple[tuple[str, ...], ...] = ()
    scores: tuple[Mapping[str, float], ...] = ()
    joined: frozenset[int] = frozenset()
    times: tuple[datetime.date | None, ...] = ()

    def fault_of(self, cells: list[str], n_least: int) -> str:
        """The key of what is wrong with a row's cells; empty where nothing is."""
        n_headings = len(self.headings)
        if self._swallows(cells):
            return "table_quote"
        if len(cells) > self.width or any(cells[n_headings:]):
            return "row_long"
        # Excel cuts a row behind its last filled cell. A row that lacks cells and ends
        # with an empty one has lost a separator further in front.
        is_cut = len(cells) >= n_least and bool(cells[-1])
        return "" if len(cells) >= n_headings or is_cut else "row_short"

    def _swallows(self, cells: list[str]) -> bool:
        """Whether two stray quotes far apart made one cell of all the rows between them."""
        return bool(self.delimiter) and any(
            line.count(self.delimiter) >= len(self.headings) - 1
            for cell in cells
            if "\n" in cell or "\r" in cell
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
    grid = read_grid(path, file, columns)
    if not grid.headings:
        return Table(notes=grid.notes, faults=grid.faults)
    wrong = tuple(_header_faults(grid.headings, grid.line, columns, file))
    if wrong:
        return Table(notes=grid.notes, faults=(*wrong, *grid.faults))
    needed = [n for n, name in enumerate(grid.headings, 1) if name not in may_be_empty]
    grid = complete(grid, file, max(needed, default=1))
    rows = (
        Row(record.line, dict(zip(grid.headings, record.cells, strict=True)))
        for record in grid.body
    )
    return Table(rows=tuple(rows), notes=grid.notes, faults=grid.faults)


def read_grid(
    path: Path, file: str, expected: Iterable[str], alike: Callable[[str], str] = str
) -> Grid:
    """A CSV file taken apart into headings and rows; nothing is said of its columns.

    Parameters
    ----------
    path : Path
        The file.
    file : str
        What messages call it.
    expected : iterable of str
        Headings of which at least one must be there: they tell which delimiter it is.
    alike : callable
        What headings are made into before they are compared.
    """
    try:
        text, notes = decode(path, file)
    except InputError as error:
        return Grid(faults=error.faults)
    text, above = without_separator_line(text)
    delimiter = expected_delimiter(text, {alike(heading) for heading in expected}, alike)
    if not delimiter:
        values = {"columns": ", ".join(expected)}
        return Grid(faults=(Fault(file=file, code="table_no_header", values=values),))
    notes += notes_of_delimiter(delimiter, file)
    records, stopped = records_of(text, delimiter, above, file)
    if not records:
        return Grid(notes=tuple(notes), faults=tuple(stopped))
    header, *body = records
    return Grid(
        headings=tuple(name.strip() for name in _without_empty_end(header.cells)),
        line=header.line,
        width=len(header.cells),
        delimiter=delimiter,
        body=tuple(body),
        notes=tuple(notes),
        faults=tuple(stopped),
    )


def complete(grid: Grid, file: str, n_least: int) -> Grid:
    """The grid with as many cells in each row as there are headings.

    Parameters
    ----------
    grid : Grid
    file : str
        What messages call the file.
    n_least : int
        Cells a row must have; those behind may have been cut off.

    Returns
    -------
    Grid
        Cells are without surrounding space; rows with faults are left out and told.
    """
    n_headings = len(grid.headings)
    rows: list[Record] = []
    broken: dict[str, list[tuple[int, list[str]]]] = defaultdict(list)
    n_cut = 0
    for record in grid.body:
        cells = [cell.strip().replace("\r\n", "\n") for cell in record.cells]
        for number in grid.joined:  # whose marks a strip would take off
            cells[number] = record.cells[number]
        if code := grid.fault_of(cells, n_least):
            broken[code].append((record.line, cells))
            continue
        n_cut += len(cells) < n_headings
        if len(cells) != n_headings:
            cells = [*cells, *[""] * n_headings][:n_headings]
        rows.append(record if cells == record.cells else Record(record.line, cells))
    notes = list(grid.notes)
    if n_cut:
        values = {"count": str(n_cut)}
        notes.append(Note(file=file, code="table_short_rows", values=values))
    faults = [*grid.faults, *faults_of_rows(broken, n_headings, grid.delimiter, file)]
    if not rows and not faults:
        faults.append(Fault(file=file, code="table_header_only"))
    faults.sort(key=lambda fault: fault.line or 0)
    return replace(grid, body=tuple(rows), notes=tuple(notes), faults=tuple(faults))


def without_separator_line(text: str) -> tuple[str, int]:
    """The text without a first line "sep=;", which Excel understands, and its lines."""
    found = _SEPARATOR_LINE.match(text)
    return (text[found.end() :], 1) if found else (text, 0)


def notes_of_delimiter(delimiter: str, file: str) -> list[Note]:
    """What is said of a delimiter that is not the plain one."""
    code = _DELIMITERS[delimiter]
    return [Note(file=file, code=code)] if code else []


def expected_delimiter(text: str, expected: set[str], alike: Callable[[str], str]) -> str:
    """The delimiter that shows most of the expected headers; empty where none does."""

    def headers(delimiter: str) -> int:
        cells = next(_first_rows(text, delimiter, 1), [])
        return len({alike(cell.strip()) for cell in cells} & expected)

    best = max(_DELIMITERS, key=headers)
    return best if headers(best) else ""


def _first_rows(text: str, delimiter: str, most: int) -> Iterator[list[str]]:
    """The first rows with anything in them; a question may go over several lines."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        yield from islice((row for row in reader if any(map(str.strip, row))), most)
    except csv.Error:  # a line longer than a cell may be
        return


def counted_delimiter(text: str) -> str:
    r"""The delimiter that cuts most of the first rows into equally many cells.

    Examples
    --------
    >>> counted_delimiter("Alder, fylt;Vekt\n7;2,5\n8;3\n"), counted_delimiter("Alder\n3\n")
    (';', ',')
    """
    start = text[:_LEAST_SEEN]

    def evenness(delimiter: str) -> tuple[float, int]:
        widths = [len(cells) for cells in _first_rows(start, delimiter, _N_ROWS_SEEN)]
        counts = {width: widths.count(width) for width in widths if width > 1}
        best = max(counts, key=lambda width: (counts[width], width), default=0)
        return counts.get(best, 0) / max(len(widths), 1), best

    return max(_DELIMITERS, key=evenness)


def records_of(
    text: str, delimiter: str, above: int, file: str
) -> tuple[list[Record], list[Fault]]:
    """All rows with anything in them, up to a quote that breaks the file."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    records: list[Record] = []
    once: dict[str, str] = {}  # the same few answers come again in every row
    n_cells = 0
    while True:
        line = reader.line_num + above + 1
        try:
            cells = next(reader)
        except StopIteration:
            return records, []
        except csv.Error:
            # A cell that goes over no line break is long, and not left open.
            is_one_line = reader.line_num + above <= line
            is_long = is_one_line and _is_over_long(text, delimiter, line - above)
            code = "table_cell_long" if is_long else "table_quote"
            values = {"limit": str(csv.field_size_limit())} if is_long else {}
            return records, [Fault(file=file, code=code, line=line, values=values)]
        n_cells += len(cells)
        if n_cells > MOST_CELLS:
            return records, [many_cells(file, line)]
        if any(map(str.strip, cells)):
            records.append(Record(line, list(map(once.setdefault, cells, cells))))


def _is_over_long(text: str, delimiter: str, line: int) -> bool:
    row = next(islice(io.StringIO(text, newline=""), line - 1, None), "")
    return any(len(cell) > csv.field_size_limit() for cell in row.split(delimiter))


def many_cells(file: str, line: int) -> Fault:
    """What is said of a table that has more cells than a table has."""
    values = {"limit": str(MOST_CELLS)}
    return Fault(file=file, code="export_many_cells", line=line, values=values)


def _header_faults(
    names: Sequence[str], line: int, columns: Sequence[str], file: str
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


def _without_empty_end(cells: Sequence[str]) -> list[str]:
    kept = list(cells)
    while kept and not kept[-1].strip():
        kept.pop()
    return kept
