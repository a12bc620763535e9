"""Intraclass correlations: what R works out, and what they must obey."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from larvik_analysis.errors import ParameterError
from larvik_analysis.estimate.statistics.intraclass import intraclass_correlation
from larvik_analysis.terms.results import NotEstimable

[CASE] = [
    case
    for case in json.loads(
        (Path(__file__).parents[2] / "known" / "agreement.json").read_text(encoding="utf-8")
    )["cases"]
    if case["id"] == "icc_rat3"
]
RATINGS = np.array(list(CASE["input"]["data"].values()), dtype=float)
KINDS = ["icc1", "icc2", "icc3", "icc1k", "icc2k", "icc3k"]
# Ratings of four judges of six targets: the example of Shrout and Fleiss, their table 2.
SHROUT_FLEISS = np.array(
    [[9, 6, 8, 7, 10, 6], [2, 1, 4, 1, 5, 2], [5, 3, 6, 2, 6, 4], [8, 2, 8, 6, 9, 7]]
)


@st.composite
def ratings(draw: st.DrawFn) -> np.ndarray:
    """Two to four raters by two to seven units."""
    n_raters, n_units = draw(st.integers(2, 4)), draw(st.integers(2, 7))
    row = st.lists(st.integers(1, 5), min_size=n_units, max_size=n_units)
    return np.array(draw(st.lists(row, min_size=n_raters, max_size=n_raters)), dtype=float)


def test_the_correlations_from_mean_squares_are_as_in_r():
    found = intraclass_correlation(RATINGS)
    # Without _aov they are of a mixed model that sets a variance to nought (see the notes of
    # the case); only the first kind, which has no such variance, is the same there.
    told = {
        "ICC1_aov": found["icc1"].estimate,
        "ICC2_aov": found["icc2"].estimate,
        "ICC3_aov": found["icc3"].estimate,
        "ICC1": found["icc1"].estimate,
        "ICC1k": found["icc1k"].estimate,
        "ICC1_lo": found["icc1"].low,
        "ICC1_hi": found["icc1"].high,
    }
    assert set(CASE["expected"]) - set(told) == {"ICC2", "ICC3", "ICC2k", "ICC3k"}
    for name, value in told.items():
        expected = CASE["expected"][name]
        assert value == pytest.approx(expected, rel=0, abs=CASE["tolerance"]), name
    assert list(found) == KINDS
    assert (found["icc1"].n, found["icc1"].n_raters) == (10, 3)


def test_the_example_of_shrout_and_fleiss():
    found = intraclass_correlation(SHROUT_FLEISS)
    # Table 4 of the paper, two decimals.
    printed = [0.17, 0.29, 0.71, 0.44, 0.62, 0.91]
    assert [one.estimate for one in found.values()] == pytest.approx(printed, abs=0.005)
    # R, psych 2.2.9, its help page ICC: limits of ICC1, ICC2 and ICC3, two decimals.
    limits = {"icc1": (-0.13, 0.72), "icc2": (0.02, 0.76), "icc3": (0.34, 0.95)}
    for kind, printed_limits in limits.items():
        told = found[kind].low, found[kind].high
        assert told == pytest.approx(printed_limits, abs=0.006), kind


@given(ratings(), st.randoms(use_true_random=False))
def test_order_and_unit_do_not_matter(table, chance):
    rows, columns = list(range(table.shape[0])), list(range(table.shape[1]))
    chance.shuffle(rows)
    chance.shuffle(columns)
    found = intraclass_correlation(table)
    other = intraclass_correlation(table[rows][:, columns] * 3 - 7)
    if isinstance(found, NotEstimable):
        assert other == found
        return
    for kind, one in found.items():
        assert other[kind].estimate == pytest.approx(one.estimate, abs=1e-7)


@given(ratings())
def test_the_mean_of_raters_is_the_stepped_up_rating_and_limits_hold_it(table):
    found = intraclass_correlation(table)
    if isinstance(found, NotEstimable):
        return
    k = len(table)
    for kind in ("icc1", "icc2", "icc3"):
        one, mean = found.get(kind), found.get(f"{kind}k")
        if one is None or mean is None:
            continue
        stepped = k * one.estimate / (1 + (k - 1) * one.estimate)
        assert mean.estimate == pytest.approx(stepped, abs=1e-7)
        if one.low is not None:
            assert one.low <= one.high <= 1 + 1e-12


@given(ratings(), st.floats(-3, 3))
def test_a_stricter_rater_changes_consistency_not(table, stricter):
    found = intraclass_correlation(table)
    moved = table.copy()
    moved[0] += stricter
    other = intraclass_correlation(moved)
    if not isinstance(found, NotEstimable) and "icc3" in found:
        assert other["icc3"].estimate == pytest.approx(found["icc3"].estimate, abs=1e-6)


@pytest.mark.parametrize(
    ("table", "reason"),
    [
        ([[1, 2, 3]], "fewer than two units were rated by two raters or more"),
        ([[1], [2]], "fewer than two units were rated by two raters or more"),
        ([[1, None], [1, 2]], "fewer than two units were rated by two raters or more"),
        ([[4, 4], [4, 4]], "every rating is the same"),
        ([[0.1, 0.1, 0.1]] * 3, "every rating is the same"),
    ],
)
def test_where_there_is_no_correlation_the_reason_is_told(table, reason):
    assert intraclass_correlation(table) == NotEstimable(reason)


def test_raters_who_agree_entirely_have_no_interval():
    for one in intraclass_correlation([[1, 3, 4], [1, 3, 4]]).values():
        assert (one.estimate, one.low, one.statistic, one.p_value) == (1.0, None, None, None)


def test_units_that_do_not_differ_have_no_interval():
    found = intraclass_correlation([[1, 2], [2, 1]])
    assert found["icc1"].estimate == -1.0
    assert found["icc1"].low is None
    assert "icc1k" not in found  # divides by how much the units differ


def test_what_is_wrong_is_told():
    for table, options, code in (
        ([1, 2], {}, "answers_shape"),
        ([["a", "b"], ["b", "a"]], {}, "answers_not_numbers"),
        ([[1, 2], [2, 1]], {"level": -1}, "level_out_of_range"),
    ):
        with pytest.raises(ParameterError) as fault:
            intraclass_correlation(table, **options)
        assert fault.value.code == code
