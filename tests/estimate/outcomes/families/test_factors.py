"""Several factors at once: against enumeration, and what an adjusted p must obey."""

from __future__ import annotations

import itertools
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from larvik_analysis.errors import ParameterError
from larvik_analysis.estimate.outcomes.factors import (
    estimate_factor_changes,
    factor_changes_of_families,
    step_down,
)
from larvik_analysis.estimate.statistics.sign_flips import sign_flip_test
from larvik_analysis.terms.results import NotEstimable

KNOWN = Path(__file__).parents[3] / "known"


def case_of(file: str, name: str) -> dict:
    cases = json.loads((KNOWN / file).read_text(encoding="utf-8"))["cases"]
    return {case["id"]: case for case in cases}[name]


WESTFALL_YOUNG = case_of("permutation.json", "westfall_young_signflip_3")
FWER = case_of("families_change.json", "property_stepdown_fwer")
THREE = pd.DataFrame(dict(zip("abc", WESTFALL_YOUNG["input"]["D"], strict=True)))
ROUNDING = 1e-9


@st.composite
def changes(draw: st.DrawFn) -> np.ndarray:
    n, n_outcomes = draw(st.integers(2, 7)), draw(st.integers(1, 4))
    row = st.lists(st.integers(-3, 3), min_size=n_outcomes, max_size=n_outcomes)
    return np.array(draw(st.lists(row, min_size=n, max_size=n)), dtype=float)


def by_enumeration(values: np.ndarray) -> np.ndarray:
    """The definition, flip by flip and outcome by outcome."""
    n = len(values)

    def sizes(signs: np.ndarray) -> np.ndarray:
        flipped = values * signs[:, np.newaxis]
        means, spreads = flipped.mean(axis=0), flipped.std(axis=0, ddof=1)
        still = np.where(np.abs(means) > ROUNDING, np.inf, 0.0)
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(spreads < ROUNDING, still, np.abs(means) / spreads * np.sqrt(n))

    tried = np.array([sizes(np.array(s)) for s in itertools.product([1, -1], repeat=n)])
    seen, adjusted, largest = sizes(np.ones(n)), np.zeros(values.shape[1]), 0.0
    order = np.argsort(-seen, kind="stable")
    for place, outcome in enumerate(order):
        as_far = tried[:, order[place:]].max(axis=1) >= seen[outcome] * (1 - ROUNDING)
        largest = max(largest, float(as_far.mean()))
        adjusted[outcome] = largest
    return adjusted


def test_three_outcomes_as_in_r():
    found, expected = step_down(THREE), WESTFALL_YOUNG["expected"]
    tolerance = WESTFALL_YOUNG["tolerance"]
    assert found.p_adjusted.tolist() == pytest.approx(expected["adjp"], abs=tolerance)
    assert found.p_unadjusted.tolist() == pytest.approx(expected["rawp"], abs=tolerance)
    assert [found[name] for name in "abc"] == found.p_adjusted.tolist()
    assert found.rejected == ("a",)
    assert (found.n_units, found.n.tolist()) == (11, [11, 11, 11])
    assert found.estimates.tolist() == pytest.approx(THREE.mean().tolist())


@settings(max_examples=60)
@given(changes())
def test_adjusted_p_values_are_those_of_all_flips(values):
    found = step_down(values)
    assert found.p_adjusted.tolist() == pytest.approx(by_enumeration(values).tolist())
    assert (found.p_adjusted >= found.p_unadjusted - ROUNDING).all()


@settings(max_examples=30)
@given(changes(), st.randoms(use_true_random=False))
def test_neither_rows_nor_columns_nor_scales_matter(values, random):
    rows = random.sample(range(len(values)), len(values))
    columns = random.sample(range(values.shape[1]), values.shape[1])
    found = step_down(values)
    scales = np.arange(1.0, values.shape[1] + 1)
    other = step_down((values * scales)[rows][:, columns])
    assert other.p_adjusted.tolist() == pytest.approx(found.p_adjusted.iloc[columns].tolist())
    turned = step_down(-values)
    assert turned.p_adjusted.tolist() == pytest.approx(found.p_adjusted.tolist())


