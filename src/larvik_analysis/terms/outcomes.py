"""What was measured of families, children and areas over time, and what was to be learnt."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Literal

from larvik_analysis.terms.words import Words

if TYPE_CHECKING:
    import pandas as pd

# Of a risk factor more is worse; of a protective one more is better.
Side = Literal["risk", "protective"]
# What becomes of families that were not followed to the end: they stay in the denominator as
# unknown, between bounds; or as unchanged.
LostRule = Literal["bounds", "unchanged"]
Contrast = Literal["before_after", "comparison", "single_case", "one_area"]
RATED_IN_WAVES: Final = ("before_after", "comparison")


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """One step of an ordinal scale of ratings.

    Attributes
    ----------
    score : int
        Its place; steps are whole numbers in order.
    name : Words
    """

    score: int
    name: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Factor:
    """A risk factor or a protective factor that was rated.

    Attributes
    ----------
    id : str
        Also the heading of its column.
    name : Words
    side : {"risk", "protective"}
    category : str
        The broader category it belongs to (`frameworks.yaml`); empty where none is known.
    """

    id: str
    name: Words
    side: Side = "risk"
    category: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviationReason:
    """Why a part of an estimand was changed after it was fixed: `field` is the part."""

    field: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimand:
    """What exactly is to be estimated, said before the data are read.

    Attributes
    ----------
    population : Words
        Whom it is about: "de ti familiene som fikk hjelp av teamet".
    contrast : {"before_after", "comparison", "single_case", "one_area"}
    outcome : Words
        What is measured, as a reader sees it.
    factors : tuple of str
        The factors of the primary composite, in order.
    first_wave, last_wave : int
        Between which waves the change is.
    comparator : Words or None
        What it is compared with; None where there is nothing.
    lost : {"bounds", "unchanged"}
        What becomes of families without the last wave.
    fixed_on : date or None
        When it was fixed; None where nobody says.
    registered : str
        Where somebody outside keeps it with a date; empty where nobody does.
    deviations : tuple of DeviationReason
        Why it is not what it was at first; no part of what is to be estimated.
    """

    population: Words
    contrast: Contrast
    outcome: Words
    factors: tuple[str, ...]
    first_wave: int = 1
    last_wave: int = 2
    comparator: Words | None = None
    lost: LostRule = "bounds"
    fixed_on: datetime.date | None = None
    registered: str = ""
    deviations: tuple[DeviationReason, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Deviation:
    """A part of an estimand that was changed after it was first fixed.

    Attributes
    ----------
    field : str
        The part, as `evaluation.yaml` calls it.
    number : int
        The version that changed it: 2 is the first change.
    date : str
        The analysis date of the evaluation then, ISO 8601.
    reason : str
        What `evaluation.yaml` says; empty where it says nothing.
    """

    field: str
    number: int
    date: str
    reason: str = ""


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class FamilyRatings:
    """Ratings of families and children, wave by wave. Never published.

    Attributes
    ----------
    table : DataFrame
        One row a rating: `family`, `child` (pseudonyms; `child` empty where the family as a
        whole was rated), `wave` (int, 1 is the first), `date` (datetime64), `rater`
        (pseudonym), `role`, `factor`, `rating` (float, missing where not rated).
    levels : tuple of Level
        The declared scale, lowest first.
    factors : tuple of Factor
        In the declared order.
    families : tuple of str
        All that started, also those who were never rated again.
    rated_by_deliverer : bool
        Whether those who rated also gave the help, by the declared design.
    chosen_for_high_risk : bool
        Whether families were chosen because of high ratings: then part of a fall is to be
        expected without any help.
    start : date or None
        When the measure began.
    """

    table: pd.DataFrame
    levels: tuple[Level, ...]
    factors: tuple[Factor, ...]
    families: tuple[str, ...]
    rated_by_deliverer: bool = False
    chosen_for_high_risk: bool = False
    start: datetime.date | None = None


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Pathways:
    """Episodes of families at the levels of follow-up. Never published.

    Attributes
    ----------
    table : DataFrame
        One row an episode at one level: `family` (pseudonym), `level` (int, 0 to 3), `start`
        (datetime64), `end` (datetime64, missing where it is open), `service`, `referral`,
        `consent` and `outcome` (answers of closed lists, `str`, empty where not stated).
        `has_reason` (bool) says whether a reason is stated for the level, which then need not
        be next to the one before. `outcome` of an ended episode is "closed", "moved" (to
        another level) or "left".
    levels : mapping of int to Words
    transitions : frozenset of pairs of int
        The levels one may move between without a reason.
    censored_on : date
        When open episodes were last known to be open: the analysis date.
    """

    table: pd.DataFrame
    levels: Mapping[int, Words]
    transitions: frozenset[tuple[int, int]]
    censored_on: datetime.date


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class OutcomeData:
    """All that an evaluation holds about outcomes; None of what it does not have.

    Attributes
    ----------
    families : FamilyRatings or None
    pathways : Pathways or None
    contacts : DataFrame or None
        One row a contact: `family`, `date`, `minutes` (float), `mode`.
    planned_contacts_per_family : float or None
        What the plan promised, in contacts.
    goals : DataFrame or None
        One row a goal: `family`, `goal` (a number within the family), `weight` (float),
        `score` (-2 to 2, float, missing where not rated).
    sessions : DataFrame or None
        One row a score: `case` (pseudonym), `phase` ("A" or "B"), `session` (int), `score`.
    sessions_better : {"lower", "higher"}
    zones : DataFrame or None
        One row an area and year: `zone`, `year` (int), `outcome` (float), `n` (float, the
        base of the outcome, missing where not known). Public or own data.
    zones_are_public : bool
        Whether their file lies outside ``private/``, also where a name leads elsewhere.
    treated_zone : str
    zone_start : int or None
        The first year with the measure in the treated area.
    co_interventions : mapping of str to Words
        By area, what else was done there in the same years.
    flagged_years : mapping of int to Words
        Years that are not like others (the pandemic).
    """

    families: FamilyRatings | None = None
    pathways: Pathways | None = None
    contacts: pd.DataFrame | None = None
    planned_contacts_per_family: float | None = None
    goals: pd.DataFrame | None = None
    sessions: pd.DataFrame | None = None
    sessions_better: Literal["lower", "higher"] = "lower"
    zones: pd.DataFrame | None = None
    zones_are_public: bool = False
    treated_zone: str = ""
    zone_start: int | None = None
    co_interventions: Mapping[str, Words] = field(default_factory=dict)
    flagged_years: Mapping[int, Words] = field(default_factory=dict)

    @property
    def about_families(self) -> tuple[str, ...]:
        """The fields about families and children that hold anything; areas are no people."""
        fields = ("families", "pathways", "contacts", "goals", "sessions")
        return tuple(name for name in fields if getattr(self, name) is not None)
