"""The drawing of what was released, and the audit that it shows no other number."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from larvik_analysis.errors import ReleaseError
from larvik_analysis.estimate.indicators.tables import NUMBER_COLUMNS
from larvik_analysis.exhibit.cells import cell_text, label_columns
from larvik_analysis.exhibit.drawn_words import drawn_words
from larvik_analysis.exhibit.exhibit import drawing
from larvik_analysis.exhibit.style import draw_watermark
from larvik_analysis.terms.catalogue import Language
from larvik_analysis.terms.language import MINUS, NARROW_SPACE

from .released import Released, is_released

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_NUMBER = re.compile(rf"\d[\d{NARROW_SPACE},.]*")


@dataclass(frozen=True, slots=True)
class Audited:
    """A figure that shows no other number than its rows.

    `says_all` where the words drawn tell every number of the rows, or all of their words:
    such a figure needs no table at its side for those who can read what is written in it.
    """

    figure: Figure
    says_all: bool


def draw_released(released: Released, language: Language) -> Figure:
    """Draw a figure from its released rows alone.

    Raises
    ------
    ReleaseError
        As `draw_audited`.
    """
    return draw_audited(released, language).figure


def draw_audited(released: Released, language: Language) -> Audited:
    """Draw a figure from its released rows alone, and read what was drawn.

    Raises
    ------
    ReleaseError
        If it is not released, or its drawing shows a number that the released rows do not,
        or a picture, in which nobody can look for one.
    """
    if not is_released(released):
        raise ReleaseError("not_released")
    figure = drawing(released.draw)(released.data.copy(), language=language, **released.options)
    allowed = _allowed_numbers(released, language)
    drawn = drawn_words(figure)
    if drawn.has_pictures:
        raise ReleaseError("drawn_unreadable", kind="image")
    for text, tick in drawn.texts:
        for number in _numbers_in(text):
            if number not in allowed and not _is_tick(number, tick):
                raise ReleaseError("drawn_number", name=released.name)
    told = _says_all(released, " ".join(text for text, _ in drawn.texts), language)
    if released.mark:
        draw_watermark(figure, released.mark)
    return Audited(figure, told)


def _says_all(released: Released, drawn: str, language: Language) -> bool:
    if released.is_of_words and released.across:
        return False  # rows and columns tell what belongs together, and words do not
    if released.is_of_words:
        labels = [str(v) for name in label_columns(released.keys) for v in released.data[name]]
        words = _plain(drawn)
        return all(_plain(label) in words for label in labels)
    numbers = set(_numbers_in(drawn))
    return all(
        set(_numbers_in(cell_text(row, column, language))) <= numbers
        for _, row in released.data.iterrows()
        # A count among its base says the share too.
        for column in (
            ("count", "n") if pd.notna(row["count"]) else ("estimate", "low", "high")
        )
        if pd.notna(row[column])
    )


def _plain(text: str) -> str:
    """Letters and figures alone: a figure breaks its lines where it likes."""
    return "".join(letter for letter in text.casefold() if letter.isalnum())


def _allowed_numbers(released: Released, language: Language) -> set[str]:
    """The numbers of the rows as they are shown, and those in labels and words."""
    words = [str(value) for key in released.keys for value in released.data[key]]
    words += [str(value) for value in released.options.values()]
    words += [
        cell_text(row, column, language)
        for _, row in released.data.iterrows()
        for column in NUMBER_COLUMNS
        if pd.notna(row[column])
    ]
    return {number for text in words for number in _numbers_in(text)}


def _numbers_in(text: str) -> Iterator[str]:
    for found in _NUMBER.findall(text):
        yield found.rstrip(".,")
    yield from (letter for letter in text if letter.isnumeric() and not letter.isdecimal())


def _is_tick(number: str, tick: float | None) -> bool:
    """Whether it is the label of an axis at that very place."""
    if tick is None:
        return False
    plain = number.replace(NARROW_SPACE, "").replace(",", ".").replace(MINUS, "-")
    try:
        return abs(float(plain) - abs(tick)) <= 1e-9 * max(1.0, abs(tick))
    except ValueError:
        return False
