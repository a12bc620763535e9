"""Stages with a remainder of their own; nothing goes from one stage to another."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from larvik_analysis.errors import UnitError
from larvik_analysis.estimate.indicators.basis import recompute
from larvik_analysis.estimate.indicators.funnel import (
    account_of,
    estimate_funnel,
    merged_parts,
    remainder_of,
)
from larvik_analysis.terms.fact import Facts, Legibility
from larvik_analysis.terms.indicators import Funnel, Stage, StagePart
from larvik_analysis.terms.units import UnitOfAnalysis
from larvik_analysis.terms.words import Words

K = 5
WORDS = Words(nb="ord", en="word")


def funnel_of(make_fact, whole: float | None, parts: list[float | None], **more: object):
    """A funnel of one stage, and its facts."""
    reports = {"unit_of_analysis": UnitOfAnalysis.REPORTS}
    facts = {"whole": make_fact("whole", whole, **reports)}
    facts |= {
        f"part_{n}": make_fact(f"part_{n}", value, **(reports | more))
        for n, value in enumerate(parts)
    }
    given_parts = tuple(StagePart(fact=name, name=WORDS) for name in facts if name != "whole")
    stage = Stage(id="s", name=WORDS, whole="whole", parts=given_parts)
    return Funnel(name=WORDS, stages=(stage,)), Facts(facts)


def test_larvik_has_the_remainders_worked_out_by_hand(larvik, known):
    table = estimate_funnel(larvik.facts, larvik.indicators.funnel, K)
    rest = table[table["node"] == "remainder"].set_index("stage")
    assert rest["estimate"].to_dict() == known["remainders"]
    assert rest["unit_of_analysis"].to_dict() == {
        "reports": "reports",
        "investigations": "children",
    }
    # No number of one stage is worked out from another's.
    for stage, rows in table.groupby("stage"):
        own = next(s for s in larvik.indicators.funnel.stages if s.id == stage)
        known_facts = {own.whole, *(part.fact for part in own.parts)}
        for basis in rows["basis"]:
            words = set(basis.replace("(", " ").replace(")", " ").replace(",", " ").split())
            assert words - {"difference", "sum"} <= known_facts


def test_a_stage_that_is_accounted_for_has_no_remainder(make_fact):
    funnel, facts = funnel_of(make_fact, 30.0, [10.0, 20.0])
    assert estimate_funnel(facts, funnel, K)["node"].tolist() == ["whole", "part", "part"]


def test_a_whole_that_cannot_be_read_leaves_a_remainder_with_a_reason(make_fact):
    funnel, facts = funnel_of(make_fact, None, [10.0])
    rest = remainder_of(funnel.stages[0], facts)
    assert (rest.estimate, rest.reason) == (None, "incomplete")
    assert "remainder" in set(estimate_funnel(facts, funnel, K)["node"])


def test_reports_and_children_are_not_subtracted(make_fact):
    funnel, facts = funnel_of(make_fact, 30.0, [10.0], unit_of_analysis=UnitOfAnalysis.CHILDREN)
    with pytest.raises(UnitError):
        remainder_of(funnel.stages[0], facts)


@given(st.lists(st.integers(0, 500), min_size=1, max_size=5), st.integers(0, 500))
def test_parts_and_remainder_make_up_the_whole(make_fact, parts, rest):
    whole = sum(parts) + rest
    funnel, facts = funnel_of(make_fact, float(whole), list(map(float, parts)))
    table = estimate_funnel(facts, funnel, K)
    nodes = table[table["node"] != "whole"]["estimate"]
    assert nodes.sum() == whole
    found = remainder_of(funnel.stages[0], facts)
    assert found.estimate == rest
    assert recompute(found.basis, facts) == found


@pytest.mark.parametrize(
    ("whole", "parts", "said"),
    [
        (30.0, [10.0, 20.0], "whole"),
        (30.0, [10.0, 19.0], "lost"),
        (30.0, [10.0, 21.0], "exceeded"),
        (None, [10.0], "unknown"),
        (30.0, [10.0, None], "unknown"),
    ],
)
def test_how_the_parts_stand_to_the_whole(make_fact, whole, parts, said):
    funnel, facts = funnel_of(make_fact, whole, parts)
    assert account_of(funnel.stages[0], facts) == said
    table = estimate_funnel(facts, funnel, K)
    assert ("remainder" in set(table["node"])) == (said in ("lost", "unknown"))
    assert not (table["estimate"] < 0).any()


def test_a_part_that_can_only_just_be_read_is_accounted_for(make_fact):
    funnel, facts = funnel_of(make_fact, 30.0, [10.0, 15.0], legibility=Legibility.UNCERTAIN)
    rest = remainder_of(funnel.stages[0], facts)
    assert (rest.estimate, rest.uncertain) == (5.0, True)
    assert recompute(rest.basis, facts) == rest


def children_of(make_fact, whole: int, parts: list[int]):
    """A funnel of one stage that counts children."""
    reports, facts = funnel_of(make_fact, float(whole), list(map(float, parts)))
    counted = UnitOfAnalysis.CHILDREN
    return reports, Facts({n: replace(f, unit_of_analysis=counted) for n, f in facts.items()})


@settings(max_examples=50)
@given(st.lists(st.integers(0, 30), min_size=1, max_size=4), st.integers(0, 8))
def test_no_few_children_can_be_worked_out_from_the_others(make_fact, parts, rest):
    funnel, facts = children_of(make_fact, sum(parts) + rest, parts)
    table = estimate_funnel(facts, funnel, K)
    merged = merged_parts(funnel.stages[0], facts, K)
    shown = table[table["node"] != "whole"]["estimate"]
    whole = sum(parts) + rest
    if merged:
        assert "remainder" not in set(table["node"])
        hidden = rest + sum(facts[name].value for name in merged)
        assert whole - shown[table["node"] == "part"].sum() == hidden
        assert len(merged) + (rest > 0) >= 2 or len(parts) == len(merged)
        assert hidden >= K or len(parts) == len(merged)
    else:
        assert all(n == 0 or n >= K for n in [*parts, rest])
        assert shown.sum() == whole
