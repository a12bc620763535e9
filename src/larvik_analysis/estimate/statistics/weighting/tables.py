"""All questions of a survey at once: weighted shares with their standard errors."""

from __future__ import annotations

from typing import Any, get_args

import numpy as np
import pandas as pd

from larvik_analysis.estimate.statistics.arguments import FloatArray, plain_level, refuse_method
from larvik_analysis.estimate.statistics.weighting.design import SurveyDesign
from larvik_analysis.estimate.statistics.weighting.estimates import (
    NOBODY,
    check_rows,
    limits_of_shares,
)
from larvik_analysis.estimate.statistics.weighting.indicators import (
    Indicators,
    indicators_of,
)
from larvik_analysis.estimate.statistics.weighting.linearisation import estimate_ratios
from larvik_analysis.estimate.statistics.weighting.replicates import (
    ReplicateWeights,
    check_same_rows,
)
from larvik_analysis.estimate.statistics.weighting.share_intervals import (
    ShareMethod,
    share_limits,
)

NO_REPLICATE = "a replicate has nobody to estimate from"
# Rows of replicate weights that are multiplied at a time; bounds the memory beside them.
N_ROWS_AT_ONCE = 16_384
# Rows times groups times questions that are unfolded at a time; bounds the memory as well.
N_CELLS_AT_ONCE = 2_000_000


