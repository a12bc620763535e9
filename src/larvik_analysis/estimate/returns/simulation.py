"""A return for many draws of its unsure numbers: how likely a gain is, for whom, and when."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from larvik_analysis.errors import ParameterError
from larvik_analysis.estimate.returns.discounting import discount_factors
from larvik_analysis.estimate.returns.drawn_model import DrawnModel, Function, drawn_model
from larvik_analysis.estimate.returns.net_flows import (
    COST_EFFECTS,
    Side,
    in_reading,
    net_flows,
)
from larvik_analysis.estimate.returns.present_values import weights_of
from larvik_analysis.estimate.returns.sampling import (
    CHUNK,
    DRAWS,
    plain_seed,
    power_of_two,
    shares_in_turn,
    values_from,
)
from larvik_analysis.estimate.returns.simulated_tables import (
    MOST_BY_YEAR,
    SimulatedValues,
    payback_years,
    tabulate_by_year,
    tabulate_convergence,
    tabulate_public_funds,
    tabulate_rates,
    tabulate_ratios,
    tabulate_summary,
    was_converged,
)
from larvik_analysis.estimate.statistics.arguments import plain_level, whole_number
from larvik_analysis.estimate.statistics.numbers import share_within
from larvik_analysis.terms.cash_flow import unknown_name
from larvik_analysis.terms.discount_rules import Rules
from larvik_analysis.terms.parameters import Correlated, Parameter
from larvik_analysis.terms.results import NotEstimable
from larvik_analysis.terms.returns_case import ACTORS, READINGS, Reading, ReturnsModel
from larvik_analysis.terms.simulation_results import SimulatedReturns

FloatArray = NDArray[np.float64]

# How large the chance of a gain has to be: Washington State Institute for Public Policy asks
# for three of four. Nothing binds a municipality to it.
DECISION_SHARE: Final = 0.75
# Numbers of the table of draws that are kept: 128 MiB.
MOST_KEPT: Final = 2**24


def simulate_returns(
    model: ReturnsModel | Function,
    *,
    n_draws: int = DRAWS,
    seed: int | None = None,
    readings: Sequence[Reading] = READINGS,
    values: Mapping[str, float] | None = None,
    rules: Rules | None = None,
    level: float = 0.95,
    decision_share: float = DECISION_SHARE,
    chunk: int = CHUNK,
    parameters: Mapping[str, Parameter] | None = None,
    correlated: Sequence[Correlated] = (),
    n_years: int | None = None,
    cost_effects: Collection[str] = COST_EFFECTS,
) -> SimulatedReturns | NotEstimable:
    """How a return comes out for many draws of every number that is unsure.

    Parameters
    ----------
    model : ReturnsModel or callable
        A callable is a model of one's own: it takes a mapping from each parameter to an
        array of shape (k,), one number a draw, and returns the streams of these draws, with
        amounts of shape (k,) and profiles of shape (k, n_years) or (1, n_years). It is
        called for some draws at a time.
    n_draws : int
        A power of two, 2 to 2**24.
    seed : int, optional
        That of the model where left out, or 0.
    readings : sequence of {"society", "public", "municipality"}
        The readings tabulated. `npv_nok` has all, and every actor.
    values : mapping of str to float, optional
        Parameters held at another number. The others are drawn as without.
    rules : Rules, optional
        Needed for a callable; otherwise in the place of the model's.
    level : float
        Of the intervals, between 0 and 1.
    decision_share : float
        How large the chance of a gain has to be, 0 to 1.
    chunk : int
        Draws worked on at once: it changes memory and time, and no number.
    parameters : mapping of str to Parameter, optional
        Of a callable, all of them; those with a spread are drawn.
    correlated : sequence of Correlated
        Of a callable.
    n_years : int, optional
        How many years the streams of a callable have; refused where they have others.
    cost_effects : collection of str
        Effects that are the cost of the measure: what benefits are divided by.

    Returns
    -------
    SimulatedReturns or NotEstimable
        Not estimable where numbers are missing, the unknown among them; the reason names
        them.

    Raises
    ------
    ParameterError
        If an argument is not allowed, a spread or a correlation matrix cannot be, or a
        callable gives anything but streams of finite amounts.

    Notes
    -----
    Draws are a scrambled Sobol sequence. Each parameter keeps its dimension whether it is
    drawn or held, so that runs with other `values`, `rules` or `readings` are of the same
    draws, and their differences are no chance. A ``normal`` share is cut off at 0 and 1, the
    effect of a measure at 1 alone.

    Years, and rates of return, rest on the first 8 192 draws where there are more.

    References
    ----------
    .. [1] Ministry of Finance (Norway), circular R-109/2021, points 6 to 8.
    .. [2] A. B. Owen, Monte Carlo variance of scrambled net quadrature, SIAM Journal on
       Numerical Analysis 34, 1997, 1884-1910.

    Examples
    --------
    >>> from larvik_analysis.estimate.returns.streams import Stream
    >>> from larvik_analysis.terms.discount_rules import Rules
    >>> from larvik_analysis.terms.parameters import Parameter, Spread
    >>> from larvik_analysis.terms.words import Words
    >>> saved = Parameter(
    ...     value=120.0, unit="nok", kind="judgement", source="a guess", date="2026",
    ...     label=Words(nb="spart", en="saved"),
    ...     spread=Spread(shape="uniform", low=80.0, high=160.0),
    ... )
    >>> def measure(values):
    ...     saved = values["saved"]
    ...     cost = Stream(
    ...         effect="cost", actor="kommune",
    ...         amount_nok=np.full(saved.size, -100.0), profile=np.array([[1.0, 0.0]]),
    ...     )
    ...     gain = Stream(
    ...         effect="saved", actor="kommune",
    ...         amount_nok=saved, profile=np.array([[0.0, 1.0]]),
    ...     )
    ...     return (cost, gain)
    >>> found = simulate_returns(measure, parameters={"saved": saved}, rules=Rules.flat(0.0))
    >>> rows = found.summary.set_index("reading")
    >>> round(float(rows.loc["municipality", "chance_positive"]), 2)
    0.75
    """
    rows = known_readings(readings)
    n_draws, chunk = power_of_two(n_draws), _positive(chunk)
    plain_level(level)
    decision_share = share_within("decision_share", decision_share)
    drawn = drawn_model(
        model, parameters=parameters, rules=rules, correlated=correlated, values=values
    )
    if isinstance(drawn, NotEstimable):
        return drawn
    seed = drawn.seed if seed is None else plain_seed(seed)
    found = _worked_out(drawn, n_draws, seed, chunk, rows, frozenset(cost_effects))
    if n_years is not None and whole_number(n_years) != found.n_years:
        raise ParameterError("years_differ", found=found.n_years, expected=n_years)
    convergence = tabulate_convergence(found.npv_nok, rows)
    return SimulatedReturns(
        n_draws=n_draws,
        n_years=found.n_years,
        n_by_year=found.n_by_year,
        seed=seed,
        level=level,
        decision_share=decision_share,
        rules=drawn.needed_rules.name,
        price_year=drawn.price_year,
        judged=drawn.judged,
        draws=found.draws,
        npv_nok=found.npv_nok,
        summary=tabulate_summary(found, rows, level, decision_share),
        by_year=tabulate_by_year(found, rows, level),
        ratios=tabulate_ratios(found, rows, level),
        rates_of_return=tabulate_rates(found, rows, level),
        public_funds=tabulate_public_funds(found, level),
        convergence=convergence,
        is_converged=was_converged(found.npv_nok, rows),
    )


@dataclass(slots=True)
class _Kept:
    """What is kept of each chunk, put together at the end."""

    worth: dict[Side, FloatArray] = field(default_factory=dict)
    by_year: dict[str, list[FloatArray]] = field(default_factory=dict)
    draws: list[FloatArray] = field(default_factory=list)
    n_years: int = 0


def _worked_out(
    drawn: DrawnModel,
    n_draws: int,
    seed: int,
    chunk: int,
    readings: Sequence[Reading],
    cost_effects: Collection[str],
) -> SimulatedValues:
    """Present values of all draws, and yearly amounts of the first ones."""
    rules, sampler = drawn.needed_rules, drawn.sampler
    n_by_year, n_kept = min(n_draws, MOST_BY_YEAR), _rows_kept(n_draws, len(sampler.drawn))
    kept, start = _Kept(), 0
    for shares in shares_in_turn(len(sampler.names), n_draws, seed, chunk):
        values = values_from(sampler, shares)
        stop = start + len(shares)
        flows = net_flows(drawn.streams(values), len(shares), cost_effects)
        kept.n_years = next(iter(flows.values())).shape[1]
        factors = discount_factors(rules, kept.n_years)
        for side, flow in flows.items():
            column = kept.worth.setdefault(side, np.zeros(n_draws))
            column[start:stop] = (flow * factors).sum(axis=1)
        if start < n_by_year:
            for reading in readings:
                yearly = in_reading(flows, weights_of(reading, rules))[: n_by_year - start]
                kept.by_year.setdefault(reading, []).append(yearly)
        if start < n_kept and sampler.drawn:
            columns = [values[name][: n_kept - start] for name in sampler.drawn]
            kept.draws.append(np.stack(columns, axis=1))
        start = stop
    return _together(kept, drawn, n_draws, n_by_year)


def _together(kept: _Kept, drawn: DrawnModel, n_draws: int, n_by_year: int) -> SimulatedValues:
    """What was kept of all chunks, read in every way.

    Raises
    ------
    ParameterError
        If an amount is missing or infinite.
    """
    if not all(np.isfinite(column).all() for column in kept.worth.values()):
        raise ParameterError("simulation_not_finite")
    rules, names = drawn.needed_rules, drawn.sampler.drawn
    npv: dict[str, FloatArray] = {}
    costs: dict[str, FloatArray] = {}
    for reading in (*READINGS, *ACTORS):
        weights = weights_of(reading, rules)
        npv[reading] = in_reading(kept.worth, weights)
        if reading in READINGS:
            costs[reading] = -in_reading(kept.worth, weights, is_cost=True)
    draws = np.concatenate(kept.draws) if kept.draws else np.empty((n_draws, 0))
    by_year = {reading: np.concatenate(rows) for reading, rows in kept.by_year.items()}
    factors = discount_factors(rules, kept.n_years)
    worth = {reading: yearly * factors for reading, yearly in by_year.items()}
    return SimulatedValues(
        npv_nok=npv,
        costs_nok=costs,
        by_year_nok=by_year,
        cumulative_nok={name: np.cumsum(yearly, axis=1) for name, yearly in worth.items()},
        payback={name: payback_years(yearly) for name, yearly in worth.items()},
        draws=pd.DataFrame(draws, columns=list(names)),
        n_years=kept.n_years,
        n_by_year=n_by_year,
    )


def _rows_kept(n_draws: int, n_columns: int) -> int:
    """How many draws the table of them holds: half as often as it is too large."""
    while n_draws * n_columns > MOST_KEPT:
        n_draws //= 2
    return n_draws


def known_readings(readings: Sequence[Reading]) -> tuple[Reading, ...]:
    """Readings in the usual order, each once.

    Raises
    ------
    ParameterError
        If one is unknown, or there are none.
    """
    given = (readings,) if isinstance(readings, str) else tuple(readings)
    for reading in given:
        if reading not in READINGS:
            raise unknown_name("reading_unknown", reading, READINGS)
    if not given:
        raise ParameterError("reading_none")
    return tuple(reading for reading in READINGS if reading in given)


def _positive(chunk: object) -> int:
    number = whole_number(chunk)
    if number < 1:
        raise ParameterError("number_least", name="chunk", least="1")
    return number
