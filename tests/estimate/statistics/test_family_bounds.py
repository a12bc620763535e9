"""Families without a key, against every way the answers could belong together."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from larvik_analysis import NotEstimable, family_bounds
from larvik_analysis.errors import ParameterError


def pairings(count: int, others: int, n_families: int) -> Iterator[list[tuple[int, int]]]:
    """Every way to give families favourable and other answers, each at least one."""
    if n_families == 1:
        if count + others:
            yield [(count, others)]
        return
    for good in range(count + 1):
        for bad in range(others + 1):
            if good + bad:
                for rest in pairings(count - good, others - bad, n_families - 1):
                    yield [(good, bad), *rest]


@pytest.mark.parametrize("n", range(1, 8))
def test_the_bounds_are_those_of_all_pairings(n):
    for n_families in range(1, n + 1):
        for count in range(n + 1):
            found = list(pairings(count, n - count, n_families))
            with_any = {sum(good > 0 for good, _ in families) for families in found}
            with_all = {sum(bad == 0 for _, bad in families) for families in found}
            ours = family_bounds(count, n, n_families)
            assert (ours.low_any, ours.high_any) == (min(with_any), max(with_any))
            assert (ours.low_all, ours.high_all) == (min(with_all), max(with_all))
            # Every number between the bounds is reached too.
            assert with_any == set(range(ours.low_any, ours.high_any + 1))
            assert with_all == set(range(ours.low_all, ours.high_all + 1))


def test_eleven_answers_of_ten_families_eight_of_them_favourable():
    # One family answered twice: with two favourable answers there are seven families with
    # one and seven throughout, with one of each eight and seven, with two others eight twice.
    ours = family_bounds(8, 11, 10)
    assert (ours.low_any, ours.high_any, ours.low_all, ours.high_all) == (7, 8, 7, 8)
    assert (ours.count, ours.n, ours.n_families) == (8, 11, 10)


@given(st.integers(1, 10**6), st.data())
def test_as_many_families_as_answers_leave_nothing_open(n, data):
    count = data.draw(st.integers(0, n))
    ours = family_bounds(count, n, n)
    assert ours.low_any == ours.high_any == ours.low_all == ours.high_all == count


def test_nobody():
    assert family_bounds(0, 0, 0) == NotEstimable("nobody answered")


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ((12, 11, 10), "count_out_of_range"),
        ((8, 11, 12), "families_out_of_range"),
        ((8, 11, 0), "families_out_of_range"),
        ((0, 0, -1), "families_out_of_range"),
        ((8, 11, 2.5), "count_not_whole"),
    ],
)
def test_numbers_that_cannot_be_are_refused(arguments, code):
    with pytest.raises(ParameterError) as error:
        family_bounds(*arguments)
    assert error.value.code == code
