"""The words of one Word paragraph with their looks, and the same as Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from xml.etree.ElementTree import Element

from larvik_analysis.inputs.word_package import (
    Style,
    WordPackage,
    attribute,
    child,
    is_on,
    tag_of,
)
from larvik_analysis.terms.own_text import Field

_REFUSED = {
    "w:ins": "word_tracked",
    "w:del": "word_tracked",
    "w:moveFrom": "word_tracked",
    "w:moveTo": "word_tracked",
    "w:moveFromRangeStart": "word_tracked",
    "w:moveToRangeStart": "word_tracked",
    "w:commentRangeStart": "word_comment",
    "w:commentReference": "word_comment",
    "w:drawing": "word_image",
    "w:pict": "word_image",
    "mc:AlternateContent": "word_image",
    "w:object": "word_object",
    "w:control": "word_object",
    "w:subDoc": "word_object",
    "w:contentPart": "word_object",
    "w:movie": "word_object",
    "m:oMath": "word_equation",
    "m:oMathPara": "word_equation",
    "w:footnoteReference": "word_footnote",
    "w:endnoteReference": "word_footnote",
}
_AROUND = frozenset(
    {"w:hyperlink", "w:sdt", "w:sdtContent", "w:smartTag", "w:customXml", "w:fldSimple",
     "w:dir", "w:bdo", "w:r"}
)  # fmt: skip
_UNSEEN = frozenset(
    {"w:pPr", "w:rPr", "w:sdtPr", "w:sdtEndPr", "w:smartTagPr", "w:customXmlPr", "w:proofErr",
     "w:bookmarkStart", "w:bookmarkEnd", "w:permStart", "w:permEnd", "w:softHyphen",
     "w:lastRenderedPageBreak", "w:commentRangeEnd", "w:moveFromRangeEnd", "w:moveToRangeEnd",
     "w:fldData", "w:delInstrText", "w:annotationRef", "w:footnoteRef", "w:endnoteRef"}
)  # fmt: skip
_SIGNS = {"w:tab": " ", "w:ptab": " ", "w:cr": "\n", "w:noBreakHyphen": "\u2011"}
_LINK = re.compile(r'HYPERLINK\s+"([^"]+)"')
_SAFE_LINKS = ("https://", "http://", "mailto:")
_SIGN = re.compile(r"([!-/:-@\[-`{-~])")
# Between the asterisks and the words: then they are never read as asterisks, whatever
# stands beside them. The report takes the character out again.
_UNSEEN_CHARACTER = "\u200b"


@dataclass(frozen=True, slots=True)
class Span:
    """Words of one look."""

    text: str
    is_bold: bool = False
    is_italic: bool = False
    link: str = ""


def spans_of(
    paragraph: Element, package: WordPackage, fields: list[str]
) -> tuple[list[Span], list[str]]:
    """The words of a paragraph, and the keys of what is refused in it.

    Parameters
    ----------
    paragraph : Element
    package : WordPackage
    fields : list of str
        Word's own fields that are open, from paragraph to paragraph: the code while it is
        read, then the address of a link.
    """
    walk = _Walk(package, fields)
    if child(paragraph, "w:pPr", "w:rPr", "w:ins") is not None:
        walk.refused.append("word_tracked")
    if child(paragraph, "w:pPr", "w:rPr", "w:del") is not None:
        walk.refused.append("word_tracked")
    hidden = package.styles.get(package.style_of(paragraph), Style()).is_hidden
    walk.below(paragraph, Span(""), is_hidden=hidden)
    return walk.spans, list(dict.fromkeys(walk.refused))


class _Walk:
    """One walk through a paragraph."""

    def __init__(self, package: WordPackage, fields: list[str]) -> None:
        self.package = package
        self.fields = fields
        self.spans: list[Span] = []
        self.refused: list[str] = []

    def below(self, element: Element, look: Span, *, is_hidden: bool) -> None:
        for part in element:
            tag = tag_of(part)
            if tag in _REFUSED:
                self.refused.append(_REFUSED[tag])
            elif tag == "w:r":
                self.run(part, look, is_hidden=is_hidden)
            elif tag == "w:hyperlink":
                address = self.package.links.get(attribute(part, "r:id"), "")
                self.below(part, Span("", link=address), is_hidden=is_hidden)
            elif tag in _AROUND:
                # The words that ask for words are nobody's text.
                if child(part, "w:sdtPr", "w:showingPlcHdr") is None:
                    self.below(part, look, is_hidden=is_hidden)
            elif tag not in _UNSEEN:
                self.refused.append("word_other")

    def run(self, run: Element, look: Span, *, is_hidden: bool) -> None:
        properties = child(run, "w:rPr")
        style = self.package.styles.get(
            attribute(child(properties, "w:rStyle"), "w:val"), Style()
        )
        own = is_on(properties, "w:vanish")
        is_hidden = (is_hidden or style.is_hidden) if own is None else own
        bold, italic = is_on(properties, "w:b"), is_on(properties, "w:i")
        if properties is not None and {tag_of(p) for p in properties} & {"w:ins", "w:del"}:
            self.refused.append("word_tracked")
        for part in run:
            tag = tag_of(part)
            if tag in _REFUSED:
                self.refused.append(_REFUSED[tag])
            elif tag == "w:fldChar":
                self.field(attribute(part, "w:fldCharType"))
            elif tag == "w:instrText":
                if self.fields:
                    self.fields[-1] += part.text or ""
            elif tag in ("w:t", "w:br", *_SIGNS):
                text = self.text(part, tag)
                if is_hidden and text.strip():
                    self.refused.append("word_hidden")
                elif not any(code.startswith(_CODE) for code in self.fields):
                    link = look.link or next((code for code in self.fields if code), "")
                    self.spans.append(
                        Span(
                            text,
                            style.is_bold if bold is None else bold,
                            style.is_italic if italic is None else italic,
                            link,
                        )
                    )
            elif tag not in _UNSEEN:
                self.refused.append("word_other")

    def text(self, part: Element, tag: str) -> str:
        if tag == "w:t":
            return part.text or ""
        if tag == "w:br":  # a page break is no break of a line
            return "\n" if attribute(part, "w:type") in ("", "textWrapping") else " "
        return _SIGNS[tag]

    def field(self, kind: str) -> None:
        """A field of Word's: its code is not text, its result is."""
        if kind == "begin":
            self.fields.append(_CODE)
        elif kind == "separate" and self.fields:
            found = _LINK.search(self.fields[-1])
            self.fields[-1] = found[1] if found else ""
        elif kind == "end" and self.fields:
            self.fields.pop()


