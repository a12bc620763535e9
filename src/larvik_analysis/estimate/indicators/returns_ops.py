"""Numbers of a return, worked out again from what an evaluation has declared of it.

A basis names the measure, the table, the row and what was changed in the model:
``return_number("rodt", "break_even", "dropout.society.averted", "rules=flat_3")``.
Kroner that rest on somebody's judgement are refused: they are false precision. What a measure
would have to achieve is not, since the reader judges whether it can.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import numpy as np
import pandas as pd

from larvik_analysis.errors import ParameterError
from larvik_analysis.estimate.returns.break_even import estimate_break_even
from larvik_analysis.estimate.returns.break_even_line import chosen_model
from larvik_analysis.estimate.returns.chain import estimate_chain
from larvik_analysis.estimate.returns.cost import estimate_measure_cost
from larvik_analysis.estimate.returns.discounting import (
    annuity_nok,
    cost_of_delay_nok,
    discount_factors,
)
from larvik_analysis.estimate.returns.flows import (
    estimate_cumulative_value,
    estimate_distribution,
    estimate_flows,
)
from larvik_analysis.estimate.returns.information import value_of_information
from larvik_analysis.estimate.returns.sensitivity import tornado
from larvik_analysis.estimate.returns.simulation import simulate_returns
from larvik_analysis.estimate.returns.variation import changed_model
from larvik_analysis.terms.results import FactEstimate, NotEstimable, Reason
from larvik_analysis.terms.returns_case import READINGS, ReturnsModel
from larvik_analysis.terms.simulation_results import SimulatedReturns, ValueOfInformation
from larvik_analysis.terms.units import UnitOfAnalysis

Numbers = Mapping[str, FactEstimate]
LEVEL: Final = 0.95
PER_HUNDRED: Final = "per_hundred"
KRONER: Final = "kroner"
# What holds no kroner, so that it may rest on judgement.
WITHOUT_KRONER: Final = ("break_even", "break_even_moved", "haircuts", "inputs")


def return_number(
    returns: Mapping[str, ReturnsModel], measure: str, table: str, row: str, *changes: str
) -> FactEstimate:
    """One number of a return.

    Parameters
    ----------
    returns : mapping of str to ReturnsModel
    measure : str
    table : str
        One of `TABLES`.
    row : str
        Labels of the row and, in some tables, its column, with full stops between.
    *changes : str
        What is changed in the model first, such as ``causal_share=0.3``.

    Raises
    ------
    ParameterError
        If there is no such measure, table or row, or a change is not allowed.
    """
    if measure not in returns or table not in TABLES:
        raise ParameterError("basis_unknown")
    model = changed(returns[measure], changes)
    found = numbers_of_table(model, table).get(row)
    if found is None:
        raise ParameterError("basis_unknown")
    return found


def released_number(
    returns: Mapping[str, ReturnsModel], measure: str, table: str, row: str, *changes: str
) -> FactEstimate:
    """As `return_number`, for what leaves: refused where kroner rest on judgement.

    Raises
    ------
    ParameterError
        As `return_number`; and for kroner of a model of which a number is judgement.
    """
    number = return_number(returns, measure, table, row, *changes)
    if not may_leave(changed(returns[measure], changes), table):
        raise ParameterError("basis_unknown")
    return number


def may_leave(model: ReturnsModel, table: str) -> bool:
    """Whether the numbers of a table may stand in a report, not on the internal page alone."""
    return not model.case.is_private and (table in WITHOUT_KRONER or not model.judged)


@lru_cache(maxsize=256)
def changed(model: ReturnsModel, changes: tuple[str, ...]) -> ReturnsModel:
    """The model with the changes of a basis; itself where there are none."""
    return changed_model(model, changes) if changes else model


@lru_cache(maxsize=256)
def numbers_of_table(model: ReturnsModel, table: str) -> Numbers:
    """Every number of a table by its row, each with its basis."""
    return {
        number_id: _made(model, table, number_id, number)
        for number_id, number in TABLES[table](model)
    }


@lru_cache(maxsize=64)
def simulated(model: ReturnsModel) -> SimulatedReturns | None:
    """The model's draws; None where a number is missing that they need."""
    found = simulate_returns(model)
    return found if isinstance(found, SimulatedReturns) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Number:
    """A number of a table before it has a basis; `estimate` is None where there is none."""

    estimate: float | None
    unit: str
    low: float | None = None
    high: float | None = None
    reason: Reason = ""


Rows = Iterator[tuple[str, _Number]]
# Counts of people are called counts: a small one that is a fact is told in words.
_COUNTED: Final = {
    "children": UnitOfAnalysis.CHILDREN,
    "families": UnitOfAnalysis.FAMILIES,
    "persons": UnitOfAnalysis.PERSONS,
}


