"""Published returns as dots with intervals, with what speaks against them at their side."""

from __future__ import annotations

import math
from textwrap import wrap
from typing import Any, Final

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from larvik_analysis.terms.catalogue import Language, read_catalogue
from larvik_analysis.terms.language import format_number

from .cells import cell_text
from .internal_frame import LINE, WIDTH_MM, clear_axes, place_axes
from .style import GREY, INCH_MM, INK, MAIN, PALE, in_house_style, write_beside

_LEFT_MM: Final = 4.0
_DOTS_MM: Final = 76.0
_BESIDE_MM: Final = 86.0
_HEAD_MM: Final = 12.0
_ROW_MM: Final = 15.0
_AXIS_MM: Final = 14.0
_LINE_MM: Final = 4.1
_SIZE: Final = 9.5
_LETTERS: Final = 46  # of a line above a dot
_BESIDE_LETTERS: Final = 43
_PER_CENT: Final = 100.0
_ROOM: Final = 3.0  # per cent, for a number behind the last interval
_MVPF_TICKS: Final = (0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0)


@in_house_style
def draw_published_returns(table: pd.DataFrame, *, language: Language) -> Figure:
    """Draw the headline as dots to the left and the counter-evidence as words to the right.

    Parameters
    ----------
    table : DataFrame
        With `side` (``headline`` or ``against``), `study`, `label`, `finding_label`,
        `number_label` and the numbers; those of the headline are rates a year.
    """
    headline = table[table["side"] == "headline"]
    against = table[table["side"] == "against"]
    findings = _wrapped(against)
    tall = max(
        _HEAD_MM + len(headline) * _ROW_MM + _AXIS_MM,
        _HEAD_MM + sum(_finding_mm(lines) for _, lines in findings) + 2,
    )
    figure = Figure(figsize=(WIDTH_MM / INCH_MM, tall / INCH_MM))
    axes = place_axes(
        figure, left=_LEFT_MM, top=_HEAD_MM, width=_DOTS_MM, height=tall - _HEAD_MM - _AXIS_MM
    )
    _draw_rates(axes, headline, language)
    _write_heading(figure, tall, language)
    _write_findings(figure, findings, tall, language)
    return figure


@in_house_style
def draw_mvpf(table: pd.DataFrame, *, language: Language) -> Figure:
    """Draw what a public krone gives, on a scale where each step is as many times more.

    Parameters
    ----------
    table : DataFrame
        With `number`, `label`, `extent` (``known``, ``at_least``, ``unbounded`` or
        ``low_end``, the lower end of an interval without an upper one) and the numbers.
    """
    ends = table[table["extent"] == "low_end"].set_index("number")["estimate"]
    rows = table[table["extent"] != "low_end"]
    tall = len(rows) * _ROW_MM * 0.72
    figure = Figure(figsize=(WIDTH_MM / INCH_MM, (tall + _AXIS_MM + 2) / INCH_MM))
    width = WIDTH_MM - 2 * _LEFT_MM - 66
    axes = place_axes(figure, left=_LEFT_MM + 66, top=2, width=width, height=tall)
    axes.set(ylim=(tall, 0), xlim=(0.3, 90))
    axes.set_xscale("log")
    for place, (_, row) in enumerate(rows.iterrows()):
        y = (place + 0.5) * _ROW_MM * 0.72
        said = "\n".join(wrap(str(row["label"]), 38))
        write_beside(axes, -66, y, said, width_mm=width, fontsize=_SIZE, va="center")
        _draw_mvpf_row(axes, y, row, float(ends.get(row["number"], math.nan)), language)
    ticks = [format_number(tick, language) for tick in _MVPF_TICKS]
    axes.set_xticks(_MVPF_TICKS, ticks, fontsize=_SIZE)
    axes.set_xticks([], minor=True)
    axes.axvline(1, color=INK, linewidth=1.2, zorder=1)
    axes.set_xlabel(read_catalogue(language)["axis.mvpf"], fontsize=_SIZE, labelpad=2)
    _plain(axes)
    return figure


def _draw_mvpf_row(
    axes: Axes, y: float, row: pd.Series[Any], low_end: float, language: Language
) -> None:
    most = axes.get_xlim()[1]
    look: dict[str, Any] = {"color": MAIN, "linewidth": 2.4, "zorder": 2}
    if pd.isna(row["estimate"]):
        axes.plot(
            [row["low"], row["high"]], [y, y], color=MAIN, linewidth=6, solid_capstyle="butt"
        )
        ends = {end: cell_text(row, end, language) for end in ("low", "high")}
        said = read_catalogue(language)["report.interval"].format(**ends)
        _write_value(axes, math.sqrt(float(row["low"]) * float(row["high"])), y, said)
        return
    value = float(row["estimate"])
    start = value if row["extent"] == "at_least" else low_end
    if row["extent"] in ("at_least", "unbounded") and not math.isnan(start):
        axes.plot([start, most], [y, y], **look)
        axes.plot(most, y, marker=">", color=MAIN, markersize=8, clip_on=False)
    axes.plot(value, y, marker="o", markersize=9, color=MAIN, zorder=3)
    said = cell_text(row, "estimate", language)
    if row["extent"] == "at_least":
        said = read_catalogue(language)["axis.mvpf_more"].format(number=said)
    _write_value(axes, value, y, said)


