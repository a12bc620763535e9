"""Refusals that nouns of several files have in common: lists that are too short."""

from __future__ import annotations

from collections.abc import Sized

from larvik_analysis.errors import TermError


def refuse_few(least: int, **given: Sized) -> None:
    """Refuse a list with fewer than it takes; `given` is the list by its name.

    Raises
    ------
    TermError
        If a list is shorter.
    """
    for name, values in given.items():
        if len(values) < least:
            raise TermError("relation_few", name=name, least=least)
