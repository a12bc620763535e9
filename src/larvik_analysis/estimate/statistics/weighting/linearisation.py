"""Ratios of weighted sums and their variance under a design, many at a time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from larvik_analysis.estimate.statistics.arguments import FloatArray
from larvik_analysis.estimate.statistics.weighting.design import SurveyDesign

IntArray = npt.NDArray[np.intp]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ratios:
    """Ratios of weighted sums, one for each column, and what they rest on.

    Arrays have the shape (n_columns,). Where nobody with a weight is in the base, the
    estimate and the variance are NaN and `n` is 0.

    Attributes
    ----------
    estimates, variances : ndarray of float
        The ratios and their variances by linearisation.
    n, df, n_clusters : ndarray of int
        Units in the base that have a weight; clusters less strata, of those with such a
        unit; those clusters.
    n_kish, n_kish_clusters : ndarray of float
        Effective numbers of units and of clusters, from the inequality of weights alone.
    sums : ndarray of float
        What the weights in the base add up to.
    """

    estimates: FloatArray
    variances: FloatArray
    n: IntArray
    df: IntArray
    n_clusters: IntArray
    n_kish: FloatArray
    n_kish_clusters: FloatArray
    sums: FloatArray


def estimate_ratios(
    values: FloatArray, bases: FloatArray, base_of: IntArray, design: SurveyDesign
) -> Ratios:
    """Weighted mean of each column of values over its base.

    Parameters
    ----------
    values : ndarray of float, shape (n_rows, n_columns)
        What is averaged; 0 outside the base.
    bases : ndarray of float, shape (n_rows, n_bases)
        1 for the rows that count, 0 for the others. These stay in the design, so that the
        variance knows the number who count to be a matter of chance.
    base_of : ndarray of int, shape (n_columns,)
        Which base each column has.
    design : SurveyDesign
        How the rows were drawn.
    """
    weights, units = design.base, design.units
    sums = weights @ bases
    totals = units.sum_clusters(weights[:, None] * bases)
    n_clusters, df = degrees_of_freedom(totals, design)
    with np.errstate(invalid="ignore", divide="ignore"):
        estimates = (weights @ values) / sums[base_of]
        # A ratio's scores are linear in both sums, so each sum is centred once.
        scores = centred_totals(values, design)
        scores -= centred_totals(bases, design)[:, base_of] * estimates
        variances = np.einsum("ij,ij->j", scores, scores) / sums[base_of] ** 2
        n_kish = sums**2 / (weights**2 @ bases)
        n_kish_clusters = sums**2 / np.einsum("ij,ij->j", totals, totals)
    n = ((weights > 0).astype(float) @ bases).astype(np.intp)
    return Ratios(
        estimates=estimates,
        variances=variances,
        n=n[base_of],
        df=df[base_of],
        n_clusters=n_clusters[base_of],
        n_kish=n_kish[base_of],
        n_kish_clusters=n_kish_clusters[base_of],
        sums=sums[base_of],
    )


def degrees_of_freedom(totals: FloatArray, design: SurveyDesign) -> tuple[IntArray, IntArray]:
    """Clusters that have anyone in a base, and these less their strata.

    Parameters
    ----------
    totals : ndarray of float, shape (n_clusters, n_bases)
        What the weights in each base add up to in each cluster.
    design : SurveyDesign
        How the rows were drawn.

    Returns
    -------
    tuple of ndarray of int, shape (n_bases,)
    """
    is_met = (totals > 0).astype(float)
    n_clusters = is_met.sum(axis=0).astype(np.intp)
    n_strata = (design.units.sum_strata(is_met) > 0).sum(axis=0)
    return n_clusters, n_clusters - n_strata


def centred_totals(scores: FloatArray, design: SurveyDesign) -> FloatArray:
    """Cluster totals of weighted scores around their stratum's mean, scaled.

    Their sums of squares and products are the design's variances and covariances of the
    weighted totals of the scores.

    Parameters
    ----------
    scores : ndarray of float, shape (n_rows, n_scores)
        Before weighting. Under a calibrated design what its margins explain is taken away.
    design : SurveyDesign
        How the rows were drawn.

    Returns
    -------
    ndarray of float, shape (n_clusters, n_scores)

    References
    ----------
    .. [1] Binder, D. A. (1983). On the variances of asymptotically normal estimators from
       complex surveys. International Statistical Review 51, 279-292.
    .. [2] Deville, J.-C. and Sarndal, C.-E. (1992). Calibration estimators in survey
       sampling. Journal of the American Statistical Association 87, 376-382.
    """
    units = design.units
    if design.calibration is not None:
        scores = design.calibration.residuals(scores)
    totals = units.sum_clusters(design.base[:, None] * scores)
    means = units.sum_strata(totals) / units.n_clusters[:, None]
    repeats = units.n_clusters
    return np.asarray(
        (totals - np.repeat(means, repeats, axis=0))
        * np.sqrt(np.repeat(units.scale, repeats))[:, None]
    )
