"""The sums between the counts of finished tables, as anybody who holds them knows them."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from larvik_analysis.terms.microdata import ANSWERED, UNANSWERED, Cell

from .attack import Sum
from .form import Form
from .outside_scores import Scales

_NOBODY_SAYS = (ANSWERED, UNANSWERED)


def sums_of(cells: Sequence[Cell], scales: Scales, form: Form) -> list[Sum]:
    """All sums between the counts of all tables."""
    sums: dict[tuple[Any, ...], Sum] = {}
    for data, names in dict.fromkeys(
        (cell.data, tuple(sorted({variable for variable, _ in cell.where}))) for cell in cells
    ):
        for where in _places(names, scales):
            for name in names:
                line = _split(data, where, name, scales)
                sums[tuple(sorted(line.items(), key=repr))] = line
    for cell in cells:
        for line in merged(cell):
            sums[tuple(sorted(line.items(), key=repr))] = line
    same: dict[Any, Cell] = {}
    for cell in {cell: None for line in sums.values() for cell in line}:
        first = same.setdefault((cell.data, form.who(dict(cell.where))), cell)
        if first != cell:  # ticks of one question are left open together
            sums["same", cell] = {first: -1.0, cell: 1.0}
    return [line for line in sums.values() if line]


def _places(
    names: Sequence[str], scales: Mapping[str, Sequence[str]]
) -> Iterator[dict[str, str]]:
    for size in range(len(names) + 1):
        for chosen in itertools.combinations(names, size):
            every = [(*scales.get(name, ()), *_NOBODY_SAYS) for name in chosen]
            for answers in itertools.product(*every):
                yield dict(zip(chosen, answers, strict=True))


def _split(data: str, where: Mapping[str, str], name: str, scales: Scales) -> Sum:
    """A count as the sum of its parts by one more question; nothing where it has none."""
    said = where.get(name, "")
    parts = {"": _NOBODY_SAYS, ANSWERED: tuple(scales.get(name, ()))}.get(said, ())
    if not parts:
        return {}
    line: dict[Any, float] = {_cell(data, {**where, name: part}): 1.0 for part in parts}
    return line | {_cell(data, where): -1.0}


def _cell(data: str, where: Mapping[str, str]) -> Cell:
    return Cell(data, tuple(sorted(where.items())))


def parts_of(cell: Cell) -> list[Cell]:
    """The counts that a count of merged answers is the sum of."""
    where = dict(cell.where)
    for name, answer in cell.where:
        if "+" in answer:
            return [_cell(cell.data, {**where, name: part}) for part in answer.split("+")]
    return []


def merged(cell: Cell) -> Iterator[Sum]:
    """A count of merged answers as the sum of theirs, and so on."""
    parts = parts_of(cell)
    if parts:
        yield {**dict.fromkeys(parts, 1.0), cell: -1.0}
        for part in parts:
            yield from merged(part)
