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

_LABEL_LETTERS = 42  # longer labels are broken into lines
_LETTER_WIDTH = 0.0115  # of the figure's width, an average letter of our font and a little


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
    figure = make_figure(
        height_mm=9 * len(table) + 6, left=0.03 + longest_line * _LETTER_WIDTH, bottom=0.02
    )
    axes = axes_of(figure)
    longest = table["estimate"].max()
    reach = float(longest) if pd.notna(longest) and longest > 0 else 1.0
    for place, (_, row) in enumerate(table.iterrows()):
        _draw_row(axes, place, row, reach, language)
    axes.set(ylim=(len(table) - 0.4, -0.6), xlim=(0, reach * 1.5))
    axes.set_yticks(range(len(table)), labels)
    axes.tick_params(length=0)
    axes.xaxis.set_visible(False)
    axes.spines["bottom"].set_visible(False)
    return figure


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
        start + reach * 0.015,
        place,
        cell_text(row, "estimate", language),
        va="center",
        color=INK if has_number else GREY,
        style="normal" if has_number else "italic",
        weight="bold" if has_number else "normal",
    )
