"""The few pandoc AST nodes that a report is made of.

All text becomes plain ``Str`` nodes, so pandoc escapes it for each format: nothing in it
can run as HTML, as a Word field or as Typst code.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

Node = dict[str, Any]

# Of pandoc-types 1.23. Pandoc refuses a document of another major version.
_API_VERSION = [1, 23, 1, 1]

# Control characters are not allowed in XML, and a line break in a text is only a space.
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]+")
# Unseen characters can turn the order of letters around or hide a word.
_UNSEEN = re.compile(r"[\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")


# Whatever takes up no place on a page, or only empty place.
_BLANK = ("C", "M", "Z")


def clean(text: str) -> str:
    """Text on one line, without unseen characters and those that XML does not allow.

    A letter that was written as two characters, as macOS writes an ``å``, becomes one: a
    font can lack the second.
    """
    return unicodedata.normalize("NFC", _UNSEEN.sub("", _CONTROL.sub(" ", text)))


def clean_lines(text: str) -> str:
    """The same of a text whose line breaks and tabs mean something."""
    lines = re.sub(r"\r\n?", "\n", text).split("\n")
    return "\n".join("\t".join(map(clean, line.split("\t"))) for line in lines)


def is_blank(text: str) -> bool:
    r"""Whether nothing of a text can be seen; PDF/UA refuses such a heading.

    Examples
    --------
    >>> is_blank("\u200d "), is_blank("…")
    (True, False)
    """
    return all(unicodedata.category(letter).startswith(_BLANK) for letter in clean(text))


def attributes(
    name: str = "", classes: Sequence[str] = (), extra: Mapping[str, str] | None = None
) -> list[Any]:
    """An identifier, classes and key-value pairs, as pandoc wants them."""
    pairs = [[key, clean(value)] for key, value in (extra or {}).items()]
    return [name, list(classes), pairs]


def string(text: str) -> Node:
    """Plain text; its spaces stay ordinary spaces."""
    return {"t": "Str", "c": clean(text)}


def span(kind: str, content: Iterable[Node]) -> Node:
    """Text of a kind that the filter knows."""
    return {"t": "Span", "c": [attributes(classes=[kind]), list(content)]}


def strong(text: str) -> Node:
    """Bold text."""
    return {"t": "Strong", "c": [string(text)]}


def link(text: str, anchor: str, extra: Mapping[str, str]) -> Node:
    """A link to an anchor of the same document."""
    return {"t": "Link", "c": [attributes(extra=extra), [string(text)], [f"#{anchor}", ""]]}


def image(file: str, alternative_text: str, width_mm: float) -> Node:
    """A picture with its alternative text."""
    size = attributes(extra={"width": f"{width_mm:g}mm"})
    return {"t": "Image", "c": [size, [string(alternative_text)], [file, ""]]}


def paragraph(*content: Node) -> Node:
    """A paragraph."""
    return {"t": "Para", "c": list(content)}


def plain(*content: Node) -> Node:
    """Text without the space around a paragraph."""
    return {"t": "Plain", "c": list(content)}


def header(level: int, text: str, anchor: str) -> Node:
    """A heading."""
    return {"t": "Header", "c": [level, attributes(anchor), [string(text)]]}


def bullets(items: Iterable[Sequence[Node]]) -> Node:
    """An unordered list."""
    return {"t": "BulletList", "c": [list(item) for item in items]}


def division(
    kind: str, content: Iterable[Node], name: str = "", extra: Mapping[str, str] | None = None
) -> Node:
    """Blocks of a kind that the filter knows."""
    return {"t": "Div", "c": [attributes(name, [kind], extra), list(content)]}


def code_block(kind: str, text: str) -> Node:
    """Verbatim text; carries Markdown to the filter."""
    return {"t": "CodeBlock", "c": [attributes(classes=[kind]), clean_lines(text)]}


def cell(text: str, *, scope: str = "", is_number: bool = False) -> list[Any]:
    """A cell of a table; a header cell says whether it heads its column or its row."""
    side = {"t": "AlignRight"} if is_number else {"t": "AlignLeft"}
    extra = {"scope": scope} if scope else {}
    return [attributes(extra=extra), side, 1, 1, [plain(string(text))]]


def table(
    name: str,
    caption: Sequence[Node],
    widths: Sequence[float],
    head: Sequence[list[Any]],
    rows: Iterable[Sequence[list[Any]]],
) -> Node:
    """A table with one header row, whose first column heads the rows.

    Parameters
    ----------
    widths : sequence of float
        Share of the text width, one a column.
    head, rows
        Cells made by `cell`.
    """
    columns = [
        [side, {"t": "ColWidth", "c": width}]
        for (_, side, *_), width in zip(head, widths, strict=True)
    ]
    body = [attributes(), 1, [], [[attributes(), list(row)] for row in rows]]
    return {
        "t": "Table",
        "c": [
            attributes(name),
            [None, [plain(*caption)]],
            columns,
            [attributes(), [[attributes(), list(head)]]],
            [body],
            [attributes(), []],
        ],
    }


def meta_text(text: str) -> Node:
    """A text of the document's metadata."""
    return {"t": "MetaInlines", "c": [string(text)]}


def meta_list(texts: Iterable[str]) -> Node:
    """A list of texts of the document's metadata."""
    return {"t": "MetaList", "c": [meta_text(text) for text in texts]}


def whole(meta: Mapping[str, Node], blocks: Iterable[Node]) -> Node:
    """A document."""
    return {
        "pandoc-api-version": _API_VERSION,
        "meta": dict(meta),
        "blocks": list(blocks),
    }
