"""Answers as numbers, row by row."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from larvik_analysis.terms.microdata import Microdata, Scored
from larvik_analysis.terms.questions import DataFile

FloatArray = npt.NDArray[np.float64]


def scores_of_rows(data: Microdata, scored: Scored) -> FloatArray:
    """The scores of a statistic's variables, shape (n_rows, n_variables).

    A reversed question is turned around, so that a high score says the same everywhere.
    What was not answered, or lies outside the scale, is missing.

    Raises
    ------
    KeyError
        If an answer on the scale has no score.
    """
    chosen = group_of(data, scored)
    columns = []
    for name in scored.variables:
        codes = data.table[name].cat.codes.to_numpy()[chosen]
        scores = np.append(turned_scores(data.declared, name), np.nan)
        columns.append(scores[codes])  # who did not answer has the code -1: the last
    return np.column_stack(columns) if columns else np.empty((int(chosen.sum()), 0))


def turned_scores(declared: DataFile, name: str) -> FloatArray:
    """The score of each answer, turned around where the question is reversed."""
    answers = declared.variables[name].answers
    if any(answer.score is None and not answer.is_outside for answer in answers):
        raise KeyError(name)
    scores = np.array(
        [
            np.nan if answer.score is None or answer.is_outside else answer.score
            for answer in answers
        ]
    )
    is_reversed = any(q.id == name and q.is_reversed for q in declared.questions)
    on_scale = scores[~np.isnan(scores)]
    if is_reversed and on_scale.size:
        return np.asarray(on_scale.min() + on_scale.max() - scores)
    return scores


def group_of(data: Microdata, scored: Scored) -> npt.NDArray[np.bool_]:
    """The rows of those whom a statistic is about."""
    others = {name: a for name, a in scored.where if name not in scored.variables}
    return data.rows(others).to_numpy()
