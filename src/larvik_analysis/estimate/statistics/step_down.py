"""Several outcomes tested at once: the largest t under joint flips or new groups.

The outcomes of one family are flipped, or change groups, together. So what the outcomes
have in common is kept, and the adjustment is no larger than it has to be.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import combinations
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from larvik_analysis.errors import ParameterError
from larvik_analysis.estimate.statistics.answer_tables import (
    answer_matrix,
    codes_of,
    refuse_yes_and_no,
)
from larvik_analysis.estimate.statistics.arguments import (
    COARSE_ROUNDING,
    FloatArray,
    IntArray,
    needed_generator,
)
from larvik_analysis.estimate.statistics.random_draws import random_flips, random_groups
from larvik_analysis.estimate.statistics.samples import error_rate
from larvik_analysis.estimate.statistics.step_down_p_values import (
    Adjusted,
    able_to_reject,
    adjusted_p_values,
)
from larvik_analysis.estimate.statistics.welch import Welch, WelchSums, welch

# Up to so many ways to make groups all are tried; listing them is what takes the time.
MOST_TRIED = 2**16
# Up to so many flips all are tried, so many at a time.
MOST_FLIPS = 2**20
FLIPS_AT_ONCE = 2**14


def max_t_step_down(
    changes: Any,
    *,
    family: Any = None,
    level: float = 0.95,
    rng: np.random.Generator | None = None,
) -> pd.DataFrame:
    """Mean change of several outcomes, with p-values that count for all of them together.

    Westfall and Young's step-down maxT under joint sign flips. A missing change takes its
    unit out of that outcome only.

    Parameters
    ----------
    changes : DataFrame or ndarray of float, shape (n_units, n_outcomes)
        After less before.
    family : sequence of hashable, shape (n_units,), optional
        Those of one family are flipped together, and are one unit of the t statistic.
    level : float
        Confidence level, between 0 and 1.
    rng : numpy.random.Generator, optional
        Needed above 20 families; then 9 999 flips are drawn, and what was seen counts as
        one more.

    Returns
    -------
    DataFrame
        One row for each outcome in the order given: ``outcome``, ``estimate``, ``low``,
        ``high``, ``level``, ``n`` (changes), ``n_units`` (families), ``n_missing``,
        ``statistic`` (t), ``p_value`` (the outcome alone), ``p_single_step``,
        ``p_step_down``, ``method`` and ``reason`` (why there is no estimate or no interval;
        else empty). ``low`` and ``high`` hold for all outcomes together: the estimate and as
        many standard errors as the largest t exceeds in ``1 - level`` of the flips.

    Raises
    ------
    ParameterError
        If `changes` is not a table of numbers, two outcomes have the same name, a change has
        no family, `level` is not between 0 and 1, or `rng` is missing where it is needed.

    Notes
    -----
    An outcome known of so few units that no flips can give it a p-value of ``1 - level`` steps
    after the others, and has no interval: its t, which may be without bound, would else take
    from them every chance of being rejected. Who is known does not follow from the signs, so
    the level still holds.

    The p-values are exact, the interval is approximate. Its largest t is taken twice, from
    flips of the changes as they are and of the changes less their mean, and the larger one
    is used. The first alone holds its level only where there is no change; with it, 0 lies
    outside only where ``p_single_step`` rejects.

    References
    ----------
    .. [1] Westfall, P. H. and Young, S. S. (1993). Resampling-Based Multiple Testing,
       algorithm 2.8.

    Examples
    --------
    >>> changes = pd.DataFrame({"calm": [3, 2, 0, 2, 3, 1], "sleep": [1, -1, 0, 2, 1, 0]})
    >>> table = max_t_step_down(changes)
    >>> table[["outcome", "p_value", "p_step_down"]].to_dict("records")
    [{'outcome': 'calm', 'p_value': 0.0625, 'p_step_down': 0.0625},
     {'outcome': 'sleep', 'p_value': 0.5, 'p_step_down': 0.5}]
    """
    alpha = error_rate(level)
    refuse_yes_and_no(changes)
    values, names = answer_matrix(changes)
    codes = _codes(family, values.shape[0])
    is_known = ~np.isnan(values)
    totals = _summed(np.where(is_known, values, 0.0), codes)
    n_units = (_summed(is_known.astype(np.float64), codes) > 0).sum(axis=0)
    n, sums = is_known.sum(axis=0), totals.sum(axis=0)
    is_able = able_to_reject(n_units, alpha)
    means = sums / np.maximum(n, 1)
    centred = totals - means * _summed(is_known.astype(np.float64), codes)
    kind, flips = _flips(totals.shape[0], rng)
    adjusted = adjusted_p_values(
        (
            (_flipped_t(part, totals, n_units), _flipped_t(part, centred, n_units))
            for part in flips
        ),
        n > 0,
        alpha,
        is_able,
    )
    errors = _errors_of_means(totals, n, n_units)
    reach = np.maximum(
        _times(adjusted.critical, errors),
        _times(adjusted.critical_centred, _errors_of_means(centred, n, n_units)),
    )
    return _table(
        names,
        _Seen(
            np.where(n > 0, means, np.nan),
            errors,
            np.where(is_able, reach, np.nan),
            np.sign(sums) * adjusted.seen,
            n,
            n_units,
            (~is_known).sum(axis=0),
        ),
        adjusted,
        level,
        f"max-t-sign-flip-{kind}" + ("" if family is None else "-by-family"),
        "no change is known",
    )


def max_t_two_groups(
    values: Any,
    group: Any,
    *,
    level: float = 0.95,
    rng: np.random.Generator | None = None,
) -> pd.DataFrame:
    """Differences of two groups in several outcomes, with p-values that count for them all.

    Step-down maxT of Welch's t, where units keep their outcomes and change groups (Romano
    and Wolf).

    Parameters
    ----------
    values : DataFrame or ndarray of float, shape (n_units, n_outcomes)
        A missing value takes its unit out of that outcome only.
    group : sequence of hashable, shape (n_units,)
        Two labels; the difference is the one that comes first in the list less the other.
    level : float
        Confidence level, between 0 and 1.
    rng : numpy.random.Generator, optional
        Needed where there are more than 65 536 ways to divide the units; then 9 999 are
        drawn, and what was seen counts as one more.

    Returns
    -------
    DataFrame
        As `max_t_step_down`; ``n`` and ``n_units`` count both groups.

    Raises
    ------
    ParameterError
        If `values` is not a table of numbers, two outcomes have the same name, there are not
        two groups or not one label for each unit, `level` is not between 0 and 1, or `rng`
        is missing where it is needed.

    References
    ----------
    .. [1] Romano, J. P. and Wolf, M. (2005). Exact and approximate stepdown methods for
       multiple hypothesis testing. Journal of the American Statistical Association 100,
       94-108.

    Examples
    --------
    >>> values = pd.DataFrame({"calm": [5, 4, 5, 1, 2, 2], "sleep": [3, 1, 2, 2, 3, 1]})
    >>> table = max_t_two_groups(values, ["a", "a", "a", "b", "b", "b"])
    >>> table["p_step_down"].tolist()
    [0.1, 1.0]
    """
    alpha = error_rate(level)
    numbers, names = answer_matrix(values)
    codes = _codes(group, numbers.shape[0])
    if np.unique(codes).size != 2:
        raise ParameterError("groups_not_two")
    is_first = (codes == 0).astype(np.float64)
    is_known = ~np.isnan(numbers)
    sums = WelchSums.of(numbers, is_known)
    kind, groups = _groups(is_first, rng)
    seen = welch(is_first[np.newaxis], sums)
    centred = WelchSums.of(_without_difference(numbers, is_first, seen), is_known)
    n = is_known.sum(axis=0)
    n_first = (is_first @ is_known).astype(np.int64)
    is_there = (n_first > 0) & (n_first < n)
    estimates = np.where(is_there, seen.differences[0], np.nan)
    adjusted = adjusted_p_values(
        ((np.abs(welch(part, sums).t), np.abs(welch(part, centred).t)) for part in groups),
        is_there,
        alpha,
        is_there,
    )
    errors = seen.errors[0]
    reach = np.maximum(
        _times(adjusted.critical, errors), _times(adjusted.critical_centred, errors)
    )
    return _table(
        names,
        _Seen(estimates, errors, reach, seen.t[0], n, n, (~is_known).sum(axis=0)),
        adjusted,
        level,
        f"max-t-two-groups-{kind}",
        "one of the two groups is empty",
    )


class _Seen(NamedTuple):
    """What was seen in each outcome."""

    estimates: FloatArray
    errors: FloatArray
    reach: FloatArray
    t: FloatArray
    n: IntArray
    n_units: IntArray
    n_missing: IntArray


def _codes(labels: Any, n: int) -> IntArray:
    """A whole number for the family or group of each unit."""
    codes = np.arange(n) if labels is None else codes_of(labels)
    if codes.size != n:
        raise ParameterError("lengths_differ")
    if (codes < 0).any():
        raise ParameterError("cluster_missing")
    return codes


def _summed(values: FloatArray, codes: IntArray) -> FloatArray:
    """Sums by family."""
    sums = np.zeros((codes.max(initial=-1) + 1, values.shape[1]))
    np.add.at(sums, codes, values)
    return sums


def _flips(n: int, rng: np.random.Generator | None) -> tuple[str, Iterator[FloatArray]]:
    """Rows of 0 and 1 (flipped), what was seen first."""
    if 2**n <= MOST_FLIPS:
        return "exact", _every_flip(n)
    return "random", _after(np.zeros((1, n)), random_flips(n, needed_generator(rng)))


def _every_flip(n: int) -> Iterator[FloatArray]:
    for first in range(0, 2**n, FLIPS_AT_ONCE):
        numbers = np.arange(first, min(first + FLIPS_AT_ONCE, 2**n))
        yield ((numbers[:, np.newaxis] >> np.arange(n)) & 1).astype(np.float64)


def _groups(
    is_first: FloatArray, rng: np.random.Generator | None
) -> tuple[str, Iterator[FloatArray]]:
    """Rows of 0 and 1 (in the first group), what was seen first."""
    n, n_first = is_first.size, int(is_first.sum())
    seen = is_first[np.newaxis]
    if math.comb(n, n_first) <= MOST_TRIED:
        chosen = np.array(list(combinations(range(n), n_first)))
        every = np.zeros((chosen.shape[0], n))
        np.put_along_axis(every, chosen, 1.0, axis=1)
        others = every[(every != is_first).any(axis=1)]
        return "exact", _after(seen, iter([others]))
    drawn = random_groups(n, n_first, needed_generator(rng))
    return "random", _after(seen, drawn)


def _after(seen: FloatArray, parts: Iterator[FloatArray]) -> Iterator[FloatArray]:
    yield seen
    yield from parts


def _errors_of_means(totals: FloatArray, n: IntArray, n_units: IntArray) -> FloatArray:
    """Standard errors of means from the totals of families."""
    left = (totals**2).sum(axis=0) - totals.sum(axis=0) ** 2 / np.maximum(n_units, 1)
    spread = n_units * np.maximum(left, 0.0) / np.maximum(n_units - 1, 1)
    return np.asarray(np.sqrt(spread) / np.maximum(n, 1))


def _without_difference(numbers: FloatArray, is_first: FloatArray, seen: Welch) -> FloatArray:
    """The values as they would be without the difference that was seen."""
    return np.asarray(numbers - is_first[:, np.newaxis] * seen.differences[0])


def _times(critical: float | None, errors: FloatArray) -> FloatArray:
    """As many standard errors; NaN where the level is not reached."""
    return np.full(errors.shape, np.nan) if critical is None else critical * errors


def _flipped_t(flips: FloatArray, totals: FloatArray, n_units: IntArray) -> FloatArray:
    """Size of the one-sample t of each outcome under each flip.

    A flip changes the sum and leaves the sum of squares, so one matrix product is enough.
    """
    squares = (totals**2).sum(axis=0)
    sums = totals.sum(axis=0) - 2 * (flips @ totals)
    # The share of the squares that lies in the mean: 0 to 1.
    in_mean = sums**2 / np.maximum(n_units * squares, np.finfo(float).tiny)
    in_mean[in_mean > 1 - COARSE_ROUNDING] = 1.0
    with np.errstate(divide="ignore", invalid="ignore"):
        sizes = np.sqrt((n_units - 1) * in_mean / (1 - in_mean))
    return np.where(in_mean == 1, np.inf, np.maximum(np.nan_to_num(sizes), 0.0))


def _table(
    names: list[str],
    seen: _Seen,
    adjusted: Adjusted,
    level: float,
    method: str,
    reason: str,
) -> pd.DataFrame:
    is_there = ~np.isnan(seen.estimates)
    has_error = seen.errors > COARSE_ROUNDING * np.abs(np.where(is_there, seen.estimates, 0.0))
    has_interval = is_there & has_error & ~np.isnan(seen.reach)
    reach = np.where(has_interval, seen.reach, np.nan)
    low, high = seen.estimates - reach, seen.estimates + reach
    why_not = np.where(has_error, "too few to reach the level", "the values do not vary")
    return pd.DataFrame(
        {
            "outcome": names,
            "estimate": seen.estimates,
            # A limit that only rounding keeps from 0 would seem to tell a change from none.
            "low": np.where(np.abs(low) <= COARSE_ROUNDING * reach, 0.0, low),
            "high": np.where(np.abs(high) <= COARSE_ROUNDING * reach, 0.0, high),
            "level": np.where(has_interval, level, np.nan),
            "n": seen.n,
            "n_units": seen.n_units,
            "n_missing": seen.n_missing,
            "statistic": np.where(is_there & has_error, seen.t, np.nan),
            "p_value": adjusted.alone,
            "p_single_step": adjusted.single_step,
            "p_step_down": adjusted.step_down,
            "method": method,
            "reason": np.where(has_interval, "", np.where(is_there, why_not, reason)),
        }
    )
