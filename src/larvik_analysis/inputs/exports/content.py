"""What kind of file the first bytes say it is; its name is not believed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import PurePath
from typing import Final, Literal

from larvik_analysis.errors import Fault, InputError, Note

Kind = Literal["workbook", "spss", "text"]
# What a name promises. An older workbook is refused, so a text of that name is told too.
_PROMISED: Final[dict[str, Kind]] = {
    ".csv": "text",
    ".tsv": "text",
    ".txt": "text",
    ".xls": "workbook",
    ".xlsx": "workbook",
    ".xlsm": "workbook",
    ".sav": "spss",
    ".zsav": "spss",
}
_SHOWN: Final[dict[Kind, str]] = {"workbook": "Excel", "spss": "SPSS", "text": "CSV"}
_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_SPSS = (b"$FL2", b"$FL3")  # the second is the compressed form, .zsav
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # Office before .xlsx, and locked .xlsx
# The parts of a compound file are named in UTF-16.
_LOCKED = "EncryptedPackage".encode("utf-16-le")
_MARKUP = re.compile(rb"(?:\xef\xbb\xbf)?\s*<(?:\?xml|!doctype|html|table|meta)", re.IGNORECASE)


def kind_of(content: bytes, file: str) -> Kind:
    """What a file holds, told from its bytes.

    Raises
    ------
    InputError
        If it is a workbook behind a password, an older workbook, or a page of the net that
        calls itself a table.

    Examples
    --------
    >>> kind_of(b"Alder;Nytte", "svar.csv"), kind_of(b"$FL2@(#) SPSS", "svar.csv")
    ('text', 'spss')
    """
    if content.startswith(_COMPOUND):
        code = "export_encrypted" if _LOCKED in content else "export_old_excel"
        raise InputError([Fault(file=file, code=code)])
    if _MARKUP.match(content[:400]):
        raise InputError([Fault(file=file, code="export_markup")])
    if content.startswith(_ZIP):
        return "workbook"
    return "spss" if content.startswith(_SPSS) else "text"


def notes_of_name(file: str, kind: Kind) -> Sequence[Note]:
    """What is said of a name that promises another kind of file than it is."""
    suffix = PurePath(file).suffix.lower()
    if _PROMISED.get(suffix, kind) == kind:
        return ()
    values = {"suffix": suffix.removeprefix("."), "format": _SHOWN[kind]}
    return (Note(file=file, code="export_suffix", values=values),)
