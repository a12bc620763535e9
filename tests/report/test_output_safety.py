"""Whatever a user types is read as it is: no file of the report runs or loads any of it."""

from __future__ import annotations

import csv
import dataclasses
import io
import re
import unicodedata
import zipfile
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree as ET

import pypdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from larvik_analysis.report.compose import _prose, _with_unique_anchors
from larvik_analysis.report.document import (
    Block,
    Bullets,
    Callout,
    FigureBlock,
    Heading,
    Lead,
    Paragraph,
    Prose,
    ReportDocument,
    TableBlock,
)
from larvik_analysis.report.pandoc_ast import clean, is_blank
from larvik_analysis.report.tables import safe_cell
from larvik_analysis.report.write import write_report

PIECES = [
    "=", "+", "-", "@", "＝", "＋", "－", "＠", ";", ",", "\t", "\r", "\n", '"', "'", " ",
    "\u00a0", "<script>", "</script>", "<img src=x onerror=x>", "&", "&lt;", "]]>", "<!--",
    "javascript:x", "#panic()", "$", "\\", "`", "```", "####", "{=openxml}", "{=typst}",
    "<w:p/>", "{title}",
    "[a](javascript:x)", "![a](b)", "*", "_", "~", "^", "|", "//", "<a>", "]", "[", "(", ")",
    "\x00", "\x0b", "\x1b", "\x85", "\u2028", "\u202e", "\u200d", "\ud800", "\uffff", "a\u030a",
    "日本", "😀", "שלום", "HYPERLINK", "cmd|' /C calc'!A0", "A", "ø", "7",
]  # fmt: skip
nasty = st.lists(st.sampled_from(PIECES), max_size=8).map("".join) | st.text(max_size=12)
FORMULA_STARTS = "=+-@"


@given(nasty, nasty, st.sampled_from(",;\t"))
def test_no_cell_is_a_formula_whatever_the_spreadsheet_parts_at(words, other, delimiter):
    file = io.StringIO()
    csv.writer(file, lineterminator="\n").writerow([safe_cell(words), -5, safe_cell(other)])
    assert "\r" not in file.getvalue()
    assert file.getvalue().count("\n") == 1
    for cell in next(csv.reader([file.getvalue()], delimiter=delimiter)):
        if cell != "-5":  # a negative number stays a number
            assert unicodedata.normalize("NFKC", cell.lstrip())[:1] not in tuple(FORMULA_STARTS)


@given(st.from_regex(r"[A-Za-zæøå][A-Za-zæøå0-9 ,.()/=-]*", fullmatch=True))
def test_an_ordinary_label_stays_as_it_is(words):
    assert safe_cell(words) == clean(words)


