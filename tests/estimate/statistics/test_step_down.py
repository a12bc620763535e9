"""The step-down maxT: what R works out, enumeration, and what it must obey."""

from __future__ import annotations

import itertools
import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from larvik_analysis.errors import ParameterError
from larvik_analysis.estimate.statistics import step_down
from larvik_analysis.estimate.statistics.sign_flips import sign_flip_test
from larvik_analysis.estimate.statistics.step_down import max_t_step_down, max_t_two_groups

[CASE] = [
    case
    for case in json.loads(
        (Path(__file__).parents[2] / "known" / "permutation.json").read_text(encoding="utf-8")
    )["cases"]
    if case["id"] == "westfall_young_signflip_3"
]
# Rounding of t statistics of a dozen numbers.
ROUNDING = 1e-9
FAMILIES = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 10]


@st.composite
def changes(draw: st.DrawFn) -> np.ndarray:
    n, n_outcomes = draw(st.integers(2, 7)), draw(st.integers(1, 4))
    row = st.lists(st.integers(-3, 4), min_size=n_outcomes, max_size=n_outcomes)
    return np.array(draw(st.lists(row, min_size=n, max_size=n)), dtype=float)


def stepped_down(tried: np.ndarray, seen: np.ndarray) -> np.ndarray:
    """The definition: the largest of those not yet rejected, and never a smaller p-value."""
    order, p_values, largest = np.argsort(-seen, kind="stable"), np.zeros(seen.size), 0.0
    for place, outcome in enumerate(order):
        with np.errstate(invalid="ignore"):
            left = tried[:, order[place:]].max(axis=1)
        largest = max(largest, float((left >= seen[outcome] * (1 - ROUNDING)).mean()))
        p_values[outcome] = largest
    return p_values


def size_of_t(values: np.ndarray) -> np.ndarray:
    """One-sample t of each column, by the textbook."""
    means, spreads = values.mean(axis=0), values.std(axis=0, ddof=1)
    still = spreads <= ROUNDING
    t = np.abs(means) * np.sqrt(len(values)) / np.where(still, 1, spreads)
    return np.where(still, np.where(np.abs(means) > ROUNDING, np.inf, 0.0), t)


def welch_t(values: np.ndarray, is_first: np.ndarray) -> np.ndarray:
    sizes = []
    for column in values.T:
        first, second = (
            group[~np.isnan(group)] for group in (column[is_first], column[~is_first])
        )
        error = first.var(ddof=1) / first.size + second.var(ddof=1) / second.size
        sizes.append(abs(first.mean() - second.mean()) / np.sqrt(error))
    return np.array(sizes)


# ---- joint sign flips ---------------------------------------------------------------------


def test_three_outcomes_as_in_r():
    table = max_t_step_down(np.array(CASE["input"]["D"]).T)
    for name, column in {
        "abs_t": "statistic",
        "rawp": "p_value",
        "adjp": "p_step_down",
    }.items():
        found = table[column].abs().tolist()
        assert found == pytest.approx(CASE["expected"][name], abs=CASE["tolerance"])
    assert table["method"].unique().tolist() == ["max-t-sign-flip-exact"]


@settings(max_examples=60)
@given(changes())
def test_p_values_are_those_of_all_flips(values):
    signs = np.array(list(itertools.product([1, -1], repeat=len(values))))
    tried = np.array([size_of_t(values * sign[:, np.newaxis]) for sign in signs])
    seen = size_of_t(values)
    table = max_t_step_down(values)
    alone = (tried >= seen * (1 - ROUNDING)).mean(axis=0)
    single = (tried.max(axis=1)[:, np.newaxis] >= seen * (1 - ROUNDING)).mean(axis=0)
    assert table["p_value"].to_numpy() == pytest.approx(alone)
    assert table["p_single_step"].to_numpy() == pytest.approx(single)
    assert table["p_step_down"].to_numpy() == pytest.approx(stepped_down(tried, seen))


