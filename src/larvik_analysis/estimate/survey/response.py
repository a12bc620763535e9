"""How many answered, of how many that were asked."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from larvik_analysis.estimate.indicators.facts import as_published, share
from larvik_analysis.estimate.indicators.tables import NO_FACT, tabulate_estimates
from larvik_analysis.terms.evaluation import Source
from larvik_analysis.terms.fact import Facts
from larvik_analysis.terms.results import FactEstimate

RESPONSE_PARTS = ("respondents", "invited")


def part_of_source(source: Source, part: str, facts: Facts) -> FactEstimate:
    """The fact that plays a part in a source, as published; a reason where none does."""
    fact_id = source.facts.get(part)
    return NO_FACT if fact_id is None else as_published(facts[fact_id])


def estimate_response_rate(facts: Facts, source: Source) -> FactEstimate:
    """Share of those asked who answered: a count of them, so without an interval.

    Those who did not answer may differ from those who did; no interval tells of that.

    Returns
    -------
    FactEstimate
        Share of 0 to 1; a reason where one of the two numbers is missing.
    """
    answered, asked = (part_of_source(source, part, facts) for part in RESPONSE_PARTS)
    missing = next((part for part in (answered, asked) if part.reason), None)
    return missing if missing is not None else share(answered, asked)


def estimate_responses(facts: Facts, sources: Sequence[Source]) -> pd.DataFrame:
    """How many answered and how many were asked, for each source.

    Returns
    -------
    DataFrame
        Labels `source` (id) and `part` (``respondents``, ``invited``), then an estimate
        table; a number that is not declared is a row with that as its reason.
    """
    return tabulate_estimates(
        [
            ({"source": source.id, "part": part}, part_of_source(source, part, facts))
            for source in sources
            for part in RESPONSE_PARTS
        ],
        labels=("source", "part"),
    )
