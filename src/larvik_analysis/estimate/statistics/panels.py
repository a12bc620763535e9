"""Units over time, some of them treated from a start on: the panel behind a comparison."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from larvik_analysis.errors import ParameterError
from larvik_analysis.estimate.statistics.arguments import ROUNDING, FloatArray
from larvik_analysis.estimate.statistics.samples import as_list

# So many names are told; more of them say no more.
MOST_NAMES = 10


class Panel(NamedTuple):
    """One value for each unit and time, with nothing missing.

    Attributes
    ----------
    values : ndarray of float, shape (n_times, n_units)
        Mean of the rows of each cell.
    times, units : Index
        In order.
    is_treated : ndarray of bool, shape (n_units,)
    n_before : int
        Times before the start; they stand first.
    n_rows : int
        Rows that have an outcome.
    """

    values: FloatArray
    times: pd.Index[Any]
    units: pd.Index[Any]
    is_treated: npt.NDArray[np.bool_]
    n_before: int
    n_rows: int

    @property
    def changes(self) -> FloatArray:
        """Mean from the start on less the mean before, shape (n_units,)."""
        before, after = self.values[: self.n_before], self.values[self.n_before :]
        return np.asarray(after.mean(axis=0) - before.mean(axis=0))

    @property
    def steps(self) -> FloatArray:
        """Where each time stands: itself if it is a number, otherwise its place."""
        if pd.api.types.is_numeric_dtype(self.times):
            return self.times.to_numpy(dtype=np.float64)
        return np.arange(float(len(self.times)))

    @property
    def rounding(self) -> float:
        """How far apart means of these values may lie and still count as equal."""
        return ROUNDING * float(np.abs(self.values).sum())

    def of_units(self, chosen: npt.NDArray[np.bool_]) -> Panel:
        """Those units alone."""
        return self._replace(
            values=self.values[:, chosen],
            units=self.units[chosen],
            is_treated=self.is_treated[chosen],
        )


def read_panel(
    panel: pd.DataFrame,
    *,
    unit: Hashable,
    time: Hashable,
    outcome: Hashable,
    treated: Any,
    start: Any,
    is_repeated: bool = True,
) -> Panel:
    """A long table as a panel; rows without an outcome are left out.

    Parameters
    ----------
    panel : DataFrame
        One row a unit and time, or several, of which the mean is taken.
    unit, time, outcome : label
        Names of its columns.
    treated : value or list of values
        The treated unit, or several.
    start : value
        First treated time.
    is_repeated : bool
        Whether a unit may have several rows of one time.

    Raises
    ------
    ParameterError
        If a column is not there, a unit or time is missing or repeated, the outcome is not
        a number, the treated are not among the units or are all there are, no time lies
        before the start or none from it on, or a unit lacks a time.
    """
    refuse_columns(panel, unit, time, outcome)
    keys = panel[[unit, time]].isna().any(axis=1)
    if keys.any():
        raise ParameterError("panel_keys_missing", n=int(keys.sum()))
    outcomes = as_list(panel[outcome])
    there = ~np.isnan(outcomes)
    unit_codes, units = _coded(panel[unit][there])
    time_codes, times = _coded(panel[time][there])
    sums, counts = _cells(outcomes[there], time_codes, unit_codes, len(times), len(units))
    is_treated = _is_treated(units, treated)
    n_before = _n_before(times, start)
    if not is_repeated and (counts > 1).any():
        raise ParameterError("panel_repeated", n=int((counts > 1).sum()))
    _refuse_gaps(units, counts, is_treated)
    return Panel(sums / counts, times, units, is_treated, n_before, int(there.sum()))


def refuse_columns(panel: pd.DataFrame, *names: Hashable) -> None:
    """Refuse what is no table, or lacks a column.

    Raises
    ------
    ParameterError
        If a name is not that of one column, or stands twice among the names.
    """
    if not isinstance(panel, pd.DataFrame):
        raise ParameterError("panel_no_table")
    columns: list[Hashable] = list(panel.columns)
    for name in names:
        if columns.count(name) != 1 or names.count(name) != 1:
            raise ParameterError("panel_column", column=name)


def _coded(values: pd.Series[Any]) -> tuple[npt.NDArray[np.intp], pd.Index[Any]]:
    """The place of each value among those there are, in order, and those there are."""
    if isinstance(values.dtype, pd.CategoricalDtype) and not values.dtype.ordered:
        values = values.astype(object)
    codes, distinct = pd.factorize(values, sort=True)
    return codes, pd.Index(distinct)


def _cells(
    outcomes: FloatArray,
    time_codes: npt.NDArray[np.intp],
    unit_codes: npt.NDArray[np.intp],
    n_times: int,
    n_units: int,
) -> tuple[FloatArray, FloatArray]:
    """Sum and number of rows of each cell, shape (n_times, n_units)."""
    cells = time_codes * n_units + unit_codes
    # Sums of the same numbers in another order differ in the last digit.
    order = np.lexsort((outcomes, cells))
    size, shape = n_times * n_units, (n_times, n_units)
    sums = np.bincount(cells[order], weights=outcomes[order], minlength=size)
    counts = np.bincount(cells, minlength=size).astype(np.float64)
    return sums.astype(np.float64).reshape(shape), counts.reshape(shape)


def _is_treated(units: pd.Index[Any], treated: Any) -> npt.NDArray[np.bool_]:
    named = [treated] if pd.api.types.is_scalar(treated) else list(treated)
    strangers = [name for name in named if name not in units]
    if strangers or not named:
        raise ParameterError("panel_treated", units=_names(strangers))
    is_treated = np.asarray(units.isin(named))
    if is_treated.all():
        raise ParameterError("panel_no_donors")
    return is_treated


def _n_before(times: pd.Index[Any], start: Any) -> int:
    try:
        n_before = int(np.asarray(times < start).sum())
    except (TypeError, ValueError):  # cannot be compared
        raise ParameterError("panel_start", start=start) from None
    # So written that a missing start, before which nothing lies, is refused.
    if not 0 < n_before < len(times):
        raise ParameterError("panel_start", start=start)
    return n_before


def _refuse_gaps(
    units: pd.Index[Any], counts: FloatArray, is_treated: npt.NDArray[np.bool_]
) -> None:
    has_gaps = (counts == 0).any(axis=0)
    if (has_gaps & is_treated).any():
        raise ParameterError(
            "panel_treated_gaps", units=_names(list(units[has_gaps & is_treated]))
        )
    if has_gaps.any():
        raise ParameterError("panel_donor_gaps", units=_names(list(units[has_gaps])))


def _names(units: Sequence[object]) -> str:
    told = [str(unit) for unit in units[:MOST_NAMES]]
    return ", ".join([*told, *(["..."] if len(units) > MOST_NAMES else [])])


def last_rank(sizes: FloatArray, place: int, rounding: float) -> int:
    """Place of one size among all, 1 is the largest; the last of those alike."""
    return int((sizes >= sizes[place] - rounding).sum())
