"""A text in both languages, as an evaluator writes it."""

from __future__ import annotations

from dataclasses import dataclass

from larvik_analysis.terms.catalogue import Language


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """One text in both languages."""

    nb: str
    en: str

    def in_language(self, language: Language) -> str:
        """The text in the language asked for."""
        return self.nb if language == "nb" else self.en
