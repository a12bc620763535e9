"""The Heckman chapter: headline and counter-evidence together, and no kroner of anybody's."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from larvik_analysis.exhibit.heckman import exhibit_heckman_curve, state_heckman
from larvik_analysis.exhibit.heckman_chart import draw_heckman_curve
from larvik_analysis.exhibit.published_chart import draw_mvpf, draw_published_returns
from larvik_analysis.exhibit.returns_evidence import (
    exhibit_heckman_claims,
    exhibit_mvpf,
    exhibit_programmes,
    exhibit_published_returns,
    exhibit_wsipp,
    exhibit_wsipp_vintages,
)
from larvik_analysis.exhibit.statement import write_out
from larvik_analysis.inputs.returns.evidence import read_returns_evidence
from larvik_analysis.release.drawing import draw_audited
from larvik_analysis.release.gate import release
from larvik_analysis.terms.checks import Checks
from larvik_analysis.terms.fact import Facts
from larvik_analysis.terms.returns_evidence import ReturnsEvidence

ROOT = Path(__file__).parents[2]
MAKERS = (
    exhibit_heckman_curve,
    exhibit_published_returns,
    exhibit_mvpf,
    exhibit_wsipp,
    exhibit_wsipp_vintages,
    exhibit_programmes,
    exhibit_heckman_claims,
)


@pytest.fixture(scope="module")
def evidence() -> ReturnsEvidence:
    return read_returns_evidence(root=ROOT)


@pytest.fixture
def informed(study, evidence):
    """Each evaluation in each language, with what is published."""
    return replace(study, evidence=evidence)


@pytest.fixture
def here(larvik, evidence):
    return replace(larvik, evidence=evidence)


def texts_of(figure) -> str:
    return " ".join(t.get_text() for axes in figure.axes for t in axes.texts)


def test_everything_passes_the_gate_in_each_language(informed):
    shown = [maker(informed) for maker in MAKERS]
    shown = [thing for thing in (*shown, *state_heckman(informed)) if thing is not None]
    released, verdicts = release(shown, informed)
    assert [verdict for verdict in verdicts if not verdict.passed] == []
    for thing in released:
        if thing.kind == "figure":
            draw_audited(thing, informed.language)


def test_without_evidence_nothing_is_shown(larvik):
    bare = replace(larvik, evidence=None)
    assert [maker(bare) for maker in MAKERS] == [None] * len(MAKERS)
    assert state_heckman(bare) == ()
    empty = replace(larvik, evidence=ReturnsEvidence())
    assert [maker(empty) for maker in MAKERS[:-1]] == [None] * (len(MAKERS) - 1)


@pytest.mark.parametrize("maker", MAKERS[2:6])
def test_a_chapter_may_do_without(here, maker):
    assert maker(here) is not None
    assert maker(here, is_shown=False) is None


def test_the_plans_line_is_the_municipalitys_and_meets_the_curve_where_it_says(here):
    exhibit = exhibit_heckman_curve(here)
    rows = exhibit.data.set_index(["line", "age"])["estimate"]
    assert rows["plan_age", "all"] == 10
    assert rows["plan", "all"] == rows["curve", "10"]
    assert exhibit.documents == ("forebyggende_plan",)
    figure = draw_heckman_curve(exhibit.data, language="nb", **exhibit.options)
    told = texts_of(figure).replace("\n", " ")
    assert "Planens strek ved 10 år: lagt til av kommunen, ikke av Heckman" in told
    assert "Heckmans egen strek" in told
    assert "Rea og Burton 2020" in told
    dashed = [line for line in figure.axes[0].lines if line.get_linestyle() == "--"]
    assert dashed[0].get_ydata()[0] == rows["plan", "all"]


def test_the_height_of_the_curve_has_no_number(here):
    exhibit = exhibit_heckman_curve(here)
    axes = draw_heckman_curve(exhibit.data, language="en", **exhibit.options).axes[0]
    assert list(axes.get_yticks()) == []
    curve = axes.lines[0]
    drawn = exhibit.data[exhibit.data["line"] == "curve"]
    assert curve.get_ydata().tolist() == drawn["estimate"].tolist()
    assert curve.get_xdata().tolist() == [float(age) for age in drawn["age"]]


def test_without_the_plans_fact_there_is_no_line_of_the_plan(here):
    facts = {name: fact for name, fact in here.facts.items() if "crossing" not in name}
    other = replace(here, facts=Facts(facts))
    exhibit = exhibit_heckman_curve(other)
    assert "plan" not in set(exhibit.data["line"])
    assert exhibit.alternative_text.key.endswith("_alone")
    figure = draw_heckman_curve(exhibit.data, language="nb", **exhibit.options)
    assert "Planens" not in texts_of(figure)
    assert len(state_heckman(here)) == len(state_heckman(other)) + 1


def test_headline_and_counter_evidence_stand_in_one_exhibit(here):
    exhibit = exhibit_published_returns(here)
    sides = exhibit.data.groupby("side")["study"].unique()
    assert set(sides["headline"]) == {"perry", "abc_care"}
    assert {"rea_burton", "tennessee", "fade_out", "dietrichson"} <= set(sides["against"])
    rows = exhibit.data.set_index("number")
    assert rows.loc["rea_burton_programmes", "estimate"] == 314
    assert rows.loc["fade_out_studies", "reason"] == "not_read"
    figure = draw_published_returns(exhibit.data, language="nb")
    told = texts_of(figure)
    assert "13,7" in told
    assert "Tennessee" in told
    dots = [line for line in figure.axes[0].lines if line.get_marker() == "o"]
    headline = exhibit.data[exhibit.data["side"] == "headline"]
    assert [float(dot.get_xdata()[0]) for dot in dots] == pytest.approx(
        (headline["estimate"] * 100).tolist()
    )


def test_a_range_of_assumptions_is_not_drawn_as_an_interval(here):
    exhibit = exhibit_published_returns(here)
    figure = draw_published_returns(exhibit.data, language="en")
    styles = [
        line.get_linestyle() for line in figure.axes[0].lines if line.get_linewidth() == 2.4
    ]
    assert styles == ["-", "-", "-", "-", "--"]


def test_perry_has_no_upper_end(here):
    data = exhibit_mvpf(here).data
    assert set(data.loc[data["number"] == "mvpf_perry", "extent"]) == {"unbounded", "low_end"}
    axes = draw_mvpf(data, language="nb").axes[0]
    arrows = [line for line in axes.lines if line.get_marker() == ">"]
    assert len(arrows) == 2  # Perry, and the mean that is more than what is told
    assert "43,6" in " ".join(text.get_text() for text in axes.texts)


def test_wsipp_is_told_with_vintage_chance_and_rule(here):
    data = exhibit_wsipp(here).data
    met = data[data["rule"] == "met"]["programme"].unique().tolist()
    assert met == [
        "triple_p_group", "mst_juvenile_justice", "state_preschool_universal",
        "communities_that_care",
    ]  # fmt: skip
    assert (data["vintage"] != "").all()
    saving = data[(data["programme"] == "triple_p_group") & (data["what"] == "ratio")]
    assert saving["reason"].tolist() == ["net_saving"]
    moved = exhibit_wsipp_vintages(here).data
    visits = moved[(moved["programme"] == "other_home_visiting") & (moved["what"] == "ratio")]
    assert visits["estimate"].tolist() == [1.89, 3.13, 1.18, 1.16]


def test_the_title_of_wsipp_follows_from_the_rows(here, evidence):
    assert exhibit_wsipp(here).title.key == "wsipp.title_few"
    safe = tuple(replace(row, chance=0.9) for row in evidence.wsipp)
    sure = replace(here, evidence=replace(evidence, wsipp=safe))
    assert exhibit_wsipp(sure).title.key == "wsipp.title_many"


def test_what_nobody_read_is_told_so(here):
    data = exhibit_programmes(here).data
    said = data.groupby(["programme", "part"])["said_label"].agg(list)
    assert said["cos", "effect"] == ["ingen norsk effektstudie lest"]
    assert said["mst_can", "wsipp"] == ["ingen verifisert beregning"]
    assert said["pmto", "wsipp"] == ["PMTO, barn med vansker", "PMTO, forebyggende"]
    assert said["pmto", "cost"] == ["ikke verifisert"]


def test_claims_are_those_of_the_plan_and_stand_once(here, evidence):
    exhibit = exhibit_heckman_claims(here)
    assert exhibit.data["claim"].tolist() == ["C1", "C2", "C3", "C4"]
    assert exhibit.data["brief"].tolist() == ["wrong", "wrong", "misattributed", "disputed"]
    assert exhibit.title.key == "heckman_claims.title_mixed"
    refuted = tuple(claim for claim in here.checks.claims if claim.id == "C1")
    wrong_alone = replace(here, checks=replace(here.checks, claims=refuted))
    assert exhibit_heckman_claims(wrong_alone).title.key == "heckman_claims.title_refuted"
    last = tuple(claim for claim in here.checks.claims if claim.id == "C4")
    open_alone = replace(here, checks=replace(here.checks, claims=last))
    assert exhibit_heckman_claims(open_alone).title.key == "heckman_claims.title_open"
    assert exhibit_heckman_claims(replace(here, checks=Checks())) is None


def test_the_text_says_that_no_kroner_follow(here):
    told = " ".join(write_out(statement, "nb") for statement in state_heckman(here))
    assert "Ingen kroner i denne rapporten er regnet ut fra en amerikansk avkastning" in told
    assert "9\N{NO-BREAK SPACE}% i året, med usikkerhet fra 4" in told


def test_no_published_number_counts_kroner_of_ours(informed):
    for maker in MAKERS[:-1]:
        exhibit = maker(informed)
        units = set(exhibit.data.get("unit", ()))
        assert not units & {"nok", "nok_per_year"}
        names = {basis.partition("(")[0] for basis in exhibit.sums}
        assert names <= {
            "published_return", "published_mvpf_low", "wsipp", "model_curve",
            "heckman_crossing_age_claim",
        }  # fmt: skip
