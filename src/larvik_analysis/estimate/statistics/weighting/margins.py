"""Known counts of a population, and the respondents sorted into the cells they cross."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from larvik_analysis.errors import ParameterError
from larvik_analysis.estimate.statistics.arguments import FloatArray
from larvik_analysis.estimate.statistics.weighting.base_weights import number_or_nan
from larvik_analysis.estimate.statistics.weighting.faults import listed, refuse_all
from larvik_analysis.estimate.statistics.weighting.indicators import places_of

IntArray = npt.NDArray[np.intp]
Margins = Mapping[str, Mapping[object, float]]

# Totals that differ by less are the same number, added up in another order.
SAME_TOTAL = 1e-9
# A level that fewer respondents share could be one person's own answer: it is not named.
N_NAMED = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Margin:
    """One margin: the population's count at each level, and the level of each cell.

    Attributes
    ----------
    column : str
        Its column in the table of respondents.
    levels : tuple
        Its levels.
    counts : ndarray of float, shape (n_levels,)
        The population's counts.
    level_of_cell : ndarray of int, shape (n_cells,)
        Which level the respondents of a cell have.
    """

    column: str
    levels: tuple[object, ...]
    counts: FloatArray
    level_of_cell: IntArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Cells:
    """Respondents sorted into the combinations of levels that occur.

    Attributes
    ----------
    cell_of_row : ndarray of int, shape (n_rows,)
        The cell of each respondent.
    n_cells : int
        How many combinations occur.
    margins : tuple of Margin
        Each margin, in the order given.
    """

    cell_of_row: IntArray
    n_cells: int
    margins: tuple[Margin, ...]

    def sums(self, weights: npt.NDArray[np.floating]) -> FloatArray:
        """What the weights of the respondents in each cell add up to, shape (n_cells,)."""
        sums = np.bincount(self.cell_of_row, weights, self.n_cells)
        return sums.astype(np.float64, copy=False)


def sort_into_cells(
    respondents: pd.DataFrame, margins: Margins, problems: list[ParameterError]
) -> Cells:
    """Sort respondents into cells, once everything has been found right.

    Parameters
    ----------
    respondents : DataFrame
        One row for each respondent.
    margins : mapping
        Column -> {level: count in the population}.
    problems : list of ParameterError
        What is wrong already; told together with what is found here.

    Raises
    ------
    WeightingError
        With everything that is wrong.
    """
    found = list(problems)
    if not len(respondents):
        found.append(ParameterError("respondents_none"))
    given: object = margins
    if not isinstance(given, Mapping) or not given:
        refuse_all([*found, ParameterError("margins_none")])
    counted = {name: _as_dict(name, margin, found) for name, margin in margins.items()}
    counts = {name: _counts(name, margin, found) for name, margin in counted.items()}
    _compare_totals(counts, found)
    known = [name for name in counted if list(respondents.columns).count(name) == 1]
    coded = {name: places_of(respondents[name]) for name in known}
    cell, one_of_cell, n_of_cell = _cross(list(coded.values()), len(respondents))
    crossed = []
    for name, margin in counted.items():
        if name not in coded:
            found.append(ParameterError("margin_column", column=name))
            continue
        codes, places = coded[name]
        levels = _levels(name, codes[one_of_cell], places, n_of_cell, margin, found)
        crossed.append(
            Margin(column=name, levels=tuple(margin), counts=counts[name], level_of_cell=levels)
        )
    refuse_all(found)
    return Cells(cell_of_row=cell, n_cells=n_of_cell.size, margins=tuple(crossed))


def _as_dict(
    column: str, margin: Mapping[object, float], problems: list[ParameterError]
) -> dict[object, float]:
    """A margin, which may be a Series as well, level by level."""
    try:
        margin = dict(margin)
    except (TypeError, ValueError):
        margin = {}
    if not len(margin):
        problems.append(ParameterError("margin_form", column=column))
    return dict(margin)


def _counts(
    column: str, margin: dict[object, float], problems: list[ParameterError]
) -> FloatArray:
    """The counts of a margin as numbers; NaN where one is none."""
    counts = np.array([number_or_nan(count) for count in margin.values()], dtype=float)
    odd = [
        level
        for level, count in zip(margin, counts, strict=True)
        if not (math.isfinite(count) and count >= 0)
    ]
    if odd:
        problems.append(ParameterError("margin_counts", column=column, levels=listed(odd)))
    elif counts.size and not counts.sum() > 0:
        problems.append(ParameterError("margin_nobody", column=column))
    return counts


def _compare_totals(counts: dict[str, FloatArray], problems: list[ParameterError]) -> None:
    """Margins of one population have one total."""
    totals = {name: float(margin.sum()) for name, margin in counts.items()}
    known = [total for total in totals.values() if math.isfinite(total)]
    if known and max(known) - min(known) > SAME_TOTAL * max(known):
        told = listed(f"{name} {total:.12g}" for name, total in totals.items())
        problems.append(ParameterError("margin_totals", totals=told))


def _levels(
    column: str,
    codes: IntArray,
    found: list[object],
    n_of_cell: IntArray,
    margin: dict[object, float],
    problems: list[ParameterError],
) -> IntArray:
    """The level of each cell, as its place in the margin."""
    n_each = np.bincount(codes + 1, n_of_cell, minlength=len(found) + 1).astype(np.intp)
    n_missing, n_each = int(n_each[0]), n_each[1:]
    if n_missing:
        problems.append(ParameterError("margin_missing", column=column, n=n_missing))
    place = {level: number for number, level in enumerate(margin)}
    places = np.array([place.get(level, -1) for level in found] or [-1], dtype=np.intp)
    given = np.flatnonzero(n_each)
    unknown = [int(number) for number in given if places[number] < 0]
    if unknown:
        problems.append(_without_margin(column, found, n_each, unknown, list(margin)))
    seen = set(places[given].tolist())
    empty = [level for level, number in place.items() if number not in seen]
    wanted = [level for level in empty if number_or_nan(margin[level]) > 0]
    if wanted and codes.size:
        problems.append(ParameterError("margin_empty", column=column, levels=listed(wanted)))
    return places.take(codes, mode="wrap") if codes.size else codes


def _without_margin(
    column: str, found: list[object], n_each: IntArray, unknown: list[int], known: list[object]
) -> ParameterError:
    """Levels that respondents have and no margin; a rare one is counted, never named."""
    named = sorted(str(found[number]) for number in unknown if n_each[number] >= N_NAMED)
    return ParameterError(
        "margin_levels" if named else "margin_levels_rare",
        column=column,
        levels=listed(named),
        n_levels=len(unknown),
        n=int(n_each[unknown].sum()),
        known=listed(known),
    )


def _cross(
    coded: list[tuple[IntArray, list[object]]], n_rows: int
) -> tuple[IntArray, IntArray, IntArray]:
    """Number the combinations that occur: that of each row, a row of each, and how many."""
    cell, n_cells = np.zeros(n_rows, dtype=np.intp), 1
    for codes, places in coded:
        size = len(places) + 1  # the first is for those who are missing
        # In place: a new array for each step takes longer than the step.
        cell *= size
        cell += codes
        cell += 1
        n_cells *= size
        if n_cells > n_rows:  # the grid of many margins would outgrow every number
            cell, n_cells = _occurring(cell)
    cell, n_cells = _occurring(cell)
    one_of_cell = np.empty(n_cells, dtype=np.intp)
    one_of_cell[cell] = np.arange(n_rows)  # any respondent of the cell will do
    return cell, one_of_cell, np.bincount(cell, minlength=n_cells)


def _occurring(cell: IntArray) -> tuple[IntArray, int]:
    """Cells numbered anew, without those that nobody is in."""
    if cell.max(initial=0) > 4 * cell.size:
        numbers, seen = pd.factorize(cell)
        return np.asarray(numbers, dtype=np.intp), len(seen)
    is_seen = np.bincount(cell) > 0
    renumbered = np.cumsum(is_seen) - 1
    return renumbered[cell], int(is_seen.sum())
