"""Weights by the chance of being in a group, and the difference of weighted means."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from scipy.special import expit

from larvik_analysis.estimate.statistics.arguments import (
    COARSE_ROUNDING,
    ROUNDING,
    FloatArray,
    IntArray,
)

MOST_ROUNDS: Final = 50
# The least chance of being in the group that a unit is in. A chance of the other group may be
# as small as it will: such a unit counts for nothing there.
LEAST_CHANCE: Final = 1e-6
# So that odds are finite and above nought.
SMALLEST: Final = 1e-300


class WeightedDifference(NamedTuple):
    """Weighted mean of the treated less that of the others.

    Attributes
    ----------
    estimate, error : float
        `error` counts that the weights were estimated.
    """

    estimate: float
    error: float


def chances_of_treatment(columns: FloatArray, is_treated: FloatArray) -> FloatArray | None:
    """The chance of each unit of being treated, by logistic regression.

    Parameters
    ----------
    columns : ndarray of float, shape (n, n_columns)
        Of full rank, a constant among them.
    is_treated : ndarray of float, shape (n,)
        0 or 1.

    Returns
    -------
    ndarray of float or None
        None where the columns tell some treated, or some others, wholly apart.

    Examples
    --------
    >>> columns = np.array([[1, 0], [1, 0], [1, 1], [1, 1], [1, 1.0]])
    >>> chances_of_treatment(columns, np.array([0, 1, 1, 1, 0.0])).round(3)
    array([0.5  , 0.5  , 0.667, 0.667, 0.667])
    """
    # Columns of one length and at right angles, so that units of measurement do not matter.
    orthogonal = np.linalg.qr(columns)[0] * np.sqrt(columns.shape[0])
    effects = np.zeros(columns.shape[1])
    for _ in range(MOST_ROUNDS):
        chances = expit(orthogonal @ effects)
        information = (orthogonal * (chances * (1 - chances))[:, np.newaxis]).T @ orthogonal
        if np.linalg.cond(information) > 1 / ROUNDING:
            return None
        step = np.linalg.solve(information, orthogonal.T @ (is_treated - chances))
        effects = effects + step
        if np.abs(step).max() < COARSE_ROUNDING:
            return _usable(expit(orthogonal @ effects), is_treated)
    return None


def _usable(chances: FloatArray, is_treated: FloatArray) -> FloatArray | None:
    """The chances, unless a unit is where it hardly could be: its weight would be anything."""
    of_own_group = np.where(is_treated == 1, chances, 1 - chances)
    if of_own_group.min() < LEAST_CHANCE:
        return None
    return np.asarray(np.clip(chances, SMALLEST, 1 - ROUNDING))


def weights_by_chance(chances: FloatArray, is_treated: FloatArray, effect: str) -> FloatArray:
    """What each unit counts, with a mean of 1 in each group.

    `effect` is "att" (the untreated are made like the treated) or "ate" (both are made like
    all; stabilised by the share of the treated).
    """
    if effect == "att":
        weights = np.where(is_treated == 1, 1.0, chances / (1 - chances))
    else:
        weights = np.where(is_treated == 1, 1 / chances, 1 / (1 - chances))
    means = np.where(
        is_treated == 1, weights[is_treated == 1].mean(), weights[is_treated == 0].mean()
    )
    return np.asarray(weights / means)


def weighted_difference(
    columns: FloatArray,
    outcome: FloatArray,
    is_treated: FloatArray,
    chances: FloatArray,
    effect: str,
    *,
    cluster: IntArray | None = None,
) -> WeightedDifference:
    """Difference of weighted means, with a standard error that knows where weights are from.

    Parameters
    ----------
    columns, is_treated, chances
        As for and from `chances_of_treatment`.
    outcome : ndarray of float, shape (n,)
    effect : {"att", "ate"}
    cluster : ndarray of int, shape (n,), optional
        0, 1, 2 ...; at least two.

    Notes
    -----
    The estimating equations of the regression and of both means are stacked, so each unit's
    influence has a part for the weights. Sums of squares are enlarged by n / (n - 1), units
    or clusters.

    References
    ----------
    .. [1] J. K. Lunceford, M. Davidian, Stratification and weighting via the propensity
       score in estimation of causal treatment effects, Statistics in Medicine 23, 2004,
       2937-2960.
    """
    odds = chances / (1 - chances)
    if effect == "att":
        of_treated, of_others = is_treated, (1 - is_treated) * odds
        moves_treated, moves_others = np.zeros_like(odds), of_others
    else:
        of_treated, of_others = is_treated / chances, (1 - is_treated) / (1 - chances)
        moves_treated, moves_others = -is_treated / odds, (1 - is_treated) * odds
    information = (columns * (chances * (1 - chances))[:, np.newaxis]).T @ columns
    scores = np.linalg.solve(information, columns.T * (is_treated - chances)).T
    means, influences = [], []
    for weights, moves in ((of_treated, moves_treated), (of_others, moves_others)):
        mean = float(weights @ outcome / weights.sum())
        apart = outcome - mean
        through = scores @ (columns.T @ (moves * apart))
        means.append(mean)
        influences.append((weights * apart + through) / weights.sum())
    influence = influences[0] - influences[1]
    if cluster is not None:
        influence = np.bincount(cluster, weights=influence)
    n = influence.size
    return WeightedDifference(
        means[0] - means[1], float(np.sqrt((influence**2).sum() * n / (n - 1)))
    )
