"""No released file says on whose machine it was made, and no label of hers runs in it."""

from __future__ import annotations

import base64
import csv
import io
import json
import platform
import re
import shutil
import socket
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

import pypdf
import pytest
from pypdf.generic import StreamObject

# Where the project lies, who runs it, on which machine, with which home and scratch folder.
PLANTS = {
    "folder": "Prosjektkvist",
    "user": "karibrukar",
    "host": "vertsmaskinen",
    "home": "heimemappa",
    "scratch": "skrapemappa",
}
FORMULA = '=HYPERLINK("http://x.example";"x")'
LACKING = "日"


@pytest.fixture(scope="module")
def traced(finished, tmp_path_factory):
    """The real evaluation, run where every name is a planted one; and what was printed."""
    root = tmp_path_factory.mktemp("x") / PLANTS["folder"] / "mappe med æøå"
    shutil.copytree(finished.root, root, ignore=shutil.ignore_patterns("processed", "reports"))
    project = type(finished)(root)
    project.set_fact(
        "family_survey_area_family_relations", indicator_nb=f"{FORMULA} & <b>{LACKING}"
    )
    scratch = tmp_path_factory.mktemp(PLANTS["scratch"])
    with pytest.MonkeyPatch.context() as patch:
        for name in ("USER", "USERNAME", "LOGNAME"):
            patch.setenv(name, PLANTS["user"])
        for name in ("HOSTNAME", "COMPUTERNAME", "HOST"):
            patch.setenv(name, PLANTS["host"])
        for name in ("HOME", "USERPROFILE", "XDG_DATA_HOME", "APPDATA"):
            patch.setenv(name, str(tmp_path_factory.mktemp(PLANTS["home"])))
        patch.setattr(socket, "gethostname", lambda: PLANTS["host"])
        patch.setattr(platform, "node", lambda: PLANTS["host"])
        patch.setattr(tempfile, "tempdir", str(scratch))
        said = project.larvik("run", "--force")
    assert said.code == 0, said.err
    return project, said


def png_texts(content: bytes) -> Iterator[bytes]:
    """Every chunk of a PNG file but the pixels; compressed ones unpacked."""
    at = 8
    while at < len(content):
        length, name = struct.unpack(">I4s", content[at : at + 8])
        chunk = content[at + 8 : at + 8 + length]
        if name != b"IDAT":
            yield name + chunk
        if name in (b"zTXt", b"iTXt", b"iCCP"):
            yield zlib.decompressobj().decompress(chunk.partition(b"\0")[2][1:])
        at += length + 12


def unpacked(content: bytes, suffix: str) -> Iterator[bytes]:
    """All bytes of a file, at any depth, as they are and unpacked."""
    if suffix == ".png":
        yield from png_texts(content)
        return
    yield content
    if suffix == ".docx":
        package = zipfile.ZipFile(io.BytesIO(content))
        for entry in package.infolist():
            yield entry.filename.encode() + entry.comment + entry.extra
            yield from unpacked(package.read(entry), Path(entry.filename).suffix)
    elif suffix == ".pdf":
        reader = pypdf.PdfReader(io.BytesIO(content))
        yield from (page.extract_text().encode() for page in reader.pages)
        writer = pypdf.PdfWriter(clone_from=reader)
        for made in writer._objects:
            yield str(made).encode("utf-8", "replace")
            if isinstance(made, StreamObject):
                yield made.get_data()
        yield str(reader.metadata).encode() + reader.xmp_metadata.stream.get_data()
    elif suffix == ".html":
        for found in re.findall(rb";base64,([\w+/=]+)", content):
            yield base64.b64decode(found)


def traces_in(content: bytes, words: str) -> bool:
    """Whether a word stands in some bytes, in an encoding that files use."""
    low = content.lower()
    return any(words.lower().encode(how) in low for how in ("utf-8", "utf-16-le", "utf-16-be"))


def test_no_released_file_says_where_or_by_whom_it_was_made(traced):
    project, _ = traced
    files = [path for path in sorted(project.report().rglob("*")) if path.is_file()]
    assert {path.suffix for path in files} == {
        ".html", ".docx", ".pdf", ".png", ".svg", ".csv", ".json",
    }  # fmt: skip
    told = [*PLANTS.values(), "mappe med", str(Path(__file__).parents[2])]
    for path in files:
        for content in unpacked(path.read_bytes(), path.suffix):
            found = [words for words in told if traces_in(content, words)]
            assert not found, path.name


def test_nothing_that_is_printed_says_where_either(traced):
    _, said = traced
    assert not [words for words in PLANTS.values() if words in said.out + said.err]


def test_the_search_finds_what_is_there(traced):
    """The place of the evaluation is in every readable file, so the search would find it."""
    project, _ = traced
    for name in ("report.html", "report.docx", "report.pdf"):
        path = project.report() / name
        parts = unpacked(path.read_bytes(), path.suffix)
        assert any(traces_in(part, "Fagerli") for part in parts), name
    first = next(png_texts(next(project.report().rglob("*.png")).read_bytes()))
    assert first.startswith(b"IHDR")


def test_a_label_that_looks_like_a_formula_is_a_text_in_the_table(traced):
    project, _ = traced
    tables = {}
    for path in (project.report() / "tables").glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            tables[path.stem] = list(csv.reader(file))
    cells = [cell for row in tables["rodt-omrader"] for cell in row]
    assert f"'{FORMULA} & <b>{LACKING}" in cells
    for rows in tables.values():
        for row in rows:
            assert not [cell for cell in row if cell.startswith(("=", "@", "\t", "+"))]
            assert all(re.fullmatch(r"-?[\d.e-]+", c) for c in row if c.startswith("-"))


def test_check_says_which_letters_cannot_be_shown(traced, capfd):
    project, _ = traced
    said = project.larvik("check")
    assert f"tomme firkanter i figurene og i PDF: {LACKING}." in said.out
    assert said.code == 0
    assert "Glyph" not in "".join(capfd.readouterr())
    told = json.loads(project.larvik("check", "--json").out)["todos"]
    assert "letters_without_shape" in [todo["code"] for todo in told]


def test_a_control_character_is_a_fault_and_no_crash(project):
    project.edit(
        "data/raw/larvik-fagerli/evaluation.yaml", "zone: Fagerli", 'zone: "Fager\\eli"'
    )
    said = project.larvik("run")
    assert said.code == 1
    assert "tegn som ikke kan vises" in said.err
