"""The evaluator's own Word template, `mal.docx`: where it is, whether it can be used.

Only what a template is for is read from the file: styles, numbering, theme, and the heads
and feet of its pages with their pictures. Text, comments, properties, macros and links stay
outside, so nothing of them can reach a report.
"""

from __future__ import annotations

import io
import lzma
import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from larvik_analysis.errors import Fault, InputError
from larvik_analysis.inputs.files import read_bytes
from larvik_analysis.inputs.pictures import without_metadata
from larvik_analysis.terms.catalogue import Language

OWN_TEMPLATES = ("mal.docx", "mal.en.docx")
_NEARLY = re.compile(
    r"mal(\.en)?\.(docx|dotx|docm|dotm|doc|dot|odt|ott|rtf|pdf)", re.IGNORECASE
)
_LARGEST_PART = 24 * 1024 * 1024  # what a part may unpack to; a logo is far smaller
_MOST_PARTS = 2000
_OLD_FILE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # of Word up to 2003, and of locked files
_LOCKED = "EncryptedPackage".encode("utf-16-le")
_OLD_WORD = "WordDocument".encode("utf-16-le")
_OTHERS = {b"%PDF": "PDF", b"{\\rtf": "RTF"}
_TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
_LINKS = "{http://schemas.openxmlformats.org/package/2006/relationships}"
_TRANSITIONAL = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"
_MAIN = re.compile(r"wordprocessingml\.(document|template)\.main\+xml$")
_OTHER_OFFICE = {"spreadsheetml": "Excel", "presentationml": "PowerPoint"}
_PICTURES = {"png", "jpg", "jpeg", "gif", "bmp", "tif", "tiff", "emf", "wmf"}
_CHANGED = re.compile(rb"<w:(ins|del|moveFrom|moveTo)[ >]")


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture in the head or the foot of a page: the ending of its file, and its bytes."""

    ending: str
    content: bytes


@dataclass(frozen=True, slots=True)
class PagePart:
    """The head or the foot of a page, with its pictures by the ids it calls them by."""

    xml: bytes
    pictures: Mapping[str, Picture]


@dataclass(frozen=True, slots=True, kw_only=True)
class WordTemplate:
    """What is taken from a template; empty bytes stand for a part it does not have.

    Attributes
    ----------
    document : bytes
        Its text: only the form of its pages is read from it.
    styles, numbering, theme, settings, fonts : bytes
    page_parts : mapping of str to PagePart
        Heads and feet by the ids that the document calls them by.
    """

    document: bytes
    styles: bytes
    numbering: bytes = b""
    theme: bytes = b""
    settings: bytes = b""
    fonts: bytes = b""
    page_parts: Mapping[str, PagePart] = field(default_factory=dict)


class _UnfitError(Exception):
    """Why a file is no template: the key of a text, and what fills it."""

    def __init__(self, code: str, **values: str) -> None:
        self.code, self.values = code, values
        super().__init__(code)


def find_template(folder: Path, language: Language) -> Path | None:
    """The template for a report in that language, where the evaluation has one.

    Parameters
    ----------
    folder : Path
        The evaluation folder.
    language : Language
        A report in English takes `mal.en.docx` before `mal.docx`.
    """
    names = reversed(OWN_TEMPLATES) if language == "en" else OWN_TEMPLATES[:1]
    return next((folder / name for name in names if (folder / name).exists()), None)


def inspect_templates(folder: Path) -> Iterator[tuple[str, WordTemplate | None, list[Fault]]]:
    """Each template of an evaluation: its name, the template if it can be used, its faults.

    What is called nearly like one is told: it would be left aside without a word.
    """
    for path in sorted(folder.iterdir()):
        if _NEARLY.fullmatch(path.name) and path.name not in OWN_TEMPLATES:
            is_found = (
                path.name.lower() in OWN_TEMPLATES and (folder / path.name.lower()).exists()
            )
            if not is_found:
                yield path.name, None, [Fault(file=path.name, code="template_misnamed")]
    for name in OWN_TEMPLATES:
        if (folder / name).exists():
            try:
                yield name, read_template(folder / name), []
            except InputError as error:
                yield name, None, list(error.faults)


def read_template(path: Path) -> WordTemplate:
    """The template of a file.

    Raises
    ------
    InputError
        If it is no Word file, is locked with a password, has macros, is damaged, unpacks
        to more than a template can, or has changes in a head or foot that nobody accepted.
    """
    content = read_bytes(path, path.name)
    try:
        return _read(content)
    except _UnfitError as error:
        fault = Fault(file=path.name, code=error.code, values=error.values)
        raise InputError([fault]) from error
    except _DAMAGE as error:
        raise InputError([Fault(file=path.name, code="template_broken")]) from error


# Whatever the unpacking stumbles over, the file is damaged for Word too.
_DAMAGE = (
    zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, lzma.LZMAError,
    ElementTree.ParseError, EOFError, KeyError, ValueError, NotImplementedError, OSError,
)  # fmt: skip


def _read(content: bytes) -> WordTemplate:
    _check_kind(content)
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        _check_package(package)
        main = _main_part(package)
        links = _links_of(package, main)
        parts = {kind: _parts(package, links, kind) for kind in _TAKEN}
        document = _part(package, main)
        _check_document(document)
        styles = _first(parts["styles"])
        if not styles:
            raise _UnfitError("template_broken")
        page_parts = {**parts["header"], **parts["footer"]}
        if any(_CHANGED.search(xml) for xml in page_parts.values()):
            raise _UnfitError("template_changes")
        return WordTemplate(
            document=document,
            styles=styles,
            numbering=_first(parts["numbering"]),
            theme=_first(parts["theme"]),
            settings=_first(parts["settings"]),
            fonts=_first(parts["fontTable"]),
            page_parts={
                name: PagePart(xml, _pictures(package, links[name].target))
                for name, xml in page_parts.items()
            },
        )


_TAKEN = ("styles", "numbering", "theme", "settings", "fontTable", "header", "footer")


def _check_kind(content: bytes) -> None:
    """Refuse what is no package of parts at all."""
    start = content.lstrip()[:1024]
    if not start:
        raise _UnfitError("template_empty")
    if content.startswith(_OLD_FILE):
        is_old = _OLD_WORD in content and _LOCKED not in content
        raise _UnfitError("template_old" if is_old else "template_locked")
    for mark, kind in _OTHERS.items():
        if start.startswith(mark):
            raise _UnfitError("template_of_kind", found=kind)
    if not content.startswith(b"PK"):
        raise _UnfitError("template_other")


def _check_package(package: zipfile.ZipFile) -> None:
    entries = package.infolist()
    names = [entry.filename for entry in entries]
    if len(entries) > _MOST_PARTS:
        raise _UnfitError("template_large")
    if any(entry.flag_bits & 1 for entry in entries):
        raise _UnfitError("template_locked")
    if "mimetype" in names and _part(package, "mimetype").startswith(b"application/vnd.oasis"):
        raise _UnfitError("template_of_kind", found="OpenDocument")
    if "[Content_Types].xml" not in names:
        raise _UnfitError("template_other")
    if len(set(names)) < len(names):
        raise _UnfitError("template_broken")


def _main_part(package: zipfile.ZipFile) -> str:
    """The name of the part with the text, once it is known to be of a Word file."""
    types = _tree(package, "[Content_Types].xml")
    said = {
        child.get("PartName", "").lstrip("/"): child.get("ContentType", "")
        for child in types.iter(f"{_TYPES}Override")
    }
    links = _links_of(package, "")
    main = next((link.target for link in links.values() if link.kind == "officeDocument"), "")
    kind = said.get(main, "")
    if "macroEnabled" in kind:
        raise _UnfitError("template_macros")
    for mark, other in _OTHER_OFFICE.items():
        if mark in kind:
            raise _UnfitError("template_of_kind", found=other)
    if not _MAIN.search(kind):
        raise _UnfitError("template_other")
    return main


def _check_document(document: bytes) -> None:
    root = ElementTree.fromstring(document)
    if root.tag.startswith(_STRICT):
        raise _UnfitError("template_strict")
    if not root.tag.startswith(_TRANSITIONAL):
        raise _UnfitError("template_other")


@dataclass(frozen=True, slots=True)
class _Link:
    kind: str
    target: str


def _links_of(package: zipfile.ZipFile, name: str) -> dict[str, _Link]:
    """What a part is linked to inside the package, by the ids it uses."""
    folder, _, file = name.rpartition("/")
    path = posixpath.join(folder, "_rels", f"{file}.rels")
    if path not in package.namelist():
        return {}
    found = {}
    for child in _tree(package, path).iter(f"{_LINKS}Relationship"):
        if child.get("TargetMode") != "External":
            target = posixpath.normpath(posixpath.join(f"/{folder}", child.get("Target", "")))
            kind = child.get("Type", "").rpartition("/")[2]
            found[child.get("Id", "")] = _Link(kind, target.lstrip("/"))
    return found


def _parts(package: zipfile.ZipFile, links: Mapping[str, _Link], kind: str) -> dict[str, bytes]:
    """The parts of one kind, by the ids that the document calls them by."""
    parts = {
        name: _part(package, link.target)
        for name, link in sorted(links.items())
        if link.kind == kind
    }
    for xml in parts.values():
        ElementTree.fromstring(xml)  # told here if it is damaged, and not at the end of a run
    return parts


def _first(parts: Mapping[str, bytes]) -> bytes:
    return next(iter(parts.values()), b"")


def _pictures(package: zipfile.ZipFile, part: str) -> dict[str, Picture]:
    found = {}
    for name, link in sorted(_links_of(package, part).items()):
        ending = link.target.rpartition(".")[2].lower()
        if link.kind == "image" and ending in _PICTURES and link.target in package.namelist():
            found[name] = Picture(ending, without_metadata(_part(package, link.target)))
    return found


def _tree(package: zipfile.ZipFile, name: str) -> Element:
    return ElementTree.fromstring(_part(package, name))


def _part(package: zipfile.ZipFile, name: str) -> bytes:
    with package.open(name) as opened:
        # The size that stands in the package may be untrue, so no more is read than this.
        content = opened.read(_LARGEST_PART + 1)
    if len(content) > _LARGEST_PART:
        raise _UnfitError("template_large")
    if name.endswith((".xml", ".rels")) and b"<!DOCTYPE" in content.replace(b"\0", b""):
        raise _UnfitError("template_broken")  # could grow without end when it is read
    return content
