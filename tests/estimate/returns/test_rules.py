"""Rules of cost-benefit analysis, and the value of a statistical life that follows them."""

from __future__ import annotations

import datetime
import json
from dataclasses import FrozenInstanceError
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from larvik_analysis.errors import InputError, ParameterError
from larvik_analysis.estimate.returns.vsl import (
    real_growth_factor,
    value_of_statistical_life_nok,
)
from larvik_analysis.inputs.returns import rules as reader
from larvik_analysis.inputs.returns.rules import read_rules, rule_names
from larvik_analysis.terms.discount_rules import GrowthPath, RateStep, Rules
from larvik_analysis.terms.words import Words

[VSL] = [
    case
    for case in json.loads(
        (Path(__file__).parents[2] / "known" / "returns.json").read_text(encoding="utf-8")
    )["cases"]
    if case["id"] == "dfo_vsl"
]
R109 = read_rules("r109_2021")


def made(*steps: RateStep, tax_funding_share: float = 0.2) -> Rules:
    """Rules of one's own."""
    return Rules(
        name="own",
        title=Words(nb="Egne", en="Own"),
        steps=steps,
        tax_funding_share=tax_funding_share,
        source="-",
        date="",
    )


def test_the_circular_says_what_it_says():
    steps = [(step.after_year, step.rate_per_year) for step in R109.steps]
    assert steps == [(0, 0.04), (40, 0.03), (75, 0.02)]
    assert R109.tax_funding_share == 0.2
    assert not R109.weighs_distribution
    assert R109.has_residual_value
    assert R109.in_force_from == datetime.date(2022, 1, 1)
    assert {point.point for point in R109.points} >= {"2", "6.1.8", "7.1", "8", "10.1"}


@pytest.mark.parametrize("name", rule_names())
def test_every_file_of_rules_is_sourced_and_dated(name: str):
    rules = read_rules(name)
    assert rules.name == name
    assert rules.source
    assert rules.date
    assert isinstance(hash(rules), int)
    assert read_rules(name) is rules
    with pytest.raises(FrozenInstanceError):
        rules.tax_funding_share = 0.0  # type: ignore[misc]


def test_what_was_not_read_in_its_source_says_so():
    second_hand = {name for name in rule_names() if read_rules(name).is_second_hand}
    assert second_hand == {"green_book", "r109_2014"}
    assert rule_names() == ("flat_3", "green_book", "r109_2014", "r109_2021", "wsipp_2013")


@pytest.mark.parametrize("name", ["r109_2012", "R109_2021", "", "../r109_2021", 4, None, []])
def test_unknown_rules_are_told_with_those_there_are(name):
    with pytest.raises(ParameterError, match="r109_2021"):
        read_rules(name)


def test_the_nearest_rules_are_named():
    with pytest.raises(ParameterError) as caught:
        read_rules("r109_2012")
    assert caught.value.values["nearest"] in ("r109_2021", "r109_2014")
    assert "Did you mean" in caught.value.message("en")


def test_a_file_with_faults_tells_them(tmp_path, monkeypatch):
    (tmp_path / "discount_rules").mkdir()
    (tmp_path / "discount_rules" / "broken.yaml").write_text("name: broken\n", "utf-8")
    monkeypatch.setattr(reader.resources, "files", lambda package: tmp_path)
    with pytest.raises(InputError) as caught:
        read_rules("broken")
    assert [fault.code for fault in caught.value.faults] == ["key_missing"]


def test_rules_are_dated_after_their_day():
    assert not R109.is_dated(datetime.date(2026, 1, 1))
    assert R109.is_dated(datetime.date(2026, 1, 2))
    assert not Rules.flat(0.04).is_dated(datetime.date(2999, 1, 1))


def test_a_flat_rate_is_named_and_titled():
    rules = Rules.flat(0.035)
    assert rules.name == "flat_0.035"
    assert rules.title.nb.replace("\u00a0", " ") == "3,5 % i alle år"
    assert rules.title.en == "3.5% in all years"
    assert rules.tax_funding_share == 0.2
    assert Rules.flat(0.035, tax_funding_share=0.5).tax_funding_share == 0.5
    assert Rules.flat(0.035) == rules


@pytest.mark.parametrize("rate", [-1, -1.5, float("nan"), float("inf"), "0.04", None, True])
def test_what_is_no_rate_is_refused(rate):
    with pytest.raises(ParameterError) as caught:
        Rules.flat(rate)
    assert caught.value.code == "rate_wrong"


