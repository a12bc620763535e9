"""A number of own data as it may be shown: itself, a band, or a sign that it is hidden."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

import pandas as pd

from larvik_analysis.errors import LarvikError
from larvik_analysis.estimate.indicators.basis import (
    SHARES,
    atoms_in,
    facts_in,
    recompute,
)
from larvik_analysis.estimate.indicators.tables import estimate_of, tabulate_estimates
from larvik_analysis.estimate.survey.counts import name_of_cell, name_of_scored
from larvik_analysis.estimate.survey.of_rows import USABLE
from larvik_analysis.estimate.survey.weighted_table import WEIGHTED
from larvik_analysis.exhibit.exhibit import Exhibit
from larvik_analysis.exhibit.own_prose import OwnProse
from larvik_analysis.exhibit.statement import Statement
from larvik_analysis.terms.microdata import ANSWERED, Cell, Scored
from larvik_analysis.terms.results import BANDS, FactEstimate
from larvik_analysis.terms.study import Study

from .change_rule import with_width
from .decision import Asked, Decision
from .private import decide, questions_of
from .public import LEVEL, RefusalError, is_same
from .universe import Atom, Ends

Decisions = Mapping[str, Decision]


@dataclass(frozen=True, slots=True)
class Told:
    """A number as it leaves, and what an outsider can read from it."""

    cell: FactEstimate
    read: tuple[tuple[Atom, Ends], ...] = ()


def is_own(cell: FactEstimate) -> bool:
    """Whether a number rests on own data."""
    try:
        return bool(cell.basis) and bool(atoms_in(cell.basis))
    except LarvikError:
        return False


def decide_all(shown: Iterable[object], study: Study) -> Decisions:
    """What may leave of own data, given everything that a run wants to show."""
    return decide(*_all_asked(shown, study))


def questions_of_all(shown: Iterable[object], study: Study) -> dict[str, str]:
    """By file of own data a hash of everything that a run asks of it."""
    return questions_of(*_all_asked(shown, study))


def _all_asked(
    shown: Iterable[object], study: Study
) -> tuple[list[Asked], Study, set[tuple[str, str]]]:
    asked: list[Asked] = []
    sensitive: set[tuple[str, str]] = set()
    for owner, thing in enumerate(shown):
        for cell in _cells_of(thing):
            number = _asked(owner, cell, study)
            if number is None:
                continue
            asked.append(number)
            if isinstance(thing, Exhibit) and thing.sensitivity == "sensitive":
                sensitive |= set(_variables(number))
    return asked, study, sensitive


def _cells_of(thing: object) -> Iterator[FactEstimate]:
    """The numbers of an exhibit, in its rows and texts, of a statement or of her own text."""
    if isinstance(thing, Statement):
        yield from thing.cells.values()
    elif isinstance(thing, OwnProse):
        yield from thing.asked
    elif isinstance(thing, Exhibit):
        texts = (thing.title, thing.caption, thing.alternative_text, thing.target.sentence)
        for statement in (*texts, *thing.notes):
            yield from statement.cells.values()
        try:
            yield from [estimate_of(row) for _, row in thing.data.iterrows()]
        except (KeyError, TypeError, ValueError):
            return  # refused when it is judged


def _asked(owner: int, cell: FactEstimate, study: Study) -> Asked | None:
    """What a number asks to show; None where it is not of own data, or not what it says."""
    if not is_own(cell):
        return None
    atoms = atoms_in(cell.basis)
    try:
        again = recompute(cell.basis, study.facts, study.microdata)
    except LarvikError:
        return None
    if len({atom.data for atom in atoms}) > 1 or not _is_in_form(again, atoms, study):
        return None
    return Asked(owner, with_width(atoms), is_share=_is_share(again, atoms))


def _is_share(again: FactEstimate, atoms: tuple[Atom, ...]) -> bool:
    """Whether it is one count of own data in another; a response rate is not."""
    return again.method in SHARES and len(atoms) == _N_OF_SHARE


_N_OF_SHARE = 2  # a count and its base
_OF_FAMILIES = ("families_any_bounds", "families_all_bounds")


def _is_in_form(again: FactEstimate, atoms: tuple[Atom, ...], study: Study) -> bool:
    """Whether a sum over own data is one of those that can be judged.

    A share is of one count in another that holds it: a base that is a sum would tell what
    is missing from it. Published facts stand beside own counts in the very forms below and
    in no other, and only those that the design names for it.
    """
    declared = study.microdata[atoms[0].data].declared
    named = declared.design.facts
    invited, population, families = (
        named.get(part, "") for part in ("invited", "population", "families")
    )
    if again.method == WEIGHTED:
        return True  # it was worked out from the design, or refused
    match atoms:
        case [Cell() as part, Cell() as base] if again.method in SHARES:
            operands = f"{name_of_cell(part)}, {name_of_cell(base)}"
            forms = {f"{name}({operands})" for name in ("share", "ratio", "wilson")}
            forms |= {f"{name}({operands}, {LEVEL})" for name in ("wilson", "wilson_by_family")}
            if population:
                forms.add(f"wilson_finite({operands}, {population}, {LEVEL})")
            if invited:
                forms.add(f"bounds({operands}, {invited})")
            if families:
                forms |= {f"{name}({operands}, {families})" for name in _OF_FAMILIES}
            return again.basis in forms and _holds(base, part)
        case [Cell(where=()) as total] if invited and again.method == "share":
            return again.basis == f"share({name_of_cell(total)}, {invited})"
        case [Scored(statistic=usable) as of_all] if invited and again.method == "share":
            is_plain = usable == USABLE and not of_all.named
            return is_plain and again.basis == f"share({name_of_scored(of_all)}, {invited})"
    return again.method not in SHARES and not facts_in(again.basis)


def _holds(base: Cell, part: Cell) -> bool:
    where = dict(part.where)
    return all(a == ANSWERED or where.get(v) == a for v, a in base.where)


def _variables(number: Asked) -> Iterator[tuple[str, str]]:
    for atom in number.atoms:
        names = [v for v, _ in atom.where] if isinstance(atom, Cell) else atom.named
        for name in names:
            yield atom.data, name


def judge_own(cell: FactEstimate, study: Study, decisions: Decisions) -> Told:
    """The number as it may be shown.

    Raises
    ------
    RefusalError
        If it is not what its sum over own data gives, or mixes them with something else.
    """
    try:
        again = recompute(cell.basis, study.facts, study.microdata)
    except LarvikError as error:
        raise RefusalError("not_public") from error
    atoms = atoms_in(cell.basis)
    if len({atom.data for atom in atoms}) > 1:
        raise RefusalError("not_public")
    resting = [study.facts[fact_id] for fact_id in facts_in(cell.basis)]
    if not all(fact.is_traced for fact in resting):
        raise RefusalError("not_traced")
    if any(
        fact.is_small_count_of_people(study.evaluation.disclosure.k_of_facts)
        for fact in resting
    ):
        raise RefusalError("small_base")
    if not is_same(again, cell) or again.level not in (None, LEVEL):
        raise RefusalError("not_reproduced")
    if not _is_in_form(again, atoms, study):
        raise RefusalError("not_public")
    decision = decisions[atoms[0].data]
    if decision.universe.data.declared.is_of_staff and _is_of_some(atoms):
        raise RefusalError("staff")
    is_shown = all(decision.may_show(atom) for atom in atoms)
    if is_shown and not _tells_of_families(again, atoms, decision):
        return Told(
            _as_far_as_told(again, atoms, decision), tuple(_read(with_width(atoms), decision))
        )
    return _without_number(again, atoms, decision)


def _as_far_as_told(
    again: FactEstimate, atoms: tuple[Atom, ...], decision: Decision
) -> FactEstimate:
    """The number without its interval where that does not leave."""
    beside = set(with_width(atoms)) - set(atoms)
    if all(decision.may_show(atom) for atom in beside):
        return again
    return replace(again, low=None, high=None, level=None)


_BY_FAMILY = ("wilson_by_family", WEIGHTED)


def _tells_of_families(
    again: FactEstimate, atoms: tuple[Atom, ...], decision: Decision
) -> bool:
    """Whether an interval goes by the families of those who were asked for a sensitive answer.

    The sizes of families among them would tell which of them gave it together.
    """
    universe = decision.universe
    if universe.data.families is None or again.method not in _BY_FAMILY:
        return False
    return any(
        universe.sensitive & {other for other, _ in universe.form.conditions.get(name, ())}
        for atom in atoms
        for name, _ in atom.where
    )


def _is_of_some(atoms: Iterable[Atom]) -> bool:
    return any(isinstance(atom, Cell) and atom.where for atom in atoms)


def _read(atoms: Iterable[Atom], decision: Decision) -> Iterator[tuple[Atom, Ends]]:
    for atom in atoms:
        plain = decision.universe.plain(atom) if isinstance(atom, Cell) else atom
        if plain in decision.shown or plain in decision.bands:
            yield plain, decision.read(plain)


def _without_number(again: FactEstimate, atoms: tuple[Atom, ...], decision: Decision) -> Told:
    is_share = _is_share(again, atoms)
    band = decision.band(atoms[0]) if is_share else None
    if band is not None and band.base != decision.plain(atoms[-1]):
        band = None
    shows_base = is_share and decision.may_show(atoms[-1])
    told = replace(
        again,
        estimate=None,
        low=None,
        high=None,
        level=None,
        count=None,
        n=again.n if shows_base else None,
        reason=band.word if band is not None else "hidden",
    )
    left = (atoms[:1] if band is not None else ()) + (atoms[-1:] if shows_base else ())
    return Told(told, tuple(_read(left, decision)))


def in_groups(
    data: pd.DataFrame, keys: tuple[str, ...], study: Study, decisions: Decisions
) -> pd.DataFrame:
    """The rows of a table with the answers that are shown together as one row.

    Its label is theirs, joined.
    """
    if not any(groups for d in decisions.values() for groups in d.merged.values()):
        return data
    rows: dict[str, tuple[dict[str, str], FactEstimate]] = {}
    for number, (_, row) in enumerate(data.iterrows()):
        cell = estimate_of(row)
        labels = {key: str(row[key]) for key in keys}
        basis = _basis_in_groups(cell.basis, decisions) if is_own(cell) else cell.basis
        if basis == cell.basis:
            rows[f"row {number}"] = (labels, cell)
        elif basis not in rows:
            rows[basis] = (labels, recompute(basis, study.facts, study.microdata))
        else:
            earlier = rows[basis][0]
            for key, label in labels.items():
                if label not in earlier[key].split(JOINT):
                    earlier[key] += JOINT + label
    return tabulate_estimates(list(rows.values()), labels=keys)


JOINT = " / "


def _basis_in_groups(basis: str, decisions: Decisions) -> str:
    for atom in atoms_in(basis):
        if isinstance(atom, Cell) and atom.data in decisions:
            grouped = decisions[atom.data].in_groups(atom)
            basis = basis.replace(name_of_cell(atom), name_of_cell(grouped))
    return basis


WITHOUT_NUMBER = ("hidden", *BANDS)


def place_in_form(cell: FactEstimate, study: Study) -> tuple[int, ...]:
    """Where the answers a number counts stand in the form; other numbers come first."""
    if not is_own(cell):
        return ()
    atom, *others = atoms_in(cell.basis)
    variables = study.microdata[atom.data].declared.variables
    order = list(variables)
    if not isinstance(atom, Cell):
        return tuple(order.index(name) for name in atom.named)
    # Group by group: what the base says comes first.
    groups = {v for o in others if isinstance(o, Cell) for v, a in o.where if a != ANSWERED}
    places: list[int] = []
    for name, answer in sorted(atom.where, key=lambda pair: pair[0] not in groups):
        scale = [a.id for a in variables[name].answers]
        first = answer.partition("+")[0]
        places += [order.index(name), scale.index(first) if first in scale else len(scale)]
    return tuple(places)
