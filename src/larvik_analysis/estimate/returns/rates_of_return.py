"""Internal rates of return: at which rates a stream is worth nothing, all of them."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from larvik_analysis.errors import ParameterError
from larvik_analysis.estimate.returns.amounts import stream_of, streams_by_draw
from larvik_analysis.estimate.returns.polynomial_roots import roots_of, sign_changes
from larvik_analysis.estimate.statistics.numbers import finite_number
from larvik_analysis.terms.rates_of_draws import RatesOfDraws

FloatArray = NDArray[np.float64]
# Beside the largest amount of its stream, an amount this small is no money.
_NO_MONEY: Final = 1e-100
# Rows worked on together: few enough for their terms to stay in the processor's cache.
_CHUNK: Final = 4096


def internal_rates_of_return(net_nok: ArrayLike) -> tuple[float, ...]:
    """All rates above -1 at which a stream of yearly amounts is worth nothing.

    There may be none, one or several, and where there are several none of them is *the*
    return: use the net present value. Each is found in a bracket that holds exactly one. At
    each, the net present value is below 1e-12 of the sum of the sizes of the discounted
    amounts, or as near as the rate can be written as a number.

    Parameters
    ----------
    net_nok : array_like, shape (n_years,)
        Net and signed: costs negative. Real kroner of one price year, for real rates. Year 0
        is first.

    Returns
    -------
    tuple of float
        Shares per year, ascending: 0.07 is seven per cent. A rate at which the worth only
        touches nought stands once, and rates nearer than about 1e-6 to each other are one.
        Empty where there is none. Also empty where all amounts are nought, which every rate
        makes worth nothing, and for a rate so near -1 that no number tells it from -1.

    Raises
    ------
    ParameterError
        If an amount is no finite number, there are none, or it is a table.

    Notes
    -----
    A polynomial in the discount factor has no more positive roots than its amounts change
    sign (Descartes), and between the roots of a derivative that changes sign once less it is
    monotone; so each root is bracketed for certain.

    Examples
    --------
    >>> [round(rate, 9) for rate in internal_rates_of_return([-100, 230, -132])]
    [0.1, 0.2]
    >>> internal_rates_of_return([100, 110])
    ()
    """
    amounts = stream_of("net_nok", net_nok)
    _, rates = _rates_of(amounts[None, :])
    return tuple(float(rate) for rate in rates[0] if not np.isnan(rate))


def internal_rate_of_return_of_draws(net_nok: ArrayLike) -> RatesOfDraws:
    """How many internal rates of return each of many drawn streams has, and the single ones.

    Parameters
    ----------
    net_nok : array_like, shape (n_draws, n_years)
        Net and signed: costs negative. Real kroner of one price year, year 0 first.

    Returns
    -------
    RatesOfDraws
        The rates as in `internal_rates_of_return`.

    Raises
    ------
    ParameterError
        If an amount is no finite number, there are none, or it is no table.

    Examples
    --------
    >>> internal_rate_of_return_of_draws([[-100, 110], [-100, -1]])
    RatesOfDraws(n_roots=array([1, 0]), rate=array([0.1]))
    """
    amounts = streams_by_draw("net_nok", net_nok)
    parts = [
        _rates_of(amounts[start : start + _CHUNK]) for start in range(0, len(amounts), _CHUNK)
    ]
    n_roots = np.concatenate([counted for counted, _ in parts])
    rates = np.concatenate([first[:, 0] for _, first in parts])
    return RatesOfDraws(n_roots=n_roots, rate=rates[n_roots == 1])


def present_value_share(net_nok: ArrayLike, rate: float) -> float:
    """Worth of a stream at a rate, as a share of the sizes of its discounted amounts.

    It is between -1 and 1, and nought, to rounding, at an internal rate of return.

    Parameters
    ----------
    net_nok : array_like, shape (n_years,)
        Net and signed, kroner, year 0 first.
    rate : float
        Share per year above -1.

    Raises
    ------
    ParameterError
        If an amount or the rate is no finite number, or the rate is -1 or below.

    Examples
    --------
    >>> present_value_share([-100, 50], 0.0)
    -0.3333333333333333
    """
    amounts = stream_of("net_nok", net_nok)
    if not finite_number("rate", rate) > -1:
        raise ParameterError("rate_wrong")
    growth = np.arange(amounts.size) * -np.log1p(rate)
    terms = amounts * np.exp(growth - growth.max())
    sizes = np.abs(terms).sum()
    return float(terms.sum() / sizes) if sizes > 0 else 0.0


def _rates_of(flows: FloatArray) -> tuple[NDArray[np.int64], FloatArray]:
    """How many rates each row has, and the rates: ascending, NaN where there are no more."""
    largest = np.abs(flows).max(axis=1, keepdims=True)
    scaled = flows / np.where(largest > 0, largest, 1.0)
    scaled[np.abs(scaled) < _NO_MONEY] = 0.0
    n_changes = sign_changes(scaled)
    rates = np.full((len(flows), max(int(n_changes.max()), 1)), np.nan)
    for changes in np.unique(n_changes[n_changes > 0]):
        rows = np.flatnonzero(n_changes == changes)
        with np.errstate(over="ignore"):
            # Adding nought leaves no negative nought, as 100 paid and 100 back would give.
            found = np.expm1(-roots_of(scaled[rows], int(changes))) + 0.0
        found[~(np.isfinite(found) & (found > -1))] = np.nan
        rates[rows, :changes] = np.sort(found, axis=1)
    return np.sum(~np.isnan(rates), axis=1), rates
