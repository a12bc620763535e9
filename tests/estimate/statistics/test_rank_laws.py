"""Ranks, the laws of their sums, and Walsh averages, against their definitions."""

from __future__ import annotations

import itertools
from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import rankdata

from larvik_analysis.estimate.statistics import walsh_averages
from larvik_analysis.estimate.statistics.rank_laws import (
    doubled_ranks,
    law_of_signed_sum,
    ways_to_draw_sum,
)

VALUES = st.lists(st.integers(-4, 4), min_size=1, max_size=8)


@given(VALUES)
def test_ranks_are_those_of_scipy(values):
    ascending = np.sort(np.array(values, dtype=float))
    assert (doubled_ranks(ascending) == 2 * rankdata(ascending)).all()


def test_neighbours_within_rounding_are_tied():
    ranks = doubled_ranks(np.array([[0.1, 0.1 + 1e-15, 0.3], [0.1, 0.2, 0.3]]), rounding=1e-12)
    assert ranks.tolist() == [[3, 3, 6], [2, 4, 6]]


@given(st.lists(st.integers(0, 9), min_size=1, max_size=8))
def test_signed_sums_are_counted(ranks):
    sums = Counter(map(sum, itertools.product(*((0, rank) for rank in ranks))))
    law = law_of_signed_sum(np.array(ranks))
    assert law.tolist() == [sums[place] / 2 ** len(ranks) for place in range(law.size)]


@given(st.lists(st.integers(0, 9), min_size=1, max_size=8), st.integers(0, 8))
def test_drawn_sums_are_counted(ranks, n_drawn):
    n_drawn = min(n_drawn, len(ranks))
    sums = Counter(map(sum, itertools.combinations(ranks, n_drawn)))
    ways = ways_to_draw_sum(np.array(ranks), n_drawn)
    assert ways.tolist() == [sums[place] for place in range(ways.size)]


def test_the_law_of_more_than_a_thousand_signs():
    law = law_of_signed_sum(np.ones(1_500, dtype=np.int64))
    places = np.arange(1_501)
    assert law.sum() == pytest.approx(1.0)
    assert law @ places == pytest.approx(750.0)
    assert law @ (places - 750.0) ** 2 == pytest.approx(1_500 / 4)


@given(st.lists(st.integers(-20, 20).map(lambda n: n / 8), min_size=1, max_size=9))
def test_averages_are_counted_as_they_are_listed(values):
    numbers = np.array(values)
    listed = walsh_averages.median_of_walsh_averages(numbers)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(walsh_averages, "MOST_LISTED", 0)
        counted = walsh_averages.median_of_walsh_averages(numbers)
    assert counted == pytest.approx(listed, abs=1e-12)
