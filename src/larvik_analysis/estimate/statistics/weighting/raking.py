"""Weights that make the respondents add up to known counts of the population."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.sparse import csr_array

from larvik_analysis.errors import ParameterError
from larvik_analysis.estimate.statistics.arguments import FloatArray
from larvik_analysis.estimate.statistics.weighting.base_weights import read_weights
from larvik_analysis.estimate.statistics.weighting.faults import listed, refuse_all
from larvik_analysis.estimate.statistics.weighting.margins import (
    Cells,
    Margins,
    sort_into_cells,
)

# A round that moves no margin by more than this share of its count is the last.
TOLERANCE = 1e-10
# Tables without structural zeros settle within a few dozen.
MOST_ROUNDS = 1_000


def rake(
    respondents: pd.DataFrame,
    margins: Margins,
    *,
    weights: pd.Series | npt.ArrayLike | str | None = None,
) -> pd.Series:
    """Weights under which the respondents add up to every margin of the population.

    Iterative proportional fitting: of all weights that meet the margins, those closest to
    the base weights in relative entropy. Respondents with the same levels get the same
    factor, so the fitting runs over the combinations that occur, not over respondents.

    Parameters
    ----------
    respondents : DataFrame
        One row for each respondent, with a column for each margin.
    margins : mapping
        Column -> {level: count in the population}. All margins have the same total. A
        level with the count 0 gives the respondents who have it the weight 0.
    weights : Series, array or str, optional
        Base weights on the index of `respondents`, not negative; 1 where none are given.
        The scale of the base weights does not matter. An array of the same length will
        do, and so will the name of a column.

    Returns
    -------
    Series
        Weights on the index of `respondents`, which add up to the population.

    Raises
    ------
    WeightingError
        A ParameterError that tells all at once: margins whose totals disagree, a level of
        the data without a margin, a counted level that nobody has, missing values, counts
        or base weights that are negative or not finite, a column that is not there, nobody
        to weight. Afterwards, where no weights meet the margins because combinations of
        levels that nobody has would be needed.

    References
    ----------
    .. [1] Deming, W. E. and Stephan, F. F. (1940). On a least squares adjustment of a
       sampled frequency table when the expected marginal totals are known. Annals of
       Mathematical Statistics 11, 427-444.

    Examples
    --------
    >>> parents = pd.DataFrame({"sex": ["F", "F", "F", "M"]})
    >>> rake(parents, {"sex": {"F": 210, "M": 190}}).tolist()
    [70.0, 70.0, 70.0, 190.0]
    """
    base, problems = read_weights(respondents, weights)
    cells = sort_into_cells(respondents, margins, problems)
    totals = cells.sums(base)
    factors = factors_to_margins(totals[:, None], cells)[:, 0]
    raked = base * factors[cells.cell_of_row]
    return pd.Series(raked, index=respondents.index, name="weight")


def factors_to_margins(totals: FloatArray, cells: Cells) -> FloatArray:
    """What each cell is to be multiplied by, so that every set of weights meets the margins.

    Parameters
    ----------
    totals : ndarray of float, shape (n_cells, n_sets)
        The sum of the weights in each cell, for each set of weights.
    cells : Cells
        The cells and their margins.

    Returns
    -------
    ndarray of float, shape (n_cells, n_sets)

    Raises
    ------
    WeightingError
        Where no weights meet the margins.
    """
    members = [_members(margin.level_of_cell, margin.counts.size) for margin in cells.margins]
    factors = np.ones_like(totals)
    for margin in cells.margins:
        factors[margin.counts[margin.level_of_cell] == 0] = 0.0
    _refuse_empty(totals * factors, cells, members)
    for _ in range(MOST_ROUNDS):
        gaps = {}
        for margin, member in zip(cells.margins, members, strict=True):
            sums = member @ (totals * factors)
            step = np.divide(
                margin.counts[:, None], sums, out=np.ones_like(sums), where=sums > 0
            )
            factors *= step[margin.level_of_cell]
            gaps[margin.column] = float(np.abs(step - 1).max(where=sums > 0, initial=0.0))
        if max(gaps.values()) <= TOLERANCE:
            return factors
    apart = listed(column for column, gap in gaps.items() if gap > TOLERANCE)
    refuse_all([ParameterError("margins_unreachable", columns=apart, n=MOST_ROUNDS)])
    return factors


def _members(level_of_cell: npt.NDArray[np.intp], n_levels: int) -> csr_array:
    """Which cells make up a level, as a matrix of 0 and 1, shape (n_levels, n_cells)."""
    n_cells = level_of_cell.size
    ones = np.ones(n_cells)
    return csr_array((ones, (level_of_cell, np.arange(n_cells))), shape=(n_levels, n_cells))


def _refuse_empty(totals: FloatArray, cells: Cells, members: list[csr_array]) -> None:
    """Counted levels without a weight: nobody's base weight, or lost to a level of 0."""
    problems = []
    for margin, member in zip(cells.margins, members, strict=True):
        lost = ((margin.counts[:, None] > 0) & ~(member @ totals > 0)).any(axis=1)
        if lost.any():
            told = listed(margin.levels[number] for number in np.flatnonzero(lost))
            problems.append(ParameterError("margin_lost", column=margin.column, levels=told))
    refuse_all(problems)
