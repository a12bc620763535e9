"""SurveyXact: a data set in codes, with its labels in other sheets or in files beside it.

Made from what is publicly known of the export: a data set whose columns are called ``s_1``
or ``s_2_1`` or by a name of the evaluator's; a list of labels without headings (variable,
value, label); a table of variables and one of their structure. In a workbook they are sheets.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from larvik_analysis.errors import Note
from larvik_analysis.inputs.exports.codebook import (
    Codebook,
    Entry,
    Rows,
    codebook_of,
    tables_beside,
)
from larvik_analysis.inputs.exports.coded import joined_questions, translated
from larvik_analysis.inputs.exports.days import with_days
from larvik_analysis.inputs.exports.headings import Wanted
from larvik_analysis.inputs.table_text import Grid

_DAYS: Final = ("closetime", "modified", "created")
_BESIDE: Final = ("labels", "variables", "structure")
_ONE_ANSWER = re.compile(r"(.+)_(\d+)")
_BETWEEN = " - "
# Plain questions are s_1, s_2 ...; the columns that the program keeps its books in, stat...
_NO_QUESTION = re.compile(r"s|stat.*")


def read_surveyxact(
    grid: Grid, path: Path, file: str, wanted: Wanted, others: Sequence[Rows]
) -> Grid:
    """The grid in the words of its labels, where they are found.

    Parameters
    ----------
    grid : Grid
        With as many cells in each row as there are headings.
    path : Path
        The export; labels may lie beside it.
    file : str
        What messages call the export.
    wanted : Wanted
    others : sequence of rows
        The other sheets of the workbook.
    """
    book = codebook_of(others, grid.headings)
    if not book:
        tables, notes = tables_beside(path, _BESIDE, file)
        grid = replace(grid, notes=(*grid.notes, *notes))
        book = codebook_of(tables, grid.headings)
    grid = with_days(grid, file, _DAYS)
    if not book:
        note = Note(file=file, code="export_codebook_missing", line=grid.line)
        return replace(grid, notes=(*grid.notes, note))
    questions = _questions(grid.headings, book)
    members = {
        heading: (base, of)
        for base, of_base in questions.items()
        for heading, of in of_base.items()
    }
    told, found = translated(grid, book, lambda heading, _: members.get(heading), file)
    texts = {base: _question(list(of_base), book) for base, of_base in questions.items()}
    apart = {base: columns for base, columns in found.items() if len(columns) > 1}
    return joined_questions(told, apart, texts, wanted, file)


def _questions(headings: Sequence[str], book: Codebook) -> Mapping[str, Mapping[str, str]]:
    """The questions with a column an answer: their headings, and the answers."""
    found: dict[str, list[str]] = defaultdict(list)
    for heading in headings:
        match = _ONE_ANSWER.fullmatch(heading)
        if match and not _NO_QUESTION.fullmatch(match[1]) and heading in book:
            found[match[1]].append(heading)
    return {
        base: {heading: _answer(book[heading]) for heading in of_base}
        for base, of_base in found.items()
        if len(of_base) > 1 and _are_ticks([book[heading] for heading in of_base])
    }


def _are_ticks(entries: Sequence[Entry]) -> bool:
    if all(entry.is_tick for entry in entries):
        return True
    # Without the structure: all have the labels of a box, and the same question.
    labels = {tuple(sorted(entry.options.items())) for entry in entries}
    has_boxes = len(labels) == 1 and set(entries[0].options) == {"0", "1"}
    questions = {entry.text.rpartition(_BETWEEN)[0] for entry in entries}
    return has_boxes and len(questions) == 1 and "" not in questions


def _answer(entry: Entry) -> str:
    return entry.choice or entry.text.rpartition(_BETWEEN)[2]


def _question(headings: Sequence[str], book: Codebook) -> str:
    entry = book[headings[0]]
    is_told = entry.choice and not entry.text.endswith(f"{_BETWEEN}{entry.choice}")
    return entry.text if is_told else entry.text.rpartition(_BETWEEN)[0]
