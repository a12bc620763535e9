"""What an outsider can tell of own data from all that leaves and has left.

Written apart from the choice of what to hide: it lists the sums between counts in its own
way, knows nothing of that choice but what it shows, and has the last word.
"""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_array

from larvik_analysis.terms.disclosure import DisclosureRules
from larvik_analysis.terms.microdata import ANSWERED, UNANSWERED, Cell, Microdata, Scored

from .attack import Ends, bounds_of
from .audit_sums import (
    ONE,
    Known,
    cell_at,
    of_nobody,
    places_of,
    scale_of,
    sums_of,
    tables_of,
    variables_of,
)
from .form import Form, form_of

Memory = dict[Any, dict[Cell, Ends]]


@dataclass(frozen=True, slots=True)
class Claim:
    """That nothing about a few can be told from what is known.

    Attributes
    ----------
    data : Microdata
    rules : DisclosureRules
    sensitive : frozenset of str
        Variables whose answers are protected.
    before : mapping of Cell or Scored to (float, float)
        What is known without this release.
    now : mapping of Cell or Scored to (float, float)
        What it adds.
    """

    data: Microdata
    rules: DisclosureRules
    sensitive: frozenset[str]
    before: Known
    now: Known

    @property
    def form(self) -> Form:
        """What everybody knows who has seen the form."""
        key = ("form", self.sensitive)
        return self.data.once(key, lambda: form_of(self.data.declared, self.sensitive))


@dataclass(frozen=True, slots=True, eq=False)
class Evidence:
    """Counts that are said to agree with all that is shown, as the true ones do.

    Attributes
    ----------
    cells : tuple of Cell
    counts : ndarray of float, shape (n_alternatives, n_cells)
    """

    cells: tuple[Cell, ...]
    counts: npt.NDArray[np.float64]


def audit(
    claim: Claim,
    *,
    bands: Collection[Cell] = (),
    evidence: Evidence | None = None,
    memory: Memory | None = None,
    most_doubtful: float = float("inf"),
) -> bool:
    """Whether the claim holds, for outsiders and, where the rules say so, for insiders.

    Parameters
    ----------
    claim : Claim
    bands : collection of Cell
        Counts of which a band leaves: at least `k` values must stay possible for each.
    evidence : Evidence, optional
        Is checked; counts that do not agree with what is known prove nothing.
    memory : dict, optional
        What was found of single tables, for the next audit of the same data.
    most_doubtful : float
        How many cells at most are looked into over all tables together; where more would
        have to be, the claim is held to be false.
    """
    memory = {} if memory is None else memory
    evidence = evidence or Evidence((), np.zeros((0, 0)))
    secrets = _secrets(claim, memory)
    asked = [*secrets, *(cell for cell in bands if cell not in secrets)]
    known = narrowed(claim.before, claim.now)
    seen = _seen_otherwise(claim, known, evidence)
    if not _holds(claim, asked, bands, known, seen, memory, most_doubtful):
        return False
    if not claim.rules.singleton:
        return True
    alone = [cell for cell in secrets if claim.data.n_families(dict(cell.where)) == 1]
    return all(
        _holds(
            claim,
            [cell for cell in secrets if not _is_of_himself(claim.data, cell, own)],
            (),
            _with_own(claim.data, known, own),
            _seen_otherwise(claim, _with_own(claim.data, known, own), evidence),
            memory,
            most_doubtful,
            own=own,
        )
        for own in alone
        if own not in known
    )


def narrowed(before: Known, now: Known) -> dict[Cell | Scored, Ends]:
    """What is known of both together."""
    known = dict(before)
    for atom, ends in now.items():
        known[atom] = both(known.get(atom, ends), ends)
    return known


def both(one: Ends, other: Ends) -> Ends:
    """What two ranges of one number share."""
    return max(one[0], other[0]), min(one[1], other[1])


def _with_own(data: Microdata, known: Known, own: Cell) -> dict[Cell | Scored, Ends]:
    """What somebody knows who is alone in a cell with his family."""
    return {**known, own: (float(data.count(dict(own.where))),) * 2}


