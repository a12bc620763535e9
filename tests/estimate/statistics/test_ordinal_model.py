"""Proportional odds: what R works out, what they must obey, and where they do not exist."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy.special import expit

from larvik_analysis.errors import ParameterError
from larvik_analysis.estimate.statistics.ordinal_model import ordinal_regression
from larvik_analysis.terms.results import NotEstimable

KNOWN = {
    case["id"]: case
    for case in json.loads(
        (Path(__file__).parents[2] / "known" / "ordinal.json").read_text(encoding="utf-8")
    )["cases"]
}
ANSWERS = [1, 2, 2, 3, 1, 3, 2, 3, 3, 1, 2, 1]
AGE = [20, 30, 25, 44, 31, 52, 47, 38, 60, 22, 41, 35]


def fitted(answers: Any, covariates: Any, **options: Any) -> pd.DataFrame:
    found = ordinal_regression(answers, covariates, **options)
    assert isinstance(found, pd.DataFrame)
    return found


def agrees(case: dict[str, Any], name: str, told: list[float]) -> None:
    expected = np.array(case["expected"][name])
    reach = case["tolerance"] * np.maximum(1, np.abs(expected))
    assert (np.abs(np.array(told) - expected) <= reach).all(), name


def ordered(values: list[str], categories: list[str]) -> pd.Series[Any]:
    return pd.Series(pd.Categorical(values, categories, ordered=True))


# ---- known answers ----------------------------------------------------------------------


def test_housing_with_frequencies_is_as_in_r():
    case = KNOWN["polr_housing"]
    data = case["input"]["data"]
    covariates = pd.DataFrame(
        {
            "Infl": ordered(data["Infl"], ["Low", "Medium", "High"]),
            "Type": ordered(data["Type"], ["Tower", "Apartment", "Atrium", "Terrace"]),
            "Cont": ordered(data["Cont"], ["Low", "High"]),
        }
    )
    satisfied = ordered(data["Sat"], ["Low", "Medium", "High"])
    found = fitted(satisfied, covariates, weights=data["Freq"])
    slopes = found[found["kind"] == "covariate"]
    assert slopes["term"].str.replace(": ", "").tolist() == case["expected"]["names"]
    agrees(case, "coef", slopes["estimate"].tolist())
    agrees(case, "zeta", found.loc[found["kind"] == "threshold", "estimate"].tolist())
    agrees(case, "se", found["standard_error"].tolist())
    assert found["deviance"][0] == pytest.approx(case["expected"]["deviance"], abs=1e-4)
    assert (found["n"] == sum(data["Freq"])).all()


def test_one_covariate_with_clusters_is_as_in_r():
    case = KNOWN["clm_synth60"]
    data = case["input"]["data"]
    arena = pd.DataFrame({"arena": data["arena"]})
    plain = fitted(data["item1"], arena)
    robust = fitted(data["item1"], arena, cluster=data["cluster"])
    # R puts thresholds first.
    order = [1, 2, 3, 4, 0]
    assert plain["term"][0] == "arena: school"
    agrees(case, "coef", plain["estimate"][order].tolist())
    agrees(case, "se_model", plain["standard_error"][order].tolist())
    agrees(case, "se_cluster", robust["standard_error"][order].tolist())
    # R's other variant is ours times sqrt(G / (G - 1)); it is not offered.
    corrected = robust["standard_error"][order] * math.sqrt(12 / 11)
    agrees(case, "se_cluster_g", corrected.tolist())
    assert set(robust["method"]) == {"proportional-odds-cluster-robust"}
    assert set(robust["n_clusters"]) == {12}


def test_the_wines_are_as_printed():
    case = KNOWN["clm_wine"]
    data = pd.DataFrame(case["input"]["data"])
    found = fitted(data["rating"], data[["temp", "contact"]])
    agrees(case, "coef", found["estimate"].tolist())
    agrees(case, "se_model", found["standard_error"].tolist())
    assert found["term"].tolist()[:3] == ["temp: warm", "contact: yes", "1 | 2"]


# ---- laws -------------------------------------------------------------------------------


def test_two_answers_and_two_groups_are_the_odds_ratio_of_the_table():
    # 3 of 9 and 8 of 12 answer the higher: odds ratio (8/4) / (3/6) = 4.
    answers = [1] * 6 + [2] * 3 + [1] * 4 + [2] * 8
    groups = pd.DataFrame({"group": ["a"] * 9 + ["b"] * 12})
    found = fitted(answers, groups)
    assert found["odds_ratio"].tolist() == pytest.approx([4.0, 2.0], abs=1e-4)
    # Woolf's standard error of the log odds ratio.
    woolf = math.sqrt(1 / 6 + 1 / 3 + 1 / 4 + 1 / 8)
    assert found["standard_error"][0] == pytest.approx(woolf, abs=1e-4)
    reach = 1.959963984540054 * woolf
    assert found["low"][0] == pytest.approx(math.log(4) - reach, abs=1e-3)
    assert found["odds_ratio_high"][0] == pytest.approx(4 * math.exp(reach), rel=1e-3)


def test_no_small_move_makes_the_answers_more_likely():
    covariates = pd.DataFrame({"age": AGE})
    found = fitted(ANSWERS, covariates)
    estimates = found["estimate"].to_numpy()

    def log_likelihood(slope: float, first: float, second: float) -> float:
        upto = expit(np.array([[first, second]]) - slope * np.array(AGE)[:, None])
        chances = np.diff(np.column_stack([np.zeros(12), upto, np.ones(12)]), axis=1)
        return float(np.log(chances[np.arange(12), np.array(ANSWERS) - 1]).sum())

    best = log_likelihood(*estimates)
    assert found["deviance"][0] == pytest.approx(-2 * best)
    for place, size in enumerate([1e-3, 0.03, 0.03]):
        for move in (-size, size):
            other = estimates.copy()
            other[place] += move
            assert log_likelihood(*other) < best


def test_turning_the_scale_turns_the_sign():
    covariates = pd.DataFrame({"age": AGE})
    found = fitted(ANSWERS, covariates)
    turned = fitted([4 - answer for answer in ANSWERS], covariates)
    assert turned["estimate"].tolist() == pytest.approx(
        (-found["estimate"][[0, 2, 1]]).tolist(), abs=1e-5
    )


def test_order_unit_and_reference_do_not_matter():
    covariates = pd.DataFrame({"age": AGE, "arena": ["school", "home", "street"] * 4})
    found = fitted(ANSWERS, covariates).set_index("term")
    backwards = fitted(ANSWERS[::-1], covariates[::-1]).set_index("term")
    assert backwards["standard_error"].to_dict() == pytest.approx(
        found["standard_error"].to_dict(), rel=1e-4
    )
    months = fitted(ANSWERS, covariates.assign(age=covariates["age"] * 12 + 3))
    age = months.set_index("term").loc["age"]
    assert age["estimate"] * 12 == pytest.approx(found["estimate"]["age"], rel=1e-4)
    assert age["p_value"] == pytest.approx(found["p_value"]["age"], abs=1e-5)
    other = pd.Categorical(covariates["arena"], ["school", "home", "street"])
    turned = fitted(ANSWERS, covariates.assign(arena=other)).set_index("term")
    assert turned["estimate"]["arena: home"] == pytest.approx(
        -found["estimate"]["arena: school"], abs=1e-5
    )


def test_weights_are_rows_written_out():
    covariates = pd.DataFrame({"age": AGE})
    weights = [2, 1, 0] * 4
    rows = np.repeat(np.arange(12), weights)
    found = fitted(ANSWERS, covariates, weights=weights)
    written = fitted(np.array(ANSWERS)[rows], covariates.iloc[rows])
    pd.testing.assert_frame_equal(found, written)


def test_clusters_of_one_are_robust_to_spread_alone():
    covariates = pd.DataFrame({"age": AGE})
    alone = fitted(ANSWERS, covariates, cluster=list("abcdefghijkl"))
    twice = fitted(
        [*ANSWERS, *ANSWERS],
        pd.concat([covariates, covariates]),
        cluster=list("abcdefghijkl") * 2,
    )
    assert twice["standard_error"].tolist() == pytest.approx(
        alone["standard_error"].tolist(), rel=1e-4
    )
    assert twice["n"][0] == 24


def test_a_higher_level_gives_a_wider_interval():
    covariates = pd.DataFrame({"age": AGE})
    narrow, wide = (fitted(ANSWERS, covariates, level=level) for level in (0.8, 0.95))
    assert (wide["low"] < narrow["low"]).all()
    assert (wide["high"] > narrow["high"]).all()


def test_rows_with_a_gap_and_unused_categories_are_left_out():
    words = ["no", "some", "much", "very much"]
    answers = ordered([words[answer - 1] for answer in ANSWERS] + ["much"], words)
    found = fitted(answers, pd.DataFrame({"age": [*AGE, None]}))
    assert found["term"].tolist() == ["age", "no | some", "some | much"]
    plain = fitted(ANSWERS, pd.DataFrame({"age": AGE}))
    assert found["estimate"].tolist() == pytest.approx(plain["estimate"].tolist())
    assert found["n"][0] == 12


# ---- edges ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answers", "covariates", "options", "reason"),
    [
        ([], {"x": []}, {}, "fewer than two different answers were given"),
        ([2, 2, 2], {"x": [1, 2, 3]}, {}, "fewer than two different answers were given"),
        ([1, None], {"x": [1, 2]}, {}, "fewer than two different answers were given"),
        (ANSWERS, {"x": [3] * 12}, {}, "a covariate is the same for everyone"),
        (ANSWERS, {"x": ["a"] * 12}, {}, "a covariate is the same for everyone"),
        (
            ANSWERS,
            {"x": AGE, "y": [2 * age + 1 for age in AGE]},
            {},
            "a covariate follows from the others",
        ),
        (
            [1, 1, 2, 2],
            {"x": [1, 2, 3, 4]},
            {},
            "the covariates tell some answers apart altogether",
        ),
        (  # quasi-complete: one value of the covariate has both answers
            [1, 1, 2, 1, 2, 2],
            {"x": [0, 0, 1, 1, 2, 2]},
            {},
            "the covariates tell some answers apart altogether",
        ),
        (  # a group in which nobody gave anything but the lowest answer
            [1, 1, 1, 1, 2, 3, 2, 1],
            {"x": list("aaabbbbb")},
            {},
            "the covariates tell some answers apart altogether",
        ),
        (
            ANSWERS,
            {"x": AGE},
            {"cluster": [1, 2, 3] * 4},
            "there are not more clusters than terms of the model",
        ),
    ],
)
def test_where_there_is_no_model_the_reason_is_told(answers, covariates, options, reason):
    found = ordinal_regression(answers, pd.DataFrame(covariates), **options)
    assert found == NotEstimable(reason)


def test_overlap_in_the_middle_is_no_separation():
    found = ordinal_regression([1, 2, 1, 2], pd.DataFrame({"x": [1, 2, 3, 4]}))
    assert isinstance(found, pd.DataFrame)


@pytest.mark.parametrize(
    ("answers", "covariates", "options", "code"),
    [
        (ANSWERS[:3], {"x": AGE}, {}, "lengths_differ"),
        (ANSWERS, {"x": AGE}, {"cluster": [1]}, "lengths_differ"),
        (ANSWERS, {"x": AGE}, {"weights": [1]}, "lengths_differ"),
        (ANSWERS, {"x": AGE}, {"cluster": [None] * 12}, "cluster_missing"),
        (ANSWERS, {"x": AGE}, {"weights": [0.5] * 12}, "weights_not_counts"),
        (ANSWERS, {"x": AGE}, {"weights": [-1] * 12}, "weights_not_counts"),
        (ANSWERS, {"x": AGE}, {"weights": [None] * 12}, "weights_not_counts"),
        (ANSWERS, {"x": AGE}, {"level": 0}, "level_out_of_range"),
        (ANSWERS, {}, {}, "covariates_wrong"),
        (["a"] * 12, {"x": AGE}, {}, "answers_not_numbers"),
        ([ANSWERS], {"x": AGE}, {}, "values_not_a_list"),
        (pd.Categorical(ANSWERS), {"x": AGE}, {}, "answers_not_ordered"),
    ],
)
def test_what_is_wrong_is_told(answers, covariates, options, code):
    with pytest.raises(ParameterError) as fault:
        ordinal_regression(answers, pd.DataFrame(covariates), **options)
    assert fault.value.code == code
