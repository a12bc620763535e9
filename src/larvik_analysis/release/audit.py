"""What an outsider can tell of own data from all that leaves and has left.

Written apart from the choice of what to hide: it lists the sums between counts in its own
way, knows nothing of that choice but what it shows, and has the last word.
"""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_array

from larvik_analysis.estimate.survey.counts import is_of_counts, patterns_of, scores_of
from larvik_analysis.terms.disclosure import DisclosureRules
from larvik_analysis.terms.microdata import ANSWERED, UNANSWERED, Cell, Microdata, Scored

from .attack import Ends, Sum, bounds_of

Known = Mapping[Cell | Scored, Ends]
Memory = dict[Any, dict[Cell, Ends]]
_ONE = "one"  # a cell that is always one, for sums with a number in them


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
    seen = _seen_otherwise(claim.data, known, evidence)
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
            _seen_otherwise(claim.data, _with_own(claim.data, known, own), evidence),
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
    ends[_ONE] = (1.0, 1.0)
    return bounds_of(cells, ends, _sums(data, [*cells, *told], told), enough)


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
    found = bounds(claim.data, doubtful, known, _enough(claim, doubtful))
    if found is None:
        return False
    open_ = [cell for cell in doubtful if is_open(cell, found[cell])]
    if not open_:
        return True
    # What was known before cannot be taken back, but it must not become any clearer.
    earlier = claim.before if own is None else _with_own(claim.data, claim.before, own)
    exact = bounds(claim.data, open_, known)
    before = bounds(claim.data, open_, earlier)
    return exact is not None and exact == before


def _enough(claim: Claim, cells: Iterable[Cell]) -> dict[Cell, Ends]:
    """As far as counts have to be able to go, and no further needs to be looked."""
    k = float(claim.rules.k)
    return {c: (0.0, max(k, float(claim.data.count(dict(c.where))))) for c in cells}


_NOTHING: Ends = (float("inf"), float("-inf"))


def _seen_otherwise(data: Microdata, known: Known, evidence: Evidence) -> dict[Cell, Ends]:
    """The least and the greatest count of each cell among counts that do agree."""
    told: dict[Any, Ends] = {cell: e for cell, e in known.items() if isinstance(cell, Cell)}
    told[Cell(data.declared.id)] = (float(len(data.table)),) * 2
    sums = _sums(data, known, known)
    cells = list(dict.fromkeys([*(cell for line in sums for cell in line), *told]))
    column = {cell: number for number, cell in enumerate(evidence.cells)}
    if not evidence.counts.size or not all(c in column or c == _ONE for c in cells):
        return {}
    places = [column.get(cell, 0) for cell in cells]
    whole = np.round(evidence.counts[:, places])
    close = np.abs(evidence.counts[:, places] - whole).max(axis=1) < _CLOSE
    whole[:, [cell == _ONE for cell in cells]] = 1.0
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
    tables = [set(variables) for variables in _tables(known)]
    groups: dict[tuple[str, ...], list[Cell]] = {}
    for cell in cells:
        own = _variables(cell)
        if not any(own < variables for variables in tables):
            groups.setdefault(tuple(sorted(own)), []).append(cell)
    found: dict[Cell, Ends] = {}
    for variables, group in groups.items():
        own = set(variables)
        told = {atom: ends for atom, ends in known.items() if _variables(atom) == own}
        for where in _places(data, variables):
            if where.keys() != own:
                told[_cell(data, where)] = (float(data.count(where)),) * 2
        key = (variables, frozenset(told.items()), tuple(group))
        if key not in memory:
            memory[key] = bounds(data, group, told, _enough(claim, group)) or {}
        found |= memory[key]
    return found


def _variables(atom: Cell | Scored) -> set[str]:
    return {v for v, _ in atom.where} if isinstance(atom, Cell) else set(atom.named)


