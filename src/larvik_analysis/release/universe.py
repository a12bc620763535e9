"""The cells of one file of own data, and what binds them."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np
from scipy.sparse import csr_array

from larvik_analysis.estimate.survey.counts import (
    as_scored,
    is_of_counts,
    patterns_of,
    scores_of,
)
from larvik_analysis.terms.disclosure import DisclosureRules
from larvik_analysis.terms.microdata import ANSWERED, UNANSWERED, Cell, Microdata, Scored

from .system import BoolArray, IntArray, Need, System, needs_of

Ends = tuple[float, float]
Atom = Cell | Scored
_NOBODY_SAYS = (ANSWERED, UNANSWERED)


@dataclass(eq=False)
class Universe:
    """One file of own data as the gate sees it.

    Attributes
    ----------
    data : Microdata
    rules : DisclosureRules
    sensitive : set of str
        Variables that get full protection.
    """

    data: Microdata
    rules: DisclosureRules
    sensitive: frozenset[str]

    @property
    def total(self) -> Cell:
        """All units."""
        return Cell(self.data.declared.id)

    @property
    def has_positions(self) -> bool:
        """Whether the rows are positions, of which one figure for all of them leaves."""
        return self.data.declared.unit_of_analysis == "positions"

    def count(self, cell: Cell) -> int:
        """The true count."""
        return self.data.count(dict(cell.where))

    def n_protected(self, cell: Cell) -> int:
        """The units that limits are counted in: families where they are known."""
        return self.data.n_families(dict(cell.where))

    def plain(self, cell: Cell) -> Cell:
        """The same count written in one way: "all who answered" is all where all did."""
        where = tuple(
            (variable, answer)
            for variable, answer in cell.where
            if answer != ANSWERED or self.has_gaps(variable)
        )
        return Cell(cell.data, where)

    def has_gaps(self, variable: str) -> bool:
        """Whether somebody did not answer."""
        return bool(self.data.table[variable].isna().any())

    def is_sensitive(self, cell: Cell) -> bool:
        """Whether it says what somebody answered to a sensitive question.

        That somebody left a question open is not protected by itself.
        """
        return any(
            variable in self.sensitive and answer not in _NOBODY_SAYS
            for variable, answer in cell.where
        )

    def is_small(self, cell: Cell) -> bool:
        """Whether so few are in it that they must be protected."""
        if not self.is_sensitive(cell):
            return False
        few = min(self.count(cell), self.n_protected(cell))
        return 0 < few < self.rules.k or (few == 0 and self.rules.zeros == "hide")


def value_of(universe: Universe, atom: Atom) -> float:
    """The true number; KeyError where it is of nothing that is declared."""
    if isinstance(atom, Cell):
        return float(universe.count(atom))
    value = as_scored(universe.data, atom).estimate
    return float("nan") if value is None else value


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
    lines = _Lines(universe)
    for cell in sorted(
        {universe.total, *asked, *held, *(c for c in known if isinstance(c, Cell))}
    ):
        lines.add_table(cell)
    for atom in known:
        if isinstance(atom, Scored) and is_of_counts(atom):
            for where in patterns_of(universe.data.declared, atom):
                lines.add_table(Cell(atom.data, tuple(sorted(where.items()))))
    cells = list(lines.place)
    counts = [universe.count(cell) for cell in cells]
    kept = asked if keeps_zeros and universe.rules.zeros == "show" else {}
    fixed = [_is_fixed(universe, cell, kept, known) for cell in cells]
    _add_knowledge(universe, lines, known, counts, fixed)
    n_cells = len(counts)
    primary = np.zeros(n_cells, dtype=bool)
    small = np.zeros(n_cells, dtype=bool)
    for number, cell in enumerate(cells):
        small[number] = universe.is_small(cell) or cell in held
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
    if cell == universe.total or (cell in known and known[cell][0] == known[cell][1]):
        return True
    return cell in kept and universe.count(cell) == 0


def _add_knowledge(
    universe: Universe,
    lines: _Lines,
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


def is_linear(atom: Scored, known: Iterable[Atom]) -> bool:
    """Whether it binds the counts by a sum: a mean, or a deviation beside its mean."""
    beside = replace(atom, statistic="mean")
    return atom.statistic == "mean" or (
        atom.statistic == "standard_deviation" and beside in known
    )


def _moment(
    universe: Universe, lines: _Lines, atom: Scored, power: int, one: int
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


class _Lines:
    """Collects cells and the sums between them, table by table."""

    def __init__(self, universe: Universe) -> None:
        self.universe = universe
        self.place: dict[Cell, int] = {}
        self.relations: list[dict[int, float]] = []
        self.tables: dict[object, range] = {}
        self._written: set[tuple[tuple[int, float], ...]] = set()

    @property
    def n_of_tables(self) -> int:
        return sum(len(lines) for lines in self.tables.values())

    def add_table(self, cell: Cell) -> None:
        """All cells of the table a cell stands in; a merged answer is the sum of its parts."""
        self.add_variables(frozenset(variable for variable, _ in cell.where))
        self._at(dict(cell.where))  # nobody has left open what everybody answered
        start = len(self.relations)
        self._add_merged(cell)
        if len(self.relations) > start:
            self.tables.setdefault(("merged", cell), range(start, len(self.relations)))

    def add_variables(self, variables: frozenset[str]) -> None:
        if variables in self.tables:
            return
        start = len(self.relations)
        names = sorted(variables)
        options = [[None, *self._answers(name)] for name in names]
        for answers in itertools.product(*options):
            where = {n: a for n, a in zip(names, answers, strict=True) if a is not None}
            for name in names:
                self._add_sums(where, name)
        self._at({})
        self.tables[variables] = range(start, len(self.relations))

    def _answers(self, name: str) -> list[str]:
        answers = [answer.id for answer in self.universe.data.declared.variables[name].answers]
        return [*answers, *_NOBODY_SAYS] if self.universe.has_gaps(name) else answers

    def _at(self, where: Mapping[str, str]) -> int:
        cell = Cell(self.universe.data.declared.id, tuple(sorted(where.items())))
        return self.place.setdefault(cell, len(self.place))

    def _add_sums(self, where: Mapping[str, str], name: str) -> None:
        """The cell without the variable is the sum of its answers."""
        variable = self.universe.data.declared.variables[name]
        ids = [answer.id for answer in variable.answers]
        has_gaps = self.universe.has_gaps(name)
        if name not in where:
            parts = list(_NOBODY_SAYS) if has_gaps else ids
            self._add_sum(self._at(where), [self._at({**where, name: part}) for part in parts])
        elif where[name] == ANSWERED:
            self._add_sum(self._at(where), [self._at({**where, name: part}) for part in ids])

    def _add_merged(self, cell: Cell) -> None:
        where = dict(cell.where)
        for name, answer in cell.where:
            if "+" in answer:
                parts = [{**where, name: part} for part in answer.split("+")]
                for part in parts:
                    self._add_merged(Cell(cell.data, tuple(sorted(part.items()))))
                self._add_sum(self._at(where), [self._at(part) for part in parts])
                return

    def _add_sum(self, whole: int, parts: list[int]) -> None:
        relation = dict.fromkeys(parts, 1.0) | {whole: -1.0}
        key = tuple(sorted(relation.items()))
        if key not in self._written:
            self._written.add(key)
            self.relations.append(relation)

    def matrix(self, n_cells: int) -> csr_array:
        rows = [row for row, line in enumerate(self.relations) for _ in line]
        columns = [cell for line in self.relations for cell in line]
        weights = [weight for line in self.relations for weight in line.values()]
        shape = (len(self.relations), n_cells)
        return csr_array((weights, (rows, columns)), shape=shape)

    def blocks(self) -> tuple[IntArray, ...]:
        return tuple(
            np.array(lines, dtype=np.int64) for lines in self.tables.values() if len(lines)
        )
