"""What estimates of families' change say more: adjusted tests, reliable change, beliefs."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from larvik_analysis.terms.results import Estimate, NotEstimable

if TYPE_CHECKING:
    import pandas as pd

Verdict = Literal["better", "same", "worse"]


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class StepDown:
    """Mean changes of several outcomes, with p-values that count for all of them together.

    ``result["calm"]`` is the adjusted p of that outcome, or why there is none.

    Attributes
    ----------
    estimates : Series of float
        Mean change by outcome; each family counts once.
    p_adjusted, p_unadjusted : Series of float
        P-values by outcome; the second is never to be shown alone.
    n : Series of int
        Families behind each outcome.
    not_estimable : mapping of outcome to NotEstimable
        Outcomes of which no change is known; the series do not have them.
    rejected : tuple
        Outcomes whose adjusted p is ``1 - level`` or less.
    n_units : int
        Families in all.
    level : float
    method : str
    """

    estimates: pd.Series[float]
    p_adjusted: pd.Series[float]
    p_unadjusted: pd.Series[float]
    n: pd.Series[int]
    not_estimable: Mapping[Hashable, NotEstimable]
    rejected: tuple[Hashable, ...]
    n_units: int
    level: float
    method: str

    def __getitem__(self, outcome: Hashable) -> float | NotEstimable:
        if outcome in self.not_estimable:
            return self.not_estimable[outcome]
        place = self.p_adjusted.index.get_loc(outcome)
        return float(self.p_adjusted.to_numpy()[place])


@dataclass(frozen=True, slots=True, kw_only=True)
class ReliableChange(Estimate):
    """A change in standard errors of the difference of two scores of one person.

    `low` and `high` are as many standard errors around it as the level asks for.

    Attributes
    ----------
    change : float
        After less before, in points.
    s_diff : float
        Standard error of the difference that error of measurement alone makes, in points.
    standard_error : float
        Standard error of measurement of one score, in points.
    least_change : float
        The smallest change, in points, that is reliable.
    is_reliable : bool
        Whether it is larger than error of measurement makes it at that level.
    verdict : {"better", "same", "worse"}
        ``same`` where it is not reliable.
    """

    low: float
    high: float
    level: float
    change: float
    s_diff: float
    standard_error: float
    least_change: float
    is_reliable: bool
    verdict: Verdict

    @property
    def rc(self) -> float:
        """The index, as the literature calls the estimate."""
        return self.estimate


@dataclass(frozen=True, slots=True, kw_only=True)
class BetaPrior:
    """What is held of a share before the data are seen: a named beta distribution.

    Attributes
    ----------
    name : str
    a, b : float
        As if `a` had been counted and `b` not, one of each being the flat one; above 0.
    """

    name: str
    a: float
    b: float


FLAT: Final = BetaPrior(name="flat", a=1.0, b=1.0)
JEFFREYS: Final = BetaPrior(name="jeffreys", a=0.5, b=0.5)
# Centred on one half: nine in ten of what it holds likely lie between about 0.27 and 0.73.
SCEPTICAL: Final = BetaPrior(name="sceptical", a=6.0, b=6.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class BetaPosterior(Estimate):
    """What is held of a share once the data are seen; the estimate is the mean.

    `low` and `high` cut off the same chance at both ends.

    Attributes
    ----------
    count : int
        Units that count, of `n`.
    prior : BetaPrior
    a, b : float
        The beta distribution.
    threshold : float
        0 to 1.
    chance_above : float
        Chance that the share is above the threshold.
    densest_low, densest_high : float
        The shortest interval of that level.
    """

    low: float
    high: float
    level: float
    count: int
    prior: BetaPrior
    a: float
    b: float
    threshold: float
    chance_above: float
    densest_low: float
    densest_high: float
