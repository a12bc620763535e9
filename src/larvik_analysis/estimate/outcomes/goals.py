"""How far the goals that families set were reached: the ladder first, a T-score second."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import pandas as pd

from larvik_analysis.errors import ParameterError
from larvik_analysis.estimate.outcomes.rows import Row, counted, tabulate_rows
from larvik_analysis.estimate.statistics.arguments import FloatArray, plain_level
from larvik_analysis.estimate.statistics.clustered_share import clustered_share
from larvik_analysis.estimate.statistics.clusters import cluster_mean
from larvik_analysis.estimate.statistics.intervals import estimate_share
from larvik_analysis.estimate.statistics.numbers import share_within
from larvik_analysis.estimate.statistics.samples import as_list
from larvik_analysis.terms.goal_results import GoalAttainment
from larvik_analysis.terms.results import Estimate, NotEstimable

# From much less than expected to much more; 0 is what was expected.
LADDER: Final = (-2, -1, 0, 1, 2)
_NO_GOALS: Final = "no goal has been rated"
_LABELS: Final = ("quantity", "score", "family")


def goal_attainment_t(
    scores: Any, *, weights: Any = None, correlation: float = 0.3
) -> GoalAttainment | NotEstimable:
    """Goals of one family or person as a T-score: 50 where all went as expected.

    Parameters
    ----------
    scores : sequence of float, shape (n_goals,)
        -2 to 2, with 0 as expected; missing where a goal was not rated. Those goals and
        their weights are left out.
    weights : sequence of float, shape (n_goals,), optional
        0 or more; all alike if not given.
    correlation : float
        How strongly goals are taken to go together, 0 to 1. It is assumed, not estimated.

    Returns
    -------
    GoalAttainment or NotEstimable
        50 plus 10 times the weighted sum of scores over its standard deviation. Not
        estimable where no goal with a weight was rated.

    Raises
    ------
    ParameterError
        If a score lies outside -2 to 2, a weight is missing or below 0, there is not one
        for each score, or `correlation` lies outside 0 to 1.

    Notes
    -----
    The score assumes that steps of the ladder are equally long and alike for all goals, that
    scores have a standard deviation of 1, and the correlation. It has no interval: goals of
    one family are no sample of goals.

    References
    ----------
    .. [1] Kiresuk, T. J. and Sherman, R. E. (1968). Goal attainment scaling: a general
       method for evaluating comprehensive community mental health programs. Community Mental
       Health Journal 4, 443-453.

    Examples
    --------
    >>> round(goal_attainment_t([1, 1, 1]).estimate, 2)
    63.69
    >>> round(goal_attainment_t([0, 2, None], weights=[1, 3, 2]).estimate, 2)
    67.47
    """
    correlation = share_within("correlation", correlation)
    given = as_list(scores)
    weight = np.ones(given.size) if weights is None else _weights(weights, given.size)
    _refuse_off_ladder(given)
    is_rated = ~np.isnan(given)
    score, weight = given[is_rated], weight[is_rated]
    if not score.size:
        return NotEstimable(_NO_GOALS)
    if not weight.any():
        return NotEstimable("no goal that was rated has a weight")
    weight = weight / weight.max()  # weights may be too small to square
    spread = (1 - correlation) * float(weight @ weight) + correlation * float(weight.sum()) ** 2
    return GoalAttainment(
        estimate=50 + 10 * float(weight @ score) / math.sqrt(spread),
        low=None,
        high=None,
        level=None,
        n=score.size,
        method=_method("gas-t", correlation),
        n_missing=given.size - score.size,
        correlation=correlation,
    )


def estimate_goal_attainment(
    goals: pd.DataFrame, *, correlation: float = 0.3, level: float = 0.95
) -> pd.DataFrame:
    """The ladder of goals, how many were reached, and T-scores of families.

    Parameters
    ----------
    goals : DataFrame
        One row a goal: `family`, `weight` and `score` (-2 to 2, missing where not rated).
    correlation : float
        As `goal_attainment_t`.
    level : float
        Confidence level, between 0 and 1.

    Returns
    -------
    DataFrame
        Labels `quantity`, `score` and `family` (empty where they do not apply), then
        `ESTIMATE_COLUMNS`. In order:

        - ``goals`` at each score from -2 to 2, between them at the nearest below (``count``),
          then ``goals_not_rated``;
        - ``share_reached``: goals at 0 or above, of those rated, with families as clusters;
        - ``families_all_reached``: families with all rated goals there, of families with a
          rated goal (Clopper and Pearson);
        - ``t_score`` of each family, without an interval (``points``);
        - ``t_score_mean`` over families, each counted once, with Student's t.

    Raises
    ------
    ParameterError
        As `goal_attainment_t`, if a goal has no family, or `level` is not between 0 and 1.
    """
    level = plain_level(level)
    if goals["family"].isna().any():
        raise ParameterError("cluster_missing")
    score = as_list(goals["score"])
    _refuse_off_ladder(score)
    is_rated = ~np.isnan(score)
    family = goals["family"].to_numpy()
    n_families = int(pd.unique(family[is_rated]).size)
    rows = _ladder(score, n_families)
    rows.append(_reached(score[is_rated], family[is_rated], n_families, level))
    rows.append(_all_reached(score[is_rated], family[is_rated], level))
    rows.extend(_t_scores(goals, correlation, level))
    return tabulate_rows(rows, _LABELS)


def _ladder(score: FloatArray, n_families: int) -> list[Row]:
    n_rated = int((~np.isnan(score)).sum())
    rung = np.floor(score)
    rows = [
        _row("goals", counted(int((rung == step).sum()), n_rated), "count", n_families, step)
        for step in LADDER
    ]
    missing = counted(score.size - n_rated, score.size)
    return [*rows, _row("goals_not_rated", missing, "count", None)]


def _reached(score: FloatArray, family: Any, n_families: int, level: float) -> Row:
    found: Estimate | NotEstimable = NotEstimable(_NO_GOALS)
    if score.size:
        found = clustered_share(score >= 0, family, level=level)
    return _row("share_reached", found, "share", n_families)


def _all_reached(score: FloatArray, family: Any, level: float) -> Row:
    worst = pd.Series(score).groupby(family, sort=True).min()
    found: Estimate | NotEstimable = NotEstimable(_NO_GOALS)
    if worst.size:
        count = int((worst >= 0).sum())
        found = estimate_share(count, worst.size, method="clopper-pearson", level=level)
    return _row("families_all_reached", found, "share", worst.size)


def _t_scores(goals: pd.DataFrame, correlation: float, level: float) -> list[Row]:
    found = {
        str(family): goal_attainment_t(
            own["score"], weights=own["weight"], correlation=correlation
        )
        for family, own in goals.groupby("family", sort=True)
    }
    rows = [
        _row("t_score", score, "points", 1, family=family) for family, score in found.items()
    ]
    known = [one.estimate for one in found.values() if isinstance(one, GoalAttainment)]
    return [*rows, _row("t_score_mean", _mean(known, correlation, level), "points", len(known))]


def _mean(known: Sequence[float], correlation: float, level: float) -> Estimate | NotEstimable:
    if not known:
        return NotEstimable(_NO_GOALS)
    mean = cluster_mean(known, range(len(known)), level=level)
    if isinstance(mean, NotEstimable):
        return mean
    return Estimate(
        estimate=mean.estimate,
        low=mean.low,
        high=mean.high,
        level=mean.level,
        n=mean.n,
        method=_method("gas-t-mean", correlation),
    )


def _method(name: str, correlation: float) -> str:
    """With what is assumed and not estimated."""
    return f"{name}-interval-scale-rho-{correlation:g}"


def _row(
    quantity: str,
    found: Estimate | NotEstimable,
    unit: str,
    n_families: int | None,
    step: int | None = None,
    family: str = "",
) -> Row:
    labels = {
        "quantity": quantity,
        "score": "" if step is None else str(step),
        "family": family,
    }
    return Row(labels, found, unit, n_families=n_families)


def _weights(weights: Any, n: int) -> FloatArray:
    found = as_list(weights)
    if found.size != n:
        raise ParameterError("lengths_differ")
    if np.isnan(found).any() or (found < 0).any():
        raise ParameterError("goal_weights")
    return found


def _refuse_off_ladder(scores: FloatArray) -> None:
    if (np.abs(scores[~np.isnan(scores)]) > LADDER[-1]).any():
        raise ParameterError("goal_scores")
