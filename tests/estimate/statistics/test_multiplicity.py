"""Adjusted p-values: what R works out, and what they must obey."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from larvik_analysis.errors import ParameterError
from larvik_analysis.estimate.statistics.multiplicity import adjust_p_values

KNOWN = {
    case["id"]: case
    for case in json.loads(
        (Path(__file__).parents[2] / "known" / "multiplicity.json").read_text(encoding="utf-8")
    )["cases"]
}
METHODS = ["holm", "bh", "by", "bonferroni", "hochberg", "hommel"]
P_VALUES = st.lists(st.integers(0, 100).map(lambda n: n / 100), min_size=1, max_size=8)


@pytest.mark.parametrize("case_id", ["p_adjust_8", "p_adjust_na"])
def test_adjusted_as_in_r(case_id):
    case = KNOWN[case_id]
    for method, expected in case["expected"].items():
        found = adjust_p_values(case["input"]["p"], method=method.lower())
        wanted = np.array(expected, dtype=float)
        assert found == pytest.approx(wanted, rel=0, abs=case["tolerance"], nan_ok=True)


def test_every_method_is_among_those_of_r():
    assert {method.lower() for method in KNOWN["p_adjust_8"]["expected"]} == {*METHODS}


@pytest.mark.parametrize(
    ("method", "peer"),
    [
        ("holm", "holm"),
        ("bh", "fdr_bh"),
        ("by", "fdr_by"),
        ("bonferroni", "bonferroni"),
        ("hochberg", "simes-hochberg"),
        ("hommel", "hommel"),
    ],
)
def test_adjusted_as_in_statsmodels(method, peer):
    from statsmodels.stats.multitest import multipletests

    generator = np.random.default_rng(1)
    for n in range(1, 9):
        p_values = generator.random(n).round(2)
        expected = multipletests(p_values, method=peer)[1]
        assert adjust_p_values(p_values, method=method) == pytest.approx(expected, abs=1e-12)


@settings(max_examples=40)
@given(P_VALUES)
def test_holm_is_the_closed_test_of_bonferroni(p_values):
    # Each is rejected with all sets it is in: the definition, set by set.
    n, numbers = len(p_values), np.array(p_values)
    sets = [np.array(one) for one in np.ndindex(*[2] * n) if any(one)]
    expected = [
        max(min(1.0, one.sum() * numbers[one == 1].min()) for one in sets if one[place])
        for place in range(n)
    ]
    assert adjust_p_values(p_values, method="holm") == pytest.approx(expected)


@settings(max_examples=40)
@given(P_VALUES)
def test_hommel_is_the_closed_test_of_simes(p_values):
    n, numbers = len(p_values), np.array(p_values)
    sets = [np.array(one) for one in np.ndindex(*[2] * n) if any(one)]

    def simes(one: np.ndarray) -> float:
        ascending = np.sort(numbers[one == 1])
        return float((ascending.size / np.arange(1, ascending.size + 1) * ascending).min())

    expected = [max(simes(one) for one in sets if one[place]) for place in range(n)]
    assert adjust_p_values(p_values, method="hommel") == pytest.approx(expected)


@settings(max_examples=60)
@given(P_VALUES, st.sampled_from(METHODS), st.randoms())
def test_order_is_kept_and_does_not_matter(p_values, method, random):
    order = random.sample(range(len(p_values)), len(p_values))
    found = adjust_p_values(p_values, method=method)
    shuffled = adjust_p_values([p_values[place] for place in order], method=method)
    assert shuffled == pytest.approx(found[order])
    assert (found >= np.array(p_values) - 1e-12).all()
    assert (found <= 1).all()
    assert (np.diff(found[np.argsort(p_values)]) >= -1e-12).all()


@given(P_VALUES, st.sampled_from(METHODS), st.integers(0, 8))
def test_missing_ones_change_nothing(p_values, method, place):
    place = min(place, len(p_values))
    found = adjust_p_values([*p_values[:place], None, *p_values[place:]], method=method)
    assert np.isnan(found[place])
    assert np.delete(found, place) == pytest.approx(adjust_p_values(p_values, method=method))


def test_a_series_keeps_index_and_name():
    given_ = pd.Series([0.01, None, 0.03], index=["a", "b", "c"], name="p")
    found = adjust_p_values(given_, method="bonferroni")
    expected = pd.Series([0.02, np.nan, 0.06], index=["a", "b", "c"], name="p")
    pd.testing.assert_series_equal(found, expected)
    assert given_["a"] == 0.01


@pytest.mark.parametrize("method", METHODS)
def test_nothing_to_adjust(method):
    assert adjust_p_values([], method=method).size == 0
    assert np.isnan(adjust_p_values([None], method=method)).all()
    assert adjust_p_values([0.3], method=method) == pytest.approx([0.3])


@pytest.mark.parametrize(
    ("p_values", "method", "code"),
    [
        ([0.5, 1.1], "holm", "p_value_out_of_range"),
        ([-0.1], "bh", "p_value_out_of_range"),
        ([0.5], "sidak", "method_unknown"),
        ([[0.5]], "holm", "values_not_a_list"),
    ],
)
def test_wrong_arguments_are_refused(p_values, method, code):
    with pytest.raises(ParameterError) as refused:
        adjust_p_values(p_values, method=method)
    assert refused.value.code == code
