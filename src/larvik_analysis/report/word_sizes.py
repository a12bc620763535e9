"""Pictures and tables of a report, fitted to the pages they stand on."""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement

from larvik_analysis.report.word_parts import DOCUMENT, Parts
from larvik_analysis.report.word_xml import DRAWING, PLACED, parse, to_bytes, value, word

_EMU_PER_TWIP = 635
_TWIPS_PER_MM = 1440 / 25.4
# Beside a picture there is room for its title, caption and notes, as on our own pages.
_BESIDE_PICTURE = round(62 * _TWIPS_PER_MM)
_LEAST_HEIGHT = round(60 * _TWIPS_PER_MM)
# A letter of a wide font at the size of tables, and the margins of a cell.
_TWIPS_PER_LETTER, _CELL_MARGINS = 112, 180
_TEXT_SIZE, _SMALLEST_TEXT = 18, 13  # of tables, in half points
_A4 = {"w": 11906, "h": 16838}


def fit_to_pages(parts: Parts) -> None:
    """Make pictures no larger, and tables as wide, as the text of the last section."""
    document = parse(parts[DOCUMENT])
    section = list(document.iter(word("sectPr")))[-1]
    width, height = text_area(section)
    for picture in document.iter(f"{PLACED}inline"):
        _fit_picture(picture, width, max(height - _BESIDE_PICTURE, _LEAST_HEIGHT))
    for table in document.iter(word("tbl")):
        _fit_table(table, width)
    parts[DOCUMENT] = to_bytes(document)


def text_area(section: Element) -> tuple[int, int]:
    """Width and height of the text on a page, in twentieths of a point.

    Word counts an upper or lower margin below zero as one that no head or foot moves.
    """
    size, margins = section.find(word("pgSz")), section.find(word("pgMar"))
    sides = sum(abs(_number(margins, name, 0)) for name in ("left", "right", "gutter"))
    ends = sum(abs(_number(margins, name, 0)) for name in ("top", "bottom"))
    return _number(size, "w", _A4["w"]) - sides, _number(size, "h", _A4["h"]) - ends


def _fit_picture(picture: Element, width: int, height: int) -> None:
    extent = picture.find(f"{PLACED}extent")
    if extent is None:
        return
    wide, high = int(extent.get("cx", "0")), int(extent.get("cy", "0"))
    if not wide or not high:
        return
    share = min(width * _EMU_PER_TWIP / wide, height * _EMU_PER_TWIP / high)
    if share >= 1:
        return
    for size in (extent, *picture.iter(f"{DRAWING}ext")):
        if size.get("cx"):
            size.set("cx", str(int(wide * share)))
            size.set("cy", str(int(high * share)))


def _fit_table(table: Element, width: int) -> None:
    """Columns in the shares they had, where that leaves no word broken."""
    columns = list(table.iter(word("gridCol")))
    old = [max(_number(column, "w", 1), 1) for column in columns]
    least = [0] * len(columns)
    for row in table.iter(word("tr")):
        for place, cell in enumerate(row.findall(word("tc"))[: len(columns)]):
            words = "".join(text.text or "" for text in cell.iter(word("t"))).split(" ")
            needed = max(map(len, words)) * _TWIPS_PER_LETTER + _CELL_MARGINS
            least[place] = max(least[place], needed)
    for column, wide in zip(columns, _shared(width, old, least), strict=True):
        column.set(word("w"), str(round(wide)))
    if sum(least) > width:  # smaller letters rather than broken words
        letters = sum(least) - _CELL_MARGINS * len(least)
        room = max(width - _CELL_MARGINS * len(least), 1)
        _set_text_size(table, max(int(_TEXT_SIZE * room / letters), _SMALLEST_TEXT))


def _set_text_size(table: Element, size: int) -> None:
    for run in table.iter(word("r")):
        looks = run.find(word("rPr"))
        if looks is None:
            looks = Element(word("rPr"))
            run.insert(0, looks)
        SubElement(looks, word("sz")).set(word("val"), str(size))


def _shared(width: float, wanted: list[int], least: list[int]) -> list[float]:
    """A width parted by what each wants, none below its least while there is enough.

    Where there is not, each is below it by the same share.
    """
    if sum(least) >= width:
        return [width * share / sum(least) for share in least]
    held: set[int] = set()
    while True:
        free = width - sum(least[n] for n in held)
        total = sum(share for n, share in enumerate(wanted) if n not in held)
        given = [
            least[n] if n in held else free * share / total for n, share in enumerate(wanted)
        ]
        narrow = {n for n in range(len(wanted)) if n not in held and given[n] < least[n]}
        if not narrow:
            return given
        held |= narrow


def _number(element: Element | None, name: str, otherwise: int) -> int:
    try:
        return round(float(value(element, name)))  # some programs write fractions
    except ValueError:
        return otherwise
