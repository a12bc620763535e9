"""McDonald's omega of one factor, with the estimator named."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np

from larvik_analysis.estimate.statistics.answer_tables import answer_matrix, complete_rows
from larvik_analysis.estimate.statistics.arguments import (
    COARSE_ROUNDING,
    FloatArray,
    plain_level,
    refuse_method,
)
from larvik_analysis.estimate.statistics.normal import two_sided_z
from larvik_analysis.terms.results import NotEstimable
from larvik_analysis.terms.scale_results import OmegaEstimate

# An item of which the factor leaves less than this share is a Heywood case; the bound of R's
# `factanal`.
NOTHING_LEFT = 0.005
# A smallest eigenvalue of the correlations that counts as items repeating each other.
REPEATED = 1e-8


def omega_total(
    items: Any, *, estimator: Literal["ml", "minres"] = "ml", level: float = 0.95
) -> OmegaEstimate | NotEstimable:
    """Share of the variance of a sum of items that one factor behind them explains.

    Parameters
    ----------
    items : DataFrame or array of float, shape (n_respondents, n_items)
        Answers as scores, reversed items already turned; a respondent with a gap is left out.
    estimator : {"ml", "minres"}
        ``"ml"``: one-factor model by maximum likelihood on the covariances, and omega of the
        sum of the items as they are. ``"minres"``: least squares on the correlations off the
        diagonal, and omega of the sum of standardised items, over their observed variance.
        The two differ in the second decimal.
    level : float
        Confidence level, between 0 and 1.

    Returns
    -------
    OmegaEstimate or NotEstimable
        By ``"ml"`` with the delta method on the logit of omega, answers taken as normal; by
        ``"minres"`` without an interval. Not estimable with fewer than three items, where
        items do not vary or repeat each other, and in a Heywood case, where the factor would
        explain all of an item.

    Raises
    ------
    ParameterError
        If `items` is not a table of numbers, or `estimator` or `level` is not allowed.

    References
    ----------
    .. [1] R. P. McDonald, Test Theory: A Unified Treatment, 1999, chapter 6.
    .. [2] K. G. Jöreskog, Some contributions to maximum likelihood factor analysis,
       Psychometrika 32, 1967, 443-482.

    Examples
    --------
    >>> answers = [[1, 2, 1], [2, 2, 3], [4, 5, 4], [5, 4, 4], [3, 1, 2], [2, 3, 1], [4, 4, 5]]
    >>> round(omega_total(answers).estimate, 2)
    0.89
    """
    level = plain_level(level)
    refuse_method(estimator, ("ml", "minres"))
    answers, names = answer_matrix(items)
    answers = complete_rows(answers)
    n = len(answers)
    if refused := _why_not(answers):
        return NotEstimable(refused)
    spread = answers.std(axis=0, ddof=1)
    correlation = np.asarray(np.corrcoef(answers, rowvar=False))
    standard = (_fit_ml if estimator == "ml" else _fit_minres)(correlation)
    if standard is None:
        return NotEstimable("one factor would explain all of an item")
    if estimator == "ml":
        loadings, unexplained = standard * spread, (1 - standard**2) * spread**2
        omega = float(loadings.sum() ** 2 / (loadings.sum() ** 2 + unexplained.sum()))
        low, high = _delta_limits(omega, loadings, unexplained, n, level)
    else:
        loadings, unexplained = standard, 1 - standard**2
        omega, low, high = float(1 - unexplained.sum() / correlation.sum()), None, None
    return OmegaEstimate(
        estimate=omega,
        low=low,
        high=high,
        level=None if low is None else level,
        n=n,
        method={"ml": "omega-ml-delta-logit", "minres": "omega-minres"}[estimator],
        loadings=dict(zip(names, loadings.tolist(), strict=True)),
        unexplained=dict(zip(names, unexplained.tolist(), strict=True)),
    )


def _why_not(answers: FloatArray) -> str:
    """What keeps a factor from being found in complete answers; empty where nothing does."""
    n, n_items = answers.shape
    if n_items < 3:
        return "one factor needs three items or more"
    if n <= n_items:
        return "fewer respondents answered every item than a factor needs"
    spread = answers.std(axis=0)
    if not (spread > COARSE_ROUNDING * np.maximum(1.0, np.abs(answers).max(axis=0))).all():
        return "everyone gave the same answer to an item"
    if np.linalg.eigvalsh(np.corrcoef(answers, rowvar=False))[0] < REPEATED:
        return "an item repeats the others"
    return ""


def _fit_ml(correlation: FloatArray) -> FloatArray | None:
    """Loadings by maximum likelihood; None in a Heywood case."""
    from scipy.optimize import minimize

    def lack_of_fit(unique: FloatArray) -> tuple[float, FloatArray]:
        loadings, others = _loadings_given(correlation, unique)
        beyond = loadings**2 + unique - 1
        return float((others - np.log(others) - 1).sum()), beyond / unique**2

    found = minimize(
        lack_of_fit,
        _first_guess(correlation),
        jac=True,
        method="L-BFGS-B",
        bounds=[(NOTHING_LEFT, 1.0)] * len(correlation),
        options={"gtol": 1e-10, "ftol": 0.0, "maxiter": 1000},
    )
    if found.x.min() <= NOTHING_LEFT:
        return None
    return _towards_high(_loadings_given(correlation, found.x)[0])


def _fit_minres(correlation: FloatArray) -> FloatArray | None:
    """Loadings by least squares off the diagonal; None in a Heywood case."""
    from scipy.optimize import minimize

    def lack_of_fit(loadings: FloatArray) -> tuple[float, FloatArray]:
        left = correlation - np.outer(loadings, loadings)
        np.fill_diagonal(left, 0.0)
        return float((left**2).sum() / 2), -2 * left @ loadings

    largest = np.sqrt(1 - NOTHING_LEFT)
    found = minimize(
        lack_of_fit,
        _loadings_given(correlation, _first_guess(correlation))[0],
        jac=True,
        method="L-BFGS-B",
        bounds=[(-largest, largest)] * len(correlation),
        options={"gtol": 1e-10, "ftol": 0.0, "maxiter": 1000},
    )
    if np.abs(found.x).max() >= largest:
        return None
    return _towards_high(found.x)


def _first_guess(correlation: FloatArray) -> FloatArray:
    """What is unique to each item: a little less than what the others leave of it."""
    left = 1 / np.diag(np.linalg.inv(correlation))
    return np.asarray(np.maximum((1 - 0.5 / len(correlation)) * left, 2 * NOTHING_LEFT))


def _loadings_given(
    correlation: FloatArray, unique: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """The best loadings where the unique variances are given, and the other eigenvalues."""
    scale = np.sqrt(unique)
    values, vectors = np.linalg.eigh(correlation / np.outer(scale, scale))
    return scale * vectors[:, -1] * np.sqrt(max(values[-1] - 1, 0.0)), values[:-1]


def _towards_high(loadings: FloatArray) -> FloatArray:
    """The factor turned so that much of it goes with high sums."""
    return loadings if loadings.sum() >= 0 else -loadings


def _delta_limits(
    omega: float, loadings: FloatArray, unexplained: FloatArray, n: int, level: float
) -> tuple[float, float] | tuple[None, None]:
    """Limits from the expected information of the model; none where it is not identified."""
    precision = np.linalg.inv(np.outer(loadings, loadings) + np.diag(unexplained))
    pull = precision @ loadings
    of_loadings = (loadings @ pull) * precision + np.outer(pull, pull)
    mixed = precision * pull[None, :]
    information = n * np.block([[of_loadings, mixed], [mixed.T, precision**2 / 2]])
    if not 0 < omega < 1 or np.linalg.matrix_rank(information) < len(information):
        return None, None
    total, left = loadings.sum(), unexplained.sum()
    slope = np.repeat([2 * total * left, -(total**2)], loadings.size) / (total**2 + left) ** 2
    se = np.sqrt(slope @ np.linalg.solve(information, slope)) / (omega * (1 - omega))
    reach = two_sided_z(level) * se
    middle = np.log(omega / (1 - omega))
    low, high = (float(1 / (1 + np.exp(-(middle + side * reach)))) for side in (-1, 1))
    return low, high