@settings(max_examples=60)
@given(changes())
def test_each_outcome_alone_is_the_sign_flip_test(values):
    table = max_t_step_down(values)
    for place, column in enumerate(values.T):
        alone: Any = sign_flip_test(column)
        assert table["p_value"][place] == pytest.approx(alone.p_value)
        assert table["estimate"][place] == pytest.approx(alone.estimate)
    assert (table["p_value"] <= table["p_step_down"] + ROUNDING).all()
    assert (table["p_step_down"] <= table["p_single_step"] + ROUNDING).all()


def test_families_flip_together():
    values = np.array(CASE["input"]["D"]).T
    table = max_t_step_down(values, family=FAMILIES)
    alone: Any = sign_flip_test(values[:, 0], family=FAMILIES)
    assert table["p_value"][0] == alone.p_value
    assert table["n_units"].tolist() == [10, 10, 10]
    assert table["n"].tolist() == [11, 11, 11]
    assert table["estimate"][0] == pytest.approx(values[:, 0].mean())


@settings(max_examples=60)
@given(changes(), st.sampled_from([0.5, 0.75]))
def test_intervals_agree_with_the_single_step(values, level):
    table = max_t_step_down(values, level=level).dropna(subset="low")
    is_outside = (table["low"] > 0) | (table["high"] < 0)
    # Never outside without being rejected; the other way round the interval is cautious.
    assert (~is_outside | (table["p_single_step"] <= 1 - level)).all()


@settings(max_examples=40)
@given(changes(), st.randoms())
def test_neither_rows_nor_columns_have_an_order(values, random):
    rows = random.sample(range(len(values)), len(values))
    columns = random.sample(range(values.shape[1]), values.shape[1])
    found = max_t_step_down(values)["p_step_down"].to_numpy()
    other = max_t_step_down(values[rows][:, columns])["p_step_down"].to_numpy()
    assert other == pytest.approx(found[columns])


def closed_test(values: np.ndarray, alpha: float) -> np.ndarray:
    """The largest p-value of all sets of outcomes that hold it; of a set, its largest t.

    In a set those that can be rejected at all speak, and the others where there are none.
    """
    signs = np.array(list(itertools.product((1, -1), repeat=len(values))))
    known = [column[~np.isnan(column)] for column in values.T]
    tried = np.array(
        [
            [
                size_of_t((column * row[~np.isnan(seen)])[:, np.newaxis])[0]
                if column.size > 1
                else np.inf
                for column, seen in zip(known, values.T, strict=True)
            ]
            for row in signs
        ]
    )
    smallest = np.array([2.0 ** (1 - column.size) for column in known])
    is_able = smallest <= max(alpha, smallest.min())
    p_values = np.zeros(len(known))
    for n_of_set in range(1, len(known) + 1):
        for chosen in itertools.combinations(range(len(known)), n_of_set):
            speaking = [k for k in chosen if is_able[k]] or list(chosen)
            largest = tried[:, speaking].max(axis=1)
            p_value = (largest >= largest[0] * (1 - ROUNDING)).mean()
            p_values[list(chosen)] = np.maximum(p_values[list(chosen)], p_value)
    return p_values


@pytest.mark.parametrize("seed", range(8))
def test_with_gaps_it_is_the_closed_test(seed: int):
    generator = np.random.default_rng(seed)
    values = generator.integers(-2, 3, (7, 3)).astype(float)
    values[generator.random(values.shape) < 0.35] = np.nan
    values[0] = 1.0
    for level in (0.95, 0.8):
        found = max_t_step_down(values, level=level)["p_step_down"].to_numpy()
        assert found == pytest.approx(closed_test(values, 1 - level))


