"""What estimates for a wider population look like, and bounds for those who are silent."""

from __future__ import annotations

from dataclasses import dataclass

from larvik_analysis.terms.results import Estimate


@dataclass(frozen=True, slots=True, kw_only=True)
class WeightedEstimate(Estimate):
    """A weighted share or mean for a wider population, with what the design did to it.

    Attributes
    ----------
    count : int or None
        Unweighted answers that count, of `n`; None for a mean.
    standard_error : float
        By linearisation or replication; 0 where all answers are alike.
    df : int
        Degrees of freedom: clusters with an answer less their strata.
    n_clusters : int
        Clusters that the answers come from; respondents where there are no clusters.
    n_kish : float
        The effective number of answers that unequal weights alone leave.
    design_effect : float or None
        The variance beside that of as many answers drawn with replacement; None where
        all answers are alike.
    design_effect_without_replacement : float or None
        The same beside a draw without replacement from as many as the weights add up to;
        None also where the weights add up to no more than the answers.
    """

    count: int | None
    standard_error: float
    df: int
    n_clusters: int
    n_kish: float
    design_effect: float | None
    design_effect_without_replacement: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RaoScottTest(Estimate):
    """Whether two questions hang together under a design; the estimate is Cramer's V.

    Attributes
    ----------
    statistic, df, df_denominator, p_value : float
        The second-order F and its p.
    chi_square, df_chi_square, p_first_order : float
        Pearson's statistic over the mean design effect, and its p.
    """

    statistic: float
    df: float
    df_denominator: float
    p_value: float
    chi_square: float
    df_chi_square: int
    p_first_order: float


@dataclass(frozen=True, slots=True, kw_only=True)
class NonresponseBounds(Estimate):
    """A share or mean of those who answered, and how far silence could move it.

    The limits are no interval: whatever the others would have answered, the number for all
    who were invited lies between them. `level` is None.

    Attributes
    ----------
    invited : int
        How many were asked.
    response_rate : float
        How many of them answered, 0 to 1.
    """

    invited: int
    response_rate: float


@dataclass(frozen=True, slots=True, kw_only=True)
class FamilyBounds:
    """How many families answered well, where no key tells whose answer is whose.

    Attributes
    ----------
    low_any, high_any : int
        Families with at least one favourable answer.
    low_all, high_all : int
        Families all of whose answers are favourable.
    count, n, n_families : int
        Favourable answers, all answers, and the families they come from.
    method : str
        What was worked out.
    """

    low_any: int
    high_any: int
    low_all: int
    high_all: int
    count: int
    n: int
    n_families: int
    method: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WaveDifference(Estimate):
    """The change of a share between two waves that may have asked some people twice.

    `low` and `high` hold where nobody answered twice.

    Attributes
    ----------
    low_alike, high_alike : float
        Where all who can have answered twice did, as alike as the shares allow: the
        narrowest interval.
    low_unlike, high_unlike : float
        The same with answers as unlike as the shares allow: the widest interval.
    """

    low_alike: float
    high_alike: float
    low_unlike: float
    high_unlike: float
