"""The evaluator's own text at the gate: what its fields say, once they have been judged."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from larvik_analysis.estimate.indicators.facts import as_published
from larvik_analysis.exhibit.own_prose import OwnProse
from larvik_analysis.exhibit.statement import FORMS, tell
from larvik_analysis.terms.catalogue import Language, read_catalogue
from larvik_analysis.terms.fact import DATES
from larvik_analysis.terms.language import format_number
from larvik_analysis.terms.own_text import Field, Passage
from larvik_analysis.terms.results import FactEstimate
from larvik_analysis.terms.study import Study

from .own import Told
from .public import RefusalError, judge, without_undated

_BASED = ("n", "n_word", "of_base")
_INTERVAL = ("low", "high", "level")
_SIGN = re.compile(r"([!-/:-@\[-`{-~])")


@dataclass(frozen=True, slots=True)
class Held:
    """A passage that does not leave: where it stands, and why not."""

    line: int
    rule: str


@dataclass(frozen=True, slots=True)
class Written:
    """The passages that leave, as one Markdown text, their numbers, and what is held."""

    markdown: str
    told: tuple[Told, ...]
    held: tuple[Held, ...]


def write_passages(
    prose: OwnProse, judged: Callable[[FactEstimate], Told], language: Language
) -> Written:
    """Fill every passage; one with a number that may not be shown is held back.

    Parameters
    ----------
    prose : OwnProse
    judged : callable
        The number as it may be shown; raises RefusalError where it may not.
    language : Language
    """
    markdown = ""
    told: list[Told] = []
    held: list[Held] = []
    for passage in prose.passages:
        try:
            text, numbers = _filled(passage, prose.cells, judged, language)
        except RefusalError as refusal:
            held.append(Held(passage.line, refusal.rule))
            continue
        markdown += (passage.joint if markdown else "") + text
        told += numbers
    return Written(markdown, tuple(told), tuple(held))


def _filled(
    passage: Passage,
    cells: Mapping[str, FactEstimate],
    judged: Callable[[FactEstimate], Told],
    language: Language,
) -> tuple[str, list[Told]]:
    text = ""
    told: list[Told] = []
    for piece in passage.pieces:
        if isinstance(piece, str):
            text += piece
            continue
        number = judged(cells[piece.name])
        if number.cell.reason == "hidden":
            raise RefusalError("number_hidden")
        told.append(number)
        # Markdown could take a date for the number of a list item.
        text += _SIGN.sub(r"\\\1", say(number.cell, piece, language))
    return text, told


def say(cell: FactEstimate, field: Field, language: Language) -> str:
    """A number as a field of running text: in its form, and with the doubt about it."""
    said = tell(cell, field.form, language) if field.form else _plainly(cell, language)
    if field.is_capital:
        said = said[:1].upper() + said[1:]
    doubt = f" ({read_catalogue(language)['language.reason.uncertain']})"
    return said + doubt if cell.uncertain and not said.endswith(doubt) else said


def forms_of(cell: FactEstimate) -> tuple[str, ...]:
    """The forms in which a number can be told; the first is that of running text."""
    if cell.unit in DATES:
        return ("date",)
    if cell.unit.startswith("percent"):
        return ("per_cent", "number")
    if cell.unit != "share":
        return ("word", "number")
    forms: tuple[str, ...] = ("percent", "portion")
    if cell.method in ("share", *_WILSON):
        forms = (*forms, *_BASED)
    if cell.method in ("change", *_WILSON):
        forms = (*forms, *_INTERVAL)
    return tuple(form for form in FORMS if form in forms)


_WILSON = ("wilson", "wilson_finite", "wilson_by_family")


def _plainly(cell: FactEstimate, language: Language) -> str:
    """The form that reads well among words: few in words, a share in per cent."""
    if cell.unit == "count" and cell.estimate == 0:
        return read_catalogue(language)["text.none"]
    form = "percent" if cell.unit == "share" else forms_of(cell)[0]
    is_worked_out = cell.method != "published" and cell.estimate is not None
    if form == "word" and is_worked_out and not float(cell.estimate or 0).is_integer():
        decimals = 1 if abs(cell.estimate or 0) >= 10 else 2
        return format_number(cell.estimate or 0, language, decimals=decimals)
    return tell(cell, form, language)


def facts_as_said(study: Study) -> dict[str, tuple[str, str]]:
    """By fact id what a field of it says, and why it says nothing where it is held back."""
    public = without_undated(study)
    k = study.evaluation.disclosure.k_of_facts
    said = {}
    for fact in public.facts.values():
        field = Field(kind="fact", target=fact.fact_id)
        try:
            cell = judge(as_published(fact), public.facts, k)
        except RefusalError as refusal:
            said[fact.fact_id] = ("", refusal.rule)
        else:
            said[fact.fact_id] = (say(cell, field, study.language), "")
    return said
