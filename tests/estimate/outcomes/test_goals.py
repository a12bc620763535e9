"""Goal attainment: worked examples, laws, and a table by hand."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from larvik_analysis.errors import ParameterError
from larvik_analysis.estimate.outcomes.goals import estimate_goal_attainment, goal_attainment_t
from larvik_analysis.terms.goal_results import GoalAttainment
from larvik_analysis.terms.results import NotEstimable

CASES = {
    case["id"]: case
    for case in json.loads(
        (Path(__file__).parents[2] / "known" / "goals.json").read_text(encoding="utf-8")
    )["cases"]
}
SCORES = st.lists(st.integers(-2, 2), min_size=1, max_size=6)
GOALS = pd.DataFrame(
    {
        "family": ["a", "a", "b", "b", "c", "d"],
        "goal": [1, 2, 1, 2, 1, 1],
        "weight": [1.0, 1.0, 2.0, 1.0, 1.0, 1.0],
        "score": [1.0, 0.0, -1.0, 2.0, 0.0, np.nan],
    }
)


def t_of(*arguments: Any, **options: Any) -> GoalAttainment:
    found = goal_attainment_t(*arguments, **options)
    assert isinstance(found, GoalAttainment)
    return found


def row(table: pd.DataFrame, **labels: str) -> pd.Series:
    for name, value in labels.items():
        table = table[table[name] == value]
    assert len(table) == 1
    return table.iloc[0]


def test_the_worked_examples():
    case = CASES["gas_t"]
    for name, scores in case["input"].items():
        expected = case["expected"][name]
        reach = case["tolerance"] * max(1, abs(expected))
        assert t_of(scores).estimate == pytest.approx(expected, rel=0, abs=reach)
    weighted = CASES["gas_t_weights_by_hand"]
    assert t_of(**weighted["input"]).estimate == pytest.approx(
        weighted["expected"]["estimate"], rel=1e-12
    )


@given(SCORES, st.floats(0, 1), st.floats(0.1, 10))
def test_turned_round_it_mirrors_and_the_size_of_weights_does_not_matter(
    scores: list[int], correlation: float, size: float
):
    weights = [1 + n for n in range(len(scores))]
    one = t_of(scores, weights=weights, correlation=correlation)
    turned = t_of([-score for score in scores], weights=weights, correlation=correlation)
    assert one.estimate + turned.estimate == pytest.approx(100)
    scaled = t_of(scores, weights=[size * w for w in weights], correlation=correlation)
    assert scaled.estimate == pytest.approx(one.estimate)
    other = t_of(scores[::-1], weights=weights[::-1], correlation=correlation)
    assert other.estimate == pytest.approx(one.estimate)


@given(SCORES)
def test_a_goal_that_was_not_rated_is_as_if_it_were_not_there(scores: list[int]):
    with_gap = t_of([*scores, None], weights=[1.0] * len(scores) + [9.0])
    assert with_gap.estimate == t_of(scores).estimate
    assert (with_gap.n, with_gap.n_missing) == (len(scores), 1)
    assert with_gap.low is None


def test_weights_of_any_size_do():
    for size in (1e-200, 1e50):
        found = t_of([1, 2], weights=[size, 3 * size]).estimate
        assert found == pytest.approx(t_of([1, 2], weights=[1, 3]).estimate)


def test_nothing_rated_and_no_weight():
    assert isinstance(goal_attainment_t([]), NotEstimable)
    assert isinstance(goal_attainment_t([None, None]), NotEstimable)
    assert isinstance(goal_attainment_t([1, None], weights=[0, 3]), NotEstimable)


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ({"scores": [3]}, "goal_scores"),
        ({"scores": [1], "weights": [-1]}, "goal_weights"),
        ({"scores": [1], "weights": [None]}, "goal_weights"),
        ({"scores": [1], "weights": [1, 2]}, "lengths_differ"),
        ({"scores": [1], "correlation": 1.1}, "number_within"),
        ({"scores": [[1]]}, "values_not_a_list"),
    ],
)
def test_errors(arguments: dict[str, Any], code: str):
    with pytest.raises(ParameterError) as told:
        goal_attainment_t(**arguments)
    assert told.value.code == code


def test_the_ladder_comes_first_and_families_are_the_unit():
    table = estimate_goal_attainment(GOALS)
    assert list(table["quantity"].unique()) == [
        "goals", "goals_not_rated", "share_reached", "families_all_reached", "t_score",
        "t_score_mean",
    ]  # fmt: skip
    ladder = table[table["quantity"] == "goals"]
    assert list(ladder["score"]) == ["-2", "-1", "0", "1", "2"]
    assert list(ladder["estimate"]) == [0, 1, 2, 1, 1]
    assert set(ladder["n"]) == {5}
    assert set(ladder["n_families"]) == {3}
    assert row(table, quantity="goals_not_rated")["estimate"] == 1
    reached = row(table, quantity="share_reached")
    assert reached["estimate"] == pytest.approx(0.8)
    assert reached["method"] == "wilson-clustered"
    every = row(table, quantity="families_all_reached")
    assert (every["estimate"], every["n"]) == (pytest.approx(2 / 3), 3)
    # Clopper and Pearson for two of three.
    assert (every["low"], every["high"]) == pytest.approx((0.0943, 0.9916), abs=1e-4)


def test_each_family_counts_once_in_the_mean():
    table = estimate_goal_attainment(GOALS)
    scores = table[table["quantity"] == "t_score"].set_index("family")
    assert scores.loc["c", "estimate"] == 50.0
    assert scores.loc["b", "estimate"] == pytest.approx(50.0)
    assert scores.loc["a", "estimate"] == pytest.approx(56.2017, abs=1e-4)
    assert scores.loc["d", "reason"] == "no goal has been rated"
    assert pd.isna(scores.loc["d", "estimate"])
    mean = row(table, quantity="t_score_mean")
    assert mean["estimate"] == pytest.approx((56.2017367 + 50 + 50) / 3)
    assert mean["n"] == 3
    assert mean["method"] == "gas-t-mean-interval-scale-rho-0.3"


@settings(max_examples=10)
@given(st.permutations(range(6)))
def test_the_order_of_rows_does_not_matter(order: list[int]):
    one = estimate_goal_attainment(GOALS)
    other = estimate_goal_attainment(GOALS.iloc[order])
    pd.testing.assert_frame_equal(one, other, atol=1e-12)


def test_one_family_and_none():
    one = estimate_goal_attainment(GOALS[GOALS["family"] == "a"])
    assert pd.isna(row(one, quantity="share_reached")["low"])
    assert row(one, quantity="t_score_mean")["reason"] == "all values come from one cluster"
    none = estimate_goal_attainment(GOALS[:0])
    assert row(none, quantity="share_reached")["reason"] == "no goal has been rated"
    assert none["estimate"].notna().sum() == 6  # five rungs and those not rated, all nought


def test_a_goal_without_a_family_is_refused():
    with pytest.raises(ParameterError, match="familie"):
        estimate_goal_attainment(GOALS.assign(family=None))
