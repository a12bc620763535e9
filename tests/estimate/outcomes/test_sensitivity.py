"""What would change our mind: found by trying everything, and beside the tests it is about."""

from __future__ import annotations

import itertools
import math
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from larvik_analysis.errors import ParameterError
from larvik_analysis.estimate.outcomes.sensitivity import (
    UNITS,
    estimate_comparison_sensitivity,
    estimate_sensitivity,
)
from larvik_analysis.estimate.statistics.sign_flips import sign_flip_test
from larvik_analysis.terms.rank_results import SignFlipTest

TEN = [-1, -0.5, -2, -1.5, -1, 0.5, -1, -0.8, -0.3, -0.6]
CHANGES = st.lists(st.integers(-4, 4), min_size=6, max_size=8)


def told(changes: Any, **options: Any) -> dict[str, float]:
    table = estimate_sensitivity(changes, **options).set_index("what")
    assert (table["estimate"].isna() == (table["reason"] != "")).all()
    return {str(what): float(value) for what, value in table["estimate"].items()}


def reasons(changes: Any, **options: Any) -> dict[str, str]:
    table = estimate_sensitivity(changes, **options).set_index("what")
    return {str(what): str(reason) for what, reason in table["reason"].items()}


def rejects(changes: Any) -> bool:
    test = sign_flip_test(changes)
    assert isinstance(test, SignFlipTest)
    return test.p_value <= 0.05


@given(CHANGES)
@settings(max_examples=30)
def test_no_fewer_reversals_do_it(changes: list[int]):
    total = sum(changes)
    if total == 0:
        return
    found = told(changes)
    fewest = {"reversals_direction": math.inf, "reversals_interval": math.inf}
    for signs in itertools.product((1, -1), repeat=len(changes)):
        turned = np.multiply(signs, changes)
        n_turned = signs.count(-1)
        is_turned = turned.sum() * total <= 0
        if is_turned:
            fewest["reversals_direction"] = min(fewest["reversals_direction"], n_turned)
        if n_turned <= fewest["reversals_interval"] and (is_turned or not rejects(turned)):
            fewest["reversals_interval"] = n_turned
    assert found["reversals_direction"] == fewest["reversals_direction"]
    if rejects(changes):
        assert found["reversals_interval"] == fewest["reversals_interval"]
    else:
        assert math.isnan(found["reversals_interval"])


@given(CHANGES, st.integers(0, 3), st.randoms(use_true_random=False))
@settings(max_examples=20)
def test_neither_order_nor_side_matters(changes: list[int], n_lost: int, random: Any):
    first = told(changes, n_lost=n_lost, worst_change=4)
    shuffled = list(changes)
    random.shuffle(shuffled)
    assert told(shuffled, n_lost=n_lost, worst_change=4) == pytest.approx(first, nan_ok=True)
    mirrored = told([-c for c in changes], n_lost=n_lost, worst_change=4)
    for what in ("lost_direction", "lost_interval"):
        first[what] = -first[what]
    assert mirrored == pytest.approx(first, nan_ok=True)


def test_the_drift_that_undoes_it_is_the_near_end_of_the_interval():
    found = told(TEN)
    test = sign_flip_test(TEN)
    assert isinstance(test, SignFlipTest)
    assert found["drift_direction"] == pytest.approx(0.82)
    assert found["drift_interval"] == pytest.approx(-test.high)
    assert rejects(np.add(TEN, found["drift_interval"] - 1e-6))
    assert not rejects(np.add(TEN, found["drift_interval"] + 1e-6))


def test_lost_families_tip_it():
    found = told(TEN, n_lost=3, worst_change=4)
    assert found["lost_direction"] == pytest.approx(8.2 / 3)
    assert rejects([*TEN, *[found["lost_interval"] - 0.01] * 3])
    assert not rejects([*TEN, *[found["lost_interval"]] * 3])
    # Two families with a change of 4 make up for 8.0 of 8.2 points; three are needed.
    assert found["lost_needed"] == 3
    assert math.isnan(told(TEN, n_lost=2, worst_change=4)["lost_direction"])
    assert "worst change" in reasons(TEN, n_lost=2, worst_change=4)["lost_direction"]
    assert reasons(TEN)["lost_interval"] == "no family was lost"
    assert reasons([-4.0] * 12, n_lost=1, worst_change=0.1)["lost_interval"].startswith(
        "not even"
    )


def test_the_odds_that_can_be_borne_are_also_a_chance():
    found = told([-1, -2, -3, -4, -5, -6, -7, -8])
    # All eight went the same way.
    assert found["bearable_share"] ** 8 == pytest.approx(0.025)
    assert found["bearable_odds"] == pytest.approx(
        found["bearable_share"] / (1 - found["bearable_share"])
    )


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ([], "no change is known"),
        ([math.nan], "no change is known"),
        ([0, 0, 0], "the mean change is nought, so there is nothing to undo"),
        ([1, -1], "the mean change is nought, so there is nothing to undo"),
    ],
)
def test_where_there_is_nothing_to_undo_it_says_so(changes: list[float], reason: str):
    assert set(reasons(changes).values()) == {reason}
    assert list(reasons(changes)) == list(UNITS)


def test_one_and_two_families_bear_nothing():
    assert told([-1.0])["reversals_direction"] == 1
    assert "no change lies" in reasons([-1.0, -2.0])["reversals_interval"]
    assert reasons([-1.0, -2.0])["drift_interval"] == "there is no interval"


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"n_lost": -1}, "number_least"),
        ({"n_lost": 0.5}, "count_not_whole"),
        ({"worst_change": 0}, "number_above_nought"),
        ({"level": 2}, "level_out_of_range"),
        ({"changes": ["a"]}, "answers_not_numbers"),
    ],
)
def test_what_cannot_be_is_refused(options: Any, code: str):
    with pytest.raises(ParameterError) as caught:
        estimate_sensitivity(**{"changes": TEN, **options})
    assert caught.value.code == code


def test_a_comparison_is_told_by_shares_and_by_a_risk_ratio():
    table = estimate_comparison_sensitivity(
        0.097316, standard_error=0.023257, df=783, outcome_sd=0.4
    )
    found: pd.Series[Any] = table.set_index("what")["estimate"]
    # Published for these data: 0.022, 0.139 and 0.076.
    assert found.iloc[:3].to_numpy() == pytest.approx([0.022, 0.139, 0.076], abs=5e-4)
    ratio = math.exp(0.91 * 0.097316 / 0.4)
    assert found["e_value"] == pytest.approx(ratio + math.sqrt(ratio * (ratio - 1)))
    assert 1 < found["e_value_interval"] < found["e_value"]
    plain = estimate_comparison_sensitivity(0.1, standard_error=0.2, df=20)
    assert plain["what"].tolist() == [
        "partial_r2",
        "robustness_value",
        "robustness_value_interval",
    ]
    with pytest.raises(ParameterError) as caught:
        estimate_comparison_sensitivity(0.1, standard_error=0, df=20)
    assert caught.value.code == "number_above_nought"
    with pytest.raises(ParameterError) as caught:
        estimate_comparison_sensitivity(math.inf, standard_error=1, df=20)
    assert caught.value.code == "number_finite"
