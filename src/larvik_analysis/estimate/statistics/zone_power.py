"""What a design with one treated area can see at all."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from larvik_analysis.errors import ParameterError
from larvik_analysis.estimate.statistics.arguments import (
    COARSE_ROUNDING,
    FloatArray,
    is_finite,
    plain_level,
    refuse_generator,
    whole_number,
)
from larvik_analysis.estimate.statistics.difference_in_differences import placebo_differences
from larvik_analysis.estimate.statistics.edges import find_edge
from larvik_analysis.estimate.statistics.panels import Panel
from larvik_analysis.estimate.statistics.samples import error_rate
from larvik_analysis.estimate.statistics.synthetic_control import (
    fit_floor,
    fit_unit,
    root_mean_squares,
)
from larvik_analysis.terms.results import NotEstimable
from larvik_analysis.terms.zone_results import DetectableZoneEffect

FEW_DONORS = "there are fewer than three donors to try an effect on"
NO_SIZE = "no effect of any size would be seen in so many of the donors"
# An effect of so many times the spread is beyond anything.
OUT_OF_SIGHT = 1e4


def detectable_zone_effect(
    *,
    n_zones: int,
    rng: np.random.Generator,
    n_years: int = 8,
    n_after: int = 3,
    autocorrelation: float = 0.6,
    level: float = 0.95,
    power: float = 0.8,
    n_draws: int = 4_000,
) -> DetectableZoneEffect:
    """The smallest effect in one area that its place among all areas would show.

    Areas whose years follow each other (AR(1)) are drawn; one gets an effect in the last
    years. It is found if its difference in differences is so far out that its rank, by the
    number of areas, is no more than the error rate. With too few areas for that error rate
    the largest place alone counts, and `is_at_floor` says so.

    Parameters
    ----------
    n_zones : int
        Areas, the treated one too; 3 or more.
    rng : numpy.random.Generator
        What draws.
    n_years, n_after : int
        Years in all, and with the measure; at least one before and after.
    autocorrelation : float
        Between one year and the next within an area, above -1 and below 1.
    level : float
        1 less the error rate asked for.
    power : float
        In what share of cases it should be found.
    n_draws : int
        100 or more.

    Returns
    -------
    DetectableZoneEffect
        In standard deviations within an area.

    Raises
    ------
    ParameterError
        If an argument is out of its range.

    Examples
    --------
    >>> found = detectable_zone_effect(n_zones=6, rng=np.random.default_rng(1))
    >>> 2.4 < found.effect < 2.9, round(found.error_rate, 3), found.is_at_floor
    (True, 0.167, True)
    """
    level, power = plain_level(level), plain_level(power)
    refuse_generator(rng)
    _refuse_design(n_zones, n_years, n_after, autocorrelation, n_draws)
    changes = _drawn_changes(n_zones, n_years, n_after, autocorrelation, n_draws, rng)
    n_extreme = places_that_count(n_zones, level)

    def share_found(effect: float) -> float:
        treated = changes.copy()
        treated[:, 0] += effect
        sizes = np.abs(placebo_differences(treated))
        ranks = (sizes >= sizes[:, :1]).sum(axis=1)
        return float((ranks <= n_extreme).mean())

    effect = _smallest(lambda size: share_found(size) >= power, OUT_OF_SIGHT)
    found = share_found(effect)
    return DetectableZoneEffect(
        effect=effect,
        power=found,
        error_rate=n_extreme / n_zones,
        rank_floor=1 / n_zones,
        is_at_floor=1 / n_zones > error_rate(level),
        standard_error=float(np.sqrt(found * (1 - found) / n_draws)),
        n_zones=n_zones,
        n_years=n_years,
        n_after=n_after,
        n_draws=n_draws,
        autocorrelation=float(autocorrelation),
        method="placebo-rank-simulation",
    )


def places_that_count(n_units: int, level: float) -> int:
    """How many of the first places are extreme enough: at least the first."""
    return max(1, int(error_rate(level) * n_units + COARSE_ROUNDING))


def detectable_difference(
    panel: Panel, *, level: float = 0.95, power: float = 0.8
) -> float | NotEstimable:
    """The smallest effect on the difference in differences that the rank would have shown.

    The effect is put on each donor in turn, upwards and downwards, with the others as they
    were seen; the treated unit, which may have one, is left out.

    Returns
    -------
    float or NotEstimable
        In the unit of the outcome: seen in a share `power` of the donors.
    """
    changes = panel.changes[~panel.is_treated]
    n_donors = changes.size
    if n_donors < 3:
        return NotEstimable(FEW_DONORS)
    shares = (1 - np.eye(n_donors)) / (n_donors - 1)
    gaps = placebo_differences(changes)[None, :]
    return _detectable(gaps, shares, np.ones(n_donors), level, power)


def detectable_gap(
    panel: Panel, *, level: float = 0.95, power: float = 0.8
) -> float | NotEstimable:
    """The smallest effect that the rank of the synthetic control would have shown.

    As `detectable_difference`; at least two times before the start.
    """
    donors = panel.of_units(~panel.is_treated)
    n_donors = len(donors.units)
    if n_donors < 3:
        return NotEstimable(FEW_DONORS)
    fits = [fit_unit(donors, place) for place in range(n_donors)]
    gaps = np.column_stack([fit.gap for fit in fits])
    before, _ = root_mean_squares(gaps, panel.n_before)
    shares = np.column_stack([fit.weights for fit in fits])
    scales = np.maximum(before, fit_floor(donors))
    return _detectable(gaps[panel.n_before :], shares, scales, level, power)


def _detectable(
    gaps: FloatArray, shares: FloatArray, scales: FloatArray, level: float, power: float
) -> float | NotEstimable:
    """From gaps (times, units), the weight of each unit (row) in the others' (column)."""
    n_extreme = places_that_count(len(scales), level)
    # By how much an effect of 1 on a unit (row) moves each gap (column).
    moves = np.eye(len(scales)) - shares

    def is_seen(size: float) -> bool:
        seen = []
        for effect in (-size, size):
            moved = gaps[:, None, :] + effect * moves
            ratios = np.sqrt((moved**2).mean(axis=0)) / scales
            own = np.diag(ratios)[:, None]
            seen.append((ratios >= own * (1 - COARSE_ROUNDING)).sum(axis=1) <= n_extreme)
        return bool(np.mean(seen) >= power)

    most = OUT_OF_SIGHT * (float(np.abs(gaps).max()) or 1.0)
    return _smallest(is_seen, most) if is_seen(most) else NotEstimable(NO_SIZE)


