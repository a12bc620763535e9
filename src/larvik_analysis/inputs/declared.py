"""Reads the YAML files an evaluation may have beside `evaluation.yaml`."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

from larvik_analysis.errors import Fault, InputError
from larvik_analysis.inputs.coherence import leaves, repeated
from larvik_analysis.inputs.files import is_there
from larvik_analysis.inputs.naming import near_code, nearest, shown
from larvik_analysis.inputs.schema import fill
from larvik_analysis.inputs.yaml_text import Branch, Leaf, read_yaml
from larvik_analysis.terms.checks import Checks
from larvik_analysis.terms.findings import Findings
from larvik_analysis.terms.indicators import Indicators

T = TypeVar("T")
Kind = TypeVar("Kind", covariant=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared(Generic[Kind]):
    """A file an evaluation may have, and what has to hold in it.

    Attributes
    ----------
    file : str
    kind : type
        The dataclass that is its schema; one without values stands for no file.
    unique : tuple of str
        Dotted patterns of values that stand once in their list.
    unique_together : tuple of str
        Patterns of values that stand once in the file, whichever of them they are found by.
    facts : tuple of str
        Patterns of values that name a fact.
    references : tuple of (str, str)
        Patterns of values that name something, each with the pattern of what they may name:
        in `evaluation.yaml` where it begins with ``evaluation:``, otherwise in the file. A
        bar parts several patterns of what they may name.
    """

    file: str
    kind: type[Kind]
    unique: tuple[str, ...] = ()
    unique_together: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    references: tuple[tuple[str, str], ...] = ()


_ITEMS = (
    "recommendations.*.items.*.id",
    "recommendations.*.lists.*.items.*.id",
    "checklist.items.*.id",
)
_FOUND = ("results", "challenges", "constraints")
FINDINGS = Declared(
    file="findings.yaml",
    kind=Findings,
    unique_together=(
        *(f"{group}.*.id" for group in (*_FOUND, "observations", "recommendations")),
        "recommendations.*.lists.*.id",
        "checklist.id",
        *_ITEMS,
    ),
    facts=tuple(f"{group}.*.{key}.*" for group in _FOUND for key in ("facts", "against_facts")),
    references=(
        ("document", "evaluation:documents.*.id"),
        *((f"{group}.*.sources.*", "evaluation:sources.*.id") for group in _FOUND),
        *((f"{group}.*.documents.*", "evaluation:documents.*.id") for group in _FOUND),
        *((f"{group}.*.answered_by.*", "|".join(_ITEMS)) for group in _FOUND),
        ("observations.*.source", "evaluation:sources.*.id"),
        ("observations.*.document", "evaluation:documents.*.id"),
    ),
)
INDICATORS = Declared(
    file="indicators.yaml",
    kind=Indicators,
    unique=(
        "series.places.*.id",
        "series.groups.*.id",
        "series.groups.*.lines.*.place",
        "series.groups.*.lines.*.facts.*",
        "funnel.stages.*.id",
        "funnel.stages.*.parts.*.fact",
        "counts.facts.*",
        "comparisons.*.id",
        "directions.*.id",
        "short_titles.*.document",
    ),
    facts=(
        "series.groups.*.lines.*.facts.*",
        "funnel.stages.*.whole",
        "funnel.stages.*.parts.*.fact",
        "counts.facts.*",
        "comparisons.*.own",
        "comparisons.*.other",
    ),
    references=(
        ("series.whole", "series.groups.*.id"),
        ("series.groups.*.lines.*.place", "series.places.*.id"),
        ("directions.*.document", "evaluation:documents.*.id"),
        ("short_titles.*.document", "evaluation:documents.*.id"),
    ),
)
_RELATIONS = (
    "mixtures", "parts", "shares", "within", "implied", "differences", "rates", "conversions",
    "changes", "dates", "same", "units", "readings", "wordings", "lists", "amounts",
    "not_checkable", "legibility", "claims",
)  # fmt: skip
_STAGE = "funnels.*.stages.*"
CHECKS = Declared(
    file="checks.yaml",
    kind=Checks,
    unique=("short_names.*.document",),
    unique_together=(
        *(f"{group}.*.id" for group in (*_RELATIONS, "funnels")),
        f"{_STAGE}.id",
        f"{_STAGE}.passed_on",
    ),
    facts=(
        *(
            f"{group}.*.facts.*"
            for group in ("same", "units", "amounts", "not_checkable", "legibility", "claims")
        ),
        "readings.*.readings.*.facts.*",
        *(f"mixtures.*.{name}.*" for name in ("total", "majority", "known_shares")),
        "mixtures.*.minorities.*.*",
        *(f"{group}.{name}" for group in ("parts.*", _STAGE) for name in ("parts.*", "whole")),
        *(f"shares.*.{name}" for name in ("stated", "count", "bases.*")),
        *(f"within.*.{name}.*" for name in ("part", "whole", "less")),
        *(f"implied.*.{name}" for name in ("amount", "per")),
        *(f"differences.*.{name}" for name in ("first", "second", "stated")),
        *(f"rates.*.{name}" for name in ("count", "workers", "stated")),
        *(f"conversions.*.{name}" for name in ("fact", "stated")),
        *(f"changes.*.{name}" for name in ("before", "after")),
        *(f"dates.*.{name}" for name in ("date", "year_of", "not_after")),
        "lists.*.stated",
    ),
    references=tuple(
        (f"{place}.document", "evaluation:documents.*.id")
        for place in (
            "short_names.*",
            "changes.*",
            "wordings.*.said.*",
            "legibility.*",
            "claims.*",
        )
    ),
)
DECLARED: tuple[Declared[Any], ...] = (INDICATORS, FINDINGS, CHECKS)


def read_declared(declared: Declared[T], folder: Path) -> T:
    """What the file says; the empty thing where there is no file.

    Raises
    ------
    InputError
        With every fault of the file at once.
    """
    found, faults, _ = _read(declared, folder)
    if found is None:
        raise InputError(faults)
    return found


def inspect_declared(
    declared: Declared[T], folder: Path, evaluation: Branch, fact_ids: Collection[str]
) -> tuple[T | None, list[Fault]]:
    """What the file says (None where there are faults), and all faults.

    Parameters
    ----------
    declared : Declared
    folder : Path
        The evaluation folder.
    evaluation : Branch
        The tree of `evaluation.yaml`.
    fact_ids : collection of str
        Every fact of the register; empty where it could not be read, and not checked then.
    """
    found, faults, tree = _read(declared, folder)
    more = [
        *repeated(tree, declared.unique, declared.file),
        *_repeated_in_file(tree, declared),
        *_unknown_facts(declared, tree, fact_ids),
        *_unknown_references(declared, tree, evaluation),
    ]
    return (None if more else found), [*faults, *more]


def facts_shown(folder: Path) -> frozenset[str]:
    """Every fact that a figure or a finding of the evaluation names."""
    trees = [(shown, _read(shown, folder)[2]) for shown in (INDICATORS, FINDINGS)]
    return frozenset(
        leaf.text
        for declared, tree in trees
        for pattern in declared.facts
        for _, leaf in leaves(tree, pattern)
    )


def _read(declared: Declared[T], folder: Path) -> tuple[T | None, list[Fault], Branch]:
    path = folder / declared.file
    if not is_there(path):
        return declared.kind(), [], Branch(entries={}, lines={}, line=None)
    tree, faults = read_yaml(path, declared.file)
    if not tree.entries:
        return (None if faults else declared.kind()), faults, tree
    found, more = fill(declared.kind, tree, declared.file)
    return found, [*faults, *more], tree


def _repeated_in_file(tree: Branch, declared: Declared[T]) -> Iterator[Fault]:
    first: dict[str, Leaf] = {}
    found = [where for pattern in declared.unique_together for where in leaves(tree, pattern)]
    for key, leaf in sorted(found, key=lambda where: where[1].line or 0):
        earlier = first.setdefault(leaf.text, leaf)
        if earlier is not leaf:
            values = {"first": str(earlier.line)}
            yield Fault(
                file=declared.file,
                code="id_repeated",
                line=leaf.line,
                column=key,
                values=values,
            )


def _unknown_facts(
    declared: Declared[T], tree: Branch, fact_ids: Collection[str]
) -> Iterator[Fault]:
    for pattern in declared.facts if fact_ids else ():
        yield from _unknown(declared.file, tree, pattern, list(fact_ids), "fact_unknown")


def _unknown_references(
    declared: Declared[T], tree: Branch, evaluation: Branch
) -> Iterator[Fault]:
    for pattern, targets in declared.references:
        known = []
        for target in targets.split("|"):
            place, _, in_evaluation = target.partition("evaluation:")
            where = (evaluation, in_evaluation) if not place else (tree, target)
            known += [leaf.text for _, leaf in leaves(*where)]
        yield from _unknown(declared.file, tree, pattern, known, "item_unknown")


def _unknown(
    file: str, tree: Branch, pattern: str, known: list[str], code: str
) -> Iterator[Fault]:
    for key, leaf in leaves(tree, pattern):
        if leaf.text not in known:
            near = nearest(leaf.text, known)
            values = {"found": shown(leaf.text), "nearest": near}
            values["known"] = ", ".join(map(shown, known)) or "–"
            told = near_code(code, near)
            yield Fault(file=file, code=told, line=leaf.line, column=key, values=values)
