"""What the sources say in words: dates, units, readings, names, amounts, what can be read."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import get_args

from larvik_analysis.terms.checks import (
    Amounts,
    DateCheck,
    Legible,
    NotCheckable,
    Readings,
    Same,
    SameUnit,
    Weekday,
    Wordings,
)
from larvik_analysis.terms.fact import DATES, Fact, Facts, Legibility
from larvik_analysis.terms.units import UnitOfAnalysis
from larvik_analysis.terms.words import Words

from .parts import total
from .result import CheckResult, conclude

_N_OFFICE_DAYS = 5
# How Norwegian sources write a scale after a number.
_SCALES = {"mill": 1e6, "milliard": 1e9}
_AMOUNT = re.compile(r"(\d[\d\s]*(?:,\d+)?)\s*(milliard|mill)", re.IGNORECASE)


def weekday_of(date: str) -> str:
    """The weekday of a full ISO date, as a `Weekday`; empty where the date is not full.

    Examples
    --------
    >>> weekday_of("2014-12-13"), weekday_of("2014-12")
    ('saturday', '')
    """
    try:
        return str(get_args(Weekday)[datetime.date.fromisoformat(date).weekday()])
    except ValueError:
        return ""


def compare_date(relation: DateCheck, facts: Facts) -> CheckResult:
    """A date against the weekday stated with it, the office week, or a date that follows."""
    used = (relation.date, *filter(None, (relation.year_of, relation.not_after)))
    date = facts[relation.date].date
    if relation.year_of and date.startswith("--"):
        date = f"{facts[relation.year_of].date[:4]}{date[1:]}"
    weekday = weekday_of(date)
    later = facts[relation.not_after].date if relation.not_after else ""
    return conclude(
        relation, _date_outcome(relation, date, weekday, later), facts, used, weekday=weekday
    )


def _date_outcome(relation: DateCheck, date: str, weekday: str, later: str) -> str:
    # Only as much of the two dates as both have is compared: 2013-10 is not after 2013.
    shared = min(len(date), len(later))
    if relation.not_after and date[:shared] > later[:shared]:
        return "date_late"
    if (relation.weekday or relation.is_office_day) and not weekday:
        return "date_open"
    if relation.weekday:
        return "weekday_fits" if relation.weekday == weekday else "weekday_off"
    office_days = get_args(Weekday)[:_N_OFFICE_DAYS]
    if relation.is_office_day and weekday not in office_days:
        return f"date_{weekday}"
    return "date_fits"


def compare_same(relation: Same, facts: Facts) -> CheckResult:
    """Facts that should say the same, or definitions that should not be mixed."""
    told = [facts[fact_id] for fact_id in relation.facts]
    precision = min(len(fact.date) for fact in told)  # as much of a date as all of them have
    said = {(fact.value, fact.date[:precision]) for fact in told}
    if any(fact.value is None and not fact.date for fact in told):
        outcome = "same_unread"
    elif len(said) == 1:
        outcome = "same"
    elif relation.is_definition:
        outcome = "definitions_differ"
    else:
        outcome = "dates_differ" if told[0].unit in DATES else "not_same"
    return conclude(relation, outcome, facts, relation.facts)


def compare_units(relation: SameUnit, facts: Facts) -> CheckResult:
    """Whether facts that are set against each other count the same thing."""
    counted = {facts[fact_id].unit_of_analysis for fact_id in relation.facts}
    is_same = len(counted) == 1 and UnitOfAnalysis.UNCLEAR not in counted
    outcome = "units_same" if is_same else "units_differ"
    return conclude(relation, outcome, facts, relation.facts)


def compare_readings(relation: Readings, facts: Facts) -> CheckResult:
    """Whether it matters how a source is read.

    Returns
    -------
    CheckResult
        Estimates ``reading_1`` and on, one for each reading that gives a number.

    Raises
    ------
    UnitError
        If a reading adds facts that count different things.
    """
    used = [fact_id for reading in relation.readings for fact_id in reading.facts]
    found = [total(facts, reading.facts) for reading in relation.readings if reading.facts]
    if len(found) < len(relation.readings) or any(e.estimate is None for e in found):
        outcome = "readings_open"
    else:
        is_one = len({e.estimate for e in found}) == 1
        outcome = "readings_agree" if is_one else "readings_differ"
    estimates = {f"reading_{n}": estimate for n, estimate in enumerate(found, start=1)}
    return conclude(relation, outcome, facts, used, estimates=estimates)


def compare_wordings(relation: Wordings, facts: Facts) -> CheckResult:
    """Whether one thing has several names, or one name stands for several things."""
    things = {said.thing for said in relation.said}
    terms = {said.term for said in relation.said}
    if len(things) > 1:
        outcome = "name_of_several" if len(terms) == 1 else "said_alike"
    else:
        outcome = "said_otherwise" if len(terms) > 1 else "said_alike"
    documents = [said.document for said in relation.said]
    return conclude(relation, outcome, facts, (), documents=documents)


def compare_amounts(relation: Amounts, facts: Facts) -> CheckResult:
    """Whether a quote gives an amount in full and says its scale once more after it."""
    is_twice = any(says_scale_twice(facts[fact_id]) for fact_id in relation.facts)
    outcome = "amount_twice" if is_twice else "amount_once"
    return conclude(relation, outcome, facts, relation.facts)


def says_scale_twice(fact: Fact) -> bool:
    """Whether the quote has the amount in full kroner with "mill." or "milliarder" after it."""
    for digits, scale in _AMOUNT.findall(fact.quote):
        written = float("".join(digits.split()).replace(",", "."))
        if written == fact.value and written * _SCALES[scale.lower()] != fact.value:
            return True
    return False


def tell_not_checkable(relation: NotCheckable, facts: Facts) -> CheckResult:
    """Facts that nothing can be held against: the relation says what is missing."""
    return conclude(relation, "nothing_to_hold", facts, relation.facts)


@dataclass(frozen=True, slots=True, kw_only=True)
class LegibilityResult:
    """What of a list or a figure can be read, by fact; `read_words`, `lost_words` beside."""

    id: str
    name: Words
    document: str
    read: tuple[str, ...] = ()
    uncertain: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    read_words: Words | None = None
    lost_words: Words | None = None


def tell_legibility(relation: Legible, facts: Facts) -> LegibilityResult:
    """The facts of a list by how well they can be read in the source."""

    def those(legibility: Legibility) -> Iterator[str]:
        return (name for name in relation.facts if facts[name].legibility is legibility)

    return LegibilityResult(
        id=relation.id,
        name=relation.name,
        document=relation.document,
        read=tuple(those(Legibility.LEGIBLE)),
        uncertain=tuple(those(Legibility.UNCERTAIN)),
        lost=tuple(those(Legibility.ILLEGIBLE)),
        read_words=relation.read,
        lost_words=relation.lost,
    )
