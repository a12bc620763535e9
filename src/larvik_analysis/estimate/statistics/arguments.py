"""What every statistic asks of its arguments: levels, counts, tables of counts, scores."""

from __future__ import annotations

import math
from collections.abc import Sequence
from numbers import Integral, Real
from typing import Final

import numpy as np
import numpy.typing as npt

from larvik_analysis.errors import ParameterError

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

# What should be equal differs by less than this share of its size, from rounding alone;
# different answers on a scale never come as near.
ROUNDING: Final = 1e-12
# The same where squares were subtracted or a system of equations solved, which loses more.
COARSE_ROUNDING: Final = 1e-9


def plain_level(level: float) -> float:
    """A confidence level as a plain number, whichever library made it.

    Raises
    ------
    ParameterError
        If `level` is no number, 0 or less, 1 or more, or NaN.

    Examples
    --------
    >>> plain_level(np.float32(0.5))
    0.5
    """
    is_number = isinstance(level, Real) and not isinstance(level, bool)
    if not is_number or not 0 < level < 1:  # so written that NaN is refused too
        raise ParameterError("level_out_of_range", level=level)
    return float(level)


def refuse_level(level: float) -> None:
    """Refuse a confidence level; errors as `plain_level`."""
    plain_level(level)


def refuse_generator(rng: np.random.Generator) -> None:
    """Refuse what cannot draw, such as a seed.

    Raises
    ------
    ParameterError
        If `rng` is not a generator of NumPy.
    """
    if not isinstance(rng, np.random.Generator):
        raise ParameterError("rng_no_generator")


def needed_generator(rng: np.random.Generator | None) -> np.random.Generator:
    """The generator, where it cannot be done without one.

    Raises
    ------
    ParameterError
        If there is none, or `rng` is not a generator of NumPy.
    """
    if rng is None:
        raise ParameterError("rng_needed")
    refuse_generator(rng)
    return rng


def is_finite(value: object) -> bool:
    """Whether it is a number, and neither NaN nor infinite."""
    if not isinstance(value, Real) or isinstance(value, bool):
        return False
    return math.isfinite(float(value))


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
