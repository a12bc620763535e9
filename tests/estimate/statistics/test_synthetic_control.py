"""One treated unit beside weighted others: published answers, brute force and laws."""

from __future__ import annotations

import itertools
import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import larvik_analysis as la
from larvik_analysis.errors import ParameterError
from larvik_analysis.estimate.statistics.synthetic_control import simplex_weights
from larvik_analysis.terms.results import NotEstimable
from larvik_analysis.terms.zone_results import SyntheticControl

KNOWN = Path(__file__).parents[2] / "known" / "zones.json"
CASES = {case["id"]: case for case in json.loads(KNOWN.read_text(encoding="utf-8"))["cases"]}
ROLES = {"unit": "zone", "time": "year", "outcome": "rate"}


def long_form(values: Any, years: Any = None, zones: Any = None) -> pd.DataFrame:
    """Rows of a matrix, times by units; the first unit is called a."""
    values = np.asarray(values, dtype=float)
    years = range(2000, 2000 + values.shape[0]) if years is None else years
    zones = [chr(97 + k) for k in range(values.shape[1])] if zones is None else zones
    wide = pd.DataFrame(values, index=years, columns=zones)
    return (
        wide.rename_axis("year")
        .melt(var_name="zone", value_name="rate", ignore_index=False)
        .reset_index()
    )


def california() -> tuple[pd.DataFrame, dict[str, Any]]:
    given_data = CASES["prop99_sdid_table"]["input"]
    values = np.array(list(given_data["outcome"].values())).T
    table = long_form(values, given_data["times"], list(given_data["outcome"]))
    return table, CASES["prop99_sdid_table"]["params"]


def control(values: Any, start: int, treated: Any = "a", **more: Any) -> SyntheticControl:
    found = la.synthetic_control(
        long_form(values, **more), **ROLES, treated=treated, start=start
    )
    assert isinstance(found, SyntheticControl)
    return found


def drawn(seed: int, n_times: int = 9, n_units: int = 6) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=(n_times, n_units)).cumsum(axis=0)


# ---- known answers ----------------------------------------------------------------------


def test_california_is_as_published():
    table, params = california()
    found = la.synthetic_control(table, **ROLES, **params)
    assert isinstance(found, SyntheticControl)
    expected = CASES["prop99_sdid_table"]["expected"]
    reach = CASES["prop99_sdid_table"]["tolerance"] * abs(expected["sc"])
    assert found.att == found.estimate == pytest.approx(expected["sc"], rel=0, abs=reach)
    assert found.att == pytest.approx(expected["published_sc"], abs=0.1)
    assert (found.rank, found.n, found.n_donors) == (3, 39, 38)
    assert found.rank_floor == 1 / 39
    assert found.rank_share == 3 / 39
    assert (found.low, found.high, found.level) == (None, None, None)
    assert found.is_unique
    assert found.fit_shortfall < 1e-8
    kept = found.weights[found.weights > 0.01].round(3).to_dict()
    # The weights that four programmes found for outcomes alone.
    assert kept == {
        "Colorado": 0.015, "Connecticut": 0.109, "Montana": 0.232, "Nevada": 0.205,
        "New Hampshire": 0.045, "Utah": 0.394,
    }  # fmt: skip


def test_weights_that_were_put_in_come_out():
    values = drawn(1)
    values[:, 0] = 0.3 * values[:, 1] + 0.7 * values[:, 2]
    values[6:, 0] += 2.5
    found = control(values, 2006)
    assert found.weights.to_numpy() == pytest.approx([0.3, 0.7, 0, 0, 0], abs=1e-9)
    assert found.att == pytest.approx(2.5, abs=1e-9)
    assert found.pre_rmspe == pytest.approx(0, abs=1e-9)
    assert found.rank == 1
    assert found.gap.index.tolist() == list(range(2000, 2009))
    assert (found.observed - found.synthetic).to_numpy() == pytest.approx(found.gap.to_numpy())


# ---- other routes -----------------------------------------------------------------------


def best_of_all_supports(differences: np.ndarray) -> float:
    """The least squared length over the simplex, by trying every set of donors."""
    n = differences.shape[1]
    gram = differences.T @ differences
    found = []
    for size in range(1, n + 1):
        for chosen in itertools.combinations(range(n), size):
            system = np.ones((size + 1, size + 1))
            system[-1, -1] = 0
            system[:size, :size] = gram[np.ix_(chosen, chosen)]
            weights = np.linalg.lstsq(system, np.eye(size + 1)[-1], rcond=None)[0][:size]
            if weights.min() >= -1e-12:
                weights = weights.clip(0) / weights.clip(0).sum()
                found.append(float(((differences[:, chosen] @ weights) ** 2).sum()))
    return min(found)


@settings(max_examples=60)
@given(st.integers(0, 10_000), st.integers(2, 6), st.integers(1, 6))
def test_no_other_weights_fit_better(seed, n_times, n_donors):
    differences = np.random.default_rng(seed).normal(0.3, 1, (n_times, n_donors))
    weights = simplex_weights(differences)
    assert weights.min() >= 0
    assert weights.sum() == pytest.approx(1, abs=1e-12)
    ours = float(((differences @ weights) ** 2).sum())
    assert ours == pytest.approx(best_of_all_supports(differences), abs=1e-9)


