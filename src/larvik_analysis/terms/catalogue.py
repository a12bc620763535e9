"""The texts people read: TOML catalogues in each language, never a text in code.

A text names its numbers as fields, ``{count:word}``. Digits in a catalogue text are
refused by a test: a number reaches a page as a field, and each field passes the gate.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from importlib import resources
from typing import Any, Literal, get_args

Language = Literal["nb", "nn", "en"]
LANGUAGES: tuple[Language, ...] = ("nb", "en")  # those with every text
# A language with a place of its own, and whose texts it takes where it has none.
BORROWS: Mapping[Language, Language] = {"nn": "nb"}


@lru_cache(maxsize=4)
def read_catalogue(language: Language) -> dict[str, str]:
    """All texts of a language, by dotted key.

    Raises
    ------
    KeyError
        If there is no catalogue of that language.
    """
    folder = resources.files("larvik_analysis") / "catalogue"
    if language not in get_args(Language):
        raise KeyError(f"no catalogue for language {language!r}; there are {LANGUAGES}")
    texts = dict(read_catalogue(BORROWS[language])) if language in BORROWS else {}
    for file in sorted(folder.iterdir(), key=lambda path: path.name):
        if file.name.endswith(f".{language}.toml"):
            _flatten(tomllib.loads(file.read_text(encoding="utf-8")), "", texts)
    return texts


def _flatten(branch: dict[str, Any], prefix: str, into: dict[str, str]) -> None:
    for key, value in branch.items():
        if isinstance(value, dict):
            _flatten(value, f"{prefix}{key}.", into)
        else:
            into[f"{prefix}{key}"] = value


def text(key: str, language: Language, **values: object) -> str:
    """One text with its fields filled by plain strings; for messages, not for results."""
    return read_catalogue(language)[key].format(**values)
