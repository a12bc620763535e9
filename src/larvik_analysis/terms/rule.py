"""Numbers we chose, each with its unit, its source and how far to trust it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from larvik_analysis.errors import UnitError

RuleKind = Literal["policy", "data", "research", "judgement"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One number that the gate or the text counts on.

    Attributes
    ----------
    value : int or float
        The number.
    unit : str
        What it is counted in, in words.
    kind : str
        ``policy`` is a rule others set, ``data`` is observed, ``research`` is found in a
        study, ``judgement`` is ours.
    source : str
        Where it comes from.
    note : str
        What it is used for.
    floor : int or float or None
        The lowest value an evaluation may choose instead.
    """

    value: int | float
    unit: str
    kind: RuleKind
    source: str
    note: str = ""
    floor: int | float | None = None

    def value_in(self, unit: str) -> int | float:
        """The number, once the caller has said which unit it counts on.

        Raises
        ------
        UnitError
            If the number is in another unit.
        """
        if self.unit != unit:
            raise UnitError("rule_unit", unit=self.unit, needed=unit)
        return self.value
