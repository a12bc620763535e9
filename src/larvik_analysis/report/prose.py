"""A chapter's own Markdown, made safe.

Raw HTML, pictures and links to anything but web pages, mail and anchors of the document
are turned into the text they show. A report loads nothing from outside and runs nothing.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from larvik_analysis.report.pandoc import run_pandoc
from larvik_analysis.report.pandoc_ast import Node, code_block, string, whole

_SAFE_LINKS = ("https://", "http://", "mailto:")
_HEADING_LEVELS = range(2, 4)


def parse_prose(texts: Sequence[str], folder: Path, date: datetime.date) -> list[list[Node]]:
    """The blocks of each Markdown text, as pandoc reads them; one call for all texts."""
    if not texts:
        return []
    carrier = whole({}, [code_block("markdown", text) for text in texts])
    parsed = json.loads(run_pandoc(carrier, "json", folder, date=date))
    return [division["c"][1] for division in parsed["blocks"]]


def make_safe(
    blocks: Iterable[Node], anchors: Callable[[], str], known: set[str]
) -> list[Node]:
    """Blocks without anything that loads or runs; headings at level 2 or 3, with an anchor.

    Parameters
    ----------
    blocks : iterable of Node
        Blocks or inlines.
    anchors : callable
        Gives the next free anchor.
    known : set of str
        The anchors a link may lead to.
    """
    return [safe for block in blocks for safe in _safe(block, anchors, known)]


def _safe(node: Node, anchors: Callable[[], str], known: set[str]) -> list[Node]:
    kind: str = node["t"]
    content: Any = node.get("c")
    match kind:
        case "RawInline":
            return [string(content[1])]
        case "RawBlock":
            return [{"t": "Para", "c": [string(content[1])]}]
        case "Image":
            return make_safe(content[1], anchors, known)
        case "Link":
            return _safe_link(node, anchors, known)
        case "Header":
            level = min(max(content[0], _HEADING_LEVELS[0]), _HEADING_LEVELS[-1])
            inner = make_safe(content[2], anchors, known)
            # An empty heading leads nowhere, and PDF/UA refuses it.
            return [{"t": kind, "c": [level, [anchors(), [], []], inner]}] if inner else []
        case "Str" | "Code" | "CodeBlock":
            return [_without_attributes(node)]
    if isinstance(content, list):
        return [{"t": kind, "c": _safe_list(content, anchors, known)}]
    return [node]


def _safe_list(
    content: list[object], anchors: Callable[[], str], known: set[str]
) -> list[object]:
    """The same list, with the nodes in it made safe at any depth."""
    safe: list[object] = []
    for item in content:
        if isinstance(item, dict) and "t" in item:
            safe += _safe(item, anchors, known)
        elif isinstance(item, list):
            safe.append(_safe_list(item, anchors, known))
        else:
            safe.append(item)
    return safe


def _safe_link(node: Node, anchors: Callable[[], str], known: set[str]) -> list[Node]:
    _, shown, (target, _) = node["c"]
    inner = make_safe(shown, anchors, known)
    leads_inside = target.startswith("#") and target[1:] in known
    if leads_inside or target.lower().startswith(_SAFE_LINKS):
        return [{"t": "Link", "c": [["", [], []], inner, [target, ""]]}]
    return inner


def _without_attributes(node: Node) -> Node:
    if node["t"] == "Str":
        return string(node["c"])
    # A language would switch on syntax colours, whose contrast nobody has checked.
    return {"t": node["t"], "c": [["", [], []], node["c"][1]]}
