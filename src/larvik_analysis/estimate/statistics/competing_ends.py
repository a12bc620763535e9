"""The share that has ended in each of several ways, where one way shuts out the others."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from larvik_analysis.errors import ParameterError
from larvik_analysis.estimate.statistics.arguments import ROUNDING, FloatArray, plain_level
from larvik_analysis.estimate.statistics.survival import NO_DURATIONS
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
from larvik_analysis.terms.pathway_results import CompetingEnds, StepCurve
from larvik_analysis.terms.results import NotEstimable


def cumulative_incidence(
    durations: Any, causes: Any, *, level: float = 0.95, cluster: Any = None
) -> CompetingEnds | NotEstimable:
    """Share that has ended in each way by any time, by Aalen and Johansen.

    Parameters
    ----------
    durations : sequence of float, shape (n,)
        How long each was watched; 0 or more. Missing ones are left out.
    causes : sequence of str, shape (n,)
        How it ended; empty or missing where it was only last seen.
    level : float
        Confidence level, between 0 and 1.
    cluster : sequence, shape (n,), optional
        Whose duration each is, where some have several.

    Returns
    -------
    CompetingEnds or NotEstimable
        Shares of all causes and of those that last add up to one at any time. To take other
        ways of ending as last seen and one less Kaplan-Meier would say too much of each.
        Limits are symmetric on the log-log scale.

    Raises
    ------
    ParameterError
        As `kaplan_meier`, or if a cause is no text: 0 for what was only last seen would pass
        for one more way of ending.

    Notes
    -----
    Variances are of the infinitesimal jackknife, as R's ``survfit`` has them for several
    ends. For clusters, as in `kaplan_meier`.

    References
    ----------
    .. [1] Aalen, O. O. and Johansen, S. (1978). An empirical transition matrix for
       non-homogeneous Markov chains based on censored observations. Scandinavian Journal of
       Statistics 5, 141-150.

    Examples
    --------
    >>> ends = cumulative_incidence([1, 2, 3, 4], ["home", "moved", "", "home"])
    >>> ends.curves["home"].shares, ends.curves["moved"].shares
    ((0.25, 0.25, 0.25, 0.75), (0.0, 0.25, 0.25, 0.25))
    """
    level = plain_level(level)
    how = _ways(causes)
    is_event = how.notna() & (how != "")
    ends = watched_ends(durations, is_event.to_numpy(), cluster)
    if not ends.n:
        return NotEstimable(NO_DURATIONS)
    is_known = ~pd.isna(pd.Series(list(durations), dtype=object)).to_numpy()
    how_known = how.where(is_event, "").to_numpy()[is_known]
    named = sorted({one for one in how_known if one != ""})
    alone = watched_ends(durations, is_event.to_numpy())
    curves = {name: _curve(ends, alone, how_known == name, level) for name in named}
    return CompetingEnds(
        curves=curves,
        level=level,
        n=ends.n,
        n_events={name: int((how_known == name).sum()) for name in named},
        n_clusters=ends.n_clusters,
        method="aalen-johansen-log-log" + ("-clustered" if ends.is_clustered else ""),
    )


def _ways(causes: Any) -> pd.Series[Any]:
    how = pd.Series(list(causes), dtype=object)
    if not all(isinstance(one, str) for one in how[how.notna()]):
        raise ParameterError("causes_not_text")
    return how


def _curve(
    ends: WatchedEnds, alone: WatchedEnds, is_cause: np.typing.NDArray[np.bool_], level: float
) -> StepCurve:
    before = np.concatenate([[1.0], survival_of(ends)[:-1]])
    n_here = np.bincount(ends.place[is_cause], minlength=ends.times.size)
    shares = np.minimum(np.cumsum(before * n_here / ends.at_risk), 1.0)
    plain = np.sqrt((_influence(alone, is_cause, before) ** 2).sum(axis=0))
    errors, _ = largest_error(ends, plain, _influence(ends, is_cause, before))
    is_inside = (shares > 0) & (shares < 1 - ROUNDING)
    low, high = share_limits(shares, errors, reach_of(ends, level), "log-log")
    return StepCurve(
        times=tuple(ends.times.tolist()),
        shares=tuple(shares.tolist()),
        standard_error=told(errors, np.ones(shares.size, dtype=bool)),
        low=told(low, is_inside),
        high=told(high, is_inside),
        at_risk=tuple(ends.at_risk.tolist()),
    )


def _influence(
    ends: WatchedEnds, is_cause: np.typing.NDArray[np.bool_], before: FloatArray
) -> FloatArray:
    """How far each cluster moves the share ended in one way, at each time."""
    of_survival = survival_influence(ends)
    of_before = np.concatenate([np.zeros((ends.n_rows, 1)), of_survival[:, :-1]], axis=1)
    here = ends.counted(is_cause)
    rate = here.sum(axis=0) / ends.at_risk
    of_rate = (here - ends.watched() * rate) / ends.at_risk
    return np.asarray(np.cumsum(of_before * rate + before * of_rate, axis=1))
