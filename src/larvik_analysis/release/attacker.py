"""The outsider as the search for what to hide asks him how far a cell can move."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import Bounds, LinearConstraint
from scipy.sparse import csr_array

from .solver import solve_linear, solve_whole
from .system import BoolArray, IntArray, Need, System

FloatArray = npt.NDArray[np.float64]
TINY = 1e-7


@dataclass(frozen=True, slots=True)
class Look:
    """Whether a cell can move far enough; if not, what each other cell would have helped.

    Without `helps` fractions could move far enough, and whole counts cannot.
    """

    is_enough: bool
    helps: FloatArray | None = None


class Attacker:
    """The outsider, who knows what is shown and every relation."""

    def __init__(self, system: System, needs: Iterable[Need]) -> None:
        self.system = system
        self._columns = system.relations.tocsc()
        # How cells moved once: where all that moved are hidden, they can again.
        self._ways: dict[tuple[Need, int], list[tuple[IntArray, FloatArray]]] = {
            (need, way): [] for need in needs for way in (1, -1)
        }
        self._block_of = _blocks_of(system)
        self._rows: dict[int, csr_array] = {}

    def expect(self, needs: Iterable[Need]) -> None:
        """Be ready for needs that were not there from the start."""
        for need in needs:
            for way in (1, -1):
                self._ways.setdefault((need, way), [])

    def protects(self, hidden: BoolArray, needs: Iterable[Need]) -> bool:
        """Whether every need is met."""
        return all(self.look(hidden, need, way).is_enough for need in needs for way in (1, -1))

    def distance(self, need: Need, way: int) -> float:
        """How far the cell must be able to move up or down."""
        count = int(self.system.counts[need.cell])
        return need.high - count if way > 0 else count - need.low

    def free(self, hidden: BoolArray, need: Need) -> BoolArray:
        """The cells he cannot see: hidden, and not his own."""
        if not need.known:
            return hidden
        free = hidden.copy()
        free[list(need.known)] = False
        return free

    def look(self, hidden: BoolArray, need: Need, way: int) -> Look:
        """Whether the cell can move far enough up (1) or down (-1)."""
        free = self.free(hidden, need)
        if self.distance(need, way) <= 0 or self._remembers(free, need, way):
            return Look(True)
        if not free[need.cell]:
            prices = np.zeros(self.system.relations.shape[0])
            return Look(False, self.helps(prices, need, way))
        block = self._block_of[need.cell]
        within = free & (self._block_of == block)
        # Its own table is small, and what moves within it moves no other.
        if not (within == free).all():
            is_alone = block >= 0
            if is_alone and self._look_at(np.flatnonzero(within), need, way).is_enough:
                return Look(True)
            if self._moves_by_tables(free, need, way):
                return Look(True)
        return self._look_at(np.flatnonzero(free), need, way)

    def movements(self, hidden: BoolArray) -> Iterator[FloatArray]:
        """How counts can be otherwise while all that is shown stays: a way for each need."""
        for (need, _), ways in self._ways.items():
            free = self.free(hidden, need)
            for cells, moved in ways:
                if free[cells].all():
                    movement = np.zeros(self.system.n_cells)
                    movement[cells] = moved
                    yield movement
                    break

    def _remembers(self, free: BoolArray, need: Need, way: int) -> bool:
        return any(free[cells].all() for cells, _ in self._ways[need, way])

    def _look_at(self, cells: IntArray, need: Need, way: int) -> Look:
        """The same where these cells alone can move."""
        distance = self.distance(need, way)
        n_relations = self.system.relations.shape[0]
        part = self._columns[:, cells].tocsr()
        rows = np.flatnonzero(np.diff(part.indptr))
        own = cells == need.cell
        goal = np.where(own, -float(way), 0.0)
        low = -self.system.counts[cells].astype(float)
        low[own] = np.maximum(low[own], -distance)
        high = np.where(own, distance, np.inf)
        answer = solve_linear(
            goal,
            A_eq=part[rows],
            b_eq=np.zeros(rows.size),
            bounds=np.column_stack([low, high]),
        )
        if -answer.fun < distance - TINY:
            prices = np.zeros(n_relations)
            prices[rows] = answer.eqlin.marginals
            return Look(False, self.helps(prices, need, way))
        moved = answer.x
        if self.system.blocks and not _is_whole(moved):
            answer = solve_whole(
                goal,
                constraints=LinearConstraint(part[rows], 0, 0),
                bounds=Bounds(low, high),
                integrality=np.ones(cells.size),
            )
            if answer.x is None or -answer.fun < distance - TINY:
                return Look(False)
            moved = answer.x
        self._remember(cells, moved)
        return Look(True)

    def _moves_by_tables(self, free: BoolArray, need: Need, way: int) -> bool:
        """Whether the cell can move together with margins, each table making room by itself.

        Asked before the whole system is: with the margins given, the tables hang together
        no longer.
        """
        relations = self.system.relations
        for movement in self._starts(free, need, way):
            if (self.system.counts + movement < 0).any():
                continue
            given = movement != 0
            off = relations.dot(movement) != 0
            blocks = [n for n, block in enumerate(self.system.blocks) if off[block].any()]
            if all(self._make_room(movement, number, free & ~given) for number in blocks):
                if relations.dot(movement).any():
                    continue  # a relation of margins alone
                cells = np.flatnonzero(movement)
                self._remember(cells, movement[cells])
                return True
        return False

    def _starts(self, free: BoolArray, need: Need, way: int) -> Iterator[FloatArray]:
        """The cell and its margins moved as far, and others beside the margins moved back."""
        distance = way * self.distance(need, way)
        shared = free & (self._block_of < 0)
        is_margin = self._block_of[need.cell] < 0
        wholes = [need.cell] if is_margin else self._wholes(need.cell, shared)
        for n_wholes in range(1, len(wholes) + 1):
            for chosen in itertools.combinations(wholes, n_wholes):
                beside = [self._beside(whole, shared)[:_MOST_TRIED] for whole in chosen]
                for others in itertools.product(*beside):
                    movement = np.zeros(self.system.n_cells)
                    movement[[need.cell, *chosen]] = distance
                    movement[list(others)] = -distance
                    yield movement

    def _sums_with(self, cell: int) -> Iterator[tuple[IntArray, FloatArray, float]]:
        """Each relation of a cell: its cells, their signs, and the cell's own."""
        relations = self.system.relations
        start, stop = self._columns.indptr[cell : cell + 2]
        for place in range(start, stop):
            row = self._columns.indices[place]
            ends = slice(relations.indptr[row], relations.indptr[row + 1])
            yield relations.indices[ends], relations.data[ends], self._columns.data[place]

    def _wholes(self, cell: int, shared: BoolArray) -> list[int]:
        """The margins a cell is a part of, also by way of sums within its own table."""
        found: set[int] = set()
        waiting = [cell]
        while waiting:
            for cells, signs, own in self._sums_with(waiting.pop()):
                for whole in cells[signs != own] if own > 0 else ():
                    if shared[whole]:
                        found.add(int(whole))
                    elif self._block_of[whole] >= 0:
                        waiting.append(int(whole))
        return sorted(found)

    def _beside(self, cell: int, free: BoolArray) -> list[int]:
        """Other parts of the sums a cell is a part of, the largest first."""
        found = {
            int(other)
            for cells, signs, own in self._sums_with(cell)
            if own > 0
            for other in cells[signs == own]
            if free[other] and other != cell
        }
        return sorted(found, key=lambda c: (-self.system.counts[c], c))

    def _make_room(self, movement: FloatArray, number: int, free: BoolArray) -> bool:
        """Let the cells of one table alone move so that its sums stay true."""
        cells = np.flatnonzero(free & (self._block_of == number))
        if not cells.size:
            return False
        rows = self._rows_of(number)
        answer = solve_linear(
            np.zeros(cells.size),
            A_eq=rows[:, cells],
            b_eq=-rows.dot(movement),
            bounds=np.column_stack(
                [-self.system.counts[cells].astype(float), np.full(cells.size, np.inf)]
            ),
        )
        if answer.status != 0 or not _is_whole(answer.x):
            return False
        movement[cells] = np.round(answer.x)
        return True

    def _rows_of(self, number: int) -> csr_array:
        if number not in self._rows:
            self._rows[number] = self.system.relations[self.system.blocks[number]]
        return self._rows[number]

    def _remember(self, cells: IntArray, moved: FloatArray) -> None:
        """One way moves many cells, so it may be far enough for other needs too."""
        is_moved = np.abs(moved) > TINY
        cells, moved = cells[is_moved], moved[is_moved]
        by_cell = dict(zip(cells.tolist(), moved.tolist(), strict=True))
        for (need, way), ways in self._ways.items():
            distance = self.distance(need, way)
            is_far = 0 < distance <= way * by_cell.get(need.cell, 0.0) + TINY
            if is_far and need.known.isdisjoint(by_cell):
                ways.append((cells, moved))

    def helps(self, prices: FloatArray, need: Need, way: int) -> FloatArray:
        """By duality: how far each cell lets the one in question move, were it hidden.

        The prices are of the relations; any give a condition that holds.
        """
        distance = self.distance(need, way)
        reduced = -(self._columns.T @ prices)
        reduced[need.cell] -= way
        reduced[np.abs(reduced) < TINY] = 0.0
        # Counts cannot fall below zero, and may rise as far as anybody likes.
        helps = np.where(reduced < 0, distance, reduced * self.system.counts)
        helps = np.minimum(helps, distance)
        helps[[need.cell, *need.known]] = 0.0
        helps[self.system.fixed] = 0.0
        return np.asarray(helps, dtype=np.float64)


_MOST_TRIED = 2


def _is_whole(numbers: FloatArray) -> bool:
    return not numbers.size or bool(np.abs(numbers - np.round(numbers)).max() <= TINY)


def _blocks_of(system: System) -> IntArray:
    """For each cell the one table it stands in; -1 where it stands in several."""
    found = np.full(system.n_cells, -1, dtype=np.int64)
    seen = np.zeros(system.n_cells, dtype=np.int64)
    for number, block in enumerate(system.blocks):
        cells = np.unique(system.relations[block].indices)
        found[cells] = number
        seen[cells] += 1
    found[seen != 1] = -1
    return found
