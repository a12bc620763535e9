"""Empty files of outcomes, with the headings that an evaluation's declaration asks for."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from larvik_analysis.inputs.outcomes.declared import Declared, columns_of_factors
from larvik_analysis.inputs.outcomes.vocabulary import (
    CONTACTS,
    EPISODES,
    GOALS,
    RATINGS,
    SESSIONS,
    ZONES,
    Column,
)

_COLUMNS: dict[str, Sequence[Column]] = {
    "outcomes.families": RATINGS,
    "outcomes.pathways.file": EPISODES,
    "outcomes.contacts.file": CONTACTS,
    "outcomes.goals": GOALS,
    "outcomes.sessions.file": SESSIONS,
    "outcomes.zones.file": ZONES,
}


def outcome_templates(declared: Declared) -> dict[str, bytes]:
    """The empty files by name, seen from the evaluation's folder.

    Workbooks where they are called so; else text with semicolons and the mark of UTF-8, so
    that a Norwegian spreadsheet opens them as tables.

    Parameters
    ----------
    declared : Declared
        As `declared_in` gives it.
    """
    if declared.files is None:
        return {}
    found = {}
    for key, file in declared.files.files.items():
        columns = list(_COLUMNS[key])
        if key == "outcomes.families":
            columns += columns_of_factors(declared.factors)
        write = _workbook if file.casefold().endswith(".xlsx") else _text
        found[file] = write([column.headings[0] for column in columns])
    return found


def _workbook(headings: Sequence[str]) -> bytes:
    from openpyxl import Workbook  # slow to import; most files are text

    book = Workbook(write_only=True)
    book.create_sheet().append(headings)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _text(headings: Sequence[str]) -> bytes:
    stream = io.StringIO()
    csv.writer(stream, delimiter=";", lineterminator="\r\n").writerow(headings)
    return stream.getvalue().encode("utf-8-sig")
