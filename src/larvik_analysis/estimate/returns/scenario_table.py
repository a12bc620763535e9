"""Several scenarios beside each other, each of the same draws."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
import pandas as pd

from larvik_analysis.errors import ParameterError
from larvik_analysis.estimate.returns.break_even import break_even
from larvik_analysis.estimate.returns.changes import with_changes
from larvik_analysis.estimate.returns.drawn_model import drawn_model
from larvik_analysis.estimate.returns.sampling import DRAWS
from larvik_analysis.estimate.returns.sensitivity import needed_model
from larvik_analysis.estimate.returns.simulation import known_readings, simulate_returns
from larvik_analysis.estimate.returns.worth import worth_at
from larvik_analysis.terms.cash_flow import unknown_name
from larvik_analysis.terms.discount_rules import Rules
from larvik_analysis.terms.results import NotEstimable
from larvik_analysis.terms.returns_case import READINGS, Reading, ReturnsModel, Scenario
from larvik_analysis.terms.returns_results import BreakEven
from larvik_analysis.terms.simulation_results import SimulatedReturns

AS_IT_STANDS: Final = "as_it_stands"


def sensitivity_table(
    model: ReturnsModel,
    scenarios: Sequence[Scenario] | None = None,
    *,
    readings: Sequence[Reading] = READINGS,
    values: Mapping[str, float] | None = None,
    alternatives: Mapping[str, Rules] | None = None,
    n_draws: int = DRAWS,
    seed: int | None = None,
    level: float = 0.95,
) -> pd.DataFrame:
    """How a return comes out in several scenarios, each of the same draws.

    Parameters
    ----------
    model : ReturnsModel
    scenarios : sequence of Scenario, optional
        Those of the model where left out.
    readings, values, n_draws, seed, level
        As in `simulate_returns`. What a scenario says goes before `values`, and a spread
        follows its number as in `with_changes`.
    alternatives : mapping of str to Rules, optional
        The rules that scenarios name; those of the model where left out.

    Returns
    -------
    DataFrame
        First the model as it stands, then each scenario in turn, one row a reading:
        ``scenario, rules, reading, npv_nok`` (at the numbers as they stand), ``mean, low,
        high, chance_positive, chance_error, difference_nok, difference_error`` (the mean of
        the draws less that of the model as it stands, draw by draw), ``reason,
        break_even_per_100, break_even_reason``. Kroner are missing where the effect is, and
        the break-even is there.

    Raises
    ------
    ParameterError
        As `simulate_returns`; if a scenario is named twice, or its rules are not there.
    """
    needed_model(model)
    wanted = known_readings(readings)
    asked = tuple(model.scenarios if scenarios is None else scenarios)
    names = [AS_IT_STANDS, *(one.id for one in asked)]
    if len(set(names)) < len(names):
        raise ParameterError("scenarios_repeated")
    known = model.alternatives if alternatives is None else alternatives
    rows: list[dict[str, Any]] = []
    base: SimulatedReturns | NotEstimable | None = None
    for name, scenario in zip(names, (None, *asked), strict=True):
        said = _said_of(model, scenario, is_shared=scenarios is None)
        changes = {n: number for n, number in (values or {}).items() if n not in said}
        rules = _rules_of(scenario, known, model)
        changed = with_changes(model, said)
        found = simulate_returns(
            changed, n_draws=n_draws, seed=seed, readings=readings, values=changes, rules=rules,
            level=level,
        )  # fmt: skip
        base = found if base is None else base
        for reading in wanted:
            row = {"scenario": name, "rules": rules.name, "reading": reading}
            row |= _simulated(changed, found, base, reading, changes, rules)
            rows.append(row | _broken_even(changed, reading, changes, rules))
    return pd.DataFrame(rows, columns=list(_SCENARIOS))


_SCENARIOS: Final = (
    "scenario", "rules", "reading", "npv_nok", "mean", "low", "high", "chance_positive",
    "chance_error", "difference_nok", "difference_error", "reason",
    "break_even_per_100", "break_even_reason",
)  # fmt: skip


def _simulated(
    model: ReturnsModel,
    found: SimulatedReturns | NotEstimable,
    base: SimulatedReturns | NotEstimable,
    reading: Reading,
    changes: Mapping[str, float],
    rules: Rules,
) -> dict[str, Any]:
    """Kroner of one scenario and reading."""
    drawn = drawn_model(model, rules=rules, values=changes)
    if isinstance(found, NotEstimable) or isinstance(drawn, NotEstimable):
        return {"reason": found.reason if isinstance(found, NotEstimable) else ""}
    summary = found.summary.set_index("reading").loc[reading]
    columns = ["mean", "low", "high", "chance_positive", "chance_error"]
    row: dict[str, Any] = dict(summary[columns])
    row["npv_nok"] = float(worth_at(drawn, {}, 1, reading)[0])
    if isinstance(base, SimulatedReturns):
        difference = found.npv_nok[reading] - base.npv_nok[reading]
        row["difference_nok"] = float(difference.mean())
        row["difference_error"] = float(difference.std(ddof=1) / np.sqrt(difference.size))
    return row | {"reason": ""}


def _broken_even(
    model: ReturnsModel, reading: Reading, changes: Mapping[str, float], rules: Rules
) -> dict[str, Any]:
    others = {name: one for name, one in changes.items() if name != model.case.unknown}
    found = break_even(model, reading, changes=others, rules=rules)
    if isinstance(found, BreakEven):
        return {"break_even_per_100": found.averted_per_100, "break_even_reason": ""}
    return {"break_even_reason": found.reason}


def _said_of(
    model: ReturnsModel, scenario: Scenario | None, *, is_shared: bool
) -> Mapping[str, float]:
    """The numbers of a scenario; of shared ones, some may belong to other measures."""
    if scenario is None:
        return {}
    return {
        name: value
        for name, value in scenario.values.items()
        if not is_shared or name in model.parameters
    }


def _rules_of(
    scenario: Scenario | None, known: Mapping[str, Rules], model: ReturnsModel
) -> Rules:
    if scenario is None or not scenario.rules:
        return model.rules
    if scenario.rules not in known:
        raise unknown_name("rules_unknown", scenario.rules, sorted(known))
    return known[scenario.rules]
