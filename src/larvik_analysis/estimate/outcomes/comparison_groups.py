"""Groups that were not drawn by lot: their difference beyond what they differ in before.

For comparisons of individuals. Matching, instruments, discontinuities and staggered adoption
are left to libraries made for them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

import numpy as np
import pandas as pd
from scipy.special import stdtr

from larvik_analysis.errors import ParameterError
from larvik_analysis.estimate.outcomes.rows import Row, tabulate_rows
from larvik_analysis.estimate.statistics.answer_tables import codes_of, numbers_in
from larvik_analysis.estimate.statistics.arguments import (
    ROUNDING,
    FloatArray,
    IntArray,
    plain_level,
    refuse_method,
)
from larvik_analysis.estimate.statistics.least_squares import is_full_rank, least_squares
from larvik_analysis.estimate.statistics.normal import two_sided_t
from larvik_analysis.estimate.statistics.propensity import (
    chances_of_treatment,
    weighted_difference,
    weights_by_chance,
)
from larvik_analysis.terms.results import Estimate, NotEstimable

METHODS: Final = ("regression", "weighting")
EFFECTS: Final = ("att", "ate")
ERRORS: Final = ("HC0", "HC1", "HC2", "HC3")
EXTRA: Final = (
    "standard_error", "df", "p_value", "n_group", "n_reference", "n_missing", "n_clusters",
)  # fmt: skip
APART = NotEstimable("the covariates tell the groups, or each other, wholly apart")
NO_ROWS = NotEstimable("a group has no row where nothing is missing")


def adjusted_difference(
    table: pd.DataFrame,
    *,
    outcome: str,
    group: str,
    reference: Any,
    covariates: Sequence[str] = (),
    method: str = "regression",
    errors: str = "HC3",
    effect: str = "att",
    cluster: str | None = None,
    level: float = 0.95,
) -> pd.DataFrame:
    """Mean outcome of each group less that of the reference, beyond the covariates.

    Parameters
    ----------
    table : DataFrame
        One row a unit. Rows that lack something are left out and counted.
    outcome, group : str
        Columns; `group` holds labels.
    reference : label
        The group that the others are compared with.
    covariates : sequence of str
        Columns measured before. Numbers enter as they are; anything else as one column for
        each value but the first.
    method : {"regression", "weighting"}
        Least squares, or weights by the chance of being in the group (two groups only).
    errors : {"HC0", "HC1", "HC2", "HC3"}
        Standard errors of a regression without clusters; HC1 is what most papers print.
    effect : {"att", "ate"}
        Of weighting: for those in the group, or for all.
    cluster : str, optional
        Column; units of one cluster go together (CR2 with Satterthwaite's degrees of
        freedom; for weighting, sums by cluster).
    level : float
        Confidence level, between 0 and 1.

    Returns
    -------
    DataFrame
        One row for each group but the reference: label `group`, an estimate table, then
        `standard_error`, `df`, `p_value`, `n_group`, `n_reference`, `n_missing` and
        `n_clusters`. A group that is one unit or one cluster alone has no interval
        and no p-value: no other tells how far it lies from others like it.

    Raises
    ------
    ParameterError
        If a column is not there once, a number is no number, the reference is not among the
        groups, there are not two groups for weighting, or a choice is unknown.

    Notes
    -----
    No adjustment makes groups alike in what was not measured; see `estimate_sensitivity`.

    References
    ----------
    .. [1] G. W. Imbens, J. M. Wooldridge, Recent developments in the econometrics of program
       evaluation, Journal of Economic Literature 47, 2009, 5-86.

    Examples
    --------
    >>> table = pd.DataFrame({"group": list("aaabbb"), "score": [1, 2, 3, 4, 5, 7.0]})
    >>> found = adjusted_difference(table, outcome="score", group="group", reference="a")
    >>> found[["group", "estimate", "n_group"]].round(2).to_dict("records")
    [{'group': 'b', 'estimate': 3.33, 'n_group': 3}]
    """
    level = plain_level(level)
    refuse_method(method, METHODS)
    refuse_method(errors, ERRORS)
    refuse_method(effect, EFFECTS)
    data = _read(table, outcome, group, reference, covariates, cluster)
    if method == "weighting" and len(data.others) != 1:
        raise ParameterError("groups_not_two")
    found = (
        _by_regression(data, "CR2" if cluster else errors, level)
        if method == "regression"
        else [_by_weighting(data, effect, level)]
    )
    rows = [
        Row({"group": label}, result.estimate, "points", data.n)
        for label, result in zip(data.others, found, strict=True)
    ]
    told = pd.DataFrame(
        [[*result.told, *_counts(data, label)] for label, result in _both(data, found)],
        columns=list(EXTRA),
    )
    whole = dict.fromkeys(EXTRA[3:], "Int64") | dict.fromkeys(EXTRA[:3], "float64")
    return pd.concat([tabulate_rows(rows, ("group",)), told.astype(whole)], axis=1)


def balance_table(
    table: pd.DataFrame,
    *,
    group: str,
    reference: Any,
    covariates: Sequence[str],
    effect: str = "att",
) -> pd.DataFrame:
    """How unlike two groups are in each covariate, before and after weighting.

    Parameters
    ----------
    table, group, reference, covariates, effect
        As `adjusted_difference`.

    Returns
    -------
    DataFrame
        Labels `covariate`, `value` (empty for numbers; else each value) and `stage`
        (``before``, ``after``), then an estimate table of differences in standard
        deviations, then `mean_group`, `mean_reference` and `n_effective` (what the weighted
        reference is worth). Where no weights can be made, the rows after say why.

    Raises
    ------
    ParameterError
        As `adjusted_difference`.

    Notes
    -----
    The standard deviation is that of the group for "att", the root of the mean variance of
    both for "ate", always unweighted; of a share, ``sqrt(p (1 - p))``.

    References
    ----------
    .. [1] E. A. Stuart, Matching methods for causal inference: a review and a look forward,
       Statistical Science 25, 2010, 1-21.
    """
    refuse_method(effect, EFFECTS)
    data = _read(table, None, group, reference, covariates, None)
    if len(data.others) != 1:
        raise ParameterError("groups_not_two")
    is_in = (data.labels == data.others[0]).astype(np.float64)
    chances = chances_of_treatment(data.columns, is_in) if data.is_usable else None
    weights = None if chances is None else weights_by_chance(chances, is_in, effect)
    rows, told = [], []
    for shown in data.shown:
        for stage in ("before", "after"):
            used = np.ones(data.n) if stage == "before" else weights
            label = {"covariate": shown.name, "value": shown.value, "stage": stage}
            found, means = _imbalance(shown.numbers, is_in, used, effect)
            rows.append(Row(label, found, "standard_deviations", data.n))
            told.append([*means, _worth(used, is_in == 0)])
    extra = pd.DataFrame(told, columns=["mean_group", "mean_reference", "n_effective"])
    labelled = tabulate_rows(rows, ("covariate", "value", "stage"))
    return pd.concat([labelled, extra.astype("float64")], axis=1)


class _Shown(NamedTuple):
    """A covariate, or one value of it, as numbers."""

    name: str
    value: str
    numbers: FloatArray


class _Data(NamedTuple):
    """What is used of a table: complete rows, as arrays."""

    outcome: FloatArray
    labels: np.ndarray[Any, np.dtype[np.object_]]
    others: list[Any]
    reference: Any
    columns: FloatArray  # a constant and the covariates
    shown: list[_Shown]
    cluster: IntArray | None
    n: int
    n_missing: int

    def has(self, *groups: Any) -> bool:
        """Whether all of those groups have a complete row."""
        return set(groups) <= set(self.labels.tolist())

    @property
    def is_usable(self) -> bool:
        """Whether both groups are there and no covariate can be made of the others."""
        return self.has(self.reference, *self.others) and is_full_rank(self.columns)


class _Found(NamedTuple):
    estimate: Estimate | NotEstimable
    told: tuple[float | None, float | None, float | None] = (None, None, None)


def _both(data: _Data, found: list[_Found]) -> list[tuple[Any, _Found]]:
    return list(zip(data.others, found, strict=True))


def _read(
    table: pd.DataFrame,
    outcome: str | None,
    group: str,
    reference: Any,
    covariates: Sequence[str],
    cluster: str | None,
) -> _Data:
    names = [name for name in (outcome, group, *covariates, cluster) if name is not None]
    for name in names:
        if list(table.columns).count(name) != 1:
            raise ParameterError("table_column", column=name)
    used = table[list(dict.fromkeys(names))]
    complete = used.dropna()
    labels = used[group].dropna().to_numpy(dtype=object)
    others = sorted(set(labels.tolist()) - {reference}, key=str)
    if reference not in set(labels.tolist()) or not others:
        raise ParameterError("reference_group", column=group)
    shown, parts = [], [np.ones((len(complete), 1))]
    for name in covariates:
        of_name = _as_numbers(complete[name], name)
        shown += of_name
        parts += [one.numbers[:, np.newaxis] for one in of_name[1 if of_name[0].value else 0 :]]
    return _Data(
        np.zeros(len(complete)) if outcome is None else numbers_in(complete[outcome]),
        complete[group].to_numpy(dtype=object),
        others,
        reference,
        np.hstack(parts),
        shown,
        None if cluster is None else codes_of(complete[cluster]),
        len(complete),
        len(used) - len(complete),
    )


def _as_numbers(values: pd.Series[Any], name: str) -> list[_Shown]:
    if pd.api.types.is_numeric_dtype(values):
        return [_Shown(name, "", numbers_in(values))]
    labels = values.astype(str)
    return [
        _Shown(name, value, (labels == value).to_numpy(dtype=np.float64))
        for value in sorted(labels.unique())
    ] or [_Shown(name, "", np.zeros(0))]


def _by_regression(data: _Data, errors: str, level: float) -> list[_Found]:
    found = dict.fromkeys(data.others, _Found(NO_ROWS))
    present = [label for label in data.others if data.has(label, data.reference)]
    groups = [(data.labels == label).astype(np.float64) for label in present]
    columns = np.column_stack([*groups, data.columns])
    if not is_full_rank(columns) or columns.shape[0] <= columns.shape[1]:
        return list((found | dict.fromkeys(present, _Found(APART))).values())
    if data.cluster is not None and np.unique(data.cluster).size < 2:
        alone = _Found(NotEstimable("all units come from one cluster"))
        return list((found | dict.fromkeys(present, alone)).values())
    fit = least_squares(columns, data.outcome, errors=errors, cluster=data.cluster)
    name = f"regression-{errors.lower()}" + ("-satterthwaite" if errors == "CR2" else "")
    for k, label in enumerate(present):
        seen = float(fit.coefficients[k]), float(fit.errors[k]), float(fit.df[k])
        found[label] = _with_interval(data, seen, label, level, name)
    return list(found.values())


def _by_weighting(data: _Data, effect: str, level: float) -> _Found:
    if not data.has(data.reference, *data.others):
        return _Found(NO_ROWS)
    is_in = (data.labels == data.others[0]).astype(np.float64)
    chances = chances_of_treatment(data.columns, is_in) if data.is_usable else None
    if chances is None:
        return _Found(APART)
    found = weighted_difference(
        data.columns, data.outcome, is_in, chances, effect, cluster=data.cluster
    )
    n = data.n if data.cluster is None else int(data.cluster.max()) + 1
    df = float(n - (data.columns.shape[1] + 1 if data.cluster is None else 1))
    name = f"weighting-{effect}" + ("" if data.cluster is None else "-by-cluster")
    return _with_interval(data, (found.estimate, found.error, df), data.others[0], level, name)


def _with_interval(
    data: _Data, seen: tuple[float, float, float], label: Any, level: float, method: str
) -> _Found:
    estimate, error, df = seen
    units = np.arange(data.n) if data.cluster is None else data.cluster
    is_alone = any(
        np.unique(units[data.labels == one]).size < 2 for one in (label, data.reference)
    )
    alone = "-one-unit" if data.cluster is None else "-one-cluster"
    # A fit that leaves nothing has an error of rounding alone.
    is_exact = error <= ROUNDING * float(np.abs(data.outcome).max())
    has_interval = not is_alone and not is_exact and df > 0
    reach = two_sided_t(level, df) * error if has_interval else 0.0
    found = Estimate(
        estimate=estimate,
        low=estimate - reach if has_interval else None,
        high=estimate + reach if has_interval else None,
        level=level if has_interval else None,
        n=data.n,
        method=method + (alone if is_alone else ""),
    )
    if not has_interval:
        return _Found(found)
    return _Found(found, (error, df, float(2 * stdtr(df, -abs(estimate / error)))))


def _counts(data: _Data, label: Any) -> tuple[int, int, int, int | None]:
    n_clusters = None if data.cluster is None else int(np.unique(data.cluster).size)
    n_in, n_reference = (int((data.labels == one).sum()) for one in (label, data.reference))
    return n_in, n_reference, data.n_missing, n_clusters


def _imbalance(
    numbers: FloatArray, is_in: FloatArray, weights: FloatArray | None, effect: str
) -> tuple[Estimate | NotEstimable, tuple[float | None, float | None]]:
    of_group, of_reference = is_in == 1, is_in == 0
    if not of_group.any() or not of_reference.any():
        return NO_ROWS, (None, None)
    if weights is None:
        return APART, (None, None)
    means = (
        float(np.average(numbers[of_group], weights=weights[of_group])),
        float(np.average(numbers[of_reference], weights=weights[of_reference])),
    )
    spreads = [_variance(numbers[of_group])]
    if effect == "ate":
        spreads.append(_variance(numbers[of_reference]))
    spread = float(np.sqrt(np.mean(spreads)))
    if not spread > 0:
        return NotEstimable("all have the same"), means
    found = Estimate(
        estimate=(means[0] - means[1]) / spread,
        low=None,
        high=None,
        level=None,
        n=numbers.size,
        method=f"standardised-difference-{effect}",
    )
    return found, means


def _variance(numbers: FloatArray) -> float:
    """Of a share as of a share; else with n - 1."""
    if np.isin(numbers, (0.0, 1.0)).all():
        return float(numbers.mean() * (1 - numbers.mean()))
    return float(numbers.var(ddof=1)) if numbers.size > 1 else 0.0


def _worth(weights: FloatArray | None, chosen: np.ndarray[Any, np.dtype[np.bool_]]) -> float:
    """How many equally weighted units the chosen ones are worth (Kish)."""
    if weights is None:
        return float("nan")
    kept = weights[chosen]
    return float(kept.sum() ** 2 / (kept**2).sum()) if kept.size else float("nan")
