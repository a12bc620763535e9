"""What has been won or lost in all, year by year: a panel a reading, with how sure it is."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from larvik_analysis.terms.catalogue import Language, read_catalogue
from larvik_analysis.terms.language import format_number

from .internal_frame import JUDGED, LINE, SMALL, WIDTH_MM, place_axes
from .returns_frame import (
    LINE_MM,
    Scale,
    broken,
    ends_of,
    finish,
    is_told,
    new_sheet,
    scale_of_table,
    ticks_of,
    why_not,
)
from .style import GREY, INK, MAIN, PALE, in_house_style

_PER_ROW = 3
_TICKS_MM = 15.0
_AIR_MM = 6.0
_PANEL_MM = 46.0
_TOP_MM = 6.0  # for the unit
_FOOT_MM = 13.0
_LETTERS = 26
_NUMBERS = ("estimate", "low", "high")


@in_house_style
def draw_cumulative(
    table: pd.DataFrame, *, language: Language, axis: str = "", is_example: bool = False
) -> Figure:
    """Draw the sum so far by year, a panel a reading, all on one scale.

    The year from which it stays at nought or above is marked: it is earned back then.

    Parameters
    ----------
    table : DataFrame
        With `reading`, `label`, `year` (0 is the start year) and `estimate`, `low`, `high`
        (the field of uncertainty; may be missing); `unit` and `reason` where there are any.
    axis : str
        Words before the unit of the axis.
    is_example : bool
        Whether the figure is marked as an example.
    """
    readings = list(dict.fromkeys(table["reading"]))
    names = {reading: _name_of(table, reading) for reading in readings}
    head = (max((name.count("\n") for name in names.values()), default=0) + 4) * LINE_MM
    n_columns = min(max(len(readings), 2), _PER_ROW)
    n_rows = max(-(-len(readings) // n_columns), 1)
    row_mm = head + _PANEL_MM + _FOOT_MM
    figure = new_sheet(_TOP_MM + n_rows * row_mm)
    scale = scale_of_table(table, _NUMBERS)
    ends = ends_of((v for name in _NUMBERS if name in table for v in table[name]), scale)
    wide = (WIDTH_MM - _TICKS_MM - 2.0 - _AIR_MM * (n_columns - 1)) / n_columns
    for number, reading in enumerate(readings):
        row, column = divmod(number, n_columns)
        axes = place_axes(
            figure, left=_TICKS_MM + column * (wide + _AIR_MM), width=wide, height=_PANEL_MM,
            top=_TOP_MM + row * row_mm + head,
        )  # fmt: skip
        axes.set_ylim(*ends)
        rows = table[table["reading"] == reading]
        rows = rows.assign(year=rows["year"].astype(float)).sort_values("year", kind="stable")
        _draw_panel(axes, rows, scale, language)
        _write_head(axes, names[reading], rows, scale, language)
        _set_axes(axes, rows, scale, language, is_first=column == 0)
    height_mm = _TOP_MM + n_rows * row_mm
    figure.text(
        2 / WIDTH_MM, 1 - 1 / height_mm, scale.title(axis, language), va="top",
        fontsize=SMALL, color=GREY,
    )  # fmt: skip
    return finish(figure, language, is_example=is_example)


def _name_of(table: pd.DataFrame, reading: Any) -> str:
    return broken(table.loc[table["reading"] == reading, "label"].iloc[0], _LETTERS)


def _draw_panel(axes: Axes, rows: pd.DataFrame, scale: Scale, language: Language) -> None:
    years = rows["year"].astype(float).tolist()
    axes.axhline(0, color=INK, linewidth=1.2, zorder=2.5)
    if not any(is_told(value) for value in rows["estimate"]):
        axes.text(
            0.5, 0.62, why_not(rows.iloc[0], language), transform=axes.transAxes, ha="center",
            fontsize=SMALL + 1, color=GREY, style="italic",
        )  # fmt: skip
        return
    middle, low, high = (_places(rows, name, scale) for name in _NUMBERS)
    axes.fill_between(years, low, high, color=PALE, linewidth=0, zorder=1)
    for end in (low, high):
        axes.plot(years, end, color=GREY, linewidth=0.6, zorder=2)
    axes.plot(
        years, middle, color=MAIN, linewidth=2.4, zorder=3,
        marker="o" if len(years) == 1 else "", clip_on=False,
    )  # fmt: skip
    place = _earned_back(rows)
    if place is not None and place > 0:
        year, value = years[place], middle[place]
        axes.plot([year, year], [axes.get_ylim()[0], value], color=GREY, linewidth=1.0,
                  linestyle=(0, (3, 2)), zorder=2)  # fmt: skip
        axes.plot(
            year, value, marker="D", markersize=8, color=JUDGED["better"], zorder=4,
            markeredgecolor="white", clip_on=False,
        )  # fmt: skip


def _places(rows: pd.DataFrame, name: str, scale: Scale) -> list[float]:
    if name not in rows:
        return [math.nan] * len(rows)
    return [scale.at(value) if is_told(value) else math.nan for value in rows[name]]


def _earned_back(rows: pd.DataFrame) -> int | None:
    """The place of the first year from which the sum stays at nought or above."""
    told = [float(value) if is_told(value) else -math.inf for value in rows["estimate"]]
    below = [place for place, value in enumerate(told) if value < 0]
    first = below[-1] + 1 if below else 0
    return first if first < len(told) else None


def _verdict(rows: pd.DataFrame, language: Language) -> tuple[str, str]:
    """Whether and when it is earned back, and the colour of the words."""
    texts = read_catalogue(language)
    if not any(is_told(value) for value in rows["estimate"]):
        return "", GREY
    place = _earned_back(rows)
    if place is None:
        return texts["returns_chart.cumulative.never"], JUDGED["worse"]
    if place == 0:
        return texts["returns_chart.cumulative.at_once"], JUDGED["better"]
    year = format_number(int(rows["year"].iloc[place]), language)
    return texts["returns_chart.cumulative.year"].format(year=year), JUDGED["better"]


def _write_head(
    axes: Axes, name: str, rows: pd.DataFrame, scale: Scale, language: Language
) -> None:
    """The name of a panel, with its verdict and where it ends below."""
    verdict, colour = _verdict(rows, language)
    last, ends = rows["estimate"].iloc[-1], ""
    if is_told(last):
        amount = scale.tell(last, language, is_signed=True)
        ends = read_catalogue(language)["returns_chart.cumulative.ends"].format(amount=amount)
    bold: dict[str, Any] = {"weight": "bold"}
    for n_lines, said, look in (
        (0.5, ends, {"color": GREY}),
        (1.6, verdict, {"color": colour} | bold),
        (2.8, name, {"fontsize": SMALL + 2} | bold),
    ):
        axes.text(
            0, 1 + n_lines * LINE_MM / _PANEL_MM, said, transform=axes.transAxes, va="bottom",
            linespacing=1.0, **{"fontsize": SMALL + 1} | look,
        )  # fmt: skip


def _set_axes(
    axes: Axes, rows: pd.DataFrame, scale: Scale, language: Language, *, is_first: bool
) -> None:
    last = max(float(rows["year"].max()), 1.0)
    axes.set_xlim(0, last * 1.03)
    ticks = [tick for tick in ticks_of(0, last, most=4) if tick.is_integer()]
    axes.set_xticks(ticks, [format_number(tick, language) for tick in ticks], fontsize=SMALL)
    ticks = ticks_of(*axes.get_ylim(), most=5)
    named = [scale.tell_tick(tick, language) if is_first else "" for tick in ticks]
    axes.set_yticks(ticks, named, fontsize=SMALL)
    axes.set_xlabel(
        read_catalogue(language)["returns_chart.cumulative.axis"], fontsize=SMALL, color=GREY
    )
    axes.tick_params(length=0, colors=GREY)
    axes.grid(axis="y", color=LINE, linewidth=0.7)
    axes.set_axisbelow(True)
    for spine in axes.spines.values():
        spine.set_visible(False)
