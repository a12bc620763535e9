"""The answers of groups beside each other, and how far they differ."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import pandas as pd

from larvik_analysis.errors import ParameterError
from larvik_analysis.estimate.indicators.survey_ops import holm
from larvik_analysis.estimate.indicators.tables import tabulate_estimates
from larvik_analysis.estimate.statistics.arguments import refuse_level
from larvik_analysis.terms.fact import Facts
from larvik_analysis.terms.microdata import Microdata, Scored
from larvik_analysis.terms.results import FactEstimate

from .counts import as_scored, on_scale
from .shares import Row, estimate_multiselect, estimate_shares, question_of, ticks_of

LABELS = ("group", "against", "statistic", "answer", "place")
# Those whose answers have an order.
ORDERED = ("ordinal", "numeric")
ORDERED_STATISTICS = ("superiority", "cliffs_delta", "mann_whitney_p")
P_VALUES = ("mann_whitney_p", "holm", "fisher_p", "chi_square_p", "bilder_loughin_p")


def compare_groups(
    data: Microdata,
    question: str,
    by: str,
    *,
    facts: Facts | None = None,
    level: float = 0.95,
) -> pd.DataFrame:
    """The answers of each group, and how far the groups differ.

    Ordered answers: for each pair of groups the chance that somebody of `group` answers
    higher than somebody of `against`, ties shared (``superiority``), Cliff's delta with its
    interval, the Mann-Whitney p (exact where the groups are small enough), and that p
    corrected for all pairs (Holm). Answers without an order: Cramér's V with its interval
    over all groups, and the exact p of Fisher, Freeman and Halton, or of chi-squared where
    the table is too large for it. Several answers: how strongly ticks and groups go
    together (root mean square of V), and the p of Bilder and Loughin with Rao and Scott's
    correction.

    A census has differences, and neither intervals nor p-values: nothing was left to chance.
    Where the target is wider, those of one family are taken to have answered each by
    themselves, so that p-values are too small where families differ.

    Answers outside the scale are in the distributions and in no comparison; so is a group
    that is such an answer. A difference between groups is not its cause. P-values leave
    where question and groups are opinions, and of nothing sensitive.

    Parameters
    ----------
    data : Microdata
    question, by : str
        Whose answers are compared, and the question whose answers are the groups.
    facts, level
        As `estimate_shares`, for the shares; intervals of comparisons have the level 0.95.

    Returns
    -------
    DataFrame
        Labels `group` and `against` (empty where it is of one or of all), `statistic`
        (``share``; ``superiority``, ``cliffs_delta``, ``mann_whitney_p``, ``holm``;
        ``cramers_v``, ``fisher_p`` or ``chi_square_p``; ``ticks_v``, ``bilder_loughin_p``),
        `answer` and `place` (empty but for ``share``), then an estimate table. Where groups
        cannot be compared, the reason is ``incomplete``.

    Raises
    ------
    KeyError
        If a question is not declared.
    ParameterError
        If a question is to be divided by itself, or `level` is not within 0 to 1.
    """
    refuse_level(level)
    if question == by:
        raise ParameterError("crossed_with_itself", variable=question)
    kind = question_of(data, question).kind
    if kind == "multiple":
        table = estimate_multiselect(data, question, by=by, facts=facts, level=level)
        shares = table[table["base"] == "answered"].drop(columns="base").assign(place="scale")
        names = (*(tick.id for tick in ticks_of(data, question)), by)
        made = _of_all(data, names, ("ticks_v", "bilder_loughin_p"))
    else:
        shares = estimate_shares(data, [question], by=by, facts=facts, level=level)
        made = (
            _of_pairs(data, question, by)
            if kind in ORDERED
            else _of_nominal(data, question, by)
        )
    shares = shares.assign(statistic="share", against="")
    if data.declared.design.target == "census":
        made = [row for row in made if row[0]["statistic"] not in P_VALUES]
    compared = tabulate_estimates(made, labels=LABELS)
    columns = list(compared.columns)
    return pd.concat([shares[columns], compared], ignore_index=True)


def _of_pairs(data: Microdata, question: str, by: str) -> list[Row]:
    groups = [answer.id for answer in data.variables[by].answers if not answer.is_outside]
    pairs = list(itertools.combinations(groups, 2))
    found = {
        (pair, statistic): _scored(data, statistic, (question, by), {by: "+".join(pair)})
        for pair in pairs
        for statistic in ORDERED_STATISTICS
    }
    p_values = [found[pair, "mann_whitney_p"] for pair in pairs]
    rows: list[Row] = []
    for place, pair in enumerate(pairs):
        rows += [(_label(name, *pair), found[pair, name]) for name in ORDERED_STATISTICS]
        others = p_values[:place] + p_values[place + 1 :]
        rows.append((_label("holm", *pair), holm(p_values[place], *others)))
    return rows


def _of_nominal(data: Microdata, question: str, by: str) -> list[Row]:
    [exact] = _of_all(data, (question, by), ("fisher_p",))
    is_exact = not exact[1].reason
    p_value = [exact] if is_exact else _of_all(data, (question, by), ("chi_square_p",))
    return [*_of_all(data, (question, by), ("cramers_v",)), *p_value]


def _of_all(data: Microdata, names: Sequence[str], statistics: Sequence[str]) -> list[Row]:
    return [
        (_label(statistic), _scored(data, statistic, tuple(names), {}))
        for statistic in statistics
    ]


def _scored(
    data: Microdata, statistic: str, names: tuple[str, ...], pair: dict[str, str]
) -> FactEstimate:
    """Of the answers that lie on the scale of the question and of the groups."""
    where = {name: a for v in names for name, a in on_scale(data.variables[v])} | pair
    return as_scored(
        data, Scored(statistic, data.declared.id, names, tuple(sorted(where.items())))
    )


def _label(statistic: str, group: str = "", against: str = "") -> dict[str, str]:
    told = (group, against, statistic, "", "")
    return dict(zip(LABELS, told, strict=True))
