"""The words and tables of finished files, as anybody can take them out of them."""

from __future__ import annotations

import base64
import binascii
import csv
import io
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

from larvik_analysis.estimate.indicators.tables import NUMBER_COLUMNS
from larvik_analysis.release.leftovers import FinishedTable, FinishedWords
from larvik_analysis.release.outside_tables import ShownRow, ShownTable

LARGEST = 64 * 1024 * 1024
LARGEST_TABLE = 5 * 1024 * 1024
MOST_ROWS = 20_000


class UnreadableError(Exception):
    """A file that is broken or far too large; `kind` is the key of a finding."""

    def __init__(self, *, kind: str) -> None:
        self.kind = kind
        super().__init__(kind)


@dataclass(slots=True)
class Contents:
    """What stands in a file: its tables, its texts by place, and every word of it."""

    tables: list[FinishedTable] = field(default_factory=list)
    words: list[FinishedWords] = field(default_factory=list)
    everything: str = ""
    language: str = ""


def read_table(path: Path, name: str) -> ShownTable:
    """A table of `tables/`.

    Raises
    ------
    UnreadableError
        If it is broken, or far larger than a table of a report.
    """
    if path.stat().st_size > LARGEST_TABLE:
        raise UnreadableError(kind="csv_large")
    try:
        text = path.read_bytes().decode("utf-8-sig")
        heading, *body = list(csv.reader(io.StringIO(text), strict=True))
    except (UnicodeDecodeError, csv.Error, ValueError) as error:
        raise UnreadableError(kind="csv_broken") from error
    if len(body) > MOST_ROWS:
        raise UnreadableError(kind="csv_large")
    is_of_words = "label" in heading and not {*NUMBER_COLUMNS, "basis"} & set(heading)
    is_ours = is_of_words or "estimate" in heading
    if (
        not is_ours
        or len(set(heading)) != len(heading)
        or any(len(cells) != len(heading) for cells in body)
    ):
        raise UnreadableError(kind="csv_broken")
    if is_of_words:
        return ShownTable(name, ())  # a table of words, such as a checklist, has no numbers
    shown = [column for column in heading if column == "label" or column.endswith("_label")]
    rows = [dict(zip(heading, cells, strict=True)) for cells in body]
    return ShownTable(
        name, tuple(ShownRow(tuple(row[c] for c in shown or heading[:1]), row) for row in rows)
    )


def read_bytes(path: Path) -> bytes:
    """A file that is not far too large."""
    if path.stat().st_size > LARGEST:
        raise UnreadableError(kind="file_large")
    return path.read_bytes()


def contents_of(path: Path, name: str) -> Contents:
    """The contents of a file of a report, whatever it is.

    Raises
    ------
    UnreadableError
        If it is not what its name says, or far too large.
    """
    raw = read_bytes(path)
    readers: dict[str, Callable[[bytes, str], Contents]] = {
        ".html": _read_html,
        ".docx": _read_word,
        ".svg": lambda raw, name: _read_svg(raw, name, Path(name).stem),
        ".png": lambda raw, name: _read_png(raw, name, Path(name).stem),
        ".pdf": lambda raw, _: Contents(everything=_text_of_pdf(raw)),
    }
    reader = readers.get(path.suffix.lower())
    if reader is not None:
        return reader(raw, name)
    return Contents(everything=raw.decode("utf-8", errors="replace"))


_DATA_ADDRESS = re.compile(r"data:[\w/+.-]+;base64,([A-Za-z0-9+/=]+)")


def _read_html(raw: bytes, name: str) -> Contents:
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise UnreadableError(kind="file_unreadable") from error
    page = _Page(name)
    page.feed(text)
    page.close()
    page.found.everything = _DATA_ADDRESS.sub("", text)
    return page.found


