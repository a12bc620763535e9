"""The place beside others: judged only beyond what rounding can make."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from larvik_analysis.estimate.indicators.comparison import (
    estimate_comparisons,
    is_within_rounding,
    judge,
)
from larvik_analysis.terms.fact import Facts
from larvik_analysis.terms.indicators import Comparison
from larvik_analysis.terms.words import Words

WORDS = Words(nb="ord", en="word")


def pair(make_fact, own: float | None, other: float | None, better: str = "lower"):
    """A comparison and its facts; no other where the number is left out."""
    facts = {"own": make_fact("own", own)}
    if other is not None:
        facts["other"] = make_fact("other", other)
    comparison = Comparison(
        id="c", name=WORDS, topic=WORDS, better=better, own="own",
        other="" if other is None else "other",
    )  # fmt: skip
    return comparison, Facts(facts)


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [(4.0, 3.9, True), (49.0, 49.0, True), (20.0, 21.0, True), (48.0, 50.0, False),
     (20.0, 15.0, False), (3.9, 4.1, False), (3.9, 4.0, True), (0.1, 0.2, True)],
)  # fmt: skip
def test_rounding_reaches_half_a_step_from_each(one, other, alike):
    # 4 is anything from 3.5 to 4.5, and 3.9 anything from 3.85 to 3.95.
    assert is_within_rounding(one, other) is alike


@given(st.integers(0, 1000), st.integers(0, 1000))
def test_rounding_is_the_same_from_both_sides(one, other):
    assert is_within_rounding(one / 10, other / 10) == is_within_rounding(other / 10, one / 10)
    assert is_within_rounding(one / 10, one / 10)


@pytest.mark.parametrize(
    ("own", "other", "better", "said"),
    [(20.0, 15.0, "lower", "worse"), (20.0, 15.0, "higher", "better"),
     (48.0, 50.0, "higher", "worse"), (48.0, 50.0, "lower", "better"),
     (4.0, 3.9, "lower", "about_equal"), (11.0, None, "lower", "not_comparable"),
     (None, 3.0, "lower", "not_comparable")],
)  # fmt: skip
def test_what_is_better_follows_from_the_numbers(make_fact, own, other, better, said):
    assert judge(*pair(make_fact, own, other, better)) == said


def test_larvik_as_the_sources_have_it(larvik):
    table = estimate_comparisons(larvik.facts, larvik.indicators.comparisons)
    judged = dict(zip(table["indicator"], table["judgement"], strict=True))
    assert judged == {
        "neet": "not_comparable",
        "distress": "worse",
        "investigations": "about_equal",
        "numeracy": "worse",
        "reading": "about_equal",
    }
    assert table.loc[table["indicator"] == "neet", "role"].tolist() == ["own"]
    assert table["method"].eq("published").all()
