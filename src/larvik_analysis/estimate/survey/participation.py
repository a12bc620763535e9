"""Who answered a file of own data, what was left open, and what the silent could change."""

from __future__ import annotations

import pandas as pd

from larvik_analysis.estimate.indicators.facts import as_published, share
from larvik_analysis.estimate.indicators.survey_ops import (
    bounds,
    families_all_bounds,
    families_any_bounds,
)
from larvik_analysis.estimate.indicators.tables import NO_FACT, tabulate_estimates
from larvik_analysis.terms.fact import Facts
from larvik_analysis.terms.microdata import ANSWERED, Cell, Microdata, Scored
from larvik_analysis.terms.questions import Answer
from larvik_analysis.terms.results import FactEstimate

from .counts import as_counted, as_scored
from .of_rows import USABLE
from .shares import Row, asked_where, first_variable, in_order, place_of, unanswered


def estimate_response(data: Microdata, facts: Facts) -> pd.DataFrame:
    """The way from those invited to answers that can be used.

    Answered are all rows of the file, usable those with an answer to any question. The
    response rate is of those invited, and has no interval: those who did not answer may
    differ, and no interval tells of that.

    Returns
    -------
    DataFrame
        Label `part` (``invited``, ``opened``, ``answered``, ``usable``, ``response_rate``),
        then an estimate table. Where the design names no fact for a part, its reason is
        ``no_fact``, and so is that of the rate.

    Raises
    ------
    UnitError
        If those invited are counted in other units than the answers.
    ParameterError
        If more answered than were invited.
    """
    whole = Cell(data.declared.id)
    invited, opened = (design_fact(data, facts, part) for part in ("invited", "opened"))
    answered = as_counted(data, whole)
    rows = {
        "invited": invited,
        "opened": opened,
        "answered": answered,
        "usable": as_scored(data, Scored(USABLE, data.declared.id, ())),
        "response_rate": invited if invited.reason else share(answered, invited),
    }
    return tabulate_estimates([({"part": part}, found) for part, found in rows.items()])


def estimate_item_nonresponse(data: Microdata) -> pd.DataFrame:
    """Share that left each question open, of those who were asked it.

    Returns
    -------
    DataFrame
        Label `question`, in the order of the form, then an estimate table. Where nobody
        was asked, the reason is ``incomplete``. Texts are left out, also where people have
        coded them: an answer that they have left uncoded is no question left open.
    """
    coded = {coded.question for coded in data.coded}
    rows: list[Row] = []
    for question in data.declared.questions:
        if question.kind == "text" or question.id in coded:
            continue
        asked = asked_where(question)
        left_open = unanswered(asked, first_variable(data, question))
        part, whole = (
            as_counted(data, Cell(data.declared.id, tuple(sorted(where.items()))))
            for where in (left_open, asked)
        )
        rows.append(({"question": question.id}, share(part, whole)))
    return tabulate_estimates(rows, labels=("question",))


def estimate_bounds(data: Microdata, question: str, facts: Facts) -> pd.DataFrame:
    """What the share of each answer could be of all who were invited.

    `low` holds if none of those who did not answer would have given it, `high` if all of
    them would: no assumption, and no interval of chance, so there is no level.

    Returns
    -------
    DataFrame
        Labels `answer` and `place` (``scale``, ``outside``), then an estimate table whose
        estimate is the share of those who answered. Where nobody knows how many were
        invited, the reason is ``no_fact``.

    Raises
    ------
    KeyError
        If the question is not declared.
    UnitError, ParameterError
        As `estimate_response`.
    """
    invited = design_fact(data, facts, "invited")
    rows: list[Row] = []
    for answer in in_order(data.variables[question]):
        count, base = _count_and_base(data, question, answer)
        found = invited if invited.reason else bounds(count, base, invited)
        rows.append(({"answer": answer.id, "place": place_of(answer)}, found))
    return tabulate_estimates(rows, labels=("answer", "place"))


def estimate_families(data: Microdata, question: str, facts: Facts) -> pd.DataFrame:
    """Share of families in which somebody, and in which everybody, gave each answer.

    Where a family code is given they are counted. They leave of opinions alone: the gate
    judges answers, and cannot judge counts of families beside them. Where there is none,
    the design can name the fact that says how many families answered
    (``design.facts["families"]``); there are then bounds, and no estimate, over all ways in
    which the answers could belong together.

    Returns
    -------
    DataFrame
        Labels `rule` (``any``, ``all``), `answer` and `place`, then an estimate table.
        Where nothing says how many families there are, the reason is ``no_fact``. In a file
        with one row for each family both rules are the share of families.

    Raises
    ------
    KeyError
        If the question is not declared.
    UnitError, ParameterError
        If the fact does not count families, or counts more than there are answers.
    """
    rows: list[Row] = [
        (
            {"rule": rule, "answer": answer.id, "place": place_of(answer)},
            _of_families(data, question, answer, rule, facts),
        )
        for rule in ("any", "all")
        for answer in in_order(data.variables[question])
    ]
    return tabulate_estimates(rows, labels=("rule", "answer", "place"))


def design_fact(data: Microdata, facts: Facts, part: str) -> FactEstimate:
    """The published number that plays a part in the design; a reason where there is none."""
    fact_id = data.declared.design.facts.get(part, "")
    if fact_id not in facts:
        return NO_FACT
    published = as_published(facts[fact_id])
    return published if published.estimate is not None else NO_FACT


def _of_families(
    data: Microdata, question: str, answer: Answer, rule: str, facts: Facts
) -> FactEstimate:
    declared = data.declared
    if data.families is not None:
        where = ((question, answer.id),)
        return as_scored(data, Scored(f"families_{rule}", declared.id, (question,), where))
    count, base = _count_and_base(data, question, answer)
    if declared.unit_of_analysis == "families":
        return share(count, base)
    families = design_fact(data, facts, "families")
    if families.reason:
        return families
    of_bounds = families_any_bounds if rule == "any" else families_all_bounds
    return of_bounds(count, base, families)


def _count_and_base(
    data: Microdata, question: str, answer: Answer
) -> tuple[FactEstimate, FactEstimate]:
    declared = data.declared.id
    return (
        as_counted(data, Cell(declared, ((question, answer.id),))),
        as_counted(data, Cell(declared, ((question, ANSWERED),))),
    )
