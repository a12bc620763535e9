"""Statistics of counted answers: what R works out, and what such numbers must obey."""

from __future__ import annotations

import itertools
import json
import math
import statistics
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from larvik_analysis.estimate.statistics.of_counts import (
    alpha,
    hodges_lehmann,
    kappa,
    mean,
    signed_rank_p,
    standard_deviation,
)

KNOWN = {
    case["id"]: case
    for case in json.loads(
        (Path(__file__).parents[2] / "known" / "statistics_of_counts.json").read_text(
            encoding="utf-8"
        )
    )["cases"]
}
# Rounding of sums of a few hundred small numbers, far under any digit that is shown.
ROUNDING = 1e-9
ALL = {
    "mean": (mean, 1),
    "standard_deviation": (standard_deviation, 1),
    "hodges_lehmann": (hodges_lehmann, 1),
    "signed_rank_p": (signed_rank_p, 1),
    "kappa": (kappa, 2),
    "alpha": (alpha, 3),
}


def counted(*columns: list[float]) -> tuple[np.ndarray, np.ndarray]:
    """Patterns of answers, and how many gave each."""
    patterns = Counter(zip(*columns, strict=True))
    return np.array(list(patterns), dtype=float), np.array(list(patterns.values()))


def agrees(case: dict[str, Any], name: str, value: float) -> None:
    expected = case["expected"][name]
    tolerance = max(case["tolerance"], ROUNDING) * max(1, abs(expected))
    assert value == pytest.approx(expected, rel=0, abs=tolerance), name


# ---- known answers ----------------------------------------------------------------------

CHANGES = {name: case for name, case in KNOWN.items() if "diff" in case["input"]}


@pytest.mark.parametrize("case", CHANGES.values(), ids=CHANGES)
def test_signed_ranks_and_hodges_lehmann_are_those_of_r(case: dict[str, Any]):
    scores, counts = counted(case["input"]["diff"])
    ours = {
        "p_exact_drop0": signed_rank_p(scores, counts),
        "p": signed_rank_p(scores, counts),
        "p_at_0": signed_rank_p(scores, counts),
        "hl_all": hodges_lehmann(scores, counts),
    }
    named = ours.keys() & case["expected"].keys()
    assert named
    for name in named:
        agrees(case, name, ours[name])


def test_a_paired_test_is_one_of_its_differences():
    case = KNOWN["wilcox_test_ci_hollander"]
    # Rounded to the three decimals of the data: 1.83 - 0.878 is not 0.952 in binary.
    pairs = zip(case["input"]["x"], case["input"]["y"], strict=True)
    scores, counts = counted([round(x - y, 3) for x, y in pairs])
    agrees(case, "p", signed_rank_p(scores, counts))
    agrees(case, "hl", hodges_lehmann(scores, counts))


def test_alpha_is_that_of_psych():
    case = KNOWN["alpha_likert6"]
    agrees(case, "raw_alpha", alpha(*counted(*case["input"]["columns"].values())))


def test_alpha_of_those_who_answered_all_is_that_of_psych():
    case = KNOWN["alpha_synth60_missing"]
    rows = zip(*case["input"]["columns"].values(), strict=True)
    complete = [row for row in rows if None not in row]
    assert len(complete) == case["expected"]["n_listwise"]
    agrees(case, "raw_alpha_listwise", alpha(*counted(*zip(*complete, strict=True))))


def test_kappa_is_that_of_irr():
    case = KNOWN["cohen_kappa_rat2"]
    agrees(case, "kappa", kappa(*counted(*case["input"]["columns"].values())))


