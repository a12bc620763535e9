"""A strip of the parts of a measure: how far each came, as a shape, a shade and a word."""

from __future__ import annotations

from textwrap import wrap

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Circle, Rectangle, Wedge

from larvik_analysis.terms.catalogue import Language

from .style import GREY, INK, MAIN, axes_of, in_house_style, make_figure

_WIDTH = 160.0  # all places are in mm of the page
_RADIUS = 3.2
_WORDS_AT = 42.0
_LETTERS = 75  # of the text on a line
_NAME_LETTERS = 58
_LINE = 4.4
_FIRST = 5.2  # from the rule to the foot of the first line


@in_house_style
def draw_status_strip(
    table: pd.DataFrame,
    *,
    language: Language,  # noqa: ARG001  every drawing is given it
) -> Figure:
    """Draw one part a row: the sign and the word of its status, its name, what came of it.

    A full disc is introduced, a half one had a weak start, an open one with a bar was set
    aside, an open one is only planned. The shapes tell without colour.

    Parameters
    ----------
    table : DataFrame
        With `label`, `status`, `status_label` and `output_label`.
    """
    lines = [
        (wrap(str(row["label"]), _NAME_LETTERS), wrap(str(row["output_label"]), _LETTERS))
        for _, row in table.iterrows()
    ]
    heights = [(len(name) + len(output)) * _LINE + 4.0 for name, output in lines]
    figure = make_figure(height_mm=sum(heights) + 2, left=0.0, bottom=0.0)
    axes = axes_of(figure)
    axes.set(xlim=(0, _WIDTH), ylim=(sum(heights) + 1, -1), aspect="equal", anchor="W")
    axes.axis("off")
    top = 0.0
    for number, ((_, row), (name, output)) in enumerate(
        zip(table.iterrows(), lines, strict=True)
    ):
        if number:
            axes.plot([0, _WIDTH], [top, top], color=GREY, linewidth=0.6)
        _draw_sign(axes, 5.0, top + _FIRST - 1.2, str(row["status"]))
        axes.text(11.5, top + _FIRST, row["status_label"], weight="bold", va="baseline")
        for place, words in enumerate([*name, *output]):
            look = {"weight": "bold"} if place < len(name) else {"fontsize": 10}
            axes.text(_WORDS_AT, top + _FIRST + place * _LINE, words, va="baseline", **look)
        top += heights[number]
    return figure


def _draw_sign(axes: Axes, x: float, y: float, status: str) -> None:
    is_full = status == "introduced"
    face, line = (MAIN if is_full else "white"), (0, (2, 1.5)) if status == "planned" else "-"
    axes.add_patch(
        Circle((x, y), _RADIUS, facecolor=face, edgecolor=INK, linewidth=1.3, linestyle=line)
    )
    if status == "weak_start":
        axes.add_patch(Wedge((x, y), _RADIUS, 90, 270, facecolor=MAIN, edgecolor=INK))
    if status == "deprioritised":
        bar = Rectangle((x - _RADIUS * 0.62, y - 0.55), _RADIUS * 1.24, 1.1, facecolor=INK)
        axes.add_patch(bar)
