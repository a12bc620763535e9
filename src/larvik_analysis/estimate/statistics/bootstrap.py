"""Intervals by resampling: BCa for any statistic, and all resamples of a few values."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable
from typing import Any, Final

import numpy as np
from scipy.special import ndtri

from larvik_analysis.errors import ParameterError
from larvik_analysis.estimate.statistics.answer_tables import numbers_in
from larvik_analysis.estimate.statistics.arguments import (
    ROUNDING,
    FloatArray,
    plain_level,
    refuse_generator,
    whole_number,
)
from larvik_analysis.estimate.statistics.bca import moved_tails
from larvik_analysis.estimate.statistics.likert_mean import law_of_mean, n_steps_between
from larvik_analysis.estimate.statistics.normal import two_sided_z
from larvik_analysis.terms.results import NotEstimable
from larvik_analysis.terms.scale_results import BootstrapEstimate

# Takes values and the axis along which to take them together, as `numpy.mean` does.
Statistic = Callable[..., Any]

LEAST_RESAMPLES: Final = 100
# Means a resample can have, up to which their law is worked out first and drawn from.
MOST_MEANS: Final = 2**16
# Numbers held at once while resampling: 32 MiB.
AT_ONCE: Final = 2**22
# Sums of several values that are listed, to be drawn in one go: eight megabytes.
MOST_TABLED: Final = 2**20
# Values of which all resamples can be worked out: of eight there are 6435 different ones.
MOST_COMPLETE: Final = 8


def bca_interval(
    values: Any,
    statistic: Statistic = np.mean,
    *,
    rng: np.random.Generator,
    n_resamples: int = 10_000,
    level: float = 0.95,
) -> BootstrapEstimate | NotEstimable:
    """A statistic with its bias-corrected and accelerated (BCa) bootstrap interval.

    Parameters
    ----------
    values : array of float, shape (n,)
        Missing where there is none; those are left out.
    statistic : callable
        Called as ``statistic(array, axis=1)`` on resamples in rows, as `numpy.mean` and
        `numpy.median` are. For `numpy.mean` of values with a common step, as scores have,
        means are drawn from their law, which is the same and many times faster. Means of
        other values are drawn several values at a time, a few times faster than one by one;
        any other statistic takes the time that its own function takes.
    rng : Generator
        What draws.
    n_resamples : int
        100 or more.
    level : float
        Confidence level, between 0 and 1.

    Returns
    -------
    BootstrapEstimate or NotEstimable
        In the unit of the statistic. No interval where no resample differs, or where both
        limits are the same, as those of a median often are. Not estimable
        without values, or where the statistic does not exist in every resample.

    Raises
    ------
    ParameterError
        If `values` are not numbers, there are too few resamples, or `level` is not allowed.

    Notes
    -----
    Quantiles interpolate linearly; a resample equal to the estimate counts half for the
    bias; the acceleration is from the jackknife.

    References
    ----------
    .. [1] B. Efron, Better bootstrap confidence intervals, Journal of the American
       Statistical Association 82, 1987, 171-185.

    Examples
    --------
    >>> found = bca_interval([1, 2, 2, 3, 5, 5, 4, 1], rng=np.random.default_rng(1))
    >>> found.estimate, 1.7 < found.low < 2.1, 3.7 < found.high < 4.1
    (2.875, True, True)
    """
    level = plain_level(level)
    refuse_generator(rng)
    n_drawn = _enough(n_resamples)
    there = _values_there(values)
    if not there.size:
        return NotEstimable("there are no values")
    estimate = float(statistic(there[None, :], axis=1)[0])
    drawn = _resampled(there, statistic, rng, n_drawn)
    if not (math.isfinite(estimate) and np.isfinite(drawn).all()):
        return NotEstimable("the statistic does not exist in every resample")
    spread = float(drawn.std(ddof=1))
    if not varies(drawn):
        return _without_interval(estimate, there.size, n_drawn, "bootstrap")
    near = _rounding(drawn)
    below, upto = (drawn < estimate - near).mean(), (drawn <= estimate + near).mean()
    bias = float(ndtri((below + upto) / 2))
    acceleration = _acceleration(there, statistic)
    # An estimate beyond all resamples, which no shift of the tails can mend.
    if not math.isfinite(bias):
        return _without_interval(
            estimate, there.size, n_drawn, "bootstrap", standard_error=spread
        )
    tails = moved_tails(bias, acceleration, level)
    limits = np.quantile(drawn, [*tails, 0.5 - level / 2, 0.5 + level / 2]).tolist()
    if limits[1] - limits[0] <= near:
        return _without_interval(
            estimate, there.size, n_drawn, "bootstrap", standard_error=spread
        )
    return BootstrapEstimate(
        estimate=estimate,
        low=limits[0],
        high=limits[1],
        level=level,
        n=there.size,
        method="bootstrap-bca",
        standard_error=spread,
        n_resamples=n_drawn,
        bias_correction=bias,
        acceleration=acceleration,
        percentile=(limits[2], limits[3]),
        basic=(2 * estimate - limits[3], 2 * estimate - limits[2]),
    )


def ideal_bootstrap(
    values: Any, statistic: Statistic = np.mean, *, level: float = 0.95
) -> BootstrapEstimate | NotEstimable:
    """A statistic with the intervals of the complete bootstrap: every resample, once each.

    Parameters
    ----------
    values : array of float, shape (n,)
        Up to eight; missing ones are left out.
    statistic : callable
        As for `bca_interval`.
    level : float
        Confidence level, between 0 and 1.

    Returns
    -------
    BootstrapEstimate or NotEstimable
        `low` and `high` are the BCa limits; `standard_error` is that of all ``n ** n``
        resamples, divided by their number. No interval where no resample lies below the
        estimate, none differs, or both limits are the same. Not estimable without values.

    Raises
    ------
    ParameterError
        If there are more values than can be worked out, they are not numbers, or `level` is
        not allowed.

    Notes
    -----
    Conventions of the R package boot, so that the two can be compared: order statistics of
    rank ``(R + 1) * tail`` are interpolated on the normal scale; resamples equal to the
    estimate do not count for the bias; the normal limits use ``R - 1``.

    References
    ----------
    .. [1] A. C. Davison, D. V. Hinkley, Bootstrap Methods and Their Application, 1997,
       chapter 5.

    Examples
    --------
    >>> found = ideal_bootstrap([2, 5, 7, 11], level=0.9)
    >>> round(found.low, 6), round(found.high, 6), found.n_resamples
    (3.25, 8.75, 256)
    """
    level = plain_level(level)
    there = _values_there(values)
    n = there.size
    if n > MOST_COMPLETE:
        raise ParameterError("complete_too_many", most=MOST_COMPLETE)
    if not n:
        return NotEstimable("there are no values")
    estimate = float(statistic(there[None, :], axis=1)[0])
    drawn, ways = _all_resamples(there, statistic)
    if not (math.isfinite(estimate) and np.isfinite(drawn).all()):
        return NotEstimable("the statistic does not exist in every resample")
    if not varies(drawn):
        return _without_interval(estimate, n, n**n, "bootstrap-complete")
    centre = float(drawn @ ways) / n**n
    variance = float((drawn - centre) ** 2 @ ways)
    bias = float(ndtri(ways[drawn < estimate - _rounding(drawn)].sum() / n**n))
    if not math.isfinite(bias):
        se = math.sqrt(variance / n**n)
        return _without_interval(estimate, n, n**n, "bootstrap-complete", standard_error=se)
    acceleration = _acceleration(there, statistic)
    tails = [*moved_tails(bias, acceleration, level), 0.5 - level / 2, 0.5 + level / 2]
    low, high, first, last = (_at_rank(drawn, ways, tail) for tail in tails)
    if high - low <= _rounding(drawn):
        se = math.sqrt(variance / n**n)
        return _without_interval(estimate, n, n**n, "bootstrap-complete", standard_error=se)
    reach = two_sided_z(level) * math.sqrt(variance / (n**n - 1))
    middle = 2 * estimate - centre
    return BootstrapEstimate(
        estimate=estimate,
        low=low,
        high=high,
        level=level,
        n=n,
        method="bootstrap-complete-bca",
        standard_error=math.sqrt(variance / n**n),
        n_resamples=n**n,
        bias_correction=bias,
        acceleration=acceleration,
        percentile=(first, last),
        basic=(2 * estimate - last, 2 * estimate - first),
        normal=(middle - reach, middle + reach),
    )


def varies(drawn: FloatArray) -> bool:
    """Whether resamples differ by more than rounding."""
    return bool(np.ptp(drawn) > _rounding(drawn))


def _rounding(drawn: FloatArray) -> float:
    """A difference between two resamples that is nothing but rounding."""
    return ROUNDING * max(1.0, float(np.abs(drawn).max()))


def _enough(n_resamples: int) -> int:
    """The number of resamples, where it is enough of them."""
    n_drawn = whole_number(n_resamples)
    if n_drawn < LEAST_RESAMPLES:
        raise ParameterError("resamples_few", least=LEAST_RESAMPLES)
    return n_drawn


def _values_there(values: Any) -> FloatArray:
    """The values that are not missing, ascending: no draw depends on the order of rows."""
    numbers = numbers_in(values)
    if numbers.ndim != 1:
        raise ParameterError("values_not_a_list")
    return np.sort(numbers[~np.isnan(numbers)])


def _resampled(
    values: FloatArray, statistic: Statistic, rng: np.random.Generator, n_resamples: int
) -> FloatArray:
    """The statistic of each resample."""
    different, counts = np.unique(values, return_counts=True)
    if statistic is np.mean and _has_short_law(different, values.size):
        means, chances = law_of_mean(counts, different)
        drawn = np.searchsorted(np.cumsum(chances), rng.random(n_resamples), side="right")
        return means[np.minimum(drawn, means.size - 1)]
    if statistic is np.mean:
        return _drawn_means(values, rng, n_resamples)
    parts = [
        statistic(values[rng.integers(0, values.size, (rows, values.size))], axis=1)
        for rows in _parts(n_resamples, values.size)
    ]
    return np.concatenate(parts).astype(np.float64)


def _has_short_law(different: FloatArray, n: int) -> bool:
    """Whether the means of `n` such values are few enough to be worked out first."""
    narrowest = float(np.diff(different).min(initial=np.inf))
    # No common step is wider than the narrowest gap; looking for it takes longer.
    if n * float(np.ptp(different)) > MOST_MEANS * narrowest:
        return False
    return n * n_steps_between(different) <= MOST_MEANS


def _drawn_means(values: FloatArray, rng: np.random.Generator, n_resamples: int) -> FloatArray:
    """Means of resamples, several values drawn at once from a table of all their sums."""
    table, n_at_once = values, 1
    while table.size * values.size <= MOST_TABLED and n_at_once < values.size:
        table, n_at_once = np.add.outer(table, values).ravel(), n_at_once + 1
    sums = np.zeros(n_resamples)
    n_draws, n_left = divmod(values.size, n_at_once)
    for drawn_from, times in ((table, n_draws), (values, n_left)):
        for _ in range(times):
            places = rng.integers(0, drawn_from.size, n_resamples, dtype=np.uint32)
            sums += drawn_from.take(places)
    return sums / values.size


def _parts(n_rows: int, n_columns: int) -> list[int]:
    """How many rows to work out at once, part by part, so that memory holds them."""
    at_once = max(1, AT_ONCE // n_columns)
    return [min(at_once, n_rows - done) for done in range(0, n_rows, at_once)]


def _all_resamples(values: FloatArray, statistic: Statistic) -> tuple[FloatArray, FloatArray]:
    """The statistic of each different resample, ascending, and in how many orders it comes."""
    n = values.size
    drawn = np.array(list(itertools.combinations_with_replacement(range(n), n)))
    times = (drawn[:, :, None] == np.arange(n)).sum(axis=1)
    factorials = np.array([math.factorial(times_one) for times_one in range(n + 1)])
    ways = math.factorial(n) / factorials[times].prod(axis=1)
    found = np.asarray(statistic(values[drawn], axis=1), dtype=np.float64)
    order = np.argsort(found, kind="stable")
    return found[order], ways[order]


def _at_rank(drawn: FloatArray, ways: FloatArray, tail: float) -> float:
    """The order statistic that cuts off a tail, interpolated on the normal scale."""
    n_drawn = float(ways.sum())
    upto = np.cumsum(ways)
    rank = (n_drawn + 1) * tail
    whole = math.floor(rank)
    if whole < 1 or whole >= n_drawn:
        return float(drawn[0] if whole < 1 else drawn[-1])
    here, above = (float(drawn[np.searchsorted(upto, place)]) for place in (whole, whole + 1))
    if rank == whole:
        return here
    at, one, other = (
        float(ndtri(share))
        for share in (tail, whole / (n_drawn + 1), (whole + 1) / (n_drawn + 1))
    )
    return here + (at - one) / (other - one) * (above - here)


def _acceleration(values: FloatArray, statistic: Statistic) -> float:
    """Skewness of the statistic with each value left out in turn, divided by six."""
    if statistic is np.mean:
        influence = values - values.mean()
    else:
        influence = -_left_out(values, statistic)
        influence -= influence.mean()
    spread = float((influence**2).sum())
    return float((influence**3).sum() / (6 * spread**1.5)) if spread > 0 else 0.0


def _left_out(values: FloatArray, statistic: Statistic) -> FloatArray:
    """The statistic with each value left out in turn."""
    n, first = values.size, 0
    found = []
    for rows in _parts(n, n):
        without = np.arange(first, first + rows)[:, None]
        others = np.arange(n - 1)
        found.append(statistic(values[others + (others >= without)], axis=1))
        first += rows
    return np.concatenate(found).astype(np.float64)


def _without_interval(
    estimate: float,
    n: int,
    n_resamples: int,
    method: str,
    *,
    standard_error: float | None = None,
) -> BootstrapEstimate:
    """An estimate that no resample moves."""
    return BootstrapEstimate(
        estimate=estimate,
        low=None,
        high=None,
        level=None,
        n=n,
        method=method,
        standard_error=standard_error,
        n_resamples=n_resamples,
    )
