"""Rank correlations and the Kruskal-Wallis test: what R works out, and laws."""

from __future__ import annotations

import json
import math
from itertools import permutations
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import kendalltau, kruskal, ncx2, spearmanr

from larvik_analysis.errors import ParameterError
from larvik_analysis.estimate.statistics.association import (
    kendall_tau,
    kruskal_wallis_test,
    spearman_rho,
)
from larvik_analysis.terms.results import NotEstimable

KNOWN = {
    case["id"]: case
    for case in json.loads(
        (Path(__file__).parents[2] / "known" / "ranks.json").read_text(encoding="utf-8")
    )["cases"]
}
PAIRS = st.lists(st.tuples(st.integers(1, 5), st.integers(1, 5)), min_size=3, max_size=12)
CORRELATIONS = st.sampled_from([kendall_tau, spearman_rho])


def agrees(case_id: str, name: str, value: float) -> None:
    case = KNOWN[case_id]
    assert value == pytest.approx(case["expected"][name], rel=0, abs=case["tolerance"]), name


def test_correlations_as_in_r():
    given_ = KNOWN["kendall_spearman_ties"]["input"]
    tau: Any = kendall_tau(given_["x"], given_["y"])
    rho: Any = spearman_rho(given_["x"], given_["y"])
    agrees("kendall_spearman_ties", "tau_b", tau.estimate)
    agrees("kendall_spearman_ties", "p_tau_asym", tau.p_asymptotic)
    assert tau.p_value == tau.p_asymptotic  # twelve are too many orders
    agrees("kendall_spearman_ties", "rho", rho.estimate)
    # atanh(0.7256921) ± 1.959964 sqrt(0.437 / 8)
    assert math.atanh(tau.high) - math.atanh(tau.low) == pytest.approx(0.916165, abs=1e-6)
    # atanh(0.8412465) ± 1.959964 sqrt((1 + 0.8412465² / 2) / 9)
    assert math.atanh(rho.high) - math.atanh(rho.low) == pytest.approx(1.520344, abs=1e-6)


@given(PAIRS, CORRELATIONS)
def test_correlations_turn_with_a_variable_and_hold_their_estimate(pairs, correlation):
    first, second = (np.array(column) for column in zip(*pairs, strict=True))
    found, turned = correlation(first, second), correlation(second, 6 - first)
    if np.ptp(first) == 0 or np.ptp(second) == 0:
        assert found == NotEstimable("one of the two does not vary")
        return
    assert turned.estimate == pytest.approx(-found.estimate)
    assert turned.p_value == pytest.approx(found.p_value)
    if found.low is not None:
        assert -1 <= found.low <= found.estimate <= found.high <= 1


@pytest.mark.parametrize("correlation", [kendall_tau, spearman_rho])
def test_no_interval_can_be_told(correlation):
    same: Any = correlation([1, 2, 3, 4, 5, 6], [2, 3, 4, 5, 6, 7])
    assert same.estimate == pytest.approx(1.0)
    assert (same.low, same.level) == (None, None)
    four: Any = correlation([1, 2, 3, 4], [2, 1, 4, 3])
    assert four.low is None
    assert isinstance(correlation([1, 2], [2, 1]), NotEstimable)
    with pytest.raises(ParameterError):
        correlation([1, 2, 3], [2, 1])


def test_groups_as_in_r():
    found: Any = kruskal_wallis_test(KNOWN["kruskal_ties"]["input"]["groups"])
    agrees("kruskal_ties", "H", found.statistic)
    agrees("kruskal_ties", "df", found.df)
    agrees("kruskal_ties", "p", found.p_asymptotic)
    assert found.estimate == pytest.approx(found.statistic / 13)
    noncentrality = found.low * 13
    assert ncx2.sf(found.statistic, 2, noncentrality) == pytest.approx(0.05, abs=1e-6)


@given(
    st.lists(st.lists(st.integers(1, 5), min_size=1, max_size=6), min_size=2, max_size=4),
    st.sampled_from([0.5, 0.8, 0.95]),
)
def test_the_limit_is_above_nought_where_the_test_rejects(groups, level):
    found: Any = kruskal_wallis_test(groups, level=level)
    if isinstance(found, NotEstimable):
        assert len({value for group in groups for value in group}) == 1
        return
    is_rejected = max(found.p_value, found.p_asymptotic) < 1 - level
    assert (found.low > 0) == is_rejected
    assert 0 <= found.low <= found.high == 1.0
    turned: Any = kruskal_wallis_test(groups[::-1], level=level)
    assert turned.p_value == pytest.approx(found.p_value)


def test_no_groups_to_compare():
    assert isinstance(kruskal_wallis_test([[1, 2], []]), NotEstimable)
    with pytest.raises(ParameterError) as refused:
        kruskal_wallis_test([[1, 2]])
    assert refused.value.code == "groups_too_few"


@settings(max_examples=30)
@given(st.lists(st.tuples(st.integers(1, 4), st.integers(1, 4)), min_size=3, max_size=5))
def test_exact_p_values_are_those_of_every_order(pairs):
    first, second = (np.array(column) for column in zip(*pairs, strict=True))
    tau: Any = kendall_tau(first, second)
    if isinstance(tau, NotEstimable):
        return
    for found, peer in ((tau, kendalltau), (spearman_rho(first, second), spearmanr)):
        every = [abs(peer(first, order).statistic) for order in permutations(second)]
        assert found.p_value == pytest.approx(np.mean(np.array(every) >= every[0] - 1e-9))
        assert found.method.endswith("-exact")


@pytest.mark.parametrize(("n", "p_value"), [(3, 1 / 3), (4, 1 / 12), (8, 2 / 40320)])
def test_a_perfect_order_of_few_is_no_certainty(n, p_value):
    ones = list(range(n))
    for correlation in (kendall_tau, spearman_rho):
        assert correlation(ones, ones).p_value == pytest.approx(p_value)
    assert spearman_rho([*ones, n, n + 1], [*ones, n, n + 1]).p_value > 0


@settings(max_examples=30)
@given(st.lists(st.lists(st.integers(1, 4), min_size=1, max_size=2), min_size=2, max_size=3))
def test_groups_are_tested_by_every_division(groups):
    found: Any = kruskal_wallis_test(groups)
    if isinstance(found, NotEstimable):
        return
    together, ends = np.concatenate(groups), np.cumsum([len(group) for group in groups])[:-1]
    every = {
        order: kruskal(*np.split(np.array(order), ends)).statistic
        for order in set(permutations(together.tolist()))
    }
    # Each different order of tied values stands for as many orders as any other.
    p_value = np.mean([one >= found.statistic - 1e-9 for one in every.values()])
    assert found.p_value == pytest.approx(p_value)


def test_three_against_three_cannot_be_below_a_tenth():
    found: Any = kruskal_wallis_test([[0, 0, 0], [1, 2, 3]])
    assert (found.p_value, found.method) == (0.1, "kruskal-wallis-exact")
    assert found.p_asymptotic == pytest.approx(0.0369, abs=1e-4)
    large: Any = kruskal_wallis_test([range(20), range(5, 25)])
    assert large.method == "kruskal-wallis-chi-square"
