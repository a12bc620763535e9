"""Settings given with the command: dotted keys that replace values of `evaluation.yaml`."""

from __future__ import annotations

import datetime
import typing
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import yaml

from larvik_analysis.errors import ParameterError
from larvik_analysis.inputs.naming import near_code, nearest, shown
from larvik_analysis.inputs.schema import Filler, scalar_keys
from larvik_analysis.inputs.yaml_text import KINDS, Branch, Leaf
from larvik_analysis.terms.evaluation import Evaluation

# What is invented stays marked as invented: no command takes the watermark away.
_FIXED = frozenset({"synthetic"})


def setting_keys() -> tuple[str, ...]:
    """Dotted keys of `evaluation.yaml` that a command may set, in the file's order."""
    return tuple(_types())


def apply_settings(tree: Branch, settings: Mapping[str, str]) -> Branch:
    """The tree with the values of the command in the place of those of the file.

    Raises
    ------
    ParameterError
        If a key is unknown (the nearest is named) or a value has the wrong type.
    """
    for key, text in settings.items():
        hint = _types().get(key)
        if hint is None:
            raise _unknown(key)
        leaf = _leaf(hint, text)
        filler = Filler("")
        filler.read(hint, leaf, key)
        if filler.faults:
            raise _wrong(hint, key)
        tree = _with_value(tree, key.split("."), leaf)
    return tree


@lru_cache(maxsize=1)
def _types() -> dict[str, object]:
    return {key: hint for key, hint in scalar_keys(Evaluation) if key not in _FIXED}


def _leaf(hint: object, text: str) -> Leaf:
    if hint is str or typing.get_origin(hint) is typing.Literal:
        return Leaf(text, "text", None)  # a command needs no quotes
    resolver: Any = yaml.resolver.Resolver()
    tag = resolver.resolve(yaml.ScalarNode, text, (True, False))
    return Leaf(text, KINDS.get(tag, "text"), None)


def _with_value(tree: Branch, path: list[str], leaf: Leaf) -> Branch:
    name, *rest = path
    if rest:
        inner = tree.entries.get(name)
        group = inner if isinstance(inner, Branch) else Branch({}, {}, None)
        value = _with_value(group, rest, leaf)
        return Branch({**tree.entries, name: value}, tree.lines, tree.line)
    return Branch({**tree.entries, name: leaf}, tree.lines, tree.line)


def _unknown(key: str) -> ParameterError:
    near = nearest(key, _types())
    return ParameterError(
        near_code("setting_key", near),
        key=shown(key),
        nearest=near,
        known=", ".join(_types()),
    )


def _wrong(hint: object, key: str) -> ParameterError:
    if typing.get_origin(hint) is typing.Literal:
        allowed = ", ".join(typing.get_args(hint))
        return ParameterError("setting_choice", key=key, allowed=allowed)
    if hint is int:
        return ParameterError("setting_integer", key=key)
    code = "setting_date" if hint is datetime.date else "setting_text"
    return ParameterError(code, key=key)
