"""Where the coding sheets of an evaluation lie, and the words that stand in them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from larvik_analysis.inputs.declarations import PRIVATE
from larvik_analysis.inputs.naming import HIDDEN, alike
from larvik_analysis.terms.catalogue import LANGUAGES, Language, read_catalogue

N_THEMES: Final = 5  # columns of themes in a new sheet
_MOST_THEMES: Final = 20  # more of them may be added
_FOLDER: Final = f"{PRIVATE}/koding"
_N_TOLD: Final = 5
SECOND: Final = "-koder2"
N_ROWS_ABOVE: Final = 5  # a heading stands within so many rows
# What the columns of each table are called, by the keys of their headings.
ANSWERS: Final = ("number", "answer", "check")
THEMES: Final = ("name", "name_en", "approved_by", "date")
PARAPHRASES: Final = ("theme", "quote", "approved_by", "date")


def sheet_file(data: str, question: str, *, is_second: bool = False) -> str:
    """The coding sheet of a question, as seen from the evaluation's folder.

    Examples
    --------
    >>> sheet_file("foreldre", "hvorfor"), sheet_file("foreldre", "hvorfor", is_second=True)
    ('private/koding/foreldre-hvorfor.xlsx', 'private/koding/foreldre-hvorfor-koder2.xlsx')
    """
    return f"{_FOLDER}/{data}-{question}{SECOND if is_second else ''}.xlsx"


def words_of_sheet(key: str, language: Language, **values: object) -> str:
    """A heading or another text of a coding sheet."""
    return read_catalogue(language)[f"coding.{key}"].format(**values)


def name_of_sheet(key: str) -> str:
    """What messages call the sheet of the answers, the themes or the paraphrases."""
    return words_of_sheet(f"sheet_{key}", "nb")


@lru_cache(maxsize=64)
def spellings_in_sheet(key: str) -> frozenset[str]:
    """How that text may stand in a sheet, in any language, as `alike` compares it."""
    return frozenset(alike(words_of_sheet(key, language)) for language in LANGUAGES)


@lru_cache(maxsize=1)
def headings_of_themes() -> frozenset[str]:
    """How the columns of themes may be called, as `alike` compares them."""
    return frozenset(
        alike(words_of_sheet("theme_number", language, number=number))
        for language in LANGUAGES
        for number in range(1, _MOST_THEMES + 1)
    )


@dataclass(frozen=True, slots=True)
class Columns:
    """Where the columns of a table stand; they count from 0.

    Attributes
    ----------
    named : dict of str to int
        By the key of the heading; what is not there is left out.
    themes : tuple of int
        Those for the themes of an answer.
    """

    named: dict[str, int]
    themes: tuple[int, ...]

    def missing(self, keys: Collection[str]) -> list[str]:
        """The headings in Norwegian that the table lacks."""
        lacking = [words_of_sheet(key, "nb") for key in keys if key not in self.named]
        if "answer" in keys and not self.themes:
            lacking.append(words_of_sheet("theme_number", "nb", number=1))
        return lacking


def columns_in(headings: Sequence[object], keys: Collection[str]) -> Columns:
    """The columns below some headings, wherever somebody has moved them."""
    found = ["" if heading is None else alike(str(heading)) for heading in headings]
    named = {
        key: number
        for key in keys
        for number, heading in reversed(list(enumerate(found)))  # the first of two
        if heading in spellings_in_sheet(key)
    }
    themes = [n for n, heading in enumerate(found) if heading in headings_of_themes()]
    return Columns(named, tuple(themes))


def told_lines(lines: Sequence[int | str]) -> str:
    """The first of some lines or numbers, as a message has them.

    Examples
    --------
    >>> told_lines([2, 3]), told_lines([2, 3, 5, 7, 11, 13])
    ('2, 3', '2, 3, 5, 7, 11, …')
    """
    told = [str(line) for line in lines[:_N_TOLD]]
    return ", ".join(told + [HIDDEN] * (len(lines) > _N_TOLD))
