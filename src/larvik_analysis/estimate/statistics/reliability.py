"""Scales made of several items: scores with a rule for gaps, and Cronbach's alpha."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

import numpy as np
import pandas as pd
from scipy.special import fdtri

from larvik_analysis.errors import ParameterError
from larvik_analysis.estimate.statistics.answer_tables import answer_matrix, complete_rows
from larvik_analysis.estimate.statistics.arguments import (
    COARSE_ROUNDING,
    ROUNDING,
    FloatArray,
    plain_level,
    refuse_method,
)
from larvik_analysis.terms.results import NotEstimable
from larvik_analysis.terms.scale_results import ScaleEstimate


def score_scale(
    items: Any,
    *,
    n_least: int,
    reverse: Sequence[str] = (),
    low: float | None = None,
    high: float | None = None,
) -> pd.Series[float]:
    """Each respondent's mean of the items answered, where enough of them are.

    Parameters
    ----------
    items : DataFrame or array of float, shape (n_respondents, n_items)
        Answers as scores; missing where there is none.
    n_least : int
        Items that have to be answered for a score, 1 to `n_items`.
    reverse : sequence of str
        Items on which a high answer means little; each is turned to ``low + high - answer``.
    low, high : float, optional
        Ends of the scale of answers; needed where an item is turned, else checked if given.

    Returns
    -------
    Series of float, shape (n_respondents,)
        On the scale of the answers; missing where fewer than `n_least` are answered.

    Raises
    ------
    ParameterError
        If `n_least` or `reverse` do not fit the items, an end is missing where an item is
        turned, or an answer lies outside the ends.

    Examples
    --------
    >>> items = pd.DataFrame({"calm": [5, 4], "tense": [1, None], "safe": [4, None]})
    >>> score_scale(items, n_least=2, reverse=["tense"], low=1, high=5).tolist()
    [4.666666666666667, nan]
    """
    answers, names = answer_matrix(items)
    if not 1 <= n_least <= len(names):
        raise ParameterError("n_least_out_of_range", n_items=len(names))
    if unknown := sorted(set(reverse) - set(names)):
        raise ParameterError("reverse_unknown", items=", ".join(unknown))
    if reverse and (low is None or high is None):
        raise ParameterError("reverse_without_ends")
    if (low is not None and (answers < low).any()) or (
        high is not None and (answers > high).any()
    ):
        raise ParameterError("answers_outside_scale")
    if low is not None and high is not None:
        is_turned = np.isin(names, list(reverse))
        answers = np.where(is_turned, low + high - answers, answers)
    n_answered = (~np.isnan(answers)).sum(axis=1)
    sums = np.nansum(answers, axis=1)
    scores = np.where(n_answered >= n_least, sums / np.maximum(n_answered, 1), np.nan)
    index = items.index if isinstance(items, pd.DataFrame) else None
    return pd.Series(scores, index=index, name="score")


def cronbach_alpha(
    items: Any,
    *,
    level: float = 0.95,
    missing: Literal["listwise", "pairwise"] = "listwise",
) -> ScaleEstimate | NotEstimable:
    """Share of the variance of a sum of items that the items have in common.

    Parameters
    ----------
    items : DataFrame or array of float, shape (n_respondents, n_items)
        Answers as scores, reversed items already turned; missing where there is none.
    level : float
        Confidence level, between 0 and 1.
    missing : {"listwise", "pairwise"}
        Whether a respondent with a gap is left out altogether, or only where the gap is.

    Returns
    -------
    ScaleEstimate or NotEstimable
        Interval of Feldt: ``(1 - alpha) / (1 - estimate)`` follows F with ``n - 1`` and
        ``(n - 1)(n_items - 1)`` degrees of freedom. None where the items agree entirely.
        Pairwise, `n` is the least number of respondents behind two items. Items are named by
        their columns, those of an array by their place, ``"0"`` first.

    Raises
    ------
    ParameterError
        If `items` is not a table of numbers, or `level` or `missing` is not allowed.

    Notes
    -----
    The interval takes the answers as normal. `item_rest` is the correlation of an item with
    the sum of the others, so that it does not count the item twice. Programs differ in
    whether gaps are left out listwise or pairwise, and few say which.

    References
    ----------
    .. [1] L. J. Cronbach, Coefficient alpha and the internal structure of tests,
       Psychometrika 16, 1951, 297-334.
    .. [2] L. S. Feldt, The approximate sampling distribution of Kuder-Richardson reliability
       coefficient twenty, Psychometrika 30, 1965, 357-370.

    Examples
    --------
    >>> scale = cronbach_alpha([[1, 2, 1], [2, 2, 3], [4, 5, 4], [5, 5, 4]])
    >>> round(scale.estimate, 3), round(scale.low, 3), round(scale.high, 3)
    (0.957, 0.713, 0.997)
    """
    level = plain_level(level)
    refuse_method(missing, ("listwise", "pairwise"))
    answers, names = answer_matrix(items)
    n_items = len(names)
    if n_items < 2:
        return NotEstimable("a scale needs two items or more")
    if missing == "listwise":
        answers = complete_rows(answers)
    is_answered = (~np.isnan(answers)).astype(np.int64)
    n = int((is_answered.T @ is_answered).min())
    if n < 2:
        return NotEstimable("fewer than two respondents answered the items together")
    covariance = covariance_of_pairs(answers)
    largest = float(np.nanmax(np.abs(answers)))
    alpha = alpha_of_covariance(covariance, largest)
    if np.isnan(alpha):
        return NotEstimable("the respondents do not differ in the sum of the items")
    if alpha > 1 + COARSE_ROUNDING:  # can only be where each pair has respondents of its own
        return NotEstimable("pairs of items with different respondents contradict each other")
    low, high = _feldt(alpha, n, n_items, level)
    return ScaleEstimate(
        estimate=alpha,
        low=low,
        high=high,
        level=None if low is None else level,
        n=n,
        method=f"cronbach-alpha-{missing}-feldt",
        n_items=n_items,
        standardised=_or_none(alpha_of_covariance(_correlation(covariance, largest), 1.0)),
        if_item_dropped={
            name: _or_none(alpha_of_covariance(_without(covariance, item), largest))
            for item, name in enumerate(names)
        },
        item_rest={
            name: _or_none(_item_rest(covariance, item, largest))
            for item, name in enumerate(names)
        },
    )


def alpha_of_covariance(covariance: FloatArray, largest: float) -> float:
    """Alpha from the covariances of the items.

    Parameters
    ----------
    covariance : ndarray of float, shape (n_items, n_items)
    largest : float
        The largest answer in size, which tells what is no variation but rounding.

    Returns
    -------
    float
        NaN for fewer than two items, or where the sums do not differ.
    """
    n_items = len(covariance)
    if n_items < 2 or not covariance.sum() > _rounding(largest):
        return np.nan
    return float(n_items / (n_items - 1) * (1 - np.trace(covariance) / covariance.sum()))


def covariance_of_pairs(answers: FloatArray) -> FloatArray:
    """Covariances, each from the respondents who answered both items; two or more each."""
    is_answered = ~np.isnan(answers)
    filled = np.where(is_answered, answers, 0.0)
    # What lies far from zero would lose its digits in the products.
    centred = np.where(is_answered, filled - filled.sum(0) / is_answered.sum(0), 0.0)
    counted = is_answered.astype(np.float64)
    n_both = counted.T @ counted
    sums = centred.T @ counted  # of an item, among those who answered the other
    return np.asarray((centred.T @ centred - sums * sums.T / n_both) / (n_both - 1))


def _feldt(
    alpha: float, n: int, n_items: int, level: float
) -> tuple[float, float] | tuple[None, None]:
    """Limits of alpha; none where the items agree entirely, and nothing is left to vary."""
    if alpha >= 1 - ROUNDING:
        return None, None
    freedom = n - 1, (n - 1) * (n_items - 1)
    low, high = (1 - (1 - alpha) * fdtri(*freedom, 0.5 + side * level / 2) for side in (1, -1))
    return float(low), float(high)


def _correlation(covariance: FloatArray, largest: float) -> FloatArray:
    """Correlations; NaN where an item does not vary."""
    spread = np.sqrt(
        np.where(np.diag(covariance) > _rounding(largest), np.diag(covariance), np.nan)
    )
    return np.asarray(covariance / np.outer(spread, spread))


def _item_rest(covariance: FloatArray, item: int, largest: float) -> float:
    """Correlation of an item with the sum of the others; NaN where one does not vary."""
    rest = np.arange(len(covariance)) != item
    variances = covariance[item, item], covariance[np.ix_(rest, rest)].sum()
    if min(variances) <= _rounding(largest):
        return np.nan
    return float(covariance[item, rest].sum() / np.sqrt(variances[0] * variances[1]))


def _without(covariance: FloatArray, item: int) -> FloatArray:
    """The covariances of the other items."""
    return np.asarray(np.delete(np.delete(covariance, item, axis=0), item, axis=1))


def _rounding(largest: float) -> float:
    """A variance that is nothing but rounding, for answers up to that size."""
    return ROUNDING * max(1.0, largest**2)


def _or_none(value: float) -> float | None:
    """None where there is no number, or one that pairs with different respondents made."""
    return None if np.isnan(value) or value > 1 + COARSE_ROUNDING else value
