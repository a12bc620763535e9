"""One series of counts that something began in: by how much the rate jumped and bent."""

from __future__ import annotations

import math
import warnings
from collections.abc import Hashable
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from larvik_analysis.errors import ParameterError
from larvik_analysis.estimate.statistics.arguments import (
    ROUNDING,
    FloatArray,
    is_finite,
    plain_level,
    refuse_method,
    whole_number,
)
from larvik_analysis.estimate.statistics.normal import two_sided_p, two_sided_z
from larvik_analysis.estimate.statistics.panels import refuse_columns
from larvik_analysis.estimate.statistics.samples import as_list
from larvik_analysis.terms.results import NotEstimable
from larvik_analysis.terms.zone_results import InterruptedSeries

FAMILIES = ("poisson", "quasi_poisson", "negative_binomial")
# Fewer times say too little of the level and the trend that would have gone on.
LEAST_BEFORE = 8
FEW_BEFORE = f"there are fewer than {LEAST_BEFORE} times before the start"
FEW_TIMES = "there are too few times for so many terms"
NOBODY = "there is no case before the start, or none from it on"
NO_ERROR = "the model leaves no error to judge by"
EVEN = "the counts vary no more than by chance alone, so nothing is left beyond a Poisson law"
# Logarithms of alpha between which the likelihood of a negative binomial is sought.
ALPHAS = (-16.0, 4.0)
# Less in the logarithm of the likelihood is rounding.
GAIN = 1e-6


class _Series(NamedTuple):
    times: FloatArray
    counts: FloatArray
    log_base: FloatArray
    is_after: npt.NDArray[np.bool_]


class _Fit(NamedTuple):
    coefficients: FloatArray
    errors: FloatArray
    expected: FloatArray
    residuals: FloatArray
    dispersion: float
    alpha: float | None


def interrupted_series(
    table: pd.DataFrame,
    *,
    time: Hashable,
    outcome: Hashable,
    start: float,
    base: Hashable | None = None,
    family: str = "quasi_poisson",
    slope: bool = False,
    harmonics: int = 0,
    period: float | None = None,
    level: float = 0.95,
) -> InterruptedSeries | NotEstimable:
    """By what a rate was multiplied from the start on, beyond its trend and its seasons.

    Parameters
    ----------
    table : DataFrame
        One row a time. Rows without an outcome are left out.
    time, outcome : label
        Names of its columns: numbers in even steps, and counts.
    start : float
        First time with the measure.
    base : label, optional
        The column of what the counts are out of (persons, children), above 0.
    family : {"quasi_poisson", "poisson", "negative_binomial"}
        Poisson takes each case as independent; the others let counts vary more.
    slope : bool
        Whether the trend may bend too. `estimate` is then the jump at `start` itself.
    harmonics : int
        Pairs of sine and cosine; 0 for none.
    period : float, optional
        Times in a year; needed for harmonics, of which there are fewer than half of it.
    level : float
        Confidence level, between 0 and 1.

    Returns
    -------
    InterruptedSeries or NotEstimable
        Rate ratios, with intervals by the normal on the logarithm. Not estimable with fewer
        than eight times before the start, with too few times for the terms, without any
        case before or after, or if nothing is left to vary.

    Raises
    ------
    ParameterError
        If a column is not there, times are not numbers or stand twice, no time lies before
        the start or none from it on, a count is negative or (but for quasi-Poisson) not
        whole, a base is not above 0, or an argument is not allowed.

    Notes
    -----
    What else began at the same time is in the estimate. Neighbouring residuals that go
    together (`autocorrelation`) make the interval too narrow.

    References
    ----------
    .. [1] Lopez Bernal, J., Cummins, S. and Gasparrini, A. (2017). Interrupted time series
       regression for the evaluation of public health interventions: a tutorial.
       International Journal of Epidemiology 46, 348-355.

    Examples
    --------
    >>> table = pd.DataFrame(
    ...     {"month": range(1, 15), "cases": [9, 11, 10, 12, 8, 10, 11, 9, 10, 10, 5, 6, 4, 5]}
    ... )
    >>> found = interrupted_series(
    ...     table, time="month", outcome="cases", start=11, family="poisson"
    ... )
    >>> round(found.estimate, 3), round(found.low, 3), round(found.high, 3)
    (0.513, 0.261, 1.005)
    """
    level = plain_level(level)
    refuse_method(family, FAMILIES)
    series = _read(table, time, outcome, start, base, is_whole=family != "quasi_poisson")
    columns = [np.ones_like(series.times), series.is_after.astype(np.float64)]
    columns.append(series.times - start)
    if slope:
        columns.append(series.is_after * (series.times - start))
    columns += _harmonics(series.times, harmonics, period)
    design = np.column_stack(columns)
    fit = _refusal(series, design) or _fit(series, design, family)
    if isinstance(fit, NotEstimable):
        return fit
    if not (fit.errors > ROUNDING).all():
        return NotEstimable(NO_ERROR)
    method = f"its-{family.replace('_', '-')}"
    found = _described(series, fit, method, level, _path(series, design, fit, slope))
    return _with_slope(found, fit, level) if slope else found


