"""Rules for published facts: traced to a source, worked out again, small counts in words."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass, replace
from html import unescape

import pandas as pd

from larvik_analysis.errors import LarvikError
from larvik_analysis.estimate.indicators.basis import facts_in, steps_of
from larvik_analysis.estimate.indicators.sources import public_sources
from larvik_analysis.estimate.indicators.tables import NO_FACT, NUMBER_COLUMNS
from larvik_analysis.estimate.returns.published_returns import curve_ages
from larvik_analysis.exhibit.statement import pieces_of
from larvik_analysis.terms.catalogue import Language, read_catalogue
from larvik_analysis.terms.evaluation import Evaluation
from larvik_analysis.terms.fact import Facts
from larvik_analysis.terms.public_sources import NO_SOURCES, PublicSources
from larvik_analysis.terms.results import FactEstimate
from larvik_analysis.terms.study import Study

LEVEL = 0.95  # of every interval


class RefusalError(Exception):
    """Why something does not pass; `rule` is a key under ``withheld`` in the catalogue."""

    def __init__(self, rule: str) -> None:
        self.rule = rule
        super().__init__(rule)


def judge(
    cell: FactEstimate, facts: Facts, k: int, public: PublicSources = NO_SOURCES
) -> FactEstimate:
    """The cell as it may be shown: unchanged, or without its numbers and told in words.

    Parameters
    ----------
    cell : FactEstimate
    facts : Facts
    k : int
        Fewer people than that are told in words.
    public : PublicSources, optional
        What else it may rest on (`public_sources`).

    Raises
    ------
    RefusalError
        If it does not rest on traced public facts, or is not what they give.
    """
    if not cell.basis:
        return _without_numbers(cell)
    try:
        steps = steps_of(cell.basis, facts, public=public)
        resting = [facts[fact_id] for fact_id in facts_in(cell.basis)]
    except LarvikError as error:
        raise RefusalError("not_public") from error
    if not all(fact.is_traced for fact in resting):
        raise RefusalError("not_traced")
    if not is_same(steps[-1], cell):
        raise RefusalError("not_reproduced")
    if any(step.level not in (None, LEVEL) for step in steps):
        raise RefusalError("not_reproduced")  # a level of one's own could carry a number
    worked_out = [step for step in steps if step.method != "published"]
    if any(_is_difference_of_shares(step) for step in worked_out):
        raise RefusalError("small_difference")
    # Somebody can approve that a small count of a fact is shown, never one worked out.
    is_small = any(fact.is_small_count_of_people(k) for fact in resting)
    if is_small or any(_is_small_count(step, k) for step in worked_out):
        return _in_words(steps[-1], k)
    return steps[-1]


def without_undated(study: Study) -> Study:
    """The study with no document behind the facts of one that cannot be found again.

    An address without the day it was read traces nothing: the page may have changed.
    """
    undated = {
        document.id
        for document in study.evaluation.documents
        if (document.url or document.archive) and document.retrieved_on is None
    }
    facts = {
        fact.fact_id: replace(fact, document="") if fact.document in undated else fact
        for fact in study.facts.values()
    }
    return replace(study, facts=Facts(facts))


def _without_numbers(cell: FactEstimate) -> FactEstimate:
    """A cell that rests on no fact says that there is none, and nothing else."""
    if cell != NO_FACT:
        raise RefusalError("not_public")
    return NO_FACT


def _in_words(cell: FactEstimate, k: int) -> FactEstimate:
    told = replace(cell, estimate=None, low=None, high=None, count=None, reason="few")
    is_small_base = cell.n is not None and cell.n < k and cell.unit_of_analysis.is_people
    if cell.count == 0:
        raise RefusalError("small_base")  # "a few" would be untrue
    return replace(told, n=None, level=None) if is_small_base else told


def is_same(again: FactEstimate, cell: FactEstimate) -> bool:
    """Whether a number is what its sum gives, and is called what it is."""
    for name in NUMBER_COLUMNS:
        ours, theirs = getattr(again, name), getattr(cell, name)
        if (ours is None) != (theirs is None):
            return False
        if ours is not None and not math.isclose(ours, theirs, rel_tol=1e-12, abs_tol=1e-12):
            return False
    said = ("unit", "unit_of_analysis", "method", "reason", "uncertain", "date")
    return all(getattr(again, name) == getattr(cell, name) for name in said)


def _is_small_count(cell: FactEstimate, k: int) -> bool:
    """Whether it counts one to `k` - 1 people, or that many more or fewer than others are.

    A difference of two large counts can be small itself, and a share can be of one.
    """
    is_people = cell.unit == "count" and cell.unit_of_analysis.is_people
    return is_people and cell.estimate is not None and 0 < abs(cell.estimate) < k


def _is_difference_of_shares(cell: FactEstimate) -> bool:
    """Whoever knows the base can turn such a difference into a difference of people."""
    is_people = cell.unit == "share" and cell.unit_of_analysis.is_people
    return is_people and cell.method == "difference"


def public_words(study: Study) -> frozenset[str]:
    """Every text that is public by itself: the evaluation's, the facts' and the catalogue's."""
    texts = read_catalogue(study.language)
    declared_in = (
        study.evaluation, study.frameworks, study.indicators, study.matrix, study.findings,
        study.checks, study.evidence, *public_sources(study).returns.values(),
    )  # fmt: skip
    words = set(_texts_in(declared_in)) | set(texts.values())
    words |= {key.rpartition(".")[2] for key in texts if key.startswith("labels.")}
    for declared in study.evaluation.microdata:
        answers = [a.name for v in declared.variables.values() for a in v.answers]
        words |= {text for name in answers for text in (name.nb, name.en)}
    # Themes that open answers were coded as are declared where they were coded.
    for own in study.microdata.values():
        coded = {coded.question for coded in own.coded}
        words |= set(_texts_in(tuple(q for q in own.declared.questions if q.id in coded)))
    for fact in study.facts.values():
        words |= {fact.indicator_nb, fact.indicator_en, fact.population, fact.geography}
        words |= {fact.fact_id, fact.period, fact.section}
    zones = public_sources(study).zones
    if zones is not None and zones.zones is not None:
        words |= {*zones.zones["zone"].astype(str), *zones.zones["year"].astype(str)}
    if study.evidence is not None:
        words |= {f"{age:g}" for age in curve_ages(study.evidence)}
    return frozenset(words)


