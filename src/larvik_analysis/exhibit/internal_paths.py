"""Families' way through follow-up and help over time, as those with access see it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pandas as pd

from larvik_analysis.estimate.outcomes.dose import estimate_dose
from larvik_analysis.estimate.outcomes.stays import stays_of
from larvik_analysis.estimate.statistics.survival import kaplan_meier
from larvik_analysis.terms.language import format_percent
from larvik_analysis.terms.outcomes import OutcomeData, Pathways
from larvik_analysis.terms.pathway_results import SurvivalCurve
from larvik_analysis.terms.study import Study

from .exhibit import Exhibit
from .internal import LEVEL, internal_exhibit, outcomes_of, word_of
from .statement import Statement

LEAST_CASES = 30  # a flow of fewer is a few families, and says no more than a table
_FLOW_DAYS = (0, 182, 365)  # since a family's first stay began
_TICKS = 5  # of the time axis of a survival curve, at the most


def exhibit_swimlanes(study: Study, measure: str) -> Exhibit | None:
    """Figure: levels of follow-up and contacts of each family over time.

    For those with access to the private data alone. None where neither pathways nor contacts
    of the measure are read.
    """
    outcomes = outcomes_of(study, measure)
    parts = [*_stays(outcomes, study), *_contacts(outcomes, study)]
    if not parts:
        return None
    table = pd.DataFrame(parts)
    table["end"] = pd.to_datetime(table["end"])  # contacts alone have none
    starts = table.groupby("family")["start"].min().sort_values(kind="stable")
    lanes = {family: place for place, family in enumerate(starts.index, start=1)}
    table["lane"] = table["family"].map(lanes)
    first = table["start"].min()
    table = table.sort_values(["lane", "start"], kind="stable")
    table = pd.DataFrame(
        {
            "lane": table["lane"].astype("int64"),
            "part": table["part"],
            "label": table["label"],
            "at_level": table["at_level"].astype("Int64"),
            "from_day": (table["start"] - first).dt.days.astype("int64"),
            "to_day": (table["end"] - first).dt.days.astype("Int64"),
            "is_open": table["is_open"].astype(bool),
            "first_day": f"{first:%Y-%m-%d}",
        }
    ).reset_index(drop=True)
    return internal_exhibit(
        study, "swimlanes", table, ("lane", "part", "label"),
        name="forlop",
        draw="swimlanes.draw_swimlanes",
    )  # fmt: skip


def _stays(outcomes: OutcomeData, study: Study) -> Iterator[dict[str, Any]]:
    if outcomes.pathways is None:
        return
    names = outcomes.pathways.levels
    censored = pd.Timestamp(outcomes.pathways.censored_on)
    for stay in stays_of(outcomes.pathways).to_dict("records"):
        is_open = pd.isna(stay["end"])
        yield {
            "family": stay["family"],
            "part": "level",
            "label": names[stay["at_level"]].in_language(study.language),
            "at_level": stay["at_level"],
            "start": stay["start"],
            "end": censored if is_open else stay["end"],
            "is_open": is_open,
        }


def _contacts(outcomes: OutcomeData, study: Study) -> Iterator[dict[str, Any]]:
    if outcomes.contacts is None:
        return
    label = word_of(study, "swimlanes.contact")
    for contact in outcomes.contacts.dropna(subset=["family", "date"]).to_dict("records"):
        yield {
            "family": contact["family"],
            "part": "contact",
            "label": label,
            "at_level": None,
            "start": contact["date"],
            "end": None,
            "is_open": False,
        }


def exhibit_survival(study: Study, measure: str) -> Exhibit | None:
    """Figure: for each level, the share of stays that last longer than so many days.

    For those with access to the private data alone. None where no pathways of the
    measure are read.
    """
    pathways = outcomes_of(study, measure).pathways
    if pathways is None:
        return None
    stays = stays_of(pathways)
    rows = [
        {"at_level": at_level, "label": name.in_language(study.language), **row}
        for at_level, name in sorted(pathways.levels.items())
        for row in _steps(stays[stays["at_level"] == at_level])
    ]
    if not rows:
        return None
    columns = ["at_level", "label", "part", "day", "share", "low", "high", "at_risk",
               "n_censored", "n", "n_families"]  # fmt: skip
    counts = dict.fromkeys(("at_risk", "n_censored", "n", "n_families"), "Int64")
    floats = dict.fromkeys(("day", "share", "low", "high"), "float64")
    table = pd.DataFrame(rows, columns=columns).astype({**counts, **floats})
    return internal_exhibit(
        study, "survival", table, ("at_level", "label", "part"),
        name="varighet",
        draw="survival_steps.draw_survival_steps",
        words={"level": format_percent(LEVEL, study.language)},
    )  # fmt: skip


def _steps(own: pd.DataFrame) -> Iterator[dict[str, Any]]:
    """The curve from day nought on, how many were watched at some days, and the median."""
    curve = kaplan_meier(own["days"], own["ending"].ne(""), cluster=own["family"], level=LEVEL)
    if not isinstance(curve, SurvivalCurve):
        return
    size = {"n": curve.n, "n_families": int(own["family"].nunique())}
    if curve.times[0] > 0:
        yield {"part": "step", "day": 0.0, "share": 1.0, "n_censored": 0, **size}
    for place, day in enumerate(curve.times):
        yield {
            "part": "step",
            "day": day,
            "share": curve.shares[place],
            "low": curve.low[place],
            "high": curve.high[place],
            "at_risk": curve.at_risk[place],
            "n_censored": curve.n_censored[place],
            **size,
        }
    for day in days_of_axis(curve.times[-1]):
        at_risk = int((own["days"] >= day).sum())
        yield {"part": "at_risk", "day": day, "at_risk": at_risk, **size}
    median = {
        name: getattr(curve.median, at, None)
        for name, at in {"day": "estimate", "low": "low", "high": "high"}.items()
    }
    yield {"part": "median", **median, **size}


def days_of_axis(last: float) -> list[float]:
    """Days at even steps from nought, of which people think: weeks, months, a year.

    Examples
    --------
    >>> days_of_axis(200.0)
    [0.0, 60.0, 120.0, 180.0]
    """
    steps = (7, 14, 30, 60, 90, 180, 365)
    step = next((step for step in steps if last / step < _TICKS), steps[-1])
    return [float(day) for day in range(0, int(last) + 1, step)]


def exhibit_alluvial(study: Study, measure: str) -> Exhibit | None:
    """Figure: how families flow between levels in their first year of follow-up.

    For those with access to the private data alone. None where no pathways of the
    measure are read, or of fewer than 30 families: `state_alluvial` says why.
    """
    pathways = outcomes_of(study, measure).pathways
    if pathways is None or pathways.table["family"].nunique() < LEAST_CASES:
        return None
    states = _states(pathways, study)
    rows = [
        {
            "from_day": first,
            "from_label": before,
            "to_day": last,
            "label": after,
            "n_families": len(flow),
        }
        for first, last in pairwise(_FLOW_DAYS)
        for (before, after), flow in states.groupby([first, last], sort=False)
    ]
    order = {name: place for place, name in enumerate(_state_names(pathways, study).values())}
    table = pd.DataFrame(rows).assign(n=len(states))
    for end in ("from", "to"):
        named = "label" if end == "to" else "from_label"
        table[f"{end}_place"] = table[named].map(order)
    table = table.sort_values(["from_day", "from_place", "to_place"]).reset_index(drop=True)
    return internal_exhibit(
        study, "alluvial", table, ("from_day", "from_label", "to_day", "label"),
        name="strommer",
        draw="alluvial.draw_alluvial",
    )  # fmt: skip


def state_alluvial(study: Study, measure: str) -> tuple[Statement, ...]:
    """Why no flows between levels are drawn; nothing where they are, or there are no data."""
    is_read = outcomes_of(study, measure).pathways is not None
    if not is_read or exhibit_alluvial(study, measure) is not None:
        return ()
    return (Statement(key="internal.alluvial.too_few"),)


def _state_names(pathways: Pathways, study: Study) -> dict[str, str]:
    """What a family can be in at a time, in the order they are drawn."""
    levels = {
        f"level_{level}": name.in_language(study.language)
        for level, name in sorted(pathways.levels.items(), reverse=True)
    }
    others = ("between", "closed", "left", "not_seen")
    return levels | {name: word_of(study, f"alluvial.{name}") for name in others}


def _states(pathways: Pathways, study: Study) -> pd.DataFrame:
    """What each family is in at each of the days; one row a family."""
    names = _state_names(pathways, study)
    stays = stays_of(pathways)
    rows = []
    for _, own in stays.groupby("family", sort=True):
        begun = own["start"].iloc[0]
        days = {day: begun + pd.Timedelta(days=day) for day in _FLOW_DAYS}
        rows.append({day: names[_state(own, on, pathways)] for day, on in days.items()})
    return pd.DataFrame(rows)


def _state(own: pd.DataFrame, on: pd.Timestamp, pathways: Pathways) -> str:
    if on > pd.Timestamp(pathways.censored_on):
        return "not_seen"
    begun = own[own["start"] <= on]
    last = begun.iloc[-1]
    if pd.isna(last["end"]) or on < last["end"]:
        return f"level_{last['at_level']}"
    return str(last["ending"]) if last["ending"] in ("closed", "left") else "between"


def exhibit_dose(study: Study, measure: str) -> Exhibit | None:
    """Figure: contacts delivered against those planned, in all and family by family.

    For those with access to the private data alone. None where no contacts of the
    measure are read.
    """
    outcomes = outcomes_of(study, measure)
    if outcomes.contacts is None:
        return None
    families = _families_of(outcomes)
    planned = outcomes.planned_contacts_per_family
    dose = estimate_dose(outcomes.contacts, families, planned_per_family=planned)
    in_all = dose[dose["quantity"] == "contacts"].set_index("statistic")["estimate"]
    counts = outcomes.contacts.groupby("family").size().reindex(families, fill_value=0)
    label = word_of(study, "dose.in_all")
    rows: list[dict[str, Any]] = [
        {
            "part": "all",
            "label": label,
            "contacts": in_all["delivered"],
            "planned": in_all.get("planned"),
        }
    ]
    rows += [
        {"part": "family", "label": "", "contacts": float(count), "planned": planned}
        for count in counts.sort_values(ascending=False)
    ]
    table = pd.DataFrame(rows).assign(n_families=len(families))
    return internal_exhibit(
        study, "dose", table.astype({"contacts": "float64", "planned": "float64"}),
        ("part", "label"),
        name="kontakter",
        draw="dose_bullets.draw_dose_bullets",
        caption="caption" if planned is not None else "caption_unplanned",
    )  # fmt: skip


def _families_of(outcomes: OutcomeData) -> list[str]:
    """All that started, also those without a contact; where nobody says, those with one."""
    started: tuple[str, ...] = ()
    if outcomes.families is not None:
        started = outcomes.families.families
    known = set() if outcomes.contacts is None else set(outcomes.contacts["family"].dropna())
    return [*started, *sorted(known - set(started))]
