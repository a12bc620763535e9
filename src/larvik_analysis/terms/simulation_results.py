"""What a simulated return looks like, and what it is worth to know more."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SimulatedReturns:
    """A return worked out for many draws of every number that is unsure.

    Kroner are real, of the model's price year, and signed: costs are negative. ``reading`` is
    ``society``, ``public`` or ``municipality`` where nothing else is said.

    Attributes
    ----------
    n_draws, n_years, seed : int
    n_by_year : int
        The first so many draws are those that `by_year` and `rates_of_return` rest on; they
        are an evenly spread set themselves.
    level : float
        Of all intervals; their ends are quantiles, as many draws below as above.
    decision_share : float
        How large the chance of a gain has to be.
    rules : str
        Name of the rules.
    price_year : int or None
        None for a model of one's own, which knows it itself.
    judged : tuple of str
        Parameters that are a judgement, or were tried out.
    draws : DataFrame
        What was drawn, one row a draw; the first rows alone where there are very many.
    npv_nok : dict of str to ndarray of float, shape (n_draws,)
        Net present value by reading and by actor.
    summary : DataFrame
        One row a reading: ``mean, mean_error, median, low, high, chance_positive,
        chance_error, meets_decision_share, is_decision_clear, payback_year,
        share_never_paid_back``. Errors are standard errors of as many independent draws,
        which those of a scrambled Sobol sequence seldom exceed. `payback_year` is the year
        by which half of the draws are paid back, missing where fewer are.
    by_year : DataFrame
        Discounted value from the start up to each year: ``reading, year, mean, low,
        lower_quartile, median, upper_quartile, high, share_paid_back``.
    ratios : DataFrame
        Benefits over costs: ``reading, definition, estimate, low, high, reason``, where the
        definition is ``ratio_of_means`` or ``mean_of_ratios``.
    rates_of_return : DataFrame
        ``reading, share_without, share_with_one, share_with_several, median, low, high,
        n_draws, reason``; the median and its interval are of the draws that have one rate.
    public_funds : DataFrame
        One row, the marginal value of public funds: ``willingness_to_pay_nok, net_cost_nok,
        estimate, low, high, share_infinite, share_undefined, reason``. Infinite where it
        costs the public nothing.
    convergence : DataFrame
        ``n_draws, reading, mean, mean_error, chance_positive, chance_error`` for the first
        256, 512, ... draws.
    is_converged : bool
        Whether the last doubling moved no chance by more than `CHANCE_MOVED` and no mean by
        more than `MEAN_MOVED` standard deviations.
    """

    n_draws: int
    n_years: int
    n_by_year: int
    seed: int
    level: float
    decision_share: float
    rules: str
    price_year: int | None
    judged: tuple[str, ...]
    draws: pd.DataFrame
    npv_nok: Mapping[str, FloatArray]
    summary: pd.DataFrame
    by_year: pd.DataFrame
    ratios: pd.DataFrame
    rates_of_return: pd.DataFrame
    public_funds: pd.DataFrame
    convergence: pd.DataFrame
    is_converged: bool


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ValueOfInformation:
    """What it would be worth to know more before deciding.

    Attributes
    ----------
    expected_nok : dict of str to float
        Mean net present value of each option.
    expected_loss_nok : dict of str to float
        What each option is expected to lose beside the best one of each draw.
    best : str
        The option with the highest mean; the first one where several have it.
    perfect_nok : float
        Value of knowing everything: the expected loss of the best option. Never negative.
    perfect_error : float
        Its standard error, as of independent draws.
    perfect_per_child_nok : float or None
        None where nobody said how many children are concerned.
    chance_best : float
        How often the best option is the best one in a draw, 0 to 1.
    partial : DataFrame
        One row a parameter, the most valuable first: ``parameter, value_nok, per_child_nok,
        share_of_perfect, chance_alone_nok, n_bins``.
    n_draws : int
    """

    expected_nok: Mapping[str, float]
    expected_loss_nok: Mapping[str, float]
    best: str
    perfect_nok: float
    perfect_error: float
    perfect_per_child_nok: float | None
    chance_best: float
    partial: pd.DataFrame
    n_draws: int