def test_an_outcome_hardly_known_does_not_hold_the_others_back():
    values = np.array(CASE["input"]["D"], dtype=float).T
    plain = max_t_step_down(values)
    for n_known in (1, 2, 5):
        rare = np.full(len(values), np.nan)
        rare[:n_known] = 1.0
        table = max_t_step_down(np.column_stack([values, rare]))
        pd.testing.assert_frame_equal(table.iloc[:3].drop(columns="outcome"),
                                      plain.drop(columns="outcome"))  # fmt: skip
        last = table.iloc[3]
        assert last["p_value"] == 2 ** (1 - n_known)
        assert last["p_step_down"] >= last["p_value"]
        assert last["p_step_down"] <= last["p_single_step"]
        assert np.isnan(last["low"])


def test_a_limit_at_nought_is_nought():
    values = np.random.default_rng(1).integers(-3, 1, (10, 3)).astype(float)
    row = max_t_step_down(values).iloc[1]
    assert row["high"] == 0.0
    assert row["p_single_step"] > 0.05


def test_a_repeated_outcome_costs_nothing():
    values = np.array(CASE["input"]["D"]).T
    once, twice = max_t_step_down(values[:, [0]]), max_t_step_down(values[:, [0, 0]])
    assert twice["p_step_down"].tolist() == pytest.approx(once["p_step_down"].tolist() * 2)


def test_missing_changes_leave_their_outcome_alone():
    values = np.array(CASE["input"]["D"], dtype=float).T
    values[0, 0] = np.nan
    named = pd.DataFrame(values, columns=["calm", "sleep", "school"]).assign(
        nothing=np.nan, still=0.0, steady=1.0
    )
    table = max_t_step_down(named).set_index("outcome")
    alone: Any = sign_flip_test(values[:, 0])
    assert table.loc["calm", "p_value"] == alone.p_value
    assert table["n_missing"].tolist() == [1, 0, 0, 11, 0, 0]
    assert table["reason"].tolist() == [
        *[""] * 3,
        "no change is known",
        *["the values do not vary"] * 2,
    ]
    assert (
        table.loc["nothing"].isna()[["estimate", "statistic", "p_value", "p_step_down"]].all()
    )
    assert (table.loc["still", "p_value"], table.loc["still", "p_step_down"]) == (1.0, 1.0)
    assert table.loc["steady", "p_value"] == 2 / 2**11
    assert pd.isna(table.loc["steady", "low"])
    # An outcome that says nothing takes no part in the adjustment of the others.
    three = max_t_step_down(named[["calm", "sleep", "school"]])
    four = max_t_step_down(named[["calm", "sleep", "school", "nothing"]])
    assert four["p_step_down"].tolist()[:3] == three["p_step_down"].tolist()


def test_random_flips_are_near_the_exact_ones(monkeypatch: pytest.MonkeyPatch):
    values = np.array(CASE["input"]["D"]).T
    exact = max_t_step_down(values)
    monkeypatch.setattr(step_down, "MOST_FLIPS", 100)
    drawn = max_t_step_down(values, rng=np.random.default_rng(1))
    assert drawn["method"][0] == "max-t-sign-flip-random"
    # Four standard errors of a share of 9 % in 9 999 draws.
    for column in ("p_value", "p_single_step", "p_step_down"):
        assert drawn[column].tolist() == pytest.approx(exact[column].tolist(), abs=0.012)
    again = max_t_step_down(values, rng=np.random.default_rng(1))
    pd.testing.assert_frame_equal(again, drawn)


def test_nobody_or_one():
    empty = max_t_step_down(np.zeros((0, 2)))
    assert empty["reason"].tolist() == ["no change is known"] * 2
    alone = max_t_step_down(np.array([[3.0, -1.0]]))
    assert alone["p_step_down"].tolist() == [1.0, 1.0]
    assert alone["low"].isna().all()


