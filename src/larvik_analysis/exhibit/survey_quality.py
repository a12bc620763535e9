"""What the answers of a survey can carry: who answered, what was left open, who differs."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from larvik_analysis.estimate.indicators.tables import estimate_of
from larvik_analysis.estimate.survey.comparisons import ORDERED, compare_groups
from larvik_analysis.estimate.survey.participation import (
    estimate_bounds,
    estimate_item_nonresponse,
    estimate_response,
)
from larvik_analysis.estimate.survey.shares import first_variable
from larvik_analysis.terms.microdata import Microdata
from larvik_analysis.terms.questions import Question
from larvik_analysis.terms.results import FactEstimate
from larvik_analysis.terms.study import Study

from .exhibit import Exhibit
from .of_answers import (
    exhibit_of_answers,
    family_rule,
    finding,
    labelled,
    labelled_from,
    mildest,
    names_of,
    question_named,
    state_who,
)
from .statement import Statement

# Those that stand before the answers themselves, in the order of the way.
_BEFORE = ("invited", "opened")


def exhibit_response(study: Study, data: str) -> Exhibit | None:
    """Figure: from those invited to answers that can be used.

    None where nothing is known but how many answered: `state_survey` says so.
    """
    own = study.microdata.get(data)
    if own is None:
        return None
    table = estimate_response(own, study.facts)
    cells = {row["part"]: estimate_of(row) for _, row in table.iterrows()}
    if all(cells[part].reason for part in _BEFORE):
        return None
    is_bar = table["part"].ne("response_rate") & table["reason"].ne("no_fact")
    table = labelled_from(
        table[is_bar].reset_index(drop=True), "part", "label", "response_part", study
    )
    rate = cells["response_rate"]
    title, notes = None, []
    if rate.reason:
        notes.append(Statement(key="survey.rate_unknown"))
    else:
        title = Statement(key="survey_response.title_rate", cells={"rate": rate})
    return exhibit_of_answers(
        study, own, "survey_response", ["svarte"], table, mildest(own.declared.questions),
        title=title,
        draw="bars.draw_bars",
        notes=notes,
        is_census=True,
    )  # fmt: skip


def exhibit_item_nonresponse(study: Study, data: str) -> Exhibit | None:
    """Figure: how many left each question open, in the order of the form."""
    own = study.microdata.get(data)
    if own is None:
        return None
    table = estimate_item_nonresponse(own)
    asked = {q.id: q for q in own.declared.questions}
    table = labelled(table, "question", "label", {n: q.name for n, q in asked.items()}, study)
    title = None
    if all(question.sensitivity == "opinion" for question in asked.values()):
        rows = table.assign(
            base=[first_variable(own, asked[name]) for name in table["question"]]
        )
        title = finding(study, own, "item_nonresponse", rows, {})
    return exhibit_of_answers(
        study, own, "item_nonresponse", ["apne"], table, mildest(asked.values()),
        title=title,
        draw="missing_strip.draw_missing_strip",
        is_census=True,
    )  # fmt: skip


def state_survey(study: Study, data: str) -> tuple[Statement, ...]:
    """Who was asked, how many answered, and whom their answers can say something about."""
    own = study.microdata.get(data)
    if own is None:
        return ()
    stated = [state_who(study, own), _rate(study, own), *family_rule(own)]
    design = own.declared.design
    if design.target == "census" or design.wider is None:
        stated.append(Statement(key="answers.census"))
        stated += _bounds(study, own)
    else:
        words = {"wider": design.wider.in_language(study.language)}
        stated.append(Statement(key="survey.wider", words=words))
    margins = [question_named(own, margin.question) for margin in design.margins]
    if margins:
        named = tuple(q.name.in_language(study.language) for q in margins if q is not None)
        stated.append(Statement(key="survey.weights", words={"margins": named}))
    return (*stated, Statement(key="answers.not_effect"))


def _rate(study: Study, own: Microdata) -> Statement:
    table = estimate_response(own, study.facts)
    cells = {row["part"]: estimate_of(row) for _, row in table.iterrows()}
    rate, invited = cells["response_rate"], cells["invited"]
    if rate.reason:
        return Statement(key="survey.rate_unknown")
    return Statement(key="survey.rate", cells={"rate": rate, "invited": invited})


def _bounds(study: Study, own: Microdata) -> Iterator[Statement]:
    """What those who did not answer could change of the first opinion, at the most."""
    for question in own.declared.questions:
        if question.sensitivity != "opinion" or question.kind in ("multiple", "text"):
            continue
        table = estimate_bounds(own, question.id, study.facts)
        table = labelled(table, "answer", "label", names_of(question.answers), study)
        rows = table.assign(base=question.id)
        words = {"question": question.name.in_language(study.language)}
        if table["reason"].ne("").any():
            return
        found = finding(study, own, "survey_bounds", rows, words)
        if found is not None:
            yield found
        return


def state_comparison(study: Study, data: str, variable: str, by: str) -> tuple[Statement, ...]:
    """How far the groups of `exhibit_answers_by` differ, where both are opinions.

    Sentences of their own, since the gate holds back a text with a number that it hides, and
    with a note the whole figure.
    """
    own = study.microdata.get(data)
    asked = None if own is None else question_named(own, variable)
    groups = None if own is None else question_named(own, by)
    if own is None or asked is None or groups is None or variable == by:
        return ()
    is_opinion = asked.sensitivity == groups.sensitivity == "opinion"
    if not is_opinion or "text" in (asked.kind, groups.kind) or groups.kind == "multiple":
        return ()
    table = compare_groups(own, variable, by, facts=study.facts)
    table = table[table["statistic"] != "share"]
    if asked.kind in ORDERED:
        return tuple(_pairs(study, asked, groups, table))
    return tuple(_of_all(study, asked, groups, table))


def _pairs(
    study: Study, asked: Question, groups: Question, table: pd.DataFrame
) -> Iterator[Statement]:
    language = study.language
    names = names_of(groups.answers)
    last = [answer for answer in asked.answers if not answer.is_outside][-1]
    if table["reason"].eq("").any():
        words = {
            "question": asked.name.in_language(language),
            "last": last.name.in_language(language),
        }
        yield Statement(key="comparison.pairs", words=words)
    for (group, against), rows in table.groupby(["group", "against"], sort=False):
        cells = {row["statistic"]: estimate_of(row) for _, row in rows.iterrows()}
        words = {
            "group": names[str(group)].in_language(language),
            "against": names[str(against)].in_language(language),
        }
        of_pair = {"effect": cells["superiority"]}
        p_values = {"p": cells.get("mann_whitney_p"), "holm": cells.get("holm")}
        yield from _compared("pair", of_pair, p_values, words)


def _of_all(
    study: Study, asked: Question, groups: Question, table: pd.DataFrame
) -> Iterator[Statement]:
    cells = {row["statistic"]: estimate_of(row) for _, row in table.iterrows()}
    words = {
        "question": asked.name.in_language(study.language),
        "by": groups.name.in_language(study.language),
    }
    effect = cells.get("cramers_v", cells.get("ticks_v"))
    p_value = next((cells[name] for name in cells if name.endswith("_p")), None)
    if effect is not None:
        yield from _compared("together", {"effect": effect}, {"p": p_value}, words)


def _compared(
    group: str,
    effect: dict[str, FactEstimate],
    p_values: dict[str, FactEstimate | None],
    words: dict[str, str],
) -> Iterator[Statement]:
    """The effect, with its interval and then p where there are both."""
    found = effect["effect"]
    if found.reason:
        return
    told = {name: p for name, p in p_values.items() if p is not None and not p.reason}
    if found.low is None or len(told) < len(p_values):
        yield Statement(key=f"comparison.{group}", cells=effect, words=words)
    else:
        yield Statement(key=f"comparison.{group}_p", cells=effect | told, words=words)
