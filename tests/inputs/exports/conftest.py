"""Files as the programs write them, made by the libraries that write them."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import openpyxl
import pytest

from larvik_analysis.inputs.exports import read_export
from larvik_analysis.inputs.naming import alike
from larvik_analysis.inputs.table_text import Grid

Rows = Iterable[Sequence[object]]


def _codes(remarks) -> list[str]:
    """The codes of notes or faults."""
    return [remark.code for remark in remarks]


def _cells(grid: Grid) -> list[list[str]]:
    """The cells of every row."""
    return [record.cells for record in grid.body]


def _bytes_of(*sheets: Rows) -> bytes:
    """A workbook with these sheets."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for rows in sheets:
        sheet = book.create_sheet()
        for row in rows:
            sheet.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _text_of(rows: Rows, delimiter: str = ",", ends: str = "\r\n") -> str:
    """A table as text, with quotes around every cell."""
    stream = io.StringIO()
    csv.writer(
        stream, delimiter=delimiter, lineterminator=ends, quoting=csv.QUOTE_ALL
    ).writerows(rows)
    return stream.getvalue()


def _changed(content: bytes, part: str, change: Callable[[bytes], bytes]) -> bytes:
    """A workbook with one part of its archive changed, or made."""
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            if name != part:
                new.writestr(name, old.read(name))
        new.writestr(part, change(old.read(part) if part in old.namelist() else b""))
    return stream.getvalue()


@pytest.fixture(name="codes", scope="session")
def fixture_of_codes():
    return _codes


@pytest.fixture(name="cells", scope="session")
def fixture_of_cells():
    return _cells


@pytest.fixture(name="bytes_of", scope="session")
def fixture_of_workbooks():
    return _bytes_of


@pytest.fixture(name="text_of", scope="session")
def fixture_of_texts():
    return _text_of


@pytest.fixture(name="changed", scope="session")
def fixture_of_changes():
    return _changed


@pytest.fixture
def read(tmp_path: Path) -> Callable[..., Grid]:
    """Write a file and read it as an export."""

    def written_and_read(
        content: bytes | str, name: str = "svar.csv", expected: Sequence[str] = (), **more: str
    ) -> Grid:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
        return read_export(path, name, expected, alike, **more)

    return written_and_read
