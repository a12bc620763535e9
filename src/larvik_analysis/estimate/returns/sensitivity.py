"""What a return hangs on: one number at a time, and two numbers together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product
from typing import Any, Final, Literal

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from larvik_analysis.errors import ParameterError
from larvik_analysis.estimate.returns.break_even import break_even_curve
from larvik_analysis.estimate.returns.drawn_model import DrawnModel, Function, drawn_model
from larvik_analysis.estimate.returns.model_numbers import finite_array
from larvik_analysis.estimate.returns.sampling import (
    Sampler,
    sampler_of,
)
from larvik_analysis.estimate.returns.streams import refuse_beyond_horizon
from larvik_analysis.estimate.returns.worth import values_of, worth_at
from larvik_analysis.estimate.statistics.arguments import (
    ROUNDING,
    plain_level,
    refuse_method,
)
from larvik_analysis.terms.cash_flow import unknown_name
from larvik_analysis.terms.discount_rules import Rules
from larvik_analysis.terms.parameters import Parameter
from larvik_analysis.terms.results import NotEstimable
from larvik_analysis.terms.returns_case import READINGS, Reading, ReturnsModel

FloatArray = NDArray[np.float64]
# What is looked at: net present value in kroner, or outcomes averted per 100 children.
Measured = Literal["npv", "break_even"]
MEASURED: Final = ("npv", "break_even")
# Of the interval that a parameter without ends of its own is moved over.
ENDS_LEVEL: Final = 0.8
NOTHING_VARIES: Final = NotEstimable("no parameter has ends or a spread to be moved over")


def tornado(
    model: ReturnsModel | Function,
    reading: Reading = "society",
    *,
    of: Measured = "npv",
    outcome: str = "",
    values: Mapping[str, float] | None = None,
    rules: Rules | None = None,
    level: float = ENDS_LEVEL,
    parameters: Mapping[str, Parameter] | None = None,
) -> pd.DataFrame | NotEstimable:
    """How far each number alone moves the result, downwards and upwards.

    Parameters
    ----------
    model, values, rules, parameters
        As in `simulate_returns`. A callable may also return an array of shape (k,), the
        result itself.
    reading : {"society", "public", "municipality"}
    of : {"npv", "break_even"}
        Net present value, or how many outcomes have to be averted per 100 children; the
        latter needs no effect, and a `ReturnsModel`.
    outcome : str
        That the break-even is told in; the first of the case where left out.
    level : float
        Parameters without a `vary` are moved over the middle so much of their spread.

    Returns
    -------
    DataFrame or NotEstimable
        One row a parameter, the longest bar first: ``parameter, unit, kind, low_value,
        value, high_value, low, estimate, high, swing, is_two_sided, reason``. `low` is the
        result at `low_value`, whether that is the better or the worse. `is_two_sided` says
        whether the value lies between the ends: the circular asks for both sides, and what
        begins at its limit cannot be moved beyond it.

    Raises
    ------
    ParameterError
        As `simulate_returns`; if a `vary` is not a low and a high number.

    References
    ----------
    .. [1] Ministry of Finance (Norway), circular R-109/2021, point 8.
    """
    plain_level(level)
    refuse_method(of, MEASURED)
    _refuse_reading(reading)
    if of == "npv":
        drawn = drawn_model(model, parameters=parameters, rules=rules, values=values)
        if isinstance(drawn, NotEstimable):
            return drawn
        rows = _moved_npv(drawn, _ends(drawn.parameters, drawn.sampler, level), reading)
    else:
        case = needed_model(model)
        sampler = sampler_of(case.parameters, values=values, is_of_model=True)
        ends = _ends(case.parameters, sampler, level)
        ends.pop(case.case.unknown, None)
        rows = _moved_break_even(case, ends, reading, outcome, values, rules)
    if not rows:
        return NOTHING_VARIES
    table = pd.DataFrame(rows)
    swing = (table["high"] - table["low"]).abs()
    # What differs by rounding alone does not differ: the order must not hang on it.
    sizes = table[["low", "high"]].abs().max(axis=1)
    table["swing"] = swing.where(~(swing <= ROUNDING * sizes), 0.0)
    by_swing = table.sort_values(["swing", "parameter"], ascending=[False, True])
    return by_swing[list(_TORNADO)].reset_index(drop=True)


_TORNADO: Final = (
    "parameter", "unit", "kind", "low_value", "value", "high_value", "low", "estimate", "high",
    "swing", "is_two_sided", "reason",
)  # fmt: skip
_Ends = dict[str, tuple[float, float]]


def _ends(parameters: Mapping[str, Parameter], sampler: Sampler, level: float) -> _Ends:
    """Between what each parameter is moved; not those that are held at another number."""
    shares = np.array([0.5 - level / 2, 0.5 + level / 2])
    ends = {}
    for name in sampler.names:
        one = parameters[name]
        is_held_elsewhere = name in sampler.held and sampler.held[name] != one.value
        if one.vary and not is_held_elsewhere:
            ends[name] = _two(name, one.vary)
        elif name in sampler.laws:
            low, high = sampler.laws[name](shares).tolist()
            ends[name] = (low, high)
    return ends


def _two(name: str, vary: Sequence[float]) -> tuple[float, float]:
    found = finite_array(name, vary)
    if found.size != 2 or not found[0] < found[1]:
        raise ParameterError("vary_two", name=name)
    return float(found[0]), float(found[1])


def _row(
    name: str, one: Parameter, ends: tuple[float, float], value: float | None
) -> dict[str, Any]:
    return {
        "parameter": name,
        "unit": one.unit,
        "kind": one.kind,
        "low_value": ends[0],
        "value": np.nan if value is None else value,
        "high_value": ends[1],
        "is_two_sided": value is not None and ends[0] < value < ends[1],
    }


def _moved_npv(drawn: DrawnModel, ends: _Ends, reading: Reading) -> list[dict[str, Any]]:
    """All ends worked out at once: each is a set of numbers of its own."""
    values = values_of(drawn)
    ends = {name: pair for name, pair in ends.items() if name in values}
    n = 2 * len(ends) + 1
    changes = {}
    for place, (name, pair) in enumerate(ends.items()):
        column = np.full(n, values[name])
        column[2 * place : 2 * place + 2] = pair
        changes[name] = column
    worth = worth_at(drawn, changes, n, reading)
    return [
        _row(name, drawn.parameters[name], pair, values[name])
        | {
            "low": worth[2 * place],
            "estimate": worth[-1],
            "high": worth[2 * place + 1],
            "reason": "",
        }
        for place, (name, pair) in enumerate(ends.items())
    ]


def _moved_break_even(
    model: ReturnsModel,
    ends: _Ends,
    reading: Reading,
    outcome: str,
    values: Mapping[str, float] | None,
    rules: Rules | None,
) -> list[dict[str, Any]]:
    rows = []
    for name, pair in ends.items():
        value = model.parameters[name].value
        tried = [pair[0], pair[1] if value is None else value, pair[1]]
        curve = break_even_curve(
            model, reading, name, tried, outcome=outcome, changes=values, rules=rules
        )
        row = _row(name, model.parameters[name], pair, value)
        if isinstance(curve, NotEstimable):
            rows.append(row | dict.fromkeys(("low", "estimate", "high"), np.nan))
            rows[-1]["reason"] = curve.reason
            continue
        found = curve["estimate"].tolist()
        row |= {"low": found[0], "estimate": found[1], "high": found[2]}
        rows.append(row | {"reason": next(filter(None, curve["reason"]), "")})
    return rows


def two_way_table(
    model: ReturnsModel | Function,
    first: str,
    first_values: ArrayLike,
    second: str,
    second_values: ArrayLike,
    *,
    reading: Reading = "society",
    of: Measured = "npv",
    outcome: str = "",
    values: Mapping[str, float] | None = None,
    rules: Rules | None = None,
    parameters: Mapping[str, Parameter] | None = None,
) -> pd.DataFrame | NotEstimable:
    """The result for each pair of values of two numbers.

    Parameters
    ----------
    model, reading, of, outcome, values, rules, parameters
        As in `tornado`.
    first, second : str
        Two different parameters.
    first_values, second_values : array_like, shape (n,)
        In their units and prices.

    Returns
    -------
    DataFrame or NotEstimable
        One row a pair: ``first, first_value, second, second_value, estimate, reason``.

    Raises
    ------
    ParameterError
        As `tornado`; if the two are the same, or there are no values.
    """
    refuse_method(of, MEASURED)
    _refuse_reading(reading)
    if first == second:
        raise ParameterError("two_way_same", name=first)
    ours, theirs = finite_array(first, first_values), finite_array(second, second_values)
    pairs = np.array(list(product(ours, theirs)))
    if of == "npv":
        held = {**(values or {}), first: float(ours[0]), second: float(theirs[0])}
        drawn = drawn_model(model, parameters=parameters, rules=rules, values=held)
        if isinstance(drawn, NotEstimable):
            return drawn
        tried = {first: pairs[:, 0], second: pairs[:, 1]}
        if isinstance(model, ReturnsModel):
            refuse_beyond_horizon(model, {**(values or {}), **tried})
        worth = worth_at(drawn, tried, len(pairs), reading)
        found, reasons = worth.tolist(), [""] * len(pairs)
    else:
        case, found, reasons = needed_model(model), [], []
        for value in ours:
            changes = {**(values or {}), first: float(value)}
            curve = break_even_curve(
                case, reading, second, theirs, outcome=outcome, changes=changes, rules=rules
            )
            if isinstance(curve, NotEstimable):
                return curve
            found += curve["estimate"].tolist()
            reasons += curve["reason"].tolist()
    return pd.DataFrame(
        {
            "first": first,
            "first_value": pairs[:, 0],
            "second": second,
            "second_value": pairs[:, 1],
            "estimate": found,
            "reason": reasons,
        }
    )


def needed_model(model: object) -> ReturnsModel:
    """The model, where a function of somebody's own does not do.

    Raises
    ------
    ParameterError
        If it is no `ReturnsModel`.
    """
    if not isinstance(model, ReturnsModel):
        raise ParameterError("model_needed")
    return model


def _refuse_reading(reading: str) -> None:
    if reading not in READINGS:
        raise unknown_name("reading_unknown", reading, READINGS)
