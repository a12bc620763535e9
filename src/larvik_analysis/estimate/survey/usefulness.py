"""What the families answered about the usefulness, and whom the answer is about."""

from __future__ import annotations

import pandas as pd

from larvik_analysis.estimate.indicators.facts import as_published, share, wilson
from larvik_analysis.estimate.indicators.tables import part_of, tabulate_estimates
from larvik_analysis.terms.evaluation import Measure
from larvik_analysis.terms.fact import Facts
from larvik_analysis.terms.results import FactEstimate


def estimate_very_useful(facts: Facts, measure: Measure) -> FactEstimate:
    """Share of the families asked who found the measure very useful: a census of them."""
    count = part_of(measure, "very_useful", facts)
    base = part_of(measure, "very_useful_base", facts)
    missing = next((part for part in (count, base) if part.reason), None)
    return missing if missing is not None else share(count, base)


def estimate_usefulness(facts: Facts, measure: Measure) -> pd.DataFrame:
    """Families by their answer; the rest only in words where the source gives no number.

    Returns
    -------
    DataFrame
        Label `answer` (``very_useful``, ``somewhat_useful``), then an estimate table.
    """
    return tabulate_estimates(
        [
            ({"answer": "very_useful"}, estimate_very_useful(facts, measure)),
            ({"answer": "somewhat_useful"}, part_of(measure, "somewhat_useful", facts)),
        ]
    )


def estimate_usefulness_targets(
    facts: Facts, measure: Measure, *, level: float = 0.95
) -> pd.DataFrame:
    """The same share for the families of the period and for families like them.

    All families of the period answered, so the first row has no sampling interval. The
    second row assumes that they could as well have been other families of the same kind.

    Returns
    -------
    DataFrame
        Label `target` (``census``, ``wider``), then an estimate table.
    """
    census = estimate_very_useful(facts, measure)
    wider = census
    if not census.reason:
        count, base = (
            part_of(measure, part, facts) for part in ("very_useful", "very_useful_base")
        )
        wider = wilson(count, base, level)
    return tabulate_estimates([({"target": "census"}, census), ({"target": "wider"}, wider)])


def estimate_benefit_areas(facts: Facts, measure: Measure) -> pd.DataFrame:
    """Answers by area of benefit, several areas allowed; unreadable ones stay unreadable.

    Returns
    -------
    DataFrame
        Label `fact_id`, one row an area in the order of the source, then an estimate table.
    """
    return tabulate_estimates(
        [({"fact_id": fact_id}, as_published(facts[fact_id])) for fact_id in measure.areas],
        labels=("fact_id",),
    )
