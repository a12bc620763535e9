"""Two columns of things in words, with a line where one answers the other."""

from __future__ import annotations

from itertools import groupby
from textwrap import wrap

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch

from larvik_analysis.terms.catalogue import Language

from .style import GREY, INK, MAIN, PALE, axes_of, in_house_style, make_figure

_WIDTH = 160.0  # all places are in mm of the page
_BOX = 69.0
_LETTERS = 39  # that a box has room for on a line
_LINE = 4.3
_PADDING = 2.4
_GAP = 1.6
_HEADING = 7.5
_NAME_LINE = 4.0
_NAME_LETTERS = 46
# Ids of what stands where one side has nothing on the other.
_OPEN = frozenset({"unanswered", "unplanned"})


@in_house_style
def draw_linked_columns(
    table: pd.DataFrame,
    *,
    language: Language,  # noqa: ARG001  every drawing is given it
    left: str,
    right: str,
    left_name: str = "",
    right_name: str = "",
) -> Figure:
    """Draw each row as two boxes and a line; an open end where the other side has nothing.

    Parameters
    ----------
    table : DataFrame
        Its first four columns are the id and the words of what stands to the left, then of
        what stands to the right. Rows of the same left id follow each other and share a
        box. The ids ``unanswered`` and ``unplanned`` stand for nothing on that side.
    left, right : str
        What the columns are.
    left_name, right_name : str
        What they are called in the sources, where that is another thing.
    """
    rows = [tuple(str(cell) for cell in row) for row in table.iloc[:, :4].to_numpy()]
    heights = [_row_height(row[1], row[3]) for row in rows]
    names = {
        side: wrap(name, _NAME_LETTERS) for side, name in enumerate((left_name, right_name))
    }
    top = _HEADING + max(map(len, names.values())) * _NAME_LINE
    ends = [top + sum(heights[: n + 1]) + _GAP * n for n in range(len(rows))]
    centres = [end - height / 2 for end, height in zip(ends, heights, strict=True)]
    figure = make_figure(height_mm=ends[-1] + 2, left=0.0, bottom=0.0)
    axes = axes_of(figure)
    axes.set(xlim=(0, _WIDTH), ylim=(ends[-1] + 2, 0))
    axes.axis("off")
    for side, (x, kind) in enumerate(((0.0, left), (_WIDTH - _BOX, right))):
        axes.text(x, 1.0, kind, weight="bold", fontsize=12, va="top")
        axes.text(x, 6.2, "\n".join(names[side]), fontsize=9, va="top")
    placed = list(zip(rows, heights, centres, strict=True))
    for (name, words), group in groupby(placed, key=lambda place: place[0][:2]):
        members = list(group)
        if name in _OPEN:
            for row, height, centre in members:
                _draw_open(axes, centre, words, is_left=True)
                _draw_box(axes, _WIDTH - _BOX, centre, height, row[3], is_met=False)
        else:
            _draw_group(axes, words, members)
    return figure


_Placed = tuple[tuple[str, ...], float, float]


def _draw_group(axes: Axes, words: str, members: list[_Placed]) -> None:
    """One box to the left, and a line to each thing that answers it."""
    middle = sum(centre for *_, centre in members) / len(members)
    is_met = members[0][0][2] not in _OPEN
    _draw_box(axes, 0.0, middle, _row_height(words), words, is_met=is_met)
    for row, height, centre in members:
        if row[2] in _OPEN:
            _draw_open(axes, centre, row[3], is_left=False)
            continue
        axes.plot([_BOX, _WIDTH - _BOX], [middle, centre], color=MAIN, linewidth=2.2)
        _draw_box(axes, _WIDTH - _BOX, centre, height, row[3], is_met=True)


def _row_height(*words: str) -> float:
    """Room for the longer of the texts, in mm."""
    return max(len(wrap(text, _LETTERS)) for text in words) * _LINE + _PADDING


def _draw_box(
    axes: Axes, x: float, centre: float, height: float, words: str, *, is_met: bool
) -> None:
    axes.add_patch(
        FancyBboxPatch(
            (x + 0.5, centre - height / 2),
            _BOX - 1,
            height,
            boxstyle="round,pad=0,rounding_size=1.2",
            facecolor=PALE if is_met else "white",
            edgecolor=INK if is_met else GREY,
            linewidth=1.1,
            linestyle="solid" if is_met else (0, (4, 2)),
        )
    )
    lines = "\n".join(wrap(words, _LETTERS))
    axes.text(x + 2.6, centre, lines, fontsize=9.8, va="center", linespacing=1.15)


def _draw_open(axes: Axes, centre: float, words: str, *, is_left: bool) -> None:
    """A line that ends in an open ring, and what that means in words."""
    start, end = (_WIDTH - _BOX, _WIDTH - _BOX - 8) if is_left else (_BOX, _BOX + 8)
    axes.plot([start, end], [centre, centre], color=GREY, linewidth=1.6, linestyle=(0, (3, 2)))
    axes.plot(
        [end], [centre], marker="o", markersize=6, color=GREY, markerfacecolor="white",
        markeredgewidth=1.5,
    )  # fmt: skip
    gap = -3 if is_left else 3
    side = "right" if is_left else "left"
    axes.text(
        end + gap, centre, words, ha=side, va="center", fontsize=10, style="italic", color=GREY
    )
