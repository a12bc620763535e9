"""report.html: one file that asks for nothing from outside."""

from __future__ import annotations

import base64
import re
from html import escape
from importlib import resources
from pathlib import Path
from string import Template

from larvik_analysis.report.assemble import Assembled, marks, region_language
from larvik_analysis.report.document import ReportDocument
from larvik_analysis.report.pandoc import run_pandoc
from larvik_analysis.report.pandoc_ast import clean
from larvik_analysis.terms.catalogue import text
from larvik_analysis.terms.language import format_date

# Only our own pictures look like this: pandoc writes a "<" of a text as "&lt;".
_PICTURE = re.compile(r'<img src="figure(\d+)"')
_FONTS = {"normal": "rapport-sans-regular.woff2", "bold": "rapport-sans-bold.woff2"}


def render_html(report: Assembled, folder: Path) -> bytes:
    """The report as one HTML file, fonts and figures inside.

    Parameters
    ----------
    folder : Path
        An empty folder for pandoc.
    """
    document = report.document
    body = run_pandoc(report.pandoc, "html5", folder, date=document.date).decode("utf-8")
    pictures = [_data_address("image/svg+xml", figure.svg) for figure in report.figures]
    body = _PICTURE.sub(lambda found: f'<img src="{pictures[int(found[1]) - 1]}"', body)
    templates = resources.files(__package__) / "templates"
    page = Template((templates / "report.html").read_text("utf-8"))
    looks = (templates / "report.css").read_text("utf-8")
    style = _font_faces() + looks + _print_mark(document)
    fields = {key: escape(clean(words)) for key, words in _words(document).items()}
    parts = {"style": style, "body": body, "marks": _marks(document)}
    shown = escape(clean(document.subtitle))
    parts["subtitle"] = f'<p class="subtitle">{shown}</p>' if shown else ""
    return page.substitute(fields | parts).encode("utf-8")


def _words(document: ReportDocument) -> dict[str, str]:
    return {
        "lang": region_language(document),
        "title": document.title,
        "byline": document.byline,
        "keywords": ", ".join(document.keywords),
        "date": format_date(document.date, document.language),
        "iso_date": document.date.isoformat(),
        "skip_link": text("layout.skip_link", document.language),
    }


def _marks(document: ReportDocument) -> str:
    """The strip on the screen, and the pale words behind each printed page."""
    words = [escape(clean(mark)) for mark in marks(document)]
    if not words:
        return ""
    label = escape(text("layout.mark_region", document.language))
    strip = f'<aside class="marks" aria-label="{label}"><p>{" · ".join(words)}</p></aside>'
    behind = "<br>".join(words)
    return f'{strip}\n<div class="watermark" aria-hidden="true"><span>{behind}</span></div>'


def _print_mark(document: ReportDocument) -> str:
    """The marks in the upper margin of each printed page."""
    words = " · ".join(marks(document))
    # Hexadecimal escapes: no character of the mark can end the string or the style.
    escaped = "".join(f"\\{ord(letter):06x}" for letter in words)
    look = "color: #8a1c1c; font: bold 9pt sans-serif;"
    return f'@page {{ @top-right {{ content: "{escaped}"; {look} }} }}\n'


def _font_faces() -> str:
    fonts = resources.files("larvik_analysis") / "fonts"
    faces = []
    for weight, file in _FONTS.items():
        address = _data_address("font/woff2", (fonts / file).read_bytes())
        look = f'font-family: "Rapport Sans"; font-weight: {weight}'
        faces.append(f'@font-face {{ {look}; src: url({address}) format("woff2"); }}\n')
    return "".join(faces)


def _data_address(media_type: str, content: bytes) -> str:
    return f"data:{media_type};base64,{base64.b64encode(content).decode('ascii')}"
