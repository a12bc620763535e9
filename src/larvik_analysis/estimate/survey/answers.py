"""How the units of an evaluation's own data answered: shares of those who did."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from larvik_analysis.errors import ParameterError
from larvik_analysis.estimate.indicators.facts import share
from larvik_analysis.estimate.indicators.tables import tabulate_estimates
from larvik_analysis.terms.microdata import TICKED, Cell, Microdata, Scored
from larvik_analysis.terms.results import FactEstimate

from .counts import as_counted, as_scored, base_of


def estimate_answers(data: Microdata, variable: str) -> pd.DataFrame:
    """Share of each answer among those who answered; one row an answer, `answer` its label.

    The rows have the order of the scale, never that of their size: the order of hidden
    counts would tell them. Where nobody answered, the reason is ``incomplete``.

    Raises
    ------
    KeyError
        If the variable is not declared.
    """
    answers = data.declared.variables[variable].answers
    rows = [
        ({"answer": answer.id}, _share(data, variable, {variable: answer.id}))
        for answer in answers
    ]
    return tabulate_estimates(rows, labels=("answer",))


def estimate_answers_by(data: Microdata, variable: str, by: str) -> pd.DataFrame:
    """The same within each group; labels `group` and `answer`.

    A group is an answer to `by`. Units that left out one of the two are in no row.

    Raises
    ------
    KeyError
        If a variable is not declared.
    ParameterError
        If the two are one: every group would have given its own answer.
    """
    if variable == by:
        raise ParameterError("crossed_with_itself", variable=variable)
    variables = data.declared.variables
    rows = [
        (
            {"group": group.id, "answer": answer.id},
            _share(data, variable, {by: group.id, variable: answer.id}),
        )
        for group in variables[by].answers
        for answer in variables[variable].answers
    ]
    return tabulate_estimates(rows, labels=("group", "answer"))


def estimate_ticks(data: Microdata, question: str) -> pd.DataFrame:
    """Share that ticked each answer of a question with several; `area` is its label.

    The shares are of those who answered the question, and may add up to more than one.

    Raises
    ------
    KeyError
        If there is no such question, or only one of its answers can be given.
    """
    variables = [v for v in data.declared.variables.values() if v.question == question]
    if not variables:
        raise KeyError(question)
    rows = [
        (
            {"area": variable.id.removeprefix(f"{question}_")},
            _share(data, variable.id, {variable.id: TICKED}),
        )
        for variable in variables
    ]
    return tabulate_estimates(rows, labels=("area",))


def estimate_mean(data: Microdata, variable: str) -> FactEstimate:
    """Mean score of those who answered, of all of them: without an interval.

    Raises
    ------
    KeyError
        If the variable is not declared, or one of its answers has no score.
    """
    return as_scored(data, Scored("mean", data.declared.id, (variable,)))


def _share(data: Microdata, variable: str, where: Mapping[str, str]) -> FactEstimate:
    """The share of a cell among all in it who answered the variable at all."""
    cell = Cell(data.declared.id, tuple(sorted(where.items())))
    return share(as_counted(data, cell), as_counted(data, base_of(cell, variable)))
