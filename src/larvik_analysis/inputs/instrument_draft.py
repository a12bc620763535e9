"""Guesses the questions of an export, for the evaluator to correct.

What few have written may be somebody's own words, so it never comes into a draft: an answer
is there because many gave it, because the file declares it, or because it is one of the
answers that come again in every questionnaire.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from larvik_analysis.inputs.answer_words import (
    is_on_a_scale,
    is_outside,
    order_of_texts,
    other_words,
    outside_words,
    plain,
    scale_of_texts,
)
from larvik_analysis.inputs.draft_columns import (
    DraftColumn,
    LeftOut,
    columns_of,
    is_somebodys,
    merged,
)
from larvik_analysis.inputs.draft_names import Names, answers_with_ids, as_written
from larvik_analysis.inputs.draft_numbers import classes_of, is_number, points_of
from larvik_analysis.inputs.naming import alike, text_code
from larvik_analysis.inputs.personal import kind_of_heading
from larvik_analysis.inputs.table_text import JOINT, UNSAID, Grid
from larvik_analysis.terms.questions import Answer, Question, QuestionKind
from larvik_analysis.terms.words import Words

# So many have given an answer that it is one, and not what somebody wrote herself.
FEWEST: Final = 3
_MOST_ANSWERS = 30
_LONGEST, _MOST_WORDS = 80, 12
_SEPARATORS = (";", "|", "#")
# Such a question is answered with names, however many give the same one.
_ASKS_WHO = re.compile(r"(hvem|kven|who)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class DraftQuestion:
    """A question as it was guessed.

    Attributes
    ----------
    question : Question
    hint : str
        What it was taken for: key of a text.
    n_rare : int
        Different texts that were kept out of it.
    unlabelled : tuple of str
        Values of a file with labels that many have and that have none.
    is_ranking : bool
        Whether all who answered have all of the answers.
    n_seen : int
        How many rows were looked at, where not all were; else 0.
    """

    question: Question
    hint: str
    n_rare: int = 0
    unlabelled: tuple[str, ...] = ()
    is_ranking: bool = False
    n_seen: int = 0


@dataclass(frozen=True, slots=True)
class Draft:
    """What was guessed of an export."""

    questions: tuple[DraftQuestion, ...]
    left_out: tuple[LeftOut, ...]


def draft_questions(grid: Grid) -> Draft:
    """The questions that the columns of an export seem to be.

    Parameters
    ----------
    grid : Grid
        The export, taken apart.

    Returns
    -------
    Draft
        In the order of the columns. No answer in it was given by fewer than `FEWEST`, but
        for those that the file itself declares and those of well-known scales.
    """
    columns, left_out = columns_of(grid)
    names = Names()
    guessed = [_named(_guess(column), names) for column in columns]
    return Draft(questions=tuple(guessed), left_out=tuple(left_out))


def _guess(column: DraftColumn) -> DraftQuestion:
    one = (_known, _in_order, _blended, _declared, _numeric, _nominal)
    ways = (_multiple,) if column.is_joined else (_multiple, *one)
    found = next((guess for way in ways if (guess := way(column)) is not None), None)
    found = found or _question(column, "text", (), hint="text")
    return replace(found, n_seen=column.n_seen)


def _question(
    column: DraftColumn,
    kind: QuestionKind,
    answers: Iterable[Answer],
    *,
    hint: str,
    n_rare: int = 0,
    separator: str = ";",
) -> DraftQuestion:
    wording = as_written(column.heading)
    question = Question(
        id="",
        column=wording,
        name=Words(nb=wording, en=wording),
        kind=kind,
        answers=tuple(answers),
        separator=separator,
    )
    return DraftQuestion(question, hint, n_rare)


def _multiple(column: DraftColumn) -> DraftQuestion | None:
    """Several answers in one cell: a column each in the file, or with a separator between."""
    separator = JOINT if column.is_joined else _SEPARATORS[0]
    may_be_names = bool(_ASKS_WHO.match(column.heading)) and not column.options
    is_divided = any(separator in text for text in column.counts)
    if not column.is_joined and (may_be_names or not is_divided):
        return None
    ticked: Counter[str] = Counter()
    cells = {text: _parts_of(text, separator) for text in column.counts}
    for text, n in column.counts.items():
        ticked.update(dict.fromkeys(cells[text], n))
    parts = replace(column, counts=merged(ticked))
    listed, n_rare = _listed(parts)
    if len(listed) < 2 or not (column.options or _are_most(listed, parts)):
        return None
    free = [one for one in _SEPARATORS if not any(one in text for text in listed)]
    guessed = _question(
        column,
        "multiple",
        _inside_and_outside(listed),
        hint="multiple",
        n_rare=n_rare,
        separator=free[0] if column.is_joined and free else _SEPARATORS[0],
    )
    return replace(guessed, is_ranking=not column.is_joined and _is_ranking(cells.values()))


def _parts_of(cell: str, separator: str) -> list[str]:
    """The ticks of a cell, each once however often it is repeated."""
    parts = [part.strip() for part in cell.split(separator)]
    told = [part for part in parts if part and not part.startswith(UNSAID)]
    return list({alike(part): part for part in reversed(told)}.values())


def _is_ranking(cells: Iterable[Sequence[str]]) -> bool:
    """Whether every cell has all the answers, and not all in the same order."""
    in_order = {tuple(map(alike, cell)) for cell in cells if cell}
    is_same = len({frozenset(cell) for cell in in_order}) == 1
    return is_same and len(in_order) > 1


def _known(column: DraftColumn) -> DraftQuestion | None:
    """Answers of a well-known scale: all of them are written, whoever gave them."""
    texts = [text for text in column.told if not is_outside(text)]
    on_scale = [text for text in texts if is_on_a_scale(text)]
    fit = scale_of_texts(on_scale)
    rest = set(texts) - set(on_scale)
    if fit is None or _has_answers(rest, column) or not _are_most(on_scale, column):
        return None
    scale, found = fit
    answers = [
        _answer(found.get(n, ""), rung, float(n + 1) if scale.is_ordered else None)
        for n, rung in enumerate(scale.rungs)
    ]
    outside = _outside(column.told)
    if scale.is_ordered:
        every = [*answers, *outside]
        return _question(column, "ordinal", every, hint="ordinal", n_rare=len(rest))
    every = [*answers, *outside]
    return _question(column, "nominal", every, hint="nominal", n_rare=len(rest))


def _in_order(column: DraftColumn) -> DraftQuestion | None:
    """Answers that the file declares and says the order of, with its own numbers."""
    inside = [text for text in column.options if not is_outside(text)]
    if len(inside) < 2 or not all(text in column.scores for text in inside):
        return None
    in_order = sorted(inside, key=lambda text: column.scores[text])
    answers = [_answer(text, score=column.scores[text]) for text in in_order]
    told = {*map(alike, inside)}
    rest = [text for text in column.counts if alike(text) not in told and not is_outside(text)]
    every = [*answers, *_outside(column.told)]
    guessed = _question(column, "ordinal", every, hint="ordinal", n_rare=len(rest))
    return replace(guessed, unlabelled=_unlabelled(column))


def _blended(column: DraftColumn) -> DraftQuestion | None:
    """Answers that are each on a known scale, but not all on the same one.

    Whoever gave them, they are nobody's own words; none that nobody gave are added.
    """
    texts = [text for text in column.told if not is_outside(text)]
    on_scale = [text for text in texts if is_on_a_scale(text)]
    rest = set(texts) - set(on_scale)
    in_order = order_of_texts(on_scale)
    if not in_order or _has_answers(rest, column) or not _are_most(on_scale, column):
        return None
    answers = [_answer(text, score=float(n)) for n, text in enumerate(in_order, start=1)]
    every = [*answers, *_outside(column.told)]
    return _question(column, "ordinal", every, hint="ordinal", n_rare=len(rest))


def _has_answers(texts: Iterable[str], column: DraftColumn) -> bool:
    """Whether some of the texts are more than what somebody wrote herself."""
    declared = set(column.options)
    return any(text in declared or column.counts[text] >= FEWEST for text in texts)


def _are_most(texts: Iterable[str], column: DraftColumn) -> bool:
    """Whether at least half of what was given, "don't know" aside, is among the texts."""
    listed = {alike(text) for text in texts}
    inside = {text: n for text, n in column.counts.items() if not is_outside(text)}
    n_listed = sum(n for text, n in inside.items() if alike(text) in listed)
    return 2 * n_listed >= sum(inside.values())


def _declared(column: DraftColumn) -> DraftQuestion | None:
    """Answers that the file declares, in its order."""
    listed, n_rare = _listed(column)
    if not column.options or len(listed) < 2:
        return None
    answers = _inside_and_outside(listed)
    guessed = _question(column, "nominal", answers, hint="nominal", n_rare=n_rare)
    return replace(guessed, unlabelled=_unlabelled(column))


def _unlabelled(column: DraftColumn) -> tuple[str, ...]:
    """Numbers among answers in words, where many have them."""
    declared = {alike(text) for text in column.options}
    if not declared or all(map(is_number, declared)):
        return ()
    found = [
        text
        for text, n in column.counts.items()
        if n >= FEWEST and alike(text) not in declared and is_number(text)
    ]
    steps = [text for text in column.scores if is_number(text)]
    return tuple(sorted({*found, *steps}, key=lambda text: (len(text), text)))


def _numeric(column: DraftColumn) -> DraftQuestion | None:
    """Points of a scale, or numbers to be put in classes; a few may have written words."""
    counts = {text: n for text, n in column.counts.items() if not is_outside(text)}
    numbers = {text: n for text, n in counts.items() if is_number(text)}
    rest = counts.keys() - numbers.keys()
    if _has_answers(rest, column) or 2 * sum(numbers.values()) < sum(counts.values()):
        return None
    outside = _outside(column.told)
    if points := points_of(column.heading, numbers):
        names = [(str(point), float(point)) for point in points]
        answers = [_answer(name, Words(nb=name, en=name), score) for name, score in names]
        every = [*answers, *outside]
        return _question(column, "ordinal", every, hint="points", n_rare=len(rest))
    if classes := classes_of(numbers, fewest=FEWEST):
        every = [*classes, *outside]
        return _question(column, "numeric", every, hint="numeric", n_rare=len(rest))
    return None


def _nominal(column: DraftColumn) -> DraftQuestion | None:
    """Answers that many gave, in alphabetical order; the rest is what people wrote."""
    if kind_of_heading(column.heading) == "free_text" or _ASKS_WHO.match(column.heading):
        return None
    listed, n_rare = _listed(column)
    if not (2 <= len(listed) <= _MOST_ANSWERS and _are_most(listed, column)):
        return None
    answers = _inside_and_outside(listed)
    return _question(column, "nominal", answers, hint="nominal", n_rare=n_rare)


def _listed(column: DraftColumn) -> tuple[list[str], int]:
    """The texts that are answers, and how many different ones may be somebody's own."""
    declared = {alike(text): text for text in column.options if not text_code(text)}
    common = [
        text
        for text, n in column.counts.items()
        if (n >= FEWEST or is_on_a_scale(text))
        and alike(text) not in declared
        and len(text) <= _LONGEST
        and len(text.split()) <= _MOST_WORDS
        and not is_somebodys(text)
        and not text_code(text)
    ]
    outside = [text for text in column.counts if is_outside(text)]
    written = {*declared, *map(alike, common), *map(alike, outside)}
    n_rare = sum(alike(text) not in written for text in column.counts)
    more = {text for text in (*common, *outside) if alike(text) not in declared}
    inside = sorted(more - set(outside), key=alike)
    return [*declared.values(), *inside, *sorted(more & set(outside), key=alike)], n_rare


