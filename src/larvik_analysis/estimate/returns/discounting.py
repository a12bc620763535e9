"""What later years are worth in the start year, by the rules that are chosen."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from larvik_analysis.errors import ParameterError
from larvik_analysis.estimate.returns.amounts import amounts_of, refuse_rules, stream_of
from larvik_analysis.estimate.statistics.arguments import ROUNDING, whole_number
from larvik_analysis.estimate.statistics.numbers import finite_number, number_within
from larvik_analysis.terms.discount_rules import Rules
from larvik_analysis.terms.results import NotEstimable

FloatArray = NDArray[np.float64]
# A larger number of years was meant as a year of the calendar.
MOST_YEARS: Final = 1000
NEVER_BACK: Final = "the costs are never earned back within the years worked out"
NO_RESIDUAL: Final = "the rules do not say what a measure is worth after the years worked out"


def discount_factors(rules: Rules, n_years: int) -> FloatArray:
    """What a krone of each year is worth in the start year, FROM YEAR 0 ON.

    There are `n_years` factors, of the years 0 to ``n_years - 1``: the first is 1, and
    element 40 is the factor of year 40, which takes ``n_years=41`` to reach.

    Parameters
    ----------
    rules : Rules
        The rate of a year carries it to the year before; with steps only the years after the
        step change their rate.
    n_years : int
        1 to 1000; the horizon including the start year.

    Returns
    -------
    ndarray of float, shape (n_years,)
        Without unit.

    Raises
    ------
    ParameterError
        If `rules` are no rules, `n_years` is not whole or outside, or a rate near -1 makes
        the factors too large to calculate with.

    References
    ----------
    .. [1] Finansdepartementet, rundskriv R-109/21, points 6.2 and 6.3.

    Examples
    --------
    >>> discount_factors(Rules.flat(0.25), 3)
    array([1.  , 0.8 , 0.64])
    """
    refuse_rules(rules)
    years = np.arange(years_within("n_years", n_years))
    starts = [step.after_year for step in rules.steps]
    in_force = np.searchsorted(starts, years[1:] - 1, side="right") - 1
    rates = np.array([step.rate_per_year for step in rules.steps], dtype=np.float64)
    factors = np.ones(years.size)
    with np.errstate(over="ignore", divide="ignore"):
        factors[1:] = 1.0 / np.cumprod(1.0 + rates[in_force])
    if not np.isfinite(factors).all():
        raise ParameterError("values_too_large")
    return factors


def years_within(name: str, n_years: int, least: int = 1) -> int:
    """A number of years, from `least` to 1000.

    Raises
    ------
    ParameterError
        If it is not whole, or outside.
    """
    return int(number_within(name, whole_number(n_years), least, MOST_YEARS))


def present_value_nok(net_nok: ArrayLike, rules: Rules) -> float | FloatArray:
    """Worth, in the start year, of a stream of yearly amounts.

    Parameters
    ----------
    net_nok : array_like, shape (n_years,) or (n_draws, n_years)
        Net and signed: costs negative. Real kroner of one price year, which is that of the
        answer too. Year 0 is first and is not discounted.
    rules : Rules

    Returns
    -------
    float, or ndarray of float with shape (n_draws,) where a table was given

    Raises
    ------
    ParameterError
        If an amount is no finite number, there are none, or `rules` are no rules.

    Examples
    --------
    >>> present_value_nok([-100, 110], Rules.flat(0.10))
    0.0
    """
    amounts = np.atleast_1d(amounts_of("net_nok", net_nok))
    if amounts.ndim > 2:
        raise ParameterError("amounts_not_draws", name="net_nok")
    worth = amounts @ discount_factors(rules, amounts.shape[-1])
    return float(worth) if amounts.ndim == 1 else worth


def tax_funding_cost_nok(net_public_nok: ArrayLike, rules: Rules) -> float | FloatArray:
    """What it costs society that a public stream is paid by taxes; NOT discounted.

    A positive answer is a cost. What the public saves later lowers it: it is
    ``-tax_funding_share x the sum of the net public stream``.

    Parameters
    ----------
    net_public_nok : array_like, shape (n_years,) or (n_draws, n_years), or a number
        Net effect on public budgets, signed: outlays negative, savings and taxes positive.
        Real kroner of one price year.
    rules : Rules
        Only the share is used; to discount, take the share of each year's amount.

    Returns
    -------
    float, or ndarray of float with shape (n_draws,) where a table was given
        Kroner of the same price year, the years added up.

    Raises
    ------
    ParameterError
        If an amount is no finite number, there are none, or `rules` are no rules.

    References
    ----------
    .. [1] Finansdepartementet, rundskriv R-109/21, point 7.1.

    Examples
    --------
    >>> tax_funding_cost_nok([-1_000_000, 400_000], Rules.flat(0.04))
    120000.0
    """
    refuse_rules(rules)
    amounts = np.atleast_1d(amounts_of("net_public_nok", net_public_nok))
    if amounts.ndim > 2:
        raise ParameterError("amounts_not_draws", name="net_public_nok")
    cost = 0.0 - rules.tax_funding_share * amounts.sum(axis=-1)  # never a negative nought
    return float(cost) if amounts.ndim == 1 else cost


def annuity_factor(rules: Rules, first_year: int, last_year: int) -> float:
    """Worth, in the start year, of one krone in each year from `first_year` to `last_year`.

    Parameters
    ----------
    rules : Rules
    first_year, last_year : int
        Both included; the start year is 0.

    Raises
    ------
    ParameterError
        If the years are not whole, are outside 0 to 999 or in the wrong order.

    Examples
    --------
    >>> annuity_factor(Rules.flat(0.25), 1, 2)
    1.44
    """
    last = years_within("last_year", last_year, 0)
    first = int(number_within("first_year", whole_number(first_year), 0, last))
    return float(discount_factors(rules, last + 1)[first:].sum())


def annuity_nok(present_value: float, rules: Rules, n_years: int) -> float:
    """The same amount in each of the years 1 to `n_years` that is worth as much.

    Parameters
    ----------
    present_value : float
        Signed, kroner of the start year and of one price year.
    rules : Rules
    n_years : int
        How many years it is spread over; the start year is not among them.

    Returns
    -------
    float
        Real kroner per year of the same price year.

    Raises
    ------
    ParameterError
        If the value is no finite number, or the years are not whole or outside 1 to 999.

    Examples
    --------
    >>> round(annuity_nok(144.0, Rules.flat(0.25), 2), 6)
    100.0
    """
    worth = finite_number("present_value", present_value)
    return worth / annuity_factor(rules, 1, years_within("n_years", n_years))


def payback_year(net_nok: ArrayLike, rules: Rules) -> int | NotEstimable:
    """The first year from which the discounted stream, added up, stays at nought or above.

    Parameters
    ----------
    net_nok : array_like, shape (n_years,)
        Net and signed, real kroner of one price year, year 0 first.
    rules : Rules

    Returns
    -------
    int or NotEstimable
        Counted from the start year, 0. Not estimable where it ends below nought: a stream
        that is earned back and lost again is not earned back.

    Raises
    ------
    ParameterError
        If an amount is no finite number, there are none, or `rules` are no rules.

    Examples
    --------
    >>> payback_year([-100, 50, 60, 10], Rules.flat(0.0))
    2
    """
    amounts = stream_of("net_nok", net_nok)
    discounted = amounts * discount_factors(rules, amounts.size)
    added_up = np.cumsum(discounted)
    # Nought to the accuracy of the sum: 110 in a year pays 100 back at ten per cent.
    is_below = added_up < -ROUNDING * np.abs(discounted).sum()
    if is_below[-1]:
        return NotEstimable(NEVER_BACK)
    return int(np.flatnonzero(is_below)[-1]) + 1 if is_below.any() else 0


def cost_of_delay_nok(net_nok: ArrayLike, rules: Rules, years: int) -> float:
    """What is lost, in the start year's worth, by starting a number of years later.

    Parameters
    ----------
    net_nok : array_like, shape (n_years,)
        Net and signed, real kroner of one price year, year 0 first; the same stream is taken
        to come `years` later.
    rules : Rules
        Rates go on counting from the year that the measure could have started in.
    years : int

    Returns
    -------
    float
        Positive where waiting loses, negative where it gains.

    Raises
    ------
    ParameterError
        If an amount is no finite number, or the years are not whole or outside.

    Examples
    --------
    >>> round(cost_of_delay_nok([25.0], Rules.flat(0.25), 1), 9)
    5.0
    """
    amounts = stream_of("net_nok", net_nok)
    wait = int(number_within("years", whole_number(years), 0, MOST_YEARS - amounts.size))
    factors = discount_factors(rules, amounts.size + wait)
    return float(amounts @ (factors[: amounts.size] - factors[wait:]))


def residual_value_nok(
    net_nok: ArrayLike, rules: Rules, lifetime_years: int
) -> float | NotEstimable:
    """Worth, in the start year, of the years of life after those that were worked out.

    The net amount of the last year is taken to go on until the measure's life is over.

    Parameters
    ----------
    net_nok : array_like, shape (n_years,)
        Net and signed, real kroner of one price year, year 0 first.
    rules : Rules
    lifetime_years : int
        The whole life of the measure, counted like `net_nok`: at least as many years.

    Returns
    -------
    float or NotEstimable
        Not estimable where the rules know no residual value.

    Raises
    ------
    ParameterError
        If an amount is no finite number, or the lifetime is not whole or is shorter than the
        stream.

    References
    ----------
    .. [1] Finansdepartementet, rundskriv R-109/21, point 6.4.

    Examples
    --------
    >>> residual_value_nok([-100.0, 50.0], Rules.flat(0.25), 3)
    32.0
    """
    amounts = stream_of("net_nok", net_nok)
    life = years_within("lifetime_years", lifetime_years, amounts.size)
    factors = discount_factors(rules, life)
    if not rules.has_residual_value:
        return NotEstimable(NO_RESIDUAL)
    return float(amounts[-1] * factors[amounts.size :].sum())
