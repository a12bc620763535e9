"""Yearly streams of a case: one amount for each draw, and how it goes over the years.

An outcome is worth ``children x baseline x risk reduction x haircuts x what has not faded``
averted, times its multipliers, times its prices; each of these may be drawn.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil, prod
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from larvik_analysis.errors import ParameterError
from larvik_analysis.estimate.returns.model_numbers import (
    BY_OTHERS,
    BY_STATE,
    COST,
    DEVELOPMENT,
    WAGE_GROWTH,
    Values,
    needs_of,
    numbers_of,
)
from larvik_analysis.estimate.returns.model_units import refuse_units
from larvik_analysis.estimate.returns.profiles import (
    grown,
    kept_at,
    kept_from,
    years_between,
    years_paid,
)
from larvik_analysis.estimate.statistics.arguments import ROUNDING
from larvik_analysis.terms.cash_flow import unknown_name
from larvik_analysis.terms.returns_case import (
    Actor,
    FlowKind,
    Outcome,
    Price,
    ReturnsModel,
)

FloatArray = NDArray[np.float64]
Numbers = Mapping[str, FloatArray]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stream:
    """What one effect is worth to one actor, year by year.

    Attributes
    ----------
    effect : str
        ``cost``, ``development`` or the id of an outcome.
    actor : Actor
        Who gains where the amount is positive.
    amount_nok : ndarray of float, shape (n_draws,)
        Real kroner of the model's price year; costs negative.
    profile : ndarray of float, shape (n_draws, n_years) or (1, n_years)
        What part of the amount falls in each year; year 0 is the start year.
    kind : {"resource", "transfer"}
    other : Actor or ""
        Of a transfer, who loses what the actor gains.
    """

    effect: str
    actor: Actor
    amount_nok: FloatArray
    profile: FloatArray
    kind: FlowKind = "resource"
    other: Actor | Literal[""] = ""


def streams_of(
    model: ReturnsModel, values: Values | None = None, *, effects: tuple[str, ...] = ()
) -> tuple[Stream, ...]:
    """What a measure costs and may avert, as streams of real kroner.

    Parameters
    ----------
    model : ReturnsModel
    values : mapping of str to array_like, shape (n_draws,), optional
        Parameters as they were drawn, or are tried out, in their units and prices; the
        others are as in the model. The risk reduction must be here or there.
    effects : tuple of str
        Only these, ``cost``, ``development`` or ids of outcomes; all of them where left out.

    Returns
    -------
    tuple of Stream
        In the order of the effects.

    Raises
    ------
    ParameterError
        If a parameter or an effect is unknown, or a parameter has not been given, is not
        finite, or lies where it cannot; if the draws are not equally many; if the cost or
        an effect would outlast the horizon.
    UnitError
        If a parameter counts something else than what it is taken for.

    Notes
    -----
    The child is `age_at_start` at the beginning of year 0. An event that would have happened
    before then cannot be averted. A horizon is refused that is shorter than what is the same
    in every draw; what a single draw puts beyond it is not counted.
    """
    needs = needs_of(model)
    for effect in effects:
        if effect not in needs:
            raise unknown_name("effect_unknown", effect, needs)
    wanted = [effect for effect in needs if not effects or effect in effects]
    refuse_units(model, wanted)
    names = [name for effect in wanted for name in needs[effect]]
    numbers, n_draws = numbers_of(model, values, names=names)
    fixed = {name: array for name, array in numbers.items() if array.size == 1}
    _refuse_short_horizon(model, wanted, fixed)
    streams: list[Stream] = []
    if COST in wanted:
        duration = years_paid(numbers["duration"], model.horizon_years)
        streams += _paid(COST, yearly_cost(numbers), duration, numbers, n_draws)
    if DEVELOPMENT in wanted:
        at_once = np.eye(1, model.horizon_years)
        streams += _paid(DEVELOPMENT, numbers["development_cost"], at_once, numbers, n_draws)
    for outcome in model.outcomes:
        if outcome.id in wanted:
            streams += _of_outcome(model, outcome, numbers, n_draws)
    return tuple(streams)


def refuse_beyond_horizon(model: ReturnsModel, values: Values) -> None:
    """Refuse to try out a number that the horizon would cut off.

    Raises
    ------
    ParameterError
        If the cost or an effect would outlast the horizon in any of the trials.
    """
    numbers, _ = numbers_of(model, values)
    _refuse_short_horizon(model, list(needs_of(model)), numbers)


def _refuse_short_horizon(model: ReturnsModel, wanted: list[str], numbers: Numbers) -> None:
    """Refuse to leave out years without a word; of the numbers that are there."""
    ends = [numbers["duration"]] if COST in wanted and "duration" in numbers else []
    for outcome in model.outcomes:
        if outcome.id in wanted and {outcome.to_age, "age_at_start"} <= set(numbers):
            ends.append(numbers[outcome.to_age] - numbers["age_at_start"])
    years = max((float(end.max()) for end in ends), default=0.0)
    if ceil(years - ROUNDING) > model.horizon_years:
        needed, horizon = f"{years:g}", str(model.horizon_years)
        raise ParameterError("returns_horizon_short", years=needed, horizon=horizon)


def yearly_cost(numbers: Numbers, positions: str = "positions_delivered") -> FloatArray:
    """Kroner that the measure costs in a full year; a positive amount.

    Parameters
    ----------
    numbers : mapping of str to ndarray of float
    positions : str
        The parameter with the positions; those delivered, or those planned.
    """
    staff = numbers[positions] * numbers["wage"]
    staff = staff * (1.0 + numbers["social_costs"]) * (1.0 + numbers["overhead"])
    return staff + numbers["other_running_cost"]


def kept_after_haircuts(model: ReturnsModel, numbers: Numbers) -> FloatArray:
    """What share of a studied effect is kept after every haircut, before it fades."""
    return prod((numbers[name] for name in model.case.haircuts), start=np.ones(1))


def kept_until_outcome(outcome: Outcome, numbers: Numbers) -> FloatArray:
    """What share of an effect has not faded when the outcome begins.

    Nought where it is over before the start, or is an event that would have happened then.
    """
    first = numbers[outcome.from_age] - numbers["age_at_start"]
    last = numbers[outcome.to_age] - numbers["age_at_start"]
    begun = np.maximum(first, 0.0)
    is_late = (last <= begun) | (outcome.is_event & (first < 0))
    kept = kept_at(begun, numbers["duration"], numbers["fade_out"])
    return np.where(is_late, 0.0, kept)


def averted(model: ReturnsModel, outcome: Outcome, numbers: Numbers) -> FloatArray:
    """How many of an outcome are averted among the children of a case.

    Counted when the outcome begins: a state that fades goes on fading in its profile.
    """
    risk = numbers["n_children"] * numbers[outcome.baseline] * numbers[model.case.unknown]
    return risk * kept_after_haircuts(model, numbers) * kept_until_outcome(outcome, numbers)


def profile_of(outcome: Outcome, numbers: Numbers, n_years: int) -> FloatArray:
    """How one averted outcome goes over the years.

    Returns
    -------
    ndarray of float, shape (n_draws, n_years) or (1, n_years)
        Shares of a year, less what fades after the outcome has begun.
    """
    first = numbers[outcome.from_age] - numbers["age_at_start"]
    last = numbers[outcome.to_age] - numbers["age_at_start"]
    profile = years_between(first, last, n_years)
    if outcome.is_event:
        return profile
    first = np.maximum(first, 0.0)
    return profile * kept_from(first, numbers["duration"], numbers["fade_out"], n_years)


def multiplied(outcome: Outcome, numbers: Numbers) -> FloatArray:
    """What one averted outcome counts as once its multipliers are taken."""
    return prod((numbers[name] for name in outcome.multipliers), start=np.ones(1))


def priced(price: Price, numbers: Numbers) -> FloatArray:
    """Kroner that a full year of it is worth to the actor of a price."""
    amount = prod((numbers[name] for name in price.factors), start=numbers[price.amount])
    return prod((1.0 - numbers[name] for name in price.complement), start=amount)


def _of_outcome(
    model: ReturnsModel, outcome: Outcome, numbers: Numbers, n_draws: int
) -> list[Stream]:
    """One stream for each price of an outcome."""
    counted = averted(model, outcome, numbers) * multiplied(outcome, numbers)
    profile = profile_of(outcome, numbers, model.horizon_years)
    with_wages = grown(profile, numbers[WAGE_GROWTH]) if WAGE_GROWTH in numbers else profile
    return [
        Stream(
            effect=outcome.id,
            actor=price.actor,
            amount_nok=np.broadcast_to(counted * priced(price, numbers), (n_draws,)),
            profile=with_wages if price.follows_wages else profile,
            kind=price.kind,
            other=price.other,
        )
        for price in outcome.prices
    ]


def _paid(
    effect: str, cost: FloatArray, profile: FloatArray, numbers: Numbers, n_draws: int
) -> list[Stream]:
    """What the municipality pays of a cost, what the state does, and what others do."""
    shares: dict[Actor, FloatArray] = {"andre": numbers[BY_OTHERS]}
    if BY_STATE in numbers:
        shares["stat"] = numbers[BY_STATE]
    municipal = 1.0 - sum(shares.values(), start=np.zeros(1))
    if (municipal < -ROUNDING).any():
        raise ParameterError("shares_paid", others=BY_OTHERS, state=BY_STATE)
    shares["kommune"] = np.maximum(municipal, 0.0)
    return [
        Stream(
            effect=effect,
            actor=actor,
            amount_nok=np.broadcast_to(-cost * share, (n_draws,)),
            profile=profile,
        )
        for actor, share in shares.items()
    ]
