"""What looks like personal data; each rule is also met in `test_microdata.py`."""

from __future__ import annotations

import datetime
import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from larvik_analysis.inputs.personal import (
    has_email,
    has_ip_address,
    has_telephone,
    has_timestamp,
    identity_numbers,
    is_free_text,
    is_identity_number,
    kind_of_cell,
    kind_of_column,
    kind_of_heading,
)

FIRST, SECOND = (3, 7, 6, 1, 8, 9, 4, 5, 2), (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)
DAYS = st.dates(datetime.date(1900, 1, 1), datetime.date(2039, 12, 31))
# What is added to the day and to the month of birth: none, D-number, H-number, test numbers.
ADDED = st.tuples(st.sampled_from([0, 40]), st.sampled_from([0, 40, 65, 80]))
SERIAL = st.integers(0, 999)


def control(digits: str, weights: tuple[int, ...], above: int = 11) -> int:
    """As Skatteetaten writes it: 11 (or up to 14) less the rest of the weighted sum."""
    return (above - sum(int(d) * w for d, w in zip(digits, weights, strict=True)) % 11) % 11


def numbers_of(day: datetime.date, added: tuple[int, int], serial: int) -> list[str]:
    """All numbers that may be handed out to those born that day, from 2032 on too."""
    nine = f"{day.day + added[0]:02d}{day.month + added[1]:02d}{day:%y}{serial:03d}"
    tens = [f"{nine}{k}" for a in (11, 12, 13, 14) if (k := control(nine, FIRST, a)) < 10]
    return [f"{ten}{k}" for ten in tens if (k := control(ten, SECOND)) < 10]


@given(DAYS, ADDED, SERIAL)
def test_every_number_that_may_be_handed_out_is_found(day, added, serial):
    for digits in numbers_of(day, added, serial):
        assert is_identity_number(digits)
        for written in (
            digits,
            f" {digits}\n",
            f"{digits[:6]} {digits[6:]}",
            f"{digits[:6]}-{digits[6:]}",
            f"{digits[:2]}.{digits[2:4]}.{digits[4:6]} {digits[6:]}",
            f"Mor ({digits}) og far",
            f"fnr{digits}",
            f"{digits}.0",
        ):
            assert identity_numbers(written) == [digits], written
            assert kind_of_cell(written) == "identity_number"


@given(DAYS, ADDED, SERIAL, st.integers(1, 9), st.sampled_from([9, 10]))
def test_a_wrong_control_digit_is_no_identity_number(day, added, serial, more, place):
    possible = numbers_of(day, added, serial)
    for digits in possible:
        wrong = f"{digits[:place]}{(int(digits[place]) + more) % 10}{digits[place + 1 :]}"
        if wrong not in possible:
            assert not is_identity_number(wrong)
            assert identity_numbers(wrong) == []
            assert kind_of_cell(wrong) != "identity_number"


def test_the_numbers_of_the_documentation():
    # Skatteetaten, "Nytt fødselsnummer fra 2032": none of them can be handed out before.
    for digits in ("02013299997", "02013299903", "02013299806", "30108299920", "30108299939"):
        assert is_identity_number(digits)


@given(DAYS.filter(lambda day: day.day < 10), SERIAL)
def test_a_zero_that_the_spreadsheet_took_is_missed(day, serial):
    for digits in numbers_of(day, (0, 0), serial):
        assert kind_of_cell(digits[1:]) == "identity_number"
        assert identity_numbers(digits[1:]) == []  # in a text it could be anything


@given(st.text(alphabet="0123456789 .-,", max_size=25))
def test_nothing_written_with_digits_stops_it(text):
    for digits in identity_numbers(text):
        assert len(digits) == 11
    assert kind_of_cell(text) in ("", "identity_number", "telephone", "timestamp", "ip_address")


