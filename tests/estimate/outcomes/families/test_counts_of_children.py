"""Transitions and accumulation: counted by hand."""

from __future__ import annotations

import pytest

from larvik_analysis.errors import ParameterError
from larvik_analysis.estimate.outcomes.counts import (
    accumulated_risk,
    estimate_accumulation,
    estimate_transitions,
)

SEEN = [
    ("F1", "x", 1, {"a": 3, "b": 3, "c": 4}),
    ("F1", "x", 2, {"a": 1, "b": 3, "c": 0}),
    ("F1", "y", 1, {"a": 3, "b": None, "c": 4}),
    ("F1", "y", 2, {"a": 1, "b": 3, "c": 0}),
    ("F2", "z", 1, {"a": 0, "b": 4, "c": 1}),
    ("F2", "z", 2, {"a": 3, "b": 4, "c": 2}),
    ("F3", "u", 1, {"a": 4, "b": 4, "c": 4}),
]


@pytest.fixture
def ratings(ratings_of):
    return ratings_of(SEEN, factors=["a", "b", "c"], protective=["c"])


def test_transitions_are_counts_of_children(ratings, estimand_of):
    table = estimate_transitions(ratings, estimand_of())
    assert len(table) == 3 * 25
    seen = table[table["estimate"] > 0].set_index(["factor", "before", "after"])["count"]
    assert seen.to_dict() == {
        ("a", 0, 3): 1, ("a", 3, 1): 2, ("b", 3, 3): 1, ("b", 4, 4): 1,
        ("c", 1, 2): 1, ("c", 4, 0): 2,
    }  # fmt: skip
    assert table.groupby("factor")["n"].first().to_dict() == {"a": 3, "b": 2, "c": 3}
    assert (table.groupby("factor")["estimate"].sum() == [3, 2, 3]).all()


def test_means_of_raters_count_as_the_nearest_level_towards_burden(ratings_of, estimand_of):
    seen = [
        ("F1", "x", 1, {"a": 2, "c": 2}, "r"),
        ("F1", "x", 1, {"a": 3, "c": 3}, "s"),
        ("F1", "x", 2, {"a": 1, "c": 1}, "r"),
    ]
    ratings = ratings_of(seen, factors=["a", "c"], protective=["c"])
    table = estimate_transitions(ratings, estimand_of("a"))
    found = table[table["estimate"] > 0][["factor", "before", "after"]].values.tolist()
    assert found == [["a", 3, 1], ["c", 2, 1]]


def test_accumulation_counts_risk_factors_rated_both_times(ratings, estimand_of):
    table = accumulated_risk(ratings, estimand_of(), threshold=3).set_index("child")
    assert table["n_factors"].to_dict() == {"x": 2, "y": 1, "z": 2}
    assert table["before"].to_dict() == {"x": 2, "y": 1, "z": 1}
    assert table["change"].to_dict() == {"x": -1, "y": -1, "z": 1}


def test_accumulation_by_family(ratings, estimand_of):
    table = estimate_accumulation(ratings, estimand_of(), threshold=3)
    named = table[table["n_factors"].isna()].set_index("statistic")
    assert named.loc["mean_change", "estimate"] == 0.0  # -1 and 1
    assert named.loc["mean_change_children", "estimate"] == pytest.approx(-1 / 3)
    assert named.loc["mean_before", "estimate"] == 1.25
    spread = table.dropna(subset="n_factors").set_index(["statistic", "n_factors"])["count"]
    assert spread["children_before"].tolist() == [0, 2, 1]
    assert spread["children_after"].tolist() == [1, 1, 1]


def test_a_higher_threshold_counts_no_more(simulated, estimand_of):
    ratings, estimand = simulated(3), estimand_of("f0")
    low, high = (accumulated_risk(ratings, estimand, threshold=t) for t in (2, 3))
    assert (high["before"] <= low["before"]).all()


def test_nobody_is_rated_twice(ratings_of, estimand_of):
    ratings = ratings_of([("F1", "x", 1, {"a": 3})], factors=["a"])
    table = estimate_accumulation(ratings, estimand_of("a"), threshold=3)
    assert table["reason"].iloc[0] == "no family has a change that is known"
    transitions = estimate_transitions(ratings, estimand_of("a"))
    assert (transitions["estimate"] == 0).all()


@pytest.mark.parametrize("threshold", [0, 5])
def test_a_threshold_is_a_level_above_the_lowest(ratings, estimand_of, threshold):
    with pytest.raises(ParameterError) as refused:
        accumulated_risk(ratings, estimand_of(), threshold=threshold)
    assert refused.value.code == "threshold_not_a_level"
