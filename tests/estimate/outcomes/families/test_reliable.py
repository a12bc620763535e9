"""Reliable change: the published example, a list of people, and a band of reliabilities."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from larvik_analysis.errors import ParameterError
from larvik_analysis.estimate.outcomes.reliable import estimate_reliable_change, reliable_change
from larvik_analysis.terms.results import NotEstimable

KNOWN = Path(__file__).parents[3] / "known" / "families_change.json"
CASES = {c["id"]: c for c in json.loads(KNOWN.read_text(encoding="utf-8"))["cases"]}


def test_the_published_example():
    case = CASES["reliable_change"]
    found = reliable_change(**case["input"], **case["params"], better="higher")
    for name, expected in case["expected"].items():
        assert getattr(found, name) == pytest.approx(expected, abs=case["tolerance"])
    assert found.is_reliable
    assert found.verdict == "better"
    assert reliable_change(**case["input"], **case["params"]).verdict == "worse"


def test_a_list_of_people_as_in_r():
    case = CASES["rci_families11"]
    before, after = case["input"]["before"], case["input"]["after"]
    sd = float(np.std(before, ddof=1))
    assert sd == pytest.approx(case["expected"]["sd_pre"])
    table = reliable_change(before, after, sd=sd, reliability=0.7, better="higher")
    assert table["rc"].tolist() == pytest.approx(case["expected"]["rci"], abs=1e-9)
    counts = table["verdict"].value_counts()
    assert (counts["better"], counts["same"]) == (3, 8)


@given(st.floats(-50, 50), st.floats(-50, 50), st.floats(0.1, 20), st.floats(0, 0.99))
def test_the_interval_says_what_the_verdict_says(before, after, sd, reliability):
    found = reliable_change(before, after, sd=sd, reliability=reliability)
    assert found.is_reliable == (found.low > 0 or found.high < 0)
    assert (
        found.is_reliable == (abs(found.change) > found.least_change)
        or abs(abs(found.change) - found.least_change) < 1e-9
    )
    back = reliable_change(after, before, sd=sd, reliability=reliability)
    assert back.estimate == pytest.approx(-found.estimate)
    surer = reliable_change(before, after, sd=sd, reliability=(1 + reliability) / 2)
    assert abs(surer.estimate) >= abs(found.estimate)


def test_what_cannot_be_said():
    plain = {"sd": 2.0, "reliability": 0.8}
    assert reliable_change(float("nan"), 2.0, **plain) == NotEstimable(
        "not rated both before and after"
    )
    assert isinstance(reliable_change(1, 2, sd=0, reliability=0.8), NotEstimable)
    assert isinstance(reliable_change(1, 2, sd=1, reliability=1), NotEstimable)
    table = reliable_change([1, None], [2, 3], **plain)
    assert table["reason"].tolist() == ["", "not rated both before and after"]
    assert reliable_change([], [], **plain).empty
    for missing in (None, pd.NA):
        assert isinstance(reliable_change(missing, 2, **plain), NotEstimable)


def test_a_table_says_of_each_what_the_result_says():
    table = reliable_change([4, 3], [1, 3], sd=2.0, reliability=0.8)
    alone = reliable_change(4, 1, sd=2.0, reliability=0.8)
    for name in asdict(alone):
        assert table[name][0] == getattr(alone, name)


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"sd": -1}, "sd_below_zero"),
        ({"sd": float("nan")}, "sd_below_zero"),
        ({"reliability": 1.2}, "reliability_out_of_range"),
        ({"reliability": float("nan")}, "reliability_out_of_range"),
        ({"level": 0}, "level_out_of_range"),
        ({"better": "up"}, "method_unknown"),
        ({"after": [1, 2]}, "values_not_a_list"),
        ({"before": [1], "after": [1, 2]}, "lengths_differ"),
    ],
)
def test_wrong_arguments_are_refused(more, code):
    plain = {"before": 1.0, "after": 2.0, "sd": 1.0, "reliability": 0.8}
    with pytest.raises(ParameterError) as refused:
        reliable_change(**(plain | more))
    assert refused.value.code == code


def test_children_over_a_band(ratings_of, estimand_of):
    seen = []
    for number, (before, after) in enumerate([(4, 0), (3, 2), (0, 4), (2, 2), (1, None)]):
        seen.append((f"F{number}", "c", 1, {"a": before}))
        seen.append((f"F{number}", "c", 2, {"a": after}))
    ratings = ratings_of(seen, factors=["a"])
    table = estimate_reliable_change(ratings, estimand_of("a"), sd=1.0)
    counts = table.pivot(index="reliability", columns="verdict", values="estimate")
    # The least change is 1.96 * sqrt(2) * sqrt(1 - r): 1.52, 1.24 and 0.88 points.
    assert counts["better"].tolist() == [1, 1, 2]
    assert counts["worse"].tolist() == [1, 1, 1]
    assert counts["not_rated"].tolist() == [1, 1, 1]
    least = table["least_change"].drop_duplicates().tolist()
    assert least == pytest.approx([1.5182, 1.2396, 0.8765], abs=1e-4)
    own = estimate_reliable_change(ratings, estimand_of("a"))
    sd = np.std([4, 3, 0, 2], ddof=1)
    assert own["least_change"][0] == pytest.approx(1.959964 * sd * np.sqrt(2 * 0.3), abs=1e-5)


def test_alike_before_there_is_nothing_to_measure_by(ratings_of, estimand_of):
    seen = [(f"F{n}", "c", w, {"a": 2}) for n in range(3) for w in (1, 2)]
    table = estimate_reliable_change(ratings_of(seen, factors=["a"]), estimand_of("a"))
    assert table["estimate"].isna().all()
    assert (table["reason"] != "").all()
