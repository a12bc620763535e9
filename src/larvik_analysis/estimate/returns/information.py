"""Whether it pays to know more before deciding, and about what."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtr

from larvik_analysis.errors import ParameterError
from larvik_analysis.estimate.returns.model_numbers import finite_array
from larvik_analysis.estimate.returns.simulated_tables import chance_of_gain
from larvik_analysis.estimate.statistics.arguments import whole_number
from larvik_analysis.estimate.statistics.numbers import (
    finite_number,
    number_above_nought,
    number_from,
)
from larvik_analysis.terms.cash_flow import unknown_name
from larvik_analysis.terms.results import NotEstimable
from larvik_analysis.terms.returns_case import Reading
from larvik_analysis.terms.simulation_results import SimulatedReturns, ValueOfInformation

FloatArray = NDArray[np.float64]

CARRY_OUT: Final = "carry_out"
LEAVE: Final = "leave"
# Draws in a bin at the least, and bins at the most: few bins blur where the decision turns,
# and few draws in each take chance for knowledge.
DRAWS_A_BIN: Final = 128
MOST_BINS: Final = 64
LEAST_BINS: Final = 2


def value_of_information(
    net_benefit_nok: SimulatedReturns | ArrayLike | pd.DataFrame,
    draws: pd.DataFrame | Mapping[str, ArrayLike] | None = None,
    *,
    reading: Reading = "society",
    n_children: float | None = None,
    n_bins: int | None = None,
) -> ValueOfInformation | NotEstimable:
    """What it would be worth to know, before deciding, what is now unsure.

    Parameters
    ----------
    net_benefit_nok : SimulatedReturns, or array_like, shape (n_draws,) or (n_draws, n_options)
        Net present value of each draw, costs negative. One column is a measure that may be
        carried out or left, and to leave it is worth nought. Several columns are the
        options, all of them: add one of noughts where nothing may be done. A table names
        them.
    draws : DataFrame or mapping of str to array_like, shape (n_draws,), optional
        The parameters of the same draws. Those of a simulation where left out.
    reading : {"society", "public", "municipality"}
        Of a simulation.
    n_children : float, optional
        Above 0: whom the amounts are shared out to.
    n_bins : int, optional
        2 or more; as many as the draws bear where left out.

    Returns
    -------
    ValueOfInformation or NotEstimable
        The value of perfect information in all, and of each parameter alone. Real kroner of
        the price year that the amounts have. Not estimable without draws.

    Raises
    ------
    ParameterError
        If an amount or a draw is no finite number, they are not equally many, or an argument
        is not allowed.

    Notes
    -----
    The value of perfect information is the mean, over the draws, of how much the best option
    of the draw is worth beyond the option that is best on average. No study is worth more.

    That of one parameter is the same, after the amounts have been averaged among draws where
    the parameter is much alike: in bins of equally many draws, equal values never parted. An
    average over bins is a mean over draws, so it is never negative and never above the value
    of perfect information; neither is cut off. It is a little too high by chance, as the
    means of bins differ even where the parameter tells nothing: ``chance_alone_nok`` is what
    a parameter that tells nothing would show, were the draws independent, and a value near
    it is none. It is a little too low as bins are wide. Parameters drawn together inform on
    each other.

    References
    ----------
    .. [1] H. Raiffa, R. Schlaifer, Applied Statistical Decision Theory, 1961, chapter 5.
    .. [2] M. Strong, J. E. Oakley, An efficient method for computing single-parameter
       partial expected value of perfect information, Medical Decision Making 33, 2013,
       755-766.

    Examples
    --------
    >>> found = value_of_information([-100.0, 200.0, -100.0, 400.0], n_children=10)
    >>> found.best, found.perfect_nok, found.perfect_per_child_nok
    ('carry_out', 50.0, 5.0)
    """
    children = None if n_children is None else number_above_nought("n_children", n_children)
    bins = None if n_bins is None else whole_number(n_bins)
    if bins is not None:
        number_from("n_bins", bins, LEAST_BINS)
    options, columns = _of_simulation(net_benefit_nok, draws, reading)
    if options is None:
        return NotEstimable("there are no draws")
    names = list(options)
    worth = np.stack(list(options.values()), axis=1)
    loss = _losses(worth)
    best = int(worth.mean(axis=0).argmax())
    perfect = float(loss[:, best].mean())
    rows = [
        _partial(name, finite_array(name, column), worth, perfect, bins)
        for name, column in sorted(columns.items())
    ]
    return ValueOfInformation(
        expected_nok=dict(zip(names, worth.mean(axis=0).tolist(), strict=True)),
        expected_loss_nok=dict(zip(names, loss.mean(axis=0).tolist(), strict=True)),
        best=names[best],
        perfect_nok=perfect,
        perfect_error=float(loss[:, best].std()) / math.sqrt(len(worth)),
        perfect_per_child_nok=None if children is None else perfect / children,
        chance_best=float((loss[:, best] <= 0).mean()),
        partial=_tabulate(rows, children),
        n_draws=len(worth),
    )


def acceptability_curve(
    averted: ArrayLike, net_cost_nok: ArrayLike, values_nok: ArrayLike
) -> pd.DataFrame:
    """How likely a gain is, by what one outcome averted is taken to be worth.

    Parameters
    ----------
    averted : array_like, shape (n_draws,)
        Outcomes averted in each draw; negative where there are more of them.
    net_cost_nok : array_like, shape (n_draws,)
        What the measure costs less all that it saves elsewhere, in the same draws, positive
        where it costs.
    values_nok : array_like, shape (n_values,)
        What one outcome averted may be worth, in the same prices.

    Returns
    -------
    DataFrame
        One row a value, in the order given: ``value_nok, chance_positive, chance_error,
        mean_nok, expected_loss_nok``, where the loss is that of the better of carrying it
        out and leaving it.

    Raises
    ------
    ParameterError
        If a list is empty, holds what is no finite number, or the draws are not equally many.

    Notes
    -----
    The curve need not begin at nought nor end at one, and where effects may be harm it need
    not rise.

    Examples
    --------
    >>> acceptability_curve([1, 2, 4], [100, 100, 100], [40, 60])["chance_positive"].tolist()
    [0.3333333333333333, 0.6666666666666666]
    """
    units, costs = finite_array("averted", averted), finite_array("net_cost_nok", net_cost_nok)
    if units.size != costs.size:
        raise ParameterError("lengths_differ")
    rows = []
    for value in finite_array("values_nok", values_nok).tolist():
        worth = value * units - costs
        chance, error = chance_of_gain(worth)
        loss = _losses(np.stack([worth, np.zeros_like(worth)], axis=1))
        rows.append(
            {
                "value_nok": value,
                "chance_positive": chance,
                "chance_error": error,
                "mean_nok": float(worth.mean()),
                "expected_loss_nok": float(loss.mean(axis=0).min()),
            }
        )
    return pd.DataFrame(rows)


def expected_loss_normal_nok(mean_nok: float, sd_nok: float) -> float:
    """Value of perfect information where the net present value is normal.

    Parameters
    ----------
    mean_nok : float
    sd_nok : float
        Not negative. Where only a part of the spread would be known, of that part.

    Returns
    -------
    float
        ``sd * density(mean / sd) - |mean| * chance(below -|mean| / sd)``, never negative.

    Raises
    ------
    ParameterError
        If a number is not finite, or `sd_nok` is negative.

    References
    ----------
    .. [1] H. Raiffa, R. Schlaifer, Applied Statistical Decision Theory, 1961, section 5.4.

    Examples
    --------
    >>> round(expected_loss_normal_nok(0.0, 1000.0), 2)
    398.94
    """
    mean = abs(finite_number("mean_nok", mean_nok))
    sd = number_from("sd_nok", sd_nok, 0.0)
    if sd == 0:
        return 0.0
    away = mean / sd
    density = math.exp(-(away**2) / 2) / math.sqrt(2 * math.pi)
    return max(sd * density - mean * float(ndtr(-away)), 0.0)


def _of_simulation(
    given: Any, draws: Any, reading: str
) -> tuple[dict[str, FloatArray] | None, dict[str, ArrayLike]]:
    """Options and parameters by name, of equally many draws."""
    if isinstance(given, SimulatedReturns):
        if reading not in given.npv_nok:
            raise unknown_name("reading_unknown", reading, sorted(given.npv_nok))
        table = given.draws if draws is None else draws
        # The table of very many draws holds the first of them alone.
        n_kept = len(given.draws) if draws is None and len(given.draws.columns) else None
        options = _options(given.npv_nok[reading][:n_kept])
    else:
        table, options = {} if draws is None else draws, _options(given)
    columns = {str(name): table[name] for name in table}
    if options is None:
        return None, columns
    n_draws = len(next(iter(options.values())))
    if any(np.shape(column) != (n_draws,) for column in columns.values()):
        raise ParameterError("lengths_differ")
    return options, columns


def _options(given: Any) -> dict[str, FloatArray] | None:
    if isinstance(given, pd.DataFrame):
        columns = {str(name): given[name].to_numpy() for name in given}
    else:
        try:
            array = np.asarray(given)
        except ValueError:  # rows of different lengths
            raise ParameterError("options_shape") from None
        if array.ndim not in (1, 2):
            raise ParameterError("options_shape")
        columns = (
            {CARRY_OUT: array}
            if array.ndim == 1
            else {f"option_{number}": column for number, column in enumerate(array.T, 1)}
        )
    if not columns or not len(next(iter(columns.values()))):
        return None
    options = {name: finite_array(name, column) for name, column in columns.items()}
    if len(options) == 1:
        return {**options, LEAVE: np.zeros_like(next(iter(options.values())))}
    return options


def _losses(worth: FloatArray) -> FloatArray:
    """What each option is worth less than the best one of its draw; never negative."""
    losses: FloatArray = worth.max(axis=1, keepdims=True) - worth
    return losses


def _partial(
    name: str, column: FloatArray, worth: FloatArray, perfect: float, n_bins: int | None
) -> dict[str, Any]:
    """The value of knowing one parameter: the expected loss of the best, bin by bin."""
    bins = _binned(column, n_bins or _bins_for(column.size))
    counts = np.bincount(bins)
    is_there = counts > 0
    sums = [np.bincount(bins, weights=option)[is_there] for option in worth.T]
    means = np.stack(sums, axis=1) / counts[is_there, None]
    weights = counts[is_there] / column.size
    best = int(worth.mean(axis=0).argmax())
    value = float(weights @ _losses(means)[:, best])
    return {
        "parameter": name,
        "value_nok": value,
        "share_of_perfect": value / perfect if perfect > 0 else 0.0,
        "chance_alone_nok": _by_chance(worth, best, int(is_there.sum())),
        "n_bins": int(is_there.sum()),
    }


def _bins_for(n_draws: int) -> int:
    return min(max(n_draws // DRAWS_A_BIN, LEAST_BINS), MOST_BINS)


def _binned(column: FloatArray, n_bins: int) -> NDArray[np.intp]:
    """The bin of each draw; equal values share one, so that no order of rows matters."""
    starts = np.arange(1, n_bins) * column.size // n_bins
    edges = np.unique(np.sort(column)[starts])
    return np.searchsorted(edges, column, side="right")


def _by_chance(worth: FloatArray, best: int, n_bins: int) -> float:
    """What a parameter that tells nothing would seem to be worth.

    The means of its bins are then about normal; with several options beside the best, each
    is told alone and the sum is an upper limit.
    """
    if n_bins < LEAST_BINS:
        return 0.0
    others = [option for option in range(worth.shape[1]) if option != best]
    # Some of the spread of a mean of bins is that of all draws, which have but one mean.
    shrunk = math.sqrt((n_bins - 1) / len(worth))
    total = 0.0
    for option in others:
        difference = worth[:, best] - worth[:, option]
        spread = float(difference.std()) * shrunk
        total += expected_loss_normal_nok(float(difference.mean()), spread)
    return total


def _tabulate(rows: Sequence[dict[str, Any]], children: float | None) -> pd.DataFrame:
    names = ("parameter", "value_nok", "share_of_perfect", "chance_alone_nok", "n_bins")
    table = pd.DataFrame(list(rows), columns=list(names))
    per_child = math.nan if children is None else table["value_nok"] / children
    table.insert(2, "per_child_nok", per_child)
    by_value = table.sort_values(["value_nok", "parameter"], ascending=[False, True])
    return by_value.reset_index(drop=True)
