"""Changes as dots with their intervals around a line at no change."""

from __future__ import annotations

from functools import partial
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from larvik_analysis.terms.catalogue import Language, read_catalogue
from larvik_analysis.terms.language import MINUS

from .cells import cell_text, number_text
from .style import GREY, INCH_MM, INK, MAIN, in_house_style, write_beside

_WIDTH_MM = 160.0
_ROW_MM = 5.5
_HEAD_MM = 7.0  # a step's own line, above its rows
_FOOT_MM = 6.5
_LEFT_MM = 48.0
_RIGHT_MM = 43.0  # for the numbers in words
_SIZE = 10
_PER_CENT = 100.0
_beside = partial(
    write_beside, width_mm=_WIDTH_MM - _LEFT_MM - _RIGHT_MM, va="center", fontsize=_SIZE
)


@in_house_style
def draw_dot_intervals(table: pd.DataFrame, *, language: Language) -> Figure:
    """Draw every change of a step below the two counts it is between.

    Parameters
    ----------
    table : DataFrame
        With `before`, `before_label`, `after`, `label`, `spread` (``count`` for the counts
        themselves), `spread_label`, and an estimate with `low` and `high`. A step whose
        change cannot be told has the reason in words.
    """
    counts = table[table["spread"] == "count"].set_index("after")
    changes = table[table["spread"] != "count"]
    steps = list(dict.fromkeys(changes["after"]))
    height = len(steps) * _HEAD_MM + len(changes) * _ROW_MM + _FOOT_MM
    figure = Figure(figsize=(_WIDTH_MM / INCH_MM, height / INCH_MM))
    axes = figure.add_axes(
        (
            _LEFT_MM / _WIDTH_MM, _FOOT_MM / height,
            1 - (_LEFT_MM + _RIGHT_MM) / _WIDTH_MM, 1 - _FOOT_MM / height,
        )
    )  # fmt: skip
    axes.set_ylim(height - _FOOT_MM, 0)  # in mm from the top
    top = 0.0
    for step in steps:
        rows = changes[changes["after"] == step]
        _draw_head(axes, rows.iloc[0], counts, top, language)
        for number, (_, row) in enumerate(rows.iterrows()):
            _draw_row(axes, row, top + _HEAD_MM + (number + 0.5) * _ROW_MM, language)
        top += _HEAD_MM + len(rows) * _ROW_MM
    _set_axes(axes, changes, language)
    return figure


def _draw_head(
    axes: Axes, row: pd.Series[Any], counts: pd.DataFrame, top: float, language: Language
) -> None:
    first, second = counts.loc[row["before"]], counts.loc[row["after"]]
    said = read_catalogue(language)["changes.step"].format(
        first=cell_text(first, "estimate", language),
        before=row["before_label"],
        second=cell_text(second, "estimate", language),
        after=row["label"],
    )
    _beside(axes, -_LEFT_MM + 2, top + _HEAD_MM * 0.6, said, weight="bold")


def _draw_row(axes: Axes, row: pd.Series[Any], place: float, language: Language) -> None:
    _beside(axes, -_LEFT_MM + 4, place, str(row["spread_label"]))
    width = _WIDTH_MM - _LEFT_MM - _RIGHT_MM
    if pd.isna(row["estimate"]):
        said = cell_text(row, "estimate", language)
        _beside(axes, width + 2, place, said, style="italic", color=GREY)
        return
    low, high, middle = (float(row[name]) * _PER_CENT for name in ("low", "high", "estimate"))
    crosses = low <= 0 <= high
    colour = GREY if crosses else MAIN
    axes.plot([low, high], [place, place], color=colour, linewidth=2.2, zorder=2)
    for end in (low, high):
        axes.plot([end, end], [place - 1.1, place + 1.1], color=colour, linewidth=1.4)
    axes.plot(
        middle, place, marker="o", markersize=8, markerfacecolor="white" if crosses else colour,
        markeredgecolor=colour, markeredgewidth=1.6, zorder=3,
    )  # fmt: skip
    ends = {name: _signed(row, name, language) for name in ("low", "high")}
    interval = read_catalogue(language)["report.interval"].format(**ends)
    said = f"{_signed(row, 'estimate', language)} ({interval})"
    _beside(axes, width + 2, place, said, color=colour if crosses else INK)


def _signed(row: pd.Series[Any], column: str, language: Language) -> str:
    """A change with its sign, as a table has it but for the plus."""
    said = cell_text(row, column, language)
    return said if said.startswith((MINUS, "0")) else f"+{said}"


def _set_axes(axes: Axes, changes: pd.DataFrame, language: Language) -> None:
    reach = changes[["low", "high", "estimate"]].to_numpy(dtype=float) * _PER_CENT
    known = reach[~pd.isna(reach)]
    least, most = (min(known.min(), 0.0), max(known.max(), 0.0)) if known.size else (-1.0, 1.0)
    air = (most - least) * 0.04
    axes.set_xlim(least - air, most + air)
    step = next((s for s in (5.0, 10.0, 20.0, 50.0) if (most - least) / s <= 8), 100.0)
    ticks = [
        step * number
        for number in range(int(least // step), int(most // step) + 1)
        if least <= step * number <= most
    ]
    named = [number_text(tick, "percent", language) for tick in ticks]
    axes.set_xticks(ticks, named, fontsize=_SIZE - 1.5, color=GREY)
    axes.axvline(0, color=INK, linewidth=1.2, zorder=1)
    axes.grid(axis="x", color="#e3e7e9", linewidth=0.6)
    axes.set_axisbelow(True)
    axes.set_yticks([])
    axes.tick_params(length=0)
    for side in ("left", "bottom"):
        axes.spines[side].set_visible(False)
