"""What it is worth to know more: closed forms, tables worked out by hand, laws."""

from __future__ import annotations

import itertools
import math
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from larvik_analysis.errors import ParameterError
from larvik_analysis.estimate.returns.information import (
    acceptability_curve,
    expected_loss_normal_nok,
    value_of_information,
)
from larvik_analysis.estimate.returns.sampling import draw_parameters
from larvik_analysis.estimate.returns.simulation import simulate_returns
from larvik_analysis.terms.discount_rules import Rules
from larvik_analysis.terms.results import NotEstimable
from larvik_analysis.terms.simulation_results import SimulatedReturns, ValueOfInformation

amounts = st.floats(-1e6, 1e6).map(lambda x: round(x, 3))
lists = arrays(float, st.integers(2, 40), elements=amounts)


def worth_of(*given_: Any, **options: Any) -> ValueOfInformation:
    found = value_of_information(*given_, **options)
    assert isinstance(found, ValueOfInformation)
    return found


def partial(found: ValueOfInformation, name: str = "x") -> float:
    return float(found.partial.set_index("parameter").loc[name, "value_nok"])


@pytest.mark.parametrize("is_sobol", [True, False])
def test_a_sum_of_normals(known, normal, is_sobol):
    case = known["linear_normal_information"]
    sds, mean = case["input"]["sd"], case["input"]["mean"]
    if is_sobol:
        numbers = {name: normal(0.0, sd) for name, sd in sds.items()}
        draws = draw_parameters(numbers, n_draws=8192)
    else:
        rng = np.random.default_rng(4)
        draws = pd.DataFrame(
            rng.normal(size=(2**17, 3)) * list(sds.values()), columns=list(sds)
        )
    found = worth_of(mean + draws.sum(axis=1), draws)
    # Independent draws are a hundred times less even: four standard errors.
    reach = case["tolerance"] if is_sobol else 4 * found.perfect_error
    expected = case["expected"]
    assert found.perfect_nok == pytest.approx(expected["all"], abs=reach)
    for name in sds:
        assert partial(found, name) == pytest.approx(expected[name], abs=reach)
    assert found.partial["parameter"].tolist() == ["b", "a", "c"]


def test_the_closed_form_is_the_published_one(known):
    case = known["linear_normal_information"]
    sds, mean = case["input"]["sd"], case["input"]["mean"]
    sds = {**sds, "all": math.hypot(*sds.values())}
    for name, sd in sds.items():
        expected = case["expected"][name]
        assert expected_loss_normal_nok(mean, sd) == pytest.approx(expected, rel=1e-9)
        assert expected_loss_normal_nok(-mean, sd) == pytest.approx(expected, rel=1e-9)
    assert expected_loss_normal_nok(5.0, 0.0) == 0.0


def test_a_table_by_hand():
    # Carry out: -100, 300, -100, 100: mean 50. Best each time: 0, 300, 0, 100: mean 100.
    npv, x = [-100, 300, -100, 100], [0, 1, 0, 1]
    found = worth_of(npv, {"x": x}, n_bins=2, n_children=25)
    assert found.expected_nok == {"carry_out": 50.0, "leave": 0.0}
    assert found.expected_loss_nok == {"carry_out": 50.0, "leave": 100.0}
    assert found.best == "carry_out"
    assert found.chance_best == 0.5
    assert found.perfect_nok == 50.0
    assert found.perfect_per_child_nok == 2.0
    # x tells the two losing draws from the two winning ones.
    [row] = found.partial.to_dict("records")
    assert row["value_nok"] == 50.0
    assert row["share_of_perfect"] == 1.0
    assert row["per_child_nok"] == 2.0
    assert row["n_bins"] == 2


def test_several_options():
    options = pd.DataFrame({"green": [1.0, 5, 0], "red": [4.0, 1, 0], "none": [0.0, 0, 3]})
    found = worth_of(options)
    assert found.best == "green"
    assert found.perfect_nok == pytest.approx(4 - 2)
    assert found.chance_best == pytest.approx(1 / 3)
    assert worth_of(options.to_numpy()).best == "option_1"
    assert worth_of(options[["red"]]).expected_nok == {
        "red": pytest.approx(5 / 3),
        "leave": 0.0,
    }


@settings(max_examples=25)
@given(lists)
def test_never_negative_and_never_more_than_the_loss(npv):
    found = worth_of(npv)
    assert found.perfect_nok >= 0
    plain = np.maximum(npv, 0).mean() - max(npv.mean(), 0.0)
    assert found.perfect_nok == pytest.approx(plain, abs=1e-6)
    if (npv <= 0).all() or (npv >= 0).all():
        assert found.perfect_nok == 0.0


@settings(max_examples=25)
@given(st.data(), st.integers(2, 8))
def test_knowing_one_number_is_never_worth_more_than_knowing_all(data, n_bins):
    n = data.draw(st.integers(2, 30))
    npv = data.draw(arrays(float, (n, 3), elements=amounts))
    x = data.draw(arrays(float, n, elements=st.integers(0, 6)))
    found = worth_of(npv, {"x": x}, n_bins=n_bins)
    assert -1e-9 <= partial(found) <= found.perfect_nok + 1e-6


