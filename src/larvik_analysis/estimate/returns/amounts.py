"""What the sums of returns ask of their arguments: finite amounts, year by year, and rules."""

from __future__ import annotations

from decimal import Decimal
from numbers import Real
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from larvik_analysis.errors import ParameterError
from larvik_analysis.terms.discount_rules import Rules

FloatArray = NDArray[np.float64]
# Beyond this, sums of many amounts and their powers could no longer be told from infinity.
_LARGEST: Final = 1e150


def amounts_of(name: str, values: ArrayLike) -> FloatArray:
    """Amounts as an array of the shape they came in, whichever library made them.

    Parameters
    ----------
    name : str
        What the message calls them.
    values : array_like

    Raises
    ------
    ParameterError
        If there are none, or one is no finite number: missing, text, true or false, a date.

    Examples
    --------
    >>> amounts_of("net_nok", (-100, 110))
    array([-100.,  110.])
    """
    try:
        given = np.asarray(values)
        is_plain = given.dtype.kind in "iuf" or (
            given.dtype.kind == "O" and all(_is_number(value) for value in given.ravel())
        )
        amounts = given.astype(np.float64) if is_plain else np.empty(0)
    except (TypeError, ValueError, OverflowError):  # rows of different lengths, among others
        raise ParameterError("amounts_not_numbers", name=name) from None
    # What is hidden in a masked array would otherwise be counted.
    if amounts.size == 0 or not np.isfinite(amounts).all() or np.ma.is_masked(values):
        raise ParameterError("amounts_not_numbers", name=name)
    if (np.abs(amounts) > _LARGEST).any():
        raise ParameterError("values_too_large")
    return amounts


def _is_number(value: object) -> bool:
    return isinstance(value, Real | Decimal) and not isinstance(value, bool | np.bool_)


def stream_of(name: str, values: ArrayLike) -> FloatArray:
    """One amount a year, year 0 first; a single number is the amount of year 0.

    Raises
    ------
    ParameterError
        As `amounts_of`, or if it is a table.
    """
    amounts = np.atleast_1d(amounts_of(name, values))
    if amounts.ndim != 1:
        raise ParameterError("amounts_not_a_stream", name=name)
    return amounts


def streams_by_draw(name: str, values: ArrayLike) -> FloatArray:
    """A table with a row for each draw and a column for each year, year 0 first.

    Raises
    ------
    ParameterError
        As `amounts_of`, or if it is no such table.
    """
    amounts = amounts_of(name, values)
    if amounts.ndim != 2:
        raise ParameterError("amounts_not_draws", name=name)
    return amounts


def refuse_rules(rules: Rules) -> None:
    """Refuse what are no rules, such as a rate alone or the name of a file.

    Raises
    ------
    ParameterError
        If `rules` is not of the kind `Rules`.
    """
    if not isinstance(rules, Rules):
        raise ParameterError("rules_none")
