"""What does not hang together in one case of `returns.yaml`."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence

from larvik_analysis.inputs.naming import shown
from larvik_analysis.inputs.returns.files import ReturnsFile
from larvik_analysis.inputs.returns.lines import Told, unknown
from larvik_analysis.inputs.returns.model import needed_names, outcomes_of, unit_of_fact
from larvik_analysis.terms.fact import Fact
from larvik_analysis.terms.parameters import Correlated, Parameter, PriceIndex
from larvik_analysis.terms.returns_case import ReturnsCase, ReturnsModel, ReturnsReference

_MOST_YEARS = 200
_SAME = 1e-9  # a correlation is written with few digits
# What the example writes as the source of a number of nobody.
_INVENTED = ("oppdiktet", "invented")


def check_names(
    case: ReturnsCase, key: str, reference: ReturnsReference, measures: Collection[str]
) -> Iterator[Told]:
    """Names that are not there, and what may not stand together."""
    yield from unknown(f"{key}.measure", case.measure, measures, "source_measure")
    yield from _groups(case, key, reference)
    yield from _outcomes(case, key, reference)
    parameters = {**reference.parameters, **case.parameters}
    for n, name in enumerate(case.haircuts, start=1):
        yield from _share(f"{key}.haircuts.{n}", name, parameters)
    yield from _share(f"{key}.unknown", case.unknown, parameters)
    yield from _repeated(case.haircuts, f"{key}.haircuts")


def check_parameters(
    case: ReturnsCase,
    key: str,
    reference: ReturnsReference,
    facts: Mapping[str, Fact],
    fact_ids: Collection[str],
) -> Iterator[Told]:
    """The case's own parameters: unknown ones, other units, and facts that do not fit."""
    named = {*reference.parameters, case.unknown, *case.haircuts}
    for name, parameter in case.parameters.items():
        place = f"{key}.parameters.{name}"
        yield from unknown(place, name, named, "returns_parameter_unknown")
        shared = reference.parameters.get(name)
        if shared is not None and shared.unit != parameter.unit:
            values = {"unit": parameter.unit, "needed": shared.unit}
            yield f"{place}.unit", "returns_unit_other", values
        if parameter.fact and fact_ids:
            yield from unknown(f"{place}.fact", parameter.fact, fact_ids, "fact_unknown")
        fact = facts.get(parameter.fact)
        unit = unit_of_fact(fact)[0] if fact else parameter.unit
        if unit != parameter.unit:
            values = {"found": shown(parameter.fact), "needed": parameter.unit}
            yield f"{place}.fact", "returns_fact_unit", values


def check_invented(case: ReturnsCase, key: str) -> Iterator[Told]:
    """Numbers that came along with a copy of the example: they are called data there."""
    named = [
        name
        for name, parameter in case.parameters.items()
        if parameter.source.strip().casefold().startswith(_INVENTED)
    ]
    if named:
        values = {"count": str(len(named)), "found": shown(named[0])}
        yield f"{key}.parameters.{named[0]}.source", "returns_invented", values


def check_years(
    file: ReturnsFile, period: tuple[int, int] | None, prices: PriceIndex
) -> Iterator[Told]:
    """A start outside the evaluation, a horizon nobody could mean, prices nobody knows."""
    if not 1 <= file.horizon_years <= _MOST_YEARS:
        yield "horizon_years", "returns_horizon_range", {"most": str(_MOST_YEARS)}
    if period and not period[0] <= file.start_year <= period[1]:
        values = {"first": str(period[0]), "last": str(period[1])}
        yield "start_year", "returns_start_year", values
    yield from _price_year("price_year", file.price_year, prices)


def check_prices(case: ReturnsCase, key: str, reference: ReturnsReference) -> Iterator[Told]:
    """Kroner of years that the price index cannot compare."""
    parameters = {**reference.parameters, **case.parameters}
    for name in needed_names(case, outcomes_of(case, reference)):
        year = parameters[name].price_year
        if year is not None:
            place = f"{key}.parameters.{name}.price_year"
            yield from _price_year(place, year, reference.prices)


