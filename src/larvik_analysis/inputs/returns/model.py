"""Puts a declared case, what is shared and the facts together into a model."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final, TypeVar

from larvik_analysis.errors import ParameterError
from larvik_analysis.terms.discount_rules import Rules
from larvik_analysis.terms.fact import Fact
from larvik_analysis.terms.parameters import Parameter, PriceIndex, Spread
from larvik_analysis.terms.quantity import powers_of_unit
from larvik_analysis.terms.returns_case import (
    Outcome,
    ReturnsCase,
    ReturnsModel,
    ReturnsReference,
    Scenario,
)
from larvik_analysis.terms.rule import RuleKind
from larvik_analysis.terms.units import UnitOfAnalysis

T = TypeVar("T")

COST: Final = (
    "positions_planned", "positions_delivered", "wage", "social_costs", "overhead", "duration",
    "other_running_cost", "development_cost", "share_paid_by_others", "n_families",
    "n_children", "age_at_start",
)  # fmt: skip
FADE_OUT: Final = "fade_out"
# Nothing is counted of these where a case does not name them.
_WHERE_NAMED: Final = ("share_paid_by_state", "real_wage_growth")
_SPREADS: Final[dict[RuleKind, str]] = {
    "data": "spread_of_data",
    "research": "spread_of_research",
    "judgement": "spread_of_judgement",
}
# What a fact counts, as a unit of ours, and what it is multiplied with on the way.
_FACT_UNITS: Final[dict[str, tuple[str, float]]] = {
    "percent_position": ("positions", 0.01),
    "fte": ("positions", 1.0),
    "percent": ("share", 0.01),
    "percent_per_year": ("share per year", 0.01),
    "years": ("years", 1.0),
    "days": ("days", 1.0),
    "nok": ("nok", 1.0),
    "nok_per_year": ("nok per year", 1.0),
}
_COUNTS: Final = {
    UnitOfAnalysis.CHILDREN: "children",
    UnitOfAnalysis.FAMILIES: "families",
    UnitOfAnalysis.POSITIONS: "positions",
    UnitOfAnalysis.PERSONS: "persons",
}


def build_model(
    case: ReturnsCase,
    reference: ReturnsReference,
    rules: Rules,
    *,
    price_year: int,
    start_year: int,
    horizon_years: int,
    facts: Mapping[str, Fact] | None = None,
    scenarios: tuple[Scenario, ...] = (),
    alternatives: Mapping[str, Rules] | None = None,
    seed: int = 0,
) -> ReturnsModel:
    """A model with every parameter that a case needs.

    Parameters
    ----------
    case : ReturnsCase
        Its parameters stand in the place of those that are shared.
    reference : ReturnsReference
    rules : Rules
    price_year : int
        Amounts, and the ends of what is varied, are moved to the prices of this year.
    start_year, horizon_years : int
    facts : mapping of str to Fact, optional
        The register that parameters take their values from.
    scenarios : tuple of Scenario
    alternatives : mapping of str to Rules, optional
    seed : int

    Raises
    ------
    ParameterError
        If the case names an outcome, a target group or a parameter that is not there, or
        the price index lacks a year.
    """
    outcomes = outcomes_of(case, reference)
    known = {**reference.parameters, **case.parameters}
    parameters = {}
    for name in needed_names(case, outcomes):
        if name not in known:
            raise ParameterError("model_parameter_unknown", found=name, known=", ".join(known))
        parameter = _with_fact(known[name], facts or {})
        parameter = _with_spread(parameter, reference.parameters)
        parameters[name] = _at_prices(parameter, reference.prices, price_year)
    return ReturnsModel(
        case=case,
        parameters=parameters,
        outcomes=outcomes,
        rules=rules,
        start_year=start_year,
        price_year=price_year,
        horizon_years=horizon_years,
        non_priced=reference.non_priced,
        scenarios=scenarios,
        alternatives=alternatives or {},
        seed=seed,
    )


def outcomes_of(case: ReturnsCase, reference: ReturnsReference) -> tuple[Outcome, ...]:
    """The outcomes of a case, each with the baseline of the target group.

    Raises
    ------
    ParameterError
        If one of them, or the target group, is not there.
    """
    if len(case.target_groups) != 1:
        raise ParameterError("returns_one_group")
    group = _named(case.target_groups[0], {one.id: one for one in reference.target_groups})
    known = {outcome.id: outcome for outcome in reference.outcomes}
    outcomes = [_named(name, known) for name in case.outcomes]
    return tuple(
        replace(outcome, baseline=group.baselines.get(outcome.id, outcome.baseline))
        for outcome in outcomes
    )


def needed_names(case: ReturnsCase, outcomes: Iterable[Outcome]) -> tuple[str, ...]:
    """Every parameter that a case is worked out from, each once."""
    named = [name for name in _WHERE_NAMED if name in case.parameters]
    names = [*COST, *named, case.unknown, *case.haircuts, FADE_OUT]
    for outcome in outcomes:
        names += [outcome.baseline, outcome.from_age, outcome.to_age, *outcome.multipliers]
        for price in outcome.prices:
            names += [price.amount, *price.factors, *price.complement]
    return tuple(dict.fromkeys(names))


def unit_of_fact(fact: Fact) -> tuple[str, float]:
    """The unit a fact is in, and what its value is multiplied with; empty where in none."""
    if fact.unit == "count":
        return _COUNTS.get(fact.unit_of_analysis, ""), 1.0
    return _FACT_UNITS.get(fact.unit, ("", 1.0))


def _named(name: str, known: Mapping[str, T]) -> T:
    """What has the name.

    Raises
    ------
    ParameterError
        If nothing has.
    """
    if name not in known:
        raise ParameterError("returns_item_unknown", found=name, known=", ".join(known))
    return known[name]


def _with_fact(parameter: Parameter, facts: Mapping[str, Fact]) -> Parameter:
    """The parameter with the value of its fact; without one where the fact has none."""
    fact = facts.get(parameter.fact)
    if fact is None or fact.value is None:
        return parameter
    return replace(parameter, value=fact.value * unit_of_fact(fact)[1])


def _with_spread(parameter: Parameter, shared: Mapping[str, Parameter]) -> Parameter:
    """The parameter with the spread of its kind, where its file gives none."""
    width = shared.get(_SPREADS.get(parameter.kind, ""))
    powers = powers_of_unit(parameter.unit)
    is_share = not powers or powers == {"year": -1}
    is_drawn = is_share or powers.get("nok", 0) > 0 or powers.get("day", 0) > 0
    value = parameter.value
    if parameter.spread or not is_drawn or value is None or width is None or not width.value:
        return parameter
    if value <= 0 or (is_share and value >= 1):
        return parameter  # nothing, and all of it, are held until somebody says otherwise
    high = value * (1 + width.value)
    is_guess = is_share or parameter.kind == "judgement"
    spread = Spread(
        shape="pert" if is_guess else "normal",
        low=value * (1 - width.value),
        high=min(1.0, high) if is_share else high,
    )
    return replace(parameter, spread=spread)


def _at_prices(parameter: Parameter, prices: PriceIndex, year: int) -> Parameter:
    """The parameter with all its kroner moved to the prices of a year."""
    if "nok" not in powers_of_unit(parameter.unit):
        return parameter
    ratio = prices.ratio(parameter.price_year, year) if parameter.price_year else 1.0
    value, spread = parameter.value, parameter.spread
    return replace(
        parameter,
        value=None if value is None else value * ratio,
        price_year=year,
        spread=spread and replace(spread, low=spread.low * ratio, high=spread.high * ratio),
        vary=tuple(end * ratio for end in parameter.vary),
    )
