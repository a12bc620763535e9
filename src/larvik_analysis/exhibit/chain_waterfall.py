"""What is left of an effect, step by step, from what was published to what is counted on."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from larvik_analysis.terms.catalogue import Language, read_catalogue

from .internal_frame import JUDGED, PALE_JUDGED, SMALL, WIDTH_MM, place_axes
from .returns_frame import (
    Scale,
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
from .style import GREY, INK, MAIN, in_house_style

_LEFT_MM = 60.0
_RIGHT_MM = 36.0
_HEAD_MM = 8.0
_AXIS_MM = 12.0
_BAR_MM = 4.4
_LETTERS = 34
_LEGEND_MM = 30.0
_KINDS: dict[str, dict[str, Any]] = {
    "kept": {"facecolor": MAIN, "edgecolor": INK},
    "lost": {
        "facecolor": PALE_JUDGED["worse"], "edgecolor": JUDGED["worse"], "hatch": "/////",
    },
    "gained": {
        "facecolor": PALE_JUDGED["better"], "edgecolor": JUDGED["better"], "hatch": "....",
    },
}  # fmt: skip


@in_house_style
def draw_chain(
    table: pd.DataFrame, *, language: Language, axis: str = "", is_example: bool = False
) -> Figure:
    """Draw a bar a step: what is left is filled, what the step took away is hatched.

    Parameters
    ----------
    table : DataFrame
        In the order of the steps, all of one unit: `step`, `label` and `estimate` (what is
        left after the step); `unit` (``share`` where it is missing), `reason`, and `change`
        (what is told beside the number, as a text) where there are any.
    axis : str
        What is left: words before the unit of the axis.
    is_example : bool
        Whether the figure is marked as an example.
    """
    rows = table if "unit" in table else table.assign(unit="share")
    names = [row_name(label, _LETTERS) for label in rows["label"]]
    heights = [row_mm(name) + 1.8 for name in names]
    height = max(sum(heights), 1.0)
    figure = new_sheet(_HEAD_MM + height + _AXIS_MM)
    axes = place_axes(
        figure, left=_LEFT_MM, top=_HEAD_MM, width=WIDTH_MM - _LEFT_MM - _RIGHT_MM,
        height=height,
    )  # fmt: skip
    axes.set_ylim(height, 0)
    scale = scale_of_table(rows)
    axes.set_xlim(*ends_of(rows["estimate"], scale))
    set_amounts(axes, scale, axis, language)
    middles = [sum(heights[:place]) + tall / 2 for place, tall in enumerate(heights)]
    left = _draw_steps(axes, rows, names, middles, scale, language)
    for (above, value), (below, _) in pairwise(left):
        axes.plot([value, value], [above, below], color=GREY, linewidth=0.8, zorder=1)
    return finish(figure, language, is_example=is_example)


def _draw_steps(
    axes: Axes, rows: pd.DataFrame, names: list[str], middles: list[float], scale: Scale,
    language: Language,
) -> list[tuple[float, float]]:  # fmt: skip
    """Draw every step; returns at which height each known one stands and what it leaves."""
    left: list[tuple[float, float]] = []
    seen: set[str] = set()
    for name, middle, (_, row) in zip(names, middles, rows.iterrows(), strict=True):
        weight = "bold" if middle in (middles[0], middles[-1]) else "normal"
        write_name(axes, middle, name, weight=weight)
        if not is_told(row["estimate"]):
            said = why_not(row, language)
            write_number(axes, middle, said, color=GREY, style="italic", fontsize=SMALL)
            continue
        value = scale.at(row["estimate"])
        before = left[-1][1] if left else value
        seen |= _draw_bar(axes, middle, before, value)
        _write_value(axes, middle, row, weight, scale, language)
        left.append((middle, value))
    _write_legend(axes, seen, language)
    return left


def _draw_bar(axes: Axes, middle: float, before: float, value: float) -> set[str]:
    """What is left from nought, and what the step took away or added beyond it."""
    is_turned = before * value < 0
    is_loss = not is_turned and abs(value) <= abs(before)
    kept = before if not is_loss and not is_turned else value
    further = before if is_loss or is_turned else value
    axes.barh(middle, kept, height=_BAR_MM, linewidth=0.8, zorder=2, **_KINDS["kept"])
    if further == kept:
        return {"kept"}
    start = 0.0 if is_turned else kept
    kind = "lost" if is_loss or is_turned else "gained"
    axes.barh(
        middle, further - start, left=start, height=_BAR_MM, linewidth=0.8, zorder=2,
        **_KINDS[kind],
    )  # fmt: skip
    return {"kept", kind}


def _write_value(
    axes: Axes, middle: float, row: pd.Series[Any], weight: str, scale: Scale,
    language: Language,
) -> None:  # fmt: skip
    said = scale.tell(row["estimate"], language)
    change = row.get("change")
    if pd.notna(change) and str(change):
        write_number(axes, middle, str(change), fontsize=SMALL, color=GREY)
        write_at(axes, WIDTH_MM - _RIGHT_MM + 15.0, middle, said, ha="right", weight=weight)
        return
    write_number(axes, middle, said, weight=weight)


def _write_legend(axes: Axes, seen: set[str], language: Language) -> None:
    """Above the bars: what is filled and what is hatched."""
    wide_mm = axes.get_position().width * WIDTH_MM
    shown = [kind for kind in _KINDS if kind in seen]
    for place, kind in enumerate(shown):
        x_mm = place * _LEGEND_MM
        axes.barh(
            -4.2, 5.0 / wide_mm, left=x_mm / wide_mm, height=3.2, clip_on=False,
            transform=axes.get_yaxis_transform(), linewidth=0.8, **_KINDS[kind],
        )  # fmt: skip
        said = read_catalogue(language)[f"returns_chart.chain.{kind}"]
        write_at(axes, _LEFT_MM + x_mm + 7.0, -4.2, said, fontsize=SMALL)
