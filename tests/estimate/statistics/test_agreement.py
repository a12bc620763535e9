"""Krippendorff's alpha and Gwet's AC1: what R works out, and what they must obey."""

from __future__ import annotations

import itertools
import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from larvik_analysis.errors import ParameterError
from larvik_analysis.estimate.statistics.agreement import gwet_ac1, krippendorff_alpha
from larvik_analysis.estimate.statistics.kappas import cohen_kappa, fleiss_kappa
from larvik_analysis.terms.results import NotEstimable
from larvik_analysis.terms.scale_results import AgreementEstimate

KNOWN = {
    case["id"]: case
    for case in json.loads(
        (Path(__file__).parents[2] / "known" / "agreement.json").read_text(encoding="utf-8")
    )["cases"]
}
METRICS = ("nominal", "ordinal", "interval", "ratio")
EXAMPLE = KNOWN["krippendorff_nominal"]["input"]["data"]
# Rounding of sums of a few hundred small numbers, far under any digit that is shown.
ROUNDING = 1e-9
Ratings = list[list[int | None]]


@st.composite
def ratings(draw: st.DrawFn) -> Ratings:
    """Ratings of 1 to 4 with gaps, two to four raters by one to eight units."""
    n_raters, n_units = draw(st.integers(2, 4)), draw(st.integers(1, 8))
    cell = st.one_of(st.none(), st.integers(1, 4))
    row = st.lists(cell, min_size=n_units, max_size=n_units)
    return draw(st.lists(row, min_size=n_raters, max_size=n_raters))


def alpha(table: Any, **options: Any) -> AgreementEstimate:
    found = krippendorff_alpha(table, **options)
    assert isinstance(found, AgreementEstimate)
    return found


def by_every_pair(table: Ratings, metric: str) -> float:
    """Alpha by its definition, from every pair of ratings, one after the other."""
    units = [[one for one in unit if one is not None] for unit in zip(*table, strict=True)]
    units = [unit for unit in units if len(unit) > 1]
    everything = sorted(itertools.chain(*units))

    def apart(one: int, other: int) -> float:
        if metric == "nominal":
            return float(one != other)
        if metric == "interval":
            return float((one - other) ** 2)
        if metric == "ratio":
            return ((one - other) / (one + other)) ** 2
        low, high = sorted((one, other))
        between = sum(low <= rating <= high for rating in everything)
        ends = everything.count(low) + everything.count(high)
        return float(between - ends / 2) ** 2 if low < high else 0.0

    observed = sum(
        sum(itertools.starmap(apart, itertools.permutations(unit, 2))) / (len(unit) - 1)
        for unit in units
    ) / max(1, len(everything))
    n_pairs = len(everything) * (len(everything) - 1)
    pairs = itertools.permutations(everything, 2)
    expected = sum(itertools.starmap(apart, pairs)) / max(1, n_pairs)
    return 1 - observed / expected if expected else math.nan


# ---- known answers ----------------------------------------------------------------------


@pytest.mark.parametrize("metric", ["nominal", "interval", "ratio"])
def test_four_raters_and_twelve_units_are_as_in_r(metric):
    case = KNOWN[f"krippendorff_{metric}"]
    found = alpha(case["input"]["data"], metric=case["params"]["metric"])
    expected = case["expected"]["alpha"]
    assert found.estimate == pytest.approx(expected, rel=0, abs=case["tolerance"])
    # The twelfth unit was rated once.
    assert (found.n, found.n_raters) == (11, 4)


def test_the_ordinal_alpha_is_the_one_printed():
    # K. Krippendorff, Computing Krippendorff's alpha-reliability, 2011: 0.815.
    assert alpha(EXAMPLE, metric="ordinal").estimate == pytest.approx(0.815, abs=5e-4)


def test_ac1_and_the_interval_of_alpha_are_as_in_r():
    case = KNOWN["gwet_ac1_kripp"]
    found = gwet_ac1(case["input"]["data"])
    assert isinstance(found, AgreementEstimate)
    other = alpha(case["input"]["data"], metric="nominal")
    told = {
        "ac1": found.estimate,
        "se": found.standard_error,
        "ci": [found.low, found.high],
        "kripp": other.estimate,
        "kripp_ci": [other.low, other.high],
    }
    assert set(told) == set(case["expected"])
    for name, expected in case["expected"].items():
        assert told[name] == pytest.approx(expected, rel=0, abs=case["tolerance"]), name
    assert (found.method, found.n) == ("gwet-ac1-linearised", 12)


