"""Raking: what R works out, what raked weights must obey, and everything that is refused."""

from __future__ import annotations

import copy
import math
import pickle

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from larvik_analysis import rake
from larvik_analysis.errors import ParameterError
from larvik_analysis.estimate.statistics.weighting.faults import WeightingError

# The fitting stops when no margin moves by more than 1e-10 of its count.
SETTLED = 1e-8


def codes_of(error: pytest.ExceptionInfo[ParameterError]) -> list[str]:
    assert isinstance(error.value, WeightingError)
    return [problem.code for problem in error.value.problems]


def test_three_margins_as_in_r(raking):
    case = raking.cases["rake_3margins"]
    people = raking.tables["synth60"]
    weights = rake(people, case["input"]["margins"], weights=people["w"])
    assert weights.to_numpy() == pytest.approx(case["expected"]["weights"], abs=1e-9)
    raking.check(
        "rake_3margins",
        est=float(np.average(people["used_service"], weights=weights)),
        sum_w=float(weights.sum()),
    )


def test_margins_that_disagree_are_named_with_their_totals(raking):
    case = raking.cases["rake_inconsistent_margins"]
    with pytest.raises(ParameterError) as error:
        rake(raking.tables["synth60"], case["input"]["margins"])
    assert codes_of(error) == ["margin_totals"]
    for language in ("nb", "en"):
        said = error.value.message(language)
        assert "sex 400" in said
        assert "age 500" in said


def test_one_margin_by_hand():
    people = pd.DataFrame({"sex": ["F", "F", "M"]}, index=["x", "y", "z"])
    weights = rake(
        people, {"sex": {"F": 6, "M": 5}}, weights=pd.Series([1.0, 2.0, 7.0], ["x", "y", "z"])
    )
    assert weights.to_dict() == {"x": 2.0, "y": 4.0, "z": 5.0}


def test_nothing_that_was_given_is_changed(raking):
    people = raking.tables["synth60"].copy()
    margins = copy.deepcopy(raking.cases["rake_3margins"]["input"]["margins"])
    before, base = people.copy(), people["w"].copy()
    rake(people, margins, weights=people["w"])
    pd.testing.assert_frame_equal(people, before)
    pd.testing.assert_series_equal(people["w"], base)
    assert margins == raking.cases["rake_3margins"]["input"]["margins"]


def by_rows(people: pd.DataFrame, margins: dict, base: np.ndarray) -> np.ndarray:
    """The textbook's loop over respondents, as long as it takes."""
    weights = base.astype(float).copy()
    levels = [
        ((people[column] == level).to_numpy(), count)
        for column, counts in margins.items()
        for level, count in counts.items()
    ]
    for _ in range(5_000):
        before = weights.copy()
        for is_level, count in levels:
            weights[is_level] *= count / weights[is_level].sum()
        if np.abs(weights / before - 1).max() < 1e-13:
            break
    return weights


@st.composite
def surveys(draw: st.DrawFn) -> tuple[pd.DataFrame, dict, pd.Series]:
    """A survey in which every combination occurs, margins of one total, and base weights."""
    levels = {"sex": ["F", "M"], "age": [1, 2, 3], "arena": ["k", "s"]}
    rows = [(a, b, c) for a in levels["sex"] for b in levels["age"] for c in levels["arena"]]
    more = draw(st.lists(st.sampled_from(rows), max_size=20))
    people = pd.DataFrame([*rows, *more], columns=list(levels))
    margins = {}
    for column, known in levels.items():
        parts = np.array([draw(st.integers(1, 9)) for _ in known], dtype=float)
        margins[column] = dict(zip(known, 1_000 * parts / parts.sum(), strict=True))
    base = [draw(st.floats(0.2, 5)) for _ in range(len(people))]
    return people, margins, pd.Series(base)


@given(surveys())
def test_the_collapsed_cells_give_what_the_loop_over_respondents_gives(survey):
    people, margins, base = survey
    ours = rake(people, margins, weights=base)
    assert ours.to_numpy() == pytest.approx(by_rows(people, margins, base.to_numpy()), rel=1e-7)


@given(surveys())
def test_raked_weights_meet_every_margin(survey):
    people, margins, base = survey
    weights = rake(people, margins, weights=base)
    assert (weights > 0).all()
    for column, counts in margins.items():
        met = weights.groupby(people[column]).sum()
        assert met.to_dict() == pytest.approx(counts, rel=SETTLED)


@pytest.mark.parametrize(
    ("low", "high", "kind"),
    [(-100, 100, "int8"), (0, 255, "uint8"), (2**63 + 1, 2**63 + 9, "uint64")],
)
def test_levels_of_any_whole_type_keep_apart(low, high, kind):
    # As far apart as the type allows: their difference needs a larger one.
    people = pd.DataFrame({"code": np.array([low, high, high] * 100, dtype=kind)})
    raked = rake(people, {"code": {low: 300, high: 500}})
    assert raked.head(3).tolist() == pytest.approx([3.0, 2.5, 2.5])


