"""The same return with some numbers otherwise."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from numbers import Real

from larvik_analysis.errors import ParameterError
from larvik_analysis.terms.cash_flow import unknown_name
from larvik_analysis.terms.discount_rules import Rules
from larvik_analysis.terms.parameter_limits import code_of_value
from larvik_analysis.terms.parameters import Parameter, Spread
from larvik_analysis.terms.quantity import powers_of_unit
from larvik_analysis.terms.returns_case import ReturnsModel

# A normal share is cut off at one where it is drawn.
_WITHIN_ONE = ("triangular", "pert", "uniform", "normal")


def with_changes(
    model: ReturnsModel,
    values: Mapping[str, float] | None = None,
    rules: Rules | str | None = None,
) -> ReturnsModel:
    """A model with other numbers, or by other rules; what is not named stays as it is.

    Parameters
    ----------
    model : ReturnsModel
    values : mapping of str to float, optional
        By parameter, in its unit; kroner in the prices of the model's `price_year`. A spread
        follows its number: both its ends are moved in proportion, and stay within what is
        possible. A sensitivity range that no longer holds the number is dropped.
    rules : Rules or str, optional
        Rules, or the name of one of the model's `alternatives`.

    Returns
    -------
    ReturnsModel
        Its `changes` tell what was changed.

    Raises
    ------
    ParameterError
        If a parameter or the rules are unknown, a value is no finite number or cannot be
        that of the parameter, or the effects would outlast the horizon.
    """
    parameters = dict(model.parameters)
    told = list(model.changes)
    for name, value in (values or {}).items():
        if name not in parameters:
            raise unknown_name("model_parameter_unknown", name, parameters)
        number = _possible(name, value, parameters[name])
        parameters[name] = _changed(parameters[name], number)
        told.append(f"{name}={number!r}")
    if rules is not None:
        rules = _rules(model, rules)
        told.append(f"rules={rules.name}")
    changed = replace(
        model, parameters=parameters, rules=rules or model.rules, changes=tuple(told)
    )
    if math.ceil(changed.years_needed - 1e-9) > changed.horizon_years:
        needed, horizon = f"{changed.years_needed:g}", str(changed.horizon_years)
        raise ParameterError("returns_horizon_short", years=needed, horizon=horizon)
    return changed


def with_scenario(model: ReturnsModel, scenario: str) -> ReturnsModel:
    """A model in one of its scenarios.

    A value within what its parameter is drawn or tried out over keeps the source of that
    range. Any other has none, so the parameter counts as judgement.

    Parameters
    ----------
    model : ReturnsModel
    scenario : str
        The id of one of the model's `scenarios`; empty for the model as it stands.

    Raises
    ------
    ParameterError
        If there is no such scenario; otherwise as `with_changes`.
    """
    if not scenario:
        return model
    by_id = {one.id: one for one in model.scenarios}
    if scenario not in by_id:
        raise unknown_name("scenario_unknown", scenario, by_id)
    chosen = by_id[scenario]
    mine = {name: value for name, value in chosen.values.items() if name in model.parameters}
    changed = with_changes(model, mine, chosen.rules or None)
    guessed = {
        name: without_source(changed.parameters[name])
        for name, value in mine.items()
        if not _is_within(model.parameters[name], value)
    }
    return replace(
        changed,
        parameters={**changed.parameters, **guessed},
        changes=(*model.changes, f"scenario={scenario}"),
    )


def without_source(parameter: Parameter) -> Parameter:
    """A parameter whose number was typed in: no source stands behind it."""
    return replace(parameter, kind="judgement", source="", page="")


def _is_within(parameter: Parameter, value: float) -> bool:
    """Whether a number is one that the parameter is drawn or tried out over, or its own."""
    if parameter.value is None:
        return False
    ends = [parameter.value, *parameter.vary]
    if parameter.spread is not None:
        ends += [parameter.spread.low, parameter.spread.high]
    return min(ends) <= value <= max(ends)


def _possible(name: str, value: float, parameter: Parameter) -> float:
    """The number, once it is one that the parameter can have.

    Raises
    ------
    ParameterError
        If it is not.
    """
    is_number = isinstance(value, Real) and not isinstance(value, bool)
    if not is_number or not math.isfinite(value):
        raise ParameterError("number_finite", name=name)
    if code_of_value(name, value, powers_of_unit(parameter.unit)):
        raise ParameterError("returns_change_wrong", name=name, value=f"{value:g}")
    return float(value)


def _changed(parameter: Parameter, value: float) -> Parameter:
    old, vary = parameter.value, parameter.vary
    is_within = len(vary) == 2 and vary[0] <= value <= vary[1]
    spread = parameter.spread
    if spread is not None:
        spread = _moved(spread, value, value / old, parameter.unit) if old else None
    return replace(parameter, value=value, spread=spread, vary=vary if is_within else ())


def _moved(spread: Spread, value: float, ratio: float, unit: str) -> Spread | None:
    """The spread around a number that was multiplied; None where nothing is left of it."""
    low, high = sorted((spread.low * ratio, spread.high * ratio))
    if unit in ("share", "share per year"):
        # A share ends at one; a distribution without bounds only comes near it.
        top = 1.0 if spread.shape in _WITHIN_ONE else (1.0 + low) / 2
        high = min(high, top)
    if spread.shape == "normal":  # the value is its middle
        reach = min(value - low, high - value)
        low, high = value - reach, value + reach
    is_left = low < high and low <= value <= high
    return replace(spread, low=low, high=high) if is_left else None


def _rules(model: ReturnsModel, rules: Rules | str) -> Rules:
    """The rules, or those of the model that have the name.

    Raises
    ------
    ParameterError
        If the model has none of that name, or it is neither rules nor a name.
    """
    if isinstance(rules, Rules):
        return rules
    known = {model.rules.name: model.rules, **model.alternatives}
    if rules not in known:
        raise unknown_name("rules_unknown", rules, known)
    return known[rules]
