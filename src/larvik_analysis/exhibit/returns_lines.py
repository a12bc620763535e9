"""A line a reading over a number that is varied: who asks is told by line, mark and name."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from larvik_analysis.terms.catalogue import Language, read_catalogue

from .internal_frame import LINE, SMALL, WIDTH_MM
from .line_panels import apart
from .returns_frame import LINE_MM, Scale, broken, is_told, ticks_of, why_not
from .style import GREY, INK, MAIN

LABELS_MM = 40.0  # to the right of the lines, for the names
_LETTERS = 21
_LEADER_MM = 4.0
_EDGE = 0.985  # of the height: where the name of a line that left the figure stands
_MANY = 12  # points of a line: above, its marks would run together


@dataclass(frozen=True, slots=True)
class LineLook:
    """How a line is drawn; no two are told apart by colour alone."""

    colour: str
    line: Any
    width: float
    marker: str


_LOOKS = {
    "society": LineLook(MAIN, "-", 2.6, "o"),
    "public": LineLook(GREY, (0, (5, 2)), 1.8, "s"),
    "municipality": LineLook(INK, (0, (1, 1.5)), 2.0, "^"),
}
_OTHER = LineLook(GREY, (0, (7, 2, 1, 2)), 1.6, "D")


def look_of(reading: Any) -> LineLook:
    """How the line of a reading looks in every figure."""
    return _LOOKS.get(str(reading), _OTHER)


def draw_reading_lines(
    axes: Axes, table: pd.DataFrame, x: Scale, y: Scale, language: Language
) -> None:
    """Draw a line a reading within the limits of the axes, its name at its end.

    Parameters
    ----------
    table : DataFrame
        With `reading`, `label`, `x` and `estimate`. A missing one leaves a gap; a reading
        without any number has its name and the reason in words.
    x, y : Scale
        Of the two axes.
    """
    names: list[tuple[float, str, str]] = []
    for reading in dict.fromkeys(table["reading"]):
        rows = table[table["reading"] == reading]
        rows = rows.assign(x=rows["x"].astype(float)).sort_values("x", kind="stable")
        look = look_of(reading)
        values = [y.at(v) if is_told(v) else math.nan for v in rows["estimate"]]
        axes.plot(
            [x.at(value) for value in rows["x"]], values, color=look.colour,
            linestyle=look.line, linewidth=look.width, zorder=3, markersize=5.5,
            marker=look.marker if len(rows) <= _MANY else "", markeredgecolor="white",
        )  # fmt: skip
        names.append(_name(rows, values, axes.get_ylim()[1], language))
    _write_names(axes, names, list(dict.fromkeys(table["reading"])))


def _name(
    rows: pd.DataFrame, values: list[float], top: float, language: Language
) -> tuple[float, str, str]:
    """Where the name of a line belongs, what is said there, and in which style."""
    texts = read_catalogue(language)
    label = str(rows["label"].iloc[0])
    told = [value for value in values if not math.isnan(value)]
    if not told:
        reason = why_not(rows.iloc[0], language)
        said = texts["returns_chart.untold"].format(label=label, reason=reason)
        return 0.0, said, "italic"
    if told[-1] > top:
        return top * _EDGE, texts["returns_chart.outside"].format(label=label), "normal"
    return told[-1], label, "normal"


def _write_names(axes: Axes, names: list[tuple[float, str, str]], readings: list[Any]) -> None:
    """Every name to the right, moved apart where they would run together."""
    low, high = axes.get_ylim()
    wide_mm = axes.get_position().width * WIDTH_MM
    box = axes.get_window_extent()
    tall_mm = box.height / box.width * wide_mm
    said = [broken(name, _LETTERS) for _, name, _ in names]
    n_lines = max((words.count("\n") + 1 for words in said), default=1)
    gap = (n_lines * LINE_MM + 0.8) / tall_mm * (high - low)
    places = _within([place for place, _, _ in names], low + gap / 2, high - gap / 2, gap)
    beside = axes.get_yaxis_transform()
    for reading, (value, _, style), place, words in zip(
        readings, names, places, said, strict=True
    ):
        look = look_of(reading)
        axes.plot(
            [1, 1 + _LEADER_MM * 0.7 / wide_mm], [value, place], color=GREY,
            linewidth=0.6, clip_on=False, transform=beside,
        )  # fmt: skip
        axes.text(
            1 + _LEADER_MM / wide_mm, place, words, va="center", fontsize=SMALL + 0.5,
            color=look.colour, style=style, transform=beside, linespacing=1.0,
            weight="bold" if reading == "society" else "normal",
        )  # fmt: skip


def _within(values: list[float], low: float, high: float, gap: float) -> list[float]:
    """Places near the values, a gap from each other, and none beyond the ends."""
    places = apart(values, gap)
    order = sorted(range(len(places)), key=lambda item: places[item])
    least = low
    for item in order:
        places[item] = least = max(places[item], least)
        least += gap
    most = high
    for item in reversed(order):
        places[item] = most = min(places[item], most)
        most -= gap
    return places


def set_both_axes(
    axes: Axes, x: Scale, y: Scale, *, titles: tuple[str, str], language: Language
) -> None:
    """Round numbers on both axes, the unit below, and the words for the height on top."""
    across, up = titles
    low, high = axes.get_xlim()
    ticks = ticks_of(low, high)
    axes.set_xticks(ticks, [x.tell_tick(tick, language) for tick in ticks], fontsize=SMALL)
    axes.set_xlabel(x.title(across, language), fontsize=SMALL, color=GREY)
    ticks = ticks_of(*axes.get_ylim())
    axes.set_yticks(ticks, [y.tell_tick(tick, language) for tick in ticks], fontsize=SMALL)
    axes.set_title(y.title(up, language), loc="left", fontsize=SMALL, color=GREY, pad=8)
    axes.tick_params(length=0, colors=GREY)
    axes.tick_params(axis="x", pad=8)  # clear of the lowest number to the left
    axes.grid(axis="y", color=LINE, linewidth=0.7)
    axes.set_axisbelow(True)
    axes.spines["left"].set_visible(False)
    axes.spines["bottom"].set_color(GREY)


def set_reach(axes: Axes, table: pd.DataFrame, x: Scale) -> None:
    """The width of the axes: from the least to the most of what is varied."""
    places = [x.at(float(value)) for value in table["x"]]
    low, high = (min(places), max(places)) if places else (0.0, 1.0)
    air = (high - low) * 0.02 or 1.0
    axes.set_xlim(low - air, high + air)
