"""Shares, mixtures and rates against the numbers they follow from."""

from __future__ import annotations

from statistics import NormalDist

from larvik_analysis.estimate.indicators.change import DISPERSIONS, LEVEL, change, change_z
from larvik_analysis.estimate.indicators.facts import as_published, ratio
from larvik_analysis.terms.checks import (
    Conversion,
    CountChange,
    Implied,
    Mixture,
    Rate,
    StatedShare,
)
from larvik_analysis.terms.fact import Facts
from larvik_analysis.terms.units import UnitOfAnalysis

from .parts import is_comparable
from .result import CheckResult, conclude
from .rounding import has_whole_count, implied_base, is_stated_as

_REACH = NormalDist().inv_cdf((1 + LEVEL) / 2)  # as far as chance alone often goes
_TWICE = 2


def compare_share(relation: StatedShare, facts: Facts) -> CheckResult:
    """A stated share against its count and its base, as closely as its decimals allow.

    Without a count, some whole number of the base has to round to it. Without a base, the
    one it implies is worked out, with the ends that rounding leaves open.
    """
    used = (*filter(None, (relation.count,)), *relation.bases, relation.stated)
    values = [facts[fact_id].value for fact_id in used]
    if any(value is None for value in values):
        return conclude(relation, "within_unread", facts, used)
    stated = facts[relation.stated]
    percent = stated.value or 0.0
    bases = [facts[base].value or 0.0 for base in relation.bases]
    if not relation.count:
        fits = all(has_whole_count(percent, base) for base in bases)
        outcome = "share_of_a_count" if fits else "share_of_no_count"
        return conclude(relation, outcome, facts, used)
    count = facts[relation.count].value or 0.0
    if not bases:
        base, low, high = implied_base(count, percent)
        is_unclear = stated.unit_of_analysis is UnitOfAnalysis.UNCLEAR
        outcome = "base_unclear" if is_unclear else "base_missing"
        numbers = {"base": base, "base_low": low, "base_high": high}
        return conclude(relation, outcome, facts, used, numbers=numbers)
    fits_each = [is_stated_as(100 * count / base, stated) for base in bases]
    outcome = {True: "share_fits", False: "share_off"}[fits_each[0]]
    if len(bases) > 1:
        outcome = "share_fits_each" if all(fits_each) else "share_fits_one"
        outcome = outcome if any(fits_each) else "share_off"
    shares = {f"share_{n}": count / base for n, base in enumerate(bases, start=1)}
    cells = [as_published(facts[fact_id]) for fact_id in (relation.count, relation.bases[0])]
    if relation.across_units or len(bases) > 1:
        return conclude(relation, outcome, facts, used, numbers=shares)
    estimates = {"share": ratio(*cells)}
    return conclude(relation, outcome, facts, used, estimates=estimates, numbers=shares)


def compare_mixture(relation: Mixture, facts: Facts) -> CheckResult:
    """A total between its groups, and the weight of the smaller groups that follows.

    ``total = w * minority + (1 - w) * majority``, so ``w`` follows from each period. Which
    of the smaller groups weighs most is not known, so each of them gives an end of it.

    Returns
    -------
    CheckResult
        Numbers ``share_low`` and ``share_high``: the weight (0 to 1) over all periods.
    """
    used = (
        *relation.total,
        *relation.majority,
        *(fact_id for group in relation.minorities.values() for fact_id in group),
        *relation.known_shares,
    )
    if any(facts[fact_id].value is None for fact_id in used):
        return conclude(relation, "within_unread", facts, used)

    def values(fact_ids: tuple[str, ...]) -> list[float]:
        return [facts[fact_id].value or 0.0 for fact_id in fact_ids]

    minorities = list(zip(*map(values, relation.minorities.values()), strict=True))
    weights: list[float] = []
    is_between = True
    periods = zip(values(relation.total), values(relation.majority), minorities, strict=True)
    for whole, majority, groups in periods:
        is_between &= min(majority, *groups) <= whole <= max(majority, *groups)
        weights += [
            (whole - majority) / (group - majority) for group in groups if group != majority
        ]
    if not is_between or not weights:
        return conclude(relation, "mixture_outside", facts, used)
    low, high = min(weights), max(weights)
    known = [share / 100 for share in values(relation.known_shares)]
    is_known = not known or (min(known) <= high and max(known) >= low)
    return conclude(
        relation,
        "mixture_fits" if is_known else "mixture_share_off",
        facts,
        used,
        numbers={"share_low": low, "share_high": high},
    )


