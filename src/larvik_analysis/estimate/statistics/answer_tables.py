"""Answers and ratings as arrays: numbers with gaps, labels with gaps, values in groups."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from larvik_analysis.errors import ParameterError
from larvik_analysis.estimate.statistics.arguments import FloatArray, IntArray


def numbers_in(values: Any) -> FloatArray:
    """The numbers as an array of the same shape, NaN where there is none.

    Raises
    ------
    ParameterError
        If something is neither a finite number nor missing.
    """
    try:
        if isinstance(values, pd.DataFrame | pd.Series):
            numbers = values.to_numpy(dtype=np.float64, na_value=np.nan)
        else:
            numbers = np.asarray(values).astype(np.float64)
    except (TypeError, ValueError):
        raise ParameterError("answers_not_numbers") from None
    if np.isinf(numbers).any():
        raise ParameterError("answers_not_numbers")
    return numbers


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
