"""What an outsider knows of own data before a release: published facts, earlier releases."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from larvik_analysis.estimate.indicators.basis import atoms_in
from larvik_analysis.estimate.survey.counts import name_of_cell, name_of_scored
from larvik_analysis.terms.evaluation import Correction, Evaluation
from larvik_analysis.terms.fact import Facts
from larvik_analysis.terms.ledger import Entry, Ledger
from larvik_analysis.terms.microdata import Cell, Scored

from .audit import both, narrowed
from .universe import Atom, Ends, Universe, value_of


@dataclass(slots=True)
class Knowledge:
    """What is known before.

    Attributes
    ----------
    ends : dict of Cell or Scored to (float, float)
        A number twice, or the ends of a band.
    settled : dict of Cell or Scored to (float, float), or None
        Where the very same was asked before: what had been told by then.
    is_corrected : bool
        Whether other numbers of these data left before they were corrected.
    blocked : str
        Why nothing sensitive may leave, a key under ``withheld``; empty where it may.
    blocks_opinions : bool
        Whether that holds for views on a service too.
    """

    ends: dict[Atom, Ends] = field(default_factory=dict)
    settled: dict[Atom, Ends] | None = None
    is_corrected: bool = False
    blocked: str = ""
    blocks_opinions: bool = False


def knowledge_of(
    universe: Universe,
    facts: Facts,
    ledger: Ledger,
    corrections: Iterable[Correction],
    declared: Iterable[str],
    question: str,
) -> Knowledge:
    """Everything public about a file of own data, and whether it still agrees with it.

    A release carries the published number, or a correction of it: never both, which would
    give away what lies between them.
    """
    name = universe.data.declared.id
    corrections = list(corrections)
    released = {data for entry in ledger.entries for data in entry.asked}
    if released - set(declared) - {correction.data for correction in corrections}:
        return Knowledge(blocked="renamed", blocks_opinions=True)
    last = max((c.supersedes for c in corrections if c.data == name), default=-1)
    for entry in ledger.entries:
        last = max(last, entry.supersedes.get(name, -1))
    known = Knowledge()
    old: dict[Atom, Ends] = {}
    for number, atom, ends in _published(universe, facts, ledger):
        told = old if number <= last else known.ends
        told[atom] = both(told.get(atom, ends), ends)
    if not all(_agrees(universe, atom, ends) for atom, ends in known.ends.items()):
        is_fact = last < 0 and not any(entry.shown for entry in ledger.entries)
        rule = "differs_from_fact" if is_fact else "changed_since"
        return Knowledge(blocked=rule, blocks_opinions=True)
    if all(_agrees(universe, atom, ends) for atom, ends in old.items()):
        known.ends = narrowed(old, known.ends)  # nothing has changed: it is all known still
    elif not all(_hides_who_came(universe, old, atom, ends) for atom, ends in old.items()):
        return Knowledge(blocked="small_change", blocks_opinions=True)
    else:
        known.is_corrected = True
    answered = [e.number for e in ledger.entries if e.asked.get(name) == question]
    if answered and answered[-1] > last:
        known.settled = {
            atom: ends
            for number, atom, ends in _published(universe, facts, ledger)
            if last < number <= answered[-1]
        }
    return known


def _published(
    universe: Universe, facts: Facts, ledger: Ledger
) -> Iterator[tuple[int, Atom, Ends]]:
    """Every published number of these data; the facts are release number 0."""
    declared = universe.data.declared
    for variable in declared.variables.values():
        for answer, fact_id in variable.facts.items():
            value = facts[fact_id].value if fact_id in facts else None
            if value is not None:
                cell = universe.plain(Cell(declared.id, ((variable.id, answer),)))
                yield 0, cell, (value, value)
    for entry in ledger.entries:
        for name, ends in entry.shown.items():
            for atom in atoms_in(name):
                if atom.data == declared.id:
                    yield entry.number, atom, ends


def _agrees(universe: Universe, atom: Atom, ends: Ends) -> bool:
    try:
        value = value_of(universe, atom)
    except KeyError:  # an answer or a question that is not declared any more
        return False
    return ends[0] - 1e-9 <= value <= ends[1] + 1e-9


def _hides_who_came(
    universe: Universe, old: Mapping[Atom, Ends], atom: Atom, ends: Ends
) -> bool:
    """Whether the old and the new number together tell of no few of those who came since.

    What they have in common is the difference, a count of those who came, or a difference
    of statistics that nobody can judge. Only counts of enough new ones are let through.
    """
    if not isinstance(atom, Cell):
        return not universe.sensitive & set(atom.named)
    try:
        came = universe.count(atom) - ends[0]
        of_all = universe.count(universe.total) - old.get(universe.total, (0.0, 0.0))[0]
    except KeyError:
        return False
    if not universe.is_sensitive(atom):
        return came == 0 or came >= universe.rules.k
    others = of_all - came
    return (
        ends[0] == ends[1]
        and universe.total in old
        and of_all >= universe.rules.n_min
        and min(came, others) >= universe.rules.k
    )


def new_entry(
    shown: Mapping[Atom, Ends],
    asked: Mapping[str, str],
    ledger: Ledger,
    evaluation: Evaluation,
) -> Entry | None:
    """The release as the ledger's next line; None where it tells nothing new.

    Parameters
    ----------
    shown : mapping of Cell or Scored to (float, float)
        What left.
    asked : mapping of str to str
        By id of data the hash of what was asked, as `questions_of` gives it.
    ledger : Ledger
    evaluation : Evaluation
    """
    settled: dict[str, int] = {}
    for entry in ledger.entries:
        settled |= entry.supersedes
    earlier = {
        name: ends
        for entry in ledger.entries
        for name, ends in entry.shown.items()
        if all(entry.number > settled.get(atom.data, -1) for atom in atoms_in(name))
    }
    told = {_name(atom): ends for atom, ends in shown.items()}
    fresh = {name: ends for name, ends in sorted(told.items()) if earlier.get(name) != ends}
    corrected = {
        c.data: c
        for c in evaluation.corrections
        if settled.get(c.data, -1) < c.supersedes and any(atom.data == c.data for atom in shown)
    }
    if not fresh and not corrected:
        return None
    for atom in shown:  # after a correction all of its numbers are told anew
        if atom.data in corrected:
            fresh[_name(atom)] = shown[atom]
    return Entry(
        number=len(ledger.entries) + 1,
        date=evaluation.analysis_date.isoformat(),
        shown=dict(sorted(fresh.items())),
        supersedes={name: c.supersedes for name, c in corrected.items()},
        reasons={name: c.reason for name, c in corrected.items()},
        asked={name: asked[name] for name in sorted({atom.data for atom in shown})},
    )


def _name(atom: Cell | Scored) -> str:
    return name_of_cell(atom) if isinstance(atom, Cell) else name_of_scored(atom)
