"""Whether questions and their scales can be asked, read and counted.

Works on the tree, and for an instrument as for what `evaluation.yaml` itself declares.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from larvik_analysis.errors import Fault
from larvik_analysis.inputs.answer_checks import answers_of, check_answers, has_scores
from larvik_analysis.inputs.coherence import leaves, repeated
from larvik_analysis.inputs.naming import alike, near_code, nearest, shown
from larvik_analysis.inputs.tree import (
    Found,
    groups,
    line_of,
    listed,
    number_of,
    text_of,
    under,
)
from larvik_analysis.inputs.yaml_text import Branch, Leaf, Listing
from larvik_analysis.terms.questions import NOT_TICKED, TICKED

# What stands once in its list.
ONCE = ("questions.*.id", "questions.*.answers.*.id", "scales.*.id", "scales.*.items.*")
_ID = re.compile(r"[a-z][a-z0-9_]*")  # parts of names of variables, and of the ledger's
_FEWEST_ITEMS = 2


def check_ids(tree: Branch, patterns: Sequence[str], file: str) -> list[Fault]:
    """A fault for each name that stands twice, and each id that can be part of no other."""
    bad = [
        Fault(file=file, code="data_id_form", line=leaf.line, column=key)
        for pattern in patterns
        if pattern.endswith(".id")
        for key, leaf in leaves(tree, pattern)
        if not _ID.fullmatch(leaf.text)
    ]
    return [*repeated(tree, tuple(patterns), file), *bad]


def questions_in(group: Branch, key: str = "") -> list[tuple[str, Branch]]:
    """The questions of an instrument, or of a file of answers, each with its dotted key."""
    return list(groups(group.entries.get("questions"), under(key, "questions")))


def check_questions(group: Branch, key: str = "") -> Iterator[Found]:
    """All that is wrong with questions and scales, but for their ids.

    Parameters
    ----------
    group : Branch
        An instrument, or one entry under `microdata`.
    key : str
        Its dotted key; empty at the top of a file.
    """
    listing = group.entries.get("questions")
    if isinstance(listing, Listing) and not listing.items:
        yield under(key, "questions"), line_of(group, "questions"), "questions_none", {}
    yield from _headings(group, key)
    yield from _variables(group, key)
    for path, question in questions_in(group, key):
        if text_of(question, "sensitivity") == "opinion" and not text_of(question, "reason"):
            line = line_of(question, "sensitivity")
            yield f"{path}.sensitivity", line, "opinion_without_reason", {}
        yield from check_answers(path, question)
    yield from _filters(group, key)
    yield from _scales(group, key)


def _headings(group: Branch, key: str) -> Iterator[Found]:
    """Headings that two questions, or a question and the family, stand under."""
    patterns = ("family", "questions.*.column", "questions.*.columns.*")
    first: dict[str, Leaf] = {}
    for pattern in patterns:
        for path, leaf in leaves(group, pattern, key):
            earlier = first.setdefault(alike(leaf.text), leaf)
            if earlier is not leaf:
                yield path, leaf.line, "id_repeated", {"first": str(earlier.line)}


def _variables(group: Branch, key: str) -> Iterator[Found]:
    """A question with several answers makes variables, which another may be called after."""
    owners: dict[str, str] = {}
    for path, question in questions_in(group, key):
        name = text_of(question, "id")
        for variable in variables_of(question) or [name]:
            owner = owners.setdefault(variable, name)
            if owner != name and name:
                values = {"found": shown(variable), "other": shown(owner)}
                yield f"{path}.id", line_of(question, "id"), "variable_repeated", values


def variables_of(question: Branch) -> dict[str, list[str]]:
    """What can be counted of a question, with the answers; nothing of a text."""
    name, kind = text_of(question, "id"), text_of(question, "kind")
    answers = [answer for answer, _ in answers_of(question)]
    if kind == "multiple":
        return {f"{name}_{answer}": [TICKED, NOT_TICKED] for answer in answers}
    return {} if kind == "text" else {name: answers}


def _filters(group: Branch, key: str) -> Iterator[Found]:
    """Questions that were asked of some, by answers that nobody could have given yet."""
    questions = questions_in(group, key)
    every = {v: answers for _, q in questions for v, answers in variables_of(q).items()}
    earlier: dict[str, list[str]] = {}
    for path, question in questions:
        if asked_if := text_of(question, "asked_if"):
            line = line_of(question, "asked_if")
            for code, values in _filter(asked_if, earlier, every):
                yield f"{path}.asked_if", line, code, values
        earlier |= variables_of(question)


def _filter(
    asked_if: str, earlier: Mapping[str, list[str]], every: Mapping[str, list[str]]
) -> Iterator[tuple[str, dict[str, str]]]:
    name, _, answers = asked_if.partition("=")
    if not name or not all(answers.split("+")):
        yield "asked_if_form", {}
        return
    if name not in earlier:
        near = nearest(name, earlier)
        code = "asked_if_later" if name in every else near_code("asked_if_question", near)
        values = {"found": shown(name), "nearest": near, "known": listed(earlier)}
        yield code, values
        return
    known = earlier[name]
    for answer in answers.split("+"):
        if answer not in known:
            near = nearest(answer, known)
            values = {"found": shown(answer), "nearest": near, "known": listed(known)}
            yield near_code("answer_linked", near), values


def _scales(group: Branch, key: str) -> Iterator[Found]:
    questions = {text_of(question, "id"): question for _, question in questions_in(group)}
    taken = {v for question in questions.values() for v in variables_of(question)}
    for path, scale in groups(group.entries.get("scales"), under(key, "scales")):
        name = text_of(scale, "id")
        if name in {*questions, *taken}:
            yield f"{path}.id", line_of(scale, "id"), "scale_name", {"found": shown(name)}
        items = list(leaves(scale, "items.*", path))
        for place, leaf in items:
            yield from _item(place, leaf, questions)
        if len(items) < _FEWEST_ITEMS:
            values = {"least": str(_FEWEST_ITEMS)}
            yield f"{path}.items", line_of(scale, "items"), "relation_few", values
        n_least = number_of(scale, "n_least")
        if n_least is not None and not 1 <= n_least <= len(items):
            values = {"most": str(len(items))}
            yield f"{path}.n_least", line_of(scale, "n_least"), "scale_n_least", values


def _item(place: str, leaf: Leaf, questions: Mapping[str, Branch]) -> Iterator[Found]:
    if leaf.text not in questions:
        near = nearest(leaf.text, questions)
        values = {"found": shown(leaf.text), "nearest": near, "known": listed(questions)}
        yield place, leaf.line, near_code("item_unknown", near), values
        return
    question = questions[leaf.text]
    is_ordinal = text_of(question, "kind") in ("", "ordinal")
    if not (is_ordinal and has_scores(question)):
        yield place, leaf.line, "scale_item", {"found": shown(leaf.text)}
