"""How far units moved on a scale, as it may leave: rounded, and of all of them together.

The numbers behind stand in a column of the table that is no declared variable. Nothing else
reads it, and no statistic of only some of the units can be asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.special import stdtrit

from larvik_analysis.terms.microdata import Microdata, Scored

from .row_result import RowResult

CHANGE: Final = "change"  # the column; questions of such data have other names
DIRECTION: Final = "retning"
MEAN_CHANGE: Final = "mean_change"
CHANGE_WIDTH: Final = "change_width"
LEVEL: Final = 0.95
DECIMALS: Final = 1

FloatArray = npt.NDArray[np.float64]


def is_of_change(data: Microdata) -> bool:
    """Whether the units of these data have a change."""
    return CHANGE in data.table and DIRECTION in data.variables


def known_changes(data: Microdata) -> FloatArray:
    """The changes that are known, in points of the scale. Private."""
    return data.table[CHANGE].dropna().to_numpy(dtype=np.float64)


def rounded_mean(mean: npt.ArrayLike) -> FloatArray:
    """A mean change as it is told, to one decimal of a step of the scale."""
    rounded = np.round(np.asarray(mean, dtype=np.float64), DECIMALS)
    return np.asarray(rounded + 0.0, dtype=np.float64)  # no nought below nought


def rounded_interval(
    mean: npt.ArrayLike, deviation: npt.ArrayLike, n: int
) -> tuple[FloatArray, FloatArray]:
    """The ends of Student's interval for a mean, rounded as the mean is.

    Parameters
    ----------
    mean, deviation : array_like of float
        Of `n` changes, the second with n - 1 below the line.
    n : int
        2 or more.

    Returns
    -------
    (ndarray of float, ndarray of float)

    References
    ----------
    .. [1] Student (1908). The probable error of a mean. Biometrika 6, 1-25.
    """
    reach = stdtrit(n - 1, (1 + LEVEL) / 2) * np.asarray(deviation) / np.sqrt(n)
    return rounded_mean(np.asarray(mean) - reach), rounded_mean(np.asarray(mean) + reach)


def _mean_change(data: Microdata, scored: Scored) -> RowResult:
    """The mean of the units, with Student's interval where there are two or more."""
    _refuse_some(data, scored)
    changes = known_changes(data)
    n = changes.size
    if not n:
        return RowResult(np.nan, 0, unit="points")
    mean = float(rounded_mean(changes.mean()))
    if n == 1:
        return RowResult(mean, n, unit="points")
    low, high = rounded_interval(changes.mean(), changes.std(ddof=1), n)
    return RowResult(mean, n, (float(low), float(high), LEVEL), unit="points")


def _change_width(data: Microdata, scored: Scored) -> RowResult:
    """From one end of that interval to the other; told where the interval is."""
    found = _mean_change(data, scored)
    low, high, _ = found.interval
    is_known = low is not None and high is not None
    width = float(rounded_mean(high - low)) if is_known else np.nan  # type: ignore[operator]
    return RowResult(width, found.n, unit="points")


def _refuse_some(data: Microdata, scored: Scored) -> None:
    """Of all units or of none: means of two groups would tell of what lies between."""
    if scored.where or scored.variables != (DIRECTION,) or not is_of_change(data):
        raise KeyError(scored.statistic)


CHANGE_STATISTICS: Final[Mapping[str, Callable[[Microdata, Scored], RowResult]]] = {
    MEAN_CHANGE: _mean_change,
    CHANGE_WIDTH: _change_width,
}