@given(surveys(), st.randoms(use_true_random=False), st.floats(0.01, 100))
def test_order_names_types_and_scale_do_not_matter(survey, random, times):
    people, margins, base = survey
    weights = rake(people, margins, weights=base)
    order = list(range(len(people)))
    random.shuffle(order)
    names = {"F": "kvinne", "M": "mann"}
    other = people.iloc[order].assign(
        sex=lambda table: table["sex"].map(names).astype("category"),
        age=lambda table: table["age"].astype("Int64"),
    )
    turned = {
        "arena": dict(reversed(margins["arena"].items())),
        "age": margins["age"],
        "sex": {names[level]: count for level, count in margins["sex"].items()},
    }
    again = rake(other, turned, weights=base.iloc[order] * times)
    assert again.index.tolist() == order
    assert again.sort_index().to_numpy() == pytest.approx(weights.to_numpy(), rel=SETTLED)


@given(surveys())
def test_weights_that_meet_the_margins_stay(survey):
    people, margins, base = survey
    once = rake(people, margins, weights=base)
    assert rake(people, margins, weights=once).to_numpy() == pytest.approx(
        once.to_numpy(), rel=SETTLED
    )


@given(surveys(), st.integers(0, 11))
def test_two_halves_of_a_respondent_weigh_what_the_whole_did(survey, which):
    people, margins, base = survey
    whole = rake(people, margins, weights=base)
    halved = pd.concat([people, people.iloc[[which]]], ignore_index=True)
    weights = pd.concat([base, base.iloc[[which]]], ignore_index=True)
    weights.iloc[[which, -1]] /= 2
    parts = rake(halved, margins, weights=weights)
    assert parts.iloc[which] + parts.iloc[-1] == pytest.approx(whole.iloc[which], rel=1e-6)


@pytest.mark.parametrize("kind", ["name", "array", "list"])
def test_base_weights_come_as_a_column_or_as_numbers(raking, kind):
    people = raking.tables["synth60"]
    margins = raking.cases["rake_3margins"]["input"]["margins"]
    given = {"name": "w", "array": people["w"].to_numpy(), "list": people["w"].tolist()}[kind]
    expected = rake(people, margins, weights=people["w"])
    pd.testing.assert_series_equal(rake(people, margins, weights=given), expected)


def test_a_margin_may_be_a_series_and_a_column_a_category_true_or_false_or_a_fraction():
    people = pd.DataFrame(
        {
            "sex": pd.Categorical(["F", "M", "M"], ["F", "M", "never"]),
            "asked": [True, False, False],
            "age": [1.0, 2.0, 2.0],
        }
    )
    margins = {
        "sex": pd.Series({"F": 4, "M": 6}),
        "asked": {True: 4, False: 6},
        "age": {1: 4, 2: 6},
    }
    assert rake(people, margins).tolist() == [4.0, 3.0, 3.0]


def test_many_margins_whose_grid_outgrows_every_number():
    rng = np.random.default_rng(7)
    n_levels, columns = 40, [f"m{number}" for number in range(14)]  # 40^14 > 2^63
    people = pd.DataFrame(rng.integers(0, n_levels, (4_000, 14)), columns=columns)
    margins = {column: dict.fromkeys(range(n_levels), 25.0) for column in columns}
    weights = rake(people, margins)
    for column in columns:
        assert weights.groupby(people[column]).sum().to_numpy() == pytest.approx(25, rel=1e-8)


def test_a_level_that_counts_nought_gives_the_weight_nought():
    people = pd.DataFrame({"sex": ["F", "F", "M"], "age": ["old", "young", "young"]})
    weights = rake(people, {"sex": {"F": 3, "M": 2}, "age": {"old": 0, "young": 5}})
    assert weights.tolist() == [0.0, 3.0, 2.0]


def test_a_level_that_counts_nought_and_that_nobody_has_is_no_matter():
    people = pd.DataFrame({"sex": ["F", "M"]})
    assert rake(people, {"sex": {"F": 3, "M": 2, "X": 0}}).tolist() == [3.0, 2.0]


def test_a_base_weight_of_nought_stays_nought():
    people = pd.DataFrame({"sex": ["F", "F", "M"]})
    weights = rake(people, {"sex": {"F": 3, "M": 2}}, weights=pd.Series([0.0, 1.0, 1.0]))
    assert weights.tolist() == [0.0, 3.0, 2.0]


def test_all_that_is_wrong_is_told_at_once():
    people = pd.DataFrame(
        {"sex": ["F", "M", None, "F"], "age": ["a", "b", "a", "b"], "arena": ["k"] * 4}
    )
    margins = {
        "sex": {"F": 5, "M": 5},
        "age": {"a": -1, "b": math.nan, "c": 3},
        "arena": {"k": 10, "s": 10},
        "work": {"x": 20},
    }
    with pytest.raises(ParameterError) as error:
        rake(people, margins, weights=pd.Series([1.0, -1.0, math.nan, 1.0]))
    assert codes_of(error) == [
        "weights_numbers", "weights_negative", "margin_counts", "margin_totals",
        "margin_missing", "margin_empty", "margin_empty", "margin_column",
    ]  # fmt: skip
    said = str(error.value)
    assert len(said.splitlines()) == 8
    for word in ("sex 10", "arena 20", "a, b", "work"):
        assert word in said


