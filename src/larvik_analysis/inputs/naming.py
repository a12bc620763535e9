"""Which words of an input may stand in a message, and which known word is nearest."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Collection, Iterable

# A key, an id or a header. What has spaces in it may be an answer that slid into the
# wrong place, so it is never repeated.
_NAME = re.compile(r"[^\W\d][\w.\-]{0,79}")
HIDDEN = "…"
# Line breaks and tabs may stand in a text; no file of a report can hold the others.
_CONTROL = re.compile(r"[^\n\r\t\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def shown(found: str) -> str:
    """The word as it may stand in a message: itself where it is a name, else an ellipsis.

    Examples
    --------
    >>> shown("red_families"), shown("Mor sier at det går bra")
    ('red_families', '…')
    """
    return found if _NAME.fullmatch(found) else HIDDEN


def text_code(text: str) -> str:
    r"""The key of what is wrong with a text that is to be read; empty where nothing is.

    Examples
    --------
    >>> text_code("Fagerli"), text_code("Fager\x1bli"), text_code("\u200d ")
    ('', 'value_character', 'value_empty')
    """
    if _CONTROL.search(text):
        return "value_character"
    is_seen = any(unicodedata.category(letter)[0] not in "CMZ" for letter in text)
    return "" if is_seen else "value_empty"


def alike(text: str) -> str:
    r"""A text as it is compared with another: case, spaces and how å is stored do not matter.

    Examples
    --------
    >>> alike(" Svært  NYTTIG "), alike("A\u030arlig")
    ('svært nyttig', 'årlig')
    """
    return " ".join(unicodedata.normalize("NFC", text).split()).casefold()


def nearest(found: str, known: Iterable[str]) -> str:
    """The known word that is most like the one found; empty where none is like it.

    Examples
    --------
    >>> nearest("famlies", ["families", "children"]), nearest("xyz", ["families"])
    ('families', '')
    """
    by_lower = {word.lower(): word for word in known}
    close = difflib.get_close_matches(found.strip().lower()[:80], list(by_lower), n=1)
    return by_lower[close[0]] if close else ""


def near_code(code: str, near: str) -> str:
    """The text that names the nearest word, where there is one to name."""
    return f"{code}_near" if near else code


def free_name(base: str, taken: Collection[str], form: str = "{}_{}") -> str:
    """The name itself, or with the first number from two on that makes it a new one.

    Examples
    --------
    >>> free_name("svar", {"svar", "svar_2"}), free_name("Nytte", {"Nytte"}, "{} ({})")
    ('svar_3', 'Nytte (2)')
    """
    number, name = 1, base
    while name in taken:
        number += 1
        name = form.format(base, number)
    return name
