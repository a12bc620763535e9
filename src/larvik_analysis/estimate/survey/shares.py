"""How the units of an evaluation's own data answered: shares of those who did."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from larvik_analysis.errors import ParameterError
from larvik_analysis.estimate.indicators.facts import as_published, share, wilson
from larvik_analysis.estimate.indicators.survey_ops import wilson_by_family, wilson_finite
from larvik_analysis.estimate.indicators.tables import tabulate_estimates
from larvik_analysis.estimate.statistics.arguments import refuse_level
from larvik_analysis.terms.fact import Facts
from larvik_analysis.terms.microdata import ANSWERED, UNANSWERED, Cell, Microdata
from larvik_analysis.terms.questions import TICKED, Answer, Question, Variable
from larvik_analysis.terms.results import FactEstimate

from .counts import as_counted
from .families import effective_n

Row = tuple[dict[str, str], FactEstimate]
Where = Mapping[str, str]


def estimate_shares(
    data: Microdata,
    questions: Sequence[str] | None = None,
    *,
    by: str | None = None,
    facts: Facts | None = None,
    level: float = 0.95,
) -> pd.DataFrame:
    """Share of each answer among all who answered the question; one row an answer.

    Answers outside the scale ("don't know") are answers: they are in the base and stand
    last. Rows have the order of the scale, never that of their size: the order of hidden
    counts would tell them. Whether there is an interval, and which, the design says:

    - a census: none, method ``share``;
    - a wider target: Wilson's, method ``wilson``;
    - where `facts` say how large that target is: ``wilson_finite``, not within groups,
      of which nobody says how large they are;
    - where families are known and two answers of one family both count:
      ``wilson_by_family``.

    Parameters
    ----------
    data : Microdata
    questions : sequence of str, optional
        Ids of questions; all where none are given, but for texts and questions with
        several answers (`estimate_multiselect`).
    by : str, optional
        The question whose answers are the groups. Who left it open is in no group.
    facts : Facts, optional
        The register that ``design.facts["population"]`` stands in.
    level : float
        Confidence level.

    Returns
    -------
    DataFrame
        Labels `question`, with `by` also `group`, then `answer` and `place` (``scale`` or
        ``outside``), then an estimate table. Where nobody answered, the reason is
        ``incomplete``.

    Raises
    ------
    KeyError
        If a question is not declared, or several of its answers can be ticked.
    ParameterError
        If a question is to be divided by itself, or `level` is not within 0 to 1.

    References
    ----------
    .. [1] Wilson, E. B. (1927). Probable inference, the law of succession, and statistical
       inference. Journal of the American Statistical Association 22, 209-212.
    """
    refuse_level(level)
    variables = data.variables
    asked = _asked(data, questions, by)
    rows = [
        (
            {"question": name, **group, "answer": answer.id, "place": place_of(answer)},
            share_of_target(
                data, {**within, name: answer.id}, {**within, name: ANSWERED}, facts, level
            ),
        )
        for name in asked
        for group, within in groups_of(data, by)
        for answer in in_order(variables[name])
    ]
    labels = ("question", *(("group",) if by else ()), "answer", "place")
    return tabulate_estimates(rows, labels=labels)


def estimate_multiselect(
    data: Microdata,
    question: str,
    *,
    by: str | None = None,
    facts: Facts | None = None,
    level: float = 0.95,
) -> pd.DataFrame:
    """Share that ticked each answer, of those who answered and of those who were asked.

    Of those who answered the question the shares may add up to more than one. Of those who
    were asked, who left it open has ticked nothing: the two say different things where many
    left it open, and no other base is meant by either.

    Parameters
    ----------
    data : Microdata
    question : str
    by, facts, level
        As `estimate_shares`.

    Returns
    -------
    DataFrame
        Labels `base` (``answered``, ``asked``), with `by` also `group`, then `answer`, then
        an estimate table. A group that was not asked has no rows of those asked.

    Raises
    ------
    KeyError
        If there is no such question, or only one of its answers can be given.
    ParameterError
        If `level` is not within 0 to 1.
    """
    refuse_level(level)
    ticks = ticks_of(data, question)
    asked = asked_where(question_of(data, question))
    rows: list[Row] = []
    for base in ("answered", "asked"):
        for group, within in groups_of(data, by):
            held = within if base == "answered" else _both(asked, within)
            if held is None:
                continue
            for tick in ticks:
                whole = {**held, tick.id: ANSWERED} if base == "answered" else held
                label = {"base": base, **group, "answer": answer_of_tick(tick)}
                count = {**held, tick.id: TICKED}
                rows.append((label, share_of_target(data, count, whole, facts, level)))
    labels = ("base", *(("group",) if by else ()), "answer")
    return tabulate_estimates(rows, labels=labels)


def share_of_target(
    data: Microdata, count: Where, base: Where, facts: Facts | None, level: float
) -> FactEstimate:
    """A share of a base, as an estimate of what the design says that the answers are about."""
    declared = data.declared
    part = as_counted(data, _cell(data, count))
    whole = as_counted(data, _cell(data, base))
    if declared.design.target == "census":
        return share(part, whole)
    if data.families is not None and declared.design.two_of_a_family in ("", "both"):
        n_effective = data.once(
            ("effective n", frozenset(base.items())), lambda: effective_n(data, base)
        )
        return wilson_by_family(part, whole, level, n_effective=n_effective)
    population = declared.design.facts.get("population", "")
    is_of_all = all(answer == ANSWERED for answer in base.values())
    if is_of_all and facts is not None and population in facts:
        known = as_published(facts[population])
        if known.estimate is not None:
            return wilson_finite(part, whole, known, level)
    return wilson(part, whole, level)


def groups_of(data: Microdata, by: str | None) -> list[tuple[dict[str, str], dict[str, str]]]:
    """The label of each group and whose answers they are; one without both for all."""
    if by is None:
        return [({}, {})]
    answers = in_order(data.variables[by])
    return [({"group": answer.id}, {by: answer.id}) for answer in answers]


def in_order(variable: Variable) -> list[Answer]:
    """The answers of the scale, then those outside of it."""
    return sorted(variable.answers, key=lambda answer: answer.is_outside)


def place_of(answer: Answer) -> str:
    """Whether it has a place on the scale."""
    return "outside" if answer.is_outside else "scale"


def question_of(data: Microdata, question: str) -> Question:
    """The question of that id; KeyError if there is none."""
    return {asked.id: asked for asked in data.declared.questions}[question]


def ticks_of(data: Microdata, question: str) -> list[Variable]:
    """What could be ticked; KeyError where only one answer can be given."""
    if question_of(data, question).kind != "multiple":
        raise KeyError(question)
    return [v for v in data.variables.values() if v.question == question]


def answer_of_tick(tick: Variable) -> str:
    """The id of the answer that a variable of yes and no stands for."""
    return tick.id.removeprefix(f"{tick.question}_")


def asked_where(question: Question) -> dict[str, str]:
    """Who was asked, as variable and answers; nothing where everybody was."""
    asked_of = question.asked_of
    return {} if asked_of is None else {asked_of[0]: asked_of[1]}


def first_variable(data: Microdata, question: Question) -> str:
    """A variable that is answered where the question is."""
    return ticks_of(data, question.id)[0].id if question.kind == "multiple" else question.id


def unanswered(within: Where, variable: str) -> dict[str, str]:
    """Those who left a question open."""
    return {**within, variable: UNANSWERED}


def _asked(data: Microdata, questions: Sequence[str] | None, by: str | None) -> list[str]:
    variables = data.variables
    if questions is None:
        asked = [q.id for q in data.declared.questions if q.id in variables]
        return [name for name in asked if name != by]
    for name in questions:
        if name == by:
            raise ParameterError("crossed_with_itself", variable=name)
        variables[name]  # KeyError
    return list(questions)


def _both(asked: dict[str, str], within: dict[str, str]) -> dict[str, str] | None:
    """Those asked within a group; None where the group was not asked."""
    for name in asked.keys() & within.keys():
        if within[name] not in asked[name].split("+"):
            return None
    return {**asked, **within}


def _cell(data: Microdata, where: Where) -> Cell:
    return Cell(data.declared.id, tuple(sorted(where.items())))