# ---- laws -------------------------------------------------------------------------------


@given(ratings(), st.sampled_from(METRICS))
def test_alpha_is_the_one_of_every_pair(table, metric):
    expected = by_every_pair(table, metric)
    found = krippendorff_alpha(table, metric=metric)
    n_pairable = sum(
        sum(one is not None for one in unit) > 1 for unit in zip(*table, strict=True)
    )
    if math.isnan(expected) or n_pairable < 2:
        assert isinstance(found, NotEstimable)
    else:
        assert found.estimate == pytest.approx(expected, abs=ROUNDING)


@given(ratings(), st.sampled_from(METRICS), st.randoms(use_true_random=False))
def test_order_of_raters_and_units_does_not_matter(table, metric, chance):
    rows, columns = list(range(len(table))), list(range(len(table[0])))
    chance.shuffle(rows)
    chance.shuffle(columns)
    moved = [[table[row][column] for column in columns] for row in rows]
    for way in (lambda one: krippendorff_alpha(one, metric=metric), gwet_ac1):
        found, other = way(table), way(moved)
        if isinstance(found, NotEstimable):
            assert other == found
        else:
            assert (other.estimate, other.n) == pytest.approx((found.estimate, found.n))
            if found.low is not None and other.low is not None:
                assert other.low == pytest.approx(found.low, abs=1e-7)


@given(ratings())
def test_names_of_categories_do_not_matter(table):
    letters = [[None if one is None else "dbca"[one - 1] for one in row] for row in table]
    for way in (lambda one: krippendorff_alpha(one, metric="nominal"), gwet_ac1):
        found, other = way(table), way(letters)
        if isinstance(found, NotEstimable):
            assert other == found
        else:
            assert other.estimate == pytest.approx(found.estimate)


@given(ratings(), st.sampled_from(["nominal", "ordinal"]))
def test_any_increasing_scale_gives_the_same_nominal_and_ordinal_alpha(table, metric):
    stretched = [[None if one is None else one**3 - 50 for one in row] for row in table]
    found, other = (krippendorff_alpha(t, metric=metric) for t in (table, stretched))
    if isinstance(found, NotEstimable):
        assert other == found
    else:
        assert other.estimate == pytest.approx(found.estimate)


@given(ratings(), st.floats(0.5, 0.99), st.floats(0.5, 0.99))
def test_a_higher_level_gives_a_wider_interval(table, one, other):
    lower, higher = sorted((one, other))
    for way in (
        lambda level: krippendorff_alpha(table, metric="nominal", level=level),
        lambda level: gwet_ac1(table, level=level),
    ):
        narrow, wide = way(lower), way(higher)
        if isinstance(narrow, AgreementEstimate) and narrow.low is not None:
            assert wide.low <= narrow.low <= narrow.estimate <= narrow.high <= wide.high <= 1


def test_a_table_an_array_and_a_list_are_the_same():
    array = np.array(EXAMPLE, dtype=float)
    found = alpha(EXAMPLE, metric="ordinal")
    assert alpha(array, metric="ordinal") == found
    assert alpha(pd.DataFrame(array), metric="ordinal") == found
    assert alpha(pd.DataFrame(array).astype("Int64"), metric="ordinal") == found


# ---- resampling -------------------------------------------------------------------------


@pytest.mark.parametrize("metric", METRICS)
def test_resampling_is_the_generators_alone(metric):
    rng = np.random.default_rng
    found = alpha(EXAMPLE, metric=metric, rng=rng(1), n_resamples=200)
    moved = [row[::-1] for row in EXAMPLE[::-1]]
    assert found == alpha(moved, metric=metric, rng=rng(1), n_resamples=200)
    assert found.low < found.estimate <= found.high <= 1
    assert found.method == f"krippendorff-{metric}-unit-bootstrap"


def test_resampling_finds_the_limits_of_all_resamples():
    # Three units of two raters: 27 resamples, of which AAA and BBB (all alike) have no alpha.
    table = [["a", "b", "a"], ["a", "b", "b"]]
    alphas = []
    for drawn in itertools.product(range(3), repeat=3):
        found = krippendorff_alpha(
            [[row[unit] for unit in drawn] for row in table], metric="nominal"
        )
        if isinstance(found, AgreementEstimate):
            alphas.append(found.estimate)
    assert len(alphas) == 25
    low, high = np.quantile(alphas, [0.25, 0.75])
    many = alpha(
        table,
        metric="nominal",
        level=0.5,
        rng=np.random.default_rng(1),
        n_resamples=20_000,
    )
    assert (many.low, many.high) == pytest.approx((low, high))


