"""Benefits over costs, and what a krone of public money is worth to those it is spent on."""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from larvik_analysis.errors import ParameterError
from larvik_analysis.estimate.returns.amounts import amounts_of, refuse_rules, stream_of
from larvik_analysis.estimate.returns.discounting import discount_factors
from larvik_analysis.estimate.statistics.arguments import ROUNDING, plain_level
from larvik_analysis.estimate.statistics.numbers import finite_number
from larvik_analysis.terms.discount_rules import Rules
from larvik_analysis.terms.ratio_results import MvpfInterval, RatioOfDraws
from larvik_analysis.terms.results import NotEstimable

FloatArray = NDArray[np.float64]
NO_COSTS: Final = "the costs are nought, so there is nothing to divide by"
NET_SAVING: Final = "the measure saves money on balance, so a ratio would mislead"
SAVING_DRAWS: Final = "some draws have no costs or save money, so their ratios would mislead"
NOTHING_GAINED: Final = (
    "those concerned gain nothing and the public pays nothing, so no ratio can rank it"
)
MOST_UNRANKED: Final = "too many draws have neither gain nor cost, so no ratio can rank them"


def benefit_cost_ratio(
    benefits_nok: ArrayLike, costs_nok: ArrayLike, rules: Rules
) -> float | NotEstimable:
    """The present value of benefits over the present value of costs.

    Parameters
    ----------
    benefits_nok : array_like, shape (n_years,), or a number
        Gains positive, losses negative. Real kroner of one price year, year 0 first; a
        number is worth in the start year.
    costs_nok : array_like, shape (n_years,), or a number
        Positive amounts, of the same price year; an amount saved is negative. It may have
        another number of years.
    rules : Rules

    Returns
    -------
    float or NotEstimable
        Kroner of benefits per krone of costs. Above 1 where, and only where, the net present
        value is above nought. Not estimable where the costs are worth nought, or are a net
        saving.

    Raises
    ------
    ParameterError
        If an amount is no finite number, there are none, or `rules` are no rules.

    Examples
    --------
    >>> benefit_cost_ratio([0.0, 220.0], 100.0, Rules.flat(0.1))
    2.0
    >>> benefit_cost_ratio(4_223.0, -10.0, Rules.flat(0.03)).reason
    'the measure saves money on balance, so a ratio would mislead'
    """
    refuse_rules(rules)
    benefits, _ = _worth("benefits_nok", benefits_nok, rules)
    costs, size = _worth("costs_nok", costs_nok, rules)
    if abs(costs) <= ROUNDING * size:
        return NotEstimable(NO_COSTS)
    return benefits / costs if costs > 0 else NotEstimable(NET_SAVING)


def _worth(name: str, values: ArrayLike, rules: Rules) -> tuple[float, float]:
    """The present value of a stream, and of the sizes of its amounts."""
    amounts = stream_of(name, values)
    factors = discount_factors(rules, amounts.size)
    return float(amounts @ factors), float(np.abs(amounts) @ factors)


def marginal_value_of_public_funds(
    willingness_to_pay_nok: float, net_cost_nok: float
) -> float | NotEstimable:
    """What those concerned gain for each krone that the public is out of pocket in the end.

    Parameters
    ----------
    willingness_to_pay_nok : float
        What it is worth to those concerned; negative where they lose. One number, present
        value, real kroner of one price year.
    net_cost_nok : float
        A positive amount: what the public pays less what comes back to it in taxes and saved
        outlays. Negative where more comes back. One number, of the same price year.

    Returns
    -------
    float or NotEstimable
        ``math.inf`` where the public gets all of it back and somebody gains. Not estimable
        where neither is positive: it would be a gain over a gain, or a loss over a saving.

    Raises
    ------
    ParameterError
        If one of them is no finite number.

    References
    ----------
    .. [1] Hendren, N. & Sprung-Keyser, B. (2020). A unified welfare analysis of government
       policies. Quarterly Journal of Economics 135(3), 1209-1318.

    Examples
    --------
    >>> marginal_value_of_public_funds(300.0, 200.0)
    1.5
    >>> marginal_value_of_public_funds(300.0, -20.0)
    inf
    """
    gain = finite_number("willingness_to_pay_nok", willingness_to_pay_nok)
    cost = finite_number("net_cost_nok", net_cost_nok)
    if cost > 0:
        return gain / cost
    return math.inf if gain > 0 else NotEstimable(NOTHING_GAINED)


def mvpf_interval(
    willingness_to_pay_nok: float,
    net_cost_nok: float,
    *,
    low_cost_nok: float,
    high_cost_nok: float,
    level: float = 0.95,
) -> MvpfInterval | NotEstimable:
    """The marginal value of public funds where the net cost has an interval.

    Parameters
    ----------
    willingness_to_pay_nok, net_cost_nok : float
        As in `marginal_value_of_public_funds`.
    low_cost_nok, high_cost_nok : float
        The interval of the net cost, which holds it.
    level : float
        What the interval of the cost is stated for.

    Returns
    -------
    MvpfInterval or NotEstimable
        It reaches to infinity where the interval of the cost holds nought. Not estimable
        where nobody gains and the cost may be nought or below.

    Raises
    ------
    ParameterError
        If a number is not finite, the interval does not hold the cost, or the level is
        outside 0 to 1.

    Examples
    --------
    >>> found = mvpf_interval(61_300.0, 1_406.0, low_cost_nok=-9_235.0, high_cost_nok=12_126.0)
    >>> round(found.estimate, 1), round(found.low, 2), found.high
    (43.6, 5.06, inf)
    """
    cost = finite_number("net_cost_nok", net_cost_nok)
    low = finite_number("low_cost_nok", low_cost_nok)
    high = finite_number("high_cost_nok", high_cost_nok)
    if not low <= cost <= high:
        raise ParameterError("estimate_outside_interval")
    stated = plain_level(level)
    found = [
        marginal_value_of_public_funds(willingness_to_pay_nok, one) for one in (cost, low, high)
    ]
    values = [one for one in found if isinstance(one, float)]
    if len(values) < len(found):
        return NotEstimable(NOTHING_GAINED)
    return MvpfInterval(
        estimate=values[0],
        low=min(values),
        high=max(values),
        level=stated,
        method="cost_interval",
    )


