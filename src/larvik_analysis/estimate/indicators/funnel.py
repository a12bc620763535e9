"""A process in stages, each with what the source does not account for as a part of its own."""

from __future__ import annotations

from typing import Literal

import pandas as pd

from larvik_analysis.terms.fact import Facts
from larvik_analysis.terms.indicators import Funnel, Stage
from larvik_analysis.terms.results import FactEstimate

from .facts import add, as_published, subtract
from .tables import NO_FACT, tabulate_estimates

Account = Literal["whole", "lost", "exceeded", "unknown"]


def remainder_of(stage: Stage, facts: Facts) -> FactEstimate:
    """What is left of a stage when the parts that the source gives are taken away.

    A part that can only just be read is taken away too: the source does account for it.

    Raises
    ------
    UnitError
        If a part counts something else than the whole.
    ParameterError
        If the stage has no parts.
    """
    return _rest(stage.whole, [part.fact for part in stage.parts], facts)


def _rest(whole: str, taken: list[str], facts: Facts) -> FactEstimate:
    parts = [as_published(facts[name]) for name in taken]
    is_doubted = any(part.uncertain for part in parts)
    return subtract(as_published(facts[whole]), add(*parts, include_uncertain=is_doubted))


def account_of(stage: Stage, facts: Facts) -> Account:
    """How the parts that the source gives stand to the whole of a stage.

    ``whole`` where they make it up, ``lost`` where something is left, ``exceeded`` where
    they are more than it, ``unknown`` where a number is missing.

    Raises
    ------
    UnitError, ParameterError
        As `remainder_of`.
    """
    rest = remainder_of(stage, facts).estimate
    if rest is None:
        return "unknown"
    if rest == 0:
        return "whole"
    return "lost" if rest > 0 else "exceeded"


def merged_parts(stage: Stage, facts: Facts, k: int) -> frozenset[str]:
    """The parts that cannot be shown apart from the remainder without telling a few people.

    A single number told in words is what the others leave of the whole, so it is put
    together with the smallest of them until they are two and at least `k` together.

    Returns
    -------
    frozenset of str
        Facts; none where every number can be shown, or where the remainder is unknown.

    Raises
    ------
    UnitError, ParameterError
        As `remainder_of`.
    """
    rest = remainder_of(stage, facts).estimate
    if rest is None or rest < 0 or not facts[stage.whole].unit_of_analysis.is_people:
        return frozenset()
    small = [p.fact for p in stage.parts if facts[p.fact].is_small_count_of_people(k)]
    if not small and not 0 < rest < k:
        return frozenset()
    merged = set(small)
    others = sorted(
        (part.fact for part in stage.parts if part.fact not in merged),
        key=lambda name: facts[name].value or 0.0,
    )
    while others and (len(merged) + (rest > 0) < 2 or _total(merged, rest, facts) < k):
        merged.add(others.pop(0))
    return frozenset(merged)


def _told_rest(stage: Stage, facts: Facts, k: int) -> FactEstimate:
    """The remainder; none where it is unknown beside a part that is told in words.

    A number that rests on such a part is called a few by the gate, also an unknown one.
    """
    rest = remainder_of(stage, facts)
    names = (stage.whole, *(part.fact for part in stage.parts))
    is_small = any(facts[name].is_small_count_of_people(k) for name in names)
    return NO_FACT if rest.estimate is None and is_small else rest


def _total(merged: set[str], rest: float, facts: Facts) -> float:
    return rest + sum(facts[name].value or 0.0 for name in merged)


def estimate_funnel(facts: Facts, funnel: Funnel, k: int) -> pd.DataFrame:
    """Whole, parts and remainder of every stage. No number goes from one stage to another.

    Parameters
    ----------
    facts : Facts
    funnel : Funnel
    k : int
        The smallest count of people that is told as a number.

    Returns
    -------
    DataFrame
        Labels `stage`, `node` (``whole``, ``part``, ``remainder`` or ``together``; a
        remainder of nought or less has no row, and ``together`` stands for the parts that
        `merged_parts` names and the remainder) and `fact` (empty for the last two), then
        the columns of an estimate table.

    Raises
    ------
    UnitError, ParameterError
        As `remainder_of`.
    """
    rows = []
    for stage in funnel.stages:
        merged = merged_parts(stage, facts, k)
        shown = [part.fact for part in stage.parts if part.fact not in merged]
        nodes = [("whole", stage.whole), *(("part", fact_id) for fact_id in shown)]
        rows += [
            ({"stage": stage.id, "node": node, "fact": fact_id}, as_published(facts[fact_id]))
            for node, fact_id in nodes
        ]
        if merged and shown:
            rest = _rest(stage.whole, shown, facts)
            rows.append(({"stage": stage.id, "node": "together", "fact": ""}, rest))
        elif not merged and account_of(stage, facts) in ("lost", "unknown"):
            rest = _told_rest(stage, facts, k)
            rows.append(({"stage": stage.id, "node": "remainder", "fact": ""}, rest))
    return tabulate_estimates(rows, labels=("stage", "node", "fact"))
