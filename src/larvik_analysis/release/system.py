"""Counts and the sums that bind them: what an outsider can calculate with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array

IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class System:
    """Cells with their counts, and the relations between them that everybody knows.

    Attributes
    ----------
    counts : ndarray of int, shape (n_cells,)
        The true counts.
    relations : sparse array, shape (n_relations, n_cells)
        Each row times the counts is zero: the parts of a sum are 1, the sum itself is -1.
    fixed : ndarray of bool, shape (n_cells,)
        Cells that stay shown: zeros that are shown, what is published elsewhere already.
    unshown : ndarray of bool, shape (n_cells,)
        Cells that nobody has asked to show; hiding them costs nothing.
    numbers : ndarray of int, shape (n_cells,)
        How many numbers go with each cell: the base of a distribution takes all of it.
    blocks : tuple of ndarray of int
        Relations of each table; empty for one table of rows, columns and their totals,
        where whole counts move as far as fractions do.
    """

    counts: IntArray
    relations: csr_array
    fixed: BoolArray
    unshown: BoolArray
    numbers: IntArray
    blocks: tuple[IntArray, ...] = field(default=())

    @property
    def n_cells(self) -> int:
        """How many cells there are."""
        return self.counts.size


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """What an outsider must still hold possible about one cell.

    Attributes
    ----------
    cell : int
    low, high : int
        His lower bound is at most `low` and his upper bound at least `high`.
    known : frozenset of int
        Cells he knows besides what is shown: his own.
    """

    cell: int
    low: int
    high: int
    known: frozenset[int] = frozenset()


def needs_of(
    counts: IntArray,
    primary: BoolArray,
    *,
    k: int,
    hides_zeros: bool,
    alone: Sequence[int] = (),
) -> list[Need]:
    """The needs of the primary cells: every count from 1 to `k` stays possible.

    Where zeros are hidden, nobody must be possible too. The same must hold for whoever
    knows a cell of `alone` because nobody else is in it.
    """
    low = 0 if hides_zeros else 1
    cells = [int(cell) for cell in np.flatnonzero(primary)]
    needs = [Need(cell=cell, low=low, high=max(k, int(counts[cell]))) for cell in cells]
    # He cannot be made to doubt that he is there, so from him only "nobody else" is kept.
    return needs + [
        Need(cell=need.cell, low=max(need.low, 1), high=need.high, known=frozenset({own}))
        for own in alone
        for need in needs
        if need.cell != own
    ]