class _Page(HTMLParser):
    """Walks a page; knows which exhibit it is inside."""

    _BLOCKS = ("figure", "div")
    _TEXTS = ("p", "li", "caption", "figcaption", "h1", "h2", "h3", "title", "td", "th")

    def __init__(self, file: str) -> None:
        super().__init__()
        self.found = Contents()
        self._file = file
        self._about: list[str] = []
        self._rows: list[tuple[str, ...]] | None = None
        self._row: list[str] = []
        self._text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "html":
            self.found.language = (given.get("lang") or "")[:2]
        if tag in self._BLOCKS:
            self._about.append(given.get("id") or "")
        if tag == "table":
            self._rows = []
        elif tag == "tr":
            self._row = []
        if tag in self._TEXTS:
            self._end_text()
        for attribute in ("alt", "title", "aria-label"):
            self._add(given.get(attribute) or "")
        for address in _DATA_ADDRESS.finditer(given.get("src") or ""):
            self._look_inside(address[0].partition(";")[0], address[1])

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th"):
            self._row.append("".join(self._text).strip())
            self._text = []
        elif tag in self._TEXTS:
            self._end_text()
        elif tag == "tr" and self._rows is not None:
            self._rows.append(tuple(self._row))
        elif tag == "table" and self._rows is not None:
            self.found.tables.append(FinishedTable(self._file, self._now, tuple(self._rows)))
            self._rows = None
        if tag in self._BLOCKS and self._about:
            self._end_text()
            self._about.pop()

    def handle_data(self, data: str) -> None:
        self._text.append(data)

    def handle_comment(self, data: str) -> None:
        self._add(data)

    @property
    def _now(self) -> str:
        return next((name for name in reversed(self._about) if name), "")

    def _end_text(self) -> None:
        self._add("".join(self._text))
        self._text = []

    def _add(self, words: str) -> None:
        if words.strip():
            self.found.words.append(FinishedWords(self._file, words, self._now))

    def _look_inside(self, kind: str, encoded: str) -> None:
        """Into a picture that stands in the page itself."""
        try:
            raw = base64.b64decode(encoded)
        except (binascii.Error, ValueError):
            return
        if kind.endswith("svg+xml"):
            self.found.words += _read_svg(raw, self._file, self._now).words
        elif kind.endswith("png"):
            self.found.words += _read_png(raw, self._file, self._now).words


def _tree(raw: bytes) -> ElementTree.Element:
    """XML without a document type, which could blow it up."""
    if b"<!DOCTYPE" in raw[:2000] or b"<!ENTITY" in raw:
        raise UnreadableError(kind="file_unreadable")
    try:
        return ElementTree.fromstring(raw, ElementTree.XMLParser(target=_with_comments()))
    except (ElementTree.ParseError, RecursionError, ValueError) as error:
        raise UnreadableError(kind="file_unreadable") from error


def _with_comments() -> ElementTree.TreeBuilder:
    return ElementTree.TreeBuilder(insert_comments=True)


def _local(name: object) -> str:
    return str(name).rpartition("}")[2]


def _read_svg(raw: bytes, file: str, about: str) -> Contents:
    found = Contents(everything=_DATA_ADDRESS.sub("", raw.decode("utf-8", errors="replace")))
    for node in _tree(raw).iter():
        said = [node.text or "", node.tail or ""]
        if _local(node.tag) == "style":
            said = []
        found.words += [
            FinishedWords(file, words, about, "picture") for words in said if words.strip()
        ]
        found.words += [
            FinishedWords(file, value, about, "id")
            for name, value in node.attrib.items()
            if _local(name) in ("id", "class", "label", "title", "aria-label", "desc")
        ]
    return found


_PNG = b"\x89PNG\r\n\x1a\n"
_PNG_TEXTS = (b"tEXt", b"iTXt", b"zTXt", b"eXIf")


def _read_png(raw: bytes, file: str, about: str) -> Contents:
    if not raw.startswith(_PNG):
        raise UnreadableError(kind="file_unreadable")
    found = Contents()
    place = len(_PNG)
    while place + 8 <= len(raw):
        size = int.from_bytes(raw[place : place + 4], "big")
        kind, chunk = raw[place + 4 : place + 8], raw[place + 8 : place + 8 + size]
        if kind in _PNG_TEXTS:
            words = _plain_text(chunk)
            found.words.append(FinishedWords(file, words, about, "picture"))
            found.everything += f"{words}\n"
        place += size + 12
    found.everything += raw[place:].decode("latin-1")  # what hangs behind the picture
    return found