def test_by_hand():
    # Two ones, one two and one five: mean 9/4; squares about it 2 (5/4)^2 + 1/16 + (11/4)^2.
    scores, counts = np.array([[1.0], [2.0], [5.0]]), np.array([2, 1, 1])
    assert mean(scores, counts) == 2.25
    assert standard_deviation(scores, counts) ** 2 == pytest.approx(10.75 / 3)
    # Averages of pairs: 1 1 1 1.5 1.5 2 3 3 3.5 5; the middle two are 1.5 and 2.
    assert hodges_lehmann(scores, counts) == 1.75
    # Three up, none down: 2 of 8 ways to put signs are as extreme.
    assert signed_rank_p(np.array([[1.0], [2.0]]), np.array([2, 1])) == 0.25
    # Both agree in 3 of 4; by chance (3/4)(2/4) + (1/4)(2/4) = 1/2.
    pairs = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 1.0]])
    assert kappa(pairs, np.array([2, 1, 1])) == pytest.approx(0.5)
    # Two items that are the same: alpha is 1.
    assert alpha(pairs, np.array([2, 0, 1])) == pytest.approx(1.0)


# ---- laws -------------------------------------------------------------------------------


@st.composite
def answers(draw: st.DrawFn, n_items: int, most: int = 6) -> tuple[np.ndarray, np.ndarray]:
    """Every pattern of answers -1, 0 (left out by some tests) to 3, with counts."""
    scale = draw(st.sampled_from([[1.0, 2.0], [-1.0, 0.0, 2.0], [-2.0, 1.0, 2.0]]))
    scores = np.array(list(itertools.product(scale, repeat=n_items)))
    counts = draw(st.lists(st.integers(0, most), min_size=len(scores), max_size=len(scores)))
    return scores, np.array(counts)


def same(one: float, other: float) -> bool:
    return one == pytest.approx(other, abs=ROUNDING, nan_ok=True)


@pytest.mark.parametrize("name", ALL)
@settings(max_examples=25)
@given(data=st.data())
def test_the_order_of_patterns_and_empty_ones_do_not_matter(name, data):
    statistic, n_items = ALL[name]
    scores, counts = data.draw(answers(n_items))
    order = data.draw(st.permutations(range(len(counts))))
    value = statistic(scores, counts)
    assert same(statistic(scores[order], counts[order]), value)
    assert same(statistic(scores[counts > 0], counts[counts > 0]), value)
    wider = np.vstack([scores, np.full(n_items, 9.0)])
    assert same(statistic(wider, np.append(counts, 0)), value)
    once = np.repeat(scores, counts, axis=0)  # everybody a pattern of his own
    assert same(statistic(once, np.ones(len(once), dtype=int)), value)


@settings(max_examples=40)
@given(answers(1))
def test_they_are_what_the_answers_one_by_one_give(given_answers):
    scores, counts = given_answers
    values = np.repeat(scores[:, 0], counts).tolist()
    if values:
        assert same(mean(scores, counts), statistics.fmean(values))
        pairs = itertools.combinations_with_replacement(values, 2)
        walsh = [(first + second) / 2 for first, second in pairs]
        assert same(hodges_lehmann(scores, counts), statistics.median(walsh))
    if len(values) > 1:
        assert same(standard_deviation(scores, counts), statistics.stdev(values))


@settings(max_examples=40)
@given(answers(1, most=4))
def test_the_signed_rank_test_counts_every_way_to_put_signs(given_answers):
    scores, counts = given_answers
    values = np.repeat(scores[:, 0], counts)
    values = values[values != 0][:12]
    sizes = np.abs(values)
    ranks = np.array([(sizes < s).sum() + ((sizes == s).sum() + 1) / 2 for s in sizes])
    signs = np.array(list(itertools.product([0, 1], repeat=len(values))))
    sums = signs @ ranks
    seen = ranks[values > 0].sum()
    tail = min((sums <= seen).mean(), (sums >= seen).mean())
    p = signed_rank_p(values[:, None], np.ones(len(values), dtype=int))
    assert p == pytest.approx(min(1, 2 * tail), abs=ROUNDING)
    assert 0 < p <= 1


@settings(max_examples=40)
@given(answers(1), st.sampled_from([-3.0, 2.0, 10.0]), st.sampled_from([-1.0, 5.0]))
def test_another_scale_moves_the_middle_and_stretches_the_spread(given_answers, times, plus):
    scores, counts = given_answers
    other = scores * times + plus
    for middle in (mean, hodges_lehmann):
        assert same(middle(other, counts), middle(scores, counts) * times + plus)
    spread = standard_deviation(scores, counts)
    assert same(standard_deviation(other, counts), spread * abs(times))
    assert same(signed_rank_p(scores * times, counts), signed_rank_p(scores, counts))


