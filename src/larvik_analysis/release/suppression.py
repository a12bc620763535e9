"""Hides the fewest cells such that no small count can be worked out from what is left.

The choice of cells is a master problem with one yes or no for each cell. Whether a choice
protects a cell is asked of the outsider's linear programme; where it does not, its dual
says which cells would have helped, and that is a new condition of the master problem
(Fischetti and Salazar-Gonzalez, Management Science 47(7), 2001). The last word is the
outsider's integer programme, because linked tables need not have whole-numbered corners.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt
from scipy.optimize import Bounds, LinearConstraint
from scipy.sparse import csr_array, vstack

from larvik_analysis.terms.disclosure import DisclosureRules

from .attacker import TINY, Attacker
from .solver import solve_linear, solve_whole
from .system import BoolArray, IntArray, Need, System

FloatArray = npt.NDArray[np.float64]

_LARGEST_JOINT_SUM = 1_000_000  # beyond it "fewest, then smallest" is asked in two steps
_MOST_ROUNDS = 400
_MOST_TAKEN_BACK = 40  # trying more takes longer than it is worth


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
    attacker = Attacker(system, needs)
    return hide_from(attacker, primary, needs, rules)


def hide_from(
    attacker: Attacker, primary: BoolArray, needs: Sequence[Need], rules: DisclosureRules
) -> BoolArray | None:
    """The same from an outsider who remembers how cells can move."""
    system = attacker.system
    if not attacker.protects(~system.fixed, needs):
        return None
    hidden = primary | system.unshown
    if attacker.protects(hidden, needs):
        return hidden
    if np.count_nonzero(~system.fixed & ~hidden) <= rules.largest_exact:
        found = _exact(attacker, hidden, needs, rules)
        if found is not None:
            return found
    return _by_parts(attacker, hidden, needs, rules)


@dataclass
class _Master:
    """The choice of cells under all conditions found so far."""

    system: System
    must: BoolArray
    n_nodes: int  # that are left for all of the search
    rows: list[FloatArray] = field(default_factory=list)
    least: list[float] = field(default_factory=list)

    def demand(self, helps: FloatArray, least: float) -> None:
        """Add the condition that the helps of the hidden cells reach `least`."""
        self.rows.append(np.where(self.must, 0.0, helps))
        self.least.append(least - float(helps[self.must].sum()) - TINY)

    def solve(self, prices: FloatArray, most: float = np.inf) -> BoolArray | None:
        """The cheapest choice; None where the search gave up."""
        choice = np.flatnonzero(~self.must & ~self.system.fixed)
        table = csr_array(np.vstack(self.rows)[:, choice]) if self.rows else None
        conditions = [_no_cell_alone(self.system, self.must, choice)]
        if table is not None:
            conditions.append(LinearConstraint(table, np.array(self.least), np.inf))
        if np.isfinite(most):
            numbers = csr_array(self.system.numbers[None, choice])
            conditions.append(LinearConstraint(numbers, -np.inf, most))
        answer = solve_whole(
            prices[choice],
            constraints=conditions,
            bounds=Bounds(0, 1),
            integrality=np.ones(choice.size),
            options={"node_limit": max(self.n_nodes, 0)},
        )
        self.n_nodes -= int(answer.mip_node_count or 0)
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
        ends = slice(relations.indptr[number], relations.indptr[number + 1])
        cells = relations.indices[ends][relations.data[ends] != 0]
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


def _first_conditions(attacker: Attacker, master: _Master, needs: Sequence[Need]) -> None:
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
                if sign == 0:  # a score of zero
                    continue
                prices = np.zeros(system.relations.shape[0])
                prices[row] = -way / sign
                master.demand(attacker.helps(prices, need, way), distance)


def _exact(
    attacker: Attacker, must: BoolArray, needs: Sequence[Need], rules: DisclosureRules
) -> BoolArray | None:
    """The best choice; None where the search gave up before it was proven."""
    system = attacker.system
    counts = system.counts.astype(float)
    numbers = system.numbers.astype(float)
    master = _Master(system, must, rules.n_nodes)
    _first_conditions(attacker, master, needs)
    total = float(counts[~system.fixed & ~must].sum())
    if total <= _LARGEST_JOINT_SUM:
        return _search(attacker, master, needs, (total + 1) * numbers + counts)
    fewest = _search(attacker, master, needs, numbers)
    if fewest is None:
        return None
    most = float(numbers[fewest & ~must].sum())
    return _search(attacker, master, needs, counts, most)


def _search(
    attacker: Attacker,
    master: _Master,
    needs: Sequence[Need],
    prices: FloatArray,
    most: float = np.inf,
) -> BoolArray | None:
    for _ in range(_MOST_ROUNDS):
        hidden = master.solve(prices, most)
        if hidden is None:
            return None
        if not _demand_more(attacker, master, hidden, needs):
            return hidden
    return None


def _demand_more(
    attacker: Attacker, master: _Master, hidden: BoolArray, needs: Sequence[Need]
) -> bool:
    """Add a condition for each need that the choice does not meet; False where it meets all."""
    looks = [(need, way, attacker.look(hidden, need, way)) for need in needs for way in (1, -1)]
    unmet = [(need, way, look.helps) for need, way, look in looks if not look.is_enough]
    for need, way, helps in unmet:
        if helps is not None:
            master.demand(helps, attacker.distance(need, way))
    if unmet and all(helps is None for _, _, helps in unmet):
        # Hiding less leaves less in doubt, so at least one cell more has to go.
        master.demand(np.where(hidden | attacker.system.fixed, 0.0, 1.0), 1.0)
    return bool(unmet)


def _by_parts(
    attacker: Attacker, must: BoolArray, needs: Sequence[Need], rules: DisclosureRules
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
        numbers=system.numbers[cells],
        blocks=(np.arange(block.size),),
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
    attacker = Attacker(part, own)
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


def _mend(attacker: Attacker, hidden: BoolArray, needs: Sequence[Need]) -> BoolArray | None:
    """Hide, for each need that is not met, the cheapest way round; then show what can be."""
    hidden = hidden.copy()
    before = hidden.copy()
    for _ in range(attacker.system.n_cells):
        unmet = [
            (need, way)
            for need in needs
            for way in (1, -1)
            if not attacker.look(hidden, need, way).is_enough
        ]
        if not unmet:
            break
        grown = hidden.copy()
        for need, way in unmet:
            if not attacker.look(grown, need, way).is_enough:
                grown |= _way_round(attacker, grown, need, way)
        if (grown == hidden).all():
            grown = ~attacker.system.fixed
        hidden = grown
    return _without_needless(attacker, hidden, before, needs)


def _way_round(attacker: Attacker, hidden: BoolArray, need: Need, way: int) -> BoolArray:
    """The cells that must move for one to move far enough, as few of them new as can be."""
    system = attacker.system
    free = attacker.free(~system.fixed, need)
    cells = np.flatnonzero(free)
    distance = attacker.distance(need, way)
    counts = system.counts[cells].astype(float)
    loss = np.where(hidden[cells], 0.001, 1000.0 * system.numbers[cells] + counts)
    price = loss / np.clip(counts, 1, distance)
    own = cells == need.cell
    up = np.where(own, distance if way > 0 else 0, np.inf)
    down = np.where(own, 0 if way > 0 else distance, counts)
    part = system.relations.tocsc()[:, cells]
    both = csr_array(vstack([part.T, -part.T]).T)
    low = np.concatenate(
        [np.where(own & (way > 0), distance, 0), np.where(own & (way < 0), distance, 0)]
    )
    answer = solve_linear(
        np.concatenate([np.where(own, 0, price)] * 2),
        A_eq=both,
        b_eq=np.zeros(both.shape[0]),
        bounds=np.column_stack([low, np.concatenate([up, down])]),
    )
    found = np.zeros(system.n_cells, dtype=bool)
    if answer.status == 0:
        moved = answer.x[: cells.size] + answer.x[cells.size :] > TINY
        found[cells[moved]] = True
    return found


def _without_needless(
    attacker: Attacker, hidden: BoolArray, must: BoolArray, needs: Sequence[Need]
) -> BoolArray:
    """Show again what need not be hidden, the largest counts first."""
    extra = np.flatnonzero(hidden & ~must)
    if extra.size > _MOST_TAKEN_BACK:
        return hidden
    for cell in sorted(extra, key=lambda cell: (-attacker.system.counts[cell], cell)):
        fewer = hidden.copy()
        fewer[cell] = False
        if attacker.protects(fewer, needs):
            hidden = fewer
    return hidden
