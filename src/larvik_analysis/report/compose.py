"""From what the gate released to the report: first page, chapters, method, sources."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from larvik_analysis.errors import ReleaseError
from larvik_analysis.release.gate import Verdict
from larvik_analysis.release.released import Released, is_released
from larvik_analysis.terms.catalogue import read_catalogue
from larvik_analysis.terms.evaluation import Document
from larvik_analysis.terms.language import format_date
from larvik_analysis.terms.study import Study

from .document import (
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
from .method import method_blocks, words_blocks
from .privacy import privacy_blocks
from .tables import table_block

# A block of code, or a heading; what looks like a heading inside the code is none.
_HEADING = re.compile(
    r"^ {0,3}(?P<fence>`{3,}|~{3,})[^`\n]*$(?s:.*?)(?:^ {0,3}(?P=fence)[`~]*[ \t]*$|\Z)"
    r"|^ {0,3}(?P<marks>\#{1,3})[ \t]+(?P<words>.*?)(?:[ \t]+\#+)?[ \t]*$",
    re.MULTILINE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """The files of a drawn figure, and whether its words say all that its rows do."""

    svg: bytes
    png: bytes
    width_mm: float
    says_all: bool = False


def compose(
    released: Iterable[Released | None],
    drawings: Mapping[str, Drawn],
    verdicts: Iterable[Verdict],
    study: Study,
) -> ReportDocument:
    """The whole report in reading order.

    Parameters
    ----------
    released : iterable of Released or None
        In the order the chapters showed them; None where something was withheld.
    drawings : mapping of str to Drawn
        By the name of the figure.
    verdicts : iterable of Verdict
        Of everything the chapters showed.
    study : Study
        Its ledger holds what this report shows too.

    Raises
    ------
    ReleaseError
        If something was not made by the gate.
    """
    passed = _passed(released)
    texts = read_catalogue(study.language)
    evaluation = study.evaluation
    front = list(_front(passed, study))
    chapters = list(_chapters(passed, drawings, study))
    unsaid = list(_unsaid(chapters, study))
    closing = _closing(passed, verdicts, study, [*front, *chapters, *unsaid])
    return _document(
        study,
        subtitle=evaluation.subtitle.in_language(study.language),
        mark=texts["report.draft"] if evaluation.is_draft else "",
        front=front,
        body=[*chapters, *closing, *unsaid],
    )


def compose_annex(
    released: Iterable[Released | None], drawings: Mapping[str, Drawn], study: Study
) -> ReportDocument:
    """The chapters that are for those who work on the evaluation, with their sources.

    Raises
    ------
    ReleaseError
        If something was not made by the gate.
    """
    passed = _passed(released)
    texts = read_catalogue(study.language)
    return _document(
        study,
        subtitle=texts["report.annex"],
        mark=texts["report.internal"],
        front=[Paragraph(texts["report.annex_text"])],
        body=[*_chapters(passed, drawings, study), *_sources(study)],
    )


def _passed(released: Iterable[Released | None]) -> list[Released]:
    """What was not withheld; nothing is written that the gate has not made."""
    passed = [thing for thing in released if thing is not None]
    if not all(is_released(thing) for thing in passed):
        raise ReleaseError("not_released")
    return passed


def _document(
    study: Study, *, subtitle: str, mark: str, front: Iterable[Block], body: Iterable[Block]
) -> ReportDocument:
    texts = read_catalogue(study.language)
    evaluation = study.evaluation
    return ReportDocument(
        title=evaluation.title.in_language(study.language),
        subtitle=subtitle,
        byline=", ".join(evaluation.owners),
        date=evaluation.analysis_date,
        language=study.language,
        mark=mark,
        synthetic_mark=texts["report.synthetic"] if evaluation.synthetic else "",
        keywords=tuple(texts["report.keywords"].split(",")),
        front=tuple(front),
        body=tuple(_with_unique_anchors(_without_empty_sections(list(body)))),
    )


def _front(passed: list[Released], study: Study) -> Iterator[Block]:
    texts = read_catalogue(study.language)
    summary = [thing for thing in passed if thing.place == "summary"]
    unknown = tuple(thing.caption for thing in passed if thing.place == "unknown")
    if summary:
        yield Heading(level=1, text=texts["report.summary"], anchor="kort-fortalt")
        yield from _lead(summary)
    if unknown:
        yield Callout(texts["report.unknown"], "", unknown)
    evaluation = study.evaluation
    yield Paragraph(
        texts["report.period"].format(
            place=evaluation.place.name,
            zone=evaluation.place.zone,
            first=format_date(evaluation.period.first, study.language),
            last=format_date(evaluation.period.last, study.language),
            date=format_date(evaluation.analysis_date, study.language),
        )
    )


def _lead(summary: list[Released]) -> Iterator[Block]:
    """The evaluator's own summary, or the sentences that are made for her."""
    hers = [thing.caption for thing in summary if thing.is_markdown]
    if hers:
        yield from (Prose(markdown, is_lead=True) for markdown in hers)
    else:
        yield Lead(tuple(thing.caption for thing in summary))


