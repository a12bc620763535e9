"""Streams added up draw by draw, so that every reading is a weighted sum of few of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Final, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from larvik_analysis.errors import ParameterError
from larvik_analysis.estimate.returns.model_numbers import COST, DEVELOPMENT
from larvik_analysis.estimate.returns.streams import Stream
from larvik_analysis.terms.cash_flow import unknown_name
from larvik_analysis.terms.returns_case import ACTORS, Actor

FloatArray = NDArray[np.float64]
COST_EFFECTS: Final = (COST, DEVELOPMENT)


class Side(NamedTuple):
    """Streams that count the same in every reading.

    Attributes
    ----------
    is_cost : bool
        Whether they belong to the cost of the measure.
    actor : Actor
        Who gains.
    other : Actor or ""
        Who loses the same, where it is a transfer.
    """

    is_cost: bool
    actor: Actor
    other: Actor | Literal[""]


def net_flows(
    streams: Sequence[Stream], n_draws: int, cost_effects: Collection[str] = COST_EFFECTS
) -> dict[Side, FloatArray]:
    """Real kroner a year of each side.

    Parameters
    ----------
    streams : sequence of Stream
        Their order does not matter, not even to the last digit.
    n_draws : int
    cost_effects : collection of str
        The effects that are the cost of the measure.

    Returns
    -------
    dict of Side to ndarray of float, shape (n_draws, n_years)

    Raises
    ------
    ParameterError
        If a stream names an unknown actor, is a transfer to the one it comes from, or has
        another number of draws or years than the others.
    """
    n_years = _years_of(streams)
    flows: dict[Side, FloatArray] = {}
    product = np.empty((n_draws, n_years))
    for stream in sorted(streams, key=_order):
        _refuse_stream(stream, n_draws, n_years)
        amount = np.asarray(stream.amount_nok, dtype=np.float64)
        side = Side(stream.effect in cost_effects, stream.actor, stream.other)
        if side not in flows:
            flows[side] = np.zeros((n_draws, n_years))
        np.multiply(amount[:, None], stream.profile, out=product)
        flows[side] += product
    return flows


def in_reading(
    by_side: Mapping[Side, FloatArray],
    weights: Mapping[Actor, float],
    *,
    is_cost: bool | None = None,
) -> FloatArray:
    """What a reading makes of amounts by side: flows by year, or present values.

    Parameters
    ----------
    by_side : mapping of Side to ndarray of float
    weights : mapping of Actor to float
        What a krone to each actor counts for; see `weights_of`.
    is_cost : bool, optional
        Only the cost of the measure, or only what is not; all where left out.
    """
    total = np.zeros_like(next(iter(by_side.values())))
    for side in sorted(by_side):
        weight = weights[side.actor] - (weights[side.other] if side.other else 0.0)
        if not weight or is_cost not in (None, side.is_cost):
            continue
        total += by_side[side] if weight == 1 else weight * by_side[side]
    return total


def _order(stream: Stream) -> tuple[str, str, str]:
    return stream.effect, stream.actor, stream.other


def _years_of(streams: Sequence[Stream]) -> int:
    shape = np.shape(streams[0].profile)
    if len(shape) != 2 or not shape[1]:
        raise ParameterError("stream_shape", effect=streams[0].effect)
    return int(shape[1])


def _refuse_stream(stream: Stream, n_draws: int, n_years: int) -> None:
    """Refuse a stream that cannot be added to the others; errors as `net_flows`."""
    for actor in (stream.actor, *([stream.other] if stream.other else [])):
        if actor not in ACTORS:
            raise unknown_name("actor_unknown", actor, ACTORS)
    if stream.other and (stream.kind != "transfer" or stream.other == stream.actor):
        raise ParameterError("flow_other")
    is_fitting = np.shape(stream.amount_nok) in ((n_draws,), (1,)) and np.shape(
        stream.profile
    ) in ((n_draws, n_years), (1, n_years))
    if not is_fitting:
        raise ParameterError("stream_shape", effect=stream.effect)
