"""Suppression in one table of counts with its row and column totals."""

from __future__ import annotations

from dataclasses import dataclass
from numbers import Real
from typing import Any

import numpy as np
import pandas as pd
from scipy.sparse import csr_array

from larvik_analysis.errors import TableError
from larvik_analysis.terms.disclosure import DisclosureRules

from .attack import attack
from .suppression import hide
from .system import BoolArray, IntArray, System, needs_of

TOTAL = "total"


@dataclass(frozen=True, eq=False, slots=True)
class Suppressed:
    """A table of counts as it may be shown.

    Attributes
    ----------
    feasible : bool
        Whether anything may be shown at all; where not, everything is hidden.
    hidden : DataFrame of bool
        The inner cells and the row and column ``total``, in the order of the table given.
    n_hidden : int
        Hidden cells, totals among them.
    sum_hidden : int
        The sum of their counts.
    intervals : DataFrame
        Columns ``row, column, count, low, high``: for each hidden cell its count and what an
        outsider can tell of it. Holds what is hidden: for those with access alone.
    table : DataFrame
        The counts with their totals, hidden cells missing.
    """

    feasible: bool
    hidden: pd.DataFrame
    n_hidden: int
    sum_hidden: int
    intervals: pd.DataFrame
    table: pd.DataFrame


def suppress(table: pd.DataFrame, rules: DisclosureRules | None = None) -> Suppressed:
    """Hide small counts, and the fewest others, so that none can be worked out.

    For each count of 1 to `k` - 1 (also where it is a total) every count from 1 to `k` stays
    possible for whoever knows the rest of the table, its totals and `k`.

    Parameters
    ----------
    table : DataFrame of int
        Inner counts; the totals are implied. A table of one row has only its row total.
    rules : DisclosureRules, optional
        Its `n_min` is the least number of units in the whole table. Which rows or columns
        are bases of their own is known to the gate alone.

    Returns
    -------
    Suppressed

    Raises
    ------
    TableError
        If the table is empty, a label stands twice or is called ``total``, or a count is
        missing, negative or not whole.

    References
    ----------
    .. [1] M. Fischetti, J. J. Salazar-Gonzalez, Solving the cell suppression problem on
       tabular data with linear constraints, Management Science 47(7), 2001, 1008-1027.

    Examples
    --------
    >>> counts = pd.DataFrame([[20, 15, 12], [3, 18, 22], [25, 9, 14], [16, 11, 19]])
    >>> suppressed = suppress(counts)
    >>> suppressed.n_hidden, suppressed.sum_hidden
    (4, 48)
    """
    rules = rules or DisclosureRules()
    counts = check_counts(table)
    rows, columns = _in_order(counts.index), _in_order(counts.columns)
    ordered = counts.iloc[rows, columns]
    whole = with_totals(ordered)
    system = _system_of(whole, ordered.shape, rules)
    primary = (system.counts > 0) & (system.counts < rules.k)
    if rules.zeros == "hide":
        primary |= system.counts == 0
    needs = needs_of(
        system.counts,
        primary,
        k=rules.k,
        hides_zeros=rules.zeros == "hide",
        alone=np.flatnonzero(system.counts == 1).tolist() if rules.singleton else (),
    )
    is_enough = int(ordered.to_numpy().sum()) >= rules.n_min
    found = hide(system, primary, needs, rules) if is_enough else None
    mask = np.ones(whole.shape, dtype=bool)
    if found is not None:
        as_given = np.ix_([*rows, *range(len(rows), whole.shape[0])], [*columns, len(columns)])
        mask[as_given] = found.reshape(whole.shape)
    return _suppressed(counts, mask, is_feasible=found is not None)


