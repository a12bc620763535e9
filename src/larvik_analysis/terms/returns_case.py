"""A return to be worked out: a measure, its cost, whom it is for, and what it may avert."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, get_args

from larvik_analysis.terms.discount_rules import Rules
from larvik_analysis.terms.parameters import Correlated, Parameter, PriceIndex
from larvik_analysis.terms.words import Words

Actor = Literal["kommune", "fylke", "stat", "deltaker", "andre"]
ACTORS: tuple[Actor, ...] = get_args(Actor)
PUBLIC_ACTORS: tuple[Actor, ...] = ("kommune", "fylke", "stat")
# Who asks: everybody together with the cost of taxes, all public budgets, one budget.
Reading = Literal["society", "public", "municipality"]
READINGS: tuple[Reading, ...] = get_args(Reading)
FlowKind = Literal["resource", "transfer"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """What a year of an outcome averted is worth to one actor.

    Attributes
    ----------
    actor : Actor
        Who gains where it is averted.
    amount : str
        The parameter that holds the amount, ``nok per year``.
    factors : tuple of str
        Parameters that the amount is multiplied with: shares, or days per year.
    complement : tuple of str
        Shares whose complement (1 - share) it is multiplied with.
    kind : FlowKind
        A transfer is lost by `other`; the two sum to nought.
    other : Actor or ""
    follows_wages : bool
        Whether it grows with real wages, where a case tries out that they grow.
    """

    actor: Actor
    amount: str
    factors: tuple[str, ...] = ()
    complement: tuple[str, ...] = ()
    kind: FlowKind = "resource"
    other: Actor | Literal[""] = ""
    follows_wages: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """Something that a measure may avert, and what that is worth, by age.

    Attributes
    ----------
    id : str
    name : Words
        As a heading says it.
    averted : Words
        What one of it is called that was averted, in the plural: "frafall unngått".
    baseline : str
        The parameter that holds the risk without the measure, where no target group says it.
    from_age, to_age : str
        Parameters: the years from the birthday `from_age` up to the birthday `to_age`.
    multipliers : tuple of str
        Parameters between the outcome and its prices: an excess risk, a causal share.
    prices : tuple of Price
    is_event : bool
        Whether it happens once, at `from_age`, and is paid for each year after: the effect
        then fades until that age alone. A state fades from year to year.
    overlaps : tuple of str
        Outcomes that hold some of the same kroner: only one of them may be counted.
    """

    id: str
    name: Words
    averted: Words
    baseline: str
    from_age: str
    to_age: str
    prices: tuple[Price, ...]
    multipliers: tuple[str, ...] = ()
    is_event: bool = False
    overlaps: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetGroup:
    """A group of children, and the parameters that hold their risks by outcome.

    Attributes
    ----------
    id : str
    name : Words
    baselines : dict of str to str
        Outcome to the parameter with the risk in this group.
    source : str
    """

    id: str
    name: Words
    source: str
    baselines: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class NonPriced:
    """An effect that has no price here and still counts (R-109 point 6.1.8).

    Attributes
    ----------
    id : str
    effect, whom, how : Words
        What it is, whom it concerns, and what is known of it.
    direction : {"better", "worse", "unknown"}
    could_change_ranking : bool
    """

    id: str
    effect: Words
    whom: Words
    how: Words
    direction: Literal["better", "worse", "unknown"]
    could_change_ranking: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnsCase:
    """One measure as `returns.yaml` declares it.

    Attributes
    ----------
    measure : str
        Of `evaluation.yaml`.
    counterfactual : Words
        What the effects are held against: what those concerned would have had without it.
    target_groups : tuple of str
        Exactly one: the groups overlap.
    outcomes : tuple of str
        What it may avert; the first is the one that the break-even is told in.
    unknown : str
        The parameter solved for, the risk reduction.
    haircuts : tuple of str
        Parameters, each the share of the effect that is kept, in the order they are taken.
    parameters : dict of str to Parameter
        In the place of those of the reference.
    correlated : tuple of Correlated
    is_private : bool
        Whether a number rests on the evaluation's own data: nothing of it leaves then.
    """

    measure: str
    counterfactual: Words
    target_groups: tuple[str, ...]
    outcomes: tuple[str, ...]
    unknown: str = "risk_reduction"
    haircuts: tuple[str, ...] = ()
    parameters: Mapping[str, Parameter] = field(default_factory=dict)
    correlated: tuple[Correlated, ...] = ()
    is_private: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """Some numbers otherwise; what is not named stays as it is.

    Attributes
    ----------
    id : str
    name : Words
    rules : str
        Other rules; empty for those of the file.
    values : dict of str to float
        By parameter, in its unit; kroner in the prices of the model's `price_year`.
    """

    id: str
    name: Words
    rules: str = ""
    values: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnsReference:
    """What every evaluation shares: `reference/returns/`."""

    parameters: Mapping[str, Parameter]
    outcomes: tuple[Outcome, ...]
    target_groups: tuple[TargetGroup, ...]
    prices: PriceIndex
    non_priced: tuple[NonPriced, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnsModel:
    """One measure, ready to be worked out: every parameter found, at the prices of one year.

    Attributes
    ----------
    case : ReturnsCase
    parameters : dict of str to Parameter
        All that the case needs, amounts in the prices of `price_year`.
    outcomes : tuple of Outcome
        Those of the case, in its order; `baseline` is that of its target group.
    rules : Rules
    start_year, price_year, horizon_years : int
    non_priced : tuple of NonPriced
    scenarios : tuple of Scenario
    alternatives : dict of str to Rules
        Other rules that it may be worked out by, by name.
    changes : tuple of str
        What was changed in it afterwards, as ``scenario=lav``, ``rules=flat_3`` or
        ``causal_share=0.3``.
    seed : int
    """

    case: ReturnsCase
    parameters: Mapping[str, Parameter]
    outcomes: tuple[Outcome, ...]
    rules: Rules
    start_year: int
    price_year: int
    horizon_years: int
    non_priced: tuple[NonPriced, ...] = ()
    scenarios: tuple[Scenario, ...] = ()
    alternatives: Mapping[str, Rules] = field(default_factory=dict)
    changes: tuple[str, ...] = ()
    seed: int = 0

    def __hash__(self) -> int:  # its mappings have none; equal models have the same
        told = (self.case.measure, self.start_year, self.price_year, self.horizon_years)
        return hash((*told, self.changes, self.seed))

    @property
    def missing(self) -> tuple[str, ...]:
        """Parameters that nobody has given, in the order of their names; not the unknown."""
        return tuple(
            sorted(
                name
                for name, parameter in self.parameters.items()
                if parameter.value is None and name != self.case.unknown
            )
        )

    @property
    def years_needed(self) -> float:
        """How many years the cost and the effects last, at their longest; 0 if none is known.

        From the lowest age at the start that is drawn or tried out to the highest age that
        an outcome is counted to.
        """
        needed = [self._end("duration", "high")]
        youngest = self._end("age_at_start", "low")
        for outcome in self.outcomes:
            oldest = self._end(outcome.to_age, "high")
            if oldest is not None and youngest is not None:
                needed.append(oldest - youngest)
        return max((years for years in needed if years is not None), default=0.0)

    def _end(self, name: str, end: Literal["low", "high"]) -> float | None:
        """The lowest or highest that a parameter may be; None where nobody has given it."""
        parameter = self.parameters[name]
        if parameter.value is None:
            return None
        ends = [parameter.value, *parameter.vary]
        if parameter.spread is not None:
            ends += [parameter.spread.low, parameter.spread.high]
        return min(ends) if end == "low" else max(ends)

    @property
    def judged(self) -> tuple[str, ...]:
        """Parameters that are somebody's judgement, or that nobody has given."""
        return tuple(
            sorted(
                name
                for name, parameter in self.parameters.items()
                if parameter.kind == "judgement" or parameter.value is None
            )
        )
