"""How far the scores of one phase lie apart from those of another: single-case indices.

All are turned so that more is better, whichever way the scores go.
"""

from __future__ import annotations

from typing import Any, Final, get_args

import numpy as np

from larvik_analysis.estimate.statistics.arguments import plain_level, refuse_method
from larvik_analysis.estimate.statistics.phase_pairs import (
    Better,
    Overlap,
    Variance,
    as_comparison,
    overlap_of,
    rise,
    signs_of_pairs,
    turned,
)
from larvik_analysis.estimate.statistics.samples import as_known
from larvik_analysis.terms.goal_results import PhaseComparison
from larvik_analysis.terms.results import NotEstimable

_EMPTY: Final = "one of the two phases has no scores"


def non_overlap_of_all_pairs(
    baseline: Any,
    treatment: Any,
    *,
    better: Better = "higher",
    level: float = 0.95,
    variance: Variance = "unbiased",
) -> PhaseComparison | NotEstimable:
    """NAP: share of all pairs in which the score of the treatment is the better one.

    Parameters
    ----------
    baseline, treatment : sequence of float
        Scores of one case; missing ones are left out.
    better : {"higher", "lower"}
        Which scores are better.
    level : float
        Confidence level, between 0 and 1.
    variance : {"unbiased", "hanley", "null"}
        Behind `standard_error`: Sen's and Mee's unbiased estimate, that of Hanley and
        McNeil, or the variance that holds if nothing changed. The interval does not use it.

    Returns
    -------
    PhaseComparison or NotEstimable
        0 to 1, with 0.5 where nothing changed; ties count half. The interval inverts a score
        test (the fifth method of Newcombe). Both it and the standard error take scores as
        independent, which scores of one case seldom are: the interval is too narrow where
        neighbouring scores go together.

    Raises
    ------
    ParameterError
        If a phase is no list of numbers, `level` is not between 0 and 1, or another argument
        is unknown.

    Notes
    -----
    As the package SingleCaseES of R has it: in the unbiased and in Hanley's estimate the
    product of NAP and its complement takes NAP no nearer to 0 or 1 than half a pair. Where
    no pair overlaps, that package gives an interval without width; here the score test is
    inverted all the same.

    References
    ----------
    .. [1] Parker, R. I. and Vannest, K. J. (2009). An improved effect size for single-case
       research: nonoverlap of all pairs. Behavior Therapy 40, 357-367.
    .. [2] Newcombe, R. G. (2006). Confidence intervals for an effect size measure based on
       the Mann-Whitney statistic. Part 2. Statistics in Medicine 25, 559-573.
    .. [3] Mee, R. W. (1990). Confidence intervals for probabilities and tolerance regions
       based on a generalization of the Mann-Whitney statistic. Journal of the American
       Statistical Association 85, 793-800.

    Examples
    --------
    >>> found = non_overlap_of_all_pairs(
    ...     [20, 20, 26, 25, 22, 23], [28, 25, 24, 27, 30, 30, 29]
    ... )
    >>> round(found.estimate, 3), round(found.low, 3), round(found.high, 3)
    (0.917, 0.597, 0.986)
    """
    level = plain_level(level)
    refuse_method(variance, get_args(Variance))
    first, second = turned(as_known(baseline), as_known(treatment), better)
    if not first.size or not second.size:
        return NotEstimable(_EMPTY)
    overlap = overlap_of(signs_of_pairs(first, second), level, variance)
    return as_comparison(overlap, first.size, second.size, level, f"nap-{variance}-newcombe")


