"""What a model is worth to one reading for given numbers, many sets of them at once."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import ArrayLike, NDArray

from larvik_analysis.errors import ParameterError
from larvik_analysis.estimate.returns.discounting import discount_factors
from larvik_analysis.estimate.returns.drawn_model import DrawnModel
from larvik_analysis.estimate.returns.net_flows import in_reading, net_flows
from larvik_analysis.estimate.returns.present_values import weights_of
from larvik_analysis.estimate.returns.streams import Stream
from larvik_analysis.terms.returns_case import Actor, Reading

FloatArray = NDArray[np.float64]


def worth_of_draws(
    drawn: DrawnModel, values: Mapping[str, FloatArray], reading: Reading | Actor
) -> FloatArray:
    """Net present value of each draw to a reading.

    Parameters
    ----------
    drawn : DrawnModel
        Its function may return streams, or the number itself as an array.
    values : mapping of str to ndarray of float, shape (n_draws,)
    reading : Reading or Actor

    Returns
    -------
    ndarray of float, shape (n_draws,)

    Raises
    ------
    ParameterError
        If the function gives neither, or a number that is not finite.
    """
    n_draws = len(next(iter(values.values())))
    found = drawn.function(values)
    if isinstance(found, np.ndarray):
        worth = found
    else:
        streams = drawn.checked_streams(found)
        worth = _present_value(drawn, streams, n_draws, reading)
    if worth.shape != (n_draws,) or worth.dtype.kind not in "iuf":
        raise ParameterError("streams_wrong")
    if not np.isfinite(worth).all():
        raise ParameterError("simulation_not_finite")
    return worth.astype(np.float64)


def worth_at(
    drawn: DrawnModel, changes: Mapping[str, ArrayLike], n: int, reading: Reading | Actor
) -> FloatArray:
    """Net present value where some numbers are otherwise and all others as they stand.

    Parameters
    ----------
    changes : mapping of str to array_like, shape (n,)
    n : int
        How many sets of numbers there are.
    """
    values = {
        name: np.broadcast_to(np.asarray(number, dtype=np.float64), (n,))
        for name, number in {**values_of(drawn), **changes}.items()
    }
    return worth_of_draws(drawn, values, reading)


def values_of(drawn: DrawnModel) -> dict[str, float]:
    """Every number that has been given, as it stands or is held."""
    given = {name: one.value for name, one in drawn.parameters.items() if one.value is not None}
    return {**given, **drawn.sampler.held}


def _present_value(
    drawn: DrawnModel, streams: tuple[Stream, ...], n_draws: int, reading: Reading | Actor
) -> FloatArray:
    rules = drawn.needed_rules
    flows = in_reading(net_flows(streams, n_draws), weights_of(reading, rules))
    worth: FloatArray = (flows * discount_factors(rules, flows.shape[1])).sum(axis=1)
    return worth
