"""How many of a hundred children must avoid something for a measure to pay for itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, Literal

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from larvik_analysis.terms.catalogue import Language, read_catalogue

from .internal_frame import JUDGED, PALE_JUDGED, SMALL, WIDTH_MM, clear_axes, place_axes
from .returns_frame import (
    LINE_MM,
    Scale,
    broken,
    finish,
    is_told,
    new_sheet,
    scale_of,
    why_not,
)
from .returns_lines import LABELS_MM, draw_reading_lines, set_both_axes, set_reach
from .style import GREY, INK, MAIN, PALE, in_house_style

_HUNDRED = 100
_PER_HUNDRED = Scale("per_hundred")
_PER_ROW = 10
_MOST_BLOCKS = 3  # side by side
_AIR_MM = 8.0
_MOST_SIDE_MM = 5.4  # of a square, with the air around it
_SQUARE = 0.86
_LETTER_MM = 1.72
_COUNT_SIZE = 16
_NAME_MM = 7.0
_COUNT_MM = 10.0
_LEGEND_MM = 6.0
_CURVE_MM = 74.0
_CURVE_LEFT_MM = 11.0
_TITLE_MM = 9.0
_CURVE_FOOT_MM = 14.5
_ABOVE = 2.2  # times the baseline: as high as the curve is drawn, for the limit to be seen
_Square = Literal["needed", "beyond", "anyway", "other"]
_LOOKS: Final[dict[_Square, dict[str, Any]]] = {
    "needed": {"facecolor": MAIN, "edgecolor": INK},
    "beyond": {
        "facecolor": PALE_JUDGED["worse"], "edgecolor": JUDGED["worse"], "hatch": "xxxx",
    },
    "anyway": {"facecolor": PALE, "edgecolor": INK, "hatch": "////"},
    "other": {"facecolor": "white", "edgecolor": GREY},
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Block:
    """One reading: how many it takes, and of how many."""

    row: pd.Series[Any]
    needed: float | None
    baseline: float | None

    @property
    def is_possible(self) -> bool:
        """Whether there are so many to avoid it."""
        most = _HUNDRED if self.baseline is None else self.baseline
        return self.needed is not None and self.needed <= most

    def segments(self) -> list[tuple[float, float, _Square]]:
        """From which to which of the hundred the squares look how."""
        needed = min(max(self.needed or 0.0, 0.0), _HUNDRED)
        baseline = self.baseline
        if baseline is None:
            baseline = needed if self.is_possible else 0.0
        baseline = min(baseline, _HUNDRED)
        within = min(needed, baseline)
        return [
            (0.0, within, "needed"),
            (within, needed, "beyond"),
            (needed, max(baseline, needed), "anyway"),
            (max(baseline, needed), _HUNDRED, "other"),
        ]


@in_house_style
def draw_break_even(
    table: pd.DataFrame, *, language: Language, outcome: str = "", is_example: bool = False
) -> Figure:
    """Draw a hundred squares a reading: one for each child, filled for those it takes.

    A part of a child fills a part of a square. Where it takes more than would have had it
    anyway, those that do not exist are crossed over, and it is said that the measure cannot
    pay for itself through this alone.

    Parameters
    ----------
    table : DataFrame
        With `reading`, `label`, `estimate` (of a hundred children, so many have to avoid it)
        and `baseline` (so many of a hundred would have had it anyway; may be missing). A row
        whose reading is ``baseline`` has it for all rows. `reason` where there is one.
    outcome : str
        What is to be avoided, in the middle of a sentence: ``frafall``.
    is_example : bool
        Whether the figure is marked as an example.
    """
    blocks = _blocks(table)
    said = outcome or read_catalogue(language)["returns_chart.break_even.outcome"]
    n_columns = min(max(len(blocks), 2), _MOST_BLOCKS)
    wide = (WIDTH_MM - 4.0 - _AIR_MM * (n_columns - 1)) / n_columns
    side = min(_MOST_SIDE_MM, wide / _PER_ROW)
    words = [_words(block, said, wide, language) for block in blocks]
    below_mm = max((w.count("\n") + 1 for w in words), default=1) * LINE_MM + 2.0
    tall = _NAME_MM + _COUNT_MM + _PER_ROW * side + below_mm + 3.0
    n_rows = max(-(-len(blocks) // n_columns), 1)
    legend = _legend(blocks, said, language)
    height = n_rows * tall + len(legend) * _LEGEND_MM + 2.0
    figure = new_sheet(height)
    axes = place_axes(figure, left=0, top=0, width=WIDTH_MM, height=height)
    axes.set(xlim=(0, WIDTH_MM), ylim=(height, 0))
    clear_axes(axes)
    for number, (block, told) in enumerate(zip(blocks, words, strict=True)):
        row, column = divmod(number, n_columns)
        corner = (2.0 + column * (wide + _AIR_MM), row * tall)
        _draw_block(axes, block, corner, side, told, language)
    for place, (look, told) in enumerate(legend):
        middle = n_rows * tall + (place + 0.5) * _LEGEND_MM
        _draw_square(axes, 2.0, middle - 2.0, 4.6, 1.0, look)
        axes.text(8.5, middle, told, va="center", fontsize=SMALL + 1)
    return finish(figure, language, is_example=is_example)


def baseline_of(table: pd.DataFrame) -> float | None:
    """The baseline of all rows, from its own row or from the column."""
    own = table.loc[table["reading"] == "baseline", "estimate"]
    given = own if len(own) else table.get("baseline", own)
    told = [float(value) for value in given if is_told(value)]
    return told[0] if told else None


def _blocks(table: pd.DataFrame) -> list[_Block]:
    common = baseline_of(table)
    blocks = []
    for _, row in table[table["reading"] != "baseline"].iterrows():
        own: Any = row.get("baseline")
        needed = row["estimate"]
        blocks.append(
            _Block(
                row,
                # More than there can be is told alike, however many; also without an end.
                float(needed) if pd.notna(needed) else None,
                float(own) if is_told(own) else common,
            )
        )
    return blocks


def _words(block: _Block, outcome: str, wide: float, language: Language) -> str:
    """What the number means, below the squares."""
    texts = read_catalogue(language)
    if block.needed is None:
        return ""
    if block.needed <= 0:
        key = "saves"
    elif block.is_possible:
        key = "needed"
    else:
        key = "impossible"
    said = texts[f"returns_chart.break_even.{key}"].format(outcome=outcome)
    if block.baseline is not None:
        count = _count(block.baseline, language)
        anyway = texts["returns_chart.break_even.anyway"]
        said += " " + anyway.format(outcome=outcome, count=count)
    return broken(said, int(wide / _LETTER_MM))


def _count(value: float, language: Language) -> str:
    """So many of a hundred; none, almost none and more than a hundred in words."""
    texts = read_catalogue(language)
    if value <= 0:
        return texts["returns_chart.break_even.none"]
    said = _PER_HUNDRED.tell(value, language)
    if value > _HUNDRED:
        return said
    return texts["returns_chart.break_even.of_hundred"].format(count=said)


def _draw_block(
    axes: Axes, block: _Block, corner: tuple[float, float], side: float, told: str,
    language: Language,
) -> None:  # fmt: skip
    left, top = corner
    axes.text(left, top + _NAME_MM * 0.6, block.row["label"], weight="bold", va="center")
    look: dict[str, Any] = {"fontsize": SMALL + 2, "style": "italic", "color": GREY}
    said = why_not(block.row, language)
    if block.needed is not None:
        colour = MAIN if block.is_possible else JUDGED["worse"]
        look = {"fontsize": _COUNT_SIZE, "weight": "bold", "color": colour}
        said = _count(block.needed, language)
    axes.text(left, top + _NAME_MM + _COUNT_MM * 0.4, said, va="center", **look)
    first = top + _NAME_MM + _COUNT_MM
    segments = block.segments()
    for number in range(_HUNDRED):
        row, column = divmod(number, _PER_ROW)
        x, y = left + column * side, first + row * side
        for start, end, kind in segments:
            share = min(end, number + 1) - max(start, number)
            if share > 0:
                begin = (max(start, number) - number) * side * _SQUARE
                _draw_square(axes, x + begin, y, side * _SQUARE, share, kind)
    axes.text(
        left, first + _PER_ROW * side + 2.0, told, va="top", fontsize=SMALL + 1,
        linespacing=1.0,
    )  # fmt: skip


def _draw_square(
    axes: Axes, x: float, y: float, side: float, share: float, look: _Square
) -> None:
    """A square, or the part of one that is a share of a child."""
    axes.add_patch(Rectangle((x, y), side * share, side, linewidth=0.7, **_LOOKS[look]))


def _legend(
    blocks: list[_Block], outcome: str, language: Language
) -> list[tuple[_Square, str]]:
    """The looks that occur, with their words."""
    texts = read_catalogue(language)
    seen: set[_Square] = {
        look for block in blocks for start, end, look in block.segments() if end > start
    }
    return [
        (look, texts[f"returns_chart.break_even.square.{look}"].format(outcome=outcome))
        for look in _LOOKS
        if look in seen
    ]


@in_house_style
def draw_break_even_curve(
    table: pd.DataFrame, *, language: Language, outcome: str = "", axis: str = "",
    x_unit: str = "share", is_example: bool = False,
) -> Figure:  # fmt: skip
    """Draw how the break-even moves with a number that is varied, below what can be reached.

    Parameters
    ----------
    table : DataFrame
        With `reading`, `label`, `x` (what is varied) and `estimate` (of a hundred children,
        so many have to avoid it); the baseline in a column `baseline` or in a row of its own
        whose reading is ``baseline``. `reason` where there is one.
    outcome : str
        What is to be avoided, in the middle of a sentence.
    axis : str
        What is varied.
    x_unit : str
        Its unit, as in `scale_of`.
    is_example : bool
        Whether the figure is marked as an example.
    """
    baseline = baseline_of(table)
    lines = table[table["reading"] != "baseline"]
    x, y = scale_of(lines["x"], x_unit), _PER_HUNDRED
    texts = read_catalogue(language)
    figure = new_sheet(_TITLE_MM + _CURVE_MM + _CURVE_FOOT_MM + _LEGEND_MM)
    axes = place_axes(
        figure, left=_CURVE_LEFT_MM, top=_TITLE_MM, height=_CURVE_MM,
        width=WIDTH_MM - _CURVE_LEFT_MM - LABELS_MM,
    )  # fmt: skip
    set_reach(axes, lines, x)
    axes.set_ylim(0, _top(lines, baseline))
    if baseline is not None and baseline < axes.get_ylim()[1]:
        _draw_limit(axes, baseline, texts["returns_chart.break_even.limit"])
    draw_reading_lines(axes, lines, x, y, language)
    said = outcome or texts["returns_chart.break_even.outcome"]
    up = texts["returns_chart.break_even.axis"].format(outcome=said)
    set_both_axes(axes, x, y, titles=(axis, up), language=language)
    return finish(figure, language, is_example=is_example)


def _top(lines: pd.DataFrame, baseline: float | None) -> float:
    """How high the curve is drawn: the limit, and as much above it as tells something."""
    told = [float(value) for value in lines["estimate"] if is_told(value)]
    most = max(max(told, default=0.0) * 1.08, (baseline or 0.0) * 1.2) or 1.0
    return min(most, _HUNDRED if baseline is None else min(baseline * _ABOVE, _HUNDRED))


def _draw_limit(axes: Axes, baseline: float, words: str) -> None:
    """The field above the baseline, where there is nobody more to help; its words below all."""
    top = axes.get_ylim()[1]
    axes.axhspan(
        baseline, top, facecolor=PALE_JUDGED["worse"], alpha=0.45, linewidth=0, zorder=0
    )
    axes.axhline(baseline, color=JUDGED["worse"], linewidth=1.6, zorder=2)
    below = -(_CURVE_FOOT_MM + _LEGEND_MM / 2) / _CURVE_MM
    axes.add_patch(
        Rectangle(
            (0, below), 0.035, 0.04, facecolor=PALE_JUDGED["worse"], clip_on=False,
            edgecolor=JUDGED["worse"], transform=axes.transAxes,
        )
    )  # fmt: skip
    axes.text(
        0.05, below + 0.02, words, va="center", fontsize=SMALL + 1, transform=axes.transAxes
    )
