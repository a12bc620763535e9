"""Shares of the variance: published functions, and what must hold."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from larvik_analysis.errors import ParameterError
from larvik_analysis.estimate.returns.sobol_indices import sobol_indices
from larvik_analysis.terms.discount_rules import Rules
from larvik_analysis.terms.results import NotEstimable


def indices(model: Any, **options: Any) -> pd.DataFrame:
    found = sobol_indices(model, **options)
    assert isinstance(found, pd.DataFrame)
    return found.set_index("parameter")


def refuse_difference(found: pd.DataFrame, case: dict[str, Any], names: list[str]) -> None:
    for kind, numbers in case["expected"].items():
        assert found.loc[names, kind].to_numpy() == pytest.approx(
            numbers, rel=0, abs=case["tolerance"]
        )
        # The intervals hold the truth: of rows drawn again, they are rather too wide.
        assert (found.loc[names, f"{kind}_low"] <= np.array(numbers) + 1e-12).all()
        assert (found.loc[names, f"{kind}_high"] >= np.array(numbers) - 1e-12).all()


def test_the_function_of_ishigami(known, unsure):
    case = known["ishigami_indices"]
    a, b = case["input"]["a"], case["input"]["b"]
    names = ["x1", "x2", "x3"]
    numbers = {name: unsure(0.0, "uniform", -np.pi, np.pi) for name in names}

    def ishigami(v: Any) -> Any:
        wave: Any = np.sin(v["x1"])
        return wave + a * np.sin(v["x2"]) ** 2 + b * v["x3"] ** 4 * wave

    found = indices(ishigami, parameters=numbers, n_draws=2**14, seed=1)
    refuse_difference(found, case, names)


def test_the_g_function(known, unsure):
    case = known["sobol_g_function"]
    weights = case["input"]["a"]
    names = [f"x{place}" for place in range(len(weights))]
    numbers = {name: unsure(0.5, "uniform", 0.0, 1.0) for name in names}

    def product(v: Any) -> Any:
        parts = [
            (np.abs(4 * v[name] - 2) + a) / (1 + a)
            for name, a in zip(names, weights, strict=True)
        ]
        return np.prod(parts, axis=0)

    refuse_difference(indices(product, parameters=numbers, n_draws=4096), case, names)


@settings(max_examples=5)
@given(st.lists(st.floats(0.2, 3), min_size=2, max_size=4), st.integers(0, 9))
def test_of_a_sum_the_indices_are_shares_of_the_variance(normal, weights, seed):
    names = [f"x{place}" for place in range(len(weights))]
    numbers = {name: normal(5.0, 1.0) for name in names}

    def weighted(v: Any) -> Any:
        return sum(w * v[name] for name, w in zip(names, weights, strict=True))

    found = indices(weighted, parameters=numbers, seed=seed, n_draws=512).loc[names]
    shares = np.array(weights) ** 2 / np.sum(np.square(weights))
    assert found["first"].to_numpy() == pytest.approx(shares, abs=0.05)
    assert found["total"].to_numpy() == pytest.approx(shares, abs=0.05)
    assert found["first"].sum() <= 1 + 0.1


def test_an_interaction_is_in_the_totals_alone(normal):
    numbers = {"x": normal(0.0, 1.0), "y": normal(0.0, 2.0)}
    found = indices(lambda v: v["x"] * v["y"], parameters=numbers, n_draws=4096)
    assert found["first"].to_numpy() == pytest.approx(0, abs=0.05)
    assert found["total"].to_numpy() == pytest.approx(1, abs=0.05)


def test_numbers_drawn_together_are_one(normal, together):
    numbers = {name: normal(0.0, 1.0) for name in "xyz"}
    found = indices(
        lambda v: v["x"] + v["y"] + v["z"],
        parameters=numbers,
        correlated=[together("z", "x", 0.6)],
        n_draws=4096,
    )
    assert found.index.tolist() == ["x + z", "y"]
    r = 2 * np.sin(np.pi * 0.6 / 6)
    share = (2 + 2 * r) / (3 + 2 * r)
    assert found["total"].tolist() == pytest.approx([share, 1 - share], abs=0.02)


def test_a_case(unsure_case):
    found = indices(unsure_case, n_draws=512)
    assert found.index[0] == "risk_reduction"
    assert set(found.index) == {"causal_share", "risk", "risk_reduction", "wage"}
    held = indices(unsure_case, n_draws=512, values={"risk_reduction": 0.3})
    assert "risk_reduction" not in held.index
    again = indices(unsure_case, n_draws=512)
    assert again.equals(found)


def test_streams_of_a_model_of_ones_own(own_model, own_numbers):
    rules = Rules.flat(0.0, tax_funding_share=0.0)
    found = indices(own_model, parameters=own_numbers, rules=rules)
    # -cost + 3 gain: variances of 100 and 9 x 400; the tax only changes hands.
    assert found.loc["gain", "total"] == pytest.approx(3600 / 3700, abs=0.02)
    assert found.loc["tax", "total"] == pytest.approx(0, abs=1e-12)


def test_nothing_to_share_out(case, open_case, unsure):
    assert isinstance(sobol_indices(case), NotEstimable)
    assert isinstance(sobol_indices(open_case), NotEstimable)
    numbers = {"x": unsure(0.5, "uniform", 0.0, 1.0)}
    flat = sobol_indices(lambda v: np.full(v["x"].size, 3.0), parameters=numbers, n_draws=64)
    assert isinstance(flat, NotEstimable)


@pytest.mark.parametrize(
    ("model", "options", "code"),
    [
        (lambda v: v["x"], {"n_draws": 100}, "draws_power_of_two"),
        (lambda v: v["x"], {"reading": "all"}, "reading_unknown"),
        (lambda v: v["x"], {"level": 0.0}, "level_out_of_range"),
        (lambda v: v["x"][:1], {}, "streams_wrong"),
        (lambda v: v["x"] / 0, {}, "simulation_not_finite"),
        (lambda v: v["x"].astype(str), {}, "streams_wrong"),
        (lambda v: 1.0, {}, "streams_wrong"),
    ],
)
@pytest.mark.filterwarnings("ignore:divide by zero")
def test_arguments_are_refused(unsure, model, options, code):
    numbers = {"x": unsure(0.5, "uniform", 0.0, 1.0)}
    with pytest.raises(ParameterError) as caught:
        sobol_indices(model, parameters=numbers, **{"n_draws": 64, **options})
    assert caught.value.code == code
