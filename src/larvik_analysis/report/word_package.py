"""The parts of a Word file that pandoc leaves to us: marks, page numbers, table looks.

Each change is a replacement in XML that begins with a "<". Text in XML never holds that
sign, so no text of the report can be mistaken for what is replaced.
"""

from __future__ import annotations

import io
import math
import re
import zipfile
from xml.sax.saxutils import escape

from larvik_analysis.report.assemble import SHORT_TABLE_ROWS
from larvik_analysis.report.pandoc_ast import clean
from larvik_analysis.report.word_parts import DOCUMENT, Package, Parts

_EARLIEST_TIME = (1980, 1, 1, 0, 0, 0)  # the format knows none before it
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
MARK_COLOUR = "8A1C1C"
_PROPERTIES = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Properties '
    'xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"/>'
)


def unpack(packed: bytes) -> Parts:
    """The parts of a Word file, by name, in their order."""
    with zipfile.ZipFile(io.BytesIO(packed)) as package:
        return {name: package.read(name) for name in package.namelist()}


def pack(parts: Parts) -> bytes:
    """A Word file whose bytes depend on its parts alone."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as package:
        for name, content in parts.items():
            entry = zipfile.ZipInfo(name, date_time=_EARLIEST_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 0  # else the file says on which system it was made
            package.writestr(entry, content)
    return packed.getvalue()


def finish_text(parts: Parts) -> None:
    """Mend the running text: tables, pictures, contents, the page break after them."""
    xml = parts["word/document.xml"].decode("utf-8")
    # The first column heads the rows; a row is not split between pages.
    xml = re.sub(r"<w:tblLook [^>]*/>", _TABLE_LOOK, xml)
    xml = xml.replace("<w:tr><w:tc>", "<w:tr><w:trPr><w:cantSplit/></w:trPr><w:tc>")
    xml = xml.replace('<w:trPr><w:tblHeader w:val="on" />', _HEADER_ROW)
    # Pandoc's second description is the name of the file; the first is the alternative text.
    xml = re.sub(r'<pic:cNvPr descr="[^"]*"', '<pic:cNvPr descr=""', xml)
    xml = re.sub(_BOXED_ITEM, lambda found: found[0] + _BOXED_ITEM_INDENT, xml)
    xml = re.sub(_TABLE, _set_table_text, xml, flags=re.DOTALL)
    xml = xml.replace('<w:tblCaption w:val=" ', '<w:tblCaption w:val="')
    xml = _keep_together(xml)
    before, end, after = xml.partition("</w:sdtContent></w:sdt>")
    if end:
        before = before.replace('<w:rPr><w:rStyle w:val="Hyperlink" /></w:rPr>', "")
    parts["word/document.xml"] = f"{before}{end}{after}".encode()
    parts["docProps/app.xml"] = _PROPERTIES.encode()  # pandoc's counts words of its template
    lists = parts["word/numbering.xml"].decode("utf-8")
    parts["word/numbering.xml"] = re.sub(_LIST_INDENT, _set_list_indent, lists).encode()


_TABLE_LOOK = (
    '<w:tblLook w:val="00A0" w:firstRow="1" w:lastRow="0" w:firstColumn="1" '
    'w:lastColumn="0" w:noHBand="1" w:noVBand="1"/>'
)
# An item of a list inside a box keeps the left edge of the box.
_BOXED_ITEM = r'<w:pStyle w:val="Callout" /><w:numPr>.*?</w:numPr>'
_BOXED_ITEM_INDENT = '<w:ind w:left="510" w:hanging="283"/>'
_HEADER_ROW = '<w:trPr><w:cantSplit/><w:tblHeader w:val="on" />'


_TABLE = r'<w:tbl>.*?</w:tbl>(\s*<w:p>\s*<w:pPr>\s*<w:pStyle w:val="Notes" />)?'


def _set_table_text(table: re.Match[str]) -> str:
    """The text style of tables; a short table and the head of a long one stay together.

    A table of few rows is long where its cells hold sentences: kept whole, it would leave
    half a page empty. The last row stays with the notes below it.
    """
    before, *rows = table[0].split("<w:tr>")
    last = len(rows) - 1
    is_short = last <= SHORT_TABLE_ROWS and _n_lines(before, rows) <= _SHORT_TABLE_LINES
    for place, row in enumerate(rows):
        is_kept = place < (last if is_short else 2) or (place == last and table[1])
        keep = "<w:keepNext />" if is_kept else ""
        style = f'<w:pStyle w:val="TableText" />{keep}'
        rows[place] = row.replace('<w:pStyle w:val="Compact" />', style)
    return "<w:tr>".join([before, *rows])


def _n_lines(grid: str, rows: list[str]) -> int:
    """About how many lines the rows take, from the widths of their columns."""
    wide = [int(width) for width in re.findall(r'<w:gridCol w:w="(\d+)"', grid)]
    n_lines = 0
    for row in rows:
        cells = [len(re.sub("<[^>]*>", "", cell)) for cell in row.split("<w:tc>")[1:]]
        of_row = [
            math.ceil(letters * _TWIPS_PER_LETTER / max(width - _CELL_MARGINS, 1))
            for letters, width in zip(cells, wide, strict=False)
        ]
        n_lines += max(of_row, default=1) or 1
    return n_lines


_SHORT_TABLE_LINES = 8
_TWIPS_PER_LETTER, _CELL_MARGINS = 100, 170  # at the ten points of text in tables


def _keep_together(xml: str) -> str:
    """Notes stay with each other, and what leads to a figure or table stays with it.

    A paragraph between a heading and the title of an exhibit would otherwise be left at the
    foot of a page, and the last line of the notes at the head of the next.
    """
    paragraphs = re.split(r"(?=<w:p>)", xml)
    styles = [_style_of(paragraph) for paragraph in paragraphs]
    for place in range(1, len(paragraphs) - 1):
        before, here, after = styles[place - 1 : place + 2]
        is_note = here == after == "Notes" and before != "Notes"  # the first two of them
        leads_in = here in _RUNNING and before in _HEADINGS and after == "ExhibitTitle"
        if is_note or leads_in:
            named = f'<w:pStyle w:val="{here}" />'
            paragraphs[place] = paragraphs[place].replace(named, f"{named}<w:keepNext />", 1)
    return "".join(paragraphs)


_RUNNING = ("BodyText", "FirstParagraph")
_HEADINGS = ("Heading1", "Heading2", "Heading3")


def _style_of(paragraph: str) -> str:
    found = re.match(r'<w:p>\s*<w:pPr>\s*<w:pStyle w:val="(\w+)" />', paragraph)
    return found[1] if found else ""


# Pandoc moves each level of a list by half an inch; ours keep to the left of the page.
_LIST_INDENT = r'<w:lvl w:ilvl="(\d)">(.*?)<w:ind w:left="\d+" w:hanging="\d+" />'
_INDENT, _HANGING = 340, 283


def _set_list_indent(level: re.Match[str]) -> str:
    left = _INDENT * (int(level[1]) + 1)
    indent = f'<w:ind w:left="{left}" w:hanging="{_HANGING}" />'
    return f'<w:lvl w:ilvl="{level[1]}">{level[2]}{indent}'


def fill_template(parts: Parts, words: dict[str, str]) -> None:
    """Fill in the words in braces of the template's headers and footers."""
    for name in parts:
        if re.fullmatch(r"word/(header|footer)\w*\.xml", name):
            xml = parts[name].decode("utf-8")
            for key, word in words.items():
                filled = f'<w:t xml:space="preserve">{escape(clean(word))}</w:t>'
                xml = xml.replace(f"<w:t>{{{key}}}</w:t>", filled)
            parts[name] = xml.encode()


