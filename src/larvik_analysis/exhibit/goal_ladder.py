"""The ladder of goals: each goal, or the count at each rung, around what was expected."""

from __future__ import annotations

from itertools import pairwise
from textwrap import fill

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from larvik_analysis.terms.catalogue import Language, read_catalogue
from larvik_analysis.terms.language import format_number

from .internal_frame import (
    JUDGED,
    LINE,
    SIZE,
    SMALL,
    WIDTH_MM,
    make_sheet,
    place_axes,
    say,
    sign_sheet,
)
from .style import GREY, INK, in_house_style

_HEAD_MM = 11.0
_ROW_MM = 4.4
_FAMILY_MM = 2.2  # between the goals of one family and the next
_BARS_MM = 46.0
_LEFT_MM = 12.0
_RIGHT_MM = 30.0  # for goals that were not rated
_RUNGS = ("much_less", "less", "expected", "more", "much_more")
_LOWEST = -2


@in_house_style
def draw_goal_ladder(
    table: pd.DataFrame, *, language: Language, design: str, mark: str = ""
) -> Figure:
    """Draw a row a goal, goals of a family together, or a bar for the count at each rung.

    Parameters
    ----------
    table : DataFrame
        With `part` (``goal`` or ``count``), `family_place`, `score` (missing where not
        rated), `count`, and in every row `n` (goals rated), `n_not_rated` and `n_families`.
    design, mark : str
        What stands at the foot, and across invented numbers.
    """
    goals = table[table["part"] == "goal"].reset_index(drop=True)
    gaps = (goals["family_place"].diff().fillna(0) != 0).cumsum()
    places = (goals.index + 0.5) * _ROW_MM + gaps * _FAMILY_MM
    height = float(places.iloc[-1]) + _ROW_MM if len(goals) else _BARS_MM
    figure = make_sheet(_HEAD_MM + height + 2)
    axes = place_axes(
        figure, left=_LEFT_MM, top=_HEAD_MM, width=WIDTH_MM - _LEFT_MM - _RIGHT_MM,
        height=height,
    )  # fmt: skip
    _set_axes(axes, language)
    if len(goals):
        axes.set_ylim(height, 0)
        _draw_goals(axes, goals["score"], places, language)
    else:
        _draw_counts(axes, table, language)
    first = table.iloc[0]
    counts = {"goals": first["n"], "families": first["n_families"]}
    said = say("goals.counts", language, **counts, not_rated=first["n_not_rated"])
    return sign_sheet(figure, said, design=design, mark=mark)


def _draw_goals(
    axes: Axes, scores: pd.Series[float], places: pd.Series[float], language: Language
) -> None:
    for score, place in zip(scores, places, strict=True):
        if pd.isna(score):
            axes.text(
                2.75, place, read_catalogue(language)["internal.goals.not_rated"],
                fontsize=SMALL, color=GREY, style="italic", va="center_baseline",
            )  # fmt: skip
            continue
        colour, marker = _look(score)
        axes.plot([0, score], [place, place], color=colour, linewidth=2.2)
        axes.plot(score, place, marker=marker, markersize=7, color=colour, zorder=3)
    axes.axvline(0, color=INK, linewidth=1.2, zorder=1)
    edges = [
        (above + below) / 2
        for above, below in pairwise(places)
        if below - above > _ROW_MM + _FAMILY_MM / 2
    ]
    axes.hlines(edges, -2.5, 2.5, color="#c5ccd0", linewidth=0.6)


def _draw_counts(axes: Axes, table: pd.DataFrame, language: Language) -> None:
    axes.set_ylim(0, float(table["count"].max()) * 1.15)
    for _, rung in table.iterrows():
        colour, _ = _look(float(rung["score"]))
        axes.bar(rung["score"], rung["count"], width=0.7, color=colour, edgecolor=INK)
        said = format_number(int(rung["count"]), language)
        axes.text(
            rung["score"], rung["count"], said, ha="center", va="bottom", fontsize=SIZE,
            weight="bold",
        )  # fmt: skip


def _look(score: float) -> tuple[str, str]:
    """Colour and mark: below what was expected points down, above it up."""
    if score == 0:
        return INK, "o"
    return (JUDGED["worse"], "v") if score < 0 else (JUDGED["better"], "^")


def _set_axes(axes: Axes, language: Language) -> None:
    texts = read_catalogue(language)
    axes.set_xlim(-2.5, 2.5)
    names = [fill(texts[f"internal.rung.{rung}"], 14) for rung in _RUNGS]
    axes.set_xticks(range(_LOWEST, _LOWEST + len(_RUNGS)), names, fontsize=SMALL)
    axes.xaxis.tick_top()
    axes.set_yticks([])
    axes.tick_params(length=0)
    axes.grid(axis="x", color=LINE, linewidth=0.8)
    axes.set_axisbelow(True)
    for spine in axes.spines.values():
        spine.set_visible(False)
