"""Replicate weights: what R works out, and what they must agree with."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from larvik_analysis import (
    ReplicateWeights,
    SurveyDesign,
    bootstrap_weights,
    jackknife_weights,
    rake,
    rake_replicates,
    replicate_shares,
    weighted_shares,
)
from larvik_analysis.errors import ParameterError
from larvik_analysis.estimate.statistics.weighting import replicates, tables
from larvik_analysis.estimate.statistics.weighting.faults import WeightingError


def clustered(table: pd.DataFrame) -> SurveyDesign:
    return SurveyDesign(weights=table["w"], strata=table["stratum"], clusters=table["cluster"])


def used(people: pd.DataFrame, replicates: ReplicateWeights) -> pd.Series:
    """The row of those who used the service."""
    table = replicate_shares(people[["used_service"]], replicates)
    return table[table["answer"] == 1].iloc[0]


def test_jackknives_as_in_r(survey_design):
    people = survey_design.tables["synth60"]
    by_stratum = used(people, jackknife_weights(clustered(people)))
    of_all = used(people, jackknife_weights(clustered(people), stratified=False))
    survey_design.check(
        "jackknife_jkn_jk1",
        est=by_stratum["estimate"],
        se_jkn=by_stratum["standard_error"],
        se_jk1=of_all["standard_error"],
        df_jkn=by_stratum["df"],
    )


def test_replicates_raked_one_by_one_as_in_r(raking):
    people = raking.tables["synth60"]
    margins = raking.cases["rake_replicates_jkn"]["input"]["margins"]
    raked = rake_replicates(jackknife_weights(clustered(people)), people, margins)
    ours = used(people, raked)
    raking.check("rake_replicates_jkn", est=ours["estimate"], se=ours["standard_error"])


def test_each_raked_replicate_is_what_rake_makes_of_it(raking, monkeypatch):
    people = raking.tables["synth60"]
    margins = raking.cases["rake_3margins"]["input"]["margins"]
    before = bootstrap_weights(clustered(people), 70, rng=np.random.default_rng(11))
    raked = rake_replicates(before, people, margins)
    for one, other in zip(before.replicates, raked.replicates, strict=True):
        expected = rake(people, margins, weights=one)
        assert other == pytest.approx(expected.to_numpy(), rel=1e-7)
    assert raked.weights.sum() == pytest.approx(400)


def test_a_jackknife_by_hand():
    # Mean of 1, 2, 6 is 3; without each 4, 3.5, 1.5, whose mean is 3. Squares 1, 1/4, 9/4
    # add up to 7/2, times 2/3: the variance of a mean, 7/3.
    design = SurveyDesign(weights=pd.Series(np.ones(3)))
    made = jackknife_weights(design)
    means = made.replicates @ [1.0, 2.0, 6.0] / made.replicates.sum(axis=1)
    assert means.tolist() == [4.0, 3.5, 1.5]
    assert made.variances(means[:, None], np.array([3.0])).tolist() == [pytest.approx(7 / 3)]


def test_the_jackknife_of_a_whole_population_has_no_doubt():
    design = SurveyDesign(weights=pd.Series(np.ones(3)), population=3)
    for stratified in (True, False):
        assert not jackknife_weights(design, stratified=stratified).factors.any()


def test_the_bootstrap_comes_near_linearisation(raking):
    people = raking.tables["synth60"]
    design = clustered(people)
    made = bootstrap_weights(design, 4_000, rng=np.random.default_rng(5))
    linear = weighted_shares(people[["used_service"]], design)["standard_error"].iloc[0]
    # Four thousand draws leave about 1 per cent of chance; a ratio's bend some more.
    assert used(people, made)["standard_error"] == pytest.approx(linear, rel=0.08)
    assert made.replicates.mean() == pytest.approx(people["w"].mean(), rel=0.01)


def test_a_bootstrap_of_half_a_population_halves_the_variance():
    weights = pd.Series(np.ones(40))
    yes = pd.DataFrame({"q": [1, 0] * 20})
    errors = []
    for population in (None, 80):
        design = SurveyDesign(weights=weights, population=population)
        made = bootstrap_weights(design, 3_000, rng=np.random.default_rng(8))
        errors.append(replicate_shares(yes, made)["standard_error"].iloc[0])
    assert errors[1] / errors[0] == pytest.approx(math.sqrt(0.5), rel=1e-9)


def test_the_same_generator_gives_the_same_replicates(raking):
    design = clustered(raking.tables["synth60"])
    made = [bootstrap_weights(design, 5, rng=np.random.default_rng(1)) for _ in range(2)]
    assert np.array_equal(made[0].replicates, made[1].replicates)


def test_around_the_full_sample_the_variance_is_no_smaller(survey_design):
    people = survey_design.tables["synth60"]
    errors = [
        used(people, jackknife_weights(clustered(people), centre=centre))["standard_error"]
        for centre in ("mean", "full")
    ]
    assert errors[0] < errors[1] < errors[0] * 1.01


def test_rows_may_come_in_any_number_of_parts(raking, monkeypatch):
    people = raking.tables["synth60"]
    made = jackknife_weights(clustered(people))
    answers = people[["used_service", "arena"]]
    whole = replicate_shares(answers, made, groups=people["sex"])
    monkeypatch.setattr(tables, "N_ROWS_AT_ONCE", 7)
    parts = replicate_shares(answers, made, groups=people["sex"])
    pd.testing.assert_frame_equal(parts, whole)


def test_single_precision_keeps_four_digits(raking):
    people = raking.tables["synth60"]
    made = bootstrap_weights(clustered(people), 200, rng=np.random.default_rng(2))
    small = ReplicateWeights(
        weights=made.weights,
        replicates=made.replicates.astype(np.float32),
        factors=made.factors,
        df=made.df,
    )
    assert used(people, small)["standard_error"] == pytest.approx(
        used(people, made)["standard_error"], rel=1e-4
    )


def test_shares_in_groups_are_those_of_each_group_alone(raking):
    people = raking.tables["synth60"].copy()
    made = jackknife_weights(clustered(people))
    table = replicate_shares(people[["used_service"]], made, groups=people["sex"])
    alone = people["used_service"].where(people["sex"] == "F")
    expected = replicate_shares(alone.to_frame("used_service"), made)
    numbers = ["estimate", "low", "high", "n", "count", "standard_error"]
    got = table[table["group"] == "F"][numbers].reset_index(drop=True)
    pd.testing.assert_frame_equal(got, expected[numbers])


def test_a_group_within_one_cluster_has_a_share_and_no_interval(raking):
    people = raking.tables["synth60"]
    made = jackknife_weights(clustered(people))
    only = people["used_service"].where(people["cluster"] == 1)
    table = replicate_shares(only.to_frame("q"), made)
    assert table["estimate"].notna().all()
    assert table["low"].isna().all()
    assert set(table["reason"]) == {"a replicate has nobody to estimate from"}


def test_where_all_say_yes_the_interval_has_a_width(raking):
    people = raking.tables["synth60"]
    table = replicate_shares(
        pd.DataFrame({"q": np.ones(60)}), jackknife_weights(clustered(people))
    )
    assert table["high"].tolist() == [1.0]
    # As for ten clusters, nine degrees of freedom and one.
    assert table["low"].tolist() == [pytest.approx(0.025 ** (1 / 10))]


def test_a_level_that_one_cluster_alone_has_cannot_be_raked_without_it(raking):
    people = raking.tables["synth60"].assign(
        rare=lambda table: np.where(table["cluster"] == 1, "x", "y")
    )
    made = jackknife_weights(clustered(people))
    with pytest.raises(WeightingError) as error:
        rake_replicates(made, people, {"rare": {"x": 5, "y": 95}})
    assert [problem.code for problem in error.value.problems] == ["margin_lost"]


GOOD = {"weights": pd.Series([1.0, 1.0]), "replicates": np.ones((3, 2)), "factors": np.ones(3)}


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        ({"weights": pd.Series([1.0, -1.0])}, "weights_negative"),
        ({"replicates": np.ones((3, 3))}, "replicates_shape"),
        ({"replicates": np.ones((0, 2)), "factors": np.ones(0)}, "replicates_shape"),
        ({"replicates": -np.ones((3, 2))}, "replicates_numbers"),
        ({"replicates": np.full((3, 2), np.nan)}, "replicates_numbers"),
        ({"replicates": np.full((3, 2), np.inf)}, "replicates_numbers"),
        ({"factors": np.array([1.0, -1.0, 1.0])}, "replicates_numbers"),
        ({"factors": np.array([1.0, np.nan, 1.0])}, "replicates_numbers"),
    ],
)
def test_weights_that_cannot_be_are_refused(parts, code):
    with pytest.raises(WeightingError) as error:
        ReplicateWeights(**{**GOOD, **parts}, df=2)
    assert [problem.code for problem in error.value.problems] == [code]


def test_an_unknown_centre_is_refused():
    with pytest.raises(ParameterError) as error:
        ReplicateWeights(**GOOD, df=2, centre="median")
    assert error.value.code == "method_unknown"


def test_one_cluster_and_one_replicate_are_refused():
    lonely = SurveyDesign(weights=pd.Series([1.0, 1.0]), clusters=pd.Series([1, 1]))
    rng = np.random.default_rng(1)
    for call in (jackknife_weights, lambda design: bootstrap_weights(design, 5, rng=rng)):
        with pytest.raises(ParameterError) as error:
            call(lonely)
        assert error.value.code == "replicates_one_cluster"
    with pytest.raises(ParameterError) as error:
        bootstrap_weights(SurveyDesign(weights=pd.Series([1.0, 1.0])), 1, rng=rng)
    assert error.value.code == "replicates_few"


def test_other_rows_and_levels_are_refused():
    made = jackknife_weights(SurveyDesign(weights=pd.Series([1.0, 1.0])))
    answers = pd.DataFrame({"q": [1, 0]}, index=[7, 8])
    with pytest.raises(ParameterError) as error:
        replicate_shares(answers, made)
    assert error.value.code == "design_rows"
    with pytest.raises(ParameterError) as error:
        rake_replicates(made, answers, {"q": {1: 1, 0: 1}})
    assert error.value.code == "design_rows"
    with pytest.raises(ParameterError) as error:
        replicate_shares(answers.reset_index(drop=True), made, level=95.0)
    assert error.value.code == "level_out_of_range"


def test_many_weights_are_single_and_say_nearly_the_same(monkeypatch):
    rng = np.random.default_rng(4)
    design = SurveyDesign(weights=pd.Series(rng.uniform(0.5, 2.0, 400)))
    answers = pd.DataFrame({"useful": rng.integers(0, 3, 400)})
    double = bootstrap_weights(design, 200, rng=np.random.default_rng(6))
    monkeypatch.setattr(replicates, "N_SINGLE", 80_000)
    single = bootstrap_weights(design, 200, rng=np.random.default_rng(6))
    assert (double.replicates.dtype, single.replicates.dtype) == (np.float64, np.float32)
    expected, found = (tables.replicate_shares(answers, one) for one in (double, single))
    errors = (found["standard_error"] - expected["standard_error"]).abs()
    assert (errors <= expected["estimate"] / 500).all()
    assert found["standard_error"].tolist() == pytest.approx(
        expected["standard_error"].tolist(), rel=1e-4
    )
