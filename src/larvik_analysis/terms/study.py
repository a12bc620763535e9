"""An evaluation together with its register of facts: what a chapter starts from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from larvik_analysis.terms.catalogue import Language
from larvik_analysis.terms.checks import Checks
from larvik_analysis.terms.estimand_versions import EstimandVersions
from larvik_analysis.terms.evaluation import Evaluation
from larvik_analysis.terms.fact import Facts
from larvik_analysis.terms.findings import Findings
from larvik_analysis.terms.framework import Frameworks
from larvik_analysis.terms.indicators import Indicators
from larvik_analysis.terms.ledger import Ledger
from larvik_analysis.terms.microdata import Microdata
from larvik_analysis.terms.outcomes import Deviation, OutcomeData
from larvik_analysis.terms.own_text import OwnText
from larvik_analysis.terms.prevention import Responsibility
from larvik_analysis.terms.returns_case import ReturnsModel
from larvik_analysis.terms.returns_evidence import ReturnsEvidence


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
    outcomes : OutcomeData or None
        What was measured of families and areas over time: private. None where nothing is
        declared, or no declared file is there.
    estimand_versions : EstimandVersions
        The estimand as it has stood, the present one last.
    frameworks : Frameworks
        The lists that every evaluation shares.
    indicators : Indicators
        Which facts make which figure of what is known beforehand.
    matrix : tuple of Responsibility
        Who has a task for which risk on which level of prevention.
    findings : Findings
        What was learnt, in words.
    checks : Checks
        What is held against what in the sources.
    returns : dict of str to ReturnsModel
        What each measure costs and may avert, by measure.
    evidence : ReturnsEvidence or None
        What others have published on returns; None where no chapter asks for it.
    text : OwnText
        What the evaluator has written. The runner puts it in when the report is made: no
        chapter needs it, so none runs again for it.
    """

    evaluation: Evaluation
    facts: Facts
    microdata: Mapping[str, Microdata] = field(default_factory=dict)
    ledger: Ledger = field(default_factory=Ledger)
    outcomes: OutcomeData | None = None
    estimand_versions: EstimandVersions = field(default_factory=EstimandVersions)
    frameworks: Frameworks = field(default_factory=lambda: Frameworks(frameworks=()))
    indicators: Indicators = field(default_factory=Indicators)
    matrix: tuple[Responsibility, ...] = ()
    findings: Findings = field(default_factory=Findings)
    checks: Checks = field(default_factory=Checks)
    returns: Mapping[str, ReturnsModel] = field(default_factory=dict)
    evidence: ReturnsEvidence | None = None
    text: OwnText = field(default_factory=OwnText)

    @property
    def language(self) -> Language:
        """The language of the report."""
        return self.evaluation.language

    @property
    def deviations(self) -> tuple[Deviation, ...]:
        """What was changed in the estimand after it was first fixed."""
        estimand = self.evaluation.estimand
        return self.estimand_versions.deviations(estimand) if estimand else ()
