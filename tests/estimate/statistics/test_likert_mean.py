"""The exact law of a resampled mean, against every resample and other programs."""

from __future__ import annotations

import itertools
import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from larvik_analysis.errors import ParameterError
from larvik_analysis.estimate.statistics.bca import moved_tails
from larvik_analysis.estimate.statistics.bootstrap import bca_interval
from larvik_analysis.estimate.statistics.likert_mean import law_of_mean, likert_mean
from larvik_analysis.terms.results import NotEstimable
from larvik_analysis.terms.scale_results import LikertMean

KNOWN = {
    case["id"]: case
    for case in json.loads(
        (Path(__file__).parents[2] / "known" / "bootstrap.json").read_text(encoding="utf-8")
    )["cases"]
}
# Rounding of a sum of a few thousand chances.
ROUNDING = 1e-10
COUNTS = st.lists(st.integers(0, 60), min_size=5, max_size=5)
SCORES = [1, 2, 3, 4, 5]


def likert(counts: Any, scores: Any = SCORES, **options: Any) -> LikertMean:
    found = likert_mean(counts, scores, **options)
    assert isinstance(found, LikertMean)
    return found


def test_one_answer_has_a_mean_and_no_interval():
    case = KNOWN["n1_mean_ci"]
    [value] = case["input"]["x"]
    found = likert([1], [value])
    told = {"n": found.n, "mean": found.estimate, "lo": found.low, "hi": found.high}
    assert told == case["expected"]


def test_four_answers_have_the_law_of_all_256_resamples():
    case = KNOWN["bootstrap_ideal_n4"]
    values = case["input"]["x"]
    found = likert([1] * 4, values, level=case["params"]["conf"])
    # boot divides by the number of resamples here, and so do we.
    assert found.standard_error == pytest.approx(
        case["expected"]["se_ideal"], abs=case["tolerance"]
    )
    assert found.percentile == (3.5, 9.0)
    assert found.basic == (3.5, 9.0)
    # By enumeration: the tail of 0.05 begins at 3.5.
    means = [sum(drawn) / 4 for drawn in itertools.product(values, repeat=4)]
    assert sum(mean < 3.5 for mean in means) / 256 < 0.05 <= sum(m <= 3.5 for m in means) / 256


@given(st.lists(st.integers(0, 3), min_size=3, max_size=3).filter(lambda c: 0 < sum(c) < 6))
def test_the_law_is_that_of_every_resample(counts):
    scores = np.array([1.0, 2.5, 4.0])
    values = np.repeat(scores, counts)
    resamples = list(itertools.product(values, repeat=len(values)))
    means = np.mean(resamples, axis=1).round(9)
    told, times = np.unique(means, return_counts=True)
    found, chances = law_of_mean(np.array(counts), scores)
    is_possible = chances > 0
    assert found[is_possible] == pytest.approx(told)
    assert chances[is_possible] == pytest.approx(times / means.size)


@given(COUNTS.filter(any))
def test_the_law_has_the_mean_and_the_spread_it_must(counts):
    values = np.repeat(np.array(SCORES, dtype=float), counts)
    means, chances = law_of_mean(np.array(counts), np.array(SCORES, dtype=float))
    assert chances.sum() == pytest.approx(1)
    assert means @ chances == pytest.approx(values.mean(), abs=ROUNDING)
    variance = (means - values.mean()) ** 2 @ chances
    assert variance == pytest.approx(values.var() / values.size, abs=ROUNDING)


@given(COUNTS, st.floats(0.5, 0.999))
def test_turning_the_scale_turns_every_interval(counts, level):
    found = likert_mean(counts, SCORES, level=level)
    turned = likert_mean(counts[::-1], SCORES, level=level)
    if isinstance(found, NotEstimable):
        assert turned == found
        return
    assert turned.estimate == pytest.approx(6 - found.estimate)
    for name in ("percentile", "basic", "bca"):
        limits, others = getattr(found, name), getattr(turned, name)
        if limits is None:
            assert others is None
        else:
            assert others == pytest.approx((6 - limits[1], 6 - limits[0]))


@given(COUNTS, st.floats(0.1, 20), st.floats(-20, 20), st.permutations(range(5)))
def test_another_unit_or_order_of_scores_moves_the_limits_along(counts, factor, shift, order):
    found = likert_mean(counts, SCORES)
    moved = likert_mean(
        [counts[place] for place in order],
        [SCORES[place] * factor + shift for place in order],
    )
    if isinstance(found, NotEstimable) or found.low is None:
        assert isinstance(moved, NotEstimable) or moved.low is None
        return
    assert (moved.low, moved.high) == pytest.approx(
        (found.low * factor + shift, found.high * factor + shift), abs=1e-6
    )


