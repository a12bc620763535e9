"""Bootstrap intervals: what R and SciPy work out, and what they must obey."""

from __future__ import annotations

import itertools
import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from larvik_analysis.errors import ParameterError
from larvik_analysis.estimate.statistics.bootstrap import bca_interval, ideal_bootstrap
from larvik_analysis.terms.results import NotEstimable
from larvik_analysis.terms.scale_results import BootstrapEstimate

KNOWN = {
    case["id"]: case
    for case in json.loads(
        (Path(__file__).parents[2] / "known" / "bootstrap.json").read_text(encoding="utf-8")
    )["cases"]
}
VALUES = st.lists(st.integers(-5, 5), min_size=2, max_size=15)
FEW = st.lists(st.integers(-5, 5), min_size=1, max_size=4)


def slow_mean(values: np.ndarray, axis: int) -> np.ndarray:
    """The mean, by a name that does not tell so: the general way is taken."""
    return values.mean(axis=axis)


def bca(values: Any, *statistic: Any, seed: int = 1, **options: Any) -> BootstrapEstimate:
    found = bca_interval(values, *statistic, rng=np.random.default_rng(seed), **options)
    assert isinstance(found, BootstrapEstimate)
    return found


# ---- known answers ----------------------------------------------------------------------


@pytest.mark.parametrize("statistic", [np.mean, slow_mean])
def test_all_resamples_of_four_values_are_as_in_r(statistic):
    case = KNOWN["bootstrap_ideal_n4"]
    found = ideal_bootstrap(case["input"]["x"], statistic, level=case["params"]["conf"])
    assert isinstance(found, BootstrapEstimate)
    told = {
        "se_ideal": found.standard_error,
        "z0": found.bias_correction,
        "a": found.acceleration,
        "norm": list(found.normal),
        "basic": list(found.basic),
        "perc": list(found.percentile),
        "bca": [found.low, found.high],
    }
    assert set(told) == set(case["expected"])
    for name, expected in case["expected"].items():
        reach = case["tolerance"] * np.maximum(1, np.abs(expected)).max()
        assert told[name] == pytest.approx(expected, rel=0, abs=reach), name
    assert found.n_resamples == 256


def test_the_limits_are_those_of_scipy():
    from scipy.stats import bootstrap

    values = np.array([2.3, 1.1, 0.4, 9.2, 3.3, 4.1, 4.4, 0.9, 5.0, 2.2, 7.7, 1.5])
    theirs = bootstrap(
        (values,),
        np.median,
        n_resamples=20_000,
        method="BCa",
        rng=np.random.default_rng(2),
    ).confidence_interval
    ours = bca(values, np.median, n_resamples=20_000)
    # The median of twelve values steps by a tenth or more; both draw.
    assert (ours.low, ours.high) == pytest.approx(tuple(theirs), abs=0.25)


# ---- laws -------------------------------------------------------------------------------


@given(FEW)
def test_the_complete_bootstrap_is_every_resample(values):
    found = ideal_bootstrap(values, np.median)
    assert isinstance(found, BootstrapEstimate)
    every = [np.median(drawn) for drawn in itertools.product(values, repeat=len(values))]
    assert found.n_resamples == len(every)
    if found.low is None:  # none below the estimate, or none that differs
        assert min(every) == found.estimate
    else:
        assert found.standard_error == pytest.approx(np.std(every))
        assert min(every) <= found.low <= found.high <= max(every)


@settings(max_examples=20)
@given(VALUES)
def test_both_ways_of_drawing_a_mean_have_one_law(values):
    fast, general = bca(values), bca(values, slow_mean)
    assert fast.estimate == pytest.approx(general.estimate)
    if fast.low is None:
        assert general.low is None
        return
    # Exact for the mean: the spread of the values, divided by their number.
    exact = np.std(values) / math.sqrt(len(values))
    for found in (fast, general):
        # Four standard errors of a spread from 10 000 draws, kurtosis up to that of a
        # sum of two values far out.
        assert found.standard_error == pytest.approx(exact, rel=0.06)
        assert found.percentile[0] <= found.estimate <= found.percentile[1]
    assert fast.acceleration == pytest.approx(general.acceleration, abs=1e-9)


@settings(max_examples=30)
@given(VALUES, st.permutations(range(15)), st.integers(0, 99))
def test_it_is_the_generators_and_the_values_alone(values, order, seed):
    moved = [values[place] for place in order if place < len(values)]
    for statistic in (np.mean, np.median):
        found = bca(values, statistic, seed=seed, n_resamples=200)
        assert bca(moved, statistic, seed=seed, n_resamples=200) == found


