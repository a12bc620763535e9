"""Bars with their number written at the end; what has no number is told in words."""

from __future__ import annotations

from textwrap import wrap
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from larvik_analysis.terms.catalogue import Language

from .cells import cell_text
from .style import GREY, INK, MAIN, PALE, axes_of, in_house_style, make_figure

_LABEL_LETTERS = 40  # longer labels are broken into lines
_LETTER_WIDTH = 0.0122  # of the figure's width, an average letter of our font and a little


@in_house_style
def draw_bars(table: pd.DataFrame, *, language: Language) -> Figure:
    """Draw one bar a row, in the order of the table, with direct labels and no axis.

    Parameters
    ----------
    table : DataFrame
        With `label`, `estimate`, `unit`, `reason` and `uncertain`. A row without a number
        gets its reason in words and no bar, so that it cannot be read as nought.
    """
    labels = ["\n".join(wrap(str(label), _LABEL_LETTERS)) for label in table["label"]]
    longest_line = max(len(line) for label in labels for line in label.split("\n"))
    left = 0.03 + longest_line * _LETTER_WIDTH
    n_lines = max(label.count("\n") for label in labels) + 1
    row_mm = max(7.2, 4.8 * n_lines + 1.2)
    figure = make_figure(height_mm=row_mm * len(table) + 6, left=left, bottom=0.02)
    axes = axes_of(figure)
    reach = _reach(table, axes_width=0.98 - left, language=language)
    for place, (_, row) in enumerate(table.iterrows()):
        _draw_row(axes, place, row, reach, language)
    axes.set(ylim=(len(table) - 0.4, -0.6), xlim=(0, reach))
    axes.set_yticks(range(len(table)), labels, va="center_baseline")
    axes.tick_params(length=0)
    axes.xaxis.set_visible(False)
    axes.spines["bottom"].set_visible(False)
    return figure


def _reach(table: pd.DataFrame, *, axes_width: float, language: Language) -> float:
    """How far the axis must reach for every bar to have room for its number."""
    ends = [1e-9]
    for _, row in table.iterrows():
        letters = len(cell_text(row, "estimate", language)) + 2
        room = max(1 - letters * _LETTER_WIDTH / axes_width, 0.2)
        ends.append(0.0 if pd.isna(row["estimate"]) else float(row["estimate"]) / room)
    return max(ends)


def _draw_row(
    axes: Axes, place: int, row: pd.Series[Any], reach: float, language: Language
) -> None:
    has_number = pd.notna(row["estimate"])
    if has_number:
        axes.barh(
            place,
            float(row["estimate"]),
            height=0.62,
            color=PALE if row["uncertain"] else MAIN,
            edgecolor=INK,
            hatch="////" if row["uncertain"] else None,
        )
    start = float(row["estimate"]) if has_number else 0.0
    axes.text(
        start + reach * 0.012,
        place,
        cell_text(row, "estimate", language),
        va="center_baseline",
        color=INK if has_number else GREY,
        style="normal" if has_number else "italic",
        weight="bold" if has_number else "normal",
    )
