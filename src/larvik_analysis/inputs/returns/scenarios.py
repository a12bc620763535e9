"""Reads the scenarios of an evaluation, `scenarios.yaml`; it may have none."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from larvik_analysis.errors import Fault, InputError
from larvik_analysis.inputs.coherence import leaves, repeated
from larvik_analysis.inputs.evaluation import find_evaluation, find_root
from larvik_analysis.inputs.files import is_there
from larvik_analysis.inputs.naming import shown
from larvik_analysis.inputs.returns.amounts_in_words import amounts_of_scenario
from larvik_analysis.inputs.returns.files import SCENARIOS_FILE, ScenariosFile
from larvik_analysis.inputs.returns.lines import Told, told_in, unknown
from larvik_analysis.inputs.schema import fill
from larvik_analysis.inputs.yaml_text import Branch, read_yaml
from larvik_analysis.terms.parameter_limits import EXAMPLE, code_of_value, has_thousands
from larvik_analysis.terms.parameters import Parameter
from larvik_analysis.terms.quantity import powers_of_unit
from larvik_analysis.terms.returns_case import ReturnsModel, Scenario

_SAME = 1e-9  # years are rounded up, but not for the last digit of a sum


def read_scenarios(evaluation: str | Path, *, root: Path | None = None) -> tuple[Scenario, ...]:
    """Some numbers otherwise, each set under a name; none where there is no such file.

    Whether the names and values fit a model is checked where the model is read.

    Parameters
    ----------
    evaluation : str or Path
        Name or folder.
    root : Path, optional
        The project; found from the working folder where left out.

    Raises
    ------
    InputError
        With every fault of the file at once.
    """
    root = root or find_root(Path.cwd())
    scenarios, faults = inspect_scenarios(find_evaluation(evaluation, root))
    if faults:
        raise InputError(faults)
    return scenarios


def inspect_scenarios(
    folder: Path,
    parameters: Mapping[str, Parameter] | None = None,
    rules: Collection[str] | None = None,
    models: Collection[ReturnsModel] = (),
) -> tuple[tuple[Scenario, ...], list[Fault]]:
    """The scenarios, and all faults.

    Parameters
    ----------
    folder : Path
        The evaluation folder.
    parameters : mapping of str to Parameter, optional
        Those that a scenario may change; not checked where left out.
    rules : collection of str, optional
        Rules that there are; not checked where left out.
    models : collection of ReturnsModel
        Those whose horizon a scenario must not outlast.
    """
    if not is_there(folder / SCENARIOS_FILE):
        return (), []
    tree, faults = read_yaml(folder / SCENARIOS_FILE, SCENARIOS_FILE)
    if not tree.entries:
        return (), faults
    found, more = fill(ScenariosFile, tree, SCENARIOS_FILE)
    faults += [*more, *repeated(tree, ("scenarios.*.id",), SCENARIOS_FILE)]
    if found is None:
        return (), faults
    told = [
        each
        for number, scenario in enumerate(found.scenarios, start=1)
        for each in _of_scenario(scenario, f"scenarios.{number}", parameters, rules)
    ]
    told += _thousands(tree, parameters or {})
    if not told:
        told += _horizons(found.scenarios, models)
    return found.scenarios, [*faults, *told_in(SCENARIOS_FILE, tree, told)]


def _thousands(tree: Branch, parameters: Mapping[str, Parameter]) -> Iterator[Told]:
    """Kroner with a point for thousands, which is a decimal point here."""
    for key, leaf in leaves(tree, "scenarios.*.values.*"):
        parameter = parameters.get(key.rpartition(".")[2])
        if parameter and parameter.unit.startswith("nok") and has_thousands(leaf.text):
            yield key, "returns_thousands", {}


def _of_scenario(
    scenario: Scenario,
    key: str,
    parameters: Mapping[str, Parameter] | None,
    rules: Collection[str] | None,
) -> Iterator[Told]:
    yield from amounts_of_scenario(scenario, key)
    if not scenario.values and not scenario.rules:
        yield key, "returns_scenario_empty", {}
    if scenario.rules and rules is not None:
        yield from unknown(f"{key}.rules", scenario.rules, rules, "item_unknown")
    if parameters is None:
        return
    for name, value in scenario.values.items():
        place = f"{key}.values.{shown(name)}"
        yield from unknown(place, name, parameters, "returns_parameter_unknown")
        if name in parameters:
            code = code_of_value(name, value, powers_of_unit(parameters[name].unit))
            if code:
                yield place, code, {"example": EXAMPLE}


def _horizons(
    scenarios: tuple[Scenario, ...], models: Collection[ReturnsModel]
) -> Iterator[Told]:
    """Scenarios that outlast the years that are counted; the model itself does not."""
    for number, scenario in enumerate(scenarios, start=1):
        for model in models:
            years = math.ceil(_varied(model, scenario).years_needed - _SAME)
            if model.years_needed - _SAME <= model.horizon_years < years:
                key = f"scenarios.{number}.values"
                yield key, "returns_horizon", {"years": str(years)}
                break


def _varied(model: ReturnsModel, scenario: Scenario) -> ReturnsModel:
    """The model with the values of a scenario; spreads move in proportion, as in the sums."""
    changed = {
        name: _moved(model.parameters[name], value)
        for name, value in scenario.values.items()
        if name in model.parameters
    }
    return replace(model, parameters={**model.parameters, **changed})


def _moved(parameter: Parameter, value: float) -> Parameter:
    spread = None
    if parameter.spread and parameter.value and value > 0:
        ratio = value / parameter.value
        low, high = parameter.spread.low * ratio, parameter.spread.high * ratio
        is_years = parameter.unit == "years"  # only these can outlast a horizon
        spread = replace(parameter.spread, low=low, high=high) if is_years else None
    is_within = bool(parameter.vary) and parameter.vary[0] <= value <= parameter.vary[-1]
    return replace(parameter, value=value, spread=spread, vary=parameter.vary * is_within)
