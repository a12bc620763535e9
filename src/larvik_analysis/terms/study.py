"""An evaluation together with its register of facts: what a chapter starts from."""

from __future__ import annotations

from dataclasses import dataclass

from larvik_analysis.terms.catalogue import Language
from larvik_analysis.terms.evaluation import Evaluation
from larvik_analysis.terms.fact import Facts


@dataclass(frozen=True, slots=True, kw_only=True)
class Study:
    """What is evaluated and the published facts about it."""

    evaluation: Evaluation
    facts: Facts

    @property
    def language(self) -> Language:
        """The language of the report."""
        return self.evaluation.language
