"""A Word file taken apart: its body, its styles, its lists and where its links lead."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element, ParseError, fromstring

from larvik_analysis.errors import Fault, InputError
from larvik_analysis.inputs.files import LARGEST_BYTES

_SPACES = {
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main": "w",
    "http://purl.oclc.org/ooxml/wordprocessingml/main": "w",
    "http://schemas.openxmlformats.org/officeDocument/2006/math": "m",
    "http://purl.oclc.org/ooxml/officeDocument/math": "m",
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships": "r",
    "http://purl.oclc.org/ooxml/officeDocument/relationships": "r",
    "http://schemas.openxmlformats.org/markup-compatibility/2006": "mc",
}
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_OFF = frozenset({"0", "false", "off", "none"})
_HEADING_NAME = re.compile(r"(?:heading|overskrift) ?([1-9])", re.IGNORECASE)
_CONTENTS_NAME = re.compile(r"(?:toc|inn?h) ?(?:[1-9]|heading)|toc heading", re.IGNORECASE)
_HIGHEST_STYLE = 40  # of styles that are based on each other


def tag_of(element: Element) -> str:
    """The name of an element with the usual letter of its space: ``w:p``."""
    return _short(str(element.tag))


def attribute(element: Element | None, name: str) -> str:
    """The value of an attribute by its short name; empty where there is none."""
    if element is None:
        return ""
    return next((value for key, value in element.items() if _short(key) == name), "")


def child(element: Element | None, *names: str) -> Element | None:
    """The element below by short names; None where there is none."""
    for name in names:
        if element is None:
            return None
        element = next((below for below in element if tag_of(below) == name), None)
    return element


def is_on(properties: Element | None, name: str) -> bool | None:
    """Whether a switch among properties is on; None where it is not mentioned."""
    found = child(properties, name)
    return None if found is None else attribute(found, "w:val").lower() not in _OFF


def _short(name: str) -> str:
    space, _, local = name.removeprefix("{").rpartition("}")
    return f"{_SPACES.get(space, 'x')}:{local}" if space else local


@dataclass(frozen=True, slots=True)
class Style:
    """What a style says of its paragraphs or letters, with what it is based on."""

    name: str = ""
    level: int = 0  # of a heading, 0 for none
    list_id: str = ""
    list_depth: str = ""
    is_bold: bool = False
    is_italic: bool = False
    is_hidden: bool = False


@dataclass(frozen=True, slots=True)
class WordPackage:
    """The parts of a Word file that are read.

    Attributes
    ----------
    body : Element
    styles : mapping of str to Style
        By id.
    default_style : str
        Of a paragraph that names none.
    links : mapping of str to str
        Addresses outside the document by the id of the relationship.
    bullets : frozenset of (str, str)
        Lists, and depths in them, whose items have a sign and no number.
    """

    body: Element
    styles: Mapping[str, Style] = field(default_factory=dict)
    default_style: str = ""
    links: Mapping[str, str] = field(default_factory=dict)
    bullets: frozenset[tuple[str, str]] = frozenset()

    def style_of(self, paragraph: Element) -> str:
        """The id of a paragraph's style."""
        named = attribute(child(paragraph, "w:pPr", "w:pStyle"), "w:val")
        return named or self.default_style

    def is_contents(self, style: str) -> bool:
        """Whether it is a line of a table of contents, which Word has made."""
        return bool(_CONTENTS_NAME.fullmatch(self.styles.get(style, Style()).name))

    def heading_level(self, paragraph: Element, style: str) -> int:
        """Level of a heading, 1 for a chapter; 0 where it is none."""
        own = attribute(child(paragraph, "w:pPr", "w:outlineLvl"), "w:val")
        if own.isdecimal():
            return _level(own)
        return self.styles.get(style, Style()).level

    def list_item(self, paragraph: Element, style: str) -> tuple[str, int]:
        """The marker of a list item and its depth, 0 for the outermost; no marker if none."""
        of_style = self.styles.get(style, Style())
        numbered = child(paragraph, "w:pPr", "w:numPr")
        list_id = attribute(child(numbered, "w:numId"), "w:val") or of_style.list_id
        depth = attribute(child(numbered, "w:ilvl"), "w:val") or of_style.list_depth or "0"
        if list_id in ("", "0") or not depth.isdecimal():
            return "", 0
        is_sign = (list_id, depth) in self.bullets
        return ("-" if is_sign else "1."), int(depth)


def open_word(content: bytes, file: str) -> WordPackage:
    """Take a Word file apart.

    Raises
    ------
    InputError
        If it is something else, locked with a password, or damaged.
    """
    if content.startswith(_OLD_OFFICE):
        code = "word_password" if _ENCRYPTED in content else "word_old"
        raise InputError([Fault(file=file, code=code)])
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _open(archive, file)
    except (
        zipfile.BadZipFile, zlib.error, KeyError, ValueError, ParseError, RuntimeError,
        NotImplementedError, RecursionError, EOFError, OSError,
    ) as error:  # fmt: skip
        raise InputError([Fault(file=file, code="word_not")]) from error


