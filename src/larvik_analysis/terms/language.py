"""Numbers and dates as people read them, in Norwegian (Språkrådet) and in English.

The system's locale is never used: it is absent on a plain Debian and differs on Windows.
"""

from __future__ import annotations

import datetime
import math
from decimal import ROUND_HALF_UP, Decimal, localcontext

from larvik_analysis.terms.catalogue import Language, read_catalogue

NARROW_SPACE = "\u202f"  # between groups of three digits
MINUS = "\u2212"
NO_BREAK_SPACE = "\u00a0"  # before the per cent sign
_KRONER = {"billion_kroner": 1e9, "million_kroner": 1e6}
EN_DASH = "\u2013"


def format_number(value: float, language: Language, *, decimals: int | None = None) -> str:
    r"""A number in digits: ``1 300 000``, ``46,7`` (nb) or ``1,300,000``, ``46.7`` (en).

    Parameters
    ----------
    value : float
        The number; must be finite.
    decimals : int, optional
        Places after the decimal sign. Without it, as many as the number has, at most six.
        A half is rounded up, as readers expect: with none, 2.5 is written 3.

    Examples
    --------
    >>> format_number(-1300000, "nb").replace("\u202f", " ").replace("\u2212", "-")
    '-1 300 000'
    >>> format_number(46.66666, "nb", decimals=1)
    '46,7'
    """
    return _in_digits(_as_written(value), language, decimals)


def format_kroner(amount_nok: float, language: Language) -> str:
    """Kroner as people read them: three figures at most, of millions where there are any.

    More figures would promise more than a sum of assumptions knows.

    Examples
    --------
    >>> format_kroner(1_843_212.4, "nb").replace("\u00a0", " ")
    '1,84 mill. kr'
    >>> format_kroner(-72_614, "en").replace("\u00a0", " ").replace("\u2212", "-")
    'NOK -72,600'
    """
    rounded = float(f"{amount_nok:.3g}")
    for name, unit in _KRONER.items():
        if abs(rounded) >= unit:
            number = format_number(rounded / unit, language)
            return read_catalogue(language)[f"language.{name}"].format(number=number)
    number = format_number(rounded, language, decimals=0)
    return read_catalogue(language)["language.kroner"].format(number=number)


_HUNDRED = 100
_FEW = 10  # of a hundred; below, a decimal tells something


def format_per_hundred(count: float, language: Language) -> str:
    """How many of a hundred; how many more than all of them tells nothing.

    Examples
    --------
    >>> format_per_hundred(25.57, "nb"), format_per_hundred(0.694, "nb")
    ('26', '0,7')
    >>> format_per_hundred(2786.2, "en")
    'over a hundred'
    """
    if count > _HUNDRED:
        return read_catalogue(language)["language.above_hundred"]
    return format_number(count, language, decimals=0 if abs(count) >= _FEW else 1)


# What arithmetic adds to a whole number of per cent, and no data.
_NOISE = Decimal("1e-7")


def format_percent(share: float, language: Language, *, decimals: int | None = 0) -> str:
    r"""A share (0 to 1) in per cent, with a space before the sign in Norwegian.

    With None for the decimals it has as many as the number, as `format_number`. A part is
    never rounded to nothing or to the whole: it is told as under or over the nearest step.

    Examples
    --------
    >>> format_percent(0.49016, "nb").replace("\u00a0", " ")
    '49 %'
    >>> format_percent(1 / 8, "en"), format_percent(249 / 250, "en")
    ('13%', 'over 99%')
    """
    percent = _as_written(share).scaleb(2)
    side, shown = _beside_the_ends(percent, decimals)
    number = side + _in_digits(shown, language, decimals)
    return f"{number}%" if language == "en" else f"{number}{NO_BREAK_SPACE}%"


def _beside_the_ends(percent: Decimal, decimals: int | None) -> tuple[str, Decimal]:
    """Under or over (the same words in both languages), and the step that is told instead."""
    if decimals is None:
        return "", percent
    step = Decimal(1).scaleb(-decimals)
    if _NOISE < percent < step / 2:
        return "under ", step
    if step / 2 >= 100 - percent > _NOISE:  # a half would be rounded up
        return "over ", 100 - step
    return "", percent


def _as_written(value: float) -> Decimal:
    """The number that its shortest digits say, not the binary one that stands for it.

    29 of 200 is 0.145, but a hundred times the binary number is a little less than 14.5, and
    would be rounded down.
    """
    if not math.isfinite(value):
        raise ValueError("only a finite number can be shown")
    return Decimal(value if isinstance(value, int) else repr(float(value)))


def _in_digits(number: Decimal, language: Language, decimals: int | None) -> str:
    """A number with the marks of a language; a half is rounded away from nought."""
    places = 6 if decimals is None else decimals
    with localcontext(rounding=ROUND_HALF_UP):
        digits = f"{number.copy_abs():,.{places}f}"
    if decimals is None and "." in digits:
        digits = digits.rstrip("0").rstrip(".")
    if language != "en":
        digits = digits.replace(",", NARROW_SPACE).replace(".", ",")
    is_zero = not any(digit in "123456789" for digit in digits)
    return digits if number >= 0 or is_zero else MINUS + digits


def format_date(date: str | datetime.date, language: Language) -> str:
    """An ISO date of any precision in words: ``mai 2024``, ``16. mai 2025``, ``11. april``.

    Examples
    --------
    >>> format_date("2025-05-16", "nb"), format_date("2024-05", "en"), format_date("2024", "nb")
    ('16. mai 2025', 'May 2024', '2024')
    """
    year, *rest = str(date).removeprefix("--").split("-")
    if str(date).startswith("--"):  # a day of any year
        year, rest = "", [year, *rest]
    if not rest:
        return year
    month = read_catalogue(language)["language.months"].split(",")[int(rest[0]) - 1]
    days = [str(int(day)) if language == "en" else f"{int(day)}." for day in rest[1:]]
    return " ".join([*days, month, *([year] if year else [])])


def number_word(count: int, language: Language) -> str:
    """A count in a word up to twelve (Språkrådet's advice), in digits above.

    Examples
    --------
    >>> number_word(8, "nb"), number_word(22, "en")
    ('åtte', '22')
    """
    words = read_catalogue(language)["language.number_words"].split(",")
    return words[count] if 0 <= count < len(words) else format_number(count, language)


# Upper bounds of the bands in which a share is told in words; the last band is open.
_PORTIONS = (
    (0.005, "none"),
    (0.1, "almost_none"),
    (0.2, "small_part"),
    (0.29, "quarter"),
    (0.38, "third"),
    (0.45, "under_half"),
    (0.55, "half"),
    (0.62, "over_half"),
    (0.71, "two_thirds"),
    (0.8, "three_quarters"),
    (0.9, "most"),
    (0.995, "nearly_all"),
    (1.005, "all"),
)


def portion_words(share: float, language: Language) -> str:
    """A share in words: ``om lag halvparten av``.

    Examples
    --------
    >>> portion_words(140 / 300, "nb"), portion_words(280 / 300, "nb")
    ('om lag halvparten av', 'nesten hele')
    """
    band = next((name for bound, name in _PORTIONS if share < bound), "more_than_all")
    return read_catalogue(language)[f"language.portion.{band}"]
