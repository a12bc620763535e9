"""Make the Word template of report.docx from pandoc's own.

Run by hand when the looks change (needs the packages ``python-docx`` and
``pypandoc-binary``):

    python tools/make_reference_docx.py

Words in braces in the header and the footer are filled in by the report writer.
"""

from __future__ import annotations

import io
import subprocess
import zipfile
from pathlib import Path

import pypandoc
from docx import Document
from docx.document import Document as WordDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.text.paragraph import Paragraph
from lxml import etree

TEMPLATE = (
    Path(__file__).parents[1]
    / "src"
    / "larvik_analysis"
    / "report"
    / "templates"
    / "reference.docx"
)
FONT = "Calibri"
INK, TEAL, QUIET, WARNING = (
    RGBColor.from_string(code) for code in ("1D2A30", "0B4F5C", "4A5A61", "8A1C1C")
)
RULE, PALE = "9FB8BD", "E8F1F2"
TEXT_WIDTH_MM = 160


def main() -> None:
    """Write the template."""
    ready = subprocess.run(
        [pypandoc.get_pandoc_path(), "--print-default-data-file", "reference.docx"],
        capture_output=True,
        check=True,
    )
    document = Document(io.BytesIO(ready.stdout))
    clean_styles(document)
    set_text_styles(document)
    set_title_page_styles(document)
    set_heading_styles(document)
    set_exhibit_styles(document)
    set_boxes(document)
    set_contents_styles(document)
    set_table_style(document)
    set_pages(document)
    set_compatibility(document)
    packed = io.BytesIO()
    document.save(packed)
    TEMPLATE.write_bytes(with_fixed_times(packed.getvalue()))


def clean_styles(document: WordDocument) -> None:
    """One font everywhere; no theme colour may win over ours."""
    styles = document.styles.element
    for name in styles.iter(qn("w:name")):
        if name.get(qn("w:val")) == "Caption":  # pandoc's spelling; Word knows it in lower case
            name.set(qn("w:val"), "caption")
    for fonts in list(styles.iter(qn("w:rFonts"))):
        fonts.getparent().remove(fonts)
    for color in list(styles.iter(qn("w:color"))):
        color.getparent().remove(color)
    defaults = styles.find(f".//{qn('w:rPrDefault')}/{qn('w:rPr')}")
    names = " ".join(f'w:{script}="{FONT}"' for script in ("ascii", "hAnsi", "eastAsia", "cs"))
    defaults.insert(0, parse_xml(f"<w:rFonts {nsdecls('w')} {names}/>"))
    for part in document.part.package.iter_parts():
        if str(part.partname).endswith("theme1.xml"):
            set_theme_fonts(part)


def set_theme_fonts(part: object) -> None:
    """The theme's fonts, which Word offers first."""
    theme = etree.fromstring(part.blob)  # type: ignore[attr-defined]
    space = {"a": "http://schemas.openxmlformats.org/drawingml/2006/main"}
    for latin in theme.iterfind(".//a:fontScheme//a:latin", space):
        latin.attrib.clear()
        latin.set("typeface", FONT)
    part._blob = etree.tostring(  # type: ignore[attr-defined]
        theme, xml_declaration=True, encoding="UTF-8", standalone=True
    )


def style(document: WordDocument, name: str, based_on: str = "Normal") -> ParagraphStyle:
    """A paragraph style by name, made when it is not there."""
    if name in document.styles:
        return document.styles[name]
    made = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    made.base_style = document.styles[based_on]
    made.quick_style = True
    made.hidden = False
    return made


def look(
    chosen: ParagraphStyle,
    *,
    size: float,
    color: RGBColor = INK,
    bold: bool = False,
    before: float = 0,
    after: float = 6,
    line: float = 1.15,
    keep_with_next: bool = False,
) -> None:
    """Set the looks of a style; sizes and spaces in points."""
    chosen.font.size = Pt(size)
    chosen.font.color.rgb = color
    # Off would win over the bold header row of a table style; unset does not.
    chosen.font.bold = bold or None
    chosen.font.italic = None
    space = chosen.paragraph_format
    space.space_before, space.space_after = Pt(before), Pt(after)
    space.line_spacing = line
    space.keep_with_next = keep_with_next
    space.alignment = WD_ALIGN_PARAGRAPH.LEFT
    properties = chosen.element.get_or_add_pPr()
    for unwanted in ("w:contextualSpacing", "w:numPr"):
        for found in properties.findall(qn(unwanted)):
            properties.remove(found)


