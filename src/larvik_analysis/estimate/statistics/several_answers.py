"""A question with several answers, by group: does any option depend on the group."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.special import chdtrc

from larvik_analysis.errors import ParameterError
from larvik_analysis.estimate.statistics.arguments import FloatArray, IntArray, refuse_level
from larvik_analysis.estimate.statistics.differences import estimate_share_difference
from larvik_analysis.estimate.statistics.intervals import estimate_share
from larvik_analysis.estimate.statistics.ticks import ticks_of
from larvik_analysis.terms.results import NotEstimable, ShareEstimate
from larvik_analysis.terms.share_results import (
    OptionByGroup,
    SeveralAnswersEstimate,
    ShareDifferenceEstimate,
)


def bilder_loughin_test(
    ticks: pd.DataFrame | npt.ArrayLike,
    group: pd.Series | npt.ArrayLike,
    *,
    level: float = 0.95,
) -> SeveralAnswersEstimate | NotEstimable:
    """Whether what people tick depends on their group, over all options at once.

    A chi-squared of all ticks by group counts a respondent once for each tick and is wrong.
    This one adds up the chi-squared of each option, and allows for options that are ticked
    by the same people.

    Parameters
    ----------
    ticks : DataFrame or array of 0 and 1, shape (n_respondents, n_options)
        Who ticked what; whoever was asked and ticked nothing has zeros. Respondents who
        lack an answer or a group are left out and counted.
    group : Series or array, shape (n_respondents,)
        The group of each.
    level : float
        Confidence level of the shares and differences, between 0 and 1.

    Returns
    -------
    SeveralAnswersEstimate or NotEstimable
        `estimate` is the root of the mean over options of V squared, 0 to 1, without an
        interval; the effects to report are the shares (Wilson) and the differences
        (Newcombe, each group less the first) of each option. Not estimable where fewer than
        two groups answered, or where no option tells anybody apart.

    Raises
    ------
    ParameterError
        If there is anything but 0, 1 and missing, `group` has another length, or `level` is
        not within 0 to 1.

    Notes
    -----
    The correction is the second order one of Rao and Scott, with the covariances of ticks
    within each group as they are seen. The eigenvalues that it needs are taken to add up to
    (groups - 1) x options, as they do if the hypothesis is true. R's MRCV does the same, but
    puts a half in every empty cell first; nothing is added here. An option that all or
    nobody ticked tells nothing and has no part in the sum.

    References
    ----------
    .. [1] Bilder, C. R., Loughin, T. M. (2004). Testing for marginal independence between
       two categorical variables with multiple responses. Biometrics 60, 241-248.

    Examples
    --------
    >>> ticks = pd.DataFrame({"walks": [1, 1, 0, 1, 0, 0], "meals": [0, 1, 0, 1, 1, 1]})
    >>> test = bilder_loughin_test(ticks, ["a", "a", "a", "b", "b", "b"])
    >>> [round(option.differences[0].estimate, 3) for option in test.options]
    [-0.333, 0.667]
    """
    refuse_level(level)
    given, names = ticks_of(ticks)
    places = np.asarray(group, dtype=object)
    if places.shape != given.shape[:1]:
        raise ParameterError("lengths_differ")
    is_whole = ~np.isnan(given).any(axis=1) & ~pd.isna(places)
    answers = given[is_whole]
    member, groups = _groups_in_order(places[is_whole])
    if len(groups) < 2:
        return NotEstimable("fewer than two groups answered")
    tells = (answers.min(axis=0) < 1) & (answers.max(axis=0) > 0) if answers.size else []
    if not np.any(tells):
        return NotEstimable("everybody ticked the same")
    statistics = _chi_squared(answers[:, tells], member)
    weight = _sum_of_squared_eigenvalues(answers[:, tells], member)
    if weight < 1e-12:
        return NotEstimable("nobody differs from the others of the group")
    df_plain, total = (len(groups) - 1) * statistics.size, float(statistics.sum())
    adjusted, df = df_plain * total / weight, df_plain**2 / weight
    by_option = dict(zip(np.flatnonzero(tells).tolist(), statistics.tolist(), strict=True))
    return SeveralAnswersEstimate(
        estimate=math.sqrt(min(1.0, total / (len(answers) * statistics.size))),
        low=None,
        high=None,
        level=level,
        n=len(answers),
        method="bilder-loughin",
        p_value=float(chdtrc(df, adjusted)),
        statistic=total,
        statistic_adjusted=adjusted,
        df=df,
        groups=groups,
        options=tuple(
            _option(name, answers[:, place], member, by_option.get(place), level)
            for place, name in enumerate(names)
        ),
        n_left_out=len(given) - len(answers),
    )


def _groups_in_order(places: npt.NDArray[np.object_]) -> tuple[IntArray, tuple[str, ...]]:
    """The group of each as 0, 1, 2 ..., and the names of the groups in order."""
    names = [str(place) for place in places]
    groups = tuple(sorted(set(names)))
    return np.array([groups.index(name) for name in names], dtype=np.int64), groups


def _counts_by_group(answers: FloatArray, member: IntArray) -> tuple[FloatArray, FloatArray]:
    """Ticks of each group, one column for each option, and sizes of the groups."""
    is_member = np.eye(int(member.max()) + 1)[member]
    return is_member.T @ answers, is_member.sum(axis=0)


def _chi_squared(answers: FloatArray, member: IntArray) -> FloatArray:
    """Pearson's chi-squared of ticks by group, for each option."""
    counts, sizes = _counts_by_group(answers, member)
    shares, pooled = counts / sizes[:, None], answers.mean(axis=0)
    return np.asarray(sizes @ (shares - pooled) ** 2 / (pooled * (1 - pooled)))


def _sum_of_squared_eigenvalues(answers: FloatArray, member: IntArray) -> float:
    """Sum of squares of the weights in the law of the summed chi-squared.

    The law is that of the squared lengths of the standardised deviations of the shares of
    the groups from the pooled share; their covariance matrix has these eigenvalues, and the
    sum of the squares of its cells is the sum of the squares of its eigenvalues.
    """
    counts, sizes = _counts_by_group(answers, member)
    n, pooled = len(answers), answers.mean(axis=0)
    scale = np.sqrt(pooled * (1 - pooled))
    deviations = (answers - (counts / sizes[:, None])[member]) / scale
    weights = sizes / n
    from_pooled = np.eye(sizes.size) - weights  # a group's share less the pooled one
    size_of_all = sizes.size * pooled.size
    covariance = np.zeros((size_of_all, size_of_all))
    for place, size in enumerate(sizes):
        within = deviations[member == place]
        across = from_pooled[:, place] * np.sqrt(weights)
        share_of = within.T @ within / size / weights[place]
        covariance += np.kron(np.outer(across, across), share_of)
    return float(np.sum(np.square(covariance)))


def _option(
    name: str, ticked: FloatArray, member: IntArray, statistic: float | None, level: float
) -> OptionByGroup:
    counts, sizes = _counts_by_group(ticked[:, None], member)
    pairs = [(int(count), int(size)) for count, size in zip(counts[:, 0], sizes, strict=True)]
    shares = [estimate_share(*pair, level=level) for pair in pairs]
    differences = [
        estimate_share_difference(*pair, *pairs[0], level=level) for pair in pairs[1:]
    ]
    return OptionByGroup(
        option=name,
        statistic=statistic,
        shares=tuple(share for share in shares if isinstance(share, ShareEstimate)),
        differences=tuple(d for d in differences if isinstance(d, ShareDifferenceEstimate)),
    )
