"""How strong hidden bias would have to be: E-value, robustness value, Rosenbaum's bounds."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Any, Final

import numpy as np
import pandas as pd
from scipy.special import ndtr

from larvik_analysis.errors import ParameterError
from larvik_analysis.estimate.statistics.arguments import (
    COARSE_ROUNDING,
    IntArray,
    plain_level,
    refuse_method,
)
from larvik_analysis.estimate.statistics.normal import two_sided_t
from larvik_analysis.estimate.statistics.numbers import (
    finite_number,
    number_above_nought,
    number_from,
)
from larvik_analysis.estimate.statistics.rank_laws import doubled_ranks
from larvik_analysis.estimate.statistics.samples import as_known, rounding_of
from larvik_analysis.terms.design_results import EValue, RobustnessValue

# Logarithm of the risk ratio for each standard deviation of difference.
LOG_RISK_OF_DEVIATION: Final = 0.91
MEASURES: Final = (
    "risk_ratio",
    "odds_ratio",
    "hazard_ratio",
    "standardised_difference",
)
ZEROS: Final = ("ranked", "dropped")
LAWS: Final = ("normal", "exact")
ALTERNATIVES: Final = ("greater", "less")
# Odds of bias above which no study of people has been thought to lie.
LARGEST_GAMMA: Final = 1e6


def e_value(
    rr: float,
    low: float | None = None,
    high: float | None = None,
    *,
    measure: str = "risk_ratio",
    level: float = 0.95,
) -> EValue:
    """How strong a hidden cause must be, with treatment and outcome, to explain an effect.

    Parameters
    ----------
    rr : float
        The effect, above 0 where it is a ratio.
    low, high : float, optional
        Its interval.
    measure : {"risk_ratio", "odds_ratio", "hazard_ratio", "standardised_difference"}
        What the three are. Odds and hazard ratios are made risk ratios as for an outcome
        that more than 15 per cent have; for a rare one they are risk ratios already.
    level : float
        Level of that interval, between 0 and 1.

    Returns
    -------
    EValue
        `estimate` is that of the effect, `low` that of the end of the interval nearest to no
        effect (1 where the interval holds it), `high` that of the other end.

    Raises
    ------
    ParameterError
        If a ratio is not above 0, the effect is not within its interval, or `measure` is
        unknown.

    References
    ----------
    .. [1] T. J. VanderWeele, P. Ding, Sensitivity analysis in observational research:
       introducing the E-value, Annals of Internal Medicine 167, 2017, 268-274.

    Examples
    --------
    >>> found = e_value(3.9, 1.8, 8.7)
    >>> round(found.estimate, 2), found.low
    (7.26, 3.0)
    """
    refuse_method(measure, MEASURES)
    level = plain_level(level)
    ratio = _risk_ratio(rr, measure)
    for name, end in {"low": low, "high": high}.items():
        if end is not None:
            finite_number(name, end)
    if (low is not None and not low <= rr) or (high is not None and not high >= rr):
        raise ParameterError("estimate_outside_interval")
    is_lower = ratio < 1

    def strength(end: float | None) -> float | None:
        if end is None:
            return None
        return _e_of(1 / _risk_ratio(end, measure) if is_lower else _risk_ratio(end, measure))

    near, far = (high, low) if is_lower else (low, high)
    return EValue(
        estimate=_e_of(1 / ratio if is_lower else ratio),
        low=strength(near),
        high=strength(far),
        level=None if near is None and far is None else level,
        n=0,
        method=f"e-value-{measure.replace('_', '-')}",
        risk_ratio=ratio,
    )


def robustness_value(
    t: float, df: float, *, q: float = 1.0, level: float = 0.95
) -> RobustnessValue:
    """How much a hidden cause must explain of treatment and outcome to undo a coefficient.

    Parameters
    ----------
    t : float
        Of the coefficient of the treatment.
    df : float
        Residual degrees of freedom of the regression, above 1.
    q : float
        The share of the coefficient that is to be undone; above 0.
    level : float
        Confidence level at which it would no longer be told from none.

    Returns
    -------
    RobustnessValue
        `estimate` undoes the coefficient, `rv_alpha` its being told from none; `low` and
        `high` are None, and `level` is that of `rv_alpha`.

    Raises
    ------
    ParameterError
        If an argument is outside its limits.

    References
    ----------
    .. [1] C. Cinelli, C. Hazlett, Making sense of sensitivity: extending omitted variable
       bias, Journal of the Royal Statistical Society B 82, 2020, 39-67.

    Examples
    --------
    >>> found = robustness_value(4.18445, 783)
    >>> round(found.estimate, 3), round(found.partial_r2, 3), round(found.rv_alpha, 3)
    (0.139, 0.022, 0.076)
    """
    level = plain_level(level)
    size = abs(finite_number("t", t))
    freedom = number_from("df", df, 1.0 + COARSE_ROUNDING)
    f = number_above_nought("q", q) * size / math.sqrt(freedom)
    critical = two_sided_t(level, freedom - 1) / math.sqrt(freedom - 1)
    # Beyond this the cause need not explain the outcome as well as the treatment.
    is_extreme = f * critical > 1
    extreme = 1 - (math.hypot(1, critical) / math.hypot(1, f)) ** 2
    return RobustnessValue(
        estimate=_robustness(f),
        low=None,
        high=None,
        level=level,
        n=0,
        method="robustness-value",
        partial_r2=(size / math.hypot(size, math.sqrt(freedom))) ** 2,
        rv_alpha=extreme if is_extreme and f > critical else _robustness(f - critical),
    )


def rosenbaum_bounds(
    differences: Any,
    gammas: Sequence[float] = (1.0, 1.5, 2.0, 3.0),
    *,
    alternative: str = "greater",
    zeros: str = "ranked",
    law: str = "normal",
) -> pd.DataFrame:
    """The p-values of a signed-rank test if hidden bias favoured one of each pair.

    In a study of pairs without bias, each of a pair is as likely to be the one treated.
    With bias of `gamma`, the odds are anything between ``1 / gamma`` and `gamma`.

    Parameters
    ----------
    differences : sequence of float, shape (n,)
        Treated less untreated, one for each pair; missing ones are left out.
    gammas : sequence of float
        1 or more each.
    alternative : {"greater", "less"}
        Which way the treatment is thought to work.
    zeros : {"ranked", "dropped"}
        Whether a difference of nought takes part in the ranking before it is left out.
    law : {"normal", "exact"}
        The normal approximation without correction, as in print; or the exact law, for few
        pairs.

    Returns
    -------
    DataFrame
        One row a gamma: `gamma`, `p_low`, `p_high` (one-sided, between which the p-value
        lies), `statistic` (sum of the ranks of those in the direction), `n` (pairs that
        differ) and `method`. The p-values are missing where no pair differs.

    Raises
    ------
    ParameterError
        If a gamma is below 1, `differences` is not a list of numbers, or a choice is unknown.

    References
    ----------
    .. [1] P. R. Rosenbaum, Observational Studies, 2nd ed., 2002, section 4.3.

    Examples
    --------
    >>> rosenbaum_bounds([3, 5, 2, 4, -1, 6], [1, 2], law="exact")["p_high"].round(3).tolist()
    [0.031, 0.132]
    """
    refuse_method(alternative, ALTERNATIVES)
    refuse_method(zeros, ZEROS)
    refuse_method(law, LAWS)
    if not isinstance(gammas, Iterable):
        raise ParameterError("values_not_a_list")
    odds = [number_from("gamma", gamma, 1.0) for gamma in gammas]
    known = as_known(differences)
    known = known if alternative == "greater" else -known
    known = np.where(np.abs(known) <= rounding_of(known), 0.0, known)
    ranked = known if zeros == "ranked" else known[known != 0]
    ranked = ranked[np.argsort(np.abs(ranked), kind="stable")]
    ranks = doubled_ranks(np.abs(ranked), rounding=rounding_of(known))
    doubled, seen = ranks[ranked != 0], int(ranks[ranked > 0].sum())
    p_of = _normal_p if law == "normal" else _exact_p
    rows = [
        {
            "gamma": gamma,
            "p_low": p_of(doubled, seen, 1 / (1 + gamma)),
            "p_high": p_of(doubled, seen, gamma / (1 + gamma)),
            "statistic": seen / 2,
            "n": doubled.size,
            "method": f"signed-rank-bounds-{law}",
        }
        for gamma in odds
    ]
    columns = ["gamma", "p_low", "p_high", "statistic", "n", "method"]
    return pd.DataFrame.from_records(rows, columns=columns)


def largest_bearable_gamma(
    differences: Any, *, alternative: str = "greater", level: float = 0.95
) -> float | None:
    """The bias up to which the exact test still rejects, two-sided; None where it never does.

    Parameters
    ----------
    differences, alternative
        As `rosenbaum_bounds`; zeros are ranked and dropped.
    level : float
        Confidence level, between 0 and 1.

    Examples
    --------
    >>> round(largest_bearable_gamma([3, 5, 2, 4, 1, 6, 7, 3]), 2)
    1.71
    """
    from scipy.optimize import brentq

    most_p = (1 - plain_level(level)) / 2

    def beyond(gamma: float) -> float:
        table = rosenbaum_bounds(differences, [gamma], alternative=alternative, law="exact")
        return float(table["p_high"].iloc[0]) - most_p

    if not beyond(1.0) <= 0:
        return None
    most = 2.0
    while beyond(most) <= 0 and most < LARGEST_GAMMA:
        most *= 2
    return float(brentq(beyond, 1.0, most, xtol=1e-9))


def _risk_ratio(effect: float, measure: str) -> float:
    if measure == "standardised_difference":
        return math.exp(LOG_RISK_OF_DEVIATION * finite_number("rr", effect))
    ratio = number_above_nought("rr", effect)
    if measure == "odds_ratio":
        return math.sqrt(ratio)
    if measure == "hazard_ratio":
        return float((1 - 0.5 ** math.sqrt(ratio)) / (1 - 0.5 ** math.sqrt(1 / ratio)))
    return ratio


def _e_of(ratio: float) -> float:
    """The E-value of a risk ratio that is turned to be above 1; 1 where it is not."""
    return ratio + math.sqrt(ratio * (ratio - 1)) if ratio > 1 else 1.0


def _robustness(f: float) -> float:
    """The root of r²/(1 - r) = f² between 0 and 1; 0 where f is below 0."""
    return 2 * f / (math.hypot(f, 2) + f) if f > 0 else 0.0


def _normal_p(doubled: IntArray, seen: int, chance: float) -> float:
    """Chance of at least what was seen, by the normal."""
    spread = math.sqrt(chance * (1 - chance) * float((doubled.astype(np.float64) ** 2).sum()))
    if not spread:
        return math.nan
    return float(ndtr(-(seen - chance * float(doubled.sum())) / spread))


def _exact_p(doubled: IntArray, seen: int, chance: float) -> float:
    """Chance of at least what was seen, adding rank by rank."""
    if not doubled.size:
        return math.nan
    law = np.ones(1)
    for rank in doubled.tolist():
        longer = np.zeros(law.size + rank)
        longer[: law.size] += (1 - chance) * law
        longer[rank:] += chance * law
        law = longer
    return float(law[seen:].sum())
