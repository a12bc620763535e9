"""Counts of the same thing year after year, and what may be said of each change."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Literal

import pandas as pd

from larvik_analysis.terms.fact import Facts
from larvik_analysis.terms.indicators import YearlyCounts
from larvik_analysis.terms.results import FactEstimate

from .change import change, change_z
from .facts import as_published
from .tables import tabulate_estimates

# How much more than by chance alone the counts vary; the name of each, and its dispersion.
SPREADS = {"apart": 1.0, "somewhat": 2.0, "strongly": 3.0}
Verdict = Literal["beyond", "unless_many", "unless_some", "within", "same", "unknown"]

# By how many of the ways of counting on chance the change is larger than chance makes it.
_BEYOND: tuple[Verdict, ...] = ("within", "unless_some", "unless_many", "beyond")


def estimate_changes(facts: Facts, counts: YearlyCounts) -> pd.DataFrame:
    """The counts, and each change from one to the next with its interval.

    Returns
    -------
    DataFrame
        Labels `before`, `after` (facts; no earlier one for the first count) and `spread`
        (``count`` for the count itself, otherwise one of `SPREADS`), then the columns of an
        estimate table. A change is a share of the earlier count.

    Raises
    ------
    UnitError
        If they count different things.
    """
    rows = []
    for before, after in pairwise(("", *counts.facts)):
        label = {"before": before, "after": after}
        rows.append(({**label, "spread": "count"}, as_published(facts[after])))
        if before:
            rows += [
                ({**label, "spread": name}, found)
                for name, found in _changes(facts, before, after)
            ]
    return tabulate_estimates(rows, labels=("before", "after", "spread"))


def estimate_change_z(facts: Facts, counts: YearlyCounts) -> pd.DataFrame:
    """Each change in standard errors; labels as `estimate_changes`."""
    rows = []
    for before, after in pairwise(counts.facts):
        numbers = [as_published(facts[name]) for name in (before, after)]
        rows += [
            (
                {"before": before, "after": after, "spread": name},
                change_z(numbers[0], numbers[1], spread),
            )
            for name, spread in SPREADS.items()
        ]
    return tabulate_estimates(rows, labels=("before", "after", "spread"))


def verdict_on(facts: Facts, before: str, after: str) -> Verdict:
    """What may be said of a change: whether chance alone could make one that large.

    ``beyond`` where no interval holds nought, ``unless_many`` where only the widest does,
    ``unless_some`` where all but the narrowest do, ``within`` where all of them do, and
    ``same`` where there is no change. The intervals lie within each other, so there are no
    other cases.
    """
    n_beyond = 0
    for _, found in _changes(facts, before, after):
        if found.low is None or found.high is None:
            return "unknown"
        n_beyond += not found.low <= 0 <= found.high
    if facts[before].value == facts[after].value:
        return "same"
    return _BEYOND[n_beyond]


def _changes(facts: Facts, before: str, after: str) -> Iterator[tuple[str, FactEstimate]]:
    numbers = [as_published(facts[name]) for name in (before, after)]
    for name, spread in SPREADS.items():
        yield name, change(numbers[0], numbers[1], spread)
