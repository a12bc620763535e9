"""What a measure would have to avert to pay for itself, and for whom."""

from __future__ import annotations

from dataclasses import asdict

import pandas as pd
from numpy.typing import ArrayLike

from larvik_analysis.errors import ParameterError
from larvik_analysis.estimate.returns.break_even_line import (
    Solved,
    break_even_names,
    chosen_model,
    line_of,
    solve,
)
from larvik_analysis.estimate.returns.model_numbers import (
    Values,
    finite_array,
    missing_of,
    weakest_kind,
)
from larvik_analysis.terms.discount_rules import Rules
from larvik_analysis.terms.results import NotEstimable
from larvik_analysis.terms.returns_case import READINGS, Reading, ReturnsModel
from larvik_analysis.terms.returns_results import BreakEven, ReturnReason

UNIT = "outcomes per 100 children"
_COLUMNS = (
    "outcome", "reading", "estimate", "baseline", "is_possible", "risk_reduction",
    "risk_reduction_before", "value_per_averted_nok", "cost_per_child_nok", "n_children",
    "unit", "price_year", "kind", "reason", "missing",
)  # fmt: skip
_CURVE_COLUMNS = (
    "reading", "outcome", "parameter", "x", "estimate", "baseline", "is_possible", "unit",
    "reason",
)  # fmt: skip
_TYPES = {
    **dict.fromkeys(("estimate", "baseline", *_COLUMNS[5:10]), "float64"),
    "is_possible": "bool",
    "price_year": "Int64",
}
_PHRASES: dict[ReturnReason, str] = {
    "parameter_missing": "numbers are needed that nobody has given: {names}",
    "nothing_averted": "no risk, or nothing left of an effect when the outcome would come",
    "worth_nothing": "an averted outcome is worth nothing to this reading",
}


def break_even(
    model: ReturnsModel,
    reading: Reading = "society",
    *,
    outcome: str = "",
    changes: Values | None = None,
    rules: Rules | None = None,
    alone: bool = False,
) -> BreakEven | NotEstimable:
    """How much a measure must avert for its net present value to be nought.

    Solved for the risk reduction, whether the model holds one or not. Net present value is a
    straight line in it, so that the answer is exact. It needs no effect from elsewhere.

    Parameters
    ----------
    model : ReturnsModel
    reading : {"society", "public", "municipality"}
    outcome : str
        The outcome that the answer is told in; the first of the case where left out. The
        others of the case are averted by the same risk reduction.
    changes : mapping of str to float, optional
        Parameters otherwise, in their units and prices.
    rules : Rules, optional
        Instead of those of the model.
    alone : bool
        Whether the other outcomes are left out, so that this one has to pay for it all.

    Returns
    -------
    BreakEven or NotEstimable
        Not estimable where a number that is needed has not been given, or where an averted
        outcome is worth nothing to the reading and the measure costs it something.

    Raises
    ------
    ParameterError
        As `streams_of`; if the reading is unknown, or a change is a list of several.

    References
    ----------
    .. [1] Ministry of Finance, circular R-109/2021, points 6.2, 7.1 and 8.
    """
    chosen = chosen_model(model, reading, outcome, rules, alone)
    told = chosen.outcomes[0]
    names = break_even_names(chosen)
    missing = missing_of(chosen, names, changes)
    if missing:
        return _not_estimable("parameter_missing", missing)
    line = line_of(chosen, reading, told, changes)
    if line.slope.size > 1:
        raise ParameterError("values_single")
    found = solve(line, 0)
    if not isinstance(found, Solved):
        return _not_estimable(found)
    judged = tuple(
        name for name in chosen.judged if name in names and name not in (changes or {})
    )
    return BreakEven(
        **asdict(found),
        reading=reading,
        outcome=told.id,
        price_year=model.price_year,
        judged=judged,
        missing=tuple(name for name in model.missing if name not in (changes or {})),
    )


