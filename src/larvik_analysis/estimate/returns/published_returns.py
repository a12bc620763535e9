"""Published returns as they stand, with the uncertainty that was published with them.

Nothing here takes an amount of the evaluation: a return of another programme in another
country is shown beside, and never multiplied with, what a measure costs here.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Final

from larvik_analysis.errors import ParameterError
from larvik_analysis.estimate.returns.skill_formation import returns_by_stage
from larvik_analysis.estimate.statistics.arguments import is_finite
from larvik_analysis.estimate.statistics.normal import two_sided_z
from larvik_analysis.terms.returns_evidence import (
    PublishedNumber,
    ReturnsEvidence,
    SkillCurve,
    WsippRow,
)

LEVEL: Final = 0.95
RULE: Final = "wsipp_rule"  # the published number that holds WSIPP's share of draws
INDEX_START: Final = 100.0  # the curve's first point


def published_number(evidence: ReturnsEvidence, name: str) -> PublishedNumber:
    """The published number of that name.

    Raises
    ------
    ParameterError
        If there is none.
    """
    found = next((number for number in evidence.numbers if number.id == name), None)
    if found is None:
        raise ParameterError("published_unknown", name=name)
    return found


def limits_of(number: PublishedNumber) -> tuple[float | None, float | None, float | None]:
    """Low, high and level: of a standard error the normal interval, else as published.

    A range of sensitivity, or bounds, is no interval of chance and has no level.

    Examples
    --------
    >>> from larvik_analysis.terms.words import Words
    >>> irr = PublishedNumber(
    ...     id="irr", study="s", measure="irr", name=Words(nb="a", en="a"), unit="percent",
    ...     unit_of_analysis="kroner", source="s", read="source", value=9.2,
    ...     standard_error=2.9, spread="standard_error",
    ... )
    >>> [round(end, 2) for end in limits_of(irr)]
    [3.52, 14.88, 0.95]
    """
    if number.spread == "standard_error" and number.value is not None:
        reach = two_sided_z(LEVEL) * (number.standard_error or 0.0)
        return number.value - reach, number.value + reach, LEVEL
    return number.low, number.high, LEVEL if number.spread == "interval" else None


def latest_rows(evidence: ReturnsEvidence) -> Iterator[WsippRow]:
    """The last vintage of each programme, in the order of the file."""
    last = {row.programme: row for row in evidence.wsipp}  # each in the order of its vintages
    yield from last.values()


def earlier_rows(evidence: ReturnsEvidence) -> Iterator[WsippRow]:
    """Every vintage of the programmes that have several."""
    programmes = [row.programme for row in evidence.wsipp]
    yield from (row for row in evidence.wsipp if programmes.count(row.programme) > 1)


def wsipp_row(evidence: ReturnsEvidence, programme: str, vintage: str) -> WsippRow:
    """One programme in one vintage.

    Raises
    ------
    ParameterError
        If there is none.
    """
    for row in evidence.wsipp:
        if (row.programme, row.vintage) == (programme, vintage):
            return row
    raise ParameterError("published_unknown", name=programme)


def meets_rule(row: WsippRow, least_chance: float) -> bool | None:
    """Whether the benefits are larger than the cost in so many of the draws; None unknown."""
    return None if row.chance is None else row.chance >= least_chance


def curve_index(evidence: ReturnsEvidence, age: float) -> float:
    """The explanatory curve at an age, of 100 at its first stage.

    It is worked out for each stage, where all get the same; between stages it is drawn
    through.

    Raises
    ------
    ParameterError
        If there is no curve, or the age lies outside its stages.
    """
    curve = _curve(evidence)
    ages = [stage.age for stage in curve.stages]
    if not is_finite(age) or not ages[0] <= age <= ages[-1]:
        raise ParameterError("curve_age")
    from scipy.interpolate import PchipInterpolator

    early, late = (
        published_number(evidence, name).value or math.nan
        for name in (curve.early_share, curve.late_share)
    )
    found = returns_by_stage(early, late, len(ages))
    return float(PchipInterpolator(ages, INDEX_START * (found / found[0]))(age))


def opportunity_index(evidence: ReturnsEvidence) -> float:
    """Where the line of what the money would otherwise earn is drawn; a choice, no finding."""
    return INDEX_START * _curve(evidence).opportunity_share


def curve_ages(evidence: ReturnsEvidence) -> tuple[float, ...]:
    """Every whole age from the first stage to the last; none without a curve."""
    if evidence.curve is None:
        return ()
    ages = [stage.age for stage in evidence.curve.stages]
    return tuple(map(float, range(math.ceil(ages[0]), math.floor(ages[-1]) + 1)))


def _curve(evidence: ReturnsEvidence) -> SkillCurve:
    if evidence.curve is None:
        raise ParameterError("curve_age")
    return evidence.curve
