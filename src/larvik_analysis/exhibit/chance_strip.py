"""How often the measure pays, and where WSIPP would call that often enough."""

from __future__ import annotations

from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from larvik_analysis.terms.catalogue import Language, read_catalogue

from .internal_frame import SMALL, WIDTH_MM, clear_axes, place_axes
from .returns_frame import (
    BEHIND,
    Scale,
    broken,
    finish,
    is_told,
    new_sheet,
    row_mm,
    scale_of,
    why_not,
    write_name,
    write_number,
)
from .returns_lines import LABELS_MM, draw_reading_lines, set_both_axes, set_reach
from .style import GREY, INK, MAIN, PALE, in_house_style

_LEFT_MM = 48.0
_RIGHT_MM = 36.0
_HEAD_MM = 9.5
_FOOT_MM = 12.0
_BAR_MM = 4.6
_LETTERS = 28
_SHARE = Scale("chance", 100.0)
_QUARTERS = (0.0, 25.0, 50.0, 75.0, 100.0)
# Washington State Institute for Public Policy, inventory of evidence-based programmes: a
# programme counts as cost-beneficial where it pays in at least this share of the draws.
_WSIPP = 0.75
_DECISION = "decision"
_CURVE_MM = 68.0
_CURVE_FOOT_MM = 14.5
_CURVE_LEFT_MM = 13.0
_TITLE_MM = 9.0


@in_house_style
def draw_chance(
    table: pd.DataFrame, *, language: Language, axis: str = "", is_example: bool = False
) -> Figure:
    """Draw a strip from never to always a reading, filled as far as it pays.

    Parameters
    ----------
    table : DataFrame
        With `reading`, `label` and `estimate` (0 to 1); `reason` where there is one. A row
        whose reading is ``decision`` moves the limit from the 75 per cent of WSIPP.
    axis : str
        What the strip shows, in the place of the words of the catalogue.
    is_example : bool
        Whether the figure is marked as an example.
    """
    limit = _limit(table)
    rows = table[table["reading"] != _DECISION]
    names = [broken(label, _LETTERS) for label in rows["label"]]
    heights = [row_mm(name) + 4.6 for name in names]
    height = max(sum(heights), 1.0)
    figure = new_sheet(_HEAD_MM + height + _FOOT_MM)
    axes = place_axes(
        figure, left=_LEFT_MM, top=_HEAD_MM, width=WIDTH_MM - _LEFT_MM - _RIGHT_MM,
        height=height,
    )  # fmt: skip
    axes.set(xlim=(0, _SHARE.factor), ylim=(height, 0))
    clear_axes(axes)
    top = 0.0
    for name, tall, (_, row) in zip(names, heights, rows.iterrows(), strict=True):
        write_name(axes, top + tall / 2, name, weight="bold")
        _draw_strip(axes, row, top + tall / 2, limit, language)
        top += tall
    _draw_limit(axes, _SHARE.at(limit), language)
    _set_ticks(axes, axis, limit, language)
    return finish(figure, language, is_example=is_example)


def _limit(table: pd.DataFrame) -> float:
    own = table.loc[table["reading"] == _DECISION, "estimate"]
    return float(own.iloc[0]) if len(own) and is_told(own.iloc[0]) else _WSIPP


def _draw_strip(
    axes: Axes, row: pd.Series[Any], middle: float, limit: float, language: Language
) -> None:
    whole = _SHARE.factor
    axes.barh(middle, whole, height=_BAR_MM, facecolor="white", edgecolor=GREY, linewidth=0.8)
    if not is_told(row["estimate"]):
        said = why_not(row, language)
        write_number(axes, middle, said, color=GREY, style="italic", fontsize=SMALL)
        return
    chance = float(row["estimate"])
    is_enough = chance >= limit
    axes.barh(
        middle, _SHARE.at(chance), height=_BAR_MM, edgecolor=MAIN, linewidth=0.8, zorder=2,
        facecolor=MAIN if is_enough else PALE, hatch=None if is_enough else "/////",
    )  # fmt: skip
    texts = read_catalogue(language)
    side = texts[f"returns_chart.chance.{'above' if is_enough else 'below'}"]
    write_number(axes, middle - 2.2, _told(chance, limit, language), weight="bold", fontsize=12)
    write_number(axes, middle + 2.8, side, fontsize=SMALL, color=GREY)


