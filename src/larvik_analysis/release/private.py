"""Judges all numbers of own data of a run together: which leave, which as a band, which not."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from larvik_analysis.estimate.survey.change_statistics import is_of_change
from larvik_analysis.estimate.survey.counts import base_of
from larvik_analysis.terms.microdata import Cell, Microdata, Scored
from larvik_analysis.terms.study import Study

from .additions import add_bands, add_scores, band_in
from .attacker import Attacker
from .audit import Claim, Evidence, audit, bounds
from .change_rule import factors_stand, without_crossed, without_factors
from .decision import Asked, Decision
from .form import form_of
from .known import Knowledge, knowledge_of
from .linked import without_entangled
from .model import Model, build_model
from .statistics_of_rows import plain_base
from .suppression import hide_from
from .system import Need
from .universe import Atom, Ends, Universe


def decide(
    asked: Sequence[Asked], study: Study, sensitive: Iterable[tuple[str, str]] = ()
) -> dict[str, Decision]:
    """Decide, for each file of own data, what may leave of what is asked.

    Parameters
    ----------
    asked : sequence of Asked
        All numbers of own data of the run.
    study : Study
    sensitive : iterable of (data, variable)
        Variables that an exhibit calls sensitive, besides those that are declared so.
    """
    return {
        name: _decide(numbers, universe, study)
        for name, (universe, numbers) in _by_data(asked, study, sensitive).items()
    }


def questions_of(
    asked: Sequence[Asked], study: Study, sensitive: Iterable[tuple[str, str]] = ()
) -> dict[str, str]:
    """By file of own data a hash of what is asked of it, and under which limits."""
    return {
        name: _question(numbers, universe)
        for name, (universe, numbers) in _by_data(asked, study, sensitive).items()
    }


def _by_data(
    asked: Sequence[Asked], study: Study, sensitive: Iterable[tuple[str, str]]
) -> dict[str, tuple[Universe, list[Asked]]]:
    declared_so = set(sensitive)
    found: dict[str, tuple[Universe, list[Asked]]] = {}
    for name in sorted({number.atoms[0].data for number in asked}):
        universe = _universe(study.microdata[name], study, declared_so)
        found[name] = (universe, [n for n in asked if n.atoms[0].data == name])
    return found


def _question(asked: list[Asked], universe: Universe) -> str:
    """The hash of what is asked; where it stands in a report does not matter."""
    owners = {owner: n for n, owner in enumerate(dict.fromkeys(a.owner for a in asked))}
    numbers = [(owners[a.owner], a.atoms, a.is_share) for a in asked]
    declared = universe.data.declared
    said = repr((numbers, sorted(universe.sensitive), universe.rules, declared))
    return hashlib.sha256(said.encode()).hexdigest()


def _universe(data: Microdata, study: Study, declared_so: set[tuple[str, str]]) -> Universe:
    declared = data.declared
    sensitive = {
        variable.id
        for variable in declared.variables.values()
        if variable.sensitivity == "sensitive"
        or declared.is_of_staff
        or (declared.id, variable.id) in declared_so
    }
    rules = study.evaluation.disclosure.rules(singleton=declared.is_of_families)
    return Universe(data, rules, form_of(declared, sensitive).sensitive)


def _decide(asked: list[Asked], universe: Universe, study: Study) -> Decision:
    """Of families' change the composite comes first: factors leave where it loses nothing."""
    question = _question(asked, universe)
    decision = _decide_once(asked, universe, study, question)
    if not is_of_change(universe.data) or not (primary := without_factors(asked)):
        return decision
    if len(primary) == len(asked):
        return decision
    alone = _decide_once(primary, universe, study, question)
    is_whole = alone.known_now().keys() <= decision.known_now().keys()
    return decision if is_whole and not decision.blocked else alone


