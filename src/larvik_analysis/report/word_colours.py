"""Colours of a Word template: which one it stands for, and whether it can be read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from larvik_analysis.report.word_xml import DRAWING, value

LEAST_CONTRAST = 4.5  # of text on its ground; WCAG 2.1, success criterion 1.4.3
_HEX = re.compile(r"[0-9A-Fa-f]{6}")
WHITE = "FFFFFF"
# How Word's names for colours of text read in the theme.
_IN_THEME = {"text1": "dk1", "text2": "dk2", "background1": "lt1", "background2": "lt2",
             "hyperlink": "hlink", "followedHyperlink": "folHlink", "dark1": "dk1",
             "dark2": "dk2", "light1": "lt1", "light2": "lt2"}  # fmt: skip
# The three colours of our own template, and what each is for.
_OURS = {"0B4F5C": "rule", "9FB8BD": "line", "E8F1F2": "ground"}


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours for the styles of ours that a template lacks; six hexadecimal figures each.

    Attributes
    ----------
    text : str
        Of titles; empty for the colour of all other text.
    rule, line : str
        Of heavy and of light lines.
    ground : str
        Behind boxes and the heads of tables.
    """

    text: str
    rule: str
    line: str
    ground: str

    def instead_of(self, ours: str) -> str:
        """The colour that stands for one of ours; empty for what has none of its own."""
        role = _OURS.get(ours.upper())
        return "" if role is None else str(getattr(self, role))


def palette_of(accent: str) -> Palette:
    """The colours that go with the accent of a template; greys where it has none."""
    if not accent:
        return Palette(text="", rule="404040", line="BFBFBF", ground="F2F2F2")
    ground = tint(accent, 0.1)
    is_readable = contrast(accent, ground) >= LEAST_CONTRAST
    return Palette(accent if is_readable else "", accent, tint(accent, 0.4), ground)


def tint(colour: str, share: float) -> str:
    """The colour thinned with white until only a share of it is left."""
    levels = (round(255 + (level - 255) * share) for level in _levels(colour))
    return "".join(f"{level:02X}" for level in levels)


def contrast(colour: str, ground: str = WHITE) -> float:
    """Contrast of a colour on a ground, 1 to 21.

    References
    ----------
    .. [1] WCAG 2.1, definitions of *contrast ratio* and *relative luminance*.

    Examples
    --------
    >>> contrast("000000"), round(contrast("767676"), 2)
    (21.0, 4.54)
    """
    high, low = sorted((_luminance(colour), _luminance(ground)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def theme_colours(theme: Element | None) -> dict[str, str]:
    """The colours of a theme by their names in it."""
    scheme = None if theme is None else theme.find(f".//{DRAWING}clrScheme")
    found = {}
    for named in [] if scheme is None else scheme:
        for said in named:
            colour = said.get("lastClr", said.get("val", ""))
            if _HEX.fullmatch(colour):
                found[named.tag.rpartition("}")[2]] = colour.upper()
    return found


def colour_of(said: Element | None, theme: Mapping[str, str]) -> str:
    """The colour an element of a style names; empty for the automatic one.

    Word writes the finished colour beside the name it has in the theme; where it did not,
    the theme is asked, without the shade that may go with it.
    """
    colour = value(said)
    if _HEX.fullmatch(colour):
        return colour.upper()
    name = value(said, "themeColor")
    return theme.get(_IN_THEME.get(name, name), "")


def _levels(colour: str) -> tuple[int, int, int]:
    return int(colour[:2], 16), int(colour[2:4], 16), int(colour[4:], 16)


def _luminance(colour: str) -> float:
    red, green, blue = (
        level / 12.92 if level <= 0.03928 else ((level + 0.055) / 1.055) ** 2.4
        for level in (part / 255 for part in _levels(colour))
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
