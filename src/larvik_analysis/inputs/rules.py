"""Reads the numbers we chose, `reference/rules.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from larvik_analysis.errors import Fault, InputError
from larvik_analysis.inputs.evaluation import find_root
from larvik_analysis.inputs.schema import fill
from larvik_analysis.inputs.yaml_text import read_yaml
from larvik_analysis.terms.rule import Rule

RULES_FILE = "reference/rules.yaml"


def read_gate_rules(*, root: Path | None = None) -> Mapping[str, Rule]:
    """The numbers we chose, by name.

    Parameters
    ----------
    root : Path, optional
        The project folder; found from the working folder where it is left out.

    Raises
    ------
    InputError
        With every fault of the file at once.
    """
    rules, faults = inspect_rules(root or find_root(Path.cwd()))
    if faults:
        raise InputError(faults)
    return rules


def inspect_rules(root: Path) -> tuple[Mapping[str, Rule], list[Fault]]:
    """The rules (none where there are faults) and all faults."""
    tree, faults = read_yaml(root / "data" / "raw" / RULES_FILE, RULES_FILE)
    if not tree.entries:
        return {}, faults
    rules, more = fill(dict[str, Rule], tree, RULES_FILE)
    return rules or {}, [*faults, *more]
