"""What is found of one area, or a few, that got a measure when others did not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from larvik_analysis.terms.results import Estimate

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class SyntheticControl(Estimate):
    """One area beside a weighted mean of others; `n` counts areas, the treated one too.

    Nothing was drawn by lot, so `rank` is a place among the areas and no p-value, and there
    is no interval: `low`, `high` and `level` are None. `estimate` is the mean gap from the
    start on.

    Attributes
    ----------
    weights : Series of float
        By donor: 0 or more, and 1 in all.
    is_unique : bool
        Whether no other weights fit the times before as well. If others do, these are the
        most even of them, and the gap after is one of several that fit.
    observed, synthetic, gap : Series of float
        By time: what was seen, the weighted mean, and the first less the second.
    pre_rmspe, post_rmspe : float
        Root of the mean squared gap before the start, and from it on.
    rmspe_ratio : float
        The second by the first.
    rank : int
        Place of that ratio among all areas, 1 is the largest; the last of those alike.
    rank_share, rank_floor : float
        Rank by the number of areas, and the least it can be.
    ratios : Series of float
        The ratio of every area, each in turn as the treated one beside all others.
    placebo_gaps : DataFrame of float
        Gaps of the donors, one column each, one row a time.
    fit_shortfall : float
        The mean squared gap before the start could be lower by this at most: 0 but for
        rounding where the weights are the best there are.
    n_before, n_after : int
        Times.
    """

    weights: pd.Series[float]
    is_unique: bool
    observed: pd.Series[float]
    synthetic: pd.Series[float]
    gap: pd.Series[float]
    pre_rmspe: float
    post_rmspe: float
    rmspe_ratio: float
    rank: int
    rank_share: float
    rank_floor: float
    ratios: pd.Series[float]
    placebo_gaps: pd.DataFrame
    fit_shortfall: float
    n_before: int
    n_after: int

    @property
    def att(self) -> float:
        """The mean gap from the start on: the estimate by its usual name."""
        return self.estimate

    @property
    def n_donors(self) -> int:
        """How many areas could have a weight."""
        return len(self.weights)


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class DifferenceInDifferences(Estimate):
    """The change of the treated less that of the others; `n` counts units.

    With one treated unit there is neither interval nor p-value, only the rank.

    Attributes
    ----------
    treated_before, treated_after, others_before, others_after : float
        The four means.
    changes : Series of float
        By unit: mean from the start on, less the mean before.
    differences : Series of float
        By unit: its change less the mean change of all others, each in turn as if it alone
        had been treated.
    rank : int or None
        Place of the treated unit among all by the size of its difference, 1 is the largest;
        the last of those alike. None with several treated.
    rank_share, rank_floor : float or None
        Rank by the number of units, and the least it can be.
    p_value, df : float or None
        With several treated, Welch's t of the changes of units, which `low` and `high` go
        with, and its degrees of freedom.
    p_exact : float or None
        With several treated: share of all ways to choose as many units that have a
        difference at least as large. None where there are too many ways to try.
    n_treated, n_before, n_after, n_rows : int
        Units, times and rows of the panel that have an outcome.
    """

    treated_before: float
    treated_after: float
    others_before: float
    others_after: float
    changes: pd.Series[float]
    differences: pd.Series[float]
    rank: int | None
    rank_share: float | None
    rank_floor: float | None
    p_value: float | None
    df: float | None
    p_exact: float | None
    n_treated: int
    n_before: int
    n_after: int
    n_rows: int


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class EventStudy:
    """The treated less the others, time by time, and what the times before can show.

    Attributes
    ----------
    table : DataFrame
        One row a time: `time`, `is_before`, `estimate` (the treated less the mean of the
        others, from the reference), `placebo_low` and `placebo_high` (the least and the
        largest of the others, each in turn as the treated one), `rank` (by size; 1 is the
        largest, the last of those alike; missing at the reference).
    reference : str
        ``last`` (the last time before the start is 0) or ``mean`` (their mean is).
    rank_floor : float
        The least a rank can be, by the number of units.
    slope : float or None
        Of the treated less the others before the start, for each step of time.
    slope_rank : int or None
        Its place among all units by size.
    detectable_slope : float or None
        The smallest true slope that a t-test of one unit against the spread of the slopes
        of the others finds in a share `power` of cases. A check that finds nothing says
        nothing of smaller ones.
    detectable_drift : float or None
        What such a slope, had it gone on, would add to the difference in differences.
    level, power : float
        What `detectable_slope` is stated for.
    n_units, n_before, n_after : int
    """

    table: pd.DataFrame
    reference: str
    rank_floor: float
    slope: float | None
    slope_rank: int | None
    detectable_slope: float | None
    detectable_drift: float | None
    level: float
    power: float
    n_units: int
    n_before: int
    n_after: int


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class InterruptedSeries(Estimate):
    """How a rate jumped when something began; `estimate` is a rate ratio, `n` counts times.

    Attributes
    ----------
    p_value : float
        Two-sided test of a ratio of 1.
    standard_error : float
        Of the logarithm of the ratio.
    slope, slope_low, slope_high, slope_p_value : float or None
        By what the trend changed: the ratio for each step of time after the start, by that
        before. None where it was not asked for.
    trend : float
        Ratio for each step of time before the start.
    dispersion : float
        Squared Pearson residuals by their degrees of freedom; 1 for a Poisson law. Of a
        negative binomial what is left beyond it.
    alpha : float or None
        Of a negative binomial: variance is the mean and `alpha` times its square.
    autocorrelation : float or None
        Of neighbouring residuals. Far above 0, the interval is too narrow.
    path : DataFrame
        One row a time: `time`, `is_before`, `observed`, `expected` (by the model) and
        `without` (had nothing begun).
    n_before, n_after : int
    """

    p_value: float
    standard_error: float
    slope: float | None
    slope_low: float | None
    slope_high: float | None
    slope_p_value: float | None
    trend: float
    dispersion: float
    alpha: float | None
    autocorrelation: float | None
    path: pd.DataFrame
    n_before: int
    n_after: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DetectableZoneEffect:
    """The smallest effect in one area that its place among all would show.

    Attributes
    ----------
    effect : float
        In standard deviations within an area from year to year.
    power : float
        In what share of cases it is found.
    error_rate : float
        How often the same place is reached without an effect: the one asked for, or the
        floor of the rank where that is higher.
    rank_floor : float
    is_at_floor : bool
        Whether the error rate asked for cannot be kept with so few areas.
    standard_error : float
        Of `power` at that effect, from the number of draws.
    n_zones, n_years, n_after, n_draws : int
    autocorrelation : float
    method : str
    """

    effect: float
    power: float
    error_rate: float
    rank_floor: float
    is_at_floor: bool
    standard_error: float
    n_zones: int
    n_years: int
    n_after: int
    n_draws: int
    autocorrelation: float
    method: str
