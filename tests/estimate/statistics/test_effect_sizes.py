"""Effect sizes: what R works out, and what they must obey."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import stdtrit
from scipy.stats import nct

from larvik_analysis.errors import ParameterError
from larvik_analysis.estimate.statistics.effect_sizes import (
    cliffs_delta,
    cohens_dz,
    probability_of_superiority,
    rank_biserial,
)
from larvik_analysis.terms.results import NotEstimable

KNOWN = {
    case["id"]: case
    for case in json.loads(
        (Path(__file__).parents[2] / "known" / "effect_sizes.json").read_text(encoding="utf-8")
    )["cases"]
}
# Rounding of sums of a hundred small numbers.
ROUNDING = 1e-9
GROUP = st.lists(st.integers(1, 5), min_size=1, max_size=8)


def agrees(case_id: str, name: str, value: float) -> None:
    case = KNOWN[case_id]
    expected = case["expected"][name]
    tolerance = case["tolerance"] * max(1, abs(expected))
    assert value == pytest.approx(expected, rel=0, abs=tolerance), name


# ---- Cliff's delta ------------------------------------------------------------------------


def test_groups_that_do_not_overlap():
    given_ = KNOWN["cliffs_delta_complete"]["input"]
    found: Any = cliffs_delta(given_["x"], given_["y"])
    agrees("cliffs_delta_complete", "delta", found.estimate)
    # (3 - z²) / (3 + z²) with z = 1.959964
    assert found.low == pytest.approx(-0.122994, abs=1e-6)
    assert found.high == 1.0
    turned: Any = cliffs_delta(given_["y"], given_["x"])
    assert (turned.low, turned.high) == (-1.0, -found.low)


def test_all_alike_have_no_interval():
    given_ = KNOWN["cliffs_delta_all_equal"]["input"]
    found: Any = cliffs_delta(given_["x"], given_["y"])
    agrees("cliffs_delta_all_equal", "delta", found.estimate)
    assert (found.low, found.high, found.level) == (None, None, None)


def test_the_example_of_hogarty_and_kromrey():
    # Delta -0.25, limits -0.7265846 and 0.3890062: the documentation of R's effsize.
    first = [10, 10, 20, 20, 20, 30, 30, 30, 40, 50]
    second = [10, 20, 30, 40, 40, 50]
    found: Any = cliffs_delta(first, second, variance="unbiased")
    assert found.estimate == -0.25
    assert found.low == pytest.approx(-0.7265846, abs=1e-7)
    assert found.high == pytest.approx(0.3890062, abs=1e-7)
    # The parts of the consistent variance are told there too.
    variance = (5 * 0.2669753 + 9 * 0.447 + 1.0055556) / 60
    spread = stdtrit(14, 0.975) ** 2 * variance
    reach = np.sqrt(spread * ((1 - 0.0625) ** 2 + spread))
    consistent: Any = cliffs_delta(first, second)
    assert consistent.low == pytest.approx(
        (-0.25 + 0.25**3 - reach) / (1 - 0.0625 + spread), abs=1e-7
    )


@given(GROUP, GROUP)
def test_delta_is_the_mean_of_all_signs(first, second):
    found: Any = cliffs_delta(first, second)
    signs = np.sign(np.subtract.outer(first, second))
    assert found.estimate == pytest.approx(signs.mean(), abs=ROUNDING)
    assert found.n == len(first) + len(second)
    if found.low is not None:
        assert -1 <= found.low <= found.estimate <= found.high <= 1


@given(GROUP, GROUP, st.sampled_from(["consistent", "unbiased"]))
def test_the_variance_is_that_of_the_matrix_of_signs(first, second, variance):
    found: Any = cliffs_delta(first, second, variance=variance)
    if min(len(first), len(second)) < 2 or abs(found.estimate) == 1:
        return
    signs, delta = np.sign(np.subtract.outer(first, second)), found.estimate
    n_a, n_b = signs.shape
    rows = ((signs.mean(axis=1) - delta) ** 2).sum()
    columns = ((signs.mean(axis=0) - delta) ** 2).sum()
    pairs = ((signs - delta) ** 2).sum()
    if variance == "consistent":
        by_row, by_column = rows / (n_a - 1), columns / (n_b - 1)
        by_pair = pairs / ((n_a - 1) * (n_b - 1))
        expected = ((n_b - 1) * by_row + (n_a - 1) * by_column + by_pair) / (n_a * n_b)
    else:
        expected = n_b**2 * rows + n_a**2 * columns - pairs
        expected /= n_a * n_b * (n_a - 1) * (n_b - 1)
        expected = max(expected, (1 - delta**2) / (n_a * n_b - 1))
    if not signs.any():
        assert found.low is None
        return
    spread = stdtrit(n_a + n_b - 2, 0.975) ** 2 * expected
    reach = np.sqrt(spread * ((1 - delta**2) ** 2 + spread))
    ends = [(delta - delta**3 + side * reach) / (1 - delta**2 + spread) for side in (-1, 1)]
    assert [found.low, found.high] == pytest.approx(np.clip(ends, -1, 1), abs=ROUNDING)


@given(GROUP, GROUP)
def test_only_order_counts_and_places_turn_it(first, second):
    found: Any = cliffs_delta(first, second)
    cubed: Any = cliffs_delta(np.power(first, 3), np.power(second, 3))
    turned: Any = cliffs_delta(second, first)
    assert cubed == found
    assert turned.estimate == pytest.approx(-found.estimate, abs=ROUNDING)
    if found.low is not None:
        assert turned.low == pytest.approx(-found.high, abs=ROUNDING)


@given(GROUP, GROUP)
def test_a_higher_level_has_a_wider_interval(first, second):
    narrow: Any = cliffs_delta(first, second, level=0.8)
    wide: Any = cliffs_delta(first, second, level=0.99)
    if wide.low is not None:
        assert wide.low <= narrow.low
        assert narrow.high <= wide.high


@given(GROUP, GROUP)
def test_superiority_counts_half_of_the_ties(first, second):
    found: Any = probability_of_superiority(first, second)
    differences = np.subtract.outer(first, second)
    expected = (differences > 0).mean() + (differences == 0).mean() / 2
    assert found.estimate == pytest.approx(expected, abs=ROUNDING)
    delta: Any = cliffs_delta(first, second)
    if delta.low is not None:
        assert 2 * found.low - 1 == pytest.approx(delta.low, abs=ROUNDING)


def test_an_empty_group_or_one_member():
    assert isinstance(cliffs_delta([], [1]), NotEstimable)
    assert isinstance(probability_of_superiority([1], []), NotEstimable)
    alone: Any = cliffs_delta([2], [1, 2, 3])
    assert (alone.estimate, alone.low, alone.level) == (0.0, None, None)


def test_an_unknown_variance_is_refused():
    with pytest.raises(ParameterError) as refused:
        cliffs_delta([1, 2], [3, 4], variance="biased")
    assert refused.value.code == "method_unknown"


# ---- paired -------------------------------------------------------------------------------


def test_rank_biserial_as_in_r():
    given_ = KNOWN["rank_biserial_paired_families11"]["input"]
    found: Any = rank_biserial(given_["pre"], given_["post"])
    agrees("rank_biserial_paired_families11", "r", found.estimate)
    # tanh(atanh(0.9333333) ± 1.959964 sqrt(2 * 19 / (3 * 90))), nine who changed
    assert found.low == pytest.approx(0.739039, abs=1e-6)
    assert found.high == pytest.approx(0.984277, abs=1e-6)


def test_standardised_change_as_in_r():
    given_ = KNOWN["cohens_dz_paired_families11"]["input"]
    found: Any = cohens_dz(given_["pre"], given_["post"])
    for name, value in {"dz": found.estimate, "lo": found.low, "hi": found.high}.items():
        agrees("cohens_dz_paired_families11", name, value)


@given(st.lists(st.integers(-5, 6), min_size=3, max_size=12).filter(lambda c: len({*c}) > 1))
def test_the_limits_are_where_the_noncentral_law_puts_the_tails(changes):
    found: Any = cohens_dz(np.zeros(len(changes)), changes)
    root, freedom = np.sqrt(len(changes)), len(changes) - 1
    statistic = found.estimate * root
    assert nct.sf(statistic, freedom, found.low * root) == pytest.approx(0.025, abs=1e-5)
    assert nct.cdf(statistic, freedom, found.high * root) == pytest.approx(0.025, abs=1e-5)
    turned: Any = cohens_dz(changes, np.zeros(len(changes)))
    assert turned.low == pytest.approx(-found.high, abs=1e-6)


def test_no_effect_can_be_told():
    assert isinstance(rank_biserial([1, 2], [1, 2]), NotEstimable)
    one_way: Any = rank_biserial([1, 2, 3], [2, 4, 3])
    assert (one_way.estimate, one_way.low, one_way.level) == (1.0, None, None)
    assert isinstance(cohens_dz([1], [2]), NotEstimable)
    assert isinstance(cohens_dz([0.1, 0.2], [0.3, 0.4]), NotEstimable)
