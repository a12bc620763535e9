"""What cannot hold of one parameter: its unit, its value, its spread and its dates."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator

from larvik_analysis.errors import ParameterError
from larvik_analysis.terms.parameter_limits import EXAMPLE, code_of_value
from larvik_analysis.terms.parameters import Parameter
from larvik_analysis.terms.quantity import powers_of_unit

# A key of the parameter, the code of the fault, and what fills its text.
Wrong = tuple[str, str, dict[str, str]]

_DATE = re.compile(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?")


def wrong_with(name: str, parameter: Parameter) -> Iterator[Wrong]:
    """Everything that is wrong with a parameter that is well formed."""
    if not parameter.source.strip():
        yield "source", "returns_source", {}
    if parameter.date and not _is_date(parameter.date):
        yield "date", "date_form", {}
    try:
        powers = powers_of_unit(parameter.unit)
    except ParameterError as error:
        told = {key: str(value) for key, value in error.values.items()}
        yield "unit", f"returns_{error.code}", told
        return
    yield from _price_year(parameter, powers)
    yield from _fact(parameter)
    for key, value in _numbers(parameter):
        if code := code_of_value(name, value, powers):
            yield key, code, {"example": EXAMPLE}
    yield from _spread(parameter)
    yield from _vary(parameter)


def _is_date(text: str) -> bool:
    if not _DATE.fullmatch(text):
        return False
    try:
        datetime.date.fromisoformat(
            f"{text}-01-01"[:10] if len(text) < 7 else f"{text}-01"[:10]
        )
    except ValueError:
        return False
    return True


def _price_year(parameter: Parameter, powers: dict[str, int]) -> Iterator[Wrong]:
    if "nok" not in powers and parameter.price_year is not None:
        yield "price_year", "returns_price_year_alone", {}
    if "nok" in powers and parameter.price_year is None and parameter.value is not None:
        yield "price_year", "returns_price_year_missing", {}


def _fact(parameter: Parameter) -> Iterator[Wrong]:
    if parameter.fact and parameter.value is not None:
        yield "fact", "returns_fact_and_value", {}


def _numbers(parameter: Parameter) -> Iterator[tuple[str, float]]:
    if parameter.value is not None:
        yield "value", parameter.value
    if parameter.spread is not None:
        yield "spread.low", parameter.spread.low
        yield "spread.high", parameter.spread.high
    for number, end in enumerate(parameter.vary, start=1):
        yield f"vary.{number}", end


def _spread(parameter: Parameter) -> Iterator[Wrong]:
    spread = parameter.spread
    if spread is None or parameter.fact:
        return
    if parameter.value is None:
        yield "spread", "returns_spread_alone", {}
    elif not spread.low <= parameter.value <= spread.high:
        yield "spread", "returns_spread_outside", {}


def _vary(parameter: Parameter) -> Iterator[Wrong]:
    ends, value = parameter.vary, parameter.value
    if not ends:
        return
    is_pair = len(ends) == 2 and ends[0] < ends[1]
    if not is_pair or (value is not None and not ends[0] <= value <= ends[1]):
        yield "vary", "returns_vary", {}
