"""When families' mean change may leave, and the counts of its factors beside those of all.

What leaves of how families moved hangs together in ways that are no sums: the mean says
something of how many got worse, and whoever moved in no factor has not moved at all. So all
of it is judged by what it leaves possible (`change_worlds`), for outsiders and for each
family that knows its own change.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace

import pandas as pd

from larvik_analysis.estimate.survey.change_statistics import (
    CHANGE,
    CHANGE_WIDTH,
    DIRECTION,
    MEAN_CHANGE,
    is_of_change,
    known_changes,
    rounded_interval,
    rounded_mean,
)
from larvik_analysis.terms.microdata import ANSWERED, Cell, Scored

from .audit import narrowed
from .change_dealing import Counts
from .change_sums import Published, parts_of_step
from .change_worlds import Insider, Told
from .decision import Asked, Decision
from .known import Knowledge
from .universe import Atom, Ends, Universe

_LEAST_REACH = 4  # steps from end to end of a scale whose mean change may leave
_MOST_FAMILIES = 40  # beyond, small counts beside a mean would cost more than they tell


def with_width(atoms: tuple[Atom, ...]) -> tuple[Atom, ...]:
    """What a mean change asks to show: itself, and how wide its interval is."""
    beside = (
        replace(atom, statistic=CHANGE_WIDTH)
        for atom in atoms
        if isinstance(atom, Scored) and atom.statistic == MEAN_CHANGE
    )
    return tuple(dict.fromkeys((*atoms, *beside)))


def without_crossed(asked: Sequence[Asked], universe: Universe) -> list[Asked]:
    """What is asked but for tables that cross the ways families moved in."""
    if not is_of_change(universe.data):
        return list(asked)
    return [number for number in asked if all(len(_names(a)) < 2 for a in number.atoms)]


def _names(atom: Atom) -> set[str]:
    return {v for v, _ in atom.where} if isinstance(atom, Cell) else set(atom.named)


def factors_stand(decision: Decision, before: Knowledge) -> bool:
    """Whether what is to leave of factors tells too little of the composite, and it of them."""
    universe = decision.universe
    if not is_of_change(universe.data) or decision.blocked:
        return True
    return _stands(universe, narrowed(before.ends, decision.known_now()))


def without_factors(asked: Sequence[Asked]) -> list[Asked]:
    """What is asked of the composite alone."""
    return [number for number in asked if all(_names(a) <= {DIRECTION} for a in number.atoms)]


def add_change(atom: Scored, decision: Decision, before: Knowledge) -> None:
    """The mean change with its interval, or alone, or not at all.

    Nothing of it leaves of data that were corrected: what came would stand between the two.
    On a short scale few changes are possible, and that a mean left would say which they are.
    """
    universe = decision.universe
    width = replace(atom, statistic=CHANGE_WIDTH)
    is_enough = known_changes(universe.data).size >= max(universe.rules.n_min, 2)
    if atom.statistic != MEAN_CHANGE or decision.blocked or before.is_corrected:
        return
    if not is_enough or _reach(universe) < _LEAST_REACH:
        return
    for more in ({atom, width}, {atom}):
        trial = replace(decision, shown=decision.shown | more)
        if _stands(universe, narrowed(before.ends, trial.known_now())):
            decision.shown = trial.shown
            return


def _stands(universe: Universe, known: Mapping[Atom, Ends]) -> bool:
    """Whether everything that is to stay possible does, whoever asks."""
    told = _told(universe, known)
    if _tells_each(told):
        return False
    is_alone = told.published.mean is None and not (told.factors and _is_told(told.composite))
    if is_alone or not any(map(_has_secrets, (told.composite, *told.factors))):
        return True
    is_small = told.published.mean is None or told.composite.n <= _MOST_FAMILIES
    if told.parts == 0 or not is_small:
        return False
    own = set(_insiders(universe, told, known)) if universe.rules.singleton else set()
    return all(_keeps_all(told, one, universe) for one in (None, *sorted(own, key=repr)))


def _has_secrets(table: Counts) -> bool:
    return any(low != high for low, high in table.ends)


def _tells_each(told: Told) -> bool:
    """Whether the published numbers say what each single family's change is."""
    interval, mean = told.published.interval, told.published.mean
    is_point = interval is not None and interval[0] == interval[1]
    return is_point or (mean is not None and abs(mean) >= told.reach)


