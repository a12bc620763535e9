"""Hides the fewest cells such that no small count can be worked out from what is left.

The choice of cells is a master problem with one yes or no for each cell. Whether a choice
protects a cell is asked of the outsider's linear programme; where it does not, its dual
says which cells would have helped, and that is a new condition of the master problem
(Fischetti and Salazar-Gonzalez, Management Science 47(7), 2001). The last word is the
outsider's integer programme, because linked tables need not have whole-numbered corners.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import csr_array, vstack

from larvik_analysis.terms.disclosure import DisclosureRules

from .system import BoolArray, IntArray, Need, System

FloatArray = npt.NDArray[np.float64]

_TINY = 1e-7
_LARGEST_JOINT_SUM = 1_000_000  # beyond it "fewest, then smallest" is asked in two steps
_MOST_ROUNDS = 400


def hide(
    system: System, primary: BoolArray, needs: Sequence[Need], rules: DisclosureRules
) -> BoolArray | None:
    """Which cells to hide: the fewest, and of those choices the one with the smallest sum.

    Parameters
    ----------
    system : System
    primary : ndarray of bool, shape (n_cells,)
        Cells that are hidden whatever else is.
    needs : sequence of Need
    rules : DisclosureRules
        `largest_exact` and `n_nodes` say when a good choice is taken for the best one.

    Returns
    -------
    ndarray of bool, shape (n_cells,), or None
        Hidden cells, those that nobody asked to show among them; None where not even
        hiding all of them is enough.
    """
    attacker = _Attacker(system)
    everything = ~system.fixed
    if not attacker.protects(everything, needs):
        return None
    hidden = primary | system.unshown
    if attacker.protects(hidden, needs):
        return hidden
    if np.count_nonzero(~system.fixed & ~hidden) <= rules.largest_exact:
        found = _exact(attacker, hidden, needs, rules)
        if found is not None:
            return found
    return _by_parts(attacker, hidden, needs, rules)


class _Attacker:
    """The outsider, who knows what is shown and every relation."""

    def __init__(self, system: System) -> None:
        self.system = system
        self._relations = system.relations
        self._columns = system.relations.tocsc()

    def protects(self, hidden: BoolArray, needs: Iterable[Need]) -> bool:
        return all(
            self.shortfall(hidden, need, way) is None and self.is_whole(hidden, need, way)
            for need in needs
            for way in (1, -1)
        )

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

    def shortfall(self, hidden: BoolArray, need: Need, way: int) -> FloatArray | None:
        """What each cell would have helped where the cell cannot move far enough.

        None where it can. Otherwise the condition is that the helps of the hidden cells
        add up to the distance.
        """
        distance = self.distance(need, way)
        if distance <= 0:
            return None
        free = self.free(hidden, need)
        cells = np.flatnonzero(free)
        if need.cell not in cells:
            return self._helps(np.zeros(self._relations.shape[0]), need, way, distance)
        part = self._columns[:, cells]
        rows = np.flatnonzero(np.diff(part.tocsr().indptr))
        goal = np.where(cells == need.cell, -float(way), 0.0)
        low = -self.system.counts[cells].astype(float)
        bounds = np.column_stack([low, np.full(cells.size, np.inf)])
        own = cells == need.cell
        bounds[own] = (max(-distance, low[own][0]), distance)
        answer = linprog(
            goal, A_eq=part.tocsr()[rows], b_eq=np.zeros(rows.size), bounds=bounds,
            method="highs-ds",
        )  # fmt: skip
        if -answer.fun >= distance - _TINY:
            return None
        prices = np.zeros(self._relations.shape[0])
        prices[rows] = answer.eqlin.marginals
        return self._helps(prices, need, way, distance)

    def _helps(self, prices: FloatArray, need: Need, way: int, distance: float) -> FloatArray:
        """By duality: how far each cell lets the one in question move, were it hidden."""
        reduced = -(self._columns.T @ prices)
        reduced[need.cell] -= way
        reduced[np.abs(reduced) < _TINY] = 0.0
        # Counts cannot fall below zero, and may rise as far as anybody likes.
        helps = np.where(reduced < 0, distance, reduced * self.system.counts)
        helps = np.minimum(helps, distance)
        helps[[need.cell, *need.known]] = 0.0
        helps[self.system.fixed] = 0.0
        return helps

    def is_whole(self, hidden: BoolArray, need: Need, way: int) -> bool:
        """Whether whole counts reach as far as fractions do."""
        distance = self.distance(need, way)
        if distance <= 0 or len(self.system.blocks) < 2:
            return True  # the corners of one table with its margins are whole
        cells = np.flatnonzero(self.free(hidden, need))
        part = self._columns[:, cells].tocsr()
        low = -self.system.counts[cells].astype(float)
        answer = milp(
            np.where(cells == need.cell, -float(way), 0.0),
            constraints=LinearConstraint(part, 0, 0),
            bounds=Bounds(low, np.where(cells == need.cell, max(distance, 0), np.inf)),
            integrality=np.ones(cells.size),
            options={"mip_rel_gap": 0.0},
        )
        return answer.fun is not None and -answer.fun >= distance - _TINY


@dataclass
class _Master:
    """The choice of cells under all conditions found so far."""

    system: System
    must: BoolArray
    rows: list[FloatArray] = field(default_factory=list)
    least: list[float] = field(default_factory=list)

    def demand(self, helps: FloatArray, least: float) -> None:
        """Add the condition that the helps of the hidden cells reach `least`."""
        self.rows.append(np.where(self.must, 0.0, helps))
        self.least.append(least - float(helps[self.must].sum()) - _TINY)

    def solve(self, prices: FloatArray, n_nodes: int, most: float = np.inf) -> BoolArray | None:
        """The cheapest choice; None where the search gave up."""
        choice = np.flatnonzero(~self.must & ~self.system.fixed)
        table = csr_array(np.vstack(self.rows)[:, choice]) if self.rows else None
        conditions = [_no_cell_alone(self.system, self.must, choice)]
        if table is not None:
            conditions.append(LinearConstraint(table, np.array(self.least), np.inf))
        if np.isfinite(most):
            ones = csr_array(np.ones((1, choice.size)))
            conditions.append(LinearConstraint(ones, -np.inf, most))
        answer = milp(
            prices[choice],
            constraints=conditions,
            bounds=Bounds(0, 1),
            integrality=np.ones(choice.size),
            options={"mip_rel_gap": 0.0, "node_limit": n_nodes},
        )
        if answer.status != 0:
            return None
        hidden = self.must.copy()
        hidden[choice] = answer.x > 0.5
        return hidden


def _no_cell_alone(system: System, must: BoolArray, choice: IntArray) -> LinearConstraint:
    """A cell alone in a relation is worked out at once, so hiding it is of no use."""
    rows, low = [], []
    relations = system.relations
    movable = ~system.fixed
    for number in range(relations.shape[0]):
        cells = relations.indices[relations.indptr[number] : relations.indptr[number + 1]]
        cells = cells[movable[cells]]
        if must[cells].any():
            continue
        inside = np.isin(choice, cells).astype(float)
        for place in np.flatnonzero(inside):
            row = inside.copy()
            row[place] = -1.0
            rows.append(row)
            low.append(0.0)
    if not rows:
        rows, low = [np.zeros(choice.size)], [0.0]
    return LinearConstraint(csr_array(np.vstack(rows)), np.array(low), np.inf)


def _first_conditions(attacker: _Attacker, master: _Master, needs: Sequence[Need]) -> None:
    """What each relation of a cell says by itself."""
    system = attacker.system
    columns = system.relations.tocsc()
    for need in needs:
        start, stop = columns.indptr[need.cell : need.cell + 2]
        for way in (1, -1):
            distance = attacker.distance(need, way)
            if distance <= 0:
                continue
            for row, sign in zip(
                columns.indices[start:stop], columns.data[start:stop], strict=True
            ):
                prices = np.zeros(system.relations.shape[0])
                prices[row] = -way * sign
                master.demand(attacker._helps(prices, need, way, distance), distance)


def _exact(
    attacker: _Attacker, must: BoolArray, needs: Sequence[Need], rules: DisclosureRules
) -> BoolArray | None:
    """The best choice; None where the search gave up before it was proven."""
    system = attacker.system
    counts = system.counts.astype(float)
    master = _Master(system, must)
    _first_conditions(attacker, master, needs)
    total = float(counts[~system.fixed & ~must].sum())
    if total <= _LARGEST_JOINT_SUM:
        return _search(attacker, master, needs, total + 1 + counts, rules.n_nodes)
    fewest = _search(attacker, master, needs, np.ones_like(counts), rules.n_nodes)
    if fewest is None:
        return None
    most = float(np.count_nonzero(fewest & ~must))
    return _search(attacker, master, needs, counts, rules.n_nodes, most)


def _search(
    attacker: _Attacker,
    master: _Master,
    needs: Sequence[Need],
    prices: FloatArray,
    n_nodes: int,
    most: float = np.inf,
) -> BoolArray | None:
    for _ in range(_MOST_ROUNDS):
        hidden = master.solve(prices, n_nodes, most)
        if hidden is None:
            return None
        if not _demand_more(attacker, master, hidden, needs):
            return hidden
    return None


def _demand_more(
    attacker: _Attacker, master: _Master, hidden: BoolArray, needs: Sequence[Need]
) -> bool:
    """Add a condition for each need that the choice does not meet; False where it meets all."""
    unmet = False
    for need in needs:
        for way in (1, -1):
            helps = attacker.shortfall(hidden, need, way)
            if helps is not None:
                master.demand(helps, attacker.distance(need, way))
                unmet = True
    if unmet:
        return True
    for need in needs:
        for way in (1, -1):
            if not attacker.is_whole(hidden, need, way):
                # Hiding less leaves less in doubt, so at least one cell more has to go.
                master.demand(np.where(hidden | attacker.system.fixed, 0.0, 1.0), 1.0)
                return True
    return False


def _by_parts(
    attacker: _Attacker, must: BoolArray, needs: Sequence[Need], rules: DisclosureRules
) -> BoolArray | None:
    """A good choice for a system too large for the best one: table by table, then mended."""
    system = attacker.system
    hidden = must.copy()
    changed = len(system.blocks) > 1
    while changed:
        before = hidden.copy()
        for block in system.blocks:
            hidden |= _of_block(system, block, hidden, needs, rules)
        changed = bool((hidden != before).any())
    return _mend(attacker, hidden, needs)


def _of_block(
    system: System,
    block: IntArray,
    hidden: BoolArray,
    needs: Sequence[Need],
    rules: DisclosureRules,
) -> BoolArray:
    """What one table has to hide by itself, given what is hidden of it already."""
    relations = system.relations[block]
    cells = np.unique(relations.indices)
    place = {int(cell): number for number, cell in enumerate(cells)}
    part = System(
        counts=system.counts[cells],
        relations=csr_array(relations[:, cells]),
        fixed=system.fixed[cells],
        unshown=system.unshown[cells],
    )
    own = [
        replace(
            need,
            cell=place[need.cell],
            known=frozenset(place[c] for c in need.known if c in place),
        )
        for need in needs
        if need.cell in place and all(c in place for c in need.known)
    ]
    attacker = _Attacker(part)
    chosen = hidden[cells]
    result = np.zeros_like(hidden)
    if not attacker.protects(chosen, own):
        found = None
        if np.count_nonzero(~part.fixed & ~chosen) <= rules.largest_exact:
            found = _exact(attacker, chosen, own, rules)
        if found is None:
            found = _mend(attacker, chosen, own)
        if found is not None:
            chosen = found
    result[cells] = chosen
    return result


def _mend(attacker: _Attacker, hidden: BoolArray, needs: Sequence[Need]) -> BoolArray | None:
    """Hide, for each need that is not met, the cheapest way round; then show what can be."""
    hidden = hidden.copy()
    before = hidden.copy()
    for _ in range(attacker.system.n_cells):
        unmet = [
            (need, way)
            for need in needs
            for way in (1, -1)
            if attacker.shortfall(hidden, need, way) is not None
            or not attacker.is_whole(hidden, need, way)
        ]
        if not unmet:
            break
        grown = False
        for need, way in unmet:
            if attacker.shortfall(hidden, need, way) is None and grown:
                continue
            more = _way_round(attacker, hidden, need, way)
            if more is not None and (more & ~hidden).any():
                hidden |= more
                grown = True
        if not grown:
            hidden = ~attacker.system.fixed
    return _without_needless(attacker, hidden, before, needs)


def _way_round(
    attacker: _Attacker, hidden: BoolArray, need: Need, way: int
) -> BoolArray | None:
    """The cells that must move for one to move far enough, as few of them new as can be."""
    system = attacker.system
    free = attacker.free(~system.fixed, need)
    cells = np.flatnonzero(free)
    distance = attacker.distance(need, way)
    counts = system.counts[cells].astype(float)
    price = np.where(hidden[cells], 0.001, 1000.0 + counts) / np.clip(counts, 1, distance)
    own = cells == need.cell
    up = np.where(own, distance if way > 0 else 0, np.inf)
    down = np.where(own, 0 if way > 0 else distance, counts)
    part = system.relations.tocsc()[:, cells]
    both = csr_array(vstack([part.T, -part.T]).T)
    low = np.concatenate(
        [np.where(own & (way > 0), distance, 0), np.where(own & (way < 0), distance, 0)]
    )
    answer = linprog(
        np.concatenate([np.where(own, 0, price)] * 2),
        A_eq=both, b_eq=np.zeros(both.shape[0]),
        bounds=np.column_stack([low, np.concatenate([up, down])]),
        method="highs-ds",
    )  # fmt: skip
    if answer.status != 0:
        return None
    moved = answer.x[: cells.size] + answer.x[cells.size :] > _TINY
    found = np.zeros(system.n_cells, dtype=bool)
    found[cells[moved]] = True
    return found


def _without_needless(
    attacker: _Attacker, hidden: BoolArray, must: BoolArray, needs: Sequence[Need]
) -> BoolArray:
    """Show again what need not be hidden, the largest counts first."""
    extra = np.flatnonzero(hidden & ~must)
    for cell in sorted(extra, key=lambda cell: (-attacker.system.counts[cell], cell)):
        fewer = hidden.copy()
        fewer[cell] = False
        if attacker.protects(fewer, needs):
            hidden = fewer
    return hidden
