"""Exhibits of words: what they all have in common."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from larvik_analysis.terms.study import Study
from larvik_analysis.terms.units import UnitOfAnalysis
from larvik_analysis.terms.words import Words

from .exhibit import Exhibit, Option, Target
from .statement import Statement

Quoted = Mapping[str, str | tuple[str, ...]]


def exhibit_of_words(
    name: str,
    group: str,
    rows: Sequence[Mapping[str, str]],
    *,
    title: str,
    sentence: str,
    documents: tuple[str, ...],
    words: Quoted | None = None,
    unit: UnitOfAnalysis = UnitOfAnalysis.LIST_ITEMS,
    notes: tuple[Statement, ...] = (),
    draw: str = "",
    options: Mapping[str, Option] | None = None,
    across: str = "",
) -> Exhibit:
    """A table or figure without numbers, whose texts stand in the catalogue under `group`.

    Parameters
    ----------
    name : str
        Stem of its files.
    group : str
        Table of the catalogue with ``caption`` and ``alternative_text``.
    rows : sequence of mapping
        One row each, with the same label columns in the same order. Every value is a text
        of the evaluation or the catalogue, or an id of theirs.
    title, sentence : str
        Keys of the catalogue. The sentence says what the words rest on.
    documents : tuple of str
        Ids of the documents behind the words.
    words : mapping, optional
        What the texts quote.
    draw : str
        The draw function below the exhibit room; empty for a table.
    """

    def stated(key: str) -> Statement:
        return Statement(key=key, words=words or {})

    return Exhibit(
        name=name,
        data=pd.DataFrame(list(rows)),
        keys=tuple(rows[0]),
        universe=f"{name}: {unit}",
        unit_of_analysis=unit,
        target=Target(kind="census", sentence=stated(sentence)),
        title=stated(title),
        caption=stated(f"{group}.caption"),
        alternative_text=stated(f"{group}.alternative_text"),
        documents=tuple(dict.fromkeys(documents)),
        sensitivity="public",  # words of the evaluation and the catalogue; the gate proves it
        notes=notes,
        draw=f"larvik_analysis.exhibit.{draw}" if draw else "",
        options=options or {},
        across=across,
    )


def in_sentence(name: Words, called: Words | None, study: Study) -> str:
    """What a thing is called within a sentence; its name where nothing else is declared."""
    return (called or name).in_language(study.language)
