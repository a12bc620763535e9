"""Whether what is said of how people were asked hangs together with the questions."""

from __future__ import annotations

from collections.abc import Iterator

from larvik_analysis.inputs.answer_checks import answers_of, scale_of, unknown_answers
from larvik_analysis.inputs.naming import near_code, nearest, shown
from larvik_analysis.inputs.question_checks import questions_in
from larvik_analysis.inputs.tree import Found, groups, is_given, line_of, listed, text_of
from larvik_analysis.inputs.yaml_text import Branch

_COUNTED = ("nominal", "ordinal")


def check_design(key: str, data: Branch, asked: Branch | None) -> Iterator[Found]:
    """All that is wrong with the design of one file of answers.

    Which facts may play which part, `check_evaluation` says for measures and sources too.

    Parameters
    ----------
    key : str
        The dotted key of the entry under `microdata`.
    data : Branch
        The entry.
    asked : Branch or None
        What has its questions: the entry or its instrument; None where that is unknown.
    """
    design = data.entries.get("design")
    group = design if isinstance(design, Branch) else Branch({}, {}, line_of(data, "design"))
    path = f"{key}.design"
    yield from _target(path, group)
    # Where each row is a family, no family has two.
    may_be_two = text_of(data, "unit_of_analysis") != "families"
    if text_of(data, "family") and may_be_two and not text_of(group, "two_of_a_family"):
        yield path, line_of(data, "family"), "family_rule_missing", {}
    if asked is None:
        return
    questions = {text_of(question, "id"): question for _, question in questions_in(asked)}
    if strata := text_of(group, "strata"):
        place = f"{path}.strata"
        yield from _question(place, line_of(group, "strata"), strata, questions)
    for place, margin in groups(group.entries.get("margins"), f"{path}.margins"):
        name = text_of(margin, "question")
        wrong = list(
            _question(f"{place}.question", line_of(margin, "question"), name, questions)
        )
        yield from wrong
        if not wrong and name:
            yield from _margin(place, margin, questions[name])


def _target(path: str, design: Branch) -> Iterator[Found]:
    is_wider = text_of(design, "target") == "wider"
    if is_wider and not is_given(design, "wider"):
        yield f"{path}.target", line_of(design, "target"), "wider_missing", {}
    if not is_wider and is_given(design, "wider"):
        yield f"{path}.wider", line_of(design, "wider"), "wider_of_census", {}


def _question(
    place: str, line: int | None, name: str, questions: dict[str, Branch]
) -> Iterator[Found]:
    if not name:
        return  # told as a missing key
    fit = [n for n, q in questions.items() if (text_of(q, "kind") or "ordinal") in _COUNTED]
    if name not in fit:
        near = nearest(name, fit)
        values = {"found": shown(name), "nearest": near, "known": listed(fit)}
        yield place, line, near_code("design_question", near), values


def _margin(place: str, margin: Branch, question: Branch) -> Iterator[Found]:
    """Answers without a fact: nobody knows how much those who gave them should weigh."""
    links = margin.entries.get("facts")
    given = set(links.entries) if isinstance(links, Branch) else set()
    known = [name for name, _ in answers_of(question)]
    yield from unknown_answers(f"{place}.facts", links, known)
    lacking = [name for name, _ in scale_of(question) if name not in given]
    if lacking:
        values = {"known": listed(lacking)}
        yield f"{place}.facts", line_of(margin, "facts"), "margin_incomplete", values
