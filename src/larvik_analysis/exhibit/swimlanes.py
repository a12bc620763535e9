"""Swimlanes: a lane a family, with its levels of follow-up and its contacts over time."""

from __future__ import annotations

import datetime
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from larvik_analysis.terms.catalogue import Language, read_catalogue
from larvik_analysis.terms.language import format_date

from .internal_frame import LINE, SIZE, SMALL, WIDTH_MM, make_sheet, place_axes, say, sign_sheet
from .style import GREY, INK, in_house_style

_LANE_MM = 7.0
_LEGEND_MM = 6.0
_AXIS_MM = 6.5
_LEFT_MM = 20.0
_RIGHT_MM = 6.0
_LETTER_MM = 1.75
_MOST_TICKS = 7
_MONTH_DAYS = 31
# Levels of follow-up are no levels of prevention: shades of one hue, and always a number.
_SHADES = ("#eceff1", "#c3d9de", "#86b4bd", "#3f7f8b")
_LIGHT = 3  # shades that black can be read on


@in_house_style
def draw_swimlanes(
    table: pd.DataFrame, *, language: Language, design: str, mark: str = ""
) -> Figure:
    """Draw the lanes in the order of when families began.

    Parameters
    ----------
    table : DataFrame
        With `lane`, `part` (``level``, ``contact``), `label`, `at_level`, `from_day`,
        `to_day`, `is_open` and `first_day` (the date of day nought, ISO 8601).
    design, mark : str
        What stands at the foot, and across invented numbers.
    """
    n = int(table["lane"].max())
    levels = table[table["part"] == "level"]
    shades = _shades(levels)
    legend = _legend_lines(levels, table)
    top = len(legend) * _LEGEND_MM
    figure = make_sheet(top + n * _LANE_MM + _AXIS_MM)
    axes = place_axes(
        figure, left=_LEFT_MM, top=top, width=WIDTH_MM - _LEFT_MM - _RIGHT_MM,
        height=n * _LANE_MM,
    )  # fmt: skip
    last = max(int(table["from_day"].max()), int(table["to_day"].fillna(0).max()), 1)
    axes.set(xlim=(-last * 0.005, last * 1.01), ylim=(n + 0.5, 0.5))
    for _, stay in levels.iterrows():
        _draw_stay(axes, stay, shades)
    contacts = table[table["part"] == "contact"]
    axes.vlines(
        contacts["from_day"], contacts["lane"] + 0.22, contacts["lane"] + 0.42, color=INK,
        linewidth=0.9,
    )  # fmt: skip
    _set_axes(axes, table, last, language)
    _draw_legend(figure, legend, shades, top)
    said = say("swimlanes.counts", language, families=n, contacts=len(contacts))
    return sign_sheet(figure, said, design=design, mark=mark)


def _shades(levels: pd.DataFrame) -> dict[int, int]:
    """Which shade each level has: darker for more."""
    known = sorted({int(level) for level in levels["at_level"].dropna()})
    return {level: min(place, len(_SHADES) - 1) for place, level in enumerate(known)}


def _draw_stay(axes: Axes, stay: pd.Series[Any], shades: dict[int, int]) -> None:
    level, days = int(stay["at_level"]), int(stay["to_day"]) - int(stay["from_day"])
    shade, lane = shades[level], int(stay["lane"])
    axes.add_patch(
        Rectangle(
            (int(stay["from_day"]), lane - 0.36), max(days, 1), 0.54, facecolor=_SHADES[shade],
            edgecolor=INK, linewidth=0.6,
        )
    )  # fmt: skip
    low, high = axes.get_xlim()
    if days > (high - low) * 0.02:
        axes.text(
            int(stay["from_day"]) + days / 2, lane - 0.09, str(level), fontsize=SMALL,
            ha="center", va="center_baseline", color=INK if shade < _LIGHT else "white",
        )  # fmt: skip
    if stay["is_open"]:
        axes.plot(
            int(stay["to_day"]), lane - 0.09, marker=">", markersize=5, color=INK, clip_on=False
        )


def _legend_lines(levels: pd.DataFrame, table: pd.DataFrame) -> list[list[tuple[int, str]]]:
    """Levels by number and name, and the contact, broken where a line is full."""
    named = levels.dropna(subset=["at_level"]).sort_values("at_level")
    entries = [
        (int(level), f"{level} {label}")
        for level, label in dict(zip(named["at_level"], named["label"], strict=True)).items()
    ]
    contacts = table.loc[table["part"] == "contact", "label"]
    if len(contacts):
        entries.append((-1, str(contacts.iloc[0])))
    lines: list[list[tuple[int, str]]] = [[]]
    used = 0.0
    for entry in entries:
        wide = len(entry[1]) * _LETTER_MM + 8
        if lines[-1] and used + wide > WIDTH_MM - 4:
            lines.append([])
            used = 0.0
        lines[-1].append(entry)
        used += wide
    return lines


def _draw_legend(
    figure: Figure, lines: list[list[tuple[int, str]]], shades: dict[int, int], top: float
) -> None:
    axes = place_axes(figure, left=0, top=0, width=WIDTH_MM, height=top)
    axes.set(xlim=(0, WIDTH_MM), ylim=(top, 0))
    axes.axis("off")
    for number, line in enumerate(lines):
        left, middle = 2.0, (number + 0.5) * _LEGEND_MM
        for level, said in line:
            if level in shades:
                axes.add_patch(
                    Rectangle(
                        (left, middle - 1.5), 4, 3, facecolor=_SHADES[shades[level]],
                        edgecolor=INK, linewidth=0.6,
                    )
                )  # fmt: skip
            else:
                axes.vlines(left + 2, middle - 1.5, middle + 1.5, color=INK, linewidth=1)
            axes.text(left + 5.5, middle, said, fontsize=SMALL, va="center_baseline")
            left += len(said) * _LETTER_MM + 8


def _set_axes(axes: Axes, table: pd.DataFrame, last: int, language: Language) -> None:
    first = datetime.date.fromisoformat(str(table["first_day"].iloc[0]))
    months = list(_months(first, last))
    step = -(-len(months) // _MOST_TICKS)
    shown = months[::step] or [(0, first)]
    axes.set_xticks(
        [day for day, _ in shown],
        [format_date(f"{month:%Y-%m}", language) for _, month in shown],
        fontsize=SMALL,
    )
    lanes = sorted({int(lane) for lane in table["lane"]})
    family = read_catalogue(language)["internal.swimlanes.family"]
    axes.set_yticks(lanes, [family.format(n=lane) for lane in lanes], fontsize=SIZE)
    axes.tick_params(length=0)
    axes.grid(axis="x", color=LINE, linewidth=0.8)
    axes.set_axisbelow(True)
    for side in ("left", "top", "right"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_color(GREY)


def _months(first: datetime.date, last: int) -> list[tuple[int, datetime.date]]:
    """The first day of each month, as days since the first day of the figure."""
    month = first.replace(day=1)
    found = []
    while (month - first).days <= last:
        if month >= first:
            found.append(((month - first).days, month))
        month = (month + datetime.timedelta(days=_MONTH_DAYS)).replace(day=1)
    return found
