"""Two people's codes of the same answers, theme by theme."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from larvik_analysis.errors import InputError, Todo
from larvik_analysis.inputs.coding.originals import compared
from larvik_analysis.inputs.coding.own_words import Originals, code_of_words
from larvik_analysis.inputs.coding.places import (
    name_of_sheet,
    sheet_file,
    spellings_in_sheet,
    told_lines,
)
from larvik_analysis.inputs.coding.sheet import CodingSheet, ThemeRow, read_sheet
from larvik_analysis.inputs.files import is_there
from larvik_analysis.inputs.naming import HIDDEN, alike
from larvik_analysis.terms.questions import DataFile


@dataclass(frozen=True, slots=True, kw_only=True)
class TwoCodings:
    """What two people said of one theme, of the answers that both have coded.

    Attributes
    ----------
    file : str
        The second one's sheet.
    theme : str
        Its name; an ellipsis where nobody has approved it, or it may not leave: it may be
        what somebody wrote.
    line : int
        Its row in the first one's sheet of themes.
    first, second : tuple of bool
        For each answer whether it is about the theme.
    """

    file: str
    theme: str
    line: int
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
            todos += [*_apart(sheets), *_unknown(*sheets)]
    return found, todos


_Codes = dict[tuple[str, str, int], frozenset[str]]


def _by_theme(first: CodingSheet, second: CodingSheet) -> list[TwoCodings]:
    one, other = _codes(first), _codes(second)
    both = [key for key in one if key in other]
    said = Originals(row.text for sheet in (first, second) for row in sheet.answers)
    return [
        TwoCodings(
            file=second.file,
            theme=_told(theme, said),
            line=theme.line,
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


def _told(theme: ThemeRow, said: Originals) -> str:
    is_approved = theme.approved_by and theme.date
    is_fit = is_approved and not code_of_words(theme.name, said, is_name=True)
    return theme.name if is_fit else HIDDEN


def _apart(sheets: Iterable[CodingSheet]) -> Iterator[Todo]:
    """Rows whose number and text do not belong together, in either sheet."""
    for sheet in sheets:
        if lines := [row.line for row in sheet.answers if not row.is_whole]:
            yield _todo(sheet, "coding_second_apart", len(lines), lines)


def _unknown(first: CodingSheet, second: CodingSheet) -> Iterator[Todo]:
    """Themes of the second one that the first does not have: how many, and where."""
    known = {alike(theme.name) for theme in first.themes}
    known |= spellings_in_sheet("without_theme") | spellings_in_sheet("not_coded")
    unknown = {row.line: {*map(alike, row.themes)} - known for row in second.answers}
    if themes := set().union(*unknown.values()):
        lines = [line for line, found in unknown.items() if found]
        yield _todo(second, "coding_second_unknown", len(themes), lines)


def _todo(sheet: CodingSheet, code: str, count: int, lines: list[int]) -> Todo:
    return Todo(
        file=sheet.file,
        code=code,
        values={"count": str(count), "lines": told_lines(lines)},
        sheet=name_of_sheet("answers"),
    )
