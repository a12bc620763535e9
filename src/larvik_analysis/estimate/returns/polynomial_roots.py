"""All positive roots of many polynomials at once, each in a bracket that is certain.

With x the logarithm of the discount factor of one year, the worth of a stream is
``f(x) = sum of c_t exp(t x)``, an ordinary polynomial on a scale without ends. By Descartes'
rule of signs it has no more roots than its amounts change sign. Multiplying by ``exp(-m x)``
moves no root; where m lies between two years that the sign changes between, the derivative
``sum of (t - m) c_t exp((t - m) x)`` changes sign once less. So its roots are found in the
same way, down to one without any, and between two of them the function is monotone: it
crosses nought there once or not at all, which the signs at the ends tell.

A function may also touch nought where it turns. It does so here if it is there within
`TOUCH` of the sum of the sizes of its terms, which is more than rounding and less than any
amount means.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]
# Share of the sum of the sizes of the terms; two roots nearer than about its square root to
# each other are one.
TOUCH: Final = 1e-13
# A Newton step as small as this leaves an error of its square, which no number can show.
_SMALL_STEP: Final = 1e-12
# Some 70 halvings close the widest bracket, and every third step is one at least.
_MOST_STEPS: Final = 300


def sign_changes(flows: FloatArray) -> IntArray:
    """How many times the amounts of each row change sign; noughts do not count.

    Examples
    --------
    >>> sign_changes(np.array([[-1.0, 0.0, 2.0], [1.0, 2.0, 3.0]]))
    array([1, 0])
    """
    n_changes: IntArray = _changes(flows).sum(axis=1)
    return n_changes


def roots_of(flows: FloatArray, n_changes: int) -> FloatArray:
    """The roots of each row, as logarithms of the discount factor of one year.

    Parameters
    ----------
    flows : ndarray of float, shape (n_rows, n_years)
        Every row changes sign `n_changes` times.
    n_changes : int

    Returns
    -------
    ndarray of float, shape (n_rows, n_changes)
        Ascending; NaN where there are no more.
    """
    n_rows, n_years = flows.shape
    if n_changes == 0:
        return np.empty((n_rows, 0))
    turning = np.empty((n_rows, 0))
    if n_changes > 1:
        slopes = (np.arange(n_years) - _pivots(flows, n_changes)) * flows / n_years
        turning = roots_of(slopes, n_changes - 1)
    low, high = _bounds(flows)
    points = np.column_stack([low, np.clip(turning, low[:, None], high[:, None]), high])
    points = np.where(np.isnan(points), high[:, None], points)
    signs = _signs(flows, points)
    is_crossed = signs[:, :-1] * signs[:, 1:] < 0
    # Two neighbours that both touch: the function does not leave nought between them.
    is_touched = (signs[:, 1:-1] == 0) & (signs[:, :-2] != 0)
    crossings = np.full(is_crossed.shape, np.nan)
    row, place = np.nonzero(is_crossed)
    crossings[row, place] = _cross(
        flows[row], points[row, place], points[row, place + 1], signs[row, place]
    )
    touches = np.where(is_touched, points[:, 1:-1], np.nan)
    return np.sort(np.column_stack([crossings, touches]), axis=1)[:, :n_changes]


def _changes(flows: FloatArray) -> BoolArray:
    """Before which years the sign changes, shape (n_rows, n_years - 1)."""
    signs = np.sign(flows)
    years = np.arange(flows.shape[1])
    last_seen = np.maximum.accumulate(np.where(signs != 0, years, 0), axis=1)
    filled = np.take_along_axis(signs, last_seen, axis=1)
    is_changed: BoolArray = filled[:, 1:] * filled[:, :-1] < 0
    return is_changed


def _pivots(flows: FloatArray, n_changes: int) -> FloatArray:
    """A year and a half of each row, between the two that its middle change lies between."""
    counted = np.cumsum(_changes(flows), axis=1)
    middle = np.argmax(counted == (n_changes + 1) // 2, axis=1)
    pivots: FloatArray = middle[:, None] + 0.5
    return pivots


def _bounds(flows: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Below and above all roots, where the first and the last amount outweigh all others."""
    first, last = _ends(flows)
    rows, years = np.arange(len(flows)), np.arange(flows.shape[1])
    with np.errstate(divide="ignore"):
        sizes = np.log(np.abs(flows))
    since = years - first[:, None]
    left = last[:, None] - years
    # The other terms add up to less than 1 / (e - 1) of the one that outweighs them.
    low = np.min(
        (sizes[rows, first][:, None] - sizes) / np.maximum(since, 1),
        axis=1, where=since > 0, initial=np.inf,
    )  # fmt: skip
    high = np.max(
        (sizes - sizes[rows, last][:, None]) / np.maximum(left, 1),
        axis=1, where=left > 0, initial=-np.inf,
    )  # fmt: skip
    return low - 1, high + 1


