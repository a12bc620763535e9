"""Means of clustered values: what R works out, and what they must obey."""

from __future__ import annotations

import json
import math
import statistics
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from larvik_analysis.errors import ParameterError
from larvik_analysis.estimate.statistics.clusters import cluster_bootstrap_mean, cluster_mean
from larvik_analysis.terms.results import NotEstimable
from larvik_analysis.terms.scale_results import ClusterBootstrapEstimate, ClusterMean

CASES = {
    case["id"]: case
    for name in ("clusters", "bootstrap")
    for case in json.loads(
        (Path(__file__).parents[2] / "known" / f"{name}.json").read_text(encoding="utf-8")
    )["cases"]
}
CLUSTERED = st.lists(
    st.tuples(st.integers(-5, 5), st.integers(0, 5)), min_size=2, max_size=20
).filter(lambda pairs: len({group for _, group in pairs}) > 1)


def data_of(case_id: str) -> tuple[list[float], list[int]]:
    data = CASES[case_id]["input"]["data"]
    return data["diff"], data["family"]


def mean_of(values: Any, cluster: Any, **options: Any) -> ClusterMean:
    found = cluster_mean(values, cluster, **options)
    assert isinstance(found, ClusterMean)
    return found


def drawn(values: Any, cluster: Any, **options: Any) -> ClusterBootstrapEstimate:
    found = cluster_bootstrap_mean(
        values, cluster, **({"rng": np.random.default_rng(1)} | options)
    )
    assert isinstance(found, ClusterBootstrapEstimate)
    return found


# ---- known answers ----------------------------------------------------------------------


def test_eleven_answers_of_ten_families_are_as_in_r():
    case = CASES["cluster_mean_families11"]
    found = mean_of(*data_of(case["id"]), level=case["params"]["conf"])
    told = {
        "mean": found.estimate,
        "se_naive": found.standard_error_naive,
        "se_cr0": found.standard_error_cr0,
        "se_cr1": found.standard_error_cr1,
        "se_cr2": found.standard_error,
        "df_satt": found.df,
        "p_cr2": found.p_value,
        "lo_cr2": found.low,
        "hi_cr2": found.high,
    }
    assert set(told) == set(case["expected"])
    for name, expected in case["expected"].items():
        reach = case["tolerance"] * max(1, abs(expected))
        assert told[name] == pytest.approx(expected, rel=0, abs=reach), name
    assert (found.n, found.n_clusters) == (11, 10)


def test_resampling_families_comes_to_the_delta_method():
    case = CASES["cluster_bootstrap_ideal_families11"]
    found = drawn(*data_of(case["id"]), n_resamples=200_000)
    expected = case["expected"]
    assert found.estimate == pytest.approx(expected["mean"], abs=case["tolerance"])
    assert found.standard_error_delta == pytest.approx(
        expected["se_delta"], abs=case["tolerance"]
    )
    # The notes of the case: within two per cent, for terms of higher order.
    assert found.standard_error == pytest.approx(expected["se_delta"], rel=0.02)
    assert found.standard_error == pytest.approx(expected["se_montecarlo_200k"], rel=0.005)
    # Quantiles of a law that steps by a hundredth around there.
    assert found.low == pytest.approx(expected["perc_lo_mc"], abs=0.02)
    assert found.high == pytest.approx(expected["perc_hi_mc"], abs=0.02)


# ---- laws -------------------------------------------------------------------------------


@settings(max_examples=50)
@given(CLUSTERED)
def test_cr2_is_the_one_of_the_matrices(pairs):
    # Bell and McCaffrey's definition, with matrices: slow, and nothing left out.
    values, groups = (np.array(column, dtype=float) for column in zip(*pairs, strict=True))
    n = values.size
    left = np.eye(n) - 1 / n
    rows = []
    for group in np.unique(groups):
        inside = np.flatnonzero(groups == group)
        roots, axes = np.linalg.eigh(left[np.ix_(inside, inside)])
        adjusted = axes @ np.diag(roots**-0.5) @ axes.T
        rows.append(np.ones(inside.size) @ adjusted @ left[inside] / n)
    contrasts = np.array(rows)
    covariance = contrasts @ contrasts.T
    found = mean_of(values, groups)
    assert found.standard_error == pytest.approx(np.linalg.norm(contrasts @ values))
    assert found.df == pytest.approx(np.trace(covariance) ** 2 / (covariance**2).sum())


@given(st.lists(st.integers(-5, 5), min_size=2, max_size=20))
def test_clusters_of_one_give_the_ordinary_t_interval(values):
    found = mean_of(values, range(len(values)))
    assert found.df == pytest.approx(len(values) - 1)
    se = statistics.stdev(values) / math.sqrt(len(values))
    assert found.standard_error == pytest.approx(se)
    assert found.standard_error_naive == pytest.approx(se)
    assert found.standard_error_cr1 == pytest.approx(se)


