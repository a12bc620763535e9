"""What the answer hangs on: a number at a time, or a scenario at a time, on both sides."""

from __future__ import annotations

from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from larvik_analysis.terms.catalogue import Language, read_catalogue

from .internal_frame import SMALL, WIDTH_MM, place_axes
from .returns_frame import (
    BEHIND,
    Scale,
    broken,
    ends_of,
    finish,
    is_told,
    new_sheet,
    row_mm,
    row_name,
    scale_of_table,
    set_amounts,
    why_not,
    write_at,
    write_name,
    write_number,
)
from .style import GREY, INK, MAIN, PALE, in_house_style

_LEFT_MM = 54.0
_HEAD_MM = 14.0
_DOT_HEAD_MM = 6.5
_AXIS_MM = 12.0
_LETTERS = 30
_END_LETTERS = 20  # of what is written at an end of a bar, on a line
_LETTER_MM = 1.6
_BAR_MM = 3.6
_RIGHT_MM = 2.0
_DOT_RIGHT_MM = 47.0  # for the numbers with their intervals
_BASE = "base"
_HATCH = "/////"


@in_house_style
def draw_tornado(
    table: pd.DataFrame, *, language: Language, axis: str = "", is_example: bool = False
) -> Figure:
    """Draw a bar a parameter between its low and its high value, the widest on top.

    The half of the low value is hatched and that of the high value filled, whichever side
    they lie on; the value itself is written at its end.

    Parameters
    ----------
    table : DataFrame
        With `parameter`, `label`, `low_value_text`, `high_value_text` (what the parameter is
        set to), `low`, `high` (the answer with it) and `base` (the answer as it is); `unit`
        (``nok`` where it is missing) and `reason` where there are any.
    axis : str
        Words before the unit of the axis: what the answer is.
    is_example : bool
        Whether the figure is marked as an example.
    """
    rows = _sorted(table)
    names = [row_name(label, _LETTERS) for label in rows["label"]]
    ends = [_end_texts(row) for _, row in rows.iterrows()]
    heights = [row_mm(name, *texts) for name, texts in zip(names, ends, strict=True)]
    figure, axes = _rows_of(heights, head=_HEAD_MM, right=_RIGHT_MM)
    scale = scale_of_table(rows, ("low", "high", "base"))
    numbers = [value for name in ("low", "high", "base") for value in rows[name]]
    room = _room_mm(ends)
    _widen(axes, ends_of(numbers, scale, has_nought=False), room)
    set_amounts(axes, scale, axis, language)
    _draw_base(axes, rows, scale, language)
    _name_halves(axes, language)
    middles = _middles(heights)
    for name, texts, middle, (_, row) in zip(
        names, ends, middles, rows.iterrows(), strict=True
    ):
        write_name(axes, middle, name, fontsize=SMALL + 0.5)
        _draw_bar(axes, row, texts, middle, scale, language)
    return finish(figure, language, is_example=is_example)


def _sorted(table: pd.DataFrame) -> pd.DataFrame:
    """The widest bar on top; what has no bar last."""
    swing = (table["high"].astype(float) - table["low"].astype(float)).abs()
    return table.loc[swing.sort_values(ascending=False, kind="stable").index]


def _end_texts(row: pd.Series[Any]) -> tuple[str, str]:
    """What the parameter is set to at the left end of its bar and at the right."""
    low, high = (
        broken(row[name], _END_LETTERS) for name in ("low_value_text", "high_value_text")
    )
    is_turned = is_told(row["low"]) and is_told(row["high"]) and row["low"] > row["high"]
    return (high, low) if is_turned else (low, high)


def _room_mm(ends: list[tuple[str, str]]) -> tuple[float, float]:
    """How much room the texts at the left and the right ends need."""
    widest = [
        max((len(line) for texts in ends for line in texts[side].split("\n")), default=0)
        for side in (0, 1)
    ]
    return widest[0] * _LETTER_MM + 3.0, widest[1] * _LETTER_MM + 3.0


