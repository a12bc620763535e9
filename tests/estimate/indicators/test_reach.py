"""Whom the measures reached, as the sources tell it."""

from __future__ import annotations

from dataclasses import replace

from larvik_analysis.estimate.indicators.reach import REACH_PARTS, estimate_reach


def test_ten_families_and_22_children_in_larvik(larvik):
    reach = estimate_reach(larvik.facts, larvik.evaluation.measure("rodt")).set_index("part")
    # Erfaringsoppsummering: 10 families, 22 children, none declined, 28 families discussed,
    # services coordinated for all ten.
    assert reach["count"].to_dict() == {
        "families": 10,
        "children": 22,
        "families_declined": 0,
        "families_coordinated": 10,
        "families_discussed": 28,
    }
    assert reach.at["children", "unit_of_analysis"] == "children"
    assert set(reach["method"]) == {"published"}  # side by side, never added


def test_the_rows_stand_in_one_order(larvik, example):
    for study, measure in ((larvik, "rodt"), (example, "lag")):
        reach = estimate_reach(study.facts, study.evaluation.measure(measure))
        assert tuple(reach["part"]) == REACH_PARTS


def test_a_part_that_no_fact_plays_has_no_row(larvik):
    measure = larvik.evaluation.measure("rodt")
    fewer = replace(measure, facts={"children": measure.facts["children"]})
    assert list(estimate_reach(larvik.facts, fewer)["part"]) == ["children"]
    none = estimate_reach(larvik.facts, replace(measure, facts={}))
    assert none.empty
    assert "part" in none
