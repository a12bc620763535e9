"""Designs fitted to margins: what R works out, and what the residuals must obey."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from larvik_analysis import SurveyDesign, calibrate, post_stratify, rake, weighted_mean
from larvik_analysis.errors import ParameterError
from larvik_analysis.estimate.statistics.weighting.faults import WeightingError

# A variance that is nothing but rounding.
NOTHING = 1e-12


def test_post_stratification_as_in_r(survey_design):
    people = survey_design.tables["synth60"]
    case = survey_design.cases["poststratify_sex"]
    design = post_stratify(
        SurveyDesign(weights=people["w"]), people["sex"], case["input"]["pop"]
    )
    ours = weighted_mean(people["used_service"], design)
    survey_design.check("poststratify_sex", est=ours.estimate, se=ours.standard_error)
    assert design.weights.to_numpy() == pytest.approx(case["expected"]["weights"], abs=1e-8)


def test_the_standard_error_of_raking_as_in_r(raking):
    people = raking.tables["synth60"]
    margins = raking.cases["rake_3margins"]["input"]["margins"]
    design = calibrate(SurveyDesign(weights=people["w"]), people, margins, residuals="equal")
    ours = weighted_mean(people["used_service"], design)
    raking.check("rake_3margins", est=ours.estimate, se=ours.standard_error)


@pytest.mark.parametrize("method", ["raking", "linear"])
def test_calibration_as_in_r(raking, method):
    people = raking.tables["synth60"]
    margins = raking.cases["calibrate_raking_linear"]["input"]["margins"]
    design = calibrate(SurveyDesign(weights=people["w"]), people, margins, method=method)
    ours = weighted_mean(people["used_service"], design)
    numbers = {f"{method}_est": ours.estimate, f"{method}_se": ours.standard_error}
    raking.check("calibrate_raking_linear", **numbers)
    if method == "linear":
        raking.check(
            "calibrate_raking_linear",
            linear_weights_min=float(design.weights.min()),
            linear_weights_max=float(design.weights.max()),
        )
    else:
        expected = rake(people, margins, weights=people["w"])
        assert design.weights.to_numpy() == pytest.approx(expected.to_numpy())


@pytest.mark.parametrize("method", ["raking", "linear"])
def test_margins_are_met_and_known_without_doubt(raking, method):
    people = raking.tables["synth60"]
    margins = raking.cases["rake_3margins"]["input"]["margins"]
    design = calibrate(SurveyDesign(weights=people["w"]), people, margins, method=method)
    for column, counts in margins.items():
        for level, count in counts.items():
            ours = weighted_mean((people[column] == level).astype(float), design)
            assert ours.estimate == pytest.approx(count / 400)
            assert ours.standard_error < NOTHING


def test_what_the_groups_explain_takes_doubt_away():
    people = pd.DataFrame({"arena": ["k", "k", "k", "s", "s", "s"]})
    score = pd.Series([1.0, 2.0, 1.0, 5.0, 6.0, 5.0])
    design = SurveyDesign(weights=pd.Series(np.ones(6)))
    before = weighted_mean(score, design)
    after = weighted_mean(score, post_stratify(design, people["arena"], {"k": 30, "s": 30}))
    assert after.estimate == before.estimate
    assert after.standard_error < before.standard_error / 3


def test_a_design_keeps_its_clusters_when_it_is_fitted(raking):
    people = raking.tables["synth60"]
    margins = raking.cases["rake_3margins"]["input"]["margins"]
    design = SurveyDesign(
        weights=people["w"], strata=people["stratum"], clusters=people["cluster"]
    )
    ours = weighted_mean(people["used_service"], calibrate(design, people, margins))
    assert (ours.df, ours.n_clusters) == (9, 12)


def test_linear_weights_below_nought_are_refused():
    people = pd.DataFrame({"sex": ["F", "M", "F", "M"], "age": ["o", "o", "y", "y"]})
    design = SurveyDesign(weights=pd.Series([10.0, 1.0, 1.0, 1.0]))
    with pytest.raises(WeightingError) as error:
        calibrate(
            design,
            people,
            {"sex": {"F": 4, "M": 96}, "age": {"o": 4, "y": 96}},
            method="linear",
        )
    assert [problem.code for problem in error.value.problems] == ["weights_linear_negative"]


def test_margins_that_no_linear_weights_meet_are_refused():
    people = pd.DataFrame({"sex": ["F", "M"], "age": ["old", "young"]})
    margins = {"sex": {"F": 3, "M": 1}, "age": {"old": 2, "young": 2}}
    with pytest.raises(WeightingError) as error:
        calibrate(SurveyDesign(weights=pd.Series([1.0, 1.0])), people, margins, method="linear")
    assert [problem.code for problem in error.value.problems] == ["margins_out_of_reach"]


@pytest.mark.parametrize("more", [{"method": "logit"}, {"residuals": "raked"}])
def test_an_unknown_way_is_refused(more):
    people = pd.DataFrame({"sex": ["F", "M"]})
    design = SurveyDesign(weights=pd.Series([1.0, 1.0]))
    with pytest.raises(ParameterError) as error:
        calibrate(design, people, {"sex": {"F": 1, "M": 1}}, **more)
    assert error.value.code == "method_unknown"


def test_other_rows_are_refused():
    people = pd.DataFrame({"sex": ["F", "M"]}, index=[5, 6])
    with pytest.raises(ParameterError) as error:
        calibrate(
            SurveyDesign(weights=pd.Series([1.0, 1.0])), people, {"sex": {"F": 1, "M": 1}}
        )
    assert error.value.code == "design_rows"
