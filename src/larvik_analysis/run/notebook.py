"""A chapter's notebook as data: its cells in order, its parameters, its prose by language."""

from __future__ import annotations

import ast
import difflib
import json
import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

from larvik_analysis.errors import Fault, InputError, ParameterError
from larvik_analysis.inputs.files import read_bytes
from larvik_analysis.terms.catalogue import BORROWS, Language
from larvik_analysis.terms.evaluation import Scalar

# Filled in by the runner; a chapter's own parameters have other names.
RESERVED = ("evaluation", "settings")


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: its kind, its text and its tags."""

    kind: str
    source: str
    tags: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Notebook:
    """A chapter's notebook.

    Attributes
    ----------
    name : str
        Stem of its file.
    cells : tuple of Cell
    parameters : dict
        Names and defaults of the cell tagged ``parameters``, in their order.
    """

    name: str
    cells: tuple[Cell, ...]
    parameters: dict[str, Any]

    @property
    def code(self) -> str:
        """All code, for the key of the cache; prose is not part of it."""
        return "\n\n".join(cell.source for cell in self.cells if cell.kind == "code")

    def prose(self, language: Language) -> dict[int, str]:
        """The Markdown cells of one language by their place; untagged ones hold for all."""
        if not any(language in cell.tags for cell in self.cells):
            language = BORROWS.get(language, language)
        other = set(get_args(Language)) - {language}
        return {
            place: cell.source
            for place, cell in enumerate(self.cells)
            if cell.kind == "markdown" and (language in cell.tags or not cell.tags & other)
        }


def notebook_path(name: str, root: Path) -> Path:
    """Where a chapter's notebook lies."""
    return root / "notebooks" / f"{name}.ipynb"


def read_notebook(name: str, root: Path) -> Notebook:
    """Read a chapter's notebook.

    Raises
    ------
    InputError
        If it is missing, is not a notebook, or its parameters are not plain values.
    """
    path = notebook_path(name, root)
    shown = f"notebooks/{path.name}"
    try:
        stored = json.loads(read_bytes(path, shown).decode("utf-8"))
        cells = tuple(_cells(stored))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise InputError([Fault(file=shown, code="notebook_broken")]) from error
    tagged = [cell.source for cell in cells if "parameters" in cell.tags]
    try:
        parameters = _assignments("\n".join(tagged))
    except (ValueError, SyntaxError) as error:
        raise InputError([Fault(file=shown, code="notebook_parameters")]) from error
    return Notebook(name=name, cells=cells, parameters=parameters)


def _cells(stored: dict[str, Any]) -> Iterator[Cell]:
    for cell in stored["cells"]:
        tags = frozenset(cell.get("metadata", {}).get("tags", ()))
        if "injected-parameters" not in tags:  # left by another run of papermill
            yield Cell(kind=cell["cell_type"], source="".join(cell["source"]), tags=tags)


def _assignments(source: str) -> dict[str, Any]:
    """Names and literal values of plain assignments."""
    found = {}
    for statement in ast.parse(source).body:
        if isinstance(statement, ast.Assign):
            names = statement.targets
        elif isinstance(statement, ast.AnnAssign):
            names = [statement.target]
        else:
            continue
        if statement.value is not None:
            value = ast.literal_eval(statement.value)
            found.update({name.id: value for name in names if isinstance(name, ast.Name)})
    return found


def own_parameters(notebook: Notebook) -> dict[str, Scalar]:
    """The parameters a user may set, with their defaults."""
    return {name: value for name, value in notebook.parameters.items() if name not in RESERVED}


def parse_parameter(notebook: Notebook, name: str, text: str) -> Scalar:
    """A value typed on the command line, in the type of the parameter's default.

    Papermill would guess the type: ``0301`` becomes 301, ``NO`` becomes False.

    Raises
    ------
    ParameterError
        If the notebook has no such parameter or the text is not of its type.
    """
    defaults = own_parameters(notebook)
    if name not in defaults:
        raise ParameterError("parameter_unknown", key=name, nearest=nearest(name, defaults))
    kind = type(defaults[name])
    try:
        return _PARSE[kind](text)
    except (KeyError, ValueError) as error:
        raise ParameterError("parameter_type", key=name, kind=kind.__name__) from error


_PARSE: Mapping[type, Callable[[str], Scalar]] = {
    str: str,
    int: int,
    float: lambda text: _finite(text.replace(",", ".")),
    bool: lambda text: {"true": True, "false": False, "ja": True, "nei": False}[text.lower()],
}


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError
    return number


def check_parameters(notebook: Notebook, given: Mapping[str, Scalar]) -> list[Fault]:
    """Faults in the parameters `evaluation.yaml` gives a chapter: unknown name, wrong type."""
    defaults = own_parameters(notebook)
    faults = []
    for name, value in given.items():
        column = f"chapters.{notebook.name}.parameters.{name}"
        if name not in defaults:
            values = {"key": name, "nearest": nearest(name, defaults)}
            code = "chapter_parameter_unknown"
        elif not _fits(value, defaults[name]):
            values = {"key": name, "kind": type(defaults[name]).__name__}
            code = "chapter_parameter_type"
        else:
            continue
        faults.append(Fault(file="evaluation.yaml", code=code, column=column, values=values))
    return faults


def _fits(value: Scalar, default: Scalar) -> bool:
    """Whether a value has the type of the default; a whole number is a decimal one too."""
    return type(value) is type(default) or (type(default) is float and type(value) is int)


def nearest(name: str, known: Mapping[str, object] | tuple[str, ...]) -> str:
    """The known names nearest to a misspelt one, or all of them where none is near."""
    near = difflib.get_close_matches(name, list(known), n=3, cutoff=0.5)
    return ", ".join(near or sorted(known))
