"""A question with several answers, by group: what R works out, and what it must obey."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from larvik_analysis.errors import ParameterError
from larvik_analysis.estimate.statistics.contingency import chi_square_test
from larvik_analysis.estimate.statistics.differences import estimate_share_difference
from larvik_analysis.estimate.statistics.intervals import estimate_share
from larvik_analysis.estimate.statistics.several_answers import bilder_loughin_test
from larvik_analysis.terms.results import NotEstimable

[CASE] = json.loads(
    (Path(__file__).parents[2] / "known" / "several_answers.json").read_text("utf-8")
)["cases"]
DATA = pd.DataFrame(CASE["input"]["data"])
TICKS, GROUP = DATA[CASE["input"]["columns"]], DATA["group"]


@st.composite
def surveys(draw: st.DrawFn, n_options: int = 3) -> tuple[np.ndarray, np.ndarray]:
    """Ticks and groups of some respondents."""
    n = draw(st.integers(2, 25))
    ticks = draw(st.lists(st.tuples(*[st.integers(0, 1)] * n_options), min_size=n, max_size=n))
    group = draw(st.lists(st.sampled_from("abc"), min_size=n, max_size=n))
    return np.array(ticks), np.array(group)


def test_the_corrected_test_is_that_of_r():
    ours = bilder_loughin_test(TICKS, GROUP)
    found = {
        "X2_sum": ours.statistic,
        "X2_rs2": ours.statistic_adjusted_mrcv,
        "df_rs2": ours.df_mrcv,
        "p_rs2": ours.p_mrcv,
    }
    for name, value in found.items():
        expected = CASE["expected"][name]
        reach = CASE["tolerance"] * max(1, abs(expected))
        assert value == pytest.approx(expected, rel=0, abs=reach), name
    each = [option.statistic for option in ours.options]
    assert each == pytest.approx(CASE["expected"]["X2_item"], abs=CASE["tolerance"])


def test_no_p_without_its_effects():
    ours = bilder_loughin_test(TICKS, GROUP, level=0.9)
    assert ours.groups == ("kindergarten", "school")
    first = ours.options[0]
    in_kindergarten = int(TICKS["opt1"][GROUP == "kindergarten"].sum())
    in_school = int(TICKS["opt1"][GROUP == "school"].sum())
    assert first.option == "opt1"
    assert first.shares == (
        estimate_share(in_kindergarten, 10, level=0.9),
        estimate_share(in_school, 14, level=0.9),
    )
    assert first.differences == (
        estimate_share_difference(in_school, 14, in_kindergarten, 10, level=0.9),
    )


@settings(max_examples=25)
@given(surveys(n_options=1))
def test_of_one_option_it_is_nearly_chi_squared(survey):
    ticks, group = survey
    ours = bilder_loughin_test(ticks, group)
    if isinstance(ours, NotEstimable):
        return
    groups = sorted(set(group))
    table = [[int(ticks[group == g].sum()), int((1 - ticks[group == g]).sum())] for g in groups]
    plain = chi_square_test(table)
    assert ours.statistic == pytest.approx(plain.statistic)
    assert ours.estimate == pytest.approx(plain.cramers_v)


@given(surveys())
def test_two_groups_have_the_weights_of_their_covariances(survey):
    # Two groups have one contrast: the covariance of the difference of their shares.
    ticks, group = survey
    group = np.where(group == "c", "b", group)
    ours = bilder_loughin_test(ticks, group)
    if isinstance(ours, NotEstimable):
        return
    kept = [place for place, option in enumerate(ours.options) if option.statistic is not None]
    answers, n = ticks[:, kept], len(ticks)
    pooled = answers.mean(axis=0)
    parts = [answers[group == name] for name in ("a", "b")]
    of_difference = sum(
        np.atleast_2d(np.cov(part.T, bias=True)) / len(part) for part in parts
    ) / (n / (len(parts[0]) * len(parts[1])))
    scale = np.sqrt(pooled * (1 - pooled))
    eigenvalues = np.linalg.eigvalsh(of_difference / np.outer(scale, scale))
    squares = (eigenvalues**2).sum()
    if squares > 1e-12:
        assert ours.df_mrcv == pytest.approx(len(kept) ** 2 / squares)
    else:
        assert ours.p_mrcv is None
    correlation = np.atleast_2d(np.corrcoef(answers.T))
    assert ours.df == pytest.approx(len(kept) ** 2 / (correlation**2).sum())


def test_one_option_is_tested_as_pearson_does():
    ticks, group = [[1]] * 9 + [[0]] + [[0]] * 9 + [[1]], ["a"] * 10 + ["b"] * 10
    ours = bilder_loughin_test(ticks, group)
    pearson = chi_square_test([[9, 1], [1, 9]])
    assert (ours.df, ours.statistic_adjusted) == (1.0, pytest.approx(12.8))
    assert ours.p_value == pytest.approx(pearson.p_value)
    assert ours.p_value == pytest.approx(3.466e-4, rel=1e-3)
    assert ours.level is None
    assert ours.p_mrcv < 1e-17  # why it is not the p to report


def test_groups_that_are_told_apart_altogether_have_a_p():
    ours = bilder_loughin_test([[1, 0]] * 30 + [[0, 0]] * 30, ["a"] * 30 + ["b"] * 30)
    assert ours.p_value == pytest.approx(chi_square_test([[30, 0], [0, 30]]).p_value)
    assert (ours.p_mrcv, ours.df_mrcv) == (None, None)


@settings(max_examples=50)
@given(surveys(), st.randoms(use_true_random=False))
def test_the_order_of_respondents_options_and_names_does_not_matter(survey, order):
    ticks, group = survey
    ours = bilder_loughin_test(ticks, group)
    places = list(range(len(ticks)))
    order.shuffle(places)
    renamed = np.array([{"a": "z", "b": "y", "c": "x"}[name] for name in group])
    other = bilder_loughin_test(ticks[places][:, ::-1], renamed[places])
    if isinstance(ours, NotEstimable):
        assert other == ours
        return
    assert other.p_value == pytest.approx(ours.p_value)
    assert other.df == pytest.approx(ours.df)
    assert 0 <= ours.estimate <= 1
    assert 0 <= ours.p_value <= 1


def test_an_option_that_all_or_nobody_ticked_has_no_part_in_the_sum():
    more = TICKS.assign(all=1, nobody=0)
    ours = bilder_loughin_test(more, GROUP)
    assert ours.p_value == pytest.approx(bilder_loughin_test(TICKS, GROUP).p_value)
    assert [option.statistic for option in ours.options[-2:]] == [None, None]
    assert ours.options[-2].shares[0].estimate == 1.0


def test_whoever_lacks_an_answer_or_a_group_is_left_out_and_counted():
    gaps = pd.concat([TICKS, TICKS.iloc[:2].astype(float)], ignore_index=True)
    gaps.loc[24, "opt3"] = np.nan
    group = [*GROUP, "school", None]
    ours = bilder_loughin_test(gaps, group)
    assert (ours.n, ours.n_left_out) == (24, 2)
    assert ours.p_value == bilder_loughin_test(TICKS, GROUP).p_value


@pytest.mark.parametrize(
    ("ticks", "group", "reason"),
    [
        ([[1, 0], [0, 1]], ["a", "a"], "fewer than two groups answered"),
        (np.zeros((0, 2)), [], "fewer than two groups answered"),
        ([[1, 0], [1, 0]], ["a", "b"], "everybody ticked the same"),
    ],
)
def test_where_nothing_can_be_told_the_reason_is(ticks, group, reason):
    assert bilder_loughin_test(ticks, group) == NotEstimable(reason)


@pytest.mark.parametrize(
    ("ticks", "group", "level", "code"),
    [
        ([[1, 3]], ["a"], 0.95, "ticks_not_zero_or_one"),
        ([[1, 0], [0, 1]], ["a"], 0.95, "lengths_differ"),
        ([[1, 0]], ["a"], 95, "level_out_of_range"),
    ],
)
def test_wrong_arguments_are_refused(ticks, group, level, code):
    with pytest.raises(ParameterError) as fault:
        bilder_loughin_test(ticks, group, level=level)
    assert fault.value.code == code
    assert str(fault.value) != code
