"""Texts that people have coded, as a question with several ticked answers: the themes."""

from __future__ import annotations

import datetime
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from larvik_analysis.errors import Fault, InputError, Note, Todo
from larvik_analysis.inputs.answers.cells import NOTHING, Codes
from larvik_analysis.inputs.coding.matching import Matched, match_rows
from larvik_analysis.inputs.coding.originals import originals_in, texts_of
from larvik_analysis.inputs.coding.own_words import Originals, code_of_words
from larvik_analysis.inputs.coding.places import (
    name_of_sheet,
    sheet_file,
    spellings_in_sheet,
    told_lines,
    words_of_sheet,
)
from larvik_analysis.inputs.coding.sheet import CodedRow, CodingSheet, read_sheet
from larvik_analysis.inputs.draft_names import slug
from larvik_analysis.inputs.files import is_there
from larvik_analysis.inputs.naming import HIDDEN, alike, free_name, near_code, nearest
from larvik_analysis.inputs.table_text import Grid
from larvik_analysis.terms.coding import Coded, Paraphrase
from larvik_analysis.terms.questions import Answer, DataFile, Question
from larvik_analysis.terms.words import Words

# Places of an answer that can be ticked, as every such variable has them.
_TICKED, _NOT_TICKED = 0, 1
_ISO = re.compile(r"(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)(?: .*)?")
_NORWEGIAN = re.compile(r"(?P<day>\d{1,2})\. ?(?P<month>\d{1,2})\. ?(?P<year>\d{4})")


@dataclass(slots=True)
class Coding:
    """What came of the coding sheets of a file of answers.

    Attributes
    ----------
    declared : DataFile
        With the themes as answers of each question that is coded to the end.
    codes : dict of str to ndarray of int
        Of those questions, as `CellsRead.codes`.
    coded : list of Coded
    faults, todos, notes : list
    """

    declared: DataFile
    codes: Codes = field(default_factory=dict)
    coded: list[Coded] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    todos: list[Todo] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)


def read_coding(
    declared: DataFile, grid: Grid, places: Mapping[str, int], folder: Path
) -> Coding:
    """Read the coding sheet of each text that has one.

    Parameters
    ----------
    declared : DataFile
    grid : Grid
    places : mapping of str to int
        The column of each question.
    folder : Path
        The evaluation folder.
    """
    coding = Coding(declared)
    said: Originals | None = None
    for question in declared.questions:
        file = sheet_file(declared.id, question.id)
        if question.kind != "text" or not is_there(folder / file):
            continue
        if question.id not in places:
            coding.todos.append(Todo(file=file, code="coding_no_texts"))
            continue
        said = said or Originals(texts_of(declared, grid, places))
        try:
            sheet = read_sheet(folder / file, file)
        except InputError as error:
            coding.faults += error.faults
            continue
        _QuestionReader(coding, question, sheet, said).read(grid, places[question.id])
    return coding


