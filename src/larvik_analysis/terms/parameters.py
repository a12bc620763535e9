"""The numbers a return is worked out from, each with its unit, its source and its spread."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from numbers import Integral, Real
from typing import Literal

from larvik_analysis.errors import ParameterError, TermError
from larvik_analysis.terms.rule import RuleKind
from larvik_analysis.terms.words import Words

Shape = Literal["normal", "lognormal", "beta", "triangular", "pert", "uniform"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """How unsure a number is.

    Attributes
    ----------
    shape : Shape
    low, high : float
        The bounds of ``triangular``, ``pert`` and ``uniform``; of the others the ends of the
        interval that holds the number with the probability `level`.
    level : float
        Not used by the shapes that have bounds.
    """

    shape: Shape
    low: float
    high: float
    level: float = 0.95

    def __post_init__(self) -> None:
        if not (_is_finite(self.low) and _is_finite(self.high) and self.low < self.high):
            raise TermError("returns_spread_bounds", name="low")
        if not (_is_finite(self.level) and 0 < self.level < 1):
            raise TermError("returns_spread_level", name="level")
        if self.shape == "lognormal" and self.low <= 0:
            raise TermError("returns_spread_positive", name="low")
        if self.shape == "beta" and not 0 < self.low < self.high < 1:
            raise TermError("returns_spread_share", name="low")


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """One number that a return rests on.

    Attributes
    ----------
    value : float or None
        None where nobody has given it yet: it is asked for, and what needs it is not
        worked out.
    unit : str
        In words, ``share``, ``share per year``, ``nok per position per year``, ``years``;
        see `Unit`. There is no per cent.
    kind : RuleKind
        ``policy`` is a rule others set, ``data`` is observed, ``research`` is found in a
        study, ``judgement`` is somebody's guess.
    source : str
        Where it comes from. A file in which it is missing is refused.
    date : str
        ISO year, month or day: when the source is from; empty where nobody knows.
    label : Words
        What a reader sees; the name of the parameter where a file gives none.
    page : str
        Page, table or section of the source.
    price_year : int or None
        Of an amount in kroner, the year whose prices it is in; None of anything else.
    spread : Spread or None
        None where it is held fixed.
    vary : tuple of float
        Low and high of the sensitivity table; empty for the ends of the spread.
    note : Words or None
    fact : str
        The fact that holds the value, which the file then does not give.
    """

    unit: str
    kind: RuleKind
    source: str = ""
    date: str = ""
    label: Words = field(default_factory=lambda: Words(nb="", en=""))
    value: float | None = None
    page: str = ""
    price_year: int | None = None
    spread: Spread | None = None
    vary: tuple[float, ...] = ()
    note: Words | None = None
    fact: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Correlated:
    """Parameters that are drawn together.

    Attributes
    ----------
    parameters : tuple of str
    matrix : tuple of tuple of float
        Of the ranks, in the order of the parameters.
    source : str
    """

    parameters: tuple[str, ...]
    matrix: tuple[tuple[float, ...], ...]
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceIndex:
    """Prices of years beside each other.

    Attributes
    ----------
    name, source : str
    levels : dict of int to float
        All above nought; only their ratios matter.

    Raises
    ------
    TermError
        If a level is not above nought, or a year is no whole number.
    """

    name: str
    source: str
    levels: Mapping[int, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for year, level in self.levels.items():
            if isinstance(year, bool) or not isinstance(year, Integral):
                raise TermError("price_index_year")
            if not (_is_finite(level) and level > 0):
                raise TermError("price_index_level", year=str(year))

    def ratio(self, from_year: int, to_year: int) -> float:
        """What a krone of one year is in kroner of another.

        Raises
        ------
        ParameterError
            If the index lacks one of the years.

        Examples
        --------
        >>> prices = PriceIndex(name="p", source="s", levels={2020: 100.0, 2024: 120.0})
        >>> prices.ratio(2020, 2024)
        1.2
        """
        for year in (from_year, to_year):
            if year not in self.levels:
                known = ", ".join(map(str, sorted(self.levels)))
                raise ParameterError("price_year_missing", year=year, known=known or "–")
        return self.levels[to_year] / self.levels[from_year]


def _is_finite(value: object) -> bool:
    """Whether it is a finite number, and not true or false."""
    is_number = isinstance(value, Real) and not isinstance(value, bool)
    return is_number and math.isfinite(value)  # type: ignore[arg-type]
