"""Kappas of Cohen and Fleiss: what R works out, and what they must obey."""

from __future__ import annotations

import json
import math
from pathlib import Path
from statistics import NormalDist
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from larvik_analysis.errors import ParameterError
from larvik_analysis.estimate.statistics.kappas import cohen_kappa, fleiss_kappa
from larvik_analysis.estimate.statistics.of_counts import kappa as kappa_of_counts
from larvik_analysis.terms.results import NotEstimable
from larvik_analysis.terms.scale_results import AgreementEstimate

KNOWN = {
    case["id"]: case
    for case in json.loads(
        (Path(__file__).parents[2] / "known" / "agreement.json").read_text(encoding="utf-8")
    )["cases"]
}
# Rounding of sums of a few hundred small numbers, far under any digit that is shown.
ROUNDING = 1e-9
WEIGHTS = (None, "linear", "quadratic")
PAIRS = st.lists(st.tuples(st.integers(1, 4), st.integers(1, 4)), min_size=2, max_size=25)


def kappa(a: Any, b: Any, **options: Any) -> AgreementEstimate:
    found = cohen_kappa(a, b, **options)
    assert isinstance(found, AgreementEstimate)
    return found


def two_raters() -> tuple[dict[str, Any], list[int], list[int]]:
    case = KNOWN["cohen_kappa_rat2"]
    return case, case["input"]["data"]["r1"], case["input"]["data"]["r2"]


def by_definition(shares: np.ndarray, weights: str | None) -> float:
    """Kappa of shares of each pair of categories 1 to 4."""
    apart = np.abs(np.subtract.outer(np.arange(4), np.arange(4))) / 3
    agreement = 1 - {None: apart > 0, "linear": apart, "quadratic": apart**2}[weights]
    observed = (agreement * shares).sum()
    chance = shares.sum(axis=1) @ agreement @ shares.sum(axis=0)
    return float((observed - chance) / (1 - chance))


def shares_of(a: list[int], b: list[int]) -> np.ndarray:
    shares = np.zeros((4, 4))
    np.add.at(shares, (np.array(a) - 1, np.array(b) - 1), 1 / len(a))
    return shares


# ---- known answers ----------------------------------------------------------------------


def test_two_raters_are_as_in_r():
    case, a, b = two_raters()
    plain = kappa(a, b, level=case["params"]["conf"])
    told = {
        "kappa": plain.estimate,
        "z": plain.statistic,
        "p": plain.p_value,
        "kappa_linear": kappa(a, b, weights="linear").estimate,
        "kappa_quadratic": kappa(a, b, weights="quadratic").estimate,
        "kappa_lo": plain.low,
        "kappa_hi": plain.high,
    }
    assert set(case["expected"]) - set(told) == set(case["differs"])  # see below
    for name, value in told.items():
        expected = case["expected"][name]
        assert value == pytest.approx(expected, rel=0, abs=case["tolerance"]), name


def test_the_weighted_interval_of_r_adds_up_weights_where_the_formula_averages_them():
    case, a, b = two_raters()
    shares, n = shares_of(a, b), len(a)
    apart = np.subtract.outer(np.arange(4), np.arange(4)) ** 2 / 9
    agreement, rows, columns = 1 - apart, shares.sum(axis=1), shares.sum(axis=0)
    observed, chance = (agreement * shares).sum(), rows @ agreement @ columns

    def half_width(of_rows: np.ndarray, of_columns: np.ndarray) -> float:
        habits = of_rows[:, None] + of_columns
        spread = (shares * (agreement * (1 - chance) - habits * (1 - observed)) ** 2).sum()
        spread -= (observed * chance - 2 * chance + observed) ** 2
        return NormalDist().inv_cdf(0.975) * math.sqrt(spread / n) / (1 - chance) ** 2

    summed = half_width(agreement @ columns, agreement.sum(axis=0) * rows)
    reach = (case["expected"]["wkappa_hi"] - case["expected"]["wkappa_lo"]) / 2
    assert summed == pytest.approx(reach, abs=case["tolerance"])
    found = kappa(a, b, weights="quadratic")
    averaged = half_width(agreement @ columns, agreement @ rows)
    assert (found.high - found.low) / 2 == pytest.approx(averaged)
    assert averaged > 1.6 * reach


@pytest.mark.parametrize("weights", WEIGHTS)
def test_the_standard_error_is_that_of_the_delta_method(weights):
    _, a, b = two_raters()
    shares, step = shares_of(a, b), 1e-6
    slopes = np.zeros((4, 4))
    for place in np.ndindex(4, 4):
        moved = np.zeros((4, 4))
        moved[place] = step
        ends = [by_definition(s / s.sum(), weights) for s in (shares + moved, shares - moved)]
        slopes[place] = (ends[0] - ends[1]) / (2 * step)
    variance = ((shares * slopes**2).sum() - (shares * slopes).sum() ** 2) / len(a)
    assert kappa(a, b, weights=weights).standard_error == pytest.approx(
        math.sqrt(variance), abs=1e-6
    )


def test_three_raters_are_as_in_r():
    case = KNOWN["fleiss_kappa_rat3"]
    found = fleiss_kappa(list(case["input"]["data"].values()))
    assert isinstance(found, AgreementEstimate)
    told = {"kappa": found.estimate, "z": found.statistic, "p": found.p_value}
    assert set(told) == set(case["expected"])
    for name, expected in case["expected"].items():
        assert told[name] == pytest.approx(expected, rel=0, abs=case["tolerance"]), name
    assert (found.n, found.n_raters, found.method) == (10, 3, "fleiss-kappa-linearised")
    assert found.low < found.estimate < found.high <= 1


