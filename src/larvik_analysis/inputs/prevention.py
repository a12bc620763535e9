"""Reads who has a task for which risk, `prevention_matrix.csv`; an evaluation may have it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast, get_args

from larvik_analysis.errors import Fault, InputError
from larvik_analysis.inputs.files import is_there
from larvik_analysis.inputs.naming import near_code, nearest, shown, text_code
from larvik_analysis.inputs.table_text import Row, read_table
from larvik_analysis.terms.evaluation import PreventionLevel
from larvik_analysis.terms.framework import Frameworks
from larvik_analysis.terms.prevention import Responsibility
from larvik_analysis.terms.words import Words

MATRIX_FILE = "prevention_matrix.csv"
RISK_CATEGORIES = "risk_categories"
COLUMNS = (
    "level", "category", "position", "service", "service_nb", "service_en", "annex_text",
    "document", "section", "quote",
)  # fmt: skip
LEVELS: tuple[PreventionLevel, ...] = get_args(PreventionLevel)
# Words, not true and false: a spreadsheet in Norwegian would write SANN and USANN.
_SAID = {"yes": True, "no": False}
_ID = re.compile(r"[a-z][a-z0-9_]*")
_POSITION = re.compile(r"[1-9][0-9]{0,3}")


@dataclass(frozen=True, slots=True)
class _Earlier:
    """What the rows above have said, with their lines; grows row by row."""

    services: dict[tuple[str, ...], int] = field(default_factory=dict)
    places: dict[tuple[str, ...], int] = field(default_factory=dict)
    names: dict[str, tuple[int, tuple[str, str]]] = field(default_factory=dict)


def read_matrix(
    folder: Path, frameworks: Frameworks, documents: Collection[str]
) -> tuple[Responsibility, ...]:
    """Every service in every cell, in the order of the file; nothing where there is no file.

    Parameters
    ----------
    folder : Path
        The evaluation folder.
    frameworks : Frameworks
        Its ``risk_categories`` are those a row may name.
    documents : collection of str
        The documents of `evaluation.yaml`, which a row may name.

    Raises
    ------
    InputError
        With every fault of the file at once.
    """
    rows, faults = inspect_matrix(folder, category_ids(frameworks), documents)
    if faults:
        raise InputError(faults)
    return rows


def category_ids(frameworks: Frameworks | None) -> tuple[str, ...]:
    """The ids of the risk categories; none where the frameworks could not be read."""
    if frameworks is None:
        return ()
    return tuple(
        item.id
        for framework in frameworks.frameworks
        if framework.id == RISK_CATEGORIES
        for item in framework.items
    )


def inspect_matrix(
    folder: Path, categories: Collection[str], documents: Collection[str]
) -> tuple[tuple[Responsibility, ...], list[Fault]]:
    """The rows without faults, and all faults.

    Parameters
    ----------
    folder : Path
        The evaluation folder.
    categories, documents : collection of str
        What a row may name. One that is empty could not be read and is not checked.
    """
    path = folder / MATRIX_FILE
    if not is_there(path):
        return (), []
    table = read_table(path, MATRIX_FILE, COLUMNS, may_be_empty=frozenset({"section", "quote"}))
    known = {"category": categories, "document": documents}
    faults = list(table.faults)
    found: list[Responsibility] = []
    earlier = _Earlier()
    for row in table.rows:
        of_row = [*_row_faults(row, known), *_agreement_faults(row, earlier)]
        faults.extend(of_row)
        if not of_row:
            found.append(_responsibility(row))
    faults.sort(key=lambda fault: fault.line or 0)
    return tuple(found), faults


def _row_faults(row: Row, known: Mapping[str, Collection[str]]) -> Iterator[Fault]:
    for column, words in (("level", LEVELS), ("annex_text", tuple(_SAID))):
        if row.cells[column] not in words:
            yield _unknown_word(row, column, words)
    for column, code in (("category", "matrix_category"), ("document", "fact_document")):
        if not row.cells[column]:
            yield _fault(row, "value_empty", column)
        elif known[column] and row.cells[column] not in known[column]:
            near = nearest(row.cells[column], known[column])
            listed = ", ".join(map(shown, known[column]))
            yield _fault(row, near_code(code, near), column, nearest=near, known=listed)
    for column in ("service_nb", "service_en"):
        if not row.cells[column]:
            yield _fault(row, "value_empty", column)
    if not _ID.fullmatch(row.cells["service"]):
        yield _fault(row, "matrix_service_form", "service")
    if not _POSITION.fullmatch(row.cells["position"]):
        yield _fault(row, "matrix_position_form", "position")
    for column, text in row.cells.items():
        if text and (code := text_code(text)):
            yield _fault(row, code, column)


def _unknown_word(row: Row, column: str, words: Collection[str]) -> Fault:
    near = nearest(row.cells[column], words)
    code = near_code("word_unknown", near) if row.cells[column] else "word_missing"
    return _fault(row, code, column, nearest=near, allowed=", ".join(words))


def _agreement_faults(row: Row, earlier: _Earlier) -> Iterator[Fault]:
    """What a row above says otherwise: the same service, the same place, another name."""
    cell = (row.cells["level"], row.cells["category"])
    service, place = row.cells["service"], row.cells["position"]
    first = earlier.services.setdefault((*cell, service), row.line)
    if first != row.line:
        yield _fault(row, "matrix_row_repeated", "service", first=str(first))
        return
    first = earlier.places.setdefault((*cell, place), row.line)
    if first != row.line:
        yield _fault(row, "matrix_position_repeated", "position", first=str(first))
    names = (row.cells["service_nb"], row.cells["service_en"])
    first, said = earlier.names.setdefault(service, (row.line, names))
    for column, here, there in zip(("service_nb", "service_en"), names, said, strict=True):
        if here and there and here != there:
            yield _fault(row, "matrix_two_names", column, first=str(first))


def _responsibility(row: Row) -> Responsibility:
    cells = row.cells
    return Responsibility(
        level=cast(PreventionLevel, cells["level"]),
        category=cells["category"],
        service=cells["service"],
        name=Words(nb=cells["service_nb"], en=cells["service_en"]),
        line=row.line,
        position=int(cells["position"]),
        has_annex_text=_SAID[cells["annex_text"]],
        document=cells["document"],
        section=cells["section"],
        quote=cells["quote"],
    )


def _fault(row: Row, code: str, column: str, /, **values: str) -> Fault:
    return Fault(file=MATRIX_FILE, code=code, line=row.line, column=column, values=values)