def _chapters(
    passed: list[Released], drawings: Mapping[str, Drawn], study: Study
) -> Iterator[Block]:
    for thing in passed:
        if thing.place != "body":
            continue
        if thing.kind == "figure":
            yield _figure(thing, drawings[thing.name], study)
        elif thing.kind == "table":
            yield table_block(thing, study.language)
        elif thing.is_markdown:
            if thing.starts_page:
                yield PageBreak()
            yield from _prose(thing.caption)
        else:
            yield Paragraph(thing.caption)


def _figure(released: Released, drawn: Drawn, study: Study) -> FigureBlock:
    return FigureBlock(
        name=released.name,
        title=released.title,
        caption=released.caption,
        alternative_text=released.alternative_text,
        notes=released.notes,
        source=released.source,
        svg=drawn.svg,
        png=drawn.png,
        width_mm=drawn.width_mm,
        table=_numbers_behind(released, study),
        says_all=drawn.says_all,
    )


def _prose(markdown: str) -> Iterator[Block]:
    """Headings as headings, so that they stand in the contents; the rest as it is."""
    end = 0
    for found in _HEADING.finditer(markdown):
        if found["fence"]:
            continue
        if before := markdown[end : found.start()].strip("\n"):
            yield Prose(before)
        level = len(found["marks"])
        yield Heading(
            level=1 if level == 1 else 2 if level == 2 else 3, text=found["words"], anchor=""
        )
        end = found.end()
    if rest := markdown[end:].strip("\n"):
        yield Prose(rest)


def _closing(
    passed: list[Released],
    verdicts: Iterable[Verdict],
    study: Study,
    read: Iterable[Block],
) -> Iterator[Block]:
    """What stands behind the chapters, whose terms are explained."""
    method = list(method_blocks(passed, study))
    yield from method
    yield from words_blocks([*read, *method], study.language)
    if study.evaluation.microdata:
        yield PageBreak()  # a page to be signed
    yield from privacy_blocks(verdicts, study)
    yield from _sources(study)


def _unsaid(chapters: Iterable[Block], study: Study) -> Iterator[Block]:
    """The tables of the figures whose words do not say all that is in them."""
    figures = [block for block in chapters if isinstance(block, FigureBlock)]
    tables = [figure.table for figure in figures if not figure.says_all]
    if tables:
        texts = read_catalogue(study.language)
        yield Heading(level=1, text=texts["report.numbers"], anchor="")
        yield Paragraph(texts["report.numbers_text"])
        yield from tables


def _sources(study: Study) -> Iterator[Block]:
    yield Heading(level=1, text=read_catalogue(study.language)["report.sources"], anchor="")
    yield Bullets(tuple(_entry(document, study) for document in study.evaluation.documents))


def _numbers_behind(released: Released, study: Study) -> TableBlock:
    """The data table of a figure, for those who cannot see it or want the numbers."""
    block = table_block(released, study.language, name=f"{released.name}-tall")
    return TableBlock(
        name=block.name,
        title=released.title,
        caption=released.caption,
        columns=block.columns,
        rows=block.rows,
        notes=(),
        source="",
        is_small=True,
    )


def _entry(document: Document, study: Study) -> str:
    key = "report.source_entry_url" if document.url else "report.source_entry"
    return read_catalogue(study.language)[key].format(
        title=document.title,
        publisher=document.publisher,
        date=format_date(document.date, study.language),
        url=document.url,
    )


def _without_empty_sections(blocks: list[Block]) -> Iterator[Block]:
    """Headings that nothing stands under are left out: nobody has written there."""
    level_below: int = 1  # of the heading that comes next; at the end none is deeper
    kept: list[Block] = []
    for block in reversed(blocks):
        if isinstance(block, PageBreak):
            if kept:  # nothing begins a page at the end
                kept.append(block)
            continue
        if not isinstance(block, Heading):
            level_below = 4  # any heading above it has something under it
        elif block.level >= level_below:
            continue
        else:
            level_below = block.level
        kept.append(block)
    return reversed(kept)


def _with_unique_anchors(blocks: Iterable[Block]) -> Iterator[Block]:
    taken: set[str] = set()
    for block in blocks:
        if isinstance(block, Heading) and not block.anchor:
            plain = unicodedata.normalize("NFKD", block.text.lower().translate(_LETTERS))
            stem = "-".join(re.findall(r"[a-z]+", plain)) or "del"
            anchor = stem
            while anchor in taken:
                anchor += "-x"
            taken.add(anchor)
            yield Heading(level=block.level, text=block.text, anchor=anchor)
        else:
            yield block


_LETTERS = str.maketrans({"æ": "ae", "ø": "o", "å": "a"})