def _inside_and_outside(texts: Sequence[str]) -> list[Answer]:
    inside = [_answer(text) for text in texts if not is_outside(text)]
    return [*inside, *_outside(texts)]


def _outside(texts: Iterable[str]) -> list[Answer]:
    """The answers outside the scale among some texts."""
    return [
        replace(_answer(text, outside_words().get(plain(text))), is_outside=True)
        for text in sorted({text for text in texts if is_outside(text)}, key=alike)
    ]


def _answer(text: str, known: Words | None = None, score: float | None = None) -> Answer:
    """An answer as the file writes it, and in the other language where that is known.

    Its id is what the file has, until it gets one.
    """
    written = as_written(text)
    if known is None:
        known = other_words().get(plain(text), Words(nb=written, en=written))
    nb, en = (word[:1].upper() + word[1:] for word in (known.nb, known.en))
    if written and plain(text) == plain(known.en) != plain(known.nb):
        return Answer(id=written, name=Words(nb=nb, en=written), score=score)
    en = en if plain(known.nb) != plain(known.en) else written or en
    return Answer(id=written, name=Words(nb=written or nb, en=en), score=score)


def _named(guessed: DraftQuestion, names: Names) -> DraftQuestion:
    """The question with ids for it and its answers."""
    question = guessed.question
    answers = answers_with_ids(question.answers)
    name = names.question(question, answers)
    return replace(guessed, question=replace(question, id=name, answers=answers))
