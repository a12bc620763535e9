"""Net present value as a straight line in the risk reduction, and where it is nought."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from larvik_analysis.estimate.returns.model_numbers import (
    Values,
    finite_array,
    needs_of,
    numbers_of,
)
from larvik_analysis.estimate.returns.present_values import present_values
from larvik_analysis.estimate.returns.streams import (
    averted,
    kept_after_haircuts,
    kept_until_outcome,
    refuse_beyond_horizon,
    streams_of,
)
from larvik_analysis.terms.cash_flow import unknown_name
from larvik_analysis.terms.discount_rules import Rules
from larvik_analysis.terms.returns_case import READINGS, Outcome, Reading, ReturnsModel
from larvik_analysis.terms.returns_results import ReturnReason

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Solved:
    """The numbers of a break-even."""

    averted_per_100: float
    risk_reduction: float
    risk_reduction_before: float
    baseline_per_100: float
    is_possible: bool
    value_per_averted_nok: float
    cost_per_child_nok: float
    n_children: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Net present value as a straight line in the risk reduction; one number for each trial.

    `at_nought` is where nothing is averted. `slope` and `averted_at_one` are for a risk
    reduction of one before haircuts, of which `kept` is left after them.
    """

    at_nought: FloatArray
    slope: FloatArray
    averted_at_one: FloatArray
    kept: FloatArray
    baseline: FloatArray
    n_children: FloatArray


def break_even_units(net_at_nought_nok: float, value_per_unit_nok: float) -> float | None:
    """How many units of a value it takes for a net present value to be nought.

    Parameters
    ----------
    net_at_nought_nok : float
        What is left where there are none of them; negative where it costs.
    value_per_unit_nok : float
        What each of them adds.

    Returns
    -------
    float or None
        Nought where nothing has to be earned back. None where a unit adds nothing.

    Examples
    --------
    >>> break_even_units(-1_000_000.0, 400_000.0)
    2.5
    """
    if net_at_nought_nok >= 0:
        return 0.0
    return -net_at_nought_nok / value_per_unit_nok if value_per_unit_nok > 0 else None


def chosen_model(
    model: ReturnsModel, reading: Reading, outcome: str, rules: Rules | None, alone: bool
) -> ReturnsModel:
    """The model with the outcome that is told first, perhaps alone, and by the rules.

    Raises
    ------
    ParameterError
        If the reading or the outcome is unknown, or the rules are no rules.
    """
    if reading not in READINGS:
        raise unknown_name("reading_unknown", reading, READINGS)
    ids = [one.id for one in model.outcomes]
    told = outcome or ids[0]
    if told not in ids:
        raise unknown_name("effect_unknown", outcome, ids)
    first = model.outcomes[ids.index(told)]
    others = () if alone else tuple(one for one in model.outcomes if one.id != told)
    return replace(model, outcomes=(first, *others), rules=rules or model.rules)


def break_even_names(model: ReturnsModel) -> tuple[str, ...]:
    """The parameters that the break-even is worked out from; not the unknown."""
    names = [name for needed in needs_of(model).values() for name in needed]
    return tuple(name for name in dict.fromkeys(names) if name != model.case.unknown)


def line_of(
    model: ReturnsModel, reading: Reading, told: Outcome, changes: Values | None
) -> Line:
    """Net present value where nothing and where all is averted, for each trial."""
    arrays = {name: finite_array(name, value) for name, value in (changes or {}).items()}
    n_trials = max((array.size for array in arrays.values()), default=1)
    values: dict[str, FloatArray] = {
        name: np.repeat(array, 2) if array.size > 1 else array for name, array in arrays.items()
    }
    values[model.case.unknown] = np.tile([0.0, 1.0], n_trials)
    refuse_beyond_horizon(model, values)
    npv = present_values(streams_of(model, values), reading, model.rules).reshape(-1, 2)
    numbers, _ = numbers_of(model, values, names=needs_of(model)[told.id])
    kept = kept_after_haircuts(model, numbers) * kept_until_outcome(told, numbers)

    def of_trials(array: FloatArray) -> FloatArray:
        return np.broadcast_to(array, (2 * n_trials,))[1::2]

    return Line(
        at_nought=npv[:, 0],
        slope=npv[:, 1] - npv[:, 0],
        averted_at_one=of_trials(averted(model, told, numbers)),
        kept=of_trials(kept),
        baseline=of_trials(numbers[told.baseline]),
        n_children=of_trials(numbers["n_children"]),
    )


def solve(line: Line, number: int) -> Solved | ReturnReason:
    """The break-even of one trial, or why there is none."""
    averted_at_one, slope = float(line.averted_at_one[number]), float(line.slope[number])
    if averted_at_one <= 0:
        return "nothing_averted"
    at_nought, n = float(line.at_nought[number]), float(line.n_children[number])
    value = slope / averted_at_one
    needed = break_even_units(at_nought, value)
    if needed is None:
        return "worth_nothing"
    baseline = float(line.baseline[number])
    share = needed / (n * baseline)
    return Solved(
        averted_per_100=100 * needed / n,
        risk_reduction=share,
        risk_reduction_before=share / float(line.kept[number]),
        baseline_per_100=100 * baseline,
        is_possible=share <= 1,
        value_per_averted_nok=value,
        cost_per_child_nok=-at_nought / n,
        n_children=n,
    )
