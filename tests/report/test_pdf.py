"""report.pdf: tagged, in our fonts, with marks and alternative texts."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path

import pypdf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf.generic import DictionaryObject, IndirectObject

from larvik_analysis.report import write
from larvik_analysis.report.document import FigureBlock, Heading, Paragraph, ReportDocument
from larvik_analysis.report.pdf_writer import displayable, typst_string


@pytest.fixture(scope="session")
def reader(files: Path) -> pypdf.PdfReader:
    return pypdf.PdfReader(files / "report.pdf")


def elements(node: object) -> Iterator[DictionaryObject]:
    """The elements of the structure tree, in reading order."""
    if isinstance(node, IndirectObject):
        node = node.get_object()
    if isinstance(node, list):
        for child in node:
            yield from elements(child)
    elif isinstance(node, dict):
        if "/S" in node:
            yield node
        if "/K" in node:
            yield from elements(node["/K"])


@pytest.fixture(scope="session")
def tree(reader: pypdf.PdfReader) -> list[DictionaryObject]:
    return list(elements(reader.trailer["/Root"]["/StructTreeRoot"]["/K"]))


def test_it_says_which_standards_it_keeps(reader: pypdf.PdfReader):
    said = reader.xmp_metadata.stream.get_data().decode()
    assert "<pdfuaid:part>1</pdfuaid:part>" in said
    assert "<pdfaid:part>2</pdfaid:part>" in said
    assert "<pdfaid:conformance>A</pdfaid:conformance>" in said


def test_every_font_is_ours(reader: pypdf.PdfReader):
    fonts = {
        font.get_object()["/BaseFont"].partition("+")[2]
        for page in reader.pages
        for font in page["/Resources"].get("/Font", {}).values()
    }
    assert fonts == {"SourceSans3-Regular", "SourceSans3-Bold", "SourceSans3-It"}


def test_title_language_and_maker(reader: pypdf.PdfReader, document: ReportDocument):
    root = reader.trailer["/Root"]
    assert root["/Lang"] == {"nb": "nb-NO", "en": "en-GB"}[document.language]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.metadata.title == document.title
    assert reader.metadata.author == document.byline


def test_alternative_texts(tree: list[DictionaryObject], figures: list[FigureBlock]):
    said = [element["/Alt"] for element in tree if element["/S"] == "/Figure"]
    assert [text.split() for text in said] == [
        figure.alternative_text.split() for figure in figures
    ]


def test_tables_have_header_cells(tree: list[DictionaryObject]):
    kinds = [element["/S"] for element in tree]
    assert kinds.count("/Table") == 2
    assert kinds.count("/TH") == 2 * 3
    assert kinds.count("/TR") == 2 + 4 + 45


def test_headings_and_contents(reader: pypdf.PdfReader, tree: list[DictionaryObject]):
    kinds = [element["/S"] for element in tree]
    assert kinds.count("/Title") == 1
    assert kinds.count("/TOC") >= 1
    assert [kind for kind in kinds if kind in ("/H1", "/H2", "/H3")] == [
        *("/H1", "/H1", "/H1", "/H2", "/H2", "/H2", "/H3", "/H1")
    ]
    assert "Kort fortalt" in [entry["/Title"] for entry in reader.outline if "/Title" in entry]


def test_marks_and_page_numbers_stand_on_every_page(
    reader: pypdf.PdfReader, document: ReportDocument
):
    number = {"nb": "Side {} av {}", "en": "Page {} of {}"}[document.language]
    for place, page in enumerate(reader.pages, start=1):
        text = page.extract_text()
        assert "UTKAST" in text
        assert "SYNTETISKE DATA" in text
        assert number.format(place, len(reader.pages)) in text


def test_hostile_text_is_read_as_it_is(reader: pypdf.PdfReader, hostile: str):
    text = "".join("".join(page.extract_text() for page in reader.pages).split())
    # heading, paragraph, caption of two tables, two callouts, bullet
    assert text.count("".join(hostile.split())) == 7


def test_a_letter_that_our_font_lacks_is_a_box(document: ReportDocument, tmp_path: Path):
    body = (Heading(level=1, text="😀", anchor="a"), Paragraph("a\U0001f600b\u200dc\u200b 漢"))
    odd = dataclasses.replace(document, body=body, title="漢 tittel")
    write.write_pdf(odd, tmp_path / "report.pdf")
    assert "a□bc □" in pypdf.PdfReader(tmp_path / "report.pdf").pages[-1].extract_text()


def test_a_word_longer_than_a_line_stays_on_the_page(document: ReportDocument, tmp_path: Path):
    address = "https://example.no/" + "a" * 300
    write.write_pdf(
        dataclasses.replace(document, body=(Paragraph(address),)), tmp_path / "report.pdf"
    )
    text = pypdf.PdfReader(tmp_path / "report.pdf").pages[-1].extract_text()
    lines = [line for line in text.replace("\u200b", "").splitlines() if "aaa" in line]
    assert len(lines) > 2


def test_a_font_that_is_not_there_is_not_swapped_silently(
    document: ReportDocument, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("larvik_analysis.report.pdf_writer.FONT_FAMILY", "No Such Sans")
    with pytest.raises(RuntimeError, match=r"typst|font"):
        write.write_pdf(document, tmp_path / "report.pdf")


@given(st.text())
def test_a_typst_string_ends_where_we_end_it(words: str):
    inner = typst_string(words)[1:-1]
    assert '"' not in inner.replace("\\\\", "").replace('\\"', "")


@given(st.text())
def test_displayable_text_stays_as_it_is(words: str):
    once = displayable(words)
    assert displayable(once) == once


def test_norwegian_text_is_displayable():
    text = "æøå ÆØÅ «» „“ – — ’ \u2212 \u202f \u00a0 ≥ ≤ • áčđŋšŧž"
    assert displayable(text) == text
