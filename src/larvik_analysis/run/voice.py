"""Says things to whoever runs the command, in the language asked for."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.console import Console

from larvik_analysis.errors import Fault, UsageError
from larvik_analysis.terms.catalogue import LANGUAGES, Language, read_catalogue

EvaluationArgument = Annotated[str, typer.Argument()]
LanguageOption = Annotated[str, typer.Option("--language")]


class Voice:
    """Says things in the reader's language: results on stdout, troubles on stderr."""

    def __init__(self, language: Language) -> None:
        self.language: Language = language
        self._out = Console(highlight=False, soft_wrap=True)
        self._troubles = Console(stderr=True, highlight=False, soft_wrap=True)

    def text(self, key: str, **values: object) -> str:
        """A text of the command, filled."""
        return read_catalogue(self.language)[f"command.{key}"].format(**values)

    def line(self, words: str, style: str = "") -> None:
        """Say it on standard output."""
        self._out.print(words, style=style, markup=False)

    def error(self, words: str) -> None:
        """Say it on standard error."""
        self._troubles.print(words, style="red", markup=False)

    def faults(self, faults: tuple[Fault, ...]) -> None:
        """Say every fault: where, then what and what to do."""
        for fault in faults:
            self.error(f"{fault.place(self.language)}:")
            self.error(f"   {fault.sentence(self.language)}")
        self.error(self.text("faults", n=len(faults)))


def voice_of(context: typer.Context, asked: str) -> Voice:
    """In the language asked for after the command, or before it."""
    return Voice(check_language(asked or context.obj))


def check_language(asked: str) -> Language:
    """The language, where there is a catalogue of it.

    Raises
    ------
    UsageError
        If there is none.
    """
    for known in LANGUAGES:
        if asked == known:
            return known
    raise UsageError("language_unknown", language=asked, known=", ".join(LANGUAGES))
