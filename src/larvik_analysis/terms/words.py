"""A text in both languages, as an evaluator writes it."""

from __future__ import annotations

from dataclasses import dataclass

from larvik_analysis.terms.catalogue import Language


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """One text in both languages, and in nynorsk where somebody has written it."""

    nb: str
    en: str
    nn: str = ""

    def in_language(self, language: Language) -> str:
        """The text in the language asked for."""
        if language == "en":
            return self.en
        return (self.nn if language == "nn" else "") or self.nb
