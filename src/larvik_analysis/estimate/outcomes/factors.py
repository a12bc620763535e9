"""Single factors, each as a secondary outcome: tested together, never one by one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from larvik_analysis.errors import ParameterError
from larvik_analysis.estimate.statistics.answer_tables import (
    answer_matrix,
    codes_of,
    refuse_yes_and_no,
)
from larvik_analysis.estimate.statistics.arguments import (
    COARSE_ROUNDING,
    FloatArray,
    plain_level,
)
from larvik_analysis.estimate.statistics.step_down import max_t_step_down
from larvik_analysis.terms.change_results import StepDown
from larvik_analysis.terms.outcomes import Estimand, FamilyRatings
from larvik_analysis.terms.rank_results import EstimateWithP
from larvik_analysis.terms.results import NotEstimable

from .change_rows import ONE_FAMILY, tabulate_changes
from .composite import known_factors, paired_ratings
from .rows import Row, counted


def step_down(
    changes: Any,
    *,
    family: Any = None,
    level: float = 0.95,
    rng: np.random.Generator | None = None,
) -> StepDown:
    """P-values of several outcomes that count for all of them together.

    Westfall and Young's step-down maxT: the changes of a family are flipped together, in
    every way up to 20 families, and each outcome's absolute t is held against the largest of
    those not yet rejected.

    Parameters
    ----------
    changes : DataFrame or ndarray of float, shape (n_rows, n_outcomes)
        After less before; missing where not known.
    family : sequence of hashable, shape (n_rows,), optional
        The family of each row. Means of families are taken first, so each counts once.
    level : float
        Between 0 and 1; an adjusted p of ``1 - level`` or less rejects.
    rng : numpy.random.Generator, optional
        Needed above 20 families; then 9 999 flips are drawn, and what was seen counts as
        one more.

    Returns
    -------
    StepDown
        ``result[outcome]`` is the adjusted p. An outcome in which nobody changed has p 1;
        one of which no change is known is in `not_estimable`. One known of too few families
        to be rejected at all steps last, and does not hold the others back.

    Raises
    ------
    ParameterError
        If `changes` is not a table of numbers, two outcomes have the same name, a row has
        no family, `level` is not between 0 and 1, or `rng` is missing where it is needed.

    See Also
    --------
    larvik_analysis.estimate.statistics.step_down.max_t_step_down : with intervals, and means
        of rows in the place of means of families.

    References
    ----------
    .. [1] Westfall, P. H. and Young, S. S. (1993). Resampling-Based Multiple Testing,
       algorithm 2.8.
    .. [2] Romano, J. P. and Wolf, M. (2005). Exact and approximate stepdown methods for
       multiple hypothesis testing. Journal of the American Statistical Association 100,
       94-108.

    Examples
    --------
    >>> changes = pd.DataFrame({"calm": [3, 2, 0, 2, 3, 1], "sleep": [1, -1, 0, 2, 1, 0]})
    >>> found = step_down(changes)
    >>> found["calm"], found["sleep"]
    (0.0625, 0.5)
    """
    level = plain_level(level)
    refuse_yes_and_no(changes)
    values, names = answer_matrix(changes)
    outcomes = changes.columns if isinstance(changes, pd.DataFrame) else range(len(names))
    means = values if family is None else _family_means(values, family)
    table = max_t_step_down(pd.DataFrame(means), level=level, rng=rng).set_axis(
        pd.Index(list(outcomes), name="outcome")
    )
    known = table[table["n"] > 0]
    adjusted = known["p_step_down"]
    method = "step-down-" + (table["method"].iloc[0] if len(table) else "max-t")
    return StepDown(
        estimates=known["estimate"],
        p_adjusted=adjusted,
        p_unadjusted=known["p_value"],
        n=known["n"],
        not_estimable={
            name: NotEstimable(reason)
            for name, reason in table.loc[table["n"] == 0, "reason"].items()
        },
        rejected=tuple(adjusted.index[adjusted <= (1 - level) * (1 + COARSE_ROUNDING)]),
        n_units=means.shape[0],
        level=level,
        method=method + ("" if family is None else "-of-family-means"),
    )


def _family_means(values: FloatArray, family: Any) -> FloatArray:
    """Means of the known changes of each family, one row a family."""
    codes = codes_of(family)
    if codes.shape != values.shape[:1]:
        raise ParameterError("lengths_differ")
    if (codes < 0).any():
        raise ParameterError("cluster_missing")
    shape = (codes.max(initial=-1) + 1, values.shape[1])
    is_known, sums, sizes = ~np.isnan(values), np.zeros(shape), np.zeros(shape)
    np.add.at(sums, codes, np.where(is_known, values, 0.0))
    np.add.at(sizes, codes, is_known.astype(np.float64))
    return np.where(sizes > 0, sums / np.maximum(sizes, 1), np.nan)


def estimate_factor_changes(
    ratings: FamilyRatings,
    estimand: Estimand,
    *,
    factors: Sequence[str] | None = None,
    level: float = 0.95,
    rng: np.random.Generator | None = None,
) -> pd.DataFrame:
    """How far families moved in each factor, and how many got better, stayed and got worse.

    A family's change is the mean over its children rated both times. Below 0 is less burden,
    for protective factors too.

    Parameters
    ----------
    ratings : FamilyRatings
    estimand : Estimand
        Its waves.
    factors : sequence of str, optional
        All that are declared where none are given. They are adjusted for together, so more
        factors cost more.
    level : float
        Confidence level, between 0 and 1.
    rng : numpy.random.Generator, optional
        Needed above 20 families.

    Returns
    -------
    DataFrame
        Labels `factor`, `side` and `statistic`, then the columns of `tabulate_changes`, and
        `p_unadjusted`, which is never to be shown alone. For each factor, in the order given:
        ``mean_change`` (`p_value` is step-down adjusted, the interval holds for all factors
        together), and counts of all families that started: ``better``, ``same``, ``worse``
        and ``not_rated`` (not at both waves).

    Raises
    ------
    ParameterError
        If a factor is not declared, the waves are the same, `level` is not between 0 and 1,
        or `rng` is missing where it is needed.

    References
    ----------
    .. [1] Westfall, P. H. and Young, S. S. (1993). Resampling-Based Multiple Testing,
       algorithm 2.8.
    """
    level = plain_level(level)
    names = known_factors(ratings, factors or [factor.id for factor in ratings.factors])
    wide = factor_changes_of_families(ratings, estimand)[list(names)]
    tested = max_t_step_down(wide, level=level, rng=rng)
    sides = {factor.id: factor.side for factor in ratings.factors}
    rows, unadjusted = [], []
    for place, name in enumerate(names):
        seen = tested.iloc[place]
        found = _mean_change(seen)
        has = not isinstance(found, NotEstimable)
        labels = {"factor": name, "side": sides[name]}
        n = int(seen["n"])
        mean = Row(labels | {"statistic": "mean_change"}, found, "points", n=n, n_families=n)
        rows += [mean, *_counts(labels, wide[name])]
        unadjusted += [float(seen["p_value"]) if has else np.nan, *[np.nan] * 4]
    labels_of_table = ("factor", "side", "statistic")
    return tabulate_changes(rows, labels_of_table, level).assign(p_unadjusted=unadjusted)


def factor_changes_of_families(ratings: FamilyRatings, estimand: Estimand) -> pd.DataFrame:
    """Change of each family in each factor: the mean over its children. Private.

    Returns
    -------
    DataFrame
        Points of burden, one row a family that started, one column a declared factor;
        missing where it was not rated both times.
    """
    pairs = paired_ratings(ratings, estimand)
    pairs["change"] = pairs["after"] - pairs["before"]
    wide = pairs.pivot_table(index="family", columns="factor", values="change", observed=True)
    started = list(dict.fromkeys([*ratings.families, *wide.index]))
    declared = [factor.id for factor in ratings.factors]
    wide = wide.reindex(index=started, columns=declared).rename_axis(columns=None)
    return wide.mask(wide.abs() < COARSE_ROUNDING, 0.0)


def _mean_change(seen: pd.Series[Any]) -> EstimateWithP | NotEstimable:
    """One row of `max_t_step_down` as a result."""
    n = int(seen["n"])
    if n < 2:
        return NotEstimable(ONE_FAMILY if n else str(seen["reason"]))
    has_interval = bool(pd.notna(seen["low"]))
    return EstimateWithP(
        estimate=float(seen["estimate"]),
        low=float(seen["low"]) if has_interval else None,
        high=float(seen["high"]) if has_interval else None,
        level=float(seen["level"]) if has_interval else None,
        n=n,
        method=str(seen["method"]),
        p_value=float(seen["p_step_down"]),
    )


def _counts(labels: dict[str, str], change: pd.Series[float]) -> list[Row]:
    n = len(change)
    counts = {
        "better": (change < 0).sum(),
        "same": (change == 0).sum(),
        "worse": (change > 0).sum(),
        "not_rated": change.isna().sum(),
    }
    return [
        Row(labels | {"statistic": name}, counted(int(count), n), "count", n_families=n)
        for name, count in counts.items()
    ]
