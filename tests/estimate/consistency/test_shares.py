"""Shares, mixtures, rates and changes: by hand and by law."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from larvik_analysis.errors import TermError, UnitError
from larvik_analysis.estimate.consistency.rounding import (
    half_step,
    has_whole_count,
    implied_base,
    is_stated_as,
)
from larvik_analysis.estimate.consistency.shares import (
    compare_change,
    compare_conversion,
    compare_implied,
    compare_mixture,
    compare_rate,
    compare_share,
)
from larvik_analysis.terms.checks import (
    Conversion,
    CountChange,
    Implied,
    Mixture,
    Plausible,
    Rate,
    StatedShare,
)
from larvik_analysis.terms.fact import Facts
from larvik_analysis.terms.rule import Rule
from larvik_analysis.terms.units import UnitOfAnalysis
from larvik_analysis.terms.words import Words

NAME = Words(nb="a", en="b")


def facts_of(make_fact, **values) -> Facts:
    return Facts({name: make_fact(name, value) for name, value in values.items()})


@given(st.integers(0, 500), st.integers(1, 500), st.sampled_from([0, 1, 2]))
def test_a_share_agrees_with_its_own_rounding(make_fact, count, base, decimals):
    percent = 100 * min(count, base) / base
    stated = round(percent, decimals)
    # A rounded number may end in a nought that no float keeps, and then claims less.
    assert abs(percent - stated) <= 0.5 * 10**-decimals + 1e-9
    assert half_step(stated) >= 0.5 * 10**-decimals - 1e-12
    assert is_stated_as(percent, make_fact("s", stated))


@given(st.integers(0, 300), st.integers(1, 300))
def test_a_rounded_share_has_a_whole_count(count, base):
    assert has_whole_count(round(100 * min(count, base) / base), base)


@given(st.floats(1, 1e6), st.floats(1, 99))
def test_the_implied_base_lies_between_its_ends(count, percent):
    base, low, high = implied_base(count, percent)
    assert low <= base <= high


@pytest.mark.parametrize(
    ("count", "bases", "stated", "outcome"),
    [
        ("c", {"b": 105.0}, 47.0, "share_fits"),  # 49 of 105
        ("c", {"b": 100.0}, 47.0, "share_off"),
        ("c", {"b": 105.0, "d": 104.0}, 47.0, "share_fits_each"),
        ("c", {"b": 105.0, "d": 90.0}, 47.0, "share_fits_one"),
        ("c", {"b": 99.0, "d": 90.0}, 47.0, "share_off"),
        ("", {"b": 105.0}, 47.0, "share_of_a_count"),
        ("", {"b": 10.0}, 47.0, "share_of_no_count"),
        ("c", {}, 47.0, "base_missing"),
        ("c", {"b": None}, 47.0, "within_unread"),
    ],
)
def test_shares(make_fact, count, bases, stated, outcome):
    facts = facts_of(make_fact, c=49.0, s=stated, **bases)
    relation = StatedShare(id="s", name=NAME, stated="s", count=count, bases=tuple(bases))
    assert compare_share(relation, facts).outcome == outcome


def test_a_share_of_what_is_unclear_is_ambiguous(make_fact):
    unclear = make_fact("s", 4.0, unit="percent", unit_of_analysis=UnitOfAnalysis.UNCLEAR)
    facts = Facts({"c": make_fact("c", 400.0), "s": unclear})
    relation = StatedShare(id="s", name=NAME, stated="s", count="c")
    assert compare_share(relation, facts).verdict == "ambiguous"


def test_over_is_above(make_fact):
    over = make_fact("s", 50.0, qualifier="over")
    assert is_stated_as(50.1, over)
    assert not is_stated_as(50.0, over)


def mixture(**more: object) -> Mixture:
    plain = {"id": "m", "name": NAME, "total": ("t",), "majority": ("o",)}
    return Mixture(**plain | {"minorities": {"x": ("x",), "y": ("y",)}} | more)


@given(st.floats(0.05, 0.95), st.floats(1, 40), st.floats(41, 90), st.floats(0, 1))
def test_a_true_mixture_gives_its_weight_back(make_fact, weight, majority, minority, inside):
    other = majority + (minority - majority) * (0.5 + inside / 2)
    between = (minority + other) / 2
    total = weight * between + (1 - weight) * majority
    facts = facts_of(make_fact, t=total, o=majority, x=minority, y=other)
    result = compare_mixture(mixture(), facts)
    if result.outcome == "mixture_fits":
        low, high = result.numbers["share_low"], result.numbers["share_high"]
        assert low - 1e-9 <= weight <= high + 1e-9


@pytest.mark.parametrize(
    ("total", "known", "outcome"),
    [
        (25.0, None, "mixture_fits"),
        (19.0, None, "mixture_outside"),
        (61.0, None, "mixture_outside"),
        (25.0, 15.0, "mixture_fits"),  # weights 12.5 to 25 per cent
        (25.0, 60.0, "mixture_share_off"),
        (None, None, "within_unread"),
    ],
)
def test_mixtures(make_fact, total, known, outcome):
    facts = facts_of(make_fact, t=total, o=20.0, x=60.0, y=40.0, k=known)
    relation = mixture(known_shares=() if known is None else ("k",))
    assert compare_mixture(relation, facts).outcome == outcome


def rule(value: float, unit: str = "days") -> Rule:
    return Rule(value=value, unit=unit, kind="data", source="calendar")


@pytest.mark.parametrize(
    ("stated", "workers", "outcome"),
    [
        (4.0, "w", "rate_fits"),
        (8.0, "w", "rate_of_all_twice"),
        (8.0, "", "rate_fits"),
        (8.0, "many", "rate_of_all"),
        (5.0, "w", "rate_off"),
        (5.0, "", "rate_off"),
        (None, "", "within_unread"),
    ],
)
def test_rates(make_fact, stated, workers, outcome):
    facts = facts_of(make_fact, c=160.0, w=2.0, many=5.0, s=stated)
    relation = Rate(
        id="r", name=NAME, count="c", periods=rule(20), period_unit="days", stated="s",
        workers=workers,
    )  # fmt: skip
    assert compare_rate(relation, facts).outcome == outcome


def test_a_rate_over_another_unit_is_refused(make_fact):
    facts = facts_of(make_fact, c=160.0, s=8.0)
    relation = Rate(
        id="r", name=NAME, count="c", periods=rule(3, "months"), period_unit="days", stated="s"
    )
    with pytest.raises(UnitError):
        compare_rate(relation, facts)


@pytest.mark.parametrize(
    ("value", "outcome"),
    [(2.0, "conversion_fits"), (3.0, "conversion_off"), (None, "within_unread")],
)
def test_conversions(make_fact, value, outcome):
    facts = facts_of(make_fact, a=value, s=1000.0)
    relation = Conversion(
        id="c", name=NAME, fact="a", times=rule(365), plus=rule(270), stated="s"
    )
    assert compare_conversion(relation, facts).outcome == outcome


@pytest.mark.parametrize(
    ("per", "unit", "outcome"),
    [
        (15.0, "count", "implied_plausible"),
        (2.0, "count", "implied_odd"),
        (1500.0, "percent", "implied_plausible"),
        (None, "count", "within_unread"),
        (0.0, "count", "within_unread"),
    ],
)
def test_implied(make_fact, per, unit, outcome):
    facts = Facts({"a": make_fact("a", 120000.0), "p": make_fact("p", per, unit=unit)})
    plausible = Plausible(low=4000, high=15000, unit="kr", kind="judgement", source="ours")
    relation = Implied(id="i", name=NAME, amount="a", per="p", plausible=plausible)
    assert compare_implied(relation, facts).outcome == outcome


@pytest.mark.parametrize(
    ("before", "after", "said", "outcome"),
    [
        (830.0, 842.0, "stable", "change_as_said"),
        (830.0, 842.0, "rise", "change_not_as_said"),
        (842.0, 972.0, "rise", "change_as_said_if_independent"),
        (842.0, 972.0, "stable", "change_not_as_said_if_independent"),
        (972.0, 842.0, "fall", "change_as_said_if_independent"),
        (100.0, 400.0, "rise", "change_as_said"),
        (100.0, 400.0, "fall", "change_not_as_said"),
        (100.0, None, "fall", "within_unread"),
    ],
)
def test_changes(make_fact, before, after, said, outcome):
    facts = facts_of(make_fact, a=before, b=after)
    relation = CountChange(id="c", name=NAME, before="a", after="b", said=said)
    assert compare_change(relation, facts).outcome == outcome


@pytest.mark.parametrize(
    "make",
    [
        lambda: StatedShare(id="s", name=NAME, stated="s"),
        lambda: mixture(minorities={}),
        lambda: mixture(majority=("o", "p")),
    ],
)
def test_a_relation_with_too_little_is_refused(make):
    with pytest.raises(TermError):
        make()
