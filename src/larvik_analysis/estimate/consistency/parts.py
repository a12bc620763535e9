"""Parts against wholes: sums, what is left, stages of a funnel, what lies within what."""

from __future__ import annotations

import math
from collections.abc import Iterator

from larvik_analysis.estimate.indicators.facts import add, as_published, ratio, subtract
from larvik_analysis.terms.checks import (
    CountedList,
    Difference,
    Funnel,
    Parts,
    Relation,
    Stage,
    Within,
)
from larvik_analysis.terms.fact import Facts
from larvik_analysis.terms.results import FactEstimate
from larvik_analysis.terms.units import UnitOfAnalysis

from .result import CheckResult, conclude
from .rounding import half_step, is_stated_as

_WHOLE_PERCENT = 100.0


def total(facts: Facts, fact_ids: tuple[str, ...]) -> FactEstimate:
    """The sum of facts that count the same thing; one alone as it was published.

    Raises
    ------
    UnitError
        If they count different things.
    """
    published = [as_published(facts[fact_id]) for fact_id in fact_ids]
    return published[0] if len(published) == 1 else add(*published)


def compare_parts(relation: Parts, facts: Facts) -> CheckResult:
    """Parts against their whole: the sum where it fits, and what is left where it does not.

    One part that the source does not state is what the others leave. Per cent of one thing
    should be a hundred, as closely as their decimals allow.

    Raises
    ------
    UnitError
        If they count different things.
    """
    used = (*relation.parts, *([relation.whole] if relation.whole else []))
    values = [facts[part].value for part in relation.parts]
    known = tuple(
        part for part, value in zip(relation.parts, values, strict=True) if value is not None
    )
    n_unread = len(values) - len(known)
    if not known or n_unread > 1 or (n_unread and not relation.whole):
        return conclude(relation, "sum_unread", facts, used)
    parts = total(facts, known)
    if not relation.whole:
        outcome = _outcome_alone(relation, facts, parts.estimate or 0.0)
        return conclude(relation, outcome, facts, used, estimates={"sum": parts})
    whole = as_published(facts[relation.whole])
    rest = subtract(whole, parts)
    left = rest.estimate
    if left is None:
        return conclude(relation, "sum_unread", facts, used)
    if n_unread and left >= 0:
        outcome = "rest_of_one"
    elif math.isclose(left, 0.0, abs_tol=1e-6):
        outcome = "sum_fits"
    elif left < 0:
        outcome = "sum_above"
    else:
        outcome = "sum_leaves" if relation.lists_all else "sum_some_parts"
    estimates = {"sum": parts} if outcome == "sum_fits" else {"rest": rest, "sum": parts}
    return conclude(relation, outcome, facts, used, estimates=estimates)


def _outcome_alone(relation: Parts, facts: Facts, parts: float) -> str:
    """Of parts without a whole."""
    if relation.is_percent:
        values = [facts[part].value or 0.0 for part in relation.parts]
        off = parts - _WHOLE_PERCENT
        if math.isclose(off, 0.0, abs_tol=1e-9):
            return "sum_fits"
        if abs(off) <= sum(map(half_step, values)) + 1e-9:
            return "sum_rounded"
        return "sum_leaves" if off < 0 else "sum_above"
    said = [facts[part].quote + "\n" + facts[part].corrected_quote for part in relation.parts]
    is_apart = bool(relation.apart) and all(
        any(words in quotes for quotes in said) for words in relation.apart
    )
    return "sum_apart" if is_apart else "sum_no_whole"


def compare_funnel(funnel: Funnel, facts: Facts) -> Iterator[CheckResult]:
    """Each stage against its parts, and what is left of it against the stage that follows.

    Raises
    ------
    UnitError
        If the parts of one stage count something else than the stage.
    """
    following = [*funnel.stages[1:], None]
    for stage, after in zip(funnel.stages, following, strict=True):
        parts = Parts(
            id=stage.id,
            name=stage.name,
            remark=stage.remark,
            parts=stage.parts,
            whole=stage.whole,
        )
        result = compare_parts(parts, facts)
        yield result
        rest = result.estimates.get("rest")
        if stage.passed_on and after is not None and rest is not None:
            yield _compare_passed_on(stage, after, rest, facts)


