"""An open answer as a coding sheet shows it: without what points straight at somebody."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from larvik_analysis.inputs.coding.places import spellings_in_sheet, words_of_sheet
from larvik_analysis.inputs.naming import alike
from larvik_analysis.inputs.personal import without_contacts
from larvik_analysis.inputs.table_text import Grid
from larvik_analysis.terms.catalogue import Language
from larvik_analysis.terms.questions import DataFile

# A workbook holds 32 767 letters in a cell.
_LONGEST = 30_000
# What the XML of a workbook cannot hold.
_UNFIT = re.compile(r"[^\n\t\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Original:
    """An answer that somebody wrote, as the coders see it.

    Attributes
    ----------
    line : int
        Its line in the export.
    text : str
    n_removed : int
        Addresses and numbers that were taken out of it.
    """

    line: int
    text: str
    n_removed: int = 0


def texts_in(grid: Grid, number: int) -> dict[int, str]:
    """The filled cells of a column by line, as they stand in the export."""
    return {record.line: record.cells[number] for record in grid.body if record.cells[number]}


def texts_of(declared: DataFile, grid: Grid, places: Mapping[str, int]) -> tuple[str, ...]:
    """Every open answer in a file, whatever was asked."""
    numbers = [places[q.id] for q in declared.questions if q.kind == "text" and q.id in places]
    return tuple(text for number in numbers for text in texts_in(grid, number).values())


def originals_in(grid: Grid, number: int, language: Language) -> list[Original]:
    """The answers in a column, as a new coding sheet shows them."""
    sign = words_of_sheet("removed", language)
    found = []
    for line, text in texts_in(grid, number).items():
        plain, n_removed = without_contacts(_UNFIT.sub(" ", text), sign)
        found.append(Original(line, plain[:_LONGEST], n_removed))
    return found


def compared(text: str) -> str:
    """A text of a sheet or an `Original`, as the two are compared."""
    plain = alike(text)
    for sign in spellings_in_sheet("removed"):
        plain = plain.replace(sign, "[]")
    return plain
