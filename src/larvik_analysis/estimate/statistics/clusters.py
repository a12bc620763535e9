"""Means of values that come in clusters, as answers do that come in families."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from scipy.special import stdtr

from larvik_analysis.errors import ParameterError
from larvik_analysis.estimate.statistics.answer_tables import grouped_values
from larvik_analysis.estimate.statistics.arguments import (
    ROUNDING,
    FloatArray,
    plain_level,
    refuse_generator,
    whole_number,
)
from larvik_analysis.estimate.statistics.bootstrap import LEAST_RESAMPLES, varies
from larvik_analysis.estimate.statistics.normal import two_sided_t
from larvik_analysis.terms.results import NotEstimable
from larvik_analysis.terms.scale_results import ClusterBootstrapEstimate, ClusterMean

ONE_CLUSTER = "all values come from one cluster"


def cluster_mean(
    values: Any, cluster: Any, *, level: float = 0.95
) -> ClusterMean | NotEstimable:
    """Mean of all values, with an interval that knows that those of a cluster go together.

    Parameters
    ----------
    values : array of float, shape (n,)
        Missing where there is none; those are left out.
    cluster : array, shape (n,)
        The cluster of each value, of any kind.
    level : float
        Confidence level, between 0 and 1.

    Returns
    -------
    ClusterMean or NotEstimable
        In the unit of the values. Interval and test of nought by the bias-reduced standard
        error (CR2) and t with the degrees of freedom of Satterthwaite; none where the
        clusters do not differ. Not estimable with one cluster, which says nothing of how
        clusters differ.

    Raises
    ------
    ParameterError
        If the lists differ in length, a value has no cluster, or `level` is not allowed.

    Notes
    -----
    Where every cluster holds one value this is the ordinary t interval. The working model
    of CR2 takes all values as independent and equally spread.

    References
    ----------
    .. [1] R. M. Bell, D. F. McCaffrey, Bias reduction in standard errors for linear
       regression with multi-stage samples, Survey Methodology 28, 2002, 169-181.
    .. [2] J. E. Pustejovsky, E. Tipton, Small-sample methods for cluster-robust variance
       estimation, Journal of Business and Economic Statistics 36, 2018, 672-683.

    Examples
    --------
    >>> found = cluster_mean([3, 2, 0, 2, 1], ["a", "a", "b", "c", "d"])
    >>> found.estimate, round(found.low, 2), round(found.high, 2)
    (1.6, -0.48, 3.68)
    """
    level = plain_level(level)
    there, codes = grouped_values(values, cluster)
    n = there.size
    if not n:
        return NotEstimable("there are no values")
    sizes = np.bincount(codes).astype(np.float64)
    n_clusters = sizes.size
    if n_clusters < 2:
        return NotEstimable(ONE_CLUSTER)
    mean = float(there.mean())
    scores = np.bincount(codes, weights=there - mean)
    cr0 = float(scores @ scores)
    cr2 = float(scores @ (scores / (1 - sizes / n)))
    df = _satterthwaite(sizes)
    se = math.sqrt(cr2) / n
    is_moving = se > ROUNDING * max(1.0, float(np.abs(there).max()))
    reach = two_sided_t(level, df) * se
    return ClusterMean(
        estimate=mean,
        low=mean - reach if is_moving else None,
        high=mean + reach if is_moving else None,
        level=level if is_moving else None,
        n=n,
        method="mean-cr2-satterthwaite",
        n_clusters=n_clusters,
        standard_error_naive=float(there.std(ddof=1)) / math.sqrt(n),
        standard_error_cr0=math.sqrt(cr0) / n,
        standard_error_cr1=math.sqrt(cr0 * n_clusters / (n_clusters - 1)) / n,
        standard_error=se,
        df=df,
        p_value=float(2 * stdtr(df, -abs(mean / se))) if is_moving else None,
    )


def cluster_bootstrap_mean(
    values: Any,
    cluster: Any,
    *,
    rng: np.random.Generator,
    n_resamples: int = 10_000,
    level: float = 0.95,
) -> ClusterBootstrapEstimate | NotEstimable:
    """Mean of all values, with the percentile interval from resampling whole clusters.

    Parameters
    ----------
    values, cluster, level
        As for `cluster_mean`.
    rng : Generator
        What draws.
    n_resamples : int
        100 or more.

    Returns
    -------
    ClusterBootstrapEstimate or NotEstimable
        `standard_error_delta` is what the standard error of the resamples comes to, but for
        terms of higher order: as many clusters are drawn as there are, so it lacks the
        factor ``G / (G - 1)`` and equals `standard_error_cr0` of `cluster_mean`. With few
        clusters the interval is too narrow; prefer `cluster_mean` there.

    Raises
    ------
    ParameterError
        As `cluster_mean`, and with fewer than 100 resamples.

    References
    ----------
    .. [1] A. C. Davison, D. V. Hinkley, Bootstrap Methods and Their Application, 1997,
       section 3.8.

    Examples
    --------
    >>> found = cluster_bootstrap_mean(
    ...     [3, 2, 0, 2, 1], ["a", "a", "b", "c", "d"], rng=np.random.default_rng(1)
    ... )
    >>> found.estimate, round(found.standard_error_delta, 3)
    (1.6, 0.503)
    """
    level = plain_level(level)
    refuse_generator(rng)
    n_drawn = whole_number(n_resamples)
    if n_drawn < LEAST_RESAMPLES:
        raise ParameterError("resamples_few", least=LEAST_RESAMPLES)
    there, codes = grouped_values(values, cluster)
    if not there.size:
        return NotEstimable("there are no values")
    sizes = np.bincount(codes).astype(np.float64)
    n_clusters = sizes.size
    if n_clusters < 2:
        return NotEstimable(ONE_CLUSTER)
    sums = np.bincount(codes, weights=there)
    order = np.lexsort((sizes, sums))  # so that no draw depends on the order of rows
    sums, sizes = sums[order], sizes[order]
    mean = float(there.mean())
    times = rng.multinomial(n_clusters, np.full(n_clusters, 1 / n_clusters), size=n_drawn)
    drawn = (times @ sums) / (times @ sizes)
    limits = (
        np.quantile(drawn, [0.5 - level / 2, 0.5 + level / 2]).tolist()
        if varies(drawn)
        else None
    )
    if limits and not varies(np.array(limits)):
        limits = None
    return ClusterBootstrapEstimate(
        estimate=mean,
        low=limits[0] if limits else None,
        high=limits[1] if limits else None,
        level=level if limits else None,
        n=there.size,
        method="mean-cluster-bootstrap-percentile",
        standard_error=float(drawn.std(ddof=1)) if limits else None,
        n_resamples=n_drawn,
        percentile=(limits[0], limits[1]) if limits else None,
        n_clusters=n_clusters,
        standard_error_delta=float(np.sqrt(((sums - mean * sizes) ** 2).sum())) / there.size,
    )


def _satterthwaite(sizes: FloatArray) -> float:
    """Degrees of freedom of CR2 for a mean, from the sizes of the clusters.

    CR2 is a sum of squares of contrasts, one for each cluster. With ``w`` the share of a
    cluster and values that are independent and equally spread, the contrasts have variances
    ``w`` and covariances ``-w w' / sqrt((1 - w)(1 - w'))``, but for a common factor.
    """
    shares = sizes / sizes.sum()
    moved = shares**2 / (1 - shares)
    # Twice the covariances squared, summed over pairs, from the sum and the sum of squares.
    pairs = moved.sum() ** 2 - (moved**2).sum()
    return float(1 / ((shares**2).sum() + pairs))
