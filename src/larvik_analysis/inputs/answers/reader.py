"""Reads one file of answers, from the door to the table; gathers what is wrong with it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from larvik_analysis.errors import Fault, Note, Todo
from larvik_analysis.inputs.answers.cells import CellsRead, Codes, Column, column_of, read_cells
from larvik_analysis.inputs.answers.checks import Rows, notes_of, survey_checks
from larvik_analysis.inputs.answers.families import one_row_a_family
from larvik_analysis.inputs.answers.filters import without_unasked
from larvik_analysis.inputs.answers.order import kinds_of_rows, order_of_rows
from larvik_analysis.inputs.answers.places import (
    FAMILY,
    FAMILY_KEY,
    described_in,
    leave_outside,
    read_columns,
)
from larvik_analysis.inputs.answers.spellings import Spellings, spellings_of
from larvik_analysis.inputs.coding.reading import read_coding
from larvik_analysis.inputs.column_words import place_words
from larvik_analysis.inputs.names_of_people import names_somebody
from larvik_analysis.inputs.naming import HIDDEN, alike
from larvik_analysis.inputs.number_text import Read, parse_number
from larvik_analysis.inputs.personal import kind_of_cell
from larvik_analysis.inputs.pseudonyms import pseudonym
from larvik_analysis.inputs.table_text import JOINT, Grid
from larvik_analysis.terms.coding import Coded
from larvik_analysis.terms.microdata import Dropped, Microdata
from larvik_analysis.terms.questions import DataFile, Question

_N_LINES_TOLD = 5
_LONGEST_SHOWN = 80
# To compare thousands of texts with every answer takes long; these are enough to see what
# is the matter.
_MOST_COMPARED = 50
_IN_ORDER = ("ordinal", "numeric")


class FileReader:
    """Reads one file; gathers what was wrong, and what stayed outside.

    Where the evaluation's folder is given, texts that people have coded there become themes.
    """

    def __init__(self, declared: DataFile, key: bytes, folder: Path | None = None) -> None:
        self.declared = declared
        self.microdata: Microdata | None = None
        self.dropped: tuple[Dropped, ...] = ()
        self.notes: list[Note] = []
        self.todos: list[Todo] = []
        self.faults: list[Fault] = []
        self._key = key
        self._folder = folder
        self._coded: tuple[Coded, ...] = ()
        self._of_cells: dict[tuple[str, str], int] = {}

    def read(self, path: Path) -> None:
        """Read the file from a place that has been found in order."""
        declared = self.declared
        grid, places, faults = read_columns(declared, path)
        self.notes += grid.notes
        self.faults += [*faults, *grid.faults]
        if faults or not grid.headings:
            return
        outside = leave_outside(declared, grid, places)
        self.dropped = outside.dropped
        self.notes += outside.notes
        self._answers(grid, places)

    def _answers(self, grid: Grid, places: Mapping[str, int]) -> None:
        # Cells by column: each text is read once, however many rows have it.
        cells = list(zip(*(record.cells for record in grid.body), strict=True))
        lines = [record.line for record in grid.body]
        codes: Codes = {}
        for question in self.declared.questions:
            if question.kind != "text" and cells:
                number = places[question.id]
                column = column_of(cells[number])
                codes |= self._question(question, column, grid, number, lines)
        codes |= self._coding(grid, places)
        coded = {coded.question for coded in self._coded}
        self.notes = [
            replace(note, code="dropped_text_coded")
            if note.code == "dropped_text" and note.values["question"] in coded
            else note
            for note in self.notes
        ]
        families: list[str] | None = None
        if FAMILY in places and cells:
            number = places[FAMILY]
            families = self._families(column_of(cells[number]), lines, number)
        self.faults.sort(key=lambda fault: fault.line or 0)
        if not self.faults:
            self.microdata = self._microdata(codes, families, grid)

    def _question(
        self, question: Question, column: Column, grid: Grid, number: int, lines: list[int]
    ) -> Codes:
        joint = JOINT if number in grid.joined else ""
        options = grid.options[number] if grid.options else ()
        read = read_cells(question, column, joint=joint, options=options)
        for code, n in read.counts.items():
            self._of_cells[code, question.id] = n
        shown = frozenset(map(alike, options))
        for code, numbers, values in _told(question, read, shown):
            rows = [lines[row] for row in column.rows_of(numbers)]
            self._fault_of_lines(code, rows, question.id, number, **values)
        if len(read.strays) > _MOST_COMPARED:
            values = {"count": str(_MOST_COMPARED), "question": question.id}
            note = Note(file=self.declared.file, code="answers_compared", values=values)
            self.notes.append(note)
        return read.codes

    def _coding(self, grid: Grid, places: Mapping[str, int]) -> Codes:
        """The themes of the texts that are coded to the end."""
        if self._folder is None:
            return {}
        coding = read_coding(self.declared, grid, places, self._folder)
        self.declared, self._coded = coding.declared, tuple(coding.coded)
        self.notes += coding.notes
        self.todos += coding.todos
        self.faults += coding.faults
        return coding.codes

    def _families(self, column: Column, lines: list[int], number: int) -> list[str]:
        keys = [alike(text) for text in column.texts]
        self._of_cells["families_alike", ""] = _n_alike(keys)
        missing = column.rows_of([n for n, key in enumerate(keys) if not key])
        if missing:
            rows = [lines[row] for row in missing]
            self._fault_of_lines("family_missing", rows, FAMILY_KEY, number)
        elif self.declared.unit_of_analysis == "families":
            of_rows = [keys[text] for text in column.rows]
            is_repeated = pd.Series(of_rows, dtype=object).duplicated()
            rows = [lines[row] for row in np.flatnonzero(is_repeated)]
            if rows:
                self._fault_of_lines("family_repeated", rows, FAMILY_KEY, number)
        names = [pseudonym(self._key, key) for key in keys]
        return [names[text] for text in column.rows]

    def _microdata(self, codes: Codes, families: list[str] | None, grid: Grid) -> Microdata:
        declared = self.declared
        n_rows = len(grid.body)
        kept, not_asked = without_unasked(declared, codes)
        self._of_cells |= {("not_asked", question): n for question, n in not_asked.items()}
        kinds = kinds_of_rows(list(kept.values()), n_rows)
        rows = Rows(declared=declared, codes=kept, kinds=kinds, families=families)
        of_cells = dict(self._of_cells)
        if families is not None and declared.design.two_of_a_family not in ("", "both"):
            kept, families, lost = one_row_a_family(declared, kept, families)
            of_cells |= {("family_not_asked", question): n for question, n in lost.items()}
            kinds = kinds_of_rows(list(kept.values()), len(families))
            declared = replace(declared, unit_of_analysis="families")
        # Of a text, an empty cell of the sheet is one that nobody has coded.
        of_texts = {coded.question for coded in self._coded}
        checks = tuple(c for c in survey_checks(rows, of_cells) if c.question not in of_texts)
        self.notes += [*notes_of(checks, declared.file), *_period(grid, declared.file)]
        order = order_of_rows(kinds, families)
        return Microdata(
            declared,
            _table(declared, kept, order),
            _in_order(families, order),
            format=grid.format,
            dropped=self.dropped,
            checks=checks,
            coded=self._coded,
        )

    def _fault_of_lines(
        self, code: str, lines: Sequence[int], name: str, number: int, /, **values: str
    ) -> None:
        rows = [str(line) for line in dict.fromkeys(lines)]
        told = ", ".join(rows[:_N_LINES_TOLD] + [HIDDEN] * (len(rows) > _N_LINES_TOLD))
        values = {
            "count": str(len(rows)),
            "lines": told,
            "where": described_in(self.declared),
            **place_words(number),
            **values,
        }
        self.faults.append(
            Fault(file=self.declared.file, code=code, line=lines[0], column=name, values=values)
        )


def _n_alike(keys: Sequence[str]) -> int:
    """How many different marks of families are another one but for signs and zeros."""
    by_plain: dict[str, set[str]] = defaultdict(set)
    for key in keys:
        number = parse_number(key)
        value = number.value if isinstance(number, Read) else None
        plain = re.sub(r"[\W_]", "", key) if value is None else f"{value:g}"
        by_plain[plain].add(key)
    return sum(len(same) for same in by_plain.values() if len(same) > 1)


def _period(grid: Grid, file: str) -> list[Note]:
    """The first and the last day an answer was handed in, where the file says so."""
    days = [day for day in grid.times if day is not None]
    if not days:
        return []
    first, last = min(days), max(days)
    values = {"first": f"{first:%d.%m.%Y}", "last": f"{last:%d.%m.%Y}"}
    return [Note(file=file, code="survey_period", values=values)]


def _told(
    question: Question, read: CellsRead, options: frozenset[str]
) -> list[tuple[str, set[int], dict[str, str]]]:
    """What is told of the texts that are no answer: code, their numbers and words."""
    spellings = spellings_of(question.answers)
    grouped: dict[tuple[str, str, str], set[int]] = defaultdict(set)
    # The same texts whatever the order of the rows.
    for n_compared, (text, numbers) in enumerate(sorted(read.strays.items())):
        near = spellings.nearest(text) if n_compared < _MOST_COMPARED else ""
        found = _shown(text, spellings, options)
        if kind_of_cell(text):
            key = "answers_personal", "", ""
        elif question.kind == "numeric":
            key = "numbers_outside", "", ""
        elif near:
            key = "answers_unknown_near", near, found
        elif found == HIDDEN:
            key = "answers_unknown", "", ""
        else:
            key = "answers_of_file", "", found
        grouped[key] |= numbers
    known = ", ".join(answer.id for answer in question.answers)
    told = [
        (code, numbers, {"known": known, "nearest": near, "found": found})
        for (code, near, found), numbers in grouped.items()
    ]
    more = dict(read.not_other)
    if read.among_scores:
        more["answers_among_scores"] = set(read.among_scores)
    if read.unclear:
        more["answers_of_two"] = set(read.unclear)
    return [*told, *((code, numbers, {"known": known}) for code, numbers in more.items())]


def _shown(text: str, spellings: Spellings, options: frozenset[str]) -> str:
    """An unknown text as it may stand in a message: it may be what somebody wrote."""
    is_declared = alike(text) in options and not names_somebody(text)
    is_known = is_declared or spellings.may_be_shown(text)
    return text if is_known and len(text) <= _LONGEST_SHOWN else HIDDEN


def _table(declared: DataFile, codes: Codes, order: NDArray[np.intp]) -> pd.DataFrame:
    kinds = {question.id: question.kind for question in declared.questions}
    columns = {
        variable.id: pd.Categorical.from_codes(
            codes[variable.id][order],
            categories=pd.Index([answer.id for answer in variable.answers]),
            ordered=kinds.get(variable.id) in _IN_ORDER,
        )
        for variable in declared.variables.values()
    }
    return pd.DataFrame(columns, index=range(len(order)))


def _in_order(families: Sequence[str] | None, order: NDArray[np.intp]) -> pd.Series[str] | None:
    if families is None:
        return None
    return pd.Series([families[row] for row in order], name="family", dtype="str")
