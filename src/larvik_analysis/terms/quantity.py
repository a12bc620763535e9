"""A number together with what it counts: unlike things are never added."""

from __future__ import annotations

import difflib
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from numbers import Integral, Real
from typing import Final

from larvik_analysis.errors import ParameterError, UnitError
from larvik_analysis.terms.parameters import PriceIndex

# Each word with its plural; a unit knows no other.
_PLURALS: Final = {
    "nok": "nok",
    "position": "positions",
    "child": "children",
    "family": "families",
    "person": "persons",
    "hour": "hours",
    "day": "days",
    "year": "years",
}
_SINGULARS: Final = {plural: word for word, plural in _PLURALS.items()} | {
    word: word for word in _PLURALS
}
_KRONER: Final = "nok"
_SHARE: Final = "share"
_PER_CENT: Final = frozenset({"percent", "cent", "prosent", "pct", "pst", "pst."})

Powers = Mapping[str, int]


def powers_of_unit(unit: str) -> dict[str, int]:
    """A unit taken apart: each word in the singular with its power.

    Parameters
    ----------
    unit : str
        ``share``, or words with ``per`` between what is counted and what it is counted by.

    Returns
    -------
    dict of str to int
        Empty for a share.

    Raises
    ------
    ParameterError
        If a word is unknown, or is per cent: write 0.04, unit share.

    Examples
    --------
    >>> powers_of_unit("nok per position per year")
    {'nok': 1, 'position': -1, 'year': -1}
    >>> powers_of_unit("share per year")
    {'year': -1}
    """
    text = _plain(unit)
    if not text:
        raise ParameterError("unit_missing")
    if "%" in text or not _PER_CENT.isdisjoint(text.split()):
        raise ParameterError("unit_per_cent", example="0.04")
    powers: dict[str, int] = {}
    for number, part in enumerate(text.split(" per ")):
        for word in part.split():
            if word != _SHARE or number:
                known = _known_word(word)
                powers[known] = powers.get(known, 0) + (-1 if number else 1)
    return {word: power for word, power in powers.items() if power}


