"""A number of the place beside that of others, where the sources give no uncertainty."""

from __future__ import annotations

import math

import pandas as pd

from larvik_analysis.terms.fact import Facts
from larvik_analysis.terms.indicators import Comparison, Judgement

from .facts import as_published
from .tables import tabulate_estimates

_MOST_DECIMALS = 6


def is_within_rounding(one: float, other: float) -> bool:
    """Whether two published numbers may be the same number before they were rounded.

    Each is taken to be rounded to the decimals it has, so that it may lie half a step to
    either side.

    Examples
    --------
    >>> is_within_rounding(4.0, 3.9), is_within_rounding(48.0, 50.0)
    (True, False)
    """
    reach = (_step(one) + _step(other)) / 2
    return abs(one - other) <= reach or math.isclose(abs(one - other), reach)


def _step(value: float) -> float:
    """The step a number is rounded to: 1 for 4, a tenth for 3.9."""
    decimals = f"{value:.{_MOST_DECIMALS}f}".rstrip("0").partition(".")[2]
    return float(10.0 ** -len(decimals))


def judge(comparison: Comparison, facts: Facts) -> Judgement:
    """Whether the place does better or worse than the others, beyond rounding."""
    own = facts[comparison.own].value
    other = facts[comparison.other].value if comparison.other else None
    if own is None or other is None:
        return "not_comparable"
    if is_within_rounding(own, other):
        return "about_equal"
    return "better" if (own > other) == (comparison.better == "higher") else "worse"


def estimate_comparisons(facts: Facts, comparisons: tuple[Comparison, ...]) -> pd.DataFrame:
    """The numbers of the place and of the others, as published.

    Returns
    -------
    DataFrame
        Labels `indicator`, `judgement` and `role` (``own`` or ``other``; no row for others
        of whom the source says nothing), then the columns of an estimate table.
    """
    rows = []
    for comparison in comparisons:
        label = {"indicator": comparison.id, "judgement": judge(comparison, facts)}
        for role, fact_id in (("own", comparison.own), ("other", comparison.other)):
            if fact_id:
                rows.append(({**label, "role": role}, as_published(facts[fact_id])))
    return tabulate_estimates(rows, labels=("indicator", "judgement", "role"))
