"""The shifts that an exact test does not reject: the interval that belongs to it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from larvik_analysis.estimate.statistics.arguments import ROUNDING, FloatArray
from larvik_analysis.estimate.statistics.samples import rounding_of

BoolArray = npt.NDArray[np.bool_]


class Limits(NamedTuple):
    """An interval of shifts with its level; None where the level asked is out of reach."""

    low: float | None
    high: float | None
    level: float | None


OUT_OF_REACH = Limits(None, None, None)


def with_width(limits: Limits, *samples: FloatArray) -> Limits:
    """The limits; none where both are the same, but for the rounding of the samples.

    Of a sample no number is sure to the last digit. On a scale of few steps all shifts but
    one may be rejected; then a shift in whole steps says too little, and a share does better.
    """
    if limits.low is None or limits.high is None:
        return OUT_OF_REACH
    is_point = limits.high - limits.low <= 4 * rounding_of(*samples)
    return OUT_OF_REACH if is_point else limits


@dataclass(frozen=True, slots=True, kw_only=True)
class Rungs:
    """Shifts along which a rank test stands still, from the lowest to the highest.

    At a critical shift two values become tied or one becomes zero; between two of them
    nothing happens. So the rungs are all below, a critical shift, all between it and the
    next, the next ... and all above.

    Attributes
    ----------
    shifts : ndarray of float, shape (2 n_critical + 1,)
        One shift of each rung.
    lows, highs : ndarray of float, shape (2 n_critical + 1,)
        Where each rung begins and ends.
    """

    shifts: FloatArray
    lows: FloatArray
    highs: FloatArray


def rungs_of(critical: FloatArray, rounding: float) -> Rungs:
    """Rungs of critical shifts in any order; those within `rounding` are one."""
    ascending = np.sort(critical)
    points = ascending[np.concatenate([[True], np.diff(ascending) > rounding])]
    points[np.abs(points) <= rounding] = 0.0  # or a limit of no change would just miss it
    twice = np.repeat(points, 2)
    shifts = np.concatenate([[points[0] - 1], twice])
    shifts[2:-1:2] = (points[:-1] + points[1:]) / 2
    shifts[-1] = points[-1] + 1
    return Rungs(
        shifts=shifts,
        lows=np.concatenate([[-np.inf], twice]),
        highs=np.concatenate([twice, [np.inf]]),
    )


def limits_on_rungs(
    rungs: Rungs, p_on: Callable[[int], float], is_far: BoolArray, alpha: float
) -> Limits:
    """Smallest interval that holds every shift that is not rejected.

    With ties the p-value need not fall steadily on the way out, so the rungs are climbed
    from the outside until one is not rejected.

    Parameters
    ----------
    rungs : Rungs
    p_on : callable
        The p-value on a rung, by its number.
    is_far : ndarray of bool
        Rungs known to be rejected without their p-value.
    alpha : float
        A shift is rejected where its p-value is this or less.

    Returns
    -------
    Limits
        The level is one minus the largest p-value outside. Where every shift is rejected,
        the interval holds those with the largest p-value; its level is higher yet.
    """
    numbers = range(rungs.shifts.size)
    if is_kept(max(p_on(numbers[0]), p_on(numbers[-1])), alpha):
        return OUT_OF_REACH
    from_below = _climbed(numbers, p_on, is_far, alpha)
    from_above = _climbed(reversed(numbers), p_on, is_far, alpha)
    p_values = from_below | from_above
    kept = [number for number, p_value in p_values.items() if is_kept(p_value, alpha)]
    if not kept:  # with many ties no shift may fit well; then those that fit best
        p_values = {number: p_on(number) for number in numbers}
        best = max(p_values.values())
        kept = [number for number, p_value in p_values.items() if p_value == best]
    # Every other rung is a critical shift: the end of what lies between two of them.
    first, last = min(kept), max(kept)
    first, last = first - (first % 2 == 0), last + (last % 2 == 0)
    outside = [p for number, p in p_values.items() if not first <= number <= last]
    level = 1 - max(*outside, p_on(first - 1), p_on(last + 1))
    return Limits(float(rungs.lows[first]), float(rungs.highs[last]), level)


def _climbed(
    numbers: Iterable[int], p_on: Callable[[int], float], is_far: BoolArray, alpha: float
) -> dict[int, float]:
    """P-values on the rungs up to the first that is not rejected."""
    p_values: dict[int, float] = {}
    for number in numbers:
        if not is_far[number]:
            p_values[number] = p_on(number)
            if is_kept(p_values[number], alpha):
                break
    return p_values


def lower_limit(
    crossings: FloatArray, chances: FloatArray, alpha: float, rounding: float
) -> tuple[float, float] | None:
    """Lowest shift that is not rejected, where each rearrangement counts from a shift on.

    Parameters
    ----------
    crossings : ndarray of float, shape (n,)
        From which shift on each rearrangement is as far out as what was seen;
        minus infinity where it always is.
    chances : ndarray of float, shape (n,)
        Chance of each; they sum to 1.
    alpha : float
        A shift is rejected where its p-value is this or less.
    rounding : float
        Crossings within this are one.

    Returns
    -------
    tuple of float, or None
        The limit, and the largest p-value below it. None where the p-value never falls
        to `alpha`.
    """
    order = np.argsort(crossings)
    ascending, p_values = crossings[order], np.cumsum(chances[order])
    place = int(np.searchsorted(p_values, alpha * (1 + ROUNDING), side="right"))
    limit = float(ascending[min(place, ascending.size - 1)])
    if limit == -np.inf:
        return None
    below = int(np.searchsorted(ascending, limit - rounding))
    return nought_within(limit, rounding), float(p_values[below - 1]) if below else 0.0


def is_kept(p_value: float, alpha: float) -> bool:
    """Whether a p-value is above the error rate, and not by rounding alone."""
    return p_value > alpha * (1 + ROUNDING)


def nought_within(limit: float, rounding: float) -> float:
    """The limit; 0 where only rounding keeps it from that."""
    return 0.0 if abs(limit) <= rounding else limit
