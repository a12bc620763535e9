"""Draws: the laws they follow, that they are the same whatever is beside them, refusals."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from larvik_analysis.errors import ParameterError
from larvik_analysis.estimate.returns.sampling import draw_parameters, shares_in_turn
from larvik_analysis.estimate.returns.spread_laws import bounds_of, law_of
from larvik_analysis.terms.parameters import Correlated, Spread

ENDS = np.array([0.025, 0.975])
SHARES = np.array([0.001, 0.025, 0.3, 0.5, 0.8, 0.975, 0.999])


def test_a_normal_has_the_mean_and_the_interval_told(normal):
    law = law_of("x", normal(10.0, 2.0))
    assert law(SHARES) == pytest.approx(stats.norm(10, 2).ppf(SHARES), rel=1e-12)


def test_a_lognormal_has_the_interval_told_and_the_geometric_mean_in_its_middle(unsure):
    law = law_of("x", unsure(3.0, "lognormal", 1.0, 9.0))
    assert law(ENDS).tolist() == pytest.approx([1.0, 9.0])
    assert law(np.array([0.5])).item() == pytest.approx(3.0)


@pytest.mark.parametrize(
    ("value", "low", "high", "level"),
    [(0.3, 0.1, 0.6, 0.95), (0.02, 0.001, 0.08, 0.9), (0.5, 0.49, 0.51, 0.8)],
)
def test_a_beta_has_the_mean_told_and_its_interval_holds_the_level(
    unsure, value, low, high, level
):
    spread = Spread(shape="beta", low=low, high=high, level=level)
    share = replace(unsure(value, unit="share"), spread=spread)
    grid = (np.arange(2**16) + 0.5) / 2**16
    drawn = law_of("x", share)(grid)
    assert drawn.mean() == pytest.approx(value, rel=1e-4)  # the grid leaves the tails out
    assert ((drawn >= low) & (drawn <= high)).mean() == pytest.approx(level, abs=1e-4)


def test_bounded_shapes_are_those_of_scipy(unsure):
    numbers = {
        shape: law_of("x", unsure(3.0, shape, 2.0, 10.0))(SHARES)
        for shape in ("triangular", "pert", "uniform")
    }
    assert numbers["triangular"] == pytest.approx(stats.triang(1 / 8, 2, 8).ppf(SHARES))
    assert numbers["pert"] == pytest.approx(stats.beta(1.5, 4.5, 2, 8).ppf(SHARES))
    assert numbers["uniform"] == pytest.approx(2 + 8 * SHARES)


def test_moments_of_a_pert(known, unsure):
    case = known["pert_moments"]
    asked = case["input"]
    one = unsure(asked["mode"], "pert", asked["low"], asked["high"])
    drawn = draw_parameters({"x": one}, n_draws=2**14)["x"]
    assert drawn.mean() == pytest.approx(case["expected"]["mean"], rel=case["tolerance"])
    assert drawn.var() == pytest.approx(case["expected"]["variance"], rel=1e-3)


@pytest.mark.parametrize("value", [2.0, 10.0])
def test_a_mode_at_an_end_is_allowed(unsure, value):
    for shape in ("triangular", "pert"):
        drawn = law_of("x", unsure(value, shape, 2.0, 10.0))(SHARES)
        assert np.isfinite(drawn).all()
        assert (np.diff(drawn) > 0).all()


def test_a_share_is_cut_off_at_nought_and_one_and_scaled(normal):
    one = normal(0.1, 0.05, unit="share")  # from 0.002 on
    drawn = law_of("x", one, bounds_of(one))(SHARES)
    cut = stats.truncnorm(-2, 18, 0.1, 0.05).ppf(SHARES)
    assert drawn == pytest.approx(cut, rel=1e-9)


def test_an_effect_may_be_harm(normal):
    one = normal(0.1, 0.05, unit="share")
    least = np.array([1e-6])
    assert law_of("x", one, bounds_of(one, is_effect=True))(least).item() < 0
    assert law_of("x", one, bounds_of(one))(least).item() >= 0
    # An interval that begins below nought says itself that the number may be negative.
    wide = normal(0.1, 0.2, unit="share")
    assert law_of("x", wide, bounds_of(wide))(least).item() < 0


def test_amounts_of_a_model_are_never_negative(normal):
    one = normal(100.0, 40.0)
    assert law_of("x", one, bounds_of(one))(np.array([1e-6])).item() < 0
    assert law_of("x", one, bounds_of(one, is_of_model=True))(np.array([1e-9])).item() >= 0


@pytest.mark.parametrize(
    ("value", "shape", "low", "high", "code"),
    [
        (11.0, "uniform", 2.0, 10.0, "spread_misses_value"),
        (2.0, "normal", 2.0, 10.0, "spread_misses_value"),
        (3.0, "normal", 2.0, 10.0, "spread_lopsided"),
        (3.0, "cauchy", 2.0, 10.0, "method_unknown"),
        (None, "uniform", 2.0, 10.0, "spread_missing"),
    ],
)
def test_impossible_spreads_are_refused(unsure, value, shape, low, high, code):
    with pytest.raises(ParameterError) as caught:
        law_of("x", unsure(value, shape, low, high))
    assert caught.value.code == code


def test_a_share_above_one_is_refused(unsure):
    one = unsure(0.9, "uniform", 0.7, 1.2, unit="share")
    with pytest.raises(ParameterError) as caught:
        draw_parameters({"x": one}, n_draws=4)
    assert caught.value.code == "spread_beyond_bounds"


def test_draws_are_even(unsure):
    drawn = draw_parameters({"x": unsure(0.5, "uniform", 0.0, 1.0)}, n_draws=1024, seed=5)["x"]
    # One in each of as many equal parts: that is what a power of two is for.
    assert sorted((drawn * 1024).astype(int)) == list(range(1024))


@settings(max_examples=20)
@given(st.integers(1, 70), st.integers(0, 5))
def test_shares_do_not_depend_on_chunks(chunk, seed):
    whole = np.vstack(list(shares_in_turn(3, 64, seed, 64)))
    parts = np.vstack(list(shares_in_turn(3, 64, seed, chunk)))
    assert (whole == parts).all()
    assert 0 < whole.min() < whole.max() < 1


def test_seeds_differ(unsure):
    numbers = {"x": unsure(0.5, "uniform", 0.0, 1.0)}
    first, again, other = (draw_parameters(numbers, n_draws=64, seed=s) for s in (1, 1, 2))
    assert first.equals(again)
    assert not first.equals(other)


def test_what_is_held_leaves_the_other_draws_alone(normal, together):
    numbers = {name: normal(1.0, 1.0) for name in "abcd"}
    blocks = (together("a", "c", 0.7),)
    free = draw_parameters(numbers, n_draws=256, correlated=blocks)
    held = draw_parameters(numbers, n_draws=256, correlated=blocks, values={"a": 5.0})
    assert (held["a"] == 5.0).all()
    assert held[["b", "c", "d"]].equals(free[["b", "c", "d"]])


def test_neither_the_order_of_parameters_nor_of_a_block_matters(normal):
    numbers = {name: normal(1.0, 1.0) for name in "abcd"}
    names, matrix = ("a", "b", "d"), np.array([[1, 0.5, 0.2], [0.5, 1, -0.3], [0.2, -0.3, 1]])
    turned = [2, 0, 1]
    blocks = [
        Correlated(parameters=names, matrix=matrix.tolist(), source="s"),
        Correlated(
            parameters=tuple(names[i] for i in turned),
            matrix=matrix[turned][:, turned].tolist(),
            source="s",
        ),
    ]
    first = draw_parameters(numbers, n_draws=256, correlated=blocks[:1])
    backwards = dict(reversed(numbers.items()))
    assert draw_parameters(backwards, n_draws=256, correlated=blocks[1:]).equals(first)


@pytest.mark.parametrize("r", [-0.8, 0.3, 0.95])
def test_ranks_are_correlated_as_asked_whatever_the_shapes(unsure, normal, together, r):
    numbers = {
        "x": normal(0.0, 1.0),
        "y": unsure(3.0, "pert", 2.0, 10.0),
        "z": normal(0.0, 1.0),
    }
    drawn = draw_parameters(numbers, n_draws=8192, correlated=[together("x", "y", r)])
    ranks = drawn.corr("spearman")
    assert ranks.loc["x", "y"] == pytest.approx(r, abs=0.005)
    assert ranks.loc["x", "z"] == pytest.approx(0, abs=0.005)
    assert drawn["y"].mean() == pytest.approx(4.0, rel=1e-3)  # the law itself is untouched


def matrix_of(*rows: tuple[float, ...], names: str = "abc") -> Correlated:
    return Correlated(parameters=tuple(names[: len(rows)]), matrix=rows, source="s")


@pytest.mark.parametrize(
    ("block", "code"),
    [
        (matrix_of((1, 0.9, -0.9), (0.9, 1, 0.9), (-0.9, 0.9, 1)), "correlated_not_positive"),
        (matrix_of((1, 1), (1, 1)), "correlated_not_positive"),
        (matrix_of((1, 0.5), (0.4, 1)), "correlated_matrix"),
        (matrix_of((2, 0.5), (0.5, 1)), "correlated_matrix"),
        (matrix_of((1, 1.5), (1.5, 1)), "correlated_matrix"),
        (matrix_of((1, math.nan), (math.nan, 1)), "correlated_matrix"),
        (matrix_of((1, 0.5, 0), (0.5, 1)), "correlated_matrix"),
        (matrix_of((1,)), "correlated_matrix"),
        (matrix_of((1, 0), (0, 1), names="aq"), "model_parameter_unknown"),
        (matrix_of((1, 0), (0, 1), names="aa"), "correlated_twice"),
        (matrix_of((1, 0), (0, 1), names="af"), "correlated_without_spread"),
    ],
)
def test_impossible_correlations_are_refused(normal, unsure, block, code):
    numbers = {**{name: normal(1.0, 1.0) for name in "abc"}, "f": unsure(1.0)}
    with pytest.raises(ParameterError) as caught:
        draw_parameters(numbers, n_draws=4, correlated=[block])
    assert caught.value.code == code


def test_correlations_of_ranks_may_ask_too_much_of_the_normals(normal):
    # Positive definite as it stands (least eigenvalue 0.005), and not once it is of normals.
    r = -0.4975
    block = matrix_of((1, r, r), (r, 1, r), (r, r, 1))
    assert np.linalg.eigvalsh(np.array(block.matrix))[0] > 0
    with pytest.raises(ParameterError) as caught:
        draw_parameters({n: normal(1.0, 1.0) for n in "abc"}, n_draws=4, correlated=[block])
    assert caught.value.code == "correlated_not_positive"


@pytest.mark.parametrize(
    ("n_draws", "below", "above"), [(1000, 512, 1024), (0, 2, 4), (-5, 2, 4), (3, 2, 4)]
)
def test_another_number_of_draws_is_refused_with_the_nearest(unsure, n_draws, below, above):
    with pytest.raises(ParameterError) as caught:
        draw_parameters({"x": unsure(1.0)}, n_draws=n_draws)
    assert caught.value.code == "draws_power_of_two"
    assert (caught.value.values["below"], caught.value.values["above"]) == (below, above)


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"n_draws": 10.5}, "count_not_whole"),
        ({"n_draws": "256"}, "count_not_whole"),
        ({"seed": -1}, "count_below_zero"),
        ({"seed": None}, "count_not_whole"),
        ({"values": {"y": 1.0}}, "model_parameter_unknown"),
        ({"values": {"x": math.nan}}, "number_finite"),
        ({"values": {"x": "3"}}, "number_finite"),
        ({"values": [3.0]}, "mapping_needed"),
    ],
)
def test_arguments_are_refused(unsure, options, code):
    with pytest.raises(ParameterError) as caught:
        draw_parameters({"x": unsure(1.0)}, **{"n_draws": 4, **options})
    assert caught.value.code == code


def test_a_number_nobody_has_given_is_asked_for(unsure):
    numbers = {"x": unsure(None), "y": unsure(1.0)}
    with pytest.raises(ParameterError) as caught:
        draw_parameters(numbers, n_draws=4)
    assert caught.value.values["names"] == "x"
    assert draw_parameters(numbers, n_draws=4, values={"x": 2})["x"].tolist() == [2.0] * 4


def test_parameters_without_names_are_refused(unsure):
    with pytest.raises(ParameterError) as caught:
        draw_parameters([unsure(1.0)])  # type: ignore[arg-type]
    assert caught.value.code == "mapping_needed"


def test_a_per_cent_is_no_share(unsure):
    with pytest.raises(ParameterError) as caught:
        draw_parameters({"x": unsure(15, unit="share")}, n_draws=4)
    assert [one.code for one in caught.value.problems["x"]] == ["parameter_per_cent"]
    with pytest.raises(ParameterError) as caught:
        draw_parameters({"x": unsure(0.15, unit="share")}, n_draws=4, values={"x": 15})
    assert caught.value.code == "share_outside"
