"""What can be worked out from what is shown, against counting every table that fits."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from larvik_analysis.errors import TableError
from larvik_analysis.release.attack import attack, bounds_of


def every_sum(total: int, n_parts: int) -> np.ndarray:
    """All ways to share a total among some parts, one a row."""
    bars = list(itertools.combinations(range(total + n_parts - 1), n_parts - 1))
    places = np.array(bars, dtype=int).reshape(len(bars), n_parts - 1)
    ends = np.pad(places, ((0, 0), (1, 0)), constant_values=-1)
    ends = np.pad(ends, ((0, 0), (0, 1)), constant_values=total + n_parts - 1)
    return np.diff(ends, axis=1) - 1


def totalled(tables: np.ndarray) -> np.ndarray:
    """Tables, shape (n, rows, columns), with their totals."""
    whole = np.concatenate([tables, tables.sum(axis=2, keepdims=True)], axis=2)
    if tables.shape[1] == 1:
        return whole
    return np.concatenate([whole, whole.sum(axis=1, keepdims=True)], axis=1)


def frame(counts: np.ndarray, hidden: np.ndarray) -> pd.DataFrame:
    rows = [*(f"r{row}" for row in range(max(1, counts.shape[0] - 1))), "total"]
    columns = [*(f"c{column}" for column in range(counts.shape[1] - 1)), "total"]
    return pd.DataFrame(counts, rows[: counts.shape[0]], columns).astype("Int64").mask(hidden)


@st.composite
def tables_with_holes(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray]:
    rows, columns = draw(st.sampled_from([(1, 1), (1, 4), (2, 1), (2, 2), (2, 3), (3, 2)]))
    few = st.lists(st.integers(0, 3), min_size=rows * columns, max_size=rows * columns)
    counts = totalled(np.array(draw(few)).reshape(1, rows, columns))[0]
    holes = st.lists(st.booleans(), min_size=counts.size, max_size=counts.size)
    hidden = np.array(draw(holes)).reshape(counts.shape)
    hidden[-1, -1] = False
    return counts, hidden


@settings(max_examples=40)
@given(tables_with_holes())
def test_the_bounds_are_those_of_all_tables_that_fit(table):
    counts, hidden = table
    rows, columns = max(1, counts.shape[0] - 1), counts.shape[1] - 1
    parts = every_sum(int(counts[-1, -1]), rows * columns)
    others = totalled(parts.reshape(-1, rows, columns))
    fits = others[(others == counts)[:, ~hidden].all(axis=1)][:, hidden]
    found = attack(frame(counts, hidden))
    assert len(found) == hidden.sum()
    if hidden.any():
        assert found["low"].tolist() == fits.min(axis=0).tolist()
        assert found["high"].tolist() == fits.max(axis=0).tolist()


@settings(max_examples=25)
@given(tables_with_holes())
def test_the_truth_is_never_ruled_out_and_less_shown_tells_less(table):
    counts, hidden = table
    found = attack(frame(counts, hidden)).set_index(["row", "column"])
    truth = frame(counts, np.zeros_like(hidden))
    for (row, column), (low, high) in found.iterrows():
        assert low <= truth.loc[row, column] <= high
    more = hidden.copy()
    more[0, 0] = True
    if not more[-1, -1]:
        wider = attack(frame(counts, more)).set_index(["row", "column"]).loc[found.index]
        assert (wider["low"] <= found["low"]).all()
        assert (wider["high"] >= found["high"]).all()


def test_rows_come_as_they_stand_in_the_table():
    counts = np.array([[3, 8, 11], [12, 9, 21], [15, 17, 32]])
    hidden = np.array([[1, 1, 0], [1, 1, 0], [0, 0, 0]], dtype=bool)
    found = attack(frame(counts, hidden))
    assert found[["row", "column"]].to_numpy().tolist() == [
        ["r0", "c0"], ["r0", "c1"], ["r1", "c0"], ["r1", "c1"],
    ]  # fmt: skip
    assert found[["low", "high"]].to_numpy().tolist() == [[0, 11], [0, 11], [4, 15], [6, 17]]


def test_what_has_no_bound_is_infinite():
    hidden = np.ones((3, 3), dtype=bool)
    found = attack(frame(np.zeros((3, 3), dtype=int), hidden))
    assert (found["low"] == 0).all()
    assert (found["high"] == math.inf).all()


def test_nothing_hidden_is_nothing_found():
    found = attack(frame(np.array([[3, 3]]), np.zeros((1, 2), dtype=bool)))
    assert found.empty
    assert list(found.columns) == ["row", "column", "low", "high"]


@pytest.mark.parametrize(
    "cells",
    [
        [[3, 8, 12], [12, 9, 21], [15, 17, 33]],  # a row
        [[3, 8, 11], [12, 9, 21], [15, 18, 33]],  # a column
        [[None, 8, 7], [12, 9, 21], [None, 17, None]],  # a count below zero
        [[None, None, 11], [None, None, 21], [5, 4, 32]],  # totals among themselves
    ],
)
def test_what_does_not_add_up_is_refused(cells):
    shown = pd.DataFrame(cells, ["a", "b", "total"], ["x", "y", "total"]).astype("Int64")
    with pytest.raises(TableError) as fault:
        attack(shown)
    assert fault.value.codes == ("totals_do_not_add_up",)
    assert not any(character.isdigit() for character in str(fault.value))


def test_without_totals_there_is_nothing_to_attack_with():
    with pytest.raises(TableError) as fault:
        attack(pd.DataFrame({"x": [1]}))
    assert fault.value.codes == ("totals_missing",)


def test_the_table_is_not_changed_and_nothing_is_printed(capfd):
    shown = frame(np.array([[3, 8, 11], [12, 9, 21], [15, 17, 32]]), np.eye(3) * 0 == 1)
    shown.loc["r0", "c0"] = pd.NA
    before = shown.copy(deep=True)
    attack(shown)
    pd.testing.assert_frame_equal(shown, before)
    assert capfd.readouterr() == ("", "")


# ---- sums of any kind -------------------------------------------------------------------


def test_a_mean_of_scores_is_a_sum_like_any_other():
    # Ten answers with mean 1.2: none + one + two = 10 and one + 2 two = 12.
    sums = [{"none": 1, "one": 1, "two": 1, "n": -1}, {"one": 1, "two": 2, "points": -1}]
    known = {"n": (10.0, 10.0), "points": (12.0, 12.0)}
    bounds = bounds_of(["none", "one", "two"], known, sums)
    # By hand: two from 2 to 6, one = 12 - 2 two, none = two - 2.
    assert bounds == {"none": (0, 4), "one": (0, 8), "two": (2, 6)}


def test_bounds_are_of_whole_counts():
    # 2 a + 2 b = 10 - c with c at most 3: c is 0 or 2, never 1 or 3.
    bounds = bounds_of("abc", {"c": (1.0, 3.0), "n": (10.0, 10.0)},
                       [{"a": 2, "b": 2, "c": 1, "n": -1}])  # fmt: skip
    assert bounds == {"a": (0, 4), "b": (0, 4), "c": (2, 2)}


def test_ranges_that_are_known_bind_what_they_are_part_of():
    bounds = bounds_of(["a", "b"], {"a": (2.0, 4.0), "n": (9.0, 9.0)},
                       [{"a": 1, "b": 1, "n": -1}])  # fmt: skip
    assert bounds == {"a": (2, 4), "b": (5, 7)}


def test_what_is_known_and_what_stands_alone_is_told_too():
    assert bounds_of(["a", "b"], {"a": (7.0, 7.0)}, []) == {"a": (7, 7), "b": (0, math.inf)}
    assert bounds_of(["a", "a"], {"a": (7.0, 7.0)}, []) == {"a": (7, 7)}
    assert bounds_of([], {}, []) == {}


@pytest.mark.parametrize(
    ("known", "sums"),
    [
        ({"a": (2.0, 2.0), "n": (1.0, 1.0)}, [{"a": 1, "b": 1, "n": -1}]),  # b would be -1
        ({"a": (2.0, 2.0), "n": (1.0, 1.0)}, [{"a": 1, "n": -1}]),  # all known, and wrong
        ({"n": (5.0, 5.0)}, [{"b": 2, "n": -1}]),  # b would be 2.5
        ({"b": (0.0, 3.0), "n": (5.0, 5.0)}, [{"b": 1, "n": -1}]),  # outside its range
        ({"n": (5.0, 5.0)}, [{"x": 2, "n": -1}]),  # a contradiction that nobody asked about
        ({"b": (1.0, 2.0), "n": (5.0, 5.0)}, [{"b": 1, "c": -1}, {"b": 1, "c": 1, "n": -1}]),
    ],
)
def test_what_contradicts_itself_has_no_bounds(known, sums):
    assert bounds_of(["b"], known, sums) is None


def test_no_bound_and_no_way_are_told_apart():
    # Both have no upper bound to stop at; in the second nothing fits at all.
    free = [{"a": 1, "b": -1, "n": -1}]
    assert bounds_of(["a", "b"], {"n": (3.0, 3.0)}, free) == {
        "a": (3, math.inf),
        "b": (0, math.inf),
    }
    odd = [{"a": 2, "b": -2, "n": -1}]
    assert bounds_of(["a", "b"], {"n": (3.0, 3.0)}, odd) is None


@pytest.mark.parametrize("name", ["contradiction", "total", "", 0, (1, 2), None])
def test_a_cell_may_have_any_name(name):
    known = {"n": (4.0, 4.0)}
    assert bounds_of([name], known, [{name: 1, "b": 1, "n": -1}]) == {name: (0, 4)}
