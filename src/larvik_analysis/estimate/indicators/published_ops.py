"""Numbers that others have published, by name: what `basis.py` looks up again.

A published number leaves as it was published, or as the one step from it that a reader can
take: an interval from a standard error, an end of a ratio from the end of its cost. None of
them takes a number of the evaluation.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from larvik_analysis.errors import ParameterError
from larvik_analysis.estimate.returns.published_returns import (
    curve_index,
    limits_of,
    opportunity_index,
    published_number,
    wsipp_row,
)
from larvik_analysis.estimate.returns.ratios import mvpf_interval
from larvik_analysis.terms.results import FactEstimate, NotEstimable
from larvik_analysis.terms.returns_evidence import ReturnsEvidence
from larvik_analysis.terms.units import UnitOfAnalysis

from .design_ops import made

# What is told of a programme of WSIPP, with its unit.
OF_WSIPP: Final[Mapping[str, str]] = {
    "taxpayers": "usd", "participants": "usd", "others": "usd", "indirect": "usd",
    "total_benefits": "usd", "net_cost": "usd", "benefits_minus_cost": "usd",
    "ratio": "score", "chance": "share",
}  # fmt: skip


def published_return(evidence: ReturnsEvidence, name: str) -> FactEstimate:
    """A published number with its uncertainty; per cent a year become a share.

    Raises
    ------
    ParameterError
        If there is no such number.
    """
    number = published_number(evidence, name)
    scale, unit = (100, "rate") if number.unit == "percent" else (1, number.unit)
    low, high, level = limits_of(number)
    is_told = number.value is not None or low is not None
    found = made(
        "published_return",
        (repr(name),),
        None if number.value is None else number.value / scale,
        unit=unit,
        of=UnitOfAnalysis(number.unit_of_analysis),
        reason="" if is_told else "not_read",
    )
    return replace(
        found,
        low=None if low is None else low / scale,
        high=None if high is None else high / scale,
        level=level,
    )


def published_mvpf_low(evidence: ReturnsEvidence, name: str, cost: str) -> FactEstimate:
    """The lower end of a marginal value of public funds, from the upper end of its cost.

    Raises
    ------
    ParameterError
        If one of the numbers is unknown or is not published with an interval.
    """
    value, net = published_number(evidence, name), published_number(evidence, cost)
    if value.measure != "mvpf" or net.measure != "net_cost" or net.spread != "interval":
        raise ParameterError("basis_unknown")
    if value.value is None or net.value is None or net.low is None or net.high is None:
        raise ParameterError("basis_unknown")
    found = mvpf_interval(
        value.value * net.value, net.value, low_cost_nok=net.low, high_cost_nok=net.high
    )
    if isinstance(found, NotEstimable):
        raise ParameterError("basis_unknown")
    texts = (repr(name), repr(cost))
    return made("published_mvpf_low", texts, found.low, unit="times", of=UnitOfAnalysis.KRONER)


def wsipp(evidence: ReturnsEvidence, programme: str, vintage: str, what: str) -> FactEstimate:
    """A number of a programme in a vintage; a reason where it is not told or there is none.

    Raises
    ------
    ParameterError
        If there is no such programme, vintage or number.
    """
    row = wsipp_row(evidence, programme, vintage)
    if what not in OF_WSIPP:
        raise ParameterError("basis_unknown")
    value: float | None = getattr(row, what)
    is_saving = what == "ratio" and row.saves_money
    return made(
        "wsipp",
        (repr(programme), repr(vintage), repr(what)),
        value,
        unit=OF_WSIPP[what],
        of=UnitOfAnalysis.CASES if what == "chance" else UnitOfAnalysis.KRONER,
        reason="" if value is not None else "net_saving" if is_saving else "not_read",
    )


def model_curve(evidence: ReturnsEvidence, what: str, age: float = 0.0) -> FactEstimate:
    """A point of the explanatory curve, or the line that is drawn beside it.

    Parameters
    ----------
    what : {"curve", "opportunity"}
    age : float
        Of the curve alone.

    Raises
    ------
    ParameterError
        If there is no such point.
    """
    if what not in ("curve", "opportunity") or type(age) is not float:
        raise ParameterError("basis_unknown")
    is_curve = what == "curve"
    if not is_curve and age:
        raise ParameterError("basis_unknown")
    value = curve_index(evidence, age) if is_curve else opportunity_index(evidence)
    texts = (repr(what), repr(age)) if is_curve else (repr(what),)
    return made("model_curve", texts, value, unit="index", of=UnitOfAnalysis.SCALE)


# Called as they stand in a basis, with what is published in front.
PUBLISHED_OPERATIONS: Final[Mapping[str, Callable[..., FactEstimate]]] = {
    "published_return": published_return,
    "published_mvpf_low": published_mvpf_low,
    "wsipp": wsipp,
    "model_curve": model_curve,
}