@given(st.text(max_size=60))
def test_no_cell_and_no_heading_stops_it(text):
    kinds = {"", "identity_number", "email", "ip_address", "timestamp", "telephone", "name",
             "identifier", "free_text"}  # fmt: skip
    assert kind_of_cell(text) in kinds
    assert kind_of_heading(text) in kinds
    assert kind_of_column(text, [text, ""]) in (kinds | {"undeclared"}) - {""}


@given(st.emails(domains=st.sampled_from(["eksempel.no", "a.b.org", "blåbær.no"])))
def test_addresses_of_mail(address):
    assert has_email(address)
    assert kind_of_column("", ["x", f"skriv til {address}", "y"]) in (
        "email",
        "identity_number",  # the name in front of @ may be anything
    )


@pytest.mark.parametrize("text", ["kari@", "@kari", "a @ b", "3 @ 5 kr", "kari (at) x.no", ""])
def test_an_at_sign_alone_is_no_address(text):
    assert not has_email(text)


@pytest.mark.parametrize("prefix", ["", "+47", "+47 ", "0047", "0047 ", "47", "(+47) "])
@pytest.mark.parametrize(
    "number", ["91234567", "912 34 567", "22 33 44 55", "9123 4567", "912\u00a034\u00a0567"]
)
def test_telephone_numbers(prefix, number):
    assert has_telephone(f"{prefix}{number}")
    assert has_telephone(f"ring {prefix}{number}, takk")
    assert has_telephone("+46 70 123 45 67")


@pytest.mark.parametrize(
    "text",
    ["12345678", "912 34 56", "912345678", "25 000 000", "2025-05-16", "16.05.2025",
     "1,91234567", "-91234567", "2024-2025", "112", "987654321", ""],
)  # fmt: skip
def test_other_numbers_are_no_telephone(text):
    assert not has_telephone(text)


@given(st.ip_addresses(v=4) | st.ip_addresses(v=6))
def test_addresses_of_the_net(address):
    written = [str(address)]
    if isinstance(address, ipaddress.IPv6Address):
        written.append(address.exploded)
        written.append(f"[{address}]:443")
    else:
        written.append(f"{address}:443")
    for text in written:
        assert has_ip_address(text)
        assert has_ip_address(f"fra {text} i går")


@pytest.mark.parametrize(
    "text", ["1.2.3", "256.1.1.1", "14:03:22", "16.05.2025", "a:b", "::1:z"]
)
def test_other_signs_are_no_address_of_the_net(text):
    assert not has_ip_address(text)


@given(st.dates(datetime.date(1990, 1, 1), datetime.date(2049, 12, 31)), st.times())
def test_moments(day, time):
    moment = datetime.datetime.combine(day, time)
    seconds = datetime.timedelta(hours=time.hour, minutes=time.minute, seconds=time.second)
    serial = (day - datetime.date(1899, 12, 30)).days + seconds / datetime.timedelta(days=1)
    for text in (
        moment.isoformat(),
        f"{moment.isoformat()}Z",
        f"{moment:%Y-%m-%d %H:%M}",
        f"{moment:%d.%m.%Y %H:%M}",
        f"{moment:%d.%m.%y %H.%M}",
        f"{moment:%d.%m.%Y kl. %H.%M}",
        f"{moment:%d.%m.%Y, %H:%M:%S}",
        f"{moment.month}/{moment.day}/{moment:%y %H:%M:%S}",
        f"{moment:%m/%d/%Y %I:%M:%S %p}",
        f"{moment.day}. mai {moment:%Y %H:%M}",
        f"May {moment.day}, {moment:%Y %I:%M %p}",
        f"{moment:%Y%m%d%H%M%S}",
        f"{serial:.6f}",
        f"{serial:.6f}".replace(".", ","),
    ):
        # A serial at the very stroke of a day is the day.
        assert has_timestamp(text) or f"{serial:.6f}".endswith(".000000"), text