def set_text_styles(document: WordDocument) -> None:
    """Running text."""
    look(document.styles["Normal"], size=10)
    look(document.styles["Body Text"], size=10, after=4, line=1.1)
    look(document.styles["Compact"], size=10, before=0, after=2, line=1.1)
    look(document.styles["Block Text"], size=10, color=QUIET, before=3, after=5, line=1.15)
    document.styles["Verbatim Char"].font.size = Pt(10.5)
    hyperlink = document.styles["Hyperlink"].font
    hyperlink.color.rgb = TEAL
    hyperlink.underline = True
    look(style(document, "header"), size=9, color=QUIET, after=0, line=1)
    look(style(document, "footer"), size=9, color=QUIET, after=0, line=1)
    look(style(document, "Mark"), size=9, color=WARNING, bold=True, after=2, line=1)
    document.styles["Mark"].paragraph_format.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def set_title_page_styles(document: WordDocument) -> None:
    """What stands above the first page's text."""
    look(document.styles["Title"], size=25, color=TEAL, bold=True, before=6, after=5, line=1)
    look(document.styles["Subtitle"], size=13, color=QUIET, after=8, line=1.1)
    look(document.styles["Author"], size=10, color=QUIET, after=0)
    look(document.styles["Date"], size=10, color=QUIET, after=10)
    for name in ("Subtitle", "Author", "Date"):
        document.styles[name].base_style = document.styles["Normal"]
    for name in ("Title", "Subtitle"):
        spacing = document.styles[name].element.rPr.find(qn("w:spacing"))
        if spacing is not None:
            document.styles[name].element.rPr.remove(spacing)


def set_heading_styles(document: WordDocument) -> None:
    """Headings of three levels."""
    sizes = {1: (18, 16, 6), 2: (13, 11, 4), 3: (11, 9, 2)}
    for level, (size, before, after) in sizes.items():
        heading = document.styles[f"Heading {level}"]
        look(
            heading,
            size=size,
            color=TEAL,
            bold=True,
            before=before,
            after=after,
            line=1.05,
            keep_with_next=True,
        )
        heading.hidden = False


def set_exhibit_styles(document: WordDocument) -> None:
    """Titles, captions and notes of figures and tables."""
    title = style(document, "Exhibit Title", "Body Text")
    look(
        title,
        size=10.5,
        color=TEAL,
        bold=True,
        before=9,
        after=3,
        line=1.1,
        keep_with_next=True,
    )
    look(document.styles["Captioned Figure"], size=10, after=2, line=1, keep_with_next=True)
    look(document.styles["Caption"], size=9, after=3)
    look(document.styles["Image Caption"], size=9, after=2, line=1.1, keep_with_next=True)
    look(document.styles["Table Caption"], size=9, after=3, line=1.1, keep_with_next=True)
    notes = style(document, "Notes", "Body Text")
    look(notes, size=8, color=QUIET, before=2, after=7, line=1.05)
    space_only_after_last(notes)
    look(style(document, "Table Text", "Compact"), size=9, before=0, after=0, line=1.05)


def set_boxes(document: WordDocument) -> None:
    """The first page's sentences and the boxed remarks."""
    lead = style(document, "Lead", "Body Text")
    look(lead, size=13, after=4, line=1.1)
    add_box(lead, indent_mm=5, fill="")
    title = style(document, "Callout Title", "Body Text")
    look(title, size=10, color=TEAL, bold=True, before=7, after=0, keep_with_next=True)
    add_box(title, indent_mm=4, fill=PALE)
    callout = style(document, "Callout", "Body Text")
    look(callout, size=10, after=7, line=1.1)
    space_only_after_last(callout)
    add_box(callout, indent_mm=4, fill=PALE)


def space_only_after_last(chosen: ParagraphStyle) -> None:
    """No space between paragraphs of the style, only after the last of them."""
    spaced = parse_xml(f"<w:contextualSpacing {nsdecls('w')}/>")
    insert_before(chosen.element.pPr, spaced, ("w:jc", "w:outlineLvl"))


def add_box(chosen: ParagraphStyle, *, indent_mm: float, fill: str) -> None:
    """A heavy line on the left, and a pale ground where `fill` names its colour."""
    chosen.paragraph_format.left_indent = Mm(indent_mm)
    properties = chosen.element.get_or_add_pPr()
    sides = f'<w:left w:val="single" w:sz="24" w:space="10" w:color="{TEAL}"/>'
    if fill:
        thin = 'w:val="single" w:sz="2" w:space="5"'
        sides = (
            f'<w:top {thin} w:color="{fill}"/>{sides}'
            f'<w:bottom {thin} w:color="{fill}"/><w:right {thin} w:color="{fill}"/>'
        )
        chosen.paragraph_format.right_indent = Mm(2)
    borders = parse_xml(f"<w:pBdr {nsdecls('w')}>{sides}</w:pBdr>")
    later = ("w:shd", "w:spacing", "w:ind", "w:jc", "w:outlineLvl")
    insert_before(properties, borders, later)
    if fill:
        shade = parse_xml(
            f'<w:shd {nsdecls("w")} w:val="clear" w:color="auto" w:fill="{fill}"/>'
        )
        insert_before(properties, shade, later[1:])


def insert_before(
    parent: etree._Element, child: etree._Element, later: tuple[str, ...]
) -> None:
    """Put a child where Word's schema wants it: before any of the later ones."""
    for place, found in enumerate(parent):
        if found.tag in {qn(name) for name in later}:
            parent.insert(place, child)
            return
    parent.append(child)


