"""The two-sided normal: from a level to a distance, and from a distance to a p-value."""

from __future__ import annotations

import math
from statistics import NormalDist


def two_sided_z(level: float) -> float:
    """Standard deviations either side of the mean that hold a share `level` of the normal.

    Examples
    --------
    >>> round(two_sided_z(0.95), 4)
    1.96
    """
    return NormalDist().inv_cdf(0.5 + level / 2)


def two_sided_p(z: float) -> float:
    """Chance of a standard normal at least as far from 0, to full precision in the tail.

    Examples
    --------
    >>> round(two_sided_p(1.96), 4)
    0.05
    """
    return math.erfc(abs(z) / math.sqrt(2))
