"""Cronbach's alpha and scale scores: what R works out, and what they must obey."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from larvik_analysis.errors import ParameterError
from larvik_analysis.estimate.statistics.intraclass import intraclass_correlation
from larvik_analysis.estimate.statistics.of_counts import alpha as alpha_of_counts
from larvik_analysis.estimate.statistics.reliability import cronbach_alpha, score_scale
from larvik_analysis.terms.results import NotEstimable
from larvik_analysis.terms.scale_results import ScaleEstimate

KNOWN = {
    case["id"]: case
    for case in json.loads(
        (Path(__file__).parents[2] / "known" / "reliability.json").read_text(encoding="utf-8")
    )["cases"]
}
# Rounding of sums of a few hundred small numbers, far under any digit that is shown.
ROUNDING = 1e-9


@st.composite
def answers(draw: st.DrawFn, least: int = 3) -> np.ndarray:
    """Answers of 1 to 5, three or more respondents by two or more items."""
    n, n_items = draw(st.integers(least, 12)), draw(st.integers(2, 5))
    row = st.lists(st.integers(1, 5), min_size=n_items, max_size=n_items)
    return np.array(draw(st.lists(row, min_size=n, max_size=n)), dtype=float)


def table_of(case: dict[str, Any]) -> pd.DataFrame:
    return pd.DataFrame(case["input"]["data"])


def alpha(items: Any, **options: Any) -> ScaleEstimate:
    found = cronbach_alpha(items, **options)
    assert isinstance(found, ScaleEstimate)
    return found


def agrees(case: dict[str, Any], name: str, value: float) -> None:
    expected = case["expected"][name]
    assert value == pytest.approx(
        expected, rel=0, abs=case["tolerance"] * max(1, abs(expected))
    ), name


# ---- known answers ----------------------------------------------------------------------


def test_six_respondents_and_four_items_are_as_in_r():
    case = KNOWN["alpha_likert6"]
    found = alpha(table_of(case))
    agrees(case, "raw_alpha", found.estimate)
    assert found.standardised is not None
    agrees(case, "std_alpha", found.standardised)
    assert (found.n, found.n_items, found.level) == (6, 4, 0.95)
    assert found.method == "cronbach-alpha-listwise-feldt"


def test_gaps_are_left_out_listwise_or_pairwise_as_in_r():
    case = KNOWN["alpha_synth60_missing"]
    listwise = alpha(table_of(case))
    pairwise = alpha(table_of(case), missing="pairwise")
    agrees(case, "raw_alpha_listwise", listwise.estimate)
    agrees(case, "raw_alpha_pairwise", pairwise.estimate)
    assert listwise.n == case["expected"]["n_listwise"]
    assert pairwise.method == "cronbach-alpha-pairwise-feldt"


def test_three_answers_to_two_items_by_hand():
    # Sums 2, 4, 9: variance 13. Items 1, 2, 4 and 1, 2, 5: variances 7/3 and 13/3.
    # alpha = 2 (1 - (20/3) / 13) = 38/39. Covariance 19/6, so r = 19/6 / sqrt(91)/3.
    found = alpha([[1, 1], [2, 2], [4, 5]])
    assert found.estimate == pytest.approx(38 / 39)
    r = (19 / 6) / (math.sqrt(91) / 3)
    assert found.item_rest == pytest.approx({"0": r, "1": r})
    assert found.standardised == pytest.approx(2 * r / (1 + r))
    assert found.if_item_dropped == {"0": None, "1": None}


# ---- laws -------------------------------------------------------------------------------


@given(answers(), st.sampled_from(["listwise", "pairwise"]), st.randoms(use_true_random=False))
def test_order_does_not_matter_and_without_gaps_nor_does_the_rule(items, missing, chance):
    found = cronbach_alpha(items)
    rows, columns = list(range(items.shape[0])), list(range(items.shape[1]))
    chance.shuffle(rows)
    chance.shuffle(columns)
    other = cronbach_alpha(items[rows][:, columns], missing=missing)
    if isinstance(found, NotEstimable):
        assert other == found
    else:
        assert other.estimate == pytest.approx(found.estimate, abs=ROUNDING)


@given(answers(), st.floats(0.1, 50), st.floats(-50, 50))
def test_another_unit_changes_nothing(items, factor, shift):
    found, moved = cronbach_alpha(items), cronbach_alpha(items * factor + shift)
    assert isinstance(found, NotEstimable) == isinstance(moved, NotEstimable)
    if isinstance(found, ScaleEstimate):
        assert moved.estimate == pytest.approx(found.estimate, abs=1e-7)


@given(answers())
def test_it_is_the_intraclass_correlation_of_the_mean_with_the_same_interval(items):
    # Feldt's interval is that of Shrout and Fleiss for ICC(3, k).
    found, ratings = cronbach_alpha(items), intraclass_correlation(items.T)
    if isinstance(found, NotEstimable):
        return
    other = ratings["icc3k"]
    assert found.estimate == pytest.approx(other.estimate, abs=ROUNDING)
    if found.low is not None and other.low is not None:
        assert (found.low, found.high) == pytest.approx((other.low, other.high), abs=1e-7)


@given(answers())
def test_the_gate_works_out_the_same_from_counts(items):
    found = cronbach_alpha(items)
    patterns, counts = np.unique(items, axis=0, return_counts=True)
    from_counts = alpha_of_counts(patterns, counts)
    if isinstance(found, NotEstimable):
        assert math.isnan(from_counts)
    else:
        assert from_counts == pytest.approx(found.estimate, abs=ROUNDING)


@given(answers())
def test_dropping_an_item_is_the_alpha_of_the_others(items):
    found = cronbach_alpha(items)
    if isinstance(found, NotEstimable):
        return
    for item in range(items.shape[1]):
        others = cronbach_alpha(np.delete(items, item, axis=1))
        told = found.if_item_dropped[str(item)]
        if isinstance(others, NotEstimable):
            assert told is None
        else:
            assert told == pytest.approx(others.estimate, abs=ROUNDING)


@given(answers(), st.floats(0.5, 0.99), st.floats(0.5, 0.99))
def test_a_higher_level_gives_a_wider_interval_that_holds_the_estimate(items, one, other):
    narrow, wide = (cronbach_alpha(items, level=level) for level in sorted((one, other)))
    if isinstance(narrow, ScaleEstimate) and narrow.low is not None:
        assert wide.low <= narrow.low <= narrow.high <= wide.high <= 1
        # From level 0.5 and four respondents on the median of F lies within.
        assert wide.low <= wide.estimate


@pytest.mark.slow
def test_the_interval_holds_the_true_alpha_as_often_as_it_says():
    # Parallel items: true score of variance 1, errors of variance 1, five items: 5/6.
    rng = np.random.default_rng(20_260_104)
    held = 0
    for _ in range(2000):
        items = rng.normal(size=(20, 1)) + rng.normal(size=(20, 5))
        found = alpha(items, level=0.9)
        held += found.low <= 5 / 6 <= found.high
    # Four standard errors of a share of 0.9 in 2000.
    assert held / 2000 == pytest.approx(0.9, abs=4 * math.sqrt(0.09 / 2000))


# ---- edges ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("items", "reason"),
    [
        ([[1], [2], [3]], "a scale needs two items or more"),
        (np.empty((0, 3)), "fewer than two respondents answered the items together"),
        ([[1, 2]], "fewer than two respondents answered the items together"),
        ([[1, None], [None, 2]], "fewer than two respondents answered the items together"),
        ([[3, 3], [3, 3]], "the respondents do not differ in the sum of the items"),
        ([[0.1, 0.3]] * 7, "the respondents do not differ in the sum of the items"),
        ([[1, 5], [2, 4], [3, 3]], "the respondents do not differ in the sum of the items"),
    ],
)
def test_where_there_is_no_alpha_the_reason_is_told(items, reason):
    assert cronbach_alpha(items) == NotEstimable(reason)


def test_pairs_without_common_respondents_have_no_alpha():
    items = [[1, 2, None], [2, 1, None], [None, 3, 4], [None, 4, 3]]
    reason = "fewer than two respondents answered the items together"
    assert cronbach_alpha(items, missing="pairwise") == NotEstimable(reason)


def test_items_that_agree_entirely_have_no_interval():
    found = alpha([[1, 1], [2, 2], [4, 4]])
    assert (found.estimate, found.low, found.high, found.level) == (1.0, None, None, None)


def test_an_item_that_does_not_vary_has_no_correlation_with_the_rest():
    found = alpha([[1, 2, 3], [2, 1, 3], [5, 5, 3]])
    assert found.item_rest["2"] is None
    assert found.standardised is None
    assert found.if_item_dropped["2"] is not None


@pytest.mark.parametrize(
    ("items", "options", "code"),
    [
        ([["a", "b"], ["c", "d"]], {}, "answers_not_numbers"),
        ([[1, math.inf], [2, 3]], {}, "answers_not_numbers"),
        ([[1, 2], [3]], {}, "answers_not_numbers"),
        ([1, 2, 3], {}, "answers_shape"),
        (pd.DataFrame([[1, 2], [2, 3]], columns=["a", "a"]), {}, "items_named_twice"),
        ([[1, 2], [2, 3]], {"level": 1.0}, "level_out_of_range"),
        ([[1, 2], [2, 3]], {"missing": "mean"}, "method_unknown"),
    ],
)
def test_what_is_wrong_is_told(items, options, code):
    with pytest.raises(ParameterError) as fault:
        cronbach_alpha(items, **options)
    assert fault.value.code == code


def test_numbers_that_may_be_missing_are_read_as_numbers():
    nullable = pd.DataFrame({"a": [1, 2, 5, None], "b": [2, 2, 4, 1]}, dtype="Int64")
    assert alpha(nullable) == alpha(nullable.dropna().astype(float))


# ---- scores -----------------------------------------------------------------------------


def test_a_score_needs_enough_answers():
    items = pd.DataFrame(
        {"a": [1, 2, None], "b": [3, None, None], "c": [5, 3, 4]}, index=["x", "y", "z"]
    )
    assert score_scale(items, n_least=2).to_dict() == pytest.approx(
        {"x": 3.0, "y": 2.5, "z": math.nan}, nan_ok=True
    )
    assert score_scale(items, n_least=1)["z"] == 4
    assert score_scale(items, n_least=3).notna().tolist() == [True, False, False]


def test_a_turned_item_counts_from_the_other_end():
    items = pd.DataFrame({"a": [1.0, 4.0], "b": [5.0, None]})
    scores = score_scale(items, n_least=1, reverse=["b"], low=1, high=5)
    assert scores.tolist() == [1.0, 4.0]
    assert items["b"][0] == 5.0  # what was given stays as it was


@given(answers())
def test_turning_every_item_turns_the_score(items):
    table = pd.DataFrame(items).rename(columns=str)
    plain = score_scale(table, n_least=1, low=1, high=5)
    turned = score_scale(table, n_least=1, reverse=list(table.columns), low=1, high=5)
    assert (6 - turned).tolist() == pytest.approx(plain.tolist())


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"n_least": 0}, "n_least_out_of_range"),
        ({"n_least": 3}, "n_least_out_of_range"),
        ({"n_least": 1, "reverse": ["c"], "low": 1, "high": 5}, "reverse_unknown"),
        ({"n_least": 1, "reverse": ["a"], "low": 1}, "reverse_without_ends"),
        ({"n_least": 1, "low": 2}, "answers_outside_scale"),
        ({"n_least": 1, "high": 3}, "answers_outside_scale"),
    ],
)
def test_a_rule_for_scores_that_does_not_fit_is_told(options, code):
    with pytest.raises(ParameterError) as fault:
        score_scale(pd.DataFrame({"a": [1, 2], "b": [4, None]}), **options)
    assert fault.value.code == code
