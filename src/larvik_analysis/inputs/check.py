"""Checks everything an evaluation needs without running it, and says what is still to do."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from larvik_analysis.errors import Fault, Note, Todo
from larvik_analysis.inputs.coherence import leaves
from larvik_analysis.inputs.declarations import invented_in_private
from larvik_analysis.inputs.declared import DECLARED, facts_shown, inspect_declared
from larvik_analysis.inputs.evaluation import EVALUATION_FILE, inspect_evaluation
from larvik_analysis.inputs.facts import FACTS_FILE, FactsReading, inspect_facts
from larvik_analysis.inputs.frameworks import inspect_frameworks
from larvik_analysis.inputs.naming import HIDDEN, near_code, nearest, shown
from larvik_analysis.inputs.outcomes.reading import inspect_outcomes
from larvik_analysis.inputs.own_data import check_own_data
from larvik_analysis.inputs.parts import DESIGN_PARTS, PARTS, SOURCE_PARTS, Part
from larvik_analysis.inputs.prevention import category_ids, inspect_matrix
from larvik_analysis.inputs.quotes import is_elsewhere
from larvik_analysis.inputs.relations import inspect_relations
from larvik_analysis.inputs.returns.evidence import evidence_faults
from larvik_analysis.inputs.returns.reading import inspect_returns
from larvik_analysis.inputs.rules import inspect_rules
from larvik_analysis.inputs.yaml_text import Branch, Leaf, Listing
from larvik_analysis.terms.fact import Fact, Legibility
from larvik_analysis.terms.microdata import Dropped
from larvik_analysis.terms.outcomes import OutcomeData
from larvik_analysis.terms.units import UnitOfAnalysis

_USES = (
    "measures.*.facts.*",
    "measures.*.areas.*",
    "sources.*.facts.*",
    "microdata.*.questions.*.facts.*",
    "microdata.*.facts.*",
    "microdata.*.design.facts.*",
    "microdata.*.design.margins.*.facts.*",
)
_CAST = (
    ("measures.*.facts.*", PARTS),
    ("sources.*.facts.*", SOURCE_PARTS),
    ("microdata.*.design.facts.*", DESIGN_PARTS),
)
# A count, and the base it cannot be larger than.
_COUNTED_IN = (
    ("measures.*.facts.very_useful", "measures.*.facts.very_useful_base"),
    ("sources.*.facts.respondents", "sources.*.facts.invited"),
    ("microdata.*.design.facts.invited", "microdata.*.design.facts.population"),
)
_TRACE = ("document", "section", "quote")


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckResult:
    """What a check found.

    Attributes
    ----------
    faults : tuple of Fault
        What must be corrected before the evaluation can run.
    todos : tuple of Todo
        What is missing or unsure; the evaluation runs without it.
    notes : tuple of Note
        How the inputs were understood; belongs in the record of a run.
    n_facts : int
        Facts without faults.
    n_unclear : int
        Facts of which the source does not say what they count.
    private_notes : tuple of Note
        How own data were understood. They count cells, so they are told to the evaluator
        and stand in no record.
    dropped : tuple of Dropped
        The columns of own data that stayed outside.
    """

    faults: tuple[Fault, ...]
    todos: tuple[Todo, ...]
    notes: tuple[Note, ...]
    n_facts: int
    n_unclear: int
    private_notes: tuple[Note, ...] = ()
    dropped: tuple[Dropped, ...] = ()


def check_evaluation(
    folder: Path,
    root: Path,
    settings: Mapping[str, str] | None = None,
    *,
    today: datetime.date | None = None,
) -> CheckResult:
    """All faults, things to do and notes of an evaluation; raises for none of them.

    Parameters
    ----------
    folder : Path
        The evaluation folder, as `find_evaluation` gives it.
    root : Path
        The project folder.
    settings : mapping of str to str, optional
        What the command sets in the place of the values of the file.
    today : date, optional
        The day of the check: own data may be past the day by which they are deleted (the
        analysis date where it is left out), and an approval may be dated ahead of it.

    Raises
    ------
    ParameterError
        If a setting is unknown or has the wrong type.
    """
    _, faults, tree = inspect_evaluation(folder, root, settings)
    documents = [leaf.text for _, leaf in leaves(tree, "documents.*.id")]
    reading = inspect_facts(folder, documents)
    place = next((leaf.text for _, leaf in leaves(tree, "place.code")), "")
    frameworks, framework_faults = inspect_frameworks(root, place=place, fact_ids=reading.lines)
    _, matrix_faults = inspect_matrix(folder, category_ids(frameworks), documents)
    _, rule_faults = inspect_rules(root)
    own = check_own_data(folder, root, tree, faults, reading, today)
    outcomes = inspect_outcomes(folder, root, tree, faults, frameworks)
    returns = inspect_returns(folder, root, tree, reading, today)
    declared_faults = [
        fault
        for declared in DECLARED
        for fault in inspect_declared(declared, folder, tree, reading.lines)[1]
    ]
    unclear = _of_unclear_unit(reading)
    return CheckResult(
        faults=(
            *faults,
            *_unknown_facts(tree, reading),
            *_miscast(tree, reading),
            *_above_base(tree, reading),
            *reading.faults,
            *framework_faults,
            *rule_faults,
            *declared_faults,
            *inspect_relations(folder, reading.facts),
            *matrix_faults,
            *own.faults,
            *outcomes.faults,
            *returns.faults,
            *evidence_faults(tree, root),
            *_approval_faults(tree, today),
        ),
        todos=(
            *_fact_todos(tree, reading, facts_shown(folder) | returns.facts),
            *_unclear(unclear),
            *_document_todos(tree),
            *_asker_todos(tree),
            *_approval_todos(tree),
            *invented_in_private(tree, EVALUATION_FILE, folder),
            *own.todos,
            *outcomes.todos,
            *returns.todos,
            *_family_todos(tree, reading, outcomes.outcomes),
        ),
        notes=reading.notes,
        n_facts=len(reading.facts),
        n_unclear=len(unclear),
        private_notes=(*own.notes, *outcomes.notes),
        dropped=(*own.dropped, *outcomes.dropped),
    )


def _unknown_facts(tree: Branch, reading: FactsReading) -> Iterator[Fault]:
    if not reading.lines:  # the register could not be read; that is told once
        return
    for pattern in _USES:
        for key, leaf in leaves(tree, pattern):
            if leaf.text not in reading.lines:
                near = nearest(leaf.text, reading.lines)
                above, _, name = key.rpartition(".")
                yield Fault(
                    file=EVALUATION_FILE,
                    code=near_code("fact_unknown", near),
                    line=leaf.line,
                    column=f"{above}.{name if name.isdigit() else shown(name)}",
                    values={"found": shown(leaf.text), "nearest": near},
                )


def _miscast(tree: Branch, reading: FactsReading) -> Iterator[Fault]:
    """Facts that cannot play the part a measure or a source gives them."""
    for pattern, parts in _CAST:
        yield from _miscast_in(leaves(tree, pattern), parts, reading)


def _miscast_in(
    cast: Iterator[tuple[str, Leaf]], parts: Mapping[str, Part], reading: FactsReading
) -> Iterator[Fault]:
    for key, leaf in cast:
        part = key.rpartition(".")[2]
        fact = reading.facts.get(leaf.text)
        values = {"part": shown(part), "found": shown(leaf.text)}
        if part not in parts:
            near = nearest(part, parts)
            code, values["nearest"] = near_code("part_unknown", near), near
            values["known"] = ", ".join(parts)
        elif fact is not None and not parts[part].fits(fact):
            code, values["wanted"] = "part_of_other_unit", parts[part].told()
        else:
            continue
        column = f"{key.removesuffix(part)}{shown(part)}"
        yield Fault(
            file=EVALUATION_FILE, code=code, line=leaf.line, column=column, values=values
        )


def _above_base(tree: Branch, reading: FactsReading) -> Iterator[Fault]:
    """Counts that are larger than the base they are counted in."""
    counted = [
        (key, leaf, other)
        for of_count, of_base in _COUNTED_IN
        for key, leaf in leaves(tree, of_count)
        for base, other in leaves(tree, of_base)
        if key.rpartition(".")[0] == base.rpartition(".")[0]
    ]
    for key, leaf, other in counted:
        if not {leaf.text, other.text} <= reading.facts.keys():
            continue
        count, base = reading.facts[leaf.text].value, reading.facts[other.text].value
        if count is not None and base is not None and count > base:
            values = {"found": shown(leaf.text), "other": shown(other.text)}
            yield Fault(
                file=EVALUATION_FILE,
                code="part_above_whole",
                line=leaf.line,
                column=key,
                values=values,
            )


def _fact_todos(
    tree: Branch, reading: FactsReading, used_elsewhere: Collection[str]
) -> Iterator[Todo]:
    titles = dict(_document_titles(tree))
    used = {leaf.text for pattern in _USES for _, leaf in leaves(tree, pattern)}
    used |= set(used_elsewhere)
    for fact in reading.facts.values():
        if fact.fact_id in used and fact.legibility in _LEGIBILITY_TODOS:
            code = _LEGIBILITY_TODOS[fact.legibility]
            document = titles.get(fact.document, fact.document)
            values = {"document": document, "section": fact.section or HIDDEN}
            yield _on_fact(fact, code, "value", **values)
        if is_elsewhere(fact):
            yield _on_fact(fact, "value_not_in_quote", "value")
        lacking = [column for column in _TRACE if not getattr(fact, column)]
        if lacking:
            values = {"columns": ", ".join(lacking)}
            yield _on_fact(fact, "fact_untraced", lacking[0], **values)


_LEGIBILITY_TODOS = {
    Legibility.ILLEGIBLE: "fact_illegible",
    Legibility.UNCERTAIN: "fact_uncertain",
}


def _on_fact(fact: Fact, code: str, column: str, **values: str) -> Todo:
    values = {"fact": shown(fact.fact_id), **values}
    return Todo(file=FACTS_FILE, code=code, line=fact.line, column=column, values=values)


def _of_unclear_unit(reading: FactsReading) -> list[Fact]:
    """The facts of which the source does not say what they count."""
    facts = reading.facts.values()
    return [fact for fact in facts if fact.unit_of_analysis is UnitOfAnalysis.UNCLEAR]


def _unclear(facts: list[Fact]) -> Iterator[Todo]:
    if facts:
        values = {"count": str(len(facts))}
        yield _on_fact(facts[0], "units_unclear", "unit_of_analysis", **values)


def _family_todos(
    tree: Branch, reading: FactsReading, outcomes: OutcomeData | None
) -> Iterator[Todo]:
    """More or fewer families than the measure's fact says; the counts are told to nobody."""
    files = tree.entries.get("outcomes")
    if outcomes is None or outcomes.families is None or not isinstance(files, Branch):
        return
    counted = len(outcomes.families.families)
    for measure in _groups(tree, "measures"):
        if _value(measure, "id") != _value(files, "measure"):
            continue
        for _, leaf in leaves(measure, "facts.families"):
            fact = reading.facts.get(leaf.text)
            if fact is not None and fact.value not in (None, counted):
                yield Todo(
                    file=_value(files, "families"),
                    code="outcomes_families_differ",
                    values={"fact": shown(leaf.text)},
                )


