"""Numbers and dates as people write them in a table."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass

_MINUS = "\u2212"
_SPACES = " \u00a0\u2009\u202f"
_GROUPED = re.compile(rf"[-+]?[0-9]{{1,3}}(?:[{_SPACES}][0-9]{{3}})+(?:[.,][0-9]+)?")
_PLAIN = re.compile(r"[-+]?[0-9]+(?:[.,][0-9]+)?")
# 1.300 and 1,300 are thirteen hundred to one reader and 1.3 to another.
_TWO_READINGS = re.compile(r"[-+]?[1-9][0-9]{0,2}(?:[.,][0-9]{3})+(?:[.,][0-9]+)?")
# What a spreadsheet shows of a number too long for it; the last digits are gone.
_SHORTENED = re.compile(r"[-+]?[0-9]+(?:[.,][0-9]+)?[eE][-+]?[0-9]+|#+")
_LONGEST = 40

_DATE_FORMS = {
    "date": re.compile(r"[12][0-9]{3}-[0-9]{2}-[0-9]{2}"),
    "month": re.compile(r"[12][0-9]{3}-[0-9]{2}"),
    "year": re.compile(r"[12][0-9]{3}"),
    "day_of_year": re.compile(r"--[0-9]{2}-[0-9]{2}"),
}
# Fills up what a less precise date lacks; 2024 is a leap year, so --02-29 exists.
_FILLED = {"date": "{}", "month": "{}-01", "year": "{}-01-01", "day_of_year": "2024{}"}
_NORWEGIAN_DATE = re.compile(r"([0-9]{1,2})\.([0-9]{1,2})\.([12][0-9]{3})")


@dataclass(frozen=True, slots=True)
class Read:
    """What a cell says: a number, or a date in ISO 8601; `habit` names how it was written."""

    value: float | None
    date: str = ""
    habit: str = ""


@dataclass(frozen=True, slots=True)
class Unread:
    """Why a cell cannot be read: the key of a text."""

    code: str


def parse_number(text: str) -> Read | Unread:
    """A number with or without thousands spaces, with decimal point or comma.

    Examples
    --------
    >>> parse_number("1 300 000,5").value, parse_number("\u22122").value
    (1300000.5, -2.0)
    >>> parse_number("1.300").code
    'number_two_readings'
    """
    plain = text.strip().replace(_MINUS, "-")
    if len(plain) > _LONGEST:
        return Unread("number_form")
    if _SHORTENED.fullmatch(plain):
        return Unread("number_shortened")
    if _TWO_READINGS.fullmatch(plain):
        return Unread("number_two_readings")
    grouped = _GROUPED.fullmatch(plain) is not None
    if not grouped and not _PLAIN.fullmatch(plain):
        return Unread("number_form")
    habit = "decimal_comma" if "," in plain else "thousands_space" if grouped else ""
    digits = re.sub(f"[{_SPACES}]", "", plain).replace(",", ".")
    return Read(float(digits), habit=habit)


def parse_date(text: str, unit: str) -> Read | Unread:
    """A date of the precision its unit asks for (`date`, `month`, `year`, `day_of_year`).

    A day may be written as Norwegian spreadsheets turn it round, ``16.05.2024``.

    Examples
    --------
    >>> parse_date("16.05.2024", "date").date, parse_date("--02-30", "day_of_year").code
    ('2024-05-16', 'no_such_date')
    """
    iso, habit = text.strip(), ""
    turned = _NORWEGIAN_DATE.fullmatch(iso)
    if turned and unit == "date":
        day, month, year = turned.groups()
        iso, habit = f"{year}-{month:0>2}-{day:0>2}", "norwegian_date"
    if not _DATE_FORMS[unit].fullmatch(iso):
        return Unread(f"form_{unit}")
    try:
        datetime.date.fromisoformat(_FILLED[unit].format(iso.removeprefix("-")))
    except ValueError:
        return Unread("no_such_date")
    return Read(None, date=iso, habit=habit)
