"""Sums of all subsets of some numbers, and searches among them by halves."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy.special import ndtri

from larvik_analysis.estimate.statistics.arguments import FloatArray, IntArray
from larvik_analysis.estimate.statistics.shift_limits import is_kept, lower_limit

# Subsets of so many different sums fit in some ten megabytes: 20 numbers, or far more
# where they are answers on a scale and most sums are alike.
MOST_SUMS = 2**20
# A search ends by listing so many subsets, or one for each sum of a half.
LISTED = 4_096
# After so many steps the ends of a search cannot be told apart.
MOST_STEPS = 150


class SubsetSums(NamedTuple):
    """Subsets with the same sum of numbers and the same sum of sizes, taken together.

    Attributes
    ----------
    totals, sizes : ndarray of float, shape (n_sums,)
        Sum of the numbers and of their sizes; the empty subset has none of either.
    chances : ndarray of float, shape (n_sums,)
        Share of all subsets.
    """

    totals: FloatArray
    sizes: FloatArray
    chances: FloatArray


def subset_sums(numbers: FloatArray, sizes: FloatArray, rounding: float) -> SubsetSums | None:
    """Every sum that a subset can have, with its chance where each subset is as likely.

    Parameters
    ----------
    numbers, sizes : ndarray of float, shape (n,)
        What is summed, and how much each counts; sizes are whole.
    rounding : float
        Sums within this are one.

    Returns
    -------
    SubsetSums or None
        None where there are too many different ones.
    """
    sums = SubsetSums(np.zeros(1), np.zeros(1), np.ones(1))
    for number, size in zip(numbers.tolist(), sizes.tolist(), strict=True):
        if 2 * sums.totals.size > MOST_SUMS:
            return None
        totals = np.concatenate([sums.totals, sums.totals + number])
        counted = np.concatenate([sums.sizes, sums.sizes + size])
        order = np.lexsort((totals, counted))
        totals, counted = totals[order], counted[order]
        is_new = np.ones(totals.size, dtype=bool)
        is_new[1:] = (np.diff(totals) > rounding) | (np.diff(counted) != 0)
        chances = np.tile(sums.chances / 2, 2)[order]
        sums = SubsetSums(
            totals[is_new], counted[is_new], np.add.reduceat(chances, np.flatnonzero(is_new))
        )
    return sums


class Halves(NamedTuple):
    """Subsets of all numbers, as pairs of a subset of each half of them."""

    left: SubsetSums
    right: SubsetSums

    def turned(self) -> Halves:
        """The same for the numbers with the other sign."""
        return Halves(*(half._replace(totals=-half.totals) for half in self))


def halves_of(numbers: FloatArray, sizes: FloatArray, rounding: float) -> Halves | None:
    """Both halves, as `subset_sums`; None where one of them has too many sums."""
    left = subset_sums(numbers[::2], sizes[::2], rounding)
    right = subset_sums(numbers[1::2], sizes[1::2], rounding)
    return None if left is None or right is None else Halves(left, right)


class Shifted(NamedTuple):
    """Both halves less a shift for each size, the right one in ascending order."""

    left: FloatArray
    right: FloatArray
    order: IntArray


def shifted(halves: Halves, shift: float) -> Shifted:
    """The halves as they are when a shift is taken off."""
    left, right = (half.totals - shift * half.sizes for half in halves)
    order = np.argsort(right)
    return Shifted(left, right[order], order)


def chance_at_most_nought(halves: Halves, at_shift: Shifted, rounding: float) -> float:
    """Chance of a subset whose sum is at most nought; the empty one always counts.

    Sorting one half and looking up in it what each sum of the other leaves room for takes
    a thousand steps where listing the subsets of 20 numbers takes a million.
    """
    cumulated = np.concatenate([[0.0], np.cumsum(halves.right.chances[at_shift.order])])
    n_fitting = np.searchsorted(at_shift.right, rounding - at_shift.left, side="right")
    return float(halves.left.chances @ cumulated[n_fitting])


def lowest_kept_mean(
    halves: Halves, bounds: tuple[float, float], alpha: float, rounding: float
) -> tuple[float, float] | None:
    """The least mean such that a subset with a mean of at most this has a chance over alpha.

    Parameters
    ----------
    halves : Halves
    bounds : tuple of float
        Below all means, and where the chance is above `alpha`.
    alpha, rounding : float

    Returns
    -------
    tuple of float, or None
        That mean, and the chance just below it; None where there is no such mean.
    """

    def chance(at_shift: Shifted) -> float:
        return chance_at_most_nought(halves, at_shift, rounding)

    low, high = bounds
    at_high = shifted(halves, high)
    chance_low, chance_high = chance(shifted(halves, low)), chance(at_high)
    if is_kept(chance_low, alpha):
        return None
    finest = rounding / (halves.left.sizes.max() + halves.right.sizes.max())
    for step in range(MOST_STEPS):
        between = _between(halves, at_high, high - low, rounding)
        if between.n <= max(LISTED, halves.left.totals.size) or high - low <= finest:
            break
        middle = low + (high - low) * _share(step, chance_low, chance_high, alpha)
        at_middle = shifted(halves, middle)
        if is_kept(chance_middle := chance(at_middle), alpha):
            high, at_high, chance_high = middle, at_middle, chance_middle
        else:
            low, chance_low = middle, chance_middle
    totals, sizes, chances = _listed(halves, at_high, between)
    if high - low <= finest:  # they are all alike, and too many to list
        mean = float(totals[0] / sizes[0])
        return mean, chance(shifted(halves, mean - 4 * rounding))
    is_new = totals - low * sizes > rounding
    means = np.concatenate([[-np.inf], totals[is_new] / sizes[is_new]])
    return lower_limit(means, np.concatenate([[chance_low], chances[is_new]]), alpha, rounding)


def _share(step: int, chance_low: float, chance_high: float, alpha: float) -> float:
    """How far along to look next: the chances are nearly normal; at times just half way."""
    if step % 3 == 2:  # or one end could stay where it is
        return 0.5
    low, high, wanted = ndtri(np.clip([chance_low, chance_high, alpha], 1e-300, 1 - 1e-9))
    return float(np.clip((wanted - low) / (high - low), 0.01, 0.99))


class _Between(NamedTuple):
    """For each left subset, the first right one that fits, and the one after the last."""

    first: IntArray
    last: IntArray

    @property
    def n(self) -> int:
        return int((self.last - self.first).sum())


def _between(halves: Halves, at_high: Shifted, width: float, rounding: float) -> _Between:
    """Subsets with a mean of at most the high end, and all of those above the low one."""
    # What is above the low end by its mean is so by its sum by no more than this.
    widest = width * (halves.left.sizes.max() + halves.right.sizes.max())
    return _Between(
        np.searchsorted(at_high.right, -rounding - widest - at_high.left, side="left"),
        np.searchsorted(at_high.right, rounding - at_high.left, side="right"),
    )


def _listed(
    halves: Halves, at_high: Shifted, between: _Between
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Totals, sizes and chances of those subsets, or of as many as can be listed."""
    n_each = between.last - between.first
    n_each[np.cumsum(n_each) > MOST_SUMS] = 0
    lefts = np.repeat(np.arange(n_each.size), n_each)
    offsets = np.arange(lefts.size) - np.repeat(np.cumsum(n_each) - n_each, n_each)
    rights = at_high.order[between.first[lefts] + offsets]
    left, right = (
        SubsetSums(*(column[places] for column in half))
        for half, places in zip(halves, (lefts, rights), strict=True)
    )
    is_any = left.sizes + right.sizes > 0
    totals, sizes = left.totals + right.totals, left.sizes + right.sizes
    return totals[is_any], sizes[is_any], (left.chances * right.chances)[is_any]
