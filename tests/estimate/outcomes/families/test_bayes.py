"""Beliefs about a share: what R works out, and what they must obey."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import betainc
from scipy.stats import betabinom

from larvik_analysis.errors import ParameterError
from larvik_analysis.estimate.outcomes.bayes import (
    beta_binomial,
    beta_superiority,
    predictive_chance,
)
from larvik_analysis.terms.change_results import BetaPrior

KNOWN = Path(__file__).parents[3] / "known" / "families_change.json"
CASES = {c["id"]: c for c in json.loads(KNOWN.read_text(encoding="utf-8"))["cases"]}


@pytest.mark.parametrize("name", ["betabinom_0_10", "betabinom_3_10", "betabinom_10_10"])
def test_posteriors_as_in_r(name):
    case = CASES[name]
    x, n = case["input"]["x"], case["input"]["n"]
    jeffreys, flat = (beta_binomial(x, n, prior=prior) for prior in ("jeffreys", "flat"))
    got = {
        "jeffreys_mean": jeffreys.estimate,
        "jeffreys_hpd_lo": jeffreys.densest_low,
        "jeffreys_hpd_hi": jeffreys.densest_high,
        "uniform_mean": flat.estimate,
        "uniform_central_lo": flat.low,
        "uniform_central_hi": flat.high,
        "uniform_p_gt_half": flat.chance_above,
        "pred_ge8_next10_uniform": predictive_chance(flat, 8, 10),
    }
    assert got == pytest.approx(case["expected"], abs=case["tolerance"])


def test_superiority_as_in_r():
    case = CASES["beta_superiority"]
    one = beta_binomial(case["input"]["x1"], case["input"]["n1"])
    other = beta_binomial(case["input"]["x2"], case["input"]["n2"])
    chance = beta_superiority(one, other)
    assert chance == pytest.approx(case["expected"]["prob"], abs=case["tolerance"])
    assert beta_superiority(other, one) == pytest.approx(1 - chance, abs=1e-9)
    assert beta_superiority(one, one) == pytest.approx(0.5, abs=1e-9)


@given(
    st.integers(0, 40), st.integers(0, 40), st.sampled_from(["flat", "jeffreys", "sceptical"])
)
def test_the_densest_interval_is_the_shortest(count, others, prior):
    held = beta_binomial(count, count + others, prior=prior)
    inside = betainc(held.a, held.b, held.densest_high) - betainc(
        held.a, held.b, held.densest_low
    )
    assert inside == pytest.approx(0.95, abs=1e-9)
    assert held.densest_high - held.densest_low <= held.high - held.low + 1e-9
    turned = beta_binomial(others, count + others, prior=prior)
    assert turned.chance_above == pytest.approx(1 - held.chance_above, abs=1e-12)


@given(st.integers(0, 20), st.integers(0, 20))
def test_the_sceptic_is_nearer_one_half(count, others):
    flat, sceptical = (
        beta_binomial(count, count + others, prior=prior) for prior in ("flat", "sceptical")
    )
    assert abs(sceptical.estimate - 0.5) <= abs(flat.estimate - 0.5) + 1e-12


def test_chances_of_what_comes_next_add_up():
    held = beta_binomial(3, 7)
    assert predictive_chance(held, 0, 5) == pytest.approx(1)
    of_two = predictive_chance(held, 1, 2) - predictive_chance(held, 2, 2)
    # Beta(4, 5): two in a row of which one counts: 2 * 4 * 5 / (9 * 10).
    assert of_two == pytest.approx(2 * 4 * 5 / 90)


def test_many_may_come_next():
    held = beta_binomial(5, 10)
    for at_least, n_next in ((400, 1000), (1990, 2000), (0, 2000)):
        chance = predictive_chance(held, at_least, n_next)
        assert chance == pytest.approx(betabinom.sf(at_least - 1, n_next, 6, 6), abs=1e-9)


def test_nobody_seen_gives_the_prior_back():
    held = beta_binomial(0, 0, prior="sceptical")
    assert (held.estimate, held.chance_above) == (0.5, pytest.approx(0.5))


@pytest.mark.parametrize(
    ("call", "code"),
    [
        (lambda: beta_binomial(3, 2), "count_out_of_range"),
        (lambda: beta_binomial(1, 2, prior=BetaPrior(name="x", a=0, b=1)), "prior_wrong"),
        (lambda: beta_binomial(1, 2, prior="other"), "method_unknown"),
        (lambda: beta_binomial(1, 2, threshold=2), "share_outside"),
        (lambda: beta_binomial(1, 2, level=2), "level_out_of_range"),
        (lambda: predictive_chance(beta_binomial(1, 2), 3, 2), "count_out_of_range"),
    ],
)
def test_wrong_arguments_are_refused(call, code):
    with pytest.raises(ParameterError) as refused:
        call()
    assert refused.value.code == code
