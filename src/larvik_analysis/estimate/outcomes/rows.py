"""Estimates of outcomes as one long table: labels, then the same columns everywhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

import pandas as pd

from larvik_analysis.terms.results import Estimate, NotEstimable

ESTIMATE_COLUMNS: Final = (
    "estimate", "low", "high", "level", "n", "n_families", "unit", "method", "reason",
)  # fmt: skip
_NUMBERS: Final = ("estimate", "low", "high", "level")
_COUNTS: Final = ("n", "n_families")


class Row(NamedTuple):
    """One estimate with its labels.

    Attributes
    ----------
    labels : mapping of str to object
        What it is an estimate of; the same names in every row of a table.
    found : Estimate or NotEstimable
    unit : str
        What the number is in: ``count``, ``share``, ``days``, ``points`` ...
    n : int
        How many units there were where nothing could be estimated; else `found` says it.
    n_families : int or None
        How many families they came from, where families were told apart.
    """

    labels: Mapping[str, Any]
    found: Estimate | NotEstimable
    unit: str
    n: int = 0
    n_families: int | None = None


def counted(count: int, n: int) -> Estimate:
    """A count of `n` units, which has no interval.

    Examples
    --------
    >>> counted(3, 10).estimate
    3.0
    """
    return described(count, n, "counted")


def described(value: float, n: int, method: str) -> Estimate:
    """A number that says how it is with those seen and no more: without an interval."""
    return Estimate(estimate=float(value), low=None, high=None, level=None, n=n, method=method)


def tabulate_rows(rows: Sequence[Row], labels: Sequence[str]) -> pd.DataFrame:
    """One row an estimate: the labels first, then `ESTIMATE_COLUMNS`.

    Parameters
    ----------
    rows : sequence of Row
    labels : sequence of str
        The names of the labels, in order.

    Returns
    -------
    DataFrame
        Numbers as float, missing as NaN; counts as nullable integers. `reason` is empty
        where there is an estimate, and where there is none `method` is.
    """
    table = pd.DataFrame.from_records(
        [{**row.labels, **_cells(row)} for row in rows], columns=[*labels, *ESTIMATE_COLUMNS]
    )
    return table.astype(dict.fromkeys(_NUMBERS, "float64") | dict.fromkeys(_COUNTS, "Int64"))


def _cells(row: Row) -> dict[str, Any]:
    found = row.found
    told = {"unit": row.unit, "n_families": row.n_families}
    if isinstance(found, NotEstimable):
        empty = dict.fromkeys(_NUMBERS)
        return {**empty, **told, "n": row.n, "method": "", "reason": found.reason}
    numbers = {name: getattr(found, name) for name in (*_NUMBERS, "n", "method")}
    return {**numbers, **told, "reason": ""}
