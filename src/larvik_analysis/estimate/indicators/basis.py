"""The sum a number comes from, as text, worked out again from facts and own data.

The gate uses it to prove that a number is what it is called: nothing but public facts, or
nothing but counts it can judge. An expression is made of fact ids, of ``cell("data",
"variable=answer")`` for a count of own data, of ``mean("data", "variable")`` and its like
for what is worked out from such counts, and of operations over them. A design and round
assumptions give numbers too, ``detectable_effect(families, 1.0)``, and so do public areas
by year, ``zone_year("observed", 2024.0)``.
"""

from __future__ import annotations

import ast
import inspect
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from larvik_analysis.errors import ParameterError
from larvik_analysis.estimate.survey.counts import (
    STATISTICS,
    as_counted,
    as_scored,
    where_of,
)
from larvik_analysis.estimate.survey.families import effective_n
from larvik_analysis.estimate.survey.of_rows import OF_ROWS
from larvik_analysis.estimate.survey.weighted_table import (
    WEIGHTED,
    WeightedTable,
    cells_of,
    estimate_weighted,
)
from larvik_analysis.terms.fact import Facts
from larvik_analysis.terms.microdata import Cell, Microdata, Scored
from larvik_analysis.terms.public_sources import NO_SOURCES, PublicSources
from larvik_analysis.terms.results import FactEstimate

from .calculator_ops import CALCULATIONS
from .change import change, change_z
from .design_ops import DESIGN_OPERATIONS
from .facts import add, as_published, ratio, share, subtract, wilson
from .published_ops import PUBLISHED_OPERATIONS
from .returns_ops import RETURNS_OPERATIONS
from .survey_ops import (
    bounds,
    families_all_bounds,
    families_any_bounds,
    holm,
    wilson_by_family,
    wilson_finite,
)
from .zone_ops import ZONE_OPERATIONS

_OPERATIONS: dict[str, Callable[..., FactEstimate]] = {
    "sum": add,
    "sum_with_uncertain": lambda *parts: add(*parts, include_uncertain=True),
    "difference": subtract,
    "ratio": ratio,
    "share": share,
    "wilson": wilson,
    "wilson_finite": wilson_finite,
    "wilson_by_family": wilson_by_family,
    "bounds": bounds,
    "families_any_bounds": families_any_bounds,
    "families_all_bounds": families_all_bounds,
    "holm": holm,
    "change": change,
    "change_z": change_z,
}
# From words, listed numbers and published counts, and from no data.
_OF_DESIGNS = {**DESIGN_OPERATIONS, **CALCULATIONS}
# From public material beside the facts: each takes its part of it first.
_OF_SOURCES: Mapping[str, Mapping[str, Callable[..., FactEstimate]]] = {
    "zones": ZONE_OPERATIONS,
    "evidence": PUBLISHED_OPERATIONS,
    "returns": RETURNS_OPERATIONS,
}
# What is of a count in a base that holds it, and tells both.
SHARES = (
    "share", "ratio", "wilson", "wilson_finite", "wilson_by_family", "bounds",
    "families_any_bounds", "families_all_bounds",
)  # fmt: skip
# A sum has any number of them, and so has a correction for several comparisons.
_N_OPERANDS = dict.fromkeys(
    ("difference", "ratio", "share", "wilson", "wilson_by_family", "change", "change_z"), 2
) | dict.fromkeys(("wilson_finite", "bounds", "families_any_bounds", "families_all_bounds"), 3)
# Those that take a level or a dispersion too.
_WITH_NUMBER = ("wilson", "wilson_finite", "wilson_by_family", "change", "change_z")


_NO_DATA: Mapping[str, Microdata] = {}


