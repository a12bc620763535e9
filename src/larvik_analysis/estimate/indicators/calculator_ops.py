"""Two sums on round assumptions: who gives the cases, and what a sign says of a child.

No data and no facts go in. What is assumed is a number of a short list, as in
`design_ops.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from larvik_analysis.errors import ParameterError
from larvik_analysis.estimate.outcomes.prevention import cases_prevented, predictive_value
from larvik_analysis.terms.design_results import PredictiveValue, RiskGroup
from larvik_analysis.terms.results import FactEstimate
from larvik_analysis.terms.units import UnitOfAnalysis

from .design_ops import listed, made

POPULATIONS: Final = (100.0, 1_000.0, 10_000.0, 100_000.0)
ROUND_SHARES: Final = (
    0.0, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.7,
    0.75, 0.8, 0.85, 0.9, 0.95, 0.98, 0.99, 1.0,
)  # fmt: skip
STRATEGIES: Final = ("none", "universal", "high_risk")
FLAGGED: Final = ("rightly", "wrongly", "missed", "spared", "share_right")


def cases(
    strategy: str,
    group: str,
    population: float,
    share_high: float,
    risk_high: float,
    risk_low: float,
    reduction_universal: float,
    reduction_high: float,
    reach_high: float,
) -> FactEstimate:
    """Cases of an invented population, or those that a measure for all or for few prevents.

    Parameters
    ----------
    strategy : {"none", "universal", "high_risk"}
        ``none`` gives the cases without a measure.
    group : {"all", "high", "low"}
    population : float
        A number of `POPULATIONS`; everything else is a share of `ROUND_SHARES`.

    Raises
    ------
    ParameterError
        If a word or a number is none of the lists.

    Examples
    --------
    >>> told = cases("universal", "all", 1000.0, 0.1, 0.3, 0.1, 0.1, 0.3, 0.5)
    >>> round(told.estimate or 0, 1)
    12.0
    """
    shares = (share_high, risk_high, risk_low, reduction_universal, reduction_high, reach_high)
    for share in shares:
        listed("share", share, ROUND_SHARES)
    people = listed("population", population, POPULATIONS)
    if strategy not in STRATEGIES or group not in ("all", "high", "low"):
        raise ParameterError("argument_choice", name="strategy", known=", ".join(STRATEGIES))
    table = cases_prevented(
        people,
        [
            RiskGroup(name="high", share=share_high, risk=risk_high, is_high_risk=True),
            RiskGroup(name="low", share=1 - share_high, risk=risk_low),
        ],
        reduction_universal=reduction_universal,
        reduction_high_risk=reduction_high,
        reach_high_risk=reach_high,
    )
    is_asked = (
        (table["strategy"] == strategy)
        & (table["group"] == group)
        & table["what"].isin(["cases", "prevented"])
    )
    texts = (repr(strategy), repr(group), repr(people), *map(repr, map(float, shares)))
    return made(
        "cases",
        texts,
        float(table.loc[is_asked, "estimate"].iloc[0]),
        unit="assumed",
        of=UnitOfAnalysis.CASES,
    )


def flagged(
    what: str, population: float, sensitivity: float, specificity: float, prevalence: float
) -> FactEstimate:
    """Of an invented population, those that a sign points out rightly, wrongly or not.

    Parameters
    ----------
    what : str
        ``rightly`` and ``wrongly`` of those pointed out, ``missed`` and ``spared`` of the
        others; ``share_right`` is the share of those pointed out that are so rightly.
    population : float
        A number of `POPULATIONS`; everything else is a share of `ROUND_SHARES`.

    Raises
    ------
    ParameterError
        If a word or a number is none of the lists.

    Examples
    --------
    >>> round(flagged("wrongly", 1000.0, 0.8, 0.9, 0.02).estimate or 0, 1)
    98.0
    """
    shares = (sensitivity, specificity, prevalence)
    for share in shares:
        listed("share", share, ROUND_SHARES)
    people = listed("population", population, POPULATIONS)
    if what not in FLAGGED:
        raise ParameterError("argument_choice", name="what", known=", ".join(FLAGGED))
    found = predictive_value(*shares)
    has, has_not = people * prevalence, people * (1 - prevalence)
    numbers = {
        "rightly": has * sensitivity,
        "wrongly": has_not * (1 - specificity),
        "missed": has * (1 - sensitivity),
        "spared": has_not * specificity,
        "share_right": found.estimate if isinstance(found, PredictiveValue) else None,
    }
    is_share = what == "share_right"
    return made(
        "flagged",
        (repr(what), repr(people), *map(repr, map(float, shares))),
        numbers[what],
        unit="share" if is_share else "assumed",
        of=UnitOfAnalysis.CASES,
        reason="" if numbers[what] is not None else "incomplete",
    )


# As `design_ops.DESIGN_OPERATIONS`.
CALCULATIONS: Final[Mapping[str, Callable[..., FactEstimate]]] = {
    "cases": cases,
    "flagged": flagged,
}
