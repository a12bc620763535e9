"""Survival curves as steps, with their intervals, open stays and how many were watched."""

from __future__ import annotations

from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from larvik_analysis.terms.catalogue import Language, read_catalogue
from larvik_analysis.terms.language import format_number, format_percent

from .internal_frame import LINE, SIZE, SMALL, WIDTH_MM, make_sheet, place_axes, say, sign_sheet
from .style import GREY, INK, MAIN, PALE, in_house_style

_COLUMNS = 2
_HEAD_MM = 18.5
_PANEL_MM = 34.0
_FOOT_MM = 18.0  # for days and how many were watched
_LEFT_MM = 13.0
_AIR_MM = 5.0


@in_house_style
def draw_survival_steps(
    table: pd.DataFrame, *, language: Language, design: str, mark: str = ""
) -> Figure:
    """Draw a panel a level, two in a row.

    Parameters
    ----------
    table : DataFrame
        With `at_level`, `label`, `part` (``step``, ``at_risk``, ``median``), `day`, `share`,
        `low`, `high`, `at_risk`, `n_censored`, `n` and `n_families`.
    design, mark : str
        What stands at the foot, and across invented numbers.
    """
    levels = list(dict.fromkeys(table["at_level"]))
    tall, wide = _HEAD_MM + _PANEL_MM + _FOOT_MM, WIDTH_MM / _COLUMNS
    figure = make_sheet(-(-len(levels) // _COLUMNS) * tall)
    for number, level in enumerate(levels):
        row, column = divmod(number, _COLUMNS)
        axes = place_axes(
            figure, left=column * wide + _LEFT_MM, top=row * tall + _HEAD_MM,
            width=wide - _LEFT_MM - _AIR_MM, height=_PANEL_MM,
        )  # fmt: skip
        _draw_panel(axes, table[table["at_level"] == level], language)
    stays = table.groupby("at_level")["n"].first().sum()
    said = say("survival.counts", language, stays=int(stays))
    return sign_sheet(figure, said, design=design, mark=mark)


def _draw_panel(axes: Axes, rows: pd.DataFrame, language: Language) -> None:
    steps = rows[rows["part"] == "step"]
    days, shares = steps["day"].to_numpy(), steps["share"].to_numpy()
    band = steps.dropna(subset=["low", "high"])
    if len(band):
        axes.fill_between(
            band["day"].to_numpy(), band["low"].to_numpy(), band["high"].to_numpy(),
            step="post", color=PALE, alpha=0.7, linewidth=0,
        )  # fmt: skip
    axes.step(days, shares, where="post", color=MAIN, linewidth=2)
    still = steps[steps["n_censored"].fillna(0) > 0]
    axes.plot(
        still["day"].to_numpy(), still["share"].to_numpy(), "|", color=INK, markersize=8,
        markeredgewidth=1.3, clip_on=False,
    )  # fmt: skip
    first = rows.iloc[0]
    title = f"{first['at_level']} {first['label']}"
    axes.set_title(title, loc="left", fontsize=SIZE, weight="bold", pad=32)
    median = rows[rows["part"] == "median"].iloc[0]
    axes.text(
        0, 1.06, _median_text(median, language), fontsize=SMALL, color=GREY, va="bottom",
        transform=axes.transAxes,
    )  # fmt: skip
    _set_axes(axes, rows, float(days.max()), language)


def _median_text(median: pd.Series[Any], language: Language) -> str:
    texts = read_catalogue(language)
    counts = {"stays": int(median["n"]), "families": int(median["n_families"])}
    if pd.isna(median["day"]):
        of = say("survival.of", language, **counts)
        return f"{texts['internal.survival.no_median']}\n{of}"
    days = {
        name: format_number(float(median[at]), language, decimals=0)
        for name, at in {"day": "day", "low": "low", "high": "high"}.items()
        if pd.notna(median[at])
    }
    key = "median" if {"low", "high"} <= days.keys() else "median_alone"
    counted = say("survival.of", language, **counts)
    return f"{texts[f'internal.survival.{key}'].format(**days)}\n{counted}"


def _set_axes(axes: Axes, rows: pd.DataFrame, last: float, language: Language) -> None:
    axes.set(xlim=(0, max(last, 1.0) * 1.02), ylim=(0, 1.02))
    watched = rows[rows["part"] == "at_risk"]
    named = [
        f"{format_number(float(day), language)}\n{format_number(int(n), language)}"
        for day, n in zip(watched["day"], watched["at_risk"], strict=True)
    ]
    axes.set_xticks(watched["day"].tolist(), named, fontsize=SMALL)
    texts = read_catalogue(language)
    axes.set_xlabel(texts["internal.survival.axis"], fontsize=SMALL, color=GREY, labelpad=1)
    ticks = [0, 0.5, 1]
    axes.set_yticks(ticks, [format_percent(tick, language) for tick in ticks], fontsize=SMALL)
    axes.grid(axis="y", color=LINE, linewidth=0.8)
    axes.set_axisbelow(True)
    axes.tick_params(length=0)
    axes.spines["left"].set_visible(False)
    axes.spines["bottom"].set_color(GREY)