def _decide_once(
    asked: list[Asked], universe: Universe, study: Study, question: str
) -> Decision:
    """`question` is the hash of all that is asked, where something was taken out since."""
    decision = Decision(universe)
    before = knowledge_of(
        universe,
        study.facts,
        study.ledger,
        study.evaluation.corrections,
        study.microdata,
        question,
    )
    decision.blocked, decision.blocked_all = before.blocked, before.blocks_opinions
    is_few = universe.n_protected(universe.total) < universe.rules.n_min_opinion
    if is_few and not universe.has_positions:  # a team of three has a staffing figure too
        decision.blocked, decision.blocked_all = "small_base", True
    if decision.blocked_all:
        return decision
    asked = without_crossed(asked, universe)
    asked = without_entangled(asked, universe, before.ends)
    while True:
        decision.blocked = before.blocked
        _choose(asked, decision, before)
        if _merge_next(asked, decision):
            continue
        hopeless = _hopeless(asked, decision)
        if not hopeless:
            break
        # What is not shown at all needs no protection, and costs the others nothing.
        asked = [number for number in asked if number.owner not in hopeless]
        decision.merged.clear()
    if before.settled is None:
        add_bands(asked, decision, before)
        if not factors_stand(decision, before):
            decision.shown, decision.bands, decision.blocked = set(), {}, "audit_failed"
            return decision
        add_scores(asked, decision, before)
        _audit(decision, before)
    else:
        _add_settled(asked, decision, before.settled)
    return decision


def _add_settled(asked: list[Asked], decision: Decision, settled: Mapping[Atom, Ends]) -> None:
    """The bands and statistics that left when the very same was asked before."""
    universe = decision.universe
    for number in asked:
        cell = decision.sensitive_count(number)
        ends = settled.get(cell) if cell is not None else None
        if cell is not None and ends is not None and ends[0] != ends[1]:
            base = decision.plain(number.base) if number.base is not None else None
            if isinstance(base, Cell) and cell not in decision.bands:
                band = band_in(universe, cell, base)
                if band.ends == ends:
                    decision.bands[cell] = band
        decision.shown.update(
            atom for atom in number.atoms if isinstance(atom, Scored) and atom in settled
        )


def _audit(decision: Decision, before: Knowledge) -> None:
    """The last word; where it is no, nothing leaves that was not known before."""
    universe = decision.universe
    if universe.has_positions:
        return  # of positions nothing leaves but figures for all of them
    claim = Claim(
        universe.data, universe.rules, universe.sensitive, before.ends, decision.known_now()
    )
    if not audit(
        claim, bands=decision.bands, evidence=decision.evidence, memory=decision.memory
    ):
        decision.shown, decision.bands = set(before.ends) & decision.shown, {}
        decision.blocked = "audit_failed"


def _choose(asked: list[Asked], decision: Decision, before: Knowledge) -> None:
    """The fewest hidden cells for the answers as they are merged now."""
    universe = decision.universe
    cells, held = _cells(asked, decision)
    decision.shown, decision.evidence = set(), None
    if before.settled is not None:
        told = before.settled
        decision.shown = {c for c in cells if c in told and told[c][0] == told[c][1]}
        return
    for keeps_zeros in (True, False):
        model = build_model(universe, cells, held, before.ends, keeps_zeros=keeps_zeros)
        attacker = Attacker(model.system, model.needs)
        needs = _as_far_as_can_be(attacker, model, decision, before)
        hidden = hide_from(attacker, model.primary, needs, universe.rules)
        if hidden is not None:
            break
    else:
        decision.blocked = "infeasible"
        return
    n_cells = len(model.cells)
    moved = [movement[:n_cells] for movement in attacker.movements(hidden)]
    others = model.system.counts[:n_cells] + np.array(moved).reshape(len(moved), n_cells)
    decision.evidence = Evidence(model.cells, others)
    place = {cell: number for number, cell in enumerate(model.cells)}
    decision.shown = {
        cell for cell in cells if not hidden[place[cell]] and not _is_barred(cell, decision)
    }


def _is_barred(cell: Cell, decision: Decision) -> bool:
    universe = decision.universe
    if universe.data.declared.is_of_staff and cell != universe.total:
        return True
    return bool(decision.blocked) and universe.is_sensitive(cell)


def _as_far_as_can_be(
    attacker: Attacker, model: Model, decision: Decision, before: Knowledge
) -> list[Need]:
    """Where an outsider knows too much already, the need is that he learns no more."""
    universe = decision.universe
    if not before.ends:
        return list(model.needs)
    needs = []
    for need in model.needs:
        if attacker.protects(~model.system.fixed, [need]):
            needs.append(need)
            continue
        cell = model.cells[need.cell]
        own = frozenset(model.cells[number] for number in need.known)
        key = ("before", cell, own)  # of all attempts the same
        if key not in decision.memory:
            known = {**before.ends, **_own_cells(universe, own)}
            found = bounds(universe.data, universe.form, [cell], known)
            decision.memory[key] = found or {}
        if cell in decision.memory[key]:
            low, high = decision.memory[key][cell]
            needs.append(replace(need, low=int(low), high=int(min(high, need.high))))
    attacker.expect(needs)
    return needs


