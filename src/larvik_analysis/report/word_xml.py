"""XML of Word files: read, changed as trees, and written with the prefixes Word uses.

What Word may ignore (extensions of later versions, marks of editing sessions) is left out
on the way in, so that no part of a file needs to name them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from xml.etree import ElementTree
from xml.etree.ElementTree import Element
from xml.sax.saxutils import escape, quoteattr

_FORMATS = "http://schemas.openxmlformats.org"
WORD = f"{{{_FORMATS}/wordprocessingml/2006/main}}"
RELATION = f"{{{_FORMATS}/officeDocument/2006/relationships}}"
DRAWING = f"{{{_FORMATS}/drawingml/2006/main}}"
PLACED = f"{{{_FORMATS}/drawingml/2006/wordprocessingDrawing}}"
PICTURE = f"{{{_FORMATS}/drawingml/2006/picture}}"
VECTOR = "{urn:schemas-microsoft-com:vml}"
OFFICE = "{urn:schemas-microsoft-com:office:office}"
_CHOICES = f"{{{_FORMATS}/markup-compatibility/2006}}"
_PREFIXES = {
    WORD[1:-1]: "w",
    RELATION[1:-1]: "r",
    DRAWING[1:-1]: "a",
    PLACED[1:-1]: "wp",
    PICTURE[1:-1]: "pic",
    VECTOR[1:-1]: "v",
    OFFICE[1:-1]: "o",
    "urn:schemas-microsoft-com:office:word": "w10",
    "http://www.w3.org/XML/1998/namespace": "xml",
}
# Elements and attributes of these belong to the file formats that every reader knows.
_KNOWN = re.compile(
    r"http://schemas\.openxmlformats\.org/(wordprocessingml|drawingml|officeDocument)/"
    r"|urn:schemas-microsoft-com:(vml|office:(office|word))$"
    r"|http://www\.w3\.org/XML/1998/namespace$|$"
)
_SESSION = re.compile(rf"{re.escape(WORD)}rsid\w*")


def parse(part: bytes) -> Element:
    """A part as a tree, without what Word may ignore and without marks of sessions."""
    root = ElementTree.fromstring(part)
    rewrite(root, _without_choices)
    for element in root.iter():
        for name in list(element.attrib):
            if not _is_known(name) or _SESSION.fullmatch(name):
                del element.attrib[name]
    return root


def rewrite(root: Element, change: Callable[[Element], Iterable[Element] | None]) -> None:
    """Put other elements in the place of elements below the root, from the top down.

    Parameters
    ----------
    root : Element
    change : callable
        What stands for an element instead: nothing, its children, others. None keeps it.
    """
    place = 0
    while place < len(root):
        child = root[place]
        instead = change(child)
        if instead is None:
            rewrite(child, change)
            place += 1
        else:
            root[place : place + 1] = list(instead)


def word(name: str) -> str:
    """A name of Word's own vocabulary, as trees hold it."""
    return f"{WORD}{name}"


def value(element: Element | None, name: str = "val") -> str:
    """An attribute of Word's own vocabulary; empty where element or attribute is missing."""
    return "" if element is None else element.get(word(name), "")


def is_on(element: Element | None) -> bool:
    """Whether a switch is there and not set to off."""
    return element is not None and value(element) not in ("0", "false", "off")


def make(name: str, **attributes: str) -> Element:
    """An element of Word's own vocabulary."""
    return Element(word(name), {word(key): said for key, said in attributes.items()})


def drop(parent: Element, *names: str) -> None:
    """Take out the children of those names, of Word's own vocabulary."""
    for name in names:
        for child in parent.findall(word(name)):
            parent.remove(child)


def to_bytes(root: Element) -> bytes:
    """The tree as a part of a Word file."""
    spaces = dict.fromkeys(space for name in _names(root) if (space := _space(name)))
    prefixes = {
        space: _PREFIXES.get(space, f"n{number}") for number, space in enumerate(spaces)
    }
    declared = [
        f" xmlns:{prefix}={quoteattr(space)}"
        for space, prefix in sorted(prefixes.items())
        if prefix != "xml"
    ]
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    return (head + "".join(_pieces(root, prefixes, "".join(declared)))).encode()


def _pieces(element: Element, prefixes: dict[str, str], declared: str = "") -> Iterator[str]:
    tag = _shown(element.tag, prefixes)
    said = "".join(
        f" {_shown(name, prefixes)}={quoteattr(text, {chr(10): '&#10;', chr(9): '&#9;'})}"
        for name, text in element.attrib.items()
    )
    inside = escape(element.text or "")
    if len(element) or inside:
        yield f"<{tag}{declared}{said}>{inside}"
        for child in element:
            yield from _pieces(child, prefixes)
            yield escape(child.tail or "")
        yield f"</{tag}>"
    else:
        yield f"<{tag}{declared}{said}/>"


def _names(root: Element) -> Iterator[str]:
    for element in root.iter():
        yield element.tag
        yield from element.attrib


def _space(name: str) -> str:
    return name[1:].partition("}")[0] if name.startswith("{") else ""


def _shown(name: str, prefixes: dict[str, str]) -> str:
    space = _space(name)
    return f"{prefixes[space]}:{name.rpartition('}')[2]}" if space else name


def _is_known(name: str) -> bool:
    return _KNOWN.match(_space(name)) is not None


def _without_choices(element: Element) -> Iterable[Element] | None:
    """The variant every reader knows, of what is told in several; nothing of extensions."""
    if element.tag == f"{_CHOICES}AlternateContent":
        fallback = element.find(f"{_CHOICES}Fallback")
        return [] if fallback is None else list(fallback)
    return None if _is_known(element.tag) else []
