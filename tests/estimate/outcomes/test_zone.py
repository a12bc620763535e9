"""What is said of one area with a measure, from its series and those of others."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

import larvik_analysis as la
from larvik_analysis.errors import ParameterError
from larvik_analysis.terms.outcomes import OutcomeData
from larvik_analysis.terms.results import NotEstimable
from larvik_analysis.terms.words import Words

WHAT = Words(nb="annet tiltak", en="another measure")
YEARS = list(range(2015, 2023))
COLUMNS = {"unit": "zone", "time": "year", "outcome": "outcome"}


def made(seed: int = 1, n_zones: int = 7, effect: float = 0.0) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    values = rng.normal(size=(len(YEARS), n_zones)).cumsum(axis=0) + 20
    values[5:, 0] += effect
    zones = [f"sone {k}" for k in range(n_zones)]
    wide = pd.DataFrame(values, index=YEARS, columns=zones).rename_axis("year")
    table = wide.melt(var_name="zone", value_name="outcome", ignore_index=False)
    return table.reset_index().assign(n=300.0)


def data_of(zones: pd.DataFrame | None = None, **more: Any) -> OutcomeData:
    zones = made() if zones is None else zones
    told = {"treated_zone": "sone 0", "zone_start": 2020, **more}
    return OutcomeData(zones=zones, **told)


def row(table: pd.DataFrame, **labels: str) -> Any:
    for name, value in labels.items():
        table = table[table[name] == value]
    assert len(table) == 1
    return table.iloc[0]


def test_both_designs_are_those_of_the_functions():
    zones = made()
    found = la.estimate_zone_effect(data_of(zones))
    assert found[["design", "without"]].values.tolist() == [
        ["difference_in_differences", ""],
        ["synthetic_control", ""],
    ]
    peers = [
        function(zones, **COLUMNS, treated="sone 0", start=2020)
        for function in (la.difference_in_differences, la.synthetic_control)
    ]
    for place, peer in enumerate(peers):
        told = found.iloc[place]
        assert told["estimate"] == peer.estimate
        assert (told["rank"], told["rank_floor"]) == (peer.rank, 1 / 7)
        assert told["rank_share"] == peer.rank / 7
        assert (told["n"], told["n_donors"], told["n_before"], told["n_after"]) == (7, 6, 5, 3)
        assert (told["method"], told["reason"], told["unit"]) == (peer.method, "", "outcome")
        assert np.isnan([told["low"], told["high"], told["level"]]).all()
    assert np.isnan(found["pre_rmspe"][0])
    assert found["pre_rmspe"][1] == peers[1].pre_rmspe
    # Either a size or the reason why no size would do.
    assert (found["detectable"].isna() == (found["detectable_reason"] != "")).all()


def test_donors_where_something_else_was_done_and_odd_years_are_left_out_in_turn():
    zones = made()
    data = data_of(
        zones,
        co_interventions={"sone 1": WHAT, "sone 2": WHAT, "nowhere": WHAT},
        flagged_years={2020: WHAT, 1999: WHAT},
    )
    found = la.estimate_zone_effect(data)
    assert found["without"].tolist() == [
        way for way in ("", "co_interventions", "flagged_years", "both") for _ in range(2)
    ]
    chosen = {
        "": zones,
        "co_interventions": zones[~zones["zone"].isin(["sone 1", "sone 2"])],
        "flagged_years": zones[zones["year"] != 2020],
    }
    for way, part in chosen.items():
        peer = la.difference_in_differences(part, **COLUMNS, treated="sone 0", start=2020)
        told = row(found, design="difference_in_differences", without=way)
        assert told["estimate"] == peer.estimate
        assert told["n"] == peer.n
    both = row(found, design="synthetic_control", without="both")
    assert (both["n"], both["n_after"]) == (5, 2)


def test_what_was_done_in_the_treated_area_itself_leaves_it_in():
    data = data_of(co_interventions={"sone 0": WHAT})
    assert set(la.estimate_zone_effect(data)["without"]) == {""}


def test_donors_with_gaps_are_left_out_and_named():
    zones = made().assign(
        outcome=lambda t: t["outcome"].mask((t["zone"] == "sone 3") & (t["year"] == 2016))
    )
    data = data_of(zones, co_interventions={"sone 2": WHAT})
    assert set(la.estimate_zone_effect(data).query("without == ''")["n_donors"]) == {5}
    donors = la.estimate_zone_donors(data).set_index("zone")
    assert donors.index[donors["has_gaps"]].tolist() == ["sone 3"]
    assert donors.index[donors["has_co_intervention"]].tolist() == ["sone 2"]
    assert donors["weight"].isna().tolist() == donors["has_gaps"].tolist()
    assert donors["weight"].sum() == pytest.approx(1)
    fewer = data_of(zones[~zones["zone"].isin(["sone 3", "sone 5"])])
    again = la.estimate_zone_effect(fewer)
    for place, design in enumerate(("difference_in_differences", "synthetic_control")):
        assert donors.loc["sone 5", design] == pytest.approx(again["estimate"][place])


def test_a_year_the_treated_area_lacks_is_left_out_for_all():
    zones = made()
    lacking = zones[(zones["zone"] != "sone 0") | (zones["year"] != 2017)]
    one, other = (
        la.estimate_zone_effect(data_of(part))
        for part in (lacking, zones[zones["year"] != 2017])
    )
    pd.testing.assert_frame_equal(one, other)


def test_years_show_both_comparisons_and_mark_those_unlike_others():
    found = la.estimate_zone_years(data_of(flagged_years={2020: WHAT}), reference="mean")
    assert isinstance(found, pd.DataFrame)
    assert found["year"].tolist() == YEARS
    assert found.loc[found["is_flagged"], "year"].tolist() == [2020]
    effect = la.estimate_zone_effect(data_of())["estimate"]
    after = ~found["is_before"]
    assert found.loc[after, "estimate"].mean() == pytest.approx(effect[0])
    assert found.loc[after, "synthetic_gap"].mean() == pytest.approx(effect[1])
    gap = found["observed"] - found["synthetic"]
    assert gap.to_numpy() == pytest.approx(found["synthetic_gap"].to_numpy())
    from_others = found["observed"] - found["others"]
    from_others -= from_others[found["is_before"]].mean()
    assert from_others.to_numpy() == pytest.approx(found["estimate"].to_numpy())


def test_checks_tell_trends_false_starts_and_single_donors():
    data = data_of()
    found = la.estimate_zone_checks(data)
    assert found["check"].tolist() == (
        ["slope_before", "detectable_slope", "detectable_drift"]
        + ["false_start"] * 6
        + ["lowest_without_one", "highest_without_one"] * 2
    )
    early = found[found["check"] == "false_start"]
    assert early["year"].tolist() == [2017, 2018, 2019] * 2
    donors = la.estimate_zone_donors(data)
    for design in ("difference_in_differences", "synthetic_control"):
        low = row(found, check="lowest_without_one", design=design)
        assert low["estimate"] == donors[design].min()
        high = row(found, check="highest_without_one", design=design)
        assert high["estimate"] == donors[design].max()


def test_a_large_effect_has_the_first_rank_and_a_detectable_size_below_it():
    found = la.estimate_zone_effect(data_of(made(5, effect=-40)))
    assert found["rank"].tolist() == [1, 1]
    assert found["estimate"].between(-50, -30).all()
    assert found["detectable"][0] < 40
    calm = la.estimate_zone_effect(data_of(made(5)))
    assert calm["detectable"][0] == found["detectable"][0]


REASONS = {
    "there is no series of areas": OutcomeData(),
    "the area with the measure has no numbers": data_of(treated_zone="sone 9"),
    "there are no years both before the start and from it on": data_of(zone_start=2015),
    "no area without the measure has all the years": data_of(made().query("zone == 'sone 0'")),
}


@pytest.mark.parametrize(("reason", "data"), REASONS.items())
def test_what_cannot_be_compared_has_a_reason(reason, data):
    found = la.estimate_zone_effect(data)
    assert found["reason"].tolist() == [reason] * 2
    assert found[["estimate", "rank", "detectable"]].isna().all(axis=None)
    assert la.estimate_zone_years(data) == NotEstimable(reason)
    checks = la.estimate_zone_checks(data)
    assert checks["reason"].tolist() == [reason]
    assert la.estimate_zone_donors(data)["weight"].isna().all()


def test_without_a_start_nothing_is_compared():
    found = la.estimate_zone_effect(data_of(zone_start=None))
    assert found["reason"].str.contains("before the start").all()


def test_one_year_before_leaves_the_difference_alone():
    data = data_of(zone_start=2016)
    found = la.estimate_zone_effect(data)
    assert found["reason"].tolist() == ["", "there are fewer than two times before the start"]
    years = la.estimate_zone_years(data)
    assert isinstance(years, pd.DataFrame)
    assert years["synthetic"].isna().all()
    checks = la.estimate_zone_checks(data)
    assert row(checks, check="slope_before")["reason"]
    low = row(checks, check="lowest_without_one", design="synthetic_control")
    assert low["reason"] == "there are fewer than two times before the start"


def test_one_donor_has_all_the_weight_and_cannot_be_left_out():
    data = data_of(made(n_zones=2))
    donors = la.estimate_zone_donors(data)
    assert donors[["zone", "weight"]].values.tolist() == [["sone 1", 1.0]]
    assert donors["synthetic_control"].isna().all()
    found = la.estimate_zone_effect(data)
    assert found["detectable_reason"].str.contains("fewer than three donors").all()


def test_rows_in_another_order_give_the_same_tables():
    data = data_of(co_interventions={"sone 1": WHAT})
    other = replace(data, zones=made().sample(frac=1, random_state=2))
    for estimate in (la.estimate_zone_effect, la.estimate_zone_donors, la.estimate_zone_checks):
        pd.testing.assert_frame_equal(estimate(data), estimate(other))


@pytest.mark.parametrize("change", [{"level": 1.0}, {"power": 0.0}])
def test_a_level_out_of_range_is_told(change):
    for estimate in (la.estimate_zone_effect, la.estimate_zone_checks):
        with pytest.raises(ParameterError):
            estimate(data_of(), **change)
