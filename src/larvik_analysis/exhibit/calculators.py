"""Two sums that a plan for early help rests on, with assumed numbers: no data go in."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from larvik_analysis.estimate.indicators.calculator_ops import cases, flagged
from larvik_analysis.estimate.indicators.tables import tabulate_estimates
from larvik_analysis.terms.catalogue import read_catalogue
from larvik_analysis.terms.results import FactEstimate
from larvik_analysis.terms.study import Study

from .exhibit import Exhibit
from .knowledge import declared_exhibit

_PEOPLE = 1_000.0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Population:
    """An invented population and two measures for it; all are shares of 0 to 1."""

    share_high: float
    risk_high: float
    risk_low: float
    reduction_universal: float
    reduction_high: float
    reach_high: float

    def cases(self, strategy: str, group: str = "all") -> FactEstimate:
        return cases(
            strategy, group, _PEOPLE, self.share_high, self.risk_high, self.risk_low,
            self.reduction_universal, self.reduction_high, self.reach_high,
        )  # fmt: skip


def exhibit_prevention_paradox(
    study: Study,
    *,
    share_high: float = 0.1,
    risk_high: float = 0.3,
    risk_low: float = 0.1,
    reduction_universal: float = 0.1,
    reduction_high: float = 0.3,
    reach_high: float = 0.5,
    is_shown: bool = True,
) -> Exhibit | None:
    """Figure: where the cases come from, and what a measure for all or for few prevents.

    Of a thousand invented children. What is assumed must be a round share, so that no
    number of anybody's can be among them.

    Parameters
    ----------
    study : Study
    share_high : float
        Share of children at high risk.
    risk_high, risk_low : float
        Share of them, and of the others, who come to harm.
    reduction_universal, reduction_high : float
        The share of the harm that a measure for all, and one for those at high risk, takes
        away from those it reaches.
    reach_high : float
        Share of those at high risk that are found; a measure for all reaches everybody.
    is_shown : bool
        Whether it is wanted; a chapter may do without.

    Raises
    ------
    ParameterError
        If a share is not one of the round ones.
    """
    if not is_shown:
        return None
    of = _Population(
        share_high=share_high,
        risk_high=risk_high,
        risk_low=risk_low,
        reduction_universal=reduction_universal,
        reduction_high=reduction_high,
        reach_high=reach_high,
    )
    found = {
        "from_high": of.cases("none", "high"),
        "from_low": of.cases("none", "low"),
        "by_universal": of.cases("universal"),
        "by_high_risk": of.cases("high_risk"),
    }
    by_all, by_few = (found[name].estimate or 0.0 for name in ("by_universal", "by_high_risk"))
    return declared_exhibit(
        study,
        "regneeksempel-forebygging",
        "paradox",
        _rows(study, "paradox", found),
        ("part", "label"),
        finding="universal" if by_all > by_few else "high_risk",
        is_told_alike=True,
        cells=found,
        draw="bars.draw_bars",
    )


def exhibit_predictive_value(
    study: Study,
    *,
    sensitivity: float = 0.8,
    specificity: float = 0.9,
    prevalence: float = 0.02,
    is_shown: bool = True,
) -> Exhibit | None:
    """Figure: of a thousand invented children, whom a sign points out rightly and wrongly.

    Parameters
    ----------
    study : Study
    sensitivity : float
        Share of those with difficulties whom the sign points out.
    specificity : float
        Share of the others whom it does not point out.
    prevalence : float
        Share of all with difficulties.
    is_shown : bool
        Whether it is wanted; a chapter may do without.

    Raises
    ------
    ParameterError
        If a share is not one of the round ones.
    """
    if not is_shown:
        return None
    given = (_PEOPLE, sensitivity, specificity, prevalence)
    found = {name: flagged(name, *given) for name in ("rightly", "wrongly", "missed", "spared")}
    right = flagged("share_right", *given)
    if right.estimate is None:
        return None
    return declared_exhibit(
        study,
        "regneeksempel-tegn",
        "signs",
        _rows(study, "signs", found),
        ("part", "label"),
        finding="few" if right.estimate < 0.5 else "most",
        is_told_alike=True,
        cells={**found, "right": right},
        draw="bars.draw_bars",
    )


def _rows(study: Study, group: str, found: dict[str, FactEstimate]) -> pd.DataFrame:
    texts = read_catalogue(study.language)
    return tabulate_estimates(
        [
            ({"part": name, "label": texts[f"labels.{group}.{name}"]}, number)
            for name, number in found.items()
        ]
    )
