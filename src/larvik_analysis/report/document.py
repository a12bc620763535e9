"""The intermediate document: blocks of plain text, figures and tables, in reading order.

Everything a writer needs stands here and nothing else: no writer reads a file of the
evaluation, and all text in it has passed the gate. Text is plain text, never markup,
so it cannot run as HTML, Word fields or Typst code. Only `Prose` is Markdown: the
chapter's own.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Literal

from larvik_analysis.terms.catalogue import Language


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A heading; level 1 is a chapter. `anchor` is unique in the document."""

    level: Literal[1, 2, 3]
    text: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph of plain text."""

    text: str


@dataclass(frozen=True, slots=True)
class Bullets:
    """An unordered list of plain texts."""

    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Lead:
    """The few sentences of the first page: larger, set apart."""

    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Callout:
    """A boxed remark, such as what we do not know."""

    title: str
    text: str
    items: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Prose:
    """A chapter's own Markdown (CommonMark, no raw HTML); headings start at level 2.

    `is_lead` is for what stands on the first page, larger and set apart.
    """

    markdown: str
    is_lead: bool = False


@dataclass(frozen=True, slots=True)
class PageBreak:
    """What follows begins on a page of its own, where there are pages."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureBlock:
    """A figure. `name` is the stem of its files and its anchor; the title says the finding.

    `table` has what it shows as text. Where the drawing itself says all of that
    (`says_all`), the table stands with the figure where a page can fold it away, and
    otherwise at the end of the report.
    """

    name: str
    title: str
    caption: str
    alternative_text: str
    notes: tuple[str, ...]
    source: str
    svg: bytes
    png: bytes  # 200 dpi
    width_mm: float
    table: TableBlock
    says_all: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of a table: its heading, and whether it holds numbers (right-aligned)."""

    heading: str
    is_number: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TableBlock:
    """A table of finished texts. The first column names the row (a row header).

    `is_small` is for what is looked up and not read, such as the numbers behind a figure.
    """

    name: str
    title: str
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...]
    source: str
    is_small: bool = False


Block = (
    Heading
    | Paragraph
    | Bullets
    | Lead
    | Callout
    | Prose
    | PageBreak
    | FigureBlock
    | TableBlock
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportDocument:
    """A whole report.

    Attributes
    ----------
    front : tuple of Block
        What stands on the first page, after the title and before the contents.
    body : tuple of Block
        The chapters.
    mark : str
        The word on every page ("UTKAST"), empty for none. `synthetic_mark` likewise
        ("SYNTETISKE DATA"); both can stand at once.
    date : datetime.date
        The analysis date; the only date in the files.
    """

    title: str
    subtitle: str
    byline: str
    date: datetime.date
    language: Language
    mark: str
    synthetic_mark: str
    keywords: tuple[str, ...]
    front: tuple[Block, ...]
    body: tuple[Block, ...]