def set_contents_styles(document: WordDocument) -> None:
    """The contents; their heading is no heading of the report."""
    heading = document.styles["TOC Heading"]
    heading.base_style = document.styles["Body Text"]
    look(
        heading, size=13, color=TEAL, bold=True, before=8, after=3, line=1, keep_with_next=True
    )
    heading.paragraph_format.page_break_before = False
    for level, (indent_mm, before, bold) in {1: (0, 0, False), 2: (6, 0, False)}.items():
        entry = style(document, f"toc {level}")
        look(entry, size=10, bold=bold, before=before, after=1, line=1.05)
        entry.paragraph_format.left_indent = Mm(indent_mm)
        entry.element.set(qn("w:styleId"), f"TOC{level}")
        entry.element.attrib.pop(qn("w:customStyle"), None)


def set_table_style(document: WordDocument) -> None:
    """Light rules, a pale header row, no lines between columns."""
    if "Normal Table" not in document.styles:  # the one all table styles are based on
        document.styles.element.append(
            parse_xml(
                f'<w:style {nsdecls("w")} w:type="table" w:default="1" '
                'w:styleId="TableNormal"><w:name w:val="Normal Table"/><w:uiPriority '
                'w:val="99"/><w:semiHidden/><w:unhideWhenUsed/><w:tblPr><w:tblInd w:w="0" '
                'w:type="dxa"/><w:tblCellMar><w:top w:w="0" w:type="dxa"/><w:left w:w="108" '
                'w:type="dxa"/><w:bottom w:w="0" w:type="dxa"/><w:right w:w="108" '
                'w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>'
            )
        )
    table = document.styles["Table"].element
    for old in table.findall(qn("w:tblPr")) + table.findall(qn("w:tblStylePr")):
        table.remove(old)
    line = f'w:val="single" w:sz="4" w:space="0" w:color="{RULE}"'
    table.append(
        parse_xml(
            f'<w:tblPr {nsdecls("w")}><w:tblInd w:w="0" w:type="dxa"/><w:tblBorders>'
            f"<w:bottom {line}/><w:insideH {line}/></w:tblBorders><w:tblCellMar>"
            '<w:top w:w="10" w:type="dxa"/><w:left w:w="85" w:type="dxa"/>'
            '<w:bottom w:w="10" w:type="dxa"/><w:right w:w="85" w:type="dxa"/>'
            "</w:tblCellMar></w:tblPr>"
        )
    )
    table.append(
        parse_xml(
            f'<w:tblStylePr {nsdecls("w")} w:type="firstRow"><w:rPr><w:b/></w:rPr><w:tcPr>'
            f'<w:tcBorders><w:bottom w:val="single" w:sz="10" w:space="0" w:color="{TEAL}"/>'
            f'</w:tcBorders><w:shd w:val="clear" w:color="auto" w:fill="{PALE}"/>'
            '<w:vAlign w:val="bottom"/></w:tcPr></w:tblStylePr>'
        )
    )


def set_pages(document: WordDocument) -> None:
    """A4, with the title and the mark above and the page number below."""
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm((210 - TEXT_WIDTH_MM) / 2)
    section.top_margin, section.bottom_margin = Mm(21), Mm(17)
    section.header_distance, section.footer_distance = Mm(11), Mm(9)
    # The first page says the title itself; only the mark stands above it.
    section.different_first_page_header_footer = True
    section.first_page_header.paragraphs[0].style = document.styles["header"]
    header = section.header.paragraphs[0]
    header.style = document.styles["header"]
    header.add_run("{title}")
    for footer in (section.first_page_footer, section.footer):
        set_footer(document, footer.paragraphs[0])


def set_footer(document: WordDocument, footer: Paragraph) -> None:
    """Page number and number of pages, with the words of the report's language."""
    footer.style = document.styles["footer"]
    footer.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    footer.add_run("{before_page}")
    add_field(footer, "PAGE")
    footer.add_run("{between_pages}")
    add_field(footer, "NUMPAGES")
    footer.add_run("{after_pages}")


def add_field(paragraph: Paragraph, name: str) -> None:
    """A field that Word fills in when it lays out the page."""
    paragraph._p.append(
        parse_xml(
            f'<w:fldSimple {nsdecls("w")} w:instr=" {name} ">'
            "<w:r><w:t>1</w:t></w:r></w:fldSimple>"
        )
    )


def set_compatibility(document: WordDocument) -> None:
    """Today's layout rules; without them Word opens the file in compatibility mode."""
    settings = document.settings.element
    compatibility = parse_xml(
        f'<w:compat {nsdecls("w")}><w:compatSetting w:name="compatibilityMode" '
        'w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
    )
    insert_before(settings, compatibility, ("w:rsids", "m:mathPr", "w:themeFontLang"))


def with_fixed_times(packed: bytes) -> bytes:
    """The same package with the same time on every part."""
    again = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(packed)) as old, zipfile.ZipFile(again, "w") as new:
        for name in old.namelist():
            entry = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, old.read(name))
    return again.getvalue()


if __name__ == "__main__":
    main()