class _QuestionReader:
    """Reads the coding sheet of one question into a `Coding`."""

    def __init__(
        self, coding: Coding, question: Question, sheet: CodingSheet, said: Originals
    ) -> None:
        self.coding = coding
        self.question = question
        self.sheet = sheet
        self.said = said
        self.names: dict[str, int] = {}  # the place of each theme
        self.told: dict[str, str] = {}  # the names that are approved, which may be told
        self.n_unapproved = 0  # of the themes
        self.refused: set[str] = set()  # themes whose names have faults, which are told once
        self.themes: list[Answer] = []

    def read(self, grid: Grid, number: int) -> None:
        n_before = len(self.coding.faults)
        self._read_themes()
        if not self.sheet.themes:
            self._todo("coding_no_themes")
            return
        # Whichever language the sheet is in: its signs are compared as the same.
        matched = match_rows(self.sheet.answers, originals_in(grid, number, "nb"))
        self._read_matched(matched)
        places = {line: self._places(row) for line, row in matched.rows.items()}
        paraphrases = tuple(self._paraphrases())
        is_open = bool(matched.new) or not all(row.themes for row in matched.rows.values())
        if is_open or self.n_unapproved or len(self.coding.faults) > n_before:
            return
        coded = Coded(question=self.question.id, paraphrases=paraphrases)
        self.coding.coded.append(coded)
        self._put_in(_ticks(grid, places, len(self.themes)))
        self._note(matched, places)

    def _read_themes(self) -> None:
        """The themes as answers; those with a fault are left out.

        A name is somebody's own words as a paraphrase is, so it is approved as one.
        """
        unapproved: list[int] = []
        declared, prefix = self.coding.declared, f"{self.question.id}_"
        ids = {v.id for v in declared.variables.values()} | {q.id for q in declared.questions}
        # What follows the name of the question in what others are called.
        taken = {name.removeprefix(prefix) for name in ids if name.startswith(prefix)}
        for row in self.sheet.themes:
            names = Words(nb=row.name, en=row.name_en or row.name)
            code = next(filter(None, map(self._code_of_name, (names.nb, names.en))), "")
            if not code and alike(row.name) in self.names:
                code = "coding_theme_twice"
            if code:
                self._fault(code, "themes", row.line, "name")
                self.refused |= {alike(names.nb), alike(names.en)}
                continue
            if not (row.approved_by and row.date):
                unapproved.append(row.line)
            else:
                self.told |= dict.fromkeys((alike(names.nb), alike(names.en)), names.nb)
                if not _is_day(row.date):
                    self._fault("coding_date", "themes", row.line, "date")
            name = free_name(slug(row.name, "tema"), taken)
            taken.add(name)
            self.names[alike(row.name)] = len(self.themes)
            self.names.setdefault(alike(names.en), len(self.themes))
            self.themes.append(Answer(id=name, name=names))
        self.n_unapproved = len(unapproved)
        if unapproved:
            lines = told_lines(unapproved)
            self._todo("coding_names_not_approved", count=str(len(unapproved)), lines=lines)

    def _read_matched(self, matched: Matched) -> None:
        """Say which rows fit no answer, and how many answers are left to code."""
        lost: dict[str, list[CodedRow]] = defaultdict(list)
        for code, row in matched.lost:
            lost[code].append(row)
        for code, rows in lost.items():
            numbers = told_lines(list(dict.fromkeys(map(_number, rows))))
            lines = told_lines([row.line for row in rows])
            values = {"count": str(len(rows)), "numbers": numbers, "lines": lines}
            self._fault(code, "answers", rows[0].line, "number", **values)
        if left_open := sorted(row.line for row in matched.rows.values() if not row.themes):
            lines = told_lines(left_open)
            self._todo("coding_unfinished", count=str(len(left_open)), lines=lines)
        # An answer that a row may be about is not written before the row has been mended.
        if matched.new and matched.is_clear:
            self._todo("coding_missing", count=str(len(matched.new)))

    def _code_of_name(self, name: str) -> str:
        return code_of_words(name, self.said, is_name=True)

    def _places(self, row: CodedRow) -> set[int] | None:
        """The places of the themes a row was coded as; None where it is not to count."""
        without, not_coded = (spellings_in_sheet(key) for key in ("without_theme", "not_coded"))
        named = [theme for theme in row.themes if alike(theme) not in without | not_coded]
        if named and len(named) < len(row.themes):
            number = _number(row)
            self._fault("coding_theme_and_none", "answers", row.line, "themes", number=number)
        places = [self._place(theme, "answers", row.line) for theme in named]
        if any(alike(theme) in not_coded for theme in row.themes):
            return None
        return {place for place in places if place is not None}

    def _place(self, theme: str, sheet: str, line: int) -> int | None:
        """The place of a theme; a name nobody has declared is a fault, and is not repeated."""
        place = self.names.get(alike(theme))
        if place is None and alike(theme) not in self.refused:
            near = nearest(alike(theme), self.told)
            values = {
                "nearest": self.told.get(near, ""),
                "known": ", ".join(dict.fromkeys(self.told.values())) or HIDDEN,
            }
            code = near_code("coding_theme_unknown", near)
            column = "themes" if sheet == "answers" else "theme"
            self._fault(code, sheet, line, column, **values)
        return place

    def _paraphrases(self) -> Iterator[Paraphrase]:
        """Those that somebody has approved; how many others there are is told."""
        waiting: list[int] = []
        for row in self.sheet.paraphrases:
            if not (row.approved_by and row.date):
                waiting.append(row.line)
                continue
            place = self._place(row.theme, "paraphrases", row.line)
            text = " ".join(row.text.split())
            if not _is_day(row.date):
                self._fault("coding_date", "paraphrases", row.line, "date")
            if code := code_of_words(text, self.said):
                self._fault(code, "paraphrases", row.line, "quote")
            elif place is not None:
                yield Paraphrase(theme=self.themes[place].id, text=text)
        if waiting:
            lines = told_lines(waiting)
            self._todo("coding_not_approved", count=str(len(waiting)), lines=lines)

    def _put_in(self, ticks: NDArray[np.int16]) -> None:
        """The question with its themes, in the place of the text."""
        declared = self.coding.declared
        asked = replace(self.question, kind="multiple", answers=tuple(self.themes))
        questions = tuple(asked if q.id == asked.id else q for q in declared.questions)
        self.coding.declared = replace(declared, questions=questions)
        for place, theme in enumerate(self.themes):
            self.coding.codes[f"{asked.id}_{theme.id}"] = ticks[:, place]

    def _note(self, matched: Matched, places: Mapping[int, set[int] | None]) -> None:
        values = {
            "question": self.question.id,
            "count": str(len(places)),
            "without": str(sum(found == set() for found in places.values())),
            "left_out": str(sum(found is None for found in places.values())),
            "moved": str(sum(row.number != str(n) for n, row in matched.rows.items())),
        }
        names = "; ".join(_in_both(theme.name) for theme in self.themes)
        told = {"question": self.question.id, "names": names}
        self.coding.notes += [
            Note(file=self.sheet.file, code="coding_read", values=values),
            Note(file=self.sheet.file, code="coding_names", values=told),
        ]

    def _fault(self, code: str, sheet: str, line: int, column: str, **values: str) -> None:
        self.coding.faults.append(
            Fault(
                file=self.sheet.file,
                code=code,
                line=line,
                column=words_of_sheet(column, "nb"),
                values=values,
                sheet=name_of_sheet(sheet),
            )
        )

    def _todo(self, code: str, **values: str) -> None:
        values = {"question": self.question.id, **values}
        self.coding.todos.append(Todo(file=self.sheet.file, code=code, values=values))


def _ticks(
    grid: Grid, places: Mapping[int, set[int] | None], n_themes: int
) -> NDArray[np.int16]:
    """For each row and theme whether it was ticked; nothing where nobody answered."""
    ticks = np.full((len(grid.body), n_themes), NOTHING, dtype=np.int16)
    for number, record in enumerate(grid.body):
        found = places.get(record.line)
        if found is not None:
            ticks[number] = _NOT_TICKED
            ticks[number, sorted(found)] = _TICKED
    return ticks


def _in_both(name: Words) -> str:
    return name.nb if name.nb == name.en else f"{name.nb} ({name.en})"


def _number(row: CodedRow) -> str:
    """The number of a row as it may be told: itself where it is one."""
    return row.number if row.number.isdecimal() else HIDDEN


def _is_day(text: str) -> bool:
    """Whether it is a day, as a workbook or a Norwegian writes it."""
    found = _ISO.fullmatch(text) or _NORWEGIAN.fullmatch(text)
    if found is None:
        return False
    parts = {name: int(part) for name, part in found.groupdict().items()}
    try:
        datetime.date(**parts)
    except ValueError:
        return False
    return True