def _read(
    table: pd.DataFrame,
    time: Hashable,
    outcome: Hashable,
    start: float,
    base: Hashable | None,
    *,
    is_whole: bool,
) -> _Series:
    refuse_columns(table, time, outcome, *([] if base is None else [base]))
    counts = as_list(table[outcome])
    there = ~np.isnan(counts)
    if not pd.api.types.is_numeric_dtype(table[time]):
        raise ParameterError("series_time")
    times = as_list(table[time])[there]
    bases = np.ones_like(counts) if base is None else as_list(table[base])
    counts, bases = counts[there], bases[there]
    if np.isnan(times).any() or np.unique(times).size != times.size:
        raise ParameterError("series_time")
    is_odd = is_whole and not np.array_equal(counts, np.floor(counts))
    if (counts < 0).any() or is_odd:
        raise ParameterError("series_counts")
    if not (bases > 0).all():  # so written that what is missing is refused too
        raise ParameterError("series_base")
    if not is_finite(start) or (times >= start).all() or (times < start).all():
        raise ParameterError("panel_start", start=start)
    order = np.argsort(times)
    times = times[order]
    return _Series(times, counts[order], np.log(bases[order]), times >= start)


def _harmonics(times: FloatArray, harmonics: int, period: float | None) -> list[FloatArray]:
    n_pairs = whole_number(harmonics)
    if n_pairs == 0:
        return []
    if period is None or not is_finite(period) or not 0 < 2 * n_pairs < period:
        raise ParameterError("series_harmonics")
    turns = [2 * np.pi * pair * times / period for pair in range(1, n_pairs + 1)]
    return [wave for turn in turns for wave in (np.sin(turn), np.cos(turn))]


def _refusal(series: _Series, design: FloatArray) -> NotEstimable | None:
    if (~series.is_after).sum() < LEAST_BEFORE:
        return NotEstimable(FEW_BEFORE)
    n_times, n_terms = design.shape
    scaled = design / np.abs(design).max(axis=0).clip(min=ROUNDING)
    if n_times <= n_terms or np.linalg.matrix_rank(scaled) < n_terms:
        return NotEstimable(FEW_TIMES)
    if not series.counts[series.is_after].any() or not series.counts[~series.is_after].any():
        return NotEstimable(NOBODY)
    return None


def _fit(series: _Series, design: FloatArray, family: str) -> _Fit | NotEstimable:
    from statsmodels.genmod.families import NegativeBinomial, Poisson

    if family == "negative_binomial":
        alpha = _alpha(series, design)
        if alpha is None:
            return NotEstimable(EVEN)
        return _glm(series, design, NegativeBinomial(alpha=alpha), alpha=alpha)
    return _glm(series, design, Poisson(), is_quasi=family == "quasi_poisson")


