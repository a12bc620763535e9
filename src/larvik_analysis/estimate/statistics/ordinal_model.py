"""Proportional odds: how covariates go with higher answers to an ordinal item."""

from __future__ import annotations

import itertools
import warnings
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy.special import ndtr

from larvik_analysis.errors import ParameterError
from larvik_analysis.estimate.statistics.answer_tables import codes_of, numbers_in
from larvik_analysis.estimate.statistics.arguments import (
    COARSE_ROUNDING,
    FloatArray,
    IntArray,
    plain_level,
)
from larvik_analysis.estimate.statistics.normal import two_sided_z
from larvik_analysis.terms.results import NotEstimable


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rows:
    """What is fitted: one row for each respondent."""

    answers: IntArray  # 0, 1, 2 ... among the categories that were used
    thresholds: list[str]
    covariates: FloatArray
    terms: list[str]
    clusters: IntArray | None


def ordinal_regression(
    answers: Any,
    covariates: Any,
    *,
    cluster: Any = None,
    weights: Any = None,
    level: float = 0.95,
) -> pd.DataFrame | NotEstimable:
    """Log odds of a higher answer for each covariate, the same at every step of the scale.

    Parameters
    ----------
    answers : Series of ordered categories, or of float, shape (n_rows,)
        Missing where there is none. Categories nobody used are left out.
    covariates : DataFrame or array, shape (n_rows, n_covariates)
        Numbers as they are; anything else as categories, each against the first: of a
        Categorical the first of its order, otherwise the first in alphabetical order. A row
        with a gap is left out.
    cluster : array, shape (n_rows,), optional
        The cluster of each row. Where given, standard errors are cluster-robust, without a
        correction for few clusters; otherwise they are those of the model.
    weights : array of int, shape (n_rows,), optional
        How many respondents each row stands for.
    level : float
        Confidence level, between 0 and 1.

    Returns
    -------
    DataFrame or NotEstimable
        One row for each term, `kind` telling ``covariate`` from ``threshold``. `estimate`,
        `low`, `high`: log odds of a higher answer for a covariate; for a threshold the log
        odds of its lower answer or less where all covariates are nought. `odds_ratio` with
        its limits is their exponential, for a threshold the odds. `standard_error`,
        `p_value` (two-sided normal), `level`, `n` respondents, `n_clusters` (that of the
        rows themselves without `cluster`), `deviance` of the model, `method`. Not estimable
        where fewer than two answers were used, a covariate does not vary or repeats others,
        the covariates tell some answers apart altogether (the odds ratio would be without
        end), there are not more clusters than terms, or the fit does not converge.

    Raises
    ------
    ParameterError
        If the arguments differ in length, a row has no cluster, `answers` are not numbers or
        ordered, weights are not counts, or `level` is not allowed.

    Notes
    -----
    Fitted by `statsmodels.miscmodels.ordinal_model.OrderedModel`. The sign of a covariate is
    that of R's `polr` and `clm`. The assumption that one odds ratio serves every step of the
    scale is not tested here.

    References
    ----------
    .. [1] P. McCullagh, Regression models for ordinal data, Journal of the Royal Statistical
       Society B 42, 1980, 109-142.

    Examples
    --------
    >>> answers = [1, 2, 2, 3, 1, 3, 2, 3, 3, 1]
    >>> arena = pd.DataFrame({"arena": ["home", "school"] * 5})
    >>> found = ordinal_regression(answers, arena)
    >>> found["term"].tolist(), round(float(found["estimate"][0]), 2)
    (['arena: school', '1 | 2', '2 | 3'], 1.44)
    """
    level = plain_level(level)
    rows = _fitted_rows(answers, covariates, cluster, weights)
    if isinstance(rows, NotEstimable):
        return rows
    fitted = _fit(rows)
    if fitted is None:
        return NotEstimable("the fit does not converge")
    estimates, covariance, log_likelihood = fitted
    if not (np.diag(covariance) > 0).all():
        return NotEstimable("the standard errors do not exist")
    se = np.sqrt(np.diag(covariance))
    reach = two_sided_z(level) * se
    n = rows.answers.size
    return pd.DataFrame(
        {
            "term": [*rows.terms, *rows.thresholds],
            "kind": ["covariate"] * len(rows.terms) + ["threshold"] * len(rows.thresholds),
            "estimate": estimates,
            "low": estimates - reach,
            "high": estimates + reach,
            "level": level,
            "odds_ratio": np.exp(estimates),
            "odds_ratio_low": np.exp(estimates - reach),
            "odds_ratio_high": np.exp(estimates + reach),
            "standard_error": se,
            "p_value": 2 * ndtr(-np.abs(estimates / se)),
            "n": n,
            "n_clusters": n if rows.clusters is None else np.unique(rows.clusters).size,
            "deviance": -2 * log_likelihood,
            "method": "proportional-odds"
            + ("" if rows.clusters is None else "-cluster-robust"),
        }
    )


