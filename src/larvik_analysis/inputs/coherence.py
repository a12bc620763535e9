"""Whether the parts of `evaluation.yaml` agree with each other.

Works on the tree, so that a wrong key in one place does not hide a wrong reference in
another: the evaluator is told everything at once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from larvik_analysis.errors import Fault
from larvik_analysis.inputs.naming import near_code, nearest, shown
from larvik_analysis.inputs.yaml_text import Branch, Leaf, Listing, Node

_UNIQUE = (
    "measures.*.id",
    "measures.*.sub_measures.*.id",
    "measures.*.plan.components.*.id",
    "sources.*.id",
    "documents.*.id",
    "owners.*",
    "approved.*.owner",
)
_REFERENCES = (
    ("sources.*.measure", "measures.*.id", "source_measure"),
    ("sources.*.document", "documents.*.id", "source_document"),
    ("sources.*.data", "microdata.*.id", "source_data"),
    ("measures.*.plan.document", "documents.*.id", "source_document"),
    ("measures.*.plan.tried_document", "documents.*.id", "source_document"),
    ("approved.*.owner", "owners.*", "approved_owner"),
)
_DATES = ("period.first", "period.last", "documents.*.date")
_ID = re.compile(r"[^\W\d_][\w\-]*")  # becomes an anchor and a file name
_ISO = re.compile(r"[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?")

Found = tuple[str, Leaf]


def check_coherence(tree: Branch, file: str, root: Path) -> list[Fault]:
    """Faults between parts that are well formed each for themselves.

    Parameters
    ----------
    tree : Branch
        The tree of `evaluation.yaml`.
    file : str
        What messages call it.
    root : Path
        The project folder; its `notebooks` holds the chapters.
    """
    return [
        *repeated(tree, _UNIQUE, file),
        *_bad_ids(tree, file),
        *_unknown(tree, file),
        *_untried(tree, file),
        *_period(tree, file),
        *_notebooks(tree, file, root),
        *_approvers(tree, file),
    ]


def leaves(node: Node, pattern: str, key: str = "") -> Iterator[Found]:
    """Every single value under a dotted pattern, with its own dotted key."""
    if not pattern:
        if isinstance(node, Leaf) and node.kind != "nothing":
            yield key, node
        return
    first, _, rest = pattern.partition(".")
    if first == "*" and isinstance(node, Listing):
        for number, item in enumerate(node.items, start=1):
            yield from leaves(item, rest, f"{key}.{number}" if key else str(number))
    elif isinstance(node, Branch):
        names = list(node.entries) if first == "*" else [first]
        for name in names:
            if name in node.entries:
                path = f"{key}.{name}" if key else name
                yield from leaves(node.entries[name], rest, path)


def _fault(file: str, code: str, where: Found, /, **values: str) -> Fault:
    key, leaf = where
    return Fault(file=file, code=code, line=leaf.line, column=key, values=values)


def repeated(tree: Branch, patterns: tuple[str, ...], file: str) -> Iterator[Fault]:
    """A fault for each value that stands more than once in the same list."""
    for pattern in patterns:
        first: dict[tuple[str, str], Leaf] = {}
        within = len(pattern.rpartition("*")[2].split("."))  # the number, and what follows
        for key, leaf in leaves(tree, pattern):
            # Sub-measures of two measures may share an id; two of one measure may not.
            scope = ".".join(key.split(".")[:-within])
            earlier = first.setdefault((scope, leaf.text), leaf)
            if earlier is not leaf:
                yield _fault(file, "id_repeated", (key, leaf), first=str(earlier.line))


def _bad_ids(tree: Branch, file: str) -> Iterator[Fault]:
    for pattern in _UNIQUE:
        if pattern.endswith(".id"):
            for found in leaves(tree, pattern):
                if not _ID.fullmatch(found[1].text):
                    yield _fault(file, "id_form", found)


def _unknown(tree: Branch, file: str) -> Iterator[Fault]:
    for pattern, target, code in _REFERENCES:
        known = [leaf.text for _, leaf in leaves(tree, target)]
        yield from _not_among(known, leaves(tree, pattern), code, file)


def _untried(tree: Branch, file: str) -> Iterator[Fault]:
    """What a plan says it was tried as has to be a part of the same measure."""
    measures = tree.entries.get("measures")
    for number, measure in enumerate(getattr(measures, "items", ()), start=1):
        known = [leaf.text for _, leaf in leaves(measure, "sub_measures.*.id")]
        tried = leaves(measure, "plan.components.*.tried_as.*", f"measures.{number}")
        yield from _not_among(known, tried, "tried_as", file)


def _not_among(
    known: list[str], found: Iterator[Found], code: str, file: str
) -> Iterator[Fault]:
    for where in found:
        name = where[1].text
        if name not in known:
            near = nearest(name, known)
            values = {"found": shown(name), "nearest": near}
            values["known"] = ", ".join(map(shown, known)) or "–"
            yield _fault(file, near_code(code, near), where, **values)


def _period(tree: Branch, file: str) -> Iterator[Fault]:
    for pattern in _DATES:
        for found in leaves(tree, pattern):
            if not _ISO.fullmatch(found[1].text):
                yield _fault(file, "date_form", found)
    first = next(leaves(tree, "period.first"), None)
    last = next(leaves(tree, "period.last"), None)
    if first is None or last is None:
        return
    # 2025 to 2025-06 is in order: only the precision both have is compared.
    shared = min(len(first[1].text), len(last[1].text))
    if first[1].text[:shared] > last[1].text[:shared]:
        yield _fault(file, "period_order", last)


def _approvers(tree: Branch, file: str) -> Iterator[Fault]:
    """A fault where one person approves for a second owner: two owners, two readers."""
    first: dict[str, Leaf] = {}
    for key, leaf in leaves(tree, "approved.*.by"):
        person = " ".join(leaf.text.casefold().split())
        earlier = first.setdefault(person, leaf)
        if earlier is not leaf:
            yield _fault(file, "approver_repeated", (key, leaf), first=str(earlier.line))


def _notebooks(tree: Branch, file: str, root: Path) -> Iterator[Fault]:
    known = sorted(path.stem for path in (root / "notebooks").glob("*.ipynb"))
    for found in leaves(tree, "chapters.*.notebook"):
        name = found[1].text
        if not re.fullmatch(r"[\w\-]+", name):  # no folder, no ending, no way out
            yield _fault(file, "notebook_name", found)
        elif name not in known:
            near = nearest(name, known)
            code = near_code("notebook_missing", near)
            yield _fault(file, code, found, found=name, nearest=near)