def _parts_of(data: Microdata, bands: Iterable[Cell]) -> set[frozenset[tuple[str, str]]]:
    """The single answers that bands are told of."""
    parts: set[frozenset[tuple[str, str]]] = set()
    for band in bands:
        answers = [
            [(v, part) for part in ([a, *_scale(data, v)] if a == ANSWERED else a.split("+"))]
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
    for variables in _tables([*claim.before, *claim.now]):
        key = ("secrets", variables)
        if key not in memory:
            cells = (_cell(claim.data, where) for where in _places(claim.data, variables))
            memory[key] = {cell: (0.0, 0.0) for cell in cells if _is_secret(claim, cell)}
        secrets |= dict.fromkeys(memory[key])
    return list(secrets)


def _is_secret(claim: Claim, cell: Cell) -> bool:
    if not claim.sensitive & {v for v, a in cell.where if a not in (ANSWERED, UNANSWERED)}:
        return False
    where = dict(cell.where)
    few = min(claim.data.count(where), claim.data.n_families(where))
    return few < claim.rules.k and (few > 0 or claim.rules.zeros == "hide")


def _tables(atoms: Iterable[Cell | Scored]) -> list[tuple[str, ...]]:
    """The variables of each table; a statistic that is of no counts has none."""
    crossed = [atom for atom in atoms if isinstance(atom, Cell) or is_of_counts(atom)]
    return sorted({tuple(sorted(_variables(atom))) for atom in crossed} | {()})


def _has_gaps(data: Microdata, variable: str) -> bool:
    return data.count({variable: UNANSWERED}) > 0


def _scale(data: Microdata, variable: str) -> list[str]:
    return [str(answer) for answer in data.table[variable].cat.categories]


def _places(data: Microdata, variables: tuple[str, ...]) -> Iterator[dict[str, str]]:
    """Every cell of a table, its margins too."""
    for size in range(len(variables) + 1):
        for chosen in itertools.combinations(variables, size):
            scales = []
            for variable in chosen:
                extra = [ANSWERED, UNANSWERED] if _has_gaps(data, variable) else []
                scales.append(_scale(data, variable) + extra)
            for answers in itertools.product(*scales):
                yield dict(zip(chosen, answers, strict=True))


def _cell(data: Microdata, where: Mapping[str, str]) -> Cell:
    return Cell(data.declared.id, tuple(sorted(where.items())))


def _sums(data: Microdata, atoms: Iterable[Cell | Scored], known: Known) -> list[Sum]:
    sums: dict[Any, Sum] = {}
    atoms = list(atoms)
    for variables in _tables(atoms):
        sums |= data.once(("sums", variables), partial(_sums_of_table, data, variables))
    for atom in atoms:
        if isinstance(atom, Cell):
            for line in _merges(data, dict(atom.where)):
                sums[frozenset(line.items())] = line
        else:
            moments = _moments(data, atom, known)
            cells = [cell for cell in moments if cell != _ONE]
            lines = [m for cell in cells for m in _merges(data, dict(cell.where))]
            sums |= {frozenset(line.items()): line for line in (moments, *lines) if line}
    return list(sums.values())


def _sums_of_table(data: Microdata, variables: tuple[str, ...]) -> dict[Any, Sum]:
    return {
        frozenset(line.items()): line
        for where in _places(data, variables)
        for variable in variables
        for line in _splits(data, where, variable)
    }


def _splits(data: Microdata, where: dict[str, str], variable: str) -> Iterator[Sum]:
    """A count split by the answers to one more variable."""
    whole = _cell(data, where)
    scale = _scale(data, variable)
    if variable not in where:
        parts = [ANSWERED, UNANSWERED] if _has_gaps(data, variable) else scale
    elif where[variable] == ANSWERED:
        parts = scale
    else:
        return
    yield {whole: -1.0} | {_cell(data, where | {variable: part}): 1.0 for part in parts}


def _merges(data: Microdata, where: dict[str, str]) -> Iterator[Sum]:
    """A count of merged answers is the sum of theirs."""
    for variable, answer in where.items():
        if "+" in answer:
            parts = [where | {variable: part} for part in answer.split("+")]
            yield {_cell(data, where): -1.0} | {_cell(data, part): 1.0 for part in parts}
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
        _cell(data, where): float(score) for where, score in zip(places, scores, strict=True)
    }
    total = sum(
        float(score) * data.count(where) for where, score in zip(places, scores, strict=True)
    )
    return line | {_ONE: -total}
