"""From the report's own blocks to one pandoc document.

The result says what each block *is* (a class on a ``Div``); `filter.lua` knows how HTML,
Word and Typst say it. Figures and tables get their numbers here, so that all formats
agree on them.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from larvik_analysis.report import pandoc_ast as ast
from larvik_analysis.report.document import (
    Block,
    Bullets,
    Callout,
    FigureBlock,
    Heading,
    Lead,
    PageBreak,
    Paragraph,
    Prose,
    ReportDocument,
    TableBlock,
)
from larvik_analysis.report.pandoc_ast import Node
from larvik_analysis.report.prose import make_safe, parse_prose, words_of
from larvik_analysis.terms.catalogue import text
from larvik_analysis.terms.language import NO_BREAK_SPACE, format_date

_CONTENTS_LEVELS = 2
SHORT_TABLE_ROWS = 14  # a table of so many lines is not split between pages
_TO_WRITE_ON = f"{NO_BREAK_SPACE}…"  # what stands where somebody is to write
_LETTERS_A_LINE = 95  # of a table over the whole width
_TEXT_WIDTH_MM = 160  # of an A4 page in the templates
_FIGURE_HEIGHT_MM = 180  # leaves room on the page for title, caption and notes


@dataclass(frozen=True, slots=True)
class Assembled:
    """A report as one pandoc document, with the pictures its figures name."""

    document: ReportDocument
    pandoc: Node
    figures: tuple[FigureBlock, ...]


@dataclass(slots=True)
class _Builder:
    """What has been numbered so far."""

    document: ReportDocument
    prose: Iterator[list[Node]]
    known: set[str]
    figures: list[FigureBlock] = field(default_factory=list)
    n_tables: int = 0
    n_prose_headings: int = 0
    level: int = 1  # of the heading before; the contents have the first
    contents: list[tuple[int, str, str]] = field(default_factory=list)

    def label(self, key: str) -> str:
        return text(f"layout.{key}", self.document.language)

    def blocks(self, blocks: Sequence[Block]) -> list[Node]:
        return [node for block in blocks for node in self.nodes(block)]

    def nodes(self, block: Block) -> list[Node]:
        match block:
            case Heading():
                return self.heading(block)
            case Paragraph():
                return [ast.paragraph(ast.string(block.text))]
            case Bullets():
                return _bullets(block.items)
            case Lead():
                return [ast.division("lead", _paragraphs(block.sentences))]
            case Callout():
                return [_callout(block)]
            case Prose():
                nodes = self.prose_nodes()
                return [ast.division("lead", nodes)] if block.is_lead else nodes
            case PageBreak():
                return [ast.division("page-break", [])]
            case FigureBlock():
                return [self.figure(block)]
            case TableBlock():
                return [self.table(block)]

    def prose_nodes(self) -> list[Node]:
        nodes = make_safe(next(self.prose), self.next_anchor, self.known)
        for node in nodes:
            if node["t"] == "Header":
                level, (anchor, *_), shown = node["c"]
                node["c"][0] = self.next_level(level)
                self.contents.append((node["c"][0], words_of(shown), anchor))
        return nodes

    def heading(self, block: Heading) -> list[Node]:
        if ast.is_blank(block.text):
            return []
        level = self.next_level(block.level)
        self.contents.append((level, block.text, block.anchor))
        return [ast.header(level, block.text, block.anchor)]

    def next_level(self, level: int) -> int:
        """The level, or one below the heading before: none may be left out."""
        self.level = min(level, self.level + 1)
        return self.level

    def next_anchor(self) -> str:
        self.n_prose_headings += 1
        anchor = f"prose-{self.n_prose_headings}"
        return anchor if anchor not in self.known else self.next_anchor()

    def figure(self, block: FigureBlock, *, is_folded: bool = True) -> Node:
        self.figures.append(block)
        number = len(self.figures)
        picture = ast.image(f"figure{number}", block.alternative_text, _width_mm(block))
        caption = self.numbered("figure", number, block.caption)
        parts = [
            ast.division("exhibit-title", _paragraphs([block.title])),
            ast.paragraph(picture),
            ast.division("exhibit-caption", [ast.paragraph(*caption)]),
            self.notes(block),
        ]
        extra = {}
        if block.says_all and is_folded:
            extra = {"label": self.label("numbers")}
            parts.append(self.grid(block.table, [ast.string(block.title)]))
        return ast.division("exhibit-figure", parts, block.name, extra)

    def table(self, block: TableBlock) -> Node:
        self.n_tables += 1
        parts = [
            ast.division("exhibit-title", _paragraphs([block.title])),
            self.grid(block, self.numbered("table", self.n_tables, block.caption)),
            self.notes(block),
        ]
        is_short = n_lines_of(block) <= SHORT_TABLE_ROWS
        extra = {
            "label": f"{self.label('table')} {self.n_tables}",
            "length": "short" if is_short else "long",
            "size": _size_of(block),
        }
        return ast.division("exhibit-table", parts, block.name, extra)

    def grid(self, block: TableBlock, caption: list[Node]) -> Node:
        """The rows and columns alone."""
        head = [
            ast.cell(column.heading, scope="col", is_number=column.is_number)
            for column in block.columns
        ]
        numeric = [column.is_number for column in block.columns]
        rows = [
            [
                ast.cell(shown, scope="" if place else "row", is_number=is_number)
                for place, (shown, is_number) in enumerate(zip(row, numeric, strict=True))
            ]
            for row in block.rows
        ]
        return ast.table("", caption, column_shares(block), head, rows)

    def numbered(self, kind: str, number: int, caption: str) -> list[Node]:
        mark = ast.span(f"{kind}-number", [ast.strong(f"{self.label(kind)} {number}.")])
        return [mark, ast.string(f" {caption}")]

    def notes(self, block: FigureBlock | TableBlock) -> Node:
        texts = [note for note in block.notes if note]
        if block.source:
            texts.append(f"{self.label('source')}: {block.source}")
        return ast.division("notes", _paragraphs(texts))


def assemble(document: ReportDocument, folder: Path) -> Assembled:
    """The report as one pandoc document.

    Parameters
    ----------
    folder : Path
        An empty folder for pandoc.
    """
    every = (*document.front, *document.body)
    prose = [block.markdown for block in every if isinstance(block, Prose)]
    parsed = parse_prose(prose, folder, document.date)
    builder = _Builder(document, iter(parsed), _anchors(every))
    front = builder.blocks(document.front)
    body = builder.blocks(document.body)
    parts = [
        ast.division("front", front),
        _contents(builder),
        ast.division("body", body),
    ]
    whole = ast.whole(metadata(document), parts)
    return Assembled(document, whole, tuple(builder.figures))


def assemble_figures(document: ReportDocument) -> Assembled:
    """The figures alone, each with its alternative text in sight, ready to paste."""
    builder = _Builder(document, iter(()), set())
    label = builder.label("alternative_text")
    nodes = []
    for block in (*document.front, *document.body):
        if isinstance(block, FigureBlock):
            nodes += [builder.figure(block, is_folded=False)]
            shown = [ast.strong(f"{label}:"), ast.string(f" {block.alternative_text}")]
            nodes += [
                ast.division("notes", [ast.paragraph(*shown)]),
                builder.table(block.table),
            ]
    meta = metadata(document) | {
        "title": ast.meta_text(builder.label("figures")),
        "subtitle": ast.meta_text(document.title),
    }
    whole = ast.whole(meta, [ast.division("figures", nodes)])
    return Assembled(document, whole, tuple(builder.figures))


def metadata(document: ReportDocument) -> dict[str, Node]:
    """Title, maker, date and language of the file."""
    return {
        "title": ast.meta_text(document.title),
        "subtitle": ast.meta_text(document.subtitle),
        "author": ast.meta_list([document.byline]),
        "date": ast.meta_text(format_date(document.date, document.language)),
        "lang": ast.meta_text(region_language(document)),
        "keywords": ast.meta_list(document.keywords),
    }


def region_language(document: ReportDocument) -> str:
    """The language with its region, as Word and HTML name it."""
    return {"nb": "nb-NO", "nn": "nn-NO", "en": "en-GB"}[document.language]


def marks(document: ReportDocument) -> list[str]:
    """The words that stand on every page."""
    return [mark for mark in (document.mark, document.synthetic_mark) if mark]


def column_shares(block: TableBlock) -> list[float]:
    """How wide each column is, as shares of the text width.

    A column gets what its longest word and the bulk of its text ask for: a number is
    never broken, a sentence may be. Where all that is more than a line holds, no word is
    broken still, and the columns share what is left.
    """
    wanted: list[float] = []
    words: list[float] = []
    for place, column in enumerate(block.columns):
        texts = [column.heading, *(row[place] for row in block.rows)]
        longest_word = max(len(word) for shown in texts for word in (shown.split(" ")))
        longest_text = max(map(len, texts))
        unbroken = max((len(row[place]) for row in block.rows), default=0)
        least = unbroken if column.is_number else longest_word
        bulk = 30 if column.is_number else 60
        wanted.append(min(max(least, min(longest_text, bulk), 6), bulk + 14) + 2)
        words.append(min(longest_word + 2, wanted[-1]))
    left = _LETTERS_A_LINE - sum(words)
    more = sum(wanted) - sum(words)
    if 0 < left < more:
        wanted = [
            word + (width - word) * left / more
            for word, width in zip(words, wanted, strict=True)
        ]
    return [round(width / sum(wanted), 4) for width in wanted]


def _size_of(block: TableBlock) -> str:
    """How high its rows are: those that somebody writes on need room for a hand."""
    cells = [shown for row in block.rows for shown in row]
    if any(shown and not shown.strip(_TO_WRITE_ON) for shown in cells):
        return "form"
    return "small" if block.is_small else "normal"


def n_lines_of(block: TableBlock) -> int:
    """About how many lines the rows of a table take on the page."""
    letters = [max(round(share * _LETTERS_A_LINE), 1) for share in column_shares(block)]
    return sum(
        max(-(-len(shown) // room) for shown, room in zip(row, letters, strict=True))
        for row in block.rows
    )


def _contents(builder: _Builder) -> Node:
    """The headings as nested lists of links."""
    entries = [entry for entry in builder.contents if entry[0] <= _CONTENTS_LEVELS]
    items: list[list[Node]] = []
    for level, words, anchor in entries:
        item = [ast.plain(ast.link(words, anchor, {"level": str(level)}))]
        if level == 1 or not items:
            items.append(item)
        elif len(items[-1]) == 1:
            items[-1].append(ast.bullets([item]))
        else:
            items[-1][1]["c"].append(item)
    extra = {"label": builder.label("contents")}
    return ast.division("contents", [ast.bullets(items)], extra=extra)


def _anchors(blocks: Sequence[Block]) -> set[str]:
    names = {block.anchor for block in blocks if isinstance(block, Heading)}
    return names | {
        block.name for block in blocks if isinstance(block, FigureBlock | TableBlock)
    }


def _paragraphs(texts: Sequence[str]) -> list[Node]:
    return [ast.paragraph(ast.string(shown)) for shown in texts]


def _bullets(texts: Sequence[str]) -> list[Node]:
    items = [[ast.plain(ast.string(shown))] for shown in texts]
    return [ast.bullets(items)] if items else []


def _callout(block: Callout) -> Node:
    title = ast.division("callout-title", _paragraphs([block.title]))
    remark = _paragraphs([block.text] if block.text else [])
    return ast.division("callout", [title, *remark, *_bullets(block.items)])


def _width_mm(figure: FigureBlock) -> float:
    """The width at which the whole figure stands on one page."""
    # The head of every PNG file.
    wide, high = (int(pixels) for pixels in struct.unpack(">II", figure.png[16:24]))
    return min(figure.width_mm, _TEXT_WIDTH_MM, round(_FIGURE_HEIGHT_MM * wide / high, 1))
