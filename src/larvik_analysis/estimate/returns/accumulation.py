"""A baseline risk from how many risk factors the families of a group have."""

from __future__ import annotations

import math
from collections.abc import Mapping

from larvik_analysis.errors import ParameterError
from larvik_analysis.estimate.statistics.numbers import (
    number_above_nought,
    number_from,
    share_within,
)


def baseline_of_accumulation(
    n_families_by_count: Mapping[int, float], risk_by_count: Mapping[int, float]
) -> float:
    """The risk in a group, from how many risk factors its families have (after Kvello).

    It comes from the evaluation's own ratings, so that a model that uses it is private.

    Parameters
    ----------
    n_families_by_count : mapping of int to int
        Families with so many risk factors.
    risk_by_count : mapping of int to float
        The risk of a child with so many, a share.

    Returns
    -------
    float
        The mean risk, each family counted once.

    Raises
    ------
    ParameterError
        If there are no families, a number is impossible, or families have a count that no
        risk is given for: it is not made up from those beside it.

    Examples
    --------
    >>> round(baseline_of_accumulation({1: 6, 4: 4}, {1: 0.2, 4: 0.5}), 6)
    0.32
    """
    families = {
        count: number_from("n_families_by_count", n, 0.0)
        for count, n in n_families_by_count.items()
    }
    lacking = sorted(count for count, n in families.items() if n and count not in risk_by_count)
    if lacking:
        raise ParameterError("risk_of_count", counts=", ".join(map(str, lacking)))
    n_all = number_above_nought("n_families_by_count", math.fsum(families.values()))
    risks = [
        n * share_within("risk_by_count", risk_by_count[count])
        for count, n in families.items()
        if n
    ]
    return math.fsum(risks) / n_all
