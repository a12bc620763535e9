"""Intervals for a share: what R works out, and what every such interval must obey."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from larvik_analysis.errors import ParameterError
from larvik_analysis.estimate.statistics.intervals import estimate_share
from larvik_analysis.terms.results import NotEstimable, ShareEstimate

KNOWN, KNOWN_OF_OTHERS = (
    json.loads((Path(__file__).parents[2] / "known" / name).read_text(encoding="utf-8"))[
        "cases"
    ]
    for name in ("wilson.json", "shares.json")
)
METHODS = {
    "Wilson": "wilson",
    "Clopper-Pearson": "clopper-pearson",
    "Jeffreys": "jeffreys",
    "Agresti-Coull": "agresti-coull",
    "Exact": "hypergeometric",
}
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


# ---- other methods ----------------------------------------------------------------------

WITHOUT_POPULATION = ["wilson", "clopper-pearson", "jeffreys", "agresti-coull"]


@pytest.mark.parametrize("case", KNOWN_OF_OTHERS, ids=[case["id"] for case in KNOWN_OF_OTHERS])
def test_other_methods_are_those_of_another_program(case: dict[str, Any]):
    given = case["input"]
    ours = estimate_share(
        given["x"],
        given["n"],
        method=METHODS[case["statistic"].split()[0]],
        level=case["params"]["conf"],
        population=given.get("N"),
    )
    found = {"estimate": ours.estimate, "lo": ours.low, "hi": ours.high}
    if "N" in given and ours.method == "hypergeometric":
        found |= {"count_lo": ours.low * given["N"], "count_hi": ours.high * given["N"]}
    named = found.keys() & case["expected"].keys()
    assert {"lo", "hi"} <= named
    for name in named:
        expected = case["expected"][name]
        reach = case["tolerance"] * max(1, abs(expected))
        assert found[name] == pytest.approx(expected, rel=0, abs=reach), name
    assert (ours.count, ours.n, ours.population) == (given["x"], given["n"], given.get("N"))


@pytest.mark.parametrize("method", WITHOUT_POPULATION)
@given(counted=counts(), level=LEVELS)
def test_every_interval_holds_its_estimate_and_mirrors(method, counted, level):
    count, n = counted
    share = estimate_share(count, n, method=method, level=level)
    others = estimate_share(n - count, n, method=method, level=level)
    assert 0 <= share.low <= share.estimate <= share.high <= 1
    assert others.low == pytest.approx(1 - share.high, abs=1e-9)
    assert share.method == method


@pytest.mark.parametrize("method", WITHOUT_POPULATION)
def test_every_method_widens_with_its_level(method):
    for count, n in [(0, 7), (3, 10), (10, 10), (127, 255)]:
        narrow, wide = (
            estimate_share(count, n, method=method, level=level) for level in (0.9, 0.99)
        )
        assert wide.low <= narrow.low
        assert narrow.high <= wide.high
        assert wide.high - wide.low > narrow.high - narrow.low


@given(counts().filter(lambda counted: counted[1] < 60), LEVELS)
def test_clopper_pearson_limits_leave_their_tails(counted, level):
    count, n = counted
    share = estimate_share(count, n, method="clopper-pearson", level=level)

    def chance(values: range, true: float) -> float:
        return sum(math.comb(n, k) * true**k * (1 - true) ** (n - k) for k in values)

    if count:
        assert chance(range(count, n + 1), share.low) == pytest.approx((1 - level) / 2)
    if count < n:
        assert chance(range(count + 1), share.high) == pytest.approx((1 - level) / 2)


# ---- a finite population ----------------------------------------------------------------


def brute_force_limits(count: int, n: int, population: int, tail: float) -> list[int]:
    """Every number of the population tried, each tail summed term by term."""
    kept = []
    for marked in range(count, population - (n - count) + 1):
        ways = [
            math.comb(marked, k) * math.comb(population - marked, n - k) for k in range(n + 1)
        ]
        all_ways = math.comb(population, n)
        at_least, at_most = sum(ways[count:]), sum(ways[: count + 1])
        if min(at_least, at_most) / all_ways > tail * (1 + 1e-9):
            kept.append(marked)
    return [kept[0], kept[-1]]


@given(st.data(), st.sampled_from([0.5, 0.8, 0.9, 0.95, 0.99]))
def test_the_hypergeometric_limits_are_those_of_trying_every_number(data, level):
    population = data.draw(st.integers(1, 40))
    n = data.draw(st.integers(1, population))
    count = data.draw(st.integers(0, n))
    share = estimate_share(
        count, n, method="hypergeometric", level=level, population=population
    )
    fewest, most = brute_force_limits(count, n, population, (1 - level) / 2)
    # The possible counts next to the share seen are always taken in.
    possible = range(count, population - (n - count) + 1)
    if n < population:
        fewest = min(
            fewest, max((k for k in possible if k * n < count * population), default=fewest)
        )
        most = max(most, min((k for k in possible if k * n > count * population), default=most))
    assert (share.low, share.high) == (fewest / population, most / population)


@pytest.mark.parametrize(
    ("count", "n", "population", "limits"),
    [(99, 100, 101, (99, 100)), (39, 39, 40, (39, 40)), (23, 29, 30, (23, 24))],
)
def test_a_sample_is_never_as_sure_as_a_census(count, n, population, limits):
    share = estimate_share(count, n, method="hypergeometric", population=population, level=0.5)
    assert (share.low, share.high) == (limits[0] / population, limits[1] / population)
    assert share.low < share.high
    assert share.low <= share.estimate <= share.high


def test_a_population_of_a_million_is_counted_one_by_one():
    share = estimate_share(250_000, 500_000, method="hypergeometric", population=10**6)
    fewest, most = round(share.low * 10**6), round(share.high * 10**6)
    # Half are asked, so the spread is 2 x 1.96 x sqrt(500000 / 4 / 2) = 980 of the million.
    assert fewest == 499_020
    assert most == 10**6 - fewest


@pytest.mark.parametrize("method", ["wilson", "hypergeometric"])
@given(counted=counts().filter(lambda counted: counted[1] < 2000))
def test_who_has_asked_all_knows(method, counted):
    count, n = counted
    share = estimate_share(count, n, method=method, population=n)
    assert share.low == share.estimate == share.high


@given(counts().filter(lambda counted: 1 < counted[1] < 500), LEVELS)
def test_a_smaller_population_is_surer_and_a_huge_one_like_none(counted, level):
    count, n = counted
    small, large = (
        estimate_share(count, n, level=level, population=size * n) for size in (2, 4)
    )
    huge = estimate_share(count, n, level=level, population=10**15)
    assert small.high - small.low < large.high - large.low
    assert huge.low == pytest.approx(wilson(count, n, level).low, abs=1e-9)


def test_where_nobody_of_a_population_answered_nothing_can_be_estimated():
    nobody = estimate_share(0, 0, method="hypergeometric", population=25)
    assert nobody == NotEstimable("nobody answered")


# ---- arguments --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ({"population": 9}, "population_below_n"),
        ({"population": -1}, "population_below_n"),
        ({"population": 20.5}, "count_not_whole"),
        ({"method": "hypergeometric"}, "population_needed"),
        ({"method": "wald"}, "method_unknown"),
        *(
            ({"method": method, "population": 25}, "population_not_used")
            for method in ("clopper-pearson", "jeffreys", "agresti-coull")
        ),
    ],
)
def test_what_does_not_go_together_is_refused(arguments: dict[str, Any], code: str):
    with pytest.raises(ParameterError) as fault:
        estimate_share(8, 10, **arguments)
    assert fault.value.code == code
    assert str(fault.value) != code  # it has its text


def test_who_gives_a_population_in_vain_is_told_what_takes_one():
    with pytest.raises(ParameterError, match="hypergeometric"):
        estimate_share(8, 10, method="jeffreys", population=25)


@pytest.mark.parametrize("count", [2.5, True, np.True_, "3", None, math.nan, math.inf, 1j])
def test_a_count_that_is_not_whole_is_refused(count: Any):
    for arguments in ((count, 10), (0, count)):
        with pytest.raises(ParameterError) as fault:
            estimate_share(*arguments)
        assert fault.value.code == "count_not_whole"


@pytest.mark.parametrize("kind", [np.int64, np.int32, np.uint8, np.float64, float])
def test_counts_of_any_library_are_counts(kind: type):
    share = estimate_share(kind(8), kind(10), population=kind(25))
    assert share == estimate_share(8, 10, population=25)
    assert type(share.low) is type(share.estimate) is float
    assert type(share.count) is type(share.n) is type(share.population) is int
