"""The evaluator's own Word template: what is read of it, and what is refused and how."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from PIL import Image, PngImagePlugin

from larvik_analysis.errors import InputError
from larvik_analysis.inputs.pictures import without_metadata
from larvik_analysis.inputs.template import find_template, inspect_templates, read_template
from larvik_analysis.terms.catalogue import LANGUAGES

MAIN = "wordprocessingml.document.main+xml"
SECRET = "Åse Hemmelig"


def word_file(
    change: Callable[[str, bytes], bytes | None] | None = None, **more: bytes
) -> bytes:
    """The bytes of python-docx's own template, each part changed or left out."""
    packed = io.BytesIO()
    docx.Document().save(packed)
    again = io.BytesIO()
    with zipfile.ZipFile(packed) as old, zipfile.ZipFile(again, "w") as new:
        for name in old.namelist():
            content = old.read(name) if change is None else change(name, old.read(name))
            if content is not None:
                new.writestr(name, content)
        for name, content in more.items():
            new.writestr(name, content)
    return again.getvalue()


def in_part(part: str, old: str, new: str) -> Callable[[str, bytes], bytes]:
    """A change of one text in one part."""

    def change(name: str, content: bytes) -> bytes:
        if name != part:
            return content
        assert old.encode() in content
        return content.replace(old.encode(), new.encode())

    return change


def typed(content_type: str) -> bytes:
    """A package that says it is something else."""
    return word_file(in_part("[Content_Types].xml", MAIN, content_type))


def locked_zip() -> bytes:
    """A package whose parts say that they need a password."""
    content = bytearray(word_file())
    place = content.find(b"PK\x01\x02")
    while place >= 0:
        content[place + 8] |= 1
        place = content.find(b"PK\x01\x02", place + 4)
    return bytes(content)


def damaged() -> bytes:
    """A package with a byte turned in the middle of its styles."""
    packed = io.BytesIO()
    docx.Document().save(packed)
    content = bytearray(packed.getvalue())
    place = content.find(b"word/styles.xml") + 200
    content[place : place + 40] = bytes(40)
    return bytes(content)


def with_changed_header() -> bytes:
    """A template whose head has text that nobody accepted."""
    document = docx.Document()
    document.sections[0].header.paragraphs[0].add_run("UNIKT")
    packed = io.BytesIO()
    document.save(packed)
    again = io.BytesIO()
    with zipfile.ZipFile(packed) as old, zipfile.ZipFile(again, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if b"UNIKT" in content:
                mark = f'<w:ins w:id="1" w:author="{SECRET}"><w:r>'.encode()
                content = content.replace(b"<w:r>", mark).replace(b"</w:r>", b"</w:r></w:ins>")
            new.writestr(name, content)
    return again.getvalue()


OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500)
UNFIT: dict[str, tuple[bytes, str]] = {
    "nothing": (b"", "template_empty"),
    "spaces": (b" \r\n", "template_empty"),
    "old Word": (OLD + "WordDocument".encode("utf-16-le"), "template_old"),
    "password": (OLD + "EncryptedPackage".encode("utf-16-le"), "template_locked"),
    "locked parts": (locked_zip(), "template_locked"),
    "PDF": (b"%PDF-1.7\n", "template_of_kind"),
    "RTF": (b"{\\rtf1\\ansi}", "template_of_kind"),
    "text": ("Kjære alle".encode(), "template_other"),
    "zip": (word_file(lambda name, _: None, **{"a.txt": b"a"}), "template_other"),
    "Excel": (typed("spreadsheetml.sheet.main+xml"), "template_of_kind"),
    "PowerPoint": (typed("presentationml.presentation.main+xml"), "template_of_kind"),
    "LibreOffice": (
        word_file(
            lambda name, _: None, mimetype=b"application/vnd.oasis.opendocument.text"
        ),
        "template_of_kind",
    ),
    "macros": (typed("ms-word.document.macroEnabled.main+xml"), "template_macros"),
    "macros in a template": (
        typed("ms-word.template.macroEnabledTemplate.main+xml"),
        "template_macros",
    ),
    "strict": (
        word_file(
            in_part(
                "word/document.xml",
                "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
                "http://purl.oclc.org/ooxml/wordprocessingml/main",
            )
        ),
        "template_strict",
    ),
    "cut off": (word_file()[:9000], "template_broken"),
    "damaged": (damaged(), "template_broken"),
    "no styles": (
        word_file(lambda name, content: None if "styles" in name else content),
        "template_broken",
    ),
    "no end": (word_file(in_part("word/styles.xml", "</w:styles>", "")), "template_broken"),
    "entities": (
        word_file(
            in_part("word/styles.xml", "<w:styles", '<!DOCTYPE x [<!ENTITY a "a">]><w:styles')
        ),
        "template_broken",
    ),
    "changes": (with_changed_header(), "template_changes"),
}  # fmt: skip


@pytest.mark.parametrize(("content", "code"), UNFIT.values(), ids=UNFIT)
def test_what_is_no_template_is_refused_with_the_way_out(tmp_path: Path, content, code):
    path = tmp_path / "mal.docx"
    path.write_bytes(content)
    with pytest.raises(InputError) as caught:
        read_template(path)
    (fault,) = caught.value.faults
    assert (fault.file, fault.code) == ("mal.docx", code)
    for language in LANGUAGES:
        told = fault.sentence(language)
        assert "{" not in told
        assert "Word" in told
        assert SECRET not in told
        assert str(tmp_path) not in told


