"""Amounts that change hands because of a measure: effect, actor, year and kroner."""

from __future__ import annotations

import difflib
import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from numbers import Integral, Real
from typing import Literal, get_args

from larvik_analysis.errors import ParameterError
from larvik_analysis.terms.catalogue import Language
from larvik_analysis.terms.returns_case import ACTORS, Actor, FlowKind

_KINDS: tuple[FlowKind, ...] = get_args(FlowKind)
# A number of years from the start that is larger was meant as a year of the calendar.
_MOST_YEARS = 1000


class CashFlowError(ParameterError):
    """Cash flows that no honest sum can come from.

    Attributes
    ----------
    problems : tuple of ParameterError
        Everything that is wrong, each with its own code and values.
    """

    def __init__(self, problems: Iterable[ParameterError]) -> None:
        super().__init__("cash_flows")
        self.problems = tuple(problems)

    def message(self, language: Language) -> str:
        """Everything that is wrong, one a line."""
        return "\n".join(problem.message(language) for problem in self.problems)

    def __reduce__(self) -> tuple[object, ...]:
        return (CashFlowError, (self.problems,))


@dataclass(frozen=True, slots=True, kw_only=True)
class CashFlow:
    """What one effect is worth to one actor in one year.

    Attributes
    ----------
    effect : str
        What it comes from, such as ``cost`` or ``dropout``.
    actor : {"kommune", "fylke", "stat", "deltaker", "andre"}
        Who gains where the amount is positive.
    year : int
        Counted from the start year, which is 0.
    net_nok : float
        Real kroner in the prices of `price_year`; costs negative.
    price_year : int
    kind : {"resource", "transfer"}
        A transfer only moves money: over the actors it sums to nought.
    other : Actor or ""
        Of a transfer, who loses what the actor gains; it then stands for both sides. Empty
        where the other side has a row of its own.

    Raises
    ------
    CashFlowError
        With everything that is wrong: an unknown actor or kind, an amount that is missing
        or infinite, a year that is negative or of the calendar, an `other` that is the actor
        or belongs to no transfer. It is a `ParameterError`.

    Examples
    --------
    >>> flow = CashFlow(
    ...     effect="cost", actor="kommune", year=0, net_nok=-2_100_000.0, price_year=2025
    ... )
    >>> flow.kind
    'resource'
    """

    effect: str
    actor: Actor
    year: int
    net_nok: float
    price_year: int
    kind: FlowKind = "resource"
    other: Actor | Literal[""] = ""

    def __post_init__(self) -> None:
        problems = list(_problems(self))
        if problems:
            raise CashFlowError(problems)


def unknown_name(code: str, found: object, known: Iterable[str]) -> ParameterError:
    """The error that names the nearest of the known names, where one is near.

    Parameters
    ----------
    code : str
        Of the text; the one that also names the nearest ends in ``_near``.

    Examples
    --------
    >>> unknown_name("actor_unknown", "komune", ["kommune", "stat"]).values["nearest"]
    'kommune'
    """
    names = list(known)
    near = difflib.get_close_matches(str(found).strip().lower()[:80], names, n=1)
    listed = ", ".join(names)
    if not near:
        return ParameterError(code, found=found, known=listed)
    return ParameterError(f"{code}_near", found=found, known=listed, nearest=near[0])


def _problems(flow: CashFlow) -> Iterator[ParameterError]:
    """Everything that is wrong with one cash flow."""
    if not str(flow.effect).strip() or not isinstance(flow.effect, str):
        yield ParameterError("flow_effect")
    if flow.actor not in ACTORS:
        yield unknown_name("actor_unknown", flow.actor, ACTORS)
    if flow.kind not in _KINDS:
        yield unknown_name("flow_kind_unknown", flow.kind, _KINDS)
    is_whole = isinstance(flow.year, Integral) and not isinstance(flow.year, bool)
    if not is_whole or not 0 <= flow.year < _MOST_YEARS:
        yield ParameterError("flow_year")
    is_number = isinstance(flow.net_nok, Real) and not isinstance(flow.net_nok, bool)
    if not is_number or not math.isfinite(flow.net_nok):
        yield ParameterError("flow_amount")
    if not isinstance(flow.price_year, Integral) or isinstance(flow.price_year, bool):
        yield ParameterError("flow_price_year")
    if flow.other:
        if flow.other not in ACTORS:
            yield unknown_name("actor_unknown", flow.other, ACTORS)
        if flow.kind != "transfer" or flow.other == flow.actor:
            yield ParameterError("flow_other")
