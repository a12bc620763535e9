"""One area with a measure beside others: what may be said of it, and what could be seen."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple

import numpy as np
import pandas as pd

from larvik_analysis.estimate.statistics.arguments import plain_level
from larvik_analysis.estimate.statistics.difference_in_differences import compare_changes
from larvik_analysis.estimate.statistics.event_study import follow_events
from larvik_analysis.estimate.statistics.panels import Panel, read_panel
from larvik_analysis.estimate.statistics.synthetic_control import (
    TOO_SHORT,
    compare_with_synthetic,
)
from larvik_analysis.estimate.statistics.zone_placebos import (
    at_earlier_starts,
    without_each_donor,
)
from larvik_analysis.estimate.statistics.zone_power import detectable_difference, detectable_gap
from larvik_analysis.terms.outcomes import OutcomeData
from larvik_analysis.terms.results import Estimate, NotEstimable
from larvik_analysis.terms.zone_results import DifferenceInDifferences, SyntheticControl

from .rows import Row, described, tabulate_rows

DESIGNS: Final = ("difference_in_differences", "synthetic_control")
UNIT: Final = "outcome"
NO_SERIES: Final = "there is no series of areas"
NO_TREATED: Final = "the area with the measure has no numbers"
NO_START: Final = "there are no years both before the start and from it on"
FEW_FOR_SLOPES: Final = "there are too few donors or years, or their slopes are all alike"
NO_DONORS: Final = "no area without the measure has all the years"
EFFECT_NUMBERS: Final = (
    "rank", "rank_share", "rank_floor", "detectable", "detectable_reason", "pre_rmspe",
    "n_donors", "n_before", "n_after",
)  # fmt: skip


class _Without(NamedTuple):
    """What is left out of a comparison."""

    co_interventions: bool = False
    flagged_years: bool = False

    @property
    def label(self) -> str:
        """What is left out, as a table says it; empty for nothing."""
        if self.co_interventions and self.flagged_years:
            return "both"
        if self.co_interventions:
            return "co_interventions"
        return "flagged_years" if self.flagged_years else ""


def estimate_zone_effect(
    data: OutcomeData, *, level: float = 0.95, power: float = 0.8
) -> pd.DataFrame:
    """How far the area with the measure went its own way, by two designs.

    Each is told with all donors, and anew without those where something else was done in
    the same years and without years unlike others, where any are declared. Donors without
    all the years that the treated area has are left out; `estimate_zone_donors` names them.

    Parameters
    ----------
    data : OutcomeData
        `zones`, `treated_zone` and `zone_start`; `co_interventions` and `flagged_years`.
    level, power : float
        What the smallest effect that could be seen is stated for. There are no intervals:
        one treated area says nothing of how areas differ that have the measure.

    Returns
    -------
    DataFrame
        Labels `design` (``difference_in_differences``, ``synthetic_control``) and `without`
        (what is left out: empty, ``co_interventions``, ``flagged_years``, ``both``), then
        the columns of every outcome, `n` counts areas, then `rank` and `n_donors`,
        `n_before`, `n_after` (nullable integers), `rank_share` and `rank_floor`,
        `detectable` (the smallest effect whose rank would be no more than 1 less `level`, or
        the first where areas are too few for that, in a share `power` of the donors),
        `detectable_reason` (why there is none; else empty) and `pre_rmspe`.

    Raises
    ------
    ParameterError
        If `level` or `power` is not within 0 to 1.

    References
    ----------
    .. [1] Abadie, A. (2021). Using synthetic controls: feasibility, data requirements, and
       methodological aspects. Journal of Economic Literature 59, 391-425.

    Examples
    --------
    >>> zones = pd.DataFrame(
    ...     {
    ...         "zone": list("aaabbbccc"),
    ...         "year": [2022, 2023, 2024] * 3,
    ...         "outcome": [3.0, 4, 1, 2, 2, 2, 4, 6, 4],
    ...     }
    ... )
    >>> found = estimate_zone_effect(
    ...     OutcomeData(zones=zones, treated_zone="a", zone_start=2024)
    ... )
    >>> found[["estimate", "rank", "rank_floor"]].round(2).values.tolist()
    [[-2.0, 1, 0.33], [-2.0, 1, 0.33]]
    """
    level, power = plain_level(level), plain_level(power)
    rows, numbers = [], []
    for without in _left_out(data):
        panel = _panel(data, without)
        for design in DESIGNS:
            found = panel if isinstance(panel, NotEstimable) else _compared(panel, design)
            labels = {"design": design, "without": without.label}
            rows.append(Row(labels, found, UNIT))
            numbers.append(_numbers(panel, found, design, level, power))
    extra = pd.DataFrame(numbers, columns=list(EFFECT_NUMBERS)).astype(
        dict.fromkeys(("rank", "n_donors", "n_before", "n_after"), "Int64")
        | dict.fromkeys(("rank_share", "rank_floor", "detectable", "pre_rmspe"), "float64")
    )
    return tabulate_rows(rows, ("design", "without")).join(extra)


def estimate_zone_donors(data: OutcomeData) -> pd.DataFrame:
    """Every area that could be compared with: its weight, its flags, what hangs on it.

    Parameters
    ----------
    data : OutcomeData
        As `estimate_zone_effect`.

    Returns
    -------
    DataFrame
        One row an area without the measure: `zone`, `has_gaps` (lacks years that the treated
        area has, and is left out), `has_co_intervention` (something else was done there),
        `weight` (in the synthetic control), and both estimates without this area,
        `synthetic_control` and `difference_in_differences`. Numbers are missing where
        there is no estimate.

    Examples
    --------
    >>> zones = pd.DataFrame(
    ...     {
    ...         "zone": list("aaabbbccc"),
    ...         "year": [2022, 2023, 2024] * 3,
    ...         "outcome": [3.0, 4, 1, 2, 2, 2, 4, 6, 4],
    ...     }
    ... )
    >>> found = estimate_zone_donors(
    ...     OutcomeData(zones=zones, treated_zone="a", zone_start=2024)
    ... )
    >>> found["synthetic_control"].tolist(), found["weight"].round(3).tolist()
    ([-3.0, -1.0], [0.5, 0.5])
    """
    names = ["weight", "synthetic_control", "difference_in_differences"]
    panel = _panel(data, _Without())
    known = pd.DataFrame(columns=["zone", *names])
    used: set[str] = set()
    if isinstance(panel, Panel):
        used = {str(zone) for zone in panel.units}
        left = without_each_donor(panel)
        if isinstance(left, pd.DataFrame):
            known = left.rename(columns={"donor": "zone"})[["zone", *names]]
        else:  # the only donor has all the weight
            known = pd.DataFrame({"zone": sorted(used - {data.treated_zone}), "weight": 1.0})
    zones = [] if data.zones is None else sorted(set(data.zones["zone"]) - {data.treated_zone})
    donors = pd.DataFrame(
        {
            "zone": pd.Series(zones, dtype=object),
            "has_gaps": np.array([zone not in used for zone in zones], dtype=bool),
            "has_co_intervention": np.array(
                [zone in data.co_interventions for zone in zones], dtype=bool
            ),
        }
    )
    by_zone = known.set_index("zone").reindex(index=donors["zone"], columns=names)
    return donors.join(by_zone.astype("float64").reset_index(drop=True))


def estimate_zone_years(
    data: OutcomeData, *, reference: str = "last", level: float = 0.95
) -> pd.DataFrame | NotEstimable:
    """The treated area and others year by year: event study and synthetic control.

    Parameters
    ----------
    data : OutcomeData
        As `estimate_zone_effect`.
    reference : {"last", "mean"}
        What stands at 0 in the event study: the last year before the start, or their mean.
    level : float
        Confidence level, between 0 and 1.

    Returns
    -------
    DataFrame or NotEstimable
        One row a year: `year`, `is_before`, `is_flagged`, `observed`, `others` (their mean),
        `synthetic` and `synthetic_gap` (missing with fewer than two years before), and of
        the event study `estimate`, `placebo_low`, `placebo_high` and `rank`.

    Raises
    ------
    ParameterError
        If `reference` is not known or `level` not within 0 to 1.
    """
    panel = _panel(data, _Without())
    if isinstance(panel, NotEstimable):
        return panel
    events = follow_events(panel, reference=reference, level=level).table
    years = pd.DataFrame(
        {
            "year": events["time"],
            "is_before": events["is_before"],
            "is_flagged": events["time"].isin(list(data.flagged_years)),
            "observed": panel.values[:, panel.is_treated][:, 0],
            "others": panel.values[:, ~panel.is_treated].mean(axis=1),
        }
    )
    found = compare_with_synthetic(panel)
    if isinstance(found, NotEstimable):
        years = years.assign(synthetic=np.nan, synthetic_gap=np.nan)
    else:
        gap = found.gap.to_numpy()
        years = years.assign(synthetic=found.synthetic.to_numpy(), synthetic_gap=gap)
    return years.join(events.drop(columns=["time", "is_before"]))


def estimate_zone_checks(
    data: OutcomeData, *, level: float = 0.95, power: float = 0.8
) -> pd.DataFrame:
    """What speaks against the estimates: trends before, false starts, single donors.

    Parameters
    ----------
    data : OutcomeData
        As `estimate_zone_effect`.
    level, power : float
        What the detectable slope is stated for.

    Returns
    -------
    DataFrame
        Labels `check`, `design` and `year` (nullable integer), then the columns of every
        outcome:

        - ``slope_before``, ``detectable_slope``: of the treated area less the others before
          the start, for each year, and the smallest that the check would find;
        - ``detectable_drift``: what such a slope adds to the difference in differences;
        - ``false_start``: the estimate as if the measure had begun in `year`;
        - ``lowest_without_one``, ``highest_without_one``: of the estimates that leave one
          donor out.

    Raises
    ------
    ParameterError
        If `level` or `power` is not within 0 to 1.
    """
    level, power = plain_level(level), plain_level(power)
    panel = _panel(data, _Without())
    if isinstance(panel, NotEstimable):
        rows = [Row({"check": "slope_before", "design": DESIGNS[0]}, panel, UNIT)]
    else:
        rows = [
            *_trend_rows(panel, level, power),
            *_false_starts(panel),
            *_without_one(panel),
        ]
    table = tabulate_rows(rows, ("check", "design", "year"))
    return table.astype({"year": "Int64"})


def _left_out(data: OutcomeData) -> list[_Without]:
    zones = [] if data.zones is None else list(data.zones["zone"])
    years = [] if data.zones is None else list(data.zones["year"])
    is_known = bool({*data.co_interventions} & {*zones} - {data.treated_zone})
    is_flagged = bool({*data.flagged_years} & {*years})
    ways = [_Without(), _Without(True), _Without(False, True), _Without(True, True)]
    possible = {False, is_known}, {False, is_flagged}
    return [
        way
        for way in ways
        if way.co_interventions in possible[0] and way.flagged_years in possible[1]
    ]


def _panel(data: OutcomeData, without: _Without) -> Panel | NotEstimable:
    """The years that the treated area has, of it and of all donors that have them too."""
    treated, start = data.treated_zone, data.zone_start
    if data.zones is None or data.zones.empty:
        return NotEstimable(NO_SERIES)
    zones = data.zones.dropna(subset=["outcome"])
    if without.flagged_years:
        zones = zones[~zones["year"].isin(list(data.flagged_years))]
    if without.co_interventions:
        is_own = zones["zone"] == treated
        zones = zones[is_own | ~zones["zone"].isin(list(data.co_interventions))]
    years = zones.loc[zones["zone"] == treated, "year"].unique()
    if not years.size:
        return NotEstimable(NO_TREATED)
    if start is None or not (years < start).any() or not (years >= start).any():
        return NotEstimable(NO_START)
    zones = zones[zones["year"].isin(years)]
    n_years = zones.groupby("zone")["year"].transform("nunique")
    zones = zones[n_years == years.size]
    if zones["zone"].nunique() < 2:
        return NotEstimable(NO_DONORS)
    return read_panel(
        zones, unit="zone", time="year", outcome="outcome", treated=treated, start=start
    )


Found = DifferenceInDifferences | SyntheticControl | NotEstimable


def _compared(panel: Panel, design: str) -> Found:
    return compare_changes(panel) if design == DESIGNS[0] else compare_with_synthetic(panel)


def _numbers(
    panel: Panel | NotEstimable, found: Found, design: str, level: float, power: float
) -> Mapping[str, Any]:
    if isinstance(panel, NotEstimable) or isinstance(found, NotEstimable):
        return {"detectable_reason": found.reason if isinstance(found, NotEstimable) else ""}
    how: Callable[..., float | NotEstimable]
    how = detectable_difference if design == DESIGNS[0] else detectable_gap
    least = how(panel, level=level, power=power)
    return {
        "rank": found.rank,
        "rank_share": found.rank_share,
        "rank_floor": found.rank_floor,
        "detectable": None if isinstance(least, NotEstimable) else least,
        "detectable_reason": least.reason if isinstance(least, NotEstimable) else "",
        "pre_rmspe": getattr(found, "pre_rmspe", None),
        "n_donors": len(panel.units) - 1,
        "n_before": found.n_before,
        "n_after": found.n_after,
    }


def _trend_rows(panel: Panel, level: float, power: float) -> list[Row]:
    events = follow_events(panel, level=level, power=power)
    checks = (
        ("slope_before", "slope", events.slope, TOO_SHORT),
        ("detectable_slope", "noncentral-t", events.detectable_slope, FEW_FOR_SLOPES),
        ("detectable_drift", "noncentral-t", events.detectable_drift, FEW_FOR_SLOPES),
    )
    return [
        Row(
            {"check": check, "design": DESIGNS[0]},
            NotEstimable(reason) if value is None else described(value, events.n_units, method),
            UNIT,
        )
        for check, method, value, reason in checks
    ]


def _false_starts(panel: Panel) -> list[Row]:
    early = at_earlier_starts(panel)
    if isinstance(early, NotEstimable):
        return [
            Row({"check": "false_start", "design": design}, early, UNIT) for design in DESIGNS
        ]
    return [
        Row(
            {"check": "false_start", "design": design, "year": int(start)},
            described(value, len(panel.units), "in-time-placebo"),
            UNIT,
        )
        for design in DESIGNS
        for start, value in zip(early["start"], early[design], strict=True)
    ]


def _without_one(panel: Panel) -> list[Row]:
    left = without_each_donor(panel)
    rows = []
    for design in DESIGNS:
        for check, end in (("lowest_without_one", "min"), ("highest_without_one", "max")):
            found: Estimate | NotEstimable
            if isinstance(left, NotEstimable):
                found = left
            elif left[design].isna().any():
                found = NotEstimable(TOO_SHORT)
            else:
                value = float(left[design].agg(end))
                found = described(value, len(panel.units) - 1, "leave-one-donor-out")
            rows.append(Row({"check": check, "design": design}, found, UNIT))
    return rows
