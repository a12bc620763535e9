"""A cell of a workbook as the text that stands in it."""

from __future__ import annotations

import datetime
import re

_LARGEST_WHOLE = 1e15  # beyond it a spreadsheet keeps no unit
_ZEROS = re.compile(r"0{2,}")
_LINE_BREAK = re.compile(r"_x000D_\n?|\r\n?", re.IGNORECASE)
# A cell that is true or false, as a Norwegian spreadsheet shows it.
_TRUTH = {True: "SANN", False: "USANN"}


def text_of(value: object, number_format: str = "") -> str:
    r"""What stands in a cell, without surrounding space.

    Parameters
    ----------
    value : object
        As the library hands it over: a number, a text, a day, nothing ...
    number_format : str
        How the cell shows a number. Leading zeros are kept, for codes of places.

    Examples
    --------
    >>> text_of(3.0), text_of(2.50), text_of(True), text_of(None), text_of(301.0, "0000")
    ('3', '2.5', 'SANN', '', '0301')
    >>> import datetime
    >>> text_of(datetime.datetime(2024, 10, 9)), text_of(datetime.datetime(2024, 10, 9, 11, 2))
    ('2024-10-09', '2024-10-09 11:02:00')
    >>> text_of("to_x000D_\nlinjer ")
    'to\nlinjer'
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return _TRUTH[value]
    if isinstance(value, int | float):
        text = number_text(float(value))
        is_padded = _ZEROS.fullmatch(number_format) and text.isdigit()
        return text.zfill(len(number_format)) if is_padded else text
    if isinstance(value, datetime.datetime):
        if value.time() == datetime.time():
            return value.date().isoformat()
        return value.replace(microsecond=0).isoformat(sep=" ")
    if isinstance(value, datetime.time):
        return value.isoformat(timespec="seconds")
    return _LINE_BREAK.sub("\n", str(value)).strip()


def number_text(number: float) -> str:
    """A number as a spreadsheet shows it: whole where it is whole, fifteen digits at most.

    Examples
    --------
    >>> number_text(1.0), number_text(0.1 + 0.2), number_text(float("nan"))
    ('1', '0.3', '')
    """
    if number != number:  # only what is no number differs from itself
        return ""
    if number.is_integer() and abs(number) < _LARGEST_WHOLE:
        return str(int(number))
    return format(number, ".15g")
