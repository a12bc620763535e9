"""A report in the evaluator's own Word template: her looks, our marks, nobody's name."""

from __future__ import annotations

import copy
import io
import re
import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path
from xml.etree.ElementTree import Element

import docx
import pytest
from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from larvik_analysis.inputs.template import read_template
from larvik_analysis.report import word_sizes, word_styles, word_template
from larvik_analysis.report.assemble import assemble, assemble_figures
from larvik_analysis.report.document import ReportDocument
from larvik_analysis.report.word_colours import (
    LEAST_CONTRAST,
    colour_of,
    contrast,
    palette_of,
    theme_colours,
    tint,
)
from larvik_analysis.report.word_package import unpack
from larvik_analysis.report.word_writer import render_word
from larvik_analysis.report.word_xml import parse, to_bytes, value, word
from larvik_analysis.run.own_template import check_templates

SECRET = "Åse Hemmelig"
MARKS = "UTKAST  ·  SYNTETISKE DATA"
GREEN = "006633"
Change = Callable[[Document], None]


def plain(document: Document) -> None:
    """The template of python-docx as it is."""


def organisation(document: Document) -> None:
    """A font, a colour, a logo, page numbers, and much that is nobody's business."""
    document.core_properties.author = SECRET
    document.core_properties.comments = SECRET
    document.add_paragraph(f"Brødtekst av {SECRET}")
    document.styles["Normal"].font.name = "Georgia"
    document.styles["Normal"].font.size = Pt(10)
    for level in (1, 2):
        document.styles[f"Heading {level}"].font.color.rgb = RGBColor.from_string(GREEN)
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(40)
    section.different_first_page_header_footer = True
    logo = io.BytesIO()
    Image.new("RGB", (30, 9), (0, 120, 60)).save(logo, "PNG")
    head = section.first_page_header.paragraphs[0]
    head.add_run().add_picture(logo, width=Mm(30))
    head.add_run("Larvik kommune")
    for foot in (section.footer, section.first_page_footer):
        foot.paragraphs[0].add_run("side ")
        for name, said in (("PAGE", "7"), ("AUTHOR", SECRET), (r"FILENAME \p", SECRET)):
            add_field(foot.paragraphs[0], name, said)


def add_field(paragraph: object, instruction: str, said: str) -> None:
    """A field in one piece."""
    field = f'<w:fldSimple {nsdecls("w")} w:instr=" {instruction} ">'
    shown = f"{field}<w:r><w:t>{said}</w:t></w:r></w:fldSimple>"
    paragraph._p.append(parse_xml(shown))  # type: ignore[attr-defined]


def saved(folder: Path, change: Change, *, texts: Iterable[tuple[str, str]] = ()) -> Path:
    """A template, with texts of its parts replaced after it was saved."""
    document = docx.Document()
    change(document)
    packed, path = io.BytesIO(), folder / "mal.docx"
    document.save(packed)
    with zipfile.ZipFile(packed) as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            for before, after in texts:
                content = content.replace(before.encode(), after.encode())
            new.writestr(name, content)
    return path


def made(document: ReportDocument, folder: Path, template: Path) -> Document:
    """The report in that template."""
    work = folder / "work"
    work.mkdir()
    packed = render_word(assemble(document, work), work, template)
    (folder / "report.docx").write_bytes(packed)
    return docx.Document(io.BytesIO(packed))


