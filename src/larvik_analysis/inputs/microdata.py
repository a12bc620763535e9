"""Reads an evaluation's own data, and leaves outside what nobody has declared.

A column that is not an answer to a declared question never gets further than this room: it
is told by its heading and its number of filled cells, never by what stands in it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from larvik_analysis.errors import Fault, InputError, Note
from larvik_analysis.inputs.declarations import code_of_place
from larvik_analysis.inputs.evaluation import EVALUATION_FILE
from larvik_analysis.inputs.naming import HIDDEN, alike, near_code, nearest, shown
from larvik_analysis.inputs.personal import kind_of_cell, kind_of_column
from larvik_analysis.inputs.pseudonyms import INVENTED_KEY, pseudonym, read_key
from larvik_analysis.inputs.table_text import Grid, complete, read_grid
from larvik_analysis.terms.evaluation import Evaluation
from larvik_analysis.terms.microdata import (
    NOT_TICKED,
    TICKED,
    DataFile,
    Dropped,
    Microdata,
    Question,
)

if TYPE_CHECKING:
    import pandas as pd

_N_LINES_TOLD = 5
_LONGEST_COMPARED = 80
Cells = list[tuple[int, str]]  # the line of each row, and its cell
Column = list[str | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class MicrodataReading:
    """What came of reading own data.

    Attributes
    ----------
    microdata : dict of str to Microdata
        The files without faults, by id.
    dropped : tuple of Dropped
        The columns that stayed outside.
    notes, faults : tuple
        How the files were understood, and what is wrong with them. The notes are private:
        they count the cells of columns.
    """

    microdata: Mapping[str, Microdata] = field(default_factory=dict)
    dropped: tuple[Dropped, ...] = ()
    notes: tuple[Note, ...] = ()
    faults: tuple[Fault, ...] = ()


def read_microdata(
    folder: Path, evaluation: Evaluation, *, root: Path
) -> Mapping[str, Microdata]:
    """An evaluation's own data, by id.

    Parameters
    ----------
    folder : Path
        The evaluation folder, as `find_evaluation` gives it.
    evaluation : Evaluation
        Declares the files.
    root : Path
        The project folder; no key may lie in it.

    Raises
    ------
    InputError
        With every fault of every file at once; also where nothing says why the data may
        be held.
    """
    if evaluation.microdata and evaluation.personvern is None:
        raise InputError([_of_evaluation("privacy_missing", keys="personvern")])
    reading = inspect_microdata(
        folder, evaluation.microdata, is_synthetic=evaluation.synthetic, root=root
    )
    if reading.faults:
        raise InputError(reading.faults)
    return reading.microdata


def inspect_microdata(
    folder: Path, files: Sequence[DataFile], *, is_synthetic: bool, root: Path
) -> MicrodataReading:
    """Own data with all faults and notes; raises for neither.

    Parameters
    ----------
    folder : Path
        The evaluation folder.
    files : sequence of DataFile
        What `evaluation.yaml` declares.
    is_synthetic : bool
        Whether the data are invented: then they need not lie in ``private/``, and the key
        of the pseudonyms is no secret.
    root : Path
        The project folder.
    """
    key = INVENTED_KEY
    of_key: tuple[Fault, ...] = ()
    if any(declared.family for declared in files) and not is_synthetic:
        try:
            key = read_key(folder.name, outside_of=(root, folder))
        except InputError as error:
            of_key = error.faults
    readers = [_Reader(declared, key) for declared in files]
    for reader in readers:
        file = reader.declared.file
        if code := code_of_place(folder, file, is_synthetic=is_synthetic):
            reader.faults.append(_of_evaluation(code))
        else:
            reader.read(folder / file)
    read = [reader.microdata for reader in readers if reader.microdata and not of_key]
    return MicrodataReading(
        microdata={microdata.declared.id: microdata for microdata in read},
        dropped=tuple(dropped for reader in readers for dropped in reader.dropped),
        notes=tuple(note for reader in readers for note in reader.notes),
        faults=(*of_key, *(fault for reader in readers for fault in reader.faults)),
    )


def _of_evaluation(code: str, **values: str) -> Fault:
    return Fault(file=EVALUATION_FILE, code=code, column="microdata", values=values)


class _Reader:
    """Reads one file; gathers what was wrong, and what stayed outside."""

    def __init__(self, declared: DataFile, key: bytes) -> None:
        self.declared = declared
        self.microdata: Microdata | None = None
        self.dropped: list[Dropped] = []
        self.notes: list[Note] = []
        self.faults: list[Fault] = []
        self._key = key

    def read(self, path: Path) -> None:
        """Read the file from a place that has been found in order."""
        wanted = [question.column for question in self.declared.questions]
        family = [self.declared.family] if self.declared.family else []
        grid = read_grid(path, self.declared.file, [*wanted, *family], alike)
        places = self._places(grid) if grid.headings else {}
        if self.faults or not grid.headings:
            self.notes += grid.notes
            self.faults += grid.faults
            return
        # A row that was cut off in front of every question is the rest of a broken one.
        n_least = 1 + min((places[alike(column)] for column in wanted), default=0)
        grid = complete(grid, self.declared.file, n_least)
        self.notes += grid.notes
        self.faults += grid.faults
        self._drop(grid, set(places.values()))
        columns = {
            name: column
            for question in self.declared.questions
            for name, column in self._answers(question, grid, places).items()
        }
        families = self._families(grid, places) if family else None
        self.faults.sort(key=lambda fault: fault.line or 0)
        if not self.faults:
            self.microdata = _sorted(self.declared, columns, families)

    def _places(self, grid: Grid) -> dict[str, int]:
        """Where each declared column stands; a fault for each that is not there once."""
        found: dict[str, list[int]] = defaultdict(list)
        for number, heading in enumerate(grid.headings):
            found[alike(heading)].append(number)
        declared = {question.id: question.column for question in self.declared.questions}
        if self.declared.family:
            declared["family"] = self.declared.family
        wanted = {alike(heading) for heading in declared.values()}
        spare = {
            heading[:_LONGEST_COMPARED]: numbers[0]
            for heading, numbers in found.items()
            if heading not in wanted and heading
        }
        for name, heading in declared.items():
            numbers = found.get(alike(heading), [])
            if len(numbers) > 1:
                self._fault("header_repeated", grid.line, name)
            elif not numbers:
                self._missing(name, heading, spare, grid)
        return {heading: found[heading][0] for heading in wanted if heading in found}

    def _missing(self, name: str, heading: str, spare: dict[str, int], grid: Grid) -> None:
        near = nearest(alike(heading), spare)
        number = spare.get(near)
        values = {} if number is None else self._named(grid, number)
        self._fault(near_code("column_missing", near), grid.line, name, **values)

    def _named(self, grid: Grid, number: int) -> dict[str, str]:
        """A column by number and heading; a heading that may be an answer is not told."""
        heading = grid.headings[number]
        told = HIDDEN if kind_of_cell(heading) else shown(heading)
        return {"number": str(number + 1), "found": told}

    def _drop(self, grid: Grid, kept: set[int]) -> None:
        for number, heading in enumerate(grid.headings):
            filled = [record.cells[number] for record in grid.body if record.cells[number]]
            if number in kept or not (heading or filled):
                continue
            file, named = self.declared.file, self._named(grid, number)
            why, n_filled = kind_of_column(heading, filled), len(filled)
            self.dropped.append(
                Dropped(file=file, column=named["found"], why=why, n_filled=n_filled)
            )
            values = {**named, "count": str(n_filled)}
            code = f"dropped_{why}"
            self.notes.append(Note(file=file, code=code, line=grid.line, values=values))

    def _answers(
        self, question: Question, grid: Grid, places: Mapping[str, int]
    ) -> dict[str, Column]:
        number = places[alike(question.column)]
        cells = [(record.line, record.cells[number]) for record in grid.body]
        known = {
            alike(text): answer.id
            for answer in question.answers
            for text in (answer.id, answer.name.nb, answer.name.en)
        }
        multiple = question.kind == "multiple"
        read = _ticks(question, cells, known) if multiple else _single(question, cells, known)
        columns, strays = read
        personal = [line for line, text in strays if kind_of_cell(text)]
        unknown = [line for line, text in strays if not kind_of_cell(text)]
        for code, lines in (("answers_personal", personal), ("answers_unknown", unknown)):
            if lines:
                values = {"known": ", ".join(answer.id for answer in question.answers)}
                self._fault_of_lines(code, lines, question.id, number=number + 1, **values)
        return columns

    def _families(self, grid: Grid, places: Mapping[str, int]) -> list[str]:
        number = places[alike(self.declared.family)]
        keys = [alike(record.cells[number]) for record in grid.body]
        lines = [record.line for record in grid.body]
        missing = [line for line, key in zip(lines, keys, strict=True) if not key]
        if missing:
            self._fault_of_lines("family_missing", missing, "family", number=number + 1)
        elif self.declared.unit_of_analysis == "families":
            repeated = [line for n, line in enumerate(lines) if keys[n] in keys[:n]]
            if repeated:
                self._fault_of_lines("family_repeated", repeated, "family", number=number + 1)
        return [pseudonym(self._key, key) for key in keys]

    def _fault_of_lines(
        self, code: str, lines: Sequence[int], name: str, /, *, number: int, **values: str
    ) -> None:
        rows = [str(line) for line in dict.fromkeys(lines)]
        told = ", ".join(rows[:_N_LINES_TOLD] + [HIDDEN] * (len(rows) > _N_LINES_TOLD))
        values = {"count": str(len(rows)), "lines": told, "number": str(number), **values}
        self._fault(code, lines[0], name, **values)

    def _fault(self, code: str, line: int, name: str, /, **values: str) -> None:
        self.faults.append(
            Fault(file=self.declared.file, code=code, line=line, column=name, values=values)
        )


def _single(
    question: Question, cells: Cells, known: Mapping[str, str]
) -> tuple[dict[str, Column], Cells]:
    """The answer of each row, and the cells that are none."""
    column = [known.get(alike(text)) for _, text in cells]
    strays = [cell for cell in cells if cell[1] and alike(cell[1]) not in known]
    return {question.id: column}, strays


def _ticks(
    question: Question, cells: Cells, known: Mapping[str, str]
) -> tuple[dict[str, Column], Cells]:
    """For each answer who ticked it, and the parts of cells that are no answer."""
    ticked: list[set[str] | None] = []
    strays: Cells = []
    for line, text in cells:
        parts = [part.strip() for part in text.split(question.separator)]
        strays += [(line, part) for part in parts if part and alike(part) not in known]
        # An empty cell was not answered; a separator alone says that nothing was ticked.
        ticked.append({known[alike(p)] for p in parts if alike(p) in known} if text else None)
    columns: dict[str, Column] = {
        f"{question.id}_{answer.id}": [
            None if row is None else TICKED if answer.id in row else NOT_TICKED
            for row in ticked
        ]
        for answer in question.answers
    }
    return columns, strays


def _sorted(
    declared: DataFile, columns: Mapping[str, Column], families: list[str] | None
) -> Microdata:
    """The table in an order that neither the file nor the key has a say in."""
    import pandas as pd  # readers of evaluation.yaml alone do without

    scales = {
        variable.id: [answer.id for answer in variable.answers]
        for variable in declared.variables.values()
    }
    kinds = {question.id: question.kind for question in declared.questions}
    order = _order(columns, scales, families)

    def category(name: str) -> pd.Categorical:
        answers = [columns[name][row] for row in order]
        is_ordered = kinds.get(name) == "ordinal"
        return pd.Categorical(answers, categories=scales[name], ordered=is_ordered)

    table = pd.DataFrame({name: category(name) for name in scales}, index=range(len(order)))
    if families is None:
        return Microdata(declared, table)
    pseudonyms = [families[row] for row in order]
    return Microdata(declared, table, pd.Series(pseudonyms, name="family", dtype="str"))


def _order(
    columns: Mapping[str, Column], scales: Mapping[str, list[str]], families: list[str] | None
) -> list[int]:
    """Rows by their answers, missing ones last; equal ones by the answers of their families.

    Families whose rows are all the same may change places: the table and who belongs
    together stay as they are, whatever the pseudonyms.
    """
    ranks: dict[str, dict[str | None, int]] = {
        name: {answer: rank for rank, answer in enumerate([*answers, None])}
        for name, answers in scales.items()
    }
    by_column = [[ranks[name][answer] for answer in columns[name]] for name in scales]
    rows = list(zip(*by_column, strict=True))
    if families is None:
        return sorted(range(len(rows)), key=rows.__getitem__)
    members: dict[str, list[tuple[int, ...]]] = defaultdict(list)
    for family, row in zip(families, rows, strict=True):
        members[family].append(row)
    in_turn = sorted(members, key=lambda family: (sorted(members[family]), family))
    turn = {family: number for number, family in enumerate(in_turn)}
    return sorted(range(len(rows)), key=lambda n: (rows[n], turn[families[n]]))