def _made(model: ReturnsModel, table: str, row: str, number: _Number) -> FactEstimate:
    texts = (model.case.measure, table, row, *model.changes)
    has_interval = number.low is not None and number.high is not None
    return FactEstimate(
        estimate=number.estimate,
        low=number.low,
        high=number.high,
        level=LEVEL if has_interval else None,
        unit="count" if number.unit in _COUNTED else number.unit,
        unit_of_analysis=_COUNTED.get(number.unit, UnitOfAnalysis.CASES),
        method=table,
        basis=f"return_number({', '.join(map(_quoted, texts))})",
        reason=number.reason if number.estimate is None else "",
    )


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "").replace('"', "") + '"'


def _number(
    value: Any,
    unit: str,
    *,
    low: float | None = None,
    high: float | None = None,
    reason: Reason = "asked_for",
) -> _Number:
    known = _known(value)
    if known is None:
        return _Number(estimate=None, unit=unit, reason=reason)
    if unit == PER_HUNDRED:  # more figures would tell the guesses that it rests on
        known = float(f"{known:.3g}")
    return _Number(estimate=known, unit=unit, low=low, high=high)


def _known(value: Any) -> float | None:
    """A plain number; None where there is none, or one that nobody can write."""
    return None if pd.isna(value) or not math.isfinite(value) else float(value)


def _unit_of(unit: str) -> str:
    """What a number is shown as: kroner, a share, a count of people, or as it stands."""
    if unit.startswith("nok"):
        return KRONER
    if unit == "share per year":
        return "rate"
    if unit.endswith("per 100 children"):
        return PER_HUNDRED
    return unit.replace(" ", "_")


def _break_even(model: ReturnsModel) -> Rows:
    columns = {
        "averted": ("estimate", PER_HUNDRED),
        "baseline": ("baseline", PER_HUNDRED),
        "risk_reduction": ("risk_reduction", "share"),
        "risk_reduction_before": ("risk_reduction_before", "share"),
    }
    for row in estimate_break_even(model, alone=True).to_dict("records"):
        reason: Reason = "worth_nothing" if row["reason"] == "worth_nothing" else "asked_for"
        for what, (column, unit) in columns.items():
            name = f"{row['outcome']}.{row['reading']}.{what}"
            yield name, _number(row[column], unit, reason=reason)


def _inputs(model: ReturnsModel) -> Rows:
    """What the case rests on; kroner that somebody guessed are not told."""
    for name, parameter in model.parameters.items():
        is_guess = parameter.kind == "judgement" and parameter.price_year is not None
        reason: Reason = "judged" if is_guess and parameter.value is not None else "asked_for"
        value = None if is_guess else parameter.value
        yield name, _number(value, _unit_of(parameter.unit), reason=reason)


def _of_rows(table: pd.DataFrame, labels: tuple[str, ...]) -> Rows:
    """The rows of a table of returns, named by their labels."""
    for row in table.to_dict("records"):
        name = ".".join(str(row[label]) for label in labels)
        low, high = (_known(row[end]) for end in ("low", "high"))
        yield name, _number(row["estimate"], _unit_of(row["unit"]), low=low, high=high)


def _cost(model: ReturnsModel) -> Rows:
    return _of_rows(
        estimate_measure_cost(model), ("part", "staffing", "development", "outcome")
    )


def _flows(model: ReturnsModel) -> Rows:
    if model.missing or model.parameters[model.case.unknown].value is None:
        return iter(())
    return _of_rows(estimate_flows(model), ("effect", "flow", "actor"))


def _distribution(model: ReturnsModel) -> Rows:
    if model.missing or model.parameters[model.case.unknown].value is None:
        return iter(())
    return _of_rows(estimate_distribution(model), ("part", "group"))


def _equivalents(model: ReturnsModel) -> Rows:
    """Net present value of the numbers as they stand, an amount a year, and a year lost."""
    table = estimate_cumulative_value(model)
    if isinstance(table, NotEstimable):
        return
    for reading in READINGS:
        so_far = table.loc[table["reading"] == reading, "estimate"].to_numpy()
        net = np.diff(so_far, prepend=0.0) / discount_factors(model.rules, so_far.size)
        in_all, years = float(so_far[-1]), model.horizon_years
        yield f"{reading}.in_all", _number(in_all, KRONER)
        yield f"{reading}.a_year", _number(annuity_nok(in_all, model.rules, years), KRONER)
        delay = cost_of_delay_nok(net, model.rules, 1)
        yield f"{reading}.delay", _number(delay, KRONER)


def _chain(model: ReturnsModel) -> Rows:
    return _of_rows(estimate_chain(model), ("outcome", "step", "part"))