def test_the_gap_is_that_of_a_general_optimiser():
    from scipy.optimize import minimize

    table, params = california()
    found = la.synthetic_control(table, **ROLES, **params)
    assert isinstance(found, SyntheticControl)
    wide = table.pivot(index="year", columns="zone", values="rate")
    before = wide[wide.index < 1989]
    donors = before.drop(columns="California").to_numpy()
    gaps = donors - before[["California"]].to_numpy()
    peer = minimize(
        lambda w: ((gaps @ w) ** 2).mean(),
        np.full(38, 1 / 38),
        jac=lambda w: 2 * gaps.T @ (gaps @ w) / len(gaps),
        bounds=[(0, 1)] * 38,
        constraints={"type": "eq", "fun": lambda w: w.sum() - 1},
        method="SLSQP",
        options={"ftol": 1e-12, "maxiter": 1000},
    )
    assert found.pre_rmspe == pytest.approx(np.sqrt(peer.fun), abs=1e-5)
    assert found.pre_rmspe <= np.sqrt(peer.fun) + 1e-9


# ---- laws -------------------------------------------------------------------------------


@settings(max_examples=30)
@given(st.integers(0, 10_000))
def test_row_order_names_level_and_unit_do_not_matter(seed):
    values = drawn(seed)
    found = control(values, 2006)
    table = long_form(values).sample(frac=1, random_state=seed)
    again = la.synthetic_control(table, **ROLES, treated="a", start=2006)
    assert isinstance(again, SyntheticControl)
    assert again.att == found.att
    pd.testing.assert_series_equal(again.weights, found.weights)
    order = np.array([0, 5, 3, 1, 4, 2])
    turned = control(values[:, order], 2006)
    assert turned.att == pytest.approx(found.att, abs=1e-7)
    scaled = control(1000 * values + 50_000, 2006)
    assert scaled.att == pytest.approx(1000 * found.att, rel=1e-6, abs=1e-6)
    assert scaled.rank == found.rank


@settings(max_examples=30)
@given(st.integers(0, 10_000))
def test_each_unit_in_turn_has_another_rank(seed):
    values = drawn(seed)
    ranks = [control(values, 2006, zone).rank for zone in "abcdef"]
    assert sorted(ranks) == [1, 2, 3, 4, 5, 6]


@settings(max_examples=30)
@given(st.integers(0, 10_000), st.floats(-50, 50))
def test_an_effect_moves_the_gap_and_nothing_before(seed, effect):
    values = drawn(seed)
    moved = values.copy()
    moved[6:, 0] += effect
    one, other = control(values, 2006), control(moved, 2006)
    assert other.att == pytest.approx(one.att + effect, abs=1e-9)
    assert other.pre_rmspe == one.pre_rmspe
    pd.testing.assert_series_equal(one.weights, other.weights)


@settings(max_examples=30)
@given(st.integers(0, 10_000))
def test_leaving_out_a_donor_without_weight_changes_nothing(seed):
    values = drawn(seed)
    found = control(values, 2006)
    table = long_form(values)
    left = la.leave_one_donor_out(table, **ROLES, treated="a", start=2006)
    assert isinstance(left, pd.DataFrame)
    idle = left["weight"] < 1e-12
    assert left.loc[idle, "synthetic_control"].to_numpy() == pytest.approx(found.att, abs=1e-6)
    fewer = table[table["zone"] != left["donor"].iloc[0]]
    again = la.synthetic_control(fewer, **ROLES, treated="a", start=2006)
    assert isinstance(again, SyntheticControl)
    assert left["synthetic_control"].iloc[0] == pytest.approx(again.att, abs=1e-9)
    assert left["pre_rmspe"].iloc[0] == pytest.approx(again.pre_rmspe, abs=1e-9)


def test_weights_that_could_be_others_are_told_and_even():
    values = drawn(3, n_units=4)
    values[:6, 2] = values[:6, 1]
    values[:6, 0] = values[:6, 1]
    found = control(values, 2006)
    assert not found.is_unique
    assert found.weights.to_numpy() == pytest.approx([0.5, 0.5, 0], abs=1e-6)


def test_one_donor_has_all_the_weight():
    found = control(drawn(4, n_units=2), 2006)
    assert found.weights.tolist() == [1.0]
    assert (found.rank_floor, found.n_donors) == (0.5, 1)


@pytest.mark.parametrize("far", [1e4, 1e6, 1e8])
def test_a_donor_of_another_size_altogether_does_not_spoil_the_fit(far: float):
    values = drawn(3)
    without = control(values, 2006)
    with_it = control(np.column_stack([values, far + drawn(4)[:, 0]]), 2006)
    assert with_it.pre_rmspe <= without.pre_rmspe * (1 + 1e-9)
    assert with_it.fit_shortfall < 1e-9
    assert with_it.is_unique


def test_where_nothing_ever_moves_the_rank_is_the_last():
    found = control(np.ones((6, 4)), 2004)
    assert (found.att, found.rank, found.rank_share) == (0.0, 4, 1.0)
    assert found.weights.to_numpy() == pytest.approx([1 / 3] * 3)