# ---- two groups ---------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(4))
def test_two_groups_as_by_enumeration(seed):
    generator = np.random.default_rng(seed)
    values = generator.normal(0, 1, (9, 3)) + np.outer(np.arange(9) < 4, [1.5, 0.5, 0])
    values[2, 1] = np.nan
    is_first = np.arange(9) < 4
    tried = []
    for chosen in itertools.combinations(range(9), 4):
        one = np.zeros(9, dtype=bool)
        one[list(chosen)] = True
        tried.append(welch_t(values, one))
    seen = welch_t(values, is_first)
    table = max_t_two_groups(values, np.where(is_first, "red", "green"))
    assert table["statistic"].abs().to_numpy() == pytest.approx(seen)
    alone = (np.array(tried) >= seen * (1 - ROUNDING)).mean(axis=0)
    assert table["p_value"].to_numpy() == pytest.approx(alone)
    expected = stepped_down(np.array(tried), seen)
    assert table["p_step_down"].to_numpy() == pytest.approx(expected)
    assert table["n"].tolist() == [9, 8, 9]
    first, second = values[is_first, 0], values[~is_first, 0]
    assert table["estimate"][0] == pytest.approx(first.mean() - second.mean())


def test_random_groups_are_near_the_exact_ones(monkeypatch: pytest.MonkeyPatch):
    generator = np.random.default_rng(5)
    values = generator.normal(0, 1, (12, 4)) + np.outer(np.arange(12) < 6, [1.5, 0.7, 0, 0])
    labels = ["a"] * 6 + ["b"] * 6
    exact = max_t_two_groups(values, labels)
    monkeypatch.setattr(step_down, "MOST_TRIED", 100)
    drawn = max_t_two_groups(values, labels, rng=np.random.default_rng(6))
    assert drawn["method"][0] == "max-t-two-groups-random"
    # Four standard errors of a share of one half in 9 999 draws.
    assert drawn["p_step_down"].tolist() == pytest.approx(
        exact["p_step_down"].tolist(), abs=0.02
    )
    with pytest.raises(ParameterError) as refused:
        max_t_two_groups(values, labels)
    assert refused.value.code == "rng_needed"


def test_outcomes_that_cannot_be_compared():
    values = pd.DataFrame(
        {"one": [1, 2, 3, 4.0], "gone": [1, 2, np.nan, np.nan], "still": [2.0] * 4}
    )
    table = max_t_two_groups(values, ["a", "a", "b", "b"]).set_index("outcome")
    assert table.loc["gone", "reason"] == "one of the two groups is empty"
    assert pd.isna(table.loc["gone", "p_value"])
    assert table.loc["still", "p_value"] == 1.0
    assert table.loc["one", "p_value"] == pytest.approx(2 / 6)


@pytest.mark.parametrize(
    ("call", "code"),
    [
        (lambda: max_t_step_down(np.ones((21, 2))), "rng_needed"),
        (lambda: max_t_step_down([1, 2, 3]), "answers_shape"),
        (lambda: max_t_step_down(np.ones((3, 2)), family=[1, 2]), "lengths_differ"),
        (lambda: max_t_step_down(np.ones((2, 2)), family=[1, None]), "cluster_missing"),
        (lambda: max_t_step_down(np.ones((2, 2)), level=1), "level_out_of_range"),
        (lambda: max_t_two_groups(np.ones((3, 2)), [1, 2, 3]), "groups_not_two"),
    ],
)
def test_wrong_arguments_are_refused(call, code):
    with pytest.raises(ParameterError) as refused:
        call()
    assert refused.value.code == code


@pytest.mark.parametrize("mean", [0.0, 30.0])
def test_the_interval_holds_its_level_however_large_the_change(mean):
    generator, held = np.random.default_rng(3), []
    for _ in range(400):
        table = max_t_step_down(generator.normal(mean, 1, (6, 1)))
        held.append(bool((table["low"] <= mean).all() and (table["high"] >= mean).all()))
    assert np.mean(held) > 0.925  # two standard errors of 400 draws below 0.95


def test_too_few_to_reach_the_level_is_told():
    table = max_t_step_down([[1.0], [2.0], [4.0]])
    assert table["low"].isna().all()
    assert table["reason"].tolist() == ["too few to reach the level"]
