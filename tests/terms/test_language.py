"""Numbers and dates as Språkrådet and English readers write them."""

from __future__ import annotations

import datetime
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from larvik_analysis.terms.catalogue import LANGUAGES, read_catalogue
from larvik_analysis.terms.language import (
    format_date,
    format_number,
    format_percent,
    number_word,
    portion_words,
)

# The order in which the words grow; the last is for more than was planned.
PORTIONS = (
    "none", "almost_none", "small_part", "quarter", "third", "under_half", "half", "over_half",
    "two_thirds", "three_quarters", "most", "nearly_all", "all", "more_than_all",
)  # fmt: skip


@pytest.mark.parametrize(
    ("value", "nb", "en"),
    [
        (0, "0", "0"),
        (8, "8", "8"),
        (1300, "1\u202f300", "1,300"),
        (1300000, "1\u202f300\u202f000", "1,300,000"),
        (46.7, "46,7", "46.7"),
        (1234.5, "1\u202f234,5", "1,234.5"),
        (-46.7, "\u221246,7", "\u221246.7"),
        (-1300, "\u22121\u202f300", "\u22121,300"),
        (0.1 + 0.2, "0,3", "0.3"),
        (-0.0, "0", "0"),
        (-1e-9, "0", "0"),
        (150000.0, "150\u202f000", "150,000"),
    ],
)
def test_a_number_in_digits(value, nb, en):
    assert format_number(value, "nb") == nb
    assert format_number(value, "en") == en


def test_decimals_can_be_fixed():
    assert format_number(46.66666, "nb", decimals=1) == "46,7"
    assert format_number(5, "nb", decimals=2) == "5,00"
    assert format_number(1999.5, "en", decimals=0) == "2,000"
    assert format_number(-0.04, "nb", decimals=1) == "0,0"  # no minus before nought


@pytest.mark.parametrize(
    ("value", "decimals", "nb"),
    [
        (0.5, 0, "1"),
        (2.5, 0, "3"),
        (-2.5, 0, "\u22123"),
        (2.675, 2, "2,68"),  # the binary number is a little less
        (1.005, 2, "1,01"),
        (0.0000005, None, "0,000001"),
        (np.float64(0.125), 2, "0,13"),
        (np.int64(1300), None, "1\u202f300"),
        (10**17 + 1, None, "100\u202f000\u202f000\u202f000\u202f000\u202f001"),
        (1e30, 0, "1" + 10 * "\u202f000"),
    ],
)
def test_a_half_is_rounded_up_as_it_is_written(value, decimals, nb):
    assert format_number(value, "nb", decimals=decimals) == nb


@pytest.mark.parametrize(
    ("count", "n", "percent"),
    [(1, 8, "13%"), (29, 200, "15%"), (23, 40, "58%"), (26, 80, "33%"), (57, 40, "143%")],
)
def test_a_half_per_cent_of_a_count_is_rounded_up(count, n, percent):
    assert format_percent(count / n, "en") == percent
    assert format_percent(-count / n, "en") == f"\u2212{percent}"


@given(st.integers(0, 10_000), st.integers(1, 10_000))
def test_per_cent_of_a_count_is_what_whole_numbers_give(count, n):
    whole = (200 * count + n) // (2 * n)
    is_part = 0 < count < n
    expected = {0: "under 1%", 100: "over 99%"}[whole] if is_part and whole in (0, 100) else ""
    assert format_percent(count / n, "en") == (expected or f"{whole:,}%")


@pytest.mark.parametrize(
    ("share", "decimals", "nb"),
    [
        (0.0, 0, "0"), (0.0049, 0, "under 1"), (0.005, 0, "1"), (0.0051, 0, "1"),
        (0.9949, 0, "99"), (0.995, 0, "over 99"), (0.996, 0, "over 99"), (1.0, 0, "100"),
        (0.9996, 1, "over 99,9"), (0.996, 1, "99,6"), (0.0004, 1, "under 0,1"),
        (0.996, None, "99,6"), (0.99999999999, 0, "100"), (1e-12, 0, "0"), (1.002, 0, "100"),
    ],
)  # fmt: skip
def test_a_part_is_neither_nothing_nor_the_whole(share, decimals, nb):
    assert format_percent(share, "nb", decimals=decimals) == f"{nb}\u00a0%"


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_what_is_not_finite_is_not_shown(value):
    with pytest.raises(ValueError, match="finite"):
        format_number(value, "nb")
    with pytest.raises(ValueError, match="finite"):
        format_percent(value, "nb")


