"""Growth over repeated measurements of the same units: a mixed model with a straight line."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd
from scipy.special import stdtr

from larvik_analysis.errors import ParameterError
from larvik_analysis.estimate.statistics.answer_tables import codes_of, numbers_in
from larvik_analysis.estimate.statistics.arguments import FloatArray, IntArray, plain_level
from larvik_analysis.estimate.statistics.normal import two_sided_t
from larvik_analysis.terms.results import NotEstimable

# A variance below this share of the residual one, in any direction, lies on the boundary.
BOUNDARY: Final = 1e-3
SEARCHES: Final = ("bfgs", "lbfgs", "powell")
MOST_STEPS: Final = 500


def mixed_growth(
    table: pd.DataFrame,
    *,
    outcome: str,
    time: str,
    unit: str,
    group: str | None = None,
    cluster: str | None = None,
    reml: bool = False,
    level: float = 0.95,
) -> pd.DataFrame | NotEstimable:
    """Straight-line change over time, where units start and change each in their own way.

    Every unit has an intercept and a slope of its own around the common ones. With
    `cluster` every cluster has, and its units have intercepts of their own around those,
    where some cluster has two or more.

    Parameters
    ----------
    table : DataFrame
        One row a measurement; rows with a gap are left out.
    outcome, time : str
        Columns of numbers. The intercept is at time 0.
    unit : str
        The column that tells units apart.
    group : str, optional
        A column with two values, the same for all rows of a unit; the first in order is what
        the other is compared with.
    cluster : str, optional
        The column that tells clusters of units apart, as families of children.
    reml : bool
        Restricted maximum likelihood; else maximum likelihood.
    level : float
        Confidence level, between 0 and 1.

    Returns
    -------
    DataFrame or NotEstimable
        One row for each fixed effect: `term` (``intercept``, ``group``, ``time``,
        ``group:time``), `estimate`, `low`, `high`, `level`, `standard_error`, `df`,
        `p_value` (t), `n` (measurements), `n_units`, `n_clusters`, `log_likelihood`,
        `is_at_boundary` and `method`. Where a random variance or correlation is at the edge
        of what it can be, `is_at_boundary` is true; the fixed effects stand, and the
        variances are never given. Not estimable with fewer than two clusters (or units),
        where time, outcome or group do not vary, or if the fit does not converge.

    Raises
    ------
    ParameterError
        If a column is not there or holds no numbers, a group has not two values, or `level`
        is not between 0 and 1.

    Notes
    -----
    Fitted by `statsmodels.regression.mixed_linear_model.MixedLM`. Degrees of freedom are
    clusters (or units) less the fixed effects between them: cautious, as few are few.

    References
    ----------
    .. [1] Singer, J. D. and Willett, J. B. (2003). Applied Longitudinal Data Analysis,
       chapter 3.

    Examples
    --------
    >>> table = pd.DataFrame(
    ...     {"child": [1, 1, 1, 2, 2, 2, 3, 3, 3], "month": [0, 1, 2] * 3,
    ...      "score": [5, 4, 4, 6, 4, 3, 4, 4, 2]}
    ... )
    >>> found = mixed_growth(table, outcome="score", time="month", unit="child")
    >>> round(float(found["estimate"][1]), 2)
    -1.0
    """
    level = plain_level(level)
    rows = _rows_of(table, (outcome, time, unit), group, cluster)
    reason = _why_not(rows)
    if reason:
        return NotEstimable(reason)
    fitted = _fit(rows, reml)
    if isinstance(fitted, str):
        return NotEstimable(fitted)
    df = rows.n_groups - (1 if group is None else 2)
    if df < 1:
        return NotEstimable("there are too few to tell groups apart")
    reach = two_sided_t(level, df) * fitted.errors
    t = np.abs(fitted.estimates / fitted.errors)
    kind = "reml" if reml else "ml"
    return pd.DataFrame(
        {
            "term": rows.terms,
            "estimate": fitted.estimates,
            "low": fitted.estimates - reach,
            "high": fitted.estimates + reach,
            "level": level,
            "standard_error": fitted.errors,
            "df": df,
            "p_value": 2 * stdtr(df, -t),
            "n": rows.values.size,
            "n_units": rows.n_units,
            "n_clusters": rows.n_groups,
            "log_likelihood": fitted.log_likelihood,
            "is_at_boundary": fitted.is_at_boundary,
            "method": f"mixed-growth-{kind}" + ("" if cluster is None else "-in-clusters"),
        }
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rows:
    """What is fitted, one row a measurement; times are in units of the longest one."""

    values: FloatArray
    times: FloatArray
    longest: float
    is_second: FloatArray | None  # 1 in the second group
    units: IntArray
    groups: IntArray  # clusters; the units themselves where there are none

    @property
    def n_groups(self) -> int:
        return int(self.groups.max(initial=-1)) + 1

    @property
    def n_units(self) -> int:
        return int(self.units.max(initial=-1)) + 1

    @property
    def terms(self) -> list[str]:
        if self.is_second is None:
            return ["intercept", "time"]
        return ["intercept", "group", "time", "group:time"]

    @property
    def fixed(self) -> FloatArray:
        ones = np.ones_like(self.times)
        if self.is_second is None:
            return np.column_stack([ones, self.times])
        both = self.is_second * self.times
        return np.column_stack([ones, self.is_second, self.times, both])


@dataclass(frozen=True, slots=True, kw_only=True)
class _Fitted:
    estimates: FloatArray
    errors: FloatArray
    log_likelihood: float
    is_at_boundary: bool


def _rows_of(
    table: pd.DataFrame, named: tuple[str, str, str], group: str | None, cluster: str | None
) -> _Rows:
    columns = [*named, *(name for name in (group, cluster) if name is not None)]
    for name in columns:
        if name not in table.columns:
            raise ParameterError("panel_column", column=name)
    outcome, time, unit = named
    kept = table[columns].dropna()
    is_second = None
    if group is not None:
        labels = sorted(kept[group].unique())
        if len(labels) > 2:
            raise ParameterError("groups_not_two")
        is_second = (kept[group] == labels[-1]).to_numpy(dtype=np.float64)
    units = codes_of(kept[unit])
    if cluster is not None:  # the same name in two clusters is two units
        units = codes_of(kept.groupby([cluster, unit], sort=False).ngroup())
    times = numbers_in(kept[time])
    longest = float(np.abs(times).max(initial=0.0)) or 1.0
    return _Rows(
        values=numbers_in(kept[outcome]),
        times=times / longest,
        longest=longest,
        is_second=is_second,
        units=units,
        groups=units if cluster is None else codes_of(kept[cluster]),
    )


def _why_not(rows: _Rows) -> str:
    """Why nothing can be fitted; empty where it can be tried."""
    if not rows.values.size:
        return "there are no measurements"
    if rows.n_groups < 2:
        return "there is only one unit, which says nothing of how units differ"
    if not np.ptp(rows.times) > 0:
        return "all were measured at the same time"
    if not np.ptp(rows.values) > 0:
        return "the outcome does not vary"
    if np.linalg.matrix_rank(rows.fixed) < len(rows.terms):
        return "all are in one group, or time does not vary in one of them"
    return ""


def _fit(rows: _Rows, reml: bool) -> _Fitted | str:
    """The fit, or why there is none."""
    from statsmodels.regression.mixed_linear_model import MixedLM

    random = np.column_stack([np.ones_like(rows.times), rows.times])
    model = MixedLM(
        rows.values,
        rows.fixed,
        groups=rows.groups,
        exog_re=random,
        exog_vc=_units_in_clusters(rows) if rows.n_units > rows.n_groups else None,
    )
    found = _likeliest(model, reml)
    if found is None:
        return "the fit does not converge"
    errors = np.asarray(found.bse_fe, dtype=np.float64)
    per_time = np.array([rows.longest if "time" in term else 1.0 for term in rows.terms])
    return _Fitted(
        estimates=np.asarray(found.fe_params, dtype=np.float64) / per_time,
        errors=errors / per_time,
        log_likelihood=float(found.llf),
        is_at_boundary=_is_at_boundary(found),
    )


def _likeliest(model: Any, reml: bool) -> Any:
    """The likeliest of the fits that several searches end in; None where none ends.

    At the boundary a search by gradients often stops short of the top, or fails.
    """
    best = None
    for search in SEARCHES:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # what they say is told by the boundary
                found = model.fit(reml=reml, method=search, maxiter=MOST_STEPS)
                errors = np.asarray(found.bse_fe, dtype=np.float64)
        except (np.linalg.LinAlgError, ValueError):
            continue
        is_usable = found.converged and np.isfinite(errors).all() and (errors > 0).all()
        if is_usable and (best is None or found.llf > best.llf):
            best = found
    return best


def _units_in_clusters(rows: _Rows) -> Any:
    """Each unit's own intercept, as a component of variance within its cluster."""
    from statsmodels.regression.mixed_linear_model import VCSpec

    names, members = [], []
    for number in range(rows.n_groups):
        units = rows.units[rows.groups == number]
        here = np.unique(units)
        members.append((units[:, np.newaxis] == here).astype(np.float64))
        names.append([str(unit) for unit in here])
    return VCSpec(["unit"], [names], [members])


def _is_at_boundary(found: Any) -> bool:
    """Whether a variance is nought in some direction, beside the residual one."""
    smallest = float(np.linalg.eigvalsh(found.cov_re / found.scale).min())
    components = np.asarray(found.vcomp) / found.scale
    return smallest < BOUNDARY or bool((components < BOUNDARY).any())
