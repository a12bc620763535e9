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
from larvik_analysis.inputs.yaml_text import Branch, read_yaml
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
    facts : tuple of str
        Patterns of values that name a fact.
    references : tuple of (str, str)
        Patterns of values that name something, each with the pattern of what they may name:
        in `evaluation.yaml` where it begins with ``evaluation:``, otherwise in the file.
    """

    file: str
    kind: type[Kind]
    unique: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    references: tuple[tuple[str, str], ...] = ()


FINDINGS = Declared(file="findings.yaml", kind=Findings)
INDICATORS = Declared(file="indicators.yaml", kind=Indicators)
CHECKS = Declared(file="checks.yaml", kind=Checks)
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
        *_unknown_facts(declared, tree, fact_ids),
        *_unknown_references(declared, tree, evaluation),
    ]
    return (None if more else found), [*faults, *more]


def _read(declared: Declared[T], folder: Path) -> tuple[T | None, list[Fault], Branch]:
    path = folder / declared.file
    if not is_there(path):
        return declared.kind(), [], Branch(entries={}, lines={}, line=None)
    tree, faults = read_yaml(path, declared.file)
    if not tree.entries:
        return (None if faults else declared.kind()), faults, tree
    found, more = fill(declared.kind, tree, declared.file)
    return found, [*faults, *more], tree


def _unknown_facts(
    declared: Declared[T], tree: Branch, fact_ids: Collection[str]
) -> Iterator[Fault]:
    for pattern in declared.facts if fact_ids else ():
        yield from _unknown(declared.file, tree, pattern, list(fact_ids), "fact_unknown")


def _unknown_references(
    declared: Declared[T], tree: Branch, evaluation: Branch
) -> Iterator[Fault]:
    for pattern, target in declared.references:
        place, _, in_evaluation = target.partition("evaluation:")
        where = (evaluation, in_evaluation) if not place else (tree, target)
        known = [leaf.text for _, leaf in leaves(*where)]
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
