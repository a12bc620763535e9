"""Changes between counts: the published answers, and laws they obey."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from larvik_analysis.errors import LarvikError, ParameterError, UnitError
from larvik_analysis.estimate.indicators.basis import recompute
from larvik_analysis.estimate.indicators.change import DISPERSIONS, change, change_z
from larvik_analysis.estimate.indicators.facts import as_published
from larvik_analysis.terms.fact import Facts
from larvik_analysis.terms.results import FactEstimate
from larvik_analysis.terms.units import UnitOfAnalysis

KNOWN = json.loads((Path(__file__).parents[2] / "known" / "change.json").read_text("utf-8"))
counts = st.integers(1, 10_000)


def count(value: int | None, name: str = "a", unit: UnitOfAnalysis = UnitOfAnalysis.REPORTS):
    return FactEstimate(
        estimate=value, count=value, unit="count", unit_of_analysis=unit,
        method="published", basis=name, reason="" if value is not None else "not_stated",
    )  # fmt: skip


@pytest.mark.parametrize("case", KNOWN["z"], ids=str)
def test_z_as_published(case):
    found = change_z(count(case["before"]), count(case["after"]), case["dispersion"])
    assert found.estimate == pytest.approx(case["z"], abs=0.005)  # two decimals are given
    assert found.unit == "z"


@pytest.mark.parametrize("case", KNOWN["relative"], ids=str)
def test_relative_change_by_hand(case):
    found = change(count(case["before"]), count(case["after"]), case["dispersion"])
    assert found.estimate == pytest.approx(case["change"], abs=5e-4)
    assert found.low == pytest.approx(case["low"], abs=5e-4)
    assert found.high == pytest.approx(case["high"], abs=5e-4)
    assert (found.unit, found.level) == ("share", 0.95)


@given(counts, counts, st.sampled_from(DISPERSIONS))
def test_laws(before, after, dispersion):
    found = change(count(before), count(after, "b"), dispersion)
    back = change(count(after), count(before, "b"), dispersion)
    assert found.low < found.estimate < found.high
    # There and back again is no change; the intervals mirror each other.
    assert (1 + found.estimate) * (1 + back.estimate) == pytest.approx(1)
    assert (1 + found.low) * (1 + back.high) == pytest.approx(1)
    z = change_z(count(before), count(after, "b"), dispersion).estimate
    alone = change_z(count(before), count(after, "b"), 1).estimate
    assert z == pytest.approx(alone / math.sqrt(dispersion))
    assert math.copysign(1, z) == math.copysign(1, after - before) or z == 0


def test_no_interval_without_events_and_no_number_without_a_count():
    assert change(count(0), count(4, "b")).reason == "incomplete"
    assert change(count(None), count(4, "b")).estimate is None
    assert change_z(count(0), count(0, "b")).estimate is None
    assert change_z(count(0), count(9, "b")).estimate == pytest.approx(3)


def test_what_cannot_be_compared_is_refused():
    with pytest.raises(UnitError):
        change(count(5), count(6, "b", UnitOfAnalysis.CASES))
    with pytest.raises(ParameterError):
        change_z(count(5), count(6, "b"), 1.7)  # could carry a number


def test_the_gate_can_work_it_out_again(larvik):
    before, after = (as_published(larvik.facts[f"cps_reports_{y}"]) for y in (2022, 2023))
    for dispersion in DISPERSIONS:
        for found in (change(before, after, dispersion), change_z(before, after, dispersion)):
            assert recompute(found.basis, larvik.facts) == found
    with pytest.raises(LarvikError):
        recompute("change_z(cps_reports_2022, cps_reports_2023, 1.5)", larvik.facts)
    with pytest.raises(LarvikError):
        recompute("sum(cps_reports_2022, 1.0)", Facts({**larvik.facts}))