def _own_cells(universe: Universe, cells: Iterable[Cell]) -> dict[Atom, Ends]:
    """What somebody knows of cells that he is alone in with his family."""
    return {cell: (float(universe.count(cell)),) * 2 for cell in cells}


def _cells(asked: list[Asked], decision: Decision) -> tuple[Counter[Cell], set[Cell]]:
    """How many numbers need each cell, and the cells of a base that is too small."""
    universe = decision.universe
    cells: Counter[Cell] = Counter()
    held: set[Cell] = set()
    for number in asked:
        named = [decision.in_groups(atom) for atom in number.atoms if isinstance(atom, Cell)]
        plain = [universe.plain(cell) for cell in named]
        cells.update(plain)
        if number.base is not None and plain[0] != plain[-1]:
            least = (
                universe.rules.n_min
                if universe.is_sensitive(plain[0])
                else universe.rules.n_min_opinion
            )
            if universe.n_protected(plain[-1]) < least:
                held.add(plain[0])
        if number.base is None:
            held.update(cell for cell in plain if _is_of_few(universe, cell))
        for atom in number.atoms:
            if isinstance(atom, Scored):
                cells[plain_base(universe, atom)] += 1
    return cells, held


def _is_of_few(universe: Universe, cell: Cell) -> bool:
    """Whether a count that names no base is of a distribution that is too small."""
    return universe.is_sensitive(cell) and any(
        universe.n_protected(universe.plain(base_of(cell, variable))) < universe.rules.n_min
        for variable, _ in cell.where
        if variable in universe.sensitive
    )


def _hopeless(asked: list[Asked], decision: Decision) -> set[int]:
    """Crossed tables of which nothing is left, or the largest where nothing can be shown."""
    shown = decision.shown
    plain = decision.universe.plain
    sizes: dict[int, int] = {}
    left: set[int] = set()
    for number in asked:
        cells = [plain(decision.in_groups(a)) for a in number.atoms if isinstance(a, Cell)]
        size = max((len(cell.where) for cell in cells), default=0)
        sizes[number.owner] = max(size, sizes.get(number.owner, 0))
        has_base = number.base is not None and cells[-1] in shown  # a band may be told
        if size < 2 or has_base or all(cell in shown for cell in cells):
            left.add(number.owner)
    if decision.blocked == "infeasible":
        largest = max(sizes.values(), default=0)
        return (
            {max(o for o, size in sizes.items() if size == largest)} if largest > 1 else set()
        )
    return sizes.keys() - left


def _merge_next(asked: list[Asked], decision: Decision) -> bool:
    """Merge answers where more than half of a thing's counts are hidden.

    The next pairs of the declared order are taken, and everywhere at once.
    """
    variables = decision.universe.data.declared.variables
    by_owner: dict[int, list[Cell]] = {}
    for number in asked:
        if (cell := decision.sensitive_count(number)) is not None:
            by_owner.setdefault(number.owner, []).append(cell)
    for owner in sorted(by_owner):
        cells = by_owner[owner]
        if 2 * sum(cell not in decision.shown for cell in cells) <= len(cells):
            continue
        for name in sorted({variable for cell in cells for variable, _ in cell.where}):
            groups = decision.merged.setdefault(name, {})
            scale = [answer.id for answer in variables[name].answers]
            if further := _next_groups(variables[name].merge, groups, scale):
                groups.update(further)
                return True
    return False


def _next_groups(
    pairs: Iterable[str], groups: Mapping[str, str], scale: list[str]
) -> dict[str, str]:
    """The next pairs of the declared order, up to one that shares an answer with another.

    Both ends of a scale go together: were one merged and the other not, the scale would
    look as if it leant to one side.
    """
    further: dict[str, str] = {}
    for pair in pairs:
        joined = _joined(pair, {**groups, **further}, scale)
        if joined is None:
            continue
        parts = joined.split("+")
        if further.keys() & set(parts):
            break
        further |= dict.fromkeys(parts, joined)
    return further


def _joined(pair: str, groups: Mapping[str, str], scale: list[str]) -> str | None:
    """The answers of a pair as one, in the order of the scale; None where they are already.

    At least two answers are left, or there would be nothing to tell.
    """
    parts = {
        part for answer in pair.split("+") for part in groups.get(answer, answer).split("+")
    }
    joined = "+".join(answer for answer in scale if answer in parts)
    if groups.get(pair.split("+")[0]) == joined or len(parts) == len(scale):
        return None
    return joined
