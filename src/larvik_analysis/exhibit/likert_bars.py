"""Answers to several questions on one scale, as bars to the left and right of its middle."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import partial
from textwrap import wrap
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from larvik_analysis.terms.catalogue import Language, read_catalogue

from .cells import cell_text, share_text
from .style import GREY, INCH_MM, INK, in_house_style, write_beside

_WIDTH_MM = 160.0
_LEFT_MM = 50.0
_RIGHT_MM = 32.0  # for what stands outside the scale, and how many answered
_ROW_MM = 11.0
_LINE_MM = 4.3
_AXIS_MM = 6.5
_KEY_MM = 8.0
_HEIGHT = 0.66
_LABEL_LETTERS = 31
_SIZE = 9.5
_LETTER_MM = 1.65
_STEP = 0.25  # between the lines of the grid
_FEWEST_FOR_PER_CENT = 30  # below, counts are told
# From the lowest answer to the highest: dark at the ends, so that grey print keeps them
# apart, and hatched on the low side, so that the two ends are not alike in it.
_LOW = ("#a84300", "#d98a4e", "#f0cba6")
_HIGH = ("#00559b", "#5b95c6", "#b4d0e6")
_MIDDLE = "#eef0f1"
_LIGHT = frozenset({"#f0cba6", "#b4d0e6", "#d98a4e", _MIDDLE})
_beside = partial(write_beside, width_mm=_WIDTH_MM - _LEFT_MM - _RIGHT_MM, fontsize=_SIZE)


@dataclass(frozen=True, slots=True)
class _Piece:
    """One answer of the scale: its colour, and on which side of the middle it is."""

    answer: str
    label: str
    colour: str
    is_left: bool
    is_low: bool
    is_middle: bool


@in_house_style
def draw_likert(
    table: pd.DataFrame,
    *,
    language: Language,
    centred: bool = True,
    highest_first: bool = False,
    falling: bool = False,
) -> Figure:
    """Draw one bar a question, its answers side by side in the order of the scale.

    Parameters
    ----------
    table : DataFrame
        With `question`, `label` (its wording), `answer`, `answer_label`, `place` (``scale``
        or ``outside``), `estimate` (0 to 1), `count`, `n`, `unit`, `reason`, `uncertain`.
        Every question has every answer of the scale, in its order, also those nobody gave;
        one with other answers, as where the gate has merged some, is told in words. Rows of
        another `place` are in the table alone.
    centred : bool
        Whether the middle of the scale stands on one line; else the bars begin on the left.
    highest_first : bool
        Whether the questions with most answers on the high side come first; else they have
        the order of the form.
    falling : bool
        Whether the scale begins with its highest answer. The colours follow.
    """
    on_scale = table[table["place"] == "scale"]
    pieces = _pieces(on_scale, falling=falling)
    questions = _in_order(on_scale, pieces, highest_first=highest_first)
    lines = [wrap(_label(table, question), _LABEL_LETTERS) for question in questions]
    heights = [max(_ROW_MM, len(line) * _LINE_MM + 3) for line in lines]
    key = _key_lines(pieces)
    head = _KEY_MM * len(key)
    height = head + sum(heights) + _AXIS_MM
    figure = Figure(figsize=(_WIDTH_MM / INCH_MM, height / INCH_MM))
    axes = figure.add_axes(
        (
            _LEFT_MM / _WIDTH_MM, _AXIS_MM / height,
            1 - (_LEFT_MM + _RIGHT_MM) / _WIDTH_MM, sum(heights) / height,
        )
    )  # fmt: skip
    starts = {q: _start(_rows(on_scale, q), pieces, centred=centred) for q in questions}
    ends = {q: starts[q] + float(_rows(on_scale, q)["estimate"].sum()) for q in questions}
    _set_axes(axes, starts.values(), ends.values(), sum(heights))
    top = 0.0
    for question, line, tall in zip(questions, lines, heights, strict=True):
        middle = top + tall / 2
        _beside(axes, -_LEFT_MM + 1, middle, "\n".join(line))
        _draw_row(axes, _rows(on_scale, question), pieces, starts[question], middle, language)
        _draw_aside(axes, table[table["question"] == question], middle, language)
        top += tall
    _draw_key(figure, key, height)
    _draw_heads(axes, table, language)
    return figure


def _label(table: pd.DataFrame, question: str) -> str:
    return str(table.loc[table["question"] == question, "label"].iloc[0])


def _rows(table: pd.DataFrame, question: str) -> pd.DataFrame:
    return table[table["question"] == question]


def _pieces(on_scale: pd.DataFrame, *, falling: bool) -> list[_Piece]:
    """The answers of the scale with their colours, the strongest ones darkest.

    They are those of the question that has most: in others the gate may have merged some.
    """
    questions = dict.fromkeys(on_scale["question"])
    of_most = max((_rows(on_scale, question) for question in questions), key=len)
    answers = list(dict.fromkeys(zip(of_most["answer"], of_most["answer_label"], strict=True)))
    half = len(answers) // 2
    found = []
    for number, (answer, label) in enumerate(answers):
        is_left, is_middle = number < half, len(answers) % 2 == 1 and number == half
        from_end = number if is_left else len(answers) - 1 - number
        is_low = is_left != falling and not is_middle
        shades = _LOW if is_low else _HIGH
        colour = _MIDDLE if is_middle else shades[min(from_end, len(shades) - 1)]
        found.append(_Piece(str(answer), str(label), colour, is_left, is_low, is_middle))
    return found


def _in_order(
    on_scale: pd.DataFrame, pieces: list[_Piece], *, highest_first: bool
) -> list[str]:
    questions = list(dict.fromkeys(on_scale["question"]))
    if not highest_first:
        return questions
    high = [piece.answer for piece in pieces if not (piece.is_low or piece.is_middle)]
    shares = on_scale[on_scale["answer"].isin(high)].groupby("question")["estimate"].sum()
    return sorted(questions, key=lambda question: -shares.get(question, 0.0))


def _start(rows: pd.DataFrame, pieces: list[_Piece], *, centred: bool) -> float:
    """Where a bar begins, so that the middle of its scale stands at nought."""
    if not centred or not _is_drawn(rows, pieces):
        return 0.0
    shares = dict(zip(rows["answer"], rows["estimate"], strict=True))
    left = sum(shares[piece.answer] for piece in pieces if piece.is_left)
    middle = sum(shares[piece.answer] for piece in pieces if piece.is_middle)
    return -float(left + middle / 2)


def _is_drawn(rows: pd.DataFrame, pieces: list[_Piece]) -> bool:
    """Whether each piece of its bar has a number."""
    is_whole = list(rows["answer"]) == [piece.answer for piece in pieces]
    return is_whole and not rows["estimate"].isna().any()


def _set_axes(axes: Axes, starts: Any, ends: Any, height: float) -> None:
    known = [value for value in (*starts, *ends) if not math.isnan(value)]
    least, most = min([*known, 0.0]), max([*known, _STEP])
    axes.set(xlim=(least - 0.01, most + 0.01), ylim=(height, 0))
    if any(known):  # else all is told in words, and lines would cross them
        axes.axvline(0, color=INK, linewidth=1.0, zorder=0)
        lines = range(math.ceil(least / _STEP), math.floor(most / _STEP) + 1)
        for line in lines:
            axes.axvline(line * _STEP, color="#e3e7e9", linewidth=0.6, zorder=-1)
    axes.set_xticks([])
    axes.set_yticks([])
    for side in ("left", "bottom"):
        axes.spines[side].set_visible(False)


def _mm(axes: Axes) -> float:
    """How wide a share of one is on the page."""
    least, most = axes.get_xlim()
    return (_WIDTH_MM - _LEFT_MM - _RIGHT_MM) / (most - least)


def _draw_row(
    axes: Axes,
    rows: pd.DataFrame,
    pieces: list[_Piece],
    start: float,
    middle: float,
    language: Language,
) -> None:
    """One bar; a question with a number that may not be told is told in words."""
    if not _is_drawn(rows, pieces):
        told = "; ".join(
            f"{row['answer_label']}: {share_text(row, language)}" for _, row in rows.iterrows()
        )
        lines = "\n".join(wrap(told, 58))
        axes.text(
            0.0, middle, lines, transform=axes.get_yaxis_transform(), va="center",
            fontsize=_SIZE - 1, style="italic", color=GREY,
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.0},
        )  # fmt: skip
        return
    by_answer = {str(row["answer"]): row for _, row in rows.iterrows()}
    for piece in pieces:
        row = by_answer[piece.answer]
        wide = float(row["estimate"])
        axes.barh(
            middle, wide, left=start, height=_HEIGHT * _ROW_MM, color=piece.colour,
            edgecolor=INK, linewidth=0.7, hatch="///" if piece.is_low else None,
        )  # fmt: skip
        said = _said(row, language)
        if len(said) * _LETTER_MM + 1 < wide * _mm(axes):
            _write(axes, start + wide / 2, middle, said, piece)
        start += wide


def _said(row: pd.Series[Any], language: Language) -> str:
    is_few = pd.isna(row["n"]) or row["n"] < _FEWEST_FOR_PER_CENT
    has_count = pd.notna(row["count"]) or pd.isna(row["estimate"])
    return cell_text(row, "count" if is_few and has_count else "estimate", language)


def _write(axes: Axes, x: float, y: float, said: str, piece: _Piece) -> None:
    """A number on its piece; behind it the plain colour, or the hatching would cross it."""
    behind = {"facecolor": piece.colour, "edgecolor": "none", "pad": 1.0}
    axes.text(
        x, y, said, ha="center", va="center_baseline", fontsize=_SIZE, weight="bold",
        color=INK if piece.colour in _LIGHT else "white",
        bbox=behind if piece.is_low else None,
    )  # fmt: skip


def _draw_aside(axes: Axes, rows: pd.DataFrame, middle: float, language: Language) -> None:
    """What was answered outside the scale, and how many answered."""
    width = _WIDTH_MM - _LEFT_MM - _RIGHT_MM
    outside = rows[rows["place"] == "outside"]
    told = ", ".join(_said(row, language) for _, row in outside.iterrows())
    _beside(axes, width + 3, middle, told, color=GREY)
    known = rows["n"].dropna()
    said = cell_text(rows.loc[known.index[0]], "n", language) if len(known) else ""
    _beside(axes, width + _RIGHT_MM - 1, middle, said, color=GREY, ha="right")


def _draw_heads(axes: Axes, table: pd.DataFrame, language: Language) -> None:
    width = _WIDTH_MM - _LEFT_MM - _RIGHT_MM
    labels = list(dict.fromkeys(table.loc[table["place"] == "outside", "answer_label"]))
    look: dict[str, Any] = {"color": GREY, "fontsize": _SIZE - 1.5}
    foot = axes.get_ylim()[0] + 3.2
    if labels:
        _beside(axes, width + 3, foot, str(labels[0]) if len(labels) == 1 else
                read_catalogue(language)["axis.outside"], **look)  # fmt: skip
    said = read_catalogue(language)["axis.n_answered"]
    _beside(axes, width + _RIGHT_MM - 1, foot, said, ha="right", **look)


def _key_lines(pieces: list[_Piece]) -> list[list[_Piece]]:
    """The names of the answers on as many lines as they need."""
    lines: list[list[_Piece]] = [[]]
    used = 0.0
    for piece in pieces:
        wide = len(piece.label) * _LETTER_MM + 9
        if lines[-1] and used + wide > _WIDTH_MM - 4:
            lines.append([])
            used = 0.0
        lines[-1].append(piece)
        used += wide
    return lines


def _draw_key(figure: Figure, lines: list[list[_Piece]], height: float) -> None:
    """The answers in the order of the scale, each beside its colour."""
    axes = figure.add_axes(
        (0, 1 - _KEY_MM * len(lines) / height, 1, _KEY_MM * len(lines) / height)
    )
    axes.set(xlim=(0, _WIDTH_MM), ylim=(_KEY_MM * len(lines), 0))
    axes.axis("off")
    for number, line in enumerate(lines):
        needs = sum(len(piece.label) * _LETTER_MM + 9 for piece in line)
        left, y = (_WIDTH_MM - needs) / 2, (number + 0.5) * _KEY_MM
        for piece in line:
            axes.barh(
                y, 4.5, left=left, height=4.0, color=piece.colour, edgecolor=INK,
                linewidth=0.7, hatch="///" if piece.is_low else None,
            )  # fmt: skip
            axes.text(left + 5.7, y, piece.label, va="center_baseline", fontsize=_SIZE)
            left += len(piece.label) * _LETTER_MM + 9
