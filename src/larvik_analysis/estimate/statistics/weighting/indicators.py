"""Answers as 0 and 1, a column for each answer to each question in each group."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from larvik_analysis.estimate.statistics.arguments import FloatArray

IntArray = npt.NDArray[np.intp]
CodeArray = npt.NDArray[np.signedinteger]
BoolArray = npt.NDArray[np.bool_]
WeightArray = npt.NDArray[np.float64] | npt.NDArray[np.float32]
EVERY_ROW = slice(None)
# Different values of a column, at first: a table for a million would not fit the cache.
N_EXPECTED = 1_024


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicators:
    """Which answer each row gave, unfolded into columns for as many rows as are asked for.

    Columns run over groups, then questions, then answers.

    Attributes
    ----------
    codes : ndarray of int, shape (n_rows, n_questions)
        The answer to each question as a place, -1 where it is missing. Of the smallest
        type that holds them: the time to unfold them is that of reading them.
    group : ndarray of int, shape (n_rows,)
        The group of each row, -1 where it has none.
    n_groups : int
        How many groups there are; one where there is no division.
    question_of, answer_of : ndarray of int, shape (n_answers,)
        Question and place of each answer, of one group.
    asked : ndarray of int, shape (n_bases_of_group,)
        Questions with a base of their own. Those that everybody answered share the base of
        the first of them.
    base_of : ndarray of int, shape (n_columns,)
        Which base each column has.
    labels : dict of str to list
        ``group`` (where there are groups), ``question`` and ``answer`` of each column.
    """

    codes: CodeArray
    group: IntArray
    n_groups: int
    question_of: IntArray
    answer_of: CodeArray
    asked: IntArray
    base_of: IntArray
    labels: dict[str, list[Any]]

    @property
    def n_bases(self) -> int:
        """How many bases there are in all groups."""
        return self.n_groups * self.asked.size

    @property
    def first_columns(self) -> IntArray:
        """The first column of each question in each group."""
        starts = np.flatnonzero(np.diff(self.question_of, prepend=-1))
        shifts = np.arange(self.n_groups) * self.question_of.size
        return np.asarray(np.add.outer(shifts, starts).ravel())

    @property
    def is_last(self) -> BoolArray:
        """Whether a column is the last answer of its question in its group."""
        return np.tile(self._is_last_of_group, self.n_groups)

    @property
    def _is_last_of_group(self) -> BoolArray:
        return np.asarray(np.diff(self.question_of, append=-1) != 0)

    def values(self, rows: slice = EVERY_ROW) -> BoolArray:
        """Whether a row gave the answer, shape (n_rows, n_columns)."""
        return self._given(rows, np.full(self.answer_of.size, fill_value=True))

    def bases(self, rows: slice = EVERY_ROW) -> BoolArray:
        """Whether a row answered the question, shape (n_rows, n_bases)."""
        return self._in_groups(self.codes[rows][:, self.asked] >= 0, rows)

    def sums(
        self, sets: Sequence[WeightArray], n_rows_at_once: int
    ) -> list[tuple[FloatArray, FloatArray]]:
        """Weighted sums of the bases and of the columns, for many sets of weights at once.

        What the answers to a question add up to is its base, so the last answer is what
        the others leave, and needs no column in the product.

        Parameters
        ----------
        sets : sequence of ndarray of float, shapes (n_sets, n_rows)
            Products are made in the precision of each.
        n_rows_at_once : int
            How many rows are unfolded at a time, which bounds the memory.

        Returns
        -------
        list of (ndarray, ndarray)
            For each: sums of the bases, shape (n_sets, n_bases), and of the columns, shape
            (n_sets, n_columns), both of double precision.
        """
        chosen = ~self._is_last_of_group
        n_columns = self.n_bases + self.n_groups * int(chosen.sum())
        products = [np.zeros((weights.shape[0], n_columns)) for weights in sets]
        for start in range(0, len(self.codes), n_rows_at_once):
            rows = slice(start, start + n_rows_at_once)
            unfolded = np.hstack([self.bases(rows), self._given(rows, chosen)])
            for weights, product in zip(sets, products, strict=True):
                product += weights[:, rows] @ unfolded.astype(weights.dtype)
        return [self._with_last(product) for product in products]

    def _with_last(self, product: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Bases and columns of a product, and in the last column what the others leave."""
        is_last, in_base = self.is_last, product[:, : self.n_bases]
        in_column = np.zeros((product.shape[0], is_last.size))
        in_column[:, ~is_last] = product[:, self.n_bases :]
        others = np.add.reduceat(in_column, self.first_columns, axis=1)
        # Rounding could leave less than nothing.
        in_column[:, is_last] = np.maximum(in_base[:, self.base_of[is_last]] - others, 0)
        return in_base, in_column

    def _given(self, rows: slice, chosen: BoolArray) -> BoolArray:
        """Whether a row gave some of the answers."""
        given = self.codes[rows][:, self.question_of[chosen]] == self.answer_of[chosen]
        return self._in_groups(given, rows)

    def _in_groups(self, given: BoolArray, rows: slice) -> BoolArray:
        """Columns repeated for each group, false for the rows of the others."""
        if "group" not in self.labels:
            return given
        is_in = self.group[rows][:, None] == np.arange(self.n_groups)
        inside = is_in[:, :, None] & given[:, None, :]
        return np.asarray(inside.reshape(len(given), self.n_groups * given.shape[1]))


