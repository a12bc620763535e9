"""How long something lasts before it ends, and how it ends."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from larvik_analysis.terms.results import Estimate, NotEstimable

Limits = tuple[float | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DurationEstimate(Estimate):
    """A duration in the unit of the durations it was worked out from.

    Attributes
    ----------
    n_events : int
        How many of the `n` ended while they were watched.
    n_clusters : int or None
        How many clusters they came from; None where they were taken as independent.
    standard_error : float or None
    """

    n_events: int
    n_clusters: int | None = None
    standard_error: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StepCurve:
    """A share of 0 to 1 that changes at times and is constant between them.

    Attributes
    ----------
    times : tuple of float
        The times at which something ended or ceased to be watched, ascending.
    shares : tuple of float
        From each time on, up to the next.
    standard_error, low, high : tuple of float or None
        None where the share is 0 or 1, and where clusters are too few.
    at_risk : tuple of int
        How many were watched just before each time.
    """

    times: tuple[float, ...]
    shares: tuple[float, ...]
    standard_error: Limits
    low: Limits
    high: Limits
    at_risk: tuple[int, ...]

    def place(self, time: float) -> int:
        """Which of `times` is the last at or before a time; -1 before the first."""
        return sum(one <= time for one in self.times) - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class SurvivalCurve(StepCurve):
    """The share that has not yet ended, by Kaplan and Meier.

    Attributes
    ----------
    n_ended, n_censored : tuple of int
        How many ended, and how many were last watched, at each time.
    standard_error_greenwood : tuple of float or None
        As if all durations were independent.
    standard_error_cluster : tuple of float or None
        By the infinitesimal jackknife over clusters, without a factor for few of them;
        empty where no clusters were given.
    level : float
        Of the intervals.
    n, n_events : int
        Durations, and those of them that ended while watched.
    n_clusters : int or None
        None where durations were taken as independent.
    method : str
    median, restricted_mean : DurationEstimate or NotEstimable
    """

    n_ended: tuple[int, ...]
    n_censored: tuple[int, ...]
    standard_error_greenwood: Limits
    standard_error_cluster: Limits
    level: float
    n: int
    n_events: int
    n_clusters: int | None
    method: str
    median: DurationEstimate | NotEstimable
    restricted_mean: DurationEstimate | NotEstimable


@dataclass(frozen=True, slots=True, kw_only=True)
class CompetingEnds:
    """The share that has ended in each way, by Aalen and Johansen.

    Attributes
    ----------
    curves : mapping of str to StepCurve
        By way of ending, in ascending order of the names.
    level : float
        Of the intervals.
    n : int
        Durations.
    n_events : mapping of str to int
        How many ended in each way while watched.
    n_clusters : int or None
        None where durations were taken as independent.
    method : str
    """

    curves: Mapping[str, StepCurve]
    level: float
    n: int
    n_events: Mapping[str, int]
    n_clusters: int | None
    method: str

    def share_at(self, cause: str, time: float) -> Estimate:
        """The share that has ended in one way by a time, with its interval."""
        curve = self.curves[cause]
        place = curve.place(time)
        low, high = (curve.low[place], curve.high[place]) if place >= 0 else (None, None)
        return Estimate(
            estimate=curve.shares[place] if place >= 0 else 0.0,
            low=low,
            high=high,
            level=None if low is None else self.level,
            n=self.n,
            method=self.method,
        )