def _groups(tree: Branch, name: str) -> Iterator[Branch]:
    listing = tree.entries.get(name)
    for item in listing.items if isinstance(listing, Listing) else ():
        if isinstance(item, Branch):
            yield item


def _value(group: Branch, name: str) -> str:
    leaf = group.entries.get(name)
    return leaf.text if isinstance(leaf, Leaf) and leaf.kind != "nothing" else ""


def _document_titles(tree: Branch) -> Iterator[tuple[str, str]]:
    for group in _groups(tree, "documents"):
        yield _value(group, "id"), _value(group, "title") or _value(group, "id")


_DOCUMENT_TODOS = {
    (True, True): "document_without_origin",
    (True, False): "document_without_address",
    (False, True): "document_without_retrieval",
}


def _on_group(group: Branch, code: str, **values: str) -> Todo:
    return Todo(file=EVALUATION_FILE, code=code, line=group.line, values=values)


def _document_todos(tree: Branch) -> Iterator[Todo]:
    for group in _groups(tree, "documents"):
        lacks_address = not _value(group, "url") and not _value(group, "archive")
        lacks_date = not _value(group, "retrieved_on")
        code = _DOCUMENT_TODOS.get((lacks_address, lacks_date))
        if code:
            yield _on_group(group, code, document=shown(_value(group, "id")))


def _asker_todos(tree: Branch) -> Iterator[Todo]:
    for group in _groups(tree, "sources"):
        if _value(group, "asked_by") == "not_stated":
            yield _on_group(group, "asked_by_not_stated", source=shown(_value(group, "id")))


def _approval_faults(tree: Branch, today: datetime.date | None) -> Iterator[Fault]:
    """Approvals dated ahead: nobody has given them yet.

    The analysis date is no help here: owners approve what they have read, so it may well
    lie before their approval.
    """
    for key, leaf in leaves(tree, "approved.*.date"):
        try:
            given = datetime.date.fromisoformat(leaf.text)
        except ValueError:  # told where the file is read
            continue
        if today is not None and given > today:
            yield Fault(file=EVALUATION_FILE, code="approval_ahead", line=leaf.line, column=key)


def _approval_todos(tree: Branch) -> Iterator[Todo]:
    approved = {leaf.text for _, leaf in leaves(tree, "approved.*.owner")}
    for key, leaf in leaves(tree, "owners.*"):
        if leaf.text not in approved:
            yield Todo(
                file=EVALUATION_FILE,
                code="approval_missing",
                line=leaf.line,
                column=key,
                values={"owner": leaf.text},
            )