def weighted_shares(
    responses: pd.DataFrame,
    design: SurveyDesign,
    *,
    groups: pd.Series | None = None,
    method: ShareMethod = "wilson",
    level: float = 0.95,
) -> pd.DataFrame:
    """Share of every answer to every question, in each group, with its interval.

    Parameters
    ----------
    responses : DataFrame
        A column for each question, on the index of the design's weights; missing where
        somebody did not answer. Of a categorical column every category has its row, also
        one that nobody chose.
    design : SurveyDesign
        How the respondents were drawn.
    groups : Series, optional
        The group of each respondent. Each group is a domain of the whole design.
    method, level
        As in `weighted_share`.

    Returns
    -------
    DataFrame
        One row an answer: ``group`` (where there are groups), ``question``, ``answer``,
        ``estimate``, ``low``, ``high``, ``level``, ``n``, ``count``, ``standard_error``,
        ``df``, ``method``, ``reason``. The last says why there is no estimate.

    Raises
    ------
    ParameterError
        As `weighted_share`.

    Examples
    --------
    >>> design = SurveyDesign(weights=pd.Series([1.0, 1.0, 2.0, 2.0]))
    >>> answers = pd.DataFrame({"useful": ["yes", "no", "yes", "yes"]})
    >>> weighted_shares(answers, design)[["answer", "estimate", "n", "count"]]
      answer  estimate  n  count
    0     no  0.166667  4      1
    1    yes  0.833333  4      3
    """
    level = plain_level(level)
    refuse_method(method, get_args(ShareMethod))
    check_rows(responses, design, "responses")
    if groups is not None:
        check_rows(groups, design, "groups")
    n_groups = 1 if groups is None else max(1, groups.nunique())
    n_at_once = max(1, N_CELLS_AT_ONCE // (n_groups * max(1, len(responses))))
    parts = [
        _linearised(responses.iloc[:, start : start + n_at_once], design, groups, method, level)
        for start in range(0, max(1, responses.shape[1]), n_at_once)
    ]
    # A question that nobody answered has no rows, and no say in the types of the others.
    told = [part for part in parts if len(part)] or parts[:1]
    table = told[0] if len(told) == 1 else pd.concat(told, ignore_index=True)
    if groups is not None and len(told) > 1:
        place = pd.factorize(table["group"])[0]
        table = table.iloc[np.argsort(place, kind="stable")].reset_index(drop=True)
    return table


def _linearised(
    responses: pd.DataFrame,
    design: SurveyDesign,
    groups: pd.Series | None,
    method: ShareMethod,
    level: float,
) -> pd.DataFrame:
    """The table of some of the questions."""
    made = indicators_of(responses, groups)
    values, bases = made.values().astype(float), made.bases().astype(float)
    ratios = estimate_ratios(values, bases, made.base_of, design)
    low, high, is_cautious = limits_of_shares(ratios, design, level=level, method=method)
    counts = (design.base > 0).astype(float) @ values
    return _as_table(
        made.labels,
        {
            "estimate": ratios.estimates,
            "low": low,
            "high": high,
            "level": level,
            "n": ratios.n,
            "count": counts.astype(int),
            "standard_error": np.sqrt(ratios.variances),
            "df": ratios.df,
            "method": np.where(
                is_cautious, f"weighted-{method}-by-clusters", f"weighted-{method}"
            ),
        },
    )


def replicate_shares(
    responses: pd.DataFrame,
    replicates: ReplicateWeights,
    *,
    groups: pd.Series | None = None,
    level: float = 0.95,
) -> pd.DataFrame:
    """Share of every answer to every question, with its interval from replicate weights.

    All sums of all replicates are one matrix product, made over some rows at a time.

    Parameters
    ----------
    responses, groups, level
        As in `weighted_shares`.
    replicates : ReplicateWeights
        On the index of `responses`. With float32 weights, products are made in float32 and
        added up in float64: standard errors then keep about four digits or more.

    Returns
    -------
    DataFrame
        As of `weighted_shares`; Wilson's interval for p(1 - p)/v answers. Where the
        variance is zero, Clopper-Pearson's for the effective number of respondents, or
        for one more than the degrees of freedom where that is fewer. A share has no
        interval where a replicate has nobody to estimate it from.

    Raises
    ------
    ParameterError
        If rows differ from those of the weights, or the level is not between 0 and 1.

    Examples
    --------
    >>> from larvik_analysis.estimate.statistics.weighting.replicates import (
    ...     jackknife_weights)
    >>> made = jackknife_weights(SurveyDesign(weights=pd.Series([1.0, 1.0, 2.0, 2.0])))
    >>> answers = pd.DataFrame({"useful": ["yes", "no", "yes", "yes"]})
    >>> replicate_shares(answers, made)["estimate"].round(3).tolist()
    [0.167, 0.833]
    """
    level = plain_level(level)
    check_same_rows(responses, replicates, "responses")
    if groups is not None:
        check_same_rows(groups, replicates, "groups")
    made = indicators_of(responses, groups)
    full = replicates.weights.to_numpy(dtype=float)
    sets = np.stack([full, full**2, full > 0])
    (by_base, in_column), of_replicates = made.sums(
        [sets, replicates.replicates], N_ROWS_AT_ONCE
    )
    in_base = by_base[:, made.base_of]
    with np.errstate(invalid="ignore", divide="ignore"):
        estimates = in_column[0] / in_base[0]
        n_kish = in_base[0] ** 2 / in_base[1]
    variances = replicates.variances(_ratios(made, *of_replicates), estimates)
    low, high, _ = share_limits(
        estimates,
        variances,
        in_base[2],
        np.full(estimates.shape, float(replicates.df)),
        np.minimum(n_kish, replicates.df + 1.0),
        level=level,
        method="wilson",
    )
    is_told = np.isfinite(variances)  # else a replicate has nobody to estimate from
    return _as_table(
        made.labels,
        {
            "estimate": estimates,
            "low": np.where(is_told, low, np.nan),
            "high": np.where(is_told, high, np.nan),
            "level": level,
            "n": in_base[2].astype(int),
            "count": in_column[2].astype(int),
            "standard_error": np.sqrt(variances),
            "df": replicates.df,
            "method": f"{replicates.method}-wilson",
        },
    )


def _ratios(made: Indicators, in_base: FloatArray, in_column: FloatArray) -> FloatArray:
    """The share of each column in each replicate; NaN where nobody of the base has a weight."""
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(in_column / in_base[:, made.base_of])


def _as_table(labels: dict[str, list[Any]], columns: dict[str, Any]) -> pd.DataFrame:
    """Labels and numbers, with the reason where there is no number."""
    reason = np.where(columns["n"] == 0, NOBODY.reason, "")
    is_unsure = np.isfinite(columns["estimate"]) & np.isnan(columns["low"])
    reasons = np.where(is_unsure, NO_REPLICATE, reason)
    return pd.DataFrame({**labels, **columns, "reason": reasons})
