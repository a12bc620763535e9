"""How strong a finding is, by stated rules, and never by its p-value."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, get_args

import pandas as pd

from larvik_analysis.errors import ParameterError
from larvik_analysis.estimate.outcomes.rows import Row, counted, tabulate_rows
from larvik_analysis.estimate.statistics.arguments import is_finite
from larvik_analysis.estimate.statistics.numbers import number_from, share_within
from larvik_analysis.terms.design_results import (
    DesignOfFinding,
    EvidenceDesign,
    EvidenceRating,
    RatingReason,
    Threat,
)

MOST: Final = 5
MOST_DROPPED: Final = 2
# Groups further apart than this in a covariate before are not comparable without more ado
# (What Works Clearinghouse, Procedures and Standards Handbook, version 5.0).
LARGEST_IMBALANCE: Final = 0.25
BY_DESIGN: Final[Mapping[DesignOfFinding, int]] = {
    "randomised": 5,
    "staggered_by_lot": 4,
    "comparison_adjusted": 4,
    "one_area": 3,
    "comparison_after": 2,
    "single_case": 2,
    "before_after": 2,
    "after_only": 1,
}
# What is at most so large allows so much; more than all of them allows the last.
BY_DETECTABLE: Final = ((0.2, 5), (0.5, 4), (0.8, 3), (1.2, 2))
LEAST_PRECISION: Final = 1
BY_LOST: Final = ((0.1, 5), (0.2, 4), (0.3, 3), (0.4, 2), (0.5, 1))
LEAST_ATTRITION: Final = 0
# Both come from many decimals, and a limit is to hold what is equal to it.
SLACK: Final = 1e-9


def rate_evidence(design: EvidenceDesign) -> EvidenceRating:
    """How strong a finding is, 0 to 5 padlocks.

    Parameters
    ----------
    design : EvidenceDesign

    Returns
    -------
    EvidenceRating

    Raises
    ------
    ParameterError
        If the design is unknown, or a number is outside its limits.

    Notes
    -----
    Three parts are rated, and the lowest counts:

    ====== =========================== ===================== ==============
    allows design                      smallest effect found lost
    ====== =========================== ===================== ==============
    5      drawn by lot                0.2 or less (small)   10 % or less
    4      start dates drawn by lot;   0.5 (medium)          20 %
           compared, before and after
    3      one area beside others      0.8 (large)           30 %
    2      compared afterwards;        1.2 (very large)      40 %
           single cases; before and
           after, uncompared
    1      afterwards, uncompared      more, or not stated   50 %
    0                                                        more, or not
                                                             stated
    ====== =========================== ===================== ==============

    Then each threat takes one away, two at most: rated by those who gave the help; what to
    estimate fixed late; chosen for high scores; something else done at the same time;
    groups more than 0.25 standard deviations apart before. Designs go by the Maryland
    scale, effects by Cohen's and Sawilowsky's names in standard deviations, lost units and
    the way of dropping by the Education Endowment Foundation. That foundation gives what is
    not compared no padlock at all; here it may have two, so that better and worse studies of
    that kind can be told apart.

    References
    ----------
    .. [1] Education Endowment Foundation, Classification of the security of findings from
       EEF evaluations, 2019.
    .. [2] D. P. Farrington, D. C. Gottfredson, L. W. Sherman, B. C. Welsh, The Maryland
       Scientific Methods Scale, in: Evidence-Based Crime Prevention, 2002, 13-21.
    .. [3] S. S. Sawilowsky, New effect size rules of thumb, Journal of Modern Applied
       Statistical Methods 8, 2009, 597-599.

    Examples
    --------
    >>> found = rate_evidence(
    ...     EvidenceDesign(
    ...         design="before_after",
    ...         detectable_effect=1.0,
    ...         share_lost=0.1,
    ...         rated_by_deliverer=True,
    ...     )
    ... )
    >>> found.rating, found.reasons
    (1, ('design', 'precision', 'rated_by_deliverer'))
    """
    if design.design not in BY_DESIGN:
        raise ParameterError("argument_choice", name="design", known=", ".join(BY_DESIGN))
    parts = {
        "design": BY_DESIGN[design.design],
        "precision": _precision(design.detectable_effect),
        "attrition": _attrition(design.share_lost),
    }
    threats = _threats(design)
    start, n_dropped = min(parts.values()), min(MOST_DROPPED, len(threats))
    return EvidenceRating(
        rating=max(0, start - n_dropped),
        parts=parts,
        threats=threats,
        n_dropped=n_dropped,
        reasons=(*_lowest(design, parts), *threats),
    )


def estimate_evidence(findings: Mapping[str, EvidenceDesign]) -> pd.DataFrame:
    """The strength of several findings, in the order given.

    Parameters
    ----------
    findings : mapping of str to EvidenceDesign

    Returns
    -------
    DataFrame
        Labels `finding`, `part` (``rating``, ``design``, ``precision``, ``attrition``,
        ``dropped``) and `reasons` (of the rating: codes with spaces between; else empty),
        then an estimate table in padlocks; `n` is 5, the most there is.

    Raises
    ------
    ParameterError
        As `rate_evidence`.
    """
    rows = []
    for finding, design in findings.items():
        rated = rate_evidence(design)
        numbers = {"rating": rated.rating, **rated.parts, "dropped": rated.n_dropped}
        for part, number in numbers.items():
            reasons = " ".join(rated.reasons) if part == "rating" else ""
            label = {"finding": finding, "part": part, "reasons": reasons}
            rows.append(Row(label, counted(number, MOST), "padlocks"))
    return tabulate_rows(rows, ("finding", "part", "reasons"))


def _precision(effect: float | None) -> int:
    if effect is None:
        return LEAST_PRECISION
    size = number_from("detectable_effect", effect, 0.0)
    return next((rate for most, rate in BY_DETECTABLE if size <= most + SLACK), LEAST_PRECISION)


def _attrition(share_lost: float | None) -> int:
    if share_lost is None:
        return LEAST_ATTRITION
    share = share_within("share_lost", share_lost)
    return next((rate for most, rate in BY_LOST if share <= most + SLACK), LEAST_ATTRITION)


def _threats(design: EvidenceDesign) -> tuple[Threat, ...]:
    imbalance = design.largest_imbalance
    if imbalance is not None and not is_finite(imbalance):
        raise ParameterError("number_least", name="largest_imbalance", least=0)
    is_there = {
        "rated_by_deliverer": design.rated_by_deliverer,
        "fixed_late": design.fixed_late,
        "chosen_for_high_risk": design.chosen_for_high_risk,
        "co_intervention": design.co_intervention,
        "imbalance": imbalance is not None and abs(imbalance) > LARGEST_IMBALANCE,
    }
    return tuple(threat for threat in get_args(Threat) if is_there[threat])


def _lowest(design: EvidenceDesign, parts: Mapping[str, int]) -> list[RatingReason]:
    """The parts that hold the rating down."""
    names: dict[str, RatingReason] = {
        "design": "design",
        "precision": ("precision_unknown" if design.detectable_effect is None else "precision"),
        "attrition": "attrition_unknown" if design.share_lost is None else "attrition",
    }
    lowest = min(parts.values())
    return [name for part, name in names.items() if parts[part] == lowest < MOST]
