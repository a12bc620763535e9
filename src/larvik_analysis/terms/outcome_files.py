"""Which files hold an evaluation's outcomes, and how they were measured."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from typing import Literal

from larvik_analysis.terms.outcomes import Level, Side
from larvik_analysis.terms.words import Words

FactorList = Literal["kvello", "ics"]


@dataclass(frozen=True, slots=True, kw_only=True)
class FactorColumn:
    """A factor that was rated, as `evaluation.yaml` declares it.

    Attributes
    ----------
    id : str
        A heading of its column; its names are headings too.
    name : Words or None
        None for an item of the frameworks, which has its name there.
    side : {"risk", "protective", ""}
        Empty where the frameworks say it; elsewhere it is a risk.
    category : str
        Empty where the frameworks say it, or nobody does.
    """

    id: str
    name: Words | None = None
    side: Side | Literal[""] = ""
    category: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PathwayFile:
    """The file of episodes at the levels of follow-up.

    Attributes
    ----------
    file : str
    levels : dict of str to Words
        By number; those of SE MEG where there are none.
    transitions : tuple of pairs of int
        From and to. Where there are none: one step up at a time, and any step down.
    services, referrals : dict of str to Words
        The answers that these columns may have. A column without any stays outside.
    """

    file: str
    levels: dict[str, Words] = field(default_factory=dict)
    transitions: tuple[tuple[int, ...], ...] = ()
    services: dict[str, Words] = field(default_factory=dict)
    referrals: dict[str, Words] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactFile:
    """The file of contacts, what was planned, and ways of contact beyond the common ones."""

    file: str
    planned_per_family: float | None = None
    modes: dict[str, Words] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionFile:
    """The file of repeated scores of single cases, and which way is better."""

    file: str
    better: Literal["lower", "higher"] = "lower"


@dataclass(frozen=True, slots=True, kw_only=True)
class ZoneFile:
    """The file of areas by year.

    Attributes
    ----------
    file : str
        It may be public.
    treated : str
        The area with the measure.
    start : int
        The first year with it.
    co_interventions : dict of str to Words
        By area, what else was done there.
    flagged_years : dict of str to Words
        By year, why it is not like others.
    """

    file: str
    treated: str
    start: int
    co_interventions: dict[str, Words] = field(default_factory=dict)
    flagged_years: dict[str, Words] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeFiles:
    """`outcomes` in `evaluation.yaml`.

    Attributes
    ----------
    measure : str
        Id of the measure they are about.
    start : date or None
        When families began to get help.
    rated_by : {"deliverers", "others", ""}
    chosen_for_high_risk : bool or None
        Whether families were chosen for their high ratings.
    scale : tuple of Level
        Lowest first.
    not_rated : tuple of int or str
        What stands in a cell that was not rated; an empty cell never is.
    factors_from : tuple of {"kvello", "ics"}
        Lists of the frameworks that were rated whole.
    factors : tuple of FactorColumn
        Further factors, or those of such a list that have another name or side here.
    roles : dict of str to Words
        Roles of raters beyond the common ones.
    families, goals : str
        Files; empty where there is none.
    pathways, contacts, sessions, zones
        Files with what has to be said of them.
    """

    measure: str
    start: datetime.date | None = None
    rated_by: Literal["deliverers", "others", ""] = ""
    chosen_for_high_risk: bool | None = None
    scale: tuple[Level, ...] = ()
    not_rated: tuple[int | str, ...] = ()
    factors_from: tuple[FactorList, ...] = ()
    factors: tuple[FactorColumn, ...] = ()
    roles: dict[str, Words] = field(default_factory=dict)
    families: str = ""
    pathways: PathwayFile | None = None
    contacts: ContactFile | None = None
    goals: str = ""
    sessions: SessionFile | None = None
    zones: ZoneFile | None = None

    @property
    def private_files(self) -> dict[str, str]:
        """The files about families and children, by their dotted key."""
        found = {
            "families": self.families,
            "pathways.file": self.pathways.file if self.pathways else "",
            "contacts.file": self.contacts.file if self.contacts else "",
            "goals": self.goals,
            "sessions.file": self.sessions.file if self.sessions else "",
        }
        return {f"outcomes.{key}": file for key, file in found.items() if file}

    @property
    def files(self) -> dict[str, str]:
        """Every file by its dotted key."""
        zones = {"outcomes.zones.file": self.zones.file} if self.zones else {}
        return self.private_files | zones