def _open(archive: zipfile.ZipFile, file: str) -> WordPackage:
    name = _main_part(archive)
    folder, _, last = name.rpartition("/")
    document = _part(archive, name)
    body = child(document, "w:body")
    if body is None:
        raise InputError([Fault(file=file, code="word_not")])
    base = f"{folder}/" if folder else ""
    relations = _relations(archive, f"{base}_rels/{last}.rels")
    links = {
        key: target
        for key, (kind, target, mode) in relations.items()
        if kind == "hyperlink" and mode == "External"
    }
    parts = {kind: f"{base}{target}" for kind, target, _ in relations.values()}
    styles, default = _styles(_part_of(archive, parts, "styles"))
    bullets = _bullets(_part_of(archive, parts, "numbering"))
    return WordPackage(body, styles, default, links, bullets)


def _main_part(archive: zipfile.ZipFile) -> str:
    for kind, target, _ in _relations(archive, "_rels/.rels").values():
        if kind == "officeDocument":
            return target.lstrip("/")
    return "word/document.xml"


def _part_of(archive: zipfile.ZipFile, parts: Mapping[str, str], kind: str) -> Element | None:
    name = parts.get(kind, "")
    return _part(archive, name) if name in archive.namelist() else None


def _part(archive: zipfile.ZipFile, name: str) -> Element:
    if archive.getinfo(name).file_size > LARGEST_BYTES:
        raise ValueError(name)
    content = archive.read(name)
    if b"<!DOCTYPE" in content or b"\0" in content:  # what it could declare is not for us
        raise ValueError(name)
    return fromstring(content)


def _relations(archive: zipfile.ZipFile, name: str) -> dict[str, tuple[str, str, str]]:
    """By id the kind, the target, and whether it lies outside."""
    if name not in archive.namelist():
        return {}
    return {
        relation.get("Id", ""): (
            relation.get("Type", "").rpartition("/")[2],
            relation.get("Target", ""),
            relation.get("TargetMode", ""),
        )
        for relation in _part(archive, name)
    }


def _level(outline: str) -> int:
    """Level of a heading; Word counts from 0, and 9 is text."""
    return int(outline) + 1 if outline.isdecimal() and int(outline) < 9 else 0


def _styles(root: Element | None) -> tuple[dict[str, Style], str]:
    """The styles by id, and the id of the default one of paragraphs."""
    elements = [e for e in root if tag_of(e) == "w:style"] if root is not None else []
    by_id = {attribute(element, "w:styleId"): element for element in elements}
    default = [
        key
        for key, element in by_id.items()
        if attribute(element, "w:type") == "paragraph"
        and attribute(element, "w:default") == "1"
    ]
    return {key: _style(key, by_id) for key in by_id}, next(iter(default), "")


def _style(key: str, by_id: Mapping[str, Element]) -> Style:
    chain = [key]
    while len(chain) < _HIGHEST_STYLE:
        above = attribute(child(by_id.get(chain[-1]), "w:basedOn"), "w:val")
        if not above or above in chain:
            break
        chain.append(above)
    elements = [by_id[name] for name in chain if name in by_id]
    name = attribute(child(by_id[key], "w:name"), "w:val")
    named = _HEADING_NAME.fullmatch(name)
    lists = [child(element, "w:pPr", "w:numPr") for element in elements]
    outline = [attribute(child(e, "w:pPr", "w:outlineLvl"), "w:val") for e in elements]
    return Style(
        name=name,
        level=int(named[1]) if named else next((_level(o) for o in outline if o), 0),
        list_id=_first(attribute(child(found, "w:numId"), "w:val") for found in lists),
        list_depth=_first(attribute(child(found, "w:ilvl"), "w:val") for found in lists),
        is_bold=_is_switched(elements, "w:b"),
        is_italic=_is_switched(elements, "w:i"),
        is_hidden=_is_switched(elements, "w:vanish"),
    )


def _first(values: Iterable[str]) -> str:
    return next((value for value in values if value), "")


def _is_switched(elements: list[Element], name: str) -> bool:
    said = [is_on(child(element, "w:rPr"), name) for element in elements]
    return bool(next((value for value in said if value is not None), False))


def _bullets(root: Element | None) -> frozenset[tuple[str, str]]:
    """Lists, and depths in them, whose items have a sign and no number."""
    if root is None:
        return frozenset()
    signs: dict[str, set[str]] = {}
    for abstract in root:
        if tag_of(abstract) == "w:abstractNum":
            signs[attribute(abstract, "w:abstractNumId")] = {
                attribute(level, "w:ilvl")
                for level in abstract
                if attribute(child(level, "w:numFmt"), "w:val") in ("bullet", "none")
            }
    return frozenset(
        (attribute(number, "w:numId"), depth)
        for number in root
        if tag_of(number) == "w:num"
        for depth in signs.get(attribute(child(number, "w:abstractNumId"), "w:val"), ())
    )
