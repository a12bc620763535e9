"""P-values of several tests, adjusted for there being several."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final, overload

import numpy as np
import pandas as pd

from larvik_analysis.errors import ParameterError
from larvik_analysis.estimate.statistics.arguments import FloatArray, refuse_method
from larvik_analysis.estimate.statistics.samples import as_list


@overload
def adjust_p_values(p_values: pd.Series[Any], *, method: str) -> pd.Series[Any]: ...
@overload
def adjust_p_values(
    p_values: Sequence[float | None] | FloatArray, *, method: str
) -> FloatArray: ...
def adjust_p_values(p_values: Any, *, method: str) -> Any:
    """Each p-value as it counts beside the others.

    Parameters
    ----------
    p_values : Series, or sequence of float or None, shape (n,)
        Missing ones are no tests: they are not counted, and stay missing.
    method : {"holm", "bh", "by", "bonferroni", "hochberg", "hommel"}
        ``holm`` and ``bonferroni`` hold the chance of any false rejection, whatever the
        tests have in common; ``hochberg`` and ``hommel`` do where they are independent or
        go together. ``bh`` holds the expected share of false ones among those rejected
        where they go together, ``by`` in any case.

    Returns
    -------
    Series or ndarray of float, shape (n,)
        A Series keeps its index and name. NaN where the p-value is missing.

    Raises
    ------
    ParameterError
        If they are not a list of numbers of 0 to 1, or `method` is unknown.

    References
    ----------
    .. [1] Holm, S. (1979). A simple sequentially rejective multiple test procedure.
       Scandinavian Journal of Statistics 6, 65-70.
    .. [2] Benjamini, Y. and Yekutieli, D. (2001). The control of the false discovery rate
       in multiple testing under dependency. Annals of Statistics 29, 1165-1188.
    .. [3] Wright, S. P. (1992). Adjusted p-values for simultaneous inference. Biometrics
       48, 1005-1013.

    Examples
    --------
    >>> adjust_p_values([0.01, None, 0.03, 0.5], method="holm")
    array([0.03,  nan, 0.06, 0.5 ])
    """
    refuse_method(method, tuple(_ADJUSTERS))
    numbers = as_list(p_values)
    is_there = ~np.isnan(numbers)
    known = numbers[is_there]
    if not ((known >= 0) & (known <= 1)).all():
        raise ParameterError("p_value_out_of_range")
    order = np.argsort(known, kind="stable")
    adjusted = np.empty(known.size)
    adjusted[order] = np.minimum(_ADJUSTERS[method](known[order]), 1.0)
    whole = np.full(numbers.size, np.nan)
    whole[is_there] = adjusted
    if isinstance(p_values, pd.Series):
        return pd.Series(whole, index=p_values.index, name=p_values.name)
    return whole


def _bonferroni(ascending: FloatArray) -> FloatArray:
    return ascending.size * ascending


def _holm(ascending: FloatArray) -> FloatArray:
    return np.asarray(np.maximum.accumulate(_n_from_here(ascending) * ascending))


def _hochberg(ascending: FloatArray) -> FloatArray:
    return _least_from_here(_n_from_here(ascending) * ascending)


def _benjamini_hochberg(ascending: FloatArray) -> FloatArray:
    n = ascending.size
    return _least_from_here(n / np.arange(1, n + 1) * ascending)


def _benjamini_yekutieli(ascending: FloatArray) -> FloatArray:
    return _benjamini_hochberg(ascending * (1 / np.arange(1, ascending.size + 1)).sum())


def _hommel(ascending: FloatArray) -> FloatArray:
    """The smallest level at which Hommel's procedure rejects each, by Wright's algorithm."""
    n = ascending.size
    if n < 2:
        return ascending
    adjusted = np.full(n, (n * ascending / np.arange(1, n + 1)).min())
    for size in range(n - 1, 1, -1):
        n_small = n - size + 1
        largest = ascending[n_small:]
        by_simes = (size * largest / np.arange(2, size + 1)).min()
        bound = np.minimum(size * ascending, by_simes)
        bound[n_small:] = bound[n_small - 1]
        adjusted = np.maximum(adjusted, bound)
    return np.asarray(np.maximum(adjusted, ascending))


def _n_from_here(ascending: FloatArray) -> FloatArray:
    return np.arange(ascending.size, 0.0, -1)


def _least_from_here(values: FloatArray) -> FloatArray:
    return np.asarray(np.minimum.accumulate(values[::-1])[::-1])


_ADJUSTERS: Final[dict[str, Callable[[FloatArray], FloatArray]]] = {
    "holm": _holm,
    "bh": _benjamini_hochberg,
    "by": _benjamini_yekutieli,
    "bonferroni": _bonferroni,
    "hochberg": _hochberg,
    "hommel": _hommel,
}
