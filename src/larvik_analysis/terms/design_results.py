"""What a design can see, how much hidden bias a finding bears, and how strong it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from larvik_analysis.terms.results import Estimate

# How a finding came about, from the strongest to the weakest.
DesignOfFinding = Literal[
    "randomised", "staggered_by_lot", "comparison_adjusted", "one_area", "comparison_after",
    "single_case", "before_after", "after_only",
]  # fmt: skip
# What takes one away from the rating of a finding.
Threat = Literal[
    "rated_by_deliverer", "fixed_late", "chosen_for_high_risk", "co_intervention", "imbalance",
]  # fmt: skip
# What holds a rating down where it could be higher: the design itself, what it can see, who
# was lost; and the threats.
RatingReason = Literal[
    "design", "precision", "precision_unknown", "attrition", "attrition_unknown",
    "rated_by_deliverer", "fixed_late", "chosen_for_high_risk", "co_intervention", "imbalance",
]  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class DetectableEffect(Estimate):
    """The smallest standardised change that a design finds often enough; `n` counts families.

    Attributes
    ----------
    power : float
        How often it is found, 0 to 1.
    n_tests : int
        How many tests share the level.
    design_effect : float
        How many times as many children are needed as if those of a family were strangers.
    n_effective : float
        How many independent units the children are worth.
    smallest_p : float
        The smallest p-value, two-sided, that the exact test of signs flipped by family can
        give.
    is_reachable : bool
        Whether that is small enough for the exact test to reject at all.
    """

    power: float
    n_tests: int
    design_effect: float
    n_effective: float
    smallest_p: float
    is_reachable: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class NeededFamilies(Estimate):
    """How many families a design needs to find an effect; `n` is the same number.

    Attributes
    ----------
    effect : float
        Standardised change.
    power : float
        How often that many find it, 0 to 1.
    n_tests : int
        How many tests share the level.
    """

    effect: float
    power: float
    n_tests: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PowerDesign:
    """A before and after study of children in families, as it is simulated.

    Ratings are whole numbers. Behind each lies a state; a rating is the state and an error
    of its own, rounded and kept within the scale.

    Attributes
    ----------
    children : tuple of int
        Children in each family.
    n_factors : int
        Factors that are rated, and whose mean is the composite.
    lowest, highest : int
        Ends of the scale.
    start_mean, start_sd : float
        Of the states before, in points.
    change_sd : float
        How differently the states change, in points.
    reliability : float
        The share of the spread of one rating before that is true, above 0 to 1.
    icc : float
        How alike children of one family are, in state and in change, 0 to 1.
    factor_correlation : float
        How alike the factors of one child are, in state and in change, 0 to 1.
    waves_before, waves_after : int
        Ratings of each child and factor; the means of each are compared.
    """

    children: tuple[int, ...]
    n_factors: int = 8
    lowest: int = 0
    highest: int = 4
    start_mean: float = 2.0
    start_sd: float = 0.9
    change_sd: float = 0.9
    reliability: float = 0.5
    icc: float = 0.3
    factor_correlation: float = 0.3
    waves_before: int = 1
    waves_after: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class EValue(Estimate):
    """How strong hidden bias must be to explain a risk ratio away, as a risk ratio.

    `low` is that of the end of the interval nearest to no effect, 1 where the interval
    holds it; `high` that of the other end.

    Attributes
    ----------
    risk_ratio : float
        What the effect is as a risk ratio.
    """

    risk_ratio: float


@dataclass(frozen=True, slots=True, kw_only=True)
class RobustnessValue(Estimate):
    """How much of what is left a hidden cause must explain, in both, to undo a coefficient.

    Shares of variance, 0 to 1. `estimate` is that for the coefficient itself.

    Attributes
    ----------
    partial_r2 : float
        What the treatment explains of the outcome beyond the covariates.
    rv_alpha : float
        The same as `estimate` for the coefficient to stop being told from none.
    """

    partial_r2: float
    rv_alpha: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PooledEffect(Estimate):
    """The mean effect of several studies, and how much their effects differ.

    Attributes
    ----------
    standard_error : float
        By which the interval was made.
    p_value : float
        Two-sided p of no mean effect.
    tau2 : float
        Variance of the true effects.
    tau2_low, tau2_high : float or None
        Its interval by profiling Q; None with one study.
    q, p_heterogeneity : float or None
        Cochran's Q and its p-value; None with one study.
    i2 : float
        Share of the spread that is more than chance, 0 to 1.
    prediction_low, prediction_high : float or None
        Where the true effect of one more study lies; None with fewer than three.
    weights : tuple of float
        Share of each study in the mean.
    """

    standard_error: float
    p_value: float
    tau2: float
    tau2_low: float | None
    tau2_high: float | None
    q: float | None
    p_heterogeneity: float | None
    i2: float
    prediction_low: float | None
    prediction_high: float | None
    weights: tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PredictiveValue(Estimate):
    """The share of those flagged who do have what was looked for.

    `n` counts those the sensitivity and the specificity were found in; 0 where not stated.

    Attributes
    ----------
    negative : float or None
        The share of those not flagged who do not have it; None where everybody is flagged.
    negative_low, negative_high : float or None
        Its interval.
    share_flagged : float
        Of all, 0 to 1.
    false_per_true : float or None
        Flagged wrongly for each who is flagged rightly; None where nobody is.
    """

    negative: float | None
    negative_low: float | None
    negative_high: float | None
    share_flagged: float
    false_per_true: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceDesign:
    """What the strength of a finding follows from. It has no place for a p-value.

    Attributes
    ----------
    design : DesignOfFinding
    detectable_effect : float or None
        The smallest standardised effect that the design finds in four of five cases; None
        where nobody says.
    share_lost : float or None
        Units that started and have no result, 0 to 1; None where nobody says.
    rated_by_deliverer : bool
        Whether those who gave the help also rated what came of it.
    fixed_late : bool
        Whether what to estimate was fixed after the data were there, or nobody outside can
        say that it was before.
    chosen_for_high_risk : bool
        Whether units were chosen for high scores and not compared with others so chosen.
    co_intervention : bool
        Whether something else was done in the same time that could do the same.
    largest_imbalance : float or None
        The largest standardised difference between the groups before, after adjustment.
    """

    design: DesignOfFinding
    detectable_effect: float | None
    share_lost: float | None
    rated_by_deliverer: bool = False
    fixed_late: bool = False
    chosen_for_high_risk: bool = False
    co_intervention: bool = False
    largest_imbalance: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceRating:
    """How strong a finding is, 0 to 5, and why it is no stronger.

    Attributes
    ----------
    rating : int
    parts : mapping of str to int
        What ``design``, ``precision`` and ``attrition`` would each allow; the lowest counts.
    threats : tuple of str
        All that were found, in a fixed order.
    n_dropped : int
        What the threats took away, 2 at most.
    reasons : tuple of str
        What holds it down: the parts that are lowest, then the threats.
    """

    rating: int
    parts: Mapping[str, int]
    threats: tuple[Threat, ...]
    n_dropped: int
    reasons: tuple[RatingReason, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskGroup:
    """A part of a population and how often the bad outcome comes there.

    Attributes
    ----------
    name : str
    share : float
        Of the population, 0 to 1.
    risk : float
        Of the outcome without any measure, 0 to 1.
    is_high_risk : bool
        Whether the high-risk strategy is for them.
    """

    name: str
    share: float
    risk: float
    is_high_risk: bool = False
