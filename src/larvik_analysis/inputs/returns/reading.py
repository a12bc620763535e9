"""Reads `returns.yaml` of an evaluation into one model for each measure."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from larvik_analysis.errors import Fault, InputError, Todo
from larvik_analysis.inputs.coherence import leaves, repeated
from larvik_analysis.inputs.evaluation import EVALUATION_FILE, find_evaluation, find_root
from larvik_analysis.inputs.facts import FactsReading, inspect_facts
from larvik_analysis.inputs.files import is_there
from larvik_analysis.inputs.returns.amounts_in_words import amounts_of_case
from larvik_analysis.inputs.returns.case_checks import (
    check_invented,
    check_model,
    check_names,
    check_parameters,
    check_prices,
    check_years,
)
from larvik_analysis.inputs.returns.files import RETURNS_FILE, ReturnsFile
from larvik_analysis.inputs.returns.lines import Told, line_at, told_in, unknown
from larvik_analysis.inputs.returns.model import build_model
from larvik_analysis.inputs.returns.parameters import inspect_parameters
from larvik_analysis.inputs.returns.reference import inspect_reference
from larvik_analysis.inputs.returns.rules import read_rules, rule_names
from larvik_analysis.inputs.returns.scenarios import inspect_scenarios
from larvik_analysis.inputs.schema import fill
from larvik_analysis.inputs.tree import groups, is_true
from larvik_analysis.inputs.yaml_text import Branch, Listing, read_yaml
from larvik_analysis.terms.catalogue import LANGUAGES, Language
from larvik_analysis.terms.discount_rules import Rules
from larvik_analysis.terms.returns_case import (
    ReturnsCase,
    ReturnsModel,
    ReturnsReference,
    Scenario,
)

# More staff than a trial in a municipality has: per cent of a position was probably meant.
_MANY_POSITIONS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnsReading:
    """What came of reading `returns.yaml` and what it names.

    Attributes
    ----------
    models : dict of str to ReturnsModel
        By measure; none where there is a fault.
    facts : frozenset of str
        Those it takes values from.
    faults, todos : tuple
    """

    models: Mapping[str, ReturnsModel] = field(default_factory=dict)
    facts: frozenset[str] = frozenset()
    faults: tuple[Fault, ...] = ()
    todos: tuple[Todo, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ground:
    """What the cases are held against."""

    file: ReturnsFile
    tree: Branch
    reference: ReturnsReference
    rules: Rules
    alternatives: Mapping[str, Rules]
    facts: FactsReading
    seed: int
    language: Language


def read_returns(
    evaluation: str | Path, *, root: Path | None = None
) -> Mapping[str, ReturnsModel]:
    """What each measure costs and may avert, ready to be worked out, by measure.

    Parameters
    ----------
    evaluation : str or Path
        Name or folder.
    root : Path, optional
        The project; found from the working folder where left out.

    Returns
    -------
    mapping of str to ReturnsModel
        Empty where the evaluation has no `returns.yaml`.

    Raises
    ------
    InputError
        With every fault of the files at once.
    """
    root = root or find_root(Path.cwd())
    folder = find_evaluation(evaluation, root)
    tree, _ = read_yaml(folder / EVALUATION_FILE, EVALUATION_FILE)
    documents = [leaf.text for _, leaf in leaves(tree, "documents.*.id")]
    reading = inspect_returns(folder, root, tree, inspect_facts(folder, documents))
    if reading.faults:
        raise InputError(reading.faults)
    return reading.models


def inspect_returns(
    folder: Path,
    root: Path,
    evaluation: Branch,
    facts: FactsReading,
    today: datetime.date | None = None,
) -> ReturnsReading:
    """The models, all faults, and what is still to be given.

    Parameters
    ----------
    folder, root : Path
        Of the evaluation and of the project.
    evaluation : Branch
        The tree of `evaluation.yaml`.
    facts : FactsReading
    today : date, optional
        The day of the check; the analysis date where left out.
    """
    if not is_there(folder / RETURNS_FILE):
        return ReturnsReading()
    tree, faults = read_yaml(folder / RETURNS_FILE, RETURNS_FILE)
    if not tree.entries:
        return ReturnsReading(faults=tuple(faults))
    reference, of_reference = inspect_reference(root)
    file, of_file = _returns_file(tree)
    faults += [*of_reference, *of_file]
    named = frozenset(leaf.text for _, leaf in leaves(tree, "cases.*.parameters.*.fact"))
    if reference is None or file is None:
        return ReturnsReading(facts=named, faults=tuple(faults))
    names = rule_names()
    measures = [leaf.text for _, leaf in leaves(evaluation, "measures.*.id")]
    told = [
        *unknown("rules", file.rules, names, "item_unknown"),
        *check_years(file, _period(evaluation), reference.prices),
        *_told_of_cases(file, reference, measures, facts),
        *_invented(file, evaluation),
    ]
    faults += told_in(RETURNS_FILE, tree, told)
    if faults:
        return ReturnsReading(facts=named, faults=tuple(faults))
    ground = _Ground(
        file=file,
        tree=tree,
        reference=reference,
        rules=read_rules(file.rules),
        alternatives={name: read_rules(name) for name in names},
        facts=facts,
        seed=_seed(evaluation),
        language=_language(evaluation),
    )
    return replace(_models(ground, folder, _day(evaluation, today)), facts=named)


def _returns_file(tree: Branch) -> tuple[ReturnsFile | None, list[Fault]]:
    """The file with the parameters of its cases, which are checked one by one."""
    plain, found, faults = [], [], []
    for key, case in groups(tree.entries.get("cases"), "cases"):
        rest = {name: node for name, node in case.entries.items() if name != "parameters"}
        plain.append(replace(case, entries=rest))
        parameters, more = inspect_parameters(
            case.entries.get("parameters"), tree, RETURNS_FILE, f"{key}.parameters"
        )
        found.append(parameters)
        faults += more
    listing = tree.entries.get("cases")
    if isinstance(listing, Listing) and len(plain) == len(listing.items):
        cases = Listing(tuple(plain), listing.line)
        tree = replace(tree, entries={**tree.entries, "cases": cases})
    file, more = fill(ReturnsFile, tree, RETURNS_FILE)
    faults += [*more, *repeated(tree, ("cases.*.measure",), RETURNS_FILE)]
    if file is None or faults:
        return None, faults
    with_parameters = tuple(
        replace(case, parameters=parameters)
        for case, parameters in zip(file.cases, found, strict=True)
    )
    return replace(file, cases=with_parameters), []


def _told_of_cases(
    file: ReturnsFile,
    reference: ReturnsReference,
    measures: Collection[str],
    facts: FactsReading,
) -> Iterator[Told]:
    if not file.cases:
        yield "cases", "value_empty", {}
    for number, case in enumerate(file.cases, start=1):
        key = f"cases.{number}"
        wrong = [*check_names(case, key, reference, measures)]
        yield from wrong
        yield from check_parameters(case, key, reference, facts.facts, facts.lines)
        yield from amounts_of_case(case, key)
        if not wrong:
            yield from check_prices(case, key, reference)


def _invented(file: ReturnsFile, evaluation: Branch) -> Iterator[Told]:
    """Invented numbers in an evaluation that is not; the others may have them."""
    if not is_true(evaluation, "synthetic"):
        for number, case in enumerate(file.cases, start=1):
            yield from check_invented(case, f"cases.{number}")


def _models(ground: _Ground, folder: Path, day: datetime.date | None) -> ReturnsReading:
    """The models of cases whose names hang together, with what their numbers lack."""
    file = ground.file
    models = {case.measure: _model(ground, case, ()) for case in file.cases}
    told = [
        each
        for number, model in enumerate(models.values(), start=1)
        for each in check_model(model, f"cases.{number}")
    ]
    parameters = dict(each for model in models.values() for each in model.parameters.items())
    scenarios, of_scenarios = inspect_scenarios(
        folder, parameters, tuple(ground.alternatives), tuple(models.values())
    )
    faults = (*told_in(RETURNS_FILE, ground.tree, told), *of_scenarios)
    if faults:
        return ReturnsReading(faults=faults)
    models = {case.measure: _model(ground, case, scenarios) for case in file.cases}
    todos = [
        *_rules_todos(ground, day),
        *(
            todo
            for number, model in enumerate(models.values(), start=1)
            for todo in _todos(model, ground, f"cases.{number}")
        ),
    ]
    return ReturnsReading(models=models, todos=tuple(todos))


def _model(ground: _Ground, case: ReturnsCase, scenarios: tuple[Scenario, ...]) -> ReturnsModel:
    file = ground.file
    return build_model(
        case,
        ground.reference,
        ground.rules,
        price_year=file.price_year,
        start_year=file.start_year,
        horizon_years=file.horizon_years,
        facts=ground.facts.facts,
        scenarios=scenarios,
        alternatives=ground.alternatives,
        seed=ground.seed,
    )


def _todos(model: ReturnsModel, ground: _Ground, key: str) -> Iterator[Todo]:
    """What the model lacks, what in it is judgement, and what is to be looked at twice."""
    missing_first = sorted(model.judged, key=lambda name: name not in model.missing)
    for name in missing_first:
        parameter = model.parameters[name]
        if name == model.case.unknown and parameter.value is None:
            continue  # it is solved for
        code = "returns_missing" if parameter.value is None else "returns_judged"
        label = parameter.label.in_language(ground.language)
        values = {"parameter": name, "unit": parameter.unit, "label": label}
        yield _todo(ground, f"{key}.parameters.{name}", code, values)
    for name in ("positions_planned", "positions_delivered"):
        if (model.parameters[name].value or 0) > _MANY_POSITIONS:
            place = f"{key}.parameters.{name}"
            yield _todo(ground, place, "returns_positions_many", {"parameter": name})
    group = next(
        g for g in ground.reference.target_groups if g.id == model.case.target_groups[0]
    )
    for outcome in model.outcomes:
        is_own = outcome.id in group.baselines or outcome.baseline in model.case.parameters
        if not is_own and model.parameters[outcome.baseline].value is not None:
            values = {"outcome": outcome.id, "group": group.id, "parameter": outcome.baseline}
            yield _todo(ground, f"{key}.target_groups", "returns_baseline_general", values)


def _rules_todos(ground: _Ground, day: datetime.date | None) -> Iterator[Todo]:
    if day is not None and ground.rules.is_dated(day):
        yield _todo(ground, "rules", "returns_rules_dated", {"rules": ground.rules.name})


def _todo(ground: _Ground, key: str, code: str, values: dict[str, str]) -> Todo:
    line = line_at(ground.tree, key)
    return Todo(file=RETURNS_FILE, code=code, line=line, column=key, values=values)


def _period(evaluation: Branch) -> tuple[int, int] | None:
    """First and last year of the evaluation; None where they are told as no years."""
    found = [
        leaf.text[:4]
        for name in ("first", "last")
        for _, leaf in leaves(evaluation, f"period.{name}")
    ]
    if len(found) != 2 or not all(year.isdecimal() for year in found):
        return None
    return int(found[0]), int(found[1])


def _seed(evaluation: Branch) -> int:
    text = next((leaf.text for _, leaf in leaves(evaluation, "seed")), "")
    return int(text) if text.isdecimal() else 0


def _language(evaluation: Branch) -> Language:
    """The language of the report, where it is one; the labels of numbers are told in it."""
    text = next((leaf.text for _, leaf in leaves(evaluation, "language")), "")
    return next((language for language in LANGUAGES if language == text), "nb")


def _day(evaluation: Branch, today: datetime.date | None) -> datetime.date | None:
    if today is not None:
        return today
    text = next((leaf.text for _, leaf in leaves(evaluation, "analysis_date")), "")
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:  # told where the evaluation is read
        return None
