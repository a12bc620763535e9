"""Her text in Word: what is read of a document, and all that is refused."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

from larvik_analysis.errors import InputError
from larvik_analysis.inputs.own_text import inspect_own_text
from larvik_analysis.inputs.word_text import read_word
from larvik_analysis.terms.own_text import OwnHeading

W = nsdecls("w")


@pytest.fixture
def document():
    """A document with one heading."""
    made = docx.Document()
    made.add_heading("Kort fortalt", 1)
    return made


def content_of(document) -> bytes:
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def read(document):
    """Headings and passages as plain text, and the faults with their paragraphs."""
    found, faults = read_word(content_of(document), "tekst.docx", "nb")
    shape = [
        f"{'#' * thing.level} {thing.words}"
        if isinstance(thing, OwnHeading)
        else "".join(
            p if isinstance(p, str) else f"<{p.name}|{p.form}>" for p in thing.pieces
        ).replace("\u200b", "")
        for thing in found
    ]
    return shape, [(fault.code, fault.line) for fault in faults]


def add(document, xml: str):
    """Put a paragraph of this content at the end."""
    body = document.element.body
    element = parse_xml(f"<w:p {W} {nsdecls('r', 'm')}>{xml}</w:p>")
    body.insert(len(body) - 1, element)
    return element


def run(text: str, properties: str = "") -> str:
    looks = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f'<w:r>{looks}<w:t xml:space="preserve">{text}</w:t></w:r>'


def png() -> bytes:
    """The smallest picture."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        end = zlib.crc32(kind + data)
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", end)

    head = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        (chunk(b"IHDR", head), chunk(b"IDAT", zlib.compress(b"\0\0")), chunk(b"IEND", b""))
    )


def test_headings_paragraphs_and_looks(document):
    document.add_heading("Hva sier familiene?", 2)
    paragraph = document.add_paragraph("Vanlig, ")
    paragraph.add_run("fet ").bold = True
    paragraph.add_run("og skrå").italic = True
    paragraph.add_run(" * _ [x](y) # 1.")
    document.add_paragraph("")
    shape, faults = read(document)
    assert shape == [
        "# Kort fortalt",
        "## Hva sier familiene?",
        r"Vanlig\, **fet ***og skrå* \* \_ \[x\]\(y\) \# 1\.",
    ]
    assert faults == []


def test_headings_in_norwegian_word(document):
    # Norwegian Word names the style "heading 1" and gives it the id "Overskrift1".
    style = document.styles["Heading 1"]
    style.element.set(qn("w:styleId"), "Overskrift1")
    for paragraph in document.element.body.iter(qn("w:pStyle")):
        paragraph.set(qn("w:val"), "Overskrift1")
    made = document.styles.add_style("Kapittel hos oss", 1)
    made.base_style = document.styles["heading 1"]
    document.add_paragraph("Egen stil", style="Kapittel hos oss")
    assert read(document) == (["# Kort fortalt", "# Egen stil"], [])


@pytest.mark.parametrize("name", ["Overskrift 2", "overskrift 2"])
def test_a_heading_style_by_its_norwegian_name(document, name):
    document.styles.add_style(name, 1)
    document.add_paragraph("Del", style=name)
    assert read(document)[0] == ["# Kort fortalt", "## Del"]


def test_a_heading_by_the_outline_level_of_its_style_or_its_own(document):
    style = document.styles.add_style("Mellomtittel", 1)
    style.element.get_or_add_pPr().append(parse_xml(f'<w:outlineLvl {W} w:val="2"/>'))
    document.add_paragraph("Av stilen", style="Mellomtittel")
    add(document, '<w:pPr><w:outlineLvl w:val="1"/></w:pPr>' + run("Sin egen"))
    add(document, '<w:pPr><w:outlineLvl w:val="9"/></w:pPr>' + run("Brødtekst"))
    assert read(document)[0] == ["# Kort fortalt", "### Av stilen", "## Sin egen", "Brødtekst"]


def test_a_heading_too_deep_is_refused(document):
    document.add_heading("Dypt", 4)
    assert read(document)[1] == [("text_heading_deep", 2)]


def test_lists_keep_their_depth_and_kind(document):
    document.add_paragraph("Innledning")
    document.add_paragraph("en", style="List Bullet")
    document.add_paragraph("under", style="List Bullet 2")
    document.add_paragraph("to", style="List Bullet")
    document.add_paragraph("Etter")
    document.add_paragraph("først", style="List Number")
    shape, faults = read(document)
    assert shape[1:] == ["Innledning", "- en", "- under", "- to", "Etter", "1. først"]
    assert faults == []


def test_a_list_by_its_own_properties_goes_below_the_item_above(document):
    def item(depth: int, text: str) -> None:
        numbered = f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="1"/></w:numPr>'
        add(document, f"<w:pPr>{numbered}</w:pPr>" + run(text))

    item(0, "en")
    item(1, "under")
    item(0, "to")
    [_, first, second] = read(document)[0]
    assert [line[:5] for line in first.split("\n")] == ["- en", "    1"]  # has no sign there
    assert second == "- to"


