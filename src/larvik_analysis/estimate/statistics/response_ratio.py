"""How many times as high the mean of one phase is as that of another, as a logarithm."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from larvik_analysis.estimate.statistics.arguments import COARSE_ROUNDING, plain_level
from larvik_analysis.estimate.statistics.normal import two_sided_z
from larvik_analysis.estimate.statistics.numbers import number_above_nought
from larvik_analysis.estimate.statistics.samples import as_known
from larvik_analysis.terms.goal_results import ResponseRatio
from larvik_analysis.terms.results import NotEstimable


def log_response_ratio(
    baseline: Any, treatment: Any, *, level: float = 0.95, truncation: float | None = None
) -> ResponseRatio | NotEstimable:
    """Logarithm of the mean of the treatment over that of the baseline, corrected for bias.

    Below 0 the scores have fallen, whichever way is better: where lower is better it is what
    SingleCaseES calls LRRd, where higher is better LRRi.

    Parameters
    ----------
    baseline, treatment : sequence of float
        Scores of one case with a true nought, such as counts or minutes; missing ones are
        left out. Ratings on a scale have no such nought.
    level : float
        Confidence level, between 0 and 1.
    truncation : float, optional
        Above 0. A mean is taken as no less than one over twice this number and the scores of
        its phase: 1 for counts, the minutes watched for a rate for each minute, the number of
        intervals for a share of intervals. Without it a mean of nought has no logarithm.

    Returns
    -------
    ResponseRatio or NotEstimable
        The standard error is by the delta method with a variance for each phase, the
        interval by the normal; none where no score of a phase differs. Not estimable where
        a phase has fewer than two scores or a mean that is not above 0.

    Raises
    ------
    ParameterError
        If a phase is no list of numbers, `level` is not between 0 and 1, or `truncation` not
        above 0.

    References
    ----------
    .. [1] Pustejovsky, J. E. (2018). Using response ratios for meta-analyzing single-case
       designs with behavioral outcomes. Journal of School Psychology 68, 99-112.

    Examples
    --------
    >>> found = log_response_ratio([20, 20, 26, 25, 22, 23], [28, 25, 24, 27, 30, 30, 29])
    >>> round(found.estimate, 4), round(found.standard_error, 4)
    (0.1954, 0.0556)
    """
    level = plain_level(level)
    if truncation is not None:
        truncation = number_above_nought("truncation", truncation)
    phases = as_known(baseline), as_known(treatment)
    n_before, n_after = (phase.size for phase in phases)
    if min(n_before, n_after) < 2:
        return NotEstimable("a phase has fewer than two scores")
    n = np.array([n_before, n_after], dtype=np.float64)
    means = np.array([phase.mean() for phase in phases])
    if truncation is not None:
        means = np.maximum(means, 1 / (2 * truncation * n))
    if means.min() <= 0:
        return NotEstimable("the mean of a phase is not above zero")
    relative = np.array([phase.var(ddof=1) for phase in phases]) / (n * means**2)
    bare = float(np.diff(np.log(means))[0])
    estimate = bare + float(np.diff(relative)[0]) / 2
    standard_error = math.sqrt(float(relative.sum()))
    reach = two_sided_z(level) * standard_error if standard_error > COARSE_ROUNDING else None
    return ResponseRatio(
        estimate=estimate,
        low=None if reach is None else estimate - reach,
        high=None if reach is None else estimate + reach,
        level=None if reach is None else level,
        n=n_before + n_after,
        method="log-response-ratio-bias-corrected",
        n_baseline=n_before,
        n_treatment=n_after,
        standard_error=standard_error,
        uncorrected=bare,
    )
