"""Reads the numbers a return rests on, with every fault of a file at once."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from larvik_analysis.errors import Fault, InputError, ParameterError
from larvik_analysis.inputs.evaluation import find_evaluation, find_root
from larvik_analysis.inputs.files import is_there
from larvik_analysis.inputs.naming import shown
from larvik_analysis.inputs.returns.files import PARAMETERS_FILE, RETURNS_FILE
from larvik_analysis.inputs.returns.lines import Told, told_in
from larvik_analysis.inputs.returns.parameter_checks import Wrong, wrong_with
from larvik_analysis.inputs.schema import Filler
from larvik_analysis.inputs.tree import groups, text_of, under
from larvik_analysis.inputs.yaml_text import Branch, Node, read_yaml
from larvik_analysis.terms.parameter_limits import has_thousands
from larvik_analysis.terms.parameters import Parameter
from larvik_analysis.terms.quantity import powers_of_unit, words_of_unit
from larvik_analysis.terms.words import Words

_NAME = re.compile(r"[a-z][a-z0-9_]*")
_ENDINGS = (".yaml", ".yml")


def read_parameters(
    source: str | Path, *, measure: str = "", root: Path | None = None
) -> Mapping[str, Parameter]:
    """Numbers with their units, sources and spreads, by name.

    Parameters
    ----------
    source : str or Path
        A file that ends in ``.yaml``, or an evaluation: then those that every evaluation
        shares, with the evaluation's own in their place.
    measure : str, optional
        Whose own numbers, where the evaluation works out the return of several measures.
    root : Path, optional
        The project; found from the working folder where left out.

    Returns
    -------
    mapping of str to Parameter
        As they stand in the files: kroner at the prices of their own year, and shares from
        0 to 1. A value that nobody has given is None.

    Raises
    ------
    InputError
        With every fault at once: no source, per cent where a share is meant, kroner without
        a price year, a spread that cannot be, and others.
    ParameterError
        If there is no such evaluation, or no such measure in its `returns.yaml`.
    """
    if not isinstance(source, str | Path):
        raise ParameterError("returns_source_of_parameters")
    if str(source).lower().endswith(_ENDINGS):
        return _parameters(Path(source), Path(source).name)
    root = root or find_root(Path.cwd())
    folder = find_evaluation(source, root)
    shared = _parameters(root / "data" / "raw" / PARAMETERS_FILE, PARAMETERS_FILE)
    return {**shared, **_own(folder, measure)}


def inspect_parameters(
    node: Node | None, tree: Branch, file: str, key: str = ""
) -> tuple[dict[str, Parameter], list[Fault]]:
    """The parameters without faults, and all faults.

    Parameters
    ----------
    node : Branch or None
        The names with their parameters.
    tree : Branch
        The tree of the whole file, for lines.
    file : str
        What messages call the file.
    key : str
        The dotted key of `node`; empty where it is the whole file.
    """
    filler = Filler(file)
    if node is None:
        return {}, []
    if not isinstance(node, Branch):
        filler.read(dict[str, Parameter], node, key)
        return {}, filler.faults
    found: dict[str, Parameter] = {}
    told: list[Told] = []
    for name, child in node.entries.items():
        place = under(key, shown(name))
        if not _NAME.fullmatch(name):
            told.append((place, "id_form", {}))
            continue
        parameter = filler.read(Parameter, child, place)
        if not isinstance(parameter, Parameter):
            continue
        wrong = [*wrong_with(name, parameter), *_thousands(child, parameter)]
        told += [(under(place, part), code, values) for part, code, values in wrong]
        if not wrong:
            unit = words_of_unit(powers_of_unit(parameter.unit))
            spelt = name.replace("_", " ")
            label = parameter.label if parameter.label.nb else Words(nb=spelt, en=spelt)
            found[name] = replace(parameter, unit=unit, label=label)
    return found, [*filler.faults, *told_in(file, tree, told)]


def _thousands(node: Node, parameter: Parameter) -> Iterator[Wrong]:
    """Kroner with a point for thousands, which is a decimal point here."""
    text = text_of(node, "value") if isinstance(node, Branch) else ""
    if parameter.unit.startswith("nok") and has_thousands(text):
        yield "value", "returns_thousands", {}


def _parameters(path: Path, file: str) -> dict[str, Parameter]:
    tree, faults = read_yaml(path, file)
    found, more = inspect_parameters(tree, tree, file)
    if faults or more:
        raise InputError([*faults, *more])
    return found


def _own(folder: Path, measure: str) -> dict[str, Parameter]:
    """The evaluation's own parameters for one measure; none where it has no file of them."""
    if not is_there(folder / RETURNS_FILE):
        return {}
    tree, faults = read_yaml(folder / RETURNS_FILE, RETURNS_FILE)
    if faults:
        raise InputError(faults)
    cases = {
        text_of(case, "measure"): (key, case)
        for key, case in groups(tree.entries.get("cases"), "cases")
    }
    wanted = measure or (next(iter(cases)) if len(cases) == 1 else "")
    if not cases and not measure:
        return {}
    if wanted not in cases:
        raise ParameterError("returns_measure", known=", ".join(map(shown, cases)) or "–")
    key, case = cases[wanted]
    found, more = inspect_parameters(
        case.entries.get("parameters"), tree, RETURNS_FILE, f"{key}.parameters"
    )
    if more:
        raise InputError(more)
    return found