class Page(HTMLParser):
    """The elements, addresses and text of a page."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str]] = []
        self.text = ""
        self.feed(source)

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes += [(key, value or "") for key, value in attrs]

    def handle_data(self, data):
        self.text += data


HTML_TAGS = {
    "html", "head", "meta", "link", "title", "style", "body", "a", "aside", "details",
    "summary", "p", "div", "span",
    "br", "header", "h1", "h2", "h3", "h4", "time", "main", "nav", "ul", "li", "figure", "img",
    "figcaption", "strong", "table", "caption", "colgroup", "col", "thead", "tr", "th", "tbody",
    "td", "em", "ol", "blockquote", "code", "pre", "hr", "section",
}  # fmt: skip
ADDRESSES = ("#", "https://", "http://", "mailto:", "data:image/svg+xml;base64,", "data:,")


def check_html(file: Path) -> str:
    """Nothing runs and nothing loads; returns the text."""
    page = Page(file.read_text(encoding="utf-8"))
    assert page.tags <= HTML_TAGS
    for key, value in page.attributes:
        assert not key.startswith("on")
        if key in ("src", "href"):
            assert value.lower().startswith(ADDRESSES), value
    return page.text


def check_word(file: Path) -> str:
    """Every part is well formed; the only fields are ours; returns the text."""
    package = zipfile.ZipFile(file)
    for name in package.namelist():
        if name.endswith((".xml", ".rels")):
            ET.fromstring(package.read(name))
    relations = package.read("word/_rels/document.xml.rels").decode()
    for target in re.findall(r'Target="([^"]*)"[^>]*TargetMode="External"', relations):
        assert target.lower().startswith(("https://", "http://", "mailto:"))
    xml = package.read("word/document.xml").decode()
    fields = re.findall(r"<w:instrText[^>]*>([^<]*)|w:instr=\"([^\"]*)\"", xml)
    assert {(code or other).split()[0] for code, other in fields} <= {"TOC", "SEQ"}
    return "".join(ET.fromstring(xml).itertext())


def with_body(document: ReportDocument, *body: Block) -> ReportDocument:
    blocks = tuple(_with_unique_anchors(body))
    return dataclasses.replace(document, front=(), body=blocks)


@pytest.fixture(scope="module")
def exhibits(norwegian: ReportDocument) -> tuple[FigureBlock, TableBlock]:
    figure = next(block for block in norwegian.body if isinstance(block, FigureBlock))
    table = next(block for block in norwegian.body if isinstance(block, TableBlock))
    return figure, table


@settings(max_examples=12, suppress_health_check=list(HealthCheck))
@given(words=st.lists(nasty, min_size=16, max_size=16))
def test_text_in_every_place_is_text_in_every_file(norwegian, exhibits, tmp_path, words):
    figure, table = exhibits
    document = with_body(
        norwegian,
        Heading(level=1, text=words[0], anchor=""),
        Paragraph(words[1]),
        Bullets((words[2], words[3])),
        Lead((words[4],)),
        Callout(words[5], words[6], (words[7],)),
        dataclasses.replace(
            figure, title=words[8], caption=words[9], alternative_text=f"Alt {words[10]}",
            notes=(words[11],), source=words[12],
        ),
        dataclasses.replace(
            table, rows=((words[13], words[14], words[15]),), caption=words[12], title=words[9]
        ),
        *_prose(f"# {words[0]}\n\n{words[1]}\n\n- {words[2]}\n\n> {words[3]}\n\n{words[4]}"),
    )  # fmt: skip
    document = dataclasses.replace(
        document, title=f"T {words[0]}", subtitle=words[1], byline=words[2], mark=words[3]
    )
    write_report(document, tmp_path)
    shown = check_html(tmp_path / "report.html")
    in_word = check_word(tmp_path / "report.docx")
    check_word(tmp_path / "figurer.docx")
    for text in (words[1], words[13]):
        if is_blank(text):
            continue
        assert clean(text).strip() in shown
        assert clean(text).strip() in in_word
    assert len(pypdf.PdfReader(tmp_path / "report.pdf").pages) >= 1


PROSE = {
    "skipped-level": "# A\n\n### B\n\n#### C",
    "starts-low": "### B",
    "only-a-picture": "![](a.png)\n\n- ![](b.png)\n\n## ![](c.png)",
    "ends-in-hashes": "# A ####\n\n#### B ####",
    "empty-headings": "#\n\n## ##\n\n# \u200d",
    "heading-in-code": "```\n# ikke en overskrift\n```\n\n~~~ r\n## heller ikke\n",
    "heading-in-quote": "> # A\n>\n> #### B\n\n- ### C",
    "raw": "`<w:p/>`{=openxml}\n\n```{=openxml}\n<w:p/>\n```\n\n`#panic()`{=typst}\n\n"
    "```{=typst}\n#panic()\n```\n\n<script>x</script> <b onclick=x>y</b>",
    "typst": "#panic() $x$ @ref <label> \\ = x\n\n/ a: b\n\n+ c\n\n`` a`b ``",
    "links": "[a](javascript:x) [b](data:text/html,x) <javascript:x> [c][d] [e](file:///x)\n\n"
    '[f](https://a.no/"onclick=) [g](https://a.no/\\") <a@b.no>\n\n[d]: vbscript:x',
    "control": "a\x00b\x0b&#0;&#x1b;`c\x1b`\r\n\r\n    d\x1b\n\ud800",
    "quotes": ">" * 60 + " dypt",
    "many-quotes": ">" * 2000 + " dypt",
    "lists": "".join("  " * depth + "- a\n" for depth in range(80)) + "\n\ndypt",
    "numbered": "".join("   " * depth + "1. a\n" for depth in range(60)) + "\n\ndypt",
    "mixed": "> - " * 40 + "dypt",
    "stars": "*" * 400 + "dypt" + "*" * 400,
    "brackets": "[" * 400 + "dypt" + "]" * 400,
}


@pytest.mark.parametrize("markdown", PROSE.values(), ids=PROSE)
def test_prose_of_any_form_is_written(norwegian, tmp_path, markdown):
    document = with_body(norwegian, *_prose(markdown), Paragraph("Sluttord"))
    made = write_report(document, tmp_path)
    shown = check_html(tmp_path / "report.html") + check_word(tmp_path / "report.docx")
    assert shown.count("Sluttord") == 2
    assert shown.count("dypt") == 2 * ("dypt" in markdown)
    assert made == ["report.html", "report.docx", "report.pdf"]


def test_a_heading_is_never_more_than_one_level_below_the_one_before(norwegian, tmp_path):
    write_report(with_body(norwegian, *_prose("# A\n\n### B\n\n#### C\n\n## D")), tmp_path)
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    levels = re.findall(r"<h(\d)", page)
    assert levels == ["1", "2", "2", "3", "4", "3"]  # title, contents, then the prose


def test_headings_are_those_that_markdown_knows():
    blocks = list(_prose("# En ##\n\n```\n# kode\n```\n   ## To\n\n    # kode\n\n#Tre"))
    assert [block.text for block in blocks if isinstance(block, Heading)] == ["En", "To"]
    code = [block.markdown for block in blocks if isinstance(block, Prose)]
    assert code == ["```\n# kode\n```", "    # kode\n\n#Tre"]


def test_raw_blocks_of_a_format_are_words(norwegian, tmp_path):
    write_report(with_body(norwegian, *_prose(PROSE["raw"])), tmp_path)
    shown = check_html(tmp_path / "report.html")
    in_word = check_word(tmp_path / "report.docx")
    pages = pypdf.PdfReader(tmp_path / "report.pdf").pages
    in_pdf = "".join(page.extract_text() for page in pages)
    for words in ("<w:p/>", "#panic()", "<script>x</script>"):
        assert words in shown
        assert words in in_word
        assert words in in_pdf


def test_an_address_in_prose_is_kept_as_one_attribute(norwegian, tmp_path):
    write_report(with_body(norwegian, *_prose(PROSE["links"])), tmp_path)
    page = Page((tmp_path / "report.html").read_text(encoding="utf-8"))
    addresses = [value for key, value in page.attributes if key == "href"]
    outside = [address for address in addresses if not address.startswith(("#", "data:"))]
    assert [address.partition(":")[0] for address in outside] == ["https", "https", "mailto"]


@given(nasty)
def test_a_cleaned_text_can_stand_in_xml(words):
    cleaned = clean(words)
    element = ET.Element("a")
    element.text = cleaned
    assert (ET.fromstring(ET.tostring(element)).text or "") == cleaned
    assert cleaned == unicodedata.normalize("NFC", cleaned)


@given(nasty)
def test_what_is_blank_has_nothing_to_see(words):
    assert not (is_blank(words) and re.search(r"[\w!-/:-@\[-`{-~]", clean(words)))