_CODE = "\0"


def as_pieces(
    spans: Sequence[Span], fields: Sequence[tuple[int, int, Field]]
) -> list[str | Field]:
    """A paragraph as Markdown, with its fields between.

    Parameters
    ----------
    spans : sequence of Span
    fields : sequence of (int, int, Field)
        With where each begins and ends in the joined text of the spans.
    """
    letters = [(letter, span) for span in spans for letter in span.text]
    parts: list[tuple[Span, str | Field]] = []
    end = 0
    for first, last, field in (*fields, (len(letters), len(letters), None)):
        for look, group in groupby(letters[end:first], key=lambda pair: _look(pair[1])):
            parts.append((look, "".join(letter for letter, _ in group)))
        if field is not None:
            parts.append((_look(letters[first][1]), field))
        end = last
    pieces: list[str | Field] = []
    for look, together in groupby(parts, key=lambda part: part[0]):
        for piece in _dressed([piece for _, piece in together], look):
            if pieces and isinstance(piece, str) and isinstance(pieces[-1], str):
                pieces[-1] += piece
            else:
                pieces.append(piece)
    return _trimmed(pieces)


def _look(span: Span) -> Span:
    return Span("", span.is_bold, span.is_italic, span.link)


def _dressed(parts: list[str | Field], look: Span) -> Iterator[str | Field]:
    """Parts of one look, with the signs of Markdown around them."""
    written = [part if isinstance(part, Field) else _escaped(part) for part in parts]
    signs = "**" * look.is_bold + "*" * look.is_italic
    address = look.link if look.link.lower().startswith(_SAFE_LINKS) else ""
    is_blank = all(isinstance(part, str) and not part.strip() for part in parts)
    if is_blank or not (signs or address):
        yield from written
        return
    yield ("[" if address else "") + (f"{signs}{_UNSEEN_CHARACTER}" if signs else "")
    yield from written
    closing = f"{_UNSEEN_CHARACTER}{signs}" if signs else ""
    yield f"{closing}](<{_without_brackets(address)}>)" if address else closing


def _escaped(text: str) -> str:
    """Plain words that Markdown reads as such; a line break stays one."""
    lines = [_SIGN.sub(r"\\\1", " ".join(line.split("\t"))) for line in text.split("\n")]
    return "\\\n".join(lines)


def _without_brackets(address: str) -> str:
    found = re.compile(r"[<>\\\s]")
    return found.sub(lambda match: f"%{ord(match[0]):02X}", address)


def _trimmed(pieces: list[str | Field]) -> list[str | Field]:
    """Without spaces and line breaks at either end."""
    if pieces and isinstance(pieces[0], str):
        pieces[0] = re.sub(r"^(?:\\\n|\s)+", "", pieces[0])
    if pieces and isinstance(pieces[-1], str):
        pieces[-1] = re.sub(r"(?:\\\n|\s)+$", "", pieces[-1])
    return [piece for piece in pieces if piece]
