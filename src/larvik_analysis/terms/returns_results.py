"""What comes of a return: amounts with how far they can be trusted, and the break-even."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from larvik_analysis.terms.returns_case import Reading
from larvik_analysis.terms.rule import RuleKind

# Why a number of a return is missing.
ReturnReason = Literal["", "parameter_missing", "nothing_averted", "worth_nothing"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnEstimate:
    """One number of a return, and what it rests on.

    Attributes
    ----------
    estimate : float or None
        None where there is none, and `reason` says why.
    unit : str
        Such as ``nok``, ``nok per year``, ``share``, ``outcomes per 100 children``.
    kind : RuleKind
        That of the least known parameter it was worked out from.
    price_year : int or None
        Of kroner, the year whose prices they are in.
    low, high : float or None
        The ends of its interval; None where it is worked out from single numbers.
    reason : ReturnReason
    missing : tuple of str
        The parameters that nobody has given.
    """

    estimate: float | None
    unit: str
    kind: RuleKind
    price_year: int | None = None
    low: float | None = None
    high: float | None = None
    reason: ReturnReason = ""
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class BreakEven:
    """What a measure would have to avert for its net present value to be nought.

    Attributes
    ----------
    averted_per_100 : float
        Outcomes averted per 100 children. Nought where the reading has nothing to earn back.
    risk_reduction : float
        The same as a share of the baseline risk, after every haircut and after fading.
    risk_reduction_before : float or None
        What a study would have had to find, before haircuts and fading; None where nothing
        of it would be left.
    baseline_per_100 : float
        How many of 100 children have the outcome without the measure.
    is_possible : bool
        Whether there are so many to avert.
    value_per_averted_nok : float
        Present value, to the reading, of one averted, together with what other outcomes of
        the case then avert.
    cost_per_child_nok : float
        Present value of what it costs the reading where nothing is averted; with the cost
        of taxes to society. Positive where it costs.
    reading : Reading
    outcome : str
    n_children : float
    price_year : int
    judged, missing : tuple of str
        Parameters it rests on that are somebody's judgement; and those of the case that
        nobody has given, none of which it needs.
    """

    averted_per_100: float
    risk_reduction: float
    risk_reduction_before: float | None
    baseline_per_100: float
    is_possible: bool
    value_per_averted_nok: float
    cost_per_child_nok: float
    reading: Reading
    outcome: str
    n_children: float
    price_year: int
    judged: tuple[str, ...]
    missing: tuple[str, ...]
