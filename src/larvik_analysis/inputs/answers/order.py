"""An order of the rows that neither the file nor the key of the pseudonyms has a say in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from larvik_analysis.inputs.answers.cells import NOTHING

_LAST = np.iinfo(np.int16).max


def kinds_of_rows(columns: Sequence[NDArray[np.int16]], n_rows: int) -> NDArray[np.intp]:
    """The number of each row's combination of answers, in their order, missing ones last.

    Two rows have the same number where all their answers are the same.
    """
    numbers = np.zeros(n_rows, dtype=np.intp)
    if not columns:  # of texts alone, nothing can be counted
        return numbers
    ranks = np.array([np.where(column == NOTHING, _LAST, column) for column in columns])
    order = np.lexsort(ranks[::-1])
    in_order = ranks[:, order]
    is_new = np.any(in_order[:, 1:] != in_order[:, :-1], axis=0)
    numbers[order[1:]] = np.cumsum(is_new)
    return numbers


def order_of_rows(
    kinds: NDArray[np.intp], families: Sequence[str] | None = None
) -> NDArray[np.intp]:
    """Rows by their answers; equal ones by the answers of their families.

    Families whose rows are all the same may change places: the table and who belongs
    together stay as they are, whatever the pseudonyms.

    Parameters
    ----------
    kinds : ndarray of int
        As `kinds_of_rows` gives them.
    families : sequence of str, optional
        The pseudonym of each row's family.
    """
    if families is None:
        return np.argsort(kinds, kind="stable")
    members: dict[str, list[int]] = defaultdict(list)
    for family, kind in zip(families, kinds.tolist(), strict=True):
        members[family].append(kind)
    in_turn = sorted(members, key=lambda family: (sorted(members[family]), family))
    turn = {family: number for number, family in enumerate(in_turn)}
    return np.lexsort((np.array([turn[family] for family in families]), kinds))
