"""P-values of several outcomes at once, stepping down from the largest t."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from larvik_analysis.estimate.statistics.arguments import (
    COARSE_ROUNDING,
    FloatArray,
    IntArray,
)

BoolArray = npt.NDArray[np.bool_]


class Adjusted(NamedTuple):
    """P-values of each outcome, and the t that bounds all of them together.

    `seen` is the size of each t as seen; the critical ones are of what was tried, as it is
    and centred.
    """

    seen: FloatArray
    alone: FloatArray
    single_step: FloatArray
    step_down: FloatArray
    critical: float | None
    critical_centred: float | None


def adjusted_p_values(
    parts: Iterable[tuple[FloatArray, FloatArray]],
    is_there: BoolArray,
    alpha: float,
    is_able: BoolArray,
) -> Adjusted:
    """P-values of all outcomes; NaN for those that are not there.

    Parameters
    ----------
    parts : iterable of (ndarray, ndarray), shapes (n_tried, n_outcomes)
        Sizes of t, what was seen first; as they are, and centred.
    is_there : ndarray of bool, shape (n_outcomes,)
    alpha : float
    is_able : ndarray of bool, shape (n_outcomes,)
        Those whose own p-value can reach alpha; the others come after them.
    """
    seen, order, n_able = np.zeros(0), np.zeros(0, dtype=np.int64), 0
    n_as_far = np.zeros((3, int(is_there.sum())))
    tops: list[FloatArray] = []
    centred_tops: list[FloatArray] = []
    for sizes, centred in parts:
        if not tops:
            seen, order = sizes[0], np.flatnonzero(is_there)
            order = order[np.lexsort((-seen[order], ~is_able[order]))]
            n_able = int(is_able[order].sum())
        kept = sizes[:, order]
        # From the smallest t on: the largest of those at this place or after it.
        largest = np.hstack([_largest(kept[:, :n_able]), _largest(kept[:, n_able:])])
        top = largest[:, :1].max(axis=1, initial=0.0)
        of_all = np.repeat(kept.max(axis=1, initial=0.0)[:, np.newaxis], order.size, axis=1)
        of_all[:, :n_able] = top[:, np.newaxis]
        limits = seen[order] * (1 - COARSE_ROUNDING)
        for row, tried in enumerate((kept, of_all, largest)):
            n_as_far[row] += (tried >= limits).sum(axis=0)
        tops.append(top)
        centred_tops.append(centred[:, order[:n_able]].max(axis=1, initial=0.0))
    all_tops = np.concatenate(tops)
    p_values = np.full((3, is_there.size), np.nan)
    p_values[:, order] = n_as_far / all_tops.size
    p_values[2, order] = np.maximum.accumulate(p_values[2, order])
    # Of those that step after others the first step alone would say too little.
    p_values[1, order] = np.maximum(p_values[1, order], p_values[2, order])
    return Adjusted(
        seen=seen,
        alone=p_values[0],
        single_step=p_values[1],
        step_down=p_values[2],
        critical=_critical(all_tops, alpha) if order.size else None,
        critical_centred=_critical(np.concatenate(centred_tops), alpha),
    )


def able_to_reject(n_units: IntArray, alpha: float) -> BoolArray:
    """Outcomes of which all flips can give a p-value of alpha; else those of most units."""
    smallest = 2.0 ** (1 - np.maximum(n_units, 1))
    is_able = smallest <= max(alpha, float(smallest.min(initial=1.0)))
    return np.asarray((n_units > 0) & is_able)


def _largest(kept: FloatArray) -> FloatArray:
    """Of each place, the largest at it or after it."""
    return np.maximum.accumulate(kept[:, ::-1], axis=1)[:, ::-1]


def _critical(largest: FloatArray, alpha: float) -> float | None:
    """The largest t that is exceeded, or reached, in more than alpha of what was tried."""
    ascending = np.sort(largest)
    critical = float(ascending[ascending.size - 1 - math.floor(alpha * ascending.size)])
    return critical if math.isfinite(critical) and alpha * ascending.size >= 1 else None
