"""Fills a frozen dataclass of `terms` from a YAML tree, by its type hints.

The dataclass is the schema: there is no second list of keys to keep in step with it. A
field whose key is not a Python name carries it as ``metadata={"key": "from"}``.
"""

from __future__ import annotations

import datetime
import functools
import operator
import re
import types
import typing
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from typing import Any, Final, TypeVar

from larvik_analysis.errors import Fault, TermError
from larvik_analysis.inputs.naming import near_code, nearest, shown, text_code
from larvik_analysis.inputs.yaml_text import Branch, Leaf, Listing, Node

T = TypeVar("T")

WRONG: Final = object()  # stands for a value whose fault is noted
# No more digits than a number can carry: Python refuses to read thousands of them.
_INTEGER = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,17})")
_DECIMAL = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,17})(?:\.[0-9]{1,17})?")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_BOOLEANS = {"true": True, "false": False}


def fill(kind: type[T], tree: Branch, file: str) -> tuple[T | None, list[Fault]]:
    """The dataclass with the values of the tree, and every fault on the way.

    Parameters
    ----------
    kind : type
        A frozen dataclass, or a dict from names to such.
    tree : Branch
        The tree of the file.
    file : str
        What messages call the file.

    Returns
    -------
    tuple of object or None and list of Fault
        None where there is at least one fault.
    """
    filler = Filler(file)
    value = filler.read(kind, tree, "")
    return (None if filler.faults else typing.cast(T, value)), filler.faults


@functools.lru_cache(maxsize=64)
def keys_of(kind: type) -> dict[str, tuple[Field[Any], object]]:
    """Each key of a dataclass with its field and its type."""
    hints = typing.get_type_hints(kind)
    return {
        field.metadata.get("key", field.name): (field, hints[field.name])
        for field in fields(kind)
    }


def scalar_keys(kind: type, prefix: str = "") -> Iterator[tuple[str, object]]:
    """Dotted keys of all single values of a dataclass, with their types."""
    for key, (_, hint) in keys_of(kind).items():
        plain = _without_none(hint)
        if is_dataclass(hint) and isinstance(hint, type):
            yield from scalar_keys(hint, f"{prefix}{key}.")
        elif not is_dataclass(plain) and typing.get_origin(plain) not in (tuple, dict):
            yield f"{prefix}{key}", plain