def tau_overlap(
    baseline: Any,
    treatment: Any,
    *,
    better: Better = "higher",
    level: float = 0.95,
    variance: Variance = "unbiased",
) -> PhaseComparison | NotEstimable:
    """Tau (A against B): share of pairs in which the treatment is better, less the others.

    -1 to 1, with 0 where nothing changed: twice NAP less one, and so are its interval and
    standard error. Arguments, errors and cautions as `non_overlap_of_all_pairs`.

    References
    ----------
    .. [1] Parker, R. I., Vannest, K. J., Davis, J. L. and Sauber, S. B. (2011). Combining
       nonoverlap and trend for single-case research: Tau-U. Behavior Therapy 42, 284-299.

    Examples
    --------
    >>> round(tau_overlap([3, 3, 4, 5], [4, 5, 6, 7, 7]).estimate, 3)
    0.8
    """
    level = plain_level(level)
    refuse_method(variance, get_args(Variance))
    first, second = turned(as_known(baseline), as_known(treatment), better)
    if not first.size or not second.size:
        return NotEstimable(_EMPTY)
    overlap = overlap_of(signs_of_pairs(first, second), level, variance).doubled()
    return as_comparison(overlap, first.size, second.size, level, f"tau-{variance}-newcombe")


def tau_u(
    baseline: Any, treatment: Any, *, better: Better = "higher"
) -> PhaseComparison | NotEstimable:
    """Tau-U: Tau with the trend of the baseline taken off.

    Parameters
    ----------
    baseline, treatment : sequence of float
        Scores of one case, those of the baseline in the order they were taken.
    better : {"higher", "lower"}

    Returns
    -------
    PhaseComparison or NotEstimable
        Without an interval. It can lie outside -1 to 1, and the same trend is taken off
        whatever the length of the treatment: with a longer one less of it [2]_.

    Raises
    ------
    ParameterError
        If a phase is no list of numbers, or `better` is unknown.

    References
    ----------
    .. [1] As `tau_overlap`.
    .. [2] Tarlow, K. R. (2017). An improved rank correlation effect size statistic for
       single-case designs: baseline corrected Tau. Behavior Modification 41, 427-467.

    Examples
    --------
    >>> round(tau_u([3, 3, 4, 5], [4, 5, 6, 7, 7]).estimate, 3)
    0.55
    """
    first, second = turned(as_known(baseline), as_known(treatment), better)
    if not first.size or not second.size:
        return NotEstimable(_EMPTY)
    between = float(signs_of_pairs(first, second).sum())
    found = Overlap((between - rise(first)) / (first.size * second.size))
    return as_comparison(found, first.size, second.size, None, "tau-u")


def share_non_overlapping(
    baseline: Any, treatment: Any, *, better: Better = "higher"
) -> PhaseComparison | NotEstimable:
    """PND: share of the scores of the treatment that are better than the best before it.

    Arguments and errors as `tau_u`. It rests on one score of the baseline, the best; it has
    no known standard error, and falls as the baseline grows longer.

    References
    ----------
    .. [1] Scruggs, T. E., Mastropieri, M. A. and Casto, G. (1987). The quantitative synthesis
       of single-subject research. Remedial and Special Education 8(2), 24-33.

    Examples
    --------
    >>> round(share_non_overlapping([5, 4, 6], [3, 4, 2], better="lower").estimate, 3)
    0.667
    """
    first, second = turned(as_known(baseline), as_known(treatment), better)
    if not first.size or not second.size:
        return NotEstimable(_EMPTY)
    found = Overlap(float((signs_of_pairs(first, second) > 0).all(axis=0).mean()))
    return as_comparison(found, first.size, second.size, None, "pnd")


def share_exceeding_median(
    baseline: Any, treatment: Any, *, better: Better = "higher"
) -> PhaseComparison | NotEstimable:
    """PEM: share of the scores of the treatment better than the median before it; ties half.

    Arguments and errors as `tau_u`; it has no known standard error.

    References
    ----------
    .. [1] Ma, H.-H. (2006). An alternative method for quantitative synthesis of
       single-subject researches. Behavior Modification 30, 598-617.

    Examples
    --------
    >>> share_exceeding_median([5, 4, 6], [3, 5, 2, 7], better="lower").estimate
    0.625
    """
    first, second = turned(as_known(baseline), as_known(treatment), better)
    if not first.size or not second.size:
        return NotEstimable(_EMPTY)
    signs = signs_of_pairs(np.array([np.median(first)]), second)
    found = Overlap((float(signs.mean()) + 1) / 2)
    return as_comparison(found, first.size, second.size, None, "pem")