# ---- edges ------------------------------------------------------------------------------


@pytest.mark.parametrize("metric", METRICS)
@pytest.mark.parametrize(
    ("table", "reason"),
    [
        ([[None, 1], [2, None]], "no unit was rated twice"),
        ([[1, 2, 3]], "no unit was rated twice"),
        (np.empty((3, 0)), "no unit was rated twice"),
        ([[None, None], [None, None]], "no unit was rated twice"),
        ([[2, 2], [2, 2]], "every rating is the same"),
        ([[2, 2, 3], [2, 2, None]], "every rating is the same"),
        ([[0, 0], [0, 0]], "every rating is the same"),
    ],
)
def test_where_there_is_no_alpha_the_reason_is_told(metric, table, reason):
    assert krippendorff_alpha(table, metric=metric) == NotEstimable(reason)


def test_raters_who_agree_entirely_have_no_interval():
    found = alpha([[1, 2, 3], [1, 2, 3]], metric="interval")
    assert (found.estimate, found.low, found.level) == (1.0, None, None)
    assert found.method == "krippendorff-interval"
    drawn = alpha([[1, 2], [1, 2]], metric="nominal", rng=np.random.default_rng(1))
    assert (drawn.estimate, drawn.low) == (1.0, None)


def test_one_unit_says_nothing_of_agreement_by_chance():
    found = krippendorff_alpha([[1], [1], [2]], metric="nominal")
    assert found == NotEstimable("one unit alone was rated twice")


def test_limits_stay_on_the_scale():
    ratings = [[1, 2, 1, 2, 1], [2, 1, 2, 1, 1]]
    for found in (gwet_ac1(ratings), alpha(ratings, metric="nominal"), fleiss_kappa(ratings)):
        assert -1 <= found.low <= found.estimate
    assert cohen_kappa(*ratings).low == -1.0


def test_the_ordinal_alpha_has_an_interval_by_resampling_alone():
    assert alpha(EXAMPLE, metric="ordinal").low is None


def test_a_ratio_scale_takes_nought():
    assert alpha([[0, 0, 2], [0, 1, 2]], metric="ratio").estimate < 1


def test_ac1_counts_the_categories_there_were():
    table = [["a", "a", "a"], ["a", "a", "a"]]
    reason = "every rating is the same, and no other category is named"
    assert gwet_ac1(table) == NotEstimable(reason)
    found = gwet_ac1(table, categories=["a", "b"])
    assert (found.estimate, found.low) == (1.0, None)
    two, three = (gwet_ac1(EXAMPLE[:2], categories=range(1, n)) for n in (6, 7))
    assert three.estimate > two.estimate  # chance agreement falls
    assert gwet_ac1([[1, None], [None, 2]]) == NotEstimable("no unit was rated twice")


@pytest.mark.parametrize(
    ("table", "options", "code"),
    [
        ([["a", "b"], ["a", "b"]], {"metric": "ordinal"}, "answers_not_numbers"),
        ([[-1, 2], [1, 2]], {"metric": "ratio"}, "ratings_negative"),
        ([1, 2, 3], {"metric": "nominal"}, "answers_shape"),
        ([1, 2, 3], {"metric": "interval"}, "answers_shape"),
        ([["a", "b"], ["a"]], {"metric": "nominal"}, "answers_shape"),
        (EXAMPLE, {"metric": "circular"}, "method_unknown"),
        (EXAMPLE, {"metric": "nominal", "level": math.nan}, "level_out_of_range"),
        (
            EXAMPLE,
            {"metric": "nominal", "rng": np.random.default_rng(1), "n_resamples": 99},
            "resamples_few",
        ),
    ],
)
def test_what_is_wrong_is_told(table, options, code):
    with pytest.raises(ParameterError) as fault:
        krippendorff_alpha(table, **options)
    assert fault.value.code == code


def test_a_rating_that_is_no_category_is_told():
    with pytest.raises(ParameterError) as fault:
        gwet_ac1([["a", "b"], ["a", "c"]], categories=["a", "b"])
    assert fault.value.code == "categories_lack"
    with pytest.raises(ParameterError) as fault:
        gwet_ac1([["a", "b"], ["a", "c"]], level=2)
    assert fault.value.code == "level_out_of_range"
