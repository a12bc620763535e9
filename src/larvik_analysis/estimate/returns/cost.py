"""What a measure costs, from the staff that was delivered and that was planned."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from larvik_analysis.estimate.returns.discounting import discount_factors
from larvik_analysis.estimate.returns.model_numbers import YEARLY_COST, Values, needs_of
from larvik_analysis.estimate.returns.profiles import years_paid
from larvik_analysis.estimate.returns.streams import averted, yearly_cost
from larvik_analysis.estimate.returns.tables import (
    Labels,
    estimate_number,
    tabulate_returns,
)
from larvik_analysis.terms.returns_case import Outcome, ReturnsModel
from larvik_analysis.terms.returns_results import ReturnEstimate

FloatArray = NDArray[np.float64]
Numbers = Mapping[str, FloatArray]
Row = tuple[Labels, ReturnEstimate]
Staffing = Literal["delivered", "planned"]
_BOTH: tuple[Staffing, ...] = ("delivered", "planned")


def estimate_measure_cost(model: ReturnsModel, values: Values | None = None) -> pd.DataFrame:
    """What a measure costs: a year, in all, per family, per child and per outcome averted.

    Whoever pays, and without the cost of taxes. Amounts are positive, real kroner of the
    model's price year; all but ``present_value`` and ``per_averted`` undiscounted.

    Parameters
    ----------
    model : ReturnsModel
    values : mapping of str to float, optional
        Parameters otherwise.

    Returns
    -------
    DataFrame
        Labels ``part``, ``staffing`` (``delivered`` or ``planned``), ``development`` (``with``
        or ``without``) and ``outcome`` (of ``per_averted`` alone), then `RETURN_COLUMNS`.
        The parts are ``staffing_share`` (delivered of planned), ``per_year``, ``in_all``,
        ``present_value``, ``per_family``, ``per_child`` and ``per_averted``, the last a
        present value over the outcomes averted. What lacks a parameter has a reason and
        the names of what is asked for.

    Raises
    ------
    ParameterError
        As `streams_of`.
    """
    return tabulate_returns(list(_rows(model, values)))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Costing:
    """One way to count a cost: which staff, and with or without development."""

    model: ReturnsModel
    values: Values | None
    staffing: Staffing
    has_development: bool = False

    def row(
        self,
        part: str,
        unit: str,
        names: tuple[str, ...],
        work_out: Callable[[Numbers], FloatArray],
        outcome: str = "",
    ) -> Row:
        """One row of the table."""
        labels = {
            "part": part,
            "staffing": self.staffing,
            "development": "with" if self.has_development else "without",
            "outcome": outcome,
        }
        return labels, estimate_number(self.model, self.values, names, work_out, unit)

    @property
    def positions(self) -> str:
        """The parameter with the positions."""
        return f"positions_{self.staffing}"

    @property
    def yearly_names(self) -> tuple[str, ...]:
        """The parameters that the cost of a year is worked out from."""
        return (self.positions, *YEARLY_COST[1:])

    @property
    def names(self) -> tuple[str, ...]:
        """The parameters that the cost in all is worked out from."""
        development = ("development_cost",) if self.has_development else ()
        return (*self.yearly_names, "duration", *development)

    def per_year(self, numbers: Numbers) -> FloatArray:
        """Kroner of a full year."""
        return yearly_cost(numbers, self.positions)

    def in_all(self, numbers: Numbers) -> FloatArray:
        """Kroner of all years together, undiscounted."""
        return self.per_year(numbers) * numbers["duration"] + self._development(numbers)

    def present_value(self, numbers: Numbers) -> FloatArray:
        """Kroner of all years together, discounted to year 0."""
        n_years = self.model.horizon_years
        parts = years_paid(numbers["duration"], n_years)
        years = parts @ discount_factors(self.model.rules, n_years)
        return self.per_year(numbers) * years + self._development(numbers)

    def _development(self, numbers: Numbers) -> FloatArray:
        return numbers["development_cost"] if self.has_development else np.zeros(1)


def _rows(model: ReturnsModel, values: Values | None) -> Iterator[Row]:
    """Every row of the table, in its order."""
    delivered = _Costing(model=model, values=values, staffing="delivered")
    positions = tuple(f"positions_{staffing}" for staffing in _BOTH)
    yield delivered.row("staffing_share", "share", positions, _staffing_share)
    for staffing in _BOTH:
        bare = _Costing(model=model, values=values, staffing=staffing)
        yield bare.row("per_year", "nok per year", bare.yearly_names, bare.per_year)
        for has_development in (False, True):
            yield from _of_costing(
                _Costing(
                    model=model,
                    values=values,
                    staffing=staffing,
                    has_development=has_development,
                )
            )


def _of_costing(cost: _Costing) -> Iterator[Row]:
    """The rows that count with development and without it."""
    yield cost.row("in_all", "nok", cost.names, cost.in_all)
    yield cost.row("present_value", "nok", cost.names, cost.present_value)
    for unit, counted in (("family", "n_families"), ("child", "n_children")):

        def shared(numbers: Numbers, by: str = counted) -> FloatArray:
            return cost.in_all(numbers) / numbers[by]

        yield cost.row(f"per_{unit}", f"nok per {unit}", (*cost.names, counted), shared)
    if cost.staffing == "delivered":  # what was not delivered averts nothing
        yield from (_per_averted(cost, outcome) for outcome in cost.model.outcomes)


def _per_averted(cost: _Costing, outcome: Outcome) -> Row:
    """Present value of the cost over the outcomes averted."""

    def work_out(numbers: Numbers) -> FloatArray:
        counted = averted(cost.model, outcome, numbers)
        # More of it came about, or as many as before: there is nothing to share by.
        return cost.present_value(numbers) / np.where(counted > 0, counted, np.nan)

    names = (*cost.names, *needs_of(cost.model)[outcome.id])
    return cost.row("per_averted", "nok per outcome", names, work_out, outcome.id)


def _staffing_share(numbers: Numbers) -> FloatArray:
    """What was delivered of what was planned."""
    planned = numbers["positions_planned"]
    return numbers["positions_delivered"] / np.where(planned > 0, planned, np.nan)
