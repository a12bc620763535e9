"""Bounds for those who are silent, against every way they could have answered."""

from __future__ import annotations

import math
from itertools import combinations_with_replacement

import pytest
from hypothesis import given
from hypothesis import strategies as st

from larvik_analysis import NotEstimable, nonresponse_bounds, nonresponse_mean_bounds
from larvik_analysis.errors import ParameterError


@st.composite
def answered(draw: st.DrawFn) -> tuple[int, int, int]:
    """A count, its base, and how many were invited."""
    invited = draw(st.integers(1, 300))
    n = draw(st.integers(1, invited))
    return draw(st.integers(0, n)), n, invited


@given(answered())
def test_the_bounds_are_reached_by_some_answers_of_the_silent_and_passed_by_none(drawn):
    count, n, invited = drawn
    bounds = nonresponse_bounds(count, n, invited)
    possible = [(count + others) / invited for others in range(invited - n + 1)]
    assert (bounds.low, bounds.high) == (min(possible), max(possible))
    assert bounds.low <= bounds.estimate <= bounds.high
    assert bounds.high - bounds.low == pytest.approx(1 - bounds.response_rate)


@given(answered())
def test_counting_the_others_mirrors_the_bounds(drawn):
    count, n, invited = drawn
    ours, others = (
        nonresponse_bounds(count, n, invited),
        nonresponse_bounds(n - count, n, invited),
    )
    assert others.low == pytest.approx(1 - ours.high)
    assert others.high == pytest.approx(1 - ours.low)


def test_where_all_answered_nothing_is_open():
    bounds = nonresponse_bounds(9, 11, 11)
    assert bounds.low == bounds.estimate == bounds.high == 9 / 11
    assert (bounds.level, bounds.n, bounds.invited) == (None, 11, 11)


def test_where_the_number_invited_is_unknown_there_are_no_bounds():
    unknown = NotEstimable("the number invited is unknown")
    assert nonresponse_bounds(9, 11, None) == unknown
    assert nonresponse_mean_bounds({1: 3, 2: 4}, None, scale=(1, 2)) == unknown


def test_where_nobody_answered_there_are_none_either():
    assert nonresponse_bounds(0, 0, 11) == NotEstimable("nobody answered")
    assert nonresponse_bounds(0, 0, 0) == NotEstimable("nobody answered")
    assert nonresponse_mean_bounds({1: 0, 2: 0}, 5, scale=(1, 2)) == NotEstimable(
        "nobody answered"
    )
    assert nonresponse_mean_bounds({}, 5, scale=(1, 2)) == NotEstimable("nobody answered")


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ((12, 11, 20), "count_out_of_range"),
        ((-1, 11, 20), "count_out_of_range"),
        ((5, 11, 10), "count_out_of_range"),
        ((0.5, 11, 20), "count_not_whole"),
        ((5, 11, math.nan), "count_not_whole"),
    ],
)
def test_counts_that_cannot_be_are_refused(arguments, code):
    with pytest.raises(ParameterError) as error:
        nonresponse_bounds(*arguments)
    assert error.value.code == code


@given(
    st.lists(st.integers(0, 3), min_size=3, max_size=3).filter(any),
    st.integers(0, 4),
)
def test_the_bounds_of_a_mean_hold_every_way_the_silent_could_have_answered(counts, n_silent):
    scale = dict(zip((1, 2, 5), counts, strict=True))
    given_ = {score: count for score, count in scale.items() if count}
    n = sum(counts)
    bounds = nonresponse_mean_bounds(given_, n + n_silent, scale=(1, 5))
    total = sum(score * count for score, count in scale.items())
    possible = [
        (total + sum(others)) / (n + n_silent)
        for others in combinations_with_replacement(scale, n_silent)
    ]
    assert bounds.low == pytest.approx(min(possible))
    assert bounds.high == pytest.approx(max(possible))
    assert bounds.estimate == pytest.approx(total / n)


@pytest.mark.parametrize(
    ("counts", "invited", "code"),
    [
        ({1: 3, 2: -1}, 9, "count_below_zero"),
        ({1: 3, math.inf: 1}, 9, "scores_not_finite"),
        ({1: 3, 2: 2.5}, 9, "count_not_whole"),
        ({1: 3, 2: 3}, 5, "count_out_of_range"),
        ({"a": 3}, 10, "scores_not_finite"),
        ({0: 3}, 10, "scores_outside_scale"),
    ],
)
def test_distributions_that_cannot_be_are_refused(counts, invited, code):
    with pytest.raises(ParameterError) as error:
        nonresponse_mean_bounds(counts, invited, scale=(1, 5))
    assert error.value.code == code


@pytest.mark.parametrize("scale", [(5, 1), (1, 1), (1, math.inf), (1, 2, 3), 5, None, "15"])
def test_a_scale_has_two_ends(scale):
    with pytest.raises(ParameterError) as error:
        nonresponse_mean_bounds({1: 3}, 10, scale=scale)
    assert error.value.code == "scale_ends"
