"""Scales of several questions: their mean beside its distribution, and how well they fit."""

from __future__ import annotations

import pandas as pd

from larvik_analysis.estimate.indicators.tables import tabulate_estimates
from larvik_analysis.terms.fact import Facts
from larvik_analysis.terms.microdata import ANSWERED, Microdata, Scored
from larvik_analysis.terms.questions import Scale
from larvik_analysis.terms.results import FactEstimate

from .counts import as_scored, on_scale
from .scores import scores_of_rows
from .shares import Row, groups_of, in_order, place_of, share_of_target

OF_SCALE = ("scale_mean", "scale_standard_deviation", "scale_alpha")


def estimate_mean(data: Microdata, variable: str) -> FactEstimate:
    """Mean score of those who answered on the scale, of all of them: without an interval.

    Raises
    ------
    KeyError
        If the variable is not declared, or one of its answers has no score.
    """
    scale = on_scale(data.variables[variable])
    return as_scored(data, Scored("mean", data.declared.id, (variable,), scale))


def estimate_scale(
    data: Microdata,
    scale: str,
    *,
    by: str | None = None,
    facts: Facts | None = None,
    level: float = 0.95,
) -> pd.DataFrame:
    """Mean of a scale, its spread and alpha, and each of its questions with its distribution.

    The mean is of each respondent's mean of what was answered, where at least `n_least`
    of the scale's questions were. A reversed question is turned around first, in the
    scale and not in its own rows. The mean of one question never stands without its
    distribution beside it. Alpha is of those who answered every question. Only of opinions
    do the numbers of the scale leave: nobody can judge them together with all else.

    Parameters
    ----------
    data : Microdata
    scale : str
        Id of a declared scale.
    by, facts, level
        As `estimate_shares`, for the shares.

    Returns
    -------
    DataFrame
        With `by` the label `group`, then `item` (a question's id, or empty for the scale),
        `statistic` (``scale_mean``, ``scale_standard_deviation``, ``scale_alpha``,
        ``mean``, ``share``), `answer` and `place` (empty but for ``share``), then an
        estimate table; `n` is how many a number rests on. Where it cannot be estimated the
        reason is ``incomplete``.

    Raises
    ------
    KeyError
        If there is no such scale or group, or an answer on a scale has no score.

    See Also
    --------
    larvik_analysis.estimate.statistics.reliability.cronbach_alpha : alpha with its interval,
        without each item in turn, and the correlation of each item with the rest; on
        `scores_of_scale`.
    """
    declared = {found.id: found for found in data.declared.scales}[scale]
    rows: list[Row] = []
    for group, within in groups_of(data, by):
        rows += _of_scale(data, declared, group, within)
        for item in declared.items:
            rows += _of_item(data, item, group, within, facts, level)
    labels = (*(("group",) if by else ()), "item", "statistic", "answer", "place")
    return tabulate_estimates(rows, labels=labels)


def scores_of_scale(data: Microdata, scale: str) -> pd.DataFrame:
    """The answers to a scale's questions as scores, turned around where reversed.

    For researchers: it is private, and no number of it passes the gate.

    Returns
    -------
    DataFrame
        One row a unit, one column a question; missing where it was not answered on its scale.

    Raises
    ------
    KeyError
        If there is no such scale, or an answer on a scale has no score.
    """
    declared = {found.id: found for found in data.declared.scales}[scale]
    scored = Scored("scale_mean", data.declared.id, declared.items)
    return pd.DataFrame(
        scores_of_rows(data, scored), columns=list(declared.items), index=data.table.index
    )


def _of_scale(
    data: Microdata, scale: Scale, group: dict[str, str], within: dict[str, str]
) -> list[Row]:
    where = tuple(within.items())
    return [
        (
            {**group, "item": "", "statistic": statistic, "answer": "", "place": ""},
            as_scored(data, Scored(statistic, data.declared.id, scale.items, where)),
        )
        for statistic in OF_SCALE
    ]


def _of_item(
    data: Microdata,
    item: str,
    group: dict[str, str],
    within: dict[str, str],
    facts: Facts | None,
    level: float,
) -> list[Row]:
    """Its distribution, and its mean below."""
    variable = data.variables[item]
    blank = {**group, "item": item, "statistic": "share"}
    rows: list[Row] = [
        (
            {**blank, "answer": answer.id, "place": place_of(answer)},
            share_of_target(
                data, {**within, item: answer.id}, {**within, item: ANSWERED}, facts, level
            ),
        )
        for answer in in_order(variable)
    ]
    where = tuple(sorted({**within, **dict(on_scale(variable))}.items()))
    mean = as_scored(data, Scored("mean", data.declared.id, (item,), where))
    return [*rows, ({**blank, "statistic": "mean", "answer": "", "place": ""}, mean)]
