"""The same report gives the same bytes, and says nothing about where it was made."""

from __future__ import annotations

import dataclasses
import datetime
import io
import platform
import tempfile
import zipfile
from pathlib import Path

import pypdf
import pytest

from larvik_analysis.report import write
from larvik_analysis.report.document import FigureBlock, ReportDocument

NAMES = ["report.html", "report.docx", "report.pdf", "figurer.docx"]


def test_all_files_are_written(files: Path):
    assert sorted(path.name for path in files.iterdir()) == sorted(NAMES)


def test_same_document_same_bytes(
    document: ReportDocument,
    files: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setenv("TZ", "Pacific/Auckland")
    monkeypatch.setenv("LC_ALL", "C")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1")
    write.write_report(document, tmp_path)
    for name in NAMES:
        assert (tmp_path / name).read_bytes() == (files / name).read_bytes(), name


def test_one_file_at_a_time_gives_the_same_bytes(
    document: ReportDocument, files: Path, tmp_path: Path
):
    one_file = dict(
        zip(
            NAMES,
            (write.write_html, write.write_word, write.write_pdf, write.write_figures_word),
            strict=True,
        )
    )
    for name, write_one in one_file.items():
        write_one(document, tmp_path / name)
        assert (tmp_path / name).read_bytes() == (files / name).read_bytes(), name


def test_another_date_stands_in_the_files(document: ReportDocument, tmp_path: Path):
    later = dataclasses.replace(document, date=datetime.date(2026, 12, 31))
    write.write_report(later, tmp_path)
    core = zipfile.ZipFile(tmp_path / "report.docx").read("docProps/core.xml").decode()
    assert core.count("2026-12-31T00:00:00Z") == 2
    made = pypdf.PdfReader(tmp_path / "report.pdf").metadata
    assert made["/CreationDate"] == made["/ModDate"] == "D:20261231000000Z"


def everything_in(file: Path) -> bytes:
    """All bytes of a file, unpacked."""
    if file.suffix == ".docx":
        package = zipfile.ZipFile(file)
        return b"".join(package.read(name) for name in package.namelist())
    if file.suffix == ".pdf":
        reader = pypdf.PdfReader(file)
        unpacked = pypdf.PdfWriter(clone_from=reader)
        for stream in unpacked._objects:
            if isinstance(stream, pypdf.generic.StreamObject):
                stream.get_data()
        texts = "".join(page.extract_text() for page in reader.pages)
        plain = io.BytesIO()
        unpacked.write(plain)
        return plain.getvalue() + texts.encode() + reader.xmp_metadata.stream.get_data()
    return file.read_bytes()


@pytest.mark.parametrize("name", NAMES)
def test_no_file_says_where_it_was_made(files: Path, name: str):
    content = everything_in(files / name)
    places = [tempfile.gettempdir(), str(files), str(Path.home()), str(Path(write.__file__))]
    # A name of two or three letters is found in anything.
    told = [place for place in [*places, platform.node()] if len(place) > 3]
    assert not [place for place in told if place.encode() in content]


def test_a_report_without_figures_has_no_file_of_figures(
    document: ReportDocument, tmp_path: Path
):
    body = tuple(block for block in document.body if not isinstance(block, FigureBlock))
    bare = dataclasses.replace(document, body=body)
    assert write.write_report(bare, tmp_path) == NAMES[:3]


def test_a_report_with_nothing_in_it_can_be_written(document: ReportDocument, tmp_path: Path):
    empty = dataclasses.replace(
        document, front=(), body=(), mark="", synthetic_mark="", subtitle="", keywords=()
    )
    assert write.write_report(empty, tmp_path) == NAMES[:3]
    assert b"UTKAST" not in everything_in(tmp_path / "report.docx")


def test_what_the_system_says_of_a_folder_reaches_the_caller(
    document: ReportDocument, tmp_path: Path
):
    with pytest.raises(FileNotFoundError):
        write.write_html(document, tmp_path / "missing" / "report.html")


def test_nothing_is_written_when_one_format_fails(
    document: ReportDocument, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    def fail(*_: object) -> bytes:
        raise RuntimeError("typst: no")

    monkeypatch.setattr(write, "render_pdf", fail)
    with pytest.raises(RuntimeError, match="typst"):
        write.write_report(document, tmp_path)
    assert list(tmp_path.iterdir()) == []
