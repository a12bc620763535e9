"""Where the coding sheets of an evaluation lie, and the words that stand in them."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from larvik_analysis.inputs.declarations import PRIVATE
from larvik_analysis.inputs.naming import alike
from larvik_analysis.terms.catalogue import LANGUAGES, Language, read_catalogue

N_THEMES: Final = 5  # columns of themes in a new sheet
_MOST_THEMES: Final = 20  # more of them may be added
_FOLDER: Final = f"{PRIVATE}/koding"
SECOND: Final = "-koder2"


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