def _plain_text(chunk: bytes) -> str:
    """The words of a chunk, packed or not."""
    for start in range(min(len(chunk), 100)):
        if chunk[start : start + 1] == b"\x78":
            unpacked = _unpacked(chunk[start:])
            if unpacked:
                chunk = chunk[:start] + unpacked
                break
    return chunk.decode("utf-8", errors="replace").replace("\0", " ")


def _unpacked(chunk: bytes) -> bytes:
    try:
        return zlib.decompressobj().decompress(chunk, LARGEST)
    except zlib.error:
        return b""


def _text_of_pdf(raw: bytes) -> str:
    """What of a PDF can be read as text: its objects, packed or not, and its metadata."""
    if not raw.startswith(b"%PDF"):
        raise UnreadableError(kind="file_unreadable")
    pieces, end = [], 0
    for stream in re.finditer(rb"stream\r?\n(.*?)\r?\n?endstream", raw, re.DOTALL):
        pieces.append(raw[end : stream.start()])
        inner = _unpacked(stream[1]) or stream[1]
        if not _is_binary(inner):  # fonts and pictures are no words
            pieces.append(inner)
        end = stream.end()
    pieces.append(raw[end:])
    return "\n".join(piece.decode("latin-1") for piece in pieces)


def _is_binary(inner: bytes) -> bool:
    sample = inner[:2000]
    odd = sum(byte < 9 or 13 < byte < 32 or byte > 126 for byte in sample)
    return odd > len(sample) / 10


def _read_word(raw: bytes, name: str) -> Contents:
    found = Contents()
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as package:
            if sum(part.file_size for part in package.infolist()) > LARGEST:
                raise UnreadableError(kind="file_large")
            parts = {part: package.read(part) for part in package.namelist()}
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, zlib.error) as error:
        raise UnreadableError(kind="file_unreadable") from error
    for part, inner in parts.items():
        found.everything += f"{part}\n"
        if part.endswith((".xml", ".rels")):
            found.everything += inner.decode("utf-8", errors="replace")
        elif part.endswith(".png"):
            found.everything += _read_png(inner, name, "").everything
    for part, inner in parts.items():
        if re.fullmatch(r"word/(document|footnotes|comments|header\d*|footer\d*)\.xml", part):
            walk = _WordPart(name, found)
            walk.look(_tree(inner))
        elif part.startswith("docProps/") and part.endswith(".xml"):
            found.words += [
                FinishedWords(name, words, "", "properties")
                for node in _tree(inner).iter()
                for words in (node.text or "",)
                if words.strip()
            ]
    return found


class _WordPart:
    """Walks a part of a Word file; knows which bookmarks it is inside."""

    def __init__(self, file: str, found: Contents) -> None:
        self._file = file
        self._found = found
        self._open: dict[str, str] = {}

    def look(self, node: ElementTree.Element) -> None:
        """Take tables, paragraphs and alternative texts, in reading order."""
        tag = _local(node.tag)
        given = {_local(name): value for name, value in node.attrib.items()}
        if tag == "bookmarkStart":
            self._open[given.get("id", "")] = given.get("name", "")
        elif tag == "bookmarkEnd":
            self._open.pop(given.get("id", ""), None)
        elif tag in ("docPr", "cNvPr"):
            self._add(given.get("descr", ""))
            self._add(given.get("title", ""))
        elif tag == "tbl":
            rows = tuple(tuple(_cells(row)) for row in node.iter() if _local(row.tag) == "tr")
            self._found.tables.append(FinishedTable(self._file, self._now, rows))
        elif tag == "p":
            self._add(_text(node))
        for child in node:
            self.look(child)

    @property
    def _now(self) -> str:
        return next(reversed(self._open.values()), "")

    def _add(self, words: str) -> None:
        if words.strip():
            self._found.words.append(FinishedWords(self._file, words, self._now))


def _cells(row: ElementTree.Element) -> Iterator[str]:
    for cell in row:
        if _local(cell.tag) == "tc":
            yield _text(cell).strip()


def _text(node: ElementTree.Element) -> str:
    return "".join(
        part.text or "" for part in node.iter() if _local(part.tag) in ("t", "delText")
    )