def _compare_passed_on(
    stage: Stage, after: Stage, rest: FactEstimate, facts: Facts
) -> CheckResult:
    """What is left of a stage against the whole of the next, which may count otherwise."""
    name = stage.passed_on_name or stage.name
    relation = Relation(id=stage.passed_on, name=name, remark=stage.passed_on_remark)
    whole = as_published(facts[after.whole])
    used = (stage.whole, *stage.parts, after.whole)
    more = (whole.estimate or 0.0) - (rest.estimate or 0.0)
    if not is_comparable(rest, whole):
        return conclude(relation, "passed_on_units", facts, used, numbers={"more": more})
    outcome = "passed_on" if more else "passed_on_whole"
    return conclude(relation, outcome, facts, used, estimates={"more": subtract(whole, rest)})


def is_comparable(*numbers: FactEstimate) -> bool:
    """Whether all count the same thing, and it is known what."""
    counted = {(number.unit, number.unit_of_analysis) for number in numbers}
    return len(counted) == 1 and numbers[0].unit_of_analysis is not UnitOfAnalysis.UNCLEAR


def compare_within(relation: Within, facts: Facts) -> CheckResult:
    """Something against what it has to lie within, less what is already taken of that.

    Raises
    ------
    UnitError
        If they count different things and that is not declared.
    """
    used = (*relation.part, *relation.whole, *relation.less)
    values = {fact_id: facts[fact_id].value for fact_id in used}
    if None in values.values():
        return conclude(relation, "within_unread", facts, used)

    def together(fact_ids: tuple[str, ...]) -> float:
        return sum(values[fact_id] or 0.0 for fact_id in fact_ids)

    room = together(relation.whole) - together(relation.less)
    if together(relation.part) > room:
        outcome = "above_whole"
    elif any(facts[fact_id].legibility == "uncertain" for fact_id in used):
        outcome = "within_uncertain"
    else:
        outcome = "within_whole"
    numbers = {"part": together(relation.part), "room": room}
    if relation.across_units or relation.less:
        return conclude(relation, outcome, facts, used, numbers=numbers)
    part, whole = total(facts, relation.part), total(facts, relation.whole)
    return conclude(
        relation,
        outcome,
        facts,
        used,
        estimates={"share": ratio(part, whole)},
        numbers=numbers,
    )


def compare_difference(relation: Difference, facts: Facts) -> CheckResult:
    """The difference of two numbers against the one stated, or against their rounding."""
    used = (relation.first, relation.second, *([relation.stated] if relation.stated else []))
    first, second = (facts[fact_id].value for fact_id in used[:2])
    if first is None or second is None:
        return conclude(relation, "within_unread", facts, used)
    if relation.stated:
        fits = is_stated_as(first - second, facts[relation.stated])
        outcome = "difference_fits" if fits else "difference_off"
    else:
        is_real = abs(first - second) > half_step(first) + half_step(second)
        outcome = "difference_real" if is_real else "difference_in_rounding"
    cells = [as_published(facts[fact_id]) for fact_id in used[:2]]
    if not is_comparable(*cells):
        numbers = {"difference": first - second}
        return conclude(relation, outcome, facts, used, numbers=numbers)
    return conclude(relation, outcome, facts, used, estimates={"difference": subtract(*cells)})


def compare_list(relation: CountedList, facts: Facts) -> CheckResult:
    """How many things are listed against how many the source says there are."""
    stated, n_listed = facts[relation.stated].value, len(relation.items)
    return conclude(
        relation,
        "list_fits" if stated == n_listed else "list_off",
        facts,
        (relation.stated,),
        estimates={"stated": as_published(facts[relation.stated])},
        numbers={"listed": float(n_listed)},
    )
