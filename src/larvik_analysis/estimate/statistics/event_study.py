"""Treated and others time by time, and what a look at the times before could have shown."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from scipy.special import nctdtr

from larvik_analysis.errors import ParameterError
from larvik_analysis.estimate.statistics.arguments import FloatArray, plain_level, refuse_method
from larvik_analysis.estimate.statistics.difference_in_differences import placebo_differences
from larvik_analysis.estimate.statistics.edges import find_edge
from larvik_analysis.estimate.statistics.normal import two_sided_t
from larvik_analysis.estimate.statistics.panels import Panel, last_rank, read_panel
from larvik_analysis.terms.zone_results import EventStudy

REFERENCES = ("last", "mean")


def event_study(
    panel: pd.DataFrame,
    *,
    unit: Hashable,
    time: Hashable,
    outcome: Hashable,
    treated: Hashable,
    start: Any,
    reference: str = "last",
    level: float = 0.95,
    power: float = 0.8,
) -> EventStudy:
    """One treated unit less the mean of the others, time by time, and its trend before.

    Parameters
    ----------
    panel : DataFrame
        One row a unit and time, or several, of which the mean is taken.
    unit, time, outcome : label
        Names of its columns.
    treated : value
        The treated unit.
    start : value
        First treated time.
    reference : {"last", "mean"}
        What stands at 0: the last time before the start, or the mean of those before.
    level, power : float
        What the detectable slope is stated for.

    Returns
    -------
    EventStudy
        In the unit of the outcome. Places among the units instead of intervals. The slope
        needs two times before the start, what is detectable three units more.

    Raises
    ------
    ParameterError
        As `difference_in_differences`; if several are treated, `reference` is not known, or
        `power` is not within 0 to 1.

    Notes
    -----
    A trend before the start is sought by comparing the slope of one unit with those of the
    others by a t-test, whose power follows from the noncentral t. What keeps going on
    between years is in the spread of the slopes, so years need not be independent.

    References
    ----------
    .. [1] Roth, J. (2022). Pretest with caution: event-study estimates after testing for
       parallel trends. American Economic Review: Insights 4, 305-322.

    Examples
    --------
    >>> table = pd.DataFrame(
    ...     {
    ...         "zone": list("aaabbbccc"),
    ...         "year": [2022, 2023, 2024] * 3,
    ...         "rate": [5.0, 5, 2, 4, 5, 5, 3, 3, 3],
    ...     }
    ... )
    >>> found = event_study(
    ...     table, unit="zone", time="year", outcome="rate", treated="a", start=2024
    ... )
    >>> found.table["estimate"].round(6).tolist(), found.table["rank"].tolist()
    ([0.5, 0.0, -3.0], [3, <NA>, 1])
    """
    level, power = plain_level(level), plain_level(power)
    refuse_method(reference, REFERENCES)
    read = read_panel(
        panel, unit=unit, time=time, outcome=outcome, treated=treated, start=start
    )
    if read.is_treated.sum() != 1:
        raise ParameterError("panel_treated_several")
    return follow_events(read, reference=reference, level=level, power=power)


def follow_events(
    panel: Panel, *, reference: str = "last", level: float = 0.95, power: float = 0.8
) -> EventStudy:
    """As `event_study`, of a panel with one treated unit that was read."""
    place = int(np.flatnonzero(panel.is_treated)[0])
    trend = _trend_before(panel, place, level, power)
    return EventStudy(
        table=_by_time(panel, place, reference),
        reference=reference,
        rank_floor=1 / len(panel.units),
        slope=trend.slope,
        slope_rank=trend.rank,
        detectable_slope=trend.detectable,
        detectable_drift=trend.drift,
        level=level,
        power=power,
        n_units=len(panel.units),
        n_before=panel.n_before,
        n_after=len(panel.times) - panel.n_before,
    )


def detectable_difference_in_errors(df: float, *, level: float, power: float) -> float:
    """How many standard errors a true difference has to be for a t-test to find it.

    Parameters
    ----------
    df : float
        Degrees of freedom.
    level, power : float
        Confidence level of the two-sided test, and the share of cases it is to find.

    Examples
    --------
    >>> round(detectable_difference_in_errors(9, level=0.95, power=0.8), 3)
    3.15
    """
    reach = two_sided_t(level, df)

    def is_missed(errors: float) -> bool:
        found = 1 - nctdtr(df, errors, reach) + nctdtr(df, errors, -reach)
        return bool(found < power)

    return find_edge(is_missed, inside=0.0, outside=4 * reach + 10)


def _by_time(panel: Panel, place: int, reference: str) -> pd.DataFrame:
    gaps = placebo_differences(panel.values)
    before = gaps[: panel.n_before]
    gaps = gaps - (before[-1] if reference == "last" else before.mean(axis=0))
    others = np.delete(gaps, place, axis=1)
    is_reference = np.arange(len(gaps)) == panel.n_before - 1
    is_reference &= reference == "last"
    ranks = [
        pd.NA if is_fixed else last_rank(np.abs(row), place, panel.rounding)
        for row, is_fixed in zip(gaps, is_reference, strict=True)
    ]
    return pd.DataFrame(
        {
            "time": panel.times,
            "is_before": np.arange(len(gaps)) < panel.n_before,
            "estimate": gaps[:, place],
            "placebo_low": others.min(axis=1),
            "placebo_high": others.max(axis=1),
            "rank": pd.array(ranks, dtype="Int64"),
        }
    )


class _Trend(NamedTuple):
    slope: float | None = None
    rank: int | None = None
    detectable: float | None = None
    drift: float | None = None


def _trend_before(panel: Panel, place: int, level: float, power: float) -> _Trend:
    """Slope of the treated less the others, its place, and the smallest that is found."""
    if panel.n_before < 2:
        return _Trend()
    steps, n_before = panel.steps, panel.n_before
    slopes = _slopes(steps[:n_before], panel.values[:n_before])
    differences = placebo_differences(slopes)
    rank = last_rank(np.abs(differences), place, panel.rounding)
    found = _Trend(float(differences[place]), rank)
    others = np.delete(slopes, place)
    if others.size < 3:
        return found
    error = float(others.std(ddof=1)) * float(np.sqrt(1 + 1 / others.size))
    if error <= panel.rounding:
        return found
    errors = detectable_difference_in_errors(others.size - 1, level=level, power=power)
    years = float(steps[n_before:].mean() - steps[:n_before].mean())
    return found._replace(detectable=errors * error, drift=errors * error * years)


def _slopes(steps: FloatArray, values: FloatArray) -> FloatArray:
    """Least-squares slope of each column."""
    from_mean = steps - steps.mean()
    return np.asarray(from_mean @ values / (from_mean @ from_mean))