@given(st.integers(-(10**12), 10**12), st.sampled_from(LANGUAGES))
def test_whole_numbers_can_be_read_back(value, language):
    said = format_number(value, language)
    plain = said.replace("\u2212", "-").replace("\u202f", "").replace(",", "")
    assert int(plain) == value
    assert "-" not in said
    assert " " not in said


@given(st.floats(-1e6, 1e6).map(lambda value: round(value, 4)))
def test_decimals_can_be_read_back(value):
    said = format_number(value, "nb").replace("\u2212", "-").replace("\u202f", "")
    assert float(said.replace(",", ".")) == value


def test_per_cent_has_a_space_in_norwegian_alone():
    assert format_percent(0.49016, "nb") == "49\u00a0%"
    assert format_percent(0.49016, "en") == "49%"
    assert format_percent(0.4667, "nb", decimals=1) == "46,7\u00a0%"
    assert format_percent(-0.05, "nb") == "\u22125\u00a0%"
    assert format_percent(3.0, "en") == "300%"


@pytest.mark.parametrize(
    ("date", "nb", "en"),
    [
        ("2024", "2024", "2024"),
        ("2024-05", "mai 2024", "May 2024"),
        ("2025-05-16", "16. mai 2025", "16 May 2025"),
        ("2025-01-02", "2. januar 2025", "2 January 2025"),
        ("--04-11", "11. april", "11 April"),
        (datetime.date(2026, 12, 31), "31. desember 2026", "31 December 2026"),
    ],
)
def test_a_date_of_any_precision(date, nb, en):
    assert format_date(date, "nb") == nb
    assert format_date(date, "en") == en


def test_counts_up_to_twelve_are_words():
    words = [number_word(count, "nb") for count in range(14)]
    assert words == [
        "null", "én", "to", "tre", "fire", "fem", "seks", "sju", "åtte", "ni", "ti", "elleve",
        "tolv", "13",
    ]  # fmt: skip
    assert number_word(12, "en") == "twelve"
    assert number_word(1300, "en") == "1,300"
    assert number_word(-2, "nb") == "\u22122"


def band(share: float) -> int:
    """The place of a share's words among the bands."""
    bands = {read_catalogue("nb")[f"language.portion.{name}"]: name for name in PORTIONS}
    return PORTIONS.index(bands[portion_words(share, "nb")])


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_band_has_words_of_its_own(language):
    texts = read_catalogue(language)
    bands = {key for key in texts if key.startswith("language.portion.")}
    assert bands == {f"language.portion.{name}" for name in PORTIONS}
    assert len({texts[key] for key in bands}) == len(bands)


@pytest.mark.parametrize(
    ("share", "words"),
    [
        (0, "ingenting av"),
        (1 / 10, "en liten del av"),
        (1 / 4, "om lag en firedel av"),
        (1 / 3, "om lag en tredel av"),
        (140 / 300, "om lag halvparten av"),
        (1 / 2, "om lag halvparten av"),
        (2 / 3, "om lag to tredeler av"),
        (3 / 4, "om lag tre firedeler av"),
        (280 / 300, "nesten hele"),
        (1, "hele"),
        (320 / 300, "mer enn"),
    ],
)
def test_a_share_in_words(share, words):
    assert portion_words(share, "nb") == words


@given(st.floats(0, 3), st.floats(0, 3))
def test_a_larger_share_never_gets_smaller_words(one, other):
    smaller, larger = sorted((one, other))
    assert band(smaller) <= band(larger)


@given(st.floats(0.005, 0.995))
def test_a_part_is_neither_nothing_nor_all(share):
    assert 0 < band(share) < PORTIONS.index("all") or share >= 0.995
