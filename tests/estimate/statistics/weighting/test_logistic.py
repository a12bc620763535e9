"""Logistic regression under a design: what R works out, and what it must agree with."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from scipy.special import expit

from larvik_analysis import NotEstimable, SurveyDesign, weighted_logit, weighted_share
from larvik_analysis.errors import ParameterError


def clustered(table: pd.DataFrame) -> SurveyDesign:
    return SurveyDesign(weights=table["w"], strata=table["stratum"], clusters=table["cluster"])


def test_two_predictors_as_in_r(survey_design):
    people = survey_design.tables["synth60"]
    table = weighted_logit(people["used_service"], people[["arena", "sex"]], clustered(people))
    expected = survey_design.expected("svyglm_logit")
    assert table["term"].tolist() == expected["names"]
    assert table["estimate"].tolist() == pytest.approx(expected["coef"], abs=1e-6)
    assert table["standard_error"].tolist() == pytest.approx(expected["se"], abs=1e-6)
    assert set(table["df"]) == {expected["df"]}
    assert set(table["n"]) == {60}


def test_an_intercept_alone_is_the_logit_interval_of_the_share(survey_design):
    people = survey_design.tables["synth60"]
    table = weighted_logit(people["used_service"], people[[]], clustered(people))
    share = weighted_share(people["used_service"], clustered(people), method="logit")
    [row] = table.itertuples()
    assert [expit(row.low), expit(row.estimate), expit(row.high)] == pytest.approx(
        [share.low, share.estimate, share.high]
    )


def test_another_reference_turns_the_sign(survey_design):
    people = survey_design.tables["synth60"]
    other = pd.DataFrame({"arena": pd.Categorical(people["arena"], ["school", "kindergarten"])})
    ours = weighted_logit(people["used_service"], people[["arena"]], clustered(people))
    turned = weighted_logit(people["used_service"], other, clustered(people))
    assert turned["term"].tolist() == ["(Intercept)", "arenakindergarten"]
    assert turned["estimate"].iloc[1] == pytest.approx(-ours["estimate"].iloc[1])
    assert turned["p_value"].iloc[1] == pytest.approx(ours["p_value"].iloc[1])


def test_the_interval_and_the_p_agree(survey_design):
    people = survey_design.tables["synth60"]
    table = weighted_logit(people["used_service"], people[["id"]],
                           SurveyDesign(weights=people["w"]))  # fmt: skip
    for row in table.itertuples():
        at_p = weighted_logit(
            people["used_service"], people[["id"]], SurveyDesign(weights=people["w"]),
            level=1 - row.p_value,
        ).iloc[row.Index]  # fmt: skip
        assert min(abs(at_p["low"]), abs(at_p["high"])) == pytest.approx(0, abs=1e-8)


def test_missing_values_stay_in_the_design_and_out_of_the_base(survey_design):
    people = survey_design.tables["synth60"]
    sex = people["sex"].where(people["id"] > 10)
    ours = weighted_logit(people["used_service"], sex.to_frame("sex"), clustered(people))
    domain = weighted_logit(
        people["used_service"], people[["sex"]], clustered(people), domain=people["id"] > 10
    )
    pd.testing.assert_frame_equal(ours, domain)
    assert set(ours["n"]) == {50}


def test_predictors_that_tell_answers_apart_without_fault_are_not_estimable():
    outcome = pd.Series([0, 0, 0, 1, 1, 1])
    design = SurveyDesign(weights=pd.Series(np.ones(6)))
    apart = NotEstimable("the predictors tell the answers apart without fault")
    assert weighted_logit(outcome, outcome.to_frame("x"), design) == apart
    assert weighted_logit(outcome * 0, outcome.to_frame("x"), design) == apart


def test_predictors_that_repeat_each_other_are_not_estimable():
    outcome = pd.Series([0, 1, 0, 1, 1, 1])
    twice = pd.DataFrame({"a": [1, 2, 3, 4, 5, 6], "b": [2, 4, 6, 8, 10, 12]})
    design = SurveyDesign(weights=pd.Series(np.ones(6)))
    few = NotEstimable("too few answers or clusters for so many predictors")
    assert weighted_logit(outcome, twice, design) == few
    nobody = pd.Series([False] * 6)
    assert weighted_logit(outcome, twice[["a"]], design, domain=nobody) == few


def test_what_is_no_outcome_or_predictor_is_refused():
    design = SurveyDesign(weights=pd.Series(np.ones(3)))
    numbers = pd.DataFrame({"x": [1.0, 2.0, math.inf]})
    with pytest.raises(ParameterError) as error:
        weighted_logit(pd.Series([0, 1, 2]), numbers, design)
    assert error.value.code == "answers_yes_no"
    with pytest.raises(ParameterError) as error:
        weighted_logit(pd.Series([0, 1, 1]), numbers, design)
    assert error.value.code == "values_finite"
    with pytest.raises(ParameterError) as error:
        weighted_logit(pd.Series([0, 1, 1]), numbers.iloc[:2], design)
    assert error.value.code == "design_rows"
    with pytest.raises(ParameterError) as error:
        weighted_logit(pd.Series([0, 1, 1]), numbers, design, level=1.0)
    assert error.value.code == "level_out_of_range"
