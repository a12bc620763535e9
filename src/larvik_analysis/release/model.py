"""What the search for the fewest hidden counts works on: cells, relations and needs."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np

from larvik_analysis.estimate.survey.counts import is_of_counts, patterns_of, scores_of
from larvik_analysis.terms.microdata import UNANSWERED, Cell, Scored

from .lines import Lines
from .system import BoolArray, Need, System, needs_of
from .universe import Atom, Ends, Universe, is_linear


@dataclass(frozen=True, eq=False)
class Model:
    """The system of a universe for what is asked and what is known.

    Attributes
    ----------
    cells : tuple of Cell
        The first cells of the system; those behind them stand for what is known otherwise.
    system : System
    primary : ndarray of bool
    needs : tuple of Need
        Without those that what is known already has given away.
    """

    cells: tuple[Cell, ...]
    system: System
    primary: BoolArray
    needs: tuple[Need, ...]


def build_model(
    universe: Universe,
    asked: Mapping[Cell, int],
    held: Iterable[Cell],
    known: Mapping[Atom, Ends],
    *,
    keeps_zeros: bool = True,
) -> Model:
    """Cells, relations and needs.

    Parameters
    ----------
    universe : Universe
    asked : mapping of Cell to int
        What is to be shown, and how many numbers need it.
    held : iterable of Cell
        What must be hidden because its base is too small.
    known : mapping of Cell or Scored to (float, float)
        What an outsider knows before: numbers, or the ends of a range.
    keeps_zeros : bool
        Whether zeros that the rules let be shown are never hidden beside a small count.
    """
    held = set(held)
    lines = Lines(universe)
    for cell in sorted(
        {universe.total, *asked, *held, *(c for c in known if isinstance(c, Cell))}
    ):
        lines.add_table(cell)
    for atom in known:
        if isinstance(atom, Scored) and is_of_counts(atom):
            for where in patterns_of(universe.data.declared, atom):
                lines.add_table(Cell(atom.data, tuple(sorted(where.items()))))
    lines.add_form()
    cells = list(lines.place)
    counts = [universe.count(cell) for cell in cells]
    kept = asked if keeps_zeros and universe.rules.zeros == "show" else {}
    fixed = [_is_fixed(universe, cell, kept, known) for cell in cells]
    _add_knowledge(universe, lines, known, counts, fixed)
    n_cells = len(counts)
    primary = np.zeros(n_cells, dtype=bool)
    small = np.zeros(n_cells, dtype=bool)
    for number, cell in enumerate(cells):
        is_told = universe.form.is_empty(dict(cell.where)) or cell in lines.joint
        small[number] = not is_told and (universe.is_small(cell) or cell in held)
        primary[number] = small[number] and not fixed[number]
    numbers = np.zeros(n_cells, dtype=np.int64)
    margins = {v for cell in asked for v in _proper_parts(cell)}
    numbers[: len(cells)] = [
        asked.get(cell, 0) * (_MARGIN if _names(cell) in margins else 1) for cell in cells
    ]
    system = System(
        counts=np.array(counts, dtype=np.int64),
        relations=lines.matrix(n_cells),
        fixed=np.array(fixed),
        unshown=(numbers == 0) & ~np.array(fixed),
        numbers=numbers,
        blocks=lines.blocks(),
    )
    return Model(tuple(cells), system, primary, _needs(universe, cells, system, small))


def _needs(
    universe: Universe, cells: list[Cell], system: System, small: BoolArray
) -> tuple[Need, ...]:
    """What must stay possible, for outsiders and for families that know their own cell."""
    needs = needs_of(
        system.counts,
        small,
        k=universe.rules.k,
        hides_zeros=universe.rules.zeros == "hide",
        alone=_alone(universe, cells, small) if universe.rules.singleton else (),
    )
    return tuple(
        _within_those_who_left_open(universe, cells[need.cell], need)
        for need in needs
        if not any(
            _tells_of_himself(cells[need.cell], cells[own], int(system.counts[need.cell]))
            for own in need.known
        )
    )


def _within_those_who_left_open(universe: Universe, cell: Cell, need: Need) -> Need:
    """Of those who left a question open everybody may know how many they are.

    It must stay open whether any of them, or all of them, are in the cell.
    """
    where = tuple(pair for pair in cell.where if pair[1] == UNANSWERED)
    if not where:
        return need
    most = universe.count(Cell(cell.data, where))
    if need.known:  # one of them, who can tell of no other
        return replace(need, low=universe.count(cell), high=universe.count(cell))
    return replace(need, low=0, high=min(need.high, most))


def _alone(universe: Universe, cells: list[Cell], small: BoolArray) -> list[int]:
    """Cells with one family in them, whose members know all of it."""
    return [
        number
        for number, cell in enumerate(cells)
        if small[number] and universe.n_protected(cell) == 1
    ]


_MARGIN = 10  # a number of a smaller table weighs as many of a larger one made from it


def _names(cell: Cell) -> frozenset[str]:
    return frozenset(variable for variable, _ in cell.where)


def _proper_parts(cell: Cell) -> Iterator[frozenset[str]]:
    """The variables of the tables that a cell's table has as margins."""
    names = sorted(_names(cell))
    for size in range(1, len(names)):
        yield from map(frozenset, itertools.combinations(names, size))


