"""Weighted shares and means for a wider population."""

from __future__ import annotations

from typing import Final, TypedDict, get_args

import numpy as np
import numpy.typing as npt
import pandas as pd

from larvik_analysis.errors import ParameterError
from larvik_analysis.estimate.statistics.arguments import (
    ROUNDING,
    FloatArray,
    plain_level,
    refuse_method,
)
from larvik_analysis.estimate.statistics.normal import two_sided_t
from larvik_analysis.estimate.statistics.weighting.design import SurveyDesign
from larvik_analysis.estimate.statistics.weighting.linearisation import (
    Ratios,
    estimate_ratios,
)
from larvik_analysis.estimate.statistics.weighting.share_intervals import (
    ShareMethod,
    share_limits,
)
from larvik_analysis.terms.results import NotEstimable
from larvik_analysis.terms.weighted_results import WeightedEstimate

# The squared distance of equal numbers from their mean, in squares of that mean, is rounding.
ALL_ALIKE: Final = 1e-24
ONE_BASE = np.zeros(1, dtype=np.intp)
NOBODY = NotEstimable("nobody with a weight answered")


def weighted_share(
    yes: pd.Series,
    design: SurveyDesign,
    *,
    domain: pd.Series | None = None,
    method: ShareMethod = "wilson",
    level: float = 0.95,
) -> WeightedEstimate | NotEstimable:
    """Share of a wider population, from answers that stand for more than themselves.

    Parameters
    ----------
    yes : Series of bool, or of 0 and 1
        Whether each respondent counts, on the index of the design's weights. Who did not
        answer is missing, and outside the base.
    design : SurveyDesign
        How the respondents were drawn.
    domain : Series of bool, optional
        Whom the share is about, on the same index; all, where none is given. The others
        stay in the design: how many belong to the domain is a matter of chance too.
    method : {"wilson", "logit", "xlogit", "likelihood", "asin", "beta", "mean"}
        How the interval is made. With p the share, v its variance and t Student's quantile:

        - ``wilson``: Wilson's interval for p(1 - p)/v answers with t in the place of z.
        - ``logit``: the log odds and its standard error, turned back; ``xlogit`` is the same
          by the delta method, and equal to it.
        - ``likelihood``: where the likelihood ratio of p(1 - p)/v answers, times (n - 1)/n for
          the dispersion that R estimates, reaches t squared.
        - ``asin``: the same for the arcsine of the root of p.
        - ``beta``: Clopper-Pearson's for p(1 - p)/v answers, times the squared ratio of the
          quantiles with n - 1 and with the design's degrees of freedom (Korn and Graubard);
          the number is not cut at n.
        - ``mean``: p and t standard errors on both sides, cut at 0 and 1.
    level : float
        Confidence level.

    Returns
    -------
    WeightedEstimate or NotEstimable
        `n` counts respondents, unweighted, who are in the base and have a weight above 0.
        Not estimable where there are none.

    Raises
    ------
    ParameterError
        If rows differ from the design's, answers are other than yes and no, the method is
        unknown or the level not between 0 and 1.

    Notes
    -----
    Degrees of freedom are the domain's own: its clusters less its strata. Where the
    variance says nothing (all answers alike, every cluster with the same share, one
    cluster in a stratum), the interval is Clopper-Pearson's for the effective number of
    clusters, (sum W)^2 / sum W^2 over the clusters' weights W, without correction for the
    population; its method then ends in ``-by-clusters``. No interval has no width, unless
    the whole population was drawn.

    References
    ----------
    .. [1] Korn, E. L. and Graubard, B. I. (1998). Confidence intervals for proportions with
       small expected number of positive counts estimated from survey data. Survey
       Methodology 24, 193-201.
    .. [2] Lumley, T. (2010). Complex Surveys. Wiley.

    Examples
    --------
    >>> design = SurveyDesign(weights=pd.Series([1.0, 1.0, 2.0, 2.0, 1.0]))
    >>> share = weighted_share(pd.Series([1, 0, 1, 1, 0]), design)
    >>> round(share.estimate, 3), round(share.low, 3), round(share.high, 3)
    (0.714, 0.197, 0.962)
    """
    level = plain_level(level)
    refuse_method(method, get_args(ShareMethod))
    values, bases = answers_in_base(yes, design, domain)
    if not np.isin(values, (0.0, 1.0)).all():
        raise ParameterError("answers_yes_no")
    ratios = estimate_ratios(values, bases, ONE_BASE, design)
    if ratios.n[0] == 0:
        return NOBODY
    low, high, is_cautious = limits_of_shares(ratios, design, level=level, method=method)
    count = int((values[:, 0] * (design.base > 0)).sum())
    name = f"{method}-by-clusters" if is_cautious[0] else method
    spread = float(ratios.estimates[0] * (1 - ratios.estimates[0]))
    return WeightedEstimate(
        estimate=float(ratios.estimates[0]),
        low=float(low[0]),
        high=float(high[0]),
        level=level,
        n=int(ratios.n[0]),
        method=f"weighted-{name}",
        count=count,
        **_design_of(ratios, spread if _tells_something(ratios, spread) else None),
    )


