"""Reads the register of facts, `facts.csv`."""

from __future__ import annotations

import keyword
import re
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from larvik_analysis.errors import Fault, InputError, Note
from larvik_analysis.inputs.coherence import leaves
from larvik_analysis.inputs.evaluation import EVALUATION_FILE, find_evaluation, find_root
from larvik_analysis.inputs.naming import near_code, nearest, shown, text_code
from larvik_analysis.inputs.number_text import Read, Unread, parse_date, parse_number
from larvik_analysis.inputs.table_text import Row, read_table
from larvik_analysis.inputs.yaml_text import read_yaml
from larvik_analysis.terms.fact import DATES, NUMBERS, Fact, Facts, Legibility
from larvik_analysis.terms.units import UnitOfAnalysis

FACTS_FILE = "facts.csv"
COLUMNS = (
    "fact_id", "document", "section", "quote", "corrected_quote", "topic", "indicator_nb",
    "indicator_en", "population", "geography", "period", "value", "unit", "unit_of_analysis",
    "qualifier", "legibility", "approved_by", "approval_reason",
)  # fmt: skip
_MAY_BE_EMPTY = frozenset({"qualifier", "approved_by", "approval_reason"})
_VOCABULARIES = {
    "unit": sorted(NUMBERS | DATES),
    "unit_of_analysis": [unit.value for unit in UnitOfAnalysis],
    "legibility": [legibility.value for legibility in Legibility],
}
_WITHOUT_VALUE = frozenset({Legibility.ILLEGIBLE, Legibility.NOT_STATED})
# A change of minus a hundred per cent leaves nothing; there is no less than that.
_LOWEST_PERCENT = -100
# Stands in evaluation.yaml, in anchors, and as a name in the sums of the estimates.
_ID = re.compile(r"[A-Za-z][A-Za-z0-9_]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class FactsReading:
    """What came of reading a register.

    Attributes
    ----------
    facts : Facts
        The rows without faults.
    lines : dict of str to int
        Every fact_id of the file with its line, also of rows with faults.
    notes, faults : tuple
        How the file was understood, and what is wrong with it.
    """

    facts: Facts
    lines: dict[str, int] = field(default_factory=dict)
    notes: tuple[Note, ...] = ()
    faults: tuple[Fault, ...] = ()


def read_facts(evaluation: str | Path, *, root: Path | None = None) -> Facts:
    """The register of facts of an evaluation, in the order of the file.

    Parameters
    ----------
    evaluation : str or Path
        Name or folder, as `find_evaluation` takes it.
    root : Path, optional
        The project folder; found from the working folder where it is left out.

    Raises
    ------
    InputError
        With every fault of the file at once.
    ParameterError
        If there is no such evaluation.
    """
    folder = find_evaluation(evaluation, root or find_root(Path.cwd()))
    tree, _ = read_yaml(folder / EVALUATION_FILE, EVALUATION_FILE)
    documents = [leaf.text for _, leaf in leaves(tree, "documents.*.id")]
    reading = inspect_facts(folder, documents)
    if reading.faults:
        raise InputError(reading.faults)
    return reading.facts


def inspect_facts(folder: Path, documents: Collection[str]) -> FactsReading:
    """The facts of a folder with notes and faults; raises for neither.

    Parameters
    ----------
    folder : Path
        The evaluation folder.
    documents : collection of str
        The ids a fact may name. Where it is empty, `evaluation.yaml` could not be read,
        and the names are not checked.
    """
    table = read_table(folder / FACTS_FILE, FACTS_FILE, COLUMNS, may_be_empty=_MAY_BE_EMPTY)
    facts: dict[str, Fact] = {}
    lines: dict[str, int] = {}
    faults = list(table.faults)
    habits: Counter[str] = Counter()
    for row in table.rows:
        read, of_row = _read_row(row, documents, lines)
        lines.setdefault(row.cells["fact_id"], row.line)
        faults.extend(of_row)
        if not of_row:
            facts[row.cells["fact_id"]] = _fact(row, read)
            habits[read.habit] += 1
    notes = [
        Note(file=FACTS_FILE, code=habit, column="value", values={"count": str(count)})
        for habit, count in sorted(habits.items())
        if habit
    ]
    return FactsReading(
        facts=Facts(facts),
        lines=lines,
        notes=(*table.notes, *notes),
        faults=tuple(sorted(faults, key=lambda fault: fault.line or 0)),
    )


def _read_row(
    row: Row, documents: Collection[str], lines: dict[str, int]
) -> tuple[Read, list[Fault]]:
    faults = [
        *_id_faults(row, lines),
        *_document_faults(row, documents),
        *_vocabulary_faults(row),
        *_approval_faults(row),
        *_character_faults(row),
    ]
    unsure = {fault.column for fault in faults} & {"unit", "legibility"}
    if unsure:  # what the value should be cannot be told
        return Read(None), faults
    read = _value(row.cells)
    if isinstance(read, Unread):
        limit = str(-_LOWEST_PERCENT)
        return Read(None), [*faults, _fault(row, read.code, "value", limit=limit)]
    return read, faults


def _id_faults(row: Row, lines: dict[str, int]) -> Iterator[Fault]:
    fact_id = row.cells["fact_id"]
    if not _ID.fullmatch(fact_id) or keyword.iskeyword(fact_id):
        yield _fault(row, "fact_id_form" if fact_id else "fact_id_missing", "fact_id")
    elif fact_id in lines:
        first = str(lines[fact_id])
        yield _fault(row, "fact_id_repeated", "fact_id", found=shown(fact_id), first=first)


def _document_faults(row: Row, documents: Collection[str]) -> Iterator[Fault]:
    # A fact without a document is not a fault: the gate withholds it until it has one.
    document = row.cells["document"]
    if document and documents and document not in documents:
        near = nearest(document, documents)
        known = ", ".join(map(shown, documents))
        code = near_code("fact_document", near)
        yield _fault(row, code, "document", nearest=near, known=known)


def _vocabulary_faults(row: Row) -> Iterator[Fault]:
    for column, words in _VOCABULARIES.items():
        found = row.cells[column]
        if found not in words:
            near = nearest(found, words)
            allowed = ", ".join(words)
            code = near_code("word_unknown", near) if found else "word_missing"
            yield _fault(row, code, column, nearest=near, allowed=allowed)


def _approval_faults(row: Row) -> Iterator[Fault]:
    by, reason = row.cells["approved_by"], row.cells["approval_reason"]
    if by and not reason:
        yield _fault(row, "approval_without_reason", "approval_reason")
    if reason and not by:
        yield _fault(row, "approval_without_owner", "approved_by")


def _character_faults(row: Row) -> Iterator[Fault]:
    for column, text in row.cells.items():
        if text and (code := text_code(text)):
            yield _fault(row, code, column)


def _value(cells: dict[str, str]) -> Read | Unread:
    text, unit = cells["value"], cells["unit"]
    if cells["legibility"] in _WITHOUT_VALUE:
        return Unread("value_on_unread") if text else Read(None)
    if not text:
        return Unread("value_missing")
    if unit in DATES:
        return parse_date(text, unit)
    read = parse_number(text)
    if isinstance(read, Unread) or read.value is None:
        return read
    if unit == "count" and read.value < 0:
        return Unread("count_negative")
    if unit == "count" and not read.value.is_integer():
        return Unread("count_fraction")
    if unit == "percent" and read.value < _LOWEST_PERCENT:
        return Unread("percent_below")
    return read


def _fact(row: Row, read: Read) -> Fact:
    cells = dict(row.cells)
    del cells["value"]
    unit_of_analysis = UnitOfAnalysis(cells.pop("unit_of_analysis"))
    legibility = Legibility(cells.pop("legibility"))
    return Fact(
        **cells,
        unit_of_analysis=unit_of_analysis,
        legibility=legibility,
        value=read.value,
        date=read.date,
        line=row.line,
    )


def _fault(row: Row, code: str, column: str, /, **values: str) -> Fault:
    return Fault(file=FACTS_FILE, code=code, line=row.line, column=column, values=values)