def _glm(
    series: _Series,
    design: FloatArray,
    family: Any,
    *,
    is_quasi: bool = False,
    alpha: float | None = None,
) -> _Fit:
    found = _fitted(series, design, family)
    dispersion = float(found.pearson_chi2 / found.df_resid)
    return _Fit(
        coefficients=np.asarray(found.params),
        errors=np.asarray(found.bse) * (math.sqrt(dispersion) if is_quasi else 1.0),
        expected=np.asarray(found.fittedvalues),
        residuals=np.asarray(found.resid_pearson),
        dispersion=dispersion,
        alpha=alpha,
    )


def _fitted(series: _Series, design: FloatArray, family: Any) -> Any:
    from statsmodels.genmod.generalized_linear_model import GLM
    from statsmodels.tools.sm_exceptions import PerfectSeparationWarning

    model = GLM(series.counts, design, family=family, offset=series.log_base)
    with warnings.catch_warnings():
        # Where no error is left, the answer says so itself.
        warnings.simplefilter("ignore", PerfectSeparationWarning)
        return model.fit(tol=1e-12, maxiter=200, scale=1.0)


def _alpha(series: _Series, design: FloatArray) -> float | None:
    """The most likely alpha; None where it is nought, or without end."""
    from scipy.optimize import minimize_scalar
    from statsmodels.genmod.families import NegativeBinomial

    def unlikelihood(log_alpha: float) -> float:
        family = NegativeBinomial(alpha=math.exp(log_alpha))
        return -float(_fitted(series, design, family).llf)

    found = minimize_scalar(
        unlikelihood, bounds=ALPHAS, method="bounded", options={"xatol": 1e-8}
    )
    is_inside = ALPHAS[0] + 1 < found.x < ALPHAS[1] - 1
    is_better = unlikelihood(ALPHAS[0]) - found.fun > GAIN
    return math.exp(found.x) if is_inside and is_better else None


def _described(
    series: _Series, fit: _Fit, method: str, level: float, path: pd.DataFrame
) -> InterruptedSeries:
    jump, error = float(fit.coefficients[1]), float(fit.errors[1])
    reach = two_sided_z(level) * error
    return InterruptedSeries(
        estimate=math.exp(jump),
        low=math.exp(jump - reach),
        high=math.exp(jump + reach),
        level=level,
        n=series.times.size,
        method=method,
        p_value=two_sided_p(jump / error),
        standard_error=error,
        slope=None,
        slope_low=None,
        slope_high=None,
        slope_p_value=None,
        trend=math.exp(float(fit.coefficients[2])),
        dispersion=fit.dispersion,
        alpha=fit.alpha,
        autocorrelation=_autocorrelation(fit.residuals),
        path=path,
        n_before=int((~series.is_after).sum()),
        n_after=int(series.is_after.sum()),
    )


def _with_slope(found: InterruptedSeries, fit: _Fit, level: float) -> InterruptedSeries:
    bend, error = float(fit.coefficients[3]), float(fit.errors[3])
    reach = two_sided_z(level) * error
    return replace(
        found,
        slope=math.exp(bend),
        slope_low=math.exp(bend - reach),
        slope_high=math.exp(bend + reach),
        slope_p_value=two_sided_p(bend / error),
    )


def _path(series: _Series, design: FloatArray, fit: _Fit, slope: bool) -> pd.DataFrame:
    without = design.copy()
    without[:, [1, 3] if slope else [1]] = 0.0
    return pd.DataFrame(
        {
            "time": series.times,
            "is_before": ~series.is_after,
            "observed": series.counts,
            "expected": fit.expected,
            "without": np.exp(without @ fit.coefficients + series.log_base),
        }
    )


def _autocorrelation(residuals: FloatArray) -> float | None:
    """Of neighbours in time; None where nothing varies."""
    from_mean = residuals - residuals.mean()
    whole = float(from_mean @ from_mean)
    if whole <= ROUNDING:
        return None
    return float(from_mean[1:] @ from_mean[:-1]) / whole
