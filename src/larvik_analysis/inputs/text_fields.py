"""The fields in an evaluator's own text, and the numbers in it that are none."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Literal

from larvik_analysis.errors import Fault
from larvik_analysis.terms.catalogue import Language, read_catalogue
from larvik_analysis.terms.own_text import Field

Lines = Callable[[int], int]

BRACES = re.compile(r"\{\{([^{}]*)\}\}")
_STRAY = re.compile(r"\{\{|\}\}")
_FIELD = re.compile(
    r"\s*(?P<kind>fact|estimate)\s*:\s*(?P<target>[^|]+?)\s*(?:\|\s*(?P<form>\w+)\s*)?",
    re.IGNORECASE,
)
# What a word processor makes of quotes, hyphens and spaces, and what an editor of Markdown
# puts in front of an underscore.
_MENDED = str.maketrans(
    dict.fromkeys("“”„«»", '"')
    | dict.fromkeys("‘’", "'")
    | dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-")
    | dict.fromkeys("\u00a0\u202f\u2009\n\t", " ")
    | dict.fromkeys("\u200b\u200c\u200d\u2060\ufeff\u00ad\\", "")
)
_ADDRESS = re.compile(
    r"\]\([^()\s]*(?:\([^()\s]*\)[^()\s]*)*\)|<[^<>\s]+>|\b(?:https?://|www\.)\S+|\S+@\S+"
    r"|^ {0,3}\[[^\]]+\]:\s*\S+",
    re.MULTILINE,
)
_LIST_MARKER = re.compile(r"^[ \t]*\d{1,3}[.)](?=\s)", re.MULTILINE)  # a year is none
_NUMBER = re.compile(r"\d+(?:[ \u00a0\u202f.]\d{3}(?!\d))*(?:[.,:/]\d+)*")


def split_fields(
    text: str, lines: Lines, file: str
) -> tuple[list[tuple[int, int, Field]], list[Fault]]:
    """The fields of a text, each with where it begins and ends, and what is wrong.

    Parameters
    ----------
    text : str
    lines : callable
        The line of a place in the text.
    file : str
        What messages call the file.

    Examples
    --------
    >>> text = "{{ fact:red_families|Word }}"
    >>> [(_, _, field)], faults = split_fields(text, lambda place: 1, "tekst.md")
    >>> field.name, field.form, faults
    ('fact:red_families', 'Word', [])
    """
    fields, faults = [], []
    for found in BRACES.finditer(text):
        line = lines(found.start())
        asked = _FIELD.fullmatch(found[1].translate(_MENDED))
        if asked is None:
            faults.append(Fault(file=file, code="text_field_form", line=line))
            continue
        kind: Literal["fact", "estimate"] = (
            "fact" if asked["kind"].lower() == "fact" else "estimate"
        )
        field = Field(
            kind=kind,
            target=" ".join(asked["target"].split()),
            form=asked["form"] or "",
            is_capital=asked["kind"][0].isupper(),
            line=line,
        )
        fields.append((found.start(), found.end(), field))
    for found in _STRAY.finditer(BRACES.sub(lambda match: " " * len(match[0]), text)):
        fault = Fault(file=file, code="text_field_open", line=lines(found.start()))
        if fault not in faults:
            faults.append(fault)
    return fields, faults


def typed_numbers(text: str, language: Language) -> Iterator[int]:
    """Where each number stands that is no field: figures, and few people in words.

    The marker of a list item, and what stands in the address of a link, is none.

    Examples
    --------
    >>> list(typed_numbers("Av {{fact:x}} familier svarte to foreldre i 2024.", "nb"))
    [30, 44]
    """
    for pattern in (BRACES, _ADDRESS, _LIST_MARKER):
        text = pattern.sub(lambda match: "·" * len(match[0]), text)
    places = {found.start() for found in _NUMBER.finditer(text)}
    places |= {
        place
        for place, letter in enumerate(text)
        if letter.isnumeric() and not letter.isdecimal()
    }
    places |= {found.start() for found in _few_people(language).finditer(text)}
    yield from sorted(places)


@lru_cache(maxsize=4)
def _few_people(language: Language) -> re.Pattern[str]:
    """A count of people written as a word: "to fedre", "tre av familiene", "begge barna"."""
    texts = read_catalogue(language)
    counts = [*texts["language.number_words"].split(",")[2:], *texts["text.counts"].split(",")]
    numbers = "|".join(counts)
    between = "|".join(texts["text.between"].split(","))
    people = "|".join(texts["text.people"].split(","))
    return re.compile(rf"\b(?:{numbers})\s+(?:(?:{between})\s+)*(?:{people})\b", re.IGNORECASE)
