"""Opens the files of outcomes that are there, each with its columns."""

from __future__ import annotations

from collections.abc import Sequence, Set
from pathlib import Path
from typing import Final

import pandas as pd

from larvik_analysis.inputs.declarations import PRIVATE
from larvik_analysis.inputs.outcomes.declared import Declared, columns_of_factors
from larvik_analysis.inputs.outcomes.families import ratings_of
from larvik_analysis.inputs.outcomes.ground import Ground
from larvik_analysis.inputs.outcomes.pathways import pathways_of
from larvik_analysis.inputs.outcomes.table import OwnTable
from larvik_analysis.inputs.outcomes.vocabulary import (
    CONTACTS,
    EPISODES,
    GOALS,
    RATINGS,
    SESSIONS,
    ZONES,
    Column,
)
from larvik_analysis.inputs.outcomes.work import (
    contacts_of,
    goals_of,
    note_strangers,
    sessions_of,
)
from larvik_analysis.inputs.outcomes.zones import ZonePanel, panel_of
from larvik_analysis.terms.outcome_files import OutcomeFiles, PathwayFile
from larvik_analysis.terms.outcomes import FamilyRatings, OutcomeData, Pathways

# Told in prose why a family moved as it did: that it was told is known, and no more.
_PROSE: Final = ("reason",)


class OpenedFiles:
    """The files that are there; `tables` tell what was wrong with them.

    Parameters
    ----------
    folder : Path
        The evaluation folder.
    declared : Declared
        Without faults.
    ground : Ground
    present : set of str
        Dotted keys of the files that are there.
    """

    def __init__(
        self, folder: Path, declared: Declared, ground: Ground, present: Set[str]
    ) -> None:
        self.tables: list[OwnTable] = []
        self._folder = folder
        self._declared = declared
        self._ground = ground
        self._present = present

    def outcomes(self) -> OutcomeData | None:
        """What all files say; None where nothing is declared."""
        files = self._declared.files
        if files is None:
            return None
        families = self._families(files)
        known = families.families if families else None
        contacts = self._contacts(files, known)
        zones = self._zones(files)
        return OutcomeData(
            families=families,
            pathways=self._pathways(files, known),
            contacts=contacts,
            planned_contacts_per_family=(
                files.contacts.planned_per_family if files.contacts else None
            ),
            goals=self._goals(files, known),
            sessions=self._sessions(files),
            sessions_better=files.sessions.better if files.sessions else "lower",
            zones=zones.table if zones else None,
            zones_are_public=self._is_public(files.zones.file) if files.zones else False,
            treated_zone=zones.treated if zones else "",
            zone_start=zones.start if zones else None,
            co_interventions=zones.co_interventions if zones else {},
            flagged_years=zones.flagged_years if zones else {},
        )

    def _is_public(self, file: str) -> bool:
        """Whether what a name leads to lies in no folder called private."""
        place, home = (self._folder / file).resolve(), self._folder.resolve()
        inside = place.relative_to(home).parts if place.is_relative_to(home) else (PRIVATE,)
        return PRIVATE not in {part.casefold() for part in inside}

    def _open(self, key: str, file: str, columns: Sequence[Column]) -> OwnTable | None:
        """The table of a file that is there and has all columns it needs."""
        if f"outcomes.{key}" not in self._present:
            return None
        table = OwnTable(self._folder / file, file, columns, _PROSE)
        self.tables.append(table)
        return table if table.is_whole and not table.is_empty else None

    def _families(self, files: OutcomeFiles) -> FamilyRatings | None:
        factors = self._declared.factors
        columns = [*RATINGS, *columns_of_factors(factors)]
        table = self._open("families", files.families, columns)
        return ratings_of(table, files, factors, self._ground) if table else None

    def _pathways(self, files: OutcomeFiles, known: Sequence[str] | None) -> Pathways | None:
        declared = files.pathways
        if declared is None:
            return None
        table = self._open("pathways.file", declared.file, _columns_of_episodes(declared))
        if table is None:
            return None
        levels, transitions = self._declared.levels, self._declared.transitions
        found = pathways_of(table, declared, levels, transitions, self._ground)
        self._note_strangers(table, known)
        return found

    def _contacts(
        self, files: OutcomeFiles, known: Sequence[str] | None
    ) -> pd.DataFrame | None:
        if files.contacts is None:
            return None
        table = self._open("contacts.file", files.contacts.file, CONTACTS)
        if table is None:
            return None
        self._note_strangers(table, known)
        return contacts_of(table, files.contacts, self._ground)

    def _goals(self, files: OutcomeFiles, known: Sequence[str] | None) -> pd.DataFrame | None:
        table = self._open("goals", files.goals, GOALS)
        if table is None:
            return None
        self._note_strangers(table, known)
        return goals_of(table, self._ground)

    def _sessions(self, files: OutcomeFiles) -> pd.DataFrame | None:
        if files.sessions is None:
            return None
        table = self._open("sessions.file", files.sessions.file, SESSIONS)
        return sessions_of(table, self._ground) if table else None

    def _zones(self, files: OutcomeFiles) -> ZonePanel | None:
        if files.zones is None:
            return None
        table = self._open("zones.file", files.zones.file, ZONES)
        return panel_of(table, files.zones) if table else None

    def _note_strangers(self, table: OwnTable, known: Sequence[str] | None) -> None:
        table.note_personal("family")
        if known is not None:
            note_strangers(table, self._ground, known)


def _columns_of_episodes(declared: PathwayFile) -> list[Column]:
    """A column whose words nobody has declared stays outside."""
    undeclared = {
        name
        for name, words in (("service", declared.services), ("referral", declared.referrals))
        if not words
    }
    return [column for column in EPISODES if column.id not in undeclared]