@settings(max_examples=50)
@given(CLUSTERED, st.randoms(use_true_random=False), st.floats(0.1, 20), st.floats(-9, 9))
def test_order_names_and_unit_do_not_matter(pairs, chance, factor, shift):
    values, groups = zip(*pairs, strict=True)
    found = mean_of(values, groups)
    resampled = drawn(values, groups, n_resamples=100)
    chance.shuffle(pairs)
    assert drawn(*zip(*pairs, strict=True), n_resamples=100) == resampled
    moved = mean_of(
        [value * factor + shift for value, _ in pairs], [f"family {g}" for _, g in pairs]
    )
    assert moved.estimate == pytest.approx(found.estimate * factor + shift, abs=1e-9)
    assert moved.df == pytest.approx(found.df)
    assert moved.standard_error == pytest.approx(found.standard_error * factor, abs=1e-9)


@given(CLUSTERED, st.floats(0.5, 0.999))
def test_interval_and_test_agree(pairs, level):
    values, groups = zip(*pairs, strict=True)
    found = mean_of(values, groups, level=level)
    if found.low is None:
        assert found.p_value is None
    elif abs(found.p_value - (1 - level)) > 1e-9:
        assert (found.low <= 0 <= found.high) == (found.p_value > 1 - level)


@settings(max_examples=50)
@given(CLUSTERED, st.floats(0.5, 0.999), st.floats(0.5, 0.999))
def test_a_higher_level_gives_a_wider_interval(pairs, one, other):
    values, groups = zip(*pairs, strict=True)
    lower, higher = sorted((one, other))
    for way in (mean_of, lambda *a, level: drawn(*a, level=level, n_resamples=200)):
        narrow, wide = way(values, groups, level=lower), way(values, groups, level=higher)
        if narrow.low is not None:
            assert wide.low <= narrow.low <= narrow.high <= wide.high


@given(CLUSTERED)
def test_the_delta_method_is_cr0(pairs):
    values, groups = zip(*pairs, strict=True)
    found = drawn(values, groups, n_resamples=100)
    assert found.standard_error_delta == pytest.approx(
        mean_of(values, groups).standard_error_cr0
    )


def test_answering_twice_alike_is_no_second_family():
    alone = mean_of([1, 2, 4], ["a", "b", "c"])
    twice = mean_of([1, 1, 2, 2, 4, 4], ["a", "a", "b", "b", "c", "c"])
    assert (twice.low, twice.high) == pytest.approx((alone.low, alone.high))
    assert twice.standard_error_naive < alone.standard_error_naive


# ---- edges ------------------------------------------------------------------------------


def test_where_there_is_no_estimate_the_reason_is_told():
    def resampled(values: Any, cluster: Any) -> object:
        return cluster_bootstrap_mean(values, cluster, rng=np.random.default_rng(1))

    for one in (cluster_mean, resampled):
        assert one([], []) == NotEstimable("there are no values")
        assert one([math.nan], ["a"]) == NotEstimable("there are no values")
        for values, groups in (([1], ["a"]), ([1, 2], ["a", "a"]), ([1, None], ["a", "b"])):
            assert one(values, groups) == NotEstimable("all values come from one cluster")


def test_values_that_do_not_differ_have_no_interval():
    for found in (mean_of([3, 3, 3], [1, 2, 2]), drawn([3, 3, 3], [1, 2, 2])):
        assert (found.estimate, found.low, found.level) == (3.0, None, None)
    assert mean_of([0.1] * 5, [1, 2, 2, 3, 3]).p_value is None


def test_clusters_with_the_same_mean_do_not_move_when_resampled():
    found = drawn([1, 3, 2], ["a", "a", "b"])
    assert (found.low, found.standard_error, found.standard_error_delta) == (None, None, 0.0)


@pytest.mark.parametrize(
    ("values", "groups", "options", "code"),
    [
        ([1, 2], [1], {}, "lengths_differ"),
        ([1, 2], [1, None], {}, "cluster_missing"),
        (["a", "b"], [1, 2], {}, "answers_not_numbers"),
        ([1, 2], [1, 2], {"level": 1.2}, "level_out_of_range"),
    ],
)
def test_what_is_wrong_is_told(values, groups, options, code):
    for way in (cluster_mean, drawn):
        with pytest.raises(ParameterError) as fault:
            way(values, groups, **options)
        assert fault.value.code == code


def test_a_missing_value_needs_no_cluster():
    assert mean_of([1, 2, None], ["a", "b", None]) == mean_of([1, 2], ["a", "b"])


def test_too_few_resamples_are_refused():
    with pytest.raises(ParameterError) as fault:
        drawn([1, 2], [1, 2], n_resamples=10)
    assert fault.value.code == "resamples_few"