def _ends(flows: FloatArray) -> tuple[IntArray, IntArray]:
    """The first and the last year of each row with an amount."""
    is_amount = flows != 0
    first = np.argmax(is_amount, axis=1)
    return first, flows.shape[1] - 1 - np.argmax(is_amount[:, ::-1], axis=1)


def _signs(flows: FloatArray, points: FloatArray) -> FloatArray:
    """The signs of the function at some points of each row, 0 where it touches nought."""
    first, last = _ends(flows)
    rows = np.arange(len(flows))
    signs = np.empty(points.shape)
    # At the bounds the sign is that of the amount that outweighs the others.
    signs[:, 0] = np.sign(flows[rows, first])
    signs[:, -1] = np.sign(flows[rows, last])
    for place in range(1, points.shape[1] - 1):
        gains, losses = _weighed(flows, points[:, place], first, last)[:2]
        worth = gains - losses
        signs[:, place] = np.where(
            np.abs(worth) <= TOUCH * (gains + losses), 0.0, np.sign(worth)
        )
    return signs


def _weighed(
    flows: FloatArray, x: FloatArray, first: IntArray, last: IntArray
) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
    """Gains and losses at x, and each times its years; to a common scale above nought."""
    years = np.arange(flows.shape[1], dtype=np.float64)
    # Seen from the end that weighs most, so that no term is too large for a number.
    origin = np.where(x > 0, last, first)[:, None]
    terms = flows * np.exp(np.minimum((years - origin) * x[:, None], 0.0))
    gains, losses = np.maximum(terms, 0.0), np.maximum(-terms, 0.0)
    # Not by BLAS, whose threads cost more here than they save.
    gain_years, loss_years = (np.einsum("ij,j->i", part, years) for part in (gains, losses))
    return gains.sum(axis=1), losses.sum(axis=1), gain_years, loss_years


def _cross(
    flows: FloatArray, low: FloatArray, high: FloatArray, sign_low: FloatArray
) -> FloatArray:
    """Where each row crosses nought between two points at which its signs differ.

    Newton's method on the logarithm of gains over losses, which is nearly straight; where a
    step leaves the bracket or does not halve the last but one, the bracket is halved.
    """
    roots = np.where((low < 0) & (high > 0), 0.0, (low + high) / 2)
    still = np.arange(len(flows))
    last = before_last = high - low
    first_year, last_year = _ends(flows)
    for _ in range(_MOST_STEPS):
        x = roots[still]
        step, sign = _newton_step(flows, x, first_year, last_year)
        low, high = np.where(sign == sign_low, x, low), np.where(sign == sign_low, high, x)
        is_safe = (x + step >= low) & (x + step <= high) & (2 * np.abs(step) <= before_last)
        new = np.where(is_safe, x + step, (low + high) / 2)
        roots[still] = np.where(sign == 0, x, new)
        before_last, last = last, np.abs(new - x)
        is_open = (last > _SMALL_STEP * np.maximum(np.abs(new), 1e-3)) & (sign != 0)
        if not is_open.any():
            break
        flows, still, low, high = flows[is_open], still[is_open], low[is_open], high[is_open]
        sign_low, last, before_last = sign_low[is_open], last[is_open], before_last[is_open]
        first_year, last_year = first_year[is_open], last_year[is_open]
    return roots


def _newton_step(
    flows: FloatArray, x: FloatArray, first: IntArray, last: IntArray
) -> tuple[FloatArray, FloatArray]:
    """The step to where gains would equal losses, NaN where unknown, and the sign at x."""
    gains, losses, gain_years, loss_years = _weighed(flows, x, first, last)
    with np.errstate(divide="ignore", invalid="ignore"):
        step = np.log(gains / losses) / (loss_years / losses - gain_years / gains)
    return step, np.sign(gains - losses)
