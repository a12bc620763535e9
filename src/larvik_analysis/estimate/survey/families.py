"""Answers of one family: how much less they say than answers of as many families."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from larvik_analysis.terms.microdata import ANSWERED, UNANSWERED, Microdata, Scored

from .row_result import RowResult

IntArray = npt.NDArray[np.int64]


def family_of_row(data: Microdata) -> IntArray:
    """The number of each row's family, from 0; a row for itself where none is known."""
    families = data.families
    if families is None:
        return np.arange(len(data.table))

    def numbered() -> IntArray:
        import pandas as pd

        codes = pd.factorize(families)[0].astype(np.int64)
        alone = codes < 0
        codes[alone] = codes.max(initial=-1) + 1 + np.arange(int(alone.sum()))
        return codes

    return data.once("family of row", numbered)


def effective_n(data: Microdata, where: Mapping[str, str]) -> float:
    """How many answers of different families say as much, were all in a family alike.

    ``n**2 / sum(m**2)`` for families with ``m`` answers each: the worst case, whatever they
    answered. It depends on the sizes of families alone. Of all who answered a question
    they are counted. Who of a family stands in a group would tell of those few, so there
    the largest families of the file are taken, as many as the group has answers.

    Parameters
    ----------
    data : Microdata
    where : mapping of str to str
        Variable and answer, `ANSWERED` where any will do: the base of a share.

    Returns
    -------
    float
        0 where nobody is in the base.
    """
    n = data.count(where)
    if not n:
        return 0.0
    is_group = any(answer not in (ANSWERED, UNANSWERED) for answer in where.values())
    if is_group:
        sizes = _largest(_sizes_of_families(data), n)
    else:
        sizes = np.bincount(family_of_row(data)[data.rows(where).to_numpy()])
    return n**2 / float((sizes.astype(float) ** 2).sum())


def _sizes_of_families(data: Microdata) -> IntArray:
    """How many answers each family has, the largest first."""
    return data.once(
        "sizes of families", lambda: np.sort(np.bincount(family_of_row(data)))[::-1]
    )


def _largest(ordered: IntArray, n: int) -> IntArray:
    """The sizes of the largest families that `n` answers can come from."""
    reached = np.cumsum(ordered)
    n_whole = int(np.searchsorted(reached, n, side="right"))
    left = n - int(reached[n_whole - 1]) if n_whole else n
    return np.append(ordered[:n_whole], left)


def share_of_families(data: Microdata, scored: Scored, *, every: bool) -> RowResult:
    """Share of families in which somebody, or everybody who answered, gave an answer.

    The answers that count are in ``where``, for the one variable of the statistic.
    """
    [variable] = scored.variables
    counted = dict(scored.where)[variable]
    others = {name: answer for name, answer in scored.where if name != variable}
    answered = data.rows({**others, variable: ANSWERED}).to_numpy()
    gave = data.rows({**others, variable: counted}).to_numpy()
    families = family_of_row(data)
    n_rows = max(len(data.table), 1)
    n_answered = np.bincount(families[answered], minlength=n_rows)
    n_gave = np.bincount(families[gave], minlength=n_rows)
    is_asked = n_answered > 0
    counts = (n_gave == n_answered if every else n_gave > 0) & is_asked
    n = int(is_asked.sum())
    return RowResult(float(counts.sum() / n) if n else np.nan, n, unit="share")