def bounds(
    data: Microdata,
    form: Form,
    asked: Iterable[Cell],
    known: Known,
    enough: Mapping[Cell, Ends] | None = None,
) -> dict[Any, Ends] | None:
    """The least and the greatest each count can be for whoever knows this much.

    Or counts that are far enough apart, where it is said what is enough.
    """
    cells = list(asked)
    told = dict(known)
    whole = Cell(data.declared.id)
    told[whole] = (float(len(data.table)),) * 2
    ends: dict[Any, Ends] = {cell: e for cell, e in told.items() if isinstance(cell, Cell)}
    ends[ONE] = (1.0, 1.0)
    sums = sums_of(data, form, [*cells, *told], told)
    return bounds_of(cells, ends | of_nobody(form, sums), sums, enough)


def _holds(
    claim: Claim,
    asked: list[Cell],
    bands: Collection[Cell],
    known: Known,
    seen: Mapping[Cell, Ends],
    memory: Memory,
    most_doubtful: float,
    *,
    own: Cell | None = None,
) -> bool:
    parts = _parts_of(claim.data, bands)

    def is_open(cell: Cell, ends: Ends) -> bool:
        return not _is_safe(claim, cell, ends, _is_in(cell, parts), own is not None)

    unseen = [cell for cell in asked if is_open(cell, seen.get(cell, _NOTHING))]
    near = _nearby(claim, unseen, known, memory)
    doubtful = [cell for cell in unseen if is_open(cell, near.get(cell, _NOTHING))]
    if len(doubtful) > most_doubtful:
        return False
    found = bounds(claim.data, claim.form, doubtful, known, _enough(claim, doubtful))
    if found is None:
        return False
    open_ = [cell for cell in doubtful if is_open(cell, found[cell])]
    if not open_:
        return True
    # What was known before cannot be taken back, but it must not become any clearer.
    earlier = claim.before if own is None else _with_own(claim.data, claim.before, own)
    exact = bounds(claim.data, claim.form, open_, known)
    before = bounds(claim.data, claim.form, open_, earlier)
    return exact is not None and exact == before


def _enough(claim: Claim, cells: Iterable[Cell]) -> dict[Cell, Ends]:
    """As far as counts have to be able to go, and no further needs to be looked."""
    k = float(claim.rules.k)
    return {c: (0.0, max(k, float(claim.data.count(dict(c.where))))) for c in cells}


_NOTHING: Ends = (float("inf"), float("-inf"))


def _seen_otherwise(claim: Claim, known: Known, evidence: Evidence) -> dict[Cell, Ends]:
    """The least and the greatest count of each cell among counts that do agree."""
    data = claim.data
    told: dict[Any, Ends] = {cell: e for cell, e in known.items() if isinstance(cell, Cell)}
    told[Cell(data.declared.id)] = (float(len(data.table)),) * 2
    sums = sums_of(data, claim.form, known, known)
    told |= of_nobody(claim.form, sums)
    cells = list(dict.fromkeys([*(cell for line in sums for cell in line), *told]))
    column = {cell: number for number, cell in enumerate(evidence.cells)}
    if not evidence.counts.size or not all(c in column or c == ONE for c in cells):
        return {}
    places = [column.get(cell, 0) for cell in cells]
    whole = np.round(evidence.counts[:, places])
    close = np.abs(evidence.counts[:, places] - whole).max(axis=1) < _CLOSE
    whole[:, [cell == ONE for cell in cells]] = 1.0
    place = {cell: number for number, cell in enumerate(cells)}
    rows = [row for row, line in enumerate(sums) for _ in line]
    columns = [place[cell] for line in sums for cell in line]
    weights = [weight for line in sums for weight in line.values()]
    table = coo_array((weights, (rows, columns)), shape=(len(sums), len(cells))).tocsr()
    low = np.array([told.get(cell, (0.0, np.inf))[0] for cell in cells])
    high = np.array([told.get(cell, (0.0, np.inf))[1] for cell in cells])
    within = ((whole >= low - _CLOSE) & (whole <= high + _CLOSE)).all(axis=1)
    adds_up = np.abs(table @ whole.T).max(axis=0, initial=0.0) < _CLOSE
    agreeing = whole[close & within & adds_up]
    if not len(agreeing):
        return {}
    least, most = agreeing.min(axis=0).tolist(), agreeing.max(axis=0).tolist()
    return dict(zip(cells, zip(least, most, strict=True), strict=True))


