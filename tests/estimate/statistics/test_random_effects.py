"""Pooled effects: what is published, a second route, and what must hold."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from larvik_analysis.errors import ParameterError
from larvik_analysis.estimate.statistics.random_effects import random_effects
from larvik_analysis.terms.design_results import PooledEffect
from larvik_analysis.terms.results import NotEstimable

CASES = json.loads(
    (Path(__file__).parents[2] / "known" / "meta_analysis.json").read_text(encoding="utf-8")
)["cases"]
STUDIES = st.lists(st.tuples(st.floats(-2, 2), st.floats(0.01, 1)), min_size=2, max_size=12)


def pooled(estimates: Any, variances: Any, **options: Any) -> PooledEffect:
    found = random_effects(estimates, variances, **options)
    assert isinstance(found, PooledEffect)
    return found


def studies_of(case: dict[str, Any]) -> tuple[Any, Any]:
    given_ = case["input"]
    if "yi" in given_:
        return given_["yi"], given_["vi"]
    a, b, c, d = np.array(given_["counts"], dtype=float).T
    if given_["measure"] == "odds_ratio":
        return np.log(a * d / b / c), 1 / a + 1 / b + 1 / c + 1 / d
    risk, other = a / (a + b), c / (c + d)
    return np.log(risk / other), 1 / a - 1 / (a + b) + 1 / c - 1 / (c + d)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_published_meta_analyses_come_out(case: dict[str, Any]):
    found = pooled(*studies_of(case), **case["params"])
    for name, expected in case["expected"].items():
        reach = case["tolerance"] * max(1, abs(expected))
        assert getattr(found, name) == pytest.approx(expected, rel=0, abs=reach), name


@pytest.mark.parametrize(("method", "theirs"), [("pm", "pm"), ("dl", "chi2")])
def test_statsmodels_finds_the_same(method: str, theirs: str):
    from statsmodels.stats.meta_analysis import combine_effects

    effects, variances = studies_of(CASES[1])
    other = combine_effects(effects, variances, method_re=theirs, use_t=True)
    found = pooled(effects, variances, method=method)
    # Theirs stops its search earlier.
    assert found.tau2 == pytest.approx(other.tau2, abs=1e-8)
    assert found.estimate == pytest.approx(other.mean_effect_re, abs=1e-8)
    assert found.standard_error == pytest.approx(other.sd_eff_w_re_hksj, abs=1e-8)


@given(STUDIES, st.sampled_from(["reml", "ml"]))
@settings(max_examples=30)
def test_no_other_variance_is_more_likely(studies: list[tuple[float, float]], method: str):
    effects, variances = (np.array(column) for column in zip(*studies, strict=True))
    found = pooled(effects, variances, method=method)

    def log_likelihood(tau2: float) -> float:
        weights = 1 / (variances + tau2)
        mean = weights @ effects / weights.sum()
        value = np.log(weights).sum() - weights @ (effects - mean) ** 2
        return float(value - (np.log(weights.sum()) if method == "reml" else 0))

    grid = np.linspace(0, 5, 500)
    assert log_likelihood(found.tau2) >= max(map(log_likelihood, grid)) - 1e-6


@given(STUDIES, st.sampled_from(["reml", "ml", "dl", "pm"]), st.randoms(use_true_random=False))
@settings(max_examples=30)
def test_order_and_unit_do_not_matter(
    studies: list[tuple[float, float]], method: str, random: Any
):
    first = pooled(*zip(*studies, strict=True), method=method)
    random.shuffle(studies)
    shuffled = pooled(*zip(*studies, strict=True), method=method)
    assert shuffled.estimate == pytest.approx(first.estimate, abs=1e-6)
    tens = pooled([10 * e for e, _ in studies], [100 * v for _, v in studies], method=method)
    assert tens.estimate == pytest.approx(10 * first.estimate, abs=1e-4)
    assert tens.tau2 == pytest.approx(100 * first.tau2, abs=1e-3)
    assert 0 <= first.i2 < 1
    assert sum(first.weights) == pytest.approx(1)
    assert first.low <= first.estimate <= first.high
    assert first.tau2_low <= first.tau2_high


def test_few_studies_say_less():
    alone = pooled([0.4], [0.04])
    assert (alone.estimate, alone.q, alone.tau2, alone.prediction_low) == (0.4, None, 0.0, None)
    assert alone.low == pytest.approx(0.4 - 1.959964 * 0.2, abs=1e-6)
    two = pooled([0.4, 0.1], [0.04, 0.02])
    assert two.prediction_low is None
    assert random_effects([], []) == NotEstimable("there are no studies")
    assert pooled([0.4, math.nan, 0.1], [0.04, 1, 0.02]).n == 2
    alike = pooled([0.2, 0.2, 0.2], [0.1, 0.2, 0.3])
    assert (alike.tau2, alike.i2, alike.q) == (0.0, 0.0, pytest.approx(0, abs=1e-12))


@pytest.mark.parametrize("effects", [[0.3, 0.3, 0.3], [0.0, 0.0, 0.0]])
def test_studies_that_agree_wholly_are_not_thereby_without_error(effects: list[float]):
    variances = [0.1, 0.2, 0.3]
    found = pooled(effects, variances)
    plain = pooled(effects, variances, interval="normal")
    assert found.standard_error == pytest.approx(plain.standard_error)
    assert found.low < plain.low < plain.high < found.high
    assert found.p_value > 0.05


def test_studies_very_far_apart_and_very_near():
    apart = pooled([1e6, -1e6, 0], [1e-8, 1e-8, 1e-8], method="pm")
    assert apart.tau2 == pytest.approx(1e12)
    assert apart.tau2_low < apart.tau2 < apart.tau2_high
    near = pooled([1e-9, 2e-9, 9e-9], [1e-18, 1e-18, 1e-18], method="pm")
    same = pooled([1, 2, 9], [1, 1, 1], method="pm")
    assert near.tau2 * 1e18 == pytest.approx(same.tau2)
    assert near.tau2_low * 1e18 == pytest.approx(same.tau2_low)


@pytest.mark.parametrize(
    ("variances", "options", "code"),
    [
        ([0.1, 0.0], {}, "number_above_nought"),
        ([0.1], {}, "lengths_differ"),
        ([0.1, 0.2], {"method": "bayes"}, "method_unknown"),
        ([0.1, 0.2], {"interval": "t"}, "method_unknown"),
        ([0.1, 0.2], {"level": 95}, "level_out_of_range"),
    ],
)
def test_studies_that_cannot_be_are_refused(variances: Any, options: Any, code: str):
    with pytest.raises(ParameterError) as caught:
        random_effects([0.1, 0.2], variances, **options)
    assert caught.value.code == code