def mvpf_of_draws(
    willingness_to_pay_nok: ArrayLike, net_cost_nok: ArrayLike, *, level: float = 0.95
) -> MvpfInterval | NotEstimable:
    """The marginal value of public funds of the mean draw, and where the draws lie.

    Parameters
    ----------
    willingness_to_pay_nok, net_cost_nok : array_like, shape (n_draws,)
        As in `marginal_value_of_public_funds`, draw by draw.
    level : float
        How much of the draws the interval holds, the same share left out at each end.

    Returns
    -------
    MvpfInterval or NotEstimable
        The estimate is the mean gain over the mean net cost, not a mean of ratios. A draw
        that pays for itself is infinite, and lies above all others. Not estimable where
        more draws than the interval leaves out can be ranked by no ratio, or the means are
        such.

    Raises
    ------
    ParameterError
        If an amount is no finite number, there are none, they are not as many, or the level
        is outside 0 to 1.

    Examples
    --------
    >>> found = mvpf_of_draws([4.0, 4.0, 4.0, 4.0], [2.0, 1.0, 2.0, -1.0], level=0.5)
    >>> found.estimate, found.low, found.high, found.share_infinite
    (4.0, 2.0, inf, 0.25)
    """
    stated = plain_level(level)
    gains, costs = _draws("willingness_to_pay_nok", willingness_to_pay_nok, net_cost_nok)
    is_ranked = (gains > 0) | (costs > 0)
    estimate = marginal_value_of_public_funds(float(gains.mean()), float(costs.mean()))
    if isinstance(estimate, NotEstimable):
        return estimate
    if np.mean(~is_ranked) > 1 - stated:
        return NotEstimable(MOST_UNRANKED)
    gains, costs = gains[is_ranked], costs[is_ranked]
    is_infinite = costs <= 0
    ratios = np.sort(np.where(is_infinite, np.inf, gains / np.where(is_infinite, 1.0, costs)))
    # The outer of the two draws a quantile falls between: infinity has no middle to either.
    reach = (1 - stated) / 2 * (ratios.size - 1)
    return MvpfInterval(
        estimate=estimate,
        low=float(ratios[math.floor(reach)]),
        high=float(ratios[ratios.size - 1 - math.floor(reach)]),
        level=stated,
        method="draws",
        share_infinite=float(np.mean(is_infinite)),
        share_left_out=float(np.mean(~is_ranked)),
    )


def ratio_of_means(
    benefits_nok: ArrayLike, costs_nok: ArrayLike
) -> RatioOfDraws | NotEstimable:
    """Mean benefits over mean costs of many draws: above 1 where the mean net value is.

    Parameters
    ----------
    benefits_nok, costs_nok : array_like, shape (n_draws,)
        Present values, real kroner of one price year; costs are positive amounts.

    Returns
    -------
    RatioOfDraws or NotEstimable
        Not estimable where the mean cost is nought or a saving.

    Raises
    ------
    ParameterError
        If an amount is no finite number, there are none, or they are not as many.

    Examples
    --------
    >>> ratio_of_means([300.0, 300.0], [50.0, 100.0]).ratio
    4.0
    """
    benefits, costs = _draws("benefits_nok", benefits_nok, costs_nok)
    cost = float(costs.mean())
    if abs(cost) <= ROUNDING * float(np.abs(costs).mean()):
        return NotEstimable(NO_COSTS)
    if cost < 0:
        return NotEstimable(NET_SAVING)
    ratio = float(benefits.mean()) / cost
    return RatioOfDraws(ratio=ratio, definition="ratio_of_means", n_draws=costs.size)


def mean_of_ratios(
    benefits_nok: ArrayLike, costs_nok: ArrayLike
) -> RatioOfDraws | NotEstimable:
    """The mean of the ratios of many draws: draws with low costs weigh most.

    It is not `ratio_of_means`, and may be above 1 where the mean net value is negative.

    Parameters
    ----------
    benefits_nok, costs_nok : array_like, shape (n_draws,)
        Present values, real kroner of one price year; costs are positive amounts.

    Returns
    -------
    RatioOfDraws or NotEstimable
        Not estimable where one draw has no costs, or a saving.

    Raises
    ------
    ParameterError
        If an amount is no finite number, there are none, or they are not as many.

    Examples
    --------
    >>> mean_of_ratios([300.0, 300.0], [50.0, 100.0]).ratio
    4.5
    """
    benefits, costs = _draws("benefits_nok", benefits_nok, costs_nok)
    if costs.min() <= 0:
        return NotEstimable(SAVING_DRAWS)
    ratio = float(np.mean(benefits / costs))
    return RatioOfDraws(ratio=ratio, definition="mean_of_ratios", n_draws=costs.size)


def _draws(name: str, first: ArrayLike, costs: ArrayLike) -> tuple[FloatArray, FloatArray]:
    """Two lists of draws that belong together."""
    one = amounts_of(name, first)
    other = amounts_of("costs_nok" if name == "benefits_nok" else "net_cost_nok", costs)
    if one.ndim != 1 or one.shape != other.shape:
        raise ParameterError("lengths_differ")
    return one, other
