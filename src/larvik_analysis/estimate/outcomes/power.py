"""What a design of few families can see, before any data: effects, families and waves."""

from __future__ import annotations

import math

import numpy as np

from larvik_analysis.errors import ParameterError
from larvik_analysis.estimate.statistics.arguments import whole_number
from larvik_analysis.estimate.statistics.numbers import (
    finite_number,
    number_above_nought,
    number_from,
    number_within,
    share_within,
)
from larvik_analysis.estimate.statistics.paired_power import (
    detectable_change,
    paired_t_power,
    refuse_power,
)
from larvik_analysis.estimate.statistics.samples import error_rate
from larvik_analysis.terms.design_results import DetectableEffect, NeededFamilies
from larvik_analysis.terms.results import NotEstimable

METHOD = "paired-t-noncentral"
# Beyond so many families nobody asks for more.
MOST_FAMILIES = 1_000_000


def detectable_effect(
    n_families: int,
    *,
    children_per_family: float = 1.0,
    icc: float = 1.0,
    cv: float = 0.0,
    power: float = 0.8,
    level: float = 0.95,
    n_tests: int = 1,
) -> DetectableEffect | NotEstimable:
    """The smallest standardised change that families rated before and after can show.

    Parameters
    ----------
    n_families : int
    children_per_family : float
        The mean, 1 or more.
    icc : float
        How alike the changes of children of one family are, 0 to 1. At 1, unless stated,
        more children add nothing.
    cv : float
        Standard deviation of the number of children, as a share of the mean.
    power : float
        How often the change is to be found, between `1 - level` and 1.
    level : float
        Confidence level, between 0 and 1.
    n_tests : int
        Tests that share `1 - level` equally (Bonferroni), as where eight factors are tested
        one by one.

    Returns
    -------
    DetectableEffect or NotEstimable
        In standard deviations of the change of one child (of one family where
        `children_per_family` is 1). Not estimable with one family, or where what there is is
        worth hardly more than one.

    Raises
    ------
    ParameterError
        If an argument is outside its limits.

    Notes
    -----
    Exact for the paired t test. Children enter as so many independent ones as they are
    worth, their number divided by the design effect ``1 + ((1 + cv²) m - 1) icc``. The exact
    test by flipping signs has nearly the same power where `is_reachable` is true.

    References
    ----------
    .. [1] J. Cohen, Statistical Power Analysis for the Behavioral Sciences, 2nd ed., 1988,
       section 2.3.
    .. [2] S. M. Eldridge, D. Ashby, S. Kerry, Sample size for cluster randomized trials:
       effect of coefficient of variation of cluster size, International Journal of
       Epidemiology 35, 2006, 1292-1300.

    Examples
    --------
    >>> found = detectable_effect(10)
    >>> round(found.estimate, 2), found.smallest_p
    (1.0, 0.001953125)
    >>> round(detectable_effect(10, n_tests=8).estimate, 2)
    1.43
    """
    families = count_from_one("n_families", n_families)
    alpha = error_rate(level) / count_from_one("n_tests", n_tests)
    power = refuse_power(power, alpha)
    effect = _design_effect(children_per_family, icc, cv)
    n_effective = families * float(children_per_family) / effect
    if families < 2 or n_effective <= 1:
        return NotEstimable("one family cannot show how much families differ")
    smallest = 2.0 ** (1 - families)
    change = detectable_change(n_effective, alpha, power)
    if change is None:
        return NotEstimable("so few families would show no change, however large")
    return DetectableEffect(
        estimate=change,
        low=None,
        high=None,
        level=level,
        n=families,
        method=METHOD,
        power=power,
        n_tests=whole_number(n_tests),
        design_effect=effect,
        n_effective=n_effective,
        smallest_p=smallest,
        is_reachable=smallest <= alpha,
    )


