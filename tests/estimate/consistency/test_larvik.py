"""Every check of Larvik against what was worked out by hand."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from larvik_analysis.estimate.consistency.checks import estimate_checks, estimate_legibility
from larvik_analysis.estimate.indicators.basis import recompute
from larvik_analysis.terms.checks import Checks

KNOWN = json.loads(
    (Path(__file__).parents[2] / "known" / "consistency.json").read_text(encoding="utf-8")
)


@pytest.fixture(scope="module")
def results(larvik):
    return {r.id: r for r in estimate_checks(larvik.facts, larvik.checks)}


def test_every_check_has_an_answer_from_outside(results):
    assert set(results) == {*KNOWN["verdicts"], *KNOWN["told_otherwise"]}


@pytest.mark.parametrize("name", KNOWN["verdicts"])
def test_the_verdict_is_the_one_reached_by_hand(results, name):
    assert results[name].verdict == KNOWN["verdicts"][name]


@pytest.mark.parametrize("name", KNOWN["told_otherwise"])
def test_where_the_evidence_has_another_word_ours_is_known(results, name):
    assert results[name].verdict == KNOWN["told_otherwise"][name]["ours"]


@pytest.mark.parametrize("name", KNOWN["shown"])
def test_the_number_shown(results, name):
    assert results[name].shown.estimate == pytest.approx(KNOWN["shown"][name], abs=1e-6)


@pytest.mark.parametrize("name", KNOWN["shares_percent"])
def test_the_share_shown(results, name):
    share = KNOWN["shares_percent"][name]  # told with one decimal
    assert 100 * results[name].shown.estimate == pytest.approx(share, abs=0.05)


@pytest.mark.parametrize("name", KNOWN["weights_percent"])
def test_the_weight_of_the_smaller_groups(results, name):
    low, high = KNOWN["weights_percent"][name]  # told as whole per cent
    numbers = results[name].numbers
    assert 100 * numbers["share_low"] == pytest.approx(low, abs=0.6)
    assert 100 * numbers["share_high"] == pytest.approx(high, abs=0.6)


@pytest.mark.parametrize("name", KNOWN["numbers"])
def test_numbers_for_the_researcher(results, name):
    for key, number in KNOWN["numbers"][name].items():
        # told with two or three figures that count
        assert results[name].numbers[key] == pytest.approx(number, rel=0.01)


@pytest.mark.parametrize("name", KNOWN["z"])
def test_changes_in_standard_errors(results, name):
    for key, z in KNOWN["z"][name].items():
        assert results[name].estimates[key].estimate == pytest.approx(z, abs=0.006)


def test_the_rest_of_the_millions_and_of_the_sector(results):
    assert results["A13"].shown.estimate == pytest.approx(242e6, rel=0.001)
    assert results["A14"].outcome == "rate_of_all_twice"
    assert results["A8"].outcome == "amount_twice"
    assert results["A17"].outcome == "passed_on_units"
    assert results["A19_etter"].outcome == "change_as_said_if_independent"


@pytest.mark.parametrize("name", KNOWN["readings"])
def test_numbers_of_each_reading(results, name):
    found = [cell.estimate for cell in results[name].estimates.values()]
    assert found == KNOWN["readings"][name]


@pytest.mark.parametrize("name", KNOWN["weekdays"])
def test_weekdays(results, name):
    assert results[name].weekday == KNOWN["weekdays"][name]


def test_every_number_is_what_its_sum_gives(results, larvik):
    cells = [cell for result in results.values() for cell in result.estimates.values()]
    assert len(cells) > 50
    for cell in cells:
        assert recompute(cell.basis, larvik.facts) == cell


def test_legibility_is_counted_as_it_was_read(larvik):
    found = {r.id: r for r in estimate_legibility(larvik.facts, larvik.checks)}
    for name, counts in KNOWN["legibility"].items():
        told = found[name]
        assert [len(told.read), len(told.uncertain), len(told.lost)] == counts


def test_claims_have_the_verdicts_of_the_evidence(larvik):
    assert {c.id: c.verdict for c in larvik.checks.claims} == KNOWN["claims"]


def test_without_checks_there_are_no_results(larvik):
    assert estimate_checks(larvik.facts, Checks()) == ()
    assert estimate_legibility(larvik.facts, Checks()) == ()


def test_all_of_it_is_fast(larvik):
    started = time.process_time()
    estimate_checks(larvik.facts, larvik.checks)
    assert time.process_time() - started < 0.2
