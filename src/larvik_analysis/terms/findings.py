"""What an evaluation has learnt, in words: results, challenges, advice, lists to work by.

The texts are the evaluator's. Numbers do not stand in them: `facts` names the numbers that
bear on a finding, and they are shown beside it as the gate lets them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from larvik_analysis.errors import TermError
from larvik_analysis.terms.evaluation import PreventionLevel
from larvik_analysis.terms.words import Words

Reading = Literal["whole", "partly_lost"]
# Whether something says the opposite, or only leaves it in doubt.
Doubt = Literal["weakens", "contradicts"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A result, a challenge or a constraint.

    Attributes
    ----------
    id : str
        Its name, such as ``R1``.
    name, text : Words
        A few words, and one or two sentences.
    facts, against_facts : tuple of str
        Facts whose numbers carry it, and those that speak against it.
    sources : tuple of str
        Sources of the evaluation (interviews, surveys) it comes from.
    documents : tuple of str
        Documents that say it.
    against, doubt : Words or None, Doubt
        What speaks against it or weakens it, and which of the two it is.
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
    against_facts: tuple[str, ...] = ()
    doubt: Doubt = "weakens"
    answered_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """What a source of evidence says in words alone, without a number.

    `text` is part of a sentence: "most have a network that will do".
    """

    id: str
    text: Words
    source: str
    document: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One line of a list; `text` says more of it.

    ``partly_lost`` where a part of it cannot be read in the source.
    """

    id: str
    name: Words
    text: Words | None = None
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
    observations: tuple[Observation, ...] = ()
    recommendations: tuple[Advice, ...] = ()
    checklist: ItemList | None = None

    def __post_init__(self) -> None:
        if (self.results or self.challenges or self.constraints) and not self.document:
            raise TermError("findings_undocumented", name="document")

    @property
    def items(self) -> dict[str, Item]:
        """Every piece of advice and every line of a list, by id."""
        lists = [entry for advice in self.recommendations for entry in advice.lists]
        lists += [self.checklist] if self.checklist is not None else []
        items = [item for advice in self.recommendations for item in advice.items]
        return {item.id: item for item in [*items, *(i for e in lists for i in e.items)]}