def test_links_lead_where_they_lead(document):
    part = document.part
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"
    safe = part.relate_to("https://example.no/a b", kind, is_external=True)
    other = part.relate_to("file:///c:/hemmelig", kind, is_external=True)
    add(
        document,
        f'<w:hyperlink r:id="{safe}">{run("siden")}</w:hyperlink>'
        f'<w:hyperlink r:id="{other}">{run(" filen")}</w:hyperlink>',
    )
    assert read(document)[0][1] == "[siden](<https://example.no/a%20b>) filen"


def test_a_link_that_word_keeps_as_a_field(document):
    def char(kind: str) -> str:
        return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'

    code = '<w:r><w:instrText> HYPERLINK "https://example.no" </w:instrText></w:r>'
    add(document, char("begin") + code + char("separate") + run("her") + char("end"))
    assert read(document) == (["# Kort fortalt", "[her](<https://example.no>)"], [])


@pytest.mark.parametrize(
    "pieces",
    [
        [run("{{fact:red_families|word}}")],
        [run("{{fact:"), run("red_fam", "<w:b/>"), run("ilies|word}}")],
        [run("{"), run("{fact:red_families|word}"), run("}")],
        [run("{{fact:red"), "<w:proofErr w:type='spellStart'/>", run("_families|word}}")],
        [run("{{fact:\u00a0red_families"), "<w:r><w:softHyphen/></w:r>", run("|word}}")],
    ],
)
def test_a_field_in_pieces_is_one_field(document, pieces):
    add(document, run("Foran ") + "".join(pieces) + run(" bak"))
    assert read(document) == (
        ["# Kort fortalt", "Foran <fact:red_families|word> bak"],
        [],
    )


def test_a_bold_field_is_bold_as_a_whole(document):
    add(document, run("a ") + run("{{fact:", "<w:b/>") + run("x}}") + run(" b", "<w:i/>"))
    assert read(document)[0][1] == "a **<fact:x|>*** b*"


def test_hyphens_and_quotes_that_word_exchanges(document):
    add(document, run("{{estimate:rodt") + "<w:r><w:noBreakHyphen/></w:r>" + run("hvem.a}}"))
    add(document, run("{{estimate:cell(“d”, “q=ja”)}}"))
    assert read(document)[0][1:] == [
        "<estimate:rodt-hvem.a|>",
        '<estimate:cell("d", "q=ja")|>',
    ]


def test_line_breaks_stay_and_page_breaks_go(document):
    add(
        document,
        run("en") + "<w:r><w:br/></w:r>" + run("to") + '<w:r><w:br w:type="page"/></w:r>',
    )
    assert read(document)[0][1] == "en\\\nto"


def test_numbers_are_counted_and_the_number_of_an_item_is_not(document):
    document.add_paragraph("I 2024 var to familier med.")
    document.add_paragraph("først", style="List Number")
    document.add_paragraph("2. mai")
    found, _ = read_word(content_of(document), "tekst.docx", "nb")
    assert [thing.typed for thing in found[1:]] == [(2, 2), (), (4,)]


