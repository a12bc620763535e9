"""Findings against the evidence that carries them: a grid of discs, rings and diamonds."""

from __future__ import annotations

from textwrap import wrap
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from larvik_analysis.terms.catalogue import Language

from .style import GREY, INK, MAIN, axes_of, in_house_style, make_figure

_WIDTH = 160.0  # all places are in mm of the page
_NAMES = 62.0  # room for the names of the findings
_ROW = 6.2
_LETTER_MM = 1.75  # an average bold letter of the headings
_LINE = 4.4
_MARKS: dict[str, dict[str, Any]] = {
    "carries": {"marker": "o", "color": MAIN, "markersize": 11},
    "weakens": {"marker": "D", "color": INK, "markersize": 8, "markerfacecolor": "white",
                "markeredgewidth": 2.0},
    "contradicts": {"marker": "D", "color": INK, "markersize": 9},
    "nothing": {"marker": "_", "color": GREY, "markersize": 5},
}  # fmt: skip


@in_house_style
def draw_evidence_matrix(
    table: pd.DataFrame,
    *,
    language: Language,  # noqa: ARG001  every drawing is given it
) -> Figure:
    """Draw a row a finding, grouped, and a column a kind of evidence.

    A full disc: it carries the finding. An open diamond: something weakens it; a full one:
    something speaks against it. A dash: nothing. The headings say which is which.

    Parameters
    ----------
    table : DataFrame
        With `group_label`, `label`, `evidence_label` and `sign` (``carries``, ``weakens``,
        ``contradicts``, ``nothing``), one row a cell.
    """
    headings = list(dict.fromkeys(table["evidence_label"].astype(str)))
    step = (_WIDTH - _NAMES) / len(headings)
    wrapped = [_lines(heading, int(step / _LETTER_MM)) for heading in headings]
    top = max(map(len, wrapped)) * _LINE + 2.0
    groups = dict.fromkeys(table["group_label"].astype(str))
    n_rows = len(table[["group_label", "label"]].drop_duplicates()) + len(groups)
    figure = make_figure(height_mm=top + n_rows * _ROW + 2, left=0.0, bottom=0.0)
    axes = axes_of(figure)
    axes.set(xlim=(0, _WIDTH), ylim=(top + n_rows * _ROW + 1, -1))
    axes.axis("off")
    centres = {name: _NAMES + step * (n + 0.5) for n, name in enumerate(headings)}
    for name, lines in zip(headings, wrapped, strict=True):
        axes.text(
            centres[name], top - 1.5, "\n".join(lines), ha="center", va="bottom", fontsize=9,
            weight="bold",
        )  # fmt: skip
    place = top
    for group in groups:
        axes.text(0, place + _ROW * 0.62, group, weight="bold", va="center", color=MAIN)
        place += _ROW
        members = table[table["group_label"].astype(str) == group]
        for label, cells in members.groupby("label", sort=False):
            axes.plot([0, _WIDTH], [place, place], color=GREY, linewidth=0.5)
            axes.text(2, place + _ROW / 2, str(label), va="center", fontsize=10.5)
            _draw_marks(axes, place + _ROW / 2, cells, centres)
            place += _ROW
    return figure


def _lines(heading: str, n_letters: int) -> list[str]:
    """The heading in lines of so many letters; a longer word is parted with a hyphen."""
    parted = []
    for word in heading.split():
        while len(word) > n_letters:
            parted.append(f"{word[: n_letters - 1]}-")
            word = word[n_letters - 1 :]
        parted.append(word)
    return wrap(" ".join(parted), n_letters, break_long_words=False, break_on_hyphens=False)


def _draw_marks(axes: Axes, y: float, cells: pd.DataFrame, centres: dict[str, float]) -> None:
    for _, cell in cells.iterrows():
        x = centres[str(cell["evidence_label"])]
        axes.plot([x], [y], linestyle="none", **_MARKS[str(cell["sign"])])
