"""Staffing planned and delivered. It is not dose: it does not say what families got."""

from __future__ import annotations

import pandas as pd

from larvik_analysis.estimate.indicators.facts import ratio
from larvik_analysis.estimate.indicators.tables import part_of, tabulate_estimates
from larvik_analysis.terms.evaluation import Measure
from larvik_analysis.terms.fact import Facts
from larvik_analysis.terms.results import FactEstimate


def estimate_staffing_share(facts: Facts, measure: Measure) -> FactEstimate:
    """Delivered staffing relative to planned staffing (0 to 1)."""
    planned = part_of(measure, "staffing_planned", facts)
    delivered = part_of(measure, "staffing_delivered", facts)
    missing = next((part for part in (planned, delivered) if part.reason), None)
    return missing if missing is not None else ratio(delivered, planned)


def estimate_staffing(facts: Facts, measure: Measure) -> pd.DataFrame:
    """Planned staffing, delivered staffing (in per cent of a full position) and their ratio.

    Returns
    -------
    DataFrame
        Label `part` (``staffing_planned``, ``staffing_delivered``, ``staffing_share``), then
        the columns of an estimate table.
    """
    return tabulate_estimates(
        [
            ({"part": "staffing_planned"}, part_of(measure, "staffing_planned", facts)),
            ({"part": "staffing_delivered"}, part_of(measure, "staffing_delivered", facts)),
            ({"part": "staffing_share"}, estimate_staffing_share(facts, measure)),
        ]
    )
