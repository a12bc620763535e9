"""What internal rates of return of many drawn streams look like."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, kw_only=True)
class RatesOfDraws:
    """How many internal rates of return each draw has, and the rate of those that have one.

    Attributes
    ----------
    n_roots : ndarray of int, shape (n_draws,)
        None, one or several.
    rate : ndarray of float, shape (number of draws with exactly one,)
        Shares per year in the order of the draws ``n_roots == 1``; never NaN. Several rates
        of one draw say nothing together, and are not here.
    """

    n_roots: NDArray[np.int64]
    rate: NDArray[np.float64]
