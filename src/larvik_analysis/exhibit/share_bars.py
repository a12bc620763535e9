"""Bars of shares of those who answered, between none and all of them."""

from __future__ import annotations

from textwrap import wrap
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from larvik_analysis.terms.catalogue import Language, read_catalogue

from .cells import BAND_ENDS, share_text
from .style import GREY, INK, MAIN, PALE, axes_of, in_house_style, make_figure

_LABEL_LETTERS = 26  # longer labels are broken into lines
_LETTER_WIDTH = 0.0122  # of the figure's width, an average letter of our font and a little
_GAP = 0.03  # between the end of all and what is written
_HEIGHT = 0.62
_AXIS_MM = 9.0


@in_house_style
def draw_share_bars(table: pd.DataFrame, *, language: Language) -> Figure:
    """Draw one bar a row, in the order of the table, in an outline that stands for all.

    Parameters
    ----------
    table : DataFrame
        With `label`, `estimate` (0 to 1), `count`, `n`, `unit`, `reason` and `uncertain`.
        A row that is told as a band has a hatched bar over all that the words cover, also
        where the other rows leave less room. A row of which nothing is told has words and
        no outline, so that it cannot be read as nought.
    """
    labels = ["\n".join(wrap(str(label), _LABEL_LETTERS)) for label in table["label"]]
    said = [share_text(row, language) for _, row in table.iterrows()]
    left = 0.03 + _longest_line(labels) * _LETTER_WIDTH
    n_lines = max((label.count("\n") + 1 for label in labels), default=1)
    row_mm = max(9.0, 5.0 * n_lines + 1.5)
    height_mm = row_mm * len(table) + _AXIS_MM
    figure = make_figure(height_mm=height_mm, left=left, bottom=_AXIS_MM / height_mm)
    axes = axes_of(figure)
    room = (_longest_line(said) * _LETTER_WIDTH) / (0.98 - left)  # for what is written
    reach = (1 + _GAP) / max(1 - room, 0.2)
    for place, (_, row) in enumerate(table.iterrows()):
        _draw_row(axes, place, row, said[place])
    axes.set(ylim=(len(table) - 0.4, -0.6), xlim=(-0.004, reach))
    axes.set_yticks(range(len(table)), labels, va="center_baseline")
    texts = read_catalogue(language)
    names = [texts[f"axis.{name}"] for name in ("none", "half", "all")]
    axes.set_xticks([0.0, 0.5, 1.0], names, color=GREY, fontsize=10)
    axes.axvline(0.5, color=GREY, linewidth=0.8, linestyle=(0, (2, 2)), zorder=0)
    axes.tick_params(length=0)
    for side in ("bottom", "left"):
        axes.spines[side].set_visible(False)
    return figure


def _longest_line(texts: list[str]) -> int:
    return max((len(line) for text in texts for line in text.split("\n")), default=0)


def _draw_row(axes: Axes, place: int, row: pd.Series[Any], said: str) -> None:
    band = BAND_ENDS.get(str(row["reason"]))
    has_number = pd.notna(row["estimate"])
    if has_number or band:
        axes.barh(place, 1.0, height=_HEIGHT, color="none", edgecolor=GREY, linewidth=0.8)
    if has_number:
        axes.barh(place, float(row["estimate"]), height=_HEIGHT, color=MAIN, edgecolor=INK)
    elif band:
        _draw_band(axes, place, *band)
    axes.text(
        1 + _GAP if has_number or band else _GAP / 2,
        place,
        said,
        va="center_baseline",
        color=INK if has_number or band else GREY,
        style="normal" if has_number else "italic",
        weight="bold" if has_number else "normal",
    )


def _draw_band(axes: Axes, place: int, least: float, most: float) -> None:
    """The bar as far as it surely goes, and hatched over what the words leave open."""
    if least:
        axes.barh(place, least, height=_HEIGHT, color=MAIN, edgecolor=INK)
    axes.barh(
        place,
        most - least,
        left=least,
        height=_HEIGHT,
        color=PALE,
        edgecolor=INK,
        hatch="////",
    )
