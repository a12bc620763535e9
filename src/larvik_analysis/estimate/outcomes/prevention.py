"""Two sums that a plan for early help rests on: who gives the cases, and what a sign says."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pandas as pd
from scipy.special import expit, logit

from larvik_analysis.errors import ParameterError
from larvik_analysis.estimate.outcomes.rows import Row, tabulate_rows
from larvik_analysis.estimate.statistics.arguments import plain_level, whole_number
from larvik_analysis.estimate.statistics.normal import two_sided_z
from larvik_analysis.estimate.statistics.numbers import number_from, share_within
from larvik_analysis.terms.design_results import PredictiveValue, RiskGroup
from larvik_analysis.terms.results import Estimate, NotEstimable

# Shares are added by people with a few decimals.
SHARES_ROUNDED = 0.005
# What stands in the place of a group where the row is of all of them.
ALL = "all"
Limits = tuple[float | None, float | None]


def cases_prevented(
    population: float,
    groups: Sequence[RiskGroup],
    *,
    reduction_universal: float,
    reduction_high_risk: float,
    reach_universal: float = 1.0,
    reach_high_risk: float = 1.0,
) -> pd.DataFrame:
    """Cases that a measure for all prevents, beside one for those at high risk.

    A large number of people at small risk may give rise to more cases than the small
    number at high risk.

    Parameters
    ----------
    population : float
        People, 0 or more.
    groups : sequence of RiskGroup
        Parts of the population; their shares add up to 1.
    reduction_universal, reduction_high_risk : float
        The share of their risk that each measure takes away from those it reaches, 0 to 1.
    reach_universal, reach_high_risk : float
        The share of those it is for that each reaches, 0 to 1; those at high risk have to
        be found first.

    Returns
    -------
    DataFrame
        Labels `strategy` (``none``, ``universal``, ``high_risk``, ``break_even``),
        `group` (its name, or ``all``) and `what`, then an estimate table. `what` is
        ``cases`` (without any measure), ``prevented``, ``reached`` (people), or
        ``reached_per_case`` (reached for each case prevented). ``break_even`` is the
        reduction at which the measure for all prevents as many as the other.

    Raises
    ------
    ParameterError
        If a number is outside its limits, the shares do not add up to 1, or two groups have
        the same name, or one is called ``all``.

    Notes
    -----
    A sum, not an estimate: there is no interval but through the numbers that go in. The
    same relative reduction in all groups is assumed, and no effect on others.

    References
    ----------
    .. [1] G. Rose, Sick individuals and sick populations, International Journal of
       Epidemiology 14, 1985, 32-38.

    Examples
    --------
    >>> groups = [
    ...     RiskGroup(name="low", share=0.9, risk=0.02),
    ...     RiskGroup(name="high", share=0.1, risk=0.10, is_high_risk=True),
    ... ]
    >>> table = cases_prevented(1000, groups, reduction_universal=0.2, reduction_high_risk=0.3)
    >>> of_all = table[(table["group"] == "all") & (table["what"] == "prevented")]
    >>> of_all[["strategy", "estimate"]].round(2).to_dict("records")
    [{'strategy': 'universal', 'estimate': 5.6}, {'strategy': 'high_risk', 'estimate': 3.0}]
    """
    n = number_from("population", population, 0.0)
    _refuse_groups(groups)
    by_universal = share_within("reduction_universal", reduction_universal)
    by_high_risk = share_within("reduction_high_risk", reduction_high_risk)
    to_universal = share_within("reach_universal", reach_universal)
    to_high_risk = share_within("reach_high_risk", reach_high_risk)
    people = {group.name: n * group.share for group in groups}
    cases = {group.name: people[group.name] * group.risk for group in groups}
    reached, prevented = {}, {}
    reached["universal"] = {name: size * to_universal for name, size in people.items()}
    prevented["universal"] = {
        name: size * to_universal * by_universal for name, size in cases.items()
    }
    targeted = {group.name: float(group.is_high_risk) * to_high_risk for group in groups}
    reached["high_risk"] = {name: people[name] * share for name, share in targeted.items()}
    prevented["high_risk"] = {
        name: cases[name] * share * by_high_risk for name, share in targeted.items()
    }
    rows = _rows_of("none", "cases", "cases", cases)
    for strategy in ("universal", "high_risk"):
        rows += _rows_of(strategy, "prevented", "cases", prevented[strategy])
        rows += _rows_of(strategy, "reached", "people", reached[strategy])
        rows.append(
            _ratio_row(
                strategy,
                "reached_per_case",
                sum(reached[strategy].values()),
                sum(prevented[strategy].values()),
                "people",
            )
        )
    could = to_universal * sum(cases.values())
    needed = sum(prevented["high_risk"].values())
    rows.append(_ratio_row("break_even", "reduction", needed, could, "share"))
    return tabulate_rows(rows, ("strategy", "group", "what"))


def predictive_value(
    sensitivity: float,
    specificity: float,
    prevalence: float,
    *,
    n_with: int | None = None,
    n_without: int | None = None,
    level: float = 0.95,
) -> PredictiveValue | NotEstimable:
    """The share of those flagged by a sign who do have what it is a sign of.

    Parameters
    ----------
    sensitivity, specificity : float
        The share of those with it who are flagged, and of those without who are not.
    prevalence : float
        The share who have it where the sign is to be used, 0 to 1, taken as known.
    n_with, n_without : int, optional
        How many with and without it `sensitivity` and `specificity` were found in; with
        both there are intervals.
    level : float
        Confidence level, between 0 and 1.

    Returns
    -------
    PredictiveValue or NotEstimable
        No interval where the numbers are not stated. Not estimable where nobody is flagged.

    Raises
    ------
    ParameterError
        If a number is outside its limits.

    Notes
    -----
    Intervals by the logit. Where the sensitivity or the specificity is 0 or 1, both numbers
    are first drawn towards the middle as if two more successes and two more failures had
    been seen, for the interval alone; it is widened where it would leave the estimate out.

    References
    ----------
    .. [1] N. D. Mercaldo, K. F. Lau, X. H. Zhou, Confidence intervals for predictive values
       with an emphasis to case-control studies, Statistics in Medicine 26, 2007, 2170-2183.

    Examples
    --------
    >>> round(predictive_value(0.9, 0.91, 0.01).estimate, 3)
    0.092
    """
    level = plain_level(level)
    found_of, spared_of = (
        share_within("sensitivity", sensitivity),
        share_within("specificity", specificity),
    )
    has = share_within("prevalence", prevalence)
    rightly, wrongly = found_of * has, (1 - spared_of) * (1 - has)
    if not rightly + wrongly > 0:
        return NotEstimable("nobody would be flagged")
    spared, missed = spared_of * (1 - has), (1 - found_of) * has
    counts = None if n_with is None or n_without is None else _two_counts(n_with, n_without)
    positive = rightly / (rightly + wrongly)
    negative = spared / (spared + missed) if spared + missed else None
    limits, negative_limits = _predictive_limits(found_of, spared_of, has, counts, level)
    low, high = _around(positive, limits)
    negative_low, negative_high = _around(negative, negative_limits)
    return PredictiveValue(
        estimate=positive,
        low=low,
        high=high,
        level=None if low is None else level,
        n=0 if counts is None else sum(counts),
        method="predictive-value" + ("" if low is None else "-logit"),
        negative=negative,
        negative_low=negative_low,
        negative_high=negative_high,
        share_flagged=rightly + wrongly,
        false_per_true=wrongly / rightly if rightly else None,
    )


def estimate_predictive_values(
    sensitivity: float,
    specificity: float,
    prevalences: Sequence[float],
    *,
    n_with: int | None = None,
    n_without: int | None = None,
    level: float = 0.95,
) -> pd.DataFrame:
    """Predictive value at several prevalences, for a figure.

    Parameters
    ----------
    sensitivity, specificity, n_with, n_without, level
        As `predictive_value`.
    prevalences : sequence of float
        Shares, 0 to 1.

    Returns
    -------
    DataFrame
        Labels `prevalence` and `what` (``flagged_rightly``: of those flagged;
        ``spared_rightly``: of those not flagged), then an estimate table of shares.

    Raises
    ------
    ParameterError
        As `predictive_value`.
    """
    rows = []
    for prevalence in prevalences:
        found = predictive_value(
            sensitivity,
            specificity,
            prevalence,
            n_with=n_with,
            n_without=n_without,
            level=level,
        )
        label = {"prevalence": prevalence, "what": "flagged_rightly"}
        rows.append(Row(label, found, "share"))
        other = found if isinstance(found, NotEstimable) else _negative(found)
        rows.append(Row(label | {"what": "spared_rightly"}, other, "share"))
    return tabulate_rows(rows, ("prevalence", "what"))


def _negative(found: PredictiveValue) -> Estimate | NotEstimable:
    if found.negative is None:
        return NotEstimable("everybody would be flagged")
    return Estimate(
        estimate=found.negative,
        low=found.negative_low,
        high=found.negative_high,
        level=found.level,
        n=found.n,
        method=found.method,
    )


def _around(value: float | None, limits: Limits) -> Limits:
    """The limits, widened to hold a value that was not drawn towards the middle."""
    low, high = limits
    if value is None or low is None or high is None:
        return None, None
    return min(low, value), max(high, value)


def _two_counts(n_with: int, n_without: int) -> tuple[int, int]:
    number_from("n_with", whole_number(n_with), 1)
    number_from("n_without", whole_number(n_without), 1)
    return whole_number(n_with), whole_number(n_without)


def _predictive_limits(
    sensitivity: float,
    specificity: float,
    prevalence: float,
    counts: tuple[int, int] | None,
    level: float,
) -> tuple[Limits, Limits]:
    """Limits of the positive and of the negative predictive value."""
    if counts is None or not 0 < prevalence < 1:
        return (None, None), (None, None)
    n_with, n_without = counts
    if sensitivity in (0.0, 1.0) or specificity in (0.0, 1.0):
        sensitivity = (sensitivity * n_with + 2) / (n_with + 4)
        specificity = (specificity * n_without + 2) / (n_without + 4)
        n_with, n_without = n_with + 4, n_without + 4
    z, odds = two_sided_z(level), logit(prevalence)
    middle = odds + math.log(sensitivity / (1 - specificity))
    reach = z * math.sqrt(
        (1 - sensitivity) / sensitivity / n_with + specificity / (1 - specificity) / n_without
    )
    negative = -odds + math.log(specificity / (1 - sensitivity))
    negative_reach = z * math.sqrt(
        sensitivity / (1 - sensitivity) / n_with + (1 - specificity) / specificity / n_without
    )
    return (
        (float(expit(middle - reach)), float(expit(middle + reach))),
        (float(expit(negative - negative_reach)), float(expit(negative + negative_reach))),
    )


def _refuse_groups(groups: Sequence[RiskGroup]) -> None:
    for group in groups:
        share_within("share", group.share)
        share_within("risk", group.risk)
    names = [ALL, *(group.name for group in groups)]
    if len(set(names)) < len(names):
        raise ParameterError("group_names", taken=ALL)
    if abs(sum(group.share for group in groups) - 1) > SHARES_ROUNDED:
        raise ParameterError("shares_of_groups")


def _rows_of(strategy: str, what: str, unit: str, by_group: dict[str, float]) -> list[Row]:
    """One row for each group, and one for all."""
    told = {**by_group, ALL: sum(by_group.values())}
    return [
        Row({"strategy": strategy, "group": name, "what": what}, _sum(value), unit)
        for name, value in told.items()
    ]


def _ratio_row(strategy: str, what: str, above: float, below: float, unit: str) -> Row:
    label = {"strategy": strategy, "group": ALL, "what": what}
    if not below > 0:
        return Row(label, NotEstimable("no case would be prevented"), unit)
    return Row(label, _sum(above / below), unit)


def _sum(value: float) -> Estimate:
    return Estimate(estimate=value, low=None, high=None, level=None, n=0, method="sum")
