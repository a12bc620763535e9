"""Counts year after year: what may be said of a change, and what chance can make."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from larvik_analysis.estimate.indicators.yearly import (
    SPREADS,
    estimate_change_z,
    estimate_changes,
    verdict_on,
)
from larvik_analysis.terms.fact import Facts
from larvik_analysis.terms.indicators import YearlyCounts
from larvik_analysis.terms.units import UnitOfAnalysis
from larvik_analysis.terms.words import Words

WORDS = Words(nb="meldinger", en="reports")


def counts_of(make_fact, *values: float | None):
    """Counts of reports, and their facts."""
    facts = {
        f"year_{number}": make_fact(
            f"year_{number}", value, unit_of_analysis=UnitOfAnalysis.REPORTS
        )
        for number, value in enumerate(values)
    }
    return YearlyCounts(name=WORDS, facts=tuple(facts)), Facts(facts)


def test_z_of_larvik_as_worked_out_by_hand(larvik, known):
    table = estimate_change_z(larvik.facts, larvik.indicators.counts)
    found = {
        after: {row["spread"]: round(row["estimate"], 2) for _, row in rows.iterrows()}
        for after, rows in table.groupby("after")
    }
    assert found == known["z"]


def test_what_is_said_of_larvik(larvik):
    first, second, third = larvik.indicators.counts.facts
    assert verdict_on(larvik.facts, first, second) == "within"
    assert verdict_on(larvik.facts, second, third) == "unless_many"
    table = estimate_changes(larvik.facts, larvik.indicators.counts)
    assert table["spread"].tolist() == ["count", *(["count", *SPREADS] * 2)]
    assert table.loc[table["spread"] == "count", "estimate"].tolist() == [830, 842, 972]


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (100, 100, "same"),
        (100, 101, "within"),
        (8, 14, "within"),
        (842, 940, "unless_some"),  # z is 2.32, 1.64 and 1.34
        (842, 972, "unless_many"),  # z is 3.05, 2.16 and 1.76
        (100, 400, "beyond"),
        (400, 100, "beyond"),
        (100, None, "unknown"),
    ],
)
def test_what_may_be_said(make_fact, before, after, said):
    counts, facts = counts_of(make_fact, before, after)
    assert verdict_on(facts, *counts.facts) == said


@settings(max_examples=30)
@given(st.integers(1, 5000), st.integers(1, 5000))
def test_the_more_they_come_together_the_less_is_said(make_fact, before, after):
    counts, facts = counts_of(make_fact, float(before), float(after))
    changes = estimate_changes(facts, counts).query("spread != 'count'")
    assert changes["low"].is_monotonic_decreasing
    assert changes["high"].is_monotonic_increasing
    assert (changes["low"] <= changes["estimate"]).all()
    size = estimate_change_z(facts, counts)["estimate"].abs()
    assert size.is_monotonic_decreasing
    # The verdict is the same from the other end: a fall is judged as a rise is.
    turned, other = counts_of(make_fact, float(after), float(before))
    assert verdict_on(other, *turned.facts) == verdict_on(facts, *counts.facts)