def test_placebo_gaps_are_those_of_each_donor_as_the_treated_one():
    values = drawn(5)
    found = control(values, 2006)
    for zone in "bcdef":
        other = control(values, 2006, zone)
        assert found.placebo_gaps[zone].to_numpy() == pytest.approx(other.gap.to_numpy())
        assert found.ratios[zone] == pytest.approx(other.rmspe_ratio)


# ---- in time ----------------------------------------------------------------------------


def test_false_starts_look_at_the_years_before_alone():
    values = drawn(6)
    moved = values.copy()
    moved[6:, 0] += 100
    early = [
        la.in_time_placebos(long_form(v), **ROLES, treated="a", start=2006)
        for v in (values, moved)
    ]
    assert isinstance(early[0], pd.DataFrame)
    pd.testing.assert_frame_equal(*early)
    assert early[0]["start"].tolist() == [2002, 2003, 2004, 2005]
    cut = la.synthetic_control(long_form(values[:6]), **ROLES, treated="a", start=2004)
    assert isinstance(cut, SyntheticControl)
    assert early[0]["synthetic_control"][2] == pytest.approx(cut.att)
    assert early[0][["n_before", "n_after"]].values[2].tolist() == [4, 2]


# ---- too little, and wrong --------------------------------------------------------------


def test_too_little_is_a_reason():
    one_year = la.synthetic_control(long_form(drawn(1)), **ROLES, treated="a", start=2001)
    assert one_year == NotEstimable("there are fewer than two times before the start")
    alone = la.leave_one_donor_out(
        long_form(drawn(1, n_units=2)), **ROLES, treated="a", start=2006
    )
    assert isinstance(alone, NotEstimable)
    short = la.in_time_placebos(long_form(drawn(1)), **ROLES, treated="a", start=2002)
    assert isinstance(short, NotEstimable)


def broken(**change: Any) -> dict[str, Any]:
    table = change.pop("table", long_form(drawn(1)))
    return {"panel": table, **ROLES, "treated": "a", "start": 2006, **change}


GAPS = long_form(drawn(1)).assign(
    rate=lambda t: t["rate"].mask(t["zone"].isin(["c", "e"]) & (t["year"] == 2003))
)
WRONG = {
    "panel_no_table": broken(table=[1, 2]),
    "panel_column": broken(unit="area"),
    "panel_keys_missing": broken(
        table=long_form(drawn(1)).assign(zone=lambda t: t["zone"].where(t.index > 0))
    ),
    "answers_not_numbers": broken(table=long_form(drawn(1)).assign(rate="x")),
    "panel_treated": broken(treated="z"),
    "panel_treated_several": broken(treated=["a", "b"]),
    "panel_no_donors": broken(table=long_form(drawn(1)).query("zone == 'a'")),
    "panel_start": broken(start=2000),
    "panel_repeated": broken(table=pd.concat([long_form(drawn(1))] * 2)),
    "panel_treated_gaps": broken(table=GAPS, treated="c"),
    "panel_donor_gaps": broken(table=GAPS),
}


@pytest.mark.parametrize(("code", "arguments"), WRONG.items())
@pytest.mark.parametrize(
    "function", [la.synthetic_control, la.leave_one_donor_out, la.in_time_placebos]
)
def test_what_is_wrong_is_told(function, code, arguments):
    with pytest.raises(ParameterError) as refused:
        function(**arguments)
    assert refused.value.code == code


@pytest.mark.parametrize("start", [2009, 1999, np.nan, None, "soon", pd.Timestamp(2006, 1, 1)])
def test_a_start_outside_is_told(start):
    with pytest.raises(ParameterError) as refused:
        la.synthetic_control(**broken(start=start))
    assert refused.value.code == "panel_start"


def test_donors_with_gaps_are_named():
    with pytest.raises(ParameterError) as refused:
        la.synthetic_control(**broken(table=GAPS))
    assert refused.value.values["units"] == "c, e"
    many = long_form(drawn(1, n_units=20))
    many = many[(many["zone"] == "a") | (many["year"] > 2000)]
    with pytest.raises(ParameterError) as refused:
        la.synthetic_control(**broken(table=many))
    assert refused.value.values["units"] == "b, c, d, e, f, g, h, i, j, k, ..."


def test_a_column_with_two_roles_is_told():
    with pytest.raises(ParameterError) as refused:
        la.synthetic_control(**broken(time="zone"))
    assert refused.value.code == "panel_column"


# ---- simulation -------------------------------------------------------------------------


@pytest.mark.slow
def test_every_rank_is_as_likely_where_nothing_happened():
    n_draws, n_zones = 1500, 8
    ranks = [
        control(drawn(seed, n_times=8, n_units=n_zones), 2005).rank for seed in range(n_draws)
    ]
    share = np.bincount(ranks, minlength=n_zones + 1)[1:] / n_draws
    # Four standard errors of a share of one in eight.
    assert share == pytest.approx(1 / n_zones, abs=4 * np.sqrt(7 / 64 / n_draws))
