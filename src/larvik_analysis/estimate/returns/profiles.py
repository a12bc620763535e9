"""How an amount falls on the years: while a measure lasts, between two ages, as it fades."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]


def years_paid(duration_years: FloatArray, n_years: int) -> FloatArray:
    """What part of each year a measure lasts; the last year is pro rata.

    Parameters
    ----------
    duration_years : ndarray of float, shape (n_draws,)
        From the beginning of year 0.
    n_years : int

    Returns
    -------
    ndarray of float, shape (n_draws, n_years)
        Shares of a year.

    Examples
    --------
    >>> years_paid(np.array([2.5]), 4)
    array([[1. , 1. , 0.5, 0. ]])
    """
    return np.clip(duration_years[:, None] - np.arange(n_years), 0.0, 1.0)


def years_between(start: FloatArray, end: FloatArray, n_years: int) -> FloatArray:
    """What part of each year lies between two times.

    Parameters
    ----------
    start, end : ndarray of float, shape (n_draws,)
        Years from the beginning of year 0; a `start` before it is cut off.
    n_years : int

    Returns
    -------
    ndarray of float, shape (n_draws, n_years)
        Shares of a year.

    Examples
    --------
    >>> years_between(np.array([0.5]), np.array([2.0]), 3)
    array([[0.5, 1. , 0. ]])
    """
    year = np.arange(n_years)
    last = np.minimum(end[:, None], year + 1)
    first = np.maximum(start[:, None], year)
    parts: FloatArray = np.maximum(last - first, 0.0)
    return parts


def grown(profile: FloatArray, growth: FloatArray) -> FloatArray:
    """A profile of amounts that grow from year to year, from the start year on.

    Parameters
    ----------
    profile : ndarray of float, shape (n_draws, n_years) or (1, n_years)
    growth : ndarray of float, shape (n_draws,) or (1,)
        Share per year.

    Examples
    --------
    >>> grown(np.array([[1.0, 1.0, 0.5]]), np.array([0.1])).round(3).tolist()
    [[1.0, 1.1, 0.605]]
    """
    factors: FloatArray = (1.0 + growth[:, None]) ** np.arange(profile.shape[1])
    return profile * factors


def kept_at(time: FloatArray, ended: FloatArray, fade_out: FloatArray) -> FloatArray:
    """What share of an effect is kept at a time, as it fades after the measure has ended.

    Parameters
    ----------
    time, ended : ndarray of float
        Years from the beginning of year 0.
    fade_out : ndarray of float
        Share of what is left that is lost in a year, 0 to 1.

    Returns
    -------
    ndarray of float
        1 while the measure lasts.

    Examples
    --------
    >>> kept_at(np.array([1.0, 4.0]), np.array([2.0]), np.array([0.5]))
    array([1.  , 0.25])
    """
    kept: FloatArray = (1.0 - fade_out) ** np.maximum(time - ended, 0.0)
    return kept


def kept_from(
    first: FloatArray, ended: FloatArray, fade_out: FloatArray, n_years: int
) -> FloatArray:
    """What share of an effect at its first year is kept in each year.

    Parameters
    ----------
    first : ndarray of float, shape (n_draws,)
        When the effect is first worth something, years from the beginning of year 0.
    ended, fade_out : ndarray of float, shape (n_draws,)
        As in `kept_at`.
    n_years : int

    Returns
    -------
    ndarray of float, shape (n_draws, n_years)
        1 until the measure has ended.

    Examples
    --------
    >>> kept_from(np.array([0.0]), np.array([1.0]), np.array([0.5]), 4)
    array([[1.  , 1.  , 0.5 , 0.25]])
    """
    year = np.maximum(np.arange(n_years), first[:, None])
    # From the first year on, not from the end of the measure: an effect that has faded
    # altogether before then is nought there, and nought over nought is no share.
    since = np.maximum(first, ended)[:, None]
    return kept_at(year, since, fade_out[:, None])