def compare_rate(relation: Rate, facts: Facts) -> CheckResult:
    """A count over its periods, and for each worker, against the rate the source states.

    Returns
    -------
    CheckResult
        Numbers ``per_period``, ``per_worker`` where there are workers, and ``factor``: how
        many times too large the stated rate is.
    """
    used = (relation.count, *filter(None, (relation.workers,)), relation.stated)
    count, stated = facts[relation.count].value, facts[relation.stated]
    workers = facts[relation.workers].value if relation.workers else 1.0
    if count is None or not workers or stated.value is None:
        return conclude(relation, "within_unread", facts, used)
    per_period = count / relation.periods.value_in(relation.period_unit)
    per_worker = per_period / workers
    if is_stated_as(per_worker, stated):
        outcome = "rate_fits"
    elif relation.workers and is_stated_as(per_period, stated):
        is_twice = round(stated.value / per_worker) == _TWICE
        outcome = "rate_of_all_twice" if is_twice else "rate_of_all"
    else:
        outcome = "rate_off"
    numbers = {"per_period": per_period, "factor": stated.value / per_worker}
    if relation.workers:
        numbers["per_worker"] = per_worker
    return conclude(relation, outcome, facts, used, numbers=numbers)


def compare_conversion(relation: Conversion, facts: Facts) -> CheckResult:
    """A number times a factor and with something added, against the number stated."""
    used = (relation.fact, relation.stated)
    value = facts[relation.fact].value
    if value is None:
        return conclude(relation, "within_unread", facts, used)
    again = value * relation.times.value + relation.plus.value
    fits = is_stated_as(again, facts[relation.stated])
    outcome = "conversion_fits" if fits else "conversion_off"
    return conclude(relation, outcome, facts, used, numbers={"again": again})


def compare_implied(relation: Implied, facts: Facts) -> CheckResult:
    """One number for each unit of another, against what would be expected of it."""
    used = (relation.amount, relation.per)
    amount, per = facts[relation.amount].value, facts[relation.per].value
    if amount is None or not per:
        return conclude(relation, "within_unread", facts, used)
    is_percent = facts[relation.per].unit.startswith("percent")
    each = amount / (per / 100 if is_percent else per)
    is_plausible = relation.plausible.low <= each <= relation.plausible.high
    outcome = "implied_plausible" if is_plausible else "implied_odd"
    return conclude(relation, outcome, facts, used, numbers={"each": each})


def compare_change(relation: CountChange, facts: Facts) -> CheckResult:
    """The source's word for a change against how far chance alone would carry the counts.

    The word is judged as if the events were independent; the outcome says so where events
    that come together would give another answer.

    Returns
    -------
    CheckResult
        Estimates ``change`` with its interval, and ``z_1``, ``z_2``, ``z_3`` for each
        dispersion.

    Raises
    ------
    UnitError
        If the counts are of different things.
    """
    used = (relation.before, relation.after)
    before, after = (as_published(facts[fact_id]) for fact_id in used)
    if not before.count or after.count is None or not is_comparable(before, after):
        return conclude(relation, "within_unread", facts, used)
    steps = {f"z_{d}": change_z(before, after, d) for d in DISPERSIONS}
    found = [_direction(step.estimate or 0.0) for step in steps.values()]
    fits = [direction == relation.said for direction in found]
    outcome = "change_as_said" if fits[0] else "change_not_as_said"
    if len(set(fits)) > 1:
        outcome = f"{outcome}_if_independent"
    estimates = {"change": change(before, after), **steps}
    documents = filter(None, (relation.document,))
    return conclude(relation, outcome, facts, used, estimates=estimates, documents=documents)


def _direction(z: float) -> str:
    if abs(z) <= _REACH:
        return "stable"
    return "rise" if z > 0 else "fall"
