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
from larvik_analysis.report.pandoc_ast import (
    Node,
    clean,
    clean_lines,
    code_block,
    is_blank,
    paragraph,
    string,
    whole,
)

_SAFE_LINKS = ("https://", "http://", "mailto:")
_HEADING_LEVELS = range(2, 4)
_NESTING = frozenset({"BlockQuote", "BulletList", "OrderedList", "Emph", "Strong", "Link"})
# Word knows nine levels of lists; Typst gives up at ten quotes in each other.
_DEEPEST = 6
_BLOCKS = frozenset({"BlockQuote", "BulletList", "OrderedList"})
_VERBATIM = frozenset({"Code", "CodeBlock", "RawInline", "RawBlock"})
_TEXT_AT = {"Link": 1, "Image": 1, "OrderedList": 1, "Header": 2}  # behind what is no text
_SPACES = frozenset({"Space", "SoftBreak", "LineBreak", "Para", "Plain"})


def parse_prose(texts: Sequence[str], folder: Path, date: datetime.date) -> list[list[Node]]:
    """The blocks of each Markdown text, as pandoc reads them; one call for all texts.

    A text with hundreds of quotes or lists in each other comes back as plain words.
    """
    if not texts:
        return []
    carrier = whole({}, [code_block("markdown", text) for text in texts])
    try:
        parsed = json.loads(run_pandoc(carrier, "json", folder, date=date))
    except RecursionError:  # Python's reader of JSON goes no deeper
        if len(texts) == 1:
            return [[paragraph(string(texts[0]))]]
        return [block for text in texts for block in parse_prose([text], folder, date)]
    return [division["c"][1] for division in parsed["blocks"]]


def make_safe(
    blocks: Iterable[Node], anchors: Callable[[], str], known: set[str], depth: int = 0
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
    depth : int
        How many quotes, lists and emphases they stand in.
    """
    return [safe for block in blocks for safe in _safe(block, anchors, known, depth)]


def words_of(nodes: Iterable[Node]) -> str:
    """The text of parsed blocks or inlines, without their looks, however deep it stands."""
    shown: list[str] = []
    waiting: list[Any] = [list(nodes)]
    while waiting:
        item = waiting.pop()
        if isinstance(item, list):
            waiting += reversed(item)
        elif isinstance(item, dict):
            kind = item["t"]
            content: Any = item.get("c", [])
            if kind in _SPACES:
                shown.append(" ")
            if kind == "Str":
                shown.append(content)
            elif kind in _VERBATIM:
                shown.append(content[1])
            else:
                waiting.append(content[_TEXT_AT[kind]] if kind in _TEXT_AT else content)
    return "".join(shown)


def _safe(node: Node, anchors: Callable[[], str], known: set[str], depth: int) -> list[Node]:
    kind: str = node["t"]
    content: Any = node.get("c")
    depth += kind in _NESTING
    if depth > _DEEPEST and kind in _NESTING:
        words = string(words_of([node]).strip())
        return [paragraph(words) if kind in _BLOCKS else words]
    match kind:
        case "RawInline":
            return [string(content[1])]
        case "RawBlock":
            return [paragraph(string(content[1]))]
        case "Image":
            return make_safe(content[1], anchors, known, depth)
        case "Link":
            return _safe_link(node, anchors, known, depth)
        case "Header":
            level = min(max(content[0], _HEADING_LEVELS[0]), _HEADING_LEVELS[-1])
            inner = make_safe(content[2], anchors, known, depth)
            # An empty heading leads nowhere, and PDF/UA refuses it.
            if is_blank(words_of(inner)):
                return []
            if depth:  # in a quote or a list it heads nothing of the report
                return [paragraph({"t": "Strong", "c": inner})]
            return [{"t": kind, "c": [level, [anchors(), [], []], inner]}]
        case "Str" | "Code" | "CodeBlock":
            return [_without_attributes(node)]
    if not isinstance(content, list):
        return [node]
    inner = _safe_list(content, anchors, known, depth)
    # What held only a picture holds nothing now.
    return [{"t": kind, "c": inner}] if inner or kind not in ("Para", "Plain") else []


def _safe_list(
    content: list[object], anchors: Callable[[], str], known: set[str], depth: int
) -> list[Any]:
    """The same list, with the nodes in it made safe at any depth."""
    safe: list[Any] = []
    for item in content:
        if isinstance(item, dict) and "t" in item:
            safe += _safe(item, anchors, known, depth)
        elif isinstance(item, list):
            safe.append(_safe_list(item, anchors, known, depth))
        else:
            safe.append(item)
    return safe


def _safe_link(
    node: Node, anchors: Callable[[], str], known: set[str], depth: int
) -> list[Node]:
    _, shown, (address, _) = node["c"]
    target = clean(address)
    inner = make_safe(shown, anchors, known, depth)
    leads_inside = target.startswith("#") and target[1:] in known
    is_safe = leads_inside or target.lower().startswith(_SAFE_LINKS)
    if is_safe and not is_blank(words_of(inner)):
        return [{"t": "Link", "c": [["", [], []], inner, [target, ""]]}]
    return inner


def _without_attributes(node: Node) -> Node:
    if node["t"] == "Str":
        return string(node["c"])
    # A language would switch on syntax colours, whose contrast nobody has checked.
    return {"t": node["t"], "c": [["", [], []], clean_lines(node["c"][1])]}
