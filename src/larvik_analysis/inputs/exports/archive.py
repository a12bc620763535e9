"""Whether a workbook can be opened safely; nothing is unpacked before this has been told.

A workbook is a zip archive of XML. An archive can be made to swell to a thousand times its
size, and XML can be made to swell by entities; a workbook needs neither.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator

from larvik_analysis.errors import Fault, InputError

# About six million cells; what is larger is read faster as CSV.
LARGEST_UNPACKED = 256 * 1024 * 1024
# Rows that are all alike pack to a fiftieth; a bomb to less than a five hundredth.
LARGEST_RATIO, _RATIO_COUNTS_FROM = 200, 16 * 1024 * 1024
_MOST_PARTS = 10_000
_PIECE = 1 << 16
_ENTITIES = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_ENCODING = re.compile(rb"<\?xml[^>]*encoding=[\"']([^\"']+)")
_KNOWN_ENCODINGS = (b"utf-8", b"utf-16", b"us-ascii", b"iso-8859-1", b"windows-1252")
_OTHER_WORKBOOKS = ("mimetype", "xl/workbook.bin", "Index/Document.iwa")


def check_archive(content: bytes, file: str) -> None:
    """Go through a workbook without opening it.

    Raises
    ------
    InputError
        If it is damaged, behind a password, no workbook, would swell beyond all measure when
        unpacked, or has XML that defines entities.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            code = _fault_of(parts, len(content)) or next(
                filter(None, (_fault_of_part(archive, part) for part in parts)), ""
            )
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError) as error:
        raise InputError([Fault(file=file, code="export_damaged")]) from error
    if code:
        raise InputError([Fault(file=file, code=code, values={"format": "CSV UTF-8"})])


def _fault_of(parts: list[zipfile.ZipInfo], n_packed: int) -> str:
    """What the list of parts gives away."""
    unpacked = sum(part.file_size for part in parts)
    names = {part.filename for part in parts}
    if any(part.flag_bits & 1 for part in parts):
        return "export_encrypted"
    is_swelling = unpacked > max(_RATIO_COUNTS_FROM, LARGEST_RATIO * n_packed)
    if is_swelling or len(parts) > _MOST_PARTS:
        return "export_bomb"
    if unpacked > LARGEST_UNPACKED:
        return "export_large"
    if names & set(_OTHER_WORKBOOKS):
        return "export_other_workbook"
    return "" if "[Content_Types].xml" in names else "export_archive"


def _fault_of_part(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> str:
    """What the content of a part gives away; also whether it is as long as it says."""
    is_xml = part.filename.lower().endswith((".xml", ".rels", ".vml"))
    is_first = True
    before = b""
    # In pieces: reading all at once would unpack what the part does not say it holds.
    for piece in _pieces(archive, part):
        if not is_xml:
            continue
        plain = before + piece.replace(b"\0", b"")  # UTF-16 has one beside each letter
        if _ENTITIES.search(plain) or (is_first and _is_foreign(plain)):
            return "export_entities"
        before, is_first = plain[-16:], False
    return ""


def _pieces(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[bytes]:
    with archive.open(part) as stream:
        while piece := stream.read(_PIECE):
            yield piece


def _is_foreign(start: bytes) -> bool:
    """Whether XML is in an alphabet in which entities could hide from this control."""
    found = _ENCODING.search(start[:200])
    has_tag = start.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").startswith(b"<")
    return not has_tag or bool(found and found[1].lower() not in _KNOWN_ENCODINGS)