# ---- laws -------------------------------------------------------------------------------


@given(PAIRS, st.sampled_from(WEIGHTS))
def test_it_is_the_kappa_of_the_definition(pairs, weights):
    a, b = map(list, zip(*pairs, strict=True))
    found = cohen_kappa(a, b, weights=weights)
    if len({*a, *b}) == 1:
        assert found == NotEstimable("both raters use one and the same category")
        return
    assert found.estimate == pytest.approx(by_definition(shares_of(a, b), weights))


@given(PAIRS, st.sampled_from(WEIGHTS), st.floats(0.5, 0.99), st.randoms())
def test_raters_and_units_can_be_swapped_and_the_scale_turned(pairs, weights, level, chance):
    a, b = map(list, zip(*pairs, strict=True))
    found = cohen_kappa(a, b, weights=weights, level=level)
    chance.shuffle(pairs)
    d, c = zip(*[(5 - one, 5 - other) for one, other in pairs], strict=True)
    other = cohen_kappa(c, d, weights=weights, level=level)
    if isinstance(found, NotEstimable):
        assert other == found
        return
    assert other.estimate == pytest.approx(found.estimate, abs=ROUNDING)
    if found.low is not None and other.low is not None:
        assert (other.low, other.high) == pytest.approx((found.low, found.high), abs=1e-6)
        assert found.low <= found.estimate <= found.high <= 1


@given(PAIRS)
def test_the_gate_works_out_the_same_from_counts(pairs):
    a, b = zip(*pairs, strict=True)
    patterns, counts = np.unique(np.array(pairs, dtype=float), axis=0, return_counts=True)
    found, from_counts = cohen_kappa(a, b), kappa_of_counts(patterns, counts)
    if isinstance(found, NotEstimable):
        assert math.isnan(from_counts)
    else:
        assert from_counts == pytest.approx(found.estimate, abs=ROUNDING)


@given(PAIRS)
def test_two_categories_leave_weights_nothing_to_weigh(pairs):
    a, b = ([min(one, 2) for one in rater] for rater in zip(*pairs, strict=True))
    found, other = cohen_kappa(a, b), cohen_kappa(a, b, weights="quadratic")
    if isinstance(found, AgreementEstimate):
        assert other.estimate == pytest.approx(found.estimate)
        assert other.statistic == pytest.approx(found.statistic)


def test_a_score_nobody_used_still_lies_between():
    # Scores 1, 2, 4: apart 1/3 and 2/3 of the way. Observed 1/3 of 1/3, expected 4/9.
    found = kappa([1, 2, 4], [1, 2, 2], weights="linear")
    apart = np.abs(np.subtract.outer([1, 2, 4], [1, 2, 2])) / 3
    assert found.estimate == pytest.approx(1 - np.trace(apart) / 3 / apart.mean())


# ---- edges ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("a", "b", "reason"),
    [
        ([], [], "fewer than two units were rated by both"),
        ([1], [2], "fewer than two units were rated by both"),
        ([1, None, 2], [None, 1, 2], "fewer than two units were rated by both"),
        ([3, 3, 3], [3, 3, 3], "both raters use one and the same category"),
    ],
)
@pytest.mark.parametrize("weights", WEIGHTS)
def test_where_there_is_no_kappa_the_reason_is_told(a, b, weights, reason):
    assert cohen_kappa(a, b, weights=weights) == NotEstimable(reason)


def test_raters_who_agree_entirely_have_no_interval():
    found = kappa(["a", "b", "a"], ["a", "b", "a"])
    assert (found.estimate, found.low, found.high, found.level) == (1.0, None, None, None)


def test_a_rater_who_says_one_thing_only_has_a_kappa_of_nought_and_no_test():
    found = kappa([1, 1, 1], [1, 2, 1])
    assert (found.estimate, found.low, found.statistic, found.p_value) == (
        0.0,
        None,
        None,
        None,
    )


@pytest.mark.parametrize(
    ("table", "reason"),
    [
        ([[1, 2]], "fewer than two units were rated by two raters or more"),
        ([[1], [2]], "fewer than two units were rated by two raters or more"),
        ([[1, None], [1, 2]], "fewer than two units were rated by two raters or more"),
        (np.empty((2, 0)), "fewer than two units were rated by two raters or more"),
        ([[1, 1], [1, 1]], "every rating is the same"),
        ([[1, 1, 2], [1, 1, None]], "every rating is the same"),
    ],
)
def test_where_there_is_no_fleiss_kappa_the_reason_is_told(table, reason):
    assert fleiss_kappa(table) == NotEstimable(reason)


@pytest.mark.parametrize(
    ("a", "b", "options", "code"),
    [
        ([1, 2], [1], {}, "lengths_differ"),
        ([[1, 2]], [[1, 2]], {}, "lengths_differ"),
        (["a", "b"], ["a", "b"], {"weights": "linear"}, "answers_not_numbers"),
        ([1, 2], [1, 2], {"weights": "cubic"}, "method_unknown"),
        ([1, 2], [1, 2], {"level": 0.0}, "level_out_of_range"),
    ],
)
def test_what_is_wrong_is_told(a, b, options, code):
    with pytest.raises(ParameterError) as fault:
        cohen_kappa(a, b, **options)
    assert fault.value.code == code
