"""How many left each question open: one thin strip a question, open at its end."""

from __future__ import annotations

from functools import partial
from textwrap import wrap
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from larvik_analysis.terms.catalogue import Language

from .cells import share_text
from .style import GREY, INCH_MM, INK, MAIN, in_house_style, write_beside

_WIDTH_MM = 160.0
_LEFT_MM = 76.0
_RIGHT_MM = 38.0
_ROW_MM = 5.6
_LINE_MM = 4.0
_LABEL_LETTERS = 50
_SIZE = 9.5
_beside = partial(write_beside, width_mm=_WIDTH_MM - _LEFT_MM - _RIGHT_MM, fontsize=_SIZE)


@in_house_style
def draw_missing_strip(table: pd.DataFrame, *, language: Language) -> Figure:
    """Draw a filled strip for those who answered, and a hatched end for those who did not.

    Parameters
    ----------
    table : DataFrame
        With `label`, `estimate` (the share that left it open), `count`, `n`, `unit`,
        `reason` and `uncertain`.
    """
    lines = [wrap(str(label), _LABEL_LETTERS) for label in table["label"]]
    heights = [max(_ROW_MM, len(line) * _LINE_MM + 1.4) for line in lines]
    height = sum(heights) + 1.0
    figure = Figure(figsize=(_WIDTH_MM / INCH_MM, height / INCH_MM))
    width = _WIDTH_MM - _LEFT_MM - _RIGHT_MM
    axes = figure.add_axes((_LEFT_MM / _WIDTH_MM, 0, width / _WIDTH_MM, 1))
    axes.set(xlim=(-0.004, 1.004), ylim=(height, 0))
    axes.axis("off")
    top = 0.5
    for line, tall, (_, row) in zip(lines, heights, table.iterrows(), strict=True):
        middle = top + tall / 2
        _beside(axes, 1 - _LEFT_MM, middle, "\n".join(line))
        _draw_strip(axes, row, middle)
        has_number = pd.notna(row["estimate"])
        _beside(
            axes, width + 2.5, middle, share_text(row, language),
            color=INK if has_number else GREY, style="normal" if has_number else "italic",
        )  # fmt: skip
        top += tall
    return figure


def _draw_strip(axes: Axes, row: pd.Series[Any], middle: float) -> None:
    if pd.isna(row["estimate"]):
        return
    answered, tall = 1.0 - float(row["estimate"]), 3.4
    axes.barh(middle, answered, height=tall, color=MAIN, edgecolor=INK, linewidth=0.6)
    axes.barh(
        middle, 1.0 - answered, left=answered, height=tall, color="white", edgecolor=INK,
        linewidth=0.6, hatch="//////",
    )  # fmt: skip
