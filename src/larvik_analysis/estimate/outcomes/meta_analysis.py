"""A local result beside what others found: pooled, and where one more study would lie."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from larvik_analysis.estimate.outcomes.rows import Row, tabulate_rows
from larvik_analysis.estimate.statistics.normal import two_sided_p, two_sided_z
from larvik_analysis.estimate.statistics.numbers import number_above_nought, number_within
from larvik_analysis.estimate.statistics.random_effects import random_effects
from larvik_analysis.terms.design_results import PooledEffect
from larvik_analysis.terms.results import Estimate, NotEstimable

FARTHEST = 1e60


def estimate_beside_others(
    estimates: Any,
    variances: Any,
    *,
    local: float | None = None,
    local_variance: float | None = None,
    method: str = "reml",
    level: float = 0.95,
) -> pd.DataFrame:
    """What other studies found, on the whole and one by one, with a local result beside it.

    Parameters
    ----------
    estimates, variances, method, level
        As `random_effects`; the local study is not among them.
    local, local_variance : float, optional
        The local estimate in the same unit, and its squared standard error.

    Returns
    -------
    DataFrame
        Label `part`, then an estimate table: ``pooled`` (Hartung and Knapp's interval),
        ``prediction`` (where the true effect of one more study lies), ``tau2``,
        ``study_1`` and so on, ``local``, and ``local_p``: how often a study from the same
        kind of places would be as far from the mean as the local one is.

    Raises
    ------
    ParameterError
        As `random_effects`, or if a local number is not finite or its variance not above 0.

    Examples
    --------
    >>> table = estimate_beside_others([0.1, 0.5, 0.3], [0.04, 0.02, 0.03])
    >>> table["part"].tolist()
    ['pooled', 'prediction', 'tau2', 'study_1', 'study_2', 'study_3']
    """
    pooled = random_effects(estimates, variances, method=method, level=level)
    if isinstance(pooled, NotEstimable):
        rows = [
            Row({"part": part}, pooled, "points") for part in ("pooled", "prediction", "tau2")
        ]
    else:
        rows = [
            Row({"part": "pooled"}, pooled, "points"),
            Row({"part": "prediction"}, _prediction(pooled), "points", pooled.n),
            Row({"part": "tau2"}, _heterogeneity(pooled), "squared_points"),
        ]
    known = [pair for pair in zip(estimates, variances, strict=True) if not _is_missing(pair)]
    for number, (effect, variance) in enumerate(known, start=1):
        rows.append(Row({"part": f"study_{number}"}, _one(effect, variance, level), "points"))
    if local is not None:
        rows.append(Row({"part": "local"}, _one(local, local_variance, level), "points"))
        # `_one` has refused a local result without a variance.
        spread = number_above_nought("local_variance", local_variance)
        rows.append(Row({"part": "local_p"}, _apart(pooled, local, spread), "p_value"))
    return tabulate_rows(rows, ("part",))


def _is_missing(pair: tuple[Any, Any]) -> bool:
    return bool(pd.isna(pair[0]) or pd.isna(pair[1]))


def _prediction(pooled: PooledEffect) -> Estimate | NotEstimable:
    if pooled.prediction_low is None:
        return NotEstimable("fewer than three studies do not tell where one more would lie")
    return Estimate(
        estimate=pooled.estimate,
        low=pooled.prediction_low,
        high=pooled.prediction_high,
        level=pooled.level,
        n=pooled.n,
        method="prediction-t",
    )


def _heterogeneity(pooled: PooledEffect) -> Estimate:
    return Estimate(
        estimate=pooled.tau2,
        low=pooled.tau2_low,
        high=pooled.tau2_high,
        level=None if pooled.tau2_low is None else pooled.level,
        n=pooled.n,
        method="q-profile",
    )


def _one(effect: Any, variance: Any, level: float) -> Estimate:
    middle = number_within("local", effect, -FARTHEST, FARTHEST)
    reach = two_sided_z(level) * math.sqrt(number_above_nought("local_variance", variance))
    return Estimate(
        estimate=middle,
        low=middle - reach,
        high=middle + reach,
        level=level,
        n=1,
        method="normal",
    )


def _apart(
    pooled: PooledEffect | NotEstimable, local: float, local_variance: float
) -> Estimate | NotEstimable:
    """How far out the local study is among studies of the same kind, by the normal."""
    if isinstance(pooled, NotEstimable):
        return pooled
    spread = pooled.tau2 + pooled.standard_error**2 + local_variance
    return Estimate(
        estimate=two_sided_p((local - pooled.estimate) / math.sqrt(spread)),
        low=None,
        high=None,
        level=None,
        n=pooled.n,
        method="apart-normal",
    )
