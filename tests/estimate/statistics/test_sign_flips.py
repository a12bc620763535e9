"""The sign-flip test: what R works out, enumeration, and what it must obey."""

from __future__ import annotations

import itertools
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from larvik_analysis.errors import ParameterError
from larvik_analysis.estimate.statistics import subset_sums
from larvik_analysis.estimate.statistics.sign_flips import sign_flip_p_value, sign_flip_test
from larvik_analysis.terms.results import NotEstimable

KNOWN = {
    case["id"]: case
    for case in json.loads(
        (Path(__file__).parents[2] / "known" / "permutation.json").read_text(encoding="utf-8")
    )["cases"]
}
# Rounding of means of a dozen numbers.
ROUNDING = 1e-9
VALUES = st.one_of(
    st.integers(-4, 5).map(float),
    st.integers(-20, 30).map(lambda tenths: tenths / 10),
    st.floats(-3, 3).map(lambda value: round(value, 6)),
)


@st.composite
def changes_of_families(draw: st.DrawFn) -> tuple[list[float], list[int]]:
    n = draw(st.integers(1, 8))
    changes = draw(st.lists(VALUES, min_size=n, max_size=n))
    families = draw(st.lists(st.integers(0, n), min_size=n, max_size=n))
    return changes, families


class Enumerated:
    """The definition: every combination of signs of the families."""

    def __init__(self, changes: Any, families: Any) -> None:
        changes, families = np.asarray(changes, dtype=float), np.asarray(families)
        known = np.unique(families)
        self.totals = np.array([changes[families == one].sum() for one in known])
        self.sizes = np.array([(families == one).sum() for one in known])
        self.signs = np.array(list(itertools.product([1, -1], repeat=known.size)))

    def p(self, shift: float) -> float:
        moved = self.totals - shift * self.sizes
        return float((np.abs(self.signs @ moved) >= abs(moved.sum()) - ROUNDING).mean())

    def critical(self) -> np.ndarray:
        flipped = self.signs[1:] < 0
        return np.unique(np.round(flipped @ self.totals / (flipped @ self.sizes), 12))


def agrees(case_id: str, name: str, value: float) -> None:
    case = KNOWN[case_id]
    expected = case["expected"][name]
    assert value == pytest.approx(expected, rel=0, abs=case["tolerance"]), name


# ---- known answers ----------------------------------------------------------------------


@pytest.mark.parametrize(
    "case_id", ["signflip_mean_families11", "signflip_mean_allzero", "signflip_mean_n6"]
)
def test_sign_flips_as_in_r(case_id):
    found: Any = sign_flip_test(KNOWN[case_id]["input"]["diff"])
    agrees(case_id, "mean", found.estimate)
    agrees(case_id, "p", found.p_value)
    assert 2**found.n_units == KNOWN[case_id]["expected"]["n_flips"]


def test_families_flip_together_as_in_r():
    given_ = KNOWN["signflip_cluster_families11"]["input"]
    found: Any = sign_flip_test(given_["diff"], family=given_["family"])
    agrees("signflip_cluster_families11", "mean", found.estimate)
    agrees("signflip_cluster_families11", "p", found.p_value)
    assert 2**found.n_units == KNOWN["signflip_cluster_families11"]["expected"]["n_flips"]
    assert (found.n, found.method) == (11, "sign-flip-exact-by-family")


# ---- against the definition ---------------------------------------------------------------


@given(changes_of_families(), st.sampled_from([0.5, 0.8, 0.95]))
def test_test_and_interval_are_those_of_all_flips(drawn, level):
    changes, families = drawn
    found: Any = sign_flip_test(changes, family=families, level=level)
    every, alpha = Enumerated(changes, families), round(1 - level, 12)
    assert found.p_value == pytest.approx(every.p(0.0), abs=ROUNDING)
    n_flips = len(every.signs)
    if 2 / n_flips > alpha:
        assert (found.low, found.high, found.level) == (None, None, None)
        return
    critical = every.critical()
    p_values = np.array([every.p(shift) for shift in critical])
    kept = critical[p_values > alpha]
    if kept.max() - kept.min() < 1e-9:  # of a sample nothing is that sure
        assert (found.low, found.high, found.level) == (None, None, None)
        return
    assert found.low == pytest.approx(kept.min(), abs=1e-7)
    assert found.high == pytest.approx(kept.max(), abs=1e-7)
    between = [every.p(shift) for shift in (critical[1:] + critical[:-1]) / 2]
    outside = [p for p in (*p_values, *between, 2 / n_flips) if p <= alpha]
    assert found.level == pytest.approx(1 - max(outside), abs=ROUNDING)


