"""Numbers of returns at the gate: worked out again, and no kroner of anybody's judgement."""

from __future__ import annotations

from dataclasses import replace

import pytest

from larvik_analysis.estimate.indicators.returns_ops import (
    TABLES,
    WITHOUT_KRONER,
    changed,
    numbers_of_table,
)
from larvik_analysis.estimate.indicators.sources import public_sources
from larvik_analysis.estimate.returns.variation import vary_returns
from larvik_analysis.exhibit.break_even import exhibit_break_even, state_break_even
from larvik_analysis.exhibit.returns_inputs import exhibit_measure_cost, exhibit_returns_inputs
from larvik_analysis.exhibit.statement import Statement
from larvik_analysis.release.gate import release
from larvik_analysis.release.public import RefusalError, judge

K = 5
RED, TEAM = "rodt", "lag"
CHEAP = ("break_even", "inputs", "cost", "haircuts")


def rule_of(cell, study):
    """Why a number does not leave."""
    with pytest.raises(RefusalError) as refusal:
        judge(cell, study.facts, K, public_sources(study))
    return refusal.value.rule


def privately(study, measure):
    model = study.returns[measure]
    case = replace(model.case, is_private=True)
    return replace(study, returns={measure: replace(model, case=case)})


@pytest.mark.parametrize("table", sorted(TABLES))
def test_each_number_of_the_example_passes_as_it_is(example, table):
    for number in list(numbers_of_table(example.returns[TEAM], table).values())[:6]:
        assert judge(number, example.facts, K, public_sources(example)) == number


@pytest.mark.parametrize("table", WITHOUT_KRONER)
def test_what_it_takes_leaves_though_it_rests_on_judgement(larvik, table):
    for number in list(numbers_of_table(larvik.returns[RED], table).values())[:12]:
        assert judge(number, larvik.facts, K, public_sources(larvik)) == number


@pytest.mark.parametrize("table", sorted(set(TABLES) - set(WITHOUT_KRONER)))
def test_kroner_of_judgement_are_refused(larvik, table):
    for number in list(numbers_of_table(larvik.returns[RED], table).values())[:6]:
        assert rule_of(number, larvik) == "not_public"


def test_kroner_that_somebody_guessed_are_in_no_table_that_leaves(larvik):
    model = larvik.returns[RED]
    guessed = {
        parameter.value
        for parameter in model.parameters.values()
        if parameter.kind == "judgement" and parameter.price_year is not None
    }
    assert guessed
    for table in WITHOUT_KRONER:
        told = {number.estimate for number in numbers_of_table(model, table).values()}
        assert not guessed & told


@pytest.mark.parametrize("table", CHEAP)
def test_another_number_with_such_a_basis_is_refused(example, table):
    for number in list(numbers_of_table(example.returns[TEAM], table).values())[:4]:
        wrongs = [
            replace(number, estimate=(number.estimate or 0) + 1),
            replace(number, n=7),
            replace(number, unit="persons"),
            replace(number, low=0.1),
            replace(number, method="published"),
        ]
        for wrong in wrongs:
            assert rule_of(wrong, example) == "not_reproduced"


def test_a_number_under_another_measure_or_row_is_refused(example):
    numbers = numbers_of_table(example.returns[TEAM], "break_even")
    number = numbers["dropout.society.averted"]
    other = numbers["dropout.public.averted"]
    assert rule_of(replace(number, basis=other.basis), example) == "not_reproduced"
    for wrong in ('"nobody"', '"lag; rodt"'):
        basis = number.basis.replace('"lag"', wrong)
        assert rule_of(replace(number, basis=basis), example) == "not_public"
    for row in ("dropout.society", "dropout.society.averted.twice", ""):
        basis = number.basis.replace("dropout.society.averted", row)
        assert rule_of(replace(number, basis=basis), example) == "not_public"


def test_a_changed_model_is_worked_out_again_from_its_changes(example):
    model = changed(example.returns[TEAM], ("causal_share=0.3", "rules=flat_3"))
    number = numbers_of_table(model, "break_even")["dropout.society.averted"]
    assert number.basis.endswith('"causal_share=0.3", "rules=flat_3")')
    assert judge(number, example.facts, K, public_sources(example)) == number
    bare = numbers_of_table(example.returns[TEAM], "break_even")["dropout.society.averted"]
    assert bare.estimate != number.estimate
    assert rule_of(replace(number, basis=bare.basis), example) == "not_reproduced"
    for wrong in ("1.3", "nan"):
        basis = number.basis.replace("0.3", wrong)
        assert rule_of(replace(number, basis=basis), example) == "not_public"


def test_what_is_typed_in_has_no_source_so_its_kroner_stay(example):
    model = changed(example.returns[TEAM], ("wage=700000",))
    cost = numbers_of_table(model, "cost")["per_child.delivered.with."]
    assert cost.estimate is not None
    assert rule_of(cost, example) == "not_public"
    needed = numbers_of_table(model, "break_even")["dropout.society.averted"]
    assert judge(needed, example.facts, K, public_sources(example)) == needed


def test_the_exhibits_of_a_varied_study_leave_from_the_study_as_it_stands(example):
    varied = vary_returns(example, TEAM, scenario="lav", changes="duration=2")
    figure = exhibit_break_even(varied, TEAM)
    assert (
        figure.data["estimate"].tolist()
        != exhibit_break_even(example, TEAM).data["estimate"].tolist()
    )
    released, verdicts = release([figure, *state_break_even(varied, TEAM)], example)
    assert [verdict for verdict in verdicts if not verdict.passed] == []
    assert released[0].data["estimate"].tolist() == figure.data["estimate"].tolist()
    assert exhibit_measure_cost(varied, TEAM).layer == "internal"


def test_kroner_put_in_the_report_by_hand_are_held_back(larvik):
    exhibit = replace(exhibit_measure_cost(larvik, RED), layer="report")
    child = numbers_of_table(larvik.returns[RED], "cost")["per_child.delivered.with."]
    text = Statement(key="returns_cost.title_per_child", cells={"child": child})
    _, verdicts = release([exhibit, text], larvik)
    assert [verdict.passed for verdict in verdicts] == [False, False]
    assert [verdict.rule for verdict in verdicts] == ["not_public", "not_public"]


def test_internal_exhibits_do_not_leave(larvik):
    _, [verdict] = release([exhibit_measure_cost(larvik, RED)], larvik)
    assert (verdict.passed, verdict.rule) == (False, "internal")


def test_a_private_case_gives_nothing(larvik, example):
    for study, measure in ((larvik, RED), (example, TEAM)):
        private = privately(study, measure)
        assert dict(public_sources(private).returns) == {}
        model = private.returns[measure]
        for table in CHEAP:
            for number in list(numbers_of_table(model, table).values())[:3]:
                assert rule_of(number, private) == "not_public"
        made = (exhibit_break_even, exhibit_returns_inputs, exhibit_measure_cost)
        exhibits = [maker(private, measure) for maker in made]
        assert {exhibit.layer for exhibit in exhibits} == {"internal"}
        by_hand = [replace(exhibit, layer="report") for exhibit in exhibits]
        released, verdicts = release(by_hand, private)
        assert [verdict.passed for verdict in verdicts] == [False] * 3
        assert released == [None] * 3
        [statement] = state_break_even(private, measure)
        assert not statement.cells