def check_labels(data: pd.DataFrame, keys: Iterable[str], public: frozenset[str]) -> None:
    """Refuse labels that are not public, unless the sum of their own row names them.

    Such a label, the year of a return, tells nothing that the sum does not prove: it is worked
    out again, and refused where there is no such row.
    """
    named = [_named_in(str(basis)) for basis in data.get("basis", [""] * len(data))]
    for key in keys:
        for label, own in zip(map(str, data[key]), named, strict=True):
            if label not in own:
                check_words([label], public)


def _named_in(basis: str) -> frozenset[str]:
    """The words that the sum of a return names: its row, and what was changed."""
    call = _CALL_OF_RETURN.fullmatch(basis)
    if call is None:
        return frozenset()
    texts = _TEXT.findall(call["texts"])
    rows = [word for text in texts[2:3] for word in text.split(".")]
    return frozenset([*rows, *(change.partition("=")[2] for change in texts[3:])])


_CALL_OF_RETURN = re.compile(r"return_number\((?P<texts>.*)\)")
_TEXT = re.compile(r'"([^"]*)"')


def _texts_in(thing: object) -> Iterator[str]:
    if isinstance(thing, str):
        yield thing
    elif is_dataclass(thing):
        for attribute in fields(thing):
            yield from _texts_in(getattr(thing, attribute.name))
    elif isinstance(thing, dict):
        yield from _texts_in(tuple(thing) + tuple(thing.values()))
    elif isinstance(thing, tuple | frozenset):
        for part in thing:
            yield from _texts_in(part)


def check_words(words: Iterable[str], public: frozenset[str]) -> None:
    """Refuse words that are not public: they could carry a number or a name."""
    if any(word not in public for word in words):
        raise RefusalError("words_not_public")


def check_text(
    key: str, words: Iterable[str], public: frozenset[str], language: Language
) -> None:
    """Refuse a text that is not the catalogue's, holds a typed number or words not public.

    Raises
    ------
    RefusalError
    """
    template = read_catalogue(language).get(key)
    if template is None or key.startswith(_NOT_FOR_REPORTS):
        raise RefusalError("text_unknown")
    if any(has_number(literal) for literal, _, _ in pieces_of(template)):
        raise RefusalError("typed_number")
    check_words(words, public)


# Texts of commands and messages are written for the evaluator, not for readers.
_NOT_FOR_REPORTS = ("command.", "error.", "fault.", "todo.", "noted.", "place.")


def check_prose(markdown: str) -> None:
    """Refuse a chapter's own text with a typed number: numbers are fields of statements."""
    if has_number(unescape(markdown)):
        raise RefusalError("typed_number")


def has_number(words: str) -> bool:
    """Whether a text holds a digit, a fraction or another sign for a number, of any script."""
    return any(letter.isnumeric() for letter in words)


# Stems of files and anchors. What an evaluator may call a measure can hold figures.
_NAME = re.compile(r"[a-z]+(-[a-z]+)*")
_COLUMN = re.compile(r"[a-z]+(_[a-z]+)*")


def check_name(name: str, evaluation: Evaluation) -> None:
    """Refuse a name that could carry a number or lead out of the folder of the report."""
    ids = [measure.id for measure in evaluation.measures if name.startswith(f"{measure.id}-")]
    if not any(_NAME.fullmatch(name[len(known) :].lstrip("-")) for known in ("", *ids)):
        raise RefusalError("name_unfit")


def check_columns(names: Iterable[str]) -> None:
    """Refuse headings that could carry a number."""
    if not all(_COLUMN.fullmatch(name) for name in names):
        raise RefusalError("words_not_public")
