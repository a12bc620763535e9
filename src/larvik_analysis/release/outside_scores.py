"""What an outsider reads from a statistic of scores: which counts can give it.

He does not know the scores, but he can guess: whole numbers from one in the order of the
table, or the other way.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from larvik_analysis.estimate.survey.counts import STATISTICS, is_of_counts
from larvik_analysis.terms.microdata import Cell

from .attack import Ends, Sum
from .inversion import counts_that_give, vectors_of
from .outside_tables import Told
from .system import IntArray

Direction = Literal[1, -1]
MOST_TRIED = 20_000
Scales = Mapping[str, Sequence[str]]


def read_scores(
    rows: Sequence[Told], scales: Scales, known: Mapping[Any, Ends], direction: Direction
) -> tuple[dict[Any, Ends], list[Sum]] | None:
    """What all statistics of the same variables say together of the counts of answers.

    Returns
    -------
    (dict of cell to (float, float), list of sums), or None
        None where no counts give the numbers, so that the scores must be others.
    """
    ends: dict[Any, Ends] = {}
    sums: list[Sum] = []
    by_variables: dict[tuple[str, ...], list[Told]] = {}
    for told in rows:
        if _is_tried(told) and told.scored is not None:
            by_variables.setdefault(tuple(sorted(told.scored.variables)), []).append(told)
    for variables, group in by_variables.items():
        base = known.get(group[0].base, (0.0, math.inf))
        if base[0] != base[1]:
            continue
        n = int(base[0])
        ways = vectors_of(n, _n_patterns(variables, scales), MOST_TRIED)
        if ways is None:
            for told in filter(_is_mean, group):
                sums.append(_moment(told, scales, direction))
                ends[_total(told)] = _ends_of_total(told, n)
            continue
        kept = _kept(group, variables, scales, ways, known, direction)
        if not len(kept):
            return None
        for place, cell in enumerate(_cells(group[0], variables, scales)):
            ends[cell] = (float(kept[:, place].min()), float(kept[:, place].max()))
    return ends, sums


def is_readable(told: Told, scales: Scales, known: Mapping[Any, Ends]) -> bool:
    """Whether the outsider can do anything with a statistic."""
    base = known.get(told.base, (0.0, math.inf))
    if told.scored is None or not _is_tried(told) or base[0] != base[1]:
        return False
    n_patterns = _n_patterns(told.scored.variables, scales)
    return _is_mean(told) or vectors_of(int(base[0]), n_patterns, MOST_TRIED) is not None


def _is_tried(told: Told) -> bool:
    """Whether it is of all who answered, and of nothing but counts of their answers."""
    scored = told.scored
    is_shown = told.row.number("estimate") is not None
    return is_shown and scored is not None and is_of_counts(scored) and not scored.where


def _n_patterns(variables: Sequence[str], scales: Scales) -> int:
    return math.prod(len(scales.get(name, ())) for name in set(variables)) or 1


def _is_mean(told: Told) -> bool:
    return told.scored is not None and told.scored.statistic == "mean"


def _patterns(variables: Sequence[str], scales: Scales) -> list[tuple[str, ...]]:
    return list(itertools.product(*(scales.get(name, ()) for name in variables)))


def _cells(told: Told, variables: Sequence[str], scales: Scales) -> list[Cell]:
    return [
        Cell(told.data, tuple(sorted(zip(variables, answers, strict=True))))
        for answers in _patterns(variables, scales)
    ]


def _scores(
    variables: Sequence[str], scales: Scales, direction: Direction
) -> npt.NDArray[np.float64]:
    rows = [
        [float(scales[name].index(a) + 1) for name, a in zip(variables, answers, strict=True)]
        for answers in _patterns(variables, scales)
    ]
    scores = np.array(rows, dtype=float).reshape(len(rows), len(variables))
    most = np.array([len(scales.get(name, ())) for name in variables], dtype=float)
    return scores if direction > 0 else most + 1 - scores


def _kept(
    group: Sequence[Told],
    variables: tuple[str, ...],
    scales: Scales,
    ways: IntArray,
    known: Mapping[Any, Ends],
    direction: Direction,
) -> IntArray:
    for place, cell in enumerate(_cells(group[0], variables, scales)):
        low, high = known.get(cell, (0.0, math.inf))
        ways = ways[(ways[:, place] >= low) & (ways[:, place] <= high)]
    for told in group:
        if told.scored is None:
            continue
        own = told.scored.variables
        patterns = [dict(zip(variables, a, strict=True)) for a in _patterns(variables, scales)]
        order = [
            patterns.index(dict(zip(own, answers, strict=True)))
            for answers in _patterns(own, scales)
        ]
        scores = _scores(own, scales, direction)
        value, half = told.row.number("estimate") or 0.0, _half_unit(told)
        statistic = STATISTICS[told.scored.statistic]
        close = [
            bool(len(counts_that_give(statistic, scores, value, way, half_unit=half)))
            for way in ways[:, None, order]
        ]
        ways = ways[np.array(close, dtype=bool)]
    return ways


def _half_unit(told: Told) -> float:
    """Nothing where the number is given in full."""
    half = told.row.half_unit("estimate")
    return half if half > 1e-7 else 0.0


def _total(told: Told) -> tuple[object, ...]:
    return ("scores", told.scored)


def _ends_of_total(told: Told, n: int) -> Ends:
    value, half = told.row.number("estimate") or 0.0, _half_unit(told)
    low, high = (value - half) * n, (value + half) * n
    return float(math.ceil(low - 1e-6)), float(math.floor(high + 1e-6))


def _moment(told: Told, scales: Scales, direction: Direction) -> Sum:
    """The sum of all scores is the mean times the base."""
    variables = told.scored.variables if told.scored is not None else ()
    scores = _scores(variables, scales, direction)[:, 0]
    cells = _cells(told, variables, scales)
    line: dict[Any, float] = dict(zip(cells, map(float, scores), strict=True))
    return line | {_total(told): -1.0}