@settings(max_examples=30)
@given(VALUES, st.floats(0.5, 0.99), st.floats(0.5, 0.99))
def test_a_higher_level_gives_a_wider_interval(values, one, other):
    lower, higher = sorted((one, other))
    for way in (bca, ideal_bootstrap):
        narrow, wide = way(values[:4], level=lower), way(values[:4], level=higher)
        if narrow.low is not None:
            assert wide.low <= narrow.low <= narrow.high <= wide.high


def test_values_are_worked_out_in_parts_and_left_out_in_parts(monkeypatch):
    values = np.arange(30.0)
    whole = bca(values, np.median, n_resamples=500)
    monkeypatch.setattr("larvik_analysis.estimate.statistics.bootstrap.AT_ONCE", 100)
    parts = bca(values, np.median, n_resamples=500)
    assert parts.acceleration == whole.acceleration
    assert parts.low == pytest.approx(whole.low, abs=2)
    assert parts.n_resamples == 500


def test_the_estimate_counts_half_for_the_bias():
    # Of two values the mean of a resample is below, at or above with 1/4, 1/2, 1/4.
    assert bca([0, 1], n_resamples=20_000).bias_correction == pytest.approx(0, abs=0.03)
    assert ideal_bootstrap([0, 1]).bias_correction == pytest.approx(-0.6744897502)  # boot's


# ---- edges ------------------------------------------------------------------------------


def test_without_values_nothing_can_be_estimated():
    reason = NotEstimable("there are no values")
    assert bca_interval([], rng=np.random.default_rng(1)) == reason
    assert bca_interval([math.nan], rng=np.random.default_rng(1)) == reason
    assert ideal_bootstrap([None]) == reason


@pytest.mark.parametrize("values", [[3.0], [0.1, 0.1, 0.1], [None, 2.0]])
@pytest.mark.parametrize("statistic", [np.mean, np.median])
def test_values_that_do_not_differ_have_no_interval(values, statistic):
    for found in (bca(values, statistic), ideal_bootstrap(values, statistic)):
        assert (found.low, found.high, found.level, found.standard_error) == (None,) * 4
        assert found.estimate == pytest.approx(np.nanmean(np.array(values, dtype=float)))


def test_a_statistic_that_does_not_exist_in_a_resample_is_told():
    def ratio(values: np.ndarray, axis: int) -> np.ndarray:
        with np.errstate(divide="ignore", invalid="ignore"):
            return values.max(axis=axis) / values.std(axis=axis)

    reason = NotEstimable("the statistic does not exist in every resample")
    assert bca_interval([1, 2], ratio, rng=np.random.default_rng(1)) == reason
    assert ideal_bootstrap([1, 2], ratio) == reason


def test_an_estimate_beyond_all_resamples_has_no_interval():
    def first_ever(values: np.ndarray, axis: int) -> np.ndarray:
        # 99 for the values themselves, which come in order and all different.
        is_original = (np.diff(values, axis=axis) > 0).all(axis=axis)
        return np.where(is_original, 99.0, values.mean(axis=axis))

    found = bca(np.arange(12.0), first_ever)
    assert (found.estimate, found.low) == (99.0, None)
    assert found.standard_error > 0


@pytest.mark.parametrize(
    ("values", "options", "code"),
    [
        ([[1, 2], [3, 4]], {}, "values_not_a_list"),
        (["a"], {}, "answers_not_numbers"),
        ([1, 2], {"level": 0}, "level_out_of_range"),
        ([1, 2], {"n_resamples": 99}, "resamples_few"),
        ([1, 2], {"n_resamples": 100.5}, "count_not_whole"),
    ],
)
def test_what_is_wrong_is_told(values, options, code):
    with pytest.raises(ParameterError) as fault:
        bca_interval(values, rng=np.random.default_rng(1), **options)
    assert fault.value.code == code


def test_more_values_than_can_be_worked_out_are_refused():
    assert isinstance(ideal_bootstrap(range(8)), BootstrapEstimate)
    with pytest.raises(ParameterError) as fault:
        ideal_bootstrap(range(9))
    assert (fault.value.code, fault.value.values) == ("complete_too_many", {"most": 8})
    with pytest.raises(ParameterError):
        ideal_bootstrap([1, 2], level=1)