@pytest.mark.parametrize(("rate", "meant"), [(4, "0.04"), (3.5, "0.035"), (1, "0.01")])
def test_a_rate_in_per_cent_is_refused_with_what_to_write(rate, meant):
    with pytest.raises(ParameterError, match=meant) as caught:
        Rules.flat(rate)
    assert caught.value.code == "rate_per_cent"


@given(st.floats(-0.999, 0.999))
def test_other_rates_are_taken_as_they_are(rate):
    assert Rules.flat(rate).steps[0].rate_per_year == rate


@pytest.mark.parametrize("share", [-0.1, 1.1, 20, float("nan"), "0.2", None, True])
def test_what_is_no_share_of_taxes_is_refused(share):
    with pytest.raises(ParameterError) as caught:
        Rules.flat(0.04, share)
    assert caught.value.code == "number_within"


def test_steps_follow_each_other_from_the_start_year():
    first, later = (
        RateStep(after_year=0, rate_per_year=0.04), RateStep(after_year=9, rate_per_year=0.03),
    )  # fmt: skip
    assert made(first, later).steps == (first, later)
    for steps in ((), (later,), (first, later, later), (first, first)):
        with pytest.raises(ParameterError) as caught:
            made(*steps)
        assert caught.value.code == "rules_steps"
    for year in (-1, 1.5, True, "1"):
        with pytest.raises(ParameterError) as caught:
            RateStep(after_year=year, rate_per_year=0.04)
        assert caught.value.code == "rules_steps"


@pytest.mark.parametrize("year", VSL["expected"]["mill_nok"])
def test_a_statistical_life_is_worth_what_was_published(year: str):
    expected = VSL["expected"]["mill_nok"][year]
    worth = value_of_statistical_life_nok(int(year), R109) / 1e6
    assert worth == pytest.approx(expected, rel=VSL["tolerance"])


def test_a_life_grows_after_the_series_by_the_path():
    last = value_of_statistical_life_nok(2023, R109)
    assert value_of_statistical_life_nok(2025, R109) == pytest.approx(last * 1.009**2)
    held = value_of_statistical_life_nok(2060, R109)
    assert held == pytest.approx(last * 1.009**37)
    assert value_of_statistical_life_nok(2090, R109) == pytest.approx(held)
    faded = value_of_statistical_life_nok(2061, R109, growth="kystverket")
    assert faded == pytest.approx(held * (1 + 0.009 * 39 / 40))
    assert value_of_statistical_life_nok(2023, R109, is_child=True) == pytest.approx(2 * last)


def test_a_path_falls_in_a_straight_line_to_nought():
    path = GrowthPath(name="x", rate_per_year=0.01, to_year=10, fades_to_year=20, source="-")
    assert [path.rate_in(year) for year in (5, 10, 15, 20, 30)] == pytest.approx(
        [0.01, 0.01, 0.005, 0.0, 0.0]
    )


@given(st.integers(2024, 2090), st.integers(0, 50), st.sampled_from(["", "kystverket"]))
def test_growth_over_two_spans_multiplies(first, more, growth):
    whole = real_growth_factor(R109, 2020, first + more, growth=growth)
    parts = real_growth_factor(R109, 2020, first, growth=growth) * real_growth_factor(
        R109, first, first + more, growth=growth
    )
    assert whole == pytest.approx(parts)


def test_what_cannot_be_said_of_a_life_is_refused():
    for code, call in (
        ("rules_no_life", lambda: value_of_statistical_life_nok(2023, Rules.flat(0.04))),
        ("rules_none", lambda: value_of_statistical_life_nok(2023, "r109_2021")),
        ("number_within", lambda: value_of_statistical_life_nok(2011, R109)),
        ("count_not_whole", lambda: value_of_statistical_life_nok(2020.5, R109)),
        ("growth_unknown_near", lambda: real_growth_factor(R109, 1, 2, growth="kystverk")),
        ("growth_unknown", lambda: real_growth_factor(R109, 1, 2, growth="qqq")),
        ("number_within", lambda: real_growth_factor(R109, 2030, 2029)),
    ):
        with pytest.raises(ParameterError) as caught:
            call()
        assert caught.value.code == code


@pytest.mark.parametrize("rate", [Fraction(1, 25), np.float64(0.04)])
def test_a_rate_may_be_a_number_of_any_library(rate):
    rules = Rules.flat(rate)
    assert rules.name == "flat_0.04"
    assert rules.title.en.startswith("4")