def _widen(axes: Axes, ends: list[float], room_mm: tuple[float, float]) -> None:
    """Limits that leave room in mm beyond the ends of the bars."""
    wide_mm = axes.get_position().width * WIDTH_MM
    per_mm = (ends[1] - ends[0]) / (wide_mm - sum(room_mm))
    axes.set_xlim(ends[0] - room_mm[0] * per_mm, ends[1] + room_mm[1] * per_mm)


def _rows_of(heights: list[float], *, head: float, right: float) -> tuple[Figure, Axes]:
    """A sheet with one axes whose height is in mm from its top."""
    height = max(sum(heights), 1.0)
    figure = new_sheet(head + height + _AXIS_MM)
    axes = place_axes(
        figure, left=_LEFT_MM, top=head, width=WIDTH_MM - _LEFT_MM - right, height=height
    )
    axes.set_ylim(height, 0)
    return figure, axes


def _middles(heights: list[float]) -> list[float]:
    return [sum(heights[:place]) + height / 2 for place, height in enumerate(heights)]


def _draw_base(axes: Axes, rows: pd.DataFrame, scale: Scale, language: Language) -> None:
    """The answer as it is: a line through all rows, named above."""
    told = [value for value in rows["base"] if is_told(value)]
    if not told:
        return
    place = scale.at(told[0])
    axes.axvline(place, color=MAIN, linewidth=1.8, zorder=2)
    amount = scale.tell(told[0], language)
    said = read_catalogue(language)["returns_chart.tornado.base"].format(amount=amount)
    low, high = axes.get_xlim()
    side = "left" if place < (low + high) / 2 else "right"
    axes.text(
        place, -2.4, said, ha=side, va="center", color=MAIN, weight="bold", fontsize=SMALL + 0.5
    )


def _name_halves(axes: Axes, language: Language) -> None:
    """Above the bars: which half is which."""
    texts = read_catalogue(language)
    wide_mm = axes.get_position().width * WIDTH_MM
    for x_mm, key, look in ((0.0, "low", _look("low")), (48.0, "high", _look("high"))):
        axes.barh(
            -_HEAD_MM + 4.0, 6.0 / wide_mm, left=x_mm / wide_mm, height=_BAR_MM, clip_on=False,
            transform=axes.get_yaxis_transform(), **look,
        )  # fmt: skip
        said = texts[f"returns_chart.tornado.{key}"]
        write_at(axes, _LEFT_MM + x_mm + 8.0, -_HEAD_MM + 4.0, said, fontsize=SMALL)


def _look(half: str) -> dict[str, Any]:
    if half == "low":
        return {"facecolor": PALE, "hatch": _HATCH, "edgecolor": MAIN, "linewidth": 0.8}
    return {"facecolor": MAIN, "edgecolor": MAIN, "linewidth": 0.8}


def _draw_bar(
    axes: Axes, row: pd.Series[Any], texts: tuple[str, str], middle: float, scale: Scale,
    language: Language,
) -> None:  # fmt: skip
    if not all(is_told(row[name]) for name in ("low", "high", "base")):
        write_at(
            axes, _LEFT_MM + 2.0, middle, why_not(row, language), color=GREY, style="italic",
            fontsize=SMALL,
        )  # fmt: skip
        return
    base = scale.at(row["base"])
    for half in ("low", "high"):
        end = scale.at(row[half])
        axes.barh(middle, end - base, left=base, height=_BAR_MM, zorder=3, **_look(half))
    ends = sorted((scale.at(row["low"]), scale.at(row["high"])))
    for end, said, side, step in zip(ends, texts, ("right", "left"), (-1, 1), strict=True):
        axes.annotate(
            said, (end, middle), xytext=(step * 4, 0), textcoords="offset points", ha=side,
            va="center", fontsize=SMALL, zorder=4, linespacing=1.0, bbox=BEHIND,
        )  # fmt: skip


