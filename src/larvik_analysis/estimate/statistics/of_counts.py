"""Statistics of a distribution that is given as counts of answers.

Whoever knows such a number and how many answered can try which counts give it, so the gate
works each of them out from counts alone.
"""

from __future__ import annotations

import numpy as np

from larvik_analysis.estimate.statistics.arguments import FloatArray, IntArray
from larvik_analysis.estimate.statistics.kappas import kappa_of_table
from larvik_analysis.estimate.statistics.rank_laws import doubled_ranks, signed_rank_p_of
from larvik_analysis.estimate.statistics.reliability import alpha_of_covariance
from larvik_analysis.estimate.statistics.walsh_averages import median_of_walsh_averages


def mean(scores: FloatArray, counts: IntArray) -> float:
    """Mean score.

    Parameters
    ----------
    scores : ndarray of float, shape (n_patterns, 1)
        The score of each answer.
    counts : ndarray of int, shape (n_patterns,)
        How many gave it.

    Returns
    -------
    float
        NaN where nobody answered.

    Examples
    --------
    >>> mean(np.array([[1.0], [2.0]]), np.array([1, 3]))
    1.75
    """
    n = counts.sum()
    return float(scores[:, 0] @ counts / n) if n else np.nan


def standard_deviation(scores: FloatArray, counts: IntArray) -> float:
    """Standard deviation of the scores, with n - 1 in the denominator.

    Parameters and missing values as `mean`; NaN for fewer than two answers.
    """
    n = int(counts.sum())
    if n < 2:
        return np.nan
    deviations = scores[:, 0] - scores[:, 0] @ counts / n
    return float(np.sqrt(counts @ deviations**2 / (n - 1)))


def hodges_lehmann(scores: FloatArray, counts: IntArray) -> float:
    """Median of the averages of all pairs of answers, each with itself too (Walsh averages).

    Parameters and missing values as `mean`.
    """
    values = np.repeat(scores[:, 0], counts)
    return median_of_walsh_averages(values) if values.size else np.nan


def signed_rank_p(scores: FloatArray, counts: IntArray) -> float:
    """Exact two-sided p of the Wilcoxon signed-rank test, zeros left out, ties averaged.

    Parameters as `mean`, where a score is a change.

    Returns
    -------
    float
        1 where nobody changed.

    References
    ----------
    .. [1] M. Hollander, D. A. Wolfe, Nonparametric Statistical Methods, 2nd ed., 1999, 3.1.
    """
    values = np.repeat(scores[:, 0], counts)
    values = values[values != 0]
    if not values.size:
        return 1.0
    order = np.argsort(np.abs(values))
    ranks = doubled_ranks(np.abs(values)[order])
    return signed_rank_p_of(ranks, int(ranks[values[order] > 0].sum()))


def kappa(scores: FloatArray, counts: IntArray) -> float:
    """Cohen's unweighted kappa of two variables with the same answers.

    Parameters
    ----------
    scores : ndarray of float, shape (n_patterns, 2)
        The answer of each of the two, as a number.
    counts : ndarray of int, shape (n_patterns,)

    Returns
    -------
    float
        NaN where nobody answered, or all agree by necessity.
    """
    answers, places = np.unique(scores, return_inverse=True)
    first, second = places.reshape(scores.shape).T
    table = np.zeros((answers.size, answers.size), dtype=np.int64)
    np.add.at(table, (first, second), counts)
    return kappa_of_table(table, 1.0 - np.eye(answers.size))


def alpha(scores: FloatArray, counts: IntArray) -> float:
    """Cronbach's alpha of two or more items.

    Parameters
    ----------
    scores : ndarray of float, shape (n_patterns, n_items)
    counts : ndarray of int, shape (n_patterns,)

    Returns
    -------
    float
        NaN for fewer than two answers, or where all have the same sum.
    """
    if counts.sum() < 2:
        return np.nan
    covariance = np.cov(scores, rowvar=False, fweights=counts)
    return alpha_of_covariance(covariance, float(np.abs(scores).max()))
