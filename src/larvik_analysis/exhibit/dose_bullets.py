"""Bullets: contacts that were delivered against those that were planned."""

from __future__ import annotations

from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from larvik_analysis.terms.catalogue import Language, read_catalogue
from larvik_analysis.terms.language import format_number

from .internal_frame import (
    SIZE,
    SMALL,
    WIDTH_MM,
    clear_axes,
    make_sheet,
    place_axes,
    say,
    sign_sheet,
)
from .style import GREY, INK, MAIN, PALE, in_house_style

_ALL_MM = 13.0
_HEAD_MM = 9.0
_ROW_MM = 5.2
_LEAST_ROW_MM = 1.2
_MOST_MM = 190.0  # for the bars of all families
_LEFT_MM = 34.0
_RIGHT_MM = 34.0


@in_house_style
def draw_dose_bullets(
    table: pd.DataFrame, *, language: Language, design: str, mark: str = ""
) -> Figure:
    """Draw a bullet for all contacts, and a bar for each family, most contacts first.

    Parameters
    ----------
    table : DataFrame
        With `part` (``all``, ``family``), `label`, `contacts`, `planned` (missing where
        nothing was planned) and `n_families`.
    design, mark : str
        What stands at the foot, and across invented numbers.
    """
    families = table[table["part"] == "family"]
    row = max(min(_ROW_MM, _MOST_MM / max(len(families), 1)), _LEAST_ROW_MM)
    height = _ALL_MM + _HEAD_MM + len(families) * row + 3
    figure = make_sheet(height)
    width = WIDTH_MM - _LEFT_MM - _RIGHT_MM
    top = place_axes(figure, left=_LEFT_MM, top=2, width=width, height=_ALL_MM - 3)
    _draw_all(top, table[table["part"] == "all"].iloc[0], language)
    axes = place_axes(
        figure, left=_LEFT_MM, top=_ALL_MM + _HEAD_MM, width=width,
        height=max(len(families), 1) * row,
    )  # fmt: skip
    _draw_families(axes, families.reset_index(drop=True), language, has_words=row > 3.5)
    n = int(table["n_families"].iloc[0])
    said = say("dose.counts", language, families=n)
    return sign_sheet(figure, said, design=design, mark=mark)


def _draw_all(axes: Axes, row: pd.Series[Any], language: Language) -> None:
    contacts = float(row["contacts"])
    has_plan = bool(pd.notna(row["planned"]))
    planned = float(row["planned"]) if has_plan else 0.0
    most = max(contacts, planned, 1.0)
    axes.set(xlim=(0, most), ylim=(-0.6, 0.6))
    clear_axes(axes)
    counts = {"delivered": round(contacts)}
    if has_plan:
        axes.barh(0, planned, height=1.0, color=PALE, edgecolor=GREY, linewidth=0.8)
        counts["planned"] = round(planned)
    axes.barh(0, contacts, height=0.45, color=MAIN)
    beside = axes.get_yaxis_transform()
    width = WIDTH_MM - _LEFT_MM - _RIGHT_MM
    axes.text(
        (2 - _LEFT_MM) / width, 0, str(row["label"]), fontsize=SIZE, weight="bold",
        va="center_baseline", transform=beside,
    )  # fmt: skip
    key = "dose.of_planned" if has_plan else "dose.delivered"
    axes.text(
        1 + 2 / width, 0, say(key, language, **counts), fontsize=SIZE, va="center_baseline",
        transform=beside,
    )  # fmt: skip


def _draw_families(
    axes: Axes, families: pd.DataFrame, language: Language, *, has_words: bool
) -> None:
    planned = families["planned"].max()
    most = max(float(families["contacts"].max()), float(planned) if pd.notna(planned) else 0, 1)
    axes.set(xlim=(0, most), ylim=(max(len(families), 1) - 0.5, -0.5))
    clear_axes(axes)
    axes.barh(families.index, families["contacts"], height=0.7, color=MAIN)
    texts = read_catalogue(language)
    width = WIDTH_MM - _LEFT_MM - _RIGHT_MM
    axes.text(
        (2 - _LEFT_MM) / width, 0, texts["internal.dose.each"], fontsize=SIZE, weight="bold",
        va="center_baseline", transform=axes.get_yaxis_transform(),
    )  # fmt: skip
    for place, contacts in enumerate(families["contacts"] if has_words else ()):
        axes.text(
            float(contacts) + most * 0.01, place, format_number(float(contacts), language),
            fontsize=SMALL, va="center_baseline",
        )  # fmt: skip
    if pd.notna(planned):
        axes.axvline(float(planned), color=INK, linewidth=1.3, linestyle=(0, (4, 2)))
        axes.text(
            float(planned), -0.6, say("dose.plan", language, n=float(planned)), fontsize=SMALL,
            ha="center", va="bottom",
        )  # fmt: skip
