"""Trends along ordered categories: what R works out, brute force, and laws."""

from __future__ import annotations

import json
import math
from itertools import permutations
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from larvik_analysis.errors import ParameterError
from larvik_analysis.estimate.statistics.contingency import fisher_exact_test
from larvik_analysis.estimate.statistics.differences import estimate_share_difference
from larvik_analysis.estimate.statistics.trend import (
    cochran_armitage_test,
    linear_by_linear_test,
)
from larvik_analysis.terms.results import NotEstimable

KNOWN = json.loads(
    (Path(__file__).parents[2] / "known" / "contingency.json").read_text("utf-8")
)["cases"]
ONE_LINE = NotEstimable("all are in one row or in one column")


@st.composite
def tables(draw: st.DrawFn, n_rows: int, n_columns: int, most: int) -> np.ndarray:
    size = n_rows * n_columns
    cells = draw(st.lists(st.integers(0, most), min_size=size, max_size=size))
    return np.reshape(cells, (n_rows, n_columns))


def test_cochran_armitage_is_that_of_r():
    [case] = [case for case in KNOWN if case["id"] == "cochran_armitage"]
    ours = cochran_armitage_test(
        case["input"]["x"], case["input"]["n"], scores=case["params"]["scores"]
    )
    for name, found in {"chi2": ours.statistic, "p": ours.p_value}.items():
        expected = case["expected"][name]
        reach = case["tolerance"] * max(1, abs(expected))
        assert found == pytest.approx(expected, rel=0, abs=reach), name
    # 15, 10 and 5 of 30: a sixth less at each step.
    assert ours.estimate == pytest.approx(-1 / 6)


@given(tables(2, 4, 15), st.floats(0.5, 0.999))
def test_the_trend_has_an_interval_that_can_be(table, level):
    ours = cochran_armitage_test(table[0], table.sum(axis=0), level=level)
    if isinstance(ours, NotEstimable):
        return
    assert ours.low <= ours.estimate <= ours.high
    assert -1 <= ours.low < ours.high <= 1
    if table.shape[1] == 2:  # then the slope is a difference
        (a, b), (n_a, n_b) = table[0].tolist(), table.sum(axis=0).tolist()
        newcombe = estimate_share_difference(b, n_b, a, n_a, level=level)
        assert (ours.low, ours.high) == pytest.approx((newcombe.low, newcombe.high))


def test_a_slope_cannot_pass_what_shares_allow():
    ours = cochran_armitage_test([5, 0], [5, 5])
    assert (ours.estimate, ours.low) == (-1.0, -1.0)
    assert -1 < ours.high < 0


@given(tables(2, 4, 15))
def test_linear_by_linear_is_cochran_armitage_with_n_less_1(table):
    trend = cochran_armitage_test(table[0], table.sum(axis=0))
    linear = linear_by_linear_test(table)
    if isinstance(trend, NotEstimable):
        assert linear == ONE_LINE
        return
    n = table.sum()
    assert linear.statistic**2 * n / (n - 1) == pytest.approx(trend.statistic, abs=1e-9)


@given(tables(2, 4, 15), st.integers(-5, 5), st.integers(1, 4))
def test_where_scores_begin_and_how_long_their_step_is_do_not_matter(table, start, step):
    ours = cochran_armitage_test(table[0], table.sum(axis=0))
    scores = [start + step * place for place in range(4)]
    other = cochran_armitage_test(table[0], table.sum(axis=0), scores=scores)
    linear = linear_by_linear_test(table)
    moved = linear_by_linear_test(table, column_scores=[score / 2 for score in scores])
    if isinstance(ours, NotEstimable):
        assert ours == other
        assert linear == moved
    else:
        assert other.statistic == pytest.approx(ours.statistic, abs=1e-9)
        assert other.estimate == pytest.approx(ours.estimate / step, abs=1e-9)
        assert moved.p_value == pytest.approx(linear.p_value)
        assert moved.statistic == pytest.approx(linear.statistic, abs=1e-9)


def brute_force_p(
    table: np.ndarray, rows: tuple[int, ...], columns: tuple[int, ...]
) -> tuple[float, float]:
    """Every order of the second answers against the first."""
    of_rows = np.repeat(rows, table.sum(axis=1))
    of_columns = np.repeat(np.tile(columns, len(rows)), table.ravel())
    seen = int(of_rows @ of_columns)
    sums = np.array([of_rows @ order for order in permutations(of_columns)])
    n, mean_n_times = len(of_rows), of_rows.sum() * of_columns.sum()
    is_as_far = np.abs(n * sums - mean_n_times) >= abs(n * seen - mean_n_times)
    return is_as_far.mean(), min(1, 2 * min((sums <= seen).mean(), (sums >= seen).mean()))


