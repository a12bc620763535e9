"""Ratings before and after, factor by factor, and what they come to by child and family.

Points are points of burden everywhere: a protective factor is turned around on its scale, so
that a change below 0 is a change for the better.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
import pandas as pd

from larvik_analysis.errors import ParameterError
from larvik_analysis.estimate.statistics.arguments import COARSE_ROUNDING, whole_number
from larvik_analysis.terms.outcomes import Estimand, FamilyRatings

KEYS: Final = ["family", "child", "factor"]


class ScaleEnds(NamedTuple):
    """The least and the greatest burden that can be rated."""

    low: int
    high: int


def ends_of(ratings: FamilyRatings) -> ScaleEnds:
    """The ends of the declared scale."""
    scores = [level.score for level in ratings.levels]
    return ScaleEnds(min(scores), max(scores))


def burden_of(ratings: FamilyRatings) -> pd.DataFrame:
    """The table of ratings with `burden`: the rating, turned around where more is better.

    Returns
    -------
    DataFrame
        `family`, `child` (empty where the family as a whole was rated), `factor`, `wave`,
        `burden`, with the other columns as they were.
    """
    ends = ends_of(ratings)
    protective = [factor.id for factor in ratings.factors if factor.side == "protective"]
    table = ratings.table
    is_turned = table["factor"].isin(protective)
    return table.assign(
        child=table["child"].fillna("").astype(str),
        burden=table["rating"].where(~is_turned, ends.low + ends.high - table["rating"]),
    )


def rated_by_wave(ratings: FamilyRatings) -> pd.DataFrame:
    """Burden of each child in each factor, a column a wave; of several raters the mean.

    What was rated for a family as a whole holds for each of its children, unless the child
    was rated itself. A family without rated children stands as one with an empty `child`.

    Returns
    -------
    DataFrame
        Indexed by `family`, `child` and `factor`; missing where not rated.
    """
    wide = burden_of(ratings).groupby([*KEYS, "wave"], sort=True)["burden"].mean().unstack()
    is_whole = wide.index.get_level_values("child") == ""
    own, whole = wide[~is_whole], wide[is_whole]
    children = own.reset_index()[["family", "child"]].drop_duplicates()
    spread = children.merge(whole.reset_index().drop(columns="child"), on="family")
    filled = own.combine_first(spread.set_index(KEYS)) if len(spread) else own
    with_children = set(children["family"])
    alone = whole[~whole.index.get_level_values("family").isin(with_children)]
    return pd.concat([filled, alone]).sort_index()


def paired_ratings(ratings: FamilyRatings, estimand: Estimand) -> pd.DataFrame:
    """Burden of each child in each factor, before and after.

    Returns
    -------
    DataFrame
        `family`, `child`, `factor`, `before`, `after`; missing where not rated.

    Raises
    ------
    ParameterError
        If the two waves are the same.
    """
    if estimand.first_wave == estimand.last_wave:
        raise ParameterError("waves_same")
    waves = {estimand.first_wave: "before", estimand.last_wave: "after"}
    wide = rated_by_wave(ratings).reindex(columns=list(waves)).astype(np.float64)
    return wide.rename(columns=waves).rename_axis(columns=None).reset_index()


def child_changes(
    ratings: FamilyRatings, estimand: Estimand, *, n_factors_least: int | None = None
) -> pd.DataFrame:
    """The composite of each child before and after: the mean over factors rated both times.

    Parameters
    ----------
    ratings : FamilyRatings
    estimand : Estimand
    n_factors_least : int, optional
        A child with fewer of the composite's factors rated both times has no composite;
        half of them, rounded up, where nothing is said.

    Returns
    -------
    DataFrame
        One row a child: `family`, `child`, `before`, `after`, `change` (points of burden,
        missing where there is no composite), `n_factors`, and `first`: the mean over what
        was rated the first time, also of children who were lost.

    Raises
    ------
    ParameterError
        If a factor of the estimand is not declared, the waves are the same, or
        `n_factors_least` is not within 1 to the number of factors.
    """
    factors = known_factors(ratings, estimand.factors)
    least = factors_least(n_factors_least, len(factors))
    pairs = paired_ratings(ratings, estimand)
    pairs = pairs.assign(
        is_used=pairs["factor"].isin(factors), change=pairs["after"] - pairs["before"]
    )
    is_both = pairs["is_used"] & pairs["change"].notna()
    pairs["first"] = pairs["before"].where(pairs["is_used"])
    numbers = ["before", "after", "change"]
    pairs[numbers] = pairs[numbers].where(is_both)
    by_child = pairs.groupby(["family", "child"], sort=True)
    table = by_child[[*numbers, "first"]].mean()
    table["n_factors"] = by_child["change"].count()
    table[numbers] = table[numbers].where(table["n_factors"] >= least)
    n_first = by_child["first"].count()
    table["first"] = table["first"].where(n_first >= least)
    table["change"] = _without_rounding(table["change"])
    return table.reset_index()


def changes_of_families(
    ratings: FamilyRatings, estimand: Estimand, *, n_factors_least: int | None = None
) -> pd.DataFrame:
    """The composite of each family before and after: the mean over its children. Private.

    Parameters
    ----------
    ratings : FamilyRatings
    estimand : Estimand
    n_factors_least : int, optional
        As `child_changes`.

    Returns
    -------
    DataFrame
        One row a family that started, in the declared order: `family`, `before`, `after`,
        `change` (points of burden; missing where it was lost), `first` (what is known of it
        from the first wave), `n_children` and `n_children_lost` (who were rated and have, or
        lack, a composite; none of a family rated as a whole), `is_lost`.

    Raises
    ------
    ParameterError
        As `child_changes`.
    """
    children = child_changes(ratings, estimand, n_factors_least=n_factors_least)
    return means_of_families(children, ratings)


def means_of_families(children: pd.DataFrame, ratings: FamilyRatings) -> pd.DataFrame:
    """What `child_changes` comes to by family; the table of `changes_of_families`."""
    is_named = children["child"] != ""
    has = children["change"].notna()
    children = children.assign(n_children=is_named & has, n_children_lost=is_named & ~has)
    by_family = children.groupby("family", sort=False)
    table = by_family[["before", "after", "change", "first"]].mean()
    table["change"] = _without_rounding(table["change"])
    table[["n_children", "n_children_lost"]] = by_family[
        ["n_children", "n_children_lost"]
    ].sum()
    started = list(dict.fromkeys([*ratings.families, *table.index]))
    table = table.reindex(started).rename_axis(index="family").reset_index()
    counts = ["n_children", "n_children_lost"]
    table[counts] = table[counts].fillna(0).astype(np.int64)
    return table.assign(is_lost=table["change"].isna())


def known_factors(ratings: FamilyRatings, factors: Sequence[str]) -> tuple[str, ...]:
    """The factors, where all of them are declared.

    Raises
    ------
    ParameterError
        If there are none, or one is not declared.
    """
    declared = [factor.id for factor in ratings.factors]
    for name in factors:
        if name not in declared:
            raise ParameterError("factor_unknown", factor=name, known=", ".join(declared))
    if not factors:
        raise ParameterError("factors_none")
    return tuple(dict.fromkeys(factors))


def factors_least(n_factors_least: int | None, n_factors: int) -> int:
    """How many factors have to be rated: as given, or half of them, rounded up.

    Raises
    ------
    ParameterError
        If it is not within 1 to the number of factors.
    """
    if n_factors_least is None:
        return math.ceil(n_factors / 2)
    least = whole_number(n_factors_least)
    if not 1 <= least <= n_factors:
        raise ParameterError("factors_least", least=least, n=n_factors)
    return least


def _without_rounding(changes: pd.Series[float]) -> pd.Series[float]:
    """The changes, 0 where only the rounding of means keeps them from it."""
    return changes.mask(changes.abs() < COARSE_ROUNDING, 0.0)
