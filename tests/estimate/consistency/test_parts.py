"""Parts and wholes, funnels, what lies within what: by hand and by law."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from larvik_analysis.errors import TermError, UnitError
from larvik_analysis.estimate.consistency.parts import (
    compare_difference,
    compare_funnel,
    compare_list,
    compare_parts,
    compare_within,
)
from larvik_analysis.terms.checks import (
    CountedList,
    Difference,
    Funnel,
    Parts,
    Stage,
    Within,
)
from larvik_analysis.terms.fact import Facts, Legibility
from larvik_analysis.terms.units import UnitOfAnalysis
from larvik_analysis.terms.words import Words

NAME = Words(nb="a", en="b")


@pytest.fixture
def register(make_fact):
    def make(**values: object) -> Facts:
        told = {n: v if isinstance(v, dict) else {"value": v} for n, v in values.items()}
        return Facts({name: make_fact(name, **fact) for name, fact in told.items()})

    return make


def parts(**more: object) -> Parts:
    return Parts(**{"id": "p", "name": NAME, "parts": ("a", "b")} | more)


@pytest.mark.parametrize(
    ("values", "more", "outcome", "shown"),
    [
        ({"a": 2.0, "b": 3.0, "w": 5.0}, {"whole": "w"}, "sum_fits", 5),
        ({"a": 2.0, "b": 3.0, "w": 9.0}, {"whole": "w"}, "sum_leaves", 4),
        ({"a": 2.0, "b": 3.0, "w": 4.0}, {"whole": "w"}, "sum_above", -1),
        (
            {"a": 2.0, "b": 3.0, "w": 9.0},
            {"whole": "w", "lists_all": False},
            "sum_some_parts",
            4,
        ),
        ({"a": 2.0, "b": None, "w": 9.0}, {"whole": "w"}, "rest_of_one", 7),
        ({"a": 2.0, "b": None}, {}, "sum_unread", None),
        ({"a": None, "b": None, "w": 9.0}, {"whole": "w"}, "sum_unread", None),
        ({"a": 2.0, "b": 3.0, "w": None}, {"whole": "w"}, "sum_unread", None),
        ({"a": 2.0, "b": 3.0}, {}, "sum_no_whole", 5),
        ({"a": 2.0, "b": 3.0}, {"apart": ("Ordene",)}, "sum_apart", 5),
        ({"a": 2.0, "b": 3.0}, {"apart": ("Ordene", "ikke der")}, "sum_no_whole", 5),
    ],
)
def test_parts_by_hand(register, values, more, outcome, shown):
    result = compare_parts(parts(**more), register(**values))
    assert result.outcome == outcome
    assert (result.shown and result.shown.estimate) == shown


@pytest.mark.parametrize(
    ("a", "b", "outcome"),
    [
        (47.0, 53.0, "sum_fits"),
        (33.3, 66.6, "sum_rounded"),  # each is off by up to 0.05
        (33.3, 66.4, "sum_leaves"),
        (50.0, 52.0, "sum_above"),
    ],
)
def test_per_cent_of_one_thing(register, a, b, outcome):
    facts = register(a={"value": a, "unit": "percent"}, b={"value": b, "unit": "percent"})
    assert compare_parts(parts(is_percent=True), facts).outcome == outcome


@given(st.lists(st.integers(0, 10**6), min_size=2, max_size=9), st.integers(0, 10**6))
def test_sum_and_remainder_are_the_whole(make_fact, counts, more):
    names = [f"f{n}" for n in range(len(counts))]
    facts = {name: make_fact(name, float(n)) for name, n in zip(names, counts, strict=True)}
    facts["w"] = make_fact("w", float(sum(counts) + more))
    result = compare_parts(parts(parts=tuple(names), whole="w"), Facts(facts))
    assert result.verdict == ("remainder" if more else "consistent")
    rest = result.estimates["rest"].estimate if more else 0
    assert result.estimates["sum"].estimate + rest == facts["w"].value


@given(st.permutations(["a", "b", "c"]))
def test_order_of_the_parts_does_not_matter(make_fact, order):
    facts = Facts(
        {n: make_fact(n, v) for n, v in zip("abcw", (1.0, 2.0, 3.0, 9.0), strict=True)}
    )
    result = compare_parts(parts(parts=tuple(order), whole="w"), facts)
    assert result.shown.estimate == 3


def test_parts_of_two_units_are_refused(register):
    facts = register(a=2.0, b={"value": 3.0, "unit_of_analysis": UnitOfAnalysis.CHILDREN})
    with pytest.raises(UnitError):
        compare_parts(parts(), facts)


def funnel(**more: object) -> Funnel:
    first = Stage(id="s", name=NAME, whole="w", parts=("a",), **more)
    return Funnel(id="f", stages=(first, Stage(id="t", name=NAME, whole="v", parts=("b",))))


PASSED = {"passed_on": "h", "passed_on_name": NAME}


def test_a_funnel_keeps_the_rest_of_each_stage(register):
    facts = register(w=10.0, a=4.0, v=6.0, b=5.0)
    found = {r.id: r for r in compare_funnel(funnel(**PASSED), facts)}
    assert found["s"].shown.estimate == 6
    assert found["h"].outcome == "passed_on_whole"
    assert found["t"].shown.estimate == 1


def test_stages_of_other_units_are_not_subtracted(register):
    people = {"unit_of_analysis": UnitOfAnalysis.CHILDREN}
    facts = register(w=10.0, a=4.0, v={"value": 9.0, **people}, b={"value": 5.0, **people})
    passed = {r.id: r for r in compare_funnel(funnel(**PASSED), facts)}["h"]
    assert (passed.outcome, passed.shown, passed.numbers["more"]) == (
        "passed_on_units",
        None,
        3,
    )


def test_stages_that_differ_leave_a_remainder(register):
    facts = register(w=10.0, a=4.0, v=8.0, b=5.0)
    passed = {r.id: r for r in compare_funnel(funnel(**PASSED), facts)}["h"]
    assert (passed.outcome, passed.shown.estimate) == ("passed_on", 2)


def within(**more: object) -> Within:
    return Within(**{"id": "w", "name": NAME, "part": ("a",), "whole": ("b",)} | more)


@pytest.mark.parametrize(
    ("values", "more", "outcome", "shown"),
    [
        ({"a": 2.0, "b": 8.0}, {}, "within_whole", 0.25),
        ({"a": 9.0, "b": 8.0}, {}, "above_whole", 1.125),
        ({"a": 2.0, "b": 8.0, "c": 7.0}, {"less": ("c",)}, "above_whole", None),
        ({"a": 2.0, "b": 8.0}, {"across_units": True}, "within_whole", None),
        ({"a": None, "b": 8.0}, {}, "within_unread", None),
        (
            {"a": {"value": 2.0, "legibility": Legibility.UNCERTAIN}, "b": 8.0},
            {"across_units": True},
            "within_uncertain",
            None,
        ),
    ],
)
def test_within(register, values, more, outcome, shown):
    result = compare_within(within(**more), register(**values))
    assert result.outcome == outcome
    assert (result.shown and result.shown.estimate) == shown


@pytest.mark.parametrize(
    ("first", "second", "stated", "outcome"),
    [
        (48.0, 50.0, -2.0, "difference_fits"),
        (48.0, 50.0, -3.0, "difference_off"),
        (4.0, 3.9, None, "difference_in_rounding"),
        (16.1, 12.9, None, "difference_real"),
        (4.0, None, None, "within_unread"),
    ],
)
def test_differences(register, first, second, stated, outcome):
    facts = register(a=first, b=second, **({} if stated is None else {"s": stated}))
    relation = Difference(
        id="d", name=NAME, first="a", second="b", stated="" if stated is None else "s"
    )
    assert compare_difference(relation, facts).outcome == outcome


@pytest.mark.parametrize(("n", "outcome"), [(2.0, "list_fits"), (3.0, "list_off")])
def test_lists(register, n, outcome):
    relation = CountedList(id="l", name=NAME, stated="a", items=("x", "y"))
    assert compare_list(relation, register(a=n)).outcome == outcome


@pytest.mark.parametrize(
    "make",
    [
        lambda: parts(parts=()),
        lambda: within(part=()),
        lambda: Funnel(id="f", stages=()),
        lambda: Stage(id="s", name=NAME, whole="w", parts=()),
        lambda: funnel(passed_on="h"),
        lambda: CountedList(id="l", name=NAME, stated="a", items=()),
    ],
)
def test_a_relation_with_too_little_is_refused(make):
    with pytest.raises(TermError):
        make()