def check_model(model: ReturnsModel, key: str) -> Iterator[Told]:
    """What only shows when all numbers are there: ages, the horizon, what is drawn together."""
    yield from _horizon(model)
    named = [name for block in model.case.correlated for name in block.parameters]
    repeated = {name for name, count in Counter(named).items() if count > 1}
    for n, block in enumerate(model.case.correlated, start=1):
        place = f"{key}.correlated.{n}"
        for m, name in enumerate(block.parameters, start=1):
            where = f"{place}.parameters.{m}"
            if name not in model.parameters:
                yield from unknown(where, name, model.parameters, "returns_parameter_unknown")
            elif model.parameters[name].spread is None:
                yield where, "returns_correlated_fixed", {"found": name}
            if name in repeated:
                yield where, "returns_correlated_twice", {"found": shown(name)}
        if code := code_of_matrix(block):
            yield f"{place}.matrix", code, {}


def code_of_matrix(block: Correlated) -> str:
    """Why a matrix cannot be one of correlations; empty where it can."""
    matrix, size = block.matrix, len(block.parameters)
    if size < 2 or len(matrix) != size or any(len(row) != size for row in matrix):
        return "returns_matrix_size"
    places = range(size)
    if any(abs(matrix[i][i] - 1) > _SAME for i in places):
        return "returns_matrix_diagonal"
    if any(abs(matrix[i][j] - matrix[j][i]) > _SAME for i in places for j in places):
        return "returns_matrix_symmetric"
    return "" if _is_positive_definite(matrix) else "returns_matrix_definite"


def _is_positive_definite(matrix: Sequence[Sequence[float]]) -> bool:
    """Whether Cholesky's method finds a root."""
    lower: list[list[float]] = []
    for i, row in enumerate(matrix):
        lower.append([])
        for j in range(i + 1):
            rest = row[j] - sum(a * b for a, b in zip(lower[i], lower[j], strict=False))
            if i == j and rest <= _SAME:
                return False
            lower[i].append(math.sqrt(rest) if i == j else rest / lower[j][j])
    return True


def _groups(case: ReturnsCase, key: str, reference: ReturnsReference) -> Iterator[Told]:
    known = [group.id for group in reference.target_groups]
    if len(case.target_groups) != 1:
        code = "returns_groups_overlap" if case.target_groups else "returns_group_missing"
        yield f"{key}.target_groups", code, {}
    for n, name in enumerate(case.target_groups, start=1):
        yield from unknown(f"{key}.target_groups.{n}", name, known, "item_unknown")


def _outcomes(case: ReturnsCase, key: str, reference: ReturnsReference) -> Iterator[Told]:
    by_id = {outcome.id: outcome for outcome in reference.outcomes}
    if not case.outcomes:
        yield f"{key}.outcomes", "returns_outcomes_missing", {}
    for n, name in enumerate(case.outcomes, start=1):
        yield from unknown(f"{key}.outcomes.{n}", name, by_id, "item_unknown")
    yield from _repeated(case.outcomes, f"{key}.outcomes")
    for n, name in enumerate(case.outcomes, start=1):
        for other in case.outcomes[: n - 1]:
            pairs = ((name, other), (other, name))
            if any(one in by_id and two in by_id[one].overlaps for one, two in pairs):
                values = {"found": shown(name), "other": shown(other)}
                yield f"{key}.outcomes.{n}", "returns_outcomes_overlap", values


def _price_year(key: str, year: int, prices: PriceIndex) -> Iterator[Told]:
    if year not in prices.levels:
        values = {"found": str(year), "known": ", ".join(map(str, sorted(prices.levels)))}
        yield key, "returns_price_year_unknown", values


def _share(key: str, name: str, parameters: Mapping[str, Parameter]) -> Iterator[Told]:
    yield from unknown(key, name, parameters, "returns_parameter_unknown")
    if name in parameters and parameters[name].unit != "share":
        values = {"unit": parameters[name].unit, "needed": "share"}
        yield key, "returns_unit_other", values


def _repeated(names: Sequence[str], key: str) -> Iterator[Told]:
    for n, name in enumerate(names, start=1):
        if name in names[: n - 1]:
            yield f"{key}.{n}", "returns_named_twice", {"found": shown(name)}


def _horizon(model: ReturnsModel) -> Iterator[Told]:
    """Ages in the wrong order, and effects that outlast the horizon."""
    for outcome in model.outcomes:
        first = model.parameters[outcome.from_age].value
        last = model.parameters[outcome.to_age].value
        if first is not None and last is not None and last <= first:
            yield "cases", "returns_ages_order", {"found": outcome.id}
    years = math.ceil(model.years_needed - _SAME)
    if years > model.horizon_years:
        yield "horizon_years", "returns_horizon", {"years": str(years)}