INS = '<w:ins w:id="1" w:author="Kari" w:date="2026-01-01T00:00:00Z">'
REFUSED = {
    "innsatt": (f"{INS}{run('nytt')}</w:ins>", "word_tracked"),
    "slettet": ('<w:del w:id="1" w:author="K"><w:r><w:delText>x</w:delText></w:r></w:del>',
                "word_tracked"),
    "flyttet": (f'<w:moveTo w:id="1" w:author="K">{run("x")}</w:moveTo>', "word_tracked"),
    "avsnittsmerke": (f"<w:pPr><w:rPr>{INS}</w:ins></w:rPr></w:pPr>{run('x')}",
                      "word_tracked"),
    "kommentar": ('<w:commentRangeStart w:id="0"/>' + run("x")
                  + '<w:commentRangeEnd w:id="0"/><w:r><w:commentReference w:id="0"/></w:r>',
                  "word_comment"),
    "skjult": (run("hemmelig", "<w:vanish/>"), "word_hidden"),
    "tegning": ("<w:r><w:drawing/></w:r>", "word_image"),
    "gammel tegning": ("<w:r><w:pict/></w:r>", "word_image"),
    "objekt": ("<w:r><w:object/></w:r>", "word_object"),
    "formel": ("<m:oMath><m:r><m:t>x</m:t></m:r></m:oMath>", "word_equation"),
    "fotnote": (run("x") + '<w:r><w:footnoteReference w:id="1"/></w:r>', "word_footnote"),
    "sluttnote": (run("x") + '<w:r><w:endnoteReference w:id="1"/></w:r>', "word_footnote"),
    "tegn": ('<w:r><w:sym w:font="Wingdings" w:char="F04A"/></w:r>', "word_other"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_text_is_refused_with_its_paragraph(document, name):
    xml, code = REFUSED[name]
    document.add_paragraph("Et avsnitt først.")
    add(document, xml)
    _, faults = read(document)
    assert faults == [(code, 3)]


def test_a_text_box_beside_its_older_twin(document):
    mc = "http://schemas.openxmlformats.org/markup-compatibility/2006"
    add(
        document,
        f'<w:r><mc:AlternateContent xmlns:mc="{mc}"><mc:Choice Requires="wps"/>'
        "</mc:AlternateContent></w:r>",
    )
    assert read(document)[1] == [("word_image", 2)]


def test_a_real_picture_a_real_table_and_a_real_comment(document):
    document.add_picture(io.BytesIO(png()))
    document.add_table(1, 1).cell(0, 0).text = "celle"
    paragraph = document.add_paragraph("Sagt noe om")
    document.add_comment(paragraph.runs, text="Stemmer dette?", author="Kari")
    shape, faults = read(document)
    assert faults == [("word_image", 2), ("word_table", 3), ("word_comment", 4)]
    assert "celle" not in " ".join(shape)
    assert "Stemmer" not in " ".join(shape)


def test_tracked_changes_and_comments_are_told_once_with_how_many(document):
    for _ in range(3):
        add(document, REFUSED["innsatt"][0] + REFUSED["kommentar"][0])
    _, faults = read_word(content_of(document), "tekst.docx", "nb")
    assert [(fault.code, fault.line) for fault in faults] == [
        ("word_tracked", 2),
        ("word_comment", 2),
    ]
    assert all("Antall avsnitt: 3." in fault.sentence("nb") for fault in faults)


def test_changes_of_looks_are_no_changes_of_the_text(document):
    change = '<w:b/><w:rPrChange w:id="1" w:author="K"><w:rPr/></w:rPrChange>'
    add(document, run("fet", change))
    assert read(document) == (["# Kort fortalt", "**fet**"], [])


def test_hidden_by_its_style(document):
    style = document.styles.add_style("Merknad", 1)
    style.font.hidden = True
    document.add_paragraph("ikke for andre", style="Merknad")
    shown = document.add_paragraph("men ", style="Merknad")
    shown.runs[0].font.hidden = False
    shape, faults = read(document)
    assert faults == [("word_hidden", 2)]
    assert shape == ["# Kort fortalt", "men"]


def test_contents_and_words_that_ask_for_words_are_no_text(document):
    style = document.styles.add_style("toc 1", 1)
    document.add_paragraph("Kort fortalt 1", style=style)
    placeholder = (
        "<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>"
        f"{run('Klikk her for å skrive')}</w:sdtContent></w:sdt>"
    )
    filled = f"<w:sdt><w:sdtPr/><w:sdtContent>{run('Fylt ut')}</w:sdtContent></w:sdt>"
    add(document, placeholder + filled)
    assert read(document) == (["# Kort fortalt", "Fylt ut"], [])


def test_nothing_of_the_properties_is_read(document):
    document.core_properties.author = "Kari Nordmann"
    document.core_properties.comments = "hemmelig"
    document.sections[0].header.paragraphs[0].text = "topptekst"
    shape, _ = read(document)
    assert shape == ["# Kort fortalt"]


def zip_of(**parts: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/"), content)
    return buffer.getvalue()


OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
BOMB = b'<!DOCTYPE x [<!ENTITY a "aaaa">]><w:document xmlns:w="x">&a;</w:document>'


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "word_not"),
        (b"bare tekst", "word_not"),
        (b"{\\rtf1 tekst}", "word_not"),
        (OLD + b"\0" * 100, "word_old"),
        (OLD + b"\0" * 100 + "EncryptedPackage".encode("utf-16-le"), "word_password"),
        (zip_of(mimetype=b"application/vnd.oasis.opendocument.text"), "word_not"),
        (zip_of(xl__workbook=b"<x/>"), "word_not"),
        (zip_of(**{"word__document.xml": b"<x"}), "word_not"),
        (zip_of(**{"word__document.xml": b"<x/>"}), "word_not"),
        (zip_of(**{"word__document.xml": BOMB}), "word_not"),
        (zip_of(**{"word__document.xml": b"<x/>"})[:60], "word_not"),
    ],
    ids=(
        "nothing", "text", "rtf", "doc", "password", "odt", "xlsx", "no_xml", "no_word",
        "entities", "cut",
    ),  # a zip holds the time it was made, and two workers must call a test the same
)  # fmt: skip
def test_what_is_no_word_file_is_told_how_to_save(tmp_path, content, code):
    (tmp_path / "tekst.docx").write_bytes(content)
    text, faults, _ = inspect_own_text(tmp_path, "nb", "nb")
    assert [fault.code for fault in faults] == [code]
    assert text.sections == ()
    with pytest.raises(InputError):
        raise InputError(faults)


def test_a_damaged_file_is_told_of_wherever_it_is_cut(document):
    content = content_of(document)
    for end in range(0, len(content) - 1, len(content) // 12):
        with pytest.raises(InputError) as refused:
            read_word(content[:end], "tekst.docx", "nb")
        assert [fault.code for fault in refused.value.faults] == ["word_not"]
