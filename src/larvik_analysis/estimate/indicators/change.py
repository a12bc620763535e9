"""Change between two published counts, and what of it chance alone could explain.

Counts of events vary from year to year though nothing has changed. Were the events
independent, the variance would be the mean (Poisson). Reports about siblings come together,
so it is larger: `dispersion` says how many times.
"""

from __future__ import annotations

import math
from dataclasses import replace
from statistics import NormalDist

from larvik_analysis.errors import ParameterError
from larvik_analysis.terms.results import FactEstimate

from .facts import subtract

DISPERSIONS = (1, 2, 3)  # what a change is looked at with
LEVEL = 0.95
_REACH = NormalDist().inv_cdf((1 + LEVEL) / 2)  # standard errors on each side


def change(before: FactEstimate, after: FactEstimate, dispersion: float = 1) -> FactEstimate:
    """How much larger the later count is, as a share of the earlier one, with its interval.

    Parameters
    ----------
    before, after : FactEstimate
        Counts of the same thing.
    dispersion : {1, 2, 3}
        Variance of the counts relative to their mean.

    Returns
    -------
    FactEstimate
        ``after / before - 1``; the interval is of the logarithm of the ratio, whose variance
        is ``dispersion * (1 / before + 1 / after)``.

    Raises
    ------
    UnitError
        If they count different things.
    ParameterError
        If the dispersion is another.

    References
    ----------
    .. [1] Breslow and Day, Statistical Methods in Cancer Research II (1987), section 2.3,
       for the logarithm of a ratio of two Poisson counts.
    """
    told = _compared(before, after, dispersion, method="change")
    if not before.count or not after.count:
        return told
    ratio = after.count / before.count
    error = math.sqrt(dispersion * (1 / before.count + 1 / after.count))
    return replace(
        told,
        estimate=ratio - 1,
        low=ratio * math.exp(-_REACH * error) - 1,
        high=ratio * math.exp(_REACH * error) - 1,
        level=LEVEL,
        unit="share",
        reason="",
    )


def change_z(before: FactEstimate, after: FactEstimate, dispersion: float = 1) -> FactEstimate:
    """The change in standard errors: beyond about two, chance alone seldom goes.

    ``(after - before) / sqrt(dispersion * (after + before))``: the difference of two Poisson
    counts with the same mean, given their sum.

    Parameters
    ----------
    before, after : FactEstimate
        Counts of the same thing.
    dispersion : {1, 2, 3}
        Variance of the counts relative to their mean.

    Raises
    ------
    UnitError, ParameterError
        As `change`.

    References
    ----------
    .. [1] Przyborowski and Wilenski, Biometrika 31 (1940) 313-323.
    """
    told = _compared(before, after, dispersion, method="change_z")
    if before.count is None or after.count is None or before.count + after.count == 0:
        return told
    error = math.sqrt(dispersion * (before.count + after.count))
    z = (after.count - before.count) / error
    return replace(told, estimate=z, unit="z", reason="")


def _compared(
    before: FactEstimate, after: FactEstimate, dispersion: float, *, method: str
) -> FactEstimate:
    """The two as one number to be filled in; refuses what cannot be compared."""
    if dispersion not in DISPERSIONS:
        raise ParameterError("dispersion_unknown", found=dispersion)
    difference = subtract(after, before)
    basis = f"{method}({before.basis}, {after.basis}, {float(dispersion)!r})"
    return replace(
        difference, estimate=None, count=None, method=method, basis=basis, reason="incomplete"
    )
