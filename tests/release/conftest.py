"""Invented own data, small enough to know every answer by heart."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from larvik_analysis.estimate.indicators.facts import share
from larvik_analysis.estimate.indicators.tables import tabulate_estimates
from larvik_analysis.estimate.survey.counts import as_counted, as_scored
from larvik_analysis.exhibit.exhibit import Exhibit, Target
from larvik_analysis.exhibit.statement import Statement
from larvik_analysis.terms.fact import Fact, Facts
from larvik_analysis.terms.ledger import Ledger
from larvik_analysis.terms.microdata import Cell, Microdata, Scored
from larvik_analysis.terms.questions import Answer, DataFile, Question
from larvik_analysis.terms.study import Study
from larvik_analysis.terms.words import Words

YES_NO = ("ja", "nei")


def words(text: str) -> Words:
    return Words(nb=text, en=text)


def question(
    name: str,
    answers: Sequence[str] = YES_NO,
    sensitivity: Any = "sensitive",
    **more: Any,
) -> Question:
    return Question(
        id=name,
        column=name,
        name=words(name),
        answers=tuple(
            Answer(id=answer, name=words(answer), score=float(score))
            for score, answer in enumerate(answers)
        ),
        sensitivity=sensitivity,
        reason="a view on the service" if sensitivity == "opinion" else "",
        **more,
    )


@pytest.fixture
def own(example: Study, make_fact: Callable[..., Fact]) -> SimpleNamespace:
    """Makes studies with one file of own data, `d`, and things to show of them."""

    def make(
        columns: Mapping[str, Sequence[str | None]],
        questions: Sequence[Question],
        *,
        unit: Any = "families",
        families: Sequence[str] | None = None,
        facts: Mapping[str, float] | None = None,
        ledger: Ledger | None = None,
        corrections: Sequence[Any] = (),
        **disclosure: Any,
    ) -> Study:
        declared = DataFile(
            id="d",
            file="private/d.csv",
            name=words("de som svarte"),
            unit_of_analysis=unit,
            questions=tuple(questions),
            family="family" if families is not None else "",
        )
        scales = {name: [a.id for a in v.answers] for name, v in declared.variables.items()}
        table = pd.DataFrame(
            {name: pd.Categorical(cells, scales[name]) for name, cells in columns.items()}
        )
        data = Microdata(
            declared, table, None if families is None else pd.Series(list(families))
        )
        evaluation = replace(
            example.evaluation,
            disclosure=replace(example.evaluation.disclosure, **disclosure),
            microdata=(declared,),
            corrections=tuple(corrections),
        )
        known = {name: make_fact(name, value) for name, value in (facts or {}).items()}
        return Study(
            evaluation=evaluation,
            facts=Facts({**example.facts, **known}),
            microdata={"d": data},
            ledger=ledger or Ledger(),
        )

    return SimpleNamespace(
        study=make,
        question=question,
        cell=cell,
        share=share_of,
        table=table_of,
        distribution=distribution,
        score=score_of,
    )


def cell(**where: str) -> Cell:
    return Cell("d", tuple(sorted(where.items())))


def share_of(study: Study, of: Cell, base: Cell) -> Any:
    data = study.microdata["d"]
    return share(as_counted(data, of), as_counted(data, base))


def table_of(study: Study, name: str, rows: Sequence[tuple[str, Any]], **more: Any) -> Exhibit:
    """An exhibit of own data with one row for each (label, estimate)."""
    texts = Statement(key="report.numbers")
    plain = {
        "name": name,
        "data": tabulate_estimates([({"label": label}, found) for label, found in rows]),
        "keys": ("label",),
        "universe": "d",
        "unit_of_analysis": study.microdata["d"].declared.unit,
        "target": Target(kind="census", sentence=texts),
        "title": texts,
        "caption": texts,
        "alternative_text": texts,
        "documents": (),
        "sensitivity": "opinion",
    }
    return Exhibit(**plain | more)


def distribution(study: Study, variable: str, **group: str) -> list[tuple[str, Any]]:
    """Every answer to a question as a share of those who answered it."""
    scale = [a.id for a in study.microdata["d"].declared.variables[variable].answers]
    base = cell(**group, **{variable: "*"})
    return [
        (answer, share_of(study, cell(**group, **{variable: answer}), base)) for answer in scale
    ]


def score_of(study: Study, statistic: str, *variables: str) -> Any:
    return as_scored(study.microdata["d"], Scored(statistic, "d", variables))
