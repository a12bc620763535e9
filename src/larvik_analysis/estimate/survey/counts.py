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
from larvik_analysis.terms.microdata import ANSWERED, UNANSWERED, Cell, Microdata, Scored
from larvik_analysis.terms.questions import DataFile, Variable
from larvik_analysis.terms.results import FactEstimate

from .of_rows import OF_ROWS, WITH_GAPS
from .row_result import RowResult

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
    _check(data, cell.where)
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
        If a variable or an answer is not declared, or an answer that counts has no score.
    ParameterError
        If the statistic is of another number of variables, or one stands twice.
    """
    _check(data, scored.where)
    if scored.statistic in OF_ROWS:
        found = data.once(scored, lambda: OF_ROWS[scored.statistic](data, scored))
        return _estimated(data, scored, found)
    least, most = N_VARIABLES.get(scored.statistic, (1, 1))
    n_variables = len(scored.variables)
    if not least <= n_variables <= most or len(set(scored.variables)) < n_variables:
        raise ParameterError("statistic_variables", statistic=scored.statistic)
    scores = scores_of(data.declared, scored)
    counts = _counts_of(data, scored)
    value = STATISTICS[scored.statistic](scores, counts)
    return _estimated(data, scored, RowResult(value, int(counts.sum())))


def _estimated(data: Microdata, scored: Scored, found: RowResult) -> FactEstimate:
    is_missing = math.isnan(found.value)
    low, high, level = (None, None, None) if is_missing else found.interval
    is_count = found.unit == "count"
    return FactEstimate(
        estimate=None if is_missing else found.value,
        low=low,
        high=high,
        level=level,
        n=None if is_count else found.n,
        count=found.n if is_count else None,
        unit=found.unit,
        unit_of_analysis=data.declared.unit,
        method=scored.statistic,
        basis=name_of_scored(scored),
        reason="incomplete" if is_missing else "",
    )


def patterns_of(declared: DataFile, scored: Scored) -> list[dict[str, str]]:
    """Every combination of answers that a statistic counts; each is the place of a cell.

    Besides its variables a pattern holds whose answers they are, where they are not all.
    """
    names, where = scored.variables, dict(scored.where)
    scales = [counted_answers(declared.variables[name], where) for name in names]
    others = {name: answer for name, answer in scored.where if name not in names}
    return [
        dict(zip(names, answers, strict=True)) | others
        for answers in itertools.product(*scales)
    ]


def scores_of(declared: DataFile, scored: Scored) -> npt.NDArray[np.float64]:
    """The scores of those combinations, shape (n_patterns, n_variables); KeyError if none."""
    names = scored.variables
    rows: list[list[float]] = []
    for pattern in patterns_of(declared, scored):
        scores = [declared.variables[name].answer(pattern[name]).score for name in names]
        if None in scores:
            raise KeyError(names)
        rows.append([score for score in scores if score is not None])
    return np.array(rows, dtype=float).reshape(len(rows), len(names))


def counted_answers(variable: Variable, where: Mapping[str, str]) -> list[str]:
    """The ids of the answers that count, in the order of the scale."""
    ids = [answer.id for answer in variable.answers]
    chosen = where.get(variable.id, ANSWERED)
    return ids if chosen == ANSWERED else [a for a in ids if a in chosen.split("+")]


def on_scale(variable: Variable) -> tuple[tuple[str, str], ...]:
    """What a statistic of scores says of the answers that lie outside of a scale: nothing.

    As `Scored.where` has it: empty where all answers lie on the scale.
    """
    ids = [answer.id for answer in variable.answers if not answer.is_outside]
    return () if len(ids) == len(variable.answers) else ((variable.id, "+".join(ids)),)


def _counts_of(data: Microdata, scored: Scored) -> npt.NDArray[np.int64]:
    """How many gave each of the combinations."""
    variables, where = data.variables, dict(scored.where)
    if not where:
        return data.counts_of_patterns(scored.variables)
    others = [name for name in where if name not in scored.variables]
    counts = data.crossed([*scored.variables, *others])
    for axis, name in enumerate([*scored.variables, *others]):
        ids = [answer.id for answer in variables[name].answers]
        places = [ids.index(answer) for answer in counted_answers(variables[name], where)]
        counts = counts.take(places, axis=axis)
    n_axes = len(scored.variables)
    return np.asarray(counts.sum(axis=tuple(range(n_axes, counts.ndim))).reshape(-1))


def base_of_scored(scored: Scored) -> Cell:
    """Those a statistic is of: all who answered its variables, as far as they count.

    A comparison names its question first and its groups last; what lies between are the
    other ticks of that question. A statistic that lets some questions be left open is of
    all whom it is about.
    """
    if is_of_counts(scored):
        answered = scored.variables
    elif scored.statistic in WITH_GAPS:
        answered = ()
    else:
        answered = (scored.variables[0], scored.variables[-1])
    where = dict.fromkeys(answered, ANSWERED) | dict(scored.where)
    return Cell(scored.data, tuple(sorted(where.items())))


def is_of_counts(scored: Scored) -> bool:
    """Whether it is worked out from the counts of its combinations and nothing else."""
    return scored.statistic in STATISTICS


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
    chosen = [f"{variable}={answer}" for variable, answer in scored.where]
    parts = ", ".join(f'"{part}"' for part in (scored.data, *scored.variables, *chosen))
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


def _check(data: Microdata, where: Iterable[tuple[str, Any]]) -> None:
    for variable, answer in where:
        known = {a.id for a in data.variables[variable].answers}
        if answer not in (ANSWERED, UNANSWERED) and not set(answer.split("+")) <= known:
            raise KeyError(answer)
