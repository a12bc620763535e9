"""What checks ask of a tree of YAML: the groups of a list, a text, a line, a number."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal, InvalidOperation

from larvik_analysis.errors import Fault
from larvik_analysis.inputs.naming import shown
from larvik_analysis.inputs.yaml_text import Branch, Leaf, Listing, Node

# What is wrong: dotted key, line, code of the fault and what fills its text. The file is
# the same for all faults of a tree.
Found = tuple[str, int | None, str, dict[str, str]]


def groups(node: Node | None, key: str) -> Iterator[tuple[str, Branch]]:
    """The groups of a list, each with its dotted key."""
    for number, item in enumerate(node.items if isinstance(node, Listing) else (), start=1):
        if isinstance(item, Branch):
            yield f"{key}.{number}", item


def under(key: str, name: str) -> str:
    """The dotted key of what stands under another; the name itself at the top."""
    return f"{key}.{name}" if key else name


def text_of(group: Branch, name: str) -> str:
    """The text of a key; empty where it is missing, or is no single value."""
    leaf = group.entries.get(name)
    return leaf.text.strip() if isinstance(leaf, Leaf) and leaf.kind != "nothing" else ""


def line_of(group: Branch, name: str) -> int | None:
    """The line of a key; that of the group where it is missing."""
    return group.lines.get(name, group.line)


def number_of(group: Branch, name: str) -> Decimal | None:
    """The number of a key; None where it is missing, or is told as no number."""
    try:
        number = Decimal(text_of(group, name))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def is_true(group: Branch, name: str) -> bool:
    """Whether a key says true."""
    return text_of(group, name).lower() == "true"


def is_given(group: Branch, name: str) -> bool:
    """Whether a key has something behind it."""
    node = group.entries.get(name)
    return node is not None and not (isinstance(node, Leaf) and node.kind == "nothing")


def listed(names: Iterable[str]) -> str:
    """Names in a row, for a message."""
    return ", ".join(map(shown, names)) or "–"


def faults_of(found: Iterable[Found], file: str) -> list[Fault]:
    """What was found, told of a file."""
    return [
        Fault(file=file, code=code, line=line, column=key, values=values)
        for key, line, code, values in found
    ]
