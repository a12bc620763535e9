"""An evaluation together with its register of facts: what a chapter starts from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from larvik_analysis.terms.catalogue import Language
from larvik_analysis.terms.evaluation import Evaluation
from larvik_analysis.terms.fact import Facts
from larvik_analysis.terms.ledger import Ledger
from larvik_analysis.terms.microdata import Microdata


@dataclass(frozen=True, slots=True, kw_only=True)
class Study:
    """What is evaluated, the published facts about it, and its own data.

    Attributes
    ----------
    evaluation : Evaluation
    facts : Facts
    microdata : mapping of str to Microdata
        The evaluation's own data by id: private.
    ledger : Ledger
        What earlier releases have shown of them.
    """

    evaluation: Evaluation
    facts: Facts
    microdata: Mapping[str, Microdata] = field(default_factory=dict)
    ledger: Ledger = field(default_factory=Ledger)

    @property
    def language(self) -> Language:
        """The language of the report."""
        return self.evaluation.language
