"""What the figures of returns share: one unit an axis, rows in mm, the mark of an example."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from textwrap import wrap
from typing import Any, Final

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from larvik_analysis.terms.catalogue import Language, read_catalogue

from .cells import number_text
from .internal_frame import LINE, SMALL, WIDTH_MM
from .style import GREY, INCH_MM, INK, draw_watermark

LINE_MM: Final = 4.3  # a line of text
ROW_AIR_MM: Final = 1.5
BEHIND: Final = {"facecolor": "white", "edgecolor": "none", "pad": 0.8}
_MARGIN_MM = 2.0
_FIRST_DIGIT = re.compile(r"\d")
_NOK: Final = ("nok", "nok per year", "kroner")
_SHARES: Final = ("share", "chance", "rate")
# The least amount that an axis has each unit for, and what one of it is in kroner.
_UNITS: Final = ((1e10, 1e9, "billion"), (1e6, 1e6, "million"), (1e4, 1e3, "thousand"))
_TICK_LETTER_MM = 1.6
_TICK_AIR_MM = 3.0
_LEAST_SPAN: Final = 1e-3  # of an axis, in its unit: below there is nothing to see
_AIR: Final = 0.04  # of an axis, beyond its furthest number
_FAR: Final = 1.5  # times the span of the numbers: nought is left out when further away


@dataclass(frozen=True, slots=True)
class Scale:
    """How the numbers of one figure are drawn and told.

    Attributes
    ----------
    unit : str
        Of the table: ``nok``, ``share`` or another that `number_text` knows.
    factor : float
        From the number of the table to its place on the axis.
    name : str
        The unit of the axis in the catalogue; empty where its numbers bear it themselves.
    """

    unit: str
    factor: float = 1.0
    name: str = ""

    def at(self, value: float) -> float:
        """Where a number is on the axis."""
        return float(value) * self.factor

    def tell(self, value: float, language: Language, *, is_signed: bool = False) -> str:
        """A number as tables have it; what would be rounded to nought is told in words."""
        said = number_text(float(value), self.unit, language)
        if 0 < abs(value) < 1 and not any(digit in "123456789" for digit in said):
            return read_catalogue(language)["returns_chart.almost_nothing"]
        return _FIRST_DIGIT.sub(r"+\g<0>", said, count=1) if is_signed and value > 0 else said

    def tell_tick(self, place: float, language: Language) -> str:
        """A number that stands at its place on the axis."""
        return number_text(place, "percent" if self.unit in _SHARES else "number", language)

    def title(self, axis: str, language: Language) -> str:
        """Words for an axis with its unit."""
        texts = read_catalogue(language)
        unit = texts[f"returns_chart.unit.{self.name}"] if self.name else ""
        if axis and unit:
            return f"{axis} ({unit})"
        return axis or f"{unit[:1].upper()}{unit[1:]}"


def scale_of(values: Iterable[Any], unit: str = "nok") -> Scale:
    """How the numbers of a figure are drawn, for its axis to be easy to read.

    Parameters
    ----------
    values : iterable of float
        All that is drawn; what is missing may be among them.
    unit : str
        Of the values: an axis of ``nok`` or ``nok per year`` is in kroner, thousands,
        millions or billions, one of ``share``, ``chance`` or ``rate`` in per cent.

    Examples
    --------
    >>> scale_of([-2_400_000.0, None, 80_000.0]).name
    'million'
    """
    if unit in _SHARES:
        return Scale(unit, 100.0)
    if unit not in _NOK:
        return Scale(unit)
    most = max((abs(float(value)) for value in values if is_told(value)), default=0.0)
    for least, one, name in _UNITS:
        if most >= least:
            return Scale("kroner", 1 / one, name)
    return Scale("kroner", 1.0, "kroner")


def scale_of_table(table: pd.DataFrame, columns: Sequence[str] = ("estimate",)) -> Scale:
    """The scale of all numbers in some columns; kroner where the table names no unit."""
    unit = str(table["unit"].iloc[0]) if "unit" in table and len(table) else "nok"
    values = [value for name in columns if name in table for value in table[name]]
    return scale_of(values, unit)


def is_told(value: Any) -> bool:
    """Whether there is a number to draw."""
    return bool(pd.notna(value)) and math.isfinite(float(value))


def why_not(row: pd.Series[Any], language: Language) -> str:
    """Why a row has no number, in words."""
    texts = read_catalogue(language)
    reason = str(row.get("reason", "")) or "incomplete"
    return texts.get(f"language.reason.{reason}", texts["language.reason.incomplete"])


def broken(words: Any, letters: int) -> str:
    """Words in lines of at most so many letters."""
    return "\n".join(wrap(str(words), letters)) or str(words)


def row_name(words: Any, letters: int) -> str:
    """What stands before a row: a capital letter first, in lines of at most so many letters."""
    said = str(words)
    return broken(said[:1].upper() + said[1:], letters)


def row_mm(*texts: str) -> float:
    """The height of a row with these texts side by side."""
    return (max(text.count("\n") for text in texts) + 1) * LINE_MM + ROW_AIR_MM


def new_sheet(height_mm: float) -> Figure:
    """An empty sheet as wide as the page."""
    return Figure(figsize=(WIDTH_MM / INCH_MM, height_mm / INCH_MM))


def finish(figure: Figure, language: Language, *, is_example: bool) -> Figure:
    """The figure, marked where its numbers are not those of a measure."""
    if not is_example:
        return figure
    return draw_watermark(figure, read_catalogue(language)["returns_chart.example"])


def write_at(axes: Axes, x_mm: float, y: float, said: str, **look: Any) -> None:
    """Words at a place in mm from the left edge of the sheet, at a row of the axes."""
    box = axes.get_position()
    x = (x_mm / WIDTH_MM - box.x0) / box.width
    plain: dict[str, Any] = {"fontsize": SMALL + 1, "va": "center", "linespacing": 1.0}
    axes.text(x, y, said, transform=axes.get_yaxis_transform(), **plain | look)


def write_name(axes: Axes, y: float, said: str, **look: Any) -> None:
    """The name of a row at the left edge."""
    write_at(axes, _MARGIN_MM, y, said, **look)


def write_number(axes: Axes, y: float, said: str, **look: Any) -> None:
    """The number of a row at the right edge."""
    write_at(axes, WIDTH_MM - _MARGIN_MM, y, said, ha="right", **look)


def ends_of(values: Iterable[Any], scale: Scale, *, has_nought: bool = True) -> list[float]:
    """The ends of an axis that holds the numbers, and nought unless it is far away."""
    places = [scale.at(value) for value in values if is_told(value)]
    if places and (has_nought or _is_near(places)):
        places.append(0.0)
    low, high = (min(places), max(places)) if places else (0.0, 0.0)
    if high - low < _LEAST_SPAN:
        return [low - 1.0, high + 1.0]
    air = (high - low) * _AIR
    return [low - air, high + air]


def _is_near(places: Sequence[float]) -> bool:
    return min(abs(place) for place in places) <= _FAR * (max(places) - min(places))


def ticks_of(low: float, high: float, most: int = 6) -> list[float]:
    """Round numbers between two ends."""
    locator = MaxNLocator(nbins=most, steps=[1, 2, 2.5, 5, 10])
    ticks = [float(tick) for tick in locator.tick_values(low, high)]
    return [tick + 0.0 for tick in ticks if low <= tick <= high]


def _ticks_that_fit(
    axes: Axes, scale: Scale, language: Language
) -> tuple[list[float], list[str]]:
    """As many round numbers as there is room for below, and how they are told."""
    wide_mm = axes.get_position().width * WIDTH_MM
    ticks: list[float] = []
    named: list[str] = []
    for most in (6, 4, 3, 2, 1):
        ticks = ticks_of(*axes.get_xlim(), most)
        named = [scale.tell_tick(tick, language) for tick in ticks]
        if sum(len(name) * _TICK_LETTER_MM + _TICK_AIR_MM for name in named) < wide_mm:
            break
    return ticks, named


def set_amounts(axes: Axes, scale: Scale, axis: str, language: Language) -> None:
    """Round numbers below, a faint grid, and the unit; the limits are set before."""
    ticks, named = _ticks_that_fit(axes, scale, language)
    axes.set_xticks(ticks, named, fontsize=SMALL, color=GREY)
    axes.set_xlabel(scale.title(axis, language), fontsize=SMALL, color=GREY, labelpad=3)
    axes.set_yticks([])
    axes.tick_params(length=0)
    axes.grid(axis="x", color=LINE, linewidth=0.7)
    axes.set_axisbelow(True)
    for spine in axes.spines.values():
        spine.set_visible(False)
    low, high = axes.get_xlim()
    if low <= 0 <= high:
        axes.axvline(0, color=INK, linewidth=1.2, zorder=2.5)