def indicators_of(responses: pd.DataFrame, groups: pd.Series | None) -> Indicators:
    """Answers of a table of responses, one column a question, in each group."""
    coded = [answers_of(responses.iloc[:, number]) for number in range(responses.shape[1])]
    sizes = [len(answers) for _, answers in coded]
    smallest = np.min_scalar_type(-1 - max(sizes, default=0))
    codes = np.zeros((len(responses), len(coded)), dtype=smallest)
    for number, (code, _) in enumerate(coded):
        codes[:, number] = code
    question_of = np.repeat(np.arange(len(coded)), sizes)
    is_whole = (codes >= 0).all(axis=0)
    first_whole = int(np.argmax(is_whole)) if is_whole.any() else -1
    stands_for = np.where(is_whole, first_whole, np.arange(len(coded)))
    asked, base_of_question = np.unique(stands_for, return_inverse=True)
    group, names = (np.zeros(len(responses), dtype=np.intp), [""])
    labels: dict[str, list[Any]] = {}
    answers: list[Any] = [answer for _, found in coded for answer in found]
    if groups is not None:
        group, names = answers_of(groups)
        labels["group"] = [name for name in names for _ in answers]
    labels["question"] = list(responses.columns.take(question_of)) * len(names)
    labels["answer"] = answers * len(names)
    first_base = np.arange(len(names)) * asked.size
    return Indicators(
        codes=codes,
        group=group,
        n_groups=len(names),
        question_of=question_of,
        answer_of=np.concatenate([np.arange(size, dtype=smallest) for size in [*sizes, 0]]),
        asked=asked,
        base_of=np.add.outer(first_base, base_of_question[question_of]).ravel(),
        labels=labels,
    )


def answers_of(column: pd.Series) -> tuple[IntArray, list[Any]]:
    """Each answer as a place among all answers, -1 where it is missing; and those answers.

    Of a categorical column they are all its categories, in their order; of another those
    that were given, sorted.
    """
    codes, answers = places_of(column)
    if isinstance(column.dtype, pd.CategoricalDtype):
        return codes, answers
    is_given = np.zeros(len(answers) + 1, dtype=bool)  # the last is for those missing
    is_given[codes] = True
    given = np.flatnonzero(is_given[:-1])
    try:
        order = sorted(given.tolist(), key=answers.__getitem__)
    except TypeError:  # answers of several types have no order but that of their words
        order = sorted(given.tolist(), key=lambda place: str(answers[place]))
    if order == list(range(len(answers))):
        return codes, answers
    renumbered = np.full(len(answers) + 1, -1, dtype=np.intp)
    renumbered[order] = np.arange(len(order))
    return np.asarray(renumbered[codes]), [answers[place] for place in order]


def places_of(column: pd.Series) -> tuple[IntArray, list[Any]]:
    """Each value as a place in a list, -1 where it is missing; some places may be unused."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        return np.asarray(column.cat.codes, dtype=np.intp), list(column.cat.categories)
    if _is_of_arrow(column):
        codes, found = pd.factorize(column.array)  # Arrow numbers its own values faster
        return np.asarray(codes, dtype=np.intp), list(found)
    values = column.to_numpy()
    if values.dtype.kind in "iu" and values.size:
        least, most = int(values.min()), int(values.max())
        if most - least < values.size:  # whole numbers close together are places already
            # Small types could not hold the difference, unsigned ones need not fit in ours.
            wide = values.astype(np.intp, copy=False) if values.dtype.kind == "i" else values
            codes = (wide - least).astype(np.intp, copy=False)
            return codes, list(range(least, most + 1))
    codes, found = pd.factorize(values, size_hint=N_EXPECTED)
    return np.asarray(codes, dtype=np.intp), list(found)


def _is_of_arrow(column: pd.Series) -> bool:
    """Whether the values are kept by Arrow, which takes long to hand them over."""
    return getattr(column.dtype, "storage", "") == "pyarrow"