def test_each_family_counts_once():
    family = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 10]
    found = step_down(THREE, family=family)
    by_hand = step_down(THREE.groupby(np.array(family)).mean())
    assert found.p_adjusted.tolist() == by_hand.p_adjusted.tolist()
    assert found.n_units == 10
    assert found.method == "step-down-max-t-sign-flip-exact-of-family-means"
    # Ten copies of a family's row add nothing.
    copied = pd.concat([THREE, pd.concat([THREE.iloc[[9]]] * 10)])
    again = step_down(copied, family=[*range(11), *[9] * 10])
    assert again.p_adjusted.tolist() == step_down(THREE).p_adjusted.tolist()


def test_gaps_still_outcomes_and_unknown_ones():
    table = THREE.astype(float).assign(still=0.0, unknown=np.nan)
    table.loc[0, "a"] = np.nan
    found = step_down(table)
    assert found["still"] == 1.0
    assert found["unknown"] == NotEstimable("no change is known")
    assert list(found.p_adjusted.index) == ["a", "b", "c", "still"]
    assert found.n.tolist() == [10, 11, 11, 11]
    assert found.p_unadjusted["a"] == sign_flip_test(table["a"]).p_value
    with pytest.raises(KeyError):
        found["nobody"]


def test_exact_up_to_twenty_families_and_drawn_beyond():
    generator = np.random.default_rng(2)
    values = generator.integers(-2, 3, (18, 2)).astype(float)
    found = step_down(values)
    assert found.method == "step-down-max-t-sign-flip-exact"
    # One outcome alone is the sign-flip test, which halves its way through the flips.
    alone = sign_flip_test(values[:, 0]).p_value
    assert found.p_unadjusted.iloc[0] == pytest.approx(alone, abs=1e-12)
    many = generator.normal(0, 1, (21, 2))
    with pytest.raises(ParameterError) as refused:
        step_down(many)
    assert refused.value.code == "rng_needed"
    drawn = step_down(many, rng=np.random.default_rng(3))
    assert drawn.method == "step-down-max-t-sign-flip-random"
    # Four standard errors of a share of one half in 9 999 draws.
    assert drawn.p_unadjusted.iloc[0] == pytest.approx(
        sign_flip_test(many[:, 0]).p_value, abs=0.02
    )


def test_few_or_none():
    assert step_down(np.zeros((4, 2))).p_adjusted.tolist() == [1.0, 1.0]
    assert step_down(np.array([[3.0, -1.0]])).p_adjusted.tolist() == [1.0, 1.0]
    assert step_down([[1.0, 2.0], [2.0, 1.0]]).p_adjusted.tolist() == [0.5, 0.5]
    assert step_down(np.zeros((0, 1)))[0] == NotEstimable("no change is known")


@pytest.mark.parametrize(
    ("call", "code"),
    [
        (lambda: step_down([1, 2, 3]), "answers_shape"),
        (lambda: step_down(np.ones((3, 2)), family=[1, 2]), "lengths_differ"),
        (lambda: step_down(np.ones((2, 2)), family=[1, None]), "cluster_missing"),
        (lambda: step_down(np.ones((2, 2)), level=0), "level_out_of_range"),
        (lambda: step_down([[True, False]]), "answers_not_numbers"),
    ],
)
def test_wrong_arguments_are_refused(call, code):
    with pytest.raises(ParameterError) as refused:
        call()
    assert refused.value.code == code


# ---- the table of factors -----------------------------------------------------------------


