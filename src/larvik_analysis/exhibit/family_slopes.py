"""Slopes: one line from before to after for families that moved alike, with their number."""

from __future__ import annotations

import math
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
    interval_text,
    make_sheet,
    place_axes,
    say,
    sign_sheet,
)
from .line_panels import apart
from .statement import signed_points
from .style import GREY, INK, in_house_style

_HEIGHT_MM = 96.0
_TOP_MM = 11.0
_LEFT_MM = 40.0  # for the names of the scale
_RIGHT_MM = 58.0  # for what each line is
_TEXT_MM = 4.2  # a line of words and the air around it
_NAME_LETTERS = 22
_MOST_NAMED = 18  # lines that there is room to name one by one
_LOST_AT = -0.06  # beside the marks of those followed
_DECIMALS = 2
_LOOKS: dict[str, Any] = {"better": "-", "same": (0, (1, 1.2)), "worse": (0, (5, 2))}


@in_house_style
def draw_family_slopes(
    table: pd.DataFrame, *, language: Language, design: str, mark: str = ""
) -> Figure:
    """Draw each line of families, those lost as hollow marks, and the mean with its interval.

    Parameters
    ----------
    table : DataFrame
        With `part` (``better``, ``same``, ``worse``, ``lost``, ``mean``, ``scale``), `label`,
        `before`, `after`, `low`, `high` (of the mean change) and `n_families`.
    design, mark : str
        What stands at the foot, and across invented numbers.
    """
    figure = make_sheet(_HEIGHT_MM)
    width, height = 160 - _LEFT_MM - _RIGHT_MM, _HEIGHT_MM - _TOP_MM - 2
    axes = place_axes(figure, left=_LEFT_MM, top=_TOP_MM, width=width, height=height)
    _set_axes(axes, table, language)
    lines = table[table["part"].isin(list(_LOOKS))]
    is_crowded = len(lines) > _MOST_NAMED
    for _, line in lines.iterrows():
        axes.plot(
            [0, 1], [line["before"], line["after"]], color=JUDGED[line["part"]],
            linestyle=_LOOKS[line["part"]], marker="o", clip_on=False, zorder=3,
            linewidth=(0.6 if is_crowded else 1.0) + 0.7 * int(line["n_families"]),
            markersize=4 if is_crowded else 6,
        )  # fmt: skip
    lost = table[(table["part"] == "lost") & table["before"].notna()]
    axes.plot(
        [_LOST_AT] * len(lost), lost["before"], "o", markersize=7, markerfacecolor="white",
        markeredgecolor=GREY, markeredgewidth=1.6, clip_on=False, zorder=4,
    )  # fmt: skip
    _name_lines(axes, _in_ways(lines) if is_crowded else lines, language)
    _name_lost(axes, lost, language)
    _draw_mean(axes, table[table["part"] == "mean"], language)
    counts = table.groupby("part")["n_families"].sum()
    n_lost = int(counts.get("lost", 0))
    followed = int(counts.reindex(list(_LOOKS)).sum())
    said = say("slopes.counts", language, followed=followed, lost=n_lost)
    return sign_sheet(figure, said, design=design, mark=mark)


def _in_ways(lines: pd.DataFrame) -> pd.DataFrame:
    """Lines that went one way as one, where there are too many to name."""
    of_way = lines.groupby(["part", "label"], as_index=False)
    return of_way.agg({"before": "mean", "after": "mean", "n_families": "sum"}).assign(
        before=math.nan  # the many have no change of their own to tell
    )


def _name_lines(axes: Axes, lines: pd.DataFrame, language: Language) -> None:
    """What becomes of each line at its end: in words, and how many families it is."""
    ends = [float(after) for after in lines["after"]]
    low, high = axes.get_ylim()
    gap = _TEXT_MM / (_HEIGHT_MM - _TOP_MM - 2) * abs(high - low)
    for place, (_, line) in zip(apart(ends, gap), lines.iterrows(), strict=True):
        said = str(line["label"])
        if line["part"] != "same" and pd.notna(line["before"]):
            change = float(line["after"]) - float(line["before"])
            said += f" {signed_points(change, language, decimals=_DECIMALS)}"
        if line["n_families"] > 1:
            said += f": {say('slopes.families', language, n=int(line['n_families']))}"
        axes.plot(
            [1.02, 1.06], [line["after"], place], color=GREY, linewidth=0.6, clip_on=False
        )
        axes.text(1.07, place, said, va="center", fontsize=SIZE, color=JUDGED[line["part"]])


def _name_lost(axes: Axes, lost: pd.DataFrame, language: Language) -> None:
    for _, mark in lost.iterrows():
        if mark["n_families"] > 1:
            axes.annotate(
                say("slopes.families", language, n=int(mark["n_families"])),
                (_LOST_AT, mark["before"]), xytext=(0, 6), textcoords="offset points",
                fontsize=SMALL, color=GREY, ha="center",
            )  # fmt: skip


def _draw_mean(axes: Axes, mean: pd.DataFrame, language: Language) -> None:
    """The mean, with the interval of its change laid off from where it began."""
    for _, row in mean.iterrows():
        axes.plot(
            [0, 1], [row["before"], row["after"]], color=INK, linewidth=3.2, alpha=0.85,
            marker="D", markersize=7, clip_on=False, zorder=5,
        )  # fmt: skip
        ends = [row["before"] + row["low"], row["before"] + row["high"]]
        axes.plot(
            [1, 1], ends, color=INK, linewidth=2, marker="_", markersize=11, clip_on=False,
            zorder=5,
        )  # fmt: skip
        change = signed_points(row["after"] - row["before"], language, decimals=_DECIMALS)
        interval = interval_text(row["low"], row["high"], language, decimals=_DECIMALS)
        axes.text(
            1.12, 1.02, f"{row['label']} {change}\n({interval})", fontsize=SIZE, weight="bold",
            va="bottom", transform=axes.transAxes,
        )  # fmt: skip


def _set_axes(axes: Axes, table: pd.DataFrame, language: Language) -> None:
    scale = table[table["part"] == "scale"]
    shown = table.loc[table["part"] != "scale", ["before", "after"]]
    least, most = math.floor(shown.min().min()), math.ceil(shown.max().max())
    if least == most:
        least, most = least - 1, most + 1
    scale = scale[scale["before"].between(least, most)]  # the rest would be empty
    air = (most - least) * 0.06
    axes.set(xlim=(0, 1), ylim=(least - air, most + air))
    names = [
        "\n".join(wrap(str(label), _NAME_LETTERS, max_lines=2, placeholder=" …"))
        for label in scale["label"]
    ]
    axes.set_yticks(scale["before"].tolist(), names, fontsize=SMALL)
    axes.grid(axis="y", color=LINE, linewidth=0.8)
    axes.set_axisbelow(True)
    texts = read_catalogue(language)
    waves = [texts["internal.wave.before"], texts["internal.wave.after"]]
    axes.set_xticks([0, 1], waves, fontsize=SIZE, weight="bold")
    axes.xaxis.tick_top()
    axes.tick_params(length=0)
    axes.tick_params(axis="y", pad=19)
    for spine in axes.spines.values():
        spine.set_visible(False)
