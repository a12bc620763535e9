"""Weights that someone else made: one for each respondent, not negative."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
import pandas as pd

from larvik_analysis.errors import ParameterError
from larvik_analysis.estimate.statistics.arguments import FloatArray


def read_weights(
    respondents: pd.DataFrame, weights: pd.Series | npt.ArrayLike | str | None
) -> tuple[FloatArray, list[ParameterError]]:
    """Base weights of the respondents, 1 where none are given, and what is wrong with them.

    Parameters
    ----------
    respondents : DataFrame
        One row for each respondent.
    weights : Series, array-like, str or None
        A Series on the index of `respondents`, numbers in its order, or a column's name.

    Returns
    -------
    ndarray of float, shape (n_rows,)
        Ones where they cannot be used.
    list of ParameterError
    """
    ones = np.ones(len(respondents))
    if weights is None:
        return ones, []
    if isinstance(weights, str):
        if list(respondents.columns).count(weights) != 1:
            return ones, [ParameterError("weights_column", column=weights)]
        weights = respondents[weights]
    if isinstance(weights, pd.Series) and not weights.index.equals(respondents.index):
        return ones, [ParameterError("weights_rows")]
    try:
        numbers = np.asarray(weights, dtype=float)
    except (TypeError, ValueError):
        return ones, [ParameterError("weights_numbers", n=len(respondents))]
    if numbers.shape != ones.shape:
        return ones, [ParameterError("weights_rows")]
    problems = faults_of_weights(numbers)
    return (ones if problems else numbers), problems


def faults_of_weights(weights: FloatArray) -> list[ParameterError]:
    """What is wrong with numbers that are to be weights."""
    n_odd = int((~np.isfinite(weights)).sum())
    n_negative = int((weights < 0).sum())
    problems = []
    if n_odd:
        problems.append(ParameterError("weights_numbers", n=n_odd))
    if n_negative:
        problems.append(ParameterError("weights_negative", n=n_negative))
    if weights.size and not problems and not (weights > 0).any():
        problems.append(ParameterError("weights_zero"))
    return problems


def number_or_nan(value: object) -> float:
    """A value as a number; NaN for what is none."""
    try:
        return float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return math.nan
