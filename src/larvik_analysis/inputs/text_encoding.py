"""From bytes to text, for tables that came through somebody's spreadsheet."""

from __future__ import annotations

import re
from pathlib import Path

from larvik_analysis.errors import Fault, InputError, Note
from larvik_analysis.inputs.files import read_bytes

# The first bytes of .xlsx (a zip archive) and of the older .xls.
_EXCEL = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
# Between two letters, these bytes are å and ø of MS-DOS or æ, ø and å of an old
# Macintosh; in Windows-1252 they are signs that no word has inside it.
_OTHER_ALPHABET = re.compile(rb"[A-Za-z][\x86\x9b\x8c\xbe\xbf][A-Za-z]")
# What æ, ø, å and é become when UTF-8 is read as Windows-1252 and saved again.
_BROKEN_LETTERS = re.compile("Ã[¥¦¸©…†˜\x85\x86\x98]|\ufffd")


def decode(path: Path, file: str) -> tuple[str, list[Note]]:
    """The text of a file, and how it was encoded where it was not UTF-8.

    Raises
    ------
    InputError
        If it is empty, a workbook, or in letters that cannot be told for certain.
    """
    return decode_content(read_bytes(path, file), file)


def decode_content(content: bytes, file: str) -> tuple[str, list[Note]]:
    """As `decode`, of what has been read already."""
    if content.startswith(_EXCEL):
        raise InputError([_fault(file, "table_workbook")])
    text, notes = _decode(content, file)
    if not text.strip("\ufeff\x00 \t\r\n;,"):
        raise InputError([_fault(file, "table_empty")])
    for pattern, code in ((re.compile("\0"), "table_nul"), (_BROKEN_LETTERS, "table_broken")):
        found = pattern.search(text)
        if found:
            line = text.count("\n", 0, found.start()) + 1
            raise InputError([_fault(file, code, line)])
    return text, notes


def _fault(file: str, code: str, line: int | None = None) -> Fault:
    return Fault(file=file, code=code, line=line, values={"format": "CSV UTF-8"})


def _note(file: str, code: str, encoding: str) -> list[Note]:
    return [Note(file=file, code=code, values={"encoding": encoding})]


def _decode(content: bytes, file: str) -> tuple[str, list[Note]]:
    marked = content.startswith(_UTF16_MARKS)
    utf16 = "utf-16" if marked else _unmarked_utf16(content)
    try:
        if utf16:
            return content.decode(utf16), _note(file, "table_utf16", "UTF-16")
    except UnicodeDecodeError as error:
        raise InputError([_fault(file, "table_encoding")]) from error
    try:
        return content.decode("utf-8-sig"), []
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
    try:
        text = content.decode("cp1252")
    except UnicodeDecodeError as error:
        raise InputError([_fault(file, "table_encoding", line)]) from error
    if _OTHER_ALPHABET.search(content):
        raise InputError([_fault(file, "table_encoding", line)])
    return text, _note(file, "table_windows", "Windows-1252")


def _unmarked_utf16(content: bytes) -> str:
    # Headers are plain letters, so every second byte of UTF-16 is zero; some programs
    # leave out the mark that says so.
    start = content[:40]
    if len(start) < 4 or len(content) % 2:
        return ""
    if not any(start[::2]) and all(start[1::2]):
        return "utf-16-be"
    if not any(start[1::2]) and all(start[::2]):
        return "utf-16-le"
    return ""
