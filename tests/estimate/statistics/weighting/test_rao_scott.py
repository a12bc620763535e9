"""Rao-Scott tests: what R works out, and what they must obey."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import chi2_contingency

from larvik_analysis import NotEstimable, SurveyDesign, rao_scott_test
from larvik_analysis.errors import ParameterError


def clustered(table: pd.DataFrame) -> SurveyDesign:
    return SurveyDesign(weights=table["w"], strata=table["stratum"], clusters=table["cluster"])


def test_two_by_two_as_in_r(rao_scott):
    people = rao_scott.tables["synth60"]
    ours = rao_scott_test(
        people["used_service"], people["arena"], SurveyDesign(weights=people["w"])
    )
    design = rao_scott_test(people["used_service"], people["arena"], clustered(people))
    rao_scott.check(
        "rao_scott_2x2",
        F=ours.statistic,
        ndf=ours.df,
        ddf=ours.df_denominator,
        p_F=ours.p_value,
        p_chisq=ours.p_first_order,
        F_cluster=design.statistic,
        p_F_cluster=design.p_value,
    )


def test_a_scale_of_five_by_two_groups_as_in_r(rao_scott):
    people = rao_scott.tables["synth60"]
    ours = rao_scott_test(people["item1"], people["arena"], clustered(people))
    rao_scott.check(
        "rao_scott_likert_5x2",
        F=ours.statistic,
        ndf=ours.df,
        ddf=ours.df_denominator,
        p=ours.p_value,
    )
    assert ours.n == people["item1"].notna().sum()
    # Cramer's V of the table that R weighted.
    table = np.array(rao_scott.expected("rao_scott_likert_5x2")["table"])
    expected = np.sqrt(chi2_contingency(table, correction=False).statistic / table.sum())
    assert ours.estimate == pytest.approx(expected)


@st.composite
def answers(draw: st.DrawFn) -> tuple[pd.Series, pd.Series, pd.Series]:
    rows = draw(
        st.lists(st.tuples(st.integers(1, 3), st.sampled_from("ab")), min_size=8, max_size=30)
    )
    first, second = zip(*[*rows, (1, "a"), (2, "b"), (3, "a")], strict=True)
    weights = pd.Series([draw(st.floats(0.2, 5)) for _ in first])
    return pd.Series(first), pd.Series(second), weights


@given(answers(), st.floats(0.01, 100))
@settings(max_examples=50)
def test_which_is_first_names_and_the_scale_of_weights_do_not_matter(drawn, times):
    first, second, weights = drawn
    ours = rao_scott_test(first, second, SurveyDesign(weights=weights))
    renamed = second.map({"a": "z", "b": "y"})
    again = rao_scott_test(renamed, first, SurveyDesign(weights=weights * times))
    assert again.n == ours.n
    for name in ("estimate", "statistic", "df", "p_value", "p_first_order"):
        assert getattr(again, name) == pytest.approx(getattr(ours, name), rel=1e-6, abs=1e-9)


def test_answers_drawn_one_by_one_give_pearsons_test():
    rng = np.random.default_rng(4)
    first, second = pd.Series(rng.integers(0, 3, 4_000)), pd.Series(rng.integers(0, 2, 4_000))
    ours = rao_scott_test(first, second, SurveyDesign(weights=pd.Series(np.ones(4_000))))
    pearson = chi2_contingency(pd.crosstab(first, second), correction=False)
    # Two design effects of one but for chance in four thousand answers.
    assert ours.chi_square == pytest.approx(pearson.statistic, rel=0.02)
    assert ours.df_chi_square == pearson.dof


def test_a_combination_that_nobody_has_is_no_fault():
    first = pd.Series([1, 1, 2, 2, 3, 3, 1, 2])
    second = pd.Series(list("abaaabab"))
    ours = rao_scott_test(first, second, SurveyDesign(weights=pd.Series(np.ones(8))))
    assert 0 <= ours.p_value <= 1


def test_where_there_is_nothing_to_compare_it_is_not_estimable():
    ones = SurveyDesign(weights=pd.Series(np.ones(4)))
    alike, both = pd.Series([1, 1, 1, 1]), pd.Series(list("abab"))
    nothing = NotEstimable("one of the questions has a single answer")
    assert rao_scott_test(alike, both, ones) == nothing
    assert rao_scott_test(both, pd.Series([None] * 4, dtype=object), ones) == nothing
    one_cluster = SurveyDesign(weights=ones.weights, clusters=pd.Series([1, 1, 1, 1]))
    assert isinstance(rao_scott_test(both, pd.Series(list("xyyx")), one_cluster), NotEstimable)


def test_other_rows_are_refused():
    design = SurveyDesign(weights=pd.Series(np.ones(2)))
    with pytest.raises(ParameterError) as error:
        rao_scott_test(pd.Series([1, 2]), pd.Series([1, 2, 3]), design)
    assert error.value.code == "design_rows"
