"""YAML as a small tree in which every key and value knows its line.

Nothing is constructed: a value keeps the text it was written with and what YAML 1.1 would
read it as, so that `0301`, `no` and `2026-02-30` can be told about instead of turned into
something else. Anchors, tags and several documents are refused: no evaluation needs them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, TypeAlias

import yaml

from larvik_analysis.errors import Fault, InputError
from larvik_analysis.inputs.files import read_bytes
from larvik_analysis.inputs.naming import shown as shown_name

Event: TypeAlias = Any  # PyYAML's types do not say what an event carries
LeafKind = Literal["text", "integer", "decimal", "boolean", "date", "nothing", "other"]
DEEPEST = 30  # the C parser of PyYAML is not safe on endless nesting; ours needs 6 levels

KINDS: dict[str, LeafKind] = {
    "tag:yaml.org,2002:str": "text",
    "tag:yaml.org,2002:int": "integer",
    "tag:yaml.org,2002:float": "decimal",
    "tag:yaml.org,2002:bool": "boolean",
    "tag:yaml.org,2002:timestamp": "date",
    "tag:yaml.org,2002:null": "nothing",
}
# Tabs, and the spaces that come with text pasted from Word or the web, look like
# indentation and are not.
_BAD_INDENT = re.compile(r"^[ ]*[\t\u00a0\u2000-\u200b\u202f\u3000\ufeff]\s*[^\s#]")
# Also the line ends of other systems: YAML counts them as lines and text editors do not.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff]")
_CURLY = "\u201c\u201d\u201e\u2018\u2019"
_LOADER: type[yaml.SafeLoader] | type[yaml.CSafeLoader] = getattr(
    yaml, "CSafeLoader", yaml.SafeLoader
)


@dataclass(frozen=True, slots=True)
class Leaf:
    """One value as it was written; `line` is None for what came with the command."""

    text: str
    kind: LeafKind
    line: int | None


@dataclass(frozen=True, slots=True)
class Listing:
    """A list."""

    items: tuple[Node, ...]
    line: int | None


@dataclass(frozen=True, slots=True)
class Branch:
    """Keys with their values and the lines of the keys.

    `boolean_keys` are those that YAML 1.1 would read as true or false; whether one is
    meant as a word, only the schema knows.
    """

    entries: dict[str, Node]
    lines: dict[str, int]
    line: int | None
    boolean_keys: frozenset[str] = frozenset()


Node = Leaf | Listing | Branch


def read_yaml(path: Path, shown: str) -> tuple[Branch, list[Fault]]:
    """The tree of a YAML file and all that is wrong with it as YAML.

    Parameters
    ----------
    path : Path
        The file.
    shown : str
        What messages call it.

    Returns
    -------
    tuple of Branch and list of Fault
        The tree is empty where the file cannot be read at all.
    """
    nothing = Branch({}, {}, None)
    try:
        text = _decode(read_bytes(path, shown), shown)
    except InputError as error:
        return nothing, list(error.faults)
    faults = _faults_of_lines(text, shown)
    return (nothing, faults) if faults else _Builder(text, shown).tree()


def _decode(content: bytes, shown: str) -> str:
    utf16 = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    try:
        text = content.decode("utf-16" if utf16 else "utf-8-sig")
    except UnicodeDecodeError as error:
        line = None if utf16 else content.count(b"\n", 0, error.start) + 1
        values = {"encoding": "UTF-8"}
        fault = Fault(file=shown, code="yaml_encoding", line=line, values=values)
        raise InputError([fault]) from error
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _faults_of_lines(text: str, shown: str) -> list[Fault]:
    patterns = {"yaml_character": _UNPRINTABLE, "yaml_indent": _BAD_INDENT}
    return [
        Fault(file=shown, code=code, line=number)
        for number, line in enumerate(text.split("\n"), start=1)
        for code, pattern in patterns.items()
        if pattern.search(line)
    ]


class _Stop(Exception):
    """Nothing more can be read; the fault is noted."""


class _Builder:
    """Builds the tree from the parser's events and gathers what is wrong on the way."""

    def __init__(self, text: str, shown: str) -> None:
        self._text = text
        self._loader: Any = _LOADER(text)
        self._shown = shown
        self._faults: list[Fault] = []

    def tree(self) -> tuple[Branch, list[Fault]]:
        """The tree, empty where there is none, and the faults."""
        nothing = Branch({}, {}, None)
        try:
            self._next()  # start of the stream
            if isinstance(self._next(), yaml.StreamEndEvent):
                return nothing, [self._fault("yaml_empty", None)]
            top = self._node(self._next(), 0)
            self._next()  # end of the document
            after = self._next()
            if not isinstance(after, yaml.StreamEndEvent):
                self._fault("yaml_documents", after)
        except _Stop:
            return nothing, self._faults
        except yaml.YAMLError as error:
            return nothing, [*self._faults, self._syntax(error)]
        finally:
            self._loader.dispose()
        if isinstance(top, Branch) and (top.entries or self._faults):
            return top, self._faults
        empty = isinstance(top, Branch) or (isinstance(top, Leaf) and top.kind == "nothing")
        self._fault("yaml_empty" if empty else "yaml_top", None)
        return nothing, self._faults

    def _next(self) -> Event:
        return self._loader.get_event()

    def _node(self, event: Event, depth: int) -> Node:
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            self._fault("yaml_anchor", event)
            raise _Stop
        if depth > DEEPEST:
            self._fault("yaml_deep", event)
            raise _Stop
        if isinstance(event, yaml.ScalarEvent):
            return self._leaf(event)
        if event.tag not in (None, "!"):
            self._fault("yaml_tag", event)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._listing(event, depth)
        return self._branch(event, depth)

    def _leaf(self, event: Event) -> Leaf:
        line = event.start_mark.line + 1
        if event.tag not in (None, "!"):
            self._fault("yaml_tag", event)
            return Leaf(event.value, "other", line)
        tag = self._loader.resolve(yaml.ScalarNode, event.value, event.implicit)
        text = event.value
        plain = not event.style  # written without quotes that YAML knows
        if plain and text and text[0] in _CURLY and text[-1] in _CURLY:
            self._fault("yaml_curly", event)
        return Leaf(text, KINDS.get(tag, "text"), line)

    def _listing(self, start: Event, depth: int) -> Listing:
        items: list[Node] = []
        while not isinstance(event := self._next(), yaml.SequenceEndEvent):
            items.append(self._node(event, depth + 1))
        return Listing(tuple(items), start.start_mark.line + 1)

    def _branch(self, start: Event, depth: int) -> Branch:
        entries: dict[str, Node] = {}
        lines: dict[str, int] = {}
        booleans: set[str] = set()
        while not isinstance(event := self._next(), yaml.MappingEndEvent):
            key = self._node(event, depth + 1)
            value = self._node(self._next(), depth + 1)
            if not isinstance(key, Leaf) or key.kind == "nothing":
                self._fault("yaml_key", event)
            elif key.text in entries:
                first = str(lines[key.text])
                self._fault("yaml_duplicate", event, key=shown_name(key.text), first=first)
            else:
                entries[key.text] = value
                lines[key.text] = event.start_mark.line + 1
                if key.kind == "boolean":
                    booleans.add(key.text)
        return Branch(entries, lines, start.start_mark.line + 1, frozenset(booleans))

    def _fault(self, code: str, event: Event, /, **values: str) -> Fault:
        line = None if event is None else event.start_mark.line + 1
        fault = Fault(file=self._shown, code=code, line=line, values=values)
        self._faults.append(fault)
        return fault

    def _syntax(self, error: yaml.YAMLError) -> Fault:
        problem = f"{getattr(error, 'context', '')} {getattr(error, 'problem', '')}"
        code = next((code for words, code in _PROBLEMS if words in problem), "yaml_syntax")
        found = getattr(error, "problem_mark", None)
        opened = getattr(error, "context_mark", None)
        # A quote or bracket that was opened is missed only at the end of the file; the
        # line to look at is the one it was opened on.
        mark = opened or found if code in {"yaml_quote", "yaml_bracket"} else found or opened
        last = self._text.count("\n") + 1
        line = None if mark is None else min(mark.line + 1, last)
        return Fault(file=self._shown, code=code, line=line)


_PROBLEMS = (
    ("mapping values are not allowed", "yaml_colon"),
    ("quoted scalar", "yaml_quote"),
    ("flow", "yaml_bracket"),
    ("cannot start any token", "yaml_start"),
)
