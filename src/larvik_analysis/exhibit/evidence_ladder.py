"""Findings as rows of five steps: as many are filled as the finding has padlocks."""

from __future__ import annotations

from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from larvik_analysis.terms.catalogue import Language

from .cells import cell_text
from .style import GREY, INK, MAIN, axes_of, in_house_style, make_figure

_WIDTH = 160.0  # all places are in mm of the page
_ROW = 6.2
_HEAD = 6.4  # the name of a measure, above its findings
_STEPS_AT = 92.0
_STEP = 8.0
_MOST = 5


@in_house_style
def draw_evidence_ladder(table: pd.DataFrame, *, language: Language) -> Figure:
    """Draw one finding a row, below its measure: five discs, and the number in words.

    Parameters
    ----------
    table : DataFrame
        With `group_label`, `label`, and the rating as an estimate. A row without a number
        gets its reason in words and no disc, so that it cannot be read as nought.
    """
    groups = list(dict.fromkeys(table["group_label"].astype(str)))
    height = len(groups) * _HEAD + len(table) * _ROW + 1
    figure = make_figure(height_mm=height, left=0.0, bottom=0.0)
    figure.subplots_adjust(top=1.0, right=1.0)
    axes = axes_of(figure)
    axes.set(xlim=(0, _WIDTH), ylim=(height, 0))
    axes.axis("off")
    place = 0.0
    for group in groups:
        heading = f"{group[:1].upper()}{group[1:]}"
        axes.text(0, place + _HEAD * 0.6, heading, weight="bold", va="center", color=MAIN)
        place += _HEAD
        for _, row in table[table["group_label"].astype(str) == group].iterrows():
            axes.plot([0, _WIDTH], [place, place], color=GREY, linewidth=0.5)
            _draw_row(axes, place + _ROW / 2, row, language)
            place += _ROW
    return figure


def _draw_row(axes: Axes, y: float, row: pd.Series[Any], language: Language) -> None:
    axes.text(2, y, str(row["label"]), va="center_baseline", fontsize=10.5)
    said = cell_text(row, "estimate", language)
    if pd.isna(row["estimate"]):
        axes.text(_STEPS_AT - 2, y, said, va="center_baseline", color=GREY, style="italic")
        return
    for step in range(_MOST):
        is_full = step < row["estimate"]
        axes.plot(
            _STEPS_AT + step * _STEP, y, marker="o", markersize=10,
            markerfacecolor=MAIN if is_full else "white", markeredgecolor=INK,
            markeredgewidth=1.2 if is_full else 0.8,
        )  # fmt: skip
    end = _STEPS_AT + (_MOST - 0.3) * _STEP
    axes.text(end, y, said, va="center_baseline", weight="bold")
