"""How the numbers were made, and the terms of the report in plain words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import pandas as pd

from larvik_analysis.release.public import LEVEL
from larvik_analysis.release.released import Released
from larvik_analysis.terms.catalogue import Language, read_catalogue
from larvik_analysis.terms.language import format_percent, number_word
from larvik_analysis.terms.study import Study

from .document import (
    Block,
    Bullets,
    Callout,
    FigureBlock,
    Heading,
    Lead,
    PageBreak,
    Paragraph,
    Prose,
    TableBlock,
)

_SIGNS = "words.signs."  # what shows that a term is used: parts of words, with | between
_INTERVALS = {"share": "wilson", "change": "change"}  # what is estimated: how, in the tables


def method_blocks(passed: Sequence[Released], study: Study) -> Iterator[Block]:
    """Where the numbers come from, and how their intervals were worked out.

    Parameters
    ----------
    passed : sequence of Released
        What the report shows; only the methods of its intervals are told.
    study : Study
    """
    texts = read_catalogue(study.language)
    language = study.language
    evaluation = study.evaluation
    is_private = study.outcomes is not None and bool(study.outcomes.about_families)
    origin = "own" if evaluation.microdata else "internal" if is_private else "facts"
    origin = "synthetic" if evaluation.synthetic else origin
    k = number_word(evaluation.disclosure.k_of_facts, language)
    yield Heading(level=1, text=texts["report.method"], anchor="")
    told = [
        texts[f"report.method_{origin}"],
        texts["report.method_words"].format(k=k),
        texts["report.method_small"],
    ]
    tables = [thing.data for thing in passed if thing.kind != "text"]
    if intervals := " ".join(_of_intervals(tables, language)):
        told.append(intervals)
    yield Bullets(tuple(told))


def _of_intervals(tables: Iterable[pd.DataFrame], language: Language) -> Iterator[str]:
    """The method of each kind of interval that is shown, and what their level means."""
    texts = read_catalogue(language)
    used = {
        str(method)
        for table in tables
        for method in table.loc[table["low"].notna() & table["level"].notna(), "method"]
    }
    for kind, start in _INTERVALS.items():
        if any(method.startswith(start) for method in used):
            yield texts[f"report.method_interval_{kind}"]
    if used:
        level = format_percent(LEVEL, language)
        yield texts["report.method_interval_level"].format(level=level)


def words_blocks(blocks: Iterable[Block], language: Language) -> Iterator[Block]:
    """The terms of the report in plain words, for those who begin reading in the middle.

    Parameters
    ----------
    blocks : iterable of Block
        What is read before and after; only terms that stand there are explained.
    language : Language
    """
    texts = read_catalogue(language)
    said = " ".join(words for block in blocks for words in words_of_block(block))
    read = " ".join(said.casefold().split())  # a line of prose may end within a term
    used = [
        key.removeprefix(_SIGNS)
        for key, signs in texts.items()
        if key.startswith(_SIGNS) and any(sign in read for sign in signs.split(" | "))
    ]
    if used:
        yield Heading(level=2, text=texts["words.heading"], anchor="")
        yield Bullets(tuple(texts[f"words.{term}"] for term in used))


def words_of_block(block: Block) -> Iterator[str]:
    """Every text of a block, as it is read."""
    match block:
        case Heading() | Paragraph():
            yield block.text
        case Bullets():
            yield from block.items
        case Lead():
            yield from block.sentences
        case Callout():
            yield from (block.title, block.text, *block.items)
        case Prose():
            yield block.markdown
        case FigureBlock():
            yield from (block.title, block.caption, block.alternative_text, *block.notes)
            yield from words_of_block(block.table)
        case TableBlock():
            yield from (block.title, block.caption, *block.notes)
            yield from (column.heading for column in block.columns)
            yield from (cell for row in block.rows for cell in row)
        case PageBreak():
            pass
