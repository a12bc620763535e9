"""Who pays and who gains, what it comes to year by year, and how it falls on people."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from larvik_analysis.errors import ParameterError
from larvik_analysis.estimate.returns.discounting import discount_factors
from larvik_analysis.estimate.returns.model_numbers import (
    BY_STATE,
    Values,
    missing_of,
    needs_of,
    weakest_kind,
)
from larvik_analysis.estimate.returns.present_values import (
    present_values,
    tax_funding_effect,
    weight_of,
    weights_of,
)
from larvik_analysis.estimate.returns.streams import Stream, streams_of
from larvik_analysis.estimate.returns.tables import (
    Labels,
    estimate_number,
    tabulate_returns,
)
from larvik_analysis.estimate.statistics.arguments import COARSE_ROUNDING
from larvik_analysis.estimate.statistics.numbers import share_within
from larvik_analysis.terms.discount_rules import Rules
from larvik_analysis.terms.results import NotEstimable
from larvik_analysis.terms.returns_case import (
    ACTORS,
    READINGS,
    Actor,
    FlowKind,
    Reading,
    ReturnsModel,
)
from larvik_analysis.terms.returns_results import ReturnEstimate

FloatArray = NDArray[np.float64]
Row = tuple[Labels, ReturnEstimate]
Whose = Reading | Actor | Literal[""]
Side = tuple[str, Whose]
NET = "net"
TAX_FUNDING = "tax_funding"


def estimate_flows(
    model: ReturnsModel, *, changes: Values | None = None, rules: Rules | None = None
) -> pd.DataFrame:
    """Who pays and who gains: present value of each effect to each actor.

    Parameters
    ----------
    model : ReturnsModel
    changes : mapping of str to float, optional
        Parameters otherwise; the risk reduction, where the model leaves it open, such as
        that of the break-even.
    rules : Rules, optional
        Instead of those of the model.

    Returns
    -------
    DataFrame
        Labels ``effect``, ``flow`` and ``actor``, then `RETURN_COLUMNS`; real kroner of year
        0, costs negative. ``flow`` is ``resource``, ``transfer`` (sums to nought over the
        actors) or ``tax_funding``, whose actor is empty. The effect ``net`` adds up all of
        them for each actor (flow ``net``), for the cost of taxes, and, with the reading in
        the place of the actor, for each reading.

    Raises
    ------
    ParameterError
        As `streams_of`.
    """
    chosen = rules or model.rules
    rows: list[Row] = []
    for effect in needs_of(model):
        rows += _of_effect(model, (effect,), _sides(model, effect), changes, chosen)
    totals: list[Side] = [(NET, actor) for actor in ACTORS] + [(TAX_FUNDING, "")]
    totals += [(NET, reading) for reading in READINGS]
    return tabulate_returns([*rows, *_of_effect(model, (), totals, changes, chosen)])


def _of_effect(
    model: ReturnsModel,
    effects: tuple[str, ...],
    sides: list[Side],
    changes: Values | None,
    rules: Rules,
) -> Iterator[Row]:
    """Rows of one effect, or of all together where `effects` is empty."""
    needs = needs_of(model)
    names = [name for effect in (effects or needs) for name in needs[effect]]
    is_missing = bool(missing_of(model, names, changes))
    streams = () if is_missing else streams_of(model, changes, effects=effects)
    for flow, whose in sides:

        def worth(_: object, flow: str = flow, whose: Whose = whose) -> FloatArray:
            if not whose:
                return tax_funding_effect(streams, rules)
            kept = tuple(stream for stream in streams if flow in (NET, stream.kind))
            return present_values(kept, whose, rules)

        labels = {"effect": effects[0] if effects else NET, "flow": flow, "actor": whose}
        yield labels, estimate_number(model, changes, names, worth, "nok")


def _sides(model: ReturnsModel, effect: str) -> list[Side]:
    """The flows of one effect, each with an actor that it reaches."""
    prices = [
        price for outcome in model.outcomes if outcome.id == effect for price in outcome.prices
    ]
    reached: set[tuple[FlowKind, Actor]] = {("resource", "kommune"), ("resource", "andre")}
    if BY_STATE in model.parameters:
        reached.add(("resource", "stat"))
    if prices:
        reached = {(price.kind, price.actor) for price in prices}
        reached |= {(price.kind, price.other) for price in prices if price.other}
    kinds: tuple[FlowKind, ...] = ("resource", "transfer")
    listed: list[Side] = [
        (kind, actor) for kind in kinds for actor in ACTORS if (kind, actor) in reached
    ]
    return [*listed, (TAX_FUNDING, "")]


def estimate_cumulative_value(
    model: ReturnsModel, *, changes: Values | None = None, rules: Rules | None = None
) -> pd.DataFrame | NotEstimable:
    """What is left up to and with each year, discounted, for each reading.

    Parameters
    ----------
    model, changes, rules
        As in `estimate_flows`.

    Returns
    -------
    DataFrame or NotEstimable
        One row for each reading and year: ``reading``, ``year`` (0 is the start year),
        ``estimate``, ``unit``, ``price_year``, ``kind``. The last year's is the net present
        value. Not estimable where a number that is needed has not been given.

    Raises
    ------
    ParameterError
        As `streams_of`; if a change is a list of several.
    """
    chosen = rules or model.rules
    names = [name for needed in needs_of(model).values() for name in needed]
    missing = missing_of(model, names, changes)
    if missing:
        listed = ", ".join(missing)
        return NotEstimable(reason=f"numbers are needed that nobody has given: {listed}")
    streams = streams_of(model, changes)
    if streams[0].amount_nok.size > 1:
        raise ParameterError("values_single")
    years = pd.DataFrame({"year": range(model.horizon_years)})
    parts = [
        years.assign(
            reading=reading,
            estimate=np.cumsum(_yearly(streams, weights_of(reading, chosen), chosen)),
        )
        for reading in READINGS
    ]
    table = pd.concat(parts, ignore_index=True)[["reading", "year", "estimate"]]
    kind = weakest_kind(model, names, changes)
    return table.assign(unit="nok", price_year=model.price_year, kind=kind)


def _yearly(
    streams: tuple[Stream, ...], weights: Mapping[Actor, float], rules: Rules
) -> FloatArray:
    """Discounted kroner of each year, as the weights count them."""
    net = sum(
        weight_of(stream, weights) * stream.amount_nok[0] * stream.profile[0]
        for stream in streams
    )
    return np.asarray(net * discount_factors(rules, streams[0].profile.shape[1]))


def estimate_distribution(
    model: ReturnsModel,
    *,
    by_income: Mapping[str, float] | None = None,
    changes: Values | None = None,
    rules: Rules | None = None,
) -> pd.DataFrame:
    """What those concerned are left with: shown beside net present value, never within it.

    Parameters
    ----------
    model, changes, rules
        As in `estimate_flows`.
    by_income : mapping of str to float, optional
        Groups of income, each with its share of the children. What is gained is taken to
        be the same for each child.

    Returns
    -------
    DataFrame
        Labels ``part`` and ``group``, then `RETURN_COLUMNS`. The parts are ``participants``
        (present value to ``deltaker``), ``per_child``, and ``income`` with a row for each
        group where the evaluation gives them.

    Raises
    ------
    ParameterError
        As `streams_of`; if the shares are none or do not sum to one.

    References
    ----------
    .. [1] Ministry of Finance, circular R-109/2021, points 9 and 10.1: no weights by income
       in the analysis, distribution as further information.
    """
    shares = {group: share_within(group, share) for group, share in (by_income or {}).items()}
    if shares and abs(math.fsum(shares.values()) - 1) > COARSE_ROUNDING:
        raise ParameterError("shares_of_groups")
    chosen = rules or model.rules
    names = ("n_children", *(name for needed in needs_of(model).values() for name in needed))
    parts: list[tuple[str, str, float]] = [("participants", "", 1.0)]
    parts += [("income", group, share) for group, share in shares.items()]

    def row(part: str, group: str, share: float) -> Row:
        def worth(numbers: Mapping[str, FloatArray]) -> FloatArray:
            by = numbers["n_children"] if part == "per_child" else 1.0
            return share * present_values(streams_of(model, changes), "deltaker", chosen) / by

        unit = "nok per child" if part == "per_child" else "nok"
        labels = {"part": part, "group": group}
        return labels, estimate_number(model, changes, names, worth, unit)

    return tabulate_returns(
        [row(*parts[0]), row("per_child", "", 1.0), *(row(*part) for part in parts[1:])]
    )
