"""A table, from text or from a sheet, as a grid that nobody has asked the meaning of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from larvik_analysis.errors import Fault, Note
from larvik_analysis.inputs.column_words import place_words
from larvik_analysis.inputs.exports.headings import Wanted, names_of, place_of_headings
from larvik_analysis.inputs.exports.workbook import Lines, Sheet
from larvik_analysis.inputs.naming import HIDDEN
from larvik_analysis.inputs.table_text import (
    Grid,
    Record,
    complete,
    counted_delimiter,
    expected_delimiter,
    notes_of_delimiter,
    records_of,
    without_separator_line,
)
from larvik_analysis.inputs.text_encoding import decode_content

_N_LINES_TOLD = 5


def grid_of_text(content: bytes, file: str, wanted: Wanted) -> Grid:
    """The table of a text file.

    Raises
    ------
    InputError
        If it is empty, or in letters that cannot be told for certain.
    """
    text, notes = decode_content(content, file)
    text, above = without_separator_line(text)
    delimiter = expected_delimiter(text, set(wanted.compared), wanted.alike)
    delimiter = delimiter or counted_delimiter(text)
    notes += notes_of_delimiter(delimiter, file)
    records, stopped = records_of(text, delimiter, above, file)
    grid = Grid(delimiter=delimiter, notes=tuple(notes), faults=tuple(stopped), format="csv")
    place = place_of_headings(records, wanted) if records else None
    if place is None:
        return grid
    headings = list(records[place].cells)
    while headings and not headings[-1].strip():
        headings.pop()
    whole = replace(
        grid,
        headings=tuple(heading.strip() for heading in headings),
        line=records[place].line,
        width=len(records[place].cells),
        body=tuple(records[place + 1 :]),
        notes=(*notes, *_notes_above(place, records[place].line, file)),
    )
    return _named(complete(whole, file, _n_least(whole.headings, wanted)), file)


def _n_least(headings: Sequence[str], wanted: Wanted) -> int:
    # A row that was cut off in front of every question is the rest of a broken one.
    places = [number for number, heading in enumerate(headings, 1) if wanted.has(heading)]
    return min(places, default=1)


def grid_of_sheet(sheet: Sheet, file: str, wanted: Wanted) -> Grid:
    """The table of a sheet. A cell with an error is empty; it is told where it is asked for."""
    place = place_of_headings(sheet.records, wanted, sheet.layout.merged)
    if place is None:
        line = sheet.records[0].line
        fault = Fault(file=file, code="export_two_headings", line=line)
        return Grid(faults=(fault,), format="excel")
    header, rows = sheet.records[place], sheet.records[place + 1 :]
    width = max((_n_filled(record.cells) for record in (header, *rows)), default=0)
    headings = _padded(header.cells, width)
    grid = Grid(
        headings=tuple(headings),
        line=header.line,
        width=width,
        delimiter="",
        body=tuple(Record(record.line, _padded(record.cells, width)) for record in rows),
        notes=(*_notes_above(place, header.line, file), *_notes_of_layout(sheet, file)),
        faults=tuple(_faults_of_cells(sheet, headings, header.line, file, wanted)),
        format="excel",
    )
    return _named(complete(grid, file, 1), file)


def _n_filled(cells: Sequence[str]) -> int:
    return max((number for number, cell in enumerate(cells, 1) if cell.strip()), default=0)


def _padded(cells: Sequence[str], width: int) -> list[str]:
    return [*cells, *[""] * width][:width]


def _named(grid: Grid, file: str) -> Grid:
    """The grid with a name for each column, and a word on headings that are alike or empty."""
    filled = [heading for heading in grid.headings if heading]
    counts = {
        "export_heading_repeated": len(filled) - len(set(filled)),
        "export_heading_empty": len(grid.headings) - len(filled),
    }
    notes = [
        Note(file=file, code=code, line=grid.line, values={"count": str(count)})
        for code, count in counts.items()
        if count
    ]
    return replace(grid, names=names_of(grid.headings), notes=(*grid.notes, *notes))


def _notes_above(place: int, line: int, file: str) -> tuple[Note, ...]:
    if not place:
        return ()
    values = {"count": str(place)}
    return (Note(file=file, code="export_rows_above", line=line, values=values),)


def _notes_of_layout(sheet: Sheet, file: str) -> list[Note]:
    layout = sheet.layout
    lines = {record.line for record in sheet.records}
    below = sheet.records[0].line
    counts = {
        "export_formulas": layout.n_formulas,
        "export_hidden_rows": len(layout.hidden_rows & lines),
        "export_hidden_columns": layout.n_hidden_columns,
        "export_merged": sum(area[0] > below for area in layout.merged),
    }
    return [
        Note(file=file, code=code, values={"count": str(count)})
        for code, count in counts.items()
        if count
    ]


def _faults_of_cells(
    sheet: Sheet, headings: Sequence[str], line: int, file: str, wanted: Wanted
) -> list[Fault]:
    """Cells without a value that somebody may ask for: of a declared column, else of any."""
    by_code: dict[str, Lines] = {
        "export_uncalculated": sheet.layout.uncalculated,
        "export_cell_errors": sheet.errors,
    }
    faults = []
    for code, columns in by_code.items():
        for column, lines in sorted(columns.items()):
            is_asked = not wanted.headings or (
                column < len(headings) and wanted.has(headings[column])
            )
            rows = [str(row) for row in lines if row > line]
            if is_asked and rows:
                told = rows[:_N_LINES_TOLD] + [HIDDEN] * (len(rows) > _N_LINES_TOLD)
                values = {
                    "count": str(len(rows)),
                    **place_words(column),
                    "lines": ", ".join(told),
                }
                faults.append(Fault(file=file, code=code, line=int(rows[0]), values=values))
    return faults
