"""Children counted: from which level to which in each factor, and how many factors at once."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from larvik_analysis.errors import ParameterError
from larvik_analysis.estimate.statistics.arguments import plain_level
from larvik_analysis.estimate.statistics.clusters import cluster_mean
from larvik_analysis.terms.outcomes import Estimand, FamilyRatings
from larvik_analysis.terms.results import Estimate

from .change_rows import flipped, tabulate_changes, too_few
from .composite import ends_of, known_factors, paired_ratings
from .rows import Row, counted, described


def estimate_transitions(
    ratings: FamilyRatings, estimand: Estimand, *, factors: Sequence[str] | None = None
) -> pd.DataFrame:
    """How many children went from each level of each factor to each.

    Levels are as they were rated: of a protective factor more is better here. Where several
    rated one child, their mean counts as the nearest level, halves towards more burden.

    Parameters
    ----------
    ratings : FamilyRatings
    estimand : Estimand
        Its waves.
    factors : sequence of str, optional
        All that are declared where none are given.

    Returns
    -------
    DataFrame
        Labels `factor`, `side`, `before` and `after` (scores of levels, as whole numbers;
        every pair has a row), then the columns of `tabulate_changes`: `estimate` and `count`
        are children, `n` those rated both times, `n_families` the families behind them. A
        family rated as a whole, without children, counts as one.

    Raises
    ------
    ParameterError
        If a factor is not declared, or the waves are the same.
    """
    names = known_factors(ratings, factors or [factor.id for factor in ratings.factors])
    ends, pairs = ends_of(ratings), paired_ratings(ratings, estimand)
    sides = {factor.id: factor.side for factor in ratings.factors}
    scores = sorted(level.score for level in ratings.levels)
    rows: list[Row] = []
    for name in names:
        known = pairs[pairs["factor"] == name].dropna(subset=["before", "after"])
        steps = np.floor(known[["before", "after"]].to_numpy() + 0.5).astype(np.int64)
        if sides[name] == "protective":
            steps = ends.low + ends.high - steps
        for before in scores:
            for after in scores:
                count = int(((steps[:, 0] == before) & (steps[:, 1] == after)).sum())
                labels = {
                    "factor": name, "side": sides[name], "before": before, "after": after,
                }  # fmt: skip
                found = counted(count, len(known))
                n_families = int(known["family"].nunique())
                rows.append(Row(labels, found, "count", n_families=n_families))
    return tabulate_changes(rows, ("factor", "side", "before", "after"), 0.95)


def accumulated_risk(
    ratings: FamilyRatings, estimand: Estimand, *, threshold: int
) -> pd.DataFrame:
    """How many risk factors each child had at or above a level, before and after. Private.

    Only risk factors that were rated both times count, so that nobody has fewer for having
    been rated less.

    Parameters
    ----------
    ratings : FamilyRatings
    estimand : Estimand
        Its waves.
    threshold : int
        A level of the scale above the lowest.

    Returns
    -------
    DataFrame
        One row a child with a risk factor rated both times: `family`, `child`, `n_factors`,
        `before`, `after`, `change` (factors).

    Raises
    ------
    ParameterError
        If `threshold` is not such a level, or the waves are the same.
    """
    scores = sorted(level.score for level in ratings.levels)
    if threshold not in scores[1:]:
        known = ", ".join(str(score) for score in scores[1:])
        raise ParameterError("threshold_not_a_level", threshold=threshold, known=known)
    risks = [factor.id for factor in ratings.factors if factor.side == "risk"]
    pairs = paired_ratings(ratings, estimand).dropna(subset=["before", "after"])
    pairs = pairs[pairs["factor"].isin(risks)]
    is_high = pairs[["before", "after"]] >= threshold
    by_child = is_high.groupby([pairs["family"], pairs["child"]])
    table = by_child.sum().assign(n_factors=by_child.size())
    table["change"] = table["after"] - table["before"]
    return table.reset_index()[
        ["family", "child", "n_factors", "before", "after", "change"]
    ].astype(dict.fromkeys(["n_factors", "before", "after", "change"], "int64"))


def estimate_accumulation(
    ratings: FamilyRatings,
    estimand: Estimand,
    *,
    threshold: int,
    level: float = 0.95,
    rng: np.random.Generator | None = None,
) -> pd.DataFrame:
    """How many risk factors children carried at once, before and after.

    Parameters
    ----------
    ratings, estimand, threshold
        As `accumulated_risk`.
    level : float
        Confidence level asked for, between 0 and 1.
    rng : numpy.random.Generator, optional
        Needed above 40 families whose changes all differ.

    Returns
    -------
    DataFrame
        Labels `statistic` and `n_factors` (factors at or above the threshold; missing but in
        ``children_before`` and ``_after``), then the columns of `tabulate_changes`. Rows:
        ``mean_change`` (factors; mean over children, then families; exact sign flips of
        families), ``mean_change_children`` (CR2 by family), ``mean_before``, ``mean_after``
        (over children, then families), and ``children_before``, ``children_after``: how many
        children had just so many.

    Raises
    ------
    ParameterError
        As `accumulated_risk`, or if `level` is not between 0 and 1.
    """
    level = plain_level(level)
    children = accumulated_risk(ratings, estimand, threshold=threshold)
    families = children.groupby("family")[["before", "after", "change"]].mean()
    n = len(families)
    changes = families["change"].to_numpy(dtype=np.float64)
    robust = cluster_mean(children["change"], children["family"], level=level)
    rows = [
        _row("mean_change", Row({}, flipped(changes, level, rng), "factors", n, n)),
        _row("mean_change_children", Row({}, robust, "factors", len(children), n)),
    ]
    for wave in ("before", "after"):
        mean = described(float(families[wave].mean()), n, "mean") if n else too_few(0)
        rows.append(_row(f"mean_{wave}", Row({}, mean, "factors", n, n)))
    most = int(children["n_factors"].max()) if len(children) else 0
    for wave in ("before", "after"):
        for n_factors in range(most + 1):
            found: Estimate = counted(int((children[wave] == n_factors).sum()), len(children))
            of_them = Row({}, found, "count", n_families=n)
            rows.append(_row(f"children_{wave}", of_them, n_factors))
    table = tabulate_changes(rows, ("statistic", "n_factors"), level)
    return table.astype({"n_factors": "Int64"})


def _row(statistic: str, row: Row, n_factors: int | None = None) -> Row:
    return row._replace(labels={"statistic": statistic, "n_factors": n_factors})