def test_a_package_that_unpacks_to_far_too_much_is_not_unpacked(tmp_path: Path):
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as package:
        with zipfile.ZipFile(io.BytesIO(word_file())) as old:
            parts = {name: old.read(name) for name in old.namelist()}
        parts["word/styles.xml"] += b" " * 25 * 1024 * 1024
        for name, content in parts.items():
            package.writestr(name, content)
    assert len(bomb.getvalue()) < 200_000
    (tmp_path / "mal.docx").write_bytes(bomb.getvalue())
    with pytest.raises(InputError) as caught:
        read_template(tmp_path / "mal.docx")
    assert caught.value.faults[0].code == "template_large"


def test_a_package_of_thousands_of_parts_is_refused(tmp_path: Path):
    many = {f"word/a{number}.xml": b"" for number in range(2_001)}
    (tmp_path / "mal.docx").write_bytes(word_file(**many))
    with pytest.raises(InputError) as caught:
        read_template(tmp_path / "mal.docx")
    assert caught.value.faults[0].code == "template_large"


def test_a_part_that_nobody_asked_for_is_not_read(tmp_path: Path):
    (tmp_path / "mal.docx").write_bytes(word_file(**{"word/vbaProject.bin": SECRET.encode()}))
    found = read_template(tmp_path / "mal.docx")
    assert found.styles
    assert SECRET.encode() not in b"".join([found.document, found.styles, found.settings])


def test_a_template_saved_as_a_document_is_taken(tmp_path: Path):
    (tmp_path / "mal.docx").write_bytes(typed("wordprocessingml.template.main+xml"))
    assert read_template(tmp_path / "mal.docx").styles


def test_heads_come_with_their_pictures_and_nothing_from_outside(tmp_path: Path):
    document = docx.Document()
    logo = io.BytesIO()
    Image.new("RGB", (4, 2)).save(logo, "PNG")
    document.sections[0].header.paragraphs[0].add_run().add_picture(logo)
    header = document.sections[0].header.part
    header.relate_to("https://eksempel.no/spor.png", f"{_OFFICE}/image", is_external=True)
    header.relate_to("https://eksempel.no", f"{_OFFICE}/hyperlink", is_external=True)
    document.save(tmp_path / "mal.docx")
    (part,) = read_template(tmp_path / "mal.docx").page_parts.values()
    (picture,) = part.pictures.values()
    assert (picture.ending, picture.content[:4]) == ("png", b"\x89PNG")


_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


@pytest.mark.parametrize(
    ("lying", "language", "found"),
    [
        ((), "nb", None),
        (("mal.docx",), "nb", "mal.docx"),
        (("mal.docx",), "en", "mal.docx"),
        (("mal.docx", "mal.en.docx"), "en", "mal.en.docx"),
        (("mal.docx", "mal.en.docx"), "nb", "mal.docx"),
        (("mal.docx", "mal.en.docx"), "nn", "mal.docx"),
        (("mal.en.docx",), "nb", None),
    ],
)
def test_which_template_is_for_which_language(tmp_path: Path, lying, language, found):
    for name in lying:
        (tmp_path / name).write_bytes(b"")
    path = find_template(tmp_path, language)
    assert (None if path is None else path.name) == found


def test_every_template_is_looked_at(tmp_path: Path):
    (tmp_path / "mal.docx").write_bytes(word_file())
    (tmp_path / "mal.en.docx").write_bytes(b"")
    good, bad = inspect_templates(tmp_path)
    assert (good[0], good[2]) == ("mal.docx", [])
    assert good[1] is not None
    assert (bad[0], bad[1], [fault.code for fault in bad[2]]) == (
        "mal.en.docx",
        None,
        ["template_empty"],
    )


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_a_picture_loses_what_it_tells_and_keeps_what_it_shows(kind: str):
    shown = Image.linear_gradient("L").resize((40, 30)).convert("RGB")
    packed = io.BytesIO()
    if kind == "PNG":
        told = PngImagePlugin.PngInfo()
        told.add_text("Author", SECRET)
        shown.save(packed, kind, pnginfo=told, dpi=(200, 200))
    else:
        about = Image.Exif()
        about[0x013B] = SECRET  # the artist
        shown.save(packed, kind, exif=about, comment=SECRET.encode(), dpi=(200, 200))
    before = packed.getvalue()
    assert SECRET.encode() in before or SECRET.encode("latin-1") in before
    after = without_metadata(before)
    assert b"Hemmelig" not in after
    with Image.open(io.BytesIO(before)) as old, Image.open(io.BytesIO(after)) as new:
        assert new.tobytes() == old.tobytes()
        assert new.info["dpi"] == old.info["dpi"]


@pytest.mark.parametrize("picture", [b"", b"GIF89a", b"\x89PNG\r\n\x1a\n\xff\xff\xff\xff" * 3])
def test_a_picture_of_another_form_is_left_as_it_is(picture: bytes):
    assert without_metadata(picture) == picture


@pytest.mark.parametrize("name", ["mal.dotx", "mal.pdf", "Mal.DOCX", "mal.en.odt"])
def test_what_is_called_nearly_like_a_template_is_told_and_not_passed_over(tmp_path, name):
    (tmp_path / name).write_bytes(b"x")
    (tmp_path / "maler.docx").write_bytes(b"x")  # another word
    [(found, template, [fault])] = list(inspect_templates(tmp_path))
    assert (found, template, fault.code) == (name, None, "template_misnamed")