def _fitted_rows(
    answers: Any, covariates: Any, cluster: Any, weights: Any
) -> _Rows | NotEstimable:
    """The rows without gaps, one for each respondent, or why they cannot be fitted."""
    codes, categories = _ordered(answers)
    covariates = pd.DataFrame(covariates)
    if covariates.shape[1] == 0 or not covariates.columns.is_unique:
        raise ParameterError("covariates_wrong")
    n = codes.size
    times = _times(weights, n)
    clusters = None if cluster is None else codes_of(cluster)
    if len(covariates) != n or (clusters is not None and clusters.shape != (n,)):
        raise ParameterError("lengths_differ")
    is_kept = (codes >= 0) & ~covariates.isna().any(axis=1).to_numpy() & (times > 0)
    if clusters is not None and (clusters[is_kept] < 0).any():
        raise ParameterError("cluster_missing")
    rows = np.repeat(np.flatnonzero(is_kept), times[is_kept])
    used, kept = np.unique(codes[rows], return_inverse=True)
    if used.size < 2:
        return NotEstimable("fewer than two different answers were given")
    design, terms = _design(covariates.iloc[rows])
    names = [str(categories[code]) for code in used]
    found = _Rows(
        answers=kept.astype(np.int64),
        thresholds=[f"{lower} | {upper}" for lower, upper in itertools.pairwise(names)],
        covariates=design,
        terms=terms,
        clusters=None if clusters is None else codes_of(clusters[rows]),
    )
    refused = _why_not(found)
    return NotEstimable(refused) if refused else found


def _ordered(answers: Any) -> tuple[IntArray, list[Any]]:
    """Each answer as its place among the categories, -1 where missing, and the categories."""
    if isinstance(answers, pd.Categorical):
        answers = pd.Series(answers)
    if isinstance(answers, pd.Series) and isinstance(answers.dtype, pd.CategoricalDtype):
        if not answers.dtype.ordered:
            raise ParameterError("answers_not_ordered")
        return np.asarray(answers.cat.codes, dtype=np.int64), list(answers.cat.categories)
    numbers = numbers_in(answers)
    if numbers.ndim != 1:
        raise ParameterError("values_not_a_list")
    is_there = ~np.isnan(numbers)
    values, places = np.unique(numbers[is_there], return_inverse=True)
    codes = np.full(numbers.size, -1, dtype=np.int64)
    codes[is_there] = places
    return codes, [int(value) if value.is_integer() else float(value) for value in values]


def _times(weights: Any, n: int) -> IntArray:
    """How many respondents each row stands for."""
    if weights is None:
        return np.ones(n, dtype=np.int64)
    numbers = numbers_in(weights)
    if numbers.shape != (n,):
        raise ParameterError("lengths_differ")
    if not ((numbers >= 0) & (numbers % 1 == 0)).all():  # so written that NaN is refused too
        raise ParameterError("weights_not_counts")
    return numbers.astype(np.int64)


