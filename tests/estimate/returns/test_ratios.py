"""Benefits over costs and the value of public funds: published answers, laws, definitions."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from larvik_analysis.errors import ParameterError
from larvik_analysis.estimate.returns.discounting import present_value_nok
from larvik_analysis.estimate.returns.ratios import (
    benefit_cost_ratio,
    marginal_value_of_public_funds,
    mean_of_ratios,
    mvpf_interval,
    mvpf_of_draws,
    ratio_of_means,
)
from larvik_analysis.terms.discount_rules import Rules
from larvik_analysis.terms.ratio_results import MvpfInterval, RatioOfDraws
from larvik_analysis.terms.results import NotEstimable

KNOWN = {
    case["id"]: case
    for case in json.loads(
        (Path(__file__).parents[2] / "known" / "returns.json").read_text(encoding="utf-8")
    )["cases"]
}
FREE = Rules.flat(0.0)
AMOUNTS = st.floats(-1e6, 1e6).filter(lambda amount: amount == 0 or abs(amount) > 1e-3)
POSITIVE = st.floats(1e-3, 1e6)


def near(case: dict[str, Any], name: str) -> Any:
    """What a case expects, with its tolerance."""
    expected = case["expected"][name]
    return pytest.approx(expected, rel=0, abs=case["tolerance"] * max(1, abs(expected)))


def test_the_ratio_of_the_chicago_centres():
    case = KNOWN["cpc2002_preschool"]
    benefits, costs = case["input"]["benefits_nok"], case["input"]["costs_nok"]
    assert benefit_cost_ratio(sum(benefits), costs, FREE) == near(case, "ratio")
    assert benefit_cost_ratio(benefits, costs, FREE) == near(case, "ratio")


def test_the_lecture_ratio_and_its_parts():
    case = KNOWN["aos2013_basic"]
    rules = Rules.flat(case["params"]["rate"])
    benefits, costs = case["input"]["benefits_nok"], case["input"]["costs_nok"]
    assert present_value_nok(benefits, rules) == near(case, "present_benefits")
    assert present_value_nok(costs, rules) == near(case, "present_costs")
    assert present_value_nok(case["input"]["net_nok"], rules) == near(case, "npv")
    assert benefit_cost_ratio(benefits, costs, rules) == near(case, "ratio")


def test_perry_at_forty_for_society_and_for_the_public():
    case = KNOWN["perry_age40_2005"]
    public, participant = case["input"]["public"], case["input"]["participant"]
    cost = case["input"]["costs_nok"]
    assert benefit_cost_ratio(public + participant, cost, FREE) == near(case, "society")
    assert benefit_cost_ratio(public, cost, FREE) == near(case, "public")


def test_the_ratio_of_means_is_not_the_published_mean_of_ratios():
    case = KNOWN["ctc2015_ratio_definition"]
    total, cost = sum(case["input"]["benefits_nok"]), case["input"]["costs_nok"]
    found = ratio_of_means([total], [cost])
    assert isinstance(found, RatioOfDraws)
    assert total == case["expected"]["total"]
    assert found.ratio == near(case, "ratio_of_means")
    assert found.ratio != near(case, "published_mean_of_ratios")
    # Costs that vary by 15 per cent about their mean give the published one.
    costs = cost * np.array([1 - 0.144, 1 + 0.144])
    mean = mean_of_ratios([total, total], costs)
    assert isinstance(mean, RatioOfDraws)
    assert mean.ratio == near(case, "published_mean_of_ratios")
    assert (found.definition, mean.definition) == ("ratio_of_means", "mean_of_ratios")
    assert (found.n_draws, mean.n_draws) == (1, 2)


def test_perry_is_worth_43_6_with_an_interval_that_holds_infinity():
    case = KNOWN["perry_mvpf_identity"]
    given_ = case["input"]
    assert given_["net_cost_nok"] == near(case, "net_cost")
    gain, cost = given_["willingness_to_pay_nok"], given_["net_cost_nok"]
    assert marginal_value_of_public_funds(gain, cost) == near(case, "mvpf")
    found = mvpf_interval(
        gain, cost, low_cost_nok=given_["low_cost_nok"], high_cost_nok=given_["high_cost_nok"]
    )
    assert isinstance(found, MvpfInterval)
    assert found.estimate == near(case, "mvpf")
    assert found.low == pytest.approx(gain / given_["high_cost_nok"])
    assert found.high == math.inf


def test_early_head_start_is_worth_0_4():
    case = KNOWN["early_head_start_mvpf"]
    cost = sum(case["input"]["parts"])
    assert cost == near(case, "net_cost")
    gain = case["input"]["willingness_to_pay_nok"]
    assert marginal_value_of_public_funds(gain, cost) == near(case, "mvpf")


@given(
    st.lists(AMOUNTS, min_size=1, max_size=10),
    st.lists(st.floats(0, 1e6), min_size=1, max_size=10),
    st.floats(-0.1, 0.3),
)
def test_the_ratio_is_above_one_where_the_net_value_is_above_nought(benefits, costs, rate):
    rules = Rules.flat(rate)
    ratio = benefit_cost_ratio(benefits, costs, rules)
    net = present_value_nok(benefits, rules) - present_value_nok(costs, rules)
    if isinstance(ratio, NotEstimable):
        assert present_value_nok(costs, rules) == 0
    else:
        assume(abs(ratio - 1) > 1e-9)
        assert (ratio > 1) == (net > 0)


@given(POSITIVE, POSITIVE, st.floats(1e-3, 1e3))
def test_the_ratio_does_not_know_the_unit(benefits, costs, times):
    one = benefit_cost_ratio(benefits, costs, FREE)
    assert benefit_cost_ratio(times * benefits, times * costs, FREE) == pytest.approx(one)


def test_no_costs_and_a_saving_have_no_ratio():
    rules = Rules.flat(0.04)
    none, saving = benefit_cost_ratio(5, 0, rules), benefit_cost_ratio(5, [1, -2], rules)
    assert isinstance(none, NotEstimable)
    assert isinstance(saving, NotEstimable)
    assert "nought" in none.reason
    assert "saves" in saving.reason
    # What is paid back with interest costs nothing, though rounding leaves a little.
    assert benefit_cost_ratio(5, [0.1, -0.1 * 1.04], rules) == none
    assert benefit_cost_ratio([-4.0], 2.0, rules) == -2.0
    assert benefit_cost_ratio([0], 2.0, rules) == 0.0


@pytest.mark.parametrize(
    ("gain", "cost", "expected"),
    [(3, 2, 1.5), (3, 0, math.inf), (3, -2, math.inf), (-3, 2, -1.5), (0, 2, 0.0)],
)
def test_a_krone_of_public_money(gain, cost, expected):
    assert marginal_value_of_public_funds(gain, cost) == expected


@pytest.mark.parametrize(("gain", "cost"), [(0, 0), (-1, -1), (0, -1), (-1, 0)])
def test_nothing_gained_and_nothing_spent_is_not_ranked(gain, cost):
    assert isinstance(marginal_value_of_public_funds(gain, cost), NotEstimable)


@given(POSITIVE, AMOUNTS, st.floats(0, 1e6), st.floats(0, 1e6))
def test_an_interval_holds_its_estimate_and_infinity_where_the_cost_may_be_nought(
    gain, cost, below, above
):
    found = mvpf_interval(gain, cost, low_cost_nok=cost - below, high_cost_nok=cost + above)
    assert isinstance(found, MvpfInterval)
    assert found.low <= found.estimate <= found.high
    assert (found.high == math.inf) == (cost - below <= 0)


def test_an_interval_without_gain():
    found = mvpf_interval(-10, 4, low_cost_nok=2, high_cost_nok=5)
    assert isinstance(found, MvpfInterval)
    assert (found.low, found.estimate, found.high) == (-5.0, -2.5, -2.0)
    assert isinstance(mvpf_interval(-10, 4, low_cost_nok=-2, high_cost_nok=5), NotEstimable)


def test_draws_that_pay_for_themselves_lie_above_all_others():
    gains = np.full(100, 10.0)
    costs = np.r_[np.arange(1.0, 91.0), np.full(10, -1.0)]
    found = mvpf_of_draws(gains, costs, level=0.9)
    assert isinstance(found, MvpfInterval)
    assert (found.share_infinite, found.share_left_out) == (0.1, 0.0)
    assert found.high == math.inf
    assert found.estimate == pytest.approx(10.0 / costs.mean())
    assert found.low == pytest.approx(10.0 / 86)  # 4 of 100 below: the highest costs
    narrower = mvpf_of_draws(gains, costs, level=0.7)
    assert isinstance(narrower, MvpfInterval)
    assert found.low <= narrower.low
    assert narrower.high < math.inf


@given(
    st.lists(st.tuples(AMOUNTS, AMOUNTS), min_size=1, max_size=30),
    st.floats(0.5, 0.99),
    st.randoms(use_true_random=False),
)
def test_draws_in_another_order_say_the_same(pairs, level, random):
    found = mvpf_of_draws(*zip(*pairs, strict=True), level=level)
    shuffled = list(pairs)
    random.shuffle(shuffled)
    again = mvpf_of_draws(*zip(*shuffled, strict=True), level=level)
    assert type(found) is type(again)
    if isinstance(found, MvpfInterval) and isinstance(again, MvpfInterval):
        assert (found.low, found.high) == (again.low, again.high)
        assert found.low <= found.high
        assert not math.isnan(found.estimate)


def test_draws_that_no_ratio_ranks_are_left_out_or_too_many():
    gains, costs = [5.0] * 19 + [-1.0], [2.0] * 19 + [-1.0]
    found = mvpf_of_draws(gains, costs, level=0.9)
    assert isinstance(found, MvpfInterval)
    assert found.share_left_out == pytest.approx(0.05)
    assert (found.low, found.high) == (2.5, 2.5)
    too_many = mvpf_of_draws(gains, costs, level=0.99)
    assert isinstance(too_many, NotEstimable)
    assert "too many" in too_many.reason
    assert isinstance(mvpf_of_draws([-1.0], [-1.0]), NotEstimable)


@given(POSITIVE, st.lists(POSITIVE, min_size=1, max_size=20))
def test_with_one_cost_both_definitions_agree(cost, benefits):
    costs = [cost] * len(benefits)
    one, other = ratio_of_means(benefits, costs), mean_of_ratios(benefits, costs)
    assert isinstance(one, RatioOfDraws)
    assert isinstance(other, RatioOfDraws)
    assert one.ratio == pytest.approx(other.ratio)


@given(POSITIVE, st.lists(POSITIVE, min_size=1, max_size=20))
def test_where_costs_alone_vary_the_mean_of_ratios_is_the_larger(benefit, costs):
    benefits = [benefit] * len(costs)
    one, other = ratio_of_means(benefits, costs), mean_of_ratios(benefits, costs)
    assert isinstance(one, RatioOfDraws)
    assert isinstance(other, RatioOfDraws)
    assert other.ratio >= one.ratio * (1 - 1e-12)  # the mean of 1 / x is 1 / mean or more


def test_ratios_of_draws_that_cost_nothing():
    assert isinstance(ratio_of_means([1.0, 1.0], [1.0, -1.0]), NotEstimable)
    assert isinstance(ratio_of_means([1.0], [-1.0]), NotEstimable)
    assert isinstance(mean_of_ratios([1.0, 1.0], [3.0, 0.0]), NotEstimable)
    found = ratio_of_means([1.0, 1.0], [3.0, -1.0])
    assert isinstance(found, RatioOfDraws)
    assert found.ratio == 1.0


def test_what_cannot_be_a_ratio_is_refused():
    nan = float("nan")
    for code, call in (
        ("amounts_not_numbers", lambda: benefit_cost_ratio([nan], 1, FREE)),
        ("amounts_not_numbers", lambda: benefit_cost_ratio(1, "1", FREE)),
        ("amounts_not_numbers", lambda: benefit_cost_ratio([], 1, FREE)),
        ("amounts_not_a_stream", lambda: benefit_cost_ratio([[1]], 1, FREE)),
        ("rules_none", lambda: benefit_cost_ratio(1, 1, 0.04)),
        ("number_finite", lambda: marginal_value_of_public_funds(nan, 1)),
        ("number_finite", lambda: marginal_value_of_public_funds(1, math.inf)),
        ("number_finite", lambda: marginal_value_of_public_funds([1], 1)),
        ("number_finite", lambda: marginal_value_of_public_funds("1", 1)),
        (
            "estimate_outside_interval",
            lambda: mvpf_interval(1, 1, low_cost_nok=2, high_cost_nok=3),
        ),
        (
            "level_out_of_range",
            lambda: mvpf_interval(1, 1, low_cost_nok=0, high_cost_nok=3, level=95),
        ),
        ("level_out_of_range", lambda: mvpf_of_draws([1], [1], level=0)),
        ("lengths_differ", lambda: mvpf_of_draws([1, 2], [1])),
        ("lengths_differ", lambda: ratio_of_means([1, 2], [1])),
        ("lengths_differ", lambda: mean_of_ratios([[1, 2]], [[1, 2]])),
        ("amounts_not_numbers", lambda: mean_of_ratios([nan], [1])),
    ):
        with pytest.raises(ParameterError) as caught:
            call()
        assert caught.value.code == code
