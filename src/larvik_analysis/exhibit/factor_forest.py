"""Mean changes of factors as dots with intervals around no change."""

from __future__ import annotations

from textwrap import wrap
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from larvik_analysis.terms.catalogue import Language, read_catalogue

from .internal_frame import (
    JUDGED,
    LINE,
    SIZE,
    SMALL,
    WIDTH_MM,
    interval_text,
    make_sheet,
    place_axes,
    say,
    sign_sheet,
)
from .statement import signed_points
from .style import GREY, INK, PALE, in_house_style

_ROW_MM = 8.4
_HEAD_MM = 6.5
_AXIS_MM = 6.0
_LEFT_MM = 54.0
_RIGHT_MM = 46.0
_NAME_LETTERS = 33
_DECIMALS = 2  # with one, an end beside nought and one beyond it read alike


@in_house_style
def draw_factor_forest(
    table: pd.DataFrame, *, language: Language, design: str, mark: str = ""
) -> Figure:
    """Draw the mean change of each factor in the declared order, with words for what stands.

    Parameters
    ----------
    table : DataFrame
        With `label`, `estimate`, `low`, `high`, `n`, `n_started`, `stands` (whether
        its interval lies on one side of no change) and `detectable` (missing where there
        is no band).
    design, mark : str
        What stands at the foot, and across invented numbers.
    """
    figure = make_sheet(_HEAD_MM + len(table) * _ROW_MM + _AXIS_MM)
    axes = place_axes(
        figure, left=_LEFT_MM, top=_HEAD_MM, width=WIDTH_MM - _LEFT_MM - _RIGHT_MM,
        height=len(table) * _ROW_MM,
    )  # fmt: skip
    axes.set_ylim(len(table) - 0.5, -0.5)
    _set_axes(axes, table, language)
    for place, (_, row) in enumerate(table.iterrows()):
        _draw_row(axes, row, place, language)
    least, most = int(table["n"].min()), int(table["n"].max())
    key = "forest.counts_alike" if least == most else "forest.counts"
    started = int(table["n_started"].max())
    said = say(key, language, started=started, least=least, most=most)
    return sign_sheet(figure, said, design=design, mark=mark)


def _draw_row(axes: Axes, row: pd.Series[Any], place: int, language: Language) -> None:
    name = "\n".join(wrap(str(row["label"]), _NAME_LETTERS, max_lines=2, placeholder=" …"))
    beside = axes.get_yaxis_transform()
    width = WIDTH_MM - _LEFT_MM - _RIGHT_MM
    axes.text((2 - _LEFT_MM) / width, place, name, fontsize=SIZE, va="center", transform=beside)
    texts = read_catalogue(language)
    at = 1 + 2 / width
    if pd.isna(row["estimate"]):
        said = texts["internal.forest.none"]
        axes.text(
            at, place, said, fontsize=SMALL, color=GREY, va="center", transform=beside,
            style="italic",
        )  # fmt: skip
        return
    estimate, stands = float(row["estimate"]), bool(row["stands"])
    way = "better" if estimate < 0 else "worse"
    colour = JUDGED[way] if stands else GREY
    told = signed_points(estimate, language, decimals=_DECIMALS)
    if pd.notna(row["low"]):
        axes.plot([row["low"], row["high"]], [place, place], color=colour, linewidth=2.2)
        ends = interval_text(row["low"], row["high"], language, decimals=_DECIMALS)
        told += f" ({ends})"
    axes.plot(
        estimate, place, "o", markersize=8, markerfacecolor=colour if stands else "white",
        markeredgecolor=colour, markeredgewidth=1.6, zorder=3,
    )  # fmt: skip
    verdict = texts[f"internal.forest.{way if stands else 'open'}"]
    axes.text(at, place - 0.19, told, fontsize=SMALL, va="center", transform=beside)
    axes.text(
        at, place + 0.24, verdict, fontsize=SMALL, va="center", transform=beside, color=colour
    )


def _set_axes(axes: Axes, table: pd.DataFrame, language: Language) -> None:
    reach = table[["estimate", "low", "high", "detectable"]].abs().max().max()
    most = (float(reach) if reach > 0 else 1.0) * 1.06  # so written that NaN is nought too
    axes.set_xlim(-most, most)  # the same room on both sides of no change
    detectable = table["detectable"].max()
    if pd.notna(detectable):
        axes.axvspan(-float(detectable), float(detectable), color=PALE, alpha=0.55, zorder=0)
    step = next((s for s in (0.1, 0.25, 0.5, 1.0, 2.0) if most / s <= 3.2), 5.0)
    ticks = [step * number for number in range(-3, 4) if abs(step * number) <= most]
    named = [signed_points(tick, language, decimals=2 if step == 0.25 else 1) for tick in ticks]
    axes.set_xticks(ticks, named, fontsize=SMALL, color=GREY)
    axes.set_yticks([])
    axes.tick_params(length=0)
    axes.axvline(0, color=INK, linewidth=1.2, zorder=1)
    axes.grid(axis="x", color=LINE, linewidth=0.6)
    axes.set_axisbelow(True)
    for spine in axes.spines.values():
        spine.set_visible(False)
    texts = read_catalogue(language)
    for at, side, key in ((0.0, "left", "less"), (1.0, "right", "more")):
        axes.text(
            at, 1 + 1.5 / (len(table) * _ROW_MM), texts[f"internal.forest.{key}"],
            fontsize=SMALL, color=GREY, ha=side, va="bottom", transform=axes.transAxes,
        )  # fmt: skip
