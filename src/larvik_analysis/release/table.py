"""Suppression in one table of counts with its row and column totals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy.sparse import csr_array

from larvik_analysis.errors import TableError
from larvik_analysis.terms.disclosure import DisclosureRules

from .attack import attack
from .suppression import hide
from .system import IntArray, System, needs_of

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
    ordered = counts.loc[sorted(counts.index, key=_order), sorted(counts.columns, key=_order)]
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
        singleton=rules.singleton,
    )
    is_enough = int(ordered.to_numpy().sum()) >= rules.n_min
    found = hide(system, primary, needs, rules) if is_enough else None
    mask = np.ones(system.n_cells, dtype=bool) if found is None else found
    hidden = pd.DataFrame(mask.reshape(whole.shape), whole.index, whole.columns)
    return _suppressed(counts, hidden, is_feasible=found is not None)


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
    try:
        numbers = table.to_numpy(dtype=float, na_value=np.nan)
    except (TypeError, ValueError):
        raise TableError([*faults, "counts_not_numbers"]) from None
    if not np.isfinite(numbers).all():
        faults.append("counts_missing")
    elif (numbers < 0).any():
        faults.append("counts_negative")
    elif (numbers != np.floor(numbers)).any():
        faults.append("counts_fractions")
    elif numbers.sum() > 2**53:
        faults.append("counts_large")
    if faults:
        raise TableError(faults)
    return pd.DataFrame(numbers.astype(np.int64), table.index, table.columns)


def with_totals(counts: pd.DataFrame) -> pd.DataFrame:
    """The counts with the totals of rows and, where there is more than one row, of columns."""
    whole = counts.assign(**{TOTAL: counts.sum(axis=1)})
    if len(counts) > 1:
        whole.loc[TOTAL] = whole.sum(axis=0)
    return whole


def _order(label: Any) -> tuple[str, str]:
    """Labels in one fixed order, so that the order of the rows does not matter."""
    if isinstance(label, int | float | np.number):
        return ("", f"{float(label):030.6f}")
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
    )


def _suppressed(counts: pd.DataFrame, hidden: pd.DataFrame, *, is_feasible: bool) -> Suppressed:
    whole = with_totals(counts)
    hidden = hidden.loc[whole.index, whole.columns]
    shown = whole.astype("Int64").mask(hidden)
    if is_feasible:
        found = attack(shown)
    else:
        every = [(row, column) for row in whole.index for column in whole.columns]
        found = pd.DataFrame(every, columns=["row", "column"]).assign(low=0.0, high=np.inf)
    found.insert(
        2,
        "count",
        [
            int(whole.loc[row, column])
            for row, column in zip(found["row"], found["column"], strict=True)
        ],
    )
    return Suppressed(
        feasible=is_feasible,
        hidden=hidden,
        n_hidden=int(hidden.to_numpy().sum()),
        sum_hidden=int(whole.to_numpy()[hidden.to_numpy()].sum()),
        intervals=found,
        table=shown,
    )
