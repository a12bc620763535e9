"""What a test of ranks, of flips or of groups says more: its p-value and what it rests on."""

from __future__ import annotations

from dataclasses import dataclass

from larvik_analysis.terms.results import Estimate


@dataclass(frozen=True, slots=True, kw_only=True)
class EstimateWithP(Estimate):
    """An effect, its interval, and how likely one as large is by chance alone.

    Attributes
    ----------
    p_value : float or None
        Two-sided; None where it cannot be worked out.
    """

    p_value: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RankCorrelation(EstimateWithP):
    """How far two orders go together, -1 to 1.

    Attributes
    ----------
    p_asymptotic : float
        The approximate p-value, whether or not `p_value` is exact.
    """

    p_asymptotic: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ExactTest(EstimateWithP):
    """A test whose interval holds the shifts it does not reject.

    Attributes
    ----------
    level_reachable : float
        The highest level at which so few values can give an interval. Above it `low`,
        `high` and `level` are None.
    """

    level_reachable: float


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedRankTest(ExactTest):
    """The estimate is the Hodges-Lehmann median of the averages of all pairs of changes.

    Attributes
    ----------
    statistic : float
        V, the sum of the ranks of those who rose.
    n_changed : int
        How many changed at all.
    """

    statistic: float
    n_changed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SignFlipTest(ExactTest):
    """The estimate is the mean change.

    Attributes
    ----------
    n_units : int
        How many have a sign of their own: families, where families were given.
    """

    n_units: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SignTest(EstimateWithP):
    """The estimate is the share that rose less the share that fell, of all.

    Attributes
    ----------
    n_up, n_changed : int
        How many rose, and how many changed at all.
    """

    n_up: int
    n_changed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DistributionTest(EstimateWithP):
    """A statistic whose law under chance is known by its degrees of freedom.

    Attributes
    ----------
    statistic : float or None
        None where it cannot be worked out.
    df : int
        Degrees of freedom.
    """

    statistic: float | None
    df: int


@dataclass(frozen=True, slots=True, kw_only=True)
class KruskalWallisTest(DistributionTest):
    """The estimate is the share of the spread of ranks that lies between groups.

    Attributes
    ----------
    p_asymptotic : float
        The p-value of chi-squared, whether or not `p_value` is exact.
    """

    p_asymptotic: float


@dataclass(frozen=True, slots=True, kw_only=True)
class TwoSampleEstimate(Estimate):
    """One group against another.

    Attributes
    ----------
    n_a, n_b : int
        How many are in each.
    """

    n_a: int
    n_b: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TwoSampleTest(ExactTest):
    """The estimate is the shift of one group against the other.

    Attributes
    ----------
    statistic : float
        Mann-Whitney: pairs in which the first is above, and half of the ties. Means:
        their difference.
    p_doubled_tail : float
        Twice the smaller tail, as some programs tell; `p_value` is the chance of a
        statistic at least as far from its mean.
    n_a, n_b : int
        How many are in each.
    """

    statistic: float
    p_doubled_tail: float
    n_a: int
    n_b: int
