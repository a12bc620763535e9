"""Agreement of any number of raters, with gaps: Krippendorff's alpha and Gwet's AC1.

Raters stand in rows, units in columns.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

import numpy as np

from larvik_analysis.errors import ParameterError
from larvik_analysis.estimate.statistics.arguments import (
    ROUNDING,
    FloatArray,
    plain_level,
    refuse_generator,
    refuse_method,
    whole_number,
)
from larvik_analysis.estimate.statistics.ratings import (
    counted_labels,
    counted_numbers,
    n_raters_of,
)
from larvik_analysis.estimate.statistics.unit_variance import (
    agreeing_pairs,
    limits_over_units,
    linearised_se,
)
from larvik_analysis.terms.results import NotEstimable
from larvik_analysis.terms.scale_results import AgreementEstimate

METRICS = ("nominal", "ordinal", "interval", "ratio")
LEAST_RESAMPLES = 100


def krippendorff_alpha(
    ratings: Any,
    *,
    metric: Literal["nominal", "ordinal", "interval", "ratio"],
    level: float = 0.95,
    rng: np.random.Generator | None = None,
    n_resamples: int = 2000,
) -> AgreementEstimate | NotEstimable:
    """How far raters agree beyond chance: 1 for entirely, 0 for no more than chance.

    Parameters
    ----------
    ratings : array or DataFrame, shape (n_raters, n_units)
        Raters in rows. Numbers; texts too where `metric` is ``"nominal"``. Missing where a
        rater did not rate a unit. Units rated once say nothing and are left out.
    metric : {"nominal", "ordinal", "interval", "ratio"}
        What the distance between two ratings means.
    level : float
        Confidence level, between 0 and 1.
    rng : Generator, optional
        Where given, the interval is the percentile one from resampling units, the expected
        disagreement worked out anew in each resample; resamples whose ratings are all the
        same have no alpha and are left out.
    n_resamples : int
        Resamples, where `rng` is given.

    Returns
    -------
    AgreementEstimate or NotEstimable
        `n` counts units rated twice or more. Without `rng` the interval is Gwet's linearised
        one over units, -1 to 1; none for ``"ordinal"``, whose distances depend on the
        ratings themselves. Not estimable for one unit, nor where every rating is the same:
        there is then no disagreement to expect, and neither 0 nor 1 would be true.

    Raises
    ------
    ParameterError
        If `ratings` is not such a table, an argument is not allowed, or ratings on a ratio
        scale are negative.

    References
    ----------
    .. [1] K. Krippendorff, Content Analysis, 2nd ed., 2004, chapter 11.
    .. [2] K. L. Gwet, Handbook of Inter-Rater Reliability, 4th ed., 2014, chapter 5.

    Examples
    --------
    >>> ratings = [["a", "b", "b", None], ["a", "b", "a", "a"], ["a", "b", "b", "b"]]
    >>> round(krippendorff_alpha(ratings, metric="nominal").estimate, 3)
    0.333
    """
    level = plain_level(level)
    refuse_method(metric, METRICS)
    if rng is not None:
        refuse_generator(rng)
        if whole_number(n_resamples) < LEAST_RESAMPLES:
            raise ParameterError("resamples_few", least=LEAST_RESAMPLES)
    counts, values = _counted(ratings, metric)
    counts = counts[:, counts.sum(axis=0) >= 2]
    if not counts.size:
        return NotEstimable("no unit was rated twice")
    if counts.shape[1] < 2:  # two ratings of one unit leave nothing to expect by chance
        return NotEstimable("one unit alone was rated twice")
    alpha = _alpha(counts, values, metric)
    if np.isnan(alpha):
        return NotEstimable("every rating is the same")
    if rng is not None:
        se, limits = _resampled(counts, values, metric, level, rng, n_resamples)
    elif metric != "ordinal":
        se = _alpha_se(counts, _distances(metric, values, counts.sum(axis=1)))
        limits = limits_over_units(alpha, se, counts.shape[1], level)
    else:
        se, limits = None, None
    way = "unit-bootstrap" if rng is not None else "linearised"
    return AgreementEstimate(
        estimate=alpha,
        low=limits[0] if limits else None,
        high=limits[1] if limits else None,
        level=level if limits else None,
        n=counts.shape[1],
        method=f"krippendorff-{metric}" + (f"-{way}" if limits else ""),
        n_raters=n_raters_of(ratings),
        standard_error=se,
    )


def gwet_ac1(
    ratings: Any, *, categories: Sequence[Any] | None = None, level: float = 0.95
) -> AgreementEstimate | NotEstimable:
    """Agreement beyond chance that does not fall where one category is rare.

    Parameters
    ----------
    ratings : array or DataFrame, shape (n_raters, n_units)
        Raters in rows; categories of any kind; missing where a rater did not rate a unit.
    categories : sequence, optional
        All categories there were to choose from. Chance depends on how many they are; those
        that were used, where none are given.
    level : float
        Confidence level, between 0 and 1.

    Returns
    -------
    AgreementEstimate or NotEstimable
        `n` counts units rated at all. Interval from the linearised variance over units with
        t of ``n - 1`` degrees of freedom, -1 to 1; none where no unit differs.

    Raises
    ------
    ParameterError
        If `ratings` is not such a table, a rating is not among `categories`, or `level` is
        not allowed.

    References
    ----------
    .. [1] K. L. Gwet, Computing inter-rater reliability and its variance in the presence of
       high agreement, British Journal of Mathematical and Statistical Psychology 61, 2008,
       29-48.

    Examples
    --------
    >>> round(gwet_ac1([["a", "b", "b", "b"], ["a", "b", "b", "a"]]).estimate, 3)
    0.529
    """
    level = plain_level(level)
    counts = counted_labels(ratings, categories)
    counts = counts[:, counts.sum(axis=0) >= 1]
    n_categories, n = counts.shape
    n_ratings = counts.sum(axis=0)
    is_pairable = n_ratings >= 2
    if not is_pairable.any():
        return NotEstimable("no unit was rated twice")
    if n_categories < 2:
        return NotEstimable("every rating is the same, and no other category is named")
    agreed = agreeing_pairs(counts) / np.maximum(n_ratings * (n_ratings - 1), 1)
    used = (counts / n_ratings).mean(axis=1)
    chance = float((used * (1 - used)).sum() / (n_categories - 1))
    ac1 = float((agreed[is_pairable].mean() - chance) / (1 - chance))
    excess = (agreed - chance * is_pairable) * n / is_pairable.sum()
    by_chance = (1 - used) @ counts / n_ratings / (n_categories - 1)
    se = linearised_se(excess, by_chance, chance, ac1)
    limits = limits_over_units(ac1, se, n, level)
    return AgreementEstimate(
        estimate=ac1,
        low=limits[0] if limits else None,
        high=limits[1] if limits else None,
        level=level if limits else None,
        n=n,
        method="gwet-ac1-linearised" if limits else "gwet-ac1",
        n_raters=n_raters_of(ratings),
        standard_error=se,
    )


def _counted(ratings: Any, metric: str) -> tuple[FloatArray, FloatArray]:
    """Ratings as counts of values by units, and the values in ascending order."""
    if metric == "nominal":
        counts = counted_labels(ratings)
        return counts, np.arange(len(counts), dtype=np.float64)
    counts, values = counted_numbers(ratings)
    if metric == "ratio" and (values < 0).any():
        raise ParameterError("ratings_negative")
    return counts, values


def _distances(metric: str, values: FloatArray, totals: FloatArray) -> FloatArray:
    """Squared distance between each two values."""
    if metric == "nominal":
        return 1.0 - np.eye(values.size)
    if metric == "ordinal":  # how many ratings lie between the middles of the two
        middles = np.cumsum(totals) - totals / 2
        return np.asarray((middles[:, None] - middles) ** 2)
    apart = values[:, None] - values
    if metric == "interval":
        return np.asarray(apart**2)
    together = values[:, None] + values
    return np.asarray((apart / np.where(together == 0, 1.0, together)) ** 2)


def _alpha(counts: FloatArray, values: FloatArray, metric: str) -> float:
    """Alpha of counts of values by units, each unit rated twice or more; NaN if all alike."""
    n_ratings = counts.sum(axis=0)
    totals = counts.sum(axis=1)
    distances = _distances(metric, values, totals)
    expected = totals @ distances @ totals
    if not expected > 0:
        return np.nan
    # The pairs within a unit: those of a rating with itself are at distance zero.
    observed = ((counts / (n_ratings - 1)) @ counts.T * distances).sum()
    return float(1 - (totals.sum() - 1) * observed / expected)


def _alpha_se(counts: FloatArray, distances: FloatArray) -> float | None:
    """Standard error of alpha over units, the distances being fixed."""
    weights = 1 - distances / distances.max()
    n_ratings = counts.sum(axis=0)
    mean_ratings = n_ratings.mean()
    pairs = (counts * (weights @ counts)).sum(axis=0) - n_ratings
    agreed_each = pairs / (mean_ratings * (n_ratings - 1))
    agreed = agreed_each.mean()
    used = counts.mean(axis=1) / mean_ratings
    chance = used @ weights @ used
    more = (n_ratings - mean_ratings) / mean_ratings  # than the average unit was rated
    return linearised_se(
        agreed_each - agreed * more - chance,
        (weights @ used) @ counts / mean_ratings - chance * more,
        chance,
        (agreed - chance) / (1 - chance),
    )


def _resampled(
    counts: FloatArray,
    values: FloatArray,
    metric: str,
    level: float,
    rng: np.random.Generator,
    n_resamples: int,
) -> tuple[float | None, tuple[float, float] | None]:
    """Standard error and percentile limits from units drawn with replacement."""
    counts = counts[:, np.lexsort(counts)]  # so that no draw depends on the order of units
    n = counts.shape[1]
    drawn = rng.integers(0, n, size=(n_resamples, n))
    alphas = np.array([_alpha(counts[:, units], values, metric) for units in drawn])
    alphas = alphas[~np.isnan(alphas)]
    if alphas.size < 2 or np.ptp(alphas) < ROUNDING:
        return None, None
    low, high = np.quantile(alphas, [0.5 - level / 2, 0.5 + level / 2])
    return float(alphas.std(ddof=1)), (float(low), float(high))
