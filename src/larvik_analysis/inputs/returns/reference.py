"""Reads what every evaluation's returns share, `reference/returns/`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TypeVar

from larvik_analysis.errors import Fault, InputError
from larvik_analysis.inputs.coherence import repeated
from larvik_analysis.inputs.evaluation import find_root
from larvik_analysis.inputs.returns.files import (
    NON_PRICED_FILE,
    OUTCOMES_FILE,
    PARAMETERS_FILE,
    TARGET_GROUPS_FILE,
    NonPricedFile,
    OutcomesFile,
    TargetGroupsFile,
)
from larvik_analysis.inputs.returns.lines import Told, told_in, unknown
from larvik_analysis.inputs.returns.parameters import inspect_parameters
from larvik_analysis.inputs.returns.prices import PRICES_FILE, inspect_price_index
from larvik_analysis.inputs.schema import fill
from larvik_analysis.inputs.yaml_text import Branch, read_yaml
from larvik_analysis.terms.parameters import Parameter
from larvik_analysis.terms.quantity import Quantity, powers_of_unit, words_of_unit
from larvik_analysis.terms.returns_case import Outcome, Price, ReturnsReference, TargetGroup

T = TypeVar("T")
Parameters = Mapping[str, Parameter]

_IDS = {
    OUTCOMES_FILE: "outcomes.*.id",
    TARGET_GROUPS_FILE: "target_groups.*.id",
    NON_PRICED_FILE: "effects.*.id",
}
_A_YEAR = "nok per year"


def read_returns_reference(*, root: Path | None = None) -> ReturnsReference:
    """Parameters, outcomes, target groups, prices and effects without a price.

    Parameters
    ----------
    root : Path, optional
        The project; found from the working folder where left out.

    Raises
    ------
    InputError
        With every fault of the files at once.
    """
    reference, faults = inspect_reference(root or find_root(Path.cwd()))
    if reference is None:
        raise InputError(faults)
    return reference


def inspect_reference(root: Path) -> tuple[ReturnsReference | None, list[Fault]]:
    """What is shared (None where there are faults), and all faults."""
    raw = root / "data" / "raw"
    tree, faults = read_yaml(raw / PARAMETERS_FILE, PARAMETERS_FILE)
    parameters, more = inspect_parameters(tree, tree, PARAMETERS_FILE)
    faults += more
    outcomes, outcomes_tree = _file(OutcomesFile, raw, OUTCOMES_FILE, faults)
    groups, groups_tree = _file(TargetGroupsFile, raw, TARGET_GROUPS_FILE, faults)
    effects, _ = _file(NonPricedFile, raw, NON_PRICED_FILE, faults)
    prices, of_prices = inspect_price_index(raw / PRICES_FILE, PRICES_FILE)
    faults += of_prices
    # A fault of one file is not told once more by those that count on it.
    if faults or outcomes is None or groups is None or effects is None or prices is None:
        return None, faults
    faults += told_in(OUTCOMES_FILE, outcomes_tree, _of_outcomes(outcomes.outcomes, parameters))
    ids = [outcome.id for outcome in outcomes.outcomes]
    told = [
        each
        for number, group in enumerate(groups.target_groups, start=1)
        for each in _of_group(group, f"target_groups.{number}", ids, parameters)
    ]
    faults += told_in(TARGET_GROUPS_FILE, groups_tree, told)
    if faults:
        return None, faults
    reference = ReturnsReference(
        parameters=parameters,
        outcomes=outcomes.outcomes,
        target_groups=groups.target_groups,
        prices=prices,
        non_priced=effects.effects,
    )
    return reference, []


def _file(kind: type[T], raw: Path, file: str, faults: list[Fault]) -> tuple[T | None, Branch]:
    """What a file says and its tree; its faults are put to the others."""
    tree, of_yaml = read_yaml(raw / file, file)
    faults += of_yaml
    if not tree.entries:
        return None, tree
    found, more = fill(kind, tree, file)
    faults += [*more, *repeated(tree, (_IDS[file],), file)]
    return found, tree


def _of_outcomes(outcomes: tuple[Outcome, ...], parameters: Parameters) -> Iterator[Told]:
    ids = [outcome.id for outcome in outcomes]
    for number, outcome in enumerate(outcomes, start=1):
        key = f"outcomes.{number}"
        named = [
            ("baseline", outcome.baseline, "share"),
            ("from_age", outcome.from_age, "years"),
            ("to_age", outcome.to_age, "years"),
        ]
        for n, name in _numbered(outcome.multipliers):
            named.append((f"multipliers.{n}", name, "share"))
        for part, name, unit in named:
            yield from _parameter(f"{key}.{part}", name, unit, parameters)
        for n, other in _numbered(outcome.overlaps):
            yield from unknown(f"{key}.overlaps.{n}", other, ids, "item_unknown")
        for n, price in enumerate(outcome.prices, start=1):
            yield from _of_price(price, f"{key}.prices.{n}", parameters)


def _numbered(names: tuple[str, ...]) -> Iterator[tuple[int, str]]:
    return enumerate(names, start=1)


def _parameter(key: str, name: str, unit: str, parameters: Parameters) -> Iterator[Told]:
    """A fault where a parameter is unknown, or is in another unit than is needed."""
    if name not in parameters:
        yield from unknown(key, name, parameters, "returns_parameter_unknown")
    elif parameters[name].unit != unit:
        yield key, "returns_unit_other", {"unit": parameters[name].unit, "needed": unit}


def _of_price(price: Price, key: str, parameters: Parameters) -> Iterator[Told]:
    is_transfer = price.kind == "transfer"
    if is_transfer != bool(price.other) or price.other == price.actor:
        yield f"{key}.other", "returns_transfer_other", {}
    for n, name in _numbered(price.complement):
        yield from _parameter(f"{key}.complement.{n}", name, "share", parameters)
    factors = [(f"factors.{n}", name) for n, name in _numbered(price.factors)]
    names = [("amount", price.amount), *factors]
    strangers = [
        each
        for part, name in names
        for each in unknown(f"{key}.{part}", name, parameters, "returns_parameter_unknown")
    ]
    yield from strangers
    if not strangers:
        product = Quantity(1.0, "share")
        for _, name in names:
            product *= Quantity(1.0, parameters[name].unit)
        if product.unit != words_of_unit(powers_of_unit(_A_YEAR)):
            yield key, "returns_unit_product", {"unit": product.unit, "needed": _A_YEAR}


def _of_group(
    group: TargetGroup, key: str, outcomes: list[str], parameters: Parameters
) -> Iterator[Told]:
    for outcome, name in group.baselines.items():
        place = f"{key}.baselines.{outcome}"
        yield from unknown(place, outcome, outcomes, "item_unknown")
        yield from _parameter(place, name, "share", parameters)
