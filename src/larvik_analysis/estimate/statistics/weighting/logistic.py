"""Logistic regression under a design."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import special

from larvik_analysis.errors import ParameterError
from larvik_analysis.estimate.statistics.arguments import FloatArray, plain_level
from larvik_analysis.estimate.statistics.normal import two_sided_t
from larvik_analysis.estimate.statistics.weighting.design import SurveyDesign
from larvik_analysis.estimate.statistics.weighting.estimates import (
    answers_in_base,
    check_rows,
    domain_rows,
)
from larvik_analysis.estimate.statistics.weighting.indicators import answers_of
from larvik_analysis.estimate.statistics.weighting.linearisation import (
    centred_totals,
    degrees_of_freedom,
)
from larvik_analysis.terms.results import NotEstimable

MOST_STEPS = 50  # Newton's method needs about six
CONVERGED = 1e-10
# Beyond this the fitted chance is 0 or 1 to eight digits: the data know no finite slope.
FARTHEST = 20.0


def weighted_logit(
    outcome: pd.Series,
    predictors: pd.DataFrame,
    design: SurveyDesign,
    *,
    domain: pd.Series | None = None,
    level: float = 0.95,
) -> pd.DataFrame | NotEstimable:
    """How the odds of an answer differ with what is known of who gave it.

    Parameters
    ----------
    outcome : Series of bool, or of 0 and 1
        On the index of the design's weights; missing where there is no answer.
    predictors : DataFrame
        A column for each predictor: numbers as they are; words, categories and true or
        false by treatment contrasts with the first category (in the categories' order, else
        sorted) as reference.
    design : SurveyDesign
        How the respondents were drawn. Whoever lacks a value stays in it, outside the base.
    domain : Series of bool, optional
        Whom the regression is about.
    level : float
        Confidence level.

    Returns
    -------
    DataFrame or NotEstimable
        One row a term: ``term``, ``estimate`` (log odds; ratios of odds are its
        exponentials), ``low``, ``high``, ``level``, ``standard_error``, ``p_value``, ``df``,
        ``n``, ``method``. Not estimable where predictors tell the answers apart without
        fault, repeat each other, or are too many for the clusters.

    Raises
    ------
    ParameterError
        If rows differ from the design's, the outcome is other than 0 and 1, a predictor is
        infinite, or the level is not between 0 and 1.

    Notes
    -----
    Pseudo-likelihood with the design's linearised variance, without correction of small
    samples; Student's t with the clusters less the strata, plus one, less the terms.

    References
    ----------
    .. [1] Binder, D. A. (1983). On the variances of asymptotically normal estimators from
       complex surveys. International Statistical Review 51, 279-292.

    Examples
    --------
    >>> design = SurveyDesign(weights=pd.Series([1.0, 1.0, 2.0, 2.0, 1.0, 1.0]))
    >>> useful = pd.Series([1, 0, 1, 0, 0, 1])
    >>> arena = pd.DataFrame({"arena": ["a", "a", "b", "b", "a", "b"]})
    >>> weighted_logit(useful, arena, design)["estimate"].round(3).tolist()
    [-0.693, 1.099]
    """
    level = plain_level(level)
    check_rows(predictors, design, "predictors")
    is_asked = domain_rows(domain, design) & predictors.notna().all(axis=1).to_numpy()
    rows = pd.Series(is_asked & (design.base > 0), index=predictors.index)
    answers, bases = answers_in_base(outcome, design, rows)
    if not np.isin(answers, (0.0, 1.0)).all():
        raise ParameterError("answers_yes_no")
    is_in = bases[:, 0] > 0
    terms, names = _terms(predictors, is_in)
    _, df = degrees_of_freedom(design.units.sum_clusters(bases), design)
    degrees = int(df[0]) + 1 - len(names)
    weights = design.base * bases[:, 0]
    if np.linalg.matrix_rank(terms[is_in]) < len(names) or degrees < 1:
        return NotEstimable("too few answers or clusters for so many predictors")
    slopes = _fit(answers[:, 0], terms, weights)
    if slopes is None:
        return NotEstimable("the predictors tell the answers apart without fault")
    fitted = special.expit(terms @ slopes)
    information = terms.T @ ((weights * fitted * (1 - fitted))[:, None] * terms)
    apart = bases * (answers - fitted[:, None]) * terms
    scores = centred_totals(apart @ np.linalg.inv(information), design)
    return _as_table(slopes, np.sqrt((scores**2).sum(axis=0)), names, degrees, level).assign(
        n=int(is_in.sum()), method="weighted-logit"
    )


def _terms(
    predictors: pd.DataFrame, is_in: npt.NDArray[np.bool_]
) -> tuple[FloatArray, list[str]]:
    """The columns of the regression, 0 outside the base, and their names."""
    columns, names = [np.ones(len(predictors))], ["(Intercept)"]
    for name, column in predictors.items():
        if pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column):
            columns.append(column.to_numpy(dtype=float, na_value=np.nan))
            names.append(str(name))
            continue
        codes, answers = answers_of(column)
        seen = np.unique(codes[is_in])
        columns += [(codes == code).astype(float) for code in seen[1:]]
        names += [f"{name}{answers[code]}" for code in seen[1:]]
    terms = np.where(is_in[:, None], np.column_stack(columns), 0.0)
    if not np.isfinite(terms).all():
        raise ParameterError("values_finite")
    return terms, names


def _fit(answers: FloatArray, terms: FloatArray, weights: FloatArray) -> FloatArray | None:
    """Slopes of the weighted likelihood's maximum; None where there is none."""
    slopes = np.zeros(terms.shape[1])
    for _ in range(MOST_STEPS):
        linear = terms @ slopes
        if np.abs(linear).max(initial=0.0) > FARTHEST:
            return None
        fitted = special.expit(linear)
        information = terms.T @ ((weights * fitted * (1 - fitted))[:, None] * terms)
        step = np.linalg.solve(information, terms.T @ (weights * (answers - fitted)))
        slopes = slopes + step
        if np.abs(step).max() <= CONVERGED * (1 + np.abs(slopes).max()):
            return slopes
    return None


def _as_table(
    slopes: FloatArray, errors: FloatArray, names: list[str], degrees: int, level: float
) -> pd.DataFrame:
    """One row a term."""
    reach = two_sided_t(level, degrees) * errors
    return pd.DataFrame(
        {
            "term": names,
            "estimate": slopes,
            "low": slopes - reach,
            "high": slopes + reach,
            "level": level,
            "standard_error": errors,
            "p_value": 2 * special.stdtr(degrees, -np.abs(slopes / errors)),
            "df": degrees,
        }
    )
