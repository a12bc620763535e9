"""Pairs of dots: the place's own number beside that of others, each unit on its own axis."""

from __future__ import annotations

import math
from dataclasses import dataclass
from textwrap import wrap
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from larvik_analysis.terms.catalogue import Language, read_catalogue

from .cells import cell_text, number_text
from .style import GREY, INCH_MM, INK, MAIN, in_house_style

# Better and worse have a sign and a word besides; both are readable as text on white.
_JUDGED = {"better": ("#00559b", "+"), "worse": ("#a84300", "\u2212")}
_WIDTH_MM = 160.0
_ROW_MM = 9.2
_HEAD_MM = 5.0
_FOOT_MM = 5.5
_LEFT_MM = 54.0
_RIGHT_MM = 30.0
_LABEL_LETTERS = 33
_SIZE = 9.2
_LETTER_MM = 1.7
_OFFSET_MM = 4.5  # between a dot and its label


@in_house_style
def draw_dot_pairs(table: pd.DataFrame, *, language: Language) -> Figure:
    """Draw one row an indicator, in a panel for each unit.

    Parameters
    ----------
    table : DataFrame
        With `indicator`, `label`, `against_label`, `judgement`, `judgement_label`, `role`
        (``own`` or ``other``), `role_label`, `estimate`, `unit`, `reason` and `uncertain`.
    """
    units = list(dict.fromkeys(table["unit"]))
    n_rows = table["indicator"].nunique()
    height = n_rows * _ROW_MM + len(units) * (_HEAD_MM + _FOOT_MM)
    figure = Figure(figsize=(_WIDTH_MM / INCH_MM, height / INCH_MM))
    top = 0.0
    for unit in units:
        rows = table[table["unit"] == unit]
        tall = rows["indicator"].nunique() * _ROW_MM
        axes = figure.add_axes(
            (
                _LEFT_MM / _WIDTH_MM, 1 - (top + _HEAD_MM + tall) / height,
                1 - (_LEFT_MM + _RIGHT_MM) / _WIDTH_MM, tall / height,
            )
        )  # fmt: skip
        _draw_unit(axes, rows, unit, language)
        top += _HEAD_MM + tall + _FOOT_MM
    return figure


def _draw_unit(axes: Axes, rows: pd.DataFrame, unit: str, language: Language) -> None:
    texts = read_catalogue(language)
    name = unit if unit in ("percent", "points") else "other"
    axes.set_title(
        texts[f"comparisons.{name}"], loc="left", fontsize=_SIZE, color=GREY, pad=3, x=-0.7
    )
    known = rows["estimate"].dropna()
    least, most = (float(known.min()), float(known.max())) if len(known) else (0.0, 1.0)
    if unit == "percent":
        least = 0.0
    indicators = list(dict.fromkeys(rows["indicator"]))
    axes.set_ylim(len(indicators) - 0.5, -0.5)
    pairs = [_dots(rows[rows["indicator"] == name], language) for name in indicators]
    axes.set_xlim(*_ends([dot for pair in pairs for dot in pair], least, most))
    labels = []
    for place, pair in enumerate(pairs):
        _draw_pair(axes, pair, place)
        labels.append("\n".join(wrap(str(pair[0].row["label"]), _LABEL_LETTERS)))
    axes.set_yticks(range(len(indicators)), labels, fontsize=_SIZE)
    _set_ticks(axes, least, most, unit, language)


@dataclass(frozen=True, slots=True)
class _Dot:
    """A number with its name, and the side of the dot that the name is on."""

    row: pd.Series[Any]
    said: str
    is_own: bool
    is_right: bool

    @property
    def value(self) -> float:
        """Where it is; not a number where there is none."""
        return float(self.row["estimate"])


def _dots(pair: pd.DataFrame, language: Language) -> list[_Dot]:
    """The place's own dot and that of the others, each labelled away from the other."""
    rows = {str(row["role"]): row for _, row in pair.iterrows()}
    own, other = rows["own"], rows.get("other")
    is_right = other is None or not float(own["estimate"]) < float(other["estimate"])
    said = cell_text(own, "estimate", language)
    found = [_Dot(own, f"{own['role_label']} {said}", is_own=True, is_right=is_right)]
    if other is not None:
        said = f"{own['against_label']} {cell_text(other, 'estimate', language)}"
        found.append(_Dot(other, said, is_own=False, is_right=not is_right))
    return found


def _ends(dots: list[_Dot], least: float, most: float) -> tuple[float, float]:
    """Ends of the axis that leave room for the label of every dot."""
    width = _WIDTH_MM - _LEFT_MM - _RIGHT_MM
    reach = (most - least) or 1.0
    rough = width / 2 / reach  # mm a unit, if half of the width is left for the numbers
    left = right = 2 * _OFFSET_MM
    for dot in dots:
        if math.isnan(dot.value):
            continue
        needs = len(dot.said) * _LETTER_MM + _OFFSET_MM
        if dot.is_right:
            right = max(right, needs - (most - dot.value) * rough)
        else:
            left = max(left, needs - (dot.value - least) * rough)
    scale = max(width - left - right, width / 4) / reach
    return least - left / scale, most + right / scale


def _draw_pair(axes: Axes, pair: list[_Dot], place: int) -> None:
    own = pair[0].row
    colour, sign = _JUDGED.get(str(own["judgement"]), (GREY, ""))
    axes.axhline(place, color="#e3e7e9", linewidth=0.8, zorder=0)
    said = f"{sign} {own['judgement_label']}".strip()
    axes.text(
        1.02, place, "\n".join(wrap(said, 16)), transform=axes.get_yaxis_transform(),
        va="center", color=colour, weight="bold" if sign else "normal", fontsize=_SIZE,
    )  # fmt: skip
    values = [dot.value for dot in pair]
    if len(pair) == 2 and not any(map(math.isnan, values)):
        axes.plot(values, [place, place], color=colour, linewidth=2.4, zorder=1)
    for dot in reversed(pair):
        _draw_dot(axes, dot, place)


def _draw_dot(axes: Axes, dot: _Dot, place: int) -> None:
    is_own, side = dot.is_own, 1 if dot.is_right else -1
    at = float(axes.get_xlim()[0]) if math.isnan(dot.value) else dot.value
    if not math.isnan(dot.value):
        axes.plot(
            at, place, marker="o" if is_own else "s", markersize=7.5 if is_own else 11,
            markerfacecolor=MAIN if is_own else "white",
            markeredgecolor=MAIN if is_own else INK, markeredgewidth=1.4,
            zorder=4 if is_own else 3,  # within the other where they are alike
        )  # fmt: skip
    axes.annotate(
        dot.said, (at, place), xytext=(9 * side, 0), textcoords="offset points",
        ha="left" if dot.is_right else "right", va="center", fontsize=_SIZE,
        weight="bold" if is_own else "normal", color=MAIN if is_own else INK,
        bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.6},
    )  # fmt: skip


def _set_ticks(axes: Axes, least: float, most: float, unit: str, language: Language) -> None:
    step = next((s for s in (1.0, 2.0, 5.0, 10.0, 20.0) if (most - least) / s <= 6), most)
    first = least // step * step
    ticks = [first + step * n for n in range(int((most - first) // step) + 1)]
    axes.set_xticks(ticks, [number_text(tick, unit, language) for tick in ticks])
    axes.tick_params(length=0)
    axes.tick_params(axis="x", labelsize=_SIZE - 1, labelcolor=GREY)
    for side in ("left", "bottom"):
        axes.spines[side].set_visible(False)
