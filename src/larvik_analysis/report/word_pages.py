"""Heads and feet of pages from the evaluator's template, without what is not for readers.

Kept: text, tables, pictures, page numbers. Taken out: links, hidden marks, embedded
objects, and fields that tell who made the file, where it lies or what day it is.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from larvik_analysis.report.word_xml import (
    DRAWING,
    OFFICE,
    PICTURE,
    PLACED,
    RELATION,
    VECTOR,
    make,
    rewrite,
    value,
    word,
)

_KEPT_FIELDS = {"PAGE", "NUMPAGES", "SECTION", "SECTIONPAGES"}
_QUOTING_FIELD = "STYLEREF"  # repeats a heading; what it repeated in the template goes
_TITLE_FIELD = "TITLE"
_UNWRAPPED = {word(name) for name in ("hyperlink", "smartTag", "customXml")}
_DROPPED = {
    word(name)
    for name in (
        "bookmarkStart", "bookmarkEnd", "commentRangeStart", "commentRangeEnd",
        "commentReference", "proofErr", "permStart", "permEnd", "object", "control", "altChunk",
        "rPrChange", "pPrChange", "tblPrChange", "tcPrChange", "trPrChange", "sectPrChange",
        "customXmlPr", "smartTagPr", "fldData",
    )
} | {f"{DRAWING}hlinkClick", f"{DRAWING}hlinkHover"}  # fmt: skip
_DRAWN = {word("drawing"), word("pict")}
_FILE_NAME = re.compile(r"[\\/]|\.\w{3,4}$")  # Word once wrote the path where words belong


def clean_page_part(root: Element, title: str, pictures: Collection[str]) -> None:
    """Make the head or the foot of a page fit to leave.

    Parameters
    ----------
    root : Element
        The part; changed in place.
    title : str
        The title of the report, for the places that repeat the title of the file.
    pictures : collection of str
        Ids of the pictures that come along; what shows another one is taken out.
    """

    def change(element: Element) -> Iterable[Element] | None:
        if element.tag in _DROPPED or _is_hidden(element):
            return []
        if element.tag in _UNWRAPPED:
            return list(element)
        if element.tag == word("sdt"):
            return _content_of(element, title)
        return [] if element.tag in _DRAWN and not _is_whole(element, pictures) else None

    rewrite(root, change)
    _clean_fields(root, title)
    for element in root.iter():
        _clean_attributes(element)


def _is_hidden(element: Element) -> bool:
    """Whether nobody sees these words on the page; they would be read in the file."""
    looks = element.find(word("rPr")) if element.tag == word("r") else None
    return looks is not None and looks.find(word("vanish")) is not None


def has_page_number(root: Element) -> bool:
    """Whether a head or a foot has a field with the number of the page."""
    simple = (value(each, "instr") for each in root.iter(word("fldSimple")))
    parted = (each.text or "" for each in root.iter(word("instrText")))
    return any(_name_of(instruction) == "PAGE" for instruction in (*simple, *parted))


def _content_of(control: Element, title: str) -> list[Element]:
    """What a content control shows, without what it took from elsewhere."""
    properties, content = control.find(word("sdtPr")), control.find(word("sdtContent"))
    if content is None:
        return []
    binding = None if properties is None else properties.find(word("dataBinding"))
    is_prompt = properties is not None and properties.find(word("showingPlcHdr")) is not None
    if binding is not None or is_prompt:
        is_title = _TITLE_PATH.search(value(binding, "xpath")) is not None
        _say(content, title if is_title else "")
    return list(content)


_TITLE_PATH = re.compile(r":title(\[1\])?$")


def _say(root: Element, words: str) -> None:
    """Put these words in the place of all text below."""
    for place, text in enumerate(list(root.iter(word("t")))):
        text.text = words if place == 0 else ""


def _is_whole(drawn: Element, pictures: Collection[str]) -> bool:
    """Whether every picture it shows comes along, and nothing else is asked for."""
    asked = [
        said
        for element in drawn.iter()
        if element.tag not in _DROPPED
        for name, said in element.attrib.items()
        if name.startswith(RELATION)
    ]
    return all(name in pictures for name in asked)


def _clean_attributes(element: Element) -> None:
    if element.tag in (f"{PLACED}docPr", f"{PICTURE}cNvPr", f"{DRAWING}cNvPr"):
        element.set("name", "Picture")
        element.attrib.pop("title", None)
        if _FILE_NAME.search(element.get("descr", "")):
            element.set("descr", "")
    if element.tag.startswith(VECTOR):
        for name in ("href", "target", f"{OFFICE}href", f"{OFFICE}title", f"{OFFICE}gfxdata"):
            element.attrib.pop(name, None)
        if "alt" in element.attrib:
            element.set("alt", "")  # what was typed there is seldom about the logo
        if not element.get("id", "_x0000_").startswith("_x0000_"):  # those Word refers to
            del element.attrib["id"]


# Fields ----------------------------------------------------------------------


@dataclass(slots=True)
class _Field:
    """A field that is parted over several runs, from its begin to its end."""

    runs: list[Element] = field(default_factory=list)
    shown: list[Element] = field(default_factory=list)
    instruction: str = ""
    is_shown: bool = False


def _clean_fields(root: Element, title: str) -> None:
    rewrite(root, lambda element: _simple_field(element, title))
    rewrite(root, _parted)
    gone: set[int] = set()
    for found in _fields(root):
        name = _name_of(found.instruction)
        if name == _QUOTING_FIELD:
            _blank(found.shown)
        elif name == _TITLE_FIELD:
            _blank(found.runs)
            gone |= {id(run) for run in found.runs[1:]}
            found.runs[0][:] = [*found.runs[0].findall(word("rPr")), _text(title)]
        elif name not in _KEPT_FIELDS:
            gone |= {id(run) for run in found.runs}
    rewrite(root, lambda element: [] if id(element) in gone else None)


def _simple_field(element: Element, title: str) -> Iterable[Element] | None:
    if element.tag != word("fldSimple"):
        return None
    name = _name_of(value(element, "instr"))
    if name in _KEPT_FIELDS:
        return None
    if name == _QUOTING_FIELD:
        _say(element, "")
        return None
    _say(element, title)
    return element.findall(word("r"))[:1] if name == _TITLE_FIELD else []


def _name_of(instruction: str) -> str:
    words = instruction.split()
    return words[0].upper() if words else ""


def _parted(run: Element) -> Iterable[Element] | None:
    """A run with several steps of a field as runs with one step each."""
    steps = [child for child in run if child.tag != word("rPr")]
    is_of_field = any(step.tag in (word("fldChar"), word("instrText")) for step in steps)
    if run.tag != word("r") or len(steps) < 2 or not is_of_field:
        return None
    runs = []
    for step in steps:
        alone = make("r")
        alone.extend([*run.findall(word("rPr")), step])
        runs.append(alone)
    return runs


def _fields(root: Element) -> Iterator[_Field]:
    """The parted fields, the inner ones first."""
    opened: list[_Field] = []
    for run in root.iter(word("r")):
        step = value(run.find(word("fldChar")), "fldCharType")
        if step == "begin":
            opened.append(_Field())
        for each in opened:
            each.runs.append(run)
            if each.is_shown:
                each.shown.append(run)
        if not opened:
            continue
        opened[-1].instruction += "".join(t.text or "" for t in run.iter(word("instrText")))
        opened[-1].is_shown = opened[-1].is_shown or step == "separate"
        if step == "end":
            yield opened.pop()
    yield from opened  # without an end: taken out, unless it may stay


def _blank(runs: Iterable[Element]) -> None:
    for run in runs:
        _say(run, "")


def _text(words: str) -> Element:
    text = make("t")
    text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    text.text = words
    return text
