"""Estimates as one long table: labels, then the same columns everywhere."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

import pandas as pd

from larvik_analysis.terms.evaluation import Measure
from larvik_analysis.terms.fact import Facts
from larvik_analysis.terms.results import FactEstimate, Reason
from larvik_analysis.terms.units import UnitOfAnalysis

from .facts import as_published

NUMBER_COLUMNS = ("estimate", "low", "high", "level", "n", "count")
ESTIMATE_COLUMNS = (
    *NUMBER_COLUMNS,
    "unit",
    "unit_of_analysis",
    "method",
    "reason",
    "basis",
    "uncertain",
)
# Stands where no fact plays the part.
NO_FACT = FactEstimate(
    estimate=None,
    unit="count",
    unit_of_analysis=UnitOfAnalysis.UNCLEAR,
    method="published",
    basis="",
    reason="no_fact",
)


def tabulate_estimates(
    rows: Sequence[tuple[dict[str, str], FactEstimate]], *, labels: Sequence[str] = ()
) -> pd.DataFrame:
    """One row an estimate: the labels first, then `ESTIMATE_COLUMNS`.

    Parameters
    ----------
    rows : sequence of (labels, FactEstimate)
        Every row has the same label names.
    labels : sequence of str
        The label names, where there may be no rows to take them from.

    Returns
    -------
    DataFrame
        Numbers as float, missing as NaN; `n` and `count` as nullable integers.
    """
    records = [
        label | {name: getattr(estimate, name) for name in ESTIMATE_COLUMNS}
        for label, estimate in rows
    ]
    names = [*(rows[0][0] if rows else labels), *ESTIMATE_COLUMNS]
    table = pd.DataFrame.from_records(records, columns=names)
    types = dict.fromkeys(("estimate", "low", "high", "level"), "float64")
    types |= {"n": "Int64", "count": "Int64", "uncertain": "bool", "unit_of_analysis": "object"}
    return table.astype(types)


def estimate_of(row: pd.Series[Any]) -> FactEstimate:
    """One row of such a table as a `FactEstimate` again."""

    def number(name: str) -> float | None:
        value = row[name]
        return None if pd.isna(value) else float(value)

    n, count = number("n"), number("count")
    return FactEstimate(
        estimate=number("estimate"),
        low=number("low"),
        high=number("high"),
        level=number("level"),
        n=None if n is None else int(n),
        count=None if count is None else int(count),
        unit=str(row["unit"]),
        unit_of_analysis=UnitOfAnalysis(str(row["unit_of_analysis"])),
        method=str(row["method"]),
        reason=cast("Reason", str(row["reason"])),
        basis=str(row["basis"]),
        uncertain=bool(row["uncertain"]),
    )


def part_of(measure: Measure, part: str, facts: Facts) -> FactEstimate:
    """The fact that plays a part in a measure, as published; a reason where none does."""
    fact_id = measure.facts.get(part)
    return NO_FACT if fact_id is None else as_published(facts[fact_id])
