"""The parts of a Word file that pandoc leaves to us: marks, page numbers, table looks.

Each change is a replacement in XML that begins with a "<". Text in XML never holds that
sign, so no text of the report can be mistaken for what is replaced.
"""

from __future__ import annotations

import io
import re
import zipfile
from xml.sax.saxutils import escape

from larvik_analysis.report.assemble import SHORT_TABLE_ROWS
from larvik_analysis.report.pandoc_ast import clean

Parts = dict[str, bytes]

_EARLIEST_TIME = (1980, 1, 1, 0, 0, 0)  # the format knows none before it
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_HEADER_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.header+xml"
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
    xml = re.sub(r"<w:tbl>.*?</w:tbl>", _set_table_text, xml, flags=re.DOTALL)
    before, end, after = xml.partition("</w:sdtContent></w:sdt>")
    if end:
        before = before.replace('<w:rPr><w:rStyle w:val="Hyperlink" /></w:rPr>', "")
        after = after.replace(_CHAPTER, _CHAPTER + "<w:pageBreakBefore />", 1)
    parts["word/document.xml"] = f"{before}{end}{after}".encode()
    parts["docProps/app.xml"] = _PROPERTIES.encode()  # pandoc's counts words of its template


_TABLE_LOOK = (
    '<w:tblLook w:val="00A0" w:firstRow="1" w:lastRow="0" w:firstColumn="1" '
    'w:lastColumn="0" w:noHBand="1" w:noVBand="1"/>'
)
# An item of a list inside a box keeps the left edge of the box.
_BOXED_ITEM = r'<w:pStyle w:val="Callout" /><w:numPr>.*?</w:numPr>'
_BOXED_ITEM_INDENT = '<w:ind w:left="510" w:hanging="283"/>'
_HEADER_ROW = '<w:trPr><w:cantSplit/><w:tblHeader w:val="on" />'
_CHAPTER = '<w:pStyle w:val="Heading1" />'


def _set_table_text(table: re.Match[str]) -> str:
    """The text style of tables; a short table and the head of a long one stay together."""
    before, *rows = table[0].split("<w:tr>")
    is_short = len(rows) - 1 <= SHORT_TABLE_ROWS
    n_kept = len(rows) - 1 if is_short else 2
    for place, row in enumerate(rows):
        keep = "<w:keepNext />" if place < n_kept else ""
        style = f'<w:pStyle w:val="TableText" />{keep}'
        rows[place] = row.replace('<w:pStyle w:val="Compact" />', style)
    return "<w:tr>".join([before, *rows])


def fill_template(parts: Parts, words: dict[str, str]) -> None:
    """Fill in the words in braces of the template's headers and footers."""
    for name in parts:
        if re.fullmatch(r"word/(header|footer)\d*\.xml", name):
            xml = parts[name].decode("utf-8")
            for key, word in words.items():
                filled = f'<w:t xml:space="preserve">{escape(clean(word))}</w:t>'
                xml = xml.replace(f"<w:t>{{{key}}}</w:t>", filled)
            parts[name] = xml.encode()


def mark_pages(parts: Parts, marks: list[str]) -> None:
    """Put the marks first in every header, and in a new one where there is none."""
    if not marks:
        return
    headers = [name for name in parts if re.fullmatch(r"word/header\d*\.xml", name)]
    if not headers:
        headers = [_add_header(parts)]
    words = escape(clean("  ·  ".join(marks)))
    mark = (
        '<w:p><w:pPr><w:pStyle w:val="Mark"/><w:jc w:val="right"/></w:pPr><w:r><w:rPr><w:b/>'
        f'<w:color w:val="8A1C1C"/></w:rPr><w:t xml:space="preserve">{words}</w:t></w:r></w:p>'
    )
    for name in headers:
        xml = parts[name].decode("utf-8")
        start = re.search(r"<w:hdr\b[^>]*>", xml)
        place = start.end() if start else 0
        parts[name] = f"{xml[:place]}{mark}{xml[place:]}".encode()


def _add_header(parts: Parts) -> str:
    """Give a template that has no header one, for all its pages."""
    name, relation = "word/header1.xml", "rIdMark"
    parts[name] = f'<w:hdr xmlns:w="{_WORD}"></w:hdr>'.encode()
    kind = f'<Override PartName="/{name}" ContentType="{_HEADER_TYPE}"/></Types>'
    _replace(parts, "[Content_Types].xml", "</Types>", kind)
    target = f'Type="{_OFFICE}/header" Target="header1.xml"/></Relationships>'
    link = f'<Relationship Id="{relation}" {target}'
    _replace(parts, "word/_rels/document.xml.rels", "</Relationships>", link)
    use = f'<w:headerReference w:type="default" r:id="{relation}"/>'
    xml = parts["word/document.xml"].decode("utf-8")
    xml = re.sub(r"(<w:sectPr\b[^>]*>)", lambda start: start[0] + use, xml)
    # A title page of its own would go without the header.
    parts["word/document.xml"] = re.sub(r"<w:titlePg\b[^>]*/>", "", xml).encode()
    return name


def _replace(parts: Parts, name: str, old: str, new: str) -> None:
    parts[name] = parts[name].decode("utf-8").replace(old, new).encode()
