"""Whether the number of a fact stands in its quote: one of the two may have been mistyped."""

from __future__ import annotations

import re
from collections.abc import Iterator

from larvik_analysis.terms.catalogue import LANGUAGES, read_catalogue
from larvik_analysis.terms.fact import Fact

_DIGITS = re.compile(r"\d[\d.,\s]*\d|\d")
_PIECES = re.compile(r"\d+(?:[.,]\d+)?")
# A quote can say thousands, millions or milliards in a word, a year for twelve months.
_TIMES = (1, 12, 1 / 12, 1e3, 1e6, 1e9)
_ONE = ("en", "ei", "et", "one")
# Counted by whoever made the register: the list is the quote.
_COUNTED = "counted"


def is_elsewhere(fact: Fact) -> bool:
    """Whether the quote has numbers, and that of the fact is none of them."""
    quote = fact.corrected_quote or fact.quote
    if fact.value is None or fact.qualifier.startswith(_COUNTED) or not _DIGITS.search(quote):
        return False
    wanted = abs(fact.value)
    near = 1e-9 * max(1.0, wanted)
    return not any(
        abs(wanted - number * times) <= near for number in _numbers(quote) for times in _TIMES
    )


def _numbers(quote: str) -> Iterator[float]:
    """Every number of a text, in digits however grouped and in words."""
    for found in _DIGITS.findall(quote):
        joined = re.sub(r"\s", "", found)
        spelt = {joined, joined.replace(".", ""), *_PIECES.findall(found)}
        for text in spelt:
            try:
                yield float(text.replace(",", "."))
            except ValueError:  # a date, or a list of numbers
                continue
        if "½" in quote:
            yield from (float(number) + 0.5 for number in re.findall(r"\d+", found))
    words = re.findall(r"\w+", quote.lower())
    for language in LANGUAGES:
        names = read_catalogue(language)["language.number_words"].split(",")
        for value, name in enumerate(names):
            # "ettåringer" and "treårsperiode" begin with their number.
            if any(word.startswith(name) for word in words):
                yield float(value)
    if any(word in _ONE or word.startswith("ett") for word in words):
        yield 1.0
