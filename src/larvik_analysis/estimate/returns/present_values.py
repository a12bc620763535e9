"""Who asks: what a krone to each actor counts for, and what streams are worth today."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from larvik_analysis.errors import ParameterError
from larvik_analysis.estimate.returns.discounting import discount_factors
from larvik_analysis.estimate.returns.streams import Stream
from larvik_analysis.terms.cash_flow import unknown_name
from larvik_analysis.terms.discount_rules import Rules
from larvik_analysis.terms.returns_case import ACTORS, PUBLIC_ACTORS, READINGS, Actor, Reading

FloatArray = NDArray[np.float64]


def weights_of(reading: Reading | Actor, rules: Rules | None) -> dict[Actor, float]:
    """What a krone to each actor counts for in a reading.

    Parameters
    ----------
    reading : Reading or Actor
        To society every krone counts, and one to a public budget also saves the taxes that
        would have brought it in.
    rules : Rules or None
        Needed for ``society`` alone.

    Returns
    -------
    dict of str to float
        Every actor, in the usual order.

    Raises
    ------
    ParameterError
        If there is no such reading, or it needs rules and there are none.
    """
    if reading == "society":
        if not isinstance(rules, Rules):
            raise ParameterError("society_needs_rules")
        extra = dict.fromkeys(PUBLIC_ACTORS, rules.tax_funding_share)
        return {actor: 1.0 + extra.get(actor, 0.0) for actor in ACTORS}
    within: dict[str, tuple[Actor, ...]] = {
        "public": PUBLIC_ACTORS,
        "municipality": ("kommune",),
        **{actor: (actor,) for actor in ACTORS},
    }
    if reading not in within:
        raise unknown_name("reading_unknown", reading, (*READINGS, *ACTORS))
    return {actor: float(actor in within[reading]) for actor in ACTORS}


def weight_of(stream: Stream, weights: Mapping[Actor, float]) -> float:
    """What a krone of a stream counts for; a transfer is taken from `other`."""
    return weights[stream.actor] - (weights[stream.other] if stream.other else 0.0)


def present_values(
    streams: tuple[Stream, ...], reading: Reading | Actor, rules: Rules
) -> FloatArray:
    """Net present value of streams to a reading or an actor.

    Parameters
    ----------
    streams : tuple of Stream
        One or more, of equally many draws and years.
    reading : Reading or Actor
    rules : Rules

    Returns
    -------
    ndarray of float, shape (n_draws,)
        Real kroner of year 0.

    Raises
    ------
    ParameterError
        If the reading is unknown.
    """
    weights = weights_of(reading, rules)
    discount = discount_factors(rules, streams[0].profile.shape[1])
    worth = [
        weight_of(stream, weights) * stream.amount_nok * (stream.profile @ discount)
        for stream in streams
    ]
    return np.asarray(np.sum(worth, axis=0))


def tax_funding_effect(streams: tuple[Stream, ...], rules: Rules) -> FloatArray:
    """What streams save in the cost of taxes, in present value; negative where they cost.

    Parameters
    ----------
    streams : tuple of Stream
        One or more.
    rules : Rules

    Returns
    -------
    ndarray of float, shape (n_draws,)
        The share that `rules` give, of the net effect on all public budgets.
    """
    return rules.tax_funding_share * present_values(streams, "public", rules)
