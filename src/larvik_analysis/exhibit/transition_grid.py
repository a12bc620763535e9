"""Grids of levels before by levels after, one a factor, and how many moved which way."""

from __future__ import annotations

from textwrap import wrap
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from larvik_analysis.terms.catalogue import Language, read_catalogue
from larvik_analysis.terms.language import format_number

from .internal_frame import (
    JUDGED,
    PALE_JUDGED,
    SIZE,
    SMALL,
    WIDTH_MM,
    clear_axes,
    make_sheet,
    place_axes,
    say,
    sign_sheet,
)
from .style import GREY, INK, in_house_style

_COLUMNS = 3
_HEAD_MM = 12.0
_AXIS_MM = 6.0  # for the scores beside and above a grid
_GRID_MM = 26.0
_AIR_MM = 4.0
_WORDS_MM = 18.0
_LEGEND_MM = 4.2
_NAME_LETTERS = 30
_SIGNS = {"better": "▼", "same": "■", "worse": "▲"}


@in_house_style
def draw_transition_grid(
    table: pd.DataFrame, *, language: Language, design: str, mark: str = ""
) -> Figure:
    """Draw a grid of counts for each factor, and better, same and worse beside it.

    Parameters
    ----------
    table : DataFrame
        With `factor`, `label`, `before`, `before_label`, `after`, `moved` (``better``,
        ``same``, ``worse``) and `count`.
    design, mark : str
        What stands at the foot, and across invented numbers.
    """
    factors = list(dict.fromkeys(table["factor"]))
    tall = _HEAD_MM + _AXIS_MM + _GRID_MM + _AIR_MM
    levels = table[["before", "before_label"]].drop_duplicates().sort_values("before")
    legend = _legend(levels, language)
    height = -(-len(factors) // _COLUMNS) * tall + len(legend) * _LEGEND_MM + 2
    figure = make_sheet(height)
    for number, factor in enumerate(factors):
        row, column = divmod(number, _COLUMNS)
        axes = place_axes(
            figure, left=column * WIDTH_MM / _COLUMNS, top=row * tall,
            width=WIDTH_MM / _COLUMNS, height=tall,
        )  # fmt: skip
        axes.set(xlim=(0, WIDTH_MM / _COLUMNS), ylim=(tall, 0))
        clear_axes(axes)
        _draw_factor(axes, table[table["factor"] == factor], language)
    foot = place_axes(
        figure, left=0, top=height - len(legend) * _LEGEND_MM - 1, width=WIDTH_MM,
        height=len(legend) * _LEGEND_MM + 1,
    )  # fmt: skip
    clear_axes(foot)
    foot.text(2 / WIDTH_MM, 0.5, "\n".join(legend), fontsize=SMALL, va="center")
    n = int(table.groupby("factor")["n"].first().max())
    said = say(
        "transitions.counts", language, children=n, families=int(table["n_families"].max())
    )
    return sign_sheet(figure, said, design=design, mark=mark)


def _legend(levels: pd.DataFrame, language: Language) -> list[str]:
    """The names of the scores, since there is no room for them at the grids."""
    names = " · ".join(
        f"{format_number(float(row['before']), language)} {row['before_label']}"
        for _, row in levels.iterrows()
    )
    how = read_catalogue(language)["internal.transitions.how"]
    return [*wrap(names, 105), *wrap(how, 105)]


def _draw_factor(axes: Axes, rows: pd.DataFrame, language: Language) -> None:
    name = "\n".join(
        wrap(str(rows["label"].iloc[0]), _NAME_LETTERS, max_lines=2, placeholder=" …")
    )
    axes.text(2, _HEAD_MM - 1.5, name, fontsize=SIZE, weight="bold", va="bottom")
    scores = sorted(set(rows["before"]))
    side = _GRID_MM / len(scores)
    left, top = _AXIS_MM + 2, _HEAD_MM + _AXIS_MM
    for place, score in enumerate(scores):
        said = format_number(float(score), language)
        middle = (place + 0.5) * side
        look: dict[str, Any] = {
            "fontsize": SMALL,
            "color": GREY,
            "ha": "center",
            "va": "center_baseline",
        }
        axes.text(left + middle, top - 2.4, said, **look)
        axes.text(left - 2.4, top + middle, said, **look)
    for _, cell in rows.iterrows():
        across = left + scores.index(cell["after"]) * side
        down = top + scores.index(cell["before"]) * side
        _draw_cell(axes, across, down, side, int(cell["count"]), str(cell["moved"]))
    texts = read_catalogue(language)
    counts = rows.groupby("moved")["count"].sum()
    for place, way in enumerate(_SIGNS):
        n = format_number(int(counts.get(way, 0)), language)
        said = f"{_SIGNS[way]} {n} {texts[f'internal.moved.{way}']}"
        y = top + _GRID_MM / 2 + (place - 1) * 5
        axes.text(left + _GRID_MM + 2, y, said, fontsize=SMALL, color=JUDGED[way], va="center")


def _draw_cell(
    axes: Axes, across: float, down: float, side: float, count: int, moved: str
) -> None:
    is_same = moved == "same"
    axes.add_patch(
        Rectangle(
            (across, down), side, side, facecolor=PALE_JUDGED[moved] if count else "white",
            edgecolor=INK if is_same else "#c5ccd0", linewidth=1.3 if is_same else 0.5,
            zorder=3 if is_same else 2,
        )
    )  # fmt: skip
    if count:
        axes.text(
            across + side / 2, down + side / 2, str(count), fontsize=SMALL,
            ha="center", va="center_baseline", color=INK, zorder=4,
        )  # fmt: skip
