"""Welch's t of several outcomes, for many ways to divide the same units at once."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from larvik_analysis.estimate.statistics.arguments import COARSE_ROUNDING, FloatArray

BoolArray = npt.NDArray[np.bool_]


class WelchSums(NamedTuple):
    """What Welch's t needs of each outcome, so that groups are matrix products."""

    known: FloatArray
    values: FloatArray
    squares: FloatArray

    @classmethod
    def of(cls, numbers: FloatArray, is_known: BoolArray) -> WelchSums:
        """About the mean of each outcome, so that squares keep their digits."""
        sums = np.where(is_known, numbers, 0.0).sum(axis=0)
        centre = sums / np.maximum(is_known.sum(axis=0), 1)
        values = np.where(is_known, numbers - centre, 0.0)
        return cls(is_known.astype(np.float64), values, values**2)


class Welch(NamedTuple):
    """Differences of two means with their errors, a row for each division.

    Attributes
    ----------
    differences, errors, t : ndarray of float, shape (n_divisions, n_outcomes)
    """

    differences: FloatArray
    errors: FloatArray
    t: FloatArray


def welch(is_first: FloatArray, sums: WelchSums) -> Welch:
    """Difference and Welch's t of each outcome for each way to divide the units."""
    scale = sums.squares.sum(axis=0)
    counts, means, variances = [], [], []
    for chosen in (is_first, 1 - is_first):
        n = chosen @ sums.known
        mean = chosen @ sums.values / np.maximum(n, 1)
        spread = chosen @ sums.squares - n * mean**2
        spread[spread <= COARSE_ROUNDING**2 * scale] = 0.0
        counts.append(n)
        means.append(mean)
        variances.append(spread / np.maximum(n * (n - 1), 1))
    difference, error = means[0] - means[1], np.sqrt(variances[0] + variances[1])
    is_any = (np.abs(difference) > COARSE_ROUNDING * np.sqrt(scale)) & (np.minimum(*counts) > 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        t = np.where(is_any, difference / error, 0.0)
    return Welch(difference, error, t)
