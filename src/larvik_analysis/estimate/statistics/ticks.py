"""Ticks of a question with several answers, as 0, 1 and missing."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from larvik_analysis.errors import ParameterError
from larvik_analysis.estimate.statistics.answer_tables import answer_matrix
from larvik_analysis.estimate.statistics.arguments import FloatArray


def ticks_of(answers: pd.DataFrame | npt.ArrayLike) -> tuple[FloatArray, tuple[str, ...]]:
    """Ticks, one row for each respondent, NaN where one was not asked; names of the options.

    Raises
    ------
    ParameterError
        If it is not a table of 0, 1 and missing, or two options have the same name.

    Examples
    --------
    >>> ticks_of(pd.DataFrame({"walks": [True, False], "meals": [True, True]}))[1]
    ('walks', 'meals')
    """
    ticks, options = answer_matrix(answers)
    if not np.all(np.isnan(ticks) | (ticks == 0) | (ticks == 1)):
        raise ParameterError("ticks_not_zero_or_one")
    return ticks, tuple(options)
