"""The composite of families: by hand, by other routes, and where there is little to say."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from larvik_analysis.errors import ParameterError
from larvik_analysis.estimate.outcomes.change import cautions_of, estimate_change
from larvik_analysis.estimate.outcomes.composite import (
    changes_of_families,
    child_changes,
    rated_by_wave,
)
from larvik_analysis.estimate.statistics.clusters import cluster_mean
from larvik_analysis.estimate.statistics.sign_flips import sign_flip_test
from larvik_analysis.estimate.statistics.signed_ranks import signed_rank_test

# Two children in one family, one in the other two; b is protective in some tests.
SEEN = [
    ("F1", "x", 1, {"a": 3, "b": 2}),
    ("F1", "x", 2, {"a": 1, "b": 1}),
    ("F1", "y", 1, {"a": 2, "b": 2}),
    ("F1", "y", 2, {"a": 2, "b": 1}),
    ("F2", "z", 1, {"a": 4, "b": 4}),
    ("F2", "z", 2, {"a": 2, "b": 2}),
    ("F3", "u", 1, {"a": 1, "b": np.nan}),
    ("F3", "u", 2, {"a": 2, "b": 3}),
]
SIMULATED = [f"f{number}" for number in range(8)]


def by_statistic(table: pd.DataFrame) -> pd.DataFrame:
    return table.set_index("statistic")


def moved(ratings_of, changes):
    """Families of one child whose only factor moved by so much from the middle."""
    seen = []
    for number, change in enumerate(changes):
        seen.append((f"F{number}", "c", 1, {"a": 2}))
        if change is not None:
            seen.append((f"F{number}", "c", 2, {"a": 2 + change}))
    return ratings_of(seen, factors=["a"])


# ---- the composite ------------------------------------------------------------------------


def test_the_composite_is_the_mean_over_factors_then_children(ratings_of, estimand_of):
    table = changes_of_families(ratings_of(SEEN), estimand_of()).set_index("family")
    # x: (-2 - 1) / 2, y: (0 - 1) / 2, so F1: -1; z: -2; u: only a is known both times.
    assert table["change"].tolist() == [-1.0, -2.0, 1.0]
    assert table["before"].tolist() == [2.25, 4.0, 1.0]
    assert table["n_children"].tolist() == [2, 1, 1]


def test_a_protective_factor_is_turned_around(ratings_of, estimand_of):
    table = child_changes(ratings_of(SEEN, protective=["b"]), estimand_of())
    by_child = table.set_index("child")
    # x: a fell by 2, b fell from 2 to 1, which is burden from 2 to 3.
    assert by_child.loc["x", "change"] == (-2 + 1) / 2
    assert by_child.loc["z", "change"] == (-2 + 2) / 2


def test_how_many_factors_must_be_rated_both_times(ratings_of, estimand_of):
    ratings = ratings_of(SEEN)
    all_two = changes_of_families(ratings, estimand_of(), n_factors_least=2)
    assert all_two["is_lost"].tolist() == [False, False, True]
    assert all_two["n_children_lost"].tolist() == [0, 0, 1]


def test_what_was_rated_for_a_family_holds_for_each_child(ratings_of, estimand_of):
    seen = [
        ("F1", "x", 1, {"a": 3}), ("F1", "x", 2, {"a": 1}),
        ("F1", "y", 1, {"a": 3, "b": 0}), ("F1", "y", 2, {"a": 3, "b": 4}),
        ("F1", "", 1, {"b": 2}), ("F1", "", 2, {"b": 1}),
        ("F2", None, 1, {"a": 4, "b": 2}), ("F2", None, 2, {"a": 3, "b": 2}),
    ]  # fmt: skip
    ratings = ratings_of(seen)
    table = child_changes(ratings, estimand_of()).set_index(["family", "child"])["change"]
    assert table["F1", "x"] == (-2 - 1) / 2
    assert table["F1", "y"] == (0 + 4) / 2  # rated itself
    assert table["F2", ""] == -0.5
    families = changes_of_families(ratings, estimand_of())
    assert families["n_children"].tolist() == [2, 0]
    assert families["is_lost"].tolist() == [False, False]


def test_several_raters_are_averaged(ratings_of):
    seen = [("F1", "x", 1, {"a": 3}, "r"), ("F1", "x", 1, {"a": 2}, "s")]
    assert rated_by_wave(ratings_of(seen, factors=["a"]))[1].tolist() == [2.5]


# ---- the table ----------------------------------------------------------------------------


def test_the_routes_are_those_of_the_statistics(simulated, estimand_of):
    ratings, estimand = simulated(4, shift=-0.4), estimand_of(*SIMULATED)
    families = changes_of_families(ratings, estimand)["change"]
    children = child_changes(ratings, estimand)
    table = by_statistic(estimate_change(ratings, estimand))
    mean = sign_flip_test(families)
    median = signed_rank_test(np.zeros(10), families)
    robust = cluster_mean(children["change"], children["family"])
    for name, found in {
        "mean_change": mean,
        "median_change": median,
        "mean_change_children": robust,
    }.items():
        for column in ("estimate", "low", "high", "level", "p_value", "n"):
            assert table.loc[name, column] == pytest.approx(getattr(found, column)), name
    effect = families.mean() / families.std(ddof=1)
    assert table.loc["standardised_change", "estimate"] == pytest.approx(effect)
    assert table.loc["mean_change", "low"] < table.loc["mean_change", "estimate"] < 0
    assert table.loc["mean_change", "level"] >= 0.95


def test_eight_of_ten_better(ratings_of, estimand_of):
    # The chances that the research note of the project gives for 8 of 10.
    ratings = moved(ratings_of, [-1] * 8 + [1, 0])
    table = by_statistic(estimate_change(ratings, estimand_of("a")))
    assert table.loc["chance_most_better_flat", "estimate"] == pytest.approx(0.967, abs=5e-4)
    sceptical = table.loc["chance_most_better_sceptical", "estimate"]
    assert sceptical == pytest.approx(0.905, abs=5e-4)
    for way, count in {"better": 8, "same": 1, "worse": 1}.items():
        assert table.loc[f"families_{way}", "count"] == count
    # Clopper and Pearson for 8 of 10.
    assert table.loc["families_better", "low"] == pytest.approx(0.4439045, abs=1e-6)
    assert table.loc["families_better", "high"] == pytest.approx(0.9747893, abs=1e-6)
    assert table.loc["families_better", "method"] == "clopper-pearson"


def test_the_lost_stay_in_the_denominator(ratings_of, estimand_of):
    ratings = moved(ratings_of, [-1, -1, -1, -1, -2, -1, None, None])
    table = by_statistic(estimate_change(ratings, estimand_of("a")))
    assert table.loc["mean_change", "estimate"] == pytest.approx(-7 / 6)
    assert table.loc["families_better", "estimate"] == 6 / 8
    # From 6 of 8 if both lost did not get better to 8 of 8 if they did.
    assert table.loc["families_better", "low"] == pytest.approx(0.3491442, abs=1e-6)
    assert table.loc["families_better", "high"] == 1.0
    # From the middle, both can get 2 worse or 2 better.
    assert table.loc["mean_change_lost_worst", "estimate"] == (-7 + 4) / 8
    assert table.loc["mean_change_lost_best", "estimate"] == (-7 - 4) / 8
    counts = ["families_started", "families_followed", "families_lost", "children_lost"]
    assert table.loc[counts, "count"].tolist() == [8, 6, 2, 2]


def test_a_family_of_which_nothing_is_known_could_have_gone_anywhere(ratings_of, estimand_of):
    ratings = moved(ratings_of, [-1, -1])
    ratings = ratings_of(
        [("F1", "c", 1, {"a": 2}), ("F1", "c", 2, {"a": 1})],
        factors=["a"],
        families=["F1", "F2"],
    )
    table = by_statistic(estimate_change(ratings, estimand_of("a")))
    assert table.loc["mean_change_lost_worst", "estimate"] == (-1 + 4) / 2
    assert table.loc["mean_change_lost_best", "estimate"] == (-1 - 4) / 2


def test_the_lost_can_count_as_unchanged(ratings_of, estimand_of):
    ratings = moved(ratings_of, [-1, -1, -1, -1, -2, -1, None, None])
    table = by_statistic(estimate_change(ratings, estimand_of("a", lost="unchanged")))
    assert table.loc["mean_change", "estimate"] == -7 / 8
    assert table.loc["mean_change_children", "estimate"] == -7 / 8
    assert table.loc["families_same", "count"] == 2
    assert table.loc["families_lost", "count"] == 2
    assert table.loc["mean_change_lost_worst", "estimate"] == (-7 + 4) / 8


def test_a_small_change_can_count_as_the_same(ratings_of, estimand_of):
    ratings = moved(ratings_of, [-2, -1, 0, 1])
    table = by_statistic(estimate_change(ratings, estimand_of("a"), same_within=1))
    ways = ["families_better", "families_same", "families_worse"]
    assert table.loc[ways, "count"].tolist() == [1, 3, 0]


def test_nobody_changed(ratings_of, estimand_of):
    table = by_statistic(estimate_change(moved(ratings_of, [0] * 6), estimand_of("a")))
    assert table.loc["mean_change", ["estimate", "p_value"]].tolist() == [0.0, 1.0]
    assert pd.isna(table.loc["mean_change", "low"])
    assert table.loc["mean_change", "no_interval"] == "all changes are alike"
    assert table.loc["standardised_change", "reason"] != ""
    assert table.loc["families_same", "count"] == 6


def test_two_families_and_one(ratings_of, estimand_of):
    two = by_statistic(estimate_change(moved(ratings_of, [-1, -2]), estimand_of("a")))
    assert two.loc["mean_change", "estimate"] == -1.5
    assert two.loc["mean_change", "p_value"] == 0.5
    assert two.loc["mean_change", "no_interval"] == "too few families to reach the level"
    one = by_statistic(estimate_change(moved(ratings_of, [-1]), estimand_of("a")))
    assert pd.isna(one.loc["mean_change", "estimate"])
    alone = "one family says nothing of how families differ"
    assert one.loc[["mean_change", "median_change"], "reason"].tolist() == [alone] * 2
    assert one.loc["mean_change_children", "reason"] == "all values come from one cluster"


def test_nobody_was_rated(ratings_of, estimand_of):
    ratings = ratings_of([], factors=["a"], families=["F1", "F2"])
    table = by_statistic(estimate_change(ratings, estimand_of("a")))
    assert table.loc["families_lost", "count"] == 2
    assert table.loc["mean_change", "reason"] == "no family has a change that is known"


def test_all_are_lost(ratings_of, estimand_of):
    table = by_statistic(estimate_change(moved(ratings_of, [None, None]), estimand_of("a")))
    nobody = "no family has a change that is known"
    assert table.loc[["mean_change", "mean_after"], "reason"].tolist() == [nobody] * 2
    assert table.loc["families_better", ["low", "high"]].tolist() == [0.0, 1.0]
    assert table.loc["families_lost", "count"] == 2


def test_what_is_not_estimable_has_a_reason_and_no_number(simulated, estimand_of):
    table = estimate_change(simulated(1, lost=3), estimand_of(*SIMULATED))
    assert (table["estimate"].isna() == (table["reason"] != "")).all()
    assert not np.isinf(table["estimate"]).any()


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 50), st.randoms(use_true_random=False))
def test_neither_rows_nor_names_matter(simulated, estimand_of, seed, random):
    ratings, estimand = simulated(seed, shift=-0.3, lost=2), estimand_of(*SIMULATED)
    known = estimate_change(ratings, estimand)
    order = random.sample(range(len(ratings.table)), len(ratings.table))
    names = {family: f"N{family[::-1]}" for family in ratings.families}
    table = ratings.table.iloc[order].replace({"family": names})
    again = type(ratings)(
        table=table,
        levels=ratings.levels,
        factors=ratings.factors,
        families=tuple(names[family] for family in ratings.families),
    )
    pd.testing.assert_frame_equal(estimate_change(again, estimand), known, rtol=1e-12)


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 50))
def test_a_higher_level_is_never_narrower(simulated, estimand_of, seed):
    ratings, estimand = simulated(seed), estimand_of(*SIMULATED)
    narrow, wide = (
        estimate_change(ratings, estimand, level=level).dropna(subset=["low"])
        for level in (0.8, 0.95)
    )
    both = narrow.merge(wide, on="statistic", suffixes=("", "_wide"))
    assert (both["low_wide"] <= both["low"] + 1e-9).all()
    assert (both["high_wide"] >= both["high"] - 1e-9).all()


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 50))
def test_test_and_interval_agree(simulated, estimand_of, seed):
    ratings = simulated(seed, shift=-0.25)
    row = by_statistic(estimate_change(ratings, estimand_of(*SIMULATED))).loc["mean_change"]
    is_outside = row["low"] > 1e-9 or row["high"] < -1e-9
    assert is_outside == (row["p_value"] <= 0.05)


def test_a_turned_scale_turns_the_change(ratings_of, estimand_of):
    risk = estimate_change(ratings_of(SEEN), estimand_of())
    both = estimate_change(ratings_of(SEEN, protective=["a", "b"]), estimand_of())
    one, other = by_statistic(risk).loc["mean_change"], by_statistic(both).loc["mean_change"]
    assert other["estimate"] == -one["estimate"]
    assert other["p_value"] == one["p_value"]


# ---- cautions and refusals ----------------------------------------------------------------


def test_cautions_follow_from_the_design(ratings_of, estimand_of):
    ratings = ratings_of(
        [*SEEN, ("F4", "v", 1, {"a": 2, "b": 2})],
        rated_by_deliverer=True,
        chosen_for_high_risk=True,
    )
    assert cautions_of(ratings, estimand_of()) == (
        "no_comparison",
        "regression_to_the_mean",
        "rated_by_deliverer",
        "families_lost",
    )
    other = [("F1", "x", 1, {"a": 3, "b": 2}, "r"), ("F1", "x", 2, {"a": 1, "b": 1}, "s")]
    assert cautions_of(ratings_of(other), estimand_of()) == ("no_comparison", "raters_changed")


@pytest.mark.parametrize(
    ("factors", "more", "code"),
    [
        (("a", "c"), {}, "factor_unknown"),
        (("a", "b"), {"level": 1}, "level_out_of_range"),
        (("a", "b"), {"n_factors_least": 3}, "factors_least"),
        (("a", "b"), {"same_within": -1}, "same_within_below_zero"),
    ],
)
def test_wrong_arguments_are_refused(ratings_of, estimand_of, factors, more, code):
    with pytest.raises(ParameterError) as refused:
        estimate_change(ratings_of(SEEN), estimand_of(*factors), **more)
    assert refused.value.code == code


def test_a_change_needs_two_waves(ratings_of, estimand_of):
    with pytest.raises(ParameterError) as refused:
        changes_of_families(ratings_of(SEEN), estimand_of(first_wave=2))
    assert refused.value.code == "waves_same"
    no_factors = type(estimand_of())(
        population=estimand_of().population,
        contrast="before_after",
        outcome=estimand_of().outcome,
        factors=(),
    )
    with pytest.raises(ParameterError) as refused:
        changes_of_families(ratings_of(SEEN), no_factors)
    assert refused.value.code == "factors_none"


# ---- simulated laws -----------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("truth", [0.0, -0.6])
def test_the_interval_of_the_composite_holds_its_level(truth):
    generator, held = np.random.default_rng(8), []
    for _ in range(2_000):
        test = sign_flip_test(truth + generator.normal(0, 1, 10))
        held.append(test.low <= truth <= test.high)
    # Exact: never below its level but by chance, two standard errors of 2 000 draws.
    assert np.mean(held) > 0.94


@pytest.mark.slow
def test_the_composite_seldom_rejects_where_nothing_happened(simulated, estimand_of):
    estimand, n_draws = estimand_of(*SIMULATED), 600
    p_values = [
        sign_flip_test(changes_of_families(simulated(seed), estimand)["change"]).p_value
        for seed in range(n_draws)
    ]
    # Exact, so at most 5 % but for three standard errors of the draws.
    assert np.mean(np.array(p_values) <= 0.05) < 0.05 + 3 * np.sqrt(0.05 * 0.95 / n_draws)
