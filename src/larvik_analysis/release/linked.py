"""Tables and statistics that go round in a ring: what of them can be judged together."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Sequence

from larvik_analysis.terms.microdata import Cell, Scored

from .decision import Asked, Decision
from .form import MOST_TOGETHER, Ring, rings_of
from .universe import Atom, Universe, is_linear

Names = frozenset[str]


def without_entangled(
    asked: Sequence[Asked], universe: Universe, known: Collection[Atom]
) -> list[Asked]:
    """What is asked but for the last things of rings that nobody can judge.

    A ring can be too large, or go by a statistic that left before, such as the alpha of two
    opinions: crossed with one sensitive question, both would be told of by each other.

    Parameters
    ----------
    asked : sequence of Asked
    universe : Universe
    known : collection of Cell or Scored
        What an outsider knows before.
    """
    left = list(asked)
    while owner := _last_of_a_ring(left, universe, known):
        left = [number for number in left if number.owner not in owner]
    return left


def _last_of_a_ring(
    asked: Sequence[Asked], universe: Universe, known: Collection[Atom]
) -> set[int]:
    by_owner = {
        (number.owner, _table_of(universe, atom))
        for number in asked
        for atom in number.atoms
        if isinstance(atom, Cell)
    }
    told = {_table_of(universe, atom) for atom in known if not _is_unjudged(atom, known)}
    unjudged = {
        frozenset(atom.named)
        for atom in known
        if isinstance(atom, Scored) and _is_unjudged(atom, known)
    }
    tables = told | {table for _, table in by_owner}
    for ring in rings_of(tables | unjudged, universe.sensitive):
        if not _can_be_judged(ring, universe, tables):
            links = [set(link) for link in ring.tables]
            inside = {o for o, table in by_owner if any(link <= table for link in links)}
            crossed = {
                owner
                for owner, table in by_owner
                if owner in inside and len(table & set(ring.variables)) > 1
            }
            if crossed:
                return {max(crossed)}
    return set()


def _can_be_judged(ring: Ring, universe: Universe, tables: Collection[Names]) -> bool:
    n_answers = {
        name: len(universe.data.variables[name].answers) + universe.has_gaps(name)
        for name in ring.variables
    }
    is_of_tables = all(any(set(link) <= table for table in tables) for link in ring.tables)
    return is_of_tables and ring.size(n_answers) <= MOST_TOGETHER


def _is_unjudged(atom: Atom, known: Collection[Atom]) -> bool:
    """Whether a statistic tells how questions go together, in a way that is no sum."""
    return isinstance(atom, Scored) and len(atom.named) > 1 and not is_linear(atom, known)


def _table_of(universe: Universe, atom: Atom) -> Names:
    names = [v for v, _ in atom.where] if isinstance(atom, Cell) else atom.named
    return universe.form.around(names)


def tells_of_sensitive(atom: Scored, decision: Decision, known: Collection[Atom]) -> bool:
    """Whether a statistic of opinions could tell of what is sensitive beside them.

    It could where a count of one of them is hidden to protect that, and where it closes a
    ring with tables that leave. The second does not matter where the table of the same
    questions is shown as a whole: then it tells nothing that the table does not.
    """
    universe = decision.universe
    names = frozenset(atom.named)
    told = {_table_of(universe, other) for other in [*known, *decision.shown, *decision.bands]}
    beside = _linked_to(universe.sensitive, told)
    if any(not _is_shown(frozenset({name}), decision) for name in names & beside):
        return True
    if len(names) < _IN_A_LINK or _is_shown(names, decision):
        return False
    rings = rings_of(told | {names}, universe.sensitive)
    return any(len(names & set(ring.variables)) >= _IN_A_LINK for ring in rings)


_IN_A_LINK = 2


def _linked_to(names: Collection[str], tables: Collection[Names]) -> set[str]:
    """The variables that are crossed with some, or with others that are, and so on."""
    linked = set(names)
    before: set[str] = set()
    while linked != before:
        before = set(linked)
        linked = linked.union(*(table for table in tables if table & linked))
    return linked


def _is_shown(names: Names, decision: Decision) -> bool:
    """Whether every count of a table leaves."""
    universe = decision.universe
    if len(names) > _IN_A_LINK:
        return False
    scales = {name: [a.id for a in universe.data.variables[name].answers] for name in names}
    return all(
        universe.plain(Cell(universe.data.declared.id, tuple(sorted(where)))) in decision.shown
        for where in itertools.product(*([(n, a) for a in ids] for n, ids in scales.items()))
    )
