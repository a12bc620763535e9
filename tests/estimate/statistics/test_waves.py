"""Two waves of a survey, with and without a link between their answers."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from larvik_analysis import NotEstimable, compare_waves
from larvik_analysis.errors import ParameterError
from larvik_analysis.estimate.statistics.differences import estimate_share_difference
from larvik_analysis.estimate.statistics.intervals import wilson_limits
from larvik_analysis.estimate.statistics.paired_shares import estimate_paired_difference
from larvik_analysis.terms.weighted_results import WaveDifference

ROUNDING = 1e-9
LEVELS = st.floats(0.5, 0.999)


@st.composite
def waves(draw: st.DrawFn) -> tuple[int, int, int, int]:
    n_a, n_b = draw(st.integers(1, 400)), draw(st.integers(1, 400))
    return draw(st.integers(0, n_a)), n_a, draw(st.integers(0, n_b)), n_b


def compared(counts: tuple[int, int, int, int], level: float = 0.95) -> WaveDifference:
    change = compare_waves(*counts, level=level)
    assert isinstance(change, WaveDifference)
    return change


@given(waves(), LEVELS)
def test_without_overlap_it_is_the_difference_of_two_groups(counts, level):
    ours = compared(counts, level)
    count_a, n_a, count_b, n_b = counts
    groups = estimate_share_difference(count_b, n_b, count_a, n_a, level=level)
    assert (ours.estimate, ours.low, ours.high) == pytest.approx(
        (groups.estimate, groups.low, groups.high), abs=ROUNDING
    )


@given(waves(), LEVELS)
def test_alike_is_narrower_and_unlike_is_wider(counts, level):
    ours = compared(counts, level)
    lows = [ours.low_unlike, ours.low, ours.low_alike, ours.estimate]
    assert all(one <= other + ROUNDING for one, other in itertools.pairwise(lows))
    highs = [ours.estimate, ours.high_alike, ours.high, ours.high_unlike]
    assert all(one <= other + ROUNDING for one, other in itertools.pairwise(highs))
    assert ours.high_alike - ours.low_alike > 1e-4


@given(waves(), LEVELS)
def test_turning_the_waves_round_turns_the_change(counts, level):
    count_a, n_a, count_b, n_b = counts
    ours, turned = compared(counts, level), compared((count_b, n_b, count_a, n_a), level)
    assert turned.estimate == -ours.estimate
    for low, high in (
        ("low", "high"),
        ("low_alike", "high_alike"),
        ("low_unlike", "high_unlike"),
    ):
        assert getattr(turned, low) == pytest.approx(-getattr(ours, high), abs=ROUNDING)


@pytest.mark.parametrize(("a", "b"), [(3, 7), (10, 10), (12, 20), (18, 4), (19, 20)])
def test_every_pairing_of_the_same_people_lies_between_the_two_ends(a, b):
    # All tables with these margins, with the same rule for their own correlation.
    n = 20
    before, after = wilson_limits(a / n, n, 0.95), wilson_limits(b / n, n, 0.95)
    ours = compared((a, n, b, n))
    widths = []
    for both in range(max(0, a + b - n), min(a, b) + 1):
        spread = math.sqrt(a * (n - a) * b * (n - b))
        phi = (both * n - a * b) / spread if spread else 0.0
        below = [b / n - after[0], before[1] - a / n]
        square = below[0] ** 2 + below[1] ** 2 - 2 * phi * below[0] * below[1]
        widths.append(b / n - a / n - math.sqrt(max(0.0, square)))
    assert ours.low_unlike == pytest.approx(max(-1, min(widths)), abs=ROUNDING)
    assert ours.low_alike <= max(widths) + ROUNDING


def test_where_nobody_changed_it_is_as_sure_as_linked_waves():
    ours = compared((50, 100, 50, 100))
    linked = estimate_paired_difference(50, 0, 0, 50)
    assert (ours.low_alike, ours.high_alike) == pytest.approx((linked.low, linked.high))


def test_the_less_the_waves_can_overlap_the_less_it_matters():
    widths = [
        ours.high_unlike - ours.low_unlike - (ours.high - ours.low)
        for ours in (compared((50, 100, 5 * size, 10 * size)) for size in (10, 3, 1))
    ]
    assert widths == sorted(widths, reverse=True)


@pytest.mark.parametrize(
    # 60 of 100 have the answer each time; so many of them have it both times.
    ("share_both", "limits"),
    [(0.50, "low high"), (0.36, "low high"), (0.20, "low_unlike high_unlike")],
    ids=["alike", "independent", "unlike"],
)
def test_the_intervals_hold_the_truth_as_often_as_they_say(share_both, limits):
    rng = np.random.default_rng(20)
    chances = [share_both, 0.6 - share_both, 0.6 - share_both, share_both - 0.2]
    low, high = limits.split()
    held = []
    for both, before, after, _ in rng.multinomial(100, chances, 2_000):
        ours = compared((both + before, 100, both + after, 100))
        held.append(getattr(ours, low) <= 0 <= getattr(ours, high))
    # Two thousand draws leave half a point of chance either side of 95 per cent.
    assert np.mean(held) > 0.94


def test_a_wave_that_nobody_answered_is_not_estimable():
    nobody = NotEstimable("nobody answered in one of the waves")
    assert compare_waves(0, 0, 3, 5) == nobody
    assert compare_waves(3, 5, 0, 0) == nobody


def test_all_and_nobody():
    ours = compared((10, 10, 0, 10))
    assert ours.estimate == -1
    assert ours.low == -1
    assert -1 < ours.high < 0


@pytest.mark.parametrize(
    ("counts", "level", "code"),
    [
        ((6, 5, 1, 2), 0.95, "count_out_of_range"),
        ((1, 5, 3, 2), 0.95, "count_out_of_range"),
        ((1.5, 5, 1, 2), 0.95, "count_not_whole"),
        ((1, 5, 1, 2), 1.0, "level_out_of_range"),
    ],
)
def test_what_cannot_be_is_refused(counts, level, code):
    with pytest.raises(ParameterError) as error:
        compare_waves(*counts, level=level)
    assert error.value.code == code