def families_needed(
    effect: float,
    *,
    children_per_family: float = 1.0,
    icc: float = 1.0,
    cv: float = 0.0,
    power: float = 0.8,
    level: float = 0.95,
    n_tests: int = 1,
) -> NeededFamilies | NotEstimable:
    """How many families it takes to find a standardised change.

    The other way round of `detectable_effect`, with the same arguments; `effect` is not 0.
    At least as many as the exact test by flipping signs needs in order to reject at all.

    Returns
    -------
    NeededFamilies or NotEstimable
        Not estimable where more than a million would be needed.

    Raises
    ------
    ParameterError
        If an argument is outside its limits.

    Examples
    --------
    >>> [families_needed(effect).n for effect in (1.0, 0.8, 0.5, 0.2)]
    [10, 15, 34, 199]
    """
    size = number_above_nought("effect", abs(finite_number("effect", effect)))
    alpha = error_rate(level) / count_from_one("n_tests", n_tests)
    power = refuse_power(power, alpha)
    crowding = _design_effect(children_per_family, icc, cv)
    worth = float(children_per_family) / crowding

    def seen(families: int) -> float:
        n = families * worth
        return paired_t_power(size, n, alpha) if n > 1 else 0.0

    least = max(2, math.ceil(1 - math.log2(alpha)))
    most = least
    while seen(most) < power:
        least, most = most, 2 * most
        if most > MOST_FAMILIES:
            return NotEstimable("more families would be needed than there are")
    while most - least > 1 and seen(least) < power:
        middle = (least + most) // 2
        least, most = (least, middle) if seen(middle) >= power else (middle, most)
    n = least if seen(least) >= power else most
    return NeededFamilies(
        estimate=float(n),
        low=None,
        high=None,
        level=level,
        n=n,
        method=METHOD,
        effect=size,
        power=seen(n),
        n_tests=whole_number(n_tests),
    )


def variance_ratio_of_waves(
    waves_before: int,
    waves_after: int,
    *,
    autocorrelation: float = 0.0,
    true_share: float = 0.0,
) -> float:
    """How much of the variance of a change is left where more waves are rated.

    Parameters
    ----------
    waves_before, waves_after : int
        Ratings before and after, equally far apart; the change is the mean after less the
        mean before.
    autocorrelation : float
        Correlation of what is passing in two waves next to each other, 0 to below 1; it
        falls off geometrically (AR(1)).
    true_share : float
        The share of the variance of the plain change that is families changing differently
        indeed; more waves do not lessen that. 0 to 1.

    Returns
    -------
    float
        Relative to the change from the first of these waves to the last.

    Raises
    ------
    ParameterError
        If an argument is outside its limits.

    Notes
    -----
    With independent waves this is ``(1/k + 1/m) / 2`` of Frison and Pocock; smaller is
    better, and the detectable change falls with its square root.

    References
    ----------
    .. [1] L. Frison, S. J. Pocock, Repeated measures in clinical trials: analysis using mean
       summary statistics and its implications for design, Statistics in Medicine 11, 1992,
       1685-1704.

    Examples
    --------
    >>> variance_ratio_of_waves(1, 1), round(variance_ratio_of_waves(3, 3), 3)
    (1.0, 0.333)
    """
    before, after = (
        count_from_one("waves_before", waves_before),
        count_from_one("waves_after", waves_after),
    )
    rho = number_within("autocorrelation", autocorrelation, 0.0, 0.99)
    fixed = share_within("true_share", true_share)
    n = before + after
    weights = np.concatenate([np.full(before, -1 / before), np.full(after, 1 / after)])
    apart = np.abs(np.subtract.outer(np.arange(n), np.arange(n)))
    spread = float(weights @ np.power(rho, apart) @ weights)
    return fixed + (1 - fixed) * spread / (2 * (1 - rho ** (n - 1)))


def count_from_one(name: str, count: int) -> int:
    """A count as a plain number; ParameterError unless it is whole and 1 or more."""
    n = whole_number(count)
    if n < 1:
        raise ParameterError("number_least", name=name, least=1)
    return n


def _design_effect(children_per_family: float, icc: float, cv: float) -> float:
    mean = number_from("children_per_family", children_per_family, 1.0)
    alike, spread = share_within("icc", icc), number_from("cv", cv, 0.0)
    return 1 + ((1 + spread**2) * mean - 1) * alike
