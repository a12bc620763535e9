"""The numbers of a model as arrays: those that were drawn, and the others as they stand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from larvik_analysis.errors import ParameterError
from larvik_analysis.terms.cash_flow import unknown_name
from larvik_analysis.terms.returns_case import Outcome, ReturnsModel
from larvik_analysis.terms.rule import RuleKind

FloatArray = NDArray[np.float64]
Values = Mapping[str, ArrayLike]
COST: Final = "cost"
DEVELOPMENT: Final = "development"
YEARLY_COST: Final = (
    "positions_delivered", "wage", "social_costs", "overhead", "other_running_cost",
)  # fmt: skip
BY_OTHERS: Final = "share_paid_by_others"
# Of these nothing is counted where a case does not name them.
BY_STATE: Final = "share_paid_by_state"
WAGE_GROWTH: Final = "real_wage_growth"
_COUNTED: Final = ("n_children", "n_families")
# From the best known to the least.
_KINDS: tuple[RuleKind, ...] = ("policy", "data", "research", "judgement")


def needs_of(model: ReturnsModel) -> dict[str, tuple[str, ...]]:
    """The parameters that each effect of a model is worked out from.

    Returns
    -------
    dict of str to tuple of str
        First ``cost`` and ``development``, then the outcomes in the order of the case; the
        unknown is among those of an outcome.
    """
    paid = [name for name in (BY_OTHERS, BY_STATE) if name in model.parameters]
    needs = {
        COST: (*YEARLY_COST, "duration", *paid),
        DEVELOPMENT: ("development_cost", *paid),
    }
    return needs | {outcome.id: _of_outcome(model, outcome) for outcome in model.outcomes}


def _of_outcome(model: ReturnsModel, outcome: Outcome) -> tuple[str, ...]:
    """The parameters that one outcome is worked out from, each once."""
    names = [
        "n_children", outcome.baseline, model.case.unknown, *model.case.haircuts, "fade_out",
        "duration", "age_at_start", outcome.from_age, outcome.to_age, *outcome.multipliers,
    ]  # fmt: skip
    for price in outcome.prices:
        names += [price.amount, *price.factors, *price.complement]
        if price.follows_wages and WAGE_GROWTH in model.parameters:
            names.append(WAGE_GROWTH)
    return tuple(dict.fromkeys(names))


def missing_of(
    model: ReturnsModel, names: Iterable[str], values: Values | None = None
) -> tuple[str, ...]:
    """Those of some parameters that nobody has given, each once, in the order given.

    Raises
    ------
    ParameterError
        If the model has no parameter of that name.
    """
    known = dict(values or {})
    wanted = tuple(dict.fromkeys(names))
    for name in (*wanted, *known):
        if name not in model.parameters:
            raise unknown_name("model_parameter_unknown", name, model.parameters)
    return tuple(
        name for name in wanted if name not in known and model.parameters[name].value is None
    )


def weakest_kind(
    model: ReturnsModel, names: Iterable[str], values: Values | None = None
) -> RuleKind:
    """How far the least known of some parameters can be trusted.

    What nobody has given, and what is tried out instead, counts as ``judgement``.
    """
    tried, wanted = set(values or {}), set(names)
    kinds = [
        "judgement" if name in tried or parameter.value is None else parameter.kind
        for name, parameter in model.parameters.items()
        if name in wanted
    ]
    return max(kinds, key=_KINDS.index, default="policy")


def numbers_of(
    model: ReturnsModel, values: Values | None = None, *, names: Iterable[str] | None = None
) -> tuple[dict[str, FloatArray], int]:
    """What each parameter is, draw by draw, and how many draws there are.

    Parameters
    ----------
    model : ReturnsModel
    values : mapping of str to array_like, shape (n_draws,)
        In the place of those of the model, in their units and prices; a single number holds
        for every draw.
    names : iterable of str, optional
        The parameters needed; all that the model's effects are worked out from where left
        out.

    Returns
    -------
    numbers : dict of str to ndarray of float
        Of shape (n_draws,), or (1,) where it is the same in every draw.
    n_draws : int

    Raises
    ------
    ParameterError
        If a parameter is unknown, has not been given, is not finite, or lies where it
        cannot; if the draws are not equally many.
    """
    if names is None:
        names = [name for needed in needs_of(model).values() for name in needed]
    needed = tuple(dict.fromkeys(names))
    missing = missing_of(model, needed, values)
    if missing:
        raise ParameterError("parameters_missing", names=", ".join(missing))
    given = {name: finite_array(name, value) for name, value in (values or {}).items()}
    lengths = {array.size for array in given.values()} - {1}
    if len(lengths) > 1:
        raise ParameterError("lengths_differ")
    numbers = {name: _number(model, name, given) for name in needed}
    _refuse_impossible(model, numbers)
    return numbers, max(lengths, default=1)


def _number(model: ReturnsModel, name: str, given: Mapping[str, FloatArray]) -> FloatArray:
    """One parameter; shortened to one number where every draw has the same."""
    if name not in given:
        return finite_array(name, model.parameters[name].value)
    array = given[name]
    return array[:1] if (array == array[0]).all() else array


def finite_array(name: str, value: ArrayLike | None) -> FloatArray:
    """A number or a list of numbers as an array of at least one.

    Raises
    ------
    ParameterError
        If it is empty, no list of numbers, or holds anything that is not finite.
    """
    try:
        array = np.atleast_1d(np.asarray(value))
    except ValueError:  # rows of different lengths
        raise ParameterError("number_finite", name=name) from None
    is_number = array.dtype.kind in "iuf" and array.ndim == 1 and array.size
    if not is_number or not np.isfinite(array).all():
        raise ParameterError("number_finite", name=name)
    return array.astype(np.float64)


def _refuse_impossible(model: ReturnsModel, numbers: Mapping[str, FloatArray]) -> None:
    """Refuse shares that are none, and ages, counts and amounts below nought.

    Raises
    ------
    ParameterError
        If there is one. An effect may be negative, as harm is, but never above 1.
    """
    for name, array in numbers.items():
        low, high = float(array.min()), float(array.max())
        if name == model.case.unknown:
            if high > 1:
                raise ParameterError("effect_above_one", name=name)
        elif model.parameters[name].unit in ("share", "share per year"):
            if low < 0 or high > 1:
                raise ParameterError("number_within", name=name, least="0", most="1")
        elif name in _COUNTED and low <= 0:
            raise ParameterError("number_above_nought", name=name)
        elif low < 0:
            raise ParameterError("number_least", name=name, least="0")
