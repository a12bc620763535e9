"""Statistics that compare the answers of groups, as the gate can work them out again.

Their variables are the question, or its ticks, and last the question whose answers are the
groups. Which answers count, and which groups, ``where`` says.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from larvik_analysis.estimate.statistics.contingency import chi_square_test, without_empty
from larvik_analysis.estimate.statistics.effect_sizes import (
    cliffs_delta,
    probability_of_superiority,
)
from larvik_analysis.estimate.statistics.exact_tables import (
    exact_steps,
    fisher_freeman_halton_test,
)
from larvik_analysis.estimate.statistics.mann_whitney import mann_whitney_p
from larvik_analysis.estimate.statistics.several_answers import bilder_loughin_test
from larvik_analysis.terms.microdata import ANSWERED, Microdata, Scored
from larvik_analysis.terms.questions import TICKED
from larvik_analysis.terms.results import Estimate, NotEstimable
from larvik_analysis.terms.share_results import AssociationEstimate

from .row_result import RowResult

IntArray = npt.NDArray[np.int64]
Statistic = Callable[[Microdata, Scored], RowResult]
Test = Callable[..., Any]
MOST_STEPS = 100_000  # of the exact test of a table: some tenths of a second


def table_of(data: Microdata, scored: Scored) -> IntArray:
    """Counts of the answers (columns) in each group (rows), those that count."""
    where = dict(scored.where)
    counts = data.crossed((scored.variables[-1], scored.variables[0]))
    for axis, name in enumerate((scored.variables[-1], scored.variables[0])):
        ids = [answer.id for answer in data.variables[name].answers]
        chosen = where.get(name, "+".join(ids)).split("+")
        counts = counts.take([ids.index(answer) for answer in chosen], axis=axis)
    return np.asarray(counts)


def _of_table(test: Test, number: str) -> Statistic:
    """Of the table of counts; `number` is the part of the test's result that is told."""

    def of_rows(data: Microdata, scored: Scored) -> RowResult:
        table = table_of(data, scored)
        found = test(table)
        if isinstance(found, NotEstimable):
            return RowResult(np.nan, int(table.sum()))
        return _told(data, found, number)

    return of_rows


def _of_pair(test: Test, number: str) -> Statistic:
    """Of two groups, the first against the second, by the order of the answers alone."""

    def of_rows(data: Microdata, scored: Scored) -> RowResult:
        table = table_of(data, scored)
        found = test(*_places_in_order(table))
        if isinstance(found, NotEstimable):
            return RowResult(np.nan, int(table.sum()))
        return _told(data, found, number)

    return of_rows


def _mann_whitney_p(data: Microdata, scored: Scored) -> RowResult:
    table = table_of(data, scored)
    found = mann_whitney_p(*_places_in_order(table))
    return RowResult(np.nan if isinstance(found, NotEstimable) else found, int(table.sum()))


def _places_in_order(table: IntArray) -> list[npt.NDArray[np.float64]]:
    """The place on the scale of everybody's answer, a list for each group."""
    places = np.arange(table.shape[1], dtype=float)
    return [np.repeat(places, counts) for counts in table]


def _of_ticks(number: str) -> Statistic:
    """Of everybody who answered both, each tick by group."""

    def of_rows(data: Microdata, scored: Scored) -> RowResult:
        *ticks, by = scored.variables
        where = {name: answer for name, answer in scored.where if name == by}
        chosen = data.rows(dict.fromkeys([*ticks, by], ANSWERED) | where)
        rows = data.table.loc[chosen, [*ticks, by]]
        found = bilder_loughin_test(rows[ticks] == TICKED, rows[by].astype(str))
        if isinstance(found, NotEstimable):
            return RowResult(np.nan, len(rows))
        return _told(data, found, number)

    return of_rows


def _told(data: Microdata, found: Estimate, number: str) -> RowResult:
    """A number of a test, with its interval where the target is wider than the answers."""
    value = getattr(found, number)
    if value is None:
        return RowResult(np.nan, found.n)
    is_wider = data.declared.design.target == "wider"
    ends = (found.low, found.high, found.level)
    if number != "estimate" or not is_wider or None in ends:
        return RowResult(float(value), found.n)
    return RowResult(float(value), found.n, ends)


def _exact_if_quick(table: IntArray) -> AssociationEstimate | NotEstimable:
    """A report has many tables: those that take longer are left to chi-squared."""
    counts = without_empty(table)
    if min(counts.shape) < 2 or exact_steps(counts) > MOST_STEPS:
        return NotEstimable("the table is too large for an exact test in passing")
    return fisher_freeman_halton_test(table)


GROUP_STATISTICS: Mapping[str, Statistic] = {
    "superiority": _of_pair(probability_of_superiority, "estimate"),
    "cliffs_delta": _of_pair(cliffs_delta, "estimate"),
    "mann_whitney_p": _mann_whitney_p,
    "cramers_v": _of_table(chi_square_test, "estimate"),
    "fisher_p": _of_table(_exact_if_quick, "p_value"),
    "chi_square_p": _of_table(chi_square_test, "p_value"),
    "ticks_v": _of_ticks("estimate"),
    "bilder_loughin_p": _of_ticks("p_value"),
}
