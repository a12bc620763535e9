"""The sheet of internal figures: measured in mm, signed with the design and the count."""

from __future__ import annotations

from textwrap import wrap
from typing import Final

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from larvik_analysis.terms.catalogue import Language, read_catalogue
from larvik_analysis.terms.language import format_number

from .statement import signed_points
from .style import GREY, INCH_MM, draw_watermark

WIDTH_MM: Final = 160.0
FOOT_MM: Final = 9.5  # for what every figure says of its design, in two lines at the most
SIZE: Final = 9.5
SMALL: Final = 8.5
LINE: Final = "#e3e7e9"
# Better and worse always have a word or a sign besides; both are readable as text on white.
JUDGED: Final = {"better": "#00559b", "same": GREY, "worse": "#a84300", "lost": GREY}
PALE_JUDGED: Final = {"better": "#d3e3f1", "same": "#eceff1", "worse": "#f6e1cd"}
_LETTER_MM = 1.55  # of the words at the foot


def make_sheet(height_mm: float) -> Figure:
    """An empty sheet as wide as the page, with room for the foot below `height_mm`."""
    return Figure(figsize=(WIDTH_MM / INCH_MM, (height_mm + FOOT_MM) / INCH_MM))


def place_axes(figure: Figure, *, left: float, top: float, width: float, height: float) -> Axes:
    """Axes at a place in mm from the left and the top of the sheet."""
    tall = float(figure.get_figheight()) * INCH_MM
    return figure.add_axes(
        (left / WIDTH_MM, 1 - (top + height) / tall, width / WIDTH_MM, height / tall)
    )


def clear_axes(axes: Axes) -> None:
    """Take away ticks and frame, where marks and words tell all."""
    axes.set_xticks([])
    axes.set_yticks([])
    for spine in axes.spines.values():
        spine.set_visible(False)


def sign_sheet(figure: Figure, said: str, *, design: str, mark: str) -> Figure:
    """Say at the foot what design the numbers have and what they count; mark invented ones."""
    tall = float(figure.get_figheight()) * INCH_MM
    words = f"{design[:1].upper()}{design[1:]}. {said}"
    lines = wrap(words, int((WIDTH_MM - 4) / _LETTER_MM))
    figure.text(
        2 / WIDTH_MM, 1.2 / tall, "\n".join(lines), fontsize=SMALL, color=GREY, va="bottom"
    )
    return draw_watermark(figure, mark) if mark else figure


def say(key: str, language: Language, **counts: float) -> str:
    """A text of the catalogue with its counts in digits."""
    told = {name: format_number(count, language) for name, count in counts.items()}
    return read_catalogue(language)[f"internal.{key}"].format(**told)


def interval_text(low: float, high: float, language: Language, *, decimals: int = 1) -> str:
    """Both ends of an interval of a change."""
    ends = {
        name: signed_points(end, language, decimals=decimals)
        for name, end in {"low": low, "high": high}.items()
    }
    return read_catalogue(language)["report.interval"].format(**ends)
