"""Statistics of a distribution that is given as counts of answers.

Whoever knows such a number and how many answered can try which counts give it, so the gate
works each of them out from counts alone.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]


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
    if not values.size:
        return np.nan
    first, second = np.triu_indices(values.size)
    return float(np.median((values[first] + values[second]) / 2))


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
    doubled = _doubled_ranks(np.abs(values))
    chances = np.zeros(int(doubled.sum()) + 1)
    chances[0] = 1.0
    for rank in doubled:  # each sign is as likely as the other
        moved = np.zeros_like(chances)
        moved[rank:] = chances[: chances.size - rank]
        chances = (chances + moved) / 2
    seen = int(doubled[values > 0].sum())
    tail = min(chances[: seen + 1].sum(), chances[seen:].sum())
    return float(min(1.0, 2 * tail))


def _doubled_ranks(sizes: FloatArray) -> IntArray:
    """Average ranks times two, which are whole also where values are tied."""
    below = (sizes[:, None] > sizes[None, :]).sum(axis=1)
    same = (sizes[:, None] == sizes[None, :]).sum(axis=1)
    return np.asarray(2 * below + same + 1, dtype=np.int64)


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
    n = counts.sum()
    if not n:
        return np.nan
    agreed = counts[scores[:, 0] == scores[:, 1]].sum() / n
    by_chance = sum(
        counts[scores[:, 0] == answer].sum() * counts[scores[:, 1] == answer].sum() / n**2
        for answer in np.unique(scores)
    )
    return float((agreed - by_chance) / (1 - by_chance)) if by_chance < 1 else np.nan


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
    n, n_items = counts.sum(), scores.shape[1]
    if n < 2:
        return np.nan
    sums = standard_deviation(scores.sum(axis=1, keepdims=True), counts) ** 2
    items = sum(standard_deviation(scores[:, [item]], counts) ** 2 for item in range(n_items))
    is_told_apart = sums > 1e-12 * max(1.0, float(np.abs(scores).max()) ** 2)
    return float(n_items / (n_items - 1) * (1 - items / sums)) if is_told_apart else np.nan
