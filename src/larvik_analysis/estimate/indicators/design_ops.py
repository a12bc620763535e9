"""Numbers that follow from a design and from round assumptions, and from no data at all.

As in `facts.py`, each result carries its own sum, which `basis.py` works out again. What is
assumed is a number of a short list that everybody knows: anything else could carry a number
that nobody may see.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Final, get_args

import numpy as np

from larvik_analysis.errors import ParameterError, UnitError
from larvik_analysis.estimate.outcomes.evidence import BY_DESIGN, rate_evidence
from larvik_analysis.estimate.outcomes.power import detectable_effect
from larvik_analysis.estimate.outcomes.power_simulation import TESTS, simulate_power
from larvik_analysis.terms.design_results import (
    DetectableEffect,
    EvidenceDesign,
    PowerDesign,
    Threat,
)
from larvik_analysis.terms.results import FactEstimate, Reason
from larvik_analysis.terms.units import UnitOfAnalysis

Number = float | FactEstimate  # of the short lists, or a published count

N_FAMILIES: Final = (8.0, 10.0, 12.0, 16.0, 22.0)
N_TESTS: Final = (1.0, 8.0)  # the composite, or each of eight factors
FALLS: Final = (0.25, 0.5, 0.75)  # true mean changes for the better, in points
# What is known of those who were lost: nobody (of areas), how many, that it is not stated, or
# that it is known and may not be told.
LOST: Final = ("nobody", "counted", "unstated", "held")
PARTS: Final = ("rating", "design", "precision", "attrition", "dropped")
N_DRAWS: Final = 400
MOST_SIMULATED: Final = 40  # families; so many find nearly everything there is to find
LEVEL: Final = 0.95
# One area beside 5 to 39 others over 8 years: nothing smaller is found in four of five
# cases, in standard deviations within an area (`detectable_zone_effect`).
SEEN_OF_AREA: Final = 2.6
_CHILDREN_PER_FAMILY: Final = (3, 2, 2, 1, 3, 2, 2, 3, 2, 2)  # 22 in ten families, repeated


def detectable(families: Number, n_tests: float) -> FactEstimate:
    """The smallest standardised change that so many families show in four of five cases.

    Parameters
    ----------
    families : float or FactEstimate
        A number of `N_FAMILIES`, or a published count of families.
    n_tests : float
        A number of `N_TESTS`: how many tests share the level.

    Raises
    ------
    UnitError
        If the count is not of families.
    ParameterError
        If a number is none of the lists.

    Examples
    --------
    >>> found = detectable(10.0, 1.0)
    >>> found.basis, round(found.estimate or 0, 2), found.n
    ('detectable_effect(10.0, 1.0)', 1.0, 10)
    """
    n, basis = _families(families)
    tests = listed("n_tests", n_tests, N_TESTS)
    found = detectable_effect(n, n_tests=int(tests)) if n else None
    is_known = isinstance(found, DetectableEffect)
    return made(
        "detectable_effect",
        (basis, repr(tests)),
        found.estimate if isinstance(found, DetectableEffect) else None,
        unit="score",
        of=UnitOfAnalysis.FAMILIES,
        n=n if is_known else None,
        reason="" if is_known else _why(families),
        uncertain=isinstance(families, FactEstimate) and families.uncertain,
    )


def smallest_p(families: Number) -> FactEstimate:
    """The smallest two-sided p-value that flipping the signs of so many families can give.

    Parameters and errors as `detectable`.
    """
    n, basis = _families(families)
    return made(
        "smallest_p",
        (basis,),
        2.0 ** (1 - n) if n else None,
        unit="p_value",
        of=UnitOfAnalysis.FAMILIES,
        n=n or None,
        reason="" if n else _why(families),
        uncertain=isinstance(families, FactEstimate) and families.uncertain,
    )


def simulated_power(test: str, families: Number, fall: float) -> FactEstimate:
    """How often a test finds a change in invented evaluations with so many families.

    Parameters
    ----------
    test : str
        One of `TESTS`.
    families
        As `detectable`.
    fall : float
        The true mean change for the better, a number of `FALLS`, or 0.

    Raises
    ------
    UnitError, ParameterError
        As `detectable`.
    """
    n, basis = _families(families)
    change = listed("fall", fall, (0.0, *FALLS))
    if test not in TESTS:
        raise ParameterError("argument_choice", name="test", known=", ".join(TESTS))
    found = _powers(n).get((test, change)) if 1 < n <= MOST_SIMULATED else None
    return made(
        "simulated_power",
        (repr(test), basis, repr(change)),
        found,
        unit="share",
        of=UnitOfAnalysis.CASES,
        reason="" if found is not None else _why(families),
        uncertain=isinstance(families, FactEstimate) and families.uncertain,
    )


@lru_cache(maxsize=8)
def _powers(n_families: int) -> Mapping[tuple[str, float], float]:
    """The whole table for a number of families: the same draws each time it is asked for."""
    families = (_CHILDREN_PER_FAMILY * (1 + n_families // len(_CHILDREN_PER_FAMILY)))[
        :n_families
    ]
    falls = (0.0, *FALLS)
    table = simulate_power(
        PowerDesign(children=families),
        effects=[-fall for fall in falls],
        n_draws=N_DRAWS,
        rng=np.random.default_rng(n_families),
        level=LEVEL,
    )
    return {
        (str(row["test"]), abs(float(row["effect"]))): float(row["estimate"])
        for _, row in table.iterrows()
    }


def padlocks(
    part: str, design: str, threats: str, lost: str, *counts: FactEstimate
) -> FactEstimate:
    """How strong a finding is, 0 to 5, or what a part of its rating would allow.

    Parameters
    ----------
    part : str
        One of `PARTS`.
    design, threats : str
        As `EvidenceDesign` has them; threats with spaces between.
    lost : str
        One of `LOST`. What is held back is left out of the rating, which then is the most
        it can be; what nobody states counts as the worst.
    *counts : FactEstimate
        Published counts: of units with a result, and where the lost are counted, of those
        that started and of those that were followed.

    Raises
    ------
    ParameterError
        If a word is none of the lists, or the number of counts does not fit.
    """
    _refuse_words(part, design, threats, lost, counts)
    rated = rate_evidence(evidence_design(design, threats, lost, *counts))
    numbers = {"rating": rated.rating, **rated.parts, "dropped": rated.n_dropped}
    is_held = part == "attrition" and lost == "held"
    texts = (repr(text) for text in (part, design, threats, lost))
    return made(
        "padlocks",
        (*texts, *(count.basis for count in counts)),
        None if is_held else float(numbers[part]),
        unit="count",
        of=UnitOfAnalysis.SCALE,
        reason="not_counted" if is_held else "",
        uncertain=any(count.uncertain for count in counts),
    )


def evidence_design(
    design: str, threats: str, lost: str, *counts: FactEstimate
) -> EvidenceDesign:
    """What `padlocks` rates, with the same arguments, for the reasons it is no stronger."""
    seen = detectable_effect(int(counts[0].estimate or 0)) if _is_some(counts[:1]) else None
    least = seen.estimate if isinstance(seen, DetectableEffect) else None
    share = {"nobody": 0.0, "held": 0.0}.get(lost)
    if lost == "counted" and _is_some(counts[1:]):
        started, followed = (float(count.estimate or 0) for count in counts[1:])
        if followed > started:
            raise ParameterError(
                "count_above_base", count=counts[2].basis, base=counts[1].basis
            )
        share = 1 - followed / started
    named = dict.fromkeys(threats.split(), True)
    return EvidenceDesign(
        design=next(known for known in BY_DESIGN if known == design),
        detectable_effect=SEEN_OF_AREA if design == "one_area" else least,
        share_lost=share,
        rated_by_deliverer=named.get("rated_by_deliverer", False),
        fixed_late=named.get("fixed_late", False),
        chosen_for_high_risk=named.get("chosen_for_high_risk", False),
        co_intervention=named.get("co_intervention", False),
        largest_imbalance=1.0 if "imbalance" in named else None,
    )


# Called as they stand in a basis. Numbers and words are written out; counts are facts.
DESIGN_OPERATIONS: Final[Mapping[str, Callable[..., FactEstimate]]] = {
    "detectable_effect": detectable,
    "smallest_p": smallest_p,
    "simulated_power": simulated_power,
    "padlocks": padlocks,
}


def _families(families: Number) -> tuple[int, str]:
    """How many, 0 where the fact has no number; and how the basis says it."""
    if not isinstance(families, FactEstimate):
        known = listed("families", families, N_FAMILIES)
        return int(known), repr(known)
    if families.unit != "count" or families.unit_of_analysis is not UnitOfAnalysis.FAMILIES:
        of = str(UnitOfAnalysis.FAMILIES)
        raise UnitError("mixed_units", facts=families.basis, units=of)
    return int(families.estimate or 0), families.basis


def _why(families: Number) -> Reason:
    reason = families.reason if isinstance(families, FactEstimate) else ""
    return reason or "incomplete"


def listed(name: str, number: object, known: tuple[float, ...]) -> float:
    """A number of a list; whole numbers and truths of the same value are not taken for it."""
    if type(number) is not float or number not in known:
        raise ParameterError("assumption_unknown", name=name, known=", ".join(map(str, known)))
    return number


def _refuse_words(
    part: str, design: str, threats: str, lost: str, counts: tuple[object, ...]
) -> None:
    named = str(threats).split()
    is_known = part in PARTS and design in BY_DESIGN and lost in LOST
    is_written_once = threats == " ".join(t for t in get_args(Threat) if t in named)
    if not (is_known and is_written_once and set(named) <= set(get_args(Threat))):
        raise ParameterError("argument_choice", name="padlocks", known=", ".join(BY_DESIGN))
    if len(counts) not in ((3,) if lost == "counted" else (0, 1)) or not all(
        isinstance(count, FactEstimate) for count in counts
    ):
        raise ParameterError("basis_unknown")


def _is_some(counts: tuple[FactEstimate, ...]) -> bool:
    """Whether there are counts, and each has a number above 0."""
    return bool(counts) and all((count.estimate or 0) > 0 for count in counts)


def made(
    name: str,
    arguments: tuple[str, ...],
    value: float | None,
    *,
    unit: str,
    of: UnitOfAnalysis,
    n: int | None = None,
    reason: Reason = "",
    uncertain: bool = False,
) -> FactEstimate:
    """A number with the sum it comes from: the operation over its written-out arguments."""
    return FactEstimate(
        estimate=value,
        n=n,
        unit=unit,
        unit_of_analysis=of,
        method=name,
        basis=f"{name}({', '.join(arguments)})",
        reason=reason,
        uncertain=uncertain,
    )
