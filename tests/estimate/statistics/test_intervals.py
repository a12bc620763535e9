"""Wilson intervals: what R works out, and what every such interval must obey."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from larvik_analysis.errors import ParameterError
from larvik_analysis.estimate.statistics.intervals import estimate_share
from larvik_analysis.terms.results import NotEstimable, ShareEstimate

KNOWN = json.loads(
    (Path(__file__).parents[2] / "known" / "wilson.json").read_text(encoding="utf-8")
)["cases"]
LEVELS = st.floats(0.5, 0.999)
# Rounding of a root and two quotients below 1; far under any digit that is shown.
ROUNDING = 1e-12


@st.composite
def counts(draw: st.DrawFn) -> tuple[int, int]:
    """A count within its base of at least one."""
    n = draw(st.integers(1, 100_000))
    return draw(st.integers(0, n)), n


def wilson(count: int, n: int, level: float = 0.95) -> ShareEstimate:
    """The estimate, where there is one."""
    estimate = estimate_share(count, n, level=level)
    assert isinstance(estimate, ShareEstimate)
    return estimate


@pytest.mark.parametrize("case", KNOWN, ids=[case["id"] for case in KNOWN])
def test_the_intervals_are_those_of_another_program(case: dict[str, Any]):
    ours = wilson(case["input"]["x"], case["input"]["n"], case["params"]["conf"])
    names = {"estimate": ours.estimate, "lo": ours.low, "hi": ours.high}
    for name, expected in case["expected"].items():
        reach = case["tolerance"] * max(1, abs(expected))
        assert names[name] == pytest.approx(expected, rel=0, abs=reach), name


def test_eight_of_ten_gives_49_to_94_per_cent():
    useful = wilson(8, 10)
    assert useful.estimate == 0.8
    assert (round(100 * useful.low), round(100 * useful.high)) == (49, 94)
    assert (useful.count, useful.n, useful.level, useful.method) == (8, 10, 0.95, "wilson")


def test_the_limits_solve_the_score_equation():
    # By definition the limits are where the score statistic equals z: (p - L)^2 = z^2 L(1-L)/n.
    # z for 95 per cent from a printed table of the normal distribution, five decimals.
    z = 1.95996
    useful = wilson(8, 10)
    for limit in (useful.low, useful.high):
        statistic = abs(0.8 - limit) / math.sqrt(limit * (1 - limit) / 10)
        assert statistic == pytest.approx(z, abs=1e-5)


@given(counts(), LEVELS)
def test_an_interval_holds_its_estimate_and_stays_within_0_and_1(counted, level):
    share = wilson(*counted, level)
    assert 0 <= share.low <= share.estimate <= share.high <= 1


@given(counts(), LEVELS)
def test_counting_the_others_mirrors_the_interval(counted, level):
    count, n = counted
    share, others = wilson(count, n, level), wilson(n - count, n, level)
    assert others.low == pytest.approx(1 - share.high, abs=ROUNDING)
    assert others.high == pytest.approx(1 - share.low, abs=ROUNDING)


@given(counts(), LEVELS, LEVELS)
def test_a_higher_level_gives_a_wider_interval(counted, one, other):
    narrow, wide = (wilson(*counted, level) for level in sorted((one, other)))
    assert wide.low <= narrow.low + ROUNDING
    assert wide.high >= narrow.high - ROUNDING


@given(counts(), LEVELS, st.integers(2, 50))
def test_the_same_share_of_more_units_is_surer(counted, level, times):
    count, n = counted
    few, many = wilson(count, n, level), wilson(count * times, n * times, level)
    assert many.high - many.low < few.high - few.low


@given(st.integers(1, 100_000), LEVELS)
def test_none_and_all_reach_0_and_1_exactly(n, level):
    assert wilson(0, n, level).low == 0.0
    assert wilson(n, n, level).high == 1.0
    assert wilson(0, n, level).high > 0.0
    assert wilson(n, n, level).low < 1.0


def test_where_nobody_answered_nothing_can_be_estimated():
    assert estimate_share(0, 0) == NotEstimable("nobody answered")


@pytest.mark.parametrize(("count", "n"), [(-1, 10), (11, 10), (0, -1), (-1, -1), (1, 0)])
def test_a_count_outside_its_base_is_refused(count: int, n: int):
    with pytest.raises(ParameterError) as fault:
        estimate_share(count, n)
    assert (fault.value.code, fault.value.values) == (
        "count_out_of_range",
        {"count": count, "n": n},
    )


@pytest.mark.parametrize("level", [0.0, 1.0, -0.1, 1.5, 95.0, math.nan, math.inf])
def test_a_level_outside_0_to_1_is_refused(level: float):
    with pytest.raises(ParameterError) as fault:
        estimate_share(8, 10, level=level)
    assert fault.value.code == "level_out_of_range"
    assert fault.value.exit_code == 2
