"""What every statistic refuses, and what it does with numbers at the ends of what can be."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import pandas as pd
import pytest

import larvik_analysis as la
from larvik_analysis.errors import ParameterError

DAYS = pd.to_datetime(["2026-01-01", "2026-01-02", "2026-01-05"])
NO_NUMBERS = {
    "dates": DAYS,
    "dates in a list": [dt.date(2026, 1, 1), dt.date(2026, 1, 2)],
    "dates in a table": pd.DataFrame({"day": DAYS}),
    "durations": pd.to_timedelta([1, 2, 3], unit="D"),
    "complex": [1 + 2j, 3],
    "texts": ["1", "2", "3"],
    "texts among numbers": pd.Series([1, "2", None], dtype=object),
    "too large": [1e308, -1e308, 1e300],
}


@pytest.mark.parametrize("values", NO_NUMBERS.values(), ids=NO_NUMBERS)
@pytest.mark.parametrize(
    "statistic",
    [
        la.sign_flip_test,
        la.walsh_interval,
        lambda values: la.bca_interval(values, rng=np.random.default_rng(1)),
        lambda values: la.adjust_p_values(values, method="holm"),
        la.max_t_step_down,
        lambda values: la.cluster_mean(values, ["a"] * len(values)),
        lambda values: la.kruskal_wallis_test([values, [1, 2]]),
    ],
)
def test_what_is_no_number_is_refused(statistic, values):
    with pytest.raises(ParameterError):
        statistic(values)


@pytest.mark.parametrize(
    "call",
    [
        lambda: la.adjust_p_values([True, False], method="bh"),
        lambda: la.sign_flip_test([True, False, None]),
        lambda: la.sign_flip_test([True, False], family=["a", "b"]),
        lambda: la.max_t_step_down(pd.DataFrame({"calm": [True, False]})),
    ],
)
def test_yes_and_no_are_neither_changes_nor_p_values(call):
    with pytest.raises(ParameterError) as refused:
        call()
    assert refused.value.code == "answers_not_numbers"


@pytest.mark.parametrize("level", [None, "0.95", True, 1, np.nan])
@pytest.mark.parametrize(
    "call",
    [
        lambda level: la.estimate_share(3, 10, level=level),
        lambda level: la.sign_flip_test([1, 2, 3], level=level),
        lambda level: la.max_t_step_down([[1.0], [2.0]], level=level),
    ],
)
def test_a_level_is_a_number_between_nought_and_one(call, level):
    with pytest.raises(ParameterError) as refused:
        call(level)
    assert refused.value.code == "level_out_of_range"
    assert refused.value.message("en")


def test_a_level_of_numpy_becomes_a_plain_number():
    assert type(la.estimate_share(3, 10, level=np.float32(0.5)).level) is float


@pytest.mark.parametrize(
    "call",
    [
        lambda: la.bca_interval([1, 2, 3, 4], rng=1),
        lambda: la.cluster_bootstrap_mean([1, 2], ["a", "b"], rng=1),
        lambda: la.krippendorff_alpha([[1, 2], [1, 2]], metric="nominal", rng=1),
        lambda: la.sign_flip_test(np.random.default_rng(1).normal(size=60), rng=1),
    ],
)
def test_a_seed_alone_is_no_generator(call):
    with pytest.raises(ParameterError) as refused:
        call()
    assert refused.value.code == "rng_no_generator"


def test_margins_are_a_mapping():
    margins: Any = [1]
    with pytest.raises(ParameterError) as refused:
        la.rake(pd.DataFrame({"place": ["a", "b"]}), margins)
    assert [problem.code for problem in refused.value.problems] == ["margins_none"]


def test_changes_next_to_nought_have_no_spread_to_divide_by():
    tiny = [1e-320, 2e-320, -3e-320, 1e-310]
    test: Any = la.paired_t_test([0] * 4, tiny)
    assert (test.low, test.p_value) == (None, None)
    assert isinstance(la.cohens_dz([0] * 4, tiny), la.NotEstimable)


ONE_POINT = {
    "flips": lambda: la.sign_flip_test([3] * 6),
    "flips of nothing": lambda: la.sign_flip_test([0] * 8),
    "ranks": lambda: la.signed_rank_test([0] * 8, [3] * 8, zeros="pratt"),
    "groups": lambda: la.mann_whitney_test([5] * 5, [1] * 5),
    "means": lambda: la.permutation_test([5] * 5, [1] * 5),
    "median": lambda: la.bca_interval(
        [3] * 20 + [4] * 4, np.median, rng=np.random.default_rng(1)
    ),
}


@pytest.mark.parametrize("call", ONE_POINT.values(), ids=ONE_POINT)
def test_no_interval_of_a_sample_is_one_point(call):
    found = call()
    assert (found.low, found.high, found.level) == (None, None, None)
    assert isinstance(found.estimate, float)


def test_a_level_stands_with_its_limits():
    perfect: Any = la.linear_by_linear_test([[5, 0], [0, 5]])
    assert (perfect.low, perfect.high, perfect.level) == (None, None, None)


def test_separate_groups_name_their_interval():
    assert la.cliffs_delta([5] * 6, [1] * 6).method == "cliffs-delta-separate-wilson"
    superior = la.probability_of_superiority([5] * 6, [1] * 6)
    assert superior.method == "superiority-separate-wilson"


def test_pairs_that_contradict_each_other_have_no_reliability():
    rows = np.random.default_rng(5).integers(1, 6, (9, 4)).astype(float)
    holes = np.random.default_rng(6).random((400, 9, 4)) < 0.45
    for hole in holes:
        scale = la.cronbach_alpha(np.where(hole, np.nan, rows), missing="pairwise")
        if isinstance(scale, la.NotEstimable):
            continue
        told = [one for one in scale.if_item_dropped.values() if one is not None]
        assert all(one <= 1 + 1e-9 for one in told)


def test_means_of_resamples_have_the_law_of_drawing_one_by_one():
    values = np.random.default_rng(1).normal(size=101)
    found = la.bca_interval(values, rng=np.random.default_rng(2))
    assert found.standard_error == pytest.approx(values.std() / np.sqrt(101), rel=0.03)
    assert found.low < found.estimate < found.high
