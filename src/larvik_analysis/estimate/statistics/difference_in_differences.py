"""The change of treated units less that of others, without claiming more than units allow."""

from __future__ import annotations

import math
from collections.abc import Hashable
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from scipy.special import stdtr

from larvik_analysis.errors import ParameterError
from larvik_analysis.estimate.statistics.arguments import FloatArray, plain_level
from larvik_analysis.estimate.statistics.mean_permutations import permutation_test
from larvik_analysis.estimate.statistics.normal import two_sided_t
from larvik_analysis.estimate.statistics.panels import Panel, last_rank, read_panel
from larvik_analysis.terms.results import NotEstimable
from larvik_analysis.terms.zone_results import DifferenceInDifferences


def difference_in_differences(
    panel: pd.DataFrame,
    *,
    unit: Hashable,
    time: Hashable,
    outcome: Hashable,
    treated: Any,
    start: Any,
    level: float = 0.95,
    rng: np.random.Generator | None = None,
) -> DifferenceInDifferences:
    """How much more treated units changed than the others, from four means.

    Rows of one unit and time are averaged, then the times before the start and those from
    it on, then units, each of which counts the same.

    Parameters
    ----------
    panel : DataFrame
        One row a unit and time, or several (respondents in an area). Rows without an
        outcome are left out.
    unit, time, outcome : label
        Names of its columns.
    treated : value or list of values
        The treated unit, or several.
    start : value
        First treated time; each earlier one is before.
    level : float
        Confidence level, between 0 and 1.
    rng : numpy.random.Generator, optional
        Draws ways to choose the treated where there are too many to try; without it
        `p_exact` is then None.

    Returns
    -------
    DifferenceInDifferences
        In the unit of the outcome. One treated unit: its rank among all, each in turn as
        the treated one, with its floor, and no interval; an error clustered on units rejects
        a true null then in a third of cases or more. Several: Welch's t of the changes of
        units, and the exact test of all ways to choose them.

    Raises
    ------
    ParameterError
        If a column is not there, a unit or time is missing, the outcome is not a number,
        the treated are not among the units or are all there are, no time lies before the
        start or none from it on, a unit lacks a time (its name is told), or `level` is not
        within 0 to 1.

    References
    ----------
    .. [1] Wooldridge, J. M. (2019). Introductory Econometrics, 7th edition, section 13.2.
    .. [2] Conley, T. G. and Taber, C. R. (2011). Inference with "difference in differences"
       with a small number of policy changes. Review of Economics and Statistics 93,
       113-125.

    Examples
    --------
    >>> table = pd.DataFrame(
    ...     {
    ...         "zone": list("aabbccdd"),
    ...         "year": [2023, 2024] * 4,
    ...         "rate": [5.0, 2, 5, 5, 4, 5, 3, 3],
    ...     }
    ... )
    >>> found = difference_in_differences(
    ...     table, unit="zone", time="year", outcome="rate", treated="a", start=2024
    ... )
    >>> round(found.estimate, 4), found.rank, found.rank_floor, found.p_value
    (-3.3333, 1, 0.25, None)
    """
    level = plain_level(level)
    read = read_panel(
        panel, unit=unit, time=time, outcome=outcome, treated=treated, start=start
    )
    return compare_changes(read, level=level, rng=rng)


def compare_changes(
    panel: Panel, *, level: float = 0.95, rng: np.random.Generator | None = None
) -> DifferenceInDifferences:
    """As `difference_in_differences`, of a panel that was read."""
    changes, is_treated = panel.changes, panel.is_treated
    n_units, n_treated = changes.size, int(is_treated.sum())
    differences = placebo_differences(changes)
    rank = None
    if n_treated == 1:
        place = int(np.flatnonzero(is_treated)[0])
        rank = last_rank(np.abs(differences), place, panel.rounding)
    spread = _spread(changes[is_treated], changes[~is_treated], level, panel.rounding)
    before, after = panel.values[: panel.n_before], panel.values[panel.n_before :]
    return DifferenceInDifferences(
        estimate=float(changes[is_treated].mean() - changes[~is_treated].mean()),
        low=spread.low,
        high=spread.high,
        level=None if spread.low is None else level,
        n=n_units,
        method="did-placebo-rank" if n_treated == 1 else "did-welch",
        treated_before=float(before[:, is_treated].mean()),
        treated_after=float(after[:, is_treated].mean()),
        others_before=float(before[:, ~is_treated].mean()),
        others_after=float(after[:, ~is_treated].mean()),
        changes=pd.Series(changes, index=panel.units, name="change"),
        differences=pd.Series(differences, index=panel.units, name="difference"),
        rank=rank,
        rank_share=None if rank is None else rank / n_units,
        rank_floor=None if rank is None else 1 / n_units,
        p_value=spread.p_value,
        df=spread.df,
        p_exact=_p_exact(changes, is_treated, rng) if n_treated > 1 else None,
        n_treated=n_treated,
        n_before=len(before),
        n_after=len(after),
        n_rows=panel.n_rows,
    )


def placebo_differences(changes: FloatArray) -> FloatArray:
    """Each change less the mean of all others, along the last axis."""
    n_units = changes.shape[-1]
    from_mean = changes - changes.mean(axis=-1, keepdims=True)
    return np.asarray(from_mean * n_units / (n_units - 1))


class _Spread(NamedTuple):
    low: float | None = None
    high: float | None = None
    p_value: float | None = None
    df: float | None = None


def _spread(treated: FloatArray, others: FloatArray, level: float, rounding: float) -> _Spread:
    """Welch's interval and test; none where one group has a single unit or nothing varies."""
    if min(treated.size, others.size) < 2:
        return _Spread()
    parts = [float(group.var(ddof=1)) / group.size for group in (treated, others)]
    error = math.sqrt(sum(parts))
    if error <= rounding:
        return _Spread()
    df = sum(parts) ** 2 / sum(
        part**2 / (group.size - 1) for part, group in zip(parts, (treated, others), strict=True)
    )
    difference = float(treated.mean() - others.mean())
    reach = two_sided_t(level, df) * error
    p_value = float(2 * stdtr(df, -abs(difference) / error))
    return _Spread(difference - reach, difference + reach, p_value, df)


def _p_exact(
    changes: FloatArray, is_treated: Any, rng: np.random.Generator | None
) -> float | None:
    try:
        found = permutation_test(changes[is_treated], changes[~is_treated], rng=rng)
    except ParameterError as refused:
        if refused.code != "rng_needed":
            raise
        return None  # too many ways to choose, and nothing to draw with
    return None if isinstance(found, NotEstimable) else found.p_value
