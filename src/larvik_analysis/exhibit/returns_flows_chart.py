"""Who pays and who gains: each actor's costs to the left of nought and gains to the right."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from larvik_analysis.terms.catalogue import Language, read_catalogue

from .internal_frame import JUDGED, LINE, PALE_JUDGED, SMALL, WIDTH_MM, place_axes
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
from .style import GREY, INK, in_house_style

_LEFT_MM = 56.0
_RIGHT_MM = 33.0  # for the numbers
_INDENT_MM = 5.0
_HEAD_MM = 8.0
_AXIS_MM = 12.0
_ACTOR_AIR_MM = 2.0
_BAR_MM = 3.4
_LETTERS = 32
_NET = "net"


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of the figure: an actor with the net, or one effect below."""

    name: str
    row: pd.Series[Any]
    is_net: bool
    middle: float


@in_house_style
def draw_flows(
    table: pd.DataFrame, *, language: Language, axis: str = "", is_example: bool = False
) -> Figure:
    """Draw a bar for each effect on each actor, and what is left of them in all.

    Losses are hatched and lie to the left, gains are filled and lie to the right. An effect
    that is nought for an actor is left out.

    Parameters
    ----------
    table : DataFrame
        With `effect`, `effect_label`, `actor`, `actor_label` and `estimate` (signed: costs
        negative); `unit` (``nok`` where it is missing) and `reason` where there is one; `flow`
        and `label` where an effect may reach an actor in several ways. A row
        with the effect ``net`` is the sum of its actor; without one the bars are added up.
    axis : str
        Words before the unit of the axis, such as what year's kroner they are.
    is_example : bool
        Whether the figure is marked as an example.
    """
    rows = _with_net(table)
    lines, height = _placed(rows)
    figure = new_sheet(_HEAD_MM + height + _AXIS_MM)
    axes = place_axes(
        figure, left=_LEFT_MM, top=_HEAD_MM, width=WIDTH_MM - _LEFT_MM - _RIGHT_MM,
        height=max(height, 1.0),
    )  # fmt: skip
    axes.set_ylim(max(height, 1.0), 0)
    scale = scale_of_table(rows)
    axes.set_xlim(*ends_of(rows["estimate"], scale))
    set_amounts(axes, scale, axis, language)
    _name_sides(axes, language)
    for line in lines:
        _draw_line(axes, line, scale, language)
    return finish(figure, language, is_example=is_example)


def _with_net(table: pd.DataFrame) -> pd.DataFrame:
    """The rows with a net row an actor, first among those of the actor."""
    parts: list[pd.DataFrame] = []
    for actor in dict.fromkeys(table["actor"]):
        rows = table[table["actor"] == actor]
        net, others = rows[rows["effect"] == _NET], rows[rows["effect"] != _NET]
        if net.empty:
            total = others["estimate"].astype(float).sum(skipna=False)
            net = others.iloc[:1].assign(effect=_NET, estimate=total)
        parts += [net, others[others["estimate"].astype(float) != 0]]
    return pd.concat(parts, ignore_index=True) if parts else table


def _placed(rows: pd.DataFrame) -> tuple[list[_Line], float]:
    """Every line and the height of them all, in mm from the top."""
    lines: list[_Line] = []
    top = 0.0
    for _, row in rows.iterrows():
        is_net = row["effect"] == _NET
        name = row_name(row["actor_label"] if is_net else _effect(row, rows), _LETTERS)
        top += _ACTOR_AIR_MM if is_net else 0.0
        lines.append(_Line(name, row, is_net, top + row_mm(name) / 2))
        top += row_mm(name)
    return lines, top


def _effect(row: pd.Series[Any], rows: pd.DataFrame) -> str:
    """What an effect is called; with its kind where it reaches the actor in several ways."""
    same = (rows["actor"] == row["actor"]) & (rows["effect"] == row["effect"])
    if "flow" not in rows or same.sum() == 1:
        return str(row["effect_label"])
    return f"{row['effect_label']}: {row['label']}"


def _draw_line(axes: Axes, line: _Line, scale: Scale, language: Language) -> None:
    look: dict[str, Any] = {"weight": "bold"} if line.is_net else {"fontsize": SMALL}
    x_mm = 2.0 if line.is_net else 2.0 + _INDENT_MM
    if line.is_net:
        edge = line.middle - row_mm(line.name) / 2 - _ACTOR_AIR_MM / 2
        axes.plot(
            [-_LEFT_MM / _plot_mm(), 1 + _RIGHT_MM / _plot_mm()], [edge, edge], color=LINE,
            linewidth=0.8, transform=axes.get_yaxis_transform(), clip_on=False, zorder=0,
        )  # fmt: skip
    write_at(axes, x_mm, line.middle, line.name, **look)
    value = line.row["estimate"]
    if not is_told(value):
        said = why_not(line.row, language)
        write_number(axes, line.middle, said, color=GREY, style="italic", fontsize=SMALL)
        return
    side = _side(float(value))
    said = scale.tell(value, language, is_signed=True)
    write_number(axes, line.middle, said, color=JUDGED[side] if value else INK, **look)
    if line.is_net:
        axes.plot(
            scale.at(value), line.middle, marker="D", markersize=7, color=INK, zorder=4,
            markeredgecolor="white", markeredgewidth=0.8, clip_on=False,
        )  # fmt: skip
        return
    axes.barh(
        line.middle, scale.at(value), height=_BAR_MM, edgecolor=JUDGED[side],
        facecolor=JUDGED[side] if side == "better" else PALE_JUDGED[side], linewidth=0.8,
        hatch=None if side == "better" else "/////",
    )  # fmt: skip


def _plot_mm() -> float:
    return WIDTH_MM - _LEFT_MM - _RIGHT_MM


def _side(value: float) -> str:
    return "worse" if value < 0 else "better"


def _name_sides(axes: Axes, language: Language) -> None:
    """Above the bars: which side is a loss, which is a gain, and what the diamond is."""
    texts = read_catalogue(language)
    low, high = axes.get_xlim()
    nought = _LEFT_MM + _plot_mm() * (0 - low) / (high - low)
    for side, x_mm, align in (("worse", nought - 2, "right"), ("better", nought + 2, "left")):
        write_at(
            axes, x_mm, -3.2, texts[f"returns_chart.flows.{side}"], ha=align, weight="bold",
            color=JUDGED[side],
        )  # fmt: skip
    write_number(axes, -3.2, texts["returns_chart.flows.net"], fontsize=SMALL, color=INK)
    write_name(axes, -3.2, texts["returns_chart.flows.who"], fontsize=SMALL, color=GREY)
