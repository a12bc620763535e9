"""Rules for published facts: traced, worked out again, few people in words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from larvik_analysis.errors import LarvikError
from larvik_analysis.estimate.indicators.basis import facts_in, recompute
from larvik_analysis.estimate.indicators.facts import (
    add,
    as_published,
    ratio,
    share,
    subtract,
    wilson,
)
from larvik_analysis.estimate.indicators.tables import NO_FACT
from larvik_analysis.exhibit.statement import Statement
from larvik_analysis.release.gate import release
from larvik_analysis.release.public import (
    RefusalError,
    check_columns,
    check_name,
    check_prose,
    check_words,
    has_number,
    judge,
    public_words,
)
from larvik_analysis.terms.fact import Fact, Facts, Legibility
from larvik_analysis.terms.results import FactEstimate
from larvik_analysis.terms.units import UnitOfAnalysis

K = 5
Read = Callable[[str], FactEstimate]


@pytest.fixture(scope="module")
def facts(make_fact: Callable[..., Fact]) -> Facts:
    """Families and other things, many and few."""
    approved = {"approved_by": "enhetsleder", "approval_reason": "står i årsmeldingen"}
    made = [
        make_fact("helped", 8.0),
        make_fact("asked", 10.0),
        make_fact("others", 12.0),
        make_fact("nobody", 0.0),
        make_fact("two", 2.0),
        make_fact("three", 3.0),
        make_fact("allowed", 3.0, **approved),
        make_fact("five", 5.0),
        make_fact("reports", 2.0, unit_of_analysis=UnitOfAnalysis.REPORTS),
        make_fact("somebody", 2.0, unit_of_analysis=UnitOfAnalysis.UNCLEAR),
        make_fact("part", 2.0, unit="percent"),
        make_fact("blurred", legibility=Legibility.ILLEGIBLE),
        make_fact("doubtful", 9.0, legibility=Legibility.UNCERTAIN),
        make_fact("unquoted", 20.0, quote=""),
        make_fact("unplaced", 20.0, section=""),
        make_fact("began", unit="month", date="2024-08", unit_of_analysis=UnitOfAnalysis.TIME),
        make_fact("sum", 20.0, quote=""),  # untraced, and called like an operation
    ]
    return Facts({fact.fact_id: fact for fact in made})


@pytest.fixture(scope="module")
def read(facts: Facts) -> Read:
    """A fact as an estimate."""
    return lambda fact_id: as_published(facts[fact_id])


def refused(cell: FactEstimate, facts: Facts) -> str:
    """The rule by which a cell is refused."""
    with pytest.raises(RefusalError) as refusal:
        judge(cell, facts, K)
    return refusal.value.rule


@pytest.mark.parametrize(
    "fact_id", ["helped", "nobody", "five", "reports", "part", "blurred", "doubtful", "began"]
)
def test_a_traced_fact_passes_as_it_is(facts, read, fact_id):
    assert judge(read(fact_id), facts, K) == read(fact_id)


def test_what_is_worked_out_from_large_counts_passes(facts, read):
    for cell in (
        add(read("helped"), read("asked")),
        subtract(add(read("helped"), read("asked")), read("others")),
        ratio(read("helped"), read("asked")),
        share(read("helped"), read("asked")),
        share(read("nobody"), read("asked")),
        wilson(read("helped"), read("asked")),
    ):
        assert judge(cell, facts, K) == cell


@pytest.mark.parametrize("fact_id", ["two", "three", "somebody"])
def test_one_to_four_people_or_what_may_be_people_are_told_in_words(facts, read, fact_id):
    told = judge(read(fact_id), facts, K)
    assert (told.estimate, told.count, told.reason) == (None, None, "few")


def test_the_limit_is_the_evaluations(facts, read):
    assert judge(read("five"), facts, 5).count == 5
    assert judge(read("five"), facts, 6).reason == "few"
    assert judge(read("two"), facts, 2).count == 2


def test_a_small_count_with_an_approval_and_a_reason_is_shown(facts, read):
    assert judge(read("allowed"), facts, K).count == 3
    assert judge(share(read("allowed"), read("asked")), facts, K).count == 3


SMALL: dict[str, Callable[[Read], FactEstimate]] = {
    "a difference": lambda r: subtract(r("asked"), r("helped")),
    "a difference the other way": lambda r: subtract(r("helped"), r("asked")),
    "a share of few": lambda r: share(r("two"), r("asked")),
    "an interval of few": lambda r: wilson(r("two"), r("asked")),
    "a share among few": lambda r: share(r("two"), r("three")),
    "a ratio of few": lambda r: ratio(r("two"), r("asked")),
    "a ratio to few": lambda r: ratio(r("asked"), r("two")),
    "a sum with few in it": lambda r: add(r("helped"), r("two")),
    "the share of a difference": lambda r: share(subtract(r("asked"), r("helped")), r("asked")),
    "the interval of a difference": lambda r: wilson(
        subtract(r("asked"), r("helped")), r("asked")
    ),
    "the ratio of a difference": lambda r: ratio(subtract(r("asked"), r("helped")), r("asked")),
    "a sum with a small difference in it": lambda r: add(
        subtract(r("asked"), r("helped")), r("others")
    ),
    "a difference of sums": lambda r: subtract(
        add(r("asked"), r("others")), add(r("helped"), r("others"))
    ),
    "what an approved count leaves": lambda r: subtract(r("five"), r("allowed")),
}  # fmt: skip


@pytest.mark.parametrize("way", SMALL)
def test_what_leads_to_one_to_four_people_is_told_in_words(facts, read, way):
    told = judge(SMALL[way](read), facts, K)
    assert told.reason == "few"
    assert (told.estimate, told.low, told.high, told.count) == (None, None, None, None)


def test_a_base_of_few_is_not_told_either(facts, read):
    assert judge(share(read("two"), read("three")), facts, K).n is None
    assert judge(share(read("two"), read("asked")), facts, K).n == 10


@pytest.mark.parametrize("operation", [share, wilson, ratio])
def test_a_difference_of_shares_could_be_turned_back_into_people(facts, read, operation):
    # (10 - 8) / 12 is two families to anyone who knows that there were twelve.
    one, other = (operation(read(name), read("others")) for name in ("asked", "helped"))
    assert refused(subtract(one, other), facts) == "small_difference"
    assert refused(add(subtract(one, other), other), facts) == "small_difference"


@pytest.mark.parametrize("fact_id", ["unquoted", "unplaced", "sum"])
def test_a_fact_without_its_trace_is_withheld(facts, read, fact_id):
    assert refused(read(fact_id), facts) == "not_traced"
    assert refused(add(read("helped"), read(fact_id)), facts) == "not_traced"


FORGED: dict[str, dict[str, object]] = {
    "value": {"estimate": 7331.0},
    "value by a hair": {"estimate": 0.8000001},
    "no value": {"estimate": None},
    "count": {"count": 7},
    "base": {"n": 11},
    "lower limit": {"low": 0.5},
    "upper limit": {"high": 0.9},
    "no interval": {"low": None, "high": None},
    "level": {"level": 0.9},
    "unit": {"unit": "percent"},
    "unit of analysis": {"unit_of_analysis": UnitOfAnalysis.REPORTS},
    "method": {"method": "share"},
    "reason": {"reason": "illegible"},
    "doubt": {"uncertain": True},
    "date": {"date": "7331"},
    "not a number": {"estimate": float("nan")},
    "beyond all": {"estimate": float("inf")},
}


@pytest.mark.parametrize("change", FORGED)
def test_a_forged_number_is_not_worked_out_again(facts, read, change):
    honest = wilson(read("helped"), read("asked"))
    assert judge(honest, facts, K) == honest
    assert refused(replace(honest, **FORGED[change]), facts) == "not_reproduced"


@pytest.mark.parametrize(
    "basis", ["unknown", "sum(helped, part)", "helped.value", "share(asked, helped)", "8.0"]
)
def test_a_basis_that_cannot_be_worked_out_is_not_public(facts, read, basis):
    assert refused(replace(read("helped"), basis=basis), facts) == "not_public"


@pytest.mark.parametrize(
    "change",
    [
        {"estimate": 7331.0},
        {"count": 7331},
        {"n": 7331},
        {"low": 7331.0},
        {"level": 7331.0},
        {"date": "7331"},
        {"unit": "7331"},
        {"method": "7331"},
        {"reason": "few"},
        {"reason": "7331"},
        {"uncertain": True},
        {"left_out": ("7331",)},
        {"unit_of_analysis": UnitOfAnalysis.FAMILIES},
    ],
)
def test_what_rests_on_no_fact_says_nothing_else(facts, change):
    assert judge(NO_FACT, facts, K) == NO_FACT
    assert refused(replace(NO_FACT, **change), facts) == "not_public"


TREES = st.recursive(
    st.sampled_from(["helped", "asked", "others", "two", "three", "five", "nobody", "allowed"]),
    lambda inner: st.tuples(
        st.sampled_from([add, subtract, ratio, share, wilson]), inner, inner
    ),
    max_leaves=4,
)


@given(TREES)
def test_nothing_that_passes_shows_or_goes_by_a_few_people(facts, tree):
    def grow(tree) -> FactEstimate:
        if isinstance(tree, str):
            return as_published(facts[tree])
        operation, *parts = tree
        return operation(*(grow(part) for part in parts))

    try:
        cell = grow(tree)
        told = judge(cell, facts, K)
    except (LarvikError, RefusalError):
        return
    shown = {told.count, told.n} - {None}
    approved = {3} if "allowed" in facts_in(told.basis) else set()
    assert not {abs(number) for number in shown} & ({1, 2, 3, 4} - approved)
    if told.estimate is not None:
        assert told == cell
        assert not {"two", "three"} & set(facts_in(told.basis))
        assert recompute(told.basis, facts) == told


@pytest.fixture(scope="module")
def public(larvik) -> frozenset[str]:
    """What may be said about Larvik."""
    return public_words(larvik)


@pytest.mark.parametrize(
    "word", ["Larvik", "Fagerli", "rødt tiltak", "familier", "Økonomisk situasjon", "families"]
)
def test_names_of_the_evaluation_the_facts_and_the_catalogue_are_public(public, word):
    check_words([word], public)


@pytest.mark.parametrize("word", ["7331", "Kari Nordmann", "Larvik 7331", "rødt", "Larvik "])
def test_other_words_are_not(public, word):
    with pytest.raises(RefusalError) as refusal:
        check_words(["Larvik", word], public)
    assert refusal.value.rule == "words_not_public"


def test_what_a_source_says_is_not_public_as_such(larvik, public):
    # A quote can hold a small count; only the number of the fact is judged.
    quotes = {fact.quote for fact in larvik.facts.values() if len(fact.quote) > 40}
    # Those of claims about the country, which the evaluator holds up on purpose.
    held_up = {claim.quote for claim in larvik.checks.claims}
    assert not (quotes - held_up) & public


@pytest.mark.parametrize(
    "text",
    ["7331", "sju tusen 7", "\u0667", "\uff17", "\u00bd", "x\u00b2", "\u2167", "\u2466",
     "\u4e03"],
)  # fmt: skip
def test_a_sign_for_a_number_is_a_number_in_any_script(text):
    assert has_number(text)
    with pytest.raises(RefusalError) as refusal:
        check_prose(text)
    assert refusal.value.rule == "typed_number"


@pytest.mark.parametrize("hidden", ["&#55;&#51;", "&#x37;", "&frac12;", "&half;", "&sup2;"])
def test_a_number_cannot_hide_in_an_entity(hidden):
    with pytest.raises(RefusalError):
        check_prose(f"Noen {hidden} ord")


def test_prose_without_numbers_passes():
    check_prose("## Hva ble prøvd ut?\n\n{{Measure}} i {{zone}}: «ti» familier &ndash; åtte.")


def test_a_statement_is_judged_number_by_number(larvik):
    two = as_published(larvik.facts["fathers_group_initial"])
    said = Statement(
        key="reach.group", words={"group": "pappagruppe"}, cells={"first": two, "added": two}
    )
    [released], [verdict] = release([said], larvik)
    assert verdict.passed
    assert verdict.n_in_words == 2
    assert "enkelte" in released.caption.lower()


@pytest.mark.parametrize(
    ("statement", "rule"),
    [
        (Statement(key="summary.unheard_of"), "text_unknown"),
        (Statement(key="7331"), "text_unknown"),
        (Statement(key="command.withheld_none"), "text_unknown"),
        (Statement(key="summary.useful"), "text_unknown"),  # nothing fills its fields
        (Statement(key="areas.title", words={"top": "7331"}), "words_not_public"),
        (Statement(key="areas.title", words={"unused": "7331"}), "words_not_public"),
        (
            Statement(key="summary.useful", cells={"useful": replace(NO_FACT, low=7331.0)}),
            "not_public",
        ),
        (
            Statement(key="summary.useful", cells={"unused": replace(NO_FACT, n=7331)}),
            "not_public",
        ),
    ],
)  # fmt: skip
def test_a_statement_that_does_not_pass(larvik, statement, rule):
    [released], [verdict] = release([statement], larvik)
    assert released is None
    assert verdict.rule == rule


def test_a_number_typed_into_the_catalogue_does_not_pass(larvik, public, monkeypatch):
    from larvik_analysis.release import public as module

    texts = {"summary.typed": "Av 7331 familier sa {useful:word} ja."}
    monkeypatch.setattr(module, "read_catalogue", lambda _: texts)
    with pytest.raises(RefusalError) as refusal:
        module.check_text("summary.typed", (), public, "nb")
    assert refusal.value.rule == "typed_number"


@pytest.mark.parametrize("name", ["rodt-nytte", "rodt-nytte-for-hvem", "gront-x", "oversikt"])
def test_a_name_of_a_file_has_words_alone(larvik, name):
    check_name(name, larvik.evaluation)


@pytest.mark.parametrize(
    "name",
    ["rodt-7331", "7331", "../rodt", "rodt/nytte", "rodt.nytte", "", "-", "Rodt", "rødt",
     "rodt-nytte\n", "con:x", "rodt-\u0667", "rodt nytte"],
)  # fmt: skip
def test_other_names_are_unfit(larvik, name):
    with pytest.raises(RefusalError) as refusal:
        check_name(name, larvik.evaluation)
    assert refusal.value.rule == "name_unfit"


def test_the_id_of_a_measure_may_have_figures(larvik):
    first, *others = larvik.evaluation.measures
    numbered = replace(larvik.evaluation, measures=(replace(first, id="rodt_2"), *others))
    check_name("rodt_2-nytte", numbered)
    with pytest.raises(RefusalError):
        check_name("rodt_3-nytte", numbered)


def test_headings_have_words_alone():
    check_columns(["fact_id", "label", "part"])
    for name in ("7331", "fact_7331", "Label", "a b", ""):
        with pytest.raises(RefusalError):
            check_columns(["label", name])


def test_an_interval_of_a_level_of_ones_own_is_refused(facts, read):
    with pytest.raises(RefusalError) as refused:
        judge(wilson(read("helped"), read("asked"), 0.0317), facts, K)
    assert refused.value.rule == "not_reproduced"