def test_factors_of_families(simulated, estimand_of):
    ratings, estimand = simulated(5, shift=-0.5, lost=2), estimand_of("f0")
    wide = factor_changes_of_families(ratings, estimand)
    table = estimate_factor_changes(ratings, estimand)
    means = table[table["statistic"] == "mean_change"].set_index("factor")
    known = step_down(wide)
    assert means["p_value"].tolist() == known.p_adjusted.tolist()
    assert means["p_unadjusted"].tolist() == known.p_unadjusted.tolist()
    assert means["estimate"].tolist() == pytest.approx(wide.mean().tolist())
    assert (means["p_value"] >= means["p_unadjusted"]).all()
    assert (means["n"] == 8).all()
    counts = table[table["statistic"] != "mean_change"]
    assert (counts.groupby("factor")["count"].sum() == 10).all()
    lost = counts[counts["statistic"] == "not_rated"]
    assert (lost["count"] == 2).all()
    better = counts[counts["statistic"] == "better"].set_index("factor")["count"]
    assert better["f3"] == (wide["f3"] < 0).sum()


def test_few_factors_cost_less_than_many(simulated, estimand_of):
    ratings, estimand = simulated(5, shift=-0.5), estimand_of("f0")
    every = estimate_factor_changes(ratings, estimand)
    one = estimate_factor_changes(ratings, estimand, factors=["f0"])
    assert one["p_value"].iloc[0] == one["p_unadjusted"].iloc[0]
    assert one["p_value"].iloc[0] <= every["p_value"].iloc[0]
    with pytest.raises(ParameterError) as refused:
        estimate_factor_changes(ratings, estimand, factors=["g"])
    assert refused.value.code == "factor_unknown"


def test_a_protective_factor_that_rose_is_better(ratings_of, estimand_of):
    seen = [(f"F{n}", "c", wave, {"a": 1 + wave, "b": 2}) for n in range(6) for wave in (1, 2)]
    ratings = ratings_of(seen, protective=["a"])
    table = estimate_factor_changes(ratings, estimand_of()).set_index(["factor", "statistic"])
    assert table.loc[("a", "mean_change"), "estimate"] == -1.0
    assert table.loc[("a", "better"), "count"] == 6
    assert table.loc[("b", "same"), "count"] == 6
    assert table.loc[("b", "mean_change"), "p_value"] == 1.0
    assert table.loc[("b", "mean_change"), "no_interval"] == "all changes are alike"


def test_a_factor_rated_once_takes_nothing_from_the_others(simulated, estimand_of):
    ratings, estimand = simulated(4, shift=-1.0), estimand_of("f0", "f1", "f2")
    alone = estimate_factor_changes(ratings, estimand, factors=["f0", "f1"])
    is_kept = (ratings.table["factor"] != "f2") | (ratings.table["family"] == "F3")
    thin = replace(ratings, table=ratings.table[is_kept])
    table = estimate_factor_changes(thin, estimand, factors=["f0", "f1", "f2"])
    assert table["p_value"].dropna().tolist() == alone["p_value"].dropna().tolist()
    assert (alone["p_value"].dropna() < 0.05).any()
    last = table[(table["factor"] == "f2") & (table["statistic"] == "mean_change")]
    assert last["reason"].tolist() == ["one family says nothing of how families differ"]


def test_one_family_has_no_mean_change(ratings_of, estimand_of):
    seen = [("F1", "c", 1, {"a": 2, "b": 1}), ("F1", "c", 2, {"a": 1, "b": 1})]
    table = estimate_factor_changes(ratings_of(seen), estimand_of())
    means = table[table["statistic"] == "mean_change"]
    assert means["estimate"].isna().all()
    assert means["p_value"].isna().all()
    assert set(means["reason"]) == {"one family says nothing of how families differ"}


# ---- simulated law ------------------------------------------------------------------------


@pytest.mark.slow
def test_all_factors_together_are_seldom_wrong(simulated, estimand_of):
    design, n_draws = FWER["expected"], 1_000
    estimand = estimand_of("f0")
    step, alone = [], []
    for seed in range(n_draws):
        found = step_down(factor_changes_of_families(simulated(seed), estimand))
        step.append(found.p_adjusted.min() <= 0.05)
        alone.append(found.p_unadjusted.min() <= 0.05)
    assert np.mean(step) <= design["step_down_at_most"]
    assert np.mean(alone) > design["unadjusted_above"]
