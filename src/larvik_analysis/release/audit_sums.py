"""The sums between counts as the audit lists them, apart from those that the search knows."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import Any, Final

from larvik_analysis.estimate.survey.counts import is_of_counts, patterns_of, scores_of
from larvik_analysis.terms.microdata import ANSWERED, UNANSWERED, Cell, Microdata, Scored

from .attack import Ends, Sum
from .form import MOST_TOGETHER, Form, Ring, rings_of

Known = Mapping[Cell | Scored, Ends]
ONE: Final = "one"  # a cell that is always one, for sums with a number in them


def tables_of(form: Form, atoms: Iterable[Cell | Scored]) -> list[tuple[str, ...]]:
    """The variables of each table; a statistic that is of no counts has none.

    With the sensitive answers that decided who was asked there is a table of those, too.
    """
    crossed = [atom for atom in atoms if isinstance(atom, Cell) or is_of_counts(atom)]
    plain = {tuple(sorted(variables_of(atom))) for atom in crossed} | {()}
    return sorted(plain | {tuple(sorted(form.around(names))) for names in plain})


def has_gaps(data: Microdata, variable: str) -> bool:
    """Whether somebody left it open."""
    return data.count({variable: UNANSWERED}) > 0


def scale_of(data: Microdata, variable: str) -> list[str]:
    """The ids of its answers."""
    return [str(answer) for answer in data.table[variable].cat.categories]


def places_of(data: Microdata, variables: tuple[str, ...]) -> Iterator[dict[str, str]]:
    """Every cell of a table, its margins too."""
    for size in range(len(variables) + 1):
        for chosen in itertools.combinations(variables, size):
            scales = []
            for variable in chosen:
                extra = [ANSWERED, UNANSWERED] if has_gaps(data, variable) else []
                scales.append(scale_of(data, variable) + extra)
            for answers in itertools.product(*scales):
                yield dict(zip(chosen, answers, strict=True))


def cell_at(data: Microdata, where: Mapping[str, str]) -> Cell:
    """The count of those who gave these answers."""
    return Cell(data.declared.id, tuple(sorted(where.items())))


def sums_of(
    data: Microdata, form: Form, atoms: Iterable[Cell | Scored], known: Known
) -> list[Sum]:
    """All sums between the counts of the tables that some numbers stand in."""
    sums: dict[Any, Sum] = {}
    atoms = list(atoms)
    tables = tables_of(form, atoms)
    for variables in tables:
        sums |= data.once(("sums", variables), partial(_sums_of_table, data, variables))
    for ring in rings_of(tables, form.sensitive):
        sums |= data.once(
            ("ring", form.sensitive, ring), partial(_sums_of_ring, data, form, ring)
        )
    for atom in atoms:
        if isinstance(atom, Cell):
            for line in _merges(data, dict(atom.where)):
                sums[frozenset(line.items())] = line
        else:
            moments = _moments(data, atom, known)
            cells = [cell for cell in moments if cell != ONE]
            lines = [m for cell in cells for m in _merges(data, dict(cell.where))]
            sums |= {frozenset(line.items()): line for line in (moments, *lines) if line}
    left_open: dict[Any, Any] = {}
    for cell in dict.fromkeys(cell for line in sums.values() for cell in line):
        if isinstance(cell, Cell):
            first = left_open.setdefault(form.who(dict(cell.where)), cell)
            if first != cell:
                sums["left open", cell] = {first: -1.0, cell: 1.0}
    return list(sums.values())


def _sums_of_ring(data: Microdata, form: Form, ring: Ring) -> dict[Any, Sum]:
    """Each count of tables in a ring is of those who gave all the other answers besides."""
    scales = {
        name: [*scale_of(data, name), *([UNANSWERED] if has_gaps(data, name) else [])]
        for name in ring.variables
    }
    if ring.size({name: len(scale) for name, scale in scales.items()}) > MOST_TOGETHER:
        return {}
    lines: dict[Any, dict[Any, float]] = {}
    for answers in itertools.product(*scales.values()):
        where = dict(zip(ring.variables, answers, strict=True))
        if not form.is_empty(where):
            for table in ring.tables:
                whole = cell_at(data, {name: where[name] for name in table})
                lines.setdefault(whole, {whole: -1.0})[cell_at(data, where)] = 1.0
    return {frozenset(line.items()): line for line in lines.values()}


def _sums_of_table(data: Microdata, variables: tuple[str, ...]) -> dict[Any, Sum]:
    return {
        frozenset(line.items()): line
        for where in places_of(data, variables)
        for variable in variables
        for line in _splits(data, where, variable)
    }


def _splits(data: Microdata, where: dict[str, str], variable: str) -> Iterator[Sum]:
    """A count split by the answers to one more variable."""
    whole = cell_at(data, where)
    scale = scale_of(data, variable)
    if variable not in where:
        parts = [ANSWERED, UNANSWERED] if has_gaps(data, variable) else scale
    elif where[variable] == ANSWERED:
        parts = scale
    else:
        return
    yield {whole: -1.0} | {cell_at(data, where | {variable: part}): 1.0 for part in parts}


def _merges(data: Microdata, where: dict[str, str]) -> Iterator[Sum]:
    """A count of merged answers is the sum of theirs."""
    for variable, answer in where.items():
        if "+" in answer:
            parts = [where | {variable: part} for part in answer.split("+")]
            yield {cell_at(data, where): -1.0} | {cell_at(data, part): 1.0 for part in parts}
            for part in parts:
                yield from _merges(data, part)
            return


def _moments(data: Microdata, scored: Scored, known: Known) -> Sum:
    """A mean gives the sum of scores; a deviation beside its mean the sum of squares."""
    beside = replace(scored, statistic="mean")
    if scored.statistic == "mean":
        power = 1
    elif scored.statistic == "standard_deviation" and beside in known:
        power = 2
    else:
        return {}
    scores = scores_of(data.declared, scored)[:, 0] ** power
    places = patterns_of(data.declared, scored)
    line: dict[Any, float] = {
        cell_at(data, where): float(score) for where, score in zip(places, scores, strict=True)
    }
    total = sum(
        float(score) * data.count(where) for where, score in zip(places, scores, strict=True)
    )
    return line | {ONE: -total}


def variables_of(atom: Cell | Scored) -> set[str]:
    """Whatever a number tells of."""
    return {v for v, _ in atom.where} if isinstance(atom, Cell) else set(atom.named)


def of_nobody(form: Form, sums: Iterable[Sum]) -> dict[Any, Ends]:
    """The counts that are of nobody, as whoever has seen the form knows."""
    cells = {cell for line in sums for cell in line if isinstance(cell, Cell)}
    return {cell: (0.0, 0.0) for cell in cells if form.is_empty(dict(cell.where))}
