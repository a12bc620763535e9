"""A process in stages: a band that divides into what is accounted for and what is not."""

from __future__ import annotations

import math
from dataclasses import dataclass
from textwrap import wrap
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Polygon, Rectangle

from larvik_analysis.terms.catalogue import Language, read_catalogue

from .cells import cell_text
from .style import GREY, INCH_MM, INK, MAIN, PALE, in_house_style

_WIDTH_MM = 160.0
_LEFT_MM = 2.0
_BETWEEN_MM = 7.5
_TOP_MM = 1.0
_WHOLE_MM = 2.6
_BAND_MM = 7.0
_FLOW_MM = 4.5
_NAME_MM = 6.0
_GAP_MM = 4.0  # between two parts
_UNKNOWN_MM = 20.0  # a part without a number; its width says nothing
_LEAST_MM = 22.0  # room for the words below a part
_LETTER_MM = 1.6
_LINE_MM = 4.3
_SIZE = 10


@in_house_style
def draw_funnel_flow(table: pd.DataFrame, *, language: Language) -> Figure:
    """Draw each stage as a band that divides; the stages are not joined.

    Parameters
    ----------
    table : DataFrame
        With `stage_label`, `node` (``whole``, ``part``, ``remainder``), `label`,
        `estimate`, `unit`, `reason` and `uncertain`, the whole of a stage first. The parts
        of a stage are as wide as their share of it; a remainder is hatched.
    """
    stages = list(dict.fromkeys(table["stage_label"]))
    drawn = [_Stage.of(table[table["stage_label"] == stage], language) for stage in stages]
    height = sum(stage.height for stage in drawn) + (len(drawn) - 1) * _BETWEEN_MM + _TOP_MM
    figure = Figure(figsize=(_WIDTH_MM / INCH_MM, height / INCH_MM))
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, _WIDTH_MM), ylim=(height, 0))  # in mm from the top
    axes.axis("off")
    texts = read_catalogue(language)
    top = _TOP_MM
    for number, stage in enumerate(drawn):
        if number:
            top += _BETWEEN_MM
            line = top - _BETWEEN_MM + 1
            axes.plot([2, 158], [line, line], color=GREY, linestyle=(0, (2, 2)), linewidth=0.8)
            axes.text(
                80, line + 3.4, texts["funnel.between"], ha="center", va="center",
                fontsize=_SIZE - 1, style="italic", color=GREY,
            )  # fmt: skip
        _draw_stage(axes, stage, top, language)
        top += stage.height
    return figure


@dataclass(frozen=True, slots=True)
class _Stage:
    """A stage and how much room its parts and their words take, in mm."""

    whole: pd.Series[Any]
    parts: pd.DataFrame
    widths: list[float]
    words: list[list[str]]

    @classmethod
    def of(cls, rows: pd.DataFrame, language: Language) -> _Stage:
        whole, parts = rows.iloc[0], rows.iloc[1:]
        widths = _widths(float(whole["estimate"]), parts, _WIDTH_MM - 2 * _LEFT_MM)
        words = [
            wrap(_named(part, language), max(int(max(width, _LEAST_MM) / _LETTER_MM), 8))
            for (_, part), width in zip(parts.iterrows(), widths, strict=True)
        ]
        return cls(whole, parts, widths, words)

    @property
    def height(self) -> float:
        n_lines = max((len(lines) for lines in self.words), default=0)
        return _NAME_MM + _WHOLE_MM + _FLOW_MM + _BAND_MM + n_lines * _LINE_MM + 2


def _named(part: pd.Series[Any], language: Language) -> str:
    """What a part is called, and why it has no number: a box may be too narrow for that."""
    label = str(part["label"])
    return f"{label}: {_told(part, language)}" if pd.isna(part["estimate"]) else label


def _told(row: pd.Series[Any], language: Language) -> str:
    return cell_text(row, "estimate", language)


def _draw_stage(axes: Axes, stage: _Stage, top: float, language: Language) -> None:
    room = _WIDTH_MM - 2 * _LEFT_MM
    name, told = str(stage.whole["stage_label"]), _told(stage.whole, language)
    is_known = not pd.isna(stage.whole["estimate"])
    said = f"{told} {name}" if is_known else f"{name[:1].upper()}{name[1:]}: {told}"
    axes.text(_LEFT_MM, top + 2.6, said, fontsize=_SIZE + 2, weight="bold", va="center")
    band = top + _NAME_MM
    axes.add_patch(Rectangle((_LEFT_MM, band), room, _WHOLE_MM, facecolor=INK, edgecolor=INK))
    flow, foot = band + _WHOLE_MM, band + _WHOLE_MM + _FLOW_MM
    from_ = to = _LEFT_MM
    scale = room / max(sum(stage.widths), 1e-9)  # the parts have gaps between them
    drawn = zip(stage.widths, stage.words, stage.parts.iterrows(), strict=True)
    for width, words, (_, part) in drawn:
        corners = [(from_, flow), (from_ + width * scale, flow), (to + width, foot), (to, foot)]
        axes.add_patch(Polygon(corners, facecolor="#eceff1", edgecolor="none"))
        _draw_part(axes, part, (to, foot, width), words, language)
        from_, to = from_ + width * scale, to + width + _GAP_MM


def _widths(whole: float, parts: pd.DataFrame, room: float) -> list[float]:
    """How wide each part is, in mm: its share of the whole, of the room that is left."""
    known = [float(value) for value in parts["estimate"]]
    n_unknown = sum(math.isnan(value) for value in known)
    left = room - _GAP_MM * (len(known) - 1) - _UNKNOWN_MM * n_unknown
    total = sum(value for value in known if value > 0)
    base = max(total, 0.0 if math.isnan(whole) or n_unknown == 0 else whole, 1e-9)
    # What the known parts leave of the whole is shared by those that are not known.
    unknown = _UNKNOWN_MM + (1 - total / base) * left / max(n_unknown, 1)
    return [unknown if math.isnan(value) else max(value, 0.0) / base * left for value in known]


def _draw_part(
    axes: Axes,
    part: pd.Series[Any],
    box: tuple[float, float, float],
    words: list[str],
    language: Language,
) -> None:
    left, top, width = box
    is_rest = part["node"] == "remainder"
    is_known = not pd.isna(part["estimate"])
    face = "white" if is_rest or not is_known else MAIN
    axes.add_patch(
        Rectangle(
            (left, top), width, _BAND_MM, facecolor=face, edgecolor=INK, linewidth=1.0,
            hatch="////" if is_rest and is_known else None,
            linestyle="-" if is_known else (0, (3, 2)),
        )
    )  # fmt: skip
    number = _told(part, language) if is_known else ""
    dark = is_rest or not is_known
    shade = {"facecolor": "white", "edgecolor": "none", "pad": 1.2} if is_rest else None
    axes.text(
        left + width / 2, top + _BAND_MM / 2 + 0.2, number, ha="center", va="center_baseline",
        fontsize=_SIZE + 1, weight="bold", color=INK if dark else PALE, bbox=shade,
    )  # fmt: skip
    for place, line in enumerate(words, start=1):
        axes.text(
            left, top + _BAND_MM + place * _LINE_MM, line, va="baseline",
            fontsize=_SIZE, style="italic" if is_rest else "normal",
        )  # fmt: skip
