"""Own data counted in one pass: every combination of answers to some variables."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from larvik_analysis.terms.microdata import ANSWERED, UNANSWERED, Microdata

_MOST_CROSSED = 100_000  # cells of a crossed table; larger ones are counted row by row


def cross(table: pd.DataFrame, variables: Sequence[str]) -> NDArray[np.int64]:
    """How many gave each combination of answers; those who left one open come last.

    Returns
    -------
    ndarray of int, one axis a variable
        Along each axis its answers in the order of the scale, and last those who did not
        answer.
    """
    sizes = _sizes(table, variables)
    is_large = math.prod(sizes) > np.iinfo(np.int32).max
    places: NDArray[np.signedinteger] = np.zeros(len(table), np.int64 if is_large else np.int32)
    for name, size in zip(variables, sizes, strict=True):
        codes = table[name].cat.codes.to_numpy()
        places *= size
        places += np.where(codes < 0, size - 1, codes)
    return np.bincount(places, minlength=math.prod(sizes)).reshape(sizes)


def count_in(data: Microdata, where: Mapping[str, str]) -> int:
    """How many gave these answers, from the crossed table where it is not too large."""
    names = tuple(sorted(where))
    if math.prod(_sizes(data.table, names)) > _MOST_CROSSED:
        return int(data.rows(where).sum())
    counts = data.crossed(names)
    for axis, name in enumerate(names):
        scale = [str(answer) for answer in data.table[name].cat.categories]
        counts = counts.take(_places_of(scale, where[name]), axis=axis)
    return int(counts.sum())


def _sizes(table: pd.DataFrame, variables: Sequence[str]) -> tuple[int, ...]:
    return tuple(len(table[name].cat.categories) + 1 for name in variables)


def _places_of(scale: list[str], answer: str) -> list[int]:
    """Where in a crossed table an answer stands, a merged one its parts."""
    if answer == ANSWERED:
        return list(range(len(scale)))
    if answer == UNANSWERED:
        return [len(scale)]
    return [scale.index(part) for part in set(answer.split("+")) if part in scale]
