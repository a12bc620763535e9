"""report.pdf: Typst code to PDF/UA-1 and PDF/A-2a, checked by Typst itself."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Literal

from larvik_analysis.report.assemble import Assembled, marks, region_language
from larvik_analysis.report.document import FigureBlock, ReportDocument
from larvik_analysis.report.pandoc import run_pandoc, seconds_since_1970
from larvik_analysis.report.pandoc_ast import clean
from larvik_analysis.terms.catalogue import text
from larvik_analysis.terms.language import format_date

_BOX = "\u25a1"
_NO_SHAPE = ("Cf", "Mn", "Me")
FONT_FAMILY = "Source Sans 3"
_ACCESSIBLE: Literal["ua-1"] = "ua-1"
_ARCHIVABLE: Literal["a-2a"] = "a-2a"


def typst_string(words: str) -> str:
    """A string of Typst code."""
    escaped = clean(words).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def displayable(words: str) -> str:
    """The same text with an empty box for each character that our font lacks.

    Typst would refuse the whole file. Marks that only change another character go.
    """
    return _undisplayable().sub(
        lambda found: "" if unicodedata.category(found[0]) in _NO_SHAPE else _BOX, words
    )


def letters_without_shape(words: str) -> list[str]:
    """The letters of a text that our font lacks, each once: empty boxes in PDF and figures.

    Examples
    --------
    >>> letters_without_shape("Fagerli 日本 日")
    ['日', '本']
    """
    found = dict.fromkeys(_undisplayable().findall(clean(words)))
    return [letter for letter in found if unicodedata.category(letter) not in _NO_SHAPE]


@lru_cache(maxsize=1)
def _undisplayable() -> re.Pattern[str]:
    listed = resources.files("larvik_analysis") / "fonts" / "characters.txt"
    ranges = [line.split("-") for line in listed.read_text("ascii").split()]
    known = "".join(f"\\U{first:0>8}-\\U{last:0>8}" for first, last in ranges)
    return re.compile(f"[^\n{known}]")


def render_pdf(report: Assembled, folder: Path) -> bytes:
    """The report as PDF.

    Parameters
    ----------
    folder : Path
        A folder of its own, for the Typst code and the figures it names.

    Raises
    ------
    RuntimeError
        If Typst warns, as it does when it swaps a font for another.
    """
    import typst  # slow to import, and only needed here

    body = run_pandoc(report.pandoc, "typst", folder, date=report.document.date)
    looks = (resources.files(__package__) / "templates" / "report.typ").read_text("utf-8")
    code = displayable(_settings(report.document) + looks + body.decode("utf-8"))
    _place_figures(report.figures, folder)
    source = folder / "report.typ"
    source.write_text(code, encoding="utf-8", newline="\n")
    package = resources.files("larvik_analysis")
    with resources.as_file(package / "fonts") as fonts:
        own = typst.Fonts(
            include_system_fonts=False, include_embedded_fonts=False, font_paths=[fonts]
        )
        pdf, warnings = typst.compile_with_warnings(
            source,
            root=folder,
            font_paths=own,
            ignore_system_fonts=True,
            pdf_standards=[_ACCESSIBLE, _ARCHIVABLE],
            timestamp=seconds_since_1970(report.document.date),
        )
    if warnings:
        raise RuntimeError("typst: " + "; ".join(warning.message for warning in warnings))
    return pdf


def _place_figures(figures: Iterable[FigureBlock], folder: Path) -> None:
    for number, figure in enumerate(figures, start=1):
        (folder / f"figure{number}.svg").write_bytes(figure.svg)


def _settings(document: ReportDocument) -> str:
    """The dictionary that report.typ reads."""
    lang, region = region_language(document).split("-")
    strings = {
        "title": document.title,
        "subtitle": document.subtitle,
        "byline": document.byline,
        "date": format_date(document.date, document.language),
        "page": text("layout.page", document.language, page="{page}", pages="{pages}"),
        "font": FONT_FAMILY,
        "lang": lang,
        "region": region,
    }
    numbers = {
        "year": document.date.year,
        "month": document.date.month,
        "day": document.date.day,
    }
    entries = [f"{key}: {typst_string(words)}" for key, words in strings.items()]
    entries += [f"{key}: {number}" for key, number in numbers.items()]
    entries += [f"{key}: {_tuple(words)}" for key, words in _lists(document).items()]
    return f"#let report = ({', '.join(entries)})\n"


def _lists(document: ReportDocument) -> Mapping[str, Iterable[str]]:
    return {"keywords": document.keywords, "marks": marks(document)}


def _tuple(words: Iterable[str]) -> str:
    return "(" + "".join(f"{typst_string(word)}, " for word in words) + ")"
