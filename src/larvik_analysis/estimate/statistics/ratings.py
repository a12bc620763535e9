"""Ratings as counts: how many raters put each unit into each category.

Raters stand in rows and units in columns, in every function that takes ratings.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from larvik_analysis.errors import ParameterError
from larvik_analysis.estimate.statistics.answer_tables import numbers_in
from larvik_analysis.estimate.statistics.arguments import FloatArray


def ratings_as_numbers(ratings: Any) -> FloatArray:
    """Ratings as scores, raters by units, NaN where there is none.

    Raises
    ------
    ParameterError
        If they are not a table of numbers.
    """
    numbers = numbers_in(ratings)
    if numbers.ndim != 2:
        raise ParameterError("answers_shape")
    return numbers


def counted_numbers(ratings: Any) -> tuple[FloatArray, FloatArray]:
    """Counts of ratings, shape (n_values, n_units), and the values in ascending order."""
    numbers = ratings_as_numbers(ratings)
    values, places = np.unique(numbers[~np.isnan(numbers)], return_inverse=True)
    units = np.nonzero(~np.isnan(numbers))[1]
    return _tally(places, units, values.size, numbers.shape[1]), values


def counted_labels(ratings: Any, categories: Sequence[Any] | None = None) -> FloatArray:
    """Counts of ratings of any kind, shape (n_categories, n_units).

    Raises
    ------
    ParameterError
        If `ratings` is not a table, or one is not among the `categories` given.
    """
    labels = _labels_in(ratings)
    if categories is None:
        codes, known = pd.factorize(labels.ravel())
        # In an order of their own, whichever stands first in the table.
        places = np.argsort(np.argsort([str(one) for one in known], kind="stable"))
        codes = np.where(codes < 0, codes, places[codes]) if len(known) else codes
    else:
        known = pd.Index(list(categories), dtype=object)
        codes = known.get_indexer(pd.Index(labels.ravel(), dtype=object))
        if ((codes < 0) & ~pd.isna(labels.ravel())).any():
            raise ParameterError("categories_lack")
    units = np.tile(np.arange(labels.shape[1]), labels.shape[0])
    is_there = codes >= 0
    return _tally(codes[is_there], units[is_there], len(known), labels.shape[1])


def n_raters_of(ratings: Any) -> int:
    """How many raters rated anything."""
    return int((~pd.isna(_labels_in(ratings))).any(axis=1).sum())


def _labels_in(ratings: Any) -> npt.NDArray[Any]:
    """The ratings as they are, numbers as numbers, so that they can be told apart fast."""
    try:
        labels = np.asarray(ratings)
    except ValueError:  # rows of unequal length
        raise ParameterError("answers_shape") from None
    if labels.ndim != 2:
        raise ParameterError("answers_shape")
    if labels.dtype.kind in "US":  # a gap among texts has become the text nan
        labels = np.asarray(ratings, dtype=object)
    return labels


def _tally(
    codes: npt.NDArray[Any], units: npt.NDArray[Any], n_codes: int, n_units: int
) -> FloatArray:
    """How often each code stands at each unit."""
    counted = np.bincount(codes * n_units + units, minlength=n_codes * n_units)
    return counted.reshape(n_codes, n_units).astype(np.float64)
