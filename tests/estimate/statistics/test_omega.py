"""Omega of one factor: what R works out, and what it must obey."""

from __future__ import annotations

import functools
import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from larvik_analysis.errors import ParameterError
from larvik_analysis.estimate.statistics.omega import omega_total
from larvik_analysis.terms.results import NotEstimable
from larvik_analysis.terms.scale_results import OmegaEstimate

[CASE] = [
    case
    for case in json.loads(
        (Path(__file__).parents[2] / "known" / "reliability.json").read_text(encoding="utf-8")
    )["cases"]
    if case["id"] == "omega_attitude"
]
ATTITUDE = pd.DataFrame(CASE["input"]["data"])
ESTIMATORS = ("ml", "minres")


def omega(items: Any, **options: Any) -> OmegaEstimate:
    found = omega_total(items, **options)
    assert isinstance(found, OmegaEstimate)
    return found


def with_exact_correlations(loadings: list[float], n: int) -> np.ndarray:
    """Answers whose sample correlations are those of one factor, to rounding."""
    weights = np.array(loadings)
    wanted = np.outer(weights, weights)
    np.fill_diagonal(wanted, 1.0)
    raw = np.random.default_rng(20_260_105).normal(size=(n, weights.size))
    raw -= raw.mean(axis=0)
    own = np.linalg.cholesky(np.cov(raw, rowvar=False))
    return raw @ np.linalg.inv(own).T @ np.linalg.cholesky(wanted).T


@pytest.mark.parametrize(
    ("estimator", "name"), [("ml", "omega_cfa_ml"), ("minres", "omega_psych_minres")]
)
def test_both_estimators_are_as_in_r(estimator, name):
    found = omega(ATTITUDE, estimator=estimator)
    assert found.estimate == pytest.approx(CASE["expected"][name], rel=0, abs=CASE["tolerance"])
    assert f"omega-{estimator}" in found.method
    assert found.n == 30
    assert list(found.loadings) == list(ATTITUDE.columns)


@pytest.mark.parametrize("estimator", ESTIMATORS)
def test_a_factor_that_fits_exactly_is_found(estimator):
    loadings = [0.8, 0.5, 0.6, 0.7]
    found = omega(with_exact_correlations(loadings, 40), estimator=estimator)
    assert list(found.loadings.values()) == pytest.approx(loadings, abs=1e-5)
    left = sum(1 - one**2 for one in loadings)
    assert found.estimate == pytest.approx(sum(loadings) ** 2 / (sum(loadings) ** 2 + left))


def test_the_standard_error_is_that_of_the_spread_between_samples():
    # Simulated once: the spread of omega over 400 samples of 400 was 0.0149 where the
    # interval is 0.0162 wide on either side of a standard error, for these loadings.
    loadings = [0.7, 0.8, 0.6, 0.5, 0.75]
    found = omega(with_exact_correlations(loadings, 400), level=0.6826894921)
    assert (found.high - found.low) / 2 == pytest.approx(0.0155, abs=0.001)


@functools.cache
def of_attitude(estimator):
    return omega(ATTITUDE, estimator=estimator).estimate


@settings(max_examples=8)
@given(
    st.sampled_from(ESTIMATORS),
    st.permutations(range(7)),
    st.permutations(range(30)),
    st.floats(-20, 20),
)
def test_order_and_place_of_the_scale_do_not_matter(estimator, columns, rows, shift):
    moved = omega(ATTITUDE.iloc[rows, columns] + shift, estimator=estimator)
    assert moved.estimate == pytest.approx(of_attitude(estimator), abs=1e-6)


def test_ml_follows_the_units_of_the_items_and_minres_does_not():
    rescaled = ATTITUDE.assign(rating=ATTITUDE["rating"] * 10)
    assert omega(rescaled, estimator="minres").estimate == pytest.approx(
        omega(ATTITUDE, estimator="minres").estimate, abs=1e-6
    )
    found, other = omega(ATTITUDE), omega(rescaled)
    assert other.loadings["rating"] == pytest.approx(10 * found.loadings["rating"], rel=1e-4)
    assert abs(other.estimate - found.estimate) > 0.01


def test_a_higher_level_gives_a_wider_interval_within_0_and_1():
    narrow, wide = omega(ATTITUDE, level=0.8), omega(ATTITUDE, level=0.999)
    assert 0 < wide.low < narrow.low < narrow.estimate < narrow.high < wide.high < 1
    assert omega(ATTITUDE, estimator="minres").low is None


@pytest.mark.parametrize("estimator", ESTIMATORS)
@pytest.mark.parametrize(
    ("items", "reason"),
    [
        (np.empty((0, 3)), "fewer respondents answered every item than a factor needs"),
        (ATTITUDE.iloc[:, :2], "one factor needs three items or more"),
        (ATTITUDE.iloc[:7], "fewer respondents answered every item than a factor needs"),
        (ATTITUDE.assign(raises=3), "everyone gave the same answer to an item"),
        (ATTITUDE.assign(raises=ATTITUDE["rating"]), "an item repeats the others"),
    ],
)
def test_where_there_is_no_factor_the_reason_is_told(estimator, items, reason):
    assert omega_total(items, estimator=estimator) == NotEstimable(reason)


@pytest.mark.parametrize("estimator", ESTIMATORS)
def test_a_heywood_case_is_told(estimator):
    # The square of the first loading would have to be 0.9 * 0.9 / 0.7, more than 1.
    wanted = np.array([[1, 0.9, 0.9], [0.9, 1, 0.7], [0.9, 0.7, 1]])
    raw = np.random.default_rng(20_260_106).normal(size=(30, 3))
    raw -= raw.mean(axis=0)
    own = np.linalg.cholesky(np.cov(raw, rowvar=False))
    items = raw @ np.linalg.inv(own).T @ np.linalg.cholesky(wanted).T
    assert omega_total(items, estimator=estimator) == NotEstimable(
        "one factor would explain all of an item"
    )


def test_a_respondent_with_a_gap_is_left_out():
    with_gap = pd.concat([ATTITUDE, ATTITUDE.iloc[:1].assign(raises=math.nan)])
    assert omega_total(with_gap) == omega_total(ATTITUDE)


@pytest.mark.parametrize(
    ("options", "code"),
    [({"estimator": "pca"}, "method_unknown"), ({"level": 0}, "level_out_of_range")],
)
def test_what_is_wrong_is_told(options, code):
    with pytest.raises(ParameterError) as fault:
        omega_total(ATTITUDE, **options)
    assert fault.value.code == code
