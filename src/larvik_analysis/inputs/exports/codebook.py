"""What the codes of an export stand for: from a file beside it, or a sheet of its own."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from larvik_analysis.errors import InputError, Note
from larvik_analysis.inputs.exports.content import kind_of
from larvik_analysis.inputs.exports.headings import Wanted
from larvik_analysis.inputs.exports.tables import grid_of_text
from larvik_analysis.inputs.exports.workbook import read_sheets
from larvik_analysis.inputs.files import is_there, read_bytes
from larvik_analysis.inputs.naming import alike, shown

Rows = Sequence[Sequence[str]]
_SUFFIXES: Final = (".csv", ".xlsx", ".txt", ".tsv")
# What the columns of a codebook are called, in the files of Nettskjema, in those of
# SurveyXact and in plain words.
_ROLES: Final[dict[str, frozenset[str]]] = {
    "code": frozenset(
        {
            "code", "kode", "element_code", "elementkode", "variable", "variabel",
            "variablename", "variabelnavn", "question code", "spørsmålskode",
        }
    ),
    "text": frozenset(
        {
            "question", "spørsmål", "element_text", "text", "tekst", "spørsmålstekst",
            "question text", "questiontext", "variabeltekst", "variabletext",
            "variabledescription", "variabelbeskrivelse",
        }
    ),
    "value": frozenset(
        {
            "option value", "answer_code", "value", "verdi", "svarkode", "svarverdi",
            "alternativkode", "choicevalue", "answer code", "kodeverdi",
        }
    ),
    "option": frozenset(
        {
            "option text", "option", "answer_text", "label", "etikett", "svaralternativ",
            "svartekst", "alternativ", "choicetext", "answer text", "verdietikett",
        }
    ),
    "kind": frozenset({"subtype", "variabeltype", "element_type"}),
}  # fmt: skip
# Between a question and an answer in the text of a column that was ticked.
_BETWEEN = "::"


@dataclass(slots=True, kw_only=True)
class Entry:
    """What one code stands for.

    Attributes
    ----------
    text : str
        The question.
    options : dict of str to str
        Each value and its answer, in the order of the codebook.
    is_tick : bool
        Whether it is a column that says whether one answer was ticked.
    choice : str
        The answer it was, where it is such a column and the codebook says so.
    """

    text: str = ""
    options: dict[str, str] = field(default_factory=dict)
    is_tick: bool = False
    choice: str = ""


Codebook = Mapping[str, Entry]


def codebook_of(tables: Iterable[Rows], codes: Collection[str]) -> dict[str, Entry]:
    """What codes stand for, from all tables that say anything of them.

    Parameters
    ----------
    tables : iterable of rows
        A table has headings, or is a plain list of code, value and answer.
    codes : collection of str
        The headings of the export.

    Examples
    --------
    >>> rows = [["kode", "spørsmål", "verdi", "svartekst"], ["q1", "Nytte?", "1", "Stor"]]
    >>> codebook_of([rows], ["q1"])["q1"].options
    {'1': 'Stor'}
    """
    book: dict[str, Entry] = {}
    for rows in tables:
        roles = _roles(rows[0]) if rows else {}
        if "code" in roles and len(roles) > 1:
            _read(rows[1:], roles, book)
        elif _is_list_of_labels(rows, codes):
            _read(rows, {"code": 0, "value": 1, "option": 2}, book)
    return book


def _roles(headings: Sequence[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for number, heading in enumerate(headings):
        for role, names in _ROLES.items():
            if alike(heading) in names:
                found.setdefault(role, number)
    return found


def _is_list_of_labels(rows: Rows, codes: Collection[str]) -> bool:
    # The labels of SurveyXact have no headings.
    known = set(codes)
    named = sum(bool(row) and row[0] in known for row in rows)
    return bool(rows) and 2 * named > len(rows) and all(len(row) >= 3 for row in rows)


def _read(rows: Rows, roles: Mapping[str, int], book: dict[str, Entry]) -> None:
    code = ""
    for row in rows:
        cells = {
            role: row[number].strip() if number < len(row) else ""
            for role, number in roles.items()
        }
        # A question with several answers may have its code on the first row alone.
        code = cells["code"] or code
        text, value, option = (cells.get(role, "") for role in ("text", "value", "option"))
        kind = cells.get("kind", "").casefold()
        base = code.removesuffix(f".{value}") if value else code
        if base != code and _BETWEEN in text:  # the code of a ticked answer, with its question
            entry = book.setdefault(base, Entry())
            entry.text = entry.text or text.rpartition(_BETWEEN)[0].strip(" :")
            entry.options[value] = option
            continue
        entry = book.setdefault(code, Entry())
        entry.text = entry.text or text
        if kind == "multiple":
            entry.is_tick, entry.choice = True, option
        elif value and option:
            entry.options.setdefault(value, option)


def tables_beside(path: Path, words: Sequence[str], file: str) -> tuple[list[Rows], list[Note]]:
    """The tables of the files beside an export whose names say that they explain it.

    Where there are several of a sort, only those are read that carry the name of the export.

    Parameters
    ----------
    path : Path
        The export.
    words : sequence of str
        What the name of such a file holds.
    file : str
        What messages call the export.
    """
    found: list[Path] = []
    for word in words:
        for suffix in _SUFFIXES:  # when it comes, what was made without it is out of date
            is_there(path.with_name(f"{path.stem}_{word}{suffix}"))
        named = [other for other in _neighbours(path) if word in _plain(other.stem)]
        own = [other for other in named if _plain(path.stem) in _plain(other.stem)]
        if len(named) > 1 and not own:
            values = {"word": word, "count": str(len(named))}
            return [], [Note(file=file, code="export_codebooks", values=values)]
        found += own or named
    tables: list[Rows] = []
    notes: list[Note] = []
    for other in dict.fromkeys(found):
        values = {"codebook": shown(other.name)}
        try:
            tables += _tables(other)
        except InputError:
            notes.append(Note(file=file, code="export_codebook_unread", values=values))
        else:
            notes.append(Note(file=file, code="export_codebook", values=values))
    return tables, notes


def _neighbours(path: Path) -> list[Path]:
    return sorted(
        other
        for other in path.parent.iterdir()
        if other != path
        and other.suffix.lower() in _SUFFIXES
        and not other.name.startswith("~$")  # Excel's mark on what it has open
    )


def _plain(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()


def _tables(path: Path) -> list[Rows]:
    content = read_bytes(path, path.name)
    if kind_of(content, path.name) == "workbook":
        sheets = read_sheets(content, path.name)
        return [[record.cells for record in sheet.records] for sheet in sheets]
    grid = grid_of_text(content, path.name, Wanted(headings=(), alike=alike))
    if any(fault.code != "table_header_only" for fault in grid.faults):
        raise InputError(grid.faults)
    return [[grid.headings, *(record.cells for record in grid.body)]]