def _told(chance: float, limit: float, language: Language) -> str:
    """A chance in per cent; one that is rounded up to the limit or to always is not there."""
    said = _SHARE.tell(chance, language)
    if any(chance < end and said == _SHARE.tell(end, language) for end in (limit, 1.0)):
        return read_catalogue(language)["returns_chart.chance.almost"].format(share=said)
    return said


def _draw_limit(axes: Axes, place: float, language: Language) -> None:
    """The limit, and whose it is."""
    low, high = axes.get_ylim()
    ends = [high - 1.2, low + 1.0]
    # White behind it: the line has to be seen across a dark bar too.
    axes.plot([place, place], ends, color="white", linewidth=4.2, zorder=3.5, clip_on=False)
    axes.plot(
        [place, place], ends, color=INK, linewidth=1.8, zorder=4, clip_on=False,
        linestyle=(0, (4, 2)),
    )  # fmt: skip
    said = read_catalogue(language)["returns_chart.chance.convention"]
    axes.text(
        1.0, -4.6, said, ha="right", va="center", fontsize=SMALL, color=INK,
        transform=axes.get_yaxis_transform(),
    )  # fmt: skip


def _set_ticks(axes: Axes, axis: str, limit: float, language: Language) -> None:
    ticks = sorted({*_QUARTERS, _SHARE.at(limit)})
    axes.set_xticks(ticks, [_SHARE.tell_tick(tick, language) for tick in ticks], fontsize=SMALL)
    for tick, label in zip(ticks, axes.get_xticklabels(), strict=True):
        label.set_fontweight("bold" if tick == _SHARE.at(limit) else "normal")
    axes.tick_params(length=0)
    said = axis or read_catalogue(language)["returns_chart.chance.axis"]
    axes.set_xlabel(said, fontsize=SMALL, color=GREY)


@in_house_style
def draw_acceptability(
    table: pd.DataFrame, *, language: Language, axis: str = "", x_unit: str = "nok",
    is_example: bool = False,
) -> Figure:  # fmt: skip
    """Draw how often the measure pays by what something is held to be worth.

    Parameters
    ----------
    table : DataFrame
        With `reading`, `label`, `x` (what it is held to be worth) and `estimate` (0 to 1);
        `reason` where there is one, and the row of the limit as in `draw_chance`.
    axis : str
        What is varied.
    x_unit : str
        Its unit, as in `scale_of`.
    is_example : bool
        Whether the figure is marked as an example.
    """
    limit = _SHARE.at(_limit(table))
    rows = table[table["reading"] != _DECISION]
    x = scale_of(rows["x"], x_unit)
    figure = new_sheet(_TITLE_MM + _CURVE_MM + _CURVE_FOOT_MM)
    axes = place_axes(
        figure, left=_CURVE_LEFT_MM, top=_TITLE_MM, height=_CURVE_MM,
        width=WIDTH_MM - _CURVE_LEFT_MM - LABELS_MM,
    )  # fmt: skip
    set_reach(axes, rows, x)
    axes.set_ylim(0, _SHARE.factor)
    texts = read_catalogue(language)
    draw_reading_lines(axes, rows, x, _SHARE, language)
    up = texts["returns_chart.chance.axis"]
    set_both_axes(axes, x, _SHARE, titles=(axis, up), language=language)
    _set_heights(axes, limit, language)
    return finish(figure, language, is_example=is_example)


def _set_heights(axes: Axes, limit: float, language: Language) -> None:
    """The limit among round numbers, and whose it is."""
    ticks = sorted({*_QUARTERS, limit})
    axes.set_yticks(ticks, [_SHARE.tell_tick(tick, language) for tick in ticks], fontsize=SMALL)
    axes.axhline(limit, color=INK, linewidth=1.4, linestyle=(0, (4, 2)), zorder=2)
    axes.text(
        0.015, limit + 1.2, read_catalogue(language)["returns_chart.chance.convention"],
        va="bottom", fontsize=SMALL, transform=axes.get_yaxis_transform(), zorder=4,
        bbox=BEHIND,
    )  # fmt: skip