@settings(max_examples=40)
@given(answers(3), st.sampled_from([0.5, 4.0]), st.sampled_from([-1.0, 7.0]))
def test_another_scale_leaves_agreement_as_it_is(given_answers, times, plus):
    scores, counts = given_answers
    other = scores * times + plus
    assert same(alpha(other, counts), alpha(scores, counts))
    assert same(kappa(other[:, :2], counts), kappa(scores[:, :2], counts))


@settings(max_examples=40)
@given(answers(2), st.integers(2, 5))
def test_as_many_again_of_each_leaves_mean_and_agreement_as_they_are(given_answers, times):
    scores, counts = given_answers
    assert same(mean(scores, counts * times), mean(scores, counts))
    assert same(kappa(scores, counts * times), kappa(scores, counts))
    if counts.sum() > 1:  # n - 1 falls out of a ratio of variances
        assert same(alpha(scores, counts * times), alpha(scores, counts))


@settings(max_examples=40)
@given(answers(2))
def test_which_of_two_comes_first_does_not_matter(given_answers):
    scores, counts = given_answers
    assert same(kappa(scores[:, ::-1], counts), kappa(scores, counts))
    assert same(alpha(scores[:, ::-1], counts), alpha(scores, counts))


@settings(max_examples=40)
@given(answers(1), answers(2))
def test_they_stay_within_what_they_can_be(single, pairs):
    scores, counts = single
    if counts.sum():
        low, high = scores[counts > 0].min(), scores[counts > 0].max()
        assert low - ROUNDING <= mean(scores, counts) <= high + ROUNDING
        assert low <= hodges_lehmann(scores, counts) <= high
    for value in (kappa(*pairs), alpha(*pairs)):
        assert math.isnan(value) or value <= 1 + ROUNDING


# ---- nobody, one, all the same ----------------------------------------------------------

ONE = np.array([[1.0], [2.0]])
TWO = np.array([[1.0, 1.0], [1.0, 2.0], [2.0, 1.0], [2.0, 2.0]])


@pytest.mark.parametrize("statistic", [mean, standard_deviation, hodges_lehmann])
def test_of_nobody_there_is_no_number(statistic):
    assert math.isnan(statistic(ONE, np.array([0, 0])))


@pytest.mark.parametrize("statistic", [kappa, alpha])
def test_nor_is_there_agreement_of_nobody(statistic):
    assert math.isnan(statistic(TWO, np.array([0, 0, 0, 0])))


def test_one_answer_has_a_middle_and_no_spread():
    one = np.array([0, 1])
    assert mean(ONE, one) == hodges_lehmann(ONE, one) == 2.0
    assert math.isnan(standard_deviation(ONE, one))
    assert math.isnan(alpha(TWO, np.array([0, 1, 0, 0])))


def test_where_all_answer_the_same_there_is_no_spread_and_no_agreement_beyond_chance():
    assert standard_deviation(ONE, np.array([0, 7])) == 0.0
    assert math.isnan(kappa(TWO, np.array([0, 0, 0, 7])))
    assert math.isnan(alpha(TWO, np.array([0, 0, 0, 7])))


def test_where_the_sums_are_all_the_same_there_is_no_alpha():
    assert math.isnan(alpha(TWO, np.array([0, 3, 4, 0])))


def test_no_agreement_at_all():
    assert kappa(TWO, np.array([0, 5, 5, 0])) == pytest.approx(-1.0)


@pytest.mark.parametrize("counts", [[0, 0], [5, 0]])
def test_where_nobody_changed_nothing_is_unlikely(counts):
    assert signed_rank_p(np.array([[0.0], [1.0]]), np.array(counts)) == 1.0


def test_a_change_of_all_is_as_unlikely_as_can_be():
    assert signed_rank_p(np.array([[1.0]]), np.array([10])) == 2 / 2**10
