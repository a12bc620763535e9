"""What an estimate looks like: the same fields everywhere, and a reason where there is none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from larvik_analysis.terms.units import UnitOfAnalysis

# Why a number is missing. Each has a word for the page under `reason` in the catalogue.
Reason = Literal[
    "", "illegible", "not_stated", "no_fact", "few", "incomplete", "hidden", "half_or_more",
    "under_half", "not_counted", "net_saving", "not_read",
    "asked_for", "judged", "worth_nothing", "never", "no_rate", "infinite",
    "nothing_to_undo", "nobody_lost", "not_undone", "no_meaning",
]  # fmt: skip
# Those that stand in the place of a count: half of its base or more, or less.
BANDS: Final = ("half_or_more", "under_half")


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """What every estimate says of itself; each kind of estimate adds what it has more.

    Attributes
    ----------
    estimate : float
        The number; never NaN.
    low, high, level : float or None
        The interval and the level it is stated for: the one achieved where it differs
        from the one asked for. None where no interval can be given.
    n : int
        How many units it rests on, unweighted.
    method : str
        What was worked out, as a lowercase name with hyphens.
    """

    estimate: float
    low: float | None
    high: float | None
    level: float | None
    n: int
    method: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareEstimate(Estimate):
    """A share with its interval and the count behind it; shares are 0 to 1.

    Attributes
    ----------
    count : int
        Units with the answer.
    population : int or None
        How many the units were drawn from, where that is known and used.
    """

    low: float
    high: float
    level: float
    count: int
    population: int | None = None


@dataclass(frozen=True, slots=True)
class NotEstimable:
    """Why there is no estimate, in one sentence an evaluator can print."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FactEstimate:
    """A number that rests on published facts or on counts of own data, and its sum.

    Attributes
    ----------
    estimate, low, high, level : float or None
        The number and its interval; None where there is none.
    n, count : int or None
        The base and, where it is a count or a share, the count.
    unit : str
        ``share`` for a share of 0 to 1, ``score`` for a statistic of scores, otherwise the
        unit of the facts.
    unit_of_analysis : UnitOfAnalysis
        What is counted.
    method : str
        ``published``, ``counted``, ``sum``, ``sum_with_uncertain``, ``difference``,
        ``ratio``, ``share``, ``wilson`` or the name of a statistic of scores.
    reason : Reason
        Why there is no number; empty where there is one.
    basis : str
        The sum as an expression over fact ids, ``share(very_useful, base)``, or over cells
        of own data. The gate works it out again before the number may leave.
    uncertain : bool
        Whether it rests on a number that can only just be read.
    left_out : tuple of str
        Facts left out of a sum because they are uncertain.
    date : str
        The ISO date of a fact that is a date; empty for a number.
    """

    estimate: float | None
    unit: str
    unit_of_analysis: UnitOfAnalysis
    method: str
    basis: str
    low: float | None = None
    high: float | None = None
    level: float | None = None
    n: int | None = None
    count: int | None = None
    reason: Reason = ""
    uncertain: bool = False
    left_out: tuple[str, ...] = ()
    date: str = ""
