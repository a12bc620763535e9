"""How long something lasts, where some of it was still going on when last seen."""

from __future__ import annotations

import math
from typing import Any, Final, Literal, get_args

import numpy as np

from larvik_analysis.estimate.statistics.arguments import (
    ROUNDING,
    FloatArray,
    plain_level,
    refuse_method,
)
from larvik_analysis.estimate.statistics.numbers import number_above_nought
from larvik_analysis.estimate.statistics.watched_ends import (
    WatchedEnds,
    largest_error,
    reach_of,
    share_limits,
    survival_influence,
    survival_of,
    told,
    watched_ends,
)
from larvik_analysis.terms.pathway_results import DurationEstimate, SurvivalCurve
from larvik_analysis.terms.results import NotEstimable

SurvivalInterval = Literal["log-log", "plain"]
NO_DURATIONS: Final = "there are no durations"


def kaplan_meier(
    durations: Any,
    events: Any,
    *,
    level: float = 0.95,
    interval: SurvivalInterval = "log-log",
    cluster: Any = None,
    until: float | None = None,
) -> SurvivalCurve | NotEstimable:
    """Share that lasts longer than any time, by Kaplan and Meier, with median and mean.

    Parameters
    ----------
    durations : sequence of float, shape (n,)
        How long each was watched; 0 or more, in any unit.
    events : sequence of bool, shape (n,)
        Whether it then ended; otherwise it was only last seen (censored). Where one of the
        two is missing, both are left out.
    level : float
        Confidence level, between 0 and 1.
    interval : {"log-log", "plain"}
        On which scale limits are symmetric. Plain ones are cut at 0 and 1.
    cluster : sequence, shape (n,), optional
        Whose duration each is, where some have several, such as families.
    until : float, optional
        Up to where the restricted mean goes; the longest duration if not given.

    Returns
    -------
    SurvivalCurve or NotEstimable
        At each time at which something ended or was last seen. Limits of the median are where
        those of the curve pass a half; `high` is None where that is not reached. The median
        is not estimable where fewer than half ended, the restricted mean not where the curve
        ends before `until`. Without durations nothing is estimable.

    Raises
    ------
    ParameterError
        If the lists differ in length, a duration is below 0, an event is neither yes nor no,
        a duration has no cluster, `until` is not above 0, or `level` or `interval` is not
        allowed.

    Notes
    -----
    Variances are Greenwood's. Where a cluster has several durations, they are those of the
    infinitesimal jackknife over clusters times G / (G - 1), but never below Greenwood's, and
    limits take Student's t with G - 1 degrees of freedom in the place of the normal: with
    few clusters the jackknife alone is too small. R's ``survfit(cluster=)`` has neither the
    factor, nor the floor, nor t.

    Where the curve is a half from one time to another, or to the last time anybody was
    watched, the median is midway between them.

    References
    ----------
    .. [1] Kaplan, E. L. and Meier, P. (1958). Nonparametric estimation from incomplete
       observations. Journal of the American Statistical Association 53, 457-481.
    .. [2] Kalbfleisch, J. D. and Prentice, R. L. (2002). The Statistical Analysis of Failure
       Time Data, 2nd ed. Wiley, section 1.4.

    Examples
    --------
    >>> curve = kaplan_meier([6, 6, 7, 9, 10, 13], [True, True, True, False, True, False])
    >>> [round(share, 3) for share in curve.shares]
    [0.667, 0.5, 0.5, 0.25, 0.25]
    >>> curve.median.estimate
    8.5
    """
    level = plain_level(level)
    refuse_method(interval, get_args(SurvivalInterval))
    if until is not None:
        until = number_above_nought("until", until)
    ends = watched_ends(durations, events, cluster)
    if not ends.n:
        return NotEstimable(NO_DURATIONS)
    shares = survival_of(ends)
    greenwood = shares * np.sqrt(np.cumsum(ends.hazard_variance))
    # Only clusters need the jackknife, which takes a row for each of them.
    influence = np.zeros((0, shares.size))
    if ends.is_clustered:
        influence = survival_influence(ends)
    errors, robust = largest_error(ends, greenwood, influence)
    is_inside = (shares > ROUNDING) & (shares < 1)
    low, high = share_limits(shares, errors, reach_of(ends, level), interval)
    method = "kaplan-meier-" + interval + ("-clustered" if ends.is_clustered else "")
    return SurvivalCurve(
        times=tuple(ends.times.tolist()),
        shares=tuple(shares.tolist()),
        standard_error=told(errors, shares > ROUNDING),
        low=told(low, is_inside),
        high=told(high, is_inside),
        at_risk=tuple(ends.at_risk.tolist()),
        n_ended=tuple(ends.n_ended.tolist()),
        n_censored=tuple(ends.n_censored.tolist()),
        standard_error_greenwood=told(greenwood, shares > ROUNDING),
        standard_error_cluster=told(robust, shares > ROUNDING) if ends.is_clustered else (),
        level=level,
        n=ends.n,
        n_events=int(ends.n_ended.sum()),
        n_clusters=ends.n_clusters,
        method=method,
        median=_median(ends, shares, told(low, is_inside), told(high, is_inside), level),
        restricted_mean=_restricted_mean(ends, shares, influence, until, level),
    )


