"""Rows of tables on change: the columns of all outcomes, and those of a test beside them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import pandas as pd

from larvik_analysis.estimate.statistics.arguments import FloatArray
from larvik_analysis.estimate.statistics.intervals import estimate_share
from larvik_analysis.estimate.statistics.sign_flips import sign_flip_test
from larvik_analysis.terms.rank_results import ExactTest, SignFlipTest
from larvik_analysis.terms.results import Estimate, NotEstimable, ShareEstimate

from .rows import Row, tabulate_rows

NOBODY: Final = "no family has a change that is known"
TOO_FEW: Final = "too few families to reach the level"
ALL_ALIKE: Final = "all changes are alike"
ONE_FAMILY: Final = "one family says nothing of how families differ"


def tabulate_changes(rows: Sequence[Row], labels: Sequence[str], level: float) -> pd.DataFrame:
    """The table of `rows`, with what tests and shares say more.

    Returns
    -------
    DataFrame
        As `tabulate_rows`, and then `p_value` (float), `count` (of a share or a count;
        nullable integer) and `no_interval` (why a test has none at `level`; else empty).
    """
    found = [row.found for row in rows]
    return tabulate_rows(rows, labels).assign(
        p_value=pd.array(
            [getattr(one, "p_value", None) for one in found], dtype="Float64"
        ).astype("float64", copy=False),
        count=pd.array([_count(one) for one in found], dtype="Int64"),
        no_interval=[_no_interval(one, level) for one in found],
    )


def flipped(
    changes: FloatArray, level: float, rng: np.random.Generator | None
) -> SignFlipTest | NotEstimable:
    """The sign-flip test of families' changes, where there are two families or more."""
    if changes.size < 2:
        return too_few(changes.size)
    return sign_flip_test(changes, level=level, rng=rng)


def too_few(n: int) -> NotEstimable:
    """Why no or one family is not enough."""
    return NotEstimable(ONE_FAMILY if n else NOBODY)


def share_of_started(
    count: int, n_unknown: int, n: int, level: float
) -> ShareEstimate | NotEstimable:
    """Share of all that started, where of some nobody knows.

    The exact interval reaches from its lower limit if none of the unknown count to its upper
    limit if all of them do.
    """
    low = estimate_share(count, n, method="clopper-pearson", level=level)
    high = estimate_share(count + n_unknown, n, method="clopper-pearson", level=level)
    if isinstance(low, NotEstimable) or isinstance(high, NotEstimable):
        return NotEstimable("no family started")
    return ShareEstimate(
        estimate=low.estimate,
        low=low.low,
        high=high.high,
        level=low.level,
        n=n,
        count=count,
        method=low.method + ("-lost-either-way" if n_unknown else ""),
    )


def _count(found: Any) -> int | None:
    if isinstance(found, Estimate) and found.method == "counted":
        return int(found.estimate)
    count: int | None = getattr(found, "count", None)
    return count


def _no_interval(found: Any, level: float) -> str:
    if isinstance(found, NotEstimable) or found.low is not None:
        return ""
    if isinstance(found, ExactTest) and found.level_reachable < level:
        return TOO_FEW
    return ALL_ALIKE if hasattr(found, "p_value") else ""
