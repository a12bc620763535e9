"""Rank correlations and the Kruskal-Wallis test: what R works out, and laws."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import ncx2

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
    agrees("kendall_spearman_ties", "p_tau_asym", tau.p_value)
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
    agrees("kruskal_ties", "df", found.degrees_of_freedom)
    agrees("kruskal_ties", "p", found.p_value)
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
    assert (found.low > 0) == (found.p_value < 1 - level)
    assert 0 <= found.low <= found.high == 1.0
    turned: Any = kruskal_wallis_test(groups[::-1], level=level)
    assert turned.p_value == pytest.approx(found.p_value)


def test_no_groups_to_compare():
    assert isinstance(kruskal_wallis_test([[1, 2], []]), NotEstimable)
    with pytest.raises(ParameterError) as refused:
        kruskal_wallis_test([[1, 2]])
    assert refused.value.code == "groups_too_few"
