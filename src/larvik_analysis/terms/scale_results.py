"""What an estimate of a scale, of agreement, of resampling or of clusters says more."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from larvik_analysis.terms.results import Estimate


@dataclass(frozen=True, slots=True, kw_only=True)
class ScaleEstimate(Estimate):
    """The reliability of a sum of items.

    Attributes
    ----------
    n_items : int
        Items in the sum.
    standardised : float or None
        The same of items brought to one variance; None where an item does not vary.
    if_item_dropped, item_rest : mapping of str to float or None
        For each item: the reliability of the others, and the correlation of the item with
        their sum; None where it does not exist.
    """

    n_items: int
    standardised: float | None
    if_item_dropped: Mapping[str, float | None]
    item_rest: Mapping[str, float | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class OmegaEstimate(Estimate):
    """The reliability of a sum of items that share one factor.

    Attributes
    ----------
    loadings : mapping of str to float
        How strongly each item follows the factor, in the unit the method analyses.
    unexplained : mapping of str to float
        The variance of each item that the factor leaves, in the same unit squared.
    """

    loadings: Mapping[str, float]
    unexplained: Mapping[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementEstimate(Estimate):
    """How far raters agree beyond chance; `n` counts what was rated.

    Attributes
    ----------
    n_raters : int
        Who rated.
    standard_error : float or None
        Standard error behind the interval.
    statistic, p_value : float or None
        Test of no agreement beyond chance, by the normal; None where the method has none.
    """

    n_raters: int
    standard_error: float | None
    statistic: float | None = None
    p_value: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class IntraclassEstimate(Estimate):
    """One of the six intraclass correlations; `n` counts what was rated.

    Attributes
    ----------
    n_raters : int
        Who rated.
    statistic, p_value : float or None
        F test that what was rated does not differ; None where nothing is left to vary.
    df, df_denominator : int
        Degrees of freedom of F.
    """

    n_raters: int
    statistic: float | None
    df: int
    df_denominator: int
    p_value: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LikertMean(Estimate):
    """The mean of an ordinal item, never without the distribution behind it.

    Attributes
    ----------
    scores : tuple of float
        The score of each answer.
    counts : tuple of int
        How many gave each answer.
    standard_error : float or None
        Standard deviation of the law of resampled means.
    percentile, basic, bca : tuple of float or None
        Limits of that law by three conventions; `low` and `high` are those of `bca`.
    """

    scores: tuple[float, ...]
    counts: tuple[int, ...]
    standard_error: float | None
    percentile: tuple[float, float] | None
    basic: tuple[float, float] | None
    bca: tuple[float, float] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class BootstrapEstimate(Estimate):
    """A statistic with its interval from resampling.

    Attributes
    ----------
    standard_error : float or None
        Standard deviation of the resampled statistic.
    n_resamples : int
        Resamples behind it.
    bias_correction, acceleration : float or None
        The two constants of a BCa interval; None where it is not one.
    percentile, basic, normal : tuple of float or None
        Limits by three other conventions.
    """

    standard_error: float | None
    n_resamples: int
    bias_correction: float | None = None
    acceleration: float | None = None
    percentile: tuple[float, float] | None = None
    basic: tuple[float, float] | None = None
    normal: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClusterBootstrapEstimate(BootstrapEstimate):
    """A mean with its interval from resampling whole clusters; `n` counts values.

    Attributes
    ----------
    n_clusters : int
        Clusters that were resampled.
    standard_error_delta : float
        What the standard error comes to by the delta method, without resampling.
    """

    n_clusters: int
    standard_error_delta: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ClusterMean(Estimate):
    """A mean of values that come in clusters; `n` counts values.

    Attributes
    ----------
    n_clusters : int
        Clusters the values come from.
    standard_error_naive : float
        Standard error as if every value stood alone.
    standard_error_cr0, standard_error_cr1, standard_error : float
        Cluster-robust standard errors: plain, times G / (G - 1), bias-reduced.
    df : float
        Degrees of freedom of Satterthwaite that go with `standard_error`.
    p_value : float or None
        Two-sided test of a mean of zero by `standard_error`; None where nothing varies.
    """

    n_clusters: int
    standard_error_naive: float
    standard_error_cr0: float
    standard_error_cr1: float
    standard_error: float
    df: float
    p_value: float | None
