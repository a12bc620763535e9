"""An evaluator's text in Markdown: her headings and passages, line by line."""

from __future__ import annotations

import re
from collections.abc import Iterator

from larvik_analysis.errors import Fault
from larvik_analysis.inputs.text_fields import split_fields, typed_numbers
from larvik_analysis.terms.catalogue import Language
from larvik_analysis.terms.own_text import Field, OwnHeading, Passage

DEEPEST_HEADING = 3
# Without the space behind the signs it is a heading to whoever wrote it.
_HEADING = re.compile(r" {0,3}(?P<marks>#{1,6})(?!#)[ \t]*(?P<words>.*?)(?:[ \t]+#+)?[ \t]*")
_UNDERLINE = re.compile(r" {0,3}(?P<sign>=+|-+)[ \t]*")
_RULE = re.compile(r" {0,3}([-*_])(?:[ \t]*\1){2,}[ \t]*")
_ITEM = re.compile(r"(?P<indent> {0,3})(?P<marker>[-*+]|(?P<number>\d{1,9})[.)])(?:[ \t]+|$)")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_REFUSED = {
    "text_image": re.compile(r"!\[|<img\b", re.IGNORECASE),
    "text_table": re.compile(
        r"^\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)+\|?\s*$|^\s*\|\s*:?-+:?\s*\|\s*$|<table\b",
        re.IGNORECASE,
    ),
    "text_footnote": re.compile(r"\[\^[^\]\s]+\]"),
    "text_comment": re.compile(r"<!--"),
}


def read_markdown(
    text: str, file: str, language: Language
) -> tuple[list[OwnHeading | Passage], list[Fault]]:
    """Headings and passages in their order, and everything that is refused.

    Parameters
    ----------
    text : str
        The whole file.
    file : str
        What messages call it.
    language : Language
        In which numbers are looked for in words.
    """
    reader = _Reader(file, language)
    for number, line in enumerate(re.split(r"\r\n?|\n", text), start=1):
        reader.take(number, line)
    reader.close()
    return reader.found, reader.faults


def headings_in(markdown: str) -> Iterator[tuple[int, int, str]]:
    """Line (from 0), level and words of each heading in a chapter's own Markdown."""
    fence = ""
    for number, line in enumerate(markdown.split("\n")):
        opened = _FENCE.match(line)
        if opened and fence in ("", opened[1][:3]):
            fence = "" if fence else opened[1][:3]
        heading = None if fence or opened else _HEADING.fullmatch(line)
        if heading and heading["words"] and len(heading["marks"]) <= DEEPEST_HEADING:
            yield number, len(heading["marks"]), heading["words"]


class _Reader:
    """Gathers lines to passages."""

    def __init__(self, file: str, language: Language) -> None:
        self.file = file
        self.language = language
        self.found: list[OwnHeading | Passage] = []
        self.faults: list[Fault] = []
        self._lines: list[str] = []
        self._start = 0
        self._joint = "\n\n"
        self._is_item = False
        self._n_blank = 0
        self._fence = ""

    def take(self, number: int, line: str) -> None:
        """The next line."""
        line = line.expandtabs(4)
        fence = _FENCE.match(line)
        if fence and self._fence in ("", fence[1][0]):
            if not self._fence:
                self.faults.append(Fault(file=self.file, code="text_code", line=number))
            self._fence = "" if self._fence else fence[1][0]
            return
        if self._fence:
            return
        self.faults += [
            Fault(file=self.file, code=code, line=number)
            for code, pattern in _REFUSED.items()
            if pattern.search(line)
        ]
        heading = _HEADING.fullmatch(line)
        underline = _UNDERLINE.fullmatch(line)
        if not line.strip():
            self._n_blank += 1
        elif heading is not None:
            self.close()
            level = len(heading["marks"])
            if level > DEEPEST_HEADING:
                fault = Fault(file=self.file, code="text_heading_deep", line=number)
                self.faults.append(fault)
            else:
                self._head(level, heading["words"], number)
        elif underline is not None and self._is_open_paragraph():
            words, start = " ".join(map(str.strip, self._lines)), self._start
            self._lines = []
            self._head(1 if underline["sign"][0] == "=" else 2, words, start)
        elif _RULE.fullmatch(line):
            self.close()
        else:
            self._add(number, line)

    def _is_open_paragraph(self) -> bool:
        return bool(self._lines) and not self._n_blank and not self._is_item

    def _head(self, level: int, words: str, line: int) -> None:
        self.found.append(OwnHeading(level=level, words=words, line=line))
        self._n_blank = 0

    def _add(self, number: int, line: str) -> None:
        item = _ITEM.match(line)
        # A number other than one in the middle of a paragraph begins no list.
        if item and self._is_open_paragraph() and item["number"] not in (None, "1"):
            item = None
        is_below = self._is_item and bool(self._lines) and line.startswith("  ")
        if is_below or (not item and self._lines and not self._n_blank):
            self._lines += [""] * bool(self._n_blank) + [line if is_below else line.strip()]
        else:
            is_next = bool(item) and self._is_item and not self._n_blank
            self.close()
            self._joint = "\n" if is_next else "\n\n"
            self._start, self._is_item = number, bool(item)
            # A first line that is set in is no block of code.
            self._lines = [line if item else line.strip()]
        self._n_blank = 0

    def close(self) -> None:
        """Keep what has been gathered as a passage."""
        if self._lines:
            self.found.append(self._passage("\n".join(self._lines)))
        self._lines, self._is_item = [], False

    def _passage(self, text: str) -> Passage:
        def line_of(place: int) -> int:
            return self._start + text.count("\n", 0, place)

        fields, faults = split_fields(text, line_of, self.file)
        self.faults += faults
        pieces: list[str | Field] = []
        end = 0
        for first, last, field in fields:
            pieces += [text[end:first], field]
            end = last
        pieces.append(text[end:])
        return Passage(
            pieces=tuple(piece for piece in pieces if piece),
            line=self._start,
            joint=self._joint,
            typed=tuple(map(line_of, typed_numbers(text, self.language))),
        )
