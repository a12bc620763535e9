"""Whom a measure reached, as the sources tell it."""

from __future__ import annotations

import pandas as pd

from larvik_analysis.terms.evaluation import Measure
from larvik_analysis.terms.fact import Facts

from .tables import part_of, tabulate_estimates

REACH_PARTS = (
    "families",
    "children",
    "families_declined",
    "families_coordinated",
    "families_discussed",
)


def estimate_reach(facts: Facts, measure: Measure) -> pd.DataFrame:
    """Families and children reached; one row for each count the sources give.

    Returns
    -------
    DataFrame
        Label `part` (one of `REACH_PARTS`), then the columns of an estimate table. Counts of
        different units stand side by side and are never added.
    """
    parts = [part for part in REACH_PARTS if part in measure.facts]
    return tabulate_estimates(
        [({"part": part}, part_of(measure, part, facts)) for part in parts], labels=("part",)
    )
