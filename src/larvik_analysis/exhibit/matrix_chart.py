"""Who has a task for what: services as rows, risks as columns, a mark for each level."""

from __future__ import annotations

from textwrap import wrap
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.patches import Circle, Patch, Rectangle, RegularPolygon

from larvik_analysis.terms.catalogue import Language, read_catalogue

from .prevention import LETTERS
from .style import INCH_MM, INK, in_house_style

_WIDTH_MM = 160.0
_LEFT_MM = 48.0
_ROW_MM = 5.7
_KEY_MM = 8.0
_LINE_MM = 3.8  # a line of a heading
_MARK_MM = 4.6
_HEAD_LETTERS = 16
_LETTER_MM = 1.5  # of a heading, an average letter
_NAME_LETTERS = 36
_SIZE = 9.2


@in_house_style
def draw_matrix_chart(table: pd.DataFrame, *, language: Language) -> Figure:
    """Draw a mark with the first letter of its level wherever a service has a task.

    Parameters
    ----------
    table : DataFrame
        One row a task: `label` (the service), `hex`, `tier`, `tier_label`, `colour`,
        `category_name` and `category_label`. A level has its own place in a cell, its own
        letter, shape and colour.
    """
    services = list(dict.fromkeys(table["label"]))
    levels = table.drop_duplicates("tier")
    columns = _columns(table, language)
    order = list(columns)
    heads = [
        "\n".join(wrap(name, _HEAD_LETTERS, break_long_words=False))
        for name in columns.values()
    ]
    top = _KEY_MM + max(head.count("\n") + 1 for head in heads) * _LINE_MM + 2
    rows = _rows(services, top)
    height = max(foot for _, foot, _ in rows.values()) + 1
    figure = Figure(figsize=(_WIDTH_MM / INCH_MM, height / INCH_MM))
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, _WIDTH_MM), ylim=(height, 0))  # in mm from the top
    axes.axis("off")
    column_mm = (_WIDTH_MM - _LEFT_MM - 1) / len(order)
    _draw_key(axes, levels)
    for place, head in enumerate(heads):
        x = _LEFT_MM + (place + 0.5) * column_mm
        axes.text(
            x, top - 1.5, head, ha="center", va="bottom", linespacing=1.05,
            fontsize=_size_of(head, column_mm - 1),
        )  # fmt: skip
    for start, end, words in rows.values():
        axes.plot([1, _WIDTH_MM - 1], [start, start], color="#d9dee1", linewidth=0.6)
        axes.text(1, (start + end) / 2, words, va="center", fontsize=_SIZE, linespacing=1.0)
    for _, row in table.iterrows():
        slot = list(levels["tier"]).index(row["tier"]) - (len(levels) - 1) / 2
        x = _LEFT_MM + (order.index(row["category"]) + 0.5) * column_mm
        y = sum(rows[row["label"]][:2]) / 2
        _draw_mark(axes, x + slot * (_MARK_MM + 1.2), y, row, list(levels["tier"]))
    return figure


def _rows(services: list[str], top: float) -> dict[str, tuple[float, float, str]]:
    """Where the row of each service begins and ends, and its name in lines."""
    found = {}
    for service in services:
        lines = wrap(service, _NAME_LETTERS)
        foot = top + _ROW_MM + (len(lines) - 1) * _LINE_MM
        found[service] = (top, foot, "\n".join(lines))
        top = foot
    return found


def _columns(table: pd.DataFrame, language: Language) -> dict[str, str]:
    """The name of each category, in the order of the letters they have in the table."""
    texts = read_catalogue(language)
    letters = [texts[f"labels.letter.{name}"] for name in LETTERS]
    rows = table.drop_duplicates("category")
    place = [letters.index(n) if n in letters else len(letters) for n in rows["category_label"]]
    rows = rows.assign(place=place).sort_values("place", kind="stable")
    return dict(zip(rows["category"], rows["category_name"], strict=True))


def _draw_key(axes: Axes, levels: pd.DataFrame) -> None:
    """The marks with their words, above the cells they stand in."""
    x = _LEFT_MM + 3
    for _, row in levels.iterrows():
        _draw_mark(axes, x, _KEY_MM / 2, row, list(levels["tier"]))
        said = f"{row['tier_label']} ({row['colour']})"
        axes.text(x + 3.6, _KEY_MM / 2, said, va="center", fontsize=_SIZE, weight="bold")
        x += 36


def _draw_mark(axes: Axes, x: float, y: float, row: pd.Series[Any], levels: list[str]) -> None:
    colour = f"#{row['hex']}"
    mark = _shape(x, y, levels.index(row["tier"]))
    mark.set(facecolor=colour, edgecolor=INK, linewidth=0.9)
    axes.add_patch(mark)
    axes.text(
        x, y + 0.15, str(row["tier_label"])[:1].upper(), ha="center", va="center",
        fontsize=_SIZE, weight="bold", color=_ink_on(colour),
    )  # fmt: skip


def _shape(x: float, y: float, place: int) -> Patch:
    """A shape for each level, which grey print does not take away."""
    half = _MARK_MM / 2
    if place == 0:
        return Circle((x, y), half * 1.08)
    if place == 1:
        return Rectangle((x - half, y - half), _MARK_MM, _MARK_MM)
    return RegularPolygon((x, y), 4, radius=half * 1.15)


def _size_of(head: str, room_mm: float) -> float:
    """The size at which the longest line of a heading stands within its column."""
    size = _SIZE - 1.2
    widest = max(map(len, head.split("\n"))) * _LETTER_MM
    return min(size, size * room_mm / widest)


def _ink_on(colour: str) -> str:
    """Dark or white letters, whichever stands out on the colour."""
    red, green, blue = to_rgb(colour)
    return "white" if 0.299 * red + 0.587 * green + 0.114 * blue < 0.4 else INK
