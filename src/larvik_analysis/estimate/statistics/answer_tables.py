"""Answers and ratings as arrays: numbers with gaps, labels with gaps, values in groups."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from larvik_analysis.errors import ParameterError
from larvik_analysis.estimate.statistics.arguments import FloatArray, IntArray

# Beyond this the sums of fourth powers that some statistics need are no numbers any more.
LARGEST: Final = 1e60
# What a list of objects can hold that would pass for numbers.
NO_NUMBERS: Final = (
    str,
    bytes,
    complex,
    np.complexfloating,
    np.datetime64,
    np.timedelta64,
    dt.date,
    dt.timedelta,
)


def numbers_in(values: Any) -> FloatArray:
    """The numbers as an array of the same shape, NaN where there is none; yes is 1, no is 0.

    Raises
    ------
    ParameterError
        If something is neither a finite number nor missing, such as a date or a text, or is
        too large to calculate with.
    """
    try:
        given = np.asarray(values)
        _refuse_kinds(values, given)
        if isinstance(values, pd.DataFrame | pd.Series):
            numbers = values.to_numpy(dtype=np.float64, na_value=np.nan)
        else:
            numbers = given.astype(np.float64)
    except (TypeError, ValueError):
        raise ParameterError("answers_not_numbers") from None
    if np.isinf(numbers).any():
        raise ParameterError("answers_not_numbers")
    if (np.abs(numbers) > LARGEST).any():
        raise ParameterError("values_too_large")
    return numbers


def _refuse_kinds(values: Any, given: npt.NDArray[Any]) -> None:
    """Refuse what NumPy would make numbers of and is none: dates, durations, texts."""
    columns = list(values.dtypes) if isinstance(values, pd.DataFrame) else [given.dtype]
    if any(getattr(one, "kind", "O") in "mMcUS" for one in columns):
        raise ParameterError("answers_not_numbers")
    if given.dtype == object and any(isinstance(one, NO_NUMBERS) for one in given.ravel()):
        raise ParameterError("answers_not_numbers")


def refuse_yes_and_no(values: Any) -> None:
    """Refuse true and false where a number is meant, and not an answer.

    Raises
    ------
    ParameterError
        If one of the values is true or false, or they are no list or table.
    """
    try:
        given = np.asarray(values)
    except ValueError:  # rows of different lengths
        raise ParameterError("answers_not_numbers") from None
    if given.dtype == bool or (
        given.dtype == object and any(isinstance(one, bool | np.bool_) for one in given.ravel())
    ):
        raise ParameterError("answers_not_numbers")


def answer_matrix(items: Any) -> tuple[FloatArray, list[str]]:
    """Answers, one row for each respondent, and the names of the items.

    Raises
    ------
    ParameterError
        If `items` is not a table of numbers, or two items have the same name.
    """
    answers = numbers_in(items)
    if answers.ndim != 2:
        raise ParameterError("answers_shape")
    named = items.columns if isinstance(items, pd.DataFrame) else range(answers.shape[1])
    names = [str(name) for name in named]
    if len(set(names)) < len(names):
        raise ParameterError("items_named_twice")
    return answers, names


def complete_rows(answers: FloatArray) -> FloatArray:
    """The rows without a gap."""
    return answers[~np.isnan(answers).any(axis=1)]


def codes_of(labels: Any) -> IntArray:
    """A whole number for each label, the same for the same; -1 where there is none."""
    return np.asarray(pd.factorize(np.asarray(labels, dtype=object))[0], dtype=np.int64)


def grouped_values(values: Any, groups: Any) -> tuple[FloatArray, IntArray]:
    """Values that are there, and the group of each as 0, 1, 2 ...

    Raises
    ------
    ParameterError
        If the two are not equally long lists, or a value has no group.
    """
    numbers, codes = numbers_in(values), codes_of(groups)
    if numbers.shape != codes.shape or numbers.ndim != 1:
        raise ParameterError("lengths_differ")
    is_there = ~np.isnan(numbers)
    if (codes[is_there] < 0).any():
        raise ParameterError("cluster_missing")
    return numbers[is_there], codes_of(codes[is_there])
