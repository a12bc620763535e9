"""Who was asked what: an answer of somebody who was not asked counts as missing."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from larvik_analysis.inputs.answers.cells import NOTHING, Codes
from larvik_analysis.terms.questions import DataFile, Question


def variables_of(declared: DataFile) -> dict[str, list[str]]:
    """The variables of each question, by its id."""
    found: dict[str, list[str]] = {}
    for variable in declared.variables.values():
        found.setdefault(variable.question, []).append(variable.id)
    return found


def asked(declared: DataFile, question: Question, codes: Codes) -> NDArray[np.bool_]:
    """Who was asked a question; whoever left the question before it open was not."""
    if question.asked_of is None:
        return np.ones(len(next(iter(codes.values()))), dtype=np.bool_)
    name, answers = question.asked_of
    scale = [answer.id for answer in declared.variables[name].answers]
    return np.isin(codes[name], [scale.index(answer) for answer in answers.split("+")])


def without_unasked(declared: DataFile, codes: Codes) -> tuple[Codes, Mapping[str, int]]:
    """The answers of those who were asked, and how many others answered each question.

    The questions are taken in their order: where an answer falls away, those that hang on it
    do too.
    """
    kept = dict(codes)
    counts: dict[str, int] = {}
    variables = variables_of(declared)
    for question in declared.questions:
        names = variables.get(question.id, [])
        if question.asked_of is None or not names:
            continue
        was_asked = asked(declared, question, kept)
        counts[question.id] = int(np.sum(answered(kept, names) & ~was_asked))
        for name in names:
            kept[name] = np.where(was_asked, kept[name], np.int16(NOTHING))
    return kept, counts


def answered(codes: Codes, names: list[str]) -> NDArray[np.bool_]:
    """Which rows answered a question, given its variables."""
    has_answer: NDArray[np.bool_] = np.any([codes[name] != NOTHING for name in names], axis=0)
    return has_answer
