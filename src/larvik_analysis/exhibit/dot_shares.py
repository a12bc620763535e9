"""Shares as dots with their intervals, one row an answer or a group of those who answered."""

from __future__ import annotations

from functools import partial
from textwrap import wrap
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from larvik_analysis.terms.catalogue import Language, read_catalogue

from .cells import BAND_ENDS, share_text
from .style import GREY, INCH_MM, INK, MAIN, PALE, in_house_style, write_beside

_WIDTH_MM = 160.0
_LEFT_MM = 52.0
_RIGHT_MM = 47.0  # for the numbers in words
_ROW_MM = 7.0
_LINE_MM = 4.3
_HEAD_MM = 6.5  # the line of an answer above its groups
_AXIS_MM = 6.5
_LABEL_LETTERS = 32
_HEAD_LETTERS = 90
_SIZE = 10
_beside = partial(write_beside, width_mm=_WIDTH_MM - _LEFT_MM - _RIGHT_MM, fontsize=_SIZE)


@in_house_style
def draw_dot_shares(table: pd.DataFrame, *, language: Language, base: str = "") -> Figure:
    """Draw one dot a row between none and all, with a bar over its interval if it has one.

    Parameters
    ----------
    table : DataFrame
        With `label`, `estimate` (0 to 1), `low`, `high`, `count`, `n`, `unit`, `reason` and
        `uncertain`. Where it has `group_label` too, the rows of one `label` stand together
        below it, each named after its group.
    base : str
        The rows to be drawn, where there is a `base` that says of whom a share is.
    """
    table = _rows_drawn(table, base)
    is_grouped = "group_label" in table.columns
    names = table["group_label"] if is_grouped else table["label"]
    lines = [wrap(str(name), _LABEL_LETTERS) for name in names]
    is_first = [
        is_grouped and (place == 0 or label != table["label"].iloc[place - 1])
        for place, label in enumerate(table["label"])
    ]
    heights = [max(_ROW_MM, len(line) * _LINE_MM + 2.2) for line in lines]
    total = sum(heights) + _HEAD_MM * sum(is_first)
    figure = Figure(figsize=(_WIDTH_MM / INCH_MM, (total + _AXIS_MM) / INCH_MM))
    axes = figure.add_axes(
        (
            _LEFT_MM / _WIDTH_MM, _AXIS_MM / (total + _AXIS_MM),
            1 - (_LEFT_MM + _RIGHT_MM) / _WIDTH_MM, total / (total + _AXIS_MM),
        )
    )  # fmt: skip
    _set_axes(axes, total, language)
    top = 0.0
    for place, (_, row) in enumerate(table.iterrows()):
        if is_first[place]:
            said = wrap(str(row["label"]), _HEAD_LETTERS)[0]
            _beside(axes, -_LEFT_MM + 1, top + _HEAD_MM * 0.62, said, weight="bold")
            top += _HEAD_MM
        middle = top + heights[place] / 2
        indent = 4 if is_grouped else 1
        _beside(axes, -_LEFT_MM + indent, middle, "\n".join(lines[place]))
        _draw_row(axes, row, middle, language)
        top += heights[place]
    return figure


def _rows_drawn(table: pd.DataFrame, base: str) -> pd.DataFrame:
    """Those of a base, and those of one label together, whatever order they come in."""
    if base:
        table = table[table["base"] == base]
    place = {label: number for number, label in enumerate(dict.fromkeys(table["label"]))}
    return table.sort_values("label", key=lambda labels: labels.map(place), kind="stable")


def _set_axes(axes: Axes, height: float, language: Language) -> None:
    axes.set(xlim=(-0.015, 1.015), ylim=(height, 0))
    texts = read_catalogue(language)
    names = [texts[f"axis.{name}"] for name in ("none", "half", "all")]
    axes.set_xticks([0.0, 0.5, 1.0], names, color=GREY, fontsize=_SIZE - 1)
    for place in (0.0, 0.25, 0.5, 0.75, 1.0):
        axes.axvline(place, color="#e3e7e9" if place % 0.5 else GREY, linewidth=0.6, zorder=0)
    axes.set_yticks([])
    axes.tick_params(length=0)
    for side in ("left", "bottom"):
        axes.spines[side].set_visible(False)


def _draw_row(axes: Axes, row: pd.Series[Any], middle: float, language: Language) -> None:
    width = _WIDTH_MM - _LEFT_MM - _RIGHT_MM
    has_number = pd.notna(row["estimate"])
    band = BAND_ENDS.get(str(row["reason"]))
    if has_number:
        _draw_dot(axes, row, middle)
    elif band is not None:
        axes.barh(
            middle, band[1] - band[0], left=band[0], height=3.0, color=PALE, edgecolor=INK,
            hatch="////", linewidth=0.7,
        )  # fmt: skip
    _beside(
        axes, width + 2.5, middle, share_text(row, language),
        color=INK if has_number or band else GREY, style="normal" if has_number else "italic",
    )  # fmt: skip


def _draw_dot(axes: Axes, row: pd.Series[Any], middle: float) -> None:
    """The share; its interval as a line, or a thin line from none where it has none."""
    share = float(row["estimate"])
    if pd.notna(row["low"]) and pd.notna(row["high"]):
        low, high = float(row["low"]), float(row["high"])
        axes.plot([low, high], [middle, middle], color=MAIN, linewidth=2.4, zorder=2)
        for end in (low, high):
            axes.plot([end, end], [middle - 1.2, middle + 1.2], color=MAIN, linewidth=1.4)
    else:
        axes.plot([0.0, share], [middle, middle], color=MAIN, linewidth=1.0, zorder=1)
    axes.plot(
        share, middle, marker="o", markersize=8, markerfacecolor=MAIN, markeredgecolor=INK,
        markeredgewidth=1.0, zorder=3,
    )  # fmt: skip
