"""report.docx and figurer.docx: real headings, contents, table heads and alternative texts."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import docx
import pytest
from docx.document import Document
from docx.oxml.ns import qn

from larvik_analysis.report import word_package, write
from larvik_analysis.report.document import FigureBlock, ReportDocument


@pytest.fixture(scope="session")
def report(files: Path) -> Document:
    return docx.Document(files / "report.docx")


@pytest.fixture(scope="session")
def xml(files: Path) -> str:
    return zipfile.ZipFile(files / "report.docx").read("word/document.xml").decode()


def test_core_properties(report: Document, document: ReportDocument):
    core = report.core_properties
    assert core.title == document.title
    assert core.author == document.byline
    assert core.language == {"nb": "nb-NO", "en": "en-GB"}[document.language]
    assert core.created.date() == core.modified.date() == document.date


def test_headings_have_heading_styles(report: Document):
    headings = [
        paragraph.text for paragraph in report.paragraphs if paragraph.style.name == "Heading 1"
    ]
    assert headings == ["Kort fortalt", "Grønt tiltak: åpent for alle", "Rødt tiltak"]


def test_contents_are_filled_in_and_link_to_the_headings(
    xml: str, document: ReportDocument, hostile: str
):
    contents = xml[xml.index("<w:sdt>") : xml.index("</w:sdt>")]
    texts = re.findall(r"<w:t [^>]*>(.*?)</w:t>", contents)
    assert texts[0] == {"nb": "Innhold", "en": "Contents"}[document.language]
    assert texts[1:] == ["Kort fortalt", "Grønt tiltak: åpent for alle", "Rødt tiltak"]
    anchors = re.findall(r'<w:hyperlink w:anchor="(.*?)"', contents)
    assert len(anchors) == len(texts) - 1
    bookmarks = set(re.findall(r'<w:bookmarkStart [^>]*w:name="(.*?)"', xml))
    assert set(anchors) <= bookmarks
    assert contents.count("w:fldCharType") == 3  # begin, separate, end
    assert "TOC" in contents


def test_word_does_not_ask_to_update(files: Path):
    package = zipfile.ZipFile(files / "report.docx")
    assert b"updateFields" not in package.read("word/settings.xml")
    assert b"w:dirty" not in package.read("word/document.xml")


def test_tables_mark_their_header_row_and_first_column(report: Document):
    assert len(report.tables) == 2
    for table in report.tables:
        first, *others = table.rows
        assert first._tr.trPr.find(qn("w:tblHeader")) is not None
        assert all(row._tr.trPr.find(qn("w:tblHeader")) is None for row in others)
        look = table._tbl.tblPr.find(qn("w:tblLook"))
        assert look.get(qn("w:firstRow")) == look.get(qn("w:firstColumn")) == "1"


@pytest.mark.parametrize("name", ["report.docx", "figurer.docx"])
def test_alternative_texts(files: Path, figures: list[FigureBlock], name: str):
    body = docx.Document(files / name).element.body
    shown = [picture.get("descr") for picture in body.iter(qn("wp:docPr"))]
    expected = [figure.alternative_text.split() for figure in figures]
    assert [text.split() for text in shown] == expected


def test_captions_are_numbered_by_fields(report: Document, document: ReportDocument):
    figure, table = {"nb": ("Figur", "Tabell"), "en": ("Figure", "Table")}[document.language]
    fields = [
        field.get(qn("w:instr")).split()[1]
        for field in report.element.body.iter(qn("w:fldSimple"))
    ]
    assert fields == [figure, table, figure, table]


def test_marks_stand_in_the_header_of_every_page(report: Document, files: Path):
    for name in ("report.docx", "figurer.docx"):
        section = docx.Document(files / name).sections[0]
        for header in (section.header, section.first_page_header):
            assert header.paragraphs[0].text == "UTKAST  ·  SYNTETISKE DATA"


def test_pages_are_numbered(report: Document, document: ReportDocument):
    section = report.sections[0]
    for footer in (section.footer, section.first_page_footer):
        fields = [field.get(qn("w:instr")) for field in footer._element.iter(qn("w:fldSimple"))]
        assert fields == [" PAGE ", " NUMPAGES "]
        said = "".join(text.text or "" for text in footer._element.iter(qn("w:t")))
        assert said == {"nb": "Side 1 av 1", "en": "Page 1 of 1"}[document.language]


def test_language_of_the_text(files: Path, document: ReportDocument):
    styles = zipfile.ZipFile(files / "report.docx").read("word/styles.xml").decode()
    region = {"nb": "nb-NO", "en": "en-GB"}[document.language]
    assert re.findall(r'<w:lang [^>]*w:val="(.*?)"', styles) == [region]


def test_hostile_text_is_read_as_it_is(report: Document, hostile: str):
    texts = [paragraph.text.strip() for paragraph in report.paragraphs]
    assert hostile in texts
    assert "=cmd() first in a line" in texts


def test_figures_are_ready_to_paste(files: Path, figures: list[FigureBlock]):
    texts = [paragraph.text for paragraph in docx.Document(files / "figurer.docx").paragraphs]
    for figure in figures:
        assert figure.title in texts
        assert any(text.endswith(figure.caption) for text in texts)
        assert any(text.endswith(figure.source) for text in texts)
        words = figure.alternative_text.split()
        assert any(text.split()[-len(words) :] == words for text in texts)


def test_an_own_template_without_header_gets_the_marks(
    document: ReportDocument, tmp_path: Path
):
    template = docx.Document()
    template.sections[0].different_first_page_header_footer = True
    template.save(tmp_path / "own.docx")
    write.write_report(document, tmp_path, template=tmp_path / "own.docx")
    section = docx.Document(tmp_path / "report.docx").sections[0]
    for header in (section.header, section.first_page_header):
        assert header.paragraphs[0].text == "UTKAST  ·  SYNTETISKE DATA"


def test_a_package_stays_what_it_is_through_unpacking(files: Path):
    packed = (files / "report.docx").read_bytes()
    assert word_package.pack(word_package.unpack(packed)) == packed
    times = {entry.date_time for entry in zipfile.ZipFile(io.BytesIO(packed)).infolist()}
    assert times == {(1980, 1, 1, 0, 0, 0)}