@settings(max_examples=25, deadline=None)
@given(
    st.sampled_from([(2, 3), (3, 3), (3, 2)]).flatmap(
        lambda shape: tables(*shape, most=2).filter(lambda table: 2 <= table.sum() <= 6)
    ),
    st.sampled_from([(1, 2, 3), (0, 1, 5), (3, 1, 2)]),
)
def test_the_exact_law_is_that_of_every_order(table, scores):
    rows, columns = scores[: table.shape[0]], scores[: table.shape[1]]
    ours = linear_by_linear_test(table, row_scores=rows, column_scores=columns)
    if ours != ONE_LINE:
        by_distance, doubled = brute_force_p(table, rows, columns)
        assert ours.p_value == pytest.approx(by_distance)
        assert ours.p_doubled == pytest.approx(doubled)


@settings(max_examples=40)
@given(tables(2, 2, 15))
def test_of_two_rows_and_columns_the_doubled_p_is_fishers(table):
    ours, fisher = linear_by_linear_test(table), fisher_exact_test(table)
    if isinstance(fisher, NotEstimable):
        assert ours == fisher
    else:
        assert ours.p_doubled == pytest.approx(fisher.p_doubled, abs=1e-9)


@given(tables(3, 4, 4))
def test_turning_the_table_or_the_scores_changes_the_sign_alone(table):
    ours = linear_by_linear_test(table)
    other = linear_by_linear_test(table.T)
    turned = linear_by_linear_test(table[::-1])
    if ours == ONE_LINE:
        assert other == turned == ours
    else:
        assert -1 <= ours.estimate <= 1
        assert other.estimate == pytest.approx(ours.estimate)
        assert other.p_value == pytest.approx(ours.p_value)
        assert turned.estimate == pytest.approx(-ours.estimate)
        assert turned.p_value == pytest.approx(ours.p_value)


def test_the_exact_p_is_near_the_normal_one_where_there_are_many():
    ours = linear_by_linear_test([[40, 30, 20, 10], [33, 30, 20, 17]])
    # The sum steps by a whole number, which is about a twenty-fifth of its spread.
    assert ours.p_value == pytest.approx(ours.p_asymptotic, abs=0.03)
    assert ours.p_value > ours.p_asymptotic
    assert ours.low < ours.estimate < ours.high


def test_a_table_too_large_to_be_exact_has_the_normal_p():
    ours = linear_by_linear_test(np.full((4, 5), 40))
    assert ours.p_value is ours.p_doubled is None
    assert ours.p_asymptotic == pytest.approx(1)


def test_a_correlation_of_1_has_no_interval():
    ours = linear_by_linear_test([[5, 0], [0, 5]])
    assert ours.estimate == pytest.approx(1)
    assert ours.low is ours.high is None
    assert ours.p_value == pytest.approx(2 / math.comb(10, 5))


@pytest.mark.parametrize(
    ("counts", "totals", "scores"),
    [([0, 0], [3, 4], None), ([3, 4], [3, 4], None), ([0, 2], [0, 4], None),
     ([1, 2], [3, 4], [2, 2]), ([0, 0], [0, 0], None)],
)  # fmt: skip
def test_where_all_are_alike_there_is_no_trend(counts, totals, scores):
    reason = NotEstimable("all answered alike or all are in one group")
    assert cochran_armitage_test(counts, totals, scores=scores) == reason


@pytest.mark.parametrize(
    "table", [[[0, 0], [0, 0]], [[3, 4], [0, 0]], [[3, 0], [4, 0]], [[1, 0], [0, 0]]]
)
def test_in_one_row_or_column_nothing_rises(table):
    assert linear_by_linear_test(table) == ONE_LINE


def test_equal_scores_tell_nothing_apart():
    assert linear_by_linear_test([[1, 2], [3, 4]], row_scores=[0.1, 0.1]) == ONE_LINE


@pytest.mark.parametrize(
    ("call", "code"),
    [
        (lambda: cochran_armitage_test([1], [2]), "groups_too_few"),
        (lambda: cochran_armitage_test([1, 2], [2]), "lengths_differ"),
        (lambda: cochran_armitage_test([3, 2], [2, 2]), "count_out_of_range"),
        (lambda: cochran_armitage_test([1, 1], [2, 2], scores=[1]), "scores_length"),
        (lambda: cochran_armitage_test([1, 1], [2, 2], level=0), "level_out_of_range"),
        (
            lambda: linear_by_linear_test([[1, 2], [3, 4]], row_scores=[1, math.nan]),
            "scores_not_finite",
        ),
        (
            lambda: linear_by_linear_test([[1, 2], [3, 4]], row_scores=[1, math.sqrt(2)]),
            "scores_grid",
        ),
        (lambda: linear_by_linear_test([[1, 2]]), "table_too_small"),
        (lambda: linear_by_linear_test([[1, 2], [3, 4]], level=2), "level_out_of_range"),
    ],
)
def test_wrong_arguments_are_refused(call, code):
    with pytest.raises(ParameterError) as fault:
        call()
    assert fault.value.code == code
    assert str(fault.value) != code