def weighted_mean(
    values: pd.Series,
    design: SurveyDesign,
    *,
    domain: pd.Series | None = None,
    level: float = 0.95,
) -> WeightedEstimate | NotEstimable:
    """Mean of a wider population, from answers that stand for more than themselves.

    Parameters
    ----------
    values : Series of float
        A number for each respondent, on the index of the design's weights; missing where
        there is none.
    design, domain, level
        As in `weighted_share`.

    Returns
    -------
    WeightedEstimate or NotEstimable
        With Student's interval. Without limits where the variance says nothing: all have
        the same value, or come from one cluster of each stratum.

    Raises
    ------
    ParameterError
        If rows differ from the design's, a value is infinite, or the level is not between
        0 and 1.

    Examples
    --------
    >>> design = SurveyDesign(weights=pd.Series([1.0, 1.0, 2.0]))
    >>> weighted_mean(pd.Series([1.0, 3.0, 4.0]), design).estimate
    3.0
    """
    level = plain_level(level)
    numbers, bases = answers_in_base(values, design, domain)
    if not np.isfinite(numbers).all():
        raise ParameterError("values_finite")
    centre = float(estimate_ratios(numbers, bases, ONE_BASE, design).estimates[0])
    # Around the mean, so that large values do not drown how they differ.
    apart = np.where(bases > 0, numbers - centre, 0.0)
    ratios = estimate_ratios(apart, bases, ONE_BASE, design)
    if ratios.n[0] == 0:
        return NOBODY
    spread = float(design.base @ (apart**2)[:, 0] / ratios.sums[0])
    tells = spread > ALL_ALIKE * centre**2 and _tells_something(ratios, spread)
    limits: tuple[float, float] | None = None
    if design.units.is_census:
        limits = centre, centre
    elif tells and ratios.df[0] >= 1:
        error = float(np.sqrt(ratios.variances[0]))
        reach = two_sided_t(level, float(ratios.df[0])) * error
        limits = centre - reach, centre + reach
    return WeightedEstimate(
        estimate=centre,
        n=int(ratios.n[0]),
        method="weighted-mean",
        count=None,
        low=limits[0] if limits else None,
        high=limits[1] if limits else None,
        level=level if limits else None,
        **_design_of(ratios, spread if tells else None),
    )


def kish_effective_size(weights: pd.Series) -> tuple[float, float]:
    """Effective number of respondents, and how many times fewer than there are.

    Parameters
    ----------
    weights : Series of float
        Not negative. Weights of 0 count as respondents here, as in the sum of all.

    Returns
    -------
    tuple of float
        The number (sum w)^2 / sum w^2, and n over it, Kish's design effect.

    Raises
    ------
    WeightingError
        A ParameterError, if weights are negative, not finite, or all 0.

    References
    ----------
    .. [1] Kish, L. (1965). Survey Sampling. Wiley, 11.7.

    Examples
    --------
    >>> kish_effective_size(pd.Series([1.0, 1.0, 2.0]))[0]
    2.6666666666666665
    """
    design = SurveyDesign(weights=weights)
    if not len(weights):
        raise ParameterError("respondents_none")
    effective = float(design.base.sum() ** 2 / (design.base**2).sum())
    return effective, len(weights) / effective


def answers_in_base(
    values: pd.Series, design: SurveyDesign, domain: pd.Series | None
) -> tuple[FloatArray, FloatArray]:
    """Values, 0 outside the base, and the base as 0 and 1, each shape (n_rows, 1)."""
    check_rows(values, design, "answers")
    is_in = values.notna().to_numpy() & domain_rows(domain, design)
    numbers = np.zeros(len(values))
    try:
        numbers[is_in] = values[is_in].to_numpy(dtype=float)
    except (TypeError, ValueError):
        raise ParameterError("answers_numbers") from None
    return numbers[:, None], is_in.astype(float)[:, None]


def domain_rows(domain: pd.Series | None, design: SurveyDesign) -> npt.NDArray[np.bool_]:
    """Which rows belong to the domain; who is not known to belong does not."""
    if domain is None:
        return np.ones(len(design.weights), dtype=bool)
    check_rows(domain, design, "domain")
    if not domain.dropna().isin([True, False]).all():
        raise ParameterError("domain_yes_no")
    return np.asarray(domain.eq(True).fillna(False), dtype=bool)


def check_rows(series: pd.Series | pd.DataFrame, design: SurveyDesign, name: str) -> None:
    """Refuse rows other than the design's."""
    if not series.index.equals(design.weights.index):
        raise ParameterError("design_rows", name=name)


def limits_of_shares(
    ratios: Ratios, design: SurveyDesign, *, level: float, method: ShareMethod
) -> tuple[FloatArray, FloatArray, npt.NDArray[np.bool_]]:
    """Limits of each share; the share itself where the whole population was drawn."""
    if design.units.is_census:
        return ratios.estimates, ratios.estimates, np.zeros(ratios.n.size, dtype=bool)
    return share_limits(
        ratios.estimates,
        ratios.variances,
        ratios.n.astype(float),
        ratios.df.astype(float),
        ratios.n_kish_clusters,
        level=level,
        method=method,
    )


def _tells_something(ratios: Ratios, spread: float) -> bool:
    """Whether the variance is more than the rounding of answers that differ this much."""
    return bool(spread > 0 and ratios.variances[0] * ratios.n[0] > ROUNDING * spread)


class _DesignOf(TypedDict):
    """What a weighted estimate tells of its design."""

    standard_error: float
    df: int
    n_clusters: int
    n_kish: float
    design_effect: float | None
    design_effect_without_replacement: float | None


def _design_of(ratios: Ratios, spread: float | None) -> _DesignOf:
    """What the design did to the first of the ratios; no effect where it tells nothing."""
    n, variance = int(ratios.n[0]), float(ratios.variances[0])
    effect, left = None, 1 - n / float(ratios.sums[0])
    if spread is not None and n > 1:
        # The variance of n drawn with replacement is estimated as spread / (n - 1).
        effect = variance * (n - 1) / spread
    return _DesignOf(
        standard_error=float(np.sqrt(variance)),
        df=int(ratios.df[0]),
        n_clusters=int(ratios.n_clusters[0]),
        n_kish=float(ratios.n_kish[0]),
        design_effect=effect,
        design_effect_without_replacement=(
            effect / left if effect is not None and left > 0 else None
        ),
    )
