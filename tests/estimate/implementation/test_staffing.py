"""Staffing planned and delivered."""

from __future__ import annotations

from dataclasses import replace

import pytest

from larvik_analysis.estimate.implementation.staffing import (
    estimate_staffing,
    estimate_staffing_share,
)


def test_larvik_delivered_140_of_300_per_cent(larvik):
    staffing = estimate_staffing(larvik.facts, larvik.evaluation.measure("rodt"))
    assert staffing["part"].tolist() == [
        "staffing_planned",
        "staffing_delivered",
        "staffing_share",
    ]
    assert staffing["estimate"].tolist() == [300.0, 140.0, pytest.approx(0.46667, abs=1e-5)]
    assert staffing["unit"].tolist() == ["percent_position", "percent_position", "share"]
    assert staffing["basis"].tolist()[2] == (
        "ratio(red_team_staffing_actual, red_team_staffing_planned)"
    )


def test_the_fictional_team_delivered_180_of_200(example):
    share = estimate_staffing_share(example.facts, example.evaluation.measure("lag"))
    assert share.estimate == 0.9


@pytest.mark.parametrize("part", ["staffing_planned", "staffing_delivered"])
def test_without_one_of_them_there_is_no_share_and_a_reason(larvik, part):
    measure = larvik.evaluation.measure("rodt")
    known = {key: fact for key, fact in measure.facts.items() if key != part}
    share = estimate_staffing_share(larvik.facts, replace(measure, facts=known))
    assert (share.estimate, share.reason) == (None, "no_fact")
