"""Ratios of benefits to costs, each with the definition it was worked out by."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

RatioDefinition = Literal["ratio_of_means", "mean_of_ratios"]


@dataclass(frozen=True, slots=True, kw_only=True)
class RatioOfDraws:
    """One ratio that stands for many draws.

    Attributes
    ----------
    ratio : float
        Benefits per krone of cost, without unit.
    definition : {"ratio_of_means", "mean_of_ratios"}
        The two differ: where costs vary, and where they go together with benefits.
    n_draws : int
    """

    ratio: float
    definition: RatioDefinition
    n_draws: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MvpfInterval:
    """A marginal value of public funds and its interval, which may reach infinity.

    Attributes
    ----------
    estimate, low, high : float
        Without unit; ``math.inf`` where the measure pays for itself.
    level : float
    method : {"cost_interval", "draws"}
    share_infinite : float or None
        Of the draws, how many pay for themselves; None where there are no draws.
    share_left_out : float or None
        Of the draws, how many are worth nothing to those concerned and cost nothing either,
        which no ratio can rank.
    """

    estimate: float
    low: float
    high: float
    level: float
    method: Literal["cost_interval", "draws"]
    share_infinite: float | None = None
    share_left_out: float | None = None
