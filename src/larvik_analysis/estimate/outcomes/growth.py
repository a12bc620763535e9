"""Change over three waves or more: a mixed model, and the slopes of families themselves."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import pandas as pd

from larvik_analysis.estimate.statistics.arguments import COARSE_ROUNDING, plain_level
from larvik_analysis.estimate.statistics.mixed_growth import mixed_growth
from larvik_analysis.terms.outcomes import Estimand, FamilyRatings
from larvik_analysis.terms.rank_results import EstimateWithP
from larvik_analysis.terms.results import NotEstimable

from .change_rows import flipped, tabulate_changes
from .composite import factors_least, known_factors, rated_by_wave
from .rows import Row, counted

DAYS_PER_MONTH: Final = 365.25 / 12
LEAST_WAVES: Final = 3
FEW_WAVES: Final = "fewer than three waves, so a line says no more than the change"


def composites_by_wave(
    ratings: FamilyRatings, estimand: Estimand, *, n_factors_least: int | None = None
) -> pd.DataFrame:
    """The composite of each child at each wave: the mean over what was rated then. Private.

    Parameters
    ----------
    ratings : FamilyRatings
    estimand : Estimand
        Its factors.
    n_factors_least : int, optional
        A wave with fewer of them rated is left out; half, rounded up, where nothing is said.

    Returns
    -------
    DataFrame
        One row a child and wave: `family`, `child`, `wave`, `burden` (points) and `months`
        since the first rating of the family, missing where a date is.

    Raises
    ------
    ParameterError
        If a factor is not declared, or `n_factors_least` is out of range.
    """
    factors = known_factors(ratings, estimand.factors)
    least = factors_least(n_factors_least, len(factors))
    wide = rated_by_wave(ratings)
    rated = wide[wide.index.get_level_values("factor").isin(factors)]
    by_child = rated.groupby(level=["family", "child"])
    burden = by_child.mean().where(by_child.count() >= least)
    table = burden.reset_index().melt(["family", "child"], var_name="wave", value_name="burden")
    table = table.dropna(subset="burden").astype({"wave": "int64"})
    dates = ratings.table.groupby(["family", "wave"])["date"].mean()
    since = (dates - dates.groupby("family").transform("min")).dt.days / DAYS_PER_MONTH
    return table.merge(since.rename("months").reset_index(), on=["family", "wave"], how="left")


def estimate_growth(
    ratings: FamilyRatings,
    estimand: Estimand,
    *,
    level: float = 0.95,
    n_factors_least: int | None = None,
    rng: np.random.Generator | None = None,
) -> pd.DataFrame:
    """How fast the composite moved over all waves, by two routes side by side.

    A composite is of what was rated at its wave; where factors come and go between waves,
    `estimate_change` compares like with like.

    Parameters
    ----------
    ratings : FamilyRatings
    estimand : Estimand
        Its factors; all waves count.
    level : float
        Confidence level asked for, between 0 and 1.
    n_factors_least : int, optional
        As `composites_by_wave`.
    rng : numpy.random.Generator, optional
        Needed above 40 families whose slopes all differ.

    Returns
    -------
    DataFrame
        Label `statistic`, then the columns of `tabulate_changes`. Per month where every
        rating has a date (`unit` ``points_per_month``), else per wave. Rows:
        ``slope_mixed`` and ``start_mixed`` (fixed effects of `mixed_growth`, children in
        families; `method` ends in ``-at-boundary`` where the model is at its edge),
        ``slope_families`` (mean of families' least-squares slopes, over children with three
        waves or more; exact sign flips), and counts ``waves``, ``children``, ``families``.

    Raises
    ------
    ParameterError
        If a factor is not declared, an argument is out of range, or `rng` is missing where
        it is needed.
    """
    level = plain_level(level)
    table = composites_by_wave(ratings, estimand, n_factors_least=n_factors_least)
    is_dated = bool(table["months"].notna().all())
    table["time"] = table["months"] if is_dated else table["wave"] - table["wave"].min()
    unit = "points_per_month" if is_dated else "points_per_wave"
    n_families, n_waves = int(table["family"].nunique()), int(table["wave"].nunique())
    rows = [
        *_mixed(table, unit, n_waves, level),
        _of_families(table, unit, n_waves, level, rng),
    ]
    n_children = len(table[["family", "child"]].drop_duplicates())
    counts = {"waves": n_waves, "children": n_children, "families": n_families}
    for name, count in counts.items():
        row = Row({"statistic": name}, counted(count, count), "count", n_families=n_families)
        rows.append(row)
    return tabulate_changes(rows, ("statistic",), level)


def _mixed(table: pd.DataFrame, unit: str, n_waves: int, level: float) -> list[Row]:
    fitted: pd.DataFrame | NotEstimable = NotEstimable(FEW_WAVES)
    if n_waves >= LEAST_WAVES:
        fitted = mixed_growth(
            table, outcome="burden", time="time", unit="child", cluster="family", level=level
        )
    n_families = int(table["family"].nunique())
    terms = {"slope_mixed": ("time", unit), "start_mixed": ("intercept", "points")}
    rows = []
    for statistic, (term, unit_of_term) in terms.items():
        found = (
            fitted
            if isinstance(fitted, NotEstimable)
            else _fixed_effect(fitted[fitted["term"] == term].iloc[0])
        )
        label = {"statistic": statistic}
        rows.append(Row(label, found, unit_of_term, n=len(table), n_families=n_families))
    return rows


def _fixed_effect(seen: Any) -> EstimateWithP:
    return EstimateWithP(
        estimate=float(seen["estimate"]),
        low=float(seen["low"]),
        high=float(seen["high"]),
        level=float(seen["level"]),
        n=int(seen["n"]),
        method=str(seen["method"]) + ("-at-boundary" if seen["is_at_boundary"] else ""),
        p_value=float(seen["p_value"]),
    )


def _of_families(
    table: pd.DataFrame,
    unit: str,
    n_waves: int,
    level: float,
    rng: np.random.Generator | None,
) -> Row:
    label = {"statistic": "slope_families"}
    if n_waves < LEAST_WAVES:
        n = int(table["family"].nunique())
        return Row(label, NotEstimable(FEW_WAVES), unit, n=n, n_families=n)
    slopes = np.asarray(slopes_of_families(table), dtype=np.float64)
    found = flipped(slopes, level, rng)
    return Row(label, found, unit, n=slopes.size, n_families=slopes.size)


def slopes_of_families(table: pd.DataFrame) -> pd.Series[float]:
    """Least-squares slope of each child with three waves or more, then means of families.

    Parameters
    ----------
    table : DataFrame
        One row a child and wave: `family`, `child`, `time`, `burden`.

    Returns
    -------
    Series of float
        By family, of those that have such a child.
    """
    keys = [table["family"], table["child"]]
    centred = table["time"] - table.groupby(["family", "child"])["time"].transform("mean")
    products = (centred * table["burden"]).groupby(keys).sum()
    squares = (centred**2).groupby(keys).sum()
    is_enough = (table.groupby(["family", "child"]).size() >= LEAST_WAVES) & (squares > 0)
    slopes = (products / squares)[is_enough]
    slopes = slopes.mask(slopes.abs() < COARSE_ROUNDING, 0.0)
    return slopes.groupby(level="family").mean()
