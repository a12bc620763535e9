"""Unit charts: one square for each family, because ten families are not a percentage."""

from __future__ import annotations

from textwrap import wrap
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from larvik_analysis.terms.catalogue import Language, read_catalogue

from .cells import cell_text, share_text, whole_number
from .style import GREY, INK, MAIN, PALE, axes_of, in_house_style, make_figure

_PER_ROW = 10
_WIDE = 14.0  # squares that would fill the width: ten of them leave room
_WIDTH_MM = 160.0
_LABEL_MM = 52.0  # for the answers beside their squares
_SQUARES_MM = 98.0  # for the squares of those who answered
_SIDE_MM = 6.4
_LABEL_LETTERS = 30
_SIZE = 11
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


@in_house_style
def draw_unit_rows(table: pd.DataFrame, *, language: Language) -> Figure:
    """Draw a line of squares for each answer, filled for those who gave it.

    Parameters
    ----------
    table : DataFrame
        With `label`, `estimate`, `count`, `n`, `unit`, `reason` and `uncertain`. A row of
        which nothing may be told has words and no squares.
    """
    labels = ["\n".join(wrap(str(label), _LABEL_LETTERS)) for label in table["label"]]
    n_lines = [label.count("\n") + 1 for label in labels]
    widest = max([whole_number(n) for n in table["n"]], default=0)
    side = min(_SIDE_MM, _SQUARES_MM / max(widest, 1))
    tall = [max(side + 2.6, 4.6 * n + 2.4) for n in n_lines]
    figure = make_figure(height_mm=sum(tall) + 2, left=0.0, bottom=0.0)
    axes = axes_of(figure)
    axes.set_position((0, 0, 1, 1))
    axes.set(xlim=(0, _WIDTH_MM), ylim=(sum(tall) + 1, -1))
    axes.axis("off")
    top = 0.0
    for label, height, (_, row) in zip(labels, tall, table.iterrows(), strict=True):
        middle = top + height / 2
        axes.text(1, middle, label, va="center_baseline", fontsize=_SIZE)
        _draw_line(axes, row, middle, side, language)
        top += height
    return figure


def _draw_line(
    axes: Axes, row: pd.Series[Any], middle: float, side: float, language: Language
) -> None:
    """The squares of one answer, and its count behind them."""
    is_known = pd.notna(row["count"]) and pd.notna(row["n"])
    n, filled = (whole_number(row["n"]), whole_number(row["count"])) if is_known else (0, 0)
    for place in range(n):
        is_filled = place < filled
        axes.add_patch(
            Rectangle(
                (_LABEL_MM + place * side, middle - 0.43 * side), 0.86 * side, 0.86 * side,
                facecolor=MAIN if is_filled else "white", edgecolor=INK if is_filled else GREY,
                linewidth=1.0 if is_filled else 0.6,
            )
        )  # fmt: skip
    said = cell_text(row, "count", language) if is_known else share_text(row, language)
    axes.text(
        _LABEL_MM + n * side + 2, middle, said, va="center_baseline", fontsize=_SIZE,
        weight="bold" if is_known else "normal", style="normal" if is_known else "italic",
        color=INK if is_known else GREY,
    )  # fmt: skip


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
