"""The sums between counts that the search for what to hide calculates with."""

from __future__ import annotations

import itertools
from collections.abc import Mapping

import numpy as np
from scipy.sparse import csr_array

from larvik_analysis.terms.microdata import ANSWERED, UNANSWERED, Cell

from .form import MOST_TOGETHER, Ring, rings_of
from .system import IntArray
from .universe import NOBODY_SAYS, Universe


class Lines:
    """Collects cells and the sums between them, table by table."""

    def __init__(self, universe: Universe) -> None:
        self.universe = universe
        self.place: dict[Cell, int] = {}
        self.relations: list[dict[int, float]] = []
        self.tables: dict[object, range] = {}
        self.joint: set[Cell] = set()
        self._written: set[tuple[tuple[int, float], ...]] = set()

    @property
    def n_of_tables(self) -> int:
        """How many sums there are."""
        return sum(len(lines) for lines in self.tables.values())

    def add_table(self, cell: Cell) -> None:
        """All cells of the table a cell stands in; a merged answer is the sum of its parts."""
        names = frozenset(variable for variable, _ in cell.where)
        self.add_variables(names)
        self.add_variables(self.universe.form.around(names))
        self._at(dict(cell.where))  # nobody has left open what everybody answered
        start = len(self.relations)
        self._add_merged(cell)
        if len(self.relations) > start:
            self.tables.setdefault(("merged", cell), range(start, len(self.relations)))

    def add_variables(self, variables: frozenset[str]) -> None:
        """All cells of the table that crosses these variables, once."""
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

    def add_form(self) -> None:
        """What the form says besides: rings of tables, and what is left open together."""
        start = len(self.relations)
        tables = [names for names in self.tables if isinstance(names, frozenset)]
        for ring in rings_of(tables, self.universe.form.sensitive):
            self._add_ring(ring)
        same: dict[object, int] = {}
        for cell, place in list(self.place.items()):
            who = self.universe.form.who(dict(cell.where))
            first = same.setdefault(who, place)
            if first != place:
                self._add_sum(first, [place])
        self.tables["form"] = range(start, len(self.relations))

    def _add_ring(self, ring: Ring) -> None:
        """Each count of its tables is the sum of combinations of all its answers."""
        scales = {name: self._single(name) for name in ring.variables}
        if ring.size({name: len(scale) for name, scale in scales.items()}) > MOST_TOGETHER:
            return
        known = set(self.place)
        parts: dict[tuple[tuple[str, str], ...], list[int]] = {}
        for answers in itertools.product(*scales.values()):
            where = dict(zip(scales, answers, strict=True))
            if self.universe.form.is_empty(where):
                continue
            for table in ring.tables:
                key = tuple((name, where[name]) for name in table)
                parts.setdefault(key, []).append(self._at(where))
        for whole, places in parts.items():
            self._add_sum(self._at(dict(whole)), places)
        self.joint |= self.place.keys() - known

    def _single(self, name: str) -> list[str]:
        """Its answers, and to have left it open where somebody has."""
        ids = [answer.id for answer in self.universe.data.declared.variables[name].answers]
        return [*ids, UNANSWERED] if self.universe.has_gaps(name) else ids

    def _answers(self, name: str) -> list[str]:
        answers = [answer.id for answer in self.universe.data.declared.variables[name].answers]
        return [*answers, *NOBODY_SAYS] if self.universe.has_gaps(name) else answers

    def _at(self, where: Mapping[str, str]) -> int:
        cell = Cell(self.universe.data.declared.id, tuple(sorted(where.items())))
        return self.place.setdefault(cell, len(self.place))

    def _add_sums(self, where: Mapping[str, str], name: str) -> None:
        """The cell without the variable is the sum of its answers."""
        variable = self.universe.data.declared.variables[name]
        ids = [answer.id for answer in variable.answers]
        has_gaps = self.universe.has_gaps(name)
        if name not in where:
            parts = list(NOBODY_SAYS) if has_gaps else ids
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
        """The sums as `System.relations`."""
        rows = [row for row, line in enumerate(self.relations) for _ in line]
        columns = [cell for line in self.relations for cell in line]
        weights = [weight for line in self.relations for weight in line.values()]
        shape = (len(self.relations), n_cells)
        return csr_array((weights, (rows, columns)), shape=shape)

    def blocks(self) -> tuple[IntArray, ...]:
        """The sums of each table."""
        return tuple(
            np.array(lines, dtype=np.int64) for lines in self.tables.values() if len(lines)
        )