def _told(universe: Universe, known: Mapping[Atom, Ends]) -> Told:
    data = universe.data
    variables = [name for name in data.variables if name != DIRECTION]
    tables = {name: _counts(universe, name, known) for name in (DIRECTION, *variables)}
    n = tables[DIRECTION].n
    is_whole = any(tables[name].n < n for name in variables)
    reach = _reach(universe)
    return Told(
        composite=tables[DIRECTION],
        factors=tuple(tables[name] for name in variables if _is_told(tables[name])),
        n_factors=len(variables),
        is_whole=is_whole,
        published=_published(universe, known),
        reach=reach,
        first=_moved(universe),
        parts=parts_of_step(n, reach, len(variables), is_whole=is_whole) or 0,
    )


def _moved(universe: Universe) -> tuple[int, int]:
    changes = known_changes(universe.data)
    return int((changes < 0).sum()), int((changes > 0).sum())


def _counts(universe: Universe, name: str, known: Mapping[Atom, Ends]) -> Counts:
    n = universe.count(Cell(universe.data.declared.id, ((name, ANSWERED),)))
    ends = []
    for answer in universe.data.variables[name].answers:
        cell = Cell(universe.data.declared.id, ((name, answer.id),))
        low, high = known.get(cell, (0.0, float(n)))
        ends.append((low, min(high, float(n))))
    return Counts((ends[0], ends[1], ends[2]), n)


def _is_told(table: Counts) -> bool:
    return any(end != (0.0, float(table.n)) for end in table.ends)


def _reach(universe: Universe) -> int:
    """From one end of the scale to the other, as the declared answers say it."""
    worse = universe.data.variables[DIRECTION].answers[-1]
    return int(worse.at_most or 0)


def _published(universe: Universe, known: Mapping[Atom, Ends]) -> Published:
    changes = known_changes(universe.data)
    scored = Scored(MEAN_CHANGE, universe.data.declared.id, (DIRECTION,))
    if scored not in known:
        return Published(changes.size, None, None)
    mean = float(rounded_mean(changes.mean()))
    if replace(scored, statistic=CHANGE_WIDTH) not in known:
        return Published(changes.size, mean, None)
    low, high = rounded_interval(changes.mean(), changes.std(ddof=1), changes.size)
    return Published(changes.size, mean, (float(low), float(high)))


def _insiders(universe: Universe, told: Told, known: Mapping[Atom, Ends]) -> Iterator[Insider]:
    """Each family with a change, and what it knows of itself."""
    factors = [
        name
        for name in universe.data.variables
        if name != DIRECTION and _is_told(_counts(universe, name, known))
    ]
    table = universe.data.table
    for _, row in table[table[CHANGE].notna()].iterrows():
        yield Insider(
            change=float(row[CHANGE]) if told.published.mean is not None else 0.0,
            way=_place(universe, DIRECTION, row[DIRECTION]) or 0,
            factors=tuple(_place(universe, name, row[name]) for name in factors),
        )


def _place(universe: Universe, name: str, answer: object) -> int | None:
    if pd.isna(answer):  # type: ignore[call-overload]
        return None
    return [a.id for a in universe.data.variables[name].answers].index(str(answer))


def _keeps_all(told: Told, own: Insider | None, universe: Universe) -> bool:
    """Whether every hidden count can still be what it could be by its own table alone."""
    worlds = list(told.worlds(own))
    way = None if own is None else own.way
    n = told.composite.n
    for place in _hidden(told.composite):
        left = {(b, n - b - w, w)[place] for b, w in worlds}
        if not _keeps(left, _possible(told.composite, way, place), universe):
            return False
    for number, table in enumerate(told.factors):
        its = None if own is None else own.factors[number]
        for place in _hidden(table):
            could = _possible(table, its, place)
            left = {
                count
                for count in _asked_for(could, universe)
                if next(told.with_factor(number, place, count).worlds(own), None) is not None
            }
            if not _keeps(left, could, universe):
                return False
    return True


def _hidden(table: Counts) -> list[int]:
    return [place for place, (low, high) in enumerate(table.ends) if low != high]


def _possible(table: Counts, own: int | None, place: int) -> set[int]:
    """The values of a count that its own table leaves open."""
    others = table.without(own)
    return {(b, others.n - b - w, w)[place] + (own == place) for b, w in others.pairs()}


def _asked_for(could: Collection[int], universe: Universe) -> list[int]:
    """Those that have to stay: up to `k`, and of a band as many as it must leave open."""
    k = universe.rules.k
    least = 0 if universe.rules.zeros == "hide" else 1
    small = [count for count in could if least <= count <= k]
    return sorted({*small, *sorted(could)[:k]} if len(small) < k else set(small))


def _keeps(left: Collection[int], could: Collection[int], universe: Universe) -> bool:
    k = universe.rules.k
    least = 0 if universe.rules.zeros == "hide" else 1
    small = {count for count in could if least <= count <= k}
    n_left = len(set(left) & set(could))
    return small <= set(left) and n_left >= min(k, len(could), max(len(small), 1))