_CLOSE = 1e-6


def _nearby(claim: Claim, cells: list[Cell], known: Known, memory: Memory) -> dict[Cell, Ends]:
    """Counts that cells can have where nothing changes outside of their own table.

    They are possible, so an outsider cannot rule them out; there may be more. A cell of
    which larger tables are made has no table of its own.
    """
    data = claim.data
    tables = [set(variables) for variables in tables_of(claim.form, known)]
    groups: dict[tuple[str, ...], list[Cell]] = {}
    for cell in cells:
        own = variables_of(cell)
        if not any(own < variables for variables in tables):
            groups.setdefault(tuple(sorted(own)), []).append(cell)
    found: dict[Cell, Ends] = {}
    for variables, group in groups.items():
        own = set(variables)
        told = {atom: ends for atom, ends in known.items() if variables_of(atom) == own}
        for where in places_of(data, variables):
            if where.keys() != own:
                told[cell_at(data, where)] = (float(data.count(where)),) * 2
        key = (variables, frozenset(told.items()), tuple(group))
        if key not in memory:
            memory[key] = bounds(data, claim.form, group, told, _enough(claim, group)) or {}
        found |= memory[key]
    return found


def _parts_of(data: Microdata, bands: Iterable[Cell]) -> set[frozenset[tuple[str, str]]]:
    """The single answers that bands are told of."""
    parts: set[frozenset[tuple[str, str]]] = set()
    for band in bands:
        answers = [
            [(v, part) for part in ([a, *scale_of(data, v)] if a == ANSWERED else a.split("+"))]
            + [(v, a)]
            for v, a in band.where
        ]
        parts.update(frozenset(where) for where in itertools.product(*answers))
    return parts


def _is_in(cell: Cell, parts: Collection[frozenset[tuple[str, str]]]) -> bool:
    """Whether all units of a cell are among those a band is told of: it holds for both."""
    return any(
        frozenset(where) in parts
        for size in range(1, len(cell.where) + 1)
        for where in itertools.combinations(cell.where, size)
    )


def _is_safe(claim: Claim, cell: Cell, ends: Ends, is_band: bool, is_insider: bool) -> bool:
    low, high = ends
    if is_band:
        return high - low + 1 >= claim.rules.k
    least = 0 if claim.rules.zeros == "hide" and not is_insider else 1
    enough = float(max(claim.rules.k, claim.data.count(dict(cell.where))))
    left_open = {v: a for v, a in cell.where if a == UNANSWERED}
    if left_open:  # how many they are may be known, and not who
        least, enough = 0, min(enough, claim.data.count(left_open))
        if is_insider:
            return True  # one of them, who can tell of no other
    return low <= least and high >= enough


def _is_of_himself(data: Microdata, cell: Cell, own: Cell) -> bool:
    """Whether a cell can hold nobody but him who is alone in his own, or holds him alone."""
    is_within = set(own.where) <= set(cell.where)
    is_around = set(cell.where) < set(own.where) and data.count(dict(cell.where)) == 1
    return is_within or is_around


def _secrets(claim: Claim, memory: Memory) -> list[Cell]:
    """Sensitive counts that are small, of every table that anything is known of."""
    secrets: dict[Cell, None] = {}
    for variables in tables_of(claim.form, [*claim.before, *claim.now]):
        key = ("secrets", variables)
        if key not in memory:
            cells = (cell_at(claim.data, where) for where in places_of(claim.data, variables))
            memory[key] = {cell: (0.0, 0.0) for cell in cells if _is_secret(claim, cell)}
        secrets |= dict.fromkeys(memory[key])
    return list(secrets)


def _is_secret(claim: Claim, cell: Cell) -> bool:
    if not claim.sensitive & {v for v, a in cell.where if a not in (ANSWERED, UNANSWERED)}:
        return False
    where = dict(cell.where)
    if claim.form.is_empty(where):
        return False
    few = min(claim.data.count(where), claim.data.n_families(where))
    return few < claim.rules.k and (few > 0 or claim.rules.zeros == "hide")
