"""Unsure numbers, a model of somebody's own, and the published answers."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from larvik_analysis.estimate.returns.streams import Stream
from larvik_analysis.terms.parameters import Correlated, Parameter, Spread
from larvik_analysis.terms.returns_case import ReturnsModel
from larvik_analysis.terms.words import Words

# Of the middle 95 per cent of a normal, in standard deviations.
REACH = 1.959963984540054
KNOWN = Path(__file__).parents[3] / "known" / "returns_uncertainty.json"


@pytest.fixture(scope="session")
def known() -> dict[str, Any]:
    """Published answers by id."""
    return {one["id"]: one for one in json.loads(KNOWN.read_text("utf-8"))["cases"]}


@pytest.fixture(scope="session")
def unsure() -> Callable[..., Parameter]:
    """Makes a number with a spread."""

    def make(
        value: float | None, shape: Any = "", low: float = 0, high: float = 0, **rest: Any
    ) -> Parameter:
        spread = Spread(shape=shape, low=low, high=high) if shape else None
        words = Words(nb="oppdiktet", en="invented")
        given: dict[str, Any] = {"unit": "nok", "kind": "research", "source": "invented"}
        return Parameter(
            value=value, spread=spread, date="2026", label=words, **{**given, **rest}
        )

    return make


@pytest.fixture(scope="session")
def normal(unsure: Callable[..., Parameter]) -> Callable[..., Parameter]:
    """Makes a normal number from its mean and standard deviation."""

    def make(mean: float, sd: float, **rest: Any) -> Parameter:
        return unsure(mean, "normal", mean - REACH * sd, mean + REACH * sd, **rest)

    return make


@pytest.fixture(scope="session")
def together() -> Callable[..., Correlated]:
    """Makes a block of two numbers with a rank correlation."""

    def make(first: str, second: str, r: float) -> Correlated:
        matrix = ((1.0, r), (r, 1.0))
        return Correlated(parameters=(first, second), matrix=matrix, source="invented")

    return make


@pytest.fixture(scope="session")
def own_model() -> Callable[[Mapping[str, Any]], tuple[Stream, ...]]:
    """Pays `cost` in year 0 and gains `gain` in years 1 to 3, half of it by the state.

    The state also takes `tax` from the participants in year 2.
    """

    def streams(values: Mapping[str, Any]) -> tuple[Stream, ...]:
        later, second = np.array([[0.0, 1, 1, 1]]), np.array([[0.0, 0, 1, 0]])
        gain = values["gain"] / 2
        return (
            Stream(
                effect="cost",
                actor="kommune",
                amount_nok=-values["cost"],
                profile=np.eye(1, 4),
            ),
            Stream(effect="gain", actor="stat", amount_nok=gain, profile=later),
            Stream(effect="gain", actor="deltaker", amount_nok=gain, profile=later),
            Stream(
                effect="tax", actor="stat", amount_nok=values["tax"], profile=second,
                kind="transfer", other="deltaker",
            ),
        )  # fmt: skip

    return streams


@pytest.fixture(scope="session")
def own_numbers(normal: Callable[..., Parameter]) -> dict[str, Parameter]:
    """The numbers of `own_model`."""
    return {
        "cost": normal(100.0, 10.0, kind="judgement"),
        "gain": normal(50.0, 20.0),
        "tax": normal(5.0, 1.0),
    }


@pytest.fixture
def unsure_case(case: ReturnsModel, unsure: Callable[..., Parameter]) -> ReturnsModel:
    """The invented case with a few numbers unsure, one of them its effect."""
    spreads = {
        "risk_reduction": Spread(shape="normal", low=0.05, high=0.55),
        "risk": Spread(shape="beta", low=0.25, high=0.45),
        "causal_share": Spread(shape="triangular", low=0.2, high=0.8),
        "wage": Spread(shape="lognormal", low=600_000.0, high=820_000.0),
    }
    numbers = dict(case.parameters)
    for name, spread in spreads.items():
        numbers[name] = replace(numbers[name], spread=spread)
    return replace(case, parameters=numbers, seed=3)
