"""The small project with the shipped reference, and a return to work out without faults."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

REFERENCE = Path(__file__).parents[3] / "data" / "raw" / "reference" / "returns"
GIVEN = {
    "positions_planned": "value: 2\n        unit: positions",
    "positions_delivered": "value: 1.5\n        unit: positions",
    "n_families": "fact: antall_familier\n        unit: families",
    "n_children": "value: 20\n        unit: children",
    "age_at_start": "value: 6\n        unit: years",
    "duration": "value: 2\n        unit: years",
    "wage": "value: 600000\n        price_year: 2022\n        unit: nok per position per year",
    "social_costs": "value: 0.3\n        unit: share",
    "overhead": "value: 0.2\n        unit: share",
    "other_running_cost": "value: 50000\n        price_year: 2024\n        unit: nok per year",
    "development_cost": "value: 0\n        price_year: 2024\n        unit: nok",
}
HEAD = """\
rules: r109_2021
price_year: 2024
start_year: 2024
horizon_years: 61
cases:
  - measure: rodt
    counterfactual: {nb: det vanlige, en: the usual}
    target_groups: [hjelpetiltak]
    outcomes: [dropout]
    haircuts: [study_quality, scale_up]
    parameters:
"""
TAIL = """\
    correlated:
      - parameters: [study_quality, scale_up]
        matrix: [[1, 0.4], [0.4, 1]]
        source: Et sted
"""
SCENARIOS = """\
scenarios:
  - {id: lav, name: {nb: Lav, en: Low}, values: {causal_share: 0.2, wage: 700000}}
  - {id: rente, name: {nb: Rente, en: Rate}, rules: flat_3}
"""


def parameter(name: str, body: str) -> str:
    """One parameter as `returns.yaml` holds it."""
    label = f"label: {{nb: {name}, en: {name}}}"
    given = ("kind: data", "source: Et sted", 'date: "2024"')
    return "\n        ".join([f"      {name}:", label, body, *given]) + "\n"


def returns_text() -> str:
    """A `returns.yaml` without faults."""
    return HEAD + "".join(parameter(*item) for item in GIVEN.items()) + TAIL


@pytest.fixture
def returns_root(root: Path) -> Path:
    """The small project with the shipped reference and a return without faults."""
    shutil.copytree(REFERENCE, root / "data" / "raw" / "reference" / "returns")
    folder = root / "data" / "raw" / "prove"
    (folder / "returns.yaml").write_text(returns_text(), encoding="utf-8")
    (folder / "scenarios.yaml").write_text(SCENARIOS, encoding="utf-8")
    return root
