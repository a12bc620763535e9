"""Exhibits of a chapter on what people answered, one question at a time.

An exhibit for which the evaluation has no such data or question is None, and `show` passes
over it. Rows stand in the order of the scale: the order of hidden counts would tell them.
"""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from larvik_analysis.estimate.survey.shares import (
    estimate_multiselect,
    estimate_shares,
    ticks_of,
)
from larvik_analysis.estimate.survey.waves import estimate_waves
from larvik_analysis.terms.microdata import Microdata
from larvik_analysis.terms.questions import Question, Variable
from larvik_analysis.terms.study import Study

from .exhibit import Exhibit
from .of_answers import (
    exhibit_of_answers,
    finding,
    labelled,
    labelled_from,
    mildest,
    names_of,
    question_named,
    strictest,
)
from .statement import Statement

_BARS = "share_bars.draw_share_bars"
_DOTS = "dot_shares.draw_dot_shares"
_UNITS = "unit_chart.draw_unit_rows"


def exhibit_answers(study: Study, data: str, variable: str) -> Exhibit | None:
    """Figure: how many of those who answered gave each answer.

    Bars; dots with intervals where the answers stand for more than those who gave them.
    """
    own = study.microdata.get(data)
    is_wider = own is not None and own.declared.design.target == "wider"
    return _of_one(study, data, variable, "answers", _DOTS if is_wider else _BARS)


def exhibit_unit_answers(study: Study, data: str, variable: str) -> Exhibit | None:
    """Figure: the same with one square for each who answered, where they are few."""
    return _of_one(study, data, variable, "unit_answers", _UNITS)


def _of_one(study: Study, data: str, variable: str, group: str, draw: str) -> Exhibit | None:
    own = study.microdata.get(data)
    asked = None if own is None else own.declared.variables.get(variable)
    if own is None or asked is None:
        return None
    table = estimate_shares(own, [variable], facts=study.facts)
    table = table.drop(columns=["question", "place"])
    table = labelled(table, "answer", "label", names_of(asked.answers), study)
    sensitivity = strictest([asked])
    words = {"question": asked.name.in_language(study.language)}
    title = None
    if sensitivity == "opinion":
        title = finding(study, own, group, table.assign(base=variable), words)
    return exhibit_of_answers(
        study, own, group, [variable], table, sensitivity,
        words=words,
        title=title,
        # The question stands once: in the title, or below a title that says the finding.
        asks=title is not None,
        draw=draw,
    )  # fmt: skip


def exhibit_answers_by(study: Study, data: str, variable: str, by: str) -> Exhibit | None:
    """Figure: how each group of those who answered another question answered this one.

    `variable` is a question, one with several answers too. How far the groups differ is
    told by `state_comparison`.
    """
    own = study.microdata.get(data)
    if own is None or variable == by:
        return None
    asked, groups = question_named(own, variable), own.declared.variables.get(by)
    if groups is None or asked is None or asked.kind == "text" or groups.question == variable:
        return None
    table = _shares_by(study, own, asked, groups)
    return exhibit_of_answers(
        study, own, "answers_by", [variable, by], table, mildest([asked, groups]),
        words={
            "question": asked.name.in_language(study.language),
            "by": groups.name.in_language(study.language),
        },
        draw=_DOTS,
    )  # fmt: skip


def _shares_by(study: Study, own: Microdata, asked: Question, groups: Variable) -> pd.DataFrame:
    """The groups below each answer, so that the eye compares what lies next to each other."""
    if asked.kind == "multiple":
        table = estimate_multiselect(own, asked.id, by=groups.id, facts=study.facts)
        table = table[table["base"] == "answered"].drop(columns="base")
    else:
        table = estimate_shares(own, [asked.id], by=groups.id, facts=study.facts)
        table = table.drop(columns=["question", "place"])
    place = {answer: number for number, answer in enumerate(dict.fromkeys(table["answer"]))}
    table = table.sort_values("answer", key=lambda ids: ids.map(place), kind="stable")
    columns = ["answer", "group", *(c for c in table.columns if c not in ("answer", "group"))]
    table = table[columns].reset_index(drop=True)
    table = labelled(table, "answer", "label", names_of(asked.answers), study)
    return labelled(table, "group", "group_label", names_of(groups.answers), study)


def exhibit_ticks(study: Study, data: str, question: str) -> Exhibit | None:
    """Figure: how many of those who answered ticked each of several answers.

    Where somebody left the question open, its table has the shares of all who were asked
    as well.
    """
    own = study.microdata.get(data)
    asked = None if own is None else question_named(own, question)
    if own is None or asked is None or asked.kind != "multiple":
        return None
    table = estimate_multiselect(own, question, facts=study.facts)
    answered = table[table["base"] == "answered"]
    is_same = answered["n"].tolist() == table.loc[table["base"] == "asked", "n"].tolist()
    table = answered.drop(columns="base").reset_index(drop=True) if is_same else table
    table = labelled(
        table.rename(columns={"answer": "area"}),
        "area",
        "label",
        names_of(asked.answers),
        study,
    )
    if not is_same:
        table = labelled_from(table, "base", "base_label", "base", study)
    sensitivity = strictest([asked])
    words = {"question": asked.name.in_language(study.language)}
    title = None
    if sensitivity == "opinion":
        of_answered = answered.assign(base=ticks_of(own, question)[0].id)
        of_answered["label"] = table["label"].head(len(answered)).to_list()
        title = finding(study, own, "ticks", of_answered, words)
    return exhibit_of_answers(
        study, own, "ticks", [question], table, sensitivity,
        words=words,
        title=title,
        asks=title is not None,
        # Twice as many rows are too long to listen to.
        alternative_text=None
        if title is None or is_same
        else replace(title, key="ticks.alternative_text_most"),
        draw=_DOTS,
        options={} if is_same else {"base": "answered"},
        notes=(Statement(key=f"ticks.note_{'several' if is_same else 'two_bases'}"),),
    )  # fmt: skip


def exhibit_waves(study: Study, first: str, second: str, question: str) -> Exhibit | None:
    """Figure: the answers to one question in two files, side by side and no difference.

    Raises
    ------
    ParameterError
        If the answers that could be given are not the same.
    """
    files = [study.microdata.get(data) for data in (first, second)]
    own = [data for data in files if data is not None]
    if len(own) < len(files) or any(question not in data.variables for data in own):
        return None
    asked = own[0].variables[question]
    table = estimate_waves(own[0], own[1], question, facts=study.facts)
    place = {answer: number for number, answer in enumerate(dict.fromkeys(table["answer"]))}
    table = table.sort_values("answer", key=lambda ids: ids.map(place), kind="stable")
    table = table.drop(columns="place").rename(columns={"wave": "group"})
    columns = ["answer", "group", *(c for c in table.columns if c not in ("answer", "group"))]
    table = table[columns].reset_index(drop=True)
    table = labelled(table, "answer", "label", names_of(asked.answers), study)
    table = labelled_from(table, "group", "group_label", "wave", study)
    return exhibit_of_answers(
        study, own[0], "waves", [second, question], table,
        strictest(data.variables[question] for data in own),
        words={
            "question": asked.name.in_language(study.language),
            "first": own[0].declared.name.in_language(study.language),
            "second": own[1].declared.name.in_language(study.language),
        },
        draw=_DOTS,
    )  # fmt: skip
