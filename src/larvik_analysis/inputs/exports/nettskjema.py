"""Nettskjema: questions in words or, with a codebook beside the export, in codes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from larvik_analysis.errors import Note
from larvik_analysis.inputs.exports.codebook import Codebook, Rows, codebook_of, tables_beside
from larvik_analysis.inputs.exports.coded import Member, joined_questions, translated
from larvik_analysis.inputs.exports.days import with_days
from larvik_analysis.inputs.exports.headings import Wanted
from larvik_analysis.inputs.table_text import Grid

_DAYS: Final = ("$created", "Opprettet")
_BESIDE: Final = ("kodebok", "codebook")
_CODE = re.compile(r"[A-Za-z]\w*(?:\.\w+)*")


def read_nettskjema(
    grid: Grid, path: Path, file: str, wanted: Wanted, others: Sequence[Rows] = ()
) -> Grid:
    """The grid in the words of the codebook, where there is one.

    Parameters
    ----------
    grid : Grid
        With as many cells in each row as there are headings.
    path : Path
        The export; its codebook lies beside it.
    file : str
        What messages call the export.
    wanted : Wanted
    others : sequence of rows
        The other sheets of the workbook, of which one may be the codebook.
    """
    book = codebook_of(others, grid.headings)
    if not book:
        tables, notes = tables_beside(path, _BESIDE, file)
        grid = replace(grid, notes=(*grid.notes, *notes))
        book = codebook_of(tables, grid.headings)
    grid = with_days(grid, file, _DAYS)
    if not book:
        return _without_codebook(grid, file)
    told, members = translated(grid, book, _member, file)
    texts = {code: entry.text for code, entry in book.items()}
    return joined_questions(told, members, texts, wanted, file)


def _member(heading: str, book: Codebook) -> Member | None:
    # A question where several answers can be ticked has a column for each: code.value
    base, _, value = heading.rpartition(".")
    if heading in book and not book[heading].is_tick:
        return None
    entry = book.get(base)
    return (base, entry.options[value]) if entry and value in entry.options else None


def _without_codebook(grid: Grid, file: str) -> Grid:
    if not _all_codes(grid.headings):
        return grid
    note = Note(file=file, code="export_codebook_missing", line=grid.line)
    return replace(grid, notes=(*grid.notes, note))


def _all_codes(headings: Sequence[str]) -> bool:
    own = [heading for heading in headings if heading and not heading.startswith("$")]
    return bool(own) and all(_CODE.fullmatch(heading) for heading in own)
