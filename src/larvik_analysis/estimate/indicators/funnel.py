"""A process in stages, each with what the source does not account for as a part of its own."""

from __future__ import annotations

import pandas as pd

from larvik_analysis.terms.fact import Facts
from larvik_analysis.terms.indicators import Funnel, Stage
from larvik_analysis.terms.results import FactEstimate

from .facts import add, as_published, subtract
from .tables import tabulate_estimates


def remainder_of(stage: Stage, facts: Facts) -> FactEstimate:
    """What is left of a stage when the parts that the source gives are taken away.

    Raises
    ------
    UnitError
        If a part counts something else than the whole.
    ParameterError
        If the stage has no parts.
    """
    parts = [as_published(facts[part.fact]) for part in stage.parts]
    return subtract(as_published(facts[stage.whole]), add(*parts))


def estimate_funnel(facts: Facts, funnel: Funnel) -> pd.DataFrame:
    """Whole, parts and remainder of every stage. No number goes from one stage to another.

    Returns
    -------
    DataFrame
        Labels `stage`, `node` (``whole``, ``part`` or ``remainder``; a remainder of nought
        has no row) and `fact` (empty for a remainder), then the columns of an estimate
        table.

    Raises
    ------
    UnitError, ParameterError
        As `remainder_of`.
    """
    rows = []
    for stage in funnel.stages:
        nodes = [("whole", stage.whole), *(("part", part.fact) for part in stage.parts)]
        rows += [
            ({"stage": stage.id, "node": node, "fact": fact_id}, as_published(facts[fact_id]))
            for node, fact_id in nodes
        ]
        rest = remainder_of(stage, facts)
        if rest.estimate != 0:
            rows.append(({"stage": stage.id, "node": "remainder", "fact": ""}, rest))
    return tabulate_estimates(rows, labels=("stage", "node", "fact"))
