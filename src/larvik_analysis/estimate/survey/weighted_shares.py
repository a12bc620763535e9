"""Shares weighted to what is known of those whom the answers stand for."""

from __future__ import annotations

import pandas as pd

from larvik_analysis.estimate.indicators.tables import NO_FACT, tabulate_estimates
from larvik_analysis.estimate.statistics.arguments import refuse_level
from larvik_analysis.terms.fact import Facts
from larvik_analysis.terms.microdata import ANSWERED, Microdata

from .shares import Row, in_order, place_of, share_of_target
from .weighted_table import WeightedTable, estimate_weighted


def estimate_weighted_shares(
    data: Microdata, question: str, facts: Facts, *, level: float = 0.95
) -> pd.DataFrame:
    """Share of each answer as it is, and weighted to the margins of the design.

    Weights make the answers add up to what is known of everybody (raking), and help only
    against what the margins tell apart: those who did not answer may differ otherwise. The
    limits of disclosure are of the unweighted answers. A weighted share leaves where every
    count of the table of question, margins and strata may leave.

    Parameters
    ----------
    data : Microdata
        Its design names the margins, and the facts that count them.
    question : str
    facts : Facts
    level : float
        Confidence level.

    Returns
    -------
    DataFrame
        Labels `weighting` (``unweighted``, ``weighted``), `answer` and `place`, then an
        estimate table; `n` is unweighted. Where a margin is not known, or the design has
        none, the weighted rows have the reason ``no_fact``.

    Raises
    ------
    KeyError
        If the question is not declared.
    ParameterError
        If the margins disagree, a level that is counted has nobody, or `level` is not
        within 0 to 1.

    See Also
    --------
    larvik_analysis.estimate.statistics.weighting.estimates.weighted_share : any weights, with
        families as clusters.
    """
    refuse_level(level)
    declared = data.declared
    answers = in_order(declared.variables[question])
    rows: list[Row] = []
    for weighting in ("unweighted", "weighted"):
        for answer in answers:
            label = {"weighting": weighting, "answer": answer.id, "place": place_of(answer)}
            if weighting == "unweighted":
                of, base = {question: answer.id}, {question: ANSWERED}
                found = share_of_target(data, of, base, facts, level)
            else:
                table = WeightedTable(declared, question, answer.id)
                found = estimate_weighted(data, facts, table, level)
                found = NO_FACT if found.reason == "no_fact" else found
            rows.append((label, found))
    return tabulate_estimates(rows, labels=("weighting", "answer", "place"))
