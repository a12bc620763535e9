"""Scales: by hand, with gaps, turned questions and answers outside the scale."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from larvik_analysis.estimate.indicators.basis import recompute
from larvik_analysis.estimate.indicators.tables import estimate_of
from larvik_analysis.estimate.statistics.reliability import cronbach_alpha, score_scale
from larvik_analysis.estimate.survey.scales import (
    estimate_mean,
    estimate_scale,
    scores_of_scale,
)
from larvik_analysis.terms.fact import Facts

# nytte 3, 1, -, outside, -; savn turned: 3, 3, 1, 2, -.
FIVE = [
    {"nytte": "mye", "savn": "lite", "sted": "nord"},
    {"nytte": "lite", "savn": "lite", "sted": "nord"},
    {"savn": "mye", "sted": "sor"},
    {"nytte": "vetikke", "savn": "noe", "sted": "sor"},
    {"sted": "sor"},
]


def told(table, **labels):
    for name, label in labels.items():
        table = table[table[name] == label]
    [row] = [estimate_of(row) for _, row in table.iterrows()]
    return row


def test_a_scale_by_hand(survey):
    table = estimate_scale(survey(FIVE), "stotte")
    assert list(table)[:4] == ["item", "statistic", "answer", "place"]
    mean = told(table, statistic="scale_mean")
    # Means 3, 2, 1 and 2 of the four who answered one of the two.
    assert (mean.estimate, mean.n) == (pytest.approx(2.0), 4)
    deviation = told(table, statistic="scale_standard_deviation")
    assert deviation.estimate == pytest.approx((2 / 3) ** 0.5)
    assert told(table, statistic="scale_alpha").n == 2  # answered both on the scale


def test_the_mean_of_a_question_stands_below_its_distribution(survey):
    table = estimate_scale(survey(FIVE), "stotte")
    of_one = table[table["item"] == "nytte"]
    assert of_one["statistic"].tolist() == ["share"] * 4 + ["mean"]
    assert of_one["answer"].tolist() == ["lite", "noe", "mye", "vetikke", ""]
    mean = told(of_one, statistic="mean")
    assert (mean.estimate, mean.n) == (2.0, 2)  # who does not know has no score
    assert mean.basis == 'mean("d", "nytte", "nytte=lite+noe+mye")'
    # A question's own mean is of what was answered: savn is turned in the scale alone.
    assert told(table, item="savn", statistic="mean").estimate == pytest.approx(7 / 4)
    assert estimate_mean(survey(FIVE), "nytte").estimate == 2.0


def test_a_scale_within_groups(survey):
    table = estimate_scale(survey(FIVE), "stotte", by="sted")
    assert list(table)[:2] == ["group", "item"]
    assert told(table, group="nord", statistic="scale_mean").estimate == pytest.approx(2.5)
    assert told(table, group="sor", statistic="scale_mean").estimate == pytest.approx(1.5)
    assert told(table, group="ost", statistic="scale_mean").reason == "incomplete"
    assert told(table, group="nord", item="nytte", statistic="mean").estimate == 2.0


def test_what_is_not_declared_is_refused(survey):
    with pytest.raises(KeyError):
        estimate_scale(survey(FIVE), "stotten")
    with pytest.raises(KeyError):
        scores_of_scale(survey(FIVE), "stotten")


ANSWERS = st.fixed_dictionaries(
    {
        "nytte": st.sampled_from(("vetikke", "lite", "noe", "mye", None)),
        "savn": st.sampled_from(("lite", "noe", "mye", None)),
        "sted": st.sampled_from(("nord", "sor", None)),
    }
)


@settings(max_examples=15)
@given(st.lists(ANSWERS, max_size=20), st.randoms())
def test_a_scale_is_what_the_domain_free_functions_give(survey, rows, random):
    data = survey(rows)
    table = estimate_scale(data, "stotte", by="sted")
    for _, row in table.iterrows():
        assert recompute(row["basis"], Facts({}), {"d": data}) == estimate_of(row)
    shuffled = survey(random.sample(rows, len(rows)))
    pd.testing.assert_frame_equal(estimate_scale(shuffled, "stotte", by="sted"), table)
    whole = estimate_scale(data, "stotte")
    scores = scores_of_scale(data, "stotte")
    if len(scores):
        means = score_scale(scores, n_least=1).dropna()
        if len(means):
            assert told(whole, statistic="scale_mean").estimate == pytest.approx(means.mean())
        alpha = told(whole, statistic="scale_alpha").estimate
        if alpha is not None:
            assert alpha == pytest.approx(cronbach_alpha(scores).estimate)