@pytest.fixture(scope="module")
def own_file(norwegian: ReportDocument, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report in the template of an organisation."""
    folder = tmp_path_factory.mktemp("own")
    made(norwegian, folder, saved(folder, organisation))
    return folder / "report.docx"


@pytest.fixture(scope="module")
def own(own_file: Path) -> Document:
    return docx.Document(own_file)


def named(document: Document, name: str) -> object:
    """The style of a paragraph of the text, by its name in Word."""
    return next(p.style for p in document.paragraphs if p.style.name == name)


# Styles ------------------------------------------------------------------------


def test_her_styles_are_used_and_stay_as_they_are(own: Document):
    heading = named(own, "Heading 1")
    assert str(heading.font.color.rgb) == GREEN
    assert heading.font.size == Pt(14)  # of the template of python-docx; ours has 20
    assert own.styles["Normal"].font.name == "Georgia"


def test_what_she_lacks_is_ours_in_her_font_and_colour(own: Document):
    title = named(own, "Exhibit Title")
    assert str(title.font.color.rgb) == GREEN
    assert title.font.bold
    assert title.paragraph_format.keep_with_next
    notes = named(own, "Notes")
    assert notes.font.size == Pt(8)  # nine of eleven points, at her ten
    assert notes.font.color.rgb is None
    lacked = {word_styles.alike(name) for name in word_styles.missing_styles(_THEIRS)}
    added = [s for s in own.styles if word_styles.alike(s.name) in lacked]
    assert len(added) == len(lacked)
    texts = "".join(str(style.element.xml) for style in added)
    assert "rFonts" not in texts
    for ours in ("0B4F5C", "1D2A30", "4A5A61", "8A1C1C", "9FB8BD", "E8F1F2"):
        assert ours not in texts


def test_every_style_that_is_named_is_there(own: Document, own_file: Path):
    parts = unpack(own_file.read_bytes())
    known = {style.get(qn("w:styleId")) for style in own.styles.element.iter(qn("w:style"))}
    for name, content in parts.items():
        if re.fullmatch(r"word/(document|header\w*|footer\w*|styles)\.xml", name):
            tags = "pStyle|rStyle|tblStyle|basedOn|next|link"
            used = re.findall(rf'<w:(?:{tags}) w:val="(.*?)"', content.decode())
            assert set(used) <= known, name


def test_ids_of_another_language_are_found_by_name(norwegian: ReportDocument, tmp_path: Path):
    ids = [("Heading", "Overskrift"), ('"Title"', '"Tittel"'), ('"Caption"', '"Bildetekst"')]
    texts = [
        *((f'w:styleId="{a}', f'w:styleId="{b}') for a, b in [("Heading", "Overskrift")]),
        *((f'w:{use} w:val="Heading', f'w:{use} w:val="Overskrift')
          for use in ("basedOn", "next", "link", "pStyle")),
        *((f"w:styleId={a}", f"w:styleId={b}") for a, b in ids[1:]),
        ('w:val="heading 1"', 'w:val="HEADING  1"'),
    ]  # fmt: skip
    template = saved(tmp_path, organisation, texts=texts)
    assert b"Overskrift1" in zipfile.ZipFile(template).read("word/styles.xml")
    report = made(norwegian, tmp_path, template)
    headings = [p for p in report.paragraphs if p.style.style_id == "Heading1"]
    assert [p.text for p in headings] == [
        "Kort fortalt",
        "Grønt tiltak: åpent for alle",
        "Rødt tiltak",
    ]
    assert {str(p.style.font.color.rgb) for p in headings} == {GREEN}
    styles = [style.name.casefold() for style in report.styles]
    assert len(set(styles)) == len(styles)
    assert "Overskrift" not in report.styles.element.xml


@settings(max_examples=15, deadline=None)
@given(data=st.data())
def test_whatever_a_template_lacks_the_styles_hang_together(data: st.DataObject):
    theirs = copy.deepcopy(_THEIRS)
    for style in theirs.findall(word("style")):
        name = value(style.find(word("name")))
        fate = data.draw(st.sampled_from(["keep", "keep", "drop", "other id", "loud name"]))
        if fate == "drop":
            theirs.remove(style)
        elif fate == "other id":
            style.set(word("styleId"), f"x{value(style, 'styleId')}")
        elif fate == "loud name":
            style.find(word("name")).set(word("val"), name.upper())
    used = ["Heading1", "BodyText", "Table", "Callout", "Hyperlink", "ImageCaption"]
    lacked = word_styles.missing_styles(theirs)
    word_styles.merge_styles(_OURS, theirs, {}, used)
    styles = theirs.findall(word("style"))
    ids = [value(style, "styleId") for style in styles]
    assert len(set(ids)) == len(ids)
    assert set(used) <= set(ids)
    linked = [value(s.find(word(k))) for s in styles for k in ("basedOn", "next", "link")]
    assert set(linked) - {""} <= set(ids)
    assert word_styles.missing_styles(theirs) == []
    known = word_styles.by_name(theirs)
    for name in lacked:  # what was added has no font and no colour of ours
        style = to_bytes(known[word_styles.alike(name)]).decode()
        assert "rFonts" not in style
        assert "0B4F5C" not in style


def _styles_of(packed: bytes) -> Element:
    return parse(unpack(packed)["word/styles.xml"])


def _default_template() -> bytes:
    packed = io.BytesIO()
    docx.Document().save(packed)
    return packed.getvalue()


_TEMPLATES = Path(word_styles.__file__).parent / "templates"
_OURS = _styles_of((_TEMPLATES / "reference.docx").read_bytes())
_THEIRS = _styles_of(_default_template())


def test_our_template_has_every_style_a_report_uses_and_only_known_colours():
    assert word_styles.missing_styles(_OURS) == []
    texts = to_bytes(_OURS).decode()
    known = {"0B4F5C", "9FB8BD", "E8F1F2", "1D2A30", "4A5A61", "8A1C1C", "auto"}
    assert set(re.findall(r'w:(?:fill|color)="(\w+)"', texts)) <= known - {"1D2A30", "8A1C1C"}
    assert set(re.findall(r'<w:color w:val="(\w+)"', texts)) <= known


def test_headings_that_a_template_counts_keep_their_numbers(
    norwegian: ReportDocument, tmp_path: Path
):
    def counted(document: Document) -> None:
        lists = document.part.numbering_part.element
        shape = parse_xml(
            f'<w:abstractNum {nsdecls("w")} w:abstractNumId="77"><w:nsid w:val="12345678"/>'
            '<w:multiLevelType w:val="multilevel"/><w:lvl w:ilvl="0"><w:start w:val="1"/>'
            '<w:numFmt w:val="decimal"/><w:pStyle w:val="Heading1"/>'
            '<w:lvlText w:val="Del %1"/></w:lvl></w:abstractNum>'
        )
        lists.insert(0, shape)
        lists.append(
            parse_xml(
                f'<w:num {nsdecls("w")} w:numId="88"><w:abstractNumId w:val="77"/></w:num>'
            )
        )
        properties = document.styles["Heading 1"].element.get_or_add_pPr()
        properties.append(parse_xml(f'<w:numPr {nsdecls("w")}><w:numId w:val="88"/></w:numPr>'))

    report = made(norwegian, tmp_path, saved(tmp_path, counted))
    number = named(report, "Heading 1").element.find(f".//{qn('w:numId')}").get(qn("w:val"))
    lists = report.part.numbering_part.element
    entry = next(e for e in lists.findall(qn("w:num")) if e.get(qn("w:numId")) == number)
    shape_of = entry.find(qn("w:abstractNumId")).get(qn("w:val"))
    (shape,) = (
        e
        for e in lists.findall(qn("w:abstractNum"))
        if e.get(qn("w:abstractNumId")) == shape_of
    )
    assert shape.find(f".//{qn('w:lvlText')}").get(qn("w:val")) == "Del %1"
    order = [child.tag for child in lists]
    assert order == sorted(order, key=lambda tag: tag == qn("w:num"))
    # Lists of the text still count by lists of their own.
    items = {e.get(qn("w:val")) for e in report.element.body.iter(qn("w:numId"))}
    assert number not in items
    assert items <= {e.get(qn("w:numId")) for e in lists.findall(qn("w:num"))}


# Pages --------------------------------------------------------------------------


def test_the_form_of_her_pages_is_kept_and_pictures_fit_it(own: Document):
    section = own.sections[0]
    assert round(section.left_margin.mm) == round(section.right_margin.mm) == 40
    widths = [int(e.get("cx")) for e in own.element.body.iter(qn("wp:extent"))]
    assert widths
    # 130 mm of text; a twip is 635 of the units of pictures
    assert all(round(width / 36_000, 1) == 130.0 for width in widths)
    for extent, inner in zip(
        own.element.body.iter(qn("wp:extent")), own.element.body.iter(qn("a:ext")), strict=True
    ):
        assert extent.get("cx") == inner.get("cx")
        assert extent.get("cy") == inner.get("cy")
    for grid in own.element.body.iter(qn("w:tblGrid")):
        total = sum(int(column.get(qn("w:w"))) for column in grid)
        assert total == pytest.approx(130 / 25.4 * 1440, abs=len(grid) + 1)


@given(data=st.data(), width=st.integers(3_000, 12_000), n=st.integers(1, 8))
def test_columns_fill_the_width_and_break_no_word_that_has_room(data, width, n):
    wanted = data.draw(st.lists(st.integers(1, 9_000), min_size=n, max_size=n))
    least = data.draw(st.lists(st.integers(0, 3_000), min_size=n, max_size=n))
    given_widths = word_sizes._shared(width, wanted, least)
    assert sum(given_widths) == pytest.approx(width)
    if sum(least) < width:
        # 1e-6: sums of a few thousand, in floating point
        assert all(wide >= low - 1e-6 for wide, low in zip(given_widths, least, strict=True))
    if all(low == 0 for low in least):
        shares = [width * share / sum(wanted) for share in wanted]
        assert given_widths == pytest.approx(shares)


def test_pictures_keep_their_proportions_on_a_low_page(
    norwegian: ReportDocument, tmp_path: Path
):
    def lying(document: Document) -> None:
        section = document.sections[0]
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = Mm(297), Mm(210)

    report = made(norwegian, tmp_path, saved(tmp_path, lying))
    section = report.sections[0]
    assert section.orientation == WD_ORIENT.LANDSCAPE
    free = section.page_height - section.top_margin - section.bottom_margin - Mm(62)
    for extent in report.element.body.iter(qn("wp:extent")):
        wide, high = int(extent.get("cx")), int(extent.get("cy"))
        assert high <= free + 635
        assert wide / high == pytest.approx(6.3 / 3.2, rel=0.01)  # as it was drawn


def test_her_heads_and_feet_stay_and_every_page_has_the_marks(own: Document):
    section = own.sections[0]
    assert section.different_first_page_header_footer
    first = section.first_page_header
    assert [p.text for p in first.paragraphs] == [MARKS, "Larvik kommune"]
    (picture,) = first._element.iter(qn("a:blip"))
    part = first.part.related_parts[picture.get(qn("r:embed"))]
    assert part.blob.startswith(b"\x89PNG")
    assert section.header.paragraphs[0].text == MARKS  # she has none on the other pages
    for foot in (section.footer, section.first_page_footer):
        fields = [f.get(qn("w:instr")) for f in foot._element.iter(qn("w:fldSimple"))]
        assert fields == [" PAGE "]
        assert foot.paragraphs[0].text == "side "


def test_left_pages_have_the_marks_too(norwegian: ReportDocument, tmp_path: Path):
    def two_sided(document: Document) -> None:
        document.settings.odd_and_even_pages_header_footer = True
        document.sections[0].header.paragraphs[0].add_run("høyre")

    report = made(norwegian, tmp_path, saved(tmp_path, two_sided))
    assert report.settings.odd_and_even_pages_header_footer
    section = report.sections[0]
    assert [p.text for p in section.header.paragraphs] == [MARKS, "høyre"]
    assert [p.text for p in section.even_page_header.paragraphs] == [MARKS]


def test_a_template_without_foot_gets_our_page_numbers(
    norwegian: ReportDocument, tmp_path: Path
):
    report = made(norwegian, tmp_path, saved(tmp_path, plain))
    foot = report.sections[0].footer
    fields = [f.get(qn("w:instr")) for f in foot._element.iter(qn("w:fldSimple"))]
    assert fields == [" PAGE ", " NUMPAGES "]
    assert foot.paragraphs[0].style.name == "Footer"


def test_heads_come_from_the_section_that_has_them(norwegian: ReportDocument, tmp_path: Path):
    def cover(document: Document) -> None:
        document.sections[0].header.paragraphs[0].add_run("fra forsiden")
        last = document.add_section()
        last.left_margin = Mm(33)
        assert last.header.is_linked_to_previous

    report = made(norwegian, tmp_path, saved(tmp_path, cover))
    (section,) = report.sections
    assert round(section.left_margin.mm) == 33
    assert section.header.paragraphs[1].text == "fra forsiden"


def test_the_contents_start_a_page(own: Document):
    styles = own.element.body.iter(qn("w:pStyle"))
    heading = next(each for each in styles if each.get(qn("w:val")) == "TOCHeading")
    assert heading.getparent().find(qn("w:pageBreakBefore")) is not None


# What stays outside ----------------------------------------------------------------


def test_nothing_of_her_text_or_her_name_is_in_the_file(own_file: Path, own: Document):
    assert own.core_properties.author == "Larvik kommune og SOS-barnebyer"
    with zipfile.ZipFile(own_file) as package:
        for name in package.namelist():
            content = package.read(name)
            assert b"Hemmelig" not in content, name
            assert b"rsid" not in content, name
        names = set(package.namelist())
    allowed = (
        r"\[Content_Types\].xml|_rels/.rels|docProps/(app|core|custom).xml|word/(_rels/)?\w+"
    )
    assert all(re.match(allowed, name) for name in names)
    assert not {n for n in names if "customXml" in n or "vba" in n or "glossary" in n}


HEAD = f"""<w:p {nsdecls("w", "r")}>
<w:hyperlink r:id="rIdX"><w:r><w:t>LENKE</w:t></w:r></w:hyperlink>
<w:bookmarkStart w:id="1" w:name="{SECRET}"/><w:bookmarkEnd w:id="1"/>
<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> USERNAME </w:instrText></w:r>
<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>{SECRET}</w:t></w:r>
<w:r><w:fldChar w:fldCharType="end"/></w:r>
<w:r><w:fldChar w:fldCharType="begin"/><w:instrText>STYLEREF "Heading 1"</w:instrText>
<w:fldChar w:fldCharType="separate"/><w:t>{SECRET}</w:t><w:fldChar w:fldCharType="end"/></w:r>
<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> TITLE </w:instrText></w:r>
<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>{SECRET}</w:t></w:r>
<w:r><w:fldChar w:fldCharType="end"/></w:r>
<w:sdt><w:sdtPr><w:dataBinding w:xpath="/ns1:coreProperties[1]/ns0:creator[1]"
 w:prefixMappings=""/></w:sdtPr><w:sdtContent><w:r><w:t>{SECRET}</w:t></w:r></w:sdtContent></w:sdt>
<w:sdt><w:sdtPr><w:dataBinding w:xpath="/ns1:coreProperties[1]/ns0:title[1]"
 w:prefixMappings=""/></w:sdtPr><w:sdtContent><w:r><w:t>{SECRET}</w:t></w:r></w:sdtContent></w:sdt>
<w:sdt><w:sdtPr/><w:sdtContent><w:r><w:t>SYNLIG</w:t></w:r></w:sdtContent></w:sdt>
<w:r><w:object><w:control r:id="rIdY"/></w:object></w:r>
</w:p>"""


def test_fields_controls_and_links_in_a_head(norwegian: ReportDocument, tmp_path: Path):
    def busy(document: Document) -> None:
        head = document.sections[0].header
        head.part.relate_to("https://eksempel.no/hemmelig", _HYPERLINK, is_external=True)
        head._element.append(parse_xml(HEAD))

    report = made(norwegian, tmp_path, saved(tmp_path, busy))
    head = report.sections[0].header
    texts = [text.text for text in head._element.iter(qn("w:t")) if text.text]
    title = norwegian.title
    assert texts == [MARKS, "LENKE", title, title, "SYNLIG"]
    instructions = [t.text.split()[0] for t in head._element.iter(qn("w:instrText"))]
    assert instructions == ["STYLEREF"]
    xml = head._element.xml
    assert "Hemmelig" not in xml
    assert not re.search("hyperlink|bookmark|w:sdt|w:object|r:id", xml)
    packed = (tmp_path / "report.docx").read_bytes()
    assert b"eksempel.no/hemmelig" not in b"".join(unpack(packed).values())


_HYPERLINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"


def test_the_same_template_gives_the_same_bytes(
    norwegian: ReportDocument, own_file: Path, tmp_path: Path
):
    made(norwegian, tmp_path, saved(tmp_path, organisation))
    assert (tmp_path / "report.docx").read_bytes() == own_file.read_bytes()


def test_figures_alone_are_in_her_template_too(norwegian: ReportDocument, tmp_path: Path):
    template = saved(tmp_path, organisation)
    packed = render_word(assemble_figures(norwegian), tmp_path, template)
    report = docx.Document(io.BytesIO(packed))
    assert str(named(report, "Exhibit Title").font.color.rgb) == GREEN
    assert report.sections[0].first_page_header.paragraphs[0].text == MARKS


def test_the_language_is_that_of_the_report(document: ReportDocument, tmp_path: Path):
    made(document, tmp_path, saved(tmp_path, organisation))
    styles = unpack((tmp_path / "report.docx").read_bytes())["word/styles.xml"].decode()
    region = {"nb": "nb-NO", "en": "en-GB"}[document.language]
    assert re.findall(r"<w:lang [^>]*>", styles) == [f'<w:lang w:val="{region}"/>']


# Colours, and what is told ----------------------------------------------------------


@pytest.mark.parametrize(
    ("colour", "expected"),
    # The first two from the definition; 767676 and 777777 are the well-known greys on
    # either side of 4.5 in WCAG's own examples (technique G18).
    [("000000", 21.0), ("FFFFFF", 1.0), ("767676", 4.54), ("777777", 4.48), ("0000FF", 8.59)],
)
def test_contrast_on_white(colour: str, expected: float):
    assert contrast(colour) == pytest.approx(expected, abs=0.005)


@given(st.integers(0, 0xFFFFFF), st.integers(0, 0xFFFFFF))
def test_contrast_is_the_same_both_ways_and_never_below_one(one: int, other: int):
    first, second = f"{one:06X}", f"{other:06X}"
    assert contrast(first, second) == contrast(second, first) >= 1


@given(st.integers(0, 0xFFFFFF))
def test_titles_of_ours_can_be_read_on_their_ground(number: int):
    palette = palette_of(f"{number:06X}")
    assert not palette.text or contrast(palette.text, palette.ground) >= LEAST_CONTRAST
    assert contrast(tint(palette.rule, 0.1)) <= contrast(palette.rule)


def test_a_colour_is_read_from_the_theme_where_no_finished_one_stands():
    space = "http://schemas.openxmlformats.org/drawingml/2006/main"
    theme = parse(
        f'<a:theme xmlns:a="{space}"><a:clrScheme><a:dk1><a:sysClr val="windowText" '
        'lastClr="111111"/></a:dk1><a:accent1><a:srgbClr val="4f81bd"/></a:accent1>'
        "</a:clrScheme></a:theme>".encode()
    )
    colours = theme_colours(theme)
    assert colours == {"dk1": "111111", "accent1": "4F81BD"}
    said = Element(word("color"), {word("val"): "auto", word("themeColor"): "text1"})
    assert colour_of(said, colours) == "111111"
    said.set(word("themeColor"), "accent1")
    assert colour_of(said, colours) == "4F81BD"
    assert colour_of(None, colours) == ""


def test_what_a_template_lacks_and_what_is_pale_is_told(tmp_path: Path):
    def pale(document: Document) -> None:
        document.styles["Heading 1"].font.color.rgb = RGBColor(0x77, 0x77, 0x77)
        document.styles["Caption"].font.color.rgb = RGBColor(0x76, 0x76, 0x76)

    saved(tmp_path, pale)
    template = read_template(tmp_path / "mal.docx")
    assert word_template.lacking(template)[:3] == ["Author", "Date", "toc 1"]
    faults, todos = check_templates(tmp_path, "nb")
    assert faults == []
    told = [(todo.code, todo.values.get("style"), todo.values.get("found")) for todo in todos]
    assert told[:2] == [("template_styles", None, None), ("template_pale", "heading 1", "4,4")]
    assert "caption" not in {style for _, style, _ in told}
    for language in ("nb", "en"):
        assert "Callout Title, Callout" in todos[0].sentence(language)
        assert "4,5" in todos[1].sentence(language)


def test_a_heading_on_a_ground_of_its_own_is_judged_against_it(tmp_path: Path):
    def light_on_dark(document: Document) -> None:
        style = document.styles["Heading 1"]
        style.font.color.rgb = RGBColor(0xFF, 0xFF, 0xFF)
        style.element.get_or_add_pPr().append(
            parse_xml(f'<w:shd {nsdecls("w")} w:val="clear" w:fill="003366"/>')
        )

    saved(tmp_path, light_on_dark)
    pale = word_template.pale(read_template(tmp_path / "mal.docx"))
    assert "heading 1" not in [name for name, _ in pale]


def test_a_template_that_cannot_be_used_is_a_fault_of_the_check(tmp_path: Path):
    (tmp_path / "mal.docx").write_bytes(b"")
    faults, todos = check_templates(tmp_path, "nb")
    assert ([fault.code for fault in faults], todos) == (["template_empty"], [])
