"""Tables of single cases: what is refused, with what reservation, and what is still needed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from larvik_analysis.errors import ParameterError
from larvik_analysis.estimate.outcomes.single_case import INDICES, estimate_single_case

PARKER = next(
    case
    for case in json.loads(
        (Path(__file__).parents[2] / "known" / "single_case.json").read_text(encoding="utf-8")
    )["cases"]
    if case["id"] == "sced_parker"
)


def sessions(case: str, before: Sequence[Any], after: Sequence[Any]) -> pd.DataFrame:
    scores = [*before, *after]
    return pd.DataFrame(
        {
            "case": case,
            "phase": ["A"] * len(before) + ["B"] * len(after),
            "session": range(1, len(scores) + 1),
            "score": pd.array(scores, dtype="Float64").astype("float64"),
        }
    )


def example(name: str) -> pd.DataFrame:
    return sessions(name, PARKER["input"][name]["a"], PARKER["input"][name]["b"])


def estimates(table: pd.DataFrame, case: str) -> dict[str, float]:
    own = table[table["case"] == case]
    return dict(zip(own["index"], own["estimate"], strict=True))


def test_published_examples():
    together = pd.concat([example(name) for name in PARKER["input"]])
    table = estimate_single_case(together, better="higher")
    expected = PARKER["expected"]
    first, second, line = (estimates(table, name) for name in PARKER["input"])
    assert first["nap"] == pytest.approx(expected["NAP"])
    assert first["tau"] == pytest.approx(expected["Tau"])
    assert first["pnd"] == pytest.approx(expected["PND"])
    assert first["pem"] == pytest.approx(expected["PEM"])
    assert second["tau_u"] == pytest.approx(expected["TauU_ex2"])
    assert line["tau_u"] == pytest.approx(expected["TauU_tarlow"])
    assert line["tau_bc"] == pytest.approx(expected["TauBC_tarlow"], abs=1e-12)
    assert set(table.loc[table["case"] == "tarlow", "baseline_trend"]) == {True}
    assert set(table.loc[table["case"] == "example_1", "baseline_trend"]) == {False}


@pytest.mark.parametrize(
    ("n_before", "n_after", "reason", "reservation", "more"),
    [
        (1, 1, True, "", (4, 4)),
        (2, 9, True, "", (3, 0)),
        (9, 2, True, "", (0, 3)),
        (3, 5, False, "few_points", (2, 0)),
        (5, 4, False, "few_points", (0, 1)),
        (5, 5, False, "", (0, 0)),
    ],
)
def test_how_many_scores_it_takes(
    n_before: int, n_after: int, reason: bool, reservation: str, more: tuple[int, int]
):
    own = sessions(
        "a", [3, 4, 2, 5, 3, 4, 3, 2, 1][:n_before], [2, 1, 2, 0, 1, 2, 1, 1, 2][:n_after]
    )
    table = estimate_single_case(own, better="lower")
    assert list(table["index"]) == list(INDICES)
    assert set(table["reason"].ne("")) == {reason}
    assert set(table["estimate"].isna()) == {reason}
    assert set(table["reservation"]) == {reservation}
    assert (table["more_baseline"].iloc[0], table["more_treatment"].iloc[0]) == more
    assert set(table["n"]) == {n_before + n_after}


def test_a_missing_score_is_no_score_and_lower_can_be_better():
    own = sessions("a", [5, 5, None, 4], [1, 1, 2])
    table = estimate_single_case(own, better="lower")
    found = estimates(table, "a")
    assert found["nap"] == found["pnd"] == 1.0
    assert found["lrr"] < 0
    assert table["n_baseline"].iloc[0] == 3
    other = estimates(estimate_single_case(own, better="higher"), "a")
    assert other["tau"] == -1.0
    assert other["lrr"] == found["lrr"]


def test_phases_that_alternate_are_told():
    own = sessions("a", [5, 4, 5, 4, 5], [3, 2, 3, 2, 1])
    own["phase"] = ["A", "B"] * 5
    table = estimate_single_case(own, better="lower")
    assert set(table["reason"]) == {
        "the phases alternate; give each baseline with its treatment as its own case"
    }


@settings(max_examples=10)
@given(st.permutations(range(9)))
def test_the_order_of_rows_does_not_matter(order: list[int]):
    own = example("example_2")
    one = estimate_single_case(own, better="higher")
    other = estimate_single_case(own.iloc[order], better="higher")
    pd.testing.assert_frame_equal(one, other)


def test_sessions_that_were_left_out_count_as_time():
    own = sessions("a", [1, 2, 3, 4, 5], [10, 11, 12, 13, 14])
    own.loc[own["phase"] == "B", "session"] += 4  # the line goes on, after a pause
    table = estimate_single_case(own, better="higher")
    assert estimates(table, "a")["tau_bc"] == 0.0


def test_no_cases_give_an_empty_table():
    table = estimate_single_case(example("tarlow")[:0], better="higher")
    assert table.empty
    assert {"case", "index", "estimate", "standard_error", "reservation"} <= set(table)


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"phase": "C"}, "phases_unknown"),
        ({"case": None}, "sessions_incomplete"),
        ({"session": 1}, "sessions_repeated"),
    ],
)
def test_errors(changed: dict[str, Any], code: str):
    with pytest.raises(ParameterError) as told:
        estimate_single_case(example("example_2").assign(**changed), better="higher")
    assert told.value.code == code
