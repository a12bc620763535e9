"""Numbers of areas by year, by name: what `basis.py` works out again from the areas' file.

One area with a measure stands beside others. None of these numbers is of people one by one,
and none is an interval or a p-value: the place among all areas is all there is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, Final

import pandas as pd

from larvik_analysis.errors import ParameterError
from larvik_analysis.estimate.outcomes.zone import (
    DESIGNS,
    estimate_zone_checks,
    estimate_zone_donors,
    estimate_zone_effect,
    estimate_zone_years,
)
from larvik_analysis.estimate.statistics.synthetic_control import synthetic_control
from larvik_analysis.terms.outcomes import OutcomeData
from larvik_analysis.terms.results import FactEstimate, NotEstimable
from larvik_analysis.terms.study import Study
from larvik_analysis.terms.units import UnitOfAnalysis
from larvik_analysis.terms.zone_results import SyntheticControl

EFFECTS: Final = ("estimate", "rank", "rank_floor", "detectable")
WITHOUT: Final = ("", "co_interventions", "flagged_years", "both")
OF_YEAR: Final = (
    "observed", "others", "synthetic", "synthetic_gap", "estimate", "placebo_low",
    "placebo_high",
)  # fmt: skip
CHECKS: Final = (
    "slope_before", "detectable_slope", "detectable_drift", "false_start",
    "lowest_without_one", "highest_without_one",
)  # fmt: skip
_UNITS: Final[Mapping[str, str]] = {"rank": "place", "rank_floor": "share"}


def public_zones(study: Study) -> OutcomeData | None:
    """The areas by year, where their file is public and every base in it is large enough.

    A file in a folder ``private`` is not, whoever declared it, nor is one that leads there.
    Where a number of an area is of fewer than `k_of_facts`, none of the file leaves: the gaps
    would give it back. So it is where some numbers have a base and others do not. A public
    file without any base is taken as its publisher has it.
    """
    files, outcomes = study.evaluation.outcomes, study.outcomes
    if files is None or files.zones is None or outcomes is None or outcomes.zones is None:
        return None
    is_private = "private" in files.zones.file.casefold().replace("\\", "/").split("/")
    bases = outcomes.zones["n"]
    is_small = bool((bases < study.evaluation.disclosure.k_of_facts).any())
    is_partial = bool(bases.isna().any() and bases.notna().any())
    is_held = is_private or is_small or is_partial
    return None if is_held or not outcomes.zones_are_public else outcomes


def zone_effect(data: OutcomeData, design: str, without: str, what: str) -> FactEstimate:
    """A number of the comparison: the estimate, its rank, the floor, what could be seen.

    Parameters
    ----------
    data : OutcomeData
    design : {"difference_in_differences", "synthetic_control"}
    without : str
        One of `WITHOUT`: what is left out of the comparison.
    what : str
        One of `EFFECTS`.

    Raises
    ------
    ParameterError
        If there is no such number.
    """
    table = effects_of(data)
    rows = table[(table["design"] == design) & (table["without"] == without)]
    if what not in EFFECTS or len(rows) != 1:
        raise ParameterError("basis_unknown")
    arguments = (design, without, what)
    return _made("zone_effect", arguments, rows.iloc[0][what], n=rows.iloc[0]["n"], what=what)


def zone_year(data: OutcomeData, what: str, year: float) -> FactEstimate:
    """A number of one year: the area with the measure, the others, the gap between them.

    Raises
    ------
    ParameterError
        If `what` is none of `OF_YEAR`, or there is no such year.
    """
    table = years_of(data)
    rows = table[table["year"] == year]
    if what not in OF_YEAR or type(year) is not float or len(rows) != 1:
        raise ParameterError("basis_unknown")
    return _made("zone_year", (what, year), rows.iloc[0][what])


def zone_gap(data: OutcomeData, zone: str, year: float) -> FactEstimate:
    """How far an area lay from its own synthetic one, as if it had had the measure.

    Raises
    ------
    ParameterError
        If there is no such area or year.
    """
    found = gaps_of(data)
    if found is None or zone not in found.columns:
        raise ParameterError("basis_unknown")
    if type(year) is not float or year not in found.index:
        raise ParameterError("basis_unknown")
    return _made("zone_gap", (zone, year), found[zone].loc[year])


def zone_ratio(data: OutcomeData, zone: str) -> FactEstimate:
    """How many times as far from its synthetic one an area lay after the start as before.

    Raises
    ------
    ParameterError
        If there is no such area.
    """
    found = synthetic_of(data)
    if found is None or zone not in found.ratios.index:
        raise ParameterError("basis_unknown")
    return _made("zone_ratio", (zone,), found.ratios.loc[zone])


def zone_check(
    data: OutcomeData, check: str, design: str, year: float | None = None
) -> FactEstimate:
    """A number of what speaks against the estimates; `year` for a false start alone.

    Raises
    ------
    ParameterError
        If there is no such number.
    """
    if check not in CHECKS or design not in DESIGNS or type(year) not in (float, type(None)):
        raise ParameterError("basis_unknown")
    table = checks_of(data)
    is_year = table["year"].isna() if year is None else table["year"].eq(year).fillna(False)
    rows = table[(table["check"] == check) & (table["design"] == design) & is_year]
    if len(rows) != 1:
        raise ParameterError("basis_unknown")
    arguments = (check, design) if year is None else (check, design, year)
    return _made("zone_check", arguments, rows.iloc[0]["estimate"])


# Called as they stand in a basis, with the areas in front.
ZONE_OPERATIONS: Final[Mapping[str, Callable[..., FactEstimate]]] = {
    "zone_effect": zone_effect,
    "zone_year": zone_year,
    "zone_gap": zone_gap,
    "zone_ratio": zone_ratio,
    "zone_check": zone_check,
}


# Every number of a chapter asks for these, and the gate once more: each is worked out once
# for the areas it is of, which nobody changes.
@lru_cache(maxsize=4)
def effects_of(data: OutcomeData) -> pd.DataFrame:
    """As `estimate_zone_effect`."""
    return estimate_zone_effect(data)


@lru_cache(maxsize=4)
def years_of(data: OutcomeData) -> pd.DataFrame:
    """As `estimate_zone_years`, without a row where nothing can be compared."""
    found = estimate_zone_years(data)
    return pd.DataFrame({"year": []}) if isinstance(found, NotEstimable) else found


@lru_cache(maxsize=4)
def checks_of(data: OutcomeData) -> pd.DataFrame:
    """As `estimate_zone_checks`."""
    return estimate_zone_checks(data)


@lru_cache(maxsize=4)
def synthetic_of(data: OutcomeData) -> SyntheticControl | None:
    """The synthetic control with every area that has all the years; None without any."""
    years = years_of(data)["year"]
    if data.zones is None or years.empty:
        return None
    donors = estimate_zone_donors(data)
    whole = {data.treated_zone, *donors.loc[~donors["has_gaps"], "zone"]}
    panel = data.zones[data.zones["zone"].isin(whole) & data.zones["year"].isin(years)]
    found = synthetic_control(
        panel.dropna(subset=["outcome"]),
        unit="zone",
        time="year",
        outcome="outcome",
        treated=data.treated_zone,
        start=data.zone_start,
    )
    return None if isinstance(found, NotEstimable) else found


def gaps_of(data: OutcomeData) -> pd.DataFrame | None:
    """Gaps of all areas, one column each, one row a year; None where there are none."""
    found = synthetic_of(data)
    if found is None:
        return None
    return found.placebo_gaps.assign(**{data.treated_zone: found.gap})


def _made(
    name: str, arguments: tuple[str | float, ...], value: Any, *, n: Any = None, what: str = ""
) -> FactEstimate:
    is_known = not pd.isna(value)
    return FactEstimate(
        estimate=float(value) if is_known else None,
        n=None if n is None or pd.isna(n) else int(n),
        unit=_UNITS.get(what, "score"),
        unit_of_analysis=UnitOfAnalysis.PLACES,
        method=name,
        basis=f"{name}({', '.join(map(repr, arguments))})",
        reason="" if is_known else "incomplete",
    )
