"""The files of returns as they are written: each a dataclass that is its schema."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from larvik_analysis.terms.returns_case import (
    NonPriced,
    Outcome,
    ReturnsCase,
    Scenario,
    TargetGroup,
)

RETURNS_FILE: Final = "returns.yaml"
SCENARIOS_FILE: Final = "scenarios.yaml"
FOLDER: Final = "reference/returns"
PARAMETERS_FILE: Final = f"{FOLDER}/parameters.yaml"
OUTCOMES_FILE: Final = f"{FOLDER}/outcomes.yaml"
TARGET_GROUPS_FILE: Final = f"{FOLDER}/target_groups.yaml"
NON_PRICED_FILE: Final = f"{FOLDER}/non_priced.yaml"


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomesFile:
    """`outcomes.yaml` of the reference."""

    outcomes: tuple[Outcome, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetGroupsFile:
    """`target_groups.yaml` of the reference."""

    target_groups: tuple[TargetGroup, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NonPricedFile:
    """`non_priced.yaml` of the reference."""

    effects: tuple[NonPriced, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnsFile:
    """`returns.yaml` of an evaluation.

    Attributes
    ----------
    rules : str
        The rules of the analysis, by name.
    price_year : int
        All kroner are moved to the prices of this year.
    start_year : int
        Year 0, which is not discounted.
    horizon_years : int
        How many years are counted, the start year among them.
    cases : tuple of ReturnsCase
        One for each measure.
    """

    rules: str
    price_year: int
    start_year: int
    horizon_years: int
    cases: tuple[ReturnsCase, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ScenariosFile:
    """`scenarios.yaml` of an evaluation."""

    scenarios: tuple[Scenario, ...]
