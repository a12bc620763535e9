"""Reads areas by year. An area is no person, so areas are told by name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from larvik_analysis.inputs.naming import alike, near_code, nearest, shown
from larvik_analysis.inputs.outcomes.table import OwnTable
from larvik_analysis.terms.outcome_files import ZoneFile
from larvik_analysis.terms.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class ZonePanel:
    """Areas by year, as `OutcomeData` has them.

    Attributes
    ----------
    table : DataFrame
        `zone`, `year`, `outcome`, `n`; years without an outcome are left out.
    treated : str
    start : int
    co_interventions : mapping of str to Words
    flagged_years : mapping of int to Words
    """

    table: pd.DataFrame
    treated: str
    start: int
    co_interventions: Mapping[str, Words] = field(default_factory=dict)
    flagged_years: Mapping[int, Words] = field(default_factory=dict)


def panel_of(table: OwnTable, declared: ZoneFile) -> ZonePanel | None:
    """The areas of a file; None where something is wrong, which the table then tells."""
    cells = table.texts("zone", is_needed=True)
    # The same area may be written in two ways; the first in the alphabet is its name.
    written = dict(sorted(zip(cells, table.written("zone"), strict=True), reverse=True))
    names = dict(sorted(written.items()))
    years = table.whole_numbers("year")
    outcomes = table.numbers("outcome")
    bases = table.numbers("n")
    negative = [n for n, base in enumerate(bases) if base is not None and base < 0]
    table.tell("outcomes_base", negative, "n")
    table.tell_repeated(list(zip(cells, years, strict=True)), "year")
    known = {
        cell: {
            year
            for other, year, outcome in zip(cells, years, outcomes, strict=True)
            if other == cell and year is not None and outcome is not None
        }
        for cell in names
    }
    if not table.is_whole:
        return None
    _check_design(table, declared, known, names)
    found = _named(table, declared, names)
    if not table.is_whole:
        return None
    _note_missing(table, declared, known, names)
    _note_bases(table, outcomes, bases)
    panel = pd.DataFrame(
        {
            "zone": [names[cell] for cell in cells],
            "year": pd.array(years, dtype="int64"),
            "outcome": pd.Series(outcomes, dtype="float64"),
            "n": pd.Series(bases, dtype="float64"),
        }
    ).dropna(subset=["outcome"])
    return ZonePanel(
        table=panel.sort_values(["zone", "year"], ignore_index=True),
        treated=names[alike(declared.treated)],
        start=declared.start,
        co_interventions=found,
        flagged_years={int(year): why for year, why in declared.flagged_years.items()},
    )


def _check_design(
    table: OwnTable,
    declared: ZoneFile,
    known: Mapping[str, set[int]],
    names: Mapping[str, str],
) -> None:
    """Whether there is an area with the measure, years on both sides, and another area."""
    treated = alike(declared.treated)
    if treated not in names:
        near = nearest(treated, names)
        values = {"nearest": names.get(near, ""), "known": ", ".join(names.values())}
        table.tell_of_file(near_code("outcomes_zone_treated", near), "zone", **values)
        return
    if len(names) == 1:
        table.tell_of_file("outcomes_no_donors", "zone")
    years = known[treated]
    if not any(year < declared.start for year in years) or declared.start > max(years):
        table.tell_of_file("outcomes_zone_start", "year")
    elif missing := _all_years(known) - years:
        table.tell_of_file(
            "outcomes_zone_gap", "year", years=", ".join(map(str, sorted(missing)))
        )


def _named(table: OwnTable, declared: ZoneFile, names: Mapping[str, str]) -> dict[str, Words]:
    """What else was done, by the names of the file; a name it lacks is told."""
    found = {}
    for zone, what in declared.co_interventions.items():
        if alike(zone) in names:
            found[names[alike(zone)]] = what
        else:
            near = nearest(alike(zone), names)
            values = {"nearest": names.get(near, ""), "known": ", ".join(names.values())}
            values["found"] = shown(zone)
            table.tell_of_file(near_code("outcomes_zone_unknown", near), "zone", **values)
    return found


def _note_missing(
    table: OwnTable,
    declared: ZoneFile,
    known: Mapping[str, set[int]],
    names: Mapping[str, str],
) -> None:
    """Areas to compare with that lack years: an estimate has to do without them."""
    every = _all_years(known)
    lacking = [
        names[cell]
        for cell, years in known.items()
        if cell != alike(declared.treated) and every - years
    ]
    if lacking:
        values = {"zones": ", ".join(sorted(lacking))}
        table.note_of_file("outcomes_zone_years", "year", **values)


def _note_bases(
    table: OwnTable, outcomes: Sequence[float | None], bases: Sequence[float | None]
) -> None:
    """Outcomes of which nobody can tell on how many they rest."""
    without = [
        n
        for n, (outcome, base) in enumerate(zip(outcomes, bases, strict=True))
        if outcome is not None and base is None
    ]
    if any(base is not None for base in bases):
        table.note("outcomes_base_missing", without, "n")
    elif without:
        table.note_of_file("outcomes_no_bases", "n")


def _all_years(known: Mapping[str, set[int]]) -> set[int]:
    return set().union(*known.values())