def _design(covariates: pd.DataFrame) -> tuple[FloatArray, list[str]]:
    """Covariates as numbers, categories as one column for each but the first."""
    columns: list[FloatArray] = []
    terms: list[str] = []
    for name, column in covariates.items():
        is_number = pd.api.types.is_numeric_dtype(column.dtype)
        if is_number and not pd.api.types.is_bool_dtype(column.dtype):
            columns.append(numbers_in(column))
            terms.append(str(name))
            continue
        known = column.astype("category").cat.remove_unused_categories().cat
        others = list(enumerate(known.categories))[1:]
        # A category that does not vary keeps a column, which tells that it does not.
        for place, category in others or [(0, known.categories[0])]:
            columns.append(np.asarray(known.codes == place, dtype=np.float64))
            terms.append(f"{name}: {category}")
    return np.column_stack(columns), terms


def _why_not(rows: _Rows) -> str:
    """What keeps the model from being estimated; empty where nothing does."""
    design = rows.covariates
    spread = np.ptp(design, axis=0)
    if not (spread > COARSE_ROUNDING * np.maximum(1.0, np.abs(design).max(axis=0))).all():
        return "a covariate is the same for everyone"
    standard = (design - design.mean(axis=0)) / design.std(axis=0)
    if np.linalg.matrix_rank(standard, tol=1e-7 * len(design)) < design.shape[1]:
        return "a covariate follows from the others"
    n_terms = len(rows.terms) + len(rows.thresholds)
    if rows.clusters is not None and np.unique(rows.clusters).size <= n_terms:
        return "there are not more clusters than terms of the model"
    if _is_separated(rows.answers, standard, len(rows.thresholds)):
        return "the covariates tell some answers apart altogether"
    return ""


def _is_separated(answers: IntArray, covariates: FloatArray, n_thresholds: int) -> bool:
    """Whether the likelihood rises without end in some direction.

    It does where the terms can move so that no answer gets less likely and some get more:
    every threshold above an answer moves up past the covariates' sum, every one below it
    down. The programme looks for the largest such move within a box.
    """
    from scipy.optimize import linprog

    patterns = np.unique(np.column_stack([answers, covariates]), axis=0)
    places, design = patterns[:, 0].astype(np.int64), patterns[:, 1:]
    above, below = places < n_thresholds, places > 0
    steps = np.eye(n_thresholds)
    moves = np.vstack(
        [
            np.column_stack([-design[above], steps[places[above]]]),
            np.column_stack([design[below], -steps[places[below] - 1]]),
        ]
    )
    found = linprog(-moves.sum(axis=0), A_ub=-moves, b_ub=np.zeros(len(moves)), bounds=(-1, 1))
    return bool(-found.fun > 1e-7)


def _fit(rows: _Rows) -> tuple[FloatArray, FloatArray, float] | None:
    """Terms and thresholds, their covariance and the log-likelihood; None without an end."""
    from statsmodels.miscmodels.ordinal_model import OrderedModel

    # Standardised, so that the numerical derivatives serve a covariate of any unit.
    middle, scale = rows.covariates.mean(axis=0), rows.covariates.std(axis=0)
    n_terms = len(rows.terms)
    robust: dict[str, Any] = {}
    if rows.clusters is not None:
        robust = {
            "cov_type": "cluster",
            "cov_kwds": {"groups": rows.clusters, "use_correction": False},
        }
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what they tell is checked below
        model = OrderedModel(rows.answers, (rows.covariates - middle) / scale, distr="logit")
        found = model.fit(method="bfgs", disp=False, gtol=1e-7, maxiter=1000, **robust)
        covariance = np.asarray(found.cov_params(), dtype=np.float64)
    params = np.asarray(found.params, dtype=np.float64)
    if not (np.isfinite(params).all() and np.isfinite(covariance).all()):
        return None
    if np.abs(model.score(params)).max() > 1e-4 * rows.answers.size:
        return None
    thresholds = model.transform_threshold_params(params)[1:-1]
    slopes = params[:n_terms] / scale
    # Each threshold but the first is the one before and the exponential of a parameter.
    back = np.zeros((params.size, params.size))
    back[:n_terms, :n_terms] = np.diag(1 / scale)
    back[n_terms:, :n_terms] = middle / scale
    rises = np.concatenate([[1.0], np.diff(thresholds)])
    back[n_terms:, n_terms:] = np.tril(np.tile(rises, (thresholds.size, 1)))
    estimates = np.concatenate([slopes, thresholds + middle @ slopes])
    return estimates, back @ covariance @ back.T, float(found.llf)
