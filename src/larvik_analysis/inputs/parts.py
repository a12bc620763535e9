"""The parts that facts play in a measure or a source, and what a fact must count for one."""

from __future__ import annotations

from dataclasses import dataclass

from larvik_analysis.terms.fact import DATES, Fact
from larvik_analysis.terms.units import UnitOfAnalysis


@dataclass(frozen=True, slots=True)
class Part:
    """What a fact must be to play a part; no units of analysis means any."""

    units: frozenset[str]
    counted: frozenset[UnitOfAnalysis] = frozenset()

    def fits(self, fact: Fact) -> bool:
        """Whether the fact can play it."""
        is_counted = not self.counted or fact.unit_of_analysis in self.counted
        return fact.unit in self.units and is_counted

    def told(self) -> str:
        """The units in words, for a message."""
        return ", ".join([*sorted(self.units), *sorted(self.counted)])


_COUNT = frozenset({"count"})
_FAMILIES = Part(_COUNT, frozenset({UnitOfAnalysis.FAMILIES}))
_PEOPLE = frozenset(
    unit for unit in UnitOfAnalysis if unit.is_people and unit is not UnitOfAnalysis.UNCLEAR
)
_STAFFING = Part(frozenset({"percent_position"}), frozenset({UnitOfAnalysis.POSITIONS}))

PARTS = {
    "families": _FAMILIES,
    "children": Part(_COUNT, frozenset({UnitOfAnalysis.CHILDREN})),
    "families_declined": _FAMILIES,
    "families_discussed": _FAMILIES,
    "families_coordinated": _FAMILIES,
    "child_age_limit": Part(frozenset({"years"})),
    "staffing_planned": _STAFFING,
    "staffing_delivered": _STAFFING,
    "survey_respondents": Part(_COUNT, frozenset({UnitOfAnalysis.RESPONDENTS})),
    "survey_families": _FAMILIES,
    "very_useful": _FAMILIES,
    "very_useful_base": _FAMILIES,
    "somewhat_useful": _FAMILIES,
    "group_first": Part(_COUNT, _PEOPLE),
    "group_added": Part(_COUNT, _PEOPLE),
    "full_capacity": Part(frozenset(DATES)),
    "target_from": Part(frozenset(DATES)),
    "parents": Part(_COUNT, frozenset({UnitOfAnalysis.PARENTS})),
}
# Who were sent a survey, who opened it, how many there are of those it is about, and from
# how many families the answers of an open form came.
_ASKED = Part(_COUNT, _PEOPLE)
DESIGN_PARTS = {
    "invited": _ASKED,
    "opened": _ASKED,
    "population": _ASKED,
    "families": _FAMILIES,
}
# The invited are counted in the unit of those who answered: their ratio is a share.
_RESPONDENTS = Part(_COUNT, frozenset({UnitOfAnalysis.RESPONDENTS}))
SOURCE_PARTS = {
    "respondents": _RESPONDENTS,
    "invited": _RESPONDENTS,
    "date": Part(frozenset(DATES)),
}
