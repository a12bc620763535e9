"""One row a family, by the rule that was declared before the answers were read.

- ``agreed``: question by question, the answer that all in the family who answered gave;
  none where they differ. Of a question with several ticked answers all ticks must be the
  same: ticks of different persons would make a set that nobody gave.
- ``lowest``, ``highest``: of an ordinal question whose answers have scores, and of the
  classes of numbers, the answer that lies lowest or highest. Of a question that is reversed
  the scale is turned round first, so that the lowest is the lowest of what is measured. Who
  is outside the scale ("don't know") counts only where nobody in the family is on it. All
  else as ``agreed``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import inf

import numpy as np
from numpy.typing import NDArray

from larvik_analysis.inputs.answers.cells import NOTHING, Codes
from larvik_analysis.inputs.answers.filters import variables_of, without_unasked
from larvik_analysis.terms.questions import DataFile, Question

_FAR = np.iinfo(np.int16).max


def one_row_a_family(
    declared: DataFile, codes: Codes, families: Sequence[str]
) -> tuple[Codes, list[str], Mapping[str, int]]:
    """The answers of each family by `declared.design.two_of_a_family`, and their names.

    Last, how many families lost their answer to each question because they do not agree on
    what decides who was asked.
    """
    names, groups = np.unique(np.array(families, dtype=object), return_inverse=True)
    merged: Codes = {}
    variables = variables_of(declared)
    for question in declared.questions:
        of_question = {name: codes[name] for name in variables.get(question.id, [])}
        merged |= _merged(declared, question, of_question, groups, len(names))
    # A family that agrees on an answer may differ on the one that decided who was asked.
    kept, lost = without_unasked(declared, merged)
    return kept, [str(name) for name in names], lost


def _merged(
    declared: DataFile, question: Question, codes: Codes, groups: NDArray[np.intp], n: int
) -> Codes:
    agreed = {name: _agreed(column, groups, n) for name, column in codes.items()}
    if question.kind == "multiple":
        is_whole = np.all([column != NOTHING for column in agreed.values()], axis=0)
        return {
            name: np.where(is_whole, column, np.int16(NOTHING))
            for name, column in agreed.items()
        }
    rule = declared.design.two_of_a_family
    if rule in ("lowest", "highest") and (places := _along(question)):
        in_order = places if rule == "lowest" else places[::-1]
        [(name, column)] = codes.items()
        first = _first(column, in_order, groups, n)
        return {name: np.where(first == NOTHING, agreed[name], first)}
    return agreed


def _agreed(column: NDArray[np.int16], groups: NDArray[np.intp], n: int) -> NDArray[np.int16]:
    low = np.full(n, _FAR, dtype=np.int16)
    high = np.full(n, NOTHING, dtype=np.int16)
    has_answer = column != NOTHING
    np.minimum.at(low, groups[has_answer], column[has_answer])
    np.maximum.at(high, groups[has_answer], column[has_answer])
    return np.where(low == high, low, np.int16(NOTHING))


def _first(
    column: NDArray[np.int16], in_order: Sequence[int], groups: NDArray[np.intp], n: int
) -> NDArray[np.int16]:
    """Of each family the answer that stands first in this order of places."""
    rank = np.full(_FAR, _FAR, dtype=np.int16)
    rank[list(in_order)] = np.arange(len(in_order), dtype=np.int16)
    best = np.full(n, _FAR, dtype=np.int16)
    has_answer = column != NOTHING
    np.minimum.at(best, groups[has_answer], rank[column[has_answer]])
    found = np.array([*in_order, NOTHING], dtype=np.int16)
    return found[np.minimum(best, len(in_order))]


def _along(question: Question) -> list[int]:
    """The places of a scale from its lowest answer to its highest; empty without numbers."""
    keys: dict[int, float] = {}
    for place, answer in enumerate(question.answers):
        if answer.is_outside:
            continue
        if question.kind == "ordinal" and answer.score is not None:
            keys[place] = answer.score
        elif question.kind == "numeric":
            keys[place] = -inf if answer.at_least is None else answer.at_least
        else:
            return []
    in_order = sorted(keys, key=lambda place: (keys[place], place))
    return in_order[::-1] if question.is_reversed else in_order