def words_of_unit(powers: Powers) -> str:
    """A unit in words: plural above, singular below.

    Examples
    --------
    >>> words_of_unit({"nok": 1, "year": -1}), words_of_unit({})
    ('nok per year', 'share')
    """
    order = list(_PLURALS)
    listed = sorted(powers.items(), key=lambda item: order.index(item[0]))
    above = [_PLURALS[word] for word, power in listed for _ in range(power)]
    below = [word for word, power in listed for _ in range(-power)]
    return " per ".join([" ".join(above) or _SHARE, *below])


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number, its unit, and of kroner the year whose prices they are in.

    Parameters
    ----------
    value : float
        Finite. A share goes from 0 to 1; there is no per cent.
    unit : str
        ``share``, ``nok``, ``years``, ``positions``, ``children``, ``families``,
        ``persons``, ``days``, ``hours``, and any of them ``per`` any other, as in
        ``nok per position per year``.
    price_year : int, optional
        Of kroner; a quantity without kroner has none.

    Raises
    ------
    ParameterError
        If the value is no finite number, the unit is unknown or is per cent, or a price year
        stands where there are no kroner.

    Notes
    -----
    A bare number stands for a share wherever it is combined with a quantity. Adding and
    comparing want the same unit and the same prices, and raise UnitError otherwise.

    Examples
    --------
    >>> wage = Quantity(600_000, "nok per position per year", 2024)
    >>> (Quantity(1.4, "positions") * wage * (1 + Quantity(0.25, "share"))).unit
    'nok per year'
    """

    value: float
    unit: str
    price_year: int | None = None
    _powers: Powers = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "value", _finite(self.value))
        powers = powers_of_unit(self.unit)
        year = self.price_year
        if year is not None and not _is_whole(year):
            raise ParameterError("price_year_whole")
        if year is not None and _KRONER not in powers:
            raise ParameterError("price_year_without_kroner", unit=words_of_unit(powers))
        object.__setattr__(self, "unit", words_of_unit(powers))
        object.__setattr__(self, "price_year", None if year is None else int(year))
        object.__setattr__(self, "_powers", powers)

    def value_in(self, unit: str) -> float:
        """The number, once the caller has said which unit it counts on.

        Raises
        ------
        UnitError
            If the quantity is in another unit.
        """
        needed = words_of_unit(powers_of_unit(unit))
        if needed != self.unit:
            raise UnitError("rule_unit", unit=self.unit, needed=needed)
        return self.value

    def in_prices_of(self, year: int, index: PriceIndex) -> Quantity:
        """The same kroner at the prices of another year; what has no kroner stays as it is.

        Raises
        ------
        ParameterError
            If the index lacks one of the two years.
        UnitError
            If nobody has said which year the kroner are of.
        """
        power = self._powers.get(_KRONER, 0)
        if not power:
            return self
        if self.price_year is None:
            raise UnitError("price_year_unsaid")
        ratio = index.ratio(self.price_year, year)
        return Quantity(self.value * ratio**power, self.unit, year)

    def __add__(self, other: Quantity | float) -> Quantity:
        same = self._like(other)
        return Quantity(self.value + same.value, self.unit, self.price_year)

    def __sub__(self, other: Quantity | float) -> Quantity:
        return self + -_quantity(other)

    def __radd__(self, other: float) -> Quantity:
        return _quantity(other) + self

    def __rsub__(self, other: float) -> Quantity:
        return _quantity(other) - self

    def __neg__(self) -> Quantity:
        return Quantity(-self.value, self.unit, self.price_year)

    def __mul__(self, other: Quantity | float) -> Quantity:
        return self._combined(_quantity(other), 1)

    def __rmul__(self, other: float) -> Quantity:
        return _quantity(other) * self

    def __truediv__(self, other: Quantity | float) -> Quantity:
        divisor = _quantity(other)
        if divisor.value == 0:
            raise ParameterError("quantity_by_nought")
        return self._combined(divisor, -1)

    def __rtruediv__(self, other: float) -> Quantity:
        return _quantity(other) / self

    def __lt__(self, other: Quantity | float) -> bool:
        return self.value < self._like(other).value

    def __le__(self, other: Quantity | float) -> bool:
        return self.value <= self._like(other).value

    def __gt__(self, other: Quantity | float) -> bool:
        return self.value > self._like(other).value

    def __ge__(self, other: Quantity | float) -> bool:
        return self.value >= self._like(other).value

    def _like(self, other: Quantity | float) -> Quantity:
        """The other one, once it counts the same at the same prices."""
        given = _quantity(other)
        if given.unit != self.unit:
            raise UnitError("quantity_units", unit=self.unit, other=given.unit)
        _same_prices(self, given)
        return given

    def _combined(self, other: Quantity, sign: int) -> Quantity:
        """The product with the other one, or with one over it."""
        if self.price_year is not None and other.price_year is not None:
            _same_prices(self, other)
        powers = dict(self._powers)
        for word, power in other._powers.items():
            powers[word] = powers.get(word, 0) + sign * power
        powers = {word: power for word, power in powers.items() if power}
        year = self.price_year if self.price_year is not None else other.price_year
        value = self.value * other.value if sign > 0 else self.value / other.value
        return Quantity(value, words_of_unit(powers), year if _KRONER in powers else None)


def _plain(unit: object) -> str:
    """A unit in small letters with single spaces; empty where it is no text."""
    return " ".join(unit.lower().split()) if isinstance(unit, str) else ""


def _is_whole(year: object) -> bool:
    return isinstance(year, Integral) and not isinstance(year, bool)


def _finite(value: object) -> float:
    """The number, if it is one.

    Raises
    ------
    ParameterError
        If it is not.
    """
    is_number = isinstance(value, Real) and not isinstance(value, bool)
    number = float(value) if is_number else math.nan  # type: ignore[arg-type]
    if math.isfinite(number):
        return number
    raise ParameterError("number_finite", name="value")


def _quantity(given: Quantity | float) -> Quantity:
    return given if isinstance(given, Quantity) else Quantity(given, _SHARE)


def _same_prices(first: Quantity, second: Quantity) -> None:
    """Refuse kroner of two years together.

    Raises
    ------
    UnitError
        If the price years differ.
    """
    if first.price_year != second.price_year:
        years = [str(one.price_year or "–") for one in (first, second)]
        raise UnitError("quantity_price_years", year=years[0], other=years[1])


def _known_word(word: str) -> str:
    if word in _SINGULARS:
        return _SINGULARS[word]
    known = [*_SINGULARS, _SHARE]
    near = difflib.get_close_matches(word[:80], known, n=1)
    listed = ", ".join([_SHARE, *_PLURALS.values()])
    if near:
        raise ParameterError("unit_unknown_near", found=word, nearest=near[0], known=listed)
    raise ParameterError("unit_unknown", found=word, known=listed)
