"""Lines over time in panels with one scale: a panel a group, a line a place."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from larvik_analysis.terms.catalogue import Language

from .cells import cell_text, number_text
from .style import GREY, INCH_MM, INK, MAIN, in_house_style

_WIDTH_MM = 160.0
_PANEL_MM = 23.5  # the height of the lines of one panel
_HEAD_MM = 10.5  # above them, for the name of the group and the last tick of the row above
_FOOT_MM = 9.0  # below the last row, for the periods
_LETTER_MM = 1.85  # of a name at the end of a line
_LEADER_MM = 4.0  # from the end of a line to its name
_MOST_LABEL_MM = 36.0
_TICKS_MM = 11.0  # to the left of them
_TEXT_MM = 4.0  # a line of a label and the air around it
_SIZE = 9.5
_STEP = 10.0  # between the lines of the grid


@dataclass(frozen=True, slots=True)
class _Look:
    """How a line is drawn; no two are told apart by colour alone."""

    colour: str
    line: Any
    width: float
    marker: str
    face: str


_LOOKS = {
    "own": _Look(MAIN, "-", 2.6, "o", MAIN),
    "county": _Look(GREY, (0, (5, 2)), 1.4, "s", "white"),
    "country": _Look(INK, (0, (1, 1.5)), 1.6, "^", "white"),
}


@in_house_style
def draw_line_panels(table: pd.DataFrame, *, language: Language) -> Figure:
    """Draw one panel a group, two in a row, every one on the same scale.

    Parameters
    ----------
    table : DataFrame
        With `label` (the group), `role` (``own``, ``county`` or ``country``),
        `place_label`, `period_label`, `estimate`, `unit`, `reason` and `uncertain`. A
        period without a number leaves a gap in its line.
    """
    groups = list(dict.fromkeys(table["label"]))
    periods = sorted(dict.fromkeys(table["period_label"]))
    n_rows = -(-len(groups) // 2)
    height = n_rows * (_HEAD_MM + _PANEL_MM) + _FOOT_MM
    figure = Figure(figsize=(_WIDTH_MM / INCH_MM, height / INCH_MM))
    ends, labels_mm = _ends(table), _labels_mm(table)
    for number, group in enumerate(groups):
        row, column = divmod(number, 2)
        axes = figure.add_axes(_box(row, column, height, labels_mm))
        axes.set_ylim(*ends)
        _draw_panel(axes, table[table["label"] == group], periods, language)
        axes.set_title(group, loc="left", fontsize=_SIZE + 1, weight="bold", pad=3)
        is_last = number + 2 >= len(groups)
        _set_axes(axes, periods, str(table["unit"].iloc[0]), language, has_periods=is_last)
    return figure


def _labels_mm(table: pd.DataFrame) -> float:
    """Room to the right of the lines for the names of the places and a number."""
    letters = max(len(str(name)) for name in table["place_label"]) + len(" 00 %")
    return min(letters * _LETTER_MM + _LEADER_MM, _MOST_LABEL_MM)


def _box(
    row: int, column: int, height: float, labels_mm: float
) -> tuple[float, float, float, float]:
    """Where a panel is on the figure, as shares of it."""
    half = _WIDTH_MM / 2
    top = row * (_HEAD_MM + _PANEL_MM) + _HEAD_MM
    return (
        (column * half + _TICKS_MM) / _WIDTH_MM,
        1 - (top + _PANEL_MM - 1) / height,
        (half - _TICKS_MM - labels_mm) / _WIDTH_MM,
        (_PANEL_MM - 1) / height,
    )


def _ends(table: pd.DataFrame) -> tuple[float, float]:
    """Ends of the scale of all panels, on lines of the grid below and a little above."""
    known = table["estimate"].dropna()
    if known.empty:
        return 0.0, _STEP
    return math.floor(known.min() / _STEP) * _STEP, float(known.max()) + _STEP / 3


def _draw_panel(axes: Axes, rows: pd.DataFrame, periods: list[str], language: Language) -> None:
    last: list[tuple[float, str, str]] = []
    for role in ("country", "county", "own"):  # our own on top
        line = rows[rows["role"] == role].set_index("period_label")
        if line.empty:
            continue
        look = _LOOKS[role]
        values = [float(line["estimate"].get(period, math.nan)) for period in periods]
        axes.plot(
            range(len(periods)), values, color=look.colour, linestyle=look.line,
            linewidth=look.width, marker=look.marker, markersize=5, markerfacecolor=look.face,
            markeredgecolor=look.colour, markeredgewidth=1.1, clip_on=False,
        )  # fmt: skip
        known = line.dropna(subset=["estimate"])
        if not known.empty:
            end = known.iloc[-1]
            said = f"{end['place_label']} {cell_text(end, 'estimate', language)}"
            last.append((float(end["estimate"]), said, role))
    _label_ends(axes, last)


def _label_ends(axes: Axes, last: list[tuple[float, str, str]]) -> None:
    """The name of each line at its end, moved apart where they would run together."""
    low, high = axes.get_ylim()
    step = _LEADER_MM / (axes.get_position().width * _WIDTH_MM)  # however many periods
    beside = axes.get_yaxis_transform()
    gap = _TEXT_MM / (_PANEL_MM - 1) * (high - low)
    places = apart([value for value, _, _ in last], gap)
    for place, (value, said, role) in zip(places, last, strict=True):
        look = _LOOKS[role]
        axes.plot(
            [1, 1 + step * 0.7], [value, place], color=GREY, linewidth=0.6, clip_on=False,
            transform=beside,
        )  # fmt: skip
        axes.text(
            1 + step, place, said, va="center", fontsize=_SIZE, color=look.colour,
            weight="bold" if role == "own" else "normal", transform=beside,
        )  # fmt: skip


def apart(values: list[float], gap: float) -> list[float]:
    """Places near the values, in their order, at least a gap from each other.

    Examples
    --------
    >>> apart([23.0, 24.0, 29.0], 3.0)
    [22.0, 25.0, 29.0]
    """
    order = sorted(range(len(values)), key=lambda place: values[place])
    blocks: list[list[int]] = []
    for item in order:
        blocks.append([item])
        while len(blocks) > 1 and _overlap(blocks[-2], blocks[-1], values, gap):
            merged = [*blocks[-2], *blocks[-1]]
            blocks[-2:] = [merged]
    found = dict.fromkeys(order, 0.0)
    for block in blocks:
        first = _first_place(block, values, gap)
        found |= {item: first + number * gap for number, item in enumerate(block)}
    return [found[place] for place in range(len(values))]


def _first_place(block: list[int], values: list[float], gap: float) -> float:
    """Where the first of a block stands when its middle is the middle of its values."""
    mean = sum(values[item] for item in block) / len(block)
    return mean - gap * (len(block) - 1) / 2


def _overlap(one: list[int], other: list[int], values: list[float], gap: float) -> bool:
    end = _first_place(one, values, gap) + gap * (len(one) - 1)
    return _first_place(other, values, gap) - end < gap - 1e-9


def _set_axes(
    axes: Axes, periods: list[str], unit: str, language: Language, *, has_periods: bool
) -> None:
    low, high = axes.get_ylim()
    axes.set_xlim(-0.3, len(periods) - 0.85)
    ticks = [low + _STEP * step for step in range(int((high - low) // _STEP) + 1)]
    axes.set_yticks(ticks, [number_text(tick, unit, language) for tick in ticks])
    axes.grid(axis="y", color="#d9dee1", linewidth=0.6)
    axes.set_axisbelow(True)
    axes.tick_params(length=0, labelsize=_SIZE - 1)
    axes.spines["left"].set_visible(False)
    axes.spines["bottom"].set_color(GREY)
    names = [""] * len(periods)
    if has_periods:  # the first and the last; there is no room for those between
        names[0], names[-1] = periods[0], periods[-1]
    axes.set_xticks(range(len(periods)), names, fontsize=_SIZE - 1)
    axes.tick_params(axis="x", length=2, color=GREY)