@given(COUNTS, st.floats(0.5, 0.999), st.floats(0.5, 0.999))
def test_a_higher_level_gives_a_wider_interval_within_the_scale(counts, one, other):
    narrow, wide = (likert_mean(counts, SCORES, level=level) for level in sorted((one, other)))
    if isinstance(narrow, LikertMean) and narrow.low is not None:
        assert 1 <= wide.low <= narrow.low <= narrow.high <= wide.high <= 5


@given(COUNTS.filter(any))
def test_answers_nobody_gave_change_nothing_but_the_distribution(counts):
    found = likert(counts)
    more = likert([*counts, 0], [*SCORES, 9])
    assert (more.estimate, more.low, more.high) == (found.estimate, found.low, found.high)
    assert more.counts == (*counts, 0)


def test_drawing_comes_to_the_exact_limits():
    counts = [4, 9, 20, 71, 151]
    exact = likert(counts)
    drawn = bca_interval(
        np.repeat(SCORES, counts), rng=np.random.default_rng(1), n_resamples=200_000
    )
    # A step of the law is 1/255; the quantiles of so many draws miss by one at most.
    assert drawn.low == pytest.approx(exact.low, abs=1.01 / 255)
    assert drawn.high == pytest.approx(exact.high, abs=1.01 / 255)
    assert drawn.standard_error == pytest.approx(exact.standard_error, rel=0.01)


def test_a_long_law_keeps_its_tails():
    # 20 000 answers: the transform's rounding must not pass for chance.
    found = likert([4000] * 5, level=0.99)
    reach = 2.5758293035489 * math.sqrt(2 / 20_000)
    assert (found.low, found.high) == pytest.approx((3 - reach, 3 + reach), abs=2 / 20_000)


# ---- edges ------------------------------------------------------------------------------


def test_where_nobody_answered_nothing_can_be_estimated():
    assert likert_mean([0, 0], [1, 2]) == NotEstimable("nobody answered")
    assert likert_mean([], []) == NotEstimable("nobody answered")


def test_where_all_answer_alike_there_is_a_mean_and_no_interval():
    found = likert([0, 7, 0, 0, 0])
    assert (found.estimate, found.n) == (2.0, 7)
    assert (found.low, found.high, found.level, found.standard_error, found.bca) == (None,) * 5
    assert found.method == "mean"


def test_the_distribution_goes_with_the_mean():
    found = likert(np.array([1, 0, 2]), np.array([1.0, 2.0, 3.0]))
    assert (found.counts, found.scores) == ((1, 0, 2), (1.0, 2.0, 3.0))
    assert found.method == "mean-exact-bootstrap-bca"
    assert all(type(value) is float for value in (found.estimate, found.low, found.high))


@pytest.mark.parametrize(
    ("counts", "scores", "level", "code"),
    [
        ([1, -1], [1, 2], 0.95, "counts_negative"),
        ([1, 1.5], [1, 2], 0.95, "count_not_whole"),
        ([1, 2], [1, 2, 3], 0.95, "scores_wrong"),
        ([1, 2], [1, 1], 0.95, "scores_wrong"),
        ([1, 2], [1, math.nan], 0.95, "scores_wrong"),
        ([1, 2, 3], [0, 1, math.pi], 0.95, "scores_off_lattice"),
        ([10**8, 1], [1, 2], 0.95, "scores_off_lattice"),
        ([1, 2], [1, 2], 1.0, "level_out_of_range"),
    ],
)
def test_what_is_wrong_is_told(counts, scores, level, code):
    with pytest.raises(ParameterError) as fault:
        likert_mean(counts, scores, level=level)
    assert fault.value.code == code


def test_tails_that_nothing_moves_are_those_of_a_percentile_interval():
    assert moved_tails(0.0, 0.0, 0.95) == pytest.approx((0.025, 0.975))
    assert moved_tails(0.2, 0.0, 0.95)[0] > 0.025
    assert moved_tails(0.0, 0.1, 0.95)[1] > 0.975
    assert moved_tails(0.0, 0.5, 0.99)[1] == 1.0  # 1 - 0.5 * 2.58 is below nought
