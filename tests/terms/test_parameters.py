"""Parameters made by hand: refused with every fault, as those that are read from a file."""

from __future__ import annotations

import copy
import math
from typing import Any

import numpy as np
import pytest

import larvik_analysis as la
from larvik_analysis.errors import ParameterError, TermError
from larvik_analysis.terms.parameter_limits import ParameterFaults, refuse_parameters
from larvik_analysis.terms.words import Words

RULES = la.Rules.flat(0.04)


def number(**changes: Any) -> la.Parameter:
    """A number that is all right, or is otherwise."""
    given = {
        "value": 0.04, "unit": "share per year", "kind": "data", "source": "a table",
        "date": "2026", "label": Words(nb="tall", en="number"),
    }  # fmt: skip
    return la.Parameter(**{**given, **changes})


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({"source": ""}, ["parameter_source"]),
        ({"source": " "}, ["parameter_source"]),
        ({"source": None}, ["parameter_source"]),
        ({"kind": "guess"}, ["parameter_kind"]),
        ({"unit": "per cent"}, ["unit_per_cent"]),
        ({"unit": "% per year"}, ["unit_per_cent"]),
        ({"unit": "kroner"}, ["unit_unknown"]),
        ({"value": 4}, ["parameter_per_cent"]),
        ({"value": -4, "unit": "share"}, ["parameter_per_cent"]),
        ({"value": math.nan}, ["number_finite"]),
        ({"value": "4"}, ["number_finite"]),
        ({"value": True}, ["number_finite"]),
        ({"value": 4, "source": "", "kind": ""}, None),
    ],
)
def test_what_could_not_be_read_cannot_be_made_by_hand(changes, codes):
    with pytest.raises(ParameterFaults) as raised:
        refuse_parameters({"fine": number(), "rate": number(**changes)})
    found = [problem.code for problem in raised.value.problems["rate"]]
    expected = codes or ["parameter_source", "parameter_kind", "parameter_per_cent"]
    assert found == expected
    assert set(raised.value.problems) == {"rate"}
    for language in ("nb", "en"):
        lines = raised.value.message(language).splitlines()
        assert len(lines) == len(expected)
        assert all(line.startswith("rate: ") for line in lines)
    assert copy.copy(raised.value).message("nb") == str(raised.value)  # as from a worker


def test_all_faults_of_all_parameters_are_told_at_once():
    with pytest.raises(ParameterFaults) as raised:
        refuse_parameters({"a": number(source=""), "b": 4, "c": number(value=None)})
    assert {name: [p.code for p in found] for name, found in raised.value.problems.items()} == {
        "a": ["parameter_source"],
        "b": ["parameter_none"],
    }


@pytest.mark.parametrize(
    "work_out",
    [
        la.draw_parameters,
        lambda numbers: la.simulate_returns(lambda _: (), parameters=numbers, rules=RULES),
        lambda numbers: la.sobol_indices(lambda values: values["a"], parameters=numbers),
        lambda numbers: la.tornado(lambda values: values["a"], parameters=numbers),
    ],
)
def test_they_are_refused_wherever_they_are_drawn(work_out):
    numbers = {"a": number(source=""), "b": number(value=15)}
    with pytest.raises(ParameterError) as raised:
        work_out(numbers)
    assert raised.value.code == "parameters_wrong"
    assert set(raised.value.problems) == {"a", "b"}


@pytest.mark.parametrize(
    "changes",
    [{"low": "0"}, {"high": None}, {"low": True}, {"high": math.inf}, {"level": "0.9"}],
)
def test_a_spread_of_anything_but_numbers_is_refused(changes):
    with pytest.raises(TermError):
        la.Spread(**{"shape": "normal", "low": 0.0, "high": 1.0, **changes})


@pytest.mark.parametrize("level", [-1.0, 0, math.nan, "100", None, True])
def test_a_price_index_of_anything_but_numbers_above_nought_is_refused(level):
    with pytest.raises(TermError) as raised:
        la.PriceIndex(name="p", source="s", levels={2020: level})
    assert raised.value.code == "price_index_level"


def test_years_of_a_price_index_may_come_from_a_table():
    index = la.PriceIndex(name="p", source="s", levels={np.int64(2020): 1.0, 2024: 1.2})
    assert index.ratio(2020, 2024) == 1.2
