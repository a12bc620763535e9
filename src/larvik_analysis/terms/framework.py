"""Frameworks that every evaluation shares: lists of things with names and relations."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from larvik_analysis.terms.catalogue import Language
from larvik_analysis.terms.evaluation import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Dimension:
    """A part of an item."""

    id: str
    nb: str
    en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FrameworkItem:
    """One thing of a framework, such as a risk factor or a level of prevention.

    Attributes
    ----------
    id, nb, en : str
        Its name in the data and in both languages.
    description : Words or None
        What it is, in one sentence.
    category : str
        The item of another framework that this one is merged into.
    merges : tuple of str
        The items of another framework that are merged into this one.
    dimensions : tuple of Dimension
        Its parts.
    colour, hex : Words or None, str
        The colour of a level of prevention: its word and its six hexadecimal figures.
    level : int or None
        Its place in a process or on a ladder.
    reading : str
        ``illegible`` where the source cannot be read; the name then says so.
    matches : str
        The item of another framework that this one answers to, one to one.
    refers_to : str
        The framework this one is the name of, or builds on.
    partners : tuple of str
        Items of another framework: those who take part.
    responsible : Words or None
        The service or the role that answers for it, never a person.
    facts : dict of str to str
        The parts that facts play in it, such as ``start``; only where the framework has a
        place, whose registers hold them.
    not_stated : tuple of str
        Parts that the source does not tell.
    """

    id: str
    nb: str
    en: str
    description: Words | None = None
    category: str = ""
    merges: tuple[str, ...] = ()
    dimensions: tuple[Dimension, ...] = ()
    colour: Words | None = None
    hex: str = ""
    level: int | None = None
    reading: Literal["legible", "illegible"] = "legible"
    matches: str = ""
    refers_to: str = ""
    partners: tuple[str, ...] = ()
    responsible: Words | None = None
    facts: dict[str, str] = field(default_factory=dict)
    not_stated: tuple[str, ...] = ()

    def name(self, language: Language) -> str:
        """Its name in the language asked for."""
        return self.en if language == "en" else self.nb


@dataclass(frozen=True, slots=True, kw_only=True)
class Transition:
    """A step a case may take between two items of a process."""

    first: str = field(metadata={"key": "from"})  # `from` is no name in Python
    then: str = field(metadata={"key": "to"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Framework:
    """A list of items under one title, with its source.

    Attributes
    ----------
    id, title, source, kind : str, Words, str, str
    items : tuple of FrameworkItem
    transitions : tuple of Transition
        The steps a case may take, where it is a process.
    description : Words or None
        What it is, in a sentence or two.
    place : str
        The code of the municipality whose own it is; empty where it is of all.
    facts : dict of str to str
        The parts that facts of that municipality play in it, such as ``version``.
    disambiguates : Words or None
        The name that means each of the items; nothing may be said by that name alone.
    overlapping : bool
        Whether one person may belong to several items: their numbers are not added.
    """

    id: str
    title: Words
    source: str
    kind: str
    items: tuple[FrameworkItem, ...]
    transitions: tuple[Transition, ...] = ()
    description: Words | None = None
    place: str = ""
    facts: dict[str, str] = field(default_factory=dict)
    disambiguates: Words | None = None
    overlapping: bool = False

    def item(self, item_id: str) -> FrameworkItem:
        """The item of that id; KeyError if there is none."""
        return {item.id: item for item in self.items}[item_id]


@dataclass(frozen=True, slots=True, kw_only=True)
class Frameworks:
    """All frameworks of the project, in the order of the file."""

    frameworks: tuple[Framework, ...]

    def __getitem__(self, framework_id: str) -> Framework:
        return {framework.id: framework for framework in self.frameworks}[framework_id]
