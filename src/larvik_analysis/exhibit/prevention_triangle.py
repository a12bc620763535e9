"""The prevention triangle: levels in layers, each with its words beside it."""

from __future__ import annotations

from textwrap import wrap

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Polygon

from larvik_analysis.terms.catalogue import Language, read_catalogue

from .style import GREY, INCH_MM, INK, in_house_style

_WIDTH_MM = 160.0
_LAYER_MM = 17.5
_BASE_MM = 60.0  # the width of the triangle at its foot
_LEFT_MM = 2.0
_WORDS_MM = 70.0  # where the words begin
_LETTERS = 56
_SIZE = 10


@in_house_style
def draw_prevention_triangle(table: pd.DataFrame, *, language: Language) -> Figure:
    """Draw the levels as layers of a triangle, the first row's level at the foot.

    Parameters
    ----------
    table : DataFrame
        One row a level and measure: `tier`, `hex` (its colour), `label`, `colour_label`,
        `who_label` (whom it is for), `measure` (empty where there is none) and
        `measure_label`.
    """
    levels = list(dict.fromkeys(table["tier"]))
    height = len(levels) * _LAYER_MM + 4
    figure = Figure(figsize=(_WIDTH_MM / INCH_MM, height / INCH_MM))
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, _WIDTH_MM), ylim=(0, height))  # in mm from the foot
    axes.axis("off")
    for place, level in enumerate(levels):
        rows = table[table["tier"] == level]
        _draw_layer(axes, str(rows["hex"].iloc[0]), place, len(levels))
        _write(axes, rows, 2 + (place + 0.5) * _LAYER_MM, place, len(levels), language)
    return figure


def _half_width(place: float, n_levels: int) -> float:
    """Half the width of the triangle at a height, in mm."""
    return _BASE_MM / 2 * (1 - place / n_levels)


def _draw_layer(axes: Axes, hexadecimal: str, place: int, n_levels: int) -> None:
    middle = _LEFT_MM + _BASE_MM / 2
    foot, head = _half_width(place, n_levels), _half_width(place + 1, n_levels)
    low, high = 2 + place * _LAYER_MM, 2 + (place + 1) * _LAYER_MM
    corners = [
        (middle - foot, low), (middle + foot, low), (middle + head, high), (middle - head, high)
    ]  # fmt: skip
    axes.add_patch(Polygon(corners, facecolor=f"#{hexadecimal}", edgecolor=INK, linewidth=1.6))


def _write(
    axes: Axes, rows: pd.DataFrame, y: float, place: int, n_levels: int, language: Language
) -> None:
    """The name of a level with its colour in words, whom it is for, and what was tried."""
    first = rows.iloc[0]
    edge = _LEFT_MM + _BASE_MM / 2 + _half_width(place + 0.5, n_levels)
    axes.plot([edge + 1, _WORDS_MM - 2], [y, y], color=GREY, linewidth=0.8)
    name = f"{first['label']} ({first['colour_label']})"
    name = name[:1].upper() + name[1:]
    who = wrap(str(first["who_label"]), _LETTERS)
    tried = ", ".join(str(measure) for measure in rows["measure_label"])
    is_tried = bool(first["measure"])
    said = read_catalogue(language)["triangle.here"].format(measure=tried)
    last = said if is_tried else tried[:1].upper() + tried[1:]
    n_lines = 2 + len(who)
    lines = [(name, "bold", INK), *((line, "normal", INK) for line in who)]
    lines.append((last, "bold" if is_tried else "normal", INK if is_tried else GREY))
    for number, (words, weight, colour) in enumerate(lines):
        axes.text(
            _WORDS_MM, y + ((n_lines - 1) / 2 - number) * 4.6, words, va="center",
            fontsize=_SIZE, weight=weight, color=colour,
            style="normal" if is_tried or number < n_lines - 1 else "italic",
        )  # fmt: skip
