"""A design that cannot have been drawn is refused, all at once, without naming anyone."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from larvik_analysis import SurveyDesign
from larvik_analysis.errors import ParameterError
from larvik_analysis.estimate.statistics.weighting.faults import WeightingError

ONES = pd.Series(np.ones(4))
PAIRS = pd.Series(["a", "a", "b", "b"])


def codes(**parts: object) -> list[str]:
    with pytest.raises(WeightingError) as error:
        SurveyDesign(**{"weights": ONES, **parts})
    assert isinstance(error.value, ParameterError)
    return [problem.code for problem in error.value.problems]


def test_a_lonely_cluster_is_refused_and_its_stratum_named():
    with pytest.raises(ParameterError) as error:
        SurveyDesign(
            weights=ONES,
            strata=pd.Series(["north", "north", "south", "south"]),
            clusters=pd.Series(["family 1", "family 2", "family 3", "family 3"]),
        )
    assert "south" in str(error.value)
    assert "north" not in str(error.value)
    assert "family" not in error.value.message("en")


def test_a_lonely_cluster_that_is_all_there_is_adds_no_doubt():
    design = SurveyDesign(
        weights=ONES,
        strata=PAIRS,
        clusters=pd.Series([1, 2, 3, 3]),
        population={"a": 10, "b": 1},
    )
    assert design.units.share_left.tolist() == [0.8, 0.0]


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ({"weights": pd.Series([1.0, -1.0, 1.0, 1.0])}, ["weights_negative"]),
        ({"weights": pd.Series([1.0, math.nan, 1.0, 1.0])}, ["weights_numbers"]),
        ({"weights": pd.Series([0.0] * 4)}, ["weights_zero"]),
        ({"weights": pd.Series(list("abcd"))}, ["weights_numbers"]),
        ({"weights": [1.0, 1.0]}, ["design_series"]),
        ({"weights": None}, ["design_series"]),
        ({"clusters": [1, 2, 3, 4]}, ["design_series"]),
        ({"population": "many"}, ["design_population"]),
        ({"strata": PAIRS.iloc[:2]}, ["design_rows"]),
        ({"clusters": pd.Series(["a", None, "b", "b"])}, ["design_missing"]),
        ({"strata": PAIRS, "clusters": pd.Series([1, 2, 2, 3])}, ["design_crossing"]),
        ({"population": 3}, ["design_population"]),
        ({"population": math.inf}, ["design_population"]),
        ({"population": math.nan}, ["design_population"]),
        ({"population": {"a": 10}}, ["design_population_strata"]),
        ({"strata": PAIRS, "population": {"a": 10}}, ["design_population_strata"]),
        ({"strata": PAIRS, "population": {"a": 10, "b": 1}}, ["design_population_small"]),
        (
            {"strata": pd.Series(["a", "b", "b", None]), "weights": -ONES},
            ["weights_negative", "design_missing"],
        ),
    ],
)
def test_what_cannot_have_been_drawn_is_refused(parts, expected):
    assert codes(**parts) == expected


def test_a_stratum_of_one_and_a_small_population_are_told_together():
    assert codes(strata=pd.Series(["a", "b", "b", "b"]), population=2) == [
        "design_population",
        "design_lonely",
    ]


def test_one_number_is_the_population_of_all_strata_together():
    design = SurveyDesign(weights=ONES, strata=PAIRS, population=16)
    assert design.units.share_left.tolist() == [0.75, 0.75]


def test_the_data_do_not_show_when_a_design_is_printed():
    design = SurveyDesign(weights=pd.Series([1234.5, 1.0]), clusters=pd.Series(["x", "secret"]))
    assert "1234" not in repr(design)
    assert "secret" not in repr(design)


def test_a_design_is_frozen():
    with pytest.raises(AttributeError):
        SurveyDesign(weights=ONES).population = 4
