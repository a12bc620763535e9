"""Evaluation of early intervention for children and families: the names a notebook may use.

Each name is imported when it is first used, so that ``import larvik_analysis`` costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from larvik_analysis.estimate.consistency.checks import (
        estimate_checks,
        estimate_legibility,
    )
    from larvik_analysis.estimate.implementation.staffing import estimate_staffing
    from larvik_analysis.estimate.indicators.facts import (
        add,
        as_published,
        ratio,
        share,
        subtract,
        wilson,
    )
    from larvik_analysis.estimate.indicators.reach import estimate_reach
    from larvik_analysis.estimate.statistics.intervals import estimate_share
    from larvik_analysis.estimate.survey.answers import (
        estimate_answers,
        estimate_answers_by,
        estimate_mean,
        estimate_ticks,
    )
    from larvik_analysis.estimate.survey.usefulness import (
        estimate_benefit_areas,
        estimate_usefulness,
        estimate_usefulness_targets,
    )
    from larvik_analysis.exhibit.answers import (
        exhibit_answers,
        exhibit_answers_by,
        exhibit_questions,
        exhibit_ticks,
        state_answers,
    )
    from larvik_analysis.exhibit.bars import draw_bars
    from larvik_analysis.exhibit.consistency import (
        exhibit_agreements,
        exhibit_ambiguities,
        exhibit_between_documents,
        exhibit_claims,
        exhibit_contradictions,
        exhibit_legibility,
        exhibit_not_checkable,
        exhibit_readings,
        exhibit_remainders,
        exhibit_sums,
        exhibit_uncertain_claims,
        exhibit_wordings,
        state_consistency,
    )
    from larvik_analysis.exhibit.exhibit import Exhibit
    from larvik_analysis.exhibit.green import (
        exhibit_plan_against_tried,
        exhibit_responses,
        exhibit_status,
        state_needs,
        state_parts,
        state_target,
    )
    from larvik_analysis.exhibit.knowledge import (
        exhibit_funnel,
        exhibit_series,
        state_series,
    )
    from larvik_analysis.exhibit.knowledge_changes import (
        exhibit_change_z,
        exhibit_changes,
        state_changes,
    )
    from larvik_analysis.exhibit.knowledge_comparisons import (
        exhibit_comparisons,
        exhibit_directions,
    )
    from larvik_analysis.exhibit.learning import (
        exhibit_advice,
        exhibit_answers_to_challenges,
        exhibit_checklist,
        exhibit_evidence,
        exhibit_findings,
        exhibit_numbers,
        exhibit_practice,
        state_learning,
    )
    from larvik_analysis.exhibit.measure import (
        exhibit_benefit_areas,
        exhibit_reach,
        exhibit_staffing,
        exhibit_usefulness,
        exhibit_usefulness_targets,
        state_measure,
        state_reach,
        state_summary,
    )
    from larvik_analysis.exhibit.prevention import (
        exhibit_matrix,
        exhibit_triangle,
        state_levels,
    )
    from larvik_analysis.exhibit.share_bars import draw_share_bars
    from larvik_analysis.exhibit.statement import Statement
    from larvik_analysis.exhibit.unit_chart import draw_unit_chart
    from larvik_analysis.inputs.evaluation import read_evaluation
    from larvik_analysis.inputs.facts import read_facts
    from larvik_analysis.inputs.frameworks import read_frameworks
    from larvik_analysis.inputs.study import read_study
    from larvik_analysis.release.attack import attack
    from larvik_analysis.release.gate import release
    from larvik_analysis.release.released import Released
    from larvik_analysis.release.table import suppress
    from larvik_analysis.run.show import show
    from larvik_analysis.terms.disclosure import DisclosureRules
    from larvik_analysis.terms.fact import Fact, Facts
    from larvik_analysis.terms.results import FactEstimate, NotEstimable, ShareEstimate
    from larvik_analysis.terms.study import Study
    from larvik_analysis.terms.units import UnitOfAnalysis

__version__ = "0.1.0"

_NAMES = {
    "estimate.consistency.checks": ("estimate_checks", "estimate_legibility"),
    "estimate.implementation.staffing": ("estimate_staffing",),
    "estimate.indicators.facts": (
        "add",
        "as_published",
        "ratio",
        "share",
        "subtract",
        "wilson",
    ),
    "estimate.indicators.reach": ("estimate_reach",),
    "estimate.statistics.intervals": ("estimate_share",),
    "estimate.survey.answers": (
        "estimate_answers",
        "estimate_answers_by",
        "estimate_mean",
        "estimate_ticks",
    ),
    "estimate.survey.usefulness": (
        "estimate_benefit_areas",
        "estimate_usefulness",
        "estimate_usefulness_targets",
    ),
    "exhibit.answers": (
        "exhibit_answers",
        "exhibit_answers_by",
        "exhibit_questions",
        "exhibit_ticks",
        "state_answers",
    ),
    "exhibit.bars": ("draw_bars",),
    "exhibit.consistency": (
        "exhibit_agreements",
        "exhibit_ambiguities",
        "exhibit_between_documents",
        "exhibit_claims",
        "exhibit_contradictions",
        "exhibit_legibility",
        "exhibit_not_checkable",
        "exhibit_readings",
        "exhibit_remainders",
        "exhibit_sums",
        "exhibit_uncertain_claims",
        "exhibit_wordings",
        "state_consistency",
    ),
    "exhibit.exhibit": ("Exhibit",),
    "exhibit.green": (
        "exhibit_plan_against_tried",
        "exhibit_responses",
        "exhibit_status",
        "state_needs",
        "state_parts",
        "state_target",
    ),
    "exhibit.knowledge": ("exhibit_funnel", "exhibit_series", "state_series"),
    "exhibit.knowledge_changes": ("exhibit_change_z", "exhibit_changes", "state_changes"),
    "exhibit.knowledge_comparisons": ("exhibit_comparisons", "exhibit_directions"),
    "exhibit.learning": (
        "exhibit_advice",
        "exhibit_answers_to_challenges",
        "exhibit_checklist",
        "exhibit_evidence",
        "exhibit_findings",
        "exhibit_numbers",
        "exhibit_practice",
        "state_learning",
    ),
    "exhibit.measure": (
        "exhibit_benefit_areas",
        "exhibit_reach",
        "exhibit_staffing",
        "exhibit_usefulness",
        "exhibit_usefulness_targets",
        "state_measure",
        "state_reach",
        "state_summary",
    ),
    "exhibit.prevention": ("exhibit_matrix", "exhibit_triangle", "state_levels"),
    "exhibit.share_bars": ("draw_share_bars",),
    "exhibit.statement": ("Statement",),
    "exhibit.unit_chart": ("draw_unit_chart",),
    "inputs.evaluation": ("read_evaluation",),
    "inputs.facts": ("read_facts",),
    "inputs.frameworks": ("read_frameworks",),
    "inputs.study": ("read_study",),
    "release.attack": ("attack",),
    "release.gate": ("release",),
    "release.released": ("Released",),
    "release.table": ("suppress",),
    "run.show": ("show",),
    "terms.disclosure": ("DisclosureRules",),
    "terms.fact": ("Fact", "Facts"),
    "terms.results": ("FactEstimate", "NotEstimable", "ShareEstimate"),
    "terms.study": ("Study",),
    "terms.units": ("UnitOfAnalysis",),
}
PUBLIC_NAMES = {
    name: f"larvik_analysis.{module}" for module, names in _NAMES.items() for name in names
}
__all__ = sorted([*PUBLIC_NAMES, "__version__"])  # noqa: PLE0605  sorted gives a list


def __getattr__(name: str) -> Any:
    if name not in PUBLIC_NAMES:
        raise AttributeError(f"larvik_analysis has no public name {name!r}")
    value = getattr(import_module(PUBLIC_NAMES[name]), name)
    # The room `release` is there by then, and can be called.
    return globals().setdefault(name, value)


def __dir__() -> list[str]:
    return __all__