def _smallest(is_seen: Callable[[float], bool], most: float) -> float:
    """The edge of what is seen, sought upwards from nothing; `most` is seen."""
    if is_seen(0.0):
        return 0.0
    below, size = 0.0, most / OUT_OF_SIGHT / 16
    while not is_seen(size):
        below, size = size, min(2 * size, most)
    return find_edge(is_seen, inside=size, outside=below)


def _refuse_design(
    n_zones: int, n_years: int, n_after: int, autocorrelation: float, n_draws: int
) -> None:
    zones, years = whole_number(n_zones), whole_number(n_years)
    after, draws = whole_number(n_after), whole_number(n_draws)
    is_possible = zones >= 3 and 1 <= after < years and draws >= 100
    if not (is_possible and is_finite(autocorrelation) and -1 < autocorrelation < 1):
        raise ParameterError("zone_design")


def _drawn_changes(
    n_zones: int,
    n_years: int,
    n_after: int,
    autocorrelation: float,
    n_draws: int,
    rng: np.random.Generator,
) -> FloatArray:
    """Mean after less mean before, shape (n_draws, n_zones), of series of variance 1."""
    news = rng.standard_normal((n_years, n_draws, n_zones))
    series = [news[0]]
    for new in news[1:]:
        kept = autocorrelation * series[-1]
        series.append(kept + np.sqrt(1 - autocorrelation**2) * new)
    n_before = n_years - n_after
    return np.asarray(np.mean(series[n_before:], axis=0) - np.mean(series[:n_before], axis=0))
