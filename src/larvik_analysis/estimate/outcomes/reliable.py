"""Change of one person against error of measurement: the reliable change index."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, Literal, overload

import pandas as pd

from larvik_analysis.errors import ParameterError
from larvik_analysis.estimate.statistics.arguments import (
    is_finite,
    plain_level,
    refuse_method,
)
from larvik_analysis.estimate.statistics.normal import two_sided_z
from larvik_analysis.estimate.statistics.samples import as_list
from larvik_analysis.terms.change_results import ReliableChange, Verdict
from larvik_analysis.terms.outcomes import Estimand, FamilyRatings
from larvik_analysis.terms.results import NotEstimable

from .composite import child_changes
from .rows import Row, counted, tabulate_rows

Better = Literal["lower", "higher"]


@overload
def reliable_change(
    before: float,
    after: float,
    *,
    sd: float,
    reliability: float,
    level: float = ...,
    better: Better = ...,
) -> ReliableChange | NotEstimable: ...
@overload
def reliable_change(
    before: Any,
    after: Any,
    *,
    sd: float,
    reliability: float,
    level: float = ...,
    better: Better = ...,
) -> ReliableChange | NotEstimable | pd.DataFrame: ...
def reliable_change(
    before: Any,
    after: Any,
    *,
    sd: float,
    reliability: float,
    level: float = 0.95,
    better: Better = "lower",
) -> ReliableChange | NotEstimable | pd.DataFrame:
    """Whether a person changed by more than error of measurement makes.

    The change in standard errors of the difference of two scores,
    ``sd * sqrt(1 - reliability) * sqrt(2)`` (Jacobson and Truax).

    Parameters
    ----------
    before, after : float, or sequence of float of shape (n,)
        Scores of one person, or of several in the same order.
    sd : float
        Standard deviation of the scores among people as these are, before, above 0.
    reliability : float
        Reliability of the scores, 0 to 1, from a source that can be named.
    level : float
        A change is reliable where chance alone makes a smaller one this often.
    better : {"lower", "higher"}
        Which way is better; lower for burden.

    Returns
    -------
    ReliableChange or NotEstimable, or DataFrame
        Of one person the result; of several a table of the same fields, one row a person,
        with `reason` in the place of what cannot be said. Not estimable without both
        scores, where the scores do not vary (`sd` 0), or if they are said to hold no error
        at all.

    Raises
    ------
    ParameterError
        If something is no number, `sd` is below 0, `reliability` or `level` is out of range,
        `better` is unknown, or the lists differ in length.

    References
    ----------
    .. [1] Jacobson, N. S. and Truax, P. (1991). Clinical significance: a statistical
       approach to defining meaningful change in psychotherapy research. Journal of
       Consulting and Clinical Psychology 59, 12-19.

    Examples
    --------
    >>> found = reliable_change(32.5, 47.5, sd=7.5, reliability=0.8, better="higher")
    >>> round(found.rc, 2), round(found.s_diff, 2), found.verdict
    (3.16, 4.74, 'better')
    """
    level = plain_level(level)
    refuse_method(better, ("lower", "higher"))
    _refuse_error(sd, reliability)
    if _is_one(before) and _is_one(after):
        first, second = (
            math.nan if _is_missing(score) else float(score) for score in (before, after)
        )
        return _of_one(first, second, sd, reliability, level, better)
    ones, others = as_list(before), as_list(after)
    if ones.size != others.size:
        raise ParameterError("lengths_differ")
    found = [
        _of_one(first, second, sd, reliability, level, better)
        for first, second in zip(ones.tolist(), others.tolist(), strict=True)
    ]
    return _as_table(found)


FIELDS = (
    "estimate", "low", "high", "level", "n", "method", "change", "s_diff", "standard_error",
    "least_change", "is_reliable", "verdict",
)  # fmt: skip


def _as_table(found: list[ReliableChange | NotEstimable]) -> pd.DataFrame:
    rows = [
        {"reason": one.reason}
        if isinstance(one, NotEstimable)
        else {name: getattr(one, name) for name in FIELDS} | {"rc": one.rc, "reason": ""}
        for one in found
    ]
    return pd.DataFrame(rows, columns=[*FIELDS, "rc", "reason"])


def _of_one(
    before: float, after: float, sd: float, reliability: float, level: float, better: Better
) -> ReliableChange | NotEstimable:
    if math.isnan(before) or math.isnan(after):
        return NotEstimable("not rated both before and after")
    error = float(sd) * math.sqrt(1 - reliability)
    s_diff = math.sqrt(2) * error
    if not sd > 0:
        return NotEstimable("the scores do not vary, so there is no error to measure by")
    if not s_diff > 0:
        return NotEstimable("scores without error make every change reliable")
    change, reach = after - before, two_sided_z(level)
    index = change / s_diff
    is_reliable = abs(index) > reach
    verdict: Verdict = "same"
    if is_reliable:
        verdict = "better" if (change < 0) == (better == "lower") else "worse"
    return ReliableChange(
        estimate=index,
        low=index - reach,
        high=index + reach,
        level=level,
        n=1,
        method="reliable-change-jacobson-truax",
        change=change,
        s_diff=s_diff,
        standard_error=error,
        least_change=reach * s_diff,
        is_reliable=is_reliable,
        verdict=verdict,
    )


def _refuse_error(sd: float, reliability: float) -> None:
    if not is_finite(sd) or sd < 0:
        raise ParameterError("sd_below_zero")
    if not is_finite(reliability) or not 0 <= reliability <= 1:
        raise ParameterError("reliability_out_of_range", reliability=reliability)


def _is_one(score: object) -> bool:
    """Whether it is a number, missing or not; an infinite one is none."""
    return is_finite(score) or _is_missing(score)


def _is_missing(score: object) -> bool:
    return score is None or score is pd.NA or (isinstance(score, float) and math.isnan(score))


def estimate_reliable_change(
    ratings: FamilyRatings,
    estimand: Estimand,
    *,
    sd: float | None = None,
    reliabilities: Sequence[float] = (0.7, 0.8, 0.9),
    level: float = 0.95,
    n_factors_least: int | None = None,
) -> pd.DataFrame:
    """How many children changed reliably in the composite, over a band of reliabilities.

    Parameters
    ----------
    ratings : FamilyRatings
    estimand : Estimand
    sd : float, optional
        Standard deviation of the composite among such children, from a source that can be
        named; that of the children seen, before, where none is given. Children chosen for
        high ratings differ less than others, and then more changes seem reliable.
    reliabilities : sequence of float
        0 to 1 each.
    level : float
        A change is reliable where chance alone makes a smaller one this often.
    n_factors_least : int, optional
        As `estimate_change`.

    Returns
    -------
    DataFrame
        Labels `reliability` and `verdict` (``better``, ``same``, ``worse``, ``not_rated``),
        then the columns of `tabulate_rows`: counts of children, of all rated at any wave,
        and `least_change`: the smallest reliable change in points. They have no interval:
        children of a family go together.

    Raises
    ------
    ParameterError
        As `reliable_change` and `changes_of_families`.
    """
    level = plain_level(level)
    children = child_changes(ratings, estimand, n_factors_least=n_factors_least)
    if sd is None:
        known = children["before"].dropna()
        sd = float(known.std(ddof=1)) if len(known) > 1 else 0.0
    rows, least = [], []
    n, n_families = len(children), int(children["family"].nunique())
    for reliability in reliabilities:
        still = reliable_change(0.0, 0.0, sd=sd, reliability=reliability, level=level)
        verdicts = _verdicts(children, sd, reliability, level)
        for verdict in ("better", "same", "worse", "not_rated"):
            labels = {"reliability": reliability, "verdict": verdict}
            counts = (
                still
                if isinstance(still, NotEstimable)
                else counted(verdicts.count(verdict), n)
            )
            rows.append(Row(labels, counts, "count", n=n, n_families=n_families))
            least.append(None if isinstance(still, NotEstimable) else still.least_change)
    table = tabulate_rows(rows, ("reliability", "verdict"))
    return table.assign(least_change=pd.array(least, dtype="Float64"))


def _verdicts(children: pd.DataFrame, sd: float, reliability: float, level: float) -> list[str]:
    pairs = children[["before", "after"]].itertuples(index=False)
    found = (_of_one(one, other, sd, reliability, level, "lower") for one, other in pairs)
    return ["not_rated" if isinstance(one, NotEstimable) else one.verdict for one in found]
