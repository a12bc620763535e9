"""Points and classes for a column of numbers, in round numbers that tell nothing of anybody."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import ROUND_FLOOR, Decimal

from larvik_analysis.inputs.number_text import Read, parse_number
from larvik_analysis.terms.catalogue import text
from larvik_analysis.terms.questions import Answer
from larvik_analysis.terms.words import Words

# A question that is answered with a number of something is no scale of points.
_ASKS_HOW_MANY = re.compile(
    r"hvor (?:mange|lenge|gammel|gamle)|\bantall|\balder|\bårstall"
    r"|how (?:many|long|old)|\bnumber of|\bage\b",
    re.IGNORECASE,
)
_WHOLE = re.compile(r"\d{1,2}")
_LAST_POINTS = (1, 5, 7, 10)
_N_CLASSES = 4
_ROUND = (1, 2, 5, 10)


def points_of(heading: str, counts: Mapping[str, int]) -> range | None:
    """The points of a scale like one to five; None where the numbers are no such scale.

    Examples
    --------
    >>> points_of("Hvor fornøyd er du?", {"4": 3, "2": 1})
    range(1, 6)
    >>> points_of("Hvor mange barn har du?", {"4": 3, "2": 1}) is None
    True
    """
    if not counts or not all(map(_WHOLE.fullmatch, counts)) or _ASKS_HOW_MANY.search(heading):
        return None
    numbers = [int(number) for number in counts]
    last = next((point for point in _LAST_POINTS if point >= max(numbers)), None)
    # "05" and "5" would be two answers of the same name.
    if last is None or any(str(int(number)) != number for number in counts):
        return None
    first = min(0 if min(numbers) == 0 else 1, last - 1)
    return range(first, last + 1)


def is_number(text: str) -> bool:
    """Whether a text is one number, and can be read in one way only."""
    read = parse_number(text)
    return isinstance(read, Read) and read.value is not None


def classes_of(counts: Mapping[str, int], *, fewest: int) -> tuple[Answer, ...]:
    """Classes of a column of numbers; none where a text is no number, or all are the same.

    Parameters
    ----------
    counts : mapping of str to int
        How many have each text.
    fewest : int
        So many are in each class, where two classes can be made so.
    """
    numbers: dict[Decimal, int] = {}
    for written, n in counts.items():
        read = parse_number(written)
        if not isinstance(read, Read) or read.value is None:
            return ()
        number = Decimal(repr(read.value)).normalize()
        numbers[number] = numbers.get(number, 0) + n
    if len(numbers) < 2:
        return ()
    unit = _unit(numbers)
    return _named(_cuts(numbers, unit, fewest), unit)


def _unit(numbers: Mapping[Decimal, int]) -> Decimal:
    """The smallest step between numbers written like these."""
    places = max(0, *(-int(number.as_tuple().exponent) for number in numbers))
    return Decimal(1).scaleb(-places)


def _cuts(numbers: Mapping[Decimal, int], unit: Decimal, fewest: int) -> list[Decimal]:
    """Where each class but the first begins."""
    low, high = min(numbers), max(numbers)
    step = _step((high - low) / _N_CLASSES, unit)
    cuts: list[Decimal] = []
    cut = (low / step).to_integral_value(ROUND_FLOOR) * step + step
    first = cut
    while cut <= high:
        below = sum(
            n for number, n in numbers.items() if (cuts[-1] if cuts else low) <= number < cut
        )
        above = sum(n for number, n in numbers.items() if number >= cut)
        if below >= fewest and above >= fewest:
            cuts.append(cut)
        cut += step
    return cuts or [min(first, high)]


def _step(least: Decimal, unit: Decimal) -> Decimal:
    """The smallest of one, two and five times a power of ten that is enough."""
    power = Decimal(1).scaleb(least.adjusted())
    return max(unit, next(power * times for times in _ROUND if power * times >= least))


def _named(cuts: list[Decimal], unit: Decimal) -> tuple[Answer, ...]:
    lows: list[Decimal | None] = [None, *cuts]
    # Between decimals there is always another number: there a class ends where the next begins.
    gap = unit if unit == 1 else Decimal(0)
    highs: list[Decimal | None] = [*(cut - gap for cut in cuts), None]
    return tuple(
        Answer(
            id="",
            name=_class_name(low, high, unit),
            at_least=None if low is None else float(low),
            at_most=None if high is None else float(high),
        )
        for low, high in zip(lows, highs, strict=True)
    )


def _class_name(low: Decimal | None, high: Decimal | None, unit: Decimal) -> Words:
    if low is None and high is not None:
        end = high + unit if unit == 1 else high
        return _words("instrument.class_below", high=_digits(end))
    if low is not None and high is None:
        return _words("instrument.class_from", low=_digits(low))
    if low is None or high is None or low == high:
        number = _digits(low or Decimal(0))
        return Words(nb=_comma(number), en=number)
    if unit != 1:
        return _words("instrument.class_up_to", low=_digits(low), high=_digits(high))
    return _words("instrument.class_between", low=_digits(low), high=_digits(high))


def _words(key: str, **ends: str) -> Words:
    nb = {name: _comma(end) for name, end in ends.items()}
    return Words(nb=text(key, "nb", **nb), en=text(key, "en", **ends))


def _digits(number: Decimal) -> str:
    return f"{number.normalize():f}"


def _comma(number: str) -> str:
    return number.replace(".", ",")
