"""Rules of a cost-benefit analysis: rates, the cost of taxes, and where they come from."""

from __future__ import annotations

import datetime
import math
from dataclasses import dataclass
from numbers import Integral, Real

from larvik_analysis.errors import ParameterError
from larvik_analysis.terms.catalogue import text
from larvik_analysis.terms.language import format_percent
from larvik_analysis.terms.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class RateStep:
    """A real rate per year that holds for the years after `after_year`.

    The rate of the first step, `after_year` 0, carries year 1 to year 0. A later step changes
    the rate of the years after it alone, not of those before.

    Raises
    ------
    ParameterError
        If the rate is no finite number above -1, is 1 or more (a per cent), or the year is
        not whole or is below 0.
    """

    after_year: int
    rate_per_year: float

    def __post_init__(self) -> None:
        _refuse_rate(self.rate_per_year)
        is_whole = isinstance(self.after_year, Integral) and not isinstance(
            self.after_year, bool
        )
        if not is_whole or self.after_year < 0:
            raise ParameterError("rules_steps")


@dataclass(frozen=True, slots=True, kw_only=True)
class GrowthPath:
    """How real values that follow income (time, a statistical life) grow from year to year.

    Attributes
    ----------
    name : str
    rate_per_year : float
        Share per year, until and with the calendar year `to_year`.
    to_year : int
    fades_to_year : int or None
        The rate falls in a straight line to nought in this year; None where it is nought at
        once after `to_year`.
    source : str
    """

    name: str
    rate_per_year: float
    to_year: int
    source: str
    fades_to_year: int | None = None

    def rate_in(self, year: int) -> float:
        """The growth from the year before to this calendar year, a share."""
        if year <= self.to_year:
            return self.rate_per_year
        if self.fades_to_year is None or year >= self.fades_to_year:
            return 0.0
        left = (self.fades_to_year - year) / (self.fades_to_year - self.to_year)
        return self.rate_per_year * left


@dataclass(frozen=True, slots=True, kw_only=True)
class YearAmount:
    """Kroner of one calendar year, in the prices of that year."""

    year: int
    nok: float


@dataclass(frozen=True, slots=True, kw_only=True)
class StatisticalLife:
    """The value of a statistical life, and what it is carried forward with.

    Attributes
    ----------
    value_nok : float
        In the year and the prices of `year`.
    year : int
    child_factor : float
        How many times as much the safety of children is worth, in an additional analysis.
    gdp_per_capita : tuple of YearAmount
        Current prices, by year, from `year` on without a gap.
    source, date : str
        Where the series was read, and when it was last changed there.
    """

    value_nok: float
    year: int
    child_factor: float
    gdp_per_capita: tuple[YearAmount, ...]
    source: str
    date: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RulePoint:
    """What one point of the source says that an analysis has to follow."""

    point: str
    says: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """A dated set of rules; `read_rules` reads those that are shipped.

    Attributes
    ----------
    name : str
    title : Words
    steps : tuple of RateStep
        The first has `after_year` 0. Real rates; years are counted from the start year of
        the measure, which is year 0 and is not discounted.
    tax_funding_share : float
        What a krone of taxes costs society beside the krone, 0 to 1.
    source, date : str
        What the rules were read in, and its date.
    page : str
        Pages or points of the source.
    in_force_from, review_by : date or None
        When they came into force, and the day until which nobody needs to look for newer ones.
    is_second_hand : bool
        Whether the source was not read itself, only what another says of it.
    growths : tuple of GrowthPath
        How time and a statistical life grow; the first is the one of the rules.
    weighs_distribution : bool
        Whether a krone counts differently by whom it falls on.
    has_residual_value : bool
        Whether a measure is worth its last year's net stream for the rest of its life, after
        the years worked out.
    statistical_life : StatisticalLife or None
    points : tuple of RulePoint
        What else the source asks for, point by point.

    Raises
    ------
    ParameterError
        If the steps do not begin after year 0 or do not follow each other, or the share is
        outside 0 to 1.

    Examples
    --------
    >>> Rules.flat(0.04).tax_funding_share
    0.2
    """

    name: str
    title: Words
    steps: tuple[RateStep, ...]
    tax_funding_share: float
    source: str
    date: str
    page: str = ""
    in_force_from: datetime.date | None = None
    review_by: datetime.date | None = None
    is_second_hand: bool = False
    growths: tuple[GrowthPath, ...] = ()
    weighs_distribution: bool = False
    has_residual_value: bool = True
    statistical_life: StatisticalLife | None = None
    points: tuple[RulePoint, ...] = ()

    def __post_init__(self) -> None:
        years = [step.after_year for step in self.steps]
        if not years or years[0] != 0 or years != sorted(set(years)):
            raise ParameterError("rules_steps")
        share = self.tax_funding_share
        if not _is_finite(share) or not 0 <= share <= 1:
            raise ParameterError("number_within", name="tax_funding_share", least=0, most=1)

    @classmethod
    def flat(cls, rate: float, tax_funding_share: float = 0.2) -> Rules:
        """One real rate in all years, to try out or to compare with.

        Parameters
        ----------
        rate : float
            Share per year above -1: 0.04 is four per cent.
        tax_funding_share : float
            What a krone of taxes costs society beside the krone; 0.2 as in R-109/21.

        Raises
        ------
        ParameterError
            If the rate is no finite number above -1, is 1 or more (a per cent), or the
            share is outside 0 to 1.

        Examples
        --------
        >>> Rules.flat(0.03).steps
        (RateStep(after_year=0, rate_per_year=0.03),)
        """
        step = RateStep(after_year=0, rate_per_year=rate)
        rate = float(rate)  # a fraction or a number of NumPy cannot be written as it is
        rates = {
            "nb": format_percent(rate, "nb", decimals=None),
            "en": format_percent(rate, "en", decimals=None),
        }
        return cls(
            name=f"flat_{rate:g}",
            title=Words(
                nb=text("discount_rules.flat", "nb", rate=rates["nb"]),
                en=text("discount_rules.flat", "en", rate=rates["en"]),
            ),
            steps=(step,),
            tax_funding_share=tax_funding_share,
            source=text("discount_rules.own_choice", "nb"),
            date="",
        )

    def is_dated(self, on: datetime.date) -> bool:
        """Whether newer rules should be looked for before these are used on a day."""
        return self.review_by is not None and on > self.review_by


def _is_finite(value: object) -> bool:
    is_number = isinstance(value, Real) and not isinstance(value, bool)
    return is_number and math.isfinite(float(value))  # type: ignore[arg-type]


def _refuse_rate(rate: object) -> None:
    """Refuse what is no rate per year."""
    if not _is_finite(rate) or not float(rate) > -1:  # type: ignore[arg-type]
        raise ParameterError("rate_wrong")
    number = float(rate)  # type: ignore[arg-type]
    if number >= 1:
        raise ParameterError("rate_per_cent", found=f"{number:g}", meant=f"{number / 100:g}")
