"""What an evaluation has learnt, in words: results, challenges, advice, lists to work by.

The texts are the evaluator's. Numbers do not stand in them: `facts` names the numbers that
bear on a finding, and they are shown beside it as the gate lets them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from larvik_analysis.terms.evaluation import PreventionLevel
from larvik_analysis.terms.words import Words

Reading = Literal["whole", "partly_lost"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A result, a challenge or a constraint.

    Attributes
    ----------
    id : str
        Its name, such as ``R1``.
    name, text : Words
        A few words, and one or two sentences.
    facts : tuple of str
        Facts whose numbers bear on it.
    sources : tuple of str
        Sources of the evaluation (interviews, surveys) it comes from.
    documents : tuple of str
        Documents that say it.
    against : Words or None
        What speaks against it, or weakens it.
    answered_by : tuple of str
        Ids of the advice and of the list items that answer a challenge.
    """

    id: str
    name: Words
    text: Words
    facts: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    against: Words | None = None
    answered_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One line of a list. ``partly_lost`` where the source cannot be read to its end."""

    id: str
    name: Words
    reading: Reading = "whole"


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemList:
    """A list to work by, such as what has to be in place before the start."""

    id: str
    title: Words
    items: tuple[Item, ...]
    level: PreventionLevel | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """Recommendations to one audience."""

    id: str
    audience: Words
    theme: Words
    goal: Words | None = None
    items: tuple[Item, ...] = ()
    lists: tuple[ItemList, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """All of it, read from `findings.yaml`; `document` is where it was first said."""

    document: str = ""
    results: tuple[Finding, ...] = ()
    challenges: tuple[Finding, ...] = ()
    constraints: tuple[Finding, ...] = ()
    recommendations: tuple[Advice, ...] = ()
    checklist: ItemList | None = None
