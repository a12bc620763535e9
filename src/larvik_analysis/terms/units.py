"""What a number counts. Two numbers are combined only when they count the same thing."""

from __future__ import annotations

from enum import StrEnum


class UnitOfAnalysis(StrEnum):
    """The units a number counts; for a percentage, the units of its denominator.

    ``UNCLEAR`` stands where the source does not say. It is never combined with anything
    and is protected as if it were persons.
    """

    PERSONS = "persons"
    CHILDREN = "children"
    PUPILS = "pupils"
    YOUTH = "youth"
    PARENTS = "parents"
    FAMILIES = "families"
    RESPONDENTS = "respondents"
    EMPLOYEES = "employees"
    POSITIONS = "positions"
    REPORTS = "reports"
    CASES = "cases"
    COMPLAINTS = "complaints"
    INSPECTIONS = "inspections"
    INSTITUTIONS = "institutions"
    DWELLINGS = "dwellings"
    MEETINGS = "meetings"
    MEASURES = "measures"
    DOCUMENTS = "documents"
    LIST_ITEMS = "list_items"
    PLACES = "places"
    KRONER = "kroner"
    TIME = "time"
    SCALE = "scale"
    UNCLEAR = "unclear"

    @property
    def is_people(self) -> bool:
        """Whether a count of one to four of them could point at somebody."""
        return self in _PEOPLE


_PEOPLE = frozenset(
    {
        UnitOfAnalysis.PERSONS,
        UnitOfAnalysis.CHILDREN,
        UnitOfAnalysis.PUPILS,
        UnitOfAnalysis.YOUTH,
        UnitOfAnalysis.PARENTS,
        UnitOfAnalysis.FAMILIES,
        UnitOfAnalysis.RESPONDENTS,
        UnitOfAnalysis.EMPLOYEES,
        UnitOfAnalysis.UNCLEAR,
    }
)
