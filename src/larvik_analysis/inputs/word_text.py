"""An evaluator's text in Word: her headings and passages, paragraph by paragraph.

Only the words, bold, italics, lists and links of the body are read; anything else in it is
refused, so that nothing of a document leaves unseen. Its properties are never looked at.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from xml.etree.ElementTree import Element

from larvik_analysis.errors import Fault
from larvik_analysis.inputs.markdown_text import DEEPEST_HEADING
from larvik_analysis.inputs.text_fields import split_fields, typed_numbers
from larvik_analysis.inputs.word_package import WordPackage, open_word, tag_of
from larvik_analysis.inputs.word_spans import Span, as_pieces, spans_of
from larvik_analysis.terms.catalogue import Language
from larvik_analysis.terms.own_text import Field, OwnHeading, Passage

# One click mends all of them: the first place is told, and how many paragraphs there are.
_TOLD_ONCE = ("word_tracked", "word_comment")
_AROUND = frozenset({"w:sdt", "w:sdtContent", "w:customXml", "w:smartTag"})
_UNSEEN = frozenset(
    {"w:sectPr", "w:bookmarkStart", "w:bookmarkEnd", "w:proofErr", "w:permStart", "w:permEnd",
     "w:sdtPr", "w:sdtEndPr", "w:customXmlPr"}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Paragraph:
    """One paragraph that is not empty."""

    number: int
    spans: tuple[Span, ...]
    style: str
    element: Element


def read_word(
    content: bytes, file: str, language: Language
) -> tuple[list[OwnHeading | Passage], list[Fault]]:
    """Headings and passages in their order, and everything that is refused.

    Parameters
    ----------
    content : bytes
        The whole file.
    file : str
        What messages call it.
    language : Language
        In which numbers are looked for in words.

    Raises
    ------
    InputError
        If it is no Word document that can be opened.
    """
    package = open_word(content, file)
    reader = _Reader(package, file, language)
    for paragraph in reader.paragraphs(package.body):
        reader.take(paragraph)
    return reader.found, list(_told(reader.faults))


def _told(faults: list[Fault]) -> Iterator[Fault]:
    seen: set[tuple[str, int | None]] = set()
    for fault in faults:
        is_once = fault.code in _TOLD_ONCE
        key = (fault.code, None if is_once else fault.line)
        if key in seen:
            continue
        seen.add(key)
        if is_once:
            n_places = len({f.line for f in faults if f.code == fault.code})
            fault = replace(fault, values={"count": str(n_places)})
        yield fault


class _Reader:
    """Walks through the body, and gathers what is found."""

    def __init__(self, package: WordPackage, file: str, language: Language) -> None:
        self.package = package
        self.file = file
        self.language = language
        self.found: list[OwnHeading | Passage] = []
        self.faults: list[Fault] = []
        self._number = 0
        self._fields: list[str] = []  # Word's own, which may reach over paragraphs
        self._is_item = False
        self._depth = 0

    def paragraphs(self, branch: Element) -> Iterator[_Paragraph]:
        for element in branch:
            tag = tag_of(element)
            if tag == "w:p":
                spans, refused = spans_of(element, self.package, self._fields)
                style = self.package.style_of(element)
                if self.package.is_contents(style):
                    continue
                is_empty = not any(span.text.strip() for span in spans)
                if is_empty and not refused:
                    continue
                self._number += 1
                self._refuse(refused)
                if not is_empty:
                    yield _Paragraph(self._number, tuple(spans), style, element)
            elif tag in _AROUND:
                yield from self.paragraphs(element)
            elif tag not in _UNSEEN:
                self._number += 1
                self._refuse([_REFUSED.get(tag, "word_other")])

    def _refuse(self, codes: list[str]) -> None:
        self.faults += [Fault(file=self.file, code=c, line=self._number) for c in codes]

    def take(self, paragraph: _Paragraph) -> None:
        """Keep a paragraph as a heading, a passage, or a part of the passage before."""
        level = self.package.heading_level(paragraph.element, paragraph.style)
        text = "".join(span.text for span in paragraph.spans)
        if level:
            if level > DEEPEST_HEADING:
                self._refuse(["text_heading_deep"])
            words = " ".join(text.split())
            self.found.append(OwnHeading(level=level, words=words, line=paragraph.number))
            self._is_item = False
            return
        marks, faults = split_fields(text, lambda _: paragraph.number, self.file)
        self.faults += faults
        pieces = as_pieces(paragraph.spans, marks)
        typed = (paragraph.number,) * len(list(typed_numbers(_as_prose(text), self.language)))
        marker, depth = self.package.list_item(paragraph.element, paragraph.style)
        self._keep(pieces, paragraph.number, typed, marker, depth)

    def _keep(
        self,
        pieces: list[str | Field],
        number: int,
        typed: tuple[int, ...],
        marker: str,
        depth: int,
    ) -> None:
        was_item = self._is_item
        self._is_item = bool(marker)
        if not marker:
            passage = Passage(pieces=tuple(pieces), line=number, typed=typed)
            self.found.append(passage)
            return
        self._depth = min(depth, self._depth + 1) if was_item else 0
        indent = " " * 4 * self._depth
        broken = [
            p.replace("\n", f"\n{indent}   ") if isinstance(p, str) else p for p in pieces
        ]
        above = self.found[-1] if self.found else None
        if self._depth and isinstance(above, Passage):
            joined = (*above.pieces, f"\n{indent}{marker} ", *broken)
            self.found[-1] = replace(above, pieces=joined, typed=(*above.typed, *typed))
            return
        joint = "\n" if was_item else "\n\n"
        lead = (f"{marker} ", *broken)
        self.found.append(Passage(pieces=lead, line=number, joint=joint, typed=typed))


def _as_prose(text: str) -> str:
    """The text as one line: what looks like the marker of a list is typed here."""
    return "·" + " ".join(text.split("\n"))


_REFUSED = {
    "w:tbl": "word_table",
    "w:ins": "word_tracked",
    "w:del": "word_tracked",
    "w:moveFrom": "word_tracked",
    "w:moveTo": "word_tracked",
    "w:moveFromRangeStart": "word_tracked",
    "w:moveFromRangeEnd": "word_tracked",
    "w:moveToRangeStart": "word_tracked",
    "w:moveToRangeEnd": "word_tracked",
    "w:commentRangeStart": "word_comment",
    "w:commentRangeEnd": "word_comment",
    "w:altChunk": "word_object",
    "m:oMath": "word_equation",
    "m:oMathPara": "word_equation",
}
