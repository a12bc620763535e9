"""The curve of returns by age as an argument: one curve, two lines, and what is beside it."""

from __future__ import annotations

from textwrap import wrap
from typing import Any, Final

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from larvik_analysis.terms.catalogue import Language, read_catalogue

from .cells import cell_text
from .internal_frame import WIDTH_MM, clear_axes, place_axes
from .style import GREY, INCH_MM, INK, MAIN, PALE, in_house_style

_TALL_MM: Final = 92.0
_LEFT_MM: Final = 7.0
_TOP_MM: Final = 5.0
_CURVE_MM: Final = 88.0
_PLOT_MM: Final = 73.0
_BESIDE_MM: Final = 102.0
_BESIDE_LETTERS: Final = 32
_LINE_MM: Final = 4.1
_SIZE: Final = 9.5
_HEAD: Final = 10.5
_AGES: Final = (0, 5, 10, 15)
_BEHIND: Final = {"facecolor": "white", "edgecolor": "none", "pad": 1.2}


@in_house_style
def draw_heckman_curve(table: pd.DataFrame, *, language: Language, **beside: str) -> Figure:
    """Draw the curve without numbers on its height, the lines, and findings at its side.

    Parameters
    ----------
    table : DataFrame
        With `line` (``curve``, ``opportunity``, ``plan``, ``plan_age``), `age` in years for
        the curve, and `estimate`.
    **beside : str
        ``name_first``, ``finding_first`` and so on: what speaks against it.
    """
    texts = read_catalogue(language)
    figure = Figure(figsize=(WIDTH_MM / INCH_MM, _TALL_MM / INCH_MM))
    axes = place_axes(figure, left=_LEFT_MM, top=_TOP_MM, width=_CURVE_MM, height=_PLOT_MM)
    rows = {str(line): part for line, part in table.groupby("line", sort=False)}
    curve = rows["curve"]
    ages, index = curve["age"].astype(float).to_numpy(), curve["estimate"].to_numpy()
    axes.set(xlim=(0, ages.max() + 1), ylim=(0, index.max() * 1.12))
    axes.plot(ages, index, color=MAIN, linewidth=3.2, solid_capstyle="round", zorder=3)
    axes.text(
        ages[2], index[1] * 1.02, texts["axis.heckman.curve"], color=MAIN, weight="bold",
        fontsize=_SIZE, va="bottom",
    )  # fmt: skip
    _draw_opportunity(axes, float(rows["opportunity"]["estimate"].iloc[0]), language)
    if "plan" in rows and "plan_age" in rows:
        _draw_plan(axes, rows["plan"].iloc[0], rows["plan_age"].iloc[0], language)
    _set_axes(axes, language)
    _write_beside(figure, beside, language)
    return figure


def _draw_opportunity(axes: Axes, height: float, language: Language) -> None:
    said = "\n".join(wrap(read_catalogue(language)["axis.heckman.opportunity"], 34))
    axes.axhline(height, color=INK, linewidth=1.4, zorder=2)
    axes.text(
        axes.get_xlim()[1], height + 1.6, said, color=INK, fontsize=_SIZE, va="bottom",
        ha="right", linespacing=1.15,
    )  # fmt: skip


def _draw_plan(
    axes: Axes, row: pd.Series[Any], age: pd.Series[Any], language: Language
) -> None:
    """Dashed: it is the municipality's and not Heckman's."""
    height, years = float(row["estimate"]), float(age["estimate"])
    said = read_catalogue(language)["axis.heckman.plan"].format(
        age=cell_text(age, "estimate", language)
    )
    axes.axhline(height, color=GREY, linewidth=1.6, linestyle=(0, (5, 3)), zorder=2)
    axes.plot([years, years], [0, height], color=GREY, linewidth=1.0, linestyle=(0, (1, 2)))
    axes.plot(
        years, height, marker="o", markersize=8, markerfacecolor="white", markeredgecolor=GREY,
        markeredgewidth=1.8, zorder=4,
    )  # fmt: skip
    axes.text(
        0.3, height - 2.2, "\n".join(wrap(said, 34)), color=GREY, fontsize=_SIZE, va="top",
        linespacing=1.15, bbox=_BEHIND,
    )  # fmt: skip


def _set_axes(axes: Axes, language: Language) -> None:
    texts = read_catalogue(language)
    axes.set_yticks([])
    axes.set_xticks(_AGES, [str(age) for age in _AGES], fontsize=_SIZE)
    axes.tick_params(length=3, color=GREY)
    axes.set_xlabel(texts["axis.heckman.age"], fontsize=_SIZE, labelpad=2)
    axes.set_ylabel(texts["axis.heckman.index"], fontsize=_SIZE, labelpad=4)
    for side in ("left", "bottom"):
        axes.spines[side].set_color(GREY)


def _write_beside(figure: Figure, beside: dict[str, str], language: Language) -> None:
    """A box at the side: who found something else, and what."""
    axes = place_axes(
        figure, left=_BESIDE_MM, top=1.0, width=WIDTH_MM - _BESIDE_MM, height=_TALL_MM - 2
    )
    axes.set(xlim=(0, WIDTH_MM - _BESIDE_MM), ylim=(_TALL_MM - 2, 0))
    axes.set_facecolor(PALE)
    clear_axes(axes)
    place = 6.0
    head = read_catalogue(language)["axis.heckman.against"]
    axes.text(3, place, head, weight="bold", color=INK, fontsize=_HEAD, va="center_baseline")
    place += _LINE_MM + 3.0
    names = [key.removeprefix("name_") for key in beside if key.startswith("name_")]
    for which in names:
        axes.text(3, place, beside[f"name_{which}"], weight="bold", fontsize=_SIZE, va="top")
        place += _LINE_MM + 0.2
        lines = wrap(beside[f"finding_{which}"], _BESIDE_LETTERS)
        axes.text(3, place, "\n".join(lines), fontsize=_SIZE, va="top", linespacing=1.2)
        place += len(lines) * _LINE_MM + 3.2
