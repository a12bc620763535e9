"""The technology of skill formation: closed forms, limits, slopes and what is refused."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from larvik_analysis.errors import ParameterError
from larvik_analysis.estimate.returns.skill_formation import (
    optimal_investment_ratio,
    returns_by_stage,
    skill_formation,
)
from larvik_analysis.terms.skill_results import SkillStage, SkillTechnology

SHARES = (0.4, 0.1, 0.3, 0.15, 0.05)
PHIS = (1.0, 0.33, 1e-9, 0.0, -1e-9, -1.2, -50.0)
stocks = st.floats(0.2, 5.0)
phis = st.sampled_from(PHIS)


def stage(phi: float, shares=SHARES, other=None) -> SkillStage:
    return SkillStage(cognitive=SkillTechnology(shares=shares, phi=phi), other=other)


def after(start, investment, phi, shares=SHARES, parents=(1.0, 1.0)) -> float:
    found = skill_formation(start, [investment], [stage(phi, shares)], parents=parents)
    return float(found.cognitive[-1])


def plain(values, shares, phi) -> float:
    return sum(g * x**phi for g, x in zip(shares, values, strict=True)) ** (1 / phi)


@pytest.mark.parametrize("phi", [1.0, 0.5, 0.25, -0.5, -1.0, -3.0])
def test_the_formula_by_hand(phi):
    values = (2.0, 1.5, 0.7, 1.2, 0.9)
    got = after(values[:2], values[2], phi, parents=values[3:])
    assert got == pytest.approx(plain(values, SHARES, phi), rel=1e-12)


def test_at_nought_it_is_cobb_douglas():
    values = (2.0, 1.5, 0.7, 1.2, 0.9)
    by_hand = math.prod(x**g for g, x in zip(SHARES, values, strict=True))
    for phi in (0.0, 1e-12, -1e-12, 1e-300):
        got = after(values[:2], values[2], phi, parents=values[3:])
        assert got == pytest.approx(by_hand, rel=1e-10)


def test_at_minus_infinity_the_scarcest_decides():
    assert after((2.0, 1.5), 0.7, -math.inf) == 0.7
    # A stock that counts for nothing cannot be the scarcest.
    assert after((2.0, 0.1), 3.0, -math.inf, (0.5, 0.0, 0.5, 0.0, 0.0)) == 2.0
    assert after((2.0, 1.5), 0.7, -1e7) == pytest.approx(0.7, rel=1e-6)


def test_extreme_stocks_do_not_overflow():
    assert math.isfinite(after((1e200, 1.0), 1e-200, -40.0))
    assert math.isfinite(after((1e300, 1.0), 1e300, 0.9))


@given(st.tuples(stocks, stocks), stocks, st.tuples(stocks, stocks), phis)
def test_an_output_lies_between_its_stocks(start, investment, parents, phi):
    got = after(start, investment, phi, parents=parents)
    values = (*start, investment, *parents)
    assert min(values) * (1 - 1e-9) <= got <= max(values) * (1 + 1e-9)


@given(st.tuples(stocks, stocks), stocks, phis, st.floats(0.1, 10))
def test_twice_of_everything_is_twice_as_much(start, investment, phi, times):
    parents = (1.0, 2.0)
    got = after(start, investment, phi, parents=parents)
    scaled = after(
        [times * x for x in start], times * investment, phi,
        parents=[times * x for x in parents],
    )  # fmt: skip
    assert scaled == pytest.approx(times * got, rel=1e-9)


@given(st.tuples(stocks, stocks), st.tuples(stocks, stocks), st.sampled_from(PHIS[1:-1]))
def test_slopes_are_those_of_finite_differences(start, invested, phi):
    other = SkillTechnology(shares=(0.2, 0.5, 0.1, 0.1, 0.1), phi=0.3)
    stages = [stage(phi, other=other), stage(-0.4, other=other)]
    found = skill_formation(start, invested, stages)
    step = 1e-5
    for place in range(2):
        ends = []
        for sign in (1, -1):
            moved = list(invested)
            moved[place] += sign * step
            ends.append(float(skill_formation(start, moved, stages).cognitive[-1]))
        slope = (ends[0] - ends[1]) / (2 * step)
        assert float(found.products[place]) == pytest.approx(slope, rel=1e-4, abs=1e-8)
    up = after((start[0] + step, start[1]), invested[0], phi)
    down = after((start[0] - step, start[1]), invested[0], phi)
    slope = (up - down) / (2 * step)
    assert float(found.self_productivity[0]) == pytest.approx(slope, rel=1e-4)
    corners = [
        after((start[0] + a * 1e-3, start[1]), invested[0] + b * 1e-3, phi) * a * b
        for a in (1, -1)
        for b in (1, -1)
    ]
    cross = sum(corners) / (4 * 1e-6)
    assert float(found.complementarity[0]) == pytest.approx(cross, rel=1e-2, abs=1e-5)


@given(st.tuples(stocks, stocks), stocks, phis)
def test_skill_begets_skill_and_investment(start, investment, phi):
    found = skill_formation(start, [investment], [stage(phi)])
    assert float(found.self_productivity[0]) >= 0
    assert float(found.complementarity[0]) >= 0
    if phi == 1:
        assert float(found.complementarity[0]) == 0


def test_slopes_at_the_limits():
    equal = skill_formation((1.0, 1.0), [1.0], [stage(-math.inf)])
    assert equal.products.tolist() == [0.3]  # the limit along equal stocks
    assert equal.complementarity.tolist() == [math.inf]
    scarce = skill_formation((1.0, 1.0), [0.5], [stage(-math.inf)])
    assert (scarce.products.tolist(), scarce.complementarity.tolist()) == ([1.0], [0.0])
    nothing = skill_formation((1.0, 1.0), [0.0], [stage(0.5)])
    assert nothing.products.tolist() == [math.inf]
    # (0.3 I^-1 + ...)^-1 is I/0.3 next to nought.
    lone = skill_formation((1.0, 1.0), [0.0], [stage(-1.0)])
    assert lone.products[0] == pytest.approx(1 / 0.3)
    assert lone.cognitive.tolist() == [1.0, 0.0]
    both = skill_formation((0.0, 1.0), [0.0], [stage(-1.0)])
    assert both.products.tolist() == [0.0]
    perfect = skill_formation((1.0, 1.0), [0.0], [stage(1.0)])
    assert perfect.products[0] == pytest.approx(0.3)


def test_a_steep_slope_that_counts_for_nothing_gives_nothing():
    other = SkillTechnology(shares=(0.0, 0.5, 0.5, 0.0, 0.0), phi=0.5)
    cognitive = (0.7, 0.0, 0.3, 0.0, 0.0)
    found = skill_formation((1.0, 1.0), [0.0], [stage(1.0, cognitive, other)])
    assert found.products[0] == pytest.approx(0.3)


def test_it_takes_many_children_at_once():
    starts = np.array([[1.0, 2.0, 3.0], [1.0, 1.0, 1.0]])
    many = skill_formation(starts, [1.0, 0.5], [stage(0.3), stage(-0.5)])
    assert many.cognitive.shape == (3, 3)
    assert many.products.shape == (2, 3)
    for place in range(3):
        one = skill_formation(starts[:, place], (1, 0.5), [stage(0.3), stage(-0.5)])
        assert many.cognitive[:, place].tolist() == pytest.approx(one.cognitive.tolist())
        assert many.products[:, place].tolist() == pytest.approx(one.products.tolist())


@given(
    st.floats(0.05, 0.9), st.floats(0.05, 0.9), st.floats(-5, 0.9), st.floats(0, 0.5),
    st.floats(0.001, 0.4),
)  # fmt: skip
def test_dear_money_means_less_early(early, late, phi, rate, more):
    here = optimal_investment_ratio(early, late, phi, rate)
    assert optimal_investment_ratio(early, late, phi, rate + more) < here
    closed = (math.log(early / late) - math.log(1 + rate)) / (1 - phi)
    assert math.log(here) == pytest.approx(closed)


def test_the_split_at_its_limits():
    assert optimal_investment_ratio(0.3, 0.1, -math.inf, 0.04) == 1.0
    assert optimal_investment_ratio(0.3, 0.1, -1e9, 0.04) == pytest.approx(1.0)
    assert optimal_investment_ratio(0.3, 0.1, 1.0, 0.04) == math.inf
    assert optimal_investment_ratio(0.1, 0.3, 1.0, 0.04) == 0.0
    assert optimal_investment_ratio(0.3, 0.3, 1.0, 0.0) == 1.0
    assert optimal_investment_ratio(0.2, 0.1, 0.0, 0.04, years=5) == pytest.approx(2 / 1.04**5)


def test_the_split_gives_most_skill_for_the_money():
    # Early is worth 0.2, late 0.1 of the skill in the end; money earns 4 % between them.
    phi, rate, early, late = -0.5, 0.04, 0.2, 0.1
    ratio = optimal_investment_ratio(early, late, phi, rate)

    def skill(of_early: float) -> float:
        first = of_early
        second = (1 - of_early) * (1 + rate)
        return (early * first**phi + late * second**phi + 0.7) ** (1 / phi)

    grid = np.linspace(0.01, 0.99, 9801)
    best = grid[np.argmax([skill(share) for share in grid])]
    # The formula is in money of the stage it is spent in.
    assert best / ((1 - best) * (1 + rate)) == pytest.approx(ratio, rel=1e-2)


def test_returns_by_stage_by_hand():
    found = returns_by_stage(0.26, 0.045, 4)
    shares = [0.26 * (0.045 / 0.26) ** (n / 3) for n in range(4)]
    by_hand = [
        share * math.prod(1 - later for later in shares[place + 1 :])
        for place, share in enumerate(shares)
    ]
    assert found.tolist() == pytest.approx(by_hand)
    assert all(np.diff(found) < 0)


def test_an_elasticity_and_back():
    for elasticity in (0.44, 0.62, 1.0, 1.5, 2.4):
        technology = SkillTechnology.from_elasticity(SHARES, elasticity)
        assert technology.elasticity == pytest.approx(elasticity)
    assert SkillTechnology.from_elasticity(SHARES, 0).phi == -math.inf
    assert SkillTechnology.from_elasticity(SHARES, math.inf).elasticity == math.inf


@pytest.mark.parametrize(
    "shares",
    [(0.5, 0.5), (0.5, 0.5, 0.5, 0, 0), (1.2, -0.2, 0, 0, 0), (math.nan, 1, 0, 0, 0),
     ("a", 0, 0, 0, 1), 7],
)  # fmt: skip
def test_weights_that_are_none_are_refused(shares):
    with pytest.raises(ParameterError, match="Vektene"):
        SkillTechnology(shares=shares, phi=0)


@pytest.mark.parametrize("phi", [1.01, math.nan, "0", True, math.inf, None])
def test_a_substitution_that_is_none_is_refused(phi):
    with pytest.raises(ParameterError, match="phi"):
        SkillTechnology(shares=SHARES, phi=phi)


@pytest.mark.parametrize("elasticity", [-0.1, math.nan, "1", True])
def test_an_elasticity_that_is_none_is_refused(elasticity):
    with pytest.raises(ParameterError, match="Substitusjonen"):
        SkillTechnology.from_elasticity(SHARES, elasticity)


@pytest.mark.parametrize(
    ("start", "invested"),
    [((-1, 1), [1]), ((1, math.nan), [1]), (("a", 1), [1]), ((1, 1), [-0.1]),
     ((1, 1), [math.inf]), ([], [1]), ((1, [1, 2]), [1])],
)  # fmt: skip
def test_stocks_that_are_none_are_refused(start, invested):
    with pytest.raises(ParameterError, match="Ferdigheter"):
        skill_formation(start, invested, [stage(0)])


@pytest.mark.parametrize(
    ("start", "invested", "stages", "parents"),
    [
        ((1, 1), [1, 1], 1, (1, 1)),
        ((1, 1, 1), [1], 1, (1, 1)),
        (1.0, [1], 1, (1, 1)),
        ((1, 1), [1], 0, (1, 1)),
        ((1, 1), [1], 1, (1,)),
        (np.ones((2, 3)), np.ones((1, 2)), 1, (1, 1)),
    ],
)
def test_shapes_that_do_not_fit_are_refused(start, invested, stages, parents):
    with pytest.raises(ParameterError, match="trinn"):
        skill_formation(start, invested, [stage(0)] * stages, parents=parents)
    with pytest.raises(ParameterError, match="trinn"):
        skill_formation((1, 1), [1], ["stage"])


@pytest.mark.parametrize(
    "arguments",
    [(0, 0.1, 0, 0), (0.1, -1, 0, 0), (0.1, 0.1, 0, -1), (0.1, 0.1, 0, 4),
     (0.1, 0.1, 0, 0.04, -1), (math.nan, 0.1, 0, 0), ("a", 0.1, 0, 0)],
)  # fmt: skip
def test_a_split_that_is_none_is_refused(arguments):
    with pytest.raises(ParameterError, match="Andelene"):
        optimal_investment_ratio(*arguments)


def test_stages_that_are_none_are_refused():
    with pytest.raises(ParameterError, match="mellom null og én"):
        returns_by_stage(1.2, 0.1, 3)
    with pytest.raises(ParameterError, match="mellom null og én"):
        returns_by_stage(0.2, 0.0, 3)
    with pytest.raises(ParameterError, match="trinn"):
        returns_by_stage(0.2, 0.1, 1)
    with pytest.raises(ParameterError):
        returns_by_stage(0.2, 0.1, 2.5)
