"""What others have published on the returns of early help, and what speaks against it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from larvik_analysis.errors import TermError
from larvik_analysis.terms.rule import RuleKind
from larvik_analysis.terms.words import Words

# How a number came to us: read in the study, in its abstract, or in a text about it.
HowRead = Literal["source", "abstract", "second_hand"]
# What `low` and `high` are; with a standard error they are worked out from it.
SpreadKind = Literal["", "standard_error", "interval", "sensitivity", "bounds"]
Side = Literal["headline", "against"]
Measured = Literal[
    "irr", "benefit_cost", "mvpf", "net_cost", "elasticity", "investment_share", "base"
]  # fmt: skip
NumberUnit = Literal["percent", "score", "times", "share", "count", "usd"]
# As `UnitOfAnalysis` has them.
Counted = Literal["kroner", "children", "measures", "documents", "cases", "scale"]
# WSIPP rounds each number by itself.
_USD_ROUNDING = 2.0
_RATIO_ROUNDING = 0.02


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedNumber:
    """One number of a published study, as it stands there.

    Attributes
    ----------
    id : str
        Its name in a sum: ``published_return("perry_irr_high")``.
    study : str
        Which numbers belong together, such as ``perry``.
    measure : Measured
        ``base`` is what the study rests on, such as how many programmes.
    group : str
        Whom it is of, where a study tells several: ``all``, ``male``, ``female``.
    rate : float or None
        The discount rate behind it, as a share.
    name : Words
    value : float or None
        None where the source gives bounds alone.
    standard_error, low, high : float or None
    spread : SpreadKind
        ``interval`` is of 95 per cent.
    is_at_least : bool
        Whether the source says that it is more than `value`.
    unit : NumberUnit
        ``percent`` is a year, ``score`` and ``times`` a ratio.
    unit_of_analysis : Counted
    source, page : str
        The study, and where in it.
    read : HowRead
    """

    id: str
    study: str
    measure: Measured
    name: Words
    unit: NumberUnit
    unit_of_analysis: Counted
    source: str
    read: HowRead
    group: str = "all"
    rate: float | None = None
    value: float | None = None
    standard_error: float | None = None
    low: float | None = None
    high: float | None = None
    spread: SpreadKind = ""
    is_at_least: bool = False
    page: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WsippRow:
    """One programme in one vintage of WSIPP's calculations; dollars of its own price year.

    Attributes
    ----------
    programme : str
    name : Words
    page : int
        Its number in the addresses of WSIPP.
    vintage : str
        Year, or year and month; ``earlier`` where the source does not say.
    price_year : int or None
    taxpayers, participants, others, indirect : float or None
        The benefits by who has them.
    total_benefits, net_cost : float or None
        The cost is signed: what is paid out is negative.
    benefits_minus_cost, ratio, chance : float or None
        `chance` is the share of draws in which the benefits are larger, 0 to 1.
    saves_money : bool
        Whether it costs less than nothing, so that there is no ratio.
    """

    programme: str
    name: Words
    page: int
    vintage: str
    price_year: int | None = None
    taxpayers: float | None = None
    participants: float | None = None
    others: float | None = None
    indirect: float | None = None
    total_benefits: float | None = None
    net_cost: float | None = None
    benefits_minus_cost: float | None = None
    ratio: float | None = None
    chance: float | None = None
    saves_money: bool = False

    def __post_init__(self) -> None:
        parts = (self.taxpayers, self.participants, self.others, self.indirect)
        total, cost, net = self.total_benefits, self.net_cost, self.benefits_minus_cost
        known = [part for part in parts if part is not None]
        if total is not None and len(known) == len(parts) and _differ(sum(known), total):
            raise TermError("wsipp_sum", name="total_benefits")
        if total is not None and cost is not None and net is not None:
            if _differ(total + cost, net):
                raise TermError("wsipp_sum", name="benefits_minus_cost")
            if self.ratio is not None and abs(total / -cost - self.ratio) > _RATIO_ROUNDING:
                raise TermError("wsipp_sum", name="ratio")
        if self.saves_money and self.ratio is not None:
            raise TermError("wsipp_no_ratio", name="ratio")
        if self.chance is not None and not 0 <= self.chance <= 1:
            raise TermError("wsipp_chance", name="chance")


@dataclass(frozen=True, slots=True, kw_only=True)
class SourcedWords:
    """A statement with its source."""

    text: Words
    source: str
    read: HowRead


@dataclass(frozen=True, slots=True, kw_only=True)
class Programme:
    """A programme that the municipality offers or names, and what is known of it.

    Attributes
    ----------
    id : str
    name : Words
    effects : tuple of SourcedWords
        What Norwegian studies found; none where none was read.
    level : SourcedWords or None
        How strong somebody else rates the evidence.
    cost : SourcedWords or None
        What it costs in Norway.
    wsipp : tuple of str
        The programmes of `WsippRow` that are the same as this one.
    """

    id: str
    name: Words
    effects: tuple[SourcedWords, ...] = ()
    level: SourcedWords | None = None
    cost: SourcedWords | None = None
    wsipp: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceClaim:
    """A finding that carries the argument for early returns, or speaks against it.

    Attributes
    ----------
    id : str
    side : Side
    name, finding : Words
        Who found it, short; and what.
    brief : Words
        The finding in the few words that a figure has room for.
    source : str
    read : HowRead
    numbers : tuple of str
        The published numbers that are told with it.
    """

    id: str
    side: Side
    name: Words
    finding: Words
    brief: Words
    source: str
    read: HowRead
    numbers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CurveStage:
    """A stage of growing up, and the age that stands for it."""

    id: str
    name: Words
    age: float


@dataclass(frozen=True, slots=True, kw_only=True)
class SkillCurve:
    """What the explanatory curve is drawn from.

    Attributes
    ----------
    stages : tuple of CurveStage
        From the earliest on.
    early_share, late_share : str
        Published numbers: the share of investment in the first and in the last stage.
    opportunity_share : float
        Where the line of what the money would otherwise earn is drawn, as a share of the
        curve's first point.
    kind : RuleKind
    source : Words
    crossing_facts : tuple of str
        Facts that say at which age a horizontal line meets the curve, where the register
        of an evaluation has them.
    """

    stages: tuple[CurveStage, ...]
    early_share: str
    late_share: str
    opportunity_share: float
    kind: RuleKind
    source: Words
    crossing_facts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnsEvidence:
    """Published returns, programmes and what speaks against them."""

    numbers: tuple[PublishedNumber, ...] = ()
    wsipp: tuple[WsippRow, ...] = ()
    programmes: tuple[Programme, ...] = ()
    claims: tuple[EvidenceClaim, ...] = ()
    curve: SkillCurve | None = None


def _differ(one: float, other: float) -> bool:
    return abs(one - other) > _USD_ROUNDING
