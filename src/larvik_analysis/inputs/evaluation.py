"""Finds an evaluation folder and reads its `evaluation.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from larvik_analysis.errors import Fault, InputError, ParameterError, UsageError
from larvik_analysis.inputs.coherence import check_coherence
from larvik_analysis.inputs.declarations import absent_data, check_declarations
from larvik_analysis.inputs.instrument_file import named_instruments, with_instruments
from larvik_analysis.inputs.naming import nearest, shown
from larvik_analysis.inputs.schema import fill
from larvik_analysis.inputs.settings import apply_settings
from larvik_analysis.inputs.yaml_text import Branch, read_yaml
from larvik_analysis.terms.evaluation import Disclosure, Evaluation

EVALUATION_FILE = "evaluation.yaml"
# `reference` is shared by all evaluations; `processed` and `raw` are folders of the house.
RESERVED = frozenset({"reference", "processed", "raw"})


def find_root(start: Path) -> Path:
    """The project folder: the nearest one upwards with `data/raw` and `notebooks`.

    Where there is none, the project that the package is installed from (editable).

    Raises
    ------
    UsageError
        If neither is found.
    """
    here = start.resolve()
    installed_from = Path(__file__).resolve().parents[3]
    for folder in (here, *here.parents, installed_from):
        if (folder / "data" / "raw").is_dir() and (folder / "notebooks").is_dir():
            return folder
    raise UsageError("project_not_found")


def find_evaluation(name_or_path: str | Path, root: Path) -> Path:
    """The folder of an evaluation.

    Parameters
    ----------
    name_or_path : str or Path
        The name of a folder of `data/raw`, or the path of a folder.
    root : Path
        The project folder.

    Returns
    -------
    Path
        Its last part is the name of the evaluation.

    Raises
    ------
    ParameterError
        If the name is empty, reserved or climbs out of `data/raw`, or if there is no
        such folder; known evaluations are named then.
    """
    text = str(name_or_path).rstrip("/\\") or str(name_or_path)
    parts = text.replace("\\", "/").split("/")
    name = next((part for part in reversed(parts) if part), "")
    if _leads_astray(text, parts, name):
        raise ParameterError("evaluation_name", known=_known(root))
    if name.lower() in RESERVED:
        raise ParameterError("evaluation_reserved", name=name.lower(), known=_known(root))
    alone = len(parts) == 1
    folder = root / "data" / "raw" / name if alone else Path("/".join(parts))
    try:
        if folder.is_dir():
            return folder.resolve()
    except OSError:  # longer than a name can be
        pass
    raise _unknown(name, root)


def read_evaluation(
    evaluation: str | Path,
    *,
    root: Path | None = None,
    settings: Mapping[str, str] | None = None,
) -> Evaluation:
    """The evaluation as its `evaluation.yaml` describes it.

    Own data whose file is not there are left out: `check_evaluation` tells which.

    Parameters
    ----------
    evaluation : str or Path
        Name or folder, as `find_evaluation` takes it.
    root : Path, optional
        The project folder; found from the working folder where it is left out.
    settings : mapping of str to str, optional
        Dotted keys of `setting_keys` with values that replace those of the file.

    Raises
    ------
    InputError
        With every fault of the file at once.
    ParameterError
        If the evaluation or a setting is unknown, or a setting has the wrong type.
    """
    root = root or find_root(Path.cwd())
    found, faults, _ = inspect_evaluation(
        find_evaluation(evaluation, root), root, settings or {}
    )
    if found is None:
        raise InputError(faults)
    if settings:
        as_filed, _, _ = inspect_evaluation(find_evaluation(evaluation, root), root, {})
        if as_filed is not None and _is_looser(found.disclosure, as_filed.disclosure):
            raise ParameterError("setting_looser")
    # The owners have approved what the files say, not what a command makes of it.
    is_as_approved = set(settings or {}) <= {"language"}
    return found if is_as_approved else replace(found, approved=())


def _is_looser(limits: Disclosure, than: Disclosure) -> bool:
    """Whether more would leave; for that the file has to be changed, where it can be seen."""
    shows_zeros = limits.zeros == "show" and than.zeros == "hide"
    return shows_zeros or any(
        getattr(limits, name) < getattr(than, name) for name in ("k", "n_min", "n_min_opinion")
    )


def inspect_evaluation(
    folder: Path, root: Path, settings: Mapping[str, str] | None = None
) -> tuple[Evaluation | None, list[Fault], Branch]:
    """The evaluation (None where there are faults), all faults, and the tree of the file."""
    tree, faults = read_yaml(folder / EVALUATION_FILE, EVALUATION_FILE)
    if not tree.entries:
        return None, faults, tree
    tree = apply_settings(tree, settings or {})
    evaluation, more = fill(Evaluation, tree, EVALUATION_FILE)
    faults += [*more, *check_coherence(tree, EVALUATION_FILE, root)]
    instruments, missing = named_instruments(tree, EVALUATION_FILE, folder, root)
    trees = {name: read.tree for name, read in instruments.items()}
    faults += [*missing, *check_declarations(tree, EVALUATION_FILE, folder, trees)]
    faults.sort(key=lambda fault: fault.line or 0)
    faults += [fault for read in instruments.values() for fault in read.faults]
    if evaluation is None or faults:
        return None, faults, tree
    absent = absent_data(tree, folder)
    there = [
        data
        for number, data in enumerate(evaluation.microdata, start=1)
        if f"microdata.{number}" not in absent
    ]
    return replace(evaluation, microdata=with_instruments(there, instruments)), faults, tree


def evaluation_names(root: Path) -> list[str]:
    """Names of the evaluations of the project, in alphabetical order."""
    folders = (root / "data" / "raw").glob(f"*/{EVALUATION_FILE}")
    return sorted(path.parent.name for path in folders if path.parent.name not in RESERVED)


def _leads_astray(text: str, parts: list[str], name: str) -> bool:
    drive = len(parts) == 1 and ":" in name  # "C:" is a place of its own on Windows
    return not name.strip() or name.startswith(".") or ".." in parts or drive or "\0" in text


def _known(root: Path) -> str:
    return ", ".join(evaluation_names(root)) or "–"


def _unknown(name: str, root: Path) -> ParameterError:
    near = nearest(name, evaluation_names(root))
    code = "evaluation_unknown_near" if near else "evaluation_unknown"
    return ParameterError(code, name=shown(name), nearest=near, known=_known(root))
