"""Reads the frameworks every evaluation shares, `reference/frameworks.yaml`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from larvik_analysis.errors import Fault, InputError
from larvik_analysis.inputs.coherence import leaves, repeated
from larvik_analysis.inputs.evaluation import find_root
from larvik_analysis.inputs.naming import near_code, nearest, shown
from larvik_analysis.inputs.schema import fill
from larvik_analysis.inputs.yaml_text import Branch, read_yaml
from larvik_analysis.terms.framework import Frameworks

FRAMEWORKS_FILE = "reference/frameworks.yaml"
_UNIQUE = (
    "frameworks.*.id",
    "frameworks.*.items.*.id",
    "frameworks.*.items.*.dimensions.*.id",
)
_REFERENCES = (
    "frameworks.*.items.*.category",
    "frameworks.*.items.*.merges.*",
    "frameworks.*.transitions.*.from",
    "frameworks.*.transitions.*.to",
)


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


def inspect_frameworks(root: Path) -> tuple[Frameworks | None, list[Fault]]:
    """The frameworks (None where there are faults) and all faults."""
    tree, faults = read_yaml(root / "data" / "raw" / FRAMEWORKS_FILE, FRAMEWORKS_FILE)
    if not tree.entries:
        return None, faults
    frameworks, more = fill(Frameworks, tree, FRAMEWORKS_FILE)
    faults = [*faults, *more, *repeated(tree, _UNIQUE, FRAMEWORKS_FILE), *_unknown(tree)]
    faults.sort(key=lambda fault: fault.line or 0)
    return (None if faults else frameworks), faults


def _unknown(tree: Branch) -> Iterator[Fault]:
    known = [leaf.text for _, leaf in leaves(tree, "frameworks.*.items.*.id")]
    for pattern in _REFERENCES:
        for key, leaf in leaves(tree, pattern):
            if leaf.text not in known:
                near = nearest(leaf.text, known)
                values = {
                    "found": shown(leaf.text),
                    "nearest": near,
                    "known": ", ".join(map(shown, known)),
                }
                code = near_code("item_unknown", near)
                yield Fault(
                    file=FRAMEWORKS_FILE, code=code, line=leaf.line, column=key, values=values
                )
