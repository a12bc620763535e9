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
_FULL_NAME = re.compile(r"\b[A-ZÆØÅ][^\W\d_A-ZÆØÅ]+ +[A-ZÆØÅ][^\W\d_A-ZÆØÅ]+")
_LONGEST_TEXT = 500


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

        A name of a theme may be what somebody answered in a few words.

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
        return not is_name and (holds_short or tuple(words) in self._short)


def _words(text: str) -> list[str]:
    """The words of a text, without what cannot be seen or does not matter."""
    plain = unicodedata.normalize("NFKC", text)
    seen = "".join(letter for letter in plain if unicodedata.category(letter) != "Cf")
    return _WORD.findall(seen.casefold())


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
        Whether it is the name of a theme: it may have two words with capitals beside each
        other, and be the whole of a short answer.
    """
    if code := text_code(text):
        return code
    if has_email(text) or has_telephone(text) or kind_of_cell(text) or _ADDRESS.search(text):
        return "coding_contact"
    has_number = any(letter.isnumeric() for letter in text)
    if has_number or any(list(typed_numbers(text, language)) for language in LANGUAGES):
        return "coding_number"
    if not is_name and _FULL_NAME.search(text):
        return "coding_name"
    if said.are_repeated_in(text, is_name=is_name):
        return "coding_repeats"
    return "coding_long" if len(text) > _LONGEST_TEXT else ""
