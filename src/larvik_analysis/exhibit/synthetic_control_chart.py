"""An area and its synthetic one, the gaps of all areas, and where its own stands among them."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from larvik_analysis.terms.catalogue import Language, read_catalogue

from .cells import number_text
from .event_study_chart import mark_start, set_years, shade_years
from .style import GREY, INCH_MM, INK, MAIN, in_house_style

_WIDTH = 160.0  # all places are in mm of the page
_PANEL = 52.0
_HEAD = 7.0
_YEARS = 8.0
_STRIP = 22.0
_LEFT = 9.0
_HALF = 66.0
_GAP_AT = 92.0
_PALE_LINE = "#b5bec3"


@in_house_style
def draw_synthetic_control(table: pd.DataFrame, *, language: Language) -> Figure:
    """Draw the path, the gaps with a pale line for each of the others, and the rank.

    Parameters
    ----------
    table : DataFrame
        With `line` (``observed``, ``synthetic``, ``gap``, ``ratio``), `whose` (``observed``
        for the area with the measure, ``others``), `label`, `period` (the year), `when`
        (``before`` or ``after``), `flag` (``flagged_years``, ``co_interventions``) and an
        estimate.
    """
    height = _HEAD + _PANEL + _YEARS + _STRIP
    figure = Figure(figsize=(_WIDTH / INCH_MM, height / INCH_MM))
    observed = table[table["line"] == "observed"]
    years = [str(year) for year in observed["period"]]
    start = int((observed["when"] == "before").sum()) - 0.5
    texts = read_catalogue(language)
    path = _place(figure, _LEFT, _HALF, height)
    _draw_path(path, table)
    gaps = _place(figure, _GAP_AT, _HALF, height)
    _draw_gaps(gaps, table)
    every = max(1, len(years) // 5)
    for axes in (path, gaps):
        shade_years(axes, observed["flag"])
        mark_start(axes, start)
        set_years(axes, years, language, every=every)
    gaps.set_title(texts["labels.zone_line.gap"], loc="left", fontsize=10, weight="bold")
    strip = figure.add_axes(
        (_LEFT / _WIDTH, 6.5 / height, (_GAP_AT + _HALF - _LEFT) / _WIDTH, 7.0 / height)
    )
    _draw_strip(strip, table, language)
    return figure


def _place(figure: Figure, left: float, width: float, height: float) -> Axes:
    return figure.add_axes(
        (left / _WIDTH, (_STRIP + _YEARS) / height, width / _WIDTH, _PANEL / height)
    )


def _draw_path(axes: Axes, table: pd.DataFrame) -> None:
    looks = {"observed": (MAIN, "-", 2.4), "synthetic": (INK, (0, (4, 2)), 1.6)}
    for line, (colour, style, width) in looks.items():
        rows = table[table["line"] == line]
        axes.plot(
            range(len(rows)), rows["estimate"], color=colour, linestyle=style, linewidth=width
        )
    axes.margins(y=0.12)
    names = [str(table.loc[table["line"] == line, "label"].iloc[0]) for line in looks]
    for line, name, x in zip(looks, names, (0.0, 0.6), strict=True):
        colour, style, width = looks[line]
        axes.plot(
            [x, x + 0.07], [1.07, 1.07], color=colour, linestyle=style, linewidth=width,
            transform=axes.transAxes, clip_on=False,
        )  # fmt: skip
        axes.text(
            x + 0.085, 1.07, name, transform=axes.transAxes, va="center_baseline",
            fontsize=9.5, color=colour,
        )  # fmt: skip


def _of(table: pd.DataFrame, line: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Rows of the area with the measure, and of the others."""
    rows = table[table["line"] == line]
    is_own = rows["whose"] == "observed"
    return rows[is_own], rows[~is_own]


def _draw_gaps(axes: Axes, table: pd.DataFrame) -> None:
    own, others = _of(table, "gap")
    for _, rows in others.groupby("label", sort=False):
        is_marked = rows["flag"].iloc[0] == "co_interventions"
        axes.plot(
            range(len(rows)), rows["estimate"], color=_PALE_LINE, zorder=1,
            linewidth=1.5 if is_marked else 0.9, linestyle=":" if is_marked else "-",
        )  # fmt: skip
    axes.axhline(0, color=INK, linewidth=0.9, zorder=2)
    axes.plot(range(len(own)), own["estimate"], color=MAIN, linewidth=2.4, zorder=3)
    axes.margins(y=0.08)


def _draw_strip(axes: Axes, table: pd.DataFrame, language: Language) -> None:
    """One mark an area on a scale by halving and doubling; those above one grew."""
    of_own, of_others = _of(table, "ratio")
    own, others = of_own.iloc[0], of_others["estimate"].to_numpy(dtype=float)
    known = np.concatenate([others, [float(own["estimate"])]])
    least = max(float(known[known > 0].min(initial=1.0)) / 1.3, 1e-3)
    axes.set_xscale("log", base=2)
    axes.set_xlim(least, max(float(known.max()), 1.0) * 1.3)
    axes.set_ylim(-1, 1)
    is_marked = (of_others["flag"] == "co_interventions").to_numpy()
    for marker, known_of in (("o", others[~is_marked]), ("s", others[is_marked])):
        axes.plot(
            np.maximum(known_of, least), np.zeros(known_of.size), linestyle="none",
            marker=marker, markersize=7, markerfacecolor="none", markeredgecolor=GREY,
            clip_on=False,
        )  # fmt: skip
    place = max(float(own["estimate"]), least)
    axes.plot(place, 0, marker="o", markersize=9, color=MAIN, markeredgecolor=INK)
    axes.text(
        place, 1.1, str(own["label"]), ha="center", va="bottom", color=MAIN, weight="bold",
        fontsize=9.5,
    )  # fmt: skip
    ticks = [2.0**power for power in range(-4, 9) if least <= 2.0**power <= axes.get_xlim()[1]]
    axes.set_xticks(ticks, [number_text(tick, "number", language) for tick in ticks])
    axes.minorticks_off()
    axes.set_yticks([])
    axes.tick_params(length=2, labelsize=9, color=GREY)
    axes.spines["left"].set_visible(False)
    axes.spines["bottom"].set_color(GREY)
    named = read_catalogue(language)["labels.zone_line.ratio"]
    axes.text(
        0, 1.1, named, transform=axes.get_yaxis_transform(), va="bottom", fontsize=10,
        weight="bold",
    )  # fmt: skip
