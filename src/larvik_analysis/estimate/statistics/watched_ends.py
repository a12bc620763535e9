"""Durations that ended or were last seen, counted time by time, alone or in clusters."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from larvik_analysis.errors import ParameterError
from larvik_analysis.estimate.statistics.answer_tables import codes_of, numbers_in
from larvik_analysis.estimate.statistics.arguments import FloatArray, IntArray
from larvik_analysis.estimate.statistics.normal import two_sided_t, two_sided_z
from larvik_analysis.estimate.statistics.samples import as_list


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchedEnds:
    """Durations counted at each different time.

    Attributes
    ----------
    times : ndarray of float, shape (n_times,)
        Ascending.
    at_risk, n_ended, n_censored : ndarray of int, shape (n_times,)
        Watched just before; ended; last seen.
    place : ndarray of int, shape (n,)
        Which time each duration is.
    has_ended : ndarray of bool, shape (n,)
    row : ndarray of int, shape (n,)
        The cluster of each duration; its own where no clusters were given.
    n_clusters : int or None
        None where no clusters were given.
    """

    times: FloatArray
    at_risk: IntArray
    n_ended: IntArray
    n_censored: IntArray
    place: IntArray
    has_ended: np.typing.NDArray[np.bool_]
    row: IntArray
    n_clusters: int | None

    @property
    def n(self) -> int:
        """Durations."""
        return int(self.place.size)

    @property
    def n_rows(self) -> int:
        """Clusters, or durations where they stand alone."""
        return self.n if self.n_clusters is None else self.n_clusters

    @property
    def is_clustered(self) -> bool:
        """Whether a cluster has more than one duration."""
        return self.n_clusters is not None and self.n_clusters < self.n

    @property
    def hazard_variance(self) -> FloatArray:
        """What Greenwood's formula sums; 0 where all end, as the curve is 0 from there on."""
        left = self.at_risk - self.n_ended
        return np.where(left > 0, self.n_ended / (self.at_risk * np.maximum(left, 1)), 0.0)

    def counted(self, chosen: np.typing.NDArray[np.bool_]) -> FloatArray:
        """How many of some of the durations each cluster has at each time."""
        shape = (self.n_rows, self.times.size)
        flat = self.row[chosen] * self.times.size + self.place[chosen]
        return np.bincount(flat, minlength=shape[0] * shape[1]).reshape(shape).astype(float)

    def watched(self) -> FloatArray:
        """How many durations of each cluster are watched just before each time."""
        at_each = self.counted(np.ones(self.n, dtype=bool))
        return np.asarray(at_each[:, ::-1].cumsum(axis=1)[:, ::-1])


def watched_ends(durations: Any, events: Any, cluster: Any = None) -> WatchedEnds:
    """Count durations at each different time.

    Raises
    ------
    ParameterError
        If the lists differ in length, a duration is below 0, an event is neither yes nor no,
        or a duration has no cluster.
    """
    lasted, ended = as_list(durations), numbers_in(events)
    if lasted.shape != ended.shape:
        raise ParameterError("lengths_differ")
    is_known = ~(np.isnan(lasted) | np.isnan(ended))
    lasted, ended = lasted[is_known], ended[is_known]
    if (lasted < 0).any():
        raise ParameterError("durations_negative")
    if not np.isin(ended, (0, 1)).all():
        raise ParameterError("answers_yes_no")
    row, n_clusters = np.arange(lasted.size), None
    if cluster is not None:
        given = codes_of(cluster)
        if given.size != is_known.size:
            raise ParameterError("lengths_differ")
        if (given[is_known] < 0).any():
            raise ParameterError("cluster_missing")
        row = codes_of(given[is_known])
        n_clusters = int(row.max() + 1) if row.size else 0
    times, place = np.unique(lasted, return_inverse=True)
    n_here = np.bincount(place, minlength=times.size)
    n_ended = np.bincount(place[ended == 1], minlength=times.size)
    return WatchedEnds(
        times=times,
        at_risk=n_here[::-1].cumsum()[::-1],
        n_ended=n_ended,
        n_censored=n_here - n_ended,
        place=place,
        has_ended=ended == 1,
        row=row,
        n_clusters=n_clusters,
    )


def survival_of(ends: WatchedEnds) -> FloatArray:
    """The share that lasts beyond each time."""
    return np.asarray(np.cumprod(1 - ends.n_ended / ends.at_risk), dtype=np.float64)


def survival_influence(ends: WatchedEnds) -> FloatArray:
    """How far each cluster moves the share at each time: the infinitesimal jackknife."""
    left = np.maximum(ends.at_risk - ends.n_ended, 1)
    ended = ends.counted(ends.has_ended) / left
    expected = ends.watched() * ends.hazard_variance
    return np.asarray(survival_of(ends) * np.cumsum(expected - ended, axis=1))


def largest_error(
    ends: WatchedEnds, plain: FloatArray, influence: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Standard errors to go by, and those of the jackknife over clusters alone.

    Without clusters of several durations the plain ones; with one cluster infinite.
    """
    robust = np.sqrt((influence**2).sum(axis=0))
    if not ends.is_clustered:
        return plain, robust
    if ends.n_rows < 2:
        return np.full(plain.shape, np.inf), robust
    return np.maximum(plain, robust * math.sqrt(ends.n_rows / (ends.n_rows - 1))), robust


def reach_of(ends: WatchedEnds, level: float) -> float:
    """Standard errors either side: by Student's t over clusters, else by the normal."""
    if not ends.is_clustered or ends.n_rows < 2:
        return two_sided_z(level)
    return two_sided_t(level, ends.n_rows - 1)


def share_limits(
    shares: FloatArray, errors: FloatArray, reach: float, interval: str
) -> tuple[FloatArray, FloatArray]:
    """Limits of shares; NaN where the error is infinite, no use where a share is 0 or 1."""
    reaches = np.where(np.isfinite(errors), reach * errors, np.nan)
    if interval == "plain":
        return np.clip(shares - reaches, 0, 1), np.clip(shares + reaches, 0, 1)
    inside = np.clip(shares, 1e-300, 1 - 1e-16)
    with np.errstate(over="ignore"):
        apart = np.exp(reaches / (inside * -np.log(inside)))
        return inside**apart, inside ** (1 / apart)


def told(numbers: FloatArray, is_shown: Any) -> tuple[float | None, ...]:
    """Numbers where they are to be shown and finite, else None."""
    shown = np.asarray(is_shown) & np.isfinite(numbers)
    return tuple(
        float(number) if one else None for number, one in zip(numbers, shown, strict=True)
    )
