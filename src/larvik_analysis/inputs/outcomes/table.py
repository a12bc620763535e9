"""One file of outcomes as columns; says what is wrong by row and column, and no content."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

from larvik_analysis.errors import Fault, Note
from larvik_analysis.inputs.answers.places import left_outside
from larvik_analysis.inputs.column_words import heading_words, place_words
from larvik_analysis.inputs.exports import read_export
from larvik_analysis.inputs.names_of_people import names_someone_in
from larvik_analysis.inputs.naming import HIDDEN, alike, near_code, nearest
from larvik_analysis.inputs.number_text import Read, parse_date, parse_number
from larvik_analysis.inputs.outcomes.vocabulary import Column, words_in
from larvik_analysis.inputs.personal import kind_of_cell
from larvik_analysis.terms.microdata import Dropped

T = TypeVar("T")

_N_LINES_TOLD = 5
_LONGEST_COMPARED = 80


class OwnTable:
    """The declared columns of one file, with all that was wrong and all that stayed outside.

    Parameters
    ----------
    path : Path
    file : str
        What messages call it.
    columns : sequence of Column
    texts : sequence of str
        Ids of columns that are free text: whether a cell has one is known, and no more.
    """

    def __init__(
        self, path: Path, file: str, columns: Sequence[Column], texts: Sequence[str] = ()
    ) -> None:
        self.file = file
        self.faults: list[Fault] = []
        self.notes: list[Note] = []
        self.dropped: tuple[Dropped, ...] = ()
        self._places: dict[str, int] = {}
        self._headings = {column.id: column.headings[0] for column in columns}
        wanted = [heading for column in columns for heading in column.headings]
        grid = read_export(path, file, wanted, alike)
        self.notes += grid.notes
        # A template that nobody has filled in yet is no fault.
        self.is_empty = any(fault.code == "table_header_only" for fault in grid.faults)
        self.faults += [f for f in grid.faults if f.code != "table_header_only"]
        self._find(columns, grid.headings, grid.line)
        self.lines = [record.line for record in grid.body]
        self._cells = {
            name: [record.cells[number] for record in grid.body]
            for name, number in self._places.items()
        }
        if grid.headings:
            known = {place for name, place in self._places.items() if name not in texts}
            outside = left_outside(file, grid, known, {}, is_recognised=bool(known))
            self.dropped = outside.dropped
            self.notes += outside.notes

    def has(self, name: str) -> bool:
        """Whether the file has the column."""
        return name in self._places

    @property
    def n_rows(self) -> int:
        """How many rows have anything in them."""
        return len(self.lines)

    @property
    def is_whole(self) -> bool:
        """Whether nothing was wrong."""
        return not self.faults

    def written(self, name: str) -> list[str]:
        """The cells as they were written: for names that are nobody's."""
        return self._cells.get(name, [""] * self.n_rows)

    def texts(self, name: str, *, is_needed: bool = False) -> list[str]:
        """The cells as they are compared; empty ones where there is no such column."""
        cells = [alike(cell) for cell in self.written(name)]
        if is_needed and self.has(name):
            self.tell("outcomes_empty", [n for n, cell in enumerate(cells) if not cell], name)
        return cells

    def dates(
        self, name: str, *, is_needed: bool = True, latest: datetime.date | None = None
    ) -> list[datetime.date | None]:
        """The days; None where a cell is empty or is no day, which is told.

        Parameters
        ----------
        name : str
            Of the column.
        is_needed : bool
            Whether a cell may not be empty.
        latest : date or None
            The day after which nothing can have happened yet.
        """
        days = self._read(name, _day, "outcomes_date", is_needed=is_needed)
        if latest is not None:
            ahead = [n for n, day in enumerate(days) if day is not None and day > latest]
            self.tell("outcomes_ahead", ahead, name)
        return days

    def numbers(self, name: str, *, is_needed: bool = False) -> list[float | None]:
        """The numbers; None where a cell is empty or is no number, which is told."""
        return self._read(name, _number, "outcomes_number", is_needed=is_needed)

    def whole_numbers(self, name: str) -> list[int | None]:
        """The whole numbers; None where a cell is none, which is told."""
        return self._read(name, _whole, "outcomes_whole", is_needed=True)

    def words(
        self, name: str, lexicon: Mapping[str, str], *, is_needed: bool = False
    ) -> list[str]:
        """The ids of words of a closed list; empty where a cell is none, which is told."""
        cells = self.texts(name, is_needed=is_needed)
        strays = [n for n, cell in enumerate(cells) if cell and cell not in lexicon]
        known = ", ".join(words_in(lexicon))
        self.tell("outcomes_word", strays, name, known=known)
        return [lexicon.get(cell, "") for cell in cells]

    def note_personal(self, name: str) -> None:
        """Note marks that look like names or numbers of people: codes do as well."""
        cells = self.written(name)
        personal = [n for n, c in enumerate(cells) if kind_of_cell(c) or names_someone_in(c)]
        self.note("outcomes_marks_personal", personal, name)

    def tell_repeated(self, keys: Sequence[Hashable], name: str) -> None:
        """Tell the rows that are about the same as a row further up."""
        first: dict[Hashable, int] = {}
        again = [n for n, key in enumerate(keys) if first.setdefault(key, n) != n]
        self.tell("outcomes_repeated", again, name)

    def tell(self, code: str, rows: Iterable[int], name: str = "", **values: str) -> None:
        """Tell what is wrong with rows, by the lines of the file."""
        if found := self._of_rows(rows, name, values):
            line, told = found
            self.faults.append(
                Fault(
                    file=self.file, code=code, line=line, column=self._told(name), values=told
                )
            )

    def note(self, code: str, rows: Iterable[int], name: str = "", **values: str) -> None:
        """Say how rows were understood, by the lines of the file."""
        if found := self._of_rows(rows, name, values):
            line, told = found
            self.notes.append(
                Note(file=self.file, code=code, line=line, column=self._told(name), values=told)
            )

    def tell_of_file(self, code: str, name: str, **values: str) -> None:
        """Tell what is wrong with a column as a whole."""
        self.faults.append(
            Fault(file=self.file, code=code, column=self._told(name), values=values)
        )

    def note_of_file(self, code: str, name: str, **values: str) -> None:
        """Say how a column was understood as a whole."""
        self.notes.append(
            Note(file=self.file, code=code, column=self._told(name), values=values)
        )

    def _told(self, name: str) -> str:
        """What messages call a column: its heading in the file, which is one of ours."""
        return self._headings.get(name, name)

    def _of_rows(
        self, rows: Iterable[int], name: str, values: Mapping[str, str]
    ) -> tuple[int, dict[str, str]] | None:
        lines = sorted({self.lines[row] for row in rows})
        if not lines:
            return None
        shown = [str(line) for line in lines[:_N_LINES_TOLD]]
        shown += [HIDDEN] * (len(lines) > _N_LINES_TOLD)
        place = place_words(self._places[name]) if name in self._places else {}
        counted = {"count": str(len(lines)), "lines": ", ".join(shown)}
        return lines[0], {**place, **counted, **values}

    def _read(
        self, name: str, parse: Callable[[str], T | None], code: str, *, is_needed: bool
    ) -> list[T | None]:
        cells = self.written(name)
        read = [parse(cell) if cell else None for cell in cells]
        wrong = [n for n, cell in enumerate(cells) if cell and read[n] is None]
        self.tell(code, wrong, name)
        if is_needed and self.has(name):
            self.tell("outcomes_empty", [n for n, cell in enumerate(cells) if not cell], name)
        return read

    def _find(self, columns: Sequence[Column], headings: Sequence[str], line: int) -> None:
        named: dict[str, list[int]] = defaultdict(list)
        for number, heading in enumerate(headings):
            named[alike(heading)].append(number)
        if not headings:
            return  # told by whoever read the file
        wanted = {alike(way) for column in columns for way in column.headings}
        spare = {
            text[:_LONGEST_COMPARED]: numbers[0]
            for text, numbers in named.items()
            if text and text not in wanted
        }
        taken: set[int] = set()
        for column in columns:
            ways = dict.fromkeys(map(alike, column.headings))
            found = sorted({n for way in ways for n in named.get(way, [])} - taken)
            if len(found) > 1:
                values = {"columns": ", ".join(place_words(n)["letter"] for n in found)}
                self._of_column("outcomes_column_repeated", line, column, values)
            elif found:
                self._places[column.id] = found[0]
                heading = alike(headings[found[0]])
                self._headings[column.id] = next(
                    way for way in column.headings if alike(way) == heading
                )
                taken.add(found[0])
            elif column.is_needed:
                self._missing(column, spare, headings, line)

    def _missing(
        self, column: Column, spare: Mapping[str, int], headings: Sequence[str], line: int
    ) -> None:
        near = nearest(alike(column.headings[0]), spare)
        values = {"known": " / ".join(column.headings)}
        if near:
            heading = heading_words(headings[spare[near]], is_recognised=bool(self._places))
            values |= {**place_words(spare[near]), "found": heading}
        self._of_column(near_code("outcomes_column_missing", near), line, column, values)

    def _of_column(self, code: str, line: int, column: Column, values: dict[str, str]) -> None:
        self.faults.append(
            Fault(
                file=self.file,
                code=code,
                line=line,
                column=self._told(column.id),
                values=values,
            )
        )


def _day(cell: str) -> datetime.date | None:
    read = parse_date(cell, "date")
    return datetime.date.fromisoformat(read.date) if isinstance(read, Read) else None


def _number(cell: str) -> float | None:
    read = parse_number(cell)
    return read.value if isinstance(read, Read) else None


def _whole(cell: str) -> int | None:
    number = _number(cell)
    return int(number) if number is not None and number.is_integer() else None
