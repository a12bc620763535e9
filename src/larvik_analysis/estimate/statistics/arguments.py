"""What every statistic asks of its arguments: levels, counts, tables of counts, scores."""

from __future__ import annotations

import math
from collections.abc import Sequence
from numbers import Integral

import numpy as np
import numpy.typing as npt

from larvik_analysis.errors import ParameterError

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]


def refuse_level(level: float) -> None:
    """Refuse a confidence level that is not within 0 to 1.

    Raises
    ------
    ParameterError
        If `level` is 0 or less, 1 or more, or NaN.
    """
    if not 0 < level < 1:  # so written that NaN is refused too
        raise ParameterError("level_out_of_range", level=level)


def refuse_method(method: str, known: Sequence[str]) -> None:
    """Refuse the name of a method that is not among those known.

    Raises
    ------
    ParameterError
        If `method` is not in `known`.
    """
    if method not in known:
        raise ParameterError("method_unknown", method=method, known=", ".join(known))


def whole_number(value: object) -> int:
    """A count as a plain number, whichever library made it.

    Raises
    ------
    ParameterError
        If it is not whole, or is true or false.

    Examples
    --------
    >>> whole_number(np.int64(3)), whole_number(3.0)
    (3, 3)
    """
    if isinstance(value, Integral) and not isinstance(value, bool):
        return int(value)
    if isinstance(value, float | np.floating) and float(value).is_integer():
        return int(value)
    raise ParameterError("count_not_whole", count=value)


def counted_within(count: object, n: object) -> tuple[int, int]:
    """A count and its base as plain numbers.

    Raises
    ------
    ParameterError
        If one of them is not whole, or `count` is not within 0 to `n`.
    """
    part, base = whole_number(count), whole_number(n)
    if base < 0 or not 0 <= part <= base:
        raise ParameterError("count_out_of_range", count=part, n=base)
    return part, base


def table_of_counts(table: npt.ArrayLike) -> IntArray:
    """A table of counts as an array, rows by columns.

    Raises
    ------
    ParameterError
        If it is not a table of two rows and two columns or more, or holds anything but
        whole numbers that are not negative.
    """
    try:
        counts = np.asarray(table)
    except ValueError:  # rows of different lengths
        raise ParameterError("table_too_small") from None
    if counts.ndim != 2 or min(counts.shape) < 2:
        raise ParameterError("table_too_small")
    is_number = np.issubdtype(counts.dtype, np.number) and not np.iscomplexobj(counts)
    # Beyond 2^53 a whole number cannot be told from its neighbours.
    if not is_number or not np.all(
        (counts >= 0) & (counts < 2**53) & (counts == np.floor(counts))
    ):
        raise ParameterError("table_not_counted")
    return counts.astype(np.int64)


def scores_of(scores: Sequence[float] | None, n: int) -> FloatArray:
    """One finite score for each of `n` ordered categories; 1, 2, 3 ... where none are given.

    Raises
    ------
    ParameterError
        If there is another number of them, or one is not finite.
    """
    if scores is None:
        return np.arange(1.0, n + 1)
    values = np.asarray(scores, dtype=np.float64)
    if values.shape != (n,):
        raise ParameterError("scores_length", n=n)
    if not all(math.isfinite(value) for value in values):
        raise ParameterError("scores_not_finite")
    return values
