"""Published numbers as they stand, and the one step from them that a reader can take."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from larvik_analysis.errors import ParameterError, TermError
from larvik_analysis.estimate.indicators.basis import recompute
from larvik_analysis.estimate.indicators.published_ops import (
    OF_WSIPP,
    model_curve,
    published_mvpf_low,
    published_return,
    wsipp,
)
from larvik_analysis.estimate.returns.published_returns import (
    RULE,
    curve_ages,
    curve_index,
    earlier_rows,
    latest_rows,
    limits_of,
    meets_rule,
    published_number,
)
from larvik_analysis.inputs.returns.evidence import read_returns_evidence
from larvik_analysis.terms.fact import Facts
from larvik_analysis.terms.public_sources import PublicSources
from larvik_analysis.terms.returns_evidence import ReturnsEvidence

ROOT = Path(__file__).parents[3]
EVIDENCE = read_returns_evidence(root=ROOT)
CASES: dict[str, Any] = {
    case["id"]: case
    for case in json.loads(
        (ROOT / "tests" / "known" / "returns_evidence.json").read_text(encoding="utf-8")
    )["cases"]
}
GROUPS = ("all", "male", "female")


def value(name: str) -> tuple[float | None, float | None]:
    number = published_number(EVIDENCE, name)
    return number.value, number.standard_error


def test_the_rows_of_wsipp_are_as_read_and_add_up():
    case = CASES["wsipp_identities"]
    assert len(case["input"]["rows"]) == 7
    ours = [row for row in latest_rows(EVIDENCE) if row.total_benefits is not None]
    shown = [
        [row.taxpayers, row.participants, row.others, row.indirect, row.total_benefits,
         row.net_cost, row.benefits_minus_cost, row.ratio, row.chance]
        for row in ours
    ]  # fmt: skip
    assert shown == [row[2:] for row in case["input"]["rows"]]
    for row, read in zip(ours, case["input"]["rows"], strict=True):
        parts, total, cost, net, ratio = read[2:6], *read[6:10]
        assert abs(sum(parts) - total) <= case["params"]["usd"]
        assert abs(total + cost - net) <= case["params"]["usd"]
        assert abs(total / -cost - ratio) <= case["params"]["ratio"]
        assert read[1].startswith(str(row.price_year))


@pytest.mark.parametrize(
    "change",
    [{"taxpayers": 1383.0}, {"benefits_minus_cost": 1430.0}, {"ratio": 1.94}],
)
def test_a_row_that_does_not_add_up_is_refused(change):
    row = next(iter(latest_rows(EVIDENCE)))
    assert row.taxpayers == 1380
    with pytest.raises(TermError):
        replace(row, **change)


def test_a_saving_has_no_ratio_and_a_chance_is_a_share():
    row = next(iter(latest_rows(EVIDENCE)))
    with pytest.raises(TermError):
        replace(row, saves_money=True)
    with pytest.raises(TermError):
        replace(row, chance=71.0)


def test_the_other_rows_of_wsipp_are_as_read():
    case = CASES["wsipp_other_rows"]
    latest = {row.page: row for row in latest_rows(EVIDENCE)}
    assert len(latest) == 13
    for name, page, _, net, ratio, chance in case["input"]["rows"]:
        row = latest[page]
        assert (row.benefits_minus_cost, row.ratio, row.chance) == (net, ratio, chance), name
    without = [page for page, row in latest.items() if row.ratio is None]
    assert without == case["expected"]["without_ratio"]
    saving = latest[81]
    told = wsipp(EVIDENCE, saving.programme, saving.vintage, "ratio")
    assert (told.estimate, told.reason) == (None, "net_saving")


def test_four_programmes_meet_the_rule():
    case = CASES["wsipp_rule"]
    least = published_number(EVIDENCE, RULE).value
    assert least == case["params"]["least"]
    met = sorted(row.page for row in latest_rows(EVIDENCE) if meets_rule(row, least))
    assert met == case["expected"]["pages"]


def test_vintages_move():
    rows = {(row.programme, row.vintage): row for row in earlier_rows(EVIDENCE)}
    ratios = [row.ratio for key, row in rows.items() if key[0] == "other_home_visiting"]
    assert ratios == [1.89, 3.13, 1.18, 1.16]
    treatment = [row for key, row in rows.items() if key[0] == "pmto_treatment"]
    assert [meets_rule(row, 0.75) for row in treatment] == [None, True, False]


def test_perry_is_shown_as_published():
    expected = CASES["perry_table7_display"]["expected"]
    for name, columns in expected["irr"].items():
        for group, told in zip(GROUPS, columns, strict=True):
            assert list(value(f"perry_irr_{name}_{group}")) == told
    for rate, variants in expected["bcr"].items():
        for name, columns in variants.items():
            for group, told in zip(GROUPS, columns, strict=True):
                number = published_number(EVIDENCE, f"perry_ratio_{rate}_{name}_{group}")
                assert [number.value, number.standard_error] == told
                assert (number.rate, number.group) == (int(rate) / 100, group)


def test_perrys_value_has_an_interval_without_an_end():
    case = CASES["perry_mvpf_identity"]
    given_, expected = case["input"], case["expected"]
    net = given_["upfront_cost"] - sum(
        given_[name] for name in ("tax", "welfare_saving", "education_saving")
    )
    cost = published_number(EVIDENCE, "net_cost_perry")
    assert net == cost.value == expected["net_cost"]
    assert [cost.low, cost.high] == case["params"]["cost_interval"]
    assert value("mvpf_perry")[0] == expected["mvpf"]
    told = published_mvpf_low(EVIDENCE, "mvpf_perry", "net_cost_perry")
    assert told.estimate == pytest.approx(expected["mvpf"] * net / cost.high)


def test_other_values_are_as_published():
    assert (
        value("mvpf_abecedarian")[0] == CASES["abecedarian_mvpf"]["expected"]["published_mvpf"]
    )
    ehs = CASES["early_head_start_mvpf"]
    assert value("mvpf_early_head_start")[0] == ehs["expected"]["mvpf"]
    parts = ehs["input"]
    # Taxes and schooling that fall add to the cost here, as the page tells them.
    assert sum(parts.values()) == ehs["expected"]["net_cost"]
    abc = published_return(EVIDENCE, "abc_care_irr")
    assert [abc.estimate, abc.low, abc.high] == pytest.approx([0.137, 0.08, 0.183])
    assert abc.level is None


def test_the_technology_is_as_published():
    expected = CASES["chs_shares_and_elasticities"]["expected"]
    for what, prefix in (("sigma", "sigma"), ("investment", "investment")):
        for table, skills in expected[what].items():
            for skill, ends in skills.items():
                for when, told in zip(("early", "late"), ends, strict=True):
                    if told is not None:
                        assert value(f"chs_{table}_{prefix}_{skill}_{when}")[0] == told


def test_an_interval_of_a_standard_error():
    told = published_return(EVIDENCE, "perry_irr_society_sep_high_all")
    # 9.2 and 1.959964 standard errors of 2.9, per cent a year.
    assert told.estimate == pytest.approx(0.092)
    assert told.low == pytest.approx(0.0351610, abs=1e-6)
    assert told.high == pytest.approx(0.1488390, abs=1e-6)
    assert (told.level, told.unit) == (0.95, "rate")


def test_every_number_is_worked_out_again_from_its_sum():
    public = PublicSources(evidence=EVIDENCE)
    told = [published_return(EVIDENCE, number.id) for number in EVIDENCE.numbers]
    told += [
        wsipp(EVIDENCE, row.programme, row.vintage, what)
        for row in EVIDENCE.wsipp
        for what in OF_WSIPP
    ]
    told += [model_curve(EVIDENCE, "curve", age) for age in curve_ages(EVIDENCE)]
    told += [
        model_curve(EVIDENCE, "opportunity"),
        published_mvpf_low(EVIDENCE, "mvpf_perry", "net_cost_perry"),
    ]
    for cell in told:
        assert recompute(cell.basis, Facts({}), public=public) == cell
        assert (cell.estimate is None and cell.low is None) == bool(cell.reason)


@pytest.mark.parametrize(
    "basis",
    [
        'published_return("nobody")',
        'wsipp("pmto_treatment", "1999", "ratio")',
        'wsipp("pmto_treatment", "2024-12", "page")',
        'published_mvpf_low("mvpf_abecedarian", "mvpf_perry")',
        'published_mvpf_low("mvpf_adults", "net_cost_perry")',
        'model_curve("curve", 40.0)',
        'model_curve("opportunity", 3.0)',
        'model_curve("line", 3.0)',
        'model_curve("curve", 3)',
    ],
)
def test_a_sum_of_nothing_published_is_refused(basis):
    with pytest.raises(ParameterError):
        recompute(basis, Facts({}), public=PublicSources(evidence=EVIDENCE))


def test_without_evidence_nothing_can_be_named():
    with pytest.raises(ParameterError):
        recompute('published_return("perry_irr_individual_all")', Facts({}))


def test_the_curve_falls_from_its_first_stage():
    ages = curve_ages(EVIDENCE)
    index = [curve_index(EVIDENCE, age) for age in ages]
    assert index[0] == 100
    assert all(after < before for before, after in pairwise(index))
    assert curve_ages(ReturnsEvidence()) == ()
    with pytest.raises(ParameterError, match="kurven"):
        curve_index(ReturnsEvidence(), 3.0)
    with pytest.raises(ParameterError, match="kurven"):
        curve_index(EVIDENCE, math.nan)


def test_bounds_are_no_interval():
    adults = published_number(EVIDENCE, "mvpf_adults")
    assert limits_of(adults) == (0.5, 2, None)