def test_a_level_without_a_margin_is_named_where_it_is_nobodys_own_answer():
    people = pd.DataFrame({"age": ["a"] * 5 + ["b"] * 5 + ["only one has this"]})
    with pytest.raises(ParameterError) as error:
        rake(people, {"age": {"a": 10}})
    said = error.value.message("en")
    assert codes_of(error) == ["margin_levels"]
    assert "levels without a margin. Levels: 2. Respondents: 6." in said
    assert "among them: b." in said
    assert "only one has this" not in said


def test_rare_levels_without_a_margin_are_counted_alone():
    people = pd.DataFrame({"age": ["a", "a", "secret"]})
    with pytest.raises(ParameterError) as error:
        rake(people, {"age": {"a": 10}})
    assert codes_of(error) == ["margin_levels_rare"]
    assert "secret" not in str(error.value)


@pytest.mark.parametrize(
    ("margins", "code"),
    [
        ({}, "margins_none"),
        ({"sex": {}}, "margin_form"),
        ({"sex": ["F", "M"]}, "margin_form"),
        ({"sex": 7}, "margin_form"),
        ({"sex": {"F": 0, "M": 0}}, "margin_nobody"),
        ({"sex": {"F": math.inf, "M": 1}}, "margin_counts"),
        ({"sex": {"F": "many", "M": 1}}, "margin_counts"),
        ({"sex": {"F": None, "M": 1}}, "margin_counts"),
        ({"gender": {"F": 1, "M": 1}}, "margin_column"),
        ({"sex": {"F": 1, "M": 1, "X": 1}}, "margin_empty"),
    ],
)
def test_margins_that_cannot_be_are_refused(margins, code):
    with pytest.raises(ParameterError) as error:
        rake(pd.DataFrame({"sex": ["F", "M"]}), margins)
    assert code in codes_of(error)


@pytest.mark.parametrize(
    ("weights", "code"),
    [
        (pd.Series([1.0, -0.5]), "weights_negative"),
        (pd.Series([1.0, math.nan]), "weights_numbers"),
        (pd.Series([1.0, math.inf]), "weights_numbers"),
        (pd.Series([0.0, 0.0]), "weights_zero"),
        (pd.Series([1.0, 1.0], index=[5, 6]), "weights_rows"),
        ([1.0], "weights_rows"),
        (["a", "b"], "weights_numbers"),
        ("w", "weights_column"),
    ],
)
def test_base_weights_that_cannot_be_are_refused(weights, code):
    with pytest.raises(ParameterError) as error:
        rake(pd.DataFrame({"sex": ["F", "M"]}), {"sex": {"F": 1, "M": 1}}, weights=weights)
    assert codes_of(error) == [code]


def test_nobody_to_weight_is_refused():
    with pytest.raises(ParameterError) as error:
        rake(pd.DataFrame({"sex": []}), {"sex": {"F": 1}})
    assert codes_of(error) == ["respondents_none"]


def test_a_level_lost_to_another_that_counts_nought_is_named():
    people = pd.DataFrame({"age": ["old", "young"], "arena": ["k", "s"]})
    with pytest.raises(ParameterError) as error:
        rake(people, {"age": {"old": 2, "young": 3}, "arena": {"k": 0, "s": 5}})
    assert codes_of(error) == ["margin_lost"]
    assert "age" in str(error.value)
    assert "old" in str(error.value)


def test_a_level_without_any_base_weight_is_named():
    people = pd.DataFrame({"sex": ["F", "M"]})
    with pytest.raises(ParameterError) as error:
        rake(people, {"sex": {"F": 1, "M": 1}}, weights=pd.Series([0.0, 1.0]))
    assert codes_of(error) == ["margin_lost"]


def test_empty_combinations_that_make_the_margins_impossible_are_told():
    # Everybody old is F and everybody young is M, so the two margins would have to agree.
    people = pd.DataFrame({"sex": ["F", "M"], "age": ["old", "young"]})
    with pytest.raises(ParameterError) as error:
        rake(people, {"sex": {"F": 3, "M": 1}, "age": {"old": 2, "young": 2}})
    assert codes_of(error) == ["margins_unreachable"]
    assert "sex" in str(error.value)


def test_the_error_survives_the_way_back_from_a_worker():
    with pytest.raises(ParameterError) as error:
        rake(pd.DataFrame({"sex": ["F"]}), {"sex": {"F": -1}})
    again = pickle.loads(pickle.dumps(error.value))  # noqa: S301
    assert str(again) == str(error.value)
    assert isinstance(again, ParameterError)
