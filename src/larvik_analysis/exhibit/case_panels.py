"""Panels of single cases: scores in order of time, phases, levels and what they can carry."""

from __future__ import annotations

from textwrap import wrap
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from larvik_analysis.terms.catalogue import Language, read_catalogue
from larvik_analysis.terms.language import format_number

from .internal_frame import LINE, SIZE, SMALL, WIDTH_MM, make_sheet, place_axes, say, sign_sheet
from .style import GREY, INCH_MM, INK, MAIN, in_house_style

_HEAD_MM = 13.0
_PANEL_MM = 31.0
_AXIS_MM = 8.0
_LEFT_MM = 12.0
_WORDS_MM = 54.0
_LINE_MM = 4.3  # a line of words beside a panel
_LETTERS = 36
_PHASES = {"A": ("o", "white"), "B": ("o", MAIN)}


@in_house_style
def draw_case_panels(
    table: pd.DataFrame, *, language: Language, design: str, mark: str = ""
) -> Figure:
    """Draw a panel a case, all on one scale of scores.

    Parameters
    ----------
    table : DataFrame
        With `label`, `part` (``score``, ``median``, ``index``, ``reservation``), `phase`
        (``A``, ``B``), `session`, `score`, `estimate`, `low`, `high`, `said` and `better`.
    design, mark : str
        What stands at the foot, and across invented numbers.
    """
    cases = list(dict.fromkeys(table["label"]))
    tall = _HEAD_MM + _PANEL_MM + _AXIS_MM
    figure = make_sheet(len(cases) * tall + 1)
    known = table.loc[table["part"] == "score", "score"].dropna()
    ends = (float(known.min()), float(known.max())) if len(known) else (0.0, 1.0)
    air = max(ends[1] - ends[0], 1.0) * 0.08
    for number, case in enumerate(cases):
        axes = place_axes(
            figure, left=_LEFT_MM, top=number * tall + _HEAD_MM,
            width=WIDTH_MM - _LEFT_MM - _WORDS_MM, height=_PANEL_MM,
        )  # fmt: skip
        axes.set_ylim(ends[0] - air, ends[1] + air)
        rows = table[table["label"] == case]
        _draw_case(axes, rows, language)
        axes.set_title(case, loc="left", fontsize=SIZE, weight="bold", pad=17)
        _write_words(axes, _lines(rows, language))
    better = str(table["better"].iloc[0])
    counts = say("cases.counts", language, cases=len(cases), scores=len(known))
    said = f"{counts} {read_catalogue(language)[f'internal.cases.better_{better}']}"
    return sign_sheet(figure, said, design=design, mark=mark)


def _draw_case(axes: Axes, rows: pd.DataFrame, language: Language) -> None:
    scores = rows[rows["part"] == "score"].dropna(subset=["score"])
    axes.set_xlim(scores["session"].min() - 0.7, scores["session"].max() + 0.7)
    texts = read_catalogue(language)
    medians = rows[rows["part"] == "median"].set_index("phase")["score"]
    before = scores.loc[scores["phase"] == "A", "session"]
    during = scores.loc[scores["phase"] == "B", "session"]
    for phase, (marker, face) in _PHASES.items():
        own = scores[scores["phase"] == phase]
        if own.empty:
            continue
        axes.plot(
            own["session"], own["score"], color=MAIN, linewidth=1.2, marker=marker,
            markersize=5.5, markerfacecolor=face, markeredgecolor=MAIN, clip_on=False, zorder=3,
        )  # fmt: skip
        ends = [float(own["session"].min()) - 0.4, float(own["session"].max()) + 0.4]
        axes.plot(ends, [medians[phase]] * 2, color=INK, linewidth=1.6, linestyle=(0, (5, 2)))
        axes.text(
            sum(ends) / 2, 1.02, texts[f"internal.phase.{phase.lower()}"], fontsize=SMALL,
            color=GREY, ha="center", va="bottom", transform=axes.get_xaxis_transform(),
        )  # fmt: skip
    if len(before) and len(during) and before.max() < during.min():
        axes.axvline(float(before.max() + during.min()) / 2, color=INK, linewidth=1)
    _set_axes(axes, [int(session) for session in scores["session"]], language)


def _set_axes(axes: Axes, sessions: list[int], language: Language) -> None:
    shown = [n for n in sessions if len(sessions) <= 16 or n % 5 == 0]
    axes.set_xticks(shown, [str(session) for session in shown], fontsize=SMALL)
    axes.set_xlabel(read_catalogue(language)["internal.cases.axis"], fontsize=SMALL, labelpad=1)
    axes.locator_params(axis="y", nbins=4)
    axes.yaxis.set_major_formatter(lambda value, _: format_number(value, language))
    axes.tick_params(length=0, labelsize=SMALL)
    axes.grid(axis="y", color=LINE, linewidth=0.8)
    axes.set_axisbelow(True)
    axes.spines["left"].set_visible(False)
    axes.spines["bottom"].set_color(GREY)


def _lines(rows: pd.DataFrame, language: Language) -> list[tuple[str, dict[str, Any]]]:
    """What stands beside a panel: the indices, then what to hold against them."""
    found: list[tuple[str, dict[str, Any]]] = []
    for _, row in rows[rows["part"] == "index"].iterrows():
        found.append((f"{row['said']}: {_index(row, language)}", {}))
    for said in rows.loc[rows["part"] == "reservation", "said"]:
        look = {"style": "italic", "color": GREY}
        found += [(line, look) for line in wrap(str(said), _LETTERS)]
    return found


def _index(row: pd.Series[Any], language: Language) -> str:
    said = format_number(float(row["estimate"]), language, decimals=2)
    if pd.isna(row["low"]):
        return said
    ends = {
        name: format_number(float(row[name]), language, decimals=2) for name in ("low", "high")
    }
    return f"{said} ({read_catalogue(language)['report.interval'].format(**ends)})"


def _write_words(axes: Axes, lines: list[tuple[str, dict[str, Any]]]) -> None:
    step = _LINE_MM / _PANEL_MM
    for place, (line, look) in enumerate(lines):
        axes.annotate(
            line, (1, 1 - place * step), xycoords="axes fraction",
            xytext=(3 / INCH_MM * 72, 0), textcoords="offset points", va="top",
            fontsize=SMALL, annotation_clip=False, **look,
        )  # fmt: skip
