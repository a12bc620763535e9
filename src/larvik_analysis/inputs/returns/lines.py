"""Where in a file something stands, by its dotted key, and how it is told."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from larvik_analysis.errors import Fault
from larvik_analysis.inputs.naming import near_code, nearest, shown
from larvik_analysis.inputs.tree import listed
from larvik_analysis.inputs.yaml_text import Branch, Listing, Node

# Dotted key, code, and what fills the text.
Told = tuple[str, str, dict[str, str]]


def line_at(tree: Branch, key: str) -> int | None:
    """The line of a dotted key, or of the nearest thing above it that has one."""
    node: Node = tree
    line = tree.line
    for name in key.split("."):
        below: Node | None = None
        if isinstance(node, Branch):
            line = node.lines.get(name, line)
            below = node.entries.get(name)
        elif isinstance(node, Listing) and 0 < int(name) <= len(node.items):
            below = node.items[int(name) - 1]
            line = below.line or line
        if below is None:
            break
        node = below
    return line


def told_in(file: str, tree: Branch, told: Iterable[Told]) -> list[Fault]:
    """What was told of dotted keys, as faults of a file with their lines."""
    return [
        Fault(file=file, code=code, line=line_at(tree, key), column=key, values=values)
        for key, code, values in told
    ]


def unknown(key: str, found: str, known: Collection[str], code: str) -> Iterator[Told]:
    """A fault where a name is not among those known; it names the nearest one."""
    if found not in known:
        near = nearest(found, known)
        values = {"found": shown(found), "nearest": near, "known": listed(known)}
        yield key, near_code(code, near), values
