"""Which column of a file answers which question, and which columns stay outside."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Set
from dataclasses import dataclass
from pathlib import Path

from larvik_analysis.errors import Fault, Note
from larvik_analysis.inputs.column_words import column_letters, heading_words, place_words
from larvik_analysis.inputs.evaluation import EVALUATION_FILE
from larvik_analysis.inputs.exports import read_export
from larvik_analysis.inputs.exports.headings import looks_like_answers
from larvik_analysis.inputs.exports.programs import PLAIN
from larvik_analysis.inputs.naming import alike, near_code, nearest
from larvik_analysis.inputs.personal import kind_of_column
from larvik_analysis.inputs.table_text import Grid
from larvik_analysis.terms.microdata import Dropped
from larvik_analysis.terms.questions import DataFile

FAMILY = ""  # stands for the column of the families, among the ids of questions
FAMILY_KEY = "family"  # what messages call it, as evaluation.yaml does
_LONGEST_COMPARED = 80
# To name what a column seems to hold, so many cells are enough.
_MOST_LOOKED_AT = 5_000


def _headings_of(declared: DataFile) -> dict[str, tuple[str, ...]]:
    """What the column of each question may be called, and that of the families."""
    found = {
        question.id: (question.column, *question.columns) for question in declared.questions
    }
    return found | ({FAMILY: (declared.family,)} if declared.family else {})


def read_columns(declared: DataFile, path: Path) -> tuple[Grid, dict[str, int], list[Fault]]:
    """A file of answers, where each declared column stands in it, and what is wrong.

    Parameters
    ----------
    declared : DataFile
    path : Path
        Where the file lies.

    Returns
    -------
    Grid
    dict of str to int
        As `find_columns` gives them; nothing where there are no headings.
    list of Fault
        Those of the columns; the grid has its own.
    """
    # Not that of the families: a row cut off in front of every question is the rest of a
    # broken one, and what stands in it is no family.
    wanted = [name for q in declared.questions for name in (q.column, *q.columns)]
    grid = read_export(path, declared.file, wanted, alike, format=declared.format)
    places, faults = find_columns(declared, grid) if grid.headings else ({}, [])
    return grid, places, faults


def find_columns(declared: DataFile, grid: Grid) -> tuple[dict[str, int], list[Fault]]:
    """Where each declared column stands, and a fault for each that is not there once.

    A text is not missed: whoever takes it out of the file before it is handed on does well.
    """
    named: dict[str, set[int]] = defaultdict(set)
    for headings in (grid.headings, grid.names):
        for number, heading in enumerate(headings):
            if heading:
                named[alike(heading)].add(number)
    wanted = _headings_of(declared)
    found = {
        name: set().union(*(named.get(alike(heading), set()) for heading in headings))
        for name, headings in wanted.items()
    }
    taken = set().union(*found.values())
    # Of columns that are called the same, another question may have one by its name.
    alone = {min(numbers) for numbers in found.values() if len(numbers) == 1}
    found = {
        name: numbers - alone if len(numbers) > 1 else numbers
        for name, numbers in found.items()
    }
    spare = {
        heading[:_LONGEST_COMPARED]: min(numbers)
        for heading, numbers in named.items()
        if not numbers & taken
    }
    texts = {question.id for question in declared.questions if question.kind == "text"}
    is_recognised = (
        bool(taken)
        or grid.format not in PLAIN
        or not looks_like_answers(grid.headings, grid.body)
    )
    places: dict[str, int] = {}
    faults: list[Fault] = []
    for name, numbers in found.items():
        if len(numbers) == 1:
            places[name] = min(numbers)
        elif numbers:
            columns = ", ".join(column_letters(number + 1) for number in sorted(numbers))
            values = {"columns": columns}
            faults.append(_fault(declared, grid, name, "column_repeated", values))
        elif name not in texts:
            near = nearest(alike(wanted[name][0]), spare)
            values = _named(grid, spare[near], is_recognised=is_recognised) if near else {}
            code = near_code("column_missing", near)
            faults.append(_fault(declared, grid, name, code, values))
    return places, faults


def _fault(
    declared: DataFile, grid: Grid, name: str, code: str, values: dict[str, str]
) -> Fault:
    column = name or FAMILY_KEY
    values = {"where": described_in(declared) if name else FAMILY_KEY, **values}
    return Fault(file=declared.file, code=code, line=grid.line, column=column, values=values)


def described_in(declared: DataFile) -> str:
    """The file that the questions of some answers are described in."""
    return f"{declared.instrument}.yaml" if declared.instrument else EVALUATION_FILE


def _named(grid: Grid, number: int, *, is_recognised: bool) -> dict[str, str]:
    """A column by letters, number and heading; a heading that may be an answer is not told."""
    told = heading_words(grid.headings[number], is_recognised=is_recognised)
    return {**place_words(number), "found": told}


@dataclass(frozen=True, slots=True)
class Outside:
    """The columns that stayed outside, and a note on each."""

    dropped: tuple[Dropped, ...]
    notes: tuple[Note, ...]


def leave_outside(declared: DataFile, grid: Grid, places: Mapping[str, int]) -> Outside:
    """Say which columns are no answers to a declared question, or are texts.

    Parameters
    ----------
    declared : DataFile
    grid : Grid
        With as many cells in each row as there are headings.
    places : mapping of str to int
        As `find_columns` gives them.
    """
    texts = {
        places[question.id]: question.id
        for question in declared.questions
        if question.kind == "text" and question.id in places
    }
    return left_outside(
        declared.file, grid, set(places.values()), texts, is_recognised=bool(places)
    )


def left_outside(
    file: str,
    grid: Grid,
    known: Set[int],
    texts: Mapping[int, str],
    *,
    is_recognised: bool = True,
) -> Outside:
    """Say which columns of a table stay outside, by heading and number of filled cells.

    Parameters
    ----------
    file : str
        What messages call it.
    grid : Grid
        With as many cells in each row as there are headings.
    known : set of int
        The columns that somebody has declared.
    texts : mapping of int to str
        Those of them that are free text, with the question they answer.
    is_recognised : bool
        Whether the headings are known to be headings.
    """
    dropped: list[Dropped] = []
    notes: list[Note] = []
    for number, heading in enumerate(grid.headings):
        if number in known and number not in texts:
            continue
        filled = [record.cells[number] for record in grid.body if record.cells[number]]
        if not (heading or filled):
            continue
        named = _named(grid, number, is_recognised=is_recognised)
        values = {**named, "count": str(len(filled))}
        if number in texts:
            why, code = "free_text", "dropped_text"
            values["question"] = texts[number]
        else:
            why = kind_of_column(heading, _looked_at(filled))
            code = f"dropped_{why}"
        dropped.append(
            Dropped(file=file, column=values["found"], why=why, n_filled=len(filled))
        )
        notes.append(Note(file=file, code=code, line=grid.line, values=values))
    return Outside(tuple(dropped), tuple(notes))


def _looked_at(filled: list[str]) -> list[str]:
    """Cells enough to name what they seem to be, the same whatever the order of the rows."""
    return sorted(filled)[:: 1 + len(filled) // _MOST_LOOKED_AT]
