"""Numbers and dates as people write them; the answers are by hand."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from larvik_analysis.inputs.number_text import Read, Unread, parse_date, parse_number


@pytest.mark.parametrize(
    ("text", "value", "habit"),
    [
        ("0", 0, ""),
        ("1300000", 1300000, ""),
        ("1 300 000", 1300000, "thousands_space"),
        ("1\u00a0300\u00a0000", 1300000, "thousands_space"),
        ("1\u202f300\u202f000", 1300000, "thousands_space"),
        ("1\u2009300\u2009000,5", 1300000.5, "decimal_comma"),
        ("1300000,5", 1300000.5, "decimal_comma"),
        ("336.86", 336.86, ""),
        ("336,86", 336.86, "decimal_comma"),
        ("-13", -13, ""),
        ("\u221213", -13, ""),
        ("+5", 5, ""),
        ("0,125", 0.125, "decimal_comma"),  # no thousand begins with zero
        ("0.125", 0.125, ""),
        ("1234.567", 1234.567, ""),  # no group has four digits
        (" 9 ", 9, ""),
    ],
)
def test_a_number_is_read_however_it_is_written(text, value, habit):
    assert parse_number(text) == Read(value, habit=habit)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "number_form"),
        ("ni", "number_form"),
        ("9 familier", "number_form"),
        ("45 %", "number_form"),
        ("1 30 000", "number_form"),
        ("1300 000", "number_form"),
        ("1 300 00", "number_form"),
        (",5", "number_form"),
        ("5,", "number_form"),
        ("--5", "number_form"),
        ("inf", "number_form"),
        ("nan", "number_form"),
        ("1_000", "number_form"),
        ("٣", "number_form"),  # a digit to Python, not to the reader
        ("0x10", "number_form"),
        ("9" * 41, "number_form"),
        ("1.300", "number_two_readings"),
        ("1,300", "number_two_readings"),
        ("-12,345", "number_two_readings"),
        ("1.300.000", "number_two_readings"),
        ("1,300,000.50", "number_two_readings"),
        ("1,3E+09", "number_shortened"),
        ("1E9", "number_shortened"),
        ("########", "number_shortened"),
    ],
)
def test_what_is_no_certain_number_is_refused(text, code):
    assert parse_number(text) == Unread(code)


@given(
    number=st.decimals(-(10**12), 10**12, places=2),
    space=st.sampled_from(["", " ", "\u00a0", "\u202f", "\u2009"]),
    comma=st.sampled_from([".", ","]),
    minus=st.sampled_from(["-", "\u2212"]),
)
def test_every_way_of_writing_a_number_says_the_same(number, space, comma, minus):
    written = f"{number:,.2f}".replace(".", "|").replace(",", space).replace("|", comma)
    assert parse_number(written.replace("-", minus)).value == float(number)


@pytest.mark.parametrize(
    ("text", "unit", "date", "habit"),
    [
        ("2024-05-16", "date", "2024-05-16", ""),
        ("16.05.2024", "date", "2024-05-16", "norwegian_date"),
        ("1.5.2024", "date", "2024-05-01", "norwegian_date"),
        ("2024-02-29", "date", "2024-02-29", ""),
        ("2024-05", "month", "2024-05", ""),
        ("2024", "year", "2024", ""),
        ("--04-11", "day_of_year", "--04-11", ""),
        ("--02-29", "day_of_year", "--02-29", ""),
    ],
)
def test_a_date_has_the_precision_of_its_unit(text, unit, date, habit):
    assert parse_date(text, unit) == Read(None, date=date, habit=habit)


@pytest.mark.parametrize(
    ("text", "unit", "code"),
    [
        ("2023-02-29", "date", "no_such_date"),
        ("31.04.2024", "date", "no_such_date"),
        ("2024-13", "month", "no_such_date"),
        ("--02-30", "day_of_year", "no_such_date"),
        ("2024-05", "date", "form_date"),
        ("05/16/2024", "date", "form_date"),
        ("45428", "date", "form_date"),  # the day's number in a spreadsheet
        ("mai.24", "month", "form_month"),
        ("2024-05-16", "month", "form_month"),
        ("16.05.2024", "month", "form_month"),
        ("24", "year", "form_year"),
        ("2024.0", "year", "form_year"),
        ("04-11", "day_of_year", "form_day_of_year"),
        ("", "date", "form_date"),
    ],
)
def test_what_is_no_such_date_is_refused(text, unit, code):
    assert parse_date(text, unit) == Unread(code)


@given(day=st.dates(datetime.date(1000, 1, 1), datetime.date(2999, 12, 31)))
def test_every_day_of_the_calendar_is_read_both_ways_round(day):
    iso = day.isoformat()
    assert parse_date(iso, "date").date == iso
    assert parse_date(f"{day.day}.{day.month}.{day.year}", "date").date == iso
    assert parse_date(iso[:7], "month").date == iso[:7]
    assert parse_date(iso[:4], "year").date == iso[:4]
    assert parse_date(f"-{iso[4:]}", "day_of_year").date == f"-{iso[4:]}"


@given(
    text=st.text(max_size=50), unit=st.sampled_from(["date", "month", "year", "day_of_year"])
)
def test_no_text_ends_the_readers(text, unit):
    for read in (parse_number(text), parse_date(text, unit)):
        assert isinstance(read, Read | Unread)
