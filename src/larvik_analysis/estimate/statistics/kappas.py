"""Kappas of raters who all rated: Cohen's of two, weighted or not, and Fleiss' of several."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from larvik_analysis.errors import ParameterError
from larvik_analysis.estimate.statistics.answer_tables import numbers_in
from larvik_analysis.estimate.statistics.arguments import (
    ROUNDING,
    FloatArray,
    plain_level,
    refuse_method,
)
from larvik_analysis.estimate.statistics.normal import two_sided_p, two_sided_z
from larvik_analysis.estimate.statistics.ratings import counted_labels, n_raters_of
from larvik_analysis.estimate.statistics.unit_variance import (
    agreeing_pairs,
    limits_over_units,
    linearised_se,
)
from larvik_analysis.terms.results import NotEstimable
from larvik_analysis.terms.scale_results import AgreementEstimate

WEIGHTS = ("linear", "quadratic")


def cohen_kappa(
    a: Any,
    b: Any,
    *,
    weights: Literal["linear", "quadratic"] | None = None,
    level: float = 0.95,
) -> AgreementEstimate | NotEstimable:
    """How far two raters agree beyond what their own habits would give by chance.

    Parameters
    ----------
    a, b : array, shape (n_units,)
        What each rater said of each unit. Numbers where `weights` are given; categories of
        any kind otherwise. A unit that one of them left out is left out.
    weights : {"linear", "quadratic"}, optional
        Whether a disagreement counts by its distance or by the square of it. None: every
        disagreement counts the same.
    level : float
        Confidence level, between 0 and 1.

    Returns
    -------
    AgreementEstimate or NotEstimable
        Interval with the standard error of Fleiss, Cohen and Everitt, normal, -1 to 1;
        none where it would have no width. `statistic` and `p_value` (two-sided) use the
        standard error under no agreement. Not estimable where both use one and the same
        category.

    Raises
    ------
    ParameterError
        If the lists differ in length, `weights` or `level` is not allowed, or weighted
        ratings are not numbers.

    Notes
    -----
    Distances are between the numbers themselves. Programs that take their order among those
    that were used count 2 against 4 as one step where nobody said 3.

    The interval of weighted kappa in version 2.2.9 of the R package psych is another: it adds
    up the weights of a row where the formula of [1]_ takes their average over the answers of
    the other rater, and comes out too narrow.

    References
    ----------
    .. [1] J. L. Fleiss, J. Cohen, B. S. Everitt, Large sample standard errors of kappa and
       weighted kappa, Psychological Bulletin 72, 1969, 323-327.

    Examples
    --------
    >>> round(cohen_kappa(["a", "b", "b", "a"], ["a", "b", "a", "a"]).estimate, 2)
    0.5
    """
    level = plain_level(level)
    if weights is not None:
        refuse_method(weights, WEIGHTS)
    table, scores = _crossed(a, b, is_numeric=weights is not None)
    n = int(table.sum())
    if n < 2:
        return NotEstimable("fewer than two units were rated by both")
    distances = _disagreement(scores, weights)
    kappa = kappa_of_table(table, distances)
    if np.isnan(kappa):
        return NotEstimable("both raters use one and the same category")
    se, se_under_chance = _fleiss_cohen_everitt(table / n, 1 - distances, n)
    z = kappa / se_under_chance if se_under_chance > ROUNDING else None
    reach = two_sided_z(level) * se
    has_limits = se > ROUNDING
    return AgreementEstimate(
        estimate=kappa,
        low=max(-1.0, kappa - reach) if has_limits else None,
        high=min(1.0, kappa + reach) if has_limits else None,
        level=level if has_limits else None,
        n=n,
        method=f"cohen-kappa-{weights or 'unweighted'}",
        n_raters=2,
        standard_error=se,
        statistic=z,
        p_value=None if z is None else two_sided_p(z),
    )


def fleiss_kappa(ratings: Any, *, level: float = 0.95) -> AgreementEstimate | NotEstimable:
    """How far several raters agree beyond chance, who share one habit of using categories.

    Parameters
    ----------
    ratings : array or DataFrame, shape (n_raters, n_units)
        Raters in rows; categories of any kind. A unit with a gap is left out.
    level : float
        Confidence level, between 0 and 1.

    Returns
    -------
    AgreementEstimate or NotEstimable
        `statistic` and `p_value` (two-sided) rest on the standard error under no agreement, the
        interval on the linearised variance over units with t, -1 to 1. Not estimable where
        every rating is the same.

    Raises
    ------
    ParameterError
        If `ratings` is not such a table, or `level` is not allowed.

    References
    ----------
    .. [1] J. L. Fleiss, J. C. M. Nee, J. R. Landis, Large sample variance of kappa in the case
       of different sets of raters, Psychological Bulletin 86, 1979, 974-977.
    .. [2] K. L. Gwet, Handbook of Inter-Rater Reliability, 4th ed., 2014, chapter 5.

    Examples
    --------
    >>> round(fleiss_kappa([["a", "b", "b", "a"], ["a", "b", "a", "a"]]).estimate, 3)
    0.467
    """
    level = plain_level(level)
    counts = counted_labels(ratings)
    n_raters = n_raters_of(ratings)
    counts = counts[:, counts.sum(axis=0) == n_raters]
    counts = counts[counts.any(axis=1)]
    n_categories, n = counts.shape
    if n_raters < 2 or n < 2:
        return NotEstimable("fewer than two units were rated by two raters or more")
    if n_categories < 2:
        return NotEstimable("every rating is the same")
    agreed = agreeing_pairs(counts) / (n_raters * (n_raters - 1))
    used = counts.mean(axis=1) / n_raters
    chance = float(used @ used)
    kappa = float((agreed.mean() - chance) / (1 - chance))
    se = linearised_se(agreed - chance, used @ counts / n_raters, chance, kappa)
    limits = limits_over_units(kappa, se, n, level)
    mixed = used * (1 - used)
    variance = mixed.sum() ** 2 - mixed @ (1 - 2 * used)
    z = kappa * mixed.sum() / np.sqrt(2 * variance / (n * n_raters * (n_raters - 1)))
    return AgreementEstimate(
        estimate=kappa,
        low=limits[0] if limits else None,
        high=limits[1] if limits else None,
        level=level if limits else None,
        n=n,
        method="fleiss-kappa-linearised" if limits else "fleiss-kappa",
        n_raters=n_raters,
        standard_error=se,
        statistic=float(z),
        p_value=two_sided_p(float(z)),
    )


def kappa_of_table(table: npt.NDArray[np.int64], distances: FloatArray) -> float:
    """Kappa of two raters whose answers are crossed.

    Parameters
    ----------
    table : ndarray of int, shape (n_categories, n_categories)
        How many units got the one answer from the first rater and the other from the second.
    distances : ndarray of float, shape (n_categories, n_categories)
        How much each disagreement counts; nought on the diagonal.

    Returns
    -------
    float
        NaN where nothing was rated, or no disagreement can be expected.
    """
    expected = (distances * np.outer(table.sum(axis=1), table.sum(axis=0))).sum()
    if not expected > 0:
        return np.nan
    return float(1 - table.sum() * (distances * table).sum() / expected)


def _crossed(a: Any, b: Any, *, is_numeric: bool) -> tuple[npt.NDArray[np.int64], FloatArray]:
    """The table of what two raters said of the same units, and the categories as scores."""
    if is_numeric:
        first, second = numbers_in(a), numbers_in(b)
    else:
        first, second = np.asarray(a, dtype=object), np.asarray(b, dtype=object)
    if first.ndim != 1 or first.shape != second.shape:
        raise ParameterError("lengths_differ")
    is_rated = ~(pd.isna(first) | pd.isna(second))
    said = np.concatenate([first[is_rated], second[is_rated]])
    codes, categories = pd.factorize(said)
    table = np.zeros((len(categories), len(categories)), dtype=np.int64)
    np.add.at(table, (codes[: is_rated.sum()], codes[is_rated.sum() :]), 1)
    scores = categories if is_numeric else np.arange(len(categories))
    return table, np.asarray(scores, dtype=np.float64)


def _disagreement(scores: FloatArray, weights: str | None) -> FloatArray:
    """How much each disagreement counts, 0 to 1."""
    if weights is None or scores.size < 2:
        return 1.0 - np.eye(scores.size)
    apart = np.abs(scores[:, None] - scores) / np.ptp(scores)
    return np.asarray(apart if weights == "linear" else apart**2)


def _fleiss_cohen_everitt(
    shares: FloatArray, agreement: FloatArray, n: int
) -> tuple[float, float]:
    """Standard errors of a weighted kappa: as it is, and where there is no agreement."""
    rows, columns = shares.sum(axis=1), shares.sum(axis=0)
    observed = (agreement * shares).sum()
    chance = rows @ agreement @ columns
    habits = (agreement @ columns)[:, None] + rows @ agreement
    as_it_is = (shares * (agreement * (1 - chance) - habits * (1 - observed)) ** 2).sum()
    as_it_is -= (observed * chance - 2 * chance + observed) ** 2
    by_chance = rows @ ((agreement - habits) ** 2) @ columns - chance**2
    # Rounding can leave a variance of nought a little below it.
    se, null = (np.sqrt(max(v, 0.0) / n) for v in (as_it_is, by_chance))
    return float(se / (1 - chance) ** 2), float(null / (1 - chance))
