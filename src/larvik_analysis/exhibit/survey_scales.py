"""Exhibits of scales: questions that measure one thing together."""

from __future__ import annotations

import pandas as pd

from larvik_analysis.estimate.survey.scales import OF_SCALE, estimate_scale
from larvik_analysis.terms.catalogue import read_catalogue
from larvik_analysis.terms.questions import Question
from larvik_analysis.terms.study import Study

from .exhibit import Exhibit
from .of_answers import as_census, exhibit_of_answers, mildest, names_of, question_named


def exhibit_scale(study: Study, data: str, scale: str) -> Exhibit | None:
    """Table: the questions of a scale with their answers and means, and the scale below.

    Its mean, spread and alpha are of opinions alone: of anything else the gate lets none of
    them leave. The table is of those who answered, without intervals.
    """
    own = study.microdata.get(data)
    declared = {s.id: s for s in own.declared.scales}.get(scale) if own is not None else None
    if own is None or declared is None:
        return None
    asked = [q for name in declared.items if (q := question_named(own, name)) is not None]
    is_opinion = all(question.sensitivity == "opinion" for question in asked)
    table = estimate_scale(as_census(own), scale).rename(columns={"item": "question"})
    of_scale = table["statistic"].isin(OF_SCALE)
    parts = [table[~of_scale], table[of_scale]] if is_opinion else [table[~of_scale]]
    table = pd.concat(parts, ignore_index=True).drop(columns="place")
    return exhibit_of_answers(
        study, own, "scale" if is_opinion else "scale_items", ["skala", scale],
        _named(study, table, asked), mildest(asked),
        words={"scale": declared.name.in_language(study.language)},
        across="answer_label",
        is_census=True,
    )  # fmt: skip


def exhibit_scales(study: Study, data: str) -> tuple[Exhibit, ...]:
    """The table of each scale of a file."""
    own = study.microdata.get(data)
    scales = () if own is None else own.declared.scales
    made = (exhibit_scale(study, data, scale.id) for scale in scales)
    return tuple(exhibit for exhibit in made if exhibit is not None)


def _named(study: Study, table: pd.DataFrame, asked: list[Question]) -> pd.DataFrame:
    """The table with the wording of the questions, and the names of answers and numbers."""
    texts, language = read_catalogue(study.language), study.language
    wordings = {q.id: q.name.in_language(language) for q in asked}
    wordings[""] = texts["labels.scale.all"]
    table.insert(1, "label", [wordings[name] for name in table["question"]])
    answers = {q.id: names_of(q.answers) for q in asked}
    told = [
        answers[question][answer].in_language(language)
        if statistic == "share"
        else texts[f"labels.statistic.{statistic}"]
        for question, statistic, answer in zip(
            table["question"], table["statistic"], table["answer"], strict=True
        )
    ]
    table.insert(list(table.columns).index("answer") + 1, "answer_label", told)
    return table
