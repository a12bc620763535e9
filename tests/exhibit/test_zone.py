"""The area with the measure beside others: points, words, and what does not leave."""

from __future__ import annotations

from dataclasses import replace

import pytest

from larvik_analysis.exhibit.event_study_chart import draw_event_study
from larvik_analysis.exhibit.statement import write_out
from larvik_analysis.exhibit.synthetic_control_chart import draw_synthetic_control
from larvik_analysis.exhibit.zone import (
    exhibit_zone_effect,
    exhibit_zone_events,
    exhibit_zone_path,
    state_zone,
)
from larvik_analysis.release.drawing import draw_audited
from larvik_analysis.release.gate import release

EXHIBITS = (exhibit_zone_path, exhibit_zone_events, exhibit_zone_effect)


def with_zones(study, zones=None, **more):
    known = study.outcomes.zones if zones is None else zones
    return replace(study, outcomes=replace(study.outcomes, zones=known, **more))


def said(study, language="nb"):
    return " ".join(write_out(statement, language) for statement in state_zone(study))


def test_without_areas_there_is_nothing(larvik, example):
    assert state_zone(larvik) == ()
    assert [exhibit(larvik) for exhibit in EXHIBITS] == [None] * 3
    nothing = replace(example, outcomes=replace(example.outcomes, zones=None))
    assert [exhibit(nothing) for exhibit in EXHIBITS] == [None] * 3


def test_the_words_claim_a_rank_and_no_more(example):
    told = said(example)
    assert "Svaret er en rangering, ikke et bevis." in told
    assert "er gulvet" in told
    assert "sier derfor lite" in told  # the check of trends before
    assert "Sentrum: et annet prosjekt" in told
    assert "2020 og 2021: pandemien" in told
    for claim in ("signifikant", "p-verdi", "førte til", "skyldes", "effekt"):
        assert claim not in told


def test_there_is_never_an_interval_or_a_p_value(example):
    for exhibit in EXHIBITS:
        data = exhibit(example).data
        assert data["low"].isna().all()
        assert data["level"].isna().all()
        assert not data["method"].str.contains("cluster|p_value").any()


def test_every_year_is_a_point_and_the_start_a_line(example):
    data = exhibit_zone_events(example).data
    figure = draw_event_study(data, language="nb")
    axes = figure.axes[0]
    gaps = data[data["what"] == "gap"]["estimate"].tolist()
    path = next(line for line in axes.lines if len(line.get_xdata()) == len(gaps))
    assert list(path.get_ydata()) == pytest.approx(gaps)
    start = [line for line in axes.lines if list(line.get_xdata()) == [7.5, 7.5]]
    assert len(start) == 1  # eight years before
    hatched = [patch for patch in axes.patches if patch.get_hatch()]
    assert len(hatched) == 2


def test_each_of_the_others_is_a_pale_line_and_a_mark(example):
    data = exhibit_zone_path(example).data
    figure = draw_synthetic_control(data, language="nb")
    path, gaps, strip = figure.axes
    n_donors = example.outcomes.zones["zone"].nunique() - 1
    years = [line for line in gaps.lines if len(line.get_xdata()) == 10]
    assert len(years) == n_donors + 1
    own = max(years, key=lambda line: line.get_linewidth())
    observed = data[(data["line"] == "gap") & (data["whose"] == "observed")]
    assert list(own.get_ydata()) == pytest.approx(observed["estimate"].tolist())
    dotted = [line for line in years if line.get_linestyle() == ":"]
    assert len(dotted) == 1  # the area where something else was done
    marks = sum(len(line.get_xdata()) for line in strip.lines)
    assert marks == n_donors + 1
    assert len([line for line in path.lines if len(line.get_xdata()) == 10]) == 2


def test_two_areas_are_enough_to_be_drawn(example):
    zones = example.outcomes.zones
    few = with_zones(example, zones[zones["zone"].isin(["Nordlia", "Lia"])])
    shown = [exhibit(few) for exhibit in EXHIBITS]
    released, verdicts = release([thing for thing in shown if thing is not None], few)
    assert [verdict for verdict in verdicts if not verdict.passed] == []
    for thing in released:
        if thing.kind == "figure":
            draw_audited(thing, "nb")
    assert "for få år eller områder til å sjekke" in said(few)


def test_one_year_before_gives_the_difference_alone(example):
    zones = example.outcomes.zones
    short = with_zones(example, zones[zones["year"] >= 2023])
    assert exhibit_zone_path(short) is None
    assert exhibit_zone_effect(short) is not None
    assert "rangering" in said(short)


def test_an_area_like_the_others_is_not_called_the_first(example):
    flat = example.outcomes.zones.copy()
    flat.loc[flat["zone"] == "Nordlia", "outcome"] = (
        flat[flat["zone"] != "Nordlia"].groupby("year")["outcome"].mean().to_numpy()
    )
    alike = with_zones(example, flat)
    assert exhibit_zone_effect(alike).title.key == "zone_effect.title_other"
    assert exhibit_zone_events(alike).title.key == "zone_events.title_within"


def test_private_areas_are_for_those_with_access(example):
    files = example.evaluation.outcomes
    moved = replace(files, zones=replace(files.zones, file="private/zones.csv"))
    hidden = replace(example, evaluation=replace(example.evaluation, outcomes=moved))
    assert state_zone(hidden) == ()
    assert {exhibit(hidden).layer for exhibit in EXHIBITS} == {"internal"}
    assert {exhibit(example).layer for exhibit in EXHIBITS} == {"report"}


@pytest.mark.parametrize("language", ["nb", "en"])
def test_everything_passes_the_gate_in_each_language(example, language):
    study = replace(example, evaluation=replace(example.evaluation, language=language))
    shown = [*state_zone(study), *(exhibit(study) for exhibit in EXHIBITS)]
    released, verdicts = release(shown, study)
    assert [verdict for verdict in verdicts if not verdict.passed] == []
    for thing in released:
        if thing.kind == "figure":
            draw_audited(thing, language)
