"""Simulated present values and yearly amounts as tables."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from larvik_analysis.estimate.returns.rates_of_return import internal_rate_of_return_of_draws
from larvik_analysis.estimate.returns.ratios import (
    mean_of_ratios,
    mvpf_of_draws,
    ratio_of_means,
)
from larvik_analysis.estimate.statistics.arguments import ROUNDING
from larvik_analysis.terms.ratio_results import RatioOfDraws
from larvik_analysis.terms.results import NotEstimable
from larvik_analysis.terms.returns_case import Reading

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

# The first so many draws are those that years and rates of return rest on: a whole Sobol set.
MOST_BY_YEAR: Final = 2**13
# Rates of return are looked for one by one, in a whole Sobol set as well.
MOST_RATES: Final = 2**10
FIRST_CHECKED: Final = 256
# What the last doubling of the draws may move where a simulation has converged: the chance
# of a gain, and a mean in standard deviations of one draw.
CHANCE_MOVED: Final = 0.01
MEAN_MOVED: Final = 0.02
# A chance is clearly above or below a limit where it is so many standard errors from it.
CLEAR_ERRORS: Final = 2.0
NO_SINGLE_RATE: Final = "no draw has one rate of return"


@dataclass(frozen=True, slots=True, kw_only=True)
class SimulatedValues:
    """What every draw came to.

    Attributes
    ----------
    npv_nok : dict of str to ndarray of float, shape (n_draws,)
        By reading and actor.
    costs_nok : dict of str to ndarray of float, shape (n_draws,)
        Present value of the cost of the measure by reading, a positive amount.
    by_year_nok : dict of str to ndarray of float, shape (n_by_year, n_years)
        Undiscounted net amounts by reading.
    cumulative_nok : dict of str to ndarray of float, shape (n_by_year, n_years)
        Discounted, from the start up to and with each year, by reading.
    payback : dict of str to ndarray of int, shape (n_by_year,)
        See `payback_years`.
    draws : DataFrame
    n_years, n_by_year : int
    """

    npv_nok: Mapping[str, FloatArray]
    costs_nok: Mapping[str, FloatArray]
    by_year_nok: Mapping[str, FloatArray]
    cumulative_nok: Mapping[str, FloatArray]
    payback: Mapping[str, IntArray]
    draws: pd.DataFrame
    n_years: int
    n_by_year: int


def chance_of_gain(npv_nok: FloatArray) -> tuple[float, float]:
    """The share of draws above nought, and its standard error.

    The error is that of independent draws. A scrambled Sobol sequence seldom has a larger
    one, so it is an upper limit rather than a guess.

    Examples
    --------
    >>> chance_of_gain(np.array([-1.0, 1.0, 2.0, 3.0]))
    (0.75, 0.21650635094610965)
    """
    share = float((npv_nok > 0).mean())
    return share, math.sqrt(share * (1 - share) / npv_nok.size)


def payback_years(worth_nok: FloatArray) -> IntArray:
    """From which year on each draw has paid for itself.

    Parameters
    ----------
    worth_nok : ndarray of float, shape (n_draws, n_years)
        Discounted amounts of each year.

    Returns
    -------
    ndarray of int, shape (n_draws,)
        The first year from which their sum stays at nought or above; the number of years
        where it never does.

    Examples
    --------
    >>> payback_years(np.array([[-1.0, 1.5, -1.0, 0.5], [-1.0, 2.0, 0.0, -2.0]])).tolist()
    [3, 4]
    """
    n_years = worth_nok.shape[1]
    # Nought to the accuracy of the sum: 110 in a year pays 100 back at ten per cent.
    near = ROUNDING * np.abs(worth_nok).sum(axis=1, keepdims=True)
    is_below = (np.cumsum(worth_nok, axis=1) < -near)[:, ::-1]
    since_last = np.where(is_below.any(axis=1), is_below.argmax(axis=1), n_years)
    return np.asarray(n_years - since_last, dtype=np.int64)


def tabulate_summary(
    found: SimulatedValues, readings: Sequence[Reading], level: float, decision_share: float
) -> pd.DataFrame:
    """One row a reading; the columns are told in `SimulatedReturns`."""
    return pd.DataFrame(
        [_summary(found, reading, level, decision_share) for reading in readings]
    )


def _summary(
    found: SimulatedValues, reading: Reading, level: float, decision_share: float
) -> dict[str, Any]:
    npv = found.npv_nok[reading]
    low, median, high = _quantiles(npv, level)
    chance, error = chance_of_gain(npv)
    payback = found.payback[reading]
    middle = int(np.sort(payback)[(payback.size - 1) // 2])
    return {
        "reading": reading,
        "mean": float(npv.mean()),
        "mean_error": float(npv.std(ddof=1)) / math.sqrt(npv.size),
        "median": median,
        "low": low,
        "high": high,
        "chance_positive": chance,
        "chance_error": error,
        "meets_decision_share": chance >= decision_share,
        "is_decision_clear": abs(chance - decision_share) > CLEAR_ERRORS * error,
        "payback_year": float(middle) if middle < found.n_years else math.nan,
        "share_never_paid_back": float((payback == found.n_years).mean()),
    }


def tabulate_by_year(
    found: SimulatedValues, readings: Sequence[Reading], level: float
) -> pd.DataFrame:
    """One row a reading and year; the columns are told in `SimulatedReturns`."""
    tables = []
    for reading in readings:
        cumulative = found.cumulative_nok[reading]
        shares = [0.5 - level / 2, 0.25, 0.5, 0.75, 0.5 + level / 2]
        ends = _quantiles_of_sorted(np.sort(cumulative.T, axis=1), shares)
        payback = found.payback[reading]
        paid = np.bincount(payback, minlength=found.n_years + 1)[: found.n_years]
        names = ("low", "lower_quartile", "median", "upper_quartile", "high")
        tables.append(
            pd.DataFrame(
                {
                    "reading": reading,
                    "year": np.arange(found.n_years),
                    "mean": cumulative.mean(axis=0),
                    **dict(zip(names, ends, strict=True)),
                    "share_paid_back": paid.cumsum() / payback.size,
                }
            )
        )
    return pd.concat(tables, ignore_index=True)


def tabulate_ratios(
    found: SimulatedValues, readings: Sequence[Reading], level: float
) -> pd.DataFrame:
    """Two rows a reading: the ratio of the means, and the mean of the ratios."""
    rows = []
    for reading in readings:
        costs = found.costs_nok[reading]
        benefits = found.npv_nok[reading] + costs
        ends = [math.nan] * 3
        if (costs > 0).all():
            ends = _quantiles(benefits / costs, level)
        for definition, work_out in _RATIOS.items():
            ratio = work_out(benefits, costs)
            rows.append(
                {
                    "reading": reading,
                    "definition": definition,
                    "estimate": ratio.ratio if isinstance(ratio, RatioOfDraws) else math.nan,
                    "low": ends[0],
                    "high": ends[2],
                    "reason": ratio.reason if isinstance(ratio, NotEstimable) else "",
                }
            )
    return pd.DataFrame(rows)


_RATIOS: Final = {"ratio_of_means": ratio_of_means, "mean_of_ratios": mean_of_ratios}


def tabulate_rates(
    found: SimulatedValues, readings: Sequence[Reading], level: float
) -> pd.DataFrame:
    """One row a reading; the columns are told in `SimulatedReturns`."""
    return pd.DataFrame([_rates(found.by_year_nok[one], one, level) for one in readings])


def _rates(by_year_nok: FloatArray, reading: Reading, level: float) -> dict[str, Any]:

    rates = internal_rate_of_return_of_draws(by_year_nok[:MOST_RATES])
    n_roots = np.asarray(rates.n_roots)
    single = np.asarray(rates.rate)
    ends = _quantiles(single, level) if single.size else [math.nan] * 3
    return {
        "reading": reading,
        "share_without": float((n_roots == 0).mean()),
        "share_with_one": float((n_roots == 1).mean()),
        "share_with_several": float((n_roots > 1).mean()),
        "median": ends[1],
        "low": ends[0],
        "high": ends[2],
        "n_draws": n_roots.size,
        "reason": "" if single.size else NO_SINGLE_RATE,
    }


def tabulate_public_funds(found: SimulatedValues, level: float) -> pd.DataFrame:
    """One row: the marginal value of public funds, with an interval that may be infinite.

    What participants and others gain, net of what they pay themselves, over what it costs the
    public in all.
    """
    gains = found.npv_nok["deltaker"] + found.npv_nok["andre"]
    net_cost = -found.npv_nok["public"]
    value = mvpf_of_draws(gains, net_cost, level=level)
    row = {
        "willingness_to_pay_nok": float(gains.mean()),
        "net_cost_nok": float(net_cost.mean()),
        **dict.fromkeys(("estimate", "low", "high"), math.nan),
        "share_infinite": float(((gains > 0) & (net_cost <= 0)).mean()),
        "share_undefined": float(((gains <= 0) & (net_cost <= 0)).mean()),
        "reason": "",
    }
    if isinstance(value, NotEstimable):
        row["reason"] = value.reason
    else:
        row |= {"estimate": value.estimate, "low": value.low, "high": value.high}
    return pd.DataFrame([row])


def tabulate_convergence(
    npv_nok: Mapping[str, FloatArray], readings: Sequence[Reading]
) -> pd.DataFrame:
    """One row a reading and number of draws, each twice the one before."""
    rows = []
    for reading in readings:
        npv = npv_nok[reading]
        n = min(FIRST_CHECKED, npv.size)
        while n <= npv.size:
            first = npv[:n]
            chance, error = chance_of_gain(first)
            rows.append(
                {
                    "n_draws": n,
                    "reading": reading,
                    "mean": float(first.mean()),
                    "mean_error": float(first.std(ddof=1)) / math.sqrt(n),
                    "chance_positive": chance,
                    "chance_error": error,
                }
            )
            n *= 2
    return pd.DataFrame(rows)


def was_converged(npv_nok: Mapping[str, FloatArray], readings: Sequence[Reading]) -> bool:
    """Whether the last doubling of the draws moved little; the rule is `SimulatedReturns`'."""
    for reading in readings:
        npv = npv_nok[reading]
        half = npv[: npv.size // 2]
        moved = abs(chance_of_gain(npv)[0] - chance_of_gain(half)[0])
        far = abs(float(npv.mean()) - float(half.mean())) > MEAN_MOVED * float(npv.std(ddof=1))
        if moved > CHANCE_MOVED or far:
            return False
    return True


def _quantiles_of_sorted(rows: FloatArray, shares: Sequence[float]) -> FloatArray:
    """Quantiles of each sorted row, between two draws in a straight line, as `numpy.quantile`.

    NumPy looks for each of them anew, and takes several times as long as one sort.
    """
    places = np.array(shares) * (rows.shape[1] - 1)
    below = np.floor(places).astype(np.intp)
    above = np.minimum(below + 1, rows.shape[1] - 1)
    nearer = places - below
    quantiles: FloatArray = rows[:, below] * (1 - nearer) + rows[:, above] * nearer
    return quantiles.T


def _quantiles(numbers: FloatArray, level: float) -> list[float]:
    """The lower end, the median and the upper end."""
    ends: list[float] = np.quantile(numbers, [0.5 - level / 2, 0.5, 0.5 + level / 2]).tolist()
    return ends
