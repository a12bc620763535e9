"""A mean change as one dot with its interval, around a line where nothing has changed."""

from __future__ import annotations

import math
from functools import partial
from textwrap import wrap
from typing import Any, Final

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from larvik_analysis.estimate.indicators.tables import estimate_of
from larvik_analysis.terms.catalogue import Language, read_catalogue

from .cells import cell_text
from .internal_frame import (
    JUDGED,
    LINE,
    SIZE,
    SMALL,
    WIDTH_MM,
    make_sheet,
    place_axes,
    sign_sheet,
)
from .statement import signed_points, tell
from .style import GREY, INK, in_house_style, write_beside

_LEFT_MM: Final = 8.0
_PLOT_MM: Final = WIDTH_MM - 2 * _LEFT_MM
_SAID_MM: Final = 9.0
_SAID_LETTERS: Final = 76
_ROW_MM: Final = 14.0
_AXIS_MM: Final = 11.0
_BEHIND: Final = {"facecolor": "white", "edgecolor": "none", "pad": 1.5}
_LEAST_REACH: Final = 1.0  # of the axis, in steps of the scale
_beside = partial(write_beside, width_mm=_PLOT_MM, fontsize=SIZE)


@in_house_style
def draw_change_dot(
    table: pd.DataFrame, *, language: Language, design: str, who: str
) -> Figure:
    """Draw every mean change on one scale, better to the left and worse to the right.

    Parameters
    ----------
    table : DataFrame
        With `label` and an estimate in steps of the scale, below 0 is better. One that may
        not be told has words and no dot.
    design, who : str
        What design the numbers have, and what is counted: words for the foot.
    """
    tall = len(table) * (_SAID_MM + _ROW_MM)
    figure = make_sheet(tall + _AXIS_MM)
    axes = place_axes(figure, left=_LEFT_MM, top=0, width=_PLOT_MM, height=tall)
    axes.set_ylim(tall, 0)
    _set_axes(axes, table, language)
    for place, (_, row) in enumerate(table.iterrows()):
        top = place * (_SAID_MM + _ROW_MM)
        _beside(axes, 0, top + _SAID_MM / 2, _said(row, language), weight="bold", bbox=_BEHIND)
        if pd.notna(row["estimate"]):
            _draw_dot(axes, row, top + _SAID_MM + _ROW_MM / 2)
    told = table[table["n"].notna()]
    base = "" if told.empty else f"{cell_text(told.iloc[0], 'n', language)} {who}."
    return sign_sheet(figure, base, design=design, mark="")


def _said(row: pd.Series[Any], language: Language) -> str:
    """The number with its interval, or why it has none, in two lines at the most."""
    said = f"{row['label']}: {tell(estimate_of(row), 'points', language)}"
    return "\n".join(wrap(said, _SAID_LETTERS, max_lines=2, placeholder=" …"))


def _draw_dot(axes: Axes, row: pd.Series[Any], middle: float) -> None:
    """In the colour of its side where the interval lies on that side alone; else grey."""
    mean, low, high = (float(row[name]) for name in ("estimate", "low", "high"))
    is_open = math.isnan(low) or low <= 0 <= high
    colour = GREY if is_open else JUDGED["better" if mean < 0 else "worse"]
    if not math.isnan(low):
        axes.plot([low, high], [middle, middle], color=colour, linewidth=2.4, zorder=2)
        for end in (low, high):
            axes.plot([end, end], [middle - 1.4, middle + 1.4], color=colour, linewidth=1.6)
    axes.plot(
        mean, middle, marker="o", markersize=9, markeredgecolor=colour, markeredgewidth=1.8,
        markerfacecolor="white" if is_open else colour, zorder=3,
    )  # fmt: skip


def _set_axes(axes: Axes, table: pd.DataFrame, language: Language) -> None:
    numbers = table[["estimate", "low", "high"]].to_numpy(dtype=float)
    furthest = max((abs(x) for x in numbers.flat if not math.isnan(x)), default=0.0)
    reach = max(math.ceil(furthest * 2 + 0.2) / 2, _LEAST_REACH)
    step = 0.5 if reach <= 2 else 1.0
    ticks = [number * step for number in range(-int(reach / step), int(reach / step) + 1)]
    axes.set_xlim(-reach, reach)
    axes.set_xticks(
        ticks, [signed_points(tick, language) for tick in ticks], fontsize=SMALL, color=GREY
    )
    axes.grid(axis="x", color=LINE, linewidth=0.6)
    axes.set_axisbelow(True)
    axes.axvline(0, color=INK, linewidth=1.2, zorder=1)
    axes.set_yticks([])
    axes.tick_params(length=0)
    for side in ("left", "bottom"):
        axes.spines[side].set_visible(False)
    texts = read_catalogue(language)
    below = axes.get_ylim()[0] + 7.5
    for key, x, side in (("better", 0.0, "left"), ("worse", _PLOT_MM, "right")):
        arrow = "\N{LEFTWARDS ARROW} {}" if key == "better" else "{} \N{RIGHTWARDS ARROW}"
        said = arrow.format(texts[f"axis.moved.{key}"])
        _beside(axes, x, below, said, ha=side, color=JUDGED[key], fontsize=SMALL)
    _beside(
        axes, _PLOT_MM / 2, below, texts["axis.moved.nought"], ha="center", color=GREY,
        fontsize=SMALL,
    )  # fmt: skip
