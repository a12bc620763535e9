"""What public numbers may rest on beside facts: areas, returns, what others have published."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from larvik_analysis.terms.returns_case import ReturnsModel

if TYPE_CHECKING:
    from larvik_analysis.terms.outcomes import OutcomeData
    from larvik_analysis.terms.returns_evidence import ReturnsEvidence


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicSources:
    """What a sum may name, where it is public; what is not public is not in it.

    Attributes
    ----------
    zones : OutcomeData or None
        Areas by year.
    returns : dict of str to ReturnsModel
        By measure.
    evidence : ReturnsEvidence or None
        Published returns.
    """

    zones: OutcomeData | None = None
    returns: Mapping[str, ReturnsModel] = field(default_factory=dict)
    evidence: ReturnsEvidence | None = None


NO_SOURCES = PublicSources()
