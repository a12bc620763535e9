"""Internal rates of return: all of them, and no other, against exact arithmetic."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from larvik_analysis.errors import ParameterError
from larvik_analysis.estimate.returns.polynomial_roots import sign_changes
from larvik_analysis.estimate.returns.rates_of_return import (
    internal_rate_of_return_of_draws,
    internal_rates_of_return,
    present_value_share,
)
from larvik_analysis.estimate.returns.ratios import benefit_cost_ratio
from larvik_analysis.terms.discount_rules import Rules

CASES = json.loads(
    (Path(__file__).parents[2] / "known" / "returns.json").read_text(encoding="utf-8")
)["cases"]
KNOWN = [case for case in CASES if case["id"].startswith("irr_")]
# What the docstring promises of the net present value at a rate.
VERIFIED = 1e-12
WHOLE = st.lists(st.integers(-50, 50), min_size=1, max_size=9)
Polynomial = list[Fraction]


def trimmed(polynomial: Sequence[Fraction]) -> Polynomial:
    """Without the powers that have nought."""
    kept = list(polynomial)
    while kept and kept[-1] == 0:
        kept.pop()
    return kept


def remainder(dividend: Polynomial, divisor: Polynomial) -> Polynomial:
    """What is left of one polynomial divided by another."""
    left = list(dividend)
    while len(left) >= len(divisor):
        times = left[-1] / divisor[-1]
        for power, factor in enumerate(divisor):
            left[len(left) - len(divisor) + power] -= times * factor
        left = trimmed(left[:-1])
    return left


def sturm_sequence(polynomial: Polynomial) -> list[Polynomial]:
    """The polynomial, its derivative, and the negated remainders down to the last."""
    derivative = [power * factor for power, factor in enumerate(polynomial)][1:]
    sequence = [polynomial, derivative]
    while left := remainder(sequence[-2], sequence[-1]):
        sequence.append([-factor for factor in left])
    return sequence


def changes_at(sequence: list[Polynomial], v: Fraction) -> int:
    """How often the sign changes along the sequence at a point."""
    values = [sum(factor * v**power for power, factor in enumerate(one)) for one in sequence]
    signs = [value > 0 for value in values if value != 0]
    return sum(one != other for one, other in pairwise(signs))


def n_rates(flows: list[int]) -> int:
    """How many different rates above -1 there are, in exact arithmetic."""
    polynomial = trimmed([Fraction(flow) for flow in flows])
    while polynomial and polynomial[0] == 0:
        polynomial = polynomial[1:]
    if len(polynomial) < 2:
        return 0
    sequence = sturm_sequence(polynomial)
    highest = 1 + max(abs(factor / polynomial[-1]) for factor in polynomial)
    return changes_at(sequence, Fraction(0)) - changes_at(sequence, highest)


def with_rates(rates: list[float]) -> list[float]:
    """A stream that is worth nothing at these rates and no other: all others are complex."""
    flows = np.array([-1.0])
    for rate in rates:
        flows = np.convolve(flows, [1.0, -(1.0 + rate)])
    return list(flows)


@pytest.mark.parametrize("case", KNOWN, ids=[case["id"] for case in KNOWN])
def test_the_rates_are_those_that_are_known(case: dict[str, Any]):
    rates = internal_rates_of_return(case["input"]["net_nok"])
    assert rates == pytest.approx(case["expected"]["rates"], rel=0, abs=case["tolerance"])
    for rate in rates:
        # Near -1 a rate cannot be written finely enough for more.
        slack = VERIFIED + 1e-15 * len(case["input"]["net_nok"]) / (1 + rate)
        assert abs(present_value_share(case["input"]["net_nok"], rate)) < slack


def test_the_published_lecture():
    [case] = [case for case in CASES if case["id"] == "aos2013_basic"]
    [rate] = internal_rates_of_return(case["input"]["net_nok"])
    assert rate == pytest.approx(case["expected"]["irr"], abs=case["tolerance"])


@given(WHOLE)
def test_there_are_as_many_as_a_sturm_sequence_counts(flows):
    rates = internal_rates_of_return(flows)
    assert len(rates) == n_rates(flows)
    assert list(rates) == sorted(rates)
    for rate in rates:
        assert abs(present_value_share(flows, rate)) < VERIFIED + 1e-14 / (1 + rate)


@given(WHOLE.filter(lambda flows: len(flows) < 5), st.integers(1, 4))
def test_rates_that_touch_are_counted_once(flows, power):
    product = np.array([1])
    for _ in range(power):
        product = np.convolve(product, flows)
    once, often = internal_rates_of_return(flows), internal_rates_of_return(product)
    assert len(often) == len(once) == n_rates(flows)
    # A root of multiplicity four is known to the fourth root of the rounding.
    assert often == pytest.approx(once, rel=2e-3, abs=2e-3)


@given(st.lists(st.integers(-60, 300), min_size=1, max_size=5, unique=True))
def test_the_rates_a_stream_was_made_of_come_back(per_cent):
    chosen = sorted(rate / 100 for rate in per_cent)
    found = internal_rates_of_return(with_rates(chosen))
    # Five rates of one point apart multiply rounding by the inverse of their distances.
    assert found == pytest.approx(chosen, rel=0, abs=1e-5)


@given(WHOLE, st.floats(1e-6, 1e6), st.integers(0, 3), st.integers(0, 3))
def test_size_and_empty_years_do_not_matter(flows, times, before, after):
    rates = internal_rates_of_return(flows)
    moved = [0.0] * before + [times * flow for flow in flows] + [0.0] * after
    assert internal_rates_of_return(moved) == pytest.approx(rates, rel=1e-6, abs=1e-6)
    turned = [-flow for flow in flows]
    assert internal_rates_of_return(turned) == pytest.approx(rates, rel=1e-12, abs=1e-12)


@given(WHOLE)
def test_seen_from_the_end_each_rate_is_its_counterpart(flows):
    # Year 0 last: a growth of 1 + r from the one end is 1 / (1 + r) from the other.
    rates = internal_rates_of_return(flows)
    back = sorted(1 / (1 + rate) - 1 for rate in rates)
    assert internal_rates_of_return(flows[::-1]) == pytest.approx(back, rel=1e-6, abs=1e-6)


@given(
    st.lists(st.floats(1, 1e6), min_size=1, max_size=10),
    st.lists(st.floats(1, 1e6), min_size=1, max_size=65),
)
def test_costs_before_gains_have_one_rate(costs, gains):
    flows = [-cost for cost in costs] + gains
    [rate] = internal_rates_of_return(flows)
    assert abs(present_value_share(flows, rate)) < VERIFIED + 1e-13 / (1 + rate)
    if rate < 0.99:
        return_above = benefit_cost_ratio(
            [0.0] * len(costs) + gains, costs, Rules.flat(min(rate + 1e-3, 0.999))
        )
        assert return_above < 1  # type: ignore[operator]


def test_none_where_there_is_none():
    for flows in ([0, 0, 0], [5], [-5, 0, 0], [1, 2, 3], [-1, -2], [0], 7):
        assert internal_rates_of_return(flows) == ()


def test_nought_is_nought_and_a_double_rate_is_exact():
    assert internal_rates_of_return([-100, 50, 50]) == (0.0,)
    assert math.copysign(1, internal_rates_of_return([-100, 100])[0]) == 1.0
    assert internal_rates_of_return([-100, 220, -121]) == pytest.approx((0.1,), abs=1e-14)
    # A krone short of touching is none, a krone over is two.
    assert internal_rates_of_return([-1_000_001, 2_200_000, -1_210_000]) == ()
    assert len(internal_rates_of_return([-999_999, 2_200_000, -1_210_000])) == 2


def test_amounts_of_any_size_and_rates_at_the_edges():
    assert internal_rates_of_return([-1e140, 1.1e140]) == pytest.approx((0.1,))
    assert internal_rates_of_return([-1e-300, 1.1e-300]) == pytest.approx((0.1,))
    assert internal_rates_of_return([-1, 1e10]) == pytest.approx((1e10 - 1,))
    [low] = internal_rates_of_return([-1e10, 1])
    assert 1 + low == pytest.approx(1e-10, rel=1e-5)
    assert internal_rates_of_return([-1e30, 1]) == ()  # no number tells it from -1


def test_a_long_stream_of_changing_signs_is_told_within_its_bound():
    generator = np.random.default_rng(7)
    flows = generator.normal(0.0, 1.0, 200)
    rates = internal_rates_of_return(flows)
    # The signs at both ends tell whether the number of rates is odd.
    assert len(rates) % 2 == (flows[0] * flows[-1] < 0)
    assert len(rates) <= sign_changes(flows[None, :])[0]
    for rate in rates:
        assert abs(present_value_share(flows, rate)) < VERIFIED


def test_a_loan_over_forty_years_of_months():
    months = [-172545.848122807] + [787.735232517999] * 480
    [rate] = internal_rates_of_return(months)
    paid = 787.735232517999 * (1 - (1 + rate) ** -480) / rate
    assert paid == pytest.approx(172545.848122807, rel=1e-12)


@given(
    st.integers(1, 8).flatmap(
        lambda n: st.lists(
            st.lists(st.integers(-9, 9), min_size=n, max_size=n), min_size=1, max_size=6
        )
    )
)
def test_draws_have_the_rates_that_each_has_alone(rows):
    found = internal_rate_of_return_of_draws(rows)
    alone = [internal_rates_of_return(row) for row in rows]
    assert found.n_roots.tolist() == [len(rates) for rates in alone]
    singles = [rates[0] for rates in alone if len(rates) == 1]
    assert found.rate.tolist() == pytest.approx(singles, rel=1e-9, abs=1e-9)


def test_draws_do_not_depend_on_how_they_are_chunked():
    generator = np.random.default_rng(3)
    draws = generator.normal(1.0, 3.0, (5000, 12))
    draws[:, 0] = -10.0
    whole = internal_rate_of_return_of_draws(draws)
    parts = [internal_rate_of_return_of_draws(part) for part in np.array_split(draws, 7)]
    assert np.array_equal(whole.n_roots, np.concatenate([part.n_roots for part in parts]))
    np.testing.assert_allclose(whole.rate, np.concatenate([part.rate for part in parts]))
    assert np.isfinite(whole.rate).all()


@pytest.mark.parametrize("flows", [[], ["a"], [float("nan"), 1], [1, float("inf")], None])
def test_what_is_no_stream_is_refused(flows):
    with pytest.raises(ParameterError) as caught:
        internal_rates_of_return(flows)
    assert caught.value.code == "amounts_not_numbers"


def test_a_table_is_for_draws_and_a_stream_is_not():
    with pytest.raises(ParameterError) as caught:
        internal_rates_of_return([[-1, 2]])
    assert caught.value.code == "amounts_not_a_stream"
    with pytest.raises(ParameterError) as caught:
        internal_rate_of_return_of_draws([-1, 2])
    assert caught.value.code == "amounts_not_draws"


@given(WHOLE, st.floats(-0.9, 3.0))
def test_a_share_is_a_share_and_its_sign_is_that_of_the_worth(flows, rate):
    share = present_value_share(flows, rate)
    worth = sum(flow / (1 + rate) ** year for year, flow in enumerate(flows))
    sizes = sum(abs(flow) / (1 + rate) ** year for year, flow in enumerate(flows))
    assume(sizes > 0)
    assert share == pytest.approx(worth / sizes, abs=1e-9)


def test_a_rate_of_minus_one_has_no_worth():
    for rate in (-1, -2, math.nan, "0.1"):
        with pytest.raises(ParameterError):
            present_value_share([-1, 2], rate)
    assert present_value_share([0, 0], 0.1) == 0.0
