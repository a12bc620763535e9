"""What makes one look twice at the answers of a survey. Nothing is taken out for it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from larvik_analysis.errors import Note
from larvik_analysis.inputs.answers.cells import NOTHING, Codes
from larvik_analysis.inputs.answers.filters import answered, asked, variables_of
from larvik_analysis.terms.questions import DataFile, Question
from larvik_analysis.terms.survey_check import CHECKS, SurveyCheck

# With fewer answers in common, two persons are often of one mind.
_FEWEST_ALIKE = 8
# A straight line, and one that a form seldom gives by itself.
_SHORTEST_LINE = 4
_DOUBTFUL_LINE = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """The rows of a file as they were read, before families become one row.

    Attributes
    ----------
    declared : DataFile
    codes : dict of str to ndarray of int
        For each variable the place of each row's answer.
    kinds : ndarray of int
        As `kinds_of_rows` gives them.
    families : sequence of str or None
    """

    declared: DataFile
    codes: Codes
    kinds: NDArray[np.intp]
    families: Sequence[str] | None = None


def survey_checks(
    rows: Rows, of_cells: Mapping[tuple[str, str], int]
) -> tuple[SurveyCheck, ...]:
    """All checks of a file that found something, in the order of `CHECKS`.

    Parameters
    ----------
    rows : Rows
    of_cells : mapping of (str, str) to int
        What was counted while the cells were read, by code and question.
    """
    found = [*_of_rows(rows), *_of_questions(rows), *_of_lines(rows)]
    found += [SurveyCheck(code=code, question=q, n=n) for (code, q), n in of_cells.items()]
    told = [check for check in found if check.n]
    return tuple(sorted(told, key=lambda check: CHECKS.index(check.code)))


def notes_of(checks: Sequence[SurveyCheck], file: str) -> list[Note]:
    """The checks as remarks on a file, one for each code: counts, and which questions."""
    by_code: dict[str, list[SurveyCheck]] = defaultdict(list)
    for check in checks:
        by_code[check.code].append(check)
    return [
        Note(
            file=file,
            code=f"survey_{code}",
            values={
                "count": str(sum(check.n for check in alike)),
                "questions": ", ".join(f"{check.question} ({check.n})" for check in alike),
            },
        )
        for code, alike in by_code.items()
    ]


def _of_rows(rows: Rows) -> Iterator[SurveyCheck]:
    n_answered = np.zeros(len(rows.kinds), dtype=np.intp)
    for names in variables_of(rows.declared).values():
        n_answered += answered(rows.codes, names)
    yield SurveyCheck(code="rows_empty", n=int(np.sum(n_answered == 0)))
    in_common = np.bincount(rows.kinds[n_answered >= _FEWEST_ALIKE])
    yield SurveyCheck(code="rows_alike", n=int(np.sum(np.maximum(in_common - 1, 0))))
    of_family = Counter(rows.families or ())
    n_several = sum(n > 1 for n in of_family.values())
    yield SurveyCheck(code="families_of_several", n=n_several)


def _of_questions(rows: Rows) -> Iterator[SurveyCheck]:
    variables = variables_of(rows.declared)
    for question in rows.declared.questions:
        names = variables.get(question.id)
        if not names:
            continue
        n_asked = int(np.sum(asked(rows.declared, question, rows.codes)))
        has_answer = answered(rows.codes, names)
        n_answered = int(np.sum(has_answer))
        columns = [rows.codes[name][has_answer] for name in names]
        are_alike = n_answered > 1 and all(np.all(column == column[0]) for column in columns)
        code = "unanswered" if n_answered else "nobody_answered"
        yield SurveyCheck(code=code, question=question.id, n=n_asked - n_answered)
        if are_alike:
            yield SurveyCheck(code="all_alike", question=question.id, n=n_answered)


def _of_lines(rows: Rows) -> Iterator[SurveyCheck]:
    """Rows with the same place on all of at least so many questions that share a scale."""
    by_scale: dict[tuple[str, ...], list[Question]] = defaultdict(list)
    for question in rows.declared.questions:
        if question.kind == "ordinal":
            by_scale[tuple(answer.id for answer in question.answers)].append(question)
    for questions in by_scale.values():
        if len(questions) < _SHORTEST_LINE:
            continue
        is_straight, is_doubtful = _lines(questions, rows.codes)
        first = questions[0].id
        yield SurveyCheck(code="straight_lines", question=first, n=int(np.sum(is_straight)))
        n_doubtful = int(np.sum(is_straight & is_doubtful))
        yield SurveyCheck(code="straight_lines_doubtful", question=first, n=n_doubtful)


def _lines(
    questions: Sequence[Question], codes: Codes
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    places = np.array([codes[question.id] for question in questions])
    outside = [n for n, answer in enumerate(questions[0].answers) if answer.is_outside]
    is_placed = (places != NOTHING) & ~np.isin(places, outside)
    highest = np.max(np.where(is_placed, places, NOTHING), axis=0)
    lowest = np.min(np.where(is_placed, places, np.iinfo(np.int16).max), axis=0)
    n_placed = np.sum(is_placed, axis=0)
    is_reversed = np.array([question.is_reversed for question in questions])
    turns = np.any(is_placed[is_reversed], axis=0) & np.any(is_placed[~is_reversed], axis=0)
    is_straight = (n_placed >= _SHORTEST_LINE) & (highest == lowest)
    return is_straight, turns | (n_placed >= _DOUBTFUL_LINE)
