"""Frameworks that every evaluation shares: lists of things with names and relations."""

from __future__ import annotations

from dataclasses import dataclass, field

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
        Its place in a process.
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

    def name(self, language: Language) -> str:
        """Its name in the language asked for."""
        return self.nb if language == "nb" else self.en


@dataclass(frozen=True, slots=True, kw_only=True)
class Transition:
    """A step a case may take between two items of a process."""

    first: str = field(metadata={"key": "from"})  # `from` is no name in Python
    then: str = field(metadata={"key": "to"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Framework:
    """A list of items under one title, with its source."""

    id: str
    title: Words
    source: str
    kind: str
    items: tuple[FrameworkItem, ...]
    transitions: tuple[Transition, ...] = ()

    def item(self, item_id: str) -> FrameworkItem:
        """The item of that id; KeyError if there is none."""
        return {item.id: item for item in self.items}[item_id]


@dataclass(frozen=True, slots=True, kw_only=True)
class Frameworks:
    """All frameworks of the project, in the order of the file."""

    frameworks: tuple[Framework, ...]

    def __getitem__(self, framework_id: str) -> Framework:
        return {framework.id: framework for framework in self.frameworks}[framework_id]