def break_even_curve(
    model: ReturnsModel,
    reading: Reading,
    parameter: str,
    values: ArrayLike,
    *,
    outcome: str = "",
    changes: Values | None = None,
    rules: Rules | None = None,
    alone: bool = False,
) -> pd.DataFrame | NotEstimable:
    """The break-even for each of several values of one parameter.

    Parameters
    ----------
    model, reading, outcome, changes, rules, alone
        As in `break_even`.
    parameter : str
        The one that is tried out.
    values : array_like, shape (n,)
        In its unit and prices.

    Returns
    -------
    DataFrame or NotEstimable
        One row a value: ``reading``, ``outcome``, ``parameter``, ``x``, ``estimate`` (averted
        per 100 children), ``baseline`` (per 100 children), ``is_possible``, ``unit``,
        ``reason``. Not estimable where a number that is needed has not been given.

    Raises
    ------
    ParameterError
        As `break_even`; if the values are empty or not finite, or `parameter` is the
        unknown or is changed too.
    """
    if parameter == model.case.unknown or parameter in (changes or {}):
        raise ParameterError("curve_parameter", name=parameter)
    chosen = chosen_model(model, reading, outcome, rules, alone)
    tried = {**(changes or {}), parameter: values}
    missing = missing_of(chosen, break_even_names(chosen), tried)
    if missing:
        return _not_estimable("parameter_missing", missing)
    line = line_of(chosen, reading, chosen.outcomes[0], tried)
    points = finite_array(parameter, values).tolist()
    rows = [
        {
            "reading": reading,
            "outcome": chosen.outcomes[0].id,
            "parameter": parameter,
            "x": x,
            "baseline": float(line.baseline[number]) * 100,
            **_numbers_of(solve(line, number)),
            "unit": UNIT,
        }
        for number, x in enumerate(points)
    ]
    return pd.DataFrame.from_records(rows, columns=list(_CURVE_COLUMNS))


def estimate_break_even(
    model: ReturnsModel,
    *,
    changes: Values | None = None,
    rules: Rules | None = None,
    alone: bool = False,
) -> pd.DataFrame:
    """The break-even of each outcome, for everybody, all public budgets and one.

    Parameters
    ----------
    model, changes, rules, alone
        As in `break_even`.

    Returns
    -------
    DataFrame
        One row for each outcome and reading: ``outcome``, ``reading``, ``estimate`` (averted
        per 100 children), ``baseline`` (per 100 children), ``is_possible``,
        ``risk_reduction``, ``risk_reduction_before``, ``value_per_averted_nok``,
        ``cost_per_child_nok``, ``n_children``, ``unit``, ``price_year``, ``kind``,
        ``reason`` (a `ReturnReason`), ``missing``. Numbers that cannot be given are NaN.

    Raises
    ------
    ParameterError
        As `break_even`.
    """
    rows = []
    for outcome in model.outcomes:
        for reading in READINGS:
            chosen = chosen_model(model, reading, outcome.id, rules, alone)
            rows.append(_row(chosen, reading, changes))
    return pd.DataFrame.from_records(rows, columns=list(_COLUMNS)).astype(_TYPES)


def _row(model: ReturnsModel, reading: Reading, changes: Values | None) -> dict[str, object]:
    """One row of the table of break-evens, of the first outcome."""
    names = break_even_names(model)
    missing = missing_of(model, names, changes)
    row: dict[str, object] = {
        "outcome": model.outcomes[0].id,
        "reading": reading,
        "is_possible": False,
        "unit": UNIT,
        "price_year": model.price_year,
        "kind": weakest_kind(model, names, changes),
        "missing": ", ".join(missing),
    }
    if missing:
        return row | {"reason": "parameter_missing"}
    line = line_of(model, reading, model.outcomes[0], changes)
    if line.slope.size > 1:
        raise ParameterError("values_single")
    return row | {"baseline": float(line.baseline[0]) * 100} | _numbers_of(solve(line, 0))


def _numbers_of(found: Solved | ReturnReason) -> dict[str, object]:
    """A break-even as columns of a row; where there is none, why."""
    if not isinstance(found, Solved):
        return {"is_possible": False, "reason": found}
    numbers = asdict(found)
    return {
        "estimate": numbers.pop("averted_per_100"),
        "baseline": numbers.pop("baseline_per_100"),
        **numbers,
        "reason": "",
    }


def _not_estimable(reason: ReturnReason, names: tuple[str, ...] = ()) -> NotEstimable:
    return NotEstimable(reason=_PHRASES[reason].format(names=", ".join(names)))
