"""How far families moved in the composite that was named beforehand, and how sure that is."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

from larvik_analysis.errors import ParameterError
from larvik_analysis.estimate.statistics.arguments import FloatArray, is_finite, plain_level
from larvik_analysis.estimate.statistics.clusters import cluster_mean
from larvik_analysis.estimate.statistics.effect_sizes import cohens_dz
from larvik_analysis.estimate.statistics.signed_ranks import signed_rank_test
from larvik_analysis.terms.change_results import FLAT, SCEPTICAL
from larvik_analysis.terms.outcomes import Estimand, FamilyRatings
from larvik_analysis.terms.results import Estimate, NotEstimable

from .bayes import beta_binomial
from .change_rows import flipped, share_of_started, tabulate_changes, too_few
from .composite import (
    ScaleEnds,
    changes_of_families,
    child_changes,
    ends_of,
    means_of_families,
)
from .rows import Row, counted, described

PRIORS: Final = (FLAT, SCEPTICAL)


def estimate_change(
    ratings: FamilyRatings,
    estimand: Estimand,
    *,
    level: float = 0.95,
    n_factors_least: int | None = None,
    same_within: float = 0.0,
    rng: np.random.Generator | None = None,
) -> pd.DataFrame:
    """How far families moved in the primary composite, by several routes side by side.

    The composite of a family is the mean over the factors rated both times, then over its
    children. Below 0 is less burden, and better.

    Parameters
    ----------
    ratings : FamilyRatings
    estimand : Estimand
        Its `lost` says what becomes of families without a composite at the last wave:
        ``bounds`` leaves them out of the means and keeps them in every share as unknown;
        ``unchanged`` counts them as moved by nought. What they could do to the mean is told
        in any case.
    level : float
        Confidence level asked for, between 0 and 1.
    n_factors_least : int, optional
        A child with fewer of the composite's factors rated both times has no composite;
        half of them, rounded up, where nothing is said.
    same_within : float
        A change of so many points or fewer counts as the same, 0 or more.
    rng : numpy.random.Generator, optional
        Needed above 40 families whose changes all differ.

    Returns
    -------
    DataFrame
        Label `statistic`, then the columns of `tabulate_changes`. `level` is the one
        achieved. Rows:

        - ``mean_change``: the primary one; mean of families, exact sign flips of families
          and the interval that they do not reject;
        - ``median_change``: Hodges-Lehmann with the exact signed-rank test, and the interval
          by its inversion;
        - ``mean_change_children``: mean of children, CR2 by family with Satterthwaite's t;
        - ``standardised_change``: mean change in standard deviations of the change;
        - ``mean_before``, ``mean_after``: the composite of those with a change;
        - ``families_better``, ``_same``, ``_worse``: shares of all that started, with exact
          intervals that leave open what became of the lost;
        - ``share_better_flat``, ``chance_most_better_flat`` and the same ``_sceptical``: the
          share that got better after a prior (mean, central interval), and the chance that
          it is above one half; the lost count as not better;
        - ``mean_change_lost_worst``, ``_best``: the mean if each lost family had moved as far
          as the scale lets it, one way or the other;
        - ``families_started``, ``_followed``, ``_lost``, ``children_followed``, ``_lost``.

    Raises
    ------
    ParameterError
        If a factor of the estimand is not declared, the waves are the same, `level`,
        `n_factors_least` or `same_within` is out of range, or `rng` is missing where it is
        needed.

    References
    ----------
    .. [1] Fisher, R. A. (1935). The Design of Experiments, section 21.
    .. [2] Horowitz, J. L. and Manski, C. F. (2000). Nonparametric analysis of randomized
       experiments with missing covariate and outcome data. Journal of the American
       Statistical Association 95, 77-84. (Bounds for the lost.)
    """
    level = plain_level(level)
    if not is_finite(same_within) or same_within < 0:
        raise ParameterError("same_within_below_zero")
    children = child_changes(ratings, estimand, n_factors_least=n_factors_least)
    families = means_of_families(children, ratings)
    if estimand.lost == "unchanged":
        families["change"] = families["change"].fillna(0.0)
        children["change"] = children["change"].mask(_of_lost(children, families), 0.0)
    changes = families["change"].dropna().to_numpy(dtype=np.float64)
    rows = [
        *_tested(changes, level, rng),
        *_of_children(children, level),
        *_levels(families),
        *_shared(families, same_within, level),
        *_believed(families, same_within, level),
        *_bounded(families, ends_of(ratings), level, rng),
        *_counted(families),
    ]
    return tabulate_changes(rows, ("statistic",), level)


def _row(statistic: str, found: Estimate | NotEstimable, unit: str, n: int) -> Row:
    return Row({"statistic": statistic}, found, unit, n=n, n_families=n)


def _of_lost(children: pd.DataFrame, families: pd.DataFrame) -> pd.Series[bool]:
    return children["family"].isin(families.loc[families["is_lost"], "family"])


def _tested(changes: FloatArray, level: float, rng: np.random.Generator | None) -> list[Row]:
    """Families as they are: the mean, the median and the standardised mean."""
    n, nought = changes.size, np.zeros_like(changes)
    median = too_few(n) if n < 2 else signed_rank_test(nought, changes, level=level)
    return [
        _row("mean_change", flipped(changes, level, rng), "points", n),
        _row("median_change", median, "points", n),
        _row("standardised_change", cohens_dz(nought, changes, level=level), "sd", n),
    ]


def _of_children(children: pd.DataFrame, level: float) -> list[Row]:
    known = children.dropna(subset="change")
    found = cluster_mean(known["change"], known["family"], level=level)
    n_families = int(known["family"].nunique())
    label = {"statistic": "mean_change_children"}
    return [Row(label, found, "points", n=len(known), n_families=n_families)]


def _levels(families: pd.DataFrame) -> list[Row]:
    """The composite before and after of those known at both."""
    rows = []
    for wave in ("before", "after"):
        known = families[wave].dropna()
        n = len(known)
        found = described(float(known.mean()), n, "mean") if n else too_few(0)
        rows.append(_row(f"mean_{wave}", found, "points", n))
    return rows


def _moved(families: pd.DataFrame, same_within: float) -> dict[str, int]:
    change = families["change"]
    return {
        "better": int((change < -same_within).sum()),
        "same": int((change.abs() <= same_within).sum()),
        "worse": int((change > same_within).sum()),
    }


def _shared(families: pd.DataFrame, same_within: float, level: float) -> list[Row]:
    n, n_unknown = len(families), int(families["change"].isna().sum())
    return [
        _row(f"families_{way}", share_of_started(count, n_unknown, n, level), "share", n)
        for way, count in _moved(families, same_within).items()
    ]


def _believed(families: pd.DataFrame, same_within: float, level: float) -> list[Row]:
    """The share that got better after each prior, and the chance that it is most of them."""
    n, count, rows = len(families), _moved(families, same_within)["better"], []
    for prior in PRIORS:
        held = beta_binomial(count, n, prior=prior, level=level)
        above = described(held.chance_above, n, held.method)
        rows += [
            _row(f"share_better_{prior.name}", held if n else too_few(0), "share", n),
            _row(f"chance_most_better_{prior.name}", above if n else too_few(0), "share", n),
        ]
    return rows


def _bounded(
    families: pd.DataFrame, ends: ScaleEnds, level: float, rng: np.random.Generator | None
) -> list[Row]:
    """The mean of all that started, if the lost went as far as the scale lets them."""
    # Of whom nothing is known, the change could be as long as the scale.
    reach = {
        "worst": ends.high - families["first"].fillna(ends.low),
        "best": ends.low - families["first"].fillna(ends.high),
    }
    rows = []
    for way, furthest in reach.items():
        changes = families["change"].mask(families["is_lost"], furthest)
        found = flipped(changes.to_numpy(dtype=np.float64), level, rng)
        rows.append(_row(f"mean_change_lost_{way}", found, "points", len(families)))
    return rows


def _counted(families: pd.DataFrame) -> list[Row]:
    n, n_lost = len(families), int(families["is_lost"].sum())
    n_children = int(families["n_children"].sum())
    n_children_lost = int(families["n_children_lost"].sum())
    of_families = {"started": n, "followed": n - n_lost, "lost": n_lost}
    of_children = {"followed": n_children, "lost": n_children_lost}
    return [
        *(
            _row(f"families_{name}", counted(c, n), "count", n)
            for name, c in of_families.items()
        ),
        *(
            Row(
                {"statistic": f"children_{name}"},
                counted(count, n_children + n_children_lost),
                "count",
                n_families=n,
            )
            for name, count in of_children.items()
        ),
    ]


def cautions_of(ratings: FamilyRatings, estimand: Estimand) -> tuple[str, ...]:
    """What the declared design leaves open, whatever the numbers say.

    Parameters
    ----------
    ratings : FamilyRatings
    estimand : Estimand

    Returns
    -------
    tuple of str
        Some of ``no_comparison`` (before and after only: maturing and chance could do the
        same), ``regression_to_the_mean`` (families were chosen for high ratings),
        ``rated_by_deliverer``, ``raters_changed`` (some child was rated by others the second
        time), ``families_lost``.
    """
    is_lost = changes_of_families(ratings, estimand)["is_lost"]
    holds = {
        "no_comparison": estimand.contrast == "before_after",
        "regression_to_the_mean": ratings.chosen_for_high_risk,
        "rated_by_deliverer": ratings.rated_by_deliverer,
        "raters_changed": _raters_changed(ratings, estimand),
        "families_lost": bool(is_lost.any()),
    }
    return tuple(name for name, is_so in holds.items() if is_so)


def _raters_changed(ratings: FamilyRatings, estimand: Estimand) -> bool:
    waves = [estimand.first_wave, estimand.last_wave]
    table = ratings.table[ratings.table["wave"].isin(waves)].fillna({"child": ""})
    raters = table.groupby(["family", "child", "wave"])["rater"].agg(frozenset).unstack()
    both = raters.dropna()
    return bool((both.iloc[:, 0] != both.iloc[:, -1]).any()) if not both.empty else False
