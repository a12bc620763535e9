"""What each parameter of a model has to be counted in for its arithmetic to make sense."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from larvik_analysis.errors import UnitError
from larvik_analysis.estimate.returns.model_numbers import (
    BY_OTHERS,
    BY_STATE,
    COST,
    DEVELOPMENT,
    WAGE_GROWTH,
)
from larvik_analysis.terms.quantity import Quantity
from larvik_analysis.terms.returns_case import Outcome, Price, ReturnsModel

_PAID: Final = {BY_OTHERS: "share", BY_STATE: "share"}
_OF_COST: Final = {"duration": "years", "social_costs": "share", "overhead": "share"}


def refuse_units(model: ReturnsModel, effects: Iterable[str]) -> None:
    """Refuse a model whose numbers do not count what its arithmetic takes them for.

    Looked at once for a model, with ones in the place of its numbers: a unit is right or
    wrong whatever is drawn.

    Parameters
    ----------
    model : ReturnsModel
    effects : iterable of str
        ``cost``, ``development`` or ids of outcomes.

    Raises
    ------
    UnitError
        If a unit is another than the one needed, or kroner are in the prices of another year
        than the model's.
    """
    for effect in effects:
        if effect == COST:
            _need(model, {**_OF_COST, **_PAID})
            _refuse_kroner(model, _yearly_cost(model), "nok per year", "wage")
        elif effect == DEVELOPMENT:
            _need(model, _PAID)
            development = _one(model, "development_cost")
            _refuse_kroner(model, development, "nok", "development_cost")
        else:
            [outcome] = [one for one in model.outcomes if one.id == effect]
            _need(model, _of_outcome(model, outcome))
            for price in outcome.prices:
                yearly = _priced(model, price)
                _refuse_kroner(model, yearly, "nok per year", price.amount)


def _of_outcome(model: ReturnsModel, outcome: Outcome) -> dict[str, str]:
    """The unit of each parameter between the children and the prices."""
    shares = (outcome.baseline, model.case.unknown, *model.case.haircuts, *outcome.multipliers)
    years = ("duration", "age_at_start", outcome.from_age, outcome.to_age)
    return {
        "n_children": "children",
        "fade_out": "share per year",
        WAGE_GROWTH: "share per year",
        **dict.fromkeys(shares, "share"),
        **dict.fromkeys(years, "years"),
    }


def _one(model: ReturnsModel, name: str) -> Quantity:
    """One of what a parameter counts."""
    parameter = model.parameters[name]
    return Quantity(1.0, parameter.unit, parameter.price_year)


def _need(model: ReturnsModel, units: dict[str, str]) -> None:
    """Refuse a parameter in another unit.

    Raises
    ------
    UnitError
        If there is one.
    """
    for name, unit in units.items():
        if name in (BY_STATE, WAGE_GROWTH) and name not in model.parameters:
            continue
        found = _one(model, name).unit
        if found != unit:
            raise UnitError("parameter_unit", name=name, unit=found, needed=unit)


def _yearly_cost(model: ReturnsModel) -> Quantity:
    staff = _one(model, "positions_delivered") * _one(model, "wage")
    return staff + _one(model, "other_running_cost")


def _priced(model: ReturnsModel, price: Price) -> Quantity:
    amount = _one(model, price.amount)
    for name in price.factors:
        amount = amount * _one(model, name)
    for name in price.complement:
        amount = amount * (1 - _one(model, name))
    return amount


def _refuse_kroner(model: ReturnsModel, kroner: Quantity, unit: str, name: str) -> None:
    """Refuse what is not such kroner of the model's price year; errors as `refuse_units`."""
    if kroner.unit != unit:
        raise UnitError("parameter_unit", name=name, unit=kroner.unit, needed=unit)
    if kroner.price_year != model.price_year:
        years = (str(kroner.price_year), str(model.price_year))
        raise UnitError("quantity_price_years", year=years[0], other=years[1])
