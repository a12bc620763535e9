"""Reads the frameworks every evaluation shares, `reference/frameworks.yaml`."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

from larvik_analysis.errors import Fault, InputError
from larvik_analysis.inputs.coherence import leaves, repeated
from larvik_analysis.inputs.evaluation import find_root
from larvik_analysis.inputs.naming import near_code, nearest, shown
from larvik_analysis.inputs.schema import fill
from larvik_analysis.inputs.yaml_text import Branch, Leaf, read_yaml
from larvik_analysis.terms.framework import Frameworks

FRAMEWORKS_FILE = "reference/frameworks.yaml"
_UNIQUE = (
    "frameworks.*.id",
    "frameworks.*.items.*.id",
    "frameworks.*.items.*.dimensions.*.id",
)
_ITEMS = "frameworks.*.items.*.id"
_REFERENCES = (
    ("frameworks.*.items.*.category", _ITEMS),
    ("frameworks.*.items.*.merges.*", _ITEMS),
    ("frameworks.*.items.*.matches", _ITEMS),
    ("frameworks.*.items.*.partners.*", _ITEMS),
    ("frameworks.*.items.*.refers_to", "frameworks.*.id"),
    ("frameworks.*.transitions.*.from", _ITEMS),
    ("frameworks.*.transitions.*.to", _ITEMS),
)
_FACTS = ("facts.*", "items.*.facts.*")


def read_frameworks(*, root: Path | None = None) -> Frameworks:
    """The frameworks: risk factors, levels of prevention, steps of a case and others.

    Parameters
    ----------
    root : Path, optional
        The project folder; found from the working folder where it is left out.

    Raises
    ------
    InputError
        With every fault of the file at once.
    """
    frameworks, faults = inspect_frameworks(root or find_root(Path.cwd()))
    if frameworks is None:
        raise InputError(faults)
    return frameworks


def inspect_frameworks(
    root: Path, *, place: str = "", fact_ids: Collection[str] = ()
) -> tuple[Frameworks | None, list[Fault]]:
    """The frameworks (None where there are faults) and all faults.

    Parameters
    ----------
    root : Path
        The project folder.
    place : str
        The code of a municipality: the facts that its own frameworks name are checked.
    fact_ids : collection of str
        Every fact of its register; empty where it could not be read, and not checked then.
    """
    tree, faults = read_yaml(root / "data" / "raw" / FRAMEWORKS_FILE, FRAMEWORKS_FILE)
    if not tree.entries:
        return None, faults
    frameworks, more = fill(Frameworks, tree, FRAMEWORKS_FILE)
    faults = [
        *faults,
        *more,
        *repeated(tree, _UNIQUE, FRAMEWORKS_FILE),
        *_unknown(tree),
        *_unknown_facts(tree, place, fact_ids),
    ]
    faults.sort(key=lambda fault: fault.line or 0)
    return (None if faults else frameworks), faults


def _unknown(tree: Branch) -> Iterator[Fault]:
    for pattern, target in _REFERENCES:
        known = [leaf.text for _, leaf in leaves(tree, target)]
        yield from _among(leaves(tree, pattern), known, "item_unknown")


def _unknown_facts(tree: Branch, place: str, fact_ids: Collection[str]) -> Iterator[Fault]:
    """Facts that the municipality's own frameworks name and its register lacks.

    A register that has none of them is of another evaluation in the same place.
    """
    own = {
        key.split(".")[1]
        for key, leaf in leaves(tree, "frameworks.*.place")
        if leaf.text == place
    }
    named = [
        each
        for pattern in _FACTS
        for each in leaves(tree, f"frameworks.*.{pattern}")
        if each[0].split(".")[1] in own
    ]
    if any(leaf.text in fact_ids for _, leaf in named):
        yield from _among(named, fact_ids, "fact_unknown")


def _among(
    found: Iterable[tuple[str, Leaf]], known: Collection[str], code: str
) -> Iterator[Fault]:
    for key, leaf in found:
        if leaf.text not in known:
            near = nearest(leaf.text, known)
            values = {"found": shown(leaf.text), "nearest": near}
            values["known"] = ", ".join(map(shown, known))
            told = near_code(code, near)
            yield Fault(
                file=FRAMEWORKS_FILE, code=told, line=leaf.line, column=key, values=values
            )
