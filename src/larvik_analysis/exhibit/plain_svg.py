"""An SVG with shapes in it and nothing else.

A drawing library writes more than shapes: the words of each text as a comment, names that
somebody gave to parts, links, data about the file. What the page does not show must not
leave with it, so only what draws is kept.
"""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

from larvik_analysis.errors import ReleaseError

_SVG = "http://www.w3.org/2000/svg"
_XLINK = "http://www.w3.org/1999/xlink"
_HREF = f"{{{_XLINK}}}href"
_SHAPES = frozenset({"svg", "defs", "g", "path", "use", "rect", "clipPath", "pattern"})
_UNSEEN = frozenset({"metadata", "title", "desc"})
_HOLDERS = frozenset({"a"})  # kept for what is in them
_LOOKS = "*{stroke-linejoin: round; stroke-linecap: butt}"  # the one style sheet there is
_ATTRIBUTES = frozenset(
    {"clip-path", "d", "fill", "height", "patternUnits", "style", "transform", "version",
     "viewBox", "width", "x", "y"}
)  # fmt: skip
_REFERENCE = re.compile(r"url\(#([^)]*)\)")

ET.register_namespace("", _SVG)
ET.register_namespace("xlink", _XLINK)


def strip_svg(svg: bytes) -> bytes:
    """The same drawing without comments, names, links and data about the file.

    Raises
    ------
    ReleaseError
        If something in it is neither a shape nor known to be left out.
    """
    root = ET.fromstring(svg)
    used = [found for node in root.iter() for found in _references(node)]
    names = {old: f"s{number}" for number, old in enumerate(dict.fromkeys(used), start=1)}
    [stripped] = _strip(root, names)
    plain: bytes = ET.tostring(stripped, encoding="utf-8", xml_declaration=True)
    return plain + b"\n"


def _references(node: ET.Element) -> list[str]:
    """The names of other parts that a part is drawn with."""
    inside = [found for value in node.attrib.values() for found in _REFERENCE.findall(value)]
    is_use = _kind(node) == "use"
    return inside + ([node.attrib[_HREF].removeprefix("#")] if is_use else [])


def _kind(node: ET.Element) -> str:
    return node.tag.removeprefix(f"{{{_SVG}}}")


def _strip(node: ET.Element, names: dict[str, str]) -> list[ET.Element]:
    kind = _kind(node)
    if kind in _UNSEEN:
        return []
    if kind == "style":
        return [_style_sheet(node)]
    inner = [part for child in node for part in _strip(child, names)]
    if kind in _HOLDERS:
        return inner
    if kind not in _SHAPES:
        raise ReleaseError("drawn_unreadable", kind=kind)
    kept = ET.Element(node.tag, _attributes(node, names))
    kept.extend(inner)
    return [kept]


def _style_sheet(node: ET.Element) -> ET.Element:
    if (node.text or "").strip() != _LOOKS:
        raise ReleaseError("drawn_unreadable", kind="style")
    kept = ET.Element(node.tag, {"type": "text/css"})
    kept.text = _LOOKS
    return kept


def _attributes(node: ET.Element, names: dict[str, str]) -> dict[str, str]:
    kept = {
        name: _REFERENCE.sub(lambda found: f"url(#{names[found[1]]})", value)
        for name, value in node.attrib.items()
        if name in _ATTRIBUTES
    }
    if node.get("id") in names:
        kept["id"] = names[node.attrib["id"]]
    if _kind(node) == "use":
        kept[_HREF] = "#" + names[node.attrib[_HREF].removeprefix("#")]
    return kept