def recompute(
    basis: str,
    facts: Facts,
    microdata: Mapping[str, Microdata] = _NO_DATA,
    public: PublicSources = NO_SOURCES,
) -> FactEstimate:
    """Work a `basis` out again from the register and the evaluation's own data.

    Parameters
    ----------
    basis : str
    facts : Facts
    microdata : mapping of str to Microdata
    public : PublicSources, optional
        What else may be asked for.

    Raises
    ------
    ParameterError, UnitError
        If it is not an expression of known operations over known facts and data that may
        be combined.

    Examples
    --------
    >>> recompute("difference(whole, part)", Facts({}))
    Traceback (most recent call last):
    ...
    larvik_analysis.errors.ParameterError: ...
    """
    return steps_of(basis, facts, microdata, public)[-1]


def steps_of(
    basis: str,
    facts: Facts,
    microdata: Mapping[str, Microdata] = _NO_DATA,
    public: PublicSources = NO_SOURCES,
) -> tuple[FactEstimate, ...]:
    """Every number a `basis` goes by, in the order it is worked out; the last is its result.

    Raises
    ------
    ParameterError, UnitError
        As `recompute`.
    """
    steps: list[FactEstimate] = []
    _evaluate(_parse(basis), _Sources(facts, microdata, public), steps)
    return tuple(steps)


@dataclass(frozen=True, slots=True)
class _Sources:
    """What the names in an expression stand for."""

    facts: Facts
    microdata: Mapping[str, Microdata]
    public: PublicSources

    def counted(self, atom: Cell | Scored) -> FactEstimate:
        """A number of own data; refused where there are no such data or answers."""
        data = self.microdata.get(atom.data)
        if data is None:
            raise ParameterError("basis_unknown")
        try:
            return as_counted(data, atom) if isinstance(atom, Cell) else as_scored(data, atom)
        except KeyError as error:
            raise ParameterError("basis_unknown") from error

    def effective_n(self, node: ast.expr) -> float:
        """How many answers a base of own data holds, were all in a family alike."""
        base = _atom(node)
        if not isinstance(base, Cell) or base.data not in self.microdata:
            raise ParameterError("basis_unknown")
        return effective_n(self.microdata[base.data], dict(base.where))

    def weighted(self, node: ast.Call) -> FactEstimate:
        """A weighted share; refused where it is not written as its design has it."""
        data, texts = _texts(node)
        level = node.args[-1].value if isinstance(node.args[-1], ast.Constant) else None
        if data not in self.microdata or not texts or not isinstance(level, float):
            raise ParameterError("basis_unknown")
        [(question, answer)] = where_of(texts[:1])
        declared = self.microdata[data].declared
        try:
            table = WeightedTable(declared, question, answer)
            is_as_declared = ast.dump(_parse(table.basis(level))) == ast.dump(node)
        except KeyError as error:
            raise ParameterError("basis_unknown") from error
        if not is_as_declared:
            raise ParameterError("basis_unknown")
        return estimate_weighted(self.microdata[data], self.facts, table, level)


