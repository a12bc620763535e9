"""An export of any of the programs as one kind of table, which the rest of the house reads.

The program is told from what the file holds, never from its name alone; it can be declared,
and then a file of another program is refused. Which it was is always recorded.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from larvik_analysis.errors import Fault, InputError, Note, ParameterError
from larvik_analysis.inputs.exports.codebook import Rows
from larvik_analysis.inputs.exports.content import Kind, kind_of, notes_of_name
from larvik_analysis.inputs.exports.forms import read_forms
from larvik_analysis.inputs.exports.headings import Wanted, looks_like_answers
from larvik_analysis.inputs.exports.limesurvey import read_limesurvey
from larvik_analysis.inputs.exports.nettskjema import read_nettskjema
from larvik_analysis.inputs.exports.programs import (
    FORMATS,
    PLAIN,
    PROGRAMS,
    misfit,
    program_of,
)
from larvik_analysis.inputs.exports.spss import read_spss
from larvik_analysis.inputs.exports.surveyxact import read_surveyxact
from larvik_analysis.inputs.exports.tables import grid_of_sheet, grid_of_text
from larvik_analysis.inputs.exports.workbook import Sheet, read_sheets
from larvik_analysis.inputs.files import read_bytes
from larvik_analysis.inputs.naming import nearest, shown
from larvik_analysis.inputs.table_text import Grid

_KINDS: dict[str, Kind] = {"csv": "text", "excel": "workbook", "spss": "spss"}
_LOOKS: dict[Kind, str] = {"text": "csv", "workbook": "excel", "spss": "spss"}


def read_export(
    path: Path,
    file: str,
    expected: Iterable[str],
    alike: Callable[[str], str],
    *,
    format: str = "",
) -> Grid:
    """The answers in an export, whatever program it came from.

    Parameters
    ----------
    path : Path
        The file. What explains its codes may lie beside it.
    file : str
        What messages call it.
    expected : iterable of str
        Headings that somebody has declared. They tell which row, sheet and delimiter is
        meant, and which columns stay by themselves; there may be none.
    alike : callable
        What headings are made into before they are compared.
    format : str
        One of `FORMATS`; empty where it is to be recognised.

    Returns
    -------
    Grid
        Cells are without surrounding space, and as many in each row as there are headings;
        one that is missing is empty. Faults are gathered, not raised: where there are any,
        the grid may lack rows or be empty.

    Raises
    ------
    ParameterError
        If `format` is not among `FORMATS`.
    """
    if format not in ("", *FORMATS):
        raise ParameterError("export_format", found=shown(format), known=", ".join(FORMATS))
    wanted = Wanted(headings=tuple(expected), alike=alike)
    try:
        content = read_bytes(path, file)
        kind = kind_of(content, file)
        if format and not _fits(format, kind):
            raise InputError([_misfit(file, format, _LOOKS[kind])])
        export = _Export(path=path, file=file, wanted=wanted, format=format)
        grid = export.read(content, kind)
    except InputError as error:
        return Grid(faults=error.faults)
    return replace(grid, notes=(*notes_of_name(file, kind), *grid.notes))


def _fits(declared: str, kind: Kind) -> bool:
    """Whether a file of this kind can hold an export of this program."""
    if kind == "spss":
        return declared == "spss"
    return _KINDS.get(declared, kind) == kind


def _misfit(file: str, declared: str, looks: str) -> Fault:
    values = {"declared": PROGRAMS[declared], "looks": PROGRAMS[looks]}
    return Fault(file=file, code="export_format_other", values=values)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Export:
    """One export: where it lies, and what is asked of it."""

    path: Path
    file: str
    wanted: Wanted
    format: str

    def read(self, content: bytes, kind: Kind) -> Grid:
        """The grid of a file of this kind."""
        if kind == "spss":
            return self._recorded(read_spss(self.path, self.file, self.wanted), "spss")
        if kind == "text":
            return self._of_program(grid_of_text(content, self.file, self.wanted), [])
        sheets = read_sheets(content, self.file)
        if not sheets:
            values = {"format": "CSV UTF-8"}
            raise InputError([Fault(file=self.file, code="table_empty", values=values)])
        return self._of_sheets(sheets)

    def _of_sheets(self, sheets: Sequence[Sheet]) -> Grid:
        """The sheet of a program; else that with most of the headings; else the largest.

        A hidden sheet is read only where it is of a program, or has more of the headings.
        """
        grids = [grid_of_sheet(sheet, self.file, self.wanted) for sheet in sheets]
        fits = [self._fit(sheet, grid) for sheet, grid in zip(sheets, grids, strict=True)]
        place = fits.index(max(fits))
        chosen = sheets[place]
        others: list[Rows] = [
            [record.cells for record in sheet.records]
            for sheet in sheets
            if sheet is not chosen
        ]
        grid = self._of_program(grids[place], others)
        if len(sheets) == 1:
            return grid
        values = {"number": str(chosen.number), "count": str(len(sheets))}
        notes = [Note(file=self.file, code="export_sheet", values=values)]
        n_hidden = sum(sheet.is_hidden for sheet in sheets)
        if chosen.is_hidden:
            notes.append(Note(file=self.file, code="export_sheet_hidden"))
        elif n_hidden:
            values = {"count": str(n_hidden)}
            notes.append(Note(file=self.file, code="export_sheets_hidden", values=values))
        return replace(grid, notes=(*grid.notes, *notes))

    def _fit(self, sheet: Sheet, grid: Grid) -> tuple[bool, bool, int, bool, int]:
        """How well a sheet fits what is asked for: the highest is the one to read."""
        looks = program_of(grid)
        n_cells = len(grid.body) * len([heading for heading in grid.headings if heading])
        return (
            bool(self.format) and looks == self.format,
            looks not in PLAIN,
            self.wanted.count(grid.headings),
            not sheet.is_hidden,
            n_cells,
        )

    def _of_program(self, grid: Grid, others: Sequence[Rows]) -> Grid:
        looks = program_of(grid)
        program = self.format or looks
        if misfit(program, looks):
            raise InputError([*grid.faults, _misfit(self.file, program, looks)])
        if self._lacks_all(grid, program):
            code = (
                "table_no_header"
                if looks_like_answers(grid.headings, grid.body)
                else "export_other_headings"
            )
            values = {"columns": ", ".join(self.wanted.headings)}
            fault = Fault(file=self.file, code=code, line=grid.line, values=values)
            return Grid(notes=grid.notes, faults=(fault, *grid.faults), format=program)
        if grid.headings and looks != program and program not in PLAIN:
            values = {"program": PROGRAMS[program]}
            note = Note(file=self.file, code="export_declared", values=values)
            grid = replace(grid, notes=(*grid.notes, note))
        return self._recorded(self._read_as(program, grid, others), program)

    def _read_as(self, program: str, grid: Grid, others: Sequence[Rows]) -> Grid:
        if program == "forms":
            return read_forms(grid, self.file)
        if program == "nettskjema":
            return read_nettskjema(grid, self.path, self.file, self.wanted, others)
        if program == "surveyxact":
            return read_surveyxact(grid, self.path, self.file, self.wanted, others)
        if program == "limesurvey":
            return read_limesurvey(grid, self.file, self.wanted)
        return grid

    def _lacks_all(self, grid: Grid, program: str) -> bool:
        """Whether a plain table has nothing that even resembles what somebody declared."""
        if program not in PLAIN or not self.wanted.headings or grid.faults:
            return False
        found = [self.wanted.alike(heading) for heading in grid.headings]
        return not any(
            heading in found or nearest(heading, found) for heading in self.wanted.compared
        )

    def _recorded(self, grid: Grid, program: str) -> Grid:
        """The grid with its program; a plain text table needs no word on it."""
        values = {"program": PROGRAMS[program]}
        note = Note(file=self.file, code="export_read_as", values=values)
        notes = grid.notes if program == "csv" else (note, *grid.notes)
        return replace(grid, format=program, notes=notes)
