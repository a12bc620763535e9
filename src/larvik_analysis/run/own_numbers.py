"""The numbers that the fields of the evaluator's text ask for, and what is to say of them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from larvik_analysis.errors import Fault, LarvikError, Todo, UnitError
from larvik_analysis.estimate.indicators.basis import atoms_in, facts_in, recompute
from larvik_analysis.estimate.indicators.facts import as_published
from larvik_analysis.estimate.indicators.tables import estimate_of
from larvik_analysis.exhibit.exhibit import Exhibit
from larvik_analysis.exhibit.statement import FORMS
from larvik_analysis.inputs.naming import near_code, nearest, shown
from larvik_analysis.inputs.personal import has_email, has_telephone
from larvik_analysis.release.fields import forms_of
from larvik_analysis.release.gate import Verdict
from larvik_analysis.release.released import Released
from larvik_analysis.terms.catalogue import Language, read_catalogue
from larvik_analysis.terms.fact import Facts
from larvik_analysis.terms.microdata import Microdata
from larvik_analysis.terms.own_text import Field, OwnText, Passage
from larvik_analysis.terms.results import FactEstimate

TYPED = ("text_typed_numbers", "text_typed_numbers_word")
PUBLISHED = (*TYPED, "text_contact", "typed_in_words")  # told at every run
_WITHHELD = ("number_hidden", "small_difference", "small_base", "not_traced", "staff")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """What a field can ask for.

    Attributes
    ----------
    facts : Facts
    fact_ids : collection of str
        Also of the facts that have faults.
    microdata : mapping or None
        None before own data are read.
    rows : mapping of str to FactEstimate or None
        The rows of the exhibits by name; None before the chapters have run.
    """

    facts: Facts
    fact_ids: Collection[str]
    microdata: Mapping[str, Microdata] | None = None
    rows: Mapping[str, FactEstimate] | None = None


def rows_of(exhibits: Iterable[Exhibit | Released], facts: Facts) -> dict[str, FactEstimate]:
    """Each row of the exhibits by the name that a field calls it.

    ``exhibit.row``, where the row is told by its ids (its labels where it has none); an
    exhibit of one row needs no more than its name. Two rows of one name have none.
    """
    rows: dict[str, FactEstimate] = {}
    for exhibit in exhibits:
        if "basis" not in exhibit.data:
            continue
        names = [key for key in exhibit.keys if key != "label" and not key.endswith("_label")]
        found = [
            (
                ".".join(filter(None, (str(row[k]) for k in names or exhibit.keys))),
                estimate_of(row),
            )
            for _, row in exhibit.data.iterrows()
        ]
        n_named = Counter(name for name, _ in found)
        for name, cell in found:
            if cell.basis and n_named[name] == 1 and not re.search(r"[{}|\n]", name):
                rows[f"{exhibit.name}.{name}"] = _dated(cell, facts)
        if len(found) == 1 and found[0][1].basis:
            rows[exhibit.name] = _dated(found[0][1], facts)
    return rows


def _dated(cell: FactEstimate, facts: Facts) -> FactEstimate:
    """The row with its date, where it is one: a table carries none."""
    return replace(cell, date=facts[cell.basis].date) if cell.basis in facts else cell


def cells_of(
    passages: Iterable[Passage], sources: Sources, file: str
) -> tuple[dict[str, FactEstimate], list[Fault]]:
    """The number of each field by its name, and what is wrong with the fields.

    A field whose number cannot be known yet has neither.
    """
    cells: dict[str, FactEstimate] = {}
    faults: list[Fault] = []
    for passage in passages:
        for field, _ in passage.fields:
            cell = cells.get(field.name) or _cell_of(field, sources)
            if isinstance(cell, FactEstimate):
                cells[field.name] = cell
                cell = _form_fault(field, cell)
            if cell is not None:
                code, values = cell
                faults.append(Fault(file=file, code=code, line=field.line, values=values))
    return cells, list({(f.code, f.line, f.values.get("found")): f for f in faults}.values())


_Wrong = tuple[str, dict[str, str]]


def _cell_of(field: Field, sources: Sources) -> FactEstimate | _Wrong | None:
    if field.kind == "fact":
        if field.target in sources.facts:
            return as_published(sources.facts[field.target])
        return _unknown_fact(field.target, sources)
    return (_sum_of if "(" in field.target else _row_of)(field.target, sources)


def _unknown_fact(fact_id: str, sources: Sources) -> _Wrong | None:
    if fact_id in sources.fact_ids:  # has a fault, which is told where the facts are read
        return None
    near = nearest(fact_id, sources.fact_ids)
    return near_code("text_fact_unknown", near), {"found": shown(fact_id), "nearest": near}


def _sum_of(target: str, sources: Sources) -> FactEstimate | _Wrong | None:
    try:
        unknown = [name for name in facts_in(target) if name not in sources.facts]
        if unknown:
            return _unknown_fact(unknown[0], sources)
        if atoms_in(target) and sources.microdata is None:
            return None
        return recompute(target, sources.facts, sources.microdata or {})
    except UnitError:
        return "text_units", {}
    except LarvikError:
        return "text_expression", {}


def _row_of(target: str, sources: Sources) -> FactEstimate | _Wrong | None:
    if sources.rows is None:
        return None
    by_lower = {name.lower(): name for name in sources.rows}
    name = by_lower.get(target.lower())
    if name is not None:
        return sources.rows[name]
    near = nearest(target, sources.rows)
    exhibits = dict.fromkeys(name.partition(".")[0] for name in sources.rows)
    of_exhibit = [name for name in sources.rows if target.partition(".")[0] in name]
    values = {"nearest": near, "known": "; ".join(of_exhibit[:12] or exhibits)}
    return near_code("text_row_unknown", near), values


def _form_fault(field: Field, cell: FactEstimate) -> _Wrong | None:
    form = field.form.lower()
    fitting = forms_of(cell)
    if not form or (form in FORMS and form in fitting):
        return None
    return "text_form", {"known": ", ".join(fitting)}


def todos_of(text: OwnText, sources: Sources, language: Language) -> Iterator[Todo]:
    """What the evaluator should look at in her text; the report is made without it."""
    yield from _typed(text)
    for passage in text.passages:
        words = "".join(piece for piece in passage.pieces if isinstance(piece, str))
        if has_email(words) or has_telephone(words):
            yield Todo(file=text.file, code="text_contact", line=passage.line)
        for field, before in passage.fields:
            fact = sources.facts.get(field.target) if field.kind == "fact" else None
            if fact is None:
                continue
            values = {"fact": fact.fact_id}
            if as_published(fact).reason:
                code = "text_field_empty"
            elif _is_roughly(fact.qualifier) and not _says_roughly(before, field, language):
                code = "text_field_roughly"
            else:
                continue
            yield Todo(file=text.file, code=code, line=field.line, values=values)


def _typed(text: OwnText) -> Iterator[Todo]:
    """Numbers that are no fields: of a whole file, or under a heading of a Word file."""
    is_word = text.file.endswith(".docx")
    code = TYPED[is_word]
    parts = [section.passages for section in text.sections] if is_word else [text.passages]
    heads = [section.heading.line for section in text.sections] if is_word else [0]
    for head, passages in zip(heads, parts, strict=True):
        typed = [line for passage in passages for line in passage.typed]
        if typed:
            lines = ", ".join(str(line - head) for line in dict.fromkeys(typed))
            values = {"count": str(len(typed)), "lines": lines}
            line = head if is_word else typed[0]
            yield Todo(file=text.file, code=code, line=line, values=values)


def _is_roughly(qualifier: str) -> bool:
    return qualifier.strip().casefold().startswith("ca")


def _says_roughly(before: str, field: Field, language: Language) -> bool:
    if field.form.lower() == "portion":  # says so itself
        return True
    words = " ".join(re.findall(r"[^\W\d_]+", before.casefold()))
    about = read_catalogue(language)["text.about"].split(",")
    return any(f" {words}".endswith(f" {word}") for word in about)


def withheld(file: str, verdicts: Iterable[Verdict]) -> Iterator[Todo]:
    """The paragraphs of hers that the gate held back, and why."""
    for verdict in verdicts:
        for held in verdict.held:
            rule = held.rule if held.rule in _WITHHELD else "other"
            yield Todo(file=file, code=f"text_withheld_{rule}", line=held.line)
