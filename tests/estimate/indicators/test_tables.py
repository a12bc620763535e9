"""Estimates as a table: the same columns everywhere, nothing lost on the way there and back."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from larvik_analysis.estimate.indicators.facts import as_published, wilson
from larvik_analysis.estimate.indicators.tables import (
    ESTIMATE_COLUMNS,
    NO_FACT,
    estimate_of,
    part_of,
    tabulate_estimates,
)
from larvik_analysis.terms.results import FactEstimate
from larvik_analysis.terms.units import UnitOfAnalysis

NUMBERS = st.none() | st.floats(-1e9, 1e9)
COUNTS = st.none() | st.integers(0, 10**9)
ESTIMATES = st.builds(
    FactEstimate,
    estimate=NUMBERS,
    low=NUMBERS,
    high=NUMBERS,
    level=NUMBERS,
    n=COUNTS,
    count=COUNTS,
    unit=st.sampled_from(["count", "share", "percent", "nok"]),
    unit_of_analysis=st.sampled_from(list(UnitOfAnalysis)),
    method=st.sampled_from(["published", "sum", "wilson"]),
    basis=st.text("abcdefgh_(), ", max_size=20),
    reason=st.sampled_from(["", "illegible", "few", "no_fact"]),
    uncertain=st.booleans(),
)


@given(st.lists(ESTIMATES, min_size=1, max_size=5))
def test_a_table_gives_back_what_was_put_in(estimates):
    table = tabulate_estimates([({"row": str(n)}, e) for n, e in enumerate(estimates)])
    assert [estimate_of(row) for _, row in table.iterrows()] == estimates
    assert list(table["row"]) == [str(n) for n in range(len(estimates))]


@given(st.lists(ESTIMATES, max_size=3))
def test_types_do_not_depend_on_what_is_missing(estimates):
    table = tabulate_estimates([({"row": "x"}, e) for e in estimates], labels=("row",))
    assert list(table) == ["row", *ESTIMATE_COLUMNS]
    kinds = {name: str(table[name].dtype) for name in ESTIMATE_COLUMNS}
    assert kinds["estimate"] == kinds["low"] == kinds["high"] == kinds["level"] == "float64"
    assert kinds["n"] == kinds["count"] == "Int64"
    assert kinds["uncertain"] == "bool"


def test_a_table_of_nothing_has_its_columns(make_fact):
    table = tabulate_estimates([], labels=("part",))
    assert list(table) == ["part", *ESTIMATE_COLUMNS]
    assert table.empty


def test_missing_numbers_are_missing_and_not_nought(make_fact):
    helped, asked = (as_published(make_fact(*pair)) for pair in (("a", 8.0), ("b", 10.0)))
    table = tabulate_estimates(
        [({"part": "wider"}, wilson(helped, asked)), ({"part": "none"}, NO_FACT)]
    ).set_index("part")
    assert table.at["wider", "n"] == 10
    assert table.loc["none", ["estimate", "low", "high", "level", "n", "count"]].isna().all()
    assert table.at["none", "reason"] == "no_fact"


def test_a_part_is_the_fact_that_plays_it(larvik):
    measure = larvik.evaluation.measure("rodt")
    assert part_of(measure, "families", larvik.facts).basis == "red_families"
    assert part_of(measure, "families", larvik.facts).count == 10
    assert part_of(measure, "unheard_of", larvik.facts) == NO_FACT


def test_a_fact_that_is_not_there_is_not_passed_over(larvik):
    measure = larvik.evaluation.measure("rodt")
    without = {key: larvik.facts[key] for key in larvik.facts if key != "red_families"}
    with pytest.raises(KeyError):
        part_of(measure, "families", type(larvik.facts)(without))


def test_the_index_says_nothing():
    table = tabulate_estimates([({"row": "a"}, NO_FACT), ({"row": "b"}, NO_FACT)])
    pd.testing.assert_index_equal(table.index, pd.RangeIndex(2))
