"""How sure an agreement is, from what each unit rated adds to it (Gwet's linearisation)."""

from __future__ import annotations

import numpy as np

from larvik_analysis.estimate.statistics.arguments import ROUNDING, FloatArray
from larvik_analysis.estimate.statistics.normal import two_sided_t


def agreeing_pairs(counts: FloatArray) -> FloatArray:
    """Ordered pairs of raters who chose the same, for each unit.

    Parameters
    ----------
    counts : ndarray of float, shape (n_categories, n_units)
        How many raters put each unit into each category.
    """
    return np.asarray((counts * (counts - 1)).sum(axis=0))


def linearised_se(
    excess: FloatArray, by_chance: FloatArray, chance: float, coefficient: float
) -> float | None:
    """Standard error of (agreement - chance) / (1 - chance); None for one unit.

    Parameters
    ----------
    excess, by_chance : ndarray of float, shape (n_units,)
        What each unit adds to agreement less chance, and to chance.
    chance, coefficient : float
        Agreement by chance, and the coefficient itself.

    References
    ----------
    .. [1] K. L. Gwet, Handbook of Inter-Rater Reliability, 4th ed., 2014, chapter 5.
    """
    n = excess.size
    if n < 2:
        return None
    each = (excess - 2 * (1 - coefficient) * (by_chance - chance)) / (1 - chance)
    return float(np.sqrt(((each - coefficient) ** 2).sum() / (n * (n - 1))))


def limits_over_units(
    coefficient: float, se: float | None, n: int, level: float
) -> tuple[float, float] | None:
    """Limits by t with n - 1 degrees of freedom, -1 to 1; None where no unit differs."""
    if se is None or se < ROUNDING:
        return None
    reach = two_sided_t(level, n - 1) * se
    return max(-1.0, coefficient - reach), min(1.0, coefficient + reach)
