"""Numbers typed into the texts of the YAML files: no gate looks at them there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from larvik_analysis.errors import Todo
from larvik_analysis.inputs.files import is_there
from larvik_analysis.inputs.text_fields import typed_numbers
from larvik_analysis.inputs.yaml_text import Branch, Leaf, Listing, Node, read_yaml
from larvik_analysis.terms.catalogue import Language

_LANGUAGES: dict[str, Language] = {"nb": "nb", "nn": "nb", "en": "en"}
# Quotes and titles of documents have numbers of their own; those texts are judged as quotes.
_FILES = {
    "evaluation.yaml": ("measures", "sources"),
    "findings.yaml": (),
    "indicators.yaml": (),
}


def todos_of_words(folder: Path) -> Iterator[Todo]:
    """One for each text in words of the evaluation that has a number typed into it."""
    for file, parts in _FILES.items():
        if not is_there(folder / file):
            continue
        tree, _ = read_yaml(folder / file, file)
        groups = [tree.entries[name] for name in parts if name in tree.entries]
        for node in groups if parts else [tree]:
            for leaf, language in _texts(node):
                if count := len(list(typed_numbers(leaf.text, language))):
                    values = {"count": str(count)}
                    yield Todo(file=file, code="typed_in_words", line=leaf.line, values=values)


def _texts(node: Node) -> Iterator[tuple[Leaf, Language]]:
    if isinstance(node, Listing):
        for item in node.items:
            yield from _texts(item)
    elif isinstance(node, Branch):
        for name, child in node.entries.items():
            if isinstance(child, Leaf) and name in _LANGUAGES:
                yield child, _LANGUAGES[name]
            else:
                yield from _texts(child)