def test_ten_real_numbers_as_by_enumeration():
    changes = np.random.default_rng(1).normal(0.4, 1, 10)
    every = Enumerated(changes, np.arange(10))
    found: Any = sign_flip_test(changes)
    assert found.p_value == every.p(0.0)
    critical = every.critical()
    kept = [shift for shift in critical if every.p(shift) > 0.05]
    assert (found.low, found.high) == (
        pytest.approx(min(kept), abs=ROUNDING),
        pytest.approx(max(kept), abs=ROUNDING),
    )


@pytest.fixture
def few_sums(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that flips are drawn at random from twenty units on, not from forty."""
    monkeypatch.setattr(subset_sums, "MOST_SUMS", 2**10)


def test_random_flips_are_near_the_exact_ones(few_sums):
    changes = np.random.default_rng(2).normal(0.25, 1, 60)
    drawn: Any = sign_flip_test(changes, rng=np.random.default_rng(3))
    error = changes.std(ddof=1) / np.sqrt(60)
    assert drawn.method == "sign-flip-random"
    # Student's test is near it for 60 normal numbers; 9 999 draws are off by some 0.5 %.
    from scipy.stats import ttest_1samp

    peer = ttest_1samp(changes, 0)
    assert drawn.p_value == pytest.approx(peer.pvalue, abs=0.02)
    ci = peer.confidence_interval(0.95)
    assert (drawn.low, drawn.high) == (
        pytest.approx(ci.low, abs=0.15 * error),
        pytest.approx(ci.high, abs=0.15 * error),
    )
    assert (drawn.p_value * 10_000) == pytest.approx(round(drawn.p_value * 10_000))


def test_random_flips_agree_with_their_own_interval(few_sums):
    changes = np.random.default_rng(4).normal(0.2, 1, 45)
    for level in (0.5, 0.8, 0.9, 0.95):
        found: Any = sign_flip_test(changes, level=level, rng=np.random.default_rng(5))
        is_kept = found.p_value > round(1 - level, 12)
        assert is_kept == (found.low <= 0 <= found.high)
        assert found.level >= level - ROUNDING


def test_many_families_on_a_scale_are_still_exact():
    changes = np.random.default_rng(6).integers(-3, 5, 90).astype(float)
    found: Any = sign_flip_test(changes)
    assert found.method == "sign-flip-exact"
    # Half of all flips of one more, which did not change, are the same.
    more: Any = sign_flip_test([*changes, 0.0])
    assert more.p_value == pytest.approx(found.p_value, abs=1e-12)
    assert (found.p_value > 0.05) == (found.low <= 0 <= found.high)


def test_limits_between_many_ties_are_told_exactly():
    # Every limit of whole numbers is a fraction of small ones.
    changes = np.random.default_rng(7).integers(-2, 4, 120).astype(float)
    found: Any = sign_flip_test(changes)
    for limit in (found.low, found.high):
        fractions = limit * np.arange(1, 121)
        assert np.abs(fractions - np.round(fractions)).min() < 1e-10
    assert 0.95 <= found.level < 0.96


def lowest_kept_by_listing(changes: np.ndarray, alpha: float) -> tuple[float, float]:
    """Lower limit and chance below it, from the law of size and sum of a random subset."""
    whole, least = changes.astype(int), int(changes[changes < 0].sum())
    law = np.zeros((whole.size + 1, int(np.abs(whole).sum()) + 1))
    law[0, -least] = 1.0
    for value in whole:
        moved = np.zeros_like(law)
        moved[1:] = np.roll(law[:-1], value, axis=1)  # the ends are empty: nothing comes round
        law = (law + moved) / 2
    sizes, places = np.nonzero(law)
    chances, sums = law[sizes, places], places + least
    is_any = sizes > 0
    means = np.round(sums[is_any] / sizes[is_any], 12)
    distinct, group = np.unique(means, return_inverse=True)
    at_most = chances[~is_any].sum() + np.cumsum(np.bincount(group, chances[is_any]))
    place = int(np.argmax(at_most > alpha / 2))
    return float(distinct[place]), float(at_most[place - 1])


@pytest.mark.parametrize(("n", "seed"), [(60, 8), (100, 1), (100, 7), (120, 3)])
def test_a_limit_with_more_ties_than_can_be_listed(n, seed):
    changes = np.random.default_rng(seed).integers(-4, 6, n).astype(float)
    found: Any = sign_flip_test(changes)
    low, below = lowest_kept_by_listing(changes, 0.05)
    high, above = lowest_kept_by_listing(-changes, 0.05)
    assert (found.low, found.high) == (
        pytest.approx(low, abs=1e-10),
        pytest.approx(-high, abs=1e-10),
    )
    assert found.level == pytest.approx(1 - 2 * max(below, above), abs=ROUNDING)


def test_what_was_seen_counts_among_random_flips(few_sums):
    # No random flip of 45 rises leaves all of them up.
    found: Any = sign_flip_test(
        np.random.default_rng(9).uniform(1, 2, 45), rng=np.random.default_rng(10)
    )
    assert found.p_value == 1 / 10_000


def test_random_flips_of_a_few_cannot_reach_further_than_all_of_them(
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr(subset_sums, "MOST_SUMS", 1)
    found: Any = sign_flip_test([1.0, 2.0, 4.0], rng=np.random.default_rng(11))
    assert found.method == "sign-flip-random"
    # One flip in four is as far out as what was seen, whatever the shift.
    assert (found.low, found.high, found.level) == (None, None, None)
    assert found.level_reachable == pytest.approx(0.75, abs=0.02)
    assert found.p_value == pytest.approx(0.25, abs=0.02)


# ---- laws --------------------------------------------------------------------------------


@settings(max_examples=50)
@given(changes_of_families())
def test_test_and_interval_agree(drawn):
    changes, families = drawn
    found: Any = sign_flip_test(changes, family=families, level=0.75)
    if found.low is not None:
        assert (found.p_value > 0.25) == (found.low <= 0 <= found.high)
        assert found.low <= found.estimate + ROUNDING
        assert found.estimate <= found.high + ROUNDING


@settings(max_examples=50)
@given(changes_of_families(), st.randoms())
def test_neither_order_nor_names_of_families_matter(drawn, random):
    changes, families = drawn
    order = random.sample(range(len(changes)), len(changes))
    found: Any = sign_flip_test(changes, family=families)
    other: Any = sign_flip_test(
        [changes[place] for place in order],
        family=[f"family {families[place]}" for place in order],
    )
    assert other.p_value == pytest.approx(found.p_value, abs=ROUNDING)
    assert other.estimate == pytest.approx(found.estimate)


@given(changes_of_families())
def test_a_higher_level_has_a_wider_interval(drawn):
    changes, families = drawn
    narrow: Any = sign_flip_test(changes, family=families, level=0.6)
    wide: Any = sign_flip_test(changes, family=families, level=0.9)
    if wide.low is not None:
        assert wide.low <= narrow.low + ROUNDING
        assert narrow.high <= wide.high + ROUNDING


@given(st.lists(st.integers(-4, 5), min_size=1, max_size=10))
def test_whole_numbers_have_p_values_in_steps_of_one_flip(changes):
    found: Any = sign_flip_test(changes)
    assert (found.p_value * 2 ** len(changes)).is_integer()


# ---- edges -------------------------------------------------------------------------------


def test_few_or_nobody():
    assert isinstance(sign_flip_test([]), NotEstimable)
    assert isinstance(sign_flip_test([None, float("nan")]), NotEstimable)
    alone: Any = sign_flip_test([3.0])
    assert (alone.p_value, alone.estimate, alone.low, alone.level) == (1.0, 3.0, None, None)
    assert alone.level_reachable == 0.0


def test_a_missing_change_leaves_its_family_out():
    found: Any = sign_flip_test([1, None, 2], family=["a", "b", "a"])
    assert (found.n, found.n_units, found.estimate) == (2, 1, 1.5)


@pytest.mark.parametrize(
    ("change", "options", "code"),
    [
        ([1, float("inf")], {}, "answers_not_numbers"),
        ([[1, 2]], {}, "values_not_a_list"),
        ([1, 2], {"family": ["a", None]}, "cluster_missing"),
        ([1, 2], {"family": ["a"]}, "lengths_differ"),
        ([1, 2], {"level": 0.0}, "level_out_of_range"),
        (np.random.default_rng(8).normal(size=45), {}, "rng_needed"),
    ],
)
def test_wrong_arguments_are_refused(few_sums, change, options, code):
    with pytest.raises(ParameterError) as refused:
        sign_flip_test(change, **options)
    assert refused.value.code == code


@given(st.lists(st.integers(-4, 4), min_size=1, max_size=12))
def test_the_p_value_alone_is_that_of_the_test(changes: list[int]):
    test: Any = sign_flip_test(changes)
    assert sign_flip_p_value(changes) == test.p_value


def test_the_p_value_alone_where_flips_are_drawn():
    changes = np.random.default_rng(4).normal(0.2, 1, 50)
    test: Any = sign_flip_test(changes, rng=np.random.default_rng(5))
    assert sign_flip_p_value(changes, rng=np.random.default_rng(5)) == test.p_value
    assert sign_flip_p_value([]) == 1.0
