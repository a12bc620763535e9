"""What is said of goals that were set, and of series of scores of one case."""

from __future__ import annotations

from dataclasses import dataclass

from larvik_analysis.terms.results import Estimate


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalAttainment(Estimate):
    """How far goals were reached, as a T-score; `n` counts goals that were rated.

    Attributes
    ----------
    n_missing : int
        Goals without a rating; they and their weights are left out.
    correlation : float
        How strongly the goals are taken to go together.
    """

    n_missing: int
    correlation: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PhaseComparison(Estimate):
    """How two phases of one case differ; `n` counts the scores of both.

    Attributes
    ----------
    n_baseline, n_treatment : int
        Scores in each phase.
    standard_error : float or None
        None where the index has none, or so few scores give none.
    """

    n_baseline: int
    n_treatment: int
    standard_error: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectedComparison(PhaseComparison):
    """The same after a trend of the baseline has been taken out of both phases.

    Attributes
    ----------
    is_corrected : bool
        Whether the trend was taken out.
    slope, intercept : float
        The trend of the baseline by Theil and Sen: points of the scale for each unit of
        time, and the level at time nought.
    trend_p_value : float
        Of Kendall's test that the baseline has no trend.
    """

    is_corrected: bool
    slope: float
    intercept: float
    trend_p_value: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponseRatio(PhaseComparison):
    """The logarithm of the ratio of the mean of the treatment to that of the baseline.

    Attributes
    ----------
    uncorrected : float
        Without the correction for bias.
    """

    uncorrected: float
