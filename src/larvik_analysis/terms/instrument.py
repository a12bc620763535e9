"""A questionnaire: its questions, its scales, and whether they may be passed on."""

from __future__ import annotations

from dataclasses import dataclass

from larvik_analysis.terms.questions import Question, Scale
from larvik_analysis.terms.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Licence:
    """Who owns the wording, and whether it may be passed on.

    Attributes
    ----------
    name : str
        "CC BY 4.0", or who owns it.
    items_shippable : bool
        Whether the questions may lie in a project that others get. Where they may not,
        only scores do.
    source : str
        Where the wording is from.
    """

    name: str
    items_shippable: bool
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Instrument:
    """A questionnaire, as people met it.

    Attributes
    ----------
    id : str
        The name of its file.
    name : Words
    licence : Licence
    questions : tuple of Question
        In the order they were asked.
    scales : tuple of Scale
        Questions that measure one thing together.
    """

    id: str
    name: Words
    licence: Licence
    questions: tuple[Question, ...]
    scales: tuple[Scale, ...] = ()