class Filler:
    """Reads nodes into typed values; `faults` holds all that was wrong."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.faults: list[Fault] = []

    def read(self, hint: object, node: Node, key: str) -> object:
        """The node as a value of that type, or `WRONG`."""
        plain = _without_none(hint)
        if plain is not hint and _is_nothing(node):
            return None
        if is_dataclass(plain) and isinstance(plain, type):
            return self._group(plain, node, key)
        origin = typing.get_origin(plain)
        if origin is tuple:
            return self._list(typing.get_args(plain)[0], node, key)
        if origin in (dict, Mapping):
            return self._mapping(typing.get_args(plain)[1], node, key)
        if not isinstance(node, Leaf):
            return self._fault("value_single", node.line, key)
        if node.kind == "nothing":
            return self._fault("value_empty", node.line, key)
        if node.kind == "other":
            return WRONG  # a tag; noted when the tree was read
        if origin in (typing.Literal, typing.Union):
            return self._choice(tuple(_choices(plain)), node, key)
        return self._scalar(plain, node, key)

    def _group(self, kind: type, node: Node, key: str) -> object:
        known = keys_of(kind)
        if not isinstance(node, Branch):
            return self._fault("value_group", node.line, key, keys=", ".join(known))
        unknown = [name for name in node.entries if name not in known]
        meant = {self._unknown(name, known, node, key) for name in unknown}
        values: dict[str, object] = {}
        missing: list[str] = []
        for name, (field, hint) in known.items():
            child, default = node.entries.get(name), _default(field)
            if child is None and default is MISSING:
                values[field.name] = WRONG
                missing.append(name)
            elif child is None or _says_default(child, default):
                values[field.name] = default
            else:
                values[field.name] = self.read(hint, child, _under(key, name))
        # A misspelt key is told where it stands, not once more as missing.
        missing = [name for name in missing if name not in meant]
        if missing:
            self._fault("key_missing", node.line, key, keys=", ".join(missing))
        if any(value is WRONG for value in values.values()):
            return WRONG
        try:
            return kind(**values)
        except TermError as error:
            name = str(error.values.get("name", ""))
            line = node.entries[name].line if name in node.entries else node.line
            told = {key: str(value) for key, value in error.values.items()}
            return self._fault(error.code, line, _under(key, name) if name else key, **told)

    def _unknown(self, name: str, known: Iterable[str], node: Branch, key: str) -> str:
        absent = [other for other in known if other not in node.entries]
        near = nearest(name, absent)
        code = near_code("key_unknown", near)
        if name in node.boolean_keys:
            code = "key_boolean"
        line, path = node.lines.get(name), _under(key, name)
        values = {"found": shown(name), "nearest": near, "known": ", ".join(known)}
        self._fault(code, line, path, **values)
        return near

    def _list(self, hint: object, node: Node, key: str) -> object:
        if not isinstance(node, Listing):
            return self._fault("value_list", node.line, key)
        values = [
            self.read(hint, item, f"{key}.{number}")
            for number, item in enumerate(node.items, start=1)
        ]
        return WRONG if any(value is WRONG for value in values) else tuple(values)

    def _mapping(self, hint: object, node: Node, key: str) -> object:
        if not isinstance(node, Branch):
            return self._fault("value_mapping", node.line, key)
        for name in node.boolean_keys:
            self._fault("key_boolean", node.lines[name], _under(key, name), found=name)
        values = {
            name: self._fault("value_parted", child.line, key)
            if name.isdecimal() and _is_nothing(child)  # {share: 0,25}: YAML parts it there
            else self.read(hint, child, _under(key, name))
            for name, child in node.entries.items()
        }
        return WRONG if any(value is WRONG for value in values.values()) else values

    def _choice(self, allowed: tuple[str, ...], leaf: Leaf, key: str) -> object:
        if leaf.text in allowed:
            return leaf.text
        if leaf.kind == "boolean":
            return self._fault("value_boolean", leaf.line, key)
        near = nearest(leaf.text, allowed)
        code = near_code("value_choice", near)
        return self._fault(code, leaf.line, key, allowed=", ".join(allowed), nearest=near)

    def _scalar(self, hint: object, leaf: Leaf, key: str) -> object:
        if isinstance(hint, types.UnionType):  # the value says which one it is
            found = _SCALARS.get(leaf.kind, str)
            hint = found if found in hint.__args__ else hint.__args__[-1]
        if hint is bool:
            if leaf.kind == "boolean" and leaf.text.lower() in _BOOLEANS:
                return _BOOLEANS[leaf.text.lower()]
            return self._fault("value_true_false", leaf.line, key)
        if hint is int:
            if _INTEGER.fullmatch(leaf.text) and leaf.kind == "integer":
                return int(leaf.text)
            return self._fault(_number_code("value_integer", leaf), leaf.line, key)
        if hint is float:
            if _DECIMAL.fullmatch(leaf.text) and leaf.kind in ("integer", "decimal"):
                return float(leaf.text)
            return self._fault(_number_code("value_decimal", leaf), leaf.line, key)
        if hint is datetime.date:
            return self._date(leaf, key)
        return self._text(leaf, key)

    def _date(self, leaf: Leaf, key: str) -> object:
        if not _DATE.fullmatch(leaf.text):
            return self._fault("value_date", leaf.line, key)
        try:
            return datetime.date.fromisoformat(leaf.text)
        except ValueError:
            return self._fault("value_no_such_date", leaf.line, key)

    def _text(self, leaf: Leaf, key: str) -> object:
        if leaf.kind == "boolean":
            return self._fault("value_boolean", leaf.line, key)
        if leaf.kind in ("integer", "decimal"):
            return self._fault(_number_code("value_text", leaf), leaf.line, key)
        if code := text_code(leaf.text):
            return self._fault(code, leaf.line, key)
        return leaf.text

    def _fault(self, code: str, line: int | None, key: str, /, **values: str) -> object:
        values = {"key": key, **values}
        self.faults.append(
            Fault(file=self.file, code=code, line=line, column=key, values=values)
        )
        return WRONG


_SCALARS: dict[str, type] = {"boolean": bool, "integer": int, "decimal": float}


def _under(key: str, name: str) -> str:
    return f"{key}.{shown(name)}" if key else shown(name)


def _number_code(code: str, leaf: Leaf) -> str:
    # YAML 1.1 reads 0301 as 193, so a code with a leading zero gets its own advice.
    starts_with_zero = re.fullmatch(r"[-+]?0[0-9_]+", leaf.text) is not None
    return "value_leading_zero" if leaf.kind != "text" and starts_with_zero else code


def _without_none(hint: object) -> object:
    if not isinstance(hint, types.UnionType) or types.NoneType not in hint.__args__:
        return hint
    kept = [part for part in hint.__args__ if part is not types.NoneType]
    return functools.reduce(operator.or_, kept)


def _is_nothing(node: Node) -> bool:
    return isinstance(node, Leaf) and node.kind == "nothing"


def _says_default(node: Node, default: object) -> bool:
    # Nothing after the colon, or "" where nothing is the default.
    empty = isinstance(node, Leaf) and node.kind == "text" and node.text == default == ""
    return default is not MISSING and (_is_nothing(node) or empty)


def _choices(hint: object) -> Iterator[str]:
    """The words of a choice, or of several that are put together; nothing is no word."""
    for part in typing.get_args(hint):
        if typing.get_origin(part) is typing.Literal:
            yield from _choices(part)
        elif part:
            yield part


def _default(field: Field[Any]) -> object:
    if field.default is not MISSING:
        return field.default
    if field.default_factory is not MISSING:
        return field.default_factory()
    return MISSING
