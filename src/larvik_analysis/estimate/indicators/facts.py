"""Arithmetic on published facts that refuses to mix units and remembers where it comes from.

Each result carries its own sum as an expression over fact ids (`basis`), which `basis.py`
works out again.
"""

from __future__ import annotations

from dataclasses import replace

from larvik_analysis.errors import ParameterError, UnitError
from larvik_analysis.estimate.statistics.intervals import estimate_share
from larvik_analysis.terms.fact import Fact, Legibility
from larvik_analysis.terms.results import FactEstimate, Reason, ShareEstimate
from larvik_analysis.terms.units import UnitOfAnalysis

_WHY_EMPTY: dict[Legibility, Reason] = {
    Legibility.ILLEGIBLE: "illegible",
    Legibility.NOT_STATED: "not_stated",
}


def as_published(fact: Fact) -> FactEstimate:
    """The fact's own number, or the reason why there is none."""
    is_count = fact.unit == "count" and fact.value is not None
    is_told = fact.value is not None or bool(fact.date)
    return FactEstimate(
        estimate=fact.value,
        count=int(fact.value) if is_count and fact.value is not None else None,
        unit=fact.unit,
        unit_of_analysis=fact.unit_of_analysis,
        method="published",
        basis=fact.fact_id,
        reason="" if is_told else _WHY_EMPTY.get(fact.legibility, "not_stated"),
        date=fact.date,
        uncertain=fact.legibility is Legibility.UNCERTAIN,
    )


def add(*parts: FactEstimate, include_uncertain: bool = False) -> FactEstimate:
    """The sum of parts that count the same thing.

    Uncertain parts stay out unless asked for, and are then named in `left_out`; a part
    without a number makes the sum incomplete.

    Raises
    ------
    UnitError
        If the parts differ in unit or unit of analysis, or one of them is unclear.
    ParameterError
        If there is nothing to add.
    """
    if not parts:
        raise ParameterError("nothing_to_add")
    _refuse_mixed_units(*parts)
    kept = [part for part in parts if include_uncertain or not part.uncertain]
    left_out = tuple(part.basis for part in parts if part not in kept)
    values = [part.estimate for part in kept]
    total = None if None in values or not kept else sum(v for v in values if v is not None)
    return _combined(
        total,
        parts,
        method="sum_with_uncertain" if include_uncertain else "sum",
        left_out=left_out,
        uncertain=any(part.uncertain for part in kept),
    )


def subtract(whole: FactEstimate, part: FactEstimate) -> FactEstimate:
    """What is left of a whole when a part of it is taken away.

    Raises
    ------
    UnitError
        If they differ in unit or unit of analysis, or one of them is unclear.
    """
    _refuse_mixed_units(whole, part)
    rest = (
        None
        if whole.estimate is None or part.estimate is None
        else whole.estimate - part.estimate
    )
    return _combined(rest, (whole, part), method="difference")


def ratio(part: FactEstimate, whole: FactEstimate) -> FactEstimate:
    """A part relative to a whole, as a plain number (0 to 1 where the part is within it).

    Raises
    ------
    UnitError
        If they differ in unit or unit of analysis, or one of them is unclear.
    """
    _refuse_mixed_units(part, whole)
    quotient = (
        part.estimate / whole.estimate if part.estimate is not None and whole.estimate else None
    )
    return replace(_combined(quotient, (part, whole), method="ratio"), count=None, unit="share")


def share(count: FactEstimate, base: FactEstimate) -> FactEstimate:
    """Share of the units asked who gave an answer: a census, so without an interval.

    Raises
    ------
    UnitError
        If count and base count different things.
    ParameterError
        If the count is not within the base.
    """
    quotient = replace(ratio(count, base), method="share", basis=call("share", count, base))
    if count.count is None or base.count is None:
        return quotient
    if not 0 <= count.count <= base.count:
        raise ParameterError("count_above_base", count=count.basis, base=base.basis)
    return replace(quotient, count=count.count, n=base.count)


def wilson(count: FactEstimate, base: FactEstimate, level: float = 0.95) -> FactEstimate:
    """The same share as an estimate for a wider population, with its Wilson interval.

    Raises
    ------
    UnitError, ParameterError
        As `share`.
    """
    asked = replace(
        share(count, base), method="wilson", basis=call("wilson", count, base, float(level))
    )
    if asked.count is None or asked.n is None:
        return asked
    interval = estimate_share(asked.count, asked.n, level=level)
    if not isinstance(interval, ShareEstimate):
        return asked
    return replace(asked, low=interval.low, high=interval.high, level=level)


def _refuse_mixed_units(*parts: FactEstimate) -> None:
    units = {part.unit for part in parts}
    counted = {part.unit_of_analysis for part in parts}
    if len(units) > 1 or len(counted) > 1 or UnitOfAnalysis.UNCLEAR in counted:
        raise UnitError(
            "mixed_units",
            facts=", ".join(part.basis for part in parts),
            units=", ".join(sorted(units | {str(unit) for unit in counted})),
        )


def call(operation: str, *operands: FactEstimate | float) -> str:
    """An operation over its operands, as the expression that `basis.py` reads."""
    inside = ", ".join(o.basis if isinstance(o, FactEstimate) else repr(o) for o in operands)
    return f"{operation}({inside})"


def _combined(
    value: float | None,
    parts: tuple[FactEstimate, ...],
    *,
    method: str,
    left_out: tuple[str, ...] = (),
    uncertain: bool | None = None,
) -> FactEstimate:
    is_count = parts[0].unit == "count" and value is not None
    return FactEstimate(
        estimate=value,
        count=int(value) if is_count and value is not None else None,
        unit=parts[0].unit,
        unit_of_analysis=parts[0].unit_of_analysis,
        method=method,
        basis=call(method, *parts),
        reason="" if value is not None else "incomplete",
        uncertain=any(p.uncertain for p in parts) if uncertain is None else uncertain,
        left_out=left_out,
    )
