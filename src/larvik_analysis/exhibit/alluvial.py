"""Flows of families between levels at a few times, for those who are many enough."""

from __future__ import annotations

from itertools import pairwise
from textwrap import fill

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from larvik_analysis.terms.catalogue import Language
from larvik_analysis.terms.language import format_number

from .internal_frame import SIZE, SMALL, WIDTH_MM, make_sheet, place_axes, say, sign_sheet
from .line_panels import apart
from .style import GREY, INK, PALE, in_house_style

_HEAD_MM = 10.0
_BODY_MM = 92.0
_BAR_MM = 5.0
_RIGHT_MM = 54.0  # for the names behind the last bar
_GAP = 0.035  # of all families, between two blocks
_NAME_LETTERS = 32
_NAME_GAP = 0.075  # between the middles of two names

Blocks = dict[tuple[int, str], tuple[float, float]]


@in_house_style
def draw_alluvial(
    table: pd.DataFrame, *, language: Language, design: str, mark: str = ""
) -> Figure:
    """Draw a bar for each time, its blocks what families are in, and bands for who moves.

    Parameters
    ----------
    table : DataFrame
        With `from_day`, `from_label`, `from_place`, `to_day`, `label`, `to_place`,
        `n_families` and `n`; places are the order of the blocks from the top.
    design, mark : str
        What stands at the foot, and across invented numbers.
    """
    figure = make_sheet(_HEAD_MM + _BODY_MM + 3)
    axes = place_axes(
        figure, left=2, top=_HEAD_MM, width=WIDTH_MM - _RIGHT_MM - 2, height=_BODY_MM
    )
    n = int(table["n"].iloc[0])
    days = sorted({*table["from_day"], *table["to_day"]})
    at = {day: place * 1.0 for place, day in enumerate(days)}
    wide = _BAR_MM / (WIDTH_MM - _RIGHT_MM - 2) * (len(days) - 1)
    blocks = _blocks(table, days, n)
    lowest = max(top + tall for top, tall in blocks.values())
    axes.set(xlim=(0, len(days) - 1 + wide), ylim=(lowest, 0))
    axes.axis("off")
    for first, last in pairwise(days):
        flows = table[(table["from_day"] == first) & (table["to_day"] == last)]
        _draw_flows(axes, flows, blocks, (at[first] + wide, at[last]), n)
    for day in days:
        own = {name: block for (of_day, name), block in blocks.items() if of_day == day}
        _draw_bar(axes, own, at[day], wide, n, language)
        axes.text(
            at[day] + wide / 2, -0.05, say("alluvial.day", language, n=day), fontsize=SIZE,
            weight="bold", ha="left" if day == days[0] else "center", va="bottom",
        )  # fmt: skip
    said = say("alluvial.counts", language, families=n)
    return sign_sheet(figure, said, design=design, mark=mark)


def _draw_bar(
    axes: Axes,
    own: dict[str, tuple[float, float]],
    left: float,
    wide: float,
    n: int,
    language: Language,
) -> None:
    """The blocks of one time, each with what it is and how many families are in it."""
    for top, tall in own.values():
        axes.add_patch(
            Rectangle(
                (left, top), wide, tall, facecolor=PALE, edgecolor=INK, linewidth=0.8,
                clip_on=False,
            )
        )  # fmt: skip
    middles = [top + tall / 2 for top, tall in own.values()]
    places = apart(middles, _NAME_GAP)
    for place, (name, (_, tall)) in zip(places, own.items(), strict=True):
        count = format_number(round(tall * n), language)
        axes.text(
            left + wide * 1.25, place, f"{count} {fill(name, _NAME_LETTERS)}", fontsize=SMALL,
            va="center", linespacing=0.95,
            bbox={"facecolor": "white", "alpha": 0.65, "edgecolor": "none", "pad": 0.6},
        )  # fmt: skip


def _blocks(table: pd.DataFrame, days: list[int], n: int) -> Blocks:
    """Top and height of each block, as shares of all families, stacked with gaps."""
    last = table[table["to_day"] == days[-1]]  # what flows into the others flows out again
    ends = pd.concat([_ends(table, "from", "from_label"), _ends(last, "to", "label")])
    by_block = ends.groupby(["day", "place", "name"], sort=True, as_index=False)
    sizes = by_block["n_families"].sum()
    found: Blocks = {}
    top = dict.fromkeys(days, 0.0)
    for day, name, count in zip(sizes["day"], sizes["name"], sizes["n_families"], strict=True):
        tall = float(count) / n
        found[(day, name)] = (top[day], tall)
        top[day] += tall + _GAP
    return found


def _ends(flows: pd.DataFrame, end: str, name: str) -> pd.DataFrame:
    """The blocks at one end of each flow."""
    columns = {f"{end}_day": "day", name: "name", f"{end}_place": "place"}
    return flows[[*columns, "n_families"]].rename(columns=columns)


def _draw_flows(
    axes: Axes, flows: pd.DataFrame, blocks: Blocks, ends: tuple[float, float], n: int
) -> None:
    used: dict[tuple[int, str], float] = {}
    for flow in flows.to_dict("records"):
        tall = float(flow["n_families"]) / n
        start, end = (
            (flow["from_day"], flow["from_label"]), (flow["to_day"], flow["label"]),
        )  # fmt: skip
        tops = []
        for side in (start, end):
            tops.append(blocks[side][0] + used.get(side, 0.0))
            used[side] = used.get(side, 0.0) + tall
        share = np.linspace(0.0, 1.0, 40)
        bend = share**2 * (3 - 2 * share)  # level at both ends
        edge = tops[0] + (tops[1] - tops[0]) * bend
        x = ends[0] + (ends[1] - ends[0]) * share
        is_same = flow["from_label"] == flow["label"]
        axes.fill_between(
            x, edge, edge + tall, color=GREY if is_same else "#3f7f8b", alpha=0.35, linewidth=0
        )
