"""Numbers of designs and of assumptions: worked out again, from short lists alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from larvik_analysis.errors import LarvikError, ParameterError, UnitError
from larvik_analysis.estimate.indicators.basis import atoms_in, facts_in, recompute
from larvik_analysis.estimate.indicators.calculator_ops import ROUND_SHARES, cases, flagged
from larvik_analysis.estimate.indicators.design_ops import (
    MOST_SIMULATED,
    N_FAMILIES,
    detectable,
    evidence_design,
    padlocks,
    simulated_power,
    smallest_p,
)
from larvik_analysis.estimate.indicators.facts import as_published
from larvik_analysis.estimate.outcomes.evidence import rate_evidence
from larvik_analysis.terms.fact import Facts, Legibility
from larvik_analysis.terms.units import UnitOfAnalysis


@pytest.fixture(scope="module")
def facts(make_fact):
    made = [
        make_fact("ten", 10.0),
        make_fact("nine", 9.0),
        make_fact("many", MOST_SIMULATED + 1.0),
        make_fact("blurred", legibility=Legibility.ILLEGIBLE),
        make_fact("children", 22.0, unit_of_analysis=UnitOfAnalysis.CHILDREN),
    ]
    return Facts({fact.fact_id: fact for fact in made})


@pytest.fixture(scope="module")
def ten(facts):
    return as_published(facts["ten"])


# Table 1a of the guide: paired, two-sided 0.05, four of five cases.
@pytest.mark.parametrize(
    ("n_tests", "expected"),
    [(1.0, (1.16, 1.00, 0.89, 0.75, 0.63)), (8.0, (1.74, 1.43, 1.25, 1.02, 0.84))],
)
def test_the_smallest_change_is_the_published_one(n_tests, expected):
    found = [detectable(n, n_tests).estimate for n in N_FAMILIES]
    assert found == pytest.approx(expected, abs=0.006)  # printed with two decimals


def test_a_published_count_gives_the_same_as_its_number(ten):
    one, other = detectable(ten, 1.0), detectable(10.0, 1.0)
    assert (one.estimate, one.n) == (other.estimate, other.n)
    assert one.basis == "detectable_effect(ten, 1.0)"
    assert smallest_p(ten).estimate == 2 / 2**10


def test_every_number_is_worked_out_again_from_its_basis(facts, ten):
    made = [
        detectable(ten, 8.0),
        smallest_p(ten),
        simulated_power("composite", ten, 0.5),
        padlocks("rating", "after_only", "fixed_late", "counted", ten, ten, ten),
        padlocks("attrition", "before_after", "", "held", ten),
        cases("universal", "all", 1000.0, 0.1, 0.3, 0.1, 0.1, 0.3, 0.5),
        flagged("share_right", 1000.0, 0.8, 0.9, 0.02),
    ]
    for number in made:
        assert recompute(number.basis, facts) == number
        assert atoms_in(number.basis) == ()
    assert facts_in(made[3].basis) == ("ten",)


@pytest.mark.parametrize(
    "basis",
    [
        "detectable_effect(11.0, 1.0)",  # a number of one's own could be a private one
        "detectable_effect(10, 1.0)",
        "detectable_effect(True, 1.0)",
        "detectable_effect(10.0, 3.0)",
        "detectable_effect(10.0)",
        "detectable_effect(10.0, 1.0, 1.0)",
        "detectable_effect(sum(ten, nine), 1.0)",
        "detectable_effect(cell('d'), 1.0)",
        "detectable_effect(unknown, 1.0)",
        "detectable_effect(families=10.0, n_tests=1.0)",
        "simulated_power('guess', 10.0, 0.5)",
        "simulated_power('composite', 10.0, 0.3)",
        "padlocks('rating', 'hearsay', '', 'held')",
        "padlocks('rating', 'after_only', 'fixed_late rated_by_deliverer', 'held')",  # order
        "padlocks('rating', 'after_only', 'x', 'held')",
        "padlocks('rating', 'after_only', '', 'counted', ten)",
        "padlocks('rating', 'after_only', '', 'unstated', 3.0)",
        "padlocks(ten, 'after_only', '', 'unstated')",
        "cases('universal', 'all', 1000.0, 0.13, 0.3, 0.1, 0.1, 0.3, 0.5)",
        "cases('universal', 'all', 17.0, 0.1, 0.3, 0.1, 0.1, 0.3, 0.5)",
        "cases('other', 'all', 1000.0, 0.1, 0.3, 0.1, 0.1, 0.3, 0.5)",
        "flagged('rightly', 1000.0, 0.8, 0.9, 0.023)",
        "flagged('somebody', 1000.0, 0.8, 0.9, 0.02)",
        "zone_year('observed', 2024.0)",  # there are no areas
    ],
)
def test_what_could_carry_a_number_of_somebodys_is_refused(facts, basis):
    with pytest.raises(LarvikError):
        recompute(basis, facts)


def test_children_are_no_families(facts):
    with pytest.raises(UnitError):
        detectable(as_published(facts["children"]), 1.0)


def test_where_there_is_no_count_there_is_a_reason(facts):
    blurred = as_published(facts["blurred"])
    assert detectable(blurred, 1.0).reason == "illegible"
    assert smallest_p(blurred).reason == "illegible"
    assert simulated_power("composite", as_published(facts["many"]), 0.5).reason == "incomplete"


def test_power_is_the_same_each_time_and_grows_with_the_change(ten):
    powers = [simulated_power("composite", ten, fall).estimate for fall in (0.0, 0.25, 0.75)]
    again = [simulated_power("composite", 10.0, fall).estimate for fall in (0.0, 0.25, 0.75)]
    assert powers == again
    assert powers == sorted(powers)
    # 400 draws: three standard errors of 0.05.
    assert powers[0] < 0.05 + 3 * (0.05 * 0.95 / 400) ** 0.5


def test_padlocks_are_those_of_the_rules(facts, ten):
    nine = as_published(facts["nine"])
    counts = (nine, ten, nine)
    told = evidence_design("before_after", "rated_by_deliverer", "counted", *counts)
    assert told.share_lost == pytest.approx(0.1)
    rated = rate_evidence(told)
    parts = {"rating": rated.rating, **rated.parts, "dropped": rated.n_dropped}
    for part, number in parts.items():
        found = padlocks(part, "before_after", "rated_by_deliverer", "counted", *counts)
        assert found.estimate == number


def test_what_is_held_back_is_left_out_and_what_nobody_states_is_the_worst(ten):
    assert padlocks("rating", "before_after", "", "held", ten).estimate == 2
    assert padlocks("attrition", "before_after", "", "held", ten).reason == "not_counted"
    assert padlocks("rating", "before_after", "", "unstated", ten).estimate == 0
    assert padlocks("rating", "one_area", "", "nobody").estimate == 1


def test_more_cannot_be_followed_than_started(facts, ten):
    nine = as_published(facts["nine"])
    with pytest.raises(ParameterError):
        padlocks("rating", "after_only", "", "counted", ten, nine, ten)


def test_the_many_at_low_risk_can_give_more_cases():
    # 1000 children: 100 at risk 0.3, 900 at risk 0.1; by hand.
    given_ = (1000.0, 0.1, 0.3, 0.1, 0.1, 0.3, 0.5)
    found = [
        cases(strategy, group, *given_).estimate
        for strategy, group in (
            ("none", "high"), ("none", "low"), ("universal", "all"), ("high_risk", "all"),
        )
    ]  # fmt: skip
    assert found == pytest.approx([30, 90, 12, 4.5])


@given(*[st.sampled_from(ROUND_SHARES)] * 3)
def test_everybody_is_pointed_out_or_not(sensitivity, specificity, prevalence):
    parts = [
        flagged(what, 1000.0, sensitivity, specificity, prevalence).estimate
        for what in ("rightly", "wrongly", "missed", "spared")
    ]
    assert sum(parts) == pytest.approx(1000)
    right = flagged("share_right", 1000.0, sensitivity, specificity, prevalence).estimate
    if parts[0] + parts[1] > 1e-9:  # somebody is pointed out
        assert right == pytest.approx(parts[0] / (parts[0] + parts[1]))
