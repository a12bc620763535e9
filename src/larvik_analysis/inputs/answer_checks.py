"""Whether the answers of a question can be told apart, have their places, and are complete."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import combinations, pairwise

from larvik_analysis.inputs.coherence import leaves
from larvik_analysis.inputs.draft_names import slug
from larvik_analysis.inputs.naming import alike, near_code, nearest, shown
from larvik_analysis.inputs.tree import (
    Found,
    groups,
    is_given,
    is_true,
    line_of,
    listed,
    number_of,
    text_of,
)
from larvik_analysis.inputs.yaml_text import Branch

_ENDS = ("at_least", "at_most")


def answers_of(question: Branch) -> list[tuple[str, Branch]]:
    """The answers of a question by id, in their order."""
    found = groups(question.entries.get("answers"), "")
    return [(text_of(answer, "id"), answer) for _, answer in found]


def scale_of(question: Branch) -> list[tuple[str, Branch]]:
    """The answers that have a place on the scale."""
    return [
        (name, answer)
        for name, answer in answers_of(question)
        if not is_true(answer, "is_outside")
    ]


def has_scores(question: Branch) -> bool:
    """Whether every answer of the scale has a score."""
    scale = scale_of(question)
    return bool(scale) and all(is_given(answer, "score") for _, answer in scale)


def check_answers(key: str, question: Branch) -> Iterator[Found]:
    """All that is wrong with the answers of one question.

    Parameters
    ----------
    key : str
        The dotted key of the question.
    question : Branch
    """
    kind = text_of(question, "kind") or "ordinal"
    if kind == "text":
        for name in ("answers", "merge", "is_reversed", "separator"):
            if is_given(question, name):
                yield f"{key}.{name}", line_of(question, name), "answers_of_text", {"key": name}
    elif len(scale_of(question)) < 2:
        yield f"{key}.answers", line_of(question, "answers"), "answers_few", {}
    yield from _confused(key, question, kind)
    yield from _crossed(key, question)
    yield from _scores(key, question, kind)
    yield from _ends(key, question, kind)
    yield from _merges(key, question, kind)
    names = [name for name, _ in answers_of(question)]
    yield from unknown_answers(f"{key}.facts", question.entries.get("facts"), names)


def unknown_answers(key: str, links: object, known: list[str]) -> Iterator[Found]:
    """Keys of a mapping from answers to facts that are no answers."""
    for name, line in links.lines.items() if isinstance(links, Branch) else ():
        if name not in known:
            near = nearest(name, known)
            values = {"found": shown(name), "nearest": near, "known": listed(known)}
            yield f"{key}.{shown(name)}", line, near_code("answer_linked", near), values


def _confused(key: str, question: Branch, kind: str) -> Iterator[Found]:
    """Answers that a cell could mean both of."""
    answers = answers_of(question)
    spelt = [_spellings(name, answer) for name, answer in answers]
    for (n, one), (m, other) in combinations(enumerate(spelt), 2):
        # Two ids that are the same have been told.
        if one & other and answers[n][0] != answers[m][0]:
            values = {"found": shown(answers[m][0]), "other": shown(answers[n][0])}
            line = line_of(answers[m][1], "name")
            yield f"{key}.answers.{m + 1}.name", line, "answers_alike", values
    separator = text_of(question, "separator") or ";"
    if kind != "multiple":
        return
    for number, (name, answer) in enumerate(answers, start=1):
        if any(separator in text for text in spelt[number - 1]):
            values = {"found": shown(name), "key": "separator"}
            line = line_of(answer, "name")
            yield f"{key}.answers.{number}.name", line, "answer_divided", values


def _crossed(key: str, question: Branch) -> Iterator[Found]:
    """Names that make the id of another answer, which no name of its own makes.

    A cell with that id would be read as the one and mean the other.
    """
    answers = answers_of(question)
    made = {name: {slug(text, "") for text in _names(answer)} for name, answer in answers}
    for number, (name, answer) in enumerate(answers, start=1):
        others = [other for other, of_other in made.items() if other not in of_other]
        crossed = [other for other in others if other != name and other in made[name]]
        # What is the very same has been told as confused.
        plain = {alike(text) for text in _names(answer)}
        for other in sorted(set(crossed) - plain):
            values = {"found": shown(name), "other": shown(other)}
            line = line_of(answer, "name")
            yield f"{key}.answers.{number}.name", line, "answers_crossed", values


def _spellings(name: str, answer: Branch) -> set[str]:
    return {alike(text) for text in (name, *_names(answer)) if text}


def _names(answer: Branch) -> list[str]:
    return [leaf.text for _, leaf in leaves(answer, "name.*")]


def _scores(key: str, question: Branch, kind: str) -> Iterator[Found]:
    """Scores that some answers of the scale lack, or that do not follow it."""
    for number, (name, answer) in enumerate(answers_of(question), start=1):
        if is_true(answer, "is_outside") and is_given(answer, "score"):
            line, values = line_of(answer, "score"), {"found": shown(name)}
            yield f"{key}.answers.{number}.score", line, "score_outside", values
    scale = scale_of(question)
    scores = [number_of(answer, "score") for _, answer in scale]
    given = [score for score in scores if score is not None]
    line = line_of(question, "answers")
    if given and not has_scores(question):
        lacking = [name for name, answer in scale if not is_given(answer, "score")]
        yield f"{key}.answers", line, "scores_some", {"found": listed(lacking)}
    elif kind == "ordinal" and given not in (sorted(given), sorted(given, reverse=True)):
        yield f"{key}.answers", line, "scores_order", {}
    if is_true(question, "is_reversed") and not given:
        yield f"{key}.is_reversed", line_of(question, "is_reversed"), "reversed_no_scores", {}


def _ends(key: str, question: Branch, kind: str) -> Iterator[Found]:
    """Ends of classes where there are none to have, and classes without ends."""
    for number, (name, answer) in enumerate(answers_of(question), start=1):
        path, values = f"{key}.answers.{number}", {"found": shown(name)}
        given = [end for end in _ENDS if is_given(answer, end)]
        may_have = kind == "numeric" and not is_true(answer, "is_outside")
        if given and not may_have:
            yield f"{path}.{given[0]}", line_of(answer, given[0]), "class_not_numeric", values
        elif may_have and not given:
            yield path, answer.line, "class_without_ends", values
    if kind == "numeric":
        yield from _classes(key, question)


def _classes(key: str, question: Branch) -> Iterator[Found]:
    """Classes that overlap, or that leave numbers between them out."""
    ends: list[tuple[Branch, Decimal | None, Decimal | None]] = []
    for _, answer in scale_of(question):
        low, high = (number_of(answer, end) for end in _ENDS)
        if low is not None and high is not None and low > high:
            yield f"{key}.answers", line_of(answer, "at_most"), "class_ends_order", {}
        ends.append((answer, low, high))
    written = [end for _, *both in ends for end in both if end is not None]
    # Whole numbers leave nothing between two and three; decimals always do, so with them a
    # class begins where the one before it ends.
    step = int(all(end == end.to_integral_value() for end in written))
    for (_, low_before, high), (answer, low, _) in pairwise(ends):
        line = line_of(answer, "at_least")
        meets = low == high and low != low_before
        if low is None or high is None or low < high or (low == high and not meets):
            yield f"{key}.answers", line, "classes_overlap", {}
        elif low - high > step:
            yield f"{key}.answers", line, "classes_gap", {}


def _merges(key: str, question: Branch, kind: str) -> Iterator[Found]:
    scale = [name for name, _ in scale_of(question)]
    for path, leaf in leaves(question, "merge.*", key):
        if kind == "multiple":
            yield path, leaf.line, "merge_of_multiple", {}
            return
        if kind == "text":
            return  # told of merge
        parts = leaf.text.split("+")
        places = [scale.index(part) for part in parts if part in scale]
        is_row = places == list(range(min(places, default=0), max(places, default=0) + 1))
        if len(places) < max(len(parts), 2) or not is_row:
            values = {"known": listed(scale), "example": "+".join(map(shown, scale[:2]))}
            yield path, leaf.line, "merge_neighbours", values