def _parse(basis: str) -> ast.expr:
    try:
        return ast.parse(basis, mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise ParameterError("basis_unknown") from error


def _evaluate(node: ast.expr, sources: _Sources, steps: list[FactEstimate]) -> FactEstimate:
    atom = _atom(node)
    if isinstance(node, ast.Name) and node.id in sources.facts:
        result = as_published(sources.facts[node.id])
    elif atom is not None:
        result = sources.counted(atom)
    elif isinstance(node, ast.Call) and _is_weighted(node):
        result = sources.weighted(node)
    elif isinstance(node, ast.Call) and _is_of_public(_called(node)):
        result = _of_design(node, sources, steps)
    elif (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in _OPERATIONS
        and not node.keywords
    ):
        result = _operate(node.func.id, node.args, sources, steps)
    else:
        raise ParameterError("basis_unknown")
    steps.append(result)
    return result


def _atom(node: ast.AST) -> Cell | Scored | None:
    """A count or a statistic of own data, where the node says one."""
    match node:
        case ast.Call(func=ast.Name(id=name), args=[ast.Constant(value=str(data)), *rest]):
            words = [a.value for a in rest if isinstance(a, ast.Constant)]
            texts = [word for word in words if isinstance(word, str)]
            if node.keywords or len(texts) != len(rest):
                return None
            if name == "cell":
                return Cell(data, where_of(texts))
            if name in STATISTICS or name in OF_ROWS:
                return _scored(name, data, texts)
    return None


def _is_weighted(node: ast.Call) -> bool:
    """Whether it is a share weighted by a table, which is named by its texts."""
    is_named = isinstance(node.func, ast.Name) and node.func.id == WEIGHTED
    return is_named and bool(node.args) and not node.keywords


def _texts(node: ast.Call) -> tuple[str, list[str]]:
    """The name of the data, and the other texts of a call."""
    values = [part.value for part in node.args if isinstance(part, ast.Constant)]
    texts = [value for value in values if isinstance(value, str)]
    return (texts[0], texts[1:]) if texts else ("", [])


def _scored(name: str, data: str, texts: list[str]) -> Scored:
    """What has a sign of equality says whose answers count; a variable has none."""
    variables = tuple(text for text in texts if "=" not in text)
    return Scored(name, data, variables, where_of(text for text in texts if "=" in text))


def _called(node: ast.Call) -> str:
    """The name of what is called; empty where it has none."""
    return node.func.id if isinstance(node.func, ast.Name) and not node.keywords else ""


def _is_of_public(name: str) -> bool:
    """Whether an operation takes a design, assumptions or public material."""
    return name in _OF_DESIGNS or any(name in known for known in _OF_SOURCES.values())


def _of_design(node: ast.Call, sources: _Sources, steps: list[FactEstimate]) -> FactEstimate:
    """A number of a design or of public material: from words, numbers and facts alone."""
    name, given = _called(node), list[object]()
    for part in node.args:
        if isinstance(part, ast.Constant) and isinstance(part.value, str | float):
            given.append(part.value)
        elif isinstance(part, ast.Name) and name in _OF_DESIGNS:
            given.append(_evaluate(part, sources, steps))
        else:
            raise ParameterError("basis_unknown")
    operation = _OF_DESIGNS.get(name)
    if operation is None:
        source = next(source for source, known in _OF_SOURCES.items() if name in known)
        material = getattr(sources.public, source)
        if material is None or (isinstance(material, Mapping) and not material):
            raise ParameterError("basis_unknown")
        operation, given = _OF_SOURCES[source][name], [material, *given]
    try:
        inspect.signature(operation).bind(*given)
    except TypeError as error:
        raise ParameterError("basis_unknown") from error
    return operation(*given)


def _operate(
    name: str, arguments: list[ast.expr], sources: _Sources, steps: list[FactEstimate]
) -> FactEstimate:
    given: list[float] = []
    match arguments:
        case [*operands, ast.Constant(value=float(number))] if name in _WITH_NUMBER:
            arguments, given = operands, [number]
    most = _N_OPERANDS.get(name, len(arguments))
    if len(arguments) != most:
        raise ParameterError("basis_unknown")
    parts = [_evaluate(argument, sources, steps) for argument in arguments]
    if name == "wilson_by_family":
        n_effective = sources.effective_n(arguments[1])
        return wilson_by_family(parts[0], parts[1], *given, n_effective=n_effective)
    return _OPERATIONS[name](*parts, *given)


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


def atoms_in(basis: str) -> tuple[Cell | Scored, ...]:
    """The counts and statistics of own data an expression rests on, in their order.

    Raises
    ------
    ParameterError
        If it is not an expression.

    Examples
    --------
    >>> atoms_in('share(cell("d", "q=a"), cell("d"))')
    (Cell(data='d', where=(('q', 'a'),)), Cell(data='d', where=()))
    """
    return tuple(dict.fromkeys(_walk(_parse(basis))))


def _walk(node: ast.AST) -> Iterator[Cell | Scored]:
    atom = _atom(node)
    if atom is not None:
        yield atom
        return
    if isinstance(node, ast.Call) and _is_weighted(node):
        data, texts = _texts(node)
        yield from cells_of(data, texts[1:])
        return
    for child in ast.iter_child_nodes(node):
        yield from _walk(child)
