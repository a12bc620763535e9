"""An area less the others year by year, on the field that the others span."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from larvik_analysis.terms.catalogue import Language, read_catalogue

from .cells import number_text
from .style import GREY, INK, MAIN, PALE, axes_of, in_house_style, make_figure

_HEIGHT = 62.0
_SIZE = 9.5


@in_house_style
def draw_event_study(table: pd.DataFrame, *, language: Language) -> Figure:
    """Draw a point a year, hollow before the start, and what the others span behind it.

    Parameters
    ----------
    table : DataFrame
        With `label` (the year), `flag` (``flagged_years`` for a year unlike others),
        `when` (``before`` or ``after``), `what` (``gap``, ``low``, ``high``) and an
        estimate.
    """
    wide = table.pivot_table(
        index=["label", "when", "flag"], columns="what", values="estimate", sort=False
    ).reset_index()
    figure = make_figure(height_mm=_HEIGHT, left=0.075, bottom=0.12)
    figure.subplots_adjust(top=0.88)
    axes = axes_of(figure)
    _name_marks(axes, language)
    places = range(len(wide))
    axes.fill_between(places, wide["low"], wide["high"], color=PALE, linewidth=0, zorder=1)
    axes.axhline(0, color=INK, linewidth=1.0, zorder=2)
    axes.plot(places, wide["gap"], color=MAIN, linewidth=1.2, zorder=3)
    for place, (_, row) in zip(places, wide.iterrows(), strict=True):
        face = "white" if row["when"] == "before" else MAIN
        axes.plot(
            place, row["gap"], marker="o", markersize=7, markerfacecolor=face,
            markeredgecolor=MAIN, markeredgewidth=1.5, zorder=4,
        )  # fmt: skip
    shade_years(axes, wide["flag"])
    mark_start(axes, int((wide["when"] == "before").sum()) - 0.5)
    set_years(axes, [str(year) for year in wide["label"]], language)
    return figure


def _name_marks(axes: Axes, language: Language) -> None:
    """Above the drawing, what the point and the field are."""
    texts = read_catalogue(language)
    across = axes.transAxes
    axes.plot(0.01, 1.08, marker="o", markersize=7, color=MAIN, transform=across, clip_on=False)
    axes.fill_between([0.40, 0.43], 1.05, 1.11, color=PALE, transform=across, clip_on=False)
    axes.plot(
        [0.80, 0.83], [1.08, 1.08], color=GREY, linestyle=(0, (4, 2)), linewidth=1.2,
        transform=across, clip_on=False,
    )  # fmt: skip
    for x, name in ((0.03, "observed"), (0.44, "span"), (0.84, "start")):
        axes.text(
            x, 1.08, texts[f"labels.zone_line.{name}"], transform=across, fontsize=_SIZE,
            va="center_baseline",
        )  # fmt: skip


def shade_years(axes: Axes, flags: pd.Series[str]) -> None:
    """Hatch the years that are not like others."""
    for place, flag in enumerate(flags):
        if flag == "flagged_years":
            axes.axvspan(
                place - 0.5, place + 0.5, facecolor="none", edgecolor="#d3d9dc", hatch="////",
                linewidth=0, zorder=0,
            )  # fmt: skip


def mark_start(axes: Axes, place: float) -> None:
    """An upright line between the last year before the start and the first from it on."""
    axes.axvline(place, color=GREY, linewidth=1.2, linestyle=(0, (4, 2)), zorder=2)


def set_years(axes: Axes, years: list[str], language: Language, *, every: int = 1) -> None:
    """Years below, numbers to the left in the language of the reader."""
    shown = [year if n % every == 0 else "" for n, year in enumerate(years)]
    axes.set_xticks(range(len(years)), shown, fontsize=_SIZE)
    axes.set_xlim(-0.4, len(years) - 0.6)
    low, high = axes.get_ylim()
    ticks = [float(tick) for tick in axes.get_yticks() if low <= tick <= high]
    axes.set_yticks(ticks, [number_text(tick, "number", language) for tick in ticks])
    axes.set_ylim(low, high)
    axes.tick_params(length=0, labelsize=_SIZE)
    axes.grid(axis="y", color="#e3e7e9", linewidth=0.6)
    axes.set_axisbelow(True)
    axes.spines["left"].set_visible(False)
    axes.spines["bottom"].set_visible(False)
