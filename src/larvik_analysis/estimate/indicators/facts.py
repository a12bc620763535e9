"""Arithmetic on published facts that refuses to mix units and remembers where it comes from.

Each result carries its own sum as an expression over fact ids (`basis`), and `recompute`
works such an expression out again. The gate uses it to prove that a number that is called
public is nothing but public facts.
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import replace

from larvik_analysis.errors import ParameterError, UnitError
from larvik_analysis.estimate.statistics.intervals import estimate_share
from larvik_analysis.terms.fact import Fact, Facts, Legibility
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
    quotient = replace(ratio(count, base), method="share", basis=_call("share", count, base))
    if count.count is None or base.count is None:
        return quotient
    if not 0 <= count.count <= base.count:
        raise ParameterError("count_out_of_range", count=count.count, n=base.count)
    return replace(quotient, count=count.count, n=base.count)


def wilson(count: FactEstimate, base: FactEstimate, level: float = 0.95) -> FactEstimate:
    """The same share as an estimate for a wider population, with its Wilson interval.

    Raises
    ------
    UnitError, ParameterError
        As `share`.
    """
    asked = replace(
        share(count, base), method="wilson", basis=_call("wilson", count, base, float(level))
    )
    if asked.count is None or asked.n is None:
        return asked
    interval = estimate_share(asked.count, asked.n, level=level)
    if not isinstance(interval, ShareEstimate):
        return asked
    return replace(asked, low=interval.low, high=interval.high, level=level)


_OPERATIONS: dict[str, Callable[..., FactEstimate]] = {
    "sum": add,
    "sum_with_uncertain": lambda *parts: add(*parts, include_uncertain=True),
    "difference": subtract,
    "ratio": ratio,
    "share": share,
    "wilson": wilson,
}
_N_OPERANDS = {"difference": 2, "ratio": 2, "share": 2, "wilson": 2}  # a sum has any number


def recompute(basis: str, facts: Facts) -> FactEstimate:
    """Work a `basis` out again from the register.

    Raises
    ------
    ParameterError, UnitError
        If it is not an expression of known operations over known facts that may be combined.

    Examples
    --------
    >>> recompute("difference(whole, part)", Facts({}))
    Traceback (most recent call last):
    ...
    larvik_analysis.errors.ParameterError: ...
    """
    return steps_of(basis, facts)[-1]


def steps_of(basis: str, facts: Facts) -> tuple[FactEstimate, ...]:
    """Every number a `basis` goes by, in the order it is worked out; the last is its result.

    Raises
    ------
    ParameterError, UnitError
        As `recompute`.
    """
    steps: list[FactEstimate] = []
    _evaluate(_parse(basis), facts, steps)
    return tuple(steps)


def _parse(basis: str) -> ast.expr:
    try:
        return ast.parse(basis, mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise ParameterError("basis_unknown") from error


def _evaluate(node: ast.expr, facts: Facts, steps: list[FactEstimate]) -> FactEstimate:
    if isinstance(node, ast.Name) and node.id in facts:
        result = as_published(facts[node.id])
    elif (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in _OPERATIONS
        and not node.keywords
    ):
        result = _operate(node.func.id, node.args, facts, steps)
    else:
        raise ParameterError("basis_unknown")
    steps.append(result)
    return result


def _operate(
    name: str, arguments: list[ast.expr], facts: Facts, steps: list[FactEstimate]
) -> FactEstimate:
    level: list[float] = []
    match name, arguments:
        case "wilson", [*operands, ast.Constant(value=float(number))]:
            arguments, level = operands, [number]
    most = _N_OPERANDS.get(name, len(arguments))
    if len(arguments) != most:
        raise ParameterError("basis_unknown")
    parts = [_evaluate(argument, facts, steps) for argument in arguments]
    return _OPERATIONS[name](*parts, *level)


def facts_in(basis: str) -> tuple[str, ...]:
    """The fact ids an expression rests on, in their order.

    Raises
    ------
    ParameterError
        If it is not an expression.

    Examples
    --------
    >>> facts_in("wilson(very_useful, base, 0.95)")
    ('very_useful', 'base')
    """
    tree = _parse(basis)
    # What is called is an operation, also where a fact has the same name.
    called = {id(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    names = [
        node for node in ast.walk(tree) if isinstance(node, ast.Name) and id(node) not in called
    ]
    names.sort(key=lambda name: name.col_offset)
    return tuple(dict.fromkeys(name.id for name in names))


def _refuse_mixed_units(*parts: FactEstimate) -> None:
    units = {part.unit for part in parts}
    counted = {part.unit_of_analysis for part in parts}
    if len(units) > 1 or len(counted) > 1 or UnitOfAnalysis.UNCLEAR in counted:
        raise UnitError(
            "mixed_units",
            facts=", ".join(part.basis for part in parts),
            units=", ".join(sorted(units | {str(unit) for unit in counted})),
        )


def _call(operation: str, *operands: FactEstimate | float) -> str:
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
        basis=_call(method, *parts),
        reason="" if value is not None else "incomplete",
        uncertain=any(p.uncertain for p in parts) if uncertain is None else uncertain,
        left_out=left_out,
    )
