"""Two-sided normal and t: from a level to a distance, and from a distance to a p-value."""

from __future__ import annotations

import math
from statistics import NormalDist
from typing import overload

import numpy as np
from scipy.special import stdtrit

from larvik_analysis.estimate.statistics.arguments import FloatArray


def two_sided_z(level: float) -> float:
    """Standard deviations either side of the mean that hold a share `level` of the normal.

    Examples
    --------
    >>> round(two_sided_z(0.95), 4)
    1.96
    """
    return NormalDist().inv_cdf(0.5 + level / 2)


@overload
def two_sided_t(level: float, df: float) -> float: ...
@overload
def two_sided_t(level: float, df: FloatArray) -> FloatArray: ...
def two_sided_t(level: float, df: float | FloatArray) -> float | FloatArray:
    """Standard errors either side of the mean that hold a share `level` of Student's t.

    Examples
    --------
    >>> round(two_sided_t(0.95, 10), 4)
    2.2281
    """
    quantile = stdtrit(df, 0.5 + level / 2)
    return np.asarray(quantile) if isinstance(df, np.ndarray) else float(quantile)


def two_sided_p(z: float) -> float:
    """Chance of a standard normal at least as far from 0, to full precision in the tail.

    Examples
    --------
    >>> round(two_sided_p(1.96), 4)
    0.05
    """
    return math.erfc(abs(z) / math.sqrt(2))