@settings(max_examples=25)
@given(st.data())
def test_the_order_of_draws_does_not_matter(data):
    npv = data.draw(lists)
    x = data.draw(arrays(float, npv.size, elements=st.integers(0, 3)))
    order = data.draw(st.permutations(range(npv.size)))
    first, turned = (
        worth_of(npv[places], {"x": x[places]}, n_bins=3)
        for places in (list(range(npv.size)), list(order))
    )
    assert turned.perfect_nok == pytest.approx(first.perfect_nok, rel=1e-9, abs=1e-6)
    assert partial(turned) == pytest.approx(partial(first), rel=1e-9, abs=1e-6)


@settings(max_examples=25)
@given(lists, st.floats(0.1, 50))
def test_kroner_scale(npv, scale):
    assert worth_of(npv * scale).perfect_nok == pytest.approx(
        worth_of(npv).perfect_nok * scale, abs=1e-6
    )


def test_a_constant_tells_nothing():
    found = worth_of([-1.0, 2.0, -3.0, 4.0], {"x": [7.0] * 4})
    [row] = found.partial.to_dict("records")
    assert row["value_nok"] == 0.0
    assert row["chance_alone_nok"] == 0.0
    assert row["n_bins"] == 1


def test_what_chance_alone_shows_is_told():
    rng = np.random.default_rng(2)
    npv = rng.normal(size=4096)
    shown = [
        worth_of(npv, {"x": rng.normal(size=4096)}).partial.to_dict("records")[0]
        for _ in range(40)
    ]
    values = np.array([row["value_nok"] for row in shown])
    expected = shown[0]["chance_alone_nok"]
    assert values.mean() == pytest.approx(expected, rel=0.15)
    assert expected < 0.15 * worth_of(npv).perfect_nok


def test_of_a_simulation(own_model, own_numbers):
    simulated = simulate_returns(
        own_model, parameters=own_numbers, rules=Rules.flat(0.04), n_draws=1024
    )
    assert isinstance(simulated, SimulatedReturns)
    found = worth_of(simulated, reading="public", n_children=10)
    assert found.partial["parameter"].tolist()[0] == "gain"
    assert set(found.partial["parameter"]) == {"cost", "gain", "tax"}
    plain = worth_of(simulated.npv_nok["public"], simulated.draws)
    assert plain.perfect_nok == found.perfect_nok
    assert plain.n_draws == 1024
    assert worth_of(simulated, {"cost": simulated.draws["cost"]}).n_draws == 1024
    with pytest.raises(ParameterError) as caught:
        value_of_information(simulated, reading="everybody")  # type: ignore[arg-type]
    assert caught.value.code == "reading_unknown"


def test_no_draws():
    assert value_of_information([]) == NotEstimable("there are no draws")
    assert isinstance(value_of_information(pd.DataFrame()), NotEstimable)
    assert worth_of([5.0]).perfect_nok == 0.0


@pytest.mark.parametrize(
    ("arguments", "options", "code"),
    [
        (([1.0, math.nan],), {}, "number_finite"),
        (([1.0, math.inf],), {}, "number_finite"),
        ((["a", "b"],), {}, "number_finite"),
        (([[1.0], [1.0, 2.0]],), {}, "options_shape"),
        ((3.0,), {}, "options_shape"),
        (([1.0, 2.0], {"x": [1.0]}), {}, "lengths_differ"),
        (([1.0, 2.0], {"x": [1.0, math.nan]}), {}, "number_finite"),
        (([1.0, 2.0],), {"n_children": 0}, "number_above_nought"),
        (([1.0, 2.0],), {"n_bins": 1}, "number_least"),
        (([1.0, 2.0],), {"n_bins": 2.5}, "count_not_whole"),
    ],
)
def test_arguments_are_refused(arguments, options, code):
    with pytest.raises(ParameterError) as caught:
        value_of_information(*arguments, **options)
    assert caught.value.code == code


@pytest.mark.parametrize("numbers", [(math.nan, 1.0), (0.0, -1.0), (math.inf, 1.0), ("a", 1.0)])
def test_the_closed_form_is_refused_what_is_no_number(numbers):
    with pytest.raises(ParameterError):
        expected_loss_normal_nok(*numbers)


# ---- by what an outcome is worth ----------------------------------------------------------


def test_a_curve_by_hand():
    table = acceptability_curve([1, 2, 4], (100, 100, 100), np.array([0, 40, 60, 1000]))
    assert table["chance_positive"].tolist() == pytest.approx([0, 1 / 3, 2 / 3, 1])
    assert table["mean_nok"].tolist() == pytest.approx([-100, -20 / 3, 40, 6700 / 3])
    # At 40: -60, -20, 60. To leave it loses 60 / 3, to carry it out 80 / 3.
    assert table["expected_loss_nok"].tolist() == pytest.approx([0, 20, 40 / 3, 0])


@settings(max_examples=25)
@given(arrays(float, 12, elements=st.floats(0, 50)), st.floats(0, 1e3))
def test_where_nothing_is_harm_the_curve_rises(units, cost):
    costs = np.full(12, cost)
    table = acceptability_curve(units, costs, [0, 1, 10, 100])
    assert table["chance_positive"].is_monotonic_increasing
    assert table["chance_positive"].between(0, 1).all()


def test_curves_are_refused():
    for arguments in itertools.permutations([[1.0], [1.0], []]):
        with pytest.raises(ParameterError):
            acceptability_curve(*arguments)
    with pytest.raises(ParameterError) as caught:
        acceptability_curve([1.0, 2.0], [1.0], [1.0])
    assert caught.value.code == "lengths_differ"
