"""The evaluator's own text before the gate: its passages, and the numbers they ask for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from larvik_analysis.terms.own_text import Passage
from larvik_analysis.terms.results import FactEstimate

from .statement import StatementPlace


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnProse:
    """What the evaluator wrote under one heading, with the numbers its fields ask for.

    Attributes
    ----------
    name : str
        File and line.
    passages : tuple of Passage
    cells : mapping of str to FactEstimate
        By the name of the field.
    place : {"body", "summary"}
    """

    name: str
    passages: tuple[Passage, ...]
    cells: Mapping[str, FactEstimate]
    place: StatementPlace = "body"

    @property
    def asked(self) -> Iterator[FactEstimate]:
        """Each number that it asks for."""
        for passage in self.passages:
            for field, _ in passage.fields:
                yield self.cells[field.name]
