"""A unit chart: one square for each family, because ten families are not a percentage."""

from __future__ import annotations

from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from larvik_analysis.terms.catalogue import Language, read_catalogue

from .cells import cell_text, whole_number
from .style import GREY, INK, MAIN, PALE, axes_of, in_house_style, make_figure

_PER_ROW = 10
_WIDE = 14.0  # squares that would fill the width: ten of them leave room
_FACES = {True: MAIN, False: PALE, None: "none"}


@in_house_style
def draw_unit_chart(table: pd.DataFrame, *, language: Language, units: str) -> Figure:
    """Draw the first row's count as filled squares among the squares of its base.

    Parameters
    ----------
    table : DataFrame
        Rows in the order of the answers, with `label`, `count`, `n` and `reason`. The first
        row has the base; later rows are told in words beside the squares that are left.
    units : str
        What one square is, in the plural ("familier").
    """
    first = table.iloc[0]
    n, filled = whole_number(first["n"]), whole_number(first["count"])
    n_rows = -(-n // _PER_ROW) if n else 1
    figure = make_figure(height_mm=11.4 * n_rows + 22, left=0.02, bottom=0.02)
    axes = axes_of(figure)
    is_known = bool(pd.notna(first["count"]))
    for place in range(n):
        _draw_square(axes, place, is_filled=place < filled if is_known else None)
    said = f"{first['label']}: {_answer(first, units, language)}"
    axes.text(0, 1.25, said, fontsize=14, weight="bold", color=MAIN)
    others = "; ".join(
        f"{row['label']}: {_of_the_rest(row, language)}" for _, row in table.iloc[1:].iterrows()
    )
    axes.text(0, -n_rows + 0.55, others, fontsize=12, color=INK, va="top")
    axes.set(xlim=(-0.1, _WIDE), ylim=(-n_rows - 0.1, 1.8), aspect="equal", anchor="W")
    axes.axis("off")
    return figure


def _answer(row: pd.Series[Any], units: str, language: Language) -> str:
    """The count among its base, "few" of the units, or why there is no number."""
    said = cell_text(row, "count", language)
    if row["reason"] not in ("", "few"):
        return said
    if pd.notna(row["count"]) and pd.notna(row["n"]):
        base = cell_text(row, "n", language)
        digits = read_catalogue(language)["language.of_base.digits"]
        said = digits.format(count=said, n=base)
    return f"{said} {units}"


def _of_the_rest(row: pd.Series[Any], language: Language) -> str:
    """The count, or that the source tells of those who are left without one."""
    if row["reason"] == "not_stated":  # the squares that are left show how many they are
        return read_catalogue(language)["usefulness.not_stated"]
    return cell_text(row, "count", language)


def _draw_square(axes: Axes, place: int, *, is_filled: bool | None) -> None:
    """One square; an empty one where nobody may know whether it is filled."""
    row, column = divmod(place, _PER_ROW)
    axes.add_patch(
        Rectangle(
            (column, -row),
            0.86,
            0.86,
            facecolor=_FACES[is_filled],
            edgecolor=INK if is_filled else GREY,
            linewidth=1.2,
            hatch="////" if is_filled is False else None,  # a second code beside the colour
        )
    )
