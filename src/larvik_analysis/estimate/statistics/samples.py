"""Lists of numbers as they are handed to a test: which are known, and when two are alike."""

from __future__ import annotations

from typing import Any

import numpy as np

from larvik_analysis.errors import ParameterError
from larvik_analysis.estimate.statistics.answer_tables import numbers_in, refuse_yes_and_no
from larvik_analysis.estimate.statistics.arguments import (
    ROUNDING,
    FloatArray,
    plain_level,
)


def as_list(values: Any) -> FloatArray:
    """The numbers in their order, NaN where one is missing.

    Raises
    ------
    ParameterError
        If they are not a plain list of finite numbers and gaps.
    """
    refuse_yes_and_no(values)
    numbers = numbers_in(values)
    if numbers.ndim != 1:
        raise ParameterError("values_not_a_list")
    return numbers


def as_known(values: Any) -> FloatArray:
    """The numbers that are not missing; errors as `as_list`."""
    numbers = as_list(values)
    return numbers[~np.isnan(numbers)]


def as_pairs(first: Any, second: Any) -> tuple[FloatArray, FloatArray]:
    """Both numbers of each pair in which both are known; paired by place, not by index.

    Raises
    ------
    ParameterError
        If the two are not equally long; else as `as_list`.
    """
    ones, others = as_list(first), as_list(second)
    if ones.size != others.size:
        raise ParameterError("lengths_differ")
    known = ~(np.isnan(ones) | np.isnan(others))
    return ones[known], others[known]


def error_rate(level: float) -> float:
    """The chance of rejecting wrongly that a level stands for.

    Raises
    ------
    ParameterError
        If `level` is not between 0 and 1.
    """
    return round(1 - plain_level(level), 12)  # 1 - 0.9 is a little less than 0.1


def rounding_of(*samples: FloatArray) -> float:
    """How far apart sums of these numbers may lie and still count as equal."""
    return ROUNDING * sum(float(np.abs(sample).sum()) for sample in samples)
