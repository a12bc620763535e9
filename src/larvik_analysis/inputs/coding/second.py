"""Two people's codes of the same answers, theme by theme."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from larvik_analysis.errors import InputError, Todo
from larvik_analysis.inputs.coding.originals import compared
from larvik_analysis.inputs.coding.places import sheet_file, spellings_in_sheet
from larvik_analysis.inputs.coding.sheet import CodingSheet, read_sheet
from larvik_analysis.inputs.files import is_there
from larvik_analysis.inputs.naming import alike
from larvik_analysis.terms.questions import DataFile


@dataclass(frozen=True, slots=True, kw_only=True)
class TwoCodings:
    """What two people said of one theme, of the answers that both have coded.

    Attributes
    ----------
    file : str
        The second one's sheet.
    theme : str
        Its name.
    first, second : tuple of bool
        For each answer whether it is about the theme.
    """

    file: str
    theme: str
    first: tuple[bool, ...]
    second: tuple[bool, ...]


def read_two_coders(
    folder: Path, files: Iterable[DataFile]
) -> tuple[list[TwoCodings], list[Todo]]:
    """Every theme of every question that a second person has coded, and what is left to do.

    Parameters
    ----------
    folder : Path
        The evaluation folder.
    files : iterable of DataFile
    """
    found: list[TwoCodings] = []
    todos: list[Todo] = []
    for declared in files:
        for question in declared.questions:
            first = sheet_file(declared.id, question.id)
            second = sheet_file(declared.id, question.id, is_second=True)
            if question.kind != "text" or not is_there(folder / second):
                continue
            try:
                sheets = read_sheet(folder / first, first), read_sheet(folder / second, second)
            except InputError as error:
                why = error.faults[0].sentence("nb")
                todos.append(
                    Todo(file=second, code="coding_second_unread", values={"why": why})
                )
                continue
            found += _by_theme(*sheets)
            if n_apart := sum(not row.is_whole for sheet in sheets for row in sheet.answers):
                values = {"count": str(n_apart)}
                todos.append(Todo(file=second, code="coding_second_apart", values=values))
            if n_unknown := _n_unknown(*sheets):
                values = {"count": str(n_unknown)}
                todos.append(Todo(file=second, code="coding_second_unknown", values=values))
    return found, todos


_Codes = dict[tuple[str, str, int], frozenset[str]]


def _by_theme(first: CodingSheet, second: CodingSheet) -> list[TwoCodings]:
    one, other = _codes(first), _codes(second)
    both = [key for key in one if key in other]
    return [
        TwoCodings(
            file=second.file,
            theme=theme.name,
            first=tuple(alike(theme.name) in one[key] for key in both),
            second=tuple(alike(theme.name) in other[key] for key in both),
        )
        for theme in first.themes
    ]


def _codes(sheet: CodingSheet) -> _Codes:
    """The themes of each answer that is coded; the same row twice is two."""
    not_coded = spellings_in_sheet("not_coded")
    codes: _Codes = {}
    for row in sheet.answers:
        themes = frozenset(map(alike, row.themes))
        if not row.is_whole or not themes or themes & not_coded:
            continue
        number = 0
        while (row.number, compared(row.text), number) in codes:
            number += 1
        codes[row.number, compared(row.text), number] = themes
    return codes


def _n_unknown(first: CodingSheet, second: CodingSheet) -> int:
    known = {alike(theme.name) for theme in first.themes}
    known |= spellings_in_sheet("without_theme") | spellings_in_sheet("not_coded")
    return len({alike(theme) for row in second.answers for theme in row.themes} - known)
