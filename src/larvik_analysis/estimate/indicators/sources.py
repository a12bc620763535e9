"""Which of a study's own material is public, so that a number that leaves may rest on it."""

from __future__ import annotations

from larvik_analysis.terms.public_sources import PublicSources
from larvik_analysis.terms.study import Study

from .zone_ops import public_zones


def public_sources(study: Study) -> PublicSources:
    """The areas, returns and published numbers of a study that a released number may name.

    A return that rests on the evaluation's own data is none of them.
    """
    public = {
        measure: model for measure, model in study.returns.items() if not model.case.is_private
    }
    return PublicSources(zones=public_zones(study), returns=public, evidence=study.evidence)
