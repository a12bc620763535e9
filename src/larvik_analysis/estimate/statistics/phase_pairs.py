"""Pairs of one score of each of two phases: which is the better, and how sure that is."""

from __future__ import annotations

import math
from typing import Literal, NamedTuple, get_args

import numpy as np

from larvik_analysis.estimate.statistics.arguments import (
    COARSE_ROUNDING,
    FloatArray,
    refuse_method,
)
from larvik_analysis.estimate.statistics.edges import find_edge
from larvik_analysis.estimate.statistics.normal import two_sided_z
from larvik_analysis.terms.goal_results import PhaseComparison

Better = Literal["higher", "lower"]
Variance = Literal["unbiased", "hanley", "null"]


class Overlap(NamedTuple):
    """An index with its standard error and limits, where it has them."""

    estimate: float
    standard_error: float | None = None
    low: float | None = None
    high: float | None = None

    def doubled(self) -> Overlap:
        """A share of 0 to 1 told on -1 to 1."""
        return Overlap(
            2 * self.estimate - 1,
            None if self.standard_error is None else 2 * self.standard_error,
            None if self.low is None else 2 * self.low - 1,
            None if self.high is None else 2 * self.high - 1,
        )


def as_comparison(
    found: Overlap, n_baseline: int, n_treatment: int, level: float | None, method: str
) -> PhaseComparison:
    """The index as a result, with its level where it has limits."""
    return PhaseComparison(
        estimate=found.estimate,
        low=found.low,
        high=found.high,
        level=None if found.low is None else level,
        n=n_baseline + n_treatment,
        method=method,
        n_baseline=n_baseline,
        n_treatment=n_treatment,
        standard_error=found.standard_error,
    )


def turned(
    first: FloatArray, second: FloatArray, better: Better
) -> tuple[FloatArray, FloatArray]:
    """Both so that higher is better."""
    refuse_method(better, get_args(Better))
    return (first, second) if better == "higher" else (-first, -second)


def signs_of_pairs(
    first: FloatArray, second: FloatArray, near: float | None = None
) -> FloatArray:
    """For each pair 1, 0 or -1: the second above, as high as, or below the first."""
    if near is None:
        near = COARSE_ROUNDING * float(np.abs([*first, *second]).max())
    apart = second[np.newaxis, :] - first[:, np.newaxis]
    return np.asarray(np.sign(np.where(np.abs(apart) <= near, 0.0, apart)))


def rise(ordered: FloatArray) -> float:
    """Pairs of scores that rise less pairs that fall."""
    return float(np.triu(signs_of_pairs(ordered, ordered), 1).sum())


def overlap_of(signs: FloatArray, level: float, variance: Variance) -> Overlap:
    """The share of pairs won (NAP), from `signs_of_pairs`; ties count half."""
    share = (float(signs.mean()) + 1) / 2
    low, high = _newcombe(share, signs.shape[0], signs.shape[1], level)
    squared = _variance_of_share((signs + 1) / 2, share, variance)
    return Overlap(share, None if squared is None else math.sqrt(squared), low, high)


def _variance_of_share(wins: FloatArray, share: float, variance: Variance) -> float | None:
    """Of the share of pairs won; None where so few scores give none."""
    m, n = int(wins.shape[0]), int(wins.shape[1])
    if variance == "null":
        return (m + n + 1) / (12 * m * n)
    apart = wins - share
    by_row = float((apart.sum(axis=1) ** 2).sum()) / (m * n**2)
    by_column = float((apart.sum(axis=0) ** 2).sum()) / (m**2 * n)
    inside = min(max(share, 0.5 / (m * n)), 1 - 0.5 / (m * n))
    if variance == "hanley":
        summed = inside * (1 - inside) + (n - 1) * by_row + (m - 1) * by_column
        return summed / (m * n)
    if min(m, n) < 2:
        return None
    by_pair = float((apart**2).mean())
    summed = inside * (1 - inside) + n * by_row + m * by_column - 2 * by_pair
    return summed / ((m - 1) * (n - 1)) if summed >= 0 else None


def _newcombe(share: float, m: int, n: int, level: float) -> tuple[float, float]:
    """Shares that a score test does not tell from the one seen."""
    half, z = (m + n) / 2 - 1, two_sided_z(level)

    def is_near(limit: float) -> bool:
        spread = limit * (1 - limit)
        distance = m * n * (share - limit) ** 2 * (2 - limit) * (1 + limit)
        return bool(distance <= z**2 * spread * (2 + half + (1 + 2 * half) * spread))

    low, high = (find_edge(is_near, inside=share, outside=end) for end in (0.0, 1.0))
    return (low if share > 0 else 0.0), (high if share < 1 else 1.0)
