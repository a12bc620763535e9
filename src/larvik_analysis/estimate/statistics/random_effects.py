"""The mean effect of several studies whose true effects differ (random effects)."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, Final

import numpy as np
from scipy.special import chdtrc, chdtri, stdtr

from larvik_analysis.errors import ParameterError
from larvik_analysis.estimate.statistics.arguments import (
    ROUNDING,
    FloatArray,
    plain_level,
    refuse_method,
)
from larvik_analysis.estimate.statistics.normal import two_sided_p, two_sided_t, two_sided_z
from larvik_analysis.estimate.statistics.samples import as_pairs
from larvik_analysis.terms.design_results import PooledEffect
from larvik_analysis.terms.results import NotEstimable

INTERVALS: Final = ("hartung-knapp", "normal")


def random_effects(
    estimates: Any,
    variances: Any,
    *,
    method: str = "reml",
    interval: str = "hartung-knapp",
    level: float = 0.95,
) -> PooledEffect | NotEstimable:
    """Mean of the true effects of studies, with how much they differ.

    Parameters
    ----------
    estimates : sequence of float, shape (n_studies,)
        One for each study, in one unit; missing ones are left out.
    variances : sequence of float, shape (n_studies,)
        Squared standard errors, above 0.
    method : {"reml", "ml", "dl", "pm"}
        How the variance of the true effects is found: restricted or full likelihood,
        DerSimonian and Laird, Paule and Mandel.
    interval : {"hartung-knapp", "normal"}
        The first holds its level with few studies; the second is what older papers print.
    level : float
        Confidence level, between 0 and 1.

    Returns
    -------
    PooledEffect or NotEstimable
        `standard_error` and `p_value` are those of `interval`; of one study, those of that
        study by the normal. Hartung and Knapp's error is nought where no two studies differ;
        it is then taken as that of the normal. The prediction interval has ``n - 2`` degrees
        of freedom.

    Raises
    ------
    ParameterError
        If the two are not equally long lists of numbers, a variance is not above 0, or a
        choice is unknown.

    References
    ----------
    .. [1] S. W. Raudenbush, Analyzing effect sizes: random-effects models, in: The Handbook
       of Research Synthesis and Meta-Analysis, 2nd ed., 2009, 295-315.
    .. [2] J. IntHout, J. P. Ioannidis, G. F. Borm, The Hartung-Knapp-Sidik-Jonkman method for
       random effects meta-analysis, BMC Medical Research Methodology 14, 2014, 25.
    .. [3] J. P. Higgins, S. G. Thompson, D. J. Spiegelhalter, A re-evaluation of
       random-effects meta-analysis, Journal of the Royal Statistical Society A 172, 2009,
       137-159.
    .. [4] W. Viechtbauer, Confidence intervals for the amount of heterogeneity in
       meta-analysis, Statistics in Medicine 26, 2007, 37-52.

    Examples
    --------
    >>> found = random_effects([0.1, 0.5, 0.3, 0.9], [0.04, 0.02, 0.03, 0.05])
    >>> round(found.estimate, 2), round(found.tau2, 3)
    (0.44, 0.061)
    """
    level = plain_level(level)
    refuse_method(method, list(TAU2_BY))
    refuse_method(interval, INTERVALS)
    effects, spreads = as_pairs(estimates, variances)
    if not (spreads > 0).all():
        raise ParameterError("number_above_nought", name="variances")
    n = effects.size
    if not n:
        return NotEstimable("there are no studies")
    tau2 = TAU2_BY[method](effects, spreads) if n > 1 else 0.0
    weights = 1 / (spreads + tau2)
    mean = float(weights @ effects / weights.sum())
    plain_error = 1 / math.sqrt(weights.sum())
    is_adjusted = interval == "hartung-knapp" and n > 1
    apart = _apart(effects, weights, mean)
    error = plain_error * apart if is_adjusted else plain_error
    reach = (two_sided_t(level, n - 1) if is_adjusted else two_sided_z(level)) * error
    distance = math.inf if not error and mean else mean / error if error else 0.0
    p_value = float(2 * stdtr(n - 1, -abs(distance))) if is_adjusted else two_sided_p(distance)
    q = _q(effects, spreads, 0.0) if n > 1 else None
    low, high = _profile(effects, spreads, level) if n > 1 else (None, None)
    wide = (
        two_sided_t(level, n - 2) * math.hypot(plain_error, math.sqrt(tau2)) if n > 2 else None
    )
    return PooledEffect(
        estimate=mean,
        low=mean - reach,
        high=mean + reach,
        level=level,
        n=n,
        method=f"random-effects-{method}-{interval}",
        standard_error=error,
        p_value=p_value,
        tau2=tau2,
        tau2_low=low,
        tau2_high=high,
        q=q,
        p_heterogeneity=None if q is None else float(chdtrc(n - 1, q)),
        i2=tau2 / (tau2 + _typical(spreads)) if n > 1 else 0.0,
        prediction_low=None if wide is None else mean - wide,
        prediction_high=None if wide is None else mean + wide,
        weights=tuple((weights / weights.sum()).tolist()),
    )


def _apart(effects: FloatArray, weights: FloatArray, mean: float) -> float:
    """What Hartung and Knapp multiply the error by; 1 where no two studies differ."""
    if np.ptp(effects) <= ROUNDING * float(np.abs(effects).max()):
        return 1.0
    return math.sqrt(float(weights @ (effects - mean) ** 2) / (effects.size - 1))


def _q(effects: FloatArray, spreads: FloatArray, tau2: float) -> float:
    """Weighted squares around the weighted mean."""
    weights = 1 / (spreads + tau2)
    mean = weights @ effects / weights.sum()
    return float(weights @ (effects - mean) ** 2)


def _typical(spreads: FloatArray) -> float:
    """The variance within a typical study, after Higgins and Thompson."""
    weights = 1 / spreads
    return float((weights.size - 1) * weights.sum() / (weights.sum() ** 2 - (weights**2).sum()))


def _root_of_q(effects: FloatArray, spreads: FloatArray, wanted: float) -> float:
    """The variance of true effects at which Q is so large; 0 where it is smaller at once."""
    from scipy.optimize import brentq

    if _q(effects, spreads, 0.0) <= wanted:
        return 0.0
    # Q is less than the bare squares over the variance, so the root lies below this.
    most = float(((effects - effects.mean()) ** 2).sum()) / wanted
    return float(
        brentq(lambda tau2: _q(effects, spreads, tau2) - wanted, 0.0, most, xtol=1e-14 * most)
    )


def _profile(effects: FloatArray, spreads: FloatArray, level: float) -> tuple[float, float]:
    """Interval of the variance of true effects: where Q is neither too large nor too small."""
    df, tail = effects.size - 1, (1 - level) / 2
    return (
        _root_of_q(effects, spreads, float(chdtri(df, tail))),
        _root_of_q(effects, spreads, float(chdtri(df, 1 - tail))),
    )


def _dersimonian_laird(effects: FloatArray, spreads: FloatArray) -> float:
    weights = 1 / spreads
    free = weights.sum() - (weights**2).sum() / weights.sum()
    return max(0.0, float((_q(effects, spreads, 0.0) - (effects.size - 1)) / free))


def _paule_mandel(effects: FloatArray, spreads: FloatArray) -> float:
    return _root_of_q(effects, spreads, float(effects.size - 1))


def _likelihood(effects: FloatArray, spreads: FloatArray, *, is_restricted: bool) -> float:
    """The most likely variance of true effects, not below 0."""
    from scipy.optimize import minimize_scalar

    def minus_likelihood(tau2: float) -> float:
        weights = 1 / (spreads + tau2)
        loss = _q(effects, spreads, tau2) - float(np.log(weights).sum())
        return loss + (math.log(weights.sum()) if is_restricted else 0.0)

    # The likelihood can have more than one hill: a grid first, then the top of the highest.
    most = float(spreads.max() + np.ptp(effects) ** 2)
    grid = np.concatenate([[0.0], np.geomspace(1e-8, 1.0, 200) * most])
    best = int(np.argmin([minus_likelihood(tau2) for tau2 in grid]))
    if best == 0 and minus_likelihood(grid[1] / 2) >= minus_likelihood(0.0):
        return 0.0
    ends = float(grid[max(best - 1, 0)]), float(grid[min(best + 1, grid.size - 1)])
    found = minimize_scalar(
        minus_likelihood, bounds=ends, method="bounded", options={"xatol": 1e-12 * most}
    )
    return float(found.x)


def _reml(effects: FloatArray, spreads: FloatArray) -> float:
    return _likelihood(effects, spreads, is_restricted=True)


def _ml(effects: FloatArray, spreads: FloatArray) -> float:
    return _likelihood(effects, spreads, is_restricted=False)


TAU2_BY: Final[dict[str, Callable[[FloatArray, FloatArray], float]]] = {
    "reml": _reml,
    "ml": _ml,
    "dl": _dersimonian_laird,
    "pm": _paule_mandel,
}