def _median(
    ends: WatchedEnds,
    shares: FloatArray,
    low: tuple[float | None, ...],
    high: tuple[float | None, ...],
    level: float,
) -> DurationEstimate | NotEstimable:
    middle = _passes_half(ends.times, tuple(shares.tolist()))
    if middle is None:
        return NotEstimable("fewer than half ended while they were watched")
    below, above = _passes_half(ends.times, low), _passes_half(ends.times, high)
    return DurationEstimate(
        estimate=middle,
        low=below,
        high=above,
        level=None if below is None and above is None else level,
        n=ends.n,
        method="kaplan-meier-median",
        n_events=int(ends.n_ended.sum()),
        n_clusters=ends.n_clusters,
    )


def _passes_half(times: FloatArray, shares: tuple[float | None, ...]) -> float | None:
    """When a falling curve passes a half; midway where it stays there for a while."""
    at_most = [
        (float(time), share)
        for time, share in zip(times, shares, strict=True)
        if share is not None and share <= 0.5 + ROUNDING
    ]
    if not at_most:
        return None
    first, share_there = at_most[0]
    if share_there < 0.5 - ROUNDING:
        return first
    below = [time for time, share in at_most if share < 0.5 - ROUNDING]
    return (first + (below[0] if below else float(times[-1]))) / 2


def _restricted_mean(
    ends: WatchedEnds,
    shares: FloatArray,
    influence: FloatArray,
    until: float | None,
    level: float,
) -> DurationEstimate | NotEstimable:
    """The area below the curve up to a time."""
    last = float(ends.times[-1])
    horizon = last if until is None else until
    if horizon > last and shares[-1] > ROUNDING:
        return NotEstimable("nobody was watched for so long")
    if not horizon:
        return NotEstimable("all durations are nought")
    starts = np.minimum(np.concatenate([[0.0], ends.times]), horizon)
    widths = np.diff(np.append(starts, horizon))
    areas = widths * np.concatenate([[1.0], shares])
    beyond = areas[1:][::-1].cumsum()[::-1]
    plain = math.sqrt(float((beyond**2 * ends.hazard_variance).sum()))
    errors, _ = largest_error(
        ends, np.array([plain]), (influence * widths[1:]).sum(axis=1, keepdims=True)
    )
    error, mean = float(errors[0]), float(areas.sum())
    is_known = math.isfinite(error) and error > ROUNDING * horizon
    reach = reach_of(ends, level) * error if is_known else None
    return DurationEstimate(
        estimate=mean,
        low=None if reach is None else max(0.0, mean - reach),
        high=None if reach is None else min(horizon, mean + reach),
        level=None if reach is None else level,
        n=ends.n,
        method="kaplan-meier-restricted-mean",
        n_events=int(ends.n_ended.sum()),
        n_clusters=ends.n_clusters,
        standard_error=error if math.isfinite(error) else None,
    )
