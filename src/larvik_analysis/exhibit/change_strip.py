"""Which way families moved: a strip a factor, better to the left and worse to the right."""

from __future__ import annotations

from functools import partial
from textwrap import wrap
from typing import Any, Final

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from larvik_analysis.terms.catalogue import Language

from .cells import BAND_ENDS, cell_text
from .internal_frame import (
    JUDGED,
    LINE,
    PALE_JUDGED,
    SIZE,
    SMALL,
    WIDTH_MM,
    clear_axes,
    make_sheet,
    place_axes,
    sign_sheet,
)
from .style import GREY, INK, in_house_style, write_beside

_LABEL_MM: Final = 44.0
_SIDE_MM: Final = 35.0  # for all families, to either side
_SAME_MM: Final = 19.0  # between the two, for those that did not move
_ROW_MM: Final = 10.0
_LINE_MM: Final = 4.2
_HEAD_MM: Final = 8.0
_LABEL_LETTERS: Final = 28
_MARKS: Final = {"better": "\N{MINUS SIGN}", "worse": "+"}
_MOST_SQUARES: Final = 30  # above, squares would be too narrow to count
_beside = partial(write_beside, width_mm=WIDTH_MM, fontsize=SIZE)


@in_house_style
def draw_change_strips(
    table: pd.DataFrame, *, language: Language, design: str, who: str
) -> Figure:
    """Draw every factor as a strip around those that did not move, on one scale of families.

    Parameters
    ----------
    table : DataFrame
        With `question`, `label`, `answer` (``better``, ``same``, ``worse``, ``not_rated``),
        `answer_label`, `count`, `n`, `reason`, `uncertain` and `unit`. Where a count may not
        be told, its band is hatched.
    design, who : str
        What design the numbers have, and what is counted: words for the foot.
    """
    questions = list(dict.fromkeys(table["question"]))
    labels = [
        wrap(str(table.loc[table["question"] == question, "label"].iloc[0]), _LABEL_LETTERS)
        for question in questions
    ]
    heights = [max(_ROW_MM, _LINE_MM * len(lines) + 3.0) for lines in labels]
    tall = _HEAD_MM + sum(heights)
    figure = make_sheet(tall)
    axes = place_axes(figure, left=0, top=0, width=WIDTH_MM, height=tall)
    axes.set(xlim=(0, WIDTH_MM), ylim=(tall, 0))
    clear_axes(axes)
    _draw_heads(axes, table)
    top = _HEAD_MM
    for question, lines, height in zip(questions, labels, heights, strict=True):
        middle = top + height / 2
        _beside(
            axes,
            1,
            middle,
            "\n".join(lines),
            weight="bold" if len(questions) == 1 else "normal",
        )
        rows = table[table["question"] == question]
        _draw_strip(axes, rows, middle, language)
        top += height
        axes.plot([1, WIDTH_MM - 1], [top, top], color=LINE, linewidth=0.7)
    return sign_sheet(figure, _base_text(table, who, language), design=design, mark="")


def _base_text(table: pd.DataFrame, who: str, language: Language) -> str:
    known = table[table["n"].notna()]
    if known.empty:
        return ""
    return f"{cell_text(known.iloc[0], 'n', language)} {who}."


def _places() -> dict[str, tuple[float, float]]:
    """Where each way has its room: from, and how wide."""
    same = _LABEL_MM + _SIDE_MM
    worse = same + _SAME_MM
    aside = worse + _SIDE_MM
    return {
        "better": (_LABEL_MM, _SIDE_MM),
        "same": (same, _SAME_MM),
        "worse": (worse, _SIDE_MM),
        "not_rated": (aside + 2, WIDTH_MM - aside - 3),
    }


def _draw_heads(axes: Axes, table: pd.DataFrame) -> None:
    named = table.drop_duplicates("answer").set_index("answer")["answer_label"]
    for way, (left, wide) in _places().items():
        if way not in named:
            continue
        mark = f"{_MARKS[way]} " if way in _MARKS else ""
        lines = wrap(mark + str(named[way]), 17)
        _beside(
            axes, left + wide / 2, _HEAD_MM / 2, "\n".join(lines), ha="center", va="center",
            fontsize=SMALL, color=JUDGED.get(way, GREY), weight="bold", linespacing=0.95,
        )  # fmt: skip


def _draw_strip(axes: Axes, rows: pd.DataFrame, middle: float, language: Language) -> None:
    places = _places()
    for way, (_, row) in zip(rows["answer"].astype(str), rows.iterrows(), strict=True):
        left, wide = places[way]
        said = cell_text(row, "count", language)
        is_side = way in _MARKS
        if is_side and pd.notna(row["count"]):
            _draw_count(axes, row, way, middle, said)
        elif is_side and str(row["reason"]) in BAND_ENDS:
            _draw_band(axes, row, way, middle, said)
        else:
            is_known = pd.notna(row["count"])
            _beside(
                axes, left + wide / 2, middle, "\n".join(wrap(said, 12)), ha="center",
                va="center", color=INK if is_known else GREY, linespacing=0.95,
                fontsize=SIZE if is_known else SMALL, style="normal" if is_known else "italic",
            )  # fmt: skip


def _draw_count(axes: Axes, row: pd.Series[Any], way: str, middle: float, said: str) -> None:
    """A bar from the middle outwards, a square a family where they can be counted."""
    n, count = int(row["n"]), int(row["count"])
    each = (_SIDE_MM - 5.0) / max(n, 1)
    is_counted = n <= _MOST_SQUARES
    for place in range(count) if is_counted else range(min(count, 1)):
        wide = each if is_counted else each * count
        _add_box(axes, way, place * each, wide, middle, facecolor=JUDGED[way])
    _write_end(axes, way, each * count + 1.2, middle, said, weight="bold")


def _draw_band(axes: Axes, row: pd.Series[Any], way: str, middle: float, said: str) -> None:
    """As far as the count surely goes, hatched as far as it may go."""
    whole = _SIDE_MM - 5.0
    least, most = (end * whole for end in BAND_ENDS[str(row["reason"])])
    if least:
        _add_box(axes, way, 0.0, least, middle, facecolor=JUDGED[way])
    _add_box(axes, way, least, most - least, middle, facecolor=PALE_JUDGED[way], hatch="////")
    start = _start(way)
    sign = -1 if way == "better" else 1
    _beside(
        axes, start + sign * whole / 2, middle + 3.4, said, ha="center", va="center",
        fontsize=SMALL - 1.0, color=INK,
    )  # fmt: skip


def _start(way: str) -> float:
    left, wide = _places()[way]
    return left + wide if way == "better" else left


def _add_box(
    axes: Axes, way: str, from_middle: float, wide: float, middle: float, **look: Any
) -> None:
    start = _start(way)
    left = start - from_middle - wide if way == "better" else start + from_middle
    axes.add_patch(
        Rectangle((left, middle - 1.9), wide, 3.8, edgecolor="white", linewidth=0.8, **look)
    )


def _write_end(
    axes: Axes, way: str, from_middle: float, middle: float, said: str, **look: Any
) -> None:
    sign = -1 if way == "better" else 1
    _beside(
        axes, _start(way) + sign * from_middle, middle, said,
        ha="right" if way == "better" else "left", color=JUDGED[way], **look,
    )  # fmt: skip
