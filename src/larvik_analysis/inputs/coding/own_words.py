"""Whether a text of the coders' own may leave: it repeats no answer and points at nobody."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from larvik_analysis.inputs.naming import text_code
from larvik_analysis.inputs.personal import has_email, has_telephone, kind_of_cell
from larvik_analysis.inputs.text_fields import typed_numbers
from larvik_analysis.terms.catalogue import LANGUAGES

# So many words in a row are no coincidence.
_LONGEST_RUN = 6
# Of a shorter answer, all of it; one or two words alone could be anybody's.
_SHORTEST_RUN = 3
_WORD = re.compile(r"[^\W_]+")
_ADDRESS = re.compile(r"@|https?:|www\.", re.IGNORECASE)
# Two words with nothing but space between them; the second may begin the next pair.
_PAIR = re.compile(r"(?<![^\W_])([^\W\d_]{2,})(?=\s+([^\W\d_]{2,}))")
_LONGEST_ACRONYM = 4
_LONGEST_TEXT, _LONGEST_NAME = 500, 60


class Originals:
    """What people wrote, taken apart once, to hold our own words against."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._runs: set[tuple[str, ...]] = set()
        self._short: set[tuple[str, ...]] = set()
        for text in texts:
            words = _words(text)
            self._runs.update(_runs(words, _LONGEST_RUN))
            if len(words) < _LONGEST_RUN:
                self._short.add(tuple(words))

    def are_repeated_in(self, text: str, *, is_name: bool = False) -> bool:
        """Whether a text has six words in a row of an answer, or the whole of a shorter one.

        The name of a theme may be what somebody answered in one word or two.

        Examples
        --------
        >>> said = Originals(["Vi vil gjerne møtes oftere, helst ute", "Alt er bra", "Ja"])
        >>> said.are_repeated_in("De vil gjerne møtes oftere, helst ute")
        True
        >>> said.are_repeated_in("Foreldre ønsker flere treff. Ja takk, sier de.")
        False
        """
        words = _words(text)
        if any(run in self._runs for run in _runs(words, _LONGEST_RUN)):
            return True
        sizes = range(_SHORTEST_RUN, _LONGEST_RUN)
        holds_short = any(run in self._short for size in sizes for run in _runs(words, size))
        return holds_short or (not is_name and tuple(words) in self._short)


def _words(text: str) -> list[str]:
    return _WORD.findall(_seen(text).casefold())


def _seen(text: str) -> str:
    """A text without what cannot be seen or does not matter."""
    plain = unicodedata.normalize("NFKC", text)
    return "".join(letter for letter in plain if unicodedata.category(letter) != "Cf")


def _runs(words: list[str], size: int) -> Iterable[tuple[str, ...]]:
    return (tuple(words[n : n + size]) for n in range(len(words) - size + 1))


def code_of_words(text: str, said: Originals, *, is_name: bool = False) -> str:
    """The key of why a text may not leave; empty where it may.

    Parameters
    ----------
    text : str
    said : Originals
        Every open answer in the file.
    is_name : bool
        Whether it is the name of a theme: it is shorter, and may be what somebody answered
        in one word or two.
    """
    if code := text_code(text):
        return code
    if has_email(text) or has_telephone(text) or kind_of_cell(text) or _ADDRESS.search(text):
        return "coding_contact"
    has_number = any(letter.isnumeric() for letter in text)
    if has_number or any(list(typed_numbers(text, language)) for language in LANGUAGES):
        return "coding_number"
    if said.are_repeated_in(text, is_name=is_name):
        return "coding_repeats"
    if _has_full_name(text):
        return "coding_name"
    if is_name:
        return "coding_name_long" if len(text) > _LONGEST_NAME else ""
    return "coding_long" if len(text) > _LONGEST_TEXT else ""


def _has_full_name(text: str) -> bool:
    """Whether two words with capitals stand beside each other; NAV and the like are none."""
    pairs = (match.groups() for match in _PAIR.finditer(_seen(text)))
    return any(
        one[0].isupper() and other[0].isupper() and _is_acronym(one) == _is_acronym(other)
        for one, other in pairs
    )


def _is_acronym(word: str) -> bool:
    return word.isupper() and len(word) <= _LONGEST_ACRONYM
