"""Exhibits and sentences of a chapter on what people answered: the evaluation's own data.

An exhibit for which the evaluation has no such data or question is None, and `show` passes
over it. Rows stand in the order of the scale: the order of hidden counts would tell them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pandas as pd

from larvik_analysis.estimate.indicators.tables import ESTIMATE_COLUMNS, estimate_of
from larvik_analysis.estimate.survey.answers import (
    estimate_answers,
    estimate_answers_by,
    estimate_ticks,
)
from larvik_analysis.estimate.survey.counts import as_counted
from larvik_analysis.terms.catalogue import read_catalogue
from larvik_analysis.terms.microdata import Answer, Cell, Microdata, Question, Variable
from larvik_analysis.terms.study import Study
from larvik_analysis.terms.words import Words

from .exhibit import Exhibit, Sensitivity, Target
from .statement import Statement

_BARS = "share_bars.draw_share_bars"


def exhibit_answers(study: Study, data: str, variable: str) -> Exhibit | None:
    """Figure: how many of those who answered gave each answer."""
    own = study.microdata.get(data)
    asked = None if own is None else own.declared.variables.get(variable)
    if own is None or asked is None:
        return None
    table = estimate_answers(own, variable)
    table = _labelled(table, "answer", "label", _names(asked.answers), study)
    return _exhibit(study, own, "answers", table, (asked,), asked.name, draw=_BARS)


def exhibit_answers_by(study: Study, data: str, variable: str, by: str) -> Exhibit | None:
    """Table: the same within each group of those who answered another question."""
    own = study.microdata.get(data)
    if own is None:
        return None
    asked, groups = (own.declared.variables.get(name) for name in (variable, by))
    if asked is None or groups is None or asked == groups:
        return None
    table = estimate_answers_by(own, variable, by)
    table = _labelled(table, "group", "group_label", _names(groups.answers), study)
    table = _labelled(table, "answer", "label", _names(asked.answers), study)
    return _exhibit(study, own, "answers_by", table, (asked, groups), asked.name)


def exhibit_ticks(study: Study, data: str, question: str) -> Exhibit | None:
    """Figure: how many of those who answered ticked each of several answers."""
    own = study.microdata.get(data)
    asked = None if own is None else _question(own, question)
    if own is None or asked is None or asked.kind != "multiple":
        return None
    variables = [v for v in own.declared.variables.values() if v.question == question]
    table = estimate_ticks(own, question)
    table = _labelled(table, "area", "label", _names(asked.answers), study)
    return _exhibit(study, own, "ticks", table, variables, asked.name, draw=_BARS)


def exhibit_questions(study: Study, data: str) -> tuple[Exhibit, ...]:
    """Every question of a file as its figure, in the order they are declared."""
    own = study.microdata.get(data)
    if own is None:
        return ()
    made = (
        (exhibit_ticks if question.kind == "multiple" else exhibit_answers)(
            study, data, question.id
        )
        for question in own.declared.questions
    )
    return tuple(exhibit for exhibit in made if exhibit is not None)


def state_answers(study: Study, data: str) -> tuple[Statement, ...]:
    """Who answered and how many, and what their answers can carry."""
    own = study.microdata.get(data)
    if own is None:
        return ()
    cells = {"answered": as_counted(own, Cell(data))}
    who = Statement(key="answers.who", cells=cells, words=_words(study, own))
    census, not_effect = (Statement(key=f"answers.{key}") for key in ("census", "not_effect"))
    return (who, *_notes(own), census, not_effect)


def _exhibit(
    study: Study,
    own: Microdata,
    group: str,
    table: pd.DataFrame,
    used: Iterable[Variable],
    question: Words,
    *,
    draw: str = "",
) -> Exhibit:
    """An exhibit whose texts stand in the catalogue under `group`."""
    variables = list(used)
    sensitivity = _strictest(variables)
    words = _words(study, own) | {"question": question.in_language(study.language)}
    if group == "answers_by":
        words["by"] = variables[-1].name.in_language(study.language)

    def stated(key: str) -> Statement:
        return Statement(key=key, words=words)

    finding = _finding(group, table, words) if sensitivity == "opinion" else None
    # The question stands once: in the title, or below a title that says the finding.
    caption = f"{group}.caption" if finding is None else f"{group}.caption_question"
    asked = [variables[0].question] if group == "ticks" else [v.id for v in variables]
    return Exhibit(
        name=_stem(own.declared.id, *asked),
        data=table,
        keys=tuple(name for name in table.columns if name not in ESTIMATE_COLUMNS),
        universe=own.declared.id,
        unit_of_analysis=own.declared.unit,
        sensitivity=sensitivity,
        target=Target(kind="census", sentence=stated("target.answers")),
        title=finding or stated(f"{group}.title"),
        caption=stated(caption),
        alternative_text=stated(f"{group}.alternative_text"),
        documents=(),
        notes=_notes(own),
        draw=f"larvik_analysis.exhibit.{draw}" if draw else "",
    )


def _finding(group: str, table: pd.DataFrame, words: Mapping[str, str]) -> Statement | None:
    """The answer most gave, as a title; None where it is not one alone."""
    shares = table["estimate"]
    if group == "answers_by" or not shares.max() > 0 or shares.eq(shares.max()).sum() > 1:
        return None
    most = table.iloc[int(shares.argmax())]
    return Statement(
        key=f"{group}.title_most",
        cells={"most": estimate_of(most)},
        words={**words, "answer": str(most["label"])},
    )


def _strictest(used: Iterable[Variable]) -> Sensitivity:
    kinds = {variable.sensitivity for variable in used}
    return "opinion" if kinds == {"opinion"} else "sensitive"


def _words(study: Study, own: Microdata) -> dict[str, str]:
    declared = own.declared
    return {
        "who": declared.name.in_language(study.language),
        "units": read_catalogue(study.language)[f"units.{declared.unit_of_analysis}"],
    }


def _notes(own: Microdata) -> tuple[Statement, ...]:
    are_several = own.declared.family and own.declared.unit_of_analysis != "families"
    return (Statement(key="answers.note_families"),) if are_several else ()


def _question(own: Microdata, question: str) -> Question | None:
    return {asked.id: asked for asked in own.declared.questions}.get(question)


def _names(answers: Iterable[Answer]) -> dict[str, Words]:
    return {answer.id: answer.name for answer in answers}


def _labelled(
    table: pd.DataFrame, column: str, label: str, names: Mapping[str, Words], study: Study
) -> pd.DataFrame:
    """The table with what a reader sees beside the ids of a label column."""
    shown = [names[found].in_language(study.language) for found in table[column]]
    table.insert(list(table.columns).index(column) + 1, label, shown)
    return table


# What may be called anything in the file of an evaluation names a file of the report here.
_LETTERS = str.maketrans("_0123456789", "-abcdefghij")


def _stem(*ids: str) -> str:
    """Ids as the stem of a file: small letters and hyphens; each figure becomes a letter."""
    parts = "-".join(ids).translate(_LETTERS).split("-")
    return "-".join(part for part in parts if part)