def _kept(model: ReturnsModel) -> Rows:
    """What each step keeps of a studied effect: shares alone."""
    table = estimate_chain(model)
    for row in table[table["kept"].notna()].to_dict("records"):
        name = f"{row['outcome']}.{row['step']}.{row['part']}"
        yield name, _number(row["kept_in_all"], "share")


def _by_year(model: ReturnsModel) -> Rows:
    found = simulated(model)
    for row in found.by_year.to_dict("records") if found else ():
        name = f"{row['reading']}.{row['year']}"
        yield name, _number(row["mean"], KRONER, low=row["low"], high=row["high"])


def _summary(model: ReturnsModel) -> Rows:
    found = simulated(model)
    for row in found.summary.to_dict("records") if found else ():
        reading = row["reading"]
        yield (
            f"{reading}.net_value",
            _number(row["mean"], KRONER, low=row["low"], high=row["high"]),
        )
        yield f"{reading}.chance", _number(row["chance_positive"], "chance")
        yield f"{reading}.payback", _number(row["payback_year"], "years", reason="never")


def _ratios(model: ReturnsModel) -> Rows:
    found = simulated(model)
    if found is None:
        return
    for row in found.ratios.to_dict("records"):
        name = f"{row['reading']}.{row['definition']}"
        low, high = _known(row["low"]), _known(row["high"])
        yield name, _number(row["estimate"], "times", low=low, high=high, reason="net_saving")
    for row in found.rates_of_return.to_dict("records"):
        low, high = _known(row["low"]), _known(row["high"])
        yield (
            f"{row['reading']}.rate_of_return",
            _number(row["median"], "rate", low=low, high=high, reason="no_rate"),
        )
        yield f"{row['reading']}.without_rate", _number(row["share_without"], "chance")
        yield f"{row['reading']}.several_rates", _number(row["share_with_several"], "chance")
    funds = found.public_funds.iloc[0]
    low, high = _known(funds["low"]), _known(funds["high"])
    is_infinite = not pd.isna(funds["estimate"]) and math.isinf(funds["estimate"])
    why: Reason = "infinite" if is_infinite else "no_meaning"
    yield "public_funds", _number(funds["estimate"], "times", low=low, high=high, reason=why)


def _tornado(model: ReturnsModel) -> Rows:
    """Net present value with each number alone at its ends, the widest first."""
    for reading in READINGS:
        found = tornado(model, reading)
        for row in () if isinstance(found, NotEstimable) else found.to_dict("records"):
            yield from _moved(row, reading, KRONER, is_told=True)


def _break_even_moved(model: ReturnsModel) -> Rows:
    """What has to be averted with each number alone at its ends, of the first outcome.

    Through that outcome alone, as in `break_even`. Kroner that somebody guessed are not told.
    """
    found = tornado(chosen_model(model, "society", "", None, True), of="break_even")
    for row in () if isinstance(found, NotEstimable) else found.to_dict("records"):
        is_guess = row["kind"] == "judgement" and str(row["unit"]).startswith("nok")
        yield from _moved(row, "society", PER_HUNDRED, is_told=not is_guess)


def _moved(row: Mapping[Hashable, Any], reading: str, unit: str, *, is_told: bool) -> Rows:
    """One number at its ends, and what comes of it."""
    name = f"{reading}.{row['parameter']}"
    for end in ("low_value", "value", "high_value"):
        value = row[end] if is_told else None
        own_unit = _unit_of(str(row["unit"]))
        yield (
            f"{name}.{end}",
            _number(value, own_unit, reason="asked_for" if is_told else "judged"),
        )
    for end in ("low", "estimate", "high"):
        yield f"{name}.{end}", _number(row[end], unit, reason="worth_nothing")


def _information(model: ReturnsModel) -> Rows:
    """What knowing is worth before deciding, for society; by chance alone where so it is."""
    found = simulated(model)
    value = value_of_information(found) if found else None
    if not isinstance(value, ValueOfInformation):
        return
    yield "perfect", _number(value.perfect_nok, KRONER)
    for row in value.partial.to_dict("records"):
        name = row["parameter"]
        yield f"{name}.value", _number(row["value_nok"], KRONER)
        yield f"{name}.by_chance", _number(row["chance_alone_nok"], KRONER)


TABLES: Final[Mapping[str, Callable[[ReturnsModel], Rows]]] = {
    "break_even": _break_even,
    "inputs": _inputs,
    "cost": _cost,
    "flows": _flows,
    "distribution": _distribution,
    "equivalents": _equivalents,
    "chain": _chain,
    "haircuts": _kept,
    "by_year": _by_year,
    "summary": _summary,
    "ratios": _ratios,
    "tornado": _tornado,
    "break_even_moved": _break_even_moved,
    "information": _information,
}
RETURNS_OPERATIONS: Final[Mapping[str, Callable[..., FactEstimate]]] = {
    "return_number": released_number,
}