@pytest.mark.parametrize(
    "text", ["2025-05-16", "16.05.2025", "14:03", "mai 2025", "45793", "45793,50", "2025", ""]
)
def test_a_day_or_a_time_alone_is_no_moment(text):
    assert not has_timestamp(text)


@pytest.mark.parametrize(
    ("heading", "why"),
    [
        ("Navn", "name"), ("Fornavn", "name"), ("ETTERNAVN", "name"), ("Barnets navn", "name"),
        ("For- og etternavn", "name"), ("Name", "name"), ("LastName", "name"),
        ("First name", "name"), ("Hva heter du?", "name"),
        ("E-post", "email"), ("Epost", "email"), ("e-postadresse", "email"),
        ("Email", "email"), ("E-mail address", "email"), ("Mail", "email"),
        ("RecipientEmail", "email"),
        ("Telefon", "telephone"), ("Mobil", "telephone"), ("Tlf.", "telephone"),
        ("Mobilnummer", "telephone"), ("Phone number", "telephone"),
        ("Fødselsnummer", "identity_number"), ("fodselsnr", "identity_number"),
        ("Personnummer", "identity_number"), ("fnr", "identity_number"),
        ("D-nummer", "identity_number"), ("National ID", "identity_number"),
        ("IP", "ip_address"), ("IP-adresse", "ip_address"), ("IPAddress", "ip_address"),
        ("Starttidspunkt", "timestamp"), ("Fullføringstidspunkt", "timestamp"),
        ("Start time", "timestamp"), ("Completion time", "timestamp"),
        ("Timestamp", "timestamp"), ("Tidsstempel", "timestamp"), ("RecordedDate", "timestamp"),
        ("Innsendt", "timestamp"), ("Sist endret", "timestamp"),
        ("ID", "identifier"), ("id", "identifier"), ("ResponseId", "identifier"),
        ("Svarnummer", "identifier"), ("Adresse", "identifier"), ("Postnr", "identifier"),
        ("Fødselsdato", "identifier"), ("Saksnummer", "identifier"),
        ("Kommentar", "free_text"), ("Utdyp gjerne svaret", "free_text"),
        ("Har du andre innspill?", "free_text"), ("Comments", "free_text"),
        ("Alder", ""), ("Hvor nyttig var det?", ""), ("Fritid", ""), ("Alltid hjemme", ""),
        ("Tiltak", ""), ("Kommune", ""), ("", ""), ("Hvilken skole?", ""), ("Tips", ""),
    ],
)  # fmt: skip
def test_what_a_heading_says(heading, why):
    assert kind_of_heading(heading) == why


@pytest.mark.parametrize(
    ("heading", "cells", "why"),
    [
        ("Alder", ["3", "4", "3"], "undeclared"),
        ("Alder", [], "undeclared"),
        ("Navn", ["", ""], "name"),
        ("Navn", ["a@b.no"], "email"),  # what points straight at somebody goes first
        ("Kommentar", ["ring 912 34 567"], "free_text"),
        ("Skole", ["ring 912 34 567"], "telephone"),
        ("Skole", ["16.05.2025 14:03"], "timestamp"),
        ("Hva betydde det?", ["x" * 81], "free_text"),
        ("Hva betydde det?", ["en to tre fire fem seks syv åtte ni ti elleve tolv tretten"],
         "free_text"),
        ("Hva betydde det?", ["bra", "fint", "greit", "trygt", "lett"], "free_text"),
        ("Hva betydde det?", ["bra", "bra", "fint", "fint", "Bra"], "undeclared"),
        ("Poeng", ["11", "12", "13", "14", "15"], "undeclared"),
    ],
)  # fmt: skip
def test_why_a_column_stays_outside(heading, cells, why):
    assert kind_of_column(heading, cells) == why


def test_answers_of_a_scale_are_no_free_text():
    assert not is_free_text(["Svært nyttig", "Lite nyttig"] * 10)
    assert not is_free_text(["Svært nyttig", "Lite nyttig"])
