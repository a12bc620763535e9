"""Weighted shares and means: what R works out, and what they must obey."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from larvik_analysis import (
    NotEstimable,
    SurveyDesign,
    kish_effective_size,
    weighted_mean,
    weighted_share,
    weighted_shares,
)
from larvik_analysis.errors import ParameterError
from larvik_analysis.estimate.statistics.weighting import tables
from larvik_analysis.estimate.statistics.weighting.share_intervals import INTERVALS
from larvik_analysis.terms.weighted_results import WeightedEstimate

CASES = ["logit_srs", "likelihood_srs", "asin_srs", "beta_srs", "beta_cluster", "mean_srs",
         "mean_cluster", "xlogit_srs", "xlogit_cluster", "wilson_srs"]  # fmt: skip
ROUNDING = 1e-9


def plain(table: pd.DataFrame) -> SurveyDesign:
    return SurveyDesign(weights=table["w"])


def clustered(table: pd.DataFrame) -> SurveyDesign:
    return SurveyDesign(weights=table["w"], strata=table["stratum"], clusters=table["cluster"])


def share(yes: pd.Series, design: SurveyDesign, **more: object) -> WeightedEstimate:
    estimate = weighted_share(yes, design, **more)
    assert isinstance(estimate, WeightedEstimate)
    return estimate


def mean(values: pd.Series, design: SurveyDesign, **more: object) -> WeightedEstimate:
    estimate = weighted_mean(values, design, **more)
    assert isinstance(estimate, WeightedEstimate)
    return estimate


def every_number(estimate: WeightedEstimate) -> list[float]:
    return [
        estimate.estimate, estimate.low, estimate.high, estimate.standard_error, estimate.df,
        estimate.n, estimate.n_clusters, estimate.n_kish,
    ]  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_intervals_of_a_share_as_in_r(survey_design, name):
    method, kind = name.split("_")
    people = survey_design.tables["synth60"]
    design = clustered(people) if kind == "cluster" else plain(people)
    ours = share(people["used_service"], design, method=method)
    survey_design.check(f"svy_ciprop_{name}", est=ours.estimate, lo=ours.low, hi=ours.high)
    assert ours.method == f"weighted-{method}"


@pytest.mark.parametrize("method", ["wilson", "beta", "logit"])
def test_intervals_in_a_finite_population_as_in_r(survey_design, method):
    people = survey_design.tables["synth60"]
    design = SurveyDesign(weights=pd.Series(np.ones(60)), population=400)
    ours = share(people["used_service"], design, method=method)
    survey_design.check(
        f"svy_ciprop_fpc_{method}",
        est=ours.estimate,
        se=ours.standard_error,
        lo=ours.low,
        hi=ours.high,
    )


def test_families_as_clusters_as_in_r(survey_design):
    people = survey_design.tables["families11"]
    design = SurveyDesign(weights=pd.Series(np.ones(11)), clusters=people["family"])
    for method in ("logit", "beta", "wilson"):
        ours = share(people["satisfied"], design, method=method)
        limits = {f"{method}_lo": ours.low, f"{method}_hi": ours.high}
        survey_design.check(
            "cluster_prop_families11",
            est=ours.estimate,
            se=ours.standard_error,
            df=ours.df,
            **limits,
        )


def test_means_as_in_r(survey_design):
    people = survey_design.tables["synth60"]
    ours = mean(people["used_service"], plain(people))
    numbers = {"est": ours.estimate, "se": ours.standard_error, "df": ours.df}
    survey_design.check("svy_mean_weighted", **numbers, lo=ours.low, hi=ours.high)
    survey_design.check(
        "deff_replace_vs_wor",
        deff_replace=ours.design_effect,
        deff_wor=ours.design_effect_without_replacement,
    )
    ours = mean(people["used_service"], clustered(people))
    survey_design.check(
        "svy_mean_stratified_cluster",
        est=ours.estimate,
        se=ours.standard_error,
        df=ours.df,
        lo=ours.low,
        hi=ours.high,
        deff=ours.design_effect_without_replacement,
    )


def test_kish_as_in_r(survey_design):
    n_eff, deff = kish_effective_size(survey_design.tables["synth60"]["w"])
    survey_design.check("kish_deff_synth60", n_eff=n_eff, deff=deff)


def test_weights_of_nought_stay_in_the_design_as_in_r(survey_design):
    people = survey_design.tables["synth60"]
    weights = people["w"].where(people["id"] > 6, 0.0)
    ours = mean(people["used_service"], SurveyDesign(weights=weights))
    survey_design.check("svy_zero_weights", est=ours.estimate, se=ours.standard_error)
    assert ours.n == 54  # those whom the estimate rests on


def test_an_empty_domain_is_not_estimable(survey_design):
    people = survey_design.tables["synth60"]
    nobody = people["arena"] == "nonexistent"
    expected = NotEstimable("nobody with a weight answered")
    assert survey_design.expected("svy_domain_empty") == {"n": 0, "estimate": None}
    for estimate in (weighted_share, weighted_mean):
        assert estimate(people["used_service"], clustered(people), domain=nobody) == expected
    table = weighted_shares(people[["used_service"]].iloc[:0], empty_design())
    assert table.empty


def empty_design() -> SurveyDesign:
    return SurveyDesign(weights=pd.Series([], dtype=float))


@pytest.mark.parametrize("method", list(INTERVALS))
def test_where_all_say_yes_the_interval_is_not_the_one_of_r(survey_design, method):
    people = survey_design.tables["synth60"]
    ones = pd.Series(np.ones(60))
    theirs = survey_design.expected("svy_ciprop_all_ones")
    ours = share(ones, plain(people), method=method)
    assert ours.estimate == theirs["est"]
    assert ours.high == 1.0
    assert ours.low != theirs["beta_lo"]
    # Clopper-Pearson where all of n say yes: the n-th root of half the error, n by Kish.
    n_kish = people["w"].sum() ** 2 / (people["w"] ** 2).sum()
    assert ours.low == pytest.approx(0.025 ** (1 / n_kish), abs=ROUNDING)
    assert ours.method == f"weighted-{method}-by-clusters"
    assert ours.design_effect is None
    nobody = share(1 - ones, plain(people), method=method)
    assert (nobody.low, nobody.high) == (0.0, pytest.approx(1 - ours.low, abs=ROUNDING))


def test_where_all_of_few_clusters_say_yes_clusters_are_counted(survey_design):
    people = survey_design.tables["synth60"]
    ours = share(pd.Series(np.ones(60)), clustered(people))
    sums = people.groupby("cluster")["w"].sum()
    n_clusters = sums.sum() ** 2 / (sums**2).sum()
    assert n_clusters < 12
    assert ours.low == pytest.approx(0.025 ** (1 / n_clusters), abs=ROUNDING)


def test_clusters_with_the_same_share_each_give_no_interval_without_width():
    yes = pd.Series([1, 0] * 5)
    design = SurveyDesign(
        weights=pd.Series(np.ones(10)), clusters=pd.Series(np.arange(10) // 2)
    )
    ours = share(yes, design)
    assert ours.standard_error == pytest.approx(0, abs=1e-12)
    assert ours.method == "weighted-wilson-by-clusters"
    assert ours.low < 0.2 < 0.8 < ours.high


def test_a_domain_in_one_cluster_has_the_widest_interval():
    yes = pd.Series([1, 0, 1, 0, 1, 1])
    clusters = pd.Series([1, 1, 2, 2, 3, 3])
    design = SurveyDesign(weights=pd.Series(np.ones(6)), clusters=clusters)
    ours = share(yes, design, domain=clusters == 3)
    assert (ours.df, ours.n_clusters) == (0, 1)
    assert (ours.low, ours.high) == (pytest.approx(0.025), 1.0)
    without = mean(yes, design, domain=clusters == 3)
    assert (without.estimate, without.low, without.high, without.level) == (
        1.0,
        None,
        None,
        None,
    )


def test_one_respondent():
    design = SurveyDesign(weights=pd.Series([3.0]))
    ours = share(pd.Series([1]), design)
    assert (ours.low, ours.high, ours.n) == (pytest.approx(0.025), 1.0, 1)
    assert mean(pd.Series([4.0]), design).low is None


def test_no_respondents_are_not_estimable():
    assert isinstance(weighted_share(pd.Series([], dtype=float), empty_design()), NotEstimable)
    assert isinstance(weighted_mean(pd.Series([], dtype=float), empty_design()), NotEstimable)


def test_a_population_that_was_asked_to_the_last_leaves_no_doubt():
    design = SurveyDesign(weights=pd.Series(np.ones(4)), population=4)
    ours = share(pd.Series([1, 1, 0, 1]), design)
    assert (ours.low, ours.estimate, ours.high) == (0.75, 0.75, 0.75)
    assert mean(pd.Series([1.0, 2.0, 3.0, 4.0]), design).high == 2.5


def test_means_of_values_that_are_all_alike_have_no_limits():
    design = SurveyDesign(weights=pd.Series([1.0, 2.3, 0.7]))
    ours = mean(pd.Series([0.1, 0.1, 0.1]), design)
    assert ours.estimate == pytest.approx(0.1)
    assert (ours.low, ours.high, ours.design_effect) == (None, None, None)


def test_strata_by_hand():
    # Two strata of two; weights 1. Mean 3. Squares about the stratum means: 1 + 1, 4 + 4.
    # Variance of the mean: (2 / 1) (2 + 8) / 16 = 1.25; without strata: (4 / 3) 20 / 16.
    values, strata = pd.Series([1.0, 3.0, 2.0, 6.0]), pd.Series(["a", "a", "b", "b"])
    ones = pd.Series(np.ones(4))
    ours = mean(values, SurveyDesign(weights=ones, strata=strata))
    assert ours.standard_error**2 == pytest.approx(1.25)
    assert ours.df == 2
    without = mean(values, SurveyDesign(weights=ones))
    assert without.standard_error**2 == pytest.approx(4 / 3 * 14 / 16)


def test_a_population_for_each_stratum_by_hand():
    values, strata = pd.Series([1.0, 3.0, 2.0, 6.0]), pd.Series(["a", "a", "b", "b"])
    design = SurveyDesign(
        weights=pd.Series(np.ones(4)), strata=strata, population={"a": 4, "b": 8}
    )
    # Half of the one stratum was drawn, a quarter of the other: 2 (1 + 6) over 16.
    assert mean(values, design).standard_error ** 2 == pytest.approx(0.875)


def brute_force(values: pd.Series, design: SurveyDesign, domain: pd.Series) -> float:
    """The variance in the words of the textbook, stratum by stratum, cluster by cluster."""
    is_in = domain & values.notna()
    total = design.weights[is_in].sum()
    centre = (design.weights * values)[is_in].sum() / total
    scores = (design.weights * (values - centre) / total).where(is_in, 0.0)
    variance = 0.0
    for _, rows in scores.groupby(design.strata):
        sums = rows.groupby(design.clusters).sum()
        variance += len(sums) / (len(sums) - 1) * ((sums - sums.mean()) ** 2).sum()
    return math.sqrt(variance)


@st.composite
def samples(draw: st.DrawFn) -> tuple[pd.Series, SurveyDesign, pd.Series]:
    """Answers 0, 1 or missing in two strata of two to four clusters, and a domain."""
    strata, clusters = [], []
    for stratum in "ab":
        for cluster in range(draw(st.integers(2, 4))):
            size = draw(st.integers(1, 4))
            strata += [stratum] * size
            clusters += [f"{stratum}{cluster}"] * size
    n = len(strata)
    order = draw(st.permutations(range(n)))
    yes = pd.Series([draw(st.sampled_from([0.0, 1.0, 1.0, math.nan])) for _ in order])
    weights = pd.Series([draw(st.floats(0.1, 10)) for _ in order])
    domain = pd.Series([draw(st.sampled_from([True, True, False])) for _ in order])
    design = SurveyDesign(
        weights=weights,
        strata=pd.Series([strata[row] for row in order]),
        clusters=pd.Series([clusters[row] for row in order]),
    )
    return yes, design, domain


@given(samples())
def test_the_variance_is_the_textbooks(sample):
    yes, design, domain = sample
    ours = weighted_mean(yes, design, domain=domain)
    if isinstance(ours, NotEstimable):
        assert not (domain & yes.notna()).any()
        return
    is_in = domain & yes.notna()
    assert ours.estimate == pytest.approx(np.average(yes[is_in], weights=design.weights[is_in]))
    assert ours.standard_error == pytest.approx(brute_force(yes, design, domain), abs=1e-12)
    assert ours.n == is_in.sum()
    assert ours.n_clusters == design.clusters[is_in].nunique()
    assert ours.df == ours.n_clusters - design.strata[is_in].nunique()


@given(samples(), st.sampled_from(sorted(INTERVALS)), st.floats(0.5, 0.99))
def test_an_interval_holds_its_share_and_has_a_width(sample, method, level):
    yes, design, domain = sample
    ours = weighted_share(yes, design, domain=domain, method=method, level=level)
    if isinstance(ours, NotEstimable):
        return
    assert 0 <= ours.low <= ours.estimate <= ours.high <= 1
    assert ours.high - ours.low > 1e-6
    wider = share(yes, design, domain=domain, method=method, level=(1 + level) / 2)
    assert wider.low <= ours.low + ROUNDING
    assert wider.high >= ours.high - ROUNDING


@settings(max_examples=50)
@given(samples(), st.sampled_from(sorted(INTERVALS)))
def test_counting_the_others_mirrors_the_interval(sample, method):
    yes, design, domain = sample
    ours = weighted_share(yes, design, domain=domain, method=method)
    others = weighted_share(1 - yes, design, domain=domain, method=method)
    if isinstance(ours, NotEstimable):
        assert ours == others
        return
    assert isinstance(others, WeightedEstimate)
    assert others.low == pytest.approx(1 - ours.high, abs=1e-7)
    assert others.high == pytest.approx(1 - ours.low, abs=1e-7)


@settings(max_examples=50)
@given(samples(), st.floats(0.01, 100), st.randoms(use_true_random=False))
def test_row_order_names_and_the_scale_of_weights_do_not_matter(sample, times, random):
    yes, design, domain = sample
    order = list(range(len(yes)))
    random.shuffle(order)
    other = SurveyDesign(
        weights=design.weights.iloc[order] * times,
        strata=design.strata.iloc[order].map({"a": 2, "b": 1}),
        clusters=design.clusters.iloc[order].map(lambda name: f"x{name}"),
    )
    ours = weighted_share(yes, design, domain=domain)
    again = weighted_share(yes.iloc[order], other, domain=domain.iloc[order])
    if isinstance(ours, NotEstimable):
        assert again == ours
        return
    assert every_number(again) == pytest.approx(every_number(ours), rel=1e-7, abs=1e-9)


@settings(max_examples=50)
@given(samples(), st.floats(-1e6, 1e6))
def test_moving_all_values_moves_the_mean_and_nothing_else(sample, by):
    yes, design, domain = sample
    ours = weighted_mean(yes, design, domain=domain)
    moved = weighted_mean(yes + by, design, domain=domain)
    if isinstance(ours, NotEstimable):
        return
    assert moved.estimate == pytest.approx(ours.estimate + by, abs=1e-8)
    assert moved.standard_error == pytest.approx(ours.standard_error, abs=1e-8)


@given(samples())
@settings(max_examples=40)
def test_a_table_says_of_each_answer_what_the_share_says(sample):
    yes, design, domain = sample
    responses = pd.DataFrame({"useful": yes, "again": yes.map({0.0: "no", 1.0: "yes"})})
    table = weighted_shares(responses, design, groups=domain.map({True: "in", False: "out"}))
    assert (table["question"] == "again").sum() == (table["question"] == "useful").sum()
    for row in table.itertuples():
        answer = {"no": 0.0, "yes": 1.0}.get(row.answer, row.answer)
        is_it = (yes == answer).astype(float).where(yes.notna())
        alone = weighted_share(is_it, design, domain=domain == (row.group == "in"))
        if isinstance(alone, NotEstimable):
            assert (row.n, row.reason) == (0, alone.reason)
            assert math.isnan(row.estimate)
            continue
        assert (row.n, row.count, row.df) == (alone.n, alone.count, alone.df)
        assert (row.method, row.reason) == (alone.method, "")
        assert [row.estimate, row.low, row.high, row.standard_error] == pytest.approx(
            [alone.estimate, alone.low, alone.high, alone.standard_error], abs=1e-9
        )


def test_a_category_that_nobody_chose_has_its_row():
    answers = pd.Series(pd.Categorical(["a", "b", None], ["a", "b", "c"]))
    design = SurveyDesign(weights=pd.Series([1.0, 3.0, 1.0]))
    table = weighted_shares(answers.to_frame("q"), design)
    assert table["answer"].tolist() == ["a", "b", "c"]
    assert table["estimate"].tolist() == [0.25, 0.75, 0.0]
    assert table["n"].tolist() == [2, 2, 2]
    assert (table["high"] > 0).all()


def test_a_question_that_nobody_answered_says_so():
    answers = pd.Series(pd.Categorical([None, None], ["a"]))
    table = weighted_shares(answers.to_frame("q"), SurveyDesign(weights=pd.Series([1.0, 3.0])))
    assert table["reason"].tolist() == ["nobody with a weight answered"]


def test_questions_may_be_unfolded_in_any_number_of_parts(survey_design, monkeypatch):
    people = survey_design.tables["synth60"]
    answers = people[["used_service", "arena", "age"]].assign(none=None)
    whole = weighted_shares(answers, clustered(people), groups=people["sex"])
    monkeypatch.setattr(tables, "N_CELLS_AT_ONCE", 1)
    parts = weighted_shares(answers, clustered(people), groups=people["sex"])
    pd.testing.assert_frame_equal(parts, whole)


def test_no_questions_give_no_rows():
    assert weighted_shares(pd.DataFrame(index=range(4)), four()).empty


def test_answers_of_several_types_are_put_in_the_order_of_their_words():
    answers = pd.Series([1, "b", "a", 1], dtype=object)
    table = weighted_shares(answers.to_frame("q"), SurveyDesign(weights=pd.Series(np.ones(4))))
    assert table["answer"].tolist() == [1, "a", "b"]


def four() -> SurveyDesign:
    return SurveyDesign(weights=pd.Series(np.ones(4)))


@pytest.mark.parametrize("level", [0.0, 1.0, 95.0, math.nan])
def test_a_level_outside_0_to_1_is_refused(level):
    yes = pd.Series([1, 0, 1, 1])
    for call in (weighted_share, weighted_mean):
        with pytest.raises(ParameterError) as error:
            call(yes, four(), level=level)
        assert error.value.code == "level_out_of_range"
    with pytest.raises(ParameterError) as error:
        weighted_shares(yes.to_frame("q"), four(), level=level)
    assert error.value.code == "level_out_of_range"


@pytest.mark.parametrize(
    ("yes", "more", "code"),
    [
        (pd.Series([1, 0, 2, 1]), {}, "answers_yes_no"),
        (pd.Series(["yes", "no", "yes", "no"]), {}, "answers_numbers"),
        (pd.Series([1, 0, 1, 1], index=list("abcd")), {}, "design_rows"),
        (pd.Series([1, 0]), {}, "design_rows"),
        (pd.Series([1, 0, 1, 1]), {"method": "wald"}, "method_unknown"),
        (pd.Series([1, 0, 1, 1]), {"domain": pd.Series([True])}, "design_rows"),
        (pd.Series([1, 0, 1, 1]), {"domain": pd.Series(list("abcd"))}, "domain_yes_no"),
    ],
)
def test_what_is_no_answer_is_refused(yes, more, code):
    with pytest.raises(ParameterError) as error:
        weighted_share(yes, four(), **more)
    assert error.value.code == code


def test_an_infinite_value_is_refused():
    with pytest.raises(ParameterError) as error:
        weighted_mean(pd.Series([1.0, math.inf, 1.0, 1.0]), four())
    assert error.value.code == "values_finite"


def test_kish_of_nobody_is_refused():
    with pytest.raises(ParameterError) as error:
        kish_effective_size(pd.Series([], dtype=float))
    assert error.value.code == "respondents_none"


def test_yes_and_no_may_be_true_false_and_missing():
    ours = share(pd.Series([True, False, None, True], dtype="boolean"), four())
    assert (ours.estimate, ours.n, ours.count) == (pytest.approx(2 / 3), 3, 2)
    assert isinstance(ours.estimate, float)
    assert type(ours.low) is float
