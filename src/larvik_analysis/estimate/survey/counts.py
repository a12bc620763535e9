"""Counts of an evaluation's own data, each with the cell it counts."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from larvik_analysis.errors import ParameterError
from larvik_analysis.estimate.statistics.of_counts import (
    alpha,
    hodges_lehmann,
    kappa,
    mean,
    signed_rank_p,
    standard_deviation,
)
from larvik_analysis.terms.microdata import (
    ANSWERED,
    UNANSWERED,
    Cell,
    DataFile,
    Microdata,
    Scored,
)
from larvik_analysis.terms.results import FactEstimate

Statistic = Callable[[npt.NDArray[np.float64], npt.NDArray[np.int64]], float]
STATISTICS: Mapping[str, Statistic] = {
    "mean": mean,
    "standard_deviation": standard_deviation,
    "hodges_lehmann": hodges_lehmann,
    "signed_rank_p": signed_rank_p,
    "kappa": kappa,
    "alpha": alpha,
}
# The least and the most variables of those that take more than one.
N_VARIABLES = {"kappa": (2, 2), "alpha": (2, 20)}


def as_counted(data: Microdata, cell: Cell) -> FactEstimate:
    """How many units gave these answers.

    Raises
    ------
    KeyError
        If a variable or an answer is not declared.
    """
    _check(data.declared, cell.where)
    count = data.count(dict(cell.where))
    return FactEstimate(
        estimate=float(count),
        count=count,
        unit="count",
        unit_of_analysis=data.declared.unit,
        method="counted",
        basis=name_of_cell(cell),
    )


def as_scored(data: Microdata, scored: Scored) -> FactEstimate:
    """A statistic of the scores of those who answered all of its variables.

    Raises
    ------
    KeyError
        If a variable is not declared, or one of its answers has no score.
    ParameterError
        If the statistic is of another number of variables, or one stands twice.
    """
    least, most = N_VARIABLES.get(scored.statistic, (1, 1))
    n_variables = len(scored.variables)
    if not least <= n_variables <= most or len(set(scored.variables)) < n_variables:
        raise ParameterError("statistic_variables", statistic=scored.statistic)
    scores = scores_of(data.declared, scored.variables)
    counts = data.counts_of_patterns(scored.variables)
    value = STATISTICS[scored.statistic](scores, counts)
    return FactEstimate(
        estimate=None if math.isnan(value) else value,
        n=int(counts.sum()),
        unit="score",
        unit_of_analysis=data.declared.unit,
        method=scored.statistic,
        basis=name_of_scored(scored),
        reason="incomplete" if math.isnan(value) else "",
    )


def patterns_of(declared: DataFile, variables: Iterable[str]) -> list[dict[str, str]]:
    """Every combination of answers to the variables."""
    names = list(variables)
    scales = [[answer.id for answer in declared.variables[name].answers] for name in names]
    return [dict(zip(names, answers, strict=True)) for answers in itertools.product(*scales)]


def scores_of(declared: DataFile, variables: Iterable[str]) -> npt.NDArray[np.float64]:
    """The scores of those combinations, shape (n_patterns, n_variables); KeyError if none."""
    names = list(variables)
    rows: list[list[float]] = []
    for pattern in patterns_of(declared, names):
        scores = [declared.variables[name].answer(pattern[name]).score for name in names]
        if None in scores:
            raise KeyError(names)
        rows.append([score for score in scores if score is not None])
    return np.array(rows, dtype=float).reshape(len(rows), len(names))


def base_of(cell: Cell, variable: str) -> Cell:
    """All who answered a variable, within what else the cell says."""
    return Cell(cell.data, tuple((v, ANSWERED if v == variable else a) for v, a in cell.where))


def name_of_cell(cell: Cell) -> str:
    """The cell as an expression.

    Examples
    --------
    >>> name_of_cell(Cell("svar", (("nytte", "stor"),)))
    'cell("svar", "nytte=stor")'
    """
    parts = [f'"{cell.data}"', *(f'"{variable}={answer}"' for variable, answer in cell.where)]
    return f"cell({', '.join(parts)})"


def name_of_scored(scored: Scored) -> str:
    """The statistic as an expression."""
    parts = ", ".join(f'"{part}"' for part in (scored.data, *scored.variables))
    return f"{scored.statistic}({parts})"


def where_of(texts: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """Pairs of variable and answer, in the order of the variables.

    Raises
    ------
    ParameterError
        If one has no answer, or a variable stands twice.
    """
    pairs = sorted((text.partition("=")[0], text.partition("=")[2]) for text in texts)
    names = [name for name, _ in pairs]
    if len(set(names)) < len(names) or not all(name and answer for name, answer in pairs):
        raise ParameterError("basis_unknown")
    return tuple(pairs)


def _check(declared: DataFile, where: Iterable[tuple[str, Any]]) -> None:
    for variable, answer in where:
        known = {a.id for a in declared.variables[variable].answers}
        if answer not in (ANSWERED, UNANSWERED) and not set(answer.split("+")) <= known:
            raise KeyError(answer)