@in_house_style
def draw_sensitivity(
    table: pd.DataFrame, *, language: Language, axis: str = "", is_example: bool = False
) -> Figure:
    """Draw a dot a scenario beside a line at the base, on whichever side it lies.

    Parameters
    ----------
    table : DataFrame
        With `scenario` (``base`` for the answer as it is), `label` and `estimate`; `low` and
        `high` (the interval), `unit` and `reason` where there are any.
    axis : str
        Words before the unit of the axis.
    is_example : bool
        Whether the figure is marked as an example.
    """
    names = [broken(label, _LETTERS) for label in table["label"]]
    heights = [row_mm(name) + 3.5 for name in names]
    figure, axes = _rows_of(heights, head=_DOT_HEAD_MM, right=_DOT_RIGHT_MM)
    columns = [name for name in ("estimate", "low", "high") if name in table]
    scale = scale_of_table(table, columns)
    numbers = [value for name in columns for value in table[name]]
    axes.set_xlim(*ends_of(numbers, scale, has_nought=False))
    set_amounts(axes, scale, axis, language)
    bases = table.loc[table["scenario"] == _BASE, "estimate"]
    base = float(bases.iloc[0]) if len(bases) and is_told(bases.iloc[0]) else None
    if base is not None:
        axes.axvline(scale.at(base), color=MAIN, linewidth=1.8, zorder=2)
        _name_sides(axes, scale.at(base), language)
    for name, middle, (_, row) in zip(names, _middles(heights), table.iterrows(), strict=True):
        weight = "bold" if row["scenario"] == _BASE else "normal"
        write_name(axes, middle, name, fontsize=SMALL + 0.5, weight=weight)
        _draw_dot(axes, row, middle, scale, language)
    return finish(figure, language, is_example=is_example)


def _name_sides(axes: Axes, base: float, language: Language) -> None:
    """Above the dots: what lies below the base and what above."""
    texts = read_catalogue(language)
    for side, step, key in (("right", -1, "less"), ("left", 1, "more")):
        axes.annotate(
            texts[f"returns_chart.sensitivity.{key}"], (base, -2.4), xytext=(step * 5, 0),
            textcoords="offset points", ha=side, va="center", fontsize=SMALL, color=GREY,
            annotation_clip=False,
        )  # fmt: skip


def _draw_dot(
    axes: Axes, row: pd.Series[Any], middle: float, scale: Scale, language: Language
) -> None:
    if not is_told(row["estimate"]):
        said = why_not(row, language)
        write_number(axes, middle, said, color=GREY, style="italic", fontsize=SMALL)
        return
    is_base = row["scenario"] == _BASE
    ends = [row[name] for name in ("low", "high") if is_told(row.get(name))]
    has_interval = len(ends) > 1
    if has_interval:
        low, high = (scale.at(end) for end in ends)
        axes.plot([low, high], [middle, middle], color=MAIN, linewidth=2.0, zorder=3)
        for end in (low, high):
            axes.plot([end, end], [middle - 1.1, middle + 1.1], color=MAIN, linewidth=1.4)
        interval = read_catalogue(language)["report.interval"]
        told = {"low": scale.tell(ends[0], language), "high": scale.tell(ends[1], language)}
        write_number(
            axes, middle + 2.0, interval.format(**told), fontsize=SMALL - 0.5, color=GREY
        )
    axes.plot(
        scale.at(row["estimate"]), middle, marker="D" if is_base else "o", markersize=7.5,
        markerfacecolor=MAIN if is_base else "white", markeredgecolor=MAIN,
        markeredgewidth=1.6, zorder=4, clip_on=False,
    )  # fmt: skip
    weight = "bold" if is_base else "normal"
    said = scale.tell(row["estimate"], language)
    height = middle - 2.0 if has_interval else middle
    write_number(axes, height, said, fontsize=SMALL + 0.5, weight=weight, color=INK)