def mark_pages(parts: Parts, marks: list[str], colour: str = MARK_COLOUR) -> None:
    """Put the marks first in the head of every page; a page without a head gets one.

    Parameters
    ----------
    parts : dict of str to bytes
    marks : list of str
    colour : str
        Six hexadecimal figures; empty for that of the text.
    """
    if not marks:
        return
    _add_missing_heads(parts)
    words = escape(clean("  ·  ".join(marks)))
    of_colour = f'<w:color w:val="{colour}"/>' if colour else ""
    mark = (
        '<w:p><w:pPr><w:pStyle w:val="Mark"/><w:jc w:val="right"/></w:pPr><w:r><w:rPr><w:b/>'
        f'{of_colour}</w:rPr><w:t xml:space="preserve">{words}</w:t></w:r></w:p>'
    )
    for name in [name for name in parts if re.fullmatch(r"word/header\w*\.xml", name)]:
        xml = parts[name].decode("utf-8")
        xml = re.sub(r"<w:hdr\b([^>]*)/>", r"<w:hdr\1></w:hdr>", xml)
        start = re.search(r"<w:hdr\b[^>]*>", xml)
        place = start.end() if start else 0
        parts[name] = f"{xml[:place]}{mark}{xml[place:]}".encode()


def _add_missing_heads(parts: Parts) -> None:
    """A head for every kind of page of the last section that has none.

    A first page that differs, or a left page that does, has no head unless it is given one.
    """
    xml = parts[DOCUMENT].decode("utf-8")
    section = list(re.finditer(r"<w:sectPr\b[^>]*>", xml))[-1]
    said, settings = xml[section.end() :], parts["word/settings.xml"].decode("utf-8")
    places = {"default"}
    places |= {"first"} if re.search(r"<w:titlePg\s*/>", said) else set()
    places |= {"even"} if re.search(_EVEN_HEADS, settings) else set()
    heads = re.findall(r"<w:headerReference\b[^>]*>", said)
    has = {kind for head in heads for kind in re.findall(r'w:type="(\w+)"', head)}
    package, uses = Package(parts), ""
    for place in sorted(places - has):
        head = f'<w:hdr xmlns:w="{_WORD}"></w:hdr>'.encode()
        relation = package.add_page_part("header", f"header_{place}.xml", head)
        uses += f'<w:headerReference w:type="{place}" r:id="{relation}"/>'
    package.finish()
    parts[DOCUMENT] = f"{xml[: section.end()]}{uses}{said}".encode()


_EVEN_HEADS = r'<w:evenAndOddHeaders(?: w:val="(?:1|true|on)")?\s*/>'