def _tells_of_himself(cell: Cell, own: Cell, count: int) -> bool:
    """Whether nobody but the insider is in a cell, or can be: it tells him of nobody else."""
    inner, outer = set(cell.where), set(own.where)
    return inner >= outer or (outer > inner and count == 1)


def _is_fixed(
    universe: Universe, cell: Cell, kept: Mapping[Cell, int], known: Mapping[Atom, Ends]
) -> bool:
    """How many were asked is known to those around; a shown zero stays shown."""
    if cell == universe.total or universe.form.is_empty(dict(cell.where)):
        return True
    if cell in known and known[cell][0] == known[cell][1]:
        return True
    return cell in kept and universe.count(cell) == 0


def _add_knowledge(
    universe: Universe,
    lines: Lines,
    known: Mapping[Atom, Ends],
    counts: list[int],
    fixed: list[bool],
) -> None:
    """Ranges and mean scores as relations with cells of their own."""

    def extra(count: int, *, is_fixed: bool) -> int:
        counts.append(count)
        fixed.append(is_fixed)
        return len(counts) - 1

    one = extra(1, is_fixed=True)
    for atom, (low, high) in sorted(known.items(), key=lambda item: repr(item[0])):
        if isinstance(atom, Cell) and low != high:
            place, count = lines.place[atom], universe.count(atom)
            if np.isfinite(high):
                room = extra(int(high) - count, is_fixed=False)
                lines.relations.append({place: 1.0, room: 1.0, one: -high})
            if low > 0:
                above = extra(count - int(low), is_fixed=False)
                lines.relations.append({place: 1.0, above: -1.0, one: -low})
        elif isinstance(atom, Scored) and is_linear(atom, known):
            power = 1 if atom.statistic == "mean" else 2
            lines.relations.append(_moment(universe, lines, atom, power, one))
    lines.tables["known"] = range(lines.n_of_tables, len(lines.relations))


def _moment(
    universe: Universe, lines: Lines, atom: Scored, power: int, one: int
) -> dict[int, float]:
    """What the sum of scores, or of their squares, says of the counts."""
    declared = universe.data.declared
    patterns = patterns_of(declared, atom)
    scores = scores_of(declared, atom)[:, 0] ** power
    relation: dict[int, float] = {}
    total = 0.0
    for pattern, score in zip(patterns, scores, strict=True):
        cell = Cell(declared.id, tuple(sorted(pattern.items())))
        relation[lines.place[cell]] = float(score)
        total += float(score) * universe.count(cell)
    relation[one] = -total
    return relation