def _write_value(axes: Axes, x: float, y: float, said: str) -> None:
    """Bold, above its mark."""
    axes.text(
        x, y - 2.0, said, fontsize=_SIZE, weight="bold", ha="center", va="bottom",
        bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.6},
    )  # fmt: skip


def _draw_rates(axes: Axes, rows: pd.DataFrame, language: Language) -> None:
    tall = len(rows) * _ROW_MM
    highest = float(rows[["estimate", "high"]].max().max()) * _PER_CENT
    last = max(20, math.ceil(highest / 5) * 5)
    axes.set(ylim=(tall, 0), xlim=(0, last + _ROOM))
    for place, (_, row) in enumerate(rows.iterrows()):
        _draw_rate(axes, place * _ROW_MM, row, language)
    ticks = list(range(0, last + 1, 5))
    labels = [cell_text(_as_rate(tick), "estimate", language) for tick in ticks]
    axes.set_xticks(ticks, labels, fontsize=_SIZE)
    axes.set_xlabel(read_catalogue(language)["axis.rate"], fontsize=_SIZE, labelpad=2)
    _plain(axes)


def _draw_rate(axes: Axes, top: float, row: pd.Series[Any], language: Language) -> None:
    said = "\n".join(wrap(str(row["number_label"]), _LETTERS))
    write_beside(axes, 0, top + 3.6, said, width_mm=_DOTS_MM, fontsize=_SIZE, va="center")
    y = top + _ROW_MM * 0.66
    value, low, high = (float(row[name]) * _PER_CENT for name in ("estimate", "low", "high"))
    is_interval = not pd.isna(row["level"])
    if not math.isnan(low):
        style = "-" if is_interval else (0, (2, 1.5))
        axes.plot([low, high], [y, y], color=MAIN, linewidth=2.4, linestyle=style, zorder=2)
        for end in (low, high):
            axes.plot([end, end], [y - 1.3, y + 1.3], color=MAIN, linewidth=1.6)
    axes.plot(value, y, marker="o", markersize=9, color=MAIN, zorder=3)
    last = value if math.isnan(high) else high
    axes.text(
        last + 0.5, y, cell_text(row, "estimate", language), fontsize=_SIZE, weight="bold",
        va="center_baseline",
    )  # fmt: skip


def _as_rate(tick: int) -> pd.Series[Any]:
    """A tick as a row, so that it is written as the numbers are."""
    return pd.Series({"estimate": tick, "unit": "percent", "reason": "", "uncertain": False})


def _write_heading(figure: Figure, tall: float, language: Language) -> None:
    said = read_catalogue(language)["labels.evidence_side.headline"]
    figure.text(
        _LEFT_MM / WIDTH_MM, 1 - 6.0 / tall, said, weight="bold", va="center_baseline",
        fontsize=10.5,
    )  # fmt: skip


def _wrapped(against: pd.DataFrame) -> list[tuple[str, list[str]]]:
    """Who found it, and the finding with the number it rests on, in lines."""
    return [
        (str(row["label"]), wrap(str(row["finding_label"]), _BESIDE_LETTERS))
        for _, row in against.iterrows()
    ]


def _finding_mm(lines: list[str]) -> float:
    return (len(lines) + 2) * _LINE_MM + 4.0


def _write_findings(
    figure: Figure, findings: list[tuple[str, list[str]]], tall: float, language: Language
) -> None:
    width = WIDTH_MM - _BESIDE_MM
    axes = place_axes(figure, left=_BESIDE_MM, top=0.5, width=width, height=tall - 1)
    axes.set(xlim=(0, width), ylim=(tall - 0.5, 0.5))
    axes.set_facecolor(PALE)
    clear_axes(axes)
    said = read_catalogue(language)["labels.evidence_side.against"]
    axes.text(3, 6.0, said, weight="bold", va="center_baseline", fontsize=10.5)
    place = _HEAD_MM
    for name, lines in findings:
        axes.text(3, place, name, weight="bold", fontsize=_SIZE, va="top")
        words = "\n".join(lines)
        axes.text(3, place + _LINE_MM, words, fontsize=_SIZE, va="top", linespacing=1.2)
        place += _finding_mm(lines)


def _plain(axes: Axes) -> None:
    """Lines for the eye across, and no frame at the side."""
    axes.set_yticks([])
    axes.grid(axis="x", color=LINE, linewidth=0.6)
    axes.set_axisbelow(True)
    axes.tick_params(length=0)
    for side in ("left", "bottom"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_color(GREY)