def check_counts(table: pd.DataFrame) -> pd.DataFrame:
    """The counts as whole numbers.

    Raises
    ------
    TableError
        With all that is wrong; no count is repeated in the message.
    """
    faults = []
    if table.shape[0] == 0 or table.shape[1] == 0:
        faults.append("counts_empty")
    if not (table.index.is_unique and table.columns.is_unique):
        faults.append("counts_labels_repeated")
    if TOTAL in [*table.index, *table.columns]:
        faults.append("counts_label_total")
    if table.index.nlevels > 1 or table.columns.nlevels > 1:
        faults.append("counts_levels")
    if not all(_is_number(value) for value in table.to_numpy(dtype=object).ravel()):
        raise TableError([*faults, "counts_not_numbers"])
    try:
        numbers = table.to_numpy(dtype=float, na_value=np.nan)
    except OverflowError:
        raise TableError([*faults, "counts_large"]) from None
    finite = numbers[np.isfinite(numbers)]
    if finite.size < numbers.size:
        faults.append("counts_missing")
    if (finite < 0).any():
        faults.append("counts_negative")
    if (finite != np.floor(finite)).any():
        faults.append("counts_fractions")
    if np.abs(finite).sum() >= 2**53:  # from there on not every whole number is a float
        faults.append("counts_large")
    if faults:
        raise TableError(faults)
    return pd.DataFrame(numbers.astype(np.int64), table.index, table.columns)


def _is_number(value: Any) -> bool:
    """Whether it is a number or missing; text that looks like a number is not one."""
    if isinstance(value, Real):
        return not isinstance(value, bool | np.bool_)
    return value is None or value is pd.NA


def with_totals(counts: pd.DataFrame) -> pd.DataFrame:
    """The counts with the totals of rows and, where there is more than one row, of columns."""
    whole = counts.assign(**{TOTAL: counts.sum(axis=1)})
    if len(counts) > 1:
        whole.loc[TOTAL] = whole.sum(axis=0)
    return whole


def _in_order(labels: pd.Index[Any]) -> list[int]:
    """Places of the labels in one fixed order, so that the order of the rows is no matter."""
    return sorted(range(len(labels)), key=lambda place: _order(labels[place]))


def _order(label: Any) -> tuple[str, ...]:
    if isinstance(label, int | float | np.number):
        return ("", f"{float(label):030.6f}", repr(label))
    return (type(label).__name__, str(label))


def _system_of(whole: pd.DataFrame, shape: tuple[int, int], rules: DisclosureRules) -> System:
    """The cells row by row, with one relation for each row and each column."""
    place = np.arange(whole.size).reshape(whole.shape)
    lines = [*place]
    if shape[0] > 1:
        lines += [*place.T]
    relations = np.zeros((len(lines), whole.size))
    for number, line in enumerate(lines):
        relations[number, line] = 1.0
        relations[number, line[-1]] = -1.0
    counts: IntArray = whole.to_numpy(dtype=np.int64).ravel()
    fixed = (counts == 0) & (rules.zeros == "show")
    fixed[-1] = True  # the grand total is always told
    return System(
        counts=counts,
        relations=csr_array(relations),
        fixed=fixed,
        unshown=np.zeros(whole.size, dtype=bool),
        numbers=np.ones(whole.size, dtype=np.int64),
    )


def _suppressed(counts: pd.DataFrame, mask: BoolArray, *, is_feasible: bool) -> Suppressed:
    whole = with_totals(counts)
    hidden = pd.DataFrame(mask, whole.index, whole.columns)
    shown = whole.astype("Int64").mask(hidden)
    if is_feasible:
        found = attack(shown)
    else:
        every = [(row, column) for row in whole.index for column in whole.columns]
        found = pd.DataFrame(every, columns=["row", "column"]).assign(low=0.0, high=np.inf)
    # Row by row, as the outsider names the cells.
    found.insert(2, "count", whole.to_numpy()[mask])
    return Suppressed(
        feasible=is_feasible,
        hidden=hidden,
        n_hidden=int(mask.sum()),
        sum_hidden=int(whole.to_numpy()[mask].sum()),
        intervals=found,
        table=shown,
    )
