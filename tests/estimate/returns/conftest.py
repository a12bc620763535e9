"""An invented case of a return, small enough to be worked out by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from larvik_analysis.terms.discount_rules import Rules
from larvik_analysis.terms.parameters import Parameter
from larvik_analysis.terms.returns_case import Outcome, Price, ReturnsCase, ReturnsModel
from larvik_analysis.terms.words import Words

WORDS = Words(nb="oppdiktet", en="invented")
NUMBERS: dict[str, tuple[float, str]] = {
    "positions_planned": (3.0, "positions"),
    "positions_delivered": (1.4, "positions"),
    "wage": (700_000.0, "nok per position per year"),
    "social_costs": (0.25, "share"),
    "overhead": (0.1, "share"),
    "other_running_cost": (50_000.0, "nok per year"),
    "development_cost": (300_000.0, "nok"),
    "share_paid_by_others": (0.2, "share"),
    "duration": (1.5, "years"),
    "n_families": (10.0, "families"),
    "n_children": (22.0, "children"),
    "age_at_start": (5.0, "years"),
    "risk_reduction": (0.3, "share"),
    "study_quality": (0.6, "share"),
    "transfer_to_norway": (0.8, "share"),
    "fade_out": (0.05, "share per year"),
    "risk": (0.35, "share"),
    "outside": (0.26, "share"),
    "causal_share": (0.5, "share"),
    "from_age": (19.0, "years"),
    "to_age": (67.0, "years"),
    "production": (430_000.0, "nok per year"),
    "benefit": (236_000.0, "nok per year"),
    "municipal_share": (0.1, "share"),
    "placement_risk": (0.06, "share"),
    "placement_from": (7.5, "years"),
    "placement_to": (18.0, "years"),
    "day": (15_562.0, "nok per day"),
    "days": (100.0, "days per year"),
}
DROPOUT = Outcome(
    id="dropout",
    name=WORDS,
    averted=WORDS,
    baseline="risk",
    from_age="from_age",
    to_age="to_age",
    is_event=True,
    multipliers=("outside", "causal_share"),
    prices=(
        Price(actor="deltaker", amount="production"),
        Price(
            actor="stat",
            amount="benefit",
            complement=("municipal_share",),
            kind="transfer",
            other="deltaker",
        ),
        Price(
            actor="kommune",
            amount="benefit",
            factors=("municipal_share",),
            kind="transfer",
            other="deltaker",
        ),
    ),
)
PLACEMENT = Outcome(
    id="placement",
    name=WORDS,
    averted=WORDS,
    baseline="placement_risk",
    from_age="placement_from",
    to_age="placement_to",
    prices=(
        Price(actor="stat", amount="day", factors=("days",), complement=("municipal_share",)),
        Price(actor="kommune", amount="day", factors=("days", "municipal_share")),
    ),
)


def parameter(value: float | None, unit: str) -> Parameter:
    """One observed number of the invented case."""
    return Parameter(
        value=value,
        unit=unit,
        kind="data",
        source="invented",
        date="2026-01-01",
        label=WORDS,
        price_year=2024 if unit.startswith("nok") else None,
    )


@pytest.fixture
def case() -> ReturnsModel:
    """Two outcomes, an event and a state, with everything given."""
    return ReturnsModel(
        case=ReturnsCase(
            measure="rodt",
            counterfactual=WORDS,
            target_groups=("other_barnevern",),
            outcomes=("dropout", "placement"),
            haircuts=("study_quality", "transfer_to_norway"),
        ),
        parameters={name: parameter(*number) for name, number in NUMBERS.items()},
        outcomes=(DROPOUT, PLACEMENT),
        rules=Rules.flat(0.04),
        start_year=2024,
        price_year=2024,
        horizon_years=62,
    )


@pytest.fixture
def open_case(case: ReturnsModel) -> ReturnsModel:
    """The same, its risk reduction not known, with the one outcome that is an event."""
    unknown = replace(case.parameters["risk_reduction"], value=None)
    return replace(
        case,
        parameters={**case.parameters, "risk_reduction": unknown},
        outcomes=(DROPOUT,),
    )
