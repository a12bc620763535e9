"""A question with several answers, by group: does any option depend on the group."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.special import chdtrc

from larvik_analysis.errors import ParameterError
from larvik_analysis.estimate.statistics.arguments import (
    ROUNDING,
    FloatArray,
    IntArray,
    plain_level,
)
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
        two groups answered, or where no option tells anybody apart. `level` is that of the
        shares and differences and stands with them.

    Raises
    ------
    ParameterError
        If there is anything but 0, 1 and missing, `group` has another length, or `level` is
        not within 0 to 1.

    Notes
    -----
    The correction is the second order one of Rao and Scott. It needs the sum and the sum of
    squares of the eigenvalues of a covariance matrix; here both are taken from the
    correlations of ticks among all respondents, as they are if the hypothesis is true. So
    the sum is (groups - 1) x options exactly, and one option gives Pearson's test with
    groups - 1 degrees of freedom.

    R's MRCV takes the sum from the hypothesis and the squares from the covariances seen
    within each group. The two do not belong together: where groups differ, little is left
    within them, and the p-value comes out far too small. Its numbers stand beside ours as
    `p_mrcv`, `statistic_adjusted_mrcv` and `df_mrcv`, to compare with. (MRCV puts a half in
    every empty cell first; nothing is added here.) An option that all or nobody ticked tells
    nothing and has no part in the sum.

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
    level = plain_level(level)
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
    telling = answers[:, tells]
    statistics = _chi_squared(telling, member)
    total, df_plain = float(statistics.sum()), (len(groups) - 1) * statistics.size
    corrected = _corrected(total, df_plain, _squares_if_alike(telling, len(groups)))
    within = _squares_within_groups(telling, member)
    mrcv = _corrected(total, df_plain, within) if within > ROUNDING else None
    by_option = dict(zip(np.flatnonzero(tells).tolist(), statistics.tolist(), strict=True))
    return SeveralAnswersEstimate(
        estimate=math.sqrt(min(1.0, total / (len(answers) * statistics.size))),
        low=None,
        high=None,
        level=None,
        n=len(answers),
        method="bilder-loughin",
        p_value=corrected.p_value,
        statistic=total,
        statistic_adjusted=corrected.statistic,
        df=corrected.df,
        p_mrcv=mrcv and mrcv.p_value,
        statistic_adjusted_mrcv=mrcv and mrcv.statistic,
        df_mrcv=mrcv and mrcv.df,
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


class _Corrected(NamedTuple):
    """A summed chi-squared with the second-order correction."""

    statistic: float
    df: float
    p_value: float


def _corrected(total: float, df_plain: int, squares: float) -> _Corrected:
    """With the sum of squares of the weights in the law; their sum is `df_plain`."""
    statistic, df = df_plain * total / squares, df_plain**2 / squares
    return _Corrected(statistic, df, float(chdtrc(df, statistic)))


def _squares_if_alike(answers: FloatArray, n_groups: int) -> float:
    """Sum of squares of the weights where ticks go together alike in every group.

    The law is that of the squared lengths of standardised deviations of the groups from the
    pooled shares: one set of as many correlated normals as options for each group but one.
    """
    standard = (answers - answers.mean(axis=0)) / answers.std(axis=0)
    correlation = standard.T @ standard / len(answers)
    return float((n_groups - 1) * np.sum(np.square(correlation)))


def _squares_within_groups(answers: FloatArray, member: IntArray) -> float:
    """The same with the covariances of ticks as they are seen within each group.

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
